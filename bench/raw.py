"""The floor of an import: parsed, and its rows written with ``executemany``. Nothing else.

No value is checked, no identifier, no date; nothing is compared, journalled or counted.
"""

import json
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from bench.facts import camel
from pomdesk.store import tables
from pomdesk.store.connection import connect

LISTS = {"prisoners": tables.person, "staff": tables.staff} | {
    section: table for section, table in tables.SECTIONS.items() if section != "person"
}
_AS_TEXT = ("rosh", "predictors")


def encrypted(path: Path) -> Any:
    """A driver connection to a new encrypted store, with the store's own pragmas."""
    key = bytearray(secrets.token_bytes(32))
    return connect(path, key, secrets.token_bytes(16), create=True)


def unencrypted(path: Path) -> Any:
    """The same with the standard library's SQLite, to see what encryption costs."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def make_tables(connection: Any) -> None:
    """The store's tables and indexes, and one file to be the rows' source."""
    dialect = sqlite.dialect()
    for table in tables.metadata.sorted_tables:
        connection.execute(str(CreateTable(table).compile(dialect=dialect)))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            connection.execute(str(CreateIndex(index).compile(dialect=dialect)))
    connection.execute(
        "INSERT INTO import_file VALUES (1, 'f', 's', 'j', NULL, '2026-11-22', 'b', 0, 0, 0, 0)"
    )


def bring_in(connection: Any, file: Path) -> None:
    """The whole file in one transaction."""
    caseload = msgspec.json.decode(file.read_bytes())
    ids = {row["prisonerNumber"]: i for i, row in enumerate(caseload["prisoners"], 1)}
    connection.execute("BEGIN IMMEDIATE")
    for name, table in LISTS.items():
        columns = [c.name for c in table.columns if c.name != "id"]
        marks = ", ".join("?" * len(columns))
        statement = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({marks})"
        connection.executemany(statement, _rows(columns, caseload[name], ids))
    connection.execute("COMMIT")


def _rows(
    columns: list[str], rows: list[dict[str, Any]], ids: dict[str, int]
) -> Iterator[list[Any]]:
    read = [_cell(column, ids) for column in columns]
    for row in rows:
        yield [cell(row) for cell in read]


def _cell(column: str, ids: dict[str, int]) -> Callable[[dict[str, Any]], Any]:
    name = camel(column)
    if column == "person_id":
        return lambda row: ids[row["offenderNo"]]
    if column == "source_id":
        return lambda row: 1
    if column == "name_key":
        return lambda row: f"{row['lastName']}, {row['firstName']}".lower()
    if column == "alerts":
        return lambda row: "\n".join(row[name])
    if column in _AS_TEXT:
        return lambda row: json.dumps(row[name])
    return lambda row: row.get(name)
