"""Taking an operation back: its rows, last first, as an operation of its own.

Because an undo is an operation like any other, it can itself be taken back.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, and_, exists, select
from sqlalchemy.exc import IntegrityError

from pomdesk.domain.errors import RequestRefused
from pomdesk.store import bulk
from pomdesk.store.journal import (
    LEFT_OUT,
    Action,
    Entry,
    entries_of_delete,
    from_text,
    unjournalled,
    whose,
)
from pomdesk.store.tables import entry as entry_table
from pomdesk.store.tables import journal, metadata, operation, person, visit_capture, visit_stop

if TYPE_CHECKING:
    from pomdesk.store.unit_of_work import UnitOfWork

_AT_ONCE = 1_000


def revert(uow: "UnitOfWork", operation_id: int) -> None:
    """Take an operation back; see ``UnitOfWork.revert``."""
    standing = _standing_after(uow, operation_id)
    if _changed_since(uow, operation_id, standing):
        raise _refused(operation_id, "changed")
    if not uow.rows(select(journal.c.id).where(journal.c.operation_id == operation_id).limit(1)):
        raise _refused(operation_id, "nothing")
    if _erased(uow, operation_id):
        raise _refused(operation_id, "erased")
    if _left_out(uow, operation_id):
        raise _refused(operation_id, "text")
    uow.begin_operation(undoes=operation_id)
    try:
        for run in _runs_backwards(uow, operation_id):
            _take_back(uow, run)
    except (IntegrityError, LookupError) as problem:
        # Rows that changed without a journal entry; the unit of work is rolled back whole.
        raise _refused(operation_id, "changed") from problem


def _refused(operation_id: int, reason: str) -> RequestRefused:
    return RequestRefused("REQ-UNDO", operation=operation_id, reason=reason)


def _standing_after(uow: "UnitOfWork", operation_id: int) -> list[int]:
    """Later operations that still stand: neither taken back nor a taking back.

    Newest first, so that an undo which was itself undone (a redo) does not count.
    """
    later = uow.rows(
        select(operation.c.id, operation.c.undoes)
        .where(operation.c.id > operation_id)
        .order_by(operation.c.id.desc())
    )
    cancelled: set[int] = set()
    for row in later:
        if row.id not in cancelled and row.undoes is not None and row.undoes >= operation_id:
            cancelled |= {row.id, row.undoes}
    if operation_id in cancelled:
        raise _refused(operation_id, "undone")
    return [row.id for row in later if row.id not in cancelled]


def _changed_since(uow: "UnitOfWork", operation_id: int, standing: Sequence[int]) -> bool:
    """Whether a standing later operation touched a row of this one.

    For a person that it added, anything noted about that person counts, and for an entry, what
    was hung on it: all of it would go with the row.
    """
    mine, later = journal.alias("mine"), journal.alias("later")
    same_row = and_(later.c.table_name == mine.c.table_name, later.c.row_id == mine.c.row_id)
    hangs_on = and_(
        mine.c.table_name == person.name,
        mine.c.action == Action.INSERT.value,
        later.c.person_id == mine.c.row_id,
    )
    for start in range(0, len(standing), _AT_ONCE):
        some = standing[start : start + _AT_ONCE]
        for link in (same_row, hangs_on):
            touched = (
                select(mine.c.id)
                .join(later, link)
                .where(mine.c.operation_id == operation_id, later.c.operation_id.in_(some))
                .limit(1)
            )
            if uow.rows(touched):
                return True
    return _hung_on(uow, operation_id)


def _left_out(uow: "UnitOfWork", operation_id: int) -> bool:
    """Whether it changed what the journal leaves out, so that nobody knows what was before."""
    named = [table.name for table in metadata.tables.values() if unjournalled(table)]
    changed = (
        select(journal.c.id)
        .where(
            journal.c.operation_id == operation_id,
            journal.c.table_name.in_(named),
            journal.c.action == Action.UPDATE.value,
            journal.c.after.contains(f'"{LEFT_OUT}":', autoescape=True),
        )
        .limit(1)
    )
    return bool(uow.rows(changed))


def _erased(uow: "UnitOfWork", operation_id: int) -> bool:
    """Whether it erased somebody: the journal has nothing to put back."""
    gone = (
        select(journal.c.id)
        .where(
            journal.c.operation_id == operation_id,
            journal.c.table_name == person.name,
            journal.c.action == Action.DELETE.value,
            journal.c.before.is_(None),
        )
        .limit(1)
    )
    return bool(uow.rows(gone))


def _hung_on(uow: "UnitOfWork", operation_id: int) -> bool:
    """Whether entries hang on one that this operation added, without being of it."""
    mine, theirs = journal.alias("mine"), journal.alias("theirs")
    by_it = and_(
        theirs.c.operation_id == operation_id,
        theirs.c.table_name == entry_table.name,
        theirs.c.row_id == entry_table.c.id,
    )
    hung = (
        select(entry_table.c.id)
        .join(mine, mine.c.row_id == entry_table.c.parent_id)
        .where(
            mine.c.operation_id == operation_id,
            mine.c.table_name == entry_table.name,
            mine.c.action == Action.INSERT.value,
        )
        .where(~exists().where(by_it))
    )
    return bool(uow.rows(hung.limit(1))) or _noted_at(uow, operation_id)


def _noted_at(uow: "UnitOfWork", operation_id: int) -> bool:
    """Whether anything was noted at a stop that this operation added: no journal tells of it."""
    noted = (
        select(visit_capture.c.id)
        .join(journal, journal.c.row_id == visit_capture.c.stop_id)
        .where(
            journal.c.operation_id == operation_id,
            journal.c.table_name == visit_stop.name,
            journal.c.action == Action.INSERT.value,
        )
    )
    return bool(uow.rows(noted.limit(1)))


def _runs_backwards(uow: "UnitOfWork", operation_id: int) -> Iterable[list[Row[Any]]]:
    """The operation's entries, last first, in runs of one table and one kind of change."""
    last = None
    while True:
        some = select(journal).where(journal.c.operation_id == operation_id)
        if last is not None:
            some = some.where(journal.c.id < last)
        entries = uow.rows(some.order_by(journal.c.id.desc()).limit(_AT_ONCE))
        if not entries:
            return
        for _kind, run in groupby(entries, key=lambda entry: (entry.table_name, entry.action)):
            yield list(run)
        last = entries[-1].id


def _take_back(uow: "UnitOfWork", run: list[Row[Any]]) -> None:
    table = metadata.tables[run[0].table_name]
    take = {
        Action.INSERT: _delete_again,
        Action.UPDATE: _change_back,
        Action.DELETE: _put_back,
    }
    take[Action(run[0].action)](uow, table, run)


def _delete_again(uow: "UnitOfWork", table: Any, run: list[Row[Any]]) -> None:
    ids = [entry.row_id for entry in run]
    entries = entries_of_delete(uow.connection, table, ids)
    bulk.delete_rows(uow.connection, table, ids)
    uow.journal(entries)


def _change_back(uow: "UnitOfWork", table: Any, run: list[Row[Any]]) -> None:
    undone: list[Entry] = []
    changes: list[dict[str, object]] = []
    for entry in run:
        before, after = from_text(table, entry.before), from_text(table, entry.after)
        changes.append({"id": entry.row_id, **before})
        undone.append(
            Entry(table.name, entry.row_id, entry.person_id, Action.UPDATE, after, before)
        )
    for names, same in groupby(changes, key=tuple):
        rows = [tuple(change.values()) for change in same]
        bulk.update_rows(uow.connection, table, names, rows)
    uow.journal(undone)


def _put_back(uow: "UnitOfWork", table: Any, run: list[Row[Any]]) -> None:
    rows = [from_text(table, entry.before) for entry in run]
    for names, same in groupby(rows, key=tuple):
        bulk.insert_rows(uow.connection, table, names, [tuple(row.values()) for row in same])
    uow.journal(
        Entry(table.name, entry.row_id, whose(table, row), Action.INSERT, None, row)
        for entry, row in zip(run, rows, strict=True)
    )
