"""Reports to the Governor: what goes in, what is told, who does and reads what."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, ClassVar

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from pomdesk.domain.quality.items import Item
from pomdesk.domain.quality.results import FrameRow
from pomdesk.domain.quality.terms import (
    Exclusion,
    InstrumentStage,
    ItemKind,
    Purpose,
)
from pomdesk.readmodels.quality import GovernorReport
from pomdesk.rules.quality.intervals import wilson_finite
from pomdesk.services.commands.quality_items import AddItem, MoveItem
from pomdesk.services.commands.quality_report import (
    ApproveReport,
    CheckReport,
    DropReport,
    MakeReport,
    WriteReport,
)
from pomdesk.services.desk import Day
from pomdesk.services.queries.quality_report import ReportDraft, ReportLines, ReportOf
from pomdesk.store.tables import qa_report, qa_review, qa_sample
from pomdesk.store.unit_of_work import UnitOfWork
from tests.services.quality.desk import SUPERVISORS, TODAY, Team, number_of, opened
from tests.services.quality.office import INSTRUMENT, Office, mixed, second_version

FIRST = date(2026, 4, 1)
PDF = b"%PDF-1.7 an invented report"
DIGEST = sha256(PDF).hexdigest()


def found(ref: str) -> Mapping[str, str]:
    """As ``mixed``; the file of the highest number leaves its marker unsure."""
    unsure = {"review": "unsure"} if int(ref[1:5]) % 7 == 0 else {}
    return {**mixed(ref), **unsure}


@dataclass
class Closed:
    """Two routine rounds, one for a purpose, one with questions that are tried out."""

    team: Team
    office: Office
    first: int
    second: int
    targeted: int
    piloted: int
    open: int

    def draft(self, *rounds: int) -> GovernorReport:
        """What a report of these rounds would tell."""
        told = self.team.ask("LEAD", ReportDraft(FIRST, self.team.clock.today(), rounds))
        assert isinstance(told, GovernorReport)
        return told

    def make(self, *rounds: int, title: str = "Autumn") -> int:
        """A report of these rounds."""
        made = MakeReport(FIRST, self.team.clock.today(), rounds or (self.first,), title)
        return int(self.team.do("LEAD", made))

    def approved(self, *rounds: int) -> int:
        """A report of these rounds that is approved."""
        number = self.make(*rounds)
        self.team.do("A1", CheckReport(number))
        self.team.do("LEAD", ApproveReport(number, DIGEST, PDF))
        return number


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Closed]:
    with opened(tmp_path_factory.mktemp("closed"), 120) as team:
        office = Office(team)
        main = office.instrument()
        first = office.round("R1", main, found, files=40)
        narrow: dict[str, Any] = {
            "purpose": Purpose.TARGETED,
            "filter": "high_rosh",
            "filter_words": "High",
        }
        targeted = office.round("T1", main, found, files=16, **narrow)
        trial = office.instrument(replace(INSTRUMENT, code="TRIAL"), InstrumentStage.PILOT)
        piloted = office.round("P1", trial, found, files=16)
        team.clock.forward(days=1)
        second = office.round("R2", main, found, files=24)
        waiting = office.planned("W1", main, files=16)
        yield Closed(team, office, first, second, targeted, piloted, waiting)


@dataclass(frozen=True)
class Tampered:
    """Another digest in a row of a report that is not approved."""

    report_id: int
    name: ClassVar[str] = "several"

    def run(self, uow: UnitOfWork, day: Day) -> None:
        row = qa_report.c.id == self.report_id
        uow.connection.execute(update(qa_report).where(row).values(figures_sha256="0" * 64))


def files(closed: Closed, number: int) -> list[Any]:
    """Files of a round that chance chose, with their reference."""
    rows = closed.team.rows(qa_sample)
    return [one for one in rows if one.round_id == number and one.role == "primary"]


# ---- what is told ------------------------------------------------------------------------


def test_results_are_of_the_files_that_chance_chose(closed: Closed) -> None:
    told = closed.draft(closed.first)
    drawn = files(closed, closed.first)
    by_question = {one.question: one.figure for one in told.results}
    good = [one for one in drawn if "plan" not in found(one.case_ref)]
    assert (by_question["plan"].k, by_question["plan"].n) == (len(good), len(drawn))
    applied = [one for one in drawn if found(one.case_ref).get("victims") != "na"]
    assert by_question["victims"].n in (None, len(applied))
    failed = [one for one in drawn if "screening" in found(one.case_ref)]
    ((text, figure, done),) = told.critical
    assert (text, figure.k, figure.n) == ("Is the screening right?", len(failed), len(drawn))
    assert done is True


def test_settled_answers_count_and_not_what_was_answered_first(closed: Closed) -> None:
    told = {one.theme: one for one in closed.draft(closed.first).themes}
    drawn = files(closed, closed.first)
    short = [
        one
        for one in drawn
        if any(key in found(one.case_ref) for key in ("screening", "plan", "review"))
    ]
    assert any("review" in found(one.case_ref) for one in drawn)
    assert told["risk"].figure.k == len(short)


def test_shares_are_told_with_intervals_and_per_cent_where_there_are_files_enough(
    closed: Closed,
) -> None:
    told = closed.draft(closed.first)
    assert told.naive.interval is not None
    assert told.naive.interval.level == told.confidence == 0.8
    assert told.estimate is not None
    assert told.overall.interval == told.estimate
    for one in told.results:
        if one.figure.n is not None:
            assert (one.figure.percent is not None) == (one.figure.n >= 20)
            assert one.band in (0, 1, 2, 3)


def test_intervals_come_of_told_figures_and_are_whole_per_cents(closed: Closed) -> None:
    told = closed.draft(closed.first)
    assert told.naive == told.overall
    figures = [told.overall, *(one.figure for one in told.results)]
    ends = [(one.interval.low, one.interval.high) for one in figures if one.interval]
    ends += [one.limits for one in told.trend if one.limits]
    assert ends
    for end in (end for both in ends for end in both):
        assert end == round(100 * end) / 100
    found = told.overall
    assert found.k is not None
    assert found.n is not None
    assert told.eligible is not None
    plain = wilson_finite(found.k, found.n, told.eligible, told.confidence)
    assert plain is not None
    assert found.interval is not None
    assert 0 <= plain.low - found.interval.low < 0.01
    assert 0 <= found.interval.high - plain.high < 0.01


def test_what_is_listed_is_told(closed: Closed) -> None:
    told = closed.draft(closed.first, closed.second)
    assert None not in [*told.exclusions.values(), *(n for _, n in told.causes)]
    assert all(n for theme in told.themes for _, n in theme.root_causes)


def test_rounds_of_the_period_that_are_left_out_are_listed(closed: Closed) -> None:
    told = closed.draft(closed.first)
    assert list(told.left_out) == [("T1", "closed"), ("P1", "closed"), ("R2", "closed")]
    assert ("R2", "closed") not in closed.draft(closed.first, closed.second).left_out


def test_targeted_rounds_stand_apart(closed: Closed) -> None:
    alone, both = closed.draft(closed.first), closed.draft(closed.first, closed.targeted)
    assert both.targeted[0][0] == "Round T1"
    assert both.targeted[0][1].n == 16
    for name in ("overall", "naive", "results", "themes", "drawn", "read", "trend"):
        assert getattr(both, name) == getattr(alone, name)


def test_what_was_tried_out_is_never_counted(closed: Closed) -> None:
    told = closed.draft(closed.first, closed.piloted)
    assert "pilot" in told.warnings
    alone = closed.draft(closed.first)
    assert (told.overall, told.results, told.read) == (alone.overall, alone.results, alone.read)
    assert [one.round_ref for one in told.trend] == ["R1", "R2"]
    nothing = closed.draft(closed.piloted)
    assert (nothing.overall.n, nothing.read, nothing.results) == (None, None, [])


def test_two_rounds_are_one_figure_and_two_points(closed: Closed) -> None:
    told = closed.draft(closed.first, closed.second)
    drawn = [*files(closed, closed.first), *files(closed, closed.second)]
    assert told.naive.n == len(drawn)
    assert [one.breaks for one in told.trend] == [False, False]
    assert told.overall == told.naive
    assert told.read is not None
    assert told.read > len(drawn)  # files that were insufficient before are seen again
    assert [one[0] for one in told.rounds] == ["R1", "R2"]


def test_a_theme_that_is_not_told_has_a_band(closed: Closed) -> None:
    alone = {one.theme: one for one in closed.draft(closed.targeted, closed.second).themes}
    for one in alone.values():
        assert (one.figure.n is None) == bool(one.band)
        if one.figure.n is None:
            assert one.root_causes == ()


def test_agreement_is_told_from_pairs_enough(closed: Closed) -> None:
    rounds = (closed.first, closed.second)
    rows = closed.team.rows(qa_sample)
    pairs = [one for one in rows if one.double and one.round_id in rounds]
    whole, *each = closed.draft(*rounds).agreement
    assert (whole.question, whole.pairs) == ("", sum(one.pairs for one in each))
    assert max(one.pairs for one in each) <= len(pairs)
    for one in each:
        assert one.pairs >= 10
        assert one.agreed == one.pairs
        assert (one.kappa, one.ac1, one.ac1_interval) == (None, None, None)


def test_files_read_are_told_where_the_cycle_is_not(tmp_path: Path) -> None:
    """Two cases left out are told by nobody, so the frame of the cycle is not told either.

    The files seen in the cycle are the files read: kept back, "read" could be worked out of the
    files drawn, none left out, and of those the results are of.
    """
    with opened(tmp_path, 40) as team:
        office = Office(team)
        number = office.instrument()
        out = {0: Exclusion.NEW_TO_SUPERVISOR, 1: Exclusion.NEW_TO_SUPERVISOR}
        rows = tuple(
            FrameRow(number_of(n), SUPERVISORS[n % 6], {}, out.get(n), "new" if n in out else "")
            for n in range(40)
        )
        only = office.round("R1", number, files=16, rows=rows)
        told = team.ask("LEAD", ReportDraft(FIRST, TODAY, (only,)))
        assert not told.small_unit
        assert (told.books, told.eligible, told.exclusions) == (40, None, {})
        assert (told.seen_in_cycle.k, told.seen_in_cycle.n) == (None, None)
        assert (told.drawn, told.read, told.substituted, told.withdrawn) == (16, 16, 0, 0)
        assert told.overall.n == 16


def test_every_figure_has_a_line_in_the_log(closed: Closed) -> None:
    told = closed.draft(closed.first, closed.second)
    lines = {cell for cell, _, _ in told.log}
    assert {"books R2", "eligible R2", "drawn R1 R2", "overall R1 R2", "overall R1"} <= lines
    assert {action for _, _, action in told.log} <= {"published", "suppressed", "merged", "left"}


def test_a_small_unit_is_told_totals_only(tmp_path: Path) -> None:
    with opened(tmp_path, 48) as team:
        office = Office(team)
        number = office.instrument()
        rows = tuple(FrameRow(number_of(n), SUPERVISORS[n % 4], {}) for n in range(40))
        only = office.round("R1", number, mixed, files=24, rows=rows)
        told = team.ask("LEAD", ReportDraft(FIRST, TODAY, (only,)))
        assert told.small_unit
        assert told.supervisors is None
        assert (told.drawn, told.books) == (24, 40)
        assert (told.overall.n, told.naive.n, told.estimate, told.band) == (None,) * 4
        lists = ("results", "trend", "themes", "causes", "critical", "needs", "agreement")
        assert not any(getattr(told, name) for name in (*lists, "activities", "exclusions"))


# ---- learning in it ----------------------------------------------------------------------


def test_needs_come_without_names_and_with_a_band(tmp_path: Path) -> None:
    with opened(tmp_path, 80) as team:
        office = Office(team)
        number = office.instrument()
        before = office.round("R1", number, lambda ref: {"plan": "partly"}, files=24)

        def need(title: str, **more: Any) -> int:
            item = Item(0, ItemKind.NEED, "", title=title, theme="risk", **more)
            return int(team.do("LEAD", AddItem(item)))

        wanted = need("Plans that cover the risks", level="team", questions=("plan",))
        need("What Sam Supervisor 3 gets wrong", level="team")
        held = Item(
            0, ItemKind.ACTIVITY, "", what="workshop", title="Plans", day=TODAY, people=("S1",),
            owner="A1", parent_id=wanted,
        )  # fmt: skip
        activity = team.do("LEAD", AddItem(held))
        team.do("LEAD", MoveItem(activity, "held"))
        for stage in ("agreed", "planned", "delivered"):
            team.do("LEAD", MoveItem(wanted, stage))
        team.clock.forward(days=40)
        after = office.round("R2", number, lambda ref: {}, files=24)
        told = team.ask("LEAD", ReportDraft(FIRST, team.clock.today(), (before, after)))
        ((item, band, effect),) = told.needs
        assert "named" in told.warnings
        assert (item.title, item.owner, item.people, item.written_by) == (
            "Plans that cover the risks", "", (), "",
        )  # fmt: skip
        assert band == "most"
        assert effect is not None
        assert (effect.before, effect.after, effect.verdict) == ((0, 24), (24, 24), "better")
        assert [(one.title, one.people, one.owner) for one in told.activities] == [
            ("Plans", (), "")
        ]


def test_support_and_case_reviews_are_counted(closed: Closed) -> None:
    for n, who in enumerate((*SUPERVISORS, *SUPERVISORS)):
        day = TODAY - timedelta(n * 3)
        item = Item(0, ItemKind.ONE_TO_ONE, "", supervisor=who, day=day)
        closed.team.do("LEAD", AddItem(item))
    advice = Item(0, ItemKind.ADVICE, "", supervisor="S1", day=TODAY, case_ref=number_of(0))
    closed.team.do("LEAD", AddItem(advice))
    told = closed.draft(closed.first)
    assert told.support == {"advice": None, "meeting": 0, "one_to_one": 16, "oversight": 0}
    assert told.reviews == (0, 0, 0)


# ---- what it is made of ------------------------------------------------------------------


def test_only_closed_rounds_that_add_up_make_a_report(closed: Closed) -> None:
    team, today = closed.team, closed.team.clock.today()

    def refused(reason: str, *rounds: int) -> None:
        for request in (
            MakeReport(FIRST, today, rounds, "Title"),
            ReportDraft(FIRST, today, rounds),
        ):
            assert team.refused("LEAD", request, reason) == "REQ-QA-REPORT-ROUNDS"

    refused("none")
    refused("closed", closed.first, closed.open)
    refused("closed", closed.first, 99)
    for first, last in ((today, FIRST), (FIRST, today + timedelta(1))):
        request = MakeReport(first, last, (closed.first,), "Title")
        assert team.refused("LEAD", request) == "REQ-QA-REPORT-PERIOD"


def test_rounds_of_different_questions_are_not_one_figure(tmp_path: Path) -> None:
    with opened(tmp_path, 80) as team:
        office = Office(team)
        one = office.round("R1", office.instrument(), files=16)
        other = office.instrument(replace(INSTRUMENT, code="OTHER"))
        two = office.round("R2", other, files=16)
        request = ReportDraft(FIRST, TODAY, (one, two))
        assert team.refused("LEAD", request, "mixed") == "REQ-QA-REPORT-ROUNDS"
        newer = office.instrument(second_version())
        three = office.round("R3", newer, files=16)
        told = team.ask("LEAD", ReportDraft(FIRST, TODAY, (one, three)))
        assert "mixed_versions" in told.warnings
        by_question = {it.question: it.figure.n for it in told.results}
        assert by_question["plan"] == 16
        assert by_question["screening"] in (None, 32)


# ---- its life ----------------------------------------------------------------------------


def test_a_report_is_made_written_checked_and_approved(closed: Closed) -> None:
    team, number = closed.team, closed.make(closed.second)
    team.do("LEAD", WriteReport(number, {"strong": "Good\r\nwriting ", "asks": "One\nTwo"}))
    told = team.ask("LEAD", ReportOf(number))
    assert (told.stage, told.title, told.made_by) == ("draft", "Autumn", "Lena Lead")
    assert told.words == {"strong": "Good\nwriting", "asks": "One\nTwo"}
    request = ApproveReport(number, DIGEST, PDF)
    assert team.refused("LEAD", request, "check") == "REQ-QA-REPORT-STAGE"
    assert team.refused("LEAD", CheckReport(number)) == "REQ-QA-REPORT-SECOND"
    team.do("A1", CheckReport(number))
    team.do("LEAD", WriteReport(number, {"note": "By hand"}))
    assert team.refused("LEAD", request, "check") == "REQ-QA-REPORT-STAGE"
    team.do("A1", CheckReport(number))
    team.do("LEAD", WriteReport(number, {"note": "By hand"}))  # nothing new
    assert team.refused("LEAD", ApproveReport(number, "0" * 64, PDF)) == "REQ-QA-REPORT-FILE"
    assert team.refused("LEAD", ApproveReport(number, "not one")) == "REQ-QA-REPORT-FILE"
    assert team.at("LEAD").do(request).operation_id is None
    told = team.ask("GOV", ReportOf(number))
    assert (told.stage, told.checked_by, told.approved_by) == (
        "approved", "Asa Assessor", "Lena Lead",
    )  # fmt: skip
    assert told.approved_on == team.clock.today()
    for command in (
        WriteReport(number, {"note": ""}), CheckReport(number), request, DropReport(number)
    ):  # fmt: skip
        who = "A2" if isinstance(command, CheckReport) else "LEAD"
        assert team.refused(who, command, "approved") == "REQ-QA-REPORT-STAGE"
    with pytest.raises(IntegrityError):
        team.do("LEAD", Tampered(number))


def test_whoever_wrote_a_word_of_it_cannot_check_it(closed: Closed) -> None:
    assert closed.team.refused("LEAD", CheckReport(closed.make())) == "REQ-QA-REPORT-SECOND"


@pytest.mark.parametrize(
    "words",
    [
        "Sam Supervisor 4 did well",
        "See S5 again",
        "The case A1003AA",
        "as Mia Manager said",
        "well done sam",
        "ask MIA",
        "see s 3",
        "see \uff333",
        "see S\u200b3",
    ],
)
def test_words_that_name_somebody_are_not_let_through(closed: Closed, words: str) -> None:
    number = closed.make()
    closed.team.do("LEAD", WriteReport(number, {"worries": words}))
    assert closed.team.refused("A1", CheckReport(number)) == "REQ-QA-REPORT-NAMES"
    request = MakeReport(FIRST, closed.team.clock.today(), (closed.first,), words)
    assert closed.team.refused("LEAD", request) == "REQ-QA-REPORT-NAMES"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ({"figures": "100%"}, "part"),
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "long"),
        ({"asks": "x" * 2001}, "long"),
    ],
)
def test_words_that_cannot_be_kept(closed: Closed, words: dict[str, str], reason: str) -> None:
    request = WriteReport(closed.make(), words)
    assert closed.team.refused("LEAD", request, reason) == "REQ-QA-REPORT-WORDS"


def test_a_report_that_is_not_approved_can_be_thrown_away_and_brought_back(closed: Closed) -> None:
    number = closed.make()
    receipt = closed.team.at("LEAD").do(DropReport(number))
    assert closed.team.refused("LEAD", ReportOf(number)) == "REQ-QA-REPORT-GONE"
    assert receipt.operation_id is not None
    closed.team.at("LEAD").undo(receipt.operation_id)
    assert closed.team.ask("LEAD", ReportOf(number)).id == number


def test_the_figures_are_kept_as_they_were_told(closed: Closed) -> None:
    number = closed.make(closed.first, closed.targeted)
    (row,) = [one for one in closed.team.rows(qa_report) if one.id == number]
    assert sha256(row.figures.encode()).hexdigest() == row.figures_sha256
    told = closed.team.ask("LEAD", ReportOf(number))
    assert told.figures_sha256 == row.figures_sha256
    assert [tuple(one) for one in json.loads(row.log)] == list(told.log)
    assert told.warnings == []
    draft = closed.draft(closed.first, closed.targeted)
    assert draft.figures_sha256 == row.figures_sha256


def test_what_changes_later_does_not_change_a_report(closed: Closed) -> None:
    number = closed.make(closed.first)
    before = closed.team.ask("LEAD", ReportOf(number))
    review = next(one for one in closed.team.rows(qa_review) if one.stage == "locked")
    item = Item(
        0, ItemKind.ACTION, "", title="Mend", owner="A1", due=TODAY + timedelta(9),
        review_id=review.id, supervisor="S1",
    )  # fmt: skip
    closed.team.do("LEAD", AddItem(item))
    need = Item(0, ItemKind.NEED, "", title="Writing", level="team", theme="risk")
    closed.team.do("LEAD", AddItem(need))
    for who in SUPERVISORS:
        met = Item(0, ItemKind.MEETING, "", what="mappa", supervisor=who, day=TODAY)
        closed.team.do("LEAD", AddItem(met))
    after = closed.team.ask("LEAD", ReportOf(number))
    assert after == before
    assert closed.draft(closed.first).figures_sha256 != before.figures_sha256


def test_figures_that_differ_from_those_kept_are_told_of(closed: Closed) -> None:
    number = closed.make(closed.second)
    closed.team.do("A1", CheckReport(number))
    closed.team.do("LEAD", Tampered(number))
    assert "figures_changed" in closed.team.ask("LEAD", ReportOf(number)).warnings
    request = ApproveReport(number, DIGEST)
    assert closed.team.refused("LEAD", request, "figures") == "REQ-QA-REPORT-STALE"


def test_a_report_is_held_against_those_approved_before_it(closed: Closed) -> None:
    team, number = closed.team, closed.make(closed.first, closed.second)
    team.do("A1", CheckReport(number))
    closed.approved(closed.first)
    request = ApproveReport(number, DIGEST)
    assert team.refused("LEAD", request, "report") == "REQ-QA-REPORT-STALE"
    again = closed.approved(closed.first, closed.second)
    assert "figures_changed" not in team.ask("LEAD", ReportOf(again)).warnings


# ---- who does what -----------------------------------------------------------------------


def test_who_may_do_and_read_what(closed: Closed) -> None:
    team, today = closed.team, closed.team.clock.today()
    done, draft = closed.approved(closed.second), closed.make()
    make = MakeReport(FIRST, today, (closed.first,), "Title")
    for who in ("A1", "A2", "M1", "MGR", "S1", "GOV", "AUD"):
        for request in (
            make,
            WriteReport(draft, {"note": "Mine"}),
            ApproveReport(draft, DIGEST),
            DropReport(draft),
            ReportDraft(FIRST, today, (closed.first,)),
        ):
            assert team.refused(who, request) == "REQ-QA-ROLE", (who, request)
    for who in ("S1", "GOV", "AUD"):
        assert team.refused(who, CheckReport(draft)) == "REQ-QA-ROLE"
    assert team.refused("S1", ReportOf(done)) == "REQ-QA-ROLE"
    assert team.refused("S1", ReportLines()) == "REQ-QA-ROLE"
    for who in ("GOV", "AUD"):
        assert team.refused(who, ReportOf(draft)) == "REQ-QA-REPORT-GONE"
        assert {one.stage for one in team.ask(who, ReportLines())} == {"approved"}
    for who in ("LEAD", "A1", "M1"):
        assert team.ask(who, ReportOf(draft)).stage == "draft"
    logged = {who for who in ("LEAD", "A1", "GOV", "AUD") if team.ask(who, ReportOf(done)).log}
    assert logged == {"LEAD", "AUD"}
