"""Stores for tests: real encrypted files whose passphrase is cheap to check."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, Row, Table, func, inspect, select

from pomdesk.store import ballast, keyfile, schema, vault
from pomdesk.store.connection import engine_over
from pomdesk.store.engine import Store, create_store, open_store
from pomdesk.store.keyfile import Cost
from pomdesk.store.place import keys_beside
from pomdesk.store.tables import metadata
from pomdesk.store.unit_of_work import UnitOfWork

CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
NOW = datetime(2026, 11, 22, 9, 14, tzinfo=UTC)
TODAY = date(2026, 11, 22)
NAME = "Pat Example"

# Thousands of stores are made and opened in a run of the tests. test_spare.py tries the real
# size, test_vault.py what a passphrase has to cost at least.
ballast.BYTES = 4096
SHIPPED_MEMORY_KIB = keyfile._MEMORY_KIB
vars(keyfile)["_MEMORY_KIB"] = range(CHEAP.memory_kib, SHIPPED_MEMORY_KIB.stop)

PASSPHRASE = "green kettle walks slowly"
NEW_IN_VERSION_6 = (
    "place",
    "visit",
    "visit_stop",
    "visit_capture",
    "visit_pack",
    "visit_return",
    "visit_base",
    "visit_clash",
)
ROWS_SINCE_VERSION_4 = {
    "store_state": 1,
    # By what key the events of this session are signed.
    "audit": 1,
    "audit_segment": 0,
    "audit_subject": 0,
    "desk_role": 0,
    "draft": 0,
    "hold": 0,
    "disposal": 0,
    "erased": 0,
    "access_request": 0,
    "access_item": 0,
    **dict.fromkeys(NEW_IN_VERSION_6, 0),
}
"""Rows of the tables that came after version 4, in a store that was just brought up to date."""


def new_store(folder: Path) -> tuple[Store, str]:
    """A new store and its recovery key."""
    return create_store(folder / "store.db", name=NAME, passphrase=PASSPHRASE, now=NOW, cost=CHEAP)


@cache
def _made_once() -> dict[str, bytes]:
    """The files of a new store."""
    with TemporaryDirectory() as name:
        new_store(Path(name))[0].close()
        return files_of(Path(name))


def copied_store(folder: Path) -> Store:
    """A copy of a new store, opened; for tests that are not about making one."""
    for name, content in _made_once().items():
        (folder / name).write_bytes(content)
    return reopened(folder / "store.db")


def reopened(path: Path, secret: str = PASSPHRASE) -> Store:
    """An existing store, opened."""
    return open_store(path, secret=secret, now=NOW)


@contextmanager
def doing(store: Store, command: str = "test") -> Iterator[UnitOfWork]:
    """A unit of work that may write."""
    with store.unit_of_work(by=store.who, now=NOW, today=TODAY, command=command) as uow:
        yield uow


@contextmanager
def asking(store: Store) -> Iterator[UnitOfWork]:
    """A unit of work that may not."""
    with store.unit_of_work(by=store.who, now=NOW, today=TODAY) as uow:
        yield uow


def all_rows(store: Store, table: Table) -> list[Row[Any]]:
    """Every row of a table, by id."""
    with asking(store) as uow:
        return uow.rows(select(table).order_by(table.c.id))


def counted(store: Store) -> dict[str, int]:
    """How many rows each of the program's tables has, of those that the file has."""
    with asking(store) as uow:
        return _counted(uow.connection)


def counted_in_file(path: Path, version: int) -> dict[str, int]:
    """The same of a closed store of an older version, which is left as it is."""
    opened = vault.unlock(keys_beside(path), PASSPHRASE)
    engine = engine_over(path, opened.key, opened.store, reading=True)
    with engine.connect().execution_options(reading=True) as connection:
        assert schema.version(connection) == version
        assert schema.fingerprint(connection) == schema.FINGERPRINTS[version]
        found = _counted(connection)
    engine.dispose()
    return found


def _counted(connection: Connection) -> dict[str, int]:
    names = inspect(connection).get_table_names()
    return {
        name: int(connection.scalar(select(func.count()).select_from(metadata.tables[name])) or 0)
        for name in names
        if name in metadata.tables
    }


def undo(store: Store, operation_id: int) -> int:
    """Take an operation back; the number of the undo."""
    with doing(store, "undo") as uow:
        uow.revert(operation_id)
        return uow.operation_id


def files_of(folder: Path) -> dict[str, bytes]:
    """Content of every file in a folder but the lock and the count of wrong tries."""
    return {
        file.name: file.read_bytes()
        for file in folder.iterdir()
        if file.is_file() and file.suffix not in (".lock", ".tries")
    }
