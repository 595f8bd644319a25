"""The text of a section: what it says, links as a whole, what may come in and go out.

Words come in as plain text with paragraphs and lists, so no font, picture, table or address
ever gets in and no file is looked up.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QMimeData, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QHelpEvent, QTextBlock, QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QTextEdit, QWidget

from pomdesk.domain.writing import Link, Paragraph, ParagraphKind, Passage, Run, dump, load, plain
from ui.theme import Theme
from ui.widgets.clipboard import content_of
from ui.widgets.label import role_font, tip
from ui.widgets.measure import characters
from ui.writing import document as paper

MOST = 100_000
"""Characters of one section: as many as the store keeps of it."""
OURS = "application/x-pomdesk-passage"
"""What is copied in the program, with its lists and links."""


class PassageBox(QTextEdit):
    """Holds one passage.

    Args:
        link_words: says of a link what it is and where it came from.

    Signals:
        edited: somebody changed what it says.
        too_long: what was about to go in would make it longer than ``MOST``; it did not.
        link_reached: words about the link the keyboard is at; blank: at none.
    """

    edited = Signal()
    too_long = Signal()
    link_reached = Signal(str)

    def __init__(
        self,
        theme: Theme,
        link_words: Callable[[Link], str] = lambda link: link.ref,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._tell_link = theme, link_words
        self._hidden: Sequence[str] = ()
        self._last = 0
        self._told = ""
        self._snapping = False
        self._own = b""  # what was copied here last, as it lies in the clipboard
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setAutoFormatting(QTextEdit.AutoFormattingFlag.AutoNone)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.measure()
        self.textChanged.connect(self._tell_edit)
        self.cursorPositionChanged.connect(self._keep_whole)
        self.selectionChanged.connect(self._keep_whole)
        theme.changed.connect(self._hide_words)

    def measure(self) -> None:
        """Follow the application's font."""
        self.setFont(role_font("body"))
        self.document().setDefaultFont(role_font("body"))
        self.document().setIndentWidth(characters(4))
        self.document().setDocumentMargin(characters(2))

    # What it says.

    def load(self, written: Passage, at: int | None = None) -> None:
        """Show a passage, with the keyboard at a place of it or at its end.

        What was done before cannot be undone any more.
        """
        with QSignalBlocker(self):
            self.document().setUndoRedoEnabled(False)
            cursor = QTextCursor(self.document())
            cursor.select(QTextCursor.SelectionType.Document)
            cursor.removeSelectedText()
            cursor.setCharFormat(QTextCharFormat())
            paper.set_kind(cursor, ParagraphKind.TEXT)
            paper.splice(cursor, written, self._theme.colour("brand"))
            self.document().setUndoRedoEnabled(True)
        end = self.document().characterCount() - 1
        self.go_to(end if at is None else min(at, end))
        self._hide_words()

    def passage(self) -> Passage:
        """What is written."""
        return paper.read(self.document())

    def put(self, written: Passage, *, at_end: bool = False) -> bool:
        """Put a passage where the keyboard is, or in paragraphs of its own after the rest.

        Returns:
            False: it has no room, and nothing was changed.

        """
        cursor = self.textCursor()
        if not self.has_room(paper.letters(paper.tidy(written))):
            return False
        cursor.beginEditBlock()
        if at_end:
            cursor.movePosition(QTextCursor.MoveOperation.End)
            if cursor.block().text().strip():
                cursor.insertBlock()
                paper.set_kind(cursor, ParagraphKind.TEXT)
        elif not cursor.hasSelection():
            written = _apart(cursor, written)
        paper.splice(cursor, written, self._theme.colour("brand"))
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        return True

    def replace_link(self, link: Link, change: Callable[[Run], Run | None]) -> int:
        """Put another run where a link stands, or take it out; how often it stood there.

        Args:
            link: as it stands in the text.
            change: gives the run instead of one with the link; None: nothing.

        """
        found = [
            one
            for block in paper.blocks(self.document())
            for one in paper.runs_of(block)
            if one.run.link == link
        ]
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for one in reversed(found):
            cursor.setPosition(one.start)
            cursor.setPosition(one.end, QTextCursor.MoveMode.KeepAnchor)
            run = change(one.run)
            if run is None:
                cursor.removeSelectedText()
            else:
                look = paper.char_format(run, self._theme.colour("brand"))
                cursor.insertText(run.text, look)
        cursor.endEditBlock()
        return len(found)

    def select_place(self, start: int, end: int) -> None:
        """Go to characters of ``writing.plain`` of what is written, and select them."""
        first, last = paper.place_of(self.document(), start, end)
        cursor = self.textCursor()
        cursor.setPosition(first)
        cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def links_in(self, block: QTextBlock) -> list[tuple[int, int]]:
        """Where links stand in a paragraph, counted from its beginning."""
        at = block.position()
        return [(one.start - at, one.end - at) for one in paper.runs_of(block) if one.whole]

    def hide_words(self, words: Sequence[str]) -> None:
        """Cover these words, whatever their case; none: show everything."""
        self._hidden = [one for one in words if one.strip()]
        self._hide_words()

    def _hide_words(self) -> None:
        over = []
        look = QTextCharFormat()
        look.setForeground(self._theme.colour("text"))
        look.setBackground(self._theme.colour("text"))
        for words in self._hidden:
            found = self.document().find(words, 0)
            while not found.isNull():
                one = QTextEdit.ExtraSelection()
                one.cursor, one.format = found, look
                over.append(one)
                found = self.document().find(words, found)
        self.setExtraSelections(over)

    def _tell_edit(self) -> None:
        if self._hidden:
            self._hide_words()
        self.edited.emit()

    def has_room(self, more: int) -> bool:
        """Whether so many characters still fit; says so if not."""
        # Qt's count is never less than ours, and costs nothing.
        if self.document().characterCount() + more <= MOST:
            return True
        cursor = self.textCursor()
        instead = 0
        if cursor.hasSelection():
            start, end = cursor.selectionStart(), cursor.selectionEnd()
            instead = paper.letters(paper.read(self.document(), start, end))
        if paper.letters(self.passage()) - instead + more <= MOST:
            return True
        self.too_long.emit()
        return False

    # Links as a whole.

    def _keep_whole(self) -> None:
        """Keep the keyboard out of links, and selections around whole ones."""
        if self._snapping:
            return
        cursor = self.textCursor()
        at, anchor = cursor.position(), cursor.anchor()
        forward = at > (anchor if cursor.hasSelection() else self._last)
        now, began = self._beside(at, forward), self._beside(anchor, anchor > at)
        if at == anchor:
            began = now
        self._last = now
        self._snapping = True
        try:
            if (now, began) != (at, anchor):
                cursor.setPosition(began)
                cursor.setPosition(now, QTextCursor.MoveMode.KeepAnchor)
                self.setTextCursor(cursor)
            if now == began and paper.has_link(self.currentCharFormat()):
                self.setCurrentCharFormat(paper.without_link(self.currentCharFormat()))
        finally:
            self._snapping = False
        self._tell_reached(now)

    def _beside(self, position: int, forward: bool) -> int:
        for one in paper.runs_of(self.document().findBlock(position)):
            if one.whole and one.start < position < one.end:
                return one.end if forward else one.start
        return position

    def _tell_reached(self, position: int) -> None:
        words = self._words_at(position)
        if words != self._told:
            self._told = words
            self.link_reached.emit(words)

    def _words_at(self, position: int) -> str:
        for one in paper.runs_of(self.document().findBlock(position)):
            if one.run.link is not None and one.start <= position <= one.end:
                return self._tell_link(one.run.link)
        return ""

    def go_to(self, position: int) -> None:
        """Put the keyboard at a place of the text."""
        cursor = self.textCursor()
        cursor.setPosition(max(position, 0))
        self.setTextCursor(cursor)
        self._keep_whole()

    def viewportEvent(self, event: QEvent) -> bool:
        """Say of the link under the mouse where it came from."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            tip(self, self._words_at(self.cursorForPosition(event.pos()).position()))
        return super().viewportEvent(event)

    # In and out.

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Text, and what was copied in the program; no files, no pictures."""
        return source.hasFormat(OURS) or (source.hasText() and not source.hasUrls())

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Take in text with its paragraphs and lists and nothing else of it."""
        if self.isReadOnly() or not self.canInsertFromMimeData(source):
            return
        self._keep_whole()
        written = self._copied(source)
        if not self.has_room(paper.letters(written)):
            return
        cursor = self.textCursor()
        paper.splice(cursor, written, self._theme.colour("brand"))
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def createMimeDataFromSelection(self) -> QMimeData:
        """What is selected, as plain text and as ours; no clipboard history keeps it."""
        cursor = self.textCursor()
        chosen = paper.read(self.document(), cursor.selectionStart(), cursor.selectionEnd())
        content = content_of(plain(chosen))
        self._own = dump(chosen).encode()
        content.setData(OURS, self._own)
        return content

    def forget_copied(self) -> None:
        """What was copied until now is another paper's: its words may come, its links not."""
        self._own = b""

    def _copied(self, source: QMimeData) -> Passage:
        if source.hasFormat(OURS):
            given = bytes(source.data(OURS).data())
            try:
                written = paper.tidy(load(given.decode()))
            except (ValueError, UnicodeDecodeError):
                pass  # not ours after all; its words are there too
            else:
                return written if given == self._own else _unlinked(written)
        return paper.from_plain(source.text())

    def loadResource(self, _kind: int, _name: object) -> object:
        """Nothing is ever looked up."""
        return None


def _unlinked(written: Passage) -> Passage:
    """The words alone: the facts of one person are not those of another."""
    return tuple(
        replace(one, runs=tuple(replace(run, link=None) for run in one.runs)) for one in written
    )


def _apart(cursor: QTextCursor, written: Passage) -> Passage:
    """The passage with a space before and after it where words would run together."""
    if not written:
        return written
    words, at = cursor.block().text(), cursor.positionInBlock()
    units = words.encode("utf-16-le", "surrogatepass")
    before = units[: 2 * at].decode("utf-16-le", "replace")
    after = units[2 * at :].decode("utf-16-le", "replace")
    first, last = written[0], written[-1]
    if before and not before[-1].isspace() and not first.text[:1].isspace():
        first = Paragraph((Run(" "), *first.runs), first.kind)
    written = (first, *written[1:])
    last = written[-1]
    if after and (after[0].isalnum()) and not last.text[-1:].isspace():
        last = Paragraph((*last.runs, Run(" ")), last.kind)
    return (*written[:-1], last)
