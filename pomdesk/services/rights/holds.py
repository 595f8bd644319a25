"""Holds: nothing of this person, or of anybody, may be disposed of while one stands."""

from sqlalchemy import or_, select

from pomdesk.domain.errors import RightsRefused
from pomdesk.readmodels.rights import HoldLine
from pomdesk.store.tables import hold, person
from pomdesk.store.unit_of_work import UnitOfWork


def refuse_held(uow: UnitOfWork, person_id: int | None = None) -> None:
    """Refuse what a hold stands against.

    Args:
        uow: to read with.
        person_id: whose record is to go; None: of everybody (an older store put back, the log
            pruned), which a hold on anybody stands against.

    Raises:
        RightsRefused: RET-HOLD with ``holder``, ``since``.

    """
    standing = select(hold.c.by, hold.c.at).where(hold.c.ended_at.is_(None))
    if person_id is not None:
        standing = standing.where(or_(hold.c.person_id.is_(None), hold.c.person_id == person_id))
    rows = uow.rows(standing.order_by(hold.c.at).limit(1))
    if rows:
        since = f"{rows[0].at:%d/%m/%Y}"
        raise RightsRefused("RET-HOLD", holder=rows[0].by, since=since)


def held(uow: UnitOfWork) -> tuple[frozenset[int], bool]:
    """Numbers of the people on hold, and whether everybody is."""
    rows = uow.rows(select(hold.c.person_id).where(hold.c.ended_at.is_(None)))
    people = frozenset(row.person_id for row in rows if row.person_id is not None)
    return people, any(row.person_id is None for row in rows)


def hold_lines(uow: UnitOfWork) -> list[HoldLine]:
    """The holds that stand, those to be looked at first before others."""
    columns = (person.c.prisoner_number, person.c.last_name, person.c.first_name)
    rows = uow.rows(
        select(hold, *columns)
        .outerjoin(person, person.c.id == hold.c.person_id)
        .where(hold.c.ended_at.is_(None))
        .order_by(hold.c.review.is_(None), hold.c.review, hold.c.id)
    )
    return [
        HoldLine(
            id=row.id,
            person_id=row.person_id,
            prisoner_number=row.prisoner_number or "",
            last_name=row.last_name or "",
            first_name=row.first_name or "",
            reason=row.reason,
            by=row.by,
            at=row.at,
            review=row.review,
        )
        for row in rows
    ]
