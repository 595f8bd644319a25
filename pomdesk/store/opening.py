"""What is noticed when a store is opened, once it is known to be ours and whole.

Each notice is a code that the desk tells in words; what matters later is an event in the log too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from pomdesk.domain.audit import CLOCK_CONFIRMED, CLOCK_JUMP, Event, Kind
from pomdesk.domain.errors import StoreRefused
from pomdesk.store import audit, ballast, mark, schema
from pomdesk.store.connection import engine_over
from pomdesk.store.mark import Found, Marker
from pomdesk.store.place import is_synced

LOW_SPACE = "STO-LOWSPACE"
"""The notice of a disk that is nearly full: backups and papers wait, saving goes on."""

_RECENT = 1000

LONGEST_PAUSE = timedelta(days=35)
"""Between the newest event and now, either way: beyond it the clock is doubted."""


@dataclass(frozen=True, slots=True)
class Noticed:
    """What was noticed.

    Attributes:
        notices: codes, ``notice.<code>`` in words.
        events: what the log is told.

    """

    notices: Sequence[str] = ()
    events: Sequence[Event] = ()


def refuse_behind(path: Path, key: bytearray, salt: bytes, ours: mark.Mark | None) -> None:
    """Refuse a store that lost saves before its log is brought into it; ``ours`` is its mark.

    A log that was cut, or comes from an older copy, would otherwise be written over what is
    there; this way the refused files stay as they are.

    Raises:
        StoreRefused: STO-BEHIND; STO-DAMAGED where it cannot be read with its log.

    """
    if ours is None:
        return
    index = path.with_name(path.name + "-shm")
    was_there = index.exists()
    engine = engine_over(path, key, salt, reading=True)
    try:
        with engine.connect().execution_options(reading=True) as connection:
            if schema.is_known(connection) and (problem := _behind(connection, ours)) is not None:
                raise problem
    finally:
        engine.dispose()
        if not was_there:
            index.unlink(missing_ok=True)


def against_the_mark(connection: Connection, marker: Marker, accept_behind: str) -> Noticed:
    """Compare the store with what is remembered of its last save.

    ``accept_behind`` is why a store that lost saves is to be opened all the same.

    Raises:
        StoreRefused: STO-BEHIND, see ``mark.check``.

    """
    ours, found = marker.read()
    if ours is None:
        # Before version 5 there was none.
        if found is Found.MISSING and schema.version(connection) < schema.FIRST_WITH_STATE:
            return Noticed()
        return Noticed((found.value,), (Event(_EVENTS[found], Kind.SYSTEM),))
    problem = _behind(connection, ours)
    if problem is None:
        return Noticed()
    reason = accept_behind.strip()
    if not reason:
        raise problem
    detail = dict(problem.details)
    return Noticed(events=(Event(ACCEPTED, Kind.SYSTEM, reason=reason, detail=detail),))


ACCEPTED = "STORE_BEHIND_ACCEPTED"
"""The event of opening a store that lost saves."""

_EVENTS = {Found.MISSING: "STORE_MARK_MISSING", Found.UNREADABLE: "STORE_MARK_UNREADABLE"}


def _behind(connection: Connection, ours: mark.Mark) -> StoreRefused | None:
    if schema.version(connection) < schema.FIRST_WITH_STATE:
        return mark.behind(ours, 0, mark.last_operation(connection))
    return mark.check(connection, ours)


def in_the_log(connection: Connection, now: datetime) -> Noticed:
    """Whether the newest events follow each other, and how long ago the last one was."""
    if schema.version(connection) < schema.FIRST_WITH_STATE:
        return Noticed()
    broken = ("AUD-BROKEN",) if audit.check_tail(connection) is not None else ()
    newest = mark.last_event(connection)
    pause = timedelta(0) if newest is None else _without_zone(now) - newest
    if abs(pause) > LONGEST_PAUSE:
        jump = Event(CLOCK_JUMP, Kind.SYSTEM, detail={"days": pause.days})
        return Noticed((*broken, "TIM-JUMP"), (jump,))
    return Noticed((*broken, "TIM-JUMP") if _is_doubted(connection) else broken)


def _is_doubted(connection: Connection) -> bool:
    """Whether an earlier jump of the clock is still unconfirmed, as far as the newest events say.

    The whole log is asked where it matters (``services.clock_doubt``).
    """
    query = (
        "SELECT what FROM audit WHERE what IN (?, ?) AND seq > (SELECT max(seq) FROM audit) - ?"
        " ORDER BY seq DESC LIMIT 1"
    )
    told = (CLOCK_JUMP, CLOCK_CONFIRMED, _RECENT)
    newest = connection.exec_driver_sql(query, told).first()
    return newest is not None and bool(newest.what == CLOCK_JUMP)


def around(path: Path) -> tuple[str, ...]:
    """Notices of the place: little room on the disk, a program that copies the store about."""
    found = {LOW_SPACE: ballast.is_low(path), "STO-SYNCED": is_synced(path)}
    return tuple(code for code, is_so in found.items() if is_so)


def _without_zone(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(tzinfo=None) if now.tzinfo else now
