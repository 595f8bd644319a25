"""The table view for :class:`TableModel`: fixed widths and heights, two lines a row, tags.

The delegate asks the model for a whole cell at once instead of role by role and paints with
fonts and colours that are made once per theme.
"""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from resources.tokens import tokens
from ui.theme import Theme
from ui.widgets.label import role_font
from ui.widgets.table_model import Column, Mark, TableModel
from ui.widgets.tag import paint_tag, tag_size

Row = TypeVar("Row")

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT_END = Qt.TextElideMode.ElideRight
# Plain numbers: flags of an enum cost more than the drawing.
_SELECTED = QStyle.StateFlag.State_Selected.value
_FOCUSED = QStyle.StateFlag.State_HasFocus.value
_BODY, _STRONG, _SMALL = range(3)
_PAD, _GAP = tokens().space["s"], tokens().space["xs"]
_MOST_CUT = 5_000


class RowDelegate(QStyledItemDelegate):
    """Paints a cell: text with tags behind it, a quiet second line, a hairline below."""

    def __init__(self, model: TableModel[Any], theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme
        self.dress()

    def dress(self) -> None:
        """Take fonts and colours from the theme as it is now."""
        theme = self._theme
        self._fonts = (role_font("body"), role_font("strong"), role_font("small"))
        self._metrics = tuple(QFontMetrics(font) for font in self._fonts)
        self._text, self._quiet = theme.colour("text"), theme.colour("text_quiet")
        self._chosen = theme.colour("selection_text")
        self._ground = theme.colour("selection")
        self._line = QPen(theme.colour("line"))
        self._frame = QPen(theme.colour("focus"), 2)
        self._tags: dict[str, tuple[QColor, QColor]] = {}
        self._cut: dict[tuple[str, int, int], str] = {}
        self._two_lines = any(column.under for column in self._model.columns)

    def row_height(self) -> int:
        """Height of every row, in pixels: two lines where a column has two."""
        body, small = self._metrics[_BODY].height(), self._metrics[_SMALL].height()
        return body + small + _PAD if self._two_lines else body + _PAD + _GAP

    def column_width(self, column: Column[Any]) -> int:
        """Width of a column, in pixels, from its width in characters."""
        return self._metrics[_BODY].averageCharWidth() * column.width + 2 * _PAD

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Fixed: sizes never depend on what a cell holds."""
        return QSize(self.column_width(self._model.columns[index.column()]), self.row_height())

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one cell."""
        place = index.column()
        text, under, marks = self._model.cell(index.row(), place)
        rect, state = option.rect, option.state.value
        chosen = bool(state & _SELECTED)
        painter.save()
        if chosen:
            painter.fillRect(rect, self._ground)
        else:
            painter.setPen(self._line)
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        room = rect.adjusted(_PAD - 1, _PAD // 2, -_PAD // 2, -_PAD // 2)
        first = QRect(room)
        if self._two_lines:
            first.setHeight(self._metrics[_BODY].height())
        face = _STRONG if place == 0 else _BODY
        if text:
            painter.setPen(self._chosen if chosen else self._text)
            self._paint_words(painter, first, text, face)
        if marks:
            gap = self._metrics[face].horizontalAdvance(text) + _PAD if text else 0
            self._paint_marks(painter, first.adjusted(gap, 0, 0, 0), marks)
        if under:
            painter.setPen(self._chosen if chosen else self._quiet)
            room.setTop(first.bottom() + 1)
            self._paint_words(painter, room, under, _SMALL)
        if state & _FOCUSED:
            painter.setPen(self._frame)
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        painter.restore()

    def _paint_words(self, painter: QPainter, room: QRect, words: str, face: int) -> None:
        key = (words, room.width(), face)
        shown = self._cut.get(key)
        if shown is None:
            # Lists say the same few words over and over; measuring them is half the cost.
            if len(self._cut) > _MOST_CUT:
                self._cut.clear()
            shown = self._metrics[face].elidedText(words, _RIGHT_END, room.width())
            self._cut[key] = shown
        painter.setFont(self._fonts[face])
        painter.drawText(room, _LEFT, shown)

    def _paint_marks(self, painter: QPainter, room: QRect, marks: Sequence[Mark]) -> None:
        painter.setFont(self._fonts[_SMALL])
        for number, mark in enumerate(marks):
            need = tag_size(mark.words, self._fonts[_SMALL]).width()
            if number and need > room.width():
                painter.drawText(room, _LEFT, f"+{len(marks) - number}")
                return
            # A tag may stand a little out of its line, never out of the row.
            filled = paint_tag(painter, room.adjusted(0, -2, 0, 2), mark.words, self._tag(mark))
            room = room.adjusted(filled.width() + _GAP, 0, 0, 0)

    def _tag(self, mark: Mark) -> tuple[QColor, QColor]:
        if mark.colour not in self._tags:
            self._tags[mark.colour] = self._theme.tag(mark.colour)
        return self._tags[mark.colour]


class Table(QTableView, Generic[Row]):
    """A table of rows: Enter opens, Ctrl+C copies, Tab leaves.

    Args:
        same: what tells one row from another, so that the chosen row stays chosen when
            rows are sorted, filtered or read again.

    Signals:
        row_opened: a row, by Enter or a double click.
        row_chosen: the row the keyboard is on, or None.
        rows_copied: tab-separated lines for the clipboard.
    """

    row_opened = Signal(object)
    row_chosen = Signal(object)
    rows_copied = Signal(object)

    def __init__(
        self,
        model: TableModel[Row],
        theme: Theme,
        name: str,
        same: Callable[[Row], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._rows = model
        self._same = same
        self._kept: object = None
        self._kept_at = -1
        self._delegate = RowDelegate(model, theme, self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self._set_up()
        self.dress()
        model.modelReset.connect(self._choose_again)
        self.activated.connect(self._open)
        theme.changed.connect(self.dress)

    def _set_up(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        heading = self.horizontalHeader()
        heading.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        heading.setHighlightSections(False)
        heading.setStretchLastSection(True)
        heading.setSortIndicator(
            self._rows.place_of(self._rows.sorted_by[0]), Qt.SortOrder.AscendingOrder
        )
        self.setSortingEnabled(True)

    def dress(self) -> None:
        """Take sizes and colours from the theme as it is now."""
        self._delegate.dress()
        self.horizontalHeader().setFont(role_font("strong"))
        self.verticalHeader().setDefaultSectionSize(self._delegate.row_height())
        self.verticalHeader().setMinimumSectionSize(self._delegate.row_height())
        for place, column in enumerate(self._rows.columns):
            self.setColumnWidth(place, self._delegate.column_width(column))
        self.viewport().update()

    def show_columns(self, keys: list[str]) -> None:
        """Show only these columns; the first column always stays."""
        for place, column in enumerate(self._rows.columns):
            self.setColumnHidden(place, place > 0 and column.key not in keys)

    def shown_columns(self) -> list[str]:
        """Keys of the columns that are shown, in their order."""
        columns = enumerate(self._rows.columns)
        return [column.key for place, column in columns if not self.isColumnHidden(place)]

    def sort_by(self, key: str, descending: bool = False) -> None:
        """Sort as if the heading had been clicked."""
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.sortByColumn(self._rows.place_of(key), order)

    def chosen(self) -> Row | None:
        """The row the keyboard is on."""
        index = self.currentIndex()
        return self._rows.row_at(index.row()) if index.isValid() else None

    def choose(self, wanted: Callable[[Row], bool]) -> bool:
        """Go to the first row that answers; False when none is shown."""
        line = self._rows.line_of(wanted, self._kept_at)
        if line is None:
            return False
        self.selectRow(line)
        self.scrollTo(self._rows.index(line, 0))
        return True

    def chosen_lines(self) -> list[int]:
        """The selected lines, from the top."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def currentChanged(
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Tell which row the keyboard is on."""
        super().currentChanged(current, previous)
        if not current.isValid():
            return
        row = self._rows.row_at(current.row())
        self._kept_at = self._rows.shown[current.row()]
        same = self._same(row)
        if same != self._kept or current.row() != previous.row():
            self._kept = same
            self.row_chosen.emit(row)

    def _choose_again(self) -> None:
        """After rows were sorted, filtered or read again: the same row, else the first."""
        kept, same = self._kept, self._same
        if not self._rows.shown:
            self.row_chosen.emit(None)
        elif kept is None or not self.choose(lambda row: same(row) == kept):
            self.selectRow(0)
            self.scrollToTop()

    def _open(self, index: QModelIndex) -> None:
        self.row_opened.emit(self._rows.row_at(index.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, sort by the column the keyboard is in, or what every table does."""
        both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.modifiers() == both and event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            place = max(self.currentIndex().column(), 0)
            self.sort_by(self._rows.columns[place].key, event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Tell the selected rows as they are shown, one a line, cells between tabs."""
        places = [p for p in range(len(self._rows.columns)) if not self.isColumnHidden(p)]
        lines = [[self._plain(line, place) for place in places] for line in self.chosen_lines()]
        if lines:
            self.rows_copied.emit([[self._rows.title(place) for place in places], *lines])

    def _plain(self, line: int, place: int) -> str:
        text, under, marks = self._rows.cell(line, place)
        parts = [text, *(mark.words for mark in marks), under]
        return ", ".join(part for part in parts if part)
