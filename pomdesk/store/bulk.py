"""Many rows at the speed of the driver.

SQLAlchemy compiles the statement once, for whatever database is at hand, and converts the
values; the driver then runs it over plain tuples. An insert of dictionaries through
SQLAlchemy takes three times as long, a many-rows ``VALUES`` thirty times.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import ClauseElement, Connection, Table, bindparam, delete, insert, update
from sqlalchemy.engine.default import DefaultDialect

_AT_ONCE = 10_000
_KEY = "row_id"

Values = Sequence[Sequence[object]]


def as_tuples(
    rows: Collection[Sequence[object]] | Collection[Mapping[str, object]],
    columns: Sequence[str] | None,
) -> tuple[tuple[str, ...], Values]:
    """Column names, and the rows as sequences in that order."""
    if columns is not None:
        return tuple(columns), cast(Values, rows if isinstance(rows, list) else list(rows))
    mappings = cast(Collection[Mapping[str, object]], rows)
    names = tuple(next(iter(mappings), {}))
    if any(mapping.keys() != set(names) for mapping in mappings):
        raise ValueError("rows of one bulk change have the same columns")
    return names, [tuple(mapping[name] for name in names) for mapping in mappings]


def insert_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Values) -> None:
    """Put rows in; ``columns`` name the places in each."""
    statement = insert(table).values({name: bindparam(name) for name in columns})
    _run(connection, table, statement, {name: name for name in columns}, columns, rows)


def update_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Values) -> None:
    """Change rows by ``id``, which is one of ``columns``.

    Raises:
        LookupError: some row was not there; nothing more is promised of the transaction.

    """
    names = {name: _KEY if name == "id" else name for name in columns}
    statement = (
        update(table)
        .where(table.c.id == bindparam(_KEY))
        .values({name: bindparam(name) for name in columns if name != "id"})
    )
    if _run(connection, table, statement, names, columns, rows) != len(rows):
        raise LookupError(f"a row of {table.name} is gone")


def delete_rows(connection: Connection, table: Table, ids: Collection[int]) -> None:
    """Take rows out by id.

    Raises:
        LookupError: some row was not there.

    """
    statement = delete(table).where(table.c.id == bindparam(_KEY))
    rows = [(row_id,) for row_id in ids]
    if _run(connection, table, statement, {"id": _KEY}, ["id"], rows) != len(rows):
        raise LookupError(f"a row of {table.name} is gone")


def _run(
    connection: Connection,
    table: Table,
    statement: ClauseElement,
    names: Mapping[str, str],
    columns: Sequence[str],
    rows: Values,
) -> int:
    """Run a compiled statement over all rows; how many it touched."""
    if not rows:
        return 0
    dialect = cast(DefaultDialect, connection.dialect)
    compiled = cast(Any, statement.compile(dialect=dialect))
    parameters = [names[name] for name in columns]
    convert = _converters(table, columns, dialect)
    order = [parameters.index(name) for name in compiled.positiontup or parameters]
    touched = 0
    for start in range(0, len(rows), _AT_ONCE):
        batch = _converted(rows[start : start + _AT_ONCE], convert, order)
        if not compiled.positional:
            batch = [dict(zip(parameters, row, strict=True)) for row in batch]
        touched += connection.exec_driver_sql(compiled.string, batch).rowcount
    return touched


class _Memo(dict[object, object]):
    """Converted values: a caseload has few different dates and asks for them often."""

    def __init__(self, convert: Callable[[Any], object]) -> None:
        super().__init__()
        self._convert = convert

    def __missing__(self, value: object) -> object:
        converted = self[value] = self._convert(value)
        return converted


def _converters(
    table: Table, columns: Sequence[str], dialect: DefaultDialect
) -> list[_Memo | None]:
    """One memo a type, shared by its columns: the dates of a case are largely the same."""
    memos: dict[type, _Memo] = {}
    converters: list[_Memo | None] = []
    for column in columns:
        kind = table.columns[column].type.dialect_impl(dialect)
        convert = kind.bind_processor(dialect)
        converters.append(memos.setdefault(type(kind), _Memo(convert)) if convert else None)
    return converters


def _converted(rows: Values, convert: list[_Memo | None], order: list[int]) -> list[Any]:
    if convert == [None] * len(order) and list(order) == list(range(len(order))):
        return [tuple(row) for row in rows]
    by_column = list(zip(*rows, strict=True))
    ordered = []
    for place in order:
        memo = convert[place]
        values = by_column[place]
        ordered.append(values if memo is None else [memo[value] for value in values])
    return list(zip(*ordered, strict=True))
