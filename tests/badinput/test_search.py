"""Searching never errors, whatever is typed (cases 109 and its kind)."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from pomdesk.services.desk import Desk
from pomdesk.services.queries.search import Search
from tests.badinput.conftest import Everything
from tests.faults.count import noted, times

TRIES = times(ci=60, nightly=20_000)

_SYNTAX = [
    "'; DROP TABLE person;--",
    "O'Brien",
    "-wing",
    "a AND",
    '"',
    "NEAR(",
    "a*",
    "a OR b",
    "^x",
    "col : x",
    "{a b}: x",
    "+",
    "\\",
    "%",
    "_",
    "*",
    "(",
    ")",
    "[",
    "\0",
    "\ud800",
    "\udfff",
    "\u202e",
    "\ufeff",
    "\U0001f600",
    "A1111AA",
    "NOT",
    ";",
    "--",
    "/*",
    "''",
    "$1",
    "?",
    ":a",
]


@settings(max_examples=TRIES)
@given(
    st.one_of(
        st.text(st.characters(codec=None), max_size=300),
        st.lists(st.sampled_from(_SYNTAX), max_size=12).map(" ".join),
        st.lists(st.sampled_from(_SYNTAX), max_size=12).map("".join),
    )
)
@example("x" * (1 << 20))
@example("\0" * (1 << 20))
@example("'\" " * 300_000)
def test_109_any_text_can_be_searched_for(desk: Desk, text: str) -> None:
    assert isinstance(desk.ask(Search(text)), list)


def test_109b_what_was_searched_for_changes_nothing(desk: Desk) -> None:
    before = desk.ask(Everything())
    for text in _SYNTAX:
        desk.ask(Search(text))
    assert desk.ask(Everything()) == before
    noted("F-search any text", searches=TRIES, errors=0)
