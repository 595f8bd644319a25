"""What came of a visit: whom one saw, what is still due, and the note of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pomdesk.domain.names import HIDDEN
from pomdesk.domain.visits import Ask
from pomdesk.readmodels.visits import StopLine, VisitAfter
from resources.text import Text
from ui.theme import Theme
from ui.visit.standing import NOTES, outcome_words
from ui.visit.stops import afterwards
from ui.widgets.form import Button, across, spaced
from ui.widgets.label import Label
from ui.widgets.quality_flow import flowing
from ui.widgets.table import Table
from ui.widgets.table_model import TableModel
from ui.widgets.tall import give_room
from ui.widgets.visit_words import CardWords
from ui.widgets.whole_cells import WholeCells
from ui.widgets.words_box import WordsBox


class VisitOutcome(QWidget):
    """Planned against seen, and a note to type.

    Attributes:
        table: everybody of the visit.
        note: what is typed of the visit as a whole.
        buttons: what is done with what was noted, by code, those of ``NOTES``.

    Signals:
        asked: one of ``NOTES``.
        note_written: the note is to be saved.
        person_opened: a ``StopLine`` whose case is wanted.
        rows_copied: rows of cells for the clipboard.
    """

    asked = Signal(str)
    note_written = Signal(str)
    person_opened = Signal(object)
    rows_copied = Signal(object)

    def __init__(self, text: Text, theme: Theme, words: CardWords) -> None:
        super().__init__()
        self._text, self._blank = text, False
        self._today = date.min
        self._about: int | None = None
        self._saved = ""
        self._due: Mapping[int, Sequence[Ask]] = {}
        self._next: Mapping[int, date | None] = {}
        known = afterwards(
            text,
            words,
            lambda: self._today,
            lambda one: self._due.get(one.stop_id, ()),
            lambda one: self._next.get(one.person_id) if one.person_id is not None else None,
            lambda: self._blank,
        )
        self.model: TableModel[StopLine] = TableModel(known, text, self)
        self.table: Table[StopLine] = Table(
            self.model, theme, text("visit_page.after"), lambda one: one.stop_id
        )
        give_room(self.table, theme)
        WholeCells(self.table, theme, ("outcome", "due"))
        self.table.row_opened.connect(self.person_opened)
        self.table.rows_copied.connect(self.rows_copied)
        self.sum = Label("", "strong", wrap=True)
        self.note = WordsBox(
            theme, text("visit_page.note"), text("visit_page.note_help"), least=2, most=6
        )
        self.note.edited.connect(self._follow)
        self.buttons = {
            code: Button(
                text(f"visit_page.do.{code}"),
                partial(self.asked.emit, code),
                help=text(f"visit_page.do_help.{code}"),
            )
            for code in NOTES
        }
        self.save = Button(text("visit_page.save_note"), self._save)
        self._build()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        spaced(layout)
        layout.addWidget(self.sum)
        layout.addWidget(self.table, 1)
        layout.addWidget(flowing(*self.buttons.values()))
        words = Label(self._text("visit_page.note"), "strong")
        words.setBuddy(self.note)
        self.hidden = Label(self._text("visit_page.note_hidden"), "quiet", wrap=True)
        self.hidden.hide()
        for part in (words, self.note, self.hidden):
            layout.addWidget(part)
        layout.addLayout(across(self.save, None))
        self.setFocusProxy(self.table)

    def display(self, after: VisitAfter) -> None:
        """Show what came of a visit; what is typed and not saved stays."""
        view = after.visit
        self._today = view.today
        self._due, self._next = after.still_due, after.next_contact
        self.model.set_rows(view.stops)
        self.sum.setText(outcome_words(self._text, after))
        typing = self._about == view.line.id and self.note.words != self._saved
        self._about, self._saved = view.line.id, view.note
        if not typing:
            self.note.load(view.note)
        self._follow()

    def _follow(self) -> None:
        self.save.setEnabled(self.note.words != self._saved)

    def _save(self) -> None:
        self.note_written.emit(self.note.words)

    @property
    def about(self) -> int | None:
        """The visit whose note is shown."""
        return self._about

    def set_blank(self, blank: bool) -> None:
        """Hide names and numbers and what was typed, or show them again."""
        self._blank = blank
        self.model.hidden = HIDDEN if blank else None
        self.table.viewport().update()
        for button in self.buttons.values():
            button.setEnabled(not blank)
        self.note.setVisible(not blank)
        self.hidden.setVisible(blank)

    # What is typed, while the desk is locked.

    def draft(self) -> Mapping[str, str] | None:
        """The note, if it is not saved."""
        return None if self.note.words == self._saved else {"note": self.note.words}

    def take_draft(self, said: Mapping[str, str]) -> None:
        """Put the note back."""
        self.note.load(said.get("note", ""))
        self._follow()
