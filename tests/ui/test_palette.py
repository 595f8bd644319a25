"""The command box: actions at once, people and records a moment later, grouped."""

from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from resources.text import Text
from tests.ui.walking import clashing, nameless, out_of_order, settle
from ui.palette import GROUPS, CommandBox, Entry, matching
from ui.theme import Theme
from ui.work import Worker


def entry(words: str, group: str = "do", more: str = "", note: str = "") -> Entry:
    return Entry(words, lambda: None, group, more, note)


ACTIONS = [entry("Add a contact", more="Ctrl+N"), entry("Lock the desk"), entry("Caseload", "go")]
PEOPLE = [
    entry("Evans, Gareth", "people", "A1001BC"),
    entry("Evens, Tom", "people", "A1002BC", "similar name"),
    entry("Evans, Gareth · Contact, 3 Nov 2026", "record", "said he is content"),
]


class Finder:
    """Answers, and notes what it was asked."""

    def __init__(self, found: Sequence[Entry] = ()) -> None:
        self.found = found
        self.asked: list[str] = []

    def __call__(self, typed: str) -> Sequence[Entry]:
        self.asked.append(typed)
        return self.found


@pytest.fixture
def finder() -> Finder:
    return Finder(PEOPLE)


@pytest.fixture
def box(text: Text, theme: Theme, worker: Worker, finder: Finder, qtbot: QtBot) -> CommandBox:
    made = CommandBox(None, text, theme, worker, ACTIONS, finder)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def shown(box: CommandBox) -> list[str]:
    return [box.list.lines.line(n).title for n in range(box.list.lines.rowCount())]


def words_of(box: CommandBox) -> str:
    row = box.list.chosen()
    return row.words if isinstance(row, Entry) else ""


def test_entries_are_found_by_any_word() -> None:
    entries = [entry(words) for words in ("Import", "Rhys, Ap A1234BC", "Ap Import")]
    assert [e.words for e in matching(entries, "imp")] == ["Import", "Ap Import"]
    assert [e.words for e in matching(entries, "1234 rhys")] == ["Rhys, Ap A1234BC"]
    assert matching(entries, "nobody") == []


def test_actions_are_there_at_once_under_their_groups(box: CommandBox, text: Text) -> None:
    do, go = (text(f"find.group.{group}") for group in GROUPS[:2])
    assert shown(box) == [do, "Add a contact", "Lock the desk", go, "Caseload"]
    assert words_of(box) == "Add a contact"


def test_people_are_looked_for_once_typing_rests(
    box: CommandBox, finder: Finder, qtbot: QtBot
) -> None:
    QTest.keyClicks(box.typed, "con")
    assert finder.asked == []
    qtbot.waitUntil(lambda: finder.asked == ["con"])
    assert [row.group for row in box.list.lines.rows if isinstance(row, Entry)] == [
        "do", "people", "people", "record",
    ]  # fmt: skip
    assert words_of(box) == "Add a contact", "what was chosen stays under the keyboard"
    assert "similar name" in box.list.lines.line(4).plain
    assert "said he is content" in box.list.lines.line(6).plain


def test_enter_before_the_search_came_back_takes_what_it_finds(
    box: CommandBox, finder: Finder
) -> None:
    QTest.keyClicks(box.typed, "evans")
    QTest.keyClick(box.typed, Qt.Key.Key_Return)
    assert finder.asked == ["evans"]
    assert box.chosen is PEOPLE[0]


def test_one_letter_looks_for_nobody(box: CommandBox, finder: Finder) -> None:
    box.typed.setText("e")
    assert not box._later.isActive()


def test_an_answer_to_what_is_no_longer_typed_is_dropped(box: CommandBox) -> None:
    box.typed.setText("evans")
    box._take("evan", PEOPLE)
    assert not any(row in PEOPLE for row in box.list.lines.rows)


def test_arrows_walk_over_the_headings_while_one_types(box: CommandBox) -> None:
    for expected in ("Lock the desk", "Caseload", "Caseload"):
        QTest.keyClick(box.typed, Qt.Key.Key_Down)
        assert words_of(box) == expected
    QTest.keyClick(box.typed, Qt.Key.Key_Up)
    assert words_of(box) == "Lock the desk"
    QTest.keyClick(box.typed, Qt.Key.Key_Return)
    assert box.chosen is ACTIONS[1]


def test_a_click_chooses(box: CommandBox) -> None:
    room = box.list.visualRect(box.list.lines.index(4, 0))
    QTest.mouseClick(box.list.viewport(), Qt.MouseButton.LeftButton, pos=room.center())
    assert box.chosen is ACTIONS[2]


def test_a_click_on_a_heading_chooses_nothing(box: CommandBox) -> None:
    room = box.list.visualRect(box.list.lines.index(3, 0))
    QTest.mouseClick(box.list.viewport(), Qt.MouseButton.LeftButton, pos=room.center())
    assert box.chosen is None


def test_hidden_names_are_not_looked_for(
    text: Text, theme: Theme, worker: Worker, qtbot: QtBot
) -> None:
    box = CommandBox(None, text, theme, worker, ACTIONS, None)
    qtbot.addWidget(box)
    box.typed.setText("evans")
    assert text("find.more.hidden") in box._count.text()
    assert not box._later.isActive()


def test_nothing_found_is_said(text: Text, theme: Theme, worker: Worker, qtbot: QtBot) -> None:
    box = CommandBox(None, text, theme, worker, ACTIONS, Finder())
    qtbot.addWidget(box)
    box.typed.setText("zzzz")
    box._look()
    assert box._count.text() == text("find.more.none")


def test_controls_have_names(box: CommandBox) -> None:
    settle()
    assert [*nameless(box), *clashing(box), *out_of_order(box)] == []
