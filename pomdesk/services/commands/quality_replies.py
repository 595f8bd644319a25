"""Feedback that was sent: opened, replied to, discussed, acknowledged."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from sqlalchemy import select

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.terms import FeedbackReply, FeedbackStage, Role
from pomdesk.readmodels.quality import FeedbackView
from pomdesk.services.commands.quality_answers import SITTING
from pomdesk.services.commands.quality_keeping import LONGEST_TEXT, words
from pomdesk.services.desk import Day
from pomdesk.services.quality.acting import need
from pomdesk.services.quality.feedback import (
    ASSESSOR,
    DISCUSSED_FROM,
    MANAGER,
    REPLIED_FROM,
    SUPERVISOR,
    feedback_row,
    managers_of,
    sees,
    view,
)
from pomdesk.services.quality.reviews import Marking, marking
from pomdesk.store.tables import qa_seen
from pomdesk.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from pomdesk.store.records import QualityFeedbackRecord


@dataclass(frozen=True, slots=True)
class OpenFeedback:
    """Open the feedback of a marking. Everybody who opens it is written down, once a sitting.

    A supervisor's first opening is the day they saw it. What they think of the file themselves
    is asked before (``OwnView``), for it is refused after.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-REVIEW, REQ-QA-NOT-YOURS.

    """

    name: ClassVar[str] = "open_quality_feedback"
    lasting: ClassVar[bool] = True
    review_id: int

    def run(self, uow: UnitOfWork, day: Day) -> FeedbackView:
        """Note who opens it, and show it."""
        from pomdesk.store.records import QualitySeenRecord

        me, one, role = _seen_by(uow, self.review_id)
        record = feedback_record(uow, one)
        if role == SUPERVISOR and record.seen_on is None:
            record.seen_on = day.today
            record.revision += 1
        if not _just_seen(uow, record.id, me.code):
            uow.add(QualitySeenRecord(feedback_id=record.id, who=me.code, at=uow.now, how=role))
        row = feedback_row(uow, one.id)
        if row is None:
            raise RequestRefused("REQ-QA-NOT-YOURS")
        return view(uow, me, role, one, row)


def _just_seen(uow: UnitOfWork, feedback_id: int, who: str) -> bool:
    """Whether they opened it a moment ago: the page asks again after everything that is done."""
    statement = select(qa_seen.c.id).where(
        qa_seen.c.feedback_id == feedback_id,
        qa_seen.c.who == who,
        qa_seen.c.at > uow.now - SITTING,
    )
    return bool(uow.rows(statement.limit(1)))


@dataclass(frozen=True, slots=True)
class OwnView:
    """Keep what the supervisor thinks of the file themselves, before they read ours.

    They may change it until then, and take it back by leaving it blank.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-REVIEW, REQ-QA-NOT-YOURS, REQ-QA-SEEN, REQ-QA-NEEDS,
            REQ-QA-LONG.

    """

    name: ClassVar[str] = "write_own_quality_view"
    review_id: int
    text: str

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Keep it."""
        record = _of_supervisor(uow, self.review_id)
        if record.seen_on is not None:
            raise RequestRefused("REQ-QA-SEEN")
        said = words(self.text, "own_view", needed=not record.own_view)
        if said == record.own_view:
            return
        record.own_view = said
        record.revision += 1


@dataclass(frozen=True, slots=True)
class ReplyFeedback:
    """Say what the supervisor thinks of ours: accepted, to be discussed, or queried.

    A query is not taken back: a moderator answers it.

    Attributes:
        text: why; needed for all but accepting.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-REVIEW, REQ-QA-NOT-YOURS, REQ-QA-UNREAD (it was not
            opened yet), REQ-QA-STAGE, REQ-QA-REPLIED (it was queried), REQ-QA-NEEDS,
            REQ-QA-LONG.

    """

    name: ClassVar[str] = "reply_quality_feedback"
    review_id: int
    reply: FeedbackReply
    text: str = ""

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Keep it."""
        record = _of_supervisor(uow, self.review_id)
        reply = FeedbackReply(self.reply)
        if record.seen_on is None:
            raise RequestRefused("REQ-QA-UNREAD")
        if record.reply == FeedbackReply.QUERY:
            raise RequestRefused("REQ-QA-REPLIED")
        _at(record, REPLIED_FROM)
        text = words(self.text, "reply", needed=reply is not FeedbackReply.ACCEPT)
        record.reply, record.reply_text, record.replied_on = reply.value, text, day.today
        if reply is FeedbackReply.QUERY:
            record.stage = FeedbackStage.QUERIED.value
        record.revision += 1


@dataclass(frozen=True, slots=True)
class DiscussFeedback:
    """Note that the assessor or the line manager talked it over with the supervisor.

    Attributes:
        day: when; not before it was sent.
        own_view: what the supervisor said of the file; it is added to what they wrote.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-REVIEW, REQ-QA-NOT-YOURS, REQ-QA-STAGE, REQ-QA-DAY,
            REQ-QA-LONG.

    """

    name: ClassVar[str] = "discuss_quality_feedback"
    review_id: int
    day: date
    own_view: str = ""

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Keep it; a query that waits goes on waiting."""
        _me, one, role = _seen_by(uow, self.review_id)
        if role not in (ASSESSOR, MANAGER):
            raise RequestRefused("REQ-QA-NOT-YOURS")
        record = feedback_record(uow, one)
        _at(record, DISCUSSED_FROM)
        sent = record.sent_on
        if type(self.day) is not date or sent is None or not sent <= self.day <= day.today:
            raise RequestRefused("REQ-QA-DAY", reason="discussed")
        said = words(self.own_view, "own_view")
        if said:
            whole = f"{record.own_view}\n\n{said}" if record.own_view else said
            record.own_view = words(whole, "own_view", longest=2 * LONGEST_TEXT)
        record.discussed_on = self.day
        if record.stage == FeedbackStage.SENT:
            record.stage = FeedbackStage.DISCUSSED.value
        record.revision += 1


@dataclass(frozen=True, slots=True)
class AcknowledgeFeedback:
    """The supervisor signs that it was read and discussed. Twice does no harm.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-REVIEW, REQ-QA-NOT-YOURS, REQ-QA-UNREAD, REQ-QA-STAGE
            (it was not discussed, or a query waits).

    """

    name: ClassVar[str] = "acknowledge_quality_feedback"
    review_id: int

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Keep it."""
        record = _of_supervisor(uow, self.review_id)
        if record.stage == FeedbackStage.ACKNOWLEDGED:
            return
        if record.seen_on is None:
            raise RequestRefused("REQ-QA-UNREAD")
        _at(record, frozenset({FeedbackStage.DISCUSSED}))
        record.stage = FeedbackStage.ACKNOWLEDGED.value
        record.revision += 1


def _seen_by(uow: UnitOfWork, review_id: int) -> tuple[Member, Marking, str]:
    """A marking of which somebody may see the feedback, and as what.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-REVIEW, REQ-QA-NOT-YOURS.

    """
    me, one = need(uow), marking(uow, review_id)
    role = sees(me, one, feedback_row(uow, review_id), managers_of(uow))
    if role is None:
        raise RequestRefused("REQ-QA-NOT-YOURS")
    return me, one, role


def _of_supervisor(uow: UnitOfWork, review_id: int) -> "QualityFeedbackRecord":
    need(uow, Role.SUPERVISOR)
    _me, one, role = _seen_by(uow, review_id)
    if role != SUPERVISOR:
        raise RequestRefused("REQ-QA-NOT-YOURS")
    return feedback_record(uow, one)


def _at(record: "QualityFeedbackRecord", stages: frozenset[FeedbackStage]) -> None:
    if record.stage not in stages:
        raise RequestRefused("REQ-QA-STAGE", reason=record.stage)


def feedback_record(uow: UnitOfWork, one: Marking) -> "QualityFeedbackRecord":
    """The feedback of a marking, begun where it was not; who may is asked before."""
    from pomdesk.store.records import QualityFeedbackRecord

    record = uow.find(QualityFeedbackRecord, review_id=one.id)
    if record is not None:
        return record
    blank = dict.fromkeys(
        ("good", "learning", "root_causes", "support", "sent_by", "own_view", "reply",
         "reply_text", "answer", "answered_by"), "",
    )  # fmt: skip
    return uow.add(
        QualityFeedbackRecord(
            review_id=one.id,
            supervisor=one.row.supervisor,
            stage=FeedbackStage.DRAFT.value,
            sections="{}",
            revision=1,
            **blank,
        )
    )
