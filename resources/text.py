"""All words, in the language of the screen or of the document.

Words live in ``locale/<language>/<area>.toml``; the area's tables are joined to dotted keys
(``[caseload] title = ...`` in any file is ``caseload.title``). What Welsh does not have yet
falls back to English. Codes of the core become words only here.
"""

import tomllib
from datetime import date
from enum import Enum
from functools import cache

from resources import names, read_text

LANGUAGES = ("en", "cy")

# The first window and the command line speak with these files; the others wait until needed.
_FIRST = {"base.toml", "commandline.toml", "window.toml"}

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "cy": "Ionawr Chwefror Mawrth Ebrill Mai Mehefin Gorffennaf Awst Medi Hydref Tachwedd Rhagfyr",
}


def _flatten(prefix: str, table: dict[str, object], into: dict[str, str]) -> None:
    for key, value in table.items():
        name = f"{prefix}.{key}" if prefix else key
        if isinstance(value, dict):
            _flatten(name, value, into)
        elif name in into:
            raise ValueError(f"words given twice: {name}")
        else:
            into[name] = str(value)


@cache
def _words(language: str, *, first: bool) -> dict[str, str]:
    """The words of one language; with ``first`` only those that the first screen needs."""
    words: dict[str, str] = {}
    for name in names(f"locale/{language}", ".toml"):
        if not first or name in _FIRST:
            _flatten("", tomllib.loads(read_text("locale", language, name)), words)
    return words


class Text:
    """Words of one language.

    Attributes:
        language: ``en`` or ``cy``; other languages raise ``ValueError``.

    """

    def __init__(self, language: str = "en") -> None:
        if language not in LANGUAGES:
            raise ValueError(f"no words in {language!r}")
        self.language = language
        self._whole = False
        self._words = self._read(first=True)
        self._months = _MONTHS[language].split()

    def __call__(self, key: str, /, **values: object) -> str:
        """The words for ``key`` with ``{name}`` places filled; KeyError when there are none."""
        words = self._find(key)
        if words is None:
            raise KeyError(key)
        return words.format(**values) if values else words

    def has(self, key: str) -> bool:
        """Whether there are words for ``key``."""
        return self._find(key) is not None

    def code(self, family: str, value: Enum | str | int | None) -> str:
        """The words for a code: ``code("responsibility", "Community")``; blank for None.

        A code without words is shown as it is: files bring codes that nobody foresaw.
        """
        if value is None:
            return ""
        raw = str(value.value) if isinstance(value, Enum) else str(value)
        words = self._find(f"{family}.{raw}")
        return raw if words is None else words

    def count(self, key: str, n: int) -> str:
        """``key.one`` or ``key.other`` with ``{n}`` filled: ``count("days", 3)``, "3 days"."""
        return self(f"{key}.one" if n == 1 else f"{key}.other", n=f"{n:,}")

    def day(self, day: date | None) -> str:
        """``12 May 2027``; blank for None."""
        return f"{day.day} {self._months[day.month - 1]} {day.year}" if day else ""

    def short_day(self, day: date | None) -> str:
        """``12 May 2027`` with the month cut to three letters in English; for columns."""
        if day is None:
            return ""
        month = self._months[day.month - 1]
        return f"{day.day} {month[:3] if self.language == 'en' else month} {day.year}"

    def away(self, day: date, today: date) -> str:
        """How far away a day is: "today", "in 5 weeks", "9 days ago"."""
        days = (day - today).days
        if days == 0:
            return self("away.today")
        n = abs(days)
        if n < 14:
            span = self.count("span.days", n)
        elif n < 7 * 16:
            span = self.count("span.weeks", round(n / 7))
        elif n < 365 * 2:
            span = self.count("span.months", round(n / 30.44))
        else:
            span = self.count("span.years", int(n / 365.25))
        return self("away.ahead" if days > 0 else "away.past", span=span)

    def _read(self, *, first: bool) -> dict[str, str]:
        english = _words("en", first=first)
        if self.language == "en":
            return english
        return english | _words(self.language, first=first)

    def _find(self, key: str) -> str | None:
        found = self._words.get(key)
        if found is None and not self._whole:
            self._whole = True
            self._words = self._read(first=False)
            found = self._words.get(key)
        return found
