"""Taking events out of the audit log after their time."""

from dataclasses import dataclass
from typing import ClassVar

from pomdesk.domain.audit import PRUNED, Event, Kind
from pomdesk.domain.errors import AuditRefused, RightsRefused
from pomdesk.services.audit_log import everything_held, kept_from
from pomdesk.services.clock_doubt import clock_doubted
from pomdesk.services.desk import Day
from pomdesk.store.audit_pruning import prune
from pomdesk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class PruneLog:
    """Take out whole months that are older than events are kept, each sealed by what stays of it.

    ``services.pruning`` goes through the whole log before it does this.

    Raises:
        RightsRefused: RET-HOLD-ALL, a hold on everything stands; TIM-JUMP, the day is doubtful.
        AuditRefused: AUD-NOTHING, no whole month is that old, with ``months``.

    """

    name: ClassVar[str] = "prune_log"
    lasting: ClassVar[bool] = True

    def run(self, uow: UnitOfWork, day: Day) -> int:
        """Seal and take out; the number of the last event that went."""
        if everything_held(uow):
            raise RightsRefused("RET-HOLD-ALL")
        if clock_doubted(uow):
            raise RightsRefused("TIM-JUMP")
        months = day.policy.audit.keep_months
        ends = prune(uow.connection, uow.pen, kept_from(uow.now, months), uow.now, uow.by)
        if not ends:
            raise AuditRefused("AUD-NOTHING", months=months)
        detail: dict[str, str | int | list[str]] = {"ends": [str(end) for end in ends]}
        uow.note(Event(PRUNED, Kind.ERASE, size=0, detail=detail))
        return ends[-1]
