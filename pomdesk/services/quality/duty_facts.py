"""What duties of quality assurance are worked out from, out of the store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, func, select

from pomdesk.domain.quality.items import Item
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.results import QualityDuty
from pomdesk.domain.quality.terms import (
    FeedbackReply,
    FeedbackStage,
    ItemKind,
    QualityDutyKind,
    ReviewKind,
    ReviewStage,
    Role,
    RoundStage,
    SampleStatus,
)
from pomdesk.domain.terms import RoshLevel
from pomdesk.rules.dates import add_months
from pomdesk.rules.quality.duty_facts import (
    CaseFact,
    FeedbackFact,
    MarkingFact,
    QualityFacts,
    RoundFact,
    SettlingFact,
    SupervisorFact,
)
from pomdesk.rules.quality.quality_duties import quality_duties
from pomdesk.services.desk import Day
from pomdesk.services.quality.acting import is_here, members
from pomdesk.services.quality.disputes import Case, cases, may_settle
from pomdesk.services.quality.items import around, case_reviews, may_see, read_items
from pomdesk.services.quality.reviews import HANDED_IN, OPEN
from pomdesk.services.quality.rounds import of_people
from pomdesk.store.tables import (
    allocation,
    person,
    probation,
    qa_feedback,
    qa_instrument,
    qa_item,
    qa_person,
    qa_review,
    qa_round,
    qa_sample,
)
from pomdesk.store.unit_of_work import UnitOfWork

LATELY_MONTHS = 3
"""Cases that were allocated before quality assurance began are new for so long."""

_SUPPORT = (ItemKind.ADVICE, ItemKind.OVERSIGHT, ItemKind.ONE_TO_ONE, ItemKind.ABSENCE)
_OVER = (RoundStage.CLOSED.value, RoundStage.VOID.value)
_OUT = (SampleStatus.SUBSTITUTED.value, SampleStatus.WITHDRAWN.value)
_MODERATED = (QualityDutyKind.SETTLE, QualityDutyKind.ANSWER_QUERY)


@dataclass(frozen=True, slots=True)
class CaseHeld:
    """A case that somebody of quality assurance holds today.

    Attributes:
        name_of: surname and forename as files give them.

    """

    person_id: int
    case_ref: str
    name_of: tuple[str, str]
    supervisor: Member
    allocated_on: date | None
    rosh: RoshLevel | None


def began_on(uow: UnitOfWork) -> date | None:
    """The first day anything of quality assurance was written down; None: nothing was yet."""
    columns: Sequence[Column[datetime]] = (
        qa_instrument.c.made_at,
        qa_round.c.made_at,
        qa_item.c.written_at,
    )
    first = [uow.rows(select(func.min(column).label("at")))[0].at for column in columns]
    return min((at.date() for at in first if at is not None), default=None)


def cases_held(uow: UnitOfWork, day: Day, known: Mapping[str, Member]) -> list[CaseHeld]:
    """Cases inside the policy whose supervisor takes part and is here, by number of the person."""
    rows = uow.rows(
        select(
            person.c.id,
            person.c.prisoner_number,
            person.c.last_name,
            person.c.first_name,
            allocation.c.primary_staff_id,
            allocation.c.allocated_on,
            probation.c.rosh_level,
        )
        .select_from(
            person.join(allocation, allocation.c.person_id == person.c.id).outerjoin(
                probation, probation.c.person_id == person.c.id
            )
        )
        .order_by(person.c.id)
    )
    inside = {one for one, worked in day.book.people(uow, day).items() if worked.line.inside}
    return [
        CaseHeld(
            row.id,
            row.prisoner_number,
            (row.last_name, row.first_name),
            known[row.primary_staff_id],
            row.allocated_on,
            RoshLevel(row.rosh_level) if row.rosh_level in set(RoshLevel) else None,
        )
        for row in rows
        if row.id in inside
        and row.primary_staff_id in known
        and known[row.primary_staff_id].may(Role.SUPERVISOR)
        and is_here(known[row.primary_staff_id], day.today)
    ]


def facts_of_cases(
    uow: UnitOfWork,
    day: Day,
    held: Sequence[CaseHeld],
    items: Sequence[Item],
    began: date | None = None,
) -> QualityFacts:
    """What advice, oversight and one-to-ones are worked out from.

    Args:
        uow: to read with.
        day: until anything was written down, it begins today.
        held: the cases.
        items: the records of support.
        began: another first day to count from.

    """
    return QualityFacts(
        items=items,
        cases=[_case(one) for one in held],
        supervisors=_supervisors(uow),
        began=began or began_on(uow) or day.today,
    )


def open_duties(uow: UnitOfWork, day: Day, me: Member) -> list[QualityDuty]:
    """What is asked of somebody, the most urgent first; of everybody, for the lead.

    Nobody is told of an item they may not see. What waits for a moderator is told to those who
    may settle it.
    """
    known = around(uow)
    waiting = _waiting(uow, day)
    items = [one for one in _items(uow, day) if may_see(me, one, known) or _counts(one)]
    facts = replace(
        facts_of_cases(uow, day, cases_held(uow, day, known.members), items),
        feedback=_feedback(uow),
        marking=_marking(uow),
        settling=_settling(waiting),
        rounds=_rounds(uow),
    )
    found = quality_duties(facts, day.policy.quality, day.calendar, day.today)
    if me.may(Role.LEAD):
        return found
    may = {one.first.id for one in waiting if any(may_settle(me, one, it) for it in one.matters)}
    return [
        one
        for one in found
        if one.owner == me.code or (one.kind in _MODERATED and one.number in may)
    ]


def _counts(item: Item) -> bool:
    """Records that only end or move a duty, and are none themselves."""
    return item.kind in _SUPPORT


def _items(uow: UnitOfWork, day: Day) -> list[Item]:
    others = read_items(uow, qa_item.c.kind != ItemKind.CASE_REVIEW.value)
    return [*others, *case_reviews(uow, members(uow), day.today)]


def _feedback(uow: UnitOfWork) -> list[FeedbackFact]:
    """Of every first marking that is locked and whose feedback is not over."""
    told = qa_feedback.c.review_id == qa_review.c.id
    rows = uow.rows(
        select(
            qa_review.c.id,
            qa_review.c.assessor,
            qa_review.c.locked_on,
            qa_sample.c.supervisor,
            qa_sample.c.case_ref,
            qa_feedback.c.stage,
            qa_feedback.c.sent_on,
            qa_feedback.c.seen_on,
            qa_feedback.c.discussed_on,
            qa_feedback.c.reply,
            qa_feedback.c.replied_on,
            qa_feedback.c.answered_on,
        )
        .select_from(
            qa_review.join(qa_sample, qa_sample.c.id == qa_review.c.sample_id)
            .join(qa_round, qa_round.c.id == qa_sample.c.round_id)
            .outerjoin(qa_feedback, told)
        )
        .where(
            qa_review.c.kind == ReviewKind.PRIMARY.value,
            qa_review.c.stage == ReviewStage.LOCKED.value,
            qa_round.c.stage != RoundStage.VOID.value,
        )
    )
    return [
        FeedbackFact(
            review=row.id,
            supervisor=row.supervisor,
            assessor=row.assessor,
            case_ref=row.case_ref,
            locked_on=row.locked_on,
            sent_on=row.sent_on,
            seen_on=row.seen_on,
            discussed_on=row.discussed_on,
            queried_on=row.replied_on if _is_query(row) else None,
            answered_on=row.answered_on,
        )
        for row in rows
        if row.stage != FeedbackStage.ACKNOWLEDGED.value
    ]


def _is_query(row: Any) -> bool:
    asked: bool = row.reply == FeedbackReply.QUERY.value
    return asked and row.stage == FeedbackStage.QUERIED.value


def _marking(uow: UnitOfWork) -> list[MarkingFact]:
    """Markings of live files in rounds that go on; a supervisor's own marking is no duty."""
    rows = uow.rows(
        select(
            qa_review.c.id,
            qa_review.c.assessor,
            qa_review.c.assigned_on,
            qa_sample.c.supervisor,
            qa_sample.c.case_ref,
        )
        .join(qa_sample, qa_sample.c.id == qa_review.c.sample_id)
        .join(qa_round, qa_round.c.id == qa_sample.c.round_id)
        .where(
            qa_review.c.kind != ReviewKind.SELF.value,
            qa_review.c.stage.in_([one.value for one in OPEN]),
            qa_sample.c.status.not_in(_OUT),
            qa_round.c.stage.not_in(_OVER),
        )
    )
    return [
        MarkingFact(row.id, row.supervisor, row.assessor, row.case_ref, row.assigned_on)
        for row in rows
    ]


def _waiting(uow: UnitOfWork, day: Day) -> list[Case]:
    handed_in = qa_review.c.stage.in_([one.value for one in HANDED_IN])
    found = cases(uow, day, handed_in, qa_round.c.stage != RoundStage.VOID.value)
    return [one for one in found if one.waiting]


def _settling(waiting: Sequence[Case]) -> list[SettlingFact]:
    """A query is a duty of its feedback; all else waits from the day it was handed in."""
    return [
        SettlingFact(
            one.first.id,
            one.first.row.round_id,
            one.first.row.supervisor,
            "",
            one.first.row.case_ref,
            one.first.row.submitted_at.date() if one.first.row.submitted_at else None,
        )
        for one in waiting
        if one.first.stage is not ReviewStage.LOCKED
    ]


def _case(one: CaseHeld) -> CaseFact:
    return CaseFact(
        one.person_id,
        one.case_ref,
        one.supervisor.code,
        one.allocated_on,
        one.rosh,
        one.supervisor.manager,
    )


def _supervisors(uow: UnitOfWork) -> list[SupervisorFact]:
    rows = uow.rows(select(qa_person).order_by(qa_person.c.id))
    return [
        SupervisorFact(row.id, row.code, row.manager, row.joined, row.left)
        for row in rows
        if Role.SUPERVISOR.value in row.roles.split()
    ]


def _rounds(uow: UnitOfWork) -> list[RoundFact]:
    """Rounds that go on, due when the last of their files is."""
    due = (
        select(qa_sample.c.round_id, func.max(qa_review.c.due).label("due"))
        .join(qa_review, qa_review.c.sample_id == qa_sample.c.id)
        .group_by(qa_sample.c.round_id)
        .subquery()
    )
    rows = uow.rows(
        select(qa_round.c.id, qa_round.c.ref, qa_round.c.title, due.c.due)
        .select_from(qa_round.outerjoin(due, due.c.round_id == qa_round.c.id))
        .where(qa_round.c.stage.not_in(_OVER), of_people())
        .order_by(qa_round.c.id)
    )
    return [RoundFact(row.id, f"{row.ref} {row.title}", row.due) for row in rows]


def new_since(began: date | None, today: date) -> date:
    """From which day an allocation is new: since quality assurance began, or lately."""
    lately = add_months(today, -LATELY_MONTHS)
    return min(began, lately) if began else lately
