"""Key slots: the store's random key, wrapped once for each secret that may open it.

``store.keys`` is one line of JSON and one line with its SHA-256; ``store.keys.b`` is its
twin. The data key itself never changes when a passphrase does. Each slot wraps it by
AES-256-GCM under a key from Argon2id, and a MAC under the data key covers the whole file, so
a slot taken out or a cost lowered by hand shows. See ``docs/decisions/store-encryption.md``.
"""

import hmac
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple, cast

from pomdesk.domain.errors import KeyRefused
from pomdesk.store import keyfile
from pomdesk.store import secret as typed
from pomdesk.store.connection import SALT_BYTES, wipe
from pomdesk.store.keyfile import Cost, KeyFile, Slot

KEY_BYTES = 32
_SALT = 16
_NONCE = 12
_TAG = 16
_USUAL_SLOTS = 2
"""One person and the recovery key: nobody else's passphrase can be met by chance."""


class Unlocked(NamedTuple):
    """What a secret opened.

    Attributes:
        key: the store's key; whoever holds it wipes it.
        name: the person the slot is named after.
        by_recovery: opened by the recovery key, so a new passphrase is wanted.
        repaired: one copy of the key file was missing, damaged or old and has been mended.

    """

    key: bytearray
    name: str
    store: bytes
    by_recovery: bool
    repaired: bool


def create(path: Path, *, name: str, passphrase: str, cost: Cost) -> tuple[Unlocked, str]:
    """Write the key file of a new store; the second part is the recovery key, told once.

    Raises:
        KeyRefused: KEY-WEAK, KEY-LONG, KEY-NAME.

    """
    name = typed.checked_name(name)
    typed.check_passphrase(passphrase)
    key = bytearray(os.urandom(KEY_BYTES))
    store = os.urandom(SALT_BYTES)
    recovery, code = typed.new_recovery()
    slots = (
        _wrap(key, store, keyfile.PASSPHRASE, name, typed.as_bytes(passphrase), cost),
        _wrap(key, store, keyfile.RECOVERY, name, recovery, cost),
    )
    _write(path, key, KeyFile(store, 0, slots))
    return Unlocked(key, name, store, by_recovery=False, repaired=False), code


def unlock(path: Path, secret: str) -> Unlocked:
    """Open the key file by a passphrase or the recovery key.

    Raises:
        KeyRefused: KEY-LONG, KEY-NOFILE, KEY-DAMAGED, KEY-NEWER, KEY-WRONG, KEY-RECOVERY
            (a recovery key with a slip of the pen), KEY-TAMPERED.

    """
    typed.check_length(secret)
    keys, whole = keyfile.read(path)
    slot, key = _open_any(keys, secret)
    if not hmac.compare_digest(keys.mac, _mac(key, keys)):
        wipe(key)
        raise KeyRefused("KEY-TAMPERED")
    if not whole:
        _write(path, key, keys)
    by_recovery = slot.kind == keyfile.RECOVERY
    return Unlocked(key, slot.name, keys.store, by_recovery, repaired=not whole)


def change_passphrase(path: Path, current: str, new: str, *, cost: Cost | None = None) -> None:
    """Give the person whose secret ``current`` is a new passphrase.

    ``current`` may be the recovery key: that is the way back for who has forgotten theirs.
    The store itself is not touched. ``cost`` defaults to that of the slot.

    Raises:
        KeyRefused: as ``unlock``; KEY-WEAK, KEY-LONG, KEY-TAKEN for the new one.

    """
    typed.check_passphrase(new)
    opened = unlock(path, current)
    try:
        keys, _whole = keyfile.read(path)
        if len(keys.slots) > _USUAL_SLOTS:
            _check_free(keys, new, but=opened.name)
        old = [s for s in keys.slots if (s.kind, s.name) == (keyfile.PASSPHRASE, opened.name)]
        rest = [s for s in keys.slots if s not in old]
        cost = cost or max(slot.cost for slot in keys.slots)
        fresh = _wrap(
            opened.key,
            keys.store,
            keyfile.PASSPHRASE,
            opened.name,
            typed.as_bytes(new),
            cost,
        )
        _write(path, opened.key, replace(keys, slots=(fresh, *rest)))
    finally:
        wipe(opened.key)


def renew_recovery(path: Path, key: bytearray, name: str, *, cost: Cost | None = None) -> str:
    """Make a new recovery key and forget the old one; it is told once."""
    keys, _whole = keyfile.read(path)
    recovery, code = typed.new_recovery()
    rest = [slot for slot in keys.slots if slot.kind != keyfile.RECOVERY]
    cost = cost or max(slot.cost for slot in keys.slots)
    fresh = _wrap(key, keys.store, keyfile.RECOVERY, name, recovery, cost)
    _write(path, key, replace(keys, slots=(*rest, fresh)))
    return code


def people(path: Path) -> list[str]:
    """Whose passphrases open the store, in the order they were added."""
    keys, _whole = keyfile.read(path)
    return [slot.name for slot in keys.slots if slot.kind == keyfile.PASSPHRASE]


def add_person(
    path: Path, key: bytearray, name: str, passphrase: str, *, cost: Cost | None = None
) -> None:
    """Let somebody else open the store, with a passphrase of their own.

    Raises:
        KeyRefused: KEY-NAME; KEY-TAKEN, where somebody of that name opens it already or the
            passphrase is somebody else's (``reason``); KEY-MANY; KEY-WEAK, KEY-LONG.

    """
    name = typed.checked_name(name)
    typed.check_passphrase(passphrase)
    keys, _whole = keyfile.read(path)
    if name.casefold() in {one.casefold() for one in people(path)}:
        raise KeyRefused("KEY-TAKEN", name=name, reason="name")
    if len(keys.slots) >= keyfile.MOST_SLOTS:
        raise KeyRefused("KEY-MANY", most=keyfile.MOST_SLOTS)
    _check_free(keys, passphrase)
    cost = cost or max(slot.cost for slot in keys.slots)
    fresh = _wrap(key, keys.store, keyfile.PASSPHRASE, name, typed.as_bytes(passphrase), cost)
    _write(path, key, replace(keys, slots=(*keys.slots, fresh)))


def _check_free(keys: KeyFile, passphrase: str, *, but: str = "") -> None:
    """Refuse a passphrase that opens somebody else's slot: records name whose slot opened."""
    try:
        slot, key = _open_any(keys, passphrase)
    except KeyRefused:
        return
    wipe(key)
    if slot.name != but:
        raise KeyRefused("KEY-TAKEN", name=slot.name, reason="passphrase")


def remove_person(path: Path, key: bytearray, name: str) -> None:
    """Let somebody open the store no more; a copy they kept still opens for them.

    Raises:
        KeyRefused: KEY-UNKNOWN, where nobody of that name opens it; KEY-RECOVERS, where the
            recovery key was made for them; KEY-LAST, where nobody else opens it.

    """
    keys, _whole = keyfile.read(path)
    mine = [s for s in keys.slots if s.kind == keyfile.PASSPHRASE and s.name == name]
    if not mine:
        raise KeyRefused("KEY-UNKNOWN", name=name)
    rest = tuple(slot for slot in keys.slots if slot not in mine)
    if any(slot.kind == keyfile.RECOVERY and slot.name == name for slot in rest):
        # With it they would come in again, under the same name.
        raise KeyRefused("KEY-RECOVERS", name=name)
    if not any(slot.kind == keyfile.PASSPHRASE for slot in rest):
        raise KeyRefused("KEY-LAST", name=name)
    _write(path, key, replace(keys, slots=rest))


@dataclass(frozen=True)
class _Candidate:
    kind: str
    secret: bytearray


def _candidates(secret: str) -> Iterable[_Candidate]:
    recovery = typed.recovery_bytes(secret)
    if recovery is not None:
        yield _Candidate(keyfile.RECOVERY, recovery)
    yield _Candidate(keyfile.PASSPHRASE, typed.as_bytes(secret))


def _open_any(keys: KeyFile, secret: str) -> tuple[Slot, bytearray]:
    for candidate in _candidates(secret):
        try:
            for slot in keys.slots:
                if slot.kind == candidate.kind:
                    key = _unwrap(keys.store, slot, candidate.secret)
                    if key is not None:
                        return slot, key
        finally:
            wipe(candidate.secret)
    raise KeyRefused("KEY-RECOVERY" if typed.is_like_recovery(secret) else "KEY-WRONG")


def _wrapping_key(secret: bytearray, slot_salt: bytes, cost: Cost) -> bytearray:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    key = bytearray(KEY_BYTES)
    Argon2id(
        salt=slot_salt,
        length=KEY_BYTES,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    ).derive_into(cast(bytes, secret), key)  # any buffer will do; its stub says bytes
    return key


def _wrap(
    key: bytearray, store: bytes, kind: str, name: str, secret: bytearray, cost: Cost
) -> Slot:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    slot = Slot(
        id=os.urandom(8),
        kind=kind,
        name=name,
        cost=cost,
        salt=os.urandom(_SALT),
        nonce=os.urandom(_NONCE),
        wrapped=b"",
    )
    wrapping = _wrapping_key(secret, slot.salt, cost)
    try:
        wrapped = AESGCM(wrapping).encrypt(slot.nonce, key, keyfile.bound(store, slot))
    finally:
        wipe(wrapping)
        wipe(secret)
    return replace(slot, wrapped=wrapped)


def _unwrap(store: bytes, slot: Slot, secret: bytearray) -> bytearray | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    wrapping = _wrapping_key(secret, slot.salt, slot.cost)
    key = bytearray(KEY_BYTES)
    try:
        AESGCM(wrapping).decrypt_into(slot.nonce, slot.wrapped, keyfile.bound(store, slot), key)
    except InvalidTag:
        return None
    finally:
        wipe(wrapping)
    return key


def _mac(key: bytearray, keys: KeyFile) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    mac_key = HKDF(SHA256(), 32, salt=keys.store, info=b"pomdesk key file").derive(key)
    return hmac.digest(mac_key, keyfile.body(keys), "sha256")


def _write(path: Path, key: bytearray, keys: KeyFile) -> None:
    keys = replace(keys, generation=keys.generation + 1)
    keyfile.write(path, replace(keys, mac=_mac(key, keys)))
