"""Calendar arithmetic of the policies: whole months, clamped to the month's end.

Source: Manage POM Cases, handover calculation: months are counted by the calendar, a day that
the target month does not have becomes its last day, months are taken first and days second
(31 October less 8 months and 14 days is 14 February).

Days beyond the calendar of ``datetime.date`` stop at its first or last day, because files use
9999-12-31 for "never".
"""

from datetime import date, timedelta
from functools import lru_cache

_LAST_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FEBRUARY = 1


@lru_cache(maxsize=1 << 15)
def add_months(day: date, months: int) -> date:
    """The day so many calendar months later (earlier when negative), clamped.

    Remembered: a caseload asks for the same few sums again and again.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return date.min if months < 0 else date.max
    in_month = day.day
    if in_month > 28:
        last = _LAST_DAYS[month]
        if month == _FEBRUARY and year % 4 == 0 and (year % 100 or year % 400 == 0):
            last = 29
        in_month = min(in_month, last)
    return date(year, month + 1, in_month)


def add_days(day: date, days: int) -> date:
    """The day so many days later (earlier when negative)."""
    try:
        return day + timedelta(days)
    except OverflowError:
        return date.min if days < 0 else date.max


def before(day: date, *, months: int, days: int = 0) -> date:
    """The day so many months, then so many days, before another."""
    earlier = add_months(day, -months)
    return add_days(earlier, -days) if days else earlier


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return add_days(day, -day.weekday())


def week_meant(today: date) -> date:
    """The Monday of the week people look at: on a Saturday or Sunday, of the one that comes."""
    return monday(add_days(today, 2))
