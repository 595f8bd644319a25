"""The computer's own lock, sleep and change of user: the desk locks with it.

Windows sends messages to the window, which a filter reads; Linux tells on its buses. Where there
is neither, the idle lock and Ctrl+L are left.
"""

import sys
from typing import Any, NamedTuple
from uuid import UUID

from PySide6.QtCore import (
    SLOT,
    QAbstractNativeEventFilter,
    QByteArray,
    QCoreApplication,
    QObject,
    Signal,
    Slot,
)

# From WinUser.h and WtsApi32.h.
WM_POWERBROADCAST, WM_WTSSESSION_CHANGE = 0x0218, 0x02B1
PBT_APMSUSPEND, PBT_APMSTANDBY, PBT_POWERSETTINGCHANGE = 0x4, 0x5, 0x8013
LEAVES = {0x2: "other user", 0x4: "remote let go", 0x6: "log off", 0x7: "lock"}
"""Of WTS_*: what says that nobody sits at this desk any more."""
LID = UUID("ba3e0f4d-b817-4094-a2d1-d56379e6a0f3").bytes_le
"""GUID_LIDSWITCH_STATE_CHANGE."""
_SETTING_BYTES = 21
"""Of POWERBROADCAST_SETTING: a GUID, a length, and the first byte of the value."""

# Bus, path, interface, signal: each tells with a yes that the screen is locked or sleep begins.
_TOLD_WITH_YES = (
    ("system", "/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep"),
    ("session", "", "org.freedesktop.ScreenSaver", "ActiveChanged"),
    ("session", "", "org.gnome.ScreenSaver", "ActiveChanged"),
    ("session", "", "org.cinnamon.ScreenSaver", "ActiveChanged"),
    ("session", "", "org.mate.ScreenSaver", "ActiveChanged"),
)
_TOLD = (("system", "", "org.freedesktop.login1.Session", "Lock"),)


class Told(NamedTuple):
    """One message of Windows: its number, what it says, and what its value is, if it has one."""

    message: int
    what: int
    setting: bytes = b""


class Sessions(QObject):
    """Tells when the computer is locked, put to sleep, or given to another user.

    Signals:
        left: nobody is to see the desk now.
    """

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._filter: _Messages | None = None
        self._lid_known = False
        self._listening = False

    def watch(self, window: int) -> None:
        """Begin, for the native handle of the window; again for each new window."""
        if sys.platform == "win32":
            self._lid_known = False
            if self._filter is None:
                self._filter = _Messages(self)
                app = QCoreApplication.instance()
                if app is not None:
                    app.installNativeEventFilter(self._filter)
            _register(window)
        elif sys.platform.startswith("linux") and not self._listening:
            self._listening = True
            _listen(self)

    def stop(self) -> None:
        """Listen no more."""
        app = QCoreApplication.instance()
        if self._filter is not None and app is not None:
            app.removeNativeEventFilter(self._filter)
        self._filter = None

    def take(self, told: Told) -> None:
        """Take a message of Windows."""
        if told.message == WM_WTSSESSION_CHANGE:
            leaves = told.what in LEAVES
        elif told.message == WM_POWERBROADCAST:
            leaves = told.what in {PBT_APMSUSPEND, PBT_APMSTANDBY} or self._lid_shuts(told)
        else:
            leaves = False
        if leaves:
            self.left.emit()

    def _lid_shuts(self, told: Told) -> bool:
        if told.what != PBT_POWERSETTINGCHANGE or told.setting[:16] != LID:
            return False
        # The first one only says how the lid is: shut, where the laptop stands in a dock.
        first, self._lid_known = not self._lid_known, True
        return not first and told.setting[20:21] == b"\0"

    @Slot(bool)
    def said(self, so: bool) -> None:
        """Take a yes or no from one of the buses of Linux."""
        if so:
            self.left.emit()

    @Slot()
    def locked(self) -> None:
        """Take the order to lock from the login service of Linux."""
        self.left.emit()


class _Messages(QAbstractNativeEventFilter):
    """Reads the messages of Windows as they arrive; stops none."""

    def __init__(self, sessions: Sessions) -> None:
        super().__init__()
        self._sessions = sessions

    def nativeEventFilter(
        self,
        eventType: QByteArray | bytes | bytearray | memoryview,  # noqa: N803 - Qt's name
        message: int,
    ) -> Any:
        """Hand on what tells of the session or of power."""
        if eventType == b"windows_generic_MSG":
            told = read_message(int(message))
            if told is not None:
                self._sessions.take(told)
        return False, 0


def read_message(address: int) -> Told | None:
    """Read the ``MSG`` of Windows at an address; None where it is about something else."""
    import ctypes
    from ctypes import wintypes

    found = wintypes.MSG.from_address(address)
    if found.message not in {WM_POWERBROADCAST, WM_WTSSESSION_CHANGE}:
        return None
    setting = b""
    if found.message == WM_POWERBROADCAST and found.wParam == PBT_POWERSETTINGCHANGE:
        setting = ctypes.string_at(found.lParam, _SETTING_BYTES) if found.lParam else b""
    return Told(found.message, found.wParam, setting)


def _register(window: int) -> None:
    """Ask Windows to tell this window of its session and of the lid."""
    if sys.platform == "win32":
        import ctypes

        handle = ctypes.c_void_p(window)
        ctypes.windll.wtsapi32.WTSRegisterSessionNotification(handle, 0)
        ctypes.windll.user32.RegisterPowerSettingNotification(handle, LID, 0)


def _listen(sessions: Sessions) -> None:
    """Listen at the buses of Linux, those that there are."""
    from PySide6.QtDBus import QDBusConnection

    buses = {"system": QDBusConnection.systemBus(), "session": QDBusConnection.sessionBus()}
    said: Any
    for told, slot in ((_TOLD_WITH_YES, "said(bool)"), (_TOLD, "locked()")):
        said = SLOT(slot)  # taken as a str, whatever its stub says
        for bus, path, interface, name in told:
            if buses[bus].isConnected():
                buses[bus].connect("", path, interface, name, sessions, said)
