"""Early allocation: assess when the window opens, assess again, and learn the decision."""

from collections.abc import Iterator
from datetime import date

from pomdesk.domain.duties import Duty, DutyKind
from pomdesk.domain.results import Reason
from pomdesk.domain.terms import EarlyAllocationStatus, Responsibility
from pomdesk.rules.dates import add_days, add_months
from pomdesk.rules.duties.anchor import NOT_CONFIRMED, FactReaders
from pomdesk.rules.duties.ground import Draft, Ground
from pomdesk.rules.early_allocation import of_sentence
from pomdesk.rules.release import automatic_release, conditional_release

_MPC = "Manage POM Cases: early allocation"
_WINDOW = ("duty.window_opens", "duty.window_date")
_ASSESS = Reason(
    "early_allocation_assess",
    facts=(*_WINDOW, "worked.handover_on"),
    settings=("early_allocation.window_months",),
    source=_MPC,
)
_REASSESS = Reason(
    "early_allocation_assess_again",
    facts=(*_WINDOW, "worked.assessed_on", "worked.assessment_outcome"),
    settings=("early_allocation.window_months", "early_allocation.reassess_days"),
    source=_MPC,
)
_DECISION = Reason(
    "early_allocation_decide",
    facts=("worked.assessed_on", "worked.assessment_outcome"),
    settings=("early_allocation.decision_days",),
    source=f"{_MPC}; the time to decide: {NOT_CONFIRMED[0].lower()}{NOT_CONFIRMED[1:]}",
)


def early_allocation_duties(ground: Ground) -> Iterator[Draft]:
    """The assessment, a new one where the first came too soon, the community's decision."""
    early, policy = ground.result.early_allocation, ground.policy.early_allocation
    if early is None:
        return
    if early.status is EarlyAllocationStatus.NOT_ASSESSED:
        if policy.screen_on:
            yield from _assessment(ground)
    elif early.status is EarlyAllocationStatus.REASSESS:
        opens = window_opens(ground)
        due = add_days(opens, policy.reassess_days) if opens else None
        yield Draft(DutyKind.EARLY_ALLOCATION_REASSESS, (_REASSESS,), due, opens)
    elif early.status is EarlyAllocationStatus.DECISION_PENDING:
        asked = of_sentence(person=ground.case.person, assessments=ground.case.early_allocations)[
            -1
        ].created_on
        yield Draft(
            DutyKind.EARLY_ALLOCATION_DECISION,
            (_DECISION,),
            add_days(asked, policy.decision_days),
            subject=asked.isoformat(),
            counts_from=asked,
        )


def _assessment(ground: Ground) -> Iterator[Draft]:
    """Only while custody is responsible, and never again after one that has run out."""
    handover, opens = ground.result.handover, window_opens(ground)
    if handover is None or handover.responsibility is Responsibility.COMMUNITY or opens is None:
        return
    if of_sentence(person=ground.case.person, assessments=ground.case.early_allocations):
        return
    yield Draft(
        DutyKind.EARLY_ALLOCATION_ASSESSMENT,
        (_ASSESS,),
        handover.on,
        opens,
        given=True,
    )


def window_date(ground: Ground) -> date | None:
    """The earliest of tariff, parole eligibility, target hearing, automatic and conditional."""
    person = ground.case.person
    dates = (
        person.tariff_date,
        person.parole_eligibility_date,
        ground.result.parole.target_hearing,
        automatic_release(person=person),
        conditional_release(person=person),
    )
    return min((day for day in dates if day is not None), default=None)


def window_opens(ground: Ground) -> date | None:
    """The first day on which the earliest date is near enough.

    Months are counted forward from a day (31 August is not within eighteen months of 28
    February), so the day counted back can be a few days short.
    """
    months, earliest = ground.policy.early_allocation.window_months, window_date(ground)
    if earliest is None:
        return None
    opens = add_months(earliest, -months)
    while add_months(opens, months) < earliest and opens < earliest:
        opens = add_days(opens, 1)
    return opens


def _read_window_opens(ground: Ground, _: Duty) -> object:
    return window_opens(ground)


def _read_window_date(ground: Ground, _: Duty) -> object:
    return window_date(ground)


FACTS: FactReaders = {
    "duty.window_opens": _read_window_opens,
    "duty.window_date": _read_window_date,
}
"""The facts of a duty that its reasons name."""
