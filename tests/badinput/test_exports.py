"""What leaves as a table runs nothing where it is opened, and loses nothing unseen (121, 123)."""

import csv
import io
import warnings
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from pomdesk.domain.errors import PaperRefused
from tests.badinput.conftest import code_of
from ui.export import (
    LONGEST_CELL,
    Value,
    clipboard_lines,
    csv_bytes,
    csv_text,
    replaced,
    safe,
    xlsx_bytes,
)

FORMULAS = [
    "=1+1", "+1", "-2+3", "@A", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠A", "％x", "｜x",
    "|calc", "%x", "﹦1", "﹢1", "﹣1", "﹫x", "−1", " =1", "\u00a0=1", "\u3000=1", "\u200b=1",
    "\ufeff=1", "\u2060=1", "\u00ad=1", " \t =1", "=cmd|' /C calc'!A0", "=HYPERLINK(\"x\",\"y\")",
    "@SUM(1+9)*cmd|' /C calc'!A0", "=\x001", "\u200e=1",
]  # fmt: skip
WORDS = [
    "Morgan",
    "O'Brien",
    "A-1-001",
    "12/05/2027",
    "",
    "Ŵyn",
    "3 > 2",
    "a=b",
    "1",
    "'",
    "#1",
    "(x)",
]


@pytest.mark.parametrize("text", FORMULAS, ids=ascii)
def test_121_what_begins_like_a_formula_is_text(text: str) -> None:
    (row,) = csv.reader(io.StringIO(csv_bytes([text], []).decode("utf-8-sig"), newline=""))
    assert row[0].startswith("'")
    (row,) = csv.reader(io.StringIO(csv_text([], [[text]]).lstrip("\n"), newline=""))
    assert row[0].startswith("'")
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes([text], [[text]], "S"))).worksheets[0]
    assert [cell.data_type for line in sheet.iter_rows() for cell in line] == ["s", "s"]
    assert clipboard_lines([[text]]).startswith("'")


@pytest.mark.parametrize("text", WORDS)
def test_121b_plain_words_stay_as_they_are(text: str) -> None:
    assert safe(text) == text
    book = CalamineWorkbook.from_filelike(io.BytesIO(xlsx_bytes(["T"], [[text]], "S")))
    assert book.get_sheet_by_index(0).to_python()[1:] in ([[text]], [])


def test_121c_numbers_stay_numbers() -> None:
    rows: list[list[Value]] = [[-2, -2.5, date(2027, 5, 12)]]
    assert csv_text(["a", "b", "c"], rows).splitlines()[1] == "-2,-2.5,2027-05-12"
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(["a", "b", "c"], rows, "S"))).worksheets[0]
    assert [cell.data_type for cell in sheet[2]] == ["n", "n", "d"]


ODD = ["a\x00b", "\x07", "\x1b[31m", "\ud800", "x\udfff", "\ufffe", "a\x0bb\x0cc"]


@pytest.mark.parametrize("text", ODD, ids=ascii)
def test_123_a_sign_no_file_can_hold_is_replaced_and_counted(text: str) -> None:
    assert replaced(["T"], [[text, 1], ["fine", text]]) == 2
    assert "\ufffd" in csv_bytes(["T"], [[text]]).decode("utf-8-sig")
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(["T"], [[text]], "S"))).worksheets[0]
    assert "\ufffd" in sheet["A2"].value


def test_123b_nothing_else_is_counted() -> None:
    rows = [["Ŵyn\n\tO'Brien \U0001f600", None, 1, date(2027, 5, 12)]]
    assert replaced(["T", "line\nend"], rows) == 0


@pytest.mark.parametrize(
    "text",
    ["x" * (LONGEST_CELL + 1), "=" * LONGEST_CELL, "\U0001f600" * (LONGEST_CELL // 2 + 1)],
    ids=["letters", "with its apostrophe", "as UTF-16 counts them"],
)
def test_123c_what_a_cell_cannot_hold_is_refused_and_never_cut(text: str) -> None:
    assert code_of(lambda: xlsx_bytes(["T"], [[text]], "S")) == "REP-CELL"
    assert len(csv_bytes(["T"], [[text]])) > len(text)


def test_123d_the_longest_cell_comes_back_whole() -> None:
    text = "x" * LONGEST_CELL
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(["T"], [[text]], "S"))).worksheets[0]
    assert sheet["A2"].value == text


@settings(max_examples=120)
@given(st.lists(st.text(st.characters(codec=None), max_size=40), min_size=1, max_size=5))
def test_123e_any_text_leaves_in_every_form(texts: list[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = csv_bytes(texts, [texts])
        book = xlsx_bytes(texts, [texts], texts[0])
    for row in csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")):
        assert not [cell for cell in row if cell.lstrip()[:1] in set("=+@|%") | {"-"}]
    sheet = openpyxl.load_workbook(io.BytesIO(book)).worksheets[0]
    assert not [c for line in sheet.iter_rows() for c in line if c.data_type in ("f", "e")]


def test_the_control_a_library_writes_a_formula() -> None:
    """The usual library makes a formula of it, so that what is looked for can be seen."""
    book, made = openpyxl.Workbook(), io.BytesIO()
    book.worksheets[0]["A1"] = "=1+1"
    book.save(made)
    assert openpyxl.load_workbook(made).worksheets[0]["A1"].data_type == "f"


def test_a_refused_export_is_one_that_is_told() -> None:
    with pytest.raises(PaperRefused):
        xlsx_bytes(["x" * 40_000], [], "S")
