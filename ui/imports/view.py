"""The import page: a place to drop files, then what they would do, then what they did."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from pomdesk.readmodels.intake import ImportSummary
from pomdesk.readmodels.status import ImportLine
from resources.text import Text
from ui.imports.columns import past_columns
from ui.imports.summary import SummaryView
from ui.theme import Theme
from ui.widgets.form import Band, Button, across, spaced
from ui.widgets.label import Label
from ui.widgets.table import Table
from ui.widgets.table_model import TableModel


class Drop(Band):
    """A place to drop files, with a button for those who do not drag."""

    def __init__(self, text: Text) -> None:
        super().__init__("drop")
        self.button = Button(text("imports.choose"), kind="main")
        self.inside.setContentsMargins(20, 16, 20, 16)
        self._usual = text("imports.drop")
        self._words = Label(self._usual, wrap=True)
        row = across(self.button, self._words, space="m")
        row.setStretch(1, 1)
        self.inside.addLayout(row)
        self.inside.addWidget(Label(text("imports.kinds"), "quiet", wrap=True))

    def say(self, words: str) -> None:
        """Say something beside the button; no words: what is usually said."""
        self._words.setText(words or self._usual)


class ImportView(QWidget):
    """Three states: choosing, looking at what would happen, looking at what happened.

    Signals:
        choose_asked: choose files.
        files_dropped: list of paths.
        mapping_asked: say what the columns are.
        accepted: bring in what is shown.
        declined: do not.
        rows_copied: rows of a list, for the clipboard.
    """

    choose_asked = Signal()
    files_dropped = Signal(list)
    mapping_asked = Signal()
    accepted = Signal()
    declined = Signal()
    rows_copied = Signal(object)

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self._text = text
        self.setAcceptDrops(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        self._states = QStackedWidget()
        layout.addWidget(self._states)
        self._states.addWidget(self._make_choosing(theme))
        self._states.addWidget(self._make_summary(theme))
        self.setFocusProxy(self.drop.button)

    def _make_choosing(self, theme: Theme) -> QWidget:
        part = QWidget()
        layout = QVBoxLayout(part)
        spaced(layout, "m")
        self.drop = Drop(self._text)
        self.drop.button.clicked.connect(self.choose_asked)
        layout.addWidget(self.drop)
        self._past_title = Label(self._text("imports.past"), "heading")
        layout.addWidget(self._past_title)
        self._no_past = Label(self._text("imports.no_past"), "quiet", wrap=True)
        layout.addWidget(self._no_past)
        self._past: TableModel[ImportLine] = TableModel(past_columns(self._text), self._text)
        self.past: Table[ImportLine] = Table(
            self._past, theme, self._text("imports.past"), lambda line: (line.at, line.name)
        )
        self._past.setParent(self.past)
        self.past.sort_by("when", descending=True)
        self.past.rows_copied.connect(self.rows_copied)
        layout.addWidget(self.past, 1)
        return part

    def _make_summary(self, theme: Theme) -> QWidget:
        part = QWidget()
        layout = QVBoxLayout(part)
        spaced(layout, "m")
        self.heading = Label("", "heading", wrap=True)
        layout.addWidget(self.heading)
        self.accept = Button(self._text("imports.accept"), self.accepted.emit, kind="main")
        self.decline = Button(self._text("imports.decline"), self.declined.emit)
        self.map = Button(self._text("imports.map"), self.mapping_asked.emit)
        layout.addLayout(across(self.accept, self.decline, self.map, None))
        self.summary = SummaryView(self._text, theme)
        self.summary.rows_copied.connect(self.rows_copied)
        layout.addWidget(self.summary, 1)
        return part

    def display_past(self, lines: Sequence[ImportLine]) -> None:
        """Show the files that were brought in before."""
        self._past.set_rows(lines)
        self.past.setVisible(bool(lines))
        self._no_past.setVisible(not lines)

    def display(self, summary: ImportSummary, *, sheet: bool = False) -> None:
        """Show what files would do, or did; the columns of a ``sheet`` can be named."""
        names = ", ".join(summary.files)
        worth = bool(summary.added or summary.changed)
        key = "imports.did"
        if summary.dry_run:
            key = "imports.would" if worth else "imports.nothing_new"
        self.heading.setText(self._text(key, files=names))
        self.accept.setVisible(summary.dry_run and worth)
        self.map.setVisible(summary.dry_run and sheet and bool(summary.unknown_fields))
        self.decline.setText(
            self._text("imports.decline" if summary.dry_run and worth else "imports.close")
        )
        self.decline.setAccessibleName(self.decline.text().replace("&", ""))
        self.summary.display(summary)
        self._states.setCurrentIndex(1)
        (self.accept if self.accept.isVisibleTo(self) else self.decline).setFocus()

    def display_choosing(self) -> None:
        """Show the place to drop files."""
        self.summary.clear()
        self._states.setCurrentIndex(0)
        if self.isVisible():
            self.drop.button.setFocus()

    @property
    def choosing(self) -> bool:
        """Whether the place to drop files is shown."""
        return self._states.currentIndex() == 0

    def set_busy(self, words: str) -> None:
        """Take no more files and say why; no words: take them again."""
        for button in (self.drop.button, self.accept, self.decline, self.map):
            button.setEnabled(not words)
        self.drop.say(words)
        self.setAcceptDrops(not words)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files, nothing else."""
        if _files(event):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell which files were dropped."""
        files = _files(event)
        if files:
            event.accept()
            self.files_dropped.emit(files)


def _files(event: Any) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
