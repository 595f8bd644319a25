"""What the desk and a visit last agreed on, and entries as a merge compares them."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Row

from pomdesk.domain.visits import Values
from pomdesk.store.journal import Action, Entry
from pomdesk.store.tables import visit_base
from pomdesk.store.unit_of_work import UnitOfWork

ENTRY_FIELDS = ("what", "day", "text", "next_step", "due")
"""What the row of a capture says of its entry."""


def add_base(uow: UnitOfWork, rows: Collection[dict[str, object]]) -> None:
    """Put new rows of ``visit_base`` in; all have the same columns."""
    if not rows:
        return
    ids = uow.bulk_insert(visit_base, rows)
    uow.journal(
        Entry(visit_base.name, row_id, _number(row["person_id"]), Action.INSERT, None, whole)
        for row_id, row in zip(ids, rows, strict=True)
        for whole in ({"id": row_id, **row},)
    )


def base_row(
    stop: Row[Any], side: str, key: str, values: Values, entry_id: int | None = None
) -> dict[str, object]:
    """A row of ``visit_base``."""
    return {
        "stop_id": stop.id,
        "person_id": stop.person_id,
        "side": side,
        "row_key": key,
        "fields": as_json(values),
        "entry_id": entry_id,
    }


def as_json(values: Values) -> str:
    """The fields of a row as they are kept."""
    return json.dumps(dict(values), ensure_ascii=False, sort_keys=True)


def fields_of(rows: Mapping[str, Row[Any]]) -> dict[str, Values]:
    """The fields of some rows of ``visit_base``."""
    return {key: json.loads(row.fields) for key, row in rows.items()}


def values_of(row: Any) -> Values:
    """The fields of an entry's row as a merge compares them."""
    given = {name: getattr(row, name) for name in ENTRY_FIELDS}
    return {name: str(value) if value else None for name, value in given.items()}


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None
