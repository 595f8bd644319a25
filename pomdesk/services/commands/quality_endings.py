"""How rounds end: closed, or declared void and planned again.

Once a marking was handed in somebody may know how a round comes out, so the second person to
declare it void agrees from their own seat (``ConfirmVoid``); until then only asking is done.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from sqlalchemy import select

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.terms import Purpose, Role, RoundStage, Unit
from pomdesk.services.commands.quality_plans import PlanRound, why
from pomdesk.services.desk import Day
from pomdesk.services.quality.acting import is_here, members, need
from pomdesk.services.quality.disputes import to_settle
from pomdesk.services.quality.rounds import (
    READERS,
    READING,
    asked_to_agree,
    at_stage,
    closing_blocks,
    move,
    plan_of,
    readings,
    round_record,
    was_handed_in,
)
from pomdesk.store.tables import qa_round, qa_sample
from pomdesk.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from pomdesk.store.records import QualityRoundRecord

_VOIDABLE = (RoundStage.FRAME_FROZEN, *READING)
_ROOT = 25


@dataclass(frozen=True, slots=True)
class CloseRound:
    """Close a round of which everything was read and settled. It stands from then on.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-GONE, REQ-QA-STAGE; REQ-QA-NOT-CLOSED with
            ``reason``, the first of ``rounds.closing_blocks``, and ``n``.

    """

    name: ClassVar[str] = "close_round"
    lasting: ClassVar[bool] = True
    round_id: int

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Close it."""
        need(uow, Role.LEAD)
        record = round_record(uow, self.round_id)
        at_stage(record, RoundStage.MODERATION)
        waiting = to_settle(uow, day, [record.id])[record.id]
        blocks = closing_blocks(
            Purpose(record.purpose), readings(uow, record.id), waiting, day.policy.quality
        )
        if blocks:
            reason, n = next(iter(blocks.items()))
            raise RequestRefused("REQ-QA-NOT-CLOSED", reason=reason, n=n)
        if asked_to_agree(record):
            record.ended_why = record.witness = ""
        move(record, RoundStage.CLOSED)
        record.ended_by, record.ended_at = uow.by, uow.now


@dataclass(frozen=True, slots=True)
class VoidRound:
    """Declare a round void, by two people and with a reason. Its record is kept.

    While nothing was handed in the second person is named, and the round ends here. From then on
    they are only asked, and the round goes on until they agree; whoever was asked before is not
    asked any more.

    Attributes:
        second_person: code of somebody else who takes part and agrees.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-GONE, REQ-QA-STAGE; REQ-QA-SECOND-PERSON, also with
            ``reason`` ``seat`` (they must agree themselves, and cannot sign in or see rounds);
            REQ-QA-PLAN with ``reason`` ``reason`` or ``long``.

    """

    name: ClassVar[str] = "void_round"
    lasting: ClassVar[bool] = True
    round_id: int
    reason: str
    second_person: str

    def run(self, uow: UnitOfWork, day: Day) -> bool:
        """Declare it, or ask; the result is whether the round has ended."""
        me = need(uow, Role.LEAD)
        record = round_record(uow, self.round_id)
        at_stage(record, *_VOIDABLE)
        told = why(self.reason)
        other = members(uow).get(self.second_person)
        if other is None or other.code == me.code or not is_here(other, day.today):
            raise RequestRefused("REQ-QA-SECOND-PERSON")
        asks = was_handed_in(uow, qa_sample.c.round_id == record.id)
        if asks and not (other.signs_in and other.may(*READERS)):
            raise RequestRefused("REQ-QA-SECOND-PERSON", reason="seat")
        record.ended_by, record.ended_why, record.witness = uow.by, told, other.code
        record.revision += asks
        if not asks:
            _end(uow, record)
        return not asks


@dataclass(frozen=True, slots=True)
class ConfirmVoid:
    """Agree that a round is void, as the person whom the lead named; it ends with that.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-GONE, REQ-QA-STAGE; REQ-QA-CONFIRM, nobody asked, or
            (``reason`` ``other``) somebody else is asked.

    """

    name: ClassVar[str] = "confirm_void_round"
    lasting: ClassVar[bool] = True
    round_id: int

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """End it, under the name of whoever declared it void."""
        me = need(uow, *READERS)
        record = round_record(uow, self.round_id)
        at_stage(record, *READING)
        asked = asked_to_agree(record)
        if not asked:
            raise RequestRefused("REQ-QA-CONFIRM")
        if me.code != asked or record.ended_by == uow.by:
            raise RequestRefused("REQ-QA-CONFIRM", reason="other")
        _end(uow, record)


def _end(uow: UnitOfWork, record: "QualityRoundRecord") -> None:
    """A round is void; the second markings drawn from it are void with it."""
    for one in (record, *_second_markings(uow, record.id)):
        move(one, RoundStage.VOID)
        one.ended_by, one.ended_at = record.ended_by, uow.now
        one.ended_why, one.witness = record.ended_why, record.witness


def _second_markings(uow: UnitOfWork, round_id: int) -> "Sequence[QualityRoundRecord]":
    from pomdesk.store.records import QualityRoundRecord

    found = uow.find(QualityRoundRecord, parent_id=round_id, purpose=Purpose.DOUBLE_MARK.value)
    return [found] if found else []


@dataclass(frozen=True, slots=True)
class RedrawRound:
    """Plan a round again that was declared void; the result is the new one's number.

    It is a round of its own, with its own frame, seed and draw, and names the one it replaces.
    Only once: of several draws that replace one somebody could choose.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-GONE; REQ-QA-STAGE, it is not void; REQ-QA-PLAN with
            ``reason`` ``replaced``, ``reason`` or ``long``.

    """

    name: ClassVar[str] = "redraw_round"
    round_id: int
    reason: str

    def run(self, uow: UnitOfWork, day: Day) -> int:
        """Plan it anew."""
        need(uow, Role.LEAD)
        record = round_record(uow, self.round_id)
        at_stage(record, RoundStage.VOID)
        plan, rows = plan_of(record.plan)
        return PlanRound(
            ref=_next_ref(uow, record.ref),
            title=record.title,
            purpose=Purpose(record.purpose),
            unit=Unit(record.unit),
            as_of=record.as_of,
            plan=plan,
            instrument_id=record.instrument_id,
            period_from=record.period_from,
            period_to=record.period_to,
            reason=why(self.reason),
            parent_id=record.id,
            rows=rows,
        ).run(uow, day)


def _next_ref(uow: UnitOfWork, ref: str) -> str:
    """``2026-11`` again is ``2026-11.2``, then ``2026-11.3``."""
    taken = {row.ref.casefold() for row in uow.rows(select(qa_round.c.ref))}
    root, dot, last = ref.rpartition(".")
    root = root if dot and last.isdigit() else ref
    n = 2
    while (made := f"{root[:_ROOT]}.{n}").casefold() in taken:
        n += 1
    return made
