"""Backups: copies of the store that are themselves stores, each proved before it counts.

``store-20261123-091400-s57.bak`` is the store as it stood on 23 November 2026 at 09:14 UTC after
57 saves; ``store-20261123-091400-s57.keys`` is its key file. A copy is made under another name,
read back, compared with what it was copied from, put on the disk, and only then named: what bears
the name of a backup is one.
"""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from glob import escape
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection

from pomdesk.domain.errors import BackupRefused, KeyRefused, StoreRefused
from pomdesk.domain.keeping import Backup
from pomdesk.store import keyfile, proved, vault
from pomdesk.store.ballast import LOW_BYTES
from pomdesk.store.connection import SALT_BYTES, connect, driver_of
from pomdesk.store.keyfile import KeyFile, twin_of
from pomdesk.store.place import (
    file_errors_told,
    is_name_of_ours,
    keys_beside,
    lock_beside,
    part_of,
    swap_in,
    sync_folder,
)
from pomdesk.store.proved import Content, told_here

SUFFIX = ".bak"

_NAME = re.compile(r"(?P<stem>.+)-(?P<at>\d{8}-\d{6})-s(?P<saves>\d{1,12})\.bak")
_AT = "%Y%m%d-%H%M%S"
_KEPT_AT = re.compile(r"\d{8}-\d{6}$")
_KEPT = re.compile(r"before-restore-\d{8}-\d{6}|before-\d{1,4}|rescued-\d{1,9}")


def folder_beside(store: Path) -> Path:
    """Where the backups of a store are kept."""
    return store.parent / "backups"


def listed(folder: Path, stem: str, salt: bytes) -> list[Backup]:
    """The backups of one store in a folder, newest first; others' in the same folder are not told.

    ``stem`` is of the store's file name, ``salt`` its identity, with which each of its files
    begins.
    """
    found = []
    with file_errors_told(folder):
        files = sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else []
        for path in files:
            said = _said(path)
            if said is not None and said[0] == stem and identity(path) == salt:
                found.append(Backup(path, said[1], path.stat().st_size, said[2]))
    return sorted(found, key=lambda one: (one.at, one.saves), reverse=True)


def identity(path: Path) -> bytes:
    """The first bytes of an encrypted store: its salt, in the clear; b"" where none is read."""
    try:
        if not path.is_file():
            return b""
        with path.open("rb") as stream:
            return stream.read(SALT_BYTES)
    except OSError:
        # Missing, or nothing that can be read: no store of ours, whatever it is.
        return b""


def made_at(path: Path) -> datetime | None:
    """When a backup was made, from its name; None where that does not tell."""
    said = _said(path)
    return None if said is None else said[1]


def _said(path: Path) -> tuple[str, datetime, int] | None:
    said = _NAME.fullmatch(path.name)
    if said is None:
        return None
    try:
        at = datetime.strptime(said["at"], _AT)  # noqa: DTZ007 - UTC without a zone
    except ValueError:
        return None
    return said["stem"], at, int(said["saves"])


class Open(Protocol):
    """A store that is open: its file, and a way to its key while work goes on."""

    @property
    def path(self) -> Path:
        """The encrypted file."""
        ...

    def apart(self) -> AbstractContextManager[tuple[bytearray, bytes]]:
        """Key and identity."""
        ...


def make(store: Open, folder: Path, now: datetime) -> Backup:
    """Make a dated backup of a store that may be at work; ``folder`` exists.

    Raises:
        BackupRefused: BAK-SPACE, BAK-GONE, BAK-PATH, BAK-DISK, BAK-VERIFY (the copy did not read
            back; it was removed).
        StoreRefused: STO-DAMAGED, where the store itself does not read.

    """
    with _told_as_backup(folder):
        own = folder == folder_beside(store.path)
        check_space(folder, store.path, leave=LOW_BYTES if own else 0)
    with store.apart() as (key, salt), closing(connect(store.path, key, salt)) as source:
        making = _swept(folder, store.path.stem, salt)
        content = _begin(source)
        at, target = _free_name(folder, store.path.stem, now, content.saves)
        with _finished(target, making):
            _copy_moment(source, making, key, salt, content)
            proved.copy_keys(store.path, making)
    return Backup(target, at, target.stat().st_size, content.saves)


def copy_to(store: Open, target: Path) -> Path:
    """Make a copy under a name of the caller's choice, with both copies of the key file.

    Raises:
        BackupRefused: as ``make``; BAK-NAME, where the name is one of the files beside a store;
            BAK-TAKEN, where something else is there, or would lose the key file that opens it.

    """
    if is_name_of_ours(target):
        raise BackupRefused("BAK-NAME", path=str(target))
    target = Path(os.path.abspath(target))
    with _told_as_backup(target.parent), store.apart() as (key, salt):
        check_space(target.parent, store.path, leave=0)
        _check_free(target, store.path, salt)
        _check_keys_free(target, store.path, key, salt)
    with store.apart() as (key, salt), closing(connect(store.path, key, salt)) as source:
        content = _begin(source)
        with _finished(target, target):
            _copy_moment(source, target, key, salt, content)
            proved.copy_keys(store.path, target, twice=True)
    return target


def copy_again(store: Open, made: Backup, folder: Path) -> Backup:
    """Copy a proved backup into a second folder, and prove it again there.

    Raises:
        BackupRefused: as ``make``.

    """
    target = folder / made.path.name
    with _told_as_backup(folder):
        check_space(folder, made.path, leave=0)
    with store.apart() as (key, salt):
        making = _swept(folder, store.path.stem, salt)
        if target.exists() and identity(target) != salt:
            _at, target = _free_name(folder, store.path.stem, made.at, made.saves)
        with _finished(target, making):
            with closing(connect(made.path, key, salt, frozen=True)) as source, told_here():
                content = proved.content_of(source)
            shutil.copyfile(made.path, part_of(making))
            proved.prove_copy(part_of(making), key, salt, content)
            proved.sync_file(part_of(making))
            proved.copy_keys(made.path, making)
    return Backup(target, made.at, target.stat().st_size, made.saves)


def _begin(source: Any) -> Content:
    """From here on the connection sees one moment, whatever is saved meanwhile."""
    with told_here():
        source.execute("BEGIN")
        return proved.content_of(source)


def _copy_moment(source: Any, target: Path, key: bytearray, salt: bytes, content: Content) -> None:
    """As ``copy_proved``; the moment is let go once it is copied: saves wait for that."""
    proved.copy_part(source, target, key, salt)
    with told_here():
        source.execute("ROLLBACK")
    proved.prove_part(source, target, key, salt, content)


@contextmanager
def _finished(target: Path, making: Path) -> Iterator[None]:
    """Give the copy that was made in here as ``making`` its name, and leave no other trace."""
    with _told_as_backup(target.parent):
        try:
            yield
            if making != target:
                swap_in(keys_beside(making), keys_beside(target))
            swap_in(part_of(making), target)
        finally:
            proved.remove_part(making)
            if making != target:
                keys_beside(making).unlink(missing_ok=True)


def copy_store(source: Connection, store: Path, target: Path, key: bytearray, salt: bytes) -> None:
    """Copy an open store to ``target``, and its key file beside it, before it is upgraded.

    The copy opens with the same passphrase and recovery key. An older copy under that name
    is replaced only when the new one has been read back whole.

    Raises:
        BackupRefused: BAK-VERIFY, where the copy does not read back.
        StoreRefused: STO-DAMAGED, STO-FULL and the like.

    """
    driver = driver_of(source)
    with file_errors_told(target), told_here():
        try:
            proved.copy_proved(driver, target, key, salt, proved.content_of(driver))
            proved.copy_keys(store, target, twice=True)
            swap_in(part_of(target), target)
        finally:
            proved.remove_part(target)


def remove(backup: Path) -> None:
    """Take a backup away, and its key file after it."""
    with file_errors_told(backup):
        backup.unlink(missing_ok=True)
        keys_beside(backup).unlink(missing_ok=True)
        twin_of(keys_beside(backup)).unlink(missing_ok=True)


# ---- places ----------------------------------------------------------------------------------


def ready_folder(store: Path) -> Path:
    """The folder of a store's backups, made if need be.

    Raises:
        BackupRefused: BAK-PATH, BAK-SPACE.

    """
    folder = folder_beside(store)
    with _told_as_backup(store.parent), file_errors_told(folder):
        if os.path.lexists(folder) and not folder.is_dir():
            raise BackupRefused("BAK-PATH", path=str(folder), reason="file")
        folder.mkdir(exist_ok=True)
    return folder


def work_folder(store: Path) -> Path:
    """Where a store is made ready that is to come back."""
    return store.with_name(f"{store.stem}.restoring")


def recovery_folder(store: Path, target: Path) -> Path:
    """Where what can be read of a store is brought together, beside the new one."""
    return target.with_name(f"{store.stem}.recovering")


def sweep_work(store: Path) -> None:
    """Take those folders beside a store away; what is in them was never anybody's store."""
    for folder in (work_folder(store), recovery_folder(store, store)):
        shutil.rmtree(folder, ignore_errors=True)


def remove_kept_aside(store: Path, before: datetime) -> None:
    """Remove stores that were put aside, with their key files, once they are as old as backups.

    Those of restoring, upgrading and rescuing, by the names they were given; not one that is open,
    and none that somebody named. ``before`` is UTC without a zone. Whoever was erased is in them,
    so they have their time too.
    """
    with _told_as_backup(store.parent):
        for kept in list(store.parent.glob(f"{escape(store.stem)}.*{store.suffix}")):
            ours = _KEPT.fullmatch(kept.stem.removeprefix(f"{store.stem}.")) and kept.is_file()
            if ours and _aside_since(kept) < before and not lock_beside(kept).exists():
                beside = store.parent.glob(f"{escape(kept.stem)}.*")
                # The store last: what is left of it when this is cut short is found again.
                for file in (*(one for one in beside if one != kept), kept):
                    file.unlink(missing_ok=True)


def _aside_since(kept: Path) -> datetime:
    """When a store was put aside: its name tells, or it was made anew then.

    A store that was moved has the time of its last save, which may be long ago.
    """
    said = _KEPT_AT.search(kept.stem)
    with suppress(ValueError):
        if said is not None:
            return datetime.strptime(said[0], _AT)  # noqa: DTZ007 - UTC without a zone
    return datetime.fromtimestamp(kept.stat().st_mtime, UTC).replace(tzinfo=None)


def _swept(folder: Path, stem: str, salt: bytes) -> Path:
    """The name under which a backup is made, of which a killed one has left nothing.

    It bears the store's identity: stores of one name may keep their backups in one folder, and
    each takes away only what is its own.
    """
    making = folder / f"{stem}-{salt.hex()}.making"
    with _told_as_backup(folder):
        proved.remove_part(making)
        for left in (keys_beside(making), part_of(keys_beside(making))):
            left.unlink(missing_ok=True)
        for keys in folder.glob(f"{escape(stem)}-*.keys"):
            backup = keys.with_suffix(SUFFIX)
            if _said(backup) is not None and not backup.exists():
                found = keyfile.read_one(keys)
                if found is not None and found.store == salt:
                    keys.unlink(missing_ok=True)
        sync_folder(folder)
    return making


def _free_name(folder: Path, stem: str, now: datetime, saves: int) -> tuple[datetime, Path]:
    """A time from now on at which no backup was made yet, and its name."""
    at = now.replace(microsecond=0)
    while True:
        target = folder / f"{stem}-{at.strftime(_AT)}-s{saves}{SUFFIX}"
        if not target.exists():
            return at, target
        at += timedelta(seconds=1)


def check_space(folder: Path, source: Path, *, leave: int) -> None:
    """Refuse to begin a copy of ``source`` that would not fit, with ``leave`` bytes to spare.

    Raises:
        BackupRefused: BAK-SPACE, BAK-GONE.

    """
    if not os.path.isdir(folder):
        raise BackupRefused("BAK-GONE", path=str(folder))
    # The copy passes through a log of its own before it is one file.
    need = 2 * source.stat().st_size + leave
    free = shutil.disk_usage(folder).free
    if free < need:
        raise BackupRefused("BAK-SPACE", path=str(folder), free=free >> 20, need=(need >> 20) + 1)


def _check_free(target: Path, store: Path, salt: bytes) -> None:
    """Refuse to write over anything but an earlier copy that nobody works in."""
    if not target.exists():
        return
    beside = (lock_beside(target), target.with_name(target.name + "-wal"))
    if identity(target) != salt or any(file.exists() for file in beside):
        raise BackupRefused("BAK-TAKEN", path=str(target))
    if target.samefile(store):
        raise BackupRefused("BAK-TAKEN", path=str(target))


def _check_keys_free(target: Path, store: Path, key: bytearray, salt: bytes) -> None:
    """Refuse to write over a key file that something else opens with.

    ``team.bak`` and ``team.db`` have one key file between them. Beside an earlier copy it may be
    of an earlier key, or damaged; beside a new name it must open nothing but what the copy will.
    """
    keys, own = keys_beside(target), keys_beside(store)
    for file in (keys, twin_of(keys)):
        if not file.exists():
            continue
        found = keyfile.read_one(file)
        is_own = any(one.exists() and file.samefile(one) for one in (own, twin_of(own)))
        if target.exists():
            is_free = found is None or found.store == salt
        else:
            is_free = found is not None and found.store == salt and _is_under(found, key)
        if is_own or not is_free:
            raise BackupRefused("BAK-TAKEN", path=str(file))


def _is_under(keys: KeyFile, key: bytearray) -> bool:
    try:
        vault.check(keys, key)
    except KeyRefused:
        return False
    return True


@contextmanager
def _told_as_backup(folder: Path) -> Iterator[None]:
    """Tell what befell a copy as that, so that nobody takes it for the store's own trouble."""
    path = str(folder)
    try:
        with file_errors_told(folder):
            yield
    except OSError as problem:
        # A stick that is pulled out, or a drive that goes away, has many numbers.
        code = "BAK-DISK" if os.path.isdir(folder) else "BAK-GONE"
        raise BackupRefused(code, path=path) from problem
    except StoreRefused as problem:
        if not os.path.isdir(folder):
            raise BackupRefused("BAK-GONE", path=path) from problem
        match problem.code:
            case "STO-FULL":
                free = shutil.disk_usage(folder).free >> 20
                raise BackupRefused(
                    "BAK-SPACE", path=path, reason="full", free=free, need=0
                ) from problem
            case "STO-READONLY" | "STO-PATH":
                raise BackupRefused("BAK-PATH", path=path) from problem
            case "STO-DISK" | "STO-BUSY":
                raise BackupRefused("BAK-DISK", path=path) from problem
        raise
