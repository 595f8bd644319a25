"""Misspelt words underlined in a draft, and the ways to mend them.

For the writing page::

    speller = Speller(paper.language, desk.ask(LearnedWords(paper.language)), names, self)
    marks = SpellingMarks(editor, speller, text, theme)   # takes ``editor.add_to_menu`` and F7
    marks.learn_asked.connect(...)                        # desk.do(LearnWord(word, language))
    marks.nothing_found.connect(...)                      # say so
    speller.start()
    ...
    marks.stop()                                          # when the page goes
    speller.stop()
"""

from collections.abc import Iterator
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QKeySequence,
    QShortcut,
    QSyntaxHighlighter,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QMenu
from shiboken6 import isValid

from resources.text import Text
from ui.spelling import Speller, plainly, words_of
from ui.theme import Theme

if TYPE_CHECKING:
    from ui.writing.editor import PassageEditor

_A_TURN = 0.008
"""Seconds of looking through the text before keys that were struck get their turn."""
_TOGETHER = 250
"""Milliseconds in which words that are found to be wrong are marked together."""
_WAVE = QTextCharFormat.UnderlineStyle.WaveUnderline
_LAST_NARROW = "\uffff"
"""The last character that Qt counts as one."""

Place = tuple[int, int, str]
"""First character and the one after the last, in Qt's count, and the word there."""


class SpellingMarks(QSyntaxHighlighter):
    """Underlines what the speller finds, as it finds it.

    The word that is being typed is left in peace until it is left; words put in from the
    record are never marked.

    Signals:
        learn_asked: a word that is to be known from now on; it is marked no more already.
        nothing_found: there is no mistake to go to.
    """

    learn_asked = Signal(str)
    nothing_found = Signal()

    def __init__(self, editor: "PassageEditor", speller: Speller, text: Text, theme: Theme) -> None:
        super().__init__(editor.document())
        self._editor, self._speller, self._text, self._theme = editor, speller, text, theme
        self._held: tuple[int, int] | None = None
        self._new: set[str] | None = set()
        self._sweep: tuple[int, frozenset[str] | None] | None = None
        self._menu: tuple[QMenu, QAction, Place] | None = None
        self._stopped = False
        self._dress()
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.timeout.connect(self._go_on)
        speller.checked.connect(self._mark)
        speller.suggested.connect(self._fill)
        editor.cursorPositionChanged.connect(self._let_go)
        editor.add_to_menu = self.add_to
        theme.changed.connect(self._look_again)
        self._key = QShortcut(QKeySequence("F7"), editor)
        self._key.setContext(Qt.ShortcutContext.WidgetShortcut)
        self._key.activated.connect(self.next_mistake)

    def stop(self) -> None:
        """Mark nothing more, and give the editor its key and its menu back."""
        self._stopped = True
        self._turn.stop()
        self._key.setEnabled(False)
        self._key.deleteLater()
        self._editor.add_to_menu = lambda menu, position: None

    def _dress(self) -> None:
        self._look = QTextCharFormat()
        self._look.setUnderlineStyle(_WAVE)
        self._look.setUnderlineColor(self._theme.colour("error"))

    # Marking.

    def highlightBlock(self, text: str) -> None:
        """Underline the words of a paragraph that are known to be wrong."""
        if self._stopped:
            return
        block = self.currentBlock()
        at, caret, wrong = block.position(), self._caret(), self._speller.wrong
        for start, end, word in self._words(block, text):
            if not wrong(word):
                continue
            if start <= caret - at <= end:
                self._held = (at + start, at + end)
            else:
                self.setFormat(start, end - start, self._look)

    def _words(self, block: QTextBlock, text: str) -> Iterator[Place]:
        """Words of a paragraph, counted from its beginning, without those of links."""
        linked = self._editor.links_in(block)
        wide = [] if not text or max(text) <= _LAST_NARROW else _wide(text)
        for start, word in words_of(text):
            first = start + sum(place < start for place in wide) if wide else start
            last = first + len(word)
            if not linked or not any(a < last and first < b for a, b in linked):
                yield first, last, word

    def _caret(self) -> int:
        """Where somebody types; nowhere while the keyboard is elsewhere."""
        editor = self._editor
        return editor.textCursor().position() if editor.hasFocus() else -1

    def _let_go(self) -> None:
        """The word that was being typed was left: mark it if it is wrong."""
        held = self._held
        if held is None or held[0] <= self._caret() <= held[1]:
            return
        self._held = None
        self._again(self.document().findBlock(held[0]))

    def _again(self, block: QTextBlock) -> None:
        # Qt tells of other underlines as of other words; nobody is to save for them.
        with QSignalBlocker(self._editor):
            if block.isValid():
                self.rehighlightBlock(block)

    def _mark(self, found: frozenset[str]) -> None:
        """Mark words that were found to be wrong wherever they stand, a few at a time."""
        if self._new is not None:
            self._new |= found
        if not self._stopped and not self._turn.isActive():
            self._turn.start(_TOGETHER)

    def _look_again(self) -> None:
        """Mark everything anew: colours are others, or a word is known now."""
        self._dress()
        self._sweep, self._new = None, None
        if not self._stopped:
            self._turn.start(0)

    def _go_on(self) -> None:
        """Look through the text for a moment, then let keys that were struck have theirs."""
        if self._sweep is None:
            self._sweep = (0, None if self._new is None else frozenset(self._new))
            self._new = set()
        until = perf_counter() + _A_TURN
        number, found = self._sweep
        block = self.document().findBlockByNumber(number)
        while block.isValid() and perf_counter() < until:
            if found is None or any(plainly(w) in found for _at, w in words_of(block.text())):
                self._again(block)
            block, number = block.next(), number + 1
        self._sweep = (number, found) if block.isValid() else None
        if self._sweep is not None or self._new or self._new is None:
            self._turn.start(0)

    # Mending.

    def word_at(self, position: int) -> Place | None:
        """The wrong word at a place of the document, with its place; None: there is none."""
        block = self.document().findBlock(position)
        at = block.position()
        for start, end, word in self._words(block, block.text()):
            if at + start <= position <= at + end and self._speller.wrong(word):
                return at + start, at + end, word
        return None

    def next_mistake(self) -> bool:
        """F7: select the next wrong word, from the keyboard on and round; False: none."""
        cursor = self._editor.textCursor()
        start, document = cursor.selectionEnd(), self.document()
        here = document.findBlock(start)
        block, rounds = here, 0
        while rounds < 2:
            for first, last, word in self._words(block, block.text()):
                place = block.position() + first
                if (rounds or place >= start) and self._speller.wrong(word):
                    self._select(place, block.position() + last)
                    return True
            block = block.next()
            if not block.isValid():
                block, rounds = document.begin(), rounds + 1
            if rounds and block.blockNumber() > here.blockNumber():
                break
        self.nothing_found.emit()
        return False

    def _select(self, first: int, last: int) -> None:
        cursor = self._editor.textCursor()
        cursor.setPosition(first)
        cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
        self._editor.setTextCursor(cursor)
        self._editor.ensureCursorVisible()

    def add_to(self, menu: QMenu, position: int) -> None:
        """Put what may have been meant by the word at a place on top of a context menu."""
        place = self.word_at(position)
        before = next(iter(menu.actions()), None)
        if place is None or before is None:
            return
        word = place[2]
        looking = QAction(self._text("spelling.looking"), menu)
        looking.setEnabled(False)
        learn = QAction(self._text("spelling.learn", word=word), menu)
        learn.triggered.connect(lambda: self._learn(word))
        ignore = QAction(self._text("spelling.ignore"), menu)
        ignore.triggered.connect(lambda: self._ignore(word))
        menu.insertActions(before, [looking, learn, ignore])
        menu.insertSeparator(before)
        self._menu = (menu, looking, place)
        self._speller.suggest(word)

    def _fill(self, word: str, meant: list[str]) -> None:
        """Suggestions have come: put them where the menu said that they are looked for."""
        if self._menu is None or plainly(self._menu[2][2]) != word:
            return
        menu, looking, place = self._menu
        self._menu = None
        if not isValid(menu) or not isValid(looking):
            return
        for instead in meant:
            action = QAction(instead.replace("&", "&&"), menu)
            action.triggered.connect(lambda _on=False, words=instead: self._put(place, words))
            menu.insertAction(looking, action)
        if meant:
            menu.removeAction(looking)
            menu.setActiveAction(menu.actions()[0])
        else:
            looking.setText(self._text("spelling.none"))

    def _put(self, place: Place, instead: str) -> None:
        """Write another word in its place, if it is still there."""
        first, last, word = place
        cursor = self._editor.textCursor()
        cursor.setPosition(first)
        cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
        if cursor.selectedText() == word:
            cursor.insertText(instead)
            self._editor.setTextCursor(cursor)

    def _learn(self, word: str) -> None:
        self._ignore(word)
        self.learn_asked.emit(word)

    def _ignore(self, word: str) -> None:
        self._speller.accept(word)
        self._look_again()


def _wide(text: str) -> list[int]:
    """Where characters stand that Qt counts as two."""
    return [place for place, char in enumerate(text) if char > _LAST_NARROW]
