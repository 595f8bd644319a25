"""Behind the last question: what is missing, the judgement, handing in; then what it comes to."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pomdesk.domain.quality.terms import Judgement
from resources.text import Text
from ui.marking.links import Link, Links
from ui.marking.question import Comment
from ui.theme import Theme
from ui.widgets.chips import Tags
from ui.widgets.form import Band, Button, across, spaced
from ui.widgets.label import Label
from ui.widgets.measure import characters
from ui.widgets.question import Choices
from ui.widgets.scrolled import Scrolled, clear, put
from ui.widgets.table_model import Mark

_WIDEST = 96
ACTIONS = ("hand_in", "reopen", "lock", "feedback")
"""What can be done with the marking as a whole, in the order of their buttons."""


@dataclass(frozen=True, slots=True)
class Result:
    """What the marking comes to, once it was handed in.

    Attributes:
        points: "14 of 18 points".
        marks: the verdict, and what else must be seen with it.
        sections: the points of each section.
        failed: critical questions that were failed.
        notices: the clash of judgement and score, a thin basis.
    """

    points: str
    marks: Sequence[Mark]
    sections: Sequence[str] = ()
    failed: Sequence[Link] = ()
    notices: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Finish:
    """What the pane shows.

    Attributes:
        missing: what stands in the way of handing in.
        unsure: questions a moderator settles before it can be locked.
        open: it is not handed in, and whoever looks at it does it.
        judging: every question has an answer: the judgement can be given and changed.
        judged: the judgement as it was given before the score was shown, where it stands for
            good; "": it is still asked.
        result: None: nothing of the score is told yet.
        may: of ``ACTIONS``.
        told: what comes next, in a sentence.
    """

    missing: Sequence[Link]
    unsure: Sequence[Link]
    open: bool
    judging: bool
    result: Result | None
    may: frozenset[str]
    told: str
    judged: str = ""


class FinishPane(QWidget):
    """The end of a marking.

    Signals:
        question_asked: key of a question to go to.
        judged: the judgement was chosen: to be saved at once.
        typed, left: the reason is being typed; the keyboard left it.
        action_asked: one of ``ACTIONS``.
    """

    question_asked = Signal(str)
    judged = Signal()
    typed = Signal()
    left = Signal()
    action_asked = Signal(str)

    def __init__(self, text: Text, theme: Theme, inside: Scrolled) -> None:
        super().__init__()
        self._text = text
        self._shown: Finish | None = None
        self.head = Label("", "lead", wrap=True)
        self.missing = Links(theme, text("marking.missing_list"), inside)
        self.unsure_head = Label(text("marking.unsure"), "strong", wrap=True)
        self.unsure = Links(theme, text("marking.unsure_list"), inside)
        self.failed = Links(theme, text("marking.failed_list"), inside)
        self.judgement_head = Label(text("marking.judgement"), "strong", wrap=True)
        self.judgement_help = Label(text("marking.judgement_help"), "quiet", wrap=True)
        self.judgement = Choices(text("marking.judgement"))
        self.judgement.offer(
            [
                (one.value, text.code("quality_term.judgement", one), text(f"marking.judge.{one}"))
                for one in Judgement
            ]
        )
        self.why_head = Label(text("marking.judgement_why"), "strong", wrap=True)
        self.why = Comment(theme, text("marking.judgement_why"), text("marking.comment_help"))
        self.why_head.setBuddy(self.why)
        self.result = Band("card")
        self.points = Label("", "lead", wrap=True, select=True)
        self.marks = Tags()
        self.notices = Label("", wrap=True, select=True)
        self._parts = QWidget()
        self._part_lines = QVBoxLayout(self._parts)
        spaced(self._part_lines, "xs")
        self.told = Label("", wrap=True)
        self.buttons = {
            key: Button(
                text(f"marking.do.{key}"),
                partial(self.action_asked.emit, key),
                kind="main" if key == "hand_in" else "quiet",
                help=text(f"marking.do_help.{key}"),
            )
            for key in ACTIONS
        }
        self._build()
        self.judgement.chosen.connect(lambda _key: self._judged())
        self.why.edited.connect(self.typed)
        self.why.left.connect(self.left)
        for links in (self.missing, self.unsure, self.failed):
            links.question_asked.connect(self.question_asked)
        self.setFocusProxy(self.judgement)

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        spaced(layout, "m")
        for part in (self.points, self.marks, self.notices, self.failed, self._parts):
            self.result.inside.addWidget(part)
        for part in (
            self.head,
            self.result,
            self.missing,
            self.unsure_head,
            self.unsure,
            self.judgement_head,
            self.judgement_help,
            self.judgement,
            self.why_head,
            self.why,
            self.told,
        ):
            layout.addWidget(part)
        layout.addLayout(across(*self.buttons.values(), None))
        layout.addStretch(1)
        self.measure()

    def measure(self) -> None:
        """Follow the application's font."""
        self.setMaximumWidth(characters(_WIDEST))

    # Being fed.

    def load(self, judgement: str, why: str) -> None:
        """Show a judgement and its reason; tells nobody."""
        self.judgement.choose(judgement)
        self.why.load(why)

    @property
    def given(self) -> tuple[str, str]:
        """The judgement and its reason."""
        return self.judgement.key, self.why.words

    def display(self, finish: Finish) -> None:
        """Show how the marking stands as a whole."""
        text = self._text
        self._shown = finish
        n = len(finish.missing)
        key = "marking.missing_none" if not n else "marking.missing"
        done = text(key) if not n else text.count(key, n)
        self.head.setText(done if finish.open else text("marking.result"))
        self.missing.show_links(finish.missing)
        self.unsure.show_links(finish.unsure)
        self.unsure_head.setVisible(bool(finish.unsure))
        self.judgement.setEnabled(finish.judging)
        self.judgement_help.setVisible(finish.open or bool(finish.judged))
        asked = "marking.judgement_help" if finish.judging else "marking.judgement_later"
        self.judgement_help.setText(finish.judged or text(asked))
        self.judgement.setVisible(not finish.judged)
        self.setFocusProxy(self.why if finish.judged else self.judgement)
        self._follow()
        self._show_result(finish.result)
        self.told.setText(finish.told)
        self.told.setVisible(bool(finish.told))
        for key, button in self.buttons.items():
            button.setVisible(key in finish.may)

    def _show_result(self, result: Result | None) -> None:
        self.result.setVisible(result is not None)
        if result is None:
            return
        self.points.setText(result.points)
        self.marks.display(result.marks)
        self.notices.setText("\n".join(result.notices))
        self.notices.setVisible(bool(result.notices))
        clear(self._part_lines)
        self.failed.show_links(result.failed)
        for line in result.sections:
            put(self._part_lines, Label(line, "quiet", wrap=True, select=True))

    def _judged(self) -> None:
        self._follow()
        self.judged.emit()
        if not self.why.words:
            self.why.setFocus()

    def _follow(self) -> None:
        """A reason is asked once there is something it is the reason of."""
        judging = self._shown is not None and self._shown.judging
        self.why.setReadOnly(not judging or not self.judgement.key)
        given = bool(self.judgement.key)
        self.why_head.setVisible(given)
        self.why.setVisible(given)
