"""What visits to the wings hold on one person: cards, what was noted, packs they were in.

Colleagues are not named: neither who walked nor who held a pack. The note of a visit is of
everybody on it, so somebody decides about it.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Select, Table, exists, select

from pomdesk.domain.rights import Flag, PackItem
from pomdesk.domain.visits import Rows, Values
from pomdesk.services.rights.part import KEPT_FACTS, part
from pomdesk.services.visits.captures import capture_key
from pomdesk.services.visits.cards import load_card
from pomdesk.store.tables import (
    journal,
    visit,
    visit_base,
    visit_capture,
    visit_clash,
    visit_pack,
    visit_stop,
)
from pomdesk.store.unit_of_work import UnitOfWork

_SECTION = "visits"
_OTHERS = frozenset({Flag.THIRD_PARTY})
_NOTED = ("what", "time", "text", "next_step", "due")

Given = list[tuple[str, object]]


def visits(uow: UnitOfWork, person_id: int) -> Iterator[PackItem]:
    """Every part of it."""
    yield from _stops(uow, person_id)
    yield from _captures(uow, person_id)
    yield from _bases(uow, person_id)
    yield from _clashes(uow, person_id)
    yield from _packs(uow, person_id)


def _theirs(table: Table, person_id: int, *more: Any) -> Select[Any]:
    """Rows of one person with the day of their visit, oldest first."""
    columns = (table, visit.c.day.label("visited"), *more)
    joined = select(*columns).where(table.c.person_id == person_id).order_by(table.c.id)
    if table is visit_stop:
        return joined.join(visit, visit.c.id == visit_stop.c.visit_id)
    return joined.join(visit_stop, visit_stop.c.id == table.c.stop_id).join(
        visit, visit.c.id == visit_stop.c.visit_id
    )


def _stops(uow: UnitOfWork, person_id: int) -> Iterator[PackItem]:
    """Cards, those before them too, and the notes of the visits."""
    for row in uow.rows(_theirs(visit_stop, person_id, visit.c.title, visit.c.note)):
        values = [("title", row.title), *_card(row.card)]
        yield _of_card(f"visit_stop:{row.id}", values, row.visited)
        if row.note:
            key, note = f"visit:{row.visit_id}", [("text", row.note)]
            yield part(key, _SECTION, "visit_note", note, day=row.visited, flags=_OTHERS)
    for number, before in _before(uow, person_id, visit_stop):
        if before.get("card"):
            yield _of_card(f"journal:{number}", _card(before["card"]))


def _of_card(key: str, values: Given, day: date | None = None) -> PackItem:
    named = {name for name, value in values if value}
    flags = KEPT_FACTS["person.alerts"] if "alerts" in named else frozenset[Flag]()
    return part(key, _SECTION, "visit_card", values, day=day, flags=flags)


def _card(kept: str) -> Given:
    card = load_card(kept)
    asked = [" ".join(filter(None, (a.why, a.code, a.words, _day(a.due)))) for a in card.asks]
    return [
        ("location", card.location),
        ("alerts", "\n".join(card.alerts)),
        ("asked", "\n".join(asked)),
        ("last_seen", card.last_seen),
        ("last_said", card.last_said),
        ("handover_on", card.handover_on),
        ("release_on", card.release_on),
        ("com_name", card.com_name),
        *_rows(card.facts),
    ]


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _rows(rows: Rows) -> Given:
    return [one for values in rows.values() for one in _row(values)]


def _row(values: Values) -> Given:
    return [(name, value) for name, value in values.items()]


def _captures(uow: UnitOfWork, person_id: int) -> Iterator[PackItem]:
    """What was noted, and what the journal keeps of what was taken out with its stop."""
    for row in uow.rows(_theirs(visit_capture, person_id)):
        yield _capture(f"visit_capture:{row.id}", dict(row._mapping), row.day)
    for number, before in _before(uow, person_id, visit_capture):
        yield _capture(f"journal:{number}", before, date.fromisoformat(before["day"]))


def _capture(key: str, row: Mapping[str, Any], day: date) -> PackItem:
    values: Given = [(name, row[name]) for name in _NOTED]
    values += [("done", "\n".join(json.loads(row["ticked"]))), *_rows(json.loads(row["changes"]))]
    return part(key, _SECTION, "visit_capture", values, day=day)


def _bases(uow: UnitOfWork, person_id: int) -> Iterator[PackItem]:
    """What the desk and a visit agreed on, as it was taken out, brought back or ended."""
    for row in uow.rows(_theirs(visit_base, person_id)):
        noted = row.row_key.startswith(capture_key(""))
        kind = "visit_capture" if noted else "visit_base"
        values = _row(json.loads(row.fields))
        made = part(f"visit_base:{row.id}", _SECTION, kind, values, day=row.visited)
        if made.fields:
            yield made


def _clashes(uow: UnitOfWork, person_id: int) -> Iterator[PackItem]:
    for row in uow.rows(_theirs(visit_clash, person_id)):
        values = [("fact", row.field), ("before", row.base), ("brought", row.theirs)]
        values += [("kept", row.decided)]
        yield part(f"visit_clash:{row.id}", _SECTION, "visit_clash", values, day=row.at.date())


def _packs(uow: UnitOfWork, person_id: int) -> Iterator[PackItem]:
    """Packs that held the person when they were taken out; why one was lost tells of others too."""
    held = exists().where(
        visit_base.c.side == visit_pack.c.uid, visit_base.c.person_id == person_id
    )
    for row in uow.rows(select(visit_pack).where(held).order_by(visit_pack.c.id)):
        values = [("status", row.state), ("until", row.expires_at.date()), ("why", row.why)]
        flags = _OTHERS if row.why else frozenset[Flag]()
        key = f"visit_pack:{row.id}"
        yield part(key, _SECTION, "visit_pack", values, day=row.made_at.date(), flags=flags)


def _before(
    uow: UnitOfWork, person_id: int, table: Table
) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """What the journal keeps of rows before they were changed or taken out."""
    mine = select(journal.c.id, journal.c.before).where(
        journal.c.person_id == person_id,
        journal.c.table_name == table.name,
        journal.c.before.is_not(None),
    )
    for row in uow.rows(mine.order_by(journal.c.id)):
        yield row.id, json.loads(row.before)
