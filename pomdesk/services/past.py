"""Cases as they were after an operation: the journal laid over the present rows, backwards."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, Table, and_, func, not_, or_, select

from pomdesk.domain.facts import (
    Assessment,
    Case,
    EarlyAllocation,
    Movement,
    ParoleReview,
    Person,
    Probation,
    SentenceTerm,
)
from pomdesk.intake.fields import snake
from pomdesk.store.journal import Action, from_text
from pomdesk.store.tables import (
    SECTIONS,
    allocation,
    assessment,
    early_allocation,
    journal,
    movement,
    parole_review,
    person,
    probation,
    sentence_term,
)
from pomdesk.store.unit_of_work import UnitOfWork

Values = dict[str, Any]

_AT_ONCE = 500
_KINDS: dict[Table, type[Any]] = {
    person: Person,
    probation: Probation,
    movement: Movement,
    sentence_term: SentenceTerm,
    parole_review: ParoleReview,
    early_allocation: EarlyAllocation,
    assessment: Assessment,
}
_SECTION = {table: snake(section) for section, table in SECTIONS.items()}
_TABLES = {table.name: table for table in SECTIONS.values()}


def people_touched(uow: UnitOfWork, since: int, among: Collection[int] | None = None) -> list[int]:
    """Who had facts changed after an operation, among some people or all.

    What came in together with a new person is no change, and neither is a file that says
    again what was known.
    """
    if among is not None and len(among) > _AT_ONCE:
        found = people_touched(uow, since)
        return [one for one in found if one in among]
    born = _born(since)
    statement = (
        select(journal.c.person_id)
        .distinct()
        .outerjoin(born, born.c.row_id == journal.c.person_id)
        .where(_after(born, since))
        .order_by(journal.c.person_id)
    )
    if among is not None:
        statement = statement.where(journal.c.person_id.in_(sorted(among)))
    return [row.person_id for row in uow.rows(statement)]


def cases_as_they_were(
    uow: UnitOfWork, since: int, now: Mapping[int, Case]
) -> Iterator[tuple[int, Case]]:
    """The cases of ``now`` with the facts they had after an operation.

    Of somebody who came in later: the facts they came in with. What was written down at the
    desk, and what was said of duties, is left as it is now.
    """
    ids = sorted(now)
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        was = _sections_as_they_were(uow, since, part)
        for person_id in part:
            changed = was.get(person_id)
            yield person_id, replace(now[person_id], **changed) if changed else now[person_id]


def _born(since: int) -> Subquery:
    """Who came in after an operation, and with which one."""
    first = select(func.min(journal.c.id)).where(
        journal.c.operation_id > since, journal.c.table_name == person.name
    )
    return (
        select(journal.c.row_id, journal.c.operation_id)
        .where(
            journal.c.id.in_(first.group_by(journal.c.row_id)),
            journal.c.action == Action.INSERT.value,
        )
        .subquery()
    )


def _after(born: Subquery, since: int) -> ColumnElement[bool]:
    """Entries of facts after an operation, and after the one that a person came in with."""
    # The journal writes columns in the order of the table, facts before their source: what
    # begins with the source tells only that a later file says the same.
    only_source = journal.c.before.like('{"source_id"%')
    return and_(
        journal.c.operation_id > since,
        journal.c.person_id.is_not(None),
        journal.c.table_name.in_(_TABLES),
        or_(journal.c.before.is_(None), not_(only_source)),
        or_(born.c.operation_id.is_(None), journal.c.operation_id > born.c.operation_id),
    )


def _sections_as_they_were(
    uow: UnitOfWork, since: int, ids: Sequence[int]
) -> dict[int, dict[str, Any]]:
    born = _born(since)
    statement = (
        select(journal)
        .outerjoin(born, born.c.row_id == journal.c.person_id)
        .where(_after(born, since), journal.c.person_id.in_(ids))
        .order_by(journal.c.id.desc())
    )
    entries = defaultdict(list)
    for row in uow.rows(statement):
        entries[row.table_name].append(row)
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for name, changes in entries.items():
        table = _TABLES[name]
        whose = sorted({row.person_id for row in changes})
        rows = _rows_now(uow, table, whose)
        for row in changes:
            _take_back(rows, table, row)
        for person_id, facts in _by_person(table, rows, whose):
            found[person_id] |= facts
    return found


def _take_back(rows: dict[int, Values], table: Table, entry: Any) -> None:
    if entry.action == Action.INSERT:
        rows.pop(entry.row_id, None)
    elif entry.action == Action.DELETE:
        rows[entry.row_id] = from_text(table, entry.before)
    elif entry.row_id in rows:
        rows[entry.row_id] |= from_text(table, entry.before)


@cache
def _facts_of(table: Table) -> Select[Any]:
    """Kept, for making it costs more than reading ten rows."""
    owner = table.c.id if table is person else table.c.person_id
    names = _names(table)
    return select(table.c.id, owner.label("person_id"), *(table.c[name] for name in names))


@cache
def _names(table: Table) -> tuple[str, ...]:
    if table is allocation:
        return ("allocated_on",)
    return tuple(field.name for field in fields(_KINDS[table]))


def _rows_now(uow: UnitOfWork, table: Table, ids: Sequence[int]) -> dict[int, Values]:
    owner = table.c.id if table is person else table.c.person_id
    rows = uow.rows(_facts_of(table).where(owner.in_(ids)))
    return {row.id: dict(row._mapping) for row in rows}


def _by_person(
    table: Table, rows: Mapping[int, Values], whose: Sequence[int]
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Facts as a case holds them, by section, of everybody whose rows changed."""
    theirs: dict[int, list[Values]] = defaultdict(list)
    for _row_id, values in sorted(rows.items()):
        theirs[values["id"] if table is person else values["person_id"]].append(values)
    for person_id in whose:
        found = theirs.get(person_id, [])
        if table is allocation:
            yield person_id, {"allocated_on": found[0]["allocated_on"] if found else None}
            continue
        facts = tuple(fact_of(table, values) for values in found)
        if table is probation:
            yield person_id, {"probation": facts[0] if facts else None}
        elif table is not person:
            yield person_id, {_SECTION[table]: facts}
        elif facts:
            yield person_id, {"person": facts[0]}


def fact_of(table: Table, values: Mapping[str, Any]) -> Any:
    """One fact as a case holds it, out of a row's values by column."""
    given = {name: values[name] for name in _names(table)}
    if table is person:
        given["alerts"] = tuple(given["alerts"].split("\n")) if given["alerts"] else ()
    if table is assessment:
        given["rosh"] = json.loads(given["rosh"])
        given["predictors"] = tuple(json.loads(given["predictors"]))
    return _KINDS[table](**given)
