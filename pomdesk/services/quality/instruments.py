"""Versions of instruments out of the store, and which of them files may be read by."""

import json
from datetime import date
from typing import Any

from sqlalchemy import Row, func, select

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.instruments import Instrument
from pomdesk.domain.quality.terms import InstrumentStage, Unit
from pomdesk.readmodels.quality import InstrumentLine
from pomdesk.rules.quality.instruments import from_data
from pomdesk.store.tables import qa_instrument, qa_review
from pomdesk.store.unit_of_work import UnitOfWork

READABLE = frozenset({InstrumentStage.PILOT, InstrumentStage.PUBLISHED})
"""Stages in which files are read by it; results of a pilot are in no report."""

CHANGEABLE = frozenset({InstrumentStage.DRAFT, InstrumentStage.PILOT})


def instrument_rows(uow: UnitOfWork, *wanted: Any) -> list[Row[Any]]:
    """Versions with ``used``, how many markings point at each; by code, the newest first."""
    used = (
        select(qa_review.c.instrument_id, func.count().label("used"))
        .group_by(qa_review.c.instrument_id)
        .subquery()
    )
    statement = (
        select(qa_instrument, func.coalesce(used.c.used, 0).label("used"))
        .select_from(qa_instrument.outerjoin(used, used.c.instrument_id == qa_instrument.c.id))
        .where(*wanted)
        .order_by(qa_instrument.c.code, qa_instrument.c.version.desc())
    )
    return uow.rows(statement)


def instrument_in(row: Any) -> Instrument:
    """An instrument out of its row."""
    return from_data(json.loads(row.content))


def instrument_line(row: Any) -> InstrumentLine:
    """One version as a list shows it."""
    data = json.loads(row.content)
    return InstrumentLine(
        id=row.id,
        code=row.code,
        version=row.version,
        title=row.title,
        unit=Unit(data["unit"]),
        stage=InstrumentStage(row.stage),
        questions=sum(len(section["questions"]) for section in data["sections"]),
        sha256=row.sha256,
        made_by=row.made_by,
        published_at=row.published_at,
        used=row.used,
    )


def readable(uow: UnitOfWork, instrument_id: int | None, today: date) -> int:
    """The number of an instrument that files may be read by.

    Raises:
        RequestRefused: REQ-QA-NO-INSTRUMENT, there is none, or it is a draft, or retired, or
            (``reason`` ``ended``) was made for a time that is over.

    """
    if instrument_id is not None:
        columns = (qa_instrument.c.stage, qa_instrument.c.content)
        for row in uow.rows(select(*columns).where(qa_instrument.c.id == instrument_id)):
            expires = instrument_in(row).expires
            if expires and date.fromisoformat(expires) < today:
                raise RequestRefused("REQ-QA-NO-INSTRUMENT", reason="ended")
            if InstrumentStage(row.stage) in READABLE:
                return instrument_id
    raise RequestRefused("REQ-QA-NO-INSTRUMENT")
