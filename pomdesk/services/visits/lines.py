"""Visits and their packs as lists show them: a constant number of statements, however many."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Row, and_, case, distinct, exists, func, select, true

from pomdesk.domain.access import as_signed
from pomdesk.domain.record import ATTEMPTS
from pomdesk.domain.visits import PackState, Values, VisitState
from pomdesk.readmodels.visits import PackLine, ReturnLine, VisitLine
from pomdesk.services.desk import Day
from pomdesk.services.visits.agreed import fields_of
from pomdesk.services.visits.captures import capture_key, of_mine, read_captures
from pomdesk.services.visits.cards import load_card
from pomdesk.services.visits.noted import TICK, rows_of
from pomdesk.store.tables import (
    person,
    visit_base,
    visit_capture,
    visit_clash,
    visit_pack,
    visit_return,
    visit_stop,
)
from pomdesk.store.unit_of_work import UnitOfWork

_NOT_MET: Final = ("", *sorted(ATTEMPTS))
_STATES: Final = (VisitState.UNDER_WAY, VisitState.PLANNED, VisitState.ENDED)

Packs = Mapping[int, Sequence[PackLine]]
"""Packs by visit, the newest first."""


def in_order(lines: Iterable[VisitLine]) -> list[VisitLine]:
    """Under way first, then planned by day, then ended, newest first."""

    def place(line: VisitLine) -> tuple[int, int, int]:
        backwards = -1 if line.state is VisitState.ENDED else 1
        return _STATES.index(line.state), backwards * line.day.toordinal(), backwards * line.id

    return sorted(lines, key=place)


def visit_lines(
    uow: UnitOfWork, day: Day, visits: Sequence[Row[Any]], packs: Packs
) -> list[VisitLine]:
    """Some visits, in their order, with what was noted of the people one may see."""
    ids = [row.id for row in visits]
    people, noted = _people(uow, day, ids), _noted(uow, day, ids)
    clashes, unwritten = _clashes(uow, day, ids), unwritten_in(uow, day, ids)
    names = day.policy.prisons.names
    lines = []
    for row in visits:
        said = noted.get(row.id)
        mine = packs.get(row.id, ())
        here = [pack for pack in mine if pack.state is PackState.HERE]
        lines.append(
            VisitLine(
                id=row.id,
                code=row.code,
                day=row.day,
                title=row.title,
                state=VisitState(row.state),
                prison_id=row.prison_id,
                prison_name=names.get(row.prison_id, row.prison_id) if row.prison_id else "",
                by=row.by,
                people=people[row.id],
                noted=said.noted if said else 0,
                seen=said.seen if said else 0,
                unwritten=unwritten[row.id],
                from_pack=bool(here),
                shut=any(pack.expired for pack in here),
                pack=next((pack for pack in mine if pack.state is not PackState.LOST), None),
                clashes=sum(n for (visit_id, _), n in clashes.items() if visit_id == row.id),
            )
        )
    return lines


def _people(uow: UnitOfWork, day: Day, visit_ids: Sequence[int]) -> Counter[int]:
    counted = select(visit_stop.c.visit_id, func.count().label("n")).group_by(visit_stop.c.visit_id)
    rows = uow.rows(counted.where(visit_stop.c.visit_id.in_(visit_ids), *of_mine(day)))
    return Counter({row.visit_id: row.n for row in rows})


def _noted(uow: UnitOfWork, day: Day, visit_ids: Sequence[int]) -> dict[int, Row[Any]]:
    """By visit at how many stops anything was noted, and somebody met."""
    met = case((visit_capture.c.what.not_in(_NOT_MET), visit_stop.c.id))
    counted = (
        select(
            visit_stop.c.visit_id,
            func.count(distinct(visit_stop.c.id)).label("noted"),
            func.count(distinct(met)).label("seen"),
        )
        .join(visit_capture, visit_capture.c.stop_id == visit_stop.c.id)
        .where(visit_stop.c.visit_id.in_(visit_ids), *of_mine(day))
        .group_by(visit_stop.c.visit_id)
    )
    return {row.visit_id: row for row in uow.rows(counted)}


def unwritten_in(uow: UnitOfWork, day: Day, visit_ids: Sequence[int]) -> Counter[int]:
    """By visit how many captures say anything that is in no record.

    A visit and each of its machines have agreed with the desk on what is written.
    """
    agreed = and_(
        visit_base.c.stop_id == visit_stop.c.id, visit_base.c.side == visit_capture.c.machine
    )
    agreed_by = (visit_capture.c.stop_id, visit_capture.c.machine)
    its_entry = visit_base.c.row_key == capture_key("") + visit_capture.c.uid
    entered = exists().where(agreed, its_entry)
    # What became an entry is written; the few others tick something or change a fact.
    wanted = (
        select(visit_stop.c.visit_id, visit_capture.c.uid, *agreed_by)
        .join(visit_capture, visit_capture.c.stop_id == visit_stop.c.id)
        .where(visit_stop.c.visit_id.in_(visit_ids), ~entered, *of_mine(day))
    )
    rows = uow.rows(wanted)
    stops = {row.stop_id for row in rows}
    captures = {one.uid: one for said in read_captures(uow, stops).values() for one in said}
    known: dict[tuple[int, str], dict[str, Row[Any]]] = defaultdict(dict)
    for base in uow.rows(select(visit_base).where(visit_base.c.stop_id.in_(stops))):
        known[base.stop_id, base.side][base.row_key] = base
    found: Counter[int] = Counter()
    for row in rows:
        written = fields_of(known[row.stop_id, row.machine])
        said = rows_of([captures[row.uid]], {}, {}, day.today)
        found[row.visit_id] += not all(
            key in written and (key.startswith(TICK) or _within(values, written[key]))
            for key, values in said.items()
        )
    return found


def _within(values: Values, whole: Values) -> bool:
    return all((whole.get(name) or None) == (value or None) for name, value in values.items())


def _clashes(uow: UnitOfWork, day: Day, visit_ids: Sequence[int]) -> dict[tuple[int, str], int]:
    """How many are not decided yet, by visit and machine."""
    counted = (
        select(visit_stop.c.visit_id, visit_clash.c.machine, func.count().label("n"))
        .join(visit_clash, visit_clash.c.stop_id == visit_stop.c.id)
        .where(visit_stop.c.visit_id.in_(visit_ids), visit_clash.c.decided == "", *of_mine(day))
        .group_by(visit_stop.c.visit_id, visit_clash.c.machine)
    )
    return {(row.visit_id, row.machine): row.n for row in uow.rows(counted)}


def pack_lines(uow: UnitOfWork, day: Day, visit_ids: Sequence[int]) -> Packs:
    """The packs of some visits; what opens one only for who took it out, or sees every case."""
    of_these = visit_pack.c.visit_id.in_(visit_ids)
    rows = uow.rows(select(visit_pack).where(of_these).order_by(visit_pack.c.id.desc()))
    if not rows:
        return {}
    ids = [row.id for row in rows]
    people, returns = _people_of_packs(uow, day, ids), _returns(uow, ids)
    clashes = _clashes(uow, day, visit_ids)
    me = as_signed(uow.by)
    packs: dict[int, list[PackLine]] = defaultdict(list)
    for row in rows:
        machines = {machine for machine, _line in returns[row.id]}
        packs[row.visit_id].append(
            PackLine(
                id=row.id,
                uid=row.uid,
                visit_id=row.visit_id,
                state=PackState(row.state),
                opens_with=row.code if day.mine is None or as_signed(row.by) == me else "",
                holder=row.holder,
                device=row.device,
                made_at=row.made_at,
                expires_at=row.expires_at,
                expired=row.expires_at <= uow.now,
                people=people[row.id],
                returns=[line for _machine, line in returns[row.id]],
                clashes=sum(clashes.get((row.visit_id, machine), 0) for machine in machines),
                why=row.why,
            )
        )
    return packs


def _people_of_packs(uow: UnitOfWork, day: Day, pack_ids: Sequence[int]) -> dict[int, list[str]]:
    """Whom each pack holds, in walking order: who was on the visit when it was taken out.

    Names are those of now; on a visit machine those of the card. A pack that is lost names also
    those who are somebody else's now: its list is what the breach is reported from.
    """
    taken = exists().where(
        visit_base.c.stop_id == visit_stop.c.id, visit_base.c.side == visit_pack.c.uid
    )
    here = visit_pack.c.state == PackState.HERE.value
    lost, whose = visit_pack.c.state == PackState.LOST.value, and_(true(), *of_mine(day))
    card = case((person.c.id.is_(None), visit_stop.c.card)).label("card")
    wanted = (
        select(visit_pack.c.id, person.c.prisoner_number, person.c.last_name, card)
        .join(visit_stop, visit_stop.c.visit_id == visit_pack.c.visit_id)
        .outerjoin(person, person.c.id == visit_stop.c.person_id)
        .where(visit_pack.c.id.in_(pack_ids), here | and_(~here, taken), lost | whose)
        .order_by(visit_pack.c.id, visit_stop.c.position, visit_stop.c.id)
    )
    found: dict[int, list[str]] = {pack_id: [] for pack_id in pack_ids}
    for row in uow.rows(wanted):
        who = load_card(row.card) if row.card is not None else row
        found[row.id].append(f"{who.prisoner_number} {who.last_name}".strip())
    return found


def _returns(uow: UnitOfWork, pack_ids: Sequence[int]) -> dict[int, list[tuple[str, ReturnLine]]]:
    """What was brought back of each pack, with the machine it came from, the newest last."""
    found: dict[int, list[tuple[str, ReturnLine]]] = {pack_id: [] for pack_id in pack_ids}
    of_these = visit_return.c.pack_id.in_(pack_ids)
    for row in uow.rows(select(visit_return).where(of_these).order_by(visit_return.c.id)):
        line = ReturnLine(row.number, row.made_at, row.at, row.by, json.loads(row.told))
        found[row.pack_id].append((row.machine, line))
    return found
