"""Calibration: one golden file that everybody marks, held against a key agreed beforehand.

The golden file is given by its reference. It goes the way of every draw all the same: a frame of
this one file, frozen, and a record in the chain, so that nobody can say it was another.
"""

from dataclasses import dataclass, replace
from typing import ClassVar

from sqlalchemy import select

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.results import FrameRow
from pomdesk.domain.quality.terms import Purpose, ReviewKind, Role, RoundStage, SampleStatus
from pomdesk.rules.quality.tickets import normal_ref
from pomdesk.services.commands.quality_draws import DrawRound
from pomdesk.services.commands.quality_keeping import named, new_review
from pomdesk.services.commands.quality_rounds import FreezeFrame
from pomdesk.services.desk import Day
from pomdesk.services.quality.acting import need
from pomdesk.services.quality.reviews import markings, number_in
from pomdesk.services.quality.rounds import (
    at_stage,
    move,
    plan_of,
    plan_text,
    round_record,
    sample_record,
)
from pomdesk.store.tables import allocation, person, qa_review, qa_sample
from pomdesk.store.unit_of_work import UnitOfWork

_OPEN = (RoundStage.ALLOCATED, RoundStage.IN_REVIEW, RoundStage.MODERATION)


@dataclass(frozen=True, slots=True)
class AddGolden:
    """Name the golden file of a calibration round, freeze and draw it; the result is its number.

    Attributes:
        case_ref: its reference; of an assessment with its day.
        supervisor: code of the supervisor whose work it is; "": whoever has the case in this
            store. They do not mark it.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-GONE, REQ-QA-STAGE (the round is no longer being
            prepared: it has its file), REQ-QA-KIND (no calibration, or no instrument),
            REQ-QA-NOBODY (nobody knows whose file it is), and what freezing refuses.

    """

    name: ClassVar[str] = "add_golden_file"
    lasting: ClassVar[bool] = True
    round_id: int
    case_ref: str
    supervisor: str = ""

    def run(self, uow: UnitOfWork, day: Day) -> int:
        """Freeze and draw the one file."""
        need(uow, Role.LEAD)
        record = round_record(uow, self.round_id)
        if record.purpose != Purpose.CALIBRATION or record.instrument_id is None:
            raise RequestRefused("REQ-QA-KIND")
        at_stage(record, RoundStage.PREPARING)
        ref = normal_ref(self.case_ref)
        whose = named(uow, self.supervisor or _holder(uow, ref), "supervisor")
        plan, _rows = plan_of(record.plan)
        plan = replace(plan, files=1, floor=0, second_key="", leave_out_seen=False)
        record.plan = plan_text(plan, (FrameRow(ref, whose, {}),))
        uow.session.flush()
        FreezeFrame(self.round_id).run(uow, day)
        DrawRound(self.round_id, "generated").run(uow, day)
        drawn = uow.rows(select(qa_sample.c.id).where(qa_sample.c.round_id == self.round_id))
        move(record, RoundStage.ALLOCATED)
        return int(drawn[0].id)


def _holder(uow: UnitOfWork, ref: str) -> str:
    """Code of whoever has the case; "" where it is not in this store."""
    held = (
        select(allocation.c.primary_staff_id)
        .join(person, person.c.id == allocation.c.person_id)
        .where(person.c.prisoner_number == number_in(ref))
    )
    rows = uow.rows(held)
    return str(rows[0].primary_staff_id or "") if rows else ""


@dataclass(frozen=True, slots=True)
class JoinCalibration:
    """Take part in a calibration: write its key, or mark its file; the result is the marking.

    One key is written, by the lead or a moderator. Nobody does both, and nobody whose file it is.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-GONE, REQ-QA-KIND, REQ-QA-ENDED, REQ-QA-OWN-FILE,
            REQ-QA-JOINED (there is a key, or they take part already).

    """

    name: ClassVar[str] = "join_calibration"
    sample_id: int
    kind: ReviewKind

    def run(self, uow: UnitOfWork, day: Day) -> int:
        """Give whoever is signed in the marking."""
        kind = ReviewKind(self.kind)
        if kind not in (ReviewKind.KEY, ReviewKind.CALIBRATION):
            raise RequestRefused("REQ-QA-KIND")
        key = kind is ReviewKind.KEY
        me = need(uow, *((Role.LEAD, Role.MODERATOR) if key else (Role.ASSESSOR,)))
        sample = sample_record(uow, self.sample_id)
        record = round_record(uow, sample.round_id)
        if record.purpose != Purpose.CALIBRATION or record.instrument_id is None:
            raise RequestRefused("REQ-QA-KIND")
        if record.stage not in _OPEN:
            raise RequestRefused("REQ-QA-ENDED", reason="round")
        if sample.supervisor == me.code:
            raise RequestRefused("REQ-QA-OWN-FILE")
        for one in markings(uow, qa_review.c.sample_id == self.sample_id):
            if one.row.assessor == me.code or (key and one.kind is ReviewKind.KEY):
                raise RequestRefused("REQ-QA-JOINED")
        if sample.status == SampleStatus.DRAWN:
            sample.status = SampleStatus.ASSIGNED.value
        return new_review(
            uow,
            day,
            record.instrument_id,
            sample_id=self.sample_id,
            kind=kind.value,
            assessor=me.code,
        )
