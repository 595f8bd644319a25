import io
from typing import Any

import pytest
from pypdf import PdfReader

from reports.blocks import Lines, heading, paragraph, title
from reports.contents import contents
from reports.page import HEIGHT, WIDTH, Block, PageBreak, compose
from tests.reports.engine import everything, made
from tests.reports.reading import Tree, page_texts


def pack(parts: int, sections: int = 3) -> list[Block]:
    body: list[Block] = []
    for part in range(1, parts + 1):
        body += [PageBreak(), title(f"Part {part}")]
        for section in range(1, sections + 1):
            body += [heading(f"{part}.{section} Section"), *[paragraph("words")] * 30]
    return [title("Pack"), contents(body), *body]


def test_page_numbers_are_those_of_the_headings() -> None:
    pdf = made(pack(4))
    texts = page_texts(pdf)
    for part in range(1, 5):
        for section in range(1, 4):
            name = f"{part}.{section} Section"
            page = next(n for n, text in enumerate(texts[1:], 2) if name in text)
            assert f"{name} {page}" in " ".join(texts[0].split())


def test_contents_over_several_pages() -> None:
    blocks = pack(40)
    pdf = made(blocks)
    tree = Tree(pdf)
    assert len(tree.of("TOC")) == 1
    assert len(tree.of("TOCI")) == 160
    assert tree.drawn() == tree.marks()
    for page in compose(blocks):
        for placed in page:
            assert placed.down + placed.block.height(WIDTH) <= HEIGHT + 0.01


def test_links_lead_where_they_say_and_are_tagged() -> None:
    tree = Tree(made(pack(3)))
    pages = [page.obj for page in tree.pdf.pages]
    links: list[Any] = [link for page in pages if "/Annots" in page for link in page.Annots]
    assert len(links) == 12
    numbers = list(tree.root.ParentTree.Nums)
    owners = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
    assert list(owners) == sorted(owners)
    assert int(tree.root.ParentTreeNextKey) == len(owners)
    texts = page_texts(made(pack(3)))
    for link in links:
        assert str(link.Subtype) == "/Link"
        assert int(link.F) == 4
        to = next(n for n, page in enumerate(pages) if page.objgen == link.Dest[0].objgen)
        assert str(link.Contents) in texts[to]
        assert 0 < float(link.Dest[3]) < 842
        left, bottom, right, top = map(float, link.Rect)
        assert 0 < left < right < 596
        assert 0 < bottom < top < 842
        owner = owners[int(link.StructParent)]
        assert str(owner.S) == "/Link"
        references = [k for k in Tree.kids(owner) if not isinstance(k, int) and "/Obj" in k]
        assert [one.Obj.objgen for one in references] == [link.objgen]
        assert str(owner.P.S) == "/Reference"
        assert str(owner.P.P.S) == "/TOCI"


def test_only_levels_asked_for_are_listed() -> None:
    assert len(contents(pack(2)).headings) == 9
    assert len(contents(pack(2), deepest=0).headings) == 3
    assert contents([]).headings == []


def test_a_long_heading_goes_on_in_the_next_line() -> None:
    long = heading("1. " + "very long words of a heading " * 12)
    pdf = made([contents([long]), long])
    text = " ".join(page_texts(pdf)[0].split())
    assert text.count("very long words") == 24
    assert Tree(pdf).drawn() == Tree(pdf).marks()


def test_hostile_headings_are_words() -> None:
    hostile = heading("<a href='x'>\x00 (\\) {n}\nsecond line")
    pdf = made([contents([hostile]), hostile])
    tree = Tree(pdf)
    (link,) = tree.pdf.pages[0].obj.Annots
    assert str(link.Contents) == "<a href='x'>[U+0000] (\\) {n} second line"
    assert "/A" not in link


def test_a_heading_that_is_not_in_the_paper_leads_nowhere() -> None:
    pdf = made([contents([heading("elsewhere")])])
    assert "/Annots" not in PdfReader(io.BytesIO(pdf)).pages[0]


def test_parts_begin_on_new_pages() -> None:
    pages = compose([paragraph("a"), PageBreak(), PageBreak(), paragraph("b"), PageBreak()])
    assert [len(page) for page in pages] == [1, 1]


@pytest.mark.parametrize("before", range(4))
def test_a_right_hand_page_is_an_odd_one(before: int) -> None:
    blocks: list[Block] = []
    for _ in range(before):
        blocks += [paragraph("x"), PageBreak()]
    pages = compose([*blocks, PageBreak(right=True), last := paragraph("last")])
    number = next(n for n, page in enumerate(pages, 1) if any(p.block is last for p in page))
    assert number % 2 == 1


def test_bookmarks_and_contents_agree() -> None:
    pdf = made()
    reader = PdfReader(io.BytesIO(pdf))
    flat: list[Any] = []

    def walk(entries: list[Any]) -> None:
        for entry in entries:
            walk(entry) if isinstance(entry, list) else flat.append(entry)

    walk(reader.outline)
    found = {str(one.title): reader.get_destination_page_number(one) for one in flat}
    listed = next(b for b in everything() if hasattr(b, "headings"))
    assert {one.text for one in listed.headings} <= set(found)
    places = {
        block.text: block.place.page - 1
        for block in _placed()
        if isinstance(block, Lines) and block.bookmark is not None
    }
    assert places == found


def _placed() -> list[Block]:
    blocks = everything()
    made(blocks)
    return blocks
