"""One key slot: the store's key and a person's seed, wrapped under one secret.

The seed is 32 random bytes. From it come, by HKDF, the key that signs the person's events in the
audit log (Ed25519) and the key that a renewed data key is sealed to (X25519): so the others need
not type their passphrases when one of them renews the key. A passphrase may change; the seed, and
with it ``id``, stays.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from pomdesk.domain.errors import KeyRefused
from pomdesk.store import keyfile
from pomdesk.store import secret as typed
from pomdesk.store.audit import Signer
from pomdesk.store.connection import wipe
from pomdesk.store.keyfile import Cost, KeyFile, Slot

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

KEY_BYTES = 32
_ID = 8
_SALT = 16
_NONCE = 12
_PUBLIC = 32


@dataclass(slots=True)
class Opened:
    """What a secret opened in a slot; ``wipe_all`` forgets it.

    Attributes:
        slot: as it stands in the file.
        whole: as it should stand there: with a seed, and the key under the secret.
        key: the data key.
        seed: the person's.
        coming: the next data key, while the key is being renewed.

    """

    slot: Slot
    whole: Slot
    key: bytearray
    seed: bytearray
    coming: bytearray | None

    def wipe_all(self) -> None:
        """Overwrite the keys and the seed."""
        for secret in (self.key, self.seed, self.coming):
            if secret is not None:
                wipe(secret)


def new_id() -> bytes:
    """The number of a new seed."""
    return os.urandom(_ID)


def new_seed() -> bytearray:
    """A new person's seed."""
    return bytearray(os.urandom(KEY_BYTES))


def make(
    key: bytearray,
    store: bytes,
    slot: tuple[str, str, Cost],
    secret: bytearray,
    seed: bytearray,
    slot_id: bytes,
) -> Slot:
    """A slot that opens with ``secret``, which is wiped.

    Args:
        key: the data key.
        store: identity of the store.
        slot: kind, name, and what a guess shall cost.
        secret: what opens it.
        seed: the person's; ``slot_id`` is its number.
        slot_id: see ``seed``.

    """
    kind, name, cost = slot
    bare = Slot(slot_id, kind, name, cost, os.urandom(_SALT), b"", b"")
    try:
        with _wrapping(secret, bare) as wrapping:
            return _with_key(wrapping, store, _with_seed(wrapping, store, bare, seed), key)
    finally:
        wipe(secret)


@contextmanager
def opening(keys: KeyFile, secret: str) -> Iterator[Opened]:
    """What somebody's secret opens, wiped afterwards; raises as ``open_any``."""
    opened = open_any(keys, secret)
    try:
        yield opened
    finally:
        opened.wipe_all()


def open_any(keys: KeyFile, secret: str) -> Opened:
    """What somebody's secret opens.

    Raises:
        KeyRefused: KEY-WRONG; KEY-RECOVERY, for a recovery key with a slip of the pen;
            KEY-REPLACED, for a recovery key that is not, or no longer, the store's;
            KEY-TAMPERED.

    """
    for kind, candidate in _candidates(secret):
        try:
            for slot in keys.slots:
                if slot.kind == kind:
                    opened = _open(keys.store, slot, candidate)
                    if opened is not None:
                        return opened
        finally:
            wipe(candidate)
    if typed.recovery_bytes(secret) is not None:
        raise KeyRefused("KEY-REPLACED")
    raise KeyRefused("KEY-RECOVERY" if typed.is_like_recovery(secret) else "KEY-WRONG")


def _candidates(secret: str) -> Iterable[tuple[str, bytearray]]:
    recovery = typed.recovery_bytes(secret)
    if recovery is not None:
        yield keyfile.RECOVERY, recovery
    yield keyfile.PASSPHRASE, typed.as_bytes(secret)


def _open(store: bytes, slot: Slot, secret: bytearray) -> Opened | None:
    """What ``secret`` opens in a slot; None where it is not the slot's.

    Raises:
        KeyRefused: KEY-TAMPERED, where it is, but the rest of the slot is not of one piece.

    """
    with _wrapping(secret, slot) as wrapping:
        if not slot.seed:
            # Of version 1: the key itself proves the secret, and the seed is made now.
            key = _decrypted(wrapping, slot.nonce, slot.wrapped, keyfile.bound(store, slot))
            if key is None:
                return None
            seed = new_seed()
            return Opened(slot, _with_seed(wrapping, store, slot, seed), key, seed, None)
        nonce, wrapped = slot.seed[:_NONCE], slot.seed[_NONCE:]
        opened = _decrypted(wrapping, nonce, wrapped, keyfile.seed_bound(store, slot))
        if opened is None:
            return None
        if publics(store, opened) != (slot.signs, slot.seals):
            raise KeyRefused("KEY-TAMPERED")
        if slot.wrapped:
            found = _decrypted(wrapping, slot.nonce, slot.wrapped, keyfile.bound(store, slot))
        else:
            found = _unsealed(store, slot, slot.sealed, opened)
        if found is None:
            raise KeyRefused("KEY-TAMPERED")
        coming = _unsealed(store, slot, slot.coming, opened) if slot.coming else None
        whole = slot if slot.wrapped else _with_key(wrapping, store, slot, found)
        return Opened(slot, whole, found, opened, coming)


def signer(store: bytes, slot: Slot, seed: bytearray) -> Signer:
    """Whose events in the audit log those of a slot are."""
    return Signer(slot.id.hex(), slot.name, _signing(store, seed))


def sealed(store: bytes, slot: Slot, key: bytearray) -> bytes:
    """A key for whoever opens the slot, without their secret: X25519, HKDF, AES-256-GCM."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    once = X25519PrivateKey.generate()
    public = once.public_key().public_bytes_raw()
    shared = bytearray(once.exchange(X25519PublicKey.from_public_bytes(slot.seals)))
    with _derived(shared, public + slot.seals, b"pomdesk sealed key") as sealing:
        # The sealing key is used once, so its nonce need not be random.
        bound = keyfile.sealed_bound(store, slot)
        return public + AESGCM(sealing).encrypt(bytes(_NONCE), key, bound)


def publics(store: bytes, seed: bytearray) -> tuple[bytes, bytes]:
    """The public halves that come from a seed: signing, sealing."""
    signs, seals = _signing(store, seed).public_key(), _sealing(store, seed).public_key()
    return signs.public_bytes_raw(), seals.public_bytes_raw()


def _with_seed(wrapping: bytearray, store: bytes, slot: Slot, seed: bytearray) -> Slot:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(_NONCE)
    wrapped = AESGCM(wrapping).encrypt(nonce, seed, keyfile.seed_bound(store, slot))
    signs, seals = publics(store, seed)
    return replace(slot, seed=nonce + wrapped, signs=signs, seals=seals)


def _with_key(wrapping: bytearray, store: bytes, slot: Slot, key: bytearray) -> Slot:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    slot = replace(slot, nonce=os.urandom(_NONCE), sealed=b"")
    wrapped = AESGCM(wrapping).encrypt(slot.nonce, key, keyfile.bound(store, slot))
    return replace(slot, wrapped=wrapped)


def _unsealed(store: bytes, slot: Slot, content: bytes, seed: bytearray) -> bytearray | None:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

    public, wrapped = content[:_PUBLIC], content[_PUBLIC:]
    try:
        shared = bytearray(
            _sealing(store, seed).exchange(X25519PublicKey.from_public_bytes(public))
        )
    except ValueError:
        return None
    with _derived(shared, public + slot.seals, b"pomdesk sealed key") as sealing:
        bound = keyfile.sealed_bound(store, slot)
        return _decrypted(sealing, bytes(_NONCE), wrapped, bound)


def _signing(store: bytes, seed: bytearray) -> "Ed25519PrivateKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    with _derived(bytearray(seed), store, b"pomdesk signing key") as private:
        return Ed25519PrivateKey.from_private_bytes(private)


def _sealing(store: bytes, seed: bytearray) -> "X25519PrivateKey":
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    with _derived(bytearray(seed), store, b"pomdesk sealing key") as private:
        return X25519PrivateKey.from_private_bytes(private)


@contextmanager
def _derived(secret: bytearray, salt: bytes, purpose: bytes) -> Iterator[bytearray]:
    """A key for one purpose, wiped afterwards, and so is ``secret``."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    made = bytearray(KEY_BYTES)
    try:
        HKDF(SHA256(), KEY_BYTES, salt=salt, info=purpose).derive_into(secret, made)
        yield made
    finally:
        wipe(made)
        wipe(secret)


@contextmanager
def _wrapping(secret: bytearray, slot: Slot) -> Iterator[bytearray]:
    """The key under which a slot wraps, wiped afterwards."""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    key = bytearray(KEY_BYTES)
    try:
        Argon2id(
            salt=slot.salt,
            length=KEY_BYTES,
            iterations=slot.cost.passes,
            lanes=slot.cost.lanes,
            memory_cost=slot.cost.memory_kib,
        ).derive_into(cast(bytes, secret), key)  # any buffer will do; its stub says bytes
        yield key
    finally:
        wipe(key)


def _decrypted(wrapping: bytearray, nonce: bytes, wrapped: bytes, bound: bytes) -> bytearray | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    found = bytearray(KEY_BYTES)
    try:
        AESGCM(wrapping).decrypt_into(nonce, wrapped, bound, found)
    except InvalidTag:
        return None
    return found
