"""Every control has a name, access keys do not clash, Tab goes in reading order."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from resources.text import LANGUAGES, Text
from tests.ui.walking import clashing, nameless, out_of_order, settle
from ui.app import Desktop
from ui.theme import Theme
from ui.unlock.view import FirstRunScreen, RecoveryScreen, UnlockScreen
from ui.widgets.form import Button, Form
from ui.window import Window
from ui.work import Worker


def faults(window: QWidget) -> list[str]:
    settle()
    return [*nameless(window), *clashing(window), *out_of_order(window)]


def test_the_walk_finds_what_is_wrong(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    low, high = QLineEdit(), Button("&Save")
    layout.addWidget(low)
    layout.insertWidget(0, high)
    layout.addWidget(Button("&Stop"))
    window.show()
    settle()
    assert nameless(window)
    assert clashing(window) == ["s"]
    assert out_of_order(window)


def test_a_column_to_the_right_is_in_order(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    layout = QHBoxLayout(window)
    for words in ("One", "Two"):
        column = QVBoxLayout()
        for n in range(3):
            column.addWidget(QPushButton(f"{words} {n}"))
        layout.addLayout(column)
    window.show()
    settle()
    assert out_of_order(window) == []


def test_a_row_of_a_form_names_its_control(qtbot: QtBot, theme: Theme) -> None:
    form = Form()
    qtbot.addWidget(form)
    form.row("&Surname", QLineEdit(), help="As on the warrant", unit="letters")
    form.show()
    assert faults(form) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", ["unlock", "demo", "first", "recovery"])
def test_the_gate(theme: Theme, worker: Worker, qtbot: QtBot, language: str, screen: str) -> None:
    words = Text(language)
    window = Window(words, theme, worker)
    made: dict[str, Callable[[], QWidget]] = {
        "unlock": lambda: UnlockScreen(words, "store.db"),
        "demo": lambda: UnlockScreen(words, "store.db", "said openly", can_leave=True),
        "first": lambda: FirstRunScreen(words, "store.db"),
        "recovery": lambda: RecoveryScreen(words, "ABCD-EFGH"),
    }
    window.show_gate(made[screen]())
    window.resize(900, 700)
    window.show()
    assert faults(window) == []


@pytest.fixture(params=LANGUAGES)
def desktop(
    request: pytest.FixtureRequest, qapp: Any, session: Any, worker: Worker, demo_desk: Any
) -> Iterator[Desktop]:
    session.arguments.language = request.param
    made = Desktop(qapp, session, worker)
    made.start()
    made.opened(demo_desk)
    made.window.resize(1280, 800)
    yield made
    made.close()


def test_every_page(desktop: Desktop) -> None:
    window = desktop.window
    assert len(window.pages) >= 4
    from pomdesk.services.commands.visit_planning import PlanVisit
    from pomdesk.services.queries.caseload import CaseloadOn
    from pomdesk.services.queries.papers import PapersInHand

    assert desktop.desk is not None
    first = desktop.desk.ask(CaseloadOn(limit=1)).lines[0]
    paper = desktop.desk.ask(PapersInHand())[0]
    visit = desktop.desk.do(PlanVisit(desktop.desk.today, (first.person_id,))).result
    numbers = {"writing": paper.id, "visit": visit, "walk": visit}
    wrong: dict[str, list[str]] = {}
    for name, page in window.pages.items():
        if page.in_rail:
            window.show_page(name)
        else:
            window.open_at(name, numbers.get(name, first.person_id))
        wrong[name] = faults(window)
    assert not any(wrong.values()), wrong
