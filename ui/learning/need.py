"""One learning need: what is behind it, what is done for it, what came of it, and its next step."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pomdesk.domain.names import HIDDEN
from pomdesk.domain.quality.items import Item
from resources.text import Text
from ui.learning.shown import INDIVIDUAL, Shown
from ui.learning.tables import activity_columns
from ui.learning.told import effect_mark, effect_words, need_facts
from ui.theme import Theme
from ui.widgets.chips import Tags
from ui.widgets.facts import Facts
from ui.widgets.fitted import FittedTable
from ui.widgets.form import Band, Button, across, spaced
from ui.widgets.label import Label
from ui.widgets.quality_flow import flowing
from ui.widgets.quality_item_words import late_marks, stage_mark
from ui.widgets.scrolled import Scrolled
from ui.widgets.table_model import TableModel

STEPS = ("agreed", "planned", "delivered", "effect_check", "closed", "reopened")
"""Stages that a need is moved to."""


class NeedPanel(QWidget):
    """One need.

    Signals:
        asked: code of what is to be done, and the need.
        activity_opened: an activity of it.
        left: back to the board.
    """

    asked = Signal(str, object)
    activity_opened = Signal(object)
    left = Signal()

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self._text, self._blank = text, False
        self._shown: Shown | None = None
        self.need: Item | None = None
        self.page = Scrolled(text("quality_learning.need"))
        self.page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.back = Button(text("quality_learning.back"), self.left.emit, kind="link")
        self.heading = Label("", "heading", wrap=True)
        self.tags = Tags()
        self.steps = {
            step: Button(text(f"quality_learning.step.{step}"), partial(self._ask, f"to.{step}"))
            for step in STEPS
        }
        self.plan = Button(text("quality_learning.do.plan"), partial(self._ask, "plan"))
        self.change = Button(text("quality_learning.do.change"), partial(self._ask, "change"))
        self.drop = Button(text("quality_learning.do.drop"), partial(self._ask, "drop"))
        self._bar = flowing(*self.steps.values(), self.plan, self.change, self.drop)
        self.effect = Band("note")
        self._effect_tag, self._effect_words = Tags(), Label("", wrap=True)
        self.facts = Facts(text)
        self.model: TableModel[Item] = TableModel(
            activity_columns(text, lambda: self._shown), text, self
        )
        self.table: FittedTable[Item] = FittedTable(
            self.model, theme, text("quality_learning.activities"), lambda item: item.id
        )
        self.none = Label(text("quality_learning.no_activities_of"), "quiet", wrap=True)
        self._build()
        self.table.row_opened.connect(self.activity_opened)

    def _build(self) -> None:
        text, inside = self._text, self.page.inside
        outer = QVBoxLayout(self)
        spaced(outer)
        outer.addWidget(self.page)
        inside.addLayout(across(self.back, None))
        for label in (Label(text("quality_learning.effect.name"), "strong"), self._effect_tag,
                      self._effect_words):  # fmt: skip
            self.effect.inside.addWidget(label)
        for part in (self.heading, self.tags, self._bar, self.effect, self.facts):
            inside.addWidget(part)
        inside.addWidget(Label(text("quality_learning.activities"), "heading"))
        inside.addWidget(self.none)
        inside.addWidget(self.table)
        inside.addStretch(1)

    def _ask(self, code: str) -> None:
        if self.need is not None:
            self.asked.emit(code, self.need)

    def display(self, shown: Shown, need: Item) -> None:
        """Show a need."""
        text = self._text
        self._shown, self.need = shown, need
        hidden = self._blank and bool(need.supervisor)
        self.heading.setText(HIDDEN if hidden else need.title)
        self.tags.display((stage_mark(text, need), *late_marks(text, need, shown.today)))
        self._show_steps(shown, need)
        found = shown.view.effects.get(need.id)
        self.effect.setVisible(found is not None)
        if found is not None:
            self._effect_tag.display([effect_mark(text, found)])
            self._effect_words.setText(effect_words(text, found))
        self.facts.display(need_facts(text, shown, need, self._blank))
        activities = shown.activities_of(need)
        self.model.set_rows(activities)
        self.table.setVisible(bool(activities))
        self.none.setVisible(not activities)

    def _show_steps(self, shown: Shown, need: Item) -> None:
        moves = list(shown.moves.get(need.stage, ())) if shown.may_move(need) else []
        for step, button in self.steps.items():
            button.setVisible(step in moves)
            kind = "main" if moves and step == moves[0] else "quiet"
            if button.property("kind") != kind:
                button.setProperty("kind", kind)
                button.style().unpolish(button)
                button.style().polish(button)
        may = shown.may_change(need)
        self.change.setVisible(may)
        self.drop.setVisible(may)
        self.plan.setVisible(shown.leads and need.level != INDIVIDUAL and not need.is_closed)
        usual = self.steps[moves[0]] if moves else self.back
        self.setFocusProxy(usual)

    def set_blank(self, blank: bool) -> None:
        """Hide names of people, or show them again."""
        self._blank = blank
        self.model.hidden = HIDDEN if blank else None
        if self._shown is not None and self.need is not None:
            self.display(self._shown, self.need)
