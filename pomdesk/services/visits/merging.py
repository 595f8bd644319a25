"""Ending a visit and bringing one back: what was noted comes into the record by a three-way merge.

One side is the desk, the other a visit machine or the desk's own visit. What both agreed on last
stands in ``visit_base``; afterwards it is what the other side said. While a person has not decided
a clash, the two have not agreed on it: it is measured against what was before.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVarTuple

from sqlalchemy import Row, select

from pomdesk.domain.errors import RequestRefused, TextRefused
from pomdesk.domain.record import EntryKind
from pomdesk.domain.visits import PERSON_ROW, Captured, ClashKind, Rows, Values
from pomdesk.readmodels.visit_merges import Written
from pomdesk.rules.visits.merging import Clash, Merged, merge
from pomdesk.services.visits import noted
from pomdesk.services.visits.agreed import add_base, as_json, base_row, fields_of, values_of
from pomdesk.services.visits.cards import load_card
from pomdesk.services.visits.ending import packs_of
from pomdesk.services.visits.recording import Recording, done_already, ticked_entries
from pomdesk.store.tables import entry, person, visit_base, visit_clash, visit_stop
from pomdesk.store.unit_of_work import UnitOfWork

Given = TypeVarTuple("Given")


@dataclass(frozen=True, slots=True)
class Side:
    """Who the desk merges with: a visit machine and the pack it opened; blank: its own visit."""

    machine: str = ""
    pack: str = ""


@dataclass(slots=True)
class _Stop:
    """One stop while it is merged.

    Attributes:
        known: rows of ``visit_base`` of the other side, by key.
        facts: what the other side was given.
        open: clashes that nobody has decided, by row and field.
        entries: number of the entry that a row is.
        agreed, theirs, ours: rows as they were agreed, and as both sides have them.

    """

    row: Row[Any]
    known: dict[str, Row[Any]]
    facts: Rows
    open: dict[tuple[str, str], Row[Any]]
    agreed: dict[str, Values] = field(default_factory=dict)
    theirs: dict[str, Values] = field(default_factory=dict)
    ours: dict[str, Values] = field(default_factory=dict)
    entries: dict[str, int | None] = field(default_factory=dict)


def merge_visit(
    recording: Recording,
    visit_id: int,
    side: Side,
    captures: Mapping[int, Sequence[Captured]],
) -> Written:
    """Bring what a side noted into the record, as part of the operation at hand.

    Args:
        recording: where it is written.
        visit_id: the visit.
        side: who noted it.
        captures: all that it noted, by stop.

    """
    uow, today = recording.uow, recording.day.today
    stops = _stops(uow, visit_id, side, captures)
    for stop in stops:
        _agree(stop, captures.get(stop.row.id, ()), recording)
    _read_ours(recording, stops)
    _find_done(recording, visit_id, stops)
    written = Written(visit_id)
    fresh: list[dict[str, object]] = []
    for stop in stops:
        merged = merge(stop.agreed, stop.ours, stop.theirs)
        counted, refused = _apply(recording, stop, merged)
        clashes = _keep_clashes(uow, stop, side, (*merged.clashes, *refused))
        fresh += _keep_base(uow, stop, side)
        said = merged.joined.keys() | merged.changed.keys()
        moved = sum(
            noted.CAPTURE + one.uid in said and noted.lies_ahead(one, today)
            for one in captures.get(stop.row.id, ())
        )
        counted = replace(counted, clashes=clashes, moved_days=moved)
        written = together(written, counted)
    add_base(uow, fresh)
    return written


def _stops(
    uow: UnitOfWork, visit_id: int, side: Side, captures: Mapping[int, Sequence[Captured]]
) -> list[_Stop]:
    """The stops of a visit of which the side has anything to say, or had."""
    mine = select(visit_stop).where(
        visit_stop.c.visit_id == visit_id, visit_stop.c.person_id.is_not(None)
    )
    stops = uow.rows(mine.order_by(visit_stop.c.position, visit_stop.c.id))
    ids = [row.id for row in stops]
    sides = {side.machine, side.pack} - ({""} if side.machine else set())
    bases: dict[tuple[int, str], dict[str, Row[Any]]] = defaultdict(dict)
    of_these = (visit_base.c.stop_id.in_(ids), visit_base.c.side.in_(sides))
    for row in uow.rows(select(visit_base).where(*of_these)):
        bases[row.stop_id, row.side][row.row_key] = row
    clashes: dict[int, dict[tuple[str, str], Row[Any]]] = defaultdict(dict)
    undecided = (visit_clash.c.machine == side.machine, visit_clash.c.decided == "")
    for row in uow.rows(select(visit_clash).where(visit_clash.c.stop_id.in_(ids), *undecided)):
        clashes[row.stop_id][row.row_key, row.field] = row
    found = []
    for row in stops:
        known = bases[row.id, side.machine]
        if row.id in captures or known:
            given = bases[row.id, side.pack] if side.pack else None
            facts = load_card(row.card).facts if given is None else fields_of(given)
            found.append(_Stop(row, known, facts, clashes[row.id]))
    return found


def _agree(stop: _Stop, captures: Iterable[Captured], recording: Recording) -> None:
    """What both agreed on, and what the other side says now."""
    stop.agreed = fields_of(stop.known) if stop.known else dict(stop.facts)
    stop.entries = {key: row.entry_id for key, row in stop.known.items()}
    for (key, name), clash in stop.open.items():
        stop.entries.setdefault(key, clash.entry_id)
        if name:
            stop.agreed[key] = {**stop.agreed.get(key, {}), name: clash.base}
        elif clash.base is None:
            stop.agreed.pop(key, None)
        else:
            stop.agreed[key] = json.loads(clash.base)
    stop.theirs = noted.rows_of(captures, stop.facts, stop.agreed, recording.day.today)
    for key in stop.theirs:
        # What the other side was not given, and changed all the same, is asked about.
        if key == PERSON_ROW or key.startswith(noted.ENTRY):
            stop.agreed.setdefault(key, {})
            stop.entries[key] = noted.numbered(key) if key != PERSON_ROW else None


def _read_ours(recording: Recording, stops: Sequence[_Stop]) -> None:
    """What the desk has now of everything the other side speaks of."""
    uow = recording.uow
    people = [stop.row.person_id for stop in stops]
    numbers = {number for stop in stops for number in stop.entries.values() if number}
    entries = {row.id: row for row in uow.rows(select(entry).where(entry.c.id.in_(numbers)))}
    cells = select(person.c.id, person.c.cell_location).where(person.c.id.in_(people))
    cell_of = {row.id: row.cell_location for row in uow.rows(cells)}
    done = done_already(uow, people)
    for stop in stops:
        whose = stop.row.person_id
        stop.ours[PERSON_ROW] = {"cell_location": cell_of[whose]}
        for key in stop.agreed.keys() | stop.theirs.keys():
            found = entries.get(stop.entries.get(key) or 0)
            if key.startswith(noted.TICK):
                said = stop.agreed.get(key)
                if said is None and (whose, key.removeprefix(noted.TICK)) in done:
                    said = stop.theirs[key]
                if said is not None:
                    stop.ours[key] = said
            elif found is not None and found.person_id == whose:
                stop.ours[key] = values_of(found)


def _find_done(recording: Recording, visit_id: int, stops: Sequence[_Stop]) -> None:
    """What is ticked for the first time and was written already is not written again.

    Another machine ticked the same on this visit, and both are one entry; or somebody wrote it
    down by hand since the day of the visit.
    """
    ticked = ticked_entries(recording.uow, visit_id)
    claimed = frozenset(ticked.values())
    for stop in stops:
        for key in stop.theirs:
            if not key.startswith(noted.TICK) or key in stop.agreed:
                continue
            by_another = ticked.get((stop.row.person_id, key))
            if by_another is not None:
                stop.entries[key] = by_another
            elif key in stop.ours or not recording.stands(
                stop.row.person_id, key.removeprefix(noted.TICK), stop.theirs[key], claimed
            ):
                continue
            stop.ours[key] = stop.theirs[key]


def _apply(recording: Recording, stop: _Stop, merged: Merged) -> tuple[Written, list[Clash]]:
    """Write what is not in doubt; what a rule of the record refuses is a person's to decide."""
    refused: list[Clash] = []
    counts: dict[str, int] = defaultdict(int)
    whose = stop.row.person_id
    for key, values in merged.changed.items():
        made, ok = _tried(recording.change, whose, key, stop.entries.get(key), values)
        if ok:
            stop.entries[key] = made
            counts["changed"] += len(values)
        else:
            was, mine = stop.agreed.get(key, {}), stop.ours[key]
            refused += [
                Clash(ClashKind.CHANGED, key, name, was.get(name), mine.get(name), value)
                for name, value in values.items()
            ]
    for key, values in merged.joined.items():
        made, ok = _tried(recording.add, whose, key, values)
        if ok:
            stop.entries[key] = made
            counts[_what(key, values)] += 1
        else:
            refused.append(Clash(ClashKind.GONE, key))
    return Written(0, **counts), refused


def _tried(write: Callable[[*Given], int | None], *given: *Given) -> tuple[int | None, bool]:
    """What was written, and whether the record took it; commands check before they write."""
    try:
        return write(*given), True
    except (RequestRefused, TextRefused):
        return None, False


def _what(key: str, values: Values) -> str:
    if key.startswith(noted.TICK):
        return "done"
    return "contacts" if noted.kind_of(values) is EntryKind.CONTACT else "notes"


def _keep_clashes(uow: UnitOfWork, stop: _Stop, side: Side, clashes: Iterable[Clash]) -> int:
    """Write what must be decided, and forget what the other side says no more; how many."""
    from pomdesk.store.records import VisitClashRecord

    asked = {(clash.row, clash.field): clash for clash in clashes}
    for of, row in stop.open.items():
        gone = None if of in asked else uow.get(VisitClashRecord, row.id)
        if gone is not None:
            uow.delete(gone)
    for (key, name), clash in asked.items():
        mine = {"stop_id": stop.row.id, "machine": side.machine, "row_key": key, "field": name}
        record = uow.find(VisitClashRecord, **mine)
        if record is None:
            record = uow.add(VisitClashRecord(person_id=stop.row.person_id, decided="", **mine))
            record.at, record.decided_by = uow.now, ""
        base, theirs = clash.base, clash.theirs
        if not name:
            base, theirs = (_whole(rows.get(key)) for rows in (stop.agreed, stop.theirs))
        values: dict[str, object] = {"kind": clash.kind.value, "base": base, "theirs": theirs}
        values |= {"entry_id": stop.entries.get(key), "decided": ""}
        if any(getattr(record, column) != value for column, value in values.items()):
            for column, value in values.items():
                setattr(record, column, value)
            record.at, record.decided_by, record.decided_at = uow.now, "", None
    return len(asked)


def _whole(values: Values | None) -> str | None:
    return None if values is None else as_json(values)


def _keep_base(uow: UnitOfWork, stop: _Stop, side: Side) -> list[dict[str, object]]:
    """Change what was agreed to what the other side says; the rows that are new."""
    from pomdesk.store.records import VisitBaseRecord

    for key, row in stop.known.items():
        if key not in stop.theirs:
            gone = uow.get(VisitBaseRecord, row.id)
            if gone is not None:
                uow.delete(gone)
    fresh = []
    for key, values in stop.theirs.items():
        new = base_row(stop.row, side.machine, key, values, stop.entries.get(key))
        known = stop.known.get(key)
        record = None if known is None else uow.get(VisitBaseRecord, known.id)
        if record is None:
            fresh.append(new)
        else:
            for name in ("fields", "entry_id"):
                if getattr(record, name) != new[name]:
                    setattr(record, name, new[name])
    return fresh


def together(one: Written, other: Written) -> Written:
    """What came into the record by both."""
    total = {name: getattr(one, name) + count for name, count in other.counts().items()}
    return replace(one, **total)


def by_side(
    uow: UnitOfWork, captures: Mapping[int, Sequence[Captured]]
) -> dict[Side, dict[int, list[Captured]]]:
    """What was noted on a visit by who noted it, the desk first, by stop."""
    machines = {one.machine for every in captures.values() for one in every}
    packs = packs_of(uow, machines - {""})
    found: dict[Side, dict[int, list[Captured]]] = {}
    for machine in sorted(machines):
        theirs = found[Side(machine, packs.get(machine, ""))] = {}
        for stop_id, every in captures.items():
            if said := [one for one in every if one.machine == machine]:
                theirs[stop_id] = said
    return found
