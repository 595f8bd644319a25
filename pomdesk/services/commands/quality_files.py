"""The files of a draw: who marks which."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from sqlalchemy import select

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.terms import (
    Certainty,
    ReviewKind,
    ReviewStage,
    Role,
    RoundStage,
    SampleStatus,
)
from pomdesk.readmodels.quality import Acting
from pomdesk.services.commands.quality_keeping import day_ahead, move_on
from pomdesk.services.commands.quality_marking import new_review
from pomdesk.services.desk import Day
from pomdesk.services.quality.acting import is_here, members, need
from pomdesk.services.quality.disputes import disputes
from pomdesk.services.quality.frames import is_new
from pomdesk.services.quality.instruments import readable
from pomdesk.services.quality.reviews import HANDED_IN
from pomdesk.services.quality.rounds import (
    IN_PLAY,
    READING,
    at_stage,
    move,
    round_record,
    sample_record,
)
from pomdesk.store.tables import qa_answer, qa_review, qa_sample, qa_settlement
from pomdesk.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from pomdesk.store.records import (
        QualityReviewRecord,
        QualityRoundRecord,
        QualitySampleRecord,
    )


@dataclass(frozen=True, slots=True)
class AssignSample:
    """Give a file to an assessor; the result is the number of the marking.

    A file that is with somebody else who wrote nothing yet goes over to the new assessor: a case
    that one assessor may not see is read by another, and not dropped.

    Attributes:
        assessor: code.
        due: by when; None: after the policy's working days.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-GONE, REQ-QA-STAGE, REQ-QA-SAMPLE, REQ-QA-DAY,
            REQ-QA-NO-INSTRUMENT; REQ-QA-STARTED; REQ-QA-ASSESSOR with ``reason`` ``role``,
            ``own`` (their own work), ``first_file`` (a line manager alone on the first file of
            a new supervisor), ``same`` (they are the second marker).

    """

    name: ClassVar[str] = "assign_sample"
    sample_id: int
    assessor: str
    due: date | None = None

    def run(self, uow: UnitOfWork, day: Day) -> int:
        """Give it."""
        need(uow, Role.LEAD)
        sample, of = in_play(uow, self.sample_id)
        giving = _giving(uow, day, of)
        _refuse_marker(giving, sample, self.assessor)
        number = _give(uow, day, giving, sample, self.assessor, day_ahead(self.due, day.today))
        all_given(uow, of)
        return number


@dataclass(frozen=True, slots=True)
class AssignSecond:
    """Give a file that is marked twice to its second marker, who is told nothing of the first.

    Raises:
        RequestRefused: as ``AssignSample``; REQ-QA-ASSESSOR with ``reason`` ``single`` (it was
            not drawn for that), ``first`` (it has no first marker) or ``moderator`` (they settled
            something in this file, or may read it to settle it), too.

    """

    name: ClassVar[str] = "assign_second"
    sample_id: int
    assessor: str
    due: date | None = None

    def run(self, uow: UnitOfWork, day: Day) -> int:
        """Give it."""
        need(uow, Role.LEAD)
        sample, of = _read_or_to_read(uow, self.sample_id)
        if not sample.double:
            raise _cannot("single")
        giving = _giving(uow, day, of)
        if ReviewKind.PRIMARY not in giving.markers.get(sample.id, {}):
            raise _cannot("first")
        _refuse_marker(giving, sample, self.assessor, ReviewKind.SECOND)
        _refuse_moderator(uow, giving, sample, self.assessor)
        due = day_ahead(self.due, day.today)
        return _give(uow, day, giving, sample, self.assessor, due, ReviewKind.SECOND)


@dataclass(frozen=True, slots=True)
class AssignAll:
    """Share out all files of a round that are with nobody; the result is how many.

    Evenly, counting what each of them has of this round already; nobody gets their own work.

    Attributes:
        assessors: codes.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-GONE, REQ-QA-STAGE, REQ-QA-NO-INSTRUMENT;
            REQ-QA-ASSESSOR with ``reason`` ``role``; REQ-QA-NO-MARKER with ``ref``, a file that
            none of them may mark.

    """

    name: ClassVar[str] = "assign_all"
    round_id: int
    assessors: tuple[str, ...]

    def run(self, uow: UnitOfWork, day: Day) -> int:
        """Give each file to whoever may mark it and has the fewest."""
        from pomdesk.store.records import QualitySampleRecord

        need(uow, Role.LEAD)
        of = round_record(uow, self.round_id)
        at_stage(of, *READING)
        giving = _giving(uow, day, of)
        chosen = tuple(dict.fromkeys(self.assessors))
        if not chosen:
            raise RequestRefused("REQ-QA-NO-MARKER", reason="nobody", ref="")
        for code in chosen:
            _refuse_role(giving, code)
        drawn = uow.session.scalars(
            select(QualitySampleRecord)
            .filter_by(round_id=of.id, status=SampleStatus.DRAWN.value)
            .order_by(QualitySampleRecord.id)
        ).all()
        for sample, code in _shared(giving, drawn, chosen):
            _give(uow, day, giving, sample, code, None)
        all_given(uow, of)
        return len(drawn)


@dataclass(frozen=True, slots=True)
class _Giving:
    """What decides who may mark the files of a round.

    Attributes:
        instrument_id: they are read by.
        markers: who has a file, by its number and the kind of marking.
        read: supervisors of whom a marking was locked before.

    """

    of: "QualityRoundRecord"
    day: Day
    instrument_id: int
    members: Mapping[str, Member]
    markers: dict[int, dict[ReviewKind, str]]
    read: Collection[str] = field(default=())


def _giving(uow: UnitOfWork, day: Day, of: "QualityRoundRecord") -> _Giving:
    columns = (qa_review.c.sample_id, qa_review.c.kind, qa_review.c.assessor)
    given = select(*columns).join(qa_sample).where(qa_sample.c.round_id == of.id)
    markers: dict[int, dict[ReviewKind, str]] = {}
    for row in uow.rows(given):
        markers.setdefault(row.sample_id, {})[ReviewKind(row.kind)] = row.assessor
    locked = select(qa_sample.c.supervisor).join(qa_review).distinct()
    locked = locked.where(qa_review.c.stage == ReviewStage.LOCKED.value)
    return _Giving(
        of,
        day,
        readable(uow, of.instrument_id, day.today),
        members(uow),
        markers,
        frozenset(row.supervisor for row in uow.rows(locked)),
    )


def _refuse_role(giving: _Giving, code: str) -> None:
    member = giving.members.get(code)
    if member is None or not member.may(Role.ASSESSOR) or not is_here(member, giving.day.today):
        raise _cannot("role")


def _refuse_marker(
    giving: _Giving,
    sample: "QualitySampleRecord",
    code: str,
    kind: ReviewKind = ReviewKind.PRIMARY,
) -> None:
    _refuse_role(giving, code)
    reason = _against(giving, sample, code, kind)
    if reason:
        raise _cannot(reason)


def _against(giving: _Giving, sample: "QualitySampleRecord", code: str, kind: ReviewKind) -> str:
    """Why somebody may not mark a file; "" where they may."""
    if sample.supervisor == code:
        return "own"
    other = ReviewKind.SECOND if kind is ReviewKind.PRIMARY else ReviewKind.PRIMARY
    if giving.markers.get(sample.id, {}).get(other) == code:
        return "same"
    of = giving.members.get(sample.supervisor)
    if of is None or of.manager != code or sample.double:
        return ""
    new = is_new(of, giving.of.as_of, giving.day.policy) and of.code not in giving.read
    return "first_file" if new or _as_first(giving, of, sample) else ""


def _as_first(giving: _Giving, of: Member, sample: "QualitySampleRecord") -> bool:
    """Whether a file may be the one for which a new supervisor is seen for certain.

    What the policy brings in does not tell why, so all of theirs that it brings in count.
    """
    by_policy = sample.why == Certainty.BY_POLICY
    new = by_policy and is_new(of, giving.of.as_of, giving.day.policy)
    return new or sample.why == Certainty.NEW_SUPERVISOR


def _refuse_moderator(
    uow: UnitOfWork, giving: _Giving, sample: "QualitySampleRecord", code: str
) -> None:
    """A second marker is blind: nobody who settled something in the file, or could read it."""
    settled = (
        select(qa_settlement.c.id)
        .join(qa_review, qa_review.c.id == qa_settlement.c.review_id)
        .where(
            qa_review.c.sample_id == sample.id,
            (qa_settlement.c.decided_by == code) | (qa_settlement.c.together_with == code),
        )
    )
    me = giving.members[code]
    held = giving.markers.get(sample.id, {}).get(ReviewKind.SECOND) == code
    if uow.rows(settled) or (not held and _could_read(uow, giving, sample, me)):
        raise _cannot("moderator")


def _could_read(
    uow: UnitOfWork, giving: _Giving, sample: "QualitySampleRecord", me: Member
) -> bool:
    if not me.may(Role.MODERATOR):
        return False
    told = disputes(uow, giving.day, sample.round_id, Acting(me, False))
    return any(one.sample_id == sample.id for one in told)


def _cannot(reason: str) -> RequestRefused:
    return RequestRefused("REQ-QA-ASSESSOR", reason=reason)


def _shared(
    giving: _Giving, drawn: "Sequence[QualitySampleRecord]", chosen: Sequence[str]
) -> "list[tuple[QualitySampleRecord, str]]":
    """Who gets which file: those that few may mark first, each to whoever has the fewest."""
    primary = [one.get(ReviewKind.PRIMARY) for one in giving.markers.values()]
    has = {code: primary.count(code) for code in chosen}
    may = {
        one.id: [c for c in chosen if not _against(giving, one, c, ReviewKind.PRIMARY)]
        for one in drawn
    }
    found = []
    for one in sorted(drawn, key=lambda one: (len(may[one.id]), one.id)):
        if not may[one.id]:
            raise RequestRefused("REQ-QA-NO-MARKER", ref=one.case_ref)
        code = min(may[one.id], key=lambda code: (has[code], chosen.index(code)))
        has[code] += 1
        found.append((one, code))
    return found


def in_play(uow: UnitOfWork, sample_id: int) -> "tuple[QualitySampleRecord, QualityRoundRecord]":
    """A file that is to be read, and its round.

    Raises:
        RequestRefused: REQ-QA-GONE, REQ-QA-STAGE, REQ-QA-SAMPLE.

    """
    sample, of = _read_or_to_read(uow, sample_id)
    if sample.status == SampleStatus.DONE:
        raise RequestRefused("REQ-QA-SAMPLE")
    return sample, of


def _read_or_to_read(
    uow: UnitOfWork, sample_id: int
) -> "tuple[QualitySampleRecord, QualityRoundRecord]":
    sample = sample_record(uow, sample_id)
    of = round_record(uow, sample.round_id)
    at_stage(of, *READING)
    if sample.status not in (*IN_PLAY, SampleStatus.DONE):
        raise RequestRefused("REQ-QA-SAMPLE")
    return sample, of


def _give(
    uow: UnitOfWork,
    day: Day,
    giving: _Giving,
    sample: "QualitySampleRecord",
    code: str,
    due: date | None,
    kind: ReviewKind = ReviewKind.PRIMARY,
) -> int:
    """Make the marking, or hand it over where nothing was written in it."""
    held = marking_record(uow, sample.id, kind)
    if held is not None and held.stage in HANDED_IN:
        raise RequestRefused("REQ-QA-STARTED")
    due = due or day.calendar.add(day.today, day.policy.quality.mark_working_days)
    if held is None:
        number = new_review(
            uow,
            day,
            giving.instrument_id,
            sample_id=sample.id,
            assessor=code,
            kind=kind.value,
            due=due,
        )
    else:
        number = held.id
        held.due = due
    if held is not None and held.assessor != code:
        _refuse_begun(uow, held)
        held.assessor, held.assigned_on = code, day.today
        held.stage, held.started_at, held.place = ReviewStage.ASSIGNED.value, None, ""
        if kind is ReviewKind.PRIMARY:
            sample.status = SampleStatus.ASSIGNED.value
    giving.markers.setdefault(sample.id, {})[kind] = code
    if kind is ReviewKind.PRIMARY and sample.status == SampleStatus.DRAWN:
        sample.status = SampleStatus.ASSIGNED.value
    return number


def marking_record(
    uow: UnitOfWork, sample_id: int, kind: ReviewKind
) -> "QualityReviewRecord | None":
    """The marking of a file of some kind, to change it; None: there is none.

    A handed-over marking keeps its row, so there is one at most of the two kinds that are given.
    """
    from pomdesk.store.records import QualityReviewRecord

    return uow.find(QualityReviewRecord, sample_id=sample_id, kind=kind.value)


def _refuse_begun(uow: UnitOfWork, held: "QualityReviewRecord") -> None:
    wrote = select(qa_answer.c.id).where(qa_answer.c.review_id == held.id).limit(1)
    opened = held.stage in (ReviewStage.ASSIGNED, ReviewStage.STARTED)
    if not opened or held.judgement or uow.rows(wrote):
        raise RequestRefused("REQ-QA-STARTED")


def all_given(uow: UnitOfWork, of: "QualityRoundRecord") -> None:
    """Move a round on once every file that is to be read is with somebody."""
    if of.stage == RoundStage.DRAWN:
        left = select(qa_sample.c.status).where(qa_sample.c.round_id == of.id)
        statuses = {SampleStatus(row.status) for row in uow.rows(left)}
        if SampleStatus.DRAWN in statuses or statuses.isdisjoint((*IN_PLAY, SampleStatus.DONE)):
            return
        move(of, RoundStage.ALLOCATED)
        uow.session.flush()
    move_on(uow, of.id)
