"""Markings out of the store: one with its file and round, its answers, what was settled, its score.

Whoever marks sees their own marking and nothing else. Two markers of one file are blind to each
other until both have handed in; a moderator sees a marking once there is something to settle.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.names import listed
from pomdesk.domain.quality.instruments import Answer, Instrument
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.results import Score, SectionScore
from pomdesk.domain.quality.terms import (
    InstrumentStage,
    Judgement,
    ReviewKind,
    ReviewStage,
    Role,
    RootCause,
    RoundStage,
    SampleStatus,
    Trigger,
    Verdict,
)
from pomdesk.rules.quality.instruments import from_data
from pomdesk.services.quality.acting import need
from pomdesk.store.tables import (
    person,
    qa_answer,
    qa_instrument,
    qa_review,
    qa_round,
    qa_sample,
    qa_settlement,
)
from pomdesk.store.unit_of_work import UnitOfWork

COUNTED = (InstrumentStage.PUBLISHED.value, InstrumentStage.RETIRED.value)
"""Stages of instruments whose results count; a pilot's never do."""

HANDED_IN = frozenset({ReviewStage.SUBMITTED, ReviewStage.LOCKED})
OPEN = frozenset({ReviewStage.ASSIGNED, ReviewStage.STARTED})

MARKED_BY: Mapping[ReviewKind, tuple[Role, ...]] = {
    ReviewKind.PRIMARY: (Role.ASSESSOR,),
    ReviewKind.SECOND: (Role.ASSESSOR,),
    ReviewKind.CALIBRATION: (Role.ASSESSOR,),
    ReviewKind.KEY: (Role.LEAD, Role.MODERATOR),
    ReviewKind.SELF: (Role.SUPERVISOR,),
}
"""Who does markings of a kind."""

_OVER = frozenset({RoundStage.CLOSED, RoundStage.VOID})
_OUT = frozenset({SampleStatus.SUBSTITUTED, SampleStatus.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Marking:
    """One marking as it stands in the store, with its file and its round.

    Attributes:
        row: columns of ``qa_review`` and, beside them, ``case_ref``, ``supervisor``, ``double``,
            ``sample_status``, ``role``, ``round_id``, ``round_ref``, ``round_stage``,
            ``purpose``, ``as_of``.

    """

    row: Row[Any]

    @property
    def id(self) -> int:
        """Its number."""
        return int(self.row.id)

    @property
    def kind(self) -> ReviewKind:
        """Whose marking it is."""
        return ReviewKind(self.row.kind)

    @property
    def stage(self) -> ReviewStage:
        """How far it has come."""
        return ReviewStage(self.row.stage)

    @property
    def handed_in(self) -> bool:
        """Whether its assessor is done with it."""
        return self.stage in HANDED_IN

    @property
    def was_handed_in(self) -> bool:
        """Whether it was handed in at least once: its assessor has been shown the score."""
        return self.row.submitted_at is not None

    @property
    def ended(self) -> bool:
        """Whether its file fell out of the round, or the round is over."""
        return self.row.sample_status in _OUT or self.row.round_stage in _OVER


def marked() -> Select[Any]:
    """The statement that markings are read with."""
    return (
        select(
            qa_review,
            qa_sample.c.case_ref,
            qa_sample.c.supervisor,
            qa_sample.c.double,
            qa_sample.c.role,
            qa_sample.c.status.label("sample_status"),
            qa_sample.c.round_id,
            qa_round.c.ref.label("round_ref"),
            qa_round.c.stage.label("round_stage"),
            qa_round.c.purpose,
            qa_round.c.as_of,
        )
        .join(qa_sample, qa_sample.c.id == qa_review.c.sample_id)
        .join(qa_round, qa_round.c.id == qa_sample.c.round_id)
        .order_by(qa_review.c.id)
    )


def markings(uow: UnitOfWork, *wanted: ColumnElement[bool]) -> list[Marking]:
    """All markings that these conditions name, in order of their numbers."""
    return [Marking(row) for row in uow.rows(marked().where(*wanted))]


def marking(uow: UnitOfWork, review_id: int) -> Marking:
    """One marking.

    Raises:
        RequestRefused: REQ-QA-REVIEW, there is none of this number.

    """
    found = markings(uow, qa_review.c.id == review_id)
    if not found:
        raise RequestRefused("REQ-QA-REVIEW")
    return found[0]


def second_of(uow: UnitOfWork, first: Marking) -> Marking | None:
    """The blind second marking of the same file."""
    return _of_sample(uow, first, ReviewKind.SECOND)


def first_of(uow: UnitOfWork, second: Marking) -> Marking | None:
    """The marking of the same file that counts."""
    return _of_sample(uow, second, ReviewKind.PRIMARY)


def _of_sample(uow: UnitOfWork, one: Marking, kind: ReviewKind) -> Marking | None:
    found = markings(
        uow, qa_review.c.sample_id == one.row.sample_id, qa_review.c.kind == kind.value
    )
    return found[-1] if found else None


# Who may


def mine(uow: UnitOfWork, review_id: int) -> tuple[Member, Marking]:
    """A marking of whoever is signed in.

    Raises:
        RequestRefused: REQ-QA-ROLE; REQ-QA-REVIEW; REQ-QA-NOT-YOURS; REQ-QA-OWN-FILE, nobody
            marks their own file.

    """
    me, one = need(uow), marking(uow, review_id)
    if one.row.assessor != me.code:
        raise RequestRefused("REQ-QA-NOT-YOURS")
    if one.kind is not ReviewKind.SELF and one.row.supervisor == me.code:
        raise RequestRefused("REQ-QA-OWN-FILE")
    need(uow, *MARKED_BY[one.kind])
    return me, one


def going_on(one: Marking) -> Marking:
    """The marking, where its file is still in a round that goes on.

    Raises:
        RequestRefused: REQ-QA-ENDED with ``reason`` ``round`` or ``sample``. A supervisor's own
            marking has nothing to do with how far the round is.

    """
    if one.kind is not ReviewKind.SELF and one.ended:
        reason = "sample" if one.row.sample_status in _OUT else "round"
        raise RequestRefused("REQ-QA-ENDED", reason=reason)
    return one


def at(one: Marking, *stages: ReviewStage) -> Marking:
    """The marking, where it has come so far.

    Raises:
        RequestRefused: REQ-QA-STAGE with ``reason``, the stage it is at.

    """
    if one.stage not in stages:
        raise RequestRefused("REQ-QA-STAGE", reason=one.stage.value)
    return one


def may_read(uow: UnitOfWork, me: Member, one: Marking, *, matters: bool) -> bool:
    """Whether somebody may look at a marking: their own, or with a reason.

    Args:
        uow: to read with.
        me: who asks.
        one: the marking.
        matters: whether there is or was something to settle in it.

    """
    if one.row.assessor == me.code:
        return True
    if one.row.supervisor == me.code or one.kind not in (ReviewKind.PRIMARY, ReviewKind.SECOND):
        return False
    other = (second_of if one.kind is ReviewKind.PRIMARY else first_of)(uow, one)
    both = one.handed_in and other is not None and other.handed_in
    if other is not None and other.row.assessor == me.code:
        return both
    if one.kind is ReviewKind.SECOND and not both:
        return False
    return me.may(Role.MODERATOR) and matters


# What it says


def instrument_of(uow: UnitOfWork, instrument_id: int) -> tuple[Instrument, InstrumentStage]:
    """One version of an instrument, and how far it has come."""
    columns = (qa_instrument.c.content, qa_instrument.c.stage)
    (row,) = uow.rows(select(*columns).where(qa_instrument.c.id == instrument_id))
    return instrument_in(row.content), InstrumentStage(row.stage)


@lru_cache(maxsize=8)
def instrument_in(content: str) -> Instrument:
    """An instrument from its text; the same few are asked for with every answer."""
    return from_data(json.loads(content))


def answers_of(uow: UnitOfWork, reviews: Iterable[int]) -> dict[int, dict[str, Answer]]:
    """The answers of some markings as their assessors gave them, by marking and question."""
    ids = list(reviews)
    found: dict[int, dict[str, Answer]] = {one: {} for one in ids}
    statement = select(qa_answer).where(qa_answer.c.review_id.in_(ids)).order_by(qa_answer.c.id)
    for row in uow.rows(statement):
        found[row.review_id][row.question] = Answer(
            question=row.question,
            option=row.option,
            comment=row.comment,
            document=row.document,
            location=row.location,
            root_causes=tuple(map(RootCause, row.root_causes.split())),
            good_practice=row.good_practice,
            seconds=row.seconds,
        )
    return found


def settlements_of(uow: UnitOfWork, reviews: Iterable[int]) -> dict[int, list[Row[Any]]]:
    """What was settled of some markings, the first first."""
    ids = list(reviews)
    found: dict[int, list[Row[Any]]] = {one: [] for one in ids}
    of_them = qa_settlement.c.review_id.in_(ids)
    for row in uow.rows(select(qa_settlement).where(of_them).order_by(qa_settlement.c.id)):
        found[row.review_id].append(row)
    return found


def settled_answers(
    answers: Mapping[str, Answer], settled: Sequence[Row[Any]], *, queries: bool = True
) -> dict[str, Answer]:
    """The answers that count: what was settled in place of what was answered.

    Args:
        answers: as the assessor gave them; they stay as they are.
        settled: the settlements of the marking.
        queries: with what a supervisor's query changed after the marking was locked. The score
            was written before that and stays.

    """
    found = dict(answers)
    for row in settled:
        if row.question and (queries or row.trigger != Trigger.QUERY):
            before = found.get(row.question, Answer(row.question))
            found[row.question] = replace(before, option=row.after)
    return found


def settled_judgement(given: str, settled: Sequence[Row[Any]]) -> Judgement:
    """The judgement that counts; ``given`` is the assessor's."""
    said = [one.after for one in settled if not one.question and one.trigger != Trigger.QUERY]
    return Judgement(said[-1] if said else given)


def verdict_told(verdict: str, settled: Sequence[Row[Any]]) -> Verdict:
    """The verdict of a locked marking as it is told now: as a query left it.

    ``qa_review.verdict`` and the score stand as they were locked.
    """
    said = [one.after for one in settled if not one.question and one.trigger == Trigger.QUERY]
    return Verdict(said[-1] if said else verdict)


# The score, as it is kept


def score_text(score: Score) -> str:
    """A score as JSON; fractions as text, such as ``7/9``."""
    return json.dumps(
        {
            "engine": score.engine,
            "verdict": score.verdict.value,
            "whole": _sum_data(score.whole),
            "sections": [_sum_data(one) for one in score.sections],
            "failed": list(score.failed),
            "thin": score.thin,
            "clash": score.clash,
        },
        sort_keys=True,
    )


def score_of(text: str) -> Score:
    """The score that ``score_text`` wrote."""
    data = json.loads(text)
    return Score(
        whole=_sum(data["whole"]),
        sections=tuple(map(_sum, data["sections"])),
        failed=tuple(data["failed"]),
        thin=data["thin"],
        verdict=Verdict(data["verdict"]),
        clash=data["clash"],
        engine=data["engine"],
    )


def _sum_data(one: SectionScore) -> dict[str, str]:
    return {"key": one.key, "earned": str(one.earned), "possible": str(one.possible)}


def _sum(data: Mapping[str, str]) -> SectionScore:
    return SectionScore(data["key"], Fraction(data["earned"]), Fraction(data["possible"]))


# Whose case it is


def number_in(case_ref: str) -> str:
    """The prisoner number in a reference: of an assessment it is what stands before the day."""
    return case_ref.partition("/")[0]


def people_of(uow: UnitOfWork, refs: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Who is meant by some references: number in this store and "Surname, Forename"."""
    numbers = {ref: number_in(ref) for ref in refs}
    columns = (person.c.id, person.c.prisoner_number, person.c.last_name, person.c.first_name)
    wanted = person.c.prisoner_number.in_(set(numbers.values()))
    here = {
        row.prisoner_number: (int(row.id), listed(row.last_name, row.first_name))
        for row in uow.rows(select(*columns).where(wanted))
    }
    return {ref: here[number] for ref, number in numbers.items() if number in here}
