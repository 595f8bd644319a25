"""Rounds: all of them, one whole, its frame, how many files, its certificates, the whole chain."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select

from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.results import Finding
from pomdesk.domain.quality.terms import (
    InstrumentStage,
    Purpose,
    Role,
    RoundStage,
    SampleRole,
    SampleStatus,
    Unit,
)
from pomdesk.readmodels.quality import (
    Acting,
    Certificate,
    Dispute,
    FramePreview,
    RoundLine,
    RoundView,
    ThreeQuestions,
)
from pomdesk.rules.quality.frames import run_out
from pomdesk.rules.quality.verify import verify, verify_chain
from pomdesk.services.desk import Day
from pomdesk.services.quality.acting import names, need
from pomdesk.services.quality.disputes import disputes, to_settle
from pomdesk.services.quality.frames import frame_in, frame_row, preview
from pomdesk.services.quality.how_many import sizes_of, three_questions
from pomdesk.services.quality.instruments import instrument_in
from pomdesk.services.quality.round_lines import (
    Files,
    draw_line,
    draw_rows,
    files_of,
    sample_lines,
    strata_lines,
    told_otherwise,
    what_may_be_done,
)
from pomdesk.services.quality.rounds import (
    READERS,
    READING,
    asked_to_agree,
    closing_blocks,
    of_people,
    plan_of,
    replacing,
    round_row,
    step_of,
    substituted_too_often,
)
from pomdesk.store.tables import qa_draw, qa_frame, qa_instrument, qa_round, qa_sample
from pomdesk.store.unit_of_work import UnitOfWork

RECORDS = (Role.LEAD, Role.AUDITOR)
"""Who sees frames, draw records and the chain: they name every case."""


@dataclass(frozen=True, slots=True)
class Rounds:
    """Every round, the newest first.

    Raises:
        RequestRefused: REQ-QA-ROLE.

    """

    def run(self, uow: UnitOfWork, day: Day) -> Sequence[RoundLine]:
        """Read the list."""
        need(uow, *READERS)
        rows = uow.rows(_lines())
        reading = [row.id for row in rows if row.stage in READING]
        waiting = to_settle(uow, day, reading) if reading else {}
        return [_line(row, waiting.get(row.id, 0)) for row in rows]


def _lines() -> Any:
    drawn = func.count(qa_sample.c.id).filter(qa_sample.c.role != SampleRole.RESERVE.value)
    done = func.count(qa_sample.c.id).filter(qa_sample.c.status == SampleStatus.DONE.value)
    return (
        select(
            qa_round,
            qa_instrument.c.code,
            qa_instrument.c.version,
            drawn.label("drawn"),
            done.label("done"),
        )
        .select_from(
            qa_round.outerjoin(
                qa_instrument, qa_instrument.c.id == qa_round.c.instrument_id
            ).outerjoin(qa_sample, qa_sample.c.round_id == qa_round.c.id)
        )
        .where(of_people())
        .group_by(qa_round.c.id)
        .order_by(qa_round.c.as_of.desc(), qa_round.c.id.desc())
    )


def _line(row: Any, waiting: int) -> RoundLine:
    return RoundLine(
        id=row.id,
        ref=row.ref,
        title=row.title,
        purpose=Purpose(row.purpose),
        unit=Unit(row.unit),
        stage=RoundStage(row.stage),
        cycle=row.cycle,
        as_of=row.as_of,
        drawn=row.drawn,
        done=row.done,
        to_settle=waiting,
        instrument=f"{row.code} {row.version}" if row.code else "",
    )


@dataclass(frozen=True, slots=True)
class RoundOf:
    """One round with all that hangs on it, as far as whoever is signed in may see it.

    The frame and the records are for lead and auditor; before the frame is frozen it is shown
    as it would be now.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-GONE.

    """

    round_id: int

    def run(self, uow: UnitOfWork, day: Day) -> RoundView:
        """Read it."""
        me = need(uow, *READERS)
        row = round_row(uow, self.round_id)
        frame = preview(uow, day, row) if me.may(*RECORDS) else None
        draws = [draw_line(one) for one in draw_rows(uow, row.id)]
        files = files_of(uow, row.id)
        waiting, told = _to_settle(uow, day, row, me)
        return _view(uow, day, row, me, frame, draws, files, waiting, told)


def _to_settle(uow: UnitOfWork, day: Day, row: Any, me: Member) -> tuple[int, Sequence[Dispute]]:
    """How much waits for a moderator, and what of it somebody may see."""
    if RoundStage(row.stage) not in (*READING, RoundStage.CLOSED):
        return 0, ()
    told = disputes(uow, day, row.id, Acting(me, False))
    return to_settle(uow, day, [row.id])[row.id], told


def _view(
    uow: UnitOfWork,
    day: Day,
    row: Any,
    me: Member,
    frame: FramePreview | None,
    draws: Sequence[Any],
    files: Files,
    waiting: int,
    told: Sequence[Dispute],
) -> RoundView:
    stage, purpose = RoundStage(row.stage), Purpose(row.purpose)
    plan, _ = plan_of(row.plan)
    policy, readings = day.policy.quality, files.readings()
    blocks = closing_blocks(purpose, readings, waiting, policy) if stage in READING else {}
    instrument, instrument_stage = _instrument(uow, row.instrument_id)
    own = [one for one in draws if one.purpose is not Purpose.DOUBLE_MARK]
    return RoundView(
        id=row.id,
        ref=row.ref,
        title=row.title,
        purpose=purpose,
        unit=Unit(row.unit),
        stage=stage,
        step=step_of(stage, frozen=bool(frame and frame.sha256), drawn=bool(own)),
        cycle=row.cycle,
        as_of=row.as_of,
        period_from=row.period_from,
        period_to=row.period_to,
        reason=row.reason,
        parent_ref=_ref(uow, row.parent_id),
        instrument_id=row.instrument_id,
        instrument=instrument,
        plan=plan,
        frame=frame,
        draws=draws if me.may(*RECORDS) else (),
        strata=strata_lines(frame, files),
        samples=sample_lines(uow, files, me, names(uow)),
        disputes=told,
        may=what_may_be_done(
            me,
            stage,
            blocked=bool(blocks),
            doubled=len(own) < len(draws),
            may_settle=any(one.may_settle for one in told),
            asked=asked_to_agree(row),
            replaced=stage is RoundStage.VOID and bool(replacing(uow, row.id)),
        ),
        blocks=tuple(blocks),
        warnings=_warnings(uow, day, row, me, files, instrument_stage),
        made_by=row.made_by,
        ended_why=row.ended_why,
    )


def _instrument(uow: UnitOfWork, instrument_id: int | None) -> tuple[Any, InstrumentStage | None]:
    rows = uow.rows(select(qa_instrument).where(qa_instrument.c.id == instrument_id))
    if not rows:
        return None, None
    return instrument_in(rows[0]), InstrumentStage(rows[0].stage)


def _ref(uow: UnitOfWork, round_id: int | None) -> str:
    rows = uow.rows(select(qa_round.c.ref).where(qa_round.c.id == round_id))
    return rows[0].ref if rows else ""


def _warnings(
    uow: UnitOfWork,
    day: Day,
    row: Any,
    me: Member,
    files: Files,
    instrument_stage: InstrumentStage | None,
) -> tuple[str, ...]:
    found = []
    if substituted_too_often(files.readings(), day.policy.quality):
        found.append("substituted")
    if asked_to_agree(row):
        found.append("void_asked")
    if instrument_stage is InstrumentStage.PILOT:
        found.append("pilot")
    kept = frame_row(uow, row.id) if me.may(*RECORDS) else None
    if kept is not None:
        frame = frame_in(kept)
        if run_out(frame, plan_of(row.plan)[0].floor):
            found.append("run_out")
        read = Counter(one.supervisor for one in files.rows)
        if files.rows and {one.supervisor for one in frame.rows if not one.excluded} - read.keys():
            found.append("uncovered")
    return tuple(found)


@dataclass(frozen=True, slots=True)
class FrameOf:
    """The frame of a round as it was frozen, or as it would be now.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-GONE.

    """

    round_id: int

    def run(self, uow: UnitOfWork, day: Day) -> FramePreview:
        """Read it."""
        need(uow, *RECORDS)
        return preview(uow, day, round_row(uow, self.round_id))


@dataclass(frozen=True, slots=True)
class HowManyFor:
    """How many files a round should have, and what a number of files buys.

    Attributes:
        files: asked about; 0: as planned, else as proposed.
        floor: least of each supervisor; below 0: as planned.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-GONE, REQ-QA-NUMBER.

    """

    round_id: int
    files: int = 0
    floor: int = -1

    def run(self, uow: UnitOfWork, day: Day) -> ThreeQuestions:
        """Work it out."""
        need(uow, *RECORDS)
        row = round_row(uow, self.round_id)
        plan, _ = plan_of(row.plan)
        sizes = sizes_of(preview(uow, day, row))
        return three_questions(sizes, plan, day.policy.quality, self.files, self.floor)


@dataclass(frozen=True, slots=True)
class CertificatesOf:
    """The certificates of a round: that of its draw, and that of its second markings.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-GONE.

    """

    round_id: int

    def run(self, uow: UnitOfWork, day: Day) -> Sequence[Certificate]:
        """Verify each from its record and its frame alone."""
        need(uow, *RECORDS)
        row = round_row(uow, self.round_id)
        drawn = draw_rows(uow, row.id)
        wanted = qa_frame.c.round_id.in_([one.round_id for one in drawn])
        columns = (qa_frame.c.round_id, qa_frame.c.content)
        frames = {one.round_id: one.content for one in uow.rows(select(*columns).where(wanted))}
        return [_certificate(row, one, frames[one.round_id]) for one in drawn]


def _certificate(row: Any, drawn: Row[Any], frame: str) -> Certificate:
    return Certificate(
        round_ref=row.ref,
        title=row.title,
        draw=draw_line(drawn),
        record=drawn.record,
        frame=frame,
        findings=verify(drawn.record.encode(), frame.encode(), expected_sha256=drawn.sha256),
    )


@dataclass(frozen=True, slots=True)
class ChainOf:
    """What is wrong with the chain of all draws ever made here; nothing, where it holds.

    Each record is verified against its frame, and against the record before it; then the rows
    that the program goes by against these texts, and the records that approved reports name.

    Raises:
        RequestRefused: REQ-QA-ROLE.

    """

    def run(self, uow: UnitOfWork, day: Day) -> Sequence[Finding]:
        """Verify it all."""
        need(uow, *RECORDS)
        statement = (
            select(qa_draw.c.ref, qa_draw.c.record, qa_draw.c.sha256, qa_frame.c.content)
            .select_from(qa_draw.outerjoin(qa_frame, qa_frame.c.round_id == qa_draw.c.round_id))
            .order_by(qa_draw.c.id)
        )
        rows = uow.rows(statement)
        head = rows[-1].sha256 if rows else ""
        found = list(verify_chain([row.record.encode() for row in rows], head=head))
        for row in rows:
            problems = verify(
                row.record.encode(), (row.content or "").encode(), expected_sha256=row.sha256
            )
            found += [Finding(one.code, f"{row.ref}: {one.about}".rstrip(": ")) for one in problems]
        return [*found, *told_otherwise(uow)]
