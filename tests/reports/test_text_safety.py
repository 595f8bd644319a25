import pytest

from reports.text_safety import LEFT_OUT, MAX_LINE, MAX_TEXT, clean, one_line, user_text


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


def test_a_line_is_cut_at_a_space_and_nothing_is_lost() -> None:
    text = "word " * 1000
    lines = user_text(text)
    assert all(len(line) <= MAX_LINE for line in lines)
    assert all(line.endswith(" ") for line in lines[:-1])
    assert "".join(lines) == text.rstrip()


@pytest.mark.parametrize("length", [MAX_LINE - 1, MAX_LINE, MAX_LINE + 1, 4 * MAX_LINE])
def test_a_line_without_a_space_is_cut_where_it_must(length: int) -> None:
    lines = user_text("x" * length)
    assert "".join(lines) == "x" * length
    assert max(map(len, lines)) <= MAX_LINE


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
