"""The visits page: which walk now, planning one by keyboard, packs that were lost."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from pomdesk.domain.names import HIDDEN
from pomdesk.domain.visits import Captured, Flag, PackState, PlaceFix, VisitState
from pomdesk.services.commands.visit_ends import EndVisit
from pomdesk.services.commands.visit_planning import DropVisit
from pomdesk.services.commands.visits import BeginVisit, CaptureStop
from pomdesk.services.desk import Desk
from pomdesk.services.queries.visits import VisitOf
from pomdesk.services.queries.visits import VisitsNow as AskVisits
from reports.visit.words import ask_words, cell_words, flag_words
from resources.text import Text
from tests.ui.visit_lines import (
    CONTACT,
    NOON,
    QUESTION,
    TODAY,
    now,
    pack,
    proposal,
    proposed,
    visit,
)
from tests.ui.walking import clashing, nameless, settle
from ui import dialogs, packs
from ui.theme import Theme
from ui.visits.asks import beginning
from ui.visits.controller import VisitsPage
from ui.visits.matters import matters, summary
from ui.visits.narrowed import Wanted, plan_of
from ui.visits.view import PARTS, VisitsView
from ui.widgets.fields_form import FieldsForm
from ui.widgets.label import Label
from ui.widgets.visit_words import CardWords, where_words
from ui.window import Window

WORDS = CardWords(ask_words, flag_words, cell_words)
PEOPLE = (
    proposed(1, CONTACT),
    proposed(2),
    proposed(3, QUESTION, CONTACT, wing="B"),
    proposed(4, QUESTION, wing="B", last_seen=None),
)


@pytest.fixture
def view(text: Text, theme: Theme, qtbot: QtBot) -> VisitsView:
    made = VisitsView(text, theme, WORDS)
    qtbot.addWidget(made)
    made.resize(1000, 680)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def planning(view: VisitsView, text: Text, *people: Any) -> Any:
    view.turn_to("plan")
    view.plan.display(plan_of(text, proposal(*(people or PEOPLE))), TODAY, 0)
    return view.plan


def shown(view: VisitsView) -> list[int]:
    model = view.plan.model
    return [model.rows[i].person_id for i in model.shown]


# The list.


def test_what_is_under_way_comes_before_what_is_to_decide_packs_and_plans(text: Text) -> None:
    out = pack(expired=True, expires_at=NOON - timedelta(days=1))
    told = matters(
        text,
        now(
            visit(1),
            visit(2, state=VisitState.ENDED, clashes=2),
            visit(3, state=VisitState.ENDED, pack=out),
            visit(4, state=VisitState.UNDER_WAY, noted=1),
            visit(5, day=TODAY - timedelta(1)),
            visit(6, day=TODAY + timedelta(1), pack=pack(expires_at=NOON + timedelta(days=2))),
        ),
    )
    assert [(one.do, one.number) for one in told] == [
        ("go_on", 4), ("decide", 2), ("bring", 3), ("start", 1), ("start", 5),
    ]  # fmt: skip
    assert told[0].words == "Wing 4: 1 of 3 noted, and not ended."
    assert "opens no more since 22 Nov 2026" in told[2].words
    assert told[4].words == "Planned for 22 Nov 2026 and not begun: Wing 5, 3 people."


def test_a_pack_that_ends_tomorrow_is_told_and_one_that_came_back_is_not(text: Text) -> None:
    soon = pack(expires_at=NOON + timedelta(days=1))
    back = pack(state=PackState.BACK, expired=True)
    ended = {"state": VisitState.ENDED}
    told = matters(text, now(visit(1, pack=soon, **ended), visit(2, pack=back, **ended)))
    assert [one.number for one in told] == [1]
    assert "A Jones, laptop 3" in told[0].words


def test_a_shut_visit_is_not_gone_on_with(text: Text) -> None:
    (one,) = matters(text, now(visit(1, state=VisitState.UNDER_WAY, shut=True, from_pack=True)))
    assert (one.do, one.kind) == ("open", "trouble")


def test_the_line_counts_what_there_is(text: Text) -> None:
    assert summary(text, now()) == ""
    lines = now(visit(1), visit(2, state=VisitState.UNDER_WAY, clashes=1, pack=pack()))
    assert summary(text, lines) == (
        "1 visit is under way. 1 is planned. 1 visit pack is out. 1 thing is to be decided."
    )


def test_a_visit_says_day_where_state_people_and_pack(view: VisitsView) -> None:
    view.display(now(visit(7, state=VisitState.UNDER_WAY, noted=2, pack=pack(), clashes=1)))
    model = view.list.model
    assert [model.spoken(0, place) for place in range(6)] == [
        "Day: 23 Nov 2026, today",
        "Where: Wing 7, Leeds, A Jones",
        "State: 2 of 3 noted, Under way, 1 to decide",
        "People: 3",
        "Visit pack: A Jones, laptop 3, Taken out",
        "Sheet code: V7K-3MQ",
    ]
    opened: list[int] = []
    view.list.visit_opened.connect(opened.append)
    view.setFocus()
    QTest.keyClick(view.list.table, Qt.Key.Key_Return)
    assert opened == [7]


def test_visits_keep_the_order_they_came_in(view: VisitsView) -> None:
    ended = visit(2, state=VisitState.ENDED, day=TODAY - timedelta(9))
    view.display(now(visit(5, state=VisitState.UNDER_WAY), visit(9), visit(3), ended))
    model = view.list.model
    assert [model.row_at(line).id for line in range(4)] == [5, 9, 3, 2]


def test_an_empty_list_says_what_to_do(view: VisitsView, text: Text) -> None:
    view.display(now())
    said = [label.text() for label in view.findChildren(QLabel) if label.isVisible()]
    assert text("visits_page.empty") in said
    assert not view.list.lost.isVisible()
    assert view.list.buttons["plan"].property("kind") == "main"


def test_what_matters_has_the_one_main_button(view: VisitsView) -> None:
    view.display(now(visit(1, state=VisitState.UNDER_WAY)))
    assert view.list.buttons["plan"].property("kind") == "quiet"
    view.display(now())
    assert view.list.buttons["plan"].property("kind") == "main"


def test_lost_packs_name_whom_they_held(view: VisitsView) -> None:
    lost = pack(state=PackState.LOST, people=("A0001BC Name1", "A0002BC Name2"), why="On a train.")
    view.display(now(lost=[lost]))
    view.list.lost.click()
    view.turn_to("lost")
    rows = view.lost.rows.lines
    head, *who = [rows.line(n).title for n in range(3)]
    assert head.endswith("A Jones, laptop 3, 2 people. On a train.")
    assert who == ["A0001BC Name1", "A0002BC Name2"]
    asked: list[int] = []
    view.lost.people_asked.connect(asked.append)
    view.lost.people.click()
    assert asked == [1]
    view.set_blank(True)
    assert rows.line(1).title == HIDDEN
    assert view.step_back()
    assert view.part == "list"


# Planning.


def test_only_who_needs_seeing_is_shown_in_walking_order(view: VisitsView, text: Text) -> None:
    plan = planning(view, text)
    assert shown(view) == [1, 3, 4]
    plan.filters.only.click()
    assert shown(view) == [1, 2, 3, 4]
    assert plan.model.spoken(0, 1) == "Cell: A-1-001, Wing A, landing 1"
    assert plan.model.spoken(0, 3) == "Late: Late"
    assert plan.model.spoken(2, 4).startswith("Why: Ask: What would help")
    assert plan.model.spoken(3, 7) == "Last seen: Never"


def test_flags_are_told_in_words(view: VisitsView, text: Text) -> None:
    moved = replace(proposed(1, CONTACT), flags=(Flag.MOVED, Flag.HOSPITAL), was="C-2-001")
    plan = planning(view, text, moved)
    assert plan.model.spoken(0, 5) == "To know: Moved here from C-2-001, In hospital"


def test_alerts_are_told_before_flags_counted_and_hidden_with_the_names(
    view: VisitsView, text: Text
) -> None:
    one = proposed(1, CONTACT, alerts=("No one-to-ones",))
    other = proposed(2, QUESTION, alerts=("No one-to-ones", "Self harm"))
    plan = planning(view, text, replace(one, flags=(Flag.MOVED,), was="C-2-001"), other)
    assert plan.model.spoken(0, 5) == "To know: Moved here from C-2-001, No one-to-ones"
    plan.ticks["shown"].click()
    assert plan.sum.text().endswith(
        "1 late. Alert No one-to-ones: 2 people. Alert Self harm: 1 person."
    )
    view.set_blank(True)
    assert plan.model.spoken(0, 5) == "To know: Moved here from C-2-001"
    assert "Alert" not in plan.sum.text()


def test_where_several_poms_have_people_one_is_chosen(view: VisitsView, text: Text) -> None:
    filters = planning(view, text).filters
    assert filters.pom.isHidden()
    named = [replace(PEOPLE[0], pom_name="SHAH, P"), replace(PEOPLE[2], pom_name="BELL, A")]
    planning(view, text, *named, PEOPLE[3])
    offered = [filters.pom.itemText(n) for n in range(filters.pom.count())]
    assert offered == ["Every POM", "Bell, A", "Shah, P", "No POM named"]
    filters.pom.setCurrentIndex(2)
    filters.pom.activated.emit(2)
    assert shown(view) == [1]
    filters.pom.setCurrentIndex(3)
    filters.pom.activated.emit(3)
    assert shown(view) == [4]
    assert view.step_back()
    assert shown(view) == [1, 3, 4]


def test_only_a_visit_that_is_not_over_is_taken_out(view: VisitsView) -> None:
    out = view.list.buttons["out"]
    view.display(now())
    assert not out.isEnabled()
    view.display(now(visit(1), visit(2, state=VisitState.ENDED)))
    assert out.isEnabled()
    view.list.table.choose(lambda line: line.id == 2)
    assert not out.isEnabled()
    view.display(now(visit(1, from_pack=True)))
    assert not out.isEnabled()


def test_wings_and_landings_are_those_where_anybody_is(view: VisitsView, text: Text) -> None:
    filters = planning(view, text).filters
    assert [filters.wing.itemText(n) for n in range(3)] == ["Every wing", "Wing A", "Wing B"]
    assert filters.prison.isHidden()
    assert not filters.landing.isEnabled()
    filters.wing.setCurrentIndex(2)
    filters.wing.activated.emit(2)
    assert shown(view) == [3, 4]
    assert filters.landing.itemText(1) == "Landing 1"
    filters.search.setText("name4")
    assert shown(view) == [4]
    assert view.step_back()
    assert shown(view) == [1, 3, 4]
    assert view.step_back()
    assert view.part == "list"


def test_with_several_prisons_the_one_with_most_people_comes_first(text: Text) -> None:
    plan = plan_of(
        text,
        proposal(proposed(9, CONTACT, prison_id="WDI"), *PEOPLE,
                 prisons=(("LEI", "Leeds"), ("WDI", "Wakefield"))),
    )  # fmt: skip
    assert plan.busiest == "LEI"
    assert plan.prison_of({9}, None) == "WDI"
    assert plan.prison_of({9}, "LEI") == "LEI"
    keep = plan.keeping(Wanted(prison="WDI"))
    assert keep(list(range(5))) == [0]


def test_space_ticks_and_the_sum_follows(view: VisitsView, text: Text) -> None:
    plan = planning(view, text)
    assert not plan.save.isEnabled()
    assert plan.sum.text() == "Nobody is ticked yet."
    view.setFocus()
    QTest.keyClick(plan.table, Qt.Key.Key_Space)
    assert plan.ticked == {1}
    assert plan.model.spoken(0, 0) == "See: ticked"
    QTest.keyClick(plan.table, Qt.Key.Key_Down)
    QTest.keyClick(plan.table, Qt.Key.Key_Space)
    assert plan.sum.text() == "2 people, about 28 minutes (25 + 3 walking), 2 late"
    assert plan.title.text() == "Wings A and B"
    plan.filters.search.setText("name1")
    assert plan.sum.text().endswith("1 of them is not shown by the filter.")
    QTest.keyClick(plan.table, Qt.Key.Key_Space)
    assert plan.ticked == {3}


def test_several_rows_are_ticked_at_once_and_a_click_on_the_box_ticks_one(
    view: VisitsView, text: Text
) -> None:
    plan = planning(view, text)
    plan.table.selectAll()
    QTest.keyClick(plan.table, Qt.Key.Key_Space)
    assert plan.ticked == {1, 3, 4}
    place = plan.table.visualRect(plan.model.index(1, 0)).center()
    QTest.mouseClick(plan.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert plan.ticked == {1, 4}
    other = plan.table.visualRect(plan.model.index(1, 2)).center()
    QTest.mouseClick(plan.table.viewport(), Qt.MouseButton.LeftButton, pos=other)
    assert plan.ticked == {1, 4}


def test_ticks_of_the_late_of_all_and_of_nobody(view: VisitsView, text: Text) -> None:
    plan = planning(view, text)
    plan.ticks["late"].click()
    assert plan.ticked == {1, 3}
    plan.ticks["shown"].click()
    assert plan.ticked == {1, 3, 4}
    plan.ticks["none"].click()
    assert plan.ticked == set()


@pytest.mark.parametrize("typed", ["", "tomorrow", "22/11/2026"])
def test_a_day_that_is_none_or_past_is_told_beside_it(
    view: VisitsView, text: Text, typed: str
) -> None:
    plan = planning(view, text)
    saved: list[object] = []
    plan.save_asked.connect(lambda *said: saved.append(said))
    plan.ticks["shown"].click()
    plan.day.setText(typed)
    plan.save.click()
    assert plan.fault.isVisible()
    assert not saved
    plan.day.setText("24/11/2026")
    plan.save.click()
    assert not plan.fault.isVisible()
    assert saved == [(date(2026, 11, 24), [1, 3, 4], "Wings A and B")]


def test_a_title_that_was_typed_is_not_put_over(view: VisitsView, text: Text) -> None:
    plan = planning(view, text)
    plan.title.setFocus()
    QTest.keyClicks(plan.title, "Before lunch")
    plan.ticks["shown"].click()
    assert plan.title.text() == "Before lunch"


def test_who_is_ticked_survives_a_lock(view: VisitsView, text: Text) -> None:
    plan = planning(view, text)
    assert plan.draft() is None
    plan.ticks["late"].click()
    kept = plan.draft()
    assert kept is not None
    plan.clear()
    assert plan.draft() is None
    plan.take_draft(kept)
    assert plan.ticked == {1, 3}
    assert plan.draft() == kept
    plan.display(plan_of(text, proposal(PEOPLE[0])), TODAY, 0)
    assert plan.ticked == {1}  # the other one is not on the desk any more


def test_nobody_to_see_says_why(view: VisitsView, text: Text) -> None:
    plan = planning(view, text, proposed(2))
    assert plan.nobody.text() == text("visits_page.nobody.needs")
    plan.filters.only.click()
    plan.filters.search.setText("zzz")
    assert plan.nobody.text() == text("visits_page.nobody.fits")
    plan.display(plan_of(text, proposal()), TODAY, 0)
    assert plan.nobody.text() == text("visits_page.nobody.desk")


def test_hidden_names_are_hidden_while_planning(view: VisitsView, text: Text) -> None:
    plan = planning(view, text)
    view.set_blank(True)
    assert plan.model.cell(0, 2) == (HIDDEN, "", ())


def test_corrections_are_listed_and_taken_away_by_delete(view: VisitsView) -> None:
    fix = PlaceFix(4, "LEI", "hb1-", "Windsor", "2", 3)
    view.display(now(fixes=[fix]))
    view.turn_to("places")
    assert view.places.rows.lines.line(0).plain == [
        "Cells that begin with hb1-", "LEI", "Wing Windsor, Landing 2, as number 3",
    ]  # fmt: skip
    dropped: list[PlaceFix] = []
    view.places.dropped.connect(dropped.append)
    QTest.keyClick(view.places.rows, Qt.Key.Key_Delete)
    assert dropped == [fix]


def test_the_beginning_of_a_cell_is_proposed() -> None:
    assert beginning("HB1-2-001") == "HB1-"
    assert beginning("A 1 021") == "A "
    assert beginning("RECP") == "RECP"


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(("size", "zoom"), [((1024, 620), 100), ((893, 380), 200)])
def test_every_part_is_named_reachable_and_fits(
    view: VisitsView, text: Text, theme: Theme, part: str, size: tuple[int, int], zoom: int
) -> None:
    theme.set_zoom(zoom)
    view.display(now(visit(1, state=VisitState.UNDER_WAY), lost=[pack()]))
    planning(view, text)
    view.turn_to(part)
    view.resize(*size)
    settle()
    assert nameless(view) == []
    assert clashing(view) == []
    assert (view.width(), view.height()) == size  # the window is not made larger than the screen


# The page at a desk.


@pytest.fixture
def opened(window: Window, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Which other pages were asked for."""
    found: list[tuple[str, int]] = []
    monkeypatch.setattr(window, "open_at", lambda name, number: found.append((name, number)))
    return found


@pytest.fixture
def page(
    window: Window, demo_desk: Desk, qtbot: QtBot, opened: list[tuple[str, int]]
) -> VisitsPage:
    qtbot.addWidget(window)
    made = VisitsPage(window, demo_desk)
    window.resize(1280, 800)
    window.show()
    window.show_pages([made], "visits")
    return made


def visits(desk: Desk) -> Any:
    return desk.ask(AskVisits()).visits


def test_a_visit_is_planned_from_what_is_due_and_opened(
    page: VisitsPage, demo_desk: Desk, opened: list[tuple[str, int]]
) -> None:
    page.view.list.buttons["plan"].click()
    plan = page.view.plan
    assert page.title() == "Plan a visit"
    assert page.view.part == "plan"
    plan.ticks["shown"].click()
    wanted = [one.person_id for one in plan.model.rows if one.person_id in plan.ticked]
    assert wanted
    plan.save.click()
    (line,) = visits(demo_desk)
    assert opened == [("visit", line.id)]
    stops = demo_desk.ask(VisitOf(line.id)).stops
    assert [stop.person_id for stop in stops] == wanted
    assert page.view.part == "list"
    assert plan.ticked == set()


def test_people_are_added_to_a_visit_from_among_the_others(
    page: VisitsPage, demo_desk: Desk, opened: list[tuple[str, int]]
) -> None:
    page.view.list.buttons["plan"].click()
    plan = page.view.plan
    first = plan.model.row_at(0).person_id
    plan.table.turn([0])
    plan.save.click()
    (line,) = visits(demo_desk)
    page.open(line.id)
    page.refresh()
    assert page.title() == page.shell.text("visits_page.heading.add")
    assert first not in [one.person_id for one in plan.model.rows]
    assert plan.when[0].isHidden()
    added = plan.model.row_at(0).person_id
    plan.table.turn([0])
    plan.save.click()
    stops = demo_desk.ask(VisitOf(line.id)).stops
    assert {stop.person_id for stop in stops} == {first, added}
    assert opened[-1] == ("visit", line.id)
    assert plan.adding is None


def test_another_visit_is_planned_to_those_who_were_not_seen(
    page: VisitsPage, demo_desk: Desk, opened: list[tuple[str, int]]
) -> None:
    page.view.list.buttons["plan"].click()
    plan = page.view.plan
    plan.table.turn([0, 1])
    plan.save.click()
    (line,) = visits(demo_desk)
    demo_desk.do(BeginVisit(line.id))
    seen, missed = demo_desk.ask(VisitOf(line.id)).stops
    noted = Captured("a" * 32, demo_desk.today, "face_to_face", "14:05", "Talked of work.")
    demo_desk.do(CaptureStop(seen.stop_id, noted))
    demo_desk.do(EndVisit(line.id))
    page.open(line.id)
    page.refresh()
    assert page.title() == page.shell.text("visits_page.heading.plan")
    assert plan.ticked == {missed.person_id}
    assert where_words(page.shell.text, line) in plan.about.text()
    plan.ticks["none"].click()
    page.refresh()
    assert plan.ticked == set()  # they are ticked once
    plan.table.choose(lambda one: one.person_id == missed.person_id)
    plan.table.turn(plan.table.chosen_lines())
    plan.save.click()
    again = demo_desk.ask(VisitOf(opened[-1][1]))
    assert [one.person_id for one in again.stops] == [missed.person_id]
    assert again.line.id != line.id


def test_taking_out_asks_for_the_chosen_visit(
    page: VisitsPage, demo_desk: Desk, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(
        packs, "take_out", lambda _shell, _parent, _desk, number: asked.append(number)
    )
    dict(page.offers())["1 Take a visit out…"]()
    assert window.messages.words == page.shell.text("visits_page.no_take_out")
    line = plan_one(page, demo_desk)
    page.view.list.buttons["out"].click()
    assert asked == [line.id]


def plan_one(page: VisitsPage, desk: Desk) -> Any:
    page.view.list.buttons["plan"].click()
    page.view.plan.table.turn([0])
    page.view.plan.save.click()
    return visits(desk)[0]


def test_a_sheet_is_typed_up_by_its_code(
    page: VisitsPage, demo_desk: Desk, opened: list[tuple[str, int]]
) -> None:
    line = plan_one(page, demo_desk)

    def wrong_then_right(form: FieldsForm) -> bool:
        box = form.control("code")
        assert isinstance(box, QLineEdit)
        box.setText("AAA-AAA")
        form.accept()
        assert not form.result()
        assert any(label.role == "error" and label.isVisibleTo(form) and label.text()
                   for label in form.findChildren(Label))  # fmt: skip
        box.setText(line.code.lower().replace("-", " "))
        form.accept()
        return bool(form.result())

    dialogs.answer_next(wrong_then_right)
    page.view.list.buttons["sheet"].click()
    # A minus: no time is stamped. It begins with the first thing that is typed.
    assert opened[-1] == ("walk", -line.id)
    assert visits(demo_desk)[0].state is VisitState.PLANNED


def test_going_on_opens_the_walk_and_deciding_the_clashes(
    page: VisitsPage, demo_desk: Desk, opened: list[tuple[str, int]]
) -> None:
    line = plan_one(page, demo_desk)
    demo_desk.do(BeginVisit(line.id))
    for do in ("go_on", "decide", "open"):
        page.view.list.matter_asked.emit(do, line.id)
    assert opened[-3:] == [("walk", line.id), ("clashes", line.id), ("visit", line.id)]


def test_what_was_dropped_meanwhile_is_told(
    page: VisitsPage, demo_desk: Desk, window: Window, opened: list[tuple[str, int]]
) -> None:
    line = plan_one(page, demo_desk)
    demo_desk.do(DropVisit(line.id))
    page.view.list.matter_asked.emit("start", line.id)
    assert opened[-1] == ("visit", line.id)  # the one it was planned with; no walk
    assert window.messages.words


def test_a_place_is_corrected_and_taken_back(page: VisitsPage, window: Window) -> None:
    page.view.list.buttons["plan"].click()
    plan = page.view.plan
    plan.table.choose(lambda one: one.card.location.startswith("A-"))
    chosen = plan.table.chosen()
    assert chosen is not None

    def answer(form: FieldsForm) -> bool:
        begins, wing = form.control("begins"), form.control("wing")
        assert isinstance(begins, QLineEdit)
        assert isinstance(wing, QLineEdit)
        assert begins.text() == "A-"
        wing.setText("Windsor")
        form.accept()
        return bool(form.result())

    dialogs.answer_next(answer)
    plan.correct.click()
    again = next(one for one in plan.model.rows if one.person_id == chosen.person_id)
    assert again.place.wing == "Windsor"
    assert plan.places.isVisibleTo(page.view)
    plan.places.click()
    assert page.view.part == "places"
    page.view.places.drop.click()
    page.view.turn_to("plan")
    again = next(one for one in plan.model.rows if one.person_id == chosen.person_id)
    assert again.place.wing == "A"


def test_the_page_comes_back_to_its_part(page: VisitsPage) -> None:
    page.return_to(("plan", None))
    assert page.view.part == "plan"
    assert page.view.plan.model.rows
    assert page.place() == ("plan", None)
    assert page.person() is not None
    page.return_to("nonsense")
    assert page.view.part == "plan"
    assert page.step_back()
    assert not page.step_back()


def test_enter_on_a_proposed_person_shows_the_case_and_ticks_stay(
    page: VisitsPage, opened: list[tuple[str, int]]
) -> None:
    page.view.list.buttons["plan"].click()
    plan = page.view.plan
    plan.table.turn([0])
    first = plan.model.row_at(0).person_id
    QTest.keyClick(plan.table, Qt.Key.Key_Return)
    assert opened == [("case", first)]
    page.refresh()
    assert plan.ticked == {first}
