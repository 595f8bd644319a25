"""Reports to the Governor: the list, one report with its figures, the words the lead writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QPlainTextEdit,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from pomdesk.readmodels.quality import GovernorReport, ReportLine
from resources.text import Text
from resources.tokens import tokens
from ui.governor.told import WORDS, Told, decisions, figures, made_words
from ui.theme import Theme
from ui.widgets.chips import FlowLayout
from ui.widgets.fitted import FittedTable
from ui.widgets.form import Band, Button, Form, across, spaced
from ui.widgets.label import Label
from ui.widgets.measure import characters, lines
from ui.widgets.order import put_in_order
from ui.widgets.scrolled import Scrolled
from ui.widgets.table_model import Column, Mark, TableModel

_TAGS = {"approved": "green", "checked": "blue"}


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows.

    Attributes:
        lines: every report that may be seen, newest first.
        report: the chosen one; None: none yet.
        may: codes of what may be done with it: ``make``, ``write``, ``check``, ``approve``,
            ``drop``, ``print``.

    """

    lines: Sequence[ReportLine]
    report: GovernorReport | None
    may: frozenset[str]
    today: date


class GovernorView(QWidget):
    """The list on the left, the chosen report on the right.

    Signals:
        chosen: id of a report.
        asked: code of what is to be done with the chosen one.
        written: the lead's words, by part.
    """

    chosen = Signal(int)
    asked = Signal(str)
    written = Signal(object)

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self._text, self._blank, self._feeding = text, False, False
        self._shown: Shown | None = None
        self.buttons = {
            code: Button(
                text(f"quality_governor.do.{code}"),
                partial(self.asked.emit, code),
                kind="main" if code == "make" else "quiet",
            )
            for code in ("make", "print", "check", "approve", "drop")
        }
        self.model: TableModel[ReportLine] = TableModel(self._columns(), text, self)
        self.table: FittedTable[ReportLine] = FittedTable(
            self.model, theme, text("quality_governor.list"), lambda line: line.id, picks=True
        )
        self.table.sort_by("period", descending=True)
        self.words = {name: QPlainTextEdit() for name in WORDS}
        self.told_model: TableModel[Told] = TableModel(self._told_columns(), text, self)
        self.told: FittedTable[Told] = FittedTable(
            self.told_model, theme, text("quality_governor.figures"), lambda one: one.name
        )
        self._build()
        self.table.row_chosen.connect(self._choose)

    def _choose(self, line: ReportLine | None) -> None:
        if line is not None and not self._feeding:
            self.chosen.emit(line.id)

    def _columns(self) -> list[Column[ReportLine]]:
        text = self._text
        return [
            Column[ReportLine](
                "period",
                "quality_governor.column.period",
                lambda line: text.short_day(line.period_from),
                lambda line: line.period_from.toordinal(),
                18,
                under=lambda line: text(
                    "quality_governor.until", day=text.short_day(line.period_to)
                ),
            ),
            Column[ReportLine](
                "stage",
                "quality_governor.column.stage",
                lambda line: "",
                lambda line: line.stage,
                14,
                under=lambda line: line.ref,
                marks=lambda line: (
                    Mark(
                        text(f"quality_term.report_stage.{line.stage}"),
                        _TAGS.get(line.stage, "grey"),
                    ),
                ),
            ),
        ]

    def _told_columns(self) -> list[Column[Told]]:
        return [
            Column[Told]("name", "quality_governor.column.what", lambda one: one.name,
                         lambda one: one.name, 58, under=lambda one: one.heading),
            Column[Told]("figure", "quality_governor.column.figure", lambda one: one.figure,
                         lambda one: one.figure, 18, under=lambda one: one.more),
        ]  # fmt: skip

    def _build(self) -> None:
        text = self._text
        left = QWidget()
        layout = QVBoxLayout(left)
        spaced(layout)
        layout.setContentsMargins(0, 0, tokens().space["m"], 0)
        layout.addLayout(across(self.buttons["make"], None))
        layout.addWidget(self.table)
        self.none = Label(text("quality_governor.empty"), "quiet", wrap=True)
        layout.addWidget(self.none)
        layout.addStretch(1)
        left.setMinimumWidth(characters(36))
        self._right = Scrolled(text("quality_governor.report"))
        self._right.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = self._right.inside
        space = tokens().space
        inside.setContentsMargins(space["m"], 0, space["s"], space["s"])
        self.heading = Label("", "heading", wrap=True)
        self.stands = Label("", "quiet", wrap=True)
        self.made = Label("", "quiet", wrap=True)
        for label in (self.heading, self.stands, self.made):
            inside.addWidget(label)
        actions = QWidget()
        flow = FlowLayout(actions, "s")
        for code in ("print", "check", "approve", "drop"):
            flow.addWidget(self.buttons[code])
        policy = actions.sizePolicy()
        policy.setHeightForWidth(True)
        actions.setSizePolicy(policy)
        inside.addWidget(actions)
        self.band = Band("note")
        self.warning = Label("", wrap=True)
        self.band.inside.addWidget(self.warning)
        inside.addWidget(self.band)
        inside.addWidget(self._make_words())
        inside.addWidget(Label(text("quality_governor.figures"), "heading"))
        inside.addWidget(Label(text("quality_governor.figures_words"), "quiet", wrap=True))
        inside.addWidget(self.told)
        self.log_heading = Label(text("quality_governor.log"), "heading")
        self.log = Label("", "quiet_small", wrap=True, select=True)
        inside.addWidget(self.log_heading)
        inside.addWidget(self.log)
        inside.addStretch(1)
        sides = QSplitter()
        sides.setChildrenCollapsible(False)
        sides.addWidget(left)
        sides.addWidget(self._right)
        sides.setStretchFactor(1, 1)
        self.outside = Label("", "lead", wrap=True)
        self.outside.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(sides)
        self._stack.addWidget(self.outside)
        put_in_order(self.buttons["make"], sides)

    def _make_words(self) -> QWidget:
        text = self._text
        self._form = QWidget()
        layout = QVBoxLayout(self._form)
        spaced(layout)
        layout.addWidget(Label(text("quality_governor.words"), "heading"))
        layout.addWidget(Label(text("quality_governor.words_help"), "quiet", wrap=True))
        form = Form()
        for name, box in self.words.items():
            box.setTabChangesFocus(True)
            box.setFixedHeight(lines(4))
            form.row(text(f"quality_governor.part.{name}"), box)
        layout.addWidget(form)
        self.save = Button(text("quality_governor.save"), self._save)
        layout.addLayout(across(self.save, None))
        return self._form

    def _save(self) -> None:
        self.written.emit({name: box.toPlainText() for name, box in self.words.items()})

    @property
    def unsaved(self) -> bool:
        """Whether something was written that is not saved."""
        report = self._shown.report if self._shown else None
        if report is None or "write" not in (self._shown.may if self._shown else ()):
            return False
        return any(
            box.toPlainText().strip() != report.words.get(name, "").strip()
            for name, box in self.words.items()
        )

    def draft(self) -> Mapping[str, str] | None:
        """What is written and not saved; None where nothing is."""
        if not self.unsaved:
            return None
        return {name: box.toPlainText() for name, box in self.words.items()}

    def take_draft(self, said: Mapping[str, str]) -> None:
        """Put back what ``draft`` gave."""
        for name, box in self.words.items():
            box.setPlainText(said.get(name, box.toPlainText()))

    def display(self, shown: Shown) -> None:
        """Show the list and the chosen report; words being written stay as they are."""
        writing = self.unsaved and self._same_report(shown)
        self._shown = shown
        self._stack.setCurrentIndex(0)
        report = shown.report
        self._feeding = True
        try:
            self.model.set_rows(shown.lines)
            if report is not None:
                self.table.choose(lambda line: line.id == report.id)
        finally:
            self._feeding = False
        self.none.setVisible(not shown.lines)
        key = "empty" if "make" in shown.may else "empty_yet"
        self.none.setText(self._text(f"quality_governor.{key}"))
        self.table.setVisible(bool(shown.lines))
        for code, button in self.buttons.items():
            button.setVisible(code in shown.may)
        self._right.setVisible(report is not None)
        able = self.table if shown.lines else self.buttons["make"]
        self.setFocusProxy(able)
        if report is not None:
            self._display(report, shown.may, writing=writing)

    def refuse(self, words: str) -> None:
        """Say why there is nothing to see for whoever is signed in."""
        self.outside.setText(words)
        self._stack.setCurrentIndex(1)

    def stay(self) -> None:
        """Put the keyboard back on the report that is shown."""
        report = self._shown.report if self._shown else None
        if report is not None:
            self._feeding = True
            self.table.choose(lambda line: line.id == report.id)
            self._feeding = False

    def set_blank(self, blank: bool) -> None:
        """Hide who made, checked and approved a report, or show it again."""
        self._blank = blank
        report = self._shown.report if self._shown else None
        if report is not None:
            self.made.setText(made_words(self._text, report, blank=blank))

    def _same_report(self, shown: Shown) -> bool:
        held = self._shown.report if self._shown else None
        return held is not None and shown.report is not None and held.id == shown.report.id

    def _display(self, report: GovernorReport, may: frozenset[str], *, writing: bool) -> None:
        text = self._text
        period = f"{text.day(report.period_from)} – {text.day(report.period_to)}"
        self.heading.setText(f"{report.title or report.ref} · {period}")
        self.stands.setText(self._stands(report))
        self.made.setText(made_words(self._text, report, blank=self._blank))
        said = [text(f"quality_paper.governor.warning.{code}") for code in report.warnings]
        if report.small_unit:
            said.append(text("quality_paper.governor.small_unit"))
        self.warning.setText("\n".join(said))
        self.band.setVisible(bool(said))
        self._form.setVisible("write" in may)
        if not writing:
            for name, box in self.words.items():
                box.setPlainText(report.words.get(name, ""))
        self.told_model.set_rows(list(figures(text, report)))
        log = list(decisions(text, report))
        self.log.setText("\n".join(log))
        for part in (self.log_heading, self.log):
            part.setVisible(bool(log))

    def _stands(self, report: GovernorReport) -> str:
        text = self._text
        stage = text(f"quality_term.report_stage.{report.stage}")
        rounds = ", ".join(ref for ref, _day, _draw, _sha in report.rounds)
        return text("quality_governor.stands", stage=stage, rounds=rounds or "–")
