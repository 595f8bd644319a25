"""A field for a passphrase: hidden, tells about Caps Lock, never kept by the system."""

import math
from collections import Counter

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

SHORTEST = 12
_STRONG_BITS = 45.0


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

    A plain measure of variety, not a promise: letters that repeat count for little.
    """
    if len(passphrase) < SHORTEST:
        return "short"
    total = len(passphrase)
    counts = Counter(passphrase.casefold())
    bits = -sum(n * math.log2(n / total) for n in counts.values())
    if len(counts) < 5:
        return "repeated"
    words = len(set(passphrase.casefold().split()))
    return "strong" if bits >= _STRONG_BITS and (words >= 4 or total >= 18) else "fair"


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
