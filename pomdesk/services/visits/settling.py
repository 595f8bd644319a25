"""What a person decided about something that both sides changed, written into the record."""

import json
from typing import Any

from sqlalchemy import Row, select

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.visits import PERSON_ROW, TEXT_FIELDS, ClashKind, Keep
from pomdesk.services.visits import noted
from pomdesk.services.visits.clashes import entries_of, ours_of
from pomdesk.services.visits.recording import Recording
from pomdesk.store.tables import visit_capture
from pomdesk.store.unit_of_work import UnitOfWork

_IS_GONE = frozenset({"REQ-ENTRY", "REQ-MARK"})
"""What the record says where somebody took out already what is to be taken out."""


def settle(recording: Recording, row: Row[Any], side: Keep) -> int | None:
    """Make the record say what was decided; the number of the entry afterwards.

    Raises:
        RequestRefused: REQ-CLASH-KEEP, both cannot be kept; what a rule of the record refuses.
        TextRefused: TXT-LONG.

    """
    uow = recording.uow
    if side is Keep.BOTH and not (row.field in TEXT_FIELDS and row.theirs):
        raise RequestRefused("REQ-CLASH-KEEP")
    entry_id: int | None = row.stands_as
    if side is Keep.OURS:
        return entry_id
    if row.kind == ClashKind.GONE:
        return recording.add(row.person_id, row.row_key, json.loads(row.theirs))
    if row.kind == ClashKind.WITHDRAWN:
        _remove(recording, row)
        return None
    found = entries_of(uow, {entry_id or 0}).get(entry_id or 0)
    if row.row_key != PERSON_ROW and (found is None or found.person_id != row.person_id):
        # Removed at the desk since both were merged: as if that had been so then.
        whole = {**json.loads(row.said or "{}"), row.field: row.theirs}
        return recording.add(row.person_id, row.row_key, whole)
    if row.row_key.startswith(noted.ENTRY) and entry_id != noted.numbered(row.row_key):
        # What was said of a follow-up that is gone was added whole already.
        return entry_id
    value: str | None = row.theirs
    if side is Keep.BOTH:
        ours = ours_of(row, found)
        value = "\n".join(filter(None, (ours, value)))
    return recording.change(row.person_id, row.row_key, entry_id, {row.field: value})


def _remove(recording: Recording, row: Row[Any]) -> None:
    if row.row_key.startswith(noted.TICK) and _ticked_elsewhere(recording.uow, row):
        return
    try:
        recording.remove(row.person_id, row.row_key, row.stands_as)
    except RequestRefused as refusal:
        if refusal.code not in _IS_GONE:
            raise


def _ticked_elsewhere(uow: UnitOfWork, row: Row[Any]) -> bool:
    """Whether another machine ticks at the same stop what this one took back."""
    others = select(visit_capture.c.ticked).where(
        visit_capture.c.stop_id == row.stop_id, visit_capture.c.machine != row.machine
    )
    asks = (ask for other in uow.rows(others) for ask in json.loads(other.ticked))
    return any(noted.tick_of(ask) == row.row_key for ask in asks)
