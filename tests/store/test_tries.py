"""Wrong tries: counted across programs, waited for, told to the log, and no trap for anybody."""

import json
from contextlib import AbstractContextManager, suppress
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from pomdesk.domain.errors import KeyRefused, StoreRefused
from pomdesk.services.clock import FrozenClock
from pomdesk.services.desk import Desk, open_desk
from pomdesk.store import slots, tries
from pomdesk.store.keyfile import Slot
from pomdesk.store.tables import audit
from resources.text import Text
from tests import copies
from tests.store.builders import NOW, copied_store, new_store, reopened
from ui.words import error_words

SECOND = timedelta(seconds=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed store."""
    store = copied_store(tmp_path)
    store.close()
    return store.path


def refused(path: Path, now: datetime, code: str = "KEY-WRONG") -> KeyRefused:
    """A wrong try, as a program makes it that was just started."""
    with pytest.raises(KeyRefused) as refusal, tries.counted(path, now):
        raise KeyRefused(code)
    return refusal.value


def worn_out(path: Path, now: datetime = NOW) -> None:
    for _try in range(tries.FREE):
        assert refused(path, now).code == "KEY-WRONG"


def test_each_wrong_try_tells_how_many_are_left(path: Path) -> None:
    told = [refused(path, NOW).details for _try in range(5)]
    assert [one["left"] for one in told] == [4, 3, 2, 1, 0]
    assert [one["reason"] for one in told] == ["left", "left", "left", "one", "none"]


def test_the_sixth_waits_and_nothing_is_derived_for_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _try in range(5):
        with pytest.raises(KeyRefused, match="KEY-WRONG"):
            reopened(path, "not this one at all")
    derived: list[Slot] = []
    real = slots._wrapping

    def noted(secret: bytearray, slot: Slot) -> AbstractContextManager[bytearray]:
        derived.append(slot)
        return real(secret, slot)

    monkeypatch.setattr(slots, "_wrapping", noted)
    for secret in ("not this one either", copies.SECRET):
        with pytest.raises(KeyRefused) as refusal:
            reopened(path, secret)
        assert (refusal.value.code, refusal.value.details["seconds"]) == ("KEY-WAIT", 30)
    assert derived == []


@pytest.mark.parametrize(("after", "seconds"), [(0, 30), (1, 29), (29, 1), (29.5, 1)])
def test_the_wait_runs_down(path: Path, after: float, seconds: int) -> None:
    worn_out(path)
    waiting = refused(path, NOW + after * SECOND)
    assert (waiting.code, waiting.details["seconds"]) == ("KEY-WAIT", seconds)


def test_after_the_wait_one_try_is_looked_at_and_a_wrong_one_waits_again(path: Path) -> None:
    worn_out(path)
    later = NOW + 30 * SECOND
    again = refused(path, later)
    assert (again.code, again.details["left"]) == ("KEY-WRONG", 0)
    assert refused(path, later + SECOND).code == "KEY-WAIT"
    with tries.counted(path, later + 30 * SECOND):
        pass
    assert tries.wrong(path) == 6


def test_to_wait_is_not_to_try(path: Path) -> None:
    worn_out(path)
    for second in range(29):
        assert refused(path, NOW + second * SECOND).code == "KEY-WAIT"
    assert tries.wrong(path) == 5


def test_a_clock_that_was_put_back_locks_nobody_out(path: Path) -> None:
    worn_out(path)
    long_ago = NOW - timedelta(days=3650)
    assert refused(path, long_ago).details["seconds"] == 30
    assert refused(path, long_ago + 29 * SECOND).details["seconds"] == 1
    with tries.counted(path, long_ago + 30 * SECOND):
        pass


def test_a_clock_that_was_put_forward_has_waited(path: Path) -> None:
    worn_out(path)
    with tries.counted(path, NOW + timedelta(days=3650)):
        pass


def test_times_may_come_with_any_zone_or_none(path: Path) -> None:
    worn_out(path, NOW.replace(tzinfo=None))
    elsewhere = NOW.astimezone(tz=None)
    assert refused(path, elsewhere).details["seconds"] == 30


@pytest.mark.parametrize("code", ["KEY-RECOVERY", "KEY-REPLACED"])
def test_a_wrong_recovery_key_counts_and_keeps_its_own_words(path: Path, code: str) -> None:
    assert refused(path, NOW, code).code == code
    assert tries.wrong(path) == 1


@pytest.mark.parametrize("code", ["KEY-LONG", "KEY-NOFILE", "KEY-DAMAGED", "KEY-TAMPERED"])
def test_what_is_no_wrong_passphrase_does_not_count(path: Path, code: str) -> None:
    assert refused(path, NOW, code).code == code
    assert tries.wrong(path) == 0


def test_the_file_tells_nothing_of_anybody(path: Path) -> None:
    with suppress(KeyRefused):
        reopened(path, "CANARY passphrase typed wrongly")
    assert json.loads(tries.tries_beside(path).read_bytes()) == {
        "last": NOW.isoformat(),
        "wrong": 1,
    }
    assert tries.tries_beside(path) == path.parent / "store.tries"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"wrong": 9}',
        b'{"wrong": 9, "last": "yesterday"}',
        b'{"wrong": 9, "last": "2026-11-22T09:14:00"}',
        b'{"wrong": "9", "last": "2026-11-22T09:14:00+00:00"}',
        b'{"wrong": -9, "last": "2026-11-22T09:14:00+00:00"}',
        b'{"wrong": true, "last": "2026-11-22T09:14:00+00:00"}',
        b'{"wrong": 1e999, "last": "2026-11-22T09:14:00+00:00"}',
        b'{"wrong": 9, "last": 7}',
        b"x" * 100_000,
    ],
)
def test_a_file_that_makes_no_sense_keeps_nobody_out(path: Path, content: bytes) -> None:
    tries.tries_beside(path).write_bytes(content)
    assert tries.wrong(path) == 0
    reopened(path).close()


def test_a_folder_in_its_place_is_named_and_keeps_nobody_out_for_long(path: Path) -> None:
    odd = tries.tries_beside(path)
    odd.mkdir()
    with pytest.raises(StoreRefused) as found:
        reopened(path)
    assert (found.value.code, found.value.details["path"]) == ("STO-PATH", str(odd))
    assert "Give it another name" in error_words(Text("en"), found.value)
    odd.rename(odd.with_name("elsewhere"))
    reopened(path).close()


def test_where_it_cannot_be_written_the_answer_is_still_about_the_passphrase(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path, _content: bytes) -> None:
        raise StoreRefused("STO-FULL")

    monkeypatch.setattr(tries, "write_aside", full)
    assert refused(path, NOW).code == "KEY-WRONG"


# ---- with a desk ----------------------------------------------------------------------------


def log_of(desk: Desk) -> list[tuple[str, object]]:
    with desk._unit(None) as uow:
        rows = uow.rows(audit.select().order_by(audit.c.seq))
    return [(row.what, json.loads(row.detail)) for row in rows if row.what != "NEW_SIGNER"]


def opened(path: Path, secret: str, clock: FrozenClock) -> Desk:
    return open_desk(path, secret=secret, clock=clock, policies=copies.policies())


def test_coming_in_tells_the_log_of_the_wrong_tries_and_begins_anew(tmp_path: Path) -> None:
    clock = FrozenClock(date(2026, 11, 22))
    copies.copied(lambda folder: copies.empty(folder, clock), tmp_path, clock).close()
    path = tmp_path / copies.STORE
    for _try in range(3):
        with pytest.raises(KeyRefused, match="KEY-WRONG"):
            opened(path, "not this one at all", clock)
    desk = opened(path, copies.SECRET, clock)
    failed, came_in = log_of(desk)[-2:]
    assert failed == ("UNLOCK_FAILED", {"times": 3})
    assert came_in[0] == "UNLOCK"
    assert not tries.tries_beside(path).exists()
    desk.close()
    again = opened(path, copies.SECRET, clock)
    assert [what for what, _detail in log_of(again)][-2:] == ["LOCK", "UNLOCK"]
    again.close()


def test_a_new_store_begins_without_the_tries_of_one_that_is_gone(tmp_path: Path) -> None:
    worn_out(tmp_path / "store.db")
    new_store(tmp_path)[0].close()
    assert tries.wrong(tmp_path / "store.db") == 0


@pytest.mark.parametrize("reason", ["left", "one", "none"])
def test_the_words_say_what_is_left_and_speak_of_caps_lock(reason: str) -> None:
    words = error_words(Text("en"), KeyRefused("KEY-WRONG", left=4, reason=reason))
    assert "does not open this store" in words
    assert "Caps Lock" in words
    assert ("4" in words) == (reason == "left")


def test_the_words_say_how_long_to_wait() -> None:
    assert "27" in error_words(Text("en"), KeyRefused("KEY-WAIT", seconds=27))
