"""The one table model and its view."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from resources.text import Text
from ui.theme import Theme
from ui.widgets.table import Table
from ui.widgets.table_model import Column, Mark, TableModel


@dataclass(frozen=True)
class Thing:
    name: str
    size: int | None


THINGS = [Thing("b", 2), Thing("a", None), Thing("c", 1), Thing("d", 2)]
COLUMNS = (
    Column[Thing](
        "name",
        "caseload.column.name",
        lambda t: t.name,
        lambda t: t.name,
        10,
        under=lambda t: "under",
        private=True,
    ),
    Column[Thing](
        "size",
        "caseload.column.tier",
        lambda t: str(t.size or ""),
        lambda t: t.size,
        8,
        marks=lambda t: (Mark("Big", "red"),) if t.size == 2 else (),
    ),
)


@pytest.fixture
def model(text: Text) -> TableModel[Thing]:
    made = TableModel(COLUMNS, text)
    made.set_rows(THINGS)
    return made


@pytest.fixture
def table(model: TableModel[Thing], theme: Theme, qtbot: QtBot) -> Table[Thing]:
    made = Table(model, theme, "Things", lambda t: t.name)
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    return made


def names(model: TableModel[Thing]) -> str:
    return "".join(model.row_at(line).name for line in range(model.rowCount()))


@pytest.mark.parametrize(
    ("key", "descending", "expected"),
    [
        ("name", False, "abcd"),
        ("name", True, "dcba"),
        ("size", False, "cbda"),  # level rows as they came; nothing known last
        ("size", True, "bdca"),  # ... both ways
    ],
)
def test_sorting(model: TableModel[Thing], key: str, descending: bool, expected: str) -> None:
    model.sort_by(key, descending)
    assert names(model) == expected


def test_filter_keeps_the_order_and_rows_keep_the_filter(model: TableModel[Thing]) -> None:
    model.sort_by("name", True)
    model.set_filter(lambda order: [i for i in order if THINGS[i].size == 2])
    assert names(model) == "db"
    model.sort_by("name")
    assert names(model) == "bd"
    model.set_filter(None)
    assert names(model) == "abcd"


def test_the_model_is_one_qt_agrees_with(model: TableModel[Thing], qtmodeltester: object) -> None:
    qtmodeltester.check(model)  # type: ignore[attr-defined]


def test_a_screen_reader_hears_heading_text_tag_and_second_line(
    model: TableModel[Thing],
) -> None:
    model.sort_by("name")
    said = model.data(model.index(1, 1), int(Qt.ItemDataRole.AccessibleTextRole))
    assert said == "Tier: 2, Big"
    said = model.data(model.index(1, 0), int(Qt.ItemDataRole.AccessibleTextRole))
    assert said == "Name: b, under"


def test_hidden_names_are_hidden_everywhere(model: TableModel[Thing]) -> None:
    model.hidden = "•"
    index = model.index(0, 0)
    assert model.data(index) == "•"
    assert "under" not in model.data(index, int(Qt.ItemDataRole.AccessibleTextRole))
    assert model.data(model.index(0, 1)) == "", "other columns are still shown"


def test_no_rows_below_rows(model: TableModel[Thing]) -> None:
    assert model.rowCount(model.index(0, 0)) == 0
    assert model.columnCount(model.index(0, 0)) == 0
    assert model.rowCount(QModelIndex()) == 4


def test_the_chosen_row_stays_chosen_through_sort_filter_and_reading_again(
    table: Table[Thing], model: TableModel[Thing]
) -> None:
    table.choose(lambda t: t.name == "c")
    table.sort_by("size")
    assert table.chosen() == Thing("c", 1)
    model.set_filter(lambda order: [i for i in order if THINGS[i].name in "bc"])
    assert table.chosen() == Thing("c", 1)
    model.set_rows([Thing("x", 9), Thing("c", 1)])
    assert table.chosen() == Thing("c", 1)
    model.set_rows([Thing("x", 9), Thing("y", 1)])
    assert table.chosen() is not None, "somebody is chosen as long as anybody is shown"


def test_enter_opens_and_tab_leaves(theme: Theme, model: TableModel[Thing], qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    layout, after = QVBoxLayout(window), QLineEdit()
    table = Table(model, theme, "Things", lambda t: t.name)
    layout.addWidget(table)
    layout.addWidget(after)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    table.setFocus()
    model.sort_by("name")
    table.selectRow(0)
    with qtbot.waitSignal(table.row_opened) as opened:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == [Thing("a", None)]
    QTest.keyClick(table, Qt.Key.Key_Tab)
    assert after.hasFocus()


def test_the_keyboard_sorts_by_the_column_it_is_in(
    table: Table[Thing], model: TableModel[Thing], qtbot: QtBot
) -> None:
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    table.setCurrentIndex(model.index(0, 1))
    QTest.keyClick(table, Qt.Key.Key_Down, both)
    assert model.sorted_by == ("size", True)
    header = table.horizontalHeader()
    assert header.sortIndicatorSection() == 1


def test_copying_gives_headings_and_the_chosen_rows(
    table: Table[Thing], model: TableModel[Thing], qtbot: QtBot
) -> None:
    model.sort_by("name")
    table.selectAll()
    with qtbot.waitSignal(table.rows_copied) as copied:
        QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert copied.args[0][:3] == [["Name", "Tier"], ["a, under", ""], ["b, under", "2, Big"]]


def test_columns_can_be_hidden_but_never_the_first(table: Table[Thing]) -> None:
    table.show_columns([])
    assert table.shown_columns() == ["name"]


def test_sizes_follow_the_zoom_and_never_the_content(
    table: Table[Thing], model: TableModel[Thing], theme: Theme
) -> None:
    width, height = table.columnWidth(0), table.rowHeight(0)
    model.set_rows([Thing("a very long name " * 20, 1)])
    assert (table.columnWidth(0), table.rowHeight(0)) == (width, height)
    theme.set_zoom(200)
    try:
        assert table.columnWidth(0) > 1.7 * width
        assert table.rowHeight(0) > 1.6 * height
    finally:
        theme.set_zoom(100)
