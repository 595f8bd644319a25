"""Who is responsible: the special rules that go before the dates, then the dates.

Source: Manage POM Cases, handover calculation and responsibility of indeterminate sentences.
The rules are tried in the order they stand here; the first that fits decides. Where the desk
differs, on purpose: a target hearing exactly twelve months away counts as twelve months or more
(a switch of the policy; the service asks for a day more).
"""

from datetime import date

from pomdesk.domain.facts import Case
from pomdesk.domain.results import Handover, Parole, Reason
from pomdesk.domain.terms import HandoverReason, Responsibility
from pomdesk.rules.dates import add_months
from pomdesk.rules.parole import is_release
from pomdesk.rules.policy import HandoverPolicy, Policy
from pomdesk.rules.scope import is_immigration_case

_MPC = "Manage POM Cases: handover calculation"
_MPC_ISP = "Manage POM Cases: responsibility of indeterminate sentences"
_FAR = ("person.indeterminate_sentence", "worked.target_hearing", "worked.today")
_FAR_SETTINGS = (
    "handover.thd_far_months",
    "handover.thd_far_inclusive",
    "handover.mappa_high_levels",
)
_DECIDED = ("worked.last_outcome", "worked.last_hearing", "probation.mappa_level")


def _decided(who: Responsibility, reason: HandoverReason, why: Reason) -> Handover:
    return Handover(who, reason, None, None, None, (why,))


_ADDITIONAL_ISP = _decided(
    Responsibility.CUSTODY_ONLY,
    HandoverReason.ADDITIONAL_ISP,
    Reason(
        "additional_isp",
        facts=("person.indeterminate_sentence", "worked.first_isp_start", "worked.last_isp_start"),
        settings=("sentences.indeterminate_types",),
        source=_MPC_ISP,
    ),
)
_RECALL_THD_FAR = _decided(
    Responsibility.CUSTODY_WITH_COM,
    HandoverReason.RECALL_THD_OVER_12_MONTHS,
    Reason(
        "recall_thd_over_12_months",
        facts=(*_FAR, "person.recall", "probation.mappa_level"),
        settings=_FAR_SETTINGS,
        source=_MPC_ISP,
    ),
)
_PAROLE_MAPPA = _decided(
    Responsibility.COMMUNITY,
    HandoverReason.PAROLE_MAPPA_2_3,
    Reason(
        "parole_mappa_2_3",
        facts=(*_FAR, *_DECIDED),
        settings=(*_FAR_SETTINGS, "parole.release_prefix"),
        source=_MPC_ISP,
    ),
)
_THD_FAR = _decided(
    Responsibility.CUSTODY_WITH_COM,
    HandoverReason.THD_OVER_12_MONTHS,
    Reason(
        "thd_over_12_months",
        facts=(*_FAR, *_DECIDED),
        settings=(*_FAR_SETTINGS, "parole.release_prefix"),
        source=_MPC_ISP,
    ),
)
_RECALL = _decided(
    Responsibility.COMMUNITY,
    HandoverReason.RECALL_CASE,
    Reason("recall_case", facts=("person.recall",), source=_MPC),
)
_IMMIGRATION = _decided(
    Responsibility.COMMUNITY,
    HandoverReason.IMMIGRATION_CASE,
    Reason(
        "immigration_case",
        facts=("person.imprisonment_status",),
        settings=("scope.immigration_statuses",),
        source=_MPC,
    ),
)
RELEASE_UNKNOWN = _decided(
    Responsibility.CUSTODY_ONLY,
    HandoverReason.RELEASE_DATE_UNKNOWN,
    Reason("release_date_unknown", facts=("worked.handover_release",), source=_MPC),
)

_NO_DATE = Reason("responsible_no_date", facts=("worked.handover_on",), source=_MPC)
_BEFORE = Reason(
    "responsible_before_start", facts=("worked.today", "worked.handover_starts"), source=_MPC
)
_BETWEEN = Reason(
    "responsible_between",
    facts=("worked.today", "worked.handover_starts", "worked.handover_on"),
    source=_MPC,
)
_AFTER = Reason(
    "responsible_after_handover", facts=("worked.today", "worked.handover_on"), source=_MPC
)


def is_far(*, target_hearing: date | None, policy: HandoverPolicy, today: date) -> bool:
    """Whether the target hearing is the policy's months away or more."""
    if target_hearing is None:
        return False
    border = add_months(today, policy.thd_far_months)
    return target_hearing > border or (policy.thd_far_inclusive and target_hearing == border)


def special_rule(
    *, case: Case, parole: Parole, additional_isp: bool, policy: Policy, today: date
) -> Handover | None:
    """What the special rules decide (never with dates), or None: then the dates decide."""
    person = case.person
    if person.indeterminate_sentence:
        if additional_isp:
            return _ADDITIONAL_ISP
        if is_far(target_hearing=parole.target_hearing, policy=policy.handover, today=today):
            level = case.probation.mappa_level if case.probation else None
            high = level in policy.handover.mappa_high_levels
            if person.recall and not high:
                return _RECALL_THD_FAR
            decided = parole.last_completed
            if decided is not None and not is_release(review=decided, policy=policy.parole):
                return _PAROLE_MAPPA if high else _THD_FAR
    if person.recall:
        return _RECALL
    if is_immigration_case(person=person, policy=policy.scope):
        return _IMMIGRATION
    return None


def responsible_by_dates(
    *, starts: date | None, on: date | None, today: date
) -> tuple[Responsibility, Reason]:
    """Who is responsible by the handover dates; ``starts`` is never after ``on``."""
    if on is None:
        return Responsibility.COMMUNITY, _NO_DATE
    if today >= on:
        return Responsibility.COMMUNITY, _AFTER
    if starts is not None and today >= starts:
        return Responsibility.CUSTODY_WITH_COM, _BETWEEN
    return Responsibility.CUSTODY_ONLY, _BEFORE
