"""One program a store."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pomdesk.domain.errors import StoreRefused
from pomdesk.store.engine import Store
from pomdesk.store.lock import StoreLock
from tests.store.builders import NOW, new_store, reopened

HOLD = """
import sys
from pathlib import Path
from tests.store.builders import reopened
store = reopened(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.read()
"""


@contextmanager
def another_program(path: Path, does: str = HOLD, *more: str) -> Iterator[subprocess.Popen[str]]:
    """A second process that has the store open; killed at the end."""
    program = subprocess.Popen(
        [sys.executable, "-c", does, str(path), *more],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    assert program.stdin is not None
    try:
        assert program.stdout.readline() == "open\n"
        yield program
    finally:
        program.kill()
        program.wait()
        program.stdin.close()
        program.stdout.close()


def test_a_second_program_is_refused_with_who_holds_it_and_freed_when_that_is_killed(
    tmp_path: Path,
) -> None:
    store, _recovery = new_store(tmp_path)
    store.close()
    with another_program(store.path) as program:
        with pytest.raises(StoreRefused) as refused:
            reopened(store.path)
        assert refused.value.code == "STO-INUSE"
        assert " on " in str(refused.value.details["holder"])
        assert str(refused.value.details["since"]).startswith("2026-11-22 ")
        program.send_signal(signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
        program.wait()
    reopened(store.path).close()


def test_the_same_program_is_refused_a_second_time_as_well(store: Store) -> None:
    with pytest.raises(StoreRefused, match="STO-INUSE"):
        reopened(store.path)


def test_a_refused_opening_leaves_the_store_free(tmp_path: Path) -> None:
    store, _recovery = new_store(tmp_path)
    store.close()
    with pytest.raises(Exception, match="KEY-WRONG"):
        reopened(store.path, "not the passphrase")
    reopened(store.path).close()


def test_the_holders_name_survives_a_second_comer(tmp_path: Path) -> None:
    first = StoreLock(tmp_path / "store.db", NOW)
    seen = set()
    for _attempt in range(2):
        with pytest.raises(StoreRefused) as refused:
            StoreLock(tmp_path / "store.db", NOW)
        seen.add(refused.value.details["holder"])
    assert len(seen) == 1
    assert seen != {"?"}
    first.release()


def test_a_lock_file_with_rubbish_in_it_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "store.lock").write_bytes(b"\xff\x00 rubbish")
    lock = StoreLock(tmp_path / "store.db", NOW)
    lock.release()
    lock.release()


def test_closing_waits_for_another_threads_work(tmp_path: Path) -> None:
    from pomdesk.store.tables import setting
    from tests.store.builders import all_rows, doing

    store, _recovery = new_store(tmp_path)
    inside = threading.Event()
    go_on = threading.Event()

    def work() -> None:
        with doing(store) as uow:
            inside.set()
            go_on.wait(30)
            uow.bulk_insert(setting, [("a", "1")], ("name", "value"))

    worker = threading.Thread(target=work)
    closer = threading.Thread(target=store.close)
    worker.start()
    inside.wait(30)
    closer.start()
    go_on.set()
    worker.join(30)
    closer.join(30)
    again = reopened(store.path)
    assert len(all_rows(again, setting)) == 1
    again.close()
