"""What falls due: the morning's lists, any other list, and one duty explained."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from pomdesk.domain.duties import Duty, DutyState
from pomdesk.domain.errors import RequestRefused
from pomdesk.readmodels.duties import DutyLine, DutyWhy, Today, WhatIf
from pomdesk.rules.case import work_out
from pomdesk.rules.dates import add_days
from pomdesk.rules.duties.case import work_out_duties
from pomdesk.rules.duties.ground import Ground
from pomdesk.rules.duties.proof import prove_duty
from pomdesk.rules.duties.what_if import depends_on, what_would_change
from pomdesk.services.book import Worked
from pomdesk.services.cases import load_cases, load_sources
from pomdesk.services.desk import Day
from pomdesk.services.morning import Morning, duty_line
from pomdesk.services.moved import seen
from pomdesk.store.tables import import_file, person
from pomdesk.store.unit_of_work import UnitOfWork

_CLOSED = frozenset({DutyState.DONE, DutyState.NOT_NEEDED})
_RANKS = {state: rank for rank, state in enumerate(
    (DutyState.OVERDUE, DutyState.DUE, DutyState.BLOCKED, DutyState.UPCOMING)
)}  # fmt: skip
_SNOOZED, _DONE = len(_RANKS), len(_RANKS) + 1


@dataclass(frozen=True, slots=True)
class TodayOn:
    """The morning of the desk's day."""

    def run(self, uow: UnitOfWork, day: Day) -> Today:
        """Sort everybody's open duties into the lists, and count them by week."""
        mine = day.only(person.c.id)
        (head,) = uow.rows(
            select(
                select(func.count(person.c.id)).where(*mine).scalar_subquery().label("people"),
                select(func.max(import_file.c.as_at)).scalar_subquery().label("as_at"),
            )
        )
        lists = Morning(day.today)
        for worked in day.people(uow).values():
            lists.take(worked)
        late, this_week, coming, blocked, snoozed = lists.sorted()
        return Today(
            today=day.today,
            late=late,
            this_week=this_week,
            coming=coming,
            blocked=blocked,
            snoozed=snoozed,
            weeks=lists.weeks(),
            people=head.people,
            as_at=head.as_at,
            moved=len(day.moved(uow, seen(uow)[0])),
        )


@dataclass(frozen=True, slots=True)
class DutiesDue:
    """Duties, most urgent first: late ones oldest first, then by day; blocked, later, put off.

    Attributes:
        within_days: only those due (or back from being put off) so many days from today at the
            latest, late ones and those without a day among them.
        person_id, prisoner_number: of one person only.
        closed: the done and the not needed too, last.

    Raises:
        RequestRefused: REQ-PERSON, when nobody has that number.

    """

    within_days: int | None = None
    person_id: int | None = None
    prisoner_number: str | None = None
    closed: bool = False

    def run(self, uow: UnitOfWork, day: Day) -> Sequence[DutyLine]:
        """Take them out of the book and sort them."""
        people = self._people(uow, day)
        last = date.max if self.within_days is None else add_days(day.today, self.within_days)
        found = [
            (*_urgency(duty), worked.line.name_key, worked.line.person_id, place, worked, duty)
            for worked in people
            for place, duty in enumerate(worked.duties)
            if (self.closed or duty.open) and _day_of(duty, day.today) <= last
        ]
        found.sort(key=lambda one: one[:5])
        return [duty_line(worked, duty) for *_, worked, duty in found]

    def _people(self, uow: UnitOfWork, day: Day) -> Iterable[Worked]:
        if self.person_id is None and self.prisoner_number is None:
            return day.people(uow).values()
        number = (self.prisoner_number or "").strip().upper()
        wanted = (
            person.c.prisoner_number == number
            if self.person_id is None
            else person.c.id == self.person_id
        )
        ids = [row.id for row in uow.rows(select(person.c.id).where(wanted))]
        if not ids:
            raise RequestRefused("REQ-PERSON", number=number)
        return day.book.some(uow, day, ids).values()


def most_urgent_first(duties: Iterable[Duty]) -> list[Duty]:
    """Duties of one person in the order that lists have them."""
    return sorted(duties, key=_urgency)


def _urgency(duty: Duty) -> tuple[int, date]:
    if duty.state in _CLOSED:
        return _DONE, duty.done_on or duty.due or date.max
    rank = _SNOOZED if duty.snoozed_until is not None else _RANKS[duty.state]
    return rank, duty.due or date.max


def _day_of(duty: Duty, today: date) -> date:
    """The day a duty is on somebody's list for; today where it has none."""
    return max(duty.due or today, duty.snoozed_until or date.min)


@dataclass(frozen=True, slots=True)
class WhyDuty:
    """One duty explained.

    Raises:
        RequestRefused: REQ-PERSON, when there is nobody of that number; REQ-DUTY, when the
            person has no such duty (any more).

    """

    person_id: int
    key: str

    def run(self, uow: UnitOfWork, day: Day) -> DutyWhy:
        """Work the case out again, and once more for each date that could be another."""
        case = load_cases(uow, [self.person_id], entries="duties").get(self.person_id)
        if case is None:
            raise RequestRefused("REQ-PERSON", number="")
        policy, calendar, today = day.policy, day.calendar, day.today
        ground = Ground(case, work_out(case, policy, today), policy, calendar, today)
        duties = work_out_duties(case, ground.result, policy, calendar, today)
        duty = next((duty for duty in duties if duty.key == self.key), None)
        if duty is None:
            raise RequestRefused("REQ-DUTY", duty=self.key)
        worked = day.book.some(uow, day, [self.person_id])[self.person_id]
        changes = what_would_change(duty, case, policy, calendar, today)
        return DutyWhy(
            line=duty_line(worked, duty),
            proofs=prove_duty(duty, ground, load_sources(uow, self.person_id)),
            changes=[WhatIf(*change) for change in changes],
            hangs_on=depends_on(duties, self.key),
        )
