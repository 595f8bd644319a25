"""What papers are made of: headings, paragraphs, lists, notices, ruled space, pictures.

Tables are in ``reports.tables``, lists in ``reports.lists``. A block says in ``words``
everything it shows, as it was written and in reading order; parts it was split into for pages
are not asked. Every text goes through ``reports.wrap`` and so through
``reports.text_safety``: plain strings, never markup.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from reportlab.graphics import renderPDF

from reports.lists import Bullets as Bullets
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
from reports.tagging import Element, Pen, Place
from reports.text_safety import LEFT_OUT, one_line, user_text
from reports.wrap import ORPHANS, Line, Span, lines_of, span_lines

WRITING_LINE = 8 * MM
"""Between ruled lines: room for handwriting."""

_BAR = 3.0
"""Width of the rule beside a notice in points."""


@dataclass
class Lines:
    """One paragraph or heading: lines of one style.

    Attributes:
        spans: the same text with strong words in it; empty: all of it is set alike.
        indent: points kept free on the left.
        bookmark: for headings, its level in the outline.
        under: whether a rule runs under it.
        bar: whether a thick rule runs beside it, in the indent.
        place: where it came to, for the contents; known once pages are laid out.

    """

    text: str
    style: Style = BODY
    before: float = 5.0
    keep_next: bool = False
    indent: float = 0.0
    bookmark: int | None = None
    under: bool = False
    bar: bool = False
    lines: Sequence[Line] = ()
    element: Element = field(default_factory=lambda: Element("P"))
    spans: Sequence[Span] = ()
    place: Place = field(default_factory=Place)

    def _set(self, width: float) -> Sequence[Line]:
        if not self.lines:
            room = width - self.indent
            self.lines = (
                span_lines(self.spans, self.style, room)
                if self.spans
                else lines_of(self.text, self.style, room)
            )
        return self.lines

    def words(self) -> Iterator[str]:
        """What it says."""
        yield self.text

    def height(self, width: float) -> float:
        """Its height in points, set to ``width``."""
        return len(self._set(width)) * self.style.leading + (1.2 * MM if self.under else 0)

    def least(self, width: float) -> float:
        """All of a short paragraph, two lines of a long one."""
        count = len(self._set(width))
        first = count if count < 2 * ORPHANS else ORPHANS
        return first * self.style.leading

    def split(self, width: float, room: float) -> "tuple[Lines, Lines] | None":
        """Between lines, never leaving one line alone."""
        count = len(self._set(width))
        fits = min(int(room / self.style.leading), count - ORPHANS)
        if fits < ORPHANS:
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


@dataclass
class Ruled:
    """Space for handwriting: ruled lines, on one page if a page has room for them."""

    count: int
    before: float = 1.0
    keep_next: bool = False
    _WHOLE = 25
    _LEAST = 3

    def words(self) -> Iterator[str]:
        """Nothing."""
        yield from ()

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

    def words(self) -> Iterator[str]:
        """What it shows, in words."""
        yield self.alt

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
