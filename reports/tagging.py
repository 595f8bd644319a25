"""Tagged PDF: a paper that a screen reader reads in order, with its headings and tables.

reportlab writes no tags. ``Pen`` draws on its canvas and notes, for everything it draws,
what it is: part of a heading, a cell, a picture, or an artifact (rules, running heads) that
is read to nobody. ``finish`` has the notes turned into the structure tree
(``reports.structure``) and sets title and language. Machine checks pass; no claim of
PDF/UA is made.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import pikepdf
from pikepdf import Dictionary, String
from reportlab.pdfbase.pdfmetrics import getFont
from reportlab.pdfgen.canvas import Canvas

from reports import structure
from reports.structure import Box, Element, Link, Place
from reports.style import HAIRLINE, LINE, REGULAR, STRONG, Colour, Style, load_fonts
from reports.wrap import Line

__all__ = ["Box", "Element", "Pen", "Place"]

_DOT = 1.2
"""Width of a dot in points."""


class Pen:
    """Draws on the pages of one paper and notes what everything is.

    Attributes:
        canvas: the reportlab canvas, for shapes; draw on it inside ``marked`` or ``artifact``.
        root: the Document element.

    """

    def __init__(self, page_size: tuple[float, float]) -> None:
        load_fonts()
        self._bytes = io.BytesIO()
        # invariant: the same record gives the same bytes; the day is set by ``finish``.
        self.canvas: Any = Canvas(
            self._bytes,
            pagesize=page_size,
            pageCompression=1,
            invariant=1,
            # Otherwise Helvetica, which cannot be embedded, is on every page unused.
            initialFontName=REGULAR,
        )
        self.root = Element("Document")
        self._owners: list[list[Element]] = [[]]
        self._open = False
        self._ink: Colour | None = None
        self._level = -1
        self._letters: dict[tuple[str, float], _Letters] = {}
        self._put: Callable[[str], None] = self.canvas.addLiteral

    def next_page(self) -> None:
        """End the page; what follows is drawn on the next."""
        self.canvas.showPage()
        self._owners.append([])
        self._ink = None

    @contextmanager
    def marked(self, element: Element) -> Iterator[None]:
        """What is drawn inside belongs to ``element``."""
        owners = self._owners[-1]
        element.kids.append((len(self._owners) - 1, len(owners)))
        with self._marking(f"/{element.kind} <</MCID {len(owners)}>> BDC"):
            yield
        owners.append(element)

    @contextmanager
    def artifact(self, subtype: str = "") -> Iterator[None]:
        """What is drawn inside is not part of the text; ``subtype`` Header or Footer."""
        detail = f"/Type /Pagination /Subtype /{subtype}" if subtype else "/Type /Layout"
        with self._marking(f"/Artifact <<{detail}>> BDC"):
            yield

    @contextmanager
    def _marking(self, opening: str) -> Iterator[None]:
        if self._open:
            raise RuntimeError("marked content must not nest")
        self._open = True
        self._put(opening)
        yield
        self._put("EMC")
        self._open = False

    def text(
        self, element: Element, x: float, y: float, style: Style, lines: Sequence[Line]
    ) -> None:
        """Draw lines from ``y``, the top of the first, as part of ``element``."""
        with self.marked(element):
            self.draw_text(x, y, style, lines)

    def draw_text(self, x: float, y: float, style: Style, lines: Sequence[Line]) -> None:
        """Draw lines inside a ``marked`` or ``artifact`` that is already open."""
        if style.colour != self._ink:
            self._ink = style.colour
            self._put(f"{_numbers(style.colour)} rg")
        plain = self._letters_of(style.font, style.size)
        drawn = [
            f"BT 1 0 0 1 {x:.2f} {y - style.baseline:.2f} Tm {style.leading:g} TL {plain.font}"
        ]
        for line in lines:
            if isinstance(line, str):
                drawn.append(f"({line.translate(plain)}) Tj T*")
                continue
            for words, strong in line:
                letters = self._letters_of(STRONG, style.size) if strong else plain
                drawn.append(f"{letters.font} ({words.translate(letters)}) Tj")
            drawn.append(f"{plain.font} T*")
        drawn.append("ET")
        self._put("\n".join(drawn))

    def _letters_of(self, font: str, size: float) -> "_Letters":
        letters = self._letters.get((font, size))
        if letters is None:
            letters = self._letters[font, size] = _Letters(self.canvas, font, size)
        return letters

    def rules(
        self,
        lines: Sequence[Box],
        width: float = HAIRLINE,
        colour: Colour = LINE,
    ) -> None:
        """Draw straight lines (x1, y1, x2, y2) as an artifact."""
        if lines:
            with self.artifact():
                self.lines(lines, width, colour)

    def lines(self, lines: Sequence[Box], width: float, colour: Colour) -> None:
        """Draw straight lines inside an ``artifact`` that is already open."""
        drawn = [f"{width:g} w {_numbers(colour)} RG"]
        drawn += [f"{x1:.2f} {y1:.2f} m {x2:.2f} {y2:.2f} l" for x1, y1, x2, y2 in lines]
        self._put("\n".join([*drawn, "S"]))

    def dots(self, lines: Sequence[Box], step: float) -> None:
        """Draw dotted lines as an artifact: no letters that searches and readers stumble on."""
        if lines:
            with self.artifact():
                self._put(f"q 1 J [0 {step:g}] 0 d")
                self.lines(lines, _DOT, LINE)
                self._put("Q")

    def bars(self, boxes: Sequence[Box], colour: Colour) -> None:
        """Fill boxes (x, y, width, height) inside an ``artifact`` that is already open."""
        self._ink = colour
        drawn = [f"{x:.3f} {y:.2f} {wide:.3f} {high:.2f} re" for x, y, wide, high in boxes]
        self._put("\n".join([f"{_numbers(colour)} rg", *drawn, "f"]))

    def link(self, element: Element, box: Box, place: Place, words: str) -> None:
        """Make a box of this page lead to a place; ``words`` tell where it leads.

        ``element`` is a Link, whose text is drawn inside the box.
        """
        element.kids.append(Link(len(self._owners) - 1, box, place, words))

    def bookmark(self, title: str, level: int, y: float) -> None:
        """An entry of the outline that leads to the height ``y`` of this page.

        A level no deeper than one below the entry before, whatever is asked for.
        """
        self._level = level = min(level, self._level + 1)
        key = f"b{len(self._owners)}-{len(self._owners[-1])}"
        self.canvas.bookmarkHorizontal(key, 0, y)
        self.canvas.addOutlineEntry(title, key, level=level, closed=False)

    def finish(self, *, title: str, language: str, on: date) -> bytes:
        """Close the last page and return the tagged PDF; ``on`` is the day it speaks for."""
        self.canvas.showPage()
        self.canvas.save()
        with pikepdf.open(self._bytes) as pdf:
            structure.write(pdf, self.root, self._owners)
            _describe(pdf, title, language, on)
            finished = io.BytesIO()
            pdf.save(
                finished,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
                deterministic_id=True,
            )
        return finished.getvalue()


def _numbers(colour: Colour) -> str:
    return " ".join(f"{part:.3f}" for part in colour)


class _Letters(dict[int, str]):
    """A table for ``str.translate``: how characters are spelled in the text of a page.

    Learns as it goes; the canvas's own way looks at every letter of every line again.

    Attributes:
        font: the operator that chooses the font.

    """

    def __init__(self, canvas: Any, font: str, size: float) -> None:
        super().__init__()
        self._font, self._document, self._size = getFont(font), canvas._doc, size
        self.font = self._chosen(0)

    def _chosen(self, part: int) -> str:
        """A font goes into a file in parts of 256 letters; the first has nearly all."""
        return f"{self._font.getSubsetInternalName(part, self._document)} {self._size:g} Tf"

    def __missing__(self, point: int) -> str:
        ((part, code),) = self._font.splitString(chr(point), self._document)
        letter = chr(code[0])
        if letter in "()\\":
            letter = f"\\{letter}"
        elif not " " <= letter <= "~":
            letter = f"\\{code[0]:03o}"
        if part:
            letter = f") Tj {self._chosen(part)} ({letter}) Tj {self.font} ("
        self[point] = letter
        return letter


def _describe(pdf: pikepdf.Pdf, title: str, language: str, on: date) -> None:
    root = pdf.Root
    root.Lang = String(language)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    stamp = f"{on:%Y-%m-%d}T00:00:00Z"
    for key in list(pdf.docinfo.keys()):
        del pdf.docinfo[key]
    with pdf.open_metadata(set_pikepdf_as_editor=False) as words:
        words["dc:title"] = title
        words["dc:language"] = [language]
        words["dc:format"] = "application/pdf"
        words["xmp:CreateDate"] = stamp
        words["xmp:CreatorTool"] = "POM desk"
