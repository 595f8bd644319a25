"""Single words that would tell a landing what somebody is in for, or what is withheld from them.

Papers are read by the person alone and are checked before they go out; a card is carried where
others look over one's shoulder, and nobody checks it. So more words count on it than in a paper.
"""

from collections.abc import Iterable, Set

from pomdesk.domain.record import Entry, EntryKind
from pomdesk.rules.papers.folding import words
from pomdesk.rules.papers.names import FUNCTION_WORDS, ROUTINE, STOP
from pomdesk.rules.papers.secret import stem

ALWAYS = frozenset({"offence", "trosedd", "drosedd", "throsedd", "troseddau", "mappa"})
"""That an offence or MAPPA is spoken of at all."""

_LEAST_OF_OFFENCE = 4
_GENERAL_WORDS = """
    act age aged article attempt attempted attempting cause caused causing common count counts harm
    intent intention intentional offence offences other person persons place possess possessed
    possessing possession public section serious unlawful unlawfully year years
"""
_GENERAL = FUNCTION_WORDS | frozenset(_GENERAL_WORDS.split())
"""What stands in the names of many offences and tells none; alone it does."""

_LONG = {EntryKind.SIGNIFICANT_EVENT: 5, EntryKind.PUBLIC_PROTECTION: 8}
"""Letters of a word of such an entry that counts by itself. Minutes are long, and their shorter
words stand in every next step; what is known of security is a line or two."""

_LEAST_NAME = 4


def words_of_offence(offence: str) -> frozenset[str]:
    """The words, stemmed, that tell an offence.

    Args:
        offence: the most serious offence as the record has it, or "".

    """
    said = [word for word in words(offence) if len(word) >= _LEAST_OF_OFFENCE]
    telling = [word for word in said if word not in _GENERAL] or [
        word for word in said if word not in FUNCTION_WORDS
    ]
    several = {f"{word[:-1]}ie" for word in telling if word.endswith("y")}
    return frozenset(map(stem, telling)) | several


def texts_of(entry: Entry) -> tuple[str, ...]:
    """What was typed of an entry on security or public protection; of others nothing."""
    if entry.kind not in _LONG:
        return ()
    return tuple(filter(None, (entry.who, entry.title, entry.subject, entry.text, entry.next_step)))


def words_withheld(entries: Iterable[Entry]) -> frozenset[str]:
    """Long words, stemmed, of withheld entries on security and public protection."""
    return frozenset(
        stem(word)
        for entry in entries
        for text in texts_of(entry)
        for word in words(text)
        if len(word) >= _LONG[entry.kind] and word.isalpha() and word not in STOP | ROUTINE
    )


def small_names(names: Iterable[str]) -> frozenset[str]:
    """Single names, stemmed, that count on a card in small letters too."""
    return frozenset(stem(name) for name in names if len(name) >= _LEAST_NAME)


def tells(text: str, telling: Set[str]) -> bool:
    """Whether one of these words, whole, stands in a text; case and a final s do not matter."""
    return any(stem(word) in telling for word in words(text))
