"""Bringing back what was noted on a visit machine."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, delete, select

from pomdesk.carried.contents import Return
from pomdesk.domain.errors import PackRefused
from pomdesk.domain.visits import Captured, PackState, VisitState
from pomdesk.readmodels.visit_merges import CameIn, Written
from pomdesk.services.commands.visits import LONGEST_NOTE
from pomdesk.services.visits.captures import keep, read_captures
from pomdesk.services.visits.cards import load_card
from pomdesk.services.visits.lines import unwritten_in
from pomdesk.services.visits.merging import Side, merge_visit
from pomdesk.services.visits.packing import stops_of
from pomdesk.services.visits.recording import Recording
from pomdesk.store.tables import visit_capture, visit_return
from pomdesk.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from pomdesk.store.records import VisitPackRecord


def bring_back(recording: Recording, pack: "VisitPackRecord", of: Row[Any], back: Return) -> CameIn:
    """Merge what a visit machine noted, as part of the operation at hand.

    Args:
        recording: where it is written.
        pack: the pack it opened.
        of: the row of the pack's visit.
        back: what came back.

    Raises:
        PackRefused: PCK-CONTENT, a capture has the number of one that is not this machine's.

    """
    uow = recording.uow
    came = CameIn(
        of.id,
        lost=pack.state == PackState.LOST,
        clock_ahead_minutes=_minutes(back.made_at - uow.now),
        clock_behind_minutes=_minutes(pack.made_at - min(back.made_at, back.begun_at or uow.now)),
    )
    brought = _brought(uow, pack.id, back.machine)
    # Not by number: a visit machine that was put back to a backup begins again lower.
    known = {row.uid for row in brought}
    if back.uid in known:
        return replace(came, same=True)
    if any(back.uid in json.loads(row.before) for row in brought):
        return replace(came, older=True)
    captures, unasked, gone = _take_in(uow, of.id, back, parted=not known.issubset(back.before))
    merged = merge_visit(recording, of.id, Side(back.machine, pack.uid), captures)
    merged = replace(merged, gone=gone)
    if pack.state != PackState.BACK:
        pack.state = PackState.BACK.value
    cut = _end(recording, of, back, brought[-1].note if brought else pack.note)
    _note_return(uow, pack.id, back, merged)
    counts = {name: getattr(merged, name) for name in Written.__slots__}
    return replace(came, **counts, unasked=unasked, note_cut=cut)


def _minutes(late: timedelta) -> int:
    return max(int(late.total_seconds() // 60), 0)


def _brought(uow: UnitOfWork, pack_id: int, machine: str) -> list[Row[Any]]:
    """What was brought back of one visit machine, the newest last."""
    mine = (visit_return.c.pack_id == pack_id, visit_return.c.machine == machine)
    return uow.rows(select(visit_return).where(*mine).order_by(visit_return.c.id))


def _end(recording: Recording, row: Row[Any], back: Return, agreed: str) -> int:
    """What came back has ended, unless something that was noted is still in no record.

    Args:
        recording: where it is written.
        row: of the visit.
        back: what came back.
        agreed: the visit machine's note as the desk last knew it.

    Returns:
        For how many characters of the visit machine's note there is no room.

    """
    from pomdesk.store.records import VisitRecord

    uow = recording.uow
    record = uow.get(VisitRecord, row.id)
    if record is None:
        return 0
    whole = _merged_note(agreed, record.note, back.note)
    note = whole[:LONGEST_NOTE]
    if record.note != note:
        record.note = note
    cut = len(whole) - len(note)
    if record.state == VisitState.ENDED or unwritten_in(uow, recording.day, [row.id])[row.id]:
        return cut
    record.state, record.ended_at = VisitState.ENDED.value, uow.now
    if record.begun_at is None:
        record.begun_at = back.begun_at
    return cut


def _note_return(uow: UnitOfWork, pack_id: int, back: Return, merged: Written) -> None:
    from pomdesk.store.records import VisitReturnRecord

    uow.add(
        VisitReturnRecord(
            pack_id=pack_id,
            machine=back.machine,
            number=back.number,
            uid=back.uid,
            before=json.dumps(back.before),
            note=back.note,
            made_at=back.made_at,
            told=json.dumps(merged.counts()),
            by=uow.by,
            at=uow.now,
        )
    )


def _take_in(
    uow: UnitOfWork, visit_id: int, back: Return, *, parted: bool
) -> tuple[dict[int, Sequence[Captured]], int, int]:
    """Keep what a machine noted in place of what it noted before.

    Args:
        uow: a unit that may write.
        visit_id: the visit.
        back: what came back.
        parted: the machine no longer knows of a file that was brought back. What stood in that
            one was not taken out on the walk where it is not in this one.

    Returns:
        What it noted by stop; how many ticks were left out, of what is on no card of the desk;
        and how many people of the file are no longer on the desk.

    Raises:
        PackRefused: PCK-CONTENT, a capture has the number of one that is not this machine's.

    """
    stops = {row.uid: row for row in stops_of(uow, visit_id)}
    found = {stop.uid: stop for stop in back.stops if stop.uid in stops}
    uids = {one.uid: stops[stop.uid].id for stop in found.values() for one in stop.captures}
    columns = (visit_capture.c.uid, visit_capture.c.stop_id, visit_capture.c.machine)
    for row in uow.rows(select(*columns).where(visit_capture.c.uid.in_(uids))):
        if (row.stop_id, row.machine) != (uids[row.uid], back.machine):
            raise PackRefused("PCK-CONTENT")
    before = read_captures(uow, [row.id for row in stops.values()]) if parted else {}
    captures: dict[int, Sequence[Captured]] = {}
    unasked = 0
    for row in stops.values():
        said = found[row.uid].captures if row.uid in found else ()
        may = load_card(row.card).may_tick
        asked = [replace(one, ticked=tuple(t for t in one.ticked if t in may)) for one in said]
        unasked += sum(len(one.ticked) for one in said) - sum(len(one.ticked) for one in asked)
        theirs = {one.uid: replace(one, machine=back.machine) for one in asked if not one.blank}
        mine = [one for one in before.get(row.id, ()) if one.machine == back.machine]
        if noted := list((theirs | _newer(mine, theirs)).values()):
            captures[row.id] = noted
    _keep_all(uow, {row.id: row for row in stops.values()}, captures, back.machine)
    return captures, unasked, len(back.stops) - len(found)


def _newer(known: Iterable[Captured], theirs: Mapping[str, Captured]) -> dict[str, Captured]:
    """What a machine noted before and, put back to a backup, forgot."""
    return {one.uid: one for one in known if one.uid not in theirs or _later(one, theirs[one.uid])}


def _later(one: Captured, other: Captured) -> bool:
    """Both times are of one machine's clock."""
    return one.at is not None and other.at is not None and one.at > other.at


def _keep_all(
    uow: UnitOfWork,
    stops: Mapping[int, Row[Any]],
    captures: Mapping[int, Sequence[Captured]],
    machine: str,
) -> None:
    """Keep all that a machine noted, and nothing else of it."""
    uids = [one.uid for noted in captures.values() for one in noted]
    uow.write_quietly(
        delete(visit_capture).where(
            visit_capture.c.stop_id.in_(stops),
            visit_capture.c.machine == machine,
            visit_capture.c.uid.not_in(uids),
        )
    )
    for stop_id, noted in captures.items():
        for one in noted:
            keep(uow, stops[stop_id], one)


def _merged_note(agreed: str, ours: str, theirs: str) -> str:
    """The note of a visit that two machines wrote: what one alone changed, or both."""
    if theirs in (agreed, ours):
        return ours
    return theirs if ours in (agreed, "") else "\n".join(filter(None, (ours, theirs)))
