"""F8: killed while the key is renewed, the store opens with one key or the other, for everybody."""

import os
from pathlib import Path

from pomdesk.domain.errors import PomdeskError
from pomdesk.store import ballast, keyfile, rekey, vault
from pomdesk.store.engine import create_store
from pomdesk.store.keyfile import Cost
from pomdesk.store.place import keys_beside
from pomdesk.store.tables import setting
from tests.faults.count import noted, times
from tests.faults.kills import CONTROL, Killing, Ready
from tests.store.builders import NAME, NOW, PASSPHRASE, all_rows, doing, files_of, reopened

JOB = "tests.faults.test_f08_rekey:Renewing"
KILLS = times(ci=20, nightly=240)
EACH = times(ci=3, nightly=1)
OTHER, THEIRS = "Ben Reader", "teapot meadow violin eleven"
ROWS = 60


class Renewing:
    """A store of two people whose key is renewed."""

    _content: dict[str, bytes]

    def prepare(self, folder: Path) -> None:
        if not hasattr(self, "_content"):
            _in_haste()
            store, self._recovery = create_store(
                folder / "store.db", name=NAME, passphrase=PASSPHRASE, now=NOW, cost=Cost(64, 1, 1)
            )
            store.add_person(OTHER, THEIRS)
            with doing(store) as uow:
                rows = [(f"name {n}", "x" * 900) for n in range(ROWS)]
                uow.bulk_insert(setting, rows, ("name", "value"))
            store.close()
            self._content = files_of(folder)
            self._key = bytes(vault.unlock(keys_beside(store.path), PASSPHRASE).key)
        for file in folder.iterdir():
            file.unlink()
        for name, content in self._content.items():
            (folder / name).write_bytes(content)

    def work(self, folder: Path, ready: Ready) -> None:
        _in_haste()
        if os.environ.get(CONTROL):
            vars(rekey)["begin"] = _without_the_old_one
        store = reopened(folder / "store.db")
        ready(0)
        store.renew_key()
        ready(1)
        store.close()

    def look(self, folder: Path, told: int) -> str:
        path = folder / "store.db"
        try:
            store = reopened(path, THEIRS)
        except PomdeskError as refused:
            return refused.code
        assert len(all_rows(store, setting)) == ROWS
        assert store.check() == []
        assert set(store.notices) <= {"KEY-SETTLED", "KEY-REPAIRED"}, store.notices
        renewed = bytes(store._key) != self._key
        assert renewed or not told
        store.close()
        self._nothing_is_left(path)
        again = reopened(path, PASSPHRASE if renewed else self._recovery)
        assert again.notices == ()
        again.close()
        return "new" if renewed else "old"

    def _nothing_is_left(self, path: Path) -> None:
        keys = keys_beside(path)
        held, whole = keyfile.read(keys)
        assert whole
        assert not held.is_renewing
        assert [slot.kind for slot in held.slots].count(keyfile.RECOVERY) == 1
        left = files_of(path.parent)
        assert not [name for name in left if ".part" in name or name.endswith("-wal")]


def _in_haste() -> None:
    """Without what would take longer than all else: guesses that cost, a ballast each time."""
    vars(ballast)["keep"] = lambda _store: None
    vars(keyfile)["_MEMORY_KIB"] = range(8, 2**20 + 1)


def _without_the_old_one(keys: Path, key: bytearray, new: bytearray) -> None:
    """As a program would write the key file that thinks of no kill: only what is to come."""
    _begin(keys, key, new)
    vault.write(keys, new, vault.as_renewed(keyfile.read(keys)[0]))


_begin = rekey.begin


def test_killed_at_any_moment_it_opens_with_the_old_or_the_new_key() -> None:
    found = Killing(JOB, times=KILLS, each=EACH).run()
    assert set(found) == {"old", "new"}, found
    assert sum(found.values()) > KILLS
    noted("F8 rekey kills", kills=sum(found.values()), old=found["old"], new=found["new"])


def test_the_control_a_key_file_without_the_old_key_leaves_a_store_shut() -> None:
    found = Killing(JOB, each=2, control=True, until="STO-DAMAGED").run()
    assert found["STO-DAMAGED"], found
