"""Contacts and key work: one line to add one, newest first, a page at a time."""

from datetime import date

from PySide6.QtWidgets import QWidget

from pomdesk.domain.duties import DutyKind
from pomdesk.domain.record import EntryKind
from pomdesk.readmodels.record import EntryPage
from resources.text import Text
from ui.case.asks import EntriesAsked
from ui.case.entries import last_seen
from ui.case.shown import Shown
from ui.case.tabs.parts import EntryBlock, Tab
from ui.theme import Theme
from ui.widgets.chips import Tags
from ui.widgets.duty_words import duty_mark
from ui.widgets.form import Button, across
from ui.widgets.label import Label
from ui.widgets.quick_line import QuickLine

KINDS = (EntryKind.CONTACT, EntryKind.KEY_WORK, EntryKind.NOTE, EntryKind.QUALITY_ACTION)
PAGE = 50
"""How many more are shown each time."""


class ContactsTab(Tab):
    """Quick entry, last seen, and the contacts.

    Attributes:
        quick: the line that adds one.
        block: the contacts.
        more: asks for older ones.
    """

    key = "contacts"

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text, theme)
        self._today = date.min
        self._person_id: int | None = None
        self._limit = PAGE
        self._shown: Shown | None = None
        self.quick = QuickLine(text, lambda: self._today)
        self.quick.contact_said.connect(self.asked)
        self.seen = Label("", "strong", wrap=True, select=True)
        self.tags = Tags()
        self.block = EntryBlock(text, theme, None, *KINDS, title=text("case.contacts.title"))
        self.block.asked.connect(self.asked)
        self.more = Button(text("case.more"), self._ask_more, kind="link")
        self.inside.addWidget(self.quick)
        head = QWidget()
        words = across(self.tags, self.seen)
        words.setStretch(1, 1)
        head.setLayout(words)
        self.inside.addWidget(head)
        self.inside.addWidget(self.block, 1)
        self.inside.addLayout(across(self.more, None))
        self.setFocusProxy(self.quick)

    @property
    def about(self) -> int | None:
        """Whose contacts are shown; None: nobody's yet."""
        return self._person_id

    def display(self, shown: Shown) -> None:
        """Show one case; what was typed for another is taken away."""
        if shown.view.person_id != self._person_id:
            self._person_id, self._limit = shown.view.person_id, PAGE
            self._today = shown.today
            self.quick.clear()
        self._shown, self._today = shown, shown.today
        self._tell_seen(shown)
        self.asked.emit(EntriesAsked(KINDS, self._limit))

    def _tell_seen(self, shown: Shown) -> None:
        text = self._text
        seen = last_seen(shown.entries(EntryKind.CONTACT))
        if seen is None:
            words = text("case.contacts.never")
        else:
            day, away = text.day(seen.day), text.away(seen.day, shown.today)
            words = text("case.contacts.seen", day=day, away=away)
        next_duty = next(
            (d for d in shown.record.duties if d.kind is DutyKind.CONTACT and d.open), None
        )
        marks = []
        if next_duty is not None and next_duty.due is not None:
            due = text.day(next_duty.due)
            words = f"{words} {text('case.contacts.next', day=due)}"
            marks.append(duty_mark(text, next_duty, shown.today))
        self.tags.display(marks)
        self.seen.setText(words)

    def show_entries(self, page: EntryPage) -> None:
        """Show the newest contacts."""
        if self._shown is None:
            return
        self.block.display(page.entries, self._shown)
        left = page.total - len(page.entries)
        self.more.setVisible(left > 0)
        self.more.setText(self._text("case.more_of", n=f"{left:,}"))

    def _ask_more(self) -> None:
        self._limit += PAGE
        self.asked.emit(EntriesAsked(KINDS, self._limit))

    def said(self) -> None:
        """The contact was saved: ready for the next."""
        self.quick.clear()
        self.quick.said.setFocus()
