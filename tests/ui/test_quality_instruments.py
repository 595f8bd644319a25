"""The instruments page: versions, the editor with its faults, files, what can never change."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.instruments import Instrument
from pomdesk.domain.quality.terms import InstrumentStage
from pomdesk.readmodels.quality import Acting, InstrumentView
from pomdesk.rules.quality.instrument_faults import FaultCode
from pomdesk.rules.quality.instruments import from_data, to_data
from resources.text import Text
from tests.ui.marked import PEOPLE, SMALL, FakeDesk, draft, shipped
from tests.ui.walking import clashing, nameless, out_of_order, settle
from ui import dialogs
from ui.instruments import draft as drafts
from ui.instruments import files
from ui.instruments.controller import InstrumentsPage
from ui.instruments.draft import QUESTION, SCALE, SECTION, Draft, Node, faults_at
from ui.instruments.editor import may
from ui.window import Window

LEAD, OTHER = PEOPLE
LAST = ["fourth"]
AS_IT_WAS = [["first", "second"], ["third", "fourth"]]
Opened = Callable[..., tuple[InstrumentsPage, FakeDesk]]


# The draft.


def test_a_draft_is_the_instrument() -> None:
    assert Draft(SMALL).instrument() == SMALL


def test_parts_stand_in_their_order() -> None:
    kinds = [(one.kind, one.at, one.question) for one in Draft(SMALL).nodes()]
    assert kinds == [
        ("head", 0, 0),
        (SECTION, 0, 0),
        (QUESTION, 0, 0),
        (QUESTION, 0, 1),
        (SECTION, 1, 0),
        (QUESTION, 1, 0),
        (QUESTION, 1, 1),
        (SCALE, 0, 0),
    ]


def keys(draft_: Draft) -> list[list[str]]:
    return [[one["key"] for one in section["questions"]] for section in draft_.data["sections"]]


def test_what_is_added_is_sound_at_once() -> None:
    made = Draft(SMALL)
    node = made.add_question(Node(QUESTION, 0, 0), "New")
    assert (node, keys(made)[0]) == (Node(QUESTION, 0, 1), ["first", "question-1", "second"])
    node = made.add_section(node, "New")
    assert node == Node(SECTION, 1)
    made.add_scale(("Yes", "No"))
    assert made.faults == []
    assert len(made.instrument().sections) == 3
    assert made.add_question(Node(SCALE, 0), "New") == Node(QUESTION, 2, 2)


@pytest.mark.parametrize(
    ("node", "step", "at", "order"),
    [
        (Node(QUESTION, 0, 0), 1, Node(QUESTION, 0, 1), [["second", "first"], ["third", "fourth"]]),
        (Node(QUESTION, 0, 1), 1, Node(QUESTION, 1, 0), [["first"], ["second", "third", "fourth"]]),
        (
            Node(QUESTION, 1, 0),
            -1,
            Node(QUESTION, 0, 2),
            [["first", "second", "third"], ["fourth"]],
        ),
        (
            Node(QUESTION, 0, 0),
            -1,
            Node(QUESTION, 0, 0),
            [["first", "second"], ["third", "fourth"]],
        ),
        (Node(SECTION, 0), 1, Node(SECTION, 1), [["third", "fourth"], ["first", "second"]]),
        (Node(SCALE, 0), 1, Node(SCALE, 0), [["first", "second"], ["third", "fourth"]]),
        (Node(), 1, Node(), [["first", "second"], ["third", "fourth"]]),
    ],
)
def test_parts_are_moved(node: Node, step: int, at: Node, order: list[list[str]]) -> None:
    made = Draft(SMALL)
    assert made.move(node, step) == at
    assert keys(made) == order


def test_parts_are_taken_out_and_the_one_beside_is_shown() -> None:
    made = Draft(SMALL)
    assert made.remove(Node(QUESTION, 0, 1)) == Node(QUESTION, 0, 0)
    assert made.remove(Node(QUESTION, 0, 0)) == Node(SECTION, 0)
    assert made.remove(Node(SECTION, 0)) == Node(SECTION, 0)
    assert keys(made) == [["third", "fourth"]]
    assert made.remove(Node()) == Node()


def test_faults_are_told_where_they_stand() -> None:
    made = Draft(SMALL)
    made.put(Node(QUESTION, 1, 0), {"key": "Not A Key"})
    made.put(Node(SECTION, 0), {"title": ""})
    made.put(Node(), {"code": "x"})
    found = made.faults
    assert [one.code for one in faults_at(found, Node(QUESTION, 1, 0))] == [FaultCode.KEY]
    assert [one.code for one in faults_at(found, Node(SECTION, 0))] == [FaultCode.NEEDED]
    assert faults_at(found, Node(SECTION, 1)) == []
    assert [one.code for one in faults_at(found, Node())] == [FaultCode.CODE]


def test_a_pointer_is_not_taken_for_another_that_begins_like_it() -> None:
    made = Draft(SMALL)
    for _ in range(11):
        made.add_question(Node(SECTION, 0), "New")
    made.put(Node(QUESTION, 0, 11), {"text": ""})
    assert faults_at(made.faults, Node(QUESTION, 0, 1)) == []
    assert len(faults_at(made.faults, Node(QUESTION, 0, 11))) == 1


@pytest.mark.parametrize("name", ["casefile", "oasys", "in_depth", "theme_handover"])
def test_scales_and_themes_come_back_from_their_lines(name: str) -> None:
    data = to_data(shipped(name))
    again = json.loads(json.dumps(data))
    for scale in again["scales"]:
        scale["options"] = drafts.options_in(drafts.option_lines(scale))
    again["themes"] = drafts.themes_in(drafts.theme_lines(again))
    assert from_data(again) == shipped(name)


@pytest.mark.parametrize("line", ["met | Met | lots", "met | Met", "met", "met | Met | 3/2", "|"])
def test_lines_that_cannot_be_read_are_faults_and_no_crash(line: str) -> None:
    made = Draft(SMALL)
    options = drafts.options_in(f"{line}\nno | No | 0/1 | fails")
    made.put(Node(SCALE, 0), {"options": options})
    assert made.faults
    made.put(Node(), {"themes": drafts.themes_in("only-a-key\n\n")})
    assert any(one.code is FaultCode.NEEDED for one in faults_at(made.faults, Node()))


# What may be done.


@pytest.mark.parametrize(
    ("stage", "lead", "used", "wanted"),
    [
        (InstrumentStage.DRAFT, True, 0, {"publish", "pilot", "drop"}),
        (InstrumentStage.PILOT, True, 0, {"publish", "drop", "retire"}),
        (InstrumentStage.PILOT, True, 3, {"publish", "drop", "retire", "next"}),
        (InstrumentStage.PUBLISHED, True, 0, {"retire", "next"}),
        (InstrumentStage.RETIRED, True, 0, {"next"}),
        (InstrumentStage.DRAFT, False, 0, set()),
    ],
)
def test_what_can_be_done(stage: InstrumentStage, lead: bool, used: int, wanted: set[str]) -> None:
    changeable = stage in {InstrumentStage.DRAFT, InstrumentStage.PILOT} and not used
    view = draft(stage=stage, used=used, may_change=changeable)
    assert may(view, lead=lead) == wanted | {"json", "xlsx", "pdf"}


# The page.


@pytest.fixture
def opened(window: Window, qtbot: QtBot) -> Opened:
    """Opens the page in a window."""
    qtbot.addWidget(window)
    window.resize(1280, 900)

    def make(
        *views: InstrumentView, number: int = 5, me: Any = LEAD, **results: Any
    ) -> tuple[InstrumentsPage, FakeDesk]:
        shown = {one.line.id: one for one in views}
        answers = {
            "Instruments": lambda _query: [one.line for one in shown.values()],
            "InstrumentOf": lambda query: shown[query.instrument_id],
            "ActingNow": Acting(me, can_begin=False),
        }

        def save(command: Any) -> int:
            held = shown.get(5)
            instrument = from_data({**command.data, "version": 1})
            if held is not None:
                shown[5] = replace(held, instrument=instrument)
            return 5

        desk = FakeDesk(answers, {"SaveInstrument": save, **results})
        page = InstrumentsPage(window, desk)  # type: ignore[arg-type]
        window.show()
        window.show_pages([page], "instruments", [])
        window.open_at("instruments", number)
        settle()
        return page, desk

    return make


def choose(page: InstrumentsPage, node: Node) -> None:
    assert page.view.editor.list.choose(lambda one: one == node)


def saved(desk: FakeDesk) -> list[Instrument]:
    return [from_data(one.data) for one in desk.done if type(one).__name__ == "SaveInstrument"]


def test_an_empty_list_says_how_to_begin(opened: Opened, text: Text) -> None:
    page, desk = opened(number=0)
    said = [one.text() for one in page.view.list.findChildren(QLabel) if one.isVisible()]
    assert text("instruments.empty_more") in said
    page.view.list.shipped.click()
    codes = sorted(one.code for one in saved(desk))
    assert codes == sorted(data["code"] for data in files.shipped())
    assert len(codes) >= 3


def test_drafts_that_are_here_are_not_taken_in_again(opened: Opened) -> None:
    views = [draft(from_data(data), id=n) for n, data in enumerate(files.shipped(), start=10)]
    page, desk = opened(*views[1:], number=0)
    page.view.list.shipped.click()
    assert [one.code for one in saved(desk)] == [views[0].line.code]
    page, desk = opened(*views, number=0)
    page.view.list.shipped.click()
    assert saved(desk) == []


def test_who_does_not_lead_reads_only(opened: Opened) -> None:
    page, desk = opened(draft(may_change=False), me=OTHER)
    choose(page, Node(QUESTION, 0, 0))
    form = page.view.editor.forms[QUESTION]
    assert form._boxes["text"].isReadOnly()  # type: ignore[attr-defined]
    assert not page.view.editor.edits["question"].isVisible()
    QTest.keyClick(page.view.editor.list, Qt.Key.Key_Insert)
    assert saved(desk) == []
    page.step_back()
    page, _desk = opened(draft(), number=0, me=OTHER)
    assert not page.view.list.shipped.isVisible()


def test_a_change_is_saved_on_leaving_the_part(opened: Opened) -> None:
    page, desk = opened(draft())
    choose(page, Node(QUESTION, 0, 1))
    form = page.view.editor.forms[QUESTION]
    form._boxes["good"].setPlainText("It is known.")  # type: ignore[attr-defined]
    assert saved(desk) == []
    choose(page, Node(QUESTION, 0, 0))
    question = saved(desk)[-1].question("second")
    assert question is not None
    assert question.good == "It is known."
    assert question.critical
    assert not page.unsaved


def test_what_is_wrong_is_told_at_its_place_and_not_saved(opened: Opened) -> None:
    page, desk = opened(draft())
    editor = page.view.editor
    choose(page, Node(QUESTION, 1, 1))
    form = editor.forms[QUESTION]
    form._key.setText("No Key")  # type: ignore[attr-defined]
    form.edited.emit()
    assert "No Key cannot be a key" in form.rows["key"].error
    line = next(one for one in editor.list.lines if one.node == Node(QUESTION, 1, 1))
    assert [one.words for one in line.marks] == ["1 to mend"]
    assert "1 thing must be mended" in editor.saved.text()
    assert page.unsaved
    assert saved(desk) == []
    page.refresh()
    assert form._key.text() == "No Key"  # type: ignore[attr-defined]
    page.open(0)
    assert page.place() == (5, False, QUESTION, 1, 1)
    form._key.setText("fourth")  # type: ignore[attr-defined]
    form.edited.emit()
    assert form.rows["key"].error == ""
    assert not page.unsaved


def test_parts_are_added_moved_and_taken_out_by_keys(opened: Opened) -> None:
    page, desk = opened(draft())
    editor = page.view.editor
    choose(page, Node(QUESTION, 0, 0))
    editor.list.setFocus()
    QTest.keyClick(editor.list, Qt.Key.Key_Insert)
    assert editor.node == Node(QUESTION, 0, 1)
    assert editor.forms[QUESTION].isAncestorOf(page.view.window().focusWidget())
    editor.list.setFocus()
    QTest.keyClick(editor.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert editor.node == Node(QUESTION, 0, 0)
    dialogs.answer_next(lambda _box: False)
    QTest.keyClick(editor.list, Qt.Key.Key_Delete)
    assert len(editor.list.lines) == 9
    dialogs.answer_next(lambda _box: True)
    QTest.keyClick(editor.list, Qt.Key.Key_Delete)
    assert len(editor.list.lines) == 8
    page.stop()
    assert saved(desk) == []  # it says again what the store has


def test_what_was_added_is_saved(opened: Opened) -> None:
    page, desk = opened(draft())
    choose(page, Node(QUESTION, 0, 0))
    page.view.editor.edits["question"].click()
    page.stop()
    keys_ = [one.key for one in saved(desk)[-1].questions]
    assert keys_ == ["first", "question-1", "second", "third", "fourth"]


def test_the_preview_asks_as_marking_does(opened: Opened) -> None:
    page, _desk = opened(draft())
    choose(page, Node(QUESTION, 1, 0))
    page.view.editor.tabs.setCurrentIndex(1)
    preview = page.view.editor.preview
    assert preview.asked.asked.text() == "Was the handover on time?"
    assert preview.asked.place.text() == "Question 3 of 4. Release & handover"
    assert [one.text() for one in preview.choices.buttons][3] == "Does not apply"
    assert not preview.choices.isEnabled()
    choose(page, Node(SECTION, 0))
    assert preview.none.isVisible()


def test_other_words_than_before_are_asked_about(opened: Opened) -> None:
    second = replace(SMALL, version=2)
    old = draft(id=4, stage=InstrumentStage.PUBLISHED)
    page, _desk = opened(old, draft(second))
    choose(page, Node(QUESTION, 0, 0))
    form = page.view.editor.forms[QUESTION]
    assert not form.reworded.isVisible()  # type: ignore[attr-defined]
    form._boxes["text"].setPlainText("Was the person seen at all?")  # type: ignore[attr-defined]
    assert form.reworded.isVisible()  # type: ignore[attr-defined]
    form._checks["comparable"].click()  # type: ignore[attr-defined]
    assert not form.reworded.isVisible()  # type: ignore[attr-defined]


def test_publishing_is_asked_and_said_to_be_for_good(opened: Opened, text: Text) -> None:
    page, desk = opened(draft())
    heads: list[str] = []

    def refuse(box: Any) -> bool:
        heads.extend(one.text() for one in box.findChildren(QLabel))
        return False

    dialogs.answer_next(refuse)
    page.view.editor.buttons["publish"].click()
    assert text("instruments.ask_words.publish") in heads
    assert desk.done == []
    dialogs.answer_next(lambda _box: True)
    page.view.editor.buttons["publish"].click()
    assert desk.done[-1].to is InstrumentStage.PUBLISHED


def test_the_next_version_begins_from_a_published_one(opened: Opened) -> None:
    page, desk = opened(draft(id=4, stage=InstrumentStage.PUBLISHED), draft(), number=4)
    page.view.editor.buttons["next"].click()
    assert desk.names() == ["SaveInstrument"]
    assert page.place()[0] == 5  # type: ignore[index]


def test_one_that_cannot_be_dropped_stays(opened: Opened) -> None:
    def refuse(_command: Any) -> None:
        raise RequestRefused("REQ-QA-INSTRUMENT-USED")

    page, _desk = opened(draft(), DropInstrument=refuse)
    dialogs.answer_next(lambda _box: True)
    page.view.editor.buttons["drop"].click()
    assert page.view.editing


# Files.


@pytest.mark.parametrize("form", ["json", "xlsx"])
def test_a_version_goes_out_and_comes_in_again(opened: Opened, tmp_path: Path, form: str) -> None:
    page, desk = opened(draft(shipped("casefile")))
    target = tmp_path / f"out.{form}"
    dialogs.answer_next(lambda _chooser: str(target))
    page.view.editor.buttons[form].click()
    page._forget()
    page._id = 0
    page.refresh()
    dialogs.answer_next(lambda _chooser: [target])
    page.view.list.bring.click()
    assert saved(desk)[-1] == shipped("casefile")
    assert page.view.editing


def test_a_file_with_faults_is_told_one_by_one_and_not_taken_in(
    opened: Opened, tmp_path: Path, window: Window
) -> None:
    page, desk = opened(number=0)
    data = to_data(SMALL)
    data["code"] = "small"
    target = tmp_path / "bad.json"
    target.write_text(json.dumps(data), encoding="utf-8")
    dialogs.answer_next(lambda _chooser: [target])
    page.view.list.bring.click()
    assert "1 thing in it is wrong" in window.messages.words
    assert "small cannot be the code" in window.messages.words
    dialogs.answer_next(lambda _chooser: [tmp_path / "away.json"])
    page.view.list.bring.click()
    assert "away.json" in window.messages.words
    assert saved(desk) == []


@pytest.mark.parametrize("width", [1280, 1024])
@pytest.mark.parametrize("state", ["list", "head", "question", "scale", "preview"])
def test_every_stop_has_a_name(opened: Opened, window: Window, width: int, state: str) -> None:
    page, _desk = opened(draft(), number=0 if state == "list" else 5)
    nodes = {"question": Node(QUESTION, 0, 1), "scale": Node(SCALE, 0)}
    if state != "list":
        choose(page, nodes.get(state, Node(QUESTION, 0, 0) if state == "preview" else Node()))
        page.view.editor.tabs.setCurrentIndex(int(state == "preview"))
    window.resize(width, 800)
    settle()
    assert nameless(window) == []
    assert clashing(window) == []
    assert out_of_order(window) == []
