"""One transaction: read, change, and the journal of it, whole or not at all."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from sqlalchemy import Connection, Executable, Row, Select, Table, func, insert, select, update

from pomdesk.domain.audit import Event, Head
from pomdesk.store import bulk
from pomdesk.store.audit import Pen, append
from pomdesk.store.audit import head as audit_head
from pomdesk.store.connection import QueryWroteError
from pomdesk.store.journal import Entry, journal_columns, journal_row
from pomdesk.store.tables import journal, operation, person, store_state

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from pomdesk.store.records import Record

R = TypeVar("R", bound="Record")

_ENTRIES_AT_ONCE = 10_000


class UnitOfWork:
    """What a query or a command works with. ``Store.unit_of_work`` makes it.

    Attributes:
        connection: SQLAlchemy Core, inside the transaction.
        by: who does it.
        now: UTC, without a zone, as the store keeps it.
        today: the desk's day.
        command: code of the operation, None where nothing may be written.
        head: end of the audit log after ``finish``; None where nothing was saved.
        saves: how many saves the store has had, this one included, after ``finish``.
        erased: digests and days for the list beside the store (``store.erased_list``).

    """

    def __init__(
        self,
        connection: Connection,
        by: str,
        now: datetime,
        today: date,
        command: str | None,
        pen: Pen | None = None,
    ) -> None:
        self.connection = connection
        self.by = by
        self.now = now.astimezone(UTC).replace(tzinfo=None) if now.tzinfo else now
        self.today = today
        self.command = command
        self._operation_id: int | None = None
        self._session: Session | None = None
        self._noted: list[Entry] = []
        self._rewrote = False
        self._pen = pen
        self._events: list[Event] = []
        self._people: set[int] = set()
        self._fields: set[str] = set()
        self.head: Head | None = None
        self.saves = 0
        self.erased: dict[str, date] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None

    @property
    def wrote(self) -> bool:
        """Whether anything has been changed so far."""
        self._flush()
        return self._operation_id is not None or bool(self._noted)

    @property
    def saved(self) -> bool:
        """Whether the file changes when this unit is left well, journalled or not."""
        return self._rewrote or bool(self._events) or self.wrote

    @property
    def people(self) -> frozenset[int]:
        """Numbers of the people whose rows were changed and journalled so far."""
        self._flush()
        self._write_noted()
        return frozenset(self._people)

    @property
    def fields(self) -> frozenset[str]:
        """``table.column`` of what was changed one by one so far."""
        self._flush()
        self._write_noted()
        return frozenset(self._fields)

    @property
    def operation_id(self) -> int:
        """The operation this unit's changes are journalled under, made on first use."""
        if self._operation_id is None:
            return self.begin_operation(undoes=None)
        return self._operation_id

    def begin_operation(self, *, undoes: int | None) -> int:
        """Make the operation row; ``undoes`` names the operation it takes back."""
        if self.command is None:
            raise QueryWroteError
        if self._operation_id is not None:
            raise RuntimeError("a unit of work has one operation")
        result = self.connection.execute(
            insert(operation).values(
                command=self.command, at=self.now, by=self.by, today=self.today, undoes=undoes
            )
        )
        made = result.inserted_primary_key
        if made is None:
            raise LookupError("the operation has no number")
        self._operation_id = int(made[0])
        return self._operation_id

    # Reading

    def rows(
        self, statement: Executable, parameters: Mapping[str, object] | None = None
    ) -> list[Row[Any]]:
        """All rows of a Core statement; changes made through records are seen."""
        self._flush()
        return list(self.connection.execute(statement, parameters).all())

    def get(self, record: type[R], row_id: int) -> R | None:
        """The row with this id, to change it; None where there is none (any more)."""
        self._flush()
        return self.session.get(record, row_id)

    def find(self, record: type[R], **by: object) -> R | None:
        """The one row whose columns have these values, or None."""
        return self.session.scalars(select(record).filter_by(**by)).one_or_none()

    # Changing single rows: journalled by themselves

    @property
    def session(self) -> "Session":
        """The ORM session behind ``get``, ``find``, ``add`` and ``delete``."""
        if self._session is None:
            from pomdesk.store.records import DeskSession

            self._session = DeskSession(
                bind=self.connection, expire_on_commit=False, info={"note": self._noted.append}
            )
        return self._session

    def add(self, record: R) -> R:
        """Put a new row in; its ``id`` is known on return.

        It is written at the next reading or adding, so it may be filled in until then.
        """
        self._flush()
        if record.id is None:
            record.id = self._next_id(record.table())
        self.session.add(record)
        return record

    def delete(self, record: "Record") -> None:
        """Take a row out, and all that hangs on it."""
        self.session.delete(record)
        self._flush()

    def rewrite(self, table: Table, row_id: int, **values: object) -> None:
        """Change a row with neither operation nor journal entry.

        For one thing only: a text that goes on being typed, of whose writing the journal has
        told already.
        """
        if self.command is None:
            raise QueryWroteError
        self._flush()
        self.connection.execute(update(table).where(table.c.id == row_id).values(values))
        self._rewrote = True

    def write_quietly(self, statement: Executable) -> None:
        """Change a table of which no operation tells (``tables.UNJOURNALLED_TABLES``)."""
        if self.command is None:
            raise QueryWroteError
        self._flush()
        self.connection.execute(statement)
        self._rewrote = True

    @property
    def pen(self) -> Pen:
        """What this session signs with.

        Raises:
            LookupError: the unit belongs to no session; a bug.

        """
        if self._pen is None:
            raise LookupError("a unit of work without a session")
        return self._pen

    def note(self, event: Event) -> None:
        """Write an event into the audit log when this unit is finished, in its transaction."""
        if self.command is None:
            raise QueryWroteError
        self._events.append(event)

    def note_now(self, event: Event) -> None:
        """Write an event into the log at once, while the person it is about is still there."""
        if self.command is None:
            raise QueryWroteError
        if self._pen is not None:
            self.head = append(self.connection, self._pen, event, self.now)
        self._rewrote = True

    # Changing many rows: the caller journals them

    def bulk_insert(
        self,
        table: Table,
        rows: Collection[Sequence[object]] | Collection[Mapping[str, object]],
        columns: Sequence[str] | None = None,
    ) -> range:
        """Put many rows in, at the speed of the driver; returns their ids, in order.

        Args:
            table: where.
            rows: tuples in the order of ``columns``, or mappings that all have the same
                keys. Column defaults are not filled in: every column that needs a value is
                named. Where ``id`` is named the ids are the caller's and the range is empty.
            columns: names of the places in each tuple.

        """
        self._ready_to_write()
        names, values = bulk.as_tuples(rows, columns)
        ids = range(0)
        if "id" not in names:
            first = self._next_id(table)
            ids = range(first, first + len(values))
            names = ("id", *names)
            values = [(row_id, *row) for row_id, row in zip(ids, values, strict=True)]
        bulk.insert_rows(self.connection, table, names, values)
        return ids

    def bulk_update(
        self,
        table: Table,
        rows: Collection[Sequence[object]] | Collection[Mapping[str, object]],
        columns: Sequence[str] | None = None,
    ) -> None:
        """Change many rows; ``columns`` (or the mappings' keys) name ``id`` among them."""
        self._ready_to_write()
        names, values = bulk.as_tuples(rows, columns)
        bulk.update_rows(self.connection, table, names, values)

    def bulk_delete(self, table: Table, ids: Collection[int]) -> None:
        """Take many rows out, and all that hangs on them."""
        self._ready_to_write()
        bulk.delete_rows(self.connection, table, ids)

    def journal(self, entries: Iterable[Entry]) -> None:
        """Journal what the bulk calls did, under this unit's operation, in this order."""
        self._flush()
        self._write_noted()
        batch: list[tuple[object, ...]] = []
        for entry in entries:
            if entry.person_id is not None:
                self._people.add(entry.person_id)
            batch.append(journal_row(self.operation_id, entry))
            if len(batch) == _ENTRIES_AT_ONCE:
                bulk.insert_rows(self.connection, journal, journal_columns, batch)
                batch = []
        bulk.insert_rows(self.connection, journal, journal_columns, batch)

    def revert(self, operation_id: int) -> None:
        """Take an operation back row by row, as this unit's operation.

        Raises:
            RequestRefused: REQ-UNDO with ``reason``: ``changed`` (a row of it has changed
                since), ``undone`` (it has been taken back already), ``nothing``, ``erased``,
                ``text`` (it changed a text of which the journal keeps no earlier one).

        """
        from pomdesk.store.undo import revert

        revert(self, operation_id)

    def finish(self) -> None:
        """Write what is still pending; the store calls it before it commits."""
        self._flush()
        self._write_noted()
        if self.saved:
            self._count_save()
            self._write_events()

    def _count_save(self) -> None:
        counted = update(store_state).values(saves=store_state.c.saves + 1)
        self.saves = int(self.connection.scalar(counted.returning(store_state.c.saves)) or 0)

    def _write_events(self) -> None:
        events, self._events = self._events, []
        if self._pen is not None:
            for event in events:
                self.head = append(self.connection, self._pen, event, self.now)
        if self.head is None:
            self.head = audit_head(self.connection)

    def _ready_to_write(self) -> None:
        self._flush()
        if self._operation_id is None:
            self.begin_operation(undoes=None)

    def _flush(self) -> None:
        if self._session is not None:
            self._session.flush()

    def _write_noted(self) -> None:
        noted, self._noted[:] = list(self._noted), []
        for entry in noted:
            if entry.person_id is not None:
                self._people.add(entry.person_id)
            self._fields |= {f"{entry.table_name}.{name}" for name in entry.after or ()}
        if noted:
            rows = [journal_row(self.operation_id, entry) for entry in noted]
            bulk.insert_rows(self.connection, journal, journal_columns, rows)

    def _next_id(self, table: Table) -> int:
        taken = self.connection.execute(_taken(table)).one()
        return max(int(number or 0) for number in taken) + 1


@cache
def _taken(table: Table) -> Select[Any]:
    """The question for the highest numbers that rows of a table have or had, put together once."""
    highest = [select(func.max(table.c.id))]
    if table is person:
        # A new person never takes over the history of one who was removed.
        highest.append(select(func.max(journal.c.person_id)))
    # Nor does any row the number of one that was taken out: marks and undo go by it.
    highest.append(
        select(func.max(journal.c.row_id)).where(
            journal.c.action == "delete", journal.c.table_name == table.name
        )
    )
    return select(*(one.scalar_subquery() for one in highest))
