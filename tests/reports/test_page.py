import io
from datetime import date

import pytest
from pypdf import PdfReader

from reports.blocks import (
    Bullets,
    Lines,
    Ruled,
    heading,
    note,
    notice,
    paragraph,
    paragraphs,
    subheading,
)
from reports.page import HEIGHT, INNER, OUTER, PORTRAIT, WIDTH, Block, Furniture, compose, render
from reports.style import BODY, MM, TITLE
from reports.tables import Cell, Column, Table
from tests.reports.reading import Tree, page_texts

FURNITURE = Furniture(
    "OFFICIAL-SENSITIVE",
    "DRAFT",
    "MORGAN, Alun · A1234BC",
    "Paper, version 1",
    "Record as at 22 November 2026",
    lambda number, total: f"Page {number} of {total}",
)
WORDS = "Some words that fill a line and then some more of them. "


def pdf(*blocks: Block, furniture: Furniture = FURNITURE) -> bytes:
    return render(blocks, furniture, title="Paper", language="en-GB", on=date(2026, 11, 22))


def table(rows: int, words: str = "cell") -> Table:
    columns = [Column(0.5, "Left", names_row=True), Column(0.5, "Right")]
    return Table(columns, [(f"row {n}", f"{words} {n}") for n in range(rows)], width=WIDTH)


def ends(blocks: list[Block]) -> list[list[Block]]:
    return [[placed.block for placed in page] for page in compose(blocks)]


@pytest.mark.parametrize("lines", range(20, 48))
def test_a_heading_never_stands_last(lines: int) -> None:
    head = subheading("What follows")
    pages = ends([Ruled(1), *[paragraph("x") for _ in range(lines)], head, table(40)])
    holder = next(page for page in pages if head in page)
    assert holder[-1] is not head


@pytest.mark.parametrize("lines", range(30, 46))
def test_no_line_of_a_paragraph_stands_alone(lines: int) -> None:
    pages = ends([*[Lines("x", before=0) for _ in range(lines)], Lines(WORDS * 14, before=0)])
    parts = [b for page in pages for b in page if isinstance(b, Lines) and len(b.lines) != 1]
    assert all(len(part.lines) >= 2 for part in parts)
    assert sum(len(part.lines) for part in parts) == len(Lines(WORDS * 14)._set(WIDTH))


def test_everything_fits_its_page() -> None:
    blocks: list[Block] = [
        heading("One"),
        *[paragraph(WORDS * n) for n in range(1, 60, 7)],
        table(100),
        Ruled(90),
        Bullets([WORDS * n for n in range(1, 90, 9)]),
        notice(WORDS * 300),
        note("end"),
    ]
    for page in compose(blocks):
        for placed in page:
            assert placed.down + placed.block.height(WIDTH) <= HEIGHT + 0.01


def test_even_pages_mirror_odd_ones() -> None:
    assert PORTRAIT.edges(1) == (INNER, INNER + WIDTH)
    assert PORTRAIT.edges(2) == (OUTER, OUTER + WIDTH)
    assert pytest.approx(20 * MM) == INNER
    assert PORTRAIT.edges(1)[1] + OUTER == pytest.approx(210 * MM)
    assert PORTRAIT.edges(2)[1] + INNER == pytest.approx(210 * MM)


def test_every_page_says_what_it_is() -> None:
    texts = page_texts(pdf(Ruled(100)))
    assert len(texts) == 4
    for number, text in enumerate(texts, 1):
        assert "OFFICIAL-SENSITIVE" in text
        assert "Paper, version 1 · DRAFT" in text
        assert "D  R  A  F  T" in text
        assert "MORGAN, Alun · A1234BC" in text
        assert "Record as at 22 November 2026" in text
        assert f"Page {number} of 4" in text


def test_a_final_paper_has_no_mark_of_a_draft() -> None:
    final = Furniture("M", "", "S", "P", "F", lambda number, total: f"{number}/{total}")
    assert "D  R" not in page_texts(pdf(note("x"), furniture=final))[0]


def test_long_furniture_is_cut_and_does_not_collide() -> None:
    long = "Very long words " * 40
    furniture = Furniture(long, "DRAFT", long, long, long, lambda n, t: f"Page {n} of {t}")
    text = page_texts(pdf(note("x"), furniture=furniture))[0]
    assert text.count("…") == 4
    assert "Page 1 of 1" in text


def test_a_table_longer_than_a_page_repeats_its_head() -> None:
    finished = pdf(table(150))
    texts = page_texts(finished)
    assert len(texts) > 3
    assert all("Left" in text and "Right" in text for text in texts)
    shown = "\n".join(texts)
    assert all(f"row {n}" in shown and f"cell {n}" in shown for n in range(150))
    tree = Tree(finished)
    assert len(tree.of("Table")) == 1
    assert len(tree.of("TR")) == 151
    # The head is read once; where it is repeated it is an artifact.
    assert len([th for th in tree.of("TH") if str(th.A.Scope) == "/Column"]) == 2


def test_a_row_taller_than_a_page_goes_on() -> None:
    columns = [Column(0.3, "Who"), Column(0.7, "What")]
    rows = [("first", "a"), ("second", "\n".join(f"line {n}" for n in range(300))), ("third", "b")]
    finished = pdf(Table(columns, rows, width=WIDTH))
    shown = "\n".join(page_texts(finished))
    assert all(f"line {n}" in shown for n in range(300))
    tree = Tree(finished)
    assert len(tree.of("TR")) == 4
    assert tree.marks() == tree.drawn()


def test_the_last_row_does_not_go_on_alone() -> None:
    for rows in range(20, 60):
        parts = [
            b for page in compose([table(rows)]) for p in page if isinstance(b := p.block, Table)
        ]
        if len(parts) > 1:
            assert parts[-1]._last - parts[-1]._first >= 2


@pytest.mark.parametrize("rows", [0, 1])
def test_small_tables_come_out(rows: int) -> None:
    assert "Left" in page_texts(pdf(table(rows)))[0]


def test_a_foot_stands_under_the_last_row() -> None:
    columns = [Column(1.0, "Head")]
    for rows in range(27, 42, 2):
        lines = Table(columns, [(f"row {n}",) for n in range(rows)], width=WIDTH, foot="the foot")
        texts = page_texts(pdf(lines))
        assert f"row {rows - 1}\nthe foot" in texts[-1]
        assert "the foot" not in "".join(texts[:-1])


def test_cells_of_other_sizes_share_a_baseline() -> None:
    columns = [Column(0.5), Column(0.5)]
    finished = pdf(Table(columns, [(Cell("small"), Cell("large", TITLE))], width=WIDTH))
    heights = {}

    def visit(text: str, _: object, place: list[float], *__: object) -> None:
        if text.strip():
            heights[text.strip()] = place[5]

    PdfReader(io.BytesIO(finished)).pages[0].extract_text(visitor_text=visit)
    assert heights["small"] == pytest.approx(heights["large"])


def test_a_text_is_a_paragraph_a_line() -> None:
    blocks = paragraphs("one\n\ntwo\nthree")
    assert [block.text for block in blocks] == ["one", "two", "three"]
    assert blocks[1].before == BODY.leading


def test_twenty_thousand_lines_come_out() -> None:
    pages = PdfReader(io.BytesIO(pdf(*paragraphs("\n".join(f"l{n}" for n in range(20_000)))))).pages
    assert "l0\n" in pages[0].extract_text()
    assert "l19999\n" in pages[-1].extract_text()


def test_a_million_characters_are_cut_with_a_notice() -> None:
    finished = pdf(*paragraphs("word " * 200_000, left_out="{n} characters left out"))
    last = PdfReader(io.BytesIO(finished)).pages[-1].extract_text()
    assert "800,000 characters left out" in last


def test_a_hundred_thousand_characters_without_a_space_come_out() -> None:
    bare = Furniture("", "", "", "", "", lambda number, total: "")
    blocks = (paragraph("x" * 100_000), table(2, "y" * 50_000), Bullets(["z" * 50_000]))
    finished = pdf(*blocks, furniture=bare)
    shown = "".join(page_texts(finished))
    assert [shown.count(letter) for letter in "xyz"] == [100_000, 100_000, 50_000]
