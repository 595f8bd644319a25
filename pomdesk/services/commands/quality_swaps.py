"""Files of a draw that cannot be read: the next reserve steps in, or none does."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from sqlalchemy import select

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.results import Picked
from pomdesk.domain.quality.terms import (
    ReviewKind,
    ReviewStage,
    Role,
    SampleRole,
    SampleStatus,
    Substitution,
)
from pomdesk.rules.quality.draws import next_reserve
from pomdesk.services.commands.quality_files import all_given, in_play, marking_record
from pomdesk.services.commands.quality_keeping import words
from pomdesk.services.desk import Day
from pomdesk.services.quality.acting import need
from pomdesk.services.quality.rounds import was_handed_in
from pomdesk.store.tables import qa_sample
from pomdesk.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from pomdesk.store.records import QualityRoundRecord, QualitySampleRecord


@dataclass(frozen=True, slots=True)
class Substitute:
    """Call the next reserve for a file that cannot be read; the result is the reserve's number.

    The reserve is the next of the same stratum in the order of the draw; nobody chooses it.

    Attributes:
        reason: one of the only three.
        note: what happened.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-GONE, REQ-QA-STAGE; REQ-QA-SAMPLE, also with
            ``reason`` ``handed_in`` (a marking of it was handed in once); REQ-QA-LONG;
            REQ-QA-NO-RESERVE, none is left, or (``reason`` ``certainty``) it was not drawn.

    """

    name: ClassVar[str] = "substitute_sample"
    sample_id: int
    reason: Substitution
    note: str = ""

    def run(self, uow: UnitOfWork, day: Day) -> int:
        """Swap them."""
        from pomdesk.store.records import QualitySampleRecord

        need(uow, Role.LEAD)
        sample, of = _unread(uow, self.sample_id)
        if sample.role == SampleRole.CERTAINTY:
            raise RequestRefused("REQ-QA-NO-RESERVE", reason="certainty")
        picked, statuses = _draw_of(uow, sample.draw_id)
        found = next_reserve(picked, statuses, sample.case_ref)
        if found is None:
            raise RequestRefused("REQ-QA-NO-RESERVE")
        reserve = uow.find(QualitySampleRecord, draw_id=sample.draw_id, case_ref=found.case_ref)
        if reserve is None:
            raise RequestRefused("REQ-QA-GONE", reason="sample")
        reserve.status, reserve.double = SampleStatus.DRAWN.value, sample.double
        _out(uow, sample, SampleStatus.SUBSTITUTED, self.note)
        sample.reason, sample.replaced_by = self.reason.value, reserve.id
        uow.session.flush()
        all_given(uow, of)
        return reserve.id


def _unread(uow: UnitOfWork, sample_id: int) -> "tuple[QualitySampleRecord, QualityRoundRecord]":
    """A file that is to be read and its round; none that anybody handed a marking of in.

    Whoever could take a file out after its marking is known could choose the result.
    """
    sample, of = in_play(uow, sample_id)
    if was_handed_in(uow, qa_sample.c.id == sample.id):
        raise RequestRefused("REQ-QA-SAMPLE", reason="handed_in")
    return sample, of


def _draw_of(uow: UnitOfWork, draw_id: int) -> tuple[list[Picked], dict[str, SampleStatus]]:
    rows = uow.rows(select(qa_sample).where(qa_sample.c.draw_id == draw_id))
    picked = [
        Picked(
            row.case_ref, row.stratum, row.rank, SampleRole(row.role), "", Fraction(row.inclusion)
        )
        for row in rows
    ]
    return picked, {row.case_ref: SampleStatus(row.status) for row in rows}


def _out(uow: UnitOfWork, sample: "QualitySampleRecord", status: SampleStatus, note: str) -> None:
    """Take a file out; markings of it that nobody began go with it, others are kept."""
    sample.status, sample.note = status.value, words(note, "note")
    for kind in (ReviewKind.PRIMARY, ReviewKind.SECOND):
        held = marking_record(uow, sample.id, kind)
        if held is not None and held.stage == ReviewStage.ASSIGNED:
            uow.delete(held)


@dataclass(frozen=True, slots=True)
class WithdrawSample:
    """Take a file out for which no reserve stands in; the result tells that it was not read.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-GONE, REQ-QA-STAGE; REQ-QA-SAMPLE as
            ``Substitute``; REQ-QA-NEEDS, no note says why; REQ-QA-LONG.

    """

    name: ClassVar[str] = "withdraw_sample"
    sample_id: int
    note: str

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Take it out."""
        need(uow, Role.LEAD)
        sample, of = _unread(uow, self.sample_id)
        note = words(self.note, "note", needed=True)
        _out(uow, sample, SampleStatus.WITHDRAWN, note)
        uow.session.flush()
        all_given(uow, of)
