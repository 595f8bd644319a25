"""Parole: the custody report, its disclosure check, the hearing, the decision, the next review.

A date that PPUD gives always wins: MS13 for the custody report, the target hearing for the hearing.
Where PPUD gives no MS13, a timetable counted back from the target hearing stands in for it, and the
reasons say so. An adjournment or deferral noted at the desk with a new day moves the hearing there
until PPUD gives a later one.

Source: Manage POM Cases, parole cases; Parole Board Rules 2019; Generic Parole Process.
"""

from collections.abc import Iterator
from datetime import date

from pomdesk.domain.duties import Duty, DutyKind
from pomdesk.domain.facts import ParoleReview
from pomdesk.domain.record import Entry, EntryKind
from pomdesk.domain.results import Reason
from pomdesk.rules.dates import add_days
from pomdesk.rules.duties.anchor import NOT_CONFIRMED, FactReader, FactReaders, Given, Noted
from pomdesk.rules.duties.ground import Draft, Ground, first_on_or_after
from pomdesk.rules.duties.parole_timetable import (
    REPORT_GIVEN,
    REPORT_SKELETON,
    Milestone,
    milestones,
    report_due,
)
from pomdesk.rules.parole import has_outcome, is_completed, is_release

__all__ = ["FACTS", "Milestone", "milestones", "parole_duties", "report_due"]

_MPC = "Manage POM Cases: parole cases"
_LEAD = Reason("report_lead", settings=("timetable.report_lead_weeks",), source=NOT_CONFIRMED)
_REPORT_GIVEN = (REPORT_GIVEN, _LEAD)
_REPORT_SKELETON = (REPORT_SKELETON, _LEAD)
_DISCLOSURE = Reason(
    "disclosure_check",
    facts=("duty.report_due",),
    settings=("timetable.disclosure_working_days",),
    source="Parole Board Rules 2019: reports are served on the prisoner",
)
_DISCLOSURE_GIVEN = (_DISCLOSURE, REPORT_GIVEN)
_DISCLOSURE_SKELETON = (_DISCLOSURE, REPORT_SKELETON)
_HEARING = (
    Reason(
        "hearing",
        facts=("duty.target_hearing",),
        settings=("timetable.hearing_lead_weeks",),
        source=_MPC,
    ),
)
_HEARING_MOVED = (
    Reason(
        "hearing_moved",
        facts=("duty.hearing_moved", "duty.target_hearing"),
        settings=("timetable.hearing_lead_weeks",),
        source=_MPC,
    ),
)
_OUTCOME = (
    Reason(
        "parole_outcome",
        facts=("duty.hearing_day",),
        settings=("timetable.outcome_days",),
        source="Parole Board Rules 2019, rule 25: decision within 14 days",
    ),
)
_OUTCOME_DATE = (
    Reason(
        "parole_outcome_date",
        facts=("duty.outcome",),
        source="Manage POM Cases: date parole hearing outcome confirmed",
    ),
)
_NEXT_FACTS = ("duty.outcome", "duty.outcome_received")
_NEXT = (
    Reason(
        "next_review",
        facts=_NEXT_FACTS,
        settings=("timetable.next_review_days",),
        source=NOT_CONFIRMED,
    ),
)
_NEXT_UNDATED = (Reason("next_review_undated", facts=_NEXT_FACTS, source=NOT_CONFIRMED),)
_RECALL = (
    Reason(
        "recall_report",
        facts=("person.recall", "duty.returned"),
        settings=("timetable.recall_report_days",),
        source="Post-recall review timetable, older guidance",
    ),
)
_RECALL_UNDATED = (
    Reason(
        "recall_report_undated",
        facts=("person.recall", "person.sentence_start_date"),
        source="Post-recall review timetable, older guidance",
    ),
)
_MOVES_THE_HEARING = frozenset({"adjourned", "deferred"})


def parole_duties(ground: Ground) -> Iterator[Draft]:
    """What the reviews and a recall ask for."""
    on, parole = ground.policy.timetable, ground.result.parole
    for review in parole.current:
        if not is_completed(review=review, policy=ground.policy.parole):
            yield from _of_review(ground, review)
    if parole.current or parole.previous:
        if on.outcome_date_on:
            yield from _outcome_date(ground)
        if on.next_review_on:
            yield from _next_review(ground)
    if on.recall_on and ground.case.person.recall:
        yield _recall_report(ground)


def _of_review(ground: Ground, review: ParoleReview) -> Iterator[Draft]:
    on = ground.policy.timetable
    moved = hearing_moved(ground, review)
    report = report_of(ground, review)
    if report is not None:
        if on.report_on:
            yield _custody_report(ground, review, *report)
        if on.disclosure_on:
            yield _disclosure_check(ground, review, *report)
    hearing = hearing_of(ground, review)
    if hearing is None:
        return
    if hearing >= ground.today:
        if on.hearing_on:
            yield _hearing(ground, review, hearing, moved)
    elif on.outcome_on:
        yield Draft(
            DutyKind.PAROLE_OUTCOME,
            _OUTCOME,
            due=add_days(hearing, on.outcome_days),
            opens=hearing,
            subject=review.review_id,
            counts_from=hearing,
        )


def _custody_report(ground: Ground, review: ParoleReview, day: date, given: bool) -> Draft:
    opens = add_days(day, -7 * ground.policy.timetable.report_lead_weeks)
    counts_from = add_days(opens, -ground.policy.duties.early_days)
    return Draft(
        DutyKind.CUSTODY_REPORT,
        _REPORT_GIVEN if given else _REPORT_SKELETON,
        due=day,
        opens=opens,
        subject=review.review_id,
        counts_from=counts_from,
        done_on=_step(ground, "custody_report", review, counts_from),
        given=given,
    )


def _disclosure_check(ground: Ground, review: ParoleReview, day: date, given: bool) -> Draft:
    """Counted back from the day the report is really due, once that has moved to a working one."""
    policy, calendar = ground.policy, ground.calendar
    if not given:
        day = calendar.moved(day, policy.duties.non_working_day)
    opens = add_days(day, -7 * policy.timetable.report_lead_weeks)
    counts_from = add_days(opens, -policy.duties.early_days)
    return Draft(
        DutyKind.DISCLOSURE_CHECK,
        _DISCLOSURE_GIVEN if given else _DISCLOSURE_SKELETON,
        due=calendar.add(day, -policy.timetable.disclosure_working_days),
        opens=opens,
        subject=review.review_id,
        counts_from=counts_from,
        done_on=_step(ground, "disclosure_check", review, counts_from),
    )


def _hearing(ground: Ground, review: ParoleReview, day: date, moved: Entry | None) -> Draft:
    """Preparing for it; what was prepared before an adjournment is prepared anew."""
    opens = add_days(day, -7 * ground.policy.timetable.hearing_lead_weeks)
    counts_from = add_days(opens, -ground.policy.duties.early_days)
    if moved is not None and moved.day > counts_from:
        counts_from = moved.day
    return Draft(
        DutyKind.HEARING,
        _HEARING_MOVED if moved is not None else _HEARING,
        due=day,
        opens=opens,
        subject=review.review_id,
        counts_from=counts_from,
        done_on=_step(ground, "hearing_prepared", review, counts_from),
        given=True,
    )


def hearing_moved(ground: Ground, review: ParoleReview) -> Entry | None:
    """The latest adjournment or deferral, where it names a later day than PPUD."""
    for entry in reversed(ground.entries.get(EntryKind.PAROLE_STEP, ())):
        if (
            entry.what in _MOVES_THE_HEARING
            and entry.due is not None
            and _is_of(ground, entry, review)
        ):
            target = review.target_hearing_date
            return entry if target is None or entry.due > target else None
    return None


def hearing_of(ground: Ground, review: ParoleReview) -> date | None:
    """The day of the hearing: where it was moved to, else PPUD's."""
    moved = hearing_moved(ground, review)
    return moved.due if moved is not None else review.target_hearing_date


def report_of(ground: Ground, review: ParoleReview) -> tuple[date, bool] | None:
    """When the custody report is due, and whether PPUD gave that day (MS13)."""
    return report_due(review, ground.policy, hearing_of(ground, review))


def _is_of(ground: Ground, entry: Entry, review: ParoleReview) -> bool:
    """Whether a step is of the review; one that names none is of the only live one."""
    if entry.subject:
        return entry.subject == review.review_id
    return ground.result.parole.current == (review,)


def _step(ground: Ground, what: str, review: ParoleReview, since: date) -> date | None:
    """When a step was taken for the review; one that names no review must be a recent one."""
    for entry in reversed(ground.entries.get(EntryKind.PAROLE_STEP, ())):
        if entry.what == what and (
            (
                entry.subject == review.review_id
                and (what != "hearing_prepared" or entry.day >= since)
            )
            or (not entry.subject and entry.day >= since)
        ):
            return entry.day
    return None


def _outcome_date(ground: Ground) -> Iterator[Draft]:
    """The day a decision came, where the latest review has one without its day."""
    latest = _latest(ground)
    if (
        latest is not None
        and latest.hearing_outcome_received_on is None
        and has_outcome(review=latest, policy=ground.policy.parole)
    ):
        yield Draft(DutyKind.PAROLE_OUTCOME_DATE, _OUTCOME_DATE, subject=latest.review_id)


def _latest(ground: Ground) -> ParoleReview | None:
    """The latest review of the sentence, live or not."""
    parole, start = ground.result.parole, ground.case.person.sentence_start_date
    ends = (*parole.current[-1:], *parole.previous[:1])
    latest = max(ends, key=_day, default=None)
    if latest is None or (start is not None and _day(latest) < start):
        return None
    return latest


def _day(review: ParoleReview) -> date:
    return review.target_hearing_date or review.custody_report_due or date.min


def _next_review(ground: Ground) -> Iterator[Draft]:
    """After a decision against release, until a later review is known."""
    parole, policy = ground.result.parole, ground.policy
    decided = parole.last_completed
    if (
        decided is None
        or not has_outcome(review=decided, policy=policy.parole)
        or is_release(review=decided, policy=policy.parole)
        or any(review is not decided and _day(review) > _day(decided) for review in parole.current)
    ):
        return
    received = decided.hearing_outcome_received_on
    if ground.returned and _day(decided) < ground.returned:
        return  # released since and recalled: the review after the recall counts
    steps = ground.entries.get(EntryKind.PAROLE_STEP, ())
    yield Draft(
        DutyKind.NEXT_REVIEW,
        _NEXT if received else _NEXT_UNDATED,
        due=add_days(received, policy.timetable.next_review_days) if received else None,
        opens=received,
        subject=decided.review_id,
        counts_from=received or decided.target_hearing_date,
        done_on=first_on_or_after(
            (
                entry.day
                for entry in steps
                if entry.what == "next_review" and entry.subject in {"", decided.review_id}
            ),
            received or decided.target_hearing_date,
        ),
        waits_on=() if received else (f"{DutyKind.PAROLE_OUTCOME_DATE.value}:{decided.review_id}",),
    )


def _recall_report(ground: Ground) -> Draft:
    """The custody update after a recall; a decision of the Board since the return ends it."""
    returned, decided = ground.returned, ground.result.parole.last_completed
    since = returned or ground.case.person.sentence_start_date
    days = [
        entry.day
        for entry in ground.entries.get(EntryKind.PAROLE_STEP, ())
        if entry.what == "recall_report"
    ]
    if returned and decided and decided.hearing_outcome_received_on:
        days.append(decided.hearing_outcome_received_on)
    due = None
    if returned:
        due = add_days(returned, ground.policy.timetable.recall_report_days)
    return Draft(
        DutyKind.RECALL_REPORT,
        _RECALL if returned else _RECALL_UNDATED,
        due=due,
        opens=returned,
        counts_from=since,
        done_on=first_on_or_after(days, since),
    )


def review_of(ground: Ground, duty: Duty) -> ParoleReview | None:
    """The review that a duty is about."""
    reviews = ground.case.parole_reviews
    return next((review for review in reviews if review.review_id == duty.subject), None)


def _of_review_fact(name: str) -> FactReader:
    def reader(ground: Ground, duty: Duty) -> object:
        review = review_of(ground, duty)
        value = getattr(review, name) if review else None
        return None if value is None else Given(value, "parole_reviews", name)

    return reader


def _report_due(ground: Ground, duty: Duty) -> object:
    review = review_of(ground, duty)
    report = report_of(ground, review) if review else None
    if report is None:
        return None
    day, given = report
    return Given(day, "parole_reviews", "custody_report_due") if given else day


def _hearing_moved(ground: Ground, duty: Duty) -> object:
    review = review_of(ground, duty)
    moved = hearing_moved(ground, review) if review else None
    return Noted(moved, "due") if moved else None


def _hearing_day(ground: Ground, duty: Duty) -> object:
    return _hearing_moved(ground, duty) or _target_hearing(ground, duty)


def _returned(ground: Ground) -> object:
    return Given(ground.returned, "movements", "movement_date") if ground.returned else None


_target_hearing = _of_review_fact("target_hearing_date")

FACTS: FactReaders = {
    "duty.report_due": _report_due,
    "duty.target_hearing": _target_hearing,
    "duty.hearing_moved": _hearing_moved,
    "duty.hearing_day": _hearing_day,
    "duty.outcome": _of_review_fact("hearing_outcome"),
    "duty.outcome_received": _of_review_fact("hearing_outcome_received_on"),
    "duty.returned": lambda ground, duty: _returned(ground),
}
"""How the facts ``duty.<name>`` of these reasons are read."""
