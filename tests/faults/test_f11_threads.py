"""F11: many hands at once: nothing they saved is lost, and no number of the log is given twice."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from pomdesk.domain.audit import Event, Kind
from pomdesk.domain.errors import StoreRefused
from pomdesk.store import audit, connection
from pomdesk.store.tables import setting
from tests.faults.count import noted, times
from tests.faults.saving import cheap_store
from tests.store.builders import all_rows, asking, doing

THREADS = 4
EACH = 60
ROUNDS = times(ci=1, nightly=20)
READ = "SELECT value FROM setting WHERE name = 'count'"
WRITE = "UPDATE setting SET value = ? WHERE name = 'count'"


def at_once(work: Callable[[], None]) -> None:
    """The same work in several threads that begin together."""
    begin = threading.Barrier(THREADS)

    def one() -> None:
        begin.wait()
        for _time in range(EACH):
            work()

    threads = [threading.Thread(target=one) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)


def test_f11_read_change_write_from_many_threads_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(ROUNDS):
        store = cheap_store(tmp_path / f"{number}", monkeypatch)
        with doing(store) as uow:
            uow.bulk_insert(setting, [("count", "0")], ("name", "value"))

        def count_up() -> None:
            with doing(store) as uow:  # noqa: B023 - used up before the next round
                before = int(uow.connection.exec_driver_sql(READ).scalar_one())
                uow.connection.exec_driver_sql(WRITE, (str(before + 1),))
                uow.note(Event("TEST", Kind.SYSTEM))

        at_once(count_up)
        assert all_rows(store, setting)[0].value == str(THREADS * EACH)
        with asking(store) as uow:
            assert audit.check_tail(uow.connection) is None
            logged = uow.connection.exec_driver_sql("SELECT seq FROM audit ORDER BY seq").scalars()
            assert list(logged) == list(range(1, THREADS * EACH + 2))
        store.close()
    noted("F11 threads", rounds=ROUNDS, saves=THREADS * EACH * ROUNDS, lost=0)


def counted_apart(path: Path, key: bytearray, salt: bytes) -> tuple[int, int]:
    """Count up from threads with a connection each: acknowledged, and what is there after."""
    local = threading.local()
    acknowledged: list[int] = []
    engines: list[Engine] = []

    def count_up() -> None:
        if not hasattr(local, "engine"):
            local.engine = connection.engine_over(path, key, salt)
            engines.append(local.engine)
        try:
            with local.engine.connect() as one, one.begin():
                before = int(one.exec_driver_sql(READ).scalar_one())
                one.exec_driver_sql(WRITE, (str(before + 1),))
        except (StoreRefused, DBAPIError):
            return
        acknowledged.append(1)

    at_once(count_up)
    for engine in engines:
        engine.dispose()
    reader = connection.engine_over(path, key, salt)
    with reader.connect() as one:
        found = int(one.exec_driver_sql(READ).scalar_one())
    reader.dispose()
    return len(acknowledged), found


@pytest.mark.parametrize("own_begin", [True, False])
def test_f11_each_transaction_takes_its_turn_and_the_control_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own_begin: bool
) -> None:
    store = cheap_store(tmp_path / "store", monkeypatch)
    with doing(store) as uow:
        uow.bulk_insert(setting, [("count", "0")], ("name", "value"))
    if not own_begin:
        # As the library does by itself: no transaction until the first write.
        monkeypatch.setattr(connection, "_begin", lambda _connection: None)
    with store._key.shown() as key:
        acknowledged, found = counted_apart(store.path, key, store._salt)
    store.close()
    noted(f"F11 own BEGIN {own_begin}", acknowledged=acknowledged, lost=acknowledged - found)
    if own_begin:
        assert found == acknowledged == THREADS * EACH
    else:
        assert found < acknowledged
