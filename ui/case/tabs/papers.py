"""Papers: what was made, and what can be made now."""

from PySide6.QtWidgets import QWidget

from pomdesk.domain.record import EntryKind
from pomdesk.readmodels.record import EntryPage
from resources.text import Text
from ui.case.asks import EntriesAsked, PaperAsked
from ui.case.shown import Shown
from ui.case.tabs.parts import Block, EntryBlock, Tab
from ui.theme import Theme
from ui.widgets.form import Button, across
from ui.widgets.label import Label

PAGE = 50


class PapersTab(Tab):
    """Papers that were made, newest first.

    Attributes:
        block: the papers.
        report: shows the handover report.
    """

    key = "papers"

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text, theme)
        self._limit = PAGE
        self._shown: Shown | None = None
        make = Block(text("case.papers.make"))
        self.outside = make.add(Label(text("case.papers.outside"), "quiet", wrap=True))
        self.report = Button(
            text("preview.paper"),
            lambda: self.asked.emit(PaperAsked()),
            help=text("case.papers.report_help"),
        )
        buttons = QWidget()
        buttons.setLayout(across(self.report, None))
        make.add(buttons)
        self.inside.addWidget(make)
        self.block = self.entries(EntryBlock(text, theme, self, EntryKind.DOCUMENT))
        self.more = Button(text("case.more"), self._ask_more, kind="link")
        self.inside.addLayout(across(self.more, None))
        self.inside.addStretch(1)

    def display(self, shown: Shown) -> None:
        """Show the papers of one case."""
        if self._shown is None or self._shown.view.person_id != shown.view.person_id:
            self._limit = PAGE
        self._shown = shown
        inside = shown.view.result.scope.inside
        self.report.setVisible(inside)
        self.outside.setVisible(not inside)
        self.asked.emit(EntriesAsked((EntryKind.DOCUMENT,), self._limit))

    def show_entries(self, page: EntryPage) -> None:
        """Show the newest papers."""
        if self._shown is None:
            return
        self.block.display(page.entries, self._shown)
        left = page.total - len(page.entries)
        self.more.setVisible(left > 0)
        self.more.setText(self._text("case.more_of", n=f"{left:,}"))

    def count(self, shown: Shown) -> int:
        """Papers that were made."""
        return shown.record.counts.get(EntryKind.DOCUMENT, 0)

    def _ask_more(self) -> None:
        self._limit += PAGE
        self.asked.emit(EntriesAsked((EntryKind.DOCUMENT,), self._limit))
