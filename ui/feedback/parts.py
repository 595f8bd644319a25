"""Parts that written and read feedback share."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from resources.text import Text
from ui.theme import Theme
from ui.widgets.chips import FlowLayout
from ui.widgets.feed import Feed
from ui.widgets.feed_painter import FeedPainter
from ui.widgets.form import spaced
from ui.widgets.label import Label
from ui.widgets.scrolled import Scrolled

_LEFT = 12
"""Pixels from the left."""


class _Painter(FeedPainter):
    """Items without a column of days."""

    def _text_left(self, width: int) -> int:
        return _LEFT


class Results(Feed):
    """Questions and what was answered to them, in a page that scrolls."""

    def __init__(self, theme: Theme, name: str, inside: Scrolled) -> None:
        super().__init__(theme, name, inside)
        self._painter = _Painter(self._items, theme, self)
        self.setItemDelegate(self._painter)


class Said(QWidget):
    """A heading and words under it; nothing is to be seen where there are no words."""

    def __init__(self, text: Text, key: str) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        spaced(layout, "xs")
        self.head = Label(text(f"feedback.part.{key}"), "heading", wrap=True)
        self.words = Label("", wrap=True, select=True)
        layout.addWidget(self.head)
        layout.addWidget(self.words)

    def display(self, words: str) -> None:
        """Show other words."""
        self.words.setText(words)
        self.setVisible(bool(words))


def flowing(*parts: QWidget, space: str = "s") -> QWidget:
    """Parts beside each other, going on in the next line where one is full."""
    row = QWidget()
    flow = FlowLayout(row, space)
    for part in parts:
        flow.addWidget(part)
    policy = row.sizePolicy()
    policy.setHeightForWidth(True)
    row.setSizePolicy(policy)
    return row
