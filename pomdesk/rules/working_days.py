"""Working days: Monday to Friday without the bank holidays of England and Wales.

The holidays are an argument: whoever wires the desk gives them (``services/calendar.py``), and a
prison adds its own days (policy setting ``duties.added_holidays``). Source: Manage POM Cases,
working days: the first day counts, the last does not.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from pomdesk.rules.dates import add_days
from pomdesk.rules.pack import Move

_SATURDAY = 5
_DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked.

    Attributes:
        holidays: days without work besides Saturdays and Sundays.

    """

    holidays: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Whether the day is worked."""
        return day.weekday() < _SATURDAY and day not in self.holidays

    def moved(self, day: date, move: Move) -> date:
        """The day itself where it is worked, else the nearest worked one the policy's way.

        A day at the end of the calendar ("never") stays.
        """
        if (day.weekday() < _SATURDAY and day not in self.holidays) or move is Move.STAY:
            return day
        step = -1 if move is Move.BEFORE else 1
        found = day
        while not self.is_working(found):
            nearer = add_days(found, step)
            if nearer == found:
                return day
            found = nearer
        return found

    def add(self, day: date, working_days: int) -> date:
        """The day so many working days later (earlier when negative); 0 gives the day itself."""
        step, found, left = (1 if working_days >= 0 else -1), day, abs(working_days)
        while left:
            nearer = add_days(found, step)
            if nearer == found:
                return found
            found = nearer
            left -= self.is_working(found)
        return found

    def between(self, start: date, end: date) -> int:
        """Working days from ``start`` (counted) to ``end`` (not counted); 0 if that is no later."""
        whole, days = 0, (end - start).days
        if days <= 0:
            return 0
        weeks, rest = divmod(days, 7)
        whole = weeks * 5 + sum((start + _DAY * n).weekday() < _SATURDAY for n in range(rest))
        return whole - sum(
            start <= day < end and day.weekday() < _SATURDAY for day in self.holidays
        )
