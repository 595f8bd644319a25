"""The same blocks as a Word file, for colleagues who finish a paper there.

Structure only, with real styles: title, headings, lists that count by themselves, tables whose
heads are heads. What is drawn is told in words; ruled space becomes lines to type on. Texts
are put in as they are: nothing in them is read as markup or as a field.
"""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from docx.document import Document
from docx.shared import Pt
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph

from reports.blocks import Bullets, Lines, Ruled
from reports.blocks import Picture as Drawn
from reports.box import Box
from reports.contents import Contents
from reports.furniture import Furniture
from reports.page import Block, PageBreak
from reports.sheet import PORTRAIT
from reports.style import BODY, SMALL, STRONG, SUBTITLE, TITLE, Style
from reports.tables import Cell, Table
from reports.text_safety import for_word
from reports.word_look import TYPES, blank
from reports.word_parts import bookmarked, linked, list_of, row_rules, ruled_table
from reports.wrap import Span

_WHOLE = 8
"""Rows of a table that stays on one page; a longer one keeps its head with its first row."""
_SEEN = 0.1
"""Points by which type must differ to be of another size."""
_SPACE = 3
"""Lines that the longest ruled space becomes; typing makes more of them."""


def docx_of(
    blocks: Iterable[Block], furniture: Furniture, *, title: str, language: str, on: date
) -> bytes:
    """The Word file of some blocks; the same blocks give the same bytes.

    The arguments are those of ``reports.page.render``: ``title`` and ``language`` are for
    readers of the file, ``on`` is the day it speaks for.
    """
    document = blank(furniture, title=title, language=language, on=on)
    writer = _Writer(document)
    for block in blocks:
        writer.put(block)
    held = io.BytesIO()
    document.save(held)
    return _dated(held, on)


def _dated(held: io.BytesIO, on: date) -> bytes:
    """The same package without the moment it was made."""
    out = io.BytesIO()
    day = (max(on.year, 1980), on.month, on.day, 0, 0, 0)
    with zipfile.ZipFile(held) as made, zipfile.ZipFile(out, "w") as dated:
        for name in made.namelist():
            part = zipfile.ZipInfo(name, day)
            part.compress_type = zipfile.ZIP_DEFLATED
            dated.writestr(part, made.read(name))
    return out.getvalue()


class _Writer:
    """Puts blocks into a document, or into a cell of it, one after the other."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._into: Document | _Cell = document
        # Asked once: the library goes through all styles at every paragraph.
        self._named = {name: document.styles[name].style_id for name in TYPES}
        self._titled = False
        self._turn = False
        self._bookmarks: dict[int, int] = {}

    def put(self, block: Block) -> None:
        """Write one block; of a kind that is only drawn, what it says."""
        match block:
            case Lines():
                self._lines(block)
            case Bullets():
                self._list(block)
            case Table():
                self._table(block)
            case Contents():
                self._contents(block)
            case Box():
                self._box(block)
            case PageBreak():
                self._turn = True
            case Ruled():
                for _ in range(min(block.count, _SPACE)):
                    self._line("Space To Write")
            case _:
                style = "Picture In Words" if isinstance(block, Drawn) else "Normal"
                for words in block.words():
                    self._line(style).add_run(for_word(words))

    def _line(self, style: str) -> Paragraph:
        line = self._into.add_paragraph()
        line._p.style = self._named[style]
        if self._turn:
            line.paragraph_format.page_break_before = True
            self._turn = False
        return line

    def _lines(self, block: Lines) -> None:
        style = self._style_of(block)
        line = self._line(style)
        _runs(line, block.spans or [(block.text, False)], block.style, TYPES[style])
        if block.keep_next:
            line.paragraph_format.keep_with_next = True
        if block.bookmark is not None:
            bookmarked(line, self._bookmark(block))

    def _style_of(self, block: Lines) -> str:
        kind = block.element.kind
        if kind == "H1" and not self._titled:
            self._titled = True
            return "Title"
        if kind in ("H1", "H2", "H3"):
            # A pack has further titles; they are above the headings of their sections.
            return f"Heading {max(1, int(kind[1]) - 1)}"
        if block.bar:
            return "Notice"
        if block.style == SUBTITLE:
            return "Subtitle"
        if block.bookmark is not None or block.style.size > BODY.size:
            return "Heading 1"
        return "Note" if block.style.size <= SMALL.size else "Normal"

    def _bookmark(self, heading: Lines) -> int:
        return self._bookmarks.setdefault(id(heading.place), len(self._bookmarks) + 1)

    def _list(self, block: Bullets) -> None:
        style: Any = self._document.styles["List Number" if block.numbered else "List Bullet"]
        numbering = self._document.part.numbering_part.element
        number = list_of(numbering, style, block.start) if block.numbered else None
        for item in block.items:
            line = self._line("List Number" if block.numbered else "List Bullet")
            if number is not None:
                held: Any = line._p.get_or_add_pPr().get_or_add_numPr()
                held.get_or_add_ilvl().val, held.get_or_add_numId().val = 0, number
            _runs(line, [(item, False)] if isinstance(item, str) else item, BODY, BODY)

    def _contents(self, block: Contents) -> None:
        for heading, level in zip(block.headings, block.levels(), strict=True):
            line = self._line("toc 1" if level == 0 else "toc 2")
            linked(line, for_word(heading.text), f"_Toc{self._bookmark(heading):08}")

    def _box(self, block: Box) -> None:
        """A table of one cell: the frame stays around whatever is in it."""
        table = self._new_table(1, 1)
        ruled_table(table, boxed=True, heads=False, names=False)
        outer, self._into = self._into, table.rows[0].cells[0]
        for held in block.blocks:
            self.put(held)
        first = self._into.paragraphs[0]._p
        first.getparent().remove(first)
        self._into = outer
        self._line("Cell Note")

    def _new_table(self, rows: int, columns: int) -> Any:
        if self._turn:
            self._line("Cell Note")
        if isinstance(self._into, Document):
            return self._into.add_table(rows, columns)
        return self._into.add_table(rows, columns)

    def _table(self, block: Table) -> None:
        columns = block.columns
        heads = any(column.head for column in columns)
        table = self._new_table(len(block.rows) + heads, len(columns))
        table.autofit = False
        for held, column in zip(table.columns, columns, strict=True):
            held.width = Pt(column.share * PORTRAIT.width)
        names = any(column.names_row for column in columns)
        ruled_table(table, boxed=block.boxed, heads=heads, names=names)
        rows = iter(table.rows)
        if heads:
            self._row(next(rows), block, [Cell(column.head, _HEAD) for column in columns], True)
        for cells, row in zip(block.rows, rows, strict=True):
            self._row(row, block, cells, False)
        together = len(table.rows) if len(table.rows) <= _WHOLE else heads + 1
        for row in table.rows[: together - 1]:
            for line in (line for cell in row.cells for line in cell.paragraphs):
                line.paragraph_format.keep_with_next = True
        # Without a line between them, Word makes one table of two.
        self._line("Cell Note" if not block.foot else "Note").add_run(for_word(block.foot))

    def _row(self, row: _Row, block: Table, cells: Sequence[str | Cell], head: bool) -> None:
        least = block.least_row
        for column, cell, into in zip(block.columns, cells, row.cells, strict=True):
            text, style, under = (
                (cell.text, cell.style, cell.under)
                if isinstance(cell, Cell)
                else (cell, column.style, "")
            )
            least = max(least, cell.room if isinstance(cell, Cell) else 0.0)
            into.width = Pt(column.share * PORTRAIT.width)
            line = into.paragraphs[0]
            line._p.style = self._named["Cell"]
            _runs(line, [(text, False)], style, TYPES["Cell"])
            if under:
                into.add_paragraph(for_word(under))._p.style = self._named["Cell Note"]
        row_rules(row, head=head, least=least)


_HEAD = Style(STRONG, SMALL.size, SMALL.leading, TITLE.colour)


def _runs(line: Paragraph, spans: Sequence[Span], style: Style, usual: Style) -> None:
    """Words into a paragraph; what differs from the type of its style is said at the words."""
    for words, strong in spans:
        run = line.add_run(for_word(words))
        if (strong or style.font == STRONG) and usual.font != STRONG:
            run.bold = True
        if abs(usual.size - style.size) > _SEEN:
            run.font.size = Pt(style.size)
