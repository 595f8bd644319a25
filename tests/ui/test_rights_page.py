"""The page about records: three short lists, by keyboard, with what two people do to a record."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from pomdesk.domain.names import HIDDEN
from pomdesk.domain.rights import RequestKind, RequestStage, Trigger
from pomdesk.readmodels.rights import HoldLine, RecordsNow, RequestLine, ReviewLine
from pomdesk.services.desk import Desk
from pomdesk.services.queries.rights_now import RecordsOn, RequestsOf
from resources.text import Text
from tests.services.rights_desk import desk_of, number_of, numbers, signed_in_as
from tests.ui.walking import clashing, nameless, out_of_order, settle
from ui import dialogs
from ui.rights.controller import RightsPage
from ui.rights.view import TABS, RecordsView
from ui.theme import Theme
from ui.widgets.fields_form import FieldsForm
from ui.window import Window

TODAY = date(2026, 11, 23)


def review(number: int, **changes: Any) -> ReviewLine:
    """A record that is due."""
    made = ReviewLine(
        number, f"A{number:04}BC", "SPECIMEN", f"SAM{number}", Trigger.RELEASE,
        date(2026, 7, 1), date(2026, 10, 1), held=False,
    )  # fmt: skip
    return replace(made, **changes)


HELD = HoldLine(
    1, None, "", "", "", "National inquiry.", "Al First", datetime.combine(TODAY, time(9)), TODAY
)
ASKED = RequestLine(
    1, "R2026-ABCDEF", 7, "A1234BC", "SPECIMEN", "SAM", RequestKind.ACCESS, RequestStage.OPEN,
    TODAY - timedelta(40), TODAY - timedelta(9), "", "Al First", "", "", "",
)  # fmt: skip


def now(*reviews: ReviewLine, **more: Any) -> RecordsNow:
    """What the page shows."""
    return replace(RecordsNow(TODAY, "Al First", reviews, [HELD], [ASKED], 2), **more)


@pytest.fixture
def view(text: Text, theme: Theme, qtbot: QtBot) -> RecordsView:
    made = RecordsView(text, theme)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def test_a_line_says_who_why_and_since_when(view: RecordsView, text: Text) -> None:
    view.display(now(review(1), review(2, held=True, proposed_by="Bea", reason="Gone.")))
    first, second = (view.lists["reviews"].lines.line(n) for n in (0, 1))
    assert (first.title, first.aside) == ("Specimen, Sam1", "A0001BC")
    assert first.what == "released 1 Jul 2026"
    assert first.more == "Review was due 1 Oct 2026 (8 weeks ago)."
    assert [mark.words for mark in second.marks] == ["on hold", "Disposal proposed"]
    assert second.more == "Proposed by Bea: Gone."
    held = view.lists["holds"].lines.line(0)
    assert (held.title, held.what) == ("Everybody", "National inquiry.")
    assert [mark.words for mark in held.marks] == ["on hold", "Look again"]
    asked = view.lists["requests"].lines.line(0)
    assert asked.what == "what is held, R2026-ABCDEF"
    assert [mark.words for mark in asked.marks] == ["Late"]
    assert view.quality.isVisible()
    assert view.tabs.tabText(0) == "Due for review (2)"


def test_fifteen_hundred_records_are_one_list(view: RecordsView) -> None:
    view.display(now(review(0)))
    before = len(view.findChildren(QObject))
    view.display(now(*(review(n) for n in range(1_500))))
    assert view.lists["reviews"].lines.rowCount() == 1_500
    assert len(view.findChildren(QObject)) <= before + 20


def test_empty_lists_say_what_will_be_there(view: RecordsView, text: Text) -> None:
    view.display(now(holds=[], requests=[], quality=0))
    for name in TABS:
        view.turn_to(name)
        shown = [label.text() for label in view.findChildren(QLabel) if label.isVisible()]
        assert text(f"records_page.none.{name}") in shown
        assert text(f"records_page.more.{name}") in shown
    assert not view.buttons["decide"].isEnabled()
    assert view.buttons["hold"].isEnabled()
    assert not view.quality.isVisible()


def test_hidden_names_are_nowhere(view: RecordsView) -> None:
    view.display(now(review(1)))
    view.set_blank(True)
    for name in TABS:
        plain = " ".join(view.lists[name].lines.line(0).plain)
        assert "Specimen" not in plain
        assert "BC" not in plain.replace("R2026-ABCDEF", "")
    assert view.lists["reviews"].lines.line(0).title == HIDDEN


def test_the_keyboard_turns_lists_and_enter_does_what_is_next(
    view: RecordsView, qtbot: QtBot
) -> None:
    view.display(now(review(1)))
    view.setFocus()
    for key, name, code in (
        (Qt.Key.Key_2, "holds", "end"),
        (Qt.Key.Key_3, "requests", "go_on"),
        (Qt.Key.Key_1, "reviews", "decide"),
    ):
        QTest.keyClick(view, key, Qt.KeyboardModifier.AltModifier)
        assert view.tab == name
        with qtbot.waitSignal(view.asked) as asked:
            QTest.keyClick(view.lists[name], Qt.Key.Key_Return)
        assert asked.args is not None
        assert asked.args[0] == code


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("full", [True, False])
def test_controls_have_names_and_tab_goes_in_reading_order(
    view: RecordsView, tab: str, full: bool
) -> None:
    view.display(now(review(1)) if full else now(holds=[], requests=[]))
    view.turn_to(tab)
    settle()
    assert [*nameless(view), *clashing(view), *out_of_order(view)] == []


# The page over a desk


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    made = desk_of(tmp_path, 4)
    yield made
    made.close()


@pytest.fixture
def page(window: Window, desk: Desk, qtbot: QtBot) -> RightsPage:
    qtbot.addWidget(window)
    made = RightsPage(window, desk)
    window.resize(1100, 750)
    window.show_pages([made], "rights", [])
    window.show()
    return made


def fill(**answers: object) -> Any:
    """Answer a form: by choice, day or words, and save it."""

    def answer(form: Any) -> bool:
        for name, value in answers.items():
            control = cast(FieldsForm, form).control(name)
            if isinstance(control, QComboBox):
                found = [control.itemText(n) for n in range(control.count())]
                at = next(n for n, words in enumerate(found) if str(value) in words)
                control.setCurrentIndex(at)
            elif isinstance(control, QPlainTextEdit):
                control.setPlainText(str(value))
            else:
                cast(QLineEdit, control).setText(str(value))
        form.accept()
        return bool(form.result())

    return answer


def test_two_people_dispose_of_a_record_on_the_page(page: RightsPage, desk: Desk) -> None:
    person_id, number = number_of(desk)
    from pomdesk.services.commands.rights_disposal import ProposeDisposal

    desk.do(ProposeDisposal(person_id, "Handed over."))
    page.refresh()
    assert page.summary == "1 record is due for review."
    with signed_in_as(desk):
        told: list[str] = []

        def read(box: Any) -> bool:
            told.extend(label.text() for label in box.findChildren(QLabel))
            return True

        dialogs.answer_next(fill(outcome="Confirm"))
        dialogs.answer_next(read)
        QTest.keyClick(page.view.lists["reviews"], Qt.Key.Key_Return)
    assert number not in numbers(desk)
    assert any("28 December 2026" in words for words in told)
    assert page.view.lists["reviews"].lines.rowCount() == 0


def test_nobody_is_offered_to_confirm_their_own(page: RightsPage, desk: Desk) -> None:
    person_id, _number = number_of(desk)
    from pomdesk.services.commands.rights_disposal import ProposeDisposal

    desk.do(ProposeDisposal(person_id, "Handed over."))
    page.refresh()
    offered: list[str] = []

    def look(form: Any) -> bool:
        box = form.control("outcome")
        offered.extend(box.itemText(n) for n in range(box.count()))
        return False

    dialogs.answer_next(look)
    page.view.buttons["decide"].click()
    assert not any("Confirm" in words for words in offered)
    dialogs.answer_next(fill(outcome="Take the proposal back", why="Still needed."))
    page.view.buttons["decide"].click()
    assert desk.ask(RecordsOn()).reviews == []


def test_a_hold_is_put_on_and_ended(page: RightsPage, desk: Desk, window: Window) -> None:
    _person_id, number = number_of(desk)
    dialogs.answer_next(fill(number=number.lower(), why="Inquiry.", review="1/2/2027"))
    page.view.buttons["hold"].click()
    (held,) = desk.ask(RecordsOn()).holds
    assert (held.prisoner_number, held.review) == (number, date(2027, 2, 1))
    assert page.view.tabs.tabText(1) == "On hold (1)"
    dialogs.answer_next(fill(why="Over."))
    page.view.turn_to("holds")
    QTest.keyClick(page.view.lists["holds"], Qt.Key.Key_Return)
    assert desk.ask(RecordsOn()).holds == []


def test_what_the_desk_refuses_is_said_in_the_form(page: RightsPage, desk: Desk) -> None:
    said: list[str] = []

    def answer(form: Any) -> bool:
        fill(number="Z9999ZZ", why="Inquiry.")(form)
        said.extend(label.text() for label in form.findChildren(QLabel))
        return False

    dialogs.answer_next(answer)
    page.view.buttons["hold"].click()
    assert any("Z9999ZZ" in words for words in said)
    assert desk.ask(RecordsOn()).holds == []


def test_a_request_goes_from_note_to_draft(page: RightsPage, desk: Desk, tmp_path: Path) -> None:
    from pomdesk.domain.record import EntryKind
    from pomdesk.services.commands.entries import AddEntry
    from pomdesk.services.queries.rights_now import SubjectPack

    person_id, number = number_of(desk)
    desk.do(AddEntry(person_id, EntryKind.VICTIM_NOTE, TODAY, what="other", text="Quokkaberry."))
    dialogs.answer_next(fill(number=number, note="Letter."))
    page.view.buttons["note"].click()
    (line,) = desk.ask(RequestsOf(number))
    page.view.turn_to("requests")
    waiting = len(desk.ask(SubjectPack(person_id, line.ref)).open_items)
    assert waiting
    target = tmp_path / "draft.pdf"

    def draft(box: Any) -> bool:
        box.reason.setText("Asked by the team.")
        box.lines.first.setText("invented words for a file")
        box.lines.again.setText("invented words for a file")
        box.accept()
        return bool(box.result())

    with signed_in_as(desk):
        for _part in range(waiting):
            dialogs.answer_next(fill(decision="kept back", ground="Rights of others"))
        dialogs.answer_next(draft)
        dialogs.answer_next(lambda _chooser: str(target))
        page.view.buttons["go_on"].click()
    assert target.read_bytes().startswith(b"%PDF")
    assert b"Quokkaberry" not in target.read_bytes()
    dialogs.answer_next(fill(stage="answered", why="Sent."))
    page.view.buttons["close"].click()
    assert desk.ask(RequestsOf(number))[0].stage is RequestStage.ANSWERED


def test_the_list_that_was_shown_outlives_the_key(page: RightsPage, window: Window) -> None:
    page.view.turn_to("holds")
    assert page.place() == "holds"
    again = RightsPage(window, page.desk)
    again.return_to("holds")
    again.refresh()
    assert again.view.tab == "holds"
    again.view.deleteLater()
