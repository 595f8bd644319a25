"""Questions that something is said of: lines to open, each as high as its words."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent

from ui.theme import Theme
from ui.widgets.feed import Feed, FeedItem
from ui.widgets.feed_painter import FeedPainter
from ui.widgets.scrolled import Scrolled

_LEFT = 12
"""Pixels from the left."""


@dataclass(frozen=True, slots=True)
class Link:
    """A question that something is said of.

    Attributes:
        question: its key.
        words: its number and what it asks.
        more: what is said of it.
    """

    question: str
    words: str
    more: str = ""


class _Painter(FeedPainter):
    """Items without a column of days."""

    def _text_left(self, width: int) -> int:
        return _LEFT


class Links(Feed):
    """The questions, in a page that scrolls.

    Signals:
        question_asked: key of a question, by Enter or a double click.
    """

    question_asked = Signal(str)

    def __init__(self, theme: Theme, name: str, inside: Scrolled) -> None:
        super().__init__(theme, name, inside)
        self._painter = _Painter(self._items, theme, self)
        self.setItemDelegate(self._painter)
        self.item_opened.connect(self._open)
        self.clicked.connect(lambda index: self._open(self._row(index)))

    def show_links(self, links: Sequence[Link]) -> None:
        """Show these; none: nothing is to be seen."""
        self.setVisible(bool(links))
        self.display(
            [FeedItem(one.question, "", "", one.words, (), one.more, "", one) for one in links]
        )

    def _open(self, row: object) -> None:
        if isinstance(row, Link):
            self.question_asked.emit(row.question)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Figures belong to the page."""
        if event.text().isdecimal():
            event.ignore()
        else:
            super().keyPressEvent(event)
