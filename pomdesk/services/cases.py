"""Facts out of the store: whole cases, and where their facts came from.

A constant number of statements, however many cases there are.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import Column, Row, Select, Table, func, select

from pomdesk.domain.facts import (
    Assessment,
    Case,
    CaseSources,
    EarlyAllocation,
    Movement,
    ParoleReview,
    Person,
    Probation,
    SentenceTerm,
    Source,
    SourceKind,
)
from pomdesk.intake.fields import snake
from pomdesk.store.tables import (
    SECTIONS,
    assessment,
    early_allocation,
    field_source,
    import_file,
    movement,
    parole_review,
    person,
    probation,
    sentence_term,
)
from pomdesk.store.unit_of_work import UnitOfWork

Fact = TypeVar("Fact")

# Beyond this many ids, reading the whole table is quicker than naming them.
_FEW = 500


def _columns(table: Table, kind: type) -> list[Column[Any]]:
    return [table.c[f.name] for f in fields(kind)]


def _some(statement: Select[Any], column: Column[Any], ids: Collection[int] | None) -> Select[Any]:
    return statement if ids is None else statement.where(column.in_(ids))


def _many(
    uow: UnitOfWork,
    table: Table,
    kind: type[Fact],
    ids: Collection[int] | None,
    build: Callable[[Sequence[Any]], Fact],
) -> dict[int, tuple[Fact, ...]]:
    statement = select(table.c.person_id, *_columns(table, kind)).order_by(table.c.id)
    found: dict[int, list[Fact]] = defaultdict(list)
    for row in uow.rows(_some(statement, table.c.person_id, ids)):
        found[row[0]].append(build(row[1:]))
    return {person_id: tuple(facts) for person_id, facts in found.items()}


def _person(row: Sequence[Any]) -> Person:
    return Person(*[*row[:-1], tuple(row[-1].split("\n")) if row[-1] else ()])


def _assessment(row: Sequence[Any]) -> Assessment:
    return Assessment(*[*row[:-2], json.loads(row[-2]), tuple(json.loads(row[-1]))])


def load_cases(uow: UnitOfWork, person_ids: Collection[int] | None = None) -> dict[int, Case]:
    """Whole cases by person id, in order of name; all of them when no ids are given."""
    ids = None if person_ids is None or len(person_ids) > _FEW else person_ids
    people = uow.rows(
        _some(
            select(person.c.id, *_columns(person, Person)).order_by(person.c.name_key, person.c.id),
            person.c.id,
            ids,
        )
    )
    probations = {
        row[0]: Probation(*row[1:])
        for row in uow.rows(
            _some(
                select(probation.c.person_id, *_columns(probation, Probation)),
                probation.c.person_id,
                ids,
            )
        )
    }
    movements = _many(uow, movement, Movement, ids, lambda row: Movement(*row))
    terms = _many(uow, sentence_term, SentenceTerm, ids, lambda row: SentenceTerm(*row))
    reviews = _many(uow, parole_review, ParoleReview, ids, lambda row: ParoleReview(*row))
    early = _many(uow, early_allocation, EarlyAllocation, ids, lambda row: EarlyAllocation(*row))
    assessments = _many(uow, assessment, Assessment, ids, _assessment)
    wanted = None if person_ids is None else set(person_ids)
    return {
        row[0]: Case(
            _person(row[1:]),
            probations.get(row[0]),
            movements.get(row[0], ()),
            terms.get(row[0], ()),
            reviews.get(row[0], ()),
            early.get(row[0], ()),
            assessments.get(row[0], ()),
        )
        for row in people
        if wanted is None or row[0] in wanted
    }


def _file(row: Row[Any]) -> Source:
    return Source(SourceKind.FILE, row.as_at, row.name)


def load_sources(uow: UnitOfWork, person_id: int) -> CaseSources:
    """Where the facts of one case came from."""
    sections: dict[str, Source] = {}
    for section, table in SECTIONS.items():
        owner = table.c.id if table is person else table.c.person_id
        newest = select(func.max(table.c.source_id)).where(owner == person_id).scalar_subquery()
        for row in uow.rows(select(import_file).where(import_file.c.id == newest)):
            sections[snake(section)] = _file(row)
    exceptions: dict[tuple[str, str], Source] = {}
    statement = (
        select(field_source, import_file.c.as_at, import_file.c.name)
        .join(import_file, field_source.c.source_id == import_file.c.id, isouter=True)
        .where(field_source.c.person_id == person_id)
    )
    for row in uow.rows(statement):
        exceptions[row.section, row.field] = (
            Source(SourceKind.TYPED, row.typed_on, row.typed_by or "", row.file_value)
            if row.kind == SourceKind.TYPED
            else _file(row)
        )
    return CaseSources(sections, exceptions)
