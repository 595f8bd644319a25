"""The fourth step: differences one at a time, both answers side by side."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from pomdesk.domain.names import HIDDEN
from pomdesk.domain.quality.instruments import Instrument
from pomdesk.domain.quality.results import Agreement
from pomdesk.domain.quality.terms import Role, Verdict
from pomdesk.readmodels.quality import Dispute, RoundView
from resources.text import Text
from ui.round import tables
from ui.round.asks import Choices, MarkingAsked, SettleAsked
from ui.theme import Theme
from ui.widgets.form import Band, Button, Choice, Form, across, spaced
from ui.widgets.label import Label
from ui.widgets.measure import characters, lines
from ui.widgets.quality_words import term
from ui.widgets.scrolled import Scrolled
from ui.widgets.typed import Part, Typed

_LONGEST = 4_000
_LEAST = 3


def answer_words(text: Text, instrument: Instrument | None, one: Dispute, option: str) -> str:
    """The words of an answer, or of a verdict."""
    if not option:
        return ""
    question = instrument.question(one.question) if instrument and one.question else None
    if instrument is not None and question is not None:
        for known in instrument.scale_of(question).options:
            if known.key == option:
                return known.label
    return term(text, "verdict", option)


def options(instrument: Instrument | None, one: Dispute) -> list[str]:
    """What may be settled on: every answer that decides something, or the two verdicts."""
    question = instrument.question(one.question) if instrument and one.question else None
    if instrument is None or question is None:
        return [Verdict.SUFFICIENT.value, Verdict.INSUFFICIENT.value]
    return [known.key for known in instrument.options_of(question) if not known.is_unsure]


class _Side(Band):
    """What one of the two said."""

    def __init__(self, heading: str) -> None:
        super().__init__("card")
        self._heading = heading
        self.who = Label("", "quiet", wrap=True)
        self.answer = Label("", "lead", wrap=True, select=True)
        self.comment = Label("", wrap=True, select=True)
        for part in (self.who, self.answer, self.comment):
            self.inside.addWidget(part)
        self.inside.addStretch(1)

    def display(self, who: str, answer: str, comment: str) -> None:
        """Show it."""
        self.who.setText(": ".join(part for part in (self._heading, who) if part))
        self.answer.setText(answer)
        self.comment.setText(comment)
        self.setVisible(bool(answer or comment))


class SettleStep(QWidget):
    """Differences, and how far markers agree.

    Signals:
        asked: one of ``asks``.
    """

    asked = Signal(object)

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self._text, self._blank = text, False
        self._view: RoundView | None = None
        self._names: dict[str, str] = {}
        self._agreement: Sequence[Agreement] = ()
        self._at: tuple[int, str, str] | None = None
        outer = QVBoxLayout(self)
        spaced(outer)
        self.page = Scrolled(text("quality_round.settle.name"))
        self.page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer.addWidget(self.page)
        self._build(theme)

    def _build(self, theme: Theme) -> None:
        text, inside = self._text, self.page.inside
        self.none = Label("", "lead", wrap=True)
        self.where = Label("", "strong")
        self.before = Button(text("quality_round.settle.before"), lambda: self._step(-1))
        self.after = Button(text("quality_round.settle.after"), lambda: self._step(1))
        self.question = Label("", "lead", wrap=True, select=True)
        self.why = Label("", "quiet", wrap=True)
        self.first = _Side(text("quality_round.settle.first"))
        self.second = _Side(text("quality_round.settle.second"))
        self.file = Button(text("quality_round.settle.file"), self._open, kind="link")
        self.settled = Label("", wrap=True, select=True)
        self.one = QWidget()
        layout = QVBoxLayout(self.one)
        spaced(layout, "s")
        layout.addLayout(across(self.where, self.before, self.after, None))
        for part in (self.question, self.why):
            layout.addWidget(part)
        sides = QHBoxLayout()
        spaced(sides, "m")
        sides.addWidget(self.first, 1)
        sides.addWidget(self.second, 1)
        layout.addLayout(sides)
        layout.addLayout(across(self.file, None))
        layout.addWidget(self.settled)
        layout.addWidget(self._form())
        self._agree = Label(text("quality_round.agree.heading"), "heading", wrap=True)
        self.agree_line = Label("", wrap=True)
        self.agree_model, self.agree = tables.table(
            text,
            theme,
            "quality_round.agree.heading",
            tables.agreement_columns(text, self._titles),
            lambda line: line.question,
            self,
        )
        for widget in (self.none, self.one, self._agree, self.agree_line, self.agree):
            inside.addWidget(widget)
        inside.addStretch(1)

    def _form(self) -> QWidget:
        text = self._text
        self.form = QWidget()
        whole, below = QVBoxLayout(self.form), Form()
        spaced(whole, "m")
        self.settle_on, self.together = Choice(), Choice()
        self.rationale = QPlainTextEdit()
        self.rationale.setTabChangesFocus(True)
        self.rationale.setMinimumHeight(lines(_LEAST))
        self.rationale.setMaximumHeight(lines(_LEAST + 3))
        self.rationale.setFixedWidth(characters(100))
        on, with_whom = Form(), Form()
        self._on_row = on.row(
            text("quality_round.settle.on"),
            self.settle_on,
            help=text("quality_round.settle.on_help"),
        )
        with_whom.row(
            text("quality_round.settle.together"),
            self.together,
            help=text("quality_round.settle.together_help"),
        )
        above = QWidget()
        beside = QHBoxLayout(above)
        spaced(beside, "l")
        beside.addWidget(on, 1, Qt.AlignmentFlag.AlignTop)
        beside.addWidget(with_whom, 2, Qt.AlignmentFlag.AlignTop)
        whole.addWidget(above)
        whole.addWidget(below)
        self._why_row = below.row(
            text("quality_round.settle.rationale"),
            self.rationale,
            help=text("quality_round.settle.rationale_help"),
        )
        self.settle = Button(text("quality_round.settle.settle"), self._settle, kind="main")
        below.add(self.settle)
        return self.form

    # Being fed.

    def display(
        self, view: RoundView, choices: Choices, agreement: Sequence[Agreement] = ()
    ) -> None:
        """Show the differences of a round."""
        self._view, self._agreement = view, agreement
        self._names = {one.code: one.name for one in choices.members}
        kept = self.together.currentData()
        self.together.clear()
        self.together.addItem(self._text("quality_round.settle.nobody"), "")
        for member in choices.members:
            if member.may(Role.ASSESSOR, Role.MODERATOR, Role.LEAD):
                self.together.addItem(member.name, member.code)
        self.together.setCurrentIndex(max(self.together.findData(kept), 0))
        self._show()
        self._show_agreement()

    @property
    def disputes(self) -> list[Dispute]:
        """What waits first, then what was settled."""
        found = self._view.disputes if self._view else ()
        return sorted(found, key=lambda one: bool(one.settled))

    @property
    def shown(self) -> Dispute | None:
        """The one that is shown: the one that was, else the first that waits."""
        disputes = self.disputes
        kept = (one for one in disputes if _key(one) == self._at)
        return next(kept, disputes[0] if disputes else None)

    @property
    def part(self) -> Part | None:
        """Why a difference is settled as it is, while it is being written; None: none can be."""
        if self.shown is None or self.form.isHidden():
            return None
        return Part(f"settle {self._at}", Typed(self.form))

    def _step(self, step: int) -> None:
        disputes, shown = self.disputes, self.shown
        if shown is not None:
            place = (disputes.index(shown) + step) % len(disputes)
            self._at = _key(disputes[place])
            self.rationale.clear()
            self._show()

    def _show(self) -> None:
        text, view, one = self._text, self._view, self.shown
        waiting = sum(not each.settled for each in self.disputes)
        self.none.setVisible(not waiting)
        self.none.setText(text("quality_round.settle.none"))
        self.one.setVisible(one is not None)
        self.setFocusProxy(self.page if one is None else self.settle_on)
        if one is None or view is None:
            return
        anew = _key(one) != self._at
        self._at = _key(one)
        place = self.disputes.index(one) + 1
        self.where.setText(
            text("quality_round.settle.where", n=place, of=len(self.disputes), waiting=waiting)
        )
        self.question.setText(one.question_text or text("quality_round.settle.verdict"))
        case = HIDDEN if self._blank else one.case_ref
        self.why.setText(
            text("quality_round.settle.why", why=term(text, "trigger", one.trigger), case=case)
        )
        instrument = view.instrument
        self.first.display(
            self._who(one.first_by),
            answer_words(text, instrument, one, one.first),
            one.first_comment,
        )
        self.second.display(
            self._who(one.second_by),
            answer_words(text, instrument, one, one.second),
            one.second_comment,
        )
        self._show_form(one, instrument, anew=anew)

    def _show_form(self, one: Dispute, instrument: Instrument | None, *, anew: bool) -> None:
        text = self._text
        able = one.may_settle and not one.settled
        self.form.setVisible(able)
        self.settled.setVisible(not able)
        self.file.setVisible(one.may_settle)
        if one.settled:
            words = text(
                "quality_round.settle.done",
                answer=answer_words(text, instrument, one, one.settled),
                who=self._who(one.decided_by),
                why=one.rationale,
            )
        else:
            words = text("quality_round.settle.not_you")
        self.settled.setText(words)
        if not (able and anew) and self.settle_on.count():
            return
        self.settle_on.clear()
        self.settle_on.addItem(text("quality_round.settle.choose"), "")
        for option in options(instrument, one):
            self.settle_on.addItem(answer_words(text, instrument, one, option), option)
        self.rationale.clear()

    def _who(self, code: str) -> str:
        return HIDDEN if self._blank and code else self._names.get(code, code)

    # Agreement.

    def _titles(self) -> dict[str, str]:
        instrument = self._view.instrument if self._view else None
        return {one.key: one.text for one in instrument.questions} if instrument else {}

    def _show_agreement(self) -> None:
        text = self._text
        whole = next((one for one in self._agreement if not one.question), None)
        each = [one for one in self._agreement if one.question]
        self._agree.setVisible(bool(self._agreement))
        self.agree.setVisible(bool(each))
        self.agree_line.setVisible(bool(self._agreement))
        self.agree_model.set_rows(each)
        if whole is not None:
            told = text("quality_round.agree.whole", n=whole.agreed, of=whole.pairs)
            if whole.ac1 is not None:
                told += " " + text("quality_round.agree.ac1", value=f"{whole.ac1:.2f}")
            self.agree_line.setText(told)

    def set_blank(self, blank: bool) -> None:
        """Hide names and numbers, or show them again."""
        self._blank = blank
        self._show()

    # What is asked.

    def _open(self) -> None:
        if self.shown is not None:
            self.asked.emit(MarkingAsked(self.shown.review_id))

    def _settle(self) -> None:
        one, text = self.shown, self._text
        if one is None:
            return
        after = str(self.settle_on.currentData() or "")
        why = self.rationale.toPlainText().strip()
        too_long = len(why) - _LONGEST
        said = "" if why else text("quality_round.plan.needed")
        if too_long > 0:
            said = text("case.form.too_long", n=f"{too_long:,}")
        self._on_row.set_error("" if after else text("quality_round.plan.needed"))
        self._why_row.set_error(said)
        if not after or said:
            (self.rationale if after else self.settle_on).setFocus()
            return
        together = str(self.together.currentData() or "")
        self.asked.emit(SettleAsked(one, after, why, together))


def _key(one: Dispute) -> tuple[int, str, str]:
    return (one.review_id, one.trigger.value, one.question)
