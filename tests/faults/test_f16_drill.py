"""F16: a backup of every version there ever was comes back, up to date and with all its rows."""

import shutil
from pathlib import Path

import pytest

from pomdesk.services.backups import recover, restore
from pomdesk.services.clock import Clock
from pomdesk.store import proved, schema, vault
from pomdesk.store.connection import connect
from pomdesk.store.place import keys_beside
from tests.faults.count import noted
from tests.store.builders import PASSPHRASE, counted, counted_in_file, reopened

GOLDEN = Path(__file__).parent.parent / "golden" / "stores"
VERSIONS = range(1, schema.CURRENT)


def backup_of(version: int, folder: Path) -> Path:
    """A backup as that version of the program would have left it."""
    source = folder / f"store-20260101-090000-s{version}.bak"
    shutil.copyfile(GOLDEN / f"version-{version}.db", source)
    shutil.copyfile(GOLDEN / f"version-{version}.keys", keys_beside(source))
    return source


def and_told_of(before: dict[str, int]) -> dict[str, int]:
    """The counts with the event that the log has of putting it back, where there was a log."""
    return before | {"audit": before["audit"] + 1} if "audit" in before else before


def test_there_is_a_store_of_every_version_before_this_one() -> None:
    found = {file.stem for file in GOLDEN.glob("*.db")}
    assert {f"version-{version}" for version in VERSIONS} <= found


@pytest.mark.parametrize("version", VERSIONS)
def test_f16_it_opens_migrates_and_counts_right(version: int, tmp_path: Path) -> None:
    source = backup_of(version, tmp_path)
    before = counted_in_file(source, version)
    done = restore(tmp_path / "desk" / "store.db", source, secret=PASSPHRASE, clock=Clock())
    assert done.upgraded
    store = reopened(done.path)
    assert store.check() == []
    after = counted(store)
    store.close()
    noted(f"F16 version {version}", rows=sum(before.values()))
    assert sum(before.values()) > 20
    assert {name: after[name] for name in before} == and_told_of(before)


@pytest.mark.parametrize("version", VERSIONS)
def test_f16_a_damaged_one_is_recovered(version: int, tmp_path: Path) -> None:
    source = backup_of(version, tmp_path)
    before = counted_in_file(source, version)
    target = tmp_path / "recovered.db"
    done = recover(source, target, secret=PASSPHRASE, clock=Clock())
    assert (done.complete, done.wrong) == (True, ())
    store = reopened(target)
    after = counted(store)
    store.close()
    assert {name: after[name] for name in before} == and_told_of(before)


def test_f16_control_one_row_less_is_seen(tmp_path: Path) -> None:
    """The counts that are compared would tell."""
    source = backup_of(1, tmp_path)
    opened = vault.unlock(keys_beside(source), PASSPHRASE)
    whole = proved.prove(source, opened.key, opened.store)
    connection = connect(source, opened.key, opened.store)
    connection.execute("DELETE FROM journal WHERE id = (SELECT max(id) FROM journal)")
    connection.close()
    less = proved.prove(source, opened.key, opened.store)
    assert less != whole
    assert less.counts["journal"] == whole.counts["journal"] - 1
