"""A contact in one line: kind, when, what was said, what next, by when. Enter saves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QVBoxLayout, QWidget

from pomdesk.domain.record import ATTEMPTS, SPECS, EntryKind
from resources.text import Text
from ui.days import parse_day
from ui.widgets.form import Button, Choice, named, spaced
from ui.widgets.label import Label
from ui.widgets.measure import characters
from ui.widgets.typed import Typed

_ONE_LINE = 118
"""Characters the line must be wide to stay one line."""
_LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class ContactSaid:
    """A contact or a key work session as it was typed."""

    kind: EntryKind
    what: str | None
    day: date
    text: str
    next_step: str
    due: date | None


class QuickLine(QWidget):
    """The line.

    Signals:
        contact_said: a :class:`ContactSaid`, checked.
    """

    contact_said = Signal(object)

    def __init__(self, text: Text, today: Callable[[], date], *, button: bool = True) -> None:
        super().__init__()
        self._text, self._today = text, today
        self.kind = named(Choice(), text("case.quick.kind"))
        for what in SPECS[EntryKind.CONTACT].whats:
            self.kind.addItem(text.code("entry_what.contact", what), what)
        self.kind.addItem(text(f"entry_kind.{EntryKind.KEY_WORK}"), None)
        self.day = self._line("day", 12)
        self.said = self._line("said")
        self.next_step = self._line("next")
        self.due = self._line("due", 12)
        self.save = Button(text("case.quick.save"), self.send, kind="main")
        if not button:  # shown before it lies in anything it would be a window of its own
            self.save.hide()
        self._wrong = Label("", "error", wrap=True)
        self._wrong.hide()
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        first = self._half(("kind", self.kind), ("day", self.day), ("said", self.said))
        second = self._half(("next", self.next_step), ("due", self.due), ("", self.save))
        self._box.addLayout(first, 3)
        self._box.addLayout(second, 2)
        outer = QVBoxLayout(self)
        spaced(outer, "xs")
        outer.addLayout(self._box)
        outer.addWidget(self._wrong)
        for control in (self.day, self.said, self.next_step, self.due):
            control.returnPressed.connect(self.send)
        self.setFocusProxy(self.said)
        self.clear()

    def _line(self, key: str, wide: int = 0) -> QLineEdit:
        line = named(
            QLineEdit(), self._text(f"case.quick.{key}"), self._text(f"case.quick.{key}_help")
        )
        line.setMaxLength(_LONGEST)
        if wide:
            line.setFixedWidth(characters(wide) + 16)
        return line

    def _half(self, *parts: tuple[str, QWidget]) -> QBoxLayout:
        half = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        half.setContentsMargins(0, 0, 0, 0)
        for key, part in parts:
            column = QVBoxLayout()
            spaced(column, "xs")
            column.setSpacing(0)
            column.addWidget(Label(self._text(f"case.quick.{key}") if key else " ", "quiet_small"))
            column.addWidget(part)
            half.addLayout(column, 1 if part in (self.said, self.next_step) else 0)
        return half

    def measure(self) -> None:
        """Take widths from the font as it is now."""
        for line in (self.day, self.due):
            line.setFixedWidth(characters(12) + 16)
        self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One line or two."""
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        wide = self.width() >= characters(_ONE_LINE)
        directions = QBoxLayout.Direction
        self._box.setDirection(directions.LeftToRight if wide else directions.TopToBottom)

    def clear(self) -> None:
        """Make it ready for the next contact."""
        self.day.setText(self._text.short_day(self._today()))
        for line in (self.said, self.next_step, self.due):
            line.clear()
        self._wrong.hide()

    @property
    def blank(self) -> bool:
        """Whether nothing was typed that would be lost."""
        return not (self.said.text().strip() or self.next_step.text().strip())

    def draft(self) -> Mapping[str, str] | None:
        """What is typed and not saved; None where nothing is."""
        return None if self.blank else Typed(self).draft()

    def take_draft(self, said: Mapping[str, str]) -> None:
        """Put back what ``draft`` gave."""
        Typed(self).take_draft(said)

    def read(self) -> ContactSaid | None:
        """What was typed; None where something is wrong with it, which is then said."""
        day, due = parse_day(self.day.text()), parse_day(self.due.text())
        wrong, control = self._fault(day, due)
        self._wrong.setText(wrong)
        self._wrong.setVisible(bool(wrong))
        if control is not None or day is None:
            self._go_to(control or self.day)
            return None
        what = self.kind.currentData()
        kind = EntryKind.CONTACT if what is not None else EntryKind.KEY_WORK
        step = self.next_step.text().strip()
        return ContactSaid(kind, what, day, self.said.text().strip(), step, due)

    def _fault(self, day: date | None, due: date | None) -> tuple[str, QLineEdit | None]:
        """What is wrong with what was typed, and where; nothing if nothing is."""
        text, today = self._text, self._today()
        if day is None:
            return text("case.change.no_date", typed=self.day.text()), self.day
        if day > today:
            return text("case.form.too_late", day=text.day(today)), self.day
        if self.due.text().strip() and due is None:
            return text("case.change.no_date", typed=self.due.text()), self.due
        if due is not None and due < day:
            return text("case.form.too_early", day=text.day(day)), self.due
        if self.blank and self.kind.currentData() not in ATTEMPTS:
            return text("case.quick.nothing"), self.said
        return "", None

    @staticmethod
    def _go_to(control: QLineEdit) -> None:
        control.setFocus()
        control.selectAll()

    def send(self) -> None:
        """Tell what was typed, if nothing is wrong with it."""
        said = self.read()
        if said is not None:
            self.contact_said.emit(said)
