"""The parts of an instrument under each other: sections, their questions, the answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from resources.tokens import tokens
from ui.instruments.draft import Node
from ui.theme import Theme
from ui.widgets.label import role_font
from ui.widgets.table_model import Mark
from ui.widgets.tag import paint_tag, tag_size

Index = QModelIndex | QPersistentModelIndex

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
_NOWHERE = QModelIndex()
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
_SELECTED = QStyle.StateFlag.State_Selected.value
_BAR, _STEP, _LEAST = 4, 20, 60


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part in words.

    Attributes:
        strong: it is a heading: a section, the head, a scale.
        marks: tags under the words.
    """

    node: Node
    words: str
    strong: bool
    marks: tuple[Mark, ...] = ()


class _Lines(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: Sequence[PartLine] = ()

    def set_lines(self, lines: Sequence[PartLine]) -> None:
        same = [one.node for one in lines] == [one.node for one in self.lines]
        if not same:
            self.beginResetModel()
        self.lines = tuple(lines)
        if same and lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, 0))
        elif not same:
            self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        line = self.lines[index.row()]
        if role == _DISPLAY:
            return line.words
        if role == _SPOKEN:
            return ", ".join([line.words, *(mark.words for mark in line.marks)])
        return None


class _Painter(QStyledItemDelegate):
    def __init__(self, model: _Lines, theme: Theme, parent: QListView) -> None:
        super().__init__(parent)
        self._model, self._theme, self._view = model, theme, parent
        self.dress()

    def dress(self) -> None:
        """Take fonts from the theme as it is now."""
        self._fonts = {True: role_font("strong"), False: role_font("body")}
        self._small = role_font("small")
        self._pad = tokens().space["xs"]

    def _left(self, line: PartLine) -> int:
        return _BAR + 2 * self._pad + (0 if line.strong else _STEP)

    def _tall(self, line: PartLine) -> int:
        wide = max(self._view.viewport().width() - self._left(line) - self._pad, _LEAST)
        room = QRect(0, 0, wide, 100_000)
        return QFontMetrics(self._fonts[line.strong]).boundingRect(room, _WRAP, line.words).height()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as its words and tags need."""
        line = self._model.lines[index.row()]
        tags = tag_size("x", self._small).height() + self._pad if line.marks else 0
        tall = self._tall(line) + tags + 2 * self._pad
        return QSize(self._view.viewport().width(), tall)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one part."""
        line, rect = self._model.lines[index.row()], option.rect
        colour = self._theme.colour
        painter.save()
        if option.state.value & _SELECTED:
            painter.fillRect(rect, colour("surface"))
            bar = "brand" if self._view.hasFocus() else "control_line"
            painter.fillRect(QRect(rect.left(), rect.top(), _BAR, rect.height()), colour(bar))
        painter.setPen(QPen(colour("line")))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        words = rect.adjusted(self._left(line), self._pad, -self._pad, -self._pad)
        painter.setPen(colour("text"))
        painter.setFont(self._fonts[line.strong])
        painter.drawText(words, _WRAP, line.words)
        painter.setFont(self._small)
        room = words.adjusted(0, self._tall(line) + self._pad, 0, 0)
        for mark in line.marks:
            filled = paint_tag(painter, room, mark.words, self._theme.tag(mark.colour))
            room = room.adjusted(filled.width() + self._pad, 0, 0, 0)
        painter.restore()


class PartList(QListView):
    """The parts.

    Args:
        tell: puts a place into words.

    Signals:
        row_chosen: the place (``Node``) somebody went to.
        row_opened: a place, by Enter or a double click.
    """

    row_chosen = Signal(object)
    row_opened = Signal(object)

    def __init__(self, theme: Theme, name: str, tell: Callable[[Node], PartLine]) -> None:
        super().__init__()
        self._tell_line = tell
        self._nodes: Sequence[Node] = ()
        self._lines = _Lines(self)
        self.setModel(self._lines)
        self._painter = _Painter(self._lines, theme, self)
        self.setItemDelegate(self._painter)
        self.setAccessibleName(name)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.activated.connect(lambda index: self.row_opened.emit(self._nodes[index.row()]))
        theme.changed.connect(self._dress)

    @property
    def lines(self) -> Sequence[PartLine]:
        """What is shown."""
        return tuple(self._lines.lines)

    def set_rows(self, nodes: Sequence[Node]) -> None:
        """Show these places; tells nobody."""
        self._nodes = tuple(nodes)
        self.tell_again()

    def tell_again(self) -> None:
        """Put every place into words again."""
        with QSignalBlocker(self):
            self._lines.set_lines([self._tell_line(node) for node in self._nodes])
        self.scheduleDelayedItemsLayout()

    def choose(self, wanted: Callable[[Node], bool]) -> bool:
        """Go to the first place that answers."""
        at = next((n for n, node in enumerate(self._nodes) if wanted(node)), None)
        if at is not None:
            self.setCurrentIndex(self._lines.index(at, 0))
        return at is not None

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell which place was turned to."""
        super().currentChanged(current, previous)
        if current.isValid():
            self.row_chosen.emit(self._nodes[current.row()])

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The bar of the chosen part takes its colour."""
        super().focusInEvent(event)
        self.viewport().update()

    def _dress(self) -> None:
        self._painter.dress()
        self.scheduleDelayedItemsLayout()
        self.viewport().update()
