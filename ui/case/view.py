"""One case as a person sees it: who, the sentence line, tabs, and why."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QTabWidget, QVBoxLayout, QWidget

from pomdesk.domain.duties import Duty
from pomdesk.domain.record import EntryKind
from pomdesk.readmodels.case import CaseView
from pomdesk.readmodels.duties import DutyWhy
from pomdesk.readmodels.record import EntryPage, FactNote
from resources.text import Text
from ui.case import facts
from ui.case.asks import AddAsked, EventAsked, NotesAsked, PaperAsked, WhyAsked, WhyDutyAsked
from ui.case.shown import Shown
from ui.case.sources import written
from ui.case.strip import IdentityStrip
from ui.case.tabs.contacts import ContactsTab
from ui.case.tabs.dates import DatesTab
from ui.case.tabs.duties import DutiesTab
from ui.case.tabs.handover import HandoverTab
from ui.case.tabs.history import HistoryTab
from ui.case.tabs.overview import Overview
from ui.case.tabs.papers import PapersTab
from ui.case.tabs.parole import ParoleTab
from ui.case.tabs.parts import Tab
from ui.case.tabs.plan import PlanTab
from ui.case.tabs.release import ReleaseTab
from ui.case.tabs.risk import RiskTab
from ui.theme import Theme
from ui.widgets.duty_words import duty_title
from ui.widgets.form import Button, spaced
from ui.widgets.measure import characters, lines
from ui.widgets.order import put_in_order
from ui.widgets.sentence_line import SentenceLine
from ui.widgets.why_panel import WhyPanel
from ui.words import answer_words

KEYS = ("overview", "duties", "risk", "plan", "contacts", "parole", "handover", "release",
        "dates", "papers", "history")  # fmt: skip
"""The tabs, in their order."""
_NUMBERS = "1234567890-"

EVENTS = ("transfer", "recall", "outcome", "allocation", "assessment")
ENTRIES = (
    EntryKind.CONTACT,
    EntryKind.KEY_WORK,
    EntryKind.NOTE,
    EntryKind.SIGNIFICANT_EVENT,
    EntryKind.REFERRAL,
    EntryKind.INTERVENTION,
)

_ROOM_FOR_LINE = 28
"""Lines of text the page must be high for the sentence line to stay in sight."""

_ROOM_FOR_STRIP = 22
"""Lines of text the page must be high for key dates beside who it is."""

_WHY_WIDE = 46
"""Width of the why panel, in characters."""


class CasePanel(QWidget):
    """The case page's view.

    Attributes:
        shown: the case that is shown, or None.
        tabs: the tabs; ``parts`` has each by its key.

    Signals:
        asked: one of ``ui/case/asks.py``.
    """

    asked = Signal(object)

    def __init__(self, text: Text, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self.shown: Shown | None = None
        self._stale: set[str] = set()
        self._asked_from: QWidget | None = None
        self.strip = IdentityStrip(text)
        self.line = SentenceLine(text, theme)
        self.why = WhyPanel(text)
        self.paper = Button(
            text("preview.paper"), lambda: self.asked.emit(PaperAsked()), kind="main"
        )
        self.record = Button(text("case.record"), help=text("case.record_help"))
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(text("case.tabs"))
        self.tabs.setDocumentMode(True)
        self.overview = Overview(text, theme)
        self.duties = DutiesTab(text, theme)
        self.contacts = ContactsTab(text, theme)
        self.dates = DatesTab(text, theme)
        self.papers = PapersTab(text, theme)
        self.history = HistoryTab(text, theme)
        self.risk, self.plan = RiskTab(text, theme), PlanTab(text, theme)
        self.parole, self.handover = ParoleTab(text, theme), HandoverTab(text, theme)
        self.release = ReleaseTab(text, theme)
        self.parts: dict[str, Tab] = {key: getattr(self, key) for key in KEYS}
        self._build()
        self._connect(theme)

    @property
    def case(self) -> CaseView | None:
        """The case that is shown."""
        return self.shown.view if self.shown is not None else None

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        spaced(outer, "s")
        top = QHBoxLayout()
        spaced(top, "m")
        top.addWidget(self.strip, 1)
        top.addWidget(self.record, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.paper, 0, Qt.AlignmentFlag.AlignTop)
        outer.addLayout(top)
        outer.addWidget(self.line)
        self._outer = outer
        sides = QHBoxLayout()
        spaced(sides, "m")
        sides.addWidget(self.tabs, 1)
        sides.addWidget(self.why)
        outer.addLayout(sides, 1)
        for key, part in self.parts.items():
            self.tabs.addTab(part, self._text(f"case.tab.{key}"))
        self._build_menu()

    def _build_menu(self) -> None:
        text, menu = self._text, QMenu(self)
        for kind in ENTRIES:
            action = menu.addAction(text("case.event.dots", name=text(f"entry_kind.{kind}")))
            action.triggered.connect(lambda _on=False, kind=kind: self.asked.emit(AddAsked(kind)))
        menu.addSeparator()
        for name in EVENTS:
            action = menu.addAction(text("case.event.dots", name=text(f"case.event.{name}.title")))
            action.triggered.connect(lambda _on=False, name=name: self.asked.emit(EventAsked(name)))
        self.record.setMenu(menu)

    def _connect(self, theme: Theme) -> None:
        for part in self.parts.values():
            part.asked.connect(self.asked)
            part.why_asked.connect(self.show_why)
        self.overview.put_right.clicked.connect(lambda: self.turn_to("dates"))
        self.overview.all_duties.clicked.connect(lambda: self.turn_to("duties"))
        self.tabs.currentChanged.connect(lambda _tab: self._feed())
        self.why.closed.connect(self._focus_back)
        theme.changed.connect(self._make_room)
        keys = {"?": self._ask_here, "Ctrl+R": self._ask_paper, "Ctrl+E": self.record.showMenu}
        for sequence, do in keys.items():
            self._shortcut(sequence).activated.connect(do)
        for number, key in zip(_NUMBERS, KEYS, strict=True):
            self._shortcut(f"Alt+{number}").activated.connect(lambda key=key: self.turn_to(key))
        self.setFocusProxy(self.tabs.tabBar())

    def _shortcut(self, keys: str) -> QShortcut:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        return shortcut

    # Being fed.

    def display(self, shown: Shown) -> None:
        """Show one case; the tab and an open why stay as they are, if it is the same one."""
        text, view = self._text, shown.view
        same = self.case is not None and self.case.person_id == view.person_id
        self.shown = shown
        self._stale = set(KEYS)
        self.strip.set_blank(shown.blank)
        self.strip.display(view)
        self.line.display(
            facts.moments(text, view), view.today, facts.band(view), facts.ticks(text, shown)
        )
        self.paper.setVisible(view.result.scope.inside)
        for place, (key, part) in enumerate(self.parts.items()):
            name, count = text(f"case.tab.{key}"), part.count(shown)
            words = f"{name} ({count})" if count else name
            if self.tabs.tabText(place) != words:
                self.tabs.setTabText(place, words)
        if not same:
            self.why.hide()
            self.why.result = ""
            self.tabs.setCurrentIndex(0)
        self._feed()
        if self.why.result:
            self._ask_again(self.why.result)

    def _feed(self) -> None:
        """Feed the tab that is shown, and no other."""
        key = self.tab
        if self.shown is not None and key in self._stale:
            self._stale.discard(key)
            part = self.parts[key]
            part.display(self.shown)
            put_in_order(part, part.page)

    @property
    def tab(self) -> str:
        """Key of the tab that is shown."""
        return KEYS[self.tabs.currentIndex()]

    def set_blank(self, blank: bool) -> None:
        """Hide who it is, or show it again."""
        self.strip.set_blank(blank)
        if self.shown is not None:
            self.shown = replace(self.shown, blank=blank)
            self._stale.add("dates")
            self._feed()

    def show_entries(self, page: EntryPage) -> None:
        """Give the tab that asked its entries."""
        paged: dict[str, ContactsTab | PapersTab | HistoryTab] = {
            "contacts": self.contacts,
            "papers": self.papers,
            "history": self.history,
        }
        part = paged.get(self.tab)
        if part is not None:
            part.show_entries(page)

    # Why.

    def show_why(self, result: str) -> None:
        """Ask for the proof of a result, or of a duty (``duty:`` and its key)."""
        self._asked_from = QApplication.focusWidget()
        self._ask_again(result)

    def _ask_again(self, result: str) -> None:
        kind, _colon, rest = result.partition(":")
        asks = {"duty": WhyDutyAsked, "notes": NotesAsked}
        self.asked.emit(asks[kind](rest) if kind in asks else WhyAsked(result))

    def show_proof(self, result: str, hangs_on: Sequence[Duty]) -> None:
        """Show the proof of a result and what hangs on it."""
        if self.shown is None:
            return
        view = self.shown.view
        answer = answer_words(self._text, view.result, result)
        names = [
            self._text(
                "why.hanging",
                name=duty_title(self._text, duty, self.shown.about(self._text, duty)),
                day=self._text.short_day(duty.due),
            )
            for duty in hangs_on
        ]
        self.why.display(result, answer, view.proofs.get(result, ()), names)

    def show_why_duty(self, why: DutyWhy) -> None:
        """Show why a duty is what it is."""
        if self.shown is not None:
            about = self.shown.about(self._text, why.line.duty)
            self.why.display_duty(why, self.shown.today, about)

    def show_notes(self, fact: str, notes: Sequence[FactNote]) -> None:
        """Show who typed a fact."""
        self._asked_from = self._asked_from or QApplication.focusWidget()
        section, _dot, field = fact.partition(".")
        self.why.display_notes(
            fact, notes, lambda value: written(self._text, section, field, value)
        )

    def _focus_back(self) -> None:
        if self._asked_from is not None and self._asked_from.isVisible():
            self._asked_from.setFocus()
        else:
            self.tabs.tabBar().setFocus()
        self._asked_from = None

    def _ask_here(self) -> None:
        """Ask why of the line the keyboard is in, else of the handover."""
        part = QApplication.focusWidget()
        result = part.property("why") if part is not None else None
        if not result:
            inside = self.case is not None and self.case.result.scope.inside
            result = "handover" if inside else "scope"
        self.show_why(str(result))

    def _ask_paper(self) -> None:
        if not self.paper.isHidden():
            self.asked.emit(PaperAsked())

    def step_back(self) -> bool:
        """Esc: close the why panel. False when it is not open."""
        if self.why.isHidden():
            return False
        self.why.close_panel()
        return True

    def turn_to(self, key: str) -> None:
        """Turn to a tab and put the keyboard there."""
        self.tabs.setCurrentIndex(KEYS.index(key))
        self.tabs.tabBar().setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low window the sentence line scrolls with the overview."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        self.strip.set_low(self.height() < lines(_ROOM_FOR_STRIP))
        stays = self.height() >= lines(_ROOM_FOR_LINE)
        above = self._outer.indexOf(self.line) >= 0
        if stays and not above:
            self._outer.insertWidget(1, self.line)
        elif not stays and above:
            self.overview.inside.insertWidget(0, self.line)
        self.line.setVisible(bool(self.line.moments))
        self.why.setFixedWidth(min(characters(_WHY_WIDE), self.width() * 2 // 5))
