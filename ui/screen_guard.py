"""Keeps other programs from taking pictures of the desk, where Windows can.

It stops screen shots, recordings and shared screens: those show a black window. It stops no
camera. For help from afar it is lifted for ten minutes, which the audit log tells.
"""

import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

ALLOWED_MINUTES = 10
SUPPORTED = sys.platform == "win32"
# From WinUser.h: anybody may; nobody may; the window is left out (since Windows 10 of 2020).
_ANYBODY, _BLACK, _LEFT_OUT = 0x0, 0x1, 0x11


def _tell_windows(window: int, how: int) -> bool:
    """Set who may take pictures of a window. Whether Windows took it."""
    if sys.platform == "win32":
        import ctypes

        handle = ctypes.c_void_p(window)
        return bool(ctypes.windll.user32.SetWindowDisplayAffinity(handle, how))
    return False


class ScreenGuard(QObject):
    """Guards every window of the program from the moment it is used.

    Args:
        wanted: whether it is wanted at all, from the settings.
        tell: sets it for one native window; for tests.

    Signals:
        changed: it was lifted, or holds again.
    """

    changed = Signal()

    def __init__(self, *, wanted: bool, tell: Callable[[int, int], bool] | None = None) -> None:
        super().__init__()
        self._wanted = wanted
        self._tell = tell or (_tell_windows if SUPPORTED else None)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(ALLOWED_MINUTES * 60_000)
        self.timer.timeout.connect(self.end)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication) and self._tell is not None:
            app.focusWindowChanged.connect(self._guard)

    @property
    def supported(self) -> bool:
        """Whether this computer can do it."""
        return self._tell is not None

    @property
    def allowed(self) -> bool:
        """Whether pictures may be taken for some minutes."""
        return self.timer.isActive()

    @property
    def on(self) -> bool:
        """Whether it holds now."""
        return self._wanted and not self.allowed

    def want(self, wanted: bool) -> None:
        """Set whether it is wanted."""
        self._wanted = wanted
        self._guard_all()

    def allow(self) -> None:
        """Let pictures be taken for ten minutes. Whoever asks for it tells the log first."""
        self.timer.start()
        self._guard_all()

    def end(self) -> None:
        """It holds again: the minutes are over, or the desk is locked."""
        self.timer.stop()
        self._guard_all()

    def _guard_all(self) -> None:
        for window in QGuiApplication.topLevelWindows():
            self._guard(window)
        self.changed.emit()

    def _guard(self, window: QWindow | None) -> None:
        # A window that is not on the screen yet gets its handle, and its turn, with the focus.
        if window is None or self._tell is None or not window.isVisible():
            return
        number = int(window.winId())
        if not self.on:
            self._tell(number, _ANYBODY)
        elif not self._tell(number, _LEFT_OUT):
            self._tell(number, _BLACK)
