"""The day as a person sees it: twelve weeks as a picture, filters, three lists."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QHBoxLayout,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from pomdesk.domain.names import proper
from pomdesk.domain.record import MarkKind
from pomdesk.readmodels.duties import DutyLine, DutyWhy, Today
from resources.text import Text
from resources.tokens import tokens
from ui.export import Value
from ui.theme import Theme
from ui.today import rows as made
from ui.today.actions import KEYS, Actions
from ui.today.bars import WeekBars
from ui.today.columns import Columns
from ui.today.filters import Filters
from ui.today.rows import BY_KIND, Row, Wanted
from ui.today.words import DayWords, title, why
from ui.widgets.duty_words import duty_about
from ui.widgets.form import Band, Button, across, spaced
from ui.widgets.label import Label
from ui.widgets.mark_form import MarkForm
from ui.widgets.measure import characters, lines
from ui.widgets.why_panel import WhyPanel

_MARKS = {
    "done": MarkKind.DONE,
    "later": MarkKind.SNOOZED,
    "not_needed": MarkKind.NOT_NEEDED,
}
_WHY_WIDE = 46
_BESIDE = 100
"""Characters from which what moved stands beside the picture of the weeks."""
_ROOM_FOR_WEEKS = 27
"""Lines the page must be high for the picture of the weeks to be there by itself."""


_ROOM_FOR_BOTH = 24
"""Lines the page must be high for the chips to stay beside an open form."""

_ANY = 16_777_215
"""As wide as Qt lets a widget be."""


class TodayView(QWidget):
    """The morning.

    Signals:
        case_opened: id of the person, key of the duty.
        why_asked: a :class:`DutyLine`.
        said: a ``mark_form.Said``.
        taken_back: a :class:`DutyLine` that was put off and is wanted back.
        contact_asked: id of the person.
        moves_asked: what moved is to be looked at.
        further_asked: duties beyond the page's eight weeks are needed.
        export_asked: ``csv`` or ``xlsx``.
        rows_copied: rows of cells for the clipboard.
        import_asked: there is nobody yet, and a file is to be brought in.
    """

    case_opened = Signal(int, str)
    why_asked = Signal(object)
    said = Signal(object)
    taken_back = Signal(object)
    contact_asked = Signal(int)
    moves_asked = Signal()
    further_asked = Signal()
    export_asked = Signal(str)
    rows_copied = Signal(object)
    import_asked = Signal()

    def __init__(self, text: Text, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self.today: Today | None = None
        self.words = DayWords(text)
        self._further: Sequence[DutyLine] | None = None
        self._all: list[DutyLine] = []
        self._weeks_asked: bool | None = None
        self._asked_from: QWidget | None = None
        # Made in the order of reading: Tab goes in the order of making.
        self.bars = WeekBars(text, theme)
        self._moved = Band("note")
        self._moved_title = Label("", "strong", wrap=True)
        self.look = Button(text("today.moved.look"), self.moves_asked.emit)
        self.filters = Filters(text, theme)
        self.form = MarkForm(text)
        self.columns = Columns(text, theme, self.words)
        self.why = WhyPanel(text)
        self.todo = Actions(text)
        self._working = Label(text("today.working"), "lead", wrap=True)
        self.bring_in = Button(text("today.bring_in"), self.import_asked.emit, kind="main")
        self._build()
        self._connect(theme)

    # The parts.

    def _build(self) -> None:
        text = self._text
        self._moved_words = Label(text("today.moved.words"), "quiet", wrap=True)
        self._moved.inside.addWidget(self._moved_title)
        self._moved.inside.addWidget(self._moved_words)
        self._moved.inside.addLayout(across(self.look, None))
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._top.setContentsMargins(0, 0, 0, 0)
        self._top.setSpacing(tokens().space["m"])
        self._top.addWidget(self.bars, 1)
        self._top.addWidget(self._moved)
        full = QWidget()
        layout = QVBoxLayout(full)
        spaced(layout)
        layout.addLayout(self._top)
        layout.addWidget(self.filters)
        layout.addWidget(self.form)
        sides = QHBoxLayout()
        spaced(sides, "m")
        sides.addWidget(self.columns, 1)
        sides.addWidget(self.why)
        layout.addLayout(sides, 1)
        layout.addWidget(self.todo)
        empty = self._page(
            Label(text("today.empty"), "lead", wrap=True),
            Label(text("today.empty_more"), "quiet", wrap=True),
        )
        inside = empty.layout()
        assert isinstance(inside, QVBoxLayout)  # noqa: S101 - made by ``_page``
        inside.insertLayout(2, across(self.bring_in, None))
        self._pages = {"wait": self._page(self._working), "full": full, "empty": empty}
        self._stack = QStackedLayout(self)
        for page in self._pages.values():
            self._stack.addWidget(page)

    @staticmethod
    def _page(*parts: QWidget) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        spaced(layout, "m")
        layout.setContentsMargins(0, tokens().space["l"], 0, 0)
        for part in parts:
            layout.addWidget(part)
        layout.addStretch(1)
        return page

    def _connect(self, theme: Theme) -> None:
        self.bars.week_chosen.connect(self._choose_week)
        self.bars.family_chosen.connect(self.filters.choose_family)
        self.filters.changed.connect(self._narrow)
        self.filters.export_asked.connect(self.export_asked)
        self.filters.weeks_toggled.connect(self._toggle_weeks)
        self.form.said.connect(self._say)
        self.form.closed.connect(self._back_to_lists)
        self.why.closed.connect(self._back_from_why)
        self.columns.row_chosen.connect(self.todo.display)
        self.columns.row_opened.connect(self._open)
        self.columns.key_typed.connect(self._key)
        self.columns.rows_copied.connect(self.rows_copied)
        self.todo.asked.connect(self._do)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(lambda: self.filters.families.setFocus())
        theme.changed.connect(self._make_room)

    # Being fed.

    def display(self, today: Today, *, doubted: bool = False) -> None:
        """Show a day; ``doubted`` while nobody has said that it is the right one."""
        self.today, self._further = today, None
        self.words.doubted = doubted
        self.words.today = today.today
        self._all = made.everything(today)
        self._moved_title.setText(self._text.count("today.moved.heading", today.moved))
        self._moved.setVisible(today.moved > 0)
        self._fill()

    def display_further(self, lines: Sequence[DutyLine]) -> None:
        """Take the duties of twelve weeks."""
        self._further = lines
        self._fill()

    def _fill(self) -> None:
        today, wanted = self.today, self.words.wanted
        if today is None:
            return
        full = today.people > 0
        self._stack.setCurrentWidget(self._pages["full" if full else "empty"])
        if not full:
            self.setFocusProxy(self.bring_in)
            return
        self.filters.display(self._all, wanted, made.poms(self._all))
        self.bars.display(made.loads(today, self._further, wanted), wanted.family, wanted.week)
        self.columns.display(today, self._further or ())
        self.setFocusProxy(self.columns.active if self.columns.chosen() else self.bars)

    @property
    def needs_further(self) -> bool:
        """Whether what is wanted reaches beyond what the day holds."""
        wanted = self.words.wanted
        return wanted.week is not None or (wanted.owner, wanted.pom) != (made.ALL, made.ALL)

    def _narrow(self) -> None:
        self._want(self.filters.narrowed(self.words.wanted))

    def _choose_week(self, week: date | None) -> None:
        self._want(replace(self.words.wanted, week=week))

    def _want(self, wanted: Wanted) -> None:
        self.words.wanted = wanted
        self._fill()
        if self._further is None and self.needs_further:
            self.further_asked.emit()

    def set_blank(self, blank: bool) -> None:
        """Hide names and numbers, or show them again."""
        self.words.blank = blank
        self.columns.tell_again()
        if blank:
            self.form.close_form()
            self.why.close_panel()

    # What is done about a duty.

    def _open(self, row: Row) -> None:
        if row.kind == "more" or (row.kind == "fold" and self.words.wanted.by == BY_KIND):
            self._toggle(row)
        elif row.lead is not None:
            self.case_opened.emit(row.lead.person_id, row.lead.duty.key)

    def _toggle(self, row: Row) -> None:
        opened = self.words.wanted.opened
        self.words.wanted = replace(self.words.wanted, opened=opened ^ {row.key})
        self._fill()

    def _key(self, key: str) -> None:
        row = self.columns.chosen()
        if row is None:
            return
        if key in " +-":
            opens = row.kind in {"fold", "more"} and (key == " " or (key == "+") != row.open)
            if opens:
                self._toggle(row)
            return
        self._do(KEYS[key])

    def _do(self, name: str) -> None:
        row = self.columns.chosen()
        line = row.lead if row is not None else None
        if row is None or line is None:
            return
        if name == "open":
            self._open(row)
        elif name == "why":
            self._asked_from = QApplication.focusWidget()
            self.why_asked.emit(line)
        elif name == "contact":
            self.contact_asked.emit(line.person_id)
        elif name == "back":
            if line.duty.snoozed_until is not None:
                self.taken_back.emit(line)
        else:
            self.ask_mark(line, _MARKS[name])

    def ask_mark(self, line: DutyLine, mark: MarkKind) -> None:
        """Ask what is to be said about a duty."""
        assert self.today is not None  # noqa: S101 - a line comes from a day
        words = title(self._text, line.duty)
        about = self.words.named(line)
        self.form.ask(line.person_id, line.duty.key, mark, words, about, self.today.today)
        self._make_room()

    def draft(self) -> Mapping[str, str] | None:
        """What is typed about a duty; None where nothing is."""
        return self.form.draft()

    def take_draft(self, said: Mapping[str, str]) -> None:
        """Put back what ``draft`` gave."""
        if self.today is not None:
            self.form.take_draft(said, self.today.today)
            self._make_room()

    def _say(self, said: object) -> None:
        self._back_to_lists()
        self.said.emit(said)

    def show_why(self, answer: DutyWhy) -> None:
        """Show why a duty is due."""
        about = duty_about(self._text, answer.line.duty)
        self.why.display_duty(answer, self.words.today, about)

    def _back_to_lists(self) -> None:
        self._make_room()
        self.columns.active.setFocus()

    def _back_from_why(self) -> None:
        place = self._asked_from
        if place is not None and place.isVisible():
            place.setFocus()
        else:
            self._back_to_lists()

    def step_back(self) -> bool:
        """Esc: put away the form, then the panel, then the filters. False: nothing is open."""
        if self.form.close_form():
            return True
        if not self.why.isHidden():
            self.why.close_panel()
            return True
        kept = Wanted(by=self.words.wanted.by, opened=self.words.wanted.opened)
        if self.words.wanted == kept:
            return False
        self.words.wanted = kept
        self.filters.clear()
        self._back_to_lists()
        return True

    # Out of the page.

    def sheet(self) -> tuple[list[str], Callable[[], list[list[Value]]]]:
        """Headings, and what makes the cells of the duties shown."""
        text = self._text
        names = ("number", "name", "duty", "family", "state", "opens", "due", "owner", "why", "pom")
        rows = [row for row in self.columns.shown if row.kind in {"duty", "fold"}]
        shown = [line for row in rows for line in row.lines]
        return [text(f"today.column.{name}") for name in names], lambda: [
            self._cells(line) for line in shown
        ]

    def _cells(self, line: DutyLine) -> list[Value]:
        text, duty = self._text, line.duty
        return [
            self.words.number(line),
            self.words.who(line),
            title(text, duty),
            text.code("duty_family", duty.family),
            text.code("duty_state", duty.state),
            duty.opens,
            duty.due,
            text.code("duty_owner", duty.owner),
            why(text, duty),
            proper(line.pom_name or ""),
        ]

    # Room.

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put what moved above the picture, or the picture away, where there is no room."""
        super().resizeEvent(event)
        self._make_room()

    def _toggle_weeks(self) -> None:
        self._weeks_asked = self.bars.isHidden()
        self._make_room()

    def _make_room(self) -> None:
        beside = self.width() >= characters(_BESIDE)
        least = _ROOM_FOR_WEEKS if beside else _ROOM_FOR_WEEKS + 7
        room = self.height() >= lines(least)
        shown = room if self._weeks_asked is None else self._weeks_asked
        self.bars.setVisible(shown)
        self.filters.tell_weeks(shown=shown)
        self._set_moved(beside and shown)
        # In a low window the form needs the room of the chips.
        crowded = self.form.isVisible() and self.height() < lines(_ROOM_FOR_BOTH)
        self.filters.setHidden(crowded)
        self.why.setFixedWidth(min(characters(_WHY_WIDE), self.width() * 2 // 5))

    def _set_moved(self, beside: bool) -> None:
        """What moved beside the picture of the weeks, or in one line under it."""
        way = QBoxLayout.Direction
        self._top.setDirection(way.LeftToRight if beside else way.TopToBottom)
        self._moved.inside.setDirection(way.TopToBottom if beside else way.LeftToRight)
        self._moved.setMaximumWidth(characters(34) if beside else _ANY)
        self._moved_words.setVisible(beside)
