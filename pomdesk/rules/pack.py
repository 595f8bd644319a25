"""One policy pack as text: parsed, every setting typed, every fault told with its line.

A setting is a TOML table with ``value``, ``source`` and ``confidence``. ``tomllib`` gives lines
for faults of syntax only, so the lines of tables and keys are found here.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NewType, TypeAlias, TypeVar

from pomdesk.domain.errors import PolicyRefused
from pomdesk.domain.terms import ChecklistItem

FoldedTexts = NewType("FoldedTexts", frozenset[str])
"""Texts of other systems, case folded, to compare case-folded texts with."""

E = TypeVar("E", bound=StrEnum)
Table: TypeAlias = dict[str, object]
_PARTS = frozenset({"value", "source", "confidence"})


class Confidence(StrEnum):
    """How sure a setting is."""

    CONFIRMED = "confirmed"
    OFFICIAL_OLDER = "official_older"
    CHECK_LOCAL_POLICY = "check_local_policy"


class PomStrategy(StrEnum):
    """How the kind of POM is recommended: by RoSH and tier, or by tier alone."""

    ROSH = "rosh"
    TIER = "tier"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as the pack gives it.

    Attributes:
        value: whole number, yes or no, day, text, or a tuple of these.
        source: whose policy it is.
        confidence: a ``Confidence``.

    """

    value: object
    source: str
    confidence: Confidence


class Pack:
    """The text of one pack, read piece by piece.

    Raises:
        PolicyRefused: from every method, with ``file``, ``line``, ``key`` and ``reason``.

    """

    def __init__(self, file: str, text: str) -> None:
        text = text.removeprefix("\ufeff")
        self.file = file
        self._text = text
        try:
            self.table: Table = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            found = re.search(r"at line (\d+)", str(error))
            line = int(found[1]) if found else text.count("\n") + 1
            raise PolicyRefused(
                "POL-SYNTAX", file=file, line=line, key="", reason=str(error)
            ) from error

    def refusal(self, code: str, key: str, **more: str) -> PolicyRefused:
        """The error for one key, with the line it (or the table it should be in) stands on."""
        lines, at = _find_lines(self._text), key
        while at and at not in lines:
            at = at.rpartition(".")[0]
        line = lines.get(at, 1)
        key, reason = key.removesuffix(".value"), code.removeprefix("POL-").lower()
        return PolicyRefused(code, file=self.file, line=line, key=key, reason=reason, **more)

    def known(self, table: Mapping[str, object], keys: set[str] | frozenset[str], at: str) -> None:
        """Refuse a key that nobody reads: it is mistyped, and its author thinks it works."""
        for key in table:
            if key not in keys:
                raise self.refusal("POL-UNKNOWN", f"{at}.{key}" if at else key)

    def part(self, table: Mapping[str, object], name: str, at: str = "") -> tuple[object, str]:
        """What stands under a name that must be there, and its key."""
        key = f"{at}.{name}" if at else name
        if name not in table:
            raise self.refusal("POL-MISSING", key)
        return table[name], key

    def section(self, table: Mapping[str, object], name: str, at: str = "") -> Table:
        """A table that must be there."""
        value, key = self.part(table, name, at)
        if not isinstance(value, dict):
            raise self.refusal("POL-TABLE", key)
        return value

    def setting(self, section: Table, name: str, at: str, kind: object) -> tuple[object, Setting]:
        """One setting: its value of the kind that the rules read, and as it stands there."""
        table = self.section(section, name, at)
        key = f"{at}.{name}"
        self.known(table, _PARTS, key)
        raw, value_key = self.part(table, "value", key)
        source = self.text(*self.part(table, "source", key))
        confidence = self.choice(*self.part(table, "confidence", key), Confidence)
        value = _READERS[kind](self, raw, value_key)
        return value, Setting(_shown(raw), source, confidence)

    def text(self, value: object, key: str) -> str:
        """A text that is not blank."""
        if not isinstance(value, str) or not value.strip():
            raise self.refusal("POL-TEXT", key)
        return value.strip()

    def day(self, value: object, key: str) -> date:
        """A calendar day; a moment is refused."""
        if isinstance(value, datetime) or not isinstance(value, date):
            raise self.refusal("POL-DATE", key)
        return value

    def yes_no(self, value: object, key: str) -> bool:
        """True or false."""
        if not isinstance(value, bool):
            raise self.refusal("POL-YES-NO", key)
        return value

    def whole(self, value: object, key: str) -> int:
        """A whole number, 0 or more: the intervals and levels of a policy are never negative."""
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.refusal("POL-WHOLE-NUMBER", key)
        if value < 0:
            raise self.refusal("POL-NEGATIVE", key)
        return value

    def choice(self, value: object, key: str, among: type[E]) -> E:
        """One of the values of an enum."""
        if value not in {str(member) for member in among}:
            raise self.refusal("POL-CHOICE", key, allowed=", ".join(among))
        return among(value)

    def members(self, value: object, key: str) -> list[object]:
        """A list that is not empty: a list without members would switch a rule off unseen."""
        if not isinstance(value, list):
            raise self.refusal("POL-LIST", key)
        if not value:
            raise self.refusal("POL-EMPTY", key)
        return value


def _shown(raw: object) -> object:
    if isinstance(raw, list):
        return tuple(raw)
    return MappingProxyType(raw) if isinstance(raw, dict) else raw


def _texts(pack: Pack, value: object, key: str) -> frozenset[str]:
    return frozenset(pack.text(member, key) for member in pack.members(value, key))


def _folded(pack: Pack, value: object, key: str) -> FoldedTexts:
    return FoldedTexts(frozenset(text.casefold() for text in _texts(pack, value, key)))


def _levels(pack: Pack, value: object, key: str) -> frozenset[int]:
    return frozenset(pack.whole(member, key) for member in pack.members(value, key))


def _items(pack: Pack, value: object, key: str) -> tuple[ChecklistItem, ...]:
    return tuple(pack.choice(member, key, ChecklistItem) for member in pack.members(value, key))


def _names(pack: Pack, value: object, key: str) -> Mapping[str, str]:
    if not isinstance(value, dict):
        raise pack.refusal("POL-TABLE", key)
    if not value:
        raise pack.refusal("POL-EMPTY", key)
    return MappingProxyType({k: pack.text(name, f"{key}.{k}") for k, name in value.items()})


_READERS: dict[object, Callable[[Pack, object, str], object]] = {
    bool: Pack.yes_no,
    int: Pack.whole,
    str: Pack.text,
    date: Pack.day,
    PomStrategy: lambda pack, value, key: pack.choice(value, key, PomStrategy),
    frozenset[str]: _texts,
    frozenset[int]: _levels,
    FoldedTexts: _folded,
    tuple[ChecklistItem, ...]: _items,
    Mapping[str, str]: _names,
}

_HEADER = re.compile(r"\s*\[\[?\s*([^\[\]]+?)\s*\]")
_KEY = re.compile(r"""\s*((?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)(?:\s*\.\s*[^\s.=]+)*)\s*=""")
_INERT = re.compile(
    r'""".*?"""|' r"'''.*?'''|" r'"(?:\\.|[^"\\\n])*"|' r"'[^'\n]*'|" r"#[^\n]*", re.DOTALL
)


def _find_lines(text: str) -> dict[str, int]:
    """The line each table and key of well-formed TOML stands on, by dotted name.

    Strings and comments are blanked first, so that what is left in brackets is structure.
    """
    bare = _INERT.sub(lambda m: re.sub(r"[\[\]{}=]", " ", m[0]), text)
    lines: dict[str, int] = {}
    table, depth = "", 0
    for number, line in enumerate(bare.split("\n"), 1):
        header = None if depth else _HEADER.match(line)
        key = None if depth or header else _KEY.match(line)
        if header:
            table = _dotted(header[1])
            lines.setdefault(table, number)
        elif key:
            name = _dotted(key[1])
            lines.setdefault(f"{table}.{name}" if table else name, number)
        if not header:
            depth += sum(map(line.count, "[{")) - sum(map(line.count, "]}"))
    return lines


def _dotted(name: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in name.split("."))
