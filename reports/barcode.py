"""Code 128 bars (ISO/IEC 15417), drawn as lines, for filing by a scanner.

The set of letters and figures (code set B) only: it holds prison numbers and needs no rules
of when to change sets.
"""

from itertools import accumulate

_SIGNS = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 "
    "112232 122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 "
    "311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 "
    "112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 "
    "313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 "
    "314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 "
    "122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 "
    "124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 "
    "114311 411113 411311 113141 114131 311141 411131 211412 211214 211232"
)
"""Of each sign, its bars and gaps in turn, in modules."""

_START_B, _STOP = 104, "2331112"
_LONGEST = 24
"""Longer ones do not fit on a page in a width that a scanner can read."""


def bars(text: str) -> list[tuple[int, int]]:
    """Where each bar stands and how wide it is, in modules, without the quiet zones.

    Empty for a text that cannot be written: blank, too long, or other than printable ASCII.
    """
    if not text or len(text) > _LONGEST or not (text.isascii() and text.isprintable()):
        return []
    values = [ord(character) - 32 for character in text]
    check = _START_B + sum(at * value for at, value in enumerate(values, 1))
    signs = [_START_B, *values, check % 103]
    patterns = _SIGNS.split()
    widths = list(map(int, "".join([*(patterns[sign] for sign in signs), _STOP])))
    lefts = accumulate([0, *widths[:-1]])
    return [*zip(lefts, widths, strict=True)][::2]
