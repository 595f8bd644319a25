"""Desks of invented people, and the same question asked of an empty book."""

import json
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from pomdesk.services.book import Book
from pomdesk.services.clock import Clock, FrozenClock
from pomdesk.services.commands.import_caseload import ImportCaseload
from pomdesk.services.desk import Day, Desk, Query, Receipt
from pomdesk.store.unit_of_work import UnitOfWork
from tests import copies

MONDAY = date(2026, 11, 23)


def _made(folder: Path) -> Desk:
    return copies.empty(folder, FrozenClock(MONDAY))


def new_desk(folder: Path, clock: Clock | None = None) -> Desk:
    """An empty desk."""
    return copies.copied(_made, folder, clock or FrozenClock(MONDAY))


def bring_in(desk: Desk, folder: Path, file: dict[str, Any]) -> Receipt[Any]:
    """Bring a caseload file in; its name is of its day."""
    path = folder / f"caseload-{file['asAt']}.json"
    path.write_text(json.dumps(file), "utf-8")
    return desk.do(ImportCaseload((path,)))


@dataclass(frozen=True)
class Anew:
    """A query asked of an empty book, which has to work everybody out."""

    query: Query[Any]

    def run(self, uow: UnitOfWork, day: Day) -> Any:
        """Ask it."""
        return self.query.run(uow, replace(day, book=Book()))


def done(receipt: Receipt[Any]) -> int:
    """The number of what was done."""
    assert receipt.operation_id is not None
    return receipt.operation_id
