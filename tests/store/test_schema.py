"""Migrations: newer is refused, older is copied aside and upgraded whole or not at all."""

from pathlib import Path
from typing import Any
from unittest.mock import ANY

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, select
from sqlalchemy.exc import OperationalError

from pomdesk.domain.errors import StoreRefused
from pomdesk.store import schema
from pomdesk.store.connection import engine_over
from pomdesk.store.engine import Store
from pomdesk.store.tables import metadata, movement, person, probation
from pomdesk.store.words import PARTS
from tests.store.builders import (
    PASSPHRASE,
    TODAY,
    all_rows,
    asking,
    doing,
    files_of,
    new_store,
    reopened,
)

COUNT = 40


def test_the_migrations_make_exactly_the_tables_of_the_program(store: Store) -> None:
    with asking(store) as uow:
        context = MigrationContext.configure(
            uow.connection, opts={"compare_type": True, "compare_server_default": True}
        )
        found = [change for change in compare_metadata(context, metadata) if not _of_search(change)]
        assert found == []
        # The search index is SQLite's own and no table of the program's: test_words.py. What
        # refuses changes of lasting rows is a trigger: test_lasting.py.
        query = (
            "SELECT name, sql FROM sqlite_master"
            " WHERE name NOT LIKE '%alembic%' AND name NOT LIKE 'entry_words%'"
            " AND name NOT LIKE 'lasting_%'"
        )
        made = {row.name: row.sql for row in uow.connection.exec_driver_sql(query)}
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        metadata.create_all(connection)
        wanted = {row.name: row.sql for row in connection.exec_driver_sql(query)}
    engine.dispose()
    assert _words(made) == _words(wanted)


def _of_search(change: Any) -> bool:
    kind, what, *_rest = change
    return kind == "remove_table" and str(what.name) in PARTS


def _words(tables: dict[str, str | None]) -> dict[str, set[str]]:
    """Definitions without layout, and without the order of constraints."""
    apart = str.maketrans({",": " ", "(": " ( ", ")": " ) "})
    return {name: set((sql or "").translate(apart).split()) for name, sql in tables.items()}


def test_the_fingerprint_of_the_current_version_is_what_the_migrations_make(tmp_path: Path) -> None:
    engine = engine_over(tmp_path / "new.db", bytearray(32), bytes(16), create=True)
    with engine.connect() as connection:
        schema.upgrade(connection)
        made = schema.fingerprint(connection)
    engine.dispose()
    assert schema.FINGERPRINTS[schema.CURRENT] == made, (
        f"pomdesk/store/schema.py: the fingerprint of {schema.CURRENT} is now {made}"
    )


def test_every_version_there_ever_was_has_a_fingerprint() -> None:
    assert list(schema.FINGERPRINTS) == list(range(1, schema.CURRENT + 1))


def test_the_two_numbers_of_the_schema_agree(store: Store) -> None:
    with asking(store) as uow:
        (found,) = uow.connection.exec_driver_sql("SELECT version_num FROM alembic_version").one()
        (number,) = uow.connection.exec_driver_sql("PRAGMA user_version").one()
    assert int(found) == number == schema.CURRENT


@pytest.fixture
def populated(tmp_path: Path) -> Path:
    """A closed store of the current version, with people and what hangs on them."""
    store, _recovery = new_store(tmp_path)
    with doing(store) as uow:
        ids = uow.bulk_insert(
            person,
            [(f"A{n:04}BC", f"n{n}", "", "", "") for n in range(COUNT)],
            ("prisoner_number", "name_key", "first_name", "last_name", "alerts"),
        )
        uow.bulk_insert(probation, [(i, "X") for i in ids], ("person_id", "crn"))
        uow.bulk_insert(
            movement,
            [(i, "ADM", TODAY) for i in ids for _ in range(3)],
            ("person_id", "movement_type", "movement_date"),
        )
    store.close()
    return store.path


NEXT = schema.CURRENT + 1
HEAD = f"""
import sqlalchemy as sa
from alembic import op
revision = "{NEXT:04}"
down_revision = "{schema.CURRENT:04}"
"""

REBUILDS_A_PARENT = """
def upgrade():
    with op.batch_alter_table("person", recreate="always") as person:
        person.alter_column("cell_location", type_=sa.String(200))
        person.add_column(sa.Column("nickname", sa.String(20)))
"""

FAILS_HALF_WAY = """
def upgrade():
    op.add_column("person", sa.Column("nickname", sa.String(20)))
    op.execute("UPDATE person SET nickname = 'changed', category = 'Z'")
    op.create_table("extra", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("UPDATE no_such_table SET a = 1")
"""

LEAVES_ORPHANS = """
def upgrade():
    op.execute("DELETE FROM person WHERE id <= 3")
"""


@pytest.fixture
def with_next(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> "Next":
    folder = tmp_path_factory.mktemp("migrations")
    (folder / "versions").mkdir()
    for first in (schema.MIGRATIONS / "versions").glob("*.py"):
        (folder / "versions" / first.name).write_text(first.read_text("utf-8"), "utf-8")
    return Next(folder, monkeypatch)


class Next:
    """A program that has one migration more."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._monkeypatch = monkeypatch

    def migration(self, text: str) -> None:
        (self.folder / "versions" / f"v{NEXT:04}_next.py").write_text(HEAD + text, "utf-8")
        self._monkeypatch.setattr(schema, "MIGRATIONS", self.folder)
        self._monkeypatch.setattr(schema, "CURRENT", NEXT)
        self._monkeypatch.setitem(schema.FINGERPRINTS, NEXT, ANY)

    def undo(self) -> None:
        self._monkeypatch.undo()


def counts(store: Store) -> tuple[int, int, int]:
    with asking(store) as uow:
        # By id alone: the program's tables may be ahead of or behind the file's.
        people, known, moves = (
            len(uow.rows(select(table.c.id))) for table in (person, probation, movement)
        )
        return people, known, moves


def test_an_older_store_is_upgraded_and_a_rebuilt_parent_keeps_its_children(
    populated: Path, with_next: Next
) -> None:
    with_next.migration(REBUILDS_A_PARENT)
    store = reopened(populated)
    assert counts(store) == (COUNT, COUNT, 3 * COUNT)
    with doing(store) as uow:
        uow.connection.exec_driver_sql("UPDATE person SET nickname = 'x'")
        assert uow.connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    # Foreign keys bind again after the upgrade.
    with doing(store) as uow:
        uow.bulk_delete(person, [1])
    assert counts(store) == (COUNT - 1, COUNT - 1, 3 * COUNT - 3)
    store.close()
    again = reopened(populated)
    assert counts(again) == (COUNT - 1, COUNT - 1, 3 * COUNT - 3)
    again.close()


def test_the_copy_aside_is_the_store_as_it_was_and_opens_with_the_same_passphrase(
    populated: Path, with_next: Next
) -> None:
    with_next.migration(REBUILDS_A_PARENT)
    reopened(populated).close()
    with_next.undo()
    aside = populated.with_name(f"store.before-{NEXT}.db")
    copy = reopened(aside)
    assert counts(copy) == (COUNT, COUNT, 3 * COUNT)
    assert len(all_rows(copy, person)) == COUNT
    assert copy.check() == []
    copy.close()
    with pytest.raises(StoreRefused, match="STO-NEWER"):
        reopened(populated)


def test_a_migration_that_fails_half_way_leaves_the_store_as_it_was(
    populated: Path, with_next: Next
) -> None:
    with_next.migration(FAILS_HALF_WAY)
    for _attempt in range(2):
        with pytest.raises(OperationalError, match="no_such_table"):
            reopened(populated)
    with_next.undo()
    store = reopened(populated)
    assert store.check() == []
    assert counts(store) == (COUNT, COUNT, 3 * COUNT)
    assert {row.category for row in all_rows(store, person)} == {None}
    store.close()

    with_next.migration(REBUILDS_A_PARENT)
    store = reopened(populated)
    assert counts(store) == (COUNT, COUNT, 3 * COUNT)
    store.close()


def test_a_migration_that_would_leave_orphans_is_taken_back(
    populated: Path, with_next: Next
) -> None:
    with_next.migration(LEAVES_ORPHANS)
    with pytest.raises(StoreRefused, match="STO-UPGRADE"):
        reopened(populated)
    with_next.undo()
    store = reopened(populated)
    assert counts(store) == (COUNT, COUNT, 3 * COUNT)
    store.close()


def test_no_upgrade_is_begun_that_could_not_be_copied_aside(
    populated: Path, with_next: Next, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise StoreRefused("STO-FULL")

    with_next.migration(REBUILDS_A_PARENT)
    with monkeypatch.context() as patched:
        patched.setattr("pomdesk.store.backup.copy_store", full)
        before = files_of(populated.parent)
        with pytest.raises(StoreRefused, match="STO-FULL"):
            reopened(populated)
        assert files_of(populated.parent) == before


def test_the_copy_aside_is_encrypted(populated: Path, with_next: Next) -> None:
    with_next.migration(REBUILDS_A_PARENT)
    reopened(populated, PASSPHRASE).close()
    assert b"A0001BC" not in b"".join(files_of(populated.parent).values())
    assert not list(populated.parent.glob("*.part"))
