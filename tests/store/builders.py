"""Stores for tests: real encrypted files whose passphrase is cheap to check."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Row, Table, select

from pomdesk.store.engine import Store, create_store, open_store
from pomdesk.store.keyfile import Cost
from pomdesk.store.unit_of_work import UnitOfWork

CHEAP = Cost(memory_kib=19 * 1024, passes=1, lanes=1)
NOW = datetime(2026, 11, 22, 9, 14, tzinfo=UTC)
TODAY = date(2026, 11, 22)
NAME = "Pat Example"
PASSPHRASE = "green kettle walks slowly"


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


def undo(store: Store, operation_id: int) -> int:
    """Take an operation back; the number of the undo."""
    with doing(store, "undo") as uow:
        uow.revert(operation_id)
        return uow.operation_id


def files_of(folder: Path) -> dict[str, bytes]:
    """Content of every file in a folder but the lock."""
    return {
        file.name: file.read_bytes()
        for file in folder.iterdir()
        if file.is_file() and file.suffix != ".lock"
    }
