"""F3: the log is cut anywhere; what opens is a beginning of the saves, and the gap is told."""

from contextlib import closing
from pathlib import Path

import pytest

from pomdesk.domain.errors import StoreRefused
from pomdesk.store import opening, vault
from pomdesk.store.connection import connect
from pomdesk.store.mark import Marker
from pomdesk.store.place import keys_beside
from tests.faults.count import noted, times
from tests.faults.saving import LOG, left_by_a_crash, opens, put
from tests.store.builders import PASSPHRASE

SAVES = 8
STEP = times(ci=1024, nightly=64)
EACH = times(ci=25, nightly=25)


def test_f3_each_cut_opens_as_a_beginning_and_the_gap_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = left_by_a_crash(tmp_path / "one", monkeypatch, SAVES)
    opened = vault.unlock(keys_beside(tmp_path / "one" / "store.db"), PASSPHRASE)
    marker = Marker(tmp_path / "two" / "store.db", opened.key, opened.store)
    lengths = [*range(0, len(files[LOG]), STEP), len(files[LOG])]
    seen = []
    for number, length in enumerate(lengths):
        path = put(tmp_path / "two", files | {LOG: files[LOG][:length]})
        with closing(connect(path, opened.key, opened.store, reading=True)) as raw:
            names = [int(name) for (name,) in raw.execute("SELECT name FROM setting ORDER BY id")]
        assert names == list(range(len(names))), f"cut at {length}: no beginning"
        told = None
        try:
            opening.refuse_behind(path, opened.key, opened.store, marker.read()[0])
        except StoreRefused as refused:
            told = refused
        if len(names) == SAVES:
            assert told is None
        else:
            assert told is not None, f"cut at {length}: not told"
            assert told.code == "STO-BEHIND"
            assert told.details["missing"] == SAVES - len(names)
        seen.append(len(names))
        if number % EACH == 0:
            again = opens(put(tmp_path / "two", files | {LOG: files[LOG][:length]}))
            assert isinstance(again, StoreRefused) == (len(names) < SAVES)
    assert set(seen) == set(range(SAVES + 1))
    assert seen == sorted(seen)
    noted("F3 log cut", cuts=len(lengths), told=sum(one < SAVES for one in seen))


def test_f3_control_without_the_mark_a_cut_is_not_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = left_by_a_crash(tmp_path / "one", monkeypatch, SAVES)
    del files["store.mark"]
    found = opens(put(tmp_path / "two", files | {LOG: files[LOG][: len(files[LOG]) // 2]}))
    assert isinstance(found, list)
    assert 0 < len(found) < SAVES
