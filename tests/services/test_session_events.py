"""What the log is told of a session, and what is done to the keys through the desk."""

import json
from datetime import date
from pathlib import Path

import pytest

from pomdesk.domain.errors import AuditRefused, KeyRefused, StoreRefused
from pomdesk.services.clock import FrozenClock
from pomdesk.services.desk import Desk, open_desk
from pomdesk.store.engine import Store, create_store
from pomdesk.store.keyfile import twin_of
from pomdesk.store.place import keys_beside
from pomdesk.store.tables import audit
from tests import copies
from tests.store.builders import CHEAP

CLOCK = FrozenClock(date(2026, 11, 22))
NEW = "purple ladder sings loudly"


def told(desk: Desk) -> list[tuple[str, dict[str, object]]]:
    """The events so far, their details, without those that bring a signing key in."""
    with desk._unit(None) as uow:
        rows = uow.rows(audit.select().order_by(audit.c.seq))
    assert all(row.sig for row in rows)
    return [(row.what, json.loads(row.detail)) for row in rows if row.what != "NEW_SIGNER"]


def opened(path: Path, secret: str = copies.SECRET) -> Desk:
    return open_desk(path, secret=secret, clock=CLOCK, policies=copies.policies())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed store that was never opened as a desk."""
    copies.copied(lambda folder: copies.empty(folder, CLOCK), tmp_path, CLOCK)._store.close()
    return tmp_path / copies.STORE


def test_opening_and_closing_are_told_before_and_after_all_else(path: Path) -> None:
    desk = opened(path)
    assert told(desk)[-1] == ("UNLOCK", {})
    desk.close()
    desk.close()
    again = opened(path)
    assert [what for what, _detail in told(again)][-3:] == ["UNLOCK", "LOCK", "UNLOCK"]
    again.close()


def test_what_was_mended_on_opening_is_told(path: Path) -> None:
    twin_of(keys_beside(path)).unlink()
    desk = opened(path)
    what, detail = told(desk)[-1]
    assert what == "UNLOCK"
    assert "KEY-REPAIRED" in str(detail["notices"])
    desk.close()


def test_a_store_whose_log_cannot_be_told_of_it_is_not_opened(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[Store] = []
    close = Store.close

    def noted(store: Store) -> None:
        closed.append(store)
        close(store)

    def full(_desk: Desk, *_events: object) -> None:
        raise AuditRefused("AUD-WRITE", reason="STO-FULL")

    monkeypatch.setattr(Desk, "log", full)
    monkeypatch.setattr(Store, "close", noted)
    with pytest.raises(AuditRefused):
        opened(path)
    assert len(closed) == 1
    monkeypatch.undo()
    opened(path).close()


def test_a_full_disk_does_not_keep_a_desk_from_closing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = opened(path)

    def full(_desk: Desk, *_events: object) -> None:
        raise AuditRefused("AUD-WRITE", reason="STO-FULL")

    monkeypatch.setattr(Desk, "log", full)
    desk.close()
    monkeypatch.undo()
    opened(path).close()


def test_whoever_comes_in_by_the_recovery_key_leaves_with_a_new_one(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    store, first = create_store(
        path, name="A Jones", passphrase=copies.SECRET, now=CLOCK.now(), cost=CHEAP
    )
    store.close()
    by_recovery = opened(path, first.lower().replace("-", " ").replace("o", "0"))
    assert [what for what, _detail in told(by_recovery)][-2:] == ["RECOVERY_USED", "UNLOCK"]
    with pytest.raises(KeyRefused, match="KEY-WEAK"):
        by_recovery.recover("Password123456")
    assert told(by_recovery)[-2:] == [
        ("RECOVER", {}),
        ("REFUSED", {"what": "RECOVER", "code": "KEY-WEAK"}),
    ]
    second = by_recovery.recover(NEW)
    assert not by_recovery.by_recovery
    with pytest.raises(KeyRefused, match="KEY-NORECOVER"):
        by_recovery.recover(NEW)
    by_recovery.close()
    for old, code in ((first, "KEY-REPLACED"), (copies.SECRET, "KEY-WRONG")):
        with pytest.raises(KeyRefused, match=code):
            opened(path, old)
    for secret in (NEW, second):
        opened(path, secret).close()


def test_renewing_the_key_is_told_before_it_is_done(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = opened(path)
    before = keys_beside(path).read_bytes()

    def full(*_given: object, **_more: object) -> None:
        assert told(desk)[-1] == ("RENEW_KEY", {"left_out": 0})
        raise StoreRefused("STO-FULL")

    with monkeypatch.context() as patch:
        patch.setattr(Store, "renew_key", full)
        with pytest.raises(StoreRefused, match="STO-FULL"):
            desk.renew_key()
    assert told(desk)[-1] == ("REFUSED", {"what": "RENEW_KEY", "code": "STO-FULL"})
    assert keys_beside(path).read_bytes() == before
    renewed = desk.renew_key()
    assert renewed.left_out == ()
    desk.close()
    for secret in (copies.SECRET, renewed.recovery_key):
        again = opened(path, secret)
        assert again.check() == []
        again.close()


def test_what_cannot_be_told_is_not_done_to_the_keys(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = opened(path)
    before = keys_beside(path).read_bytes()

    def full(_desk: Desk, *_events: object) -> None:
        raise AuditRefused("AUD-WRITE", reason="STO-FULL")

    with monkeypatch.context() as patch:
        patch.setattr(Desk, "log", full)
        for act in (
            lambda: desk.renew_key(),
            lambda: desk.change_passphrase(copies.SECRET, NEW),
            lambda: desk.new_recovery_key(),
            lambda: desk.add_person("Ben Reader", NEW),
        ):
            with pytest.raises(AuditRefused, match="AUD-WRITE"):
                act()
    assert keys_beside(path).read_bytes() == before
    desk.close()


def test_a_passphrase_that_was_changed_is_told_without_either(path: Path) -> None:
    desk = opened(path)
    desk.change_passphrase(copies.SECRET, NEW)
    assert told(desk)[-1] == ("CHANGE_PASSPHRASE", {})
    with pytest.raises(KeyRefused, match="KEY-WRONG"):
        desk.change_passphrase(copies.SECRET, NEW)
    desk.close()
