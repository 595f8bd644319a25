"""Draws: of a round, and of the files that are marked twice. Each is made once and stands.

What is done with the files afterwards is in ``quality_files`` and ``quality_swaps``.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any, ClassVar

from sqlalchemy import Row, func, select

from pomdesk import __version__
from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.draws import (
    FIRST_RECORD,
    Criteria,
    Draw,
    Frame,
    Occasion,
    Seed,
    SeedSource,
)
from pomdesk.domain.quality.terms import (
    Purpose,
    ReviewKind,
    Role,
    RoundStage,
    SampleRole,
    SampleStatus,
)
from pomdesk.domain.typed import clean
from pomdesk.readmodels.quality import RoundPlan
from pomdesk.rules.quality.canonical import canonical, read_canonical
from pomdesk.rules.quality.draws import (
    check_seed,
    double_mark_frame,
    double_mark_plan,
    double_mark_seed,
    draw,
    seed_identity,
)
from pomdesk.rules.quality.frames import frame_json, frame_sha256
from pomdesk.rules.quality.record import record_of, record_sha256
from pomdesk.services.commands.quality_files import AssignAll, AssignSample, AssignSecond
from pomdesk.services.commands.quality_swaps import Substitute, WithdrawSample
from pomdesk.services.desk import Day
from pomdesk.services.quality.acting import need
from pomdesk.services.quality.frames import frame_in, frame_row, shown
from pomdesk.services.quality.how_many import plan_for, sizes_of
from pomdesk.services.quality.rounds import (
    LIVE,
    at_stage,
    cycle_months,
    move,
    plan_of,
    plan_text,
    round_record,
)
from pomdesk.store.tables import qa_draw, qa_review, qa_round, qa_sample
from pomdesk.store.unit_of_work import UnitOfWork

__all__ = [
    "AssignAll",
    "AssignSample",
    "AssignSecond",
    "DrawDouble",
    "DrawRound",
    "Substitute",
    "WithdrawSample",
]

SECOND = "-dm"
"""What the name of a round's second markings ends in."""

_SEED_BYTES = 16
_MONTHS = 12
_TYPED = (SeedSource.DICE, SeedSource.LOTTERY)
_SHARED_OUT = (RoundStage.ALLOCATED, RoundStage.IN_REVIEW, RoundStage.MODERATION)


@dataclass(frozen=True, slots=True)
class DrawRound:
    """Draw the files of a round whose frame is frozen; the result is the number of the draw.

    A generated seed is made here, after the frame was frozen, so that nobody can choose it.

    Attributes:
        seed_source: ``generated``, ``dice`` or ``lottery``.
        seed: as it was thrown or drawn; "" where it is generated.
        witness: who saw it; not whoever draws.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-GONE, REQ-QA-STAGE; REQ-QA-CLOCK, the clock stands
            before the newest draw (``at``, in UTC); REQ-QA-SEED-SOURCE; what
            ``draws.check_seed``, ``draws.draw`` and ``record.record_of`` refuse.

    """

    name: ClassVar[str] = "draw_round"
    lasting: ClassVar[bool] = True
    round_id: int
    seed_source: str
    seed: str = ""
    witness: str = ""

    def run(self, uow: UnitOfWork, day: Day) -> int:
        """Draw, and write everything down that led to it."""
        need(uow, Role.LEAD)
        record = round_record(uow, self.round_id)
        at_stage(record, RoundStage.FRAME_FROZEN)
        kept = frame_row(uow, record.id)
        if kept is None:
            raise RequestRefused("REQ-QA-FREEZE-FIRST")
        _refuse_clock(uow)
        frame, seed = frame_in(kept), self._seed()
        check_seed(seed, drawn_by=uow.by, used_before=_seeds_used(uow))
        sizes = sizes_of(shown(frame, kept, {}))
        plan, _ = plan_of(record.plan)
        made = draw(frame, seed, plan_for(sizes, plan, day.policy.quality))
        number = _keep_draw(uow, record.id, frame, made, _occasion(uow, record, plan))
        _keep_samples(uow, record.id, number, frame, made)
        record.witness = seed.witness
        move(record, RoundStage.DRAWN)
        return number

    def _seed(self) -> Seed:
        typed = self.seed.strip()
        source = next((one for one in SeedSource if one.value == self.seed_source), None)
        if source is SeedSource.GENERATED and not typed:
            return Seed(secrets.token_hex(_SEED_BYTES), source)
        if source not in _TYPED:
            raise RequestRefused("REQ-QA-SEED-SOURCE")
        return Seed(typed, source, clean(self.witness, one_line=True)[:200])


def _occasion(uow: UnitOfWork, row: Any, plan: RoundPlan) -> Occasion:
    """What the record tells besides the draw; ``row`` is the round's record."""
    targeted = row.purpose == Purpose.TARGETED
    before = select(qa_draw.c.ref).where(qa_draw.c.round_id == row.parent_id)
    replaced = "".join(one.ref for one in uow.rows(before))
    return Occasion(
        draw_id=row.ref,
        purpose=Purpose(row.purpose),
        drawn_at=uow.now.replace(tzinfo=UTC),
        drawn_by=uow.by,
        software=_software(),
        trigger=plan.filter_words if targeted else "",
        requested_by=row.made_by if targeted else "",
        parent_draw_id=replaced,
        reason=row.reason if replaced else "",
        previous=_previous(uow),
    )


def _software() -> str:
    return f"POM desk {__version__}"


def _previous(uow: UnitOfWork) -> str:
    newest = uow.rows(select(qa_draw.c.sha256).order_by(qa_draw.c.id.desc()).limit(1))
    return newest[0].sha256 if newest else FIRST_RECORD


def _refuse_clock(uow: UnitOfWork) -> None:
    """Draws follow each other in time, or their chain would look as if it were broken."""
    newest = uow.rows(select(func.max(qa_draw.c.drawn_at).label("at")))[0].at
    if newest is not None and uow.now.replace(microsecond=0) < newest:
        raise RequestRefused("REQ-QA-CLOCK", at=f"{newest:%d/%m/%Y %H:%M}")


def _keep_draw(uow: UnitOfWork, round_id: int, frame: Frame, made: Draw, occasion: Occasion) -> int:
    from pomdesk.store.records import QualityDrawRecord

    record = record_of(frame, made, occasion)
    return uow.add(
        QualityDrawRecord(
            round_id=round_id,
            ref=occasion.draw_id,
            purpose=occasion.purpose.value,
            sha256=record_sha256(record),
            prev_sha256=occasion.previous,
            drawn_by=occasion.drawn_by,
            drawn_at=uow.now.replace(microsecond=0),
            record=canonical(record).decode(),
        )
    ).id


def _keep_samples(uow: UnitOfWork, round_id: int, draw_id: int, frame: Frame, made: Draw) -> None:
    from pomdesk.store.records import QualitySampleRecord

    supervisors = {row.case_ref: row.supervisor for row in frame.rows}
    for one in made.picked:
        reserve = one.role is SampleRole.RESERVE
        certain = one.role is SampleRole.CERTAINTY
        uow.add(
            QualitySampleRecord(
                round_id=round_id,
                draw_id=draw_id,
                case_ref=one.case_ref,
                supervisor=supervisors[one.case_ref],
                stratum=one.stratum,
                rank=one.rank,
                role=one.role.value,
                why=frame.certainty[one.case_ref].value if certain else "",
                inclusion=str(one.inclusion),
                status=(SampleStatus.WAITING if reserve else SampleStatus.DRAWN).value,
                reason="",
                note="",
                double=False,
            )
        )


def _records(uow: UnitOfWork) -> list[Mapping[str, Any]]:
    rows = uow.rows(select(qa_draw.c.record).order_by(qa_draw.c.id))
    return [_read(row.record) for row in rows]


def _read(text: str) -> Mapping[str, Any]:
    found = read_canonical(text.encode())
    return found if isinstance(found, dict) else {}


def _seed_in(record: Mapping[str, Any]) -> Seed:
    return Seed(record["seed"], SeedSource(record["seed_source"]), "", record["seed_round"])


def _seeds_used(uow: UnitOfWork) -> set[str]:
    return {seed_identity(_seed_in(one)) for one in _records(uow)}


@dataclass(frozen=True, slots=True)
class DrawDouble:
    """Draw which files of a round are marked twice; the result is how many.

    By the seed of the round, with a label of its own: the policy's share, one at least of each
    assessor, and as many as the cycle should have by now. Files that fall out later hand their
    second marking on to the reserve that steps in.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-GONE, REQ-QA-STAGE, REQ-QA-CLOCK; REQ-QA-DOUBLE, it was
            drawn, or (``reason`` ``nothing``) there is nothing to draw from.

    """

    name: ClassVar[str] = "draw_double"
    lasting: ClassVar[bool] = True
    round_id: int

    def run(self, uow: UnitOfWork, day: Day) -> int:
        """Draw, and write down what led to it, as a round and a draw of their own."""
        need(uow, Role.LEAD)
        record = round_record(uow, self.round_id)
        at_stage(record, *_SHARED_OUT)
        if uow.rows(select(qa_round.c.id).where(qa_round.c.ref == record.ref + SECOND)):
            raise RequestRefused("REQ-QA-DOUBLE")
        assessors = {row.case_ref: row.assessor for row in _marked_once(uow, record.id)}
        kept, drawn = frame_row(uow, record.id), _draw_row(uow, record.id)
        if not assessors or kept is None or drawn is None:
            raise RequestRefused("REQ-QA-DOUBLE", reason="nothing")
        _refuse_clock(uow)
        plan = double_mark_plan(
            assessors,
            percent=day.policy.quality.double_percent,
            least=_missing_in_cycle(uow, day, record),
        )
        frame = double_mark_frame(
            frame_in(kept),
            assessors,
            eligibility=_eligibility(record.ref),
            source=f"draw {drawn.ref}, record {drawn.sha256}",
            frozen_at=uow.now.replace(tzinfo=UTC),
            frozen_by=uow.by,
        )
        made = draw(frame, double_mark_seed(_seed_in(_read(drawn.record))), plan)
        _keep_second(uow, record, drawn.ref, frame, made)
        return _mark(uow, record.id, made)


def _eligibility(ref: str) -> Criteria:
    return Criteria(
        f"Files of the round {ref} that are with an assessor or were read, by who marks them.",
        {"round": ref},
    )


def _marked_once(uow: UnitOfWork, round_id: int) -> list[Row[Any]]:
    """Files of a round that are to be read or were, with who marks them."""
    return uow.rows(
        select(qa_sample.c.case_ref, qa_review.c.assessor)
        .join(qa_review, qa_review.c.sample_id == qa_sample.c.id)
        .where(
            qa_sample.c.round_id == round_id,
            qa_sample.c.status.in_([one.value for one in LIVE]),
            qa_review.c.kind == ReviewKind.PRIMARY.value,
        )
    )


def _draw_row(uow: UnitOfWork, round_id: int) -> Row[Any] | None:
    rows = uow.rows(select(qa_draw).where(qa_draw.c.round_id == round_id))
    return rows[0] if rows else None


def _missing_in_cycle(uow: UnitOfWork, day: Day, row: Any) -> int:
    """Second markings the cycle lacks: so many a year, as much of it as has gone by."""
    quality = day.policy.quality
    months = cycle_months(row.as_of, quality.cycle_month)
    by_now = -(-quality.double_cycle_files * months // _MONTHS)
    had = (
        select(func.count().label("n"))
        .select_from(qa_sample.join(qa_round, qa_round.c.id == qa_sample.c.round_id))
        .where(
            qa_sample.c.double,
            qa_round.c.cycle == row.cycle,
            qa_round.c.stage != RoundStage.VOID.value,
            qa_sample.c.status.in_([one.value for one in LIVE]),
        )
    )
    return max(0, by_now - int(uow.rows(had)[0].n))


def _keep_second(uow: UnitOfWork, of: Any, parent: str, frame: Frame, made: Draw) -> None:
    """The second markings as a round of their own, with their frame and their draw."""
    from pomdesk.store.records import QualityFrameRecord, QualityRoundRecord

    own = uow.add(
        QualityRoundRecord(
            ref=of.ref + SECOND,
            title=of.title,
            purpose=Purpose.DOUBLE_MARK.value,
            unit=of.unit,
            stage=RoundStage.DRAWN.value,
            cycle=of.cycle,
            instrument_id=of.instrument_id,
            as_of=of.as_of,
            plan=plan_text(RoundPlan(), None),
            parent_id=of.id,
            reason="",
            made_by=uow.by,
            made_at=uow.now,
            ended_by="",
            ended_why="",
            witness="",
            revision=1,
        )
    )
    uow.add(
        QualityFrameRecord(
            round_id=own.id,
            sha256=frame_sha256(frame),
            frozen_by=uow.by,
            frozen_at=frame.frozen_at.replace(tzinfo=None),
            content=canonical(frame_json(frame)).decode(),
        )
    )
    occasion = Occasion(
        draw_id=own.ref,
        purpose=Purpose.DOUBLE_MARK,
        drawn_at=uow.now.replace(tzinfo=UTC),
        drawn_by=uow.by,
        software=_software(),
        parent_draw_id=parent,
        previous=_previous(uow),
    )
    _keep_draw(uow, own.id, frame, made, occasion)


def _mark(uow: UnitOfWork, round_id: int, made: Draw) -> int:
    from pomdesk.store.records import QualitySampleRecord

    chosen = [one.case_ref for one in made.picked if one.role is SampleRole.PRIMARY]
    for ref in chosen:
        record = uow.find(QualitySampleRecord, round_id=round_id, case_ref=ref)
        if record is not None:
            record.double = True
    return len(chosen)
