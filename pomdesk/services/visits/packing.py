"""What goes into a visit pack, and what becomes of it on the visit machine."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, delete, select

from pomdesk.carried import contents, sealed
from pomdesk.carried.contents import NotedStop, Pack, PackedStop
from pomdesk.domain.visits import PERSON_ROW, Card, PackState, VisitState
from pomdesk.services.desk import Day
from pomdesk.services.visits.agreed import add_base, base_row, fields_of
from pomdesk.services.visits.captures import new_uid, read_captures
from pomdesk.services.visits.cards import cards_to_see, dump_card, load_card, may_leave
from pomdesk.store.journal import Action, Entry
from pomdesk.store.tables import journal, visit, visit_base, visit_capture, visit_pack, visit_stop
from pomdesk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Taken:
    """A stop with the card that is taken out."""

    row: Row[Any]
    card: Card


def stops_of(uow: UnitOfWork, visit_id: int) -> list[Row[Any]]:
    """The stops of a visit in walking order."""
    wanted = select(visit_stop).where(visit_stop.c.visit_id == visit_id)
    return uow.rows(wanted.order_by(visit_stop.c.position, visit_stop.c.id))


def stops_to_take(uow: UnitOfWork, day: Day, visit_id: int) -> tuple[list[Taken], int]:
    """The stops that may be taken out, with their cards, and how many may not.

    Cards are made anew unless something was noted already. Somebody whose case is another's now
    is left out.
    """
    rows = stops_of(uow, visit_id)
    whose = [row for row in rows if day.mine is None or row.person_id in day.mine]
    captures = read_captures(uow, [row.id for row in rows])
    noted = any(captures.values())
    cards = {} if noted else cards_to_see(uow, day, [row.person_id for row in whose])
    taken = []
    for row in whose:
        again = cards.get(row.person_id)
        taken.append(Taken(row, load_card(row.card) if again is None else again.card))
    return taken, len(rows) - len(taken)


def note_taken(uow: UnitOfWork, visit_id: int, uid: str, stops: Sequence[Taken]) -> None:
    """Keep what was taken out: whose cards, and every fact that may be changed on the walk.

    Visit and stops count as changed, even where they are not: what hangs on them now must not go
    when their planning is undone.
    """
    rows = [(one, row) for one in stops for row in {PERSON_ROW: {}, **one.card.facts}.items()]
    add_base(uow, [base_row(one.row, uid, key, values) for one, (key, values) in rows])
    touched = [Entry(visit.name, visit_id, None, Action.UPDATE, {}, {})]
    fresh = []
    for one in stops:
        before, after = one.row.card, dump_card(one.card)
        was, is_now = ({}, {}) if before == after else ({"card": before}, {"card": after})
        touched.append(
            Entry(visit_stop.name, one.row.id, one.row.person_id, Action.UPDATE, was, is_now)
        )
        if before != after:
            fresh.append({"id": one.row.id, "card": after})
    uow.bulk_update(visit_stop, fresh)
    uow.journal(touched)


def pack_file(uow: UnitOfWork, day: Day, pack: Any, of: Row[Any]) -> bytes:
    """The file of a pack as it was taken out, without what must not be carried now, sealed anew.

    Args:
        uow: to read with.
        day: of the desk.
        pack: the row of ``visit_pack``.
        of: the row of its visit.

    Raises:
        PackRefused: PCK-CONTENT, its cards have more than a pack holds.

    """
    facts: dict[int, dict[str, Row[Any]]] = {}
    for row in uow.rows(select(visit_base).where(visit_base.c.side == pack.uid)):
        facts.setdefault(row.stop_id, {})[row.row_key] = row
    rows = [row for row in stops_of(uow, of.id) if row.id in facts]
    kept = [replace(load_card(row.card), facts=fields_of(facts[row.id])) for row in rows]
    cards = may_leave(uow, day, list(zip([row.person_id for row in rows], kept, strict=True)))
    stops = tuple(PackedStop(row.uid, card) for row, card in zip(rows, cards, strict=True))
    visit_as = (of.uid, of.code, of.title, pack.note, of.day, of.prison_id)
    packed = Pack(*visit_as, pack.holder, pack.made_at, pack.expires_at, stops)
    return sealed.seal(sealed.Kind.PACK, pack.uid, contents.write_pack(packed), pack.code)


def put_in(uow: UnitOfWork, uid: str, code: str, pack: Pack) -> int:
    """Put an opened pack in; the journal is told that, and nothing of what it says."""
    of: dict[str, object] = {
        "uid": pack.visit,
        "code": pack.code,
        "prison_id": pack.prison_id,
        "day": pack.day,
        "title": pack.title,
        "state": VisitState.PLANNED.value,
        "note": pack.note,
        "by": uow.by,
        "at": uow.now,
    }
    (visit_id,) = uow.bulk_insert(visit, [of])
    stops = uow.bulk_insert(
        visit_stop,
        [
            {"visit_id": visit_id, "uid": one.uid, "position": place, "card": dump_card(one.card)}
            for place, one in enumerate(pack.stops, start=1)
        ],
    )
    here: dict[str, object] = {
        "visit_id": visit_id,
        "uid": uid,
        "state": PackState.HERE.value,
        "code": code,
        "holder": pack.holder,
        "device": "",
        "made_at": pack.made_at,
        "expires_at": pack.expires_at,
        "machine": new_uid(),
        "returns": 0,
        "made": "[]",
        "why": "",
        "note": pack.note,
        "by": uow.by,
        "at": uow.now,
    }
    (pack_id,) = uow.bulk_insert(visit_pack, [here])
    new = [(visit.name, visit_id), (visit_pack.name, pack_id)]
    new += [(visit_stop.name, stop_id) for stop_id in stops]
    uow.journal(Entry(name, row_id, None, Action.INSERT, None, None) for name, row_id in new)
    return visit_id


def noted_stops(uow: UnitOfWork, visit_id: int) -> tuple[NotedStop, ...]:
    """What was noted on a visit machine, at each stop where anything was."""
    stops = stops_of(uow, visit_id)
    captures = read_captures(uow, [stop.id for stop in stops])
    return tuple(
        NotedStop(stop.uid, tuple(captures[stop.id])) for stop in stops if captures[stop.id]
    )


def take_off(uow: UnitOfWork, visit_id: int, pack_id: int) -> None:
    """Take a visit off the visit machine, with all that was noted and every trace in the journal.

    The rows' numbers stay in the journal, so that no later row gets one of them and there is
    nothing to take back.
    """
    gone = {
        visit_stop: [stop.id for stop in stops_of(uow, visit_id)],
        visit_pack: [pack_id],
        visit: [visit_id],
    }
    captured = visit_capture.c.stop_id.in_(gone[visit_stop])
    uow.write_quietly(delete(visit_capture).where(captured))
    uow.bulk_delete(visit, gone[visit])
    for table, ids in gone.items():
        theirs = (journal.c.table_name == table.name, journal.c.row_id.in_(ids))
        uow.connection.execute(delete(journal).where(*theirs))
        uow.journal(Entry(table.name, row_id, None, Action.DELETE, None, None) for row_id in ids)
