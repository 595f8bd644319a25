"""Two versions of a text: nothing is lost, and what is shown is what a reader would mark."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomdesk.domain.writing import Paragraph, Passage, Run, passage
from pomdesk.rules.papers import compare as module
from pomdesk.rules.papers.compare import Piece, PieceKind, compare

SAME, ADDED, REMOVED = PieceKind.SAME, PieceKind.ADDED, PieceKind.REMOVED


def side(rows: Sequence[Sequence[Piece]], gone: PieceKind) -> list[str]:
    """The paragraphs of one side: those with a piece that is not of the other side only."""
    held = [[piece for piece in row if piece.kind is not gone] for row in rows]
    return ["".join(piece.text for piece in row) for row in held if row]


def marked(before: str, after: str) -> list[str]:
    """Each paragraph with what went in [-...-] and what came in {+...+}."""
    signs = {SAME: "{}", REMOVED: "[-{}-]", ADDED: "{{+{}+}}"}
    rows = compare(passage(before), passage(after))
    return ["".join(signs[piece.kind].format(piece.text) for piece in row) for row in rows]


def test_a_changed_word_is_marked_and_the_rest_is_the_same() -> None:
    assert marked("The hearing is on 12 May 2027.", "The hearing is on 3 February 2027.") == [
        "The hearing is on [-12 May-]{+3 February+} 2027."
    ]


def test_a_word_that_came_and_one_that_went() -> None:
    assert marked("He is well.", "He is very well.") == ["He is {+very +}well."]
    assert marked("He is very well.", "He is well.") == ["He is [-very -]well."]


def test_punctuation_is_not_part_of_the_word() -> None:
    assert marked("He is well.", "He is well!") == ["He is well[-.-]{+!+}"]


def test_paragraphs_that_came_and_went_stand_alone() -> None:
    assert marked("One here.\nTwo gone wholly.", "One here.\nQuite other words") == [
        "One here.",
        "[-Two gone wholly.-]",
        "{+Quite other words+}",
    ]


def test_a_changed_paragraph_is_found_among_new_ones() -> None:
    before = "First.\nHe has worked in the kitchens since March."
    after = "First.\nEntirely new text.\nHe has worked in the gardens since March."
    assert marked(before, after) == [
        "First.",
        "{+Entirely new text.+}",
        "He has worked in the [-kitchens-]{+gardens+} since March.",
    ]


def test_equal_texts_are_the_same_throughout() -> None:
    text = passage("One.\nTwo.\nOne.")
    assert compare(text, text) == [[Piece(SAME, one)] for one in ("One.", "Two.", "One.")]


def test_nothing_and_something() -> None:
    assert compare((), ()) == []
    assert compare((), passage("New")) == [[Piece(ADDED, "New")]]
    assert compare(passage("Old"), ()) == [[Piece(REMOVED, "Old")]]


def test_runs_make_no_difference_but_words_do() -> None:
    whole: Passage = (Paragraph((Run("He is well"),)),)
    parts: Passage = (Paragraph((Run("He is "), Run("well", strong=True))),)
    assert compare(whole, parts) == [[Piece(SAME, "He is well")]]


WORDS = st.lists(st.sampled_from(["a", "b", "the", " ", "  ", "\t", ".", "é", "🙂", "x" * 40]))
TEXTS = st.lists(WORDS.map("".join) | st.text(max_size=30), max_size=12)


def paragraphs(texts: Sequence[str]) -> Passage:
    return tuple(Paragraph((Run(text),)) for text in texts)


@given(TEXTS, TEXTS)
def test_both_texts_come_back_exactly(before: list[str], after: list[str]) -> None:
    rows = compare(paragraphs(before), paragraphs(after))
    assert side(rows, ADDED) == before
    assert side(rows, REMOVED) == after
    for row in rows:
        assert row
        kinds = [piece.kind for piece in row]
        assert all(one is not other for one, other in pairwise(kinds))


@given(TEXTS, TEXTS)
def test_both_come_back_where_the_work_is_bounded_too(before: list[str], after: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_CLOSE_WORK", 2)
        patch.setattr(module, "_DEEPEST", 2)
        patch.setattr(module, "_PAIRED", 4)
        rows = compare(paragraphs(before), paragraphs(after))
    assert side(rows, ADDED) == before
    assert side(rows, REMOVED) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x" * 100_000, "x" * 99_999 + "y"),
        ("! " * 50_000, "? " * 50_000),
        ("a\n" * 30_000, "a\nb\n" * 15_000),
        (" ".join(map(str, range(17_000))), " ".join(map(str, reversed(range(17_000))))),
        ("ab " * 30_000, "ba " * 30_000),
    ],
)
def test_very_long_texts_come_back(before: str, after: str) -> None:
    old, new = passage(before), passage(after)
    rows = compare(old, new)
    assert side(rows, ADDED) == [one.text for one in old]
    assert side(rows, REMOVED) == [one.text for one in new]


def test_a_long_text_with_one_change_shows_one_change() -> None:
    words = [f"word{n}" for n in range(3_000)]
    changed = [*words[:1_500], "changed", *words[1_501:]]
    (row,) = compare(passage(" ".join(words)), passage(" ".join(changed)))
    assert [piece.text for piece in row if piece.kind is not SAME] == ["word1500", "changed"]


def test_two_changes_far_apart_in_a_long_text_stay_two() -> None:
    words = [f"word{n}" for n in range(3_000)]
    changed = ["first", *words[1:2_999], "last"]
    (row,) = compare(passage(" ".join(words)), passage(" ".join(changed)))
    assert [piece.kind for piece in row] == [REMOVED, ADDED, SAME, REMOVED, ADDED]
