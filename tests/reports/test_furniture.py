import io
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

import pypdfium2
import pytest
from reportlab.graphics.barcode.code128 import _patterns

from reports.barcode import bars
from reports.blocks import Ruled
from tests.reports.engine import FINAL, FURNITURE, made
from tests.reports.reading import Tree, page_texts

SIGNS = {
    "".join(str("abcd".index(letter.lower()) + 1) for letter in pattern): value
    for value, pattern in _patterns.items()
}
"""Widths of bars and gaps to value, from an independent table of the same standard."""


def read(widths: Sequence[int]) -> str:
    """What bars and gaps say, by the rules of Code 128, set B."""
    said = "".join(map(str, widths))
    assert said.endswith("2331112")
    signs = [SIGNS[said[at : at + 6]] for at in range(0, len(said) - 7, 6)]
    start, *values, check = signs
    assert start == 104
    assert check == (start + sum(at * value for at, value in enumerate(values, 1))) % 103
    return "".join(chr(value + 32) for value in values)


def widths(drawn: Sequence[tuple[int, int]]) -> list[int]:
    out = []
    for number, (at, wide) in enumerate(drawn):
        if number:
            before, much = drawn[number - 1]
            out.append(at - before - much)
        out.append(wide)
    return out


@pytest.mark.parametrize("code", ["A1234BC-17", "A9999ZZ-1", "a b~!", "0", "x" * 24])
def test_bars_say_the_code(code: str) -> None:
    assert read(widths(bars(code))) == code


@pytest.mark.parametrize("code", ["", "x" * 25, "ŵ", "a\nb", "\x00", "é"])
def test_what_cannot_be_written_has_no_bars(code: str) -> None:
    assert bars(code) == []


@pytest.mark.parametrize(("page", "outer"), [(0, "right"), (1, "left")])
def test_a_scanner_reads_the_code_off_the_printed_page(page: int, outer: str) -> None:
    document = pypdfium2.PdfDocument(made([Ruled(60)]))
    picture = document[page].render(scale=600 / 72, grayscale=True).to_pil()
    wide, high = picture.size
    row = int(high * 8 / 297)  # 8 mm from the upper edge: through the bars
    half = (wide // 2, wide) if outer == "right" else (0, wide // 2)
    dark = [picture.getpixel((x, row)) < 128 for x in range(*half)]
    runs = [(on, len(list(held))) for on, held in groupby(dark)]
    assert runs[0][1] > 10 * 5  # the quiet zones
    assert runs[-1][1] > 10 * 5
    modules = [round(length / (600 * 0.25 / 25.4)) for _, length in runs[1:-1]]
    assert read(modules) == "A1234BC-17"
    document.close()


def test_the_code_stands_in_letters_too_and_is_read_to_nobody() -> None:
    pdf = made([Ruled(1)])
    assert "A1234BC-17" in page_texts(pdf)[0]
    assert Tree(pdf).drawn() == Tree(pdf).marks()


@pytest.mark.parametrize("page", [0, 1])
def test_a_long_marking_keeps_clear_of_the_code(page: int) -> None:
    marking = "OFFICIAL-SENSITIVE · RESTRICTED: NOT TO BE DISCLOSED TO THE PRISONER"
    with pypdfium2.PdfDocument(made([Ruled(60)], replace(FURNITURE, marking=marking))) as document:
        text = document[page].get_textpage()
        shown = text.get_text_range()
        at, code = shown.index(marking), shown.index("A1234BC-17")
        begins, ends = text.get_charbox(at)[0], text.get_charbox(at + len(marking) - 1)[2]
        # The letters of the code stand under the beginning of its bars, 35 mm wide.
        bars_begin = text.get_charbox(code)[0]
        text.close()
    assert ends < bars_begin or begins > bars_begin + 35 * 72 / 25.4


def test_a_code_that_cannot_be_bars_is_still_told() -> None:
    pdf = made([Ruled(1)], replace(FURNITURE, code="Ŵ-17"))
    assert "Ŵ-17" in page_texts(pdf)[0]


def test_a_final_paper_bears_the_beginning_of_its_hash() -> None:
    for text in page_texts(made([Ruled(60)], FINAL)):
        assert "SHA-256 0123456789ab · Journal 5f3a9c1d2e4b" in text
        assert "0123456789abc" not in text


def test_without_them_the_foot_has_one_line() -> None:
    plain = replace(FURNITURE, code="", anchor="", digest="")
    text = page_texts(made([Ruled(1)], plain))[0]
    assert "SHA-256" not in text
    assert text.rstrip().endswith("prepared by Gwen Ellis")


def test_a_long_anchor_is_cut() -> None:
    assert "…" in page_texts(made([Ruled(1)], replace(FURNITURE, anchor="word " * 100)))[0]


def test_every_page_has_them() -> None:
    document = pypdfium2.PdfDocument(io.BytesIO(made([Ruled(100)])))
    assert len(document) == 4
    for page in document:
        words = page.get_textpage().get_text_bounded()
        assert "A1234BC-17" in words
        assert "Journal" in words
    document.close()
