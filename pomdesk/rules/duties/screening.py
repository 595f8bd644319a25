"""What is asked on arrival: the screening of needs, and in women's prisons complexity of need."""

from collections.abc import Iterator, Sequence
from datetime import date

from pomdesk.domain.duties import Duty, DutyKind
from pomdesk.domain.record import EntryKind
from pomdesk.domain.results import Reason
from pomdesk.rules.dates import add_days
from pomdesk.rules.duties.anchor import NOT_CONFIRMED, Given
from pomdesk.rules.duties.ground import Draft, Ground, first_on_or_after
from pomdesk.rules.prison import in_womens_prison

_NEEDS = Reason(
    "needs_assessment",
    facts=("duty.reception",),
    settings=("resettlement.needs_working_days", "resettlement.needs_recent_weeks"),
    source=NOT_CONFIRMED,
)
_COMPLEXITY = Reason(
    "complexity",
    facts=("worked.prison", "worked.arrival"),
    settings=("prisons.womens", "resettlement.complexity_working_days"),
    source="Manage POM Cases: complexity of need in women's prisons",
)
_WEEK = 7


def screening_duties(ground: Ground) -> Iterator[Draft]:
    """The second screening of the recently received, and the complexity of need of women."""
    policy = ground.policy.resettlement
    if policy.needs_on:
        yield from _needs(ground)
    if policy.complexity_on and in_womens_prison(person=ground.case.person, policy=ground.policy):
        yield _complexity(ground)


def assessed(ground: Ground, what: str) -> Sequence[date]:
    """The days on which needs were assessed so."""
    held = ground.entries.get(EntryKind.NEEDS_ASSESSMENT, ())
    return [entry.day for entry in held if entry.what == what]


def reception(ground: Ground) -> date | None:
    """When the person last came into custody; without an admission, when the sentence began.

    A move between prisons is no reception, even where it is recorded as an admission.
    """
    admitted = [
        move.movement_date
        for move in ground.case.movements
        if move.movement_type == "ADM"
        and move.direction_code != "OUT"
        and move.movement_date <= ground.today
        and move.from_agency not in ground.policy.prisons.names
    ]
    return max(admitted, default=ground.case.person.sentence_start_date)


def _needs(ground: Ground) -> Iterator[Draft]:
    policy = ground.policy.resettlement
    came = reception(ground)
    if came is None or came > ground.today:
        return
    if ground.today > add_days(came, _WEEK * policy.needs_recent_weeks):
        return
    yield Draft(
        DutyKind.NEEDS_ASSESSMENT,
        (_NEEDS,),
        ground.calendar.add(came, policy.needs_working_days),
        counts_from=came,
        done_on=first_on_or_after(assessed(ground, "bcst2"), came),
    )


def _complexity(ground: Ground) -> Draft:
    arrived = ground.result.arrival
    due = None
    if arrived is not None:
        due = ground.calendar.add(arrived, ground.policy.resettlement.complexity_working_days)
    held = (entry.day for entry in ground.entries.get(EntryKind.COMPLEXITY, ()))
    return Draft(
        DutyKind.COMPLEXITY,
        (_COMPLEXITY,),
        due,
        counts_from=arrived,
        done_on=first_on_or_after(held, arrived),
    )


def read_reception(ground: Ground, _: Duty) -> object:
    """When the person was received, and where that stands."""
    came = reception(ground)
    if came is None:
        return None
    if any(move.movement_date == came for move in ground.case.movements):
        return Given(came, "movements", "movement_date")
    return Given(came, "person", "sentence_start_date")
