"""The one table model of the app: rows, and a list of :class:`Column`.

Rows are read models, shown in an order that is sorted and filtered on Python lists. There is
no proxy model: over Python rows it is a hundred times slower. Why in docs/decisions/lists.md.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from resources.text import Text

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
SortKey = int | float | str
Value = str | int | float | date | None

# Qt asks seven times for each visible cell; looking enum members up each time doubles the
# cost of scrolling.
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
_ALIGN = int(Qt.ItemDataRole.TextAlignmentRole)
_HORIZONTAL = Qt.Orientation.Horizontal
_DESCENDING = Qt.SortOrder.DescendingOrder
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Mark:
    """A word in a tag: ``colour`` is a name of the token table's tags."""

    words: str
    colour: str = "grey"


@dataclass(frozen=True)
class Part(Generic[Row]):
    """One value that a column copies and exports: its heading's key and the value itself."""

    title: str
    value: Callable[[Row], Value]


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column of a table.

    Attributes:
        key: stable name, kept in saved filters.
        title: key of the heading's words.
        text: what the cell says.
        sort: what it is sorted by: numbers or text only, because Qt and mixed types do not
            sort; None (nothing known) comes last both ways.
        width: in characters.
        under: second, quiet line.
        marks: tags of the cell, after the text.
        parts: what is copied and exported; the text where there are none.
        private: names a person; hidden by F12.
    """

    key: str
    title: str
    text: Callable[[Row], str]
    sort: Callable[[Row], SortKey | None]
    width: int
    under: Callable[[Row], str] | None = None
    marks: Callable[[Row], Sequence[Mark]] | None = None
    parts: tuple[Part[Row], ...] = ()
    private: bool = False

    def values(self) -> tuple[Part[Row], ...]:
        """The parts, or the text as the only one."""
        return self.parts or (Part(self.title, self.text),)


class TableModel(QAbstractTableModel, Generic[Row]):
    """Rows in the order they are shown, through columns.

    Attributes:
        columns: the columns, shown or not.
        rows: all rows, in the order they were given.
        shown: indexes into ``rows``: sorted, and only those the filter keeps.
        sorted_by: key of the column that sorts, and whether downwards.
        hidden: what private columns say while names are hidden; None while they are not.
    """

    def __init__(
        self, columns: Sequence[Column[Row]], text: Text, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: Sequence[Row] = ()
        self.shown: list[int] = []
        self.sorted_by: tuple[str, bool] = (self.columns[0].key, False)
        self.hidden: str | None = None
        self._titles = [text(column.title) for column in self.columns]
        self._order: list[int] = []
        self._keys: dict[int, list[SortKey | None]] = {}
        self._keeps: Callable[[list[int]], list[int]] | None = None

    def set_rows(
        self,
        rows: Sequence[Row],
        keeps: Callable[[list[int]], list[int]] | None = None,
    ) -> None:
        """Show other rows, sorted as before, with another filter (None: all of them)."""
        self.beginResetModel()
        self.rows = rows
        self._keys.clear()
        self._keeps = keeps
        self._put_in_order()
        self.endResetModel()

    def set_filter(self, keeps: Callable[[list[int]], list[int]] | None) -> None:
        """Keep only what ``keeps`` picks out of the sorted row indexes; None keeps all."""
        self.beginResetModel()
        self._keeps = keeps
        self.shown = keeps(self._order) if keeps else self._order
        self.endResetModel()

    def sort_by(self, key: str, descending: bool = False) -> None:
        """Sort by a column; rows that are level stay in the order they came in."""
        self.beginResetModel()
        self.sorted_by = (key, descending)
        self._put_in_order()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort as the heading that was clicked asks."""
        if 0 <= column < len(self.columns):
            self.sort_by(self.columns[column].key, order == _DESCENDING)

    def place_of(self, key: str) -> int:
        """Which column a key names; ValueError for none."""
        return [column.key for column in self.columns].index(key)

    def row_at(self, line: int) -> Row:
        """The row on a line of the table."""
        return self.rows[self.shown[line]]

    def line_of(self, wanted: Callable[[Row], bool], near: int = -1) -> int | None:
        """The line of the first shown row that answers, or None.

        ``near`` is where in ``rows`` it may be: looking there first spares a walk through
        all of them at every key somebody types.
        """
        rows = self.rows
        if 0 <= near < len(rows) and wanted(rows[near]):
            try:
                return self.shown.index(near)
            except ValueError:
                return None
        return next((line for line, i in enumerate(self.shown) if wanted(rows[i])), None)

    def title(self, column: int) -> str:
        """The words of a heading."""
        return self._titles[column]

    def cell(self, line: int, place: int) -> tuple[str, str, Sequence[Mark]]:
        """What a cell shows: text, second line, tags."""
        column, row = self.columns[place], self.rows[self.shown[line]]
        if column.private and self.hidden is not None:
            return self.hidden, "", ()
        return (
            column.text(row),
            column.under(row) if column.under else "",
            column.marks(row) if column.marks else (),
        )

    def spoken(self, line: int, place: int) -> str:
        """What a screen reader says of a cell: "Handover: 12 May 2027, in 5 weeks, Due soon"."""
        text, under, marks = self.cell(line, place)
        parts = [text, under, *(mark.words for mark in marks)]
        return f"{self._titles[place]}: {', '.join(part for part in parts if part)}"

    def _put_in_order(self) -> None:
        key, descending = self.sorted_by
        keys = self._keys_of(self.place_of(key))
        order = [i for i, value in enumerate(keys) if value is not None]
        order.sort(key=keys.__getitem__, reverse=descending)  # type: ignore[arg-type]
        if len(order) < len(keys):
            order.extend(i for i, value in enumerate(keys) if value is None)
        self._order = order
        self.shown = self._keeps(order) if self._keeps else order

    def _keys_of(self, place: int) -> list[SortKey | None]:
        if place not in self._keys:
            key = self.columns[place].sort
            self._keys[place] = [key(row) for row in self.rows]
        return self._keys[place]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many rows are shown."""
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """How many columns there are, shown or not."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """The text of a cell, or what a screen reader says of it."""
        if role == _DISPLAY:
            return self.cell(index.row(), index.column())[0]
        if role == _SPOKEN:
            return self.spoken(index.row(), index.column())
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """The heading of a column."""
        if orientation != _HORIZONTAL or not 0 <= section < len(self._titles):
            return None
        if role == _DISPLAY:
            return self._titles[section]
        return _LEFT if role == _ALIGN else None
