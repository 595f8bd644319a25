"""The question before a visit is ended; F12 hides whom it names."""

from collections.abc import Sequence

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from pomdesk.readmodels.visits import StopLine
from resources.text import Text
from ui import dialogs
from ui.visit.ending import ending_lines
from ui.widgets.label import Label
from ui.widgets.measure import characters
from ui.widgets.scrolled import clear, put

_WIDE = 62
"""Characters of a line."""


class EndBox(dialogs.Box):
    """What is written, of whom nothing is noted, what looks odd; and whether to end."""

    def __init__(
        self, parent: QWidget | None, text: Text, stops: Sequence[StopLine], *, blank: bool
    ) -> None:
        super().__init__(parent, text("visit_page.end.title"))
        self._text, self._stops = text, stops
        self.set_blank(blank)
        self.set_buttons(text("visit_page.end.yes"), text("visit_page.end.no"))

    def set_blank(self, blank: bool) -> None:
        """Count people instead of naming them, or name them again."""
        clear(self.body)
        for line in ending_lines(self._text, self._stops, hidden=blank):
            words = Label(line, wrap=True)
            words.setMinimumWidth(characters(_WIDE))
            put(self.body, words)
        self.adjustSize()

    def showEvent(self, event: QShowEvent) -> None:
        """Be as high as the words are, once their font is known."""
        super().showEvent(event)
        self.adjustSize()
