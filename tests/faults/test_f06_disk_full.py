"""F6: the disk fills up; what was saved is there, the refusal is told, and saving goes on after."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pomdesk.domain.errors import StoreRefused
from pomdesk.domain.record import EntryKind
from pomdesk.services.clock import FrozenClock
from pomdesk.services.commands.entries import AddEntry
from pomdesk.services.desk import Desk, open_desk
from pomdesk.store import ballast, connection
from pomdesk.store.engine import NO_ROOM, Store
from pomdesk.store.place import spare_beside
from pomdesk.store.tables import audit, entry, setting
from tests import copies
from tests.faults.count import noted, times
from tests.faults.saving import cheap_store, opens, save
from tests.intake.files import TODAY
from tests.services.record_desk import ALUN_ID, opened
from tests.store.builders import all_rows, asking, files_of, reopened

SIZES = times(ci=12, nightly=40)
STEP = 8192
MOST = 400
DISK = 6 * 1024 * 1024
SPARE = 1024 * 1024


@contextmanager
def files_no_longer_than(limit: int) -> Iterator[None]:
    """No file of this process can grow beyond ``limit`` bytes; needs no rights."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def fill(store: Store, limit: int) -> tuple[int, str]:
    """Save until there is no room: how many saves were acknowledged, and why not one more."""
    with files_no_longer_than(limit):
        for number in range(MOST):
            try:
                save(store, number, 20_000)
            except StoreRefused as refused:
                assert saves(store) >= list(range(number)), "what was saved can be read meanwhile"
                return number, refused.code
    return MOST, ""


def saves(store: Store) -> list[int]:
    return sorted(int(row.name) for row in all_rows(store, setting))


def events(store: Store) -> int:
    with asking(store) as uow:
        return len(uow.rows(audit.select().where(audit.c.what == "TEST")))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit for one process")
def test_f6_what_was_saved_before_the_disk_was_full_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes: dict[str, int] = {}
    kept = 0
    for size in range(SIZES):
        store = cheap_store(tmp_path / f"{size}", monkeypatch)
        told, code = fill(store, store.path.stat().st_size + size * STEP)
        codes[code] = codes.get(code, 0) + 1
        assert code in NO_ROOM
        assert saves(store) == list(range(told))
        assert events(store) == told
        save(store, told)
        store.close()
        kept += opens(store.path) == list(range(told + 1))
        again = reopened(store.path)
        assert again.check() == []
        again.close()
    noted("F6 disk full", sizes=SIZES, kept=kept, **codes)
    assert kept == SIZES


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit for one process")
def test_f6_control_without_transactions_a_full_disk_leaves_halves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "_begin", lambda _connection: None)
    torn = 0
    for size in range(6):
        store = cheap_store(tmp_path / f"{size}", monkeypatch)
        fill(store, store.path.stat().st_size + size * STEP)
        torn += len(saves(store)) != events(store)
        store.close()
    noted("F6 control: no transactions", sizes=6, torn=torn)
    assert torn > 0


@contextmanager
def small_disk(folder: Path) -> Iterator[Path | None]:
    """A disk of ``DISK`` bytes; None where this system does not let us have one."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)]
    try:
        done = subprocess.run(command, check=False, capture_output=True)
    except FileNotFoundError:
        done = None
    if done is None or done.returncode:
        print("F6 NOT TRIED ON A REAL SMALL DISK: it may not be mounted here")
        noted("F6 small disk: not tried here", sizes=0)
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def crowd(folder: Path) -> Path:
    """Fill the disk to the last byte."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as stream:
        size = 256 * 1024
        while size:
            try:
                stream.write(os.urandom(size))
            except OSError:
                size //= 2
    return filler


def desk_on(folder: Path, source: Path) -> Desk:
    for name, content in files_of(source).items():
        (folder / name).write_bytes(content)
    clock = FrozenClock(TODAY)
    return open_desk(
        folder / copies.STORE, secret=copies.SECRET, clock=clock, policies=copies.policies()
    )


def note(number: int) -> AddEntry:
    return AddEntry(ALUN_ID, EntryKind.NOTE, TODAY, text=f"{number} " + "x" * 5000)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows mounts no such disk")
@pytest.mark.parametrize("has_ballast", [True, False])
def test_f6_the_ballast_lets_the_last_saves_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_ballast: bool
) -> None:
    with opened(tmp_path):
        pass
    monkeypatch.setattr(ballast, "LOW_BYTES", 0)
    monkeypatch.setattr(ballast, "BYTES", SPARE if has_ballast else 0)
    with small_disk(tmp_path / "disk") as disk:
        if disk is None:
            return
        desk = desk_on(disk, tmp_path)
        assert not desk.notices
        assert spare_beside(desk.path).exists()
        filler = crowd(disk)
        written, refused = 0, ""
        while not refused and written < MOST:
            try:
                desk.do(note(written))
                written += 1
            except StoreRefused as problem:
                refused = problem.code
        assert refused in NO_ROOM
        noted(f"F6 small disk, ballast {has_ballast}", saved=written)
        if has_ballast:
            assert written > 10
            assert desk.notices == ("STO-LOWSPACE",)
        else:
            # The control: without it hardly anything can be saved any more.
            assert written <= 2
        filler.unlink()
        desk.do(note(written))
        desk.close()
        (tmp_path / "again").mkdir()
        desk = desk_on(tmp_path / "again", disk)
        texts = [row.text.split()[0] for row in all_rows(desk._store, entry)][-written - 1 :]
        assert texts == [str(number) for number in range(written + 1)]
        assert desk.check() == []
        desk.close()
