from hypothesis import given
from hypothesis import strategies as st

from reports.style import BODY, SMALL
from reports.wrap import fitted, lines_of, wrap

WIDTHS = st.floats(20, 500)


@given(st.text("ab ŵ-", max_size=400), WIDTHS)
def test_lines_are_not_too_wide_and_nothing_is_lost(line: str, width: float) -> None:
    lines = wrap(line, BODY, width)
    # The space a line ends at may hang over the edge; nobody sees it.
    assert all(BODY.width(part.rstrip(" ")) <= width + 0.01 for part in lines)
    assert "".join(lines) == line


@given(st.text(max_size=200), WIDTHS)
def test_any_text_can_be_set(text: str, width: float) -> None:
    for line in lines_of(text, BODY, width):
        assert "\n" not in line
        assert BODY.width(line.rstrip(" ")) <= width + 0.01


def test_a_line_that_ends_at_a_space_keeps_it() -> None:
    lines = wrap("alpha beta gamma", BODY, BODY.width("alpha beta") + 1)
    assert lines == ["alpha beta ", "gamma"]


def test_a_long_word_is_broken_without_a_sign() -> None:
    lines = wrap("x" * 100_000, BODY, 300)
    assert len(lines) > 100
    assert "".join(lines) == "x" * 100_000


def test_hard_lines_are_apart_for_readers() -> None:
    assert lines_of("one\ntwo", BODY, 300) == ["one ", "two"]


@given(st.text(max_size=300), st.floats(30, 300))
def test_a_fitted_line_fits(text: str, width: float) -> None:
    assert SMALL.width(fitted(text, SMALL, width)) <= width + 0.01


def test_a_cut_line_says_so() -> None:
    assert fitted("a" * 500, SMALL, 100).endswith("…")
