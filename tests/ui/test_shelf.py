"""The papers page: papers in hand narrowed and opened, handover packs chosen and made."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from pomdesk.domain.errors import PaperRefused
from pomdesk.domain.names import HIDDEN
from pomdesk.domain.papers import PaperKind, PaperStage
from pomdesk.domain.record import EntryKind
from pomdesk.readmodels.papers import PackLine, PaperLine
from pomdesk.services.commands.papers import BeginPaper
from pomdesk.services.desk import Desk
from pomdesk.services.queries.caseload import CaseloadOn
from pomdesk.services.queries.papers import PacksDue, PapersInHand
from pomdesk.services.queries.record import RecordOf
from reports.pack_index import PackDone
from resources.text import Text
from tests.ui.walking import nameless
from ui import dialogs
from ui.out import Give
from ui.pack_run import PackRun
from ui.shelf.controller import ShelfPage, matters, periods, told
from ui.shelf.filters import Standards, shelf
from ui.shelf.run import PackThread
from ui.shelf.view import ShelfView
from ui.theme import Theme
from ui.window import Window

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
BY = Standards(
    {PaperKind.PAROLE_REPORT: 9, PaperKind.HANDOVER_REPORT: 4, PaperKind.CASE_SUMMARY: 0},
    frozenset({"parole-report"}),
)


def line(number: int, stage: PaperStage = PaperStage.DRAFT, **known: Any) -> PaperLine:
    given: dict[str, Any] = {
        "person_id": number,
        "prisoner_number": f"A{number:04}BC",
        "last_name": "EVANS",
        "first_name": "GARETH",
        "kind": PaperKind.PAROLE_REPORT,
        "language": "en",
        "version": 1,
        "changed_at": NOON - timedelta(days=number),
        "writer": "A Jones",
        "filled": 3,
    }
    return PaperLine(id=number, stage=stage, **{**given, **known})


def pack(number: int, **known: Any) -> PackLine:
    given: dict[str, Any] = {
        "prisoner_number": f"A{number:04}BC",
        "last_name": f"NAME{number}",
        "first_name": "ANN",
        "handover": TODAY + timedelta(days=number),
        "com_name": "Priya Nair",
        "report": None,
    }
    return PackLine(number, **{**given, **known})


LINES = [
    line(1, due=TODAY - timedelta(days=2)),
    line(2, due=TODAY + timedelta(days=5), filled=9),
    line(3, PaperStage.CHECKED, due=TODAY + timedelta(days=90)),
    line(4, PaperStage.CHECKED, kind=PaperKind.HANDOVER_REPORT),
    line(5, PaperStage.COUNTERSIGNED),
    line(6, PaperStage.FINAL, last_name="Ó BRIEN", kind=PaperKind.HANDOVER_REPORT),
]


@pytest.fixture
def view(text: Text, theme: Theme, qtbot: QtBot) -> ShelfView:
    made = ShelfView(text, theme)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    made.hand.display(shelf(text, LINES, BY), TODAY)
    made.packs.offer(periods(text, TODAY), 0)
    made.packs.display([pack(n) for n in range(1, 4)], TODAY, anew=True)
    return made


def ids(view: ShelfView) -> list[int]:
    model = view.hand.model
    return [model.rows[i].id for i in model.shown]


# Papers in hand.


def test_the_most_urgent_comes_first_and_what_has_no_day_last(view: ShelfView) -> None:
    assert ids(view) == [1, 2, 3, 4, 5, 6]
    spoken = [view.hand.model.spoken(0, place) for place in range(6)]
    assert spoken[0] == "Person: Evans, Gareth, A0001BC"
    assert spoken[1] == "Paper: Report to the Parole Board, version 1"
    assert spoken[2] == "Stage: Draft"
    assert spoken[3] == "Due: 20 Nov 2026, 2 days ago, Late"
    assert spoken[4] == "Sections: 3 of 9 filled"
    assert "Due soon" in view.hand.model.spoken(1, 3)
    assert "Due soon" not in view.hand.model.spoken(2, 3)


def test_what_is_due_today_has_a_tag_of_its_own(view: ShelfView, text: Text) -> None:
    lines = [
        line(1, due=TODAY),
        line(2, due=TODAY + timedelta(days=1)),
        line(3, PaperStage.SENT, due=TODAY),
    ]
    view.hand.display(shelf(text, lines, BY), TODAY)
    said = {number: view.hand.model.spoken(place, 3) for place, number in enumerate(ids(view))}
    assert "Due today" in said[1]
    assert "Due soon" not in said[1]
    assert "Due soon" in said[2]
    assert "Due today" not in said[3]


@pytest.mark.parametrize(
    ("chip", "kept"),
    [
        ("all", [1, 2, 3, 4, 5, 6]),
        ("draft", [1, 2]),
        ("filled", [2]),
        ("to_countersign", [3]),
        ("to_finish", [4, 5]),
        ("not_sent", [6]),
    ],
)
def test_chips_keep_what_they_say_and_count_it(
    view: ShelfView, text: Text, chip: str, kept: list[int]
) -> None:
    view.hand.chips.set_chosen(chip)
    view.hand.chips.chip_chosen.emit(chip)
    assert ids(view) == kept
    assert shelf(text, LINES, BY).counts[chip] == len(kept)
    assert view.hand.step_back() is (chip != "all")
    assert len(ids(view)) == 6


def test_typed_words_are_found_without_accents_in_name_number_and_kind(view: ShelfView) -> None:
    for typed, kept in (("o brien", [6]), ("a0003", [3]), ("handover evans", [4]), ("zzz", [])):
        view.hand.search.setText(typed)
        assert ids(view) == kept, typed
    assert view.hand.none.isVisible()
    assert not view.hand.open.isEnabled()


def test_a_paper_without_a_template_says_what_is_filled(view: ShelfView, text: Text) -> None:
    summary = line(9, kind=PaperKind.CASE_SUMMARY)
    view.hand.display(shelf(text, [summary], BY), TODAY)
    assert view.hand.model.cell(0, 4)[0] == "3"


def test_enter_opens_the_paper(view: ShelfView) -> None:
    opened: list[int] = []
    view.hand.paper_opened.connect(opened.append)
    view.hand.table.setFocus()
    QTest.keyClick(view.hand.table, Qt.Key.Key_Down)
    QTest.keyClick(view.hand.table, Qt.Key.Key_Return)
    view.hand.open.click()
    assert opened == [2, 2]


def test_an_empty_shelf_says_what_will_be_here(view: ShelfView, text: Text) -> None:
    view.hand.display(shelf(text, [], BY), TODAY)
    assert view.hand.look.isVisible()
    assert matters(text, [], TODAY) == ""


def test_what_matters(text: Text) -> None:
    assert matters(text, LINES, TODAY) == (
        "6 papers are in hand. 1 is late. 1 is due within two weeks. 1 is final and not sent."
    )


def test_hidden_names_are_hidden_in_both_parts(view: ShelfView) -> None:
    view.set_blank(True)
    assert view.hand.model.cell(0, 0) == (HIDDEN, "", ())
    assert view.packs.model.cell(0, 1) == (HIDDEN, "", ())


def test_every_stop_has_a_name(view: ShelfView) -> None:
    assert nameless(view) == []
    view.turn_to("packs")
    assert nameless(view) == []


# Who is to have a pack.


def test_everybody_is_in_until_left_out(view: ShelfView) -> None:
    view.turn_to("packs")
    packs = view.packs
    assert packs.people == [1, 2, 3]
    assert packs.start.text() == "Make 3 packs…"
    packs.table.setFocus()
    packs.table.selectRow(1)
    QTest.keyClick(packs.table, Qt.Key.Key_Space)
    assert packs.people == [1, 3]
    assert packs.model.spoken(1, 0) == "Pack: Leave out"
    QTest.keyClick(packs.table, Qt.Key.Key_Space)
    assert packs.people == [1, 2, 3]
    packs.nobody.click()
    assert packs.people == []
    assert not packs.start.isEnabled()
    packs.everybody.click()
    assert packs.people == [1, 2, 3]


def test_a_click_on_the_tag_turns_one_person(view: ShelfView) -> None:
    view.turn_to("packs")
    table = view.packs.table
    for column, people in ((0, [2, 3]), (1, [2, 3]), (0, [1, 2, 3])):
        place = table.visualRect(table.model().index(0, column)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert view.packs.people == people


def test_who_was_left_out_stays_out_until_other_weeks_are_chosen(view: ShelfView) -> None:
    view.packs.table.turned.emit([0])
    view.packs.display([pack(n) for n in (1, 2)], TODAY, anew=False)
    assert view.packs.people == [2]
    view.packs.display([pack(n) for n in (1, 2)], TODAY, anew=True)
    assert view.packs.people == [1, 2]


def test_how_far_the_handover_report_has_come(view: ShelfView, text: Text) -> None:
    report = line(8, PaperStage.CHECKED, kind=PaperKind.HANDOVER_REPORT, version=2, language="cy")
    view.packs.display([pack(1), pack(2, report=report, com_name="")], TODAY, anew=True)
    model = view.packs.model
    assert model.spoken(0, 4) == "Handover report: Not begun"
    assert model.spoken(1, 4) == "Handover report: version 2, Welsh, Checked"
    assert model.spoken(1, 3) == "COM: –, none named"


def test_weeks_and_months_that_are_offered(text: Text) -> None:
    offered = periods(text, date(2026, 12, 31))
    assert (offered[0].first, offered[0].last) == (date(2026, 12, 31), date(2027, 2, 25))
    assert [one.words for one in offered[1:4]] == [
        "November 2026",
        "December 2026",
        "January 2027",
    ]
    assert (offered[2].first, offered[2].last) == (date(2026, 12, 1), date(2026, 12, 31))
    assert offered[4].last == date(2027, 2, 28)
    assert offered[1].first == date(2026, 11, 1)
    assert len({one.words for one in offered}) == len(offered)


# The run.


def done(number: int, **known: Any) -> PackDone:
    return PackDone(number, f"A{number:04}BC", "NAME", "ANN", TODAY, file="x.pdf", **known)


def test_what_came_of_a_run_is_told(text: Text) -> None:
    gone = PackDone(3, problem=PaperRefused("REP-FULL", path="here"))
    refused = replace(done(2), file="", problem=PaperRefused("REP-KIND", kind="x"))
    run = PackRun([done(1), refused, gone], Path("folder/index.pdf"), cancelled=True)
    words = told(text, run, "/packs", unnoted=1).splitlines()
    assert words[0] == "1 pack made in /packs"
    assert words[1].startswith("Stopped before")
    assert "index.pdf" in words[2]
    assert words[3] == "2 people have no pack:"
    assert words[4].startswith("A0002BC: There is no paper called x.")
    assert words[5].startswith("A person who is not on the desk any more: ")
    assert "1 pack could not be noted" in words[6]
    assert "A0002BC" not in told(text, run, "/packs", blank=True)


def test_many_failures_are_not_all_listed(text: Text) -> None:
    failed = [replace(done(n), problem=PaperRefused("REP-KIND", kind="x")) for n in range(90)]
    words = told(text, PackRun(failed), "/packs").splitlines()
    assert len(words) < 20
    assert any("and 78 more" in one for one in words)


@pytest.fixture
def page(window: Window, demo_desk: Desk, qtbot: QtBot) -> ShelfPage:
    qtbot.addWidget(window)
    made = ShelfPage(window, demo_desk)
    window.resize(1280, 800)
    window.show()
    window.show_pages([made], "papers")
    return made


def first_person(desk: Desk) -> int:
    return next(one.person_id for one in desk.ask(CaseloadOn()).lines if one.inside)


def test_a_paper_that_was_begun_is_on_the_shelf(
    page: ShelfPage, demo_desk: Desk, window: Window
) -> None:
    held = len(demo_desk.ask(PapersInHand()))
    person_id = first_person(demo_desk)
    window.done(demo_desk.do(BeginPaper(person_id, PaperKind.CASE_SUMMARY)))
    assert len(page.view.hand.model.rows) == held + 1
    assert "in hand" in page.summary
    opened: list[int] = []
    page.paper_opened.connect(opened.append)
    begun = next(
        one
        for one in page.view.hand.model.rows
        if one.kind is PaperKind.CASE_SUMMARY and one.person_id == person_id
    )
    assert page.view.hand.table.choose(lambda row: row.id == begun.id)
    page.view.hand.open.click()
    assert opened == [begun.id]
    assert page.person() == person_id
    assert page.place() == ("hand", begun.id, 0)


def test_the_page_comes_back_to_its_place(page: ShelfPage) -> None:
    page.return_to(("packs", None, 3))
    assert page.view.tab == "packs"
    assert page.view.packs.period.currentIndex() == 3
    page.return_to("nonsense")


def with_packs(page: ShelfPage, demo_desk: Desk) -> list[PackLine]:
    """Turn to the month with most handovers in it."""
    spans = periods(page.shell.text, demo_desk.today)
    counts = [len(demo_desk.ask(PacksDue(one.first, one.last))) for one in spans]
    place = counts.index(max(counts))
    page.view.turn_to("packs")
    page.view.packs.period.setCurrentIndex(place)
    page.view.packs.period.activated.emit(place)
    lines = list(page.view.packs.model.rows)
    assert len(lines) == counts[place] > 4
    return lines


Runs = Callable[..., PackRun]
LONG = 60_000  # milliseconds until what hangs is given up


def slow_run(gate: threading.Event, begun: threading.Event) -> Runs:
    """A run that writes a file a person, and waits at the second until told or cancelled."""

    def run(
        materials: Iterable[Any],
        language: str,
        folder: Path,
        *,
        on_progress: Callable[[int], None],
        cancelled: Callable[[], bool],
        prepared_by: str,
        give: Give,
    ) -> PackRun:
        made: list[PackDone] = []
        for number, (person_id, _material) in enumerate(materials, start=1):
            if number == 2:
                begun.set()
                while not gate.wait(0.01) and not cancelled():
                    pass
            if cancelled():
                return PackRun(made, cancelled=True)
            give(folder / f"{number}.pdf", b"%PDF", [person_id], PaperKind.HANDOVER_PACK, 1)
            made.append(PackDone(person_id, file=f"{number}.pdf"))
            on_progress(number)
        return PackRun(made, folder / "index.pdf")

    return run


def documents(desk: Desk, person_id: int) -> list[str]:
    held = desk.ask(RecordOf(person_id)).entries.get(EntryKind.DOCUMENT, ())
    return [entry.title for entry in held]


def use(page: ShelfPage, monkeypatch: pytest.MonkeyPatch, run: Runs) -> None:
    monkeypatch.setattr(page, "new_run", lambda: PackThread(page.desk, page.shell.text, run=run))


def test_packs_are_made_beside_the_window_noted_and_told(
    page: ShelfPage, demo_desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = with_packs(page, demo_desk)
    gate, begun = threading.Event(), threading.Event()
    use(page, monkeypatch, slow_run(gate, begun))
    packs, left_out = page.view.packs, lines[-1].person_id
    packs.table.turned.emit(list(range(3, len(lines))))
    before = documents(demo_desk, left_out)
    folder = tmp_path / "packs"
    folder.mkdir()
    dialogs.answer_next(lambda _chooser: folder)
    packs.start.click()
    qtbot.waitUntil(begun.is_set, timeout=LONG)
    qtbot.waitUntil(lambda: packs.bar.value() == 1, timeout=LONG)
    assert packs.cancel.isVisible()
    assert not packs.start.isVisible()
    assert not packs.period.isEnabled()
    packs.table.turned.emit([0])  # who is in does not change while they are made
    assert page.desk.ask(PapersInHand()) is not None  # the desk answers meanwhile
    gate.set()
    qtbot.waitUntil(lambda: packs.result.isVisible(), timeout=LONG)
    assert len(list(folder.iterdir())) == 3
    assert f"3 packs made in {folder}" in packs.told.text()
    assert "index.pdf" in packs.told.text()
    assert packs.start.isVisible()
    title = page.shell.text("paper.handover-pack")
    assert title in documents(demo_desk, lines[0].person_id)
    assert documents(demo_desk, left_out) == before


def test_stopping_ends_the_run_and_says_so(
    page: ShelfPage, demo_desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_packs(page, demo_desk)
    begun = threading.Event()
    use(page, monkeypatch, slow_run(threading.Event(), begun))
    dialogs.answer_next(lambda _chooser: tmp_path)
    page.view.packs.start.click()
    qtbot.waitUntil(begun.is_set, timeout=LONG)
    page.view.packs.cancel.click()
    assert not page.view.packs.cancel.isEnabled()
    qtbot.waitUntil(lambda: page.view.packs.result.isVisible(), timeout=LONG)
    assert "Stopped before" in page.view.packs.told.text()
    assert "1 pack made" in page.view.packs.told.text()


def test_taking_the_page_away_waits_for_the_run(
    page: ShelfPage,
    demo_desk: Desk,
    window: Window,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with_packs(page, demo_desk)
    begun = threading.Event()
    use(page, monkeypatch, slow_run(threading.Event(), begun))
    dialogs.answer_next(lambda _chooser: tmp_path)
    page.view.packs.start.click()
    qtbot.waitUntil(begun.is_set, timeout=LONG)
    page.stop()  # the worker of the test is inline: this waits
    assert not [one for one in threading.enumerate() if one.name.startswith("packs")]


def test_a_folder_that_is_gone_is_told_and_nothing_is_made(
    page: ShelfPage, demo_desk: Desk, window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    with_packs(page, demo_desk)
    dialogs.answer_next(lambda _chooser: tmp_path / "gone")
    page.view.packs.start.click()
    qtbot.waitUntil(lambda: "could not be saved" in window.messages.words, timeout=LONG)
    assert page.view.packs.start.isVisible()
    assert not page.view.packs.result.isVisible()


def test_not_choosing_a_folder_makes_nothing(page: ShelfPage, demo_desk: Desk) -> None:
    with_packs(page, demo_desk)
    dialogs.answer_next(lambda _chooser: None)
    page.view.packs.start.click()
    assert page.view.packs.start.isVisible()
