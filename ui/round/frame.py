"""The first step: the plan at the left, what it comes to at the right, until it is frozen."""

from collections.abc import Mapping
from datetime import UTC

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from pomdesk.domain.names import HIDDEN
from pomdesk.domain.quality.results import FrameRow
from pomdesk.domain.quality.terms import RoundStage
from pomdesk.readmodels.quality import (
    FramePreview,
    RoundPlan,
    RoundView,
    StratumLine,
    ThreeQuestions,
)
from resources.text import Text
from ui.round import tables
from ui.round.asks import Choices, DropAsked, FreezeAsked, ListAsked, PlanAsked, Planned, Sureness
from ui.round.how_many import HowMany
from ui.round.plan import PlanForm
from ui.round.planned import plan_facts, planned_of
from ui.theme import Theme
from ui.widgets.facts import FactLine, Facts
from ui.widgets.form import Band, Button, across, spaced
from ui.widgets.label import Label
from ui.widgets.measure import characters
from ui.widgets.quality_words import grouped, term
from ui.widgets.scrolled import Scrolled

_PLAN_WIDE = 46
_MOST_TOLD = 12
"""References that are told one by one."""


class FrameStep(QWidget):
    """Plans a round and freezes its frame.

    Signals:
        asked: one of ``asks``.
    """

    asked = Signal(object)

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self._text, self._blank = text, False
        self._view: RoundView | None = None
        self._saved: Planned | None = None
        self._names: Mapping[str, str] = {}
        self._number: int | None = None
        row = QHBoxLayout(self)
        spaced(row, "l")
        self.left = Scrolled(text("quality_round.frame.plan"))
        self.left.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.form = PlanForm(text)
        self.begin = Button(text("quality_round.frame.begin"), self._begin, kind="main")
        self.drop = Button(text("quality_round.frame.drop"), self._drop)
        self.left.inside.addWidget(self.form)
        self.left.inside.addStretch(1)
        row.addWidget(self.left)
        self.right = Scrolled(text("quality_round.frame.preview"))
        self.right.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row.addWidget(self.right, 1)
        self.many = HowMany(text)
        self._build(theme)
        self.form.changed.connect(self._changed)
        self.form.list_asked.connect(lambda file: self.asked.emit(ListAsked(file)))
        self.many.chosen.connect(self._changed)
        self.setFocusProxy(self.form.title)

    def _build(self, theme: Theme) -> None:
        text, inside = self._text, self.right.inside
        self.before = Label(text("quality_round.frame.before"), "lead", wrap=True)
        self.line = Label("", "lead", wrap=True)
        self.trouble = Band("trouble")
        self.mend = Label("", wrap=True, select=True)
        self.trouble.inside.addWidget(self.mend)
        self.facts = Facts(text)
        self.excluded = Facts(text)
        self.strata_model, self.strata = tables.table(
            text, theme, "quality_round.frame.strata", tables.stratum_columns(), _stratum, self
        )
        self.left_model, self.left_out = tables.table(
            text,
            theme,
            "quality_round.frame.left_out",
            tables.excluded_columns(text, lambda: self._names),
            _row,
            self,
        )
        self.rule = Label("", "quiet", wrap=True)
        self.freeze = Button(text("quality_round.frame.freeze"), self._freeze, kind="main")
        self._freezing = QWidget()
        layout = QVBoxLayout(self._freezing)
        spaced(layout, "xs")
        layout.addWidget(Label(text("quality_round.frame.freeze_words"), wrap=True))
        layout.addLayout(across(self.freeze, self.drop, None))
        self.full = QWidget()
        under = QVBoxLayout(self.full)
        spaced(under, "m")
        self._why_left = Label(text("quality_round.frame.why_left"), "heading", wrap=True)
        self._by = Label(text("quality_round.frame.by_supervisor"), "heading", wrap=True)
        for part in (
            self.line,
            self.trouble,
            self._freezing,
            self.facts,
            self.many,
            self._by,
            self.strata,
            self._why_left,
            self.excluded,
            self.rule,
            self.left_out,
        ):
            under.addWidget(part)
        inside.addWidget(self.before)
        inside.addLayout(across(self.begin, None))
        inside.addWidget(self.full)
        inside.addStretch(1)

    # Being fed.

    def new(self, choices: Choices, sure: Sureness) -> None:
        """A new round: the form alone."""
        self._view, self._saved = None, None
        self.form.offer(choices, None)
        if self._number != 0:
            self._number = 0
            self.form.begin(choices)
            self.many.load(RoundPlan(floor=sure.floor))
        self._show_parts()

    def display(
        self,
        view: RoundView,
        choices: Choices,
        asked: ThreeQuestions | None,
        sure: Sureness,
    ) -> None:
        """Show the plan of a round and what it comes to."""
        anew = view.id != self._number
        self._view, self._number = view, view.id
        self._names = {one.code: one.name for one in choices.members}
        self.form.offer(choices, view)
        planned = planned_of(view)
        # What is being typed stays; it is told as soon as the line is left.
        if anew or (planned != self._saved and not self._typing()):
            self.form.load(planned)
        self._saved = planned
        self.many.load(view.plan)
        if asked is not None:
            self.many.display(asked, sure)
        self.many.setVisible(asked is not None and view.stage is RoundStage.PREPARING)
        if view.frame is not None:
            self._show_frame(view.frame)
        self._show_parts()

    def _typing(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and self.form.isAncestorOf(focus)

    def _show_parts(self) -> None:
        view, text = self._view, self._text
        preparing = view is None or view.stage is RoundStage.PREPARING
        may_change = view is None or "change" in view.may
        self.left.setVisible(preparing and may_change)
        self.left.setFixedWidth(characters(_PLAN_WIDE))
        self.begin.setVisible(view is None)
        self.before.setVisible(view is None)
        self.full.setVisible(view is not None)
        if view is None:
            return
        self._freezing.setVisible(preparing and bool({"freeze", "delete"} & view.may))
        self.drop.setVisible("delete" in view.may)
        self.freeze.setVisible("freeze" in view.may)
        self.freeze.setEnabled(self._mended())
        lines = [] if preparing and may_change else self._plan_lines(view)
        self.facts.display(lines)
        self.facts.setVisible(bool(lines))
        self.setFocusProxy(self.form.title if preparing and may_change else self.strata)
        self.line.setText(self._line_words(view, text))

    def _line_words(self, view: RoundView, text: Text) -> str:
        frame = view.frame
        if frame is None:
            return text("quality_round.frame.none")
        eligible = sum(line.eligible for line in frame.strata)
        key = "frozen" if frame.sha256 else "can"
        return text(f"quality_round.frame.{key}", n=f"{eligible:,}", of=f"{len(frame.rows):,}")

    def _plan_lines(self, view: RoundView) -> list[FactLine]:
        text, frame = self._text, view.frame
        lines = [
            FactLine(name, words)
            for name, words in plan_facts(text, view, self._names, blank=self._blank)
        ]
        if frame is not None and frame.frozen_at is not None:
            at = frame.frozen_at.replace(tzinfo=UTC).astimezone()
            when = text(
                "quality_round.frame.frozen_by",
                day=text.day(at.date()),
                time=f"{at:%H:%M}",
                who=HIDDEN if self._blank else frame.frozen_by,
            )
            lines.append(FactLine(text("quality_round.frame.frozen_at"), when))
            lines.append(FactLine(text("quality_round.frame.hash"), grouped(frame.sha256)))
        return lines

    def _mended(self) -> bool:
        frame = self._view.frame if self._view else None
        if frame is None or frame.duplicates or frame.unattributed:
            return False
        return any(line.eligible for line in frame.strata)

    def _show_frame(self, frame: FramePreview) -> None:
        text = self._text
        told = []
        for key, found in (("duplicates", frame.duplicates), ("unattributed", frame.unattributed)):
            if found:
                shown = ", ".join(found[:_MOST_TOLD]) + (", ..." if found[_MOST_TOLD:] else "")
                count = text.count(f"quality_round.frame.{key}", len(found))
                told.append(f"{count} {HIDDEN if self._blank else shown}")
        self.mend.setText("\n".join(told))
        self.trouble.setVisible(bool(told))
        self.excluded.display(
            [
                FactLine(term(text, "exclusion", code), f"{count:,}")
                for code, count in frame.exclusions.items()
                if count
            ]
        )
        rows = [row for row in frame.rows if row.excluded is not None]
        for part in (self._why_left, self.excluded, self.left_out):
            part.setVisible(bool(rows))
        self.rule.setText(frame.eligibility)
        self.strata_model.set_rows(frame.strata)
        self.left_model.set_rows(rows)
        for part in (self._by, self.strata):
            part.setVisible(bool(frame.strata))

    def set_blank(self, blank: bool) -> None:
        """Hide names and numbers, or show them again."""
        self._blank = blank
        self.form.set_blank(blank)
        for model, shown in (
            (self.strata_model, self.strata),
            (self.left_model, self.left_out),
        ):
            model.hidden = HIDDEN if blank else None
            shown.viewport().update()
        if self._view is not None:
            if self._view.frame is not None:
                self._show_frame(self._view.frame)
            self._show_parts()

    # What is asked.

    def planned(self) -> Planned | None:
        """The plan as it is filled in; None where something is wrong in it."""
        return self.form.planned(self.many.files.value(), self.many.floor.value())

    def _changed(self) -> None:
        """A round that is there already is changed at once, so that the preview follows."""
        if self._view is None:
            return
        planned = self.planned()
        if planned is not None and planned != self._saved:
            self._saved = planned
            self.asked.emit(PlanAsked(planned))

    def _begin(self) -> None:
        planned = self.planned()
        if planned is not None:
            self.asked.emit(PlanAsked(planned))
            return
        wrong = self.form.first_wrong()
        if wrong is not None:
            wrong.setFocus()

    def _freeze(self) -> None:
        self.asked.emit(FreezeAsked())

    def _drop(self) -> None:
        self.asked.emit(DropAsked())


def _stratum(line: StratumLine) -> object:
    return line.stratum


def _row(row: FrameRow) -> object:
    return row.case_ref
