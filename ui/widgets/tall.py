"""A page as high as its window, with a table that takes the room; it scrolls where that is low."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from resources.tokens import tokens
from ui.theme import Theme
from ui.widgets.form import spaced
from ui.widgets.scrolled import Scrolled
from ui.widgets.table import Table

_ROWS = 3
"""Rows of a table that are always to be seen."""


class Tall(Scrolled):
    """Parts under each other; the keyboard goes to them and not to the page."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.inside.setContentsMargins(0, 0, 0, 0)
        self.inside.setSpacing(tokens().space["s"])

    def fill(self, page: QWidget) -> QVBoxLayout:
        """Be all there is on a page; the layout to put its parts into."""
        layout = QVBoxLayout(page)
        spaced(layout)
        layout.addWidget(self)
        return self.inside


def give_room(table: Table[Any], theme: Theme) -> None:
    """Keep a few rows of a table in sight, however low the window and large the words."""

    def measure() -> None:
        heading = table.horizontalHeader().sizeHint().height()
        table.setMinimumHeight(heading + _ROWS * table.verticalHeader().defaultSectionSize())

    theme.changed.connect(measure)
    measure()
