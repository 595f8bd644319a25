"""Files read of each supervisor in each quarter: a table whose cells are tinted by how far it is.

Each cell says its counts, so that nothing hangs on its colour, and a screen reader reads it like
any table.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QStyle, QStyleOptionViewItem

from pomdesk.domain.names import HIDDEN
from pomdesk.readmodels.quality import CoverageCell, OversightView
from resources.text import Text
from ui.theme import Theme
from ui.widgets.fitted import FittedTable
from ui.widgets.label import role_font
from ui.widgets.table import RowDelegate
from ui.widgets.table_model import Column, TableModel

QUARTERS = 4
_SELECTED = QStyle.StateFlag.State_Selected.value
_FOCUSED = QStyle.StateFlag.State_HasFocus.value
_MIDDLE = int(Qt.AlignmentFlag.AlignCenter)
_TINTS = {"all": "teal", "some": "blue", "none": "grey"}


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One supervisor and the files of each quarter, in their order."""

    code: str
    name: str
    cells: Sequence[CoverageCell | None]


def state_of(cell: CoverageCell | None) -> str:
    """``all``, ``some`` or ``none`` of the files drawn were read; "" where none was drawn."""
    if cell is None or not cell.drawn:
        return ""
    return "all" if cell.read >= cell.drawn else "some" if cell.read else "none"


def coverage_rows(view: OversightView) -> list[CoverageRow]:
    """Supervisors by quarters, in the order of the view."""
    held = {(one.supervisor, one.period): one for one in view.coverage}
    periods = list(view.periods)[:QUARTERS]
    return [
        CoverageRow(
            one.code,
            one.name,
            [held.get((one.code, period)) for period in periods],
        )
        for one in view.members
    ]


class _Tinted(RowDelegate):
    """Paints the counts in the middle of a tinted cell."""

    def __init__(self, model: TableModel[CoverageRow], theme: Theme, table: "Coverage") -> None:
        super().__init__(model, theme, table)
        self._rows, self._own = model, theme

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one cell."""
        if index.column() == 0:
            super().paint(painter, option, index)
            return
        row = self._rows.row_at(index.row())
        state = state_of(row.cells[index.column() - 1])
        room = QRect(option.rect).adjusted(1, 1, -1, -1)
        painter.save()
        chosen = bool(option.state.value & _SELECTED)
        ink = self._own.colour("selection_text" if chosen else "text_quiet")
        if chosen:
            painter.fillRect(option.rect, self._own.colour("selection"))
        elif state:
            ink, ground = self._own.tag(_TINTS[state])
            painter.fillRect(room, ground)
        painter.setPen(ink)
        painter.setFont(role_font("body"))
        painter.drawText(room, _MIDDLE, self._rows.cell(index.row(), index.column())[0])
        if option.state.value & _FOCUSED:
            painter.setPen(self._own.colour("focus"))
            painter.drawRect(room.adjusted(0, 0, -1, -1))
        painter.restore()


class Coverage(FittedTable[CoverageRow]):
    """The strip."""

    def __init__(self, text: Text, theme: Theme) -> None:
        self.rows: TableModel[CoverageRow] = TableModel(_columns(text), text)
        super().__init__(self.rows, theme, text("quality_oversight.coverage"), lambda row: row.code)
        self.rows.setParent(self)
        self._delegate = _Tinted(self.rows, theme, self)
        self.setItemDelegate(self._delegate)
        for place in range(1, QUARTERS + 1):
            self.horizontalHeader().setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
        self.dress()

    def display(self, view: OversightView) -> None:
        """Show the files of a cycle."""
        self.rows.set_rows(coverage_rows(view))

    def set_blank(self, blank: bool) -> None:
        """Hide names, or show them again."""
        self.rows.hidden = HIDDEN if blank else None
        self.viewport().update()


def cell_words(text: Text, cell: CoverageCell | None) -> str:
    """What a cell says: "2 of 3"; a dash where no file was drawn."""
    if cell is None or not cell.drawn:
        return "–"
    return text("quality_oversight.of", k=cell.read, n=cell.drawn)


def _columns(text: Text) -> list[Column[CoverageRow]]:
    def quarter(place: int) -> Column[CoverageRow]:
        def cell(row: CoverageRow) -> CoverageCell | None:
            return row.cells[place] if place < len(row.cells) else None

        def read(row: CoverageRow) -> int | None:
            found = cell(row)
            return found.read if found else None

        return Column[CoverageRow](
            f"quarter{place + 1}",
            f"quality_oversight.quarter.{place + 1}",
            lambda row: cell_words(text, cell(row)),
            read,
            16,
        )

    name = Column[CoverageRow](
        "name",
        "quality_oversight.column.name",
        lambda row: row.name,
        lambda row: row.name.casefold(),
        26,
        private=True,
    )
    return [name, *(quarter(place) for place in range(QUARTERS))]
