"""The code on a sheet: read however it is typed, and a slip of the pen is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomdesk.rules.visits.codes import LENGTH, SIGNS, read_visit_code, visit_code

CODES = st.binary(min_size=8, max_size=8).map(visit_code)


@given(CODES)
def test_a_code_reads_as_itself_however_it_is_typed(code: str) -> None:
    assert len(code) == LENGTH + 1
    assert code[3] == "-"
    assert set(code) <= {*SIGNS, "-"}
    for typed in (code, code.lower(), code.replace("-", ""), f"  {code[:2]} {code[2:]}\n"):
        assert read_visit_code(typed) == code


@given(CODES)
def test_every_wrong_sign_is_noticed(code: str) -> None:
    for at in (0, 1, 2, 4, 5, 6):
        for sign in set(SIGNS) - {code[at]}:
            assert read_visit_code(code[:at] + sign + code[at + 1 :]) is None


@given(CODES)
def test_swapped_neighbours_are_noticed(code: str) -> None:
    plain = code.replace("-", "")
    for at in range(LENGTH - 1):
        swapped = plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :]
        assert swapped == plain or read_visit_code(swapped) is None


@pytest.mark.parametrize("typed", ["", "V7K", "V7K-3MQQ", "0OI-1LS", "V7K-3M", "ſſſſſſ", "١٢٣٤٥٦"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_visit_code(typed) is None


def test_no_two_signs_are_taken_for_one_another() -> None:
    assert len(SIGNS) == len(set(SIGNS)) == 23
    for alike in ("0OQ", "1IL", "2Z", "5S", "8B", "UV", "6G"):
        assert len(set(alike) & set(SIGNS)) <= 1


def test_few_bytes_give_different_codes() -> None:
    made = {visit_code(number.to_bytes(8, "big")) for number in range(1_000)}
    assert len(made) == 1_000
