"""What the papers of a visit are made of: words in lines, and rows of a table.

No text is allowed to push a person over half a page: what is too long is cut with "…", and the
paper says where the rest is. A box to tick stands in front of words as a character, so that who
does not see the page is told of it too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from reports.sheet import PAGE_HEIGHT, PAGE_WIDTH, Sheet
from reports.style import ACCENT, BODY, HAIRLINE, MM, REGULAR, RULE, TEXT, Style
from reports.tagging import Element, Pen
from reports.wrap import fitted, lines_of

SHEET = Sheet(PAGE_WIDTH, PAGE_HEIGHT, 15 * MM, 15 * MM)
"""Printed on one side and destroyed when it is typed up, so nothing is punched."""

BOX_TO_TICK, NO_BOX = "☐", "–"
"""What stands in front of words: a box, or what needs no tick."""

_TICK = Style(REGULAR, 12.5, 12.5, TEXT)
_TICK_ROOM = 4.4 * MM
"""From the left of a box to tick to the words behind it."""
_GAP = 2.5 * MM
"""Between the words of two columns."""
_ABOVE, _BELOW = 1.6, 2.6


@dataclass(frozen=True, slots=True)
class Said:
    """Words in a cell.

    Attributes:
        most: lines at most; what is longer is cut with "…".
        sign: what stands in front, ``BOX_TO_TICK`` or ``NO_BOX``; "": nothing.
        above: points of space above it, where it is not the first of its cell.

    """

    text: str
    style: Style = BODY
    most: int = 3
    sign: str = ""
    above: float = 0.0


@dataclass(frozen=True, slots=True)
class Set:
    """Words set in lines; ``cut``: not all of them."""

    said: Said
    lines: Sequence[str]
    cut: bool

    @property
    def height(self) -> float:
        """Its height in points without the space above it."""
        return len(self.lines) * self.said.style.leading


def set_words(said: Said, width: float) -> Set:
    """Set words in at most as many lines as they may take."""
    room = width - (_TICK_ROOM if said.sign else 0.0)
    lines = lines_of(said.text, said.style, room)
    if len(lines) <= said.most:
        return Set(said, lines, cut=False)
    last = fitted(lines[said.most - 1].rstrip() + " …", said.style, room)
    return Set(said, [*lines[: said.most - 1], last], cut=True)


def shared(said: Sequence[Said], width: float, most: int) -> tuple[list[Said], int]:
    """Give words one after the other room in ``most`` lines; how many got none.

    Each takes what it may; the last that still has room is cut where the room ends.
    """
    given: list[Said] = []
    for one in said:
        if most <= 0:
            break
        one = replace(one, most=min(one.most, most))
        most -= len(set_words(one, width).lines)
        given.append(one)
    return given, len(said) - len(given)


class Stack:
    """Words under each other; ``sets`` are they, set in lines."""

    def __init__(self, said: Sequence[Said], width: float) -> None:
        self.sets = [set_words(one, width) for one in said]

    @property
    def cut(self) -> bool:
        """Whether anything was left out."""
        return any(one.cut for one in self.sets)

    @property
    def height(self) -> float:
        """Its height in points."""
        gaps = sum(one.said.above for one in self.sets[1:])
        return sum(one.height for one in self.sets) + gaps

    def words(self) -> Iterator[str]:
        """What it says, as it was written."""
        yield from (one.said.text for one in self.sets if one.said.text)

    def draw(self, pen: Pen, element: Element, x: float, y: float) -> None:
        """Draw it with its top left corner at (x, y) as part of ``element``."""
        for number, one in enumerate(self.sets):
            y -= one.said.above if number else 0.0
            draw_set(pen, element, x, y, one)
            y -= one.height


def draw_set(pen: Pen, element: Element, x: float, y: float, one: Set) -> None:
    """Draw set words, with their box to tick, as part of ``element``."""
    style = one.said.style
    with pen.marked(element):
        if one.said.sign == BOX_TO_TICK:
            down = y - style.baseline + _TICK.baseline - 0.6
            pen.draw_text(x, down, _TICK, [BOX_TO_TICK])
        elif one.said.sign:
            pen.draw_text(x + 1 * MM, y, style, [one.said.sign])
        pen.draw_text(x + (_TICK_ROOM if one.said.sign else 0.0), y, style, one.lines)


class Row:
    """One row of a table; it stays whole.

    Args:
        table: the element all rows of the table share.
        shares: of the columns, parts of the width that add up to 1.
        cells: what stands in each.
        width: the width it will be drawn in, in points.
        least: least height in points.
        names: number of the column that names the row; -1: this row is the table's head.
        tight: hardly any space above and below the words.

    """

    def __init__(
        self,
        table: Element,
        shares: Sequence[float],
        cells: Sequence[Sequence[Said]],
        *,
        width: float,
        least: float = 0.0,
        names: int = 1,
        tight: bool = False,
    ) -> None:
        self.before = 0.0
        self.keep_next = names < 0
        self._table, self._names = table, names
        self._lefts = [share * width for share in accumulate([0.0, *shares[:-1]])]
        self._stacks = [
            Stack(said, share * width - _GAP) for said, share in zip(cells, shares, strict=True)
        ]
        self._above, self._below = (0.6, 1.2) if tight else (_ABOVE, _BELOW)
        words = max(stack.height for stack in self._stacks)
        self._height = max(words + self._above + self._below, least)

    def words(self) -> Iterator[str]:
        """What its cells say."""
        for stack in self._stacks:
            yield from stack.words()

    def height(self, width: float) -> float:
        """Its height in points."""
        return self._height

    def least(self, width: float) -> float:
        """All of it."""
        return self._height

    def split(self, width: float, room: float) -> None:
        """Nowhere."""

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        """Draw it with its top left corner at (x, y)."""
        top, bottom = y - self._above, y - self._height
        row = pen.root.add(self._table).add(Element("TR"))
        for number, (left, stack) in enumerate(zip(self._lefts, self._stacks, strict=True)):
            stack.draw(pen, row.add(self._cell(number)), x + left, top)
        head = self._names < 0
        under = [(x, bottom, x + width, bottom)]
        pen.rules(under, RULE if head else HAIRLINE, *([ACCENT] if head else ()))

    def _cell(self, number: int) -> Element:
        if self._names < 0:
            return Element("TH", scope="Column")
        return Element("TH", scope="Row") if number == self._names else Element("TD")


@dataclass
class Space:
    """Nothing, so many points high."""

    high: float
    before: float = 0.0
    keep_next: bool = False

    def words(self) -> Iterator[str]:
        """Nothing."""
        yield from ()

    def height(self, width: float) -> float:
        """Its height in points."""
        return self.high

    def least(self, width: float) -> float:
        """All of it."""
        return self.high

    def split(self, width: float, room: float) -> None:
        """Nowhere."""

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        """Nothing."""
