"""Learning needs by how far they have come: columns side by side, or a list where it is narrow."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pomdesk.domain.names import HIDDEN
from pomdesk.domain.quality.items import ITEM_SPECS, Item
from pomdesk.domain.quality.terms import ItemKind
from resources.text import Text
from ui.learning.cards import Card, CardColumn
from ui.learning.shown import Shown
from ui.learning.tables import need_columns
from ui.learning.told import need_line
from ui.theme import Theme
from ui.widgets.fitted import FittedTable
from ui.widgets.form import Button, spaced
from ui.widgets.label import Label
from ui.widgets.measure import characters
from ui.widgets.quality_item_words import late_marks
from ui.widgets.quality_words import away, term
from ui.widgets.scrolled import Scrolled
from ui.widgets.table_model import TableModel

STAGES = ITEM_SPECS[ItemKind.NEED].stages
_RARE = "reopened"
"""A stage whose column is there only while something stands in it."""
_WIDE = 20
"""Characters that a column needs, or the board becomes a list."""
_CLOSED = 5
"""Closed needs on the board; the list has all of them."""


class Board(QWidget):
    """The board.

    Signals:
        need_opened: number of a need.
    """

    need_opened = Signal(int)

    def __init__(self, text: Text, theme: Theme, page: Scrolled) -> None:
        super().__init__()
        self._text, self._blank = text, False
        self._shown: Shown | None = None
        self.as_list = Button(text("quality_learning.as_list"), self._fold, kind="chip")
        self.as_list.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.none = Label(text("quality_learning.no_needs"), "quiet", wrap=True)
        self.columns = {stage: CardColumn(theme, page) for stage in STAGES}
        self.model: TableModel[Item] = TableModel(
            need_columns(text, lambda: self._shown, lambda: self._blank), text, self
        )
        self.list: FittedTable[Item] = FittedTable(
            self.model, theme, text("quality_learning.needs"), lambda item: item.id, picks=True
        )
        self._heads: dict[str, Label] = {}
        self._holders: dict[str, QWidget] = {}
        self._build()
        self.list.row_opened.connect(self._open_row)

    def _open_row(self, item: Item) -> None:
        self.need_opened.emit(item.id)

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        spaced(layout)
        self._wide = QWidget()
        row = QHBoxLayout(self._wide)
        spaced(row)
        for stage, column in self.columns.items():
            holder = self._holders[stage] = QWidget()
            inside = QVBoxLayout(holder)
            spaced(inside, "xs")
            head = self._heads[stage] = Label("", "strong", wrap=True)
            inside.addWidget(head)
            inside.addWidget(column)
            inside.addStretch(1)
            row.addWidget(holder, 1)
            column.card_opened.connect(self.need_opened)
            column.beside.connect(lambda step, stage=stage: self._beside(stage, step))
        for part in (self.none, self._wide, self.list):
            layout.addWidget(part)

    def _beside(self, stage: str, step: int) -> None:
        order = [one for one in STAGES if self.columns[one].cards]
        place = order.index(stage) + step
        if 0 <= place < len(order):
            self.columns[order[place]].setFocus()

    def display(self, shown: Shown) -> None:
        """Show the needs."""
        self._shown = shown
        by_stage = {
            stage: [one for one in shown.view.needs if one.stage == stage] for stage in STAGES
        }
        for stage, needs in by_stage.items():
            head = self._text(
                "quality_learning.column", stage=term(self._text, "item_stage", stage), n=len(needs)
            )
            self._heads[stage].setText(head)
            column = self.columns[stage]
            column.setAccessibleName(head)
            column.display([self._card(one) for one in self._latest(stage, needs)])
            self._holders[stage].setVisible(bool(needs) or stage != _RARE)
        self.model.set_rows(shown.view.needs)
        self._fold()

    def _latest(self, stage: str, needs: Sequence[Item]) -> Sequence[Item]:
        if stage != "closed":
            return sorted(needs, key=lambda one: (one.due is None, one.due, one.id))
        by_day = sorted(needs, key=lambda one: (one.stage_day is not None, one.stage_day, one.id))
        return by_day[::-1][:_CLOSED]

    def _card(self, need: Item) -> Card:
        text, shown = self._text, self._shown
        assert shown is not None  # noqa: S101 - cards are made of what is shown
        under = need_line(text, shown, need, blank=self._blank)
        if need.due is not None and not need.is_closed:
            due = text("quality_learning.due", day=text.short_day(need.due))
            under = f"{under}\n{due}, {away(text, need.due, shown.today)}"
        title = HIDDEN if self._blank and need.supervisor else need.title
        return Card(need.id, title, under, late_marks(text, need, shown.today))

    @property
    def folded(self) -> bool:
        """Whether the needs are a list."""
        shown = [one for one in self._holders.values() if not one.isHidden()]
        return self.as_list.isChecked() or self.width() < characters(_WIDE) * len(shown)

    def _fold(self) -> None:
        some = self._shown is not None and bool(self._shown.view.needs)
        folded = self.folded
        self.none.setVisible(self._shown is not None and not some)
        self._wide.setVisible(some and not folded)
        self.list.setVisible(some and folded)
        shown = [one for one in self._holders.values() if not one.isHidden()]
        # Where it is too narrow for columns there is nothing to choose.
        self.as_list.setVisible(some and self.width() >= characters(_WIDE) * len(shown))
        first = next((one for one in self.columns.values() if one.cards), None)
        self.setFocusProxy(self.list if folded or first is None else first)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Become a list, or columns again."""
        super().resizeEvent(event)
        self._fold()

    def choose(self, number: int) -> None:
        """Put the keyboard on a need."""
        self.list.choose(lambda item: item.id == number)
        for column in self.columns.values():
            if column.choose(number) and not self.folded:
                self.setFocusProxy(column)

    def set_blank(self, blank: bool) -> None:
        """Hide names of people, or show them again."""
        self._blank = blank
        if self._shown is not None:
            self.display(self._shown)
