"""The text of a JSON file through a window that moves forward.

What JSON allows but no honest file needs is refused in words: repeated names, NaN, endless
numbers, bottomless nesting, half characters.
"""

import codecs
import hashlib
import json
import math
import re
from collections.abc import Iterable
from typing import Any, BinaryIO, NoReturn, cast

import msgspec

from pomdesk.domain.errors import ImportRefused
from pomdesk.intake.faults import shown

_PIECE = 1 << 20
_AHEAD = 1 << 18
_BIGGEST_BATCH = _AHEAD // 2
_SMALLEST_BATCH = 1 << 11
_BIGGEST_RECORD = 1 << 23
_LONGEST_NAME = 100
_DEEPEST = 32

_NESTED = frozenset({dict, list})

_SPACES = " \t\r\n"
_SPACE = re.compile(r"[ \t\r\n]*")
_SPACED_COLON = re.compile(r'"[ \t\r\n]+:')
# A text, or a word such as null, that stops before its end.
_OPEN_END = re.compile(r'"(?:[^"\\]|\\.)*\\?|t(?:ru?)?|f(?:a(?:ls?)?)?|n(?:ul?)?|-', re.DOTALL)
_NOT_A_CHARACTER = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) != len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise ImportRefused("IMP-JSONDUP", name=shown(name))
            seen.add(name)
    return record


def _constant(word: str) -> NoReturn:
    raise ImportRefused("IMP-NUMBER", value=word)


def _float(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ImportRefused("IMP-NUMBER", value=shown(digits))
    return number


class JsonText:
    """The text of a file through a window that moves forward.

    Attributes:
        text, at: the window and the place reached in it.
        doubtful: an escape was met that may stand for no character.

    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._sum = hashlib.sha256()
        self._lines = 1
        self._ended = False
        self._scan = json.JSONDecoder(
            object_pairs_hook=_pairs, parse_constant=_constant, parse_float=_float
        ).raw_decode
        self.text, self.at = "", 0
        self.doubtful = False
        self._batch = _BIGGEST_BATCH
        first = stream.read(4)
        stream.seek(0)
        utf16 = first[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        self._decoder = codecs.getincrementaldecoder("utf-16" if utf16 else "utf-8-sig")()

    def sha256(self) -> str:
        """Checksum of the whole file; call it at the end."""
        while piece := self._stream.read(_PIECE):
            self._sum.update(piece)
        return self._sum.hexdigest()

    def _more(self) -> None:
        raw = self._stream.read(_PIECE)
        self._sum.update(raw)
        self._ended = not raw
        try:
            piece = self._decoder.decode(raw, final=self._ended)
        except UnicodeDecodeError:
            raise ImportRefused("IMP-ENCODING") from None
        if "\0" in piece:
            before = self.text + piece[: piece.index("\0")]
            raise ImportRefused("IMP-BINARY", row=self._lines + before.count("\n"))
        self._lines += self.text.count("\n", 0, self.at)
        self.text, self.at = self.text[self.at :] + piece, 0
        self.doubtful = self.doubtful or _NOT_A_CHARACTER.search(self.text) is not None

    def _fill(self, ahead: int) -> None:
        while not self._ended and len(self.text) - self.at < ahead:
            self._more()

    def next(self) -> str:
        """The next character that is no space, not taken; ``""`` at the end."""
        if len(self.text) - self.at < _AHEAD:
            self._fill(_AHEAD)
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at
        if self.at == len(self.text) and not self._ended:
            return self.next()
        return self.text[self.at : self.at + 1]

    def expect(self, wanted: str) -> str:
        """Take the next character, which must be one of those wanted."""
        found = self.next()
        if not found or found not in wanted:
            self.malformed()
        self.at += 1
        return found

    def records(self) -> list[Any] | None:
        """Take many records of a list at once, with the comma after the last of them.

        The quick way: a piece that begins at a record and ends at the comma before what looks
        like the beginning of another. If such a piece is JSON between brackets, the comma was
        one between records: in any other place the piece would have an open end. Whatever is
        the least bit odd is left to ``value``, which knows the words for it: None.
        """
        self.next()
        start = self.at
        head = self.text.find(":", start, start + _LONGEST_NAME)
        if self.doubtful or head < 0 or self.text[start] != "{":
            return None
        opening = self.text[start:head]
        while True:
            end = self.text.rfind(opening, start + 1, start + self._batch)
            records = _plain_records(self.text[start:end]) if end > 0 else None
            if records is not None:
                self.at = end
                self._batch = min(self._batch * 2, _BIGGEST_BATCH)
                return records
            if self._batch <= _SMALLEST_BATCH:
                return None
            # Near the end of its list a piece reaches over it: try a smaller one.
            self._batch //= 4

    def value(self) -> Any:
        """Take one whole value."""
        self.next()
        ahead = _AHEAD
        while True:
            try:
                value, self.at = self._scan(self.text, self.at)
                _members(value)
            except RecursionError:
                raise ImportRefused("IMP-DEEP", line=self._line(self.at)) from None
            except json.JSONDecodeError as wrong:
                if self._ended or ahead >= _BIGGEST_RECORD:
                    if not self._ended and wrong.msg.startswith("Unterminated"):
                        raise ImportRefused("IMP-HUGE", line=self._line(self.at)) from None
                    self.malformed(wrong.pos)
                ahead *= 4
                self._fill(ahead)
            except ValueError:  # more digits than Python turns into a number
                raise ImportRefused("IMP-NUMBER", value="…", line=self._line(self.at)) from None
            else:
                return value

    def _line(self, where: int) -> int:
        return self._lines + self.text.count("\n", 0, where)

    def malformed(self, where: int | None = None) -> NoReturn:
        """Refuse the file: IMP-JSON with the line, IMP-CUT where it ends too soon."""
        where = self.at if where is None else where
        rest = self.text[where:].strip(_SPACES)
        cut = self._ended and (not rest.strip('"') or _OPEN_END.fullmatch(rest) is not None)
        raise ImportRefused("IMP-CUT" if cut else "IMP-JSON", line=self._line(where))


def _plain_records(piece: str) -> list[Any] | None:
    """The records of a piece of a list that ends with a comma; None if anything is odd."""
    piece = piece.rstrip(_SPACES)
    if not piece.endswith(",") or _SPACED_COLON.search(piece):
        return None
    try:
        records: list[Any] = msgspec.json.decode(f"[{piece[:-1]}]")
        names = _names_in(records)
    except (msgspec.DecodeError, RecursionError):
        return None
    # Fewer names than colons: one stands twice, or a text looks like one.
    return records if piece.count('":') == names else None


def _names_in(records: list[Any]) -> int:
    """How many names records of one kind hold; too few where they are not of one kind."""
    if not {dict}.issuperset(map(type, records)):
        return -1
    nested = [name for name, value in records[0].items() if value.__class__ in _NESTED]
    inner = sum(_members(r.get(name)) for name in nested for r in records) if nested else 0
    return sum(map(len, records)) + inner


def _members(value: Any) -> int:
    """How many names a value holds, all the way down.

    Raises:
        RecursionError: deeper than any caseload is; where Python itself gives up differs
            between its versions, and too late for what comes after.

    """
    count, level = 0, [value]
    for _ in range(_DEEPEST):
        count += sum(len(found) for found in level if found.__class__ is dict)
        level = [inner for found in level for inner in _inside(found)]
        if not level:
            return count
    raise RecursionError


def _inside(value: Any) -> Iterable[Any]:
    if value.__class__ is dict:
        return cast("dict[str, Any]", value).values()
    return value if value.__class__ is list else ()
