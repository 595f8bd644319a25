"""What every command of marking does: find the marking, begin it, move its file and round on."""

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.items import Item
from pomdesk.domain.quality.terms import (
    Purpose,
    ReviewKind,
    ReviewStage,
    RoundStage,
    SampleStatus,
)
from pomdesk.domain.typed import clean
from pomdesk.services.desk import Day
from pomdesk.services.quality.acting import is_here, members
from pomdesk.services.quality.reviews import HANDED_IN, OPEN, Marking
from pomdesk.services.quality.rounds import LIVE, move, round_record
from pomdesk.store.tables import qa_feedback, qa_review, qa_sample
from pomdesk.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from pomdesk.store.records import QualityReviewRecord

LONGEST_TEXT = 4_000
LONGEST_LINE = 200
"""Characters."""


def words(text: object, field: str, *, longest: int = LONGEST_TEXT, needed: bool = False) -> str:
    """A text as it is kept.

    Raises:
        RequestRefused: REQ-QA-NEEDS or REQ-QA-LONG, with the field as ``reason``.

    """
    found = clean(text, one_line=longest == LONGEST_LINE)
    if needed and not found:
        raise RequestRefused("REQ-QA-NEEDS", reason=field)
    if len(found) > longest:
        raise RequestRefused("REQ-QA-LONG", reason=field, longest=longest)
    return found


def named(uow: UnitOfWork, code: str, field: str) -> str:
    """The code of somebody who takes part and is here.

    Raises:
        RequestRefused: REQ-QA-NOBODY, with the field as ``reason``.

    """
    member = members(uow).get(code)
    if member is None or not is_here(member, uow.today):
        raise RequestRefused("REQ-QA-NOBODY", reason=field)
    return code


def review_record(uow: UnitOfWork, one: Marking) -> "QualityReviewRecord":
    """A marking, to change it."""
    from pomdesk.store.records import QualityReviewRecord

    record = uow.get(QualityReviewRecord, one.id)
    if record is None:
        raise RequestRefused("REQ-QA-REVIEW")
    return record


def begin(uow: UnitOfWork, one: Marking) -> "QualityReviewRecord":
    """The marking being worked on, begun if it was not.

    Raises:
        RequestRefused: REQ-QA-STAGE, it was handed in; REQ-QA-SEEN, a supervisor's own marking
            of what they have read by now.

    """
    if one.stage not in OPEN:
        raise RequestRefused("REQ-QA-STAGE", reason=one.stage.value)
    if one.kind is ReviewKind.SELF:
        not_seen(uow, one.row.sample_id)
    record = review_record(uow, one)
    if one.stage is ReviewStage.ASSIGNED:
        record.stage = ReviewStage.STARTED.value
        record.started_at = uow.now
        if one.kind in (ReviewKind.PRIMARY, ReviewKind.KEY, ReviewKind.CALIBRATION):
            _sample(uow, one, SampleStatus.IN_REVIEW)
        uow.session.flush()
        move_on(uow, one.row.round_id)
    return record


def not_seen(uow: UnitOfWork, sample_id: int) -> None:
    """Refuse what must come before the supervisor reads the feedback.

    Raises:
        RequestRefused: REQ-QA-SEEN.

    """
    read = (
        select(qa_feedback.c.id)
        .join(qa_review, qa_review.c.id == qa_feedback.c.review_id)
        .where(qa_review.c.sample_id == sample_id, qa_feedback.c.seen_on.is_not(None))
    )
    if uow.rows(read):
        raise RequestRefused("REQ-QA-SEEN")


def read(uow: UnitOfWork, one: Marking) -> None:
    """Note that the file was read: its marking is locked."""
    _sample(uow, one, SampleStatus.DONE)


def _sample(uow: UnitOfWork, one: Marking, status: SampleStatus) -> None:
    from pomdesk.store.records import QualitySampleRecord

    record = uow.get(QualitySampleRecord, one.row.sample_id)
    if record is not None and record.status != status:
        record.status = status.value


def move_on(uow: UnitOfWork, round_id: int) -> None:
    """Put the stage of a round where its markings are.

    It is read from the first file that is begun until every file that has to be read was handed
    in; then what is left is to be settled.
    """
    record = round_record(uow, round_id)
    begun, all_in = _progress(uow, round_id, Purpose(record.purpose))
    if begun and record.stage == RoundStage.ALLOCATED:
        move(record, RoundStage.IN_REVIEW)
    if all_in and record.stage == RoundStage.IN_REVIEW:
        move(record, RoundStage.MODERATION)
        if record.purpose == Purpose.CALIBRATION:
            _all_read(uow, round_id)
    elif not all_in and record.stage == RoundStage.MODERATION:
        move(record, RoundStage.IN_REVIEW)


def _all_read(uow: UnitOfWork, round_id: int) -> None:
    """A golden file is read once everybody who marks it is done: no marking of it is locked."""
    from pomdesk.store.records import QualitySampleRecord

    for row in uow.rows(select(qa_sample.c.id).where(qa_sample.c.round_id == round_id)):
        record = uow.get(QualitySampleRecord, row.id)
        if record is not None:
            record.status = SampleStatus.DONE.value


def _progress(uow: UnitOfWork, round_id: int, purpose: Purpose) -> tuple[bool, bool]:
    """Whether any marking was begun, and whether all were handed in.

    Of a calibration the key and one marking to hold against it are needed at least.
    """
    session = purpose is Purpose.CALIBRATION
    kinds = _SESSION if session else (ReviewKind.PRIMARY.value,)
    theirs = (qa_review.c.sample_id == qa_sample.c.id) & qa_review.c.kind.in_(kinds)
    statement = (
        select(qa_review.c.kind, qa_review.c.stage)
        .select_from(qa_sample.outerjoin(qa_review, theirs))
        .where(
            qa_sample.c.round_id == round_id,
            qa_sample.c.status.in_([status.value for status in LIVE]),
        )
    )
    found = uow.rows(statement)
    begun = any(row.stage not in (None, ReviewStage.ASSIGNED) for row in found)
    all_in = bool(found) and all(row.stage in HANDED_IN for row in found)
    return begun, all_in and (not session or {row.kind for row in found} == set(_SESSION))


_SESSION = (ReviewKind.KEY.value, ReviewKind.CALIBRATION.value)


def add_item(uow: UnitOfWork, item: Item) -> int:
    """Put a sound item in; its number. Who may is not asked here."""
    from pomdesk.store.records import QualityItemRecord

    values = {
        name: getattr(item, name)
        for name in Item.__dataclass_fields__
        if name not in ("id", "kind", "people", "questions")
    }
    record = QualityItemRecord(
        **values,
        kind=item.kind.value,
        people=" ".join(item.people),
        questions=" ".join(item.questions),
    )
    record.written_at = uow.now
    return uow.add(record).id


def day_ahead(day: date | None, today: date) -> date | None:
    """A day by which something is to be done: today or later, within two years.

    Raises:
        RequestRefused: REQ-QA-DAY.

    """
    if day is None:
        return None
    if type(day) is not date or not today <= day <= date(today.year + 2, 12, 31):
        raise RequestRefused("REQ-QA-DAY", reason="due")
    return day


def new_review(uow: UnitOfWork, day: Day, instrument_id: int, **mark: Any) -> int:
    """Give somebody a marking to do; its number."""
    from pomdesk.store.records import QualityReviewRecord

    return uow.add(
        QualityReviewRecord(
            instrument_id=instrument_id,
            stage=ReviewStage.ASSIGNED.value,
            assigned_on=day.today,
            seconds=0,
            place="",
            judgement="",
            judgement_why="",
            verdict="",
            score="",
            **mark,
        )
    ).id
