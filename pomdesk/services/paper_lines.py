"""Papers as lists show them: a line each, with the day it is wanted by."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select

from pomdesk.domain.duties import Duty, DutyKind, DutyState
from pomdesk.domain.papers import PaperKind, PaperStage, SectionState, StepKind
from pomdesk.readmodels.papers import PaperLine
from pomdesk.services.book import Worked
from pomdesk.services.desk import Day
from pomdesk.store.tables import paper, paper_section, paper_step, person
from pomdesk.store.unit_of_work import UnitOfWork

_DUTIES: dict[PaperKind, tuple[DutyKind, ...]] = {
    PaperKind.PAROLE_REPORT: (DutyKind.CUSTODY_REPORT,),
    PaperKind.CUSTODY_UPDATE: (DutyKind.RECALL_REPORT, DutyKind.CUSTODY_REPORT),
    PaperKind.MAPPA_F: (DutyKind.MAPPA_F,),
}
"""The duties that a paper of a kind is written for; the first that has a day tells it."""

_CLOSED = frozenset({DutyState.DONE, DutyState.NOT_NEEDED})


def paper_lines(uow: UnitOfWork, day: Day, *wanted: ColumnElement[bool]) -> list[PaperLine]:
    """The papers that fit, newest first; as many statements for one as for a thousand."""
    columns = (paper, person.c.prisoner_number, person.c.last_name, person.c.first_name)
    rows = uow.rows(
        select(*columns)
        .join(person, paper.c.person_id == person.c.id)
        .where(*wanted)
        .order_by(paper.c.begun_at.desc(), paper.c.id.desc())
    )
    if not rows:
        return []
    filled, sent = _filled(uow, wanted), _sent_to(uow, wanted)
    worked = day.book.some(uow, day, sorted({row.person_id for row in rows}))
    return [
        _line(row, filled.get(row.id, 0), sent.get(row.id, ""), worked[row.person_id])
        for row in rows
    ]


def _line(row: Row[Any], filled: int, sent_to: str, worked: Worked) -> PaperLine:
    kind = PaperKind(row.kind)
    return PaperLine(
        id=row.id,
        person_id=row.person_id,
        prisoner_number=row.prisoner_number,
        last_name=row.last_name,
        first_name=row.first_name,
        kind=kind,
        language=row.language,
        stage=PaperStage(row.stage),
        version=row.version,
        changed_at=row.changed_at,
        writer=row.writer,
        filled=filled,
        due=wanted_by(kind, row.subject, worked),
        sent_to=sent_to,
    )


def wanted_by(kind: PaperKind, subject: str, worked: Worked) -> date | None:
    """The day a paper is wanted by, as far as a duty or the handover tells it."""
    if kind is PaperKind.HANDOVER_REPORT:
        return worked.line.handover_on
    for duty_kind in _DUTIES.get(kind, ()):
        days = sorted(_days(duty_kind, subject, worked.duties))
        if days:
            return days[0]
    return None


def _days(kind: DutyKind, subject: str, duties: Sequence[Duty]) -> Iterator[date]:
    """Days of the duties of a kind: of the paper's own review, else of those still open."""
    of_review = kind is DutyKind.CUSTODY_REPORT and subject
    for duty in duties:
        if duty.kind is kind and duty.due is not None:
            mine = duty.subject == subject if of_review else duty.state not in _CLOSED
            if mine:
                yield duty.due


def _filled(uow: UnitOfWork, wanted: Collection[ColumnElement[bool]]) -> dict[int, int]:
    statement = (
        select(paper_section.c.paper_id, func.count().label("n"))
        .join(paper, paper.c.id == paper_section.c.paper_id)
        .where(*wanted, paper_section.c.state != SectionState.EMPTY.value)
        .group_by(paper_section.c.paper_id)
    )
    return {row.paper_id: row.n for row in uow.rows(statement)}


def _sent_to(uow: UnitOfWork, wanted: Collection[ColumnElement[bool]]) -> dict[int, str]:
    """To whom each paper went last, by what was noted last."""
    statement = (
        select(paper_step.c.paper_id, paper_step.c.to_whom)
        .join(paper, paper.c.id == paper_step.c.paper_id)
        .where(*wanted, paper_step.c.kind == StepKind.SENT.value)
        .order_by(paper_step.c.id)
    )
    return {row.paper_id: row.to_whom for row in uow.rows(statement)}
