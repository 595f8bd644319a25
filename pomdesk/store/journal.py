"""What changed, row by row: one record for the history of a case, for undo and for refresh.

Rows changed one by one are noted by mapper events (``watch``), which see every insert,
update and delete the ORM makes, orphans included. Bulk changes note themselves through
``UnitOfWork.journal``.

Columns that ``tables.UNJOURNALLED`` marks are left out: a text that is saved while it is typed
would fill the journal with its drafts. That one was changed is noted by its name under
``LEFT_OUT``. Only where a row is taken out they are kept, so that it can be put back.
"""

import base64
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, ForeignKey, RowMapping, Table, event, select

from pomdesk.store.tables import UNJOURNALLED, metadata, person

LEFT_OUT = "left out"
"""In an entry of a change: names of the changed columns whose values are not journalled."""

_IDS_AT_ONCE = 500


class Action(StrEnum):
    """What happened to a row."""

    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"


class Entry(NamedTuple):
    """One changed row.

    Attributes:
        person_id: whose row it is; the row's own id for a person; None where nobody's.
        before: column values before, for an update only those that changed; None for an
            insert.
        after: likewise after; None for a delete. May be None for a bulk insert too, where
            the file it came from tells the values.

    """

    table_name: str
    row_id: int
    person_id: int | None
    action: Action
    before: Mapping[str, object] | None
    after: Mapping[str, object] | None


journal_columns = (
    "operation_id",
    "table_name",
    "row_id",
    "person_id",
    "action",
    "before",
    "after",
)


def journal_row(operation_id: int, entry: Entry) -> tuple[object, ...]:
    """An entry as a row of the journal, in the order of ``journal_columns``."""
    before, after = entry.before, entry.after
    unkept = unjournalled(metadata.tables[entry.table_name])
    if unkept and entry.action is not Action.DELETE:
        changed = sorted(unkept & (after or {}).keys())
        before, after = _without(unkept, before), _without(unkept, after)
        if entry.action is Action.UPDATE and changed:
            after = {**(after or {}), LEFT_OUT: changed}
    return (
        operation_id,
        entry.table_name,
        entry.row_id,
        entry.person_id,
        entry.action.value,
        as_text(before),
        as_text(after),
    )


@cache
def unjournalled(table: Table) -> frozenset[str]:
    """The columns of a table whose values the journal leaves out."""
    # SQLAlchemy's names are strings of its own kind, which JSON does not take in a list.
    return frozenset(str(c.name) for c in table.columns if c.info == UNJOURNALLED)


def _without(names: frozenset[str], values: Mapping[str, object] | None) -> Any:
    if values is None:
        return None
    return {name: value for name, value in values.items() if name not in names}


def as_text(values: Mapping[str, object] | None) -> str | None:
    """Column values as JSON; dates in ISO, files in base64."""
    import msgspec

    return None if values is None else msgspec.json.encode(values).decode()


def from_text(table: Table, text: str | None) -> dict[str, object]:
    """Column values out of the journal, as the types of the table's columns.

    A column that a later migration took away is left out.
    """
    import msgspec

    values = msgspec.json.decode(text) if text else {}
    return {
        name: _typed(table, name, value) for name, value in values.items() if name in table.columns
    }


def _typed(table: Table, column: str, value: object) -> object:
    kind = table.columns[column].type.python_type
    read: Callable[[str], object] | None = _FROM_TEXT.get(kind)
    return value if value is None or read is None else read(str(value))


_FROM_TEXT: Mapping[type, Callable[[str], object]] = {
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
    bytes: base64.b64decode,
}


def whose(table: Table, row: Mapping[str, Any] | RowMapping) -> int | None:
    """The person a row belongs to."""
    return row["id"] if table is person else row.get("person_id")


def entries_of_delete(connection: Connection, table: Table, ids: Collection[int]) -> list[Entry]:
    """What deleting these rows will take away, rows that hang on them first.

    The database deletes such rows by itself and no event tells of it, so they are read
    before it happens.
    """
    entries: dict[tuple[str, int], Entry] = {}
    _gather(connection, table, ids, entries)
    return list(entries.values())


def _gather(
    connection: Connection,
    table: Table,
    ids: Collection[int],
    entries: dict[tuple[str, int], Entry],
) -> None:
    """Note rows after those that hang on them, each once: a step goes with its goal and person."""
    for child, link in _children(table):
        rows = _read(connection, select(child.c.id), link, ids)
        found = [row["id"] for row in rows if (child.name, row["id"]) not in entries]
        if found:
            _gather(connection, child, found, entries)
    for row in _read(connection, select(table), table.c.id, ids):
        gone = Entry(table.name, row["id"], whose(table, row), Action.DELETE, dict(row), None)
        entries.setdefault((table.name, row["id"]), gone)


def _read(
    connection: Connection, statement: Any, column: Any, ids: Collection[int]
) -> list[RowMapping]:
    found: list[RowMapping] = []
    wanted = sorted(ids)
    for start in range(0, len(wanted), _IDS_AT_ONCE):
        part = statement.where(column.in_(wanted[start : start + _IDS_AT_ONCE]))
        found += connection.execute(part.order_by("id")).mappings()
    return found


def _children(table: Table) -> list[tuple[Table, Any]]:
    """Tables whose rows go when a row of ``table`` goes, with the linking column."""

    def goes_too(key: ForeignKey) -> bool:
        return key.ondelete == "CASCADE" and key.column.table is table

    return [
        (child, column)
        for child in metadata.sorted_tables
        for column in child.columns
        if any(goes_too(key) for key in column.foreign_keys)
    ]


def watch(base: type) -> None:
    """Note every row of the mapped classes under ``base`` that a session changes.

    The session says where to: ``session.info["note"]`` is called with each ``Entry``.
    """
    event.listen(base, "after_insert", _after_insert, propagate=True)
    event.listen(base, "after_update", _after_update, propagate=True)
    event.listen(base, "before_delete", _before_delete, propagate=True)


def _note_of(target: Any) -> Callable[[Entry], None]:
    from sqlalchemy.orm import object_session

    session = object_session(target)
    if session is None:
        raise RuntimeError("a record changed outside a unit of work")
    note: Callable[[Entry], None] = session.info["note"]
    return note


def _after_insert(_mapper: object, _connection: Connection, target: Any) -> None:
    table: Table = target.__table__
    row = {column.key: getattr(target, column.key) for column in table.columns}
    note = _note_of(target)
    note(Entry(table.name, target.id, whose(table, row), Action.INSERT, None, row))


def _after_update(_mapper: object, _connection: Connection, target: Any) -> None:
    from sqlalchemy.orm.attributes import get_history

    table: Table = target.__table__
    before: dict[str, object] = {}
    after: dict[str, object] = {}
    for column in table.columns:
        name = column.key
        history = get_history(target, name)
        if history.has_changes():
            # A column that was never set has no history: it was NULL.
            before[name] = history.deleted[0] if history.deleted else None
            after[name] = history.added[0] if history.added else None
    if after:
        owner = whose(table, {"id": target.id, "person_id": getattr(target, "person_id", None)})
        note = _note_of(target)
        note(Entry(table.name, target.id, owner, Action.UPDATE, before, after))


def _before_delete(_mapper: object, connection: Connection, target: Any) -> None:
    note = _note_of(target)
    for entry in entries_of_delete(connection, target.__table__, [target.id]):
        note(entry)
