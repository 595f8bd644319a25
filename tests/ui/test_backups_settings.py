"""Backups in the settings and by themselves, and what stands above the pages about the store."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from pomdesk.domain.errors import BackupRefused, PaperRefused
from pomdesk.domain.keeping import SECOND_FOLDER
from pomdesk.services.clock import Clock
from pomdesk.services.commands.settings import SaveSetting
from pomdesk.services.desk import Desk
from pomdesk.services.queries.settings import Settings
from resources.text import Text
from tests import copies
from tests.ui.test_app import start
from tests.ui.walking import clashing, nameless
from ui import contact, dialogs
from ui.keeping import EVERY, SOON, Keeping
from ui.prefs import Prefs
from ui.settings.backups_view import BackupsView
from ui.settings.controller import SettingsPage, Setup
from ui.widgets.form import Button
from ui.window import Window


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = copies.empty(tmp_path, Clock())
    yield made
    made.close()


@pytest.fixture
def page(window: Window, desk: Desk, qtbot: QtBot) -> SettingsPage:
    qtbot.addWidget(window)
    made = SettingsPage(window, desk, Setup(Prefs, lambda _name, _value: None, list))
    window.resize(1280, 800)
    window.show()
    window.show_pages([made], "settings")
    return made


@pytest.fixture
def view(page: SettingsPage) -> BackupsView:
    return page.view.backups


def save(desk: Desk, words: str = "x") -> None:
    desk.do(SaveSetting("caseload.test.some", words))


def test_one_is_made_and_tried_out(view: BackupsView, desk: Desk, text: Text) -> None:
    assert view.last.text() == text("backups.none")
    assert "Back up now" in view.last.text()
    assert not view.drill.isEnabled()
    save(desk)
    view.now.click()
    assert len(desk.backups()) == 1
    assert "and checked" in view.told.text()
    assert "today" in view.last.text()
    assert view.table.isVisibleTo(view)
    assert "None was ever tried out" in view.tried.text()
    view.drill.click()
    assert "opens and is whole: 0 people" in view.told.text()
    assert "Last tried out on" in view.tried.text()
    assert not view.due.isVisibleTo(view)
    assert view.now.isEnabled()


def test_a_month_without_trying_one_out_is_said(
    view: BackupsView, page: SettingsPage, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(desk)
    view.now.click()
    monkeypatch.setattr(type(desk), "drill_due", lambda _self: True)
    page.refresh()
    assert view.due.isVisibleTo(view)


def test_a_second_folder_is_chosen_used_and_cleared(
    view: BackupsView, desk: Desk, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    dialogs.answer_next(lambda _none: stick)
    view.choose.click()
    assert desk.ask(Settings("backup."))[SECOND_FOLDER] == str(stick)
    assert str(stick) in view.second.text()
    save(desk)
    view.now.click()
    assert list(stick.glob("*.bak"))
    assert str(stick) in view.told.text()
    for file in stick.iterdir():
        file.unlink()
    stick.rmdir()
    save(desk, "y")
    view.now.click()
    assert "no second copy this time" in view.told.text()
    view.clear.click()
    assert SECOND_FOLDER not in desk.ask(Settings("backup."))
    assert not view.clear.isVisibleTo(view)


def test_a_second_folder_that_is_not_there_is_refused_in_words(
    view: BackupsView, desk: Desk, tmp_path: Path
) -> None:
    dialogs.answer_next(lambda _none: tmp_path / "gone")
    view.choose.click()
    assert SECOND_FOLDER not in desk.ask(Settings("backup."))
    assert str(tmp_path / "gone") in view.told.text()


def test_what_is_refused_is_said_there_and_can_be_tried_again(
    view: BackupsView, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_self: Desk, _folder: Path | None = None) -> None:
        raise BackupRefused("BAK-SPACE", path="C:/desk", free=3, need=40)

    monkeypatch.setattr(type(desk), "back_up", full)
    view.now.click()
    assert "nearly full" in view.told.text()
    assert view.now.isEnabled()


def test_every_control_has_a_name_and_a_key_of_its_own(page: SettingsPage) -> None:
    assert not nameless(page.view)
    assert not clashing(page.view)


# By themselves.


@pytest.fixture
def keeping(window: Window, page: SettingsPage) -> Keeping:
    assert page is window.page
    return Keeping(lambda: window)


def test_one_is_made_soon_after_unlocking_and_then_looked_for(
    keeping: Keeping, desk: Desk, qtbot: QtBot
) -> None:
    keeping.look()
    assert desk.backups() == []
    save(desk)
    keeping.begin(desk)
    assert keeping.timer.interval() == SOON
    with qtbot.waitSignal(keeping.backed_up):
        keeping.timer.timeout.emit()
    assert len(desk.backups()) == 1
    assert keeping.timer.interval() == EVERY
    keeping.timer.timeout.emit()
    assert len(desk.backups()) == 1  # nothing was saved since
    keeping.end()
    assert not keeping.timer.isActive()


def test_the_last_one_is_made_on_closing(keeping: Keeping, desk: Desk) -> None:
    keeping.begin(desk)
    save(desk)
    keeping.look()
    save(desk, "y")
    keeping.look()
    (before,) = desk.backups()  # not half an hour apart
    keeping.last()
    assert desk.backups()[0].saves > before.saves


def test_a_backup_that_fails_stands_there_until_one_is_made(
    keeping: Keeping, desk: Desk, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_self: Desk, *, closing: bool = False) -> None:
        raise BackupRefused("BAK-SPACE", path="C:/desk", free=3, need=40)

    save(desk)
    keeping.begin(desk)
    with monkeypatch.context() as patched:
        patched.setattr(type(desk), "back_up_if_due", full)
        keeping.look()
        assert any("nearly full" in words for words in window.standing.words)
        keeping.last()  # closing is not stopped by it
    window.standing.findChildren(Button)[-1].click()
    assert not any("nearly full" in words for words in window.standing.words)


# What was noticed.


def test_what_was_noticed_stands_until_it_is_put_away(
    keeping: Keeping, desk: Desk, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    noticed = ("STO-LOWSPACE", "STO-NEVERHEARDOF", "KEY-REPAIRED")
    monkeypatch.setattr(type(desk), "notices", noticed)
    keeping.begin(desk)
    keeping.tell()
    text = window.text
    assert window.standing.words == [
        text("notice.STO-LOWSPACE"),
        text("notice.other", code="STO-NEVERHEARDOF"),
        text("notice.KEY-REPAIRED"),
    ]
    window.standing.findChildren(Button)[0].click()
    assert len(window.standing.words) == 2


@pytest.mark.parametrize("head", [True, False])
def test_a_clock_that_jumped_is_settled_by_who_may(
    keeping: Keeping,
    desk: Desk,
    window: Window,
    monkeypatch: pytest.MonkeyPatch,
    head: bool,
) -> None:
    desk._store.notices = ("TIM-JUMP",)
    monkeypatch.setattr(type(desk), "may", lambda _self, _name: head)
    keeping.begin(desk)
    keeping.tell()
    (button,) = [one for one in window.standing.findChildren(Button) if one.isVisible()]
    key = "notice.day_right" if head else "notice.away"
    assert button.text() == window.text(key)
    button.click()
    assert window.standing.words == []
    assert desk.notices == (() if head else ("TIM-JUMP",))


# Pictures of the screen.


def test_the_guard_is_shown_as_it_is(page: SettingsPage) -> None:
    view = page.view
    page.refresh()
    assert not view.guard.isVisibleTo(view)
    assert view.guard_words.text() == page.shell.text("screen_guard.not_here")
    view.display_guard(supported=True, wanted=True, allowed=False)
    assert view.guard.isVisibleTo(view)
    assert view.allow.isEnabled()
    view.display_guard(supported=True, wanted=True, allowed=True)
    assert not view.allow.isEnabled()


def test_allowing_pictures_is_in_the_log_before_it_is_done(
    qapp: Any, worker: Any, tmp_path: Path
) -> None:
    desk = copies.empty(tmp_path, Clock())
    desktop = start(qapp, worker, tmp_path / copies.STORE)
    desktop.opened(desk)
    order: list[str] = []
    log = desk.log

    def noted(*events: Any) -> None:
        order.extend(event.what for event in events)
        order.append(f"allowed: {desktop.guard.allowed}")
        log(*events)

    desk.log = noted  # type: ignore[method-assign]
    desktop.allow_pictures()
    assert order == ["CAPTURE_ALLOWED", "allowed: False"]
    assert desktop.guard.allowed
    minutes = desktop.text("screen_guard.allowed", minutes=10)
    assert minutes in desktop.window.standing.words
    desktop.lock()
    assert not desktop.guard.allowed
    desktop.close()


def test_whom_to_ring_is_kept_beside_the_store_in_the_clear(
    page: SettingsPage, desk: Desk, window: Window, text: Text, monkeypatch: pytest.MonkeyPatch
) -> None:
    line, file = page.view.contact, desk.path.with_name("contact.txt")

    def typed(words: str) -> None:
        line.setText(words)
        line.setModified(True)
        line.editingFinished.emit()

    typed(" OMU hub,\t0555 0100 ")
    assert file.read_text("utf-8") == "OMU hub, 0555 0100\n"
    assert contact.words(text) == text("contact_line.ring", line="OMU hub, 0555 0100")
    assert line.text() == "OMU hub, 0555 0100"
    line.editingFinished.emit()  # left without typing: nothing is written
    monkeypatch.setattr("ui.out.write", refuse)
    typed("Somebody else")
    assert window.messages.words == text("contact_line.not_kept")
    assert line.text() == "Somebody else"
    assert contact.line() == "OMU hub, 0555 0100"
    typed("")
    assert not file.exists()
    assert contact.words(text) == ""


def refuse(_path: Path, _content: bytes) -> None:
    raise PaperRefused("REP-FULL")
