"""The learning page as a person sees it: needs, activities, good practice, questions to rewrite."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout, QTabWidget, QVBoxLayout, QWidget

from pomdesk.domain.quality.items import Item
from pomdesk.domain.quality.terms import ItemKind
from resources.text import Text
from ui.learning import tables, told
from ui.learning.needs import Needs
from ui.learning.shown import Shown
from ui.theme import Theme
from ui.widgets.facts import FactLine
from ui.widgets.form import spaced
from ui.widgets.label import Label
from ui.widgets.quality_row_list import Deed, RowList
from ui.widgets.scrolled import Scrolled
from ui.widgets.table_model import Column

TABS = ("needs", "activities", "practice", "issues")

_Tell = Callable[[Text, Shown, Item, bool], Sequence[FactLine]]


class LearningPanel(QWidget):
    """Four tabs; or words that say why there is nothing to see.

    Signals:
        asked: code of what is to be done, and an item or None.
        need_opened: number of a need, 0: back to the board.
        rows_copied: rows of cells for the clipboard.
    """

    asked = Signal(str, object)
    need_opened = Signal(int)
    rows_copied = Signal(object)

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self._text, self._theme = text, theme
        self._shown: Shown | None = None
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(text("quality_learning.tabs"))
        self.tabs.setDocumentMode(True)
        self.needs = Needs(text, theme)
        self.activities = self._make_activities()
        self.practice = self._make_practice()
        self.issues = self._make_issues()
        self.lists = {
            "activities": self.activities,
            "practice": self.practice,
            "issues": self.issues,
        }
        self._build()
        full = QWidget()
        layout = QVBoxLayout(full)
        spaced(layout)
        layout.addWidget(self.tabs)
        self.outside = Label("", "lead", wrap=True)
        self.outside.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(full)
        self._stack.addWidget(self.outside)

    def _build(self) -> None:
        for number, key in enumerate(TABS, start=1):
            part: QWidget = self.needs if key == "needs" else self._page(key)
            self.tabs.addTab(part, self._text(f"quality_learning.tab.{key}"))
            shortcut = QShortcut(QKeySequence(f"Alt+{number}"), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda key=key: self.turn_to(key))
        self.needs.asked.connect(self.asked)
        self.needs.need_opened.connect(self.need_opened)
        self.needs.panel.activity_opened.connect(self._open_activity)
        self.tabs.currentChanged.connect(lambda _tab: self._follow())
        self._follow()

    def _page(self, key: str) -> Scrolled:
        page = Scrolled(self._text(f"quality_learning.tab.{key}"))
        page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page.inside.addWidget(self.lists[key])
        page.inside.addStretch(1)
        page.setFocusProxy(self.lists[key])
        return page

    def _list(
        self,
        key: str,
        columns: Sequence[Column[Item]],
        deeds: Sequence[Deed[Item]],
        tell: _Tell,
    ) -> RowList[Item]:
        made: RowList[Item] = RowList(
            self._text,
            self._theme,
            f"quality_learning.{key}_list",
            columns,
            lambda item: item.id,
            deeds=deeds,
            facts=lambda item, blank: tell(self._text, self._held(), item, blank),
        )
        made.asked.connect(self.asked)
        made.rows_copied.connect(self.rows_copied)
        made.opened.connect(lambda item: self._open(key, item))
        return made

    def _held(self) -> Shown:
        assert self._shown is not None  # noqa: S101 - rows are there only once it was fed
        return self._shown

    def _make_activities(self) -> RowList[Item]:
        columns = tables.activity_columns(self._text, lambda: self._shown)

        def planned(item: Item | None) -> bool:
            return item is not None and item.stage == "planned"

        deeds = [
            self._adding("plan", ItemKind.ACTIVITY),
            Deed[Item]("held", lambda item: planned(item) and self._moves(item)),
            Deed[Item]("cancel", lambda item: planned(item) and self._moves(item)),
            *self._keeping(),
        ]
        made = self._list("activities", columns, deeds, told.activity_facts)
        made.table.sort_by("day", descending=True)
        return made

    def _make_practice(self) -> RowList[Item]:
        columns = tables.practice_columns(self._text, lambda: self._shown)
        deeds = [
            self._adding("add_practice", ItemKind.PRACTICE),
            Deed[Item]("agree", lambda item: self._at(item, "noted")),
            Deed[Item]("withdraw", lambda item: self._at(item, "noted", "agreed")),
            *self._keeping(),
        ]
        return self._list("practice", columns, deeds, told.practice_facts)

    def _make_issues(self) -> RowList[Item]:
        columns = tables.issue_columns(self._text, lambda: self._shown)
        deeds = [
            self._adding("add_issue", ItemKind.INSTRUMENT_ISSUE),
            Deed[Item]("close", lambda item: self._at(item, "open")),
            Deed[Item]("open", lambda item: self._at(item, "closed")),
            *self._keeping(),
        ]
        return self._list("issues", columns, deeds, told.issue_facts)

    def _adding(self, code: str, kind: ItemKind) -> Deed[Item]:
        return Deed[Item](
            code,
            lambda _item: self._shown is not None and self._shown.may_add(kind),
            alone=True,
            main=True,
            key="Ins",
        )

    def _keeping(self) -> list[Deed[Item]]:
        return [
            Deed[Item]("change", self._changes),
            Deed[Item]("drop", self._changes, key="Del"),
        ]

    def _changes(self, item: Item | None) -> bool:
        return item is not None and self._held().may_change(item)

    def _moves(self, item: Item | None) -> bool:
        return item is not None and self._held().may_move(item)

    def _at(self, item: Item | None, *stages: str) -> bool:
        return item is not None and item.stage in stages and self._moves(item)

    def _open(self, key: str, item: Item) -> None:
        """Enter on a line: what is usually next, where there is something to do."""
        usual = {"activities": "held", "practice": "agree", "issues": "close"}[key]
        buttons = self.lists[key].buttons
        for code in (usual, "change"):
            if not buttons[code].isHidden():
                self.asked.emit(code, item)
                return

    def _open_activity(self, item: Item) -> None:
        self.turn_to("activities")
        self.activities.choose(lambda one: one.id == item.id)

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

    def display(self, shown: Shown, opened: int) -> None:
        """Show what there is; ``opened``: number of the need that is shown in full, or 0."""
        self._shown = shown
        self._stack.setCurrentIndex(0)
        self.needs.display(shown, opened)
        view = shown.view
        self.activities.display(view.activities)
        self.practice.display(view.practice)
        self.issues.display(view.issues)

    def refuse(self, words: str) -> None:
        """Say why there is nothing to see for whoever is signed in."""
        self.outside.setText(words)
        self._stack.setCurrentIndex(1)

    def set_blank(self, blank: bool) -> None:
        """Hide names and numbers, or show them again."""
        self.needs.set_blank(blank)
        for part in self.lists.values():
            part.set_blank(blank)
