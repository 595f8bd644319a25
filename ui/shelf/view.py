"""The papers page as a person sees it: papers in hand, and handover packs."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from resources.text import Text
from ui.shelf.hand import InHand
from ui.shelf.packs import Packs
from ui.theme import Theme
from ui.widgets.form import spaced

KEYS = ("hand", "packs")


class ShelfView(QWidget):
    """Two tabs.

    Attributes:
        hand: papers in hand.
        packs: handover packs.
        tabs: the tabs, in the order of ``KEYS``.
    """

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(text("shelf.tabs"))
        self.tabs.setDocumentMode(True)
        self.hand, self.packs = InHand(text, theme), Packs(text, theme)
        for key, part in zip(KEYS, (self.hand, self.packs), strict=True):
            self.tabs.addTab(part, text(f"shelf.tab.{key}"))
        layout = QVBoxLayout(self)
        spaced(layout)
        layout.addWidget(self.tabs)
        for number, key in enumerate(KEYS, start=1):
            shortcut = QShortcut(QKeySequence(f"Alt+{number}"), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda key=key: self.turn_to(key))
        self.tabs.currentChanged.connect(lambda _tab: self._follow())
        self._follow()

    def _follow(self) -> None:
        part = self.tabs.currentWidget()
        if part is not None:
            self.setFocusProxy(part)

    @property
    def tab(self) -> str:
        """Key of the tab that is shown."""
        return KEYS[self.tabs.currentIndex()]

    def turn_to(self, key: str) -> None:
        """Turn to a tab and put the keyboard into it."""
        self.tabs.setCurrentIndex(KEYS.index(key))
        part = self.tabs.currentWidget()
        if part is not None:
            part.setFocus()

    def set_blank(self, blank: bool) -> None:
        """Hide names and numbers, or show them again."""
        self.hand.set_blank(blank)
        self.packs.set_blank(blank)
