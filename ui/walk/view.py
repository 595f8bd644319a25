"""Visit mode as it is seen: one person a screen, and what leads to the next."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import (
    QHideEvent,
    QIntValidator,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from resources.text import Text
from ui.theme import Theme
from ui.walk.big import TARGET, Large, breaking, large_line
from ui.walk.end import EndPane
from ui.walk.how import HOW
from ui.walk.person import PersonPane
from ui.walk.shown import StopShown
from ui.walk.strip import StopStrip
from ui.widgets.form import Band, Button, across, spaced
from ui.widgets.label import Label
from ui.widgets.measure import characters, lines

BACK_FOR = 8_000
"""Milliseconds for which a tap that went on by itself can be taken back in one tap."""
_MOST_DIGITS = 4
_LOW = 18
"""Lines of height below which there is no room for the numbers."""


class WalkView(QWidget):
    """The walk.

    Signals:
        stepped: to the next person (1) or the one before (-1).
        stop_chosen: to this stop, by its number in the store.
        number_typed: to this stop, by its number on the sheet.
        back_asked: what was tapped last is to be taken back.
        dark_asked: dark colours, or those of before.
        typing_up_turned: whether a sheet is typed up.
        again_asked: what could not be saved is to be saved now.
        hidden: another page is shown, or another program.
        shown: it is to be seen.
        left: another page is shown.
    """

    stepped = Signal(int)
    stop_chosen = Signal(int)
    number_typed = Signal(int)
    back_asked = Signal()
    dark_asked = Signal()
    typing_up_turned = Signal(bool)
    again_asked = Signal()
    hidden = Signal()
    shown = Signal()
    left = Signal()

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self._text = text
        self._low: bool | None = None
        self.person, self.end = PersonPane(text, theme), EndPane(text)
        self.cell = Label("", "title", wrap=True)
        self.saved = Label("", "quiet")
        self.typing_up = self._small("walk.typing_up", text("walk.typing_up_help"))
        self.typing_up.clicked.connect(self.typing_up_turned)
        self.dark = self._small("walk.dark")
        self.dark.clicked.connect(lambda _on: self.dark_asked.emit())
        self.number = large_line(text("walk.number"), text("walk.number_help"))
        self.number.setPlaceholderText(text("walk.number"))
        self.number.setValidator(QIntValidator(1, 10**_MOST_DIGITS - 1, self))
        self.number.returnPressed.connect(self._go_to_number)
        self.trouble, self._trouble_words = Band("trouble"), Label("", wrap=True)
        self.again = Button(text("walk.again"), self.again_asked.emit)
        self.back_bar, self._back_words = Band("done"), Label("", wrap=True)
        self.back = Large(text("walk.take_back"), self.back_asked.emit, high=TARGET)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(BACK_FOR)
        self.timer.timeout.connect(self.close_back)
        self.strip = StopStrip(text)
        self.strip.chosen.connect(self.stop_chosen)
        self.end.chosen.connect(self.stop_chosen)
        self.previous = Large(text("walk.previous"), partial(self.stepped.emit, -1))
        self.next = Large(text("walk.next"), partial(self.stepped.emit, 1))
        self._build()
        self.person.rearranged.connect(self.put_in_order)
        self._shortcuts()
        self.turn_to(self.person)
        self.measure()

    def _small(self, key: str, told: str = "") -> Large:
        button = Large(self._text(key), turns=True, help=told, high=TARGET)
        button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        return button

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        spaced(layout)
        top = across(self.cell, self.saved, self.number)
        top.setStretch(0, 1)
        layout.addLayout(top)
        for band, *parts in (
            (self.trouble, self._trouble_words, self.again),
            (self.back_bar, self._back_words, self.back),
        ):
            row = across(*parts, space="m")
            row.setStretch(0, 1)
            band.inside.addLayout(row)
            band.hide()
        self.back.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.panes = QStackedWidget()
        for pane in (self.person, self.end):
            self.panes.addWidget(pane)
        layout.addWidget(self.trouble)
        layout.addWidget(self.panes, 1)
        layout.addWidget(self.back_bar)
        self._tools = QWidget()
        self._tools.setLayout(across(self.typing_up, self.dark))
        self._row = across(self.strip)
        self._foot = across(self.previous, self.next)
        layout.addLayout(self._row)
        layout.addLayout(self._foot)

    def _shortcuts(self) -> None:
        keys: dict[str, Callable[[], object]] = {
            "PgDown": self.next.click,
            "Alt+Right": self.next.click,
            "PgUp": self.previous.click,
            "Alt+Left": self.previous.click,
        }
        for number in range(1, len(HOW) + 1):
            keys[f"Alt+{number}"] = partial(self._press, number)
        for sequence, do in keys.items():
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(do)

    def put_in_order(self) -> None:
        """Have Tab go as it is read."""
        shown = [*self.person.stops, *self.end.stops]
        above = (self.number, self.again)
        tools, steps = (self.typing_up, self.dark), (self.previous, self.next)
        foot = (self.previous, *tools, self.next) if self._low else (*tools, *steps)
        below = (self.back, *self.strip.buttons.values(), *foot)
        for before, after in pairwise((*above, *shown, *below)):
            QWidget.setTabOrder(before, after)

    def measure(self) -> None:
        """Follow height and font: in a low window the person has the room of the numbers."""
        self.number.setMaximumWidth(characters(20))
        low = self.height() < lines(_LOW)
        self.strip.setVisible(bool(self.strip.buttons) and not low)
        if low != self._low:
            self._low = low
            here, there = (self._foot, self._row) if low else (self._row, self._foot)
            there.removeWidget(self._tools)
            here.insertWidget(1, self._tools, 0, Qt.AlignmentFlag.AlignTop)
            self.put_in_order()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There is another room."""
        super().resizeEvent(event)
        self.measure()

    # Being fed.

    def turn_to(self, pane: QWidget) -> None:
        """Show the person or the end, from its top."""
        self.panes.setCurrentWidget(pane)
        self.setFocusProxy(pane)
        for area in (self.person, self.end):
            area.verticalScrollBar().setValue(0)

    @property
    def pane(self) -> PersonPane | EndPane:
        """What is shown."""
        return self.person if self.panes.currentWidget() is self.person else self.end

    def to_pane(self) -> None:
        """Put the keyboard where it begins on what is shown."""
        begins: QWidget = self.pane
        if begins is self.person and not self.person.how.writable:
            begins = self.next  # nothing can be tapped: the keyboard walks
        begins.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_stops(self, stops: Sequence[StopShown], here: int, *, blank: bool) -> None:
        """Show how far everybody is; ``here``: 0 at the end."""
        made = list(self.strip.buttons)
        self.strip.display(stops, here, blank=blank)
        self.measure()
        if self.pane is self.end:
            self.end.display(stops, blank=blank)
        if self.pane is self.end or list(self.strip.buttons) != made:
            self.put_in_order()
        ids = [one.stop_id for one in stops]
        self.previous.setEnabled(bool(ids) and here != ids[0])
        self.next.setEnabled(here in ids)
        self.next.say(self._text("walk.to_end" if ids and here == ids[-1] else "walk.next"))

    def tell_cell(self, cell: str) -> None:
        """Say where to go."""
        self.cell.setText(breaking(cell))

    def tell_trouble(self, words: str) -> None:
        """Say that something is not saved and why; no words: all is."""
        self._trouble_words.setText(words)
        self.trouble.setAccessibleName(words)
        self.trouble.setVisible(bool(words))
        self.saved.setText(self._text("walk.unsaved") if words else "")

    def tell_saved(self) -> None:
        """Say that it is saved."""
        self.saved.setText(self._text("walk.saved"))

    def offer_back(self, words: str) -> None:
        """Say what was tapped, and offer for a few seconds to take it back."""
        self._back_words.setText(words)
        self.back_bar.setAccessibleName(words)
        self.back_bar.show()
        self.timer.start()

    def close_back(self) -> None:
        """It is not offered any more."""
        self.timer.stop()
        if self.back.hasFocus():
            self.to_pane()
        self.back_bar.hide()

    def set_typing_up(self, on: bool) -> None:
        """Show what typing up a sheet needs; tells nobody."""
        self.typing_up.setChecked(on)
        self.number.setVisible(on)
        self.person.set_typing_up(on)

    # What a person does.

    def _go_to_number(self) -> None:
        typed = self.number.text()
        self.number.clear()
        if typed:
            self.number_typed.emit(int(typed))

    def _press(self, number: int) -> bool:
        return self.pane is self.person and self.person.how.press(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Figures say how it went, letters lead to a box; boxes keep what is typed in them."""
        typed = event.text().casefold()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        here = self.pane is self.person and plain
        letters = {
            self._text("walk.key_text"): self.person.to_words,
            self._text("walk.key_follow"): self.person.to_follow,
            self._text("walk.key_concern"): self.person.concern.click,
        }
        if here and typed in letters:
            letters[typed]()
        elif not (here and typed.isdecimal() and len(typed) == 1 and self._press(int(typed))):
            super().keyPressEvent(event)

    def leave_box(self) -> bool:
        """Esc in a box: the keyboard goes back to how it went. False: it was in none."""
        part = QApplication.focusWidget()
        boxed = isinstance(part, QLineEdit | QPlainTextEdit) and self.isAncestorOf(part)
        if boxed:
            self.to_pane()
        return boxed

    def showEvent(self, event: QShowEvent) -> None:
        """It is to be seen."""
        super().showEvent(event)
        if not event.spontaneous():
            self.shown.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Something else is shown."""
        super().hideEvent(event)
        self.hidden.emit()
        if not event.spontaneous():
            self.left.emit()
