"""The life of a paper: how far it has come, and what can be done with it next."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pomdesk.domain.papers import FROZEN, PaperStage, PaperStep, StepKind
from pomdesk.readmodels.papers import PaperView
from resources.text import Text
from ui.widgets.chips import make_tag
from ui.widgets.form import Band, Button, spaced
from ui.widgets.label import Label
from ui.widgets.paper_words import stage_mark
from ui.writing.beside import Beside, Flowing

ACTIONS = ("check", "countersign", "finish", "send", "return", "take_back", "follow", "output")
"""What can be asked for, in the order of the buttons."""

_MAIN = ("check", "countersign", "finish", "send")
"""What is the main thing to do, once nothing holds it up."""
_STEPS = (
    StepKind.CHECKED,
    StepKind.COUNTERSIGNED,
    StepKind.FINISHED,
    StepKind.SENT,
)
_ARROW = "\u203a"
"""Between the stages of the path."""
_GROUP = 8
"""Digits of a checksum that stand together."""


def next_actions(view: PaperView) -> tuple[str, ...]:
    """What can be done with a paper as it stands."""
    stage = view.paper.stage
    if stage is PaperStage.DRAFT:
        return ("check", "output")
    if stage is PaperStage.CHECKED:
        on = "countersign" if view.needs_countersigning else "finish"
        return (on, "return", "take_back", "output")
    if stage is PaperStage.COUNTERSIGNED:
        return ("finish", "return", "take_back", "output")
    return ("send", "follow", "output")


def path_of(view: PaperView) -> list[PaperStage]:
    """The stages this paper goes through."""
    skipped = view.paper.stage is not PaperStage.COUNTERSIGNED and not view.needs_countersigning
    signed = any(step.kind is StepKind.COUNTERSIGNED for step in _signatures(view))
    return [
        stage
        for stage in PaperStage
        if stage is not PaperStage.COUNTERSIGNED or signed or not skipped
    ]


def _signatures(view: PaperView) -> Sequence[PaperStep]:
    """Who signed since the paper was last a draft; nobody, while it is one."""
    paper = view.paper
    if paper.stage is PaperStage.DRAFT:
        return ()
    steps = list(paper.steps)
    back = [place for place, step in enumerate(steps) if step.kind is StepKind.RETURNED]
    later = steps[back[-1] + 1 :] if back else steps
    return [step for step in later if step.kind in _STEPS]


def returned(view: PaperView) -> PaperStep | None:
    """The comment a draft came back with, if it did."""
    if view.paper.stage is not PaperStage.DRAFT:
        return None
    back = [step for step in view.paper.steps if step.kind is StepKind.RETURNED]
    return back[-1] if back else None


def grouped(checksum: str) -> str:
    """A checksum in groups that can be read out and that break into lines."""
    return " ".join(checksum[at : at + _GROUP] for at in range(0, len(checksum), _GROUP))


class LifeBar(QWidget):
    """The stage of a paper as a path, and the next actions as buttons.

    Attributes:
        buttons: the button of each action.

    Signals:
        action_asked: one of ``ACTIONS``.
    """

    action_asked = Signal(str)

    def __init__(self, text: Text, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._view: PaperView | None = None
        self._shown: Sequence[str] = ()
        layout = QVBoxLayout(self)
        spaced(layout, "s")
        self._path, row = Flowing(space="xs"), Flowing()
        layout.addWidget(Beside(self._path, row, between="l"))
        self.comment = Band("trouble")
        self._comment_head = Label("", "strong", wrap=True)
        self._comment = Label("", wrap=True, select=True)
        self.comment.inside.addWidget(self._comment_head)
        self.comment.inside.addWidget(self._comment)
        layout.addWidget(self.comment)
        self.words = Label("", "quiet", wrap=True, select=True)
        layout.addWidget(self.words)
        self.checksum = Label("", "quiet_small", wrap=True, select=True)
        layout.addWidget(self.checksum)
        self.buttons: dict[str, Button] = {}
        for action in ACTIONS:
            button = Button(
                text(f"leaving.{action}.button"),
                partial(self.action_asked.emit, action),
                help=text(f"leaving.{action}.help"),
            )
            button.hide()
            row.flow.addWidget(button)
            self.buttons[action] = button
        for part in (self.comment, self.words, self.checksum):
            part.hide()

    def display(self, view: PaperView) -> None:
        """Show where a paper stands; the keyboard stays among the buttons if it was there."""
        here = any(button.hasFocus() for button in self.buttons.values())
        self._view, self._shown = view, next_actions(view)
        self._show_path(view)
        self._show_comment(view)
        said = [self._signed(step) for step in _signatures(view)]
        self.words.setText(" ".join(said))
        self.words.setVisible(bool(said))
        self._show_checksum(view)
        for action, button in self.buttons.items():
            button.setVisible(action in self._shown)
        sent = view.paper.stage is PaperStage.SENT
        self.buttons["send"].setText(self._text(f"leaving.send.{'again' if sent else 'button'}"))
        if here:
            self.buttons[self._shown[0]].setFocus()

    def set_clear(self, clear: bool) -> None:
        """Whether nothing holds the paper up: only then the next step is the main button."""
        for action in _MAIN:
            button, kind = self.buttons[action], "main" if clear else "quiet"
            if button.property("kind") != kind:
                button.setProperty("kind", kind)
                button.style().unpolish(button)
                button.style().polish(button)

    def set_busy(self, busy: bool) -> None:
        """While the final file is made nothing else can be asked."""
        for button in self.buttons.values():
            button.setEnabled(not busy)

    def set_blank(self, blank: bool) -> None:
        """Hide what somebody wrote about the paper, or show it again."""
        if self._view is not None:
            self.comment.setVisible(not blank and returned(self._view) is not None)
            self.words.setVisible(not blank and bool(self.words.text()))

    def _show_path(self, view: PaperView) -> None:
        """Words in a line, the present stage as a tag: nothing there can be pressed."""
        text, flow = self._text, self._path.flow
        while (item := flow.takeAt(0)) is not None:
            part = item.widget()
            if part is not None:
                part.hide()
                part.deleteLater()
        stages, spoken = path_of(view), []
        now = stages.index(view.paper.stage)
        for place, stage in enumerate(stages):
            state = "past" if place < now else "here" if place == now else "later"
            words = text.code("paper_stage", stage)
            if place:
                self._put_on_path(Label(_ARROW, "quiet", self._path))
            here = state == "here"
            self._put_on_path(
                make_tag(stage_mark(text, stage), self._path)
                if here
                else Label(words, "quiet", self._path)
            )
            spoken.append(text(f"leaving.path.{state}", stage=words))
        self._path.setAccessibleName(text("leaving.path.name"))
        self._path.setAccessibleDescription(". ".join(spoken))
        self._path.updateGeometry()

    def _put_on_path(self, part: QWidget) -> None:
        self._path.flow.addWidget(part)
        part.show()

    def _show_comment(self, view: PaperView) -> None:
        back = returned(view)
        self.comment.setVisible(back is not None)
        if back is not None:
            day = self._text.short_day(back.day)
            self._comment_head.setText(self._text("leaving.returned", who=back.who, day=day))
            self._comment.setText(back.comment)

    def _signed(self, step: PaperStep) -> str:
        return self._text(
            f"leaving.signed.{step.kind}",
            who=step.who,
            day=self._text.short_day(step.day),
            to=step.to_whom,
            how=step.how,
        )

    def _show_checksum(self, view: PaperView) -> None:
        paper = view.paper
        final = [v for v in view.versions if v.paper_id == paper.id and v.words_sha256]
        shown = bool(final) and paper.stage in FROZEN
        self.checksum.setVisible(shown)
        if shown:
            words = self._text("leaving.checksum", sha=grouped(final[0].words_sha256))
            self.checksum.setText(words)
