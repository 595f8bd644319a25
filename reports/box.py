"""Blocks in a frame, for what must be seen before anything is done with a paper."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.page import Block
from reports.style import ACCENT, MM, RULE
from reports.tagging import Pen

_PAD = 3 * MM


@dataclass
class Box:
    """A few short blocks in a frame; it stays whole, so they must fit a page together."""

    blocks: Sequence[Block]
    before: float = 4 * MM
    keep_next: bool = False

    def words(self) -> Iterator[str]:
        """What the blocks in it say."""
        for block in self.blocks:
            yield from block.words()

    def _placed(self, width: float) -> Iterator[tuple[Block, float, float]]:
        """Each block with its top and its bottom below the frame's top."""
        down = _PAD
        for number, block in enumerate(self.blocks):
            down += block.before if number else 0.0
            bottom = down + block.height(width - 2 * _PAD)
            yield block, down, bottom
            down = bottom

    def height(self, width: float) -> float:
        """Its height in points, set to ``width``."""
        return max(bottom for _, _, bottom in self._placed(width)) + _PAD

    def least(self, width: float) -> float:
        """All of it."""
        return self.height(width)

    def split(self, width: float, room: float) -> None:
        """Nowhere."""

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        """Draw it with its top left corner at (x, y)."""
        for block, down, _ in self._placed(width):
            block.draw(pen, x + _PAD, y - down, width - 2 * _PAD)
        right, bottom = x + width, y - self.height(width)
        sides = [(x, y, right, y), (x, bottom, right, bottom)]
        sides += [(x, y, x, bottom), (right, y, right, bottom)]
        pen.rules(sides, RULE, ACCENT)
