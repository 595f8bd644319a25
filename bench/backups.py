"""Backups: made and proved, put back, tried out, against a plain copy of the same file."""

import os
import shutil
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from bench.harness import Figures, Line, Table, measure, milliseconds, rounds_for, seconds
from bench.keys import PASSPHRASE
from bench.material import Material
from pomdesk.domain.keeping import Backup
from pomdesk.store import backup
from pomdesk.store.drill import try_out
from pomdesk.store.engine import Store, open_store
from pomdesk.store.restore import restoring

SIZES = (1_500, 10_000)
_NOW = datetime(2026, 11, 22, 9, 14)


def tables(sizes: Sequence[int], rounds: int, material: Material) -> Iterator[Table]:
    """One table a size; stores whose passphrase is cheap, for it is asked for once in any case."""
    for size in sizes:
        path, turns = material.store(size, cheap=True), rounds_for(size, rounds)
        store = open_store(path, secret=PASSPHRASE, now=_NOW)
        made = backup.make(store, backup.ready_folder(path), _NOW)
        ways = {
            "copy": partial(_plain, path),
            "backup": partial(_backup, store),
            "again": partial(_again, store, made),
            "drill": partial(seconds, partial(try_out, store, made)),
            "restore": partial(_restore, path.parent, made.path),
        }
        found = measure(ways, turns)
        store.close()
        copy = found["copy"]
        yield Table(
            f"Backups of {size:,} people ({path.stat().st_size / 1e6:,.0f} MB)",
            "shutil.copyfile of the store and an fsync: no proof, no snapshot",
            turns,
            [
                Line("copied", None, None, milliseconds(copy)),
                Line.of("backed up and proved", found["backup"], copy),
                Line.of("second copy, proved again", found["again"], copy),
                Line.of("tried out", found["drill"], copy),
                Line.of("put back where there was none", found["restore"], copy),
            ],
        )


def _plain(path: Path) -> Figures:
    target = path.with_name("plain.bak")

    def copy() -> None:
        shutil.copyfile(path, target)
        with target.open("rb+") as stream:
            os.fsync(stream.fileno())

    try:
        return seconds(copy)
    finally:
        target.unlink()


def _backup(store: Store) -> Figures:
    folder = store.path.parent / "measured"
    folder.mkdir()
    try:
        return seconds(partial(backup.make, store, folder, _NOW))
    finally:
        shutil.rmtree(folder)


def _again(store: Store, made: Backup) -> Figures:
    folder = store.path.parent / "second"
    folder.mkdir()
    try:
        return seconds(partial(backup.copy_again, store, made, folder))
    finally:
        shutil.rmtree(folder)


def _restore(folder: Path, source: Path) -> Figures:
    target = folder / "back" / "store.db"

    def put_back() -> None:
        with restoring(target, source, secret=PASSPHRASE, now=_NOW) as coming:
            with coming.ready():
                pass
            coming.swap()

    try:
        return seconds(put_back)
    finally:
        shutil.rmtree(target.parent)
