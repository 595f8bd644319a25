"""The visits page as a person sees it: the list, planning, and what is looked at now and then."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from pomdesk.readmodels.visits import VisitsNow
from resources.text import Text
from ui.theme import Theme
from ui.visits.asides import Corrections, LostPacks
from ui.visits.listing import VisitList
from ui.visits.planning import Planning
from ui.widgets.form import spaced
from ui.widgets.visit_words import CardWords

PARTS = ("list", "plan", "lost", "places")


class VisitsView(QWidget):
    """One part at a time.

    Attributes:
        list, plan, lost, places: the parts.

    Signals:
        rows_copied: rows of cells for the clipboard.
        turned: another part is shown.
    """

    rows_copied = Signal(object)
    turned = Signal()

    def __init__(self, text: Text, theme: Theme, words: CardWords) -> None:
        super().__init__()
        self.list = VisitList(text, theme)
        self.plan = Planning(text, theme, words)
        self.lost = LostPacks(text, theme)
        self.places = Corrections(text, theme)
        self._parts = dict(zip(PARTS, (self.list, self.plan, self.lost, self.places), strict=True))
        self._stack = QStackedWidget()
        for part in self._parts.values():
            self._stack.addWidget(part)
        layout = QVBoxLayout(self)
        spaced(layout)
        layout.addWidget(self._stack)
        for one in (self.list, self.plan, self.lost, self.places):
            one.rows_copied.connect(self.rows_copied)
        self.plan.back_asked.connect(lambda: self.turn_to("list"))
        self.plan.places_asked.connect(lambda: self.turn_to("places"))
        self.lost.back_asked.connect(lambda: self.turn_to("list"))
        self.places.back_asked.connect(lambda: self.turn_to("plan"))
        self.setFocusProxy(self.list)

    def display(self, now: VisitsNow) -> None:
        """Show the visits, the lost packs and the corrections there are."""
        self.list.display(now)
        self.lost.display(now)
        self.places.display(now)

    @property
    def part(self) -> str:
        """Which part is shown."""
        return PARTS[self._stack.currentIndex()]

    def turn_to(self, part: str) -> None:
        """Show a part and put the keyboard into it."""
        shown = self._parts[part]
        self._stack.setCurrentWidget(shown)
        self.setFocusProxy(shown)
        shown.setFocus()
        self.turned.emit()

    def step_back(self) -> bool:
        """Esc: back to the list. False when it is shown already."""
        if self.part == "list":
            return False
        if self.part == "plan" and self.plan.step_back():
            return True
        self.turn_to("plan" if self.part == "places" else "list")
        return True

    def set_blank(self, blank: bool) -> None:
        """Hide names and numbers, or show them again."""
        self.plan.set_blank(blank)
        self.lost.set_blank(blank)
