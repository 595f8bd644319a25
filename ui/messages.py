"""The message bar: what was done, what is wrong, and Undo.

A message stays until the next one or until it is put away: nobody is hurried.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pomdesk.domain.errors import PomdeskError
from resources.text import Text
from ui.widgets.form import Band, Button, across
from ui.widgets.label import Label

KINDS = ("done", "note", "trouble")


def in_words(text: Text, error: PomdeskError) -> str:
    """Tell a known error in words."""
    # Loaded when first needed: it knows the facts of the field, a locked window does not.
    from ui.words import error_words

    return error_words(text, error)


class MessageBar(Band):
    """One message at a time.

    Signals:
        undo_asked: what was done last is to be taken back.
    """

    undo_asked = Signal()

    def __init__(self, text: Text, parent: QWidget | None = None) -> None:
        super().__init__("done", parent)
        self._kind_words = Label("", "strong")
        self._words = Label("", wrap=True, select=True)
        self.undo = Button(
            text("message.undo"), self.undo_asked.emit, help=text("message.undo_help")
        )
        self._away = Button(text("message.away"), self.clear, kind="link")
        row = across(self._kind_words, self._words, self.undo, self._away, space="m")
        row.setStretch(1, 1)
        self.inside.addLayout(row)
        self._text = text
        self.hide()

    @property
    def words(self) -> str:
        """What is said now, or nothing."""
        return self._words.text() if not self.isHidden() else ""

    def say(self, words: str, *, kind: str = "done", undo: bool = False) -> None:
        """Show a message; with ``undo`` beside a button that takes back what was done."""
        if kind not in KINDS:
            raise ValueError(kind)
        self.set_kind(kind)
        self._kind_words.setText(self._text(f"message.{kind}"))
        self._words.setText(words)
        self.undo.setVisible(undo)
        self.setAccessibleName(words)
        self.show()

    def clear(self) -> None:
        """Put the message away."""
        self._words.setText("")
        self.hide()
