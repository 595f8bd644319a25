"""Rounds: how far each has come and may go, what was planned, what stands in the way of closing.

The second markings of a round are a draw of their own with a frame of its own, so they are a row
of ``qa_round`` too: of purpose ``double_mark``, with the round as its parent. They are no round
that anybody plans, reads or closes; ``of_people`` leaves them out.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Row, select

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.results import FrameRow
from pomdesk.domain.quality.terms import (
    Exclusion,
    Purpose,
    ReviewKind,
    ReviewStage,
    Role,
    RoundStage,
    SampleStatus,
)
from pomdesk.readmodels.quality import RoundPlan
from pomdesk.rules.policy import QualityPolicy
from pomdesk.store.tables import qa_review, qa_round, qa_sample
from pomdesk.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from pomdesk.store.records import QualityRoundRecord, QualitySampleRecord

MOVES: Mapping[RoundStage, frozenset[RoundStage]] = {
    RoundStage.PREPARING: frozenset({RoundStage.FRAME_FROZEN}),
    RoundStage.FRAME_FROZEN: frozenset({RoundStage.DRAWN, RoundStage.VOID}),
    RoundStage.DRAWN: frozenset({RoundStage.ALLOCATED, RoundStage.VOID}),
    RoundStage.ALLOCATED: frozenset({RoundStage.IN_REVIEW, RoundStage.VOID}),
    RoundStage.IN_REVIEW: frozenset({RoundStage.MODERATION, RoundStage.VOID}),
    RoundStage.MODERATION: frozenset({RoundStage.IN_REVIEW, RoundStage.CLOSED, RoundStage.VOID}),
    RoundStage.CLOSED: frozenset(),
    RoundStage.VOID: frozenset(),
}
"""From each stage to which. Back only from settling to reading: a marking was opened again."""

READING = (
    RoundStage.DRAWN,
    RoundStage.ALLOCATED,
    RoundStage.IN_REVIEW,
    RoundStage.MODERATION,
)
"""Stages in which files are given out, read and swapped."""

LIVE = (SampleStatus.DRAWN, SampleStatus.ASSIGNED, SampleStatus.IN_REVIEW, SampleStatus.DONE)
"""Files that are to be read, or were."""

IN_PLAY = LIVE[:-1]
"""Files that are to be read."""

READERS = (Role.LEAD, Role.ASSESSOR, Role.MODERATOR, Role.AUDITOR)
"""Who sees rounds. A supervisor sees feedback, the Governor reports."""

_STEPS = {
    RoundStage.PREPARING: "frame",
    RoundStage.FRAME_FROZEN: "draw",
    RoundStage.MODERATION: "settle",
    RoundStage.CLOSED: "report",
}


def of_people() -> ColumnElement[bool]:
    """Rounds that somebody planned: no second markings."""
    return qa_round.c.purpose != Purpose.DOUBLE_MARK.value


def round_record(uow: UnitOfWork, round_id: int) -> "QualityRoundRecord":
    """A round, to change it.

    Raises:
        RequestRefused: REQ-QA-GONE.

    """
    from pomdesk.store.records import QualityRoundRecord

    record = uow.get(QualityRoundRecord, round_id)
    if record is None or record.purpose == Purpose.DOUBLE_MARK:
        raise RequestRefused("REQ-QA-GONE", reason="round")
    return record


def at_stage(record: "QualityRoundRecord", *stages: RoundStage) -> None:
    """Refuse what is not done at the stage of this round.

    Raises:
        RequestRefused: REQ-QA-STAGE with the stage it is at.

    """
    if RoundStage(record.stage) not in stages:
        raise RequestRefused("REQ-QA-STAGE", reason=record.stage)


def move(record: "QualityRoundRecord", to: RoundStage) -> None:
    """Take a round to another stage.

    Raises:
        RequestRefused: REQ-QA-STAGE, there is no way from where it is.

    """
    if to not in MOVES[RoundStage(record.stage)]:
        raise RequestRefused("REQ-QA-STAGE", reason=record.stage)
    record.stage = to.value
    record.revision += 1


def sample_record(uow: UnitOfWork, sample_id: int) -> "QualitySampleRecord":
    """A drawn file, to change it.

    Raises:
        RequestRefused: REQ-QA-GONE.

    """
    from pomdesk.store.records import QualitySampleRecord

    record = uow.get(QualitySampleRecord, sample_id)
    if record is None:
        raise RequestRefused("REQ-QA-GONE", reason="sample")
    return record


def was_handed_in(uow: UnitOfWork, files: ColumnElement[bool]) -> bool:
    """Whether a marking of some files was ever handed in, taken back again or not.

    ``files`` says which, of ``qa_sample``. What supervisors mark of themselves tells nobody else.
    """
    found = (
        select(qa_review.c.id)
        .join(qa_sample, qa_sample.c.id == qa_review.c.sample_id)
        .where(
            files,
            qa_review.c.kind != ReviewKind.SELF.value,
            qa_review.c.submitted_at.is_not(None),
        )
    )
    return bool(uow.rows(found.limit(1)))


def replacing(uow: UnitOfWork, round_id: int) -> list[int]:
    """Numbers of the rounds that replace a void one: one at most."""
    found = select(qa_round.c.id).where(qa_round.c.parent_id == round_id, of_people())
    return [row.id for row in uow.rows(found)]


def asked_to_agree(row: Any) -> str:
    """Code of whoever is asked to agree that a round is void; "" where nobody is.

    Args:
        row: the row or record of the round.

    """
    asked = row.stage in READING and row.ended_by and row.ended_at is None
    return str(row.witness) if asked else ""


def step_of(stage: RoundStage, *, frozen: bool, drawn: bool) -> str:
    """Which of the five steps a round stands at; one that is void stays where it was left."""
    if stage is RoundStage.VOID:
        return "read" if drawn else "draw" if frozen else "frame"
    return _STEPS.get(stage, "read")


# ---- what was planned ---------------------------------------------------------------------


def plan_text(plan: RoundPlan, rows: Collection[FrameRow] | None) -> str:
    """A plan as it is kept: its fields, and the rows where they came from a file."""
    kept: dict[str, Any] = {one.name: getattr(plan, one.name) for one in fields(RoundPlan)}
    kept["certain"] = dict(plan.certain)
    if rows is not None:
        kept["rows"] = [
            [one.case_ref, one.supervisor, dict(one.strata), one.excluded, one.reason]
            for one in rows
        ]
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)


def plan_of(text: str) -> tuple[RoundPlan, tuple[FrameRow, ...] | None]:
    """A plan out of the store, and its rows; None where they come from the store itself."""
    kept = json.loads(text)
    rows = kept.pop("rows", None)
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()
    }
    if rows is None:
        return RoundPlan(**values), None
    listed = tuple(
        FrameRow(ref, who, strata, Exclusion(code) if code else None, reason)
        for ref, who, strata, code, reason in rows
    )
    return RoundPlan(**values), listed


def cycle_of(day: date, cycle_month: int) -> str:
    """The cycle a day lies in: ``2026-27``, or ``2026`` where cycles are calendar years."""
    year = day.year if day.month >= cycle_month else day.year - 1
    return str(year) if cycle_month == 1 else f"{year}-{(year + 1) % 100:02}"


def cycle_months(day: date, cycle_month: int) -> int:
    """Months of the cycle that have begun by a day: 1 to 12."""
    return (day.month - cycle_month) % 12 + 1


# ---- what stands in the way ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reading:
    """One drawn file, as far as closing goes.

    Attributes:
        second: stage of the second marking; None where there is none.

    """

    status: SampleStatus
    double: bool
    second: ReviewStage | None


def readings(uow: UnitOfWork, round_id: int) -> list[Reading]:
    """Every drawn file of a round that is not waiting."""
    second = (qa_review.c.sample_id == qa_sample.c.id) & (
        qa_review.c.kind == ReviewKind.SECOND.value
    )
    statement = (
        select(qa_sample.c.status, qa_sample.c.double, qa_review.c.stage)
        .select_from(qa_sample.outerjoin(qa_review, second))
        .where(
            qa_sample.c.round_id == round_id,
            qa_sample.c.status != SampleStatus.WAITING.value,
        )
    )
    return [as_reading(row.status, row.double, row.stage) for row in uow.rows(statement)]


def as_reading(status: str, double: bool, second: str | None) -> Reading:
    """One file out of the store."""
    return Reading(SampleStatus(status), bool(double), ReviewStage(second) if second else None)


def closing_blocks(
    purpose: Purpose, files: Collection[Reading], to_settle: int, policy: QualityPolicy
) -> dict[str, int]:
    """What stands in the way of closing a round, and how much of it.

    Second markings are asked of routine rounds with more than one file, where the policy asks
    for any.
    """
    live = [one for one in files if one.status in LIVE]
    doubles = [one for one in live if one.double]
    asked = purpose is Purpose.ROUTINE and policy.double_percent > 0
    found = {
        "unread": sum(one.status is not SampleStatus.DONE for one in live),
        "unsettled": to_settle,
        "double_not_drawn": int(asked and len(live) > 1 and not any(x.double for x in files)),
        "double_unread": sum(
            one.second not in (ReviewStage.SUBMITTED, ReviewStage.LOCKED) for one in doubles
        ),
        "nothing_read": int(not live),
    }
    return {code: n for code, n in found.items() if n}


def substituted_too_often(files: Collection[Reading], policy: QualityPolicy) -> bool:
    """Whether more than the policy's share of the files drawn had to be substituted."""
    gone = sum(one.status is SampleStatus.SUBSTITUTED for one in files)
    drawn = sum(one.status is not SampleStatus.SUBSTITUTED for one in files)
    return gone * 100 > policy.substituted_percent * drawn


def round_row(uow: UnitOfWork, round_id: int) -> Row[Any]:
    """A round, to read it.

    Raises:
        RequestRefused: REQ-QA-GONE.

    """
    rows = uow.rows(select(qa_round).where(qa_round.c.id == round_id, of_people()))
    if not rows:
        raise RequestRefused("REQ-QA-GONE", reason="round")
    return rows[0]
