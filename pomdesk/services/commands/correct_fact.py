"""Facts typed by hand, and the dispute when a file says something else."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Literal

from sqlalchemy import Boolean, Column, Date, Integer, String

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.facts import SourceKind
from pomdesk.domain.names import name_key
from pomdesk.services.desk import Day
from pomdesk.store.tables import SECTIONS
from pomdesk.store.unit_of_work import UnitOfWork

TYPED_SECTIONS = ("person", "probation")
_FIXED = {"id", "person_id", "source_id", "prisoner_number", "name_key", "alerts", "booking_id"}
_BOOLEANS = {"true": True, "yes": True, "y": True, "1": True} | {
    "false": False, "no": False, "n": False, "0": False,
}  # fmt: skip


def editable(section: str) -> list[str]:
    """The fields of a section that may be typed by hand, in the order of the table."""
    return [c.name for c in SECTIONS[section].columns if c.name not in _FIXED]


def _column(section: str, field: str) -> Column[Any]:
    if section not in TYPED_SECTIONS or field not in editable(section):
        raise RequestRefused("REQ-FIELD", field=field)
    return SECTIONS[section].c[field]


def parse_value(section: str, field: str, value: str | None) -> Any:
    """What was typed as the column's own type; blank and None are "not known".

    Dates are ISO (the edges understand what people type), numbers whole, yes and no in words.

    Raises:
        RequestRefused: REQ-FIELD for a field that cannot be typed, REQ-VALUE for a value
            that does not fit it.

    """
    column = _column(section, field)
    typed = (value or "").strip()
    if not typed:
        return None
    try:
        if isinstance(column.type, Date):
            return date.fromisoformat(typed)
        if isinstance(column.type, Boolean):
            return _BOOLEANS[typed.lower()]
        if isinstance(column.type, Integer):
            return int(typed)
    except (ValueError, KeyError):
        raise RequestRefused("REQ-VALUE", field=field, value=typed[:40]) from None
    longest = column.type.length if isinstance(column.type, String) else None
    if longest is not None and len(typed) > longest:
        raise RequestRefused("REQ-LONG", field=field, longest=longest)
    if not typed.isprintable():
        raise RequestRefused("REQ-VALUE", field=field, value=repr(typed)[:40])
    return typed


def _check_codes(field: str, value: Any) -> None:
    allowed: dict[str, set[Any]] = {
        "mappa_level": {0, 1, 2, 3},
        "mappa_category": {1, 2, 3, 4},
        "rosh_level": {"VERY_HIGH", "HIGH", "MEDIUM", "LOW"},
    }
    if value is not None and value not in allowed.get(field, {value}):
        raise RequestRefused("REQ-VALUE", field=field, value=str(value))


def _section_record(uow: UnitOfWork, person_id: int, section: str) -> Any:
    from pomdesk.store.records import PersonRecord, ProbationRecord

    person = uow.get(PersonRecord, person_id)
    if person is None:
        raise RequestRefused("REQ-PERSON", number="")
    if section == "person":
        return person
    record = uow.find(ProbationRecord, person_id=person_id)
    if record is None:
        record = ProbationRecord(person_id=person_id)
        uow.add(record)
    return record


@dataclass(frozen=True, slots=True)
class CorrectFact:
    """Type a fact by hand. It stands until somebody changes it: files do not overwrite it.

    Raises:
        RequestRefused: REQ-PERSON, REQ-FIELD, REQ-VALUE, REQ-LONG.

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

        value = parse_value(self.section, self.field, self.value)
        _check_codes(self.field, value)
        record = _section_record(uow, self.person_id, self.section)
        if getattr(record, self.field) == value:
            return
        setattr(record, self.field, value)
        if self.field in {"first_name", "last_name"}:
            setattr(record, self.field, value or "")
            record.name_key = name_key(record.last_name, record.first_name)
        note = uow.find(
            FieldSourceRecord, person_id=self.person_id, section=self.section, field=self.field
        )
        if note is None:
            note = FieldSourceRecord(
                person_id=self.person_id, section=self.section, field=self.field
            )
            uow.add(note)
        note.kind = SourceKind.TYPED.value
        note.source_id = None
        note.typed_on, note.typed_by, note.typed_why = day.today, uow.by, self.why or None
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
            record = _section_record(uow, self.person_id, self.section)
            setattr(record, self.field, parse_value(self.section, self.field, note.file_value))
            note.kind, note.source_id = SourceKind.FILE.value, note.file_source_id
            note.typed_on = note.typed_by = note.typed_why = None
        note.file_value = note.file_source_id = None
