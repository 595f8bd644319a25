"""Holding records, one or all, and letting them go again."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sqlalchemy import select

from pomdesk.domain.errors import RightsRefused
from pomdesk.services.desk import Day
from pomdesk.services.rights.reasons import named, reason
from pomdesk.store.tables import hold
from pomdesk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class HoldRecord:
    """Let nothing of a person's record, or of any, be disposed of; the result is its number.

    Attributes:
        person_id: None: of everybody, as an order of an inquiry may ask.
        why: the reason.
        review: the day on which somebody looks at it again; after today.

    Raises:
        RequestRefused: REQ-PERSON.
        RightsRefused: RET-WHY, RET-WHYLONG, RET-NAMED; RET-DAY, the review is not after today.

    """

    name: ClassVar[str] = "hold_record"
    lasting: ClassVar[bool] = True
    person_id: int | None
    why: str
    review: date | None = None

    def run(self, uow: UnitOfWork, day: Day) -> int:
        """Write it."""
        from pomdesk.store.records import HoldRecord as Record

        whom = None if self.person_id is None else named(uow, self.person_id)
        if self.review is not None and self.review <= day.today:
            raise RightsRefused("RET-DAY")
        made = Record(
            person_id=self.person_id,
            reason=reason(self.why, whom),
            by=uow.by,
            at=uow.now,
            review=self.review,
            ended_by="",
            ended_at=None,
            ended_why="",
        )
        return uow.add(made).id


@dataclass(frozen=True, slots=True)
class ReleaseHold:
    """End the holds on a person's record, or those on everybody's; the result is how many.

    Raises:
        RequestRefused: REQ-PERSON.
        RightsRefused: RET-NOHOLD, there is none; RET-WHY, RET-WHYLONG, RET-NAMED.

    """

    name: ClassVar[str] = "release_hold"
    lasting: ClassVar[bool] = True
    person_id: int | None
    why: str

    def run(self, uow: UnitOfWork, day: Day) -> int:
        """End them."""
        from pomdesk.store.records import HoldRecord as Record

        whom = None if self.person_id is None else named(uow, self.person_id)
        why = reason(self.why, whom)
        whose = hold.c.person_id == self.person_id
        if self.person_id is None:
            whose = hold.c.person_id.is_(None)
        rows = uow.rows(select(hold.c.id).where(whose, hold.c.ended_at.is_(None)))
        if not rows:
            raise RightsRefused("RET-NOHOLD")
        for row in rows:
            record = uow.get(Record, row.id)
            if record is not None:
                record.ended_by, record.ended_at, record.ended_why = uow.by, uow.now, why
        return len(rows)
