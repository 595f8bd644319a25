"""The erasure list beside a store: who was erased, so that an older copy erases them again.

For ``x/store.db`` it is ``x/store.erased``. It holds digests and days, no personal data: whoever
has the file alone can tell nobody from it (``services.rights.erasure``).

A line is announced before the erasure is saved and stands only when it was: killed in between, the
list must not order the erasure of somebody whom two people never agreed on.
"""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from pomdesk.domain.errors import RightsRefused
from pomdesk.store.place import file_errors_told, write_aside

_FORMAT = "pomdesk-erased-1"
_PENDING = "pending"


def beside(store: Path) -> Path:
    """The erasure list of a store."""
    return store.with_suffix(".erased")


def read(store: Path) -> dict[str, date]:
    """Digests and the day each was erased; nothing where there is no list.

    Lines that were only announced are left out.

    Raises:
        RightsRefused: RET-LIST, where the file is there and is no erasure list.
        StoreRefused: where it cannot be read.

    """
    return _read(store)[0]


def announced(store: Path) -> dict[str, date]:
    """Lines of erasures of which the list does not know whether they were saved.

    Raises:
        RightsRefused, StoreRefused: as ``read``.

    """
    return _read(store)[1]


def announce(store: Path, erased: Mapping[str, date]) -> None:
    """Write down, before it is saved, what ``add`` is to make stand.

    Args:
        store: the store.
        erased: every line that the store is about to hold; another that was announced before was
            never saved.

    Raises:
        StoreRefused: it cannot be written; the old list stands.

    """
    held = _held(store)
    _write(store, held, {digest: day for digest, day in erased.items() if held.get(digest) != day})


def add(store: Path, erased: Mapping[str, date]) -> None:
    """Let lines of the store stand; of two days of one digest the later does.

    What was announced and is not among them was not saved, and goes. A list that cannot be read is
    written anew: the store holds every line of it.

    Raises:
        StoreRefused: it cannot be written; the old list stands.

    """
    held = _held(store)
    for digest, day in erased.items():
        held[digest] = max(day, held.get(digest, day))
    _write(store, held, {})


def _held(store: Path) -> dict[str, date]:
    try:
        return read(store)
    except RightsRefused:
        return {}


def _read(store: Path) -> tuple[dict[str, date], dict[str, date]]:
    path = beside(store)
    with file_errors_told(path):
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return {}, {}
    try:
        lists = json.loads(content)
        return _lines(lists[_FORMAT]), _lines(lists.get(_PENDING, {}))
    except (ValueError, TypeError, KeyError, AttributeError):
        raise RightsRefused("RET-LIST", file=path.name) from None


def _lines(told: Mapping[str, str]) -> dict[str, date]:
    return {str(digest): date.fromisoformat(day) for digest, day in told.items()}


def _write(store: Path, held: Mapping[str, date], pending: Mapping[str, date]) -> None:
    lists = {_FORMAT: _told(held)}
    if pending:
        lists[_PENDING] = _told(pending)
    write_aside(beside(store), json.dumps(lists).encode())


def _told(lines: Mapping[str, date]) -> dict[str, str]:
    return {digest: day.isoformat() for digest, day in sorted(lines.items())}
