"""Paper templates of this unit's own: what they say, and who decided them and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from pomdesk.services.desk import Day
from pomdesk.store.tables import paper_template
from pomdesk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class OwnTemplate:
    """The template of one kind of paper, in place of the one that comes with the program.

    Attributes:
        reason: why this unit has its own.
        by: who decided it.
        at: since when it is used.

    """

    toml: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OwnTemplates:
    """Templates of this unit, by kind of paper."""

    def run(self, uow: UnitOfWork, day: Day) -> Mapping[str, OwnTemplate]:
        """Read them."""
        rows = uow.rows(select(paper_template).order_by(paper_template.c.kind))
        return {row.kind: OwnTemplate(row.toml, row.reason, row.by, row.at) for row in rows}
