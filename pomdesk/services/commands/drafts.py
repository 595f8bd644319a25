"""Keeping what is typed and not saved yet: inside the store, and nowhere else.

Neither journal nor audit log tell of it: it is in no record until it is saved, and then they do.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from pomdesk.readmodels.drafts import Draft
from pomdesk.services.desk import Day
from pomdesk.store.tables import draft, person
from pomdesk.store.unit_of_work import UnitOfWork

LONGEST_PLACE = 200


@dataclass(frozen=True, slots=True)
class KeepDrafts:
    """Keep what somebody is writing, and forget what is written no more.

    A draft of one place takes the place of the one before. Each person has their own. However
    long it is it is kept: what is too long is told when it is saved, and not while it is typed.

    Attributes:
        kept: what is being written.
        gone: places whose form was saved or put away.

    """

    name: ClassVar[str] = "keep_drafts"
    kept: Sequence[Draft] = ()
    gone: Sequence[str] = ()

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Write them; of somebody who is not in the store any more nothing is kept."""
        for one in self.kept:
            if one.person_id is None or _is_known(uow, one.person_id):
                _keep(uow, one)
        for place in self.gone:
            mine = (draft.c.who == uow.by, draft.c.place == place[:LONGEST_PLACE])
            uow.write_quietly(delete(draft).where(*mine))


def _keep(uow: UnitOfWork, one: Draft) -> None:
    content = json.dumps(one.content, ensure_ascii=False)
    values = {"person_id": one.person_id, "at": uow.now, "content": content}
    new = insert(draft).values(who=uow.by, place=one.place[:LONGEST_PLACE], **values)
    uow.write_quietly(new.on_conflict_do_update(index_elements=["who", "place"], set_=values))


def _is_known(uow: UnitOfWork, person_id: int) -> bool:
    return bool(uow.rows(select(person.c.id).where(person.c.id == person_id)))
