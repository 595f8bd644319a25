"""Saying that what moved was looked at."""

from dataclasses import dataclass
from typing import ClassVar

from pomdesk.services.book import newest_operation
from pomdesk.services.commands.settings import SaveSetting
from pomdesk.services.desk import Day
from pomdesk.services.moved import MOVES_SEEN, seen
from pomdesk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class MarkMovesSeen:
    """Moves up to an operation (``Moves.upto``) were looked at; later ones are told from now on.

    A number beyond the newest operation means the newest, so that nothing to come is missed.
    """

    name: ClassVar[str] = "mark_moves_seen"
    upto: int

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Keep the number and the time."""
        upto = min(self.upto, newest_operation(uow))
        if upto != seen(uow)[0]:
            value = {"operation": upto, "at": uow.now.isoformat(timespec="seconds")}
            SaveSetting(MOVES_SEEN, value).run(uow, day)
