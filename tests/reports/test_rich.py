import io
from collections.abc import Sequence
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomdesk.domain.writing import Paragraph, ParagraphKind, Run, passage
from reports.blocks import Bullets, Lines
from reports.page import HEIGHT, WIDTH, Block, compose
from reports.rich import rich
from reports.style import BODY, BODY_STRONG
from reports.text_safety import MAX_TEXT
from reports.wrap import Span, span_lines
from tests.reports.engine import LONG, WRITTEN, bullet, made, number, strong, text
from tests.reports.reading import Tree, page_texts, run

SPANS = st.lists(st.tuples(st.text("ab ŵ-\n", max_size=60), st.booleans()), max_size=12)


def shown(line: Sequence[Span]) -> str:
    return "".join(words for words, _ in line)


def wide(line: Sequence[Span]) -> float:
    """Its width without the spaces at its end, which may hang over."""
    letters = [(letter, strong) for words, strong in line for letter in words]
    while letters and letters[-1][0] == " ":
        letters.pop()
    return sum((BODY_STRONG if strong else BODY).width(letter) for letter, strong in letters)


@given(SPANS, st.floats(20, 500))
def test_nothing_is_lost_and_no_line_is_too_wide(spans: list[Span], width: float) -> None:
    lines = span_lines(spans, BODY, width)
    assert "".join("".join(map(shown, lines)).split()) == "".join(shown(spans).split())
    assert all(wide(line) <= width + 0.01 for line in lines)


@given(SPANS, st.floats(60, 500))
def test_weight_stays_with_its_words(spans: list[Span], width: float) -> None:
    lines = span_lines(spans, BODY, width)
    heavy = "".join(words for line in lines for words, strong in line if strong)
    assert "".join(heavy.split()) == "".join("".join(w for w, strong in spans if strong).split())


def test_strong_words_are_measured_strong() -> None:
    words = "many words that are wide " * 100
    plain = span_lines([(words, False)], BODY, 300)
    heavy = span_lines([(words, True)], BODY, 300)
    assert len(heavy) > len(plain)


def test_a_paragraph_with_strong_words_is_one_element_in_two_fonts() -> None:
    pdf = made(rich((text("plain ", strong("heavy"), " plain"),)))
    tree = Tree(pdf)
    (only,) = tree.of("P")
    assert len(tree.kids(only)) == 1
    assert "plain heavy plain" in page_texts(pdf)[0]
    fonts: list[str] = []
    with pikepdf.open(io.BytesIO(pdf)) as document:
        inside = False
        for step in pikepdf.parse_content_stream(document.pages[0]):
            details: Any = step.operands[1] if str(step.operator) == "BDC" else {}
            inside = "/MCID" in details if str(step.operator) == "BDC" else inside
            if inside and str(step.operator) == "Tf":
                fonts.append(str(step.operands[0]))
    assert len(set(fonts)) == 2


def lists(blocks: list[Block]) -> list[Bullets]:
    return [block for block in blocks if isinstance(block, Bullets)]


def test_numbers_begin_again_after_text_and_go_on_after_bullets() -> None:
    passage = (number("a"), number("b"), bullet("x"), number("c"), text("t"), number("d"))
    numbered = [one for one in lists(rich(passage)) if one.numbered]
    assert [(one.start, len(one.items)) for one in numbered] == [(1, 2), (3, 1), (1, 1)]
    words = " ".join(page_texts(made(rich(passage)))[0].split())
    assert "1. a 2. b • x 3. c t 1. d" in words


def test_lists_are_lists_with_labels() -> None:
    tree = Tree(made(rich(WRITTEN)))
    assert len(tree.of("L")) == 5
    for item in tree.of("LI"):
        assert [str(kid.S) for kid in tree.kids(item)] == ["/Lbl", "/LBody"]
    assert tree.drawn() == tree.marks()


@pytest.mark.parametrize("kind", ParagraphKind)
def test_blank_paragraphs_are_left_out(kind: ParagraphKind) -> None:
    blank = Paragraph((Run("  "), Run("\u00a0")), kind)
    assert rich((blank, Paragraph((), kind))) == []
    assert len(rich((text("one"), blank, text("two")))) == 2


def test_a_soft_line_end_is_a_new_line() -> None:
    (block,) = rich((text("one\u2028", strong("two")),))
    assert isinstance(block, Lines)
    assert block._set(WIDTH) == [(("one", False), (" ", False)), (("two", True),)]


def test_plain_text_goes_the_plain_way() -> None:
    (block,) = rich(passage("plain"))
    assert isinstance(block, Lines)
    assert not block.spans


HOSTILE = [
    "<b>not strong</b>",
    "<img src='/etc/passwd'/> & </para> {0.__class__} %s",
    "(brackets \\) \\( ET BT /F1 Tf",
    "\x00\x07\x1b[0m",
    "smile \U0001f600 \u202egnihton \u0645\u0631",
    "\ud800 \uffff \ue000",
    "Ŵythnos ŷ w\u0302",
]


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("kind", ParagraphKind)
def test_whatever_is_written_is_printed(words: str, kind: ParagraphKind) -> None:
    written = Paragraph((Run("before "), Run(words, strong=True), Run(" after")), kind)
    pdf = made(rich((written,)))
    plain = made([Lines(f"before {words} after")])
    assert run(plain)[run(plain).index("before") :][:20] in run(pdf)
    assert Tree(pdf).drawn() == Tree(pdf).marks()


def test_a_hundred_thousand_characters_without_a_space() -> None:
    for one in (text, bullet, number):
        pdf = made(rich((one("x" * 50_000, strong("z" * 50_000)),)))
        words = run(pdf)
        assert (words.count("x"), words.count("z")) == (50_000, 50_000)


def test_what_is_too_long_is_counted_over_the_whole_passage() -> None:
    passage = (text("x" * (MAX_TEXT - 10)), text("yyyyy", strong("y" * 10)), bullet("z" * 100))
    *kept, last = rich(passage, left_out="{n} more")
    assert "".join(words for block in kept for words in block.words()).count("y") == 10
    assert list(last.words()) == ["105 more"]


def test_no_line_of_a_long_item_stands_alone() -> None:
    for lines in range(30, 46):
        above: list[Block] = [Lines("x", before=0) for _ in range(lines)]
        pages = compose([*above, *rich((bullet(LONG * 12), bullet(LONG * 12)))])
        for page in pages:
            for placed in page:
                if isinstance(placed.block, Bullets):
                    held: dict[int, int] = {}
                    for piece in placed.block._pieces:
                        held[id(piece.item)] = held.get(id(piece.item), 0) + len(piece.lines)
                    assert min(held.values()) >= 2


def test_everything_fits_its_page() -> None:
    long = tuple(one(strong(LONG), LONG * n) for n in range(1, 40) for one in (text, bullet))
    for page in compose(rich((*WRITTEN, *long))):
        for placed in page:
            assert placed.down + placed.block.height(WIDTH) <= HEIGHT + 0.01


def test_words_are_those_that_were_written() -> None:
    said = [words for block in rich(WRITTEN) for words in block.words()]
    assert said == [one.text for one in WRITTEN]
