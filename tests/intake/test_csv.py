from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pomdesk.domain.errors import ImportRefused
from pomdesk.intake import csv_file, headings, reading
from pomdesk.intake.faults import file_name
from pomdesk.intake.fields import LISTS
from pomdesk.intake.reading import inspect
from pomdesk.intake.rows import ReadFile
from pomdesk.intake.sheet import guard, read_sheet, unguard
from tests.intake.files import faults, read, refusal, values, warned, write

PLAIN = (
    "Prison number,Surname,Forename,DOB,CRD,Tier,RoSH\r\n"
    "a1111aa,Morgan,Siân,06/12/1990,12 May 2027,B1,High\r\n"
    "B2222BB,Ó Briain,Ŵyn,6-1-1985,,A,very high\r\n"
)


def check_plain(path: Path) -> None:
    found = read(path)
    assert faults(found) == []
    assert values(found) == [
        {
            "prisonerNumber": "A1111AA",
            "lastName": "Morgan",
            "firstName": "Siân",
            "dateOfBirth": date(1990, 12, 6),
            "conditionalReleaseDate": date(2027, 5, 12),
        },
        {
            "prisonerNumber": "B2222BB",
            "lastName": "Ó Briain",
            "firstName": "Ŵyn",
            "dateOfBirth": date(1985, 1, 6),
            "conditionalReleaseDate": None,
        },
    ]
    assert [row["roshLevel"] for row in values(found, "probation")] == ["HIGH", "VERY_HIGH"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_delimiters_and_encodings(tmp_path: Path, delimiter: str, encoding: str) -> None:
    check_plain(write(tmp_path / "c.csv", PLAIN.replace(",", delimiter).encode(encoding)))


def test_western_letters(tmp_path: Path) -> None:
    content = PLAIN.replace("Ŵyn", "Wyn’s").encode("cp1252")
    assert values(read(write(tmp_path / "c.csv", content)))[1]["firstName"] == "Wyn’s"
    assert refusal(write(tmp_path / "d.csv", content + b"\x81")).code == "IMP-ENCODING"


def test_a_comma_inside_quotes_is_no_delimiter(tmp_path: Path) -> None:
    content = (
        'NOMS No;Name;Main offence\r\nA1111AA;"Morgan, Alun";"theft; robbery, fraud ""x"""\r\n'
    )
    (row,) = values(read(write(tmp_path / "c.csv", content)))
    assert (row["lastName"], row["firstName"]) == ("Morgan", "Alun")
    assert row["mostSeriousOffence"] == 'theft; robbery, fraud "x"'


def test_sep_line_and_titles_above_the_headings(tmp_path: Path) -> None:
    content = "sep=;\r\nNOMS No;Surname\r\nA1111AA;Morgan\r\nX;Y\r\n"
    found = read(write(tmp_path / "c.csv", content))
    assert (len(values(found)), faults(found)[0][0]) == (1, "4")
    content = "OFFICIAL-SENSITIVE,,\r\n,,\r\nNOMS No,Surname,CRD\r\nA1111AA,Morgan,01/02/2027\r\n"
    assert len(values(read(write(tmp_path / "d.csv", content)))) == 1


def test_blank_clears_but_an_absent_column_says_nothing(tmp_path: Path) -> None:
    (row,) = values(read(write(tmp_path / "c.csv", "NOMS No,CRD,TED\nA1111AA,,\n")))
    assert row == {"prisonerNumber": "A1111AA", "conditionalReleaseDate": None, "tariffDate": None}


def test_short_rows_say_nothing_of_what_is_not_there(tmp_path: Path) -> None:
    (row,) = values(read(write(tmp_path / "c.csv", "NOMS No,CRD,TED\nA1111AA,01/02/2027\n")))
    assert "tariffDate" not in row


def test_sled_is_two_dates(tmp_path: Path) -> None:
    (row,) = values(read(write(tmp_path / "c.csv", "NOMS No,SLED\nA1111AA,01/02/2027\n")))
    assert row["sentenceExpiryDate"] == row["licenceExpiryDate"] == date(2027, 2, 1)


def test_refusals_by_row(tmp_path: Path) -> None:
    content = (
        "NOMS No,Name,CRD,MAPPA level,Notes\n"
        'A1111AA,"Morgan, Alun",31/02/2027,2,x\n'
        'A123BC,"Morgan, Alun",,2,\n'
        "\n"
        "C3333CC,Morgan Alun,,2,\n"
        'D4444DD,"Morgan, Alun",,-1,y\n'
        ',"Morgan, Alun",,1,\n'
        'E5555EE,"Morgan, Alun",,1,,extra\n'
        'F6666FF,"Morgan, Alun",01/02/27,1,\n'
        'G7777GG,"Morgan, Alun",01/02/2027,1,\n'
    )
    found = read(write(tmp_path / "c.csv", content))
    assert faults(found) == [
        ("2", "conditionalReleaseDate", "31/02/2027", "IMP-DATE"),
        ("3", "prisonerNumber", "A123BC", "IMP-NOMS"),
        ("5", "name", "Morgan Alun", "IMP-NAME"),
        ("6", "mappaLevel", "-1", "IMP-NUMBER"),
        ("7", "prisonerNumber", "", "IMP-NEEDED"),
        ("8", "", "extra", "IMP-CELLS"),
        ("9", "conditionalReleaseDate", "01/02/27", "IMP-YEAR"),
    ]
    assert [row["prisonerNumber"] for row in values(found)] == ["G7777GG"]
    assert [row["offenderNo"] for row in values(found, "probation")] == ["G7777GG"]
    assert dict(found.report.unknown) == {"Notes": 2}


def test_a_row_wrong_in_one_list_is_out_of_all(tmp_path: Path) -> None:
    content = "NOMS No,Surname,CRN\nA1111AA,Morgan,X362207\nA1111AA,Morgan,X362208\nB2222BB,O,X1\n"
    found = read(write(tmp_path / "c.csv", content))
    assert [(f[0], f[3]) for f in faults(found)] == [
        ("4", "IMP-CRN"), ("2", "IMP-TWICE"), ("3", "IMP-TWICE"),
    ]  # fmt: skip
    assert values(found) == values(found, "probation") == []


def test_unusable_tier_is_left_out_with_a_warning(tmp_path: Path) -> None:
    found = read(write(tmp_path / "c.csv", "NOMS No,Tier,COM\nA1111AA,N/A,Pat\n"))
    assert values(found, "probation") == [{"offenderNo": "A1111AA", "comName": "Pat"}]
    assert warned(found) == [("2", "tier", "N/A", "IMP-TIER")]


def test_parole_export(tmp_path: Path) -> None:
    content = (
        "TITLE,NOMIS ID,Offender Prison Number,Sentence Type,Date Of Sentence,Tariff Expiry Date,"
        "Review Date,Review ID,Review Milestone Date ID,Review Type,Review Status,"
        "Current Target Date (Review),MS 13 Target Date,MS 13 Completion Date,"
        "Final Result (Review)\n"
        "13 - Prison receive OS report,A1111AA,A12345,Discretionary,01-01-2020,01-01-2022,"
        "01-01-2022,123456,12345678,zzzGPP - I,Active - Referred,01-02-2022,01-01-2021,NULL,NULL\n"
    )
    found = read(write(tmp_path / "c.csv", content))
    assert values(found, "paroleReviews") == [
        {
            "offenderNo": "A1111AA",
            "reviewId": "123456",
            "reviewType": "zzzGPP - I",
            "reviewStatus": "Active - Referred",
            "targetHearingDate": date(2022, 2, 1),
            "custodyReportDue": date(2021, 1, 1),
            "hearingOutcome": None,
        }
    ]
    assert "prisoners" not in found.lists


@pytest.mark.parametrize("name", sorted(LISTS))
def test_published_names_are_headings(name: str) -> None:
    spec = LISTS[name]
    for style in (str, lambda n: headings.bare(n), lambda n: n.upper()):
        columns = headings.match([style(field) for field in spec.names])
        assert set(columns.lists[name]) == set(spec.names[1:])
        assert columns.unmatched == ()


def test_spaced_and_snake_headings() -> None:
    found = headings.match(["prisoner_number", "Home Detention Curfew Eligibility Date", "HDCAD"])
    assert found.lists["prisoners"] == {
        "homeDetentionCurfewEligibilityDate": 1,
        "homeDetentionCurfewActualDate": 2,
    }


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "IMP-EMPTY"),
        ("\n\n", "IMP-EMPTY"),
        ("NOMS No,Surname\n", "IMP-EMPTY"),
        ("NOMS No,Surname\n,\n", "IMP-EMPTY"),
        ("Surname,Forename\nMorgan,Alun\n", "IMP-COLUMNS"),
        ("NOMS No,Nonsense\nA1111AA,x\n", "IMP-COLUMNS"),
        ("one column\nA1111AA\n", "IMP-COLUMNS"),
        ("NOMS No,CRD,Conditional release date\nA1111AA,,\n", "IMP-TWOCOLUMNS"),
        ("NOMS No,Prison number,CRD\nA1111AA,B2222BB,\n", "IMP-TWOCOLUMNS"),
        ("NOMS No,Surname\nA1111AA,Mor\0gan\n", "IMP-BINARY"),
        ("NOMS No,Surname\nA1111AA,Mor\0gan\n".encode("utf-16"), "IMP-BINARY"),
        ("NOMS No,Surname\n".encode("utf-16-le"), "IMP-BINARY"),
        ('NOMS No,Surname\nA1111AA,"Morgan\nB2222BB,Okoro\n', "IMP-QUOTE"),
        ("NOMS No,Surname,CRD\nA1111AA,Morgan,01/02/2027\nB2222BB,Oko", "IMP-CUT"),
        ("NOMS No,Surname\n" + '"' + "x" * 200_000, "IMP-QUOTE"),
        ("NOMS No,Surname\nA1111AA," + "x" * (2 << 20), "IMP-HUGE"),
        ("NOMS No" + ",x" * 600 + "\n", "IMP-WIDE"),
        (b"%PDF-1.7\x00\x01", "IMP-KIND"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "IMP-KIND"),
        ("<html><table><tr><td>NOMS No</td></tr></table></html>", "IMP-KIND"),
        ("NOMS No,Surname\nA1111AA," + "x" * 140_000 + "\n", "IMP-HUGE"),
        ('NOMS No,Surname,CRD\nA1111AA,"A,\nB2222BB,B",\n', "IMP-QUOTE"),
    ],
)
def test_refused_whole(tmp_path: Path, content: str | bytes, code: str) -> None:
    assert refusal(write(tmp_path / "c.csv", content)).code == code


def test_the_row_where_a_quote_stays_open(tmp_path: Path) -> None:
    content = 'NOMS No,Surname\nA1111AA,Morgan\nB2222BB,"Okoro\nC3333CC,Ap\n'
    assert refusal(write(tmp_path / "c.csv", content)).details["row"] == 3


def test_columns_missing_and_found_are_told(tmp_path: Path) -> None:
    details = refusal(write(tmp_path / "c.csv", "Nr,Surname\n1,Morgan\n")).details
    assert (details["missing"], details["found"]) == ("prisonerNumber", "Nr, Surname")


def test_too_many_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_file, "MOST_ROWS", 3)
    rows = "".join(f"A{n:04}AA,x\n" for n in range(3))
    assert len(values(read(write(tmp_path / "c.csv", "NOMS No,Surname\n" + rows)))) == 3
    refused = refusal(write(tmp_path / "d.csv", "NOMS No,Surname\n" + rows + "B2222BB,x\n"))
    assert (refused.code, refused.details["most"]) == ("IMP-ROWS", 3)


def test_missing_and_folder(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.csv").code == "IMP-MISSING"
    (tmp_path / "folder.csv").mkdir()
    assert refusal(tmp_path / "folder.csv").code == "IMP-FOLDER"


ODD = "Nr.,Wer,Stufe,Weg\nA1111AA,Morgan,B1,x\n"
MAPPING = {
    "nr": "person.prisoner_number",
    "Wer": "prisoners.lastName",
    "Stufe": "probation.tier",
    "Weg": "",
}


def test_a_mapping_matches_what_headings_cannot(tmp_path: Path) -> None:
    found = read(write(tmp_path / "c.csv", ODD), MAPPING)
    assert values(found) == [{"prisonerNumber": "A1111AA", "lastName": "Morgan"}]
    assert values(found, "probation") == [{"offenderNo": "A1111AA", "tier": "B1"}]
    assert not found.report.unknown


def test_mapping_is_kept_in_its_published_form() -> None:
    assert headings.check_mapping(MAPPING)["nr"] == "prisoners.prisonerNumber"


@pytest.mark.parametrize(
    "mapping",
    [
        {"a": "prisoners.shoeSize"},
        {"a": "nothing"},
        {"a": "prisoners.lastName", "b": "person.last_name"},
        {"a": "prisoners.prisonerNumber", "b": "probation.offenderNo"},
    ],
)
def test_mapping_refused(mapping: dict[str, str]) -> None:
    with pytest.raises(ImportRefused) as refused:
        headings.check_mapping(mapping)
    assert refused.value.code == "IMP-MAPPING"


def test_every_target_can_be_mapped() -> None:
    for target in headings.targets():
        assert headings.check_mapping({"x": target}) == {"x": target}


def test_outline_for_the_mapping_dialog(tmp_path: Path) -> None:
    path = write(tmp_path / "c.csv", ODD.replace("Wer", "Surname"))
    outline = inspect(path)
    assert outline.headings == ("Nr.", "Surname", "Stufe", "Weg")
    assert outline.rows == (("A1111AA", "Morgan", "B1", "x"),)
    assert outline.matched == {"Surname": ("prisoners.lastName",)}
    assert outline.unmatched == ("Nr.", "Stufe", "Weg")
    assert not outline.complete
    assert inspect(path, MAPPING | {"Wer": ""}).complete
    with pytest.raises(ImportRefused) as refused:
        inspect(write(tmp_path / "c.json", "[]"))
    assert refused.value.code == "IMP-NOSHEET"


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-2", "@A", "\tx", "＝1", "plain", "", "'quoted", "-"]
)
def test_guard_comes_off_again(text: str) -> None:
    assert unguard(guard(text)) == text


def test_lines_inside_a_cell_are_no_stray_quote(tmp_path: Path) -> None:
    content = 'NOMS No,Surname,Alerts\nA1111AA,Morgan,"not with\nB2222BB\non a wing"\n'
    assert len(values(read(write(tmp_path / "c.csv", content)))) == 1


def test_rows_of_spaces_are_blank(tmp_path: Path) -> None:
    found = read(write(tmp_path / "c.csv", "NOMS No,Surname\n  ,\t \nA1111AA,Morgan\n"))
    assert faults(found) == []
    assert len(values(found)) == 1


def test_a_column_of_numbers_alone_is_told(tmp_path: Path) -> None:
    refused = refusal(write(tmp_path / "c.csv", "NOMS No,Nonsense\nA1111AA,x\n"))
    assert refused.details["reason"] == "alone"


def dated(*days: str) -> str:
    rows = (f"A{1111 + at}AA,Morgan,{day}" for at, day in enumerate(days))
    return "\n".join(("NOMS No,Surname,CRD", *rows, ""))


def test_month_first_dates_refuse_the_file(tmp_path: Path) -> None:
    content = dated("05/31/2027", "06/15/2027", "05/06/2027")
    assert refusal(write(tmp_path / "c.csv", content)).code == "IMP-MONTH"


@pytest.mark.parametrize(
    ("days", "refused"),
    [
        (("05/31/2027", "05/06/2027"), 1),  # one is a slip
        (("05/31/2027", "06/15/2027", "31/05/2027", "30/05/2027", "05/06/2027"), 2),
        (("05/31/2027", "06/15/2027", "31/02/2027", "30/02/2027", "05/06/2027"), 4),
        (("05/31/2027", "06/15/2027", "2027-06-05"), 2),  # nothing is left to mistrust
    ],
)
def test_slips_refuse_rows(tmp_path: Path, days: tuple[str, ...], refused: int) -> None:
    found = read(write(tmp_path / "c.csv", dated(*days)))
    assert len(faults(found)) == refused
    assert len(values(found)) == len(days) - refused


def test_midnight_after_a_day_first_date(tmp_path: Path) -> None:
    content = dated("31/05/2027 00:00", "31/05/2027 0:00:00", "31/05/2027 10:30")
    found = read(write(tmp_path / "c.csv", content))
    assert [row["conditionalReleaseDate"] for row in values(found)] == [date(2027, 5, 31)] * 2
    assert faults(found) == [("4", "conditionalReleaseDate", "31/05/2027 10:30", "IMP-DATE")]


def test_a_name_that_is_no_text_can_be_shown_and_kept() -> None:
    assert file_name(Path("x/caf\udce9\n.csv")) == "caf\ufffd\ufffd.csv"
    assert file_name(Path()) == "."


def test_names_that_no_file_can_have(tmp_path: Path) -> None:
    assert refusal(tmp_path / ("x" * 300 + ".csv")).code == "IMP-MISSING"
    inside = write(tmp_path / "c.csv", dated("31/05/2027")) / "d.csv"
    assert refusal(inside).code == "IMP-MISSING"


def test_a_failed_formula_in_csv_is_no_value(tmp_path: Path) -> None:
    content = "NOMS No,Surname,Nonsense\nA1111AA,#N/A,x\nB2222BB,Okoro,#REF!\n"
    found = read(write(tmp_path / "c.csv", content))
    assert faults(found) == [("2", "Surname", "#N/A", "IMP-FORMULA")]
    assert len(values(found)) == 1


def test_a_file_that_is_being_written_is_not_half_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "c.csv", dated("31/05/2027"))

    def meanwhile(*given: Any) -> ReadFile:
        with path.open("a", encoding="utf-8") as writer:
            writer.write("B2222BB,Okoro,\n")
        return read_sheet(*given)

    monkeypatch.setattr(reading, "read_sheet", meanwhile)
    assert refusal(path).code == "IMP-WRITTEN"
