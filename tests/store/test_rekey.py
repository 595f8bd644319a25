"""A new data key: everything there, everybody still in, nobody else."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pomdesk.domain.errors import BackupRefused, KeyRefused, PomdeskError, StoreRefused
from pomdesk.store import keyfile, mark, place, proved, rekey, vault
from pomdesk.store.engine import Store
from pomdesk.store.place import keys_beside
from pomdesk.store.records import SettingRecord
from pomdesk.store.tables import audit, setting
from tests.store.builders import (
    NAME,
    PASSPHRASE,
    all_rows,
    asking,
    doing,
    files_of,
    new_store,
    reopened,
)

OTHER, THEIRS = "Ben Reader", "teapot meadow violin eleven"
GOLDEN = Path(__file__).parent.parent / "golden" / "stores"


@pytest.fixture
def shared(store: Store) -> Store:
    """A store that two people open, with something in it."""
    store.add_person(OTHER, THEIRS)
    with doing(store) as uow:
        uow.bulk_insert(setting, [(f"name {n}", "x" * 900) for n in range(60)], ("name", "value"))
    return store


def key_of(path: Path, secret: str = PASSPHRASE) -> bytes:
    return bytes(vault.unlock(keys_beside(path), secret).key)


def raw(store: Store) -> bytearray:
    """The data key of an open store."""
    return bytearray(store._key)


def copy_of(path: Path, folder: Path) -> Path:
    """The store and its keys as somebody who left might have them."""
    folder.mkdir()
    for suffix in (".db", ".keys", ".keys.b"):
        shutil.copy(path.with_suffix(suffix), folder / f"store{suffix}")
    return folder / "store.db"


def test_everything_is_there_under_another_key_and_everybody_comes_in(shared: Store) -> None:
    old = key_of(shared.path)
    before = all_rows(shared, setting)
    renewed = shared.renew_key()
    assert all_rows(shared, setting) == before
    with doing(shared) as uow:
        uow.add(SettingRecord(name="after", value="1"))
    assert shared.check() == []
    shared.close()
    for secret, who in ((PASSPHRASE, NAME), (THEIRS, OTHER), (renewed.recovery_key, NAME)):
        assert key_of(shared.path, secret) != old
        again = reopened(shared.path, secret)
        assert (again.who, again.notices) == (who, ())
        assert len(all_rows(again, setting)) == 61
        assert again.check() == []
        again.close()
    assert len({key_of(shared.path, secret) for secret in (PASSPHRASE, THEIRS)}) == 1


def test_the_old_recovery_key_opens_nothing_any_more(tmp_path: Path) -> None:
    store, recovery = new_store(tmp_path)
    new = store.renew_key().recovery_key
    store.close()
    assert new != recovery
    with pytest.raises(KeyRefused, match="KEY-REPLACED"):
        reopened(store.path, recovery)
    reopened(store.path, new).close()


def test_who_was_taken_away_cannot_open_it_with_the_key_file_they_kept(
    shared: Store, tmp_path: Path
) -> None:
    kept = copy_of(shared.path, tmp_path / "kept")
    shared.remove_person(OTHER)
    shared.renew_key()
    shared.close()
    shutil.copy(shared.path, kept)
    for keys in (keys_beside(kept), keyfile.twin_of(keys_beside(kept))):
        assert keys.exists()
    with pytest.raises(PomdeskError):
        reopened(kept, THEIRS)
    with pytest.raises(KeyRefused, match="KEY-WRONG"):
        reopened(shared.path, THEIRS)


def test_without_a_renewal_the_kept_key_file_does_open_it(shared: Store, tmp_path: Path) -> None:
    """What the test before this one would look like if renewing did nothing."""
    kept = copy_of(shared.path, tmp_path / "kept")
    shared.remove_person(OTHER)
    shared.close()
    shutil.copy(shared.path, kept)
    reopened(kept, THEIRS).close()


def test_the_key_is_wrapped_anew_for_whoever_comes_in_next(shared: Store) -> None:
    shared.renew_key()
    shared.close()
    keys = keys_beside(shared.path)

    def sealed() -> list[str]:
        return [slot.name for slot in keyfile.read(keys)[0].slots if slot.sealed]

    assert sealed() == [NAME, OTHER]
    reopened(shared.path, THEIRS).close()
    assert sealed() == [NAME]
    reopened(shared.path).close()
    assert sealed() == []
    assert not any(slot.coming for slot in keyfile.read(keys)[0].slots)


def test_two_renewals_before_anybody_else_came_in(shared: Store) -> None:
    shared.renew_key()
    shared.renew_key()
    shared.close()
    again = reopened(shared.path, THEIRS)
    assert len(all_rows(again, setting)) == 60
    again.renew_key()
    again.close()
    reopened(shared.path).close()


def test_signing_goes_on_with_the_same_key(shared: Store) -> None:
    before = vault.unlock(keys_beside(shared.path), THEIRS).signer
    shared.renew_key()
    after = vault.unlock(keys_beside(shared.path), THEIRS).signer
    assert (after.slot, after.public) == (before.slot, before.public)


def test_passphrases_and_people_can_be_changed_in_the_session_that_renewed(shared: Store) -> None:
    shared.renew_key()
    shared.change_passphrase(PASSPHRASE, "purple ladder sings loudly")
    shared.add_person("Cy Third", "walnut harbour candle nine")
    shared.remove_person(OTHER)
    recovery = shared.new_recovery_key()
    shared.close()
    for secret in ("purple ladder sings loudly", "walnut harbour candle nine", recovery):
        reopened(shared.path, secret).close()


def test_the_store_keeps_its_identity_and_no_old_file_stays_beside_it(shared: Store) -> None:
    salt = shared.path.read_bytes()[:16]
    names = set(files_of(shared.path.parent))
    shared.renew_key()
    assert shared.path.read_bytes()[:16] == salt
    assert set(files_of(shared.path.parent)) == names
    shared.close()


# ---- who cannot follow ----------------------------------------------------------------------


@pytest.fixture
def half_old(shared: Store) -> Path:
    """A store whose second person has not come in since slots have seeds."""
    keys = keys_beside(shared.path)
    held, _whole = keyfile.read(keys)
    bare = tuple(
        replace(slot, seed=b"", signs=b"", seals=b"") if slot.name == OTHER else slot
        for slot in held.slots
    )
    vault.write(keys, raw(shared), replace(held, slots=bare))
    shared.close()
    return shared.path


def test_who_cannot_follow_is_asked_about_first(half_old: Path) -> None:
    store = reopened(half_old)
    before = files_of(half_old.parent)
    assert store.cannot_follow() == (OTHER,)
    with pytest.raises(KeyRefused) as refused:
        store.renew_key()
    assert (refused.value.code, refused.value.details["names"]) == ("KEY-FOLLOW", OTHER)
    assert files_of(half_old.parent) == before
    assert store.renew_key(leave_out=True).left_out == (OTHER,)
    assert store.people() == [NAME]
    store.add_person(OTHER, THEIRS)
    store.close()
    again = reopened(half_old, THEIRS)
    assert again.cannot_follow() == ()
    again.close()


def test_who_comes_in_once_follows(half_old: Path) -> None:
    reopened(half_old, THEIRS).close()
    store = reopened(half_old)
    assert store.cannot_follow() == ()
    assert store.renew_key().left_out == ()
    store.close()
    reopened(half_old, THEIRS).close()


@pytest.mark.parametrize("version", [1, 4])
def test_a_store_of_an_older_program_is_renewed_too(tmp_path: Path, version: int) -> None:
    """Its recovery key has no seed, and does not need one: there is a new one."""
    for suffix in (".db", ".keys", ".keys.b"):
        shutil.copy(GOLDEN / f"version-{version}{suffix}", tmp_path / f"store{suffix}")
    store = reopened(tmp_path / "store.db")
    renewed = store.renew_key()
    assert store.check() == []
    store.close()
    for secret in (PASSPHRASE, renewed.recovery_key):
        again = reopened(store.path, secret)
        assert not [code for code in again.notices if code.startswith("KEY-")]
        again.close()


# ---- what goes wrong ------------------------------------------------------------------------


def still_works(store: Store, key: bytes) -> None:
    """The store is under its old key, in this session and the next, and no trace is left."""
    with doing(store) as uow:
        uow.add(SettingRecord(name="still", value="1"))
        assert uow.connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    assert store.check() == []
    store.close()
    assert key_of(store.path) == key
    assert not keyfile.read(keys_beside(store.path))[0].is_renewing
    assert not [name for name in files_of(store.path.parent) if ".part" in name]
    for secret in (PASSPHRASE, THEIRS):
        again = reopened(store.path, secret)
        assert again.notices == ()
        assert len(all_rows(again, setting)) == 61
        again.close()


def fails_once(module: object, name: str, monkeypatch: pytest.MonkeyPatch, *, nth: int) -> None:
    """Let the ``nth`` call of a function find the disk full."""
    real = getattr(module, name)
    calls: list[object] = []

    def full(*given: object, **more: object) -> object:
        calls.append(given)
        if len(calls) == nth:
            raise StoreRefused("STO-FULL")
        return real(*given, **more)

    monkeypatch.setattr(module, name, full)


@pytest.mark.parametrize(
    ("module", "name"), [(proved, "copy_proved"), (vault, "write"), (rekey, "swap_in")]
)
def test_a_disk_that_fills_up_leaves_the_old_key_in_force(
    shared: Store, monkeypatch: pytest.MonkeyPatch, module: object, name: str
) -> None:
    key = key_of(shared.path)
    fails_once(module, name, monkeypatch, nth=1)
    with pytest.raises(StoreRefused, match="STO-FULL"):
        shared.renew_key()
    monkeypatch.undo()
    still_works(shared, key)


def test_a_key_file_that_cannot_be_settled_at_once_is_settled_later(
    shared: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store is under the new key by then; nothing that is done to the keys may lose it."""
    key = key_of(shared.path)
    fails_once(vault, "write", monkeypatch, nth=2)
    assert shared.renew_key() == ("", (), "KEY-OLDRECOVERY")
    monkeypatch.undo()
    shared.add_person("Cy Third", "walnut harbour candle nine")
    shared.change_passphrase(PASSPHRASE, "purple ladder sings loudly")
    shared.close()
    for secret in ("purple ladder sings loudly", THEIRS, "walnut harbour candle nine"):
        assert key_of(shared.path, secret) != key
        again = reopened(shared.path, secret)
        assert len(all_rows(again, setting)) == 60
        again.close()


@pytest.mark.parametrize(
    ("module", "name", "nth", "notice"),
    [(mark, "rewrite", 1, "KEY-OLDRECOVERY"), (keyfile, "write_aside", 4, "KEY-NORECOVERY")],
)
def test_what_fails_once_the_key_is_another_is_no_refusal(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    module: object,
    name: str,
    nth: int,
    notice: str,
) -> None:
    """The recovery key opens the store still, or is one that nobody was told: it says which."""
    store, recovery = new_store(tmp_path)
    key = key_of(store.path)
    fails_once(module, name, monkeypatch, nth=nth)
    renewed = store.renew_key()
    monkeypatch.undo()
    assert (renewed.recovery_key, renewed.notice) == ("", notice)
    store.close()
    if notice == "KEY-OLDRECOVERY":
        reopened(store.path, recovery).close()
    else:
        with pytest.raises(KeyRefused, match="KEY-REPLACED"):
            reopened(store.path, recovery)
    reopened(store.path).close()
    assert key_of(store.path) != key


def test_a_folder_that_cannot_be_put_on_the_disk_after_the_swap_loses_nothing(
    shared: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = place.swap_in

    def swapped(part: Path, path: Path) -> None:
        real(part, path)
        raise StoreRefused("STO-DISK")

    monkeypatch.setattr(rekey, "swap_in", swapped)
    key = key_of(shared.path)
    shared.renew_key()
    monkeypatch.undo()
    assert shared.check() == []
    shared.close()
    assert key_of(shared.path) != key
    reopened(shared.path).close()


def test_a_copy_that_does_not_read_back_is_thrown_away(
    shared: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = key_of(shared.path)

    def spoilt(_part: Path) -> None:
        raise BackupRefused("BAK-VERIFY", path="x")

    monkeypatch.setattr(proved, "sync_file", spoilt)
    with pytest.raises(KeyRefused, match="KEY-NOTRENEWED"):
        shared.renew_key()
    monkeypatch.undo()
    still_works(shared, key)


def test_a_file_that_may_not_be_written_is_not_begun_with(
    shared: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = key_of(shared.path)
    before = files_of(shared.path.parent)
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    with pytest.raises(StoreRefused, match="STO-READONLY"):
        shared.renew_key()
    assert files_of(shared.path.parent) == before
    monkeypatch.undo()
    still_works(shared, key)


# ---- a renewal that was cut short -----------------------------------------------------------


@pytest.fixture(params=["old", "new"])
def cut_short(shared: Store, request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A store left with both keys in the key file, itself under the old one or the new."""
    keys = keys_beside(shared.path)
    new = bytearray(os.urandom(32))
    with shared._my_turn() as engine:
        rekey._copy(shared.path, engine, new, shared._salt)
        rekey.begin(keys, raw(shared), new)
        if request.param == "new":
            rekey._swap(shared.path, engine)
    left = files_of(shared.path.parent)
    folder = tmp_path / "left"
    folder.mkdir()
    for name, content in left.items():
        if not name.endswith("-shm"):
            (folder / name).write_bytes(content)
    shared._abandon()
    return folder / "store.db"


@pytest.mark.parametrize("secret", [PASSPHRASE, THEIRS])
def test_what_was_cut_short_is_settled_by_whoever_comes_next(cut_short: Path, secret: str) -> None:
    store = reopened(cut_short, secret)
    assert store.notices == ("KEY-SETTLED",)
    assert store.check() == []
    assert len(all_rows(store, setting)) == 60
    store.close()
    assert not keyfile.read(keys_beside(cut_short))[0].is_renewing
    assert not [name for name in files_of(cut_short.parent) if ".part" in name]
    for one in (THEIRS, PASSPHRASE):
        again = reopened(cut_short, one)
        assert again.notices == ()
        again.renew_key()
        again.close()


def test_a_wrong_passphrase_settles_nothing(cut_short: Path) -> None:
    before = files_of(cut_short.parent)
    with pytest.raises(KeyRefused, match="KEY-WRONG"):
        reopened(cut_short, "not this one at all")
    assert files_of(cut_short.parent) == before


def test_a_key_file_that_holds_two_keys_cannot_be_changed_by_hand_either(cut_short: Path) -> None:
    keys = keys_beside(cut_short)
    held, _whole = keyfile.read(keys)
    for spoilt in (
        replace(held, coming_mac=b""),
        replace(held, coming_mac=held.mac),
        replace(held, mac=held.coming_mac),
        replace(held, slots=held.slots[:1]),
    ):
        keyfile.write(keys, spoilt)
        with pytest.raises(KeyRefused, match="KEY-TAMPERED"):
            vault.unlock(keys, PASSPHRASE)


def test_damage_in_the_middle_of_a_renewal_is_told_as_damage(cut_short: Path) -> None:
    whole = cut_short.read_bytes()
    cut_short.write_bytes(whole[:100] + bytes([whole[100] ^ 1]) + whole[101:])
    with pytest.raises(StoreRefused, match="STO-DAMAGED"):
        reopened(cut_short)
    cut_short.write_bytes(whole)
    reopened(cut_short).close()


def test_who_was_left_out_by_one_that_was_cut_short_is_told_so(half_old: Path) -> None:
    store = reopened(half_old)
    keys, new = keys_beside(half_old), bytearray(os.urandom(32))
    with store._my_turn() as engine:
        rekey._copy(half_old, engine, new, store._salt)
        rekey.begin(keys, raw(store), new)
        rekey._swap(half_old, engine)
    store._abandon()
    with pytest.raises(KeyRefused, match="KEY-LEFTOUT"):
        reopened(half_old, THEIRS)
    reopened(half_old).close()
    with pytest.raises(KeyRefused, match="KEY-WRONG"):
        reopened(half_old, THEIRS)


def test_a_store_without_a_recovery_key_says_so_each_time(shared: Store) -> None:
    keys = keys_beside(shared.path)
    held, _whole = keyfile.read(keys)
    others = tuple(slot for slot in held.slots if slot.kind != keyfile.RECOVERY)
    vault.write(keys, raw(shared), replace(held, slots=others))
    shared.close()
    again = reopened(shared.path)
    assert again.notices == ("KEY-NORECOVERY",)
    again.new_recovery_key()
    again.close()
    once_more = reopened(shared.path)
    assert once_more.notices == ()
    once_more.close()


# ---- the audit log --------------------------------------------------------------------------


def test_a_signing_key_comes_into_the_log_once_and_before_it_signs(tmp_path: Path) -> None:
    store, recovery = new_store(tmp_path)
    store.add_person(OTHER, THEIRS)
    store.close()
    for secret in (PASSPHRASE, THEIRS, recovery, THEIRS, PASSPHRASE, recovery):
        reopened(store.path, secret).close()
    again = reopened(store.path)
    with asking(again) as uow:
        rows = uow.rows(audit.select().order_by(audit.c.seq))
    again.close()
    slots = [slot.id.hex() for slot in keyfile.read(keys_beside(store.path))[0].slots]
    brought_in = [row.who for row in rows if row.what == "NEW_SIGNER"]
    assert sorted(brought_in) == sorted(slots)
    assert all(row.sig for row in rows)
    assert {row.who for row in rows} == set(slots)
    first_of = {row.who: row.what for row in reversed(rows)}
    assert set(first_of.values()) == {"NEW_SIGNER"}
