"""What whoever signed in was writing when the desk locked."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from pomdesk.readmodels.drafts import Draft
from pomdesk.services.desk import Day
from pomdesk.store.tables import draft
from pomdesk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class MyDrafts:
    """One's own drafts, the newest first; nobody else's."""

    def run(self, uow: UnitOfWork, day: Day) -> Sequence[Draft]:
        """Read them."""
        mine = select(draft).where(draft.c.who == uow.by).order_by(draft.c.at.desc(), draft.c.id)
        return [
            Draft(row.place, row.person_id, json.loads(row.content), row.at)
            for row in uow.rows(mine)
        ]
