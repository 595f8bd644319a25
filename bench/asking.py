"""One process: the caseload by raw SQL and by the desk, from the same open store."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import event

from bench.harness import Figures, answer, joined, seconds
from bench.keys import PASSPHRASE
from pomdesk.rules.policy import load
from pomdesk.services.book import Book
from pomdesk.services.clock import Clock
from pomdesk.services.desk import Day, Desk, Query, open_desk
from pomdesk.services.queries.caseload import CaseloadOn
from pomdesk.store.unit_of_work import UnitOfWork
from resources import policy_packs
from tests.requests import let_in

let_in()

Statement = tuple[str, Any]

SHOWN = (
    """
    SELECT p.id, p.prisoner_number, p.first_name, p.last_name, p.name_key, p.prison_id,
      p.supporting_prison_id, p.cell_location, p.discharged_hospital_description,
      p.restricted_patient, p.in_out_status, p.last_movement_type_code, p.recall,
      p.indeterminate_sentence, p.conditional_release_date, p.tariff_date,
      p.parole_eligibility_date, b.tier, b.mappa_level, b.rosh_level, b.com_name,
      b.vlo_assigned, s.first_name, s.last_name
    FROM person p
    LEFT JOIN probation b ON b.person_id = p.id
    LEFT JOIN allocation a ON a.person_id = p.id
    LEFT JOIN staff s ON s.staff_id = a.primary_staff_id
    ORDER BY p.name_key, p.id
    """,
    (),
)


def opened(store: str) -> Desk:
    """The desk on a store of the benchmark."""
    return open_desk(Path(store), secret=PASSPHRASE, clock=Clock(), policies=load(policy_packs()))


@dataclass(frozen=True)
class Raw:
    """Statements handed straight to the driver, every row fetched and thrown away."""

    statements: Sequence[Statement]

    def run(self, uow: UnitOfWork, _day: Day) -> date:
        """Fetch everything."""
        driver = uow.connection.connection.driver_connection
        assert driver is not None
        for statement, parameters in self.statements:
            driver.execute(statement, parameters).fetchall()
        return uow.today


@dataclass(frozen=True)
class Anew:
    """A query asked of an empty book: everybody it shows is worked out."""

    query: Query[Any]

    def run(self, uow: UnitOfWork, day: Day) -> Any:
        """Ask it."""
        return self.query.run(uow, replace(day, book=Book()))


@dataclass(frozen=True)
class Overheard:
    """A query whose statements are written down as they are run."""

    said: list[Statement]

    def run(self, uow: UnitOfWork, day: Day) -> date:
        """Ask for the caseload and listen."""

        def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
            self.said.append((statement, parameters))

        event.listen(uow.connection, "before_cursor_execute", note)
        Anew(CaseloadOn()).run(uow, day)
        event.remove(uow.connection, "before_cursor_execute", note)
        return day.today


def figures(store: str) -> Figures:
    """Every way once, after each has been done once to warm up."""
    desk = opened(store)
    said: list[Statement] = []
    desk.ask(Overheard(said))
    ways = {
        "join": lambda: desk.ask(Raw([SHOWN])),
        "facts": lambda: desk.ask(Raw(said)),
        "desk": lambda: desk.ask(Anew(CaseloadOn())),
        "first": lambda: desk.ask(Anew(CaseloadOn(limit=200))),
        "known": lambda: desk.ask(CaseloadOn()),
    }
    desk.ask(Raw([SHOWN]))
    desk.ask(CaseloadOn())
    took = {name: seconds(way) for name, way in ways.items()}
    desk.close()
    return joined(took) | {"statements": float(len(said))}


if __name__ == "__main__":
    answer({"figures": figures})
