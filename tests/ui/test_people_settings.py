"""Who can open the store, in the settings."""

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from pomdesk.services.desk import Desk
from tests.ui.walking import clashing, nameless
from ui import dialogs
from ui.prefs import Prefs
from ui.settings.controller import SettingsPage, Setup
from ui.settings.people_view import NewPerson, PeopleView
from ui.window import Window

WORDS = "orchard lantern gravel seven"


@pytest.fixture
def view(window: Window, demo_desk: Desk, qtbot: QtBot) -> PeopleView:
    qtbot.addWidget(window)
    setup = Setup(Prefs, lambda _name, _value: None, list)
    page = SettingsPage(window, demo_desk, setup)
    window.resize(1280, 900)
    window.show()
    window.show_pages([page], "settings")
    return page.view.people


def fill(form: NewPerson, name: str, passphrase: str) -> None:
    form.person.setText(name)
    form.new.first.setText(passphrase)
    form.new.again.setText(passphrase)
    form.accept()


def add(view: PeopleView, name: str, passphrase: str) -> NewPerson:
    kept: list[NewPerson] = []

    def answer(form: NewPerson) -> bool:
        kept.append(form)
        fill(form, name, passphrase)
        return bool(form.result())

    dialogs.answer_next(answer)
    view.add.click()
    return kept[0]


def removals(view: PeopleView) -> list[QPushButton]:
    return [
        one
        for one in view.findChildren(QPushButton)
        if one.text() == "Take away" and one.isVisible()
    ]


def test_somebody_is_added_and_taken_away(view: PeopleView, demo_desk: Desk) -> None:
    assert removals(view) == []  # nobody takes themselves away
    add(view, "Dafydd Penrice", WORDS)
    assert demo_desk.people() == ["Demonstration", "Dafydd Penrice"]
    (remove,) = removals(view)
    assert remove.accessibleName() == "Take Dafydd Penrice away"
    dialogs.answer_next(lambda _box: False)
    remove.click()
    assert len(demo_desk.people()) == 2
    dialogs.answer_next(lambda _box: True)
    remove.click()
    assert demo_desk.people() == ["Demonstration"]


@pytest.mark.parametrize(
    ("name", "passphrase", "beside"),
    [
        ("", WORDS, "name"),
        ("demonstration", WORDS, "name"),
        ("Dafydd", "short", "passphrase"),
    ],
)
def test_what_will_not_do_is_said_beside_its_field(
    view: PeopleView, demo_desk: Desk, name: str, passphrase: str, beside: str
) -> None:
    form = add(view, name, passphrase)
    assert bool(form.name_row.error) == (beside == "name")
    assert bool(form.new.first_row.error) == (beside == "passphrase")
    assert demo_desk.people() == ["Demonstration"]


def test_every_control_has_a_name(view: PeopleView) -> None:
    assert not list(nameless(view.window()))
    assert not list(clashing(view.window()))
