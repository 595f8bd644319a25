"""Contents: what stands where, with page numbers and links.

The pages are laid out before the first is drawn, so when contents are drawn the headings
know where they came to. The contents themselves are laid out like any block.
"""

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass

from reports.blocks import Lines
from reports.page import Block
from reports.style import BODY, BODY_STRONG, MM, Style
from reports.tagging import Box, Element, Pen
from reports.text_safety import one_line
from reports.wrap import wrap

_STEP = 6 * MM
"""Indent of each level."""
_NUMBER = 12 * MM
"""For the page number and a few dots, however long the words are."""
_DOT = 5.0
"""From one dot of a leader to the next, so that dots of all lines stand in columns."""
_AROUND = 4.0
"""Between dots and what they lead from and to."""
_GAP = 3.0


def contents(blocks: Iterable[Block], *, deepest: int = 1) -> "Contents":
    """The contents of a paper: every heading among its blocks down to a level of the outline.

    Level 0 are titles, 1 headings of sections.
    """
    found = [block for block in blocks if isinstance(block, Lines)]
    levels = [(one, one.bookmark) for one in found if one.bookmark is not None]
    return Contents([one for one, level in levels if level <= deepest])


@dataclass(slots=True)
class _Entry:
    """One line of the contents, set."""

    heading: Lines
    style: Style
    indent: float
    gap: float
    lines: list[str]

    @property
    def height(self) -> float:
        return len(self.lines) * self.style.leading


class Contents:
    """A line a heading: its words, dots, the page it is on; all of it leads there.

    Args:
        headings: blocks of the same paper that have a level in the outline.

    """

    def __init__(self, headings: Sequence[Lines], *, before: float = 4 * MM) -> None:
        self.before = before
        self.keep_next = False
        self.headings = headings
        self._element = Element("TOC")
        self._entries: list[_Entry] = []

    def words(self) -> Iterator[str]:
        """The headings; the numbers of their pages are not known yet."""
        for heading in self.headings:
            yield from heading.words()

    def levels(self) -> list[int]:
        """Of each heading, how deep it is below the highest of them."""
        levels = [heading.bookmark or 0 for heading in self.headings]
        return [level - min(levels) for level in levels]

    def _set(self, width: float) -> list[_Entry]:
        if not self._entries:
            levels = self.levels()
            several = len(set(levels)) > 1
            for heading, level in zip(self.headings, levels, strict=True):
                top = several and level == 0
                style, indent = (BODY_STRONG if top else BODY), level * _STEP
                gap = (2 * _GAP if top else _GAP) if self._entries else 0.0
                lines = wrap(one_line(heading.text), style, width - indent - _NUMBER)
                self._entries.append(_Entry(heading, style, indent, gap, lines))
        return self._entries

    def height(self, width: float) -> float:
        """Its height in points, set to ``width``."""
        entries = self._set(width)
        return sum(entry.height for entry in entries) + sum(entry.gap for entry in entries[1:])

    def least(self, width: float) -> float:
        """Its first two entries."""
        return sum(entry.height + entry.gap for entry in self._set(width)[:2])

    def split(self, width: float, room: float) -> "tuple[Contents, Contents] | None":
        """Between entries."""
        fits = 0
        for entry in self._set(width):
            room -= entry.height + (entry.gap if fits else 0.0)
            if room < 0:
                break
            fits += 1
        if not 0 < fits < len(self._entries):
            return None
        return self._part(self._entries[:fits]), self._part(self._entries[fits:])

    def _part(self, entries: list[_Entry]) -> "Contents":
        part = copy(self)
        part._entries = entries
        return part

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        """Draw it with its top left corner at (x, y)."""
        whole = pen.root.add(self._element)
        right = x + width
        dots: list[Box] = []
        for number, entry in enumerate(self._set(width)):
            y -= entry.gap if number else 0.0
            left, style, place = x + entry.indent, entry.style, entry.heading.place
            page = str(place.page) if place.page else ""
            last = y - entry.height + style.leading
            at = right - style.width(page)
            link = whole.add(Element("TOCI")).add(Element("Reference")).add(Element("Link"))
            with pen.marked(link):
                *above, line = entry.lines
                # A space between words and number, for those who hear it or search it.
                pen.draw_text(left, y, style, [*above, f"{line} "])
                if page:
                    pen.draw_text(at, last, style, [page])
            if page:
                box = (left, y - entry.height, right, y)
                pen.link(link, box, place, one_line(entry.heading.text))
                dots += _dots(left + style.width(line), at, right, last - style.baseline)
            y -= entry.height
        pen.dots(dots, _DOT)


def _dots(begin: float, end: float, right: float, y: float) -> list[Box]:
    """Where dots run from words to number, a whole number of steps from the right edge."""
    steps = int((right - begin - _AROUND) / _DOT)
    first, last = right - steps * _DOT, end - _AROUND
    return [(first, y, last, y)] if last > first else []
