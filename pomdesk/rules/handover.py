"""Handover: the day the COM takes over, the day support begins, the type and its checklist.

Source: Manage POM Cases, handover calculation, upcoming handovers, handover checklist.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from pomdesk.domain.facts import Case, Probation
from pomdesk.domain.results import Handover, HandoverPlan, Parole, Reason, ReleasePoint
from pomdesk.domain.terms import HandoverReason, HandoverType, HandoverWindow
from pomdesk.rules.dates import add_months, before
from pomdesk.rules.policy import ChecklistPolicy, HandoverPolicy, Policy
from pomdesk.rules.prison import in_womens_prison
from pomdesk.rules.responsibility import RELEASE_UNKNOWN, responsible_by_dates, special_rule

_MPC = "Manage POM Cases: handover calculation"
_MPC_OPEN = "Manage POM Cases: open prison policy"
_MPC_PLAN = "Manage POM Cases: handover checklist"
_ISP = ("person.indeterminate_sentence", "worked.handover_release", "worked.open_conditions")
_SHORT = ("person.sentence_start_date", "worked.handover_release")

_WHY: Mapping[HandoverReason, Reason] = MappingProxyType(
    {
        HandoverReason.EARLY_ALLOCATION: Reason(
            "early_allocation",
            facts=("worked.assessed_on", "worked.assessment_outcome", "worked.handover_release"),
            settings=("handover.early_allocation_months",),
            source=_MPC,
        ),
        HandoverReason.INDETERMINATE: Reason(
            "indeterminate", facts=_ISP, settings=("handover.indeterminate_months",), source=_MPC
        ),
        HandoverReason.INDETERMINATE_OPEN: Reason(
            "indeterminate_open",
            facts=_ISP,
            settings=("handover.indeterminate_months",),
            source=_MPC,
        ),
        HandoverReason.DETERMINATE_SHORT: Reason(
            "determinate_short", facts=_SHORT, settings=("handover.short_months",), source=_MPC
        ),
        HandoverReason.DETERMINATE_PAROLE: Reason(
            "determinate_parole",
            facts=_SHORT,
            settings=("handover.short_months", "handover.parole_months"),
            source=_MPC,
        ),
        HandoverReason.DETERMINATE: Reason(
            "determinate",
            facts=_SHORT,
            settings=(
                "handover.short_months",
                "handover.determinate_months",
                "handover.determinate_days",
            ),
            source=_MPC,
        ),
    }
)
_STARTS_SAME = Reason("starts_with_handover", facts=("worked.handover_on",), source=_MPC)
_STARTS_OPEN_WOMAN = Reason(
    "starts_with_open_category",
    facts=("person.category", "person.category_active_since", "worked.handover_on"),
    settings=("open.womens_categories",),
    source=_MPC_OPEN,
)
_STARTS_OPEN_MAN = Reason(
    "starts_with_open_arrival",
    facts=("worked.prison", "worked.arrival", "worked.handover_on"),
    settings=("open.rules_from", "open.pilot_from"),
    source=_MPC_OPEN,
)

_PLAN_FACTS = ("probation.enhanced_resourcing", "worked.handover_reason")
_SIMPLIFIED = ("checklist.simplified_on", "checklist.simplified_from")
_PLAN_UNKNOWN = (
    Reason(
        "plan_unknown",
        facts=("worked.probation_record",),
        settings=("checklist.standard",),
        source=_MPC_PLAN,
    ),
)
_PLAN_NONE = (
    Reason("plan_none", facts=_PLAN_FACTS, settings=("checklist.standard",), source=_MPC_PLAN),
)
_PLAN_STANDARD = (
    Reason("plan_standard", facts=_PLAN_FACTS, settings=("checklist.standard",), source=_MPC_PLAN),
)
_ENHANCED = Reason(
    "plan_enhanced",
    facts=_PLAN_FACTS,
    settings=("checklist.enhanced", "checklist.simplified_on"),
    source=_MPC_PLAN,
)
_ASSUMED = Reason(
    "plan_assumed", facts=_PLAN_FACTS, settings=("checklist.enhanced",), source=_MPC_PLAN
)
_SIMPLER = Reason(
    "plan_simplified",
    facts=("worked.handover_on",),
    settings=(*_SIMPLIFIED, "checklist.simplified"),
    source=_MPC_PLAN,
)


def decide_handover(
    *,
    case: Case,
    release: ReleasePoint | None,
    parole: Parole,
    additional_isp: bool,
    early_allocation: bool,
    open_conditions: bool,
    open_rules: bool,
    arrived: date | None,
    policy: Policy,
    today: date,
) -> Handover:
    """Responsibility and dates of a case inside the policy: the first rule that fits decides."""
    special = special_rule(
        case=case, parole=parole, additional_isp=additional_isp, policy=policy, today=today
    )
    if special is not None:
        return special
    if release is None:
        return RELEASE_UNKNOWN
    on, reason = handover_date(
        case=case,
        release=release.on,
        early_allocation=early_allocation,
        open_conditions=open_conditions,
        policy=policy.handover,
    )
    if on is None:
        who, by_dates = responsible_by_dates(starts=None, on=None, today=today)
        return Handover(who, reason, None, None, None, (_WHY[reason], by_dates))
    starts, why_starts = handover_start(
        case=case, on=on, open_rules=open_rules, arrived=arrived, policy=policy
    )
    who, by_dates = responsible_by_dates(starts=starts, on=on, today=today)
    window = handover_window(on=on, policy=policy.handover, today=today)
    return Handover(who, reason, starts, on, window, (_WHY[reason], why_starts, by_dates))


def handover_date(
    *,
    case: Case,
    release: date,
    early_allocation: bool,
    open_conditions: bool,
    policy: HandoverPolicy,
) -> tuple[date | None, HandoverReason]:
    """The day the COM takes over (None for a short sentence: at once), and by which rule."""
    person = case.person
    if early_allocation:
        day = before(release, months=policy.early_allocation_months)
        return day, HandoverReason.EARLY_ALLOCATION
    if person.indeterminate_sentence:
        day = before(release, months=policy.indeterminate_months)
        if open_conditions:
            return day, HandoverReason.INDETERMINATE_OPEN
        return day, HandoverReason.INDETERMINATE
    start = person.sentence_start_date
    if start is not None and add_months(start, policy.short_months) >= release:
        return None, HandoverReason.DETERMINATE_SHORT
    if person.parole_eligibility_date is not None:
        return before(release, months=policy.parole_months), HandoverReason.DETERMINATE_PAROLE
    day = before(release, months=policy.determinate_months, days=policy.determinate_days)
    return day, HandoverReason.DETERMINATE


def handover_start(
    *, case: Case, on: date, open_rules: bool, arrived: date | None, policy: Policy
) -> tuple[date, Reason]:
    """The day the COM begins to support: the handover, or earlier from open conditions on."""
    if not (case.person.indeterminate_sentence and open_rules):
        return on, _STARTS_SAME
    if in_womens_prison(person=case.person, policy=policy):
        opened, reason = case.person.category_active_since, _STARTS_OPEN_WOMAN
    else:
        opened, reason = arrived, _STARTS_OPEN_MAN
    return (on if opened is None else min(on, opened)), reason


def handover_window(*, on: date, policy: HandoverPolicy, today: date) -> HandoverWindow:
    """How near the handover date is."""
    away = (on - today).days
    if away <= 0:
        return HandoverWindow.PASSED
    if away <= policy.due_soon_days:
        return HandoverWindow.DUE_SOON
    if away <= policy.upcoming_days:
        return HandoverWindow.UPCOMING
    return HandoverWindow.LATER


def plan_handover(
    *, probation: Probation | None, handover: Handover, policy: ChecklistPolicy
) -> HandoverPlan:
    """Type and tasks; resourcing that nobody recorded is taken as enhanced, and said so."""
    if probation is None:
        return HandoverPlan(HandoverType.UNKNOWN, policy.standard, False, _PLAN_UNKNOWN)
    if handover.reason is HandoverReason.DETERMINATE_SHORT:
        return HandoverPlan(HandoverType.NONE, policy.standard, False, _PLAN_NONE)
    if probation.enhanced_resourcing is False:
        return HandoverPlan(HandoverType.STANDARD, policy.standard, False, _PLAN_STANDARD)
    assumed = probation.enhanced_resourcing is None
    why = _ASSUMED if assumed else _ENHANCED
    on = handover.on
    if policy.simplified_on and on is not None and on >= policy.simplified_from:
        return HandoverPlan(HandoverType.ENHANCED, policy.simplified, assumed, (why, _SIMPLER))
    return HandoverPlan(HandoverType.ENHANCED, policy.enhanced, assumed, (why,))
