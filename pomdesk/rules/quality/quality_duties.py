"""What quality assurance asks of whom, by which day.

One function a family: facts in, open duties out. Whatever is done is not listed; where the day a
duty counts from is not known, it is listed without one. Weeks count from the day something was last
done, working days from the day after (``Calendar.add``).
"""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import replace
from datetime import date
from typing import TypeVar

from pomdesk.domain.quality.items import Item
from pomdesk.domain.quality.results import QualityDuty
from pomdesk.domain.quality.terms import ItemKind, QualityDutyKind
from pomdesk.domain.terms import RoshLevel
from pomdesk.rules.dates import add_days
from pomdesk.rules.policy import QualityPolicy
from pomdesk.rules.quality.duty_facts import QualityFacts
from pomdesk.rules.working_days import Calendar

_WEEK = 7
_Key = TypeVar("_Key", bound=Hashable)


def quality_duties(
    facts: QualityFacts, policy: QualityPolicy, calendar: Calendar, today: date
) -> list[QualityDuty]:
    """All open duties, the earliest first, those without a day last; none where it is off."""
    if not policy.on:
        return []
    found = [
        *feedback_duties(facts, policy, calendar),
        *marking_duties(facts, policy, calendar),
        *settling_duties(facts, policy, calendar),
        *item_duties(facts),
        *case_review_duties(facts, policy, calendar, today),
        *advice_duties(facts, policy, calendar),
        *oversight_duties(facts, policy),
        *one_to_one_duties(facts, policy, calendar, today),
        *round_duties(facts),
    ]
    return sorted(found, key=lambda duty: (duty.due is None, duty.due or date.max, duty.key))


def _duty(
    kind: QualityDutyKind,
    number: int,
    due: date | None,
    owner: str,
    about: str = "",
    case_ref: str = "",
    *,
    target: str,
    title: str = "",
    opens: date | None = None,
    escalated: bool = False,
) -> QualityDuty:
    key = f"{kind}:{number}"
    return QualityDuty(
        key, kind, due, owner, about, case_ref, target, number, opens, escalated, title
    )


def _latest(
    facts: QualityFacts, kind: ItemKind, by: Callable[[Item], _Key]
) -> dict[_Key, tuple[date, date | None]]:
    """Day of the latest item of a kind, and by when it said the next one follows, by some key."""
    dated = [(one.day, one.id, one) for one in facts.of_kind(kind) if one.day]
    dated.sort(key=lambda one: one[:2])
    return {by(one): (day, one.due) for day, _, one in dated}


def _next(last: tuple[date, date | None] | None, since: date | None, weeks: int) -> date | None:
    """So many weeks after the last time (or since), or the earlier day the last one set."""
    begins, asked = last or (since, None)
    due = None if begins is None else add_days(begins, weeks * _WEEK)
    return min(due, asked) if due and asked else due


def _after(calendar: Calendar, day: date | None, working_days: int) -> date | None:
    return None if day is None else calendar.add(day, working_days)


def feedback_duties(
    facts: QualityFacts, policy: QualityPolicy, calendar: Calendar
) -> Iterator[QualityDuty]:
    """To send, to read, to discuss; while a query is open it is answered before anything else."""
    for one in facts.feedback:
        about = (one.supervisor, one.case_ref)
        open_query = one.queried_on and (
            one.answered_on is None or one.answered_on < one.queried_on
        )
        if open_query:
            due = _after(calendar, one.queried_on, policy.query_working_days)
            kind = QualityDutyKind.ANSWER_QUERY
            yield _duty(kind, one.review, due, "", *about, target="feedback")
        elif one.sent_on is None and one.discussed_on is None:
            due = _after(calendar, one.locked_on, policy.feedback_working_days)
            kind = QualityDutyKind.SEND_FEEDBACK
            yield _duty(kind, one.review, due, one.assessor, *about, target="feedback")
        elif one.discussed_on is None:
            days = [day for day in (one.sent_on, one.answered_on) if day]
            due = _after(calendar, max(days), policy.discuss_working_days)
            kind = QualityDutyKind.DISCUSS_FEEDBACK
            yield _duty(kind, one.review, due, one.assessor, *about, target="feedback")
            if one.seen_on is None:
                kind = QualityDutyKind.READ_FEEDBACK
                yield _duty(kind, one.review, due, one.supervisor, *about, target="feedback")


def marking_duties(
    facts: QualityFacts, policy: QualityPolicy, calendar: Calendar
) -> Iterator[QualityDuty]:
    """Files to mark."""
    for one in facts.marking:
        if one.submitted_on is None:
            due = _after(calendar, one.assigned_on, policy.mark_working_days)
            about = (one.supervisor, one.case_ref)
            kind = QualityDutyKind.MARK_FILE
            yield _duty(kind, one.review, due, one.assessor, *about, target="review")


def settling_duties(
    facts: QualityFacts, policy: QualityPolicy, calendar: Calendar
) -> Iterator[QualityDuty]:
    """Differences to settle, as fast as a query is answered."""
    for one in facts.settling:
        if one.settled_on is None:
            due = _after(calendar, one.raised_on, policy.query_working_days)
            about = (one.supervisor, one.case_ref)
            duty = _duty(
                QualityDutyKind.SETTLE, one.review, due, one.moderator, *about, target="round"
            )
            yield replace(duty, number=one.round)


def item_duties(facts: QualityFacts) -> Iterator[QualityDuty]:
    """Concerns (at once), actions, learning that is planned, effects to be checked."""
    for item in facts.items:
        if item.is_closed:
            continue
        if item.kind is ItemKind.CONCERN:
            yield _of_item(QualityDutyKind.CONCERN, item, item.day)
        elif item.kind is ItemKind.ACTION:
            yield _of_item(QualityDutyKind.ACTION, item, item.due)
        elif item.kind is ItemKind.ACTIVITY:
            yield _of_item(QualityDutyKind.LEARNING, item, item.day)
        elif item.kind is ItemKind.NEED and item.stage in ("delivered", "effect_check"):
            yield _of_item(QualityDutyKind.EFFECT_CHECK, item, item.due)


def _of_item(kind: QualityDutyKind, item: Item, due: date | None) -> QualityDuty:
    about = (item.supervisor, item.case_ref)
    return _duty(kind, item.id, due, item.owner, *about, target="item", title=item.title)


def case_review_duties(
    facts: QualityFacts, policy: QualityPolicy, calendar: Calendar, today: date
) -> Iterator[QualityDuty]:
    """Planned case reviews, told of some working days before, escalated some after."""
    for item in facts.of_kind(ItemKind.CASE_REVIEW):
        if item.stage == "planned":
            late = _after(calendar, item.due, policy.review_escalate_working_days)
            yield _duty(
                QualityDutyKind.INDUCTION_REVIEW
                if item.what == "induction"
                else QualityDutyKind.CASE_REVIEW,
                item.id,
                item.due,
                item.owner,
                item.supervisor,
                item.case_ref,
                target="item",
                title=item.title,
                opens=_after(calendar, item.due, -policy.review_lead_working_days),
                escalated=late is not None and today >= late,
            )


def advice_duties(
    facts: QualityFacts, policy: QualityPolicy, calendar: Calendar
) -> Iterator[QualityDuty]:
    """Cases allocated to their supervisor since quality assurance began, without advice since."""
    advised = _latest(facts, ItemKind.ADVICE, lambda one: (one.case_ref, one.supervisor))
    for case in facts.cases:
        given, since = advised.get((case.case_ref, case.supervisor)), case.allocated_on
        before = since is not None and facts.began is not None and since < facts.began
        enough = given is not None and (since is None or given[0] >= since)
        if case.supervisor and not before and not enough:
            due = _after(calendar, since, policy.advice_working_days)
            about = (case.supervisor, case.case_ref)
            kind = QualityDutyKind.NEW_CASE_ADVICE
            yield _duty(kind, case.number, due, case.manager, *about, target="case")


def oversight_duties(facts: QualityFacts, policy: QualityPolicy) -> Iterator[QualityDuty]:
    """High and very high risk cases, so many weeks after the last oversight, or the day it set."""
    every = {
        RoshLevel.VERY_HIGH: policy.oversight_very_high_weeks,
        RoshLevel.HIGH: policy.oversight_high_weeks,
    }
    held = _latest(facts, ItemKind.OVERSIGHT, lambda one: one.case_ref)
    for case in facts.cases:
        if case.supervisor and case.rosh in every:
            since = _later(case.allocated_on, facts.began)
            due = _next(held.get(case.case_ref), since, every[case.rosh])
            about = (case.supervisor, case.case_ref)
            kind = QualityDutyKind.OVERSIGHT
            yield _duty(kind, case.number, due, case.manager, *about, target="case")


def one_to_one_duties(
    facts: QualityFacts, policy: QualityPolicy, calendar: Calendar, today: date
) -> Iterator[QualityDuty]:
    """Every supervisor who is here; one that falls into an absence waits for its end."""
    held = _latest(facts, ItemKind.ONE_TO_ONE, lambda one: one.supervisor)
    for one in facts.supervisors:
        if (one.joined is None or one.joined <= today) and (one.left is None or today < one.left):
            since = _later(one.joined, facts.began)
            due = _next(held.get(one.code), since, policy.one_to_one_weeks)
            due = _after_absence(facts, one.code, due, calendar)
            kind = QualityDutyKind.ONE_TO_ONE
            yield _duty(kind, one.number, due, one.manager, one.code, target="person")


def _after_absence(
    facts: QualityFacts, supervisor: str, due: date | None, calendar: Calendar
) -> date | None:
    away = [
        (item.day, item.due)
        for item in facts.of_kind(ItemKind.ABSENCE)
        if item.supervisor == supervisor and item.day and item.due
    ]
    for first, last in sorted(away):
        if due and first <= due <= last:
            due = calendar.add(last, 1)
    return due


def round_duties(facts: QualityFacts) -> Iterator[QualityDuty]:
    """Rounds that are open."""
    for one in facts.rounds:
        if one.is_open:
            kind = QualityDutyKind.ROUND_DUE
            yield _duty(kind, one.number, one.due_on, "", target="round", title=one.title)


def _later(one: date | None, other: date | None) -> date | None:
    days = [day for day in (one, other) if day]
    return max(days) if days else None
