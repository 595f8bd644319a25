"""Visit mode: walked by keys and taps on a real desk, and what is left when the battery dies."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pomdesk.domain.errors import StoreRefused
from pomdesk.domain.names import HIDDEN
from pomdesk.domain.record import EntryKind
from pomdesk.domain.visits import Ask, Captured, Flag, VisitState, Why
from pomdesk.readmodels.visits import VisitView
from pomdesk.services.clock import FrozenClock
from pomdesk.services.commands.entries import AddEntry
from pomdesk.services.commands.visit_planning import PlanVisit
from pomdesk.services.commands.visits import BeginVisit
from pomdesk.services.desk import Desk
from pomdesk.services.queries.settings import PolicySettings
from pomdesk.services.queries.visits import VisitOf, VisitsNow
from pomdesk.store.engine import open_store
from resources.text import Text
from tests import copies
from tests.services.desks import MONDAY
from tests.services.rights_desk import desk_of, number_of
from tests.ui.marked import FakeDesk
from tests.ui.walking import clashing, nameless, out_of_order, settle
from ui import dialogs
from ui.page import Page
from ui.theme import Theme
from ui.walk.big import LARGE, TARGET, breaking
from ui.walk.clocktime import read_time
from ui.walk.controller import WalkPage
from ui.walk.how import HOW
from ui.window import Window

PEOPLE = 4
NOON = datetime(2026, 11, 23, 12, 5, tzinfo=UTC)
HERE = f"{NOON.astimezone():%H:%M}"
NONE = Qt.KeyboardModifier.NoModifier


class Elsewhere(Page):
    """Another page."""

    name = "elsewhere"
    in_rail = False

    def __init__(self, shell: Window, desk: Any) -> None:
        super().__init__(shell, desk)
        self.view = QWidget()

    def title(self) -> str:
        return "Elsewhere"


class Standing(FrozenClock):
    """A clock that stands at five past twelve."""

    def now(self) -> datetime:
        return NOON.replace(tzinfo=None)


@dataclass
class Walk:
    """Visit mode in a window, on a desk."""

    window: Window
    page: WalkPage
    desk: Any
    visit_id: int

    @property
    def found(self) -> VisitView:
        view: VisitView = self.desk.ask(VisitOf(self.visit_id))
        return view

    def noted(self, at: int = 0) -> Captured | None:
        """What the store has of one person."""
        return self.found.stops[at].captured

    @property
    def at(self) -> int:
        """Which person is shown, from 0; beyond the last: the end."""
        place = self.page.place()
        assert isinstance(place, tuple)
        ids = [one.stop_id for one in self.found.stops]
        return ids.index(place[1]) if place[1] in ids else len(ids)

    def tap(self, code: str) -> None:
        QTest.mouseClick(self.page.view.person.how.buttons[code], Qt.MouseButton.LeftButton)

    def write(self, words: str) -> None:
        self.page.view.person.words.setFocus()
        QTest.keyClicks(self.page.view.person.words, words)


def focused() -> QWidget:
    part = QApplication.focusWidget()
    assert part is not None
    return part


def press(key: Qt.Key | str, with_: Qt.KeyboardModifier = NONE) -> None:
    if isinstance(key, str):
        QTest.keyClicks(focused(), key, with_)
    else:
        QTest.keyClick(focused(), key, with_)


def _made(folder: Path) -> Desk:
    desk = desk_of(folder, PEOPLE)
    ids = [number_of(desk, place)[0] for place in range(PEOPLE)]
    said = replace(
        AddEntry(ids[0], EntryKind.CONTACT, date(2026, 11, 2), what="wing", text="Spoke."),
        next_step="Ask about the course.",
        due=date(2026, 11, 24),
    )
    desk.do(said)
    desk.do(BeginVisit(desk.do(PlanVisit(MONDAY, ids, title="A wing")).result))
    return desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = copies.copied(_made, tmp_path, Standing(MONDAY))
    yield made
    made.close()


def opened(window: Window, qtbot: QtBot, desk: Any, visit_id: int, *, width: int = 1024) -> Walk:
    qtbot.addWidget(window)
    window.resize(width, 800)
    page = WalkPage(window, desk, Standing(MONDAY))
    window.show()
    window.show_pages([page], "walk", [])
    window.open_at("walk", visit_id)
    window.activateWindow()
    settle()
    return Walk(window, page, desk, visit_id)


@pytest.fixture
def walk(window: Window, qtbot: QtBot, desk: Desk) -> Walk:
    return opened(window, qtbot, desk, desk.ask(VisitsNow()).visits[0].id)


def after_a_crash(walk: Walk, folder: Path, at: int = 0) -> Captured | None:
    """What a second desk reads from a copy of the files as they lie there now."""
    there = folder / "after"
    shutil.copytree(walk.desk.path.parent, there, ignore=shutil.ignore_patterns("after", "*.lock"))
    clock = Standing(MONDAY)
    store = open_store(there / copies.STORE, secret=copies.SECRET, now=clock.now())
    second = Desk(store, clock, copies.policies())
    try:
        return second.ask(VisitOf(walk.visit_id)).stops[at].captured
    finally:
        second.close()


# One tap.


def test_seen_and_on_is_two_keys_and_a_reason_is_one(walk: Walk) -> None:
    press("1")
    press(Qt.Key.Key_PageDown)
    press("3")  # goes on by itself
    seen, missed = walk.noted(0), walk.noted(1)
    assert seen is not None
    assert (seen.what, seen.day, seen.time) == ("face_to_face", MONDAY, HERE)
    assert missed is not None
    assert missed.what == "not_in_cell"
    assert walk.at == 2
    assert walk.page.title() == "3 of 4"
    assert "1 seen, 1 not seen, 2 not yet" in walk.page.summary


def test_a_tap_is_in_the_store_without_anything_being_closed(walk: Walk, tmp_path: Path) -> None:
    walk.tap("wing")
    before = walk.noted()
    walk.tap("unlocked_late")  # it was something else, at the same time
    found = after_a_crash(walk, tmp_path)
    assert before is not None
    assert found is not None
    assert (found.uid, found.what, found.time) == (before.uid, "unlocked_late", HERE)


def test_the_same_tap_takes_it_back_and_leaves_nothing(walk: Walk) -> None:
    walk.tap("wing")
    assert walk.page.view.person.how.buttons["wing"].text().startswith("✓")
    walk.tap("wing")
    assert walk.noted() is None
    assert walk.at == 0
    assert walk.page.view.person.time.text() == ""


def test_what_went_on_by_itself_is_taken_back_for_some_seconds(walk: Walk, text: Text) -> None:
    walk.tap("declined")
    view = walk.page.view
    assert view.back_bar.isVisible()
    assert walk.at == 1
    QTest.mouseClick(view.back, Qt.MouseButton.LeftButton)
    assert (walk.at, walk.noted()) == (0, None)
    assert not view.back_bar.isVisible()
    walk.tap("declined")
    view.timer.timeout.emit()
    assert not view.back_bar.isVisible()
    assert walk.noted() is not None


def test_a_planned_visit_begins_with_the_first_tap(
    window: Window, qtbot: QtBot, desk: Desk
) -> None:
    person_id = number_of(desk, 0)[0]
    visit_id = desk.do(PlanVisit(MONDAY, (person_id,))).result
    walk = opened(window, qtbot, desk, visit_id)
    before = walk.found.line.state
    walk.tap("face_to_face")
    states = before, walk.found.line.state
    assert states == (VisitState.PLANNED, VisitState.UNDER_WAY)
    assert walk.noted() is not None


# Words.


def test_words_are_saved_two_seconds_after_the_first_letter_and_survive_a_crash(
    walk: Walk, tmp_path: Path
) -> None:
    saving = walk.page._saving
    walk.write("He said that")
    assert saving.timer.isActive()
    assert saving.timer.interval() == 2_000
    saving.timer.start(30_000)
    walk.write(" the course begins")
    assert saving.timer.remainingTime() > 2_000  # further letters do not begin it anew
    assert walk.noted() is None
    saving.timer.timeout.emit()
    found = after_a_crash(walk, tmp_path)
    assert found is not None
    assert (found.what, found.text, found.time) == ("", "He said that the course begins", HERE)
    assert "Seen?" in walk.page.view.person.how.state.text()


def test_figures_and_letters_in_the_box_are_words(walk: Walk) -> None:
    press("t")
    assert focused() is walk.page.view.person.words
    press("1 tf 3")
    assert walk.page.view.person.how.what == ""
    press("2", Qt.KeyboardModifier.AltModifier)
    found = walk.noted()
    assert found is not None
    assert (found.what, found.text) == ("wing", "1 tf 3")


def test_words_are_saved_on_every_way_out(walk: Walk) -> None:
    walk.write("Next")
    press(Qt.Key.Key_PageDown)
    walk.write("Another page")
    walk.page.view.hidden.emit()
    press(Qt.Key.Key_PageDown)
    walk.write("Another box")
    walk.page.view.person.cell.setFocus()
    press(Qt.Key.Key_PageDown)
    walk.write("Locked")
    assert not walk.page.unsaved
    said = [one.captured.text for one in walk.found.stops if one.captured]
    assert said == ["Next", "Another page", "Another box", "Locked"]


def test_no_timer_writes_after_the_page_was_stopped(walk: Walk) -> None:
    walk.write("said")
    walk.page.stop()
    walk.page.view.person.words.setPlainText("said, and something nobody meant")
    assert not walk.page._saving.timer.isActive()
    walk.page._saving.timer.timeout.emit()
    found = walk.noted()
    assert found is not None
    assert found.text == "said"


def test_a_refresh_leaves_what_is_being_typed(walk: Walk) -> None:
    walk.write("Half a sen")
    walk.page.refresh()
    walk.write("tence")
    assert walk.page.view.person.words.words == "Half a sentence"
    assert walk.page.view.person.words.textCursor().position() == len("Half a sentence")


def test_what_cannot_be_saved_stays_is_told_and_is_kept_as_a_draft(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_command: Any) -> Any:
        raise StoreRefused("STO-FULL")

    desk, page = walk.desk, walk.page
    with monkeypatch.context() as patched:
        patched.setattr(desk, "do", full)
        walk.write("He rang")
        walk.tap("face_to_face")
        assert page.view.trouble.isVisible()
        press(Qt.Key.Key_PageDown)
        assert walk.at == 0
        (part,) = page.parts()
        said = part.keeps.draft()
        assert said is not None
        assert {"He rang", "face_to_face"} <= set(said.values())
        assert part.person_id == walk.found.stops[0].person_id
    page.view.again.click()
    assert not page.view.trouble.isVisible()
    assert page.parts()[0].keeps.draft() is None
    found = walk.noted()
    assert found is not None
    assert (found.what, found.text) == ("face_to_face", "He rang")
    page._turn_to(walk.found.stops[1].stop_id)
    page.parts()[0].keeps.take_draft(said)
    page._saving.timer.timeout.emit()
    again = walk.noted(1)
    assert again is not None
    assert (again.what, again.text) == ("face_to_face", "He rang")


# What is done, what follows, what has changed.


def test_what_is_done_is_ticked_by_its_whole_row(walk: Walk, window: Window) -> None:
    stop = walk.found.stops[0]
    card = replace(stop.card, asks=(Ask("duty:oasys_review", Why.DUTY, "oasys_review"),))
    page, fake = told(walk, window, stops=[replace(stop, card=card)])
    fake.results["CaptureStop"] = lambda command: command.captured
    ((key, tick),) = page.view.person.asks.ticks.items()
    tick.resize(400, TARGET)
    assert tick.hitButton(QPoint(399, TARGET - 1))
    tick.click()
    assert fake.done[-1].captured.ticked == (key,)
    tick.click()
    assert fake.done[-1].captured.blank
    page.stop()


def test_a_follow_up_is_one_key_then_words_and_another_day(walk: Walk) -> None:
    follow = walk.page.view.person.follow
    assert follow.button.text() == "Follow up in 2 weeks"
    press("f")
    found = walk.noted()
    assert found is not None
    assert found.due == date(2026, 12, 7)
    assert focused() is follow.step
    press("Ring OMU")
    follow.day.setFocus()
    follow.day.selectAll()
    press("1/12/2026")
    walk.page._saving.save()
    found = walk.noted()
    assert found is not None
    assert (found.next_step, found.due) == ("Ring OMU", date(2026, 12, 1))
    follow.day.selectAll()
    press("1/1/2020")
    assert "has passed" in follow.day_row.error
    follow.button.click()
    assert walk.noted() is None


def test_a_move_to_another_cell_and_another_day_are_changes(walk: Walk) -> None:
    person = walk.page.view.person
    person.cell.setFocus()
    person.cell.selectAll()
    press("MDI-B-2-003")
    (key,) = [one for one in walk.found.stops[0].card.facts if one != "person"]
    row = person.open.rows[key]
    row.later.click()
    moved = walk.noted()
    assert moved is not None
    assert moved.changes[key] == {"due": "2026-12-07"}  # two weeks on, in one tap
    line = row.line
    line.setFocus()
    line.selectAll()
    press("30 Nov 2026")
    walk.page._saving.save()
    found = walk.noted()
    assert found is not None
    wanted = {"person": {"cell_location": "MDI-B-2-003"}, key: {"due": "2026-11-30"}}
    assert found.changes == wanted
    walk.page._turn_to(walk.found.stops[1].stop_id)
    walk.page._turn_to(walk.found.stops[0].stop_id)
    assert person.cell.text() == "MDI-B-2-003"
    assert walk.noted() == found


def test_a_follow_up_stands_once_and_is_done_or_put_off(walk: Walk) -> None:
    person, card = walk.page.view.person, walk.found.stops[0].card
    ((key, row),) = person.open.rows.items()
    (asked,) = [one.key for one in card.asks if one.key.startswith("duty:follow_up:")]
    assert asked not in person.asks.ticks
    assert asked not in person.asks.told
    assert row.done is not None
    row.done.click()
    found = walk.noted()
    assert found is not None
    assert (found.ticked, found.changes) == ((asked,), {})
    row.later.click()
    found = walk.noted()
    assert found is not None
    assert (found.ticked, list(found.changes)) == ((), [key])
    row.later.click()
    assert walk.noted() is None


def test_what_is_not_due_yet_can_be_done_early(walk: Walk, window: Window) -> None:
    stop = walk.found.stops[0]
    facts = {**stop.card.facts, "entry:99": {"next_step": "Ring home", "due": "2027-03-01"}}
    page, _fake = told(walk, window, stops=[replace(stop, card=replace(stop.card, facts=facts))])
    row = page.view.person.open.rows["entry:99"]
    assert row.done is not None
    assert not row.later.isHidden()
    page.stop()


def test_what_seeing_settles_has_no_box(walk: Walk, window: Window) -> None:
    keys = ("duty:contact", "not_seen", "chosen", "duty:oasys_review")
    asks = tuple(Ask(key, Why.DUTY, key.removeprefix("duty:")) for key in keys)
    stop = walk.found.stops[0]
    page, _fake = told(walk, window, stops=[replace(stop, card=replace(stop.card, asks=asks))])
    shown = page.view.person.asks
    assert (tuple(shown.told), tuple(shown.ticks)) == (keys[:3], keys[3:])
    page.stop()


# What cannot wait.


def _passed_on(dialog: Any, who: str, what: str, time: str = "") -> bool:
    dialog.control("who").setText(who)
    dialog.control("what").setPlainText(what)
    if time:
        dialog.control("time").setText(time)
    dialog.accept()
    return True


def test_a_concern_goes_first_with_its_time(walk: Walk) -> None:
    walk.write("Settled.")
    dialogs.answer_next(lambda box: _passed_on(box, "SO Pugh", "he {talked}\nof harm"))
    walk.page.view.to_pane()
    press("c")
    found = walk.noted()
    assert found is not None
    line = f"Concern passed to SO Pugh at {HERE}: he {{talked}} of harm"
    assert found.text == f"{line}\nSettled."
    dialogs.answer_next(lambda _box: False)
    walk.page.view.person.concern.click()
    assert walk.noted() == found


def test_a_concern_on_a_sheet_has_the_time_of_the_sheet_or_none(walk: Walk) -> None:
    walk.page.view.typing_up.click()
    dialogs.answer_next(lambda box: _passed_on(box, "SO Pugh", "debt", "9.20"))
    assert walk.page.reopen("concern")
    dialogs.answer_next(lambda box: _passed_on(box, "S1 nurse", "chest"))
    walk.page.view.person.concern.click()
    found = walk.noted()
    assert found is not None
    said = ("Concern passed to S1 nurse: chest", "Concern passed to SO Pugh at 09:20: debt")
    assert found.text == "\n".join(said)
    assert found.time == ""
    assert not walk.page.reopen("another")


# From person to person.


def test_the_keyboard_walks_to_the_end_and_back(walk: Walk, text: Text) -> None:
    for wanted in range(1, PEOPLE + 1):
        press(Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
        assert walk.at == wanted
    assert walk.page.view.pane is walk.page.view.end
    press(Qt.Key.Key_PageUp)
    assert walk.at == PEOPLE - 1
    assert [one.captured for one in walk.found.stops] == [None] * PEOPLE  # looking writes nothing


def test_the_end_tells_who_is_not_noted_and_leads_there(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk.tap("face_to_face")
    walk.page._turn_to(0)
    end, ids = walk.page.view.end, [one.stop_id for one in walk.found.stops]
    assert list(end.rows) == [*ids[1:], ids[0]]
    end.rows[ids[2]].click()
    assert walk.at == 2
    asked: list[tuple[str, int]] = []
    monkeypatch.setattr(walk.window, "open_at", lambda *at: asked.append(at))
    end.visit.click()
    assert asked == [("visit", walk.visit_id)]


def test_a_walk_goes_on_where_it_was_or_where_nothing_is_noted(walk: Walk) -> None:
    walk.tap("not_in_cell")
    ids = [one.stop_id for one in walk.found.stops]
    for place in ((walk.visit_id, ids[1]), (walk.visit_id, ids[3]), (walk.visit_id, 0)):
        page = WalkPage(walk.window, walk.desk, Standing(MONDAY))
        page.open(walk.visit_id)
        page.refresh()
        assert page.place() == (walk.visit_id, ids[1], False, "")
        page.return_to((*place, True, "dark"))
        assert page.place() == (*place, True, "dark")
        page.stop()


def test_esc_leaves_the_box_then_the_walk(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    walk.write("said")
    assert walk.page.step_back()
    assert focused() is walk.page.view.person.how.buttons[HOW[0]]
    assert not walk.page.step_back()  # the window goes back to where it came from
    asked: list[tuple[str, int]] = []
    monkeypatch.setattr(walk.window, "open_at", lambda *at: asked.append(at))
    walk.page.return_to(walk.page.place())
    assert walk.page.step_back()
    assert asked == [("visit", walk.visit_id)]


# Typing up.


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("14:05", "14:05"),
        ("1405", "14:05"),
        ("9.20", "09:20"),
        ("", ""),
        ("25:00", None),
        ("12:60", None),
        ("noon", None),
        ("١٤:٠٥", "14:05"),
    ],
)
def test_times_as_they_stand_on_sheets(typed: str, read: str | None) -> None:
    assert read_time(typed) == read


def test_a_sheet_of_an_earlier_day_is_typed_up_with_its_day(
    window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    tuesday = Standing(date(2026, 11, 24))
    desk = copies.copied(_made, tmp_path, tuesday)
    walk = opened(window, qtbot, desk, desk.ask(VisitsNow()).visits[0].id)
    view = walk.page.view
    assert view.typing_up.isChecked()
    view.number.setFocus()
    press("3")
    press(Qt.Key.Key_Return)
    assert walk.at == 2
    press("1")
    found = walk.noted(2)
    assert found is not None
    assert (found.day, found.time) == (MONDAY, "")
    view.person.time.setFocus()
    press("9.20")
    walk.page._saving.save()
    found = walk.noted(2)
    assert found is not None
    assert found.time == "09:20"
    view.number.setFocus()
    press("77")
    press(Qt.Key.Key_Return)
    assert "77" in window.messages.words
    assert walk.at == 2
    desk.close()


def test_a_sheet_that_is_typed_up_stamps_no_time(walk: Walk) -> None:
    view = walk.page.view
    assert not view.typing_up.isChecked()
    walk.window.open_at("walk", -walk.visit_id)
    assert view.typing_up.isChecked()
    walk.tap("face_to_face")
    found = walk.noted()
    assert found is not None
    assert (found.day, found.time) == (MONDAY, "")
    place = walk.page.place()
    walk.window.open_at("walk", walk.visit_id)  # now it is walked
    assert not view.typing_up.isChecked()
    walk.page.return_to(place)
    assert view.typing_up.isChecked()
    walk.page.open(-walk.visit_id)
    walk.page.refresh()
    assert view.typing_up.isChecked()


# Names, looks.


def test_alerts_fold_to_a_sign_and_stay_folded_on_this_walk(walk: Walk, window: Window) -> None:
    found = walk.found
    stops = [replace(one, card=replace(one.card, alerts=("ACCT open",))) for one in found.stops]
    page, fake = told(walk, window, stops=stops)
    alerts = page.view.person.who.alerts
    assert "ACCT open" in alerts.accessibleName()
    alerts.click()
    page._turn_to(stops[1].stop_id)
    assert alerts.folded
    assert "ACCT" not in alerts.accessibleName()
    page.set_blank(True)
    assert alerts.isHidden()
    page.set_blank(False)
    assert not alerts.isHidden()
    assert alerts.folded
    other = replace(found, line=replace(found.line, id=found.line.id + 1), stops=stops)
    fake.answers["VisitOf"] = other
    page.open(other.line.id)
    page.refresh()
    assert not alerts.folded
    page.stop()


def test_what_was_said_last_time_is_asked_for(walk: Walk, window: Window) -> None:
    stop = walk.found.stops[0]
    card = replace(
        stop.card,
        last_said="Worried\nabout debt.",
        release_on=date(2027, 6, 1),
        handover_on=date(2027, 3, 2),
        com_name="B Hale",
    )
    page, _fake = told(walk, window, stops=[replace(stop, card=card)])
    who = page.view.person.who
    assert who.dates.text() == "Release 1 Jun 2027 · Handover 2 Mar 2027 · COM B Hale"
    assert "debt" not in who.said.accessibleName()
    who.said.click()
    assert who.said.accessibleName() == "Last time: Worried about debt."
    page.set_blank(True)
    assert who.said.isHidden()
    assert who.dates.isHidden()
    page.stop()


def test_a_namesake_on_the_visit_is_told(walk: Walk, window: Window) -> None:
    stops = list(walk.found.stops)
    names = ("Pritchard", "PRITCHARD", "Pugh", "")
    stops = [
        replace(one, card=replace(one.card, last_name=name))
        for one, name in zip(stops, names, strict=True)
    ]
    page, _fake = told(walk, window, stops=stops)
    said = []
    for one in stops:
        page._turn_to(one.stop_id)
        shown = page.view.person._shown
        assert shown is not None
        said.append([mark.words for mark in shown.flags])
    assert said == [["Another PRITCHARD on this visit"]] * 2 + [[], []]
    page.stop()


def test_the_box_is_called_by_how_it_went(walk: Walk) -> None:
    box = walk.page.view.person.words
    assert box.accessibleName() == "What was said"
    walk.tap("unlocked_late")
    walk.page._turn_to(walk.found.stops[0].stop_id)
    assert box.accessibleName() == "Who told you, what you did"
    walk.tap("wing")
    assert box.accessibleName() == "What was said"


def test_hidden_names_numbers_and_texts(walk: Walk) -> None:
    stop, view = walk.found.stops[0], walk.page.view
    walk.write("He said it")
    walk.window.set_blank(True)
    settle()
    shown = [_told(one) for one in walk.window.findChildren(QWidget) if one.isVisible()]
    secret = (stop.card.last_name, stop.card.prisoner_number, "He said it", "the course")
    for words in secret:
        assert not [one for one in shown if words.casefold() in one.casefold()]
    assert not view.person.words.isVisible()
    assert view.person.who.name.text() == HIDDEN
    walk.tap("face_to_face")
    assert walk.noted() is not None
    walk.window.set_blank(False)
    assert view.person.words.isVisible()
    assert stop.card.last_name.casefold() in view.person.who.name.text().casefold()


def _told(widget: Any) -> str:
    return str(widget.text()) if hasattr(widget, "text") else ""


def test_dark_is_a_choice_and_goes_back(walk: Walk, theme: Theme) -> None:
    dark = walk.page.view.dark
    dark.click()
    assert (theme.choice, dark.isChecked()) == ("dark", True)
    dark.click()
    assert (theme.choice, dark.isChecked()) == ("light", False)


@pytest.mark.parametrize("before", ["light", "dark", "system"])
def test_dark_is_for_this_page_only(walk: Walk, theme: Theme, before: str) -> None:
    theme.choose(before)
    other = Elsewhere(walk.window, walk.desk)
    walk.window.show_pages([walk.page, other], "walk", [])
    was = theme.dark
    walk.page.view.dark.click()
    assert theme.dark is not was
    walk.window.show_page("elsewhere")
    assert theme.choice == before
    walk.window.show_page("walk")
    assert theme.dark is not was  # what was chosen for the walk holds on it
    walk.page.stop()
    assert theme.choice == before


def test_long_words_may_break_and_short_ones_stay() -> None:
    assert breaking("Ap Rhys-Jones & Son") == "Ap Rhys-Jones & Son"
    long = "x" * 40
    assert breaking(long).replace("\u200b", "") == long
    assert max(map(len, breaking(long).split("\u200b"))) <= 16


@pytest.mark.parametrize(("width", "zoom"), [(800, 200), (1024, 100)])
def test_every_target_is_large_named_and_in_order(
    walk: Walk, theme: Theme, zoom: int, width: int
) -> None:
    theme.set_zoom(zoom)
    walk.window.resize(width, 2000)  # so high that nothing is scrolled away from its place
    settle()
    view = walk.page.view
    large = [*view.person.how.buttons.values(), view.next, view.previous]
    assert min(one.height() for one in large) >= LARGE
    others = [*view.strip.buttons.values(), *view.person.asks.ticks.values(), view.dark]
    assert min(one.height() for one in others) >= TARGET
    for one in view.person.how.buttons.values():
        assert one.width() >= one.sizeHint().width()
    assert nameless(walk.window) == []
    assert clashing(walk.window) == []
    assert out_of_order(walk.window) == []
    walk.page._turn_to(0)
    settle()
    assert out_of_order(walk.window) == []


# Shut, ended, empty.


def told(walk: Walk, window: Window, **changed: Any) -> tuple[WalkPage, FakeDesk]:
    """The walk of a visit that is otherwise."""
    found = walk.found
    stops = changed.pop("stops", found.stops)
    found = replace(found, line=replace(found.line, **changed), stops=stops)
    settings = walk.desk.ask(PolicySettings())
    fake = FakeDesk({"VisitOf": found, "PolicySettings": settings})
    page = WalkPage(window, fake, Standing(MONDAY))  # type: ignore[arg-type]
    page.open(found.line.id)
    page.refresh()
    return page, fake


def test_a_shut_visit_shows_nobody_and_leads_out(walk: Walk, window: Window, text: Text) -> None:
    page, _fake = told(walk, window, shut=True, from_pack=True, stops=())
    assert page.view.pane is page.view.end
    assert page.view.end.title.text() == text("walk.shut")
    assert not page.view.end.bring.isHidden()
    page.stop()


def test_an_ended_visit_is_only_read(walk: Walk, window: Window) -> None:
    page, fake = told(walk, window, state=VisitState.ENDED)
    assert not page.view.person.how.writable
    page.view.person.how.press(1)
    page.stop()
    assert fake.done == []


def test_who_moved_is_flagged_and_hostile_words_stay_words(walk: Walk, window: Window) -> None:
    stop = walk.found.stops[0]
    card = replace(stop.card, last_name="<b>Ap</b>", alerts=("<img src=x> ACCT",))
    stops = [replace(stop, card=card, flags=(Flag.MOVED,), was="A-1-001")]
    page, _fake = told(walk, window, stops=stops)
    who = page.view.person.who
    assert "<B>AP</B>" in who.name.text().upper()
    assert "<img src=x> ACCT" in who.alerts.accessibleName()
    assert not who.alerts.isHidden()
    page.stop()
