"""CSV as people and systems write it: comma, semicolon or tab, in four encodings."""

import codecs
import csv
import hashlib
import io
import re
from collections.abc import Generator, Iterator
from typing import BinaryIO, Final

from pomdesk.domain.errors import ImportRefused
from pomdesk.intake.headings import looks_like_headings
from pomdesk.intake.sheet import SheetRow

MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 500

_PIECE = 1 << 20
_DELIMITERS = (",", ";", "\t")
_SAYS_DELIMITER = re.compile(r"\"?sep=(.)\"?")
_HEAD = 1 << 16
_HEAD_LINES = 10
_LONGEST_LINE = 1 << 20


class CsvFile:
    """One CSV file: its encoding and delimiter told from its bytes, its rows on request.

    Attributes:
        sha256: checksum of the bytes.
        encoding: ``utf-8-sig``, ``utf-16`` or ``cp1252``.
        delimiter: comma, semicolon or tab, or what a first line ``sep=;`` says.

    Raises:
        ImportRefused: IMP-BINARY, IMP-ENCODING, IMP-EMPTY.

    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.sha256, self.encoding, self._ends_whole = _survey(stream)
        head = self._text(_HEAD)
        if not head.strip():
            raise ImportRefused("IMP-EMPTY")
        self.delimiter, self._skip = _delimiter(head)

    def _text(self, size: int) -> str:
        self._stream.seek(0)
        decoder = codecs.getincrementaldecoder(self.encoding)()
        return decoder.decode(self._stream.read(size))

    def rows(self) -> Generator[SheetRow, None, None]:
        """All rows from the first, blank ones too.

        Raises:
            ImportRefused: IMP-QUOTE with the row where a quote stays open; IMP-ROWS.

        """
        self._stream.seek(0)
        text = io.TextIOWrapper(self._stream, encoding=self.encoding, newline="")
        lines = _Lines(text)
        reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
        number, widest, line = 0, 0, 0
        cells: list[str] = []
        swallowed = _row_inside(self.delimiter).search
        try:
            for number, cells in enumerate(reader, start=1):
                widest = max(widest, len(cells))
                if widest > MOST_COLUMNS:
                    raise ImportRefused("IMP-WIDE", most=MOST_COLUMNS)
                if number > MOST_ROWS + 1:
                    raise ImportRefused("IMP-ROWS", most=MOST_ROWS)
                if reader.line_num > line + 1 and any(map(swallowed, cells)):
                    raise ImportRefused("IMP-QUOTE", row=number)
                line = reader.line_num
                if number > self._skip:
                    yield number, cells
        except csv.Error:
            if reader.line_num == line + 1 and '"' not in lines.last:
                raise ImportRefused("IMP-HUGE", line=line + 1) from None
            raise ImportRefused("IMP-QUOTE", row=number + 1) from None
        finally:
            text.detach()
        if cells and len(cells) < widest and not self._ends_whole:
            # Cut off in its last row, which must not come in as if that were all of it.
            raise ImportRefused("IMP-CUT", line=number)


class _Lines:
    """The lines of a file, none of them endless.

    Attributes:
        last: the line that was taken last.

    """

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._number = 0
        self.last = ""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        self.last = self._text.readline(_LONGEST_LINE)
        self._number += 1
        if len(self.last) == _LONGEST_LINE:
            raise ImportRefused("IMP-HUGE", line=self._number)
        if not self.last:
            raise StopIteration
        return self.last


def _row_inside(delimiter: str) -> re.Pattern[str]:
    """What a cell of several lines has in it where a stray quote swallowed the next person."""
    between = re.escape(delimiter)
    number = r'"?[A-Za-z][0-9]{4}[A-Za-z]{2}"?'
    return re.compile(rf"[\r\n](?:[^\r\n]*{between})?{number}{between}")


def _survey(stream: BinaryIO) -> tuple[str, str, bool]:
    """Checksum, encoding, and whether the last line has an end.

    Windows-1252 is what is left when it is not UTF-8; five bytes have no letter in it.
    """
    stream.seek(0)
    first = stream.read(4)
    utf16 = first[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    stream.seek(0)
    total, last, lines = hashlib.sha256(), "", 1
    decoders = [
        codecs.getincrementaldecoder(name)()
        for name in (("utf-16",) if utf16 else ("utf-8-sig", "cp1252"))
    ]
    names = ["utf-16"] if utf16 else ["utf-8-sig", "cp1252"]
    while True:
        piece = stream.read(_PIECE)
        total.update(piece)
        for name, decoder in list(zip(names, decoders, strict=True)):
            try:
                text = decoder.decode(piece, final=not piece)
            except UnicodeDecodeError:
                names.remove(name)
                decoders.remove(decoder)
                continue
            if "\0" in text:
                before = text[: text.index("\0")]
                raise ImportRefused("IMP-BINARY", row=lines + before.count("\n"))
            last = text[-1:] or last
        if not names:
            raise ImportRefused("IMP-ENCODING")
        lines += text.count("\n")
        if not piece:
            return total.hexdigest(), names[0], last in ("\n", "\r")


def _delimiter(head: str) -> tuple[str, int]:
    """The delimiter, and how many rows to pass over (``sep=;``).

    The one that makes headings of a row wins; else the one that makes most cells.
    """
    lines = head.splitlines()[:_HEAD_LINES]
    if said := _SAYS_DELIMITER.fullmatch(lines[0].strip()):
        return said[1], 1

    def score(delimiter: str) -> tuple[bool, int]:
        rows = [_outside_quotes(line).split(delimiter) for line in lines]
        split = [line.replace('"', "").split(delimiter) for line in lines]
        headings = any(len(row) > 1 and looks_like_headings(row, None) for row in split)
        return headings, max(map(len, rows))

    return max(_DELIMITERS, key=score), 0


def _outside_quotes(line: str) -> str:
    return re.sub(r'"[^"]*"', "", line)
