"""History: everything in time, changes of facts, moves between prisons."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date

from PySide6.QtWidgets import QWidget

from pomdesk.domain.facts import Probation
from pomdesk.domain.record import Entry, EntryKind
from pomdesk.readmodels.case import ChangeLine
from pomdesk.readmodels.record import EntryPage, TimelineLine
from resources.text import Text
from ui.case.asks import ChangeAsked, EntriesAsked, RowsAsked, TimelineAsked
from ui.case.entries import entry_item
from ui.case.shown import Shown
from ui.case.sources import written
from ui.case.stays import stay_items
from ui.case.tables import change_columns
from ui.case.tabs.parts import Tab
from ui.theme import Theme
from ui.widgets.chips import Chips
from ui.widgets.feed import Feed, FeedItem
from ui.widgets.form import Button, across
from ui.widgets.label import Label
from ui.widgets.measure import lines
from ui.widgets.table import Table
from ui.widgets.table_model import Mark, TableModel

PROBATION_FACTS = {field.name for field in fields(Probation)}
VIEWS = ("everything", "changes", "moves")
PAGE = 50
_ALL = 2_000
"""Most contacts that are counted for the summary of moves."""
_COLOURS = {"duty": "yellow", "fact": "blue", "movement": "teal", "assessment": "purple",
            "parole": "orange", "allocation": "green"}  # fmt: skip


class HistoryTab(Tab):
    """Three ways to look back.

    Attributes:
        chips: which.
        timeline: everything.
        changes: changes of facts.
        stays: moves between prisons.
    """

    key = "history"

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text, theme)
        self._shown: Shown | None = None
        self._limit = PAGE
        self.chips = Chips(VIEWS, "case.history.view", text)
        self.timeline = Feed(theme, text("case.history.view.everything"))
        self.stays = Feed(theme, text("case.history.view.moves"))
        self.changes: TableModel[ChangeLine] = TableModel(change_columns(text), text, self)
        self.change_table = Table(self.changes, theme, text("case.history.view.changes"), id)
        self.empty = Label("", "quiet", wrap=True)
        self.more = Button(text("case.more"), self._ask_more, kind="link")
        self._views: dict[str, QWidget] = {
            "everything": self.timeline,
            "changes": self.change_table,
            "moves": self.stays,
        }
        self.inside.addWidget(self.chips)
        self.inside.addWidget(self.empty)
        for part in self._views.values():
            self.inside.addWidget(part, 1)
        self.inside.addLayout(across(self.more, None))
        self.inside.addStretch(0)
        self.chips.chip_chosen.connect(lambda _key: self._turn())
        self.timeline.item_opened.connect(self._open)
        for part in (self.timeline, self.change_table, self.stays):
            part.rows_copied.connect(lambda rows: self.asked.emit(RowsAsked(rows)))
        theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.change_table.setMinimumHeight(lines(8))

    def display(self, shown: Shown) -> None:
        """Show the history of one case."""
        if self._shown is None or self._shown.view.person_id != shown.view.person_id:
            self._limit = PAGE
        self._shown = shown
        self._turn()

    def _turn(self) -> None:
        """Ask for what the chosen view shows, and for nothing else."""
        if self._shown is None:
            return
        chosen = self.chips.chosen
        for key, part in self._views.items():
            part.setVisible(key == chosen)
        self.more.hide()
        if chosen == "everything":
            self.asked.emit(TimelineAsked(self._limit))
        elif chosen == "changes":
            self.changes.set_rows(self._shown.view.changes)
            self._say(bool(self._shown.view.changes), "case.no_changes")
        else:
            self.asked.emit(EntriesAsked((EntryKind.CONTACT, EntryKind.KEY_WORK), _ALL))

    def _say(self, some: bool, key: str) -> None:
        self.empty.setText(self._text(key))
        self.empty.setVisible(not some)
        self._views[self.chips.chosen].setVisible(some)

    def show_timeline(self, found: Sequence[TimelineLine], total: int) -> None:
        """Show the newest of everything."""
        if self._shown is None:
            return
        today = self._shown.today
        items = [timeline_item(self._text, line, n, today) for n, line in enumerate(found)]
        self.timeline.display(items)
        self._say(bool(items), "case.history.empty")
        left = total - len(items)
        self.more.setVisible(left > 0)
        self.more.setText(self._text("case.more_of", n=f"{left:,}"))

    def show_entries(self, page: EntryPage) -> None:
        """Show the stays: their counts need every contact."""
        if self._shown is None:
            return
        growing = {EntryKind.CONTACT, EntryKind.KEY_WORK}
        others = [
            entry
            for kind, entries in self._shown.record.entries.items()
            if kind not in growing
            for entry in entries
        ]
        items = stay_items(self._text, self._shown, [*others, *page.entries])
        self.stays.display(items)
        self._say(bool(items), "case.stay.none")

    def _ask_more(self) -> None:
        self._limit += PAGE
        self.asked.emit(TimelineAsked(self._limit))

    def _open(self, row: object) -> None:
        if isinstance(row, Entry):
            self.asked.emit(ChangeAsked(row))


def timeline_item(text: Text, line: TimelineLine, number: int, today: date) -> FeedItem:
    """One thing that happened."""
    if line.entry is not None:
        return entry_item(text, line.entry, today, with_kind=True)
    head, body = _told(text, line)
    return FeedItem(
        key=(line.day, line.kind, line.code, number),
        day=text.short_day(line.day),
        away=text.away(line.day, today),
        head=head,
        marks=(Mark(text.code("case.timeline", line.kind), _COLOURS.get(line.kind, "grey")),),
        body=body,
        more=line.by,
        row=line,
    )


def _told(text: Text, line: TimelineLine) -> tuple[str, str]:
    """What happened, and more about it, by the kind of thing."""
    if line.kind == "fact":
        section = "probation" if line.code in PROBATION_FACTS else "person"
        before = written(text, section, line.code, line.before)
        after = written(text, section, line.code, line.after)
        words = text("case.changed.from_to", before=before, after=after)
        return text.code("field", line.code), words
    if line.kind == "duty":
        said = text.code("duty_mark", line.after)
        head = text("case.timeline.duty_said", duty=text.code("duty", line.code), said=said.lower())
        return head, line.words
    if line.kind == "parole":
        key = "outcome" if line.code == "hearing_outcome" else "hearing"
        return text(f"case.review.{key}"), line.words
    if line.kind == "allocation":
        return text("case.pom" if line.code == "primary" else "case.coworking"), line.words
    family = "case.movement" if line.kind == "movement" else "assessment_type"
    return text.code(family, line.code), line.words
