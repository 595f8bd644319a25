"""Facts typed by hand, and the dispute when a file says something else."""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.facts import SourceKind
from pomdesk.domain.names import name_key
from pomdesk.services.desk import Day
from pomdesk.services.typed_facts import parse_value
from pomdesk.store.unit_of_work import UnitOfWork


def _section_record(uow: UnitOfWork, person_id: int, section: str) -> Any:
    from pomdesk.store.records import PersonRecord, ProbationRecord

    person = uow.get(PersonRecord, person_id)
    if person is None:
        raise RequestRefused("REQ-PERSON", number="")
    return person if section == "person" else uow.find(ProbationRecord, person_id=person_id)


def _set(uow: UnitOfWork, person_id: int, section: str, field: str, value: Any) -> None:
    from pomdesk.store.records import ProbationRecord

    record = _section_record(uow, person_id, section)
    if record is None:
        record = ProbationRecord(person_id=person_id)
        uow.add(record)
    setattr(record, field, value)
    if field in {"first_name", "last_name"}:
        record.name_key = name_key(record.last_name, record.first_name)


@dataclass(frozen=True, slots=True)
class CorrectFact:
    """Type a fact by hand. It stands until somebody changes it: files do not overwrite it.

    Typing what is there already, with a reason, confirms it; without one it changes nothing.

    Raises:
        RequestRefused: REQ-PERSON, REQ-FIELD, REQ-VALUE.

    """

    name: ClassVar[str] = "correct_fact"
    person_id: int
    section: str
    field: str
    value: str | None
    why: str = ""

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Set the value and note who typed it."""
        from pomdesk.store.records import FieldSourceRecord

        value = parse_value(self.section, self.field, self.value, this_year=day.today.year)
        why = self.why.strip() or None
        record = _section_record(uow, self.person_id, self.section)
        now = getattr(record, self.field) if record is not None else None
        note = uow.find(
            FieldSourceRecord, person_id=self.person_id, section=self.section, field=self.field
        )
        if now == value and (why is None or (note is not None and note.typed_why == why)):
            return
        if now != value:
            _set(uow, self.person_id, self.section, self.field, value)
        if note is None:
            note = FieldSourceRecord(
                person_id=self.person_id, section=self.section, field=self.field
            )
            uow.add(note)
        note.kind = SourceKind.TYPED.value
        note.source_id = None
        note.typed_on, note.typed_by, note.typed_why = day.today, uow.by, why
        note.file_value = note.file_source_id = None


@dataclass(frozen=True, slots=True)
class SettleFact:
    """Decide between what was typed and what the latest file says.

    Raises:
        RequestRefused: REQ-PERSON, REQ-FIELD; REQ-DISPUTE where there is nothing to decide.

    """

    name: ClassVar[str] = "settle_fact"
    person_id: int
    section: str
    field: str
    take: Literal["typed", "file"]

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Keep what was typed, or take the file's value with the file as its source."""
        from pomdesk.store.records import FieldSourceRecord

        note = uow.find(
            FieldSourceRecord, person_id=self.person_id, section=self.section, field=self.field
        )
        if note is None or note.file_source_id is None:
            raise RequestRefused("REQ-DISPUTE", field=self.field)
        if self.take == "file":
            value = parse_value(self.section, self.field, note.file_value, this_year=day.today.year)
            _set(uow, self.person_id, self.section, self.field, value)
            note.kind, note.source_id = SourceKind.FILE.value, note.file_source_id
            note.typed_on = note.typed_by = note.typed_why = None
        note.file_value = note.file_source_id = None
