"""Cases that are seen for certain, beside the random ones: number and reason, one by one."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from pomdesk.domain.names import HIDDEN
from pomdesk.domain.quality.terms import Certainty
from resources.text import Text
from ui.widgets.form import Button, Choice, named, spaced
from ui.widgets.label import Label
from ui.widgets.measure import characters
from ui.widgets.quality_flow import flowing
from ui.widgets.quality_words import term
from ui.widgets.scrolled import clear, put

_LONGEST = 40


class MustSee(QWidget):
    """A short list with a line to add to it.

    Attributes:
        chosen: reason by prison number.

    Signals:
        changed: a case was added or taken out.
    """

    changed = Signal()

    def __init__(self, text: Text) -> None:
        super().__init__()
        self._text, self._blank = text, False
        self.chosen: dict[str, str] = {}
        layout = QVBoxLayout(self)
        spaced(layout, "xs")
        layout.addWidget(Label(text("quality_round.plan.certain"), "strong", wrap=True))
        layout.addWidget(Label(text("quality_round.plan.certain_help"), "quiet", wrap=True))
        self.ref = named(QLineEdit(), text("quality_round.plan.certain_ref"))
        self.ref.setPlaceholderText(text("quality_round.plan.certain_ref"))
        self.ref.setMaxLength(_LONGEST)
        self.ref.setFixedWidth(characters(18))
        self.why = named(Choice(), text("quality_round.plan.certain_why"))
        for code in Certainty:
            if code is not Certainty.BY_POLICY:  # those come in by themselves
                self.why.addItem(term(text, "certainty", code), code.value)
        self.add = Button(
            text("quality_round.plan.certain_add"),
            self._add,
            name=text("quality_round.plan.certain_add_name"),
        )
        layout.addWidget(flowing(self.ref, self.why, self.add))
        self._lines = QVBoxLayout()
        spaced(self._lines, "xs")
        layout.addLayout(self._lines)
        self.ref.returnPressed.connect(self._add)

    def display(self, chosen: Mapping[str, str]) -> None:
        """Show these."""
        if dict(chosen) == self.chosen and self._lines.count() == len(chosen):
            return
        self.chosen = dict(chosen)
        self._show()

    def set_blank(self, blank: bool) -> None:
        """Hide the numbers, or show them again."""
        self._blank = blank
        mode = QLineEdit.EchoMode
        self.ref.setEchoMode(mode.Password if blank else mode.Normal)
        self._show()

    def _show(self) -> None:
        clear(self._lines)
        before = self.add
        for ref, why in self.chosen.items():
            shown = HIDDEN if self._blank else ref
            words = self._text(
                "quality_round.plan.certain_line",
                ref=shown,
                why=term(self._text, "certainty", why),
            )
            out = Button(words, partial(self._remove, ref), kind="link")
            named(out, self._text("quality_round.plan.certain_out", ref=shown))
            put(self._lines, out)
            QWidget.setTabOrder(before, out)
            before = out

    def _add(self) -> None:
        ref = self.ref.text().strip().upper()
        if ref:
            self.chosen = {**self.chosen, ref: str(self.why.currentData())}
            self.ref.clear()
            self._show()
            self.changed.emit()

    def _remove(self, ref: str) -> None:
        self.chosen = {key: why for key, why in self.chosen.items() if key != ref}
        self._show()
        self.ref.setFocus()
        self.changed.emit()
