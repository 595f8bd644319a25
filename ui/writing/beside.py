"""Two rows of parts on one line where there is room for both, else one under the other."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from resources.tokens import tokens
from ui.widgets.chips import FlowLayout


class Flowing(QWidget):
    """Parts side by side that go on in the next line where there is no room."""

    def __init__(self, *parts: QWidget, space: str = "s") -> None:
        super().__init__()
        self.flow = FlowLayout(self, space)
        for part in parts:
            self.flow.addWidget(part)
        _as_high_as_needed(self)


class Beside(QWidget):
    """Two rows; the second goes under the first where one line is too short for both."""

    def __init__(self, first: Flowing, second: Flowing, *, between: str = "m") -> None:
        super().__init__()
        self._rows, self._between = (first, second), between
        self._layout = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        for row in self._rows:
            self._layout.addWidget(row)
        _as_high_as_needed(self)
        self._turn()

    @property
    def on_one_line(self) -> bool:
        """Whether both rows stand on one line."""
        return self._layout.direction() is QBoxLayout.Direction.LeftToRight

    def _turn(self) -> None:
        gap = tokens().space[self._between]
        need = sum(row.flow.sizeHint().width() for row in self._rows) + gap
        fits = need <= self.width()
        wanted = QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom
        self._layout.setSpacing(gap if fits else tokens().space["s"])
        self._layout.setStretch(1, int(fits))
        if self._layout.direction() is not wanted:
            self._layout.setDirection(wanted)
            level = Qt.AlignmentFlag.AlignVCenter if fits else Qt.AlignmentFlag(0)
            self._layout.setAlignment(self._rows[0], level)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There is more room, or less."""
        super().resizeEvent(event)
        self._turn()

    def event(self, event: QEvent) -> bool:
        """A part came, went or says something else: it may fit now, or not any more."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._turn()
        return super().event(event)


def _as_high_as_needed(row: QWidget) -> None:
    policy = row.sizePolicy()
    policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    row.setSizePolicy(policy)
