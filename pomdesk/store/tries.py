"""Wrong tries at a store's passphrase: counted beside it, across programs.

After five of them each further one waits thirty seconds. That is a brake at the keyboard and no
more: whoever copies the files tries elsewhere, where only the cost of each guess holds them up.
``x/store.tries`` holds a number and a time, nothing of what was typed or by whom.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pomdesk.domain.errors import KeyRefused, StoreRefused
from pomdesk.store.place import file_errors_told, write_aside

FREE = 5
"""Tries before the first wait."""

WAIT = timedelta(seconds=30)

_COUNTED = frozenset({"KEY-WRONG", "KEY-RECOVERY", "KEY-REPLACED"})
_LARGEST = 200
_MOST = 10**6


def tries_beside(store: Path) -> Path:
    """The file that counts them."""
    return store.with_suffix(".tries")


def wrong(store: Path) -> int:
    """How many wrong tries there were since the store was last opened."""
    return _read(store)[0]


@contextmanager
def counted(store: Path, now: datetime) -> Iterator[None]:
    """Count the try that is made in here, if it turns out wrong.

    Args:
        store: the store file.
        now: with its zone, or UTC.

    Raises:
        KeyRefused: KEY-WAIT with ``seconds``, before anything is tried; KEY-WRONG with ``left``
            and ``reason`` (``left``, ``one``, ``none``) for the words.

    """
    now = now if now.tzinfo else now.replace(tzinfo=UTC)
    count, last = _read(store)
    if count >= FREE:
        _wait(store, count, last, now)
    try:
        yield
    except KeyRefused as refused:
        if refused.code not in _COUNTED:
            raise
        _write(store, count + 1, now)
        if refused.code != "KEY-WRONG":
            raise
        left = max(FREE - count - 1, 0)
        reason = {0: "none", 1: "one"}.get(left, "left")
        raise KeyRefused("KEY-WRONG", left=left, reason=reason) from refused


def forget(store: Path) -> None:
    """Begin at nothing again, after the store was opened and the count was told to its log."""
    path = tries_beside(store)
    with suppress(StoreRefused), file_errors_told(path):
        path.unlink(missing_ok=True)


def _wait(store: Path, count: int, last: datetime, now: datetime) -> None:
    over = now - last
    if over < timedelta(0):
        # The clock was put back: the wait begins anew, and does not last until the old time.
        _write(store, count, now)
        over = timedelta(0)
    if over < WAIT:
        seconds = -(-(WAIT - over) // timedelta(seconds=1))
        raise KeyRefused("KEY-WAIT", seconds=seconds)


def _read(store: Path) -> tuple[int, datetime]:
    """The count and the time of the last; nothing where the file is not there or makes no sense."""
    nothing = (0, datetime.min.replace(tzinfo=UTC))
    path = tries_beside(store)
    try:
        with file_errors_told(path), path.open("rb") as stream:
            said = json.loads(stream.read(_LARGEST))
        count, last = said["wrong"], datetime.fromisoformat(said["last"])
    except (StoreRefused, ValueError, KeyError, TypeError):
        return nothing
    if type(count) is not int or not 0 < count <= _MOST or last.tzinfo is None:
        return nothing
    return count, last


def _write(store: Path, count: int, now: datetime) -> None:
    """Keep the count; where it cannot be written the answer is still that of the passphrase."""
    said = {"wrong": min(count, _MOST), "last": now.astimezone(UTC).isoformat()}
    with suppress(StoreRefused):
        write_aside(tries_beside(store), json.dumps(said).encode() + b"\n")
