"""What waits for a moderator: worked out from the markings, never stored; settled by a row.

A marking has something to settle once it was handed in; of a file that is marked twice, once
both were, so that nobody learns of the first marking who may yet do the second. Each question
comes once: as unsure, else because the markers differ, else because a critical question failed.
Of the whole the judgements may differ, or judgement and score clash. All of that is settled
before the marking is locked. A supervisor's query comes after it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, select

from pomdesk.domain.quality.instruments import Answer, Instrument, Question
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.terms import (
    FeedbackReply,
    FeedbackStage,
    Judgement,
    ReviewKind,
    ReviewStage,
    Role,
    SampleStatus,
    Trigger,
)
from pomdesk.readmodels.quality import Acting, Dispute
from pomdesk.rules.policy import QualityPolicy
from pomdesk.rules.quality import scoring
from pomdesk.services.desk import Day
from pomdesk.services.quality.acting import names
from pomdesk.services.quality.reviews import (
    HANDED_IN,
    Marking,
    answers_of,
    instrument_of,
    markings,
    settled_answers,
    settled_judgement,
    settlements_of,
)
from pomdesk.store.tables import qa_feedback, qa_review, qa_sample
from pomdesk.store.unit_of_work import UnitOfWork

WHOLE = ""
"""In place of a question: the judgement or the verdict."""


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing to settle.

    Attributes:
        first, second: option or judgement of each marker; ``second`` "" where one marked.
        first_comment: for a query, what the supervisor wrote.
        settled: the row that settled it; None while it waits.
        answered: a query that was answered, whatever its row.

    """

    trigger: Trigger
    question: str
    first: str
    second: str = ""
    first_comment: str = ""
    second_comment: str = ""
    settled: Row[Any] | None = None
    answered: bool = False

    @property
    def waits(self) -> bool:
        """Whether a moderator still has to settle it."""
        return self.settled is None and not self.answered


@dataclass(frozen=True, slots=True)
class Case:
    """One marking with what there is and was to settle in it.

    Attributes:
        answers, others: of the first marker, and of the second, as they gave them.
        settled: every settlement of it.

    """

    first: Marking
    second: Marking | None
    instrument: Instrument
    answers: Mapping[str, Answer]
    others: Mapping[str, Answer]
    settled: Sequence[Row[Any]]
    matters: Sequence[Matter]

    @property
    def waiting(self) -> Sequence[Matter]:
        """What still has to be settled."""
        return tuple(one for one in self.matters if one.waits)

    def is_marker(self, code: str) -> bool:
        """Whether somebody marked the file, first or second."""
        second = self.second.row.assessor if self.second else ""
        return bool(code) and code in (self.first.row.assessor, second)


def cases(uow: UnitOfWork, day: Day, *wanted: ColumnElement[bool]) -> list[Case]:
    """The first markings that these conditions name, with what there is to settle in each."""
    policy = day.policy.quality
    firsts = markings(uow, qa_review.c.kind == ReviewKind.PRIMARY.value, *wanted)
    samples = [one.row.sample_id for one in firsts]
    seconds = {
        one.row.sample_id: one
        for one in markings(
            uow, qa_review.c.kind == ReviewKind.SECOND.value, qa_sample.c.id.in_(samples)
        )
    }
    ids = [one.id for one in firsts]
    answers = answers_of(uow, [*ids, *(one.id for one in seconds.values())])
    settled, queries = settlements_of(uow, ids), _queries(uow, ids)
    instruments: dict[int, Instrument] = {}
    found = []
    for first in firsts:
        number = first.row.instrument_id
        if number not in instruments:
            instruments[number] = instrument_of(uow, number)[0]
        second = seconds.get(first.row.sample_id)
        others = answers[second.id] if second else {}
        given = _Given(
            first, second, instruments[number], answers[first.id], others, settled[first.id]
        )
        matters = tuple(_matters(given, policy)) if _may_settle_yet(first, second) else ()
        found.append(
            Case(
                first,
                second,
                instruments[number],
                answers[first.id],
                others,
                settled[first.id],
                (*matters, *_of_query(first, settled[first.id], queries.get(first.id))),
            )
        )
    return found


def case_of(uow: UnitOfWork, day: Day, review_id: int) -> Case | None:
    """One first marking with what there is to settle in it; None: it is no first marking."""
    found = cases(uow, day, qa_review.c.id == review_id)
    return found[0] if found else None


def to_settle(uow: UnitOfWork, day: Day, rounds: Sequence[int]) -> dict[int, int]:
    """How much waits for a moderator in some rounds; numbers only, for anybody."""
    counts = dict.fromkeys(rounds, 0)
    for one in cases(uow, day, qa_sample.c.round_id.in_(rounds)):
        counts[one.first.row.round_id] += len(one.waiting)
    return counts


def disputes(uow: UnitOfWork, day: Day, round_id: int, acting: Acting) -> list[Dispute]:
    """What there is and was to settle in a round, as far as somebody may see it.

    A moderator sees it all but what is about their own files; a marker what is about files they
    marked, once everybody handed in; nobody else anything.
    """
    me = acting.member
    if me is None:
        return []
    called = names(uow)
    return [
        told
        for one in cases(uow, day, qa_sample.c.round_id == round_id)
        for told in _told(one, me, called)
    ]


def may_settle(me: Member, one: Case, matter: Matter) -> bool:
    """Whether somebody may settle it: a moderator; a marker only together with the other one."""
    if not me.may(Role.MODERATOR) or one.first.row.supervisor == me.code or not matter.waits:
        return False
    if one.is_marker(me.code):
        return one.second is not None and matter.trigger is not Trigger.QUERY
    return True


def _told(one: Case, me: Member, called: Mapping[str, str]) -> Iterator[Dispute]:
    row, second = one.first.row, one.second
    if row.supervisor == me.code or not (me.may(Role.MODERATOR) or one.is_marker(me.code)):
        return
    for matter in one.matters:
        query = matter.trigger is Trigger.QUERY
        if query and not me.may(Role.MODERATOR) and row.assessor != me.code:
            continue
        question = one.instrument.question(matter.question)
        settled = matter.settled
        both = second is not None and not query
        yield Dispute(
            review_id=one.first.id,
            sample_id=row.sample_id,
            case_ref=row.case_ref,
            trigger=matter.trigger,
            question=matter.question,
            question_text=question.text if question else "",
            first=matter.first,
            first_by=_name(called, row.assessor),
            first_comment=matter.first_comment,
            second=matter.second,
            second_by=_name(called, second.row.assessor) if both and second else "",
            second_comment=matter.second_comment,
            settled=settled.after if settled else "",
            rationale=settled.rationale if settled else "",
            decided_by=_name(called, settled.decided_by) if settled else "",
            may_settle=may_settle(me, one, matter),
        )


def _name(called: Mapping[str, str], code: str) -> str:
    return called.get(code, code)


def _may_settle_yet(first: Marking, second: Marking | None) -> bool:
    """Whether nobody is marking any more who could be told too much."""
    if first.stage not in HANDED_IN or first.row.sample_status in (
        SampleStatus.SUBSTITUTED,
        SampleStatus.WITHDRAWN,
    ):
        return False
    return second.handed_in if second else not first.row.double


@dataclass(frozen=True, slots=True)
class _Given:
    """What matters are worked out from."""

    first: Marking
    second: Marking | None
    instrument: Instrument
    answers: Mapping[str, Answer]
    others: Mapping[str, Answer]
    settled: Sequence[Row[Any]]

    def settlement(self, question: str) -> Row[Any] | None:
        """What settled a question before the marking was locked."""
        for row in self.settled:
            if row.question == question and row.trigger != Trigger.QUERY:
                return row
        return None


def _matters(given: _Given, policy: QualityPolicy) -> Iterator[Matter]:
    """Everything to settle before it is locked, questions first, in the instrument's order.

    What was never settled of a locked marking is none: another policy, not another marking.
    """
    found = [matter for one in given.instrument.questions if (matter := _of_question(given, one))]
    whole = _of_whole(given, policy, settled=not any(one.waits for one in found))
    for matter in [*found, *whole]:
        if given.first.stage is not ReviewStage.LOCKED or not matter.waits:
            yield matter


def _of_question(given: _Given, question: Question) -> Matter | None:
    first = given.answers.get(question.key, Answer(question.key))
    second = given.others.get(question.key, Answer(question.key))
    options = {one.key: one for one in given.instrument.scale_of(question).options}
    chosen = options.get(first.option)
    differ = given.second is not None and first.option != second.option
    if chosen is not None and chosen.is_unsure:
        trigger = Trigger.UNSURE
    elif differ:
        trigger = Trigger.DOUBLE_MARK
    elif question.critical and chosen is not None and chosen.fails:
        trigger = Trigger.CRITICAL
    else:
        return None
    return Matter(
        trigger,
        question.key,
        first.option,
        second.option if given.second else "",
        first.comment,
        second.comment if given.second else "",
        given.settlement(question.key),
    )


def _of_whole(given: _Given, policy: QualityPolicy, *, settled: bool) -> Iterator[Matter]:
    """Judgements that differ; or a judgement that clashes, once the answers are settled."""
    row, second = given.first.row, given.second
    held = given.settlement(WHOLE)
    why = row.judgement_why
    if second is not None and second.row.judgement != row.judgement:
        other = second.row
        yield Matter(
            Trigger.DOUBLE_MARK,
            WHOLE,
            row.judgement,
            other.judgement,
            why,
            other.judgement_why,
            held,
        )
        return
    answers = settled_answers(given.answers, given.settled, queries=False)
    score = scoring.score(
        given.instrument, list(answers.values()), Judgement(row.judgement), policy
    )
    if held is not None or (settled and score.clash):
        yield Matter(
            Trigger.CLASH,
            WHOLE,
            row.judgement,
            second.row.judgement if second else "",
            why,
            second.row.judgement_why if second else "",
            held,
        )


def _queries(uow: UnitOfWork, ids: Sequence[int]) -> dict[int, Row[Any]]:
    """The feedback of some markings that the supervisor queries or queried."""
    asked = (qa_feedback.c.review_id.in_(ids), qa_feedback.c.reply == FeedbackReply.QUERY.value)
    return {row.review_id: row for row in uow.rows(select(qa_feedback).where(*asked))}


def _of_query(
    first: Marking, settled: Sequence[Row[Any]], feedback: Row[Any] | None
) -> Iterator[Matter]:
    if feedback is None:
        return
    rows = [row for row in settled if row.trigger == Trigger.QUERY]
    for row in rows:
        if row.question:
            yield Matter(Trigger.QUERY, row.question, row.before, settled=row)
    whole = [row for row in rows if not row.question]
    yield Matter(
        Trigger.QUERY,
        WHOLE,
        first.row.verdict,
        first_comment=feedback.reply_text,
        settled=whole[-1] if whole else None,
        answered=feedback.stage != FeedbackStage.QUERIED,
    )


def judged(one: Case) -> tuple[Mapping[str, Answer], Judgement]:
    """The answers and the judgement that count when the marking is locked."""
    answers = settled_answers(one.answers, one.settled, queries=False)
    return answers, settled_judgement(one.first.row.judgement, one.settled)
