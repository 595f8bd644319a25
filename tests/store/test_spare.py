"""The ballast: really there, given up once, put back when there is room; and what is said of it."""

import os
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from pomdesk.domain.errors import StoreRefused
from pomdesk.services.clock import FrozenClock
from pomdesk.services.commands.settings import SaveSetting
from pomdesk.services.desk import Desk
from pomdesk.store import ballast
from pomdesk.store.engine import Store, open_store
from pomdesk.store.place import spare_beside
from pomdesk.store.tables import setting
from tests import copies
from tests.store.builders import NOW, PASSPHRASE, TODAY, all_rows, copied_store, new_store, reopened

REAL_BYTES = 16 * 1024 * 1024


def test_its_room_is_taken_and_not_only_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ballast, "BYTES", REAL_BYTES)
    ballast.keep(tmp_path / "store.db")
    found = (tmp_path / "store.spare").stat()
    assert found.st_size == REAL_BYTES
    if sys.platform != "win32":
        assert found.st_blocks * 512 >= REAL_BYTES


@pytest.mark.skipif(not hasattr(os, "posix_fallocate"), reason="this system has its own way")
def test_where_room_cannot_be_asked_for_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cannot(*_arguments: int) -> None:
        raise OSError(95, "not supported")

    monkeypatch.setattr(os, "posix_fallocate", cannot)
    monkeypatch.setattr(ballast, "BYTES", 3 * 1024 * 1024 + 5)
    ballast.keep(tmp_path / "store.db")
    found = (tmp_path / "store.spare").stat()
    assert found.st_size == 3 * 1024 * 1024 + 5
    assert found.st_blocks * 512 >= 3 * 1024 * 1024


def test_it_comes_with_the_store_and_stays_when_it_is_closed(tmp_path: Path) -> None:
    store, _recovery = new_store(tmp_path)
    assert spare_beside(store.path).stat().st_size == ballast.BYTES
    store.close()
    assert spare_beside(store.path).exists()
    spare_beside(store.path).unlink()
    reopened(store.path).close()
    assert spare_beside(store.path).exists()


def test_a_spare_that_was_cut_short_is_filled_up(tmp_path: Path) -> None:
    spare = spare_beside(tmp_path / "store.db")
    spare.write_bytes(b"x")
    ballast.keep(tmp_path / "store.db")
    assert spare.stat().st_size == ballast.BYTES


def low(monkeypatch: pytest.MonkeyPatch) -> None:
    free = SimpleNamespace(free=ballast.LOW_BYTES - 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: free)


def test_little_room_is_told_and_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied_store(tmp_path).close()
    spare_beside(tmp_path / "store.db").unlink()
    low(monkeypatch)
    store = reopened(tmp_path / "store.db")
    assert store.notices == ("STO-LOWSPACE",)
    assert not spare_beside(store.path).exists()
    assert not store.make_room()
    store.close()


def test_a_full_disk_while_it_is_made_leaves_nothing_and_stops_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "no space left")

    copied_store(tmp_path).close()
    spare_beside(tmp_path / "store.db").unlink()
    monkeypatch.setattr(ballast, "_allocate", full)
    reopened(tmp_path / "store.db").close()
    assert not list(tmp_path.glob("*.spare*"))


def test_where_free_space_cannot_be_told_nobody_is_warned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(_folder: Path) -> None:
        raise OSError(5, "?")

    monkeypatch.setattr(shutil, "disk_usage", unknown)
    assert not ballast.is_low(tmp_path / "store.db")


def full_until_room_is_made(monkeypatch: pytest.MonkeyPatch, code: str) -> list[str]:
    """Every save is refused while the ballast lies there."""
    tried: list[str] = []
    run = SaveSetting.run

    def saves(self: SaveSetting, uow: object, day: object) -> None:
        tried.append(self.setting)
        run(self, uow, day)  # type: ignore[arg-type]

    real = Store.unit_of_work

    def unit(self: Store, **how: object) -> object:
        if how.get("command") and spare_beside(self.path).exists():
            tried.append("full")
            raise StoreRefused(code)
        return real(self, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(SaveSetting, "run", saves)
    monkeypatch.setattr(Store, "unit_of_work", unit)
    return tried


@pytest.mark.parametrize("code", ["STO-FULL", "STO-DISK"])
def test_a_command_is_done_once_more_in_the_place_of_the_ballast(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    desk = Desk(copied_store(tmp_path), FrozenClock(TODAY), copies.policies())
    with monkeypatch.context() as patched:
        tried = full_until_room_is_made(patched, code)
        desk.do(SaveSetting("caseload.a", 1))
        assert tried == ["full", "caseload.a"]
        assert desk.notices == ("STO-LOWSPACE",)
    assert [row.name for row in all_rows(desk._store, setting)] == ["caseload.a"]
    desk.close()


def test_another_refusal_does_not_cost_the_ballast(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(copied_store(tmp_path), FrozenClock(TODAY), copies.policies())
    with monkeypatch.context() as patched:
        full_until_room_is_made(patched, "STO-BUSY")
        with pytest.raises(StoreRefused, match="STO-BUSY"):
            desk.do(SaveSetting("caseload.a", 1))
    assert spare_beside(desk.path).exists()
    assert desk.notices == ()
    desk.close()


def test_what_stays_refused_is_refused_after_one_more_try(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(copied_store(tmp_path), FrozenClock(TODAY), copies.policies())
    tried: list[int] = []

    def full(*_arguments: object) -> None:
        tried.append(1)
        raise StoreRefused("STO-FULL")

    with monkeypatch.context() as patched:
        patched.setattr(SaveSetting, "run", full)
        with pytest.raises(StoreRefused, match="STO-FULL"):
            desk.do(SaveSetting("caseload.a", 1))
    assert len(tried) == 2
    desk.do(SaveSetting("caseload.a", 1))
    desk.close()


def test_opening_on_a_full_disk_takes_the_place_of_the_ballast_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied_store(tmp_path).close()
    path = tmp_path / "store.db"
    real = ballast.keep

    def full(store: Path) -> None:
        if spare_beside(store).exists():
            raise StoreRefused("STO-FULL")

    monkeypatch.setattr(ballast, "keep", full)
    store = open_store(path, secret=PASSPHRASE, now=NOW)
    assert not spare_beside(path).exists()
    monkeypatch.setattr(ballast, "keep", real)
    store.close()
