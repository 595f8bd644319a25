"""F10: killed while backups are made under load, and while one is put back: nothing half there."""

import os
import shutil
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from pomdesk.domain.errors import PomdeskError
from pomdesk.store import backup, ballast, keyfile, proved, vault
from pomdesk.store.connection import connect
from pomdesk.store.engine import create_store
from pomdesk.store.keyfile import Cost
from pomdesk.store.place import keys_beside, part_of
from pomdesk.store.restore import Restoring, restoring
from pomdesk.store.tables import setting
from tests.faults.count import noted, times
from tests.faults.kills import CONTROL, Killing, Ready
from tests.store.builders import NAME, NOW, PASSPHRASE, all_rows, doing, files_of, reopened

MODULE = "tests.faults.test_f10_backup"
KILLS = times(ci=20, nightly=100)
EACH = times(ci=9, nightly=1)
CONTROLS = times(ci=3, nightly=10)
LATER = NOW.replace(tzinfo=None) + timedelta(hours=5)
ROWS, MORE = 80, 40
WANTING = "wanting"


def in_haste() -> None:
    """A passphrase that costs nothing to check: the kills are not about it."""
    vars(keyfile)["_MEMORY_KIB"] = range(8, 2**20 + 1)
    vars(ballast)["BYTES"] = 4096


class BackingUp:
    """Two backups, one after the other, while rows are saved as fast as they will go."""

    _content: dict[str, bytes]

    def prepare(self, folder: Path) -> None:
        if not hasattr(self, "_content"):
            in_haste()
            self._content = _store_of(folder, ROWS)
        _fill(folder, self._content)

    def work(self, folder: Path, ready: Ready) -> None:
        in_haste()
        if os.environ.get(CONTROL):
            vars(proved)["copy_part"] = _plain_copy
            vars(proved)["prove_copy"] = lambda *_any: None
        store = reopened(folder / "store.db")
        saved = _Saving(store)
        own = backup.ready_folder(store.path)
        ready(0)
        for number in (1, 2):
            least = saved.so_far
            made = backup.make(store, own, LATER)
            if _rows_in(made.path, store) < least:
                (folder / WANTING).touch()
            ready(number)

    def look(self, folder: Path, told: int) -> str:
        made = [*(folder / "backups").glob("*.bak")]
        if len(made) < told:
            return "lost"
        if (folder / WANTING).exists():
            return WANTING
        for one in made:
            try:
                opened = vault.unlock(keys_beside(one), PASSPHRASE)
                proved.prove(one, opened.key, opened.store)
            except PomdeskError:
                return "bad backup"
        store = reopened(folder / "store.db")
        wrong = store.check()
        # What was left in the middle is swept away by the next.
        again = backup.make(store, backup.ready_folder(store.path), LATER + timedelta(hours=1))
        store.close()
        left = {file.suffix for file in again.path.parent.iterdir()}
        if wrong or left != {".bak", ".keys"}:
            return "damaged"
        return f"{len(made)} finished"


class PuttingBack:
    """A backup put back in the place of a store that a crash left with saves in its log."""

    _content: dict[str, bytes]

    def prepare(self, folder: Path) -> None:
        if not hasattr(self, "_content"):
            in_haste()
            self._content = _crashed(folder)
        _fill(folder, self._content)

    def work(self, folder: Path, ready: Ready) -> None:
        in_haste()
        source = folder / "backups" / "store-20261122-091400-s2.bak"
        ready(0)
        _put_back(folder, source)
        ready(1)

    def look(self, folder: Path, told: int) -> str:
        path = folder / "store.db"
        try:
            store = reopened(path)
        except PomdeskError as refused:
            return refused.code
        found, wrong = len(all_rows(store, setting)), store.check()
        store.close()
        kept = [len(_rows_of(file)) for file in folder.glob("store.before-restore-*.db")]
        left = [*folder.glob("store.db-*"), *folder.glob("store.restoring")]
        if wrong or left:
            return "damaged"
        if found == ROWS and kept == [ROWS + MORE]:
            word = "restored"
        elif found == ROWS + MORE and not told:
            word = "as it was"
        else:
            return "mixed"
        if times(ci=0, nightly=1):
            # And it can be put back then.
            _put_back(folder, folder / "backups" / "store-20261122-091400-s2.bak")
            assert len(_rows_of(path)) == ROWS
        return word


class _Saving(threading.Thread):
    """Saves rows as fast as they will go, without bringing them from the log into the file."""

    def __init__(self, store: Any) -> None:
        super().__init__(daemon=True)
        self.so_far = ROWS
        with store.apart() as (key, salt):
            self._connection = connect(store.path, key, salt)
        self.start()

    def run(self) -> None:
        while True:
            name = f"under load {self.so_far}"
            row = (name, "y" * 400)
            self._connection.execute("INSERT INTO setting (name, value) VALUES (?, ?)", row)
            self.so_far += 1


def _put_back(folder: Path, source: Path) -> None:
    with restoring(folder / "store.db", source, secret=PASSPHRASE, now=LATER) as coming:
        with coming.ready():
            pass
        if os.environ.get(CONTROL):
            _copied_over(coming)
        else:
            coming.swap()


def _copied_over(coming: Restoring) -> None:
    """What a hurried person does: the backup copied over the store, next to its log."""
    shutil.copyfile(coming.source, coming.path)


def _plain_copy(_source: Any, target: Path, _key: bytearray, _salt: bytes) -> None:
    """What a copying program does."""
    shutil.copyfile(target.parent.parent / "store.db", part_of(target))


def _rows_in(path: Path, store: Any) -> int:
    with (
        store.apart() as (key, salt),
        closing(connect(path, key, salt, frozen=True)) as connection,
    ):
        return int(connection.execute("SELECT count(*) FROM setting").fetchone()[0])


def _rows_of(path: Path) -> list[Any]:
    store = reopened(path)
    found = all_rows(store, setting)
    store.close()
    return found


def _store_of(folder: Path, rows: int) -> dict[str, bytes]:
    store, _recovery = create_store(
        folder / "store.db", name=NAME, passphrase=PASSPHRASE, now=NOW, cost=Cost(64, 1, 1)
    )
    with doing(store) as uow:
        named = [(f"name {n}", "x" * 900) for n in range(rows)]
        uow.bulk_insert(setting, named, ("name", "value"))
    store.close()
    return files_of(folder)


def _crashed(folder: Path) -> dict[str, bytes]:
    """A store with a backup, and rows saved since that are in its log only."""
    _store_of(folder, ROWS)
    store = reopened(folder / "store.db")
    made = backup.make(store, backup.ready_folder(store.path), NOW.replace(tzinfo=None))
    with store.apart() as (key, salt), closing(connect(store.path, key, salt)) as connection:
        for n in range(MORE):
            row = (f"late {n}", "z" * 900)
            connection.execute("INSERT INTO setting (name, value) VALUES (?, ?)", row)
        content = files_of(folder)
    store.close()
    assert made.path.name == "store-20261122-091400-s2.bak"
    for file in made.path.parent.iterdir():
        content[f"backups/{file.name}"] = file.read_bytes()
    del content["store.db-shm"]
    return content


def _fill(folder: Path, content: dict[str, bytes]) -> None:
    for there in folder.iterdir():
        shutil.rmtree(there) if there.is_dir() else there.unlink()
    for name, data in content.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)


def test_f10_every_finished_backup_is_valid_and_so_is_the_store() -> None:
    found = Killing(f"{MODULE}:BackingUp", times=KILLS, each=EACH).run()
    noted("F10 killed backups", kills=sum(found.values()), **found)
    assert set(found) <= {"0 finished", "1 finished", "2 finished"}
    assert len(found) > 1


def test_f10_control_a_plain_copy_under_load_is_found_wanting() -> None:
    found = Killing(f"{MODULE}:BackingUp", times=CONTROLS, each=10**6, control=True).run()
    noted("F10 control: plain copies", kills=sum(found.values()), **found)
    assert found.get(WANTING, 0) + found.get("bad backup", 0) > 0


def test_f10_a_killed_restore_leaves_the_old_store_or_the_new_one() -> None:
    found = Killing(f"{MODULE}:PuttingBack", times=KILLS, each=EACH).run()
    noted("F10 killed restores", kills=sum(found.values()), **found)
    assert set(found) == {"restored", "as it was"}


def test_f10_control_a_backup_copied_over_the_store_is_found_mixed() -> None:
    found = Killing(f"{MODULE}:PuttingBack", times=CONTROLS, each=10**6, control=True).run()
    noted("F10 control: copied over", kills=sum(found.values()), **found)
    assert set(found) - {"restored", "as it was"}
