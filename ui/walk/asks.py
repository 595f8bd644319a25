"""What to do and ask of one person."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pomdesk.domain.names import HIDDEN
from resources.text import Text
from ui.walk.big import BEFORE, Tick, breaking
from ui.walk.shown import AskShown
from ui.widgets.form import across, named, spaced
from ui.widgets.label import Label
from ui.widgets.scrolled import clear, put
from ui.widgets.tag import Tag


def with_late(text: Text, part: QWidget, *, late: bool) -> QWidget:
    """A part, and at its right that it is late."""
    whole = QWidget()
    row = across(part, *([Tag(text("walk.late"), "red")] if late else ()))
    row.setStretch(0, 1)
    whole.setLayout(row)
    return whole


class AskList(QWidget):
    """What to do and ask, each a row to tick; what seeing somebody settles is only said.

    Signals:
        ticked: one was turned: to be saved at once.
    """

    ticked = Signal()

    def __init__(self, text: Text) -> None:
        super().__init__()
        self._text = text
        self._asks: Sequence[AskShown] = ()
        self.ticks: dict[str, Tick] = {}
        self.told: dict[str, Label] = {}
        self._column = QVBoxLayout(self)
        spaced(self._column, "xs")

    def load(self, asks: Sequence[AskShown], ticked: Sequence[str], *, writable: bool) -> None:
        """Show what there is to do, with what is done; tells nobody."""
        clear(self._column)
        self._asks, self.ticks, self.told = asks, {}, {}
        if asks:
            put(self._column, Label(self._text("walk.to_do"), "strong", wrap=True))
        for one in asks:
            part = self._tick(one, ticked, writable) if one.ticks else self._words(one)
            put(self._column, with_late(self._text, part, late=one.late))
        self.setVisible(bool(asks))

    def _tick(self, one: AskShown, ticked: Sequence[str], writable: bool) -> Tick:
        tick = self.ticks[one.key] = Tick(one.words)
        tick.setChecked(one.key in ticked)
        tick.setEnabled(writable)
        tick.clicked.connect(lambda _on=False: self.ticked.emit())
        return tick

    def _words(self, one: AskShown) -> Label:
        label = self.told[one.key] = Label(breaking(one.words), "lead", wrap=True)
        label.setContentsMargins(BEFORE, 0, 0, 0)  # as far in as the words that have a box
        return label

    def set_blank(self, blank: bool) -> None:
        """Hide what people typed, or show it."""
        for one in self._asks:
            words = HIDDEN if blank else one.words
            if one.ticks:
                named(self.ticks[one.key], words).setText(words)
            else:
                self.told[one.key].setText(breaking(words))
