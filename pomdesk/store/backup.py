"""A copy of the store that is itself a store: verified, then swapped in under its name."""

from pathlib import Path

from sqlalchemy import Connection
from sqlcipher3 import dbapi2

from pomdesk.domain.errors import StoreRefused
from pomdesk.store.connection import connect, driver_of, told
from pomdesk.store.keyfile import twin_of
from pomdesk.store.place import (
    file_errors_told,
    keys_beside,
    part_of,
    swap_in,
    write_aside,
)


def copy_store(source: Connection, store: Path, target: Path, key: bytearray, salt: bytes) -> None:
    """Copy an open store to ``target``, and its key file beside it.

    The copy opens with the same passphrase and recovery key. An older copy under that name
    is replaced only when the new one has been read back whole.

    Raises:
        StoreRefused: STO-DAMAGED where the copy does not read back; STO-FULL and the like.

    """
    part = part_of(target)
    with file_errors_told(target):
        part.unlink(missing_ok=True)
        keys = keys_beside(store).read_bytes()
    try:
        copy = connect(part, key, salt, create=True)
        try:
            driver_of(source).backup(copy)
            _verify(copy)
            # Out of the log, so that the one file is all there is of it.
            copy.execute("PRAGMA journal_mode=DELETE").fetchall()
        except dbapi2.Error as problem:
            raise told(problem) or problem from problem
        finally:
            copy.close()
        write_aside(keys_beside(target), keys)
        write_aside(twin_of(keys_beside(target)), keys)
        with file_errors_told(target):
            swap_in(part, target)
    finally:
        part.unlink(missing_ok=True)


def _verify(copy: dbapi2.Connection) -> None:
    damaged = copy.execute("PRAGMA cipher_integrity_check").fetchall()
    checked = copy.execute("PRAGMA quick_check").fetchall()
    if damaged or checked != [("ok",)]:
        raise StoreRefused("STO-DAMAGED")
