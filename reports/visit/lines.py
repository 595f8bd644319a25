"""The line of one person on a visit sheet, and the line for somebody else one meets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.style import ACCENT, HAIRLINE, MM, RULE
from reports.tagging import Element, Pen
from reports.visit.rows import SHEET, Said, Stack
from reports.visit.writing import STRIP, Blank, Filling, Ruled, fill_in

NUMBER, CELL, WHO = 7 * MM, 31 * MM, 55 * MM
"""Width of the first columns; what to know and to do has the rest."""
WHAT = SHEET.width - NUMBER - CELL - WHO

_GAP = 2.5 * MM
_ABOVE, _BELOW = 2.4, 1.6 * MM
_HEAD = 12.5 * MM
"""Least height of what is printed: the new cell of somebody is written under the old one."""
_SHORT = 9 * MM


@dataclass(frozen=True, slots=True)
class Line:
    """What stands on a line.

    Attributes:
        number, cell, who, what: the words of the columns.
        moved: where the new cell of somebody is written.
        filling: what is filled in.

    """

    number: Said
    cell: Said
    who: Sequence[Said]
    what: Sequence[Said]
    moved: Blank
    filling: Filling


class PersonLine(Ruled):
    """One person: cell, name and what to do beside each other, then what is filled in."""

    def __init__(self, table: Element, line: Line) -> None:
        self._table, self._line = table, line
        said = ([line.number], [line.cell], line.who, line.what)
        wide = (NUMBER, CELL, WHO, WHAT)
        self._stacks = [Stack(one, w - _GAP) for one, w in zip(said, wide, strict=True)]
        self._lefts = (0.0, NUMBER, NUMBER + CELL, NUMBER + CELL + WHO)
        self._head = max(*(stack.height for stack in self._stacks), _HEAD)
        super().__init__(_ABOVE + self._head + STRIP + _BELOW)

    @property
    def cut(self) -> bool:
        """Whether anything was left out."""
        return any(stack.cut for stack in self._stacks)

    def words(self) -> Iterator[str]:
        """What it says, as it was written."""
        for stack in self._stacks:
            yield from stack.words()
        yield self._line.moved.word
        yield from self._line.filling.words()

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        """Draw it with its top left corner at (x, y)."""
        row = pen.root.add(self._table).add(Element("TR"))
        for n, (left, stack) in enumerate(zip(self._lefts, self._stacks, strict=True)):
            owner = row.add(Element("TH", scope="Row") if n == 2 else Element("TD"))
            stack.draw(pen, owner, x + left, y - _ABOVE)
            if n == 1:
                low = y - _ABOVE - max(stack.height + 7 * MM, _HEAD - 0.5 * MM)
                right = x + left + CELL - _GAP
                fill_in(pen, owner, x + left, right, low, [self._line.moved])
        below = y - _ABOVE - self._head
        _write(self, pen, row, self._line.filling, (x, below, x + width, y - self.height(width)))


class ElseLine(Ruled):
    """A line for somebody who is not on the visit; name, number and cell are written too."""

    def __init__(self, table: Element, who: Sequence[Blank], filling: Filling) -> None:
        self._table, self._who, self._filling = table, who, filling
        super().__init__(_SHORT + STRIP + _BELOW)

    def words(self) -> Iterator[str]:
        """What it says."""
        yield from (blank.word for blank in self._who)
        yield from self._filling.words()

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        """Draw it with its top left corner at (x, y)."""
        row = pen.root.add(self._table).add(Element("TR"))
        owner = row.add(Element("TH", scope="Row"))
        below = y - _SHORT
        fill_in(pen, owner, x, x + width, below + 0.5 * MM, self._who)
        _write(self, pen, row, self._filling, (x, below, x + width, y - self.height(width)))


def _write(
    ruled: Ruled,
    pen: Pen,
    row: Element,
    filling: Filling,
    box: tuple[float, float, float, float],
) -> None:
    """Draw what is filled in: answers, lines, and the rule between two people."""
    left, top, right, bottom = box
    owner = row.add(Element("TD"))
    filling.draw_answers(pen, owner, left, right, top)
    low = bottom + _BELOW
    above = [low + n * ruled.apart for n in range(1, ruled.lines)]
    pen.rules([(left, at, right, at) for at in above], HAIRLINE)
    fill_in(pen, owner, left, right, low, filling.last)
    pen.rules([(left, bottom, right, bottom)], RULE, ACCENT)
