"""The key of the store in the settings: shown once, renewed, and somebody who has left."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pomdesk.domain.access import DeskRole
from pomdesk.domain.errors import KeyRefused, StoreRefused
from pomdesk.services.clock import Clock
from pomdesk.services.desk import Desk, open_desk
from pomdesk.services.people import has_left, let_in, set_role
from resources.text import Text
from tests import copies
from tests.copies import NAME, SECRET, policies
from tests.ui.walking import clashing, nameless
from ui import dialogs
from ui.prefs import Prefs
from ui.settings.controller import SettingsPage, Setup
from ui.settings.keys import KeyBox
from ui.settings.people_view import PeopleView
from ui.widgets.fields_form import FieldsForm
from ui.widgets.form import Choice
from ui.window import Window

OTHER, OTHERS_WORDS = "Dafydd Penrice", "orchard lantern gravel seven"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk that two open, the one signed in head of OMU."""
    made = copies.copied(of_two, tmp_path, Clock())
    yield made
    made.close()


def of_two(folder: Path) -> Desk:
    made = copies.empty(folder, Clock())
    set_role(made, NAME, DeskRole.HEAD)
    let_in(made, OTHER, OTHERS_WORDS, DeskRole.POM)
    return made


@pytest.fixture
def view(window: Window, desk: Desk, qtbot: QtBot) -> PeopleView:
    qtbot.addWidget(window)
    setup = Setup(Prefs, lambda _name, _value: None, list)
    page = SettingsPage(window, desk, setup)
    window.resize(1280, 900)
    window.show()
    window.show_pages([page], "settings")
    return page.view.people


def yes(_box: QWidget) -> bool:
    return True


def no(_box: QWidget) -> bool:
    return False


def reader(seen: list[str]) -> Callable[[Any], bool]:
    """Answers the box with the key: reads it, tries to put it away too early, then ticks."""

    def answer(box: KeyBox) -> bool:
        seen.append(box.key.text())
        assert not nameless(box)
        assert not clashing(box)
        assert box.draft() is None
        assert not box.button.isEnabled()
        box.show()
        box.reject()
        assert box.isVisible()
        box.written.setChecked(True)
        box.button.click()
        assert not box.isVisible()
        return True

    return answer


def leaving(renew: str) -> Callable[[Any], bool]:
    def answer(form: FieldsForm) -> bool:
        for name, wanted in (("name", OTHER), ("renew", renew)):
            box = form.control(name)
            assert isinstance(box, Choice)
            box.setCurrentIndex(box.findData(wanted))
        form.accept()
        return bool(form.result())

    return answer


def opens(desk: Desk, secret: str) -> str:
    """Whom a secret lets in once the desk is closed; "" for nobody."""
    path = desk.path
    desk.close()
    try:
        again = open_desk(path, secret=secret, clock=Clock(), policies=policies())
    except KeyRefused:
        return ""
    who = again.who
    again.close()
    return who


def test_a_new_recovery_key_is_asked_about_and_shown_once(view: PeopleView, desk: Desk) -> None:
    dialogs.answer_next(no)
    view.recovery.click()
    seen: list[str] = []
    dialogs.answer_next(yes)
    dialogs.answer_next(reader(seen))
    view.recovery.click()
    assert len(seen) == 1
    assert view.recovery.isEnabled()
    assert opens(desk, seen[0]) == NAME


def test_the_key_is_renewed_and_everybody_keeps_their_passphrase(
    view: PeopleView, desk: Desk
) -> None:
    seen: list[str] = []
    old = (desk.path.with_suffix(".keys")).read_bytes()
    dialogs.answer_next(yes)
    dialogs.answer_next(reader(seen))
    view.renew.click()
    assert (desk.path.with_suffix(".keys")).read_bytes() != old
    assert desk.people() == [NAME, OTHER]
    assert opens(desk, OTHERS_WORDS) == OTHER


@pytest.mark.parametrize("renew", ["yes", "no"])
def test_somebody_who_has_left_is_out_in_one_go(
    view: PeopleView, desk: Desk, text: Text, window: Window, renew: str
) -> None:
    seen: list[str] = []
    assert not nameless(view)
    assert not clashing(view)
    dialogs.answer_next(leaving(renew))
    dialogs.answer_next(no)  # thought twice
    view.left.click()
    assert desk.people() == [NAME, OTHER]
    dialogs.answer_next(leaving(renew))
    dialogs.answer_next(yes)
    if renew == "yes":
        dialogs.answer_next(reader(seen))
    view.left.click()
    assert desk.people() == [NAME]
    assert not view.left.isVisible()
    key = "keys_page.left_done" if renew == "yes" else "keys_page.left_done_only"
    assert window.messages.words == text(key, name=OTHER)
    assert len(seen) == (renew == "yes")
    assert opens(desk, OTHERS_WORDS) == ""


def test_a_recovery_key_that_would_let_them_in_is_replaced(desk: Desk) -> None:
    path = desk.path
    set_role(desk, OTHER, DeskRole.HEAD)
    desk.close()
    theirs = open_desk(path, secret=OTHERS_WORDS, clock=Clock(), policies=policies())
    old = theirs.new_recovery_key()
    theirs.close()
    mine = open_desk(path, secret=SECRET, clock=Clock(), policies=policies())
    left = has_left(mine, OTHER, renew=False)
    assert left.recovery_key not in ("", old)
    assert opens(mine, old) == ""
    assert opens(mine, left.recovery_key) == NAME


def test_where_the_key_cannot_be_renewed_they_are_out_all_the_same(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_any: object) -> None:
        raise StoreRefused("STO-FULL")

    monkeypatch.setattr(desk, "renew_key", full)
    left = has_left(desk, OTHER, renew=True)
    assert left.problem is not None
    assert left.problem.code == "STO-FULL"
    assert desk.people() == [NAME]


def test_who_may_not_change_people_is_offered_none_of_it(
    window: Window, desk: Desk, qtbot: QtBot
) -> None:
    path = desk.path
    desk.close()
    theirs = open_desk(path, secret=OTHERS_WORDS, clock=Clock(), policies=policies())
    qtbot.addWidget(window)
    page = SettingsPage(window, theirs, Setup(Prefs, lambda _name, _value: None, list))
    window.show()
    window.show_pages([page], "settings")
    people = page.view.people
    assert not any(b.isVisible() for b in (people.left, people.recovery, people.renew))
    theirs.close()
