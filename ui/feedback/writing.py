"""Feedback as its assessor writes it: each section with what was answered beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from pomdesk.domain.quality.terms import RootCause
from pomdesk.readmodels.quality import FeedbackView, QuestionResult
from resources.text import Text
from resources.tokens import tokens
from ui.feedback import words
from ui.feedback.parts import Results, flowing
from ui.theme import Theme
from ui.widgets.chips import Tags
from ui.widgets.feed import Feed
from ui.widgets.form import Band, Button, across, spaced
from ui.widgets.label import Label
from ui.widgets.measure import characters
from ui.widgets.order import put_in_order
from ui.widgets.scrolled import Scrolled, clear, put
from ui.widgets.words_box import WordsBox

_BESIDE = 104
"""Characters from which results and words have room beside each other."""
_WIDEST = 160


@dataclass(frozen=True)
class Written:
    """What stands in the form."""

    good: str = ""
    sections: Mapping[str, str] = field(default_factory=dict)
    learning: str = ""
    root_causes: tuple[RootCause, ...] = ()
    support: str = ""


def tidied(written: Written) -> Written:
    """As the store keeps it: sections without words are left out, causes in their order."""

    def lines(said: str) -> str:
        return "\n".join(line.rstrip() for line in said.strip().splitlines())

    told = {key: lines(said) for key, said in written.sections.items() if said.strip()}
    causes = tuple(one for one in RootCause if one in written.root_causes)
    return Written(
        lines(written.good), told, lines(written.learning), causes, lines(written.support)
    )


class Side(QWidget):
    """Results and words: beside each other where there is room, else under each other."""

    def __init__(self, results: QWidget, words_: QWidget) -> None:
        super().__init__()
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(tokens().space["l"])
        self._layout.addWidget(results, 1)
        self._layout.addWidget(words_, 1)

    def set_wide(self, wide: bool) -> None:
        """Turn."""
        ways = QBoxLayout.Direction
        self._layout.setDirection(ways.LeftToRight if wide else ways.TopToBottom)


class WritingPane(QWidget):
    """The form.

    Signals:
        typed: words are being typed: to be saved soon.
        left: the keyboard left a box, or a cause was turned: to be saved at once.
        action_asked, send_asked, pdf_asked: an action is to be added; it is to be sent; saved.
        again_asked: saving is to be tried again.
    """

    typed = Signal()
    left = Signal()
    action_asked = Signal()
    send_asked = Signal()
    pdf_asked = Signal()
    again_asked = Signal()

    def __init__(self, text: Text, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._theme = text, theme
        self._view: FeedbackView | None = None
        self.about = Label("", "quiet", wrap=True, select=True)
        self.marks = Tags()
        self.points = Label("", "strong", wrap=True)
        self.area = Scrolled(text("feedback.writing"))
        self.good = self._box("good", 4)
        self.prompts = QWidget()
        self._prompts = QVBoxLayout(self.prompts)
        self.boxes: dict[str, WordsBox] = {}
        self.sides: list[Side] = []
        self.sections = QWidget()
        self._sections = QVBoxLayout(self.sections)
        self.mending = Feed(theme, text("feedback.part.actions"), self.area)
        self.add = Button(text("feedback.add_action"), self.action_asked.emit)
        self.learning = self._box("learning", 3)
        self.causes = {
            cause: Button(text.code("quality_term.root_cause", cause), self.left.emit, kind="chip")
            for cause in RootCause
        }
        self.support = self._box("support", 2)
        self.trouble = Band("trouble")
        self._trouble_words = Label("", wrap=True)
        self.again = Button(text("feedback.again"), self.again_asked.emit)
        self.lacks = Label("", wrap=True)
        self.saved = Label("", "quiet")
        self.send = Button(
            text("feedback.send"),
            self.send_asked.emit,
            kind="main",
            help=text("feedback.send_help"),
        )
        self.pdf = Button(text("feedback.do.pdf"), self.pdf_asked.emit)
        self._build()
        self.setFocusProxy(self.good)

    def _box(self, key: str, least: int) -> WordsBox:
        text = self._text
        name, told = text(f"feedback.part.{key}"), text(f"feedback.write.{key}")
        box = WordsBox(self._theme, name, told, least=least)
        box.edited.connect(self.typed)
        box.left.connect(self.left)
        return box

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        spaced(outer, "s")
        row = across(self._trouble_words, self.again)
        row.setStretch(0, 1)
        self.trouble.inside.addLayout(row)
        self.trouble.hide()
        outer.addWidget(self.trouble)
        head = across(self.send, self.pdf, self.lacks, self.saved, space="m")
        head.setStretch(2, 1)
        outer.addLayout(head)
        self.sheet = QWidget()
        layout = QVBoxLayout(self.sheet)
        spaced(layout, "l")
        spaced(self._prompts, "xs")
        spaced(self._sections, "l")
        layout.addWidget(self.about)
        layout.addWidget(flowing(self.marks, self.points))
        self._part(layout, "good", self.good)
        layout.addWidget(self.prompts)
        layout.addWidget(self.sections)
        adding = QWidget()
        adding.setLayout(across(self.add, None))
        self._part(layout, "actions", self.mending, adding)
        self._part(layout, "learning", self.learning, flowing(*self.causes.values()))
        self._part(layout, "support", self.support)
        layout.addStretch(1)
        self.area.inside.addWidget(self.sheet)
        outer.addWidget(self.area, 1)
        self.measure()

    def _part(self, layout: QVBoxLayout, key: str, *parts: QWidget) -> None:
        block = QWidget()
        inner = QVBoxLayout(block)
        spaced(inner, "xs")
        inner.addWidget(Label(self._text(f"feedback.part.{key}"), "heading", wrap=True))
        inner.addWidget(Label(self._text(f"feedback.write.{key}"), "quiet", wrap=True))
        for part in parts:
            inner.addWidget(part)
        layout.addWidget(block)

    def measure(self) -> None:
        """Follow the application's font."""
        self.sheet.setMaximumWidth(characters(_WIDEST))
        self._turn()

    def _turn(self) -> None:
        wide = self.width() >= characters(_BESIDE)
        for side in self.sides:
            side.set_wide(wide)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There is more room, or less."""
        super().resizeEvent(event)
        self._turn()

    # Being fed.

    def load(self, written: Written) -> None:
        """Show what was written; tells nobody."""
        self.good.load(written.good)
        for key, box in self.boxes.items():
            box.load(written.sections.get(key, ""))
        self.learning.load(written.learning)
        self.support.load(written.support)
        for cause, chip in self.causes.items():
            chip.setChecked(cause in written.root_causes)

    def written(self) -> Written:
        """What stands in the form."""
        return Written(
            self.good.words,
            {key: box.words for key, box in self.boxes.items()},
            self.learning.words,
            tuple(cause for cause, chip in self.causes.items() if chip.isChecked()),
            self.support.words,
        )

    def display(self, view: FeedbackView, names: Mapping[str, str], today: date) -> None:
        """Show what is written of; what is typed is loaded by whoever keeps it."""
        text = self._text
        before, self._view = self._view, view
        self.about.setText(words.about_words(text, view))
        self.marks.display([words.verdict_mark(text, view.verdict)])
        whole = view.score.whole
        self.points.setText(words.points_words(text, whole.earned, whole.possible))
        if before is None or (before.review_id, before.results) != (view.review_id, view.results):
            self._show_sections(view)
            self._show_prompts(view)
        self.mending.display(words.action_items(text, view.actions, names, today))
        self.mending.setVisible(bool(view.actions))
        for before_, after in pairwise((self.again, self.send, self.pdf, self.area)):
            QWidget.setTabOrder(before_, after)
        put_in_order(self.area, self.area.page)
        self.tell_lacks()

    def _show_sections(self, view: FeedbackView) -> None:
        clear(self._sections)
        self.boxes, self.sides = {}, []
        titles = {section.key: section.title for section in view.instrument.sections}
        for key, results in view.results:
            title = titles.get(key, key)
            block = QWidget()
            layout = QVBoxLayout(block)
            spaced(layout, "xs")
            layout.addWidget(Label(title, "heading", wrap=True))
            layout.addWidget(Label(words.section_points(self._text, view, key), "quiet"))
            side = Side(self._results(title, results), self._section_box(key, title))
            layout.addWidget(side)
            self.sides.append(side)
            put(self._sections, block)
        self._turn()

    def _results(self, title: str, results: Sequence[QuestionResult]) -> QWidget:
        feed = Results(self._theme, title, self.area)
        feed.display(words.result_items(self._text, results))
        holder = QWidget()
        layout = QVBoxLayout(holder)
        spaced(layout)
        layout.addWidget(feed)
        layout.addStretch(1)
        return holder

    def _section_box(self, key: str, title: str) -> QWidget:
        name = self._text("feedback.section_box", section=title)
        box = WordsBox(self._theme, name, self._text("feedback.write.section"), least=5)
        box.setPlaceholderText(self._text("feedback.section_hint"))
        box.edited.connect(self.typed)
        box.left.connect(self.left)
        self.boxes[key] = box
        holder = QWidget()
        layout = QVBoxLayout(holder)
        spaced(layout)
        layout.addWidget(box)
        layout.addStretch(1)
        return holder

    def _show_prompts(self, view: FeedbackView) -> None:
        text = self._text
        clear(self._prompts)
        flagged = [one for _key, results in view.results for one in results]
        flagged = [one for one in flagged if one.answer.good_practice]
        if flagged:
            put(self._prompts, Label(text("feedback.flagged"), "strong", wrap=True))
        for one in flagged:
            said = one.answer.comment or one.question.text
            where = words.shown_by(text, one)
            name = text("feedback.use_name", what=said)
            button = Button(text("feedback.use"), kind="link", name=name)
            button.clicked.connect(lambda _on=False, said=said: self._use(said))
            line, row = QWidget(), across(button, Label(f"{said} {where}".strip(), wrap=True))
            row.setStretch(1, 1)
            line.setLayout(row)
            put(self._prompts, line)
        self.prompts.setVisible(bool(flagged))

    def _use(self, said: str) -> None:
        self.good.add(said)
        self.good.setFocus()

    def tell_lacks(self) -> None:
        """Say what is missing before it can be sent."""
        view = self._view
        if view is None:
            return
        lacks = words.lacks_words(
            self._text, self.good.words, critical=len(view.critical), actions=len(view.actions)
        )
        self.lacks.setText(" ".join(lacks) or self._text("feedback.lacks_nothing"))

    def tell_trouble(self, said: str) -> None:
        """Say that it is not saved and why; no words: it is."""
        self._trouble_words.setText(said)
        self.trouble.setVisible(bool(said))
        self.saved.setText(self._text("feedback.unsaved" if said else "feedback.saved"))
