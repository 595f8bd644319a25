"""F9: bringing a store up to date fails at any statement, or is killed; nothing is half done."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from pomdesk.domain.errors import PomdeskError
from pomdesk.store import connection, schema, vault
from pomdesk.store.place import keys_beside
from tests.faults.count import noted, times
from tests.faults.kills import CONTROL, Killing, Ready
from tests.store.builders import PASSPHRASE, reopened

GOLDEN = Path(__file__).parents[1] / "golden" / "stores"
JOB = "tests.faults.test_f09_migration:Upgrading"
KILLS = times(ci=6, nightly=60)
FROM = schema.CURRENT - 1
OLDEST = times(ci=FROM, nightly=1)


class Stopped(Exception):
    """The statement at which it fails."""


def old_store(folder: Path, version: int) -> Path:
    """A store that an older version of the program wrote."""
    for file in GOLDEN.glob(f"version-{version}.*"):
        shutil.copy(file, folder)
    return folder / f"version-{version}.db"


def upgraded(path: Path, stop_at: int) -> tuple[int, str, int]:
    """Upgrade and fail at a statement: version and fingerprint then, and statements so far."""
    opened = vault.unlock(keys_beside(path), PASSPHRASE)
    engine = connection.engine_over(path, opened.key, opened.store)
    count = 0

    def stop(_connection: Any, _cursor: Any, statement: str, *_details: Any) -> None:
        nonlocal count
        count += 1
        if count == stop_at:
            raise Stopped(statement[:40])

    event.listen(engine, "before_cursor_execute", stop)
    try:
        with engine.connect() as one:
            schema.upgrade(one)
    except Stopped:
        pass
    engine.dispose()
    event.remove(engine, "before_cursor_execute", stop)
    with engine.connect() as one:
        found = schema.version(one), schema.fingerprint(one)
    engine.dispose()
    return *found, count


def stopped_everywhere(folder: Path, version: int) -> tuple[int, int]:
    """Fail at each statement in turn: at how many, and how many left the store as it was."""
    path = old_store(folder, version)
    before = (version, schema.FINGERPRINTS[version])
    as_before = 0
    for stop_at in range(1, 2000):
        found = upgraded(path, stop_at)
        if found[:2] == (schema.CURRENT, schema.FINGERPRINTS[schema.CURRENT]):
            return stop_at - 1, as_before
        as_before += found[:2] == before
        if found[:2] != before:
            path = old_store(folder, version)
    raise AssertionError("it never came to an end")


@pytest.mark.parametrize("version", range(OLDEST, schema.CURRENT))
def test_f9_failing_at_any_statement_leaves_the_old_version_and_a_retry_succeeds(
    tmp_path: Path, version: int
) -> None:
    steps, as_before = stopped_everywhere(tmp_path, version)
    noted(f"F9 migration from {version}, raise", steps=steps, as_before=as_before)
    assert steps > 20
    assert as_before == steps
    store = reopened(tmp_path / f"version-{version}.db")
    assert store.check() == []
    store.close()


def test_f9_control_without_a_transaction_halves_are_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As the library does by itself: no transaction until the first write, none around DDL.
    monkeypatch.setattr(connection, "_begin", lambda _connection: None)
    path = old_store(tmp_path, FROM)
    found = upgraded(path, 20)
    assert found[:2] != (FROM, schema.FINGERPRINTS[FROM])


class Upgrading:
    """An older store is opened, which brings it up to date."""

    def prepare(self, folder: Path) -> None:
        old_store(folder, FROM)

    def work(self, folder: Path, ready: Ready) -> None:
        if os.environ.get(CONTROL):
            vars(connection)["_begin"] = lambda _connection: None
        ready(0)
        reopened(folder / f"version-{FROM}.db").close()

    def look(self, folder: Path, told: int) -> str:
        path = folder / f"version-{FROM}.db"
        found = _left(path)
        try:
            store = reopened(path)
        except PomdeskError as refused:
            return refused.code
        wrong = store.check()
        store.close()
        return "damaged" if wrong else found


def _left(path: Path) -> str:
    """Whether the store is still the old one, already the new one, or neither."""
    opened = vault.unlock(keys_beside(path), PASSPHRASE)
    engine = connection.engine_over(path, opened.key, opened.store, reading=True)
    with engine.connect().execution_options(reading=True) as one:
        version, found = schema.version(one), schema.fingerprint(one)
    engine.dispose()
    return "whole" if found == schema.FINGERPRINTS.get(version) else "half"


def test_f9_killed_it_is_the_old_version_or_the_new_one() -> None:
    found = Killing(JOB, times=KILLS).run()
    noted("F9 migration, kill", kills=KILLS, **found)
    assert found == {"whole": KILLS}
