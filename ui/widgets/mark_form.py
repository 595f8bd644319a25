"""What somebody says about a duty: done, put off, not needed. A small form inside the page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from pomdesk.domain.record import MarkKind
from resources.text import Text
from ui.days import parse_day
from ui.widgets.form import Band, Button, Row, across
from ui.widgets.label import Label
from ui.widgets.measure import characters
from ui.widgets.typed import Typed

_ABOUT = "about."
_LONGEST = 400
_PUT_OFF = timedelta(days=7)
_AHEAD = re.compile(r"\+\s*(\d{1,3})")
_SHORT = re.compile(r"(\d{1,2})(?:[./ -]+(\d{1,2})|[ -]*([^\W\d_]{3,9})\.?)")


@dataclass(frozen=True, slots=True)
class Said:
    """What was said about one duty of one person.

    Attributes:
        duty: key of the duty.
        day: the day it was done; else the day it was said.
        until: the day it comes back, for what is put off.
        words: the duty in words, for the message.
    """

    person_id: int
    duty: str
    mark: MarkKind
    day: date
    until: date | None
    note: str
    words: str


def day_typed(words: str, today: date, *, ahead: bool) -> date | None:
    """A day as people type it in a hurry: also ``22/11``, ``22 Nov`` and ``+7``; or None.

    A day without a year is the nearest one after today (``ahead``) or up to today.
    """
    words = words.strip()
    if match := _AHEAD.fullmatch(words):
        return today + timedelta(days=int(match.group(1)))
    day = parse_day(words)
    if day is not None or not _SHORT.fullmatch(words):
        return day
    years = (today.year, today.year + 1) if ahead else (today.year, today.year - 1)
    days = [parse_day(f"{words} {year}" if words[-1].isalpha() else f"{words}/{year}")
            for year in years]  # fmt: skip
    fitting = [d for d in days if d is not None and (d > today if ahead else d <= today)]
    return next(iter(fitting), None)


class MarkForm(Band):
    """One small form: a day, and a note or a reason. Enter saves, Esc is the page's.

    Signals:
        said: a :class:`Said`.
        closed: it was put away without saying anything.
    """

    said = Signal(object)
    closed = Signal()

    def __init__(self, text: Text, parent: QWidget | None = None) -> None:
        super().__init__("note", parent)
        self._text = text
        self._about: tuple[int, str, MarkKind, str] | None = None
        self._today = date.min
        self._title = Label("", "strong", wrap=True)
        self.inside.addWidget(self._title)
        self._days: dict[MarkKind, Row] = {}
        self._notes: dict[MarkKind, Row] = {}
        for mark, words in ((MarkKind.DONE, "done_on"), (MarkKind.SNOOZED, "until")):
            self._days[mark] = self._row(words, text("mark.day_help"))
            self._days[mark].setFixedWidth(characters(34))
        note, reason = (self._row(name, text(f"mark.{name}_help")) for name in ("note", "reason"))
        self._notes[MarkKind.DONE] = note
        self._notes[MarkKind.SNOOZED] = self._notes[MarkKind.NOT_NEEDED] = reason
        self._rows = (*self._days.values(), note, reason)
        beside = across(*self._rows, space="l")
        for place, row in enumerate(self._rows):
            beside.setAlignment(row, Qt.AlignmentFlag.AlignTop)
            beside.setStretch(place, 1 if row in (note, reason) else 0)
        self.inside.addLayout(beside)
        self.save = Button(text("mark.save"), self._save, kind="main")
        self.cancel = Button(text("mark.cancel"), self.close_form)
        self.inside.addLayout(across(self.save, self.cancel, None))
        self.hide()

    def _row(self, name: str, told: str) -> Row:
        row = Row(self._text(f"mark.{name}"), QLineEdit(), told, "")
        self._line(row).setMaxLength(_LONGEST)
        self._line(row).returnPressed.connect(self._save)
        return row

    @staticmethod
    def _line(row: Row) -> QLineEdit:
        assert isinstance(row.control, QLineEdit)  # noqa: S101 - rows are made above
        return row.control

    def day_of(self, mark: MarkKind) -> QLineEdit:
        """The line for the day; KeyError where none is asked."""
        return self._line(self._days[mark])

    def note_of(self, mark: MarkKind) -> QLineEdit:
        """The line for the note or the reason."""
        return self._line(self._notes[mark])

    @property
    def errors(self) -> list[str]:
        """What is said to be wrong."""
        return [row.error for row in self._rows if row.error]

    def ask(
        self, person_id: int, duty: str, mark: MarkKind, words: str, title: str, today: date
    ) -> None:
        """Ask about one duty; ``title`` says which, ``words`` name it in the message."""
        text = self._text
        self._about, self._today = (person_id, duty, mark, words), today
        self._title.setText(text(f"mark.{mark.value}_title", duty=title))
        shown = (self._days.get(mark), self._notes[mark])
        for row in self._rows:
            row.setVisible(row in shown)
            row.set_error("")
        if mark in self._days:
            first = today + _PUT_OFF if mark is MarkKind.SNOOZED else today
            self.day_of(mark).setText(text.short_day(first))
        self.note_of(mark).clear()
        self.show()
        start = self.day_of(mark) if mark in self._days else self.note_of(mark)
        start.setFocus()
        start.selectAll()

    @property
    def about(self) -> int | None:
        """Whose duty it asks about; None while it is away."""
        return None if self._about is None else self._about[0]

    def draft(self) -> Mapping[str, str] | None:
        """What is typed, and about which duty; None while nothing is."""
        said = None if self._about is None else Typed(self).draft()
        if said is None or self._about is None:
            return None
        person_id, duty, mark, words = self._about
        about = {"person": str(person_id), "duty": duty, "mark": mark.value, "words": words}
        about["title"] = self._title.text()
        return {**said, **{f"{_ABOUT}{key}": value for key, value in about.items()}}

    def take_draft(self, said: Mapping[str, str], today: date) -> None:
        """Ask about that duty again, with what was typed."""
        about = {key.removeprefix(_ABOUT): said[key] for key in said if key.startswith(_ABOUT)}
        mark = MarkKind(about["mark"])
        self.ask(int(about["person"]), about["duty"], mark, about["words"], "", today)
        self._title.setText(about["title"])
        Typed(self).take_draft(said)

    def close_form(self) -> bool:
        """Put the form away. Whether it was there."""
        if self.isHidden():
            return False
        self.hide()
        self._about = None
        self.closed.emit()
        return True

    def _save(self) -> None:
        if self._about is None:
            return
        person_id, duty, mark, words = self._about
        day = self._day(mark)
        if day is None:
            return
        note = " ".join(self.note_of(mark).text().split())
        if mark is not MarkKind.DONE and not note:
            self._wrong(self._notes[mark], self._text("mark.needed_reason"))
            return
        until = day if mark is MarkKind.SNOOZED else None
        said_on = day if mark is MarkKind.DONE else self._today
        self.hide()
        self._about = None
        self.said.emit(Said(person_id, duty, mark, said_on, until, note, words))

    def _day(self, mark: MarkKind) -> date | None:
        """The day that was typed; None after saying what is wrong with it."""
        if mark is MarkKind.NOT_NEEDED:
            return self._today
        text, typed = self._text, self.day_of(mark).text().strip()
        day = day_typed(typed, self._today, ahead=mark is MarkKind.SNOOZED)
        wrong = ""
        if not typed:
            wrong = text("mark.needed_day")
        elif day is None:
            wrong = text("mark.no_day", typed=typed)
        elif mark is MarkKind.DONE and day > self._today:
            wrong = text("mark.future")
        elif mark is MarkKind.SNOOZED and day <= self._today:
            wrong = text("mark.past")
        if wrong:
            self._wrong(self._days[mark], wrong)
            return None
        self._days[mark].set_error("")
        return day

    def _wrong(self, row: Row, words: str) -> None:
        row.set_error(words)
        row.control.setFocus()
