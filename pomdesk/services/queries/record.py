"""The record of one case: what was written down, its timeline, and who typed what."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import func, select

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.facts import Case, Person, Probation
from pomdesk.domain.record import Entry, EntryKind
from pomdesk.readmodels.record import (
    AssessmentLine,
    CaseRecord,
    EntryPage,
    FactNote,
    TimelineLine,
)
from pomdesk.rules.duties.countersignature import is_completed, wanting
from pomdesk.services.cases import as_entry, entry_columns, load_cases
from pomdesk.services.desk import Day
from pomdesk.services.history import fact_changes, fact_notes, journal_of, staff_terms
from pomdesk.services.past import fact_of
from pomdesk.services.queries.duties import most_urgent_first
from pomdesk.services.stays import stays
from pomdesk.store.tables import assessment, entry, parole_review, person, probation
from pomdesk.store.unit_of_work import UnitOfWork

GROWING = (EntryKind.CONTACT, EntryKind.KEY_WORK, EntryKind.NOTE, EntryKind.DOCUMENT)
"""Kinds of entries that grow with the years; a record holds only the newest of each."""
NEWEST = 10

_NEWEST_FIRST = (entry.c.day.desc(), entry.c.id.desc())
_WHOLE_ROW = "*"
_FACTS = {
    "person": frozenset(field.name for field in fields(Person)),
    "probation": frozenset(field.name for field in fields(Probation)),
}


@dataclass(frozen=True, slots=True)
class RecordOf:
    """What the case page shows besides ``CaseView``.

    Raises:
        RequestRefused: REQ-PERSON, when there is nobody of that number.

    """

    person_id: int

    def run(self, uow: UnitOfWork, day: Day) -> CaseRecord:
        """Read it; as many statements for ten entries as for ten thousand."""
        case = _case(uow, self.person_id)
        worked = day.book.some(uow, day, [self.person_id])[self.person_id]
        counts = _counts(uow, self.person_id)
        return CaseRecord(
            person_id=self.person_id,
            today=day.today,
            duties=most_urgent_first(worked.duties),
            entries=_entries(uow, self.person_id, counts),
            counts=counts,
            assessments=_assessments(uow, self.person_id, case, day),
            stays=stays(case.movements, day.policy.prisons.names),
            staff=staff_terms(uow, self.person_id),
        )


def _case(uow: UnitOfWork, person_id: int) -> Case:
    cases = load_cases(uow, [person_id], entries="duties")
    if person_id not in cases:
        raise RequestRefused("REQ-PERSON", number="")
    return cases[person_id]


def _counts(uow: UnitOfWork, person_id: int) -> dict[EntryKind, int]:
    statement = (
        select(entry.c.kind, func.count().label("n"))
        .where(entry.c.person_id == person_id)
        .group_by(entry.c.kind)
    )
    counted = {EntryKind(row.kind): row.n for row in uow.rows(statement)}
    return {kind: counted[kind] for kind in EntryKind if kind in counted}


def _entries(
    uow: UnitOfWork, person_id: int, counts: Mapping[EntryKind, int]
) -> dict[EntryKind, list[Entry]]:
    mine = select(*entry_columns(texts=True)).where(entry.c.person_id == person_id)
    found: dict[EntryKind, list[Entry]] = {kind: [] for kind in counts}
    settled = mine.where(entry.c.kind.not_in(GROWING)).order_by(*_NEWEST_FIRST)
    for row in uow.rows(settled):
        one = as_entry(row)
        found[one.kind].append(one)
    for kind in GROWING:
        if kind in counts:
            newest = mine.where(entry.c.kind == kind).order_by(*_NEWEST_FIRST).limit(NEWEST)
            found[kind] = [as_entry(row) for row in uow.rows(newest)]
    return found


def _assessments(uow: UnitOfWork, person_id: int, case: Case, day: Day) -> list[AssessmentLine]:
    rows = uow.rows(select(assessment).where(assessment.c.person_id == person_id))
    lines = []
    for row in rows:
        fact, typed = fact_of(assessment, dict(row._mapping)), row.typed == _WHOLE_ROW
        lines.append(
            AssessmentLine(
                row_id=row.id,
                assessment=fact,
                typed_by=row.typed_by if typed else None,
                typed_on=row.typed_on if typed else None,
                countersign_because=wanting(fact, case, day.policy) if is_completed(fact) else (),
            )
        )
    return sorted(lines, key=_assessed, reverse=True)


def _assessed(line: AssessmentLine) -> tuple[date, int]:
    one = line.assessment
    return one.completed_on or one.initiated_on or date.min, line.row_id


@dataclass(frozen=True, slots=True)
class EntriesOf:
    """A page of somebody's entries, newest first: of some kinds, or of all."""

    person_id: int
    kinds: Sequence[EntryKind] = ()
    offset: int = 0
    limit: int = 50

    def run(self, uow: UnitOfWork, day: Day) -> EntryPage:
        """Read the page and count them all."""
        wanted = [entry.c.person_id == self.person_id]
        if self.kinds:
            wanted.append(entry.c.kind.in_(self.kinds))
        (counted,) = uow.rows(select(func.count().label("n")).select_from(entry).where(*wanted))
        page = select(*entry_columns(texts=True)).where(*wanted).order_by(*_NEWEST_FIRST)
        rows = uow.rows(page.offset(self.offset).limit(self.limit))
        return EntryPage([as_entry(row) for row in rows], counted.n, self.offset)


@dataclass(frozen=True, slots=True)
class TimelineOf:
    """A page of everything that happened to a case, newest first, and how many lines there are.

    A movement's code is its type and its words the place gone to; an allocation's code is the
    role; a fact's is its field; a duty's is its kind, ``after`` what was said of it.
    """

    person_id: int
    offset: int = 0
    limit: int = 50

    def run(self, uow: UnitOfWork, day: Day) -> tuple[Sequence[TimelineLine], int]:
        """Merge the page: of entries, of which there can be thousands, only the newest are read."""
        case = _case(uow, self.person_id)
        lines = [*_events(case, day), *_changes(uow, self.person_id)]
        lines += [
            TimelineLine(term.starts, "allocation", term.role, term.name)
            for term in staff_terms(uow, self.person_id)
            if term.starts
        ]
        mine = entry.c.person_id == self.person_id
        (counted,) = uow.rows(select(func.count().label("n")).select_from(entry).where(mine))
        until = self.offset + self.limit
        heads = select(entry.c.id, entry.c.day).where(mine).order_by(*_NEWEST_FIRST).limit(until)
        merged: list[tuple[date, int, Any]] = [(row.day, 1, row.id) for row in uow.rows(heads)]
        merged += [(line.day, 0, line) for line in lines]
        merged.sort(key=lambda one: one[:2], reverse=True)
        page = merged[self.offset : until]
        entries = _entries_by_id(uow, [one for _day, is_entry, one in page if is_entry])
        shown = [_of_entry(entries[one]) if is_entry else one for _day, is_entry, one in page]
        return shown, counted.n + len(lines)


def _entries_by_id(uow: UnitOfWork, ids: Sequence[int]) -> dict[int, Entry]:
    rows = uow.rows(select(*entry_columns(texts=True)).where(entry.c.id.in_(ids))) if ids else []
    return {row[0]: as_entry(row) for row in rows}


def _of_entry(one: Entry) -> TimelineLine:
    return TimelineLine(
        one.day, "entry", one.kind.value, words=one.title, entry=one, by=one.written_by
    )


def _events(case: Case, day: Day) -> Iterator[TimelineLine]:
    """What the facts tell of as having happened."""
    for one in case.assessments:
        on = one.completed_on or one.initiated_on
        if on:
            yield TimelineLine(
                on, "assessment", one.assessment_type, one.purpose or "", by=one.assessor or ""
            )
    names = day.policy.prisons.names
    for move in case.movements:
        to = move.to_agency or ""
        yield TimelineLine(move.movement_date, "movement", move.movement_type, names.get(to, to))
    for review in case.parole_reviews:
        told = review.hearing_outcome_received_on
        if told:
            yield TimelineLine(told, "parole", "hearing_outcome", review.hearing_outcome or "")
        hearing = review.target_hearing_date
        if hearing and hearing <= day.today:
            yield TimelineLine(hearing, "parole", "target_hearing_date", review.review_type or "")
    for mark in case.marks:
        kind = mark.duty.partition(":")[0]
        yield TimelineLine(mark.day, "duty", kind, mark.note, after=mark.mark.value, by=mark.by)


def _changes(uow: UnitOfWork, person_id: int) -> Iterator[TimelineLine]:
    for change in fact_changes(journal_of(uow, person_id, person, probation, parole_review)):
        yield TimelineLine(
            change.at.date(),
            "fact",
            change.field,
            before=change.before,
            after=change.after,
            by=change.by,
        )


@dataclass(frozen=True, slots=True)
class FactHistory:
    """Who changed a fact of a person, when, why, and what it replaced; newest first.

    Raises:
        RequestRefused: REQ-FIELD, for what is no fact of a person or of their probation record.

    """

    person_id: int
    section: str
    field: str

    def run(self, uow: UnitOfWork, day: Day) -> Sequence[FactNote]:
        """Read it out of the journal."""
        if self.field not in _FACTS.get(self.section, ()):
            raise RequestRefused("REQ-FIELD", field=self.field)
        return fact_notes(uow, self.person_id, self.section, self.field)
