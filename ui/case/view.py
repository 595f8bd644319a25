"""One case as a person sees it: who, the sentence line, tabs, and why."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from pomdesk.domain.facts import ParoleReview
from pomdesk.readmodels.case import CaseView, ChangeLine
from resources.text import Text
from resources.tokens import tokens
from ui.case import facts
from ui.case.parts import DatesTab, Overview
from ui.case.strip import IdentityStrip
from ui.case.tables import change_columns, review_columns
from ui.theme import Theme
from ui.widgets.form import Button, spaced
from ui.widgets.label import Label
from ui.widgets.measure import characters, lines
from ui.widgets.sentence_line import SentenceLine
from ui.widgets.table import Table
from ui.widgets.table_model import TableModel
from ui.widgets.why_panel import WhyPanel
from ui.words import answer_words

TABS = ("overview", "dates", "parole", "history")

_ROOM_FOR_LINE = 28
"""Lines of text the page must be high for the sentence line to stay in sight."""

_ROOM_FOR_STRIP = 16
"""Lines of text the page must be high for key dates beside who it is."""

_WHY_WIDE = 46
"""Width of the why panel, in characters."""


class CasePanel(QWidget):
    """The case page's view.

    Signals:
        change_asked: ``section.field`` of a fact to correct.
        settle_asked: section, field, and ``typed`` or ``file``.
        paper_asked: the handover report is to be shown.
        rows_copied: rows of cells for the clipboard.
    """

    change_asked = Signal(str)
    settle_asked = Signal(str, str, str)
    paper_asked = Signal()
    rows_copied = Signal(object)

    def __init__(self, text: Text, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self.case: CaseView | None = None
        self._blank = False
        self.strip = IdentityStrip(text)
        self.line = SentenceLine(text, theme)
        self.overview = Overview(text)
        self.dates = DatesTab(text)
        self.reviews: TableModel[ParoleReview] = TableModel(review_columns(text), text, self)
        self.changes: TableModel[ChangeLine] = TableModel(change_columns(text), text, self)
        self.why = WhyPanel(text)
        self.paper = Button(text("preview.paper"), self.paper_asked.emit, kind="main")
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(text("case.tabs"))
        self.tabs.setDocumentMode(True)
        self._build(theme)
        self._connect(theme)

    def _build(self, theme: Theme) -> None:
        text = self._text
        outer = QVBoxLayout(self)
        spaced(outer, "s")
        top = QHBoxLayout()
        spaced(top, "m")
        top.addWidget(self.strip, 1)
        top.addWidget(self.paper, 0, Qt.AlignmentFlag.AlignTop)
        outer.addLayout(top)
        outer.addWidget(self.line)
        self._outer = outer
        sides = QHBoxLayout()
        spaced(sides, "m")
        sides.addWidget(self.tabs, 1)
        sides.addWidget(self.why)
        outer.addLayout(sides, 1)
        self._review_table = Table(
            self.reviews, theme, text("case.tab.parole"), lambda review: review.review_id
        )
        self._change_table = Table(
            self.changes, theme, text("case.tab.history"), lambda change: id(change)
        )
        self._no_reviews = Label(text("case.no_reviews"), "quiet", wrap=True)
        self._no_changes = Label(text("case.no_changes"), "quiet", wrap=True)
        pages = {
            "overview": self.overview,
            "dates": self.dates,
            "parole": self._page(self._no_reviews, self._review_table),
            "history": self._page(self._no_changes, self._change_table),
        }
        for key in TABS:
            self.tabs.addTab(pages[key], text(f"case.tab.{key}"))

    @staticmethod
    def _page(*parts: QWidget) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        spaced(layout)
        layout.setContentsMargins(0, tokens().space["m"], 0, 0)
        for part in parts:
            layout.addWidget(part, 0 if isinstance(part, Label) else 1)
        layout.addStretch(0)
        return page

    def _connect(self, theme: Theme) -> None:
        self.overview.why_asked.connect(self.show_why)
        self.overview.change_asked.connect(self.change_asked)
        self.overview.facts_asked.connect(lambda: self.go_to(TABS.index("dates")))
        self.dates.change_asked.connect(self.change_asked)
        self.dates.settle_asked.connect(self.settle_asked)
        self.why.closed.connect(self._focus_back)
        self._asked_from: QWidget | None = None
        theme.changed.connect(self._make_room)
        for table in (self._review_table, self._change_table):
            table.rows_copied.connect(self.rows_copied)
        for keys, do in (("?", self._ask_here), ("Ctrl+R", self._ask_paper)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(do)
        for number, _key in enumerate(TABS):
            shortcut = QShortcut(QKeySequence(f"Alt+{number + 1}"), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda number=number: self.go_to(number))
        self.setFocusProxy(self.tabs.tabBar())

    def display(self, view: CaseView) -> None:
        """Show one case; the tab and an open why stay as they are, if it is the same one."""
        same = self.case is not None and self.case.person_id == view.person_id
        self.case = view
        text = self._text
        self.strip.display(view)
        self.line.display(facts.moments(text, view), view.today, facts.band(view))
        self.overview.display(view)
        self.dates.display(view, blank=self._blank)
        parole = view.result.parole
        reviews = [*parole.current, *parole.previous]
        self.reviews.set_rows(reviews)
        self._show_or_say(self._review_table, self._no_reviews, reviews)
        self.changes.set_rows(view.changes)
        self._show_or_say(self._change_table, self._no_changes, view.changes)
        self.tabs.setTabText(1, self._counted("dates", len(view.disputed)))
        self.tabs.setTabText(2, self._counted("parole", len(reviews)))
        self.paper.setVisible(view.result.scope.inside)
        if not same:
            self.tabs.setCurrentIndex(0)
            self.why.hide()
            self.why.result = ""
        elif self.why.result:
            self._fill_why(self.why.result)

    @staticmethod
    def _show_or_say(table: QWidget, words: QWidget, rows: Sequence[object]) -> None:
        table.setVisible(bool(rows))
        words.setVisible(not rows)

    def _counted(self, key: str, count: int) -> str:
        name = self._text(f"case.tab.{key}")
        return f"{name} ({count})" if count else name

    def set_blank(self, blank: bool) -> None:
        """Hide who it is, or show it again."""
        self._blank = blank
        self.strip.set_blank(blank)
        if self.case is not None:
            self.dates.display(self.case, blank=blank)

    # Why.

    def show_why(self, result: str) -> None:
        """Show the proof of a result beside the tabs."""
        self._asked_from = QApplication.focusWidget()
        self._fill_why(result)

    def _fill_why(self, result: str) -> None:
        if self.case is None:
            return
        answer = answer_words(self._text, self.case.result, result)
        self.why.display(result, answer, self.case.proofs.get(result, ()))

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
            self.paper_asked.emit()

    def step_back(self) -> bool:
        """Esc: close the why panel. False when it is not open."""
        if self.why.isHidden():
            return False
        self.why.close_panel()
        return True

    def go_to(self, tab: int) -> None:
        """Turn to a tab and put the keyboard there."""
        self.tabs.setCurrentIndex(tab)
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
