"""Paper templates: which are this unit's own, and the way to change one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from resources.text import Text
from ui.theme import Theme
from ui.widgets.chips import FlowLayout
from ui.widgets.fitted import FittedTable
from ui.widgets.form import Button, spaced
from ui.widgets.label import Label
from ui.widgets.table_model import Column, Mark, TableModel

_NOTHING = "–"


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """The template of one kind of paper.

    Attributes:
        version: of the one in use; blank where it cannot be read.
        ours: it is this unit's own; then ``since``, ``by`` and ``reason`` tell of it.
        fault: why our own cannot be used, in words; nothing where it can.
    """

    kind: str
    version: str
    ours: bool = False
    since: date | None = None
    by: str = ""
    reason: str = ""
    fault: str = ""


class TemplatesView(QWidget):
    """The templates, and what can be done with the chosen one.

    Signals:
        copy_asked: kind whose template is to be saved as a file.
        bring_asked: kind that gets an edited one.
        back_asked: kind that goes back to the one of the program.
        rows_copied: rows of cells for the clipboard.
    """

    copy_asked = Signal(str)
    bring_asked = Signal(str)
    back_asked = Signal(str)
    rows_copied = Signal(object)

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self._text = text
        self.model: TableModel[TemplateRow] = TableModel(self._columns(), text, self)
        self.table: FittedTable[TemplateRow] = FittedTable(
            self.model, theme, text("templates.title"), lambda row: row.kind, picks=True
        )
        self.fault = Label("", "error", wrap=True)
        self.copy = Button(text("templates.copy"), lambda: self.copy_asked.emit(self._kind()))
        self.bring = Button(text("templates.bring"), lambda: self.bring_asked.emit(self._kind()))
        self.back = Button(text("templates.back"), lambda: self.back_asked.emit(self._kind()))
        layout = QVBoxLayout(self)
        spaced(layout)
        layout.addWidget(Label(text("templates.words"), "quiet", wrap=True))
        layout.addWidget(self.table)
        layout.addWidget(self.fault)
        buttons = QWidget()
        flow = FlowLayout(buttons, "s")
        for button in (self.copy, self.bring, self.back):
            flow.addWidget(button)
        policy = buttons.sizePolicy()
        policy.setHeightForWidth(True)
        buttons.setSizePolicy(policy)
        layout.addWidget(buttons)
        self.table.rows_copied.connect(self.rows_copied)
        self.table.row_chosen.connect(lambda _row: self._follow())
        self.table.row_opened.connect(lambda row: self.copy_asked.emit(row.kind))

    def _columns(self) -> list[Column[TemplateRow]]:
        text = self._text
        return [
            Column(
                "paper",
                "templates.column.paper",
                lambda row: text(f"paper.{row.kind}"),
                lambda row: text(f"paper.{row.kind}"),
                30,
                under=lambda row: f"{row.kind}.toml",
            ),
            Column(
                "used",
                "templates.column.used",
                lambda row: "",
                lambda row: (0 if row.fault else 1) if row.ours else 2,
                22,
                under=lambda row: text("templates.version", n=row.version) if row.version else "",
                marks=lambda row: (self._mark(row),),
            ),
            Column(
                "since",
                "templates.column.since",
                lambda row: text.short_day(row.since) or _NOTHING,
                lambda row: row.since.toordinal() if row.since else None,
                18,
                under=lambda row: row.by,
            ),
            Column(
                "why",
                "templates.column.why",
                lambda row: row.reason or _NOTHING,
                lambda row: row.reason or None,
                34,
            ),
        ]

    def _mark(self, row: TemplateRow) -> Mark:
        if row.fault:
            return Mark(self._text("templates.faulty"), "red")
        return (
            Mark(self._text("templates.ours"), "blue")
            if row.ours
            else Mark(self._text("templates.shipped"), "grey")
        )

    def display(self, rows: Sequence[TemplateRow]) -> None:
        """Show the templates."""
        self.model.set_rows(rows)
        self._follow()

    def _follow(self) -> None:
        row = self.table.chosen()
        self.fault.setText(row.fault if row else "")
        self.fault.setVisible(bool(row and row.fault))
        self.back.setEnabled(row is not None and row.ours)

    def _kind(self) -> str:
        """The kind that is chosen, the first one until somebody chooses."""
        return (self.table.chosen() or self.model.rows[0]).kind
