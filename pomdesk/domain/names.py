"""Names as lists sort them, searches find them, and people read them.

Files bring names in capitals. Capitals are hard to read, so a name that is all capitals (or
all small letters) is set in title case; a name that somebody wrote with care, in mixed case,
is kept as it was given.
"""

import re
import unicodedata

# Letters that Unicode does not take apart into a letter and a mark.
_WHOLE = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "’": "'"})


def fold(text: str) -> str:
    """The text without case and accents: what is compared when people search and sort."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c)).translate(_WHOLE)


def name_key(last_name: str, first_name: str) -> str:
    """What a person is listed by: surname, forename, folded."""
    return fold(f"{last_name}, {first_name}")


HIDDEN = "• • • •"
"""What stands for a name or number while names are hidden (F12)."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def _word(match: re.Match[str]) -> str:
    word = match.group().lower()
    if len(word) > 2 and word[1] in "'’":  # O'Brien, D’Arcy; but not Sa'ad
        return word[0].upper() + word[1] + word[2:].capitalize()
    if word.startswith("mc") and len(word) > 3:  # McDonald; "mac" is left: Mackie, Macey
        return "Mc" + word[2:].capitalize()
    return word.capitalize()


def proper(name: str) -> str:
    """One name in readable case: ``O'BRIEN`` is "O'Brien", ``MCDONALD`` "McDonald".

    Mixed case is kept as given: "van der Berg", "ap Rhys".
    """
    name = " ".join(name.split())
    if name != name.upper() and name != name.lower():
        return name
    return _WORD.sub(_word, name)


def listed(last_name: str, first_name: str) -> str:
    """A person as lists show them: "Surname, Forename"; one part alone without the comma."""
    return ", ".join(part for part in (proper(last_name), proper(first_name)) if part)


def spoken(first_name: str, last_name: str) -> str:
    """A person as headings and sentences show them: "Forename Surname"."""
    return " ".join(part for part in (proper(first_name), proper(last_name)) if part)
