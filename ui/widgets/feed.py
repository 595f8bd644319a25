"""What happened, under each other: the day at the left, what it was and what was said beside it.

A list and no table, because what people write is sentences: each item is as high as its words
need. Keys are those of a list; Enter opens, Delete takes out, Ctrl+C copies.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from resources.tokens import tokens
from ui.theme import Theme
from ui.widgets.feed_painter import FeedItem, FeedPainter
from ui.widgets.measure import lines
from ui.widgets.scrolled import Scrolled

Index = QModelIndex | QPersistentModelIndex

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
_NOWHERE = QModelIndex()
_LEAST = 6
"""Lines a feed that scrolls by itself is high at least."""


class _Items(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.items: Sequence[FeedItem] = ()

    def set_items(self, items: Sequence[FeedItem]) -> None:
        self.beginResetModel()
        self.items = items
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if role == _DISPLAY:
            return self.items[index.row()].head
        return self.items[index.row()].spoken if role == _SPOKEN else None


__all__ = ["Feed", "FeedItem"]


class Feed(QListView):
    """Items under each other.

    Args:
        inside: the page it lies in. It is then as high as its items and the page scrolls;
            without one it scrolls by itself.

    Signals:
        item_opened: ``row`` of an item, by Enter or a double click.
        item_removed: ``row`` of an item, by Delete.
        item_chosen: ``row`` of the item the keyboard is on.
        rows_copied: rows of cells for the clipboard.
    """

    item_opened = Signal(object)
    item_removed = Signal(object)
    item_chosen = Signal(object)
    rows_copied = Signal(object)

    def __init__(self, theme: Theme, name: str, inside: Scrolled | None = None) -> None:
        super().__init__()
        self._items = _Items(self)
        self._inside = inside
        self._theme = theme
        self.setModel(self._items)
        self._painter = FeedPainter(self._items, theme, self)
        self.setItemDelegate(self._painter)
        self.setAccessibleName(name)
        self.setProperty("plain", inside is not None)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFrameShape(QListView.Shape.NoFrame)
        if inside is not None:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.activated.connect(lambda index: self.item_opened.emit(self._row(index)))
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def items(self) -> Sequence[FeedItem]:
        """What is shown."""
        return self._items.items

    def display(self, items: Sequence[FeedItem]) -> None:
        """Show these items; the chosen one stays chosen if it is still there."""
        if list(items) == list(self._items.items):
            return
        kept = self._current_key()
        self._items.set_items(tuple(items))
        place = next((n for n, item in enumerate(items) if item.key == kept), 0)
        if items:
            self.setCurrentIndex(self._items.index(place, 0))
        self._fit()

    def chosen(self) -> object:
        """``row`` of the item the keyboard is on, or None."""
        index = self.currentIndex()
        return self._row(index) if index.isValid() else None

    def choose(self, key: object) -> None:
        """Go to an item."""
        for place, item in enumerate(self._items.items):
            if item.key == key:
                self.setCurrentIndex(self._items.index(place, 0))

    def _row(self, index: Index) -> object:
        return self._items.items[index.row()].row

    def _current_key(self) -> object:
        index = self.currentIndex()
        return self._items.items[index.row()].key if index.isValid() else None

    def _dress(self) -> None:
        self._painter.dress()
        self.scheduleDelayedItemsLayout()
        if self._inside is None:
            self.setMinimumHeight(lines(_LEAST))
        self._fit()

    def _fit(self) -> None:
        """Be as high as the items, where the page scrolls and not the list."""
        if self._inside is None:
            return
        width = self.viewport().width()
        tall = sum(self._painter.height(item, width) for item in self._items.items)
        if tall != self.height() or tall != self.minimumHeight():
            self.setFixedHeight(tall)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure again: words break elsewhere."""
        super().resizeEvent(event)
        self._fit()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Bring the item into sight and tell which it is."""
        super().currentChanged(current, previous)
        if not current.isValid():
            return
        self.item_chosen.emit(self._row(current))
        if self._inside is not None and self.hasFocus():
            room, page = self.visualRect(current), self._inside.page
            top = self.mapTo(page, room.topLeft())
            self._inside.ensureVisible(top.x(), top.y() + room.height(), 0, tokens().space["m"])
            self._inside.ensureVisible(top.x(), top.y(), 0, tokens().space["m"])

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The bar of the chosen item takes its colour."""
        super().focusInEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take out, copy, or what every list does."""
        if event.key() == Qt.Key.Key_Delete and self.currentIndex().isValid():
            self.item_removed.emit(self.chosen())
        elif event.matches(QKeySequence.StandardKey.Copy) and self.currentIndex().isValid():
            self.rows_copied.emit([[self._items.items[self.currentIndex().row()].spoken]])
        else:
            super().keyPressEvent(event)
