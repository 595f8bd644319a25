"""Papers: those that were begun, how to begin one, and what was made."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from pomdesk.domain.papers import FROZEN, PAPER_SPECS, PaperKind
from pomdesk.domain.record import EntryKind
from pomdesk.readmodels.papers import PaperLine
from pomdesk.readmodels.record import EntryPage
from resources.text import LANGUAGES, Text
from ui.case.asks import BeginAsked, DropAsked, EntriesAsked, OpenAsked, PaperAsked, PapersAsked
from ui.case.shown import Shown
from ui.case.tabs.parts import Block, EntryBlock, Tab
from ui.theme import Theme
from ui.widgets.fitted import FittedTable
from ui.widgets.form import Button, Check, Choice, Form, across
from ui.widgets.label import Label
from ui.widgets.paper_words import (
    changed_column,
    due_column,
    kind_column,
    local_day,
    stage_column,
)
from ui.widgets.table_model import TableModel

PAGE = 50

_OF_A_REVIEW = frozenset({PaperKind.PAROLE_REPORT, PaperKind.CUSTODY_UPDATE})
"""Papers that are about one parole review."""


class Begin(Block):
    """Begin a paper: which, in which language, and whether with the text of the last one.

    Attributes:
        kind, language, review: what is chosen.
        again: whether it begins with the text of the last one.
        begin: begins it.
    """

    def __init__(self, tab: Tab, text: Text) -> None:
        super().__init__(text("case.papers.begin"))
        self._tab, self._text = tab, text
        self._lines: Sequence[PaperLine] = ()
        self.kind = Choice()
        for kind, spec in PAPER_SPECS.items():
            if spec.written:
                self.kind.addItem(text.code("paper", kind), kind)
        self.language = Choice()
        for code in LANGUAGES:
            self.language.addItem(text(f"paper_language.{code}"), code)
        self.language.setCurrentIndex(self.language.findData(text.language))
        self.review = Choice()
        form = self.add(Form())
        form.row(text("case.papers.kind"), self.kind)
        self._about = form.row(text("case.papers.review"), self.review)
        form.row(text("case.papers.language"), self.language)
        self.again = Check("")
        form.add(self.again)
        self.held = self.add(Label("", "quiet", wrap=True))
        self.begin = Button(text("case.papers.begin_do"), self._ask)
        buttons = QWidget()
        buttons.setLayout(across(self.begin, None))
        self.add(buttons)
        self.kind.currentIndexChanged.connect(lambda _row: self._follow())

    @property
    def wanted(self) -> PaperKind:
        """The kind that is chosen."""
        return PaperKind(self.kind.currentData())

    def suggest(self, shown: Shown) -> None:
        """Turn to the paper that is most likely wanted of a person."""
        self.kind.setCurrentIndex(self.kind.findData(likely(shown)))
        self.review.clear()
        unnamed = self._text("case.review.unnamed")
        for review in shown.view.case.parole_reviews:
            name = f"{review.review_type or unnamed} ({review.review_id})"
            self.review.addItem(name, review.review_id)
        self.review.addItem(self._text("case.papers.no_review"), "")
        live = [review.review_id for review in shown.view.result.parole.current]
        self.review.setCurrentIndex(self.review.findData(live[0] if live else ""))
        self._follow()

    def display(self, lines: Sequence[PaperLine]) -> None:
        """Know which papers there are."""
        self._lines = lines
        self._follow()

    def _follow(self) -> None:
        """What can be begun with, and what is in hand already, of the kind that is chosen."""
        text, kind = self._text, self.wanted
        same = [line for line in self._lines if line.kind is kind]
        last = next((line for line in same if line.stage in FROZEN), None)
        if last is not None and any(line.version == last.version + 1 for line in same):
            last = None  # it has been gone on from already
        going = next((line for line in same if line.stage not in FROZEN), None)
        self._about.setVisible(kind in _OF_A_REVIEW and self.review.count() > 1)
        self.again.setVisible(last is not None)
        self.again.setChecked(last is not None)
        if last is not None:
            day = text.day(local_day(last.changed_at))
            words = text("case.papers.again", n=last.version, day=day)
            self.again.setText(words)
            self.again.setAccessibleName(words)
        self._last = last
        self.held.setVisible(going is not None)
        if going is not None:
            stage = text.code("paper_stage", going.stage)
            self.held.setText(text("case.papers.in_hand", stage=stage, n=going.version))

    def _ask(self) -> None:
        last = self._last if self.again.isChecked() else None
        review = str(self.review.currentData() or "") if self.wanted in _OF_A_REVIEW else ""
        language = str(self.language.currentData())
        asked = BeginAsked(self.wanted, language, last.id if last else None, review)
        self._tab.asked.emit(asked)


class PapersList(FittedTable[PaperLine]):
    """Papers of one person.

    Signals:
        drop_asked: Delete was pressed.
    """

    drop_asked = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Drop, or what every table does."""
        if event.key() == Qt.Key.Key_Delete:
            self.drop_asked.emit()
        else:
            super().keyPressEvent(event)


class PapersTab(Tab):
    """Papers of one person.

    Attributes:
        list: those that were begun, newest first.
        begin: begins one.
        block: what was made and received, as the record has it.
        report: shows what can be printed straight from the record.
    """

    key = "papers"

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text, theme)
        self._limit = PAGE
        self._shown: Shown | None = None
        self._today = date.min
        self.written = Block(text("case.papers.written"))
        columns = (
            kind_column(text, 34),
            stage_column(text),
            due_column(text, lambda: self._today),
            changed_column(text),
        )
        self.model: TableModel[PaperLine] = TableModel(columns, text, self)
        self.list = PapersList(
            self.model, theme, text("case.papers.written"), lambda line: line.id, picks=True
        )
        self.list.sort_by("changed")
        self.put_table(self.written, self.list)
        self.none = self.written.add(Label(text("case.papers.none"), "quiet", wrap=True))
        self.open = Button(text("case.papers.open"), self._open, kind="link")
        self.dropping = Button(text("case.papers.drop"), self.drop, kind="link")
        self._below = QWidget()
        self._below.setLayout(across(self.open, self.dropping, None))
        self.written.add(self._below)
        self.inside.addWidget(self.written)
        self.begin = Begin(self, text)
        make = Block(text("case.papers.make"))
        make.add(Label(text("case.papers.make_words"), "quiet", wrap=True))
        self.outside = make.add(Label(text("case.papers.outside"), "quiet", wrap=True))
        self.report = Button(
            text("case.papers.forms"),
            lambda: self.asked.emit(PaperAsked(blank=True)),
            help=text("case.papers.report_help"),
        )
        buttons = QWidget()
        buttons.setLayout(across(self.report, None))
        make.add(buttons)
        self.beside([self.begin], [make])
        self.block = self.entries(EntryBlock(text, theme, self, EntryKind.DOCUMENT))
        self.more = Button(text("case.more"), self._ask_more, kind="link")
        self.inside.addLayout(across(self.more, None))
        self.inside.addStretch(1)
        self.list.row_opened.connect(lambda line: self.asked.emit(OpenAsked(line.id)))
        self.list.row_chosen.connect(lambda _line: self._follow())
        self.list.drop_asked.connect(self.drop)

    def display(self, shown: Shown) -> None:
        """Show the papers of one case."""
        if self._shown is None or self._shown.view.person_id != shown.view.person_id:
            self._limit = PAGE
            self.begin.suggest(shown)
        self._shown, self._today = shown, shown.today
        inside = shown.view.result.scope.inside
        self.report.setVisible(inside)
        self.outside.setVisible(not inside)
        self.asked.emit(PapersAsked())
        self.asked.emit(EntriesAsked((EntryKind.DOCUMENT,), self._limit))

    def show_papers(self, lines: Sequence[PaperLine]) -> None:
        """Show the papers that were begun."""
        self.model.set_rows(lines)
        self.list.setVisible(bool(lines))
        self._below.setVisible(bool(lines))
        self.none.setVisible(not lines)
        self.begin.display(lines)
        self._follow()

    def show_entries(self, page: EntryPage) -> None:
        """Show the newest documents."""
        if self._shown is None:
            return
        self.block.display(page.entries, self._shown)
        left = page.total - len(page.entries)
        self.more.setVisible(left > 0)
        self.more.setText(self._text("case.more_of", n=f"{left:,}"))

    def count(self, shown: Shown) -> int:
        """Documents that were made."""
        return shown.record.counts.get(EntryKind.DOCUMENT, 0)

    def _open(self) -> None:
        line = self.list.chosen()
        if line is not None:
            self.asked.emit(OpenAsked(line.id))

    def drop(self) -> None:
        """Have the chosen paper dropped; a final one stays."""
        line = self.list.chosen()
        if line is not None and line.stage not in FROZEN:
            self.asked.emit(DropAsked(line.id))

    def _follow(self) -> None:
        line = self.list.chosen() if self.model.shown else None
        self.open.setEnabled(line is not None)
        self.dropping.setEnabled(line is not None and line.stage not in FROZEN)

    def _ask_more(self) -> None:
        self._limit += PAGE
        self.asked.emit(EntriesAsked((EntryKind.DOCUMENT,), self._limit))


def likely(shown: Shown) -> PaperKind:
    """The paper that is most likely wanted of a person: of a live review, else the handover's."""
    if shown.view.result.parole.current:
        recalled = shown.view.case.person.recall
        return PaperKind.CUSTODY_UPDATE if recalled else PaperKind.PAROLE_REPORT
    return PaperKind.HANDOVER_REPORT
