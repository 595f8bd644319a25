"""The head of a page: one heading, one line that says what matters now, help when asked."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from resources.text import Text
from ui.widgets.form import Band, Button, across, spaced
from ui.widgets.label import Label


class Head(QWidget):
    """Heading, way back, summary line, help.

    Signals:
        back_asked: go a page back.
    """

    back_asked = Signal()

    def __init__(self, text: Text) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        spaced(layout)
        self._title = Label("", "title")
        self._back = Button(
            text("window.back"),
            self.back_asked.emit,
            kind="link",
            help=text("window.back_help"),
        )
        layout.addLayout(across(self._title, None, self._back))
        self._summary = Label("", wrap=True)
        layout.addWidget(self._summary)
        self._help = Band("note")
        self._help_words = Label("", wrap=True, select=True)
        self._help.inside.addWidget(self._help_words)
        self._help.inside.addWidget(Label(text("window.keys"), "quiet", wrap=True))
        away = Button(text("window.help_away"), self.close_help, kind="link")
        self._help.inside.addLayout(across(away, None))
        self._help.hide()
        layout.addWidget(self._help)
        self.display("", "", back=False)

    def display(self, title: str, summary: str, *, back: bool) -> None:
        """Show heading and summary; an empty summary takes no room."""
        self._title.setText(title)
        self._summary.setText(summary)
        self._summary.setVisible(bool(summary))
        self._back.setVisible(back)

    @property
    def words(self) -> tuple[str, str]:
        """Heading and summary as they are shown."""
        return self._title.text(), self._summary.text()

    @property
    def help_words(self) -> str:
        """The help that is shown, or nothing."""
        return "" if self._help.isHidden() else self._help_words.text()

    def toggle_help(self, words: str) -> None:
        """Show the help, or put it away."""
        self._help_words.setText(words)
        self._help.setVisible(self._help.isHidden())

    def close_help(self) -> bool:
        """Put the help away. Whether it was there."""
        was_there = not self._help.isHidden()
        self._help.hide()
        return was_there
