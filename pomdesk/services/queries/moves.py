"""What moved since somebody last looked."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from pomdesk.readmodels.moves import Moves
from pomdesk.services.book import newest_operation
from pomdesk.services.desk import Day
from pomdesk.services.moved import in_reading_order, seen
from pomdesk.store.tables import import_file, journal, operation
from pomdesk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class MovesSince:
    """Whose dates moved after an operation; without one, since it was last looked at."""

    operation_id: int | None = None

    def run(self, uow: UnitOfWork, day: Day) -> Moves:
        """Lay the journal over the present facts and compare."""
        operation_id, since = seen(uow) if self.operation_id is None else self._chosen(uow)
        moved = day.moved(uow, operation_id)
        return Moves(
            today=day.today,
            since=since,
            upto=newest_operation(uow),
            files=_files(uow, operation_id),
            people=in_reading_order(moved.values()),
        )

    def _chosen(self, uow: UnitOfWork) -> tuple[int, datetime | None]:
        number = self.operation_id or 0
        rows = uow.rows(select(operation.c.at).where(operation.c.id == number))
        return number, rows[0].at if rows else None


def _files(uow: UnitOfWork, since: int) -> list[str]:
    brought_in = select(journal.c.row_id).where(
        journal.c.operation_id > since, journal.c.table_name == import_file.name
    )
    statement = select(import_file.c.name).where(import_file.c.id.in_(brought_in))
    return [row.name for row in uow.rows(statement.order_by(import_file.c.id))]
