"""Which version a store has: made, checked, brought up to date.

A store newer than the program is refused and not touched. An older one is copied aside,
then upgraded in one transaction that is checked before it counts. Alembic is imported only
when there is something to upgrade.
"""

import hashlib
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect

from pomdesk.domain.errors import StoreRefused
from pomdesk.store import lasting, words
from pomdesk.store.connection import PAGE_BYTES, pragma
from pomdesk.store.tables import metadata

APPLICATION_ID = 0x504F4D44
"""Marks a SQLite file as a POM desk store ("POMD")."""

CURRENT = 6
"""Number of the newest migration; the same number as its revision and ``user_version``."""

FINGERPRINTS = {
    1: "d5d1ae6be47d6e27dddb8367b2d4b7c34e72f677df2e859a81602634e5df208c",
    2: "eb16cfc828a6c8cd003cc51b4bb0fd08c6304458b967f4f9419cebc8a99ffd93",
    3: "0328152570e66bddc355c00c8a0a9291f52406a17504ea544eb67423f97bb506",
    4: "4f7fbd204cf02bc070c1e04aaa24bb21c5553ab83b08290ec73e9164a957d24b",
    5: "85ee8248416bfd9a0c5dff4199f3bc08a8c7337f76585decec6e90b0371649cc",
    6: "e012d29f8983539ed956a8b5b81d163cd298fcf9a443e6358666547ecc1b57c5",
}
"""What ``fingerprint`` gives for each version. A released version's never changes; whoever adds
a migration, or changes one that is not released yet, takes the new one from
``tests/store/test_schema.py``."""

FIRST_WITH_STATE = 5
"""The version that brought the count of saves and the audit log."""

MIGRATIONS = Path(__file__).parent / "migrations"

# To follow every link of a larger store would be felt at each start; that is done after a crash,
# and by ``check``.
_CHECKED_AT_START_BYTES = 32 * 1024 * 1024

_TOLD = 20
"""So many things that are wrong are named; their number is always told."""


def version(connection: Connection) -> int:
    """The schema's number; 0 for a file without tables."""
    return int(pragma(connection, "user_version")[0][0])


def is_known(connection: Connection) -> bool:
    """Whether this program knows the file: it bears our mark and is not too new."""
    ours: bool = pragma(connection, "application_id")[0][0] == APPLICATION_ID
    return ours and version(connection) <= CURRENT


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

    Every page's proof is verified: it finds what was changed or moved, and SQLite's own check
    what was cut off. Only where a large store was closed well is the second left out.

    Raises:
        StoreRefused: STO-DAMAGED, with ``reason`` ``found``, ``count`` and ``found`` where the
            checks could tell what is wrong.

    """
    size = path.stat().st_size
    if pragma(connection, "page_count")[0][0] * PAGE_BYTES != size:
        raise StoreRefused("STO-DAMAGED")
    wrong = _bad_pages(connection)
    if not wrong and (size <= _CHECKED_AT_START_BYTES or not was_closed):
        wrong = _bad_structure(connection, "quick_check") + _bad_links(connection)
    if wrong:
        told = "; ".join(wrong[:_TOLD])
        raise StoreRefused("STO-DAMAGED", reason="found", count=len(wrong), found=told)


def check_schema(connection: Connection) -> None:
    """Refuse a store whose tables, indexes, triggers or views are not those of its version.

    Raises:
        StoreRefused: STO-SCHEMA with ``found``.

    """
    found = version(connection)
    if fingerprint(connection) == FINGERPRINTS.get(found):
        return
    told = _schema_differences(connection) if found == CURRENT else []
    told = told or [f"schema: definitions of version {found}"]
    raise StoreRefused("STO-SCHEMA", found="; ".join(told[:_TOLD]))


def fingerprint(connection: Connection) -> str:
    """SHA-256 over every definition in the file, without its layout.

    SQLite's own tables of statistics are left out, and so are the names it gives by itself.
    """
    query = (
        "SELECT type, name, tbl_name, sql FROM sqlite_master"
        " WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type, name"
    )
    parts = [
        f"{row.type}\n{row.name}\n{row.tbl_name}\n{' '.join(row.sql.split())}\n"
        for row in connection.exec_driver_sql(query)
    ]
    return hashlib.sha256("".join(parts).encode()).hexdigest()


def everything_wrong(connection: Connection) -> list[str]:
    """One line for each thing wrong with the store; none when it is whole.

    Verifies each page's proof, SQLite's own structure, every foreign key, that the tables are
    those this program made, and that the search index agrees with the entries.
    """
    empty_the_log(connection)
    wrong = _bad_pages(connection) + _bad_structure(connection, "integrity_check")
    wrong += _bad_links(connection)
    differences = _schema_differences(connection)
    if not differences and fingerprint(connection) != FINGERPRINTS.get(version(connection)):
        differences = ["schema: a definition is not ours"]
    return wrong + differences + ([] if differences else words.wrong(connection))


def _bad_pages(connection: Connection) -> list[str]:
    return [f"page: {row[0]}" for row in pragma(connection, "cipher_integrity_check")]


def _bad_structure(connection: Connection, check: str) -> list[str]:
    return [f"structure: {row[0]}" for row in pragma(connection, check) if row[0] != "ok"]


def _bad_links(connection: Connection) -> list[str]:
    return [f"link: {row[0]} to {row[2]}" for row in pragma(connection, "foreign_key_check")]


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
