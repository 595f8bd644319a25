"""Before a marking begins: whose file it is, what it is asked, and which part of it is read."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from pomdesk.domain.quality.terms import InstrumentStage
from pomdesk.readmodels.quality import MarkingView
from resources.text import Text
from ui.days import parse_day
from ui.widgets.form import Band, Button, Form, across, spaced
from ui.widgets.label import Label
from ui.widgets.measure import characters

_WIDEST = 84


class BeginPane(QWidget):
    """What to know before the first question.

    Signals:
        begun: the period of the file that is read, from and to (dates or None).
    """

    begun = Signal(object, object)

    def __init__(self, text: Text, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self.title = Label("", "lead", wrap=True)
        self.kind = Band("note")
        self._kind_words = Label("", wrap=True)
        self.kind.inside.addWidget(self._kind_words)
        self.note = Label("", "quiet", wrap=True)
        form = Form()
        lines = QLineEdit(), QLineEdit()
        for line in lines:  # before the rows are made: what is narrow stands at the left
            line.setMaximumWidth(characters(24))
        self.first = form.row(
            text("marking.file_from"), lines[0], help=text("marking.file_from_help")
        )
        self.last = form.row(text("marking.file_to"), lines[1])
        self.how = Label(text("marking.how"), "quiet", wrap=True)
        self.start = Button(text("marking.start"), self._begin, kind="main")
        layout = QVBoxLayout(self)
        spaced(layout, "m")
        for part in (self.title, self.kind, self.note, form, self.how):
            layout.addWidget(part)
        layout.addLayout(across(self.start, None))
        layout.addStretch(1)
        self.setFocusProxy(self.start)
        self.measure()

    def measure(self) -> None:
        """Follow the application's font."""
        self.setMaximumWidth(characters(_WIDEST))
        for row in (self.first, self.last):
            row.control.setMaximumWidth(characters(24))

    def display(self, found: MarkingView) -> None:
        """Show what is to be marked."""
        text, instrument = self._text, found.instrument
        n = len(instrument.questions)
        self.title.setText(text("marking.begin", title=instrument.title, n=n))
        pilot = found.instrument_stage is InstrumentStage.PILOT
        words = [text(f"marking.kind.{found.kind}"), text("marking.pilot") if pilot else ""]
        self._kind_words.setText(" ".join(one for one in words if one))
        self.note.setText(instrument.note)
        self.note.setVisible(bool(instrument.note))
        for row, day in ((self.first, found.file_from), (self.last, found.file_to)):
            line = row.control
            if isinstance(line, QLineEdit) and not line.isModified():
                line.setText(text.day(day))
        self.start.setVisible(found.may_change)

    def _begin(self) -> None:
        days: list[date | None] = []
        for row in (self.first, self.last):
            line = row.control
            typed = line.text().strip() if isinstance(line, QLineEdit) else ""
            day = parse_day(typed)
            wrong = bool(typed) and day is None
            row.set_error(self._text("case.change.no_date", typed=typed) if wrong else "")
            if wrong:
                line.setFocus()
                return
            days.append(day)
        if days[0] and days[1] and days[0] > days[1]:
            self.last.set_error(self._text("marking.file_turned"))
            self.last.control.setFocus()
            return
        self.begun.emit(*days)
