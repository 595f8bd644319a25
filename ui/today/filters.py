"""What the day is narrowed to: by family, by whose it is, by POM; and how lines are grouped."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QMenu, QVBoxLayout, QWidget

from pomdesk.domain.duties import DutyFamily, DutyOwner
from pomdesk.domain.names import proper
from pomdesk.readmodels.duties import DutyLine
from resources.text import Text
from resources.tokens import tokens
from ui.theme import Theme
from ui.today.bars import swatch
from ui.today.rows import ALL, BY_KIND, BY_PERSON, Wanted, counted
from ui.widgets.chips import Chips
from ui.widgets.form import Button, Choice, across, named, spaced
from ui.widgets.measure import characters

_BESIDE = 120
"""Characters from which everything but the families is in one line."""


class Filters(QWidget):
    """Two lines of chips.

    Signals:
        changed: something else is wanted.
        export_asked: ``csv`` or ``xlsx``.
        weeks_toggled: the picture of the weeks is to be shown or put away.
    """

    changed = Signal()
    export_asked = Signal(str)
    weeks_toggled = Signal()

    def __init__(self, text: Text, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._theme = text, theme
        families = [ALL, *(family.value for family in DutyFamily)]
        owners = [ALL, *(owner.value for owner in DutyOwner)]
        self.families = Chips(families, "duty_family", text, counted="today.duties")
        self.owners = Chips(owners, "today.owner", text, counted="today.duties")
        self.by = Chips([BY_PERSON, BY_KIND], "today.by", text)
        self.pom = named(Choice(), text("today.pom"))
        self.weeks = Button(text("today.hide_weeks"), self.weeks_toggled.emit)
        self.export = Button(text("today.export"), help=text("today.export_help"))
        self._poms: Sequence[str] = ()
        self._build()
        for chips in (self.families, self.owners, self.by):
            chips.chip_chosen.connect(lambda _key: self.changed.emit())
        self.pom.currentIndexChanged.connect(lambda _at: self.changed.emit())
        theme.changed.connect(self._dress)
        self._dress()

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        spaced(outer)
        outer.addWidget(self.families)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(tokens().space["s"])
        self._row.addWidget(self.owners, 1)
        self._row.addLayout(across(self.by, None, self.pom, self.weeks, self.export))
        outer.addLayout(self._row)
        menu = QMenu(self)
        for kind in ("csv", "xlsx"):
            action = menu.addAction(self._text(f"caseload.export_{kind}"))
            action.triggered.connect(lambda _on=False, k=kind: self.export_asked.emit(k))
        self.export.setMenu(menu)
        self.pom.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the tools under the chips where there is no room beside them."""
        super().resizeEvent(event)
        way = QBoxLayout.Direction
        beside = self.width() >= characters(_BESIDE)
        self._row.setDirection(way.LeftToRight if beside else way.TopToBottom)

    def _dress(self) -> None:
        scale = self.devicePixelRatioF()
        for family in DutyFamily:
            self.families.set_icon(family.value, swatch(family, self._theme, scale))

    def narrowed(self, wanted: Wanted) -> Wanted:
        """The same with what the chips say."""
        return Wanted(
            self.families.chosen,
            self.owners.chosen,
            str(self.pom.currentData() or ALL),
            wanted.week,
            self.by.chosen,
            wanted.opened,
        )

    def display(self, lines: Iterable[DutyLine], wanted: Wanted, poms: Sequence[str]) -> None:
        """Say how many each chip keeps, and offer the POMs there are."""
        if poms != self._poms:
            self._offer(poms)
        families, owners = counted(lines, wanted)
        self.families.set_counts(families)
        self.owners.set_counts(owners)
        # Where everything is one's own there is nothing to choose.
        self.owners.setVisible(owners[ALL] != owners[DutyOwner.POM] or wanted.owner != ALL)

    def _offer(self, poms: Sequence[str]) -> None:
        chosen = self.pom.currentData()
        self._poms = poms
        blocked = self.pom.blockSignals(True)
        self.pom.clear()
        self.pom.addItem(self._text("today.pom_all"), ALL)
        for name in poms:
            self.pom.addItem(proper(name), name)
        self.pom.setCurrentIndex(max(self.pom.findData(chosen), 0))
        self.pom.blockSignals(blocked)
        self.pom.setVisible(len(poms) > 1)

    def choose_family(self, family: str) -> None:
        """Keep one family."""
        self.families.set_chosen(family)
        self.changed.emit()

    def clear(self) -> None:
        """Keep everything."""
        self.families.set_chosen(ALL)
        self.owners.set_chosen(ALL)
        blocked = self.pom.blockSignals(True)
        self.pom.setCurrentIndex(0)
        self.pom.blockSignals(blocked)
        self.changed.emit()

    def tell_weeks(self, *, shown: bool) -> None:
        """Say what the button about the picture of the weeks does."""
        words = self._text("today.hide_weeks" if shown else "today.show_weeks")
        named(self.weeks, words).setText(words)
