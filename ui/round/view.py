"""One round as a person sees it: its path of five steps, and the work of the step shown."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pomdesk.domain.quality.results import Agreement
from pomdesk.domain.quality.terms import RoundStage, SampleRole, SampleStatus
from pomdesk.readmodels.quality import Certificate, RoundView, ThreeQuestions
from resources.text import Text
from ui.round.asks import Choices, Sureness
from ui.round.closing import ClosingStep
from ui.round.draw import DrawStep
from ui.round.frame import FrameStep
from ui.round.read import ReadStep
from ui.round.settle import SettleStep
from ui.theme import Theme
from ui.widgets.chips import Tags
from ui.widgets.form import Band, spaced
from ui.widgets.label import Label
from ui.widgets.quality_path import Standing, StepPath
from ui.widgets.quality_words import STEPS, round_mark, term
from ui.widgets.table_model import Mark


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows.

    Attributes:
        view: None: a new round is planned.
        many: how many files; None where it cannot be said.

    """

    view: RoundView | None
    choices: Choices
    sure: Sureness = field(default_factory=Sureness)
    many: ThreeQuestions | None = None
    certificates: Sequence[Certificate] = ()
    agreement: Sequence[Agreement] = field(default=())


class RoundPanel(QWidget):
    """The path above, the step below.

    Attributes:
        path: the five steps.
        frame, draw, read, settle, closing: the work of each.

    Signals:
        asked: one of ``asks``.
        rows_copied: rows of cells for the clipboard.
    """

    asked = Signal(object)
    rows_copied = Signal(object)

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self._text = text
        self._shown: Shown | None = None
        self._number, self._stood = -1, ""
        self.tags = Tags()
        self.about = Label("", "quiet", wrap=True)
        self.path = StepPath(text, theme)
        self.warnings = Band("trouble")
        self.warned = Label("", wrap=True)
        self.warnings.inside.addWidget(self.warned)
        self.frame, self.draw = FrameStep(text, theme), DrawStep(text, theme)
        self.read, self.settle = ReadStep(text, theme), SettleStep(text, theme)
        self.closing = ClosingStep(text)
        self._steps: dict[str, FrameStep | DrawStep | ReadStep | SettleStep | ClosingStep] = dict(
            zip(STEPS, (self.frame, self.draw, self.read, self.settle, self.closing), strict=True)
        )
        self._stack = QStackedWidget()
        for step in self._steps.values():
            self._stack.addWidget(step)
            step.asked.connect(self.asked)
        self.read.rows_copied.connect(self.rows_copied)
        layout = QVBoxLayout(self)
        spaced(layout, "s")
        head = QHBoxLayout()
        spaced(head, "m")
        head.addWidget(self.tags)
        head.addWidget(self.about, 1)
        layout.addLayout(head)
        for part in (self.path, self.warnings):
            layout.addWidget(part)
        layout.addWidget(self._stack, 1)
        self.path.step_chosen.connect(self._turn)
        for number, name in enumerate(STEPS, start=1):
            key = QShortcut(QKeySequence(f"Alt+{number}"), self)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(lambda name=name: self.turn_to(name))

    @property
    def step(self) -> str:
        """The step that is shown."""
        return self.path.shown

    def turn_to(self, step: str) -> None:
        """Show a step and put the keyboard into it."""
        self._turn(step)
        self._steps[step].setFocus()

    def _turn(self, step: str) -> None:
        self.path.turn_to(step)
        self._stack.setCurrentWidget(self._steps[step])
        self.setFocusProxy(self._steps[step])

    # Being fed.

    def display(self, shown: Shown) -> None:
        """Show a round; another one, or one that has gone on, at the step where it stands."""
        self._shown = shown
        view = shown.view
        number, stands = (view.id, view.step) if view else (0, STEPS[0])
        self._show_head(view)
        if view is None:
            self.frame.new(shown.choices, shown.sure)
        else:
            self.frame.display(view, shown.choices, shown.many, shown.sure)
            self.draw.display(view, shown.certificates)
            self.read.display(view, shown.choices)
            self.settle.display(view, shown.choices, shown.agreement)
            self.closing.display(view, shown.choices)
        if (number, stands) != (self._number, self._stood):
            self._turn(stands if stands in STEPS else STEPS[-1])
        self._number, self._stood = number, stands

    def _show_head(self, view: RoundView | None) -> None:
        text = self._text
        new = view is None
        self.path.setVisible(not new)
        self.tags.setVisible(not new)
        self.about.setVisible(not new)
        self.warnings.setVisible(view is not None and bool(view.warnings))
        if view is None:
            return
        self.path.display(standing(text, view))
        self.tags.display([Mark(term(text, "purpose", view.purpose)), round_mark(text, view.stage)])
        instrument = view.instrument
        told = [
            text("quality_round.about.ref", ref=view.ref),
            text("quality_round.about.as_of", day=text.day(view.as_of)),
            text("quality_round.about.asks", title=instrument.title, n=instrument.version)
            if instrument
            else text("quality_round.about.no_instrument"),
        ]
        if view.parent_ref:
            told.append(text("quality_round.about.parent", ref=view.parent_ref))
        self.about.setText(". ".join(told) + ".")
        warned = [text.code("quality_round.warning", code) for code in view.warnings]
        self.warned.setText("\n".join(warned))

    def set_blank(self, blank: bool) -> None:
        """Hide names and numbers, or show them again."""
        for step in self._steps.values():
            step.set_blank(blank)


def standing(text: Text, view: RoundView) -> Standing:
    """Where a round stands, with what there is to say of each step."""
    told: dict[str, str] = {}
    frame = view.frame
    if frame is not None:
        eligible = sum(line.eligible for line in frame.strata)
        told["frame"] = text(
            "quality_round.told.frame", n=f"{eligible:,}", of=f"{len(frame.rows):,}"
        )
    counted = [
        one
        for one in view.samples
        if one.role is not SampleRole.RESERVE or one.status is not SampleStatus.WAITING
    ]
    if counted:
        drawn = [one for one in view.samples if one.role is not SampleRole.RESERVE]
        told["draw"] = text("quality_round.told.draw", n=len(drawn))
        wanted = [one for one in counted if one.status not in _GONE]
        read = sum(one.status is SampleStatus.DONE for one in wanted)
        told["read"] = text("quality_round.told.read", n=read, of=len(wanted))
        waiting = sum(not one.settled for one in view.disputes)
        told["settle"] = text("quality_round.told.settle", n=waiting)
    step = "" if view.stage is RoundStage.VOID else view.step
    return Standing(step, done=view.stage is RoundStage.CLOSED, told=told)


_GONE = {SampleStatus.SUBSTITUTED, SampleStatus.WITHDRAWN}
