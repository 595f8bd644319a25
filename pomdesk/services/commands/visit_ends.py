"""Ending a visit: what was noted on it comes into the record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from sqlalchemy import select

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.visits import VisitState
from pomdesk.readmodels.visit_merges import Written
from pomdesk.services.desk import Day
from pomdesk.services.visits.captures import is_carried, read_captures, visit_row
from pomdesk.services.visits.merging import by_side, merge_visit, together
from pomdesk.services.visits.recording import Recording
from pomdesk.store.tables import visit_stop
from pomdesk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class EndVisit:
    """End a visit and write what was noted on it and is in no record, as one step.

    That is what was noted at this desk, and what a visit machine brought whose coming in was
    taken back.

    Undo puts the visit under way again and takes out what was written; what was noted stays.

    Attributes:
        titles: what the record calls a paper that was served, by code of its kind.

    Raises:
        RequestRefused: REQ-VISIT; REQ-VISIT-STATE, it is not under way; REQ-VISIT-HERE, it came
            in a pack and is ended where it was taken out.

    """

    name: ClassVar[str] = "end_visit"
    visit_id: int
    titles: Mapping[str, str] = field(default_factory=dict)

    def run(self, uow: UnitOfWork, day: Day) -> Written:
        """Write it and say what came of it."""
        from pomdesk.store.records import VisitRecord

        row = visit_row(uow, day, self.visit_id)
        if is_carried(uow, row.id):
            raise RequestRefused("REQ-VISIT-HERE")
        if row.state != VisitState.UNDER_WAY:
            raise RequestRefused("REQ-VISIT-STATE", reason=row.state)
        record = uow.get(VisitRecord, row.id)
        if record is not None:
            record.state, record.ended_at = VisitState.ENDED.value, uow.now
        stops = select(visit_stop.c.id).where(visit_stop.c.visit_id == row.id)
        captures = read_captures(uow, [stop.id for stop in uow.rows(stops)])
        recording, written = Recording(uow, day, row.code, self.titles), Written(row.id)
        for side, noted in by_side(uow, captures).items():
            # What is written already is agreed on: merged again it changes nothing.
            written = together(written, merge_visit(recording, row.id, side, noted))
        return written
