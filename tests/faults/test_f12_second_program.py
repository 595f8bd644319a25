"""F12: a second program is kept out, and let in as soon as the first was killed."""

from pathlib import Path

import pytest

from pomdesk.domain.errors import StoreRefused
from pomdesk.store import lock
from pomdesk.store.tables import setting
from tests.faults.count import noted, times
from tests.store.builders import all_rows, copied_store, files_of, reopened
from tests.store.test_lock import another_program

ROUNDS = times(ci=1, nightly=5)

HOLD = """
import sys
from pathlib import Path
from pomdesk.store.records import SettingRecord
from tests.store.builders import doing, reopened
store = reopened(Path(sys.argv[1]))
with doing(store) as uow:
    uow.add(SettingRecord(name=sys.argv[2], value="saved before it was killed"))
print("open", flush=True)
sys.stdin.read()
"""


def test_f12_the_second_is_refused_and_then_let_in(tmp_path: Path) -> None:
    copied_store(tmp_path).close()
    path = tmp_path / "store.db"
    for number in range(ROUNDS):
        with another_program(path, HOLD, f"{number}"):
            before = files_of(tmp_path)
            with pytest.raises(StoreRefused) as refused:
                reopened(path)
            assert refused.value.code == "STO-INUSE"
            assert refused.value.details["holder"] != "?"
            assert files_of(tmp_path) == before
        store = reopened(path)
        assert store.notices == ()
        assert [row.name for row in all_rows(store, setting)] == [
            f"{one}" for one in range(number + 1)
        ]
        assert store.check() == []
        store.close()
    noted("F12 second program", rounds=ROUNDS, refused=ROUNDS)


def test_f12_control_without_the_lock_the_second_comes_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied_store(tmp_path).close()
    monkeypatch.setattr(lock, "_try_lock", lambda _handle: True)
    with another_program(tmp_path / "store.db", HOLD, "first"):
        reopened(tmp_path / "store.db").close()
