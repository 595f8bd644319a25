"""Writing what was noted on a visit into the record, by the commands that anybody writes with.

So whatever is written is held to the same checks, wherever it was noted.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import and_, or_, select

from pomdesk.domain.duties import DutyKind
from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.record import LONGEST, EntryKind, MarkKind
from pomdesk.domain.visits import PERSON_ROW, Values
from pomdesk.services.commands.correct_fact import CorrectFact
from pomdesk.services.commands.entries import AddEntry, ChangeEntry, RemoveEntry
from pomdesk.services.commands.marks import MarkDuty, UnmarkDuty
from pomdesk.services.desk import Command, Day
from pomdesk.services.visits import noted
from pomdesk.services.visits.agreed import values_of
from pomdesk.store.tables import (
    duty_mark,
    entry,
    paper,
    visit,
    visit_base,
    visit_capture,
    visit_stop,
)
from pomdesk.store.unit_of_work import UnitOfWork

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Recording:
    """Where it is written, and what for.

    Attributes:
        why: code of the visit: it stands with a fact that was changed on it.
        titles: what the record calls a paper that was served, by code of its kind.

    """

    uow: UnitOfWork
    day: Day
    why: str
    titles: Mapping[str, str] = field(default_factory=dict)

    def add(self, person_id: int, row: str, values: Values) -> int | None:
        """Write a row that is new; the number of its entry, where it is one.

        Raises:
            RequestRefused: a rule of the record stands against it.
            TextRefused: TXT-LONG.

        """
        if row.startswith(noted.TICK):
            return self._tick(person_id, row.removeprefix(noted.TICK), values)
        if not row.startswith(noted.CAPTURE):
            # A follow-up that is gone: what it said is kept as a note.
            values = {"text": _joined(values.get("next_step"), values.get("due"))}
        day = values.get("day") or self.day.today.isoformat()
        given: dict[str, Any] = {**noted.typed(values), "day": date.fromisoformat(day)}
        return self._do(AddEntry(person_id, noted.kind_of(values), **given))

    def change(self, person_id: int, row: str, entry_id: int | None, values: Values) -> int | None:
        """Change some fields of a row; the number of its entry afterwards; raises as ``add``."""
        if row == PERSON_ROW:
            for name, value in values.items():
                self._do(CorrectFact(person_id, PERSON_ROW, name, value, self.why))
            return None
        if entry_id is None:
            raise RequestRefused("REQ-ENTRY")
        if not row.startswith(noted.CAPTURE) or "what" not in values:
            self._change(person_id, entry_id, values)
            return entry_id
        whole = {**(self.entry_values(entry_id) or {}), **values}
        if noted.kind_of(whole) is self._kind(entry_id):
            self._change(person_id, entry_id, values)
            return entry_id
        # What was a note is a contact now, or the other way: an entry keeps its kind.
        if noted.kind_of(whole) is EntryKind.NOTE:
            words = _joined(whole.get("text"), whole.get("next_step")) or whole.get("due")
            whole = {**whole, "text": words, "next_step": None}
        made = self.add(person_id, row, whole)
        self._do(RemoveEntry(entry_id))
        return made

    def remove(self, person_id: int, row: str, entry_id: int | None) -> None:
        """Take a row out again; raises as ``add``."""
        ask = row.removeprefix(noted.TICK)
        number = noted.numbered(ask)
        if row.startswith(noted.TICK) and ask.startswith("duty:") and not noted.is_meeting(ask):
            self._do(UnmarkDuty(person_id, ask.removeprefix("duty:")))
        elif entry_id is not None and noted.is_meeting(ask) and number == entry_id:
            self._do(ChangeEntry(entry_id, {"stage": "booked"}))
        elif entry_id is not None:
            self._do(RemoveEntry(entry_id))

    def entry_values(self, entry_id: int) -> Values | None:
        """The present fields of an entry as text; None where it is gone."""
        for row in self.uow.rows(select(entry).where(entry.c.id == entry_id)):
            return values_of(row)
        return None

    def stands(
        self, person_id: int, ask: str, values: Values, claimed: Collection[int] = ()
    ) -> bool:
        """Whether the record has it that a paper was served, or that they met.

        An entry counts from the day of the visit on, or of the day on which it was ticked.

        Args:
            person_id: whose.
            ask: what was done.
            values: the row that says so.
            claimed: entries that something else was ticked as.

        """
        if ask.startswith("paper:"):
            what = and_(
                entry.c.kind == EntryKind.DOCUMENT.value,
                entry.c.title == self._title(person_id, ask),
                entry.c.id.not_in(claimed),
            )
        elif noted.is_meeting(ask) and self._booked(person_id, ask) is None:
            what = and_(entry.c.kind == EntryKind.HANDOVER_MEETING.value, entry.c.stage == "held")
        else:
            return False
        on = date.fromisoformat(values.get("done") or self.day.today.isoformat())
        of_visit = select(visit.c.day).where(visit.c.code == self.why).scalar_subquery()
        when = or_(entry.c.day == on, entry.c.day >= of_visit)
        found = select(entry.c.id).where(entry.c.person_id == person_id, when, what)
        return bool(self.uow.rows(found.limit(1)))

    def _change(self, person_id: int, entry_id: int, values: Values) -> None:
        """Change an entry. Another day asks anew, but not what somebody ticked on a visit."""
        key = f"{DutyKind.FOLLOW_UP}:{entry_id}"
        done = self._done_on(person_id, key) if "due" in values else None
        self._do(ChangeEntry(entry_id, noted.typed(values)))
        if done is not None and self._done_on(person_id, key) is None:
            self._do(MarkDuty(person_id, key, MarkKind.DONE, done))

    def _done_on(self, person_id: int, key: str) -> date | None:
        """The day on which a follow-up was done that a capture ticks; None: it is not."""
        mine = (duty_mark.c.person_id == person_id, duty_mark.c.duty == key)
        marks = self.uow.rows(select(duty_mark).where(*mine).order_by(duty_mark.c.id.desc()))
        if not marks or marks[0].mark != MarkKind.DONE:
            return None
        ticked = select(visit_capture.c.ticked).where(visit_capture.c.person_id == person_id)
        said = (json.loads(row.ticked) for row in self.uow.rows(ticked))
        day: date = marks[0].day
        return day if any(f"duty:{key}" in asks for asks in said) else None

    def _tick(self, person_id: int, ask: str, values: Values) -> int | None:
        """Note that something asked for was done."""
        day = date.fromisoformat(values.get("done") or self.day.today.isoformat())
        if ask.startswith("paper:"):
            return self._do(
                AddEntry(person_id, EntryKind.DOCUMENT, day, title=self._title(person_id, ask))
            )
        if not noted.is_meeting(ask):
            self._do(MarkDuty(person_id, ask.removeprefix("duty:"), MarkKind.DONE, day))
            return None
        booked = self._booked(person_id, ask)
        if booked is None:
            return self._do(AddEntry(person_id, EntryKind.HANDOVER_MEETING, day, stage="held"))
        self._do(ChangeEntry(booked, {"stage": "held", "day": day}))
        return booked

    def _booked(self, person_id: int, ask: str) -> int | None:
        """The booked meeting that an ask names, if it still stands in the record."""
        number = noted.numbered(ask)
        mine = (entry.c.id == number, entry.c.person_id == person_id)
        booked = (entry.c.kind == EntryKind.HANDOVER_MEETING.value, entry.c.stage == "booked")
        found = self.uow.rows(select(entry.c.id).where(*mine, *booked)) if number else []
        return found[0].id if found else None

    def _title(self, person_id: int, ask: str) -> str:
        """What the record calls a paper; the visit's code where it is not known any more."""
        mine = (paper.c.id == (noted.numbered(ask) or 0), paper.c.person_id == person_id)
        for row in self.uow.rows(select(paper.c.kind).where(*mine)):
            return (self.titles.get(row.kind) or row.kind)[: LONGEST["title"]]
        return self.why

    def _kind(self, entry_id: int) -> EntryKind | None:
        rows = self.uow.rows(select(entry.c.kind).where(entry.c.id == entry_id))
        return EntryKind(rows[0].kind) if rows else None

    def _do(self, command: Command[T]) -> T:
        return command.run(self.uow, self.day)


def done_already(uow: UnitOfWork, people: list[int]) -> set[tuple[int, str]]:
    """People and asks of which the record says already that they are done."""
    follow_up = duty_mark.c.duty.startswith(f"{DutyKind.FOLLOW_UP}:")
    marks = select(duty_mark.c.person_id, duty_mark.c.duty, duty_mark.c.mark)
    rows = uow.rows(
        marks.where(duty_mark.c.person_id.in_(people), follow_up).order_by(duty_mark.c.id)
    )
    # What was said last holds.
    said = {(row.person_id, f"duty:{row.duty}"): row.mark for row in rows}
    held = select(entry.c.person_id, entry.c.id).where(
        entry.c.person_id.in_(people),
        entry.c.kind == EntryKind.HANDOVER_MEETING.value,
        entry.c.stage == "held",
    )
    done = {key for key, mark in said.items() if mark == MarkKind.DONE}
    return done | {(row.person_id, f"meeting:{row.id}") for row in uow.rows(held)}


def ticked_entries(uow: UnitOfWork, visit_id: int) -> dict[tuple[int, str], int]:
    """Entries that stand in the record because they were ticked on a visit, by person and row."""
    stands = (entry.c.id == visit_base.c.entry_id, entry.c.person_id == visit_base.c.person_id)
    ticked = (
        select(visit_base.c.person_id, visit_base.c.row_key, visit_base.c.entry_id)
        .join(visit_stop, visit_stop.c.id == visit_base.c.stop_id)
        .join(entry, and_(*stands))
        .where(visit_stop.c.visit_id == visit_id, visit_base.c.row_key.startswith(noted.TICK))
    )
    return {(row.person_id, row.row_key): row.entry_id for row in uow.rows(ticked)}


def _joined(*parts: str | None) -> str | None:
    """The words of what is a note now."""
    return "\n".join(part for part in parts if part) or None
