"""The code on a visit's papers, by which whoever types them up finds the visit again.

Six signs, the last of which checks the others: of 23 signs, a prime number, each counted with a
weight of its own, so that one wrong sign and two swapped ones are always noticed. Signs that are
taken for one another on paper (0 and O, 1 and I, 2 and Z, 5 and S, 8 and B) are not among them
together, and those with which one makes words are few.
"""

import unicodedata

SIGNS = "3479CDEFGHJKMNPQRTVWXYZ"
LENGTH = 6
_HALF = 3


def visit_code(raw: bytes) -> str:
    """A code like ``V7K-3MQ`` out of random bytes; eight are enough."""
    number, signs = int.from_bytes(raw, "big"), ""
    for _ in range(LENGTH - 1):
        number, at = divmod(number, len(SIGNS))
        signs += SIGNS[at]
    return _shown(signs + _check(signs))


def read_visit_code(typed: str) -> str | None:
    """The code that somebody typed, as it stands on the paper; None where it is none.

    Small letters, blanks and strokes make no difference.
    """
    plain = unicodedata.normalize("NFKC", typed).upper()
    signs = "".join(sign for sign in plain if sign.isalnum())
    if len(signs) != LENGTH or not set(signs) <= set(SIGNS):
        return None
    return _shown(signs) if signs[-1] == _check(signs[:-1]) else None


def _check(signs: str) -> str:
    """The sign with which all of them, each times its place, add up to a multiple of 23.

    The last one counts ``LENGTH`` times; 23 is prime, so there is exactly one.
    """
    weighed = sum(place * SIGNS.index(sign) for place, sign in enumerate(signs, 1))
    return SIGNS[-weighed * pow(LENGTH, -1, len(SIGNS)) % len(SIGNS)]


def _shown(signs: str) -> str:
    return f"{signs[:_HALF]}-{signs[_HALF:]}"
