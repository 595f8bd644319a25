"""Stores to be damaged: cheap to open, with saves that are still in the log beside the file."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from pomdesk.domain.audit import Event, Kind
from pomdesk.domain.errors import StoreRefused
from pomdesk.store import keyfile, schema
from pomdesk.store.engine import Store, create_store
from pomdesk.store.keyfile import Cost
from pomdesk.store.tables import setting
from tests.store.builders import NAME, NOW, PASSPHRASE, all_rows, doing, files_of, reopened

LOG = "store.db-wal"


_made: dict[int, dict[str, bytes]] = {}
"""Files of stores with so many saves in the log, made once."""


def cheap_store(folder: Path, patch: pytest.MonkeyPatch) -> Store:
    """An empty store whose passphrase costs next to nothing to check, for this test only."""
    patch.setattr(keyfile, "_MEMORY_KIB", range(8, 2**20 + 1))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "store.db"
    if 0 not in _made:
        cost = Cost(64, 1, 1)
        create_store(path, name=NAME, passphrase=PASSPHRASE, now=NOW, cost=cost)[0].close()
        _made[0] = files_of(folder)
    return reopened(put(folder, _made[0]))


def save(store: Store, number: int, letters: int = 900) -> None:
    """One save, with its event."""
    with doing(store) as uow:
        uow.bulk_insert(setting, [(f"{number}", "x" * letters)], ("name", "value"))
        uow.note(Event("TEST", Kind.SYSTEM))


def left_by_a_crash(folder: Path, patch: pytest.MonkeyPatch, saves: int) -> dict[str, bytes]:
    """What lies in the folder when the program dies after ``saves`` saves, all in the log."""
    store = cheap_store(folder, patch)
    if saves in _made:
        store.close()
        put(folder, _made[saves])
        return dict(_made[saves])
    with patch.context() as untidy:
        untidy.setattr(schema, "empty_the_log", lambda _connection: None)
        for number in range(saves):
            save(store, number)
        files = {n: c for n, c in files_of(folder).items() if not n.endswith("-shm")}
    store.close()
    assert files[LOG]
    _made[saves] = files
    return dict(files)


def put(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Files in a folder of their own, which is emptied first; the store's path."""
    folder.mkdir(exist_ok=True)
    for file in folder.iterdir():
        file.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder / "store.db"


def opens(path: Path) -> StoreRefused | list[int]:
    """The saves a store has when the desk opens it, or why it is not opened."""
    try:
        store = reopened(path)
    except StoreRefused as refused:
        return refused
    found = sorted(int(row.name) for row in all_rows(store, setting))
    store.close()
    return found


def flipped(content: bytes, place: int, bit: int) -> bytes:
    """The content with one bit the other way round."""
    return content[:place] + bytes([content[place] ^ (1 << bit)]) + content[place + 1 :]
