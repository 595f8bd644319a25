"""The feedback page's view: a list, what comes before reading, reading, writing."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from resources.text import Text
from ui.feedback.before import BeforePane
from ui.feedback.listing import FeedbackList
from ui.feedback.reading import ReadingPane
from ui.feedback.writing import WritingPane
from ui.theme import Theme
from ui.widgets.form import spaced
from ui.widgets.label import Label

PANES = ("list", "before", "reading", "writing", "hidden")


class FeedbackView(QWidget):
    """One of ``PANES`` at a time.

    Signals:
        left: another page is shown: what was typed is to be saved.
    """

    left = Signal()

    def __init__(self, text: Text, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = FeedbackList(text, theme)
        self.before = BeforePane(text, theme)
        self.reading = ReadingPane(text, theme)
        self.writing = WritingPane(text, theme)
        self.hidden = Label(text("feedback.blank"), "lead", wrap=True)
        self._stack = QStackedWidget()
        for name in PANES:
            self._stack.addWidget(getattr(self, name))
        layout = QVBoxLayout(self)
        spaced(layout)
        layout.addWidget(self._stack)
        self.turn_to("list")

    @property
    def pane(self) -> str:
        """Which of ``PANES`` is shown."""
        return PANES[self._stack.currentIndex()]

    def turn_to(self, pane: str) -> None:
        """Show one of ``PANES``."""
        part = getattr(self, pane)
        self._stack.setCurrentWidget(part)
        self.setFocusProxy(part)

    def hideEvent(self, event: QHideEvent) -> None:
        """Another page is shown: tell."""
        super().hideEvent(event)
        self.left.emit()
