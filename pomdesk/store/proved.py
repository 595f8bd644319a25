"""A copy of a store that is proved: read back whole, and with all that it was copied from.

SQLite's own backup copies what one connection sees, at one moment, whatever is saved meanwhile. Who
copies a store's file with anything else gets half of a save, or none of those still in its log.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from pomdesk.domain.audit import Head
from pomdesk.domain.errors import BackupRefused, KeyRefused, StoreRefused
from pomdesk.store import keyfile
from pomdesk.store.connection import PAGE_BYTES, connect, told
from pomdesk.store.keyfile import twin_of
from pomdesk.store.place import keys_beside, part_of, write_aside
from pomdesk.store.schema import APPLICATION_ID


@dataclass(frozen=True, slots=True)
class Content:
    """What a copy must have in common with what it was copied from.

    Attributes:
        version: of the schema.
        counts: rows of each table.
        loose: rows whose parent is missing: none, in a store that is whole.
        saves: how many saves the store has had; 0 for one of before version 5.
        head: end of the audit log.

    """

    version: int
    mark: int
    counts: Mapping[str, int]
    loose: frozenset[tuple[Any, ...]]
    saves: int
    head: Head


def copy_proved(source: Any, target: Path, key: bytearray, salt: bytes, content: Content) -> None:
    """Copy what a connection sees into ``part_of(target)``, proved and on the disk.

    Under ``key``, whatever the source's own is.

    Raises:
        BackupRefused: BAK-VERIFY, where it does not read back as it was.
        StoreRefused: by result code; STO-DAMAGED is the source.

    """
    copy_part(source, target, key, salt)
    prove_part(source, target, key, salt, content)


def copy_part(source: Any, target: Path, key: bytearray, salt: bytes) -> None:
    """The first half of ``copy_proved``: what the source sees is written."""
    remove_part(target)
    with closing(connect(part_of(target), key, salt, create=True)) as copy, told_here():
        source.backup(copy)
        # Out of the log, so that the one file is all there is of it.
        copy.execute("PRAGMA journal_mode=DELETE").fetchall()


def prove_part(source: Any, target: Path, key: bytearray, salt: bytes, content: Content) -> None:
    """The second half: it is read back, and put on the disk."""
    part = part_of(target)
    try:
        prove_copy(part, key, salt, content)
    except BackupRefused as problem:
        # A page of the source that does not hold is copied as something else without a word.
        with told_here():
            if source.execute("PRAGMA cipher_integrity_check").fetchall():
                raise StoreRefused("STO-DAMAGED") from problem
        raise
    sync_file(part)


def prove_copy(part: Path, key: bytearray, salt: bytes, wanted: Content) -> None:
    """Refuse a copy that does not read back as what it was copied from.

    Raises:
        BackupRefused: BAK-VERIFY.

    """
    try:
        found = prove(part, key, salt)
    except BackupRefused:
        found = None
    if found != wanted:
        raise BackupRefused("BAK-VERIFY", path=str(part.parent))


def prove(path: Path, key: bytearray, salt: bytes) -> Content:
    """Read a whole file back as if for the first time; what is in it.

    Both checks: SQLCipher's finds what SQLite's lets pass, and the other way round.

    Raises:
        BackupRefused: BAK-DAMAGED.

    """
    try:
        with closing(connect(path, key, salt, frozen=True)) as copy, told_here():
            pages = copy.execute("PRAGMA page_count").fetchone()[0]
            damaged = copy.execute("PRAGMA cipher_integrity_check").fetchall()
            checked = copy.execute("PRAGMA quick_check").fetchall()
            content = content_of(copy)
    except StoreRefused as problem:
        if problem.code != "STO-DAMAGED":
            raise
        raise BackupRefused("BAK-DAMAGED", path=str(path)) from problem
    cut = pages * PAGE_BYTES != path.stat().st_size or content.mark != APPLICATION_ID
    if damaged or checked != [("ok",)] or cut:
        raise BackupRefused("BAK-DAMAGED", path=str(path))
    return content


def content_of(driver: Any) -> Content:
    """Count what a connection sees."""

    def one(statement: str) -> Any:
        return driver.execute(statement).fetchone()

    names = [
        str(name)
        for (name,) in driver.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
            " ORDER BY name"
        )
    ]
    counts = {name: int(one(f'SELECT count(*) FROM "{name}"')[0]) for name in names}  # noqa: S608
    state = one("SELECT saves FROM store_state") if "store_state" in counts else None
    last = None
    if "audit" in counts:
        last = one("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")
    return Content(
        version=int(one("PRAGMA user_version")[0]),
        mark=int(one("PRAGMA application_id")[0]),
        counts=counts,
        loose=frozenset(driver.execute("PRAGMA foreign_key_check").fetchall()),
        saves=0 if state is None else int(state[0]),
        head=Head(0, "") if last is None else Head(int(last[0]), str(last[1])),
    )


@contextmanager
def told_here() -> Iterator[None]:
    """Tell driver errors as known ones."""
    try:
        yield
    except dbapi2.Error as problem:
        raise told(problem) or problem from problem


def copy_keys(store: Path, target: Path, *, twice: bool = False) -> None:
    """Put a key file beside a copy: that of the two beside the store which is whole and newest."""
    source, copy = keys_beside(store), keys_beside(target)
    good, _same = keyfile.read(source)
    twin_of(copy).unlink(missing_ok=True)
    for path in (source, twin_of(source)):
        if path.exists():
            content = path.read_bytes()
            write_aside(copy, content)
            if _is_key_file(copy, good):
                break
    if twice:
        write_aside(twin_of(copy), content)


def _is_key_file(path: Path, wanted: keyfile.KeyFile) -> bool:
    try:
        return keyfile.read(path)[0] == wanted
    except KeyRefused:
        return False


def remove_part(target: Path) -> None:
    """Take away what is left of a copy that was not finished."""
    part = part_of(target)
    for name in (part.name, f"{part.name}-wal", f"{part.name}-shm", f"{part.name}-journal"):
        part.with_name(name).unlink(missing_ok=True)


def sync_file(path: Path) -> None:
    """Put a file's content on the disk."""
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())
