"""The visit page: what can be done as it stands, ending it, what came of it, its packs."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from pomdesk.domain.names import HIDDEN
from pomdesk.domain.record import EntryKind
from pomdesk.domain.visits import Captured, Flag, PackState, VisitState
from pomdesk.readmodels.visits import ReturnLine, VisitAfter
from pomdesk.services.commands.visit_planning import PlanVisit
from pomdesk.services.commands.visits import BeginVisit, CaptureStop
from pomdesk.services.desk import Desk
from pomdesk.services.queries.record import RecordOf
from pomdesk.services.queries.visit_planning import VisitProposal
from pomdesk.services.queries.visits import VisitOf, VisitsNow
from reports.visit.words import ask_words, cell_words, flag_words
from resources.text import Text
from tests.ui.visit_lines import (
    CONTACT,
    NOON,
    QUESTION,
    TODAY,
    captured,
    pack,
    stop,
    visit,
)
from tests.ui.visit_lines import view as seen_as
from tests.ui.walking import clashing, nameless, settle
from ui import dialogs
from ui.theme import Theme
from ui.visit.case_note import case_notes
from ui.visit.controller import VisitPage
from ui.visit.end_box import EndBox
from ui.visit.ending import Ending, ending, ending_lines
from ui.visit.standing import MORE, Shown, matters, may
from ui.visit.view import VisitPanel
from ui.widgets.fields_form import FieldsForm
from ui.widgets.label import Label
from ui.widgets.visit_words import CardWords, captured_words, minutes_words, outcome_mark
from ui.widgets.whole_cells import WholeCells
from ui.window import Window

WORDS = CardWords(ask_words, flag_words, cell_words)
STOPS = (
    stop(1, CONTACT, captured=captured("face_to_face", time="14:05", text="Talked\nof work.")),
    stop(2, QUESTION, captured=captured("declined", next_step="Go again", due=TODAY)),
    stop(3, flags=(Flag.MOVED,), was="C-1-001"),
    stop(4, brought=(captured("wing", machine="m"),)),
)


@pytest.fixture
def panel(text: Text, theme: Theme, qtbot: QtBot) -> VisitPanel:
    made = VisitPanel(text, theme, WORDS)
    qtbot.addWidget(made)
    made.resize(1000, 680)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def offered(panel: VisitPanel) -> list[str]:
    return [code for code, button in panel.buttons.items() if button.isVisible()]


def more(panel: VisitPanel) -> list[str]:
    return [code for code, action in panel.actions_more.items() if action.isVisible()]


# What can be done.


@pytest.mark.parametrize(
    ("known", "buttons", "menu"),
    [
        ({}, ["begin", "sheet", "list", "add", "out"], list(MORE)),
        (
            {"pack": pack()},
            ["begin", "sheet", "list", "add", "out", "bring"],
            ["change", "remove"],
        ),
        (
            {"state": VisitState.UNDER_WAY},
            ["go_on", "end", "sheet", "list", "add", "out"],
            ["change", "remove"],
        ),
        ({"state": VisitState.ENDED}, ["sheet", "list", "print_note"], []),
        ({"from_pack": True, "pack": pack(state=PackState.HERE)}, ["begin", "return", "clear"], []),
        (
            {"from_pack": True, "state": VisitState.UNDER_WAY},
            ["go_on", "return", "clear"],
            [],
        ),
        ({"from_pack": True, "shut": True}, ["return", "clear"], []),
    ],
)
def test_only_what_fits_is_offered(
    panel: VisitPanel, known: dict[str, Any], buttons: list[str], menu: list[str]
) -> None:
    panel.display(Shown(seen_as(visit(**known), *STOPS)))
    assert offered(panel) == buttons
    assert more(panel) == menu
    assert panel.more.isVisible() == bool(menu)


def test_a_shut_visit_says_why_and_shows_nobody(panel: VisitPanel, text: Text) -> None:
    panel.display(Shown(seen_as(visit(from_pack=True, shut=True))))
    assert panel.why.text() == text("visit_page.shut")
    assert panel.none.isVisible()
    assert not panel.table.isVisible()


def test_delete_and_ctrl_p_do_only_what_is_offered(panel: VisitPanel) -> None:
    asked: list[str] = []
    panel.asked.connect(asked.append)
    panel.display(Shown(seen_as(visit(), *STOPS)))
    panel.setFocus()
    QTest.keyClick(panel.table, Qt.Key.Key_Delete)
    QTest.keyClick(panel.table, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    panel.display(Shown(seen_as(visit(from_pack=True), *STOPS)))
    QTest.keyClick(panel.table, Qt.Key.Key_Delete)
    assert asked == ["remove", "sheet"]


# What is shown.


def test_the_head_says_day_where_how_many_how_long_and_code(panel: VisitPanel) -> None:
    panel.display(Shown(seen_as(visit(), *STOPS)))
    assert panel.head.text() == (
        "23 November 2026 (today) · Leeds · 3 people · about 1 hour 20 minutes (71 + 9 walking)"
        " · sheet code V7K-3MQ"
    )


def test_a_stop_says_where_who_why_what_to_know_and_what_was_noted(panel: VisitPanel) -> None:
    panel.display(Shown(seen_as(visit(state=VisitState.UNDER_WAY), *STOPS)))
    said = [[panel.model.spoken(line, place) for place in range(6)] for line in range(4)]
    assert said[0] == [
        "No.: 1",
        "Cell: A-1-001, Wing A, landing 1",
        "Person: Name1, Ann, A0001BC",
        "Why: Contact was due 20 Nov",
        "To know: Late",
        "Noted: 14:05 Talked of work., Seen",
    ]
    assert said[1][5] == "Noted: Next: Go again (23 Nov 2026), Declined"
    assert said[2][4] == "To know: Moved here from C-1-001"
    assert said[2][5] == "Noted: –"
    assert said[3][5] == "Noted: Seen on the wing"


def test_being_met_counts_whatever_else_was_noted(text: Text) -> None:
    both = (captured("declined"), captured("face_to_face"))
    assert outcome_mark(text, both).words == "Seen"
    assert outcome_mark(text, both[:1]).words == "Declined"
    assert outcome_mark(text, [captured(text="x")]).words == "Noted, not met"
    assert outcome_mark(text, []).words == "Nothing noted"
    assert outcome_mark(text, [captured("attempted")]).colour == "orange"


def test_what_was_noted_is_one_line(text: Text) -> None:
    one = captured(text="a\nb", ticked=("x",), changes={"person": {"cell_location": "B-1"}})
    assert captured_words(text, [one]) == "a b, 1 thing done, 1 fact changed"
    assert captured_words(text, [captured(due=TODAY)]) == "Next: follow up (23 Nov 2026)"
    assert [minutes_words(text, n) for n in (0, 1, 60, 125)] == [
        "", "about 1 minute", "about 1 hour", "about 2 hours 5 minutes",
    ]  # fmt: skip


def test_hidden_names_hide_what_was_noted_too(panel: VisitPanel) -> None:
    panel.display(Shown(seen_as(visit(state=VisitState.UNDER_WAY), *STOPS)))
    panel.set_blank(True)
    assert panel.model.cell(0, 2) == (HIDDEN, "", ())
    assert panel.model.cell(0, 5)[1] == ""


def test_packs_say_who_has_them_and_what_can_be_done(panel: VisitPanel, text: Text) -> None:
    back = ReturnLine(1, NOON, NOON, "A Jones", {})
    packs = [
        pack(id=1, state=PackState.BACK, returns=[back, back]),
        pack(id=2, expired=True, expires_at=NOON - timedelta(days=1)),
    ]
    panel.display(Shown(seen_as(visit(pack=packs[1]), *STOPS, packs=packs)))
    asked: list[tuple[str, int]] = []
    panel.pack_asked.connect(lambda code, one: asked.append((code, one.id)))
    buttons = [b for b in panel.packing.findChildren(type(panel.more)) if b.isVisible()]
    assert [b.text() for b in buttons] == [text("visit_page.pack.write_off")]
    buttons[0].click()
    assert asked == [("write_off", 2)]
    said = " ".join(label.text() for label in panel.packing.findChildren(type(panel.head)))
    assert "it opened until 22 Nov 2026" in said
    assert "Brought back 2 times." in said


def test_clashes_stand_above_everything(panel: VisitPanel) -> None:
    asked: list[str] = []
    panel.asked.connect(asked.append)
    panel.display(Shown(seen_as(visit(clashes=2), *STOPS)))
    assert panel.clash.isVisible()
    panel.decide.click()
    assert asked == ["decide"]
    panel.display(Shown(seen_as(visit(), *STOPS)))
    assert not panel.clash.isVisible()


def test_alerts_and_the_same_surname_are_told_and_hidden_with_the_names(
    panel: VisitPanel, text: Text
) -> None:
    alert = {"alerts": ("No one-to-ones",)}
    stops = (
        stop(1, CONTACT, on_card=alert, flags=(Flag.MOVED,), was="C-1-001"),
        stop(2, on_card={**alert, "last_name": "name1"}),
        stop(3),
    )
    shown = Shown(seen_as(visit(), *stops))
    panel.display(shown)
    assert panel.model.spoken(0, 4) == (
        "To know: Moved here from C-1-001, Another Name1 on this visit, No one-to-ones, Late"
    )
    assert panel.model.spoken(2, 4) == "To know: "
    assert matters(text, shown).endswith("1 has something late. Alert No one-to-ones: 2 people.")
    panel.set_blank(True)
    assert panel.model.spoken(0, 4) == "To know: Moved here from C-1-001, Late"
    assert "one-to-ones" not in matters(text, shown, hidden=True)


def tip_at(panel: VisitPanel, line: int, place: int) -> str:
    """What the mouse is told over a cell."""
    port = panel.table.viewport()
    at = panel.table.visualRect(panel.model.index(line, place)).center()
    (cells,) = panel.table.findChildren(WholeCells)
    cells.eventFilter(port, QHelpEvent(QEvent.Type.ToolTip, at, port.mapToGlobal(at)))
    return port.toolTip()


def test_a_long_cell_is_read_whole_in_a_tip_and_takes_the_room_there_is(panel: VisitPanel) -> None:
    asks = (replace(QUESTION, words="<b>Why?</b>"), CONTACT)
    panel.display(Shown(seen_as(visit(), stop(1, *asks))))
    assert tip_at(panel, 0, 3) == "Ask: &lt;b&gt;Why?&lt;/b&gt;\nContact was due 20 Nov"
    assert tip_at(panel, 0, 4) == "Late"
    panel.set_blank(True)
    assert tip_at(panel, 0, 2) == HIDDEN
    narrow = panel.table.columnWidth(3)
    panel.resize(1900, 680)
    settle()
    assert panel.table.columnWidth(3) > narrow
    assert panel.table.horizontalHeader().length() == panel.table.viewport().width()
    panel.resize(1000, 680)
    settle()
    assert panel.table.columnWidth(3) == narrow


def test_what_ending_writes_is_counted_and_who_has_nothing_is_named(text: Text) -> None:
    assert ending(STOPS) == Ending(contacts=1, notes=0, not_seen=1, follow_ups=1)
    assert ending_lines(text, STOPS) == [
        "This is written into the record: 1 contact, 1 person not seen, 1 follow-up.",
        "Nothing is noted of Name3, Ann. What is due stays due.",
        text("visit_page.end.undo"),
    ]
    assert ending_lines(text, ())[0] == text("visit_page.end.none")
    many = [stop(n) for n in range(1, 9)]
    (_none, named, _undo) = ending_lines(text, many)
    assert named.startswith("Nothing is noted of Name1, Ann; Name2, Ann;")
    assert "Name5, Ann and 3 more." in named
    assert "Nothing is noted of 8 people." in ending_lines(text, many, hidden=True)[1]


def test_the_question_before_ending_shows_all_its_words_and_hides_names(
    panel: VisitPanel, text: Text
) -> None:
    box = EndBox(panel, text, [stop(n) for n in range(1, 9)], blank=False)
    box.show()
    settle()
    named = box.findChildren(Label)
    assert all(one.height() >= one.heightForWidth(one.width()) for one in named)
    assert any("Name1" in one.text() for one in named)
    box.set_blank(True)
    settle()
    assert not any("Name1" in one.text() for one in box.findChildren(Label) if one.isVisible())
    box.reject()


def test_words_of_somebody_not_seen_and_the_same_words_twice_are_asked_about(text: Text) -> None:
    stops = (
        stop(1, captured=captured("face_to_face", text="Settled.")),
        stop(2, captured=captured("wing", text="settled. \n")),
        stop(3, captured=captured("declined", text="Officer Green says unwell.")),
        stop(4, captured=captured("declined")),
        stop(5, captured=captured("face_to_face")),
    )
    _writes, told, same, _undo = ending_lines(text, stops)
    assert told == text("visit_page.end.told", who="Name3, Ann")
    assert same == text("visit_page.end.same", who="Name1, Ann; Name2, Ann")


def after(whole: Any, due: Any = None, next_contact: Any = None) -> VisitAfter:
    return VisitAfter(whole, due or {}, next_contact or {})


def test_seen_is_told_against_planned_and_what_is_still_due_in_words(
    panel: VisitPanel, text: Text
) -> None:
    line = visit(state=VisitState.ENDED, seen=2)
    whole = seen_as(line, *STOPS, note="Loud.", ended_at=NOON)
    due = {102: (QUESTION, CONTACT), 103: ()}
    shown = Shown(whole, after(whole, due, {1: TODAY + timedelta(28)}))
    panel.display(shown)
    outcome = panel.outcome
    assert outcome.sum.text() == (
        "Seen 2 of 4 people. Declined: 1. Nothing noted: 1. 2 things are still due."
    )
    assert "2 of" not in matters(text, shown)
    assert "Ended 23 Nov 2026" in matters(text, shown)
    assert outcome.model.spoken(1, 3) == (
        "Still due: Ask: What would help on release?, Contact was due 20 Nov"
    )
    assert outcome.model.spoken(0, 3) == "Still due: –"
    assert outcome.model.spoken(0, 4) == "Next contact by: 21 Dec 2026, in 4 weeks"
    assert outcome.model.spoken(1, 4) == "Next contact by: –"
    assert outcome.note.words == "Loud."
    assert not outcome.save.isEnabled()
    panel.display(Shown(whole, after(whole)))
    assert outcome.sum.text().endswith(text("visit_page.nothing_due"))


def test_an_ended_visit_offers_its_way_back_and_those_not_seen(panel: VisitPanel) -> None:
    def show(*stops: Any, ending: int | None = None) -> list[str]:
        whole = seen_as(visit(state=VisitState.ENDED), *stops, ending=ending)
        panel.display(Shown(whole, after(whole)))
        return offered(panel)[3:]

    assert show(*STOPS, ending=7) == ["plan_missed", "take_back", "copy_note", "copy_all"]
    assert show(STOPS[0]) == ["copy_note", "copy_all"]
    assert show(stop(1), ending=7) == ["plan_missed", "take_back"]
    assert show() == []


def test_the_steps_with_another_laptop_are_numbered(panel: VisitPanel, text: Text) -> None:
    panel.display(Shown(seen_as(visit(), *STOPS)))
    said = [one.text() for one in panel.packs.findChildren(QLabel) if one.isVisible()]
    assert said == [text("visit_page.with_laptop"), text("visit_page.then_both")]
    panel.display(Shown(seen_as(visit(pack=pack()), *STOPS)))
    assert text("visit_page.then_open") in [one.text() for one in panel.findChildren(QLabel)]
    assert [b.text()[0] for b in panel.packs.buttons.values() if b.isVisible()] == ["1", "3"]
    panel.display(Shown(seen_as(visit(state=VisitState.ENDED), *STOPS)))
    assert not panel.packs.isVisible()


def test_a_case_note_is_plain_text(text: Text) -> None:
    seen = stop(
        1,
        captured=captured(
            "face_to_face",
            time="14:05",
            text="Talked of work.",
            next_step="Ring the\nOMU",
            due=TODAY + timedelta(8),
        ),
    )
    said = (
        "23 November 2026 14:05, A-1-001. Seen face to face. Talked of work. "
        "Follow up: Ring the OMU, by 1 December 2026."
    )
    assert case_notes(text, WORDS, [seen, stop(3)]) == said
    missed = stop(2, captured=captured("declined", due=TODAY))
    assert case_notes(text, WORDS, [seen, missed]) == (
        f"Name1, Ann A0001BC\n{said}\n\nName2, Ann A0002BC\n"
        "23 November 2026, A-1-002. Declined to be seen. Follow up by 23 November 2026."
    )
    assert case_notes(text, WORDS, [stop(3)]) == ""


def test_a_case_note_says_the_cell_of_that_day(text: Text) -> None:
    was = {"on_card": {"location": "C-1-001"}, "flags": (Flag.MOVED,), "was": "C-1-001"}
    noted = captured("wing", text="Well")
    assert case_notes(text, WORDS, [stop(1, captured=noted, **was)]) == (
        "23 November 2026, C-1-001. Seen on the wing. Well."
    )
    moved = captured("wing", changes={"person": {"cell_location": "B-2-002"}})
    assert "B-2-002" in case_notes(text, WORDS, [stop(1, captured=moved, **was)])


def test_a_note_that_is_typed_stays_until_it_is_saved(panel: VisitPanel) -> None:
    def show(number: int, note: str) -> None:
        whole = seen_as(visit(number, state=VisitState.ENDED), *STOPS, note=note)
        panel.display(Shown(whole, after(whole)))

    show(1, "")
    outcome = panel.outcome
    outcome.note.setFocus()
    QTest.keyClicks(outcome.note, "Loud.")
    assert outcome.draft() == {"note": "Loud."}
    show(1, "")
    assert outcome.note.words == "Loud."
    written: list[str] = []
    outcome.note_written.connect(written.append)
    outcome.save.click()
    show(1, "Loud.")
    assert (written, outcome.draft()) == (["Loud."], None)
    show(2, "")
    assert outcome.note.words == ""
    outcome.take_draft({"note": "Kept."})
    assert outcome.draft() == {"note": "Kept."}
    assert outcome.save.isEnabled()


@pytest.mark.parametrize("state", list(VisitState))
@pytest.mark.parametrize(("size", "zoom"), [((1024, 620), 100), ((893, 380), 200)])
def test_everything_is_named_reachable_and_fits(
    panel: VisitPanel, theme: Theme, state: VisitState, size: tuple[int, int], zoom: int
) -> None:
    theme.set_zoom(zoom)
    whole = seen_as(visit(state=state, pack=pack(), clashes=1), *STOPS, packs=[pack()], ending=1)
    came = after(whole) if state is VisitState.ENDED else None
    panel.display(Shown(whole, came))
    panel.resize(*size)
    settle()
    assert nameless(panel) == []
    assert clashing(panel) == []
    assert (panel.width(), panel.height()) == size


# The page at a desk.


@pytest.fixture
def opened(window: Window, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Which other pages were asked for."""
    found: list[tuple[str, int]] = []
    monkeypatch.setattr(window, "open_at", lambda name, number: found.append((name, number)))
    monkeypatch.setattr(window, "show_page", lambda name: found.append((name, 0)))
    return found


@pytest.fixture
def page(window: Window, demo_desk: Desk, qtbot: QtBot, opened: list[tuple[str, int]]) -> VisitPage:
    qtbot.addWidget(window)
    lines = [one for one in demo_desk.ask(VisitProposal()).lines if one.card.asks]
    ids = [one.person_id for one in lines[:3]]
    planned = demo_desk.do(PlanVisit(demo_desk.today, ids, "Before lunch")).result
    made = VisitPage(window, demo_desk)
    made.open(planned)
    window.resize(1280, 800)
    window.show()
    window.show_pages([made], "visit")
    return made


def whole(page: VisitPage) -> Any:
    assert page.view.shown is not None
    return page.view.shown.view


def test_a_planned_visit_begins_and_goes_on(page: VisitPage, opened: list[tuple[str, int]]) -> None:
    assert page.title() == "Visit: Before lunch"
    assert page.summary.startswith("3 people to see.")
    number = whole(page).line.id
    page.view.buttons["begin"].click()
    page.refresh()
    page.view.buttons["go_on"].click()
    assert opened == [("walk", number), ("walk", number)]


def test_people_are_taken_off_and_cards_made_anew(page: VisitPage) -> None:
    page.view.table.selectRow(1)
    gone = page.view.chosen()[0].person_id
    page.view.actions_more["remove"].trigger()
    assert gone not in [one.person_id for one in whole(page).stops]
    assert len(whole(page).stops) == 2
    page.view.actions_more["again"].trigger()
    assert len(whole(page).stops) == 2


def test_adding_opens_the_planning_for_this_visit(
    page: VisitPage, opened: list[tuple[str, int]]
) -> None:
    page.view.buttons["add"].click()
    assert opened == [("visits", whole(page).line.id)]


def test_day_and_title_are_changed(page: VisitPage) -> None:
    def answer(form: FieldsForm) -> bool:
        title = form.control("title")
        assert isinstance(title, QLineEdit)
        title.setText("After lunch")
        form.accept()
        return bool(form.result())

    dialogs.answer_next(answer)
    page.view.actions_more["change"].trigger()
    assert page.title() == "Visit: After lunch"


@pytest.mark.parametrize("yes", [True, False])
def test_dropping_is_asked_first(
    page: VisitPage, demo_desk: Desk, opened: list[tuple[str, int]], yes: bool
) -> None:
    dialogs.answer_next(lambda _box: yes)
    page.view.actions_more["drop"].trigger()
    left = [line.title for line in demo_desk.ask(VisitsNow()).visits]
    assert ("Before lunch" in left) is not yes
    assert (("visits", 0) in opened) is yes


def note_something(page: VisitPage, desk: Desk) -> int:
    """Begin and note one person; whom."""
    desk.do(BeginVisit(whole(page).line.id))
    first = whole(page).stops[0]
    said = Captured(uuid4().hex, desk.today, "face_to_face", "14:05", "Talked of work.")
    desk.do(CaptureStop(first.stop_id, said))
    page.refresh()
    return int(first.person_id)


def contacts(desk: Desk, person_id: int) -> list[str]:
    held = desk.ask(RecordOf(person_id)).entries.get(EntryKind.CONTACT, ())
    return [entry.text for entry in held if entry.day == desk.today]


def test_ending_says_what_is_written_and_writes_it(
    page: VisitPage, demo_desk: Desk, window: Window
) -> None:
    person_id = note_something(page, demo_desk)
    before = contacts(demo_desk, person_id)
    dialogs.answer_next(lambda _box: False)
    page.view.buttons["end"].click()
    assert contacts(demo_desk, person_id) == before
    dialogs.answer_next(lambda _box: True)
    page.view.buttons["end"].click()
    assert contacts(demo_desk, person_id) == [*before, "14:05 Talked of work."]
    assert "1 contact" in window.messages.words
    assert window.messages.undo.isVisible()
    assert whole(page).line.state is VisitState.ENDED
    assert page.view.outcome.isVisible()
    assert page.view.outcome.sum.text().startswith("Seen 1 of 3 people. Nothing noted: 2.")


def end(page: VisitPage) -> None:
    dialogs.answer_next(lambda _box: True)
    page.view.buttons["end"].click()


def test_the_ending_is_taken_back(page: VisitPage, demo_desk: Desk, window: Window) -> None:
    person_id = note_something(page, demo_desk)
    before = contacts(demo_desk, person_id)
    end(page)
    assert contacts(demo_desk, person_id) != before
    page.view.buttons["take_back"].click()
    assert contacts(demo_desk, person_id) == before
    assert whole(page).line.state is VisitState.UNDER_WAY
    assert window.messages.words == page.shell.text("visit_page.taken_back")
    assert page.view.table.isVisible()


def test_an_ending_that_cannot_be_taken_back_says_so(
    page: VisitPage, demo_desk: Desk, window: Window
) -> None:
    note_something(page, demo_desk)
    end(page)
    ended = whole(page).ending
    demo_desk.undo(ended)
    page.view.buttons["take_back"].click()  # the page still shows it ended
    assert window.messages.words.endswith("Nothing was changed.")
    assert page.view.outcome.isVisible()


def test_planning_to_those_not_seen_is_opened(
    page: VisitPage, demo_desk: Desk, opened: list[tuple[str, int]]
) -> None:
    note_something(page, demo_desk)
    end(page)
    page.view.buttons["plan_missed"].click()
    assert opened[-1] == ("visits", whole(page).line.id)


def test_case_notes_are_copied_but_not_while_names_are_hidden(
    page: VisitPage, demo_desk: Desk, window: Window
) -> None:
    note_something(page, demo_desk)
    end(page)
    outcome, clipboard = page.view.outcome, QApplication.clipboard()
    clipboard.setText("before")
    outcome.table.choose(lambda one: not one.all_captured)
    outcome.buttons["copy_note"].click()
    assert clipboard.text() == "before"
    assert window.messages.words == page.shell.text("visit_page.copy_nothing")
    page.set_blank(True)
    assert not outcome.buttons["copy_all"].isEnabled()
    dict(page.offers())["Copy case notes of all seen"]()
    assert clipboard.text() == "before"
    page.set_blank(False)
    outcome.table.choose(lambda one: one.seen)
    for code in ("copy_note", "copy_all"):
        clipboard.setText("before")
        outcome.buttons[code].click()
        assert "14:05" in clipboard.text()
        assert clipboard.text().endswith("Seen face to face. Talked of work.")
    assert window.messages.words.startswith("1 case note copied.")


def test_the_note_of_a_visit_is_saved_and_kept_over_a_lock(
    page: VisitPage, demo_desk: Desk
) -> None:
    note_something(page, demo_desk)
    dialogs.answer_next(lambda _box: True)
    page.view.buttons["end"].click()
    outcome = page.view.outcome
    outcome.note.setFocus()
    QTest.keyClicks(outcome.note, "Quiet.")
    (part,) = page.parts()
    assert part.key == f"note {whole(page).line.id}"
    assert part.keeps.draft() == {"note": "Quiet."}
    outcome.save.click()
    assert demo_desk.ask(VisitOf(whole(page).line.id)).note == "Quiet."
    assert part.keeps.draft() is None


def test_enter_shows_the_case(page: VisitPage, opened: list[tuple[str, int]]) -> None:
    page.view.table.setFocus()
    QTest.keyClick(page.view.table, Qt.Key.Key_Return)
    assert opened == [("case", whole(page).stops[0].person_id)]
    assert page.person() == whole(page).stops[0].person_id


def test_what_the_command_box_offers_is_what_can_be_done(page: VisitPage) -> None:
    said = [words for words, _do in page.offers()]
    assert "Start the visit" in said
    assert "Drop the visit" in said
    assert "End the visit…" not in said


def test_a_visit_that_is_gone_leads_back_to_the_list(
    page: VisitPage, window: Window, opened: list[tuple[str, int]]
) -> None:
    page.return_to(10_000)
    assert opened == [("visits", 0)]
    assert window.messages.words


def test_every_state_offers_something() -> None:
    for state in VisitState:
        for shut in (False, True):
            assert may(visit(state=state, shut=shut))
