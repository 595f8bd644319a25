"""A disk that loses power: what SQLite asks of the file system is noted and replayed in part.

The library under the store lets a file system of one's own be put under it (a "VFS"). This one
passes everything on to the real one and notes each write, cut and flush. ``Disk`` then tells what
a disk may hold after a power cut at any moment: all that was flushed, and of what came later each
sector of 512 bytes or not, as chance will have it. Nothing has to be compiled for it.
"""

import ctypes
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SECTOR = 512
WRITE, CUT, FLUSH = "write", "cut", "flush"

# The name as an address: SQLite keeps that, and a copy of the name would be gone by then.
_OPEN_ARGUMENTS = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
_OPEN = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, *_OPEN_ARGUMENTS)
_WRITING = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_int64
)
_CUTTING = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int64)
_FLUSHING = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)
_CLOSING = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)


class _Vfs(ctypes.Structure):
    """``sqlite3_vfs``; what is not looked into here is a plain address."""

    _fields_ = (
        ("version", ctypes.c_int),
        ("file_bytes", ctypes.c_int),
        ("longest_name", ctypes.c_int),
        ("next", ctypes.c_void_p),
        ("name", ctypes.c_char_p),
        ("data", ctypes.c_void_p),
        ("open", _OPEN),
        ("others", ctypes.c_void_p * 15),
    )


class _Methods(ctypes.Structure):
    """``sqlite3_io_methods``."""

    _fields_ = (
        ("version", ctypes.c_int),
        ("close", _CLOSING),
        ("read", ctypes.c_void_p),
        ("write", _WRITING),
        ("truncate", _CUTTING),
        ("sync", _FLUSHING),
        ("others", ctypes.c_void_p * 13),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that was asked of the file system; ``place`` is where, or the new length."""

    what: str
    file: str
    place: int = 0
    content: bytes = b""


@dataclass
class Recording:
    """What was asked, in order, since the recording began."""

    asked: list[Asked] = field(default_factory=list)

    @property
    def now(self) -> int:
        """The moment, as ``Disk`` counts them."""
        return len(self.asked)


def library() -> ctypes.CDLL | None:
    """The database library of the store; None where the system does not let it be reached into."""
    from sqlcipher3 import _sqlite3

    found = ctypes.CDLL(_sqlite3.__file__)
    if not hasattr(found, "sqlite3_vfs_register"):
        return None
    found.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
    found.sqlite3_vfs_find.argtypes = (ctypes.c_char_p,)
    found.sqlite3_vfs_register.argtypes = (ctypes.POINTER(_Vfs), ctypes.c_int)
    found.sqlite3_vfs_unregister.argtypes = (ctypes.POINTER(_Vfs),)
    return found


@contextmanager
def recorded(sqlite: ctypes.CDLL) -> Iterator[Recording]:
    """Note what stores opened inside ask of the file system; they are closed before it ends."""
    recording = Recording()
    real = sqlite.sqlite3_vfs_find(None)
    ours = _Vfs()
    ctypes.pointer(ours)[0] = real.contents
    ours.name = b"recorded"
    names: dict[int, str] = {}
    kept: dict[int, Any] = {}

    def opened(_vfs: int, name: int | None, file: int, flags: int, given: int) -> int:
        result = int(real.contents.open(ctypes.addressof(real.contents), name, file, flags, given))
        methods = ctypes.cast(file, ctypes.POINTER(ctypes.POINTER(_Methods)))
        if result == 0 and name is not None and methods.contents:
            names[file] = Path(ctypes.string_at(name).decode()).name
            was = ctypes.addressof(methods.contents.contents)
            if was not in kept:
                kept[was] = _listening(methods.contents.contents, names, recording)
            methods[0] = ctypes.pointer(kept[was])
        return result

    ours.open = _OPEN(opened)
    sqlite.sqlite3_vfs_register(ctypes.byref(ours), 1)
    try:
        yield recording
    finally:
        sqlite.sqlite3_vfs_unregister(ctypes.byref(ours))
        sqlite.sqlite3_vfs_register(real, 1)


def _listening(real: _Methods, names: Mapping[int, str], recording: Recording) -> _Methods:
    ours = _Methods()
    ctypes.pointer(ours)[0] = real
    asked = recording.asked

    def write(file: int, content: int, size: int, place: int) -> int:
        asked.append(Asked(WRITE, names[file], place, ctypes.string_at(content, size)))
        return int(real.write(file, content, size, place))

    def truncate(file: int, length: int) -> int:
        asked.append(Asked(CUT, names[file], length))
        return int(real.truncate(file, length))

    def sync(file: int, flags: int) -> int:
        result = int(real.sync(file, flags))
        # Only what has come back counts.
        asked.append(Asked(FLUSH, names[file]))
        return result

    ours.write, ours.truncate, ours.sync = _WRITING(write), _CUTTING(truncate), _FLUSHING(sync)
    return ours


class Disk:
    """What may be on the disk after a power cut; moments are asked for in rising order."""

    def __init__(self, before: Mapping[str, bytes], asked: Sequence[Asked]) -> None:
        self._safe = {name: bytearray(content) for name, content in before.items()}
        self._asked = asked
        self._loose: defaultdict[str, list[Asked]] = defaultdict(list)
        self._done = 0

    def after_cut(self, moment: int, chance: random.Random) -> dict[str, bytes]:
        """The files when the power goes at ``moment``."""
        for one in self._asked[self._done : moment]:
            if one.what == FLUSH:
                content = self._safe.setdefault(one.file, bytearray())
                for loose in self._loose.pop(one.file, ()):
                    _apply(content, loose)
            else:
                self._loose[one.file].append(one)
        self._done = moment
        found = {name: bytearray(content) for name, content in self._safe.items()}
        for name, loose_ones in self._loose.items():
            content = found.setdefault(name, bytearray())
            for loose in loose_ones:
                for part in _parts(loose):
                    if chance.random() < 0.5:
                        _apply(content, part)
        return {name: bytes(content) for name, content in found.items()}


def _parts(one: Asked) -> Iterator[Asked]:
    """A write, sector by sector; a cut is whole or not at all."""
    if one.what != WRITE:
        yield one
        return
    place, end = one.place, one.place + len(one.content)
    while place < end:
        upto = min(end, (place // SECTOR + 1) * SECTOR)
        content = one.content[place - one.place : upto - one.place]
        yield Asked(WRITE, one.file, place, content)
        place = upto


def _apply(content: bytearray, one: Asked) -> None:
    if one.what == CUT:
        del content[one.place :]
        return
    end = one.place + len(one.content)
    content.extend(bytes(max(0, end - len(content))))
    content[one.place : end] = one.content
