import pytest

from reports.text_safety import LEFT_OUT, MAX_TEXT, clean, for_word, one_line, user_text


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("plain words, 3 < 5 & 7 > 2", "plain words, 3 < 5 & 7 > 2"),
        ("Ŵythnos ŷ Łódź", "Ŵythnos ŷ Łódź"),
        ("w\u0302", "ŵ"),
        ("non\u2011breaking", "non-breaking"),
        ("a\u202fb\u2003c", "a b c"),
        ("\U0001f600", "[U+1F600]"),
        ("a\x00b\x07c\x1b[0m", "a[U+0000]b[U+0007]c[U+001B][0m"),
        ("\ud800", "[U+D800]"),
        ("\u202egnihton", "[U+202E]gnihton"),
        ("zero\u200bwidth\ufeff", "zero[U+200B]width[U+FEFF]"),
        ("soft\u00adhyphen", "soft[U+00AD]hyphen"),
        ("\u0645", "[U+0645]"),
        ("\ue000\uffff", "[U+E000][U+FFFF]"),
        ("one\r\ntwo\rthree\x0bfour\u2028five", "one\ntwo\nthree\nfour\nfive"),
        ("a\tb", "a    b"),
        ("", ""),
    ],
)
def test_every_character_is_kept_visible(given: str, shown: str) -> None:
    assert clean(given) == shown


@pytest.mark.parametrize("text", ["word " * 1000, "x" * 9_000])
def test_a_long_line_stays_one(text: str) -> None:
    assert user_text(text) == [text.rstrip()]


@pytest.mark.parametrize(("extra", "lines_more"), [(0, 0), (1, 1), (12_345, 1)])
def test_what_is_too_long_is_counted(extra: int, lines_more: int) -> None:
    text = ("x" * 99 + "\n") * (MAX_TEXT // 100) + "y" * extra
    lines = user_text(text)
    assert len(lines) == MAX_TEXT // 100 + 1 + lines_more
    if extra:
        assert lines[-1] == LEFT_OUT.format(n=f"{extra:,}")
    assert "y" not in "".join(lines)


def test_the_notice_can_be_in_words() -> None:
    assert user_text("x" * (MAX_TEXT + 7), "{n} more")[-1] == "7 more"


def test_one_line_has_no_line_end() -> None:
    assert one_line("  a\nb\r\n c ") == "a b c"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a\tb\r\nc\x0bd", "a\tb\nc\nd"),
        ("\U0001f600 \u0645\u0631 ŷ", "\U0001f600 \u0645\u0631 ŷ"),
        ("\u0633\u200c\u0645", "\u0633\u200c\u0645"),
        ("\x00\x1b\ud800\ufffe\ue000", "[U+0000][U+001B][U+D800][U+FFFE][U+E000]"),
        ("\u202egnihton\u200b", "[U+202E]gnihton[U+200B]"),
    ],
)
def test_a_word_processor_has_more_letters(given: str, kept: str) -> None:
    assert for_word(given) == kept


def test_what_is_too_long_for_a_word_file_is_counted() -> None:
    assert for_word("x" * (MAX_TEXT + 7)).endswith("xxx [… +7]")
