"""The window: pages, keys, messages, place on the screen. Its pages are invented ones."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from pomdesk.domain.errors import RequestRefused
from pomdesk.services.desk import Receipt
from resources.text import Text
from ui import dialogs
from ui.page import Page, Shell
from ui.palette import CommandBox, Entry
from ui.widgets.form import named
from ui.window import Window


class _Page(Page):
    """A page that notes what it is told."""

    def __init__(self, shell: Shell, name: str, in_rail: bool = True) -> None:
        super().__init__(shell, None)  # type: ignore[arg-type]
        self.name, self.in_rail = name, in_rail  # type: ignore[misc]
        self.view = QWidget()
        line = named(QLineEdit(), "Line")
        QVBoxLayout(self.view).addWidget(line)
        self.view.setFocusProxy(line)
        self.told: list[Any] = []
        self.steps = 0
        self.error: Exception | None = None

    def title(self) -> str:
        return self.name

    def refresh(self) -> None:
        self.told.append("refresh")
        if self.error:
            raise self.error

    def open(self, person_id: int) -> None:
        self.told.append(person_id)

    def stop(self) -> None:
        self.told.append("stop")

    def set_blank(self, blank: bool) -> None:
        self.told.append(blank)

    def step_back(self) -> bool:
        self.steps -= 1
        return self.steps >= 0


@pytest.fixture
def pages(window: Window, qtbot: QtBot) -> dict[str, _Page]:
    made = [
        _Page(window, "caseload"),
        _Page(window, "imports"),
        _Page(window, "settings"),
        _Page(window, "case", in_rail=False),
    ]
    window.show_pages(made, "caseload")
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return {page.name: page for page in made}


def press(qtbot: QtBot, window: Window, key: Qt.Key, control: bool = False) -> None:
    modifier = Qt.KeyboardModifier
    QTest.keyClick(window, key, modifier.ControlModifier if control else modifier.NoModifier)


def lock(window: Window, qtbot: QtBot) -> None:
    window.show_gate(QWidget())
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def test_only_the_shown_page_is_asked(pages: dict[str, _Page]) -> None:
    assert pages["caseload"].told == [False, "refresh"]
    assert pages["imports"].told == [False]


def test_a_page_is_asked_again_only_when_stale(window: Window, pages: dict[str, _Page]) -> None:
    window.show_page("imports")
    window.show_page("caseload")
    assert pages["caseload"].told.count("refresh") == 1
    window.refresh()
    assert pages["caseload"].told.count("refresh") == 2
    assert pages["imports"].told.count("refresh") == 1
    window.show_page("imports")
    assert pages["imports"].told.count("refresh") == 2


def test_control_and_a_number_turn_to_the_page_of_the_rail(
    window: Window, pages: dict[str, _Page], qtbot: QtBot
) -> None:
    press(qtbot, window, Qt.Key.Key_3, control=True)
    assert window.page is pages["settings"]
    press(qtbot, window, Qt.Key.Key_4, control=True)  # a case is not in the rail
    assert window.page is pages["settings"]


def test_escape_goes_back_the_way_one_came(
    window: Window, pages: dict[str, _Page], qtbot: QtBot
) -> None:
    window.show_page("imports")
    window.open_case(7)
    assert pages["case"].told[-2:] == [7, "refresh"]
    pages["case"].steps = 1
    press(qtbot, window, Qt.Key.Key_Escape)  # the page closes what it has open
    assert window.page is pages["case"]
    press(qtbot, window, Qt.Key.Key_Escape)
    assert window.page is pages["imports"]
    press(qtbot, window, Qt.Key.Key_Escape)
    assert window.page is pages["caseload"]
    press(qtbot, window, Qt.Key.Key_Escape)
    assert window.page is pages["caseload"]


def test_the_keyboard_is_on_the_page_that_was_turned_to(
    window: Window, pages: dict[str, _Page]
) -> None:
    window.show_page("imports")
    assert window.focusWidget() is pages["imports"].view.focusProxy()


def test_blank_reaches_every_page_and_those_made_later(
    window: Window, pages: dict[str, _Page], qtbot: QtBot
) -> None:
    press(qtbot, window, Qt.Key.Key_F12)
    assert window.blank
    assert all(page.told[-1] is True for page in pages.values())
    later = _Page(window, "caseload")
    window.show_pages([later], "caseload")
    assert later.told[0] is True


def test_help_says_what_the_page_is_for(
    window: Window, pages: dict[str, _Page], qtbot: QtBot, text: Text
) -> None:
    window.show_page("imports")
    press(qtbot, window, Qt.Key.Key_F1)
    assert window._head.help_words == text("page.imports.help")
    press(qtbot, window, Qt.Key.Key_Escape)
    assert window._head.help_words == ""
    assert window.page is pages["imports"]


def test_a_known_error_of_a_page_is_told_in_words(
    window: Window, pages: dict[str, _Page], text: Text
) -> None:
    pages["imports"].error = RequestRefused("REQ-PERSON", number="A1234BC")
    window.show_page("imports")
    assert window.messages.words == text("error.REQ-PERSON", number="A1234BC")


def test_undo_is_offered_once_and_asked_by_key(
    window: Window, pages: dict[str, _Page], qtbot: QtBot, text: Text
) -> None:
    window.done(Receipt("import_caseload", 12, None))
    assert window.messages.undo.isVisible()
    with qtbot.waitSignal(window.undo_asked) as asked:
        press(qtbot, window, Qt.Key.Key_Z, control=True)
    assert asked.args == [12]
    assert not window.messages.undo.isVisible()
    with qtbot.assertNotEmitted(window.undo_asked):
        press(qtbot, window, Qt.Key.Key_Z, control=True)
    assert window.messages.words == text("window.nothing_to_undo")


def test_other_messages_leave_what_was_done_to_be_undone(
    window: Window, pages: dict[str, _Page], qtbot: QtBot
) -> None:
    window.done(Receipt("import_caseload", 12, None))
    press(qtbot, window, Qt.Key.Key_F12)
    window.message("3 rows copied.", kind="note")
    window.done(Receipt("import_caseload", None, None), "Nothing was new.")
    with qtbot.waitSignal(window.undo_asked) as asked:
        press(qtbot, window, Qt.Key.Key_Z, control=True)
    assert asked.args == [12]


def test_the_last_thing_done_is_undone_and_an_undo_is_not(
    window: Window, pages: dict[str, _Page], qtbot: QtBot
) -> None:
    window.done(Receipt("import_caseload", 12, None))
    window.done(Receipt("import_caseload", 13, None))
    with qtbot.waitSignal(window.undo_asked) as asked:
        window.messages.undo.click()
    assert asked.args == [13]
    window.done(Receipt("undo", 14, None))
    with qtbot.assertNotEmitted(window.undo_asked):
        press(qtbot, window, Qt.Key.Key_Z, control=True)


def test_after_locking_nothing_is_undone(
    window: Window, pages: dict[str, _Page], qtbot: QtBot
) -> None:
    window.done(Receipt("import_caseload", 12, None))
    window.show_gate(QWidget())
    window.show_pages([_Page(window, "caseload")], "caseload")
    with qtbot.assertNotEmitted(window.undo_asked):
        press(qtbot, window, Qt.Key.Key_Z, control=True)


def test_a_page_is_stopped_before_it_is_put_away(window: Window, pages: dict[str, _Page]) -> None:
    window.show_gate(QWidget())
    assert all(page.told[-1] == "stop" for page in pages.values())


def test_locked_nothing_of_the_pages_is_left(
    window: Window, pages: dict[str, _Page], qtbot: QtBot
) -> None:
    pages["caseload"].say("Rhys, Ap is late.")
    window.set_status("3 people")
    window.messages.say("Rhys was changed.")
    gone = [page.view.destroyed for page in pages.values()]
    with qtbot.waitSignals(gone):
        window.show_gate(QWidget())
    assert window.locked
    assert window.page is None
    shown = [w.text() for w in window.findChildren(QLineEdit)]
    assert shown == []
    assert window.messages.words == ""
    assert window._head.words == ("", "")


def test_keys_of_the_desk_do_nothing_while_locked(window: Window, qtbot: QtBot) -> None:
    lock(window, qtbot)
    with qtbot.assertNotEmitted(window.lock_asked):
        press(qtbot, window, Qt.Key.Key_L, control=True)
    press(qtbot, window, Qt.Key.Key_F12)
    assert not window.blank


def test_zoom_keys_work_while_locked(window: Window, qtbot: QtBot) -> None:
    lock(window, qtbot)
    press(qtbot, window, Qt.Key.Key_Minus, control=True)
    assert window.theme.zoom == 90
    press(qtbot, window, Qt.Key.Key_0, control=True)
    assert window.theme.zoom == 100


def test_the_command_box_goes_where_one_chose(
    window: Window, pages: dict[str, _Page], qtbot: QtBot
) -> None:
    went: list[str] = []
    window.find_more = lambda: [Entry("Rhys, Ap", lambda: went.append("Rhys"))]

    def answer(box: CommandBox) -> bool:
        box.typed.setText("rhy")
        QTest.keyClick(box.typed, Qt.Key.Key_Return)
        return box.chosen is not None

    dialogs.answer_next(answer)
    press(qtbot, window, Qt.Key.Key_K, control=True)
    assert went == ["Rhys"]


@pytest.mark.parametrize(
    "geometry", [(), (-5000, 10, 800, 600), (0, 0, 50_000, 50_000), (700, 500, 400, 400)]
)
def test_a_place_outside_every_screen_is_not_gone_to(
    window: Window, geometry: tuple[int, ...]
) -> None:
    window.place(geometry, False)
    room = QGuiApplication.primaryScreen().availableGeometry()
    assert room.contains(window.geometry())


def test_a_place_is_told_only_while_the_window_is_seen(window: Window, qtbot: QtBot) -> None:
    assert window.placed() is None
    window.place((20, 30, 700, 500), False)
    window.show()
    assert window.placed() == ((20, 30, 700, 500), False)
    window.hide()
    assert window.placed() is None


def test_the_window_fits_a_small_screen_at_the_largest_words(
    window: Window, pages: dict[str, _Page]
) -> None:
    window.theme.set_zoom(200)
    assert window.minimumSizeHint().width() <= 1093
    assert window.minimumSizeHint().height() <= 614


def test_the_bar_hides_names_helps_and_locks(
    window: Window, pages: dict[str, _Page], qtbot: QtBot, text: Text
) -> None:
    hide, help_, lock_ = window._bar_buttons
    for button in (hide, help_, lock_):
        assert button.isVisible()
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    hide.setFocus()
    QTest.keyClick(hide, Qt.Key.Key_Space)
    assert window.blank
    assert hide.text() == hide.accessibleName() == text("window.bar.show")
    hide.click()
    assert not window.blank
    assert hide.text() == text("window.bar.hide")
    help_.click()
    assert window._head.help_words
    with qtbot.waitSignal(window.lock_asked):
        lock_.click()
    lock(window, qtbot)
    assert hide.isHidden()
    assert lock_.isHidden()
