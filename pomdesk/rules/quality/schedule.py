"""Case reviews twice a year: which week each drawn case is reviewed in, and what is not placed.

The year has two windows, the first from the month the cycle begins in. Reviews carried over come
first, the others in the order of their tickets; they are spread over the window's weeks, no more in
a week than the policy allows, in weeks the supervisor is here. Nothing is dropped: a review that
finds no week stands in the schedule and says why.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from pomdesk.domain.errors import RequestRefused
from pomdesk.rules.dates import add_days, add_months, monday
from pomdesk.rules.policy import QualityPolicy
from pomdesk.rules.working_days import Calendar

_WEEK = 7
_HALF = 6


class ReviewState(StrEnum):
    """What became of a drawn review.

    ``OVER_CAPACITY`` has no week: all its weeks are full, and somebody must decide.
    """

    PLANNED = "planned"
    DEFERRED = "deferred"
    VOID_LEAVER = "void_leaver"
    OVER_CAPACITY = "over_capacity"


@dataclass(frozen=True, slots=True)
class Window:
    """Half a year: its number in the cycle (1 or 2), first and last day."""

    number: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class DrawnReview:
    """A case drawn for review.

    Attributes:
        ticket: of the draw; the order within the window.
        carried_over: from an earlier window; it comes first.

    """

    supervisor: str
    case_ref: str
    ticket: str
    carried_over: bool = False


@dataclass(frozen=True, slots=True)
class Presence:
    """When a supervisor is here.

    Attributes:
        joined: None: long ago.
        left: the first day they are gone; None: they stay.
        away: first and last day of each absence.

    """

    joined: date | None = None
    left: date | None = None
    away: Sequence[tuple[date, date]] = ()

    def is_here(self, day: date) -> bool:
        """Whether they are here on a day."""
        if (self.joined and day < self.joined) or (self.left and day >= self.left):
            return False
        return not any(first <= day <= last for first, last in self.away)


@dataclass(frozen=True, slots=True)
class PlannedReview:
    """One review of the schedule.

    Attributes:
        induction: an induction review, not scored, in place of a case review.
        week: Monday of its week; None where it has none.
        due: last working day of that week; None likewise.
        remind_on: days on which it is told of, the earliest first.
        escalate_on: from this day on, if it is not done, the head of the unit is told.
        reason: ``""``, ``absent``, ``new``, ``left`` or ``weeks_full``.

    """

    supervisor: str
    case_ref: str
    state: ReviewState
    induction: bool = False
    carried_over: bool = False
    week: date | None = None
    due: date | None = None
    remind_on: Sequence[date] = ()
    escalate_on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Schedule:
    """The reviews of one window.

    Attributes:
        reviews: every drawn review, in the order they were placed.
        places: reviews the window's weeks could take in all.

    """

    window: Window
    reviews: Sequence[PlannedReview]
    places: int

    def count(self, state: ReviewState) -> int:
        """Reviews in a state."""
        return sum(one.state is state for one in self.reviews)

    @property
    def exceeds_capacity(self) -> bool:
        """Whether reviews are left without a week: tell it, and raise the number or draw fewer."""
        return self.count(ReviewState.OVER_CAPACITY) > 0


def window_of(day: date, cycle_month: int) -> Window:
    """The window a day lies in.

    Raises:
        RequestRefused: ``REQ-QA-CYCLE-MONTH`` where there is no such month.

    """
    if not 1 <= cycle_month <= 12:
        raise RequestRefused("REQ-QA-CYCLE-MONTH", month=cycle_month)
    into = (day.month - cycle_month) % 12
    first = add_months(day.replace(day=1), -(into % _HALF))
    return Window(into // _HALF + 1, first, add_days(add_months(first, _HALF), -1))


def schedule(
    window: Window,
    drawn: Iterable[DrawnReview],
    people: Mapping[str, Presence],
    policy: QualityPolicy,
    calendar: Calendar,
    not_before: date | None = None,
) -> Schedule:
    """Puts the drawn reviews of a window into its weeks.

    Args:
        window: as ``window_of`` tells it.
        drawn: no more of each supervisor than the draw gave; carried over ones marked.
        people: by code; whoever is not in it is here all the time.
        policy: how many in a week, who counts as new, when to remind.
        calendar: which days are worked.
        not_before: nothing is planned in weeks due before this day (a schedule made late).

    """
    weeks = _weeks(window, calendar, not_before or window.first)
    placing = _Placing(weeks, policy, calendar, Counter())
    asked = list(_asked(window, drawn, people, policy))
    to_place = [one for one in asked if not one.reason and _weeks_here(weeks, people, one)]
    reviews = []
    for one in asked:
        here = _weeks_here(weeks, people, one)
        if one.reason:
            reviews.append(one)
        elif weeks and not here:
            left = people[one.supervisor].left is not None
            state = ReviewState.VOID_LEAVER if left else ReviewState.DEFERRED
            reviews.append(replace(one, state=state, reason="left" if left else "absent"))
        else:
            at = to_place.index(one) * len(weeks) // len(to_place) if here else 0
            reviews.append(placing.put(one, here, at))
    return Schedule(window, tuple(reviews), len(weeks) * policy.week_reviews)


def _asked(
    window: Window,
    drawn: Iterable[DrawnReview],
    people: Mapping[str, Presence],
    policy: QualityPolicy,
) -> Iterator[PlannedReview]:
    """The reviews of a window, not placed yet; of somebody new one induction review instead."""
    new = {who for who, at in people.items() if _is_new(at, window, policy)}
    order = sorted(drawn, key=lambda one: (not one.carried_over, one.ticket, one.case_ref))
    begun = set()
    for one in order:
        induction = one.supervisor in new and one.supervisor not in begun
        begun.add(one.supervisor)
        set_aside = one.supervisor in new and not induction
        yield PlannedReview(
            one.supervisor,
            one.case_ref,
            ReviewState.DEFERRED if set_aside else ReviewState.PLANNED,
            induction,
            one.carried_over,
            reason="new" if set_aside else "",
        )
    for who in sorted(new - begun):
        yield PlannedReview(who, "", ReviewState.PLANNED, induction=True)


def _is_new(at: Presence, window: Window, policy: QualityPolicy) -> bool:
    if at.joined is None or at.joined > window.last or (at.left and at.left <= window.first):
        return False
    return add_months(at.joined, policy.review_new_months) > window.first


def _weeks(window: Window, calendar: Calendar, not_before: date) -> list[tuple[date, ...]]:
    """The working days of each week of a window; weeks without any, or due too early, left out."""
    weeks = []
    day = monday(window.first)
    while day <= window.last:
        of_week = (add_days(day, n) for n in range(_WEEK))
        days = tuple(
            one
            for one in of_week
            if window.first <= one <= window.last and calendar.is_working(one)
        )
        if days and days[-1] >= not_before:
            weeks.append(days)
        day = add_days(day, _WEEK)
    return weeks


def _weeks_here(
    weeks: Sequence[tuple[date, ...]], people: Mapping[str, Presence], one: PlannedReview
) -> list[int]:
    """Weeks the supervisor is here throughout; if none, those they are here at the end of."""
    at = people.get(one.supervisor, Presence())
    whole = [n for n, days in enumerate(weeks) if all(at.is_here(day) for day in days)]
    return whole or [n for n, days in enumerate(weeks) if at.is_here(days[-1])]


@dataclass(slots=True)
class _Placing:
    weeks: Sequence[tuple[date, ...]]
    policy: QualityPolicy
    calendar: Calendar
    taken: Counter[int]

    def put(self, one: PlannedReview, here: Sequence[int], at: int) -> PlannedReview:
        """The review in the first week with room from its own on, else in the nearest before."""
        room = [week for week in here if self.taken[week] < self.policy.week_reviews]
        if not room:
            return replace(one, state=ReviewState.OVER_CAPACITY, reason="weeks_full")
        week = min(room, key=lambda n: (n < at, abs(n - at)))
        self.taken[week] += 1
        due, lead = self.weeks[week][-1], self.policy.review_lead_working_days
        return replace(
            one,
            week=monday(due),
            due=due,
            remind_on=tuple(self.calendar.add(due, -days) for days in (lead, lead // 2, 0)),
            escalate_on=self.calendar.add(due, self.policy.review_escalate_working_days),
        )
