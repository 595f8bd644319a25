"""Saying that what moved was looked at."""

from dataclasses import dataclass
from typing import ClassVar

from pomdesk.services.book import newest_operation
from pomdesk.services.commands.settings import keep_setting
from pomdesk.services.desk import Day
from pomdesk.services.moved import seen, seen_by
from pomdesk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class MarkMovesSeen:
    """Moves up to an operation (``Moves.upto``) were looked at; later ones are told from now on.

    It is said for oneself: what others did not look at yet is told to them.

    A number beyond the newest operation means the newest, so that nothing to come is missed.
    """

    name: ClassVar[str] = "mark_moves_seen"
    upto: int

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Keep the number and the time."""
        upto = min(self.upto, newest_operation(uow))
        if upto != seen(uow)[0]:
            value = {"operation": upto, "at": uow.now.isoformat(timespec="seconds")}
            keep_setting(uow, seen_by(uow.by), value)
