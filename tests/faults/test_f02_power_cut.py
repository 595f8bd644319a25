"""F2: the power goes at any moment; what was acknowledged is there, and the store is whole."""

import ctypes
import os
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from pomdesk.domain.audit import Event, Kind
from pomdesk.domain.errors import StoreRefused
from pomdesk.store import connection, schema, vault
from pomdesk.store.place import keys_beside, mark_beside
from pomdesk.store.tables import setting
from tests.faults import powerloss
from tests.faults.count import noted, times
from tests.store.builders import PASSPHRASE, all_rows, copied_store, doing, files_of, reopened

SAVES = 60
CUTS = times(ci=200, nightly=3000)
CONTROLS = times(ci=60, nightly=300)
EACH = 10
"""Of so many cuts one is opened as the desk opens a store, with every check."""


@dataclass(frozen=True)
class Saved:
    """A session of ``SAVES`` saves: what was asked of the disk, and when each was acknowledged."""

    before: dict[str, bytes]
    asked: Sequence[powerloss.Asked]
    acknowledged: Sequence[int]
    marks: Sequence[bytes]

    def told(self, moment: int) -> int:
        """How many saves were acknowledged by then."""
        return sum(one <= moment for one in self.acknowledged)


def saved(folder: Path, patch: pytest.MonkeyPatch, *, synchronous: str) -> Saved | None:
    """Save in ``folder`` and note it; None where this system does not let it be noted."""
    sqlite = powerloss.library()
    if sqlite is None:
        print("F2 NOT TRIED: this build of the database library cannot be listened to")
        noted("F2 power cut: not tried here", cuts=0)
        return None
    copied_store(folder).close()
    before = files_of(folder)
    pragmas = [p for p in connection._PRAGMAS if not p.startswith("synchronous")]
    patch.setattr(connection, "_PRAGMAS", (*pragmas, f"synchronous={synchronous}"))
    emptied = schema.empty_the_log
    acknowledged, marks = [], []
    with powerloss.recorded(sqlite) as recording:
        store = reopened(folder / "store.db")
        for number in range(SAVES):
            # As on a machine that stops between a save and what tidies up after it.
            tidy = emptied if number % 7 == 6 else lambda _connection: None
            patch.setattr(schema, "empty_the_log", tidy)
            with doing(store) as uow:
                uow.bulk_insert(setting, [(f"{number}", "x" * 900)], ("name", "value"))
                uow.note(Event("TEST", Kind.SYSTEM))
            acknowledged.append(recording.now)
            marks.append(mark_beside(store.path).read_bytes())
        patch.setattr(schema, "empty_the_log", emptied)
        store.close()
    patch.setattr(connection, "_PRAGMAS", (*pragmas, "synchronous=FULL"))
    return Saved(before, recording.asked, acknowledged, marks)


def put(folder: Path, files: dict[str, bytes]) -> Path:
    """Files in a folder of their own."""
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder / "store.db"


def there(path: Path, key: bytearray, salt: bytes) -> set[int] | str:
    """Which saves a store has, or the code of why it cannot be read."""
    try:
        raw = connection.connect(path, key, salt, reading=True)
    except StoreRefused as refused:
        return refused.code
    try:
        return {int(name) for (name,) in raw.execute("SELECT name FROM setting").fetchall()}
    except dbapi2.Error as problem:
        return str(getattr(problem, "sqlite_errorname", "?"))
    finally:
        raw.close()


def cut(tmp_path: Path, session: Saved, often: int) -> dict[str, int]:
    """Cut the power again and again; how often what came of it."""
    opened = vault.unlock(keys_beside(tmp_path / "saving" / "store.db"), PASSPHRASE)
    chance = random.Random(2)
    disk = powerloss.Disk(session.before, session.asked)
    found = dict.fromkeys(("kept", "lost", "unreadable", "behind", "refused"), 0)
    moments = sorted(chance.randrange(len(session.asked) + 1) for _ in range(often))
    for number, moment in enumerate(moments):
        files = disk.after_cut(moment, chance)
        told = session.told(moment)
        if told:
            # Written after the save and not flushed: any of those up to now, or half of one.
            mark = session.marks[chance.randrange(told)]
            files["store.mark"] = mark if chance.random() < 0.8 else mark[: len(mark) // 2]
        path = put(tmp_path / f"cut {number}", files)
        names = there(path, opened.key, opened.store)
        if isinstance(names, str):
            found["unreadable"] += 1
        elif names == set(range(len(names))) and told <= len(names) <= told + 1:
            found["kept"] += 1
        else:
            found["lost"] += 1
        if number % EACH == 0:
            code = opens(put(tmp_path / f"whole {number}", files))
            found["behind"] += code == "STO-BEHIND"
            found["refused"] += code not in ("", "STO-BEHIND")
        for file in path.parent.iterdir():
            os.unlink(file)
    return found


def opens(path: Path) -> str:
    """Open a store as the desk does; "" or the code of the refusal."""
    try:
        store = reopened(path)
    except StoreRefused as refused:
        return refused.code
    assert store.check() == []
    assert len(all_rows(store, setting)) <= SAVES
    store.close()
    return ""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "saving").mkdir()
    return tmp_path / "saving"


def test_f2_nothing_that_was_acknowledged_is_lost(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = saved(folder, monkeypatch, synchronous="FULL")
    if session is None:
        return
    found = cut(tmp_path, session, CUTS)
    noted("F2 power cut, FULL", cuts=CUTS, **found)
    assert found == {"kept": CUTS, "lost": 0, "unreadable": 0, "behind": 0, "refused": 0}


def test_f2_control_a_store_that_does_not_flush_loses_saves(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = saved(folder, monkeypatch, synchronous="OFF")
    if session is None:
        return
    assert not [one for one in session.asked if one.what == powerloss.FLUSH]
    found = cut(tmp_path, session, CONTROLS)
    noted("F2 control: OFF", cuts=CONTROLS, **found)
    assert found["lost"] + found["unreadable"] > CONTROLS // 4
    assert found["refused"] + found["behind"] > 0


def test_the_name_of_a_file_is_passed_on_where_it_lies() -> None:
    """SQLite keeps the address: a copy of the name is something else by the time it is read."""
    seen: list[Any] = []

    def real_open(_vfs: int, name: Any, _file: int, _flags: int, _given: int) -> int:
        seen.append(name)
        return 1

    real = powerloss._Vfs()
    real.open = powerloss._OPEN(real_open)
    registered: list[Any] = []
    sqlite: Any = SimpleNamespace(
        sqlite3_vfs_find=lambda _name: ctypes.pointer(real),
        sqlite3_vfs_register=lambda vfs, _default: registered.append(vfs),
        sqlite3_vfs_unregister=lambda _vfs: None,
    )
    name = ctypes.create_string_buffer(b"store.db")
    with powerloss.recorded(sqlite):
        assert registered[0]._obj.open(None, ctypes.addressof(name), None, 0, None) == 1
    assert seen == [ctypes.addressof(name)]


def test_the_replay_itself_keeps_what_was_flushed_and_may_lose_the_rest() -> None:
    asked: list[Any] = [
        powerloss.Asked(powerloss.WRITE, "a", 0, b"1" * 1024),
        powerloss.Asked(powerloss.FLUSH, "a"),
        powerloss.Asked(powerloss.WRITE, "a", 0, b"2" * 1024),
        powerloss.Asked(powerloss.CUT, "a", 512),
    ]
    seen = {
        powerloss.Disk({"a": b""}, asked).after_cut(4, random.Random(n))["a"] for n in range(60)
    }
    assert {content[:1] for content in seen} == {b"1", b"2"}
    assert {len(content) for content in seen} == {512, 1024}
    before = powerloss.Disk({"a": b"0"}, asked)
    assert before.after_cut(0, random.Random(1)) == {"a": b"0"}
    assert before.after_cut(2, random.Random(1)) == {"a": b"1" * 1024}
