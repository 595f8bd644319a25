"""The page about what moved: one calm list by cause, the trace of one person, Seen."""

from datetime import date, timedelta
from typing import Any, cast

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from pomdesk.domain.names import HIDDEN
from pomdesk.readmodels.moves import DateMoved, MoveCause, Moves
from pomdesk.services.commands.moves import MarkMovesSeen
from pomdesk.services.desk import Desk, Receipt
from resources.text import Text
from tests.ui.duties import moves, person_moved
from tests.ui.lines import TODAY
from tests.ui.walking import clashing, nameless, out_of_order, settle
from ui.theme import Theme
from ui.today import moved_words as words
from ui.today.moves_controller import MovesPage
from ui.today.moves_view import MovesView
from ui.window import Window


@pytest.fixture
def view(text: Text, theme: Theme, qtbot: QtBot) -> MovesView:
    made = MovesView(text, theme)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def mixed() -> Moves:
    recalled = person_moved(3, cause=MoveCause.RECALL, duties=[])
    return moves(recalled, *(person_moved(n) for n in (4, 5)))


def test_people_stand_under_what_moved_them(view: MovesView, text: Text) -> None:
    view.display(mixed())
    told = [view.list.lines.line(n) for n in range(view.list.lines.rowCount())]
    assert [line.title for line in told][:2] == [text("moves.cause.recall"), "Smith-Jones, Tariq"]
    assert told[2].title == text("moves.cause.release_date")
    assert told[2].what == text.count("count.people", 2)
    assert view.list.lines.heads == {0, 2}


def test_a_line_says_what_changed_and_what_it_moved(text: Text) -> None:
    line = words.summary(text, person_moved(0), TODAY, blank=False)
    assert line.what == "CRD 12 May 2027 → 3 Feb 2027"
    assert line.more == "Handover 28 Aug 2026 → 20 May 2026. 3 duties moved."
    assert [mark.words for mark in line.marks] == [text.count("moves.now_late", 2)]


def test_a_line_shouts_when_the_handover_has_passed_by_moving(text: Text) -> None:
    yesterday, ahead = TODAY - timedelta(1), TODAY + timedelta(30)

    def marks(before: date | None, after: date | None, **others: tuple[str, str]) -> list[str]:
        moved = person_moved(
            0, duties=[], results=[DateMoved("worked.handover_on", before, after)], others=others
        )
        return [mark.words for mark in words.summary(text, moved, TODAY, blank=False).marks]

    assert marks(ahead, TODAY) == marks(None, yesterday) == [text("moves.handover_passed")]
    assert not marks(yesterday, yesterday - timedelta(9))
    assert not marks(yesterday, ahead)
    turned = {"worked.responsibility": ("Community", "CustodyOnly")}
    assert marks(yesterday, ahead, **turned) == ["Now: Custody"]


def test_a_line_of_somebody_whose_facts_are_no_dates(text: Text) -> None:
    moved = person_moved(
        0, facts=[], results=[], duties=[], others={"person.prison_id": ("A", "B")}
    )
    line = words.summary(text, moved, TODAY, blank=False)
    assert line.what == "Prison: A → B"
    assert line.more == text("moves.same_duties")
    assert not line.marks


def test_the_trace_goes_from_facts_over_results_to_duties(text: Text) -> None:
    moved = person_moved(0)
    facts = words.fact_lines(text, moved)
    assert [(line.name, line.value, line.more) for line in facts] == [
        ("Conditional release (CRD)", "12 May 2027 → 3 Feb 2027", "14 weeks earlier"),
        ("Security category", "C → D", ""),
        ("Recalled", "no → yes", ""),
    ]
    results = words.result_lines(text, moved)
    assert [line.value for line in results] == ["28 Aug 2026 → 20 May 2026"]
    duties = words.duty_lines(text, moved.duties)
    assert [line.more for line in duties] == ["14 weeks earlier", "14 weeks earlier", "new"]
    assert duties[0].mark is not None
    assert duties[0].mark.words == text.code("duty_state", "overdue")
    assert text("checklist.contacted_com") in duties[2].name


def test_results_that_are_codes_are_told_in_words(text: Text) -> None:
    others = {
        "worked.responsibility": ("CustodyOnly", "Community"),
        "worked.scope": ("inside", "no_release_date"),
        "probation.rosh_level": (None, "HIGH"),
        "assessments.completed_on": ("2026-01-05", "2026-11-20"),
    }
    moved = person_moved(0, others=others, results=[])
    values = [line.value for line in words.result_lines(text, moved)]
    assert values == ["Custody → Community", "Inside OMiC policy → No release date of any kind"]
    facts = {line.value for line in words.fact_lines(text, moved)}
    assert {"none → High", "5 Jan 2026 → 20 Nov 2026"} <= facts


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (date(2027, 1, 1), date(2027, 1, 9), "8 days later"),
        (date(2027, 1, 1), date(2026, 12, 31), "1 day earlier"),
        (date(2027, 1, 1), None, "no longer there"),
        (None, date(2027, 1, 1), "new"),
    ],
)
def test_how_far_a_date_moved(
    text: Text, before: date | None, after: date | None, said: str
) -> None:
    assert words.shift(text, DateMoved("worked.handover_on", before, after)) == said


def test_walking_down_shows_each_trace(view: MovesView, qtbot: QtBot) -> None:
    view.display(mixed())
    view.setFocus()
    assert view.trace.name.text() == "Smith-Jones, Tariq"
    QTest.keyClick(view.list, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: view.trace.name.text() == "McDonald, Ewan")
    assert "Conditional release" in view.trace.accessibleDescription()


def test_three_hundred_people_are_one_list(view: MovesView) -> None:
    view.display(moves(person_moved(0)))
    before = len(view.findChildren(QObject))
    view.display(moves(*(person_moved(n) for n in range(300))))
    assert view.list.lines.rowCount() == 301
    assert len(view.findChildren(QObject)) <= before + 40


def test_enter_opens_the_case(view: MovesView, qtbot: QtBot) -> None:
    view.display(mixed())
    view.setFocus()
    with qtbot.waitSignal(view.case_opened) as opened:
        QTest.keyClick(view.list, Qt.Key.Key_Return)
    assert opened.args == [4]


def test_hidden_names_are_nowhere(view: MovesView) -> None:
    view.display(mixed())
    view.set_blank(True)
    assert view.trace.name.text() == view.trace.number.text() == HIDDEN
    assert "Smith" not in "".join(view.list.lines.line(1).plain)


def test_nothing_moved_is_said(view: MovesView) -> None:
    view.display(moves())
    assert view._empty.isVisible()


@pytest.mark.parametrize("width", [1200, 640])
def test_controls_have_names_and_tab_goes_in_reading_order(view: MovesView, width: int) -> None:
    view.display(mixed())
    view.resize(width, 700)
    settle()
    assert [*nameless(view), *clashing(view), *out_of_order(view)] == []


class StubDesk:
    """What moved, until it was seen."""

    today = TODAY

    def __init__(self) -> None:
        self.moves = mixed()
        self.done: list[Any] = []

    def ask(self, _query: Any) -> Moves:
        return self.moves

    def do(self, command: MarkMovesSeen) -> Receipt[None]:
        self.done.append(command)
        self.moves = moves()
        return Receipt(command.name, 9, None)


@pytest.fixture
def page(window: Window, qtbot: QtBot) -> MovesPage:
    qtbot.addWidget(window)
    made = MovesPage(window, cast(Desk, StubDesk()))
    window.resize(1300, 800)
    window.show_pages([made], "moves")
    window.show()
    return made


def test_seen_empties_the_page_and_can_be_undone(page: MovesPage, window: Window) -> None:
    assert page.summary == "3 people moved. 2 have something late now."
    page.view.seen.click()
    assert cast(StubDesk, page.desk).done == [MarkMovesSeen(7)]
    assert page.view._empty.isVisible()
    assert page.summary == ""
    assert window.messages.undo.isVisible()


def test_the_place_outlives_the_key(page: MovesPage, window: Window) -> None:
    page.return_to(6)
    assert page.place() == 6
    again = MovesPage(window, page.desk)
    again.return_to(6)
    again.refresh()
    assert again.person() == 6
    again.view.deleteLater()


def test_the_paper_is_asked_for(page: MovesPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.print_asked):
        page.view.print.click()
