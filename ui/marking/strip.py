"""The sections of an instrument side by side: how far each has come, and where one is."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from resources.text import Text
from ui.widgets.chips import FlowLayout
from ui.widgets.form import Button, named


@dataclass(frozen=True, slots=True)
class Stop:
    """One section, or the finish.

    Attributes:
        key: of the section, or ``FINISH``.
        words: on the button: "Offence analysis 1 of 2".
        said: what a screen reader says.
    """

    key: str
    words: str
    said: str


class SectionStrip(QWidget):
    """A button for each section, the present one turned on.

    Signals:
        chosen: key of the section somebody turned to.
    """

    chosen = Signal(str)

    def __init__(self, text: Text, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(text("marking.sections"))
        self._flow = FlowLayout(self)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, Button] = {}

    def display(self, stops: Sequence[Stop], here: str) -> None:
        """Show these sections, with one turned on."""
        if list(self.buttons) != [one.key for one in stops]:
            self._make([one.key for one in stops])
        for stop in stops:
            button = self.buttons[stop.key]
            if button.text() != stop.words:
                button.setText(stop.words)
                self.updateGeometry()
            named(button, stop.said)
            button.setChecked(stop.key == here)

    def _make(self, keys: Sequence[str]) -> None:
        for button in self.buttons.values():
            self._group.removeButton(button)
            button.hide()
            button.deleteLater()
        while self._flow.takeAt(0) is not None:
            pass
        self.buttons = {}
        for key in keys:
            button = Button("", kind="chip", parent=self)
            button.clicked.connect(lambda _on=False, key=key: self.chosen.emit(key))
            self._group.addButton(button)
            self._flow.addWidget(button)
            button.show()
            self.buttons[key] = button
        self.updateGeometry()
