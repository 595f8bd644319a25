"""A new data key for the store: when somebody left, or a device was exposed.

Not in place. The store is copied into a new file under the new key, and the copy is proved; the
key file then holds both keys (``coming``), the copy takes the store's place, and the key file
forgets the old one. Killed anywhere, the store opens with one key or the other, the key file has
both, and ``settled`` sees on the next opening which it is.

Nobody else types a passphrase for it: the new key is sealed to each slot (``slots.sealed``). A
slot that was never opened since slots have seeds cannot be carried over; it is left out.
"""

import os
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine

from pomdesk.domain.errors import BackupRefused, KeyRefused, StoreRefused
from pomdesk.store import keyfile, mark, proved, schema, slots, vault
from pomdesk.store.connection import connect, driver_of, engine_over, keep_log, pragma, wipe
from pomdesk.store.held import HeldKey
from pomdesk.store.keyfile import Slot, twin_of
from pomdesk.store.place import file_errors_told, keys_beside, part_of, swap_in
from pomdesk.store.slots import KEY_BYTES
from pomdesk.store.vault import Unlocked


class Renewed(NamedTuple):
    """What came of a renewal.

    Attributes:
        recovery_key: the new one, told once; blank where none could be made.
        left_out: who cannot open the store any more until they are added again.
        notice: then KEY-OLDRECOVERY, where the old recovery key stays, or KEY-NORECOVERY.

    """

    recovery_key: str
    left_out: tuple[str, ...]
    notice: str = ""


def cannot_follow(keys: Path) -> tuple[str, ...]:
    """Whose slots cannot be carried over to a new key: they have not signed in since version 1."""
    held, _whole = keyfile.read(keys)
    return tuple(s.name for s in held.slots if s.kind == keyfile.PASSPHRASE and not s.seals)


def renew(
    store: Path, engine: Engine, held: HeldKey, salt: bytes, *, name: str, leave_out: bool
) -> Renewed:
    """Put the store under a new data key, which ``held`` holds afterwards, as the engine wants it.

    Args:
        store: the store file, which nobody else reads or writes meanwhile.
        engine: over it, with no connection in use; opens with what ``held`` holds.
        held: the data key.
        salt: the store's identity, which stays.
        name: whom the new recovery key is named after.
        leave_out: whether who cannot follow is left out.

    Raises:
        KeyRefused: KEY-FOLLOW with ``names``, where somebody cannot follow and nobody said to
            leave them out; KEY-NOTRENEWED, where the copy did not read back.
        StoreRefused: STO-READONLY, STO-FULL and the like. In each case the old key holds.
            What the disk refuses once the new one does is in what is given back.

    """
    keys = keys_beside(store)
    left_out = cannot_follow(keys)
    if left_out and not leave_out:
        raise KeyRefused("KEY-FOLLOW", names=", ".join(left_out))
    _check_writable(store, keys, twin_of(keys))
    new = bytearray(os.urandom(KEY_BYTES))
    try:
        _copy(store, engine, new, salt)
        with held.shown() as key:
            begin(keys, key, new)
        _swap(store, engine)
    except BaseException:
        if not opens(store, new, salt):
            wipe(new)
            _take_back(keys, held, engine)
            raise
        # The copy is in the store's place: what failed after that loses nothing.
    finally:
        proved.remove_part(store)
    held.take(new)
    with held.shown() as key:
        try:
            with engine.connect() as connection:
                keep_log(connection)
                mark.rewrite(store, connection, key, salt)
            return Renewed(vault.renew_recovery(keys, key, name), left_out)
        except StoreRefused:
            # The key is another one by now: to tell this as a refusal would be untrue. The key
            # file has both keys, and whoever writes it next, or opens the store, settles it.
            return Renewed("", left_out, _recovery_left(keys))


def settled(store: Path, opened: Unlocked) -> Unlocked:
    """See which key a store opens with whose renewal was cut short; others pass through.

    Raises:
        KeyRefused: KEY-LEFTOUT, where it is the new one, and whoever came was left out of it.

    """
    keys = opened.keys
    if keys is None or not keys.is_renewing:
        return opened
    if opens(store, opened.key, opened.store):
        if opened.coming is not None:
            wipe(opened.coming)
        return opened._replace(coming=None, keys=vault.as_before(keys), settled=True)
    if opened.coming is None:
        raise KeyRefused("KEY-LEFTOUT", name=opened.name)
    if not opens(store, opened.coming, opened.store):
        # Damage, which whoever opens the store next will tell.
        wipe(opened.coming)
        return opened._replace(coming=None)
    wipe(opened.key)
    _mark(store, opened.coming, opened.store)
    after = vault.as_renewed(keys)
    return opened._replace(key=opened.coming, coming=None, keys=after, settled=True)


def sweep(store: Path) -> None:
    """Take away what a killed renewal, or a killed writing of the key file, left behind."""
    proved.remove_part(store)
    keys = keys_beside(store)
    for file in (keys, twin_of(keys)):
        part_of(file).unlink(missing_ok=True)


def opens(store: Path, key: bytearray, salt: bytes) -> bool:
    """Whether a key opens the file; nothing is written."""
    try:
        with closing(connect(store, key, salt, frozen=True)) as connection, proved.told_here():
            connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
    except StoreRefused as problem:
        if problem.code != "STO-DAMAGED":
            raise
        return False
    return True


def begin(keys: Path, key: bytearray, new: bytearray) -> None:
    """Let the key file hold both keys."""
    held, _whole = keyfile.read(keys)
    vault.check(held, key)

    def both(slot: Slot) -> Slot:
        return replace(slot, coming=slots.sealed(held.store, slot, new)) if slot.seals else slot

    vault.write(keys, key, replace(held, slots=tuple(both(slot) for slot in held.slots)), new)


def _recovery_left(keys: Path) -> str:
    """Which notice tells what is left where no new recovery key could be made."""
    try:
        both, _whole = keyfile.read(keys)
    except (KeyRefused, StoreRefused):
        return "KEY-NORECOVERY"
    # Where the key file is settled, half of it has a new recovery key that nobody was told.
    old = both.is_renewing and any(
        slot.kind == keyfile.RECOVERY for slot in vault.as_renewed(both).slots
    )
    return "KEY-OLDRECOVERY" if old else "KEY-NORECOVERY"


def _take_back(keys: Path, held: HeldKey, engine: Engine) -> None:
    both, _whole = keyfile.read(keys)
    if both.is_renewing:
        with held.shown() as key:
            vault.write(keys, key, vault.as_before(both))
    with engine.connect() as connection:
        keep_log(connection)


def _copy(store: Path, engine: Engine, new: bytearray, salt: bytes) -> None:
    """Copy the store, under the new key, into ``part_of(store)``, and prove the copy."""
    with engine.connect() as connection:
        schema.empty_the_log(connection)
        driver = driver_of(connection)
        try:
            with proved.told_here():
                content = proved.content_of(driver)
            proved.copy_proved(driver, store, new, salt, content)
        except BackupRefused as problem:
            raise KeyRefused("KEY-NOTRENEWED") from problem


def _swap(store: Path, engine: Engine) -> None:
    """Put the copy in the store's place; no log of the old file may be left beside it."""
    with engine.connect() as connection:
        if pragma(connection, "journal_mode=DELETE") != [("delete",)]:
            raise StoreRefused("STO-BUSY")
    engine.dispose()
    if store.with_name(store.name + "-wal").exists():
        raise StoreRefused("STO-BUSY")
    with file_errors_told(store):
        swap_in(part_of(store), store)


def _mark(store: Path, key: bytearray, salt: bytes) -> None:
    """Write the mark anew: no store of before the renewal opens with this key."""
    engine = engine_over(store, key, salt)
    try:
        with engine.connect() as connection:
            mark.rewrite(store, connection, key, salt)
    finally:
        engine.dispose()


def _check_writable(*files: Path) -> None:
    for file in files:
        with file_errors_told(file):
            if not os.access(file, os.W_OK) or not os.access(file.parent, os.W_OK):
                raise StoreRefused("STO-READONLY", path=str(file))
