"""What the journal tells of one person: staff over time, facts changed, who typed them and why."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, Table, select

from pomdesk.intake.fields import snake
from pomdesk.readmodels.record import FactNote, StaffTerm
from pomdesk.services.lines import full_name
from pomdesk.store.journal import Action
from pomdesk.store.tables import (
    SECTIONS,
    allocation,
    field_source,
    import_file,
    journal,
    operation,
    person,
    staff,
)
from pomdesk.store.unit_of_work import UnitOfWork

PLUMBING = frozenset({"id", "person_id", "source_id", "name_key", "typed", "typed_on", "typed_by"})
"""Columns of fact tables that are no facts."""

SECTION_OF_TABLE = {table.name: snake(section) for section, table in SECTIONS.items()}
_TABLE_OF_SECTION = {snake(section): table for section, table in SECTIONS.items()}
_ROLES = {"primary": "primary_staff_id", "coworking": "coworking_staff_id"}


@dataclass(frozen=True, slots=True)
class FactChange:
    """One field of one row that an operation changed."""

    at: datetime
    by: str
    operation_id: int
    section: str
    field: str
    before: str | None
    after: str | None


def undone(uow: UnitOfWork) -> set[int]:
    """Operations that were taken back, and those that took them back."""
    found: set[int] = set()
    statement = select(operation.c.id, operation.c.undoes).where(operation.c.undoes.is_not(None))
    for row in uow.rows(statement.order_by(operation.c.id.desc())):
        if row.id not in found:
            found |= {row.id, row.undoes}
    return found


def journal_of(uow: UnitOfWork, person_id: int, *tables: Table) -> list[Row[Any]]:
    """Journal entries of a person's rows in some tables, newest first, that still stand.

    Entries that tell only of a later file which says the same are left out.
    """
    statement = (
        select(journal, operation.c.at, operation.c.by)
        .join(operation, journal.c.operation_id == operation.c.id)
        .where(
            journal.c.person_id == person_id,
            journal.c.table_name.in_([table.name for table in tables]),
            (journal.c.before.is_(None)) | ~journal.c.before.like('{"source_id"%'),
        )
        .order_by(journal.c.id.desc())
    )
    gone = undone(uow)
    return [row for row in uow.rows(statement) if row.operation_id not in gone]


def fact_changes(rows: Sequence[Row[Any]]) -> Iterator[FactChange]:
    """Each changed field of journal entries, newest first."""
    for row in rows:
        if row.action != Action.UPDATE:
            continue
        before, after = json.loads(row.before or "{}"), json.loads(row.after or "{}")
        for name in after:
            if name not in PLUMBING:
                yield FactChange(
                    row.at,
                    row.by,
                    row.operation_id,
                    SECTION_OF_TABLE[row.table_name],
                    name,
                    as_text(before.get(name)),
                    as_text(after[name]),
                )


# Staff


def staff_terms(uow: UnitOfWork, person_id: int) -> list[StaffTerm]:
    """Who held the case in which role, the latest first."""
    rows = uow.rows(select(allocation).where(allocation.c.person_id == person_id))
    now: dict[str, Any] = dict(rows[0]._mapping) if rows else {}
    states = [now]
    days: list[date | None] = []
    for row in journal_of(uow, person_id, allocation):
        before = json.loads(row.before or "{}")
        days.insert(0, row.at.date())
        states.insert(0, before if row.action != Action.UPDATE else states[0] | before)
    names = _staff_names(uow, states)
    terms = [
        term
        for role, column in _ROLES.items()
        for term in _terms(role, column, states, [None, *days], names)
    ]
    return sorted(terms, key=lambda term: (term.ends or date.max, term.starts or date.min))[::-1]


def _staff_names(uow: UnitOfWork, states: Sequence[dict[str, Any]]) -> dict[str, str]:
    wanted = {state.get(column) for state in states for column in _ROLES.values()} - {None}
    if not wanted:
        return {}
    rows = uow.rows(select(staff).where(staff.c.staff_id.in_(sorted(wanted))))
    return {row.staff_id: full_name(row) for row in rows}


def _terms(
    role: str,
    column: str,
    states: Sequence[dict[str, Any]],
    days: Sequence[date | None],
    names: dict[str, str],
) -> Iterator[StaffTerm]:
    """The terms of one role: ``days`` are those on which each state began."""
    held: str | None = None
    starts: date | None = None
    allocated: date | None = None
    for state, day in zip(states, days, strict=True):
        given, before = _day(state.get("allocated_on")), allocated
        allocated, staff_id = given, state.get(column)
        if staff_id == held:
            continue
        # The day that was given with it, where one was; what files give is the primary's.
        is_given = given != before and (day is not None or role == "primary")
        begins = given if is_given and given else day
        if held is not None:
            yield StaffTerm(role, names.get(held, held), starts, begins)
        held, starts = staff_id, begins
    if held is not None:
        yield StaffTerm(role, names.get(held, held), starts, None)


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


# Notes beside a fact


def fact_notes(uow: UnitOfWork, person_id: int, section: str, field: str) -> list[FactNote]:
    """Who changed a fact of a person's one row, when, why and what it replaced; newest first.

    A value that was confirmed with a reason replaced itself. For what a file changed, the
    reason is the file's name.
    """
    table = _TABLE_OF_SECTION[section]
    rows = journal_of(uow, person_id, table, field_source)
    note, mine = _note_of(uow, person_id, section, field, rows)
    owner = table.c.id if table is person else table.c.person_id
    present = uow.rows(select(table.c[field]).where(owner == person_id))
    value: Any = present[0][0] if present else None
    found: list[FactNote] = []
    for _number, entries in groupby(rows, key=lambda row: row.operation_id):
        why, before, told = note.get("typed_why") or "", value, False
        for row in entries:
            if row.table_name == table.name:
                changed, before = _before(row, field, value)
                told = told or changed
            elif row.row_id in mine:
                told = told or _is_typing(row)
                note = _rolled_back(row, note)
        if told:
            why = why or _file_of(uow, row)
            found.append(
                FactNote(section, field, row.at, row.by, why, as_text(before), as_text(value))
            )
        value = before
    return found


def _before(row: Row[Any], field: str, value: Any) -> tuple[bool, Any]:
    """Whether an entry of the fact's row changed the fact, and what it was before."""
    if row.action == Action.INSERT:  # what came with a file is not told value by value
        return row.after is not None and value is not None, None
    before = json.loads(row.before or "{}")
    return field in before, before.get(field, value)


def _note_of(
    uow: UnitOfWork, person_id: int, section: str, field: str, rows: Sequence[Row[Any]]
) -> tuple[dict[str, Any], set[int]]:
    """What is noted beside a fact now, and the rows that ever held such a note."""
    statement = select(field_source).where(
        field_source.c.person_id == person_id,
        field_source.c.section == section,
        field_source.c.field == field,
    )
    present = uow.rows(statement)
    mine = {row.id for row in present}
    for row in rows:
        if row.table_name == field_source.name:
            noted = json.loads(row.after or row.before or "{}")
            if (noted.get("section"), noted.get("field")) == (section, field):
                mine.add(row.row_id)
    return (dict(present[0]._mapping) if present else {}), mine


def _is_typing(row: Row[Any]) -> bool:
    after = json.loads(row.after or "{}")
    return bool(after.get("typed_on") or after.get("typed_why"))


def _rolled_back(row: Row[Any], note: dict[str, Any]) -> dict[str, Any]:
    before: dict[str, Any] = json.loads(row.before or "{}")
    return note | before if row.action == Action.UPDATE else before


def _file_of(uow: UnitOfWork, row: Row[Any]) -> str:
    """The names of the files that an operation brought in, or nothing."""
    brought = select(journal.c.row_id).where(
        journal.c.operation_id == row.operation_id, journal.c.table_name == import_file.name
    )
    names = uow.rows(select(import_file.c.name).where(import_file.c.id.in_(brought)))
    return ", ".join(row.name for row in names)


def as_text(value: object) -> str | None:
    """A value as the journal and the files write it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value in (None, "") else str(value)
