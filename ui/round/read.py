"""The third step: who reads which file, what steps in for what cannot be had."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLayout, QLineEdit, QVBoxLayout, QWidget

from pomdesk.domain.names import HIDDEN
from pomdesk.domain.quality.terms import Role, SampleRole, SampleStatus, Substitution
from pomdesk.readmodels.quality import RoundView, SampleLine
from resources.text import Text
from ui.days import parse_day
from ui.round import tables
from ui.round.asks import (
    AssignAsked,
    Choices,
    DoubleAsked,
    MarkingAsked,
    ShareAsked,
    SubstituteAsked,
    WithdrawAsked,
)
from ui.theme import Theme
from ui.widgets.form import Band, Button, Check, Choice, named, spaced
from ui.widgets.label import Label
from ui.widgets.measure import characters, lines
from ui.widgets.quality_flow import flowing
from ui.widgets.quality_words import term
from ui.widgets.table import Table
from ui.widgets.table_model import TableModel

OPEN = frozenset({SampleStatus.DRAWN, SampleStatus.ASSIGNED, SampleStatus.IN_REVIEW})
"""States in which a file can still be given to somebody, substituted or withdrawn."""
_LONGEST = 300


def steps_in(samples: Sequence[SampleLine], line: SampleLine) -> SampleLine | None:
    """The reserve that would step in: the next by rank of the same stratum."""
    if line.role is SampleRole.CERTAINTY:  # chosen for what it is; nothing can stand for it
        return None
    waiting = [
        one
        for one in samples
        if one.stratum == line.stratum
        and one.role is SampleRole.RESERVE
        and one.status is SampleStatus.WAITING
    ]
    return min(waiting, key=lambda one: one.rank, default=None)


class _Chosen(Band):
    """What can be done with the file the keyboard is on.

    Signals:
        asked: one of ``asks``.
    """

    asked = Signal(object)

    def __init__(self, text: Text) -> None:
        super().__init__("note")
        self._text, self._blank = text, False
        self._view: RoundView | None = None
        self._line: SampleLine | None = None
        self.what = Label("", "strong", wrap=True)
        self.assessor = named(Choice(), text("quality_round.read.assessor"))
        self.due = named(QLineEdit(), text("quality_round.read.due"))
        self.due.setPlaceholderText(text("quality_round.read.due_hint"))
        self.due.setFixedWidth(characters(24))
        self.give = Button(text("quality_round.read.give"), lambda: self._give(second=False))
        self.second = Button(text("quality_round.read.second"), lambda: self._give(second=True))
        self.open = Button(text("quality_round.read.open"), self._open, kind="main")
        self.reason = named(Choice(), text("quality_round.read.reason"))
        self.reason.addItem(text("quality_round.read.choose_reason"), None)
        for code in Substitution:
            self.reason.addItem(term(text, "substitution", code), code)
        self.note = named(QLineEdit(), text("quality_round.read.note"))
        self.note.setPlaceholderText(text("quality_round.read.note"))
        self.note.setMaxLength(_LONGEST)
        self.note.setMinimumWidth(characters(30))
        self.swap = Button(text("quality_round.read.swap"), self._swap)
        self.out = Button(text("quality_round.read.withdraw"), self._withdraw)
        self.next = Label("", "quiet", wrap=True)
        self.wrong = Label("", "error", wrap=True)
        self._giving = flowing(self.open, self.assessor, self.due, self.give, self.second)
        self._swapping = flowing(self.reason, self.note, self.swap, self.out)
        for part in (self.what, self._giving, self._swapping, self.next, self.wrong):
            self.inside.addWidget(part)

    def offer(self, choices: Choices) -> None:
        """Offer those who read files."""
        kept = self.assessor.currentData()
        self.assessor.clear()
        self.assessor.addItem(self._text("quality_round.read.choose_assessor"), "")
        for one in choices.members:
            if one.may(Role.ASSESSOR) and (one.left is None or one.left > choices.today):
                self.assessor.addItem(one.name, one.code)
        self.assessor.setCurrentIndex(max(self.assessor.findData(kept), 0))

    def display(self, view: RoundView | None, line: SampleLine | None) -> None:
        """Show what can be done with a file."""
        if line is None or self._line is None or line.id != self._line.id:
            self.wrong.setText("")
        self._view, self._line = view, line
        self.setVisible(view is not None and line is not None)
        if view is None or line is None:
            return
        is_open = line.status in OPEN
        may_assign, may_swap = "assign" in view.may, "substitute" in view.may
        self.what.setText(self._told(line))
        self.open.setVisible(line.review_id is not None and line.may_mark)
        for part in (self.assessor, self.due, self.give):
            part.setVisible(is_open and may_assign)
        self.second.setVisible(is_open and may_assign and line.double)
        self._giving.setVisible((is_open and may_assign) or not self.open.isHidden())
        found = steps_in(view.samples, line)
        for part in (self.reason, self.swap):
            part.setVisible(found is not None)
        self._swapping.setVisible(is_open and may_swap)
        self.next.setVisible(is_open and may_swap)
        self.next.setText(self._steps_in(found, line))
        self.wrong.setVisible(bool(self.wrong.text()))

    def _told(self, line: SampleLine) -> str:
        who = HIDDEN if self._blank else ", ".join(filter(None, (line.case_ref, line.name)))
        supervisor = HIDDEN if self._blank else line.supervisor_name
        status = term(self._text, "sample_status", line.status)
        return self._text("quality_round.read.about", who=who, supervisor=supervisor, status=status)

    def _steps_in(self, found: SampleLine | None, line: SampleLine) -> str:
        if found is None:
            must = line.role is SampleRole.CERTAINTY
            return self._text(f"quality_round.read.{'must_see' if must else 'no_reserve'}")
        ref = HIDDEN if self._blank else found.case_ref
        return self._text("quality_round.read.steps_in", ref=ref, n=found.rank)

    def set_blank(self, blank: bool) -> None:
        """Hide names and numbers, or show them again."""
        self._blank = blank
        self.display(self._view, self._line)

    def _say(self, words: str, control: QWidget) -> None:
        self.wrong.setText(words)
        self.wrong.setVisible(bool(words))
        control.setFocus()

    def _give(self, *, second: bool) -> None:
        assessor, typed = str(self.assessor.currentData()), self.due.text().strip()
        due = parse_day(typed) if typed else None
        if self._line is None:
            return
        if not assessor:
            self._say(self._text("quality_round.read.who_first"), self.assessor)
        elif typed and due is None:
            self._say(self._text("case.change.no_date", typed=typed), self.due)
        else:
            self.wrong.setText("")
            self.asked.emit(AssignAsked(self._line.id, assessor, due, second))

    def _open(self) -> None:
        if self._line is not None and self._line.review_id is not None:
            self.asked.emit(MarkingAsked(self._line.review_id))

    def _swap(self) -> None:
        reason = self.reason.currentData()
        if self._line is None:
            return
        if reason is None:
            self._say(self._text("quality_round.read.why_first"), self.reason)
            return
        self.wrong.setText("")
        note = self.note.text().strip()
        self.asked.emit(SubstituteAsked(self._line.id, Substitution(reason), note))
        self.reason.setCurrentIndex(0)
        self.note.clear()

    def _withdraw(self) -> None:
        note = self.note.text().strip()
        if self._line is None:
            return
        if not note:
            self._say(self._text("quality_round.read.note_first"), self.note)
            return
        self.wrong.setText("")
        self.asked.emit(WithdrawAsked(self._line.id, note))
        self.note.clear()


class ReadStep(QWidget):
    """The files of the round, and what is done with them.

    Attributes:
        chosen: what can be done with the file the keyboard is on.

    Signals:
        asked: one of ``asks``.
        rows_copied: rows of cells for the clipboard.
    """

    asked = Signal(object)
    rows_copied = Signal(object)

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self._text, self._today = text, date.min
        self._view: RoundView | None = None
        self.model: TableModel[SampleLine] = TableModel(
            tables.sample_columns(text, lambda: self._today), text, self
        )
        self.table: Table[SampleLine] = Table(
            self.model, theme, text("quality_round.read.table"), lambda line: line.id
        )
        self.table.sort_by("supervisor")
        self.table.setMinimumHeight(lines(8))
        self.none = Label(text("quality_round.read.none"), "lead", wrap=True)
        self.line = Label("", "quiet")
        self.share_words = Label(text("quality_round.read.share_words"))
        self.share = Button(text("quality_round.read.share"), self._share)
        self.double = Button(
            text("quality_round.read.draw_double"),
            lambda: self.asked.emit(DoubleAsked()),
            help=text("quality_round.read.draw_double_help"),
        )
        self.reserves = Check(text("quality_round.read.reserves"))
        self.checks: dict[str, Check] = {}
        self.assessors = flowing(self.share_words, self.share)
        self.chosen = _Chosen(text)
        layout = QVBoxLayout(self)
        spaced(layout)
        layout.addWidget(self.none)
        layout.addWidget(flowing(self.reserves, self.line, self.double))
        layout.addWidget(self.table, 1)
        layout.addWidget(self.chosen)
        layout.addWidget(self.assessors)
        layout.addStretch(0)
        self.setFocusProxy(self.table)
        self.reserves.toggled.connect(lambda _on: self._show_rows())
        self.chosen.asked.connect(self.asked)
        self.table.rows_copied.connect(self.rows_copied)
        self.table.row_chosen.connect(lambda line: self.chosen.display(self._view, line))
        self.table.row_opened.connect(self._open)

    def display(self, view: RoundView, choices: Choices) -> None:
        """Show the files of a round."""
        self._view, self._today = view, choices.today
        self.chosen.offer(choices)
        self._offer(choices)
        some = bool(view.samples)
        for part in (self.table, self.reserves, self.line):
            part.setVisible(some)
        self.none.setVisible(not some)
        self.double.setVisible("double" in view.may)
        self._show_rows()
        nobody = [one for one in view.samples if one.status is SampleStatus.DRAWN]
        self.assessors.setVisible("assign" in view.may and bool(nobody))
        self.line.setText(self._told(view))

    def _told(self, view: RoundView) -> str:
        counted = [one for one in view.samples if one.role is not SampleRole.RESERVE or
                   one.status is not SampleStatus.WAITING]  # fmt: skip
        read = sum(one.status is SampleStatus.DONE for one in counted)
        waiting = len(view.samples) - len(counted)
        return self._text("quality_round.read.told", read=read, of=len(counted), reserves=waiting)

    def _show_rows(self) -> None:
        view = self._view
        if view is None:
            return
        self.model.set_rows(
            [
                one
                for one in view.samples
                if self.reserves.isChecked() or one.status is not SampleStatus.WAITING
            ]
        )
        self.chosen.display(view, self.table.chosen())

    def _offer(self, choices: Choices) -> None:
        readers = {
            one.code: one.name
            for one in choices.members
            if one.may(Role.ASSESSOR) and (one.left is None or one.left > choices.today)
        }
        if list(readers) == list(self.checks):
            return
        self._flow().removeWidget(self.share)
        for check in self.checks.values():
            self._flow().removeWidget(check)
            check.hide()
            check.deleteLater()
        self.checks = {}
        for code, name in readers.items():
            check = self.checks[code] = Check(name)
            check.setChecked(True)
            self._flow().addWidget(check)
        self._flow().addWidget(self.share)
        for before, after in pairwise([*self.checks.values(), self.share]):
            QWidget.setTabOrder(before, after)

    def _flow(self) -> QLayout:
        found = self.assessors.layout()
        assert found is not None  # noqa: S101 - made by ``flowing``
        return found

    def _share(self) -> None:
        ticked = tuple(code for code, check in self.checks.items() if check.isChecked())
        if ticked:
            self.asked.emit(ShareAsked(ticked))

    def _open(self, line: SampleLine) -> None:
        """Enter opens the marking, or goes to what can be done with the file."""
        if line.review_id is not None and line.may_mark:
            self.asked.emit(MarkingAsked(line.review_id))
        elif self.chosen.assessor.isVisible():
            self.chosen.assessor.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_blank(self, blank: bool) -> None:
        """Hide names and numbers, or show them again."""
        self.model.hidden = HIDDEN if blank else None
        self.table.viewport().update()
        self.chosen.set_blank(blank)
