"""What can be done about the chosen duty, one button each, with the key that does the same."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from resources.text import Text
from ui.today.rows import Row
from ui.widgets.chips import FlowLayout
from ui.widgets.form import Button

NAMES = ("open", "why", "done", "later", "not_needed", "contact", "back")
KEYS = {"?": "why", "d": "done", "s": "later", "n": "not_needed", "c": "contact", "u": "back"}
"""Which key does what."""


class Actions(QWidget):
    """A line of buttons.

    Signals:
        asked: one of ``NAMES``.
    """

    asked = Signal(str)

    def __init__(self, text: Text, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        flow = FlowLayout(self)
        policy = self.sizePolicy()
        policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.buttons: dict[str, Button] = {}
        for name in NAMES:
            words = f"{text(f'today.do.{name}')} ({text(f'today.key.{name}')})"
            button = Button(words, partial(self.asked.emit, name))
            self.buttons[name] = button
            flow.addWidget(button)
        self.display(None)

    def display(self, row: Row | None) -> None:
        """Offer what can be done about a row."""
        lead = row.lead if row is not None else None
        snoozed = lead is not None and lead.duty.snoozed_until is not None
        for button in self.buttons.values():
            button.setEnabled(lead is not None)
        self.buttons["back"].setVisible(snoozed)
