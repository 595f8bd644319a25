"""An invented working day, from the morning's list to what moved, through the one door."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pomdesk.domain.duties import DutyKind, DutyState
from pomdesk.domain.facts import Assessment
from pomdesk.domain.record import EntryKind
from pomdesk.readmodels.moves import MoveCause
from pomdesk.services.clock import FrozenClock
from pomdesk.services.commands.entries import AddEntry
from pomdesk.services.commands.events import (
    RecordAssessment,
    RecordParoleOutcome,
    RecordRecall,
    RecordTransferIn,
)
from pomdesk.services.commands.import_caseload import ImportCaseload
from pomdesk.services.commands.moves import MarkMovesSeen
from pomdesk.services.desk import Desk
from pomdesk.services.queries.case import CaseOf
from pomdesk.services.queries.caseload import CaseloadOn
from pomdesk.services.queries.duties import DutiesDue, TodayOn
from pomdesk.services.queries.moves import MovesSince
from tests import copies
from tests.people import caseload

TODAY = date(2026, 11, 23)


@pytest.fixture
def file() -> dict[str, Any]:
    return caseload(90, TODAY, 11)


def with_ninety(folder: Path) -> Desk:
    made = copies.empty(folder, FrozenClock(TODAY))
    bring_in(made, folder, caseload(90, TODAY, 11))
    return made


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = copies.copied(with_ninety, tmp_path, FrozenClock(TODAY))
    yield made
    made.close()


def bring_in(desk: Desk, folder: Path, file: dict[str, Any]) -> None:
    path = folder / f"caseload-{file['asAt']}.json"
    path.write_text(json.dumps(file), "utf-8")
    assert not desk.do(ImportCaseload((path,))).result.refused


def states(desk: Desk, person_id: int) -> dict[str, DutyState]:
    lines = desk.ask(DutiesDue(person_id=person_id, closed=True))
    return {line.duty.key: line.duty.state for line in lines}


def inside(desk: Desk) -> list[int]:
    return [line.person_id for line in desk.ask(CaseloadOn()).lines if line.inside]


def test_twenty_contacts_each_close_the_contact_that_was_due(desk: Desk) -> None:
    people = inside(desk)[:20]
    for person_id in people:
        contact = AddEntry(person_id, EntryKind.CONTACT, TODAY, what="wing", text="Talked.")
        desk.do(contact)
    for person_id in people:
        (duty,) = [
            line.duty
            for line in desk.ask(DutiesDue(person_id=person_id))
            if line.duty.kind is DutyKind.CONTACT
        ]
        assert duty.due is not None
        assert duty.due > TODAY + timedelta(20)
        assert duty.state is DutyState.UPCOMING


def test_a_follow_up_asked_for_in_a_contact_is_on_the_list_of_its_day(desk: Desk) -> None:
    person_id = inside(desk)[0]
    desk.do(
        AddEntry(
            person_id,
            EntryKind.CONTACT,
            TODAY,
            what="wing",
            text="Asked about ROTL.",
            next_step="Ring the hub",
            due=TODAY + timedelta(2),
        )
    )
    week = [
        (line.person_id, line.duty.kind, line.duty.due) for line in desk.ask(TodayOn()).this_week
    ]
    assert (person_id, DutyKind.FOLLOW_UP, TODAY + timedelta(2)) in week


def test_a_finished_oasys_closes_the_reviews_that_waited_for_it(desk: Desk) -> None:
    late = [line for line in desk.ask(TodayOn()).late if line.duty.kind is DutyKind.OASYS_REVIEW]
    assert len(late) >= 3
    operation: int | None = None
    for line in late[:3]:
        assessment = Assessment(
            "LAYER3", "Review", "COMPLETE", TODAY - timedelta(9), TODAY, "Dee Invented", TODAY
        )
        operation = desk.do(RecordAssessment(line.person_id, assessment)).operation_id
        now = states(desk, line.person_id)
        assert now.get("oasys_review") is not DutyState.OVERDUE
        assert now.get("oasys_stale") is not DutyState.OVERDUE
    assert operation is not None
    desk.undo(operation)
    assert states(desk, late[2].person_id)["oasys_review"] is DutyState.OVERDUE


def test_a_transfer_in_asks_for_a_review_of_the_oasys(desk: Desk) -> None:
    person_id = inside(desk)[3]
    receipt = desk.do(RecordTransferIn(person_id, TODAY, "LEI", "MDI", "B-2-014"))
    case = desk.ask(CaseOf(person_id=person_id))
    assert (case.case.person.prison_id, case.location) == ("MDI", "B-2-014")
    kinds = {line.duty.kind: line.duty for line in desk.ask(DutiesDue(person_id=person_id))}
    assert kinds[DutyKind.OASYS_TRANSFER_IN].due == TODAY + timedelta(weeks=4)
    assert receipt.operation_id is not None
    desk.undo(receipt.operation_id)
    after = {line.duty.key for line in desk.ask(DutiesDue(person_id=person_id))}
    assert f"oasys_transfer_in:{TODAY}" not in after


def test_a_recall_moves_responsibility_and_asks_for_the_recall_report(desk: Desk) -> None:
    person_id = next(
        line.person_id for line in desk.ask(CaseloadOn()).lines if line.inside and not line.recall
    )
    desk.do(RecordRecall(person_id, TODAY, post_recall_release_date=date(2027, 1, 18)))
    result = desk.ask(CaseOf(person_id=person_id))
    assert result.case.person.recall is True
    assert result.case.person.post_recall_release_date == date(2027, 1, 18)
    kinds = {line.duty.kind for line in desk.ask(DutiesDue(person_id=person_id))}
    assert DutyKind.RECALL_REPORT in kinds
    (moved,) = desk.ask(MovesSince()).people
    assert moved.cause is MoveCause.RECALL


def test_a_parole_outcome_ends_the_custody_report_and_asks_for_the_next_review(
    desk: Desk,
) -> None:
    line = next(
        line
        for line in desk.ask(DutiesDue())
        if line.duty.kind is DutyKind.CUSTODY_REPORT and line.duty.subject
    )
    outcome = RecordParoleOutcome(
        line.person_id, line.duty.subject, "Stay In Closed [*]", TODAY - timedelta(1)
    )
    desk.do(outcome)
    now = states(desk, line.person_id)
    assert now.get(line.duty.key) in {None, DutyState.DONE}
    assert any(key.startswith("next_review") for key in now)


def test_an_import_that_moves_forty_release_dates_is_one_calm_page(
    desk: Desk, tmp_path: Path, file: dict[str, Any]
) -> None:
    seen = desk.ask(MovesSince())
    assert not seen.people, "a first import moves nothing"
    fixed = [row for row in file["prisoners"] if row.get("conditionalReleaseDate")]
    moved = [row for row in fixed if date.fromisoformat(row["conditionalReleaseDate"]) > TODAY][:40]
    assert len(moved) == 40
    for row in moved:
        was = date.fromisoformat(row["conditionalReleaseDate"])
        row["conditionalReleaseDate"] = (was - timedelta(97)).isoformat()
    bring_in(desk, tmp_path, file | {"asAt": (TODAY + timedelta(1)).isoformat()})
    moves = desk.ask(MovesSince())
    assert {one.prisoner_number for one in moves.people} == {row["prisonerNumber"] for row in moved}
    assert {one.cause for one in moves.people} == {MoveCause.RELEASE_DATE}
    for one in moves.people:
        (fact,) = [m for m in one.facts if m.name == "person.conditional_release_date"]
        assert fact.before is not None
        assert fact.after == fact.before - timedelta(97)
    assert any(one.results for one in moves.people), "handovers move with release dates"
    assert any(one.duties for one in moves.people), "and duties with both"
    assert desk.ask(TodayOn()).moved == 40
    desk.do(MarkMovesSeen(moves.upto))
    assert desk.ask(TodayOn()).moved == 0
    assert not desk.ask(MovesSince()).people
