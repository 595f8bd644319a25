"""F5: the log is damaged or gone: the last saves are missing, and that is told every time."""

import random
from pathlib import Path

import pytest

from pomdesk.domain.errors import StoreRefused
from tests.faults.count import noted, times
from tests.faults.saving import LOG, flipped, left_by_a_crash, opens, put, save
from tests.store.builders import PASSPHRASE, files_of, reopened

SAVES = 12
FLIPS = times(ci=50, nightly=300)


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    return left_by_a_crash(tmp_path / "one", monkeypatch, SAVES)


def spoiled(files: dict[str, bytes], chance: random.Random) -> dict[str, bytes]:
    """The same with one bit of the log turned."""
    log = files[LOG]
    return files | {LOG: flipped(log, chance.randrange(len(log)), chance.randrange(8))}


def test_f5_every_damaged_log_is_told_and_left_as_it_is(
    tmp_path: Path, files: dict[str, bytes]
) -> None:
    chance = random.Random(5)
    told = 0
    for _flip in range(FLIPS):
        broken = spoiled(files, chance)
        path = put(tmp_path / "two", broken)
        found = opens(path)
        assert isinstance(found, StoreRefused)
        assert found.code == "STO-BEHIND"
        told += 0 < int(found.details["missing"]) <= SAVES
        after = files_of(path.parent)
        assert (after["store.db"], after[LOG]) == (broken["store.db"], broken[LOG])
    noted("F5 log damage", flips=FLIPS, told=told)
    assert told == FLIPS


def test_f5_a_log_that_is_gone_is_told_with_what_it_cost(
    tmp_path: Path, files: dict[str, bytes]
) -> None:
    del files[LOG]
    found = opens(put(tmp_path / "two", files))
    assert isinstance(found, StoreRefused)
    assert (found.code, found.details["missing"]) == ("STO-BEHIND", SAVES)
    assert str(found.details["last"]).startswith("2026-11-22 ")


def test_f5_an_old_log_beside_a_newer_store_is_told_and_nothing_is_mixed(
    tmp_path: Path, files: dict[str, bytes]
) -> None:
    path = put(tmp_path / "two", files)
    store = reopened(path)
    for number in range(SAVES, SAVES + 5):
        save(store, number)
    store.close()
    newer = files_of(path.parent)
    path.with_name(LOG).write_bytes(files[LOG])
    found = opens(path)
    if isinstance(found, StoreRefused):
        assert path.read_bytes() == newer["store.db"], "the old log was brought in"
        path.with_name(LOG).unlink()
        found = opens(path)
    assert found == list(range(SAVES + 5))


def test_f5_a_log_that_is_whole_raises_no_alarm(tmp_path: Path, files: dict[str, bytes]) -> None:
    assert opens(put(tmp_path / "two", files)) == list(range(SAVES))


def test_f5_control_without_the_mark_nothing_is_noticed(
    tmp_path: Path, files: dict[str, bytes]
) -> None:
    del files["store.mark"]
    chance = random.Random(5)
    silent = 0
    for _flip in range(10):
        path = put(tmp_path / "two", spoiled(files, chance))
        store = reopened(path, PASSPHRASE)
        assert store.notices == ("STO-NOMARK",)
        silent += store.check() == []
        store.close()
        found = opens(path)
        assert isinstance(found, list)
        assert len(found) < SAVES
    noted("F5 control: no mark", flips=10, silent=silent)
    assert silent == 10
