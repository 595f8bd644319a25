"""The chosen person beside a list: who, how the sentence lies, what is next, key dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from pomdesk.domain.names import HIDDEN
from resources.text import Text
from resources.tokens import tokens
from ui.theme import Theme
from ui.widgets.chips import Tags
from ui.widgets.facts import FactLine, Facts
from ui.widgets.form import Button, across
from ui.widgets.label import Label
from ui.widgets.measure import characters
from ui.widgets.moments import Moment
from ui.widgets.scrolled import Scrolled
from ui.widgets.sentence_line import SentenceLine
from ui.widgets.table_model import Mark

_WIDE = 40
"""Width of the preview, in characters."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What is shown of one person.

    Attributes:
        name: "Surname, Forename".
        number: prison number.
        where: cell and prison.
        coming: what is to be done next, and when the person was last seen.
        band: handover start and handover, or None.
        paper: whether there is a handover report to show.
    """

    name: str
    number: str
    where: str
    marks: Sequence[Mark]
    coming: Sequence[FactLine]
    facts: Sequence[FactLine]
    moments: Sequence[Moment]
    today: date
    band: tuple[date, date] | None
    paper: bool


class CasePreview(Scrolled):
    """What the list has no room for, of the row the keyboard is on.

    Signals:
        open_asked: the case is to be opened.
        paper_asked: the handover report is to be shown.
    """

    open_asked = Signal()
    paper_asked = Signal()

    def __init__(self, text: Text, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(text("preview.name"), parent)
        self._shown: Preview | None = None
        self._blank = False
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Expanding)
        self.name = Label("", "heading", wrap=True)
        self.where = Label("", "quiet", wrap=True)
        self.tags = Tags()
        self.sentence = SentenceLine(text, theme, small=True)
        self.next = Label(text("preview.coming"), "strong")
        self.coming = Facts(text)
        self.facts = Facts(text)
        self.open = Button(text("preview.open"), self.open_asked.emit, kind="main")
        self.paper = Button(text("preview.paper"), self.paper_asked.emit)
        self._empty = Label(text("preview.empty"), "quiet", wrap=True)
        self._fill()
        self.display(None)

    def _fill(self) -> None:
        layout = self.inside
        space = tokens().space
        layout.setContentsMargins(space["m"], space["xs"], space["xs"], space["xs"])
        layout.setSpacing(space["s"])
        buttons = across(self.open, self.paper, None)
        for part in (self._empty, self.name, self.where, self.tags, self.sentence):
            layout.addWidget(part)
        layout.addWidget(self.next)
        layout.addWidget(self.coming)
        # Before the long list of facts, so that they are in sight in a low window too.
        layout.addLayout(buttons)
        layout.addWidget(self.facts)
        layout.addStretch(1)

    def sizeHint(self) -> QSize:
        """A column one reads without moving the eyes; the list takes the rest."""
        return QSize(characters(_WIDE), super().sizeHint().height())

    def display(self, preview: Preview | None) -> None:
        """Show one person, or that nobody is chosen."""
        self._shown = preview
        self._empty.setVisible(preview is None)
        for part in (self.name, self.where, self.tags, self.facts, self.open, self.paper):
            part.setVisible(preview is not None)
        for part in (self.next, self.coming):
            part.setVisible(preview is not None and bool(preview.coming))
        if preview is None:
            self.sentence.hide()
            return
        self._name_it(preview)
        self.tags.display(preview.marks)
        self.sentence.display(preview.moments, preview.today, preview.band)
        self.coming.display(preview.coming)
        self.facts.display(preview.facts)
        self.paper.setVisible(preview.paper)

    def set_blank(self, blank: bool) -> None:
        """Hide who it is, or show it again."""
        self._blank = blank
        if self._shown is not None:
            self._name_it(self._shown)

    def _name_it(self, preview: Preview) -> None:
        self.name.setText(HIDDEN if self._blank else preview.name)
        number = HIDDEN if self._blank else preview.number
        self.where.setText(" · ".join(part for part in (number, preview.where) if part))
