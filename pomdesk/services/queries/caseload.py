"""The caseload on the desk's day."""

from dataclasses import dataclass

from sqlalchemy import func, select

from pomdesk.readmodels.caseload import Caseload
from pomdesk.services.desk import Day
from pomdesk.store.tables import import_file, person
from pomdesk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class CaseloadOn:
    """Every person one may see in lists, by name; with ``limit``, only the first so many."""

    limit: int | None = None

    def run(self, uow: UnitOfWork, day: Day) -> Caseload:
        """Take everybody's line out of the book."""
        mine = day.only(person.c.id)
        (head,) = uow.rows(
            select(
                select(func.count(person.c.id)).where(*mine).scalar_subquery().label("total"),
                select(func.max(import_file.c.as_at)).scalar_subquery().label("as_at"),
            )
        )
        if self.limit is None or self.limit >= head.total:
            worked = day.people(uow)
        else:
            names = select(person.c.id).where(*mine).order_by(person.c.name_key, person.c.id)
            first = [row.id for row in uow.rows(names.limit(self.limit))]
            worked = day.book.some(uow, day, first)
        lines = sorted(
            (one.line for one in worked.values()), key=lambda line: (line.name_key, line.person_id)
        )
        return Caseload(day.today, lines, total=head.total, as_at=head.as_at)
