"""Where a store lies: the files beside it, and why a place will not do.

For ``x/store.db`` the files beside it are ``x/store.keys`` and its twin ``x/store.keys.b``,
``x/store.lock``, ``x/store.mark`` and ``x/store.spare``; while the desk is open SQLite keeps
``x/store.db-wal`` and ``-shm`` there.
"""

import errno
import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pomdesk.domain.errors import StoreRefused

_LONGEST_NAME = 200
_LONGEST_WINDOWS_PATH = 240
_BESIDE = (".keys", ".keys.b", ".lock", ".mark", ".spare", ".tries", ".erased")
_OUR_SUFFIXES = frozenset({".b", ".part", *_BESIDE} - {".keys.b"})
_SQLITES_ENDS = ("-wal", "-shm", "-journal")
_RESERVED_ON_WINDOWS = frozenset(
    {"CON", "PRN", "AUX", "NUL"}
    | {f"{port}{number}" for port in ("COM", "LPT") for number in range(10)}
)
_DRIVE_REMOTE = 4
_SWAP_TRIES = 10
_SWAP_WAIT_SECONDS = 0.2

_CODES = {
    errno.ENOSPC: ("STO-FULL", ""),
    errno.EDQUOT: ("STO-FULL", ""),
    errno.EFBIG: ("STO-FULL", ""),
    errno.EROFS: ("STO-READONLY", ""),
    errno.EACCES: ("STO-PATH", "rights"),
    errno.EPERM: ("STO-PATH", "rights"),
    errno.ENAMETOOLONG: ("STO-PATH", "long"),
    errno.EISDIR: ("STO-PATH", "folder"),
    errno.ENOENT: ("STO-PATH", "missing"),
    errno.ENOTDIR: ("STO-PATH", "missing"),
    errno.EEXIST: ("STO-PATH", "missing"),
    errno.ELOOP: ("STO-PATH", "missing"),
    errno.EIO: ("STO-DISK", ""),
}


def keys_beside(store: Path) -> Path:
    """The key file of a store."""
    return store.with_suffix(".keys")


def lock_beside(store: Path) -> Path:
    """The lock file of a store."""
    return store.with_suffix(".lock")


def mark_beside(store: Path) -> Path:
    """What is remembered of the store's last save."""
    return store.with_suffix(".mark")


def spare_beside(store: Path) -> Path:
    """The room kept for the last saves on a full disk."""
    return store.with_suffix(".spare")


def is_name_of_ours(path: Path) -> bool:
    """Whether a name is one that belongs to the files beside a store, and to none itself."""
    return path.suffix.lower() in _OUR_SUFFIXES or path.name.lower().endswith(_SQLITES_ENDS)


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
            each other's saves there), STO-PATH with ``reason`` (``name``, ``letters``,
            ``long``, ``folder``, ``special``, ``beside``, ``rights``, ``missing``).

    """
    if not _is_sayable(path):
        raise StoreRefused("STO-PATH", path=_sayable(path), reason="letters")
    if is_name_of_ours(path):
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
        if absolute.exists() and not absolute.is_file():
            # To open a pipe or a device would wait for ever, or do something to it.
            raise StoreRefused("STO-PATH", path=str(path), reason="special")
        for file in _files_beside(absolute):
            if os.path.lexists(file) and not file.is_file():
                raise StoreRefused("STO-PATH", path=str(file), reason="beside")
        # A shortcut of the file system may lead to another machine.
        really = os.path.realpath(absolute)
    if is_network(really) or _is_mounted_from_afar(really):
        raise StoreRefused("STO-NETWORK", path=str(path))
    return absolute


def _files_beside(store: Path) -> Iterator[Path]:
    """Every name beside a store under which the program, or SQLite, keeps a file."""
    yield part_of(store)
    for end in _SQLITES_ENDS:
        yield store.with_name(store.name + end)
    for end in _BESIDE:
        file = store.with_name(store.stem + end)
        yield from (file, part_of(file))


def _is_sayable(path: Path) -> bool:
    """Whether the operating system can have a file of that name."""
    if any(ord(letter) < 32 for letter in str(path)):
        return False
    try:
        os.fsencode(path)
    except UnicodeEncodeError:
        return False
    if sys.platform != "win32":
        return True
    names = path.parts[1:] if path.anchor else path.parts
    return not any(
        name.split(".")[0].strip().upper() in _RESERVED_ON_WINDOWS
        or name[-1] in " ."
        or set(name) & set('<>:"|?*')
        for name in names
        if name not in (".", "..")
    )


def _sayable(path: Path) -> str:
    """The path as it can be shown: what no letter is becomes a question mark."""
    shown = "".join(letter if ord(letter) >= 32 else "?" for letter in str(path))
    return shown.encode("utf-8", "replace").decode("utf-8")


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


_FROM_AFAR = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "fuse.sshfs"})


def _is_mounted_from_afar(path: str) -> bool:
    """Whether a path lies on a network file system; known on Linux only."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        mounts = Path("/proc/self/mounts").read_text("utf-8", "replace").splitlines()
    except OSError:
        # Some containers hide it: then the name of the path has to do.
        return False
    longest, kind = "", ""
    for mount in mounts:
        _device, where, what, *_rest = mount.split(" ")
        where = where.replace("\\040", " ")
        inside = path == where or path.startswith(where.rstrip("/") + "/")
        if inside and len(where) >= len(longest):
            longest, kind = where, what
    return kind in _FROM_AFAR


_SYNCED = re.compile(
    r"onedrive( - .*)?|dropbox( \(.*\))?|google ?drive|my drive|icloud ?drive|cloudstorage"
    r"|mobile documents|com~apple~clouddocs|box sync|nextcloud|owncloud|megasync",
    re.IGNORECASE,
)
_SYNCED_BY_SETTING = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")


def is_synced(path: Path) -> bool:
    """Whether a path lies in a folder that a program copies to the internet and back.

    Such a program can put an older file back, or hold the store while it is being saved. Told by
    the folder's name, and by what OneDrive says of itself to other programs.
    """
    really = Path(os.path.realpath(path))
    if any(_SYNCED.fullmatch(part) for part in (*path.parts[:-1], *really.parts[:-1])):
        return True
    folders = [os.environ.get(name, "") for name in _SYNCED_BY_SETTING]
    return any(folder and really.is_relative_to(folder) for folder in folders)


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
