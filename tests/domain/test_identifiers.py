import pytest

from pomdesk.domain import identifiers
from pomdesk.domain.identifiers import IdentifierError, Wrong


@pytest.mark.parametrize(
    ("given", "expected"),
    [("A0000AA", "A0000AA"), (" z5432hd ", "Z5432HD"), ("a1234bc\t", "A1234BC")],
)
def test_prisoner_number_is_trimmed_and_capital(given: str, expected: str) -> None:
    assert identifiers.prisoner_number(given) == expected


@pytest.mark.parametrize(
    "given",
    [
        "A 1234 AA",
        "E123456",
        "A123BC",
        "",
        "1234567",
        "ABCDEFG",
        "A1234BCD",
        "A1234BC\nA",
        "A１234BC",
    ],
)
def test_prisoner_number_refused(given: str) -> None:
    with pytest.raises(IdentifierError) as refused:
        identifiers.prisoner_number(given)
    assert refused.value.why is Wrong.FORM
    assert given not in str(refused.value) or not given


def test_crn() -> None:
    assert identifiers.crn("x362207") == "X362207"
    for wrong in ("X36220", "3362207", "X3622071", ""):
        with pytest.raises(IdentifierError):
            identifiers.crn(wrong)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("81/34U", "1981/0000034U"),
        ("02/73319Z", "2002/0073319Z"),
        ("033Y", "2003/0000003Y"),
        ("79163001B", "1979/0163001B"),
        ("67/9893091D", "1967/9893091D"),
        ("1981/0000034u", "1981/0000034U"),
        ("19810000034U", "1981/0000034U"),
    ],
)
def test_pnc_long_form(given: str, expected: str) -> None:
    assert identifiers.pnc(given, 2026) == expected


def test_pnc_century_turns_with_the_year() -> None:
    assert identifiers.pnc("81/34U", 2081) == "2081/0000034U"
    assert identifiers.pnc("81/34U", 2080) == "1981/0000034U"


@pytest.mark.parametrize("given", ["1980/0163001B", "20030011985Z", "2001/0171310S"])
def test_pnc_check_letter(given: str) -> None:
    with pytest.raises(IdentifierError) as refused:
        identifiers.pnc(given, 2026)
    assert refused.value.why is Wrong.CHECK_LETTER


@pytest.mark.parametrize("given", ["", "198/0163001B", "81/34", "81/12345678U", "8112345678U", "x"])
def test_pnc_form(given: str) -> None:
    with pytest.raises(IdentifierError) as refused:
        identifiers.pnc(given, 2026)
    assert refused.value.why is Wrong.FORM


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("65656/91H", "065656/91H"),
        ("065656/91h", "065656/91H"),
        ("SF05/482703J", "SF05/482703J"),
        ("SF83/50058Z", "SF83/50058Z"),
    ],
)
def test_cro(given: str, expected: str) -> None:
    assert identifiers.cro(given) == expected


@pytest.mark.parametrize("given", ["65656/91J", "85227/65G", "SF05/482703K"])
def test_cro_check_letter(given: str) -> None:
    with pytest.raises(IdentifierError) as refused:
        identifiers.cro(given)
    assert refused.value.why is Wrong.CHECK_LETTER


def test_cro_form() -> None:
    with pytest.raises(IdentifierError) as refused:
        identifiers.cro("91H")
    assert refused.value.why is Wrong.FORM


@pytest.mark.parametrize("given", ["A", "g", "B1", "d3s", "A_2", "D0S", "B_1S"])
def test_tier(given: str) -> None:
    assert identifiers.tier(given) == given.upper()


@pytest.mark.parametrize("given", ["", "N/A", "X", "H", "E1", "A4", "AB", "NOT_SUPERVISED"])
def test_tier_unusable(given: str) -> None:
    with pytest.raises(IdentifierError):
        identifiers.tier(given)


def test_prison_and_cell() -> None:
    assert identifiers.prison_code("lei") == "LEI"
    assert identifiers.prison_code("OUT") == "OUT"
    assert identifiers.cell("mdi-a-1-001") == "MDI-A-1-001"
    for wrong in ("Leeds", "LEE", ""):
        with pytest.raises(IdentifierError):
            identifiers.prison_code(wrong)
    for wrong in ("A--1", "A 1", "", "-A"):
        with pytest.raises(IdentifierError):
            identifiers.cell(wrong)
