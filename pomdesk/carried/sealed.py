"""The envelope of a visit pack and of the file that comes back.

``docs/formats/visit-pack.md`` describes it byte by byte. AES-256-GCM under a key that HKDF-SHA256
makes from the code and a salt of this file's own; all before the content is authenticated with it.
The hash at the end keeps nobody from changing the file: it tells a copy that went wrong from a
code that is wrong.
"""

import hashlib
import os
import struct
from dataclasses import dataclass
from enum import IntEnum

from pomdesk.carried.code import secret_of
from pomdesk.domain.errors import PackRefused

MAGIC = b"POMVISIT"
VERSION = 1
MOST_BYTES = 64 * 1024 * 1024
"""No file is larger: 500 people, of each as much as can be typed at all."""

_HEAD = struct.Struct(">8sBB16s16s")
_HASH = 32
_TAG = 16
_KEY = 32
# Each file has a key of its own, which is used once: its nonce need not be random.
_NONCE = bytes(12)
_PURPOSE = b"pomdesk visit pack"


class Kind(IntEnum):
    """What a sealed file holds: a visit that is taken out, or what was noted on it."""

    PACK = 1
    RETURN = 2


@dataclass(frozen=True, slots=True)
class Envelope:
    """What can be read without the code; none of it is trusted before the content is opened.

    Attributes:
        pack: the pack's uid, 32 hexadecimal digits.

    """

    kind: Kind
    pack: str


def seal(kind: Kind, pack: str, content: bytes, code: str) -> bytes:
    """A file that the code opens.

    Raises:
        PackRefused: PCK-CODE, the code is none.

    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    head = _HEAD.pack(MAGIC, VERSION, kind, bytes.fromhex(pack), os.urandom(16))
    sealed = head + AESGCM(_key(code, head)).encrypt(_NONCE, content, head)
    return sealed + hashlib.sha256(sealed).digest()


def read(content: bytes) -> Envelope:
    """What a file says it is.

    Raises:
        PackRefused: PCK-NOT (something else), PCK-DAMAGED (cut or changed on the way), PCK-NEWER
            (of a newer version of the program).

    """
    if not content.startswith(MAGIC):
        raise PackRefused("PCK-NOT")
    body, digest = content[:-_HASH], content[-_HASH:]
    if len(content) > MOST_BYTES or hashlib.sha256(body).digest() != digest:
        raise PackRefused("PCK-DAMAGED")
    # Later versions keep what is read up to here, so that they are told from damage.
    if content[len(MAGIC)] > VERSION:
        raise PackRefused("PCK-NEWER")
    if len(body) < _HEAD.size + _TAG:
        raise PackRefused("PCK-DAMAGED")
    _, version, kind, pack, _ = _HEAD.unpack_from(body)
    if version != VERSION or kind not in frozenset(Kind):
        raise PackRefused("PCK-NOT")
    return Envelope(Kind(kind), pack.hex())


def unseal(content: bytes, code: str) -> bytes:
    """What a file holds.

    Raises:
        PackRefused: as ``read``; PCK-CODE, it is another file's code, or somebody changed the file.

    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    read(content)
    head, sealed = content[: _HEAD.size], content[_HEAD.size : -_HASH]
    try:
        return AESGCM(_key(code, head)).decrypt(_NONCE, sealed, head)
    except InvalidTag:
        raise PackRefused("PCK-CODE") from None


def _key(code: str, head: bytes) -> bytes:
    """The key of one file; ``head`` has its salt."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    secret = secret_of(code)
    if secret is None:
        raise PackRefused("PCK-CODE")
    return HKDF(SHA256(), _KEY, salt=head, info=_PURPOSE).derive(secret)
