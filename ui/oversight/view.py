"""The oversight page as a person sees it: supervisors, case reviews, support, people."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout, QTabWidget, QVBoxLayout, QWidget

from resources.text import Text
from ui.oversight.own import Own
from ui.oversight.people import People
from ui.oversight.reviews import Reviews
from ui.oversight.shown import Shown
from ui.oversight.supervisors import Supervisors
from ui.oversight.support import Support
from ui.theme import Theme
from ui.widgets.form import spaced

TABS = ("supervisors", "reviews", "support", "people")


class OversightPanel(QWidget):
    """Four tabs; for who looks after nobody, what concerns themselves.

    Signals:
        asked: code of what is to be done, and an item or None.
        person_asked: code of what is to be done, and a member or None.
        supervisor_opened: code of a supervisor; "": back to the list.
        window_asked: -1 or 1: the half year before or after.
        case_opened: id of a person.
        rows_copied: rows of cells for the clipboard.
    """

    asked = Signal(str, object)
    person_asked = Signal(str, object)
    supervisor_opened = Signal(str)
    window_asked = Signal(int)
    case_opened = Signal(int)
    rows_copied = Signal(object)

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self._text = text
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(text("quality_oversight.tabs"))
        self.tabs.setDocumentMode(True)
        self.supervisors = Supervisors(text, theme)
        self.reviews = Reviews(text, theme)
        self.support = Support(text, theme)
        self.people = People(text, theme)
        self.own = Own(text, theme)
        self._parts = (self.supervisors, self.reviews, self.support, self.people)
        self._build()
        full = QWidget()
        layout = QVBoxLayout(full)
        spaced(layout)
        layout.addWidget(self.tabs)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(full)
        self._stack.addWidget(self.own)
        self._follow()

    def _build(self) -> None:
        for number, (key, tab) in enumerate(zip(TABS, self._parts, strict=True), start=1):
            self.tabs.addTab(tab, self._text(f"quality_oversight.tab.{key}"))
            shortcut = QShortcut(QKeySequence(f"Alt+{number}"), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda key=key: self.turn_to(key))
        for part in (self.supervisors, self.reviews, self.support, self.people):
            part.rows_copied.connect(self.rows_copied)
        for one in (self.supervisors, self.reviews, self.support, self.own):
            one.asked.connect(self.asked)
        self.people.asked.connect(self.person_asked)
        self.supervisors.supervisor_opened.connect(self.supervisor_opened)
        self.reviews.window_asked.connect(self.window_asked)
        self.support.case_opened.connect(self.case_opened)
        self.own.rows_copied.connect(self.rows_copied)
        self.tabs.currentChanged.connect(lambda _tab: self._follow())

    def _follow(self) -> None:
        part = self.tabs.currentWidget()
        if part is not None:
            self.setFocusProxy(part)

    @property
    def tab(self) -> str:
        """Key of the tab that is shown."""
        return TABS[self.tabs.currentIndex()]

    def turn_to(self, key: str) -> None:
        """Turn to a tab and put the keyboard into it."""
        self.tabs.setCurrentIndex(TABS.index(key))
        part = self.tabs.currentWidget()
        if part is not None:
            part.setFocus()

    def display(self, shown: Shown) -> None:
        """Show what there is."""
        self._stack.setCurrentIndex(0)
        for part in self._parts:
            part.display(shown)
        self._follow()

    def show_own(self) -> None:
        """Show only what concerns whoever is signed in."""
        self._stack.setCurrentIndex(1)
        self.setFocusProxy(self.own)

    def set_blank(self, blank: bool) -> None:
        """Hide names and numbers, or show them again."""
        for part in (*self._parts, self.own):
            part.set_blank(blank)
