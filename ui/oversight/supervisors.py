"""The first tab of the oversight page: supervisors as counts, coverage, one in full."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from pomdesk.domain.names import HIDDEN
from pomdesk.domain.quality.items import ITEM_SPECS, Item
from pomdesk.domain.quality.terms import ItemKind
from pomdesk.readmodels.quality import SupervisorLine
from resources.text import Text
from ui.oversight.coverage import Coverage
from ui.oversight.shown import Shown
from ui.oversight.tables import about_columns, supervisor_columns
from ui.oversight.told import item_facts, supervisor_facts
from ui.theme import Theme
from ui.widgets.facts import Facts
from ui.widgets.form import Button, across, spaced
from ui.widgets.label import Label
from ui.widgets.quality_flow import flowing
from ui.widgets.quality_item_words import Today
from ui.widgets.quality_row_list import Deed, RowList
from ui.widgets.scrolled import Scrolled

WRITTEN = (
    ItemKind.ONE_TO_ONE,
    ItemKind.ADVICE,
    ItemKind.OVERSIGHT,
    ItemKind.MEETING,
    ItemKind.NEED,
    ItemKind.ACTION,
    ItemKind.ABSENCE,
)
"""What can be written down about a supervisor, in the order it is offered."""


class SupervisorPanel(QWidget):
    """One supervisor.

    Signals:
        asked: code of what is to be done, and an item or None.
        left: back to the list.
    """

    asked = Signal(str, object)
    left = Signal()

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self._text, self._blank = text, False
        self._shown: Shown | None = None
        self.page = Scrolled(text("quality_oversight.supervisor"))
        self.page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.back = Button(text("quality_oversight.back"), self.left.emit, kind="link")
        self.heading = Label("", "heading", wrap=True)
        self.writing = {
            kind: Button(text(f"quality_oversight.write.{kind}"), partial(self._write, kind))
            for kind in WRITTEN
        }
        self.facts = Facts(text)
        self.items = about_list(
            text, theme, self._name, self._today, self._may, blank=lambda: self._blank
        )
        outer = QVBoxLayout(self)
        spaced(outer)
        outer.addWidget(self.page)
        inside = self.page.inside
        inside.addLayout(across(self.back, None))
        for part in (self.heading, flowing(*self.writing.values()), self.facts, self.items):
            inside.addWidget(part)
        inside.addStretch(1)
        self.items.asked.connect(self.asked)
        self.items.opened.connect(lambda item: self.asked.emit("enter", item))
        self.setFocusProxy(self.writing[ItemKind.ONE_TO_ONE])

    def _today(self) -> date:
        return self._shown.today if self._shown else date.min

    def _name(self, code: str) -> str:
        return self._shown.name(code) if self._shown else code

    def _may(self, item: Item) -> bool:
        """Who leads does not touch what one person should learn; managers do."""
        own = item.kind is ItemKind.NEED and item.level == "individual"
        return self._shown is not None and (not own or not self._shown.leads)

    def _write(self, kind: ItemKind) -> None:
        code = self._shown.opened if self._shown else ""
        item = Item(0, kind, "", supervisor=code)
        if kind is ItemKind.NEED:
            item = replace(item, level="individual")
        self.asked.emit("write", item)

    def display(self, shown: Shown, line: SupervisorLine) -> None:
        """Show a supervisor."""
        self._shown = shown
        self.heading.setText(HIDDEN if self._blank else line.member.name)
        self.facts.display(supervisor_facts(self._text, shown, line, blank=self._blank))
        self.items.display(shown.about)
        # What one person should learn is for their line manager, not for the lead.
        me = shown.view.acting.member
        manages = me is not None and line.member.manager == me.code
        self.writing[ItemKind.NEED].setVisible(manages)

    def set_blank(self, blank: bool) -> None:
        """Hide names, or show them again."""
        self._blank = blank
        self.items.set_blank(blank)
        line = self._shown.line(self._shown.opened) if self._shown else None
        if self._shown is not None and line is not None:
            self.display(self._shown, line)


def about_list(
    text: Text,
    theme: Theme,
    name: Callable[[str], str],
    today: Today,
    may: Callable[[Item], bool],
    *,
    blank: Callable[[], bool],
    writes: bool = True,
) -> RowList[Item]:
    """Records about somebody: moved on by who may, and changed where they also write them."""

    def can(item: Item | None) -> bool:
        return writes and item is not None and may(item)

    def moves(item: Item | None) -> bool:
        return item is not None and len(ITEM_SPECS[item.kind].stages) > 1 and may(item)

    deeds = [
        Deed[Item]("move", moves),
        Deed[Item]("change", can),
        Deed[Item]("drop", can, key="Del"),
    ]
    made: RowList[Item] = RowList(
        text,
        theme,
        "quality_oversight.about",
        about_columns(text, today, blank),
        lambda item: item.id,
        deeds=deeds,
        facts=lambda item, blank: item_facts(text, name, item, blank),
    )
    made.table.sort_by("due")
    return made


class Supervisors(QWidget):
    """Everybody looked after, and how many of their files were read; or one of them.

    Signals:
        asked: code of what is to be done, and an item or None.
        supervisor_opened: code of a supervisor; "": back to the list.
        rows_copied: rows of cells for the clipboard.
    """

    asked = Signal(str, object)
    supervisor_opened = Signal(str)
    rows_copied = Signal(object)

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self._text = text
        self._shown: Shown | None = None
        self.list: RowList[SupervisorLine] = RowList(
            text,
            theme,
            "quality_oversight.supervisors",
            supervisor_columns(text, lambda: self._shown.today if self._shown else date.min),
            lambda line: line.member.code,
            heading=False,
        )
        self.coverage = Coverage(text, theme)
        self.panel = SupervisorPanel(text, theme)
        self._stack = QStackedLayout(self)
        self.page = Scrolled(text("quality_oversight.supervisors.name"))
        self.page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = self.page.inside
        inside.addWidget(Label(text("quality_oversight.supervisors.words"), "quiet", wrap=True))
        inside.addWidget(self.list)
        self._covered = Label(text("quality_oversight.coverage"), "heading", wrap=True)
        self._legend = Label(text("quality_oversight.legend"), "quiet", wrap=True)
        for part in (self._covered, self._legend, self.coverage):
            inside.addWidget(part)
        inside.addStretch(1)
        self._stack.addWidget(self.page)
        self._stack.addWidget(self.panel)
        self._connect()

    def _connect(self) -> None:
        self.list.opened.connect(lambda line: self.supervisor_opened.emit(line.member.code))
        self.coverage.row_opened.connect(lambda row: self.supervisor_opened.emit(row.code))
        self.panel.left.connect(lambda: self.supervisor_opened.emit(""))
        self.panel.asked.connect(self.asked)
        self.panel.items.rows_copied.connect(self.rows_copied)
        for table in (self.list, self.coverage):
            table.rows_copied.connect(self.rows_copied)

    def display(self, shown: Shown) -> None:
        """Show the list, or the supervisor that is opened."""
        self._shown = shown
        self.list.display(shown.view.supervisors)
        some = bool(shown.view.supervisors)
        self.coverage.display(shown.view)
        for part in (self._covered, self._legend, self.coverage):
            part.setVisible(some)
        line = shown.line(shown.opened)
        if line is not None:
            self.panel.display(shown, line)
            self.list.choose(lambda one: one.member.code == shown.opened)
        page: QWidget = self.page if line is None else self.panel
        turned = self._stack.currentWidget() is not page
        self._stack.setCurrentWidget(page)
        self.setFocusProxy(self.list if line is None else self.panel)
        if turned and self.isVisible():
            self.setFocus()

    def set_blank(self, blank: bool) -> None:
        """Hide names, or show them again."""
        self.list.set_blank(blank)
        self.coverage.set_blank(blank)
        self.panel.set_blank(blank)
