"""The quality page: what is asked, rounds, first steps, and who sees what."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.names import HIDDEN
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.results import QualityDuty
from pomdesk.domain.quality.terms import (
    FeedbackStage,
    InstrumentStage,
    Purpose,
    QualityDutyKind,
    Role,
    RoundStage,
    Unit,
    Verdict,
)
from pomdesk.readmodels.quality import (
    Acting,
    FeedbackLine,
    QualityNow,
    ReportLine,
    RoundLine,
)
from pomdesk.services.desk import Receipt
from resources.instruments import shipped_instruments
from resources.text import Text
from tests.ui.quality_rounds import INSTRUMENT_LINES, MEMBERS, TODAY
from tests.ui.walking import clashing, nameless, out_of_order, settle
from ui.quality.controller import QualityPage
from ui.quality.first import Begin
from ui.quality.view import QualityView, Shown, target_of
from ui.theme import Theme
from ui.window import Window

LEAD = MEMBERS[0]
NAMES = {one.code: one.name for one in MEMBERS}
KIND = QualityDutyKind


def duty(number: int, days: int | None, **known: Any) -> QualityDuty:
    given: dict[str, Any] = {
        "kind": KIND.MARK_FILE,
        "owner": "L1",
        "about": "S2",
        "case_ref": f"A{number:04}BC",
        "target": "review",
    }
    due = None if days is None else TODAY + timedelta(days=days)
    return QualityDuty(key=f"duty:{number}", due=due, number=number, **{**given, **known})


def line(number: int, stage: RoundStage, **known: Any) -> RoundLine:
    given: dict[str, Any] = {
        "title": "Autumn files",
        "purpose": Purpose.ROUTINE,
        "unit": Unit.CASE,
        "cycle": "2026/27",
        "as_of": TODAY - timedelta(days=30 - number),
        "drawn": 24,
        "done": 12,
        "to_settle": 0,
    }
    return RoundLine(id=number, ref=f"2026-R{number}", stage=stage, **{**given, **known})


FEEDBACK = FeedbackLine(
    5,
    6,
    "2026-R1",
    "A1043BC",
    "L1",
    "Grace Holloway",
    "Tom Ellery",
    FeedbackStage.SENT,
    date(2026, 11, 2),
    date(2026, 11, 9),
    None,
    None,
    date(2026, 11, 20),
    Verdict.SUFFICIENT,
)
REPORT = ReportLine(
    1, "2026-Q3", date(2026, 7, 1), date(2026, 9, 30), "approved", "L1", date(2026, 10, 14), "ab"
)


def now(member: Member | None = LEAD, *, can_begin: bool = False, **known: Any) -> QualityNow:
    given: dict[str, Any] = {"duties": (), "rounds": (), "feedback": (), "reports": ()}
    return QualityNow(Acting(member, can_begin), names=NAMES, **{**given, **known})


def shown(found: QualityNow, missing: str = "") -> Shown:
    return Shown(found, TODAY, "Grace Holloway", missing)


def member(*roles: Role) -> Member:
    return Member("X1", "Ada Finch", roles=frozenset(roles))


@pytest.fixture
def view(text: Text, theme: Theme, qtbot: QtBot) -> QualityView:
    made = QualityView(text, theme)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


def words(view: QualityView) -> str:
    return "\n".join(label.text() for label in view.findChildren(QLabel) if label.isVisible())


# Asked of you.


def test_what_is_late_comes_first_and_what_has_no_day_last(view: QualityView) -> None:
    duties = [duty(1, 5), duty(2, None), duty(3, -9, escalated=True), duty(4, 0)]
    view.display(shown(now(duties=duties)))
    items = view.duties.items
    assert [item.key for item in items] == ["duty:3", "duty:4", "duty:1", "duty:2"]
    assert items[0].spoken == (
        "13 Nov 2026. 9 days ago. Mark a file. Late, Head of the unit is told. "
        "Case A0003BC. Supervisor: Bethan Price. For: Grace Holloway"
    )
    assert [mark.words for mark in items[1].marks] == ["Due today"]
    assert items[3].day == "no day set"


def test_only_the_most_urgent_are_shown_until_all_are_asked_for(view: QualityView) -> None:
    view.display(shown(now(duties=[duty(n, n) for n in range(9)])))
    assert len(view.duties.items) == 5
    assert view.more.text() == "Show all 9"
    view.more.click()
    assert len(view.duties.items) == 9
    view.more.click()
    assert len(view.duties.items) == 5


def test_the_lead_sees_what_is_asked_of_others_when_asking_for_it(view: QualityView) -> None:
    view.display(shown(now(duties=[duty(1, 5), duty(2, -3, owner="A1"), duty(3, 1, owner="")])))
    assert [item.key for item in view.duties.items] == ["duty:3", "duty:1"]
    assert view.more.text() == "Show everything: 2 for you, 1 for others"
    view.more.click()
    assert [item.key for item in view.duties.items] == ["duty:2", "duty:3", "duty:1"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_key_opens_what_is_asked(view: QualityView, qtbot: QtBot, key: Qt.Key) -> None:
    view.display(shown(now(duties=[duty(1, 5), duty(2, 6)])))
    view.duties.setFocus()
    QTest.keyClick(view.duties, Qt.Key.Key_Down)
    with qtbot.waitSignal(view.duty_opened) as opened:
        QTest.keyClick(view.duties, key)
    assert opened.args[0].number == 2


@pytest.mark.parametrize(
    ("known", "place"),
    [
        ({"target": "review"}, ("marking", 7)),
        ({"target": "feedback"}, ("feedback", 7)),
        ({"target": "round"}, ("round", 7)),
        ({"target": "item", "kind": KIND.EFFECT_CHECK}, ("learning", 7)),
        ({"target": "item", "kind": KIND.CASE_REVIEW}, ("oversight", 7)),
        ({"target": "case", "kind": KIND.NEW_CASE_ADVICE}, ("case", 7)),
        ({"target": "person", "kind": KIND.ONE_TO_ONE, "case_ref": ""}, ("oversight", 7)),
    ],
)
def test_each_thing_is_done_on_its_own_page(known: Any, place: tuple[str, int]) -> None:
    assert target_of(duty(7, 1, **known)) == place


# Rounds, feedback, reports.


def test_a_round_tells_where_it_stands_in_words(view: QualityView) -> None:
    rounds = [
        line(1, RoundStage.CLOSED, done=24),
        line(2, RoundStage.IN_REVIEW, to_settle=2),
        line(3, RoundStage.PREPARING, drawn=0, done=0),
        line(4, RoundStage.VOID),
    ]
    view.display(shown(now(rounds=rounds)))
    model: Any = view.rounds.model()
    told = {model.row_at(n).id: [model.spoken(n, c) for c in (1, 2)] for n in range(4)}
    assert [model.row_at(n).id for n in range(4)] == [4, 3, 2, 1]
    path = "frame › draw › [read] › settle › report"
    assert told[2][0] == f"Where it stands: Read: 12 of 24 read, {path}"
    assert told[2][1] == "Stage: 2 to settle, Being read"
    assert told[3][0].startswith("Where it stands: Frame, [frame]")
    assert told[4][0].startswith("Where it stands: Void, frame")


def test_enter_opens_rounds_feedback_and_reports(view: QualityView, qtbot: QtBot) -> None:
    both = replace(LEAD, roles=LEAD.roles | {Role.SUPERVISOR})
    rounds = [line(3, RoundStage.DRAWN)]
    view.display(shown(now(both, rounds=rounds, feedback=[FEEDBACK], reports=[REPORT])))
    for table, signal, number in (
        (view.rounds, view.round_opened, 3),
        (view.feedback, view.feedback_opened, 5),
        (view.reports, view.report_opened, 1),
    ):
        table.setFocus()
        with qtbot.waitSignal(signal) as opened:
            QTest.keyClick(table, Qt.Key.Key_Return)
        assert opened.args == [number]


@pytest.mark.parametrize(
    ("roles", "doors", "blocks"),
    [
        (
            (Role.LEAD,),
            {"feedback", "instruments", "learning", "oversight", "governor"},
            {"asked", "rounds"},
        ),
        (
            (Role.SUPERVISOR,),
            {"feedback", "instruments", "learning", "oversight"},
            {"asked", "feedback"},
        ),
        ((Role.GOVERNOR,), {"governor"}, {"asked", "reports"}),
        ((Role.AUDITOR,), {"instruments", "governor"}, {"asked", "rounds"}),
    ],
)
def test_people_see_what_is_for_them(
    view: QualityView, text: Text, roles: Sequence[Role], doors: set[str], blocks: set[str]
) -> None:
    view.display(shown(now(member(*roles))))
    assert {key for key, door in view.doors.items() if door.isVisible()} == doors
    said = words(view)
    for block in ("asked", "rounds", "feedback", "reports"):
        assert (text(f"quality_page.no_{block}") in said) is (block in blocks)
    assert view.plan.isVisible() is (Role.LEAD in roles)


def test_who_takes_no_part_is_told_so_and_sees_nothing(view: QualityView) -> None:
    view.display(shown(now(None)))
    assert "Grace Holloway takes no part in quality assurance here." in words(view)
    assert not any(door.isVisible() for door in view.doors.values())
    assert not view.duties.isVisible()


def test_hidden_names_are_nowhere_on_the_page(view: QualityView) -> None:
    both = replace(LEAD, roles=LEAD.roles | {Role.SUPERVISOR})
    tasks = [duty(1, 2, title="Look at Finch again")]
    view.display(shown(now(both, duties=tasks, feedback=[FEEDBACK])))
    view.set_blank(True)
    said = words(view) + " ".join(item.spoken for item in view.duties.items)
    feedback: Any = view.feedback.model()
    said += feedback.spoken(0, 0) + feedback.spoken(0, 4)
    for secret in ("A0001BC", "A1043BC", "Bethan", "Tom Ellery", "Finch"):
        assert secret not in said
    assert HIDDEN in said
    view.set_blank(False)
    assert "A0001BC" in view.duties.items[0].spoken


@pytest.mark.parametrize("missing", ["", "lead", "supervisors", "instrument", "round"])
def test_every_control_has_a_name_in_order(view: QualityView, missing: str) -> None:
    found = now(None, can_begin=True) if missing == "lead" else now(duties=[duty(1, 2)])
    view.display(shown(found, missing))
    settle()
    assert [*nameless(view), *clashing(view), *out_of_order(view)] == []


# First steps.


def test_beginning_needs_a_name_and_a_code(view: QualityView, qtbot: QtBot) -> None:
    view.display(shown(now(None, can_begin=True), "lead"))
    first = view.first
    assert (first.who.text(), first.code.text()) == ("Grace Holloway", "GH")
    first.code.clear()
    with qtbot.assertNotEmitted(first.begun):
        first.go.click()
    assert first.code.hasFocus()
    first.code.setText("L1")
    first.settles.setChecked(False)
    with qtbot.waitSignal(first.begun) as begun:
        first.go.click()
    assert begun.args[0] == Begin("Grace Holloway", "L1", frozenset({Role.LEAD, Role.ASSESSOR}))


def test_what_was_typed_stays_when_the_page_is_fed_again(view: QualityView) -> None:
    view.display(shown(now(None, can_begin=True), "lead"))
    view.first.code.setText("L1")
    view.display(shown(now(None, can_begin=True), "lead"))
    assert view.first.code.text() == "L1"


# The page.


class Desk:
    """Answers what it was given, and keeps what is done."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers
        self.done: list[Any] = []
        self.today, self.who = TODAY, "Grace Holloway"

    def ask(self, query: Any) -> Any:
        return self.answers[type(query).__name__]

    def do(self, command: Any) -> Receipt[Any]:
        self.done.append(command)
        return Receipt(command.name, None, self.answers.get(type(command).__name__))


def page(window: Window, found: QualityNow, **answers: Any) -> tuple[QualityPage, Desk, list[Any]]:
    given = {"PeopleInQuality": MEMBERS, "Instruments": INSTRUMENT_LINES}
    desk = Desk(QualityNow=found, **{**given, **answers})
    made = QualityPage(window, desk)  # type: ignore[arg-type]
    opened: list[Any] = []
    setattr(window, "open_at", lambda name, number: opened.append((name, number)))  # noqa: B010 - a method
    window.show_pages([made], "quality")
    return made, desk, opened


@pytest.mark.parametrize(
    ("found", "answers", "missing"),
    [
        (now(None, can_begin=True), {}, "lead"),
        (now(), {"PeopleInQuality": MEMBERS[:3]}, "supervisors"),
        (now(), {"Instruments": ()}, "instrument"),
        (now(), {}, "round"),
        (now(rounds=[line(1, RoundStage.CLOSED)]), {}, ""),
        (now(member(Role.ASSESSOR)), {"Instruments": ()}, ""),
        (now(None), {}, ""),
    ],
)
def test_first_steps_come_one_after_the_other(
    window: Window, found: QualityNow, answers: dict[str, Any], missing: str
) -> None:
    made, _desk, _opened = page(window, found, **answers)
    assert made.view.first.missing == missing
    assert made.view.first.isHidden() is (missing == "")


def test_the_line_above_tells_what_is_asked_and_late(window: Window) -> None:
    tasks = [
        duty(1, -1),
        duty(2, 0),
        duty(3, None),
        duty(4, -2, owner="A1"),
        duty(5, 9, owner="A1"),
    ]
    made, _desk, _opened = page(window, now(duties=tasks, rounds=[line(1, RoundStage.DRAWN)]))
    assert made.summary == (
        "3 things are asked of you. 1 thing is late. 1 thing asked of others is late."
    )


def test_whoever_begins_leads_under_the_name_they_sign_in_with(window: Window) -> None:
    made, desk, _opened = page(window, now(None, can_begin=True))
    made.view.first.go.click()
    everything = frozenset({Role.LEAD, Role.ASSESSOR, Role.MODERATOR})
    assert [one.member for one in desk.done] == [
        Member("GH", "Grace Holloway", signs_in="Grace Holloway", roles=everything)
    ]


def test_taking_supervisors_tells_when_there_are_none(window: Window) -> None:
    found, few = now(), MEMBERS[:3]
    made, desk, _opened = page(window, found, PeopleInQuality=few, FillFromStaff=0)
    made.view.first.go.click()
    assert len(desk.done) == 1
    assert window.messages.words.startswith("Nobody on the caseload")


@pytest.mark.parametrize("ready", [True, False])
def test_question_sets_are_taken_in_for_use_or_as_drafts(window: Window, ready: bool) -> None:
    made, desk, _opened = page(window, now(), Instruments=(), SaveInstrument=9)
    (made.view.first.go if ready else made.view.first.other).click()
    sets = len(shipped_instruments())
    moves = [one for one in desk.done if hasattr(one, "to")]
    assert len(desk.done) - len(moves) == sets > 0
    assert [one.to for one in moves] == ([InstrumentStage.PUBLISHED] * sets if ready else [])


def test_a_question_set_that_cannot_be_published_stays_a_draft(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, desk, _opened = page(window, now(), Instruments=(), SaveInstrument=9)
    do = desk.do

    def refusing(command: Any) -> Receipt[Any]:
        if hasattr(command, "to"):
            raise RequestRefused("REQ-QA-INSTRUMENT")
        return do(command)

    monkeypatch.setattr(desk, "do", refusing)
    made.view.first.go.click()
    sets = len(shipped_instruments())
    assert window.messages.words.startswith(f"{sets} question sets were taken in. {sets} of them")


def test_duties_doors_and_planning_lead_to_their_pages(window: Window) -> None:
    rounds = [line(3, RoundStage.DRAWN)]
    made, _desk, opened = page(window, now(duties=[duty(7, 1)], rounds=rounds))
    made.view.duty_opened.emit(duty(7, 1))
    made.view.doors["learning"].click()
    made.view.plan.click()
    made.view.round_opened.emit(3)
    assert opened == [("marking", 7), ("learning", 0), ("round", 0), ("round", 3)]
