"""Writing a finished paper: saved aside, then swapped in, so a file is whole or not there."""

import errno
import os
import tempfile
import time
from pathlib import Path

from pomdesk.domain.errors import PaperRefused

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_OURS = (".db", ".bak", ".keys", ".b", ".mark", ".erased", ".tries", ".spare", ".lock")
"""Endings of a store and of what it needs: nothing that leaves the desk is written over those."""

_TRIES, _WAIT = 10, 0.15
"""Virus scanners hold a new file for a moment; a viewer holds it for good."""


def write(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path``; whatever stood there stands until the new file is whole.

    Raises:
        PaperRefused: REP-PATH when the folder is missing or may not be written, or something
            that is no file has that name; REP-LOCKED when another program has the file open;
            REP-FULL when the disk is full; REP-OURS for the name of a store or of a file beside
            one. Details: ``path``. Nothing was changed.

    """
    if path.name.lower().endswith(_OURS):
        raise PaperRefused("REP-OURS", path=str(path))
    aside = None
    try:
        if path.exists() and not path.is_file():
            raise PaperRefused("REP-PATH", path=str(path))
        aside = _save_aside(path, content)
        _swap(aside, path)
    except OSError as error:
        code = "REP-FULL" if error.errno in _FULL else "REP-PATH"
        raise PaperRefused(code, path=str(path)) from None
    except _Held:
        raise PaperRefused("REP-LOCKED", path=str(path)) from None
    except ValueError:  # a name no file can have
        raise PaperRefused("REP-PATH", path=str(path)) from None
    finally:
        if aside is not None:
            aside.unlink(missing_ok=True)


class _Held(Exception):
    """Another program does not let go of the file."""


def _save_aside(path: Path, content: bytes) -> Path:
    number, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    aside = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        aside.unlink(missing_ok=True)
        raise
    return aside


def _swap(aside: Path, path: Path) -> None:
    for attempt in range(_TRIES):
        try:
            os.replace(aside, path)
        except PermissionError:
            if attempt == _TRIES - 1:
                raise _Held from None
            time.sleep(_WAIT)
        else:
            return
