"""Tables out of the desk: lines for the clipboard, CSV and XLSX files.

What people typed into a name or a cell must not become a formula when a spreadsheet opens
it: text that begins like one gets an apostrophe in front, and XLSX cells are written as text.
Nothing here touches the disk: ``reports.write`` writes aside and swaps in.
"""

import csv
import io
import re
import secrets
from collections.abc import Iterable, Sequence
from datetime import date

from pomdesk.domain.errors import PaperRefused
from ui.xlsx import sheet_bytes

Value = str | int | float | date | None

LONGEST_CELL = 32_767
"""What a cell of XLSX holds; longer text would be cut without a word."""

_FORMULA_STARTS = frozenset("=+-@|%\t\r\n＝＋－＠｜％")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def safe(value: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    bare = value.strip(" \u00a0\u200b\ufeff")
    risky = bool(bare) and bare[0] in _FORMULA_STARTS
    return f"'{value}" if risky or value[:1] in _FORMULA_STARTS else value


def clipboard_lines(rows: Sequence[Sequence[str]]) -> str:
    """Rows as plain text, cells between tabs; tabs and line ends inside a cell are spaces."""
    return "\n".join("\t".join(safe(" ".join(cell.split())) for cell in row) for row in rows)


def csv_text(titles: Iterable[str], rows: Iterable[Sequence[Value]], line_end: str = "\n") -> str:
    """A table as CSV: ISO dates, nothing that a spreadsheet takes for a formula."""
    made = io.StringIO(newline="")
    writer = csv.writer(made, lineterminator=line_end)
    writer.writerow([safe(title) for title in titles])
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
    return safe(value) if isinstance(value, str) else value


def xlsx_bytes(titles: Sequence[str], rows: Sequence[Sequence[Value]], sheet: str) -> bytes:
    """A spreadsheet with real dates, a frozen heading and a filter on it.

    Raises:
        PaperRefused: REP-CELL, for text that a cell cannot hold whole.
    """
    heads = [str(_xlsx_value(title)) for title in titles]
    return sheet_bytes(heads, [[_xlsx_value(value) for value in row] for row in rows], sheet)


def _xlsx_value(value: Value) -> Value:
    if not isinstance(value, str):
        return value
    if len(value) >= LONGEST_CELL:
        raise PaperRefused("REP-CELL", longest=LONGEST_CELL)
    return safe(_CONTROLS.sub(" ", value))


def file_name(kind: str, day: date, suffix: str) -> str:
    """A file name that names nobody: ``handover-report-20261122-1a2b3c.pdf``."""
    return f"{kind}-{day:%Y%m%d}-{secrets.token_hex(3)}.{suffix}"
