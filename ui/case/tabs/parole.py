"""Parole: each review with its timetable, what was done, and its outcome."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout

from pomdesk.domain.facts import ParoleReview
from pomdesk.domain.record import Entry, EntryKind
from pomdesk.rules.duties.parole import Milestone
from resources.text import Text
from ui.case import facts
from ui.case.asks import AddAsked, ChangeAsked, EventAsked
from ui.case.entries import entry_items
from ui.case.shown import Shown
from ui.case.tables import review_columns
from ui.case.tabs.duty_feed import DutyFeed
from ui.case.tabs.parts import Block, EntryBlock, Tab
from ui.theme import Theme
from ui.widgets.facts import FactLine
from ui.widgets.feed import Feed, FeedItem
from ui.widgets.fitted import FittedTable
from ui.widgets.form import Button, spaced
from ui.widgets.label import Label
from ui.widgets.scrolled import clear, put
from ui.widgets.table_model import Mark, TableModel

STEP_OF = {
    "notify": "notified",
    "custody_report": "custody_report",
    "com_report": "com_report",
    "dossier": "dossier",
    "paper_stage": "paper_stage",
}
"""The step of the record that shows a milestone done."""


def milestone_items(
    text: Text, steps: Sequence[Milestone], done: Sequence[Entry], shown: Shown
) -> list[FeedItem]:
    """The timetable of a review: each step with its day, and when it was done.

    ``done`` are the steps written down for the review, newest first.
    """
    latest = {entry.what: entry for entry in reversed(done)}
    items = []
    for step in steps:
        entry = latest.get(STEP_OF.get(step.code))
        marks: tuple[Mark, ...] = ()
        if entry is not None:
            words = text("case.parole.done_on", day=text.short_day(entry.day))
            marks = (Mark(words, "green"),)
        elif step.day < shown.today and step.code in STEP_OF:
            marks = (Mark(text("case.parole.not_written"), "yellow"),)
        items.append(
            FeedItem(
                key=step.code,
                day=text.short_day(step.day),
                away=text.away(step.day, shown.today),
                head=text.code("milestone", step.code),
                marks=marks,
                more=text("case.parole.given" if step.given else "case.parole.counted"),
                row=entry if entry is not None else STEP_OF.get(step.code),
            )
        )
    return items


class _Review(Block):
    """One review that is live."""

    def __init__(self, tab: "ParoleTab", text: Text, theme: Theme, review: ParoleReview) -> None:
        name = review.review_type or text("case.review.unnamed")
        number = review.review_id
        step = Button(
            text("case.parole.step"),
            lambda: tab.asked.emit(AddAsked(EntryKind.PAROLE_STEP, {"subject": number})),
            kind="link",
            name=text("case.parole.step_of", name=name),
        )
        moved = Button(
            text("case.parole.moved"),
            lambda: tab.asked.emit(
                AddAsked(EntryKind.PAROLE_STEP, {"subject": number, "what": "adjourned"})
            ),
            kind="link",
            name=text("case.parole.moved_of", name=name),
        )
        outcome = Button(
            text("case.parole.outcome"),
            lambda: tab.asked.emit(EventAsked("outcome", number)),
            kind="link",
            name=text("case.parole.outcome_of", name=name),
        )
        super().__init__(f"{name} ({number})", (step, moved, outcome))
        self.facts = tab.facts(self)
        self.duties = self.add(DutyFeed(tab, text, theme, text("case.parole.duties_of", name=name)))
        self.timetable = self.add(Label(text("case.parole.timetable"), "strong"))
        self.feed = Feed(theme, text("case.parole.timetable_of", name=name), tab)
        self.feed.item_opened.connect(self._open)
        self._tab, self._number = tab, number
        self.add(self.feed)

    def _open(self, row: object) -> None:
        """Write a step of the timetable down, or change what was written."""
        if isinstance(row, Entry):
            self._tab.asked.emit(ChangeAsked(row))
        elif isinstance(row, str):
            known = {"subject": self._number, "what": row}
            self._tab.asked.emit(AddAsked(EntryKind.PAROLE_STEP, known))


class ParoleTab(Tab):
    """Live reviews, steps, and the reviews before.

    Attributes:
        previous: the reviews before.
        steps: everything written down about reviews.
    """

    key = "parole"

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text, theme)
        self.next_on = self.facts(self._block("next"))
        self.empty = Label(text("case.no_reviews"), "quiet", wrap=True)
        self.inside.addWidget(self.empty)
        self._live = QVBoxLayout()
        spaced(self._live, "l")
        self.inside.addLayout(self._live)
        self._reviews: dict[str, _Review] = {}
        self._latest: tuple[object, ...] = ()
        self.steps = self.entries(
            EntryBlock(text, theme, self, EntryKind.PAROLE_STEP, title=text("case.parole.steps"))
        )
        self.before = self._block("before")
        self.previous: TableModel[ParoleReview] = TableModel(review_columns(text), text, self)
        table = FittedTable(
            self.previous, theme, text("case.parole.before"), lambda review: review.review_id
        )
        self.put_table(self.before, table)
        self.inside.addStretch(1)

    def _block(self, key: str) -> Block:
        block = Block(self._text(f"case.parole.{key}"))
        self.inside.addWidget(block)
        return block

    def display(self, shown: Shown) -> None:
        """Show the reviews of one case."""
        text, parole = self._text, shown.view.result.parole
        self.next_on.display(facts.release_lines(text, shown.view)[1:])
        self.empty.setVisible(not (parole.current or parole.previous))
        self._show_live(parole.current, shown)
        done = shown.entries(EntryKind.PAROLE_STEP)
        names = {r.review_id: r.review_type or r.review_id for r in shown.view.case.parole_reviews}
        self.steps.show_items(
            [
                _named(item, names.get(entry.subject, entry.subject))
                for item, entry in zip(entry_items(text, done, shown.today), done, strict=True)
            ]
        )
        self.previous.set_rows(list(parole.previous))
        self.before.setVisible(bool(parole.previous))

    def _show_live(self, reviews: Sequence[ParoleReview], shown: Shown) -> None:
        text = self._text
        wanted = tuple((review.review_id, review.review_type) for review in reviews)
        if wanted != self._latest:
            clear(self._live)
            self._latest = wanted
            self._reviews = {}
            for review in reviews:
                block = _Review(self, text, self._theme, review)
                self._reviews[review.review_id] = block
                put(self._live, block)
        for review in reviews:
            block = self._reviews[review.review_id]
            done = [e for e in shown.entries(EntryKind.PAROLE_STEP)
                    if e.subject == review.review_id]  # fmt: skip
            block.facts.display(review_lines(text, review, shown))
            steps = shown.milestones.get(review.review_id, ())
            block.feed.display(milestone_items(text, steps, done, shown))
            block.feed.setVisible(bool(steps))
            block.timetable.setVisible(bool(steps))
            block.duties.display_duties(
                shown,
                [d for d in shown.record.duties if d.subject == review.review_id and d.open],
                about=False,
            )

    def count(self, shown: Shown) -> int:
        """Reviews that are live."""
        return len(shown.view.result.parole.current)


def _named(item: FeedItem, review: str) -> FeedItem:
    return replace(item, more=" · ".join(part for part in (review, item.more) if part))


def review_lines(text: Text, review: ParoleReview, shown: Shown) -> list[FactLine]:
    """Status, hearing, report and outcome of a review."""
    none = text("preview.unknown")
    report = review.custody_report_due
    return [
        FactLine(text("case.review.status"), review.review_status or none),
        FactLine(
            text("case.review.hearing"),
            facts.dated(text, review.target_hearing_date, shown.today) or none,
        ),
        FactLine(
            text("case.review.report"),
            facts.dated(text, report, shown.today) or none,
            text("case.parole.ms13") if report else text("case.parole.no_ms13"),
        ),
        FactLine(
            text("case.review.outcome"),
            review.hearing_outcome or text("case.review.no_outcome"),
            facts.dated(text, review.hearing_outcome_received_on, shown.today),
        ),
    ]
