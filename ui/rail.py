"""The rail: the pages there are, one button each, Ctrl+1 to Ctrl+9."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from resources.text import Text
from resources.tokens import tokens
from ui.widgets.form import Button, named
from ui.widgets.label import tip

MOST = 9


class Rail(QWidget):
    """One button a page; the page that is shown is marked.

    Its buttons are made with it, before the pages are: Tab goes in the order of making.

    Signals:
        chosen: name of the page.
    """

    chosen = Signal(str)

    def __init__(self, text: Text, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        named(self, text("window.rail"))
        self._text = text
        self._names: list[str] = []
        group = QButtonGroup(self)
        layout = QVBoxLayout(self)
        space = tokens().space
        layout.setContentsMargins(0, space["m"], 0, space["m"])
        layout.setSpacing(0)
        self._buttons = [Button("", kind="rail", parent=self) for _ in range(MOST)]
        for place, button in enumerate(self._buttons):
            button.setCheckable(True)
            tip(button, f"Ctrl+{place + 1}")
            group.addButton(button, place)
            layout.addWidget(button)
        layout.addStretch(1)
        group.idClicked.connect(lambda place: self.chosen.emit(self._names[place]))
        self.display(())

    def display(self, names: Sequence[str]) -> None:
        """Show buttons for these pages, nine at most, in this order."""
        self._names = list(names[:MOST])
        for place, button in enumerate(self._buttons):
            button.setVisible(place < len(self._names))
            if place < len(self._names):
                button.setText(self._text(f"page.{self._names[place]}.rail"))
                named(button, button.text())

    def mark(self, name: str) -> None:
        """Mark the page that is shown; a page that is not in the rail leaves the mark."""
        if name in self._names:
            self._buttons[self._names.index(name)].setChecked(True)
