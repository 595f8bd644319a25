"""Rows of a sheet, CSV or XLSX, as checked rows of the lists they hold."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeAlias

from pomdesk.domain.errors import ImportRefused
from pomdesk.intake.faults import Why, shown
from pomdesk.intake.fields import LISTS, PRISONERS, Merge
from pomdesk.intake.headings import NAME, Columns, looks_like_headings, match
from pomdesk.intake.rows import ReadFile, ReadList, Report, Row
from pomdesk.intake.values import Values

Cell: TypeAlias = str | date | None
SheetRow: TypeAlias = tuple[int, Sequence[Cell]]
"""Row number, as people count them (the first row is 1), and its cells."""

_HEADINGS_WITHIN = 10
_OUTLINE_ROWS = 8
_ROWS_AT_ONCE = 250

CELL_ERRORS = frozenset(
    {"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}
)
"""What a spreadsheet writes where a formula failed, in CSV too: never a value."""

NO_RESULT = "#N/A"
"""What stands in a mendable file for a formula that was never worked out."""

WORDS_REFUSED = "Why refused"


@dataclass(frozen=True, slots=True)
class SheetOutline:
    """A sheet as the mapping dialog shows it.

    Attributes:
        headings: as they stand.
        rows: the first rows as text.
        matched: heading to the ``list.field`` names it fills.
        unmatched: headings that are kept out.
        complete: the file can be read as it is.

    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    matched: Mapping[str, tuple[str, ...]]
    unmatched: tuple[str, ...]
    complete: bool


def as_text(cell: Cell) -> str:
    """A cell as text, dates as ISO."""
    return cell.isoformat() if isinstance(cell, date) else cell or ""


def guard(text: str) -> str:
    """Text that a spreadsheet will not take for a formula; ``unguard`` undoes it."""
    return f"'{text}" if text.lstrip()[:1] in _RISKY else text


def unguard(text: str) -> str:
    """Take the guard off again."""
    return text[1:] if text[:1] == "'" and text[1:].lstrip()[:1] in _RISKY else text


_RISKY = frozenset("=+-@|%\t\r\n＝＋－＠")


def _headings(rows: Iterator[SheetRow], mapping: Mapping[str, str] | None) -> tuple[int, list[str]]:
    """Take rows up to and with the headings; titles above them are passed over."""
    first: list[str] | None = None
    for row in itertools.islice(rows, _HEADINGS_WITHIN):
        cells = [as_text(cell) for cell in row[1]]
        if looks_like_headings(cells, mapping):
            return row[0], cells
        if first is None and any(cell.strip() for cell in cells):
            first = cells
    if first is None:
        raise ImportRefused("IMP-EMPTY")
    match(first, mapping)  # says what is missing
    raise ImportRefused("IMP-COLUMNS", missing=PRISONERS.owner, found="…")


def outline(rows: Iterable[SheetRow], mapping: Mapping[str, str] | None = None) -> SheetOutline:
    """A sheet's headings, first rows and matches, for a mapping to be made.

    Raises:
        ImportRefused: IMP-EMPTY.

    """
    waiting = [row for row in itertools.islice(rows, _HEADINGS_WITHIN + _OUTLINE_ROWS) if row[1]]
    texts = [tuple(as_text(cell) for cell in cells) for _, cells in waiting]
    texts = [cells for cells in texts if any(cell.strip() for cell in cells)]
    if not texts:
        raise ImportRefused("IMP-EMPTY")
    at = next((i for i, cells in enumerate(texts) if looks_like_headings(cells, mapping)), 0)
    headings, body = texts[at], tuple(texts[at + 1 : at + 1 + _OUTLINE_ROWS])
    try:
        columns: Columns | None = match(headings, mapping)
    except ImportRefused:
        columns = None
    matched = {}
    for column, heading in enumerate(headings):
        if columns and (found := columns.targets(column)):
            matched[heading] = found
        elif columns is None and (guess := _guess(heading)):
            matched[heading] = guess
    unmatched = tuple(h for h in headings if h.strip() and h not in matched)
    return SheetOutline(headings, body, matched, unmatched, columns is not None)


def _guess(heading: str) -> tuple[str, ...]:
    """What one heading would fill by itself, in a sheet of people."""
    try:
        columns = match(["prisonerNumber", "surname", heading])
    except ImportRefused:
        return ("prisoners.lastName",) if heading.strip() else ()
    return columns.targets(2)


class _SheetReader:
    """Turns the rows of one sheet into checked rows.

    Each row of a sheet is a row of every list it has columns for; what is wrong with one of
    them refuses them all, because it is one row to the person who mends it.
    """

    def __init__(
        self, columns: Columns, headings: Sequence[str], report: Report, values: Values
    ) -> None:
        self._owner = columns.owner
        self._headings = headings
        self._width = len(headings)
        self._report = report
        self.lists = {name: ReadList(LISTS[name], values, report, None) for name in columns.lists}
        self._fields = [
            (found, tuple(columns.lists[name].items())) for name, found in self.lists.items()
        ]
        self._used = {self._owner, *(c for _, fields in self._fields for _, c in fields)}
        self._unknown = [
            (place, shown(heading.strip()) or f"({place + 1})")
            for place, heading in enumerate(headings)
            if heading.strip() in ("", *columns.unmatched)
        ]

    def take_all(self, rows: Sequence[SheetRow], broken: Mapping[int, dict[int, str]]) -> None:
        """Check some rows; ``broken`` are cells without a value, by row number and column."""
        self._count_unknown(rows)
        plain = all(
            len(cells) == self._width and row not in broken and CELL_ERRORS.isdisjoint(cells)
            for row, cells in rows
        )
        if plain and self._take_columns(rows):
            return
        for number, cells in rows:
            failed = {at: str(cell) for at, cell in enumerate(cells) if cell in CELL_ERRORS}
            self._take(number, cells, failed | broken.get(number, {}))

    def _take_columns(self, rows: Sequence[SheetRow]) -> bool:
        """The quick way, a column at a time, for rows with nothing wrong or odd in them."""
        columns = list(zip(*(cells for _, cells in rows), strict=True))
        checked: list[list[Row]] = []
        for found, fields in self._fields:
            record = {field: columns[column] for field, column in fields}
            record[found.spec.owner] = columns[self._owner]
            odd = NAME in record or (found.spec.merge is Merge.KEYED and _holds_null(record))
            part = None if odd else found.check_columns(record, len(rows))
            if part is None:
                return False
            checked.append(part)
        numbers = [number for number, _ in rows]
        for (found, _), part in zip(self._fields, checked, strict=True):
            found.keep_all(numbers, part)
        return True

    def _count_unknown(self, rows: Sequence[SheetRow]) -> None:
        for place, heading in self._unknown:
            met = sum(1 for _, cells in rows if place < len(cells) and cells[place])
            if met or not heading.startswith("("):
                self._report.unknown_field(heading, met)

    def _take(self, number: int, cells: Sequence[Cell], broken: Mapping[int, str]) -> None:
        right = True
        for extra in filter(None, cells[self._width :]):
            right = self._refuse(number, "", extra, Why.CELLS)
        for column, what in broken.items():
            if column in self._used:
                right = self._refuse(number, self._headings[column], what, Why.FORMULA)
        if not right:
            self._tear(cells)
            return
        rows: list[Row] = []
        for found, record in self._records(number, cells):
            row = found.check(number, record)
            if row is None:
                right = False
                if self._is_nobodys(number, found.spec.owner):
                    return
            else:
                rows.append(row)
        if right and ("", number) not in self._report.refused:
            for (found, _), row in zip(self._fields, rows, strict=True):
                found.keep(number, row)

    def _tear(self, cells: Sequence[Cell]) -> None:
        owner = cells[self._owner] if self._owner < len(cells) else None
        for found in self.lists.values():
            found.torn.add(as_text(owner).strip().upper())

    def _is_nobodys(self, number: int, owner: str) -> bool:
        """Whether a row was refused for its owner, which need be said once only."""
        return any(fault.field == owner for fault in self._report.refused["", number])

    def _records(
        self, number: int, cells: Sequence[Cell]
    ) -> Iterator[tuple[ReadList, dict[str, object]]]:
        owner = cells[self._owner] if self._owner < len(cells) else None
        for found, fields in self._fields:
            record: dict[str, object] = {found.spec.owner: owner}
            for field, column in fields:
                if column < len(cells):
                    record[field] = cells[column]
            if NAME in record:
                self._split_name(number, record)
            if found.spec.merge is Merge.KEYED:
                # Parole exports write NULL where nothing stands.
                record = {f: None if value == "NULL" else value for f, value in record.items()}
            yield found, record

    def _split_name(self, number: int, record: dict[str, object]) -> None:
        name = record.pop(NAME)
        parts = name.split(",") if isinstance(name, str) and name else []
        if name and (len(parts) != 2 or not all(part.strip() for part in parts)):
            self._refuse(number, NAME, name, Why.NAME)
            parts = []
        record["lastName"], record["firstName"] = parts or (None, None)

    def _refuse(self, number: int, field: str, value: object, why: Why) -> bool:
        self._report.refuse(("", number), str(number), field, value, why)
        return False


def _has_value(cell: Cell) -> bool:
    return bool(cell) and not (isinstance(cell, str) and cell.isspace())


def _unguarded(cells: Sequence[Cell]) -> Sequence[Cell]:
    if not any(cell.__class__ is str and cell[:1] == "'" for cell in cells):
        return cells
    return [unguard(cell) if isinstance(cell, str) else cell for cell in cells]


def _holds_null(record: Mapping[str, Sequence[Cell]]) -> bool:
    return any("NULL" in column for column in record.values())


def read_sheet(
    path: Path,
    kind: str,
    rows: Iterator[SheetRow],
    values: Values,
    mapping: Mapping[str, str] | None,
    broken: Mapping[tuple[int, int], str],
    report: Report,
) -> ReadFile:
    """Read and check a sheet.

    Args:
        path: the file.
        kind: ``csv`` or ``xlsx``.
        rows: all its rows, blank ones too.
        values: the checks.
        mapping: heading to ``list.field``, besides the known headings.
        broken: cells without a value, by row number and column.
        report: where faults go.

    Raises:
        ImportRefused: IMP-COLUMNS and its kin, IMP-EMPTY.

    """
    heading_row, headings = _headings(rows, mapping)
    columns = match(headings, mapping)
    reader = _SheetReader(columns, headings, report, values)
    broken_rows: dict[int, dict[int, str]] = {}
    for (number, column), what in broken.items():
        broken_rows.setdefault(number, {})[column] = what
    said = (
        (number, _unguarded(cells))
        for number, cells in rows
        if number in broken_rows or any(map(_has_value, cells))
    )
    met = False
    while batch := list(itertools.islice(said, _ROWS_AT_ONCE)):
        met = True
        reader.take_all(batch, broken_rows)
    if not met:
        raise ImportRefused("IMP-EMPTY")
    return ReadFile(path, kind, "", "", None, reader.lists, report, heading_row)
