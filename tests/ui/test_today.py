"""The Today page: what is grouped and folded, keys, the small form, the picture of the weeks."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pomdesk.domain.duties import DutyFamily, DutyKind, DutyOwner, DutyState
from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.names import HIDDEN
from pomdesk.domain.record import MarkKind
from pomdesk.readmodels.duties import DutyLine, DutyWhy, Today
from pomdesk.services.commands.marks import MarkDuty, UnmarkDuty
from pomdesk.services.desk import Desk, Receipt
from pomdesk.services.queries.duties import DutiesDue, TodayOn, WhyDuty
from resources.text import Text
from tests.ui.duties import MONDAY, due, morning, snoozed, usual
from tests.ui.given import Given
from tests.ui.lines import TODAY
from tests.ui.walking import clashing, nameless, out_of_order, settle
from ui import dialogs
from ui.theme import Theme
from ui.today import rows as made
from ui.today.controller import TodayPage, matters
from ui.today.rows import BY_KIND, Row, Wanted
from ui.today.view import TodayView
from ui.today.words import DayWords, count_words, why
from ui.widgets.mark_form import Said, day_typed
from ui.window import Window

WEEK = timedelta(days=7)


def shapes(rows: Sequence[Row]) -> list[tuple[str, int]]:
    return [(row.kind, len(row.lines)) for row in rows]


# What is grouped and folded.


def test_one_persons_late_duties_of_a_family_are_one_row() -> None:
    late = made.late(morning(usual()), Wanted())
    assert shapes(late) == [("fold", 3), ("duty", 1)]
    assert late[0].lead is not None
    assert late[0].lead.duty.kind is DutyKind.OASYS_REVIEW, "the oldest speaks for them"


def test_an_open_row_shows_each_of_its_duties_below_it() -> None:
    today = morning(usual())
    fold = made.late(today, Wanted())[0]
    late = made.late(today, Wanted(opened=frozenset({fold.key})))
    assert shapes(late) == [("fold", 3), ("part", 1), ("part", 1), ("part", 1), ("duty", 1)]
    assert late[0].open


def test_families_of_a_person_do_not_fold_into_each_other() -> None:
    lines = [due(0, DutyKind.OASYS_REVIEW, -9), due(0, DutyKind.CONTACT, -5),
             due(1, DutyKind.CONTACT, -7)]  # fmt: skip
    late = made.late(morning(lines), Wanted())
    assert [row.lead.person_id for row in late if row.lead] == [1, 1, 2], "a person's stay together"


def test_by_kind_people_with_the_same_to_do_are_one_row() -> None:
    rows = made.coming(morning(usual()), Wanted(by=BY_KIND))
    refer = [row for row in rows if row.lead and row.lead.duty.kind is DutyKind.DUTY_TO_REFER]
    assert ("fold", 2) in shapes(refer)


def test_the_week_is_by_day_and_what_has_no_day_comes_last() -> None:
    rows = made.this_week(morning(usual()), Wanted())
    assert [(row.kind, row.day) for row in rows if row.head] == [("day", TODAY), ("day", None)]
    assert rows[-1].lines[0].duty.kind is DutyKind.DATA_TIER


def test_coming_is_by_week() -> None:
    rows = made.coming(morning(usual()), Wanted())
    days = [row.day for row in rows if row.head]
    assert days == sorted(days, key=lambda day: day or date.max)
    assert all(day is not None and day.weekday() == 0 for day in days)


def test_two_weeks_do_not_fold_into_each_other() -> None:
    lines = [due(0, DutyKind.OASYS_REVIEW, 20), due(0, DutyKind.OASYS_STALE, 40)]
    assert shapes(made.coming(morning(lines), Wanted())) == [
        ("week", 1), ("duty", 1), ("week", 1), ("duty", 1),
    ]  # fmt: skip


def test_what_waits_and_what_was_put_off_is_counted_and_opens() -> None:
    today = morning(usual())
    assert shapes(made.aside(today, Wanted())) == [("more", 1), ("more", 1)]
    opened = frozenset({("more", "snoozed")})
    rows = made.aside(today, Wanted(opened=opened))
    assert [row.section for row in rows] == ["blocked", "snoozed", "snoozed"]


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (Wanted(family="data"), 1),
        (Wanted(owner="com"), 1),
        (Wanted(pom="ODUYA, BEN"), 1),
        (Wanted(family="parole", owner="com"), 0),
    ],
)
def test_filters_hold_together(wanted: Wanted, count: int) -> None:
    lines = usual()[:14]
    assert sum(wanted.keeps(line) for line in lines) == count


def test_chips_count_under_the_other_filters() -> None:
    families, owners = made.counted(usual()[:14], Wanted(owner="com"))
    assert families == dict.fromkeys(families, 0) | {"all": 1, "oasys": 1}
    assert owners["all"] == 14


def test_a_week_shows_what_falls_due_in_it_and_nothing_late() -> None:
    lines = [due(0, DutyKind.CONTACT, -2), due(1, DutyKind.CONTACT, 0), due(2, DutyKind.CONTACT, 1)]
    rows = made.one_week(lines, Wanted(week=MONDAY), TODAY, MONDAY)
    assert [row.lead.person_id for row in rows if row.lead] == [2]
    rows = made.one_week(lines, Wanted(week=MONDAY + WEEK), TODAY, MONDAY)
    assert [row.lead.person_id for row in rows if row.lead] == [3]


def test_the_first_week_has_the_rest_of_the_weekend_before_it() -> None:
    assert TODAY.weekday() == 6
    lines = [due(0, DutyKind.CONTACT, 0), due(1, DutyKind.CONTACT, 7), due(2, DutyKind.CONTACT, 8)]
    wanted = Wanted(week=MONDAY + WEEK)
    rows = made.one_week(lines, wanted, TODAY, MONDAY + WEEK)
    assert [row.lead.person_id for row in rows if row.lead] == [1, 2]


@pytest.mark.parametrize("owner", ["all", "com"])
def test_each_bar_is_the_list_of_its_week_and_the_headings_add_up(text: Text, owner: str) -> None:
    today, wanted = morning(usual()), Wanted(owner=owner)
    for load in made.loads(today, usual(), wanted):
        rows = made.one_week(usual(), replace(wanted, week=load.starts), TODAY, MONDAY)
        shown = sum(len(row.lines) for row in rows if row.head)
        assert shown == sum(load.counts.values())
    bars = [sum(load.counts.values()) for load in today.weeks]
    undated = sum(line.duty.due is None for line in today.this_week)
    assert undated
    assert bars[0] == len(today.this_week) - undated
    assert sum(bars[1:9]) == len(today.coming)
    told = count_words(text, today.this_week)
    assert told == f"{bars[0]}, and {undated} without a day"
    assert count_words(text, today.coming) == str(len(today.coming))


def test_the_weeks_of_one_owner_are_counted_from_the_duties() -> None:
    today = morning(usual())
    assert made.loads(today, None, Wanted(owner="com")) is today.weeks
    loads = made.loads(today, usual(), Wanted(owner="com"))
    assert sum(sum(load.counts.values()) for load in loads) == 1
    assert [load.starts for load in loads] == [load.starts for load in today.weeks]


def test_the_count_from_duties_is_the_desks_own() -> None:
    today = morning(usual())
    counted = made._count(usual(), TODAY, Wanted(), today.weeks[0].starts)
    assert [dict(load.counts) for load in counted] == [dict(load.counts) for load in today.weeks]


# Words.


@pytest.mark.parametrize("kind", list(DutyKind))
def test_every_kind_says_why_in_six_words(text: Text, kind: DutyKind) -> None:
    words = why(text, due(0, kind, 3).duty)
    assert words
    assert len(words.split()) <= 6


def test_what_waits_says_on_what(text: Text) -> None:
    waiting = next(one for one in usual() if one.duty.state is DutyState.BLOCKED)
    assert text.code("duty", "handover_task") in why(text, waiting.duty)


def test_what_was_put_off_says_the_reason(text: Text) -> None:
    assert why(text, snoozed(0, DutyKind.CONTACT, 3, 9).duty) == "on leave until then"


def test_hidden_names_are_nowhere(text: Text) -> None:
    words = DayWords(text)
    words.today, words.blank = TODAY, True
    today = morning(usual())
    for by in ("person", "kind"):
        words.wanted = Wanted(by=by)
        for row in [*made.late(today, words.wanted), *made.coming(today, words.wanted)]:
            line = words.tell(row)
            said = " ".join([*line.plain, line.spoken])
            assert "O'Brien" not in said
            assert "A10" not in said


# The view.


@pytest.fixture
def view(text: Text, theme: Theme, qtbot: QtBot) -> TodayView:
    made_view = TodayView(text, theme)
    qtbot.addWidget(made_view)
    made_view.resize(1300, 800)
    made_view.show()
    made_view.activateWindow()
    qtbot.waitUntil(made_view.isActiveWindow)
    return made_view


@pytest.fixture
def full(view: TodayView) -> TodayView:
    view.display(morning(usual(), moved=3))
    view.setFocus()
    settle()
    return view


def here(view: TodayView) -> Row:
    row = view.columns.chosen()
    assert row is not None
    return row


def press(view: TodayView, key: Qt.Key | str) -> None:
    target = QApplication.focusWidget()
    assert target is not None
    if isinstance(key, str):
        QTest.keyClicks(target, key)
    else:
        QTest.keyClick(target, key)


def test_the_keyboard_begins_at_the_first_late_duty(full: TodayView) -> None:
    assert full.columns.lists[0].hasFocus()
    assert here(full).section == "late"


def test_left_and_right_change_the_list_and_one_row_is_marked(full: TodayView) -> None:
    press(full, Qt.Key.Key_Right)
    assert here(full).section == "week"
    marked = [part for part in full.columns.lists if part.selectionModel().hasSelection()]
    assert marked == [full.columns.lists[1]]
    press(full, Qt.Key.Key_Left)
    assert here(full).section == "late"


def test_headings_are_walked_over(full: TodayView) -> None:
    press(full, Qt.Key.Key_Right)
    kinds = []
    for _ in range(3):
        kinds.append(here(full).kind)
        press(full, Qt.Key.Key_Down)
    assert kinds == ["duty", "duty", "duty"]
    assert here(full).lines[0].duty.kind is DutyKind.DATA_TIER


def test_enter_opens_the_case_at_the_duty(full: TodayView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(full.case_opened) as opened:
        press(full, Qt.Key.Key_Return)
    assert opened.args == [1, "oasys_review"]


def test_space_opens_a_row_that_stands_for_several_and_closes_it(full: TodayView) -> None:
    press(full, " ")
    assert full.columns.lists[0].lines.rowCount() == 5
    press(full, Qt.Key.Key_Down)
    press(full, Qt.Key.Key_Down)
    assert here(full).lines[0].duty.kind is DutyKind.OASYS_STALE
    press(full, Qt.Key.Key_Up)
    press(full, Qt.Key.Key_Up)
    press(full, "-")
    assert full.columns.lists[0].lines.rowCount() == 2


@pytest.mark.parametrize(
    ("key", "mark", "day"),
    [("d", MarkKind.DONE, TODAY), ("s", MarkKind.SNOOZED, TODAY),
     ("n", MarkKind.NOT_NEEDED, TODAY)],
)  # fmt: skip
def test_a_key_asks_one_small_form_and_enter_saves_it(
    full: TodayView, qtbot: QtBot, key: str, mark: MarkKind, day: date
) -> None:
    press(full, key)
    assert full.form.isVisible()
    full.form.note_of(mark).setText(" seen  on the wing ")
    with qtbot.waitSignal(full.said) as heard:
        QTest.keyClick(full.form.note_of(mark), Qt.Key.Key_Return)
    said = cast(Said, heard.args[0])
    until = TODAY + WEEK if mark is MarkKind.SNOOZED else None
    expected = (1, "oasys_review", mark, day, until, "seen on the wing")
    assert (said.person_id, said.duty, said.mark, said.day, said.until, said.note) == expected
    assert not full.form.isVisible()
    assert full.columns.lists[0].hasFocus()


@pytest.mark.parametrize(
    ("key", "typed", "wrong"),
    [
        ("d", "", "mark.needed_day"),
        ("d", "+3", "mark.future"),
        ("s", "22/11/2026", "mark.past"),
    ],
)
def test_a_day_that_cannot_be_is_refused_beside_it(
    full: TodayView, text: Text, qtbot: QtBot, key: str, typed: str, wrong: str
) -> None:
    mark = MarkKind.DONE if key == "d" else MarkKind.SNOOZED
    press(full, key)
    full.form.day_of(mark).setText(typed)
    full.form.note_of(mark).setText("why")
    with qtbot.assertNotEmitted(full.said):
        QTest.keyClick(full.form.day_of(mark), Qt.Key.Key_Return)
    assert full.form.errors == [text(wrong)]
    assert full.form.day_of(mark).hasFocus()


@pytest.mark.parametrize("key", ["s", "n"])
def test_a_reason_is_always_asked(full: TodayView, text: Text, qtbot: QtBot, key: str) -> None:
    press(full, key)
    with qtbot.assertNotEmitted(full.said):
        full.form.save.click()
    assert full.form.errors == [text("mark.needed_reason")]


@pytest.mark.parametrize(
    ("typed", "ahead", "day"),
    [
        ("+7", True, date(2026, 11, 29)),
        ("1/12", True, date(2026, 12, 1)),
        ("1 dec", True, date(2026, 12, 1)),
        ("3/1", True, date(2027, 1, 3)),
        ("22/11", True, date(2027, 11, 22)),
        ("22/11", False, date(2026, 11, 22)),
        ("1/12", False, date(2025, 12, 1)),
        ("30 feb", True, None),
        ("soon", True, None),
        ("12/5/2027", True, date(2027, 5, 12)),
    ],
)
def test_days_as_people_type_them_in_a_hurry(typed: str, ahead: bool, day: date | None) -> None:
    assert day_typed(typed, TODAY, ahead=ahead) == day


def test_the_form_says_which_duty_and_names_nobody_while_names_are_hidden(full: TodayView) -> None:
    full.set_blank(True)
    press(full, "d")
    assert HIDDEN in full.form._title.text()
    full.set_blank(True)
    assert not full.form.isVisible()


def test_escape_puts_away_one_thing_at_a_time(full: TodayView) -> None:
    full.filters.choose_family(DutyFamily.OASYS.value)
    full.columns.active.setFocus()
    press(full, "d")
    assert full.step_back()
    assert not full.form.isVisible()
    assert full.words.wanted.family == "oasys"
    assert full.step_back()
    assert full.words.wanted.family == "all"
    assert not full.step_back()


def test_contact_why_and_bring_back_are_asked_by_key(full: TodayView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(full.contact_asked) as contact:
        press(full, "c")
    assert contact.args == [1]
    with qtbot.waitSignal(full.why_asked) as asked:
        press(full, "?")
    assert asked.args[0].duty.kind is DutyKind.OASYS_REVIEW
    with qtbot.assertNotEmitted(full.taken_back):
        press(full, "u")
    assert not full.todo.buttons["back"].isVisible()
    full.columns.choose(("more", "snoozed"))
    full.columns.active.setFocus()
    press(full, Qt.Key.Key_Return)
    press(full, Qt.Key.Key_Down)
    assert full.todo.buttons["back"].isVisible()
    with qtbot.waitSignal(full.taken_back) as back:
        press(full, "u")
    assert back.args[0].duty.kind is DutyKind.KEY_WORK


def test_a_click_does_what_the_key_does(full: TodayView, qtbot: QtBot) -> None:
    full.todo.buttons["done"].click()
    assert full.form.isVisible()
    full.form.cancel.click()
    with qtbot.waitSignal(full.case_opened):
        full.todo.buttons["open"].click()


def test_what_was_done_leaves_and_the_next_takes_its_place(full: TodayView) -> None:
    press(full, Qt.Key.Key_Down)
    left = here(full).key
    lines = [one for one in usual() if (one.person_id, one.duty.key) != left]
    full.display(morning(lines))
    assert here(full).section == "late"
    assert here(full).key != left
    lines = [one for one in lines if one.duty.state is not DutyState.OVERDUE]
    full.display(morning(lines))
    assert here(full).section == "week"
    assert full.columns.lists[1].hasFocus()


def test_the_chosen_row_stays_when_the_day_is_read_again(full: TodayView) -> None:
    press(full, Qt.Key.Key_Right)
    press(full, Qt.Key.Key_Down)
    key = here(full).key
    full.display(morning(usual()))
    assert here(full).key == key


def test_a_narrow_page_has_one_list_with_everything(full: TodayView) -> None:
    key = here(full).key
    full.resize(620, 800)
    settle()
    first, second, third = (part.isVisible() for part in full.columns.lists)
    assert (first, second, third) == (True, False, False)
    kinds = [row.section for row in full.columns.shown if row.kind == "section"]
    shown = [row.section for row in full.columns.lists[0].lines.rows if row.kind == "section"]
    assert kinds == []
    assert shown == ["late", "week", "coming"]
    assert here(full).key == key


def test_nobody_in_the_store_is_told_how_to_begin(view: TodayView, qtbot: QtBot) -> None:
    view.display(morning([], people=0))
    assert view.bring_in.isVisible()
    with qtbot.waitSignal(view.import_asked):
        view.bring_in.click()


def test_a_calm_day_says_so_in_each_list(view: TodayView, text: Text) -> None:
    view.display(morning([]))
    words = [column.none.text() for column in view.columns._columns]
    assert words == [text(f"today.nothing_{name}") for name in ("late", "week", "coming")]
    view.setFocus()
    assert view.bars.hasFocus()


def test_what_moved_is_told_only_when_something_did(full: TodayView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(full.moves_asked):
        full.look.click()
    full.display(morning(usual(), moved=0))
    assert not full._moved.isVisible()


def test_poms_are_offered_where_there_are_several(full: TodayView) -> None:
    assert full.filters.pom.isVisible()
    full.filters.pom.setCurrentIndex(full.filters.pom.findData("ODUYA, BEN"))
    shown = [row.lead for row in full.columns.shown if row.lead]
    assert [line.duty.kind for line in shown] == [DutyKind.DUTY_TO_REFER]
    full.display(morning([due(0, DutyKind.CONTACT, 1)]))
    assert not full.filters.pom.isVisible()


def test_controls_have_names_and_tab_goes_in_reading_order(full: TodayView) -> None:
    for key in ("", "d", "s"):
        if key:
            full.columns.active.setFocus()
            press(full, key)
        settle()
        assert [*nameless(full), *clashing(full), *out_of_order(full)] == []


def test_export_holds_what_is_shown(full: TodayView) -> None:
    full.filters.choose_family("oasys")
    titles, cells = full.sheet()
    rows = cells()
    assert all(len(row) == len(titles) for row in rows)
    assert {row[3] for row in rows} == {"OASys"}
    assert rows[0][6] == TODAY - timedelta(days=40)


# The picture of the weeks.


def test_arrows_read_a_week_and_enter_keeps_it(full: TodayView, qtbot: QtBot) -> None:
    bars = full.bars
    bars.setFocus()
    press(full, Qt.Key.Key_Home)
    press(full, Qt.Key.Key_Right)
    press(full, Qt.Key.Key_Right)
    assert "OASys" in bars.accessibleDescription()
    with qtbot.waitSignal(full.further_asked):
        press(full, Qt.Key.Key_Return)
    assert full.words.wanted.week == MONDAY + 2 * WEEK
    shown = [row.lead for row in full.columns.shown if row.lead]
    assert shown
    assert all(full.words.wanted.week <= (one.duty.due or TODAY) for one in shown)
    press(full, Qt.Key.Key_Return)
    assert full.words.wanted.week is None


def test_a_click_on_a_bar_keeps_its_week(full: TodayView) -> None:
    room = full.bars._column(4)
    QTest.mouseClick(full.bars, Qt.MouseButton.LeftButton, pos=QPoint(room.center()))
    assert full.words.wanted.week == full.bars.weeks[4].starts


def test_a_week_beyond_the_page_is_filled_when_it_was_asked_for(full: TodayView) -> None:
    week = full.bars.weeks[11].starts
    full.bars.week_chosen.emit(week)
    assert full.columns.chosen() is None
    full.display_further(usual())
    assert here(full).lines[0].duty.kind is DutyKind.LICENCE_CONDITIONS


def test_up_and_down_go_through_the_families_there_are(full: TodayView) -> None:
    full.bars.setFocus()
    press(full, Qt.Key.Key_Down)
    assert full.words.wanted.family == "oasys"
    assert full.filters.families.chosen == "oasys"
    press(full, Qt.Key.Key_Up)
    assert full.words.wanted.family == "all"


def test_each_week_is_read_out_with_its_families(full: TodayView, text: Text) -> None:
    load = full.bars.weeks[2]
    words = full.bars.words_of(load)
    assert text.short_day(load.starts) in words
    assert all(text.code("duty_family", family) in words for family in load.counts)


# The page.


class StubDesk(Given):
    """Answers from what it was given, and notes what it is told."""

    today = TODAY
    who = "A Khan"
    notices: tuple[str, ...] = ()

    def __init__(self, day: Today) -> None:
        self.day = day
        self.asked: list[Any] = []
        self.done: list[Any] = []
        self.refuses = False

    def ask(self, query: Any) -> Any:
        self.asked.append(query)
        if isinstance(query, TodayOn):
            return self.day
        if isinstance(query, DutiesDue):
            return made.everything(self.day)
        assert isinstance(query, WhyDuty)
        every = made.everything(self.day)
        found = next(line for line in every if line.duty.key == query.key)
        return DutyWhy(found, (), (), ())

    def do(self, command: Any) -> Receipt[None]:
        if self.refuses:
            raise RequestRefused("REQ-PERSON", number="")
        self.done.append(command)
        return Receipt(command.name, 7, None)


@pytest.fixture
def desk() -> StubDesk:
    return StubDesk(morning(usual(), moved=2))


@pytest.fixture
def page(window: Window, desk: StubDesk, qtbot: QtBot) -> TodayPage:
    qtbot.addWidget(window)
    made_page = TodayPage(window, cast(Desk, desk))
    window.resize(1400, 900)
    window.show_pages([made_page], "today")
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    made_page.view.setFocus()
    return made_page


def test_the_page_names_the_day_and_what_matters(page: TodayPage, text: Text) -> None:
    assert page.title() == "Today, Sunday 22 November 2026"
    assert page.summary.startswith(text.count("today.matters.late", 4))
    assert text.count("today.matters.moved", 2) in page.summary


def test_while_the_day_is_in_doubt_every_state_says_so_in_words(
    page: TodayPage, desk: StubDesk, window: Window, text: Text
) -> None:
    def marks() -> set[tuple[str, str]]:
        rows = [row for row in page.view.columns.shown if row.lead is not None]
        told = (mark for row in rows for mark in page.view.words.tell(row).marks)
        return {(mark.words, mark.colour) for mark in told}

    assert ("Overdue", "red") in marks()
    desk.notices = ("TIM-JUMP",)
    page.refresh()
    assert ("Overdue, if the date is right", "grey") in marks()
    assert not {colour for _words, colour in marks()} & {"red", "yellow"}
    assert page.summary.startswith(text("today.matters.doubted"))
    desk.notices = ()
    page.refresh()
    assert ("Overdue", "red") in marks()


def test_a_day_with_nothing_says_when_the_next_is_due(text: Text) -> None:
    day = morning([due(0, DutyKind.CONTACT, 9)])
    assert matters(text, day).startswith(text("today.matters.nothing"))
    assert "1 Dec 2026" in matters(text, day)
    assert matters(text, replace(day, people=0)) == ""


def test_what_was_read_before_is_not_asked_again(window: Window, desk: StubDesk) -> None:
    page = TodayPage(window, cast(Desk, desk), desk.day)
    page.refresh()
    assert desk.asked == []
    page.refresh()
    assert desk.asked == [TodayOn()]
    page.view.deleteLater()


def test_done_is_kept_told_and_can_be_undone(
    page: TodayPage, desk: StubDesk, window: Window, text: Text
) -> None:
    press(page.view, "d")
    QTest.keyClick(page.view.form.day_of(MarkKind.DONE), Qt.Key.Key_Return)
    assert desk.done == [MarkDuty(1, "oasys_review", MarkKind.DONE, TODAY, None, "")]
    told = text("mark.told_done", duty=text.code("duty", "oasys_review"))
    assert window.messages.words == told
    assert "O'Brien" not in told, "a message may stay on the screen"
    assert window.messages.undo.isVisible()


def test_what_the_desk_refuses_is_told(page: TodayPage, desk: StubDesk, window: Window) -> None:
    desk.refuses = True
    press(page.view, "d")
    page.view.form.save.click()
    assert window.messages.words
    assert not window.messages.undo.isVisible()


def test_bring_back_takes_the_mark_away(page: TodayPage, desk: StubDesk) -> None:
    line = next(one for one in usual() if one.duty.snoozed_until is not None)
    page.view.taken_back.emit(line)
    assert desk.done == [UnmarkDuty(line.person_id, "key_work")]


def test_why_opens_beside_the_lists_and_escape_comes_back(page: TodayPage) -> None:
    press(page.view, "?")
    assert page.view.why.isVisible()
    assert page.step_back()
    assert not page.view.why.isVisible()
    assert page.view.columns.lists[0].hasFocus()


def test_duties_beyond_the_page_are_asked_only_when_wanted(page: TodayPage, desk: StubDesk) -> None:
    assert desk.asked == [TodayOn()]
    page.view.bars.week_chosen.emit(page.view.bars.weeks[10].starts)
    assert desk.asked[-1] == DutiesDue(within_days=84)


def test_the_place_outlives_the_key(page: TodayPage, window: Window, desk: StubDesk) -> None:
    page.view.columns.choose((2, "contact"))
    place = page.place()
    again = TodayPage(window, cast(Desk, desk))
    again.return_to(place)
    again.refresh()
    assert again.place() == place == (2, "contact")
    again.view.deleteLater()


def test_the_person_chosen_is_who_a_contact_is_about(page: TodayPage) -> None:
    assert page.person() == 1


def test_copied_lines_are_plain(page: TodayPage, window: Window, text: Text) -> None:
    QTest.keyClick(page.view.columns.lists[0], Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text().startswith("O'Brien, Sean\t")
    assert window.messages.words == text.count("today.copied", 1)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_is_written_where_asked(
    page: TodayPage, window: Window, tmp_path: Path, kind: str
) -> None:
    target = tmp_path / f"out.{kind}"
    dialogs.answer_next(lambda _chooser: target)
    page.view.export_asked.emit(kind)
    assert target.stat().st_size > 0
    assert "out." in window.messages.words


def test_a_list_of_thousands_makes_no_widget_a_line(view: TodayView) -> None:
    kinds = list(DutyKind)
    lines: list[DutyLine] = [due(n, kinds[n % len(kinds)], n % 80 - 20) for n in range(3000)]
    view.display(morning([due(0, DutyKind.CONTACT, 1)]))
    before = len(view.findChildren(QObject))
    view.display(morning(lines))
    assert len(view.findChildren(QObject)) == before


def test_owners_are_offered_only_where_something_is_not_ones_own(view: TodayView) -> None:
    view.display(morning([due(0, DutyKind.CONTACT, 1)]))
    assert not view.filters.owners.isVisible()
    view.display(morning([due(0, DutyKind.CONTACT, 1, owner=DutyOwner.KEY_WORKER)]))
    assert view.filters.owners.isVisible()


def test_rows_and_headings_have_their_own_height_after_folding(full: TodayView) -> None:
    part = full.columns.lists[0]
    for width in (620, 1300):
        full.resize(width, 800)
        settle()
    heights = {part.rowHeight(n) for n in range(part.lines.rowCount())}
    assert heights == {part._delegate.row_height()}
    second = full.columns.lists[1]
    assert second.rowHeight(0) == second._delegate.head_height()


def test_why_keeps_the_chosen_row(full: TodayView) -> None:
    press(full, Qt.Key.Key_Down)
    key = here(full).key
    for width in (620, 1300, 620, 1300):
        full.resize(width, 800)
        settle()
        assert here(full).key == key
