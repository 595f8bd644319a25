"""A table as high as its rows, for a page that scrolls and holds several."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.theme import Theme
from ui.widgets.table import Table
from ui.widgets.table_model import TableModel

Row = TypeVar("Row")

_MOST = 12
"""Rows before the table scrolls by itself."""


class FittedTable(Table[Row]):
    """A table that takes the height of its rows, at most of a dozen.

    Args:
        picks: whether a row is chosen before the keyboard comes; else the table is only read.
    """

    def __init__(
        self,
        model: TableModel[Row],
        theme: Theme,
        name: str,
        same: Callable[[Row], object],
        parent: QWidget | None = None,
        *,
        picks: bool = False,
    ) -> None:
        self._picks = picks
        super().__init__(model, theme, name, same, parent)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.horizontalScrollBar().rangeChanged.connect(self._fit)
        model.modelReset.connect(self._fit)
        self._fit()

    def dress(self) -> None:
        """Take sizes and colours from the theme as it is now."""
        super().dress()
        self._fit()

    def _choose_again(self) -> None:
        if self._picks or self._kept is not None:
            super()._choose_again()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin with the first row."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model().rowCount():
            self.selectRow(0)

    def _fit(self) -> None:
        rows = min(self.model().rowCount(), _MOST)
        bar = self.horizontalScrollBar()
        below = bar.sizeHint().height() if bar.maximum() > 0 else 0
        around = self.horizontalHeader().sizeHint().height() + 2 * self.frameWidth() + below
        tall = around + rows * self.verticalHeader().defaultSectionSize()
        if tall != self.minimumHeight():
            self.setFixedHeight(tall)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure again: the bar below may have come or gone."""
        super().resizeEvent(event)
        self._fit()
