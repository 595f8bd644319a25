"""Papers in hand across the caseload: chips, filter, table."""

from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QStackedLayout, QVBoxLayout, QWidget

from pomdesk.domain.names import HIDDEN, listed, name_key
from pomdesk.readmodels.papers import PaperLine
from resources.text import Text
from resources.tokens import tokens
from ui.shelf.filters import ALL, CHIPS, Shelf
from ui.theme import Theme
from ui.widgets.chips import Chips
from ui.widgets.form import Button, across, named, spaced
from ui.widgets.label import Label
from ui.widgets.paper_words import (
    changed_column,
    due_column,
    filled_column,
    kind_column,
    stage_column,
)
from ui.widgets.table import Table
from ui.widgets.table_model import Column, Part, TableModel


class InHand(QWidget):
    """Papers that are not sent yet.

    Attributes:
        table: the papers.
        chips, search: what narrows them.

    Signals:
        paper_opened: id of a paper.
        case_opened: id of a person.
        caseload_asked: there is no paper yet; somebody to write about is looked for.
        rows_copied: rows of cells for the clipboard.
    """

    paper_opened = Signal(int)
    case_opened = Signal(int)
    caseload_asked = Signal()
    rows_copied = Signal(object)

    def __init__(self, text: Text, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._shelf: Shelf | None = None
        self._today = date.min
        self.model: TableModel[PaperLine] = TableModel(self._columns(), text, self)
        self.table: Table[PaperLine] = Table(
            self.model, theme, text("shelf.table"), lambda line: line.id
        )
        self.table.sort_by("due")
        self.chips = Chips(list(CHIPS), "shelf.chip", text, counted="shelf.papers")
        self.search = named(QLineEdit(), text("shelf.search"), text("shelf.search_help"))
        self.search.setPlaceholderText(text("shelf.search_hint"))
        self.search.setClearButtonEnabled(True)
        self.count = Label("", "quiet")
        self.open = Button(text("shelf.open"), self._open, kind="main")
        self.case = Button(text("shelf.case"), self._open_case)
        self._build()
        self._connect()

    def _columns(self) -> list[Column[PaperLine]]:
        text = self._text
        person = Column[PaperLine](
            "person",
            "caseload.column.person",
            lambda line: listed(line.last_name, line.first_name),
            lambda line: name_key(line.last_name, line.first_name),
            19,
            under=lambda line: line.prisoner_number,
            parts=(
                Part("caseload.column.name", lambda x: listed(x.last_name, x.first_name)),
                Part("field.prisoner_number", lambda line: line.prisoner_number),
            ),
            private=True,
        )
        return [
            person,
            kind_column(text),
            stage_column(text, 15),
            due_column(text, lambda: self._today),
            filled_column(text, lambda line: self._shelf.standards.of(line) if self._shelf else 0),
            changed_column(text),
        ]

    def _build(self) -> None:
        text = self._text
        full = QWidget()
        layout = QVBoxLayout(full)
        spaced(layout)
        bar = across(self.search, self.count, self.open, self.case)
        bar.setStretch(0, 1)
        layout.addLayout(bar)
        layout.addWidget(self.chips)
        layout.addWidget(self.table, 1)
        self.none = Label(text("shelf.none_here"), "lead", wrap=True)
        self.none.hide()
        layout.addWidget(self.none)
        layout.addStretch(0)
        empty = QWidget()
        words = QVBoxLayout(empty)
        spaced(words, "m")
        words.setContentsMargins(0, tokens().space["l"], 0, 0)
        words.addWidget(Label(text("shelf.empty"), "lead", wrap=True))
        words.addWidget(Label(text("shelf.empty_more"), "quiet", wrap=True))
        self.look = Button(text("shelf.look"), self.caseload_asked.emit, kind="main")
        words.addLayout(across(self.look, None))
        words.addStretch(1)
        self._full, self._empty = full, empty
        self._pages = QStackedLayout(self)
        self._pages.addWidget(full)
        self._pages.addWidget(empty)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._narrow)
        self.search.installEventFilter(self)
        self.chips.chip_chosen.connect(self._narrow)
        self.table.row_opened.connect(lambda line: self.paper_opened.emit(line.id))
        self.table.rows_copied.connect(self.rows_copied)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self._find)

    def display(self, shelf: Shelf, today: date) -> None:
        """Show these papers."""
        self._shelf, self._today = shelf, today
        self._pages.setCurrentWidget(self._full if shelf.lines else self._empty)
        self.setFocusProxy(self.table if shelf.lines else self.look)
        self.chips.set_counts(shelf.counts)
        self.model.set_rows(shelf.lines, shelf.keeping(self.chips.chosen, self.search.text()))
        self._tell_count()

    def set_blank(self, blank: bool) -> None:
        """Hide names and numbers, or show them again."""
        self.model.hidden = HIDDEN if blank else None
        self.table.viewport().update()

    def chosen(self) -> PaperLine | None:
        """The paper the keyboard is on."""
        return self.table.chosen()

    def step_back(self) -> bool:
        """Esc: show every paper again. False when all are shown already."""
        if not self.search.text() and self.chips.chosen == ALL:
            return False
        self.chips.set_chosen(ALL)
        self.search.clear()
        self._narrow()
        self.table.setFocus()
        return True

    def _narrow(self, _what: object = None) -> None:
        if self._shelf is not None:
            self.model.set_filter(self._shelf.keeping(self.chips.chosen, self.search.text()))
            self._tell_count()

    def _tell_count(self) -> None:
        shown, total = len(self.model.shown), len(self.model.rows)
        papers = self._text.count("shelf.papers", total)
        key = "shelf.shown_all" if shown == total else "shelf.shown"
        self.count.setText(self._text(key, shown=f"{shown:,}", papers=papers))
        self.none.setVisible(shown == 0)
        self.table.setVisible(shown > 0)
        for button in (self.open, self.case):
            button.setEnabled(shown > 0)

    def _find(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _open(self) -> None:
        line = self.chosen()
        if line is not None:
            self.paper_opened.emit(line.id)

    def _open_case(self) -> None:
        line = self.chosen()
        if line is not None:
            self.case_opened.emit(line.person_id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the filter: down goes to the table, Enter opens what is chosen there."""
        if (
            watched is self.search
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
        ):
            if event.key() == Qt.Key.Key_Down:
                self.table.setFocus()
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._open()
                return True
        return super().eventFilter(watched, event)
