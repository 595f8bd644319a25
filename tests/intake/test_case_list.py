"""Lists of cases, as a spreadsheet, as text, as JSON: what comes in, what is refused and why."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from pomdesk.domain.errors import ImportRefused
from pomdesk.domain.quality.results import FrameRow
from pomdesk.domain.quality.terms import Exclusion
from pomdesk.intake.case_list import CaseList, read_case_list
from resources.text import Text
from tests.intake.files import write

HEAD = "Prison number,POM,RoSH level,Sentence,Left out,Reason"


def csv(tmp_path: Path, *lines: str, head: str = HEAD) -> CaseList:
    """A list as text."""
    return read_case_list(write(tmp_path / "cases.csv", "\n".join((head, *lines)) + "\n"))


def refused(found: CaseList) -> list[tuple[str, str, str, str]]:
    """What was refused: row, column, value, code. Each has words that tell all of it."""
    text = Text("en")
    for one in found.refused:
        words = text(f"quality_list.{one.code}", **one.details)
        assert one.column in words
        if one.code not in ("no_case", "no_reason", "no_supervisor", "shape"):
            assert one.value in words
    return [(one.row, one.column, one.value, one.code) for one in found.refused]


def test_a_list_as_text_becomes_rows_of_a_frame(tmp_path: Path) -> None:
    found = csv(
        tmp_path,
        " a1000aa ,S1,Very high,Determinate,,",
        "A1001AA,Sam Supervisor 2,,,,",
        "A1002AA,S1,,,Restricted,",
        "A1003AA,,,,other,Lent to another unit",
        ",,,,,",
        "A1004AA,,,,,Nobody has it",
    )
    assert found.rows == [
        FrameRow("A1000AA", "S1", {"rosh": "VERY_HIGH", "sentence": "DETERMINATE"}),
        FrameRow("A1001AA", "Sam Supervisor 2", {}),
        FrameRow("A1002AA", "S1", {}, Exclusion.RESTRICTED),
        FrameRow("A1003AA", "", {}, Exclusion.OTHER, "Lent to another unit"),
        FrameRow("A1004AA", "", {}, Exclusion.OTHER, "Nobody has it"),
    ]
    assert (found.name, found.refused, found.unmatched) == ("cases.csv", [], [])


@pytest.mark.parametrize(
    "head",
    [
        "Case reference,Supervisor",
        "NOMS No;Offender Supervisor",
        "offender_number\tpom-name",
        "Prisoner number,Primary POM",
    ],
)
def test_headings_are_known_by_what_people_call_them(tmp_path: Path, head: str) -> None:
    part = next(sign for sign in ",;\t" if sign in head)
    found = csv(tmp_path, f"A1000AA{part}S1", head=head)
    assert found.rows == [FrameRow("A1000AA", "S1", {})]


def test_titles_above_are_passed_over_and_other_columns_named(tmp_path: Path) -> None:
    found = csv(
        tmp_path, "", "Case,Wing,Supervisor,Wing", "A1000AA,B2,S1,C", head="OMU list of November"
    )
    assert found.rows == [FrameRow("A1000AA", "S1", {})]
    assert found.unmatched == ["Wing", "Wing"]


def test_assessments_may_have_their_day_in_a_column(tmp_path: Path) -> None:
    found = csv(
        tmp_path,
        "A1000AA,2026-05-04,Ada Author",
        "A1001AA/2026-05-05,,Ada Author",
        "A1002AA,4 May,Ada Author",
        head="Prison number,Completed on,Assessor",
    )
    assert [row.case_ref for row in found.rows] == ["A1000AA/2026-05-04", "A1001AA/2026-05-05"]
    assert refused(found) == [("4", "Completed on", "4 May", "day")]


def test_each_wrong_row_is_refused_with_its_place_and_how_it_is_mended(tmp_path: Path) -> None:
    found = csv(
        tmp_path,
        ",S1,,,,",
        "A;1,S1,,,,",
        "A1000AA,S1,,,,",
        "a1000aa,S2,,,,",
        "A1001AA,,,,,",
        "A1002AA,S1,,,ill,",
        "A1003AA,S1,,,other,",
        "A1004AA,S1|S2,,,,",
        "A1005AA,#N/A,,,,",
        f"A1006AA,{'x' * 201},,,,",
        f"{'A' * 41},S1,,,,",
    )
    assert [row.case_ref for row in found.rows] == ["A1000AA"]
    long = "x" * 199 + "…"
    assert refused(found) == [
        ("2", "Prison number", "", "no_case"),
        ("3", "Prison number", "A;1", "case"),
        ("5", "Prison number", "a1000aa", "twice"),
        ("6", "POM", "", "no_supervisor"),
        ("7", "Left out", "ill", "excluded"),
        ("8", "Reason", "", "no_reason"),
        ("9", "POM", "S1|S2", "characters"),
        ("10", "POM", "#N/A", "formula"),
        ("11", "POM", long, "long"),
        ("12", "Prison number", "A" * 41, "long"),
    ]


def test_a_workbook_is_read_like_a_text(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ("Prison number", "Supervisor", "Completed", "RoSH"),
        ("A1000AA", "S1", date(2026, 5, 4), "High"),
        (1234, "S2", None, None),
        ("A1002AA", "=1/0", None, None),
    ):
        sheet.append(row)
    path = tmp_path / "cases.xlsx"
    book.save(path)
    found = read_case_list(path)
    assert found.rows == [
        FrameRow("A1000AA/2026-05-04", "S1", {"rosh": "HIGH"}),
        FrameRow("1234", "S2", {}),
    ]
    assert [(one.row, one.column, one.code) for one in found.refused] == [
        ("4", "Supervisor", "formula")
    ]


def test_json_is_a_list_bare_or_named(tmp_path: Path) -> None:
    cases: list[Any] = [
        {"caseRef": "a1000aa", "supervisor": "S1", "rosh": "HIGH", "wing": "B"},
        "A1001AA",
        {"prisonNumber": "A1002AA", "pom": None},
        {"case_reference": 77, "pom": "S2", "excluded": "conflict"},
        {"case": True, "pom": "S2"},
    ]
    for place, content in (("", cases), ("/cases", {"cases": cases})):
        found = read_case_list(write(tmp_path / "cases.json", content))
        assert found.rows == [
            FrameRow("A1000AA", "S1", {"rosh": "HIGH"}),
            FrameRow("77", "S2", {}, Exclusion.CONFLICT),
        ]
        assert [(one.row, one.code) for one in found.refused] == [
            (f"{place}/1", "shape"),
            (f"{place}/2", "no_supervisor"),
            (f"{place}/4", "shape"),
        ]
        assert found.unmatched == ["wing"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", "", "IMP-EMPTY"),
        ("a.csv", "\n \n", "IMP-EMPTY"),
        ("a.csv", "Wing,Landing\nB,2\n", "IMP-COLUMNS"),
        ("a.csv", "Case,Wing\nA1000AA,2\n", "IMP-COLUMNS"),
        ("a.csv", "Supervisor\nS1\n", "IMP-COLUMNS"),
        ("a.csv", "Case,POM,Supervisor\nA1,S1,S1\n", "IMP-TWOCOLUMNS"),
        ("a.csv", b"%PDF-1.7", "IMP-KIND"),
        ("a.json", {"people": []}, "IMP-COLUMNS"),
        ("a.json", "7", "IMP-COLUMNS"),
        ("a.json", '[{"case": "A1"}', "IMP-CUT"),
        ("a.json", "[] []", "IMP-JSON"),
        ("a.json", '[{"case": "A1", "case": "A2"}]', "IMP-JSONDUP"),
    ],
)
def test_a_file_that_is_no_such_list(tmp_path: Path, name: str, content: Any, code: str) -> None:
    with pytest.raises(ImportRefused) as found:
        read_case_list(write(tmp_path / name, content))
    assert (found.value.code, found.value.details["file"]) == (code, name)
    assert Text("en")(f"error.{code}", **found.value.details)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="IMP-MISSING"):
        read_case_list(tmp_path / "none.csv")
