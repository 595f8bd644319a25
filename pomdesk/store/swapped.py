"""The file of an open store that is taken away or replaced under the running desk.

The desk would go on saving into a file that no longer has a name, and lose it all on closing.
Before each save it looks whether the file is as it left it; where it is not, nothing is saved, and
what the desk still holds of the old file is put aside as a store of its own.
"""

import os
from pathlib import Path

from sqlalchemy import Connection

from pomdesk.domain.errors import PomdeskError, StoreRefused
from pomdesk.store import backup, mark, opening
from pomdesk.store.mark import Mark

Stamp = tuple[int, int, int, int]


class Watch:
    """Looks whether a file is still the one that is open, as it was left."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._left = _stamp(path)
        self._rescued = ""

    def leave(self) -> None:
        """Remember the file as it is now, after something of ours was written."""
        self._left = _stamp(self._path)

    def is_as_left(self) -> bool:
        """Whether nothing has touched the file since."""
        return _stamp(self._path) == self._left

    def refuse_swapped(
        self, connection: Connection, key: bytearray, salt: bytes, last: Mark | None
    ) -> None:
        """Refuse to save into a file that is no longer the store; rescue what was saved before.

        A file that was only touched is not refused.

        Args:
            connection: to the file that was opened, outside any transaction.
            key: the data key.
            salt: the store's identity.
            last: the store as it was last saved.

        Raises:
            StoreRefused: STO-MOVED, with ``reason`` ``rescued`` and ``rescued`` where what was
                saved until then is put aside.

        """
        found = _stamp(self._path)
        if found is None or self._left is None or found[:2] != self._left[:2]:
            self._rescued = self._rescued or self._rescue(connection, key, salt)
            reason = "rescued" if self._rescued else ""
            path = str(self._path)
            raise StoreRefused("STO-MOVED", path=path, rescued=self._rescued, reason=reason)
        if not self._holds(key, salt, last):
            # Written over in place: what is read from it now is no longer to be relied on.
            raise StoreRefused("STO-MOVED", path=str(self._path), rescued="", reason="over")
        self._left = found

    def _holds(self, key: bytearray, salt: bytes, last: Mark | None) -> bool:
        """Whether the file has the last save, though something has written or touched it."""
        try:
            opening.refuse_behind(self._path, key, salt, last)
        except StoreRefused:
            return False
        return True

    def _rescue(self, connection: Connection, key: bytearray, salt: bytes) -> str:
        """Put what the open file holds beside the place where it was; "" where that fails."""
        target = _free_name(self._path)
        try:
            backup.copy_store(connection, self._path, target, key, salt)
            mark.rewrite(target, connection, key, salt)
        except (PomdeskError, OSError):
            return ""
        finally:
            connection.rollback()
        return str(target)


def _free_name(path: Path) -> Path:
    number = 1
    while True:
        target = path.with_name(f"{path.stem}.rescued-{number}{path.suffix}")
        if not target.exists():
            return target
        number += 1


def _stamp(path: Path) -> Stamp | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
