"""Why a result is what it is: a short proof, read from the top.

The answer; the rule in a sentence; the facts it used, each with where it came from; the
settings, each with its source and how sure that is; the citation.
"""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from pomdesk.domain.results import FactUsed, Proof, SettingUsed
from resources.text import Text
from resources.tokens import tokens
from resources.wording import fact_name, source_words, stated
from ui.widgets.chips import make_tag
from ui.widgets.facts import Rule
from ui.widgets.form import Button, across, spaced
from ui.widgets.label import Label
from ui.widgets.scrolled import Scrolled, clear, put
from ui.widgets.table_model import Mark


class WhyPanel(QFrame):
    """The proof of one result.

    Attributes:
        result: name of the result that is shown, or nothing.

    Signals:
        closed: it was put away.
    """

    closed = Signal()

    def __init__(self, text: Text, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self.result = ""
        self.setFrameShape(QFrame.Shape.NoFrame)
        outer = QVBoxLayout(self)
        space = tokens().space
        outer.setContentsMargins(space["m"], 0, 0, 0)
        outer.setSpacing(space["s"])
        self.title = Label("", "heading", wrap=True)
        self.away = Button(text("why.close"), self.close_panel, kind="link")
        head = across(self.title, self.away)
        head.setStretch(0, 1)
        outer.addLayout(head)
        self._scroll = Scrolled(text("why.name"))
        self._scroll.inside.setSpacing(space["s"])
        self._scroll.inside.setContentsMargins(0, 0, space["s"], 0)
        outer.addWidget(self._scroll, 1)
        self.hide()

    def display(self, result: str, answer: str, proofs: Sequence[Proof]) -> None:
        """Show the proof of a result and take the keyboard."""
        self.result = result
        title = self._text("why.title", name=self._text(f"result.{result}"))
        self.title.setText(title)
        layout = self._scroll.inside
        clear(layout)
        put(layout, Label(answer, "lead", wrap=True, select=True))
        spoken = [title, answer]
        for number, proof in enumerate(proofs, start=1):
            self._rule(layout, proof, number if len(proofs) > 1 else 0)
            spoken.append(self._text.code("rule", proof.rule))
        if not proofs:
            put(layout, Label(self._text("why.none"), "quiet", wrap=True))
        layout.addStretch(1)
        self._scroll.setAccessibleDescription(". ".join(spoken))
        self.show()
        self._scroll.setFocus()

    def close_panel(self) -> None:
        """Put the panel away."""
        self.result = ""
        self.hide()
        self.closed.emit()

    def _rule(self, layout: QVBoxLayout, proof: Proof, number: int) -> None:
        text = self._text
        words = text.code("rule", proof.rule)
        put(layout, Rule())
        sentence = f"{number}. {words}" if number else words
        put(layout, Label(sentence, "strong", wrap=True, select=True))
        for fact in proof.facts:
            put(layout, self._fact(fact))
        for setting in proof.settings:
            put(layout, self._setting(setting))
        if proof.source:
            cited = text("proof.source", source=proof.source)
            put(layout, Label(cited, "quiet_small", wrap=True, select=True))

    def _fact(self, fact: FactUsed) -> QWidget:
        text = self._text
        name, value = fact_name(text, fact.name), stated(text, fact.name, fact.value)
        block, pair = _block()
        pair.addWidget(Label(f"{name}: {value}", wrap=True, select=True))
        pair.addWidget(Label(source_words(text, fact.source), "quiet_small", wrap=True))
        return block

    def _setting(self, setting: SettingUsed) -> QWidget:
        text = self._text
        name = text.code("setting", setting.key)
        value = stated(text, setting.key, setting.value)
        block, pair = _block()
        pair.addWidget(Label(f"{name}: {value}", wrap=True, select=True))
        pair.addWidget(Label(setting.source, "quiet_small", wrap=True))
        sure = text(f"confidence.{setting.confidence}")
        marks = [Mark(text("why.local"), "blue")] if setting.local else []
        marks += [Mark(sure, "yellow")] if sure else []
        if marks:
            pair.addLayout(across(*(make_tag(one, block) for one in marks), None))
        return block


def _block() -> tuple[QWidget, QVBoxLayout]:
    block = QWidget()
    layout = QVBoxLayout(block)
    spaced(layout)
    layout.setSpacing(0)
    return block, layout
