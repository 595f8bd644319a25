"""A long list of lines with headings between them: one model, one view, no widget a line.

A line says who, what, and more about it, with tags at its right. In a wide list it takes two
lines of text, in a narrow one three. Rows are whatever the page works with; ``tell`` puts one
into words when it is painted, spoken or copied, and not before.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from ui.theme import Theme
from ui.widgets.line_delegate import LineDelegate
from ui.widgets.table_model import Mark

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
_NOWHERE = QModelIndex()
_USUAL = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_MOST_KEPT = 3_000


@dataclass(frozen=True, slots=True)
class Line:
    """One row in words.

    Attributes:
        title: who or what it is about; bold.
        aside: quiet words under the title, where there is room for them beside the rest.
        what: what there is to say of it.
        more: quiet words below.
        marks: tags at the right.
        depth: how far in it stands: 1 belongs to the line above.
        spoken: what a screen reader says instead of the parts; nothing: the parts.
    """

    title: str
    what: str = ""
    more: str = ""
    aside: str = ""
    marks: Sequence[Mark] = ()
    depth: int = 0
    spoken: str = ""

    @property
    def plain(self) -> list[str]:
        """The parts that say something, in the order they are read."""
        tags = [mark.words for mark in self.marks]
        return [p for p in (self.title, self.aside, self.what, *tags, self.more) if p]


class LinesModel(QAbstractTableModel, Generic[Row]):
    """Rows in the order they are shown; headings cannot be chosen.

    Attributes:
        rows: all of them, headings too.
        heads: which of them are headings.
    """

    def __init__(self, tell: Callable[[Row], Line], parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: Sequence[Row] = ()
        self.heads: Collection[int] = frozenset()
        self._tell = tell
        self._told: dict[int, Line] = {}

    def set_rows(self, rows: Sequence[Row], heads: Collection[int]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows, self.heads = rows, frozenset(heads)
        self._told.clear()
        self.endResetModel()

    def forget(self) -> None:
        """Put everything into words again."""
        self._told.clear()

    def line(self, number: int) -> Line:
        """A row in words."""
        told = self._told.get(number)
        if told is None:
            if len(self._told) > _MOST_KEPT:
                self._told.clear()
            told = self._told[number] = self._tell(self.rows[number])
        return told

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """One."""
        return 0 if parent.isValid() else 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A heading is walked over."""
        return Qt.ItemFlag.NoItemFlags if index.row() in self.heads else _USUAL

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """The title, or what a screen reader says."""
        if role == _DISPLAY:
            return self.line(index.row()).title
        if role == _SPOKEN:
            line = self.line(index.row())
            return line.spoken or ", ".join(line.plain)
        return None


class LineList(QTableView, Generic[Row]):
    """Lines under each other: Enter opens, letters are told, Ctrl+C copies, Tab leaves.

    Args:
        tell: puts a row into words.
        same: what tells one row from another, so that the chosen one stays chosen.
        keys: characters the page does something with, such as ``"d?"``.

    Signals:
        row_opened: a row, by Enter or a double click.
        row_chosen: the row the keyboard is on, or None.
        key_typed: one of ``keys``.
        side_asked: -1 or 1: the list to the left or right is wanted.
        rows_copied: rows of cells for the clipboard.
    """

    row_opened = Signal(object)
    row_chosen = Signal(object)
    key_typed = Signal(str)
    side_asked = Signal(int)
    rows_copied = Signal(object)

    def __init__(
        self,
        theme: Theme,
        name: str,
        tell: Callable[[Row], Line],
        same: Callable[[Row], object],
        keys: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._same, self._letters = same, keys
        self._kept: object = None
        self._kept_at = 0
        self._small: Collection[int] = ()
        self.lines: LinesModel[Row] = LinesModel(tell, self)
        self._delegate = LineDelegate(self.lines, theme, self)
        self.setModel(self.lines)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self._set_up()
        self.dress()
        self.activated.connect(self._open)
        theme.changed.connect(self.dress)

    def _set_up(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)

    def set_rows(self, rows: Sequence[Row], heads: Collection[int] = ()) -> None:
        """Show other rows; the chosen one stays, or the one that took its place."""
        at = self.verticalScrollBar().value()
        self.setUpdatesEnabled(False)
        self.lines.set_rows(rows, heads)
        self._size_rows()
        self.verticalScrollBar().setValue(at)
        self._choose_again()
        self.setUpdatesEnabled(True)

    def tell_again(self) -> None:
        """Put everything into words again: names are hidden now, or shown."""
        self.lines.forget()
        self.viewport().update()

    def dress(self) -> None:
        """Take sizes and colours from the theme as it is now."""
        self._delegate.dress(self.viewport().width())
        self._size_rows()
        self.viewport().update()

    def _size_rows(self) -> None:
        head, line = self._delegate.head_height(), self._delegate.row_height()
        rows, count = self.verticalHeader(), len(self.lines.rows)
        rows.setDefaultSectionSize(line)
        # Qt keeps the height of a place through a reset, whatever stands there now.
        for number in self._small:
            if number < count:
                rows.resizeSection(number, line)
        for number in self.lines.heads:
            rows.resizeSection(number, head)
        self._small = self.lines.heads

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take two lines a row where there is room for it, else three; keep the row in sight."""
        super().resizeEvent(event)
        if self._delegate.wide_at(self.viewport().width()) != self._delegate.wide:
            self.dress()
        if self.selectionModel().hasSelection():
            self._keep_in_sight()

    def _keep_in_sight(self) -> None:
        """Show the chosen row; the first one with the headings above it."""
        row = self.currentIndex().row()
        if all(number in self.lines.heads for number in range(row)):
            self.scrollToTop()
        else:
            self.scrollTo(self.currentIndex())

    def chosen(self) -> Row | None:
        """The row the keyboard is on."""
        index = self.currentIndex()
        return self.lines.rows[index.row()] if index.isValid() else None

    def choose(self, wanted: Callable[[Row], bool]) -> bool:
        """Go to the first row that answers; False where none does."""
        rows, heads = self.lines.rows, self.lines.heads
        at = next((n for n, row in enumerate(rows) if n not in heads and wanted(row)), None)
        if at is not None:
            self.selectRow(at)
        return at is not None

    def choose_first(self) -> None:
        """Go to the first row there is."""
        self._kept, self._kept_at = None, 0
        self.scrollToTop()
        self._choose_again()

    def unchoose(self) -> None:
        """Let no row be marked: the keyboard is in another list."""
        self.selectionModel().clearSelection()

    def _choose_again(self) -> None:
        kept, same = self._kept, self._same
        if kept is not None and self.choose(lambda row: same(row) == kept):
            self._keep_in_sight()
            return
        free = [n for n in range(len(self.lines.rows)) if n not in self.lines.heads]
        near = min(free, key=lambda n: (abs(n - self._kept_at), n)) if free else None
        if near is None:
            self._kept = None
            self.row_chosen.emit(None)
        else:
            self.selectRow(near)
            self._keep_in_sight()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell which row the keyboard is on."""
        super().currentChanged(current, previous)
        if current.isValid():
            row = self.lines.rows[current.row()]
            self._kept, self._kept_at = self._same(row), current.row()
            self.row_chosen.emit(row)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Mark the row the keyboard is on, and tell it."""
        super().focusInEvent(event)
        row = self.chosen()
        if row is not None:
            self.selectRow(self.currentIndex().row())
            self.row_chosen.emit(row)

    def _open(self, index: QModelIndex) -> None:
        if index.row() not in self.lines.heads:
            self.row_opened.emit(self.lines.rows[index.row()])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, tell what was typed, go to the list beside, or what every list does."""
        held = event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        letter = event.text().lower()
        side = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif not held and letter and letter in self._letters:
            self.key_typed.emit(letter)
        elif side and not held:
            self.side_asked.emit(side)
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Tell the chosen rows as they are read."""
        lines = sorted({index.row() for index in self.selectionModel().selectedRows()})
        if lines:
            self.rows_copied.emit([self.lines.line(number).plain for number in lines])
