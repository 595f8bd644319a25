"""What is wrong with the data of an instrument, and the reader that notes it.

The reader goes on after a fault, so that everything is told at once. The words of a fault are
``instrument_fault.<code>``; they say what is wrong and how it is mended.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from pomdesk.domain.errors import RequestRefused

_KEY = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
# Control characters, halves of characters, and signs that turn the direction of writing.
_UNFIT = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_SHOWN = 80
MOST_OF_A_KEY = 60


class FaultCode(StrEnum):
    """What can be wrong."""

    FORMAT = "format"
    SHAPE = "shape"
    UNKNOWN = "unknown"
    NEEDED = "needed"
    LONG = "long"
    CHARACTERS = "characters"
    ONE_LINE = "one_line"
    KEY = "key"
    CODE = "code"
    NUMBER = "number"
    YES_NO = "yes_no"
    UNIT = "unit"
    DAY = "day"
    TWICE = "twice"
    MANY = "many"
    POINTS = "points"
    NO_POINTS = "no_points"
    ORDER = "order"
    NO_BEST = "no_best"
    NO_OTHER = "no_other"
    BEST_FAILS = "best_fails"
    NO_SCALE = "no_scale"
    NO_THEME = "no_theme"
    ROOT_CAUSE = "root_cause"
    CANNOT_FAIL = "cannot_fail"
    NO_NA = "no_na"
    NO_END = "no_end"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong.

    Attributes:
        place: for people, by keys where there are any: ``rosh/levels/weight``.
        pointer: the same place as a JSON pointer: ``/sections/2/questions/3/weight``.
        value: what stands there, cut short; or the number that may not be passed.

    """

    code: FaultCode
    place: str
    pointer: str
    value: str = ""


class InstrumentRefused(RequestRefused):
    """REQ-QA-INSTRUMENT: an instrument that does not hold together; all its faults with it.

    Details: ``count`` of faults, ``place`` and ``fault`` (code) of the first.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        first = faults[0]
        super().__init__(
            "REQ-QA-INSTRUMENT", count=len(faults), place=first.place, fault=first.code.value
        )
        self.faults = tuple(faults)


class At(NamedTuple):
    """A place in the data."""

    pointer: str = ""
    words: str = ""

    def field(self, name: str) -> "At":
        """A named part of what stands here."""
        return At(f"{self.pointer}/{name}", f"{self.words}/{name}" if self.words else name)

    def row(self, name: str, index: int, table: object) -> "At":
        """One row of a list that stands here, called by its key where it has one."""
        key = table.get("key") if isinstance(table, Mapping) else None
        called = key if isinstance(key, str) and key else f"{name} {index + 1}"
        words = (
            called[:MOST_OF_A_KEY] if not self.words else f"{self.words}/{called[:MOST_OF_A_KEY]}"
        )
        return At(f"{self.pointer}/{name}/{index}", words)


class Reader:
    """Takes values out of the data and notes what is wrong with them."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def note(self, code: FaultCode, at: At, value: object = "") -> None:
        """Note a fault."""
        told = value if isinstance(value, str) else repr(value)
        self.faults.append(Fault(code, at.words, at.pointer, _printable(told)))

    def table(self, value: object, at: At, known: frozenset[str]) -> Mapping[str, object]:
        """A table with no names but known ones; empty where it is none."""
        if not isinstance(value, Mapping):
            self.note(FaultCode.SHAPE, at, value)
            return {}
        for name in value:
            if name not in known:
                self.note(FaultCode.UNKNOWN, at, str(name))
        return value

    def rows(
        self, table: Mapping[str, object], name: str, at: At, most: int, *, needed: bool = True
    ) -> Sequence[tuple[At, object]]:
        """The rows of a list with their places; none where there are too many."""
        value = table.get(name, [])
        if not isinstance(value, list | tuple):
            self.note(FaultCode.SHAPE, at.field(name), value)
            return ()
        if len(value) > most:
            self.note(FaultCode.MANY, at.field(name), str(most))
            return ()
        if needed and not value:
            self.note(FaultCode.NEEDED, at.field(name))
        return [(at.row(name, index, one), one) for index, one in enumerate(value)]

    def text(
        self,
        table: Mapping[str, object],
        name: str,
        at: At,
        most: int,
        *,
        needed: bool = False,
        lines: bool = False,
    ) -> str:
        """A text without spaces round it, composed (NFC), its lines ended by one sign."""
        value, at = table.get(name, ""), at.field(name)
        if not isinstance(value, str):
            self.note(FaultCode.SHAPE, at, value)
            return ""
        text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
        if _UNFIT.search(text):
            self.note(FaultCode.CHARACTERS, at, text)
            return ""
        text = unicodedata.normalize("NFC", text)
        if needed and not text:
            self.note(FaultCode.NEEDED, at)
        elif len(text) > most:
            self.note(FaultCode.LONG, at, str(most))
        elif "\n" in text and not lines:
            self.note(FaultCode.ONE_LINE, at)
        return text

    def key(self, table: Mapping[str, object], at: At, name: str = "key") -> str:
        """A key: small letters, digits, hyphens and underlines."""
        key = self.text(table, name, at, MOST_OF_A_KEY, needed=True)
        if key and not _KEY.fullmatch(key):
            self.note(FaultCode.KEY, at.field(name), key)
        return key

    def whole(
        self, table: Mapping[str, object], name: str, at: At, least: int, most: int
    ) -> int | None:
        """A whole number; None where it is none or outside its bounds."""
        value = table.get(name)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.note(FaultCode.NUMBER, at.field(name), "" if value is None else value)
            return None
        return value

    def flag(self, table: Mapping[str, object], name: str, at: At, *, missing: bool) -> bool:
        """Yes or no; ``missing`` where it is not said."""
        value = table.get(name, missing)
        if not isinstance(value, bool):
            self.note(FaultCode.YES_NO, at.field(name), value)
            return missing
        return value

    def once(self, keys: Sequence[tuple[At, str]]) -> None:
        """Every key may stand once."""
        seen: set[str] = set()
        for at, key in keys:
            if key and key in seen:
                self.note(FaultCode.TWICE, at, key)
            seen.add(key)


def _printable(told: str) -> str:
    cut = told if len(told) <= _SHOWN else told[: _SHOWN - 1] + "…"
    return "".join(one if one.isprintable() else "\ufffd" for one in cut)
