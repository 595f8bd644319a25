import os
import struct
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from pomdesk.domain.errors import ImportRefused
from pomdesk.intake import workbook_child
from pomdesk.intake.reading import inspect
from pomdesk.intake.workbook_gate import MOST_COLUMNS, MOST_ROWS
from tests.intake.files import cells, faults, raw_workbook, read, refusal, values, warned, write

HEADINGS = ["NOMS No", "Surname", "CRD", "Recall", "MAPPA level"]


def workbook(path: Path, *rows: list[Any], mac: bool = False) -> Path:
    book = openpyxl.Workbook()
    if mac:
        book.epoch = CALENDAR_MAC_1904
    sheet = book.worksheets[0]
    for row in (HEADINGS, *rows):
        sheet.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("mac", [False, True])
def test_real_cells(tmp_path: Path, mac: bool) -> None:
    found = read(
        workbook(
            tmp_path / "c.xlsx",
            ["a1111aa", "Ŵyn", date(2027, 5, 12), True, 2],
            ["B2222BB", "O'Brien", "12/05/2027", "no", None],
            [None] * 5,
            ["C3333CC", 1234, datetime(2027, 5, 12), None, "3"],  # noqa: DTZ001
            mac=mac,
        )
    )
    assert faults(found) == []
    assert {row["conditionalReleaseDate"] for row in values(found)} == {date(2027, 5, 12)}
    assert [row["recall"] for row in values(found)] == [True, False, None]
    assert [row["mappaLevel"] for row in values(found, "probation")] == [2, None, 3]
    assert values(found)[2]["lastName"] == "1234"
    assert found.format == "xlsx"
    assert len(found.sha256) == 64


def test_refusals_by_row(tmp_path: Path) -> None:
    found = read(
        workbook(
            tmp_path / "c.xlsx",
            ["A1111AA", "x", datetime(2027, 5, 12, 10), None, None],  # noqa: DTZ001
            ["B2222BB", "x", 46346, None, None],
            ["C3333CC", date(2003, 2, 1), None, None, None],
            ["D4444DD", "x", None, None, 1.5],
        )
    )
    assert faults(found) == [
        ("2", "conditionalReleaseDate", "2027-05-12T10:00:00", "IMP-DATE"),
        ("3", "conditionalReleaseDate", "46346", "IMP-DATE"),
        ("4", "lastName", "2003-02-01", "IMP-SHEETDATE"),
        ("5", "mappaLevel", "1.5", "IMP-NUMBER"),
    ]


def test_formulas_without_a_result_and_errors_are_named_cell_by_cell(tmp_path: Path) -> None:
    found = read(
        workbook(
            tmp_path / "c.xlsx",
            ["A1111AA", "=B3", None, None, None],
            ["B2222BB", "#REF!", None, None, None],
            ["C3333CC", "Okoro", None, None, None],
        )
    )
    assert faults(found) == [
        ("2", "Surname", "=", "IMP-FORMULA"),
        ("3", "Surname", "#REF!", "IMP-FORMULA"),
    ]
    assert [row["prisonerNumber"] for row in values(found)] == ["C3333CC"]


def test_a_formula_with_its_result_is_a_value(tmp_path: Path) -> None:
    sheet = cells([["NOMS No", "Surname"], ["A1111AA", "x"]]).replace(
        '<c r="B2" t="inlineStr"><is><t>x</t></is></c>',
        '<c r="B2" t="str"><f>A1</f><v>Okoro</v></c>',
    )
    assert values(read(raw_workbook(tmp_path / "c.xlsx", sheet)))[0]["lastName"] == "Okoro"


def test_a_wrong_dimension_loses_no_row(tmp_path: Path) -> None:
    rows = [["NOMS No", "Surname"], *[[f"A{n:04}AA", "x"] for n in range(501)]]
    sheet = '<dimension ref="A1:B2"/>' + cells(rows)
    assert len(values(read(raw_workbook(tmp_path / "c.xlsx", sheet)))) == 501


def test_rows_are_numbered_as_people_see_them(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["C5"], sheet["D5"], sheet["C7"], sheet["D7"] = "NOMS No", "Surname", "A123", "x"
    book.save(tmp_path / "c.xlsx")
    assert faults(read(tmp_path / "c.xlsx")) == [("7", "prisonerNumber", "A123", "IMP-NOMS")]


def test_only_the_first_sheet_with_values_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    hidden = book.create_sheet("Hidden")
    hidden.append(["NOMS No", "Surname"])
    hidden.sheet_state = "hidden"
    for title in ("Caseload", "Leavers"):
        sheet = book.create_sheet(title)
        sheet.append(["NOMS No", "Surname"])
        sheet.append(["A1111AA", title])
    book.save(tmp_path / "c.xlsx")
    found = read(tmp_path / "c.xlsx")
    assert values(found)[0]["lastName"] == "Caseload"
    assert warned(found) == [("", "", "Leavers", "IMP-SHEET")]


def test_empty_workbook(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "c.xlsx")
    assert refusal(tmp_path / "c.xlsx").code == "IMP-EMPTY"


def one_cell(place: str, row: int) -> str:
    return f'<sheetData><row r="{row}"><c r="{place}"><v>1</v></c></row></sheetData>'


@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        (one_cell("XFD1048576", 1_048_576), "IMP-ROWS"),
        (one_cell(f"A{MOST_ROWS + 2}", MOST_ROWS + 2), "IMP-ROWS"),
        (one_cell("XFD1", 1), "IMP-WIDE"),
        (one_cell("GS1", 1), "IMP-WIDE"),
        (one_cell("A1048576", 1), "IMP-XLSX"),
        (one_cell("ZZ9999999", 1), "IMP-XLSX"),
        ('<sheetData><row><c r="XFD1048576"><v>1</v></c></row></sheetData>', "IMP-XLSX"),
        ("<sheetData>" + '<row r="2"/>' * 3 + "</worksheet>", "IMP-XLSX"),
    ],
)
def test_values_far_out(tmp_path: Path, sheet: str, code: str) -> None:
    assert refusal(raw_workbook(tmp_path / "c.xlsx", sheet)).code == code


def test_the_last_column_and_row_that_are_let_in(tmp_path: Path) -> None:
    assert MOST_COLUMNS == 200
    sheet = cells([["NOMS No", "Surname"], ["A1111AA", "x"]]).replace(
        "</sheetData>",
        '<row r="3"><c r="GR3"><v>1</v></c></row>'
        f'<row r="{MOST_ROWS + 1}"><c r="A{MOST_ROWS + 1}" s="1"/></row></sheetData>',
    )
    found = read(raw_workbook(tmp_path / "c.xlsx", sheet))
    assert (len(values(found)), faults(found)[0][3]) == (1, "IMP-NEEDED")
    assert dict(found.report.unknown) == {"(200)": 1}


def test_empty_styled_cells_far_out_do_no_harm(tmp_path: Path) -> None:
    sheet = cells([["NOMS No", "Surname"], ["A1111AA", "x"]]).replace(
        "</sheetData>", '<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    )
    assert len(values(read(raw_workbook(tmp_path / "c.xlsx", sheet)))) == 1


def test_zip_bomb_dressed_as_a_workbook(tmp_path: Path) -> None:
    bomb = "<sheetData>" + " " * (90 << 20) + "</sheetData>"
    path = raw_workbook(tmp_path / "c.xlsx", bomb)
    assert path.stat().st_size < 1 << 20
    assert refusal(path).code == "IMP-BOMB"


def test_many_parts_are_a_bomb(tmp_path: Path) -> None:
    parts = {f"xl/media/{n}.bin": b"" for n in range(600)}
    assert refusal(raw_workbook(tmp_path / "c.xlsx", cells([["a"]]), parts)).code == "IMP-BOMB"


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"xl/vbaProject.bin": b"x"}, "IMP-MACRO"),
        ({"xl/externalLinks/externalLink1.xml": "<a/>"}, "IMP-LINKS"),
        ({"../../evil.txt": b"x"}, "IMP-XLSX"),
        ({"/etc/evil": b"x"}, "IMP-XLSX"),
        ({"xl/sharedStrings.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "IMP-XLSX"),
        ({"xl/sharedStrings.xml": "<a>"}, "IMP-XLSX"),
        ({"xl/workbook.xml": "<workbook/>"}, "IMP-EMPTY"),
    ],
)
def test_parts_that_do_not_belong(tmp_path: Path, parts: dict[str, str | bytes], code: str) -> None:
    sheet = cells([["NOMS No", "Surname"], ["A1111AA", "x"]])
    assert refusal(raw_workbook(tmp_path / "c.xlsx", sheet, parts)).code == code


def test_what_is_no_workbook(tmp_path: Path) -> None:
    good = workbook(tmp_path / "good.xlsx", ["A1111AA", "x"]).read_bytes()
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    for name, content, code in (
        ("cut.xlsx", good[: len(good) // 2], "IMP-XLSX"),
        ("text.xlsx", "NOMS No,Surname\n", "IMP-XLSX"),
        ("empty.xlsx", "", "IMP-EMPTY"),
        ("old.xls", ole, "IMP-OLE"),
        ("locked.xlsx", ole, "IMP-OLE"),
    ):
        assert refusal(write(tmp_path / name, content)).code == code, name
    with zipfile.ZipFile(tmp_path / "other.xlsx", "w") as other:
        other.writestr("word/document.xml", "<a/>")
    assert refusal(tmp_path / "other.xlsx").code == "IMP-XLSX"


def test_a_damaged_part_is_told(tmp_path: Path) -> None:
    path = workbook(tmp_path / "c.xlsx", ["A1111AA", "x"])
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as parts:
        entry = parts.getinfo("xl/worksheets/sheet1.xml")
    at = entry.header_offset
    name, extra = struct.unpack("<HH", content[at + 26 : at + 30])
    content[at + 30 + name + extra + 5] ^= 0xFF
    assert refusal(write(path, bytes(content))).code == "IMP-XLSX"


def test_a_reader_that_dies_takes_nobody_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(tmp_path / "c.xlsx", ["A1111AA", "x"])
    monkeypatch.setattr(workbook_child, "serve", _die)
    with pytest.raises(ImportRefused) as refused:
        inspect(path)
    assert refused.value.code == "IMP-XLSX"


def _die(pipe: object, sheet: str) -> None:
    os.abort()


def test_a_workbook_is_told_by_its_bytes(tmp_path: Path) -> None:
    path = workbook(tmp_path / "c.xlsx", ["A1111AA", "x"])
    assert len(values(read(write(tmp_path / "c.csv", path.read_bytes())))) == 1


def test_a_formula_in_a_column_that_is_not_kept_harms_nobody(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["NOMS No", "Surname", "Days left"])
    sheet.append(["A1111AA", "Morgan", "=1+1"])
    sheet.append(["B2222BB", "Okoro", "#REF!"])
    book.save(tmp_path / "c.xlsx")
    found = read(tmp_path / "c.xlsx")
    assert faults(found) == []
    assert len(values(found)) == 2


def test_a_cover_sheet_is_named_where_nothing_matches(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["How to use this workbook"])
    book.create_sheet("People").append(["NOMS No", "Surname"])
    book.save(tmp_path / "c.xlsx")
    details = refusal(tmp_path / "c.xlsx").details
    assert (details["reason"], details["sheet"]) == ("sheet", "Sheet")
