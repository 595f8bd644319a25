"""Sizes of pages and their margins, in points.

A4, printed on both sides: the inner margin is 20 mm for punching and changes sides, so even
pages are the mirror of odd ones; what hangs on a wall lies on its side instead.
"""

from dataclasses import dataclass

from reports.style import MM

PAGE_WIDTH, PAGE_HEIGHT = 210 * MM, 297 * MM
INNER, OUTER = 20 * MM, 18 * MM
TOP, BOTTOM = 27 * MM, 22 * MM


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
