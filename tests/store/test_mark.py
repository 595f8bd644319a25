"""The mark of the last save: a store that is not the newest is found out, and nobody else is."""

import json
import os
import shutil
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pomdesk.domain.audit import Event, Head, Kind
from pomdesk.domain.errors import StoreRefused
from pomdesk.store import mark, place
from pomdesk.store.engine import Store, open_store
from pomdesk.store.mark import Found, Marker
from pomdesk.store.place import mark_beside
from pomdesk.store.tables import audit, audit_segment, setting
from tests.store.builders import (
    NOW,
    PASSPHRASE,
    all_rows,
    asking,
    copied_store,
    doing,
    files_of,
    new_store,
    reopened,
)


def save(store: Store, name: str) -> None:
    with doing(store) as uow:
        uow.bulk_insert(setting, [(name, "1")], ("name", "value"))
        uow.note(Event("TEST", Kind.ALTER))


def put_back(path: Path, files: Mapping[str, bytes], *names: str) -> None:
    """Put some files back as they were."""
    for name in names:
        path.with_name(name).write_bytes(files[name])


def refused(path: Path) -> dict[str, Any]:
    """Why the store is refused as behind; nothing of it is changed by that."""
    before = files_of(path.parent)
    with pytest.raises(StoreRefused) as found:
        reopened(path)
    assert found.value.code == "STO-BEHIND"
    assert files_of(path.parent) == before
    return found.value.details


def noticed(path: Path) -> tuple[str, ...]:
    store = reopened(path)
    store.close()
    return store.notices


def events(store: Store) -> list[Any]:
    with asking(store) as uow:
        return uow.rows(audit.select().order_by(audit.c.seq))


@pytest.fixture
def older(tmp_path: Path) -> tuple[Path, dict[str, bytes]]:
    """A closed store with four saves, and its files as they were after the first."""
    store = copied_store(tmp_path)
    save(store, "first")
    store.close()
    files = files_of(tmp_path)
    store = reopened(store.path)
    for name in ("second", "third", "fourth"):
        save(store, name)
    store.close()
    return store.path, files


def test_opening_and_saving_again_and_again_raises_no_alarm(tmp_path: Path) -> None:
    store, _recovery = new_store(tmp_path)
    assert store.notices == ()
    store.close()
    for name in ("a", "b", "c"):
        store = reopened(store.path)
        assert store.notices == ()
        save(store, name)
        store.close()


def test_yesterdays_store_is_told_with_what_is_missing(
    older: tuple[Path, dict[str, bytes]],
) -> None:
    path, files = older
    put_back(path, files, "store.db")
    details = refused(path)
    assert (details["reason"], details["missing"]) == ("saves", 3)
    assert str(details["since"]).startswith("2026-11-22 ")
    assert str(details["last"]).startswith("2026-11-22 ")


def test_an_older_store_is_opened_for_a_reason_which_the_log_keeps(
    older: tuple[Path, dict[str, bytes]],
) -> None:
    path, files = older
    put_back(path, files, "store.db")
    for blank in ("", "  \n"):
        with pytest.raises(StoreRefused, match="STO-BEHIND"):
            open_store(path, secret=PASSPHRASE, now=NOW, accept_behind=blank)
    store = open_store(path, secret=PASSPHRASE, now=NOW, accept_behind=" the disk was replaced ")
    last = events(store)[-1]
    assert (last.what, last.reason) == ("STORE_BEHIND_ACCEPTED", "the disk was replaced")
    assert json.loads(last.detail)["missing"] == 3
    assert [row.name for row in all_rows(store, setting)] == ["first"]
    save(store, "again")
    store.close()
    assert noticed(path) == ()


def test_a_reason_for_a_store_that_is_not_behind_is_not_needed_and_not_kept(
    older: tuple[Path, dict[str, bytes]],
) -> None:
    path, _files = older
    store = open_store(path, secret=PASSPHRASE, now=NOW, accept_behind="nothing is wrong")
    assert "STORE_BEHIND_ACCEPTED" not in {row.what for row in events(store)}
    store.close()


def test_an_older_store_that_was_worked_on_elsewhere_has_another_history(
    older: tuple[Path, dict[str, bytes]], tmp_path: Path
) -> None:
    path, files = older
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name, content in files.items():
        (elsewhere / name).write_bytes(content)
    store = reopened(elsewhere / "store.db")
    for name in ("x", "y", "z", "more", "and more"):
        save(store, name)
    store.close()
    path.write_bytes(store.path.read_bytes())
    assert refused(path)["reason"] == "history"


def test_the_same_number_of_saves_with_another_log_is_another_history(
    older: tuple[Path, dict[str, bytes]],
) -> None:
    path, files = older
    newer = path.read_bytes()
    put_back(path, files, "store.db", "store.mark")
    store = reopened(path)
    for name in ("x", "y", "z"):
        save(store, name)
    store.close()
    path.write_bytes(newer)
    assert refused(path)["reason"] == "history"


def test_an_empty_store_in_the_place_of_a_used_one_has_lost_all(tmp_path: Path) -> None:
    store = copied_store(tmp_path)
    store.close()
    files = files_of(tmp_path)
    store = reopened(store.path)
    save(store, "a")
    store.close()
    put_back(store.path, files, "store.db")
    assert refused(store.path)["missing"] == 1


def test_a_store_in_which_nothing_was_ever_done_has_lost_everything() -> None:
    opened = mark.Mark(7, Head(3, "ab"), NOW.replace(tzinfo=None))
    assert mark.behind(opened, 0, None).details["reason"] == "all"
    assert mark.behind(opened, 5, NOW).details["missing"] == 2


def test_both_put_back_together_are_not_noticed(older: tuple[Path, dict[str, bytes]]) -> None:
    # What anchors on papers are for: docs/security.md says so.
    path, files = older
    put_back(path, files, "store.db", "store.mark")
    assert noticed(path) == ()


def test_a_missing_mark_is_told_once_logged_and_made_anew(
    older: tuple[Path, dict[str, bytes]],
) -> None:
    path, _files = older
    mark_beside(path).unlink()
    store = reopened(path)
    assert store.notices == ("STO-NOMARK",)
    assert events(store)[-1].what == "STORE_MARK_MISSING"
    store.close()
    assert noticed(path) == ()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: b"",
        lambda content: b"\n",
        lambda content: content[:-1],
        lambda content: content[: len(content) // 2],
        lambda content: content.replace(b'"saves":', b'"saves": '),
        lambda content: bytes([content[0] ^ 1]) + content[1:],
        lambda content: content + b"x",
        lambda content: b"\xff" * 3000,
        lambda content: b"[]\n" + content.partition(b"\n")[2],
    ],
)
def test_a_spoiled_mark_locks_nobody_out_and_is_told(
    older: tuple[Path, dict[str, bytes]], spoil: Any
) -> None:
    path, _files = older
    beside = mark_beside(path)
    beside.write_bytes(spoil(beside.read_bytes()))
    store = reopened(path)
    assert store.notices == ("STO-MARKBAD",)
    assert events(store)[-1].what == "STORE_MARK_UNREADABLE"
    store.close()
    assert noticed(path) == ()


def test_a_mark_that_somebody_wrote_without_the_key_is_not_believed(
    older: tuple[Path, dict[str, bytes]],
) -> None:
    path, _files = older
    beside = mark_beside(path)
    line = beside.read_bytes().partition(b"\n")[0]
    said = json.loads(line) | {"saves": 10**6}
    other = Marker(path.with_name("other.db"), bytearray(32), bytes(16))
    forged = other._content(mark.Mark(10**6, Head(said["seq"], said["hash"]), NOW))
    beside.write_bytes(forged)
    assert noticed(path) == ("STO-MARKBAD",)


def test_the_mark_of_another_store_is_not_believed(tmp_path: Path) -> None:
    store, _recovery = new_store(tmp_path / "one")
    store.close()
    other, _recovery = new_store(tmp_path / "two")
    other.close()
    mark_beside(store.path).write_bytes(mark_beside(other.path).read_bytes())
    assert noticed(store.path) == ("STO-MARKBAD",)


def test_the_mark_is_behind_when_it_cannot_be_written_and_the_save_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = copied_store(tmp_path)

    def full(_part: Path, _path: Path) -> None:
        raise OSError(28, "no space left")

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", full)
        save(store, "a")
    assert not list(tmp_path.glob("*.part"))
    store.close()
    again = reopened(store.path)
    assert again.notices == ()
    assert [row.name for row in all_rows(again, setting)] == ["a"]
    again.close()


def test_closing_puts_the_mark_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = copied_store(tmp_path)
    flushed: list[int] = []
    really = os.fsync

    def noted(handle: int) -> None:
        flushed.append(handle)
        really(handle)

    monkeypatch.setattr(os, "fsync", noted)
    store.close()
    assert flushed == [], "nothing was saved"
    store = reopened(store.path)
    save(store, "a")
    assert flushed == [], "not with each save: it would double what a save costs"
    store.close()
    assert flushed


def test_the_mark_says_nothing_of_anybody_and_its_key_is_wiped(tmp_path: Path) -> None:
    store = copied_store(tmp_path)
    save(store, "a name")
    said = json.loads(mark_beside(store.path).read_bytes().partition(b"\n")[0])
    assert said.keys() == {"format", "store", "saves", "seq", "hash", "at"}
    assert any(store._marker._key)
    store.close()
    assert not any(store._marker._key)


def test_it_is_written_anew_after_a_new_key_or_a_restore(
    older: tuple[Path, dict[str, bytes]],
) -> None:
    path, files = older
    put_back(path, files, "store.db")
    store = open_store(path, secret=PASSPHRASE, now=NOW, accept_behind="to look inside")
    with asking(store) as uow, store._key.shown() as key:
        mark.rewrite(path, uow.connection, key, store._salt)
        ours, found = Marker(path, key, store._salt).read()
        assert ours == mark.mark_of(uow.connection)
    assert found is Found.OURS
    store.close()


def test_an_older_event_that_was_taken_out_after_its_time_is_still_known(store: Store) -> None:
    for name in ("a", "b", "c"):
        save(store, name)
    rows = events(store)
    segment = {
        "id": 1,
        "first_seq": 1,
        "last_seq": rows[2].seq,
        "first_prev": "",
        "last_hash": rows[2].hash,
        "signers": "[]",
        "at": NOW.replace(tzinfo=None),
        "by": "Pat",
        "sig": "",
    }
    with doing(store) as uow:
        for trigger in ("lasting_audit_delete",):
            uow.connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
        uow.connection.exec_driver_sql(f"DELETE FROM audit WHERE seq <= {rows[2].seq}")
        uow.bulk_insert(audit_segment, [segment])
    with asking(store) as uow:
        at = NOW.replace(tzinfo=None)
        for row in rows:
            assert mark.check(uow.connection, mark.Mark(1, Head(row.seq, row.hash), at)) is None
        wrong = mark.Mark(1, Head(rows[2].seq, "ab"), at)
        assert mark.check(uow.connection, wrong) is not None


def test_an_older_version_is_brought_up_to_date_without_an_alarm(tmp_path: Path) -> None:
    for file in (Path(__file__).parent.parent / "golden" / "stores").glob("version-4.*"):
        shutil.copy(file, tmp_path)
    path = tmp_path / "version-4.db"
    old = path.read_bytes()
    assert noticed(path) == ()
    assert mark_beside(path).exists()
    path.write_bytes(old)
    assert refused(path)["reason"] == "saves"


def test_a_clock_set_back_is_no_older_store(tmp_path: Path) -> None:
    store = copied_store(tmp_path)
    save(store, "a")
    store.close()
    earlier = open_store(store.path, secret=PASSPHRASE, now=NOW - timedelta(hours=3))
    save(earlier, "b")
    earlier.close()
    assert noticed(store.path) == ()


def test_names_beside_the_store() -> None:
    assert mark_beside(Path("x/store.db")) == Path("x/store.mark")
    assert place.spare_beside(Path("x/store.db")) == Path("x/store.spare")
