"""What the tabs of the case page are fed with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pomdesk.domain.duties import Duty
from pomdesk.domain.record import Entry, EntryKind
from pomdesk.readmodels.case import CaseView
from pomdesk.readmodels.record import CaseRecord
from pomdesk.rules.duties.parole import Milestone
from resources.text import Text
from ui.widgets.duty_words import duty_about, duty_title


@dataclass(frozen=True, slots=True)
class Shown:
    """One person: what the rules say and what was written down.

    Attributes:
        milestones: the timetables of the live parole reviews, by their numbers.
        blank: whether numbers of the person are hidden just now (F12).
    """

    view: CaseView
    record: CaseRecord
    milestones: Mapping[str, Sequence[Milestone]] = field(default_factory=dict)
    blank: bool = False

    @property
    def today(self) -> date:
        """The desk's day."""
        return self.view.today

    def entries(self, *kinds: EntryKind) -> list[Entry]:
        """Entries of some kinds, newest first."""
        found = [one for kind in kinds for one in self.record.entries.get(kind, ())]
        return sorted(found, key=lambda one: (one.day, one.id), reverse=True)

    def about(self, text: Text, duty: Duty) -> str:
        """Which one of its kind a duty is, in words."""
        for entries in self.record.entries.values():
            for entry in entries:
                if entry.id == duty.entry_id:
                    said = text.code(f"entry_what.{entry.kind}", entry.what)
                    return entry.next_step or entry.title or said
        return duty_about(text, duty, self.view.case)

    def title(self, text: Text, duty: Duty) -> str:
        """What is to be done."""
        return duty_title(text, duty, self.about(text, duty))
