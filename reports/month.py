"""One month as a grid of days for the wall: narrow weekends, hatched holidays."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from reports.style import (
    ACCENT,
    HAIRLINE,
    LINE,
    MM,
    REGULAR,
    RULE,
    SMALL_STRONG,
    STRONG,
    TEXT,
    Style,
    colour,
)
from reports.tagging import Box, Element, Pen
from reports.wrap import fitted

_ITEM = Style(REGULAR, 8.0, 9.6, TEXT)
_ITEM_STRONG = Style(STRONG, 8.0, 9.6, TEXT)
_NUMBER = Style(STRONG, 10.0, 12.0, TEXT)
_HATCH = colour("hairline")
_HEAD = 6 * MM
_PAD = 1.4 * MM
_WEEKEND = 0.42
"""Width of a Saturday or Sunday, of a weekday's."""
_NARROW = 20 * MM
"""A day with less room than this has only who."""
_STRIPES = 3.2 * MM
"""Between the lines of a hatching."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a day: ``who`` in strong letters, then what, cut where the day is too narrow.

    ``stands_for`` is how many duties it speaks of.
    """

    who: str
    what: str
    stands_for: int = 1


@dataclass(frozen=True, slots=True)
class DayCell:
    """One day.

    Attributes:
        ways: its lines, told in fewer and fewer of them for a day that has more than room.
        holiday: name of a day without work; None: an ordinary day.

    """

    ways: Sequence[Sequence[Item]] = ()
    holiday: str | None = None


class Month:
    """A month from Monday to Sunday, as high as it is told.

    Args:
        first: the first day of the month.
        weekdays: seven names.
        cells: the days that have something in them.
        more: words for how many lines there was no room for.
        high: its height in points.

    """

    def __init__(
        self,
        first: date,
        weekdays: Sequence[str],
        cells: Mapping[date, DayCell],
        more: str,
        high: float,
    ) -> None:
        self.before = 2 * MM
        self.keep_next = False
        self._first, self._weekdays, self._cells = first, weekdays, cells
        self._more, self._high = more, high

    def words(self) -> Iterator[str]:
        """The days that have something in them, told in full."""
        for day in sorted(self._cells):
            cell = self._cells[day]
            items = [f"{item.who} {item.what}" for item in (cell.ways[0] if cell.ways else ())]
            yield "; ".join([str(day.day), *filter(None, [cell.holiday]), *items])

    def height(self, width: float) -> float:
        """Its height in points."""
        return self._high

    def least(self, width: float) -> float:
        """All of it."""
        return self._high

    def split(self, width: float, room: float) -> None:
        """Nowhere."""

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        """Draw it with its top left corner at (x, y)."""
        day_width = width / (5 + 2 * _WEEKEND)
        widths = [day_width] * 5 + [day_width * _WEEKEND] * 2
        lefts = [x + left for left in accumulate([0.0, *widths[:-1]])]
        weeks = list(self._weeks())
        high = (self._high - _HEAD) / len(weeks)
        tops = [y - _HEAD - n * high for n in range(len(weeks))]
        self._hatch(pen, weeks, lefts, widths, tops, high)
        table = pen.root.add(Element("Table"))
        row = table.add(Element("TR"))
        for name, left in zip(self._weekdays, lefts, strict=True):
            head = row.add(Element("TH", scope="Column"))
            pen.text(head, left + _PAD, y - 1 * MM, SMALL_STRONG, [name])
        for week, top in zip(weeks, tops, strict=True):
            row = table.add(Element("TR"))
            for day, left, wide in zip(week, lefts, widths, strict=True):
                cell = row.add(Element("TD"))
                if day is not None:
                    self._day(pen, cell, day, (left, top, wide, high))
        bottom = tops[-1] - high
        rules = [(x, top, x + width, top) for top in [*tops, bottom]]
        rules += [(left, y - _HEAD, left, bottom) for left in [*lefts, x + width]]
        pen.rules(rules, HAIRLINE, LINE)
        pen.rules([(x, y - _HEAD, x + width, y - _HEAD)], RULE, ACCENT)

    def _weeks(self) -> Iterator[list[date | None]]:
        monday = self._first - timedelta(self._first.weekday())
        while monday < self._first or monday.month == self._first.month:
            days = [monday + timedelta(n) for n in range(7)]
            yield [day if day.month == self._first.month else None for day in days]
            monday += timedelta(7)

    def _day(self, pen: Pen, cell: Element, day: date, place: Box) -> None:
        left, top, wide, high = place
        held = self._cells.get(day, DayCell())
        room = wide - 2 * _PAD
        number = str(day.day)
        pen.text(cell, left + _PAD, top - _PAD / 2, _NUMBER, [number])
        if held.holiday:
            at = left + _PAD + _NUMBER.width(number) + 1.5 * MM
            name = fitted(held.holiday, _ITEM_STRONG, left + wide - _PAD - at)
            pen.text(cell, at, top - _PAD / 2 - 1.6, _ITEM_STRONG, [name])
        y = top - _PAD / 2 - _NUMBER.leading
        for strong, plain in self._lines(held, room, high):
            pen.text(cell, left + _PAD, y, _ITEM_STRONG, [strong])
            if plain:
                at = left + _PAD + _ITEM_STRONG.width(strong) + 1.2 * MM
                pen.text(cell, at, y, _ITEM, [fitted(plain, _ITEM, left + wide - _PAD - at)])
            y -= _ITEM.leading

    def _lines(self, held: DayCell, room: float, high: float) -> list[tuple[str, str]]:
        """The lines that go into a day: strong words, then plain ones."""
        if not held.ways:
            return []
        fits = int((high - _NUMBER.leading - _PAD) / _ITEM.leading)
        narrow = room < _NARROW
        ways = [_once(held.ways[0])] if narrow else held.ways
        items = next((way for way in ways if len(way) <= fits), None)
        rest = 0
        if items is None:
            items = ways[-1][: fits - 1]
            rest = sum(item.stands_for for item in ways[-1][fits - 1 :])
        lines = [
            (fitted(item.who, _ITEM_STRONG, room), "" if narrow else item.what) for item in items
        ]
        more = self._more.format(n=rest)
        return [*lines, (fitted(more, _ITEM_STRONG, room), "")] if rest else lines

    def _hatch(
        self,
        pen: Pen,
        weeks: Sequence[Sequence[date | None]],
        lefts: Sequence[float],
        widths: Sequence[float],
        tops: Sequence[float],
        high: float,
    ) -> None:
        """Slanting lines below the words of days without work: a copy shows them."""
        lines: list[Box] = []
        for week, top in zip(weeks, tops, strict=True):
            for day, left, wide in zip(week, lefts, widths, strict=True):
                held = self._cells.get(day) if day else None
                if held is not None and held.holiday is not None:
                    written = len(self._lines(held, wide - 2 * _PAD, high)) * _ITEM.leading
                    taken = _NUMBER.leading + _PAD + written
                    lines += _stripes(left, top - high, wide, high - taken)
        pen.rules(lines, HAIRLINE, _HATCH)


def _once(items: Sequence[Item]) -> list[Item]:
    """Each who once, for days that have no room for what."""
    counts: dict[str, int] = {}
    for item in items:
        counts[item.who] = counts.get(item.who, 0) + item.stands_for
    return [Item(who, "", n) for who, n in counts.items()]


def _stripes(left: float, bottom: float, wide: float, high: float) -> Iterator[Box]:
    """Lines at 45 degrees inside a box, each cut at its sides."""
    start = left - high
    while start < left + wide:
        x1, x2 = max(start, left), min(start + high, left + wide)
        if x2 > x1:
            yield (x1, bottom + (x1 - start), x2, bottom + (x2 - start))
        start += _STRIPES
