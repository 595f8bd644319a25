"""One case: its facts, what the rules say of them, and why."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, func, or_, select

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.facts import Case, SourceKind
from pomdesk.intake.fields import snake
from pomdesk.readmodels.case import CaseView, ChangeLine, DisputedFact
from pomdesk.rules.case import work_out
from pomdesk.rules.prison import prison_name
from pomdesk.rules.proof import prove
from pomdesk.rules.whereabouts import location, temporary_absence_since
from pomdesk.services.cases import load_cases, load_sources
from pomdesk.services.desk import Day
from pomdesk.services.history import PLUMBING
from pomdesk.services.lines import full_name
from pomdesk.store.journal import Action
from pomdesk.store.tables import (
    SECTIONS,
    allocation,
    field_source,
    hold,
    import_file,
    journal,
    operation,
    person,
    staff,
)
from pomdesk.store.unit_of_work import UnitOfWork

MOST_CHANGES = 50

_SECTION_OF_TABLE = {table.name: snake(section) for section, table in SECTIONS.items()}


@dataclass(frozen=True, slots=True)
class CaseOf:
    """One person, by the store's number or by prisoner number.

    Raises:
        RequestRefused: REQ-PERSON, when nobody has that number.

    """

    person_id: int | None = None
    prisoner_number: str | None = None

    def run(self, uow: UnitOfWork, day: Day) -> CaseView:
        """Read the case and work everything out."""
        person_id = self._find(uow)
        case = load_cases(uow, [person_id])[person_id]
        sources = load_sources(uow, person_id)
        result = work_out(case, day.policy, day.today)
        pom, coworking = _poms(uow, person_id)
        return CaseView(
            person_id=person_id,
            today=day.today,
            case=case,
            result=result,
            sources=sources,
            proofs=prove(result, case, sources, day.policy, day.today),
            location=location(case.person),
            temporary_absence_since=temporary_absence_since(case.person, case.movements),
            pom_name=pom,
            coworking_name=coworking,
            disputed=_disputed(uow, person_id, case),
            changes=list(_changes(uow, person_id)),
            prison_name=prison_name(person=case.person, policy=day.policy),
            handover_open=day.book.some(uow, day, [person_id])[person_id].line.handover_open,
            held_since=_held_since(uow, person_id),
        )

    def _find(self, uow: UnitOfWork) -> int:
        number = (self.prisoner_number or "").strip().upper()
        wanted = (
            person.c.prisoner_number == number
            if self.person_id is None
            else person.c.id == self.person_id
        )
        rows = uow.rows(select(person.c.id).where(wanted))
        if not rows:
            raise RequestRefused("REQ-PERSON", number=number)
        return int(rows[0].id)


def _poms(uow: UnitOfWork, person_id: int) -> tuple[str | None, str | None]:
    rows = uow.rows(select(allocation).where(allocation.c.person_id == person_id))
    if not rows:
        return None, None
    wanted = [rows[0].primary_staff_id, rows[0].coworking_staff_id]
    names = {
        row.staff_id: full_name(row)
        for row in uow.rows(select(staff).where(staff.c.staff_id.in_([w for w in wanted if w])))
    }
    return names.get(wanted[0]), names.get(wanted[1])


def _held_since(uow: UnitOfWork, person_id: int) -> date | None:
    """The day of the oldest hold in force, on this person or on every record."""
    mine = or_(hold.c.person_id == person_id, hold.c.person_id.is_(None))
    (row,) = uow.rows(
        select(func.min(hold.c.at).label("at")).where(mine, hold.c.ended_at.is_(None))
    )
    return row.at.date() if row.at is not None else None


def _disputed(uow: UnitOfWork, person_id: int, case: Case) -> list[DisputedFact]:
    statement = (
        select(field_source, import_file.c.as_at)
        .join(import_file, field_source.c.file_source_id == import_file.c.id)
        .where(field_source.c.person_id == person_id, field_source.c.kind == SourceKind.TYPED)
        .order_by(field_source.c.id)
    )
    owners = {"person": case.person, "probation": case.probation}
    return [
        DisputedFact(
            section=row.section,
            field=row.field,
            typed=as_text(getattr(owners.get(row.section), row.field, None)),
            typed_on=row.typed_on,
            typed_by=row.typed_by or "",
            file_value=row.file_value,
            file_as_at=row.as_at,
        )
        for row in uow.rows(statement)
    ]


def as_text(value: object) -> str | None:
    """A value as the journal and the files write it: ISO dates, true and false, plain text."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _changes(uow: UnitOfWork, person_id: int) -> Iterator[ChangeLine]:
    statement = (
        select(journal, operation.c.at, operation.c.by, operation.c.command)
        .join(operation, journal.c.operation_id == operation.c.id)
        .where(
            journal.c.person_id == person_id,
            journal.c.action == Action.UPDATE.value,
            journal.c.table_name.in_(list(_SECTION_OF_TABLE)),
        )
        .order_by(journal.c.id.desc())
        .limit(MOST_CHANGES)
    )
    shown = 0
    for row in uow.rows(statement):
        for line in _fields(row):
            if shown == MOST_CHANGES:
                return
            shown += 1
            yield line


def _fields(row: Row[Any]) -> Iterator[ChangeLine]:
    section = _SECTION_OF_TABLE[row.table_name]
    before, after = json.loads(row.before or "{}"), json.loads(row.after or "{}")
    for name in after:
        if name not in PLUMBING:
            yield ChangeLine(
                at=row.at.date(),
                by=row.by,
                command=row.command,
                section=section,
                field=name,
                before=as_text(before.get(name)),
                after=as_text(after[name]),
            )
