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
"""Characters of one line; a longer one goes on in the next, cut at a space."""

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


class _Shown(dict[int, str]):
    """Table for ``str.translate`` that learns, character by character, what can be drawn."""

    def __init__(self, drawable: Callable[[int], bool]) -> None:
        super().__init__(_LINE_ENDS | _SPACES | _HYPHENS | {0x09: "    ", 0x0A: "\n", 0x0D: "\n"})
        self._drawable = drawable

    def __missing__(self, point: int) -> str:
        fine = self._drawable(point) and unicodedata.category(chr(point)) not in _SHAPELESS
        shown = self[point] = chr(point) if fine else f"[U+{point:04X}]"
        return shown


def _font_has(point: int) -> bool:
    from reports.style import drawable  # the fonts are read only when they are needed

    return drawable(point)


_SHOWN = _Shown(_font_has)


def clean(text: str) -> str:
    """``text`` with every character drawable, line ends as line feeds, accents composed."""
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n")).translate(_SHOWN)


def user_text(text: str, left_out: str = LEFT_OUT) -> list[str]:
    """The lines of a text, clean, each at most ``MAX_LINE`` characters.

    A text over ``MAX_TEXT`` characters ends in ``left_out`` with ``{n}`` filled. Words too
    long for a line are broken where the lines are set (``reports.wrap``), to the width of
    their column.
    """
    extra = len(text) - MAX_TEXT
    lines = [
        piece for line in clean(text[:MAX_TEXT]).split("\n") for piece in _pieces(line.rstrip())
    ]
    return [*lines, left_out.format(n=f"{extra:,}")] if extra > 0 else lines


def _pieces(line: str) -> list[str]:
    pieces = []
    start = 0
    while len(line) - start > MAX_LINE:
        space = line.rfind(" ", start, start + MAX_LINE)
        # The space stays with the piece it ends, so that joining the pieces gives the line.
        end = space + 1 if space > start else start + MAX_LINE
        pieces.append(line[start:end])
        start = end
    pieces.append(line[start:])
    return pieces


def one_line(text: str) -> str:
    """A clean text for a place that has one line: line ends become spaces."""
    return " ".join(clean(text[:MAX_LINE]).split())
