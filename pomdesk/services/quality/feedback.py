"""Feedback to a supervisor: who may open it, and what it then shows.

It is about one person's work: the supervisor, whoever marked, and the line manager see it; a
moderator while and after it is queried. The lead, the Governor and an auditor see none of it,
unless they are one of those.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, select

from pomdesk.domain.quality.instruments import Answer, Instrument
from pomdesk.domain.quality.items import Item
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.terms import (
    FeedbackReply,
    FeedbackStage,
    ItemKind,
    ReviewKind,
    ReviewStage,
    Role,
    RootCause,
    RoundStage,
    Verdict,
)
from pomdesk.readmodels.quality import FeedbackView, QuestionResult
from pomdesk.rules.quality.scoring import failing
from pomdesk.services.quality.acting import may_see_feedback, members
from pomdesk.services.quality.items import read_items
from pomdesk.services.quality.reviews import (
    COUNTED,
    Marking,
    answers_of,
    instrument_of,
    markings,
    people_of,
    score_of,
    settled_answers,
    settlements_of,
    verdict_told,
)
from pomdesk.store.tables import (
    qa_feedback,
    qa_instrument,
    qa_item,
    qa_review,
    qa_round,
    qa_sample,
    qa_seen,
)
from pomdesk.store.unit_of_work import UnitOfWork

SUPERVISOR, ASSESSOR, MANAGER, MODERATOR = "supervisor", "assessor", "manager", "moderator"
"""How somebody sees feedback."""

TREND_ROUNDS = 4
TO_READ = frozenset(FeedbackStage) - {FeedbackStage.DRAFT}
REPLIED_FROM = frozenset({FeedbackStage.SENT, FeedbackStage.DISCUSSED})
DISCUSSED_FROM = REPLIED_FROM | {FeedbackStage.QUERIED}
"""Stages in which a supervisor may reply, and in which it is noted that it was discussed."""


def sees(
    me: Member, one: Marking, feedback: Row[Any] | None, managers: Mapping[str, str]
) -> str | None:
    """How somebody may open the feedback of a marking; None: not at all.

    A moderator may while the supervisor's query waits for an answer.

    Args:
        me: who asks.
        one: the marking that counts.
        feedback: None while nothing is written.
        managers: line manager of each supervisor, by code.

    """
    row = one.row
    if one.kind is not ReviewKind.PRIMARY or one.stage is not ReviewStage.LOCKED:
        return None
    manager = managers.get(row.supervisor, "")
    role = may_see_feedback(me, supervisor=row.supervisor, assessor=row.assessor, manager=manager)
    if role == ASSESSOR:
        return role
    if feedback is None or feedback.stage not in TO_READ:
        return None
    if role in (SUPERVISOR, MANAGER):
        return role
    queried = feedback.stage == FeedbackStage.QUERIED
    return MODERATOR if queried and me.may(Role.MODERATOR) else None


def managers_of(uow: UnitOfWork) -> dict[str, str]:
    """The line manager of each member, by code."""
    return {code: one.manager for code, one in members(uow).items()}


def feedback_row(uow: UnitOfWork, review_id: int) -> Row[Any] | None:
    """What was written of a marking so far."""
    rows = uow.rows(select(qa_feedback).where(qa_feedback.c.review_id == review_id))
    return rows[0] if rows else None


def actions_of(uow: UnitOfWork, review_id: int, *kinds: ItemKind) -> list[Item]:
    """Actions (and, where asked for, concerns) of a marking, the first first."""
    wanted = [one.value for one in kinds or (ItemKind.ACTION,)]
    return read_items(uow, qa_item.c.review_id == review_id, qa_item.c.kind.in_(wanted))


def view(uow: UnitOfWork, me: Member, role: str, one: Marking, feedback: Row[Any]) -> FeedbackView:
    """The feedback of a locked marking as somebody sees it.

    The trend is of the supervisor's own rounds: for them and their line manager only.
    """
    row, called = one.row, members(uow)
    instrument, _stage = instrument_of(uow, row.instrument_id)
    given = answers_of(uow, [one.id])[one.id]
    settled = settlements_of(uow, [one.id])[one.id]
    answers = settled_answers(given, settled)
    stage = FeedbackStage(feedback.stage)
    person_id, name = people_of(uow, [row.case_ref]).get(row.case_ref, (None, ""))
    own = role in (SUPERVISOR, MANAGER)
    return FeedbackView(
        review_id=one.id,
        feedback_id=feedback.id,
        role=role,
        stage=stage,
        supervisor=row.supervisor,
        supervisor_name=_name(called, row.supervisor),
        assessor_name=_name(called, row.assessor),
        case_ref=row.case_ref,
        person_id=person_id,
        name=name,
        round_ref=row.round_ref,
        instrument=instrument,
        file_from=row.file_from,
        file_to=row.file_to,
        locked_on=row.locked_on,
        verdict=verdict_told(row.verdict, settled),
        score=score_of(row.score),
        judgement_why=row.judgement_why,
        results=tuple(_results(instrument, given, answers)),
        critical=[
            question
            for key in failing(instrument, list(answers.values()))
            if (question := instrument.question(key))
        ],
        good=feedback.good,
        sections=json.loads(feedback.sections),
        learning=feedback.learning,
        root_causes=tuple(map(RootCause, feedback.root_causes.split())),
        support=feedback.support,
        actions=actions_of(uow, one.id),
        sent_on=feedback.sent_on,
        seen_on=feedback.seen_on,
        discussed_on=feedback.discussed_on,
        own_view=feedback.own_view,
        own_first=feedback.seen_on is None and not feedback.own_view,
        reply=FeedbackReply(feedback.reply) if feedback.reply else None,
        reply_text=feedback.reply_text,
        replied_on=feedback.replied_on,
        answer=feedback.answer,
        answered_by=_name(called, feedback.answered_by),
        answered_on=feedback.answered_on,
        trend=tuple(_trend(uow, one)) if own else (),
        may=frozenset(_may(me, role, stage, feedback, second=_second(uow, one))),
        seen=seen_by(uow, feedback.id) if role == SUPERVISOR else (),
    )


def seen_by(uow: UnitOfWork, feedback_id: int) -> list[tuple[str, Any]]:
    """Who opened it, by name, and when; the first first."""
    called = members(uow)
    rows = uow.rows(
        select(qa_seen).where(qa_seen.c.feedback_id == feedback_id).order_by(qa_seen.c.id)
    )
    return [(_name(called, row.who), row.at) for row in rows]


def _name(called: Mapping[str, Member], code: str) -> str:
    return called[code].name if code in called else code


def _results(
    instrument: Instrument, given: Mapping[str, Answer], answers: Mapping[str, Answer]
) -> Iterator[tuple[str, Sequence[QuestionResult]]]:
    """By key of the section, each question with the answer that counts."""
    for section in instrument.sections:
        results = []
        for question in section.questions:
            options = {one.key: one for one in instrument.scale_of(question).options}
            answer = answers.get(question.key, Answer(question.key))
            before = given.get(question.key, Answer(question.key)).option
            option = options.get(answer.option)
            changed = before != answer.option
            results.append(
                QuestionResult(
                    question=question,
                    answer=answer,
                    label=option.label if option else "",
                    best=option is not None and option.points == 1,
                    settled=changed,
                    before=options[before].label if changed and before in options else "",
                )
            )
        yield section.key, tuple(results)


def _second(uow: UnitOfWork, one: Marking) -> str:
    rows = uow.rows(
        select(qa_review.c.assessor).where(
            qa_review.c.sample_id == one.row.sample_id,
            qa_review.c.kind == ReviewKind.SECOND.value,
        )
    )
    return str(rows[0].assessor) if rows else ""


def _may(
    me: Member, role: str, stage: FeedbackStage, feedback: Row[Any], *, second: str
) -> Iterator[str]:
    """Codes of what may be done now (``FeedbackView.may``)."""
    if role == ASSESSOR and stage is FeedbackStage.DRAFT:
        yield from ("write", "send")
    if role in (ASSESSOR, MANAGER) and stage in DISCUSSED_FROM:
        yield "discuss"
    if role == SUPERVISOR:
        if stage in REPLIED_FROM and feedback.reply != FeedbackReply.QUERY:
            yield "reply"
        if stage is FeedbackStage.DISCUSSED:
            yield "acknowledge"
    moderates = me.may(Role.MODERATOR) and role not in (SUPERVISOR, ASSESSOR)
    if stage is FeedbackStage.QUERIED and moderates and me.code != second:
        yield "answer"


def _trend(uow: UnitOfWork, one: Marking) -> Iterator[tuple[str, int, int]]:
    """Files found sufficient, of how many, in the supervisor's last rounds of the same kind.

    Only what was sent to them, of the same instrument (never a pilot), oldest round first.
    """
    row = one.row
    code = select(qa_instrument.c.code).where(qa_instrument.c.id == row.instrument_id)
    sent = (
        select(qa_feedback.c.review_id)
        .join(qa_review, qa_review.c.id == qa_feedback.c.review_id)
        .join(qa_instrument, qa_instrument.c.id == qa_review.c.instrument_id)
        .where(
            qa_feedback.c.stage != FeedbackStage.DRAFT.value,
            qa_instrument.c.code == code.scalar_subquery(),
            qa_instrument.c.stage.in_(COUNTED),
        )
    )
    found = markings(
        uow,
        qa_sample.c.supervisor == row.supervisor,
        qa_review.c.kind == ReviewKind.PRIMARY.value,
        qa_review.c.stage == ReviewStage.LOCKED.value,
        qa_round.c.purpose == row.purpose,
        qa_round.c.stage != RoundStage.VOID.value,
        qa_round.c.as_of <= row.as_of,
        qa_review.c.id.in_(sent),
    )
    settled = settlements_of(uow, [each.id for each in found])
    rounds: dict[tuple[Any, int], tuple[str, list[bool]]] = {}
    for each in found:
        key = (each.row.as_of, each.row.round_id)
        _ref, files = rounds.setdefault(key, (each.row.round_ref, []))
        files.append(verdict_told(each.row.verdict, settled[each.id]) is Verdict.SUFFICIENT)
    for key in sorted(rounds)[-TREND_ROUNDS:]:
        ref, files = rounds[key]
        yield ref, sum(files), len(files)
