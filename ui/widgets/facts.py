"""A list of facts: name, value, how far away, a tag, and the questions one can ask of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from resources.text import Text
from resources.tokens import tokens
from ui.widgets.chips import make_tag
from ui.widgets.form import Button, spaced
from ui.widgets.label import Label
from ui.widgets.measure import characters
from ui.widgets.scrolled import clear, put
from ui.widgets.table_model import Mark

_TOP = Qt.AlignmentFlag.AlignTop
_DOWN = 5
"""Pixels that words stand lower in their line, to be level with the buttons behind them."""

_NAMES, _WIDEST = 14, 104
"""Least width of the names and most of the whole, in characters: eyes lose longer lines."""


class Rule(QFrame):
    """A hairline across."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.HLine)
        self.setFrameShadow(QFrame.Shadow.Plain)
        self.setForegroundRole(QPalette.ColorRole.Mid)


@dataclass(frozen=True, slots=True)
class FactLine:
    """One line.

    Attributes:
        name: what the fact is called.
        value: what it says.
        more: quiet words under the value: how far away, where from.
        mark: a tag behind the value.
        why: name of the result whose proof can be asked for, or nothing.
        change: name of the fact that can be changed, or nothing.
        unknown: the value only says that nothing is known.
        notes: name of the fact whose history can be seen (it was typed by hand), or nothing.
    """

    name: str
    value: str
    more: str = ""
    mark: Mark | None = None
    why: str = ""
    change: str = ""
    unknown: bool = False
    notes: str = ""


class Facts(QWidget):
    """Lines under each other, in two columns: names and values.

    Signals:
        why_asked: name of a result.
        change_asked: name of a fact.
        notes_asked: name of a fact that was typed by hand.
    """

    why_asked = Signal(str)
    change_asked = Signal(str)
    notes_asked = Signal(str)

    def __init__(self, text: Text, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._lines: list[FactLine] = []
        self._rows = QWidget()
        self._grid = QGridLayout(self._rows)
        self._box = QVBoxLayout(self)
        spaced(self._box)
        self._box.addWidget(self._rows)
        self._buttons: dict[tuple[str, str], Button] = {}

    @property
    def lines(self) -> Sequence[FactLine]:
        """What is shown."""
        return tuple(self._lines)

    def display(self, lines: Sequence[FactLine]) -> None:
        """Show other lines; a question that had the keyboard keeps it."""
        if list(lines) == self._lines:
            return  # most commands leave most facts as they were
        asked = next((key for key, button in self._buttons.items() if button.hasFocus()), None)
        self._buttons.clear()
        self._lines = list(lines)
        clear(self._box)
        # Filled while nobody sees it and shown as a whole: each part that is put into a page
        # that is seen has all of the page laid out again.
        self._rows = QWidget()
        self._grid = QGridLayout(self._rows)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(tokens().space["m"])
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        self.measure()
        for place, line in enumerate(lines):
            name = Label(line.name, "quiet", wrap=True)
            name.setContentsMargins(0, _DOWN, 0, 0)
            self._grid.addWidget(name, place, 0, _TOP)
            self._grid.addWidget(self._value(line), place, 1, _TOP)
            self._grid.addLayout(self._questions(line), place, 2, _TOP)
        self._grid.setRowStretch(len(lines), 1)
        put(self._box, self._rows)
        if asked in self._buttons:
            self._buttons[asked].setFocus()

    def measure(self) -> None:
        """Take widths from the font as it is now."""
        self._grid.setColumnMinimumWidth(0, characters(_NAMES))
        self.setMaximumWidth(characters(_WIDEST))

    def _value(self, line: FactLine) -> QWidget:
        cell = QWidget()
        layout = QVBoxLayout(cell)
        spaced(layout)
        layout.setSpacing(0)
        layout.setContentsMargins(0, _DOWN, 0, 0)
        role = "quiet" if line.unknown else "strong" if line.why else "body"
        value = Label(line.value, role, wrap=line.mark is None, select=True)
        value.setAccessibleName(f"{line.name}: {line.value}")
        first = QHBoxLayout()
        spaced(first)
        if line.value:
            first.addWidget(value, 0 if line.mark else 1)
        if line.mark:
            first.addWidget(make_tag(line.mark, cell))
            first.addStretch(1)
        layout.addLayout(first)
        if line.more:
            layout.addWidget(Label(line.more, "quiet_small", wrap=True))
        return cell

    def _questions(self, line: FactLine) -> QHBoxLayout:
        row = QHBoxLayout()
        spaced(row)
        row.addStretch(1)
        if line.notes:
            row.addWidget(self._question("notes", line.notes, line.name))
        if line.change:
            row.addWidget(self._question("change", line.change, line.name))
        if line.why:
            row.addWidget(self._question("why", line.why, line.name))
        return row

    def _question(self, kind: str, key: str, name: str) -> Button:
        signals = {"why": self.why_asked, "change": self.change_asked}
        signal = signals.get(kind, self.notes_asked)
        words = self._text(f"facts.{kind}")
        button = Button(
            words,
            lambda: signal.emit(key),
            kind="link",
            name=self._text(f"facts.{kind}_of", name=name),
            parent=self._rows,
        )
        button.setProperty(kind, key)
        self._buttons[kind, key] = button
        return button
