"""The whole window on a real store: unlock, lock, come back, change settings, crash."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from pomdesk.domain.errors import RequestRefused
from pomdesk.services.demo import PASSPHRASE
from tests.ui.walking import settle
from ui import crash, dialogs, prefs
from ui.app import Desktop
from ui.session import Session
from ui.settings.view import SettingsView
from ui.unlock.view import FirstRunScreen, RecoveryScreen, RenewScreen, UnlockScreen
from ui.widgets.clipboard import copy_plain
from ui.work import Worker


def start(qapp: QApplication, worker: Worker, store: Path, secret: str | None = None) -> Desktop:
    desktop = Desktop(qapp, Session(argparse.Namespace(store=store)), worker, secret=secret)
    desktop.start()
    settle()
    return desktop


@pytest.fixture
def desktop(qapp: QApplication, worker: Worker, demo_store: Path) -> Iterator[Desktop]:
    made = start(qapp, worker, demo_store, PASSPHRASE)
    yield made
    made.close()


def test_a_passphrase_given_on_starting_opens_the_caseload(desktop: Desktop) -> None:
    page = desktop.window.page
    assert page is not None
    assert page.name == "caseload"
    assert desktop.idle.counting


def test_from_the_first_run_to_the_place_where_files_are_brought_in(
    qapp: QApplication, worker: Worker, tmp_path: Path
) -> None:
    store = tmp_path / "new" / "store.db"
    desktop = start(qapp, worker, store)
    gate = desktop.gate
    assert gate is not None
    screen = cast(FirstRunScreen, gate.screen)
    screen.name.setText("A Jones")
    screen.passphrase.first.setText("four odd words here")
    screen.passphrase.again.setText("four odd words here")
    screen.button.click()
    recovery = cast(RecoveryScreen, gate.screen)
    key = recovery.key.text()
    recovery.done.click()
    recovery.button.click()
    assert desktop.window.page is not None
    assert desktop.window.page.name == "imports"
    desktop.lock()
    assert desktop.gate is not None
    unlock = cast(UnlockScreen, desktop.gate.screen)
    unlock._other.click()
    unlock.key.setText(key)
    unlock.button.click()
    renew = cast(RenewScreen, desktop.gate.screen)
    renew.passphrase.first.setText("other words than before")
    renew.passphrase.again.setText("other words than before")
    renew.button.click()
    assert desktop.desk is not None
    assert desktop.desk.who == "A Jones"
    desktop.lock()
    again = cast(UnlockScreen, desktop.gate.screen)
    again.typed.setText("other words than before")
    again.button.click()
    assert desktop.desk is not None
    desktop.close()


def test_closing_before_the_key_was_written_down_closes_the_store(
    qapp: QApplication, worker: Worker, tmp_path: Path
) -> None:
    store = tmp_path / "store.db"
    desktop = start(qapp, worker, store)
    assert desktop.gate is not None
    screen = cast(FirstRunScreen, desktop.gate.screen)
    screen.make_asked.emit("A Jones", "four odd words here")
    desktop.close()
    again = start(qapp, worker, store, "four odd words here")
    assert again.desk is not None
    again.close()


def shown_words(window: QWidget) -> str:
    from PySide6.QtWidgets import QLabel, QLineEdit

    labels = [label.text() for label in window.findChildren(QLabel)]
    return " ".join(labels + [line.text() for line in window.findChildren(QLineEdit)])


def test_locking_puts_everything_away_and_unlocking_comes_back(
    desktop: Desktop, qtbot: QtBot
) -> None:
    from pomdesk.services.queries.caseload import CaseloadOn

    assert desktop.desk is not None
    desk, line = desktop.desk, desktop.desk.ask(CaseloadOn(limit=1)).lines[0]
    desktop.window.open_case(line.person_id)
    settle()
    assert line.prisoner_number in shown_words(desktop.window)
    copy_plain(line.prisoner_number)
    desktop.window.activateWindow()
    qtbot.waitUntil(desktop.window.isActiveWindow)
    QTest.keyClick(desktop.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: desktop.window.locked)
    QApplication.sendPostedEvents(None, 0)
    qtbot.waitUntil(lambda: line.prisoner_number not in shown_words(desktop.window))
    assert QApplication.clipboard().text() == ""
    assert desktop.desk is None
    assert not desktop.idle.counting
    with pytest.raises(Exception, match=r"STO-|closed"):
        desk.ask(CaseloadOn(limit=1))
    assert desktop.gate is not None
    desktop.gate.unlock(PASSPHRASE)
    page = desktop.window.page
    assert page is not None
    assert page.name == "case"
    assert line.prisoner_number in shown_words(desktop.window)


def test_idleness_locks_and_closes_an_open_dialog(desktop: Desktop, qtbot: QtBot) -> None:
    box = dialogs.Box(desktop.window, "Open")
    box.set_buttons("Yes", "No")
    answers: list[bool] = []

    def idle_now() -> None:
        desktop.idle.idle.emit()

    from PySide6.QtCore import QTimer

    QTimer.singleShot(0, desktop, idle_now)
    answers.append(dialogs.show(box))
    assert answers == [False]
    qtbot.waitUntil(lambda: desktop.window.locked)


def test_another_language_builds_the_window_anew_and_is_kept(
    desktop: Desktop, qtbot: QtBot, demo_store: Path
) -> None:
    old = desktop.window
    desktop.change("language", "cy")
    qtbot.waitUntil(lambda: desktop.window is not old)
    assert desktop.window.text.language == "cy"
    assert desktop.window.page is not None
    assert desktop.window.page.name == "settings"
    assert prefs.load(prefs.path_for(demo_store)).language == "cy"
    assert desktop.desk is not None


def test_settings_hold_at_once_and_are_kept(desktop: Desktop, demo_store: Path) -> None:
    desktop.change("theme", "dark")
    desktop.change("zoom", 125)
    desktop.change("idle_minutes", 1)
    assert desktop.theme.dark
    kept = prefs.load(prefs.path_for(demo_store))
    assert (kept.theme, kept.zoom, kept.idle_minutes) == ("dark", 125, 1)


def test_the_invented_caseload_is_marked_as_such(desktop: Desktop) -> None:
    assert desktop.text("app.demo_marking") in shown_words(desktop.window)
    desktop.lock()
    assert desktop.gate is not None
    assert PASSPHRASE in shown_words(desktop.gate.screen)


def test_the_status_line_says_how_many_and_as_of_when(desktop: Desktop) -> None:
    words = desktop.window._status.text()
    assert "84 people" in words
    assert "22 November 2026" in words


def test_the_command_box_finds_people_unless_names_are_hidden(desktop: Desktop) -> None:
    found = [entry.words for entry in desktop.window.find_more()]
    assert len(found) == 84
    desktop.window.set_blank(True)
    assert list(desktop.window.find_more()) == []


def _bug(name: str) -> None:
    secret_of_a_case = name
    raise ValueError(f"cannot read {secret_of_a_case}")


def test_a_bug_is_reported_without_what_it_was_about(desktop: Desktop) -> None:
    reports: list[str] = []

    def answer(box: Any) -> bool:
        reports.append(box.findChild(QPlainTextEdit).toPlainText())
        return True

    dialogs.answer_next(answer)
    try:
        _bug("A1234BC Rhys")
    except ValueError as error:
        desktop.tell(ValueError, error, error.__traceback__)
    assert "ValueError" in reports[0]
    assert "_bug, line" in reports[0]
    assert "Rhys" not in reports[0]
    assert "A1234BC" not in reports[0]


def test_a_report_names_what_it_came_after() -> None:
    try:
        try:
            _bug("Rhys")
        except ValueError:
            raise KeyError("Rhys") from None
    except KeyError as error:
        words = crash.report(error, "1")
    assert "KeyError" in words
    assert "Rhys" not in words


def test_a_known_error_in_a_slot_is_told_in_words(desktop: Desktop) -> None:
    error = RequestRefused("REQ-PERSON", number="A1234BC")
    desktop.tell(RequestRefused, error, None)
    assert desktop.window.messages.words == desktop.text("error.REQ-PERSON", number="A1234BC")


def test_the_passphrase_is_changed_in_the_settings(desktop: Desktop) -> None:
    from pomdesk.services.demo import PASSPHRASE

    window = desktop.window
    window.show_page("settings")
    assert window.page is not None
    view = cast(SettingsView, window.page.view)

    def change(current: str, new: str) -> None:
        for line, words in ((view.current, current), (view.new.first, new), (view.new.again, new)):
            line.setText(words)
        view.change.click()

    change(PASSPHRASE, "short")
    assert view.new.first_row.error
    change("not the one", "owl jar fig tea")
    assert view.current_row.error == desktop.text("error.KEY-WRONG")
    change(PASSPHRASE, "password password")
    assert view.new.first_row.error
    assert not view.current_row.error
    change(PASSPHRASE, "owl jar fig tea")
    assert window.messages.words == desktop.text("renew.done")
    assert not view.current.text() + view.new.first.text() + view.new.again.text()
    desktop.lock()
    assert desktop.gate is not None
    unlock = cast(UnlockScreen, desktop.gate.screen)
    unlock.typed.setText("owl jar fig tea")
    unlock.button.click()
    assert desktop.desk is not None
