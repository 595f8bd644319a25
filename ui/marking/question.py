"""One question that is being answered: what is asked, the answers, why, and what shows it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from pomdesk.domain.quality.instruments import Answer, Option, Question
from pomdesk.domain.quality.terms import RootCause
from resources.text import Text
from ui.theme import Theme
from ui.widgets.chips import FlowLayout
from ui.widgets.form import Button, Check, across, named, spaced
from ui.widgets.label import Label
from ui.widgets.question import Choices, QuestionText, needs_cause, needs_comment, offered
from ui.widgets.table_model import Mark
from ui.widgets.words_box import WordsBox

_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_REFERENCE = 200
"""Most characters of a document's name, and of a place in it."""


class Comment(WordsBox):
    """Why; Enter belongs to the page, Ctrl+Enter begins a new line."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the page have Enter."""
        if event.key() not in _ENTER:
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier and not self.isReadOnly():
            self.insertPlainText("\n")
        else:
            event.ignore()


class Causes(QWidget):
    """What lay behind an answer, as chips to turn on.

    Signals:
        changed: one was turned.
    """

    changed = Signal()

    def __init__(self, text: Text) -> None:
        super().__init__()
        self.setAccessibleName(text("marking.causes"))
        flow = FlowLayout(self)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.chips: dict[RootCause, Button] = {}
        for number, cause in enumerate(RootCause, start=1):
            words = text.code("quality_term.root_cause", cause)
            key = text("marking.cause_key", n=number)
            chip = Button(words, self.changed.emit, kind="chip", help=key)
            flow.addWidget(chip)
            self.chips[cause] = chip

    def load(self, offered_: Sequence[RootCause], chosen: Sequence[RootCause]) -> None:
        """Offer some (none: all), with some turned on; what was chosen once can be taken back."""
        for cause, chip in self.chips.items():
            chip.setVisible(not offered_ or cause in offered_ or cause in chosen)
            chip.setChecked(cause in chosen)

    @property
    def chosen(self) -> tuple[RootCause, ...]:
        """Those that are on."""
        return tuple(cause for cause, chip in self.chips.items() if chip.isChecked())

    def turn(self, number: int) -> None:
        """Turn one by number, as if somebody had clicked it."""
        chip = tuple(self.chips.values())[number - 1]
        if chip.isVisibleTo(self) and chip.isEnabled():
            chip.click()


class QuestionPane(QWidget):
    """One question and its answer.

    Signals:
        answered: an option was chosen or taken back, a cause or the tick turned, evidence taken:
            to be saved at once.
        typed: words are being typed: to be saved soon.
        left: the keyboard left a box.
        evidence_asked: the chosen line of the file is to be the evidence.
    """

    answered = Signal()
    typed = Signal()
    left = Signal()
    evidence_asked = Signal()

    def __init__(self, text: Text, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._question: Question | None = None
        self._options: dict[str, Option] = {}
        self._rest = self._room = 0
        self.asked = QuestionText(text)
        self.choices = Choices(text("marking.answers"), across=True)
        self.why = Label(text("marking.comment"), "strong", wrap=True)
        self.comment = Comment(
            theme, text("marking.comment"), text("marking.comment_help"), least=2
        )
        self.why.setBuddy(self.comment)
        self.causes_head = Label(text("marking.causes_head"), "strong", wrap=True)
        self.causes = Causes(text)
        self.document = self._reference("document")
        self.location = self._reference("location")
        self.take = Button(
            text("marking.take_short"), self.evidence_asked.emit, help=text("marking.take_help")
        )
        self.good = Check(text("marking.good"), text("marking.good_help"))
        self._build()
        self._connect()
        self.setFocusProxy(self.choices)

    def _reference(self, name: str) -> QLineEdit:
        line = named(QLineEdit(), self._text(f"marking.{name}"), self._text(f"marking.{name}_help"))
        line.setMaxLength(_REFERENCE)
        line.setPlaceholderText(self._text(f"marking.{name}"))
        return line

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        spaced(layout, "m")
        layout.addWidget(self.asked)
        layout.addWidget(self.choices)
        self._apart(layout, self.why, self.comment)
        self._apart(layout, self.causes_head, self.causes)
        shows = across(self.document, self.location, self.take)
        shows.setStretch(0, 3)
        shows.setStretch(1, 2)
        block = QVBoxLayout()
        spaced(block, "xs")
        block.addWidget(Label(self._text("marking.evidence_head"), "strong"))
        block.addLayout(shows)
        layout.addLayout(block)
        layout.addWidget(self.good, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(1)

    def _apart(self, layout: QVBoxLayout, head: QWidget, part: QWidget) -> None:
        block = QVBoxLayout()
        spaced(block, "xs")
        block.addWidget(head)
        block.addWidget(part)
        layout.addLayout(block)

    def _connect(self) -> None:
        self.choices.chosen.connect(lambda _key: self._chosen())
        self.causes.changed.connect(self.answered)
        self.good.clicked.connect(lambda _on: self.answered.emit())
        self.comment.edited.connect(self.typed)
        self.comment.left.connect(self.left)
        for line in (self.document, self.location):
            line.textEdited.connect(lambda _words: self.typed.emit())
            line.editingFinished.connect(self._leave)

    # Being fed.

    def load(
        self, question: Question, options: Sequence[Option], answer: Answer, *, writable: bool
    ) -> None:
        """Show a question with its answer; tells nobody."""
        self._question = question
        self._options = {one.key: one for one in options}
        self.choices.offer(offered(self._text, question, options))
        self.choices.choose(answer.option)
        self.comment.load(answer.comment)
        self.causes.load(question.root_causes, answer.root_causes)
        self.document.setText(answer.document)
        self.location.setText(answer.location)
        self.good.setChecked(answer.good_practice)
        self._set_writable(writable)
        self._follow()

    def display(
        self, question: Question, options: Sequence[Option], place: str, state: Mark
    ) -> None:
        """Say where the question stands and how far its answer has come."""
        self.asked.display(question, options, place, state)

    def _set_writable(self, writable: bool) -> None:
        for part in (self.choices, self.causes, self.good):
            part.setEnabled(writable)
        for box in (self.comment, self.document, self.location):
            box.setReadOnly(not writable)
        self.take.setVisible(writable)

    def answer(self, question: str) -> Answer:
        """What stands there, without the time it took."""
        return Answer(
            question,
            self.choices.key,
            self.comment.words,
            self.document.text().strip(),
            self.location.text().strip(),
            self.causes.chosen,
            self.good.isChecked(),
        )

    def put_evidence(self, document: str, location: str) -> None:
        """Name what shows it."""
        if not self.document.isReadOnly():
            self.document.setText(document[:_REFERENCE])
            self.location.setText(location[:_REFERENCE])
            self.answered.emit()

    def take_back(self) -> None:
        """Choose no answer any more; what was written to it stays."""
        if self.choices.isEnabled() and self.choices.key:
            self.choices.choose("")
            self._follow()
            self.answered.emit()

    def hide_words(self, hidden: Sequence[str]) -> None:
        """Cover names and numbers in what was written; none: show everything."""
        self.comment.hide_words(hidden)

    def set_room(self, room: int) -> None:
        """Let the guidance scroll by itself where all would be higher than so many pixels."""
        layout = self.layout()
        if layout is None:
            return
        rest = layout.totalHeightForWidth(self.width()) - self.asked.guidance.height()
        if rest != self._rest or room != self._room:
            self._rest, self._room = rest, room
            self.asked.set_room(room - rest)

    @property
    def option(self) -> Option | None:
        """The answer that is chosen."""
        return self._options.get(self.choices.key)

    def _leave(self) -> None:
        if self.isVisible():  # not while it is taken away with its page
            self.left.emit()

    def _chosen(self) -> None:
        """Ask for the comment at once where one is needed."""
        self._follow()
        self.answered.emit()
        if self._question is not None and needs_comment(self._question, self.option):
            self.comment.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self) -> None:
        """Ask only what belongs to the answer."""
        text, question = self._text, self._question
        needed = question is not None and needs_comment(question, self.option)
        self.why.setText(text("marking.comment_needed" if needed else "marking.comment"))
        caused = needs_cause(self.option) or bool(self.causes.chosen)
        self.causes_head.setVisible(caused)
        self.causes.setVisible(caused)
