"""The computer's own lock, sleep, lid and change of user; pictures of the screen."""

import ctypes
from collections.abc import Iterator
from ctypes import wintypes

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import sessions
from ui.screen_guard import ScreenGuard
from ui.sessions import (
    LID,
    PBT_APMSUSPEND,
    PBT_POWERSETTINGCHANGE,
    WM_POWERBROADCAST,
    WM_WTSSESSION_CHANGE,
    Sessions,
    Told,
)
from ui.window import Window

BLACK, LEFT_OUT, ANYBODY = 0x1, 0x11, 0x0


@pytest.fixture
def told(qapp: QApplication) -> Iterator[tuple[Sessions, list[str]]]:
    made, left = Sessions(), list[str]()
    made.left.connect(lambda: left.append("left"))
    yield made, left
    made.stop()


@pytest.mark.parametrize(
    ("message", "what", "leaves"),
    [
        (WM_WTSSESSION_CHANGE, 0x7, True),  # locked
        (WM_WTSSESSION_CHANGE, 0x8, False),  # unlocked
        (WM_WTSSESSION_CHANGE, 0x2, True),  # another user takes the screen
        (WM_WTSSESSION_CHANGE, 0x4, True),  # the remote desktop is let go
        (WM_WTSSESSION_CHANGE, 0x6, True),  # logged off
        (WM_WTSSESSION_CHANGE, 0x1, False),
        (WM_POWERBROADCAST, PBT_APMSUSPEND, True),
        (WM_POWERBROADCAST, 0x12, False),  # awake again
        (WM_POWERBROADCAST, 0x7, False),
        (0x0200, 0x7, False),  # the mouse moves
    ],
)
def test_what_windows_says(
    told: tuple[Sessions, list[str]], message: int, what: int, leaves: bool
) -> None:
    made, left = told
    made.take(Told(message, what))
    assert bool(left) is leaves


def lid(shut: bool) -> bytes:
    return LID + (1).to_bytes(4, "little") + (b"\0" if shut else b"\1")


def test_shutting_the_lid_leaves_and_how_it_stands_at_first_does_not(
    told: tuple[Sessions, list[str]],
) -> None:
    made, left = told
    made.take(Told(WM_POWERBROADCAST, PBT_POWERSETTINGCHANGE, lid(shut=True)))
    assert left == []
    made.take(Told(WM_POWERBROADCAST, PBT_POWERSETTINGCHANGE, lid(shut=False)))
    assert left == []
    other = bytes(16) + lid(shut=True)[16:]
    made.take(Told(WM_POWERBROADCAST, PBT_POWERSETTINGCHANGE, other))
    assert left == []
    made.take(Told(WM_POWERBROADCAST, PBT_POWERSETTINGCHANGE, lid(shut=True)))
    assert left == ["left"]


def test_a_message_is_read_from_memory_as_windows_lays_it_there(
    told: tuple[Sessions, list[str]],
) -> None:
    made, left = told
    reads = sessions._Messages(made)
    setting = ctypes.create_string_buffer(lid(shut=False), 21)
    lock = wintypes.MSG(message=WM_WTSSESSION_CHANGE, wParam=7)
    mouse = wintypes.MSG(message=0x0200, wParam=7)
    power = wintypes.MSG(message=WM_POWERBROADCAST, wParam=PBT_POWERSETTINGCHANGE)
    power.lParam = ctypes.addressof(setting)
    kind = QByteArray(b"windows_generic_MSG")
    for message in (mouse, power):
        assert reads.nativeEventFilter(kind, ctypes.addressof(message)) == (False, 0)
    assert left == []
    assert sessions.read_message(ctypes.addressof(power)) == Told(
        WM_POWERBROADCAST, PBT_POWERSETTINGCHANGE, lid(shut=False)
    )
    reads.nativeEventFilter(QByteArray(b"xcb_generic_event_t"), 0)
    reads.nativeEventFilter(kind, ctypes.addressof(lock))
    assert left == ["left"]


def test_what_the_buses_of_linux_say(told: tuple[Sessions, list[str]]) -> None:
    made, left = told
    made.said(False)
    assert left == []
    made.said(True)
    made.locked()
    assert left == ["left", "left"]


def test_without_any_bus_nothing_is_said(told: tuple[Sessions, list[str]]) -> None:
    made, left = told
    made.watch(0)
    made.watch(0)
    assert left == []


class Windows:
    """Notes who may take pictures of which window; an old one knows no leaving out."""

    def __init__(self, *, old: bool = False) -> None:
        self.old, self.said = old, list[int]()

    def __call__(self, _window: int, how: int) -> bool:
        self.said.append(how)
        return not (self.old and how == LEFT_OUT)


@pytest.mark.parametrize("old", [False, True])
def test_no_pictures_but_for_ten_minutes(window: Window, qtbot: QtBot, old: bool) -> None:
    tell = Windows(old=old)
    guard = ScreenGuard(wanted=True, tell=tell)
    window.show()
    guard.want(True)
    assert tell.said[-1] == (BLACK if old else LEFT_OUT)
    guard.allow()
    assert tell.said[-1] == ANYBODY
    assert guard.allowed
    assert guard.timer.interval() == 600_000
    with qtbot.waitSignal(guard.changed):
        guard.timer.timeout.emit()
    assert tell.said[-1] == (BLACK if old else LEFT_OUT)
    guard.want(False)
    assert tell.said[-1] == ANYBODY


def test_where_it_cannot_be_done_nothing_is_promised(qapp: QApplication) -> None:
    guard = ScreenGuard(wanted=True)
    guard.allow()
    guard.end()
    assert guard.supported is False
