"""A desk that several people open, at which one can sit down as any of them.

Each signs in with a passphrase of their own; ``Team.at`` seats them at the same open store, and
``Team.signed_in`` closes it and opens it with theirs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pomdesk.domain.access import DeskRole
from pomdesk.domain.errors import PomdeskError
from pomdesk.services.commands.import_caseload import ImportCaseload
from pomdesk.services.desk import Command, Day, Desk
from pomdesk.services.people import set_role
from pomdesk.store import vault
from pomdesk.store.engine import open_store
from pomdesk.store.place import keys_beside
from pomdesk.store.tables import audit, desk_role, journal, operation, person
from pomdesk.store.unit_of_work import UnitOfWork
from tests import copies
from tests.intake.files import write
from tests.services.quality.desk import Seat, Watch, caseload, number_of, policies
from tests.store.builders import CHEAP

HEAD, SUPERVISOR, POM, COLLEAGUE, AUDITOR, NOBODY = (
    "Hana Head",
    "Sian Senior",
    "Paul Pom",
    "Cerys Colleague",
    "Ada Auditor",
    "Nia New",
)
EVERYBODY = (HEAD, SUPERVISOR, POM, COLLEAGUE, AUDITOR, NOBODY)
ROLES = {
    HEAD: DeskRole.HEAD,
    SUPERVISOR: DeskRole.SUPERVISOR,
    POM: DeskRole.POM,
    COLLEAGUE: DeskRole.POM,
    AUDITOR: DeskRole.AUDITOR,
}
STAFF = {POM: ("S1",), COLLEAGUE: ("S2", "S3")}
CASES = 24
MINE, THEIRS, SHARED = number_of(0), number_of(1), number_of(3)
"""A case of ``POM``'s, one of ``COLLEAGUE``'s, and one of S4's that ``POM`` co-works."""
OF_POM = (number_of(0), number_of(3), number_of(8), number_of(16))


def secret_of(name: str) -> str:
    """The passphrase of somebody."""
    return f"{name.split()[0].lower()} orchard lantern gravel seven"


def people_of_the_desk() -> dict[str, Any]:
    """The caseload: case i is S(i mod 8 + 1)'s; the fourth is co-worked by S1."""
    file = caseload(CASES)
    file["allocations"][3]["coworkingStaffId"] = "S1"
    for i, one in enumerate(file["prisoners"]):
        one["lastName"] = f"SPECIMEN-{chr(ord('a') + i) * 3}"
    return file


def _made(folder: Path) -> Desk:
    desk = copies.empty(folder, Watch())
    desk.do(ImportCaseload((write(folder / "cases.json", people_of_the_desk()),)))
    desk.close()
    keys = keys_beside(desk.path)
    opened = vault.unlock(keys, copies.SECRET)
    for name in EVERYBODY:
        vault.add_person(keys, opened.key, name, secret_of(name), cost=CHEAP)
    vault.renew_recovery(keys, opened.key, HEAD, cost=CHEAP)
    vault.remove_person(keys, opened.key, copies.NAME)
    return desk


@dataclass
class Team:
    """The store, its clock, and a seat for everybody."""

    folder: Path
    clock: Watch
    desk: Desk
    seats: dict[str, Seat] = field(default_factory=dict)

    def at(self, name: str) -> Seat:
        """The desk with this person sitting at it."""
        if name not in self.seats:
            self.seats[name] = Seat(self.desk._store, self.clock, policies(), name)
        return self.seats[name]

    def signed_in(self, name: str) -> Desk:
        """The desk, closed and opened again by this person."""
        self.desk.close()
        self.seats.clear()
        store = open_store(self.desk.path, secret=secret_of(name), now=self.clock.now())
        self.desk = Desk(store, self.clock, policies())
        return self.desk

    def name_roles(self) -> None:
        """Everybody gets their role; ``NOBODY`` has none."""
        head = self.at(HEAD)
        for name, role in ROLES.items():
            set_role(head, name, role, STAFF.get(name, ()))

    def ids(self) -> dict[str, int]:
        """Everybody's number in the store, by prisoner number."""
        rows = self.at(HEAD).ask(Rows(person))
        return {row.prisoner_number: row.id for row in rows}

    def id(self, number: str) -> int:
        """Somebody's number in the store."""
        return self.ids()[number]

    def refused(self, name: str, request: Any) -> str:
        """The code with which somebody's request is refused; nothing was changed."""
        seat, before = self.at(name), self.kept()
        with pytest.raises(PomdeskError) as found:
            seat.do(request) if hasattr(request, "name") else seat.ask(request)
        assert self.kept() == before
        return found.value.code

    def kept(self) -> list[Any]:
        """Every operation, every change and every role."""
        return [self.at(HEAD).ask(Rows(table)) for table in (operation, journal, desk_role)]

    def logged(self, what: str) -> list[Any]:
        """Events of a kind, oldest first."""
        return [row for row in self.at(HEAD).ask(Rows(audit)) if row.what == what]


@dataclass(frozen=True)
class Rows:
    """All rows of a table."""

    table: Any

    def run(self, uow: UnitOfWork, day: Day) -> list[Any]:
        """Read them."""
        return uow.rows(self.table.select().order_by(*self.table.primary_key))


@cache
def _files() -> dict[str, bytes]:
    return dict(copies.files_of(_made))


@contextmanager
def opened(folder: Path, *, roles: bool = True) -> Iterator[Team]:
    """A store with 24 cases that six people open; their roles are named where ``roles``."""
    for name, content in (_files_with_roles() if roles else _files()).items():
        (folder / name).write_bytes(content)
    clock = Watch()
    store = open_store(folder / copies.STORE, secret=secret_of(HEAD), now=clock.now())
    team = Team(folder, clock, Desk(store, clock, policies()))
    yield team
    assert team.desk.check() == []
    team.desk.close()


def _named(folder: Path) -> Desk:
    with opened(folder, roles=False) as team:
        team.name_roles()
    return team.desk


@cache
def _files_with_roles() -> dict[str, bytes]:
    return dict(copies.files_of(_named))


def do(team: Team, name: str, command: Command[Any]) -> Any:
    """Do something as somebody; the result."""
    return team.at(name).do(command).result
