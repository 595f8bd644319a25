"""Facts out of the store: whole cases, and where their facts came from.

A constant number of statements, however many cases there are.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import fields
from datetime import date
from functools import cache
from typing import Any, Literal, TypeAlias, TypeVar

from sqlalchemy import (
    Column,
    ColumnElement,
    Row,
    Select,
    Table,
    func,
    literal,
    or_,
    select,
    union_all,
)

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
from pomdesk.domain.record import DutyMark, Entry, EntryKind, MarkKind
from pomdesk.intake.fields import snake
from pomdesk.store.tables import (
    SECTIONS,
    TYPED_WHOLE,
    allocation,
    assessment,
    duty_mark,
    early_allocation,
    entry,
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

Entries: TypeAlias = Literal["all", "duties", "none"]
"""Which entries a case is loaded with: all with their texts, those that duties need, or none."""

# Beyond this many ids, reading the whole table is quicker than naming them.
_FEW = 500

# Kinds that grow with the years. Of contacts duties need the newest of each sort (the policy says
# which sorts count), one more in case; of papers and notes only what is to follow.
_NEWEST = (EntryKind.CONTACT, EntryKind.KEY_WORK)
_NEWEST_OF_EACH = 2
_ONLY_IF_DUE = (EntryKind.NOTE, EntryKind.DOCUMENT)
_TEXTS = frozenset({"text", "next_step"})


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
    uow: UnitOfWork,
    person_ids: Collection[int] | None = None,
    *,
    assessments: bool = True,
    entries: Entries = "all",
) -> dict[int, Case]:
    """Whole cases by person id, in order of name; all of them when no ids are given.

    Without ``assessments`` their OASys assessments are left out: the handover rules do not read
    them, and taking them apart is half the work. With ``entries`` "duties" the entries have no
    texts, and of the kinds that grow only those are there that duties are worked out from; with
    "none" there are neither entries nor marks.
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
    written = _entries(uow, ids, texts=entries == "all") if entries != "none" else {}
    marks = _marks(uow, ids) if entries != "none" else {}
    allocated = _allocated(uow, ids)
    disputed = _disputed(uow, ids)
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
            written.get(row[0], ()),
            marks.get(row[0], ()),
            allocated.get(row[0]),
            disputed.get(row[0], ()),
        )
        for row in people
        if wanted is None or row[0] in wanted
    }


def entry_columns(*, texts: bool) -> list[Any]:
    """The columns of an entry in the order of ``Entry``'s fields; texts blank where not wanted."""
    blank = frozenset() if texts else _TEXTS
    return [
        literal("").label(f.name) if f.name in blank else entry.c[f.name] for f in fields(Entry)
    ]


def as_entry(row: Sequence[Any]) -> Entry:
    """An entry from a row of ``entry_columns``."""
    number, kind, *rest = row
    return Entry(number, _ENTRY_KINDS[kind], *rest)


_ENTRY_KINDS = {kind.value: kind for kind in EntryKind}


def _entries(
    uow: UnitOfWork, ids: Collection[int] | None, *, texts: bool
) -> dict[int, tuple[Entry, ...]]:
    """Entries by person, earliest first; without texts, only those that duties need."""
    statement = select(entry.c.person_id, *entry_columns(texts=texts))
    if not texts:
        statement = statement.where(_needed_by_duties(ids))
    statement = statement.order_by(entry.c.person_id, entry.c.day, entry.c.id)
    found: dict[int, list[Entry]] = defaultdict(list)
    for row in uow.rows(some(statement, entry.c.person_id, ids)):
        found[row[0]].append(as_entry(row[1:]))
    return {person_id: tuple(entries) for person_id, entries in found.items()}


def _needed_by_duties(ids: Collection[int] | None) -> ColumnElement[bool]:
    """Told from the index alone, so that the entries left out are never read."""
    turn = func.row_number().over(
        partition_by=(entry.c.person_id, entry.c.kind, entry.c.what),
        order_by=(entry.c.day.desc(), entry.c.id.desc()),
    )
    growing = select(entry.c.id, turn.label("turn")).where(entry.c.kind.in_(_NEWEST))
    newest = some(growing, entry.c.person_id, ids).subquery()
    others = select(entry.c.id).where(
        or_(entry.c.kind.not_in((*_NEWEST, *_ONLY_IF_DUE)), entry.c.due.is_not(None))
    )
    return entry.c.id.in_(
        union_all(
            select(newest.c.id).where(newest.c.turn <= _NEWEST_OF_EACH),
            some(others, entry.c.person_id, ids),
        )
    )


def _marks(uow: UnitOfWork, ids: Collection[int] | None) -> dict[int, tuple[DutyMark, ...]]:
    columns = [duty_mark.c[f.name] for f in fields(DutyMark)]
    statement = select(duty_mark.c.person_id, *columns).order_by(duty_mark.c.id)
    found: dict[int, list[DutyMark]] = defaultdict(list)
    for row in uow.rows(some(statement, duty_mark.c.person_id, ids)):
        mark = DutyMark(row.duty, MarkKind(row.mark), row.day, row.until, row.note, row.by)
        found[row.person_id].append(mark)
    return {person_id: tuple(marks) for person_id, marks in found.items()}


def _allocated(uow: UnitOfWork, ids: Collection[int] | None) -> dict[int, date]:
    statement = select(allocation.c.person_id, allocation.c.allocated_on).where(
        allocation.c.allocated_on.is_not(None)
    )
    found = uow.rows(some(statement, allocation.c.person_id, ids))
    return {row.person_id: row.allocated_on for row in found}


def _disputed(uow: UnitOfWork, ids: Collection[int] | None) -> dict[int, tuple[str, ...]]:
    statement = (
        select(field_source.c.person_id, field_source.c.section, field_source.c.field)
        .where(field_source.c.kind == SourceKind.TYPED.value)
        .where(field_source.c.file_source_id.is_not(None))
        .order_by(field_source.c.id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for row in uow.rows(some(statement, field_source.c.person_id, ids)):
        found[row.person_id].append(f"{row.section}.{row.field}")
    return {person_id: tuple(names) for person_id, names in found.items()}


def _file(row: Row[Any]) -> Source:
    return Source(SourceKind.FILE, row.as_at, row.name)


def load_sources(uow: UnitOfWork, person_id: int) -> CaseSources:
    """Where the facts of one case came from."""
    sections: dict[str, Source] = {}
    exceptions: dict[tuple[str, str], Source] = {}
    for section, table in SECTIONS.items():
        owner = table.c.id if table is person else table.c.person_id
        given = select(table.c.source_id).where(owner == person_id)
        files = uow.rows(select(import_file).where(import_file.c.id.in_(given)))
        if len(files) == 1:  # rows of several files: better no source than the wrong one
            sections[snake(section)] = _file(files[0])
        if "typed" in table.c:
            _typed_by_row(uow, person_id, snake(section), table, sections, exceptions)
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


def _typed_by_row(
    uow: UnitOfWork,
    person_id: int,
    section: str,
    table: Table,
    sections: dict[str, Source],
    exceptions: dict[tuple[str, str], Source],
) -> None:
    """Of one row its typed columns are known; of typed rows among others, nothing."""
    columns = (table.c.typed, table.c.typed_on, table.c.typed_by)
    rows = uow.rows(select(*columns).where(table.c.person_id == person_id))
    typed = [row for row in rows if row.typed]
    if not typed:
        return
    source = Source(SourceKind.TYPED, typed[0].typed_on, typed[0].typed_by or "")
    if len(rows) > 1:
        sections.pop(section, None)
    elif typed[0].typed == TYPED_WHOLE:
        sections[section] = source
    else:
        exceptions |= {(section, name): source for name in typed[0].typed.split()}
