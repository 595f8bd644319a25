"""Reading papers back: text, structure tree, fonts."""

import io
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pikepdf
import pypdf

from pomdesk.readmodels.case import CaseView
from reports import kinds
from reports.material import Material
from reports.template import shipped
from resources.text import Text

TEMPLATE = shipped("handover-report")


def paper(view: CaseView, language: str = "en", prepared_by: str = "Gwen Ellis") -> bytes:
    """The handover report of a view."""
    return kinds.render("handover-report", Material(view, prepared_by), Text(language))


@lru_cache(maxsize=8)
def _page_texts(pdf: bytes) -> tuple[str, ...]:
    return tuple(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def page_texts(pdf: bytes) -> list[str]:
    """The text of each page, line ends as they come; of the same bytes it is read once."""
    return list(_page_texts(pdf))


def words(pdf: bytes) -> str:
    """All text with line ends as single spaces."""
    return " ".join(" ".join(page_texts(pdf)).split())


def run(pdf: bytes) -> str:
    """All text without any space: finds what is broken over lines."""
    return "".join(words(pdf).split())


class Tree:
    """The structure tree of a PDF, with the text that belongs to each element."""

    def __init__(self, pdf: bytes) -> None:
        self.pdf = pikepdf.open(io.BytesIO(pdf))
        self.root = self.pdf.Root.StructTreeRoot
        self.document = self.root.K[0]

    def walk(self, element: Any = None) -> Iterator[Any]:
        """Every element, in reading order."""
        element = self.document if element is None else element
        yield element
        for kid in self.kids(element):
            if not isinstance(kid, int) and "/S" in kid:
                yield from self.walk(kid)

    @staticmethod
    def kids(element: Any) -> list[Any]:
        """The children of an element: elements, numbers, references to marked content."""
        held = element.get("/K", [])
        return list(held) if isinstance(held, pikepdf.Array) else [held]

    def of(self, kind: str) -> list[Any]:
        """Every element of one kind."""
        return [element for element in self.walk() if str(element.S) == f"/{kind}"]

    def marks(self) -> set[tuple[int, int]]:
        """(page, number) of all marked content the tree holds, on pages counted from 0."""
        numbers = {page.obj.objgen: n for n, page in enumerate(self.pdf.pages)}
        found = []
        for element in self.walk():
            for kid in self.kids(element):
                if isinstance(kid, int):
                    found.append((numbers[element.Pg.objgen], kid))
                elif "/MCID" in kid:
                    found.append((numbers[kid.Pg.objgen], int(kid.MCID)))
        assert len(found) == len(set(found))
        return set(found)

    def drawn(self) -> set[tuple[int, int]]:
        """(page, number) of all marked content on the pages; nothing is unmarked or nested."""
        found = set()
        for number, page in enumerate(self.pdf.pages):
            depth = 0
            for instruction in pikepdf.parse_content_stream(page):
                match str(instruction.operator):
                    case "BDC":
                        depth += 1
                        assert depth == 1
                        details: Any = instruction.operands[1]
                        if "/MCID" in details:
                            found.add((number, int(details.MCID)))
                    case "EMC":
                        depth -= 1
                    case "Tj" | "TJ" | "S" | "f" | "B" | "s" | "b":
                        assert depth == 1, "drawn outside of marked content"
            assert depth == 0
        return found
