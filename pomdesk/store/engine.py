"""The store of one desk: made, opened, worked in, closed.

``create_store`` and ``open_store`` give a ``Store``; everything read or written goes through
``Store.unit_of_work``. One process a store (``lock.py``), one connection a process, one unit
of work at a time: threads wait for each other.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine

from pomdesk.domain.errors import KeyRefused, PomdeskError, StoreRefused
from pomdesk.store import backup, schema, vault
from pomdesk.store.connection import PAGE_BYTES, PLAIN_HEADER, SALT_BYTES, engine_over, wipe
from pomdesk.store.keyfile import STANDARD_COST, Cost, twin_of
from pomdesk.store.lock import StoreLock
from pomdesk.store.place import (
    file_errors_told,
    keys_beside,
    part_of,
    swap_in,
    usable,
)
from pomdesk.store.unit_of_work import UnitOfWork

# Beginnings of files that get put in a store's place by mistake: JPEG, PNG, PDF, ZIP, OLE.
_OTHER_KINDS = (b"\xff\xd8\xff", b"\x89PNG", b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class Store:
    """An unlocked store.

    Attributes:
        path: the encrypted file.
        who: name of the key slot that opened it.
        by_recovery: opened by the recovery key: a new passphrase should be chosen.
        notices: codes of what was mended on the way in (``KEY-REPAIRED``).

    """

    def __init__(self, path: Path, opened: vault.Unlocked, lock: StoreLock) -> None:
        self.path = path
        self.who = opened.name
        self.by_recovery = opened.by_recovery
        self.notices = ("KEY-REPAIRED",) if opened.repaired else ()
        self._key = opened.key
        self._salt = opened.store
        self._lock = lock
        self._turn = threading.RLock()
        self._busy = False
        self._engine: Engine | None = engine_over(path, self._key, self._salt)

    @contextmanager
    def unit_of_work(
        self, *, by: str, now: datetime, today: date, command: str | None = None
    ) -> Iterator[UnitOfWork]:
        """One transaction: leave well and it is saved, leave badly and nothing happened.

        Args:
            by: who does it, for the journal.
            now: UTC.
            today: the desk's day.
            command: code of the operation. None only reads: then a write raises
                ``QueryWroteError``, which is a bug and not a refusal.

        Raises:
            StoreRefused: STO-CLOSED after ``close``; STO-FULL, STO-DISK, STO-READONLY,
                STO-BUSY, STO-DAMAGED from the file.

        """
        with self._my_turn() as engine, engine.connect() as connection:
            connection = connection.execution_options(reading=command is None)
            with connection.begin(), UnitOfWork(connection, by, now, today, command) as uow:
                yield uow
                uow.finish()
            if uow.saved:
                schema.empty_the_log(connection)

    def check(self) -> list[str]:
        """Read every page and every rule of the store; one line for each thing wrong."""
        with self._my_turn() as engine, engine.connect() as connection:
            return schema.everything_wrong(connection)

    def change_passphrase(self, current: str, new: str) -> None:
        """Give whoever ``current`` belongs to a new passphrase; the recovery key serves too.

        Raises:
            KeyRefused: KEY-WRONG, KEY-WEAK, KEY-LONG.

        """
        with self._my_turn():
            vault.change_passphrase(keys_beside(self.path), current, new)

    def new_recovery_key(self) -> str:
        """Replace the recovery key, after it was used or seen; told once."""
        with self._my_turn():
            return vault.renew_recovery(keys_beside(self.path), self._key, self.who)

    def people(self) -> list[str]:
        """Whose passphrases open the store."""
        with self._my_turn():
            return vault.people(keys_beside(self.path))

    def add_person(self, name: str, passphrase: str) -> None:
        """Let somebody else open the store.

        Raises:
            KeyRefused: KEY-NAME, KEY-TAKEN, KEY-MANY, KEY-WEAK, KEY-LONG.

        """
        with self._my_turn():
            vault.add_person(keys_beside(self.path), self._key, name, passphrase)

    def remove_person(self, name: str) -> None:
        """Let somebody open the store no more.

        Raises:
            KeyRefused: KEY-UNKNOWN; KEY-RECOVERS; KEY-LAST; KEY-SELF, for whoever is signed in.

        """
        if name == self.who:
            raise KeyRefused("KEY-SELF", name=name)
        with self._my_turn():
            vault.remove_person(keys_beside(self.path), self._key, name)

    def close(self) -> None:
        """Finish the file, forget the key, let the next program in. Twice does no harm."""
        with self._turn:
            if self._engine is None:
                return
            if self._busy:
                raise RuntimeError("the store was closed inside a unit of work")
            try:
                with self._engine.connect() as connection:
                    schema.empty_the_log(connection)
            finally:
                self._engine.dispose()
                self._engine = None
                wipe(self._key)
                self._lock.release()

    @contextmanager
    def _my_turn(self) -> Iterator[Engine]:
        with self._turn:
            if self._engine is None:
                raise StoreRefused("STO-CLOSED")
            if self._busy:
                raise RuntimeError("a unit of work inside another")
            self._busy = True
            try:
                yield self._engine
            finally:
                self._busy = False

    def _prepare(self) -> None:
        """Prove that this is our store and whole, and bring an older one up to date."""
        log = self.path.with_name(self.path.name + "-wal")
        was_closed = not log.exists() or log.stat().st_size == 0
        with self._my_turn() as engine, engine.connect() as connection:
            schema.check_identity(connection, self.path)
            schema.empty_the_log(connection)
            schema.check_pages(connection, self.path, was_closed=was_closed)
            if schema.is_older(connection):
                aside = schema.copy_aside(self.path)
                backup.copy_store(connection, self.path, aside, self._key, self._salt)
                schema.upgrade(connection)

    def _abandon(self) -> None:
        """Let go of a store that did not open, without touching the file."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None
        wipe(self._key)
        self._lock.release()


def create_store(
    path: Path, *, name: str, passphrase: str, now: datetime, cost: Cost = STANDARD_COST
) -> tuple[Store, str]:
    """Make a new encrypted store and open it; the second part is its recovery key.

    The recovery key is told once and kept nowhere. The folder is made if need be. ``cost``
    is what a guess at the passphrase costs.

    Raises:
        KeyRefused: KEY-WEAK, KEY-LONG, KEY-NAME.
        StoreRefused: STO-EXISTS (a store, or the key file of one, is there already), and
            where the place will not do.

    """
    path = usable(path)
    with ExitStack() as undo:
        with file_errors_told(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        lock = StoreLock(path, now)
        undo.callback(lock.release)
        keys = keys_beside(path)
        if any(file.exists() for file in (path, keys, twin_of(keys))):
            raise StoreRefused("STO-EXISTS", path=str(path))
        opened, recovery = vault.create(keys, name=name, passphrase=passphrase, cost=cost)
        undo.callback(wipe, opened.key)
        undo.callback(_remove, keys, twin_of(keys))
        _build(path, opened)
        store = Store(path, opened, lock)
        undo.pop_all()
    _open_or_abandon(store)
    return store, recovery


def open_store(path: Path, *, secret: str, now: datetime) -> Store:
    """Open a store with a passphrase or the recovery key.

    Raises:
        KeyRefused: KEY-WRONG, KEY-RECOVERY, KEY-LONG, KEY-NOFILE, KEY-DAMAGED, KEY-NEWER,
            KEY-TAMPERED, KEY-MISMATCH (the key file is another store's).
        StoreRefused: STO-MISSING, STO-EMPTY, STO-PLAIN, STO-FOREIGN, STO-DAMAGED,
            STO-NEWER, STO-INUSE with ``holder`` and ``since``, STO-READONLY, STO-NETWORK,
            STO-PATH, STO-FULL. In each case nothing was changed.

    """
    path = usable(path)
    head = _head(path)
    with ExitStack() as undo:
        lock = StoreLock(path, now)
        undo.callback(lock.release)
        opened = vault.unlock(keys_beside(path), secret)
        undo.callback(wipe, opened.key)
        if len(head) < SALT_BYTES or path.stat().st_size < PAGE_BYTES:
            # SQLite would take so short a file for a new database and write one over it.
            raise _unreadable(path, head, opened)
        store = Store(path, opened, lock)
        undo.pop_all()
    try:
        _open_or_abandon(store)
    except StoreRefused as problem:
        if problem.code == "STO-DAMAGED":
            raise _unreadable(path, head, opened) from problem
        raise
    return store


def _open_or_abandon(store: Store) -> None:
    try:
        store._prepare()
    except BaseException:
        store._abandon()
        raise


def _head(path: Path) -> bytes:
    """The first bytes of the file; tells what can be told without a secret."""
    with file_errors_told(path):
        try:
            with path.open("rb") as stream:
                head = stream.read(SALT_BYTES)
        except FileNotFoundError:
            raise StoreRefused("STO-MISSING", path=str(path)) from None
        if not os.access(path, os.W_OK):
            raise StoreRefused("STO-READONLY", path=str(path))
    if not head:
        raise StoreRefused("STO-EMPTY", path=str(path))
    if head == PLAIN_HEADER:
        raise StoreRefused("STO-PLAIN", path=str(path))
    if head.startswith(_OTHER_KINDS):
        raise StoreRefused("STO-FOREIGN", path=str(path))
    return head


def _unreadable(path: Path, head: bytes, opened: vault.Unlocked) -> PomdeskError:
    """Why a file does not read: damaged when it bears the key file's identity, else not ours."""
    if opened.store.startswith(head):
        return StoreRefused("STO-DAMAGED")
    if path.stat().st_size % PAGE_BYTES:
        return StoreRefused("STO-FOREIGN", path=str(path))
    return KeyRefused("KEY-MISMATCH", path=str(path))


def _build(path: Path, opened: vault.Unlocked) -> None:
    """Make the file aside, with its tables, and swap it in when it is whole."""
    part = part_of(path)
    _remove(part)
    engine = engine_over(part, opened.key, opened.store, create=True)
    try:
        with engine.connect() as connection:
            schema.mark_as_ours(connection)
            schema.upgrade(connection)
            schema.empty_the_log(connection)
    except BaseException:
        engine.dispose()
        _remove(part)
        raise
    engine.dispose()
    with file_errors_told(path):
        swap_in(part, path)


def _remove(*files: Path) -> None:
    for file in files:
        with file_errors_told(file):
            file.unlink(missing_ok=True)
