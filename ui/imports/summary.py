"""What files would do, or did: one line of counts, then one list at a time."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from pomdesk.domain.names import HIDDEN
from pomdesk.readmodels.intake import ImportSummary
from resources.text import Text
from ui.imports import columns
from ui.theme import Theme
from ui.widgets.form import named, spaced
from ui.widgets.label import Label
from ui.widgets.table import Table
from ui.widgets.table_model import Column, TableModel


def refused_rows(summary: ImportSummary) -> int:
    """How many rows were refused; a row may have several faults."""
    return len({(fault.file, fault.row) for fault in summary.refused})


def counts(text: Text, summary: ImportSummary) -> str:
    """The counts in one line: "12 people new, 300 changed, 1,188 as before, 3 rows refused."."""
    found = {
        "added": summary.added,
        "changed": summary.changed,
        "unchanged": summary.unchanged,
        "refused": refused_rows(summary),
    }
    parts = [text.count(f"imports.{name}", n) for name, n in found.items() if n]
    return ", ".join(parts) + "." if parts else text("imports.nobody")


class SummaryView(QWidget):
    """Counts and lists of one import.

    Signals:
        rows_copied: rows of a list, for the clipboard.
    """

    rows_copied = Signal(object)

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self._text = text
        self._theme = theme
        self._blank = False
        self._models: list[TableModel[Any]] = []
        layout = QVBoxLayout(self)
        spaced(layout)
        self.counts = Label("", "lead", wrap=True)
        layout.addWidget(self.counts)
        self.notes = Label("", wrap=True, select=True)
        layout.addWidget(self.notes)
        self.lists = named(QTabWidget(), text("imports.lists"))
        self.lists.setDocumentMode(True)
        layout.addWidget(self.lists, 100)
        layout.addStretch(1)

    def display(self, summary: ImportSummary) -> None:
        """Show one import; lists without a line are left out."""
        text = self._text
        self.counts.setText(counts(text, summary))
        notes = self._notes(summary)
        self.notes.setText("\n".join(notes))
        self.notes.setVisible(bool(notes))
        self.clear()
        self._add("refused", summary.refused, columns.fault_columns(text))
        self._add("handovers", summary.handovers_moved, columns.handover_columns(text))
        self._add("moved", summary.moved, columns.moved_columns(text))
        self._add("kept", summary.kept, columns.kept_columns(text))
        self._add("warned", summary.warned, columns.fault_columns(text))
        self.lists.setVisible(self.lists.count() > 0)

    def clear(self) -> None:
        """Empty every list."""
        self._models = []
        while (page := self.lists.widget(0)) is not None:
            self.lists.removeTab(0)
            page.deleteLater()

    def set_blank(self, blank: bool) -> None:
        """Hide names and values of people, or show them."""
        self._blank = blank
        for model in self._models:
            self._blank_model(model)

    def _blank_model(self, model: TableModel[Any]) -> None:
        model.beginResetModel()
        model.hidden = HIDDEN if self._blank else None
        model.endResetModel()

    def _notes(self, summary: ImportSummary) -> list[str]:
        text = self._text
        notes = []
        if summary.unknown_fields:
            fields = ", ".join(sorted(summary.unknown_fields))
            notes.append(text("imports.unknown_fields", fields=fields))
        for number, day in summary.came_back.items():
            who = HIDDEN if self._blank else number
            notes.append(text("imports.came_back", number=who, day=text.day(day)))
        if summary.refused_file:
            notes.append(text("imports.refused_file", file=summary.refused_file))
        return notes

    def _add(self, name: str, rows: Sequence[Any], made: Sequence[Column[Any]]) -> None:
        if not rows:
            return
        title = self._text(f"imports.list.{name}")
        model: TableModel[Any] = TableModel(made, self._text)
        places = {id(row): place for place, row in enumerate(rows)}
        table: Table[Any] = Table(model, self._theme, title, lambda row: places[id(row)])
        model.setParent(table)
        table.rows_copied.connect(self.rows_copied)
        model.set_rows(rows)
        self._models.append(model)
        self._blank_model(model)
        self.lists.addTab(table, f"{title} ({len(rows):,})")
