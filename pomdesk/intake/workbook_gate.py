"""What is looked at before a library may open a workbook.

A workbook is a zip of XML. A few kilobytes of it can unpack to gigabytes, and one value in
the last cell of a sheet makes readers ask for memory that no machine has. This gate reads the
zip's directory and streams the XML itself, so that it never holds more than a piece of it.

The limits leave room for 20,000 people with every field; beyond that a workbook needs more
memory than a desk should give it.
"""

import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import BinaryIO
from xml.parsers import expat

from pomdesk.domain.errors import ImportRefused

MOST_BYTES = 10 << 20
MOST_PARTS = 500
MOST_UNPACKED = 100 << 20
MOST_RATIO = 150
MOST_ROWS = 20_000
MOST_COLUMNS = 200

_SMALL_PART = 1 << 20
_PIECE = 1 << 18
_BROKEN_SHOWN = 1_000
_LONGEST_ERROR = 200
_ERRORS = re.compile(r"#[A-Z0-9/!?]+")
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
# What the zip and XML readers raise for a file that is not what it says; RuntimeError is a part
# locked with a password.
_BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    expat.ExpatError,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
_PLAIN_PACKING = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_XML = (".xml", ".rels", ".vml")


@dataclass
class Gated:
    """A workbook that may be opened.

    Attributes:
        sheets: names of the visible sheets that hold values, in order.
        broken: for each of them, cells without a value, by row number and column from 0:
            ``#REF!`` and its kin, or ``=`` for a formula that was never worked out.

    """

    sheets: list[str] = field(default_factory=list)
    broken: dict[str, dict[tuple[int, int], str]] = field(default_factory=dict)


def admit(stream: BinaryIO, size: int) -> Gated:
    """Look a workbook over.

    Raises:
        ImportRefused: IMP-SIZE, IMP-BOMB, IMP-MACRO, IMP-LINKS, IMP-ROWS, IMP-WIDE, IMP-XLSX.

    """
    if size > MOST_BYTES:
        raise ImportRefused("IMP-SIZE", most=MOST_BYTES >> 20)
    try:
        with zipfile.ZipFile(stream) as parts:
            _check_directory(parts)
            return _check_parts(parts)
    except _BROKEN:
        raise ImportRefused("IMP-XLSX") from None


def _check_directory(parts: zipfile.ZipFile) -> None:
    entries = parts.infolist()
    names = [entry.filename for entry in entries]
    if len(entries) > MOST_PARTS or len(set(names)) < len(names):
        raise ImportRefused("IMP-BOMB")
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise ImportRefused("IMP-BOMB")
    for entry in entries:
        packed = max(entry.compress_size, 1)
        if entry.file_size > _SMALL_PART and entry.file_size / packed > MOST_RATIO:
            raise ImportRefused("IMP-BOMB")
        path = PurePosixPath(entry.filename)
        odd = entry.compress_type not in _PLAIN_PACKING
        if odd or path.is_absolute() or ".." in path.parts or "\\" in entry.filename:
            raise ImportRefused("IMP-XLSX")
    lower = [name.lower() for name in names]
    if any("vbaproject" in name or "macrosheet" in name or "activex" in name for name in lower):
        raise ImportRefused("IMP-MACRO")
    if any(name.startswith("xl/externallinks/") for name in lower):
        raise ImportRefused("IMP-LINKS")
    if "xl/workbook.xml" not in lower:
        raise ImportRefused("IMP-XLSX")


def _check_parts(parts: zipfile.ZipFile) -> Gated:
    for name in parts.namelist():
        if name.lower().endswith(_XML) and not name.startswith("xl/worksheets/sheet"):
            _stream(parts, name, _Plain())
    gated = Gated()
    for title, name in _sheets(parts):
        sheet = _Sheet()
        _stream(parts, name, sheet)
        sheet.end_cell()
        if sheet.values or sheet.broken:
            gated.sheets.append(title)
            gated.broken[title] = sheet.broken
    return gated


def _stream(parts: zipfile.ZipFile, name: str, reader: "_Plain") -> None:
    """Feed a part to a reader, never trusting the length its directory entry claims."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _no_doctype
    reader.attach(parser)
    read = 0
    with parts.open(name) as part:
        while piece := part.read(_PIECE):
            read += len(piece)
            if read > MOST_UNPACKED:
                raise ImportRefused("IMP-BOMB")
            parser.Parse(piece, False)
    parser.Parse(b"", True)


def _no_doctype(*_: object) -> None:
    raise ImportRefused("IMP-XLSX")


def _sheets(parts: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Visible sheets as (title, part), in the workbook's order."""
    book, links = _Elements("sheet"), _Elements("Relationship")
    _stream(parts, "xl/workbook.xml", book)
    _stream(parts, "xl/_rels/workbook.xml.rels", links)
    targets = {link.get("Id", ""): link.get("Target", "") for link in links.found}
    sheets = []
    known = set(parts.namelist())
    for sheet in book.found:
        if sheet.get("state", "visible") != "visible":
            continue
        link = next((v for k, v in sheet.items() if k.endswith(" id")), "")
        target = targets.get(link, "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in known and "worksheets/" in part:
            sheets.append((sheet.get("name", ""), part))
    return sheets


class _Plain:
    """Reads a part for nothing but its form: well-formed, no DOCTYPE, no endless text."""

    def attach(self, parser: expat.XMLParserType) -> None:
        """Hang the handlers in."""


class _Elements(_Plain):
    """Collects the attributes of the elements of one name."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.found: list[dict[str, str]] = []

    def attach(self, parser: expat.XMLParserType) -> None:
        parser.StartElementHandler = self._start

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(" ")[2] == self._name:
            self.found.append(attributes)


class _Sheet(_Plain):
    """Reads a worksheet: where its values are, and which cells have none to give.

    A value far out is refused, not an empty styled cell: Excel leaves those behind, and
    readers skip them.
    """

    def __init__(self) -> None:
        self.values = 0
        self.broken: dict[tuple[int, int], str] = {}
        self._row = 0
        self._row_digits = ""
        self._place = ""
        self._column = 0
        self._open = self._formula = self._valued = False
        self._kind = ""
        self._said = ""

    def attach(self, parser: expat.XMLParserType) -> None:
        self._parser = parser
        parser.StartElementHandler = self._start

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(" ")[2]
        if name == "c":
            if self._open:
                self.end_cell()
            self._open = True
            self._place = attributes.get("r", "")
            self._column += 1
            self._kind = attributes.get("t", "")
            if self._kind == "e":
                self._listen()
        elif name in ("v", "t"):
            self._valued = True
            if self._formula:
                self._listen()
        elif name == "f":
            self._formula = True
        elif name == "row":
            if self._open:
                self.end_cell()
            self._row = int(attributes.get("r") or self._row + 1)
            self._row_digits = str(self._row)
            self._column = 0

    def _listen(self) -> None:
        self._said = ""
        self._parser.CharacterDataHandler = self._characters

    def _characters(self, text: str) -> None:
        if len(self._said) < _LONGEST_ERROR:
            self._said += text

    def end_cell(self) -> None:
        """Judge the cell that has ended."""
        if self._valued or self._formula:
            self._judge()
        self._open = self._formula = self._valued = False
        if self._parser.CharacterDataHandler is not None:
            self._parser.CharacterDataHandler = None

    def _judge(self) -> None:
        self.values += 1
        place = self._place
        if place[1:] != self._row_digits or self._row > MOST_ROWS + 1:
            self._check_place()
        if self._kind != "e" and not self._formula:
            return
        found = _ERRORS.search(self._said)
        if self._kind == "e" or not self._said.strip():
            if len(self.broken) >= _BROKEN_SHOWN:
                raise ImportRefused("IMP-FORMULA", most=_BROKEN_SHOWN)
            what = found[0] if found else "="
            self.broken[self._row, self._column_of(place)] = what

    def _check_place(self) -> None:
        if self._row > MOST_ROWS + 1:
            raise ImportRefused("IMP-ROWS", most=MOST_ROWS)
        if self._column_of(self._place) >= MOST_COLUMNS:
            raise ImportRefused("IMP-WIDE", most=MOST_COLUMNS)

    def _column_of(self, place: str) -> int:
        if not place:
            return self._column - 1
        found = _CELL.fullmatch(place)
        if not found or int(found[2]) != self._row:
            raise ImportRefused("IMP-XLSX")
        column = 0
        for letter in found[1]:
            column = column * 26 + ord(letter) - 64
        return column - 1
