"""Passages: what is written comes back as it was, and nothing in it is markup."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomdesk.domain.writing import (
    Link,
    Paragraph,
    ParagraphKind,
    Passage,
    Run,
    dump,
    is_blank,
    links_of,
    load,
    passage,
    plain,
    word_count,
)

ODD = st.text() | st.sampled_from(
    ["<b>", "</p>", "&amp;", "\\", '"', "\x00", "\u202e", "🙂", "- x"]
)
LINKS = st.none() | st.builds(Link, ref=ODD, value=ODD, declined=ODD)
RUNS = st.builds(Run, text=ODD, strong=st.booleans(), link=LINKS)
PASSAGES = st.lists(
    st.builds(
        Paragraph,
        runs=st.lists(RUNS, max_size=4).map(tuple),
        kind=st.sampled_from(ParagraphKind),
    ),
    max_size=5,
).map(tuple)


@given(PASSAGES)
def test_what_is_kept_comes_back_as_it_was(written: Passage) -> None:
    assert load(dump(written)) == written


@given(PASSAGES)
def test_the_words_and_the_links_are_all_there(written: Passage) -> None:
    said = plain(written)
    assert all(run.text in said for one in written for run in one.runs)
    runs = [run for one in written for run in one.runs]
    assert list(links_of(written)) == [run.link for run in runs if run.link is not None]
    assert is_blank(written) == (word_count(written) == 0)


def test_what_is_kept_is_short_where_nothing_is_special() -> None:
    assert json.loads(dump(passage("Well."))) == [{"r": [{"t": "Well."}]}]
    assert "é" in dump(passage("é"))


def test_nothing_kept_is_a_blank_passage() -> None:
    assert load("") == load("[]") == ()
    assert is_blank(())


@pytest.mark.parametrize(
    "kept",
    [
        "{",
        "7",
        "null",
        "[7]",
        "[{}]",
        '[{"r": 7}]',
        '[{"r": [{}]}]',
        '[{"r": [7]}]',
        '[{"r": [], "k": "heading"}]',
        '[{"r": [{"t": "x", "l": []}]}]',
        '[{"r": [{"t": "x", "l": ["a", "b", "c", "d"]}]}]',
        '[{"r": [{"t": "x", "l": 7}]}]',
    ],
)
def test_what_is_no_passage_is_refused(kept: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 the kind is all that is promised
        load(kept)


def test_plain_text_becomes_a_paragraph_a_line() -> None:
    written = passage(" One.\r\n\n  \nTwo <b>bold</b>. ")
    assert [one.text for one in written] == ["One.", "Two <b>bold</b>."]
    assert {one.kind for one in written} == {ParagraphKind.TEXT}


def test_items_of_lists_are_told_in_plain_text() -> None:
    run = (Run("x"),)
    written = (
        Paragraph(run),
        Paragraph(run, ParagraphKind.BULLET),
        Paragraph(run, ParagraphKind.NUMBER),
    )
    assert plain(written) == "x\n- x\n- x"


def test_words_are_counted_across_runs() -> None:
    written = (Paragraph((Run("re"), Run("offending", strong=True), Run(" risk"))),)
    assert word_count(written) == 2
    assert word_count(passage("a  b\tc\n- d")) == 5


def test_a_link_that_stands_twice_comes_twice() -> None:
    link = Link("person.tariff_date", "2027-05-12")
    run = Run("12 May 2027", link=link)
    assert list(links_of((Paragraph((run, Run(" and "), run)),))) == [link, link]
