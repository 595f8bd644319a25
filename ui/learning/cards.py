"""A column of cards: a title, a quiet line, tags; as high as its cards."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from resources.tokens import tokens
from ui.theme import Theme
from ui.widgets.label import role_font
from ui.widgets.scrolled import Scrolled
from ui.widgets.table_model import Mark
from ui.widgets.tag import paint_tag, tag_size

Index = QModelIndex | QPersistentModelIndex

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
_NOWHERE = QModelIndex()
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
_SELECTED = QStyle.StateFlag.State_Selected.value
_BAR, _FRAME = 4, 1
_ANY = 10_000


@dataclass(frozen=True, slots=True)
class Card:
    """One card; ``number`` tells it from the others."""

    number: int
    title: str
    under: str
    marks: tuple[Mark, ...] = ()

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        parts = (self.title, self.under, *(mark.words for mark in self.marks))
        return ". ".join(part for part in parts if part)


class _Cards(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.cards: Sequence[Card] = ()

    def set_cards(self, cards: Sequence[Card]) -> None:
        self.beginResetModel()
        self.cards = cards
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.cards)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        card = self.cards[index.row()]
        return card.title if role == _DISPLAY else card.spoken if role == _SPOKEN else None


class _Painter(QStyledItemDelegate):
    """Paints cards; one that is chosen has a bar, in the colour of the focus or of the brand."""

    def __init__(self, model: _Cards, theme: Theme, view: "CardColumn") -> None:
        super().__init__(view)
        self._model, self._theme, self._view = model, theme, view

    def _parts(self, card: Card, width: int) -> list[tuple[str, QRect]]:
        """The title, the quiet line and the row of tags, each with its room."""
        pad = tokens().space["s"]
        left, wide, top = pad + _BAR, max(width - 2 * pad - _BAR, 20), pad
        made = []
        for role, words in (("strong", card.title), ("small", card.under)):
            if not words:
                continue
            room = QFontMetrics(role_font(role)).boundingRect(QRect(0, 0, wide, _ANY), _WRAP, words)
            made.append((role, QRect(left, top, wide, room.height())))
            top += room.height() + tokens().space["xs"]
        font = role_font("small")
        for mark in card.marks:
            size = tag_size(mark.words, font)
            made.append(("tag", QRect(left, top, wide, size.height())))
            top += size.height() + tokens().space["xs"]
        return made

    def height(self, card: Card, width: int) -> int:
        """Height of a card."""
        return self._parts(card, width)[-1][1].bottom() + 1 + tokens().space["s"]

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        width = self._view.viewport().width()
        return QSize(width, self.height(self._model.cards[index.row()], width))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        card, theme = self._model.cards[index.row()], self._theme
        room = QRect(option.rect)
        painter.save()
        if option.state.value & _SELECTED and self._view.hasFocus():
            painter.fillRect(room, theme.colour("surface"))
            bar = QRect(room.topLeft(), QSize(_BAR, room.height()))
            painter.fillRect(bar, theme.colour("brand"))
        if index.row() < len(self._model.cards) - 1:
            painter.setPen(QPen(theme.colour("line")))
            painter.drawLine(room.bottomLeft(), room.bottomRight())
        marks = iter(card.marks)
        for role, where in self._parts(card, option.rect.width()):
            where = where.translated(option.rect.topLeft())
            painter.setFont(role_font("small" if role == "tag" else role))
            if role == "tag":
                mark = next(marks)
                paint_tag(painter, where, mark.words, theme.tag(mark.colour))
                continue
            painter.setPen(theme.colour("text" if role == "strong" else "text_quiet"))
            painter.drawText(where, _WRAP, card.title if role == "strong" else card.under)
        painter.restore()


class CardColumn(QListView):
    """Cards under each other; Left and Right go to the columns beside.

    Signals:
        card_opened: number of a card, by Enter or a double click.
        beside: -1 or 1: the keyboard goes to the column on that side.
    """

    card_opened = Signal(int)
    beside = Signal(int)

    def __init__(self, theme: Theme, page: Scrolled) -> None:
        super().__init__()
        self._cards, self._page = _Cards(), page
        self.setModel(self._cards)
        self._painter = _Painter(self._cards, theme, self)
        self.setItemDelegate(self._painter)
        self.setProperty("plain", True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.activated.connect(self._open)
        theme.changed.connect(self._fit)
        self.display(())

    @property
    def cards(self) -> Sequence[Card]:
        """What is shown."""
        return self._cards.cards

    def display(self, cards: Sequence[Card]) -> None:
        """Show these cards; the chosen one stays chosen."""
        kept = self.chosen()
        self._cards.set_cards(tuple(cards))
        # An empty column is nothing to stop at.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if cards else Qt.FocusPolicy.NoFocus)
        self.setHidden(not cards)
        if cards:
            numbers = [card.number for card in cards]
            place = numbers.index(kept) if kept in numbers else 0
            self.setCurrentIndex(self._cards.index(place, 0))
        self._fit()

    def chosen(self) -> int | None:
        """Number of the card the keyboard is on."""
        index = self.currentIndex()
        return self._cards.cards[index.row()].number if index.isValid() else None

    def choose(self, number: int) -> bool:
        """Go to a card; False where it is not in this column."""
        for place, card in enumerate(self._cards.cards):
            if card.number == number:
                self.setCurrentIndex(self._cards.index(place, 0))
                return True
        return False

    def _open(self, index: Index) -> None:
        self.card_opened.emit(self._cards.cards[index.row()].number)

    def _fit(self) -> None:
        width = self.viewport().width()
        cards = self._cards.cards
        tall = sum(self._painter.height(card, width) for card in cards) + 2 * _FRAME
        if tall != self.minimumHeight() or tall != self.height():
            self.setFixedHeight(tall)
        self.scheduleDelayedItemsLayout()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words break elsewhere."""
        super().resizeEvent(event)
        self._fit()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Bring the card into sight."""
        super().currentChanged(current, previous)
        if current.isValid() and self.hasFocus():
            self._show(current)

    def _show(self, index: Index) -> None:
        room, page = self.visualRect(index), self._page.page
        if page.isAncestorOf(self):
            top = self.mapTo(page, room.topLeft())
            gap = tokens().space["m"]
            self._page.ensureVisible(top.x(), top.y() + room.height(), 0, gap)
            self._page.ensureVisible(top.x(), top.y(), 0, gap)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The chosen card takes its bar."""
        super().focusInEvent(event)
        self._show(self.currentIndex())
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """And loses it."""
        super().focusOutEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the column beside, open, or what every list does."""
        sides = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() in sides:
            self.beside.emit(sides[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the card."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self._open(index)
