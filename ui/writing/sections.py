"""The sections of a paper: how far each has come, in a sign and in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QFontMetrics, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from pomdesk.domain.papers import SectionState
from resources.text import Text
from resources.tokens import tokens
from ui.theme import Theme
from ui.widgets.label import role_font

Index = QModelIndex | QPersistentModelIndex

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
_NOWHERE = QModelIndex()
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
_SELECTED = QStyle.StateFlag.State_Selected.value
_BAR = 4


@dataclass(frozen=True, slots=True)
class SectionLine:
    """One section in the list.

    Attributes:
        written: somebody writes in it; else the desk fills it from the record.
        words, limit: how many it has, and should have at most (0: no limit).
    """

    id: str
    title: str
    written: bool
    state: SectionState
    words: int = 0
    limit: int = 0

    @property
    def over(self) -> bool:
        """Whether it has more words than it should."""
        return 0 < self.limit < self.words


def state_words(text: Text, line: SectionLine) -> str:
    """How far a section has come, and its words: "Drafted, 212 of 400 words"."""
    if not line.written:
        return text("writing.section.from_record")
    said = text(f"section_state.{line.state}")
    if not line.words:
        return said
    return text("writing.section.state", state=said, words=count_words(text, line))


def count_words(text: Text, line: SectionLine) -> str:
    """How many words a section has, of how many: "212 of 400 words"."""
    if line.limit:
        return text("writing.section.of", n=f"{line.words:,}", limit=f"{line.limit:,}")
    return text.count("writing.section.words", line.words)


class _Lines(QAbstractListModel):
    def __init__(self, text: Text, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = text
        self.lines: Sequence[SectionLine] = ()

    def set_lines(self, lines: Sequence[SectionLine]) -> None:
        same = [line.id for line in lines] == [line.id for line in self.lines]
        if not same:
            self.beginResetModel()
        self.lines = tuple(lines)
        if same:
            self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, 0))
        else:
            self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        line = self.lines[index.row()]
        if role == _DISPLAY:
            return line.title
        return f"{line.title}: {state_words(self._text, line)}" if role == _SPOKEN else None


class _Painter(QStyledItemDelegate):
    """A sign, the title in as many lines as it needs, and the state in words."""

    def __init__(self, model: _Lines, text: Text, theme: Theme, parent: QListView) -> None:
        super().__init__(parent)
        self._lines, self._text, self._theme, self._view = model, text, theme, parent
        self.dress()

    def dress(self) -> None:
        """Take fonts and colours from the theme as it is now."""
        self._fonts = {role: role_font(role) for role in ("body", "small")}
        self._metrics = {role: QFontMetrics(font) for role, font in self._fonts.items()}
        self._dot = self._metrics["body"].ascent()
        self._pad = tokens().space["s"]

    def _left(self) -> int:
        return _BAR + self._pad + self._dot + self._pad

    def _tall(self, role: str, words: str) -> int:
        wide = max(self._view.viewport().width() - self._left() - self._pad, 40)
        return self._metrics[role].boundingRect(QRect(0, 0, wide, 100_000), _WRAP, words).height()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as its words need."""
        line = self._lines.lines[index.row()]
        tall = self._tall("body", line.title) + self._tall("small", state_words(self._text, line))
        return QSize(self._view.viewport().width(), tall + 2 * self._pad)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one section."""
        line, rect = self._lines.lines[index.row()], option.rect
        colour = self._theme.colour
        painter.save()
        chosen = bool(option.state.value & _SELECTED)
        if chosen:
            painter.fillRect(rect, colour("surface"))
            bar = "brand" if self._view.hasFocus() else "control_line"
            painter.fillRect(QRect(rect.left(), rect.top(), _BAR, rect.height()), colour(bar))
        painter.setPen(QPen(colour("line")))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        side, top = self._dot, rect.top() + self._pad + 2
        if line.written:
            self._sign(painter, QRectF(rect.left() + _BAR + self._pad, top, side, side), line)
        words = rect.adjusted(self._left(), self._pad, -self._pad, -self._pad)
        painter.setPen(colour("text"))
        painter.setFont(self._fonts["body"])
        painter.drawText(words, _WRAP, line.title)
        words.setTop(words.top() + self._tall("body", line.title))
        painter.setPen(colour("error" if line.over else "text_quiet"))
        painter.setFont(self._fonts["small"])
        painter.drawText(words, _WRAP, state_words(self._text, line))
        painter.restore()

    def _sign(self, painter: QPainter, room: QRectF, line: SectionLine) -> None:
        """A ring, half a disc, a rhomb or a disc with a tick: told apart without colours."""
        colour = self._theme.colour
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = room.adjusted(1, 1, -1, -1)
        roles = {
            SectionState.EMPTY: "text_quiet",
            SectionState.DRAFTED: "brand",
            SectionState.NEEDS_CHECKING: "error",
            SectionState.DONE: "success",
        }
        ink = colour(roles[line.state])
        painter.setPen(QPen(ink, 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if line.state is SectionState.NEEDS_CHECKING:
            middle = room.center()
            corners = [
                QPointF(middle.x(), room.top()),
                QPointF(room.right(), middle.y()),
                QPointF(middle.x(), room.bottom()),
                QPointF(room.left(), middle.y()),
            ]
            painter.setBrush(ink)
            painter.drawPolygon(QPolygonF(corners))
            return
        if line.state is SectionState.DONE:
            painter.setBrush(ink)
        painter.drawEllipse(room)
        if line.state is SectionState.DRAFTED:
            painter.setBrush(ink)
            painter.drawPie(room, 90 * 16, 180 * 16)
        elif line.state is SectionState.DONE:
            painter.setPen(QPen(colour("ground"), 1.8))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            tick = ((0.26, 0.54), (0.44, 0.72), (0.76, 0.32))
            painter.drawPolyline(
                [
                    QPointF(room.left() + room.width() * x, room.top() + room.height() * y)
                    for x, y in tick
                ]
            )


class SectionList(QListView):
    """The sections under each other.

    Signals:
        section_chosen: id of the section somebody turned to.
    """

    section_chosen = Signal(str)

    def __init__(self, text: Text, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _Lines(text, self)
        self.setModel(self._model)
        self._painter = _Painter(self._model, text, theme, self)
        self.setItemDelegate(self._painter)
        self.setAccessibleName(text("writing.sections"))
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setFrameShape(QFrame.Shape.NoFrame)
        theme.changed.connect(self._dress)

    @property
    def lines(self) -> Sequence[SectionLine]:
        """What is shown."""
        return self._model.lines

    def display(self, lines: Sequence[SectionLine], chosen: str) -> None:
        """Show these sections, with one chosen; tells nobody."""
        with QSignalBlocker(self):
            if tuple(lines) != self._model.lines:
                self._model.set_lines(lines)
                self.scheduleDelayedItemsLayout()
            self.choose(chosen)

    def choose(self, section: str) -> None:
        """Mark a section as the one that is open; tells nobody."""
        with QSignalBlocker(self):
            for place, line in enumerate(self.lines):
                if line.id == section and place != self.currentIndex().row():
                    self.setCurrentIndex(self._model.index(place, 0))

    def beside(self, section: str, step: int) -> str:
        """The section so many steps on, or the same where there is none."""
        ids = [line.id for line in self.lines]
        at = ids.index(section) + step if section in ids else 0
        return ids[at] if 0 <= at < len(ids) else section

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell which section was turned to."""
        super().currentChanged(current, previous)
        if current.isValid():
            self.section_chosen.emit(self.lines[current.row()].id)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The bar of the chosen section takes its colour."""
        super().focusInEvent(event)
        self.viewport().update()

    def _dress(self) -> None:
        self._painter.dress()
        self.scheduleDelayedItemsLayout()
        self.viewport().update()
