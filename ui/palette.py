"""The command box (Ctrl+K): pages, what a key does, people and what was written about them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from resources.text import Text
from ui import dialogs
from ui.theme import Theme
from ui.widgets.form import Form
from ui.widgets.label import Label
from ui.widgets.lines import Line, LineList
from ui.widgets.table_model import Mark
from ui.work import Worker

LONGEST = 50
GROUPS = ("do", "go", "people", "record")
"""Groups in the order they are shown; what is found later stands below what is there."""

_WAITS = 120
"""Milliseconds without a key until people and records are searched."""
_LEAST = 2
"""Letters from which they are."""
_WALKING = {Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp}


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be gone to or done.

    Attributes:
        words: what the person reads and searches.
        go: does it.
        group: one of ``GROUPS``.
        more: quiet words under it: its key, a number, an excerpt.
        note: a word in a tag.
    """

    words: str
    go: Callable[[], object]
    group: str = "do"
    more: str = ""
    note: str = ""


Find = Callable[[str], Sequence[Entry]]


def matching(entries: Sequence[Entry], typed: str) -> list[Entry]:
    """Find entries that hold every word typed; those that begin with the first come first."""
    words = typed.casefold().split()
    found = [e for e in entries if all(word in e.words.casefold() for word in words)]
    if words:
        found.sort(key=lambda e: not e.words.casefold().startswith(words[0]))
    return found[:LONGEST]


class CommandBox(dialogs.Box):
    """A line to type in and what fits it.

    Args:
        entries: what is there at once.
        find: looks for people and records, in the background; None: they are not to be shown.

    Attributes:
        typed: the line.
        chosen: what was chosen, or None.
    """

    def __init__(
        self,
        parent: QWidget | None,
        text: Text,
        theme: Theme,
        worker: Worker,
        entries: Sequence[Entry],
        find: Find | None = None,
    ) -> None:
        super().__init__(parent, text("find.title"))
        self._text, self._worker, self._find = text, worker, find
        self._entries = entries
        self._found: Sequence[Entry] = ()
        self._looked_for = ""
        self._go_on = False
        self.chosen: Entry | None = None
        form = Form()
        self.typed = QLineEdit()
        form.row(text("find.label"), self.typed)
        self.body.addWidget(form)
        self.list: LineList[str | Entry] = LineList(
            theme, text("find.list"), self._tell, lambda row: id(row)
        )
        self.list.clicked.connect(self._clicked)
        self.list.row_opened.connect(lambda _row: self._choose())
        self.body.addWidget(self.list, 1)
        self._count = Label("", "quiet_small", wrap=True)
        self.body.addWidget(self._count)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_WAITS)
        self._later.timeout.connect(self._look)
        self.typed.textChanged.connect(self._search)
        self.typed.returnPressed.connect(self._enter)
        self.typed.installEventFilter(self)
        self.resize(640, 520)
        self._search("")

    def _tell(self, row: str | Entry) -> Line:
        if isinstance(row, str):
            return Line(self._text(f"find.group.{row}"))
        return Line(row.words, "", row.more, "", [Mark(row.note)] if row.note else [])

    # Searching.

    def _search(self, typed: str) -> None:
        self._go_on = False
        self._found = ()
        looks = self._find is not None and len(typed.strip()) >= _LEAST
        self._later.start() if looks else self._later.stop()
        self._show(searching=looks)

    def _look(self) -> None:
        self._later.stop()
        typed, find = self.typed.text(), self._find
        if find is not None:
            self._looked_for = typed
            self._worker.run(
                lambda: (typed, find(typed)), lambda found: self._take(*found), owner=self
            )

    def _take(self, typed: str, found: Sequence[Entry]) -> None:
        if typed != self.typed.text():
            return
        self._found, self._looked_for = found, ""
        self._show(searching=False)
        if self._go_on:
            self._choose()

    def _show(self, *, searching: bool) -> None:
        entries = [*matching(self._entries, self.typed.text()), *self._found]
        rows: list[str | Entry] = []
        for group in GROUPS:
            inside = [entry for entry in entries if entry.group == group]
            rows += [group, *inside] if inside else []
        self.list.set_rows(rows, [n for n, row in enumerate(rows) if isinstance(row, str)])
        if not self._found:
            self.list.choose_first()
        words = self._text.count("find.count", len(entries))
        if searching:
            words = self._text("find.more.searching")
        elif not entries:
            words = self._text("find.more.none")
        if self._find is None:
            words = f"{words} {self._text('find.more.hidden')}"
        self._count.setText(words)

    # Choosing.

    def _enter(self) -> None:
        """Take what is chosen; where there is nothing yet, what is being looked for."""
        if self.list.chosen() is None and (self._later.isActive() or self._looked_for):
            self._go_on = True
            if self._later.isActive():
                self._look()
        else:
            self._choose()

    def _clicked(self, index: QModelIndex) -> None:
        if index.row() not in self.list.lines.heads:
            self._choose()

    def _choose(self) -> None:
        row = self.list.chosen()
        if isinstance(row, Entry):
            self.chosen = row
            self.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrow keys walk the list while the line keeps the keyboard."""
        if (
            watched is self.typed
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in _WALKING
        ):
            QApplication.sendEvent(self.list, event)
            return True
        return super().eventFilter(watched, event)


def choose(
    parent: QWidget | None,
    text: Text,
    theme: Theme,
    worker: Worker,
    entries: Sequence[Entry],
    find: Find | None,
) -> Entry | None:
    """Show the box; what was chosen, or None."""
    box = CommandBox(parent, text, theme, worker, entries, find)
    try:
        return box.chosen if dialogs.show(box) else None
    finally:
        box.deleteLater()
