"""Plans of rounds: made, changed, thrown away."""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from sqlalchemy import select

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.results import FrameRow
from pomdesk.domain.quality.terms import Certainty, Purpose, Role, RoundStage, Unit
from pomdesk.domain.typed import clean
from pomdesk.readmodels.quality import RoundPlan
from pomdesk.services.desk import Day
from pomdesk.services.quality.acting import members, need
from pomdesk.services.quality.reviews import instrument_of
from pomdesk.services.quality.rounds import (
    at_stage,
    cycle_of,
    plan_of,
    plan_text,
    replacing,
    round_record,
)
from pomdesk.services.quality.units import FILTERS, SECOND_KEYS
from pomdesk.store.tables import qa_instrument, qa_round
from pomdesk.store.unit_of_work import UnitOfWork

LONGEST_TITLE, LONGEST_TEXT = 200, 4_000
"""Characters."""

_REF = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,29}")


@dataclass(frozen=True, slots=True)
class PlanRound:
    """Plan a round; the result is its number. Nothing is frozen or drawn yet.

    Attributes:
        ref: its public name, such as ``2026-11``; never used twice.
        as_of: day of the frame; today or before.
        instrument_id: may be chosen later, until files are given out.
        period_from, period_to: first and last day of what was done (of assessments: completed).
        reason: why it is done.
        parent_id: the void round it replaces.
        rows: of a list that was brought in; None: the frame comes from the store.

    Raises:
        RequestRefused: REQ-QA-ROLE; REQ-QA-GONE; REQ-QA-PLAN with ``reason``: ``ref``,
            ``taken``, ``title``, ``purpose``, ``as_of``, ``period``, ``instrument``, ``files``,
            ``second_key``, ``filter``, ``filter_code``, ``filter_words``, ``supervisors``,
            ``certain``, ``long``, ``parent``, ``replaced`` (another round replaces the void one
            already), ``reason`` (why another round is replaced).

    """

    name: ClassVar[str] = "plan_round"
    ref: str
    title: str
    purpose: Purpose
    unit: Unit
    as_of: date
    plan: RoundPlan
    instrument_id: int | None = None
    period_from: date | None = None
    period_to: date | None = None
    reason: str = ""
    parent_id: int | None = None
    rows: tuple[FrameRow, ...] | None = None

    def run(self, uow: UnitOfWork, day: Day) -> int:
        """Keep the plan."""
        from pomdesk.store.records import QualityRoundRecord

        need(uow, Role.LEAD)
        values = _checked(uow, day, self)
        return uow.add(
            QualityRoundRecord(
                **values,
                stage=RoundStage.PREPARING.value,
                made_by=uow.by,
                made_at=uow.now,
                ended_by="",
                ended_why="",
                witness="",
                revision=1,
            )
        ).id


@dataclass(frozen=True, slots=True)
class ChangeRound:
    """Change the plan of a round that is still being prepared.

    Attributes:
        ref ... rows: as ``PlanRound`` has them. Without rows those of the list stay that the plan
            still names (``RoundPlan.from_file``).

    Raises:
        RequestRefused: what ``PlanRound`` refuses; REQ-QA-GONE; REQ-QA-STAGE.

    """

    name: ClassVar[str] = "change_round"
    round_id: int
    ref: str
    title: str
    purpose: Purpose
    unit: Unit
    as_of: date
    plan: RoundPlan
    instrument_id: int | None = None
    period_from: date | None = None
    period_to: date | None = None
    reason: str = ""
    parent_id: int | None = None
    rows: tuple[FrameRow, ...] | None = None

    def run(self, uow: UnitOfWork, day: Day) -> int:
        """Keep the plan; the result is the round's number."""
        need(uow, Role.LEAD)
        record = round_record(uow, self.round_id)
        at_stage(record, RoundStage.PREPARING)
        before, kept = plan_of(record.plan)
        asked: ChangeRound = self
        if self.rows is None and self.plan.from_file and self.plan.from_file == before.from_file:
            asked = replace(self, rows=kept)
        changed = False
        for name, value in _checked(uow, day, asked, self.round_id).items():
            if getattr(record, name) != value:
                setattr(record, name, value)
                changed = True
        record.revision += changed
        return record.id


def _checked(
    uow: UnitOfWork, day: Day, asked: PlanRound | ChangeRound, own: int | None = None
) -> dict[str, object]:
    """The columns of a plan that holds together."""
    ref, title = clean(asked.ref, one_line=True), clean(asked.title, one_line=True)
    reason = clean(asked.reason)
    if not _REF.fullmatch(ref):
        raise _not_so("ref")
    others = select(qa_round.c.id, qa_round.c.ref)
    if any(row.ref.casefold() == ref.casefold() and row.id != own for row in uow.rows(others)):
        raise _not_so("taken")
    if not title or len(title) > LONGEST_TITLE:
        raise _not_so("title")
    if asked.purpose is Purpose.DOUBLE_MARK:
        raise _not_so("purpose")
    if asked.as_of > day.today:
        raise _not_so("as_of")
    _check_period(asked)
    _check_instrument(uow, asked)
    if asked.parent_id is not None:
        _check_parent(uow, asked.parent_id, own)
        why(reason)
    plan = _checked_plan(uow, asked.purpose, asked.plan)
    if len(reason) > LONGEST_TEXT:
        raise _not_so("long")
    return {
        "ref": ref,
        "title": title,
        "purpose": asked.purpose.value,
        "unit": asked.unit.value,
        "cycle": cycle_of(asked.as_of, day.policy.quality.cycle_month),
        "instrument_id": asked.instrument_id,
        "as_of": asked.as_of,
        "period_from": asked.period_from,
        "period_to": asked.period_to,
        "plan": plan_text(plan, asked.rows),
        "parent_id": asked.parent_id,
        "reason": reason,
    }


def _check_period(asked: PlanRound | ChangeRound) -> None:
    first, last = asked.period_from, asked.period_to
    needed = asked.unit is Unit.OASYS and asked.rows is None
    if (needed and not (first and last)) or (first and last and last < first):
        raise _not_so("period")


def _check_instrument(uow: UnitOfWork, asked: PlanRound | ChangeRound) -> None:
    if asked.instrument_id is None:
        return
    if not uow.rows(select(qa_instrument.c.id).where(qa_instrument.c.id == asked.instrument_id)):
        raise RequestRefused("REQ-QA-GONE", reason="instrument")
    if instrument_of(uow, asked.instrument_id)[0].unit is not asked.unit:
        raise _not_so("instrument")


def _check_parent(uow: UnitOfWork, parent_id: int, own: int | None) -> None:
    wanted = select(qa_round.c.stage).where(qa_round.c.id == parent_id, qa_round.c.id != own)
    if [row.stage for row in uow.rows(wanted)] != [RoundStage.VOID.value]:
        raise _not_so("parent")
    if any(number != own for number in replacing(uow, parent_id)):
        raise _not_so("replaced")


def _checked_plan(uow: UnitOfWork, purpose: Purpose, plan: RoundPlan) -> RoundPlan:
    words = clean(plan.filter_words)
    if plan.files < 0 or plan.floor < 0:
        raise _not_so("files")
    if plan.second_key not in SECOND_KEYS:
        raise _not_so("second_key")
    if plan.filter not in FILTERS:
        raise _not_so("filter_code")
    if purpose is Purpose.TARGETED and not words:
        raise _not_so("filter_words")
    if purpose is Purpose.ROUTINE and (plan.filter or plan.supervisors):
        raise _not_so("filter")
    if not set(plan.supervisors) <= members(uow).keys():
        raise _not_so("supervisors")
    by_hand = {one.value for one in Certainty} - {Certainty.BY_POLICY.value}
    if not set(plan.certain.values()) <= by_hand:
        raise _not_so("certain")
    if len(words) > LONGEST_TEXT or len(plan.from_file) > LONGEST_TITLE:
        raise _not_so("long")
    return replace(plan, filter_words=words)


def _not_so(reason: str) -> RequestRefused:
    return RequestRefused("REQ-QA-PLAN", reason=reason)


@dataclass(frozen=True, slots=True)
class DropRound:
    """Throw away a round that is still being prepared; undo brings it back.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-GONE, REQ-QA-STAGE.

    """

    name: ClassVar[str] = "drop_round"
    round_id: int

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Take it out."""
        need(uow, Role.LEAD)
        record = round_record(uow, self.round_id)
        at_stage(record, RoundStage.PREPARING)
        uow.delete(record)


def why(text: str) -> str:
    """A reason as it is kept.

    Raises:
        RequestRefused: REQ-QA-PLAN with ``reason`` ``reason`` or ``long``.

    """
    told = clean(text)
    if not told:
        raise _not_so("reason")
    if len(told) > LONGEST_TEXT:
        raise _not_so("long")
    return told
