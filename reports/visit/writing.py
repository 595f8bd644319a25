"""What is filled in with a pen: answers to tick, words with room behind them, ruled lines.

Everybody on a sheet has lines to write on, and whoever stands in the same half of a page shares
what that half has left, so that no paper stays blank that could be written on. Nothing stands on
the fold.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.page import Block, PageBreak
from reports.sheet import PAGE_HEIGHT, TOP
from reports.style import HAIRLINE, MM, REGULAR, TEXT, Style
from reports.tagging import Element, Pen
from reports.visit.rows import BOX_TO_TICK, SHEET, Space
from reports.wrap import fitted

LINE_APART = 7.5 * MM
"""Between ruled lines, at least: room for handwriting."""
STRIP = 7 * MM
"""Height of the row of answers."""
LABEL = Style(REGULAR, 8.5, 10.5, TEXT)
"""Words that stand on a line to write on."""

_LEAST_LINES, _ROOMY_LINES, _MOST_LINES = 2, 4, 6
_WIDEST = 9 * MM
_TICK = Style(REGULAR, 17, 17, TEXT)
_TICK_ROOM = 5.3 * MM
_ANSWERS = (Style(REGULAR, 10, 12.4, TEXT), Style(REGULAR, 9, 12.4, TEXT))
_CLOCK = 24 * MM
"""Room for "time", hours and minutes."""
_APART = 2.2 * MM
_CLEAR = 4 * MM
"""What is kept free on either side of the fold."""
_FOLD = PAGE_HEIGHT / 2 - TOP
_UPPER = _FOLD - _CLEAR
HALF = SHEET.height - (_FOLD + _CLEAR)
"""Height of what stands below the fold; what stands above it is a little less high."""
_ROUNDING = 0.01
_SPARE = 0.1
"""Points that are never shared out, so that no rounding pushes anybody to the next page."""


@dataclass(frozen=True, slots=True)
class Blank:
    """A word with room behind it to write.

    Attributes:
        share: of the width, its word included; those of a line add up to 1.
        clock: hours and minutes are written there.

    """

    word: str
    share: float = 1.0
    clock: bool = False


def fill_in(
    pen: Pen, owner: Element, left: float, right: float, low: float, blanks: Sequence[Blank]
) -> None:
    """Draw blanks beside each other on the line at ``low``, as part of ``owner``."""
    start, high = left, low + LABEL.leading + 0.5
    for number, blank in enumerate(blanks):
        end = start + blank.share * (right - left)
        stop = end if number == len(blanks) - 1 else end - _APART
        word = fitted(blank.word, LABEL, stop - start)
        begin = start + (LABEL.width(word) + 1.2 * MM if word else 0.0)
        with pen.marked(owner):
            pen.draw_text(start, high, LABEL, [word])
            if blank.clock:
                pen.draw_text((begin + stop) / 2, high, LABEL, [":"])
        pen.rules([(begin, low, stop, low)], HAIRLINE)
        start = end


@dataclass(frozen=True, slots=True)
class Filling:
    """What is filled in of a person.

    Attributes:
        answers: how it went, each with a box to tick; they stand in one row.
        time: the word before the time, at the end of that row.
        last: what stands on the last line to write on.

    """

    answers: Sequence[str]
    time: str
    last: Sequence[Blank]

    def words(self) -> Iterator[str]:
        """What it says."""
        yield from self.answers
        yield self.time
        yield from (blank.word for blank in self.last)

    def draw_answers(self, pen: Pen, owner: Element, left: float, right: float, y: float) -> None:
        """Draw the row of answers and the time, its top at ``y``, as wide as there is room."""
        room = right - left - _CLOCK - len(self.answers) * (_TICK_ROOM + _APART)
        wide = {style: sum(map(style.width, self.answers)) for style in _ANSWERS}
        style = next((one for one in _ANSWERS if wide[one] <= room), _ANSWERS[-1])
        each = room / len(self.answers)
        more = max(room - wide[style], 0.0) / len(self.answers)
        low = y - STRIP + 1.6 * MM
        for answer in self.answers:
            said = answer if wide[style] <= room else fitted(answer, style, each)
            with pen.marked(owner):
                pen.draw_text(left, low + _TICK.baseline - 1.2, _TICK, [BOX_TO_TICK])
                pen.draw_text(left + _TICK_ROOM, low + style.baseline, style, [said])
            left += _TICK_ROOM + style.width(said) + _APART + more
        fill_in(pen, owner, right - _CLOCK, right, low - 0.8 * MM, [Blank(self.time, clock=True)])


class Ruled(ABC):
    """A person on a sheet: what is printed, and under it lines to write on; whole.

    Attributes:
        still: height without the lines.
        lines, apart: how many, and how far from each other; ``folded`` gives more of them where
            there is room.

    """

    def __init__(self, still: float, before: float = 0.0) -> None:
        self.before = before
        self.keep_next = False
        self.still = still
        self.lines, self.apart = _LEAST_LINES, LINE_APART

    def height(self, width: float) -> float:
        """Its height in points."""
        return self.still + self.lines * self.apart

    def least(self, width: float) -> float:
        """All of it."""
        return self.height(width)

    def split(self, width: float, room: float) -> None:  # noqa: B027 - a person is whole
        """Nowhere."""

    @abstractmethod
    def words(self) -> Iterator[str]:
        """What it says, as it was written."""

    @abstractmethod
    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        """Draw it with its top left corner at (x, y)."""


def folded(first: Sequence[Block], blocks: Sequence[Block]) -> list[Block]:
    """Blocks with what keeps each of them off the fold: space, or a new page.

    Everybody has at least as many lines to write on as take no further page, and lines take what
    is left of the half of the page they stand in.

    Args:
        first: what stands at the top of the first page; it must fit above the fold.
        blocks: none of them higher than ``HALF``.

    """
    fewest = _pages(_laid(first, blocks, _LEAST_LINES))
    for lines in range(_ROOMY_LINES, _LEAST_LINES, -1):
        if _pages(laid := _laid(first, blocks, lines)) == fewest:
            return laid
    return _laid(first, blocks, _LEAST_LINES)


def _pages(laid: Sequence[Block]) -> int:
    return 1 + sum(isinstance(block, PageBreak) for block in laid)


def _laid(first: Sequence[Block], blocks: Sequence[Block], lines: int) -> list[Block]:
    """The blocks where everybody has so many lines to begin with; who has much to say, fewer."""
    for block in blocks:
        if isinstance(block, Ruled):
            fit = int((_UPPER - block.still) / LINE_APART)
            block.lines, block.apart = max(min(lines, fit), _LEAST_LINES), LINE_APART
    laid: list[Block] = []
    half: list[Block] = []
    down = 0.0
    for block in first:
        down += (block.before if laid else 0.0) + block.height(SHEET.width)
        laid.append(block)
    for block in blocks:
        high = block.height(SHEET.width)
        before = block.before if down else 0.0
        upper = down < _FOLD
        if down + before + high > (_UPPER if upper else SHEET.height) + _ROUNDING:
            down += _share((_UPPER if upper else SHEET.height) - down, half)
            half = []
            if upper:
                space = _FOLD + _CLEAR - down - block.before
                laid.append(Space(space))
                down, before = down + space, block.before
            else:
                laid.append(PageBreak())
                down = before = 0.0
                if high > _UPPER + _ROUNDING:
                    down = _FOLD + _CLEAR
                    laid.append(Space(down - block.before))
        laid.append(block)
        half.append(block)
        down += before + high
    _share((_UPPER if down < _FOLD else SHEET.height) - down, half)
    return laid


def _share(room: float, blocks: Sequence[Block]) -> float:
    """Give so much room to the lines of these blocks; how much of it they took."""
    ruled = [block for block in blocks if isinstance(block, Ruled)]
    if not ruled:
        return 0.0
    held = sum(one.lines * one.apart for one in ruled)
    room = max(room - _SPARE, 0.0)
    count = min(int((held + room) / LINE_APART + _ROUNDING), _MOST_LINES * len(ruled))
    each, more = divmod(count, len(ruled))
    for number, one in enumerate(ruled):
        one.lines = each + (number < more)
        one.apart = min((held + room) / count, _WIDEST)
    return sum(one.lines * one.apart for one in ruled) - held
