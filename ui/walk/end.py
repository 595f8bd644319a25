"""After the last person: who is noted and who is not yet. And what is said instead of people."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScroller, QVBoxLayout, QWidget

from resources.text import Text
from ui.walk.big import Large, Wrapped, breaking
from ui.walk.shown import StopShown, StopState
from ui.widgets.form import spaced
from ui.widgets.label import Label
from ui.widgets.measure import characters
from ui.widgets.scrolled import Scrolled, clear, put

_WIDEST = 76
_FIRST = (StopState.NOT_YET, StopState.NOTED, StopState.NOT_SEEN, StopState.SEEN)


class EndPane(Scrolled):
    """How the walk went, and where to go from here.

    Signals:
        chosen: number of a stop in the store.
        visit_asked: to the page of the visit.
        return_asked: the file to bring back is to be made.
    """

    chosen = Signal(int)
    visit_asked = Signal()
    return_asked = Signal()

    def __init__(self, text: Text) -> None:
        super().__init__(text("walk.end"))
        self._text = text
        self.title = Label("", "heading", wrap=True)
        self.words = Label("", wrap=True)
        self.visit = Large(text("walk.to_visit"), self.visit_asked.emit, kind="main")
        self.bring = Large(text("walk.make_return"), self.return_asked.emit)
        self.rows: dict[int, Wrapped] = {}
        people = QWidget()
        self._people = QVBoxLayout(people)
        spaced(self._people, "xs")
        for part in (self.title, self.words, self.visit, self.bring, people):
            self.inside.addWidget(part)
        self.inside.addStretch(1)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(self.visit)
        self.measure()
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)

    def measure(self) -> None:
        """Follow the application's font."""
        self.page.setMaximumWidth(characters(_WIDEST))

    def tell(self, title: str, words: str, *, carried: bool) -> None:
        """Say how it stands; ``carried``: this is the visit machine."""
        self.title.setText(title)
        self.words.setText(words)
        self.bring.setVisible(carried)

    def display(self, stops: Sequence[StopShown], *, blank: bool) -> None:
        """Show everybody, those first who are not noted yet; ``blank``: without their names."""
        clear(self._people)
        self.rows = {}
        for one in sorted(stops, key=lambda stop: _FIRST.index(stop.state)):
            who = "" if blank else breaking(f"{one.cell} {one.name}".strip())
            key = "walk.stop_blank" if blank else "walk.stop"
            words = self._text(key, n=one.number, who=who, state=one.told)
            row = Wrapped(words, partial(self.chosen.emit, one.stop_id))
            put(self._people, row)
            self.rows[one.stop_id] = row

    @property
    def stops(self) -> list[QWidget]:
        """What Tab stops at, as it is read."""
        return [self.visit, self.bring, *self.rows.values()]
