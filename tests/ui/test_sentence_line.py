"""The sentence line: labels that never lie on each other, dates that can be read out."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from resources.text import Text
from ui.theme import Theme
from ui.widgets.moments import Moment, arrange, merged
from ui.widgets.sentence_line import SentenceLine

TODAY = date(2026, 11, 22)
MOMENTS = [
    Moment(date(2022, 3, 4), "Start", "Sentence start"),
    Moment(date(2027, 2, 1), "Handover", "Handover", "handover"),
    Moment(date(2027, 9, 3), "CRD", "Conditional release (CRD)"),
    Moment(date(2031, 3, 3), "SED", "Sentence expiry (SED)"),
    Moment(date(2031, 3, 3), "LED", "Licence expiry (LED)"),
]


@given(st.lists(st.tuples(st.integers(0, 800), st.integers(20, 160)), max_size=14))
def test_labels_never_overlap_and_stay_inside(ticks: list[tuple[int, int]]) -> None:
    placed = arrange(sorted(ticks), 800, gap=8)
    for number, one in enumerate(placed):
        assert 0 <= one.left <= 800 - one.width
        for other in placed[number + 1 :]:
            apart = (
                one.left + one.width + 8 <= other.left or other.left + other.width + 8 <= one.left
            )
            assert one.level != other.level or apart


def test_far_apart_labels_stand_on_the_nearest_level() -> None:
    assert [p.level for p in arrange([(0, 50), (200, 50), (400, 50)], 500, 8)] == [0, 0, 0]


def test_near_labels_go_above_and_below() -> None:
    assert [p.level for p in arrange([(200, 90), (220, 90)], 500, 8)] == [0, 1]


def test_dates_of_one_day_share_a_tick() -> None:
    days = merged(MOMENTS)
    assert [m.label for m in days] == ["Start", "Handover", "CRD", "SED, LED"]


@pytest.fixture
def line(text: Text, theme: Theme, qtbot: QtBot) -> SentenceLine:
    made = SentenceLine(text, theme)
    qtbot.addWidget(made)
    made.display(MOMENTS, TODAY)
    made.resize(900, made.heightForWidth(900))
    made.show()
    return made


def test_today_has_its_place(line: SentenceLine) -> None:
    assert [m.label for m in line.moments] == ["Start", "Today", "Handover", "CRD", "SED, LED"]


def test_what_comes_next_is_said_before_anybody_asks(line: SentenceLine) -> None:
    assert "Handover: 1 February 2027, in 10 weeks" in line.readout


def test_arrow_keys_read_each_date(line: SentenceLine, qtbot: QtBot) -> None:
    read: list[str] = []
    line.moment_read.connect(read.append)
    for _ in range(7):
        QTest.keyClick(line, Qt.Key.Key_Right)
    assert [words.split(":")[0] for words in read] == [
        "Sentence start",
        "Today",
        "Handover",
        "Conditional release (CRD)",
        "Sentence expiry (SED), Licence expiry (LED)",
    ]
    QTest.keyClick(line, Qt.Key.Key_Home)
    assert line.readout.startswith("Sentence start")
    assert line.accessibleDescription() == line.readout


def test_the_mouse_reads_what_it_is_on(line: SentenceLine, qtbot: QtBot) -> None:
    with qtbot.waitSignal(line.moment_read) as read:
        QTest.mouseMove(line, QPoint(5, line.height() // 3))
    assert "Sentence start" in read.args[0]


def test_a_screen_reader_hears_every_date(line: SentenceLine) -> None:
    for words in ("Sentence start: 4 March 2022", "Today", "CRD", "SED"):
        assert words in line.accessibleDescription()


def test_narrow_lines_are_higher(line: SentenceLine) -> None:
    assert line.heightForWidth(220) > line.heightForWidth(1200)


def test_it_draws_whatever_it_is_given(text: Text, theme: Theme, qtbot: QtBot) -> None:
    line = SentenceLine(text, theme, small=True)
    qtbot.addWidget(line)
    for moments, band in (
        ([], None),
        ([Moment(TODAY, "CRD", "Conditional release")], None),
        ([Moment(TODAY + timedelta(days=d), f"L{d}", f"L{d}") for d in range(30)], None),
        (MOMENTS, (date(2026, 5, 1), date(2027, 2, 1))),
        ([Moment(date(1950, 1, 1), "Start", "Start"), Moment(date(2110, 1, 1), "SED", "x")], None),
    ):
        line.display(moments, TODAY, band)
        line.resize(300, max(line.heightForWidth(300), 10))
        assert not line.grab().isNull()
    line.display([], TODAY)
    assert line.isHidden()
