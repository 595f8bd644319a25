"""Names as lists sort them and searches find them."""

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
