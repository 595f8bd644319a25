"""What is next, what is risky, what changed, what is missing."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout

from pomdesk.domain.duties import Duty, DutyState
from pomdesk.domain.record import EntryKind
from resources.text import Text
from ui.case import facts
from ui.case.entries import entry_head, follow_up, last_seen
from ui.case.shown import Shown
from ui.case.sources import written
from ui.case.tabs.duty_feed import DutyFeed
from ui.case.tabs.parts import Block, Tab
from ui.theme import Theme
from ui.widgets.facts import FactLine, Facts
from ui.widgets.form import Band, Button
from ui.widgets.label import Label
from ui.widgets.scrolled import clear, put

_MOST_DUTIES, _MOST_CHANGES = 6, 4
_SECTIONS = ("duties", "contact", "next", "handover", "release", "people", "risk", "changed")


class Overview(Tab):
    """The first tab: the case on one page, each answer with its why.

    Attributes:
        sections: the lists of facts, by key.
        duties: the most urgent duties.
    """

    key = "overview"

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text, theme)
        self._missing: Sequence[str] | None = None
        self.missing = Band("note")
        self.missing.inside.setSpacing(0)
        self._missing_words = QVBoxLayout()
        self.missing.inside.addLayout(self._missing_words)
        self.put_right = Button(text("case.put_right"), kind="link")
        self.missing.inside.addWidget(self.put_right)
        self.all_duties = Button(text("case.duties.all"), kind="link")
        self._blocks = {
            key: Block(text(f"case.section.{key}"), (self.all_duties,) if key == "duties" else ())
            for key in _SECTIONS
        }
        self.duties = self._blocks["duties"].add(
            DutyFeed(self, text, theme, text("case.section.duties"))
        )
        self.no_duty = self._blocks["duties"].add(Label(text("case.duties.nothing"), "quiet"))
        self.sections: dict[str, Facts] = {
            key: self.facts(block) for key, block in self._blocks.items() if key != "duties"
        }
        left = [self._blocks[key] for key in ("duties", "contact", "next", "changed")]
        right = [self._blocks[key] for key in ("handover", "risk", "release", "people")]
        self.inside.addWidget(self.missing)
        self.beside(left, right)
        self.inside.addStretch(1)

    def display(self, shown: Shown) -> None:
        """Show one case."""
        text, view = self._text, shown.view
        lines = {
            "contact": contact_lines(text, shown),
            "next": facts.next_lines(text, view),
            "handover": facts.handover_lines(text, view),
            "release": facts.release_lines(text, view),
            "people": facts.people_lines(text, view),
            "risk": facts.risk_lines(text, view),
            "changed": changed_lines(text, shown),
        }
        for key, found in lines.items():
            self._blocks[key].setVisible(bool(found))
            self.sections[key].display(found)
        duties = next_duties(shown)
        self.duties.display_duties(shown, duties)
        self.no_duty.setVisible(not duties)
        self._tell_missing(facts.missing(text, view))

    def _tell_missing(self, missing: Sequence[str]) -> None:
        if missing == self._missing:
            return
        self._missing = missing
        clear(self._missing_words)
        self.missing.setVisible(bool(missing))
        head = self._text.count("case.missing_count", len(missing))
        put(self._missing_words, Label(head, "strong"))
        for words in missing:
            put(self._missing_words, Label(words, wrap=True))


def next_duties(shown: Shown) -> list[Duty]:
    """The most urgent open duties, what can be done now before what comes later."""
    open_ones = [
        duty
        for duty in shown.record.duties
        if duty.open and not (duty.snoozed_until and duty.snoozed_until > shown.today)
    ]
    later = [duty for duty in open_ones if duty.state is DutyState.UPCOMING]
    return [*(duty for duty in open_ones if duty not in later), *later][:_MOST_DUTIES]


def contact_lines(text: Text, shown: Shown) -> list[FactLine]:
    """When the person was last seen, and what was to follow."""
    contacts = shown.entries(EntryKind.CONTACT)
    seen = last_seen(contacts)
    if seen is None:
        return [FactLine(text("case.contacts.last_seen"), text("case.contacts.never"))]
    day = f"{text.short_day(seen.day)}, {text.away(seen.day, shown.today)}"
    lines = [FactLine(text("case.contacts.last_seen"), day, entry_head(text, seen))]
    step = follow_up(text, seen, shown.today)
    if step:
        lines.append(FactLine(text("case.contacts.then"), step))
    return lines


def changed_lines(text: Text, shown: Shown) -> list[FactLine]:
    """The newest changes of facts."""
    return [
        FactLine(
            text.code("field", change.field),
            text(
                "case.changed.from_to",
                before=written(text, change.section, change.field, change.before),
                after=written(text, change.section, change.field, change.after),
            ),
            text(
                "case.changed.by",
                day=text.short_day(change.at),
                how=text.code("case.history.command", change.command),
                who=change.by,
            ),
        )
        for change in shown.view.changes[:_MOST_CHANGES]
    ]
