"""Tickets: the order of a draw, as other tools give it."""

import hashlib
import hmac
import shlex
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pomdesk.domain.errors import RequestRefused
from pomdesk.rules.quality.tickets import (
    derived_recipe,
    derived_seed,
    digest_commands,
    double_mark_key,
    is_ref,
    is_seed,
    normal_ref,
    recipe,
    ticket,
)
from tests.rules.quality.vectors import MASTER, ORDER, SEED


def test_tickets_are_those_that_openssl_gives() -> None:
    # printf %s A1011AM | openssl dgst -sha256 -hmac "OMU-QA-2026R1-POM03-7f3c9a1e5b2d4860"
    assert ticket(SEED, "A1011AM") == (
        "0ff65628de577bf7dc4a1797b5d443255ea01b0dc49c17efb80f7cae7141d776"
    )
    for ref, begins in ORDER.items():
        assert ticket(SEED, ref).startswith(begins)


def test_the_ticket_puts_cases_in_the_known_order() -> None:
    assert sorted(ORDER, key=lambda ref: ticket(SEED, ref)) == list(ORDER)


def test_a_seed_is_derived_from_a_master_as_text() -> None:
    assert derived_seed(MASTER, "round:1|stratum:POM03") == (
        "35444e4af10ca7ec1d966314099e520be64b70847af8586ab24413d8e5f0f877"
    )


def test_double_marks_have_a_key_of_their_own() -> None:
    four = ("A1011AM", "A1009AK", "A1005AF", "A1007AH")
    assert min(four, key=lambda ref: ticket(double_mark_key(SEED), ref)) == "A1005AF"


@pytest.mark.parametrize("typed", ["a1011am", "  A1011AM", "A1011aM\n", "\u00a0a1011AM\t"])
def test_capitals_and_spaces_around_a_reference_do_not_matter(typed: str) -> None:
    assert normal_ref(typed) == "A1011AM"
    assert ticket(SEED, typed) == ticket(SEED, "A1011AM")


def test_composed_and_decomposed_letters_are_the_same() -> None:
    assert normal_ref("ty\u0302-1") == normal_ref("T\u0176-1") == "T\u0176-1"


@given(st.text(max_size=20))
@settings(max_examples=200)
def test_the_normal_form_of_a_normal_form_is_itself(text: str) -> None:
    once = normal_ref(text)
    assert normal_ref(once) == once
    assert unicodedata.is_normalized("NFC", once)


@pytest.mark.parametrize("ref", ["A1234AB", "A1234AB/2026-05-04", "CASE 7.1_B", "T\u0176-1"])
def test_references_are_letters_digits_and_a_few_marks(ref: str) -> None:
    assert is_ref(ref)


@pytest.mark.parametrize(
    "ref",
    ["", "a1", " A1", "A1\n", "A'1", "A\u20191", 'A"1', "A$1", "A`1", "A\\1", "A;1", "A\u200b1",
     "A|1", "\ud800", "A\x001"],
    ids=ascii,
)  # fmt: skip
def test_what_a_shell_could_take_for_its_own_is_no_reference(ref: str) -> None:
    assert not is_ref(ref)


@pytest.mark.parametrize("seed", ["123456", "7f3c9a", "OMU-2026", "a" * 64])
def test_seeds_are_letters_digits_and_hyphens(seed: str) -> None:
    assert is_seed(seed)


@pytest.mark.parametrize(
    "seed",
    ["", "12345", "a" * 65, "-hmac12", "12 456", "12345'", "12345\n", "12345é", "١٢٣٤٥٦",
     "12345|dm"],
    ids=ascii,
)  # fmt: skip
def test_other_texts_are_no_seeds(seed: str) -> None:
    assert not is_seed(seed)


def test_the_recipe_names_reference_key_and_answer() -> None:
    made = recipe(SEED, " a1011am")
    assert made.openssl == f"printf %s 'A1011AM' | openssl dgst -sha256 -hmac '{SEED}'"
    assert f"GetBytes('{SEED}')" in made.powershell
    assert "GetBytes('A1011AM')" in made.powershell
    assert made.ticket == hmac.new(SEED.encode(), b"A1011AM", hashlib.sha256).hexdigest()


def test_the_recipe_takes_the_key_of_double_marks_and_no_other_bar() -> None:
    assert recipe(double_mark_key(SEED), "A1").ticket == ticket(f"{SEED}|dm", "A1")
    with pytest.raises(RequestRefused, match="REQ-QA-SEED-LETTERS"):
        recipe("123456|rm", "A1")


@pytest.mark.parametrize("ref", ["A'; rm -rf ~; '", "$(id)", "A\u2019", ""], ids=ascii)
def test_nothing_dangerous_is_printed_as_a_command(ref: str) -> None:
    with pytest.raises(RequestRefused, match="REQ-QA-REF"):
        recipe(SEED, ref)


def test_the_seed_of_a_stratum_has_a_recipe_too() -> None:
    made = derived_recipe(MASTER, "round:1|stratum:POM03")
    assert made.ticket == derived_seed(MASTER, "round:1|stratum:POM03")
    assert "'round:1|stratum:POM03'" in made.openssl
    with pytest.raises(RequestRefused, match="REQ-QA-SEED-LETTERS"):
        derived_recipe(f"{MASTER}'", "round:1")


def test_a_name_with_a_quotation_mark_stays_one_text_in_either_shell() -> None:
    made = derived_recipe(MASTER, "stratum:O'NEIL \u2019")
    assert shlex.split(made.openssl)[2] == "stratum:O'NEIL \u2019"
    assert "('stratum:O''NEIL \u2019\u2019')" in made.powershell


def test_files_are_hashed_by_either_tool() -> None:
    unix, windows = digest_commands("frame.json")
    assert "openssl dgst -sha256 'frame.json'" in unix
    assert "-Algorithm SHA256 -LiteralPath 'frame.json'" in windows
