"""Walking a visit: it is begun, and what is said at each stop is noted."""

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from sqlalchemy import Row, select

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.typed import clean
from pomdesk.domain.visits import Captured, VisitState
from pomdesk.services.desk import Day
from pomdesk.services.visits.captures import (
    capture_key,
    is_carried,
    is_shut,
    keep,
    stop_row,
    visit_row,
)
from pomdesk.services.visits.cards import load_card
from pomdesk.services.visits.checking import checked
from pomdesk.store.tables import visit_base, visit_capture
from pomdesk.store.unit_of_work import UnitOfWork

LONGEST_NOTE = 4_000
"""Characters of the note of a visit, which has half a page on paper."""


@dataclass(frozen=True, slots=True)
class BeginVisit:
    """Begin a visit; one that was begun already stays as it is.

    It is not taken back: captures, of which the journal does not tell, hang on it.

    Raises:
        RequestRefused: REQ-VISIT; REQ-VISIT-STATE, it has ended; REQ-VISIT-SHUT.

    """

    name: ClassVar[str] = "begin_visit"
    lasting: ClassVar[bool] = True
    visit_id: int

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Note when it was begun."""
        record = _visit_record(uow, day, self.visit_id)
        if record.state == VisitState.UNDER_WAY:
            return
        if record.state != VisitState.PLANNED:
            raise RequestRefused("REQ-VISIT-STATE", reason=record.state)
        record.state = VisitState.UNDER_WAY.value
        record.begun_at = uow.now


@dataclass(frozen=True, slots=True)
class CaptureStop:
    """Keep what is being noted at a stop, in place of what was kept of it before.

    It is saved while it is typed, outside journal and log. The result is what was kept; None
    where a blank one was taken out.

    Attributes:
        captured: who noted it, when and on which machine is the desk's to say.

    Raises:
        RequestRefused: REQ-VISIT, REQ-VISIT-STOP; REQ-VISIT-STATE, the visit was not begun;
            REQ-CAPTURE-WRITTEN, it is in the record; REQ-CAPTURE-TWICE, something else was noted
            at the stop here; the others as ``services.visits.checking.checked`` tells them.
        TextRefused: TXT-LONG.

    """

    name: ClassVar[str] = "capture_stop"
    stop_id: int
    captured: Captured

    def run(self, uow: UnitOfWork, day: Day) -> Captured | None:
        """Check it and write it."""
        stop = stop_row(uow, day, self.stop_id)
        state = visit_row(uow, day, stop.visit_id).state
        if state == VisitState.PLANNED:
            raise RequestRefused("REQ-VISIT-STATE", reason=state)
        if not is_carried(uow, stop.visit_id):
            _check_unwritten(uow, stop, self.captured.uid, ended=state == VisitState.ENDED)
        kept = checked(self.captured, load_card(stop.card), day.today)
        _check_alone(uow, stop, kept.uid)
        kept = replace(kept, by=uow.by, at=uow.now)
        keep(uow, stop, kept)
        return None if kept.blank else kept


@dataclass(frozen=True, slots=True)
class WriteVisitNote:
    """Write the note of a visit as a whole, in place of the one before.

    Raises:
        RequestRefused: REQ-VISIT; REQ-VISIT-SHUT; REQ-VISIT-NOTE, it is too long.
        TextRefused: TXT-LONG.

    """

    name: ClassVar[str] = "write_visit_note"
    visit_id: int
    note: str

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Write it."""
        record = _visit_record(uow, day, self.visit_id)
        note = clean(self.note)
        if len(note) > LONGEST_NOTE:
            raise RequestRefused("REQ-VISIT-NOTE", longest=LONGEST_NOTE)
        if record.note != note:
            record.note = note


def _visit_record(uow: UnitOfWork, day: Day, visit_id: int) -> Any:
    """A visit that is not shut, to change it."""
    from pomdesk.store.records import VisitRecord

    row = visit_row(uow, day, visit_id)
    if is_shut(uow, row.id):
        raise RequestRefused("REQ-VISIT-SHUT")
    return uow.get(VisitRecord, row.id)


def _check_unwritten(uow: UnitOfWork, stop: Row[Any], uid: str, *, ended: bool) -> None:
    """Ending a visit, and bringing one back, write into the record what was noted."""
    mine = (visit_base.c.stop_id == stop.id, visit_base.c.side == "")
    written = select(visit_base.c.id).where(*mine, visit_base.c.row_key == capture_key(uid))
    if ended or uow.rows(written):
        raise RequestRefused("REQ-CAPTURE-WRITTEN")


def _check_alone(uow: UnitOfWork, stop: Row[Any], uid: str) -> None:
    """A number is of one stop, and a stop has one capture of this desk: none hides another."""
    columns = (visit_capture.c.uid, visit_capture.c.stop_id, visit_capture.c.machine)
    ours = (visit_capture.c.stop_id == stop.id) & (visit_capture.c.machine == "")
    for row in uow.rows(select(*columns).where(ours | (visit_capture.c.uid == uid))):
        if (row.uid, row.stop_id, row.machine) != (uid, stop.id, ""):
            raise RequestRefused("REQ-CAPTURE-TWICE")
