"""What both sides changed, side by side.

What the desk has is read at the time; it may have been changed since the two sides were merged.
"""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, Select, and_, func, select

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.record import EntryKind
from pomdesk.domain.visits import PERSON_ROW, TEXT_FIELDS, ClashKind, Values
from pomdesk.readmodels.visits import ClashLine
from pomdesk.services.desk import Day
from pomdesk.services.visits.agreed import values_of
from pomdesk.services.visits.captures import capture_key, of_mine
from pomdesk.store.tables import (
    entry,
    person,
    visit,
    visit_base,
    visit_capture,
    visit_clash,
    visit_stop,
)
from pomdesk.store.unit_of_work import UnitOfWork


def clash_lines(uow: UnitOfWork, day: Day, visit_id: int | None) -> tuple[ClashLine, ...]:
    """What waits to be decided, in the order of visits and stops."""
    wanted = _clashes(day).where(visit_clash.c.decided == "")
    if visit_id is not None:
        wanted = wanted.where(visit.c.id == visit_id)
    in_order = wanted.order_by(visit.c.id, visit_stop.c.position, visit_clash.c.id)
    rows = uow.rows(in_order)
    entries = entries_of(uow, {row.stands_as for row in rows if row.stands_as})
    by = _who(uow, {row.stop_id for row in rows})
    return tuple(_line(row, entries.get(row.stands_as or 0), by) for row in rows)


def clash_row(uow: UnitOfWork, day: Day, clash_id: int) -> Row[Any]:
    """One thing to decide.

    Raises:
        RequestRefused: REQ-CLASH, there is none of this number for whoever is signed in;
            REQ-CLASH-DONE, it was decided.

    """
    rows = uow.rows(_clashes(day).where(visit_clash.c.id == clash_id))
    if not rows:
        raise RequestRefused("REQ-CLASH")
    if rows[0].decided:
        raise RequestRefused("REQ-CLASH-DONE")
    return rows[0]


def _clashes(day: Day) -> Select[Any]:
    """Clashes with the visit and the person they are of; ``stands_as``: the entry it is now.

    Of whoever sees their own cases only, those of people who are theirs now, whoever was on the
    visit: nobody else can decide them.
    """
    row_of = (visit_base.c.stop_id == visit_clash.c.stop_id,
              visit_base.c.side == visit_clash.c.machine,
              visit_base.c.row_key == visit_clash.c.row_key)  # fmt: skip
    return (
        select(
            visit_clash,
            visit.c.id.label("visit_id"),
            visit.c.code.label("visit_code"),
            func.coalesce(visit_base.c.entry_id, visit_clash.c.entry_id).label("stands_as"),
            visit_base.c.fields.label("said"),
            person.c.prisoner_number,
            person.c.last_name,
            person.c.first_name,
            person.c.cell_location,
        )
        .join(visit_stop, visit_stop.c.id == visit_clash.c.stop_id)
        .join(visit, visit.c.id == visit_stop.c.visit_id)
        .join(person, person.c.id == visit_clash.c.person_id)
        .outerjoin(visit_base, and_(*row_of))
        .where(*of_mine(day))
    )


def entries_of(uow: UnitOfWork, numbers: set[int]) -> dict[int, Row[Any]]:
    """Entries by number."""
    return {row.id: row for row in uow.rows(select(entry).where(entry.c.id.in_(numbers)))}


def _who(uow: UnitOfWork, stop_ids: set[int]) -> dict[tuple[int, str], str]:
    """Who noted something at a stop, by stop and machine."""
    columns = (visit_capture.c.stop_id, visit_capture.c.machine, visit_capture.c.by)
    rows = uow.rows(select(*columns).where(and_(visit_capture.c.stop_id.in_(stop_ids))))
    return {(row.stop_id, row.machine): row.by for row in rows}


def _line(row: Row[Any], found: Row[Any] | None, by: Mapping[tuple[int, str], str]) -> ClashLine:
    base, theirs = row.base, row.theirs
    if not row.field:
        base, theirs = _words(base), _words(theirs)
    return ClashLine(
        id=row.id,
        visit_id=row.visit_id,
        visit_code=row.visit_code,
        person_id=row.person_id,
        prisoner_number=row.prisoner_number,
        last_name=row.last_name,
        first_name=row.first_name,
        kind=ClashKind(row.kind),
        row_key=row.row_key,
        field=row.field,
        entry_kind=found.kind if found is not None else _kind(row),
        base=base,
        ours=ours_of(row, found),
        theirs=theirs,
        may_join=row.field in TEXT_FIELDS and bool(row.theirs),
        at=row.at,
        made_by=by.get((row.stop_id, row.machine), ""),
    )


def _kind(row: Row[Any]) -> str:
    """Kind of an entry that is gone; "" of what was none."""
    if not row.row_key.startswith(capture_key("")):
        return ""
    values: Values = json.loads((not row.field and (row.theirs or row.base)) or "{}")
    return (EntryKind.CONTACT if values.get("what") else EntryKind.NOTE).value


def ours_of(row: Row[Any], found: Row[Any] | None) -> str | None:
    """What the desk has now; of a whole row its words."""
    if row.row_key == PERSON_ROW:
        return str(row.cell_location or "") or None
    values = values_of(found) if found is not None and found.person_id == row.person_id else {}
    return values.get(row.field) if row.field else _joined(values)


def _words(kept: str | None) -> str | None:
    return None if kept is None else _joined(json.loads(kept))


def _joined(values: Values) -> str | None:
    """What a row says, without the codes in it."""
    said = (values.get(name) for name in ("text", "next_step", "due", "done"))
    return "\n".join(part for part in said if part) or None
