"""The screen of a desk that locked by itself while something could not be saved.

The pages are still there behind it, and nothing of them is to be seen: the key is held for what
was typed. Only the passphrase of whoever is signed in brings them back.
"""

from PySide6.QtCore import Signal

from resources.text import Text
from ui import contact
from ui.unlock.view import Screen
from ui.widgets.form import Button
from ui.widgets.passphrase import Passphrase


class HeldScreen(Screen):
    """Says what keeps the desk from locking wholly, and offers the ways out.

    Args:
        text: the words.
        why: why it could not be saved, in words; "": that is not known.

    Signals:
        again_asked: try to save it and to lock once more.
        show_asked: the passphrase that was typed to see the desk again.
        lose_asked: lock without it; asked twice.
    """

    again_asked = Signal()
    show_asked = Signal(str)
    lose_asked = Signal()

    def __init__(self, text: Text, why: str) -> None:
        super().__init__(text, text("held.title"), text("held.words"))
        if why:
            self.set_trouble(why)
        ring = contact.words(text)
        if ring:
            self.add_words(ring)
        self.typed = Passphrase()
        self.typed.returnPressed.connect(self._ask)
        self.row = self.form.row(text("unlock.passphrase"), self.typed)
        self.button = Button(text("held.show"), self._ask, kind="main")
        self.again = Button(text("held.again"), self.again_asked.emit)
        self.add(self.button, self.again, None)
        self.lose = Button(text("held.lose"), self.ask_to_lose, kind="link")
        self.add(self.lose, None)
        self._warning = self.add_band(text("held.lose_words"), "trouble")
        self.sure = Button(text("held.lose_sure"), self.lose_asked.emit, kind="warning")
        self.keep = Button(text("held.lose_not"), lambda: self._warn(False))
        self.add(self.sure, self.keep, None)
        self._warn(False)
        self.setFocusProxy(self.typed)

    def ask_to_lose(self) -> None:
        """Ask once more before what was typed is given up."""
        self._warn(True)
        self.keep.setFocus()

    def _warn(self, on: bool) -> None:
        for part in (self._warning, self.sure, self.keep):
            part.setVisible(on)
        self.lose.setVisible(not on)

    def _ask(self) -> None:
        if not self.button.isEnabled():
            return
        if not self.typed.text().strip():
            self.row.set_error(self.text("unlock.empty"))
            return
        self.row.set_error("")
        self._take_answers(False)
        self.show_asked.emit(self.typed.take())

    def refused(self, words: str) -> None:
        """Say what is wrong with the passphrase, and take another."""
        self._take_answers(True)
        self.row.set_error(words)
        self.typed.setFocus()

    def _take_answers(self, on: bool) -> None:
        for part in (self.typed, self.button, self.again):
            part.setEnabled(on)
