"""Two machines of one visit: the desk it is planned on, and the one that is carried."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pomdesk.domain.errors import PomdeskError
from pomdesk.domain.record import EntryKind
from pomdesk.domain.visits import Captured
from pomdesk.readmodels.visit_merges import CameIn, TakenOut
from pomdesk.readmodels.visits import ClashLine, StopLine, VisitView
from pomdesk.services.clock import Clock, FrozenClock
from pomdesk.services.commands.correct_fact import CorrectFact
from pomdesk.services.commands.entries import AddEntry
from pomdesk.services.commands.import_caseload import ImportCaseload
from pomdesk.services.commands.visit_packs import (
    BringBackVisit,
    MakeVisitReturn,
    NoteVisitReturn,
    OpenVisitPack,
    TakeOutVisit,
)
from pomdesk.services.commands.visit_planning import PlanVisit
from pomdesk.services.commands.visits import BeginVisit, CaptureStop
from pomdesk.services.desk import Desk, Receipt
from pomdesk.services.queries.visit_packs import ClashesOpen, PackFile
from pomdesk.services.queries.visits import VisitOf
from pomdesk.services.visits.captures import new_uid
from pomdesk.store import tables
from tests import copies
from tests.intake.files import TODAY, write
from tests.services.record_desk import ALUN_ID, BETH_ID, FIRST, PEOPLE, Rows

STEP, BY_DAY = "Ask about the course.", date(2026, 11, 30)
CELL = "LEI-A-1-007"


class Set(Clock):
    """A clock that says what it is set to."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def today(self) -> date:
        """The day of it."""
        return self.at.date()

    def now(self) -> datetime:
        """The time of it, later by a second at each look."""
        self.at += timedelta(seconds=1)
        return self.at.replace(tzinfo=UTC)


NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12)  # noqa: DTZ001 - as the store keeps it


@dataclass
class Machine:
    """One machine, its clock, and the visit on it."""

    desk: Desk
    clock: Set
    visit: int = 0

    @property
    def view(self) -> VisitView:
        """The visit as it is shown."""
        return self.desk.ask(VisitOf(self.visit))

    def stop(self, place: int = 0) -> StopLine:
        """One of its stops."""
        return self.view.stops[place]

    def note(self, place: int = 0, **said: Any) -> Captured | None:
        """Note something at a stop, over what was noted there."""
        stop = self.stop(place)
        before = stop.captured or Captured(new_uid(), self.clock.today())
        return self.desk.do(CaptureStop(stop.stop_id, replace(before, **said))).result

    def back(self) -> bytes:
        """Make the file to bring back, and save it."""
        made = self.desk.do(MakeVisitReturn(self.visit)).result
        self.desk.do(NoteVisitReturn(self.visit, made.number))
        return made.content

    def bring(self, content: bytes) -> CameIn:
        """Bring one back."""
        return self.desk.do(BringBackVisit(content)).result

    def rows(self, table: Any) -> list[Any]:
        """All rows of a table."""
        return self.desk.ask(Rows((table,)))[table.name]

    def everything(self) -> dict[str, list[Any]]:
        """Every row of everything that is written down, captures too."""
        return self.desk.ask(Rows()) | {"captures": self.rows(tables.visit_capture)}

    @property
    def clashes(self) -> tuple[ClashLine, ...]:
        """What waits to be decided."""
        return self.desk.ask(ClashesOpen())

    def entries(self, kind: EntryKind | None = None) -> list[Any]:
        """Entries of one kind, or all."""
        return [row for row in self.rows(tables.entry) if kind is None or row.kind == kind]

    def refused(self, request: Any) -> str:
        """The code with which a request is refused; nothing was changed."""
        # Whatever is changed is an operation, or a capture.
        changed = (tables.operation, tables.visit_capture)
        before = [self.rows(table) for table in changed]
        with pytest.raises(PomdeskError) as found:
            self.desk.do(request) if hasattr(request, "name") else self.desk.ask(request)
        assert [self.rows(table) for table in changed] == before
        return found.value.code


def _made(folder: Path) -> Desk:
    """Two people with a follow-up each, and a visit to both."""
    desk = copies.empty(folder, FrozenClock(TODAY))
    desk.do(ImportCaseload((write(folder / FIRST, PEOPLE),)))
    for number in (ALUN_ID, BETH_ID):
        desk.do(CorrectFact(number, "person", "cell_location", CELL))
        desk.do(AddEntry(number, EntryKind.CONTACT, date(2026, 11, 2), what="wing",
                         text="Spoke.", next_step=STEP, due=BY_DAY))  # fmt: skip
    desk.do(PlanVisit(TODAY, (ALUN_ID, BETH_ID), title="A wing"))
    return desk


def office(folder: Path, at: datetime = NOON) -> Machine:
    """The desk with the visit, planned."""
    clock = Set(at)
    folder.mkdir(exist_ok=True)
    made = Machine(copies.copied(_made, folder, clock), clock)
    made.visit = made.rows(tables.visit)[0].id
    return made


def _bare(folder: Path) -> Desk:
    return copies.empty(folder, FrozenClock(TODAY))


def carried(folder: Path, at: datetime = NOON) -> Machine:
    """A machine with nobody on it."""
    clock = Set(at)
    folder.mkdir(exist_ok=True)
    return Machine(copies.copied(_bare, folder, clock), clock)


def take_out(desk: Machine, **more: Any) -> TakenOut:
    """Take the visit out."""
    receipt: Receipt[TakenOut] = desk.desk.do(TakeOutVisit(desk.visit, "A Jones", **more))
    return receipt.result


def open_on(machine: Machine, pack: TakenOut) -> Machine:
    """Open a pack and begin its visit."""
    machine.visit = machine.desk.do(OpenVisitPack(pack.content, pack.code)).result
    machine.desk.do(BeginVisit(machine.visit))
    return machine


def _out(folder: Path) -> Desk:
    desk = office(folder)
    take_out(desk)
    return desk.desk


def _opened(folder: Path) -> Desk:
    (folder / "office").mkdir()
    desk = copies.copied(_out, folder / "office", Set(NOON))
    (pack,) = desk.ask(Rows((tables.visit_pack,)))[tables.visit_pack.name]
    content = desk.ask(PackFile(pack.id)).content
    desk.close()
    machine = Machine(copies.copied(_bare, folder, Set(NOON)), Set(NOON))
    machine.visit = machine.desk.do(OpenVisitPack(content, pack.code)).result
    machine.desk.do(BeginVisit(machine.visit))
    return machine.desk


def _copied(folder: Path, make: Callable[[Path], Desk], at: datetime) -> Machine:
    folder.mkdir()
    clock = Set(at)
    made = Machine(copies.copied(make, folder, clock), clock)
    made.visit = made.rows(tables.visit)[0].id
    return made


@contextmanager
def both(folder: Path, ahead: timedelta = timedelta(hours=1)) -> Iterator[tuple[Machine, Machine]]:
    """A desk whose visit was taken out, and the machine on which it is open and begun."""
    # First, for it makes the other one on the way.
    machine = _copied(folder / "carried", _opened, NOON + ahead)
    desk = _copied(folder / "office", _out, NOON)
    yield desk, machine
    for one in (desk, machine):
        assert one.desk.check() == []
        one.desk.close()
