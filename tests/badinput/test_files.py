"""Files that are no caseload: each told apart, in words, and nothing changed.

Names begin with the number of the case in the list of bad inputs; letters are more of its kind.
"""

import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pomdesk.services.desk import Desk
from pomdesk.services.queries.case import CaseOf
from tests.badinput.conftest import Tell
from tests.intake.files import ALUN, BETH, caseload, cells, raw_workbook, write

Refused = Callable[..., str]

HEAD = "NOMS No,Surname,CRD\n"
GOOD = "A1111AA,Morgan,12/05/2027\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
MONTHS_FIRST = "".join(f"A1{n}1AA,Person,05/{n}/2027\n" for n in (*range(13, 32), "06"))


def rows(count: int) -> str:
    return HEAD + "".join(
        f"{chr(65 + n // 10_000)}{n % 10_000:04}AA,Person,\n" for n in range(count)
    )


CSV: list[tuple[str, str | bytes, str, list[str]]] = [
    ("65 no known heading", "Colour,Size\nred,4\n", "IMP-COLUMNS", ["Colour", "Size"]),
    ("65b headings of another system", "id;name;dob\n1;x;2\n", "IMP-COLUMNS", ["name"]),
    ("65c no headings at all", GOOD * 3, "IMP-COLUMNS", []),
    ("65d the same heading twice", "NOMS No,Surname,surname\nA1111AA,x,y\n", "IMP-TWOCOLUMNS", []),
    ("66 an empty file", b"", "IMP-EMPTY", []),
    ("66b only blank lines", "\n\n \n", "IMP-EMPTY", []),
    ("66c headings alone", HEAD, "IMP-EMPTY", []),
    ("66d a byte order mark alone", b"\xef\xbb\xbf", "IMP-EMPTY", []),
    ("68 letters of no encoding", b"NOMS No,Surname\nA1111AA,\x81\x8d\n", "IMP-ENCODING", []),
    ("68b half of a UTF-16 letter", b"\xff\xfeN\0O\0M", "IMP-ENCODING", []),
    ("69 NUL in a cell", f"{HEAD}{GOOD}A2222AA,a\0b,\n", "IMP-BINARY", ["row 3"]),
    ("69b NUL at the end", f"{HEAD}{GOOD}\0", "IMP-BINARY", ["row 3"]),
    ("69c a picture called .csv", b"\x89PNG\r\n\x1a\n\0\0\0", "IMP-KIND", []),
    ("69d machine code called .csv", b"\x7fELF\x02\x01\x01\0" + bytes(90), "IMP-BINARY", []),
    ("71 a quote stays open", f'{HEAD}{GOOD}A2222AA,"Jones,\nA3333AA,x,\n', "IMP-QUOTE", ["row 3"]),
    ("71b letters after a quote", f'{HEAD}A2222AA,"Jones"x,\n{GOOD}', "IMP-QUOTE", ["row 2"]),
    ("71c a quote opens in the heading", '"NOMS No,Surname\nA1111AA,x\n', "IMP-QUOTE", []),
    ("72 a line without end", HEAD + "x" * (2 << 20), "IMP-HUGE", []),
    ("72b five hundred and one columns", "x," * 501 + "\n", "IMP-WIDE", []),
    ("73 25,000 rows", rows(25_000), "IMP-ROWS", ["20,000"]),
    ("73b 20,001 rows", rows(20_001), "IMP-ROWS", ["20,000"]),
    ("74 months first", HEAD + MONTHS_FIRST, "IMP-MONTH", []),
    ("74b cut in its last row", f"{HEAD}{GOOD}A2222AA,Jo", "IMP-CUT", []),
    ("86 a web page called .csv", "<html><table><tr><td>NOMS No</td></tr>", "IMP-KIND", []),
]


@pytest.mark.parametrize(("content", "code", "says"), [c[1:] for c in CSV], ids=[c[0] for c in CSV])
def test_csv(
    refused: Refused, tmp_path: Path, content: str | bytes, code: str, says: list[str]
) -> None:
    message = refused(code, "import", write(tmp_path / "extract.csv", content))
    assert "extract.csv" in message
    assert not [words for words in says if words not in message], message


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "Ŵyn"),
        ("utf-8-sig", "Ŵyn"),
        ("utf-16", "Łukasz"),
        ("utf-16-le", "Ŷ"),
        ("utf-16-be", "Ŷ"),
        ("cp1252", "Müller"),
    ],
    ids=["67 UTF-8", "67b with a mark", "67c UTF-16", "67d UTF-16 LE", "67e UTF-16 BE", "67f 1252"],
)
def test_letters_of_every_system_come_in(
    tell: Tell, tmp_path: Path, encoding: str, name: str
) -> None:
    mark = "\ufeff" if encoding in {"utf-16-le", "utf-16-be"} else ""
    content = f"{mark}NOMS No,Surname\r\nA1111AA,{name}\r\n".encode(encoding)
    told = tell("import", write(tmp_path / "c.csv", content), "--dry-run", "--json")
    assert (told.code, told.answer["refused"]) == (0, [])
    assert [row["after"] for row in told.answer["moved"]] in ([], [name])


VALUES: list[tuple[str, str, str, str]] = [
    ("75 a letter short", "NOMS No", "A123BC", "IMP-NOMS"),
    ("75b letters for digits", "NOMS No", "AI234BC", "IMP-NOMS"),
    ("75c a number", "NOMS No", "1234567", "IMP-NOMS"),
    ("75d digits of another script", "NOMS No", "A١٢٣٤BC", "IMP-NOMS"),
    ("77 31 February", "CRD", "31/02/2027", "IMP-DATE"),
    ("77b 29 February", "CRD", "29/02/2027", "IMP-DATE"),
    ("77c zeros", "CRD", "00/00/0000", "IMP-DATE"),
    ("77i the month first", "CRD", "1/13/2027", "IMP-DATE"),
    ("77d words", "CRD", "next spring", "IMP-DATE"),
    ("77e a year of two digits", "CRD", "12/05/27", "IMP-YEAR"),
    ("77f the year 9999", "CRD", "31/12/9999", "IMP-RANGE"),
    ("77g a serial number", "CRD", "46346", "IMP-DATE"),
    ("77h full-width digits", "CRD", "１２/05/2027", "IMP-DATE"),
    ("79 1e999", "MAPPA level", "1e999", "IMP-NUMBER"),
    ("79b NaN", "MAPPA level", "NaN", "IMP-NUMBER"),
    ("79c below nothing", "MAPPA level", "-1", "IMP-NUMBER"),
    ("79d 2 to the 63rd", "MAPPA level", str(2**63), "IMP-NUMBER"),
    ("79e five thousand digits", "MAPPA level", "9" * 5_000, "IMP-NUMBER"),
    ("79f half", "MAPPA level", "1.5", "IMP-NUMBER"),
    ("79g infinity", "MAPPA level", "Infinity", "IMP-NUMBER"),
    ("80 neither yes nor no", "Recall", "maybe", "IMP-YESNO"),
    ("82 a name of 5,000 letters", "Surname", "x" * 5_000, "IMP-LONG"),
]


@pytest.mark.parametrize(
    ("heading", "value", "reason"), [v[1:] for v in VALUES], ids=[v[0] for v in VALUES]
)
def test_a_bad_value_keeps_its_row_out_and_is_named(
    tell: Tell, tmp_path: Path, heading: str, value: str, reason: str
) -> None:
    row = {"NOMS No": "A3333AA", "Surname": "Morgan", heading: value}
    content = f"{','.join(row)}\n{','.join(row.values())}\n"
    told = tell("import", write(tmp_path / "c.csv", content), "--json", "--dry-run")
    assert (told.code, told.err) == (3, "")
    (fault,) = told.answer["refused"]
    assert (fault["row"], fault["reason"]) == ("2", reason)
    assert fault["value"][:20] == value[:20]


@pytest.mark.parametrize(
    "name", ['<img src="\\\\evil\\x.png">', "<b>Ap</b> Rhys", "=1+1", "&lt;", "{0} %s", "\u202eabc"]
)
def test_81_a_name_that_looks_like_something_else_is_a_name(
    desk: Desk, tell: Tell, tmp_path: Path, name: str
) -> None:
    content = json.dumps([ALUN | {"prisonerNumber": "E8181EE", "lastName": name}])
    told = tell("import", write(tmp_path / "c.json", content), "--json")
    kept = desk.ask(CaseOf(prisoner_number="E8181EE")).case.person.last_name
    assert kept == name.replace("\u202e", "\ufffd")
    assert told.code == 0


def test_75e_small_letters_and_a_space_are_taken(tell: Tell, tmp_path: Path) -> None:
    path = write(tmp_path / "c.csv", "NOMS No,Surname\na1111aa ,MORGAN\n")
    told = tell("import", path, "--json", "--dry-run")
    assert (told.code, told.answer["unchanged"] + told.answer["changed"]) == (0, 1)


def zipped(path: Path) -> Path:
    """The kind of many megabytes in few bytes."""
    return raw_workbook(path, cells([["x" * 32_000] * 4] * 900))


def damaged(path: Path) -> Path:
    content = raw_workbook(path, cells([["NOMS No", "Surname"]])).read_bytes()
    path.write_bytes(content[: len(content) // 2])
    return path


def one_cell(place: str, row: int) -> str:
    return f'<sheetData><row r="{row}"><c r="{place}"><v>1</v></c></row></sheetData>'


def with_part(name: str, content: str = "<x/>") -> Callable[[Path], Path]:
    return lambda path: raw_workbook(path, cells([["NOMS No"]]), {name: content})


def with_sheet(sheet: str) -> Callable[[Path], Path]:
    return lambda path: raw_workbook(path, sheet)


def with_bytes(content: bytes) -> Callable[[Path], Path]:
    return lambda path: write(path, content)


def lied(path: Path) -> Path:
    """A workbook that says it unpacks to next to nothing."""
    content = bytearray(zipped(path).read_bytes())
    while (at := content.find(b"PK\x01\x02")) >= 0:
        content[at : at + 4] = b"PK\x01\x03"
        struct.pack_into("<L", content, at + 24, 100)
    path.write_bytes(content.replace(b"PK\x01\x03", b"PK\x01\x02"))
    return path


XML = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><x>&a;</x>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
BOOKS: list[tuple[str, Callable[[Path], Path], str]] = [
    ("87 an old workbook, or one with a password", with_bytes(OLE), "IMP-OLE"),
    ("88 text called .xlsx", with_bytes(b"NOMS No,Surname\n"), "IMP-XLSX"),
    ("88b cut in half", damaged, "IMP-XLSX"),
    ("88c an empty zip", with_bytes(b"PK\x05\x06" + bytes(18)), "IMP-XLSX"),
    ("89 unpacks to a hundred times", zipped, "IMP-BOMB"),
    ("89b says that it does not", lied, "IMP-XLSX"),
    ("90 a value in the last cell", with_sheet(one_cell("XFD1048576", 1_048_576)), "IMP-ROWS"),
    ("90b a value far right", with_sheet(one_cell("XFD1", 1)), "IMP-WIDE"),
    ("92 entities", with_part("xl/theme/theme1.xml", XML), "IMP-XLSX"),
    ("92b entities of another file", with_part("xl/sharedStrings.xml", OUTSIDE), "IMP-XLSX"),
    ("93 macros", with_part("xl/vbaProject.bin"), "IMP-MACRO"),
    ("93b old macros", with_part("xl/macrosheets/sheet1.xml"), "IMP-MACRO"),
    ("93c controls", with_part("xl/activeX/activeX1.xml"), "IMP-MACRO"),
    ("93d links", with_part("xl/externalLinks/externalLink1.xml"), "IMP-LINKS"),
    ("94 a part outside", with_part("../../evil.txt"), "IMP-XLSX"),
    ("94b a part at the root", with_part("/etc/cron.d/evil"), "IMP-XLSX"),
    ("94c a part of Windows", with_part("..\\..\\evil.txt"), "IMP-XLSX"),
]


@pytest.mark.parametrize(("make", "code"), [b[1:] for b in BOOKS], ids=[b[0] for b in BOOKS])
def test_workbooks(
    refused: Refused, tmp_path: Path, make: Callable[[Path], Path], code: str
) -> None:
    assert "book.xlsx" in refused(code, "import", make(tmp_path / "book.xlsx"))
    assert not (tmp_path.parent / "evil.txt").exists()


def member(**changes: Any) -> str:
    return json.dumps(caseload(prisoners=[ALUN | changes, BETH]))


def raw(**changes: str) -> str:
    """A caseload one of whose values is written as no library would."""
    text = member(**dict.fromkeys(changes, "@@"))
    for value in changes.values():
        text = text.replace('"@@"', value, 1)
    return text


JSON: list[tuple[str, str | bytes, str, list[str]]] = [
    ("98 cut in the middle", member()[:300], "IMP-CUT", []),
    ("98b a comma too many", '{"format": "pomdesk-caseload",}', "IMP-JSON", ["line 1"]),
    ("98c two values", "[][]", "IMP-JSON", []),
    ("98d another thing", '{"colour": "red"}', "IMP-NOTCASELOAD", []),
    ("98e a list of other things", '[{"colour": "red"}]', "IMP-NOTCASELOAD", []),
    ("98f nobody", json.dumps(caseload(prisoners=[])), "IMP-EMPTY", []),
    ("99 a number of 5,000 digits", raw(mappaLevel="9" * 5_000), "IMP-NUMBER", []),
    ("99b NaN", raw(mappaLevel="NaN"), "IMP-NUMBER", ["NaN"]),
    ("99c 1e999", raw(mappaLevel="1e999"), "IMP-NUMBER", ["1e999"]),
    ("99d -Infinity", raw(mappaLevel="-Infinity"), "IMP-NUMBER", []),
    ("101 a name twice", raw(firstName='"a", "firstName": "b"'), "IMP-JSONDUP", ["firstName"]),
    ("101b a list twice", '{"prisoners": [], "prisoners": []}', "IMP-JSONDUP", ["prisoners"]),
    ("103 half a character", raw(lastName='"\\ud800"'), "IMP-CHARS", ["/prisoners/0/lastName"]),
    ("103b NUL", raw(lastName='"a\\u0000b"'), "IMP-CHARS", ["/prisoners/0/lastName"]),
    ("103c NUL as it is", member().encode().replace(b"MORGAN", b"MOR\0AN"), "IMP-BINARY", []),
    ("104 a thousand lists", "[" * 1_000 + "]" * 1_000, "IMP-DEEP", []),
    ("104b a hundred thousand", '{"prisoners": ' + "[" * 100_000, "IMP-DEEP", []),
    ("104c objects inside objects", '{"a":' * 5_000 + "1" + "}" * 5_000, "IMP-DEEP", []),
    ("105 a newer format", json.dumps(caseload() | {"version": 2}), "IMP-NEWER", ["2"]),
    ("105b a version of words", json.dumps(caseload() | {"version": "x"}), "IMP-NOTCASELOAD", []),
    ("106 no day", json.dumps(caseload() | {"asAt": "soon"}), "IMP-ASAT", ["soon"]),
    ("106b letters of no encoding", b'{"a": "\xff"}', "IMP-ENCODING", []),
]


@pytest.mark.parametrize(
    ("content", "code", "says"), [j[1:] for j in JSON], ids=[j[0] for j in JSON]
)
def test_json(
    refused: Refused, tmp_path: Path, content: str | bytes, code: str, says: list[str]
) -> None:
    message = refused(code, "import", write(tmp_path / "caseload.json", content))
    assert not [words for words in says if words not in message], message


def test_99e_two_to_the_63rd_keeps_its_row_out(tell: Tell, tmp_path: Path) -> None:
    path = write(
        tmp_path / "c.json",
        caseload(probation=[{"prisonerNumber": "A1111AA", "mappaLevel": 2**63}]),
    )
    told = tell("import", path, "--json", "--dry-run")
    assert told.code == 3
    assert [fault["reason"] for fault in told.answer["refused"]] == ["IMP-NUMBER"]


def test_105c_unknown_fields_are_told_and_the_rest_comes_in(tell: Tell, tmp_path: Path) -> None:
    path = write(tmp_path / "c.json", caseload(prisoners=[ALUN | {"shoeSize": 9}, BETH]))
    told = tell("import", path, "--json", "--dry-run")
    assert (told.code, told.answer["unknownFields"]) == (0, {"shoeSize": 1})


def test_83_the_same_file_again_is_told(tell: Tell, tmp_path: Path) -> None:
    path = write(tmp_path / "c.json", caseload())
    tell("import", path)
    told = tell("import", path, "--json")
    assert (told.code, told.answer["changed"]) == (0, 0)
    assert [warned["reason"] for warned in told.answer["warned"]] == ["IMP-SAME"]


@pytest.mark.parametrize("name", ["missing.csv", "x" * 300, "a/b/c.csv"], ids=lambda n: n[:12])
def test_a_file_that_is_not_there(refused: Refused, tmp_path: Path, name: str) -> None:
    refused("IMP-MISSING", "import", tmp_path / name)


def test_a_folder(refused: Refused, tmp_path: Path) -> None:
    refused("IMP-FOLDER", "import", tmp_path)


def test_after_all_of_it_the_desk_is_whole_and_works(tell: Tell) -> None:
    assert tell("check", "--json").answer == {"ok": True, "faults": []}
    told = tell("caseload", "--json")
    assert [line["prisonerNumber"] for line in json.loads(told.out)] == [
        "A1111AA",
        "B2222BB",
        "E8181EE",
    ]
