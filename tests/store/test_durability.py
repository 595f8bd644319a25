"""What was saved is there and nothing of it is readable on the disk; see tests/faults as well."""

from pathlib import Path

import pytest

from pomdesk.domain.errors import StoreRefused
from pomdesk.store.connection import driver_of, pragma
from pomdesk.store.engine import Store
from pomdesk.store.records import PersonRecord, SettingRecord
from pomdesk.store.tables import person, setting
from tests.store.builders import (
    PASSPHRASE,
    all_rows,
    asking,
    doing,
    files_of,
    new_store,
    reopened,
)


def test_a_store_left_with_a_full_log_is_read_whole(tmp_path: Path) -> None:
    store, _recovery = new_store(tmp_path / "one")
    with asking(store) as uow:
        raw = driver_of(uow.connection)
    raw.execute("PRAGMA query_only=OFF")
    raw.execute("BEGIN IMMEDIATE")
    raw.execute("INSERT INTO setting (name, value) VALUES ('kept', 'yes')")
    raw.execute("COMMIT")
    # As the disk would look had the power gone here: the row is in the log only.
    left = files_of(tmp_path / "one")
    assert left["store.db-wal"]
    (tmp_path / "two").mkdir()
    for name, content in left.items():
        if not name.endswith("-shm"):
            (tmp_path / "two" / name).write_bytes(content)
    store.close()
    again = reopened(tmp_path / "two" / "store.db")
    assert [row.name for row in all_rows(again, setting)] == ["kept"]
    assert again.check() == []
    again.close()


def test_nothing_typed_is_readable_in_any_file(tmp_path: Path) -> None:
    canary = "CANARYCANARY"
    store, recovery = new_store(tmp_path)
    seen: dict[str, bytes] = {}

    def look() -> None:
        for file in tmp_path.rglob("*"):
            if file.is_file():
                seen[file.name] = seen.get(file.name, b"") + file.read_bytes()

    with doing(store, "canary") as uow:
        ann = uow.add(PersonRecord(prisoner_number="A1234BC", name_key=canary, alerts=canary))
        uow.bulk_insert(
            setting,
            [(f"{canary} {n}", canary * 50) for n in range(3000)],
            ("name", "value"),
        )
        ann.last_name = canary
        uow.rows(setting.select().order_by(setting.c.value, setting.c.name))
        look()
    look()
    with asking(store) as uow:
        uow.rows(setting.select().order_by(setting.c.value.desc()))
        look()
    with doing(store) as uow:
        uow.revert(1)
        look()
    store.change_passphrase(PASSPHRASE, "purple ladder sings loudly")
    look()
    store.close()
    look()
    assert {"store.db", "store.db-wal", "store.keys", "store.lock"} <= seen.keys()
    hidden = (canary, PASSPHRASE, recovery, "purple ladder", "A1234BC", "CREATE TABLE")
    for name, content in seen.items():
        for secret in hidden:
            assert secret.encode() not in content, name
            assert secret.encode("utf-16-le") not in content, name


def test_the_look_for_plain_text_can_find_some(tmp_path: Path) -> None:
    store, _recovery = new_store(tmp_path)
    store.close()
    (tmp_path / "leak.tmp").write_text("CANARYCANARY")
    assert b"CANARYCANARY" in b"".join(files_of(tmp_path).values())


def test_removed_rows_are_overwritten_and_saves_reach_the_disk(store: Store) -> None:
    with asking(store) as uow:
        assert pragma(uow.connection, "secure_delete") == [(1,)]
        assert pragma(uow.connection, "synchronous") == [(2,)]
        assert pragma(uow.connection, "foreign_keys") == [(1,)]
        assert pragma(uow.connection, "temp_store") == [(2,)]
        assert pragma(uow.connection, "journal_mode") == [("wal",)]


def test_damage_met_while_working_is_told_and_nothing_wrong_is_read(store: Store) -> None:
    with doing(store) as uow:
        uow.bulk_insert(setting, [(f"{n}", "x" * 900) for n in range(400)], ("name", "value"))
    store.close()
    again = reopened(store.path)
    whole = store.path.read_bytes()
    # Behind the program's back, as a failing disk would: every page but the first few.
    for page in range(30, len(whole) // 4096):
        with store.path.open("r+b") as file:
            file.seek(page * 4096 + 77)
            file.write(b"damage")
    with asking(again) as uow:
        pragma(uow.connection, "shrink_memory")
    with pytest.raises(StoreRefused, match="STO-DAMAGED"), asking(again) as uow:
        uow.rows(setting.select())
    again.close()


def test_a_name_that_was_searched_for_is_treated_as_text(store: Store) -> None:
    hostile = "'; DROP TABLE person;--"
    with doing(store) as uow:
        uow.add(SettingRecord(name=hostile, value="1"))
        assert uow.find(SettingRecord, name=hostile) is not None
    assert all_rows(store, person) == []
