"""The code that opens a visit pack: 100 random bits as one writes them down.

Twenty letters and four that check them, in groups of four. The letters are those of the recovery
key, read as kindly: case, spaces and dashes do not matter; 0, 1 and 8 are O, I and B.
"""

import hashlib
import re
import secrets
import unicodedata

BITS = 100
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_EACH = 5
_SECRET, _CHECK, _GROUP = BITS // _EACH, 4, 4
_MISREAD = str.maketrans("018", "OIB")
_FILLING = re.compile(r"[\s\-\u00ad\u2010-\u2015\u2212.,_]+")
_LONGEST = 200


def new_code() -> str:
    """A new code, as it is shown and typed."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(_SECRET))
    whole = letters + _check(letters)
    return "-".join(whole[start : start + _GROUP] for start in range(0, len(whole), _GROUP))


def secret_of(typed: str) -> bytes | None:
    """What a typed code opens with; None where it is none or a letter of it is wrong."""
    if len(typed) > _LONGEST:
        return None
    folded = unicodedata.normalize("NFKC", typed).upper()
    whole = _FILLING.sub("", folded).translate(_MISREAD)
    letters, check = whole[:_SECRET], whole[_SECRET:]
    if len(letters) != _SECRET or not set(letters) <= set(_LETTERS) or check != _check(letters):
        return None
    return letters.encode()


def _check(letters: str) -> str:
    digest = int.from_bytes(hashlib.sha256(letters.encode()).digest())
    return "".join(_LETTERS[digest >> _EACH * place & 31] for place in range(_CHECK))
