"""What papers are made of: headings, paragraphs, lists, notices, ruled space, pictures.

Tables are in ``reports.tables``. Every text goes through ``reports.wrap.lines_of`` and so
through ``reports.text_safety``: blocks draw plain strings, never markup.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any

from reportlab.graphics import renderPDF

from reports.style import (
    ACCENT,
    BODY,
    BODY_STRONG,
    HEADING,
    MM,
    RULE,
    SMALL,
    SUBHEADING,
    SUBTITLE,
    TITLE,
    Style,
)
from reports.tagging import Element, Pen
from reports.text_safety import LEFT_OUT, one_line, user_text
from reports.wrap import lines_of

WRITING_LINE = 8 * MM
"""Between ruled lines: room for handwriting."""

_BAR = 3.0
"""Width of the rule beside a notice in points."""

_PIECE = 12
"""Lines of a list item that stay together."""

_ORPHANS = 2
"""Fewest lines of a paragraph at the foot or at the top of a page."""


@dataclass
class Lines:
    """One paragraph or heading: lines of one style.

    Attributes:
        indent: points kept free on the left.
        bookmark: for headings, its level in the outline.
        under: whether a rule runs under it.
        bar: whether a thick rule runs beside it, in the indent.

    """

    text: str
    style: Style = BODY
    before: float = 5.0
    keep_next: bool = False
    indent: float = 0.0
    bookmark: int | None = None
    under: bool = False
    bar: bool = False
    lines: list[str] = field(default_factory=list)
    element: Element = field(default_factory=lambda: Element("P"))

    def _set(self, width: float) -> list[str]:
        if not self.lines:
            self.lines = lines_of(self.text, self.style, width - self.indent)
        return self.lines

    def height(self, width: float) -> float:
        """Its height in points, set to ``width``."""
        return len(self._set(width)) * self.style.leading + (1.2 * MM if self.under else 0)

    def least(self, width: float) -> float:
        """All of a short paragraph, two lines of a long one."""
        count = len(self._set(width))
        first = count if count < 2 * _ORPHANS else _ORPHANS
        return first * self.style.leading

    def split(self, width: float, room: float) -> "tuple[Lines, Lines] | None":
        """Between lines, never leaving one line alone."""
        count = len(self._set(width))
        fits = min(int(room / self.style.leading), count - _ORPHANS)
        if fits < _ORPHANS:
            return None
        first = replace(self, lines=self.lines[:fits], under=False)
        rest = replace(self, lines=self.lines[fits:], before=0.0, bookmark=None)
        return first, rest

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        """Draw it with its top left corner at (x, y)."""
        lines = self._set(width)
        if self.bookmark is not None:
            pen.bookmark(one_line(self.text), self.bookmark, y)
        pen.text(pen.root.add(self.element), x + self.indent, y, self.style, lines)
        bottom = y - self.height(width)
        if self.under:
            pen.rules([(x, bottom, x + width, bottom)], RULE, ACCENT)
        if self.bar:
            pen.rules([(x + _BAR / 2, y, x + _BAR / 2, bottom)], _BAR, ACCENT)


def title(text: str) -> Lines:
    """The title of the paper."""
    return Lines(text, TITLE, keep_next=True, bookmark=0, element=Element("H1"))


def subtitle(text: str) -> Lines:
    """The line under the title, with a rule under it."""
    return Lines(text, SUBTITLE, before=1.0, keep_next=True, under=True)


def heading(text: str) -> Lines:
    """The heading of a section."""
    return Lines(
        text, HEADING, before=6 * MM, keep_next=True, bookmark=1, under=True, element=Element("H2")
    )


def subheading(text: str) -> Lines:
    """A heading inside a section."""
    return Lines(text, SUBHEADING, before=3.5 * MM, keep_next=True, element=Element("H3"))


def paragraph(text: str, style: Style = BODY, *, keep_next: bool = False) -> Lines:
    """A paragraph of our own words."""
    return Lines(text, style, keep_next=keep_next)


def note(text: str, *, before: float = 3.0, keep_next: bool = False) -> Lines:
    """A small quiet line: a prompt, or where facts come from."""
    return Lines(text, SMALL, before=before, keep_next=keep_next)


def notice(text: str) -> Lines:
    """Something the reader must not miss: strong words beside a thick rule."""
    return Lines(text, BODY_STRONG, before=4 * MM, indent=4 * MM, bar=True)


def paragraphs(text: str, style: Style = BODY, left_out: str = LEFT_OUT) -> list[Lines]:
    """A text somebody wrote, a paragraph a line; blank lines become space."""
    blocks: list[Lines] = []
    gap = 5.0
    for line in user_text(text, left_out):
        if not line:
            gap = style.leading
            continue
        blocks.append(Lines(line, style, before=gap))
        gap = 0.0
    return blocks


@dataclass(slots=True)
class _Piece:
    """Part of a list item that stays together; the first part has the mark."""

    mark: str
    lines: list[str]
    item: Element
    body: Element


class Bullets:
    """A short list; each item has a bullet or a number in front."""

    _INDENT = 5 * MM

    def __init__(
        self,
        items: Sequence[str],
        *,
        numbered: bool = False,
        style: Style = BODY,
        before: float = 4.0,
    ) -> None:
        self.before = before
        self.keep_next = False
        self._items = items
        self._numbered = numbered
        self._style = style
        self._element = Element("L")
        self._pieces: list[_Piece] = []

    def _set(self, width: float) -> list[_Piece]:
        if not self._pieces:
            for number, words in enumerate(self._items, 1):
                item, body = Element("LI"), Element("LBody")
                mark = f"{number}." if self._numbered else "•"
                lines = lines_of(words, self._style, width - self._INDENT)
                for start in range(0, len(lines), _PIECE):
                    piece = lines[start : start + _PIECE]
                    self._pieces.append(_Piece(mark, piece, item, body))
                    mark = ""
        return self._pieces

    def height(self, width: float) -> float:
        """Its height in points, set to ``width``."""
        return sum(len(piece.lines) for piece in self._set(width)) * self._style.leading

    def least(self, width: float) -> float:
        """Its first item, or the start of a long one."""
        return len(self._set(width)[0].lines) * self._style.leading

    def split(self, width: float, room: float) -> "tuple[Bullets, Bullets] | None":
        """Between items, or inside a long one."""
        fits = 0
        for piece in self._set(width):
            room -= len(piece.lines) * self._style.leading
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
        whole = pen.root.add(self._element)
        for piece in self._set(width):
            item = whole.add(piece.item)
            if piece.mark:
                pen.text(item.add(Element("Lbl")), x, y, self._style, [piece.mark])
            pen.text(item.add(piece.body), x + self._INDENT, y, self._style, piece.lines)
            y -= len(piece.lines) * self._style.leading


@dataclass
class Ruled:
    """Space for handwriting: ruled lines, on one page if a page has room for them."""

    count: int
    before: float = 1.0
    keep_next: bool = False
    _WHOLE = 25
    _LEAST = 3

    def height(self, width: float) -> float:
        """Its height in points."""
        return self.count * WRITING_LINE

    def least(self, width: float) -> float:
        """All of them, or three of more than go well on a page."""
        return (self.count if self.count <= self._WHOLE else self._LEAST) * WRITING_LINE

    def split(self, width: float, room: float) -> "tuple[Ruled, Ruled] | None":
        """Between lines."""
        fits = min(int(room / WRITING_LINE), self.count - 1)
        return (Ruled(fits, self.before), Ruled(self.count - fits)) if fits > 0 else None

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        """Draw it with its top left corner at (x, y)."""
        heights = [y - n * WRITING_LINE for n in range(1, self.count + 1)]
        pen.rules([(x, at, x + width, at) for at in heights])


@dataclass
class Picture:
    """A drawing with words for those who do not see it."""

    drawing: Any
    alt: str
    before: float = 4 * MM
    keep_next: bool = False

    def height(self, width: float) -> float:
        """Its height in points."""
        return float(self.drawing.height)

    def least(self, width: float) -> float:
        """All of it."""
        return self.height(width)

    def split(self, width: float, room: float) -> None:
        """Nowhere."""

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        """Draw it with its top left corner at (x, y)."""
        bottom = y - self.drawing.height
        box = (x, bottom, x + self.drawing.width, y)
        figure = pen.root.add(Element("Figure", alt=self.alt, box=box))
        with pen.marked(figure):
            renderPDF.draw(self.drawing, pen.canvas, x, bottom)
