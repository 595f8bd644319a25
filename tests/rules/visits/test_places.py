"""Cells are read loosely: nothing is refused, nothing is lost, one walks in a sensible order."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomdesk.domain.visits import Place, PlaceFix
from pomdesk.rules.visits.places import read_place, walk_key

CELLS = st.one_of(
    st.text(max_size=100),
    st.text("ABHLEI0123456789 -/.", max_size=30),
    st.sampled_from(["LEI-A-1-021", "B2LANDING3/12", "HB 1 A-2-14", "LANDING", "LEI", "- -"]),
)


def fix(begins: str, wing: str, landing: str = "", walk: int = 0, prison: str = "LEI") -> PlaceFix:
    return PlaceFix(1, prison, begins, wing, landing, walk)


@pytest.mark.parametrize(
    ("raw", "wing", "landing", "cell"),
    [
        ("A-1-021", "A", "1", "021"),
        ("LEI-A-1-021", "A", "1", "021"),
        ("lei-a-1-021", "A", "1", "021"),
        ("  A - 1   021 ", "A", "1", "021"),
        ("HB1-2-14", "HB1", "2", "14"),
        ("HB 1-2-14", "HB 1", "2", "14"),
        ("HB1-A-2-14", "HB1", "A", "2-14"),
        ("E4-014", "E", "4", "014"),
        ("C 3 12", "C", "3", "12"),
        ("A1021", "A", "1", "021"),
        ("SEG-01", "SEG", "", "01"),
        ("RECP", "RECP", "", ""),
        ("COURT", "COURT", "", ""),
        ("B2LANDING3/12", "B2", "LANDING3", "12"),
        ("LEI", "LEI", "", ""),
        ("MDI-A-1-021", "MDI", "A", "1-021"),
        ("", "", "", ""),
        ("  ", "", "", ""),
        ("--", "", "", ""),
        (None, "", "", ""),
    ],
)
def test_cells_as_prisons_write_them(raw: str | None, wing: str, landing: str, cell: str) -> None:
    assert read_place("LEI", raw, ()) == Place(wing, landing, cell)


def signs(text: str) -> list[str]:
    return [one for one in text if one.isalnum()]


@given(CELLS)
def test_no_letter_and_no_digit_is_lost(raw: str) -> None:
    found = read_place(None, raw, ())
    assert signs(found.wing + found.landing + found.cell) == signs(_normal(raw))
    assert not found.known


def _normal(raw: str) -> str:
    return unicodedata.normalize("NFC", raw).upper()


@given(CELLS, st.sampled_from(["LEI", "a", "", "HB1-"]))
def test_nothing_makes_it_fail_and_every_place_can_be_sorted(raw: str, begins: str) -> None:
    fixes = [fix(begins or "SEG", "Named", walk=2)]
    here, there = (read_place("LEI", text, fixes) for text in (raw, raw[::-1]))
    sorted([walk_key("Leeds", here, fixes), walk_key("", there, fixes), walk_key("", here, ())])


# ---- corrections -----------------------------------------------------------------------------


def test_the_longest_correction_of_the_prison_wins_and_the_rest_is_the_cell() -> None:
    fixes = [
        fix("hb1-", "Houseblock 1"),
        fix("HB1-2", "Houseblock 1", "twos"),
        fix("HB1-2-1", "elsewhere", prison="MDI"),
    ]
    assert read_place("LEI", "LEI-HB1-2-14", fixes) == Place("Houseblock 1", "twos", "14", True)
    assert read_place("LEI", "Hb1-3-02", fixes) == Place("Houseblock 1", "", "3-02", True)
    assert read_place("LEI", "HB2-3-02", fixes) == Place("HB2", "3", "02")
    assert read_place("MDI", "HB1-2-14", fixes) == Place("elsewhere", "", "4", True)


def test_a_correction_says_nothing_of_who_has_no_cell() -> None:
    assert read_place("LEI", "", [fix("", "Everywhere")]) == Place()


# ---- the walk --------------------------------------------------------------------------------


def walked(cells: list[str], fixes: list[PlaceFix]) -> list[str]:
    return sorted(cells, key=lambda raw: walk_key("Leeds", read_place("LEI", raw, fixes), fixes))


def test_numbers_are_walked_as_numbers() -> None:
    cells = ["A-10-1", "A-2-10", "A-2-9", "A-2-009A", "B-1-1", "A-1-30"]
    assert walked(cells, []) == ["A-1-30", "A-2-9", "A-2-009A", "A-2-10", "A-10-1", "B-1-1"]


def test_wings_with_a_place_in_the_walk_come_first_in_that_order() -> None:
    fixes = [fix("SEG", "Care", walk=1), fix("D-", "D", walk=2), fix("D2-", "D", "two")]
    cells = ["A-1-1", "D-1-1", "SEG-2", "", "D2-3", "C-1-1"]
    assert walked(cells, fixes) == ["SEG-2", "D-1-1", "D2-3", "A-1-1", "C-1-1", ""]


def test_prisons_are_walked_by_name_and_who_is_nowhere_comes_last() -> None:
    at = [("Leeds", Place()), ("", Place("A")), ("Hull", Place("B")), ("hull", Place("A"))]
    ordered = sorted(at, key=lambda one: walk_key(one[0], one[1], ()))
    assert ordered == [
        ("hull", Place("A")),
        ("Hull", Place("B")),
        ("Leeds", Place()),
        ("", Place("A")),
    ]


def test_endless_numbers_are_compared_too() -> None:
    long, longer = ("A-1-" + "9" * many for many in (5_000, 5_001))
    assert walked([longer, long], []) == [long, longer]
