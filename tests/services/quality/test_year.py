"""A year of quality assurance: four rounds, people who leave and who come, other questions.

Eight supervisors hold 320 cases; two of them leave, three others come; the questions change before
the third round. Everything is done at the desk.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date
from typing import Any

import pytest

from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.terms import Grade, QualityDutyKind, Role
from pomdesk.readmodels.quality import GovernorReport
from pomdesk.services.commands.import_caseload import ImportCaseload
from pomdesk.services.commands.quality_people import NamePerson
from pomdesk.services.commands.quality_report import ApproveReport, CheckReport, MakeReport
from pomdesk.services.commands.quality_reviews import PlanCaseReviews
from pomdesk.services.queries.quality_now import QualityDuties
from pomdesk.services.queries.quality_oversight import OversightNow
from pomdesk.services.queries.quality_report import ReportOf
from pomdesk.services.queries.quality_rounds import ChainOf
from pomdesk.store.tables import qa_report, qa_review, qa_sample
from tests.intake.files import write
from tests.services.quality.desk import (
    MEMBERS,
    SUPERVISORS,
    Team,
    caseload,
    number_of,
    opened,
)
from tests.services.quality.office import Office, second_version, seeded

CASES = 320
DIGEST = "ab" * 32


def found(ref: str) -> Mapping[str, str]:
    """What is found in a file: mostly good."""
    n = int(ref[1:5])
    short = {"plan": n % 5, "level": n % 7, "analysis": n % 4, "screening": n % 13}
    options = {key: "partly" for key, left in short.items() if not left}
    return options | ({"screening": "not_met"} if "screening" in options else {})


@dataclass
class Year:
    """What was done, in order."""

    team: Team
    office: Office
    held: dict[int, tuple[str, date]] = field(default_factory=dict)
    rounds: dict[str, int] = field(default_factory=dict)
    reports: dict[str, int] = field(default_factory=dict)
    told: dict[str, GovernorReport] = field(default_factory=dict)

    def on(self, day: date) -> None:
        """Go on to a day."""
        self.team.clock.forward((day - self.team.clock.today()).days)

    def comes(self, code: str, day: date) -> None:
        """Somebody new."""
        new = Member(
            code,
            f"Jo Newcomer {code}",
            roles=frozenset({Role.SUPERVISOR}),
            grade=Grade.PRISON_POM,
            joined=day,
        )
        self.team.do("LEAD", NamePerson(new))

    def leaves(self, code: str, day: date, to: tuple[str, ...]) -> None:
        """Somebody leaves, and others take their cases over."""
        self.team.do("LEAD", NamePerson(replace(MEMBERS[code], left=day)))
        mine = [place for place, (who, _) in self.held.items() if who == code]
        for turn, place in enumerate(mine):
            self.held[place] = (to[turn % len(to)], day)
        file = caseload(CASES)
        file["asAt"] = self.team.clock.today().isoformat()
        file["allocations"] = [
            {
                "offenderNo": number_of(place),
                "primaryStaffId": who,
                "allocatedOn": since.isoformat(),
            }
            for place, (who, since) in self.held.items()
        ]
        path = write(self.team.folder / f"{code}.json", file)
        self.team.do("LEAD", ImportCaseload((path,)))

    def reviews(self, window: str, instrument: int) -> None:
        """Draw the case reviews of a half year."""
        source, seed, witness = seeded(window)
        planned = PlanCaseReviews(
            window, instrument, seed_source=source, seed=seed, witness=witness
        )
        self.team.do("LEAD", planned)

    def report(self, name: str, first: date, rounds: tuple[str, ...]) -> None:
        """Make, check and approve a report of some rounds."""
        chosen = tuple(self.rounds[one] for one in rounds)
        made = MakeReport(first, self.team.clock.today(), chosen, name)
        number = self.reports[name] = self.team.do("LEAD", made)
        self.team.do("A1", CheckReport(number))
        self.team.do("LEAD", ApproveReport(number, DIGEST))
        self.told[name] = self.team.ask("LEAD", ReportOf(number))


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    with opened(tmp_path_factory.mktemp("year"), CASES) as team:
        it = Year(team, Office(team))
        it.held = {n: (SUPERVISORS[n % 8], date(2025, 2, 3)) for n in range(CASES)}
        it.on(date(2027, 4, 5))
        first = it.office.instrument()
        it.reviews("2027-H1", first)
        it.rounds["R1"] = it.office.round("R1", first, found, files=24)
        it.on(date(2027, 5, 4))
        it.comes("N11", date(2027, 5, 1))
        it.comes("N12", date(2027, 5, 1))
        it.leaves("S7", date(2027, 5, 4), ("N11", "N12"))
        it.on(date(2027, 7, 12))
        it.rounds["R2"] = it.office.round("R2", first, found, files=20)
        it.report("First half", date(2027, 4, 1), ("R1", "R2"))
        it.on(date(2027, 9, 1))
        it.comes("N13", date(2027, 9, 1))
        it.leaves("S8", date(2027, 9, 1), ("N13",))
        it.on(date(2027, 10, 11))
        second = it.office.instrument(second_version())
        it.reviews("2027-H2", second)
        it.rounds["R3"] = it.office.round("R3", second, found, files=20)
        it.on(date(2028, 1, 10))
        it.rounds["R4"] = it.office.round("R4", second, found, files=20)
        it.report("The year", date(2027, 4, 1), ("R1", "R2", "R3", "R4"))
        yield it


def samples(year: Year, ref: str) -> list[Any]:
    """Files of a round that were drawn, certain ones too."""
    of = year.rounds[ref]
    rows = year.team.rows(qa_sample)
    return [one for one in rows if one.round_id == of and one.role != "reserve"]


def drawn(year: Year, ref: str) -> list[Any]:
    """Those that chance chose."""
    return [one for one in samples(year, ref) if one.role == "primary"]


def test_no_case_is_drawn_twice_in_the_cycle(year: Year) -> None:
    refs = Counter(one.case_ref for ref in year.rounds for one in drawn(year, ref))
    assert sum(refs.values()) == 24 + 20 + 20 + 20
    assert set(refs.values()) == {1}


def test_every_supervisor_is_seen_in_every_round_by_their_share(year: Year) -> None:
    per_round = {ref: Counter(one.supervisor for one in drawn(year, ref)) for ref in year.rounds}
    assert per_round["R1"] == dict.fromkeys(SUPERVISORS, 3)
    assert set(per_round["R2"]) == {*SUPERVISORS, "N11", "N12"} - {"S7"}
    for ref in ("R3", "R4"):
        assert set(per_round[ref]) == {*SUPERVISORS, "N11", "N12", "N13"} - {"S7", "S8"}
    for counts in per_round.values():
        assert min(counts.values()) >= 2
        assert max(counts.values()) - min(counts.values()) <= 2


def test_the_first_case_of_whoever_came_was_seen_for_certain(year: Year) -> None:
    certain = {
        one.supervisor
        for ref in year.rounds
        for one in samples(year, ref)
        if one.why == "by_policy"
    }
    assert certain >= {"N11", "N12", "N13"}


def test_the_chain_of_draws_holds(year: Year) -> None:
    assert list(year.team.ask("AUD", ChainOf())) == []


def test_the_trend_breaks_where_the_questions_changed(year: Year) -> None:
    told = year.told["The year"]
    assert [(one.round_ref, one.breaks) for one in told.trend] == [
        ("R1", False),
        ("R2", False),
        ("R3", True),
        ("R4", False),
    ]
    assert "mixed_versions" in told.warnings
    by_question = {one.question: one.figure for one in told.results}
    later = sum(len(drawn(year, ref)) for ref in ("R3", "R4"))
    every = sum(len(drawn(year, ref)) for ref in year.rounds)
    assert by_question["plan"].n == later  # it means something else since
    assert by_question["screening"].n == every


def test_coverage_is_told_as_it_was(year: Year) -> None:
    told = year.told["The year"]
    assert told.drawn == told.read == sum(len(samples(year, ref)) for ref in year.rounds)
    assert told.books == CASES
    assert told.supervisors == 11
    held = {number_of(n) for n in range(CASES)}
    seen = held & {one.case_ref for ref in year.rounds for one in samples(year, ref)}
    assert (told.seen_in_cycle.k, told.seen_in_cycle.n) == (len(seen), told.seen_in_cycle.n)
    assert told.seen_in_cycle.n is not None
    assert len(seen) < told.seen_in_cycle.n <= CASES


def test_the_figures_are_those_of_the_files(year: Year) -> None:
    told = year.told["The year"]
    chance = {one.id for ref in year.rounds for one in drawn(year, ref)}
    verdicts = [
        one.verdict
        for one in year.team.rows(qa_review)
        if one.kind == "primary" and one.sample_id in chance
    ]
    good, every = verdicts.count("sufficient"), len(verdicts)
    assert (told.naive.k, told.naive.n) == (good, every)
    assert told.overall == told.naive
    assert told.estimate is not None
    assert told.overall.k is not None
    assert told.overall.n is not None
    assert told.estimate.low < told.overall.k / told.overall.n < told.estimate.high


def test_leavers_reviews_are_void_and_newcomers_have_an_induction(year: Year) -> None:
    first = year.team.ask("LEAD", OversightNow("2027-H1")).reviews
    stages = {one.supervisor: one.stage for one in first}
    assert {who for who, stage in stages.items() if stage == "void_leaver"} == {"S7", "S8"}
    assert set(stages) == set(SUPERVISORS)
    second = year.team.ask("LEAD", OversightNow("2027-H2")).reviews
    assert {one.supervisor: one.what for one in second} == {
        **dict.fromkeys(SUPERVISORS[:6], "in_depth"),
        "N11": "in_depth",
        "N12": "in_depth",
        "N13": "induction",
    }
    again = {one.case_ref for one in first} & {one.case_ref for one in second}
    assert not again


def test_case_reviews_that_are_due_are_duties(year: Year) -> None:
    today = year.team.clock.today()
    duties = year.team.ask("LEAD", QualityDuties())
    reviews = [
        one
        for one in duties
        if one.kind in (QualityDutyKind.CASE_REVIEW, QualityDutyKind.INDUCTION_REVIEW)
    ]
    about = Counter(one.about for one in reviews)
    assert not {"S7", "S8"} & set(about)
    assert about["N13"] == 1
    late = [one for one in reviews if one.due is not None and one.due < today]
    assert late
    assert any(one.escalated for one in late)
    due = {one.due for one in reviews}
    assert all(day is not None and day.weekday() < 5 for day in due)


def test_an_approved_report_is_counted_again_to_the_same_figures(year: Year) -> None:
    for name, number in year.reports.items():
        for row in year.team.rows(qa_report):
            if row.id == number:
                told = year.team.ask("GOV", ReportOf(number))
                assert told.figures_sha256 == row.figures_sha256, name
                assert "figures_changed" not in told.warnings
                assert json.loads(row.figures)["told"]["drawn"] == told.drawn


def texts(value: object) -> Iterator[str]:
    """Every text anywhere in a read model."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from texts(key)
            yield from texts(one)
    elif is_dataclass(value):
        for one in fields(value):
            yield from texts(getattr(value, one.name))
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from texts(one)


def test_nobody_whose_work_was_read_is_in_the_report(year: Year) -> None:
    who = {*SUPERVISORS, "N11", "N12", "N13"}
    called = {MEMBERS[code].name for code in SUPERVISORS} | {f"Jo Newcomer {c}" for c in who}
    for told in year.told.values():
        said = list(texts(told))
        assert told.log
        assert len(said) > 100
        for text in said:
            words = set(text.replace("/", " ").split())
            assert not words & who, text
            assert not any(name in text for name in called), text


def test_reports_of_one_year_do_not_give_a_figure_away_together(year: Year) -> None:
    """The difference of two figures that are told is of files enough as well."""
    told = {
        row.id: {(tuple(path), tuple(rounds)): n for path, rounds, n in cells}
        for row in year.team.rows(qa_report)
        if (cells := json.loads(row.figures)["cells"])
    }
    half, whole = told[year.reports["First half"]], told[year.reports["The year"]]
    compared = 0
    for (path, rounds), before in half.items():
        after = whole.get((path, ("R1", "R2", "R3", "R4")))
        files = path == ("overall",) or (path[0] == "question" and len(path) == 2)
        if rounds == ("R1", "R2") and after is not None and files:
            compared += 1
            assert after - before >= 5, path
    assert compared >= 3
