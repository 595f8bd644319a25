"""The policy as a person sees it: find, chips, and a table of settings."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from pomdesk.domain.names import fold
from pomdesk.readmodels.policy import PolicyLine
from resources.text import Text
from resources.tokens import tokens
from ui.policy.columns import ALL, CHIPS, PolicyColumns
from ui.policy.words import Values, area_name
from ui.theme import Theme
from ui.widgets.chips import Chips
from ui.widgets.form import Button, Choice, across, named, spaced
from ui.widgets.label import Label
from ui.widgets.table import Table
from ui.widgets.table_model import TableModel


class PolicyView(QWidget):
    """Every setting, narrowed as one types.

    Signals:
        change_asked: a :class:`PolicyLine` whose setting is to be changed.
        withdraw_asked: a :class:`PolicyLine` that is to be withdrawn.
        rows_copied: rows of cells for the clipboard.
    """

    change_asked = Signal(object)
    withdraw_asked = Signal(object)
    rows_copied = Signal(object)

    def __init__(self, text: Text, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._lines: Sequence[PolicyLine] = ()
        self._searched: Sequence[str] = ()
        self._columns = PolicyColumns(text)
        self.model: TableModel[PolicyLine] = TableModel(self._columns.all(), text, self)
        self.table: Table[PolicyLine] = Table(
            self.model, theme, text("policy.table"), lambda line: (line.key, line.starts)
        )
        self.search = named(QLineEdit(), text("policy.search"), text("policy.search_help"))
        self.search.setPlaceholderText(text("policy.search_hint"))
        self.search.setClearButtonEnabled(True)
        self.area = named(Choice(), text("policy.area"))
        self.area.addItem(text("policy.all_areas"), "")
        self.chips = Chips(list(CHIPS), "policy.chip", text, counted="policy.count")
        self.count = Label("", "quiet")
        self.change = Button(text("policy.change"), self._ask_change)
        self.withdraw = Button(
            text("policy.withdraw"), self._ask_withdraw, help=text("policy.withdraw_help")
        )
        self._build()
        self._connect()

    @property
    def values(self) -> Values:
        """Puts values of the shown policy into words."""
        return self._columns.values

    def _build(self) -> None:
        space = tokens().space
        layout = QVBoxLayout(self)
        spaced(layout)
        bar = across(self.search, self.area, self.count, self.change, self.withdraw)
        bar.setStretch(0, 1)
        layout.addLayout(bar)
        layout.addWidget(self.chips)
        layout.addWidget(self.table, 1)
        self.none = Label(self._text("policy.nothing"), "lead", wrap=True)
        self.none.setContentsMargins(0, space["l"], 0, space["l"])
        self.none.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.none.hide()
        layout.addWidget(self.none, 1)
        self.setFocusProxy(self.table)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._narrow)
        self.search.installEventFilter(self)
        self.area.activated.connect(self._narrow)
        self.chips.chip_chosen.connect(self._narrow)
        self.table.row_opened.connect(self.change_asked)
        self.table.row_chosen.connect(self._offer)
        self.table.rows_copied.connect(self.rows_copied)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self._find)
        away = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.table)
        away.setContext(Qt.ShortcutContext.WidgetShortcut)
        away.activated.connect(self._ask_withdraw)

    def display(self, lines: Sequence[PolicyLine]) -> None:
        """Show a policy; the chosen line stays chosen."""
        self._columns.take(lines)
        self._lines = lines
        self._searched = [self._columns.searched(line) for line in lines]
        self._list_areas()
        self.chips.set_counts({key: sum(map(keeps, lines)) for key, keeps in CHIPS.items()})
        self.model.set_rows(lines, self._keep)
        self._tell_count()

    def _list_areas(self) -> None:
        sections = list(dict.fromkeys(line.section for line in self._lines if line.section))
        if self.area.count() == 1 + len(sections):
            return
        chosen = self.area.currentData()
        while self.area.count() > 1:
            self.area.removeItem(1)
        for section in sections:
            self.area.addItem(area_name(self._text, section), section)
        self.area.setCurrentIndex(max(self.area.findData(chosen), 0))

    # Narrowing.

    def _keep(self, order: list[int]) -> list[int]:
        wanted = fold(self.search.text()).split()
        belongs, area = CHIPS[self.chips.chosen], self.area.currentData()
        return [
            i
            for i in order
            if belongs(self._lines[i])
            and area in ("", self._lines[i].section)
            and all(word in self._searched[i] for word in wanted)
        ]

    def _narrow(self, _what: object = None) -> None:
        self.model.set_filter(self._keep)
        self._tell_count()

    def _tell_count(self) -> None:
        shown, total = len(self.model.shown), len(self._lines)
        every = self._text.count("policy.count", total)
        some = self._text("policy.shown", shown=f"{shown:,}", all=every)
        self.count.setText(every if shown == total else some)
        self.none.setVisible(shown == 0)
        self.table.setVisible(shown > 0)
        self._offer(self.table.chosen() if shown else None)

    def step_back(self) -> bool:
        """Esc: show every setting again. False when all are shown already."""
        narrowed = self.search.text() or self.area.currentData() or self.chips.chosen != ALL
        if not narrowed:
            return False
        self.chips.set_chosen(ALL)
        self.area.setCurrentIndex(0)
        self.search.clear()
        self._narrow()
        self.table.setFocus()
        return True

    # What is asked.

    def _offer(self, line: PolicyLine | None) -> None:
        self.change.setEnabled(line is not None)
        self.withdraw.setEnabled(line is not None and line.decided)

    def _ask_change(self) -> None:
        line = self.table.chosen()
        if line is not None and self.model.shown:
            self.change_asked.emit(line)

    def _ask_withdraw(self) -> None:
        line = self.table.chosen()
        if line is not None and self.model.shown:
            self.withdraw_asked.emit(line)

    def _find(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the line to find in: down goes to the table, Enter changes what is chosen."""
        if watched is self.search and isinstance(event, QKeyEvent):
            if event.type() != QEvent.Type.KeyPress:
                return super().eventFilter(watched, event)
            if event.key() == Qt.Key.Key_Down:
                self.table.setFocus()
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._ask_change()
                return True
        return super().eventFilter(watched, event)
