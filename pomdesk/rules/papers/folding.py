"""Text made plain for looking things up in it, with the way back to where each letter stood.

Case, accents, kinds of apostrophes, hyphens and spaces make no difference, nor do marks that
nobody sees (soft hyphens, zero-width characters) or letters of other alphabets that look like ours.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

_ALIKE = str.maketrans(
    # Cyrillic, Greek and small capitals by what they look like, not by how they sound.
    "АВЕЅІЈКМНОРСТУХаеѕіјкмнорсухԁһӏԛԝց"
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορυ"
    "ᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀᴛᴜᴠᴡʏᴢıłøđŁØĐ"
    "ɑɡгħĦðÐ"
    "’‘ʼ′`´＇‐‑‒–—―−",
    "abesijkmhopctyxaesijkmhopcyxdhlqwg"
    "abezhikmnoptyxaiknopu"
    "abcdeghijklmnoprtuvwyzilodlod"
    "agrhhdd"
    "'''''''-------",
)
_SPELLED = {"ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe"}
_UNSEEN = frozenset({"Mn", "Me", "Cf"})
_FILLERS = "\u115f\u1160\u3164\uffa0"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
_NUMBERED = re.compile(r"[^\W\d_]{3,}\d+")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


class Token(NamedTuple):
    """One word: folded, where it stands in the text, and whether it begins with a capital."""

    word: str
    start: int
    end: int
    capital: bool


class Folded:
    """A text and its plain form.

    Attributes:
        text: as it was given.
        plain: folded; ``places[n]`` is where its character ``n`` stands in ``text``.

    """

    def __init__(self, text: str) -> None:
        self.text = text
        if text.isascii() and not _CONTROL.search(text):
            self.plain: str = text.lower().replace("`", "'")
            self.places: Sequence[int] = range(len(text))
            return
        chars: list[str] = []
        places: list[int] = []
        for at, char in enumerate(text):
            for plain in _fold(char):
                chars.append(plain)
                places.append(at)
        self.plain, self.places = "".join(chars), places

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of ``plain`` that is not empty stands in ``text``."""
        return self.places[start], self.places[end - 1] + 1

    def is_capital(self, at: int) -> bool:
        """Whether a character of ``plain`` was given as a capital."""
        return self.text[self.places[at]].isupper()

    def tokens(self) -> list[Token]:
        """Its words.

        A possessive ``'s`` is left off, an apostrophe inside a word left out; figures that stick
        to the end of a word, as the number of a footnote does, are no part of it.
        """
        found: list[Token] = []
        for match in _WORD.finditer(self.plain):
            word = match.group()
            if "'" in word:
                word = word.removesuffix("'s").replace("'", "")
            start, end = match.span()
            if word[-1].isdecimal() and _NUMBERED.fullmatch(word):
                bare = word.rstrip("0123456789")
                word, end = bare, end - (len(word) - len(bare))
            first, last = self.places[start], self.places[end - 1] + 1
            found.append(Token(word, first, last, self.text[first].isupper()))
        return found


def words(text: str) -> tuple[str, ...]:
    """The folded words of a text."""
    return tuple(token.word for token in Folded(text).tokens())


@lru_cache(maxsize=1 << 13)
def _fold(char: str) -> str:
    """What one character is in the plain form; nothing where nobody sees it."""
    if char in _SPELLED:
        return _SPELLED[char]
    if char in _FILLERS or _CONTROL.match(char):
        return ""
    alike = char.translate(_ALIKE)
    if alike != char:
        return alike
    if char == "\u2800":  # the blank of Braille
        return " "
    apart = unicodedata.normalize("NFKD", char)
    kept = "".join(c for c in apart if unicodedata.category(c) not in _UNSEEN)
    return "".join(c.casefold().translate(_ALIKE) for c in kept)
