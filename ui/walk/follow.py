"""What is to follow: in one tap, then in words and on another day if somebody likes."""

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from resources.text import Text
from ui.days import parse_day
from ui.walk.asks import with_late
from ui.walk.big import TARGET, BreakingRow, Large, breaking, large_line
from ui.walk.shown import FollowShown, PersonShown, Said
from ui.widgets.form import Form, Row, spaced
from ui.widgets.label import Label
from ui.widgets.measure import characters
from ui.widgets.scrolled import clear, put

_WEEK = 7
_STEP = 300


def span_words(text: Text, days: int) -> str:
    """How long: "2 weeks", or days where they are no whole weeks."""
    weeks, rest = divmod(days, _WEEK)
    return text.count("span.days", days) if rest or not weeks else text.count("span.weeks", weeks)


def typed_day(text: Text, row: Row, today: date) -> date | None:
    """The day in a row; None where there is none or it cannot be, which is said beside it."""
    line = row.control
    typed = line.text().strip() if isinstance(line, QLineEdit) else ""
    day = parse_day(typed)
    fault = ""
    if typed and day is None:
        fault = text("case.change.no_date", typed=breaking(typed))
    elif day is not None and day < today:
        fault, day = text("walk.day_gone", day=text.day(day)), None
    if row.error != fault:
        row.set_error(fault)
    return day


class FollowUp(QWidget):
    """The follow-up of what is being noted.

    Signals:
        tapped: it was turned on or off: to be saved at once.
        typed: its words or its day: to be saved soon.
    """

    tapped = Signal()
    typed = Signal()

    def __init__(self, text: Text) -> None:
        super().__init__()
        self._text, self._today, self._days = text, date.min, 0
        self._due: date | None = None
        self.button = Large(text("walk.follow_up"), turns=True, help=text("walk.follow_key"))
        self.button.clicked.connect(lambda _on=False: self._turned())
        self.step = large_line(text("walk.next_step"))
        self.step.setMaxLength(_STEP)
        self.day = large_line(text("walk.due"))
        self.more = Form()
        self.more.row(text("walk.next_step"), self.step)
        self.day_row = self.more.row(text("walk.due"), self.day, help=text("walk.due_help"))
        for line in (self.step, self.day):
            line.textEdited.connect(lambda _words: self._edited())
        layout = QVBoxLayout(self)
        spaced(layout)
        layout.addWidget(self.button)
        layout.addWidget(self.more)

    def load(self, next_step: str, due: date | None, today: date, days: int) -> None:
        """Show what is to follow; tells nobody."""
        self._today, self._days, self._due = today, days, due
        self.button.say(self._text("walk.follow_in", span=span_words(self._text, days)))
        self.button.setChecked(due is not None or bool(next_step))
        self.step.setText(next_step)
        self.day.setText(self._text.day(due))
        self.day_row.set_error("")
        self._show()

    @property
    def said(self) -> tuple[str, date | None]:
        """The words and the day; nothing where it is off."""
        if not self.button.isChecked():
            return "", None
        return self.step.text().strip(), self._due

    def take(self, next_step: str, due: str) -> None:
        """Put back what somebody typed once."""
        self.step.setText(next_step)
        self.day.setText(due)
        self.button.setChecked(bool(next_step or due))
        self._edited()
        self._show()

    def to_words(self) -> None:
        """Turn it on if it is off; the keyboard goes to its words."""
        if not self.button.isChecked():
            self.button.click()
        self.step.setFocus(Qt.FocusReason.OtherFocusReason)

    def _turned(self) -> None:
        if self.button.isChecked() and self._due is None:
            self._due = self._today + timedelta(days=self._days)
            self.day.setText(self._text.day(self._due))
        elif not self.button.isChecked():
            self._due = None
        self._show()
        self.tapped.emit()

    def _edited(self) -> None:
        day = typed_day(self._text, self.day_row, self._today)
        if day is not None or not self.day.text().strip():
            self._due = day  # what is half typed leaves the day as it was
        self.typed.emit()

    def _show(self) -> None:
        self.more.setVisible(self.button.isChecked())

    def set_writable(self, writable: bool) -> None:
        """Whether it can be changed."""
        self.button.setEnabled(writable)
        for line in (self.step, self.day):
            line.setReadOnly(not writable)

    def measure(self) -> None:
        """Follow the application's font."""
        self.day.setMaximumWidth(characters(40))


class OneFollowUp(QWidget):
    """A follow-up that is open already: done, or put off to another day.

    Attributes:
        done: turned on where it was done; None: the card does not ask for it yet.
        later: turned on where its day is moved.
        row: the new day.

    Signals:
        tapped: it was turned: to be saved at once.
        typed: a day was typed: to be saved soon.
    """

    tapped = Signal()
    typed = Signal()

    def __init__(self, text: Text, shown: FollowShown, today: date, days: int) -> None:
        super().__init__()
        self._text, self._shown, self._today, self._days = text, shown, today, days
        self.due: date | None = None
        self.done = self._turning("walk.done") if shown.ask else None
        self.later = self._turning("walk.new_day")
        self.line = large_line(text("walk.new_day"))
        self.line.textEdited.connect(lambda _words: self._edited())
        self._day = Form()
        self.row = self._day.row(text("walk.due"), self.line, help=text("walk.due_help"))
        words = Label(breaking(shown.words), "lead", wrap=True)
        layout = QVBoxLayout(self)
        spaced(layout, "xs")
        layout.addWidget(with_late(text, words, late=shown.late))
        layout.addWidget(BreakingRow([one for one in (self.done, self.later) if one]))
        layout.addWidget(self._day)

    def _turning(self, key: str) -> Large:
        words = self._text(key)
        name = self._text("walk.of_follow_up", do=words, words=self._shown.words)
        button = Large(words, turns=True, name=name, high=TARGET)
        button.clicked.connect(lambda _on=False: self._turned(button))
        return button

    def load(self, due: date | None, *, done: bool, writable: bool) -> None:
        """Show what was said of it; tells nobody."""
        self.due = due
        self.later.setChecked(due is not None)
        self.line.setText(self._text.day(due))
        for button in (self.done, self.later):
            if button is not None:
                button.setEnabled(writable)
        if self.done is not None:
            self.done.setChecked(done)
        self.line.setReadOnly(not writable)
        self._day.setVisible(due is not None)

    def take(self, day: str) -> None:
        """Put back a day that somebody typed once."""
        self.line.setText(day)
        self.later.setChecked(bool(day))
        self._day.setVisible(bool(day))
        self._edited()

    def _turned(self, button: Large) -> None:
        """It is done or put off, never both."""
        if button.isChecked():
            for other in (self.done, self.later):
                if other is not None and other is not button:
                    other.setChecked(False)
        later = self.later.isChecked()
        self.due = self._today + timedelta(days=self._days) if later else None
        self.line.setText(self._text.day(self.due))
        self.row.set_error("")
        self._day.setVisible(later)
        self.tapped.emit()

    def _edited(self) -> None:
        day = typed_day(self._text, self.row, self._today)
        if day is not None:
            self.due = day  # what is half typed leaves the day as it was
        self.typed.emit()


class OpenFollowUps(QWidget):
    """Follow-ups that are open already, each once.

    Signals:
        tapped: one was turned: to be saved at once.
        typed: a day.
    """

    tapped = Signal()
    typed = Signal()

    def __init__(self, text: Text) -> None:
        super().__init__()
        self._text = text
        self._shown: Sequence[FollowShown] = ()
        self.rows: dict[str, OneFollowUp] = {}
        self._column = QVBoxLayout(self)
        spaced(self._column)

    def load(self, shown: PersonShown, said: Said) -> None:
        """Show them with what was said of them; tells nobody."""
        clear(self._column)
        self._shown, self.rows = shown.follow_ups, {}
        if shown.follow_ups:
            put(self._column, Label(self._text("walk.open_follow_ups"), "strong", wrap=True))
        for one in shown.follow_ups:
            row = OneFollowUp(self._text, one, shown.today, shown.follow_up_days)
            row.load(said.dues.get(one.key), done=one.ask in said.ticked, writable=shown.writable)
            row.tapped.connect(self.tapped)
            row.typed.connect(self.typed)
            put(self._column, row)
            self.rows[one.key] = row
        self.setVisible(bool(shown.follow_ups))

    @property
    def ticks(self) -> dict[str, Large]:
        """What is turned on where one was done, by the key of its ask."""
        pairs = ((one.ask, self.rows[one.key].done) for one in self._shown)
        return {key: done for key, done in pairs if done is not None}

    @property
    def said(self) -> dict[str, date]:
        """Those that were moved, by key."""
        shown = ((one.due, one.key, self.rows[one.key].due) for one in self._shown)
        return {key: due for before, key, due in shown if due is not None and due != before}
