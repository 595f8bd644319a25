"""The feedback page: the own view first, what was done well first, nothing typed is lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.names import HIDDEN
from pomdesk.domain.quality.items import Item
from pomdesk.domain.quality.terms import (
    FeedbackReply,
    FeedbackStage,
    ItemKind,
    RootCause,
    Verdict,
)
from pomdesk.readmodels.quality import Acting, FeedbackLine
from pomdesk.readmodels.quality import FeedbackView as Feedback
from resources.text import Text
from tests.services.quality.desk import opened as team_desk
from tests.services.quality.marking_desk import Read
from tests.ui.marked import PEOPLE, SMALL, TODAY, FakeDesk, feedback
from tests.ui.walking import clashing, nameless, out_of_order, settle
from ui import dialogs
from ui.feedback import words
from ui.feedback.controller import FeedbackPage
from ui.feedback.listing import CHIPS, keeps
from ui.feedback.writing import Written, tidied
from ui.marking import words as marking_words
from ui.marking.controller import MarkingPage
from ui.widgets.fields_form import FieldsForm
from ui.window import Window

ASSESSOR, SUPERVISOR = PEOPLE
Opened = Callable[..., tuple[FeedbackPage, FakeDesk]]


def line(number: int = 7, **known: Any) -> FeedbackLine:
    given: dict[str, Any] = {
        "review_id": number,
        "feedback_id": number,
        "round_ref": "QA-2026-07",
        "case_ref": f"A{number:04}BC",
        "supervisor": "S02",
        "supervisor_name": "Priya Nair",
        "assessor_name": "Sam Okafor",
        "stage": FeedbackStage.SENT,
        "locked_on": date(2026, 11, 16),
        "sent_on": date(2026, 11, 18),
        "discussed_on": None,
        "seen_on": None,
        "due": TODAY + timedelta(days=3),
        "verdict": None,
    }
    return FeedbackLine(**{**given, **known})


def writing(**known: Any) -> Feedback:
    """Feedback as its assessor writes it."""
    given: dict[str, Any] = {
        "role": "assessor",
        "stage": FeedbackStage.DRAFT,
        "may": frozenset({"write", "send"}),
        "good": "",
        "sections": {},
        "learning": "",
        "support": "",
        "sent_on": None,
        "trend": (),
    }
    return feedback(**{**given, **known})


@pytest.fixture
def opened(window: Window, qtbot: QtBot) -> Opened:
    """Opens the page in a window; by default as the supervisor who has read it before."""
    qtbot.addWidget(window)
    window.resize(1280, 800)

    def make(
        shown: Feedback,
        number: int = 7,
        lines: tuple[FeedbackLine, ...] = (),
        me: Any = SUPERVISOR,
        **results: Any,
    ) -> tuple[FeedbackPage, FakeDesk]:
        answers = {
            "FeedbackLines": lines,
            "PeopleInQuality": PEOPLE,
            "ActingNow": Acting(me, can_begin=False),
            "OwnViewOf": results.pop("OwnViewOf", ""),
        }
        desk = FakeDesk(answers, {"OpenFeedback": shown, **results})
        page = FeedbackPage(window, desk)  # type: ignore[arg-type]
        window.show()
        window.show_pages([page], "feedback", [])
        window.open_at("feedback", number)
        settle()
        return page, desk

    return make


# The list.


@pytest.mark.parametrize(
    ("chip", "kept"),
    [
        ("all", {1, 2, 3, 4}),
        ("open", {1, 2, 3}),
        ("mine", {1, 4}),
        ("to_write", {2}),
        ("to_discuss", {1}),
        ("queried", {3}),
    ],
)
def test_chips_keep_what_they_say(chip: str, kept: set[int]) -> None:
    lines = [
        line(1),
        line(2, supervisor="S09", stage=FeedbackStage.DRAFT),
        line(3, supervisor="S09", stage=FeedbackStage.QUERIED),
        line(4, stage=FeedbackStage.ACKNOWLEDGED),
    ]
    assert {one.review_id for one in lines if keeps(chip, one, "S02")} == kept
    assert set(CHIPS) >= {chip}


def test_nobody_has_files_of_their_own_who_takes_no_part() -> None:
    assert not keeps("mine", line(1, supervisor=""), "")


def test_enter_opens_one_and_esc_comes_back(opened: Opened) -> None:
    seen = (line(1, seen_on=TODAY), line(2, seen_on=TODAY, due=TODAY - timedelta(days=1)))
    page, desk = opened(feedback(), 0, seen)
    assert page.view.pane == "list"
    assert page.view.list.model.spoken(0, 3) == "Due: 21 Nov 2026, 1 day ago, Late"
    page.view.list.table.setFocus()
    QTest.keyClick(page.view.list.table, Qt.Key.Key_Return)
    assert page.view.pane == "reading"
    assert desk.done[-1].review_id == 2  # the late one stands first
    assert page.step_back()
    assert page.view.pane == "list"
    assert not page.step_back()


def test_an_empty_list_says_what_will_be_here(opened: Opened, text: Text) -> None:
    page, _desk = opened(feedback(), 0)
    said = [one.text() for one in page.view.list.findChildren(QLabel) if one.isVisible()]
    assert text("feedback.empty") in said


def test_somebody_who_takes_no_part_is_told_so(opened: Opened) -> None:
    def refuse(_query: Any) -> Any:
        raise RequestRefused("REQ-QA-ROLE", role="any", reason="any")

    page, desk = opened(feedback(), 0, me=None)
    desk.answers["FeedbackLines"] = refuse
    desk.answers["PeopleInQuality"] = refuse
    page.refresh()
    assert page.summary


# Before reading.


def test_the_own_view_comes_before_ours_is_opened(opened: Opened) -> None:
    page, desk = opened(feedback(), 7, (line(7),))
    assert page.view.pane == "before"
    assert "OpenFeedback" not in desk.names()
    page.view.before.box.setFocus()
    QTest.keyClicks(page.view.before.box, "I was late twice")
    page.view.before.go_on.click()
    assert desk.names() == ["OwnView", "OpenFeedback"]
    assert desk.done[0].text == "I was late twice"
    assert page.view.pane == "reading"


def test_the_own_view_is_there_again_until_ours_is_opened(opened: Opened) -> None:
    page, desk = opened(feedback(), 7, (line(7),), OwnViewOf="I was late twice")
    box = page.view.before.box
    assert box.words == "I was late twice"
    page.refresh()
    assert desk.names() == []
    box.setFocus()
    box.load("")
    page.view.before.go_on.click()
    assert desk.names() == ["OwnView", "OpenFeedback"]
    assert desk.done[0].text == ""  # taken back


def test_the_own_view_can_be_left_out(opened: Opened) -> None:
    page, desk = opened(feedback(), 7, (line(7),))
    page.view.before.go_on.click()
    assert desk.names() == ["OpenFeedback"]
    page.refresh()
    assert page.view.pane == "reading"


@pytest.mark.parametrize(
    ("known", "me"),
    [
        ({"seen_on": TODAY}, SUPERVISOR),
        ({}, ASSESSOR),
        ({"supervisor": "S09"}, SUPERVISOR),
        ({"supervisor": ""}, None),
    ],
)
def test_it_is_asked_of_the_supervisor_alone_and_once(
    opened: Opened, known: dict[str, Any], me: Any
) -> None:
    page, _desk = opened(feedback(), 7, (line(7, **known),), me=me)
    assert page.view.pane == "reading"


def test_the_own_marking_is_offered_before(opened: Opened, monkeypatch: Any) -> None:
    page, desk = opened(feedback(), 7, (line(7),), SelfReview=99)
    asked: list[tuple[str, int]] = []
    monkeypatch.setattr(page.shell, "open_at", lambda name, number: asked.append((name, number)))
    page.view.before.self_mark.click()
    assert asked == [("marking", 99)]
    assert desk.done[-1].review_id == 7


# Reading.


def test_what_was_done_well_comes_first(opened: Opened) -> None:
    page, _desk = opened(feedback(good="Explains why.", verdict=Verdict.INSUFFICIENT))
    reading = page.view.reading
    tops = [
        part.mapTo(reading, part.rect().topLeft()).y()
        for part in (reading.good, reading.verdict, reading.sections, reading.learning)
    ]
    assert tops == sorted(tops)
    assert reading.points.text() == "14 of 18 points"
    assert "Release & handover" in " ".join(
        one.text() for one in reading.sections.findChildren(QLabel)
    )


def test_results_are_told_with_where_the_file_shows_them(text: Text) -> None:
    view = feedback()
    first, second = words.result_items(text, view.results[0][1])
    assert first.marks[0].words == "Partly met"
    assert first.more.startswith("Shown by: Contacts, 3 Nov 2026.")
    assert [one.words for one in second.marks] == ["Met", "Good practice"]
    settled = replace(view.results[0][1][0], settled=True, before="Not met")
    assert "it was “Not met” before" in words.result_items(text, [settled])[0].more


def test_only_own_counts_are_told(opened: Opened, text: Text) -> None:
    page, _desk = opened(feedback())
    assert page.view.reading.trend.words.text().splitlines() == [
        "QA-2026-01: 2 of 3 sufficient",
        "QA-2026-04: 3 of 3 sufficient",
    ]
    assert words.trend_words(text, writing()) == []


def test_an_action_says_who_and_by_when(opened: Opened) -> None:
    action = Item(1, ItemKind.ACTION, "open", title="Mend it", owner="S02", due=date(2026, 11, 20))
    page, _desk = opened(feedback(actions=(action,)))
    (item,) = page.view.reading.mending.items
    assert (item.head, item.day, item.more) == ("Mend it", "20 Nov 2026", "Priya Nair does it")
    assert item.marks[0].colour == "red"


@pytest.mark.parametrize(
    ("figure", "why", "sent"),
    [
        ("1", "", FeedbackReply.ACCEPT),
        ("2", "", None),
        ("3", "", None),
        ("3", "The record is in the annex", FeedbackReply.QUERY),
        ("", "No choice", None),
    ],
)
def test_a_reply_needs_a_choice_and_mostly_a_reason(
    opened: Opened, figure: str, why: str, sent: FeedbackReply | None
) -> None:
    page, desk = opened(feedback())
    reading = page.view.reading
    reading.choices.setFocus()
    if figure:
        QTest.keyClicks(reading.choices.buttons[0], figure)
    reading.box.setPlainText(why)
    assert (reading.draft() is not None) is bool(why)
    reading.send.click()
    replies = [one for one in desk.done if type(one).__name__ == "ReplyFeedback"]
    assert [(one.reply, one.text) for one in replies] == ([(sent, why)] if sent else [])
    assert reading.fault.isVisible() is (sent is None)
    assert (reading.draft() is not None) is (sent is None and bool(why))
    assert not page.unsaved


def test_a_reply_that_is_refused_stays(opened: Opened) -> None:
    def refuse(_command: Any) -> None:
        raise RequestRefused("REQ-QA-REPLIED")

    page, _desk = opened(feedback(), ReplyFeedback=refuse)
    page.view.reading.choices.press(2)
    page.view.reading.box.setPlainText("Because")
    page.view.reading.send.click()
    assert page.view.reading.box.words == "Because"


@pytest.mark.parametrize(
    ("may", "shown"),
    [
        ({"reply"}, {"pdf"}),
        ({"acknowledge"}, {"acknowledge", "pdf"}),
        ({"discuss"}, {"discuss", "pdf"}),
        ({"answer"}, {"answer", "pdf"}),
    ],
)
def test_what_can_be_done_is_what_may(opened: Opened, may: set[str], shown: set[str]) -> None:
    page, _desk = opened(feedback(may=frozenset(may)))
    reading = page.view.reading
    assert {key for key, one in reading.buttons.items() if not one.isHidden()} == shown
    assert reading.reply.isHidden() is ("reply" not in may)


def test_it_is_noted_that_it_was_discussed(opened: Opened) -> None:
    page, desk = opened(feedback(may=frozenset({"discuss"})), me=ASSESSOR)

    def fill(form: FieldsForm) -> bool:
        form.rows["own"].control.setPlainText("They agree")  # type: ignore[attr-defined]
        form.accept()
        return bool(form.result())

    dialogs.answer_next(fill)
    page.view.reading.buttons["discuss"].click()
    done = next(one for one in desk.done if type(one).__name__ == "DiscussFeedback")
    assert (done.day, done.own_view) == (TODAY, "They agree")


# Writing.


def test_the_store_keeps_what_is_written_without_blank_sections() -> None:
    written = Written(" Good \n", {"start": "", "end": " It "}, "", (RootCause.TIME,), "x  ")
    assert tidied(written) == Written("Good", {"end": "It"}, "", (RootCause.TIME,), "x")


def test_what_is_typed_is_saved_on_leaving_and_survives_a_refresh(opened: Opened) -> None:
    page, desk = opened(writing(), me=ASSESSOR)
    form = page.view.writing
    form.good.setFocus()
    QTest.keyClicks(form.good, "Explains why")
    form.boxes["end"].setFocus()
    saved = [one for one in desk.done if type(one).__name__ == "WriteFeedback"]
    assert [one.good for one in saved] == ["Explains why"]
    QTest.keyClicks(form.boxes["end"], "Late")
    desk.results["OpenFeedback"] = writing(good="Explains why", sections={"end": "Late"})
    page.refresh()
    QTest.keyClicks(form.boxes["end"], " twice")
    assert form.written().sections["end"] == "Late twice"
    assert not page.unsaved
    assert desk.done[-1].sections == {"end": "Late twice"}


def test_writing_that_cannot_be_saved_stays(opened: Opened) -> None:
    def refuse(_command: Any) -> None:
        raise RequestRefused("REQ-QA-SENT")

    page, _desk = opened(writing(), me=ASSESSOR, WriteFeedback=refuse)
    page.view.writing.good.setPlainText("Kept")
    assert page.unsaved
    assert page.view.writing.trouble.isVisible()
    page.open(9)
    assert page.place() == (7, False)


def test_good_practice_is_offered(opened: Opened) -> None:
    page, desk = opened(writing(), me=ASSESSOR)
    form = page.view.writing
    form._use("Risk is known at the front")
    form.learning.setFocus()
    assert desk.done[-1].good == "Risk is known at the front"


def test_what_is_missing_is_said_before_sending(opened: Opened, text: Text) -> None:
    critical = (SMALL.questions[1],)
    page, desk = opened(writing(critical=critical), me=ASSESSOR)
    form = page.view.writing
    assert text("feedback.lacks_good") in form.lacks.text()
    assert text("feedback.lacks_action.one") in form.lacks.text()
    form.send.click()
    assert "SendFeedback" not in desk.names()
    form.good.setPlainText("Something")
    assert text("feedback.lacks_good") not in form.lacks.text()
    dialogs.answer_next(lambda _box: True)
    form.send.click()
    assert desk.names()[-2:] == ["SendFeedback", "OpenFeedback"]


def test_an_action_is_added(opened: Opened) -> None:
    page, desk = opened(writing(), me=ASSESSOR)

    def fill(form: FieldsForm) -> bool:
        form.rows["title"].control.setText("Mend it")  # type: ignore[attr-defined]
        form.rows["due"].control.setText("1/12/2026")  # type: ignore[attr-defined]
        form.accept()
        return bool(form.result())

    dialogs.answer_next(fill)
    page.view.writing.add.click()
    added = next(one for one in desk.done if type(one).__name__ == "AddAction")
    assert (added.title, added.owner, added.due) == ("Mend it", "S02", date(2026, 12, 1))


def test_causes_are_saved_at_once(opened: Opened) -> None:
    page, desk = opened(writing(), me=ASSESSOR)
    page.view.writing.causes[RootCause.SKILL].click()
    assert desk.done[-1].root_causes == (RootCause.SKILL,)


# The paper, names, keys.


def test_the_form_is_saved_as_a_file(opened: Opened, tmp_path: Path, monkeypatch: Any) -> None:
    import reports.quality

    made: list[tuple[str, object]] = []

    def render(kind: str, model: object, _text: Text, **_known: Any) -> bytes:
        made.append((kind, model))
        return b"%PDF"

    monkeypatch.setattr(reports.quality, "render", render)
    page, _desk = opened(feedback())
    target = tmp_path / "form.pdf"
    dialogs.answer_next(lambda _chooser: str(target))
    page.view.reading.buttons["pdf"].click()
    assert target.read_bytes() == b"%PDF"
    assert made[0][0] == "feedback"


@pytest.mark.parametrize("shown", [feedback(), writing()])
def test_everything_is_hidden_while_names_are(
    opened: Opened, window: Window, shown: Feedback
) -> None:
    page, _desk = opened(shown)
    window.set_blank(True)
    assert page.view.pane == "hidden"
    assert HIDDEN in page.title()
    page.refresh()
    assert page.view.pane == "hidden"
    window.set_blank(False)
    assert page.view.pane == ("writing" if "write" in shown.may else "reading")


@pytest.mark.parametrize("width", [1280, 1024])
@pytest.mark.parametrize("state", ["list", "before", "reading", "writing"])
def test_every_stop_has_a_name(opened: Opened, window: Window, width: int, state: str) -> None:
    shown = writing() if state == "writing" else feedback()
    lines = (line(7, seen_on=None if state == "before" else TODAY),)
    opened(shown, 0 if state == "list" else 7, lines)
    window.resize(width, 900)
    settle()
    assert nameless(window) == []
    assert clashing(window) == []
    assert out_of_order(window) == []


# With the store behind it.


def test_a_file_is_marked_told_of_and_answered(
    window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    """The whole way on one store: marked by keys, handed in, locked, told of, replied to."""
    qtbot.addWidget(window)
    window.resize(1280, 900)
    window.show()
    with team_desk(tmp_path, 16) as team:
        review = Read(team).given()
        page = MarkingPage(window, team.at("A1"))
        window.show_pages([page], "marking", [])
        window.open_at("marking", review)
        window.activateWindow()
        settle()
        page.view.begin.start.click()
        answer_by_keys(page)
        assert page.place() == (review, marking_words.FINISH)
        QTest.keyClicks(page.view.finish.judgement.buttons[0], "1")
        QTest.keyClicks(page.view.finish.why, "It holds together")
        page.view.finish.buttons["hand_in"].click()
        # Weights 2, 3 and 1: the last does not apply, the second is half met.
        assert page.view.finish.points.text() == "4.5 of 6 points"
        dialogs.answer_next(lambda _box: True)
        page.view.finish.buttons["lock"].click()
        assert page.view.finish.buttons["feedback"].isVisible()

        told = FeedbackPage(window, team.at("A1"))
        window.show_pages([told], "feedback", [])
        window.open_at("feedback", review)
        told.view.writing.good.setPlainText("The screening is right")
        told.view.writing.boxes["risk"].setPlainText("The plan leaves one risk out")
        dialogs.answer_next(lambda _box: True)
        told.view.writing.send.click()
        assert told.view.pane == "reading"

        read = FeedbackPage(window, team.at("S1"))
        window.show_pages([read], "feedback", [])
        window.open_at("feedback", review)
        assert read.view.pane == "before"
        read.view.before.box.setPlainText("I knew of the gap")
        read.view.before.go_on.click()
        assert read.view.pane == "reading"
        assert read.view.reading.good.words.text() == "The screening is right"
        assert read.view.reading.own.words.text() == "I knew of the gap"
        read.view.reading.choices.press(3)
        read.view.reading.box.setPlainText("The risk is in the annex")
        read.view.reading.send.click()
        assert "The risk is in the annex" in read.view.reading.said.words.text()
        assert not read.unsaved

        other = FeedbackPage(window, team.at("S2"))
        window.show_pages([other], "feedback", [])
        window.open_at("feedback", review)
        assert window.messages.words
        assert other.view.pane == "list"


def answer_by_keys(page: MarkingPage) -> None:
    """Answer the four questions of the small instrument as a person would."""
    for typed in ("1", "2", "1", "4"):
        question = page.view.question
        question.choices.setFocus()
        QTest.keyClicks(question.choices.buttons[0], typed)
        if typed == "2":
            QTest.keyClicks(question.comment, "One risk is left out")
            question.causes.turn(1)
            QTest.keyClick(question.comment, Qt.Key.Key_Return)
        else:
            QTest.keyClick(question.choices.buttons[0], Qt.Key.Key_Return)
