"""Setting text in lines of a given width.

Linear in the length of the text, unlike a paragraph that parses markup. A line that ends
at a space keeps it, so that readers and searches of the PDF find two words, not one; a
line that ends inside a long word does not. Words set strong inside a line are *spans*.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, pairwise

from reports.style import STRONG, Style, widths
from reports.text_safety import LEFT_OUT, clean, one_line, user_text

Span = tuple[str, bool]
"""Words, and whether they are strong."""

ORPHANS = 2
"""Fewest lines of a paragraph or of an item at the foot or at the top of a page."""

Line = str | tuple[Span, ...]
"""A line that is set: words of one weight, or spans."""


def lines_of(text: str, style: Style, width: float, left_out: str = LEFT_OUT) -> list[str]:
    """The lines of any text from people or from words, none wider than ``width`` points."""
    lines: list[str] = []
    for line in user_text(text, left_out):
        if lines:
            lines[-1] += " "
        lines += wrap(line, style, width)
    return lines


def wrap(line: str, style: Style, width: float) -> list[str]:
    """One clean line set in lines no wider than ``width`` points."""
    measure = widths(style.font).__getitem__
    limit = width * 1000 / style.size
    if sum(map(measure, line)) <= limit:
        return [line]
    totals = list(accumulate(map(measure, line), initial=0.0))
    return [line[start:end] for start, end in pairwise(_breaks(line, totals, limit))]


def span_lines(spans: Sequence[Span], style: Style, width: float) -> list[tuple[Span, ...]]:
    """The lines of a text with strong words, none wider than ``width`` points."""
    lines: list[tuple[Span, ...]] = []
    for part in _hard_lines(spans):
        if lines:
            # Readers glue the last word of a line to the next one without it.
            lines[-1] = (*lines[-1], (" ", False))
        lines += _wrap_spans(part, style, width)
    return lines


def _hard_lines(spans: Sequence[Span]) -> list[list[Span]]:
    lines: list[list[Span]] = [[]]
    for words, strong in spans:
        first, *more = clean(words).split("\n")
        lines[-1].append((first, strong))
        lines += [[(line, strong)] for line in more]
    return lines


def _wrap_spans(spans: Sequence[Span], style: Style, width: float) -> Iterator[tuple[Span, ...]]:
    text = "".join(words for words, _ in spans)
    measures = (
        map(widths(STRONG if strong else style.font).__getitem__, words) for words, strong in spans
    )
    totals = list(accumulate(chain.from_iterable(measures), initial=0.0))
    ends = list(accumulate(len(words) for words, _ in spans))
    for start, end in pairwise(_breaks(text, totals, width * 1000 / style.size)):
        line = []
        at = bisect_right(ends, start)
        while start < end:
            stop = min(end, ends[at])
            line.append((text[start:stop], spans[at][1]))
            start, at = stop, at + 1
        yield tuple(line)


def _breaks(text: str, totals: Sequence[float], limit: float) -> Iterator[int]:
    """Where lines begin, and where the last one ends; ``totals`` are widths up to a place.

    Spaces at the end of a line may hang over it: nobody sees them.
    """
    start, last = 0, len(text.rstrip(" "))
    yield start
    while start < last and totals[last] - totals[start] > limit:
        fits = bisect_right(totals, totals[start] + limit, start) - 1
        space = text.rfind(" ", start, fits + 1)
        start = space + 1 if space >= start else max(fits, start + 1)
        yield start
    yield len(text)


def fitted(text: str, style: Style, width: float) -> str:
    """One clean line, cut with "…" if it is wider than ``width`` points."""
    line = one_line(text)
    if style.width(line) <= width:
        return line
    measure = widths(style.font).__getitem__
    room = (width - style.width("…")) * 1000 / style.size
    used = 0.0
    for at, character in enumerate(line):
        used += measure(character)
        if used > room:
            return line[:at].rstrip() + "…"
    return line
