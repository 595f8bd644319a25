"""Tables whose long cells can be read whole: by a tip, and with what room the window has over."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QHelpEvent

from ui.theme import Theme
from ui.widgets.label import tip
from ui.widgets.table import RowDelegate, Table
from ui.widgets.table_model import TableModel


class WholeCells(QObject):
    """Tells the cell under the mouse whole, and shares the room a table has over.

    Args:
        keys: of the columns that are often too narrow; what room is over is theirs.
    """

    def __init__(self, table: Table[Any], theme: Theme, keys: Sequence[str]) -> None:
        super().__init__(table)
        self._table = table
        model = table.model()
        assert isinstance(model, TableModel)  # noqa: S101 - every Table has one
        self._model = model
        self._wide = [model.place_of(key) for key in keys]
        table.viewport().installEventFilter(self)
        theme.changed.connect(self.share)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Share anew when the table becomes wider or narrower; fill the tip when it is wanted."""
        if event.type() == QEvent.Type.Resize:
            self.share()
        elif event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self._table.indexAt(event.pos())
            words = self.told(at.row(), at.column()) if at.isValid() else ""
            tip(self._table.viewport(), words)
        return super().eventFilter(watched, event)

    def told(self, line: int, place: int) -> str:
        """All of a cell: text, second line, tags; a line each."""
        text, under, marks = self._model.cell(line, place)
        return "\n".join(part for part in (text, under, *(mark.words for mark in marks)) if part)

    def share(self) -> None:
        """Give each column its own width, and the room that is over to those that need it."""
        delegate = self._table.itemDelegate()
        if not isinstance(delegate, RowDelegate):
            return
        widths = [delegate.column_width(column) for column in self._model.columns]
        over = max(self._table.viewport().width() - sum(widths), 0)
        for place in self._wide:
            self._table.setColumnWidth(place, widths[place] + over // len(self._wide))
