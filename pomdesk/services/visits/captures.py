"""Captures as they are kept: read, written while they are typed, and whose visit they are of.

Neither journal nor audit log tell of a capture: it is in no record until its visit is ended.
"""

import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, delete, select
from sqlalchemy.dialects.sqlite import insert

from pomdesk.domain.access import as_signed
from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.visits import Captured, PackState
from pomdesk.services.desk import Day
from pomdesk.store.tables import visit, visit_capture, visit_pack, visit_stop
from pomdesk.store.unit_of_work import UnitOfWork

_PLAIN = ("uid", "day", "what", "time", "text", "next_step", "due", "machine", "by", "at")


def new_uid() -> str:
    """A new number for a capture, the same on every machine it is carried to."""
    return secrets.token_hex(16)


def capture_key(uid: str) -> str:
    """The key of a capture among the rows of a merge."""
    return f"capture:{uid}"


def visit_row(uow: UnitOfWork, day: Day, visit_id: int) -> Row[Any]:
    """A visit; of whoever sees their own cases only, one that they planned themselves.

    Raises:
        RequestRefused: REQ-VISIT, there is none of this number for them.

    """
    return only_visit(uow, day, select(visit).where(visit.c.id == visit_id))


def only_visit(uow: UnitOfWork, day: Day, wanted: Select[Any]) -> Row[Any]:
    """The one visit that a statement finds, as ``visit_row`` gives it."""
    found = theirs(uow, day, uow.rows(wanted))
    if not found:
        raise RequestRefused("REQ-VISIT")
    return found[0]


def theirs(uow: UnitOfWork, day: Day, visits: Sequence[Row[Any]]) -> list[Row[Any]]:
    """Those of some visits that whoever is signed in may see."""
    me = as_signed(uow.by)
    return [row for row in visits if day.mine is None or as_signed(row.by) == me]


def is_carried(uow: UnitOfWork, visit_id: int) -> bool:
    """Whether a visit was opened from a pack: this is the visit machine."""
    here = (visit_pack.c.visit_id == visit_id, visit_pack.c.state == PackState.HERE.value)
    return bool(uow.rows(select(visit_pack.c.id).where(*here)))


def is_shut(uow: UnitOfWork, visit_id: int) -> bool:
    """Whether a visit was opened from a pack that has expired since."""
    here = (visit_pack.c.visit_id == visit_id, visit_pack.c.state == PackState.HERE.value)
    found = uow.rows(select(visit_pack.c.expires_at).where(*here))
    return any(row.expires_at <= uow.now for row in found)


def read_captures(uow: UnitOfWork, stop_ids: Collection[int]) -> Mapping[int, list[Captured]]:
    """What was noted at some stops, by stop, in the order in which it was begun."""
    found: dict[int, list[Captured]] = {stop_id: [] for stop_id in stop_ids}
    wanted = select(visit_capture).where(visit_capture.c.stop_id.in_(stop_ids))
    for row in uow.rows(wanted.order_by(visit_capture.c.id)):
        found[row.stop_id].append(_captured(row))
    return found


def _captured(row: Row[Any]) -> Captured:
    return Captured(
        **{name: getattr(row, name) for name in _PLAIN},
        ticked=tuple(json.loads(row.ticked)),
        changes=json.loads(row.changes),
    )


def keep(uow: UnitOfWork, stop: Row[Any], captured: Captured) -> None:
    """Write what was noted at a stop, in place of what stood there under the same number.

    A blank one is taken out. It is kept as it is given: whoever calls has checked it.

    Args:
        uow: a unit that may write.
        stop: the row of ``visit_stop``; its ``id`` and ``person_id`` are used.
        captured: ``by`` and ``at`` are those of the unit where they are not known.

    """
    if captured.blank:
        uow.write_quietly(delete(visit_capture).where(visit_capture.c.uid == captured.uid))
        return
    values = {name: getattr(captured, name) for name in _PLAIN}
    values |= {
        "stop_id": stop.id,
        "person_id": stop.person_id,
        "ticked": json.dumps(captured.ticked, ensure_ascii=False),
        "changes": json.dumps(captured.changes, ensure_ascii=False, sort_keys=True),
        "by": captured.by or uow.by,
        "at": captured.at or uow.now,
    }
    new = insert(visit_capture).values(values)
    rest = {name: value for name, value in values.items() if name != "uid"}
    uow.write_quietly(new.on_conflict_do_update(index_elements=["uid"], set_=rest))


def stop_row(uow: UnitOfWork, day: Day, stop_id: int) -> Row[Any]:
    """A stop with its card, for whoever may see it.

    Raises:
        RequestRefused: REQ-VISIT-STOP, there is none of this number for them.

    """
    found = uow.rows(
        select(visit_stop).where(visit_stop.c.id == stop_id, *of_mine(day)),
    )
    if not found:
        raise RequestRefused("REQ-VISIT-STOP")
    return found[0]


def of_mine(day: Day) -> tuple[Any, ...]:
    """Conditions on ``visit_stop``: one's own people, and whoever is known by a card only."""
    if day.mine is None:
        return ()
    whose = visit_stop.c.person_id
    return (whose.is_(None) | whose.in_(day.mine),)
