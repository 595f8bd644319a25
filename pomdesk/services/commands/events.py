"""What happens to a person between two files: typed once, and kept until a file agrees.

Each adds or changes rows of the lists that files bring, and says in their ``typed`` column which
values came from a hand, so that no file overwrites them silently.
"""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import select

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.facts import Assessment
from pomdesk.domain.record import EARLIEST
from pomdesk.intake.faults import DoubtfulValueError, RefusedValueError
from pomdesk.intake.fields import ALLOCATIONS, ASSESSMENTS, MOVEMENTS, PAROLE_REVIEWS, ListSpec
from pomdesk.intake.values import Values
from pomdesk.services.commands.correct_fact import CorrectFact
from pomdesk.services.desk import Day
from pomdesk.services.typed_rows import note_typed
from pomdesk.store.tables import TYPED_WHOLE, movement
from pomdesk.store.unit_of_work import UnitOfWork


def parsed(spec: ListSpec, column: str, value: object, day: Day) -> Any:
    """A value for a list as the store keeps it, held to the same checks as a file.

    Raises:
        RequestRefused: REQ-VALUE.

    """
    place = spec.columns.index(column)
    blank = spec.blanks[place - 1]
    if value is None or value == "":
        return blank
    try:
        found = spec.kinds[spec.names[place]](Values(day.today.year))(value)
    except DoubtfulValueError as doubt:
        found = doubt.kept
    except RefusedValueError:
        raise RequestRefused("REQ-VALUE", field=column, value=str(value)[:40]) from None
    return blank if found is None else found


def _check_past(column: str, when: date | None, today: date) -> None:
    if when is not None and not EARLIEST <= when <= today:
        raise RequestRefused("REQ-EVENT-DAY", field=column)


def _person(uow: UnitOfWork, person_id: int) -> Any:
    from pomdesk.store.records import PersonRecord

    person = uow.get(PersonRecord, person_id)
    if person is None:
        raise RequestRefused("REQ-PERSON", number="")
    return person


@dataclass(frozen=True, slots=True)
class RecordAssessment:
    """Type an OASys assessment in; the result is the number of its row.

    One of the same type, first day and purpose is taken for the same assessment: what is given
    here is then added to it, and what is left out stays.

    Raises:
        RequestRefused: REQ-PERSON, REQ-VALUE; REQ-OASYS-NODAY (neither begun nor completed on a
            day), REQ-EVENT-DAY (a day to come), REQ-OASYS-ORDER (completed before it was begun,
            or countersigned before it was completed).

    """

    name: ClassVar[str] = "record_assessment"
    person_id: int
    assessment: Assessment

    def run(self, uow: UnitOfWork, day: Day) -> int:
        """Add the row, or what is new to the row that is there."""
        from pomdesk.store.records import AssessmentRecord

        _person(uow, self.person_id)
        values = self._values(day)
        key = {column: values[column] for column in _ASSESSMENT_KEY}
        if values["initiated_on"] is None:
            key["completed_on"] = values["completed_on"]
        record = uow.find(AssessmentRecord, person_id=self.person_id, **key)
        if record is None:
            _check_assessment(values, day.today)
            record = AssessmentRecord(person_id=self.person_id, **values)
            note_typed(record, [TYPED_WHOLE], uow)
            return uow.add(record).id
        given = {
            column: value
            for column, value in values.items()
            if value not in (None, "{}", "[]") and value != getattr(record, column)
        }
        _check_assessment({c: given.get(c, getattr(record, c)) for c in values}, day.today)
        for column, value in given.items():
            setattr(record, column, value)
        if given:
            note_typed(record, given, uow)
        return record.id

    def _values(self, day: Day) -> dict[str, Any]:
        given = {f.name: getattr(self.assessment, f.name) for f in fields(Assessment)}
        given["predictors"] = [dict(one) for one in self.assessment.predictors]
        return {column: parsed(ASSESSMENTS, column, value, day) for column, value in given.items()}


_ASSESSMENT_KEY = tuple(ASSESSMENTS.columns[place + 1] for place in ASSESSMENTS.key_places)


def _check_assessment(values: dict[str, Any], today: date) -> None:
    if not values["assessment_type"]:
        raise RequestRefused("REQ-VALUE", field="assessment_type", value="")
    days = ("initiated_on", "completed_on", "countersigned_on")
    begun, completed, countersigned = (values[column] for column in days)
    for column in days:
        _check_past(column, values[column], today)
    if begun is None and completed is None:
        raise RequestRefused("REQ-OASYS-NODAY")
    if (begun and completed and completed < begun) or (
        countersigned and (completed is None or countersigned < completed)
    ):
        raise RequestRefused("REQ-OASYS-ORDER")


@dataclass(frozen=True, slots=True)
class RecordCountersignature:
    """Note when an assessment was countersigned.

    Raises:
        RequestRefused: REQ-OASYS (no such assessment), REQ-EVENT-DAY, REQ-OASYS-ORDER.

    """

    name: ClassVar[str] = "record_countersignature"
    row_id: int
    day: date

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Set the day."""
        from pomdesk.store.records import AssessmentRecord

        record = uow.get(AssessmentRecord, self.row_id)
        if record is None:
            raise RequestRefused("REQ-OASYS")
        _check_past("countersigned_on", self.day, day.today)
        if record.completed_on is None or self.day < record.completed_on:
            raise RequestRefused("REQ-OASYS-ORDER")
        if record.countersigned_on != self.day:
            record.countersigned_on = self.day
            note_typed(record, ["countersigned_on"], uow)


@dataclass(frozen=True, slots=True)
class RecordTransferIn:
    """Note that a person came from another prison.

    The movement is added; the prison and the cell become facts typed by hand, unless the person
    has moved on since. Without a cell the old one goes, for it is a cell of the old prison.

    Raises:
        RequestRefused: REQ-PERSON, REQ-VALUE, REQ-EVENT-DAY; REQ-MOVE-PRISON (no prison, or the
            same twice), REQ-MOVE-KNOWN (this move is in the record already).

    """

    name: ClassVar[str] = "record_transfer"
    person_id: int
    day: date
    from_agency: str
    to_agency: str
    cell: str = ""

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Add the movement and set where the person is."""
        _person(uow, self.person_id)
        left = parsed(MOVEMENTS, "from_agency", self.from_agency, day)
        prison = parsed(MOVEMENTS, "to_agency", self.to_agency, day)
        if prison is None or prison == left or prison in day.policy.prisons.outside:
            raise RequestRefused("REQ-MOVE-PRISON")
        last = _add_arrival(uow, day, self.person_id, "TRN", self.day, left, prison)
        if last:
            _set_place(uow, day, self.person_id, prison, self.cell)


@dataclass(frozen=True, slots=True)
class RecordRecall:
    """Note that a person was recalled to prison.

    Attributes:
        post_recall_release_date: where it is known already.
        why: kept with the facts that are typed.
        to_agency: the prison, where it is not the one the person is held at by the record. When
            neither is known the prison is left open, so that the person counts as back.

    Raises:
        RequestRefused: REQ-PERSON, REQ-VALUE, REQ-EVENT-DAY; REQ-RECALL-PRRD (released again
            before the recall), REQ-MOVE-PRISON, REQ-MOVE-KNOWN.

    """

    name: ClassVar[str] = "record_recall"
    person_id: int
    day: date
    post_recall_release_date: date | None = None
    why: str = ""
    to_agency: str = ""

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Add the admission and set what a recall changes."""
        person = _person(uow, self.person_id)
        released_again = self.post_recall_release_date
        if released_again is not None and released_again < self.day:
            raise RequestRefused("REQ-RECALL-PRRD")
        outside = day.policy.prisons.outside
        prison = parsed(MOVEMENTS, "to_agency", self.to_agency, day)
        if prison in outside:
            raise RequestRefused("REQ-MOVE-PRISON")
        if prison is None and person.prison_id not in outside:
            prison = person.prison_id
        last = _add_arrival(uow, day, self.person_id, "ADM", self.day, "OUT", prison)
        if last and prison != person.prison_id:
            _set_place(uow, day, self.person_id, prison, "")
        facts = {"recall": "true", "legal_status": "RECALL"}
        if released_again is not None:
            facts["post_recall_release_date"] = released_again.isoformat()
        for name, value in facts.items():
            CorrectFact(self.person_id, "person", name, value, self.why).run(uow, day)


def _add_arrival(
    uow: UnitOfWork,
    day: Day,
    person_id: int,
    kind: str,
    when: date,
    left: str | None,
    prison: str | None,
) -> bool:
    """Add a movement in; whether nothing later is known."""
    from pomdesk.store.records import MovementRecord

    _check_past("movement_date", when, day.today)
    known = uow.rows(select(movement).where(movement.c.person_id == person_id))
    same = (kind, "IN", prison, when)
    if any(
        (m.movement_type, m.direction_code, m.to_agency, m.movement_date) == same for m in known
    ):
        raise RequestRefused("REQ-MOVE-KNOWN")
    record = MovementRecord(
        person_id=person_id,
        from_agency=left,
        to_agency=prison,
        movement_type=kind,
        direction_code="IN",
        movement_date=when,
    )
    note_typed(record, [TYPED_WHOLE], uow)
    uow.add(record)
    later = [m.movement_date for m in known if m.movement_type in {"ADM", "TRN", "REL"}]
    return all(earlier <= when for earlier in later)


def _set_place(uow: UnitOfWork, day: Day, person_id: int, prison: str | None, cell: str) -> None:
    """Where the person is now; what nobody said is left open for the next file to tell."""
    for name, value in (("prison_id", prison), ("cell_location", cell.strip())):
        if value:
            CorrectFact(person_id, "person", name, value).run(uow, day)
        else:
            _leave_open(uow, person_id, name)


def _leave_open(uow: UnitOfWork, person_id: int, name: str) -> None:
    """Blank a fact without calling it typed, so that a file may fill it."""
    from pomdesk.store.records import FieldSourceRecord

    person = _person(uow, person_id)
    if getattr(person, name) is not None:
        setattr(person, name, None)
    note = uow.find(FieldSourceRecord, person_id=person_id, section="person", field=name)
    if note is not None:
        uow.delete(note)


@dataclass(frozen=True, slots=True)
class RecordParoleOutcome:
    """Note the outcome of a parole review and the day it was received.

    Raises:
        RequestRefused: REQ-REVIEW (the person has no such review), REQ-VALUE, REQ-EVENT-DAY.

    """

    name: ClassVar[str] = "record_parole_outcome"
    person_id: int
    review_id: str
    outcome: str
    received_on: date

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Set both."""
        from pomdesk.store.records import ParoleReviewRecord

        record = uow.find(ParoleReviewRecord, person_id=self.person_id, review_id=self.review_id)
        if record is None:
            raise RequestRefused("REQ-REVIEW")
        outcome = parsed(PAROLE_REVIEWS, "hearing_outcome", self.outcome, day)
        if outcome is None:
            raise RequestRefused("REQ-VALUE", field="hearing_outcome", value="")
        _check_past("hearing_outcome_received_on", self.received_on, day.today)
        _change(
            uow,
            record,
            {"hearing_outcome": outcome, "hearing_outcome_received_on": self.received_on},
        )


@dataclass(frozen=True, slots=True)
class RecordAllocation:
    """Note who holds the case from a day on. Who held it before is in the journal.

    Raises:
        RequestRefused: REQ-PERSON, REQ-EVENT-DAY; REQ-STAFF (nobody of the staff known to the
            desk), REQ-STAFF-TWICE (the same person in both roles).

    """

    name: ClassVar[str] = "record_allocation"
    person_id: int
    primary_staff_id: str
    coworking_staff_id: str | None
    day: date

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Add the allocation, or change the one there is."""
        from pomdesk.store.records import AllocationRecord, StaffRecord

        _person(uow, self.person_id)
        primary = parsed(ALLOCATIONS, "primary_staff_id", self.primary_staff_id, day)
        coworking = parsed(ALLOCATIONS, "coworking_staff_id", self.coworking_staff_id, day)
        for staff_id in (primary, coworking or primary):
            if staff_id is None or uow.find(StaffRecord, staff_id=staff_id) is None:
                raise RequestRefused("REQ-STAFF")
        if primary == coworking:
            raise RequestRefused("REQ-STAFF-TWICE")
        _check_past("allocated_on", self.day, day.today)
        values = {
            "primary_staff_id": primary,
            "coworking_staff_id": coworking,
            "allocated_on": self.day,
        }
        record = uow.find(AllocationRecord, person_id=self.person_id)
        if record is None:
            record = AllocationRecord(person_id=self.person_id, **values)
            note_typed(record, values, uow)
            uow.add(record)
            return
        _change(uow, record, values)


def _change(uow: UnitOfWork, record: Any, values: dict[str, Any]) -> None:
    """Set what differs, and note all that was said as typed; nothing where nothing differs."""
    differs = [column for column, value in values.items() if getattr(record, column) != value]
    for column in differs:
        setattr(record, column, values[column])
    if differs:
        note_typed(record, values, uow)
