"""Visits: all of them, one whole, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from sqlalchemy import Row, func, select

from pomdesk.domain.duties import DutyKind
from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.visits import (
    SETTLED_BY_SEEING,
    Ask,
    Card,
    Flag,
    PackState,
    Place,
    PlaceFix,
    VisitState,
    Why,
)
from pomdesk.readmodels.visits import (
    Proposed,
    StopLine,
    VisitAfter,
    VisitView,
)
from pomdesk.readmodels.visits import (
    VisitsNow as Visits,
)
from pomdesk.rules.visits.codes import read_visit_code
from pomdesk.rules.visits.places import read_place
from pomdesk.services.desk import Day
from pomdesk.services.visits.captures import capture_key, only_visit, read_captures, theirs
from pomdesk.services.visits.cards import cards_for, load_card, may_leave, place_fixes
from pomdesk.services.visits.ending import ending_of
from pomdesk.services.visits.lines import in_order, pack_lines, visit_lines
from pomdesk.store.tables import entry, import_file, visit, visit_base, visit_stop
from pomdesk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class VisitsNow:
    """Every visit, packs that were written off, and what prisons say of their cells.

    Whoever sees their own cases only sees the visits they planned themselves.
    """

    def run(self, uow: UnitOfWork, day: Day) -> Visits:
        """Read them."""
        rows = theirs(uow, day, uow.rows(select(visit)))
        packs = pack_lines(uow, day, [row.id for row in rows])
        lost = [one for one in chain(*packs.values()) if one.state is PackState.LOST]
        return Visits(
            today=day.today,
            visits=in_order(visit_lines(uow, day, rows, packs)),
            lost=sorted(lost, key=lambda one: one.id, reverse=True),
            fixes=place_fixes(uow),
        )


@dataclass(frozen=True, slots=True)
class VisitOf:
    """One visit whole, with where its people are now; of a shut one nobody's card.

    Attributes:
        visit_id, code: one of them; the code as it stands on a sheet, however it was typed.

    Raises:
        RequestRefused: REQ-VISIT, there is none such; REQ-VISIT-CODE, what was typed is no code.

    """

    visit_id: int | None = None
    code: str = ""

    def run(self, uow: UnitOfWork, day: Day) -> VisitView:
        """Read it."""
        return _view(uow, day, only_visit(uow, day, select(visit).where(self._which())))[0]

    def _which(self) -> Any:
        if self.visit_id is not None:
            return visit.c.id == self.visit_id
        code = read_visit_code(self.code)
        if code is None:
            raise RequestRefused("REQ-VISIT-CODE")
        return visit.c.code == code


@dataclass(frozen=True, slots=True)
class VisitAfterwards:
    """What was seen against what was planned, and what is still due.

    Raises:
        RequestRefused: REQ-VISIT.

    """

    visit_id: int

    def run(self, uow: UnitOfWork, day: Day) -> VisitAfter:
        """Work its people out as they stand now."""
        row = only_visit(uow, day, select(visit).where(visit.c.id == self.visit_id))
        view, present = _view(uow, day, row)
        written = view.line.state is VisitState.ENDED
        due = {}
        for stop in view.stops:
            now = present.get(stop.person_id) if stop.person_id is not None else None
            if asks := _still_due(stop, now, view.line.day, written=written):
                due[stop.stop_id] = asks
        return VisitAfter(view, due, _next_contact(uow, day, list(present)))


def _next_contact(uow: UnitOfWork, day: Day, people: Sequence[int]) -> dict[int, date | None]:
    """By when each is to be seen next."""
    found: dict[int, date | None] = {}
    for number, worked in day.book.some(uow, day, people).items():
        contact = [d.due for d in worked.duties if d.kind is DutyKind.CONTACT and d.open]
        found[number] = min(filter(None, contact), default=None)
    return found


def _still_due(stop: StopLine, now: Proposed | None, on: date, *, written: bool) -> tuple[Ask, ...]:
    """What there is to see somebody for after all that was noted, the weightiest first.

    Args:
        stop: where it was noted.
        now: the person as the desk has them; None on a visit machine, which has the card.
        on: day of the visit.
        written: what was noted is in the record, which tells of duties by itself.

    """
    done = {key for one in stop.all_captured for key in one.ticked}
    if now is None or not written:
        done |= SETTLED_BY_SEEING if stop.seen else frozenset()
    else:
        done = {key for key in done if not key.startswith("duty:")}
    asks = stop.card.asks if now is None else now.card.asks or _chosen(stop, now.card, on)
    return tuple(ask for ask in asks if ask.key not in done)


def _chosen(stop: StopLine, now: Card, on: date) -> tuple[Ask, ...]:
    """That somebody chose to see a person of whom nothing is due: so until they are seen."""
    if stop.seen or (now.last_seen is not None and now.last_seen >= on):
        return ()
    return tuple(ask for ask in stop.card.asks if ask.why is Why.CHOSEN)


def _view(uow: UnitOfWork, day: Day, row: Row[Any]) -> tuple[VisitView, Mapping[int, Proposed]]:
    """A visit, and its people as they are now."""
    packs = pack_lines(uow, day, [row.id])
    (line,) = visit_lines(uow, day, [row], packs)
    stops, present = ([], {}) if line.shut else _stops(uow, day, row)
    walking = day.policy.visits.walking_minutes
    minutes = sum(stop.card.minutes for stop in stops) + walking * max(len(stops) - 1, 0)
    (newest,) = uow.rows(select(func.max(import_file.c.as_at).label("as_at")))
    view = VisitView(
        line=line,
        today=day.today,
        stops=stops,
        note=row.note,
        minutes=minutes,
        walking=walking,
        packs=packs.get(row.id, ()),
        as_at=newest.as_at,
        begun_at=row.begun_at,
        ended_at=row.ended_at,
        ending=ending_of(uow, row.id) if line.state is VisitState.ENDED else None,
    )
    return view, present


def _stops(
    uow: UnitOfWork, day: Day, row: Row[Any]
) -> tuple[Sequence[StopLine], Mapping[int, Proposed]]:
    """The stops in walking order, numbered as on everybody's sheet, of whom one may see."""
    wanted = select(visit_stop).where(visit_stop.c.visit_id == row.id)
    every = uow.rows(wanted.order_by(visit_stop.c.position, visit_stop.c.id))
    mine = [
        (number, stop)
        for number, stop in enumerate(every, start=1)
        if day.mine is None or stop.person_id is None or stop.person_id in day.mine
    ]
    ids = [stop.id for _number, stop in mine]
    people = [stop.person_id for _number, stop in mine if stop.person_id is not None]
    present = cards_for(uow, day, people, prison_id=row.prison_id, said=False)
    captures, entries, fixes = read_captures(uow, ids), _entries(uow, ids), place_fixes(uow)
    kept = may_leave(uow, day, [(stop.person_id, load_card(stop.card)) for _number, stop in mine])
    lines = []
    for (number, stop), card in zip(mine, kept, strict=True):
        where, flags, was = _where(card, present.get(stop.person_id), fixes)
        said = captures[stop.id]
        lines.append(
            StopLine(
                stop_id=stop.id,
                number=number,
                person_id=stop.person_id,
                card=card,
                place=where,
                flags=flags,
                was=was,
                captured=next((one for one in said if not one.machine), None),
                brought=tuple(one for one in said if one.machine),
                entries=entries.get(stop.id, ()),
            )
        )
    return lines, present


def _where(
    card: Card, now: Proposed | None, fixes: Sequence[PlaceFix]
) -> tuple[Place, tuple[Flag, ...], str]:
    """Where somebody is, what to know before one walks there, and the cell they were in.

    On a visit machine nobody knows more than the card says.
    """
    if now is None:
        return read_place(card.prison_id, card.location, fixes), (), ""
    if (now.card.prison_id, now.card.location) == (card.prison_id, card.location):
        return now.place, now.flags, now.was
    flags = {*now.flags, Flag.MOVED}
    return now.place, tuple(flag for flag in Flag if flag in flags), card.location


def _entries(uow: UnitOfWork, stop_ids: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """By stop the entries that captures became and that are still in the record."""
    wanted = (
        select(visit_base.c.stop_id, entry.c.id)
        .join(entry, entry.c.id == visit_base.c.entry_id)
        .where(visit_base.c.stop_id.in_(stop_ids), visit_base.c.row_key.startswith(capture_key("")))
        .distinct()
        .order_by(entry.c.day, entry.c.id)
    )
    found: dict[int, tuple[int, ...]] = {}
    for row in uow.rows(wanted):
        found[row.stop_id] = (*found.get(row.stop_id, ()), row.id)
    return found
