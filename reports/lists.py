"""Lists: items with a bullet or a number in front, that go on over pages."""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import groupby, pairwise

from reports.style import BODY, MM, Style
from reports.tagging import Element, Pen
from reports.wrap import ORPHANS, Line, Span, lines_of, span_lines


@dataclass(slots=True)
class _Piece:
    """Part of a list item that stays together.

    Attributes:
        mark: of the first part, the bullet or the number.
        gap: points of space above it, left out at the top of a page.

    """

    mark: str
    gap: float
    lines: Sequence[Line]
    item: Element
    body: Element


class Bullets:
    """A list; each item has a bullet or a number in front.

    Args:
        items: plain texts, or texts with strong words in them.
        numbered: numbers in front, from ``start``.
        gap: points of space between items.

    """

    _INDENT = 5 * MM
    _WIDE = 7.5 * MM
    """Indent of a list with numbers over 9."""

    def __init__(
        self,
        items: Sequence[str | Sequence[Span]],
        *,
        numbered: bool = False,
        style: Style = BODY,
        before: float = 4.0,
        start: int = 1,
        gap: float = 0.0,
    ) -> None:
        self.before = before
        self.keep_next = False
        self.items = items
        self.numbered = numbered
        self.start = start
        self._style = style
        self._gap = gap
        self._indent = self._WIDE if numbered and start + len(items) > 10 else self._INDENT
        self._element = Element("L")
        self._pieces: list[_Piece] = []

    def words(self) -> Iterator[str]:
        """Its items, without bullets and numbers."""
        for item in self.items:
            yield item if isinstance(item, str) else "".join(words for words, _ in item)

    def _set(self, width: float) -> list[_Piece]:
        if not self._pieces:
            room = width - self._indent
            for number, words in enumerate(self.items):
                item, body = Element("LI"), Element("LBody")
                mark = f"{self.start + number}." if self.numbered else "•"
                gap = self._gap if number else 0.0
                lines: Sequence[Line] = (
                    lines_of(words, self._style, room)
                    if isinstance(words, str)
                    else span_lines(words, self._style, room)
                )
                for first, last in _together(len(lines)):
                    self._pieces.append(_Piece(mark, gap, lines[first:last], item, body))
                    mark, gap = "", 0.0
        return self._pieces

    def height(self, width: float) -> float:
        """Its height in points, set to ``width``."""
        pieces = self._set(width)
        gaps = sum(piece.gap for piece in pieces[1:])
        return sum(len(piece.lines) for piece in pieces) * self._style.leading + gaps

    def least(self, width: float) -> float:
        """Its first item, or the start of a long one."""
        return sum(len(piece.lines) for piece in self._set(width)[:1]) * self._style.leading

    def split(self, width: float, room: float) -> "tuple[Bullets, Bullets] | None":
        """Between items, or inside one, never leaving one line of it alone."""
        fits = 0
        for piece in self._set(width):
            room -= len(piece.lines) * self._style.leading + (piece.gap if fits else 0.0)
            if room < 0:
                break
            fits += 1
        if not 0 < fits < len(self._pieces):
            return None
        return self._part(self._pieces[:fits]), self._part(self._pieces[fits:])

    def _part(self, pieces: list[_Piece]) -> "Bullets":
        part = copy(self)
        part._pieces = pieces
        return part

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        """Draw it with its top left corner at (x, y)."""
        if not self.items:
            return
        whole = pen.root.add(self._element)
        top = y
        for _, held in groupby(self._set(width), key=lambda piece: id(piece.item)):
            first, *more = held
            y -= first.gap if y < top else 0.0
            item = whole.add(first.item)
            if first.mark:
                pen.text(item.add(Element("Lbl")), x, y, self._style, [first.mark])
            lines = [line for piece in (first, *more) for line in piece.lines]
            pen.text(item.add(first.body), x + self._indent, y, self._style, lines)
            y -= len(lines) * self._style.leading


def _together(count: int) -> list[tuple[int, int]]:
    """Lines of an item that stay together: two at either end of a long one."""
    if count < 2 * ORPHANS:
        return [(0, count)]
    return list(pairwise([0, *range(ORPHANS, count - ORPHANS + 1), count]))
