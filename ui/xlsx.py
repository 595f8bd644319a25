"""One sheet as an XLSX file, made in memory.

The usual library writes each sheet to a temporary file first, which would leave names on the
disk in readable form. A sheet of plain cells needs little: text stands in the cell itself and
is never a formula, dates are numbers with a date's format.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from xml.sax.saxutils import escape

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KINDS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_FIRST_DAY = date(1899, 12, 30).toordinal()
_BOLD, _DAY = 1, 2
"""Numbers of the cell styles below."""

_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KINDS}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KINDS}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KINDS}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_DOCUMENT}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2"'
        f' Type="{_DOCUMENT}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}"><numFmts count="1">'
        '<numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>'
        '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        '</cellStyleXfs><cellXfs count="3">'
        '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
        '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0"'
        ' applyNumberFormat="1"/></cellXfs><cellStyles count="1">'
        '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ),
}

_MOST_OF_A_NAME = 31
_NOT_IN_NAMES = str.maketrans("[]:*?/\\'", "        ")


def sheet_bytes(
    titles: Sequence[str], rows: Sequence[Sequence[str | int | float | date | None]], name: str
) -> bytes:
    """A workbook of one sheet: bold frozen headings with a filter, then the rows.

    Texts must be free of control characters and shorter than a cell holds.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for path, words in _PARTS.items():
            package.writestr(path, _HEAD + words)
        package.writestr("xl/workbook.xml", _HEAD + _workbook(name))
        package.writestr("xl/worksheets/sheet1.xml", _HEAD + "".join(_sheet(titles, rows)))
    return made.getvalue()


def _workbook(name: str) -> str:
    shown = escape(name.translate(_NOT_IN_NAMES)[:_MOST_OF_A_NAME], {'"': "&quot;"})
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets>'
        f'<sheet name="{shown}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


def _sheet(
    titles: Sequence[str], rows: Sequence[Sequence[str | int | float | date | None]]
) -> Iterator[str]:
    yield (
        f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        "</sheetView></sheetViews><cols>"
    )
    for place, title in enumerate(titles, start=1):
        width = max(12, min(len(title) + 4, 40))
        yield f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
    yield "</cols><sheetData>"
    yield f"<row>{''.join(_cell(title, _BOLD) for title in titles)}</row>"
    for row in rows:
        yield f"<row>{''.join(_cell(value) for value in row)}</row>"
    yield "</sheetData>"
    if titles:
        yield f'<autoFilter ref="A1:{_letters(len(titles))}{len(rows) + 1}"/>'
    yield "</worksheet>"


def _cell(value: str | int | float | date | None, style: int = 0) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, date):
        return f'<c s="{_DAY}"><v>{value.toordinal() - _FIRST_DAY}</v></c>'
    if isinstance(value, str):
        words = escape(value)
        return f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">{words}</t></is></c>'
    return f"<c><v>{value}</v></c>"


def _letters(column: int) -> str:
    """``A`` for 1, ``AA`` for 27."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
