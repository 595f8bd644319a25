"""Marking: one file with its questions, what somebody has to mark, and what is to be settled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.instruments import Answer, Instrument
from pomdesk.domain.quality.items import Item
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.results import Score
from pomdesk.domain.quality.terms import (
    ItemKind,
    Judgement,
    ReviewKind,
    ReviewStage,
    Role,
)
from pomdesk.readmodels.quality import Dispute, FileFact, MarkingView, ReviewLine
from pomdesk.rules.quality import scoring
from pomdesk.rules.quality.scoring import MissingWhat
from pomdesk.services.desk import Day
from pomdesk.services.quality.acting import acting, names, need
from pomdesk.services.quality.disputes import case_of, disputes, judged
from pomdesk.services.quality.feedback import actions_of
from pomdesk.services.quality.file_of_case import file_of
from pomdesk.services.quality.items import CONDUCT
from pomdesk.services.quality.reviews import (
    Marking,
    answers_of,
    first_of,
    instrument_of,
    marking,
    markings,
    may_read,
    people_of,
    score_of,
)
from pomdesk.services.quality.rounds import round_row
from pomdesk.store.tables import qa_answer, qa_review
from pomdesk.store.unit_of_work import UnitOfWork

_MISSING = {
    MissingWhat.ANSWER: "unanswered",
    MissingWhat.COMMENT: "comment",
    MissingWhat.NOT_ALLOWED_NA: "na",
    MissingWhat.ROOT_CAUSE: "root_cause",
    MissingWhat.OTHER_ROOT_CAUSE: "root_cause",
}
_PAIR = (ReviewKind.PRIMARY, ReviewKind.SECOND)


@dataclass(frozen=True, slots=True)
class MarkingOf:
    """One marking, for its assessor; for a moderator and the other marker where they may see it.

    The other marker of a file sees it once both handed in; a moderator once there is something to
    settle in it. Nobody else does: not the lead, not the supervisor. Its concerns are shown to
    whoever raised them.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-REVIEW, REQ-QA-NOT-YOURS.

    """

    review_id: int

    def run(self, uow: UnitOfWork, day: Day) -> MarkingView:
        """Read it, and the file of the case where it is in this store."""
        me, one = need(uow), marking(uow, self.review_id)
        if not may_read(uow, me, one, matters=_matters(uow, day, one)):
            raise RequestRefused("REQ-QA-NOT-YOURS")
        row = one.row
        instrument, stage = instrument_of(uow, row.instrument_id)
        answers = answers_of(uow, [one.id])[one.id]
        given = list(answers.values())
        person_id, name = people_of(uow, [row.case_ref]).get(row.case_ref, (None, ""))
        file: list[tuple[str, Sequence[FileFact]]] = []
        if person_id is not None:
            file = file_of(uow, day, person_id)
        called = names(uow)
        return MarkingView(
            review_id=one.id,
            sample_id=row.sample_id,
            round_id=row.round_id,
            round_ref=row.round_ref,
            case_ref=row.case_ref,
            person_id=person_id,
            name=name,
            supervisor=row.supervisor,
            supervisor_name=called.get(row.supervisor, row.supervisor),
            assessor=row.assessor,
            assessor_name=called.get(row.assessor, row.assessor),
            kind=one.kind,
            stage=one.stage,
            instrument=instrument,
            instrument_stage=stage,
            answers=answers,
            place=row.place,
            file_from=row.file_from,
            file_to=row.file_to,
            judgement=Judgement(row.judgement) if row.judgement else None,
            judgement_why=row.judgement_why,
            missing=[
                (gap.question, _MISSING[gap.what]) for gap in scoring.missing(instrument, given)
            ],
            unsure=scoring.unsure(instrument, given),
            score=_score(uow, day, one, instrument, given),
            seconds=row.seconds,
            concerns=_concerns(uow, me, one.id),
            file=file,
            may_change=row.assessor == me.code and one.stage is not ReviewStage.LOCKED,
            blind=one.kind is ReviewKind.SECOND,
        )


@dataclass(frozen=True, slots=True)
class JudgementStands:
    """Whether the judgement of one's own marking is given for good: it was handed in once.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-REVIEW, REQ-QA-NOT-YOURS.

    """

    review_id: int

    def run(self, uow: UnitOfWork, day: Day) -> bool:
        """Tell."""
        me, one = need(uow), marking(uow, self.review_id)
        if one.row.assessor != me.code:
            raise RequestRefused("REQ-QA-NOT-YOURS")
        return one.was_handed_in


def _concerns(uow: UnitOfWork, me: Member, review_id: int) -> list[Item]:
    """What whoever looks raised themselves; others learn of it where concerns are dealt with."""
    return [
        one
        for one in actions_of(uow, review_id, ItemKind.CONCERN)
        if one.written_by == me.code and not (one.what == CONDUCT and one.supervisor == me.code)
    ]


def _matters(uow: UnitOfWork, day: Day, one: Marking) -> bool:
    """Whether there is or was something to settle in a file."""
    if one.kind not in _PAIR:
        return False
    first = one if one.kind is ReviewKind.PRIMARY else first_of(uow, one)
    case = case_of(uow, day, first.id) if first else None
    return bool(case and case.matters)


def _score(
    uow: UnitOfWork, day: Day, one: Marking, instrument: Instrument, given: Sequence[Answer]
) -> Score | None:
    """As it was locked; before, as it would be: once it was handed in, nothing earlier."""
    if one.row.score:
        return score_of(one.row.score)
    if not one.handed_in or not one.row.judgement:
        return None
    judgement, answers = Judgement(one.row.judgement), given
    case = case_of(uow, day, one.id) if one.kind is ReviewKind.PRIMARY else None
    if case is not None and case.matters:
        settled, judgement = judged(case)
        answers = list(settled.values())
    return scoring.score(instrument, answers, judgement, day.policy.quality)


@dataclass(frozen=True, slots=True)
class MyReviews:
    """What whoever is signed in has to mark, by day due; without what is locked or fell out.

    Raises:
        RequestRefused: REQ-QA-ROLE.

    """

    def run(self, uow: UnitOfWork, day: Day) -> Sequence[ReviewLine]:
        """Read the list."""
        me = need(uow)
        found = [
            one
            for one in markings(
                uow,
                qa_review.c.assessor == me.code,
                qa_review.c.stage != ReviewStage.LOCKED.value,
            )
            if one.kind is ReviewKind.SELF or not one.ended
        ]
        people = people_of(uow, [one.row.case_ref for one in found])
        called, answered = names(uow), _answered(uow, [one.id for one in found])
        questions = {
            number: len(instrument_of(uow, number)[0].questions)
            for number in {one.row.instrument_id for one in found}
        }
        lines = [
            ReviewLine(
                review_id=one.id,
                round_ref=one.row.round_ref,
                case_ref=one.row.case_ref,
                name=people.get(one.row.case_ref, (0, ""))[1],
                supervisor_name=called.get(one.row.supervisor, one.row.supervisor),
                kind=one.kind,
                stage=one.stage,
                answered=answered.get(one.id, 0),
                questions=questions[one.row.instrument_id],
                due=one.row.due,
                seconds=one.row.seconds,
            )
            for one in found
        ]
        return sorted(
            lines, key=lambda line: (line.stage in _DONE, line.due or date.max, line.review_id)
        )


_DONE = (ReviewStage.SUBMITTED,)


def _answered(uow: UnitOfWork, ids: Sequence[int]) -> dict[int, int]:
    statement = select(qa_answer.c.review_id).where(
        qa_answer.c.review_id.in_(ids), qa_answer.c.option != ""
    )
    counts: dict[int, int] = {}
    for row in uow.rows(statement):
        counts[row.review_id] = counts.get(row.review_id, 0) + 1
    return counts


@dataclass(frozen=True, slots=True)
class DisputesOf:
    """What there is and was to settle in a round: all for a moderator, to a marker their own.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-GONE.

    """

    round_id: int

    def run(self, uow: UnitOfWork, day: Day) -> Sequence[Dispute]:
        """Work them out."""
        need(uow, Role.MODERATOR, Role.ASSESSOR)
        round_row(uow, self.round_id)
        return disputes(uow, day, self.round_id, acting(uow))
