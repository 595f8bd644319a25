"""One person of the walk, on one screen."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScroller,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from resources.text import Text
from resources.tokens import tokens
from ui.theme import Theme
from ui.walk.asks import AskList
from ui.walk.big import TARGET, Large, breaking, column, large_line
from ui.walk.clocktime import read_time
from ui.walk.follow import FollowUp, OpenFollowUps
from ui.walk.how import HowPane
from ui.walk.shown import PersonShown, Said
from ui.walk.who import WhoPane
from ui.widgets.form import Form, across, named, spaced
from ui.widgets.label import Label
from ui.widgets.measure import characters
from ui.widgets.scrolled import Scrolled
from ui.widgets.words_box import WordsBox

_BOTH = 92
"""Characters of width from which two columns stand side by side."""
_LEAST, _MOST = 4, 14
_CELL = 60


class PersonPane(Scrolled):
    """One person: who, what to do, how it went, what was said, what follows.

    Signals:
        how_tapped: code of how it went, as it was pressed.
        tapped: something else that is to be saved at once.
        typed: words: to be saved soon.
        left: the keyboard left the large box.
        concern_asked: a concern was passed on.
        rearranged: parts are others, or elsewhere.
    """

    how_tapped = Signal(str)
    tapped = Signal()
    typed = Signal()
    left = Signal()
    concern_asked = Signal()
    rearranged = Signal()

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text("walk.person"))
        self._text = text
        self._shown: PersonShown | None = None
        self._blank = self._wide = False
        self._order: list[QWidget] = []
        self.who, self.asks, self.how = WhoPane(text, theme), AskList(text), HowPane(text)
        self.words = WordsBox(theme, text("walk.text"), text("walk.text_key"), least=_LEAST)
        self._words_head = Label(text("walk.text"), "strong", wrap=True)
        self._words_head.setBuddy(self.words)
        self.concern = Large(
            text("walk.concern.button"),
            self.concern_asked.emit,
            help=text("walk.concern.key"),
            high=TARGET,
        )
        self.concern.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.hidden = Label(text("walk.hidden"), "quiet", wrap=True)
        head = QWidget()
        row = across(self._words_head, self.concern)
        row.setStretch(0, 1)
        head.setLayout(row)
        self.note = column(head, self.words, space="xs")
        self.time = large_line(text("walk.time"))
        self.time.setMaximumWidth(characters(16))
        self._times = Form()
        self.time_row = self._times.row(text("walk.time"), self.time, help=text("walk.time_help"))
        self.follow, self.open = FollowUp(text), OpenFollowUps(text)
        self.cell = large_line(text("walk.cell_now"))
        self.cell.setMaxLength(_CELL)
        self._moved = Form()
        self._moved.row(text("walk.cell_now"), self.cell)
        self._build()
        self._connect()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(self.how)

    def _build(self) -> None:
        sides = QWidget(), QWidget()
        self._left, self._right = (QVBoxLayout(side) for side in sides)
        for one in (self._left, self._right):
            spaced(one, "m")
            one.addStretch(1)
        both = QWidget()
        self._columns = QHBoxLayout(both)
        spaced(self._columns)
        for side in sides:
            self._columns.addWidget(side, 1)
        self._second = sides[1]
        self.inside.setContentsMargins(0, 0, tokens().space["s"], tokens().space["s"])
        self.inside.addWidget(both)
        self.inside.addStretch(1)
        self._place()
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)

    def _connect(self) -> None:
        self.how.tapped.connect(self.how_tapped)
        for tapped in (self.asks.ticked, self.follow.tapped, self.open.tapped):
            tapped.connect(self.tapped)
        for typed in (self.words.edited, self.follow.typed, self.open.typed):
            typed.connect(self._edited)
        for line in (self.time, self.cell):
            line.textEdited.connect(lambda _words: self._edited())
        self.words.left.connect(self.left)

    def _edited(self) -> None:
        typed = self.time.text().strip()
        wrong = read_time(typed) is None
        fault = self._text("walk.no_time", typed=breaking(typed)) if wrong else ""
        if self.time_row.error != fault:
            self.time_row.set_error(fault)
        self.typed.emit()
        self.tell()

    # Being fed.

    def load(self, shown: PersonShown, said: Said, *, typing_up: bool) -> None:
        """Show somebody and what was noted; tells nobody."""
        self._shown = shown
        self.asks.load(shown.asks, said.ticked, writable=shown.writable)
        self.how.choose(said.what)
        self.words.load(said.text)
        self.follow.load(said.next_step, said.due, shown.today, shown.follow_up_days)
        self.open.load(shown, said)
        self.cell.setText(said.cell or shown.cell_now or "")
        self.time.setText(said.time)
        self.time_row.set_error("")
        for line in (self.words, self.cell, self.time):
            line.setReadOnly(not shown.writable)
        self.how.set_writable(shown.writable)
        self.concern.setEnabled(shown.writable)
        self.follow.set_writable(shown.writable)
        self.set_typing_up(typing_up)
        self.display(shown)
        self.rearranged.emit()

    def display(self, shown: PersonShown) -> None:
        """Show who it is; what is being noted stays."""
        self._shown = shown
        self.set_blank(self._blank)
        self.tell()

    def tell(self) -> None:
        """Say what is noted so far."""
        self.how.tell(self.time.text().strip(), noted=bool(self.words.words))
        words = self._text("walk.text_not_seen" if self.how.missed else "walk.text")
        self._words_head.setText(words)
        named(self.words, words, self._text("walk.text_key"))

    def set_typing_up(self, on: bool) -> None:
        """Ask the time, where a sheet is typed up; otherwise it is stamped."""
        self._times.setVisible(on)

    def set_blank(self, blank: bool) -> None:
        """Hide whose it is and everything that was written, or show it."""
        self._blank, shown = blank, self._shown
        if shown is None:
            return
        self.who.display(shown, blank=blank)
        self.asks.set_blank(blank)
        self.hidden.setVisible(blank)
        self.note.setVisible(not blank)
        self.follow.more.setVisible(self.follow.button.isChecked() and not blank)
        self.open.setVisible(bool(shown.follow_ups) and not blank)
        self._moved.setVisible(shown.cell_now is not None and not blank)

    # What stands there.

    @property
    def ticks(self) -> Mapping[str, QAbstractButton]:
        """What is turned on where something was done, by key."""
        return {**self.asks.ticks, **self.open.ticks}

    @property
    def said(self) -> Said:
        """What was noted."""
        shown, (next_step, due) = self._shown, self.follow.said
        cell = self.cell.text().strip()
        same = shown is None or shown.cell_now is None or cell in ("", shown.cell_now)
        return Said(
            what=self.how.what,
            time=read_time(self.time.text().strip()) or "",
            text=self.words.words,
            next_step=next_step,
            due=due,
            ticked=tuple(key for key, tick in self.ticks.items() if tick.isChecked()),
            cell="" if same else cell,
            dues=self.open.said,
        )

    def stamp(self, time: str) -> None:
        """Say when it was; tells nobody."""
        self.time.setText(time)
        self.tell()

    def put_first(self, line: str) -> None:
        """Put a line before what was written, as if it were typed just now."""
        self.words.load("\n".join(part for part in (line, self.words.words) if part))
        self.words.edited.emit()

    def to_words(self) -> None:
        """The keyboard goes to the large box."""
        self.words.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ensureWidgetVisible(self.words)

    def to_follow(self) -> None:
        """Something is to follow: the keyboard goes to its words."""
        if self.follow.button.isEnabled():
            self.follow.to_words()
            self.ensureWidgetVisible(self.follow)

    # How it is laid out.

    def _place(self) -> None:
        """Two columns where there is room; else one, with how it went before what to do."""
        for part in self._order:  # not ``takeAt``, whose items outlive the loop and are asked
            for side in (self._left, self._right):
                side.removeWidget(part)
        if self._wide:
            left: Sequence[QWidget] = (self.who, self.asks, self.open, self._moved)
            right: Sequence[QWidget] = (self.how, self._times, self.note, self.hidden, self.follow)
        else:
            left = (self.who, self.how, self.asks, self.open, self._times, self.note, self.hidden)
            left = (*left, self.follow, self._moved)
            right = ()
        for layout, parts in ((self._left, left), (self._right, right)):
            for place, part in enumerate(parts):
                layout.insertWidget(place, part)
        self._second.setVisible(self._wide)
        self._columns.setSpacing(tokens().space["l"] if self._wide else 0)
        self._order = [*left, *right]

    @property
    def stops(self) -> list[QWidget]:
        """What Tab stops at, as it is read."""
        return [stop for part in self._order for stop in _stops(part)]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns have another room."""
        super().resizeEvent(event)
        self.measure()

    def measure(self) -> None:
        """Follow width and font: one column or two."""
        wide = self.viewport().width() >= characters(_BOTH)
        if wide != self._wide:
            self._wide = wide
            self._place()
            self.rearranged.emit()


def _stops(part: QWidget) -> list[QWidget]:
    """What Tab stops at in a part, as it lies there."""
    return [
        one
        for one in part.findChildren(QWidget)
        if isinstance(one, QAbstractButton | QLineEdit | QPlainTextEdit)
    ]
