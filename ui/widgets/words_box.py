"""A box for a few sentences: plain text, as high as what stands in it, covered where names hide."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QSignalBlocker, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ui.theme import Theme
from ui.widgets.clipboard import content_of
from ui.widgets.form import named
from ui.widgets.label import role_font
from ui.widgets.measure import lines

MOST = 4_000
"""Characters that are taken in at most."""
_FRAME = 24


class _Cover(QSyntaxHighlighter):
    """Paints the ground of hidden words in the colour of their letters."""

    def __init__(self, box: QPlainTextEdit, theme: Theme) -> None:
        super().__init__(box.document())
        self._theme = theme
        self.hidden: Sequence[str] = ()

    def highlightBlock(self, text: str) -> None:
        """Cover what is hidden in one paragraph."""
        if not self.hidden:
            return
        look = QTextCharFormat()
        look.setForeground(self._theme.colour("text"))
        look.setBackground(self._theme.colour("text"))
        for words in self.hidden:
            for found in re.finditer(re.escape(words), text, re.IGNORECASE):
                # Qt counts in halves of letters that lie beyond the first 65,536.
                start = len(text[: found.start()].encode("utf-16-le")) // 2
                length = len(found.group().encode("utf-16-le")) // 2
                self.setFormat(start, length, look)


class WordsBox(QPlainTextEdit):
    """Holds some sentences.

    Args:
        least, most: lines it is high at least, and at most before it scrolls.

    Signals:
        edited: somebody changed what it says.
        left: the keyboard went elsewhere on the page; a page that is hidden tells of it itself.
    """

    edited = Signal()
    left = Signal()

    def __init__(
        self,
        theme: Theme,
        name: str,
        help: str = "",  # noqa: A002 - the word people know
        *,
        least: int = 3,
        most: int = 12,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._least, self._most = theme, least, most
        self._cover = _Cover(self, theme)
        named(self, name, help)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.textChanged.connect(self._changed)
        theme.changed.connect(self._cover.rehighlight)
        self.measure()

    @property
    def words(self) -> str:
        """What it says, without spaces round it."""
        return self.toPlainText().strip()

    def load(self, words: str) -> None:
        """Say something else; tells nobody."""
        with QSignalBlocker(self):
            self.setPlainText(words)
        self.moveCursor(QTextCursor.MoveOperation.End)
        self._fit()

    def add(self, words: str) -> None:
        """Put words in a line of their own behind the rest, as if somebody had typed them."""
        self.moveCursor(QTextCursor.MoveOperation.End)
        before = "\n" if self.words else ""
        self.insertPlainText(before + words)

    def hide_words(self, hidden: Sequence[str]) -> None:
        """Cover these words, whatever their case; none: show everything."""
        self._cover.hidden = [one for one in hidden if one.strip()]
        self._cover.rehighlight()

    def measure(self) -> None:
        """Follow the application's font."""
        self.setFont(role_font("body"))
        self._fit()

    def _changed(self) -> None:
        self._fit()
        self.edited.emit()

    def _fit(self) -> None:
        shown = max(1, round(self.document().size().height()))  # counted in lines, as they wrap
        self.setFixedHeight(lines(max(self._least, min(shown, self._most))) + _FRAME)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words break elsewhere."""
        super().resizeEvent(event)
        self._fit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the keyboard went elsewhere; not where the box is taken away with its page."""
        super().focusOutEvent(event)
        if self.isVisible():
            self.left.emit()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Words only."""
        return source.hasText() and not self.isReadOnly()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Take in as much as there is room for; a file that is dropped here is no text."""
        room = MOST - len(self.toPlainText()) + len(self.textCursor().selectedText())
        if source.hasText() and not source.hasUrls() and room > 0:
            self.insertPlainText(source.text()[:room])

    def createMimeDataFromSelection(self) -> QMimeData:
        """What is selected, as plain text that no clipboard history keeps."""
        return content_of(self.textCursor().selectedText().replace("\u2029", "\n"))
