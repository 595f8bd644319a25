"""What the proposed people are narrowed by: prison, POM, wing, landing, words, need of seeing."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from pomdesk.domain.names import proper
from resources.text import Text
from ui.visits.narrowed import Plan, Wanted
from ui.widgets.chips import FlowLayout
from ui.widgets.form import Check, Choice, named
from ui.widgets.measure import characters


class Filters(QWidget):
    """A row of choices, filled from the proposal.

    Signals:
        changed: something else is wanted.
        left: the keyboard goes down into the list.
    """

    changed = Signal()
    left = Signal()

    def __init__(self, text: Text) -> None:
        super().__init__()
        self._text = text
        self._plan = Plan((), (), (), 0)
        self._usual: str | None = None
        self.prison = self._choice("prison")
        self.pom = self._choice("pom")
        self.wing = self._choice("wing")
        self.landing = self._choice("landing")
        self.search = named(QLineEdit(), text("visits_page.search"), text("visits_page.find_help"))
        self.search.setPlaceholderText(text("visits_page.find_hint"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(characters(22))
        self.only = Check(text("visits_page.only"))
        self.only.setChecked(True)
        flow = FlowLayout(self, "s")
        for part in (self.prison, self.pom, self.wing, self.landing, self.search, self.only):
            flow.addWidget(part)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.search.installEventFilter(self)
        self.search.textChanged.connect(lambda _typed: self.changed.emit())
        self.only.toggled.connect(lambda _on: self.changed.emit())
        self.prison.activated.connect(lambda _row: self._offer_wings())
        self.wing.activated.connect(lambda _row: self._offer_landings())
        self.pom.activated.connect(lambda _row: self.changed.emit())
        self.landing.activated.connect(lambda _row: self.changed.emit())

    def _choice(self, name: str) -> Choice:
        box = named(Choice(), self._text(f"visits_page.{name}"))
        box.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToContents)
        return box

    @property
    def wanted(self) -> Wanted:
        """What the list is narrowed to."""
        return Wanted(
            self.prison.currentData(),
            self.wing.currentData(),
            self.landing.currentData(),
            self.search.text(),
            self.only.isChecked(),
            self.pom.currentData(),
        )

    @property
    def narrowed(self) -> bool:
        """Whether somebody chose or typed anything."""
        chosen = any(box.currentIndex() > 0 for box in (self.pom, self.wing, self.landing))
        return bool(self.search.text()) or chosen or self.prison.currentData() != self._usual

    def offer(self, plan: Plan) -> None:
        """Offer the POMs, prisons, wings and landings where anybody is; what was chosen stays.

        At first the prison where most people are: one walks in one.
        """
        first, self._plan = not self._plan.lines, plan
        self._usual = plan.busiest if len(plan.prisons) > 1 else None
        self._fill(self.prison, "every_prison", [(name, code) for code, name in plan.prisons])
        self.prison.setVisible(len(plan.prisons) > 1)
        poms, no_pom = plan.poms, self._text("visits_page.no_pom")
        self._fill(self.pom, "every_pom", [(proper(one) or no_pom, one) for one in poms])
        self.pom.setVisible(len(poms) > 1)
        if first:
            self._turn_to_usual()
        self._offer_wings()

    def turn_to(self, prison: str | None) -> None:
        """Narrow to a prison, and to nothing else; None: every prison."""
        self.clear()
        self.prison.setCurrentIndex(max(self.prison.findData(prison), 0))
        self._offer_wings()

    def _turn_to_usual(self) -> None:
        at = -1 if self._usual is None else self.prison.findData(self._usual)
        self.prison.setCurrentIndex(max(at, 0))

    def _fill(self, box: Choice, every: str, choices: list[tuple[str, str]]) -> None:
        kept = box.currentData()
        box.clear()
        box.addItem(self._text(f"visits_page.{every}"), None)
        for words, value in choices:
            box.addItem(words, value)
        box.setCurrentIndex(max(box.findData(kept), 0) if kept is not None else 0)
        box.setEnabled(bool(choices))

    def _offer_wings(self) -> None:
        text, wings = self._text, self._plan.wings(self.prison.currentData())
        known = [(text("visits_page.wing_n", wing=one), one) for one in wings if one]
        unknown = [(text("visits_page.no_wing"), "")] if "" in wings and known else []
        self._fill(self.wing, "every_wing", known + unknown)
        self._offer_landings()

    def _offer_landings(self) -> None:
        wing, text = self.wing.currentData(), self._text
        found = self._plan.landings(self.prison.currentData(), wing) if wing else []
        words = [(text("visits_page.landing_n", landing=one), one) for one in found]
        self._fill(self.landing, "every_landing", words)
        self.changed.emit()

    def clear(self) -> None:
        """Narrow no more, but to the usual prison."""
        self.search.clear()
        self._turn_to_usual()
        self.pom.setCurrentIndex(0)
        self.wing.setCurrentIndex(0)
        self._offer_wings()

    def begin_search(self) -> None:
        """Put the keyboard where one types."""
        self.search.setFocus()
        self.search.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the line: down goes to the list."""
        if (
            watched is self.search
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Down
        ):
            self.left.emit()
            return True
        return super().eventFilter(watched, event)
