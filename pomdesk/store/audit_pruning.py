"""Taking events out of the audit log after their time: whole months, sealed.

Of a month there stays one row: its first and last number, how it joins, the keys it introduced,
and the signature of whoever took it out. The chain goes on from it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from pomdesk.domain.audit import NEW_SIGNER
from pomdesk.store.audit import Pen, head, read_detail, written
from pomdesk.store.audit_proof import seal_of, signers_text
from pomdesk.store.tables import audit, audit_segment

_GUARD = "lasting_audit_delete"


def prune(connection: Connection, pen: Pen, before: datetime, now: datetime, by: str) -> list[int]:
    """Take out every whole month that ended before ``before``; the last number of each segment.

    All inside the caller's transaction; the newest event always stays.

    Args:
        connection: of the caller.
        pen: seals the segments.
        before: the first moment that stays, UTC without a zone.
        now: UTC without a zone.
        by: who takes them out.

    """
    first, kept = connection.execute(
        select(func.min(audit.c.seq), func.min(audit.c.seq).filter(audit.c.order_at >= before))
    ).one()
    if first is None:
        return []
    kept = head(connection).seq if kept is None else kept
    rows = written(connection, most=kept - first) if kept > first else []
    ends = [_seal(connection, pen, month, now, by) for month in _months(rows)]
    if ends:
        _take_out(connection, ends[-1])
    return ends


def _months(rows: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    months: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        months.setdefault(row["order_at"][: len("2026-11")], []).append(row)
    return list(months.values())


def _seal(
    connection: Connection, pen: Pen, month: Sequence[Mapping[str, Any]], now: datetime, by: str
) -> int:
    first, last = month[0], month[-1]
    known: dict[str, list[str]] = {}
    for row in month:
        if row["what"] == NEW_SIGNER:
            detail = read_detail(row["detail"])
            slot = str(detail.get("slot", row["who"]))
            known.setdefault(slot, []).append(str(detail.get("public", "")))
    segment = {
        "first_seq": first["seq"],
        "last_seq": last["seq"],
        "first_prev": first["prev"],
        "last_hash": last["hash"],
        "signers": signers_text(pen.signer.slot, known, last["order_at"]),
        "at": now,
        "by": by,
    }
    stands = {**segment, "at": now.isoformat(sep=" ", timespec="microseconds")}
    key = pen.signer.key
    signature = "" if key is None else key.sign(seal_of(stands)).hex()
    connection.execute(insert(audit_segment), {**segment, "sig": signature})
    return int(last["seq"])


def _take_out(connection: Connection, last: int) -> None:
    """Delete up to a number, in the one moment in which the database does not refuse it."""
    guard = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = ?", (_GUARD,))
    statement = guard.scalar_one()
    connection.exec_driver_sql(f"DROP TRIGGER {_GUARD}")
    connection.execute(delete(audit).where(audit.c.seq <= last))
    connection.exec_driver_sql(statement)
