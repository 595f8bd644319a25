"""A desk with invented people, for tests of what is written at it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Table

from pomdesk.domain.facts import Case
from pomdesk.readmodels.intake import ImportSummary
from pomdesk.services.cases import Entries, load_cases
from pomdesk.services.clock import FrozenClock
from pomdesk.services.commands.import_caseload import ImportCaseload
from pomdesk.services.desk import Day, Desk
from pomdesk.store import tables
from pomdesk.store.unit_of_work import UnitOfWork
from tests import copies
from tests.intake.files import ALUN, BETH, TODAY, caseload, write

NUMBER = {"offenderNo": "A1111AA"}
PEOPLE = caseload(
    as_at="2026-11-20",
    prisoners=[ALUN, BETH],
    movements=[
        NUMBER
        | {
            "movementType": "ADM",
            "movementDate": "2024-05-13",
            "directionCode": "IN",
            "toAgency": "LEI",
        }
    ],
    probation=[NUMBER | {"crn": "X362207", "tier": "B1", "mappaLevel": 1}],
    paroleReviews=[NUMBER | {"reviewId": 7, "reviewStatus": "Active"}],
    earlyAllocations=[NUMBER | {"createdOn": "2026-01-05", "outcome": "eligible"}],
    assessments=[
        NUMBER
        | {
            "assessmentType": "LAYER3",
            "initiatedOn": "2025-02-01",
            "completedOn": "2025-02-10",
            "purpose": "Review",
            "status": "COMPLETE",
        }
    ],
    staff=[{"staffId": 1, "lastName": "POM"}, {"staffId": 2, "lastName": "OTHER"}],
    allocations=[NUMBER | {"primaryStaffId": 1, "allocatedOn": "2024-06-01"}],
)  # fmt: skip
FIRST = "first.json"
ALUN_ID, BETH_ID = 1, 2


def _made(folder: Path) -> Desk:
    desk = copies.empty(folder, FrozenClock(TODAY))
    bring(desk, write(folder / FIRST, PEOPLE))
    return desk


@contextmanager
def opened(folder: Path) -> Iterator[Desk]:
    """A desk in a folder, with ``PEOPLE`` on it, and beside it the file they came in."""
    write(folder / FIRST, PEOPLE)
    desk = copies.copied(_made, folder, FrozenClock(TODAY))
    yield desk
    assert desk.check() == []
    desk.close()


def bring(desk: Desk, *files: Path, **options: Any) -> ImportSummary:
    """Bring files in."""
    return desk.do(ImportCaseload(files, **options)).result


@dataclass(frozen=True)
class Rows:
    """Every row of every table of facts and of the record; not the journal's."""

    only: tuple[Table, ...] = ()

    def run(self, uow: UnitOfWork, day: Day) -> dict[str, list[Any]]:
        """Read them."""
        kept = self.only or [
            table
            for table in tables.metadata.sorted_tables
            if table not in (tables.journal, tables.operation, *tables.UNJOURNALLED_TABLES)
        ]
        return {t.name: uow.rows(t.select().order_by(t.c.id)) for t in kept}


@dataclass(frozen=True)
class CaseIn:
    """One case as ``load_cases`` gives it."""

    person_id: int = ALUN_ID
    entries: Entries = "all"

    def run(self, uow: UnitOfWork, day: Day) -> Case:
        """Read it."""
        return load_cases(uow, [self.person_id], entries=self.entries)[self.person_id]


def rows(desk: Desk, table: Table) -> list[Any]:
    """Rows of one table."""
    return desk.ask(Rows((table,)))[table.name]


def done_and_undone(desk: Desk, command: Any) -> Any:
    """Do something, check that undo takes every trace of it back, and do it again."""
    before = desk.ask(Rows())
    receipt = desk.do(command)
    after = desk.ask(Rows())
    assert after != before
    assert receipt.operation_id is not None
    undone = desk.undo(receipt.operation_id)
    assert desk.ask(Rows()) == before
    assert undone.operation_id is not None
    desk.undo(undone.operation_id)
    assert desk.ask(Rows()) == after
    return receipt.result
