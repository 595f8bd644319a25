"""A store that another tool altered, a place that will not do well, a clock that jumped."""

import os
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pomdesk.domain.audit import CLOCK_CONFIRMED, CLOCK_JUMP, Event, Kind
from pomdesk.domain.errors import StoreRefused
from pomdesk.store import lock, place, schema, vault
from pomdesk.store.connection import connect
from pomdesk.store.engine import create_store, open_store
from pomdesk.store.place import is_synced, keys_beside, usable
from pomdesk.store.tables import setting
from tests.store.builders import (
    CHEAP,
    NAME,
    NOW,
    PASSPHRASE,
    all_rows,
    asking,
    copied_store,
    doing,
    files_of,
    reopened,
)


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    store = copied_store(tmp_path)
    store.close()
    return store.path


@contextmanager
def another_tool(path: Path) -> Iterator[Any]:
    """The file in the hands of somebody who has the key and another program."""
    opened = vault.unlock(keys_beside(path), PASSPHRASE)
    with closing(connect(path, opened.key, opened.store)) as raw:
        yield raw
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def refused(path: Path) -> StoreRefused:
    """Why a store is not opened; the refusal leaves every file as it was."""
    before = files_of(path.parent)
    with pytest.raises(StoreRefused) as found:
        reopened(path)
    assert files_of(path.parent) == before
    return found.value


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("CREATE TRIGGER watcher AFTER DELETE ON journal BEGIN SELECT 1; END", "trigger watcher"),
        ("CREATE VIEW everybody AS SELECT * FROM person", "view everybody"),
        ("CREATE TABLE smuggled (a)", "table smuggled"),
        ("CREATE INDEX ix_more ON person (last_name)", "index ix_more"),
        ("DROP INDEX ix_journal_person_id", "ix_journal_person_id is missing"),
        ("DROP TRIGGER lasting_audit_delete", "lasting_audit_delete is missing"),
        ("ALTER TABLE person ADD COLUMN nickname TEXT", "columns of person"),
        ("ALTER TABLE person RENAME COLUMN category TO kind", "columns of person"),
    ],
)
def test_what_another_tool_changed_of_the_tables_is_told(
    closed: Path, statement: str, told: str
) -> None:
    with another_tool(closed) as raw:
        raw.execute(statement)
    found = refused(closed)
    assert found.code == "STO-SCHEMA"
    assert told in str(found.details["found"])


def test_a_definition_that_bears_its_old_name_is_told_as_well(closed: Path) -> None:
    with another_tool(closed) as raw:
        raw.execute("DROP TRIGGER lasting_audit_delete")
        raw.execute(
            "CREATE TRIGGER lasting_audit_delete BEFORE DELETE ON audit BEGIN SELECT 1; END"
        )
    assert refused(closed).code == "STO-SCHEMA"


def test_a_store_that_says_it_is_an_older_version_is_told(closed: Path) -> None:
    with another_tool(closed) as raw:
        raw.execute("PRAGMA user_version=3")
    assert refused(closed).code == "STO-SCHEMA"


@pytest.mark.parametrize("version", [0, -1])
def test_a_version_there_never_was_is_told(closed: Path, version: int) -> None:
    with another_tool(closed) as raw:
        raw.execute(f"PRAGMA user_version={version}")
    assert refused(closed).code == "STO-SCHEMA"


def test_statistics_of_the_database_itself_are_no_alteration(closed: Path) -> None:
    with another_tool(closed) as raw:
        raw.execute("ANALYZE")
    store = reopened(closed)
    assert store.notices == ()
    store.close()


def test_a_row_without_its_parent_is_damage_and_counted(closed: Path) -> None:
    with another_tool(closed) as raw:
        raw.execute("PRAGMA foreign_keys=OFF")
        for number in (1, 2):
            raw.execute("INSERT INTO probation (person_id) VALUES (?)", (number,))
    found = refused(closed)
    assert found.code == "STO-DAMAGED"
    assert (found.details["reason"], found.details["count"]) == ("found", 2)
    assert "link: probation to person" in str(found.details["found"])


def test_damage_is_told_with_all_that_the_checks_found(closed: Path) -> None:
    whole = bytearray(closed.read_bytes())
    for page in (5, 9, 12):
        whole[page * 4096 + 100] ^= 1
    closed.write_bytes(whole)
    found = refused(closed)
    assert found.code == "STO-DAMAGED"
    assert int(found.details["count"]) >= 3


@pytest.mark.parametrize("what", ["newer", "altered", "foreign"])
def test_a_refused_store_is_left_byte_for_byte_even_if_it_was_a_backup(
    closed: Path, what: str
) -> None:
    with another_tool(closed) as raw:
        # As a backup is: one file, without a log beside it.
        raw.execute("PRAGMA journal_mode=DELETE").fetchall()
        raw.execute(
            {
                "newer": f"PRAGMA user_version={schema.CURRENT + 1}",
                "altered": "CREATE TABLE smuggled (a)",
                "foreign": "PRAGMA application_id=7",
            }[what]
        )
    codes = {"newer": "STO-NEWER", "altered": "STO-SCHEMA", "foreign": "STO-FOREIGN"}
    assert refused(closed).code == codes[what]


def test_an_event_edited_by_another_tool_is_noticed_and_the_store_opens(closed: Path) -> None:
    store = reopened(closed)
    for _time in range(3):
        with doing(store) as uow:
            uow.note(Event("TEST", Kind.ALTER))
    store.close()
    with another_tool(closed) as raw:
        definition = "SELECT sql FROM sqlite_master WHERE name = 'lasting_audit_update'"
        (trigger,) = raw.execute(definition).fetchone()
        raw.execute("DROP TRIGGER lasting_audit_update")
        raw.execute("UPDATE audit SET what = 'NOTHING' WHERE seq = 2")
        raw.execute(trigger)
    store = reopened(closed)
    assert "AUD-BROKEN" in store.notices
    store.close()


def test_a_missing_store_beside_its_keys_is_told_from_no_store_at_all(
    closed: Path, tmp_path: Path
) -> None:
    closed.unlink()
    assert refused(closed).details["reason"] == "keys"
    with pytest.raises(StoreRefused) as nothing:
        reopened(tmp_path / "nowhere.db")
    assert nothing.value.code == "STO-MISSING"
    assert nothing.value.details["reason"] == ""


# ---- places


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pipes with a name in a folder")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "store.db")
    with pytest.raises(StoreRefused) as found:
        reopened(tmp_path / "store.db")
    assert (found.value.code, found.value.details["reason"]) == ("STO-PATH", "special")


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_that_leads_round_in_a_circle_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.db").symlink_to(tmp_path / "b.db")
    (tmp_path / "b.db").symlink_to(tmp_path / "a.db")
    with pytest.raises(StoreRefused, match="STO-"):
        reopened(tmp_path / "a.db")


@pytest.mark.parametrize("name", ["CON.db", "aux.db", "store.db.", "store.db ", "a|b.db", "a?.db"])
def test_names_that_windows_does_not_take(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert place._is_sayable(Path("x") / name)
    monkeypatch.setattr(sys, "platform", "win32")
    assert not place._is_sayable(Path("x") / name)
    assert place._is_sayable(Path("x") / "store.db")


@pytest.mark.parametrize(
    ("folder", "synced"),
    [
        ("OneDrive", True),
        ("OneDrive - Ministry of Justice", True),
        ("Dropbox", True),
        ("Google Drive", True),
        ("iCloudDrive", True),
        ("CloudStorage", True),
        ("My documents", False),
        ("my onedrive notes", False),
        ("box", False),
    ],
)
def test_folders_that_are_copied_elsewhere_are_warned_about(
    tmp_path: Path, folder: str, synced: bool
) -> None:
    assert is_synced(tmp_path / folder / "desk" / "store.db") is synced


def test_a_store_in_such_a_folder_opens_with_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "OneDrive - Unit" / "store.db"
    store, _recovery = create_store(path, name=NAME, passphrase=PASSPHRASE, now=NOW, cost=CHEAP)
    assert store.notices == ("STO-SYNCED",)
    store.close()


def test_a_folder_onedrive_took_over_under_another_name_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "Documents" / "store.db"
    assert not is_synced(path)
    monkeypatch.setenv("OneDriveCommercial", os.path.realpath(tmp_path / "Documents"))
    assert is_synced(path)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mounts are known on Linux only")
@pytest.mark.parametrize(("kind", "afar"), [("cifs", True), ("nfs4", True), ("ext4", False)])
def test_a_mounted_network_folder_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, afar: bool
) -> None:
    mounts = f"/dev/vda / ext4 rw 0 0\n//server/share {tmp_path} {kind} rw 0 0\n"
    monkeypatch.setattr(Path, "read_text", lambda *_arguments: mounts)
    if afar:
        with pytest.raises(StoreRefused, match="STO-NETWORK"):
            usable(tmp_path / "store.db")
    else:
        usable(tmp_path / "store.db")


def test_a_lock_whose_holder_cannot_be_written_for_want_of_room_holds(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int, _now: datetime) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr(lock, "_write_holder", full)
    store = reopened(closed)
    with pytest.raises(StoreRefused, match="STO-INUSE"):
        reopened(closed)
    store.close()


# ---- the clock


def opened_at(path: Path, at: datetime) -> tuple[tuple[str, ...], list[str]]:
    """Open a store at a time: notices, and codes of the events in its log."""
    store = open_store(path, secret=PASSPHRASE, now=at)
    with asking(store) as uow:
        logged = uow.connection.exec_driver_sql("SELECT what FROM audit ORDER BY seq").scalars()
        told = list(logged)
    store.close()
    return store.notices, told


@pytest.fixture
def used(closed: Path) -> Path:
    store = reopened(closed)
    with doing(store) as uow:
        uow.note(Event("TEST", Kind.ALTER))
    store.close()
    return closed


@pytest.mark.parametrize(
    ("pause", "jumped"),
    [
        (timedelta(days=35), False),
        (timedelta(days=35, seconds=1), True),
        (timedelta(days=-35), False),
        (timedelta(days=-35, seconds=-1), True),
        (timedelta(days=365 * 9), True),
    ],
)
def test_a_clock_that_jumped_is_noticed_and_logged(
    used: Path, pause: timedelta, jumped: bool
) -> None:
    notices, told = opened_at(used, NOW + pause)
    assert notices == (("TIM-JUMP",) if jumped else ())
    assert (told[-1] == CLOCK_JUMP) is jumped


def test_it_is_said_again_until_somebody_confirms_the_day(used: Path) -> None:
    later = NOW + timedelta(days=400)
    assert opened_at(used, later)[0] == ("TIM-JUMP",)
    notices, told = opened_at(used, later + timedelta(days=1))
    assert notices == ("TIM-JUMP",)
    assert told.count(CLOCK_JUMP) == 1
    store = open_store(used, secret=PASSPHRASE, now=later)
    day = later.date()
    with store.unit_of_work(by="Pat", now=later, today=day, command="x") as uow:
        uow.note(Event(CLOCK_CONFIRMED, Kind.SYSTEM))
    store.close()
    assert opened_at(used, later + timedelta(days=1))[0] == ()


def test_a_clock_set_right_again_is_a_jump_back(used: Path) -> None:
    opened_at(used, NOW + timedelta(days=3000))
    notices, told = opened_at(used, NOW + timedelta(days=1))
    assert notices == ("TIM-JUMP",)
    assert told.count(CLOCK_JUMP) == 2


def test_a_time_with_a_zone_is_compared_as_utc(used: Path) -> None:
    assert opened_at(used, NOW.astimezone(UTC).replace(tzinfo=None))[0] == ()


def test_a_full_disk_keeps_nobody_from_what_they_have(
    used: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pomdesk.store.unit_of_work import UnitOfWork

    def full(_uow: UnitOfWork) -> None:
        raise StoreRefused("STO-FULL")

    with monkeypatch.context() as patched:
        patched.setattr(UnitOfWork, "_count_save", full)
        store = open_store(used, secret=PASSPHRASE, now=NOW + timedelta(days=400))
    assert store.notices == ("TIM-JUMP",)
    assert all_rows(store, setting) == []
    store.close()
    assert opened_at(used, NOW + timedelta(days=400))[1][-1] == CLOCK_JUMP
