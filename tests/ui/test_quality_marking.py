"""The marking page: answered by keys, saved at once, judged before the score is shown."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.names import HIDDEN
from pomdesk.domain.quality.instruments import Answer
from pomdesk.domain.quality.terms import (
    InstrumentStage,
    Judgement,
    ReviewKind,
    ReviewStage,
    RootCause,
    Verdict,
)
from pomdesk.readmodels.quality import MarkingView
from pomdesk.rules.quality.scoring import MissingWhat
from pomdesk.services.quality import file_of_case
from resources.text import Text
from tests.ui.marked import PEOPLE, SMALL, TODAY, FakeDesk, full, judged, marking, scored
from tests.ui.walking import clashing, nameless, out_of_order, settle
from ui import dialogs
from ui.marking import words
from ui.marking.controller import MarkingPage
from ui.marking.file import covered
from ui.marking.pace import PAUSE, Pace
from ui.widgets.fields_form import FieldsForm
from ui.window import Window

Opened = Callable[..., tuple[MarkingPage, FakeDesk]]


@pytest.fixture
def opened(window: Window, qtbot: QtBot) -> Opened:
    """Opens a marking in a window."""
    qtbot.addWidget(window)
    window.resize(1280, 800)

    def make(found: MarkingView, **results: Any) -> tuple[MarkingPage, FakeDesk]:
        stands = results.pop("JudgementStands", False)
        answers = {"MarkingOf": found, "PeopleInQuality": PEOPLE, "JudgementStands": stands}
        desk = FakeDesk(answers, results)
        page = MarkingPage(window, desk)  # type: ignore[arg-type]
        window.show()
        window.show_pages([page], "marking", [])
        window.open_at("marking", found.review_id)
        window.activateWindow()
        settle()
        page.view.to_pane()
        return page, desk

    return make


def typing() -> QWidget:
    """What has the keyboard."""
    part = QApplication.focusWidget()
    assert part is not None
    return part


def press(*keys: Qt.Key | str, with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press keys where the keyboard is."""
    for key in keys:
        if isinstance(key, str):
            QTest.keyClicks(typing(), key)
        else:
            QTest.keyClick(typing(), key, with_)


def answers_of(desk: FakeDesk) -> dict[str, Answer]:
    """The answers as they were saved last."""
    return {
        one.answer.question: one.answer
        for one in desk.done
        if type(one).__name__ == "AnswerQuestion"
    }


# Where one goes on.


@pytest.mark.parametrize(
    ("given", "gaps", "at", "wanted"),
    [
        ("", (), "first", "second"),
        ("first second", (), "second", "third"),
        ("first third fourth", (), "fourth", "second"),  # what was passed over comes again
        ("first third fourth", (), "second", words.FINISH),
        ("first second third fourth", ("third",), "fourth", "third"),
        ("first second third fourth", ("third",), "third", words.FINISH),
        ("first second third fourth", (), "first", words.FINISH),
        ("first", (), "", "second"),
    ],
)
def test_enter_goes_to_what_is_open(
    given: str, gaps: tuple[str, ...], at: str, wanted: str
) -> None:
    answers = {key: Answer(key, "met") for key in given.split()}
    lacking = [(key, "comment") for key in gaps]
    assert words.following(SMALL, answers, lacking, at) == wanted


def test_an_answer_without_an_option_is_no_answer() -> None:
    answers = {"first": Answer("first", "", "only a comment")}
    assert words.answered(SMALL, answers) == 0
    assert words.following(SMALL, answers, (), "fourth") == "first"


def test_beside_ends_at_both_ends() -> None:
    assert words.beside(SMALL, "first", -1) == "first"
    assert words.beside(SMALL, "fourth", 1) == words.FINISH
    assert words.beside(SMALL, words.FINISH, 1) == words.FINISH
    assert words.beside(SMALL, words.FINISH, -1) == "fourth"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (Fraction(14), "14"),
        (Fraction(29, 2), "14.5"),
        (Fraction(1, 3), "0.33"),
        (Fraction(2, 3), "0.67"),
        (Fraction(1, 200), "0.01"),
        (Fraction(0), "0"),
    ],
)
def test_points_in_figures(number: Fraction, said: str) -> None:
    assert words.number_words(number) == said


def test_nothing_that_applied_is_no_score(text: Text) -> None:
    assert "no score" in words.points_words(text, Fraction(0), Fraction(0))


def test_every_code_has_words(text: Text) -> None:
    for code in (*MissingWhat, "unanswered", "na"):
        assert text.has(f"marking.lacks.{code}")
    for kind in ReviewKind:
        assert text.has(f"marking.kind.{kind}")
    for stage in ReviewStage:
        assert text.has(f"marking.told.{stage}")
    assert all(text.has(f"quality_file.{one}") for one in file_of_case.SECTIONS)
    assert all(text.has(f"quality_file_heading.{one}") for one in file_of_case.HEADINGS)


# Time.


def test_time_stands_still_while_nobody_is_there(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    pace = Pace(page)
    minutes: list[int] = []
    pace.minute.connect(lambda: minutes.append(pace.seconds))
    for _ in range(PAUSE + 500):
        pace.tick()
    assert pace.seconds == PAUSE
    assert minutes == [60, 120, 180]
    pace.touched()
    pace.tick()
    assert pace.seconds == PAUSE + 1


# Answering.


def test_a_figure_answers_and_enter_goes_on(opened: Opened) -> None:
    page, desk = opened(marking())
    press("1", Qt.Key.Key_Return)
    assert answers_of(desk)["first"].option == "met"
    assert page.place() == (7, "second")
    assert "1 of 4 answered" in page.view.done.text()
    press(Qt.Key.Key_Return, with_=Qt.KeyboardModifier.ShiftModifier)
    assert page.place() == (7, "first")


def test_anything_but_the_best_asks_why_at_once(opened: Opened) -> None:
    page, desk = opened(marking())
    press("2")
    assert typing() is page.view.question.comment
    assert page.view.question.causes.isVisible()
    press("Two gaps 2026")
    assert page.view.question.choices.key == "partly"  # figures in a box are text
    QTest.keyClick(typing(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    press("and no reason", Qt.Key.Key_Return)
    assert answers_of(desk)["first"].comment == "Two gaps 2026\nand no reason"
    assert page.place() == (7, "second")
    page.view.strip.buttons["start"].click()
    assert page.place() == (7, "second")  # its first question without an answer


def test_the_best_answer_asks_nothing(opened: Opened) -> None:
    page, _desk = opened(marking())
    press("1")
    assert typing() is not page.view.question.comment
    assert not page.view.question.causes.isVisible()


def test_does_not_apply_needs_no_comment_and_is_offered_only_where_allowed(opened: Opened) -> None:
    page, desk = opened(marking(place="third"))
    assert [one.text() for one in page.view.question.choices.buttons][3] == "Does not apply"
    press("4")
    assert typing() is not page.view.question.comment
    assert answers_of(desk)["third"].option == "na"
    page.view.step_asked.emit(1)
    offered = [one.text() for one in page.view.question.choices.buttons]
    assert "Does not apply" not in offered
    press("9")
    assert "fourth" not in answers_of(desk)


def test_nought_takes_an_answer_back_and_leaves_the_words(opened: Opened) -> None:
    page, desk = opened(marking(answers={"first": Answer("first", "not_met", "Why not")}))
    page._turn_to("first")
    press("0")
    assert answers_of(desk)["first"] == Answer("first", "", "Why not")
    assert page.view.question.choices.key == ""


def test_causes_turn_by_key_and_are_saved_at_once(opened: Opened) -> None:
    _page, desk = opened(marking())
    press("3")
    QTest.keyClick(typing(), Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert answers_of(desk)["first"].root_causes == (RootCause.TIME,)


def test_a_line_of_the_file_becomes_evidence(opened: Opened) -> None:
    page, desk = opened(marking())
    QTest.keyClick(typing(), Qt.Key.Key_F6)
    assert typing() is page.view.file.list
    press(Qt.Key.Key_Down, Qt.Key.Key_Return)
    held = answers_of(desk)["first"]
    assert (held.document, held.location) == ("Contacts and notes", "Note, 18 Sep 2026")
    assert not page.view.file.isAncestorOf(typing())
    page.view.file.list.setFocus()
    press("1")  # figures answer from there, too
    assert answers_of(desk)["first"].option == "met"


def test_the_file_is_searched_without_case_and_by_part(opened: Opened) -> None:
    page, _desk = opened(marking())
    pane = page.view.file
    pane.search.setText("LOCKDOWN made")
    pane._narrow()
    assert [one.head for one in pane.list.items] == ["Note"]
    pane.search.setText("nothing like it")
    pane._narrow()
    assert pane.none.isVisible()
    pane.search.clear()
    pane.part.setCurrentIndex(2)
    assert [one.more for one in pane.list.items] == ["OASys"]


def test_a_case_that_is_elsewhere_says_so(opened: Opened, text: Text) -> None:
    page, _desk = opened(marking(file=(), person_id=None, name=""))
    assert page.view.file.none.text() == text("marking.file_away")
    assert not page.view.case.isVisible()
    page.view.question.evidence_asked.emit()
    page.view.question.document.setText("Paper file")
    assert page.view.question.answer("first").document == "Paper file"


# Saving.


def test_typed_words_are_saved_when_the_keyboard_leaves(opened: Opened) -> None:
    page, desk = opened(marking())
    page.view.question.comment.setFocus()
    press("Seen late")
    assert "first" not in answers_of(desk)
    page.view.file.search.setFocus()
    assert answers_of(desk)["first"].comment == "Seen late"


def test_what_cannot_be_saved_stays_and_is_told(opened: Opened) -> None:
    full_ = True

    def save(_command: Any) -> None:
        if full_:
            raise RequestRefused("REQ-QA-STAGE", reason="locked")

    page, desk = opened(marking(), AnswerQuestion=save)
    press("1")
    assert page.view.trouble.isVisible()
    assert page.unsaved
    page._turn_to("second")
    assert page.place() == (7, "first")
    page.open(8)
    page.refresh()
    assert page.view.question.choices.key == "met"
    full_ = False
    page.view.again.click()
    assert not page.view.trouble.isVisible()
    assert not page.unsaved
    assert answers_of(desk)["first"].option == "met"


def test_a_refresh_leaves_what_is_being_typed(opened: Opened) -> None:
    page, desk = opened(marking())
    page.view.question.comment.setFocus()
    press("Half a sen")
    held = marking(answers={"first": Answer("first", "", "Half a sen")})
    desk.answers["MarkingOf"] = held
    page.refresh()
    press("tence")
    assert page.view.question.comment.words == "Half a sentence"
    assert page.view.question.comment.textCursor().position() == len("Half a sentence")


def test_place_and_time_are_kept(opened: Opened) -> None:
    page, desk = opened(marking())
    for _ in range(25):
        page._saving.pace.tick()
    press("1", Qt.Key.Key_Return)
    kept = next(one for one in desk.done if type(one).__name__ == "KeepPlace")
    assert (kept.question, kept.seconds) == ("second", 25)
    assert answers_of(desk)["first"].seconds == 25
    for _ in range(5):
        page._saving.pace.tick()
    page.stop()
    assert [one.seconds for one in desk.done if type(one).__name__ == "KeepPlace"] == [25, 5]


def test_it_goes_on_where_it_was_left(opened: Opened) -> None:
    page, _desk = opened(marking(place="third", answers={"first": Answer("first", "met")}))
    assert page.place() == (7, "third")
    page.return_to((7, "fourth"))
    assert page.place() == (7, "fourth")
    page.return_to((7, "nonsense"))
    page.return_to("nonsense")
    assert page.place() == (7, "fourth")


# Beginning, judging, handing in.


def test_a_marking_is_begun_by_whoever_marks(opened: Opened, text: Text) -> None:
    page, desk = opened(marking(stage=ReviewStage.ASSIGNED))
    assert page.view.pane == "begin"
    first = page.view.begin.first.control
    first.setFocus()
    press("not a day")
    page.view.begin.start.click()
    assert "StartReview" not in desk.names()
    assert page.view.begin.first.error
    first.setText("1/1/2026")  # type: ignore[attr-defined]
    desk.answers["MarkingOf"] = marking()
    press(Qt.Key.Key_Return)
    assert desk.names()[:2] == ["FilePeriod", "StartReview"]
    assert page.view.pane == "question"


def test_what_is_missing_leads_to_its_question(opened: Opened) -> None:
    answers = {one.key: Answer(one.key, "met") for one in SMALL.questions}
    answers["third"] = Answer("third", "partly")
    gaps = [("third", "comment"), ("third", "root_cause")]
    page, desk = opened(marking(answers=answers, missing=gaps))
    page._turn_to(words.FINISH)
    (item,) = page.view.finish.missing.items
    assert item.body == "Comment missing. What lay behind it is missing"
    page.view.finish.buttons["hand_in"].click()
    assert "SubmitReview" not in desk.names()
    assert page.place() == (7, "third")


def test_the_judgement_comes_before_the_score(opened: Opened, text: Text) -> None:
    page, desk = opened(full())
    assert page.place() == (7, words.FINISH)
    finish = page.view.finish
    assert not finish.result.isVisible()
    finish.buttons["hand_in"].click()
    assert "SubmitReview" not in desk.names()
    press("2")
    assert typing() is finish.why
    assert "JudgeReview" not in desk.names()  # a judgement without a reason is none
    finish.buttons["hand_in"].click()
    assert "SubmitReview" not in desk.names()
    finish.why.setFocus()
    press("Two checks missed")
    desk.answers["MarkingOf"] = judged(
        full(stage=ReviewStage.SUBMITTED, score=scored(clash="high_but_insufficient")),
        Judgement.INSUFFICIENT,
    )
    finish.buttons["hand_in"].click()
    given = next(one for one in desk.done if type(one).__name__ == "JudgeReview")
    assert (given.judgement, given.why) == (Judgement.INSUFFICIENT, "Two checks missed")
    assert desk.names()[-1] == "SubmitReview"
    assert finish.result.isVisible()
    assert finish.points.text() == "14 of 18 points"
    assert text("quality_clash.high_but_insufficient") in finish.notices.text()


def test_a_judgement_that_stands_is_told_and_not_asked_again(opened: Opened, text: Text) -> None:
    page, desk = opened(judged(full(), Judgement.INSUFFICIENT), JudgementStands=True)
    finish = page.view.finish
    assert not finish.judgement.isVisible()
    assert text.code("quality_term.judgement", "insufficient") in finish.judgement_help.text()
    assert finish.why.isVisible()
    assert finish.why.isReadOnly()
    finish.buttons["hand_in"].click()
    assert "JudgeReview" not in desk.names()
    assert desk.names()[-1] == "SubmitReview"


def test_nothing_is_judged_while_a_question_is_open(opened: Opened) -> None:
    page, desk = opened(marking())
    page._turn_to(words.FINISH)
    press("1")
    assert page.view.finish.judgement.key == ""
    assert page.view.finish.why.isReadOnly()
    assert "JudgeReview" not in desk.names()


@pytest.mark.parametrize(
    ("kind", "stage", "may_change", "shown"),
    [
        (ReviewKind.PRIMARY, ReviewStage.SUBMITTED, True, {"reopen", "lock"}),
        (ReviewKind.SECOND, ReviewStage.SUBMITTED, True, {"reopen"}),
        (ReviewKind.SELF, ReviewStage.SUBMITTED, True, {"reopen"}),
        (ReviewKind.PRIMARY, ReviewStage.LOCKED, False, {"feedback"}),
        (ReviewKind.SECOND, ReviewStage.LOCKED, False, set()),
        (ReviewKind.PRIMARY, ReviewStage.SUBMITTED, False, set()),
        (ReviewKind.PRIMARY, ReviewStage.STARTED, True, {"hand_in"}),
    ],
)
def test_what_can_be_done_with_it(
    opened: Opened, kind: ReviewKind, stage: ReviewStage, may_change: bool, shown: set[str]
) -> None:
    score = scored() if stage is not ReviewStage.STARTED else None
    found = judged(full(kind=kind, stage=stage, may_change=may_change, score=score))
    page, _desk = opened(found)
    seen = {key for key, one in page.view.finish.buttons.items() if one.isVisible()}
    assert seen == shown
    if stage is not ReviewStage.STARTED:
        page._turn_to("first")
        assert not page.view.question.choices.isEnabled()
        assert page.view.question.comment.isReadOnly()


def test_locking_is_asked_first(opened: Opened) -> None:
    page, desk = opened(judged(full(stage=ReviewStage.SUBMITTED, score=scored())))
    dialogs.answer_next(lambda _box: False)
    page.view.finish.buttons["lock"].click()
    assert "LockReview" not in desk.names()
    dialogs.answer_next(lambda _box: True)
    page.view.finish.buttons["lock"].click()
    assert desk.names()[-1] == "LockReview"


def test_a_failed_critical_question_stands_beside_the_points(opened: Opened) -> None:
    score = scored(Verdict.INSUFFICIENT_CRITICAL, failed=("second",))
    page, _desk = opened(judged(full(stage=ReviewStage.LOCKED, may_change=False, score=score)))
    finish = page.view.finish
    assert finish.points.text() == "14 of 18 points"
    assert [one.head for one in finish.failed.items] == ["2. Is the risk known?"]
    assert "critical question was failed" in finish.notices.text()
    page.view.finish.failed.item_opened.emit(finish.failed.items[0].row)
    assert page.place() == (7, "second")


def test_a_second_marking_says_it_is_blind_and_nothing_else(opened: Opened, text: Text) -> None:
    page, _desk = opened(marking(kind=ReviewKind.SECOND, blind=True))
    assert page.summary == text("marking.blind")
    assert "Second marking" in page.view.about.text()


def test_a_pilot_says_so(opened: Opened) -> None:
    page, _desk = opened(marking(instrument_stage=InstrumentStage.PILOT))
    assert page.view.about.text().endswith("Pilot")


# Concerns.


def test_a_concern_is_raised_by_one_key_outside_the_score(opened: Opened, text: Text) -> None:
    _page, desk = opened(marking())

    def fill(form: FieldsForm) -> bool:
        assert form.rows["what"].control.count() == 6  # type: ignore[attr-defined]
        form.rows["what"].control.setCurrentIndex(1)  # type: ignore[attr-defined]
        form.rows["text"].control.setPlainText("A threat")  # type: ignore[attr-defined]
        form.rows["owner"].control.setCurrentIndex(1)  # type: ignore[attr-defined]
        form.accept()
        return bool(form.result())

    dialogs.answer_next(fill)
    QTest.keyClick(typing(), Qt.Key.Key_F9)
    raised = desk.done[-1]
    assert (raised.what, raised.text) == ("risk_to_public", "A threat")
    assert (raised.owner, raised.due) == ("A01", TODAY)
    assert answers_of(desk) == {}


# Names.


def test_hidden_names_are_hidden_everywhere(opened: Opened, window: Window) -> None:
    file = [("identity", [marking().file[0][1][0].__class__("name", "EVANS, GARETH A1234BC")])]
    page, _desk = opened(marking(file=file, answers={"first": Answer("first", "", "Mr Evans")}))
    page._turn_to("first")
    window.set_blank(True)
    assert page.title().endswith(HIDDEN)
    assert page.view.who.text() == HIDDEN
    assert "Nair" not in page.view.about.text()
    assert page.view.file.list.items[0].body == f"{HIDDEN}, {HIDDEN} {HIDDEN}"
    covers = page.view.question.comment.document().firstBlock().layout().formats
    assert [(one.start, one.length) for one in covers()] == [(3, 5)]
    window.set_blank(False)
    assert page.view.who.text() == "A1234BC"
    assert page.view.file.list.items[0].body == "EVANS, GARETH A1234BC"
    assert covers() == []


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Mr EVANS and evans", f"Mr {HIDDEN} and {HIDDEN}"),
        ("nobody", "nobody"),
        ("Straße: Evans", HIDDEN),  # letters that fold to two: all of it
    ],
)
def test_words_are_covered_whatever_their_case(said: str, shown: str) -> None:
    assert covered(said, ["evans"]) == shown


@pytest.mark.parametrize("width", [1280, 1024, 760])
@pytest.mark.parametrize("state", ["begin", "question", "finish", "result"])
def test_every_stop_has_a_name_and_its_order(
    opened: Opened, window: Window, width: int, state: str
) -> None:
    views = {
        "begin": marking(stage=ReviewStage.ASSIGNED),
        "question": marking(answers={"first": Answer("first", "partly", "Why")}, place="first"),
        "finish": full(),
        "result": judged(full(stage=ReviewStage.SUBMITTED, score=scored(failed=("second",)))),
    }
    page, _desk = opened(views[state])
    window.resize(width, 700)
    settle()
    assert nameless(window) == []
    assert clashing(window) == []
    assert out_of_order(window) == []
    assert page.view.mapTo(window, QPoint(0, 0)).x() >= 0
