"""Locking a marking for good, and the marking of their own file that a supervisor may do."""

from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import select

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.terms import FeedbackStage, ReviewKind, ReviewStage, Role, Trigger
from pomdesk.rules.quality import scoring
from pomdesk.services.commands.quality_keeping import (
    move_on,
    new_review,
    not_seen,
    read,
    review_record,
)
from pomdesk.services.desk import Day
from pomdesk.services.quality.acting import need
from pomdesk.services.quality.disputes import case_of, judged
from pomdesk.services.quality.reviews import Marking, at, going_on, marking, score_text
from pomdesk.store.tables import qa_feedback, qa_review, qa_sample
from pomdesk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class LockReview:
    """Lock a marking that counts: its score is written down, and nothing in it changes any more.

    Its assessor does it, a moderator or the lead, who is told nothing by it. What was settled
    counts; what was answered before stands. The second marking is locked with it, without a
    score: it was there to see how far markers agree.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-REVIEW, REQ-QA-OWN-FILE, REQ-QA-KIND (only first
            markings are locked), REQ-QA-ENDED, REQ-QA-STAGE; REQ-QA-SECOND, it is marked twice
            and the second marking was not handed in; REQ-QA-UNSURE with ``n`` and ``question``;
            REQ-QA-TO-SETTLE with ``n``.

    """

    name: ClassVar[str] = "lock_quality_review"
    lasting: ClassVar[bool] = True
    review_id: int

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Write the score and lock it. Twice does no harm."""
        me, one = need(uow), marking(uow, self.review_id)
        if me.code != one.row.assessor:
            need(uow, Role.MODERATOR, Role.LEAD)
        if one.row.supervisor == me.code:
            raise RequestRefused("REQ-QA-OWN-FILE")
        if one.kind is not ReviewKind.PRIMARY:
            raise RequestRefused("REQ-QA-KIND")
        if one.stage is ReviewStage.LOCKED:
            return
        at(going_on(one), ReviewStage.SUBMITTED)
        self._lock(uow, day, one)
        read(uow, one)
        uow.session.flush()
        move_on(uow, one.row.round_id)

    def _lock(self, uow: UnitOfWork, day: Day, one: Marking) -> None:
        case = case_of(uow, day, one.id)
        if case is None:
            raise RequestRefused("REQ-QA-KIND")
        second = case.second
        if (one.row.double and second is None) or (second is not None and not second.handed_in):
            raise RequestRefused("REQ-QA-SECOND")
        unsure = [matter for matter in case.waiting if matter.trigger is Trigger.UNSURE]
        if unsure:
            raise RequestRefused("REQ-QA-UNSURE", n=len(unsure), question=unsure[0].question)
        if case.waiting:
            raise RequestRefused("REQ-QA-TO-SETTLE", n=len(case.waiting))
        answers, judgement = judged(case)
        score = scoring.score(
            case.instrument, list(answers.values()), judgement, day.policy.quality
        )
        record = review_record(uow, one)
        record.score, record.verdict = score_text(score), score.verdict.value
        for marked in (one, *((second,) if second else ())):
            standing = review_record(uow, marked)
            standing.stage = ReviewStage.LOCKED.value
            standing.locked_at, standing.locked_on = uow.now, day.today


@dataclass(frozen=True, slots=True)
class SelfReview:
    """Let a supervisor mark their own file, before they read ours; the result is the marking.

    It counts for nothing and is shown to nobody else. Where it was begun already, that one it is.

    Attributes:
        sample_id: the drawn file; None where ``review_id`` tells it.
        review_id: the marking that the feedback is of.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-REVIEW, REQ-QA-NOT-YOURS (not their file, or nothing
            was sent to them yet), REQ-QA-SEEN.

    """

    name: ClassVar[str] = "mark_own_quality_file"
    sample_id: int | None = None
    review_id: int | None = None

    def run(self, uow: UnitOfWork, day: Day) -> int:
        """Make it."""
        from pomdesk.store.records import QualityReviewRecord

        me = need(uow, Role.SUPERVISOR)
        wanted = (
            qa_review.c.id == self.review_id
            if self.sample_id is None
            else qa_review.c.sample_id == self.sample_id
        )
        sent = (
            select(qa_review.c.sample_id, qa_review.c.instrument_id)
            .join(qa_sample, qa_sample.c.id == qa_review.c.sample_id)
            .join(qa_feedback, qa_feedback.c.review_id == qa_review.c.id)
            .where(
                wanted,
                qa_sample.c.supervisor == me.code,
                qa_feedback.c.stage != FeedbackStage.DRAFT.value,
            )
        )
        rows = uow.rows(sent)
        if not rows:
            raise RequestRefused("REQ-QA-NOT-YOURS")
        not_seen(uow, rows[0].sample_id)
        mark = {"sample_id": rows[0].sample_id, "kind": ReviewKind.SELF.value, "assessor": me.code}
        held = uow.find(QualityReviewRecord, **mark)
        if held is not None:
            return held.id
        return new_review(uow, day, rows[0].instrument_id, **mark)
