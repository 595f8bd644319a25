"""Whether it is doubtful what day it is: nothing is disposed of while it is."""

from sqlalchemy import select

from pomdesk.domain.audit import CLOCK_CONFIRMED, CLOCK_JUMP
from pomdesk.store.tables import audit
from pomdesk.store.unit_of_work import UnitOfWork


def clock_doubted(uow: UnitOfWork) -> bool:
    """Whether the clock was found far from where it stood, and nobody has confirmed it since."""
    told = audit.c.what.in_((CLOCK_JUMP, CLOCK_CONFIRMED))
    newest = uow.rows(select(audit.c.what).where(told).order_by(audit.c.seq.desc()).limit(1))
    return bool(newest) and newest[0].what == CLOCK_JUMP
