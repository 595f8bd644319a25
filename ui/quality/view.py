"""The quality page as a person sees it: asked of you, rounds, your feedback, reports."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pomdesk.domain.names import HIDDEN
from pomdesk.domain.quality.results import QualityDuty
from pomdesk.domain.quality.terms import Role
from pomdesk.readmodels.quality import FeedbackLine, QualityNow, ReportLine, RoundLine
from resources.text import Text
from ui.quality import tables
from ui.quality.first import FirstSteps
from ui.theme import Theme
from ui.widgets.feed import Feed
from ui.widgets.fitted import FittedTable
from ui.widgets.form import Button, across, spaced
from ui.widgets.label import Label
from ui.widgets.quality_flow import flowing
from ui.widgets.scrolled import Scrolled
from ui.widgets.table_model import Column, TableModel

DOORS = ("feedback", "instruments", "learning", "oversight", "governor")
"""Pages that are reached from here."""

_FEW = 5
"""Duties that are shown before somebody asks for all of them."""
_INSIDE = frozenset(Role) - {Role.GOVERNOR, Role.AUDITOR}
_FOR: dict[str, frozenset[Role]] = {
    "feedback": _INSIDE,
    "instruments": frozenset(Role) - {Role.GOVERNOR},
    "learning": _INSIDE,
    "oversight": _INSIDE,
    "governor": frozenset(Role) - {Role.SUPERVISOR},
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows.

    Attributes:
        missing: the first thing that must be brought in, one of ``first.FIRST``; "" for none,
            or nothing this person could bring in.

    """

    now: QualityNow
    today: date
    who: str
    missing: str = ""


class _Duties(Feed):
    """What is asked; going beyond its end goes on to what stands below."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Space open too, as Enter does."""
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self.item_opened.emit(self.chosen())
        else:
            super().keyPressEvent(event)


class _Block(QWidget):
    """A heading, what stands under it, and words where there is nothing."""

    def __init__(self, heading: str, part: QWidget, none: str) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        spaced(layout, "xs")
        self.heading = Label(heading, "heading", wrap=True)
        self.none = Label(none, "quiet", wrap=True)
        self.part = part
        for one in (self.heading, self.none, part):
            layout.addWidget(one)

    def fill(self, *, some: bool) -> None:
        """Show the part, or the words that stand for it."""
        self.none.setVisible(not some)
        self.part.setVisible(some)


class QualityView(QWidget):
    """Three blocks under each other, and doors to the rest.

    Signals:
        duty_opened: a ``QualityDuty``.
        round_opened, report_opened: id.
        feedback_opened: id of the review.
        page_asked: one of ``DOORS``.
        plan_asked: a new round.
        rows_copied: rows of cells for the clipboard.
    """

    duty_opened = Signal(object)
    round_opened = Signal(int)
    feedback_opened = Signal(int)
    report_opened = Signal(int)
    page_asked = Signal(str)
    plan_asked = Signal()
    rows_copied = Signal(object)

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self._text, self._blank, self._whole = text, False, False
        self._shown: Shown | None = None
        outer = QVBoxLayout(self)
        spaced(outer)
        self.page = Scrolled(text("page.quality.title"))
        self.page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer.addWidget(self.page)
        self.first = FirstSteps(text)
        self.outside = Label("", "lead", wrap=True)
        self.duties = _Duties(theme, text("quality_page.asked"), self.page)
        self.more = Button("", self._toggle, kind="link")
        today = self._today
        self.rounds = self._table(theme, "rounds", tables.round_columns(text), lambda one: one.id)
        self.rounds.sort_by("as_of", descending=True)
        self.feedback = self._table(
            theme, "feedback", tables.feedback_columns(text, today), lambda one: one.review_id
        )
        self.reports = self._table(
            theme, "reports", tables.report_columns(text), lambda one: one.id
        )
        self._build()
        self._connect()

    def _table(
        self,
        theme: Theme,
        name: str,
        columns: list[Column[Any]],
        same: Callable[[Any], object],
    ) -> FittedTable[Any]:
        model: TableModel[Any] = TableModel(columns, self._text, self)
        table: FittedTable[Any] = FittedTable(
            model, theme, self._text(f"quality_page.{name}"), same
        )
        table.rows_copied.connect(self.rows_copied)
        return table

    def _build(self) -> None:
        text, inside = self._text, self.page.inside
        self.plan = Button(text("quality_page.plan"), self.plan_asked.emit, kind="main")
        self.doors = {
            door: Button(
                text(f"quality_page.door.{door}"),
                partial(self.page_asked.emit, door),
                help=text(f"quality_page.door_help.{door}"),
            )
            for door in DOORS
        }
        self._bar = flowing(self.plan, *self.doors.values())
        asked = QWidget()
        layout = QVBoxLayout(asked)
        spaced(layout, "xs")
        layout.addWidget(self.duties)
        layout.addLayout(across(self.more, None))
        self._blocks = {
            name: _Block(text(f"quality_page.{name}"), part, text(f"quality_page.no_{name}"))
            for name, part in (
                ("asked", asked),
                ("rounds", self.rounds),
                ("feedback", self.feedback),
                ("reports", self.reports),
            )
        }
        for one in (self._bar, self.first, self.outside, *self._blocks.values()):
            inside.addWidget(one)
        inside.addStretch(1)

    def _connect(self) -> None:
        self.duties.item_opened.connect(self.duty_opened)
        self.duties.rows_copied.connect(self.rows_copied)
        self.rounds.row_opened.connect(self._open_round)
        self.feedback.row_opened.connect(self._open_feedback)
        self.reports.row_opened.connect(self._open_report)
        self.first.round_asked.connect(self.plan_asked)

    def _open_round(self, line: RoundLine) -> None:
        self.round_opened.emit(line.id)

    def _open_feedback(self, line: FeedbackLine) -> None:
        self.feedback_opened.emit(line.review_id)

    def _open_report(self, line: ReportLine) -> None:
        self.report_opened.emit(line.id)

    def _today(self) -> date:
        return self._shown.today if self._shown else date.min

    # Being fed.

    def display(self, shown: Shown) -> None:
        """Show what quality assurance needs now."""
        self._shown = shown
        now, acting = shown.now, shown.now.acting
        takes_part = acting.member is not None
        self.first.display(shown.missing, shown.who)
        self.outside.setVisible(not takes_part and not acting.can_begin)
        self.outside.setText(self._text("quality_page.outside", who=shown.who))
        self.plan.setVisible(acting.may(Role.LEAD) and not shown.missing)
        for door, button in self.doors.items():
            button.setVisible(acting.may(*_FOR[door]))
        self._bar.setVisible(takes_part)
        self._show_duties()
        self._fill("rounds", self.rounds, now.rounds, of=acting.may(Role.LEAD, Role.AUDITOR))
        self._fill("feedback", self.feedback, now.feedback, of=acting.may(Role.SUPERVISOR))
        self._fill("reports", self.reports, now.reports, of=acting.may(Role.GOVERNOR))
        self._follow()

    def _fill(self, name: str, table: FittedTable[Any], rows: Sequence[Any], *, of: bool) -> None:
        """Fill a table; ``of``: who is signed in is told even that there is nothing in it."""
        model = table.model()
        assert isinstance(model, TableModel)  # noqa: S101 - made in ``_table``
        model.set_rows(rows)
        block = self._blocks[name]
        block.fill(some=bool(rows))
        block.setVisible(bool(rows) or of)

    def _show_duties(self) -> None:
        shown, text = self._shown, self._text
        if shown is None:
            return
        names, duties = shown.now.names, sorted(shown.now.duties, key=tables.by_day)
        mine = [duty for duty in duties if tables.is_own(duty, shown.now.acting)]
        seen = duties if self._whole else mine[:_FEW]
        self.duties.display(
            [tables.duty_item(text, duty, shown.today, names, blank=self._blank) for duty in seen]
        )
        block = self._blocks["asked"]
        block.heading.setText(
            text("quality_page.asked_n", n=len(mine)) if mine else text("quality_page.asked")
        )
        block.fill(some=bool(duties))
        self.duties.setVisible(bool(seen))
        block.none.setVisible(not seen)
        block.setVisible(bool(duties) or shown.now.acting.member is not None)
        others = len(duties) - len(mine)
        self.more.setVisible(len(duties) > len(mine[:_FEW]))
        key = "fewer" if self._whole else "more_others" if others else "more"
        self.more.setText(text(f"quality_page.{key}", n=len(mine), others=others))
        self.more.setAccessibleName(self.more.text())

    def _toggle(self) -> None:
        self._whole = not self._whole
        self._show_duties()

    def _follow(self) -> None:
        """The keyboard begins at what is missing, else at what is asked, else at the doors."""
        shown = self._shown
        if shown is None:
            return
        places: list[tuple[QWidget, bool]] = [
            (self.first.who if shown.missing == "lead" else self.first.go, bool(shown.missing)),
            (self.duties, bool(shown.now.duties)),
            (self.rounds, bool(shown.now.rounds)),
            (self.feedback, bool(shown.now.feedback)),
            (self.reports, bool(shown.now.reports)),
            (self.doors["instruments"], True),
        ]
        self.setFocusProxy(next(part for part, there in places if there))

    def set_blank(self, blank: bool) -> None:
        """Hide names and numbers of people, or show them again."""
        self._blank = blank
        for table in (self.rounds, self.feedback, self.reports):
            model = table.model()
            assert isinstance(model, TableModel)  # noqa: S101 - made in ``_table``
            model.hidden = HIDDEN if blank else None
            table.viewport().update()
        self.first.set_blank(blank)
        self._show_duties()


def target_of(duty: QualityDuty) -> tuple[str, int]:
    """The page a duty is done on and the number it is opened with; ``case`` for a person."""
    pages = {"review": "marking", "feedback": "feedback", "round": "round"}
    if duty.target in pages:
        return pages[duty.target], duty.number
    if duty.target == "case":
        return "case", duty.number
    learning = duty.kind.value in {"learning", "effect_check"}
    return ("learning" if learning else "oversight"), duty.number
