"""Caseloads as the other files people keep them in."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import openpyxl

from tests.people.one import Row

_NOT_IN_A_COLUMN = ("offenderNo", "rosh", "predictors")


def _flat(caseload: Row) -> tuple[list[str], list[Row]]:
    """One row a person: their own fields, then those of probation, in order of first meeting."""
    probation = {row["offenderNo"]: row for row in caseload.get("probation", ())}
    rows: list[Row] = []
    names: dict[str, None] = {}
    for person in caseload["prisoners"]:
        row = person | probation.get(person["prisonerNumber"], {})
        rows.append({name: row[name] for name in row if name not in _NOT_IN_A_COLUMN})
        names |= dict.fromkeys(rows[-1])
    return list(names), rows


def _cell(value: Any) -> Any:
    return "; ".join(value) if isinstance(value, list) else value


def as_csv(
    caseload: Row,
    *,
    delimiter: str = ",",
    encoding: str = "utf-8",
    day_format: str = "%Y-%m-%d",
    headings: Mapping[str, str] | None = None,
) -> bytes:
    """The caseload as CSV, one row a person; booleans are Y and N.

    ``headings`` renames columns; letters that ``encoding`` lacks become ``?``.
    """
    names, rows = _flat(caseload)
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow([(headings or {}).get(name, name) for name in names])
    for row in rows:
        writer.writerow([_csv_cell(name, row.get(name), day_format) for name in names])
    return out.getvalue().encode(encoding, errors="replace")


def _csv_cell(name: str, value: Any, day_format: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Y" if value else "N"
    if _is_day(name):
        return date.fromisoformat(value).strftime(day_format)
    return str(_cell(value))


def _is_day(name: str) -> bool:
    return name.endswith(("Date", "On", "Since", "Birth"))


def as_xlsx(caseload: Row, *, headings: Mapping[str, str] | None = None) -> bytes:
    """The caseload as a workbook of one sheet, one row a person, with real spreadsheet dates."""
    names, rows = _flat(caseload)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Caseload")
    sheet.append([(headings or {}).get(name, name) for name in names])
    for row in rows:
        sheet.append(_sheet_row(names, row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet_row(names: Sequence[str], row: Row) -> list[Any]:
    return [
        date.fromisoformat(row[name]) if _is_day(name) and row.get(name) else _cell(row.get(name))
        for name in names
    ]
