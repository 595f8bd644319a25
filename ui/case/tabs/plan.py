"""OASys and plan: assessments, goals with their steps, agreement, interventions."""

from datetime import date

from pomdesk.domain.record import Entry, EntryKind
from pomdesk.readmodels.record import AssessmentLine
from resources.text import Text
from ui.case.asks import EventAsked
from ui.case.entries import entry_item
from ui.case.shown import Shown
from ui.case.tabs.parts import Block, EntryBlock, Tab
from ui.theme import Theme
from ui.widgets.feed import FeedItem
from ui.widgets.fitted import FittedTable
from ui.widgets.form import Button, across
from ui.widgets.label import Label
from ui.widgets.table_model import Column, Mark, TableModel


def _ordinal(day: date | None) -> int | None:
    return -day.toordinal() if day else None


def goal_order(entries: list[Entry]) -> list[Entry]:
    """Goals, open ones first, each followed by its steps; steps without a goal come last."""
    goals = [one for one in entries if one.kind is EntryKind.GOAL]
    steps = [one for one in entries if one.kind is EntryKind.STEP]
    found: list[Entry] = []
    for goal in sorted(goals, key=lambda one: (one.closed, one.day, one.id)):
        found.append(goal)
        mine = [step for step in steps if step.parent_id == goal.id]
        found += sorted(mine, key=lambda one: (one.day, one.id))
    return [*found, *(step for step in steps if step not in found)]


class PlanTab(Tab):
    """OASys history, the sentence plan, interventions.

    Attributes:
        assessments: the OASys history.
        goals: goals with their steps.
    """

    key = "plan"

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text, theme)
        self.add = Button(
            text("case.plan.add"), lambda: self.asked.emit(EventAsked("assessment")), kind="link"
        )
        history = Block(text("case.plan.history"), (self.add,))
        self.assessments: TableModel[AssessmentLine] = TableModel(self._columns(), text, self)
        self.table_of = FittedTable(
            self.assessments, theme, text("case.plan.history"), lambda line: line.row_id, picks=True
        )
        self.empty = history.add(Label(text("case.plan.none"), "quiet", wrap=True))
        self.put_table(history, self.table_of)
        self.table_of.row_chosen.connect(self._choose)
        self.table_of.row_opened.connect(lambda _line: self._sign())
        self.because = history.add(Label("", wrap=True, select=True))
        self.sign = Button(text("case.plan.countersign"), self._sign, kind="link")
        history.inside.addLayout(across(self.sign, None))
        self.inside.addWidget(history)
        self.goals = self.entries(
            EntryBlock(
                text, theme, self, EntryKind.GOAL, EntryKind.STEP, title=text("case.plan.goals")
            )
        )
        self.goals.feed.item_chosen.connect(self._take_goal)
        kinds = (EntryKind.PLAN_AGREEMENT, EntryKind.INTERVENTION)
        self.blocks = {kind: self.entries(EntryBlock(text, theme, self, kind)) for kind in kinds}
        self.inside.addStretch(1)

    def _columns(self) -> list[Column[AssessmentLine]]:
        text = self._text
        return [
            Column("completed", "case.plan.column.completed",
                   lambda line: text.short_day(line.assessment.completed_on) or "–",
                   lambda line: _ordinal(line.assessment.completed_on
                                         or line.assessment.initiated_on), 14,
                   under=self._begun),
            Column("type", "case.plan.column.type",
                   lambda line: text.code("assessment_type", line.assessment.assessment_type),
                   lambda line: line.assessment.assessment_type, 18,
                   under=lambda line: line.assessment.purpose or ""),
            Column("status", "case.plan.column.status",
                   lambda line: text.code("case.plan.status", line.assessment.status) or "–",
                   lambda line: line.assessment.status, 20),
            Column("author", "case.plan.column.author",
                   lambda line: line.assessment.assessor or "–",
                   lambda line: line.assessment.assessor, 22,
                   under=self._typed),
            Column("signed", "case.plan.column.signed", self._signed,
                   lambda line: _ordinal(line.assessment.countersigned_on), 24,
                   marks=self._sign_marks),
            Column("rosh", "case.plan.column.rosh",
                   lambda line: text.code("rosh", line.assessment.rosh_overall) or "–",
                   lambda line: line.assessment.rosh_overall, 12),
        ]  # fmt: skip

    def _begun(self, line: AssessmentLine) -> str:
        day = line.assessment.initiated_on
        return self._text("case.plan.begun", day=self._text.short_day(day)) if day else ""

    def _typed(self, line: AssessmentLine) -> str:
        return self._text("case.plan.typed", who=line.typed_by) if line.typed_by else ""

    def _signed(self, line: AssessmentLine) -> str:
        if line.assessment.countersigned_on is not None:
            return self._text.short_day(line.assessment.countersigned_on)
        if line.assessment.completed_on is None:
            return "–"
        return "" if line.countersign_because else self._text("case.plan.not_needed")

    def _sign_marks(self, line: AssessmentLine) -> list[Mark]:
        wanted = line.countersign_because and line.assessment.countersigned_on is None
        return [Mark(self._text("case.plan.wanted"), "yellow")] if wanted else []

    def _choose(self, line: AssessmentLine | None) -> None:
        """Say why the assessment needs a countersignature, if it does."""
        text = self._text
        because = line.countersign_because if line is not None else ()
        reasons = "; ".join(text.code("countersign", code) for code in because)
        self.because.setText(text("case.plan.because", why=reasons) if reasons else "")
        self.because.setVisible(bool(reasons))
        self.sign.setVisible(line is not None and line.assessment.countersigned_on is None)

    def _sign(self) -> None:
        line = self.table_of.chosen()
        if line is not None and line.assessment.countersigned_on is None:
            self.asked.emit(EventAsked("countersignature", line.row_id))

    def _take_goal(self, entry: Entry) -> None:
        """A step that is added belongs to the goal the keyboard is on."""
        parent = entry.id if entry.kind is EntryKind.GOAL else entry.parent_id
        self.goals.preset = {"parent_id": parent} if parent is not None else {}

    def display(self, shown: Shown) -> None:
        """Show the assessments and the plan of one case."""
        lines = list(shown.record.assessments)
        self.table_of.setVisible(bool(lines))
        self.empty.setVisible(not lines)
        self.assessments.set_rows(lines)
        self._choose(self.table_of.chosen() if lines else None)
        plan = goal_order(shown.entries(EntryKind.GOAL, EntryKind.STEP))
        self.goals.show_items([self._item(entry, plan, shown.today) for entry in plan])
        for kind, block in self.blocks.items():
            block.display(shown.entries(kind), shown)

    def _item(self, entry: Entry, plan: list[Entry], today: date) -> FeedItem:
        goal = next((one.title for one in plan if one.id == entry.parent_id), "")
        return entry_item(self._text, entry, today, with_kind=True, goal=goal)
