"""Which version a store has: made, checked, brought up to date.

A store newer than the program is refused and not touched. An older one is copied aside,
then upgraded in one transaction that is checked before it counts. Alembic is imported only
when there is something to upgrade.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect

from pomdesk.domain.errors import StoreRefused
from pomdesk.store import lasting, words
from pomdesk.store.connection import PAGE_BYTES, pragma
from pomdesk.store.tables import metadata

APPLICATION_ID = 0x504F4D44
"""Marks a SQLite file as a POM desk store ("POMD")."""

CURRENT = 4
"""Number of the newest migration; the same number as its revision and ``user_version``."""

MIGRATIONS = Path(__file__).parent / "migrations"

# Reading all of a larger store would be felt at each start; it is read whole after a crash,
# by ``check``, and page by page (each page carries its own proof) as it is used.
_CHECKED_AT_START_BYTES = 32 * 1024 * 1024


def version(connection: Connection) -> int:
    """The schema's number; 0 for a file without tables."""
    return int(pragma(connection, "user_version")[0][0])


def is_older(connection: Connection) -> bool:
    """Whether the store waits for an upgrade."""
    return version(connection) < CURRENT


def mark_as_ours(connection: Connection) -> None:
    """Write the mark by which the store is known."""
    pragma(connection, f"application_id={APPLICATION_ID}")


def check_identity(connection: Connection, path: Path) -> None:
    """Refuse what opens with our key but is not a store this program can work with.

    Raises:
        StoreRefused: STO-FOREIGN, STO-NEWER.

    """
    if pragma(connection, "application_id")[0][0] != APPLICATION_ID:
        raise StoreRefused("STO-FOREIGN", path=str(path))
    found = version(connection)
    if found > CURRENT:
        raise StoreRefused("STO-NEWER", found=found, known=CURRENT)


def empty_the_log(connection: Connection) -> None:
    """Bring saved rows from the write-ahead log into the file and cut the log to nothing.

    Damage in the log goes unnoticed by every check, so it is kept short-lived. When there is
    no room for it the rows stay safe in the log until the next time.
    """
    try:
        pragma(connection, "wal_checkpoint(TRUNCATE)")
    except StoreRefused as refused:
        if refused.code not in {"STO-FULL", "STO-DISK", "STO-BUSY"}:
            raise


def check_pages(connection: Connection, path: Path, *, was_closed: bool) -> None:
    """Refuse a damaged file before anything is read from it or written into it.

    Every page's proof is verified unless the store is large and was closed well.

    Raises:
        StoreRefused: STO-DAMAGED.

    """
    size = path.stat().st_size
    if pragma(connection, "page_count")[0][0] * PAGE_BYTES != size:
        raise StoreRefused("STO-DAMAGED")
    if size > _CHECKED_AT_START_BYTES and was_closed:
        return
    if pragma(connection, "cipher_integrity_check"):
        raise StoreRefused("STO-DAMAGED")
    if not was_closed and pragma(connection, "quick_check") != [("ok",)]:
        raise StoreRefused("STO-DAMAGED")


def everything_wrong(connection: Connection) -> list[str]:
    """One line for each thing wrong with the store; none when it is whole.

    Verifies each page's proof, SQLite's own structure, every foreign key, that the tables are
    those this program made, and that the search index agrees with the entries.
    """
    empty_the_log(connection)
    wrong = [f"page: {row[0]}" for row in pragma(connection, "cipher_integrity_check")]
    wrong += [f"structure: {row[0]}" for row in pragma(connection, "integrity_check")]
    wrong = [line for line in wrong if line != "structure: ok"]
    wrong += [f"link: {row[0]} to {row[2]}" for row in pragma(connection, "foreign_key_check")]
    differences = _schema_differences(connection)
    return wrong + differences + ([] if differences else words.wrong(connection))


def _schema_differences(connection: Connection) -> list[str]:
    expected = {"alembic_version", *metadata.tables, *words.PARTS, *lasting.PARTS}
    expected |= {str(index.name) for table in metadata.tables.values() for index in table.indexes}
    query = "SELECT name, type FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
    found = {row.name: row.type for row in connection.exec_driver_sql(query)}
    wrong = [f"schema: {found[name]} {name} is not ours" for name in found.keys() - expected]
    wrong += [f"schema: {name} is missing" for name in expected - found.keys()]
    for table in metadata.tables.values():
        if table.name in found:
            columns = {column["name"] for column in inspect(connection).get_columns(table.name)}
            if columns != set(table.columns.keys()):
                wrong.append(f"schema: columns of {table.name}")
    return sorted(wrong)


def copy_aside(path: Path) -> Path:
    """Where the copy of an older store goes: ``store.before-2.db`` opens as a store itself."""
    return path.with_name(f"{path.stem}.before-{CURRENT}{path.suffix}")


def upgrade(connection: Connection) -> None:
    """Bring an older or empty store to the newest schema, whole or not at all.

    With foreign keys on, rebuilding a parent table deletes its children, so they are
    switched off before the transaction begins and checked before it ends.

    Raises:
        StoreRefused: STO-UPGRADE when a row would be left without its parent; the store is
            as it was.

    """
    connection.rollback()
    pragma(connection, "foreign_keys=OFF")
    try:
        with connection.begin():
            head = _run_migrations(connection)
            if connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
                raise StoreRefused("STO-UPGRADE")
            if head != CURRENT:
                raise RuntimeError(f"migrations lead to {head}, the program is at {CURRENT}")
            connection.exec_driver_sql(f"PRAGMA user_version={head}")
    finally:
        pragma(connection, "foreign_keys=ON")


def _run_migrations(connection: Connection) -> int:
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(MIGRATIONS))
    head = scripts.get_current_head() or "0"

    def steps(found: Any, _context: object) -> Any:
        # What Alembic's own "upgrade" command does, without its configuration file.
        return scripts._upgrade_revs(head, found)

    with EnvironmentContext(Config(), scripts, fn=steps) as environment:
        environment.configure(connection=connection)
        environment.run_migrations()
    return int(head)
