"""Instruments: all versions, and one of them whole. What is asked of files is no secret."""

from collections.abc import Sequence
from dataclasses import dataclass

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.terms import Role
from pomdesk.readmodels.quality import InstrumentLine, InstrumentView
from pomdesk.services.desk import Day
from pomdesk.services.quality.acting import need
from pomdesk.services.quality.instruments import (
    CHANGEABLE,
    instrument_in,
    instrument_line,
    instrument_rows,
)
from pomdesk.store.tables import qa_instrument
from pomdesk.store.unit_of_work import UnitOfWork

READERS = (Role.LEAD, Role.ASSESSOR, Role.MODERATOR, Role.SUPERVISOR, Role.AUDITOR)
"""Everybody but the Governor, who is told of results in approved reports only."""


@dataclass(frozen=True, slots=True)
class Instruments:
    """Every version of every instrument, by code, the newest first.

    Raises:
        RequestRefused: REQ-QA-ROLE.

    """

    def run(self, uow: UnitOfWork, day: Day) -> Sequence[InstrumentLine]:
        """Read the list."""
        need(uow, *READERS)
        return [instrument_line(row) for row in instrument_rows(uow)]


@dataclass(frozen=True, slots=True)
class InstrumentOf:
    """One version, whole.

    Raises:
        RequestRefused: REQ-QA-ROLE, REQ-QA-GONE.

    """

    instrument_id: int

    def run(self, uow: UnitOfWork, day: Day) -> InstrumentView:
        """Read it."""
        me = need(uow, *READERS)
        rows = instrument_rows(uow, qa_instrument.c.id == self.instrument_id)
        if not rows:
            raise RequestRefused("REQ-QA-GONE", reason="instrument")
        line = instrument_line(rows[0])
        may_change = me.may(Role.LEAD) and line.stage in CHANGEABLE and not line.used
        return InstrumentView(line, instrument_in(rows[0]), may_change)
