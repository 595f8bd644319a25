"""Rounds from their plan to their end; here their frames are frozen.

Plans are in ``quality_plans``, draws in ``quality_draws``, how a round ends in ``quality_endings``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.draws import Frame
from pomdesk.domain.quality.terms import Purpose, Role, RoundStage
from pomdesk.rules.quality.allocation import allocate
from pomdesk.rules.quality.canonical import canonical
from pomdesk.rules.quality.frames import BAR, frame_json, frame_sha256, sizes
from pomdesk.services.commands.quality_endings import (
    CloseRound,
    ConfirmVoid,
    RedrawRound,
    VoidRound,
)
from pomdesk.services.commands.quality_plans import ChangeRound, DropRound, PlanRound
from pomdesk.services.desk import Day
from pomdesk.services.quality.acting import need
from pomdesk.services.quality.frames import frozen, list_units
from pomdesk.services.quality.how_many import plan_for
from pomdesk.services.quality.instruments import readable
from pomdesk.services.quality.rounds import (
    at_stage,
    move,
    plan_of,
    round_record,
)
from pomdesk.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from pomdesk.store.records import QualityRoundRecord

__all__ = [
    "ChangeRound",
    "CloseRound",
    "ConfirmVoid",
    "DropRound",
    "FreezeFrame",
    "PlanRound",
    "RedrawRound",
    "VoidRound",
]

_NAMED = 10


@dataclass(frozen=True, slots=True)
class FreezeFrame:
    """Freeze the frame of a round, for good: before there is a seed, so that none can be chosen.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-GONE, REQ-QA-STAGE; REQ-QA-STRANGE, the plan names
            what is no unit; REQ-QA-NO-INSTRUMENT; REQ-QA-TOO-FEW, the least numbers come to more
            than the files; and what ``rules.quality.frames.freeze`` refuses: units that stand
            twice, units with neither supervisor nor exclusion, nothing to draw.

    """

    name: ClassVar[str] = "freeze_frame"
    lasting: ClassVar[bool] = True
    round_id: int

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Freeze it as things stand."""
        from pomdesk.store.records import QualityFrameRecord

        need(uow, Role.LEAD)
        record = round_record(uow, self.round_id)
        at_stage(record, RoundStage.PREPARING)
        listed = list_units(uow, day, record)
        _refuse_strange(listed.strange)
        frame = frozen(uow, record, listed)
        _check_drawable(uow, day, record, frame)
        move(record, RoundStage.FRAME_FROZEN)
        uow.add(
            QualityFrameRecord(
                round_id=record.id,
                sha256=frame_sha256(frame),
                frozen_by=uow.by,
                frozen_at=frame.frozen_at.replace(tzinfo=None),
                content=canonical(frame_json(frame)).decode(),
            )
        )


def _check_drawable(uow: UnitOfWork, day: Day, record: "QualityRoundRecord", frame: Frame) -> None:
    """Refuse to freeze what could not be drawn or read afterwards: the plan stands from then on.

    In-depth reviews may do without an instrument.
    """
    if record.purpose != Purpose.IN_DEPTH or record.instrument_id is not None:
        readable(uow, record.instrument_id, day.today)
    found = sizes(frame)
    plan, _ = plan_of(record.plan)
    by_supervisor: dict[str, int] = {}
    for stratum, n in found.items():
        code = stratum.partition(BAR)[0]
        by_supervisor[code] = by_supervisor.get(code, 0) + n
    allocate(found, plan_for(by_supervisor, plan, day.policy.quality))


def _refuse_strange(refs: Sequence[str]) -> None:
    if refs:
        shown = ", ".join(refs[:_NAMED]) + (", ..." if len(refs) > _NAMED else "")
        raise RequestRefused("REQ-QA-STRANGE", refs=shown, n=len(refs))
