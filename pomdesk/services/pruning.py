"""Taking old events out of the audit log: only out of one that holds."""

from pomdesk.domain.errors import AuditRefused
from pomdesk.services.commands.audit import PruneLog
from pomdesk.services.desk import Desk, Receipt


def prune_log(desk: Desk) -> Receipt[int]:
    """Take out of the log what is older than it may be kept; see ``commands.audit``.

    Raises:
        RoleRefused: ROL-NONE, ROL-MAY.
        AuditRefused: AUD-BROKEN, the log does not hold; AUD-NOTHING, nothing is that old.
        RightsRefused: RET-HOLD-ALL; TIM-JUMP.

    """
    desk.need("prune_log")
    broken = desk.verify_log().broken
    if broken is not None:
        raise AuditRefused("AUD-BROKEN", reason=broken.wrong.value, seq=broken.seq)
    return desk.do(PruneLog())
