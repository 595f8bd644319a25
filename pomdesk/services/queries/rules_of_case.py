"""What the rules alone say of a case on top of its results: timetables, and what hangs on what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from pomdesk.domain.duties import Duty
from pomdesk.domain.facts import Case, ParoleReview
from pomdesk.rules.duties.parole import Milestone, milestones
from pomdesk.rules.duties.what_if import moved_with
from pomdesk.services.desk import Day
from pomdesk.services.lines import full_name
from pomdesk.store.tables import staff
from pomdesk.store.unit_of_work import UnitOfWork

_FACTS = {
    "handover": "worked.handover_on",
    "earliest_release": "worked.earliest_release",
    "parole": "parole_reviews.target_hearing_date",
}
"""The date behind each result that duties are counted from."""


@dataclass(frozen=True, slots=True)
class TimetablesOf:
    """The milestones of parole reviews, by the number of the review."""

    reviews: Sequence[ParoleReview]

    def run(self, uow: UnitOfWork, day: Day) -> Mapping[str, Sequence[Milestone]]:
        """Count back from each hearing."""
        return {review.review_id: milestones(review, day.policy) for review in self.reviews}


@dataclass(frozen=True, slots=True)
class HangsOn:
    """The open duties whose day moves when the date of a result does; none for other results."""

    result: str
    case: Case

    def run(self, uow: UnitOfWork, day: Day) -> Sequence[Duty]:
        """Work the case out again with the date moved."""
        fact = _FACTS.get(self.result)
        if fact is None:
            return ()
        found = moved_with(fact, self.case, day.policy, day.calendar, day.today)
        return [duty for duty in found if duty.open]


@dataclass(frozen=True, slots=True)
class StaffKnown:
    """Number and name of everybody of the staff that the desk knows, by name."""

    def run(self, uow: UnitOfWork, day: Day) -> Sequence[tuple[str, str]]:
        """Read them."""
        order = (staff.c.last_name, staff.c.first_name)
        return [(row.staff_id, full_name(row)) for row in uow.rows(select(staff).order_by(*order))]
