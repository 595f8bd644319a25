"""The writing page's view: sections, the text, and what stands beside it."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from pomdesk.domain.writing import Link
from resources.text import Text
from ui.theme import Theme
from ui.widgets.chips import FlowLayout
from ui.widgets.form import Button, across, named, spaced
from ui.widgets.label import Label
from ui.widgets.measure import characters, lines
from ui.widgets.scrolled import Scrolled
from ui.writing.evidence import EvidencePanel
from ui.writing.middle import SectionPage
from ui.writing.sections import SectionList

EVIDENCE = "evidence"
_SECTIONS, _SIDE = 27, 46
"""Widths of the columns at the left and right, in characters."""
_WIDE = 128
"""Characters from which all three columns have room."""
_TWO = 88
"""Characters from which two have."""
_LOW, _ROOMY = 26, 36
"""Lines under which the life of the paper scrolls with the text, and under which guidance is
only shown when it is asked for."""


class WritingPanel(QWidget):
    """Everything of one paper that is being written.

    Args:
        life: the bar with what can be done with the paper as a whole.
        panels: what stands at the right besides the evidence, by key.

    Signals:
        ready_asked: the list of what is missing should come into sight.
        save_asked: what was typed is to be saved now.
        step_asked: -1 or 1: the section before or after.
        case_asked: the case it is about is to be shown.
        hidden: the page is not to be seen any more.
    """

    ready_asked = Signal()
    save_asked = Signal()
    step_asked = Signal(int)
    case_asked = Signal()
    hidden = Signal()

    def __init__(
        self,
        text: Text,
        theme: Theme,
        life: QWidget,
        panels: Mapping[str, QWidget],
        link_words: Callable[[Link], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text = text
        self._asked_side: bool | None = None
        self._beside_side = True
        self.who = Label("", "strong", select=True)
        self.about = Label("", select=True)
        self.gaps = Button("", self.ready_asked.emit, kind="link", help=text("writing.gaps_help"))
        self.saved = Label("", "quiet")
        self.side_button = Button(text("writing.side_hide"), self.toggle_side)
        self.case = Button(text("writing.case"), self.case_asked.emit, kind="link")
        self.life = life
        self.sections = SectionList(text, theme)
        self.section = SectionPage(text, theme, link_words)
        self.evidence = EvidencePanel(text, theme)
        self.side = QTabWidget()
        self.side.setDocumentMode(True)
        self.side.setAccessibleName(text("writing.side"))
        self.keys = (EVIDENCE, *panels)
        self._panels = {EVIDENCE: self.evidence, **panels}
        self._build()
        self._shortcuts()
        theme.changed.connect(self._make_room)
        self.measure()
        self.setFocusProxy(self.section.editor)

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        spaced(outer, "s")
        strip = QWidget()
        flow = FlowLayout(strip, "m")
        for part in (self.who, self.about, self.case, self.gaps, self.saved):
            flow.addWidget(part)
        policy = strip.sizePolicy()
        policy.setHeightForWidth(True)
        strip.setSizePolicy(policy)
        top = across(strip, self.side_button, space="m")
        top.setStretch(0, 1)
        top.setAlignment(self.side_button, Qt.AlignmentFlag.AlignTop)
        outer.addLayout(top)
        outer.addWidget(self.life)
        self._outer = outer
        self.middle = Scrolled(self._text("writing.section_page"))
        self.middle.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.middle.inside.setContentsMargins(0, 0, 0, 0)
        self.middle.inside.addWidget(self.section, 1)
        for key, panel in self._panels.items():
            self.side.addTab(panel, self._text(f"writing.tab.{key}"))
        self._columns = QHBoxLayout()
        spaced(self._columns, "l")
        self._columns.addWidget(self.sections)
        self._columns.addWidget(self.middle, 1)
        self._columns.addWidget(self.side)
        outer.addLayout(self._columns, 1)

    def measure(self) -> None:
        """Follow the application's font: everything in the strip stands on one line."""
        for part in (self.who, self.about, self.saved):
            part.setMinimumHeight(self.gaps.sizeHint().height())

    def _shortcuts(self) -> None:
        keys: dict[str, Callable[[], object]] = {
            "Ctrl+S": self.save_asked.emit,
            "Alt+Down": lambda: self.step_asked.emit(1),
            "Ctrl+PgDown": lambda: self.step_asked.emit(1),
            "Alt+Up": lambda: self.step_asked.emit(-1),
            "Ctrl+PgUp": lambda: self.step_asked.emit(-1),
            "Ctrl+F": self.search,
            "F8": self.toggle_side,
        }
        for place, key in enumerate(self.keys, start=1):
            keys[f"Alt+{place}"] = partial(self.show_side, key)
        for sequence, do in keys.items():
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(do)

    # Being fed.

    def tell_who(self, who: str, about: str) -> None:
        """Say whose paper it is, and what it is."""
        self.who.setText(who)
        self.about.setText(about)

    def tell_gaps(self, words: str, blocking: int) -> None:
        """Say in a line what is missing."""
        self.gaps.setText(words)
        self.gaps.setVisible(bool(words))
        named(self.gaps, words, self._text("writing.gaps_help"))
        self.gaps.setProperty("blocking", blocking)

    def tell_saved(self, words: str) -> None:
        """Say when it was saved."""
        self.saved.setText(words)

    def hide_words(self, hidden: list[str]) -> None:
        """Cover names and numbers in the text and in the evidence; none: show everything."""
        self.section.editor.hide_words(hidden)
        self.evidence.hide_words(hidden)

    # The right side.

    @property
    def side_shown(self) -> bool:
        """Whether the right side is to be seen."""
        return self._wide if self._asked_side is None else self._asked_side

    @property
    def _wide(self) -> bool:
        return self.width() >= characters(_WIDE)

    def toggle_side(self) -> None:
        """Fold the right side away, or open it."""
        self._set_side(not self.side_shown)
        if self.side_shown:
            self._panels[self.keys[self.side.currentIndex()]].setFocus()
        else:
            self.to_text()

    def show_side(self, key: str) -> None:
        """Open one panel of the right side, with the keyboard in it."""
        self._set_side(True)
        self.side.setCurrentIndex(self.keys.index(key))
        self.side.tabBar().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def search(self) -> None:
        """Open the evidence, with the keyboard in its search."""
        self.show_side(EVIDENCE)
        self.evidence.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.evidence.search.selectAll()

    def to_text(self) -> None:
        """The text, with the keyboard in it."""
        if self.middle.isHidden():
            self._set_side(False)
        self.section.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def step_back(self) -> bool:
        """Esc in the right side goes back to the text; False: the keyboard is not there."""
        part = QApplication.focusWidget()
        if part is None or not self.side.isAncestorOf(part):
            return False
        if not self._wide:
            self._set_side(False)
        self.to_text()
        return True

    def _set_side(self, shown: bool) -> None:
        self._asked_side = shown if shown != self._wide else None
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns have another room."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        shown, wide = self.side_shown, self._wide
        two = self.width() >= characters(_TWO)
        self.side.setVisible(shown)
        self.sections.setVisible(not shown or wide)
        self.middle.setVisible(not shown or wide or two)
        self.sections.setFixedWidth(min(characters(_SECTIONS), self.width() // 3))
        if wide or two:
            room = max(characters(_SIDE), self.width() * 3 // 10)
            self.side.setMinimumWidth(room)
            self.side.setMaximumWidth(room)
        else:
            self.side.setMinimumWidth(0)
            self.side.setMaximumWidth(self.width())
        words = self._text("writing.side_hide" if shown else "writing.side_show")
        if self.side_button.text() != words:
            self.side_button.setText(words)
            named(self.side_button, words)
        self._place_life()

    def _place_life(self) -> None:
        """In a low window the life of the paper scrolls with the text."""
        above = self._outer.indexOf(self.life) >= 0
        low = self.height() < lines(_LOW)
        self.section.set_roomy(self.height() >= lines(_ROOMY))
        if low and above:
            self.middle.inside.insertWidget(0, self.life)
        elif not low and not above:
            self._outer.insertWidget(1, self.life)
        else:
            return
        for label in self.life.findChildren(Label):
            label.measure()  # in another place Qt puts back the font of before the last zoom

    def hideEvent(self, event: QHideEvent) -> None:
        """Another page is shown: tell."""
        super().hideEvent(event)
        self.hidden.emit()
