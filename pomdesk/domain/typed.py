"""What any typed text must be before it is looked at, whoever sends it and wherever it goes.

Fields have lengths of their own, which are shorter. This is the one limit above them all, so
that five megabytes pasted into a line are told as what they are and nothing is cut.
"""

import re
import unicodedata

from pomdesk.domain.errors import TextRefused

LONGEST_TYPED = 100_000
"""Characters of one text: fifty pages."""

_BROKEN = re.compile("[\0\ud800-\udfff]")


def check_length(text: str) -> str:
    """The text, which is no longer than any typed text may be.

    Raises:
        TextRefused: TXT-LONG.

    """
    if len(text) > LONGEST_TYPED:
        raise TextRefused("TXT-LONG", longest=LONGEST_TYPED)
    return text


def check_characters(text: str) -> str:
    """The text, which has no NUL and no half of a character: no database can be asked for those.

    Raises:
        TextRefused: TXT-CHARS.

    """
    if _BROKEN.search(text):
        raise TextRefused("TXT-CHARS")
    return text


def clean(text: object, *, one_line: bool = False) -> str:
    """Text as it is kept: in NFC, trimmed, without characters that cannot be seen.

    Raises:
        TextRefused: TXT-LONG, it is longer than any typed text may be.

    """
    whole = check_length(str(text or "").replace("\r\n", "\n").replace("\r", "\n"))
    given = unicodedata.normalize("NFC", whole)
    seen = "".join(
        c if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"} else "\ufffd" for c in given
    )
    return " ".join(seen.split()) if one_line else seen.strip()
