"""Writing entries: contacts, goals, referrals and whatever else ``domain.record`` names.

What an entry of a kind has, needs and may say is told by its ``EntrySpec``; here it is held to
that, whoever sends it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import select

from pomdesk.domain.duties import DutyKind
from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.record import (
    EARLIEST,
    FURTHEST_YEARS,
    LONGEST,
    SPECS,
    EntryKind,
    EntrySpec,
)
from pomdesk.domain.typed import clean
from pomdesk.services.desk import Day
from pomdesk.store.tables import duty_mark
from pomdesk.store.unit_of_work import UnitOfWork

_DAYS = ("day", "stage_day", "due")
_CODES = ("what", "stage")
_LINES = frozenset({"title", "who", "subject"})
# A meeting that is booked is the one thing written down with a day that is still to come.
_MAY_BE_AHEAD = {(EntryKind.HANDOVER_MEETING, "booked"), (EntryKind.HANDOVER_MEETING, "cancelled")}


@dataclass(frozen=True, slots=True)
class AddEntry:
    """Write something down about a person; the result is the entry's number.

    Attributes:
        person_id, kind, day: whose, what kind of entry, and when it happened or was begun.
        what ... parent_id: as ``domain.record.Entry`` has them. ``stage_day`` is ``day`` where a
            stage is given without its own.

    Raises:
        RequestRefused: REQ-PERSON; REQ-ENTRY-FIELD (this kind has no such field),
            REQ-ENTRY-NEEDS (a field is missing), REQ-ENTRY-CODE, REQ-ENTRY-LONG,
            REQ-ENTRY-DAY (no day, or one still to come), REQ-ENTRY-DUE, REQ-ENTRY-PARENT.
        TextRefused: TXT-LONG.

    """

    name: ClassVar[str] = "add_entry"
    person_id: int
    kind: EntryKind
    day: date
    what: str | None = None
    stage: str | None = None
    stage_day: date | None = None
    due: date | None = None
    title: str = ""
    who: str = ""
    text: str = ""
    next_step: str = ""
    subject: str = ""
    parent_id: int | None = None

    def run(self, uow: UnitOfWork, day: Day) -> int:
        """Check it and write it."""
        from pomdesk.store.records import EntryRecord, PersonRecord

        if uow.get(PersonRecord, self.person_id) is None:
            raise RequestRefused("REQ-PERSON", number="")
        given = asdict(self)
        person_id, kind = given.pop("person_id"), EntryKind(given.pop("kind"))
        if given["stage"] and given["stage_day"] is None and "stage_day" in SPECS[kind].fields:
            given["stage_day"] = given["day"]
        values = checked(uow, person_id, kind, given, day.today)
        record = EntryRecord(person_id=person_id, kind=kind.value, **values)
        record.written_by, record.written_at = uow.by, uow.now
        return uow.add(record).id


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """Change what an entry says; its person and kind stay.

    Attributes:
        changes: fields of ``domain.record.Entry`` to their new values. A new stage without a
            ``stage_day`` holds from today.

    Raises:
        RequestRefused: REQ-ENTRY, there is no such entry; else as ``AddEntry``.

    """

    name: ClassVar[str] = "change_entry"
    entry_id: int
    changes: Mapping[str, object]

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Check what it becomes and change what differs."""
        record = _entry(uow, self.entry_id)
        kind = EntryKind(record.kind)
        known = ("day", "what", "stage", "stage_day", "due", *LONGEST, "parent_id")
        odd = [name for name in self.changes if name not in known]
        if odd:
            raise RequestRefused("REQ-ENTRY-FIELD", field=str(odd[0])[:40], kind=kind.value)
        given: dict[str, Any] = {name: getattr(record, name) for name in known} | {**self.changes}
        moved_on = given["stage"] != record.stage and "stage_day" in SPECS[kind].fields
        if moved_on and "stage_day" not in self.changes:
            given["stage_day"] = day.today if given["stage"] else None
        values = checked(uow, record.person_id, kind, given, day.today)
        if values["due"] != record.due:
            _ask_anew(uow, record.person_id, self.entry_id)
        for name, value in values.items():
            if getattr(record, name) != value:
                setattr(record, name, value)


@dataclass(frozen=True, slots=True)
class RemoveEntry:
    """Take an entry out, and the steps of a goal with it. Undo puts it back as it was.

    Raises:
        RequestRefused: REQ-ENTRY, there is no such entry.

    """

    name: ClassVar[str] = "remove_entry"
    entry_id: int

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Take it out."""
        uow.delete(_entry(uow, self.entry_id))


def _ask_anew(uow: UnitOfWork, person_id: int, entry_id: int) -> None:
    """Forget what was said of a follow-up whose day is another one now."""
    key = f"{DutyKind.FOLLOW_UP}:{entry_id}"
    marks = select(duty_mark.c.id).where(
        duty_mark.c.person_id == person_id, duty_mark.c.duty == key
    )
    from pomdesk.store.records import DutyMarkRecord

    for row in uow.rows(marks):
        mark = uow.get(DutyMarkRecord, row.id)
        if mark is not None:
            uow.delete(mark)


def _entry(uow: UnitOfWork, entry_id: int) -> Any:
    from pomdesk.store.records import EntryRecord

    record = uow.get(EntryRecord, entry_id)
    if record is None:
        raise RequestRefused("REQ-ENTRY")
    return record


def checked(
    uow: UnitOfWork,
    person_id: int,
    kind: EntryKind,
    given: Mapping[str, Any],
    today: date,
) -> dict[str, Any]:
    """The values of an entry as they are kept.

    Raises:
        RequestRefused: what is wrong, as ``AddEntry`` tells it.

    """
    spec = SPECS[kind]
    values = dict(given) | dict(_texts(given, kind))
    for name in _CODES:
        values[name] = given[name] or None
    _check_fields(values, kind, spec)
    _check_codes(values, kind, spec)
    _check_days(values, kind, today)
    _check_parent(uow, person_id, kind, values["parent_id"])
    return values


def _texts(given: Mapping[str, Any], kind: EntryKind) -> Iterator[tuple[str, str]]:
    for name, longest in LONGEST.items():
        text = clean(given[name], one_line=name in _LINES)
        if len(text) > longest:
            raise RequestRefused("REQ-ENTRY-LONG", field=name, longest=longest, kind=kind.value)
        yield name, text


def _check_fields(values: Mapping[str, Any], kind: EntryKind, spec: EntrySpec) -> None:
    for name, value in values.items():
        if value not in (None, "") and name not in ("day", "parent_id", *spec.fields):
            raise RequestRefused("REQ-ENTRY-FIELD", field=name, kind=kind.value)
    for name in ("day", *spec.needs):
        if values[name] in (None, ""):
            raise RequestRefused("REQ-ENTRY-NEEDS", field=name, kind=kind.value)


def _check_codes(values: Mapping[str, Any], kind: EntryKind, spec: EntrySpec) -> None:
    for name, known in (("what", spec.whats), ("stage", spec.stages)):
        if values[name] is not None and values[name] not in known:
            raise RequestRefused(
                "REQ-ENTRY-CODE", field=name, value=str(values[name])[:40], kind=kind.value
            )


def _check_days(values: Mapping[str, Any], kind: EntryKind, today: date) -> None:
    for name in _DAYS:
        if values[name] is not None and type(values[name]) is not date:
            raise RequestRefused("REQ-ENTRY-DAY", field=name, kind=kind.value)
    ahead = (kind, values["stage"]) in _MAY_BE_AHEAD
    latest = date(today.year + FURTHEST_YEARS, 12, 31)
    for name in ("day", "stage_day"):
        day = values[name]
        if day is not None and not EARLIEST <= day <= (latest if ahead else today):
            raise RequestRefused("REQ-ENTRY-DAY", field=name, kind=kind.value)
    due = values["due"]
    if due is not None and not values["day"] <= due <= latest:
        raise RequestRefused("REQ-ENTRY-DUE", field="due", kind=kind.value)


def _check_parent(uow: UnitOfWork, person_id: int, kind: EntryKind, parent_id: int | None) -> None:
    """Only a step hangs on another entry: a goal of the same person."""
    from pomdesk.store.records import EntryRecord

    if parent_id is None:
        return
    parent = uow.get(EntryRecord, parent_id) if kind is EntryKind.STEP else None
    if parent is None or (parent.person_id, parent.kind) != (person_id, EntryKind.GOAL.value):
        raise RequestRefused("REQ-ENTRY-PARENT", kind=kind.value)
