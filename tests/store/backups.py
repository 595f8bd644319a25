"""Stores with people in them, backed up; for the tests of backups, of putting back, of salvage."""

import random
from datetime import timedelta
from pathlib import Path

from pomdesk.domain.keeping import Backup
from pomdesk.store import backup
from pomdesk.store.connection import PAGE_BYTES
from pomdesk.store.engine import Store
from pomdesk.store.tables import entry, person
from tests.store.builders import NOW, TODAY, counted, doing

UTC_NOW = NOW.replace(tzinfo=None)
LATER = UTC_NOW + timedelta(hours=5)
PEOPLE = 40
WORDS = "He said that the course is going well and that his sister will visit."


def with_people(store: Store, people: int = PEOPLE, entries: int = 3) -> Store:
    """The store, with invented people and entries of their record."""
    with doing(store) as uow:
        ids = uow.bulk_insert(
            person,
            [(f"A{n:04}BC", f"key {n}", "First", f"Last {n}", "") for n in range(people)],
            ("prisoner_number", "name_key", "first_name", "last_name", "alerts"),
        )
        names = ("person_id", "kind", "day", "title", "who", "text", "next_step", "subject")
        uow.bulk_insert(
            entry,
            [
                (number, "contact", TODAY, "", "", f"{WORDS} {number} {n}", "", "", "P", UTC_NOW)
                for number in ids
                for n in range(entries)
            ],
            (*names, "written_by", "written_at"),
        )
    return store


def backed_up(store: Store, at: timedelta = timedelta(0)) -> Backup:
    """A backup beside the store."""
    return backup.make(store, backup.ready_folder(store.path), UTC_NOW + at)


def rows(store: Store) -> dict[str, int]:
    """Rows of the tables that have any, but for what opening a store writes."""
    return {
        name: n
        for name, n in counted(store).items()
        if n and name not in ("audit", "operation", "store_state")
    }


def damage(path: Path, *pages: int, seed: int = 7) -> None:
    """Change one bit of each of these pages, counted from 1."""
    chance = random.Random(seed)
    content = bytearray(path.read_bytes())
    for page in pages:
        content[(page - 1) * PAGE_BYTES + chance.randrange(PAGE_BYTES)] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def pages_of(path: Path) -> int:
    """How many pages a file has."""
    return path.stat().st_size // PAGE_BYTES
