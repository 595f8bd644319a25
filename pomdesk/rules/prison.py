"""Which prison a case belongs to, since when, and whether that means open conditions.

Source: Manage POM Cases, prison arrival dates and open prison policy. Prescoed began in October
2020 for people with the Welsh probation service, the rest of the men's open estate in March 2021;
in the women's estate the person's own category decides.
"""

from collections.abc import Iterable
from datetime import date

from pomdesk.domain.facts import Movement, Person, Probation
from pomdesk.rules.policy import Policy

_ARRIVALS = frozenset({"ADM", "TRN"})


def prison_of(*, person: Person) -> str | None:
    """The prison that manages the case: a restricted patient's supporting prison."""
    return person.supporting_prison_id if person.restricted_patient else person.prison_id


def prison_name(*, person: Person, policy: Policy) -> str | None:
    """The prison's name; its code where the policy pack does not know it."""
    prison = prison_of(person=person)
    return policy.prisons.names.get(prison, prison) if prison else None


def arrival(*, person: Person, movements: Iterable[Movement]) -> date | None:
    """When the person came to the prison, or was sentenced there; the later of the two."""
    latest = person.sentence_start_date
    prison = prison_of(person=person)
    if prison is None:
        return latest
    for movement in movements:
        if (
            movement.to_agency == prison
            and movement.movement_type in _ARRIVALS
            and (latest is None or movement.movement_date > latest)
        ):
            latest = movement.movement_date
    return latest


def in_womens_prison(*, person: Person, policy: Policy) -> bool:
    """Whether the prison of the case is one of the women's estate."""
    return prison_of(person=person) in policy.prisons.womens


def open_conditions(*, person: Person, policy: Policy) -> bool:
    """In a men's open prison, or in a women's prison with an open category."""
    return prison_of(person=person) in policy.prisons.mens_open or _open_woman(person, policy)


def open_rules(
    *, person: Person, probation: Probation | None, arrived: date | None, policy: Policy
) -> bool:
    """Whether the COM supports from the move to open conditions (indeterminate sentences)."""
    prison = prison_of(person=person)
    if arrived is not None:
        if prison in policy.prisons.mens_open and arrived >= policy.open.rules_from:
            return True
        if (
            prison in policy.open.pilot_prisons
            and arrived >= policy.open.pilot_from
            and probation is not None
            and probation.probation_service in policy.open.pilot_services
        ):
            return True
    return _open_woman(person, policy)


def _open_woman(person: Person, policy: Policy) -> bool:
    return (
        person.category in policy.open.womens_categories
        and prison_of(person=person) in policy.prisons.womens
    )
