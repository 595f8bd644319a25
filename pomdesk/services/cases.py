"""Facts out of the store: whole cases, and where their facts came from.

A constant number of statements, however many cases there are.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Column, Row, Select, Table, select

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

_KINDS: dict[Table, type] = {
    person: Person,
    probation: Probation,
    movement: Movement,
    sentence_term: SentenceTerm,
    parole_review: ParoleReview,
    early_allocation: EarlyAllocation,
    assessment: Assessment,
}

# Beyond this many ids, reading the whole table is quicker than naming them.
_FEW = 500


@cache
def _facts(table: Table) -> Select[Any]:
    """Whose, and every fact, in order; kept, for making it costs more than reading ten rows."""
    facts = [table.c[f.name] for f in fields(_KINDS[table])]
    if table is person:
        return select(person.c.id, *facts).order_by(person.c.name_key, person.c.id)
    return select(table.c.person_id, *facts).order_by(table.c.id)


def some(statement: Select[Any], column: Column[Any], ids: Collection[int] | None) -> Select[Any]:
    """The statement for these people only, or for all."""
    return statement if ids is None else statement.where(column.in_(ids))


def _many(
    uow: UnitOfWork,
    table: Table,
    ids: Collection[int] | None,
    build: Callable[[Sequence[Any]], Fact],
) -> dict[int, tuple[Fact, ...]]:
    found: dict[int, list[Fact]] = defaultdict(list)
    for row in uow.rows(some(_facts(table), table.c.person_id, ids)):
        found[row[0]].append(build(row[1:]))
    return {person_id: tuple(facts) for person_id, facts in found.items()}


def _person(row: Sequence[Any]) -> Person:
    return Person(*[*row[:-1], tuple(row[-1].split("\n")) if row[-1] else ()])


def _assessment(row: Sequence[Any]) -> Assessment:
    return Assessment(*[*row[:-2], json.loads(row[-2]), tuple(json.loads(row[-1]))])


def load_cases(
    uow: UnitOfWork, person_ids: Collection[int] | None = None, *, assessments: bool = True
) -> dict[int, Case]:
    """Whole cases by person id, in order of name; all of them when no ids are given.

    Without ``assessments`` their OASys assessments are left out: no rule reads them, and
    taking them apart is half the work.
    """
    ids = None if person_ids is None or len(person_ids) > _FEW else person_ids
    people = uow.rows(some(_facts(person), person.c.id, ids))
    probations = {
        row[0]: Probation(*row[1:])
        for row in uow.rows(some(_facts(probation), probation.c.person_id, ids))
    }
    movements = _many(uow, movement, ids, lambda row: Movement(*row))
    terms = _many(uow, sentence_term, ids, lambda row: SentenceTerm(*row))
    reviews = _many(uow, parole_review, ids, lambda row: ParoleReview(*row))
    early = _many(uow, early_allocation, ids, lambda row: EarlyAllocation(*row))
    oasys = _many(uow, assessment, ids, _assessment) if assessments else {}
    wanted = None if person_ids is None else set(person_ids)
    return {
        row[0]: Case(
            _person(row[1:]),
            probations.get(row[0]),
            movements.get(row[0], ()),
            terms.get(row[0], ()),
            reviews.get(row[0], ()),
            early.get(row[0], ()),
            oasys.get(row[0], ()),
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
        given = select(table.c.source_id).where(owner == person_id)
        files = uow.rows(select(import_file).where(import_file.c.id.in_(given)))
        if len(files) == 1:  # rows of several files: better no source than the wrong one
            sections[snake(section)] = _file(files[0])
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
