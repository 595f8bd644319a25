"""What must be kept from a person, laid out so that a long text is searched in one pass."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

OVERLAP = 6
"""So many words in a row, as in a withheld entry, were copied from it."""

ANY = "*"
"""Stands for every initial."""

# Bounded, and begun only where none can run on from before: no text makes them slow.
EMAIL = re.compile(r"(?<![a-z0-9._%+'-])[a-z0-9._%+'-]{1,64}@[a-z0-9.-]{1,250}")
NUMBER = re.compile(r"\d(?:[ ().+\n-]{0,3}\d)*")
POSTCODE = re.compile(r"(?<![a-z0-9])([a-z]{1,2}\d[a-z\d]?)\s{0,3}(\d[a-z]{2})(?![a-z0-9])")


class Named(Protocol):
    """Somebody in the desk: a ``Person``, a row of the store, ``Somebody``."""

    @property
    def prisoner_number(self) -> str:
        """The prisoner number."""

    @property
    def first_name(self) -> str:
        """Forenames, in any case."""

    @property
    def last_name(self) -> str:
        """Surname, in any case."""


class Somebody(NamedTuple):
    """A prisoner by number and name."""

    prisoner_number: str
    first_name: str
    last_name: str


class Secret(NamedTuple):
    """Something to be kept: which question of the check it belongs to, and what it is."""

    kind: str
    why: str


@dataclass(slots=True)
class Tree:
    """Phrases by their words, one after the other; ``ends``: those that end here."""

    next: dict[str, "Tree"] = field(default_factory=dict)
    ends: list[Secret] = field(default_factory=list)

    def add(self, phrase: tuple[str, ...], secret: Secret) -> None:
        """Put a phrase in; once a secret."""
        at = self
        for word in phrase:
            at = at.next.setdefault(word, Tree())
        if phrase and secret not in at.ends:
            at.ends.append(secret)


@dataclass(slots=True)
class Secrets:
    """Everything a paper about one person must not say. Made by ``secrets_of``.

    Attributes:
        own: the person's number, folded.
        own_last: their surname; ``own_titles``: what stands before it.
        own_initial: the first letter of their forename.
        own_words: names of the person, and of prisons that the paper says openly.
        own_names: the words of their full name, with middle names and without.
        ours: the same of the person and of each of the staff.
        openly: full names of staff and places that the paper says openly: inside them a single
            name is no hit.
        names: full names, of both orders.
        surnames: surnames that count after a title, or after a word such as "prisoner".
        initials: surnames by the initial before them; ``ANY`` where no forename is known.
        phrases: other words in a row: short entries whole.
        watched: watch words, each word without a final s; ``shouted`` are those in capitals.
        singles: single names and places, which count where they are written with a capital.
        stretches: ``OVERLAP`` words in a row of withheld entries, joined by spaces.
        numbers: telephone and reference numbers, digits only.
        codes: postcodes without a space.
        emails: addresses, in small letters.

    """

    own: str
    own_last: tuple[str, ...]
    own_initial: str
    own_titles: frozenset[str]
    own_words: frozenset[str]
    own_names: frozenset[frozenset[str]]
    ours: frozenset[frozenset[str]]
    openly: Tree = field(default_factory=Tree)
    names: Tree = field(default_factory=Tree)
    surnames: Tree = field(default_factory=Tree)
    initials: Tree = field(default_factory=Tree)
    phrases: Tree = field(default_factory=Tree)
    watched: Tree = field(default_factory=Tree)
    shouted: Tree = field(default_factory=Tree)
    singles: dict[str, Secret] = field(default_factory=dict)
    stretches: dict[str, Secret] = field(default_factory=dict)
    numbers: dict[str, Secret] = field(default_factory=dict)
    codes: dict[str, Secret] = field(default_factory=dict)
    emails: dict[str, Secret] = field(default_factory=dict)


def stem(word: str) -> str:
    """A word without a final s, so that one and several are found alike."""
    return word.rstrip("s") or word
