"""The pages that say where everything stands, lent by another store that is laid out the same.

A few pages of every file hold the definitions of its tables and where each begins. Where one of
them does not hold, nothing can be found, though all else may be there. A backup has the same pages
in the same places, and so has a new store of the same version; each page carries its own proof and
may stand in another file of the same key. Lent are those pages only, and only where the pages of
that kind that do hold say the same in both files.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from pomdesk.domain.errors import StoreRefused
from pomdesk.store import schema
from pomdesk.store.connection import PAGE_BYTES, connect, engine_over

_PAGE = re.compile(r"page (\d+)")
_LAYOUT = "SELECT type, name, tbl_name, rootpage, sql FROM sqlite_master ORDER BY type, name"
_FILLER = "x" * 100_000


def lend(copy: Path, key: bytearray, salt: bytes, others: Iterable[Path]) -> bool:
    """Mend the definitions of a damaged file that is ours, by the first of ``others`` that fits.

    ``others`` are files under the same key that nobody needs any more. False where none fits;
    then the copy is as it was.
    """
    damaged = copy.read_bytes()
    bad = bad_pages(copy, key, salt)
    if len(bad) * PAGE_BYTES >= len(damaged):
        return False
    for other in others:
        try:
            _fill_up(other, key, salt, len(damaged) // PAGE_BYTES)
            wanted = _layout(other, key, salt)
        except (StoreRefused, dbapi2.Error):
            continue
        lent = other.read_bytes()
        lendable = [page for page in bad if page * PAGE_BYTES <= len(lent)]
        for page in lendable:
            _put(copy, page, lent)
        if wanted and _layout_or_none(copy, key, salt) is not None:
            _give_back(copy, key, salt, damaged, lendable)
            if _layout_or_none(copy, key, salt) == wanted:
                return True
        copy.write_bytes(damaged)
    return False


def bad_pages(path: Path, key: bytearray, salt: bytes) -> list[int]:
    """Which pages of a file do not hold."""
    with closing(connect(path, key, salt, frozen=True)) as connection:
        rows = connection.execute("PRAGMA cipher_integrity_check").fetchall()
    found = (_PAGE.search(str(row[0])) for row in rows)
    return [int(page[1]) for page in found if page]


def new_store(path: Path, key: bytearray, salt: bytes) -> Path:
    """A store as this version makes them, to lend pages from."""
    engine = engine_over(path, key, salt, create=True)
    try:
        with engine.connect() as connection:
            schema.mark_as_ours(connection)
            schema.upgrade(connection)
    finally:
        engine.dispose()
    return path


def _give_back(
    copy: Path, key: bytearray, salt: bytes, damaged: bytes, pages: Iterable[int]
) -> None:
    """Take back each page without which the definitions read as well: it held rows, of then."""
    lent = copy.read_bytes()
    for page in pages:
        _put(copy, page, damaged)
        if _layout_or_none(copy, key, salt) is None:
            _put(copy, page, lent)


def _put(copy: Path, page: int, source: bytes) -> None:
    start = (page - 1) * PAGE_BYTES
    with copy.open("rb+") as stream:
        stream.seek(start)
        stream.write(source[start : start + PAGE_BYTES])


def _fill_up(other: Path, key: bytearray, salt: bytes, pages: int) -> None:
    """Make a file as long as the damaged one: its first page says how long it is."""
    with closing(connect(other, key, salt)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE").fetchall()
        connection.execute("BEGIN")
        for number in range(pages * PAGE_BYTES // len(_FILLER) + 2):
            row = (f"filler {number}", _FILLER)
            connection.execute("INSERT INTO setting (name, value) VALUES (?, ?)", row)
        connection.execute("COMMIT")


def _layout(path: Path, key: bytearray, salt: bytes) -> list[tuple[Any, ...]]:
    with closing(connect(path, key, salt, frozen=True)) as connection:
        connection.execute("PRAGMA writable_schema=ON").fetchall()
        return list(connection.execute(_LAYOUT).fetchall())


def _layout_or_none(path: Path, key: bytearray, salt: bytes) -> list[tuple[Any, ...]] | None:
    with suppress(StoreRefused, dbapi2.Error):
        return _layout(path, key, salt) or None
    return None


def lenders(backups: Iterable[Path], work: Path, key: bytearray, salt: bytes) -> Iterator[Path]:
    """Copies of backups, and a new store, each in its turn."""
    other = work / "lent.db"
    for backup in backups:
        other.unlink(missing_ok=True)
        with suppress(OSError):
            other.write_bytes(backup.read_bytes())
            yield other
    other.unlink(missing_ok=True)
    yield new_store(other, key, salt)
