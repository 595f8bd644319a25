"""The structure tree of a tagged PDF (ISO 32000-1, 14.7 and 14.8), and its links.

``Element`` is noted while a paper is drawn; ``write`` turns the notes into objects.
"""

from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

Box = tuple[float, float, float, float]


@dataclass(slots=True, eq=False)
class Place:
    """Where something came to, known once all pages are laid out.

    Attributes:
        page: from 1; 0: it is on no page.
        top: its height on the page, in points from the lower edge.

    """

    page: int = 0
    top: float = 0.0


@dataclass(frozen=True, slots=True)
class Link:
    """A link annotation: the box of page ``page`` (from 0) that leads to ``place``."""

    page: int
    box: Box
    place: Place
    words: str


@dataclass(slots=True, eq=False)
class Element:
    """One element of the structure tree.

    Attributes:
        kind: standard structure type: H1 to H3, P, L, LI, Lbl, LBody, Table, TR, TH, TD, Figure,
            TOC, TOCI, Reference, Link.
        scope: of a TH, ``Row`` or ``Column``.
        alt: what a Figure shows, in words.
        box: of a Figure, where it stands on its page, in points.
        kids: elements, (page, number of the marked content on it), and links, in reading order.
        placed: whether it has a parent; parts of one thing on two pages are one element.

    """

    kind: str
    scope: str = ""
    alt: str = ""
    box: Box | None = None
    kids: list["Element | tuple[int, int] | Link"] = field(default_factory=list)
    placed: bool = False

    def add(self, kid: "Element") -> "Element":
        """Make ``kid`` the last child, unless it is a child already."""
        if not kid.placed:
            kid.placed = True
            self.kids.append(kid)
        return kid


def write(pdf: pikepdf.Pdf, root: Element, owners: list[list[Element]]) -> None:
    """Give a PDF its tree; ``owners`` are the elements of each page's marked content."""
    _Tree(pdf, owners).write(root)


class _Tree:
    """Writes elements as objects of the PDF."""

    def __init__(self, pdf: pikepdf.Pdf, owners: list[list[Element]]) -> None:
        self._pdf = pdf
        self._owners = owners
        self._pages = [page.obj for page in pdf.pages]
        self._objects: dict[int, pikepdf.Object] = {}
        self._linked: list[pikepdf.Object] = []

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
        for number, element in enumerate(self._linked, len(self._pages)):
            numbers.append(number)
            numbers.append(element)
        tree.ParentTree = pdf.make_indirect(Dictionary(Nums=numbers))
        tree.ParentTreeNextKey = len(self._pages) + len(self._linked)
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

    def _kid(self, kid: Element | tuple[int, int] | Link, parent: pikepdf.Object, page: int) -> Any:
        if isinstance(kid, Element):
            return self._object(kid, parent)
        if isinstance(kid, Link):
            return self._annotation(kid, parent)
        if kid[0] == page:
            return kid[1]
        return Dictionary(Type=Name.MCR, Pg=self._pages[kid[0]], MCID=kid[1])

    def _annotation(self, link: Link, owner: pikepdf.Object) -> pikepdf.Object:
        """The link on its page, and the reference to it that stands in the tree."""
        page = self._pages[link.page]
        annotation = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Link,
            Rect=Array([round(n, 2) for n in link.box]),
            Border=Array([0, 0, 0]),
            F=4,  # printed; an archive asks for it
            Contents=String(link.words),
            StructParent=len(self._pages) + len(self._linked),
        )
        if link.place.page:
            to, top = self._pages[link.place.page - 1], round(link.place.top, 2)
            annotation.Dest = Array([to, Name.XYZ, 0, top, 0])
        made = self._pdf.make_indirect(annotation)
        if "/Annots" not in page:
            page.Annots = Array()
        page.Annots.append(made)
        self._linked.append(owner)
        return Dictionary(Type=Name.OBJR, Pg=page, Obj=made)
