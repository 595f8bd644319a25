"""The state of the store, in one line."""

from dataclasses import dataclass

from sqlalchemy import func, select

from pomdesk.readmodels.status import DeskStatus, ImportLine
from pomdesk.services.desk import Day
from pomdesk.store.tables import import_file, operation, person
from pomdesk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class StatusOfDesk:
    """How many people, as of which file, saved when, and the last 20 files brought in."""

    def run(self, uow: UnitOfWork, day: Day) -> DeskStatus:
        """Count and look up."""
        (head,) = uow.rows(
            select(
                select(func.count()).select_from(person).scalar_subquery().label("people"),
                select(func.max(import_file.c.as_at)).scalar_subquery().label("as_at"),
                select(func.max(operation.c.at)).scalar_subquery().label("saved_at"),
            )
        )
        files = uow.rows(select(import_file).order_by(import_file.c.id.desc()).limit(20))
        return DeskStatus(
            people=head.people,
            as_at=head.as_at,
            saved_at=head.saved_at,
            imports=[
                ImportLine(
                    row.name,
                    row.as_at,
                    row.imported_at,
                    row.imported_by,
                    row.added,
                    row.changed,
                    row.unchanged,
                    row.refused,
                )
                for row in files
            ],
        )
