"""Before a supervisor reads feedback: how they see the file themselves. It can be left out."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pomdesk.readmodels.quality import FeedbackLine
from resources.text import Text
from ui.theme import Theme
from ui.widgets.form import Button, across, spaced
from ui.widgets.label import Label
from ui.widgets.measure import characters
from ui.widgets.words_box import WordsBox

_WIDEST = 84


class BeforePane(QWidget):
    """The own view, and the way on.

    Signals:
        typed, left: words are being typed; the keyboard left the box.
        go_on_asked: the feedback is to be shown.
        self_mark_asked: the same questions are to be answered first by the supervisor.
    """

    typed = Signal()
    left = Signal()
    go_on_asked = Signal()
    self_mark_asked = Signal()

    def __init__(self, text: Text, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self.about = Label("", "lead", wrap=True)
        self.head = Label(text("feedback.own_head"), "strong", wrap=True)
        self.help = Label(text("feedback.own_help"), "quiet", wrap=True)
        self.box = WordsBox(theme, text("feedback.own_head"), text("feedback.own_help"), least=6)
        self.head.setBuddy(self.box)
        self.saved = Label("", "quiet")
        self.go_on = Button(text("feedback.own_on"), self.go_on_asked.emit, kind="main")
        self.self_mark = Button(
            text("feedback.own_mark"),
            self.self_mark_asked.emit,
            help=text("feedback.own_mark_help"),
        )
        layout = QVBoxLayout(self)
        spaced(layout, "m")
        for part in (self.about, self.head, self.help, self.box, self.saved):
            layout.addWidget(part)
        layout.addLayout(across(self.go_on, self.self_mark, None))
        layout.addStretch(1)
        self.box.edited.connect(self.typed)
        self.box.left.connect(self.left)
        self.setFocusProxy(self.box)
        self.measure()

    def measure(self) -> None:
        """Follow the application's font."""
        self.setMaximumWidth(characters(_WIDEST))

    def load(self, words: str) -> None:
        """Show what was written so far; tells nobody."""
        self.box.load(words)

    def display(self, line: FeedbackLine) -> None:
        """Say what is about to be read."""
        text = self._text
        sent = text.day(line.sent_on)
        self.about.setText(text("feedback.own_about", who=line.assessor_name, day=sent))

    def tell_saved(self, words: str) -> None:
        """Say whether what was typed is saved."""
        self.saved.setText(words)
