"""Recovering what can be read of a damaged store, into a new one.

The damaged file is copied, with its log, and the copy is read table by table (``damaged``). What
was read goes into a new file with the same definitions, under the same key; rows whose parents are
lost are left out and counted, and the search index is made anew. Nothing is made up.
"""

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pomdesk.domain.errors import BackupRefused, StoreRefused
from pomdesk.domain.keeping import Recovered, TableRead
from pomdesk.store import backup, layout, proved, rekey, tries, vault, words
from pomdesk.store.backup import recovery_folder
from pomdesk.store.connection import PAGE_BYTES, connect, wipe
from pomdesk.store.damaged import Damaged, Definition
from pomdesk.store.engine import Store, open_unlocked
from pomdesk.store.keyfile import twin_of
from pomdesk.store.lock import StoreLock
from pomdesk.store.mark import Marker
from pomdesk.store.place import file_errors_told, keys_beside, mark_beside, swap_in, usable
from pomdesk.store.proved import told_here
from pomdesk.store.restore import mark_made
from pomdesk.store.schema import APPLICATION_ID, FIRST_WITH_STATE
from pomdesk.store.vault import Unlocked

_ERASURE_KEY_BYTES = 32
_LENDERS = 3


@dataclass(slots=True)
class Salvage:
    """What could be read, on its way into a new store; ``salvaging`` makes it.

    Attributes:
        tables: those that have rows, or should have.
        pages: how many pages of the damaged file do not hold.

    """

    target: Path
    tables: tuple[TableRead, ...]
    pages: int
    _opened: Unlocked
    _from: Path
    _now: datetime
    _wrong: tuple[str, ...] = ()

    @contextmanager
    def opened(self) -> Iterator[Store]:
        """The new store, to tell its log what happened."""
        mark_made(self._made, self._opened)
        own = self._opened._replace(key=bytearray(self._opened.key), keys=None)
        store = open_unlocked(self._made, own, self._now)
        try:
            yield store
            self._wrong = tuple(store.check())
        finally:
            store.close()

    def finish(self) -> Recovered:
        """Put the new store, with its key files and its mark, where it was asked for."""
        with file_errors_told(self.target):
            proved.copy_keys(self._from, self.target, twice=True)
            swap_in(self._made, self.target)
            with suppress(OSError):
                swap_in(mark_beside(self._made), mark_beside(self.target))
        return Recovered(self.target, self.tables, self.pages, self._wrong)

    @property
    def _made(self) -> Path:
        return recovery_folder(self._from, self.target) / self.target.name


@contextmanager
def salvaging(path: Path, target: Path, *, secret: str, now: datetime) -> Iterator[Salvage]:
    """Read a damaged store that nobody has open; nothing of it is changed.

    Raises:
        BackupRefused: BAK-BEYOND, where not even its definitions can be read; BAK-SPACE.
        KeyRefused: KEY-WRONG and its kin: without the key file nothing can be read.
        StoreRefused: STO-MISSING, STO-INUSE; STO-EXISTS and STO-PATH for the target.

    """
    path, target = usable(path), usable(target)
    _check_places(path, target)
    lock = StoreLock(path, now)
    work = recovery_folder(path, target)
    try:
        with tries.counted(path, now):
            opened = vault.unlock(keys_beside(path), secret)
        try:
            opened = _settled(path, opened)
            # That of a recovery that was killed.
            shutil.rmtree(work, ignore_errors=True)
            with file_errors_told(target):
                _check_space(path, target)
                work.mkdir(parents=True)
                copy = _copied(path, work)
            tables, pages = _move_over(path, copy, work / target.name, opened)
            proved.copy_keys(path, work / target.name, twice=True)
            yield Salvage(target, tables, pages, opened, path, now)
        finally:
            wipe(opened.key)
    finally:
        shutil.rmtree(work, ignore_errors=True)
        lock.release()


def _settled(path: Path, opened: Unlocked) -> Unlocked:
    try:
        return rekey.settled(path, opened)
    except StoreRefused:
        return opened


def _check_places(path: Path, target: Path) -> None:
    with file_errors_told(path):
        if not path.is_file():
            raise StoreRefused("STO-MISSING", path=str(path))
    keys = keys_beside(target)
    if any(file.exists() for file in (target, keys, twin_of(keys))):
        raise StoreRefused("STO-EXISTS", path=str(target))
    if not target.parent.is_dir():
        raise StoreRefused("STO-PATH", path=str(target), reason="missing")


def _check_space(path: Path, target: Path) -> None:
    need = 4 * path.stat().st_size
    free = shutil.disk_usage(target.parent).free
    if free < need:
        folder = str(target.parent)
        raise BackupRefused("BAK-SPACE", path=folder, free=free >> 20, need=(need >> 20) + 1)


def _copied(path: Path, work: Path) -> Path:
    """A copy of the damaged file and its log; the disk may not give all of it."""
    copy = work / "damaged.db"
    log = path.with_name(path.name + "-wal")
    if log.exists():
        shutil.copyfile(log, copy.with_name(copy.name + "-wal"))
    with path.open("rb") as source, copy.open("wb") as made:
        size = os.fstat(source.fileno()).st_size
        for at in range(0, size, PAGE_BYTES):
            made.write(_page(source, at))
    return copy


def _page(source: Any, at: int) -> bytes:
    try:
        source.seek(at)
        return bytes(source.read(PAGE_BYTES))
    except OSError:
        # A sector that does not read: as good as a damaged page.
        return bytes(PAGE_BYTES)


def _move_over(
    path: Path, copy: Path, made: Path, opened: Unlocked
) -> tuple[tuple[TableRead, ...], int]:
    """Fill a new file with what the copy gives."""
    damaged = Damaged(copy, opened.key, opened.store)
    pages = damaged.bad_pages()
    definitions, version = damaged.definitions()
    if not definitions and _lend(path, copy, opened):
        definitions, version = damaged.definitions()
    if not definitions:
        raise BackupRefused("BAK-BEYOND", path=str(path))
    with closing(connect(made, opened.key, opened.store, create=True)) as new, told_here():
        new.execute("PRAGMA foreign_keys=OFF").fetchall()
        new.execute("BEGIN IMMEDIATE")
        _define(new, definitions, ("table",))
        names = [d.name for d in definitions if d.kind == "table" and d.name not in words.PARTS]
        found = {name: damaged.read(name, new) for name in names}
        _mend(new, version, path, opened)
        found = _without_orphans(new, found)
        if "entry_words" in {d.name for d in definitions}:
            _make_search(new, version)
        _define(new, definitions, ("index", "trigger", "view"))
        new.execute("COMMIT")
        new.execute(f"PRAGMA application_id={APPLICATION_ID}").fetchall()
        new.execute(f"PRAGMA user_version={version}").fetchall()
        new.execute("PRAGMA journal_mode=DELETE").fetchall()
    damaged.close()
    if not any(table.read for table in found.values()):
        raise BackupRefused("BAK-BEYOND", path=str(path))
    told = (table for table in found.values() if table.read or not table.complete)
    return tuple(told), pages


def _lend(path: Path, copy: Path, opened: Unlocked) -> bool:
    """Get the pages that say where everything stands from a backup, or from a new store."""
    if copy.stat().st_size < PAGE_BYTES:
        return False
    found = backup.listed(backup.folder_beside(path), path.stem, opened.store)
    newest = [one.path for one in found[:_LENDERS]]
    others = layout.lenders(newest, copy.parent, opened.key, opened.store)
    return layout.lend(copy, opened.key, opened.store, others)


def _define(new: Any, definitions: list[Definition], kinds: tuple[str, ...]) -> None:
    for definition in definitions:
        made_by_search = definition.name in words.PARTS and definition.kind == "table"
        if definition.kind in kinds and (not made_by_search or definition.name == "entry_words"):
            new.execute(definition.sql)


def _make_search(new: Any, version: int) -> None:
    if version >= FIRST_WITH_STATE:
        new.execute("INSERT INTO entry_words(entry_words, rank) VALUES ('secure-delete', 1)")
    new.execute("INSERT INTO entry_words(entry_words) VALUES ('rebuild')")


def _mend(new: Any, version: int, path: Path, opened: Unlocked) -> None:
    """Put back the two rows without which no store opens, where they are lost."""
    if not new.execute("SELECT count(*) FROM alembic_version").fetchone()[0]:
        new.execute("INSERT INTO alembic_version VALUES (?)", (f"{version:04}",))
    if version < FIRST_WITH_STATE or new.execute("SELECT count(*) FROM store_state").fetchone()[0]:
        return
    marker = Marker(path, opened.key, opened.store)
    mark, _found = marker.read()
    marker.forget()
    row = (1, mark.saves if mark else 0, os.urandom(_ERASURE_KEY_BYTES))
    new.execute("INSERT INTO store_state (id, saves, erasure_key) VALUES (?, ?, ?)", row)


def _without_orphans(new: Any, found: dict[str, TableRead]) -> dict[str, TableRead]:
    """Leave out rows whose parents are lost; where a row stands without it, cut the link only."""
    dropped: Counter[str] = Counter()
    unlinked: Counter[str] = Counter()
    while loose := new.execute("PRAGMA foreign_key_check").fetchall():
        for table, row_id, _parent, number in loose:
            links = _links(new, table, number)
            if links:
                cut = ", ".join(f'"{column}" = NULL' for column in links)
                new.execute(f'UPDATE "{table}" SET {cut} WHERE rowid = ?', (row_id,))  # noqa: S608
                unlinked[table] += 1
            else:
                # One row may have lost two parents: it is counted once.
                gone = new.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (row_id,))  # noqa: S608
                dropped[table] += gone.rowcount
    return {
        name: replace(
            table,
            read=table.read - dropped[name],
            dropped=table.dropped + dropped[name],
            unlinked=unlinked[name],
        )
        for name, table in found.items()
    }


def _links(new: Any, table: str, number: int) -> list[str]:
    """The columns of a link that may be empty; none where the row hangs on its parent."""
    keys = new.execute(f'PRAGMA foreign_key_list("{table}")').fetchall()
    mine = [key for key in keys if key[0] == number]
    needed = {row[1] for row in new.execute(f'PRAGMA table_info("{table}")') if row[3]}
    if any(key[6] == "CASCADE" or key[3] in needed for key in mine):
        return []
    return [key[3] for key in mine]
