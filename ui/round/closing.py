"""The last step: what stands in the way of closing, closing, and giving a round up."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from pomdesk.domain.quality.terms import RoundStage
from pomdesk.readmodels.quality import RoundView
from resources.text import Text
from resources.tokens import tokens
from ui.round.asks import Choices, CloseAsked, RedrawAsked, ReportAsked, VoidAsked
from ui.widgets.form import Band, Button, Choice, Form, across, spaced
from ui.widgets.label import Label
from ui.widgets.measure import characters
from ui.widgets.scrolled import Scrolled

_LONGEST = 300
_ENDED = {RoundStage.CLOSED, RoundStage.VOID}


@dataclass(frozen=True, slots=True)
class ConfirmVoidAsked:
    """Agree that the round is given up, as whoever was asked to."""


class ClosingStep(QWidget):
    """Closes a round, or gives it up.

    Signals:
        asked: one of ``asks``.
    """

    asked = Signal(object)

    def __init__(self, text: Text) -> None:
        super().__init__()
        self._text = text
        outer = QVBoxLayout(self)
        spaced(outer)
        self.page = Scrolled(text("quality_round.close.name"))
        self.page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer.addWidget(self.page)
        inside = self.page.inside
        self.line = Label("", "lead", wrap=True)
        self.blocks = Band("trouble")
        self.told = Label("", wrap=True, select=True)
        self.blocks.inside.addWidget(self.told)
        self.close_it = Button(
            text("quality_round.close.close"), lambda: self.asked.emit(CloseAsked()), kind="main"
        )
        self.report = Button(
            text("quality_round.close.report"), lambda: self.asked.emit(ReportAsked())
        )
        inside.addWidget(self.line)
        inside.addWidget(self.blocks)
        inside.addLayout(across(self.close_it, self.report, None))
        inside.addWidget(self._agreeing())
        inside.addWidget(self._giving_up())
        inside.addStretch(1)

    def _agreeing(self) -> QWidget:
        text = self._text
        self.agreeing = Band("trouble")
        self.agreed_to = Label("", wrap=True, select=True)
        self.confirm = Button(
            text("quality_round.close.confirm"),
            lambda: self.asked.emit(ConfirmVoidAsked()),
            kind="warning",
        )
        self.agreeing.inside.addWidget(
            Label(text("quality_round.close.confirm_title"), "heading", wrap=True)
        )
        self.agreeing.inside.addWidget(self.agreed_to)
        self.agreeing.inside.addLayout(across(self.confirm, None))
        return self.agreeing

    def _giving_up(self) -> QWidget:
        text = self._text
        self.giving_up = QWidget()
        layout = QVBoxLayout(self.giving_up)
        spaced(layout, "s")
        layout.setContentsMargins(0, tokens().space["l"], 0, 0)
        self._title, self._words = Label("", "heading", wrap=True), Label("", "quiet", wrap=True)
        layout.addWidget(self._title)
        layout.addWidget(self._words)
        form = Form()
        self.reason, self.second = QLineEdit(), Choice()
        self.reason.setMaxLength(_LONGEST)
        self.reason.setFixedWidth(characters(70))
        self._reason_row = form.row(text("quality_round.close.reason"), self.reason)
        self._second_row = form.row(
            text("quality_round.close.second"),
            self.second,
            help=text("quality_round.close.second_help"),
        )
        layout.addWidget(form)
        self.void = Button(text("quality_round.close.give_up"), self._void, kind="warning")
        self.anew = Button(text("quality_round.close.anew"), self._anew)
        layout.addLayout(across(self.void, self.anew, None))
        return self.giving_up

    def display(self, view: RoundView, choices: Choices) -> None:
        """Show what stands in the way, or that the round has ended."""
        text, stage = self._text, view.stage
        open_ = stage not in _ENDED
        key = stage.value if not open_ else "blocked" if view.blocks else "ready"
        self.line.setText(text(f"quality_round.close.{key}", why=view.ended_why))
        self.blocks.setVisible(open_ and bool(view.blocks))
        words = [text.code("quality_round.block", code) for code in view.blocks]
        self.told.setText("\n".join(words))
        self.close_it.setVisible(open_ and "close" in view.may)
        self.close_it.setEnabled(not view.blocks)
        self.report.setVisible(stage is RoundStage.CLOSED)
        self.agreeing.setVisible("confirm_void" in view.may)
        self.agreed_to.setText(text("quality_round.close.confirm_words", why=view.ended_why))
        void = stage is RoundStage.VOID
        self.giving_up.setVisible("redraw" in view.may if void else "void" in view.may)
        for part in (self._second_row, self.void):
            part.setVisible(not void)
        key = "anew" if void else "void"
        self._title.setText(text(f"quality_round.close.{key}_title"))
        self._words.setText(text(f"quality_round.close.{key}_words"))
        self.anew.setVisible(void)
        kept = self.second.currentData()
        self.second.clear()
        self.second.addItem(text("quality_round.close.choose"), "")
        for one in choices.members:
            if one.left is None or one.left > choices.today:
                self.second.addItem(one.name, one.code)
        self.second.setCurrentIndex(max(self.second.findData(kept), 0))
        parts = (self.close_it, self.report, self.confirm, self.reason)
        able = (part for part in parts if part.isVisibleTo(self) and part.isEnabled())
        self.setFocusProxy(next(able, self.page))

    def set_blank(self, blank: bool) -> None:
        """Hide whom one could choose, or show them again."""
        self.second.setVisible(not blank)

    def _given_reason(self) -> str:
        reason = self.reason.text().strip()
        self._reason_row.set_error("" if reason else self._text("quality_round.plan.needed"))
        if not reason:
            self.reason.setFocus()
        return reason

    def _void(self) -> None:
        reason, second = self._given_reason(), str(self.second.currentData() or "")
        self._second_row.set_error("" if second else self._text("quality_round.plan.needed"))
        if reason and second:
            self.asked.emit(VoidAsked(reason, second))
        elif reason:
            self.second.setFocus(Qt.FocusReason.OtherFocusReason)

    def _anew(self) -> None:
        reason = self._given_reason()
        if reason:
            self.asked.emit(RedrawAsked(reason))
