"""The key file's people: the store's random key, wrapped once for each secret that may open it.

``store.keys`` is one line of JSON and one line with its SHA-256; ``store.keys.b`` is its
twin. The data key does not change when a passphrase does (``rekey`` renews it). ``slots`` makes
and opens each slot, and a MAC under the data key covers the whole file, so a slot taken out or
a cost lowered by hand shows. See ``docs/decisions/store-encryption.md``.

While ``rekey`` renews the data key the file holds the old and the new one; whatever is written
next settles it for the key that the store is open under.
"""

import hmac
import os
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from pomdesk.domain.errors import KeyRefused
from pomdesk.store import keyfile, slots
from pomdesk.store import secret as typed
from pomdesk.store.audit import Signer
from pomdesk.store.connection import SALT_BYTES, wipe
from pomdesk.store.keyfile import Cost, KeyFile, Slot
from pomdesk.store.slots import KEY_BYTES

_USUAL_SLOTS = 2
"""One person and the recovery key: nobody else's passphrase can be met by chance."""


class Unlocked(NamedTuple):
    """What a secret opened. Nothing was written yet: see ``mend``.

    Attributes:
        key: the store's key; whoever holds it wipes it.
        name: the person the slot is named after.
        by_recovery: opened by the recovery key, so a new passphrase is wanted.
        repaired: one copy of the key file was missing, damaged or old.
        signer: whose events in the audit log these will be.
        keys: the key file as it should stand; None where it stands so.
        coming: the next key, where a renewal was cut short: see ``rekey.settled``.
        has_recovery: whether there is a recovery key at all.
        settled: a renewal that was cut short has been settled.

    """

    key: bytearray
    name: str
    store: bytes
    by_recovery: bool
    repaired: bool
    signer: Signer
    keys: KeyFile | None = None
    coming: bytearray | None = None
    has_recovery: bool = True
    settled: bool = False

    @property
    def notices(self) -> tuple[str, ...]:
        """Codes of what whoever came in should be told."""
        told = {
            "KEY-REPAIRED": self.repaired,
            "KEY-SETTLED": self.settled,
            "KEY-NORECOVERY": not self.has_recovery,
        }
        return tuple(code for code, holds in told.items() if holds)


def create(path: Path, *, name: str, passphrase: str, cost: Cost) -> tuple[Unlocked, str]:
    """Write the key file of a new store; the second part is the recovery key, told once.

    Raises:
        KeyRefused: KEY-WEAK, KEY-LONG, KEY-NAME.

    """
    name = typed.checked_name(name)
    typed.check_passphrase(passphrase)
    key = bytearray(os.urandom(KEY_BYTES))
    store = os.urandom(SALT_BYTES)
    seed = slots.new_seed()
    mine = _person(key, store, name, passphrase, cost, seed, slots.new_id())
    recovery, code = _recovery(key, store, name, cost)
    write(path, key, KeyFile(store, 0, (mine, recovery)))
    signer = slots.signer(store, mine, seed)
    wipe(seed)
    return Unlocked(key, name, store, by_recovery=False, repaired=False, signer=signer), code


def unlock(path: Path, secret: str) -> Unlocked:
    """Open the key file by a passphrase or the recovery key; nothing is written.

    Raises:
        KeyRefused: KEY-LONG, KEY-NOFILE, KEY-DAMAGED, KEY-NEWER, KEY-WRONG, KEY-RECOVERY
            (a recovery key with a slip of the pen), KEY-TAMPERED.

    """
    typed.check_length(secret)
    keys, whole = keyfile.read(path)
    opened = slots.open_any(keys, secret)
    try:
        check(keys, opened.key, opened.coming)
        wanted = tuple(opened.whole if slot == opened.slot else slot for slot in keys.slots)
        changes = not whole or keys.is_renewing or wanted != keys.slots
        return Unlocked(
            opened.key,
            opened.slot.name,
            keys.store,
            by_recovery=opened.slot.kind == keyfile.RECOVERY,
            repaired=not whole,
            signer=slots.signer(keys.store, opened.slot, opened.seed),
            keys=replace(keys, slots=wanted) if changes else None,
            coming=opened.coming,
            has_recovery=any(slot.kind == keyfile.RECOVERY for slot in keys.slots),
        )
    except BaseException:
        opened.wipe_all()
        raise
    finally:
        wipe(opened.seed)


def mend(path: Path, key: bytearray, opened: Unlocked) -> None:
    """Write what opening found to be missing: the other copy, a seed, a key sealed by renewal.

    Called once the store itself has opened, so that a refused store leaves all as it was.

    Raises:
        StoreRefused: STO-FULL and the like.

    """
    if opened.keys is not None:
        write(path, key, opened.keys)


def change_passphrase(
    path: Path, current: str, new: str, *, key: bytearray | None = None, cost: Cost | None = None
) -> None:
    """Give the person whose passphrase ``current`` is a new one; their seed stays.

    The store itself is not touched. ``cost`` defaults to that of the slots there are, and ``key``
    to the data key that ``current`` opens.

    Raises:
        KeyRefused: as ``unlock``; KEY-WEAK, KEY-LONG, KEY-TAKEN for the new one; KEY-ATUNLOCK
            where ``current`` is the recovery key: ``recover`` makes a new one of it.

    """
    typed.check_passphrase(new)
    typed.check_length(current)
    keys = _settled(path, key)
    with slots.opening(keys, current) as opened:
        check(keys, opened.key)
        if opened.slot.kind == keyfile.RECOVERY:
            raise KeyRefused("KEY-ATUNLOCK")
        name = opened.slot.name
        if len(keys.slots) > _USUAL_SLOTS:
            _check_free(keys, new, but=name)
        cost = cost or _cost(keys)
        fresh = _person(opened.key, keys.store, name, new, cost, opened.seed, opened.slot.id)
        write(path, opened.key, replace(keys, slots=(fresh, *_without_person(keys, name))))


def recover(path: Path, key: bytearray, name: str, new: str, *, cost: Cost | None = None) -> str:
    """Give whoever came in by the recovery key a passphrase, and make a new recovery key.

    The old recovery key opens the store no more, so that one seen in use is worth nothing. Of the
    person's old passphrase nobody knows; so their seed is a new one too.

    Args:
        path: the key file.
        key: the data key.
        name: of the slot that the recovery key opened.
        new: the new passphrase.
        cost: of both; that of the slots there are where none is given.

    Returns:
        The new recovery key, told once.

    Raises:
        KeyRefused: KEY-WEAK, KEY-LONG, KEY-TAKEN.

    """
    typed.check_passphrase(new)
    keys = _settled(path, key)
    cost = cost or _cost(keys)
    if len(keys.slots) > _USUAL_SLOTS:
        _check_free(keys, new, but=name)
    seed = slots.new_seed()
    fresh = _person(key, keys.store, name, new, cost, seed, slots.new_id())
    wipe(seed)
    recovery, code = _recovery(key, keys.store, name, cost)
    others = [s for s in _without_person(keys, name) if s.kind != keyfile.RECOVERY]
    write(path, key, replace(keys, slots=(fresh, *others, recovery)))
    return code


def renew_recovery(path: Path, key: bytearray, name: str, *, cost: Cost | None = None) -> str:
    """Make a new recovery key and forget the old one; it is told once."""
    keys = _settled(path, key)
    recovery, code = _recovery(key, keys.store, name, cost or _cost(keys))
    others = [slot for slot in keys.slots if slot.kind != keyfile.RECOVERY]
    write(path, key, replace(keys, slots=(*others, recovery)))
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
    keys = _settled(path, key)
    if name.casefold() in {one.casefold() for one in people(path)}:
        raise KeyRefused("KEY-TAKEN", name=name, reason="name")
    if len(keys.slots) >= keyfile.MOST_SLOTS:
        raise KeyRefused("KEY-MANY", most=keyfile.MOST_SLOTS)
    _check_free(keys, passphrase)
    seed = slots.new_seed()
    fresh = _person(key, keys.store, name, passphrase, cost or _cost(keys), seed, slots.new_id())
    wipe(seed)
    write(path, key, replace(keys, slots=(*keys.slots, fresh)))


def remove_person(path: Path, key: bytearray, name: str) -> None:
    """Let somebody open the store no more; a copy they kept still opens for them.

    Raises:
        KeyRefused: KEY-UNKNOWN, where nobody of that name opens it; KEY-RECOVERS, where the
            recovery key was made for them; KEY-LAST, where nobody else opens it.

    """
    keys = _settled(path, key)
    rest = _without_person(keys, name)
    if len(rest) == len(keys.slots):
        raise KeyRefused("KEY-UNKNOWN", name=name)
    if any(slot.kind == keyfile.RECOVERY and slot.name == name for slot in rest):
        # With it they would come in again, under the same name.
        raise KeyRefused("KEY-RECOVERS", name=name)
    if not any(slot.kind == keyfile.PASSPHRASE for slot in rest):
        raise KeyRefused("KEY-LAST", name=name)
    write(path, key, replace(keys, slots=rest))


def write(path: Path, key: bytearray, keys: KeyFile, coming: bytearray | None = None) -> None:
    """Write both copies of the key file, under the data key and, in a renewal, the next one too."""
    keys = replace(keys, generation=keys.generation + 1, version=keyfile.VERSION)
    coming_mac = b"" if coming is None else _mac(coming, keys)
    keyfile.write(path, replace(keys, mac=_mac(key, keys), coming_mac=coming_mac))


def check(keys: KeyFile, key: bytearray, coming: bytearray | None = None) -> None:
    """Refuse a key file that somebody without the key has changed.

    Raises:
        KeyRefused: KEY-TAMPERED.

    """
    holds = hmac.compare_digest(keys.mac, _mac(key, keys))
    if holds and coming is not None:
        holds = hmac.compare_digest(keys.coming_mac, _mac(coming, keys))
    if not holds:
        raise KeyRefused("KEY-TAMPERED")


def _mac(key: bytearray, keys: KeyFile) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    mac_key = HKDF(SHA256(), 32, salt=keys.store, info=b"pomdesk key file").derive(key)
    return hmac.digest(mac_key, keyfile.body(keys), "sha256")


def as_before(keys: KeyFile) -> KeyFile:
    """The key file as if no renewal had been begun."""
    kept = tuple(replace(slot, coming=b"") for slot in keys.slots)
    return replace(keys, slots=kept, coming_mac=b"")


def as_renewed(keys: KeyFile) -> KeyFile:
    """The key file with the coming key alone; who cannot follow is not in it any more."""
    after = tuple(
        replace(slot, wrapped=b"", sealed=slot.coming, coming=b"")
        for slot in keys.slots
        if slot.coming
    )
    return replace(keys, slots=after, coming_mac=b"")


def _settled(path: Path, key: bytearray | None) -> KeyFile:
    """The key file, settled for the key that the store is open under where it holds two."""
    keys, _whole = keyfile.read(path)
    if not keys.is_renewing:
        return keys
    if key is None:
        raise RuntimeError("a key file that holds two keys was to be changed without the store")
    renewed = hmac.compare_digest(keys.coming_mac, _mac(key, keys))
    return as_renewed(keys) if renewed else as_before(keys)


def _cost(keys: KeyFile) -> Cost:
    return max(slot.cost for slot in keys.slots)


def _without_person(keys: KeyFile, name: str) -> tuple[Slot, ...]:
    gone = (keyfile.PASSPHRASE, name)
    return tuple(slot for slot in keys.slots if (slot.kind, slot.name) != gone)


def _person(
    key: bytearray,
    store: bytes,
    name: str,
    passphrase: str,
    cost: Cost,
    seed: bytearray,
    slot_id: bytes,
) -> Slot:
    kind = (keyfile.PASSPHRASE, name, cost)
    return slots.make(key, store, kind, typed.as_bytes(passphrase), seed, slot_id)


def _recovery(key: bytearray, store: bytes, name: str, cost: Cost) -> tuple[Slot, str]:
    secret, code = typed.new_recovery()
    seed = slots.new_seed()
    kind = (keyfile.RECOVERY, name, cost)
    slot = slots.make(key, store, kind, secret, seed, slots.new_id())
    wipe(seed)
    return slot, code


def _check_free(keys: KeyFile, passphrase: str, *, but: str = "") -> None:
    """Refuse a passphrase that opens somebody else's slot: records name whose slot opened."""
    try:
        with slots.opening(keys, passphrase) as opened:
            name = opened.slot.name
    except KeyRefused:
        return
    if name != but:
        raise KeyRefused("KEY-TAKEN", name=name, reason="passphrase")
