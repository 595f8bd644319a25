"""Tables: hairlines, repeated heads, rows that go on over pages.

Cells are set in lines once, before pages are made, so a table of thousands of rows costs a
time linear in its rows. A row with more lines than ``_PIECE`` is made of several pieces, so
no row is too tall for a page. An empty cell is a ruled space to write in: every row has a
line under it.
"""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import accumulate

from reports.style import ACCENT, BODY, HAIRLINE, LINE, MM, RULE, SMALL, SMALL_STRONG, Style
from reports.tagging import Box, Element, Pen
from reports.wrap import lines_of

_PIECE = 12
"""Lines of a row that stay together."""

_GAP = 3 * MM
"""Between the texts of two columns."""

_SMALL = 45 * MM
"""A table no higher than this stays whole."""

_WHOLE = 200 * MM
"""A form no higher than this stays whole: nobody writes over the end of a page."""

_LOST = 15 * MM
"""A part of a table lower than this looks lost at the foot of a page."""

_FOOT_GAP = 2.0

_ABOVE, _BELOW = 2.2, 3.0
"""Points between a row's text and the lines above and below it."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        share: its part of the width; the shares of a table add up to 1.
        head: its heading; tables without headings leave all of them blank.
        style: of its cells.
        names_row: its cells are headings of their rows.

    """

    share: float
    head: str = ""
    style: Style = BODY
    names_row: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that differs from its column: a tick box, a label with a prompt.

    Attributes:
        room: least height of its row in points, for handwriting.
        under: a small line under the text: a prompt, or where a fact comes from.

    """

    text: str
    style: Style = SMALL
    room: float = 0.0
    under: str = ""


@dataclass(slots=True)
class _Piece:
    """Part of a row that stays together: cells set in lines, and what they belong to.

    ``under`` are the small lines under the cells of its last part, by column.
    """

    cells: list[tuple[list[str], Style]]
    elements: list[Element]
    row: Element
    height: float
    under: dict[int, list[str]]
    starts_row: bool = True
    ends_row: bool = True

    @property
    def baseline(self) -> float:
        """From the top of its text to the first baseline, which all cells share."""
        return max((style.baseline for lines, style in self.cells if lines), default=0.0)


class Table:
    """Rows of texts in columns.

    Args:
        columns: from left to right.
        rows: one text or ``Cell`` for each column; people's texts are safe here.
        width: the width it will be drawn in, in points.
        least_row: least height of a row in points, for handwriting.
        boxed: rules between the columns as well, for forms.
        before: points of space above it.
        foot: a small line under the last row, such as where the facts come from.

    Attributes:
        columns, rows, least_row, boxed, foot: as they were given.

    """

    def __init__(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[str | Cell]],
        *,
        width: float,
        least_row: float = 0.0,
        boxed: bool = False,
        before: float = 2 * MM,
        foot: str = "",
    ) -> None:
        self.before = before
        self.keep_next = False
        self.columns = columns
        self.rows = rows
        self.foot = foot
        self.least_row = least_row
        self.boxed = boxed
        self._element = Element("Table")
        self._head_element = Element("TR")
        self._lefts = [
            share * width for share in accumulate([0.0, *(c.share for c in columns[:-1])])
        ]
        self._rooms = [column.share * width - _GAP for column in columns]
        self._rooms[-1] += _GAP if not boxed else 0.0
        self._head = self._heads()
        self._pieces = [piece for row in rows for piece in self._set(row, least_row)]
        self._tops = list(accumulate((piece.height for piece in self._pieces), initial=0.0))
        self._first, self._last = 0, len(self._pieces)
        self._foot = lines_of(foot, SMALL, width) if foot else []

    def words(self) -> Iterator[str]:
        """Heads, cells with what stands under them row by row, the foot; blank ones left out."""
        yield from (column.head for column in self.columns if column.head)
        for row in self.rows:
            for cell in row:
                texts = (cell,) if isinstance(cell, str) else (cell.text, cell.under)
                yield from filter(None, texts)
        if self.foot:
            yield self.foot

    def _heads(self) -> _Piece | None:
        if not any(column.head for column in self.columns):
            return None
        cells = [
            (lines_of(column.head, SMALL_STRONG, room), SMALL_STRONG)
            for column, room in zip(self.columns, self._rooms, strict=True)
        ]
        elements = [Element("TH", scope="Column") for _ in self.columns]
        height = max(len(lines) for lines, _ in cells) * SMALL_STRONG.leading + _ABOVE + _BELOW
        return _Piece(cells, elements, self._head_element, height, {})

    def _set(self, row: Sequence[str | Cell], least: float) -> list[_Piece]:
        cells: list[tuple[list[str], Style]] = []
        under: dict[int, list[str]] = {}
        for column, room, cell in zip(self.columns, self._rooms, row, strict=True):
            if isinstance(cell, Cell):
                text, style, least = cell.text, cell.style, max(least, cell.room)
                if cell.under:
                    under[len(cells)] = lines_of(cell.under, SMALL, room)
            else:
                text, style = cell, column.style
            cells.append((lines_of(text, style, room) if text else [], style))
        elements = [
            Element("TH", scope="Row") if column.names_row else Element("TD")
            for column in self.columns
        ]
        line = Element("TR")
        count = max(len(lines) for lines, _ in cells)
        pieces = []
        for start in range(0, max(count, 1), _PIECE):
            part = [(lines[start : start + _PIECE], style) for lines, style in cells]
            ends = start + _PIECE >= count
            piece = _Piece(part, elements, line, 0.0, under if ends else {}, start == 0, ends)
            piece.height = _text_height(piece)
            if piece.ends_row:
                piece.height = max(piece.height, least)
            pieces.append(piece)
        return pieces

    @property
    def _head_height(self) -> float:
        return self._head.height if self._head else 0.0

    @property
    def _foot_height(self) -> float:
        last = self._last == len(self._pieces) and self._foot
        return _FOOT_GAP + len(self._foot) * SMALL.leading if last else 0.0

    def height(self, width: float) -> float:
        """Its height in points."""
        rows = self._tops[self._last] - self._tops[self._first]
        return self._head_height + rows + self._foot_height

    def least(self, width: float) -> float:
        """All of a form or a small table; of others the head and rows enough not to look lost."""
        whole = self.height(width)
        if whole <= (_WHOLE if self.boxed else _SMALL):
            return whole
        rows = self._first + 1
        while rows < self._last and self._tops[rows] - self._tops[self._first] < _LOST:
            rows += 1
        return self._head_height + self._tops[rows] - self._tops[self._first]

    def split(self, width: float, room: float) -> "tuple[Table, Table] | None":
        """Between rows, or inside a very long one; the last row does not go on alone."""
        limit = room - self._head_height + self._tops[self._first]
        stop = self._first
        while stop < self._last and self._tops[stop + 1] <= limit:
            stop += 1
        stop = min(stop, max(self._last - 2, self._first + 1))
        if not self._first < stop < self._last or self._tops[self._first + 1] > limit:
            return None
        return self._part(self._first, stop), self._part(stop, self._last)

    def _part(self, first: int, last: int) -> "Table":
        part = copy(self)
        part._first, part._last = first, last
        return part

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        """Draw it with its top left corner at (x, y); a repeated head is an artifact."""
        top = y
        table = pen.root.add(self._element)
        hairlines: list[Box] = []
        if self._head:
            if self.boxed:
                hairlines.append((x, y, x + width, y))
            else:
                pen.rules([(x, y, x + width, y)], RULE, ACCENT)
            if self._first == 0:
                self._draw_piece(pen, self._head, table, x, y)
            else:
                with pen.artifact("Header"):
                    for left, (lines, style) in zip(self._lefts, self._head.cells, strict=True):
                        pen.draw_text(x + self._indent(left), y - _ABOVE, style, lines)
            y -= self._head.height
        if self._head or self.boxed:
            hairlines.append((x, y, x + width, y))
        for piece in self._pieces[self._first : self._last]:
            self._draw_piece(pen, piece, table, x, y)
            y -= piece.height
            if piece.ends_row:
                hairlines.append((x, y, x + width, y))
        if self.boxed:
            hairlines += [(x + left, top, x + left, y) for left in [*self._lefts, width]]
        pen.rules(hairlines, HAIRLINE, LINE)
        if self._foot_height:
            pen.text(pen.root.add(Element("P")), x, y - _FOOT_GAP, SMALL, self._foot)

    def _indent(self, left: float) -> float:
        return left + _GAP / 2 if self.boxed else left

    def _draw_piece(self, pen: Pen, piece: _Piece, table: Element, x: float, y: float) -> None:
        row = table.add(piece.row)
        top = y - (_ABOVE if piece.starts_row else 0.0)
        baseline = piece.baseline
        for number, (lines, style) in enumerate(piece.cells):
            element, at = row.add(piece.elements[number]), x + self._indent(self._lefts[number])
            down = top - baseline + style.baseline
            if lines:
                pen.text(element, at, down, style, lines)
            if number in piece.under:
                bottom = down - len(lines) * style.leading
                pen.text(element, at, bottom, SMALL, piece.under[number])


def _text_height(piece: _Piece) -> float:
    baseline = piece.baseline
    text = max(
        len(lines) * style.leading
        + len(piece.under.get(number, ())) * SMALL.leading
        + baseline
        - style.baseline
        for number, (lines, style) in enumerate(piece.cells)
    )
    return text + (_ABOVE if piece.starts_row else 0.0) + (_BELOW if piece.ends_row else 0.0)
