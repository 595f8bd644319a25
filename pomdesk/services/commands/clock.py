"""The clock of this computer is right, says somebody who may."""

from dataclasses import dataclass
from typing import ClassVar

from pomdesk.domain.audit import CLOCK_CONFIRMED, Event, Kind
from pomdesk.services.clock_doubt import clock_doubted
from pomdesk.services.desk import Day
from pomdesk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ConfirmClock:
    """Say that the day is right, after the clock was found far from where it stood.

    Only the audit log is told, so there is nothing to undo. Where nobody doubts it nothing is
    written.
    """

    name: ClassVar[str] = "confirm_clock"

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Write it into the audit log; from then on disposal is possible again."""
        if clock_doubted(uow):
            uow.note(Event(CLOCK_CONFIRMED, Kind.SYSTEM, detail={"day": day.today.isoformat()}))
