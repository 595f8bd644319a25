"""What people say of duties: done, not needed, later."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sqlalchemy import select

from pomdesk.domain.duties import DutyKind
from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.record import EARLIEST, MarkKind
from pomdesk.domain.typed import clean
from pomdesk.services.desk import Day
from pomdesk.store.tables import duty_mark
from pomdesk.store.unit_of_work import UnitOfWork

LONGEST_KEY = 120
LONGEST_NOTE = 2_000


@dataclass(frozen=True, slots=True)
class MarkDuty:
    """Say of a duty that it is done, is not needed, or is put off. What was said last holds.

    Attributes:
        duty: its key (``Duty.key``).
        day: when it was done, or when this is said; not a day to come.
        until: for ``snoozed``, the day on which it comes back: after today.
        note: a note; for ``not_needed`` and ``snoozed`` the reason, which is always asked.

    Raises:
        RequestRefused: REQ-PERSON, REQ-DUTY (no such duty), REQ-MARK-DAY, REQ-MARK-UNTIL,
            REQ-MARK-WHY, REQ-MARK-LONG.

    """

    name: ClassVar[str] = "mark_duty"
    person_id: int
    duty: str
    mark: MarkKind
    day: date
    until: date | None = None
    note: str = ""

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Check it and write it."""
        from pomdesk.store.records import DutyMarkRecord, PersonRecord

        if uow.get(PersonRecord, self.person_id) is None:
            raise RequestRefused("REQ-PERSON", number="")
        mark, note = MarkKind(self.mark), clean(self.note)
        self._check(mark, note, day.today)
        uow.add(
            DutyMarkRecord(
                person_id=self.person_id,
                duty=self.duty,
                mark=mark.value,
                day=self.day,
                until=self.until,
                note=note,
                by=uow.by,
                at=uow.now,
            )
        )

    def _check(self, mark: MarkKind, note: str, today: date) -> None:
        kind = self.duty.partition(":")[0]
        if kind not in frozenset(DutyKind) or len(self.duty) > LONGEST_KEY:
            raise RequestRefused("REQ-DUTY")
        if not EARLIEST <= self.day <= today:
            raise RequestRefused("REQ-MARK-DAY")
        if mark is MarkKind.SNOOZED:
            if self.until is None or self.until <= today:
                raise RequestRefused("REQ-MARK-UNTIL")
        elif self.until is not None:
            raise RequestRefused("REQ-MARK-UNTIL")
        if mark is not MarkKind.DONE and not note:
            raise RequestRefused("REQ-MARK-WHY")
        if len(note) > LONGEST_NOTE:
            raise RequestRefused("REQ-MARK-LONG", longest=LONGEST_NOTE)


@dataclass(frozen=True, slots=True)
class UnmarkDuty:
    """Take back everything that was said of a duty.

    Raises:
        RequestRefused: REQ-MARK, nothing was said of it.

    """

    name: ClassVar[str] = "unmark_duty"
    person_id: int
    duty: str

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Take the marks out."""
        from pomdesk.store.records import DutyMarkRecord

        said = select(duty_mark.c.id).where(
            duty_mark.c.person_id == self.person_id, duty_mark.c.duty == self.duty
        )
        found = [uow.get(DutyMarkRecord, row.id) for row in uow.rows(said)]
        if not found:
            raise RequestRefused("REQ-MARK")
        for record in found:
            if record is not None:
                uow.delete(record)
