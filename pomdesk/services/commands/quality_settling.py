"""Settling what markers, a moderator or a supervisor do not agree on. Nothing said is erased."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.terms import FeedbackStage, Judgement, Role, Trigger, Verdict
from pomdesk.services.commands.quality_keeping import named, words
from pomdesk.services.desk import Day
from pomdesk.services.quality.acting import need
from pomdesk.services.quality.disputes import WHOLE, Case, Matter, case_of
from pomdesk.services.quality.reviews import marking, settled_answers, verdict_told
from pomdesk.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from pomdesk.store.records import QualityFeedbackRecord


@dataclass(frozen=True, slots=True)
class Settle:
    """Settle one matter of a marking, for good. The answers given before stay as they are.

    A moderator does it who did not mark the file; or both markers together, of whom one is a
    moderator and names the other. A supervisor's query is never settled by a marker.

    What is settled before a marking is locked takes part in its score. What a query changes
    afterwards is told with the feedback; the score stands as it was locked.

    Attributes:
        question: key of the question; "" for the judgement, of a query for the verdict, which
            answers the query.
        after: key of the option; of a judgement or a verdict its code.
        together_with: code of whoever agreed to it.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-REVIEW, REQ-QA-OWN-FILE, REQ-QA-OWN (a marker settles
            alone), REQ-QA-NOBODY, REQ-QA-NO-DISPUTE, REQ-QA-SETTLED, REQ-QA-ANSWER (nothing
            that can be settled on), REQ-QA-NEEDS, REQ-QA-LONG.

    """

    name: ClassVar[str] = "settle_quality_matter"
    lasting: ClassVar[bool] = True
    review_id: int
    trigger: Trigger
    question: str
    after: str
    rationale: str
    together_with: str = ""

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Write it down."""
        me, case = _moderator(uow, day, self.review_id)
        trigger, together = Trigger(self.trigger), self.together_with
        if together:
            named(uow, together, "together_with")
        _check_settler(case, me, trigger, together)
        query = _queried(uow, case) if trigger is Trigger.QUERY else None
        matter = _of_query(case, self.question) if query else _waiting(case, trigger, self.question)
        self._check_after(case, trigger)
        rationale = words(self.rationale, "rationale", needed=True)
        if query is not None and self.question == WHOLE:
            _answer(query, rationale, me, day)
        _write(uow, case, matter, self.after, rationale, me, together)

    def _check_after(self, case: Case, trigger: Trigger) -> None:
        question = case.instrument.question(self.question)
        known: set[str] = set()
        if question is not None:
            options = case.instrument.options_of(question)
            known = {one.key for one in options if not one.is_unsure}
        elif self.question == WHOLE:
            known = set(Verdict if trigger is Trigger.QUERY else Judgement)
        if self.after not in known:
            raise RequestRefused("REQ-QA-ANSWER", question=self.question, option=self.after)


@dataclass(frozen=True, slots=True)
class AnswerQuery:
    """Answer a supervisor's query; a moderator does it who did not mark the file.

    The verdict stays as it is told, unless ``Settle`` changed it before.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-REVIEW, REQ-QA-OWN-FILE, REQ-QA-OWN, REQ-QA-NO-DISPUTE
            (nothing is queried), REQ-QA-NEEDS, REQ-QA-LONG.

    """

    name: ClassVar[str] = "answer_quality_query"
    lasting: ClassVar[bool] = True
    review_id: int
    answer: str

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Keep the answer."""
        me, case = _moderator(uow, day, self.review_id)
        _check_settler(case, me, Trigger.QUERY, "")
        query = _queried(uow, case)
        matter = _of_query(case, WHOLE)
        answer = words(self.answer, "answer", needed=True)
        _answer(query, answer, me, day)
        _write(uow, case, matter, matter.first, answer, me, "")


def _moderator(uow: UnitOfWork, day: Day, review_id: int) -> tuple[Member, Case]:
    me, one = need(uow, Role.MODERATOR), marking(uow, review_id)
    if one.row.supervisor == me.code:
        raise RequestRefused("REQ-QA-OWN-FILE")
    case = case_of(uow, day, review_id)
    if case is None:
        raise RequestRefused("REQ-QA-NO-DISPUTE")
    return me, case


def _check_settler(case: Case, me: Member, trigger: Trigger, together: str) -> None:
    """Nobody settles their own marking alone.

    Raises:
        RequestRefused: REQ-QA-OWN.

    """
    if together and together in (me.code, case.first.row.supervisor):
        raise RequestRefused("REQ-QA-NOBODY", reason="together_with")
    if not case.is_marker(me.code):
        return
    other = together if together != me.code and case.is_marker(together) else ""
    if trigger is Trigger.QUERY or not other:
        raise RequestRefused("REQ-QA-OWN")


def _waiting(case: Case, trigger: Trigger, question: str) -> Matter:
    """The matter that is settled.

    Raises:
        RequestRefused: REQ-QA-NO-DISPUTE, REQ-QA-SETTLED.

    """
    for one in case.matters:
        if (one.trigger, one.question) == (trigger, question):
            if not one.waits:
                raise RequestRefused("REQ-QA-SETTLED")
            return one
    raise RequestRefused("REQ-QA-NO-DISPUTE")


def _of_query(case: Case, question: str) -> Matter:
    """What a query is settled on: any question as it is told now, or the verdict.

    Raises:
        RequestRefused: REQ-QA-SETTLED, that was settled for this query already.

    """
    if any((one.trigger, one.question) == (Trigger.QUERY, question) for one in case.settled):
        raise RequestRefused("REQ-QA-SETTLED")
    if question == WHOLE:
        before = verdict_told(case.first.row.verdict, case.settled).value
    else:
        told = settled_answers(case.answers, case.settled)
        before = told[question].option if question in told else ""
    return Matter(Trigger.QUERY, question, before)


def _queried(uow: UnitOfWork, case: Case) -> "QualityFeedbackRecord":
    """The feedback that the supervisor queries, to answer it.

    Raises:
        RequestRefused: REQ-QA-NO-DISPUTE.

    """
    from pomdesk.store.records import QualityFeedbackRecord

    record = uow.find(QualityFeedbackRecord, review_id=case.first.id)
    if record is None or record.stage != FeedbackStage.QUERIED:
        raise RequestRefused("REQ-QA-NO-DISPUTE")
    return record


def _answer(record: "QualityFeedbackRecord", answer: str, me: Member, day: Day) -> None:
    """Answer the query; the feedback is again where it was before."""
    record.answer, record.answered_by, record.answered_on = answer, me.code, day.today
    discussed = record.discussed_on is not None
    record.stage = (FeedbackStage.DISCUSSED if discussed else FeedbackStage.SENT).value
    record.revision += 1


def _write(
    uow: UnitOfWork,
    case: Case,
    matter: Matter,
    after: str,
    rationale: str,
    me: Member,
    together: str,
) -> None:
    from pomdesk.store.records import QualitySettlementRecord

    uow.add(
        QualitySettlementRecord(
            review_id=case.first.id,
            trigger=matter.trigger.value,
            question=matter.question,
            before=matter.first,
            other=matter.second,
            after=after,
            rationale=rationale,
            decided_by=me.code,
            together_with=together,
            decided_at=uow.now,
        )
    )
