"""What desk and visit machine both changed: side by side, decided by keys, names hidden."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QBoxLayout, QLabel
from pytestqt.qtbot import QtBot

from pomdesk.domain.names import HIDDEN
from pomdesk.domain.visits import ClashKind, Keep
from pomdesk.readmodels.visits import ClashLine
from resources.text import Text
from tests.ui.walking import clashing, nameless, out_of_order, settle
from ui.clashes.view import ClashesView
from ui.theme import Theme

STEP = ClashLine(
    1, 4, "V7K-3MQ", 7, "A1234BC", "SPECIMEN", "SAM", ClashKind.CHANGED, "entry:5", "next_step",
    "contact", "Ring the team.", "Ring the team on Friday.", "Ring the old team.", may_join=True,
    at=datetime(2026, 11, 23, 9, tzinfo=UTC),
)  # fmt: skip
CELL = replace(
    STEP, id=2, row_key="person", field="cell_location", base="A-1", ours="B-2", theirs="C-3",
    entry_kind="", may_join=False,
)  # fmt: skip
GONE = replace(STEP, id=3, kind=ClashKind.GONE, field="", ours=None, may_join=False)
DUE = replace(STEP, id=4, field="due", base="2026-12-01", ours=None, theirs="2026-12-08")


@pytest.fixture
def view(text: Text, theme: Theme, qtbot: QtBot) -> ClashesView:
    made = ClashesView(text, theme)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def sides(view: ClashesView) -> list[str]:
    """What stands on each side, in reading order."""
    return [side.words.toPlainText() for side in view.sides.values()]


def states(view: ClashesView) -> list[str]:
    return [side.state.text() for side in view.sides.values()]


def test_what_was_changed_since_is_marked_by_signs(view: ClashesView) -> None:
    view.display([STEP])
    assert view.who.text() == "Specimen, Sam  A1234BC"
    assert view.what.text() == "POM contact: What next"
    assert "V7K-3MQ" in view.why.text()
    base, ours, theirs = sides(view)
    assert base == "Ring the team."
    assert ours == "Ring the team[+ on Friday+]."
    assert theirs == "Ring the [+old +]team."
    assert states(view) == ["", "Changed", "Changed"]


@pytest.mark.parametrize(
    ("clash", "what", "shown", "tags"),
    [
        (CELL, "Cell", ["A-1", "B-2", "C-3"], ["", "Changed", "Changed"]),
        (GONE, "POM contact", ["Ring the team.", "nothing", "Ring the [+old +]team."],
         ["", "Removed", "Changed"]),
        (DUE, "POM contact: By when", ["1 December 2026", "nothing", "8 December 2026"],
         ["", "Removed", "Changed"]),
    ],
)  # fmt: skip
def test_cells_days_and_rows_are_told_in_words(
    view: ClashesView, clash: ClashLine, what: str, shown: list[str], tags: list[str]
) -> None:
    view.display([clash])
    assert view.what.text() == what
    assert sides(view) == shown
    assert states(view) == tags


def test_both_are_kept_only_where_that_makes_sense(view: ClashesView) -> None:
    asked: list[tuple[int, Any]] = []
    view.decided.connect(lambda number, keep: asked.append((number, keep)))
    view.display([CELL])
    assert not view.buttons[Keep.BOTH].isVisible()
    view.setFocus()
    for key in (Qt.Key.Key_3, Qt.Key.Key_1, Qt.Key.Key_2):
        QTest.keyClick(view.focusWidget(), key)
    assert asked == [(2, Keep.OURS), (2, Keep.THEIRS)]
    view.display([STEP])
    assert view.buttons[Keep.BOTH].isVisible()
    QTest.keyClick(view.focusWidget(), Qt.Key.Key_3)
    assert asked[-1] == (1, Keep.BOTH)


def test_one_after_another_and_round_again(view: ClashesView) -> None:
    view.display([STEP, CELL, GONE])
    shown = []
    for _ in range(4):
        shown.append((view.shown.id if view.shown else 0, view.where.text()))
        view.next.click()
    assert shown == [(1, "1 of 3"), (2, "2 of 3"), (3, "3 of 3"), (1, "1 of 3")]
    view.display([STEP, GONE])  # the one that was shown is settled: the one in its place
    assert view.shown == GONE
    view.display([CELL, STEP, GONE])  # one that was undone comes before it
    assert view.shown == GONE
    view.display([STEP])
    assert view.shown == STEP
    assert not view.next.isEnabled()


def test_nothing_to_decide_says_so(view: ClashesView, text: Text) -> None:
    view.display([STEP])
    view.display([])
    shown = [label.text() for label in view.findChildren(QLabel) if label.isVisible()]
    assert text("clashes_page.none") in shown
    assert view.shown is None
    heard: list[object] = []
    view.decided.connect(lambda *told: heard.append(told))
    QTest.keyClick(view, Qt.Key.Key_1)
    assert heard == []


def test_hidden_names_are_covered_in_what_was_written_too(view: ClashesView) -> None:
    view.display([replace(STEP, theirs="Ring Sam's team.")])
    view.set_blank(True)
    assert view.who.text() == HIDDEN
    covered = view.sides["theirs"].words
    block = covered.document().firstBlock()
    ranges = block.layout().formats()
    at = block.text().index("Sam")
    assert [(one.start, one.length) for one in ranges] == [(at, 3)]
    view.set_blank(False)
    assert covered.document().firstBlock().layout().formats() == []


def test_a_narrow_window_puts_the_sides_under_each_other(view: ClashesView) -> None:
    view.display([STEP])
    settle()
    tops = {side.y() for side in view.sides.values()}
    view.resize(600, 700)
    settle()
    assert len(tops) == 1
    assert len({side.y() for side in view.sides.values()}) == 3
    assert view.findChildren(QBoxLayout)


@pytest.mark.parametrize("clashes", [[STEP, CELL], [GONE], []])
def test_controls_have_names_and_tab_goes_in_reading_order(
    view: ClashesView, clashes: list[ClashLine]
) -> None:
    view.display(clashes)
    settle()
    assert [*nameless(view), *clashing(view), *out_of_order(view)] == []
