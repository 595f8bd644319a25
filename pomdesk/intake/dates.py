"""Calendar days as files write them: year first or day first, never month first."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from pomdesk.intake.faults import RefusedValueError, Why

FIRST_YEAR, LAST_YEAR = 1900, 2199

_MONTHS_A_YEAR = 12
_PROOFS = 2
"""One date that cannot be read day first is a slip of the hand; from two on it is a habit."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"), ("feb", "february"), ("mar", "march"), ("apr", "april"),
            ("may",), ("jun", "june"), ("jul", "july"), ("aug", "august"),
            ("sep", "sept", "september"), ("oct", "october"), ("nov", "november"),
            ("dec", "december"),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip
_YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?")
_DAY_FIRST = re.compile(r"([0-9]{1,2})([/-])([0-9]{1,2})\2([0-9]{4})(?: 0?0:00(?::00)?)?")
_DAY_MONTH = re.compile(r"([0-9]{1,2})[ -]([A-Za-z]{3,9})[ -]([0-9]{4})")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}(?:[/-][0-9]{1,2}[/-]|[ -][A-Za-z]{3,9}[ -])[0-9]{2}")


def _date_parts(text: str) -> tuple[int, int, int]:
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = int(found[1]), int(found[3]), int(found[4])
    elif found := _DAY_MONTH.fullmatch(text):
        day, month, year = int(found[1]), _MONTHS.get(found[2].lower(), 0), int(found[3])
    elif _SHORT_YEAR.fullmatch(text):
        raise RefusedValueError(Why.YEAR)
    else:
        raise RefusedValueError(Why.DATE)
    return year, month, day


def looks_month_first(refused: Iterable[str], taken: Iterable[str]) -> bool:
    """Whether the dates of one file seem to put the month first.

    ``05/31/2027`` can only be meant so, and ``31/05/2027`` only day first. Where several are of
    the first kind and fewer of the second, a date such as ``05/06/2027`` cannot be trusted.

    Args:
        refused: texts that are no date when read day first.
        taken: texts that were read as a date.

    """
    wrong = list(_number_pairs(refused))
    month_first = sum(1 for first, second in wrong if first <= _MONTHS_A_YEAR < second)
    if month_first < _PROOFS:
        return False
    right = list(_number_pairs(taken))
    doubtful = any(first <= _MONTHS_A_YEAR for first, _ in right)
    day_first = sum(1 for first, second in wrong + right if second <= _MONTHS_A_YEAR < first)
    return doubtful and month_first > day_first


def _number_pairs(texts: Iterable[str]) -> Iterator[tuple[int, int]]:
    for text in texts:
        if found := _DAY_FIRST.fullmatch(text.strip()):
            yield int(found[1]), int(found[3])


def parse_date(text: str) -> date:
    """A calendar day from ``2027-05-12``, ``12/05/2027``, ``12-05-2027`` or ``12 May 2027``.

    Raises:
        RefusedValueError: no such day (IMP-DATE), a year of two digits (IMP-YEAR), a year
            before 1900 or after 2199 (IMP-RANGE).

    """
    try:
        day = date(*_date_parts(text.strip()))
    except RefusedValueError:
        raise
    except ValueError:
        raise RefusedValueError(Why.DATE) from None
    return in_range(day)


def in_range(day: date) -> date:
    """The day; IMP-RANGE where its year cannot be meant."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise RefusedValueError(Why.RANGE)
    return day
