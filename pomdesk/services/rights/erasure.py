"""Erasing a person: out of every table, index, draft and journal row, in one transaction.

What stays in the log is the random reference under which it spoke of them; what stays in the
erasure list is a keyed digest of the prison number, so that an older copy put back erases them
again. What cannot be reached is counted and told. DPA 2018 s.47.
"""

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import String, Table, and_, delete, func, insert, or_, select, update

from pomdesk.domain.audit import Event, Kind
from pomdesk.domain.errors import RightsRefused, StoreRefused
from pomdesk.domain.rights import Erasure, Remains
from pomdesk.services.rights.reasons import Named, named
from pomdesk.store import bulk, erased_list
from pomdesk.store.journal import Action, Entry, journal_columns, journal_row
from pomdesk.store.tables import (
    QUALITY,
    audit,
    draft,
    erased,
    journal,
    metadata,
    person,
    store_state,
    visit,
    visit_pack,
    visit_return,
    visit_stop,
)
from pomdesk.store.unit_of_work import UnitOfWork

_THEIRS = tuple(
    table for table in metadata.sorted_tables if "person_id" in table.c and table is not journal
)
"""Tables with rows of one person; all go with the person's own."""

_FORGET = "INSERT INTO entry_words(entry_words) VALUES ('optimize')"
"""Merges the parts of the search index into one, in which nothing stands of what was taken out."""

AGAIN = "ERASED_AGAIN"
"""The event of somebody erased again because an older store had them."""

_BACKUPS = timedelta(35)
"""No backup is kept longer, so after as many days none holds the person."""


def erase_person(uow: UnitOfWork, person_id: int, *, reason: str = "") -> Erasure:
    """Take a person out of the store and put them on the erasure list.

    Holds and the second person are the caller's to ask about. Nothing of it can be undone.

    Raises:
        RequestRefused: REQ-PERSON, nobody has that number.

    """
    whom = named(uow, person_id)
    number = whom.number
    rows = sum(_count(uow, table, table.c.person_id == person_id) for table in _THEIRS) + 1
    noted = _count(uow, journal, journal.c.person_id == person_id)
    # First: the reference in the log goes with the person.
    detail: dict[str, str | int | list[str]] = {"rows": rows, "journal": noted}
    told = Event("ERASE_PERSON", Kind.ERASE, person_id, reason=reason, size=1, detail=detail)
    uow.note_now(told)
    _forget_journal(uow, person_id, number)
    _forget_drafts(uow, number)
    _forget_visits(uow, person_id, number)
    uow.connection.execute(delete(person).where(person.c.id == person_id))
    # The index keeps words that were taken out until its parts are merged: now.
    uow.connection.exec_driver_sql(_FORGET)
    _bury(uow, person_id)
    _put_on_list(uow, {digest_of(_key(uow), number): uow.today})
    return Erasure(rows, noted, uow.today + _BACKUPS, _remains(uow, whom))


def erase_again(uow: UnitOfWork, listed: Mapping[str, date]) -> int:
    """Erase whoever of an erasure list is in this store, an older copy put back; how many.

    A line that the store knows already is of before the copy was made: who is there under it
    came in again since, and stays.

    Args:
        uow: a unit that may write.
        listed: as ``store.erased_list.read`` gives it.

    """
    known = {row.digest: row.day for row in uow.rows(select(erased))}
    new = {digest: day for digest, day in listed.items() if known.get(digest, date.min) < day}
    if not new:
        return 0
    key = _key(uow)
    people = uow.rows(select(person.c.id, person.c.prisoner_number).order_by(person.c.id))
    gone = [row.id for row in people if digest_of(key, row.prisoner_number) in new]
    for person_id in gone:
        erase_person(uow, person_id, reason="RESTORED")
    _put_on_list(uow, new)
    return len(gone)


def missing_lines(uow: UnitOfWork, store: Path) -> tuple[dict[str, date], bool]:
    """What ``erase_again`` would take from the list beside a store; also whether that was whole.

    A line that was only announced stands from here on if the store holds it, and goes if not. A
    list that cannot be read is written anew from the store.

    Raises:
        StoreRefused: the list cannot be read.

    """
    known = {row.digest: row.day for row in uow.rows(select(erased))}
    whole, pending, listed = True, True, dict[str, date]()
    try:
        listed = erased_list.read(store)
        pending = bool(erased_list.announced(store))
    except RightsRefused:
        whole = False
    if pending:
        # Where it cannot be written, what stands in it is no worse than before.
        with suppress(StoreRefused):
            erased_list.add(store, known)
    return {code: day for code, day in listed.items() if known.get(code, date.min) < day}, whole


def erased_before(uow: UnitOfWork, numbers: Iterable[str]) -> dict[str, date]:
    """Which of these prison numbers were erased before, and when."""
    known = {row.digest: row.day for row in uow.rows(select(erased))}
    if not known:
        return {}
    key = _key(uow)
    days = {number: known.get(digest_of(key, number)) for number in numbers}
    return {number: day for number, day in days.items() if day is not None}


def digest_of(key: bytes, prisoner_number: str) -> str:
    """What the erasure list keeps of a prison number: HMAC-SHA-256 under the store's key, hex."""
    return hmac.new(key, prisoner_number.upper().encode(), hashlib.sha256).hexdigest()


def quotes(table: Table, words: str) -> Any:
    """Rows of a table in one of whose texts some words stand, in capitals or not."""
    texts = [c for c in table.columns if isinstance(c.type, String)]
    return or_(*(column.contains(words, autoescape=True) for column in texts))


def _key(uow: UnitOfWork) -> bytes:
    (row,) = uow.rows(select(store_state.c.erasure_key))
    return bytes(row.erasure_key)


def _count(uow: UnitOfWork, table: Table, where: Any) -> int:
    (row,) = uow.rows(select(func.count().label("n")).select_from(table).where(where))
    return int(row.n)


def _forget_journal(uow: UnitOfWork, person_id: int, number: str) -> None:
    """Take out the person's entries, and those of nobody's rows that quote them.

    Of these all of the operation go, for half of it must not be taken back.
    """
    nobodys = journal.c.person_id.is_(None)
    quoting = select(journal.c.operation_id).where(nobodys, quotes(journal, number))
    uow.connection.execute(delete(journal).where(nobodys, journal.c.operation_id.in_(quoting)))
    uow.connection.execute(delete(journal).where(journal.c.person_id == person_id))


def _forget_drafts(uow: UnitOfWork, number: str) -> None:
    """Drafts of the person go with them; these were begun before it was said whom they are of."""
    loose = and_(draft.c.person_id.is_(None), quotes(draft, number))
    uow.connection.execute(delete(draft).where(loose))


def _forget_visits(uow: UnitOfWork, person_id: int, number: str) -> None:
    """Cards that packs brought here, which hang on no person; and visits to nobody else.

    The title and the note of a visit to one person are about them.
    """
    theirs = or_(
        visit_stop.c.person_id == person_id,
        and_(visit_stop.c.person_id.is_(None), quotes(visit_stop, number)),
    )
    others = select(visit_stop.c.visit_id).where(~func.coalesce(theirs, False))
    mine = select(visit_stop.c.visit_id).where(theirs, visit_stop.c.visit_id.not_in(others))
    emptied = [row.visit_id for row in uow.rows(mine.distinct())]
    packs = select(visit_pack.c.id).where(visit_pack.c.visit_id.in_(emptied))
    returns = select(visit_return.c.id).where(visit_return.c.pack_id.in_(packs))
    # A pack and what was brought back of it tell the note of the visit too.
    for table, of_these in ((visit_return, returns), (visit_pack, packs)):
        told = (journal.c.table_name == table.name, journal.c.row_id.in_(of_these))
        uow.connection.execute(delete(journal).where(*told))
    uow.connection.execute(delete(visit_stop).where(theirs))
    uow.connection.execute(delete(visit).where(visit.c.id.in_(emptied)))
    told = (journal.c.table_name == visit.name, journal.c.row_id.in_(emptied))
    uow.connection.execute(delete(journal).where(*told))


def _bury(uow: UnitOfWork, person_id: int) -> None:
    """Note that somebody is gone, without a value of theirs.

    What was worked out of them is forgotten, nobody new gets their number in the store, and there
    is nothing to take back.
    """
    gone = Entry(person.name, person_id, person_id, Action.DELETE, None, None)
    row = journal_row(uow.operation_id, gone)
    bulk.insert_rows(uow.connection, journal, journal_columns, [row])


def _put_on_list(uow: UnitOfWork, lines: Mapping[str, date]) -> None:
    known = {row.digest for row in uow.rows(select(erased.c.digest))}
    for digest, day in lines.items():
        if digest in known:
            same = update(erased).where(erased.c.digest == digest)
            uow.connection.execute(same.values(day=day))
        else:
            uow.connection.execute(insert(erased).values(digest=digest, day=day))
    uow.erased = {row.digest: row.day for row in uow.rows(select(erased))}


def _remains(uow: UnitOfWork, whom: Named) -> Remains:
    """Where the prison number still stands, and in the log the last name too.

    A name in frames and in the records of others is anybody's of that name, and is not counted.
    """
    number = whom.number
    found = {table: _count(uow, table, quotes(table, number)) for table in _texts()}
    quality = sum(found[table] for table in QUALITY)
    others = sum(found[table] for table in _THEIRS)
    # What the journal quotes is the history of those rows.
    log, history = found[audit], found[journal]
    elsewhere = sum(found.values()) - quality - others - log - history
    return Remains(quality, others, log + _named_in_log(uow, whom), elsewhere)


def _named_in_log(uow: UnitOfWork, whom: Named) -> int:
    """Events that name somebody in a reason or as recipient and do not quote the number."""
    typed = or_(audit.c.reason != "", audit.c.recipient != "")
    columns = select(audit.c.reason, audit.c.recipient)
    rows = uow.rows(columns.where(typed, ~quotes(audit, whom.number)))
    return sum(whom.in_(row.reason) or whom.in_(row.recipient) for row in rows)


def _texts() -> Iterator[Table]:
    return (t for t in metadata.sorted_tables if any(isinstance(c.type, String) for c in t.c))
