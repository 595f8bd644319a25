"""Papers of one person: the list, beginning one, going on from a final one, dropping a draft."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from pomdesk.domain.papers import PAPER_SPECS, PaperKind, PaperStage
from pomdesk.readmodels.papers import PaperLine
from pomdesk.services.desk import Desk
from pomdesk.services.queries.caseload import CaseloadOn
from pomdesk.services.queries.papers import PaperOf, PapersOf
from resources.text import Text
from tests.ui.cases import DETERMINATE, LIFER, PROBATION, REVIEWS, case_view, shown
from tests.ui.finished import finished
from tests.ui.walking import clashing, nameless
from ui.case import asks
from ui.case.controller import CasePage
from ui.case.shown import Shown
from ui.case.tabs.papers import PapersTab, likely
from ui.theme import Theme
from ui.window import Window

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def line(number: int, stage: PaperStage = PaperStage.DRAFT, **known: Any) -> PaperLine:
    given: dict[str, Any] = {
        "person_id": 1,
        "prisoner_number": "A1234BC",
        "last_name": "EVANS",
        "first_name": "GARETH",
        "kind": PaperKind.HANDOVER_REPORT,
        "language": "en",
        "version": 1,
        "changed_at": NOON,
        "writer": "A Jones",
        "filled": 3,
    }
    return PaperLine(id=number, stage=stage, **{**given, **known})


def one_case(**known: Any) -> Shown:
    return shown(view=case_view(DETERMINATE, PROBATION, **known))


@pytest.fixture
def asked() -> list[object]:
    return []


@pytest.fixture
def tab(text: Text, theme: Theme, qtbot: QtBot, asked: list[object]) -> PapersTab:
    made = PapersTab(text, theme)
    qtbot.addWidget(made)
    made.asked.connect(asked.append)
    made.resize(1150, 800)
    made.show()
    made.display(one_case())
    return made


def turn(tab: PapersTab, kind: PaperKind) -> None:
    tab.begin.kind.setCurrentIndex(tab.begin.kind.findData(kind))


def test_the_tab_asks_for_papers_and_documents(tab: PapersTab, asked: list[object]) -> None:
    assert asks.PapersAsked() in asked
    assert any(isinstance(one, asks.EntriesAsked) for one in asked)


def test_papers_are_listed_newest_first(tab: PapersTab) -> None:
    older = line(1, PaperStage.SENT, changed_at=datetime(2026, 3, 1, tzinfo=UTC), sent_to="COM")
    tab.show_papers([line(2, due=date(2026, 11, 21), language="cy"), older])
    model = tab.model
    assert [model.rows[i].id for i in model.shown] == [2, 1]
    assert "version 1, Welsh" in model.spoken(0, 0)
    assert model.spoken(0, 2) == "Due: 21 Nov 2026, 1 day ago, Late"
    assert model.spoken(1, 1) == "Stage: to COM, Sent"
    assert "Late" not in model.spoken(1, 2)


def test_no_paper_yet(tab: PapersTab) -> None:
    tab.show_papers([])
    assert tab.none.isVisible()
    assert not tab.list.isVisible()


def test_enter_opens_and_delete_drops_a_draft_and_no_final_one(
    tab: PapersTab, asked: list[object]
) -> None:
    tab.show_papers([line(2), line(1, PaperStage.FINAL, changed_at=NOON.replace(month=3))])
    asked.clear()
    tab.list.setFocus()
    QTest.keyClick(tab.list, Qt.Key.Key_Return)
    QTest.keyClick(tab.list, Qt.Key.Key_Delete)
    QTest.keyClick(tab.list, Qt.Key.Key_Down)
    QTest.keyClick(tab.list, Qt.Key.Key_Delete)
    tab.open.click()
    assert asked == [asks.OpenAsked(2), asks.DropAsked(2), asks.OpenAsked(1)]
    assert not tab.dropping.isEnabled()


def test_every_written_kind_can_be_begun_in_both_languages(
    tab: PapersTab, asked: list[object]
) -> None:
    kinds = [tab.begin.kind.itemData(n) for n in range(tab.begin.kind.count())]
    assert kinds == [kind for kind, spec in PAPER_SPECS.items() if spec.written]
    tab.show_papers([])
    turn(tab, PaperKind.CASE_SUMMARY)
    tab.begin.begin.click()
    assert asked[-1] == asks.BeginAsked(PaperKind.CASE_SUMMARY, "en")
    tab.begin.language.setCurrentIndex(1)
    tab.begin.begin.click()
    assert asked[-1] == asks.BeginAsked(PaperKind.CASE_SUMMARY, "cy")


def test_a_final_one_can_be_gone_on_from_or_not(tab: PapersTab, asked: list[object]) -> None:
    tab.show_papers([line(7, PaperStage.SENT, version=2), line(3, PaperStage.FINAL)])
    turn(tab, PaperKind.HANDOVER_REPORT)
    assert tab.begin.again.text() == (
        "Begin with the text of the last one (version 2, 20 November 2026)"
    )
    tab.begin.begin.click()
    assert asked[-1] == asks.BeginAsked(PaperKind.HANDOVER_REPORT, "en", 7)
    tab.begin.again.setChecked(False)
    tab.begin.begin.click()
    assert asked[-1] == asks.BeginAsked(PaperKind.HANDOVER_REPORT, "en")
    turn(tab, PaperKind.CASE_SUMMARY)
    assert not tab.begin.again.isVisible()
    tab.begin.begin.click()
    assert asked[-1] == asks.BeginAsked(PaperKind.CASE_SUMMARY, "en")


def test_one_in_hand_is_told_and_is_not_begun_from_twice(tab: PapersTab) -> None:
    turn(tab, PaperKind.HANDOVER_REPORT)
    tab.show_papers([line(8, version=3), line(7, PaperStage.SENT, version=2)])
    assert "Draft, version 3" in tab.begin.held.text()
    assert tab.begin.held.isVisible()
    assert not tab.begin.again.isVisible()
    turn(tab, PaperKind.MAPPA_F)
    assert not tab.begin.held.isVisible()


def test_a_parole_report_is_of_a_review(tab: PapersTab, asked: list[object]) -> None:
    lifer = shown(view=case_view(LIFER, PROBATION, reviews=REVIEWS, person_id=2))
    tab.display(lifer)
    assert tab.begin.wanted is PaperKind.PAROLE_REPORT
    assert tab.begin.review.isVisible()
    tab.begin.begin.click()
    assert asked[-1] == asks.BeginAsked(PaperKind.PAROLE_REPORT, "en", None, "R-1")
    turn(tab, PaperKind.CASE_SUMMARY)
    assert not tab.begin.review.isVisible()
    tab.begin.begin.click()
    assert asked[-1] == asks.BeginAsked(PaperKind.CASE_SUMMARY, "en")


def test_the_paper_most_likely_wanted() -> None:
    lifer = case_view(LIFER, PROBATION, reviews=REVIEWS)
    recalled = replace(lifer.case.person, recall=True)
    assert likely(one_case()) is PaperKind.HANDOVER_REPORT
    assert likely(shown(view=lifer)) is PaperKind.PAROLE_REPORT
    case = replace(lifer.case, person=recalled)
    assert likely(shown(view=replace(lifer, case=case))) is PaperKind.CUSTODY_UPDATE


def test_what_was_chosen_stays_while_the_same_case_is_shown_again(tab: PapersTab) -> None:
    turn(tab, PaperKind.MAPPA_F)
    for number, kind in ((1, PaperKind.MAPPA_F), (9, PaperKind.HANDOVER_REPORT)):
        tab.display(one_case(person_id=number))
        assert tab.begin.wanted is kind


def test_papers_from_the_record_stay_within_reach(tab: PapersTab, asked: list[object]) -> None:
    assert tab.report.isVisible()
    tab.report.click()
    assert asked[-1] == asks.PaperAsked(blank=True)


def test_every_stop_has_a_name(tab: PapersTab) -> None:
    tab.show_papers([line(2, PaperStage.FINAL)])
    assert nameless(tab) == []
    assert clashing(tab) == []


# On a desk.


@pytest.fixture
def page(window: Window, demo_desk: Desk, qtbot: QtBot) -> CasePage:
    qtbot.addWidget(window)
    made = CasePage(window, demo_desk)
    window.resize(1280, 900)
    window.show()
    made.open(next(one.person_id for one in demo_desk.ask(CaseloadOn()).lines if one.inside))
    window.show_pages([made], "case")
    made.view.turn_to("papers")
    return made


def test_begun_opened_dropped_and_brought_back(
    page: CasePage, demo_desk: Desk, window: Window
) -> None:
    opened: list[int] = []
    page.paper_opened.connect(opened.append)
    tab, person_id = page.view.papers, page.person()
    assert person_id is not None
    before = len(demo_desk.ask(PapersOf(person_id)))
    turn(tab, PaperKind.PLAN_REVIEW)
    tab.begin.begin.click()
    assert "Sentence plan review: begun." in window.messages.words
    begun = demo_desk.ask(PaperOf(opened[0])).paper
    assert (begun.kind, begun.language) == (PaperKind.PLAN_REVIEW, "en")
    assert begun.template_version
    assert len(tab.model.rows) == before + 1
    assert tab.list.choose(lambda one: one.id == begun.id)
    undone: list[int] = []
    window.undo_asked.connect(undone.append)
    tab.dropping.click()
    assert len(tab.model.rows) == before
    assert "deleted" in window.messages.words
    window.messages.undo.click()
    window.done(demo_desk.undo(undone[0]))
    assert begun.id in [one.id for one in tab.model.rows]


def test_going_on_from_a_final_paper_copies_its_text(
    page: CasePage, demo_desk: Desk, window: Window
) -> None:
    person_id = page.person()
    assert person_id is not None
    finished(demo_desk, person_id)
    window.refresh()
    opened: list[int] = []
    page.paper_opened.connect(opened.append)
    turn(page.view.papers, PaperKind.CASE_SUMMARY)
    page.view.papers.begin.begin.click()
    begun = demo_desk.ask(PaperOf(opened[0])).paper
    assert begun.version == 2
    assert begun.sections
