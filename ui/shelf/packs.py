"""Handover packs: whose handover falls in a span of days, who is in, and how the run goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from pomdesk.domain.names import HIDDEN, listed, name_key
from pomdesk.readmodels.papers import PackLine
from resources.text import LANGUAGES, Text
from resources.tokens import tokens
from ui.theme import Theme
from ui.widgets.chips import FlowLayout
from ui.widgets.form import Band, Button, Choice, across, named, spaced
from ui.widgets.label import Label
from ui.widgets.paper_words import NOTHING, paper_name, stage_mark
from ui.widgets.table import Table
from ui.widgets.table_model import Column, Mark, Part, TableModel


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days in which handovers are looked for; both days belong to it."""

    words: str
    first: date
    last: date


class PackTable(Table[PackLine]):
    """Who is to have a pack: Space puts the chosen rows in, or leaves them out.

    Signals:
        turned: rows whose place in the run is to be turned.
    """

    turned = Signal(object)

    def mark_of(self, index: QModelIndex) -> None:
        """A click on the tag turns that row."""
        if index.column() == 0:
            self.turned.emit([index.row()])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn the chosen rows, or what every table does."""
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            self.turned.emit(self.chosen_lines())
        else:
            super().keyPressEvent(event)


class Packs(QWidget):
    """The packs of a month, or of the next weeks.

    Attributes:
        period, language: what is chosen.
        table: the people; everybody is in until left out.
        start, cancel: begin the run, and end it early.

    Signals:
        period_chosen: place of the period in the list.
        start_asked: the run is to begin.
        cancel_asked: it is to end early.
        case_opened: id of a person.
        rows_copied: rows of cells for the clipboard.
    """

    period_chosen = Signal(int)
    start_asked = Signal()
    cancel_asked = Signal()
    case_opened = Signal(int)
    rows_copied = Signal(object)

    def __init__(self, text: Text, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._today = date.min
        self._out: set[int] = set()
        self._running = False
        self.model: TableModel[PackLine] = TableModel(self._columns(), text, self)
        self.table = PackTable(self.model, theme, text("packs.table"), lambda one: one.person_id)
        self.table.sort_by("handover")
        self.period = named(Choice(), text("packs.period"))
        self.language = named(Choice(), text("packs.language"), text("packs.language_help"))
        for code in LANGUAGES:
            self.language.addItem(text(f"paper_language.{code}"), code)
        self.language.setCurrentIndex(self.language.findData(text.language))
        self.everybody = Button(text("packs.everybody"), lambda: self._set_all(True), kind="link")
        self.nobody = Button(text("packs.nobody"), lambda: self._set_all(False), kind="link")
        self.count = Label("", "quiet")
        self.start = Button(text("packs.start"), self.start_asked.emit, kind="main")
        self.cancel = Button(text("packs.cancel"), self.cancel_asked.emit)
        self.bar = QProgressBar()
        self.how = Label("", wrap=True)
        self.result = Band("done")
        self.told = Label("", wrap=True, select=True)
        self._build()
        self._connect()

    def _columns(self) -> list[Column[PackLine]]:
        text = self._text
        return [
            Column(
                "in",
                "packs.column.in",
                lambda line: "",
                lambda line: int(line.person_id in self._out),
                11,
                marks=lambda line: (self._in_mark(line),),
            ),
            Column(
                "person",
                "caseload.column.person",
                lambda line: listed(line.last_name, line.first_name),
                lambda line: name_key(line.last_name, line.first_name),
                21,
                under=lambda line: line.prisoner_number,
                private=True,
            ),
            Column(
                "handover",
                "packs.column.handover",
                lambda line: text.short_day(line.handover),
                lambda line: line.handover.toordinal(),
                16,
                under=lambda line: text.away(line.handover, self._today),
                parts=(Part("packs.column.handover", lambda line: line.handover),),
            ),
            Column(
                "com",
                "packs.column.com",
                lambda line: line.com_name or NOTHING,
                lambda line: line.com_name or None,
                20,
                under=lambda line: "" if line.com_name else text("packs.no_com"),
            ),
            Column(
                "report",
                "packs.column.report",
                lambda line: "",
                lambda line: line.report.stage.value if line.report else None,
                20,
                under=lambda line: paper_name(text, line.report) if line.report else "",
                marks=lambda line: (self._report_mark(line),),
            ),
        ]

    def _in_mark(self, line: PackLine) -> Mark:
        out = line.person_id in self._out
        return Mark(self._text(f"packs.{'out' if out else 'in'}"), "grey" if out else "blue")

    def _report_mark(self, line: PackLine) -> Mark:
        if line.report is None:
            return Mark(self._text("packs.no_report"), "orange")
        return stage_mark(self._text, line.report.stage)

    def _build(self) -> None:
        text, layout = self._text, QVBoxLayout(self)
        spaced(layout)
        layout.addWidget(Label(text("packs.words"), "quiet", wrap=True))
        choices = QWidget()
        flow = FlowLayout(choices, "s")
        for part in (
            Label(text("packs.period")),
            self.period,
            Label(text("packs.language")),
            self.language,
        ):
            flow.addWidget(part)
        policy = choices.sizePolicy()
        policy.setHeightForWidth(True)
        choices.setSizePolicy(policy)
        layout.addWidget(choices)
        layout.addWidget(self.table, 1)
        self.none = Label("", "lead", wrap=True)
        layout.addWidget(self.none)
        layout.addLayout(across(self.everybody, self.nobody, self.count, None))
        layout.addLayout(across(self.start, None))
        self._progress = QWidget()
        inside = QVBoxLayout(self._progress)
        spaced(inside)
        self.bar.setAccessibleName(text("packs.progress"))
        self.bar.setTextVisible(False)
        line = across(self.bar, self.cancel)
        line.setStretch(0, 1)
        inside.addWidget(self.how)
        inside.addLayout(line)
        self._progress.hide()
        layout.addWidget(self._progress)
        self.result.inside.addWidget(self.told)
        away = Button(text("message.away"), self.result.hide, kind="link")
        self.result.inside.addLayout(across(away, None))
        self.result.hide()
        layout.addWidget(self.result)
        layout.setContentsMargins(0, tokens().space["s"], 0, 0)
        self.setFocusProxy(self.table)

    def _connect(self) -> None:
        self.period.activated.connect(self.period_chosen)
        self.table.row_opened.connect(lambda line: self.case_opened.emit(line.person_id))
        self.table.rows_copied.connect(self.rows_copied)
        self.table.turned.connect(self._turn)
        self.table.clicked.connect(self.table.mark_of)

    # Who is in.

    def offer(self, periods: Sequence[Period], chosen: int) -> None:
        """Offer these spans of days."""
        self.period.clear()
        for one in periods:
            self.period.addItem(one.words)
        self.period.setCurrentIndex(chosen)

    def display(self, lines: Sequence[PackLine], today: date, *, anew: bool) -> None:
        """Show whose handover it is; ``anew``: of another span, so that everybody is in."""
        self._today = today
        if anew:
            self._out.clear()
            self.result.hide()
        self._out &= {line.person_id for line in lines}
        self.model.set_rows(lines)
        self.table.setVisible(bool(lines))
        self.none.setVisible(not lines)
        self.none.setText(self._text("packs.none", period=self.period.currentText()))
        self._tell_count()

    def chosen(self) -> PackLine | None:
        """The person the keyboard is on."""
        return self.table.chosen()

    @property
    def people(self) -> list[int]:
        """Ids of those who are to have a pack, in the order they are shown."""
        rows = [self.model.rows[i] for i in self.model.shown]
        return [line.person_id for line in rows if line.person_id not in self._out]

    def _turn(self, lines: Sequence[int]) -> None:
        for line in [] if self._running else lines:
            self._out ^= {self.model.row_at(line).person_id}
            index = self.model.index(line, 0)
            self.model.dataChanged.emit(index, index)
        self._tell_count()

    def _set_all(self, on: bool) -> None:
        self._out = set() if on else {line.person_id for line in self.model.rows}
        self.table.viewport().update()
        self._tell_count()

    def _tell_count(self) -> None:
        chosen, of = len(self.people), len(self.model.rows)
        self.count.setText(self._text("packs.chosen", n=f"{chosen:,}", of=f"{of:,}"))
        self.start.setText(self._text.count("packs.start_n", chosen) if chosen else
                           self._text("packs.start"))  # fmt: skip
        self.start.setAccessibleName(self.start.text())
        self.start.setEnabled(chosen > 0 and not self._running)
        for part in (self.everybody, self.nobody):
            part.setEnabled(of > 0 and not self._running)

    def set_blank(self, blank: bool) -> None:
        """Hide names and numbers, or show them again."""
        self.model.hidden = HIDDEN if blank else None
        self.table.viewport().update()

    # The run.

    def begin(self, total: int) -> None:
        """Show that packs are being made."""
        self._set_running(True)
        self.result.hide()
        self.bar.setRange(0, total)
        self.progress(0)
        self.cancel.setEnabled(True)

    def progress(self, done: int) -> None:
        """Show how many people have been come to."""
        self.bar.setValue(done)
        of = self.bar.maximum()
        self.how.setText(self._text("packs.making", n=f"{done:,}", of=f"{of:,}"))

    def ending(self) -> None:
        """Show that the run ends after what is under way."""
        self.cancel.setEnabled(False)
        self.how.setText(self._text("packs.ending"))

    def finish(self, kind: str) -> None:
        """Show what came of it, as ``told`` has it: ``done``, ``trouble``; blank: nothing."""
        self._set_running(False)
        self.result.set_kind(kind or "done")
        self.result.setVisible(bool(kind))

    def _set_running(self, running: bool) -> None:
        self._running = running
        self._progress.setVisible(running)
        self.start.setVisible(not running)
        self.period.setEnabled(not running)
        self.language.setEnabled(not running)
        self._tell_count()
