"""What people type or keep in an envelope: passphrases and recovery keys."""

import base64
import hashlib
import os
import re
import unicodedata

from pomdesk.domain.errors import KeyRefused

LONGEST = 1024
FEWEST_CHARACTERS = 14
FEWEST_WORDS = 4
_FEWEST_TELLING = 8
_LONGEST_NAME = 100

_RECOVERY_BYTES = 20
_CHECK_BYTES = 5
_RECOVERY_LETTERS = 8 * (_RECOVERY_BYTES + _CHECK_BYTES) // 5
_GROUP = 5
_BASE32 = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
_MISREAD = str.maketrans("018", "OIB")
_FILLING = re.compile(r"[\s\-\u00ad\u2010-\u2015\u2212.,_]+")

# What a guesser tries first. Taken out before a passphrase is weighed.
_COMMON = (
    "correcthorsebatterystaple",
    "thequickbrownfoxjumpsoverthelazydog",
    "qwertyuiop",
    "asdfghjkl",
    "passphrase",
    "probation",
    "liverpool",
    "administrator",
    "password",
    "passw0rd",
    "p4ssw0rd",
    "iloveyou",
    "football",
    "offender",
    "sunshine",
    "princess",
    "handover",
    "pomdesk",
    "letmein",
    "welcome",
    "zxcvbnm",
    "dragon",
    "prison",
    "monkey",
    "secret",
    "chelsea",
    "arsenal",
    "qwerty",
    "summer",
    "winter",
    "hmpps",
    "admin",
)


def as_bytes(secret: str) -> bytearray:
    """What is derived from: NFKC, so that the same keys typed elsewhere give the same."""
    return bytearray(unicodedata.normalize("NFKC", secret).encode("utf-8", "surrogatepass"))


def checked_name(name: str) -> str:
    """The name of a slot, trimmed.

    Raises:
        KeyRefused: KEY-NAME when blank, longer than 100 characters or unprintable.

    """
    name = " ".join(name.split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise KeyRefused("KEY-NAME", most=_LONGEST_NAME)
    return name


def check_length(secret: str) -> None:
    """Raise ``KeyRefused`` KEY-LONG for more than 1,024 characters: a file was pasted."""
    if len(secret) > LONGEST:
        raise KeyRefused("KEY-LONG", most=LONGEST)


def check_passphrase(passphrase: str) -> None:
    """Refuse a passphrase that would be guessed from a stolen laptop.

    At least four different words or 14 characters, and enough left of it when common words
    and runs (``12345``, ``aaaa``) are taken out.

    Raises:
        KeyRefused: KEY-LONG; KEY-WEAK with ``reason`` ``short`` or ``common``.

    """
    check_length(passphrase)
    text = unicodedata.normalize("NFKC", passphrase).casefold()
    words = dict.fromkeys(word for word in re.findall(r"\w+", text) if len(word) > 2)
    if len(text.strip()) < FEWEST_CHARACTERS and len(words) < FEWEST_WORDS:
        raise KeyRefused(
            "KEY-WEAK", reason="short", words=FEWEST_WORDS, characters=FEWEST_CHARACTERS
        )
    if _telling_characters(text) < _FEWEST_TELLING:
        raise KeyRefused(
            "KEY-WEAK", reason="common", words=FEWEST_WORDS, characters=FEWEST_CHARACTERS
        )


def _telling_characters(text: str) -> int:
    rest = "".join(dict.fromkeys(re.findall(r"\w+", text)))
    rest += "".join(letter for letter in text if not letter.isalnum() and not letter.isspace())
    for word in _COMMON:
        rest = rest.replace(word, "")
    telling = [
        letter
        for before, letter in zip(" " + rest, rest, strict=False)
        if abs(ord(letter) - ord(before)) > 1
    ]
    return len(telling) if len(set(telling)) >= FEWEST_WORDS else 0


def new_recovery() -> tuple[bytearray, str]:
    """A new recovery key: its 160 random bits, and as it is written down.

    40 letters in groups of five, the last eight of them a check on the others.
    """
    secret = bytearray(os.urandom(_RECOVERY_BYTES))
    letters = base64.b32encode(secret + _check(secret)).decode()
    groups = [letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP)]
    return secret, "-".join(groups)


def recovery_bytes(typed: str) -> bytearray | None:
    """The 160 bits of a recovery key as typed, or None where it is not one.

    Case, spaces and dashes do not matter; 0, 1 and 8 are read as O, I and B.
    """
    letters = _letters(typed)
    if len(letters) != _RECOVERY_LETTERS or not _BASE32.issuperset(letters):
        return None
    both = bytearray(base64.b32decode(letters))
    secret = both[:_RECOVERY_BYTES]
    return secret if both[_RECOVERY_BYTES:] == _check(secret) else None


def is_like_recovery(typed: str) -> bool:
    """Whether somebody meant to type a recovery key: then a wrong letter is the likely fault."""
    letters = _letters(typed)
    about_right = abs(len(letters) - _RECOVERY_LETTERS) <= _GROUP
    has_digit = any(letter.isdigit() for letter in typed)
    return about_right and has_digit and _BASE32.issuperset(letters)


def _letters(typed: str) -> str:
    folded = unicodedata.normalize("NFKC", typed).upper()
    return _FILLING.sub("", folded).translate(_MISREAD)


def _check(secret: bytearray) -> bytes:
    return hashlib.sha256(secret).digest()[:_CHECK_BYTES]
