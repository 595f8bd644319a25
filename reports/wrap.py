"""Setting text in lines of a given width.

Linear in the length of the text, unlike a paragraph that parses markup. A line that ends
at a space keeps it, so that readers and searches of the PDF find two words, not one; a
line that ends inside a long word does not.
"""

from collections.abc import Callable

from reports.style import Style, widths
from reports.text_safety import LEFT_OUT, one_line, user_text


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
    space = measure(" ")
    done: list[str] = []
    words: list[str] = []
    used = 0.0
    for word in line.split(" "):
        wide = sum(map(measure, word))
        if words and used + space + wide > limit:
            done.append(" ".join(words) + " ")
            words = []
        if words:
            used += space + wide
        elif wide > limit:
            *whole, word = _broken(word, limit, measure)
            done += whole
            used = sum(map(measure, word))
        else:
            used = wide
        words.append(word)
    done.append(" ".join(words))
    return done


def _broken(word: str, limit: float, measure: Callable[[str], float]) -> list[str]:
    pieces: list[str] = []
    start, used = 0, 0.0
    for at, character in enumerate(word):
        wide = measure(character)
        if used + wide > limit and at > start:
            pieces.append(word[start:at])
            start, used = at, 0.0
        used += wide
    pieces.append(word[start:])
    return pieces


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
