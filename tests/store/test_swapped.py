"""The file is taken away or replaced under the running desk: nothing is saved into nowhere."""

import os
import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pomdesk.domain.errors import StoreRefused
from pomdesk.store import backup
from pomdesk.store.engine import Store
from pomdesk.store.tables import setting
from tests.store.builders import all_rows, asking, copied_store, doing, files_of, reopened

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows lets nobody move or replace a file that is open"
)


def save(store: Store, name: str) -> None:
    with doing(store) as uow:
        uow.bulk_insert(setting, [(name, "1")], ("name", "value"))


def names(store: Store) -> list[str]:
    return [row.name for row in all_rows(store, setting)]


def refused(store: Store) -> dict[str, str | int]:
    with pytest.raises(StoreRefused) as found:
        save(store, "not saved")
    assert found.value.code == "STO-MOVED"
    return found.value.details


@pytest.fixture
def older(tmp_path: Path) -> tuple[Store, dict[str, bytes]]:
    """An open store with two saves, and its files as they were before the second."""
    store = copied_store(tmp_path)
    save(store, "first")
    files = files_of(tmp_path)
    save(store, "second")
    return store, files


def test_a_replaced_file_takes_no_saves_and_what_was_saved_is_put_aside(
    older: tuple[Store, dict[str, bytes]],
) -> None:
    store, files = older
    aside = store.path.with_name("other.db")
    aside.write_bytes(files["store.db"])
    os.replace(aside, store.path)
    details = refused(store)
    assert details["reason"] == "rescued"
    assert names(store) == ["first", "second"], "what is open can still be read"
    assert refused(store)["rescued"] == details["rescued"], "put aside once"
    store.close()
    assert store.path.read_bytes() == files["store.db"]
    with pytest.raises(StoreRefused, match="STO-BEHIND"):
        reopened(store.path)
    rescued = reopened(Path(str(details["rescued"])))
    assert rescued.notices == ()
    assert names(rescued) == ["first", "second"]
    assert rescued.check() == []
    rescued.close()


def test_a_file_that_was_deleted_or_moved_away_is_not_saved_into(
    older: tuple[Store, dict[str, bytes]],
) -> None:
    store, _files = older
    store.path.unlink()
    details = refused(store)
    store.close()
    rescued = reopened(Path(str(details["rescued"])))
    assert names(rescued) == ["first", "second"]
    rescued.close()


def test_what_was_rescued_is_kept_as_long_as_a_backup(
    older: tuple[Store, dict[str, bytes]],
) -> None:
    store, _files = older
    store.path.unlink()
    rescued = Path(str(refused(store)["rescued"]))
    store.close()
    made = datetime.fromtimestamp(rescued.stat().st_mtime, UTC).replace(tzinfo=None)
    backup.remove_kept_aside(store.path, made - timedelta(days=1))
    assert rescued.exists()
    backup.remove_kept_aside(store.path, made + timedelta(days=1))
    assert not list(rescued.parent.glob("*rescued*"))


def test_a_file_that_came_back_is_saved_into_again(older: tuple[Store, dict[str, bytes]]) -> None:
    store, _files = older
    away = store.path.with_name("away.db")
    os.rename(store.path, away)
    refused(store)
    os.rename(away, store.path)
    save(store, "third")
    store.close()
    again = reopened(store.path)
    assert names(again) == ["first", "second", "third"]
    again.close()


def test_a_file_written_over_in_place_is_not_saved_into(
    older: tuple[Store, dict[str, bytes]],
) -> None:
    store, files = older
    store.path.write_bytes(files["store.db"])
    assert refused(store)["reason"] == "over"
    store.close()


def test_the_mark_put_back_with_it_hides_nothing(older: tuple[Store, dict[str, bytes]]) -> None:
    store, files = older
    store.path.write_bytes(files["store.db"])
    store.path.with_name("store.mark").write_bytes(files["store.mark"])
    assert refused(store)["reason"] == "over"
    store.close()


def test_a_file_that_was_only_touched_is_saved_into(older: tuple[Store, dict[str, bytes]]) -> None:
    store, _files = older
    os.utime(store.path, (0, 0))
    save(store, "third")
    shutil.copy(store.path, store.path.with_name("copy.db"))
    save(store, "fourth")
    assert names(store) == ["first", "second", "third", "fourth"]
    store.close()


def test_where_nothing_can_be_put_aside_it_is_refused_all_the_same(
    older: tuple[Store, dict[str, bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, _files = older

    def full(*_arguments: object) -> None:
        raise StoreRefused("STO-FULL")

    monkeypatch.setattr("pomdesk.store.backup.copy_store", full)
    store.path.unlink()
    assert refused(store)["reason"] == ""
    store.close()


def test_reading_goes_on(older: tuple[Store, dict[str, bytes]]) -> None:
    store, _files = older
    store.path.unlink()
    with asking(store) as uow:
        assert len(uow.rows(setting.select())) == 2
    refused(store)
    store.close()
