"""Who looks at a file: what Python opens, and (on Linux) what anything in the process opens.

Python's audit hooks do not see what Qt opens. The kernel does: inotify tells of every opening of
a file in a folder, whoever did it.
"""

import ctypes
import os
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_IN_OPEN, _IN_CREATE, _IN_MOVED_TO = 0x20, 0x100, 0x80
_HEAD = struct.Struct("iIII")

LISTENED = (
    "open",
    "os.system",
    "os.exec",
    "os.startfile",
    "subprocess.Popen",
    "socket.connect",
    "socket.getaddrinfo",
    "socket.bind",
    "webbrowser.open",
)

_heard: list[tuple[str, str]] | None = None


def _hear(event: str, given: tuple[object, ...]) -> None:
    if _heard is not None and event in LISTENED:
        _heard.append((event, str(given[0])))


sys.addaudithook(_hear)


@contextmanager
def python_heard() -> Iterator[list[tuple[str, str]]]:
    """What Python opens, runs or connects to inside the block: event and what."""
    global _heard
    found: list[tuple[str, str]] = []
    _heard = found
    try:
        yield found
    finally:
        _heard = None


class Folder:
    """A folder whose files nobody should look at, or in which nobody should make any.

    Args:
        path: the folder; what lies in folders inside it is not told.

    """

    def __init__(self, path: Path) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._handle = self._libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        wanted = _IN_OPEN | _IN_CREATE | _IN_MOVED_TO
        if self._libc.inotify_add_watch(self._handle, os.fsencode(path), wanted) < 0:
            raise OSError(ctypes.get_errno(), "inotify")

    def seen(self) -> list[tuple[str, str]]:
        """What happened since it was last asked: ``opened`` or ``made``, and the file's name."""
        found: list[tuple[str, str]] = []
        while True:
            try:
                told = os.read(self._handle, 1 << 16)
            except BlockingIOError:
                return found
            at = 0
            while at < len(told):
                _, mask, _, length = _HEAD.unpack_from(told, at)
                at += _HEAD.size
                name = os.fsdecode(told[at : at + length].rstrip(b"\0"))
                at += length
                found.append(("opened" if mask & _IN_OPEN else "made", name))

    def close(self) -> None:
        """Watch no more."""
        os.close(self._handle)
