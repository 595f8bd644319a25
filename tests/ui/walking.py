"""Walks a window as the keyboard and a screen reader do."""

from collections import Counter
from itertools import pairwise

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

_TAB = Qt.FocusPolicy.TabFocus.value


def stops(window: QWidget) -> list[QWidget]:
    """What Tab reaches, in its order, once round."""
    found: list[QWidget] = []
    part = window.nextInFocusChain()
    while part is not None and part is not window:
        reached = part.focusPolicy().value & _TAB and part.isVisibleTo(window)
        if reached and part.isEnabled() and part.focusProxy() is None:
            found.append(part)
        part = part.nextInFocusChain()
    return found


def name_of(widget: QWidget) -> str:
    """What a screen reader calls a widget."""
    spoken = QAccessible.queryAccessibleInterface(widget)
    return spoken.text(QAccessible.Text.Name).strip() if spoken else ""


def described(widget: QWidget) -> str:
    """A widget for a message."""
    return f"{type(widget).__name__} {name_of(widget)!r} {widget.objectName()}".strip()


def nameless(window: QWidget) -> list[str]:
    """Controls that a screen reader cannot name."""
    return [described(w) for w in stops(window) if not name_of(w)]


def access_key(words: str) -> str:
    """The letter after a single ampersand."""
    plain = words.replace("&&", "")
    place = plain.find("&")
    return plain[place + 1].lower() if 0 <= place < len(plain) - 1 else ""


def clashing(window: QWidget) -> list[str]:
    """Access keys that two visible controls share."""
    keys: Counter[str] = Counter()
    for widget in window.findChildren(QWidget):
        if not widget.isVisibleTo(window):
            continue
        if isinstance(widget, QLabel) and widget.buddy() is None:
            continue
        if isinstance(widget, QAbstractButton | QLabel):
            keys[access_key(widget.text())] += 1
    return [key for key, n in keys.items() if key and n > 1]


def out_of_order(window: QWidget) -> list[str]:
    """Stops that lie above the one before and not in a column right of it."""
    wrong = []
    found = stops(window)
    for before, after in pairwise(found):
        a, b = (w.mapTo(window, QPoint(0, 0)) for w in (before, after))
        above = b.y() + after.height() <= a.y()
        left_in_line = abs(b.y() - a.y()) < 8 and b.x() < a.x()
        right_column = b.x() >= a.x() + before.width()
        if (above and not right_column) or left_in_line:
            wrong.append(f"{described(after)} after {described(before)}")
    return wrong


def settle() -> None:
    """Let the window lay itself out."""
    QApplication.processEvents()
    QApplication.processEvents()
