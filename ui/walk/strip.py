"""Everybody on the walk by number, in one row that scrolls sideways."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QScroller,
    QSizePolicy,
    QWidget,
)

from resources.text import Text
from ui.walk.big import TARGET, Large
from ui.walk.shown import StopShown, StopState
from ui.widgets.form import spaced

_FRAME = 4


class StopStrip(QScrollArea):
    """A button for each person: number and a sign of how far it is; a tap goes there.

    Signals:
        chosen: number of the stop in the store.
    """

    chosen = Signal(int)

    def __init__(self, text: Text) -> None:
        super().__init__()
        self._text = text
        self._here = 0
        self.setAccessibleName(text("walk.strip"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._inside = QWidget()
        self._row = QHBoxLayout(self._inside)
        spaced(self._row, "xs")
        self._row.addStretch(1)
        self.setWidget(self._inside)
        self._group = QButtonGroup(self)
        self.buttons: dict[int, Large] = {}
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        self.horizontalScrollBar().rangeChanged.connect(lambda *_range: self._fit())

    def display(self, stops: Sequence[StopShown], here: int, *, blank: bool) -> None:
        """Show these people, with one turned on; ``blank``: without their names."""
        if list(self.buttons) != [one.stop_id for one in stops]:
            self._make([one.stop_id for one in stops])
        self._group.setExclusive(False)
        for one in stops:
            button = self.buttons[one.stop_id]
            sign = (
                self._text(f"walk.sign.{one.state}") if one.state is not StopState.NOT_YET else ""
            )
            who = "" if blank else f"{one.cell} {one.name}"
            key = "walk.stop_blank" if blank else "walk.stop"
            state = self._text(f"walk.state.{one.state}")
            said = self._text(key, n=one.number, who=who.strip(), state=state)
            button.say(f"{one.number} {sign}".strip(), said)
            button.setChecked(one.stop_id == here)
        self._here = here
        self._group.setExclusive(here in self.buttons)
        self._reach()

    def _make(self, ids: Sequence[int]) -> None:
        for button in self.buttons.values():
            self._group.removeButton(button)
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = {}
        for place, stop_id in enumerate(ids):
            button = _Number(TARGET)
            button.clicked.connect(lambda _on=False, one=stop_id: self.chosen.emit(one))
            self._group.addButton(button)
            self._row.insertWidget(place, button)
            button.show()
            self.buttons[stop_id] = button
        self._fit()

    def _reach(self) -> None:
        button = self.buttons.get(self._here)
        if button is not None:
            self._row.activate()
            self.ensureWidgetVisible(button, 2 * TARGET, 0)

    def _fit(self) -> None:
        tall = max((one.sizeHint().height() for one in self.buttons.values()), default=TARGET)
        tall = max(tall, *(one.minimumHeight() for one in self.buttons.values()), TARGET)
        bar = self.horizontalScrollBar()
        self.setFixedHeight(tall + _FRAME + (bar.sizeHint().height() if bar.maximum() else 0))

    def measure(self) -> None:
        """Follow the application's font."""
        for button in self.buttons.values():
            button.measure()
        self._fit()

    def event(self, event: QEvent) -> bool:
        """The row was laid out anew: whoever is turned on is to be seen."""
        done = super().event(event)
        if event.type() == QEvent.Type.Resize:
            self._reach()
        return done


class _Number(Large):
    """One number; which one is on is told by the frame of the checked chip, with no tick."""

    def __init__(self, high: int) -> None:
        super().__init__("", turns=True, high=high)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As wide as its words, and wide enough for a thumb."""
        return super().sizeHint().expandedTo(QSize(TARGET + 8, TARGET))

    def minimumSizeHint(self) -> QSize:
        """Words are not cut: the row scrolls."""
        return self.sizeHint()

    def _tell(self) -> None:
        self.setText(self._words)
