"""The command box (Ctrl+K): type a few letters of a page, a key's work or a person."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QWidget

from resources.text import Text
from ui import dialogs
from ui.widgets.form import Form, named
from ui.widgets.label import Label

LONGEST = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be gone to or done.

    Attributes:
        words: what the person reads and searches.
        go: does it.
    """

    words: str
    go: Callable[[], object]


def matching(entries: Sequence[Entry], typed: str) -> list[Entry]:
    """Find entries that hold every word typed; those that begin with the first come first."""
    words = typed.casefold().split()
    found = [e for e in entries if all(word in e.words.casefold() for word in words)]
    if words:
        found.sort(key=lambda e: not e.words.casefold().startswith(words[0]))
    return found[:LONGEST]


class CommandBox(dialogs.Box):
    """A line to type in and what fits it.

    Attributes:
        typed: the line.
        chosen: what was chosen, or None.
    """

    def __init__(self, parent: QWidget | None, text: Text, entries: Sequence[Entry]) -> None:
        super().__init__(parent, text("find.title"))
        self._text = text
        self._entries = entries
        self._found: list[Entry] = []
        self.chosen: Entry | None = None
        form = Form()
        self.typed = QLineEdit()
        form.row(text("find.label"), self.typed)
        self.body.addWidget(form)
        self._list = named(QListWidget(), text("find.list"))
        self._list.setUniformItemSizes(True)
        self._list.itemActivated.connect(lambda _item: self._choose())
        self._list.itemClicked.connect(lambda _item: self._choose())
        self.body.addWidget(self._list, 1)
        self._count = Label("", "quiet_small")
        self.body.addWidget(self._count)
        self.typed.textChanged.connect(self._search)
        self.typed.returnPressed.connect(self._choose)
        self.typed.installEventFilter(self)
        self.resize(520, 420)
        self._search("")

    def _search(self, typed: str) -> None:
        self._found = matching(self._entries, typed)
        self._list.clear()
        self._list.addItems([entry.words for entry in self._found])
        if self._found:
            self._list.setCurrentRow(0)
        self._count.setText(self._text.count("find.count", len(self._found)))

    def _choose(self) -> None:
        row = self._list.currentRow()
        if 0 <= row < len(self._found):
            self.chosen = self._found[row]
            self.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrow keys walk the list while the line keeps the keyboard."""
        if watched is self.typed and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step and event.type() == QEvent.Type.KeyPress and self._found:
                last = len(self._found) - 1
                self._list.setCurrentRow(max(0, min(self._list.currentRow() + step, last)))
                return True
        return super().eventFilter(watched, event)


def choose(parent: QWidget | None, text: Text, entries: Sequence[Entry]) -> Entry | None:
    """Show the box; what was chosen, or None."""
    box = CommandBox(parent, text, entries)
    try:
        return box.chosen if dialogs.show(box) else None
    finally:
        box.deleteLater()
