"""How an item of a :class:`Feed` is measured and painted, with fonts made once a theme."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from resources.tokens import tokens
from ui.theme import Theme
from ui.widgets.label import role_font
from ui.widgets.table_model import Mark
from ui.widgets.tag import paint_tag, tag_size

Index = QModelIndex | QPersistentModelIndex

_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
_LINE = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_SELECTED = QStyle.StateFlag.State_Selected.value
_DAYS = 14
"""Width of the column of days, in characters."""
_BAR = 4
_WIDEST = 110
"""Most characters of a line of prose: eyes lose longer ones."""


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One item.

    Attributes:
        key: tells it from the others, so that it stays chosen when the list is shown again.
        day: at the left; ``away`` is the quiet line under it.
        head: what it was.
        marks: tags behind it.
        body: what was said or done; as long as it is.
        more: quiet words under that.
        row: what the item stands for; given back when it is opened.
    """

    key: object
    day: str
    away: str
    head: str
    marks: tuple[Mark, ...] = ()
    body: str = ""
    more: str = ""
    row: object = None

    @property
    def spoken(self) -> str:
        """What a screen reader says, and what is copied."""
        tags = ", ".join(mark.words for mark in self.marks)
        parts = (self.day, self.away, self.head, tags, self.body, self.more)
        return ". ".join(part for part in parts if part)


class Items(Protocol):
    """What has the items, in their order."""

    items: Sequence[FeedItem]


class FeedPainter(QStyledItemDelegate):
    """Measures and paints one item; heights are kept until width, words or type change."""

    def __init__(self, items: Items, theme: Theme, parent: QListView) -> None:
        super().__init__(parent)
        self._items, self._theme, self._view = items, theme, parent
        self.dress()

    def dress(self) -> None:
        """Take fonts and colours from the theme as it is now."""
        theme = self._theme
        self._fonts = {role: role_font(role) for role in ("strong", "body", "small")}
        self._metrics = {role: QFontMetrics(font) for role, font in self._fonts.items()}
        self._colours = {
            role: theme.colour(role)
            for role in ("text", "text_quiet", "surface", "brand", "control_line", "line")
        }
        self._pad = tokens().space["s"]
        self._heights: dict[tuple[FeedItem, int], int] = {}
        self._tags: dict[str, tuple[QColor, QColor]] = {}

    def _text_left(self, width: int) -> int:
        days = self._metrics["strong"].averageCharWidth() * _DAYS
        return _BAR + self._pad + min(days, width // 3)

    def _room(self, width: int) -> int:
        widest = self._metrics["body"].averageCharWidth() * _WIDEST
        return max(min(width - self._text_left(width) - self._pad, widest), 40)

    def _tall(self, role: str, words: str, width: int) -> int:
        room = QRect(0, 0, width, 1_000_000)
        return self._metrics[role].boundingRect(room, _WRAP, words).height() if words else 0

    def _head(self, item: FeedItem, width: int) -> tuple[QRect, list[tuple[QRect, Mark]]]:
        """Where the head and its tags go, from the top left of the words."""
        strong, small = self._metrics["strong"], self._fonts["small"]
        wide = strong.horizontalAdvance(item.head)
        tall = max(self._tall("strong", item.head, width), strong.height())
        head = QRect(0, 0, width, tall)
        x, y = (wide + self._pad, 0) if wide < width and tall == strong.height() else (0, tall)
        placed = []
        for mark in item.marks:
            size = tag_size(mark.words, small)
            if x and x + size.width() > width:
                x, y = 0, y + size.height() + 2 if y or x else y
                y = max(y, tall)
            placed.append(
                (QRect(QPoint(x, y), QSize(min(size.width(), width), strong.height())), mark)
            )
            x += size.width() + self._pad // 2
        return head, placed

    def height(self, item: FeedItem, width: int) -> int:
        """Height of an item at a width."""
        key = (item, width)
        if key not in self._heights:
            room = self._room(width)
            head, placed = self._head(item, room)
            top = max([head.bottom() + 1, *(rect.bottom() + 3 for rect, _mark in placed)])
            top += self._tall("body", item.body, room) + self._tall("small", item.more, room)
            days = self._metrics["body"].height() + (
                self._metrics["small"].height() if item.away else 0
            )
            self._heights[key] = max(top, days) + 2 * self._pad
        return self._heights[key]

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As wide as the list, as high as the words need."""
        width = self._view.viewport().width()
        return QSize(width, self.height(self._items.items[index.row()], width))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one item."""
        item, rect = self._items.items[index.row()], option.rect
        colours = self._colours
        painter.save()
        if option.state.value & _SELECTED:
            painter.fillRect(rect, colours["surface"])
            bar = "brand" if self._view.hasFocus() else "control_line"
            painter.fillRect(QRect(rect.left(), rect.top(), _BAR, rect.height()), colours[bar])
        painter.setPen(QPen(colours["line"]))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        self._paint_day(painter, item, rect)
        self._paint_words(painter, item, rect)
        painter.restore()

    def _paint_day(self, painter: QPainter, item: FeedItem, rect: QRect) -> None:
        left = rect.left() + _BAR + self._pad
        width = self._text_left(rect.width()) - _BAR - self._pad
        top = rect.top() + self._pad
        for role, colour, words in (
            ("body", "text", item.day),
            ("small", "text_quiet", item.away),
        ):
            tall = self._metrics[role].height()
            shown = self._metrics[role].elidedText(words, Qt.TextElideMode.ElideRight, width)
            painter.setFont(self._fonts[role])
            painter.setPen(self._colours[colour])
            painter.drawText(QRect(left, top, width, tall), _LINE, shown)
            top += tall

    def _paint_words(self, painter: QPainter, item: FeedItem, rect: QRect) -> None:
        corner = QPoint(rect.left() + self._text_left(rect.width()), rect.top() + self._pad)
        room = self._room(rect.width())
        head, placed = self._head(item, room)
        painter.setFont(self._fonts["strong"])
        painter.setPen(self._colours["text"])
        painter.drawText(head.translated(corner), _WRAP, item.head)
        painter.setFont(self._fonts["small"])
        for where, mark in placed:
            if mark.colour not in self._tags:
                self._tags[mark.colour] = self._theme.tag(mark.colour)
            wide = where.translated(corner).adjusted(0, -1, 0, 1)
            paint_tag(painter, wide, mark.words, self._tags[mark.colour])
        top = max([head.bottom() + 1, *(where.bottom() + 3 for where, _mark in placed)])
        for role, colour, words in (
            ("body", "text", item.body),
            ("small", "text_quiet", item.more),
        ):
            tall = self._tall(role, words, room)
            painter.setFont(self._fonts[role])
            painter.setPen(self._colours[colour])
            painter.drawText(QRect(corner.x(), corner.y() + top, room, tall), _WRAP, words)
            top += tall
