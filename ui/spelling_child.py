"""Asks a spelling dictionary, in a process of its own.

A dictionary is some two hundred thousand objects of Python: loading it in a thread stops the
window for up to a fifth of a second at a time, and every full collection of garbage would take
an eighth of a second for as long as it is loaded. Here it stops nobody, and its memory goes
with it. Only words come in, and only words go back, as JSON.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from difflib import get_close_matches
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING
from unicodedata import combining, normalize

from resources import read_text

if TYPE_CHECKING:
    from spylls.hunspell import Dictionary

READY = b"ready"
MOST_SUGGESTED = 6
_LONGEST = 40
"""Letters of a word for which something else may have been meant; looking takes too long."""
_NEAR = 0.8
"""How alike a word of the field must be, of 1."""


class Checker:
    """A dictionary and the words of the field."""

    def __init__(self, language: str) -> None:
        self._dictionary = _load(language)
        self._language = language
        self._field = frozenset(field_words())

    def wrong(self, words: Iterable[str]) -> list[str]:
        """Those of the words that are in no dictionary."""
        return [word for word in words if not self._knows(word)]

    def _knows(self, word: str) -> bool:
        bare = word.removesuffix("'s")
        if bare in self._field or bare[:1].lower() + bare[1:] in self._field:
            return True
        forms = {word, bare, _unaccented(word)} if self._language == "en" else {word}
        return any(self._dictionary.lookup(form) for form in forms)

    def suggest(self, word: str) -> list[str]:
        """What may have been meant, best first."""
        if len(word) > _LONGEST:
            return []
        near = {known.casefold(): known for known in self._field}
        close = get_close_matches(word.casefold(), near, n=2, cutoff=_NEAR)
        found = [near[folded] for folded in close]
        for meant in self._dictionary.suggest(word):
            if len(found) >= MOST_SUGGESTED:
                break
            if meant not in found:
                found.append(meant)
        return found


class _Lines:
    """The lines of a dictionary's file, as the library wants them; it would leave files open."""

    def __init__(self, name: str) -> None:
        lines = (line.strip() for line in read_text("dictionaries", name).splitlines())
        self._lines = iter([(at, line) for at, line in enumerate(lines, start=1) if line])

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return self._lines

    def __next__(self) -> tuple[int, str]:
        return next(self._lines)

    def reset_encoding(self, encoding: str) -> None:
        """All files of ours are UTF-8, and say so."""


def _load(language: str) -> "Dictionary":
    from spylls.hunspell import Dictionary, readers

    aff, context = readers.read_aff(_Lines(f"{language}.aff"))
    words = readers.read_dic(_Lines(f"{language}.dic"), aff=aff, context=context)
    return Dictionary(aff, words)


def _unaccented(word: str) -> str:
    """The word without its accents: English dictionaries have cafe and not café."""
    return "".join(c for c in normalize("NFD", word) if not combining(c))


def field_words() -> list[str]:
    """Words of prison and probation that no dictionary has, as they are written."""
    lines = read_text("dictionaries", "desk.txt").splitlines()
    return [line.strip() for line in lines if line.strip()]


def serve(pipe: Connection, language: str) -> None:
    """Answer until nobody asks any more.

    ``{"check": [words]}`` is answered by ``{"checked": [words], "wrong": [words]}``,
    ``{"suggest": word}`` by ``{"suggest": word, "meant": [words]}``.
    """
    with suppress(EOFError, OSError):  # whoever asked is gone
        checker = Checker(language)
        pipe.send_bytes(READY)
        while True:
            asked = json.loads(pipe.recv_bytes())
            if "check" in asked:
                said = {"checked": asked["check"], "wrong": checker.wrong(asked["check"])}
            else:
                said = {"suggest": asked["suggest"], "meant": checker.suggest(asked["suggest"])}
            pipe.send_bytes(json.dumps(said).encode())
