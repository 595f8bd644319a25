"""The page of reports to the Governor; and learning and oversight against the real desk."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.names import HIDDEN
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.terms import ItemKind, Purpose, Role, RoundStage, Unit
from pomdesk.readmodels.quality import Acting, GovernorReport, ReportLine, RoundLine
from pomdesk.services.desk import Receipt
from pomdesk.services.queries.quality_people import PeopleInQuality
from resources.quality_words import SUPPRESSED
from resources.text import Text
from tests.reports.quality_models import governor
from tests.ui.given import Given, head_asked
from tests.ui.quality_rounds import MEMBERS, TODAY
from tests.ui.walking import clashing, nameless, out_of_order, settle
from ui import dialogs
from ui.governor.controller import GovernorPage
from ui.governor.told import figures
from ui.governor.view import GovernorView, Shown
from ui.learning.controller import LearningPage
from ui.oversight.controller import OversightPage
from ui.theme import Theme
from ui.widgets.quality_ticks import Ticks
from ui.window import Window

if TYPE_CHECKING:
    from pomdesk.services.desk import Desk as RealDesk

LEAD = MEMBERS[0]
ASSESSOR = Member("A1", "Tom Ellery", roles=frozenset({Role.ASSESSOR}))
GOVERNOR = Member("G1", "Ruth Penhale", roles=frozenset({Role.GOVERNOR}))
WORDS = {"strong": "Contact.", "worries": "Records.", "asks": "Keep the clerk.", "note": ""}


def report(number: int = 2, stage: str = "draft", **known: Any) -> GovernorReport:
    given: dict[str, Any] = {"made_by": LEAD.name, "words": WORDS}
    return replace(
        governor(), id=number, ref=f"GR-2026-{number}", stage=stage, **{**given, **known}
    )


def line(number: int, stage: str = "draft") -> ReportLine:
    first = date(2026, 3 * number - 2, 1)
    on = date(2026, 10, 14) if stage == "approved" else None
    return ReportLine(number, f"GR-2026-{number}", first, date(2026, 3 * number, 28), stage,
                      LEAD.name, on, "ab")  # fmt: skip


LINES = [line(3), line(2), line(1, "approved")]
WRITER = frozenset({"make", "print", "write", "drop"})


@pytest.fixture
def view(text: Text, theme: Theme, qtbot: QtBot) -> GovernorView:
    made = GovernorView(text, theme)
    qtbot.addWidget(made)
    made.resize(1150, 700)
    made.show()
    return made


def words(widget: Any) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def cells(model: Any) -> str:
    columns = range(len(model.columns))
    return "\n".join(model.spoken(n, c) for n in range(model.rowCount()) for c in columns)


# The view.


def test_what_is_not_told_stands_as_a_tilde_and_nowhere_as_a_number(
    view: GovernorView, text: Text
) -> None:
    view.display(Shown(LINES, report(), WRITER, TODAY))
    said = {told.name: told.figure for told in figures(text, report())}
    assert said["Handover was on time."] == SUPPRESSED
    assert said["Contact restrictions are known, recorded and acted on."] != SUPPRESSED
    assert "Figure: ~" in cells(view.told_model)
    assert "None" not in cells(view.told_model)


def test_a_report_tells_where_it_stands_and_who_made_it(view: GovernorView) -> None:
    done = report(1, "approved", checked_by="Tom Ellery", approved_by=LEAD.name,
                  approved_on=date(2026, 10, 14))  # fmt: skip
    view.display(Shown(LINES, done, frozenset({"print"}), TODAY))
    assert view.made.text() == (
        "Made by Grace Holloway. Words checked by Tom Ellery. "
        "Approved by Grace Holloway, 14 October 2026."
    )
    assert view.stands.text() == "Approved. Rounds: 2026-R1, 2026-R2."
    assert not view._form.isVisible()
    view.set_blank(True)
    assert "Grace" not in words(view)
    assert HIDDEN in view.made.text()


def test_the_log_is_told_only_to_those_who_get_it(view: GovernorView, text: Text) -> None:
    view.display(Shown(LINES, report(), WRITER, TODAY))
    assert "theme/victims: Too few supervisors, Not told" in view.log.text()
    view.display(Shown(LINES, report(log=()), WRITER, TODAY))
    assert text("quality_governor.log") not in words(view)


def test_words_being_written_stay_while_the_page_is_fed_again(view: GovernorView) -> None:
    view.display(Shown(LINES, report(), WRITER, TODAY))
    assert not view.unsaved
    view.words["worries"].setPlainText("Handover comes late.")
    assert view.unsaved
    view.display(Shown(LINES, report(), WRITER, TODAY))
    assert view.words["worries"].toPlainText() == "Handover comes late."
    view.display(Shown(LINES, report(3), WRITER, TODAY))
    assert view.words["worries"].toPlainText() == "Records."


def test_feeding_tells_nobody_that_a_report_was_chosen(view: GovernorView, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(view.chosen):
        view.display(Shown(LINES, report(2), WRITER, TODAY))
    chosen = view.table.chosen()
    assert chosen is not None
    assert chosen.id == 2
    with qtbot.waitSignal(view.chosen) as told:
        QTest.keyClick(view.table, Qt.Key.Key_Down)
    assert told.args == [1]


@pytest.mark.parametrize("held", [None, report(), report(1, "approved")])
def test_every_control_has_a_name_in_order(view: GovernorView, held: GovernorReport | None) -> None:
    may = WRITER | {"check"} if held is None or held.stage == "draft" else frozenset({"print"})
    view.display(Shown(LINES if held else (), held, may if held else frozenset({"make"}), TODAY))
    settle()
    assert [*nameless(view), *clashing(view), *out_of_order(view)] == []


# The page.


class Desk(Given):
    """Answers what it was given, and keeps what is done."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers
        self.done: list[Any] = []
        self.today, self.who = TODAY, LEAD.name

    def ask(self, query: Any) -> Any:
        if (head := head_asked(query)) is not None:
            return head
        answer = self.answers[type(query).__name__]
        if isinstance(answer, Exception):
            raise answer
        return answer(query) if callable(answer) else answer

    def do(self, command: Any) -> Receipt[Any]:
        self.done.append(command)
        return Receipt(command.name, None, self.answers.get(type(command).__name__))


def closed(number: int, day: date, purpose: Purpose = Purpose.ROUTINE) -> RoundLine:
    return RoundLine(number, f"2026-R{number}", "Files", purpose, Unit.CASE, RoundStage.CLOSED,
                     "2026/27", day, 24, 24, 0)  # fmt: skip


ROUNDS = [
    closed(5, date(2026, 11, 9)),
    closed(4, date(2026, 10, 2), Purpose.TARGETED),
    closed(3, date(2026, 8, 4)),
    closed(2, date(2026, 10, 5), Purpose.CALIBRATION),
    replace(closed(1, date(2026, 11, 20)), stage=RoundStage.IN_REVIEW),
]


def page(
    window: Window, member: Member | None = LEAD, lines: Any = tuple(LINES), **known: Any
) -> tuple[GovernorPage, Desk]:
    stages = {one.id: one.stage for one in LINES}
    given: dict[str, Any] = {
        "ActingNow": Acting(member, False),
        "ReportLines": lines,
        "ReportOf": lambda query: report(query.report_id, stages[query.report_id]),
        "Rounds": ROUNDS,
    }
    desk = Desk(**{**given, **known})
    made = GovernorPage(window, desk)  # type: ignore[arg-type]
    window.show_pages([made], "governor")
    return made, desk


def offered(made: GovernorPage) -> set[str]:
    return {code for code, button in made.view.buttons.items() if not button.isHidden()}


@pytest.mark.parametrize(
    ("member", "number", "stage", "may"),
    [
        (LEAD, 2, "draft", {"make", "print", "drop"}),
        (LEAD, 2, "checked", {"make", "print", "drop", "approve"}),
        (LEAD, 1, "approved", {"make", "print"}),
        (ASSESSOR, 2, "draft", {"print", "check"}),
        (ASSESSOR, 2, "checked", {"print"}),
        (GOVERNOR, 1, "approved", {"print"}),
    ],
)
def test_people_are_offered_what_they_may_do(
    window: Window, member: Member, number: int, stage: str, may: set[str]
) -> None:
    made, _desk = page(window, member, ReportOf=report(number, stage))
    made.open(number)
    made.refresh()
    assert offered(made) == may


def test_the_newest_report_is_shown_first(window: Window) -> None:
    made, _desk = page(window)
    assert made.view.heading.text().startswith("GR-2026-3")
    made.view.table.choose(lambda one: one.id == 1)
    assert made.view.heading.text().startswith("GR-2026-1")
    assert made.place() == 1


def test_unsaved_words_keep_the_page_where_it_is(window: Window) -> None:
    made, _desk = page(window)
    made.view.words["strong"].setPlainText("Handovers are early.")
    made.view.table.choose(lambda one: one.id == 1)
    assert made.view.heading.text().startswith("GR-2026-3")
    chosen = made.view.table.chosen()
    assert chosen is not None
    assert chosen.id == 3
    (part,) = made.parts()
    said = part.keeps.draft()
    assert said is not None
    assert said["strong"] == "Handovers are early."


def test_who_may_read_none_is_told_why(window: Window) -> None:
    refusal = RequestRefused("REQ-QA-ROLE", role="lead", reason="lead")
    made, _desk = page(window, None, lines=refusal)
    assert made.view.outside.isVisibleTo(made.view)
    assert made.view.outside.text().startswith("Grace Holloway takes no part")
    made, _desk = page(window, Member("S1", "Amara Okafor"), lines=refusal)
    assert made.view.outside.text().startswith("Reports are for the Governor")


@pytest.mark.parametrize(
    ("member", "said", "summary"),
    [
        (LEAD, "There is no report yet.", "No report yet. Close a round first, then make one."),
        (GOVERNOR, "No report can be read yet.", "No report has been approved yet."),
    ],
)
def test_without_reports_the_page_says_what_to_do(
    window: Window, member: Member, said: str, summary: str
) -> None:
    made, _desk = page(window, member, lines=())
    assert made.view.none.text().startswith(said)
    assert made.summary == summary


def answering(**typed: Any) -> Callable[[Any], bool]:
    def fill(form: Any) -> bool:
        for name, said in typed.items():
            control = form.control(name)
            if isinstance(control, Ticks):
                control._choices.ticked = set(said)
            elif isinstance(control, QPlainTextEdit):
                control.setPlainText(said)
            else:
                control.setText(said)
        form.accept()
        return bool(form.result())

    return fill


def test_a_report_is_made_of_the_closed_rounds_that_are_ticked(window: Window) -> None:
    made, desk = page(window, MakeReport=3)
    dialogs.answer_next(answering())
    made.view.buttons["make"].click()
    dialogs.answer_next(answering(rounds={2}, title="Summer"))
    made.view.buttons["make"].click()
    dialogs.answer_next(answering(rounds=()))
    made.view.buttons["make"].click()
    first, second = desk.done
    assert (first.period_from, first.period_to) == (date(2026, 10, 1), TODAY)
    assert (first.rounds, first.title) == ((5, 4), "Quality of case files")
    assert (second.rounds, second.title) == ((3,), "Summer")


def test_without_closed_rounds_nothing_is_asked(window: Window) -> None:
    made, desk = page(window, Rounds=[ROUNDS[4]])
    made.view.buttons["make"].click()
    assert window.messages.words.startswith("No round is closed yet")
    assert desk.done == []


def test_words_are_saved_as_they_stand(window: Window) -> None:
    made, desk = page(window)
    made.view.words["note"].setPlainText("One round was small.")
    made.view.save.click()
    (command,) = desk.done
    assert command.words == {**WORDS, "note": "One round was small."}


def test_words_are_checked_once_they_are_written(window: Window) -> None:
    missing = report(2, words={"strong": "x", "worries": " ", "asks": ""})
    made, desk = page(window, ASSESSOR, lines=[line(2)], ReportOf=missing)
    made.view.buttons["check"].click()
    assert window.messages.words.startswith("Write these first: What worries us, What we ask")
    made, desk = page(window, ASSESSOR, lines=[line(2)], ReportOf=report(2))
    dialogs.answer_next(lambda _box: True)
    made.view.buttons["check"].click()
    assert [one.report_id for one in desk.done] == [2]


def test_approving_keeps_the_paper_with_its_digest(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, desk = page(window, lines=[line(2, "checked")], ReportOf=report(2, "checked"))
    monkeypatch.setattr("ui.governor.controller.render", lambda *_a, **_k: b"%PDF-paper")
    dialogs.answer_next(lambda _box: False)
    made.view.buttons["approve"].click()
    assert desk.done == []
    dialogs.answer_next(lambda _box: True)
    made.view.buttons["approve"].click()
    (command,) = desk.done
    assert (command.report_id, command.pdf) == (2, b"%PDF-paper")
    assert command.file_sha256 == hashlib.sha256(b"%PDF-paper").hexdigest()


def test_the_paper_is_written_where_it_is_asked(window: Window, tmp_path: Path) -> None:
    made, _desk = page(window)
    target = tmp_path / "report.pdf"
    dialogs.answer_next(lambda _none: target)
    made.view.buttons["print"].click()
    assert target.read_bytes().startswith(b"%PDF")
    assert "report.pdf" in window.messages.words


def test_a_draft_is_thrown_away_after_a_question(window: Window) -> None:
    made, desk = page(window)
    dialogs.answer_next(lambda _box: False)
    made.view.buttons["drop"].click()
    dialogs.answer_next(lambda _box: True)
    made.view.buttons["drop"].click()
    assert [one.report_id for one in desk.done] == [3]


# Against the real desk.


def test_a_need_goes_its_way_on_the_real_desk(window: Window, demo_desk: "RealDesk") -> None:
    made = LearningPage(window, demo_desk)
    window.show_pages([made], "learning")

    def fill(form: Any) -> bool:
        form.control("title").setText("Victims in plans")
        form.control("level").setCurrentIndex(form.control("level").findData("team"))
        form.accept()
        return bool(form.result())

    before = [card.number for card in made.view.needs.board.columns["identified"].cards]
    dialogs.answer_next(fill)
    made.view.needs.add.click()
    made.refresh()
    cards = made.view.needs.board.columns["identified"].cards
    (number,) = {card.number for card in cards} - set(before)
    made.view.need_opened.emit(number)
    made.view.needs.panel.steps["agreed"].click()
    made.refresh()
    assert made.view.needs.panel.steps["planned"].property("kind") == "main"
    assert number in [card.number for card in made.view.needs.board.columns["agreed"].cards]


def test_oversight_on_the_real_desk(window: Window, demo_desk: "RealDesk") -> None:
    made = OversightPage(window, demo_desk)
    window.show_pages([made], "oversight")
    lines = made.view.supervisors.list.model.rows
    assert sum(line.cases for line in lines) > 0
    code = lines[0].member.code
    dialogs.answer_next(answering(text="Agreed on two files."))
    made.view.supervisor_opened.emit(code)
    made.view.supervisors.panel.writing[ItemKind.ONE_TO_ONE].click()
    made.refresh()
    now = next(one for one in made.view.supervisors.list.model.rows if one.member.code == code)
    assert now.last_one_to_one == demo_desk.today
    assert "Agreed on two files." in str(made.view.supervisors.panel.items.model.rows)


def test_a_report_on_the_real_desk(window: Window, demo_desk: "RealDesk") -> None:
    made = GovernorPage(window, demo_desk)
    window.show_pages([made], "governor")
    assert made.view.told_model.rowCount() > 0
    assert "None" not in cells(made.view.told_model)
    names = {one.name for one in demo_desk.ask(PeopleInQuality())}
    told = cells(made.view.told_model)
    assert not [name for name in names if name in told]
