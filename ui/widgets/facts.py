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
    """

    name: str
    value: str
    more: str = ""
    mark: Mark | None = None
    why: str = ""
    change: str = ""
    unknown: bool = False


class Facts(QWidget):
    """Lines under each other, in two columns: names and values.

    Signals:
        why_asked: name of a result.
        change_asked: name of a fact.
    """

    why_asked = Signal(str)
    change_asked = Signal(str)

    def __init__(self, text: Text, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._lines: list[FactLine] = []
        self._grid = QGridLayout(self)
        space = tokens().space
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(space["m"])
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        self._buttons: dict[tuple[str, str], Button] = {}

    @property
    def lines(self) -> Sequence[FactLine]:
        """What is shown."""
        return tuple(self._lines)

    def display(self, lines: Sequence[FactLine]) -> None:
        """Show other lines; a question that had the keyboard keeps it."""
        asked = next((key for key, button in self._buttons.items() if button.hasFocus()), None)
        self._clear()
        self._lines = list(lines)
        self._grid.setColumnMinimumWidth(0, characters(_NAMES))
        self.setMaximumWidth(characters(_WIDEST))
        for place, line in enumerate(lines):
            name = Label(line.name, "quiet", wrap=True)
            name.setContentsMargins(0, _DOWN, 0, 0)
            value = self._value(line)
            self._grid.addWidget(name, place, 0, _TOP)
            self._grid.addWidget(value, place, 1, _TOP)
            # Left to itself Qt shows them only after it has measured the page around them.
            name.show()
            value.show()
            self._grid.addLayout(self._questions(line), place, 2, _TOP)
        self._grid.setRowStretch(len(lines), 1)
        if asked in self._buttons:
            self._buttons[asked].setFocus()

    def _clear(self) -> None:
        self._buttons.clear()
        self._grid.setRowStretch(len(self._lines), 0)
        while (item := self._grid.takeAt(0)) is not None:
            inner = item.layout()
            while inner is not None and (part := inner.takeAt(0)) is not None:
                self._drop(part.widget())
            self._drop(item.widget())

    @staticmethod
    def _drop(widget: QWidget | None) -> None:
        if widget is not None:
            widget.hide()
            widget.deleteLater()

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
        if line.change:
            row.addWidget(self._question("change", line.change, line.name))
        if line.why:
            row.addWidget(self._question("why", line.why, line.name))
        return row

    def _question(self, kind: str, key: str, name: str) -> Button:
        signal = self.why_asked if kind == "why" else self.change_asked
        words = self._text(f"facts.{kind}")
        button = Button(
            words,
            lambda: signal.emit(key),
            kind="link",
            name=self._text(f"facts.{kind}_of", name=name),
            parent=self,
        )
        button.show()
        button.setProperty(kind, key)
        self._buttons[kind, key] = button
        return button
