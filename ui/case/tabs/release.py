"""Release: dates, referrals with their stages, needs, licence, victim liaison."""

from pomdesk.domain.duties import Duty, DutyFamily
from pomdesk.domain.record import EntryKind
from resources.text import Text
from ui.case import facts
from ui.case.entries import entry_items, not_disclosable
from ui.case.shown import Shown
from ui.case.tabs.duty_feed import DutyFeed
from ui.case.tabs.parts import Block, EntryBlock, Tab
from ui.theme import Theme
from ui.widgets.form import Band
from ui.widgets.label import Label

_KINDS = (
    EntryKind.REFERRAL,
    EntryKind.NEEDS_ASSESSMENT,
    EntryKind.LICENCE_CONDITION,
    EntryKind.COMPLEXITY,
)
_VICTIMS = (EntryKind.VICTIM_LIAISON, EntryKind.VICTIM_NOTE)


class ReleaseTab(Tab):
    """What has to be ready before the gate opens.

    Attributes:
        blocks: entries by kind.
        victims: the part that is never disclosed.
    """

    key = "release"

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text, theme)
        dates, tasks = Block(text("case.section.release")), Block(text("case.release.tasks"))
        self.dates = self.facts(dates)
        self.tasks = tasks.add(DutyFeed(self, text, theme, text("case.release.tasks")))
        self.no_task = tasks.add(Label(text("case.duties.nothing"), "quiet"))
        self.beside([dates], [tasks])
        self.blocks = {kind: self.entries(EntryBlock(text, theme, self, kind)) for kind in _KINDS}
        self.victims = Band("trouble")
        head = Block(text("case.release.victims"), mark=not_disclosable(text))
        head.add(Label(text("case.not_disclosable_help"), wrap=True))
        self.victim_tasks = head.add(DutyFeed(self, text, theme, text("case.release.victims")))
        self.victims.inside.addWidget(head)
        self.inside.addWidget(self.victims)
        for kind in _VICTIMS:
            block = EntryBlock(text, theme, self, kind)
            block.asked.connect(self.asked)
            self.victims.inside.addWidget(block)
            self.blocks[kind] = block
        self.inside.addStretch(1)

    def display(self, shown: Shown) -> None:
        """Show the release of one case."""
        self.dates.display(facts.release_lines(self._text, shown.view))
        tasks = family(shown, DutyFamily.RESETTLEMENT)
        self.tasks.display_duties(shown, tasks)
        self.no_task.setVisible(not tasks)
        self.victim_tasks.display_duties(shown, family(shown, DutyFamily.VICTIMS))
        for kind, block in self.blocks.items():
            block.show_items(entry_items(self._text, shown.entries(kind), shown.today))


def family(shown: Shown, wanted: DutyFamily) -> list[Duty]:
    """The open duties of a family."""
    return [duty for duty in shown.record.duties if duty.family is wanted and duty.open]
