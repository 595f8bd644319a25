"""Handover: who is responsible, the checklist to tick, the COM, the meeting."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QVBoxLayout, QWidget

from pomdesk.domain.duties import DutyKind
from pomdesk.domain.facts import EarlyAllocation
from pomdesk.domain.record import Entry, EntryKind
from resources.text import Text
from ui.case import facts
from ui.case.asks import ChangeAsked, TickAsked
from ui.case.shown import Shown
from ui.case.tabs.parts import Block, EntryBlock, Tab
from ui.theme import Theme
from ui.widgets.facts import FactLine
from ui.widgets.form import Button, Check, across, spaced
from ui.widgets.label import Label
from ui.widgets.scrolled import clear, put

_INDENT = 31
"""Pixels to the words of a box to tick."""


class Tick(QWidget):
    """One item of the checklist: a box, and when it was ticked with what note."""

    def __init__(self, tab: "HandoverTab", text: Text, item: str) -> None:
        super().__init__()
        self._tab, self._text, self.item = tab, text, item
        self.entry: Entry | None = None
        self.box = Check(text.code("checklist", item))
        self.box.clicked.connect(self._clicked)
        self.words = Label("", "quiet", wrap=True, select=True)
        self.change = Button(
            text("case.handover.note"),
            self._change,
            kind="link",
            name=text("case.handover.note_of", name=text.code("checklist", item)),
        )
        layout = QVBoxLayout(self)
        spaced(layout, "xs")
        layout.setSpacing(0)
        layout.addLayout(across(self.box, self.change, None))
        self.words.setContentsMargins(_INDENT, 0, 0, 0)
        layout.addWidget(self.words)

    def display(self, entry: Entry | None, shown_done: date | None = None) -> None:
        """Show whether it was done; ``shown_done``: when the record shows it without a tick."""
        text, self.entry = self._text, entry
        self.box.setChecked(entry is not None)
        done = text("case.handover.ticked", day=text.short_day(entry.day)) if entry else ""
        if entry is None and shown_done is not None:
            done = text("case.handover.shown_done", day=text.short_day(shown_done))
        note = entry.text if entry else ""
        self.words.setText(": ".join(part for part in (done, note) if part))
        self.change.setVisible(entry is not None)
        self.words.setVisible(bool(self.words.text()))
        self.box.setAccessibleDescription(self.words.text())

    def _clicked(self) -> None:
        self.box.setChecked(self.entry is not None)  # until the desk has taken it
        self._tab.asked.emit(TickAsked(self.item, self.entry))

    def _change(self) -> None:
        if self.entry is not None:
            self._tab.asked.emit(ChangeAsked(self.entry))


class HandoverTab(Tab):
    """Handover and everything that decides it.

    Attributes:
        ticks: the items of the checklist.
    """

    key = "handover"

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text, theme)
        blocks = {
            key: Block(text(words))
            for key, words in (
                ("handover", "case.section.handover"),
                ("people", "case.section.people"),
                ("checklist", "case.checklist"),
                ("early", "case.handover.early"),
            )
        }
        self.lines = self.facts(blocks["handover"])
        self.people = self.facts(blocks["people"])
        self.early = self.facts(blocks["early"])
        self.no_list = blocks["checklist"].add(
            Label(text("case.handover.no_checklist"), "quiet", wrap=True)
        )
        self._list = QVBoxLayout()
        spaced(self._list, "xs")
        blocks["checklist"].inside.addLayout(self._list)
        self.ticks: list[Tick] = []
        self.beside([blocks["handover"], blocks["early"]], [blocks["checklist"], blocks["people"]])
        self.meeting = self.entries(EntryBlock(text, theme, self, EntryKind.HANDOVER_MEETING))
        self.inside.addStretch(1)

    def display(self, shown: Shown) -> None:
        """Show the handover of one case."""
        text, view = self._text, shown.view
        checklist = text("case.checklist")
        lines = facts.handover_lines(text, view)
        self.lines.display([line for line in lines if line.name != checklist])
        self.people.display([*facts.people_lines(text, view), *staff_lines(text, shown)])
        self.early.display(early_lines(text, shown))
        self._show_ticks(shown)
        self.meeting.display(shown.entries(EntryKind.HANDOVER_MEETING), shown)

    def _show_ticks(self, shown: Shown) -> None:
        plan = shown.view.result.plan
        done: dict[str | None, Entry] = {}
        for entry in reversed(shown.entries(EntryKind.HANDOVER_TASK)):
            done[entry.what] = entry
        items = [item.value for item in plan.items] if plan else []
        items += [what for what in done if what and what not in items]
        if [tick.item for tick in self.ticks] != items:
            clear(self._list)
            self.ticks = [Tick(self, self._text, item) for item in items]
            for tick in self.ticks:
                put(self._list, tick)
        closed = {
            duty.subject: duty.done_on
            for duty in shown.record.duties
            if duty.kind is DutyKind.HANDOVER_TASK
        }
        for tick in self.ticks:
            tick.display(done.get(tick.item), closed.get(tick.item))
        self.no_list.setVisible(not items)


def staff_lines(text: Text, shown: Shown) -> list[FactLine]:
    """Who held the case before, newest first."""
    lines = []
    for term in shown.record.staff:
        if term.ends is None:
            continue
        span = " – ".join(text.short_day(day) or "?" for day in (term.starts, term.ends))
        name = text("case.pom" if term.role == "primary" else "case.coworking")
        lines.append(FactLine(name, term.name, span))
    return lines


def early_lines(text: Text, shown: Shown) -> list[FactLine]:
    """Where early allocation stands, and the assessments behind it."""
    result = shown.view.result.early_allocation
    lines = []
    if result is not None:
        status = text.code("early_allocation_status", result.status)
        lines.append(FactLine(text("case.handover.now"), status, why="early_allocation"))
    given: Sequence[EarlyAllocation] = shown.view.case.early_allocations
    for one in sorted(given, key=lambda one: one.created_on, reverse=True):
        decided = one.community_decision
        more = "" if decided is None else text(f"case.handover.community_{str(decided).lower()}")
        lines.append(
            FactLine(
                facts.dated(text, one.created_on, shown.today),
                text.code("case.handover.outcome", one.outcome),
                more,
            )
        )
    return lines
