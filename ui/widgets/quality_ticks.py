"""Several of a list, each with a box to tick: one stop of the Tab key, arrows and Space inside."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from resources.text import Text
from ui.widgets.fields_form import Field, FieldsForm
from ui.widgets.form import Row
from ui.widgets.label import role_font

Index = QModelIndex | QPersistentModelIndex

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
_NOWHERE = QModelIndex()
_BOX, _PAD = 16, 6
_MOST = 7
"""Lines before the list scrolls."""
_SELECTED = QStyle.StateFlag.State_Selected.value
_LEVEL = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class _Choices(QAbstractListModel):
    """Words and answer of each, and which are ticked."""

    def __init__(self, text: Text, choices: Sequence[tuple[str, object]]) -> None:
        super().__init__()
        self._text = text
        self.choices = list(choices)
        self.ticked: set[int] = set()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.choices)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        words = self.choices[index.row()][0]
        if role == _DISPLAY:
            return words
        if role == _SPOKEN:
            said = "ticked" if index.row() in self.ticked else "not_ticked"
            return f"{words}, {self._text(f'quality_item.{said}')}"
        return None

    def turn(self, place: int) -> None:
        self.ticked ^= {place}
        index = self.index(place, 0)
        self.dataChanged.emit(index, index)


class _Painter(QStyledItemDelegate):
    """A box, ticked or not, and words behind it, in the palette's colours."""

    def __init__(self, choices: _Choices, parent: QWidget) -> None:
        super().__init__(parent)
        self._choices = choices

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        tall = max(QFontMetrics(role_font("body")).height(), _BOX) + _PAD
        return QSize(100, tall)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        room, colours = option.rect, option.palette
        chosen = bool(option.state.value & _SELECTED)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            painter.fillRect(room, colours.color(QPalette.ColorRole.Highlight))
        box = QRect(room.left() + _PAD, room.center().y() - _BOX // 2, _BOX, _BOX)
        painter.setPen(QPen(colours.color(QPalette.ColorRole.Dark), 1.5))
        painter.setBrush(colours.color(QPalette.ColorRole.Base))
        painter.drawRect(box)
        if index.row() in self._choices.ticked:
            painter.setPen(QPen(colours.color(QPalette.ColorRole.Text), 2.2))
            tick = ((0.2, 0.55), (0.42, 0.77), (0.82, 0.25))
            painter.drawPolyline(
                [QPointF(box.left() + _BOX * x, box.top() + _BOX * y) for x, y in tick]
            )
        role = QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text
        painter.setPen(colours.color(role))
        font = role_font("body")
        painter.setFont(font)
        words = room.adjusted(2 * _PAD + _BOX + 2, 0, -_PAD, 0)
        cut = QFontMetrics(font).elidedText(
            self._choices.choices[index.row()][0], Qt.TextElideMode.ElideRight, words.width()
        )
        painter.drawText(words, _LEVEL, cut)
        painter.restore()


class Ticks(QListView):
    """Several of a list; Space or Enter ticks the line the keyboard is on.

    Signals:
        changed: other lines are ticked.
    """

    changed = Signal()

    def __init__(
        self, text: Text, choices: Sequence[tuple[str, object]], ticked: Sequence[object] = ()
    ) -> None:
        super().__init__()
        self._choices = _Choices(text, choices)
        self._choices.ticked = {
            place for place, (_words, answer) in enumerate(choices) if answer in ticked
        }
        self.setModel(self._choices)
        painter = _Painter(self._choices, self)
        self.setItemDelegate(painter)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        tall = max(QFontMetrics(role_font("body")).height(), _BOX) + _PAD
        self.setFixedHeight(max(1, min(len(choices), _MOST)) * tall + 2)
        if choices:
            self.setCurrentIndex(self._choices.index(0, 0))

    @property
    def answers(self) -> tuple[Any, ...]:
        """What is ticked, in the order of the list."""
        return tuple(self._choices.choices[place][1] for place in sorted(self._choices.ticked))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick or untick; the arrows go up and down."""
        keys = {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if event.key() in keys and self.currentIndex().isValid():
            self._turn(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tick or untick the line that was clicked."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self._turn(index)

    def _turn(self, index: Index) -> None:
        self._choices.turn(index.row())
        self.changed.emit()


class TickForm(FieldsForm):
    """Fields of which some, of kind ``ticks``, are answered with several of their choices."""

    def _control(self, field: Field) -> QWidget:
        if field.kind != "ticks":
            return super()._control(field)
        held = field.value if isinstance(field.value, tuple | list | frozenset | set) else ()
        return Ticks(self._text, field.choices, tuple(held))

    def _take(self, field: Field, row: Row) -> str:
        if not isinstance(row.control, Ticks):
            return super()._take(field, row)
        self.values[field.name] = answers = row.control.answers
        if field.needed and not answers:
            return self._text("case.form.needed", name=field.label)
        return ""
