"""Putting backups back: whose secret, which key, what is kept aside, what is refused."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from pomdesk.domain.errors import BackupRefused, KeyRefused, PomdeskError, StoreRefused
from pomdesk.domain.keeping import Backup
from pomdesk.store import backup, vault
from pomdesk.store.connection import connect, driver_of
from pomdesk.store.drill import try_out
from pomdesk.store.engine import Store
from pomdesk.store.keyfile import twin_of
from pomdesk.store.place import keys_beside, mark_beside
from pomdesk.store.records import SettingRecord
from pomdesk.store.restore import Restoring, restoring
from pomdesk.store.tables import person, setting
from tests.store.backups import LATER, PEOPLE, backed_up, damage, pages_of, rows, with_people
from tests.store.builders import (
    PASSPHRASE,
    TODAY,
    all_rows,
    asking,
    doing,
    files_of,
    new_store,
    reopened,
)

OTHER = "purple ladder sings loudly"


def save(store: Store, name: str) -> None:
    with doing(store) as uow:
        uow.add(SettingRecord(name=name, value="1"))


def names(store: Store) -> set[str]:
    return {row.name for row in all_rows(store, setting)}


def put_back(path: Path, source: Path, secret: str = PASSPHRASE, then: str = "") -> Path | None:
    """All of it but what the desk adds: roles, reasons, erasure."""
    with restoring(path, source, secret=secret, now=LATER, then_secret=then) as coming:
        with coming.ready():
            pass
        return coming.swap()


def refused(path: Path, source: Path, secret: str = PASSPHRASE) -> str:
    """Why it is refused; then nothing but the count of wrong tries has changed."""
    before = files_of(path.parent)
    with pytest.raises(PomdeskError) as problem:
        put_back(path, source, secret)
    assert files_of(path.parent) == before
    assert not backup.work_folder(path).exists()
    return problem.value.code


@pytest.fixture
def made(store: Store) -> Backup:
    """A backup with people, before a setting that only the store has; the store is closed."""
    one = backed_up(with_people(store))
    save(store, "late")
    store.close()
    return one


def test_a_backup_takes_the_stores_place_and_what_was_there_is_kept(
    store: Store, made: Backup
) -> None:
    kept = put_back(store.path, made.path)
    assert kept == store.path.with_name("store.before-restore-20261122-141400.db")
    again = reopened(store.path)
    assert again.notices == ()
    assert again.check() == []
    assert names(again) == set()
    assert rows(again)["person"] == PEOPLE
    again.close()
    old = reopened(kept)
    assert names(old) == {"late"}
    assert old.check() == []
    old.close()


def test_no_old_log_is_left_to_mix_into_what_comes_back(tmp_path: Path) -> None:
    """As after a crash: rows that are in the log only. Finding: SQLite mixes them in silently."""
    store, _recovery = new_store(tmp_path / "one")
    made = backed_up(with_people(store))
    with asking(store) as uow:
        raw = driver_of(uow.connection)
    raw.execute("PRAGMA query_only=OFF")
    for n in range(20):
        raw.execute("INSERT INTO setting (name, value) VALUES (?, 'in the log')", (f"s {n}",))
    left = files_of(tmp_path / "one")
    assert len(left["store.db-wal"]) > 50_000
    for folder in ("two", "three"):
        (tmp_path / folder).mkdir()
        for name, content in left.items():
            (tmp_path / folder / name).write_bytes(content)
    store.close()

    # The control: the backup copied over the store next to its log. It opens, and is neither.
    control = tmp_path / "three" / "store.db"
    shutil.copyfile(made.path, control)
    control.with_name("store.db-shm").unlink()
    opened = vault.unlock(keys_beside(control), PASSPHRASE)
    with closing(connect(control, opened.key, opened.store)) as mixed:
        assert mixed.execute("SELECT count(*) FROM setting").fetchone() != (0,)

    path = tmp_path / "two" / "store.db"
    kept = put_back(path, made.path)
    again = reopened(path)
    assert names(again) == set()
    assert again.check() == []
    again.close()
    assert kept is not None
    old = reopened(kept)
    assert len(names(old)) == 20
    old.close()
    assert not list((tmp_path / "two").glob("store.db-*"))


def test_into_a_place_without_a_store(store: Store, made: Backup, tmp_path: Path) -> None:
    path = tmp_path / "new" / "desk.db"
    assert put_back(path, made.path) is None
    again = reopened(path)
    assert rows(again)["person"] == PEOPLE
    # Both copies of the key file are there.
    assert again.notices == ()
    again.close()
    assert twin_of(keys_beside(path)).read_bytes() == keys_beside(path).read_bytes()


@pytest.mark.parametrize("what", ["gone", "empty", "cut", "page 1", "bits", "a photograph"])
def test_in_the_place_of_a_store_that_does_not_open(store: Store, made: Backup, what: str) -> None:
    path = store.path
    content = path.read_bytes()
    match what:
        case "gone":
            path.unlink()
        case "empty":
            path.write_bytes(b"")
        case "cut":
            path.write_bytes(content[:2000])
        case "page 1":
            damage(path, 1)
        case "bits":
            damage(path, *range(2, pages_of(path), 3))
        case "a photograph":
            path.write_bytes(b"\xff\xd8\xff" + bytes(9000))
    there = path.read_bytes() if path.exists() else b""
    kept = put_back(path, made.path)
    again = reopened(path)
    assert again.check() == []
    assert rows(again)["person"] == PEOPLE
    again.close()
    assert (kept.read_bytes() if kept else b"") == there


def test_refusals_change_nothing(store: Store, made: Backup, tmp_path: Path) -> None:
    path, good = store.path, made.path.read_bytes()
    keys = keys_beside(made.path).read_bytes()
    assert refused(path, tmp_path / "stick" / made.path.name) == "BAK-GONE"
    assert refused(path, made.path.with_name("store-20261122-091400-s1.bak")) == "BAK-NONE"
    assert refused(path, made.path.parent) == "BAK-NONE"
    for spoilt in (good[:-4096], good[:2000], b"", good[:60_000] + b"x" + good[60_001:]):
        made.path.write_bytes(spoilt)
        assert refused(path, made.path) == "BAK-DAMAGED"
    made.path.write_bytes(good)
    keys_beside(made.path).write_bytes(keys[:50] + b"x" + keys[51:])
    assert refused(path, made.path) == "BAK-NOKEYS"
    keys_beside(made.path).unlink()
    assert refused(path, made.path) == "BAK-NOKEYS"
    keys_beside(made.path).write_bytes(keys)
    assert refused(path, made.path, OTHER) == "KEY-WRONG"
    in_use = reopened(path)
    with pytest.raises(StoreRefused, match="STO-INUSE"):
        put_back(path, made.path)
    in_use.close()
    put_back(path, made.path)


def test_a_backup_of_a_newer_program(store: Store, made: Backup) -> None:
    opened = vault.unlock(keys_beside(made.path), PASSPHRASE)
    with closing(connect(made.path, opened.key, opened.store)) as newer:
        newer.execute("PRAGMA user_version=99")
    assert refused(store.path, made.path) == "BAK-NEWER"


def test_a_backup_of_another_store(store: Store, made: Backup, tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    theirs, _recovery = new_store(tmp_path / "theirs")
    other = backed_up(theirs)
    theirs.close()
    assert refused(store.path, other.path) == "BAK-OTHER"
    # Not even where the key file is gone: the store itself says whose it is.
    keys = keys_beside(store.path)
    for file in (keys, twin_of(keys)):
        file.unlink()
    assert refused(store.path, other.path) == "BAK-OTHER"
    put_back(store.path, made.path)


def test_where_there_is_no_room(
    store: Store, made: Backup, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(1, 1, 10**6))
    assert refused(store.path, made.path) == "BAK-SPACE"


# ---- which secret, which key -----------------------------------------------------------------


def test_a_passphrase_of_now_opens_a_backup_of_before_it_was_changed(store: Store) -> None:
    made = backed_up(store)
    store.change_passphrase(PASSPHRASE, OTHER)
    store.close()
    present = keys_beside(store.path).read_bytes()
    put_back(store.path, made.path, OTHER)
    # The key file stays as it is: the old passphrase opens the store no more.
    assert keys_beside(store.path).read_bytes() == present
    reopened(store.path, OTHER).close()
    with pytest.raises(KeyRefused, match="KEY-WRONG"):
        reopened(store.path, PASSPHRASE)


def test_the_passphrase_of_then_does_too_and_the_key_file_stays(store: Store) -> None:
    made = backed_up(store)
    store.change_passphrase(PASSPHRASE, OTHER)
    store.close()
    put_back(store.path, made.path, PASSPHRASE)
    reopened(store.path, OTHER).close()
    with pytest.raises(KeyRefused, match="KEY-WRONG"):
        reopened(store.path, PASSPHRASE)


def test_whoever_was_taken_away_puts_nothing_back_and_stays_away(store: Store) -> None:
    store.add_person("Sam Gone", OTHER)
    made = backed_up(store)
    store.remove_person("Sam Gone")
    store.close()
    assert refused(store.path, made.path, OTHER) == "BAK-WHO"
    put_back(store.path, made.path)
    with pytest.raises(KeyRefused, match="KEY-WRONG"):
        reopened(store.path, OTHER)


@pytest.mark.parametrize("both", [True, False])
def test_without_a_key_file_that_of_the_backup_takes_over(
    store: Store, made: Backup, both: bool
) -> None:
    keys = keys_beside(store.path)
    for file in (keys, twin_of(keys)):
        file.unlink()
    if not both:
        keys.write_bytes(b"damaged")
    kept = put_back(store.path, made.path)
    again = reopened(store.path)
    assert again.check() == []
    again.close()
    assert kept is not None
    assert kept.exists()
    # The damaged one is kept as well, beside the store that is kept.
    assert keys_beside(kept).exists() is not both


def renewed(store: Store) -> None:
    """The store under a new data key."""
    store.renew_key(leave_out=True)


def test_a_backup_of_before_the_key_was_renewed_comes_back_under_the_new_key(
    store: Store,
) -> None:
    with_people(store)
    made = backed_up(store)
    renewed(store)
    save(store, "late")
    store.close()
    present = keys_beside(store.path).read_bytes()
    put_back(store.path, made.path)
    assert keys_beside(store.path).read_bytes() == present
    again = reopened(store.path)
    assert rows(again)["person"] == PEOPLE
    assert again.check() == []
    again.close()
    # The key of before the renewal opens it no more.
    old = vault.unlock(keys_beside(made.path), PASSPHRASE)
    with pytest.raises(StoreRefused), closing(connect(store.path, old.key, old.store)) as raw:
        raw.execute("SELECT count(*) FROM person").fetchall()


def test_renewed_and_changed_takes_both_secrets(store: Store) -> None:
    made = backed_up(store)
    renewed(store)
    store.change_passphrase(PASSPHRASE, OTHER)
    store.close()
    assert refused(store.path, made.path, OTHER) == "BAK-OLDKEY"
    assert refused(store.path, made.path, PASSPHRASE) == "KEY-WRONG"
    put_back(store.path, made.path, OTHER, then=PASSPHRASE)
    reopened(store.path, OTHER).close()


def test_wrong_tries_are_counted_here_too(store: Store, made: Backup) -> None:
    for _try in range(5):
        assert refused(store.path, made.path, OTHER) == "KEY-WRONG"
    assert refused(store.path, made.path, PASSPHRASE) == "KEY-WAIT"


# ---- what is known before it is done ---------------------------------------------------------


@contextmanager
def looked_at(path: Path, source: Path) -> Iterator[Restoring]:
    with restoring(path, source, secret=PASSPHRASE, now=LATER) as coming:
        yield coming


def test_what_would_be_lost_is_known_from_the_store(store: Store, made: Backup) -> None:
    with looked_at(store.path, made.path) as coming:
        present = coming.present
        assert present is not None
        assert coming.lost == present.content.saves - made.saves == 1
        assert coming.made == made.at


def test_or_from_the_mark_where_the_store_does_not_open(store: Store, made: Backup) -> None:
    damage(store.path, 1)
    with looked_at(store.path, made.path) as coming:
        assert (coming.present, coming.lost) == (None, 1)


def test_or_not_at_all(store: Store, made: Backup) -> None:
    damage(store.path, 1)
    mark_beside(store.path).unlink()
    with looked_at(store.path, made.path) as coming:
        assert coming.lost is None
    store.path.unlink()
    with looked_at(store.path, made.path) as coming:
        assert coming.lost == 0


def test_a_store_that_went_back_does_not_hide_what_is_lost(store: Store, made: Backup) -> None:
    """The mark knows of saves that the store has lost already."""
    shutil.copyfile(made.path, store.path)
    with looked_at(store.path, made.path) as coming:
        assert coming.lost == 1


def test_looking_changes_nothing(store: Store, made: Backup) -> None:
    before = files_of(store.path.parent)
    with looked_at(store.path, made.path):
        assert backup.work_folder(store.path).exists()
    assert files_of(store.path.parent) == before
    assert not backup.work_folder(store.path).exists()


def test_what_a_killed_restore_left_is_swept_away(store: Store, made: Backup) -> None:
    left = backup.work_folder(store.path)
    left.mkdir()
    (left / "store.db").write_bytes(b"half")
    put_back(store.path, made.path)
    assert not left.exists()


def test_two_in_one_second_keep_two_stores(store: Store, made: Backup) -> None:
    assert put_back(store.path, made.path) != put_back(store.path, made.path)


def test_what_is_kept_aside_has_its_time_too(store: Store, made: Backup) -> None:
    kept = put_back(store.path, made.path)
    assert kept is not None
    at = LATER.replace(year=2030)
    backup.remove_kept_aside(store.path, at.replace(year=2000))
    assert kept.exists()
    backup.remove_kept_aside(store.path, at + timedelta(days=36))
    assert not list(store.path.parent.glob("*before*"))
    reopened(store.path).close()


# ---- trying out ------------------------------------------------------------------------------


def test_a_drill_tells_what_is_in_a_backup_and_leaves_nothing(store: Store) -> None:
    made = backed_up(with_people(store))
    before = files_of(made.path.parent)
    found = try_out(store, made)
    assert (found.people, found.newest) == (PEOPLE, TODAY)
    assert found.counts["entry"] == 3 * PEOPLE
    assert "allocation" not in found.counts
    assert files_of(made.path.parent) == before
    assert not [file for file in made.path.parent.iterdir() if file.is_dir()]


def test_a_drill_finds_what_would_not_open(store: Store) -> None:
    made = backed_up(store)
    keys = keys_beside(made.path)
    whole = keys.read_bytes()
    keys.unlink()
    with pytest.raises(BackupRefused, match="BAK-NOKEYS"):
        try_out(store, made)
    keys.write_bytes(whole[:-10])
    with pytest.raises(BackupRefused, match="BAK-NOKEYS"):
        try_out(store, made)
    keys.write_bytes(whole)
    renewed(store)
    with pytest.raises(BackupRefused, match="BAK-OLDKEY"):
        try_out(store, made)
    new = backed_up(store, timedelta(hours=1))
    damage(new.path, 12)
    with pytest.raises(BackupRefused, match="BAK-DAMAGED"):
        try_out(store, new)
    assert not list(new.path.parent.glob("*.trying"))


def test_a_drill_of_an_empty_store(store: Store) -> None:
    found = try_out(store, backed_up(store))
    assert (found.people, found.newest) == (0, None)
    with asking(store) as uow:
        assert uow.rows(person.select()) == []
