"""One value, one sequence of bytes: JSON in its canonical form, and digests of it.

Source: RFC 8785, JSON Canonicalization Scheme.
"""

import hashlib
import json
from typing import Any, cast

from pomdesk.domain.errors import RequestRefused


def canonical(value: object) -> bytes:
    """The canonical JSON of a value of dicts, lists, texts, whole numbers and None.

    Raises:
        RequestRefused: ``REQ-QA-CANONICAL``: something in it has no canonical form (not a number,
            whole numbers past 2**53, half a character, keys that are not text).

    """
    import rfc8785  # late: nothing but quality assurance needs it

    try:
        return rfc8785.dumps(cast("Any", value))
    except (ValueError, RecursionError):
        raise RequestRefused("REQ-QA-CANONICAL") from None


def sha256_of(value: object) -> str:
    """SHA-256 of the canonical JSON of a value, in hexadecimal; refused as ``canonical`` is."""
    return hashlib.sha256(canonical(value)).hexdigest()


def read_canonical(data: bytes) -> object:
    """The value some bytes are the canonical JSON of.

    Spaces, another order, a key twice, ``1.0`` for ``1``: all that could be changed without
    changing the value is refused, so bytes that are accepted have no second form.

    Raises:
        RequestRefused: ``REQ-QA-NOT-CANONICAL``.

    """
    try:
        value: object = json.loads(data.decode("utf-8"))
        same = canonical(value) == data
    except (ValueError, RecursionError, RequestRefused):
        same = False
    if not same:
        raise RequestRefused("REQ-QA-NOT-CANONICAL")
    return value
