"""One policy pack as text: parsed, every setting typed, every fault told with its line.

A setting is a TOML table with ``value``, ``source`` and ``confidence``. ``tomllib`` gives lines
for faults of syntax only, so the lines of tables and keys are found here.
"""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import TypeAlias

from pomdesk.domain.errors import PolicyRefused
from pomdesk.rules.pack import Confidence, Setting, Values, read_value

Table: TypeAlias = dict[str, object]
_PARTS = frozenset({"value", "source", "confidence"})


class Pack(Values):
    """The text of one pack, read piece by piece.

    Attributes:
        file: its name, for messages.
        table: all of it.

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

    @cached_property
    def title(self) -> str:
        """What the pack is called."""
        return self.text(*self.part(self.table, "title"))

    @cached_property
    def starts(self) -> date:
        """The first day it is in force."""
        return self.day(*self.part(self.table, "from"))

    @cached_property
    def local(self) -> bool:
        """Whether it is a prison's own."""
        return self.yes_no(self.table.get("local", False), "local")

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

    def setting(self, section: Table, name: str, at: str, hint: object) -> tuple[object, Setting]:
        """One setting: its value of the type that the rules read, and as it stands there."""
        table = self.section(section, name, at)
        key = f"{at}.{name}"
        self.known(table, _PARTS, key)
        raw, value_key = self.part(table, "value", key)
        source = self.text(*self.part(table, "source", key))
        confidence = self.choice(*self.part(table, "confidence", key), Confidence)
        value, shown = read_value(self, raw, value_key, hint)
        return value, Setting(shown, source, confidence, self.local, self.title, self.starts)


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
            table = at = _dotted(header[1])
            while at:  # "[a.b]" is also where "a" stands
                lines.setdefault(at, number)
                at = at.rpartition(".")[0]
        elif key:
            name = _dotted(key[1])
            lines.setdefault(f"{table}.{name}" if table else name, number)
        if not header:
            depth += sum(map(line.count, "[{")) - sum(map(line.count, "]}"))
    return lines


def _dotted(name: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in name.split("."))
