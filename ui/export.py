"""Tables out of the desk: lines for the clipboard, CSV and XLSX files.

What people typed into a name or a cell must not become a formula when a spreadsheet opens
it: text that begins like one gets an apostrophe in front, and XLSX cells are written as text.
A character no file of the kind can hold is replaced where all can see it, and counted
(``replaced``); whoever writes the file says how many.
Nothing here touches the disk: ``reports.write`` writes aside and swaps in.
"""

import csv
import io
import re
import secrets
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date

from pomdesk.domain.errors import PaperRefused
from ui.xlsx import sheet_bytes

Value = str | int | float | date | None

LONGEST_CELL = 32_767
"""What a cell of XLSX holds; longer text would be cut without a word."""

_FORMULA_STARTS = frozenset("=+-@|%")
_SPACES = "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Signs without a width; a spreadsheet may skip them, as it skips spaces."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def safe(value: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    if value[:1].isalnum():
        return value
    bare = value
    while bare and (bare[0].isspace() or bare[0] in _SPACES):
        bare = bare[1:].lstrip()
    return f"'{value}" if value[:1] in ("\t", "\r", "\n") or _begins_formula(bare) else value


def _begins_formula(text: str) -> bool:
    """Whether the first sign is one of a formula's, in any of its widths; U+2212 is a minus."""
    first = unicodedata.normalize("NFKC", text[:1]).replace("\u2212", "-")
    return first[:1] in _FORMULA_STARTS


def replaced(titles: Iterable[str], rows: Iterable[Sequence[Value]]) -> int:
    """How many cells have a character that no such file can hold; it leaves as U+FFFD."""
    cells = [*titles, *(cell for row in rows for cell in row)]
    return sum(isinstance(cell, str) and _CONTROLS.search(cell) is not None for cell in cells)


def clipboard_lines(rows: Sequence[Sequence[str]]) -> str:
    """Rows as plain text, cells between tabs; tabs and line ends inside a cell are spaces."""
    return "\n".join("\t".join(safe(" ".join(cell.split())) for cell in row) for row in rows)


def csv_text(titles: Iterable[str], rows: Iterable[Sequence[Value]], line_end: str = "\n") -> str:
    """A table as CSV: ISO dates, nothing that a spreadsheet takes for a formula."""
    made = io.StringIO(newline="")
    writer = csv.writer(made, lineterminator=line_end)
    writer.writerow([_csv_cell(title) for title in titles])
    writer.writerows([_csv_cell(value) for value in row] for row in rows)
    return made.getvalue()


def csv_bytes(titles: Sequence[str], rows: Sequence[Sequence[Value]]) -> bytes:
    """A CSV file that spreadsheets open rightly: UTF-8 with mark, CR LF."""
    return csv_text(titles, rows, "\r\n").encode("utf-8-sig")


def _csv_cell(value: Value) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str):
        return value
    # A bare CR would begin a row for some readers, and a formula with it; not all quote it.
    told = safe(_CONTROLS.sub("\ufffd", value))
    return told.replace("\r\n", "\n").replace("\r", "\n")


def xlsx_bytes(titles: Sequence[str], rows: Sequence[Sequence[Value]], sheet: str) -> bytes:
    """A spreadsheet with real dates, a frozen heading and a filter on it.

    Raises:
        PaperRefused: REP-CELL, for text that a cell cannot hold whole.
    """
    heads = [str(_xlsx_value(title)) for title in titles]
    told = [[_xlsx_value(value) for value in row] for row in rows]
    return sheet_bytes(heads, told, _CONTROLS.sub("", sheet))


def _xlsx_value(value: Value) -> Value:
    if not isinstance(value, str):
        return value
    told = safe(_CONTROLS.sub("\ufffd", value))
    if len(told.encode("utf-16-le")) > 2 * LONGEST_CELL:
        raise PaperRefused("REP-CELL", longest=LONGEST_CELL)
    return told


def file_name(kind: str, day: date, suffix: str) -> str:
    """A file name that names nobody: ``handover-report-20261122-1a2b3c.pdf``."""
    return f"{kind}-{day:%Y%m%d}-{secrets.token_hex(3)}.{suffix}"
