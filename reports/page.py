"""Pages: what fits where, the running head and foot, the marking.

A4, printed on both sides: the inner margin is 20 mm for punching and changes sides, so
even pages are the mirror of odd ones; what hangs on a wall lies on its side instead. Blocks
are laid out first and drawn afterwards, so "page x of y" needs no second build, and the time
is linear in what is printed.
"""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from reports.style import (
    ACCENT,
    HAIRLINE,
    LINE,
    MM,
    RULE,
    SMALL,
    SMALL_STRONG,
    STRONG,
    Style,
    colour,
    load_fonts,
)
from reports.tagging import Pen
from reports.text_safety import one_line
from reports.wrap import fitted

PAGE_WIDTH, PAGE_HEIGHT = 210 * MM, 297 * MM
INNER, OUTER = 20 * MM, 18 * MM
TOP, BOTTOM = 27 * MM, 22 * MM
_HEAD_TOP = 10 * MM
_HEAD_RULE = 20.5 * MM
"""Below the upper edge of the page."""
_FOOT_RULE = 16 * MM
_DRAFT = Style(STRONG, 30, 30, colour("hairline"))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A size of page with its margins, in points.

    Attributes:
        inner: the margin for punching, left on odd pages and right on even ones.

    """

    page_width: float
    page_height: float
    inner: float
    outer: float

    @property
    def width(self) -> float:
        """Width of the text, the same on odd and even pages."""
        return self.page_width - self.inner - self.outer

    @property
    def height(self) -> float:
        """Height of the text."""
        return self.page_height - TOP - BOTTOM

    def edges(self, number: int) -> tuple[float, float]:
        """Left and right edge of the text on page ``number`` (from 1)."""
        left = self.inner if number % 2 else self.outer
        return left, left + self.width


PORTRAIT = Sheet(PAGE_WIDTH, PAGE_HEIGHT, INNER, OUTER)
LANDSCAPE = Sheet(PAGE_HEIGHT, PAGE_WIDTH, OUTER, OUTER)
"""Hung on a wall, not punched."""
WIDTH, HEIGHT = PORTRAIT.width, PORTRAIT.height
"""Of the text of a page that is read in the hand, in points."""


class Block(Protocol):
    """Something that takes up room on a page.

    Attributes:
        before: points of space above it, left out at the top of a page.
        keep_next: it must not stand last on a page.

    """

    before: float
    keep_next: bool

    def height(self, width: float) -> float:
        """Its height in points, set to ``width``."""

    def least(self, width: float) -> float:
        """Height of the smallest part that may begin on a page."""

    def split(self, width: float, room: float) -> "tuple[Block, Block] | None":
        """The part that fits into ``room`` points and the rest; None if nothing does."""

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        """Draw it with its top left corner at (x, y)."""


@dataclass(frozen=True, slots=True)
class Furniture:
    """What stands on every page besides the text.

    Attributes:
        marking: the protective marking.
        draft: the word for a paper that is not final, or blank for one that is.
        subject: whom the paper is about: name and number.
        paper: what kind of paper it is, with its version.
        foot: record date and who prepared it.
        page_of: words for page number and number of pages.

    """

    marking: str
    draft: str
    subject: str
    paper: str
    foot: str
    page_of: Callable[[int, int], str]

    def draw(self, pen: Pen, number: int, pages: int, sheet: Sheet = PORTRAIT) -> None:
        """Draw it on page ``number`` (from 1) of ``pages``."""
        left, right = sheet.edges(number)
        with pen.artifact("Header"):
            self._head(pen, left, right, sheet)
            if self.draft:
                self._margin_mark(pen, number, sheet)
        with pen.artifact("Footer"):
            _rule(pen, left, right, _FOOT_RULE, HAIRLINE)
            top = _FOOT_RULE - 1.5 * MM
            page = one_line(self.page_of(number, pages))
            _right(pen, right, top, SMALL_STRONG, page)
            room = sheet.width - SMALL_STRONG.width(page) - 6 * MM
            pen.draw_text(left, top, SMALL, [fitted(self.foot, SMALL, room)])

    def _head(self, pen: Pen, left: float, right: float, sheet: Sheet) -> None:
        marking = fitted(self.marking, SMALL_STRONG, sheet.width)
        middle = (left + right - SMALL_STRONG.width(marking)) / 2
        top = sheet.page_height - _HEAD_TOP
        pen.draw_text(middle, top, SMALL_STRONG, [marking])
        second = top - SMALL.leading - 1 * MM
        paper = one_line(f"{self.paper} · {self.draft}" if self.draft else self.paper)
        paper = fitted(paper, SMALL_STRONG, sheet.width / 2)
        _right(pen, right, second, SMALL_STRONG, paper)
        room = sheet.width - SMALL_STRONG.width(paper) - 6 * MM
        pen.draw_text(left, second, SMALL_STRONG, [fitted(self.subject, SMALL_STRONG, room)])
        _rule(pen, left, right, sheet.page_height - _HEAD_RULE, RULE)

    def _margin_mark(self, pen: Pen, number: int, sheet: Sheet) -> None:
        """The word in outline along the outer edge: it crosses no text, and copies show it."""
        word = "  ".join(one_line(self.draft))
        canvas = pen.canvas
        canvas.saveState()
        if number % 2:
            canvas.translate(sheet.page_width - sheet.outer / 2 + 4 * MM, sheet.page_height / 2)
            canvas.rotate(90)
        else:
            canvas.translate(sheet.outer / 2 - 4 * MM, sheet.page_height / 2)
            canvas.rotate(-90)
        text = canvas.beginText(-_DRAFT.width(word) / 2, 0)
        text.setFont(_DRAFT.font, _DRAFT.size)
        text.setTextRenderMode(1)
        text.setStrokeColor(LINE)
        canvas.setLineWidth(0.6)
        text.textOut(word)
        text.setTextRenderMode(0)
        canvas.drawText(text)
        canvas.restoreState()


def _rule(pen: Pen, left: float, right: float, y: float, width: float) -> None:
    pen.canvas.setLineWidth(width)
    pen.canvas.setStrokeColor(ACCENT)
    pen.canvas.line(left, y, right, y)


def _right(pen: Pen, right: float, top: float, style: Style, line: str) -> None:
    pen.draw_text(right - style.width(line), top, style, [line])


@dataclass(frozen=True, slots=True)
class Placed:
    """A block and how far below the top of the text it stands, in points."""

    block: Block
    down: float


def compose(blocks: Iterable[Block], sheet: Sheet = PORTRAIT) -> list[list[Placed]]:
    """Lay blocks out on pages; a block that cannot be split and fits no page overflows."""
    pages: list[list[Placed]] = [[]]
    down = 0.0
    waiting = deque(blocks)
    while waiting:
        block = waiting.popleft()
        page = pages[-1]
        top = down + (block.before if page else 0.0)
        room = sheet.height - top
        if page and _least(block, waiting, sheet) > room:
            pages.append([])
            down = 0.0
            waiting.appendleft(block)
            continue
        height = block.height(sheet.width)
        parts = block.split(sheet.width, room) if height > room else None
        if parts is None:
            page.append(Placed(block, top))
            down = top + height
        else:
            page.append(Placed(parts[0], top))
            down = sheet.height
            waiting.appendleft(parts[1])
    return pages


def _least(block: Block, following: Sequence[Block], sheet: Sheet) -> float:
    """Room the block needs to begin here, with the start of what it may not part from."""
    need = block.least(sheet.width)
    if not block.keep_next:
        return need
    need = block.height(sheet.width)
    for after in following:
        need += after.before + (
            after.height(sheet.width) if after.keep_next else after.least(sheet.width)
        )
        if not after.keep_next:
            break
    return min(need, sheet.height)


def render(
    blocks: Iterable[Block],
    furniture: Furniture,
    *,
    title: str,
    language: str,
    on: date,
    sheet: Sheet = PORTRAIT,
) -> bytes:
    """The finished PDF of some blocks; ``title`` and ``language`` are for readers of the file."""
    load_fonts()
    pages = compose(blocks, sheet)
    pen = Pen((sheet.page_width, sheet.page_height))
    for number, page in enumerate(pages, 1):
        if number > 1:
            pen.next_page()
        left, _ = sheet.edges(number)
        furniture.draw(pen, number, len(pages), sheet)
        for placed in page:
            placed.block.draw(pen, left, sheet.page_height - TOP - placed.down, sheet.width)
    return pen.finish(title=one_line(title), language=language, on=on)
