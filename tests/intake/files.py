"""Files as others make them, written for one test."""

import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pomdesk.domain.errors import ImportRefused
from pomdesk.intake.reading import read_files
from pomdesk.intake.rows import ReadFile

TODAY = date(2026, 11, 22)

ALUN: dict[str, Any] = {
    "prisonerNumber": "A1111AA",
    "firstName": "ALUN",
    "lastName": "MORGAN",
    "dateOfBirth": "1990-12-06",
    "prisonId": "LEI",
    "legalStatus": "SENTENCED",
    "sentenceStartDate": "2024-05-13",
    "conditionalReleaseDate": "2027-05-12",
}
BETH: dict[str, Any] = {
    "prisonerNumber": "B2222BB",
    "firstName": "BETH",
    "lastName": "OKORO",
    "tariffDate": "2028-02-29",
    "indeterminateSentence": True,
}


def caseload(as_at: str | None = "2026-11-20", **lists: Any) -> dict[str, Any]:
    """A caseload file of version 1."""
    head: dict[str, Any] = {"format": "pomdesk-caseload", "version": 1}
    if as_at is not None:
        head["asAt"] = as_at
    return head | {"prisoners": [ALUN, BETH]} | lists


def write(path: Path, content: object) -> Path:
    """Write text, bytes or, for anything else, JSON."""
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif isinstance(content, str):
        path.write_text(content, encoding="utf-8", newline="")
    else:
        path.write_text(json.dumps(content), encoding="utf-8")
    return path


def read(path: Path, mapping: Mapping[str, str] | None = None) -> ReadFile:
    """Read one file on the usual day."""
    (found,) = read_files([path], today=TODAY, mapping=mapping)
    return found


def refusal(path: Path) -> ImportRefused:
    """What a file is refused with; fails where it is not."""
    with pytest.raises(ImportRefused) as refused:
        read(path)
    assert refused.value.details["file"] == path.name
    return refused.value


def faults(found: ReadFile) -> list[tuple[str, str, str, str]]:
    """What was refused: row, field, value, reason."""
    return [(f.row, f.field, f.value, f.reason.value) for f in found.report.faults]


def warned(found: ReadFile) -> list[tuple[str, str, str, str]]:
    """What came in with a warning."""
    return [(f.row, f.field, f.value, f.reason.value) for f in found.report.warned]


def values(found: ReadFile, list_name: str = "prisoners") -> list[dict[str, Any]]:
    """The checked rows with the fields they speak of."""
    rows = found.lists[list_name]
    names = rows.spec.names
    return [
        {n: v for n, v in zip(names, row, strict=True) if repr(v) != "UNSAID"} for row in rows.rows
    ]


_OPEN = "http://schemas.openxmlformats.org"
_OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TYPES = (
    f'<Types xmlns="{_OPEN}/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_OFFICE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_OFFICE}.worksheet+xml"/>'
    "</Types>"
)
_RELS = f'<Relationships xmlns="{_OPEN}/package/2006/relationships">{{}}</Relationships>'
_REL = (
    f'<Relationship Id="{{}}" Type="{_OPEN}/officeDocument/2006/relationships/{{}}" Target="{{}}"/>'
)
_BOOK = (
    f'<workbook xmlns="{_OPEN}/spreadsheetml/2006/main" '
    f'xmlns:r="{_OPEN}/officeDocument/2006/relationships">'
    '<sheets><sheet name="Caseload" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_SHEET = f'<worksheet xmlns="{_OPEN}/spreadsheetml/2006/main">{{}}</worksheet>'


def raw_workbook(
    path: Path, sheet_data: str, extra: Mapping[str, str | bytes] | None = None
) -> Path:
    """A workbook whose one sheet is written by hand, part by part."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELS.format(_REL.format("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": _BOOK,
        "xl/_rels/workbook.xml.rels": _RELS.format(
            _REL.format("rId1", "worksheet", "worksheets/sheet1.xml")
        ),
        "xl/worksheets/sheet1.xml": _SHEET.format(sheet_data),
    }
    parts.update(extra or {})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts_file:
        for name, content in parts.items():
            parts_file.writestr(name, content)
    return path


def cells(rows: Sequence[Sequence[str]]) -> str:
    """Sheet data of plain text cells."""
    body = ""
    for number, row in enumerate(rows, start=1):
        inner = "".join(
            f'<c r="{chr(65 + place)}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
            for place, text in enumerate(row)
        )
        body += f'<row r="{number}">{inner}</row>'
    return f"<sheetData>{body}</sheetData>"
