"""Why a result is what it is: a short proof, read from the top.

The answer; the rule in a sentence; the facts it used, each with where it came from; the
settings, each with its source and how sure that is; the citation; what would change the answer
and what hangs on it. The same panel shows who typed a fact.
"""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from pomdesk.domain.duties import Duty, DutyState
from pomdesk.domain.results import FactUsed, Proof, SettingUsed
from pomdesk.readmodels.duties import DutyWhy, WhatIf
from pomdesk.readmodels.record import FactNote
from resources.text import Text
from resources.tokens import tokens
from resources.wording import fact_name, source_words, stated
from ui.widgets.chips import make_tag
from ui.widgets.duty_words import duty_about, duty_title, duty_when, mark_words
from ui.widgets.facts import Rule
from ui.widgets.form import Button, across, spaced
from ui.widgets.label import Label
from ui.widgets.scrolled import Scrolled, clear, put
from ui.widgets.table_model import Mark

Stated = Callable[[str | None], str]
"""Puts a value as the journal keeps it into words."""


class WhyPanel(QFrame):
    """The proof of one result or duty, or the history of one fact.

    Attributes:
        result: name of the result that is shown, ``duty:`` and the key of a duty, ``notes:``
            and the name of a fact, or nothing.

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

    def display(
        self,
        result: str,
        answer: str,
        proofs: Sequence[Proof],
        hangs_on: Sequence[str] = (),
    ) -> None:
        """Show the proof of a result and take the keyboard.

        Args:
            result: name of the result.
            answer: what it says, in a line.
            proofs: the reasons, in reading order.
            hangs_on: in words, what is counted from it.
        """
        title = self._text("why.title", name=self._text(f"result.{result}"))
        layout = self._begin(result, title, answer)
        self._prove(layout, proofs)
        self._list(layout, "why.hangs_on", hangs_on)
        self._show(title, answer, proofs)

    def display_duty(self, why: DutyWhy, today: date | None = None, about: str = "") -> None:
        """Show why a duty is what it is, what would change it and what waits on it.

        Args:
            why: the duty explained.
            today: where given, how far away its day is is said too.
            about: which one of its kind, in words; worked out from its subject if blank.
        """
        text, duty = self._text, why.line.duty
        name = duty_title(text, duty, about or duty_about(text, duty))
        title = text("why.title", name=name)
        answer = _answer(text, duty, today)
        layout = self._begin(f"duty:{duty.key}", title, answer)
        said = mark_words(text, duty)
        if said:
            put(layout, Label(said, wrap=True, select=True))
        completes = text("why.completes", what=text.code("duty_completes", duty.kind))
        put(layout, Label(completes, wrap=True, select=True))
        self._prove(layout, why.proofs)
        self._list(layout, "why.changes", [_what_if(text, one) for one in why.changes])
        waiting = [duty_title(text, one, duty_about(text, one)) for one in why.hangs_on]
        self._list(layout, "why.waits", waiting)
        self._show(title, answer, why.proofs)

    def display_notes(self, fact: str, notes: Sequence[FactNote], value: Stated) -> None:
        """Show who typed a fact, when, why, and what it replaced; newest first.

        Args:
            fact: ``section.field``.
            notes: what was typed.
            value: puts a value as the journal keeps it into words.
        """
        text = self._text
        name = fact_name(text, fact)
        title = text("why.notes", name=name)
        answer = text.count("why.typed", len(notes))
        layout = self._begin(f"notes:{fact}", title, answer)
        for note in notes:
            put(layout, Rule())
            block, pair = _block()
            after, before = value(note.after), value(note.before)
            pair.addWidget(Label(after, "strong", wrap=True, select=True))
            pair.addWidget(Label(text("why.replaced", value=before), wrap=True, select=True))
            if note.why:
                pair.addWidget(Label(text("why.because", why=note.why), wrap=True, select=True))
            at = text("why.by", who=note.by, day=text.short_day(note.at.date()))
            pair.addWidget(Label(at, "quiet_small", wrap=True))
            put(layout, block)
        self._show(title, answer, ())

    def _begin(self, result: str, title: str, answer: str) -> QVBoxLayout:
        self.result = result
        self.title.setText(title)
        layout = self._scroll.inside
        clear(layout)
        put(layout, Label(answer, "lead", wrap=True, select=True))
        return layout

    def _prove(self, layout: QVBoxLayout, proofs: Sequence[Proof]) -> None:
        for number, proof in enumerate(proofs, start=1):
            self._rule(layout, proof, number if len(proofs) > 1 else 0)
        if not proofs:
            put(layout, Label(self._text("why.none"), "quiet", wrap=True))

    def _list(self, layout: QVBoxLayout, heading: str, lines: Sequence[str]) -> None:
        if not lines:
            return
        put(layout, Rule())
        put(layout, Label(self._text(heading), "strong", wrap=True))
        for words in lines:
            put(layout, Label(f"• {words}", wrap=True, select=True))

    def _show(self, title: str, answer: str, proofs: Sequence[Proof]) -> None:
        self._scroll.inside.addStretch(1)
        spoken = [title, answer, *(self._text.code("rule", proof.rule) for proof in proofs)]
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


def _answer(text: Text, duty: Duty, today: date | None) -> str:
    """What holds: "Overdue: 3 May 2027, 9 days late"."""
    state = text.code("duty_state", duty.state)
    if today is not None:
        return f"{state}: {duty_when(text, duty, today)}"
    day = duty.done_on if duty.state is DutyState.DONE else duty.due
    return f"{state}: {text.short_day(day)}" if day else state


def _what_if(text: Text, one: WhatIf) -> str:
    """In words: "If Tariff expiry (TED) were 1 March 2028, this would be due 1 March 2027."."""
    said = {"fact": fact_name(text, one.fact), "then": text.day(one.then)}
    if one.due is None:
        return text("why.if_gone", **said)
    return text("why.if", due=text.day(one.due), **said)


def _block() -> tuple[QWidget, QVBoxLayout]:
    block = QWidget()
    layout = QVBoxLayout(block)
    spaced(layout)
    layout.setSpacing(0)
    return block, layout
