"""The writing page with a desk behind it: saved as it is typed, fed with evidence, never losing."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pomdesk.domain.errors import StoreRefused
from pomdesk.domain.names import HIDDEN
from pomdesk.domain.papers import Paper, PaperKind, SectionState
from pomdesk.domain.record import EntryKind
from pomdesk.domain.writing import Paragraph, Run, links_of, passage, plain
from pomdesk.services.commands.correct_fact import CorrectFact
from pomdesk.services.commands.entries import AddEntry, ChangeEntry, RemoveEntry
from pomdesk.services.commands.paper_life import CheckPaper, ReturnPaper
from pomdesk.services.commands.papers import BeginPaper, DropPaper, WriteSection
from pomdesk.services.desk import Desk
from pomdesk.services.queries.caseload import CaseloadOn
from pomdesk.services.queries.papers import PaperOf
from resources.text import Text
from tests.ui.walking import clashing, nameless, out_of_order, settle
from ui import dialogs
from ui.papers import template_of
from ui.spelling import Speller
from ui.theme import Theme
from ui.widgets.label import Label
from ui.widgets.tag import Tag
from ui.window import Window
from ui.work import Worker
from ui.writing import evidence as evidence_module
from ui.writing import keeping
from ui.writing.beside import Beside
from ui.writing.controller import WritingPage
from ui.writing.opened import Opened

CRD = "person.conditional_release_date"
ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
DAY = date(2026, 11, 3)


@pytest.fixture(autouse=True)
def no_dictionary(monkeypatch: pytest.MonkeyPatch) -> None:
    """No process for the spelling: it has tests of its own."""
    monkeypatch.setattr(Speller, "start", lambda self: None)


@pytest.fixture
def person_id(demo_desk: Desk) -> int:
    lines = demo_desk.ask(CaseloadOn()).lines
    return next(line for line in lines if line.inside and line.handover_on).person_id


@pytest.fixture
def paper_id(demo_desk: Desk, person_id: int) -> int:
    return demo_desk.do(BeginPaper(person_id, PaperKind.PAROLE_REPORT)).result


def make_page(window: Window, desk: Desk, paper_id: int) -> WritingPage:
    made = WritingPage(window, desk)
    window.resize(1440, 900)
    window.show()
    window.activateWindow()
    made.open(paper_id)
    window.show_pages([made], "writing")
    settle()
    return made


@pytest.fixture
def page(window: Window, demo_desk: Desk, paper_id: int, qtbot: QtBot) -> Iterator[WritingPage]:
    qtbot.addWidget(window)
    yield make_page(window, demo_desk, paper_id)
    window.show_gate(QWidget())  # stops the page


def opened(page: WritingPage) -> Opened:
    assert page._opened is not None
    return page._opened


def section_of(page: WritingPage) -> str:
    return opened(page).section


def kept(page: WritingPage) -> Paper:
    assert page._paper_id is not None
    return page.desk.ask(PaperOf(page._paper_id)).paper


def said(page: WritingPage, section: str = "") -> str:
    """What the store has of a section."""
    one = kept(page).sections.get(section or section_of(page))
    return plain(one.passage) if one else ""


def state(page: WritingPage) -> SectionState:
    return kept(page).sections[section_of(page)].state


def type_in(page: WritingPage, words: str) -> None:
    page.view.to_text()
    QTest.keyClicks(page.view.section.editor, words)


def starting(page: WritingPage) -> str:
    """Turn to a section that the desk can draft something for."""
    for section in opened(page).template.sections:
        page._turn_to(section.id)
        if section.starter == "contact":
            return section.id
    raise AssertionError("no section has the starter")


def put_in(page: WritingPage, wanted: Callable[[Any], bool]) -> None:
    evidence = page.view.evidence
    assert evidence.list.choose(lambda row: row.item is not None and wanted(row.item))
    evidence.put_in.click()


def is_fact(ref: str) -> Callable[[Any], bool]:
    return lambda item: getattr(item, "ref", "") == ref


# The page.


def test_it_says_whose_paper_it_is_and_how_far_it_has_come(page: WritingPage) -> None:
    found, view = page.desk.ask(PaperOf(page._paper_id or 0)), page.view
    assert found.last_name.casefold() in page.title().casefold()
    assert page.title().startswith("Report to the Parole Board: ")
    assert found.prisoner_number in view.who.text()
    assert view.about.text() == "In English, version 1"
    tags = [tag.text() for tag in page.leaving.life.findChildren(Tag) if tag.isVisible()]
    assert tags == ["Draft"]
    template = template_of(page.desk, PaperKind.PAROLE_REPORT)
    assert [line.id for line in view.sections.lines] == [one.id for one in template.sections]
    first = next(one for one in template.sections if one.written)
    assert section_of(page) == first.id
    assert view.section.title.text() == first.title["en"]
    assert not view.section.editor.isReadOnly()
    assert "before this can go" in view.gaps.text()


def test_the_text_has_most_of_the_page(page: WritingPage, window: Window) -> None:
    window.resize(1280, 800)
    starting(page)
    section, here = page.view.section, section_of(page)
    assert section.guidance.isVisible()
    assert section.prompt.isVisible()
    type_in(page, "Seen on the wing.")
    page._keeping.save()
    assert section.guidance.isVisible()  # nothing moves while somebody types
    page.view.step_asked.emit(1)
    page._turn_to(here)
    settle()
    assert not section.guidance.isVisible()
    assert not section.prompt.isVisible()
    assert section.editor.height() >= window.height() * 55 // 100
    section.guide.click()
    assert section.guidance.isVisible()
    assert section.guide.text() == "Hide guidance"


def test_guidance_that_was_put_away_stays_away(page: WritingPage) -> None:
    section = page.view.section
    section.guide.click()
    assert not section.guidance.isVisible()
    page.view.step_asked.emit(1)
    assert not section.guidance.isVisible()
    section.guide.click()
    type_in(page, "Something.")
    page._keeping.save()
    page.view.step_asked.emit(1)
    page.view.step_asked.emit(-1)
    assert section.guidance.isVisible()  # asked for, so it stays where there is text too


def test_another_paper_begins_with_its_guidance(
    page: WritingPage, demo_desk: Desk, person_id: int
) -> None:
    type_in(page, "Something.")
    page._keeping.save()
    section = section_of(page)
    page.view.step_asked.emit(1)
    page._turn_to(section)
    assert not page.view.section.guidance.isVisible()
    page.open(demo_desk.do(BeginPaper(person_id, PaperKind.PAROLE_REPORT)).result)
    page.refresh()
    assert section_of(page) == section
    assert page.view.section.guidance.isVisible()


def test_buttons_stand_beside_each_other_where_there_is_room(
    page: WritingPage, window: Window, theme: Theme
) -> None:
    rows = page.leaving.life.findChild(Beside)
    assert rows is not None
    assert rows.on_one_line
    theme.set_zoom(200)
    window.resize(700, 700)
    settle()
    assert not rows.on_one_line
    theme.set_zoom(100)
    window.resize(1280, 800)
    settle()
    assert rows.on_one_line


def test_names_and_order_of_everything(page: WritingPage, window: Window) -> None:
    for key in page.view.keys:
        page.view.show_side(key)
        settle()
        assert [*nameless(window), *clashing(window), *out_of_order(window)] == [], key


@pytest.mark.parametrize("size", [(1440, 900), (1024, 700)])
@pytest.mark.parametrize("zoom", [100, 200])
def test_it_can_be_worked_at_any_size(
    page: WritingPage, window: Window, theme: Theme, size: tuple[int, int], zoom: int
) -> None:
    theme.set_zoom(zoom)
    window.resize(*size)
    settle()
    view = page.view
    page.view.to_text()
    settle()
    assert view.section.editor.isVisible()
    assert view.section.width() <= view.middle.viewport().width()
    if not view.side_shown:
        view.side_button.click()
    settle()
    assert view.evidence.isVisible()
    assert [*nameless(window), *out_of_order(window)] == []
    QTest.keyClick(view.evidence.search, Qt.Key.Key_Escape)
    window.go_back()
    assert QApplication.focusWidget() is view.section.editor
    theme.set_zoom(100)


def test_keys_turn_the_sections(page: WritingPage) -> None:
    first, ids = section_of(page), [line.id for line in page.view.sections.lines]
    type_in(page, "a")
    editor = page.view.section.editor
    QTest.keyClick(editor, Qt.Key.Key_Down, ALT)
    assert section_of(page) == ids[ids.index(first) + 1]
    QTest.keyClick(editor, Qt.Key.Key_PageUp, CONTROL)
    assert section_of(page) == first
    QTest.keyClick(editor, Qt.Key.Key_F, CONTROL)
    assert QApplication.focusWidget() is page.view.evidence.search
    assert page.step_back()
    assert QApplication.focusWidget() is editor
    assert not page.step_back()


def test_a_section_from_the_record_is_not_written(page: WritingPage) -> None:
    facts = next(line for line in page.view.sections.lines if not line.written)
    page._turn_to(facts.id)
    assert page.view.section.editor.isHidden()
    assert page.view.section.closed.isVisible()
    put_in(page, is_fact(CRD))
    assert said(page, facts.id) == ""


def test_what_stands_in_a_section_the_template_has_no_more_is_shown(
    page: WritingPage, demo_desk: Desk
) -> None:
    demo_desk.do(WriteSection(page._paper_id or 0, "old-one", passage("Still here.")))
    page.refresh()
    assert page.view.sections.lines[-1].id == "old-one"
    page._turn_to("old-one")
    assert plain(page.view.section.editor.passage()) == "Still here."


# Saving.


def test_it_is_saved_when_typing_stops(
    page: WritingPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "SOON", 1)
    type_in(page, "Seen on the wing.")
    qtbot.waitUntil(lambda: said(page) == "Seen on the wing.")
    assert page.view.saved.text().startswith("Saved at ")
    assert page.view.sections.lines[1].state is SectionState.DRAFTED
    assert page.view.section.count.text().startswith("4 of ")


def test_it_is_saved_on_leaving(page: WritingPage, window: Window) -> None:
    first = section_of(page)
    type_in(page, "one")
    page._step(1)
    assert said(page, first) == "one"
    page._turn_to(first)
    type_in(page, " two")
    page.view.evidence.search.setFocus()
    assert said(page) == "one two"
    type_in(page, " three")
    page.view.hide()
    assert said(page) == "one two three"
    page.view.show()
    type_in(page, " four")
    page.stop()
    paper = page.desk.ask(PaperOf(page._paper_id or 0)).paper
    assert plain(paper.sections[first].passage) == "one two three four"


def test_locking_and_coming_back(page: WritingPage, window: Window, demo_desk: Desk) -> None:
    page._step(1)
    type_in(page, "In the middle of")
    page.view.section.editor.go_to(3)
    place, section = page.place(), section_of(page)
    window.show_gate(Label("locked"))
    again = WritingPage(window, demo_desk)
    window.show_pages([again], "writing")
    again.return_to(place)
    assert section_of(again) == section
    assert plain(again.view.section.editor.passage()) == "In the middle of"
    assert again.view.section.editor.textCursor().position() == 3


class Full:
    """A store that has no room."""

    def __init__(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        self._does, self.on = desk.do, True
        monkeypatch.setattr(desk, "do", self.do)

    def do(self, command: Any) -> Any:
        if self.on:
            raise StoreRefused("STO-FULL")
        return self._does(command)


def test_nothing_is_lost_when_the_store_is_full(
    page: WritingPage, window: Window, demo_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, view = section_of(page), page.view
    type_in(page, "Must not be lost")
    full = Full(demo_desk, monkeypatch)
    page._keeping.save()
    assert view.section.trouble.isVisible()
    assert view.saved.text() == "NOT SAVED"
    assert page.unsaved
    page._step(1)  # the section stays open
    assert section_of(page) == first
    assert "not saved" in window.messages.words
    page.open(9_999)  # and the paper
    page.refresh()  # and what others do changes nothing of it
    assert plain(view.section.editor.passage()) == "Must not be lost"
    with pytest.raises(StoreRefused):
        page._settle()
    full.on = False
    view.section.again.click()
    assert view.section.trouble.isHidden()
    assert said(page) == "Must not be lost"
    assert not page.unsaved


def test_a_save_that_failed_is_tried_again(
    page: WritingPage, demo_desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "AGAIN", 1)
    type_in(page, "again")
    full = Full(demo_desk, monkeypatch)
    page._keeping.save()
    full.on = False
    qtbot.waitUntil(lambda: page._keeping.failed is None)
    assert said(page) == "again"


def test_what_was_changed_elsewhere_is_loaded_and_what_is_typed_is_not_disturbed(
    page: WritingPage, demo_desk: Desk
) -> None:
    editor = page.view.section.editor
    type_in(page, "Mine")
    page.refresh()
    assert editor.document().isUndoAvailable()  # it was not loaded anew
    demo_desk.do(WriteSection(page._paper_id or 0, section_of(page), passage("Theirs")))
    page.refresh()
    assert plain(editor.passage()) == "Theirs"


def test_a_paper_that_was_thrown_away_is_let_go(page: WritingPage, demo_desk: Desk) -> None:
    demo_desk.do(DropPaper(page._paper_id or 0))
    with pytest.raises(Exception, match="REQ-PAPER-GONE"):
        page.refresh()
    page.refresh()
    page.stop()


# What is done to a section.


def test_it_is_drafted_from_the_record(page: WritingPage, demo_desk: Desk, person_id: int) -> None:
    demo_desk.do(AddEntry(person_id, EntryKind.CONTACT, DAY, what="wing", text="Talked of work."))
    starting(page)
    draft = page.view.section.draft
    assert draft.accessibleName() == "Draft this from the record"
    draft.click()
    assert state(page) is SectionState.NEEDS_CHECKING
    assert draft.text() == draft.accessibleName() == "Add a draft from the record below"
    assert "Nothing is wiped" in draft.accessibleDescription()
    drafted = said(page)
    assert drafted
    type_in(page, " Mine.")
    dialogs.answer_next(lambda box: False)
    page.view.section.draft.click()
    assert plain(page.view.section.editor.passage()).count("Talked of work") == drafted.count(
        "Talked of work"
    )
    dialogs.answer_next(lambda box: True)
    page.view.section.draft.click()
    assert " Mine." in said(page)  # what was written stays, the draft comes after it
    assert said(page).index(" Mine.") < len(said(page)) - len(drafted) + 1
    page.view.section.editor.undo()
    assert said(page) != plain(page.view.section.editor.passage())


def test_done_and_not_done(page: WritingPage, window: Window) -> None:
    page.view.section.done.click()
    assert "Nothing is written" in window.messages.words
    type_in(page, "All said.")
    page.view.section.done.click()
    assert state(page) is SectionState.DONE
    assert page.view.section.done.text() == "Reopen"
    page.view.section.done.click()
    assert state(page) is SectionState.DRAFTED
    page.view.section.done.click()
    type_in(page, " And more.")
    page._keeping.save()
    assert state(page) is SectionState.DRAFTED


def test_a_paper_that_is_checked_is_only_read(page: WritingPage, demo_desk: Desk) -> None:
    type_in(page, "Words.")
    template = template_of(demo_desk, PaperKind.PAROLE_REPORT)
    for one in template.sections:
        if one.written:
            done = WriteSection(page._paper_id or 0, one.id, passage("Words."))
            demo_desk.do(done)
    demo_desk.do(CheckPaper(page._paper_id or 0, "A Reader", template))
    page.refresh()
    section = page.view.section
    assert section.editor.isReadOnly()
    assert section.closed.isVisible()
    assert section.draft.isHidden()
    assert section.done.isHidden()
    put_in(page, is_fact(CRD))
    assert said(page) == "Words."
    demo_desk.do(ReturnPaper(page._paper_id or 0, "A Reader", "Say more."))
    page.refresh()
    assert not section.editor.isReadOnly()


# Evidence.


def test_a_fact_is_put_in_linked(page: WritingPage) -> None:
    type_in(page, "Release:")
    put_in(page, is_fact(CRD))
    page._keeping.save()
    (link,) = links_of(kept(page).sections[section_of(page)].passage)
    assert link.ref == CRD
    words = Text().day(date.fromisoformat(link.value))
    assert said(page) == f"Release: {words}"
    assert "Conditional release (CRD)" in page.view.section.source.text()


def test_an_entry_is_put_in_with_its_date(
    page: WritingPage, demo_desk: Desk, person_id: int
) -> None:
    demo_desk.do(
        AddEntry(person_id, EntryKind.CONTACT, DAY, what="wing", text="Glad of work.\nStill shy.")
    )
    page.refresh()
    page.view.evidence.search.setText("glad")
    page.view.evidence._ask()
    rows = [row for row in page.view.evidence.list.lines.rows if row.item is not None]
    assert len(rows) == 1
    put_in(page, lambda item: True)
    page._keeping.save()
    assert said(page) == "Glad of work.\nStill shy. (POM contact, 3 November 2026)"
    (link,) = links_of(kept(page).sections[section_of(page)].passage)
    assert link.ref.startswith("entry.")


def test_an_earlier_paper_is_put_in(page: WritingPage, demo_desk: Desk, person_id: int) -> None:
    other = demo_desk.do(BeginPaper(person_id, PaperKind.PLAN_REVIEW)).result
    section = next(s for s in template_of(demo_desk, "plan-review").sections if s.written)
    written = (Paragraph((Run("He keeps at it."),)), Paragraph((Run("Every week."),)))
    demo_desk.do(WriteSection(other, section.id, written))
    page.refresh()
    put_in(page, lambda item: getattr(item, "paper_id", 0) == other)
    page._keeping.save()
    assert said(page) == "He keeps at it.\nEvery week."
    evidence = page.view.evidence
    line = evidence._tell(next(r for r in evidence.list.lines.rows if r.group == "papers"
                               and r.item is not None))  # fmt: skip
    assert line.title == section.title["en"]


def test_facts_are_found_by_what_they_are_called(page: WritingPage) -> None:
    evidence = page.view.evidence
    evidence.search.setText("licence exp")
    evidence._ask()
    facts = [row.item.ref for row in evidence.list.lines.rows if row.group == "facts" and row.item]  # type: ignore[union-attr]
    assert facts in ([], ["person.licence_expiry_date"])
    evidence.search.setText("nobody ever wrote this")
    evidence._ask()
    assert evidence.none.text().startswith("Nothing was found")
    assert evidence.put_in.isHidden()


def test_evidence_comes_in_the_order_in_which_it_is_wanted(
    page: WritingPage, demo_desk: Desk, person_id: int
) -> None:
    demo_desk.do(AddEntry(person_id, EntryKind.CONTACT, DAY, what="wing", text="Talked."))
    demo_desk.do(AddEntry(person_id, EntryKind.NOTE, DAY, text="A note."))
    evidence = page.view.evidence
    evidence._ask()
    rows = evidence.list.lines.rows
    heads = [row.group for row in rows if row.item is None]
    assert heads == [one for one in evidence_module._GROUPS if one in heads]
    assert heads.index("contacts") < heads.index("other") < heads.index("facts")
    refs = [row.item.ref for row in rows if row.group == "facts" and row.item]  # type: ignore[union-attr]
    assert refs[0].endswith("_date")
    assert {"person.prisoner_number", "person.first_name", "person.last_name"} <= set(refs[-8:])


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("person.release_date", "oasys.completed_on"),
        ("oasys.completed_on", "probation.rosh_level"),
        ("probation.rosh_level", "result.earliest_release"),
        ("result.earliest_release", "parole.review_id"),
        ("result.next_parole", "person.cell_location"),
        ("person.cell_location", "person.date_of_birth"),
        ("person.cell_location", "person.last_name"),
    ],
)
def test_facts_stand_by_what_they_are_about(earlier: str, later: str) -> None:
    assert evidence_module.fact_rank(earlier) < evidence_module.fact_rank(later)


def test_a_missing_dictionary_is_said(page: WritingPage, window: Window) -> None:
    speller = page._spelling._speller
    assert speller is not None
    speller.failed.emit()
    assert "Spelling is not checked" in window.messages.words


def test_f7_belongs_to_the_paper_that_is_open(
    page: WritingPage, window: Window, demo_desk: Desk, person_id: int
) -> None:
    page.open(demo_desk.do(BeginPaper(person_id, PaperKind.CASE_SUMMARY, "cy")).result)
    page.refresh()
    type_in(page, "Fine")
    QTest.keyClick(page.view.section.editor, Qt.Key.Key_F7)  # two keys would be ambiguous
    assert window.messages.words == "No spelling mistake was found after this place."


def test_long_records_come_a_page_at_a_time(
    page: WritingPage, demo_desk: Desk, person_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.writing.evidence.PAGE", 3)
    for n in range(5):
        demo_desk.do(AddEntry(person_id, EntryKind.NOTE, DAY, text=f"Note {n}"))
    evidence = page.view.evidence
    evidence._ask()
    before = len(evidence._evidence.entries)
    assert before == 3
    assert "show more" in evidence.more.text()
    evidence.more.click()
    assert len(evidence._evidence.entries) == 6


def test_a_paper_in_welsh_gets_welsh_words(
    window: Window, demo_desk: Desk, person_id: int, qtbot: QtBot
) -> None:
    qtbot.addWidget(window)
    welsh = demo_desk.do(BeginPaper(person_id, PaperKind.PAROLE_REPORT, "cy")).result
    page = make_page(window, demo_desk, welsh)
    put_in(page, is_fact(CRD))
    page._keeping.save()
    (link,) = links_of(kept(page).sections[section_of(page)].passage)
    assert said(page) == Text("cy").day(date.fromisoformat(link.value))
    window.show_gate(QWidget())


# What moved in the record.


def answer(page: WritingPage, words: str) -> None:
    buttons = page.view.section.moved.findChildren(QPushButton)
    next(one for one in buttons if one.text() == words and not one.isHidden()).click()


def moved_words(page: WritingPage) -> list[str]:
    shown = page.view.section.shown
    return [said for _one, said in shown.moved] if shown else []


@pytest.fixture
def moved(page: WritingPage, demo_desk: Desk, person_id: int) -> WritingPage:
    put_in(page, is_fact(CRD))
    page._keeping.save()
    change = CorrectFact(person_id, "person", CRD.partition(".")[2], "2027-02-03", "calculated")
    demo_desk.do(change)
    page.refresh()
    return page


def test_a_fact_that_moved_is_said_and_the_new_one_used(moved: WritingPage) -> None:
    was = said(moved)
    assert moved_words(moved) == [f"CRD was {was}, now 3 February 2027"]
    answer(moved, "Use the new one")
    assert said(moved) == "3 February 2027"
    assert moved_words(moved) == []
    assert moved.view.section.moved.isHidden()


def test_or_what_it_says_is_kept(moved: WritingPage, demo_desk: Desk, person_id: int) -> None:
    was = said(moved)
    answer(moved, "Keep what it says")
    assert said(moved) == was
    assert moved_words(moved) == []
    change = CorrectFact(person_id, "person", CRD.partition(".")[2], "2027-03-04", "again")
    demo_desk.do(change)
    moved.refresh()
    assert moved_words(moved) == [f"CRD was {was}, now 4 March 2027"]


def test_a_done_section_whose_fact_moved_needs_checking(
    page: WritingPage, demo_desk: Desk, person_id: int
) -> None:
    put_in(page, is_fact(CRD))
    page.view.section.done.click()
    change = CorrectFact(person_id, "person", CRD.partition(".")[2], "2027-02-03", "calculated")
    demo_desk.do(change)
    page.refresh()
    lines = {line.id: line for line in page.view.sections.lines}
    assert lines[section_of(page)].state is SectionState.NEEDS_CHECKING


def test_an_entry_that_was_changed_or_taken_out(
    page: WritingPage, demo_desk: Desk, person_id: int
) -> None:
    entry = demo_desk.do(AddEntry(person_id, EntryKind.NOTE, DAY, text="As it was")).result
    page.refresh()
    put_in(page, lambda item: getattr(item, "id", 0) == entry)
    page._keeping.save()
    demo_desk.do(ChangeEntry(entry, {"text": "As it is"}))
    page.refresh()
    assert moved_words(page) == ["Note, 3 November 2026 was changed in the record since it was"
                                 " put in here"]  # fmt: skip
    answer(page, "The text is right as it is now")
    assert moved_words(page) == []
    demo_desk.do(RemoveEntry(entry))
    page.refresh()
    answer(page, "Take it out")
    assert list(links_of(kept(page).sections[section_of(page)].passage)) == []


# Hidden names.


def test_hidden_names_are_hidden_here_too(page: WritingPage, window: Window) -> None:
    found = page.desk.ask(PaperOf(page._paper_id or 0))
    type_in(page, f"{found.last_name} was seen.")
    window.set_blank(True)
    assert found.last_name not in page.title()
    assert page.view.who.text() == HIDDEN
    assert len(page.view.section.editor.extraSelections()) == 1
    evidence = page.view.evidence
    shown = " ".join(
        part for number in range(len(evidence.list.lines.rows))
        for part in evidence.list.lines.line(number).plain
    )  # fmt: skip
    assert found.prisoner_number not in shown
    window.set_blank(False)
    assert page.view.section.editor.extraSelections() == []
    assert found.prisoner_number in page.view.who.text()


def test_a_place_something_is_said_of_is_shown(page: WritingPage) -> None:
    first = section_of(page)
    type_in(page, "It was Vale who did it.")
    page._step(1)
    page._go_to(first, 7, 11)
    assert section_of(page) == first
    assert page.view.section.editor.textCursor().selectedText() == "Vale"


def test_what_can_be_done_is_offered(page: WritingPage) -> None:
    offered = dict(page.offers())
    assert "Mark as done" in offered
    offered["Paper: Versions"]()
    assert page.view.side.currentIndex() == page.view.keys.index("versions")
    asked: list[int] = []
    page.case_asked.connect(asked.append)
    page.view.case.click()
    assert asked == [page.person()]


def test_it_works_with_a_worker_of_its_own(theme: Theme, demo_desk: Desk, qtbot: QtBot) -> None:
    worker = Worker()
    window = Window(Text("cy"), theme, worker)
    qtbot.addWidget(window)
    person = demo_desk.ask(CaseloadOn(limit=1)).lines[0].person_id
    paper = demo_desk.do(BeginPaper(person, PaperKind.HANDOVER_REPORT)).result
    page = make_page(window, demo_desk, paper)
    type_in(page, "Geiriau")
    window.show_gate(QWidget())
    found = demo_desk.ask(PaperOf(paper)).paper
    assert [plain(one.passage) for one in found.sections.values()] == ["Geiriau"]
    worker.finish()
