"""What one step of an import writes to one table, and the journal of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table

from pomdesk.store.journal import Action, Entry
from pomdesk.store.unit_of_work import UnitOfWork

Values = Sequence[Any]


@dataclass(slots=True)
class Stored:
    """One stored row of a list.

    Attributes:
        id: its number.
        source_id: the file that vouches for it.
        values: its values in the order of the list's columns.
        typed: what of it was typed by hand, on which day and by whom.

    """

    id: int
    source_id: int | None
    values: tuple[Any, ...]
    typed: tuple[Any, ...] = (None, None, None)


class TableChanges:
    """Rows to put in, change and take out, gathered first and written at once.

    An insert is journalled by the row's number alone: the file tells the values, and to take
    it back the number is enough. A change is journalled by the columns that differ.

    Attributes:
        columns: names of the places of each row, without ``id``.

    """

    def __init__(self, table: Table, columns: Sequence[str]) -> None:
        self.table = table
        self.columns = tuple(columns)
        self._inserts: list[Values] = []
        self._silent: list[Values] = []
        self._updates: list[Values] = []
        self._moves: list[tuple[int, int]] = []
        self._deletes: list[int] = []
        self._entries: list[Entry] = []

    def insert(self, row: Values) -> None:
        """Put a row in; where the table has a person_id, it is the first column."""
        self._inserts.append(row)

    def insert_with_person(self, row: Values) -> None:
        """Put in a row of a person who comes in by the same step.

        The person's own entry stands for it: who takes that back takes all that hangs on it.
        """
        self._silent.append(row)

    def update(self, row_id: int, person_id: int | None, before: Values, after: Values) -> None:
        """Change a row."""
        differ = [i for i, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
        if not differ:
            return
        names = self.columns
        if [names[i] for i in differ] == ["source_id"]:
            self._moves.append((row_id, after[differ[0]]))
        else:
            self._updates.append((row_id, *after))
        self._note(
            row_id,
            person_id,
            Action.UPDATE,
            {names[i]: before[i] for i in differ},
            {names[i]: after[i] for i in differ},
        )

    def delete(
        self, row_id: int, person_id: int | None, before: Values, besides: Mapping[str, Any]
    ) -> None:
        """Take a row out; ``besides`` are its values in other columns than ``columns``."""
        self._deletes.append(row_id)
        whole = {"id": row_id} | dict(zip(self.columns, before, strict=True)) | {**besides}
        self._note(row_id, person_id, Action.DELETE, whole, None)

    def _note(
        self,
        row_id: int,
        person_id: int | None,
        action: Action,
        before: dict[str, Any],
        after: dict[str, Any] | None,
    ) -> None:
        self._entries.append(Entry(self.table.name, row_id, person_id, action, before, after))

    def write(self, uow: UnitOfWork) -> range:
        """Write all and the journal of it; the numbers of the rows put in, in their order."""
        if self._deletes:
            uow.bulk_delete(self.table, self._deletes)
        if self._updates:
            uow.bulk_update(self.table, self._updates, ("id", *self.columns))
        if self._moves:
            uow.bulk_update(self.table, self._moves, ("id", "source_id"))
        if self._entries:
            uow.journal(self._entries)
        if self._silent:
            uow.bulk_insert(self.table, self._silent, self.columns)
        if not self._inserts:
            return range(0)
        ids = uow.bulk_insert(self.table, self._inserts, self.columns)
        name, insert = self.table.name, Action.INSERT
        owned = self.columns[0] == "person_id"
        person = name == "person"
        uow.journal(
            Entry(
                name,
                row_id,
                row[0] if owned else row_id if person else None,
                insert,
                None,
                None,
            )
            for row_id, row in zip(ids, self._inserts, strict=True)
        )
        return ids
