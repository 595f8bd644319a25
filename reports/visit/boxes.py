"""The box of one person on a visit sheet, and the head of the sheet with its code."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.blocks import Lines
from reports.page import Block
from reports.style import ACCENT, HAIRLINE, MM, RULE, SMALL, SMALL_TEXT, STRONG, TEXT, Style
from reports.tagging import Box, Element, Pen
from reports.visit.rows import Said, Stack, set_words
from reports.visit.writing import STRIP, Blank, Filling, Ruled, fill_in

PHOTO_WIDE, PHOTO_HIGH = 22 * MM, 28 * MM
"""Of a passport photograph made smaller, so that there is more to write on."""

_PAD = 2.4 * MM
_GAP = 4 * MM
_UNDER_HEAD = 0.7 * MM
_MOVED_WIDE, _MOVED_HIGH = 40 * MM, 8.5 * MM
_NAME = Style(STRONG, 12.5, 15.5, TEXT)
_CODE = Style(STRONG, 24, 28, TEXT)
_PANEL = 60 * MM


@dataclass(frozen=True, slots=True)
class Person:
    """What stands in a box.

    Attributes:
        named: number and name; a heading.
        cell: on the right of it; under it is written where somebody moved to.
        under: prison number and when they were last seen.
        told: alerts, flags, and what there is to do.
        photo: the word in the empty frame of the photograph.
        moved, filling: what is filled in.

    """

    named: str
    cell: str
    under: str
    told: Sequence[Said]
    photo: str
    moved: Blank
    filling: Filling


class StopBox(Ruled):
    """A person's box: photograph space, what to know, what to do, lines to write on; whole."""

    @staticmethod
    def told_wide(width: float) -> float:
        """Room for what to know and what to do, in a box so wide, in points."""
        return width - 2 * _PAD - PHOTO_WIDE - 2 * _GAP - _MOVED_WIDE

    def __init__(self, person: Person, width: float) -> None:
        self._person = person
        room = width - 2 * _PAD - PHOTO_WIDE - _GAP
        self._cell = set_words(Said(person.cell, _NAME, 1), room * 0.4)
        beside = room - _NAME.width("".join(self._cell.lines)) - _GAP
        self._named = set_words(Said(person.named, _NAME, 2), beside)
        wide = self.told_wide(width)
        self._under = set_words(Said(person.under, SMALL_TEXT, 2), wide)
        self._told = Stack(person.told, wide)
        told = self._under.height + _UNDER_HEAD + self._told.height
        self._head = self._named.height + max(told, _MOVED_HIGH)
        super().__init__(2 * _PAD + self._head + STRIP, before=2.4 * MM)

    @property
    def cut(self) -> bool:
        """Whether anything was left out."""
        return self._told.cut

    def words(self) -> Iterator[str]:
        """What it says, as it was written."""
        yield from (self._person.named, self._person.cell, self._person.under)
        yield from self._told.words()
        yield self._person.moved.word
        yield from self._person.filling.words()

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        """Draw it with its top left corner at (x, y)."""
        right, bottom = x + width, y - self.height(width)
        left, edge = x + _PAD + PHOTO_WIDE + _GAP, right - _PAD
        self._photo(pen, x + _PAD, y - _PAD)
        down = y - _PAD + 1 * MM
        pen.text(pen.root.add(Element("H2")), left, down, _NAME, self._named.lines)
        owner = pen.root.add(Element("P"))
        cell = edge - _NAME.width("".join(self._cell.lines))
        pen.text(owner, cell, down, _NAME, self._cell.lines)
        down -= self._named.height
        low = down - _MOVED_HIGH + 1 * MM
        fill_in(pen, owner, edge - _MOVED_WIDE, edge, low, [self._person.moved])
        pen.text(pen.root.add(Element("P")), left, down, SMALL_TEXT, self._under.lines)
        told = down - self._under.height - _UNDER_HEAD
        self._told.draw(pen, pen.root.add(Element("P")), left, told)
        owner = pen.root.add(Element("P"))
        self._person.filling.draw_answers(pen, owner, left, edge, y - _PAD - self._head)
        self._lines(pen, owner, (x + _PAD, bottom + _PAD, edge, y - _PAD))
        pen.rules(_sides(x, y, right, bottom), RULE, ACCENT)

    def _photo(self, pen: Pen, x: float, y: float) -> None:
        """An empty frame; its word is in the way of nothing and read to nobody."""
        right, bottom = x + PHOTO_WIDE, y - PHOTO_HIGH
        pen.rules(_sides(x, y, right, bottom), HAIRLINE)
        with pen.artifact():
            word = self._person.photo
            middle = x + (PHOTO_WIDE - SMALL.width(word)) / 2
            pen.draw_text(middle, (y + bottom) / 2 + SMALL.leading / 2, SMALL, [word])

    def _lines(self, pen: Pen, owner: Element, box: Box) -> None:
        """Lines to write on inside ``box``; beside the photograph they are shorter."""
        left, low, right, high = box
        above = [low + n * self.apart for n in range(1, self.lines)]
        under = high - PHOTO_HIGH - self.apart / 2
        beside = left + PHOTO_WIDE + _GAP
        pen.rules([(left if at < under else beside, at, right, at) for at in above], HAIRLINE)
        fill_in(pen, owner, left, right, low, self._person.filling.last)


def _sides(left: float, top: float, right: float, bottom: float) -> list[Box]:
    across = [(left, at, right, at) for at in (top, bottom)]
    return across + [(at, top, at, bottom) for at in (left, right)]


@dataclass
class Top:
    """The head of a sheet: blocks at the left, at the right the code with how to use it.

    Attributes:
        blocks: short ones; none is split.
        label, how: what stands above the code and below it.

    """

    blocks: Sequence[Block]
    label: str
    code: str
    how: str
    before: float = 0.0
    keep_next: bool = True

    def words(self) -> Iterator[str]:
        """What the blocks and the frame say."""
        for block in self.blocks:
            yield from block.words()
        yield from (self.label, self.code, self.how)

    @staticmethod
    def short(lines: Lines, width: float, most: int) -> Lines:
        """A block for the left of it, set in so many lines at most."""
        beside = width - _PANEL - 2 * _GAP
        lines.lines = set_words(Said(lines.text, lines.style, most), beside).lines
        return lines

    def _panel(self) -> Stack:
        said = [Said(self.label, SMALL_TEXT, 1), Said(self.code, _CODE, 1)]
        return Stack([*said, Said(self.how, SMALL_TEXT, 3)], _PANEL - 2 * _PAD)

    def _beside(self, width: float) -> float:
        return width - _PANEL - 2 * _GAP

    def height(self, width: float) -> float:
        """Its height in points."""
        beside, down = self._beside(width), 0.0
        for number, block in enumerate(self.blocks):
            down += (block.before if number else 0.0) + block.height(beside)
        return max(down, self._panel().height + 1.4 * _PAD)

    def least(self, width: float) -> float:
        """All of it."""
        return self.height(width)

    def split(self, width: float, room: float) -> None:
        """Nowhere."""

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        """Draw it with its top left corner at (x, y)."""
        beside, down = self._beside(width), y
        for number, block in enumerate(self.blocks):
            down -= block.before if number else 0.0
            block.draw(pen, x, down, beside)
            down -= block.height(beside)
        panel = self._panel()
        left, right = x + width - _PANEL, x + width
        bottom = y - panel.height - 1.4 * _PAD
        panel.draw(pen, pen.root.add(Element("P")), left + _PAD, y - 0.5 * _PAD)
        pen.rules(_sides(left, y, right, bottom), RULE, ACCENT)
