"""Room kept for the last saves: ``store.spare`` lies beside the store and holds nothing.

On a full disk SQLite can neither save nor take rows out. The ballast is given up then, so that
what was typed can still be saved, and the desk says that there is no more room. It is put back
when the store is opened and the disk has space again.
"""

import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path

from pomdesk.store.place import part_of, spare_beside

BYTES = 16 * 1024 * 1024
"""What is kept: a large save and its way from the log into the file."""

LOW_BYTES = 500 * 1000 * 1000
"""Under so much free space backups and papers wait, so that saving is what fails last."""

_CHUNK = 1024 * 1024
_CANNOT_ALLOCATE = (errno.EOPNOTSUPP, errno.EINVAL, errno.ENOSYS)


def free_bytes(path: Path) -> int:
    """Free space where a file lies or would lie; where that cannot be told, as if it were ample."""
    try:
        return shutil.disk_usage(path.parent).free
    except OSError:
        return LOW_BYTES


def is_low(path: Path) -> bool:
    """Whether the disk of ``path`` has so little room that all but saving should wait."""
    return free_bytes(path) < LOW_BYTES


def keep(store: Path) -> None:
    """Put the ballast beside a store, unless it is there or the disk is low; it never fails."""
    spare = spare_beside(store)
    part = part_of(spare)
    try:
        if is_low(store) or (spare.exists() and spare.stat().st_size >= BYTES):
            return
        with part.open("wb") as stream:
            _allocate(stream.fileno())
        part.replace(spare)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def give_up(store: Path) -> bool:
    """Free the room for a save; False where there was none to give."""
    try:
        spare_beside(store).unlink()
    except OSError:
        return False
    return True


def _allocate(handle: int) -> None:
    """Take the room for good: a file that is only said to be long has none on most disks."""
    if hasattr(os, "posix_fallocate"):
        try:
            os.posix_fallocate(handle, 0, BYTES)
        except OSError as problem:
            if problem.errno not in _CANNOT_ALLOCATE:
                raise
        else:
            return
    left = BYTES
    while left > 0:
        # Random, because some file systems keep equal bytes in next to no room.
        left -= os.write(handle, os.urandom(min(left, _CHUNK)))
