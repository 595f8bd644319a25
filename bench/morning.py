"""One process: the morning of a desk, a contact saved, and what an import moved."""

import json
import shutil
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

from sqlalchemy import insert

from bench.asking import Anew, Overheard, Raw, Statement, opened
from bench.harness import Figures, answer, joined, seconds
from bench.material import TODAY
from pomdesk.domain.record import EntryKind
from pomdesk.services.book import work_out_person
from pomdesk.services.calendar import bank_holidays
from pomdesk.services.cases import load_cases
from pomdesk.services.commands.entries import AddEntry
from pomdesk.services.commands.import_caseload import ImportCaseload
from pomdesk.services.desk import Day, Desk
from pomdesk.services.queries.caseload import CaseloadOn
from pomdesk.services.queries.duties import TodayOn
from pomdesk.services.queries.moves import MovesSince
from pomdesk.store.tables import entry
from pomdesk.store.unit_of_work import UnitOfWork
from tests.requests import let_in

let_in()

MOVED = 300


@dataclass(frozen=True)
class RawEntry:
    """One row put in and committed: nothing checked, nothing journalled."""

    name: ClassVar[str] = "raw_entry"
    person_id: int

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Put it in."""
        row = {"person_id": self.person_id, "kind": "note", "day": day.today}
        uow.connection.execute(insert(entry).values(**row, written_by="b", written_at=uow.now))


@dataclass(frozen=True)
class Twice:
    """Some people loaded once and worked out twice."""

    person_ids: list[int]

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Load, work out, work out."""
        for _turn, (person_id, case) in [
            (turn, found)
            for found in load_cases(uow, self.person_ids, entries="duties").items()
            for turn in range(2)
        ]:
            work_out_person(person_id, case, None, day)


def figures(store: str, file: str) -> Figures:
    """Every way once, on a copy of the store, each as somebody would come to it."""
    bank_holidays()
    said: list[Statement] = []
    with TemporaryDirectory(prefix="pomdesk-bench-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / "store"
        shutil.copytree(Path(store).parent, copy)
        desk = opened(str(copy / "store.db"))
        desk.ask(Overheard(said))
        took = {"first": seconds(lambda: desk.ask(Anew(TodayOn())))}
        took["facts"] = seconds(lambda: desk.ask(Raw(said)))
        desk.ask(TodayOn())
        took["again"] = seconds(lambda: desk.ask(TodayOn()))
        took |= _contact(desk)
        _bring_in(desk, Path(file), Path(folder))
        desk.ask(CaseloadOn())
        took["moves"] = seconds(lambda: desk.ask(MovesSince()))
        took["moves_again"] = seconds(lambda: desk.ask(MovesSince()))
        moved = [found.person_id for found in desk.ask(MovesSince()).people]
        took["twice"] = seconds(lambda: desk.ask(Twice(moved)))
        desk.close()
    return joined(took) | {"moved": float(len(moved))}


def _contact(desk: Desk) -> dict[str, Figures]:
    """A contact saved, and the morning after it; the second one, for the first loads the ORM."""
    first, second, *_ = desk.ask(CaseloadOn()).lines
    contact, again = (
        AddEntry(line.person_id, EntryKind.CONTACT, desk.today, what="wing", text="Talked.")
        for line in (first, second)
    )
    desk.do(contact)
    desk.ask(TodayOn())
    return {
        "insert": seconds(lambda: desk.do(RawEntry(first.person_id))),
        "contact": seconds(lambda: desk.do(again)),
        "after": seconds(lambda: desk.ask(TodayOn())),
    }


def _bring_in(desk: Desk, file: Path, folder: Path) -> None:
    """The same file of the next day, with other release dates for some."""
    caseload = json.loads(file.read_bytes())
    later = (TODAY + timedelta(1)).isoformat()
    left = min(MOVED, len(caseload["prisoners"]) // 5)
    for row in caseload["prisoners"]:
        release = row.get("conditionalReleaseDate")
        if left and release and release > later:
            day = date.fromisoformat(release) - timedelta(97)
            row["conditionalReleaseDate"] = day.isoformat()
            left -= 1
    path = folder / "next.json"
    path.write_text(json.dumps(caseload | {"asAt": later}), "utf-8")
    desk.do(ImportCaseload((path,)))


if __name__ == "__main__":
    answer({"figures": figures})
