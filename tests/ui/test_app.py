"""The whole window on a real store: unlock, lock, come back, change settings, crash."""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.record import EntryKind
from pomdesk.services.commands.correct_fact import CorrectFact
from pomdesk.services.commands.entries import AddEntry
from pomdesk.services.demo import PASSPHRASE
from pomdesk.services.queries.caseload import CaseloadOn
from pomdesk.services.queries.duties import TodayOn
from pomdesk.services.queries.moves import MovesSince
from pomdesk.services.queries.record import EntriesOf
from tests.ui.walking import settle
from ui import crash, dialogs, prefs
from ui.app import Desktop
from ui.palette import CommandBox, Entry
from ui.quick import QuickContact
from ui.session import Session
from ui.settings.view import SettingsView
from ui.today.controller import TodayPage
from ui.today.moves_controller import MovesPage
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


def test_a_passphrase_given_on_starting_opens_the_day(desktop: Desktop) -> None:
    page = desktop.window.page
    assert isinstance(page, TodayPage)
    assert page.view.today is not None
    assert page.summary
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
    new = cast(RecoveryScreen, desktop.gate.screen)
    assert new.key.text() != key
    desktop.lock()  # over a key that is shown only once nothing is locked away
    assert desktop.gate.screen is new
    new.done.click()
    new.button.click()
    assert desktop.desk is not None
    assert desktop.desk.who == "A Jones"
    desktop.lock()
    again = cast(UnlockScreen, desktop.gate.screen)
    again._other.click()
    again.key.setText(key)
    again.button.click()
    assert desktop.desk is None
    assert "a new one is made each time" in again.key_row.error
    again._other.click()
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


def box_of(desktop: Desktop, typed: str, look: Callable[[CommandBox], object]) -> None:
    """Open the command box, type, let somebody look, and put it away."""

    def answer(box: CommandBox) -> bool:
        box.typed.setText(typed)
        if box._later.isActive():
            box._look()
        look(box)
        return False

    dialogs.answer_next(answer)
    desktop.window._find_key.trigger()


def entries(box: CommandBox, group: str) -> list[Entry]:
    rows = box.list.lines.rows
    return [row for row in rows if isinstance(row, Entry) and row.group == group]


def test_the_command_box_finds_people_and_opens_their_case(desktop: Desktop) -> None:
    assert desktop.desk is not None
    person = desktop.desk.ask(CaseloadOn(limit=1)).lines[0]

    def look(box: CommandBox) -> None:
        found = entries(box, "people")
        assert [one.more for one in found] == [person.prisoner_number]
        found[0].go()

    box_of(desktop, person.prisoner_number.lower(), look)
    page = desktop.window.page
    assert page is not None
    assert page.name == "case"
    assert page.person() == person.person_id


def test_the_command_box_names_nobody_while_names_are_hidden(desktop: Desktop) -> None:
    desktop.window.set_blank(True)
    box_of(desktop, "a", lambda box: None)

    def look(box: CommandBox) -> None:
        assert not entries(box, "people")

    box_of(desktop, "evans", look)


def test_what_was_written_down_is_found_with_its_words(desktop: Desktop) -> None:
    desk = desktop.desk
    assert desk is not None
    person = desk.ask(TodayOn()).coming[0].person_id
    desk.do(AddEntry(person, EntryKind.CONTACT, desk.today, what="wing", text="asked for zither"))

    def look(box: CommandBox) -> None:
        (found,) = entries(box, "record")
        assert "zither" in found.more

    box_of(desktop, "zither", look)


def test_the_command_box_runs_what_the_case_page_does_for_who_is_chosen(desktop: Desktop) -> None:
    page = desktop.window.page
    assert page is not None
    about = page.person()
    assert about is not None

    def look(box: CommandBox) -> None:
        (found,) = entries(box, "do")
        dialogs.answer_next(lambda _form: False)
        found.go()

    box_of(desktop, desktop.text("case.event.transfer.title"), look)
    shown = desktop.window.page
    assert shown is not None
    assert (shown.name, shown.person()) == ("case", about)


def test_a_contact_from_anywhere_is_about_who_is_chosen(desktop: Desktop) -> None:
    desk, page = desktop.desk, desktop.window.page
    assert desk is not None
    assert page is not None
    about = page.person()

    def answer(box: QuickContact) -> bool:
        assert box.person_id == about
        box.line.said.setText("seen on the wing")
        box.accept()
        return True

    dialogs.answer_next(answer)
    key = Qt.Key.Key_N
    desktop.window.activateWindow()
    QTest.keyClick(desktop.window, key, Qt.KeyboardModifier.ControlModifier)
    assert about is not None
    assert desk.ask(EntriesOf(about)).entries[0].text == "seen on the wing"
    assert desktop.window.messages.undo.isVisibleTo(desktop.window)


def test_a_contact_with_nobody_chosen_asks_who(desktop: Desktop) -> None:
    desktop.window.show_page("settings")

    def answer(box: QuickContact) -> bool:
        assert box.who is not None
        return False

    dialogs.answer_next(answer)
    desktop.anywhere.ask_contact()


def test_a_duty_of_the_day_opens_its_case(desktop: Desktop) -> None:
    page = desktop.window.page
    assert isinstance(page, TodayPage)
    about = page.person()
    page.view.todo.buttons["open"].click()
    shown = desktop.window.page
    assert shown is not None
    assert (shown.name, shown.person()) == ("case", about)
    desktop.window.go_back()
    assert desktop.window.page is page


def test_what_moved_is_looked_at_and_seen(desktop: Desktop) -> None:
    desk = desktop.desk
    assert desk is not None
    moved = {one.person_id for one in desk.ask(MovesSince()).people}
    lines = desk.ask(CaseloadOn()).lines
    about = next(one for one in lines if one.handover_on and one.person_id not in moved)
    page = desktop.window.page
    assert isinstance(page, TodayPage)
    assert page.view.today is not None
    before = page.view.today.moved
    change = CorrectFact(about.person_id, "person", "conditional_release_date", "2031-05-05", "new")
    desktop.window.done(desk.do(change))
    assert page.view.today.moved == before + 1
    page.view.look.click()
    moves = desktop.window.page
    assert isinstance(moves, MovesPage)
    assert moves.view.list.choose(lambda row: getattr(row, "person_id", 0) == about.person_id)
    moves.view.seen.click()
    desktop.window.go_back()
    assert page.view.today.moved == 0


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
    assert view.current_row.error == desktop.text("error.KEY-WRONG.left", left=4)
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


@pytest.mark.parametrize("kind", ["week-list", "wall-planner", "moves"])
def test_papers_of_the_desk_are_made_from_the_command_box(
    desktop: Desktop, tmp_path: Path, kind: str
) -> None:
    target = tmp_path / "paper.pdf"

    def look(box: CommandBox) -> None:
        found = next(one for one in entries(box, "do") if "PDF" in one.words)
        dialogs.answer_next(lambda _chooser: target)
        found.go()

    box_of(desktop, desktop.text(f"paper.{kind}"), look)
    assert target.read_bytes().startswith(b"%PDF")
    assert "paper.pdf" in desktop.window.messages.words
