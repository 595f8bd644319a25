"""Version 5 stores come up to version 6 with everything that was in them.

``tests/golden/stores/version-5.db`` was written by version 5 of the program itself.
"""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from pomdesk.domain.audit import Event, Kind
from pomdesk.store import schema
from pomdesk.store.tables import audit, desk_role, draft, hold, operation
from tests.store.builders import (
    NEW_IN_VERSION_6,
    all_rows,
    asking,
    counted,
    counted_in_file,
    doing,
    reopened,
)

GOLDEN = Path(__file__).parent.parent / "golden" / "stores"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A copy of the version 5 store, to work on."""
    for file in GOLDEN.glob("version-5.*"):
        shutil.copy(file, tmp_path)
    return tmp_path / "version-5.db"


def test_a_version_5_store_opens_with_every_row_it_had(old: Path) -> None:
    before = counted_in_file(old, 5)
    assert before["paper"] == 2
    assert not before.keys() & set(NEW_IN_VERSION_6)
    store = reopened(old)
    assert counted(store) == before | dict.fromkeys(NEW_IN_VERSION_6, 0)
    assert store.check() == []
    assert store.notices == ()
    assert [row.role for row in all_rows(store, desk_role)] == ["head"]
    assert [row.place for row in all_rows(store, draft)] == ["case:1"]
    assert [row.reason for row in all_rows(store, hold)] == ["An inquiry asks for it"]
    store.close()


def test_the_copy_aside_is_still_version_5(old: Path) -> None:
    before = counted_in_file(old, 5)
    reopened(old).close()
    aside = old.with_name(f"version-5.before-{schema.CURRENT}.db")
    assert counted_in_file(aside, 5) == before


def test_the_log_goes_on_from_where_it_was(old: Path) -> None:
    store = reopened(old)
    with doing(store) as uow:
        uow.note(Event("TEST", Kind.SYSTEM))
    with asking(store) as uow:
        rows = uow.rows(select(audit).order_by(audit.c.seq))
    assert len(rows) == 3
    assert [row.prev for row in rows[1:]] == [row.hash for row in rows[:-1]]
    store.close()


def test_operations_of_before_are_still_there(old: Path) -> None:
    store = reopened(old)
    assert len(all_rows(store, operation)) == 28
    store.close()
