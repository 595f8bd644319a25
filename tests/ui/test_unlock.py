"""The gate: passphrase, recovery key, waiting after wrong tries, the first run."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pomdesk.domain.errors import KeyRefused, StoreRefused
from pomdesk.store import secret
from pomdesk.store.secret import check_passphrase
from resources.text import Text
from ui.key_paper import told
from ui.printing import a_printer
from ui.slip import draw_slip
from ui.unlock.controller import WAIT_SECONDS, Doors, Gate
from ui.unlock.view import (
    FirstRunScreen,
    RecoveryScreen,
    RenewScreen,
    UnlockScreen,
)
from ui.widgets import clipboard
from ui.widgets.form import Button
from ui.widgets.label import Label
from ui.widgets.passphrase import (
    FEWEST_CHARACTERS,
    FEWEST_WORDS,
    Passphrase,
    caps_from,
    strength,
)
from ui.window import Window
from ui.work import Worker

RIGHT, RECOVERY = "four odd words here", "ABCD-EFGH"
TRIES = 5
MENDING: Any = SimpleNamespace(backups=tuple)
DESK: Any = SimpleNamespace(who="A Jones", notices=(), by_recovery=False)


def _store() -> Callable[[str, str], Any]:
    """A store that counts wrong tries as ours does."""
    wrong: list[str] = []

    def opened(secret: str, _why: str) -> Any:
        if secret == "damaged":
            raise StoreRefused("STO-DAMAGED")
        if secret == "full":
            raise StoreRefused("STO-CLOSED")
        if secret in {RIGHT, RECOVERY}:
            return DESK
        wrong.append(secret)
        left = max(TRIES - len(wrong), 0)
        reason = {0: "none", 1: "one"}.get(left, "left")
        raise KeyRefused("KEY-WRONG", left=left, reason=reason)

    return opened


def _create(name: str, passphrase: str) -> Any:
    if name == "full disk":
        raise StoreRefused("STO-FULL")
    return SimpleNamespace(who=name, passphrase=passphrase), RECOVERY


@pytest.fixture
def make(window: Window, text: Text, worker: Worker, qtbot: QtBot) -> Callable[..., Gate]:
    def made(
        exists: bool = True,
        demo: str = "",
        open: Callable[[str, str], Any] | None = None,  # noqa: A002
    ) -> Gate:
        way = open or _store()
        doors = Doors(
            "C:/desk/store.db", exists, demo, bool(demo), way, _create, lambda: DESK, MENDING
        )
        gate = Gate(doors, text, worker)
        gate.screen_changed.connect(window.show_gate)
        gate.show()
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return gate

    return made


@pytest.fixture
def unlock(make: Callable[..., Gate]) -> tuple[Gate, UnlockScreen]:
    gate = make()
    return gate, cast(UnlockScreen, gate.screen)


def type_in(qtbot: QtBot, screen: UnlockScreen, words: str) -> None:
    screen.line.clear()
    QTest.keyClicks(screen.line, words)
    QTest.keyClick(screen.line, Qt.Key.Key_Return)


def test_the_passphrase_opens(unlock: tuple[Gate, UnlockScreen], qtbot: QtBot) -> None:
    gate, screen = unlock
    assert screen.typed.hasFocus()
    with qtbot.waitSignal(gate.opened) as opened:
        type_in(qtbot, screen, RIGHT)
    assert opened.args == [DESK, False]


def test_a_wrong_one_is_told_beside_the_field(
    unlock: tuple[Gate, UnlockScreen], qtbot: QtBot, text: Text
) -> None:
    gate, screen = unlock
    with qtbot.assertNotEmitted(gate.opened):
        type_in(qtbot, screen, "not it")
    assert screen.row.error == text("error.KEY-WRONG.left", left=4)
    assert screen.typed.hasFocus()
    assert screen.typed.selectedText()
    with qtbot.waitSignal(gate.opened):
        type_in(qtbot, screen, RIGHT)


def test_nothing_typed_is_not_a_try(
    unlock: tuple[Gate, UnlockScreen], qtbot: QtBot, text: Text
) -> None:
    _, screen = unlock
    for _ in range(TRIES + 1):
        type_in(qtbot, screen, "  ")
    assert screen.row.error == text("unlock.empty")
    assert screen.typed.isEnabled()


def test_five_wrong_ones_wait_half_a_minute(
    unlock: tuple[Gate, UnlockScreen], qtbot: QtBot
) -> None:
    gate, screen = unlock
    for _ in range(TRIES - 1):
        type_in(qtbot, screen, "not it")
    assert screen.typed.isEnabled()
    type_in(qtbot, screen, "not it")
    assert not screen.typed.isEnabled()
    assert not screen.trouble.isHidden()
    with qtbot.assertNotEmitted(gate.opened):
        screen._ask()
    for _ in range(WAIT_SECONDS - 1):
        gate.count_down()
    assert not screen.typed.isEnabled()
    gate.count_down()
    assert screen.typed.isEnabled()
    assert screen.trouble.isHidden()
    with qtbot.waitSignal(gate.opened):
        type_in(qtbot, screen, RIGHT)


def test_what_is_wrong_with_the_store_is_no_wrong_try(
    unlock: tuple[Gate, UnlockScreen], qtbot: QtBot
) -> None:
    gate, screen = unlock
    for _ in range(TRIES + 1):
        type_in(qtbot, screen, "full")
    assert gate.screen is screen
    assert screen.typed.isEnabled()
    assert not screen.trouble.isHidden()


def test_a_try_that_comes_too_early_waits_as_long_as_the_store_says(
    make: Callable[..., Gate], qtbot: QtBot
) -> None:
    def early(_secret: str, _why: str) -> Any:
        raise KeyRefused("KEY-WAIT", seconds=2)

    gate = make(open=early)
    screen = cast(UnlockScreen, gate.screen)
    type_in(qtbot, screen, RIGHT)
    assert "2 seconds" in screen.trouble.accessibleName()
    assert not screen.typed.isEnabled()
    gate.count_down()
    assert "1 second," in screen.trouble.accessibleName()
    gate.count_down()
    assert screen.typed.isEnabled()
    assert screen.typed.hasFocus()


def test_the_recovery_key_opens(unlock: tuple[Gate, UnlockScreen], qtbot: QtBot) -> None:
    gate, screen = unlock
    screen._other.click()
    assert screen.key.hasFocus()
    assert screen.typed.isHidden() or not screen.typed.isVisible()
    with qtbot.waitSignal(gate.opened):
        type_in(qtbot, screen, RECOVERY)


def _desk(**changes: Any) -> Any:
    return SimpleNamespace(who="A Jones", **{"notices": (), "by_recovery": False, **changes})


def test_the_recovery_key_asks_for_a_new_passphrase_and_is_replaced(
    make: Callable[..., Gate], qtbot: QtBot
) -> None:
    told: list[str] = []

    def recover(new: str) -> str:
        if new == "password password":
            raise KeyRefused("KEY-WEAK", reason="common", words=4, characters=14)
        told.append(new)
        return "NEWK-EYYY"

    came_in = _desk(by_recovery=True, recover=recover)
    gate = make(open=lambda _secret, _why: came_in)
    with qtbot.assertNotEmitted(gate.opened):
        gate.unlock(RECOVERY)
        screen = cast(RenewScreen, gate.screen)
        assert gate.pending is came_in
        assert screen.not_now.isHidden()
        screen.button.click()
        assert screen.passphrase.first_row.error
        for line in (screen.passphrase.first, screen.passphrase.again):
            line.setText("password password")
        screen.button.click()
        assert not screen.trouble.isHidden()
        assert screen.not_now.isHidden()
        for line in (screen.passphrase.first, screen.passphrase.again):
            line.setText("owl jar fig tea")
        screen.button.click()
        key = cast(RecoveryScreen, gate.screen)
        assert gate.shows_key
        assert key.key.text() == "NEWK-EYYY"
        key.button.click()
    key.done.click()
    with qtbot.waitSignal(gate.opened) as opened:
        key.button.click()
    assert opened.args == [came_in, False]
    assert told == ["owl jar fig tea"]


def test_a_full_disk_keeps_nobody_out_who_came_in_with_the_recovery_key(
    make: Callable[..., Gate], qtbot: QtBot
) -> None:
    def recover(_new: str) -> str:
        raise StoreRefused("STO-FULL")

    gate = make(open=lambda _secret, _why: _desk(by_recovery=True, recover=recover))
    gate.unlock(RECOVERY)
    screen = cast(RenewScreen, gate.screen)
    for line in (screen.passphrase.first, screen.passphrase.again):
        line.setText("owl jar fig tea")
    screen.button.click()
    assert screen.not_now.isVisible()
    with qtbot.waitSignal(gate.opened):
        screen.not_now.click()


def test_the_recovery_key_can_be_copied_for_half_a_minute(make: Callable[..., Gate]) -> None:
    guard = clipboard.ClipboardGuard()
    gate = make(exists=False)
    fill(cast(FirstRunScreen, gate.screen), "A Jones", RIGHT, RIGHT)
    cast(RecoveryScreen, gate.screen).copy.click()
    assert QApplication.clipboard().text() == RECOVERY
    assert guard.timer.isActive()
    clipboard.forget()


def test_the_recovery_key_is_printed_whole(
    make: Callable[..., Gate], tmp_path: Path, text: Text
) -> None:
    from pypdf import PdfReader

    key = "-".join(["ABCD", "EFGH", "JKLM", "NPQR", "STUV", "WXYZ", "2345", "6789", "ABCD", "EFGH"])
    printer = a_printer("key")
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "key.pdf"))
    draw_slip(printer, told(text, "C:/desk/store.db", key))
    (page,) = PdfReader(tmp_path / "key.pdf").pages
    said = page.extract_text()
    assert all(group in said for group in key.split("-"))
    assert text("recovery.paper_title") in said.replace("\t", " ")


def test_the_invented_caseload_tells_its_passphrase_and_can_be_left(
    make: Callable[..., Gate], qtbot: QtBot
) -> None:
    gate = make(demo="said openly")
    with qtbot.waitSignal(gate.leave_asked):
        leave = gate.screen.findChildren(Button)[-1]
        leave.click()
    bands = [label.text() for label in gate.screen.findChildren(Label)]
    assert any("said openly" in words for words in bands)


def fill(screen: FirstRunScreen, name: str, first: str, again: str) -> None:
    screen.name.setText(name)
    screen.passphrase.first.setText(first)
    screen.passphrase.again.setText(again)
    screen.button.click()


@pytest.mark.parametrize(
    ("name", "first", "again", "wrong"),
    [
        (" ", RIGHT, RIGHT, "name_row"),
        ("A Jones", "short", "short", "first_row"),
        ("A Jones", "", "", "first_row"),
        ("A Jones", RIGHT, RIGHT + "x", "again_row"),
    ],
)
def test_the_first_run_says_what_is_missing(
    make: Callable[..., Gate], qtbot: QtBot, name: str, first: str, again: str, wrong: str
) -> None:
    screen = cast(FirstRunScreen, make(exists=False).screen)
    with qtbot.assertNotEmitted(screen.make_asked):
        fill(screen, name, first, again)
    row = screen.name_row if wrong == "name_row" else getattr(screen.passphrase, wrong)
    assert row.error
    assert row.control.hasFocus()


def test_a_new_store_opens_only_after_its_key_was_written_down(
    make: Callable[..., Gate], qtbot: QtBot
) -> None:
    gate = make(exists=False)
    fill(cast(FirstRunScreen, gate.screen), " A Jones ", RIGHT, RIGHT)
    screen = cast(RecoveryScreen, gate.screen)
    assert screen.key.text() == RECOVERY
    assert gate.pending is not None
    with qtbot.assertNotEmitted(gate.opened):
        screen.button.click()
    screen.done.click()
    with qtbot.waitSignal(gate.opened) as opened:
        screen.button.click()
    assert opened.args is not None
    assert (opened.args[0].who, opened.args[1]) == ("A Jones", True)


def test_a_store_that_cannot_be_made_leaves_what_was_typed(
    make: Callable[..., Gate], text: Text
) -> None:
    gate = make(exists=False)
    screen = cast(FirstRunScreen, gate.screen)
    fill(screen, "full disk", RIGHT, RIGHT)
    assert gate.screen is screen
    assert not screen.trouble.isHidden()
    assert screen.passphrase.first.text() == RIGHT
    assert screen.button.isEnabled()


def test_the_invented_caseload_opens(make: Callable[..., Gate], qtbot: QtBot) -> None:
    gate = make(exists=False)
    with qtbot.waitSignal(gate.opened) as opened:
        cast(FirstRunScreen, gate.screen).demo.click()
    assert opened.args == [DESK, False]


@pytest.mark.parametrize(
    ("key", "typed", "shift", "known", "caps"),
    [
        (Qt.Key.Key_A, "a", False, None, False),
        (Qt.Key.Key_A, "A", True, None, False),
        (Qt.Key.Key_A, "A", False, None, True),
        (Qt.Key.Key_A, "a", True, None, True),
        (Qt.Key.Key_A, "ŵ", False, None, False),
        (Qt.Key.Key_1, "1", False, None, None),
        (Qt.Key.Key_1, "!", True, True, True),
        (Qt.Key.Key_CapsLock, "", False, None, None),
        (Qt.Key.Key_CapsLock, "", False, True, False),
        (Qt.Key.Key_CapsLock, "", False, False, True),
        (Qt.Key.Key_A, "ß", False, None, False),
        (Qt.Key.Key_A, "文", False, None, None),
    ],
)
def test_caps_lock_is_told_by_what_is_typed(
    key: Qt.Key, typed: str, shift: bool, known: bool | None, caps: bool | None
) -> None:
    assert caps_from(key, typed, shift, known) is caps


def test_caps_lock_is_said_while_it_is_on(unlock: tuple[Gate, UnlockScreen], qtbot: QtBot) -> None:
    _, screen = unlock
    QTest.keyClick(screen.typed, Qt.Key.Key_B, Qt.KeyboardModifier.NoModifier)
    assert screen._caps.isHidden()
    screen.typed.caps_changed.emit(True)
    assert not screen._caps.isHidden()


@pytest.mark.parametrize(
    ("passphrase", "word"),
    [
        ("", "short"),
        ("elevenchars", "short"),
        ("otter pebble", "short"),
        ("otter otter otter", "fair"),
        ("an ox in it", "short"),
        ("owl jar fig tea", "strong"),
        ("aaaaaaaaaaaaaaaaaaaa", "repeated"),
        ("abababababababab", "repeated"),
        ("otter pebbles.", "fair"),
        ("otter pebble lamp Tuesday", "strong"),
    ],
)
def test_the_passphrase_is_judged(passphrase: str, word: str) -> None:
    assert strength(passphrase) == word


@pytest.mark.parametrize(
    "passphrase", ["", "elevenchars", "otter pebble", "otter pebble.", "otter pebbles.",
                   "owl jar fig", "owl jar fig tea", "owl owl owl owl", " " * 14],
)  # fmt: skip
def test_short_is_what_the_store_calls_short(passphrase: str) -> None:
    try:
        check_passphrase(passphrase)
        refused = ""
    except KeyRefused as error:
        refused = str(error.details["reason"])
    assert (strength(passphrase) == "short") is (refused == "short")


def test_the_words_name_the_rule_of_the_store(text: Text) -> None:
    assert (FEWEST_WORDS, FEWEST_CHARACTERS) == (secret.FEWEST_WORDS, secret.FEWEST_CHARACTERS)
    for key in ("first.passphrase_help", "first.needed_passphrase", "strength.short"):
        assert "four different words, or 14 characters" in text(key)


def test_a_passphrase_can_be_shown_and_hidden(qtbot: QtBot, window: Window) -> None:
    line = Passphrase()
    qtbot.addWidget(line)
    assert line.displayText() != RIGHT
    line.setText(RIGHT)
    assert RIGHT not in line.displayText()
    line.set_shown(True)
    assert line.displayText() == RIGHT
