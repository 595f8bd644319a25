"""Instruments: drafted, piloted, published, retired. What was published stands."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import select

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.instruments import Instrument
from pomdesk.domain.quality.terms import InstrumentStage, Role
from pomdesk.rules.quality.instrument_faults import InstrumentRefused
from pomdesk.rules.quality.instruments import (
    content_sha256,
    from_data,
    publishing_faults,
    to_data,
)
from pomdesk.services.desk import Day
from pomdesk.services.quality.acting import need
from pomdesk.services.quality.instruments import CHANGEABLE, instrument_in
from pomdesk.store.tables import qa_instrument, qa_review, qa_round
from pomdesk.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from pomdesk.store.records import QualityInstrumentRecord

MOVES: Mapping[InstrumentStage, frozenset[InstrumentStage]] = {
    InstrumentStage.DRAFT: frozenset({InstrumentStage.PILOT, InstrumentStage.PUBLISHED}),
    InstrumentStage.PILOT: frozenset({InstrumentStage.PUBLISHED, InstrumentStage.RETIRED}),
    InstrumentStage.PUBLISHED: frozenset({InstrumentStage.RETIRED}),
    InstrumentStage.RETIRED: frozenset(),
}
"""From each stage to which."""


@dataclass(frozen=True, slots=True)
class SaveInstrument:
    """Save an instrument by its code; the result is the number of the version.

    The newest version is changed while it is a draft or a pilot that nobody marked with; else
    the next version begins as a draft.

    Attributes:
        data: as ``rules.quality.instruments.to_data`` gives it; its version is not read.

    Raises:
        RequestRefused: REQ-QA-ROLE.
        InstrumentRefused: REQ-QA-INSTRUMENT with every fault.

    """

    name: ClassVar[str] = "save_instrument"
    data: Mapping[str, Any]

    def run(self, uow: UnitOfWork, day: Day) -> int:
        """Keep it."""
        need(uow, Role.LEAD)
        given = from_data({**self.data, "version": 1})
        newest = _newest(uow, given.code)
        if newest is not None and _may_change(uow, newest):
            values = _columns(replace(given, version=newest.version))
            for name, value in values.items():
                if getattr(newest, name) != value:
                    setattr(newest, name, value)
            return newest.id
        version = newest.version + 1 if newest is not None else 1
        return _add(uow, replace(given, version=version))


def _newest(uow: UnitOfWork, code: str) -> "QualityInstrumentRecord | None":
    from pomdesk.store.records import QualityInstrumentRecord

    of = select(qa_instrument.c.id).where(qa_instrument.c.code == code)
    rows = uow.rows(of.order_by(qa_instrument.c.version.desc()).limit(1))
    return uow.get(QualityInstrumentRecord, rows[0].id) if rows else None


def _may_change(uow: UnitOfWork, record: "QualityInstrumentRecord") -> bool:
    return InstrumentStage(record.stage) in CHANGEABLE and not _marked_with(uow, record.id)


def _marked_with(uow: UnitOfWork, instrument_id: int) -> bool:
    used = select(qa_review.c.id).where(qa_review.c.instrument_id == instrument_id)
    return bool(uow.rows(used.limit(1)))


def _columns(instrument: Instrument) -> dict[str, object]:
    return {
        "title": instrument.title,
        "sha256": content_sha256(instrument),
        "content": json.dumps(to_data(instrument), ensure_ascii=False),
    }


def _add(uow: UnitOfWork, instrument: Instrument) -> int:
    from pomdesk.store.records import QualityInstrumentRecord

    return uow.add(
        QualityInstrumentRecord(
            code=instrument.code,
            version=instrument.version,
            stage=InstrumentStage.DRAFT.value,
            made_by=uow.by,
            made_at=uow.now,
            published_by="",
            **_columns(instrument),
        )
    ).id


@dataclass(frozen=True, slots=True)
class MoveInstrument:
    """Take a version further: to be piloted, published, retired. Never back.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-GONE, REQ-QA-INSTRUMENT-STAGE.
        InstrumentRefused: REQ-QA-INSTRUMENT, it cannot be published: one made for a time needs
            the day it ends on, and that day must be to come.

    """

    name: ClassVar[str] = "move_instrument"
    instrument_id: int
    to: InstrumentStage

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Take it there."""
        need(uow, Role.LEAD)
        record = _record(uow, self.instrument_id)
        if self.to not in MOVES[InstrumentStage(record.stage)]:
            raise RequestRefused("REQ-QA-INSTRUMENT-STAGE")
        if self.to is InstrumentStage.PUBLISHED:
            faults = publishing_faults(instrument_in(record), day.today)
            if faults:
                raise InstrumentRefused(faults)
            record.published_by, record.published_at = uow.by, uow.now
        record.stage = self.to.value


def _record(uow: UnitOfWork, instrument_id: int) -> "QualityInstrumentRecord":
    from pomdesk.store.records import QualityInstrumentRecord

    record = uow.get(QualityInstrumentRecord, instrument_id)
    if record is None:
        raise RequestRefused("REQ-QA-GONE", reason="instrument")
    return record


@dataclass(frozen=True, slots=True)
class DropInstrument:
    """Throw away a draft or pilot that no round and no marking uses; undo brings it back.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-GONE, REQ-QA-INSTRUMENT-STAGE,
            REQ-QA-INSTRUMENT-USED.

    """

    name: ClassVar[str] = "drop_instrument"
    instrument_id: int

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Take it out."""
        need(uow, Role.LEAD)
        record = _record(uow, self.instrument_id)
        if InstrumentStage(record.stage) not in CHANGEABLE:
            raise RequestRefused("REQ-QA-INSTRUMENT-STAGE")
        planned = select(qa_round.c.id).where(qa_round.c.instrument_id == record.id).limit(1)
        if _marked_with(uow, record.id) or uow.rows(planned):
            raise RequestRefused("REQ-QA-INSTRUMENT-USED")
        uow.delete(record)
