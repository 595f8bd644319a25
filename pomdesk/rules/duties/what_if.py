"""What would change a duty: the pure rules again, with one date changed.

"If the tariff were 1 March 2028, this would be due 1 March 2027." Nothing is guessed about how
dates hang together: a date is set to another plausible day, everything is worked out anew, and
what came out differently is told.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from pomdesk.domain.duties import Duty
from pomdesk.domain.facts import Case, Movement, ParoleReview
from pomdesk.domain.results import CaseResult
from pomdesk.rules.case import work_out
from pomdesk.rules.dates import add_months
from pomdesk.rules.duties.anchor import Noted
from pomdesk.rules.duties.case import work_out_duties
from pomdesk.rules.duties.ground import Ground
from pomdesk.rules.duties.proof import day_of, read_fact
from pomdesk.rules.policy import Policy
from pomdesk.rules.prison import prison_of
from pomdesk.rules.working_days import Calendar


class Change(NamedTuple):
    """One other date and what it would make of a duty.

    Attributes:
        fact: ``section.field``, or ``duty.<name>`` for a day that was written down.
        now: the day as it is held.
        then: the day it is set to.
        due: the day the duty would be due; None: there would be no such duty, or no day for it.

    """

    fact: str
    now: date
    then: date
    due: date | None


class _Variant(NamedTuple):
    """A case with one date changed."""

    fact: str
    now: date
    then: date
    case: Case


# Each in front of what it overrules: of two that are held, only the first can change anything.
_RELEASES = (
    ("conditional_release_override_date", "conditional_release_date"),
    ("automatic_release_override_date", "automatic_release_date"),
    ("parole_eligibility_date",),
    ("tariff_date",),
    ("home_detention_curfew_actual_date",),
    ("home_detention_curfew_eligibility_date",),
    ("post_recall_release_override_date", "post_recall_release_date"),
    ("actual_parole_date",),
    ("sentence_expiry_date",),
    ("licence_expiry_date",),
)
_OF_REVIEW = ("custody_report_due", "target_hearing_date")
_YEAR = 12
_DUTY = "duty."


def what_would_change(
    duty: Duty, case: Case, policy: Policy, calendar: Calendar, today: date
) -> tuple[Change, ...]:
    """The dates of the case that would move the day a duty is due, each changed alone.

    A date ahead is set a year later; one that happened is set to today, as if it were done now.
    Duties without a day have none.
    """
    if duty.due is None:
        return ()
    ground = Ground(case, work_out(case, policy, today), policy, calendar, today)
    found = []
    for variant in _variants(duty, ground):
        due = _due_of(duty, _days(variant.case, ground))
        its_own = variant.now == duty.due and variant.then == due  # a day that was given
        if due != duty.due and not its_own:
            found.append(Change(variant.fact, variant.now, variant.then, due))
    return tuple(found)


def _due_of(duty: Duty, days: Mapping[str, date | None]) -> date | None:
    """The day of the duty among others: under its key, or under the key its new day gives it.

    An event's day names its duty; where the event is moved, the only other one of its kind with a
    day for a name is the same duty.
    """
    if duty.key in days:
        return days[duty.key]
    try:
        date.fromisoformat(duty.subject)
    except ValueError:
        return None
    kin = [day for key, day in days.items() if key.startswith(f"{duty.kind}:")]
    return kin[0] if len(kin) == 1 else None


def depends_on(duties: Iterable[Duty], key: str) -> tuple[Duty, ...]:
    """The duties that wait on another one."""
    return tuple(duty for duty in duties if key in duty.waits_on)


def moved_with(
    fact: str, case: Case, policy: Policy, calendar: Calendar, today: date
) -> tuple[Duty, ...]:
    """The duties, as they stand, whose day moves when a date does.

    Args:
        fact: ``person.<date>``, ``parole_reviews.<date>`` (of any live review), or one of the
            results ``worked.handover_on`` and ``worked.earliest_release``.
        case: the facts of the case.
        policy: the policy of ``today``.
        calendar: the working days.
        today: the day that is asked about.

    """
    result = work_out(case, policy, today)
    ground = Ground(case, result, policy, calendar, today)
    section, _, name = fact.partition(".")
    if section == "worked":
        other = _moved_result(name, result, today)
        after = [] if other is None else [_days(case, ground, other)]
    elif section == "person":
        variant = _of_person(name, ground)
        after = [] if variant is None else [_days(variant.case, ground)]
    else:
        variants = _of_reviews(result.parole.current, ground)
        after = [_days(variant.case, ground) for variant in variants if variant.fact == fact]
    duties = work_out_duties(case, result, policy, calendar, today)
    return tuple(duty for duty in duties if any(days.get(duty.key) != duty.due for days in after))


def _days(case: Case, ground: Ground, result: CaseResult | None = None) -> dict[str, date | None]:
    """The due days of a changed case, by key of the duty."""
    policy, today = ground.policy, ground.today
    result = result or work_out(case, policy, today)
    duties = work_out_duties(case, result, policy, ground.calendar, today)
    return {duty.key: duty.due for duty in duties}


def _variants(duty: Duty, ground: Ground) -> Iterator[_Variant]:
    current = ground.result.parole.current
    mine = [review for review in current if review.review_id == duty.subject]
    yield from _noted(duty, ground)
    yield from _of_reviews(mine or current, ground)
    yield from _releases(ground)
    yield from _events(ground)


def _later(day: date, today: date) -> date:
    """A year later; a year from today where that has passed too."""
    later = add_months(day, _YEAR)
    return later if later >= today else add_months(today, _YEAR)


def _releases(ground: Ground) -> Iterator[_Variant]:
    for names in _RELEASES:
        held = (_of_person(name, ground) for name in names)
        yield from [variant for variant in held if variant is not None][:1]


def _of_person(name: str, ground: Ground) -> _Variant | None:
    person = ground.case.person
    now = getattr(person, name, None)
    if not isinstance(now, date):
        return None
    then = _later(now, ground.today)
    changes: dict[str, Any] = {name: then}
    case = replace(ground.case, person=replace(person, **changes))
    return _Variant(f"person.{name}", now, then, case)


def _of_reviews(reviews: Iterable[ParoleReview], ground: Ground) -> Iterator[_Variant]:
    for review in reviews:
        for name in _OF_REVIEW:
            now = getattr(review, name)
            if now is None:
                continue
            then = _later(now, ground.today)
            changes: dict[str, Any] = {name: then}
            changed = tuple(
                replace(held, **changes) if held is review else held
                for held in ground.case.parole_reviews
            )
            case = replace(ground.case, parole_reviews=changed)
            yield _Variant(f"parole_reviews.{name}", now, then, case)


def _noted(duty: Duty, ground: Ground) -> Iterator[_Variant]:
    """The days of the record that the duty's reasons name."""
    names = {name for reason in duty.because for name in reason.facts if name.startswith(_DUTY)}
    for name in sorted(names):
        found = read_fact(name, duty, ground)
        if not isinstance(found, Noted) or (now := day_of(found)) is None:
            continue
        then = ground.today if found.field == "day" else _later(now, ground.today)
        changes: dict[str, Any] = {found.field: then}
        entries = tuple(
            replace(entry, **changes) if entry is found.entry else entry
            for entry in ground.case.entries
        )
        if then != now:
            yield _Variant(name, now, then, replace(ground.case, entries=entries))


def _events(ground: Ground) -> Iterator[_Variant]:
    """The last OASys, the allocation and the last arrival, as if they were of today."""
    case, today = ground.case, ground.today
    if ground.completed:
        last = ground.completed[-1]
        signed = today if last.countersigned_on else None
        again = replace(last, completed_on=today, countersigned_on=signed)
        oasys = tuple(again if held is last else held for held in case.assessments)
        if last.completed_on is not None and last.completed_on != today:
            other = replace(case, assessments=oasys)
            yield _Variant("assessments.completed_on", last.completed_on, today, other)
    if case.allocated_on is not None and case.allocated_on != today:
        other = replace(case, allocated_on=today)
        yield _Variant("allocations.allocated_on", case.allocated_on, today, other)
    move = _last_arrival(ground)
    if move is not None and move.movement_date != today:
        came = replace(move, movement_date=today)
        moves = tuple(came if held is move else held for held in case.movements)
        other = replace(case, movements=moves)
        yield _Variant("movements.movement_date", move.movement_date, today, other)


def _last_arrival(ground: Ground) -> Movement | None:
    prison = prison_of(person=ground.case.person)
    arrivals = [
        move
        for move in ground.case.movements
        if move.to_agency == prison and move.movement_type in {"ADM", "TRN"}
    ]
    return max(arrivals, key=lambda move: move.movement_date, default=None)


def _moved_result(name: str, result: CaseResult, today: date) -> CaseResult | None:
    """The result with one worked date a year later; None: it has none such."""
    handover, release = result.handover, result.earliest_release
    if name == "handover_on" and handover is not None and handover.on is not None:
        then = _later(handover.on, today)
        starts = then if handover.starts == handover.on else handover.starts
        return replace(result, handover=replace(handover, on=then, starts=starts))
    if name == "earliest_release" and release is not None:
        return replace(result, earliest_release=replace(release, on=_later(release.on, today)))
    return None
