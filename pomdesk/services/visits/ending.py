"""Which operation ended a visit, for whoever takes the ending back, and what that leaves."""

import json
from collections.abc import Collection

from sqlalchemy import select

from pomdesk.domain.visits import VisitState
from pomdesk.store.journal import Action
from pomdesk.store.tables import journal, operation, visit, visit_pack, visit_return
from pomdesk.store.unit_of_work import UnitOfWork

_BRINGS_BACK = "bring_back_visit"
ENDINGS = ("end_visit", _BRINGS_BACK)
"""Codes of the operations that end a visit."""


def ending_of(uow: UnitOfWork, visit_id: int) -> int | None:
    """Number of the newest operation that ended a visit and stands; None: there is none.

    It may be given to ``Desk.undo``, which refuses where something was changed since.
    """
    # By the few operations that may have done it: the journal has no index over whole rows.
    endings = select(operation.c.id).where(operation.c.command.in_(ENDINGS))
    ended = (
        select(journal.c.operation_id, journal.c.after)
        .where(
            journal.c.operation_id.in_(endings),
            journal.c.table_name == visit.name,
            journal.c.row_id == visit_id,
            journal.c.action == Action.UPDATE.value,
        )
        .order_by(journal.c.operation_id.desc())
    )
    found = [row.operation_id for row in uow.rows(ended) if _ends(row.after)]
    if not found:
        return None
    undone = _undone_since(uow, found[-1])
    return next((number for number in found if number not in undone), None)


def packs_of(uow: UnitOfWork, machines: Collection[str]) -> dict[str, str]:
    """Number of the pack that each visit machine opened, also where its return was taken back.

    The journal knows it; of what was taken back there is no other row.
    """
    if not machines:
        return {}
    brought = (
        select(journal.c.after)
        .join(operation, operation.c.id == journal.c.operation_id)
        .where(
            operation.c.command == _BRINGS_BACK,
            journal.c.table_name == visit_return.name,
            journal.c.action == Action.INSERT.value,
        )
    )
    rows = [json.loads(row.after or "{}") for row in uow.rows(brought)]
    opened = {row["machine"]: row["pack_id"] for row in rows if row.get("machine") in machines}
    packs = select(visit_pack.c.id, visit_pack.c.uid)
    packs = packs.where(visit_pack.c.id.in_(set(opened.values())))
    uids = {row.id: row.uid for row in uow.rows(packs)}
    return {machine: uids[pack] for machine, pack in opened.items() if pack in uids}


def _ends(after: str | None) -> bool:
    return bool(json.loads(after or "{}").get("state") == VisitState.ENDED)


def _undone_since(uow: UnitOfWork, first: int) -> set[int]:
    """Operations from a number on that are taken back; an undo taken back takes nothing back."""
    undos = select(operation.c.id, operation.c.undoes).where(
        operation.c.undoes.is_not(None), operation.c.id > first
    )
    undone: set[int] = set()
    for row in uow.rows(undos.order_by(operation.c.id.desc())):
        if row.id not in undone:
            undone.add(row.undoes)
    return undone
