"""The instruments page's view: all versions in a list, and one of them."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from pomdesk.domain.names import fold
from pomdesk.domain.quality.terms import InstrumentStage
from pomdesk.readmodels.quality import InstrumentLine
from resources.text import Text
from resources.tokens import tokens
from ui.instruments.editor import Editor, stage_mark
from ui.theme import Theme
from ui.widgets.form import Button, across, spaced
from ui.widgets.label import Label
from ui.widgets.table import Table
from ui.widgets.table_model import Column, TableModel


class InstrumentList(QWidget):
    """Every version.

    Signals:
        opened: id of a version.
        shipped_asked, import_asked: the drafts of the program, or a file, are to be taken in.
        rows_copied: rows of cells for the clipboard.
    """

    opened = Signal(int)
    shipped_asked = Signal()
    import_asked = Signal()
    rows_copied = Signal(object)

    def __init__(self, text: Text, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self.model: TableModel[InstrumentLine] = TableModel(self._columns(), text, self)
        self.table: Table[InstrumentLine] = Table(
            self.model, theme, text("instruments.table"), lambda line: line.id
        )
        self.open = Button(text("instruments.open"), self._open, kind="main")
        self.shipped = Button(
            text("instruments.shipped"),
            self.shipped_asked.emit,
            help=text("instruments.shipped_help"),
        )
        self.bring = Button(
            text("instruments.import"),
            self.import_asked.emit,
            help=text("instruments.import_help"),
        )
        self.none = Label(text("instruments.empty"), "lead", wrap=True)
        self.none_more = Label(text("instruments.empty_more"), "quiet", wrap=True)
        layout = QVBoxLayout(self)
        spaced(layout)
        layout.setContentsMargins(0, tokens().space["s"], 0, 0)
        layout.addLayout(across(self.open, self.shipped, self.bring, None))
        layout.addWidget(self.none)
        layout.addWidget(self.none_more)
        layout.addWidget(self.table, 1)
        layout.addStretch(0)
        self.table.row_opened.connect(lambda line: self.opened.emit(line.id))
        self.table.rows_copied.connect(self.rows_copied)

    def _columns(self) -> list[Column[InstrumentLine]]:
        text = self._text
        return [
            Column(
                "title",
                "instruments.column.title",
                lambda line: line.title,
                lambda line: fold(line.title) + f" {9999 - line.version:04}",
                34,
                under=lambda line: line.code,
            ),
            self._number("version", lambda line: line.version),
            Column(
                "stage",
                "instruments.column.stage",
                lambda line: "",
                lambda line: list(InstrumentStage).index(line.stage),
                14,
                marks=lambda line: (stage_mark(text, line.stage),),
            ),
            Column(
                "unit",
                "instruments.column.unit",
                lambda line: text.code("quality_term.unit", line.unit),
                lambda line: line.unit.value,
                20,
            ),
            self._number("questions", lambda line: line.questions),
            self._number("used", lambda line: line.used),
            Column(
                "made",
                "instruments.column.made",
                lambda line: line.made_by,
                lambda line: fold(line.made_by),
                18,
                under=lambda line: (
                    text.short_day(line.published_at.date()) if line.published_at else ""
                ),
            ),
        ]

    def _number(self, key: str, number: Callable[[InstrumentLine], int]) -> Column[InstrumentLine]:
        return Column(
            key, f"instruments.column.{key}", lambda line: f"{number(line):,}", number, 10
        )

    def display(self, lines: Sequence[InstrumentLine], *, lead: bool) -> None:
        """Show these; only the lead can take others in."""
        self.model.set_rows(list(lines))
        full = bool(lines)
        self.table.setVisible(full)
        self.open.setVisible(full)
        self.none.setVisible(not full)
        self.none_more.setVisible(not full and lead)
        self.shipped.setVisible(lead)
        self.bring.setVisible(lead)
        self.setFocusProxy(self.table if full else self.shipped)

    def _open(self) -> None:
        line = self.table.chosen()
        if line is not None:
            self.opened.emit(line.id)


class InstrumentsView(QWidget):
    """The list, or one version.

    Signals:
        left: another page is shown: what was typed is to be saved.
    """

    left = Signal()

    def __init__(self, text: Text, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = InstrumentList(text, theme)
        self.editor = Editor(text, theme)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.editor)
        layout = QVBoxLayout(self)
        spaced(layout)
        layout.addWidget(self._stack)
        self.show_list()

    def hideEvent(self, event: QHideEvent) -> None:
        """Another page is shown: tell."""
        super().hideEvent(event)
        self.left.emit()

    @property
    def editing(self) -> bool:
        """Whether one version is shown."""
        return self._stack.currentWidget() is self.editor

    def show_list(self) -> None:
        """Show the list."""
        self._stack.setCurrentWidget(self.list)
        self.setFocusProxy(self.list)

    def show_editor(self) -> None:
        """Show one version."""
        self._stack.setCurrentWidget(self.editor)
        self.setFocusProxy(self.editor)
