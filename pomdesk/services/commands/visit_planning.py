"""Planning visits to the wings: whom to see, in which order, and what a prison calls its wings."""

import os
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Final

from sqlalchemy import select

from pomdesk.domain.errors import RequestRefused, RoleRefused
from pomdesk.domain.typed import clean
from pomdesk.domain.visits import PackState, VisitState
from pomdesk.readmodels.visits import Proposed
from pomdesk.rules.dates import add_months
from pomdesk.rules.visits.codes import visit_code
from pomdesk.rules.visits.places import without_prison
from pomdesk.services.desk import Day
from pomdesk.services.visits.captures import is_carried, read_captures, visit_row
from pomdesk.services.visits.cards import cards_to_see, dump_card, in_walking_order, place_fixes
from pomdesk.store.journal import Action, Entry
from pomdesk.store.tables import person, visit, visit_base, visit_capture, visit_pack, visit_stop
from pomdesk.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from pomdesk.store.records import VisitRecord, VisitStopRecord

MOST_PEOPLE: Final = 200
"""More than anybody sees on one walk."""
LONGEST_TITLE: Final = 200
LONGEST_PLACE: Final = 40
"""Characters of what a cell begins with, and of the name of a wing or landing."""
MOST_WALK: Final = 999
_MONTHS_AHEAD: Final = 12
_RANDOM: Final = 8


@dataclass(frozen=True, slots=True)
class PlanVisit:
    """Plan a visit; the result is its number.

    Attributes:
        day: the day of it, from today to a year ahead.
        person_ids: whom to see, in any order; each once. Who has nothing to be seen for is seen
            because somebody chose so.
        title: a few words, or blank.
        prison_id: where it goes to; None: where everybody is, if that is one prison.

    Raises:
        RequestRefused: REQ-PERSON (nobody has a number), REQ-VISIT-EMPTY, REQ-VISIT-MANY,
            REQ-VISIT-DAY, REQ-VISIT-TITLE, REQ-VISIT-PRISON.
        RoleRefused: ROL-CASE, somebody is not theirs.
        TextRefused: TXT-LONG.

    """

    name: ClassVar[str] = "plan_visit"
    day: date
    person_ids: Sequence[int]
    title: str = ""
    prison_id: str | None = None

    def run(self, uow: UnitOfWork, day: Day) -> int:
        """Check it, put the cards together, write them."""
        from pomdesk.store.records import VisitRecord

        ids = list(dict.fromkeys(self.person_ids))
        _check_day(self.day, day.today)
        _check_people(uow, day, ids)
        title = _title(self.title)
        cards = cards_to_see(uow, day, ids)
        made = uow.add(
            VisitRecord(
                uid=uuid.uuid4().hex,
                code=_new_code(uow),
                prison_id=self._prison(day, cards),
                day=self.day,
                title=title,
                state=VisitState.PLANNED.value,
                note="",
                by=uow.by,
                at=uow.now,
            )
        )
        ordered = in_walking_order(cards.values(), place_fixes(uow), day.policy)
        _add_stops(uow, made.id, ordered)
        return made.id

    def _prison(self, day: Day, cards: Mapping[int, Proposed]) -> str | None:
        held = {one.card.prison_id for one in cards.values()}
        if not self.prison_id:
            return (held.pop() or None) if len(held) == 1 else None
        if self.prison_id not in held and self.prison_id not in day.policy.prisons.names:
            raise RequestRefused("REQ-VISIT-PRISON")
        return self.prison_id


@dataclass(frozen=True, slots=True)
class ChangeVisit:
    """Change a visit that has not ended.

    Attributes:
        add: people to see besides; who is on it already stays as they are.
        remove: numbers of stops; one that is gone already is no fault.
        day, title: None stays.
        again: make the cards anew, as of now, of everybody who is still one's own and at whose
            stop nothing is noted.

    Raises:
        RequestRefused: REQ-VISIT, REQ-VISIT-ENDED; REQ-VISIT-CARRIED (it came in a pack and is
            changed where it was planned); REQ-VISIT-NOTED (something is noted at a stop to be
            removed, or it is in a pack that was taken out), REQ-VISIT-OUT (cards anew while a
            pack is out, which has the old ones); else as ``PlanVisit``.
        RoleRefused: ROL-CASE.
        TextRefused: TXT-LONG.

    """

    name: ClassVar[str] = "change_visit"
    visit_id: int
    add: Sequence[int] = ()
    remove: Sequence[int] = ()
    day: date | None = None
    title: str | None = None
    again: bool = False

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Check it and change what differs."""
        record = _changeable(uow, day, self.visit_id)
        if self.day is not None and self.day != record.day:
            _check_day(self.day, day.today)
            record.day = self.day
        if self.title is not None and (title := _title(self.title)) != record.title:
            record.title = title
        if self.again and _packs(uow, record.id, PackState.OUT):
            raise RequestRefused("REQ-VISIT-OUT")
        stops = _stops(uow, record.id)
        self._remove(uow, day, stops)
        there = {stop.person_id for stop in stops}
        new = [one for one in dict.fromkeys(self.add) if one not in there]
        if self.add or self.remove:
            _check_people(uow, day, new, besides=len(stops))
        if new or self.again:
            self._walk_anew(uow, day, record.id, stops, new)
        elif self.remove:
            _number(stops)

    def _remove(self, uow: UnitOfWork, day: Day, stops: "list[VisitStopRecord]") -> None:
        """Take stops out of the store and of ``stops``."""
        gone = [stop for stop in stops if stop.id in self.remove]
        for stop in gone:
            _check_theirs(day, stop.person_id)
        ids = [stop.id for stop in gone]
        captured = select(visit_capture.c.stop_id).where(visit_capture.c.stop_id.in_(ids))
        carried = select(visit_base.c.stop_id).where(visit_base.c.stop_id.in_(ids))
        if uow.rows(captured.union(carried)):
            raise RequestRefused("REQ-VISIT-NOTED")
        for stop in gone:
            stops.remove(stop)
            uow.delete(stop)

    def _walk_anew(
        self,
        uow: UnitOfWork,
        day: Day,
        visit_id: int,
        stops: "Sequence[VisitStopRecord]",
        new: Sequence[int],
    ) -> None:
        """Put everybody in walking order, new ones among them; with ``again`` make cards anew."""
        of_person = {stop.person_id: stop for stop in stops if stop.person_id is not None}
        cards = cards_to_see(uow, day, [*of_person, *new])
        ordered = in_walking_order(cards.values(), place_fixes(uow), day.policy)
        if self.again:
            # What was noted was noted against the card as it is: a merge measures changes by it.
            noted = read_captures(uow, [stop.id for stop in stops])
            for number, stop in of_person.items():
                card = dump_card(cards[number].card)
                if _is_theirs(day, number) and stop.card != card and not noted.get(stop.id):
                    stop.card = card
        _add_stops(uow, visit_id, ordered, of_person)


@dataclass(frozen=True, slots=True)
class DropVisit:
    """Throw a planned visit away. Undo puts it back as it was.

    Raises:
        RequestRefused: REQ-VISIT; REQ-VISIT-DROP, it was begun, or a pack of it was taken out:
            the record of who took what stays.

    """

    name: ClassVar[str] = "drop_visit"
    visit_id: int

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Take it out."""
        from pomdesk.store.records import VisitRecord

        row = visit_row(uow, day, self.visit_id)
        if row.state != VisitState.PLANNED or _packs(uow, row.id, *PackState):
            raise RequestRefused("REQ-VISIT-DROP")
        record = uow.get(VisitRecord, row.id)
        if record is not None:
            uow.delete(record)


@dataclass(frozen=True, slots=True)
class CorrectPlace:
    """Say what cells are called whose text begins so; the result is the number of the correction.

    The one there is for the same beginning is changed. Visits that are planned keep their order
    until their cards are made anew.

    Attributes:
        begins: with the prison in front or without.
        walk: wings are walked in this order, then by name; 0: by name.

    Raises:
        RequestRefused: REQ-PLACE-BLANK (no prison, beginning or wing), REQ-PLACE-LONG,
            REQ-PLACE-WALK.
        TextRefused: TXT-LONG.

    """

    name: ClassVar[str] = "correct_place"
    prison_id: str
    begins: str
    wing: str
    landing: str = ""
    walk: int = 0

    def run(self, uow: UnitOfWork, day: Day) -> int:
        """Check it and write it."""
        from pomdesk.store.records import PlaceRecord

        prison = clean(self.prison_id, one_line=True).upper()
        begins = without_prison(prison, clean(self.begins, one_line=True)).casefold()
        wing, landing = (clean(said, one_line=True) for said in (self.wing, self.landing))
        if not (prison and begins and wing):
            raise RequestRefused("REQ-PLACE-BLANK")
        if len(prison) > _LONGEST_PRISON or max(map(len, (begins, wing, landing))) > LONGEST_PLACE:
            raise RequestRefused("REQ-PLACE-LONG", longest=LONGEST_PLACE)
        if not 0 <= self.walk <= MOST_WALK:
            raise RequestRefused("REQ-PLACE-WALK", most=MOST_WALK)
        record = uow.find(PlaceRecord, prison_id=prison, begins=begins)
        if record is None:
            record = PlaceRecord(prison_id=prison, begins=begins)
            record.wing, record.landing, record.walk = wing, landing, self.walk
            return uow.add(record).id
        for column, value in (("wing", wing), ("landing", landing), ("walk", self.walk)):
            if getattr(record, column) != value:
                setattr(record, column, value)
        return record.id


_LONGEST_PRISON: Final = 10


@dataclass(frozen=True, slots=True)
class DropPlace:
    """Take a correction back: its cells are guessed again.

    Raises:
        RequestRefused: REQ-PLACE, there is none of this number.

    """

    name: ClassVar[str] = "drop_place"
    fix_id: int

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Take it out."""
        from pomdesk.store.records import PlaceRecord

        record = uow.get(PlaceRecord, self.fix_id)
        if record is None:
            raise RequestRefused("REQ-PLACE")
        uow.delete(record)


# What must hold


def _check_day(wanted: date, today: date) -> None:
    if not today <= wanted <= add_months(today, _MONTHS_AHEAD):
        raise RequestRefused("REQ-VISIT-DAY")


def _check_people(uow: UnitOfWork, day: Day, new: Collection[int], besides: int = 0) -> None:
    if not new and not besides:
        raise RequestRefused("REQ-VISIT-EMPTY")
    if len(new) + besides > MOST_PEOPLE:
        raise RequestRefused("REQ-VISIT-MANY", most=MOST_PEOPLE)
    for number in new:
        _check_theirs(day, number)
    known = uow.rows(select(person.c.id).where(person.c.id.in_(new)))
    if len(known) < len(new):
        raise RequestRefused("REQ-PERSON", number="")


def _check_theirs(day: Day, person_id: int | None) -> None:
    """A request about several people names none to the gate, so it is asked here."""
    if person_id is not None and not _is_theirs(day, person_id):
        raise RoleRefused("ROL-CASE", person=person_id)


def _is_theirs(day: Day, person_id: int) -> bool:
    return day.mine is None or person_id in day.mine


def _title(typed: str) -> str:
    title = clean(typed, one_line=True)
    if len(title) > LONGEST_TITLE:
        raise RequestRefused("REQ-VISIT-TITLE", longest=LONGEST_TITLE)
    return title


def _changeable(uow: UnitOfWork, day: Day, visit_id: int) -> "VisitRecord":
    from pomdesk.store.records import VisitRecord

    row = visit_row(uow, day, visit_id)
    if is_carried(uow, row.id):
        raise RequestRefused("REQ-VISIT-CARRIED")
    record = uow.get(VisitRecord, row.id)
    if record is None or record.state == VisitState.ENDED:
        raise RequestRefused("REQ-VISIT-ENDED")
    return record


def _packs(uow: UnitOfWork, visit_id: int, *states: PackState) -> bool:
    """Whether a visit has a pack in one of these states."""
    held = visit_pack.c.state.in_([state.value for state in states])
    return bool(uow.rows(select(visit_pack.c.id).where(visit_pack.c.visit_id == visit_id, held)))


# Stops


def _stops(uow: UnitOfWork, visit_id: int) -> "list[VisitStopRecord]":
    from pomdesk.store.records import VisitStopRecord

    wanted = select(VisitStopRecord).where(visit_stop.c.visit_id == visit_id)
    order = (visit_stop.c.position, visit_stop.c.id)
    return list(uow.session.scalars(wanted.order_by(*order)))


def _add_stops(
    uow: UnitOfWork,
    visit_id: int,
    ordered: Sequence[Proposed],
    there: "Mapping[int, VisitStopRecord] | None" = None,
) -> None:
    """Number people in this order; who has no stop gets one."""
    new: list[dict[str, Any]] = []
    for position, one in enumerate(ordered, start=1):
        stop = (there or {}).get(one.person_id)
        if stop is None:
            row = {"visit_id": visit_id, "person_id": one.person_id, "uid": uuid.uuid4().hex}
            new.append(row | {"position": position, "card": dump_card(one.card)})
        elif stop.position != position:
            stop.position = position
    if not new:
        return
    # Row by row it takes as long as to make the cards.
    ids = uow.bulk_insert(visit_stop, new)
    rows = ({"id": number, **row} for number, row in zip(ids, new, strict=True))
    uow.journal(
        Entry(visit_stop.name, row["id"], row["person_id"], Action.INSERT, None, row)
        for row in rows
    )


def _number(stops: "Sequence[VisitStopRecord]") -> None:
    for position, stop in enumerate(stops, start=1):
        if stop.position != position:
            stop.position = position


def _new_code(uow: UnitOfWork, random: Callable[[int], bytes] = os.urandom) -> str:
    """A code that no visit has."""
    while True:
        code = visit_code(random(_RANDOM))
        if not uow.rows(select(visit.c.id).where(visit.c.code == code)):
            return code
