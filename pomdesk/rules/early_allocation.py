"""Early allocation: whether it moves the handover, and where its assessment stands.

Source: Manage POM Cases, early allocation. Assessments from before the current sentence are left
out. One thing to know: an assessment that is eligible but whose licence has expired is "not
assessed", as in the service.
"""

from collections.abc import Sequence
from datetime import date

from pomdesk.domain.facts import EarlyAllocation, Person
from pomdesk.domain.results import EarlyAllocationResult, Reason
from pomdesk.domain.terms import EarlyAllocationStatus as Status
from pomdesk.rules.dates import add_months
from pomdesk.rules.policy import EarlyAllocationPolicy
from pomdesk.rules.release import automatic_release, conditional_release

_MPC = "Manage POM Cases: early allocation"
_ELIGIBLE, _DISCRETIONARY = "eligible", "discretionary"
_LATEST = (
    "worked.assessed_on",
    "worked.assessment_outcome",
    "worked.assessed_in_window",
    "worked.community_decision",
)
_WINDOW_FACTS = (
    "person.tariff_date",
    "person.parole_eligibility_date",
    "worked.target_hearing",
    "person.automatic_release_date",
    "person.automatic_release_override_date",
    "person.conditional_release_date",
    "person.conditional_release_override_date",
    "worked.today",
)
_WINDOW = ("early_allocation.window_months",)
_INSIDE = Reason("referral_window_inside", facts=_WINDOW_FACTS, settings=_WINDOW, source=_MPC)
_OUTSIDE = Reason("referral_window_outside", facts=_WINDOW_FACTS, settings=_WINDOW, source=_MPC)
_WHY = {
    Status.ELIGIBLE: Reason(
        "early_allocation_eligible", facts=(*_LATEST, "person.licence_expiry_date"), source=_MPC
    ),
    Status.DECISION_PENDING: Reason("early_allocation_pending", facts=_LATEST, source=_MPC),
    Status.REASSESS: Reason("early_allocation_reassess", facts=_LATEST, source=_MPC),
    Status.ASSESSMENT_SAVED: Reason("early_allocation_saved", facts=_LATEST, source=_MPC),
    Status.NOT_ASSESSED: Reason(
        "early_allocation_none", facts=("person.sentence_start_date",), source=_MPC
    ),
}
_NONE = _WHY[Status.NOT_ASSESSED]
_NONE_INSIDE = EarlyAllocationResult(False, Status.NOT_ASSESSED, True, (_NONE, _INSIDE))
_NONE_OUTSIDE = EarlyAllocationResult(False, Status.NOT_ASSESSED, False, (_NONE, _OUTSIDE))
_LICENCE_OVER = Reason(
    "early_allocation_licence_over",
    facts=(*_LATEST, "person.licence_expiry_date", "worked.today"),
    source=_MPC,
)


def assess_early_allocation(
    *,
    person: Person,
    assessments: Sequence[EarlyAllocation],
    target_hearing: date | None,
    policy: EarlyAllocationPolicy,
    today: date,
) -> EarlyAllocationResult:
    """Whether early allocation is in force for the handover, and its status."""
    inside = _inside_window(person, target_hearing, policy, today)
    mine = of_sentence(person=person, assessments=assessments)
    if not mine:
        return _NONE_INSIDE if inside else _NONE_OUTSIDE
    status, why = _status(mine, inside, person.licence_expiry_date, today)
    window = _INSIDE if inside else _OUTSIDE
    return EarlyAllocationResult(status is Status.ELIGIBLE, status, inside, (why, window))


def of_sentence(*, person: Person, assessments: Sequence[EarlyAllocation]) -> list[EarlyAllocation]:
    """Assessments made since the sentence began, earliest first."""
    start = person.sentence_start_date
    if start is None or not assessments:
        return []
    mine = [assessment for assessment in assessments if assessment.created_on >= start]
    return sorted(mine, key=lambda assessment: assessment.created_on)


def _inside_window(
    person: Person, target_hearing: date | None, policy: EarlyAllocationPolicy, today: date
) -> bool:
    """Whether the earliest date is near enough to refer; a date gone by is."""
    last = add_months(today, policy.window_months)
    dates = (
        person.tariff_date,
        person.parole_eligibility_date,
        target_hearing,
        automatic_release(person=person),
        conditional_release(person=person),
    )
    held = [day for day in dates if day is not None]
    return bool(held) and min(held) <= last


def _status(
    mine: Sequence[EarlyAllocation], inside: bool, licence_expiry: date | None, today: date
) -> tuple[Status, Reason]:
    latest = mine[-1]
    referred = bool(latest.created_within_referral_window)
    positive = latest.outcome == _ELIGIBLE or bool(latest.community_decision)
    if referred and positive and (licence_expiry is None or licence_expiry >= today):
        status = Status.ELIGIBLE
    elif referred and latest.outcome == _DISCRETIONARY and latest.community_decision is None:
        status = Status.DECISION_PENDING
    elif inside and any(
        not made.created_within_referral_window and made.outcome in {_ELIGIBLE, _DISCRETIONARY}
        for made in mine
    ):
        status = Status.REASSESS
    elif referred and positive:
        return Status.NOT_ASSESSED, _LICENCE_OVER
    else:
        status = Status.ASSESSMENT_SAVED
    return status, _WHY[status]
