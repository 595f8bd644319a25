"""The section list of a paper: which headings, what is asked, which facts are filled in.

Templates are TOML files in ``resources/papers``, kept apart from the program so that a
prison can change headings and prompts. A template that does not hold together is refused
with file, line and setting; nothing is guessed.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from pomdesk.domain.errors import PaperRefused
from resources import read_text

_MAX_LINES = 100

_Kind = type[object] | tuple[type[object], ...]

_PAPER: Mapping[str, tuple[_Kind, bool]] = {
    "id": (str, True),
    "version": (str, True),
    "local": (bool, True),
    "title": (dict, True),
    "section": (list, True),
}
_SECTION: Mapping[str, tuple[_Kind, bool]] = {
    "id": (str, True),
    "title": (dict, True),
    "prompt": (dict, False),
    "facts": (list, False),
    "lines": (int, False),
    "required": (bool, False),
}


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a paper.

    Attributes:
        title: heading by language.
        prompt: what to write there, by language; may be empty.
        facts: names of the blocks of facts printed in it, in order.
        lines: ruled lines for handwriting after them.
        required: it must be filled before the paper goes.
        line: where it begins in the template file.

    """

    id: str
    title: Mapping[str, str]
    prompt: Mapping[str, str]
    facts: tuple[str, ...]
    lines: int
    required: bool
    line: int


@dataclass(frozen=True, slots=True)
class PaperTemplate:
    """The sections of one kind of paper.

    Attributes:
        file: name of the file it was read from.
        id: the kind of paper, e.g. ``handover-report``.
        version: stands in the running head.
        local: the headings are not confirmed as the official ones; the paper says so.
        title: title of the paper by language.

    """

    file: str
    id: str
    version: str
    local: bool
    title: Mapping[str, str]
    sections: tuple[Section, ...]


def in_language(words: Mapping[str, str], language: str) -> str:
    """The words in a language, in English where it has none; blank without words."""
    return words.get(language) or words.get("en", "")


def shipped(kind: str) -> PaperTemplate:
    """The template of a kind of paper as it comes with the program."""
    file = f"{kind}.toml"
    return load(file, read_text("papers", file))


def load(file: str, toml: str) -> PaperTemplate:
    """Read a template.

    Raises:
        PaperRefused: REP-TEMPLATE when it is not TOML; REP-TEMPLATE-MISSING,
            REP-TEMPLATE-UNKNOWN and REP-TEMPLATE-VALUE for a setting that is missing, not
            known or of the wrong kind. Details: ``file``, ``line``, ``setting``.

    """
    try:
        table = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        line = int(place[1]) if place else toml.count("\n") + 1
        raise PaperRefused("REP-TEMPLATE", file=file, line=line, setting="") from None
    return _Reader(file, toml).paper(table)


class _Reader:
    def __init__(self, file: str, toml: str) -> None:
        self._file = file
        self._lines = toml.splitlines()
        self._starts = [
            number
            for number, line in enumerate(self._lines, 1)
            if re.match(r"\s*\[\[\s*section\s*\]\]", line)
        ]

    def paper(self, table: dict[str, Any]) -> PaperTemplate:
        self._check(table, _PAPER, 1)
        sections = table["section"]
        if not sections:
            self._refuse("REP-TEMPLATE-MISSING", 1, "section")
        read = tuple(self._section(entry, number) for number, entry in enumerate(sections))
        seen: set[str] = set()
        for section in read:
            if section.id in seen:
                self._refuse("REP-TEMPLATE-VALUE", section.line, "id")
            seen.add(section.id)
        return PaperTemplate(
            file=self._file,
            id=str(table["id"]),
            version=str(table["version"]),
            local=bool(table["local"]),
            title=self._words(table, "title", 1),
            sections=read,
        )

    def _section(self, entry: object, number: int) -> Section:
        # Sections written as an inline list have no line of their own.
        line = self._starts[number] if number < len(self._starts) else 1
        if not isinstance(entry, dict):
            self._refuse("REP-TEMPLATE-VALUE", line, "section")
        self._check(entry, _SECTION, line)
        facts = entry.get("facts", [])
        if not all(isinstance(name, str) for name in facts):
            self._refuse("REP-TEMPLATE-VALUE", line, "facts")
        lines = entry.get("lines", 0)
        if not 0 <= lines <= _MAX_LINES:
            self._refuse("REP-TEMPLATE-VALUE", line, "lines")
        return Section(
            id=entry["id"],
            title=self._words(entry, "title", line),
            prompt=self._words(entry, "prompt", line) if "prompt" in entry else {},
            facts=tuple(facts),
            lines=lines,
            required=entry.get("required", False),
            line=line,
        )

    def _check(
        self, table: dict[str, Any], settings: Mapping[str, tuple[_Kind, bool]], start: int
    ) -> None:
        for key in table:
            if key not in settings:
                self._refuse("REP-TEMPLATE-UNKNOWN", start, key)
        for key, (kind, needed) in settings.items():
            if key not in table:
                if needed:
                    self._refuse("REP-TEMPLATE-MISSING", start, key)
            elif not isinstance(table[key], kind) or (kind is int and isinstance(table[key], bool)):
                self._refuse("REP-TEMPLATE-VALUE", start, key)

    def _words(self, table: dict[str, Any], key: str, start: int) -> dict[str, str]:
        words = table[key]
        if not all(isinstance(text, str) for text in words.values()) or not words.get("en"):
            self._refuse("REP-TEMPLATE-VALUE", start, key)
        return dict(words)

    def _refuse(self, code: str, start: int, key: str) -> NoReturn:
        raise PaperRefused(code, file=self._file, line=self._line_of(start, key), setting=key)

    def _line_of(self, start: int, key: str) -> int:
        """The line of a setting after ``start``, in the same section; else ``start``."""
        for number in range(start, len(self._lines) + 1):
            line = self._lines[number - 1]
            if number > start and number in self._starts:
                break
            if re.match(rf"\s*(\[\s*section\s*\.)?\s*\[*\s*{re.escape(key)}\s*[\]=.]", line):
                return number
        return start
