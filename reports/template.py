"""The section list of a paper: which headings, what is asked, which facts are filled in.

Templates are TOML files in ``resources/papers``, kept apart from the program so that a
prison can change headings and prompts. A template that does not hold together is refused
with file, line and setting; nothing is guessed.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any, NoReturn

from pomdesk.domain.errors import PaperRefused
from pomdesk.domain.papers import PaperTemplate, Section
from resources import read_text

_MAX_LINES = 100
_MAX_VERSION = 40
_MAX_WORDS = 100_000

_Kind = type[object] | tuple[type[object], ...]

_PAPER: Mapping[str, tuple[_Kind, bool]] = {
    "id": (str, True),
    "version": (str, True),
    "local": (bool, True),
    "form": (str, False),
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
    "guidance": (dict, False),
    "starter": (str, False),
    "limit": (int, False),
}


def in_language(words: Mapping[str, str], language: str) -> str:
    """The words in a language, in English where it has none; blank without words."""
    return words.get(language) or words.get("en", "")


def guidance(section: Section, language: str) -> tuple[str, ...]:
    """What good content of a section has, in a language, in English where it has none."""
    return section.guidance.get(language) or section.guidance.get("en", ())


@cache
def shipped(kind: str) -> PaperTemplate:
    """The template of a kind of paper as it comes with the program."""
    file = f"{kind}.toml"
    return load(file, read_text("papers", file))


def load(file: str, toml: str, *, changed: bool = False) -> PaperTemplate:
    """Read a template; ``changed``: it is this unit's own and not the one that was shipped.

    That its facts and starters exist, and may stand in papers of its kind, is asked by
    ``reports.kinds.check_template``.

    Raises:
        PaperRefused: REP-TEMPLATE when it is not TOML; REP-TEMPLATE-MISSING,
            REP-TEMPLATE-UNKNOWN and REP-TEMPLATE-VALUE for a setting that is missing, not
            known or of the wrong kind. Details: ``file``, ``line``, ``setting``.

    """
    try:
        table = tomllib.loads(toml)
    except (ValueError, RecursionError) as error:  # as TOML, a number or a nesting too large
        place = re.search(r"at line (\d+)", str(error))
        line = int(place[1]) if place else toml.count("\n") + 1
        raise PaperRefused("REP-TEMPLATE", file=file, line=line, setting="") from None
    return _Reader(file, toml, changed=changed).paper(table)


class _Reader:
    def __init__(self, file: str, toml: str, *, changed: bool) -> None:
        self._file = file
        self._changed = changed
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
            version=self._version(str(table["version"])),
            local=bool(table["local"]),
            title=self._words(table, "title", 1),
            sections=read,
            form=str(table.get("form", "")),
            changed=self._changed,
        )

    def _version(self, given: str) -> str:
        if not given.strip() or len(given) > _MAX_VERSION:
            self._refuse("REP-TEMPLATE-VALUE", 1, "version")
        return given

    def _section(self, entry: object, number: int) -> Section:
        # Sections written as an inline list have no line of their own.
        line = self._starts[number] if number < len(self._starts) else 1
        if not isinstance(entry, dict):
            self._refuse("REP-TEMPLATE-VALUE", line, "section")
        self._check(entry, _SECTION, line)
        facts = entry.get("facts", [])
        if not all(isinstance(name, str) for name in facts):
            self._refuse("REP-TEMPLATE-VALUE", line, "facts")
        for key, most in (("lines", _MAX_LINES), ("limit", _MAX_WORDS)):
            if not 0 <= entry.get(key, 0) <= most:
                self._refuse("REP-TEMPLATE-VALUE", line, key)
        return Section(
            id=entry["id"],
            title=self._words(entry, "title", line),
            prompt=self._words(entry, "prompt", line) if "prompt" in entry else {},
            facts=tuple(facts),
            lines=entry.get("lines", 0),
            required=entry.get("required", False),
            line=line,
            guidance=self._points(entry, line),
            starter=entry.get("starter", ""),
            limit=entry.get("limit", 0),
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

    def _points(self, entry: dict[str, Any], line: int) -> dict[str, tuple[str, ...]]:
        """The guidance by language, a point each."""
        points = entry.get("guidance", {})
        for said in points.values():
            if not isinstance(said, list) or not all(isinstance(point, str) for point in said):
                self._refuse("REP-TEMPLATE-VALUE", line, "guidance")
        return {language: tuple(said) for language, said in points.items()}

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
