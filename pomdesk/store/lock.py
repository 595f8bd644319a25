"""One program a store: an operating-system lock that dies with its process.

Two files would be one too many: the lock is a byte far behind the text, so that the second
program can read who holds it even on Windows, where locked bytes cannot be read.
"""

import getpass
import json
import os
import platform
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from pomdesk.domain.errors import StoreRefused
from pomdesk.store.place import file_errors_told, lock_beside

_LOCKED_BYTE = 1 << 20
_LONGEST_TEXT = 2000


class StoreLock:
    """The lock of one store, held from ``__init__`` until ``release``.

    No stale locks: the operating system frees it when the process ends, however it ends.
    Who holds it (login name, machine, time) is written for the second comer to read.

    Raises:
        StoreRefused: STO-INUSE with ``holder`` and ``since`` (local time).

    """

    def __init__(self, store: Path, now: datetime) -> None:
        path = lock_beside(store)
        with file_errors_told(path):
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        if not _try_lock(self._handle):
            holder = _holder(self._handle)
            os.close(self._handle)
            raise StoreRefused("STO-INUSE", **holder)
        with suppress(OSError):
            # On a full disk the name cannot be written; the lock holds without it.
            _write_holder(self._handle, now)

    def release(self) -> None:
        """Let the next one in. The file stays: removing it would let two in at once."""
        if self._handle >= 0:
            _unlock(self._handle)
            os.close(self._handle)
            self._handle = -1


def _try_lock(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _unlock(handle: int) -> None:
    # Closing would do, but for a child process that has inherited the handle by a fork.
    if sys.platform != "win32":
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_UN)


def local_minute(at: datetime) -> str:
    """A time (UTC unless it has a zone) as people here read it, to the minute."""
    return at.replace(tzinfo=at.tzinfo or UTC).astimezone().strftime("%Y-%m-%d %H:%M")


def _write_holder(handle: int, now: datetime) -> None:
    text = json.dumps(
        {
            "user": _login(),
            "machine": platform.node(),
            "since": local_minute(now),
        }
    )
    os.ftruncate(handle, 0)
    os.lseek(handle, 0, os.SEEK_SET)
    os.write(handle, text.encode())


def _holder(handle: int) -> dict[str, str]:
    os.lseek(handle, 0, os.SEEK_SET)
    try:
        said = json.loads(os.read(handle, _LONGEST_TEXT))
        holder = " on ".join(part for part in (said["user"], said["machine"]) if part)
        return {"holder": holder, "since": said["since"]}
    except (ValueError, KeyError, TypeError):
        # The other program has the lock but has not yet written its name.
        return {"holder": "?", "since": "?"}


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        # A service account without a name in the user database.
        return ""
