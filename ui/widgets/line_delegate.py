"""How a line of a :class:`LineList` is painted, with fonts and colours made once a theme."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from resources.tokens import tokens
from ui.theme import Theme
from ui.widgets.label import role_font
from ui.widgets.table_model import Mark
from ui.widgets.tag import paint_tag, tag_size

if TYPE_CHECKING:
    from ui.widgets.lines import Line, LinesModel

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_LOW = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
_CUT = Qt.TextElideMode.ElideRight
_SELECTED = QStyle.StateFlag.State_Selected.value
_BODY, _STRONG, _SMALL = range(3)
_PAD, _GAP = tokens().space["s"], tokens().space["xs"]
_WIDE = 72
"""Characters from which a line has its title beside the rest."""
_TITLE, _WIDEST = 25, 42
"""Least and most room for the title then, in characters."""
_STEP = 20
_MOST_CUT = 5_000


class LineDelegate(QStyledItemDelegate):
    """Paints headings and lines.

    Attributes:
        wide: whether the title stands beside the rest and not above it.
    """

    def __init__(self, lines: "LinesModel[Any]", theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._lines, self._theme = lines, theme
        self.wide = False

    def dress(self, width: int) -> None:
        """Take fonts and colours from the theme as it is now, for a list of this width."""
        theme = self._theme
        self._fonts = (role_font("body"), role_font("strong"), role_font("small"))
        self._metrics = tuple(QFontMetrics(font) for font in self._fonts)
        self._text, self._quiet = theme.colour("text"), theme.colour("text_quiet")
        self._chosen, self._ground = theme.colour("selection_text"), theme.colour("selection")
        self._line = QPen(theme.colour("line"))
        self._tags: dict[str, tuple[QColor, QColor]] = {}
        self._cut: dict[tuple[str, int, int], str] = {}
        self.wide = self.wide_at(width)

    def wide_at(self, width: int) -> bool:
        """Whether a list so many pixels wide has room for the title beside the rest."""
        return width >= self._metrics[_BODY].averageCharWidth() * _WIDE

    def row_height(self) -> int:
        """Height of a line, in pixels."""
        body, small = self._metrics[_BODY].height(), self._metrics[_SMALL].height()
        return body * (1 if self.wide else 2) + small + _PAD + _GAP // 2

    def head_height(self) -> int:
        """Height of a heading, in pixels."""
        return self._metrics[_STRONG].height() + _PAD + _GAP

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Fixed: sizes never depend on what a line says."""
        head = index.row() in self._lines.heads
        return QSize(0, self.head_height() if head else self.row_height())

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one row."""
        line, rect = self._lines.line(index.row()), option.rect
        painter.save()
        if index.row() in self._lines.heads:
            self._paint_head(painter, rect, line)
        else:
            chosen = bool(option.state.value & _SELECTED)
            if chosen:
                painter.fillRect(rect, self._ground)
            else:
                painter.setPen(self._line)
                painter.drawLine(rect.bottomLeft(), rect.bottomRight())
            room = rect.adjusted(_PAD - 1 + _STEP * line.depth, _GAP, -_PAD // 2, -_GAP)
            self._paint_line(painter, room, line, chosen)
        painter.restore()

    def _paint_head(self, painter: QPainter, rect: QRect, line: "Line") -> None:
        room = rect.adjusted(_PAD - 1, 0, -_PAD // 2, -_GAP)
        painter.setPen(self._text)
        self._words(painter, room, line.title, _STRONG, _LOW)
        if line.what:
            used = self._metrics[_STRONG].horizontalAdvance(line.title) + _PAD
            painter.setPen(self._quiet)
            self._words(painter, room.adjusted(used, 0, 0, 0), line.what, _SMALL, _LOW)
        painter.setPen(QPen(self._quiet))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def _paint_line(self, painter: QPainter, room: QRect, line: "Line", chosen: bool) -> None:
        text = self._chosen if chosen else self._text
        quiet = self._chosen if chosen else self._quiet
        body, small = self._metrics[_BODY].height(), self._metrics[_SMALL].height()
        first = QRect(room.left(), room.top(), room.width(), body)
        left = self._marks(painter, first, line.marks)
        if self.wide:
            letter = self._metrics[_BODY].averageCharWidth()
            beside = max(letter * _TITLE, min(room.width() // 4, letter * _WIDEST))
            beside -= _STEP * line.depth
            title = QRect(first.left(), first.top(), beside - _PAD, body)
            rest = QRect(first.left() + beside, first.top(), left - first.left() - beside, body)
            under = QRect(rest.left(), first.bottom() + 1, room.right() - rest.left(), small)
            aside = QRect(title.left(), under.top(), title.width(), small)
        else:
            title = QRect(first.left(), first.top(), left - first.left(), body)
            rest = QRect(first.left(), first.bottom() + 1, room.width(), body)
            under = QRect(first.left(), rest.bottom() + 1, room.width(), small)
            aside = QRect()
        painter.setPen(text)
        self._words(painter, title, line.title, _STRONG)
        self._words(painter, rest, line.what, _BODY)
        painter.setPen(quiet)
        self._words(painter, under, line.more, _SMALL)
        if aside.isValid():
            self._words(painter, aside, line.aside, _SMALL)

    def _words(
        self, painter: QPainter, room: QRect, words: str, face: int, place: int = _LEFT
    ) -> None:
        if not words or room.width() <= 0:
            return
        key = (words, room.width(), face)
        shown = self._cut.get(key)
        if shown is None:
            if len(self._cut) > _MOST_CUT:
                self._cut.clear()
            shown = self._cut[key] = self._metrics[face].elidedText(words, _CUT, room.width())
        painter.setFont(self._fonts[face])
        painter.drawText(room, place, shown)

    def _marks(self, painter: QPainter, room: QRect, marks: Sequence[Mark]) -> int:
        """Paint tags from the right; where the room before them ends."""
        painter.setFont(self._fonts[_SMALL])
        end = room.right()
        for mark in reversed(marks):
            size = tag_size(mark.words, self._fonts[_SMALL])
            if end - size.width() < room.left() + room.width() // 3:
                break
            place = QRect(end - size.width(), room.top() - 2, size.width(), room.height() + 4)
            paint_tag(painter, place, mark.words, self._tag(mark))
            end = place.left() - _GAP
        return end

    def _tag(self, mark: Mark) -> tuple[QColor, QColor]:
        if mark.colour not in self._tags:
            self._tags[mark.colour] = self._theme.tag(mark.colour)
        return self._tags[mark.colour]
