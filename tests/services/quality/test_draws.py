"""Draws: anybody repeats them; files given out, swapped, withdrawn; no way round the stages."""

import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import column, select, table

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.instruments import Answer
from pomdesk.domain.quality.terms import (
    Judgement,
    Purpose,
    ReviewKind,
    Role,
    RoundStage,
    SampleRole,
    SampleStatus,
    Substitution,
    Trigger,
)
from pomdesk.rules.quality.verify import verify
from pomdesk.services.commands.quality_draws import (
    AssignAll,
    AssignSample,
    AssignSecond,
    DrawDouble,
    DrawRound,
    Substitute,
    WithdrawSample,
)
from pomdesk.services.commands.quality_marking import (
    AnswerQuestion,
    JudgeReview,
    LockReview,
    ReopenReview,
    StartReview,
    SubmitReview,
)
from pomdesk.services.commands.quality_people import NamePerson
from pomdesk.services.commands.quality_report import ApproveReport, CheckReport, MakeReport
from pomdesk.services.commands.quality_rounds import (
    ChangeRound,
    CloseRound,
    DropRound,
    FreezeFrame,
    RedrawRound,
    VoidRound,
)
from pomdesk.services.commands.quality_settling import Settle
from pomdesk.services.desk import Day
from pomdesk.services.quality.rounds import MOVES
from pomdesk.services.queries.quality_rounds import CertificatesOf, ChainOf, RoundOf, Rounds
from pomdesk.store.tables import operation, qa_draw, qa_frame, qa_review, qa_round, qa_sample
from pomdesk.store.unit_of_work import UnitOfWork
from resources.text import Text
from tests.services.quality.desk import (
    MEMBERS,
    SUPERVISORS,
    TODAY,
    Team,
    drawn,
    frozen,
    opened,
    plan,
    planned,
    samples,
    shared_out,
)
from tests.services.quality.office import Office
from tests.services.quality.reading import hand_in, markings, read_all

SEED = "24681357902468"
DRAWN, ASSIGNED = SampleStatus.DRAWN, SampleStatus.ASSIGNED
WAITING, OUT = SampleStatus.WAITING, SampleStatus.SUBSTITUTED


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    with opened(tmp_path, cases=40) as made:
        yield made


def record(team: Team, place: int = -1) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(team.rows(qa_draw)[place].record)
    return found


def stage(team: Team, round_id: int) -> RoundStage:
    return RoundStage({row.id: row.stage for row in team.rows(qa_round)}[round_id])


def ticket(seed: str, ref: str) -> str:
    """As anybody works it out: openssl dgst -sha256 -hmac SEED."""
    return hmac.new(seed.encode(), ref.encode(), hashlib.sha256).hexdigest()


# ---- the draw -----------------------------------------------------------------------------


def test_the_lowest_tickets_of_each_supervisor_are_drawn(team: Team) -> None:
    number = drawn(team, seed=SEED, files=16)
    by_supervisor = Counter(row.supervisor for row in samples(team, number, DRAWN))
    assert by_supervisor == dict.fromkeys(SUPERVISORS, 2)
    listed = json.loads(team.rows(qa_frame)[0].content)["rows"]
    for code in SUPERVISORS:
        refs = [row["case_ref"] for row in listed if row["supervisor"] == code]
        order = sorted(refs, key=lambda ref: (ticket(SEED, ref), ref))
        mine = [row for row in samples(team, number) if row.supervisor == code]
        mine.sort(key=lambda row: row.rank)
        assert [row.case_ref for row in mine] == order[:4]
        assert [row.role for row in mine] == ["primary"] * 2 + ["reserve"] * 2
        assert {Fraction(row.inclusion) for row in mine} == {Fraction(2, 5)}
    assert {row.status for row in samples(team, number) if row.role == "reserve"} == {"waiting"}


def test_the_record_tells_it_all_and_verifies_from_itself_and_the_frame(team: Team) -> None:
    number = drawn(team, seed=SEED)
    (certificate,) = team.ask("AUD", CertificatesOf(number))
    assert certificate.findings == []
    assert (certificate.draw.seed, certificate.draw.seed_source) == (SEED, "dice")
    assert certificate.draw.witness == "Wilma Witness"
    assert hashlib.sha256(certificate.record.encode()).hexdigest() == certificate.draw.sha256
    told = record(team)
    assert (told["draw_id"], told["drawn_by"], told["purpose"]) == (
        "2026-11",
        "Lena Lead",
        "routine",
    )
    assert told["prev_record_sha256"] == "0" * 64
    tampered = certificate.record.replace("Wilma", "Wanda").encode()
    found = verify(tampered, certificate.frame.encode(), expected_sha256=certificate.draw.sha256)
    assert found


def test_a_generated_seed_is_fresh_each_time_and_made_after_the_freeze(team: Team) -> None:
    drawn(team, "one", files=8)
    drawn(team, "two", files=8)
    first, second = record(team, 0), record(team, 1)
    assert first["seed"] != second["seed"]
    assert len(first["seed"]) == 32
    assert first["seed"] not in team.rows(qa_frame)[0].content
    assert first["frozen_at"] <= first["drawn_at"]
    assert second["prev_record_sha256"] == team.rows(qa_draw)[0].sha256


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"seed_source": "generated", "seed": SEED}, "REQ-QA-SEED-SOURCE"),
        ({"seed_source": "mine", "seed": SEED}, "REQ-QA-SEED-SOURCE"),
        ({"seed_source": "parent", "seed": SEED}, "REQ-QA-SEED-SOURCE"),
        ({"seed_source": "dice", "seed": SEED}, "REQ-QA-SEED-WITNESS"),
        ({"seed_source": "dice", "seed": SEED, "witness": "lena lead"}, "REQ-QA-SEED-WITNESS"),
        ({"seed_source": "lottery", "seed": "1 2", "witness": "W"}, "REQ-QA-SEED-LETTERS"),
        ({"seed_source": "lottery", "seed": "", "witness": "W"}, "REQ-QA-SEED-LETTERS"),
    ],
)
def test_a_seed_nobody_could_trust_is_refused(team: Team, asked: dict[str, str], code: str) -> None:
    number = frozen(team)
    assert team.refused("LEAD", DrawRound(number, **asked)) == code
    assert stage(team, number) is RoundStage.FRAME_FROZEN


def test_a_seed_is_used_once_even_where_its_draw_is_void(team: Team) -> None:
    first = drawn(team, "one", SEED, files=8)
    team.do("LEAD", VoidRound(first, "The list was wrong", "AUD"))
    second = frozen(team, "two", files=8)
    asked = DrawRound(second, "dice", SEED, "Wilma Witness")
    assert team.refused("LEAD", asked) == "REQ-QA-SEED-USED"


def test_nothing_is_drawn_before_the_freeze_or_twice(team: Team) -> None:
    number = planned(team)
    assert team.refused("LEAD", DrawRound(number, "generated"), "preparing") == "REQ-QA-STAGE"
    number = drawn(team, "two")
    assert team.refused("LEAD", DrawRound(number, "generated"), "drawn") == "REQ-QA-STAGE"


def test_a_draw_offers_no_undo_and_cannot_be_undone(team: Team) -> None:
    number = frozen(team)
    assert team.at("LEAD").do(DrawRound(number, "generated")).operation_id is None
    with pytest.raises(RequestRefused, match="REQ-UNDO"):
        team.at("LEAD").undo(team.rows(operation)[-1].id)
    assert len(team.rows(qa_draw)) == 1


def test_a_draw_from_a_list_in_another_order_is_the_same(tmp_path: Path) -> None:
    from pomdesk.domain.quality.results import FrameRow

    found = []
    refs = [FrameRow(f"B{i:03}", SUPERVISORS[i % 3], {}) for i in range(30)]
    for place, rows in enumerate((refs, refs[::-1])):
        folder = tmp_path / str(place)
        folder.mkdir()
        with opened(folder, cases=8) as team:
            number = drawn(team, seed=SEED, files=9, rows=tuple(rows), from_file="cases.csv")
            found.append({(row.case_ref, row.rank) for row in samples(team, number, DRAWN)})
    assert found[0] == found[1]


def test_certainty_cases_use_up_no_quota(team: Team) -> None:
    number = drawn(team, files=16, certain={"A1000AA": "serious_incident"})
    certain = [row for row in samples(team, number) if row.role == SampleRole.CERTAINTY]
    assert [(row.case_ref, row.why, row.inclusion, row.status) for row in certain] == [
        ("A1000AA", "serious_incident", "1", "drawn")
    ]
    assert sum(row.role == "primary" for row in samples(team, number)) == 16
    (line,) = [one for one in team.ask("LEAD", RoundOf(number)).strata if one.stratum == "S1"]
    assert (line.eligible, line.certain, line.drawn) == (5, 1, 2)


def test_a_targeted_draw_tells_its_issue_and_who_asked(team: Team) -> None:
    drawn(
        team, "late", purpose=Purpose.TARGETED, filter="high_rosh", files=2, floor=0,
        filter_words="High-risk plans after the inspection",
    )  # fmt: skip
    told = record(team)
    assert told["trigger"] == told["filter"]["words"] == "High-risk plans after the inspection"
    assert (told["requested_by"], told["filter"]["rules"]["filter"]) == ("Lena Lead", "high_rosh")
    assert team.ask("AUD", ChainOf()) == []


def test_a_round_drawn_again_names_the_draw_it_replaces(team: Team) -> None:
    first = drawn(team, files=8)
    team.do("LEAD", VoidRound(first, "The list was wrong", "AUD"))
    second = team.do("LEAD", RedrawRound(first, "With the right list"))
    team.do("LEAD", FreezeFrame(second))
    team.do("LEAD", DrawRound(second, "generated"))
    told = record(team)
    assert (told["parent_draw_id"], told["reason"]) == ("2026-11", "With the right list")
    assert told["draw_id"] == "2026-11.2"
    assert team.ask("AUD", ChainOf()) == []


def test_the_chain_tells_what_was_done_to_it(team: Team) -> None:
    for ref in ("one", "two", "three"):
        drawn(team, ref, files=8)
    assert team.ask("AUD", ChainOf()) == []
    with team.store.unit_of_work(by="x", now=team.clock.at, today=TODAY, command="x") as uow:
        uow.connection.exec_driver_sql("DROP TRIGGER lasting_qa_draw_update")
        uow.connection.exec_driver_sql(
            "UPDATE qa_draw SET record = replace(record, 'Lena', 'Lana') WHERE ref = 'two'"
        )
    found = {(one.code, one.about) for one in team.ask("AUD", ChainOf())}
    assert ("chain_broken", "three") in found
    assert ("certificate_differs", "two") in found
    with team.store.unit_of_work(by="x", now=team.clock.at, today=TODAY, command="x") as uow:
        uow.connection.exec_driver_sql(
            "UPDATE qa_draw SET record = replace(record, 'Lana', 'Lena') WHERE ref = 'two'"
        )
        uow.connection.exec_driver_sql(
            "CREATE TRIGGER lasting_qa_draw_update BEFORE UPDATE ON qa_draw"
            " BEGIN SELECT RAISE(ABORT, 'lasting'); END"
        )
    assert team.ask("AUD", ChainOf()) == []


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE qa_sample SET case_ref = 'A9999ZZ' WHERE id = 1", "file_missing"),
        ("UPDATE qa_sample SET case_ref = 'A9999ZZ' WHERE id = 1", "file_added"),
        ("UPDATE qa_sample SET supervisor = 'S8' WHERE id = 1", "file_differs"),
        ("UPDATE qa_sample SET stratum = 'S8' WHERE id = 1", "file_differs"),
        ("UPDATE qa_sample SET rank = 9 WHERE id = 1", "file_differs"),
        ("UPDATE qa_sample SET role = 'certainty' WHERE id = 2", "file_differs"),
        ("UPDATE qa_sample SET inclusion = '1' WHERE id = 2", "file_differs"),
        ("UPDATE qa_sample SET why = 'by_policy' WHERE id = 1", "file_differs"),
        ("DELETE FROM qa_sample WHERE id = 1", "file_missing"),
        ("UPDATE qa_draw SET drawn_by = 'Nobody'", "draw_row"),
        ("UPDATE qa_draw SET drawn_at = '2026-01-01 00:00:00.000000'", "draw_row"),
        ("UPDATE qa_draw SET prev_sha256 = 'x'", "draw_row"),
        ("UPDATE qa_draw SET purpose = 'targeted'", "draw_row"),
        ("UPDATE qa_draw SET ref = 'other'", "draw_row"),
        ("UPDATE qa_round SET as_of = '2020-01-01'", "draw_row"),
        ("UPDATE qa_round SET purpose = 'targeted'", "draw_row"),
        ("UPDATE qa_frame SET sha256 = 'x'", "frame_row"),
        ("UPDATE qa_frame SET frozen_by = 'Nobody'", "frame_row"),
        ("UPDATE qa_frame SET frozen_at = '2026-01-01 00:00:00.000000'", "frame_row"),
    ],
)
def test_the_chain_tells_where_rows_say_something_else(
    team: Team, statement: str, code: str
) -> None:
    drawn(team, files=8, certain={"A1000AA": "serious_incident"})
    assert team.ask("AUD", ChainOf()) == []
    assert code in _told_after(team, statement)


def test_the_chain_tells_what_a_report_names_and_is_gone(tmp_path: Path) -> None:
    with opened(tmp_path) as team:
        office = Office(team)
        number = office.round("R1", office.instrument(), files=16)
        made = team.do("LEAD", MakeReport(date(2026, 4, 1), TODAY, (number,), "Autumn"))
        forged = (
            "UPDATE qa_draw SET ref = 'x' WHERE ref = 'R1'",
            "UPDATE qa_draw SET record = replace(record, 'Lena', 'Lana') WHERE ref = 'R1'",
        )
        assert "report_record" not in _told_after(team, forged[1]), "it is not approved"
        team.do("A1", CheckReport(made))
        team.do("LEAD", ApproveReport(made, "ab" * 32))
        assert team.ask("AUD", ChainOf()) == []
        for statement in forged:
            assert "report_record" in _told_after(team, statement)


def test_every_finding_has_words() -> None:
    text = Text("en")
    for code in (
        "draw_row", "frame_row", "file_differs", "file_added", "file_missing", "report_record",
    ):  # fmt: skip
        assert "2026-11" in text(f"draw_finding.{code}", about="2026-11")


class _TakenBackError(Exception):
    """Carries what was found out of a transaction that is not kept."""


@dataclass(frozen=True)
class _Tamper:
    statement: str
    name: ClassVar[str] = "tamper"

    def run(self, uow: UnitOfWork, day: Day) -> None:
        triggers: Any = select(column("name")).select_from(table("sqlite_master"))
        for row in uow.rows(triggers.where(column("type") == "trigger")):
            uow.connection.exec_driver_sql(f'DROP TRIGGER "{row.name}"')
        uow.connection.exec_driver_sql(self.statement)
        raise _TakenBackError({one.code for one in ChainOf().run(uow, day)})


def _told_after(team: Team, statement: str) -> set[str]:
    """What the chain tells after a change that the database would have refused."""
    with pytest.raises(_TakenBackError) as found:
        team.do("AUD", _Tamper(statement))
    codes: set[str] = found.value.args[0]
    return codes


def test_nothing_is_drawn_before_the_newest_draw(team: Team) -> None:
    drawn(team, "one", files=8)
    team.clock.at -= timedelta(seconds=1)
    second = frozen(team, "two", files=8)
    assert team.refused("LEAD", DrawRound(second, "generated")) == "REQ-QA-CLOCK"
    team.do("LEAD", VoidRound(second, "The clock was wrong", "AUD"))
    team.clock.at += timedelta(seconds=1)
    drawn(team, "three", files=8)
    assert team.ask("AUD", ChainOf()) == []


def test_second_markings_are_not_drawn_before_the_newest_draw(team: Team) -> None:
    number = shared_out(team, files=8)
    team.clock.at -= timedelta(days=1)
    assert team.refused("LEAD", DrawDouble(number)) == "REQ-QA-CLOCK"


# ---- files given out ----------------------------------------------------------------------


def test_files_are_shared_out_evenly_and_the_round_moves_on(team: Team) -> None:
    number = drawn(team, files=16)
    assert team.do("LEAD", AssignAll(number, ("A1", "A2", "MGR"))) == 16
    given = Counter(row.assessor for row in team.rows(qa_review))
    assert sorted(given.values()) == [5, 5, 6]
    assert {row.status for row in samples(team, number) if row.role != "reserve"} == {"assigned"}
    assert {row.due for row in team.rows(qa_review)} == {date(2026, 12, 14)}, "15 working days"
    assert stage(team, number) is RoundStage.ALLOCATED
    assert team.do("LEAD", AssignAll(number, ("A1",))) == 0


def test_nobody_gets_their_own_work(team: Team) -> None:
    both = replace(MEMBERS["S1"], roles=MEMBERS["S1"].roles | MEMBERS["A1"].roles)
    team.do("LEAD", NamePerson(both))
    number = drawn(team, files=16)
    team.do("LEAD", AssignAll(number, ("S1", "A1")))
    marks = {row.sample_id: row.assessor for row in team.rows(qa_review)}
    for sample in samples(team, number, ASSIGNED):
        assert marks[sample.id] != sample.supervisor
    assert sorted(Counter(marks.values()).values()) == [8, 8]
    own = next(row for row in samples(team, number, ASSIGNED) if row.supervisor == "S1")
    assert team.refused("LEAD", AssignSample(own.id, "S1"), "own") == "REQ-QA-ASSESSOR"
    alone = drawn(team, "two", files=8)
    assert team.refused("LEAD", AssignAll(alone, ("S1",))) == "REQ-QA-NO-MARKER"
    assert team.refused("LEAD", AssignAll(alone, ())) == "REQ-QA-NO-MARKER"


@pytest.mark.parametrize("code", ["M1", "LEAD", "S1", "AUD", "NOBODY", ""])
def test_only_assessors_who_are_here_mark(team: Team, code: str) -> None:
    number = drawn(team, files=8)
    sample = samples(team, number, DRAWN)[0].id
    assert team.refused("LEAD", AssignSample(sample, code), "role") == "REQ-QA-ASSESSOR"
    assert team.refused("LEAD", AssignAll(number, ("A1", code)), "role") == "REQ-QA-ASSESSOR"


def test_a_line_manager_does_not_mark_a_new_supervisors_first_file_alone(team: Team) -> None:
    team.do("LEAD", NamePerson(replace(MEMBERS["S1"], joined=date(2026, 10, 1))))
    number = drawn(team, files=8)
    (mine,) = [one for one in samples(team, number, DRAWN) if one.role == "certainty"]
    assert (mine.supervisor, mine.why) == ("S1", "by_policy")
    assert team.refused("LEAD", AssignSample(mine.id, "MGR"), "first_file") == "REQ-QA-ASSESSOR"
    team.do("LEAD", AssignAll(number, ("MGR", "A1")))
    marks = {row.sample_id: row.assessor for row in team.rows(qa_review)}
    own = [one.id for one in samples(team, number, ASSIGNED) if one.supervisor == "S1"]
    assert {marks[one] for one in own} == {"A1"}
    assert "MGR" in marks.values()


def test_a_file_goes_over_to_somebody_else_until_something_is_written(team: Team) -> None:
    number = drawn(team, files=8)
    sample = samples(team, number, DRAWN)[0].id
    review = team.do("LEAD", AssignSample(sample, "A1", date(2026, 12, 1)))
    assert team.do("LEAD", AssignSample(sample, "A2")) == review
    row = team.rows(qa_review)[0]
    assert (row.assessor, row.due) == ("A2", date(2026, 12, 14))
    team.do("A2", StartReview(review))
    team.do("LEAD", AssignSample(sample, "A1"))
    row = team.rows(qa_review)[0]
    assert (row.assessor, row.stage, row.started_at) == ("A1", "assigned", None)
    team.do("A1", AnswerQuestion(review, Answer("level", "met")))
    assert team.refused("LEAD", AssignSample(sample, "A2")) == "REQ-QA-STARTED"
    team.do("LEAD", AssignSample(sample, "A1", date(2026, 12, 24)))
    assert team.rows(qa_review)[0].due == date(2026, 12, 24), "a later day for the same person"


def test_giving_a_file_can_be_undone(team: Team) -> None:
    number = drawn(team, files=8)
    before = team.rows(qa_sample)
    done = team.at("LEAD").do(AssignAll(number, ("A1", "A2")))
    assert done.operation_id is not None
    team.at("LEAD").undo(done.operation_id)
    assert team.rows(qa_sample) == before
    assert team.rows(qa_review) == []
    assert stage(team, number) is RoundStage.DRAWN


# ---- second markings ----------------------------------------------------------------------


def test_second_markings_are_drawn_by_the_same_seed_with_their_own_label(team: Team) -> None:
    number = drawn(team, seed=SEED, files=24)
    assert team.refused("LEAD", DrawDouble(number), "drawn") == "REQ-QA-STAGE"
    team.do("LEAD", AssignAll(number, ("A1", "A2")))
    twice = team.do("LEAD", DrawDouble(number))
    assert twice == 7, "20 per cent are 5; of 10 a year 7 are due by November"
    chosen = {row.case_ref for row in samples(team, number) if row.double}
    marks = {row.sample_id: row.assessor for row in team.rows(qa_review)}
    of = {row.case_ref: marks[row.id] for row in samples(team, number, ASSIGNED)}
    for code in ("A1", "A2"):
        refs = [ref for ref, who in of.items() if who == code]
        order = sorted(refs, key=lambda ref: (ticket(f"{SEED}|dm", ref), ref))
        n = sum(of[ref] == code for ref in chosen)
        assert n >= 1
        assert {ref for ref in chosen if of[ref] == code} == set(order[:n])
    view = team.ask("LEAD", RoundOf(number))
    assert [one.ref for one in view.draws] == ["2026-11", "2026-11-dm"]
    assert "double" not in view.may
    assert [one.findings for one in team.ask("AUD", CertificatesOf(number))] == [[], []]
    assert team.ask("AUD", ChainOf()) == []
    assert [one.ref for one in team.ask("LEAD", Rounds())] == ["2026-11"]
    assert team.refused("LEAD", DrawDouble(number)) == "REQ-QA-DOUBLE"
    second = next(row.id for row in team.rows(qa_round) if row.purpose == "double_mark")
    assert team.refused("LEAD", RoundOf(second), "round") == "REQ-QA-GONE"
    assert team.refused("LEAD", VoidRound(second, "x", "AUD"), "round") == "REQ-QA-GONE"


def test_the_second_marker_is_somebody_else(team: Team) -> None:
    number = shared_out(team, files=8)
    team.do("LEAD", DrawDouble(number))
    twice = [row for row in samples(team, number) if row.double]
    once = next(row for row in samples(team, number, ASSIGNED) if not row.double)
    assert team.refused("LEAD", AssignSecond(once.id, "MGR"), "single") == "REQ-QA-ASSESSOR"
    sample = twice[0]
    (first,) = [row.assessor for row in team.rows(qa_review) if row.sample_id == sample.id]
    other = {"A1": "A2", "A2": "A1"}[first]
    assert team.refused("LEAD", AssignSecond(sample.id, first), "same") == "REQ-QA-ASSESSOR"
    team.do("LEAD", AssignSecond(sample.id, other))
    assert team.refused("LEAD", AssignSample(sample.id, other), "same") == "REQ-QA-ASSESSOR"
    line = next(o for o in team.ask(other, RoundOf(number)).samples if o.id == sample.id)
    assert (line.assessor, line.second_assessor, line.verdict) == (first, other, None)
    assert line.may_mark


def test_a_second_marking_that_was_handed_in_or_locked_stays_where_it_is(team: Team) -> None:
    number = shared_out(team, files=8)
    read_all(team, number)
    for kind in (ReviewKind.PRIMARY, ReviewKind.SECOND):
        for review in markings(team, number, kind):
            if review.stage == "submitted":
                team.do(review.assessor, LockReview(review.id))
    for review in markings(team, number, ReviewKind.SECOND):
        assert review.stage == "locked"
        for who in {"A1", "A2", "MGR"} - _first(team, review.sample_id):
            asked = AssignSecond(review.sample_id, who)
            assert team.refused("LEAD", asked) == "REQ-QA-STARTED"


def _first(team: Team, sample_id: int) -> set[str]:
    rows = team.rows(qa_review)
    return {r.assessor for r in rows if r.sample_id == sample_id and r.kind == "primary"}


def test_whoever_settled_something_in_a_file_does_not_mark_it_blind(team: Team) -> None:
    both = replace(MEMBERS["MGR"], roles=MEMBERS["MGR"].roles | {Role.MODERATOR})
    team.do("LEAD", NamePerson(both))
    number = shared_out(team, files=8)
    for review in markings(team, number):
        team.do(review.assessor, AnswerQuestion(review.id, Answer("level", "met")))
        team.do(review.assessor, AnswerQuestion(review.id, Answer("plan", "unsure", "Is it?")))
        team.do(review.assessor, JudgeReview(review.id, Judgement.INSUFFICIENT, "As read"))
        team.do(review.assessor, SubmitReview(review.id))
        team.do("MGR", Settle(review.id, Trigger.UNSURE, "plan", "met", "It is there"))
    team.do("LEAD", DrawDouble(number))
    sample = next(row for row in samples(team, number) if row.double)
    asked = AssignSecond(sample.id, "MGR")
    assert team.refused("LEAD", asked, "moderator") == "REQ-QA-ASSESSOR"
    team.do("LEAD", NamePerson(MEMBERS["MGR"]))
    assert team.refused("LEAD", asked, "moderator") == "REQ-QA-ASSESSOR"


def test_void_takes_the_second_markings_with_it(team: Team) -> None:
    number = shared_out(team, files=8)
    team.do("LEAD", DrawDouble(number))
    team.do("LEAD", VoidRound(number, "The list was wrong", "AUD"))
    assert {row.stage for row in team.rows(qa_round)} == {"void"}
    assert team.ask("AUD", ChainOf()) == []


# ---- swaps --------------------------------------------------------------------------------


def test_the_next_reserve_steps_in_and_nobody_chooses_it(team: Team) -> None:
    number = shared_out(team, files=16)
    mine = [row for row in samples(team, number) if row.supervisor == "S1"]
    mine.sort(key=lambda row: row.rank)
    first, second, third, fourth = mine
    called = team.do("LEAD", Substitute(second.id, Substitution.TRANSFERRED, "To Leeds"))
    assert called == third.id
    rows = {row.id: row for row in samples(team, number)}
    out = rows[second.id]
    assert (out.status, out.reason, out.note) == ("substituted", "transferred", "To Leeds")
    assert (out.replaced_by, rows[third.id].status) == (third.id, "drawn")
    assert second.id not in {row.sample_id for row in team.rows(qa_review)}, "nobody had begun it"
    assert team.do("LEAD", Substitute(third.id, Substitution.FILE_UNAVAILABLE)) == fourth.id
    asked = Substitute(fourth.id, Substitution.LEGAL_RESTRICTION)
    assert team.refused("LEAD", asked) == "REQ-QA-NO-RESERVE"
    for row in (second, mine[3]):
        wanted = "REQ-QA-NO-RESERVE" if row is mine[3] else "REQ-QA-SAMPLE"
        assert team.refused("LEAD", Substitute(row.id, Substitution.TRANSFERRED)) == wanted
    team.do("LEAD", WithdrawSample(fourth.id, "None is left"))
    assert team.refused("LEAD", WithdrawSample(fourth.id, "again")) == "REQ-QA-SAMPLE"
    assert first.status == "assigned"


def test_what_must_be_seen_has_no_reserve(team: Team) -> None:
    number = drawn(team, files=8, certain={"A1000AA": "serious_incident"})
    (one,) = [row for row in samples(team, number) if row.role == "certainty"]
    asked = Substitute(one.id, Substitution.FILE_UNAVAILABLE)
    assert team.refused("LEAD", asked, "certainty") == "REQ-QA-NO-RESERVE"
    assert team.refused("LEAD", WithdrawSample(one.id, " "), "note") == "REQ-QA-NEEDS"


def test_a_reserve_takes_over_the_second_marking(team: Team) -> None:
    number = shared_out(team, files=16)
    team.do("LEAD", DrawDouble(number))
    twice = next(row for row in samples(team, number) if row.double)
    called = team.do("LEAD", Substitute(twice.id, Substitution.TRANSFERRED))
    assert next(row for row in samples(team, number) if row.id == called).double


def test_what_was_begun_is_kept_when_its_file_falls_out(team: Team) -> None:
    number = shared_out(team, files=16)
    sample = samples(team, number, ASSIGNED)[0]
    review = next(row for row in team.rows(qa_review) if row.sample_id == sample.id)
    team.do(review.assessor, AnswerQuestion(review.id, Answer("level", "met")))
    team.do("LEAD", Substitute(sample.id, Substitution.LEGAL_RESTRICTION))
    assert review.id in {row.id for row in team.rows(qa_review)}


def test_too_many_swaps_are_warned_of(team: Team) -> None:
    number = shared_out(team, files=16)
    for n, wanted in ((1, ()), (2, ("substituted",))):
        row = samples(team, number, ASSIGNED)[n]
        team.do("LEAD", Substitute(row.id, Substitution.TRANSFERRED))
        assert team.ask("LEAD", RoundOf(number)).warnings == wanted


def test_no_file_falls_out_once_a_marking_of_it_was_handed_in(team: Team) -> None:
    number = shared_out(team, files=8)
    for review in markings(team, number):
        hand_in(team, review, good=False)
    assert stage(team, number) is RoundStage.MODERATION
    assert "substitute" not in team.ask("LEAD", RoundOf(number)).may
    review = markings(team, number)[0]
    for again in (False, True):
        if again:  # what was taken back may be known all the same
            team.do(review.assessor, ReopenReview(review.id))
            assert stage(team, number) is RoundStage.IN_REVIEW
        for asked in (
            Substitute(review.sample_id, Substitution.LEGAL_RESTRICTION),
            WithdrawSample(review.sample_id, "not liked"),
        ):
            assert team.refused("LEAD", asked, "handed_in") == "REQ-QA-SAMPLE"


def test_a_file_of_which_only_the_second_marking_is_in_does_not_fall_out(team: Team) -> None:
    number = shared_out(team, files=8)
    team.do("LEAD", DrawDouble(number))
    sample = next(row for row in samples(team, number) if row.double)
    review = team.do("LEAD", AssignSecond(sample.id, "MGR"))
    hand_in(team, next(row for row in team.rows(qa_review) if row.id == review))
    asked = WithdrawSample(sample.id, "not liked")
    assert team.refused("LEAD", asked, "handed_in") == "REQ-QA-SAMPLE"


# ---- what each sees -----------------------------------------------------------------------


def test_verdicts_are_for_whoever_marked(team: Team) -> None:
    number = shared_out(team, files=8)
    read_all(team, number, bad=8)
    locked = {r.sample_id: r.assessor for r in markings(team, number, ReviewKind.PRIMARY)}
    for who in ("LEAD", "AUD", "M1", "A1"):
        view = team.ask(who, RoundOf(number))
        told = {one.id for one in view.samples if one.verdict is not None}
        if who == "A1":
            assert {one for one, code in locked.items() if code == "A1"} <= told
        else:
            assert told == set()
        records = who in ("LEAD", "AUD")
        assert (bool(view.draws), view.frame is not None) == (records, records)
    audited = team.ask("AUD", RoundOf(number))
    assert {(one.review_id, one.review_stage) for one in audited.samples} == {(None, None)}
    assert audited.may == frozenset()
    assert audited.disputes == []


def test_a_file_tells_whose_it_is(team: Team) -> None:
    number = drawn(team, files=8)
    line = team.ask("A1", RoundOf(number)).samples[0]
    assert line.name.startswith("Specimen")
    assert line.person_id is not None
    assert line.supervisor_name == "Sam Supervisor 1"
    assert not line.may_mark


# ---- no way round the stages --------------------------------------------------------------

COMMANDS = st.lists(
    st.sampled_from(
        ("freeze", "draw", "assign", "double", "second", "swap", "withdraw", "read", "close",
         "void", "change", "drop")
    ),
    min_size=4,
    max_size=14,
)  # fmt: skip


def asked(team: Team, what: str, number: int) -> list[tuple[str, Any]]:
    """The commands behind a word, with who does them."""
    files = samples(team, number)
    live = [row for row in files if row.status in (DRAWN, ASSIGNED)]
    one = (live or files or [None])[0]
    sample = one.id if one is not None else 1
    lead: dict[str, Any] = {
        "freeze": FreezeFrame(number),
        "draw": DrawRound(number, "generated"),
        "assign": AssignAll(number, ("A1", "A2")),
        "double": DrawDouble(number),
        "second": AssignSecond(next((r.id for r in files if r.double), sample), "MGR"),
        "swap": Substitute(sample, Substitution.TRANSFERRED),
        "withdraw": WithdrawSample(sample, "gone"),
        "close": CloseRound(number),
        "void": VoidRound(number, "wrong", "AUD"),
        "change": ChangeRound(number, **plan("R", files=8)),
        "drop": DropRound(number),
    }
    return [("LEAD", lead[what])]


@given(words=COMMANDS)
@settings(max_examples=12)
def test_no_order_of_commands_leads_to_a_stage_there_is_no_way_to(
    tmp_path_factory: pytest.TempPathFactory, words: list[str]
) -> None:
    with opened(tmp_path_factory.mktemp("random"), cases=16) as team:
        number = planned(team, "R", files=8)
        for word in ("freeze", "draw", "assign", *words) if len(words) % 2 else words:
            before = stage(team, number)
            _try(team, word, number)
            if not any(row.id == number for row in team.rows(qa_round)):
                assert (word, before) == ("drop", RoundStage.PREPARING)
                return
            after = stage(team, number)
            assert after == before or _leads(before, after), (word, before, after)
            _holds(team, number, after)


def _leads(before: RoundStage, after: RoundStage) -> bool:
    """Whether there is a way, through stages that one command may pass at once."""
    reached, more = {before}, True
    while more:
        found = reached | {to for one in reached for to in MOVES[one]}
        found -= {RoundStage.VOID, RoundStage.CLOSED} - MOVES[before]
        more, reached = found != reached, found
    return after in reached


def _try(team: Team, word: str, number: int) -> None:
    if word == "read":
        for review in markings(team, number):
            if review.stage in ("assigned", "started"):
                with suppress(RequestRefused):
                    hand_in(team, review)
        return
    for who, command in asked(team, word, number):
        with suppress(RequestRefused):
            team.do(who, command)


def _holds(team: Team, number: int, at: RoundStage) -> None:
    """What is always true of a round at a stage."""
    frame = [row for row in team.rows(qa_frame) if row.round_id == number]
    draw = [row for row in team.rows(qa_draw) if row.round_id == number]
    files = samples(team, number)
    if at is RoundStage.PREPARING:
        assert not frame
    if at not in (RoundStage.PREPARING, RoundStage.VOID):
        assert len(frame) == 1
    assert len(draw) == (0 if at in (RoundStage.PREPARING, RoundStage.FRAME_FROZEN) else len(draw))
    if at in (RoundStage.ALLOCATED, RoundStage.IN_REVIEW, RoundStage.MODERATION):
        assert len(draw) == 1
    gone = [row for row in files if row.status == OUT]
    stood_in = {row.replaced_by for row in gone}
    assert len(stood_in) == len(gone), "each reserve stands in for one file"
    for row in files:
        assert (row.status == WAITING) == (row.role == "reserve" and row.id not in stood_in)
    markers = Counter((r.sample_id, r.kind) for r in team.rows(qa_review))
    assert set(markers.values()) <= {1}
    whose = {row.id: row.supervisor for row in files}
    assert all(whose[r.sample_id] != r.assessor for r in team.rows(qa_review))
