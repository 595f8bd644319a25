"""Feedback in lists, and who opened it. Opening one is a command: it is written down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.terms import FeedbackStage, ReviewKind, ReviewStage, Role
from pomdesk.readmodels.quality import FeedbackLine
from pomdesk.rules.policy import QualityPolicy
from pomdesk.services.desk import Day
from pomdesk.services.quality.acting import names, need
from pomdesk.services.quality.feedback import (
    SUPERVISOR,
    feedback_row,
    managers_of,
    seen_by,
    sees,
)
from pomdesk.services.quality.reviews import (
    Marking,
    marking,
    markings,
    settlements_of,
    verdict_told,
)
from pomdesk.store.tables import qa_feedback, qa_review
from pomdesk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class FeedbackLines:
    """Feedback that concerns whoever is signed in, what was locked last first.

    A supervisor sees what was sent to them, an assessor what they marked, a line manager what was
    sent to theirs, a moderator what is or was queried. The lead sees how far all of it is, and no
    verdict; the supervisor learns that by opening it.

    Raises:
        RequestRefused: REQ-QA-ROLE.

    """

    def run(self, uow: UnitOfWork, day: Day) -> Sequence[FeedbackLine]:
        """Read the list."""
        me = need(uow)
        found = markings(
            uow,
            qa_review.c.kind == ReviewKind.PRIMARY.value,
            qa_review.c.stage == ReviewStage.LOCKED.value,
        )
        written = {row.review_id: row for row in uow.rows(select(qa_feedback))}
        managers = managers_of(uow)
        kept: list[tuple[Marking, Row[Any] | None, bool]] = []
        for one in found:
            feedback = written.get(one.id)
            role = sees(me, one, feedback, managers)
            if role is None and not (me.may(Role.LEAD) and one.row.supervisor != me.code):
                continue
            unread = role == SUPERVISOR and feedback is not None and feedback.seen_on is None
            kept.append((one, feedback, role is not None and not unread))
        settled = settlements_of(uow, [one.id for one, _feedback, _told in kept])
        called = names(uow)
        lines = [
            FeedbackLine(
                review_id=one.id,
                feedback_id=feedback.id if feedback else None,
                round_ref=one.row.round_ref,
                case_ref=one.row.case_ref,
                supervisor=one.row.supervisor,
                supervisor_name=called.get(one.row.supervisor, one.row.supervisor),
                assessor_name=called.get(one.row.assessor, one.row.assessor),
                stage=FeedbackStage(feedback.stage) if feedback else FeedbackStage.DRAFT,
                locked_on=one.row.locked_on,
                sent_on=feedback.sent_on if feedback else None,
                discussed_on=feedback.discussed_on if feedback else None,
                seen_on=feedback.seen_on if feedback else None,
                due=_due(day, one, feedback),
                verdict=verdict_told(one.row.verdict, settled[one.id]) if told else None,
            )
            for one, feedback, told in kept
        ]
        return sorted(lines, key=_latest, reverse=True)


def _latest(line: FeedbackLine) -> tuple[date, int]:
    return line.locked_on or date.min, line.review_id


def _due(day: Day, one: Marking, feedback: Row[Any] | None) -> date | None:
    """By when the next thing follows: sending, discussing, or answering a query."""
    policy: QualityPolicy = day.policy.quality
    if feedback is None or feedback.stage == FeedbackStage.DRAFT:
        begins, days = one.row.locked_on, policy.feedback_working_days
    elif feedback.stage == FeedbackStage.SENT:
        begins, days = feedback.sent_on, policy.discuss_working_days
    elif feedback.stage == FeedbackStage.QUERIED:
        begins, days = feedback.replied_on, policy.query_working_days
    else:
        return None
    return day.calendar.add(begins, days) if begins else None


@dataclass(frozen=True, slots=True)
class OwnViewOf:
    """What the supervisor wrote of their own file so far, for themselves; nothing of ours.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-REVIEW, REQ-QA-NOT-YOURS (not their file, or nothing
            was sent to them yet).

    """

    review_id: int

    def run(self, uow: UnitOfWork, day: Day) -> str:
        """Read it; it is not noted that the feedback was opened, for it was not."""
        me, one = need(uow), marking(uow, self.review_id)
        feedback = feedback_row(uow, one.id)
        if feedback is None or sees(me, one, feedback, managers_of(uow)) != SUPERVISOR:
            raise RequestRefused("REQ-QA-NOT-YOURS")
        return str(feedback.own_view)


@dataclass(frozen=True, slots=True)
class FeedbackSeen:
    """Who opened the feedback of a marking, by name, and when; for the supervisor and the lead.

    The lead learns nothing of what it says.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-REVIEW, REQ-QA-NOT-YOURS.

    """

    review_id: int

    def run(self, uow: UnitOfWork, day: Day) -> Sequence[tuple[str, datetime]]:
        """Read it."""
        me, one = need(uow), marking(uow, self.review_id)
        feedback = feedback_row(uow, self.review_id)
        if not _may_see_readers(uow, me, one, feedback):
            raise RequestRefused("REQ-QA-NOT-YOURS")
        return seen_by(uow, feedback.id) if feedback else []


def _may_see_readers(uow: UnitOfWork, me: Member, one: Marking, feedback: Row[Any] | None) -> bool:
    if one.row.supervisor == me.code:
        return sees(me, one, feedback, managers_of(uow)) == SUPERVISOR
    return me.may(Role.LEAD)
