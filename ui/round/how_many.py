"""How many files: three questions, each with its own number, and what the chosen number buys."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from pomdesk.readmodels.quality import RoundPlan, ThreeQuestions
from resources.text import Text
from resources.tokens import tokens
from ui.round.asks import Sureness
from ui.widgets.form import Form, spaced
from ui.widgets.label import Label
from ui.widgets.measure import characters
from ui.widgets.quality_number import Number
from ui.widgets.quality_words import one_in, times_in

QUESTIONS = ("estimate", "discovery", "coverage")
_MOST, _MOST_FLOOR = 9_999, 99
_PAUSE = 400
"""Milliseconds after a number was changed until it counts."""


class HowMany(QWidget):
    """Three numbers with their sentences, and one number to choose.

    Signals:
        chosen: files and least of each supervisor were set.
    """

    chosen = Signal()

    def __init__(self, text: Text) -> None:
        super().__init__()
        self._text = text
        layout = QVBoxLayout(self)
        spaced(layout, "s")
        layout.addWidget(Label(text("quality_round.many.heading"), "heading", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens().space["m"])
        grid.setColumnStretch(1, 1)
        self.numbers: dict[str, Label] = {}
        self.sentences: dict[str, Label] = {}
        for place, question in enumerate(QUESTIONS):
            number = self.numbers[question] = Label("", "title")
            number.setMinimumWidth(characters(6))
            sentence = self.sentences[question] = Label("", wrap=True)
            grid.addWidget(number, place, 0)
            grid.addWidget(sentence, place, 1)
        layout.addLayout(grid)
        self.files, self.floor = self._spin(_MOST), self._spin(_MOST_FLOOR)
        form = Form()
        form.row(text("quality_round.many.files"), self.files)
        form.row(text("quality_round.many.floor"), self.floor)
        layout.addWidget(form)
        self.buys = Label("", wrap=True)
        self.lost = Label("", "strong", wrap=True)
        layout.addWidget(self.buys)
        layout.addWidget(self.lost)
        layout.addWidget(Label(text("quality_round.many.why_random"), "quiet", wrap=True))
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE)
        self._soon.timeout.connect(self.chosen)
        for spin in (self.files, self.floor):
            spin.valueChanged.connect(lambda _n: self._soon.start())

    @staticmethod
    def _spin(most: int) -> Number:
        spin = Number(0, most)
        spin.setMinimumWidth(characters(22))
        return spin

    def load(self, plan: RoundPlan) -> None:
        """Show what was chosen, without telling."""
        if self._soon.isActive():
            return
        for spin, number in ((self.files, plan.files), (self.floor, plan.floor)):
            spin.blockSignals(True)
            spin.setValue(number)
            spin.blockSignals(False)

    def display(self, asked: ThreeQuestions, sure: Sureness) -> None:
        """Show what each question needs and what the chosen number buys."""
        text = self._text
        numbers = (asked.estimate, asked.discovery, asked.coverage)
        said = {
            "estimate": text(
                "quality_round.many.estimate",
                margin=sure.margin,
                sure=times_in(text, sure.confidence),
            ),
            "discovery": text(
                "quality_round.many.discovery",
                sure=times_in(text, sure.find_confidence),
                share=one_in(text, sure.find),
            ),
            "coverage": text(
                "quality_round.many.coverage",
                files=text.count("quality_round.many.n_files", self.floor.value()),
                n=asked.supervisors,
            ),
        }
        for question, number in zip(QUESTIONS, numbers, strict=True):
            files = text.count("quality_round.many.n_files", number)
            self.numbers[question].setText(f"{number:,}")
            sentence = text("quality_round.many.says", question=said[question], files=files)
            self.sentences[question].setText(sentence)
        self.files.setSpecialValueText(text("quality_round.many.proposed", n=asked.proposed))
        self.buys.setText(self._buys(asked, sure))
        self.lost.setText(self._lost(asked))
        self.lost.setVisible(bool(asked.lost))

    def _buys(self, asked: ThreeQuestions, sure: Sureness) -> str:
        text = self._text
        found = max(0, min(round(asked.find * 100), 100))
        return text(
            "quality_round.many.buys",
            files=text.count("quality_round.many.n_files", asked.chosen),
            eligible=f"{asked.eligible:,}",
            margin=f"{asked.margin:.0f}",
            sure=times_in(text, sure.confidence),
            found=text("quality_common.times", n=found, of=100),
            share=one_in(text, sure.find),
            least=asked.least,
            most=asked.most,
            hours=f"{float(asked.hours):.0f}",
        )

    def _lost(self, asked: ThreeQuestions) -> str:
        text = self._text
        given_up = [text(f"quality_round.many.lost.{code}") for code in asked.lost]
        if not given_up:
            return ""
        files = text.count("quality_round.many.n_files", asked.chosen)
        return text("quality_round.many.cut", files=files, lost=" ".join(given_up))
