"""The page of the audit log: events in words, filters, whether it holds, anchors, giving it out."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from pomdesk.domain.access import DeskRole
from pomdesk.domain.audit import Event, Kind
from pomdesk.domain.errors import RoleRefused
from pomdesk.services.clock import FrozenClock
from pomdesk.services.commands.import_caseload import ImportCaseload
from pomdesk.services.desk import Desk
from pomdesk.services.people import set_role
from pomdesk.services.queries.case import CaseOf
from pomdesk.services.queries.caseload import CaseloadOn
from resources.text import LANGUAGES, Text
from tests import copies, people
from tests.ui.walking import clashing, nameless, out_of_order, settle
from ui import dialogs
from ui.anywhere import Anywhere
from ui.journal.controller import JournalPage
from ui.journal.view import JournalView
from ui.page import Page
from ui.theme import Theme
from ui.widgets.fields_form import FieldsForm
from ui.widgets.form import Choice
from ui.window import Window

TODAY = date(2026, 11, 22)


def with_some(folder: Path) -> Desk:
    desk = copies.empty(folder, FrozenClock(TODAY))
    file = folder / "caseload.json"
    file.write_text(people.as_json(people.caseload(3, TODAY)).decode(), "utf-8")
    desk.do(ImportCaseload((file,)))
    return desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = copies.copied(with_some, tmp_path, FrozenClock(TODAY))
    made.ask(CaseloadOn())
    for line in made.ask(CaseloadOn()).lines[:2]:
        made.ask(CaseOf(line.person_id))
    made.disclose("EXPORT_PDF", [1], recipient="the Parole Board", how="parole-report", pages=4)
    made.log(Event("BREAK_GLASS", Kind.CONSULT, 2, reason="covering for a colleague", size=1))
    yield made
    made.close()


@pytest.fixture
def page(desk: Desk, window: Window, qtbot: QtBot) -> JournalPage:
    made = JournalPage(window, desk)
    pages: list[Page] = [made]
    window.show_pages(iter(pages), "journal", ("journal",))
    window.resize(1280, 800)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return made


def said(view: JournalView) -> list[str]:
    """What was done and what more is told, newest first."""
    model = view.model
    place = model.place_of("what")
    cells = (model.cell(line, place) for line in range(model.rowCount()))
    return [f"{text}: {under}" if under else text for text, under, _marks in cells]


def whom(view: JournalView) -> list[str]:
    place = view.model.place_of("whom")
    return [view.model.cell(line, place)[0] for line in range(view.model.rowCount())]


def choose(box: Choice, value: object) -> None:
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def test_events_are_told_in_words_newest_first(page: JournalPage) -> None:
    told = said(page.view)
    assert "Opened somebody else's case, with a reason: “covering for a colleague”" in told[0]
    assert told[1] == ("Gave out a PDF: to the Parole Board; Report to the Parole Board; pages: 4")
    assert any(line.startswith("Looked at a case") for line in told)
    assert any(line.startswith("Closed a case: looked at once in") for line in told)
    assert any(line.startswith("Brought in a file") for line in told)
    assert not [line for line in told if "person_id" in line]


def test_a_person_is_named_while_on_the_desk(page: JournalPage, desk: Desk) -> None:
    lines = {line.person_id: line for line in desk.ask(CaseloadOn()).lines}
    assert whom(page.view)[0].endswith(lines[2].prisoner_number)
    assert lines[2].last_name.casefold() in whom(page.view)[0].casefold()


def test_what_narrows_can_be_put_together_and_taken_away(page: JournalPage) -> None:
    every = len(said(page.view))
    choose(page.view.kind, Kind.DISCLOSE.value)
    assert len(said(page.view)) == 1
    choose(page.view.what, "BREAK_GLASS")
    assert said(page.view) == []
    assert page.view.nothing.isVisible()
    assert page.step_back()
    assert len(said(page.view)) > every  # reading the log is written down too
    choose(page.view.period, "today")
    assert len(said(page.view)) > every
    assert page.step_back()
    assert not page.step_back()


def test_days_are_asked_for(page: JournalPage) -> None:
    def answer(form: FieldsForm) -> bool:
        for name, typed in (("first", "1 January 2020"), ("last", "2 January 2020")):
            control = form.control(name)
            assert isinstance(control, QLineEdit)
            control.setText(typed)
        form.accept()
        return True

    dialogs.answer_next(answer)
    choose(page.view.period, "between")
    assert said(page.view) == []


def test_a_person_is_looked_for_by_part_of_the_name(page: JournalPage, desk: Desk) -> None:
    line = next(one for one in desk.ask(CaseloadOn()).lines if one.person_id == 2)
    page.view.search.setFocus()
    QTest.keyClicks(page.view.search, line.prisoner_number.lower())
    QTest.keyClick(page.view.search, Qt.Key.Key_Return)
    assert page.view.person.currentData() == 2
    assert set(whom(page.view)) == {whom(page.view)[0]}
    assert said(page.view)[0].startswith("Opened somebody else")
    page.view.search.clear()
    assert page.view.person.currentData() is None


def test_who_is_not_in_the_log_is_told(page: JournalPage, window: Window) -> None:
    page.view.search.setText("Nobody at all")
    QTest.keyClick(page.view.search, Qt.Key.Key_Return)
    assert page.view.person.count() == 1


def test_the_log_is_gone_through_when_asked(page: JournalPage) -> None:
    assert "not gone through yet" in page.view.told.text()
    page.view.buttons["verify"].click()
    assert page.view.told.text().startswith("The log holds: ")
    assert page.view.band.property("band") == "note"
    page.view.anchor.setText("3-0123456789abcdef")
    QTest.keyClick(page.view.anchor, Qt.Key.Key_Return)
    assert "event 3 is not the one that was noted" in page.view.told.text()
    assert page.view.band.property("band") == "trouble"


def test_what_is_no_anchor_is_refused_in_words(page: JournalPage, window: Window) -> None:
    page.view.anchor.setText("twelve")
    page.view.buttons["verify"].click()
    assert "twelve is no anchor" in window.messages.words


def test_an_anchor_is_saved_with_its_slip_and_agrees(page: JournalPage, tmp_path: Path) -> None:
    target = tmp_path / "anchor.json"
    dialogs.answer_next(lambda _none: target)
    page.view.buttons["anchor"].click()
    assert target.with_suffix(".pdf").read_bytes().startswith(b"%PDF")
    assert "An anchor was last made on" in page.view.more_told.text()
    page.view.anchor.setText(str(target))
    page.view.buttons["verify"].click()
    assert "1 anchor agrees" in page.view.told.text()


def give_reason(words: str) -> None:
    def answer(form: FieldsForm) -> bool:
        control = form.control("why")
        assert isinstance(control, QLineEdit)
        for typed in ("too short", words):
            control.setText(typed)
            form.accept()
        return form.result() == FieldsForm.DialogCode.Accepted

    dialogs.answer_next(answer)


def test_the_log_is_given_out_with_a_reason(page: JournalPage, tmp_path: Path) -> None:
    target = tmp_path / "log.json"
    give_reason("asked for by the auditor")
    dialogs.answer_next(lambda _none: target)
    page.view.buttons["export"].click()
    told = json.loads(target.read_text("utf-8"))
    assert told["proof"]["holds"] is True
    assert told["events"][0]["what"] == "NEW_SIGNER"
    assert said(page.view)[0] == (
        "Gave out the audit log: own working copy; audit log; “asked for by the auditor”"
    )


def test_nothing_is_counted_and_the_law_is_said(page: JournalPage) -> None:
    words = [label.text() for label in page.view.findChildren(type(page.view.told))]
    assert any("section 62(4)" in one for one in words)
    assert not hasattr(page.view, "count")


def test_names_are_hidden(page: JournalPage, desk: Desk) -> None:
    page.set_blank(True)
    names = {line.last_name for line in desk.ask(CaseloadOn()).lines}
    assert not [one for one in whom(page.view) if any(name in one for name in names)]
    assert page.view.person.isHidden()
    page.set_blank(False)
    assert not page.view.person.isHidden()


def test_a_pom_is_refused_and_not_offered_it(desk: Desk, window: Window) -> None:
    anywhere = Anywhere(window, lambda: desk)
    assert [words for words, _do in anywhere._log()] == ["Audit log"]
    desk.add_person("B Head", "plinth gravel ostrich nebula")
    set_role(desk, "B Head", DeskRole.HEAD)
    assert list(anywhere._log()) == []
    with pytest.raises(RoleRefused):
        JournalPage(window, desk).refresh()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_control_is_named_and_reached(
    desk: Desk, theme: Theme, worker: object, qtbot: QtBot, language: str
) -> None:
    from ui.work import Worker

    assert isinstance(worker, Worker)
    shell = Window(Text(language), theme, worker)
    page = JournalPage(shell, desk)
    pages: list[Page] = [page]
    shell.show_pages(iter(pages), "journal", ("journal",))
    shell.resize(1280, 800)
    shell.show()
    settle()
    assert [*nameless(shell), *clashing(shell), *out_of_order(shell)] == []
