import io
from datetime import date
from itertools import pairwise

import pikepdf
import pytest
from pypdf import PdfReader
from pypdf.generic import Destination

from reports.style import BODY
from reports.tagging import Element, Pen
from tests.reports import cases
from tests.reports.reading import Tree, page_texts, paper


@pytest.fixture(scope="module")
def typical() -> bytes:
    return paper(cases.typical())


def test_everything_drawn_is_in_the_tree_once(typical: bytes) -> None:
    tree = Tree(typical)
    assert tree.drawn() == tree.marks()
    assert len(tree.drawn()) > 100


def test_the_parent_tree_leads_back(typical: bytes) -> None:
    tree = Tree(typical)
    numbers = list(tree.root.ParentTree.Nums)
    by_page = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
    for number, page in enumerate(tree.pdf.pages):
        assert page.obj.StructParents == number
        assert str(page.obj.Tabs) == "/S"
        assert "/Trans" not in page.obj
    for element in tree.walk():
        for kid in tree.kids(element):
            if isinstance(kid, int):
                page_number = next(
                    n for n, p in enumerate(tree.pdf.pages) if p.obj.objgen == element.Pg.objgen
                )
                assert by_page[page_number][kid].objgen == element.objgen


def test_parents_are_parents(typical: bytes) -> None:
    tree = Tree(typical)
    for element in tree.walk():
        for kid in tree.kids(element):
            if not isinstance(kid, int) and "/S" in kid:
                assert kid.P.objgen == element.objgen


def test_headings_step_by_one(typical: bytes) -> None:
    levels = [int(str(e.S)[2]) for e in Tree(typical).walk() if str(e.S) in ("/H1", "/H2", "/H3")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert levels.count(2) == 15  # 14 sections and the appendix
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_tables_are_tables(typical: bytes) -> None:
    tree = Tree(typical)
    assert len(tree.of("Table")) > 8
    for table in tree.of("Table"):
        rows = tree.kids(table)
        assert {str(row.S) for row in rows} == {"/TR"}
        counts = {len(tree.kids(row)) for row in rows}
        assert len(counts) == 1, "rows of one table have as many cells"
    for head in tree.of("TH"):
        assert str(head.A.Scope) in ("/Row", "/Column")


def test_lists_are_lists(typical: bytes) -> None:
    tree = Tree(typical)
    for item in tree.of("LI"):
        assert [str(kid.S) for kid in tree.kids(item)] == ["/Lbl", "/LBody"]


def test_the_picture_has_words(typical: bytes) -> None:
    tree = Tree(typical)
    (figure,) = tree.of("Figure")
    alt = str(figure.Alt)
    for fact in ("Sentence start 13 May 2024", "Handover 28 January 2027", "CRD 12 October 2027"):
        assert fact in alt
    left, bottom, right, top = map(float, figure.A.BBox)
    assert 0 < left < right < 596
    assert 0 < bottom < top < 842


@pytest.mark.parametrize(("language", "tag"), [("en", "en-GB"), ("cy", "cy-GB")])
def test_facts_of_the_file(language: str, tag: str) -> None:
    finished = paper(cases.typical(), language)
    with pikepdf.open(io.BytesIO(finished)) as pdf:
        assert str(pdf.Root.Lang) == tag
        assert bool(pdf.Root.MarkInfo.Marked)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        with pdf.open_metadata() as metadata:
            title = metadata["dc:title"]
            assert "A1234BC" in title
            assert "MORGAN" not in title
            assert metadata["xmp:CreateDate"].startswith("2026-11-22")
            assert "pdfuaid:part" not in metadata
        assert "/OpenAction" not in pdf.Root
        assert "/Names" not in pdf.Root
    reader = PdfReader(io.BytesIO(finished))
    assert reader.metadata is not None
    assert reader.metadata.title == title
    assert "gwen" not in str(reader.metadata).lower()


def test_every_font_is_embedded(typical: bytes) -> None:
    with pikepdf.open(io.BytesIO(typical)) as pdf:
        fonts = {font.objgen: font for page in pdf.pages for font in page.resources.Font.values()}
        assert len(fonts) == 2
        for font in fonts.values():
            assert "/FontFile2" in font.FontDescriptor
            assert "/ToUnicode" in font
            assert "SourceSansPro" in str(font.BaseFont)


def test_bookmarks_lead_to_the_sections(typical: bytes) -> None:
    reader = PdfReader(io.BytesIO(typical))
    first, rest = reader.outline
    assert isinstance(first, Destination)
    assert isinstance(rest, list)
    assert first.title == "Handover report"
    assert len(rest) == 15
    texts = page_texts(typical)
    for entry in rest:
        assert isinstance(entry, Destination)
        page = reader.get_destination_page_number(entry)
        assert page is not None
        assert str(entry.title) in texts[page]


def test_the_same_record_gives_the_same_bytes(typical: bytes) -> None:
    assert paper(cases.typical()) == typical


def test_marked_content_does_not_nest() -> None:
    pen = Pen((595, 842))
    with pen.artifact(), pytest.raises(RuntimeError):
        pen.text(Element("P"), 0, 0, BODY, ["x"])


def test_an_element_over_two_pages_stays_one() -> None:
    pen = Pen((595, 842))
    element = pen.root.add(Element("P"))
    pen.text(element, 50, 800, BODY, ["one "])
    pen.next_page()
    pen.text(pen.root.add(element), 50, 800, BODY, ["two"])
    tree = Tree(pen.finish(title="t", language="en-GB", on=date(2026, 11, 22)))
    assert len(tree.of("P")) == 1
    assert tree.marks() == tree.drawn() == {(0, 0), (1, 0)}
