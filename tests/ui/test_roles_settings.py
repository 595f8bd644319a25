"""What everybody is on this desk, in the settings."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from pomdesk.domain.access import DeskRole
from pomdesk.domain.names import HIDDEN
from pomdesk.services.demo import NAME
from pomdesk.services.desk import Desk
from pomdesk.services.people import set_role
from pomdesk.services.queries.roles import RolesNow
from tests.ui.roles import AUDITOR, NOBODY, POM, STAFF, opened, other, with_roles
from tests.ui.walking import clashing, nameless
from ui import dialogs
from ui.settings.people import People
from ui.settings.people_view import NewPerson, PeopleView
from ui.widgets.fields_form import FieldsForm
from ui.widgets.form import Choice
from ui.window import Window

NEW, SECRET = "Non Newydd", "plum garden winter stone"
WHY = "Covering for a colleague on leave"


@pytest.fixture
def store(demo_folder: Path, tmp_path: Path) -> Path:
    return with_roles(demo_folder, tmp_path)


@pytest.fixture
def head(store: Path) -> Iterator[Desk]:
    desk = opened(store, NAME)
    yield desk
    desk.close()


def shown(window: Window, desk: Desk, qtbot: QtBot) -> PeopleView:
    """The part of the settings that tells of people, fed and answered."""
    view = PeopleView(window.text)
    qtbot.addWidget(view)
    people = People(window, desk, view)
    people.refresh()
    vars(view)["fed_by"] = people  # as the page holds it
    view.resize(1100, 800)
    view.show()
    return view


def said(view: PeopleView) -> str:
    labels = (one for one in view.findChildren(QLabel) if one.isVisible())
    return "\n".join(one.text() for one in labels)


def button(view: PeopleView, name: str) -> QPushButton:
    buttons = (one for one in view.findChildren(QPushButton) if one.isVisible())
    (found,) = (one for one in buttons if one.accessibleName() == name)
    return found


def roles(desk: Desk) -> dict[str, tuple[DeskRole | None, tuple[str, ...]]]:
    told = desk.ask(RolesNow(tuple(desk.people())))
    return {
        one.name: (one.role, tuple(number for number, _name in one.staff)) for one in told.lines
    }


def choose(form: FieldsForm, **wanted: object) -> bool:
    """Choose answers and save; whether it was saved."""
    for name, answer in wanted.items():
        box = form.control(name)
        assert isinstance(box, Choice)
        assert box.findData(answer) >= 0, answer
        box.setCurrentIndex(box.findData(answer))
    form.accept()
    return bool(form.result())


def test_everybody_is_told_with_what_they_are(window: Window, head: Desk, qtbot: QtBot) -> None:
    view = shown(window, head, qtbot)
    words = said(view)
    assert "Roles hold on this desk." in words
    assert "Head of OMU" in words
    assert "no role yet" in words
    (pom,) = (one for one in head.ask(RolesNow(tuple(head.people()))).lines if one.name == POM)
    assert pom.cases
    assert f"{pom.cases} cases" in words
    assert not list(nameless(view))
    assert not list(clashing(view))
    offered = {one.accessibleName() for one in view.findChildren(QPushButton) if one.isVisible()}
    assert {f"Change what {NAME} is", f"Take {POM} away", f"Take the role of {POM} away"} <= offered
    assert not {f"Take {NAME} away", f"Take the role of {NOBODY} away"} & offered


@pytest.mark.parametrize("name", [POM, AUDITOR])
def test_who_is_not_head_is_offered_nothing(
    window: Window, store: Path, qtbot: QtBot, name: str
) -> None:
    desk = opened(store, name)
    view = shown(window, desk, qtbot)
    assert [one for one in view.findChildren(QPushButton) if one.isVisible()] == []
    assert "Only the head of OMU changes this." in said(view)
    assert "out of the desk" not in said(view)
    desk.close()


def test_a_role_is_changed_and_taken_away(window: Window, head: Desk, qtbot: QtBot) -> None:
    view = shown(window, head, qtbot)
    dialogs.answer_next(lambda form: choose(form, role="supervisor", other="485001"))
    button(view, f"Change what {POM} is").click()
    assert roles(head)[POM] == (DeskRole.SUPERVISOR, (STAFF, "485001"))
    assert window.messages.words == f"{POM} is now Supervisor."
    dialogs.answer_next(lambda _box: False)
    button(view, f"Take the role of {POM} away").click()
    assert roles(head)[POM][0] is DeskRole.SUPERVISOR
    dialogs.answer_next(lambda _box: True)
    button(view, f"Take the role of {POM} away").click()
    assert roles(head)[POM] == (None, ())


def test_more_staff_numbers_than_the_form_asks_for_are_kept(
    window: Window, head: Desk, qtbot: QtBot
) -> None:
    set_role(head, POM, DeskRole.POM, (STAFF, "485001", "485002"))
    view = shown(window, head, qtbot)
    dialogs.answer_next(lambda form: choose(form, staff="485003"))
    button(view, f"Change what {POM} is").click()
    assert roles(head)[POM][1] == ("485003", "485001", "485002")


def test_the_last_head_is_told_so_in_the_form(window: Window, head: Desk, qtbot: QtBot) -> None:
    view, forms = shown(window, head, qtbot), []

    def give_up(form: FieldsForm) -> bool:
        forms.append(form)
        return choose(form, role="pom")

    dialogs.answer_next(give_up)
    button(view, f"Change what {NAME} is").click()
    assert any("the only one" in one.text() for one in forms[0].findChildren(QLabel))
    assert roles(head)[NAME][0] is DeskRole.HEAD


def test_somebody_new_is_something_from_the_first(window: Window, head: Desk, qtbot: QtBot) -> None:
    view = shown(window, head, qtbot)

    def fill(form: NewPerson) -> bool:
        assert form.role is not None
        assert form.staff is not None
        form.person.setText(NEW)
        form.role.setCurrentIndex(form.role.findData("pom"))
        form.staff.setCurrentIndex(form.staff.findData("485001"))
        form.new.first.setText(SECRET)
        form.new.again.setText(SECRET)
        form.accept()
        return bool(form.result())

    dialogs.answer_next(fill)
    view.add.click()
    assert roles(head)[NEW] == (DeskRole.POM, ("485001",))


def test_the_first_to_be_named_is_a_head(window: Window, demo_desk: Desk, qtbot: QtBot) -> None:
    view, asked = shown(window, demo_desk, qtbot), list[str]()
    assert "No roles hold yet" in said(view)

    def name_head(form: FieldsForm) -> bool:
        box = form.control("role")
        assert isinstance(box, Choice)
        asked.extend(box.itemText(row) for row in range(box.count()))
        return choose(form, role="head")

    dialogs.answer_next(name_head)
    button(view, f"Change what {NAME} is").click()
    assert asked == ["Head of OMU"]
    assert "Roles hold on this desk." in said(view)
    assert demo_desk.signed.role is DeskRole.HEAD


def test_broken_glass_is_looked_over_and_hidden_with_the_names(
    window: Window, demo_folder: Path, store: Path, qtbot: QtBot
) -> None:
    head = opened(store, NAME)
    view = shown(window, head, qtbot)
    assert "Nobody opened a case that is not theirs." in said(view)
    view.close()
    head.close()
    pom = opened(store, POM)
    one = other(demo_folder)
    pom.break_glass(one.person_id, WHY)
    pom.close()
    head = opened(store, NAME)
    view = shown(window, head, qtbot)
    assert f"{one.prisoner_number}. Reason: {WHY}" in said(view)
    window.set_blank(True)
    view = shown(window, head, qtbot)
    assert one.prisoner_number not in said(view)
    assert one.last_name not in said(view)
    assert f"{POM} opened {HIDDEN}. Reason: {WHY}" in said(view)
    head.close()
