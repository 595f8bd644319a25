"""Fields for a passphrase: hidden, tell about Caps Lock, never kept by the system."""

import re
import unicodedata
from collections.abc import Mapping

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from resources.text import Text
from ui.widgets.form import Check, Form, Row
from ui.widgets.label import Label

FEWEST_WORDS, FEWEST_CHARACTERS = 4, 14
"""What the store asks for: so many different words, or so many characters."""

_LONG = 20


def caps_from(key: int, typed: str, shift: bool, known: bool | None) -> bool | None:
    """Tell from one key whether Caps Lock is on; None: not known yet.

    A capital without Shift, or a small letter with it, gives it away. Qt cannot be asked.
    """
    if key == Qt.Key.Key_CapsLock:
        return None if known is None else not known
    if len(typed) == 1 and typed.isalpha() and typed.lower() != typed.upper():
        return typed.isupper() != shift
    return known


def strength(passphrase: str) -> str:
    """Judge a passphrase in one word: ``short``, ``repeated``, ``fair`` or ``strong``.

    ``short`` is what the store refuses as short. The rest is a plain measure of variety, not
    a promise; what is guessed first the store tells itself.
    """
    typed = unicodedata.normalize("NFKC", passphrase).casefold().strip()
    words = len({word for word in re.findall(r"\w+", typed) if len(word) > 2})
    if len(typed) < FEWEST_CHARACTERS and words < FEWEST_WORDS:
        return "short"
    if len(set(typed)) < 5:
        return "repeated"
    return "strong" if words >= FEWEST_WORDS or len(typed) >= _LONG else "fair"


class Passphrase(QLineEdit):
    """A hidden line.

    Signals:
        caps_changed: whether Caps Lock seems to be on.
    """

    caps_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caps: bool | None = None
        self.setMaxLength(1024)
        self.set_shown(False)

    def set_shown(self, shown: bool) -> None:
        """Show what is typed, or hide it."""
        mode = QLineEdit.EchoMode
        self.setEchoMode(mode.Normal if shown else mode.Password)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )

    def take(self) -> str:
        """Hand over what was typed, and forget it."""
        typed = self.text()
        self.clear()
        return typed

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Look for Caps Lock, then type."""
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        caps = caps_from(event.key(), event.text(), shift, self._caps)
        if caps is not self._caps:
            self._caps = caps
            self.caps_changed.emit(bool(caps))
        super().keyPressEvent(event)


class NewPassphrase(QObject):
    """Rows of a form that ask for a new passphrase twice, and judge it while it is typed.

    Attributes:
        first: typed the first time.
        again: typed the second time.

    Signals:
        entered: Enter was pressed in one of them.
    """

    entered = Signal()

    def __init__(self, text: Text, form: Form, label: str, under: str = "") -> None:
        super().__init__(form)
        self._text = text
        self.first, self.again = Passphrase(), Passphrase()
        self.first_row = form.row(label, self.first, help=text("first.passphrase_help"))
        if under:
            form.add_words(under)
        self.strength = Label("", "quiet")
        self.strength.hide()
        form.add(self.strength)
        self.again_row = form.row(text("first.again"), self.again)
        caps = Label(text("unlock.caps"), "strong")
        caps.hide()
        form.add(caps)
        self.show_typed = Check(text("unlock.show"))
        form.add(self.show_typed)
        for line in (self.first, self.again):
            line.caps_changed.connect(caps.setVisible)
            line.returnPressed.connect(self.entered)
            self.show_typed.toggled.connect(line.set_shown)
        self.first.textChanged.connect(self._judge)

    def _judge(self, typed: str) -> None:
        self.strength.setText(self._text(f"strength.{strength(typed)}") if typed else "")
        self.strength.setVisible(bool(typed))

    def faults(self) -> dict[Row, str]:
        """What is wrong with each row, nothing where it is right."""
        short = strength(self.first.text()) == "short"
        same = self.again.text() == self.first.text()
        return {
            self.first_row: self._text("first.needed_passphrase") if short else "",
            self.again_row: "" if same else self._text("first.differ"),
        }

    def clear(self) -> None:
        """Forget what was typed."""
        self.first.clear()
        self.again.clear()


def tell_faults(faults: Mapping[Row, str]) -> bool:
    """Say beside each row what is wrong and go to the first such row. Whether any is."""
    for row, words in faults.items():
        row.set_error(words)
    wrong = next((row for row, words in faults.items() if words), None)
    if wrong is not None:
        wrong.control.setFocus()
    return wrong is not None
