"""Pages: what fits where.

Blocks are laid out first and drawn afterwards, so "page x of y" and contents need no second
build, and the time is linear in what is printed.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from reports.blocks import Lines
from reports.furniture import Furniture
from reports.sheet import HEIGHT, INNER, LANDSCAPE, OUTER, PORTRAIT, TOP, WIDTH, Sheet
from reports.style import load_fonts
from reports.tagging import Pen
from reports.text_safety import one_line

__all__ = [
    "HEIGHT",
    "INNER",
    "LANDSCAPE",
    "OUTER",
    "PORTRAIT",
    "WIDTH",
    "Block",
    "Furniture",
    "PageBreak",
    "Placed",
    "Sheet",
    "compose",
    "render",
]


class Block(Protocol):
    """Something that takes up room on a page.

    Attributes:
        before: points of space above it, left out at the top of a page.
        keep_next: it must not stand last on a page.

    """

    before: float
    keep_next: bool

    def words(self) -> Iterator[str]:
        """Everything it says, in reading order, as it was written."""

    def height(self, width: float) -> float:
        """Its height in points, set to ``width``."""

    def least(self, width: float) -> float:
        """Height of the smallest part that may begin on a page."""

    def split(self, width: float, room: float) -> "tuple[Block, Block] | None":
        """The part that fits into ``room`` points and the rest; None if nothing does."""

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        """Draw it with its top left corner at (x, y)."""


@dataclass(slots=True)
class PageBreak:
    """What follows begins on a new page; with ``right`` on a right-hand one, for packs."""

    right: bool = False
    before: float = 0.0
    keep_next: bool = False

    def words(self) -> Iterator[str]:
        """Nothing."""
        yield from ()

    def height(self, width: float) -> float:
        """None."""
        return 0.0

    def least(self, width: float) -> float:
        """None."""
        return 0.0

    def split(self, width: float, room: float) -> None:
        """Nowhere."""

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        """Nothing."""


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
        if isinstance(block, PageBreak):
            if waiting:
                _turn(pages, block)
                down = 0.0
            continue
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


def _turn(pages: list[list[Placed]], turn: PageBreak) -> None:
    if pages[-1]:
        pages.append([])
    if turn.right and len(pages) % 2 == 0:
        pages.append([])


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
    _note_places(pages, sheet)
    pen = Pen((sheet.page_width, sheet.page_height))
    for number, page in enumerate(pages, 1):
        if number > 1:
            pen.next_page()
        left, _ = sheet.edges(number)
        furniture.draw(pen, number, len(pages), sheet)
        for placed in page:
            placed.block.draw(pen, left, sheet.page_height - TOP - placed.down, sheet.width)
    return pen.finish(title=one_line(title), language=language, on=on)


def _note_places(pages: Sequence[Sequence[Placed]], sheet: Sheet) -> None:
    """Tell headings where they came to, for whatever leads to them."""
    for number, page in enumerate(pages, 1):
        for placed in page:
            if isinstance(placed.block, Lines) and placed.block.bookmark is not None:
                place = placed.block.place
                place.page, place.top = number, sheet.page_height - TOP - placed.down
