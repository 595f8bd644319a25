"""The record of one case: entries in pages, the timeline, stays, staff, and who typed what."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.facts import Assessment, Movement
from pomdesk.domain.record import EntryKind, MarkKind
from pomdesk.readmodels.record import TimelineLine
from pomdesk.services.commands.correct_fact import CorrectFact, SettleFact
from pomdesk.services.commands.entries import AddEntry, RemoveEntry
from pomdesk.services.commands.events import (
    RecordAllocation,
    RecordAssessment,
    RecordCountersignature,
)
from pomdesk.services.commands.marks import MarkDuty
from pomdesk.services.desk import Day, Desk, Query
from pomdesk.services.queries.caseload import CaseloadOn
from pomdesk.services.queries.duties import DutiesDue
from pomdesk.services.queries.record import EntriesOf, FactHistory, RecordOf, TimelineOf
from pomdesk.services.stays import stays
from pomdesk.store.unit_of_work import UnitOfWork
from tests.intake.files import ALUN
from tests.services.desks import MONDAY, bring_in, done, new_desk

NUMBER = {"offenderNo": "A1111AA"}
PEOPLE: dict[str, Any] = {
    "format": "pomdesk-caseload",
    "version": 1,
    "asAt": "2026-11-20",
    "prisoners": [ALUN],
    "movements": [
        NUMBER
        | {
            "movementType": kind,
            "directionCode": way,
            "fromAgency": left,
            "toAgency": to,
            "movementDate": day,
            "movementTime": "10:00:00",
        }
        for kind, way, left, to, day in [
            ("ADM", "IN", "COURT", "LEI", "2024-05-13"),
            ("TRN", "IN", "LEI", "HVI", "2025-02-03"),
        ]
    ],
    "probation": [NUMBER | {"crn": "X362207", "tier": "B1", "mappaLevel": 2}],
    "paroleReviews": [
        NUMBER
        | {
            "reviewId": "7",
            "reviewType": "GPP",
            "targetHearingDate": "2026-03-01",
            "hearingOutcome": "No",
            "hearingOutcomeReceivedOn": "2026-03-15",
        }
    ],
    "assessments": [
        NUMBER
        | {
            "assessmentType": "LAYER3",
            "completedOn": "2025-06-02",
            "status": "COMPLETE",
            "roshOverall": "VERY_HIGH",
        }
    ],
    "staff": [
        {"staffId": 1, "firstName": "LOWRI", "lastName": "NOLAN", "position": "PRO"},
        {"staffId": 2, "firstName": "SAM", "lastName": "PRICE", "position": "PRO"},
    ],
    "allocations": [NUMBER | {"primaryStaffId": 1, "allocatedOn": "2025-03-01"}],
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = new_desk(tmp_path)
    bring_in(made, tmp_path, PEOPLE)
    yield made
    made.close()


@pytest.fixture
def alun(desk: Desk) -> int:
    return desk.ask(CaseloadOn()).lines[0].person_id


def contact(person_id: int, ago: int, text: str = "Talked.") -> AddEntry:
    return AddEntry(person_id, EntryKind.CONTACT, MONDAY - timedelta(ago), what="wing", text=text)


@dataclass(frozen=True)
class Counted:
    """How many statements a query runs."""

    query: Query[Any]

    def run(self, uow: UnitOfWork, day: Day) -> int:
        said: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            said.append(statement)

        event.listen(uow.connection, "before_cursor_execute", note)
        self.query.run(uow, day)
        event.remove(uow.connection, "before_cursor_execute", note)
        return len(said)


# The record


def test_a_record_holds_what_was_written_until_it_is_taken_back(desk: Desk, alun: int) -> None:
    before = desk.ask(RecordOf(alun))
    assert (before.entries, before.counts) == ({}, {})
    goal = AddEntry(alun, EntryKind.GOAL, MONDAY, title="Work", stage="active")
    goal_id = desk.do(goal).result
    step = AddEntry(
        alun, EntryKind.STEP, MONDAY, title="CV", stage="in_progress", parent_id=goal_id
    )
    receipt = desk.do(step)
    record = desk.ask(RecordOf(alun))
    assert [one.title for one in record.entries[EntryKind.GOAL]] == ["Work"]
    (found,) = record.entries[EntryKind.STEP]
    assert (found.parent_id, found.written_by) == (goal_id, "A Jones")
    assert record.counts == {EntryKind.GOAL: 1, EntryKind.STEP: 1}
    desk.undo(done(receipt))
    assert desk.ask(RecordOf(alun)).counts == {EntryKind.GOAL: 1}
    desk.do(RemoveEntry(goal_id))
    assert repr(desk.ask(RecordOf(alun))) == repr(before)


def test_kinds_that_grow_are_shown_by_their_newest_and_paged(desk: Desk, alun: int) -> None:
    for ago in range(30):
        desk.do(contact(alun, ago, f"Note {ago}"))
    desk.do(AddEntry(alun, EntryKind.KEY_WORK, MONDAY, text="Session"))
    record = desk.ask(RecordOf(alun))
    assert record.counts[EntryKind.CONTACT] == 30
    assert [one.text for one in record.entries[EntryKind.CONTACT]] == [
        f"Note {ago}" for ago in range(10)
    ]
    first = desk.ask(EntriesOf(alun, (EntryKind.CONTACT,), limit=12))
    rest = desk.ask(EntriesOf(alun, (EntryKind.CONTACT,), offset=12))
    assert (first.total, first.offset, rest.total, rest.offset) == (30, 0, 30, 12)
    texts = [one.text for one in (*first.entries, *rest.entries)]
    assert texts == [f"Note {ago}" for ago in range(30)]
    every = desk.ask(EntriesOf(alun))
    assert every.total == 31
    assert desk.ask(EntriesOf(alun, offset=99)).entries == []
    other = desk.ask(EntriesOf(alun + 1))
    assert (other.entries, other.total) == ([], 0)


@pytest.mark.parametrize("query", [RecordOf, TimelineOf])
def test_a_record_costs_as_many_statements_for_many_entries_as_for_few(
    desk: Desk, alun: int, query: Any
) -> None:
    desk.do(contact(alun, 1))
    desk.ask(query(alun))
    few = desk.ask(Counted(query(alun)))
    for ago in range(60):
        desk.do(contact(alun, ago))
    desk.ask(query(alun))
    assert desk.ask(Counted(query(alun))) == few


@pytest.mark.parametrize("query", [RecordOf, TimelineOf])
def test_there_is_no_record_of_nobody(desk: Desk, query: Any) -> None:
    with pytest.raises(RequestRefused, match="REQ-PERSON"):
        desk.ask(query(99))


def test_an_assessment_says_whether_it_waits_for_a_signature_and_who_typed_it(
    desk: Desk, alun: int
) -> None:
    given = Assessment(
        "LAYER3", "Review", "COMPLETE", MONDAY - timedelta(9), MONDAY, "Dee Made",
        rosh_overall="VERY_HIGH",
    )  # fmt: skip
    before = desk.ask(RecordOf(alun)).assessments
    (from_file,) = before
    assert (from_file.typed_by, from_file.typed_on) == (None, None)
    assert from_file.countersign_because
    receipt = desk.do(RecordAssessment(alun, given))
    typed, old = desk.ask(RecordOf(alun)).assessments
    assert old == from_file
    assert (typed.typed_by, typed.typed_on) == ("A Jones", MONDAY)
    assert typed.assessment.rosh_overall == "VERY_HIGH"
    signed = desk.do(RecordCountersignature(typed.row_id, MONDAY))
    assert desk.ask(RecordOf(alun)).assessments[0].countersign_because == ()
    desk.undo(done(signed))
    assert desk.ask(RecordOf(alun)).assessments[0] == typed
    desk.undo(done(receipt))
    assert desk.ask(RecordOf(alun)).assessments == before


def test_duties_of_a_record_are_those_of_the_list(desk: Desk, alun: int) -> None:
    listed = [one.duty for one in desk.ask(DutiesDue(person_id=alun, closed=True))]
    assert repr(desk.ask(RecordOf(alun)).duties) == repr(listed)


# Staff


def test_staff_are_told_with_the_days_they_held_the_case(desk: Desk, alun: int) -> None:
    before = desk.ask(RecordOf(alun)).staff
    (first,) = before
    assert (first.role, first.name) == ("primary", "Lowri Nolan")
    assert (first.starts, first.ends) == (date(2025, 3, 1), None)
    day = MONDAY - timedelta(3)
    receipt = desk.do(RecordAllocation(alun, "2", "1", day))
    terms = {(term.role, term.name): term for term in desk.ask(RecordOf(alun)).staff}
    assert terms["primary", "Sam Price"].starts == day
    assert terms["primary", "Sam Price"].ends is None
    assert terms["primary", "Lowri Nolan"].ends == day
    assert terms["coworking", "Lowri Nolan"].starts == day
    assert terms["coworking", "Lowri Nolan"].ends is None
    desk.undo(done(receipt))
    assert desk.ask(RecordOf(alun)).staff == before


# Stays


def move(kind: str, way: str, left: str, to: str, day: str, time: str = "10:00:00") -> Movement:
    return Movement(left, to, kind, way, date.fromisoformat(day), time)


def told(*movements: Movement) -> list[tuple[str, str, str | None]]:
    found = stays(movements, {"LEI": "Leeds"})
    return [
        (stay.prison_name, stay.arrived.isoformat(), stay.left.isoformat() if stay.left else None)
        for stay in found
    ]


def test_stays_follow_one_another_newest_first() -> None:
    assert told(
        move("TRN", "IN", "LEI", "HVI", "2025-02-03"),
        move("ADM", "IN", "COURT", "LEI", "2024-05-13"),
    ) == [("HVI", "2025-02-03", None), ("Leeds", "2024-05-13", "2025-02-03")]


def test_an_absence_is_a_stay_beside_the_one_it_interrupts() -> None:
    there = move("ADM", "IN", "COURT", "LEI", "2024-05-13")
    out = move("TAP", "OUT", "LEI", "OUT", "2026-11-20")
    assert told(there, out) == [("OUT", "2026-11-20", None), ("Leeds", "2024-05-13", None)]
    back = move("TAP", "IN", "OUT", "LEI", "2026-11-21")
    assert told(there, out, back) == [
        ("OUT", "2026-11-20", "2026-11-21"),
        ("Leeds", "2024-05-13", None),
    ]
    moved_on = move("TRN", "IN", "LEI", "HVI", "2026-11-22")
    assert told(there, out, moved_on)[1] == ("OUT", "2026-11-20", "2026-11-22")


def test_who_goes_to_hospital_stays_there_and_who_is_released_nowhere() -> None:
    there = move("ADM", "IN", "COURT", "LEI", "2024-05-13")
    hospital = move("REL", "OUT", "LEI", "BROADM", "2025-01-02")
    assert told(there, hospital) == [
        ("BROADM", "2025-01-02", None),
        ("Leeds", "2024-05-13", "2025-01-02"),
    ]
    released = move("REL", "OUT", "LEI", "OUT", "2025-01-02")
    assert told(there, released) == [("Leeds", "2024-05-13", "2025-01-02")]
    recalled = move("ADM", "IN", "OUT", "LEI", "2026-01-02")
    assert told(there, released, recalled)[0] == ("Leeds", "2026-01-02", None)


def test_an_admission_where_somebody_is_already_begins_no_stay() -> None:
    there = move("ADM", "IN", "COURT", "LEI", "2024-05-13")
    again = move("ADM", "IN", "COURT", "LEI", "2024-06-13")
    assert told(there, again) == [("Leeds", "2024-05-13", None)]
    assert told() == []


def test_movements_of_one_day_go_by_the_clock() -> None:
    assert told(
        move("TRN", "IN", "LEI", "HVI", "2024-05-13", "16:00:00"),
        move("ADM", "IN", "COURT", "LEI", "2024-05-13", "09:00:00"),
    ) == [("HVI", "2024-05-13", None), ("Leeds", "2024-05-13", "2024-05-13")]


# The timeline


def timeline(desk: Desk, person_id: int) -> list[TimelineLine]:
    lines, total = desk.ask(TimelineOf(person_id, limit=500))
    assert len(lines) == total
    return list(lines)


def test_a_timeline_tells_of_everything_newest_first_and_forgets_what_was_undone(
    desk: Desk, alun: int
) -> None:
    before = timeline(desk, alun)
    assert {(line.kind, line.code) for line in before} == {
        ("movement", "ADM"),
        ("movement", "TRN"),
        ("parole", "hearing_outcome"),
        ("parole", "target_hearing_date"),
        ("assessment", "LAYER3"),
        ("allocation", "primary"),
    }
    did = [
        desk.do(contact(alun, 2)),
        desk.do(CorrectFact(alun, "person", "conditional_release_date", "2027-08-01", "Letter")),
        desk.do(CorrectFact(alun, "probation", "tier", "A1")),
        desk.do(RecordAllocation(alun, "2", None, MONDAY)),
        desk.do(MarkDuty(alun, "irmm", MarkKind.NOT_NEEDED, MONDAY, note="No risk to the public"))
        if any(one.duty.key == "irmm" for one in desk.ask(DutiesDue(person_id=alun)))
        else desk.do(contact(alun, 3)),
    ]
    after = timeline(desk, alun)
    days = [line.day for line in after]
    assert days == sorted(days, reverse=True)
    (crd,) = [line for line in after if line.code == "conditional_release_date"]
    assert (crd.kind, crd.before, crd.after) == ("fact", "2027-05-12", "2027-08-01")
    assert crd.by == "A Jones"
    assert ("fact", "tier") in {(line.kind, line.code) for line in after}
    (entry, *_) = [line for line in after if line.kind == "entry"]
    assert entry.entry is not None
    assert (entry.code, entry.entry.text) == ("contact", "Talked.")
    assert ("allocation", "primary", "Sam Price") in {(x.kind, x.code, x.words) for x in after}
    for receipt in reversed(did):
        desk.undo(done(receipt))
    assert timeline(desk, alun) == before


def test_pages_of_a_timeline_are_the_whole_of_it(desk: Desk, alun: int) -> None:
    for ago in range(0, 900, 40):
        desk.do(contact(alun, ago))
    whole = timeline(desk, alun)
    paged: list[TimelineLine] = []
    while True:
        lines, total = desk.ask(TimelineOf(alun, offset=len(paged), limit=7))
        assert total == len(whole)
        if not lines:
            break
        paged += lines
    assert paged == whole
    kinds = [line.kind for line in whole]
    assert "movement" in kinds[3:-3], "facts stand among entries by their day"


# Who typed what


def test_a_fact_tells_who_typed_it_when_why_and_what_it_replaced(desk: Desk, alun: int) -> None:
    history = FactHistory(alun, "person", "conditional_release_date")
    assert desk.ask(history) == []
    first = desk.do(CorrectFact(alun, "person", "conditional_release_date", "2027-08-01", "Letter"))
    desk.do(CorrectFact(alun, "person", "conditional_release_date", "2027-09-01", "Court"))
    later, earlier = desk.ask(history)
    assert (earlier.by, earlier.why) == ("A Jones", "Letter")
    assert (earlier.before, earlier.after) == ("2027-05-12", "2027-08-01")
    assert (later.why, later.before, later.after) == ("Court", "2027-08-01", "2027-09-01")
    assert desk.ask(FactHistory(alun, "person", "tariff_date")) == []
    assert first.operation_id is not None


def test_an_undone_typing_is_no_longer_told(desk: Desk, alun: int) -> None:
    history = FactHistory(alun, "probation", "tier")
    receipt = desk.do(CorrectFact(alun, "probation", "tier", "A1", "Call"))
    (note,) = desk.ask(history)
    assert (note.before, note.after, note.why) == ("B1", "A1", "Call")
    undo_id = done(desk.undo(done(receipt)))
    assert desk.ask(history) == []
    desk.undo(undo_id)
    assert desk.ask(history) == [note]


def test_a_confirmed_fact_replaced_itself_and_one_from_a_file_names_it(
    desk: Desk, tmp_path: Path, alun: int
) -> None:
    field = "conditional_release_date"
    desk.do(CorrectFact(alun, "person", field, "2027-05-12", "Court order seen"))
    (note,) = desk.ask(FactHistory(alun, "person", field))
    assert (note.before, note.after, note.why) == ("2027-05-12", "2027-05-12", "Court order seen")

    moved = {**ALUN, "conditionalReleaseDate": "2028-01-01", "lastName": "MORGANS"}
    bring_in(desk, tmp_path, PEOPLE | {"asAt": "2026-11-21", "prisoners": [moved]})
    (name,) = desk.ask(FactHistory(alun, "person", "last_name"))
    assert (name.before, name.after, name.why) == (
        "MORGAN",
        "MORGANS",
        "caseload-2026-11-21.json",
    )
    assert desk.ask(FactHistory(alun, "person", field)) == [note], "what was typed stands"
    desk.do(SettleFact(alun, "person", field, "file"))
    settled, first = desk.ask(FactHistory(alun, "person", field))
    assert first == note
    assert (settled.before, settled.after) == ("2027-05-12", "2028-01-01")


def test_a_probation_record_that_was_typed_is_told(desk: Desk, tmp_path: Path) -> None:
    beth = {"prisonerNumber": "B2222BB", "firstName": "BETH", "lastName": "OKORO"}
    bring_in(desk, tmp_path, PEOPLE | {"asAt": "2026-11-21", "prisoners": [ALUN, beth]})
    person_id = desk.ask(CaseloadOn()).lines[1].person_id
    desk.do(CorrectFact(person_id, "probation", "tier", "C2", "Rang the office"))
    (note,) = desk.ask(FactHistory(person_id, "probation", "tier"))
    assert (note.before, note.after, note.why) == (None, "C2", "Rang the office")


@pytest.mark.parametrize(
    ("section", "field"), [("person", "name_key"), ("movements", "movement_date"), ("x", "y")]
)
def test_only_facts_that_can_be_typed_have_a_history(
    desk: Desk, alun: int, section: str, field: str
) -> None:
    with pytest.raises(RequestRefused, match="REQ-FIELD"):
        desk.ask(FactHistory(alun, section, field))
