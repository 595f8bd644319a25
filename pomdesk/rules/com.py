"""The three questions about the COM that Manage POM Cases asks in three places.

Source: Manage POM Cases: "needs a COM" (profile), "COM allocation overdue" (handover list), "has
a COM" (reminders). The first asks for a name, the others for a name or an e-mail address.
"""

from datetime import date

from pomdesk.domain.facts import Probation
from pomdesk.domain.results import ComIndicators, Handover, Reason
from pomdesk.domain.terms import Responsibility
from pomdesk.rules.policy import ComPolicy

_MPC = "Manage POM Cases: COM allocation"
_FACTS = ("probation.com_name", "probation.com_email")
_NEEDED = Reason("com_needed", facts=("worked.responsibility", *_FACTS), source=_MPC)
_NAMED = Reason("com_named", facts=("worked.responsibility", *_FACTS), source=_MPC)
_NOT_YET = Reason("com_not_yet", facts=("worked.responsibility",), source=_MPC)
_NO_RECORD = Reason("com_no_record", facts=("worked.probation_record",), source=_MPC)
_OVERDUE = Reason(
    "com_overdue",
    facts=(*_FACTS, "worked.handover_on", "worked.today"),
    settings=("com.overdue_days",),
    source=_MPC,
)


def com_indicators(
    *, probation: Probation | None, handover: Handover, policy: ComPolicy, today: date
) -> ComIndicators:
    """Whether a COM is needed, overdue, known.

    Overdue does not ask for a probation record: without one nobody is known, and somebody
    should be.
    """
    name = (probation.com_name or "").strip() if probation else ""
    email = (probation.com_email or "").strip() if probation else ""
    known = bool(name or email)
    involved = handover.responsibility is not Responsibility.CUSTODY_ONLY
    needed = involved and probation is not None and not name
    if not involved:
        reason = _NOT_YET
    elif probation is None:
        reason = _NO_RECORD
    else:
        reason = _NEEDED if needed else _NAMED
    if handover.responsibility is Responsibility.COMMUNITY and handover.on and not known:
        late = (today - handover.on).days
        if late >= policy.overdue_days:
            return ComIndicators(needed, True, late, known, (reason, _OVERDUE))
    return ComIndicators(needed, False, 0, known, (reason,))
