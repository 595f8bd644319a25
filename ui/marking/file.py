"""The file that lies beside the questions: searched, scrolled by itself, pointed at."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from pomdesk.domain.names import HIDDEN, fold
from pomdesk.readmodels.quality import FileFact
from resources.text import Text
from resources.tokens import tokens
from ui.marking.words import document_words, fact_words, heading_words, location_words
from ui.theme import Theme
from ui.widgets.feed import Feed, FeedItem
from ui.widgets.form import Button, Choice, across, named, spaced
from ui.widgets.label import Label

_PAUSE = 200
"""Milliseconds after the last letter until the file is searched."""
_DIGITS = frozenset("0123456789")


@dataclass(frozen=True, slots=True)
class FileLine:
    """One line of the file and the part it stands in."""

    section: str
    fact: FileFact


class FileLines(Feed):
    """The lines; figures are answers and go to the page, Enter takes the line as evidence."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the page have its keys."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.item_opened.emit(self.chosen())
        elif (
            event.text() in _DIGITS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ):
            event.ignore()
        else:
            super().keyPressEvent(event)


class FilePane(QWidget):
    """What the desk has of a case.

    Signals:
        taken: a ``FileLine`` that is the evidence of an answer.
    """

    taken = Signal(object)

    def __init__(self, text: Text, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._lines: Sequence[FileLine] = ()
        self._hidden: Sequence[str] = ()
        self.heading = Label(text("marking.file"), "heading")
        self.search = named(QLineEdit(), text("marking.file_search"), text("marking.file_help"))
        self.search.setPlaceholderText(text("marking.file_hint"))
        self.search.setClearButtonEnabled(True)
        self.part = named(Choice(), text("marking.file_part"))
        self.count = Label("", "quiet")
        self.list = FileLines(theme, text("marking.file_list"))
        self.none = Label("", "quiet", wrap=True)
        self.take = Button(text("marking.take"), self._take, help=text("marking.take_help"))
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE)
        self._soon.timeout.connect(self._narrow)
        self._build()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        spaced(layout)
        layout.addLayout(across(self.heading, None, self.count))
        bar = across(self.search, self.part)
        bar.setStretch(0, 1)
        layout.addLayout(bar)
        layout.addWidget(self.none)
        layout.addWidget(self.list, 1)
        layout.addLayout(across(self.take, None))
        layout.addStretch(0)
        self.search.textChanged.connect(lambda _words: self._soon.start())
        self.search.installEventFilter(self)
        self.part.currentIndexChanged.connect(lambda _n: self._narrow())
        self.list.item_opened.connect(self._open)
        self.setFocusProxy(self.search)
        self.part.setMaximumWidth(tokens().space["xl"] * 6)

    def display(self, file: Sequence[tuple[str, Sequence[FileFact]]]) -> None:
        """Show a file; what is searched for stays."""
        lines = tuple(FileLine(section, fact) for section, facts in file for fact in facts)
        if lines == self._lines and self.none.text():
            return
        self._lines = lines
        kept = self.part.currentData()
        self.part.blockSignals(True)
        self.part.clear()
        self.part.addItem(self._text("marking.file_all"), None)
        for section, facts in file:
            name = document_words(self._text, section)
            self.part.addItem(self._text("marking.file_of", part=name, n=len(facts)), section)
        self.part.setCurrentIndex(max(self.part.findData(kept), 0))
        self.part.blockSignals(False)
        self._narrow()

    def hide_words(self, hidden: Sequence[str]) -> None:
        """Put dots for these words; none: show everything."""
        self._hidden = [fold(one) for one in hidden if one.strip()]
        self._narrow()

    def to_search(self) -> None:
        """Put the keyboard into the search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    @property
    def chosen(self) -> FileLine | None:
        """The line the keyboard is on, where it is to be seen."""
        row = self.list.chosen()
        return row if isinstance(row, FileLine) and not self.list.isHidden() else None

    def _narrow(self) -> None:
        self._soon.stop()
        wanted, part = fold(self.search.text()).split(), self.part.currentData()
        shown = [
            (place, line)
            for place, line in enumerate(self._lines)
            if part in (None, line.section) and all(one in self._said(line) for one in wanted)
        ]
        self.list.display([self._item(place, line) for place, line in shown])
        any_lines = bool(self._lines)
        for control in (self.search, self.part, self.count):
            control.setVisible(any_lines)
        self.list.setVisible(bool(shown))
        self.take.setVisible(bool(shown))
        self.none.setText(self._text("marking.file_none" if any_lines else "marking.file_away"))
        self.none.setHidden(bool(shown))
        lines = self._text.count("marking.lines", len(self._lines))
        key = "marking.shown_all" if len(shown) == len(self._lines) else "marking.shown"
        self.count.setText(self._text(key, shown=f"{len(shown):,}", lines=lines))

    def _said(self, line: FileLine) -> str:
        text, fact = self._text, line.fact
        return fold(f"{heading_words(text, fact)} {fact_words(text, fact)}")

    def _item(self, place: int, line: FileLine) -> FeedItem:
        day = self._text.short_day(line.fact.day)
        part = document_words(self._text, line.section)
        body = self._covered(fact_words(self._text, line.fact))
        heading = heading_words(self._text, line.fact)
        return FeedItem(place, day, "", heading, (), body, part, line)

    def _covered(self, said: str) -> str:
        return covered(said, self._hidden)

    def _open(self, row: object) -> None:
        if isinstance(row, FileLine):
            self.taken.emit(row)

    def _take(self) -> None:
        if self.chosen is not None:
            self.taken.emit(self.chosen)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the search: down and Enter go to the lines."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            down = {Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter}
            if watched is self.search and event.key() in down:
                self._narrow()
                if not self.list.isHidden():
                    self.list.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return super().eventFilter(watched, event)


def covered(said: str, hidden: Sequence[str]) -> str:
    """Words with dots for what is hidden; ``hidden`` is folded."""
    low = fold(said)
    if len(low) != len(said):  # letters that fold to two: no place can be told from the other
        return HIDDEN if any(one in low for one in hidden) else said
    for words in hidden:
        at = low.find(words)
        while at >= 0:
            said = said[:at] + HIDDEN + said[at + len(words) :]
            low = low[:at] + "\0" * len(HIDDEN) + low[at + len(words) :]
            at = low.find(words, at + len(HIDDEN))
    return said


def evidence_of(text: Text, line: FileLine) -> tuple[str, str]:
    """Document and location that a line of the file stands for."""
    return document_words(text, line.section), location_words(text, line.fact)
