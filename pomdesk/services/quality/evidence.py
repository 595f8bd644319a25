"""What was found in the files that were read: the one way to the results of closed rounds.

Only closed rounds, only locked first markings, never what was marked while its instrument was
a pilot. An answer is the one that was settled; what was answered before stays where it was.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property
from typing import Any

from sqlalchemy import Row, select

from pomdesk.domain.quality.draws import Frame
from pomdesk.domain.quality.instruments import Answer, Instrument
from pomdesk.domain.quality.results import Picked
from pomdesk.domain.quality.terms import (
    Purpose,
    ReviewKind,
    ReviewStage,
    RoundStage,
    SampleRole,
    SampleStatus,
    Unit,
    Verdict,
)
from pomdesk.rules.quality.frames import read_frame
from pomdesk.services.quality.reviews import (
    COUNTED,
    answers_of,
    instrument_in,
    settled_answers,
    settlements_of,
    verdict_told,
)
from pomdesk.store.tables import (
    qa_draw,
    qa_frame,
    qa_instrument,
    qa_review,
    qa_round,
    qa_sample,
)
from pomdesk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class FileRead:
    """One file that was read, as its review was settled.

    Attributes:
        role: how it came into the sample. A reserve that stepped in counts as drawn.
        answers: by question.
        locked_on: the day its review was locked.

    """

    sample_id: int
    review_id: int
    case_ref: str
    supervisor: str
    role: SampleRole
    verdict: Verdict
    answers: Mapping[str, Answer]
    locked_on: date | None

    @property
    def sufficient(self) -> bool:
        """Whether it was found sufficient as a whole."""
        return self.verdict is Verdict.SUFFICIENT

    @property
    def at_random(self) -> bool:
        """Whether chance chose it."""
        return self.role is not SampleRole.CERTAINTY


@dataclass(frozen=True, slots=True)
class Sampled:
    """One unit of a round's draw."""

    id: int
    case_ref: str
    supervisor: str
    stratum: str
    rank: int
    role: SampleRole
    status: SampleStatus
    inclusion: Fraction
    double: bool


@dataclass(frozen=True)
class RoundRead:
    """One closed round with its draw and its files.

    Attributes:
        instrument: None where it was marked with a pilot, or with nothing: no result then.
        draws: ref and digest of each of its draws, in their order.
        sizes: units that could be drawn at random, by stratum.

    """

    id: int
    ref: str
    title: str
    purpose: Purpose
    unit: Unit
    cycle: str
    as_of: date
    instrument_id: int | None
    instrument: Instrument | None
    draws: Sequence[tuple[str, str]]
    sizes: Mapping[str, int]
    samples: Sequence[Sampled]
    files: Sequence[FileRead]
    frame_text: str

    @cached_property
    def frame(self) -> Frame | None:
        """Its frame; None where there is none (a calibration)."""
        return read_frame(json.loads(self.frame_text)) if self.frame_text else None

    @property
    def random_files(self) -> list[FileRead]:
        """Files that chance chose: what results are told of."""
        return [one for one in self.files if one.at_random]

    @property
    def picked(self) -> list[Picked]:
        """The draw, as the rules know it."""
        return [
            Picked(one.case_ref, one.stratum, one.rank, one.role, "", one.inclusion)
            for one in self.samples
        ]


def closed_rounds(
    uow: UnitOfWork,
    *,
    ids: Collection[int] | None = None,
    purposes: Collection[Purpose] = tuple(Purpose),
    until: datetime | None = None,
) -> list[RoundRead]:
    """Closed rounds with what was found in them, in the order of their days.

    Args:
        uow: to read with.
        ids: only these; None: all.
        purposes: only of these.
        until: what was settled after this is not known yet.

    """
    wanted = select(qa_round).where(
        qa_round.c.stage == RoundStage.CLOSED.value,
        qa_round.c.purpose.in_([one.value for one in purposes]),
    )
    if ids is not None:
        wanted = wanted.where(qa_round.c.id.in_(ids))
    rows = uow.rows(wanted.order_by(qa_round.c.as_of, qa_round.c.id))
    numbers = [row.id for row in rows]
    instruments = _instruments(uow, {row.instrument_id for row in rows if row.instrument_id})
    frames = _by_round(uow, qa_frame, numbers)
    draws = _by_round(uow, qa_draw, numbers)
    samples = _by_round(uow, qa_sample, numbers)
    files = _files(uow, numbers, instruments, until)
    return [
        _round(row, instruments, frames[row.id], draws[row.id], samples[row.id], files)
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class _Published:
    instrument: Instrument
    at: datetime | None
    used: bool


def _instruments(uow: UnitOfWork, ids: Collection[int]) -> dict[int, _Published]:
    rows = uow.rows(select(qa_instrument).where(qa_instrument.c.id.in_(ids)))
    return {
        row.id: _Published(instrument_in(row.content), row.published_at, row.stage in COUNTED)
        for row in rows
    }


def _by_round(uow: UnitOfWork, table: Any, ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in uow.rows(select(table).where(table.c.round_id.in_(ids)).order_by(table.c.id)):
        found[row.round_id].append(row)
    return found


def _round(
    row: Row[Any],
    instruments: Mapping[int, _Published],
    frames: Sequence[Row[Any]],
    draws: Sequence[Row[Any]],
    samples: Sequence[Row[Any]],
    files: Mapping[int, FileRead],
) -> RoundRead:
    published = instruments.get(row.instrument_id)
    main = [one for one in draws if one.purpose == row.purpose]
    sizes: dict[str, int] = {}
    for one in main:
        for share in json.loads(one.record)["allocation"]["strata"]:
            sizes[share["stratum"]] = share["size"]
    units = [_sampled(one) for one in samples]
    return RoundRead(
        id=row.id,
        ref=row.ref,
        title=row.title,
        purpose=Purpose(row.purpose),
        unit=Unit(row.unit),
        cycle=row.cycle,
        as_of=row.as_of,
        instrument_id=row.instrument_id,
        instrument=published.instrument if published and published.used else None,
        draws=[(one.ref, one.sha256) for one in draws],
        sizes=sizes,
        samples=units,
        files=[files[one.id] for one in units if one.id in files],
        frame_text=frames[0].content if frames else "",
    )


def _sampled(row: Row[Any]) -> Sampled:
    return Sampled(
        row.id,
        row.case_ref,
        row.supervisor,
        row.stratum,
        row.rank,
        SampleRole(row.role),
        SampleStatus(row.status),
        Fraction(row.inclusion or "1"),
        row.double,
    )


def _files(
    uow: UnitOfWork,
    rounds: Sequence[int],
    instruments: Mapping[int, _Published],
    until: datetime | None,
) -> dict[int, FileRead]:
    """The files that were read, by sample; nothing marked with a pilot."""
    rows = uow.rows(
        select(qa_review, qa_sample.c.case_ref, qa_sample.c.supervisor, qa_sample.c.role)
        .join(qa_sample, qa_sample.c.id == qa_review.c.sample_id)
        .where(
            qa_sample.c.round_id.in_(rounds),
            qa_review.c.kind == ReviewKind.PRIMARY.value,
            qa_review.c.stage == ReviewStage.LOCKED.value,
        )
        .order_by(qa_review.c.id)
    )
    kept = [row for row in rows if not _piloted(row, instruments.get(row.instrument_id))]
    numbers = [row.id for row in kept]
    answers = answers_of(uow, numbers)
    settled = {
        number: [one for one in found if until is None or one.decided_at <= until]
        for number, found in settlements_of(uow, numbers).items()
    }
    return {
        row.sample_id: FileRead(
            row.sample_id,
            row.id,
            row.case_ref,
            row.supervisor,
            SampleRole(row.role),
            verdict_told(row.verdict, settled[row.id]),
            settled_answers(answers[row.id], settled[row.id]),
            row.locked_on,
        )
        for row in kept
    }


def _piloted(review: Row[Any], published: _Published | None) -> bool:
    """Whether it was marked while its instrument was being tried out."""
    if published is None or not published.used or published.at is None:
        return True
    began = review.started_at or review.submitted_at or review.locked_at
    return began is not None and began < published.at


def versions_of(uow: UnitOfWork, code: str) -> list[Instrument]:
    """Every version of an instrument that was ever published, the oldest first."""
    wanted = select(qa_instrument.c.content).where(
        qa_instrument.c.code == code, qa_instrument.c.stage.in_(COUNTED)
    )
    rows = uow.rows(wanted.order_by(qa_instrument.c.version))
    return [instrument_in(row.content) for row in rows]
