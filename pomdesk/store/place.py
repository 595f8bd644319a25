"""Where a store lies: the files beside it, and why a place will not do.

For ``x/store.db`` the files beside it are ``x/store.keys``, its twin ``x/store.keys.b`` and
``x/store.lock``; while the desk is open SQLite keeps ``x/store.db-wal`` and ``-shm`` there.
"""

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pomdesk.domain.errors import StoreRefused

_LONGEST_NAME = 200
_LONGEST_WINDOWS_PATH = 240
_OUR_SUFFIXES = (".keys", ".lock", ".b", ".part")
_DRIVE_REMOTE = 4
_SWAP_TRIES = 10
_SWAP_WAIT_SECONDS = 0.2

_CODES = {
    errno.ENOSPC: ("STO-FULL", ""),
    errno.EDQUOT: ("STO-FULL", ""),
    errno.EROFS: ("STO-READONLY", ""),
    errno.EACCES: ("STO-PATH", "rights"),
    errno.EPERM: ("STO-PATH", "rights"),
    errno.ENAMETOOLONG: ("STO-PATH", "long"),
    errno.EISDIR: ("STO-PATH", "folder"),
    errno.ENOENT: ("STO-PATH", "missing"),
    errno.ENOTDIR: ("STO-PATH", "missing"),
    errno.EEXIST: ("STO-PATH", "missing"),
    errno.EIO: ("STO-DISK", ""),
}


def keys_beside(store: Path) -> Path:
    """The key file of a store."""
    return store.with_suffix(".keys")


def lock_beside(store: Path) -> Path:
    """The lock file of a store."""
    return store.with_suffix(".lock")


def part_of(path: Path) -> Path:
    """The name under which a file is written before it is swapped in."""
    return path.with_name(path.name + ".part")


@contextmanager
def file_errors_told(path: Path) -> Iterator[None]:
    """Tell what the operating system refuses about ``path`` as a known error.

    Raises:
        StoreRefused: STO-FULL, STO-READONLY, STO-DISK, or STO-PATH with ``reason``.

    """
    try:
        yield
    except OSError as problem:
        known = _CODES.get(problem.errno or 0)
        if known is None:
            raise
        code, reason = known
        details = {"reason": reason} if reason else {}
        raise StoreRefused(code, path=str(path), **details) from problem


def usable(path: Path) -> Path:
    """``path`` as an absolute path, if a store can live there at all.

    Raises:
        StoreRefused: STO-NETWORK for a network folder (two people's programs would spoil
            each other's saves there), STO-PATH with ``reason`` (``name``, ``long``,
            ``folder``, ``rights``, ``missing``).

    """
    if any(ord(letter) < 32 for letter in str(path)) or path.suffix.lower() in _OUR_SUFFIXES:
        raise StoreRefused("STO-PATH", path=str(path), reason="name")
    if is_network(str(path)) or is_network(os.path.abspath(path)):
        raise StoreRefused("STO-NETWORK", path=str(path))
    absolute = Path(os.path.abspath(path))
    too_long = any(len(part) > _LONGEST_NAME for part in absolute.parts)
    if too_long or (sys.platform == "win32" and len(str(absolute)) > _LONGEST_WINDOWS_PATH):
        raise StoreRefused("STO-PATH", path=str(path), reason="long")
    with file_errors_told(absolute):
        if absolute.is_dir():
            raise StoreRefused("STO-PATH", path=str(path), reason="folder")
    return absolute


def is_network(path: str) -> bool:
    r"""Whether a path is on another machine: ``\\server\share``, or a mapped drive."""
    slashes = path.replace("/", "\\")
    if slashes.startswith("\\\\?\\"):
        return slashes[4:8].upper() == "UNC\\"
    if slashes.startswith("\\\\"):
        return True
    if sys.platform == "win32":
        import ctypes

        drive = os.path.splitdrive(path)[0]
        return bool(drive) and ctypes.windll.kernel32.GetDriveTypeW(drive + "\\") == _DRIVE_REMOTE
    return False


def write_aside(path: Path, content: bytes) -> None:
    """Write a small file so that a crash leaves the old one or the new one, never half.

    Raises:
        StoreRefused: as ``file_errors_told``; the old file stands.

    """
    part = part_of(path)
    with file_errors_told(path):
        with part.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        swap_in(part, path)


def swap_in(part: Path, path: Path) -> None:
    """Put a finished file under its real name, and the name on the disk.

    On Windows a virus scanner may hold a fresh file for a moment: it is asked again for
    two seconds before the refusal counts.
    """
    for tries_left in reversed(range(_SWAP_TRIES)):
        try:
            os.replace(part, path)
        except PermissionError:
            if sys.platform != "win32" or not tries_left:
                raise
            time.sleep(_SWAP_WAIT_SECONDS)
        else:
            break
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk; Windows does so by itself."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
