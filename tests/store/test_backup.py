"""Backups: made while work goes on, proved, named; what stands in the way is told as that."""

import os
import shutil
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pomdesk.domain.errors import BackupRefused, StoreRefused
from pomdesk.store import backup, proved
from pomdesk.store.connection import connect
from pomdesk.store.engine import Store
from pomdesk.store.keyfile import twin_of
from pomdesk.store.place import keys_beside
from pomdesk.store.records import SettingRecord
from pomdesk.store.tables import setting
from tests.store.backups import PEOPLE, UTC_NOW, backed_up, damage, pages_of, rows, with_people
from tests.store.builders import PASSPHRASE, all_rows, doing, files_of, new_store, reopened


def save(store: Store, name: str) -> None:
    with doing(store) as uow:
        uow.add(SettingRecord(name=name, value="1"))


def test_a_backup_is_a_store_that_the_same_passphrase_opens(store: Store, tmp_path: Path) -> None:
    made = backed_up(with_people(store))
    assert made.path == tmp_path / "backups" / f"store-20261122-091400-s{made.saves}.bak"
    assert made.size == made.path.stat().st_size
    assert sorted(file.name for file in made.path.parent.iterdir()) == [
        made.path.name,
        keys_beside(made.path).name,
    ]
    store.close()
    copy = reopened(made.path)
    assert copy.check() == []
    again = reopened(store.path)
    assert rows(copy) == rows(again)
    assert rows(copy)["person"] == PEOPLE
    copy.close()
    again.close()


def test_nothing_in_a_backup_is_readable(store: Store) -> None:
    made = backed_up(with_people(store))
    for file in made.path.parent.iterdir():
        content = file.read_bytes()
        assert b"A0001BC" not in content
        assert b"SQLite" not in content


def test_backups_are_listed_newest_first_and_others_are_not(store: Store, tmp_path: Path) -> None:
    first = backed_up(store)
    save(store, "one")
    second = backed_up(store, timedelta(hours=1))
    folder = first.path.parent
    for odd in ("store-20261399-091400-s1.bak", "store.bak", "other-20261122-091400-s1.bak"):
        shutil.copyfile(first.path, folder / odd)
    # Of another store under the same name, as on a stick that two people share.
    (tmp_path / "other").mkdir()
    theirs, _recovery = new_store(tmp_path / "other")
    shutil.copyfile(backed_up(theirs).path, folder / "store-20261123-091400-s9.bak")
    theirs.close()
    with store.apart() as (_key, salt):
        found = backup.listed(folder, "store", salt)
        assert found == [second, first]
        assert backup.listed(tmp_path / "nowhere", "store", salt) == []
    assert second.saves > first.saves


def test_two_backups_in_one_second_have_two_names(store: Store) -> None:
    first, second = backed_up(store), backed_up(store)
    assert second.path != first.path
    assert second.at - first.at == timedelta(seconds=1)


def test_work_goes_on_while_a_backup_is_made(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is saved while the copy is made is not in it, and harms neither."""
    real = proved.copy_part

    def with_a_save(source: Any, target: Path, key: bytearray, salt: bytes) -> None:
        with closing(connect(store.path, key, salt)) as other:
            other.execute("INSERT INTO setting (name, value) VALUES ('meanwhile', '1')")
        real(source, target, key, salt)

    save(store, "before")
    monkeypatch.setattr(proved, "copy_part", with_a_save)
    made = backed_up(store)
    names = {row.name for row in all_rows(store, setting)}
    assert {"before", "meanwhile"} <= names
    store.close()
    copy = reopened(made.path)
    assert names - {row.name for row in all_rows(copy, setting)} == {"meanwhile"}
    assert copy.check() == []
    copy.close()


def test_closing_waits_for_a_backup_under_way(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, began, may_end = proved.copy_part, threading.Event(), threading.Event()

    def slowly(*arguments: Any) -> None:
        began.set()
        may_end.wait()
        real(*arguments)

    monkeypatch.setattr(proved, "copy_part", slowly)
    made: list[Any] = []
    backing = threading.Thread(target=lambda: made.append(backed_up(store)))
    backing.start()
    began.wait()
    closing = threading.Thread(target=store.close)
    closing.start()
    closing.join(0.05)
    assert closing.is_alive()
    may_end.set()
    backing.join()
    closing.join()
    assert made[0].path.exists()
    with pytest.raises(StoreRefused, match="STO-CLOSED"):
        backed_up(store)


def test_a_copy_that_does_not_read_back_is_never_named(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that writes something else than it was given."""
    real = proved.prove_copy

    def spoilt(part: Path, *others: Any) -> None:
        damage(part, pages_of(part) // 2)
        real(part, *others)

    monkeypatch.setattr(proved, "prove_copy", spoilt)
    with pytest.raises(BackupRefused, match="BAK-VERIFY"):
        backed_up(store)
    assert list((store.path.parent / "backups").iterdir()) == []
    assert store.check() == []
    # The control: what was spoilt is one bit, and without the proof it would have been named.
    monkeypatch.setattr(proved, "prove_copy", lambda part, *others: damage(part, 9))
    made = backed_up(store)
    with pytest.raises(BackupRefused, match="BAK-DAMAGED"), store.apart() as (key, salt):
        proved.prove(made.path, key, salt)


def test_a_copy_that_lost_rows_is_never_named(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sound, but not what it was copied from."""
    save(store, "one")
    older = backed_up(store)
    save(store, "two")
    monkeypatch.setattr(
        proved, "sync_file", lambda part: pytest.fail("what was not proved was put on the disk")
    )
    real = proved.prove_copy

    def swapped(part: Path, *others: Any) -> None:
        shutil.copyfile(older.path, part)
        real(part, *others)

    monkeypatch.setattr(proved, "prove_copy", swapped)
    with pytest.raises(BackupRefused, match="BAK-VERIFY"):
        backed_up(store, timedelta(hours=1))


def test_what_a_killed_backup_left_is_swept_away(store: Store) -> None:
    made = backed_up(store)
    folder = made.path.parent
    killed_while_making(store, folder)
    (folder / "notes.txt").write_text("somebody's own", "utf-8")
    second = backed_up(store, timedelta(hours=1))
    assert {file.name for file in folder.iterdir()} == {
        "notes.txt",
        *(file.name for one in (made, second) for file in (one.path, keys_beside(one.path))),
    }


def killed_while_making(store: Store, folder: Path) -> set[str]:
    """Leave what a killed backup leaves at any moment of its making."""
    before = set(folder.iterdir())
    with store.apart() as (_key, salt):
        making = folder / f"store-{salt.hex()}.making"
    left = making.with_name(making.name + ".part")
    for end in ("", "-wal", "-journal"):
        left.with_name(left.name + end).write_bytes(b"half")
    for keys in (f"{making.stem}.keys", "store-20261122-080000-s1.keys"):
        shutil.copyfile(keys_beside(store.path), folder / keys)
    return {file.name for file in set(folder.iterdir()) - before}


@pytest.mark.parametrize("how", ["make", "copy again"])
def test_nothing_of_another_store_is_swept_from_a_shared_folder(
    store: Store, tmp_path: Path, how: str
) -> None:
    (tmp_path / "other").mkdir()
    theirs, _recovery = new_store(tmp_path / "other")
    shared = tmp_path / "shared"
    shared.mkdir()
    mine = backed_up(store)
    left = killed_while_making(theirs, shared)
    # Made by a store of the same name in the same second.
    taken = shared / mine.path.name
    shutil.copyfile(backed_up(theirs).path, taken)
    before = files_of(shared)
    if how == "make":
        made = backup.make(store, shared, UTC_NOW)
    else:
        made = backup.copy_again(store, mine, shared)
    now = files_of(shared)
    assert {name: now.pop(name) for name in before} == before
    assert len(left) == 5
    assert set(now) == {made.path.name, keys_beside(made.path).name}
    theirs.close()


def test_the_good_one_of_two_key_files_goes_into_the_backup(store: Store) -> None:
    keys = keys_beside(store.path)
    whole = keys.read_bytes()
    keys.write_bytes(whole[:100])
    made = backed_up(store)
    assert keys_beside(made.path).read_bytes() == whole
    store.close()
    reopened(made.path).close()


@pytest.mark.parametrize("free", [0, 10_000_000])
def test_without_room_no_backup_is_begun(
    store: Store, monkeypatch: pytest.MonkeyPatch, free: int
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(1, 1, free))
    before = files_of(store.path.parent)
    with pytest.raises(BackupRefused, match="BAK-SPACE") as refused:
        backed_up(store)
    assert refused.value.details["free"] == free >> 20
    assert int(refused.value.details["need"]) > free >> 20
    assert files_of(store.path.parent) == before
    assert list((store.path.parent / "backups").iterdir()) == []
    # Saving goes on.
    save(store, "still")


def test_a_stick_that_is_out(store: Store, tmp_path: Path) -> None:
    made = backed_up(store)
    with pytest.raises(BackupRefused, match="BAK-GONE"):
        backup.make(store, tmp_path / "stick", UTC_NOW)
    with pytest.raises(BackupRefused, match="BAK-GONE"):
        backup.copy_again(store, made, tmp_path / "stick")
    with pytest.raises(BackupRefused, match="BAK-GONE"):
        backup.copy_to(store, tmp_path / "stick" / "copy.db")
    assert store.check() == []


def test_a_stick_that_is_pulled_out_in_the_middle(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, stick = backed_up(store), tmp_path / "stick"
    stick.mkdir()

    def pulled(source: Path, target: Path) -> None:
        shutil.rmtree(stick)
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(shutil, "copyfile", pulled)
    with pytest.raises(BackupRefused, match="BAK-GONE"):
        backup.copy_again(store, made, stick)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (13, "BAK-PATH"),
        (30, "BAK-PATH"),
        (28, "BAK-SPACE"),
        (5, "BAK-DISK"),
        (19, "BAK-DISK"),
        (116, "BAK-DISK"),
    ],
)
def test_what_the_second_folder_refuses(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    """No rights, write-protected, full, failing, gone, gone stale."""
    made, stick = backed_up(store), tmp_path / "stick"
    stick.mkdir()

    def refuse(source: Path, target: Path) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(shutil, "copyfile", refuse)
    with pytest.raises(BackupRefused, match=code):
        backup.copy_again(store, made, stick)
    assert list(stick.iterdir()) == []


def test_a_second_copy_is_proved_again(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, stick = backed_up(store), tmp_path / "stick"
    stick.mkdir()
    real = shutil.copyfile

    def badly(source: Path, target: Path) -> None:
        real(source, target)
        damage(target, pages_of(target))

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "copyfile", badly)
        with pytest.raises(BackupRefused, match="BAK-VERIFY"):
            backup.copy_again(store, made, stick)
    assert list(stick.iterdir()) == []
    copy = backup.copy_again(store, made, stick)
    assert copy.path.read_bytes() == made.path.read_bytes()
    store.close()
    reopened(copy.path).close()


def test_a_copy_under_a_name_of_ones_own(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "copies" / "monday.db"
    target.parent.mkdir()
    save(store, "one")
    backup.copy_to(store, target)
    save(store, "two")
    # An earlier copy that nobody works in makes way.
    backup.copy_to(store, target)
    assert sorted(file.name for file in target.parent.iterdir()) == [
        "monday.db",
        "monday.keys",
        "monday.keys.b",
    ]
    store.close()
    copy = reopened(target)
    assert {row.name for row in all_rows(copy, setting)} == {"one", "two"}
    # Both copies of the key file are there; of its last save nothing is remembered yet.
    assert copy.notices == ("STO-NOMARK",)
    copy.close()


def test_a_copy_writes_over_nothing_else(store: Store, tmp_path: Path) -> None:
    note = tmp_path / "minutes.txt"
    note.write_text("of the meeting", "utf-8")
    (tmp_path / "other").mkdir()
    theirs, _recovery = new_store(tmp_path / "other")
    theirs.close()
    copy = backup.copy_to(store, tmp_path / "copy.db")
    in_use = reopened(copy)
    before = files_of(tmp_path), files_of(tmp_path / "other")
    for target in (note, theirs.path, store.path, copy, tmp_path / "other"):
        with pytest.raises(BackupRefused, match="BAK-TAKEN"):
            backup.copy_to(store, target)
    assert (files_of(tmp_path), files_of(tmp_path / "other")) == before
    in_use.close()


@pytest.mark.parametrize(
    "name", ["x.lock", "x.mark", "x.keys", "x.keys.b", "x.SPARE", "x.tries", "x.erased", "x.db-wal"]
)
def test_a_copy_takes_no_name_of_the_files_beside_a_store(
    store: Store, tmp_path: Path, name: str
) -> None:
    before = files_of(tmp_path)
    with pytest.raises(BackupRefused, match="BAK-NAME"):
        backup.copy_to(store, tmp_path / name)
    assert files_of(tmp_path) == before


def test_pipes_and_links_among_backups_hold_nothing_up(store: Store) -> None:
    made = backed_up(store)
    folder = made.path.parent
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "store-20261123-080000-s1.bak")
        with pytest.raises(BackupRefused, match="BAK-TAKEN"):
            backup.copy_to(store, folder / "store-20261123-080000-s1.bak")
    (folder / "store-20261123-080001-s1.bak").mkdir()
    (folder / "store-20261123-080002-s1.bak").symlink_to(folder / "nowhere")
    with store.apart() as (_key, salt):
        assert backup.listed(folder, "store", salt) == [made]


def test_a_file_where_the_folder_of_backups_belongs(store: Store) -> None:
    backup.folder_beside(store.path).write_text("somebody's own", "utf-8")
    with pytest.raises(BackupRefused) as refused:
        backup.ready_folder(store.path)
    assert (refused.value.code, refused.value.details["reason"]) == ("BAK-PATH", "file")


@pytest.mark.parametrize("lost", [".keys", ".keys.b", ""])
def test_a_copy_takes_no_other_stores_key_file(store: Store, tmp_path: Path, lost: str) -> None:
    """``team.bak`` has its key file where ``team.db`` has it."""
    (tmp_path / "other").mkdir()
    theirs, _recovery = new_store(tmp_path / "other")
    theirs.close()
    if lost:
        theirs.path.with_suffix(lost).unlink()
    before = files_of(tmp_path / "other")
    target = theirs.path.with_suffix(".bak")
    with pytest.raises(BackupRefused, match="BAK-TAKEN"):
        backup.copy_to(store, target)
    # Nor beside an earlier copy, which somebody else's store was put next to.
    shutil.copyfile(store.path, target)
    with pytest.raises(BackupRefused, match="BAK-TAKEN"):
        backup.copy_to(store, target)
    target.unlink()
    assert files_of(tmp_path / "other") == before


def test_a_copy_takes_no_key_file_that_it_would_not_fit(store: Store, tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="BAK-TAKEN"):
        backup.copy_to(store, store.path.with_suffix(".bak"))
    assert not store.path.with_suffix(".bak").exists()
    copy = backup.copy_to(store, tmp_path / "copy.db")
    # What a killed copy left does not stand in the way.
    backup.copy_to(store, copy.with_suffix(".bak")).unlink()
    store.renew_key()
    with pytest.raises(BackupRefused, match="BAK-TAKEN"):
        backup.copy_to(store, copy.with_suffix(".bak"))
    keys_beside(copy).write_bytes(b"neither")
    twin_of(keys_beside(copy)).unlink()
    with pytest.raises(BackupRefused, match="BAK-TAKEN"):
        backup.copy_to(store, copy.with_suffix(".bak"))
    backup.copy_to(store, copy)
    reopened(copy).close()


def test_what_was_put_aside_goes_when_its_time_is_over(tmp_path: Path) -> None:
    def aside(name: str, written: datetime) -> None:
        for end in (".db", ".keys", ".keys.b", ".mark"):
            file = tmp_path / f"{name}{end}"
            file.write_bytes(b"x")
            os.utime(file, (written.timestamp(), written.timestamp()))

    now = datetime(2026, 11, 23, 9, 14, tzinfo=UTC)
    old = now - timedelta(days=60)
    aside("team", old)
    aside("team.before-restore-20261120-091400", old)
    aside("team.before-restore-20261001-091400", now)
    aside("team.before-4", old)
    aside("team.before-5", now)
    aside("team.rescued-1", old)
    aside("team.rescued-2", now)
    aside("team.rescued-3", old)
    (tmp_path / "team.rescued-3.lock").write_bytes(b"")
    aside("team2.rescued-1", old)
    # Named by a person.
    aside("team.before-the-move", old)
    aside("team.before-20261001-091400", old)
    aside("team.rescued-from-the-fire", old)
    backup.remove_kept_aside(tmp_path / "team.db", now.replace(tzinfo=None) - timedelta(days=35))
    left = {file.name.removesuffix(".db") for file in tmp_path.glob("*.db")}
    assert left == {
        "team",
        "team.before-restore-20261120-091400",
        "team.before-5",
        "team.rescued-2",
        "team.rescued-3",
        "team2.rescued-1",
        "team.before-the-move",
        "team.before-20261001-091400",
        "team.rescued-from-the-fire",
    }
    assert len(list(tmp_path.iterdir())) == 4 * len(left) + 1


def test_a_store_that_does_not_read_makes_no_backup(tmp_path: Path) -> None:
    store, _recovery = new_store(tmp_path)
    with_people(store, 400)
    damage(store.path, pages_of(store.path) - 3)
    with pytest.raises(StoreRefused, match="STO-DAMAGED"):
        backed_up(store)
    assert list((tmp_path / "backups").iterdir()) == []
    store._abandon()


@pytest.mark.parametrize("how", ["cut", "empty", "bit", "page", "swapped", "plain"])
def test_every_kind_of_damage_to_a_backup_is_found(store: Store, how: str) -> None:
    made = backed_up(with_people(store))
    content = made.path.read_bytes()
    page = 4096
    changed = {
        "cut": content[: -3 * page],
        "empty": b"",
        "bit": content[:50_000] + bytes([content[50_000] ^ 1]) + content[50_001:],
        "page": content[: 9 * page] + bytes(page) + content[10 * page :],
        "swapped": content[: 9 * page]
        + content[10 * page : 11 * page]
        + content[9 * page : 10 * page]
        + content[11 * page :],
        "plain": b"SQLite format 3\x00" + content[16:],
    }[how]
    with store.apart() as (key, salt):
        found = proved.prove(made.path, key, salt)
        assert found.counts["person"] == PEOPLE
        made.path.write_bytes(changed)
        if how == "plain":
            # The salt is given with the key, so its place in the file tells nothing about a page.
            assert proved.prove(made.path, key, salt) == found
            assert backup.listed(made.path.parent, "store", salt) == []
            return
        with pytest.raises(BackupRefused, match="BAK-DAMAGED"):
            proved.prove(made.path, key, salt)


def test_the_twin_of_a_key_file_is_not_left_from_an_earlier_copy(
    store: Store, tmp_path: Path
) -> None:
    target = tmp_path / "copy.db"
    backup.copy_to(store, target)
    twin = twin_of(keys_beside(target))
    store.change_passphrase(PASSPHRASE, "purple ladder sings loudly")
    backup.copy_to(store, target)
    assert twin.read_bytes() == keys_beside(target).read_bytes()
    assert twin.read_bytes() == keys_beside(store.path).read_bytes()
