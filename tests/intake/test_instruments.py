import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pomdesk.domain.errors import ImportRefused
from pomdesk.domain.quality.terms import RootCause
from pomdesk.intake import workbook_child
from pomdesk.intake.instruments import (
    CellPlace,
    ReadInstrument,
    json_bytes,
    read_instrument,
    workbook_bytes,
)
from pomdesk.rules.quality.instruments import faults_of, from_data, to_data
from resources.instruments import shipped_instruments
from resources.text import Text
from tests.rules.quality.marking import instrument, questions


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read workbooks here: the process of its own is tested once, and takes its time."""

    class Here:
        def __init__(self, content: io.BytesIO, size: int) -> None:
            self._bytes, self.sheet = content.read(), ""

        def rows(self) -> Any:
            rows = workbook_child._rows(Pipe(self._bytes).recv_bytes(), self.sheet)
            assert rows is not None
            for number, row in enumerate(rows, 1):
                told = [workbook_child._cell(cell) for cell in row]
                yield number, [one[0] if isinstance(one, list) else one for one in told]

    class Pipe:
        def __init__(self, content: bytes) -> None:
            self._content = content

        def recv_bytes(self) -> bytes:
            return self._content

    monkeypatch.setattr("pomdesk.intake.instrument_workbook.Workbook", Here)


def data() -> dict[str, Any]:
    first = [replace(one, theme="risk") for one in questions(1, 2)]
    first[1] = replace(first[1], root_causes=(RootCause.TIME, RootCause.SKILL))
    made = instrument(first, questions(3, first=3, critical=(3,)))
    return to_data(replace(made, themes=(("risk", "Risk"),), expires="2027-03-31"))


def shipped(code: str) -> dict[str, Any]:
    (found,) = [one for one in shipped_instruments() if one["code"] == code]
    return to_data(from_data(found))


def refusal(content: bytes) -> ImportRefused:
    with pytest.raises(ImportRefused) as refused:
        read_instrument(content, "set.xlsx")
    assert refused.value.details["file"] == "set.xlsx"
    # The words can be said with what the refusal brings.
    assert Text("en")(f"error.{refused.value.code}", **refused.value.details)
    return refused.value


def changed(change: Callable[[Workbook], object]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(data())))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def column(sheet: Worksheet, heading: str) -> int:
    return [cell.value for cell in sheet[1]].index(heading) + 1


def put(book: Workbook, sheet: str, heading: str, row: int, value: object) -> None:
    book[sheet].cell(row, column(book[sheet], heading)).value = value  # type: ignore[assignment]


# ---- round trips ---------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["OASYS", "CASEFILE", "INDEPTH", "THEME-HANDOVER"])
def test_json_out_and_in_is_the_same(code: str) -> None:
    content = json_bytes(shipped(code))
    assert content.endswith(b"}\n")
    assert read_instrument(content, "x.json") == ReadInstrument(shipped(code))
    assert json_bytes(read_instrument(content, "x.json").data) == content


def test_a_workbook_out_and_in_through_a_process_of_its_own() -> None:
    found = read_instrument(workbook_bytes(shipped("OASYS")), "x.xlsx")
    assert to_data(from_data(found.data)) == shipped("OASYS")


@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize("code", ["CASEFILE", "INDEPTH", "THEME-HANDOVER"])
def test_a_workbook_out_and_in_is_the_same(code: str) -> None:
    found = read_instrument(workbook_bytes(shipped(code)), "x.xlsx")
    assert to_data(from_data(found.data)) == shipped(code)


ODD = [
    "=1+1", "=HYPERLINK(1)", "+44", "-5", "@SUM", "'=1+1", "''=1", "''x", "'tis", "%", "|x", "＝1",
    "#N/A", "#REF!", "TRUE", "007", "1e5", "_x0041_b", "_x005F_x0041_", "a\nb", "a;b", "<b>&amp;",
    "Ŵyn 😀", '"', "2027-01-02",
]  # fmt: skip


@pytest.mark.usefixtures("in_process")
def test_odd_texts_come_back_and_are_no_formulas() -> None:
    odd = data()
    row = odd["sections"][0]["questions"][0]
    odd["sections"][0]["questions"] = [
        row | {"key": f"q{n}", "text": text.replace("\n", " "), "good": text}
        for n, text in enumerate(ODD)
    ]
    odd["sections"][1]["questions"][0]["key"] = "last"
    odd = to_data(from_data(odd))
    content = workbook_bytes(odd)
    assert to_data(from_data(read_instrument(content, "x.xlsx").data)) == odd
    for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
        for cells in sheet.iter_rows():
            for cell in cells:
                assert cell.data_type in ("s", "n")
                assert not str(cell.value).startswith(tuple("=+-@"))


@pytest.mark.usefixtures("in_process")
def test_what_people_do_in_a_spreadsheet_is_understood() -> None:
    def edit(book: Workbook) -> None:
        book["Questions"].title = " questions "
        put(book, " questions ", "Critical", 2, True)
        put(book, " questions ", "Key question", 2, "YES")
        put(book, " questions ", "Comparable", 2, None)
        put(book, " questions ", "Weight", 2, None)
        put(book, " questions ", "Section title", 3, None)
        put(book, " questions ", "Root causes", 2, "Time, skill\nsystem")
        put(book, "Scales", "Out of", 2, None)
        put(book, "Scales", "Points", 2, 1)
        book.create_sheet("Notes to self").append(["anything", "=1"])
        book["Instrument"].append(["", ""])

    made = from_data(read_instrument(changed(edit), "x.xlsx").data)
    one = made.questions[0]
    assert (one.critical, one.key_question, one.comparable, one.weight) == (True, True, True, 1)
    assert one.root_causes == (RootCause.TIME, RootCause.SKILL, RootCause.SYSTEM)
    assert made.sections[0].title == "Section 1"
    assert made.scales[0].options[0].points == 1


@pytest.mark.usefixtures("in_process")
def test_an_instrument_without_themes_needs_no_such_sheet() -> None:
    def edit(book: Workbook) -> None:
        del book["Themes"]
        for row in (2, 3):
            put(book, "Questions", "Theme", row, None)

    assert from_data(read_instrument(changed(edit), "x.xlsx").data).themes == ()


# ---- faults are told by cell ---------------------------------------------------------------


@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize(
    ("sheet", "heading", "row", "value", "code", "place"),
    [
        ("Questions", "Weight", 3, "two", "number", CellPlace("Questions", 3, "Weight")),
        ("Questions", "Weight", 3, 1.5, "number", CellPlace("Questions", 3, "Weight")),
        ("Questions", "Critical", 2, "perhaps", "yes_no", CellPlace("Questions", 2, "Critical")),
        ("Questions", "Text", 4, None, "needed", CellPlace("Questions", 4, "Text")),
        ("Questions", "Question", 4, "Q 3", "key", CellPlace("Questions", 4, "Question")),
        ("Questions", "Question", 4, "q1", "twice", CellPlace("Questions", 4)),
        ("Questions", "Theme", 4, "none", "no_theme", CellPlace("Questions", 4, "Theme")),
        ("Questions", "Scale", 4, "none", "no_scale", CellPlace("Questions", 4, "Scale")),
        (
            "Questions",
            "Root causes",
            3,
            "sloth",
            "root_cause",
            CellPlace("Questions", 3, "Root causes"),
        ),
        ("Scales", "Points", 3, "half", "points", CellPlace("Scales", 3, "Points")),
        ("Scales", "Points", 3, None, "no_points", CellPlace("Scales", 3, "Points")),
        ("Scales", "Points", 2, 0, "no_best", CellPlace("Scales", 2, "Scale")),
        ("Scales", "Label", 6, None, "needed", CellPlace("Scales", 6, "Label")),
        ("Themes", "Title", 2, None, "needed", CellPlace("Themes", 2, "Title")),
        ("Instrument", "Value", 3, "first", "number", CellPlace("Instrument", 3, "Version")),
        ("Instrument", "Value", 5, "prison", "unit", CellPlace("Instrument", 5, "Unit")),
        ("Instrument", "Value", 7, "soon", "day", CellPlace("Instrument", 7, "Expires")),
    ],
)
def test_a_fault_of_the_rules_is_told_by_sheet_row_and_column(
    sheet: str, heading: str, row: int, value: object, code: str, place: CellPlace
) -> None:
    found = read_instrument(changed(lambda book: put(book, sheet, heading, row, value)), "x.xlsx")
    told = [(one.code.value, found.place_of(one.pointer)) for one in faults_of(found.data)]
    assert (code, place) in told


def test_a_file_of_json_has_no_cells() -> None:
    assert read_instrument(json_bytes(data()), "x.json").place_of("/title") is None


@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize(
    ("change", "code", "details"),
    [
        (lambda b: b.remove(b["Scales"]), "IMP-QA-SHEET", {"sheet": "Scales"}),
        (
            lambda b: b.create_sheet("QUESTIONS ").append(["x"]),
            "IMP-QA-TWOSHEETS",
            {"sheet": "Questions"},
        ),
        (
            lambda b: put(b, "Questions", "Text", 3, "=1+1"),
            "IMP-QA-FORMULA",
            {"sheet": "Questions", "row": 3, "column": "D"},
        ),
        (
            lambda b: put(b, "Questions", "Weight", 1, "Wait"),
            "IMP-QA-HEADING",
            {"sheet": "Questions", "row": 1, "column": "Wait"},
        ),
        (
            lambda b: put(b, "Questions", "Weight", 1, "Text"),
            "IMP-QA-HEADING",
            {"sheet": "Questions", "row": 1, "column": "Text"},
        ),
        (
            lambda b: put(b, "Questions", "Text", 1, None),
            "IMP-QA-NOHEADING",
            {"sheet": "Questions", "row": 1, "column": "Text"},
        ),
        (
            lambda b: put(b, "Questions", "Weight", 1, None),
            "IMP-QA-STRAY",
            {"sheet": "Questions", "row": 2, "column": "1"},
        ),
        (
            lambda b: b["Themes"].cell(2, 9, "stray"),
            "IMP-QA-STRAY",
            {"sheet": "Themes", "row": 2, "column": "stray"},
        ),
        (
            lambda b: b["Instrument"].append(["Colour", "red"]),
            "IMP-QA-FIELD",
            {"sheet": "Instrument", "row": 8, "column": "Colour"},
        ),
        (
            lambda b: b["Instrument"].append(["Code", "X"]),
            "IMP-QA-FIELD",
            {"sheet": "Instrument", "row": 8, "column": "Code"},
        ),
        (
            lambda b: put(b, "Questions", "Section", 3, None),
            "IMP-QA-BLANK",
            {"sheet": "Questions", "row": 3, "column": "Section"},
        ),
        (
            lambda b: put(b, "Questions", "Section", 2, "s2"),
            "IMP-QA-APART",
            {"sheet": "Questions", "row": 4, "column": "Section"},
        ),
        (
            lambda b: put(b, "Questions", "Section title", 3, "Other"),
            "IMP-QA-TITLES",
            {"sheet": "Questions", "row": 3, "column": "Section title"},
        ),
        (
            lambda b: put(b, "Scales", "Scale", 4, None),
            "IMP-QA-BLANK",
            {"sheet": "Scales", "row": 4, "column": "Scale"},
        ),
    ],
)
def test_a_workbook_that_cannot_be_understood_is_refused_by_place(
    change: Callable[[Workbook], object], code: str, details: dict[str, object]
) -> None:
    refused = refusal(changed(change))
    assert refused.code == code
    assert refused.details == {"file": "set.xlsx"} | details


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "IMP-QA-EMPTY"),
        (b" \n", "IMP-QA-EMPTY"),
        (b"[]", "IMP-QA-KIND"),
        (b"Section;Question", "IMP-QA-KIND"),
        (b"{}", "IMP-QA-KIND"),
        (b'{"format": "pomdesk-caseload", "version": 1}', "IMP-QA-KIND"),
        (b'{"format": 7}', "IMP-QA-KIND"),
        (b'{"format": "pomdesk-instrument/2"}', "IMP-QA-NEWER"),
        (b'{"format": "pomdesk-instrument/1"', "IMP-CUT"),
        (b'{"format": "pomdesk-instrument/1"} x', "IMP-JSON"),
        (b'{"format": "pomdesk-instrument/1", "a": 1, "a": 2}', "IMP-JSONDUP"),
        (b'{"format": "pomdesk-instrument/1", "version": NaN}', "IMP-NUMBER"),
        (b'{"a": ' + b"[" * 100_000, "IMP-DEEP"),
        (b'{"title": "\xe9"}', "IMP-ENCODING"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "IMP-OLE"),
        (b"PK\x03\x04 no workbook", "IMP-XLSX"),
        (b"{" + b" " * (4 << 20), "IMP-QA-SIZE"),
    ],
)
def test_what_is_no_instrument_is_refused(content: bytes, code: str) -> None:
    assert refusal(content).code == code


def test_a_workbook_that_unpacks_to_gigabytes_is_refused_by_the_gate(tmp_path: Path) -> None:
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", b"<a/>" + b" " * (120 << 20))
    assert refusal(out.getvalue()).code == "IMP-BOMB"


def test_names_of_files_are_shown_in_one_line() -> None:
    with pytest.raises(ImportRefused) as refused:
        read_instrument(b"", "a\nb.json")
    assert refused.value.details["file"] == "a\ufffdb.json"


def test_nothing_is_written_but_what_json_holds() -> None:
    assert json.loads(json_bytes(data())) == data()
