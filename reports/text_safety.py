"""All text from people passes here before it reaches a paper.

Papers draw plain strings and never markup, so a text cannot open a file, make a link or
break a page. What is left to do is to keep every character visible: nothing is dropped,
and what cannot be drawn is shown by its code point, ``[U+1F600]``.

Arabic and Hebrew come out in logical order, without shaping; the font has neither, so they
are shown by code point.
"""

import unicodedata
from collections.abc import Callable

MAX_TEXT = 200_000
"""Characters printed of one text; the rest is counted in a notice."""

MAX_LINE = 1_500
"""Characters looked at where a place has one line; far more than any page is wide."""

LEFT_OUT = "[… +{n}]"
"""The notice where no words are given: how many characters were left out."""

_LINE_ENDS = dict.fromkeys(map(ord, "\x0b\x0c\x85\u2028\u2029"), "\n")
_SPACES = dict.fromkeys(
    map(ord, "\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000"), " "
)
_HYPHENS = {0x2010: "-", 0x2011: "-"}
# Categories that have no shape of their own: controls, format signs (zero width, text
# direction, soft hyphen), surrogates, private use, not assigned.
_SHAPELESS = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


_JOINERS = {0x200C: "\u200c", 0x200D: "\u200d"}
"""Format signs that Arabic script and some emoji are spelled with."""


class _Shown(dict[int, str]):
    """Table for ``str.translate`` that learns, character by character, what can be drawn."""

    def __init__(self, drawable: Callable[[int], bool], known: dict[int, str]) -> None:
        super().__init__(_LINE_ENDS | known | {0x0A: "\n", 0x0D: "\n"})
        self._drawable = drawable

    def __missing__(self, point: int) -> str:
        fine = self._drawable(point) and unicodedata.category(chr(point)) not in _SHAPELESS
        shown = self[point] = chr(point) if fine else f"[U+{point:04X}]"
        return shown


def _font_has(point: int) -> bool:
    from reports.style import drawable  # the fonts are read only when they are needed

    return drawable(point)


_SHOWN = _Shown(_font_has, _SPACES | _HYPHENS | {0x09: "    "})
_IN_WORD = _Shown(lambda point: True, _JOINERS | {0x09: "\t"})


def clean(text: str) -> str:
    """``text`` with every character drawable, line ends as line feeds, accents composed."""
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n")).translate(_SHOWN)


def for_word(text: str) -> str:
    """``text`` for a file of a word processor, which has more fonts than papers have.

    Controls, direction signs and whatever else XML cannot hold are shown by code point;
    over ``MAX_TEXT`` characters, the rest is counted.
    """
    extra = len(text) - MAX_TEXT
    shown = text[:MAX_TEXT].replace("\r\n", "\n").translate(_IN_WORD)
    return f"{shown} {LEFT_OUT.format(n=f'{extra:,}')}" if extra > 0 else shown


def user_text(text: str, left_out: str = LEFT_OUT) -> list[str]:
    """The lines of a text, clean, as it was typed.

    A text over ``MAX_TEXT`` characters ends in ``left_out`` with ``{n}`` filled. Words too
    long for a line are broken where the lines are set (``reports.wrap``), to the width of
    their column.
    """
    extra = len(text) - MAX_TEXT
    lines = [line.rstrip() for line in clean(text[:MAX_TEXT]).split("\n")]
    return [*lines, left_out.format(n=f"{extra:,}")] if extra > 0 else lines


def one_line(text: str) -> str:
    """A clean text for a place that has one line: line ends become spaces."""
    return " ".join(clean(text[:MAX_LINE]).split())
