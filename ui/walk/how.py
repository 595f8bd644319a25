"""How it went: one tap."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pomdesk.domain.record import ATTEMPTS
from pomdesk.domain.visits import NOT_SEEN_BECAUSE, SEEN_AS
from resources.text import Text
from ui.walk.big import BreakingRow, Large
from ui.widgets.form import spaced
from ui.widgets.label import Label

HOW = (*SEEN_AS, *NOT_SEEN_BECAUSE)
"""What can be tapped, in the order of the keys 1 to 5."""


class HowPane(QWidget):
    """The large buttons, and what they came to.

    Signals:
        tapped: code of the one that was pressed.
    """

    tapped = Signal(str)

    def __init__(self, text: Text) -> None:
        super().__init__()
        self._text = text
        self.what = ""
        self.buttons = {code: self._button(number, code) for number, code in enumerate(HOW, 1)}
        self.state = Label("", "quiet", wrap=True)
        layout = QVBoxLayout(self)
        spaced(layout)
        for codes in (SEEN_AS, NOT_SEEN_BECAUSE):
            layout.addWidget(BreakingRow([self.buttons[code] for code in codes]))
        layout.addWidget(self.state)
        self.setFocusProxy(self.buttons[HOW[0]])

    def _button(self, number: int, code: str) -> Large:
        whole, short = self._text(f"visit_what.{code}"), f"walk.how_short.{code}"
        words = self._text(short) if self._text.has(short) else whole
        button = Large(words, turns=True, name=whole, help=self._text("walk.how_key", n=number))
        button.clicked.connect(lambda _on=False: self._press(code))
        return button

    def _press(self, code: str) -> None:
        self.choose(self.what)  # the store is asked first; then it is shown
        self.tapped.emit(code)

    def press(self, number: int) -> bool:
        """Press one by its number, from 1; False where there is none."""
        if not 1 <= number <= len(HOW):
            return False
        self.buttons[HOW[number - 1]].click()
        return True

    def choose(self, what: str) -> None:
        """Turn one on, or none; tells nobody."""
        self.what = what
        for code, button in self.buttons.items():
            button.setChecked(code == what)

    def tell(self, time: str, *, noted: bool) -> None:
        """Say what is noted so far."""
        text = self._text
        if self.what:
            known = text.has(f"visit_what.{self.what}")
            family = "visit_what" if known else "entry_what.contact"
            what = text.code(family, self.what)
            said = text("walk.told_at", what=what, time=time) if time else what
        else:
            said = text("walk.only_noted" if noted else "walk.nothing")
        self.state.setText(said)

    def set_writable(self, writable: bool) -> None:
        """Whether it can be tapped."""
        for button in self.buttons.values():
            button.setEnabled(writable)

    @property
    def missed(self) -> bool:
        """Whether it says why somebody was not met."""
        return self.what in ATTEMPTS

    @property
    def writable(self) -> bool:
        """Whether it can be tapped."""
        return self.buttons[HOW[0]].isEnabled()
