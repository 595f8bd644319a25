"""Reading a damaged store row by row.

A page that does not hold spoils the connection that met it. So reading stops there and goes on over
a new connection, behind the rows that cannot be read: row number by row number until one reads. An
index of the table, where one reads whole, tells which numbers there should be.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from pomdesk.domain.errors import StoreRefused
from pomdesk.domain.keeping import Gap, TableRead
from pomdesk.store.connection import connect, told

_ORDER = {"table": 0, "index": 1, "trigger": 2, "view": 3}
_FIRST = -(2**63)
_EXACT = 64
"""After so many rows in a row that do not read, tries become fewer, in proportion."""

_BEYOND = 300
"""How many numbers are looked at after the last row read, where nothing tells the highest."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A table, index, trigger or view."""

    kind: str
    name: str
    sql: str


class SpoiledError(Exception):
    """A page does not hold; the connection is of no more use."""


class Damaged:
    """A damaged file that is ours to do with as we like."""

    def __init__(self, path: Path, key: bytearray, salt: bytes) -> None:
        self._path = path
        self._key = key
        self._salt = salt
        self._connection: Any = None
        # Brings the log into the file, where the file is whole enough for that.
        with suppress(StoreRefused, dbapi2.Error):
            connect(path, key, salt).close()

    def definitions(self) -> tuple[list[Definition], int]:
        """What the file is made of, and the number of its version; nothing where it is beyond."""
        try:
            rows = self._all("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
            version = self._all("PRAGMA user_version")[0][0]
        except (SpoiledError, StoreRefused):
            return [], 0
        found = [Definition(*row) for row in rows if not str(row[1]).startswith("sqlite_")]
        return sorted(found, key=lambda one: _ORDER.get(one.kind, len(_ORDER))), int(version)

    def bad_pages(self) -> int:
        """How many pages do not hold."""
        try:
            return len(self._all("PRAGMA cipher_integrity_check"))
        except SpoiledError:
            return 1

    def read(self, name: str, new: Any) -> TableRead:
        """Copy every row of a table that reads into the table of that name in a new file."""
        columns = [row[1] for row in new.execute(f'PRAGMA table_info("{name}")')]
        named = ", ".join(f'"{column}"' for column in columns)
        marks = ", ".join("?" * len(columns))
        put = f'INSERT OR IGNORE INTO "{name}" ({named}) VALUES ({marks})'  # noqa: S608
        reading = _Table(self, name, named)
        read = dropped = 0
        for row in reading.rows():
            kept = new.execute(put, row).rowcount
            read, dropped = read + kept, dropped + 1 - kept
        return TableRead(name, read, tuple(reading.gaps), reading.open_end, dropped)

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def each(self, statement: str, *values: object) -> Iterator[tuple[Any, ...]]:
        """Rows one by one; ``SpoiledError`` at the first page that does not hold."""
        try:
            yield from self._open().execute(statement, values)
        except dbapi2.Error as problem:
            if told(problem) is None:
                raise
            self.close()
            raise SpoiledError from problem

    def _all(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        return list(self.each(statement, *values))

    def _open(self) -> Any:
        if self._connection is None:
            self._connection = connect(self._path, self._key, self._salt, frozen=True)
            # A file that was cut short is not whole enough for SQLite otherwise.
            self._connection.execute("PRAGMA writable_schema=ON").fetchall()
        return self._connection


class _Table:
    """One table, read in the order of its row numbers."""

    def __init__(self, file: Damaged, name: str, columns: str) -> None:
        self._file = file
        self._name = name
        self._one = f'SELECT {columns} FROM "{name}" WHERE rowid = ?'  # noqa: S608
        self._after = f'SELECT rowid, {columns} FROM "{name}" WHERE rowid > ? ORDER BY rowid'  # noqa: S608
        self._exact = False
        self.gaps: list[Gap] = []
        self.open_end = False

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Every row that reads."""
        last = _FIRST
        numbers: Sequence[int] | None = None
        while True:
            try:
                for number, *row in self._file.each(self._after, last):
                    yield tuple(row)
                    last = number
            except SpoiledError:
                # The driver looks ahead: the row before the page that does not hold is not given
                # out either. It is the first that is tried by its number.
                if numbers is None:
                    numbers = self._numbers(last)
            else:
                return
            first = bisect_right(numbers, last)
            found = self._next_that_reads(numbers, first)
            self._note_gap(numbers, first, found)
            if found == len(numbers):
                return
            yield from self._read(numbers[found]) or ()
            last = numbers[found]

    def _note_gap(self, numbers: Sequence[int], first: int, found: int) -> None:
        if self.open_end and found == len(numbers):
            return
        if found > first:
            gap = Gap(numbers[first], numbers[found - 1], found - first, self._exact)
            self.gaps.append(gap)

    def _numbers(self, last: int) -> Sequence[int]:
        """Row numbers there should be, in order."""
        for index in self._indexes():
            with suppress(SpoiledError):
                query = f'SELECT rowid FROM "{self._name}" INDEXED BY "{index}"'  # noqa: S608
                numbers = sorted(row[0] for row in self._file.each(query))
                self._exact = True
                return numbers
        first = max(last + 1, 1)
        with suppress(SpoiledError):
            ((highest,),) = self._file.each(f'SELECT max(rowid) FROM "{self._name}"')  # noqa: S608
            return range(first, (highest or 0) + 1)
        self.open_end = True
        return range(first, first + _BEYOND)

    def _indexes(self) -> list[str]:
        with suppress(SpoiledError):
            rows = list(self._file.each(f'PRAGMA index_list("{self._name}")'))
            return [str(row[1]) for row in rows if not row[4]]
        return []

    def _next_that_reads(self, numbers: Sequence[int], first: int) -> int:
        """The place of the first number from ``first`` on that reads; the end where none does."""
        failed, place, tried = first - 1, first, 0
        while place < len(numbers):
            if self._read(numbers[place]) is not None:
                between = range(failed + 1, place)
                reads = (at for at in between if self._read(numbers[at]) is not None)
                return next(reads, place)
            tried += 1
            failed, place = place, place + max(1, tried // _EXACT)
        return len(numbers)

    def _read(self, number: int) -> list[tuple[Any, ...]] | None:
        """The row of a number, none where there is no such row; None where it does not read."""
        try:
            return list(self._file.each(self._one, number))
        except SpoiledError:
            return None
