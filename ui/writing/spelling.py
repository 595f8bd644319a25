"""Spelling of the paper that is open: one dictionary, of its language, while the page is shown."""

from PySide6.QtCore import QObject

from pomdesk.domain.errors import PomdeskError
from pomdesk.readmodels.papers import PaperView
from pomdesk.services.commands.paper_templates import LearnWord
from pomdesk.services.desk import Desk
from pomdesk.services.queries.papers import LearnedWords
from ui.page import Shell
from ui.spelling import Speller
from ui.writing.editor import PassageEditor
from ui.writing.spelling_marks import SpellingMarks


class Spelling(QObject):
    """Has the words of the editor looked up in the language of the paper."""

    def __init__(self, shell: Shell, desk: Desk, editor: PassageEditor, parent: QObject) -> None:
        super().__init__(parent)
        self._shell, self._desk, self._editor = shell, desk, editor
        self._for: tuple[int, str] | None = None
        self._speller: Speller | None = None
        self._marks: SpellingMarks | None = None

    def follow(self, found: PaperView) -> None:
        """Look up the words of this paper; nothing to do if that is done already."""
        paper = found.paper
        if self._for == (paper.id, paper.language):
            return
        self.stop()
        self._for = (paper.id, paper.language)
        learned = self._desk.ask(LearnedWords(paper.language))
        names = (found.last_name, found.first_name)
        speller = Speller(paper.language, learned, names, self)
        marks = SpellingMarks(self._editor, speller, self._shell.text, self._shell.theme)
        marks.learn_asked.connect(lambda word: self._learn(word, paper.language))
        marks.nothing_found.connect(self._tell_none)
        speller.failed.connect(self._tell_failed)
        self._speller, self._marks = speller, marks
        speller.start()

    def stop(self) -> None:
        """Look up nothing more, and let the dictionary go."""
        self._for = None
        if self._marks is not None:
            self._marks.stop()
            self._marks.setDocument(None)
            self._marks.deleteLater()
            self._marks = None
        if self._speller is not None:
            self._speller.stop()
            self._speller.deleteLater()
            self._speller = None

    def _learn(self, word: str, language: str) -> None:
        try:
            self._desk.do(LearnWord(word, language))
        except PomdeskError as error:
            self._shell.refused(error)

    def _tell_failed(self) -> None:
        self._shell.message(self._shell.text("writing.spelling_failed"), kind="note")

    def _tell_none(self) -> None:
        self._shell.message(self._shell.text("writing.spelling_none"), kind="note")
