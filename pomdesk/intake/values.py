"""One value from a file: checked and put in its stored form, or refused with a reason.

Dates are day first or year first, never month first. Text is kept in NFC; characters that
cannot be seen are replaced by U+FFFD with a warning, never dropped. Nothing is guessed.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time
from typing import TypeAlias

from pomdesk.domain import identifiers
from pomdesk.domain.identifiers import IdentifierError
from pomdesk.intake.dates import in_range, looks_month_first, parse_date
from pomdesk.intake.faults import UNSAID, DoubtfulValueError, RefusedValueError, Why

Check: TypeAlias = Callable[[object], object]
"""Takes a value that is not None; returns what is stored.

Raises RefusedValueError or DoubtfulValueError.
"""

BIGGEST_NUMBER = 2**31 - 1
_MOST_REMEMBERED = 50_000

_WHOLE = re.compile(r"-?[0-9]{1,18}")
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\.[0-9]{1,9})?)?")
_SPACES = re.compile(r"\s+")
_YES = frozenset({"y", "yes", "true", "1"})
_NO = frozenset({"n", "no", "false", "0"})


def _visible(text: str) -> str:
    return "".join(
        "\ufffd" if unicodedata.category(c) in {"Cc", "Cf", "Cs"} else c
        for c in _SPACES.sub(" ", text)
    )


class Values:
    """The checks, and what they remember of one reading (dates and words come back often).

    Attributes:
        this_year: decides the century of a PNC number with a short year.

    """

    def __init__(self, this_year: int) -> None:
        self.this_year = this_year
        self._days: dict[str, date] = {}
        self._no_days: set[str] = set()
        self._words: dict[str, str] = {}

    def day(self, value: object) -> date | None:
        """A calendar day; a date-time only at midnight."""
        if isinstance(value, str):
            known = self._days.get(value)
            if known is not None:
                return known
            if not value.strip():
                return None
            try:
                day = parse_date(value)
            except RefusedValueError:
                if len(self._no_days) < _MOST_REMEMBERED:
                    self._no_days.add(value)
                raise
            if len(self._days) < _MOST_REMEMBERED:
                self._days[value] = day
            return day
        if isinstance(value, datetime):
            if value.time() != time():
                raise RefusedValueError(Why.DATE)
            value = value.date()
        if isinstance(value, date):
            return in_range(value)
        raise RefusedValueError(Why.DATE)

    def seem_month_first(self) -> bool:
        """Whether the dates met so far put the month first, so that none can be trusted."""
        return looks_month_first(self._no_days, self._days)

    def clean(self, value: object) -> str:
        """Text in NFC on one line, what cannot be seen replaced by U+FFFD; blank is ``""``."""
        if not isinstance(value, str):
            raise RefusedValueError(Why.SHEET_DATE if isinstance(value, date) else Why.TEXT)
        known = self._words.get(value)
        if known is not None:
            return known
        if value.isascii() and value.isprintable():
            clean = value.strip()
        else:
            clean = unicodedata.normalize("NFC", _visible(value)).strip()
        if len(self._words) < _MOST_REMEMBERED:
            self._words[value] = clean
        return clean

    def text(self, longest: int) -> Check:
        """Text of at most ``longest`` characters; over-long is refused, never cut."""
        clean = self.clean

        def check(value: object) -> str | None:
            found = clean(value)
            if len(found) > longest:
                raise RefusedValueError(Why.LONG)
            if "\ufffd" in found and "\ufffd" not in str(value):
                raise DoubtfulValueError(Why.REPLACED, found)
            return found or None

        return check

    def code(self, longest: int) -> Check:
        """A code: text in capitals."""
        text = self.text(longest)

        def check(value: object) -> str | None:
            found = text(value)
            return found.upper() if isinstance(found, str) else None

        return check

    def one_of(self, *codes: str) -> Check:
        """One of the published codes, whatever its case, spaces or underscores."""
        known = {_bare(code): code for code in codes}

        def check(value: object) -> str | None:
            found = self.clean(value)
            if not found:
                return None
            if (code := known.get(_bare(found))) is None:
                raise RefusedValueError(Why.CODE)
            return code

        return check

    def number_text(self, longest: int) -> Check:
        """An identifier that systems give as a number or as text."""
        text = self.text(longest)

        def check(value: object) -> object:
            if isinstance(value, float) and value.is_integer():
                value = int(value)
            number = isinstance(value, int | float) and not isinstance(value, bool)
            return text(str(value) if number else value)

        return check

    def whole(self, least: int, most: int) -> Check:
        """A whole number between two, as a number or in digits."""

        def check(value: object) -> int | None:
            if isinstance(value, str):
                digits = value.strip()
                if not digits:
                    return None
                if not _WHOLE.fullmatch(digits):
                    raise RefusedValueError(Why.NUMBER)
                value = int(digits)
            elif isinstance(value, float) and value.is_integer():
                value = int(value)
            if value.__class__ is not int or not least <= value <= most:
                raise RefusedValueError(Why.NUMBER)
            return value

        return check

    def yes_no(self, value: object) -> bool | None:
        """Yes or no: a JSON boolean, Y/N, yes/no, true/false, 1/0."""
        if value is True or value is False:
            return value
        word = str(value).strip().lower() if isinstance(value, str | int) else "?"
        if word in _YES:
            return True
        if word in _NO:
            return False
        if not word:
            return None
        raise RefusedValueError(Why.YES_NO)

    def clock_time(self, value: object) -> str | None:
        """A time of day, ``HH:MM:SS``."""
        text = self.clean(value)
        if not text:
            return None
        found = _TIME.fullmatch(text)
        if not found:
            raise RefusedValueError(Why.DATE)
        return f"{found[1]}:{found[2]}:{found[3] or '00'}"

    def prisoner_number(self, value: object) -> str:
        """Prisoner number; anything else refuses the row."""
        try:
            return identifiers.prisoner_number(_string(value, Why.NOMS))
        except IdentifierError:
            raise RefusedValueError(Why.NOMS) from None

    def crn(self, value: object) -> str | None:
        """CRN; a wrong form refuses the row."""
        given = _string(value, Why.CRN)
        if not given.strip():
            return None
        try:
            return identifiers.crn(given)
        except IdentifierError:
            raise RefusedValueError(Why.CRN) from None

    def pnc(self, value: object) -> str | None:
        """PNC in its long form; a wrong one is kept as given, with a warning."""
        return self._doubtful(value, Why.PNC, lambda given: identifiers.pnc(given, self.this_year))

    def cro(self, value: object) -> str | None:
        """CRO in its long form; a wrong one is kept as given, with a warning."""
        return self._doubtful(value, Why.CRO, identifiers.cro)

    def prison(self, value: object) -> str | None:
        """Prison code; one that looks odd is kept, with a warning."""
        return self._doubtful(value, Why.PRISON, identifiers.prison_code, longest=10)

    def cell(self, value: object) -> str | None:
        """Cell; one that looks odd is kept as given, with a warning."""
        return self._doubtful(value, Why.CELL, identifiers.cell, longest=100)

    def _doubtful(
        self, value: object, why: Why, form: Callable[[str], str], longest: int = 20
    ) -> str | None:
        given = self.clean(value)
        if not given:
            return None
        if len(given) > longest:
            raise RefusedValueError(Why.LONG)
        try:
            return form(given)
        except IdentifierError:
            raise DoubtfulValueError(why, given) from None

    def tier(self, value: object) -> object:
        """Tier; one that is none is left out: what is stored stays."""
        given = self.clean(value)
        if not given:
            return None
        try:
            return identifiers.tier(given)
        except IdentifierError:
            raise DoubtfulValueError(Why.TIER, UNSAID) from None


def _bare(code: str) -> str:
    return code.upper().replace("_", "").replace(" ", "").replace("-", "")


def _string(value: object, why: Why) -> str:
    if not isinstance(value, str):
        raise RefusedValueError(why)
    return value
