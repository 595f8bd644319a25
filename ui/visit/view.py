"""One visit as a person sees it: where it stands, what can be done, and its people."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from pomdesk.domain.names import HIDDEN
from pomdesk.domain.visits import VisitState
from pomdesk.readmodels.visits import StopLine, VisitLine
from resources.text import Text
from ui.theme import Theme
from ui.visit.after import VisitOutcome
from ui.visit.packing import PackButtons, Packing
from ui.visit.standing import ACTIONS, MORE, Shown, head_words, offered
from ui.visit.stops import before
from ui.widgets.chips import Tags
from ui.widgets.form import Band, Button, across, spaced
from ui.widgets.label import Label
from ui.widgets.quality_flow import flowing
from ui.widgets.table import Table
from ui.widgets.table_model import Mark, TableModel
from ui.widgets.tall import Tall, give_room
from ui.widgets.visit_words import CardWords, state_mark
from ui.widgets.whole_cells import WholeCells

_MAIN = frozenset({"begin", "go_on"})


class VisitPanel(QWidget):
    """Head, packs, buttons, people.

    Attributes:
        buttons: what can be done, by code; those of ``packs`` and of ``outcome`` among them.
        table: the people in walking order; of a visit that ended ``outcome`` has them.

    Signals:
        asked: what is to be done, one of ``ACTIONS``, ``PACKS``, ``NOTES`` or ``MORE``, or
            ``decide``.
        pack_asked: what is to be done about a pack, and the pack.
        person_opened: a ``StopLine`` whose case is wanted.
        rows_copied: rows of cells for the clipboard.
    """

    asked = Signal(str)
    pack_asked = Signal(str, object)
    person_opened = Signal(object)
    rows_copied = Signal(object)

    def __init__(self, text: Text, theme: Theme, words: CardWords) -> None:
        super().__init__()
        self._text, self._blank, self._today = text, False, date.min
        self.shown: Shown | None = None
        self._surnames: Counter[str] = Counter()
        known = before(text, words, lambda: self._today, lambda: self._blank, self._alike)
        self.model: TableModel[StopLine] = TableModel(known, text, self)
        self.table: Table[StopLine] = Table(
            self.model, theme, text("visit_page.stops"), lambda one: one.stop_id
        )
        give_room(self.table, theme)
        WholeCells(self.table, theme, ("why", "noted"))
        self.outcome = VisitOutcome(text, theme, words)
        self.head = Label("", "quiet", wrap=True, select=True)
        self.tags = Tags()
        self.packing = Packing(text)
        self.clash = Band("trouble")
        self.clash_words = Label("", wrap=True)
        self.decide = Button(text("visit_page.decide"), partial(self.asked.emit, "decide"))
        self.why = Label("", wrap=True)
        self.buttons = {
            code: Button(
                text(f"visit_page.do.{code}"),
                partial(self.asked.emit, code),
                kind="main" if code in _MAIN else "quiet",
                help=self._help(code),
            )
            for code in ACTIONS
        }
        self.packs = PackButtons(text)
        self.buttons |= {**self.packs.buttons, **self.outcome.buttons}
        self.more = Button(text("visit_page.more"), help=text("visit_page.more_help"))
        self._menu()
        self._build()
        self._connect()

    def _help(self, code: str) -> str:
        key = f"visit_page.do_help.{code}"
        return self._text(key) if self._text.has(key) else ""

    def _menu(self) -> None:
        menu = self._menu_of_more = QMenu(self)  # kept: without it Python forgets its actions
        self.actions_more: dict[str, QAction] = {}
        for code in MORE:
            action = QAction(self._text(f"visit_page.do.{code}"), self)
            menu.addAction(action)
            action.triggered.connect(lambda _on=False, code=code: self.asked.emit(code))
            self.actions_more[code] = action
        self.more.setMenu(menu)

    def _build(self) -> None:
        layout = Tall(self._text("visit_page.stops")).fill(self)
        top = across(self.tags, self.head)
        top.setStretch(1, 1)
        layout.addLayout(top)
        line = across(self.clash_words, self.decide)
        line.setStretch(0, 1)
        self.clash.inside.addLayout(line)
        for part in (self.clash, self.packing, self.why):
            layout.addWidget(part)
        layout.addWidget(flowing(*(self.buttons[code] for code in ACTIONS), self.more))
        layout.addWidget(self.packs)
        self._empty = QWidget()
        words = QVBoxLayout(self._empty)
        spaced(words, "m")
        self.none = Label("", "lead", wrap=True)
        words.addWidget(self.none)
        words.addStretch(1)
        self._below = QStackedWidget()
        for shown in (self.table, self.outcome, self._empty):
            self._below.addWidget(shown)
        layout.addWidget(self._below, 1)

    def _connect(self) -> None:
        self.packing.asked.connect(self.pack_asked)
        self.packs.asked.connect(self.asked)
        self.outcome.asked.connect(self.asked)
        self.table.row_opened.connect(self.person_opened)
        self.outcome.person_opened.connect(self.person_opened)
        self.table.rows_copied.connect(self.rows_copied)
        self.outcome.rows_copied.connect(self.rows_copied)
        self._key(Qt.Key.Key_Delete, self.table, lambda: self._ask("remove"))
        self._key("Ctrl+P", self, lambda: self._ask("sheet"))

    def _key(self, key: Qt.Key | str, where: QWidget, do: Callable[[], None]) -> None:
        shortcut = QShortcut(QKeySequence(key), where)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(do)

    def _ask(self, code: str) -> None:
        if self.shown is not None and code in offered(self.shown):
            self.asked.emit(code)

    # Being fed.

    def display(self, shown: Shown) -> None:
        """Show a visit."""
        self.shown = shown
        view, line = shown.view, shown.view.line
        self._today = view.today
        self.head.setText(head_words(self._text, view))
        self.tags.display(self._marks(line))
        self.clash.setVisible(line.clashes > 0)
        self.clash_words.setText(self._text.count("visit_page.clashes", line.clashes))
        self.packing.display(view.packs)
        self._tell_why(line)
        self._offer(offered(shown))
        self._surnames = Counter(one.card.last_name.casefold() for one in view.stops)
        self.model.set_rows(view.stops)
        if shown.after is not None:
            self.outcome.display(shown.after)
        self._turn()

    def _marks(self, line: VisitLine) -> Sequence[Mark]:
        return [state_mark(self._text, line)]

    def _tell_why(self, line: VisitLine) -> None:
        """Say why there is little to do here, where there is."""
        key = "shut" if line.shut else "machine" if line.from_pack else ""
        self.why.setText(self._text(f"visit_page.{key}") if key else "")
        self.why.setVisible(bool(key))

    def _alike(self, one: StopLine) -> bool:
        return bool(one.card.last_name) and self._surnames[one.card.last_name.casefold()] > 1

    def _offer(self, fits: frozenset[str]) -> None:
        for code, button in self.buttons.items():
            button.setVisible(code in fits)
        for code, action in self.actions_more.items():
            action.setVisible(code in fits)
            action.setEnabled(code in fits)
        self.more.setVisible(bool(fits & set(MORE)))
        self.packs.offer(fits)

    def _turn(self) -> None:
        assert self.shown is not None  # noqa: S101 - only called by display
        line = self.shown.view.line
        if line.state is VisitState.ENDED and self.shown.after is not None:
            part: QWidget = self.outcome
        elif self.shown.view.stops:
            part = self.table
        else:
            part = self._empty
            key = "hidden" if line.shut else "nobody"
            self.none.setText(self._text(f"visit_page.{key}"))
        self._below.setCurrentWidget(part)
        first = next((one for one in self.buttons.values() if not one.isHidden()), self.more)
        self.setFocusProxy(first if part is self._empty else part)

    def chosen(self) -> list[StopLine]:
        """The people that are marked in the table that is shown."""
        if self._below.currentWidget() is self._empty:
            return []
        ended = self._below.currentWidget() is self.outcome
        table, model = (
            (self.outcome.table, self.outcome.model) if ended else (self.table, self.model)
        )
        return [model.row_at(line) for line in table.chosen_lines()]

    @property
    def blank(self) -> bool:
        """Whether names are hidden."""
        return self._blank

    def set_blank(self, blank: bool) -> None:
        """Hide names, numbers, alerts and what was noted, or show them again."""
        self._blank = blank
        self.model.hidden = HIDDEN if blank else None
        self.table.viewport().update()
        self.outcome.set_blank(blank)
