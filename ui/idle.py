"""Nobody at the keyboard: tells when a time has passed without a key or the mouse.

It listens at the windows of the window system, where input arrives first, and not at every
event of every widget.
"""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)

LONGEST_MINUTES = 15
"""Nobody can be away for longer with the desk open, whatever a file of settings says."""


class Idle(QObject):
    """Counts minutes without input.

    Signals:
        idle: the time has passed; told once, until ``start``.
    """

    idle = Signal()

    def __init__(self, minutes: int) -> None:
        super().__init__()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.idle)
        self.set_minutes(minutes)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._watch)

    def set_minutes(self, minutes: int) -> None:
        """Set how long nobody may be there, 1 to 15 minutes."""
        self._timer.setInterval(max(1, min(minutes, LONGEST_MINUTES)) * 60_000)

    @property
    def counting(self) -> bool:
        """Whether the time is running."""
        return self._timer.isActive()

    def start(self) -> None:
        """Count from now."""
        self._timer.start()

    def stop(self) -> None:
        """Do not count: there is nothing to lock."""
        self._timer.stop()

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)  # one filter a window, however often it has focus
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Begin again at every key and every move of the mouse."""
        if event.type() in _INPUT and self._timer.isActive():
            self._timer.start()
        return super().eventFilter(watched, event)
