"""Dates as people type them."""

import re
from datetime import date

_NUMBERS = re.compile(r"(\d{1,2})[./ -](\d{1,2})[./ -](\d{2}|\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_TOGETHER = re.compile(r"(\d{2})(\d{2})(\d{4})")
_WORDS = re.compile(r"(\d{1,2})[ -]*([^\W\d_]{3,9})\.?[ -]*(\d{2}|\d{4})")
_MONTHS = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "ionawr chwefror mawrth ebrill mai mehefin gorffennaf awst medi hydref tachwedd rhagfyr",
    )
    for number, name in enumerate(names.split(), start=1)
}
_PIVOT = 70


def parse_day(words: str) -> date | None:
    """The day that was typed, day first: ``12/5/2027``, ``12 May 27``, ``2027-05-12``; or None.

    Never month first, and never guessed: what does not fit is None. Years of two digits are
    1970 to 2069.
    """
    words = " ".join(words.split()).lower()
    if match := _ISO.fullmatch(words):
        year, month, day = match.groups()
    elif match := _NUMBERS.fullmatch(words) or _TOGETHER.fullmatch(words):
        day, month, year = match.groups()
    elif match := _WORDS.fullmatch(words):
        day, name, year = match.groups()
        month = str(_month(name))
    else:
        return None
    full = int(year) if len(year) == 4 else int(year) + (1900 if int(year) >= _PIVOT else 2000)
    try:
        return date(full, int(month), int(day))
    except ValueError:
        return None


def _month(name: str) -> int:
    """Number of a month by its name or the beginning of it; 0 for none, or more than one."""
    found = {number for full, number in _MONTHS.items() if full.startswith(name)}
    return found.pop() if len(found) == 1 else 0
