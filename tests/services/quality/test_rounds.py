"""Rounds: planned, frozen, read, closed or void; what is left out of a frame, and why."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.results import FrameRow
from pomdesk.domain.quality.terms import (
    Certainty,
    Exclusion,
    Purpose,
    RoundStage,
    SampleStatus,
    Unit,
)
from pomdesk.readmodels.quality import RoundPlan
from pomdesk.services.commands.import_caseload import ImportCaseload
from pomdesk.services.commands.quality_draws import DrawDouble
from pomdesk.services.commands.quality_marking import ReopenReview
from pomdesk.services.commands.quality_people import NamePerson
from pomdesk.services.commands.quality_rounds import (
    ChangeRound,
    CloseRound,
    ConfirmVoid,
    DropRound,
    FreezeFrame,
    PlanRound,
    RedrawRound,
    VoidRound,
)
from pomdesk.services.quality.rounds import MOVES, cycle_months, cycle_of, plan_of, plan_text
from pomdesk.services.queries.quality_rounds import (
    CertificatesOf,
    FrameOf,
    HowManyFor,
    RoundOf,
    Rounds,
)
from pomdesk.store.tables import operation, qa_frame, qa_round
from tests.intake.files import write
from tests.services.quality.desk import (
    MEMBERS,
    TODAY,
    Team,
    caseload,
    drawn,
    frozen,
    number_of,
    opened,
    plan,
    planned,
    published,
    shared_out,
)
from tests.services.quality.reading import hand_in, marked_with, markings, read_all

STAGE = RoundStage


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    with opened(tmp_path, cases=16) as made:
        yield made


def rows(team: Team, round_id: int) -> dict[str, FrameRow]:
    return {row.case_ref: row for row in team.ask("LEAD", FrameOf(round_id)).rows}


def left_out(team: Team, round_id: int) -> dict[str, Exclusion]:
    return {ref: row.excluded for ref, row in rows(team, round_id).items() if row.excluded}


def stage(team: Team, round_id: int) -> RoundStage:
    return RoundStage({row.id: row.stage for row in team.rows(qa_round)}[round_id])


def to_read(team: Team, round_id: int) -> set[str]:
    """References of the files of a round that are to be read, or were."""
    return {
        row.case_ref
        for row in team.ask("LEAD", RoundOf(round_id)).samples
        if row.status != SampleStatus.WAITING
    }


def again(team: Team, cases: int = 16, **facts: dict[str, Any]) -> None:
    """The caseload comes again with some facts changed: list to place to fields."""
    file = caseload(cases)
    for name, changes in facts.items():
        for place, values in changes.items():
            file[name][int(place)].update(values)
    team.do("LEAD", ImportCaseload((write(team.folder / "again.json", file),)))


# ---- plans --------------------------------------------------------------------------------


def test_a_plan_is_kept_and_can_be_changed_and_thrown_away(team: Team) -> None:
    number = planned(
        team, "2026-11", restricted=("A1000AA",), certain={"A1001AA": "serious_incident"}
    )
    view = team.ask("LEAD", RoundOf(number))
    assert (view.ref, view.stage, view.step, view.cycle) == (
        "2026-11",
        STAGE.PREPARING,
        "frame",
        "2026-27",
    )
    assert view.plan == RoundPlan(
        files=16, floor=1, restricted=("A1000AA",), certain={"A1001AA": "serious_incident"}
    )
    assert view.may == {"change", "delete", "freeze"}
    given = plan("2026-11", files=5, title="  Another \n title ")
    team.do("LEAD", ChangeRound(number, **given))
    assert team.ask("LEAD", RoundOf(number)).title == "Another title"
    assert not team.at("LEAD").do(ChangeRound(number, **given)).operation_id
    done = team.at("LEAD").do(DropRound(number))
    assert team.rows(qa_round) == []
    assert done.operation_id is not None
    team.at("LEAD").undo(done.operation_id)
    assert team.ask("LEAD", RoundOf(number)).plan.files == 5


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"ref": ""}, "ref"),
        ({"ref": "two words"}, "ref"),
        ({"ref": "x" * 31}, "ref"),
        ({"ref": "TAKEN-1"}, "taken"),
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"purpose": Purpose.DOUBLE_MARK}, "purpose"),
        ({"as_of": TODAY + timedelta(1)}, "as_of"),
        ({"unit": Unit.OASYS}, "period"),
        ({"period_from": TODAY, "period_to": TODAY - timedelta(1)}, "period"),
        ({"files": -1}, "files"),
        ({"floor": -1}, "files"),
        ({"second_key": "tier"}, "second_key"),
        ({"filter": "tall"}, "filter_code"),
        ({"filter": "mappa"}, "filter"),
        ({"supervisors": ("S1",)}, "filter"),
        ({"purpose": Purpose.TARGETED, "filter": "mappa"}, "filter_words"),
        ({"purpose": Purpose.IN_DEPTH, "supervisors": ("S9",)}, "supervisors"),
        ({"certain": {"A1000AA": "because"}}, "certain"),
        ({"certain": {"A1000AA": "by_policy"}}, "certain"),
        ({"reason": "x" * 4_001}, "long"),
        ({"parent_id": 1}, "parent"),
        ({"parent_id": 99}, "parent"),
    ],
)
def test_a_plan_that_does_not_hold_together(team: Team, changes: Any, reason: str) -> None:
    planned(team, "taken-1")
    asked = PlanRound(**plan(**({"ref": "new"} | changes)))
    assert team.refused("LEAD", asked, reason) == "REQ-QA-PLAN"


def test_an_instrument_reads_its_own_kind_of_file_only(team: Team) -> None:
    of_oasys = published(team, "OASYS", unit="oasys")
    asked = PlanRound(**plan(instrument_id=of_oasys))
    assert team.refused("LEAD", asked, "instrument") == "REQ-QA-PLAN"
    asked = PlanRound(**plan(instrument_id=99))
    assert team.refused("LEAD", asked, "instrument") == "REQ-QA-GONE"


@pytest.mark.parametrize(
    ("day", "month", "cycle", "months"),
    [
        (date(2026, 4, 1), 4, "2026-27", 1),
        (date(2027, 3, 31), 4, "2026-27", 12),
        (date(2026, 11, 23), 4, "2026-27", 8),
        (date(1999, 12, 1), 4, "1999-00", 9),
        (date(2026, 1, 1), 1, "2026", 1),
        (date(2026, 12, 31), 1, "2026", 12),
    ],
)
def test_the_cycle_of_a_day(day: date, month: int, cycle: str, months: int) -> None:
    assert (cycle_of(day, month), cycle_months(day, month)) == (cycle, months)


def test_a_plan_comes_back_from_the_store_as_it_was() -> None:
    listed = (
        FrameRow("A1", "S1", {"rosh": "HIGH"}),
        FrameRow("A2", "", {}, Exclusion.OTHER, "ill"),
    )
    for given in (None, (), listed):
        whole = RoundPlan(
            1, 2, "rosh", "mappa", "words", False, ("S1",), "f.csv", ("A",), ("B",), {"C": "x"}
        )
        assert plan_of(plan_text(whole, given)) == (whole, given)


# ---- who is in the frame ------------------------------------------------------------------


def test_every_case_stands_once_under_whoever_holds_it(team: Team) -> None:
    number = planned(team)
    seen = team.ask("AUD", FrameOf(number))
    assert [row.case_ref for row in seen.rows] == [number_of(i) for i in range(16)]
    assert seen.rows[0] == FrameRow(number_of(0), "S1", {"rosh": "LOW", "sentence": "DETERMINATE"})
    assert [(one.stratum, one.supervisor_name, one.eligible) for one in seen.strata] == [
        (f"S{n}", f"Sam Supervisor {n}", 2) for n in range(1, 9)
    ]
    assert (seen.exclusions, seen.duplicates, seen.unattributed) == ({}, [], [])
    assert seen.sha256 == ""
    assert "28 days" in seen.eligibility


def test_what_cannot_be_drawn_stands_with_its_reason(team: Team) -> None:
    again(
        team,
        prisoners={
            "0": {"prisonId": "OUT"},
            "1": {"dateOfBirth": "2010-01-01"},
        },
        allocations={
            "2": {"allocatedOn": (TODAY - timedelta(27)).isoformat()},
            "3": {"allocatedOn": (TODAY - timedelta(28)).isoformat()},
            "4": {"primaryStaffId": "S99"},
        },
    )
    team.do("LEAD", NamePerson(replace(MEMBERS["S8"], left=TODAY)))
    number = planned(team, restricted=(" a1005aa ",), conflicts=(number_of(6),))
    assert left_out(team, number) == {
        number_of(0): Exclusion.MOVED,
        number_of(1): Exclusion.OUTSIDE_POLICY,
        number_of(2): Exclusion.NEW_TO_SUPERVISOR,
        number_of(4): Exclusion.NO_SUPERVISOR,
        number_of(5): Exclusion.RESTRICTED,
        number_of(6): Exclusion.CONFLICT,
        number_of(7): Exclusion.NO_SUPERVISOR,
        number_of(15): Exclusion.NO_SUPERVISOR,
    }
    assert rows(team, number)[number_of(4)].reason == "S99"
    team.do("LEAD", FreezeFrame(number))
    assert left_out(team, number) == {**left_out(team, number)}
    assert sum(team.ask("LEAD", FrameOf(number)).exclusions.values()) == 8


def test_strata_follow_the_second_key(team: Team) -> None:
    for key, strata in (
        ("rosh", {"S1|LOW", "S1|MEDIUM"}),
        ("sentence", {"S1|DETERMINATE"}),
        ("oasys", {"S1|CURRENT"}),
    ):
        number = planned(team, f"by-{key}", second_key=key)
        found = {one.stratum for one in team.ask("LEAD", FrameOf(number)).strata}
        assert {one for one in found if one.startswith("S1")} == strata


TARGETED = {"purpose": Purpose.TARGETED, "filter_words": "Complaints about this"}


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("high_rosh", range(16, 24)),
        ("release_near", [0, 2]),  # parole is a release, too
        ("parole_near", [2]),
        ("oasys_late", [4]),
        ("new_to_supervisor", [3]),
        ("mappa", [6]),
    ],
)
def test_a_targeted_round_looks_at_its_issue_only(
    tmp_path: Path, code: str, wanted: Sequence[int]
) -> None:
    near = (TODAY + timedelta(56)).isoformat()
    beyond = (TODAY + timedelta(57)).isoformat()
    with opened(tmp_path, cases=24) as team:
        again(
            team,
            24,
            prisoners={
                "0": {"conditionalReleaseDate": near, "releaseDate": near},
                "1": {"conditionalReleaseDate": beyond, "releaseDate": beyond},
                "2": {"paroleEligibilityDate": near},
            },
            allocations={"3": {"allocatedOn": "2026-10-01"}},
            assessments={"4": {"completedOn": "2025-11-22"}, "5": {"completedOn": "2025-11-23"}},
            probation={"6": {"mappaLevel": 2}},
        )
        number = planned(team, filter=code, **TARGETED)
        found = {ref for ref, row in rows(team, number).items() if row.excluded is None}
        assert found == {number_of(i) for i in wanted}
        assert set(left_out(team, number).values()) == {Exclusion.NOT_IN_FILTER}


def test_a_targeted_round_can_look_at_some_supervisors(team: Team) -> None:
    number = planned(team, supervisors=("S1", "S2"), **TARGETED)
    assert {row.supervisor for row in rows(team, number).values() if not row.excluded} == {
        "S1",
        "S2",
    }


def test_assessments_are_read_under_whoever_wrote_them(team: Team) -> None:
    again(
        team,
        assessments={
            "0": {"assessor": "sam SUPERVISOR 5"},
            "1": {"assessor": "S7"},
            "2": {"assessor": "Somebody Else"},
            "3": {"status": "LOCKED_INCOMPLETE"},
            "4": {"completedOn": "2025-01-01"},
        },
    )
    of_oasys = published(team, "OASYS", unit="oasys")
    number = planned(
        team, unit=Unit.OASYS, instrument_id=of_oasys, restricted=(number_of(5),),
        period_from=date(2026, 4, 1), period_to=TODAY,
    )  # fmt: skip
    found = rows(team, number)
    assert f"{number_of(0)}/2026-06-01" in found
    by_number = {ref.partition("/")[0]: row for ref, row in found.items()}
    assert [by_number[number_of(i)].supervisor for i in range(3)] == ["S5", "S7", "S3"]
    assert left_out(team, number) == {
        f"{number_of(3)}/2026-06-04": Exclusion.NOT_SIGNED,
        f"{number_of(4)}/2025-01-01": Exclusion.NOT_IN_PERIOD,
        f"{number_of(5)}/2026-06-06": Exclusion.RESTRICTED,
    }
    team.do("LEAD", FreezeFrame(number))


def test_a_list_that_was_brought_is_a_frame_too(team: Team) -> None:
    listed = (
        FrameRow("b1 ", "S1", {"rosh": "HIGH"}),
        FrameRow("B2", "sam supervisor 2", {}),
        FrameRow("B3", "", {}, Exclusion.RESTRICTED),
        FrameRow("B4", "S1", {}, Exclusion.OTHER, "lent to another unit"),
    )
    number = planned(team, rows=listed, from_file="cases.csv", files=2, floor=1)
    assert rows(team, number) == {
        "B1": FrameRow("B1", "S1", {"rosh": "HIGH"}),
        "B2": FrameRow("B2", "S2", {}),
        "B3": FrameRow("B3", "", {}, Exclusion.RESTRICTED),
        "B4": FrameRow("B4", "S1", {}, Exclusion.OTHER, "lent to another unit"),
    }
    team.do("LEAD", FreezeFrame(number))
    kept = json.loads(team.rows(qa_frame)[0].content)
    assert kept["source"].startswith("list cases.csv, rows ")


# ---- what is seen for certain -------------------------------------------------------------


def test_what_must_be_seen_is_seen_in_routine_rounds(team: Team) -> None:
    near = (TODAY + timedelta(20)).isoformat()
    again(
        team,
        prisoners={"0": {"conditionalReleaseDate": near, "releaseDate": near}},
        allocations={
            "1": {"allocatedOn": "2026-10-02"},
            "9": {"allocatedOn": "2026-10-01"},
        },
    )
    team.do("LEAD", NamePerson(replace(MEMBERS["S2"], joined=date(2026, 9, 1))))
    number = frozen(team, certain={number_of(5): "serious_incident"}, files=8)
    kept = json.loads(team.rows(qa_frame)[0].content)["rows"]
    assert {row["case_ref"]: row["certain"] for row in kept if row["certain"]} == {
        number_of(0): Certainty.BY_POLICY,
        number_of(9): Certainty.BY_POLICY,
        number_of(5): Certainty.SERIOUS_INCIDENT,
    }
    lines = {one.stratum: one for one in team.ask("LEAD", FrameOf(number)).strata}
    assert (lines["S2"].eligible, lines["S2"].certain) == (2, 1)
    assert team.ask("LEAD", HowManyFor(number)).eligible == 13


def test_only_what_is_in_the_frame_can_be_named(team: Team) -> None:
    number = planned(team, restricted=("A9999AA",), certain={"A9998AA": "serious_incident"})
    assert team.refused("LEAD", FreezeFrame(number)) == "REQ-QA-STRANGE"
    number = planned(team, "both", restricted=("A1000AA",), certain={"A1000AA": "serious_incident"})
    assert team.refused("LEAD", FreezeFrame(number)) == "REQ-QA-CERTAINTY"


# ---- freezing -----------------------------------------------------------------------------


def test_a_frozen_frame_stands_whatever_happens(team: Team) -> None:
    number = frozen(team)
    before = team.ask("LEAD", FrameOf(number))
    assert before.frozen_by == "Lena Lead"
    assert len(before.sha256) == 64
    again(team, prisoners={"0": {"prisonId": "OUT"}})
    assert team.ask("LEAD", FrameOf(number)) == before
    assert team.ask("LEAD", RoundOf(number)).may == {"draw", "void"}
    given = plan("2026-11", files=3)
    assert team.refused("LEAD", ChangeRound(number, **given), "frame_frozen") == "REQ-QA-STAGE"
    assert team.refused("LEAD", DropRound(number), "frame_frozen") == "REQ-QA-STAGE"


def test_freezing_offers_no_undo_and_cannot_be_undone(team: Team) -> None:
    number = planned(team)
    assert team.at("LEAD").do(FreezeFrame(number)).operation_id is None
    last = team.rows(operation)[-1].id
    with pytest.raises(RequestRefused, match="REQ-UNDO"):
        team.at("LEAD").undo(last)
    assert stage(team, number) == STAGE.FRAME_FROZEN


@pytest.mark.parametrize(
    ("listed", "code"),
    [
        ((FrameRow("B1", "S1", {}), FrameRow(" b1", "S2", {})), "REQ-QA-DUPLICATE"),
        ((FrameRow("B1", "S1", {}), FrameRow("B2", "Nobody", {})), "REQ-QA-NO-SUPERVISOR"),
        ((FrameRow("B1", "S1", {}, Exclusion.OTHER),), "REQ-QA-EXCLUSION-WHY"),
        ((FrameRow("B1", "S1", {}, Exclusion.RESTRICTED),), "REQ-QA-NOTHING-TO-DRAW"),
        ((), "REQ-QA-FRAME-EMPTY"),
        ((FrameRow("B;1", "S1", {}),), "REQ-QA-REF"),
    ],
)
def test_what_is_not_frozen(team: Team, listed: tuple[FrameRow, ...], code: str) -> None:
    number = planned(team, rows=listed, files=1, floor=1)
    seen = team.ask("LEAD", FrameOf(number))
    if code == "REQ-QA-DUPLICATE":
        assert seen.duplicates == ["B1"]
    if code == "REQ-QA-NO-SUPERVISOR":
        assert seen.unattributed == ["B2"]
    assert team.refused("LEAD", FreezeFrame(number)) == code
    assert stage(team, number) == STAGE.PREPARING


def test_nothing_is_frozen_that_could_not_be_drawn_or_read(team: Team) -> None:
    number = planned(team, files=7, floor=1)
    assert team.refused("LEAD", FreezeFrame(number)) == "REQ-QA-TOO-FEW"
    number = planned(team, "bare", instrument_id=None)
    assert team.refused("LEAD", FreezeFrame(number)) == "REQ-QA-NO-INSTRUMENT"
    theme = published(team, "THEME-X", expires="2026-11-23")
    team.clock.forward(days=1)
    number = planned(team, "late", instrument_id=theme)
    assert team.refused("LEAD", FreezeFrame(number), "ended") == "REQ-QA-NO-INSTRUMENT"


# ---- how many -----------------------------------------------------------------------------


def test_the_three_questions_each_have_their_number(team: Team) -> None:
    number = planned(team, files=0, floor=2)
    found = team.ask("LEAD", HowManyFor(number))
    assert (found.eligible, found.supervisors, found.coverage) == (16, 8, 16)
    assert found.proposed == found.chosen == max(found.estimate, found.discovery, found.coverage)
    assert found.lost == []
    fewer = team.ask("LEAD", HowManyFor(number, files=4, floor=0))
    assert (fewer.chosen, fewer.coverage) == (4, 0)
    assert set(fewer.lost) == {"estimate", "discovery"}
    assert (fewer.least, fewer.most) == (0, 1)
    assert fewer.margin > found.margin
    assert team.ask("LEAD", HowManyFor(number, files=4)).lost == [
        "estimate",
        "discovery",
        "coverage",
    ]
    assert team.ask("LEAD", HowManyFor(number, files=1_000)).chosen == 16


# ---- rotation -----------------------------------------------------------------------------


def test_what_was_drawn_is_not_drawn_again_in_the_cycle(team: Team) -> None:
    first = shared_out(team, "one", files=8)
    seen = to_read(team, first)
    second = planned(team, "two")
    assert left_out(team, second) == dict.fromkeys(seen, Exclusion.SEEN_IN_CYCLE)
    assert left_out(team, planned(team, "all", leave_out_seen=False)) == {}
    in_depth = planned(team, "deep", purpose=Purpose.IN_DEPTH)
    assert left_out(team, in_depth) == {}, "in-depth reviews go by their own"
    team.do("LEAD", VoidRound(first, "The list was wrong", "AUD"))
    assert left_out(team, second) == {}, "what is void was not read"


def test_in_depth_reviews_come_again_after_the_policys_months(team: Team) -> None:
    first = shared_out(team, "one", files=8, purpose=Purpose.IN_DEPTH, as_of=date(2025, 3, 10))
    team.clock.forward(days=(date(2027, 3, 10) - TODAY).days)
    before = planned(team, "before", purpose=Purpose.IN_DEPTH, as_of=date(2027, 3, 9))
    assert set(left_out(team, before)) == to_read(team, first)
    after = planned(team, "after", purpose=Purpose.IN_DEPTH, as_of=date(2027, 3, 10))
    assert left_out(team, after) == {}


def test_a_file_that_was_not_good_enough_is_seen_again_for_certain(team: Team) -> None:
    first = shared_out(team, "one", files=8)
    read_all(team, first, bad=1)
    bad, good = marked_with(team, first)
    second = planned(team, "two", files=0, floor=1)
    assert set(left_out(team, second)) == good
    team.do("LEAD", FreezeFrame(second))
    kept = json.loads(team.rows(qa_frame)[-1].content)["rows"]
    assert {row["case_ref"]: row["certain"] for row in kept if row["certain"]} == dict.fromkeys(
        bad, "by_policy"
    )


def test_no_file_seen_for_certain_tells_why_the_policy_sees_it(team: Team) -> None:
    first = shared_out(team, "one", files=8)
    read_all(team, first, bad=1)
    second = drawn(team, "two", files=0, floor=1)
    (bad, *more), _good = marked_with(team, first)
    assert not more
    for who in ("LEAD", "A1", "M1", "AUD"):
        told = {one.case_ref: one.why for one in team.ask(who, RoundOf(second)).samples}
        assert told[bad] == "by_policy"
    (certificate,) = team.ask("AUD", CertificatesOf(second))
    assert "insufficient" not in certificate.record
    assert "insufficient" not in certificate.frame


# ---- closing and void ---------------------------------------------------------------------


def test_a_round_is_closed_when_all_is_read_and_settled(team: Team) -> None:
    number = shared_out(team, files=8)
    view = team.ask("LEAD", RoundOf(number))
    assert set(view.blocks) == {"unread", "double_not_drawn"}
    assert "close" not in view.may
    assert team.refused("LEAD", CloseRound(number), "allocated") == "REQ-QA-STAGE"
    read_all(team, number)
    view = team.ask("LEAD", RoundOf(number))
    assert (view.stage, view.step, view.blocks) == (STAGE.MODERATION, "settle", ())
    assert "close" in view.may
    assert team.at("LEAD").do(CloseRound(number)).operation_id is None
    view = team.ask("LEAD", RoundOf(number))
    assert (view.stage, view.step, view.may) == (STAGE.CLOSED, "report", frozenset())
    (line,) = team.ask("M1", Rounds())
    assert (line.drawn, line.done, line.to_settle) == (8, 8, 0)


def test_what_stands_in_the_way_of_closing_is_told(team: Team) -> None:
    number = shared_out(team, files=8)
    read_all(team, number, doubles=False)
    assert team.refused("LEAD", CloseRound(number), "double_not_drawn") == "REQ-QA-NOT-CLOSED"
    team.do("LEAD", DrawDouble(number))
    assert team.refused("LEAD", CloseRound(number), "double_unread") == "REQ-QA-NOT-CLOSED"


def test_a_round_is_void_by_two_people_and_its_record_is_kept(team: Team) -> None:
    number = shared_out(team, files=8)
    for second in ("LEAD", "NOBODY", ""):
        asked = VoidRound(number, "The list was wrong", second)
        assert team.refused("LEAD", asked) == "REQ-QA-SECOND-PERSON"
    assert team.refused("LEAD", VoidRound(number, " ", "AUD"), "reason") == "REQ-QA-PLAN"
    before = team.ask("LEAD", RoundOf(number))
    team.do("LEAD", VoidRound(number, "The list was wrong", "AUD"))
    view = team.ask("LEAD", RoundOf(number))
    assert (view.stage, view.ended_why, view.may) == (STAGE.VOID, "The list was wrong", {"redraw"})
    assert (view.draws, view.frame) == (before.draws, before.frame)
    row = team.rows(qa_round)[0]
    assert (row.ended_by, row.witness) == ("Lena Lead", "AUD")


def test_what_is_void_is_planned_anew_under_a_name_of_its_own(team: Team) -> None:
    number = frozen(team, "2026-11")
    assert team.refused("LEAD", RedrawRound(number, "why"), "frame_frozen") == "REQ-QA-STAGE"
    team.do("LEAD", VoidRound(number, "The list was wrong", "AUD"))
    assert team.refused("LEAD", RedrawRound(number, ""), "reason") == "REQ-QA-PLAN"
    before = "2026-11"
    for wanted in ("2026-11.2", "2026-11.3"):
        assert "redraw" in team.ask("LEAD", RoundOf(number)).may
        made = team.do("LEAD", RedrawRound(number, "With the right list"))
        view = team.ask("LEAD", RoundOf(made))
        assert (view.ref, view.stage, view.parent_ref) == (wanted, STAGE.PREPARING, before)
        assert (view.reason, view.plan) == (
            "With the right list",
            team.ask("LEAD", RoundOf(number)).plan,
        )
        assert "redraw" not in team.ask("LEAD", RoundOf(number)).may
        assert team.refused("LEAD", RedrawRound(number, "x"), "replaced") == "REQ-QA-PLAN"
        asked = PlanRound(**plan("mine", parent_id=number, reason="x"))
        assert team.refused("LEAD", asked, "replaced") == "REQ-QA-PLAN"
        given = plan(wanted, parent_id=number, reason=view.reason, instrument_id=1)
        team.do("LEAD", ChangeRound(made, **given))
        team.do("LEAD", FreezeFrame(made))
        team.do("LEAD", VoidRound(made, "The list was wrong", "AUD"))
        number, before = made, wanted


def test_a_replacement_that_was_dropped_can_be_planned_anew(team: Team) -> None:
    number = frozen(team)
    team.do("LEAD", VoidRound(number, "The list was wrong", "AUD"))
    team.do("LEAD", DropRound(team.do("LEAD", RedrawRound(number, "again"))))
    assert team.do("LEAD", RedrawRound(number, "again"))


def handed_in_round(team: Team) -> int:
    """A round of which one file was handed in."""
    number = shared_out(team, files=8)
    hand_in(team, markings(team, number)[0], good=False)
    return number


def test_once_a_file_was_handed_in_the_second_person_agrees_from_their_own_seat(
    team: Team,
) -> None:
    number = handed_in_round(team)
    assert team.refused("AUD", ConfirmVoid(number)) == "REQ-QA-CONFIRM"
    for second in ("S1", "GOV"):
        asked = VoidRound(number, "The list was wrong", second)
        assert team.refused("LEAD", asked, "seat") == "REQ-QA-SECOND-PERSON"
    team.do("LEAD", VoidRound(number, "An earlier reason", "A2"))
    assert team.do("LEAD", VoidRound(number, "The list was wrong", "AUD")) is False
    view = team.ask("AUD", RoundOf(number))
    assert (view.stage, view.ended_why) == (STAGE.IN_REVIEW, "The list was wrong")
    assert view.may == {"confirm_void"}
    assert "void_asked" in view.warnings
    for who in ("LEAD", "A2"):
        assert "confirm_void" not in team.ask(who, RoundOf(number)).may
        assert team.refused(who, ConfirmVoid(number), "other") == "REQ-QA-CONFIRM"
    assert team.refused("S1", ConfirmVoid(number)) == "REQ-QA-ROLE"
    assert team.at("AUD").do(ConfirmVoid(number)).operation_id is None
    view = team.ask("AUD", RoundOf(number))
    assert (view.stage, view.warnings, view.may) == (STAGE.VOID, (), frozenset())
    row = team.rows(qa_round)[0]
    assert (row.ended_by, row.ended_why, row.witness) == (
        "Lena Lead",
        "The list was wrong",
        "AUD",
    )
    assert row.ended_at is not None
    assert team.refused("AUD", ConfirmVoid(number), "void") == "REQ-QA-STAGE"


def test_taking_a_marking_back_does_not_make_a_void_round_easier(team: Team) -> None:
    number = handed_in_round(team)
    review = next(one for one in markings(team, number) if one.stage == "submitted")
    team.do(review.assessor, ReopenReview(review.id))
    assert team.do("LEAD", VoidRound(number, "The list was wrong", "AUD")) is False


def test_who_agrees_ends_the_second_markings_too(team: Team) -> None:
    number = shared_out(team, files=8)
    read_all(team, number)
    team.do("LEAD", VoidRound(number, "The list was wrong", "AUD"))
    team.do("AUD", ConfirmVoid(number))
    assert {row.stage for row in team.rows(qa_round)} == {"void"}


def test_closing_a_round_takes_back_what_was_asked(team: Team) -> None:
    number = shared_out(team, files=8)
    read_all(team, number)
    team.do("LEAD", VoidRound(number, "The list was wrong", "AUD"))
    team.do("LEAD", CloseRound(number))
    view = team.ask("AUD", RoundOf(number))
    assert (view.stage, view.ended_why, view.may) == (STAGE.CLOSED, "", frozenset())
    assert team.refused("AUD", ConfirmVoid(number), "closed") == "REQ-QA-STAGE"


# ---- the page in few statements -----------------------------------------------------------


def test_a_round_is_read_in_as_many_statements_however_large_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pomdesk.store.unit_of_work import UnitOfWork

    counted = []
    rows_of = UnitOfWork.rows

    def counting(self: UnitOfWork, *given: Any) -> Any:
        counted.append(1)
        return rows_of(self, *given)

    found = set()
    for cases in (16, 64):
        folder = tmp_path / str(cases)
        folder.mkdir()
        with opened(folder, cases=cases) as team:
            number = shared_out(team, files=cases // 2)
            with monkeypatch.context() as patched:
                patched.setattr(UnitOfWork, "rows", counting)
                counted.clear()
                team.ask("LEAD", RoundOf(number))
                found.add(len(counted))
    assert len(found) == 1
    assert found.pop() < 40


def test_the_moves_are_those_of_the_design() -> None:
    assert {(a.value, b.value) for a, to in MOVES.items() for b in to} == {
        ("preparing", "frame_frozen"),
        ("frame_frozen", "drawn"), ("frame_frozen", "void"),
        ("drawn", "allocated"), ("drawn", "void"),
        ("allocated", "in_review"), ("allocated", "void"),
        ("in_review", "moderation"), ("in_review", "void"),
        ("moderation", "in_review"), ("moderation", "closed"), ("moderation", "void"),
    }  # fmt: skip
