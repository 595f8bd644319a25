"""Tagged PDF: a paper that a screen reader reads in order, with its headings and tables.

reportlab writes no tags. ``Pen`` draws on its canvas and notes, for everything it draws,
what it is: part of a heading, a cell, a picture, or an artifact (rules, running heads) that
is read to nobody. ``finish`` turns the notes into the structure tree (ISO 32000-1, 14.7 and
14.8) and sets title and language. Machine checks pass; no claim of PDF/UA is made.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from reportlab.pdfgen.canvas import Canvas

from reports.style import HAIRLINE, LINE, REGULAR, Colour, Style, load_fonts

Box = tuple[float, float, float, float]


@dataclass(slots=True, eq=False)
class Element:
    """One element of the structure tree.

    Attributes:
        kind: standard structure type: H1 to H3, P, L, LI, Lbl, LBody, Table, TR, TH, TD, Figure.
        scope: of a TH, ``Row`` or ``Column``.
        alt: what a Figure shows, in words.
        box: of a Figure, where it stands on its page, in points.
        kids: elements, and (page, number of the marked content on it), in reading order.
        placed: whether it has a parent; parts of one thing on two pages are one element.

    """

    kind: str
    scope: str = ""
    alt: str = ""
    box: Box | None = None
    kids: list["Element | tuple[int, int]"] = field(default_factory=list)
    placed: bool = False

    def add(self, kid: "Element") -> "Element":
        """Make ``kid`` the last child, unless it is a child already."""
        if not kid.placed:
            kid.placed = True
            self.kids.append(kid)
        return kid


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
        self.canvas.addLiteral(opening)
        yield
        self.canvas.addLiteral("EMC")
        self._open = False

    def text(
        self, element: Element, x: float, y: float, style: Style, lines: Sequence[str]
    ) -> None:
        """Draw lines from ``y``, the top of the first, as part of ``element``."""
        with self.marked(element):
            self.draw_text(x, y, style, lines)

    def draw_text(self, x: float, y: float, style: Style, lines: Sequence[str]) -> None:
        """Draw lines inside a ``marked`` or ``artifact`` that is already open."""
        if style.colour != self._ink:
            self._ink = style.colour
            self.canvas.setFillColor(style.colour)
        text = self.canvas.beginText(x, y - style.baseline)
        text.setFont(style.font, style.size, style.leading)
        for line in lines:
            text.textLine(line)
        self.canvas.drawText(text)

    def rules(
        self,
        lines: Sequence[Box],
        width: float = HAIRLINE,
        colour: Colour = LINE,
    ) -> None:
        """Draw straight lines (x1, y1, x2, y2) as an artifact."""
        if lines:
            with self.artifact():
                self.canvas.setLineWidth(width)
                self.canvas.setStrokeColor(colour)
                self.canvas.lines(lines)

    def bookmark(self, title: str, level: int, y: float) -> None:
        """An entry of the outline that leads to the height ``y`` of this page."""
        key = f"b{len(self._owners)}-{len(self._owners[-1])}"
        self.canvas.bookmarkHorizontal(key, 0, y)
        self.canvas.addOutlineEntry(title, key, level=level, closed=False)

    def finish(self, *, title: str, language: str, on: date) -> bytes:
        """Close the last page and return the tagged PDF; ``on`` is the day it speaks for."""
        self.canvas.showPage()
        self.canvas.save()
        with pikepdf.open(self._bytes) as pdf:
            _Tree(pdf, self._owners).write(self.root)
            _describe(pdf, title, language, on)
            finished = io.BytesIO()
            pdf.save(
                finished,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
                deterministic_id=True,
            )
        return finished.getvalue()


class _Tree:
    """Writes elements as objects of the PDF."""

    def __init__(self, pdf: pikepdf.Pdf, owners: list[list[Element]]) -> None:
        self._pdf = pdf
        self._owners = owners
        self._pages = [page.obj for page in pdf.pages]
        self._objects: dict[int, pikepdf.Object] = {}

    def write(self, root: Element) -> None:
        pdf = self._pdf
        tree = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        tree.K = Array([self._object(root, tree)])
        numbers = Array()
        for number, (page, owners) in enumerate(zip(self._pages, self._owners, strict=True)):
            if "/Trans" in page:  # empty, and enough to keep a paper out of an archive (PDF/A)
                del page.Trans
            page.StructParents = number
            page.Tabs = Name.S
            numbers.append(number)
            parents = Array([self._objects[id(element)] for element in owners])
            numbers.append(pdf.make_indirect(parents))
        tree.ParentTree = pdf.make_indirect(Dictionary(Nums=numbers))
        tree.ParentTreeNextKey = len(self._pages)
        pdf.Root.StructTreeRoot = tree
        pdf.Root.MarkInfo = Dictionary(Marked=True)

    def _object(self, element: Element, parent: pikepdf.Object) -> pikepdf.Object:
        entries: dict[str, Any] = {"/S": Name("/" + element.kind), "/P": parent}
        marks = [kid for kid in element.kids if isinstance(kid, tuple)]
        if marks:
            entries["/Pg"] = self._pages[marks[0][0]]
        if element.scope:
            entries["/A"] = Dictionary(O=Name.Table, Scope=Name("/" + element.scope))
        if element.box:
            entries["/A"] = Dictionary(
                O=Name.Layout, Placement=Name.Block, BBox=Array([round(n, 2) for n in element.box])
            )
        if element.alt:
            entries["/Alt"] = String(element.alt)
        if len(marks) == 1 and len(element.kids) == 1:
            entries["/K"] = marks[0][1]
        made = self._objects[id(element)] = self._pdf.make_indirect(Dictionary(entries))
        if "/K" not in entries and element.kids:
            first = marks[0][0] if marks else -1
            made.K = Array([self._kid(kid, made, first) for kid in element.kids])
        return made

    def _kid(self, kid: Element | tuple[int, int], parent: pikepdf.Object, page: int) -> Any:
        if isinstance(kid, Element):
            return self._object(kid, parent)
        if kid[0] == page:
            return kid[1]
        return Dictionary(Type=Name.MCR, Pg=self._pages[kid[0]], MCID=kid[1])


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
