"""How long a question takes: counted while somebody is there, not while nobody touches a key."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

PAUSE = 180
"""Seconds without a key or the mouse after which nobody is taken to be there."""
_TICK = 1_000
_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
    }
)


class Pace(QObject):
    """Counts seconds of work.

    Attributes:
        seconds: counted in all.

    Signals:
        minute: another full minute was counted.
    """

    minute = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.seconds = 0
        self._still = 0
        self._watched: QObject | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK)
        self._timer.timeout.connect(self.tick)

    @property
    def running(self) -> bool:
        """Whether it counts, or would if somebody were there."""
        return self._timer.isActive()

    def start(self, page: QWidget) -> None:
        """Count while this page is to be seen, and listen for input at its window."""
        self.stop()
        self._watched = page.window().windowHandle()
        if self._watched is not None:
            self._watched.installEventFilter(self)
        self.touched()
        self._timer.start()

    def stop(self) -> None:
        """Count no more; what was counted stays."""
        self._timer.stop()
        if self._watched is not None:
            self._watched.removeEventFilter(self)
            self._watched = None

    def tick(self) -> None:
        """A second has passed."""
        if self._still >= PAUSE:
            return
        self._still += 1
        self.seconds += 1
        if self.seconds % 60 == 0:
            self.minute.emit()

    def touched(self) -> None:
        """Somebody is there."""
        self._still = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice keys and the mouse."""
        if event.type() in _INPUT:
            self.touched()
        return super().eventFilter(watched, event)
