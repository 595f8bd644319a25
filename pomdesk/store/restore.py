"""Putting a backup in the place of the store.

What is put back is made ready in a folder beside, ``store.restoring``: proved, brought up to date,
its log told of it. Only then it takes the store's place, in one step. Killed before that step there
is the old store, and after it the new one; what was there is kept as
``store.before-restore-<time>.db`` with its own key files.

An old log beside a new store would mix old rows into it without a word, so none is left: the old
store is brought out of its log and closed first.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from pomdesk.domain.errors import BackupRefused, RightsRefused, StoreRefused
from pomdesk.store import backup, erased_list, proved
from pomdesk.store.backup import work_folder
from pomdesk.store.connection import connect, engine_over
from pomdesk.store.engine import Store, open_unlocked
from pomdesk.store.keyfile import twin_of
from pomdesk.store.lock import StoreLock
from pomdesk.store.mark import Marker, rewrite
from pomdesk.store.place import (
    file_errors_told,
    keys_beside,
    mark_beside,
    part_of,
    swap_in,
    usable,
)
from pomdesk.store.proved import Content, told_here
from pomdesk.store.restore_keys import Keys, find
from pomdesk.store.schema import CURRENT, FIRST_WITH_STATE, version
from pomdesk.store.vault import Unlocked

_LOG_ENDS = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read of a store, or of a backup, before anything is done.

    Attributes:
        roles: name to role on the desk.
        holds: those in force.
        erasure_key: makes the digests of the erasure list; b"" before version 5.
        erased: digest to day.

    """

    content: Content
    roles: Mapping[str, str]
    holds: frozenset[tuple[Any, ...]]
    erasure_key: bytes
    erased: Mapping[str, date]


@dataclass(slots=True)
class Restoring:
    """One backup on its way back; ``restoring`` makes it.

    Attributes:
        path: the store's place.
        source: the backup.
        made: when that was made, UTC.
        seen: what is in it.
        present: what is in the store that is there; None where none is there, or it does not read.
        there: whether there is a store file at all.
        marked: saves that the mark beside the store remembers; 0 where it remembers nothing.

    """

    path: Path
    source: Path
    made: datetime
    seen: Seen
    present: Seen | None
    there: bool
    marked: int
    _keys: Keys
    _now: datetime

    @property
    def who(self) -> str:
        """Whose secret it was."""
        return self._keys.opened.name

    @property
    def lost(self) -> int | None:
        """Saves that are not in the backup; None where nothing tells how many."""
        known = max(self.marked, self.present.content.saves if self.present else 0)
        before = self.seen.content.saves
        if self.seen.content.version < FIRST_WITH_STATE:
            return None if self.there or known else 0
        return None if self.there and not known else max(known - before, 0)

    def listed_as_erased(self) -> tuple[dict[str, date], bool]:
        """Everybody who was erased: in the store that is there, and in the list beside it.

        Also whether that list could be read whole: of what was only announced, the store that is
        there knows whether it was saved; without it nobody does.
        """
        try:
            listed = erased_list.read(self.path)
            whole = self.present is not None or not erased_list.announced(self.path)
        except RightsRefused:
            listed, whole = {}, False
        for digest, day in (self.present.erased if self.present else {}).items():
            listed[digest] = max(day, listed.get(digest, day))
        return listed, whole

    @contextmanager
    def ready(self) -> Iterator[Store]:
        """The store that comes back, open, to write into it what it must know."""
        opened, target = self._keys.opened, self._target
        source = connect(self.source, self._keys.then, opened.store, frozen=True)
        with file_errors_told(target), closing(source):
            proved.copy_proved(source, target, opened.key, opened.store, self.seen.content)
            swap_in(part_of(target), target)
            proved.copy_keys(self._new_keys or self.path, target, twice=True)
        mark_made(target, opened)
        own = opened._replace(key=bytearray(opened.key), keys=None)
        store = open_unlocked(target, own, self._now)
        try:
            yield store
        finally:
            store.close()

    def swap(self) -> Path | None:
        """Put what ``ready`` gave in the store's place; where the store that was there is kept.

        Raises:
            BackupRefused: BAK-DAMAGED, BAK-SPACE; the store stands as it was.

        """
        opened, target = self._keys.opened, self._target
        with file_errors_told(self.path):
            proved.prove(target, opened.key, opened.store)
            if any(_beside(target, end).exists() for end in _LOG_ENDS):
                raise StoreRefused("STO-BUSY")
            kept = self._keep() if self.there else None
            if self._new_keys is not None:
                proved.copy_keys(self._new_keys, self.path, twice=True)
            mark_beside(self.path).unlink(missing_ok=True)
            for end in _LOG_ENDS:
                _beside(self.path, end).unlink(missing_ok=True)
            swap_in(target, self.path)
            with suppress(OSError):
                # Done already: without a mark the store opens, and says that there is none.
                swap_in(mark_beside(target), mark_beside(self.path))
            with suppress(StoreRefused):
                # Done already, and the store itself holds every line.
                self._keep_list()
        return kept

    def _keep_list(self) -> None:
        """Bring the list beside up to what is known now, a damaged one too."""
        lines, _whole = self.listed_as_erased()
        for digest, day in self.seen.erased.items():
            lines[digest] = max(day, lines.get(digest, day))
        if lines or erased_list.beside(self.path).exists():
            erased_list.add(self.path, lines)

    @property
    def _target(self) -> Path:
        return work_folder(self.path) / self.path.name

    @property
    def _new_keys(self) -> Path | None:
        """Beside what the key file lies that becomes the store's; None where its own stays."""
        return _copy_in(work_folder(self.path)) if self._keys.take else None

    def _keep(self) -> Path:
        """Copy the store that is there aside, closed and out of its log where it opens."""
        kept = kept_name(self.path, self._now)
        if self.present is not None:
            self._close_present()
        for beside in (keys_beside, lambda store: twin_of(keys_beside(store))):
            with suppress(FileNotFoundError):
                _copy(beside(self.path), beside(kept))
        log = _beside(self.path, "-wal")
        if log.exists() and log.stat().st_size:
            _copy(log, _beside(kept, "-wal"))
        try:
            _copy(self.path, kept)
        except OSError:
            if self.present is not None:
                raise
            # It can neither be opened nor read: then nothing is lost by moving it.
            os.replace(self.path, kept)
        return kept

    def _close_present(self) -> None:
        connection = connect(self.path, self._keys.opened.key, self._keys.opened.store)
        with closing(connection), told_here():
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            if connection.execute("PRAGMA journal_mode=DELETE").fetchall() != [("delete",)]:
                raise StoreRefused("STO-BUSY")


@contextmanager
def restoring(
    path: Path, source: Path, *, secret: str, now: datetime, then_secret: str = ""
) -> Iterator[Restoring]:
    """Look at a backup and at the store whose place it is to take, which nobody may have open.

    Args:
        path: the store's place.
        source: the backup.
        secret: a passphrase or recovery key of now, or of when the backup was made.
        now: UTC.
        then_secret: that of when the backup was made, where the key was renewed since.

    Raises:
        BackupRefused: BAK-NONE, BAK-GONE, BAK-NOKEYS, BAK-OTHER, BAK-OLDKEY, BAK-WHO,
            BAK-DAMAGED, BAK-NEWER with ``found`` and ``known``, BAK-SPACE.
        KeyRefused: KEY-WRONG and its kin.
        StoreRefused: STO-INUSE, STO-PATH, STO-NETWORK. In each case the store stands as it was.

    """
    path, source = usable(path), source.absolute()
    _check_there(source)
    with file_errors_told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    lock = StoreLock(path, now)
    work = work_folder(path)
    try:
        backup.sweep_work(path)
        with file_errors_told(work):
            _check_space(path, source)
            work.mkdir()
            copy = _copy_in(work)
            for beside in (keys_beside, lambda store: twin_of(keys_beside(store))):
                if beside(source).is_file():
                    shutil.copyfile(beside(source), beside(copy))
        keys = find(path, keys_beside(copy), secret=secret, then_secret=then_secret, now=now)
        try:
            yield _looked_at(path, source, keys, now)
        finally:
            keys.wipe()
    finally:
        backup.sweep_work(path)
        lock.release()


def _looked_at(path: Path, source: Path, keys: Keys, now: datetime) -> Restoring:
    opened = keys.opened
    content = proved.prove(source, keys.then, opened.store)
    if content.version > CURRENT:
        raise BackupRefused("BAK-NEWER", found=content.version, known=CURRENT)
    with closing(connect(source, keys.then, opened.store, frozen=True)) as driver, told_here():
        seen = _see(driver, content)
    there = path.exists() and path.stat().st_size > 0
    marker = Marker(path, opened.key, opened.store)
    mark, _found = marker.read()
    marker.forget()
    made = backup.made_at(source) or datetime.fromtimestamp(source.stat().st_mtime, UTC)
    return Restoring(
        path=path,
        source=source,
        made=made.replace(tzinfo=None),
        seen=seen,
        present=_present(path, keys) if there else None,
        there=there,
        marked=mark.saves if mark else 0,
        _keys=keys,
        _now=now,
    )


def _present(path: Path, keys: Keys) -> Seen | None:
    """What is in the store that is there, without changing a byte of it."""
    log, look = _beside(path, "-wal"), path
    try:
        if log.exists() and log.stat().st_size:
            look = work_folder(path) / "present.db"
            shutil.copyfile(path, look)
            shutil.copyfile(log, _beside(look, "-wal"))
        opened = keys.opened
        driver = connect(look, opened.key, opened.store, frozen=look is path)
        with closing(driver), told_here():
            return _see(driver, proved.content_of(driver))
    except (StoreRefused, OSError, dbapi2.Error):
        # Whatever is wrong with it, it is what the backup is to replace.
        return None


def _see(driver: Any, content: Content) -> Seen:
    def rows(table: str, statement: str) -> list[Any]:
        return list(driver.execute(statement).fetchall()) if table in content.counts else []

    state = rows("store_state", "SELECT erasure_key FROM store_state")
    holds = "SELECT coalesce(person_id, 0), reason, at FROM hold WHERE ended_at IS NULL"
    erased = rows("erased", "SELECT digest, day FROM erased")
    return Seen(
        content=content,
        roles=dict(rows("desk_role", "SELECT name, role FROM desk_role")),
        holds=frozenset(rows("hold", holds)),
        erasure_key=bytes(state[0][0]) if state else b"",
        erased={digest: date.fromisoformat(day) for digest, day in erased},
    )


def _check_there(source: Path) -> None:
    with file_errors_told(source):
        if source.is_file():
            return
    if not source.parent.is_dir():
        raise BackupRefused("BAK-GONE", path=str(source.parent))
    raise BackupRefused("BAK-NONE", path=str(source))


def _check_space(path: Path, source: Path) -> None:
    # The copy and the log it passes through, the store that is kept aside, and one to spare.
    present = path.stat().st_size if path.exists() else 0
    need = 3 * source.stat().st_size + 2 * present
    free = shutil.disk_usage(path.parent).free
    if free < need:
        folder = str(path.parent)
        raise BackupRefused("BAK-SPACE", path=folder, free=free >> 20, need=(need >> 20) + 1)


def mark_made(made: Path, opened: Unlocked) -> None:
    """Write the mark of a file that was just made, so that nobody misses one in it."""
    engine = engine_over(made, opened.key, opened.store)
    try:
        with engine.connect() as connection:
            if version(connection) >= FIRST_WITH_STATE:
                rewrite(made, connection, opened.key, opened.store)
    finally:
        engine.dispose()


def kept_name(store: Path, now: datetime) -> Path:
    """A name under which nothing is kept aside yet."""
    at = now
    while True:
        stamp = at.strftime("%Y%m%d-%H%M%S")
        kept = store.with_name(f"{store.stem}.before-restore-{stamp}{store.suffix}")
        if not kept.exists():
            return kept
        at += timedelta(seconds=1)


def _copy_in(work: Path) -> Path:
    """The name in the work folder beside which the backup's key file lies."""
    return work / "backup.bak"


def _beside(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)


def _copy(source: Path, target: Path) -> None:
    """Copy a file onto the disk, under its name only when it is there whole."""
    part = part_of(target)
    try:
        shutil.copyfile(source, part)
        proved.sync_file(part)
        swap_in(part, target)
    finally:
        part.unlink(missing_ok=True)
