"""Where a section is written: paragraphs, lists, strong words, linked facts, by mouse and by key.

A linked fact is deleted as a whole and not typed into. Ctrl+Z is the editor's own while the
keyboard is in it.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QMenu, QWidget

from pomdesk.domain.writing import Link, ParagraphKind
from resources.text import Text
from ui.theme import Theme
from ui.writing import document as paper
from ui.writing.text_box import PassageBox

_LIST_KEYS = {
    ParagraphKind.BULLET: (Qt.Key.Key_8, Qt.Key.Key_Asterisk),
    ParagraphKind.NUMBER: (Qt.Key.Key_7, Qt.Key.Key_Ampersand),
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STANDARD = QKeySequence.StandardKey


class PassageEditor(PassageBox):
    """Edits one passage.

    Attributes:
        add_to_menu: puts more into the menu at a place of the text.

    Signals:
        left: the keyboard went elsewhere.
    """

    left = Signal()

    def __init__(
        self,
        text: Text,
        theme: Theme,
        link_words: Callable[[Link], str] = lambda link: link.ref,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, link_words, parent)
        self._text = text
        self.add_to_menu: Callable[[QMenu, int], None] = lambda menu, position: None

    # Structure.

    def toggle_strong(self) -> None:
        """Make what is selected, or what is typed next, strong or not (Ctrl+B)."""
        cursor = self.textCursor()
        strong = not self.is_strong
        if cursor.hasSelection():
            chosen = paper.read(self.document(), cursor.selectionStart(), cursor.selectionEnd())
            strong = not all(run.strong for one in chosen for run in one.runs)
        look = QTextCharFormat()
        look.setFontWeight(paper.STRONG if strong else paper.USUAL)
        self.mergeCurrentCharFormat(look)

    @property
    def is_strong(self) -> bool:
        """Whether what is typed next is strong."""
        return self.currentCharFormat().fontWeight() >= paper.STRONG.value

    @property
    def kind(self) -> ParagraphKind:
        """What the paragraph the keyboard is in is."""
        return paper.kind_of(self.textCursor().block())

    def toggle_kind(self, kind: ParagraphKind) -> None:
        """Make the chosen paragraphs items of a list, or running text again."""
        cursor = self.textCursor()
        wanted = ParagraphKind.TEXT if self.kind is kind else kind
        first = self.document().findBlock(cursor.selectionStart()).blockNumber()
        last = self.document().findBlock(cursor.selectionEnd()).blockNumber()
        step = self.textCursor()
        step.beginEditBlock()
        for number in range(first, last + 1):
            step.setPosition(self.document().findBlockByNumber(number).position())
            paper.set_kind(step, wanted)
        paper.regroup(self.document())
        step.endEditBlock()

    # Keys.

    def event(self, event: QEvent) -> bool:
        """Keep undo and redo for the editor while the keyboard is in it."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and (event.matches(_STANDARD.Undo) or event.matches(_STANDARD.Redo))
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Strong words, lists, links as a whole, and the limit; else as every editor."""
        if self.isReadOnly():
            super().keyPressEvent(event)
            return
        key = Qt.Key(event.key())
        if event.matches(_STANDARD.Bold):
            self.toggle_strong()
        elif self._is_for_lists(event) or self._deletes_link(event) or self._ends_list(key):
            pass
        elif key in _ENTER:
            self._new_paragraph()
        elif event.text() and event.text().isprintable() and not self.has_room(len(event.text())):
            pass
        else:
            before = self.document().blockCount()
            super().keyPressEvent(event)
            fewer = self.document().blockCount() < before
            if fewer and key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
                self._regroup()

    def _is_for_lists(self, event: QKeyEvent) -> bool:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        wanted = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        for kind, keys in _LIST_KEYS.items():
            if held == wanted and event.key() in keys:
                self.toggle_kind(kind)
                return True
        return False

    def _deletes_link(self, event: QKeyEvent) -> bool:
        """Delete the whole link beside the keyboard instead of its first or last letter."""
        cursor = self.textCursor()
        ahead = event.key() == Qt.Key.Key_Delete
        if cursor.hasSelection() or not (ahead or event.key() == Qt.Key.Key_Backspace):
            return False
        at = cursor.position()
        for one in paper.runs_of(cursor.block()):
            if one.whole and (one.start if ahead else one.end) == at:
                cursor.setPosition(one.start)
                cursor.setPosition(one.end, QTextCursor.MoveMode.KeepAnchor)
                cursor.removeSelectedText()
                self.setTextCursor(cursor)
                return True
        return False

    def _ends_list(self, key: Qt.Key) -> bool:
        """Enter in an empty item, or Backspace at the beginning of one, ends the list there."""
        cursor = self.textCursor()
        if self.kind is ParagraphKind.TEXT or cursor.hasSelection():
            return False
        empty = not cursor.block().text().strip()
        if (key in _ENTER and empty) or (key == Qt.Key.Key_Backspace and cursor.atBlockStart()):
            cursor.beginEditBlock()
            paper.set_kind(cursor, ParagraphKind.TEXT)
            paper.regroup(self.document())
            cursor.endEditBlock()
            return True
        return False

    def _new_paragraph(self) -> None:
        if self.has_room(1):
            cursor = self.textCursor()
            cursor.insertBlock()
            self.setTextCursor(cursor)
            self.setCurrentCharFormat(QTextCharFormat())
            self.ensureCursorVisible()

    def _regroup(self) -> None:
        cursor = self.textCursor()
        cursor.joinPreviousEditBlock()
        paper.regroup(self.document())
        cursor.endEditBlock()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the keyboard went elsewhere."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    # The menu.

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with words, in the language of the window."""
        position = self.cursorForPosition(event.pos()).position()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            position = self.textCursor().position()
        menu = self.make_menu(position)
        menu.exec(event.globalPos())
        menu.deleteLater()

    def make_menu(self, position: int) -> QMenu:
        """The menu at a place in the text."""
        text, menu = self._text, QMenu(self)
        chosen, free = self.textCursor().hasSelection(), not self.isReadOnly()
        history = self.document()
        parts: list[tuple[str, Callable[[], object], bool]] = [
            ("undo", self.undo, free and history.isUndoAvailable()),
            ("redo", self.redo, free and history.isRedoAvailable()),
            ("cut", self.cut, free and chosen),
            ("copy", self.copy, chosen),
            ("paste", self.paste, free and self.canPaste()),
            ("select_all", self.selectAll, True),
        ]
        for name, do, able in parts:
            action = menu.addAction(text(f"writing.menu.{name}"))
            action.triggered.connect(lambda _on=False, do=do: do())
            action.setEnabled(able)
        if free:
            self.add_to_menu(menu, position)
        return menu
