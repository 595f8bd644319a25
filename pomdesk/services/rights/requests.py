"""Requests of people about what is held on them, as lists show them."""

from typing import Any

from sqlalchemy import ColumnElement, Row, select

from pomdesk.domain.errors import RightsRefused
from pomdesk.domain.rights import RequestKind, RequestStage
from pomdesk.readmodels.rights import RequestLine
from pomdesk.store.tables import access_request, person
from pomdesk.store.unit_of_work import UnitOfWork


def request_lines(uow: UnitOfWork, *wanted: ColumnElement[bool]) -> list[RequestLine]:
    """The requests that fit: those that wait first, the soonest due before others."""
    columns = (person.c.prisoner_number, person.c.last_name, person.c.first_name)
    rows = uow.rows(
        select(access_request, *columns)
        .join(person, person.c.id == access_request.c.person_id)
        .where(*wanted)
        .order_by(
            access_request.c.stage != RequestStage.OPEN.value,
            access_request.c.due,
            access_request.c.id,
        )
    )
    return [_line(row) for row in rows]


def request_of(uow: UnitOfWork, ref: str) -> RequestLine:
    """The request of a reference.

    Raises:
        RightsRefused: SAR-GONE with ``ref``.

    """
    lines = request_lines(uow, access_request.c.ref == ref.strip())
    if not lines:
        raise RightsRefused("SAR-GONE", ref=ref[:40])
    return lines[0]


def open_access_request(uow: UnitOfWork, person_id: int) -> RequestLine | None:
    """The request for what is held that a pack about somebody answers; the oldest that waits."""
    lines = request_lines(
        uow,
        access_request.c.person_id == person_id,
        access_request.c.kind == RequestKind.ACCESS.value,
        access_request.c.stage == RequestStage.OPEN.value,
    )
    return lines[0] if lines else None


def _line(row: Row[Any]) -> RequestLine:
    return RequestLine(
        id=row.id,
        ref=row.ref,
        person_id=row.person_id,
        prisoner_number=row.prisoner_number,
        last_name=row.last_name,
        first_name=row.first_name,
        kind=RequestKind(row.kind),
        stage=RequestStage(row.stage),
        received=row.received,
        due=row.due,
        note=row.note,
        by=row.by,
        decided_by=row.decided_by,
        why=row.why,
        statement=row.statement,
    )
