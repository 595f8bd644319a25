"""Cards: the one place where it is decided what of a person may be carried where prisoners are.

A constant number of statements, however many people.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Row, select

from pomdesk.domain.record import Entry
from pomdesk.domain.visits import PERSON_ROW, Card, Flag, Place, PlaceFix
from pomdesk.readmodels.caseload import CaseloadLine
from pomdesk.readmodels.visits import Proposed
from pomdesk.rules.policy import Policy
from pomdesk.rules.visits.places import read_place, walk_key
from pomdesk.rules.visits.proposing import (
    InHand,
    Reasons,
    asks_for,
    chosen,
    landing_alerts,
    open_follow_ups,
)
from pomdesk.services.book import Worked, work_out_person
from pomdesk.services.cases import load_cases, some
from pomdesk.services.desk import Day
from pomdesk.services.lines import pom_names
from pomdesk.services.visits import grounds
from pomdesk.services.visits.untold import Fence
from pomdesk.store.tables import person, place
from pomdesk.store.unit_of_work import UnitOfWork

# Beyond this many ids, reading the whole table is quicker than naming them.
_FEW = 500


def dump_card(card: Card) -> str:
    """A card as it is kept."""
    return msgspec.json.encode(card).decode()


def load_card(kept: str) -> Card:
    """The card that ``dump_card`` kept.

    Raises:
        ValueError: it is none.

    """
    try:
        return msgspec.json.decode(kept, type=Card)
    except (msgspec.DecodeError, UnicodeEncodeError) as problem:
        raise ValueError("not a card") from problem


def cards_for(
    uow: UnitOfWork,
    day: Day,
    person_ids: Collection[int],
    *,
    prison_id: str | None = None,
    said: bool = True,
) -> Mapping[int, Proposed]:
    """What one needs of some people on a landing today, and why to see them, by number.

    For queries and commands alike. It asks nobody's leave: whoever calls knows whom it may tell of.

    Args:
        uow: to read with.
        day: of the desk.
        person_ids: whose; who is not in the store is left out.
        prison_id: the visit's; who is held by another is flagged.
        said: with what was said last, for cards that are carried; no list is made longer by it.

    """
    worked = _worked(uow, day, person_ids)
    if not worked:
        return {}
    desk = _Desk.read(uow, day, worked, said=said)
    fence = Fence(uow, day.policy)
    made = {number: _proposed(number, desk, day, prison_id) for number in worked}
    fence.look_at((number, one.card) for number, one in made.items())
    told = {number: replace(one, card=fence.told(number, one.card)) for number, one in made.items()}
    return {number: _shortened(one) for number, one in told.items()}


def cards_to_see(uow: UnitOfWork, day: Day, ids: Collection[int]) -> Mapping[int, Proposed]:
    """Cards as a visit has them: who has no asks is seen by choice."""
    found = dict(cards_for(uow, day, ids))
    for number, one in found.items():
        if not one.card.asks:
            card = replace(one.card, asks=chosen(day.policy.visits))
            found[number] = replace(one, card=card, minutes=card.minutes)
    return found


def may_leave(uow: UnitOfWork, day: Day, kept: Sequence[tuple[int | None, Card]]) -> list[Card]:
    """Kept cards as they may leave the store now, in the same order.

    What stood on a card without harm when it was made may name what was withheld since, or stand
    in no record any more. So each passes the fence again, against the record as it is now. A
    constant number of statements.

    Args:
        uow: to read with.
        day: of the desk.
        kept: with each card the number of its person; None, on a visit machine, where there is no
            record to hold it against: it stays as it is.

    """
    theirs = [(number, card) for number, card in kept if number is not None]
    standing = grounds.standing(uow, theirs)
    fence = Fence(uow, day.policy)
    fence.look_at(theirs)
    return [
        card if number is None else fence.told(number, standing.only(number, card))
        for number, card in kept
    ]


def place_fixes(uow: UnitOfWork) -> list[PlaceFix]:
    """What this unit's prisons say of their cells."""
    wanted = select(place).order_by(place.c.prison_id, place.c.walk, place.c.begins)
    return [PlaceFix(**row._mapping) for row in uow.rows(wanted)]


def in_walking_order(
    proposed: Iterable[Proposed], fixes: Iterable[PlaceFix], policy: Policy
) -> list[Proposed]:
    """By prison, wing, landing and cell; in one cell by name."""
    of_prison: dict[str, list[PlaceFix]] = defaultdict(list)
    for fix in fixes:
        of_prison[fix.prison_id].append(fix)
    names = policy.prisons.names

    def key(one: Proposed) -> tuple[object, ...]:
        prison, card = one.card.prison_id, one.card
        walked = walk_key(names.get(prison, prison), one.place, of_prison.get(prison, ()))
        name = (card.last_name.casefold(), card.first_name.casefold())
        return (*walked, *name, one.person_id)

    return sorted(proposed, key=key)


def _worked(uow: UnitOfWork, day: Day, person_ids: Collection[int]) -> Mapping[int, Worked]:
    """Lines and duties: out of the book, or where a command asks anew from the facts."""
    if not person_ids:
        return {}
    if uow.command is None:
        return day.book.some(uow, day, person_ids)
    poms = pom_names(uow, person_ids)
    cases = load_cases(uow, person_ids, entries="duties")
    return {
        number: work_out_person(number, case, poms.get(number), day)
        for number, case in cases.items()
    }


class _Desk(NamedTuple):
    """All that is read for cards besides lines and duties, by person."""

    worked: Mapping[int, Worked]
    facts: Mapping[int, Row[Any]]
    entries: Mapping[int, Sequence[Entry]]
    papers: Mapping[int, Sequence[InHand]]
    said_seen: Mapping[int, Any]
    said: Mapping[int, str]
    were: Mapping[int, str | None]
    fixes: Sequence[PlaceFix]

    @classmethod
    def read(
        cls, uow: UnitOfWork, day: Day, worked: Mapping[int, Worked], *, said: bool
    ) -> "_Desk":
        ids = sorted(worked) if len(worked) <= _FEW else None
        columns = (person.c.id, person.c.alerts, person.c.cell_location)
        people = uow.rows(some(select(*columns), person.c.id, ids))
        return cls(
            worked,
            {row.id: row for row in people},
            grounds.entries(uow, day, worked, ids),
            grounds.papers(uow, ids),
            grounds.said_seen(uow, day, ids),
            grounds.last_said(uow, day, ids) if said else {},
            grounds.former_cells(uow, ids),
            place_fixes(uow),
        )


def _proposed(number: int, desk: _Desk, day: Day, prison_id: str | None) -> Proposed:
    line, duties = desk.worked[number].line, desk.worked[number].duties
    facts, entries = desk.facts[number], desk.entries.get(number, ())
    seen = [line.last_contact, desk.said_seen.get(number)]
    reasons = Reasons(
        duties,
        entries,
        desk.papers.get(number, ()),
        max(filter(None, seen), default=None),
        ours=line.inside,
    )
    changeable: dict[str, dict[str, str | None]] = {PERSON_ROW: {grounds.CELL: facts.cell_location}}
    for follow_up in open_follow_ups(duties, entries):
        due = follow_up.due.isoformat() if follow_up.due else None
        values = {"next_step": follow_up.next_step or None, "due": due}
        changeable[f"entry:{follow_up.id}"] = values
    card = Card(
        prisoner_number=line.prisoner_number,
        last_name=line.last_name,
        first_name=line.first_name,
        prison_id=line.prison_id or "",
        location=line.location or "",
        alerts=landing_alerts(facts.alerts.split("\n"), day.policy),
        asks=asks_for(reasons, day.policy, day.today),
        last_seen=line.last_contact,
        last_said=desk.said.get(number, ""),
        handover_on=line.handover_on,
        release_on=line.earliest_release_on,
        com_name=line.com_name or "",
        facts=changeable,
    )
    # What stands for the cell of a restricted patient is a hospital.
    cell = None if line.restricted_patient else line.location
    where = read_place(line.prison_id, cell, desk.fixes) if cell else Place()
    was = desk.were.get(number) or ""
    moved = bool(was) and was != facts.cell_location and not line.restricted_patient
    return Proposed(
        person_id=number,
        card=card,
        place=where,
        minutes=card.minutes,
        flags=_flags(line, prison_id, moved=moved),
        was=was if moved else "",
        pom_name=line.pom_name,
    )


def _shortened(one: Proposed) -> Proposed:
    """With the first words only of what was said last, up to a word's end."""
    said = one.card.last_said
    if len(said) <= grounds.LONGEST_SAID:
        return one
    # Nobody's word is so long; what is one word of nothing but letters is cut all the same.
    kept = said[: grounds.LONGEST_SAID].rpartition(" ")[0] or said[: grounds.LONGEST_SAID - 1]
    return replace(one, card=replace(one.card, last_said=f"{kept.rstrip()}…"))


def _flags(line: CaseloadLine, prison_id: str | None, *, moved: bool) -> tuple[Flag, ...]:
    patient = line.restricted_patient
    holds = {
        Flag.MOVED: moved,
        Flag.ABSENT: line.temporary_absence_since is not None,
        Flag.HOSPITAL: patient,
        Flag.ELSEWHERE: prison_id is not None and line.prison_id != prison_id,
        Flag.NO_CELL: not patient and not line.location,
    }
    return tuple(flag for flag, held in holds.items() if held)
