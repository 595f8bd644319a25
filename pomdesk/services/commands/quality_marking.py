"""Marking a file: begun, answered, judged, handed in, opened again; and what cannot wait."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sqlalchemy import select

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.items import ITEM_SPECS, Item
from pomdesk.domain.quality.terms import (
    ItemKind,
    Judgement,
    ReviewKind,
    ReviewStage,
)
from pomdesk.rules.quality import scoring
from pomdesk.services.commands.quality_answers import AnswerQuestion
from pomdesk.services.commands.quality_keeping import (
    add_item,
    begin,
    day_ahead,
    move_on,
    named,
    new_review,
    not_seen,
    review_record,
    words,
)
from pomdesk.services.commands.quality_locking import LockReview, SelfReview
from pomdesk.services.desk import Day
from pomdesk.services.quality.reviews import (
    HANDED_IN,
    OPEN,
    Marking,
    answers_of,
    at,
    first_of,
    going_on,
    instrument_of,
    mine,
    second_of,
)
from pomdesk.store.tables import (
    qa_review,
    qa_settlement,
)
from pomdesk.store.unit_of_work import UnitOfWork

MOST_AT_ONCE = 60 * 60
"""Seconds between two saves of the place; a desk that was left open is no reading."""

__all__ = [
    "AnswerQuestion",
    "FilePeriod",
    "JudgeReview",
    "KeepPlace",
    "LockReview",
    "RaiseConcern",
    "ReopenReview",
    "SelfReview",
    "StartReview",
    "SubmitReview",
    "new_review",
]


@dataclass(frozen=True, slots=True)
class StartReview:
    """Begin a marking that was given to whoever is signed in. Twice does no harm.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-REVIEW, REQ-QA-NOT-YOURS, REQ-QA-OWN-FILE,
            REQ-QA-ENDED, REQ-QA-STAGE (it was handed in).

    """

    name: ClassVar[str] = "start_quality_review"
    review_id: int

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Begin it."""
        _me, one = mine(uow, self.review_id)
        begin(uow, going_on(one))


@dataclass(frozen=True, slots=True)
class KeepPlace:
    """Keep where a marking was left and how long it took; after it was handed in, nothing.

    Attributes:
        question: key of the question it is at.
        seconds: since the place was last kept; they are added to those of the marking. More than
            an hour counts as an hour.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-REVIEW, REQ-QA-NOT-YOURS, REQ-QA-OWN-FILE,
            REQ-QA-ANSWER (no such question), REQ-QA-SECONDS.

    """

    name: ClassVar[str] = "keep_quality_place"
    review_id: int
    question: str
    seconds: int = 0

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Keep it, with no word in the journal."""
        _me, one = mine(uow, self.review_id)
        if self.seconds < 0:
            raise RequestRefused("REQ-QA-SECONDS")
        instrument, _stage = instrument_of(uow, one.row.instrument_id)
        if instrument.question(self.question) is None:
            raise RequestRefused("REQ-QA-ANSWER", question=self.question, option="")
        if one.stage in OPEN and not one.ended:
            took = one.row.seconds + min(self.seconds, MOST_AT_ONCE)
            uow.rewrite(qa_review, one.id, place=self.question, seconds=took)


@dataclass(frozen=True, slots=True)
class FilePeriod:
    """Say which part of the file was read, from one day to another.

    Raises:
        RequestRefused: as ``StartReview``; REQ-QA-DAY (the wrong way round, or to come).

    """

    name: ClassVar[str] = "set_quality_file_period"
    review_id: int
    file_from: date | None
    file_to: date | None

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Keep it."""
        _me, one = mine(uow, self.review_id)
        first, last = self.file_from, self.file_to
        wrong_way = first is not None and last is not None and first > last
        if wrong_way or any(end is not None and end > day.today for end in (first, last)):
            raise RequestRefused("REQ-QA-DAY", reason="period")
        record = begin(uow, going_on(one))
        record.file_from, record.file_to = first, last


@dataclass(frozen=True, slots=True)
class RaiseConcern:
    """Tell of something in a file that cannot wait; the result is the number of the concern.

    It has nothing to do with the score, and may be raised at any time by whoever marks or marked.

    Attributes:
        what: a code of concerns (``ITEM_SPECS``).
        owner: code of the member who sees to it.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-REVIEW, REQ-QA-NOT-YOURS, REQ-QA-OWN-FILE,
            REQ-QA-CODE, REQ-QA-NEEDS, REQ-QA-LONG, REQ-QA-NOBODY, REQ-QA-DAY.

    """

    name: ClassVar[str] = "raise_quality_concern"
    review_id: int
    what: str
    text: str
    owner: str
    due: date | None = None

    def run(self, uow: UnitOfWork, day: Day) -> int:
        """Keep it."""
        me, one = mine(uow, self.review_id)
        if self.what not in ITEM_SPECS[ItemKind.CONCERN].whats:
            raise RequestRefused("REQ-QA-CODE", reason="what")
        return add_item(
            uow,
            Item(
                id=0,
                kind=ItemKind.CONCERN,
                stage="open",
                stage_day=day.today,
                supervisor=one.row.supervisor,
                case_ref=one.row.case_ref,
                what=self.what,
                text=words(self.text, "text", needed=True),
                day=day.today,
                due=day_ahead(self.due, day.today),
                owner=named(uow, self.owner, "owner"),
                round_id=one.row.round_id,
                review_id=one.id,
                written_by=me.code,
            ),
        )


@dataclass(frozen=True, slots=True)
class JudgeReview:
    """Give the professional judgement of the whole: after the questions, before the score.

    It stands from the first handing in on, for the score was shown then: a marking that is opened
    again has its answers mended and its judgement kept.

    Attributes:
        why: in words; needed.

    Raises:
        RequestRefused: as ``StartReview``; REQ-QA-JUDGED, it was handed in once;
            REQ-QA-NOT-FINISHED with ``n`` and ``question`` while questions have no answer,
            REQ-QA-NEEDS, REQ-QA-LONG.

    """

    name: ClassVar[str] = "judge_quality_review"
    review_id: int
    judgement: Judgement
    why: str

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Keep it."""
        _me, one = mine(uow, self.review_id)
        at(going_on(one), *OPEN)
        if one.was_handed_in:
            raise RequestRefused("REQ-QA-JUDGED")
        instrument, _stage = instrument_of(uow, one.row.instrument_id)
        answers = answers_of(uow, [one.id])[one.id]
        lacking = [
            key.key
            for key in instrument.questions
            if key.key not in answers or not answers[key.key].option
        ]
        _refuse_unfinished(lacking)
        why = words(self.why, "why", needed=True)
        record = begin(uow, one)
        record.judgement, record.judgement_why = Judgement(self.judgement).value, why


def _refuse_unfinished(questions: list[str]) -> None:
    if questions:
        raise RequestRefused(
            "REQ-QA-NOT-FINISHED",
            n=len(questions),
            question=questions[0],
            reason=questions[0],
        )


@dataclass(frozen=True, slots=True)
class SubmitReview:
    """Hand a marking in; twice does no harm. From then on the score is shown.

    It offers no undo: another marker may have been told of it. ``ReopenReview`` is the way back.

    Raises:
        RequestRefused: as ``StartReview``; REQ-QA-NOT-FINISHED with ``n``, how many questions
            something is missing of, and ``question``, the first; REQ-QA-JUDGE-FIRST.

    """

    name: ClassVar[str] = "submit_quality_review"
    lasting: ClassVar[bool] = True
    review_id: int

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Check that nothing is missing, and hand it in."""
        _me, one = mine(uow, self.review_id)
        if one.stage in HANDED_IN:
            return
        instrument, _stage = instrument_of(uow, going_on(one).row.instrument_id)
        answers = list(answers_of(uow, [one.id])[one.id].values())
        lacking = dict.fromkeys(gap.question for gap in scoring.missing(instrument, answers))
        _refuse_unfinished(list(lacking))
        if not one.row.judgement:
            raise RequestRefused("REQ-QA-JUDGE-FIRST")
        record = begin(uow, one)
        record.stage = ReviewStage.SUBMITTED.value
        record.submitted_at = uow.now
        uow.session.flush()
        move_on(uow, one.row.round_id)


@dataclass(frozen=True, slots=True)
class ReopenReview:
    """Take a marking back that was handed in, to mend its answers; its judgement stands.

    Not once anything was settled, nor once both markers of a file handed in: from then on they
    know each other's answers, and what they agree on would say nothing.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-REVIEW, REQ-QA-NOT-YOURS, REQ-QA-OWN-FILE,
            REQ-QA-ENDED, REQ-QA-STAGE, REQ-QA-SETTLED, REQ-QA-BOTH-IN, REQ-QA-KEY-KNOWN (a
            marking of a calibration: the agreed answers are known), REQ-QA-SEEN.

    """

    name: ClassVar[str] = "reopen_quality_review"
    lasting: ClassVar[bool] = True
    review_id: int

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Open it again."""
        _me, one = mine(uow, self.review_id)
        at(going_on(one), ReviewStage.SUBMITTED)
        if uow.rows(select(qa_settlement.c.id).where(qa_settlement.c.review_id == one.id)):
            raise RequestRefused("REQ-QA-SETTLED")
        other = {ReviewKind.PRIMARY: second_of, ReviewKind.SECOND: first_of}.get(one.kind)
        pair = other(uow, one) if other else None
        if pair is not None and pair.handed_in:
            raise RequestRefused("REQ-QA-BOTH-IN")
        if one.kind in (ReviewKind.KEY, ReviewKind.CALIBRATION) and _key_is_known(uow, one):
            raise RequestRefused("REQ-QA-KEY-KNOWN")
        if one.kind is ReviewKind.SELF:
            not_seen(uow, one.row.sample_id)
        record = review_record(uow, one)
        record.stage = ReviewStage.STARTED.value
        uow.session.flush()
        move_on(uow, one.row.round_id)


def _key_is_known(uow: UnitOfWork, one: Marking) -> bool:
    """Whether both the key and a marking to hold against it were handed in."""
    kinds = (ReviewKind.KEY.value, ReviewKind.CALIBRATION.value)
    same = (
        qa_review.c.sample_id == one.row.sample_id,
        qa_review.c.kind.in_(kinds),
        qa_review.c.stage == ReviewStage.SUBMITTED.value,
    )
    return {row.kind for row in uow.rows(select(qa_review.c.kind).where(*same))} == set(kinds)
