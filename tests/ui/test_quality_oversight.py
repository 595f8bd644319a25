"""The oversight page: supervisors as counts, coverage, case reviews, support, people."""

import operator
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.names import HIDDEN
from pomdesk.domain.quality.items import Item
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.results import QualityDuty
from pomdesk.domain.quality.terms import Grade, ItemKind, QualityDutyKind, Role
from pomdesk.readmodels.quality import (
    Acting,
    CaseToSee,
    CoverageCell,
    LearningView,
    OversightView,
    SupervisorLine,
)
from pomdesk.services.desk import Receipt
from resources.text import Text
from tests.ui.quality_rounds import INSTRUMENT_LINES, MEMBERS, TODAY
from tests.ui.walking import clashing, nameless, out_of_order, settle
from ui import dialogs
from ui.oversight.controller import OversightPage
from ui.oversight.coverage import cell_words, state_of
from ui.oversight.people import member_of
from ui.oversight.shown import Shown
from ui.oversight.view import TABS, OversightPanel
from ui.theme import Theme
from ui.widgets.quality_ticks import Ticks
from ui.window import Window

LEAD = MEMBERS[0]
NAMES = {one.code: one.name for one in MEMBERS}
GRADES = (Grade.PRISON_POM, Grade.PROBATION_POM)
SUPERVISORS = [
    replace(one, grade=GRADES[n % 2], manager="L1", joined=date(2022 + n % 4, 3, 1))
    for n, one in enumerate(one for one in MEMBERS if one.may(Role.SUPERVISOR))
]
PERIODS = tuple(f"2026/27 Q{n}" for n in range(1, 5))
READ = [(3, 3), (2, 3), (0, 2), (0, 0)]


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


LINES = [
    SupervisorLine(
        member=one,
        cases=31 + 3 * n,
        drawn=8,
        read=5 + n % 3,
        trend=(("2025-R4", 2, 3), ("2026-R1", 3, 3), ("2026-R2", n % 3, 3))[: 1 + n % 3],
        last_one_to_one=ago(12 + 9 * n) if n != 3 else None,
        last_feedback=ago(40 + n) if n != 4 else None,
        open_actions=n % 3,
        reviews=(n % 2, 1),
    )
    for n, one in enumerate(SUPERVISORS)
]
COVERAGE = [
    CoverageCell(one.code, period, READ[(n + q) % 4][1], READ[(n + q) % 4][0])
    for n, one in enumerate(SUPERVISORS)
    for q, period in enumerate(PERIODS)
]


def item(number: int, kind: ItemKind, stage: str, **known: Any) -> Item:
    return Item(number, kind, stage, **known)


def review(number: int, stage: str, days: int, **known: Any) -> Item:
    given: dict[str, Any] = {
        "what": "in_depth",
        "supervisor": SUPERVISORS[number % 6].code,
        "case_ref": f"A{2000 + 7 * number}CD",
        "owner": "A1",
        "round_id": 9,
    }
    due = TODAY + timedelta(days=days)
    return item(number, ItemKind.CASE_REVIEW, stage, due=due, **{**given, **known})


REVIEWS = [
    review(1, "planned", -5),
    review(2, "done", -20, outcome="The plan is sound; the VLO is not named in it."),
    review(3, "planned", 4),
    review(4, "deferred", 10, outcome="On long leave until January."),
    review(5, "planned", 40, what="induction", case_ref="", round_id=None),
]
SUPPORT = [
    item(11, ItemKind.ONE_TO_ONE, "held", supervisor="S1", day=ago(12), written_by="L1",
         text="Agreed to sit in on the next MAPPA meeting.", due=TODAY + timedelta(days=30)),
    item(12, ItemKind.MEETING, "attended", supervisor="S2", case_ref="A2014CD", what="mappa",
         day=ago(3), written_by="L1", text="Level 2; actions taken over."),
    item(13, ItemKind.ABSENCE, "open", supervisor="S4", day=ago(9), due=TODAY + timedelta(40)),
]  # fmt: skip
ABOUT = [
    item(21, ItemKind.ACTION, "open", supervisor="S2", title="Name the VLO in the plan",
         case_ref="A2007CD", owner="S2", due=ago(2)),
    SUPPORT[1],
]  # fmt: skip
NEW = [
    CaseToSee("A2101CD", 101, "Marlowe, Aidan", "S1", "Amara Okafor", "", ago(6), None, ago(-1)),
    CaseToSee("A2102CD", 102, "Ferris, Jon", "S3", "Colin Marsh", "", ago(14), None, ago(4)),
]
RISK = [
    CaseToSee("A2201CD", 201, "Quayle, Dean", "S2", "Bethan Price", "VERY_HIGH", ago(300),
              ago(40), ago(12)),
    CaseToSee("A2202CD", 202, "Ibbotson, Lee", "S5", "Ewan Reid", "HIGH", ago(90), None, ago(-20)),
]  # fmt: skip


def view_of(member: Member | None = LEAD, **known: Any) -> OversightView:
    given: dict[str, Any] = {
        "members": SUPERVISORS,
        "supervisors": LINES,
        "periods": PERIODS,
        "coverage": COVERAGE,
        "window": "2026-H2",
        "window_from": date(2026, 10, 1),
        "window_to": date(2027, 3, 31),
        "reviews": REVIEWS,
        "support": SUPPORT,
        "new_cases": NEW,
        "high_risk": RISK,
        "names": NAMES,
    }
    return OversightView(Acting(member, False), **{**given, **known})


def shown(view: OversightView | None = None, **known: Any) -> Shown:
    return Shown(view or view_of(), TODAY, MEMBERS, **known)


MANAGER = Member("M1", "Ada Finch", roles=frozenset())


@pytest.fixture
def panel(text: Text, theme: Theme, qtbot: QtBot) -> OversightPanel:
    made = OversightPanel(text, theme)
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.show()
    return made


def words(widget: Any) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def cells(model: Any) -> str:
    return "\n".join(
        model.spoken(line, place)
        for line in range(model.rowCount())
        for place in range(len(model.columns))
    )


# Supervisors.


def test_supervisors_are_counts_in_order_of_name(panel: OversightPanel) -> None:
    panel.display(shown())
    model = panel.supervisors.list.model
    names = [model.row_at(n).member.name for n in range(6)]
    assert names == sorted(names)
    said = [model.spoken(1, place) for place in range(len(model.columns))]
    assert said == [
        "Supervisor: Bethan Price, Probation POM",
        "Cases: 34",
        "Files read: 6 of 8",
        "Sufficient, last rounds: 2 of 3, 3 of 3",
        "One-to-one: 1 Nov 2026, 3 weeks ago",
        "Feedback: 12 Oct 2026, 6 weeks ago",
        "Open actions: 1",
        "Case reviews: 1 of 1 done",
    ]
    assert "%" not in cells(model)


def test_trends_cannot_be_ranked(panel: OversightPanel) -> None:
    panel.display(shown())
    panel.supervisors.list.table.sort_by("trend", descending=True)
    model = panel.supervisors.list.model
    assert [model.row_at(n).member.code for n in range(6)] == [f"S{n}" for n in range(1, 7)]


@pytest.mark.parametrize(
    ("cell", "said", "state"),
    [
        (CoverageCell("S1", "Q1", 3, 3), "3 of 3", "all"),
        (CoverageCell("S1", "Q1", 3, 2), "2 of 3", "some"),
        (CoverageCell("S1", "Q1", 2, 0), "0 of 2", "none"),
        (CoverageCell("S1", "Q1", 0, 0), "–", ""),
        (None, "–", ""),
    ],
)
def test_coverage_says_its_counts(
    text: Text, cell: CoverageCell | None, said: str, state: str
) -> None:
    assert cell_words(text, cell) == said
    assert state_of(cell) == state


def test_coverage_is_a_table_of_quarters_with_tinted_cells(
    panel: OversightPanel, theme: Theme
) -> None:
    panel.display(shown())
    settle()
    coverage = panel.supervisors.coverage
    assert coverage.rows.spoken(0, 2) == "2nd quarter: 2 of 3"
    grounds = []
    picture = coverage.grab().toImage()
    ratio = picture.devicePixelRatio()
    for place in (1, 2, 3, 4):
        room = coverage.visualRect(coverage.rows.index(0, place))
        corner = coverage.viewport().mapTo(coverage, room.topLeft())
        at = [round((corner.x() + 6) * ratio), round((corner.y() + 6) * ratio)]
        grounds.append(QColor(picture.pixel(*at)).name())
    tags = [theme.tag(name)[1].name() for name in ("teal", "blue", "grey")]
    assert grounds[:3] == tags
    assert grounds[3] == theme.colour("panel").name()


def test_enter_opens_a_supervisor_from_either_table(panel: OversightPanel, qtbot: QtBot) -> None:
    panel.display(shown())
    for table in (panel.supervisors.list.table, panel.supervisors.coverage):
        table.setFocus()
        table.selectRow(2)
        with qtbot.waitSignal(panel.supervisor_opened) as opened:
            QTest.keyClick(table, Qt.Key.Key_Return)
        assert opened.args == ["S3"]


def test_a_supervisor_in_full(panel: OversightPanel) -> None:
    panel.display(shown(opened="S2", about=ABOUT))
    one = panel.supervisors.panel
    facts = {line.name: line.value for line in one.facts.lines}
    assert facts["Own rounds"] == "2025-R4: 2 of 3 sufficient\n2026-R1: 3 of 3 sufficient"
    assert facts["Line manager"] == "Grace Holloway"
    assert facts["Last one-to-one"] == "1 November 2026"
    assert one.items.model.rowCount() == 2
    panel.display(shown(opened="S4"))
    facts = {line.name: line.value for line in one.facts.lines}
    assert facts["Last one-to-one"] == "never"
    assert "Nothing is on record yet" in words(one)


def test_a_need_of_one_person_is_offered_to_their_manager_only(panel: OversightPanel) -> None:
    panel.display(shown(opened="S2"))
    assert panel.supervisors.panel.writing[ItemKind.NEED].isVisible()
    other = [replace(one, member=replace(one.member, manager="M1")) for one in LINES]
    panel.display(shown(view_of(supervisors=other), opened="S2"))
    assert not panel.supervisors.panel.writing[ItemKind.NEED].isVisible()


# Case reviews.


def is_of(number: int, one: Item) -> bool:
    return one.id == number


def deeds(part: Any) -> set[str]:
    return {code for code, button in part.buttons.items() if not button.isHidden()}


def test_what_can_be_done_with_a_review_hangs_on_its_stage(panel: OversightPanel) -> None:
    panel.display(shown())
    listed = panel.reviews.list
    for number, may in (
        (1, {"day", "give", "defer", "done"}),
        (2, set()),
        (4, {"day", "give", "done"}),
    ):
        listed.choose(partial(is_of, number))
        assert deeds(listed) == may
    assert panel.reviews.counts.text() == "1 done, 3 planned, 1 put off"
    assert panel.reviews.window_name.text() == "Case reviews, 1 October 2026 to 31 March 2027"


def test_a_line_manager_reads_reviews_and_moves_none(panel: OversightPanel) -> None:
    panel.display(shown(view_of(MANAGER)))
    panel.reviews.list.choose(lambda one: one.id == 1)
    assert deeds(panel.reviews.list) == set()
    assert panel.reviews.plan.isHidden()


def test_the_half_year_is_drawn_by_the_lead_in_its_time_and_once(panel: OversightPanel) -> None:
    panel.display(shown(view_of(reviews=())))
    assert not panel.reviews.plan.isHidden()
    panel.turn_to("reviews")
    assert "are not drawn yet" in words(panel.reviews)
    panel.display(shown())
    assert panel.reviews.plan.isHidden()
    then = view_of(reviews=(), window_from=date(2026, 4, 1), window_to=date(2026, 9, 30))
    panel.display(shown(then))
    assert panel.reviews.plan.isHidden()
    assert "No case reviews are on record" in words(panel.reviews)


def test_a_late_review_says_so(panel: OversightPanel) -> None:
    panel.display(shown())
    model = panel.reviews.list.model
    late = [model.row_at(n).id for n in range(5) if "Late" in model.spoken(n, 0)]
    assert late == [1]


def test_who_is_away_when(panel: OversightPanel) -> None:
    panel.display(shown())
    model = panel.reviews.absences.model
    assert model.rowCount() == 1
    assert cells(model).startswith("Supervisor: Deepa Nair\nDay: 13 Nov 2026")
    assert "Until: 1 Jan 2027" in cells(model)


# Support.


def test_a_case_that_waits_brings_its_form_filled_in(panel: OversightPanel, qtbot: QtBot) -> None:
    panel.display(shown())
    for part, kind, of in (
        (panel.support.new, ItemKind.ADVICE, NEW[0]),
        (panel.support.risk, ItemKind.OVERSIGHT, RISK[0]),
    ):
        part.choose(partial(operator.eq, of))
        part.table.setFocus()
        with qtbot.waitSignal(panel.asked) as asked:
            QTest.keyClick(part.table, Qt.Key.Key_Return)
        code, made = asked.args
        assert (code, made.kind) == ("write", kind)
        assert (made.supervisor, made.case_ref) == (of.supervisor, of.case_ref)


def test_a_case_opens_from_the_list(panel: OversightPanel, qtbot: QtBot) -> None:
    panel.display(shown())
    panel.support.risk.choose(lambda line: line.person_id == 201)
    with qtbot.waitSignal(panel.case_opened) as opened:
        panel.support.risk.buttons["open"].click()
    assert opened.args == [201]


def test_support_and_days_away_are_told_apart(panel: OversightPanel) -> None:
    panel.display(shown())
    said = cells(panel.support.given.model)
    assert "Kind: Meeting attended, MAPPA meeting" in said
    assert "Absence" not in said


# People.


def test_roles_are_words_in_the_order_of_their_weight(panel: OversightPanel) -> None:
    panel.display(shown())
    panel.people.list.choose(lambda one: one.code == "L1")
    assert "May do: Quality lead, Moderator" in cells(panel.people.list.model)
    assert deeds(panel.people.list) == {"name", "change", "let_go"}


def test_only_the_lead_is_told_what_people_may_do(panel: OversightPanel) -> None:
    panel.display(shown(view_of(MANAGER)))
    panel.turn_to("people")
    assert deeds(panel.people.list) == set()
    assert panel.people.list.table.shown_columns() == ["name"]
    assert "Only the quality lead names people" in words(panel.people)


def test_a_member_as_the_form_has_it() -> None:
    values = {
        "name": "Ada Finch", "signs_in": None, "roles": (Role.ASSESSOR,), "grade": None,
        "manager": "L1", "joined": date(2026, 1, 5), "left": None,
    }  # fmt: skip
    made = member_of(Member("A9", "Old", signs_in="ada"), values)
    assert made == Member(
        "A9", "Ada Finch", "", frozenset({Role.ASSESSOR}), None, "L1", date(2026, 1, 5)
    )


# Everywhere.


@pytest.mark.parametrize("opened", ["", "S2"])
@pytest.mark.parametrize("tab", TABS)
def test_every_control_has_a_name_in_order(panel: OversightPanel, tab: str, opened: str) -> None:
    panel.display(shown(opened=opened, about=ABOUT))
    panel.turn_to(tab)
    settle()
    assert [*nameless(panel), *clashing(panel), *out_of_order(panel)] == []


@pytest.mark.parametrize("empty", [True, False])
def test_empty_parts_say_what_will_be_here(panel: OversightPanel, text: Text, empty: bool) -> None:
    nothing: dict[str, Any] = dict.fromkeys(
        ("members", "supervisors", "coverage", "reviews", "support", "new_cases", "high_risk"), ()
    )
    panel.display(shown(view_of(**nothing) if empty else None))
    said = ""
    for tab in TABS:
        panel.turn_to(tab)
        said += words(panel)
    for name in ("supervisors", "reviews", "absences", "new_cases", "high_risk", "given"):
        assert (text(f"quality_oversight.{name}.none") in said) is empty


def test_hidden_names_are_nowhere_on_the_page(panel: OversightPanel) -> None:
    secrets = ("Bethan", "Amara", "Ellery", "Holloway", "Marlowe", "Quayle", "A20", "A21", "A22",
               "VLO", "MAPPA meeting.", "long leave")  # fmt: skip
    panel.set_blank(True)
    for opened in ("", "S2"):
        panel.display(shown(opened=opened, about=ABOUT))
        panel.reviews.list.choose(lambda one: one.id == 4)
        said = cells(panel.supervisors.list.model) + cells(panel.supervisors.coverage.rows)
        for part in (panel.reviews.list, panel.reviews.absences, panel.support.new,
                     panel.support.risk, panel.support.given, panel.people.list,
                     panel.supervisors.panel.items):  # fmt: skip
            said += cells(part.model) + str(part.facts.lines)
        said += str(panel.supervisors.panel.facts.lines)
        for tab in TABS:
            panel.turn_to(tab)
            said += words(panel)
        for secret in secrets:
            assert secret not in said, secret
        assert HIDDEN in said


# The page.


class Desk:
    """Answers what it was given, and keeps what is asked and done."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers
        self.asked: list[Any] = []
        self.done: list[Any] = []
        self.today, self.who = TODAY, "Grace Holloway"

    def ask(self, query: Any) -> Any:
        self.asked.append(query)
        answer = self.answers[type(query).__name__]
        if isinstance(answer, Exception):
            raise answer
        return answer(query) if callable(answer) else answer

    def do(self, command: Any) -> Receipt[Any]:
        self.done.append(command)
        return Receipt(command.name, None, self.answers.get(type(command).__name__))


REFUSED = RequestRefused("REQ-QA-ROLE", role="lead", reason="lead")


def page(window: Window, found: Any, **answers: Any) -> tuple[OversightPage, Desk]:
    given: dict[str, Any] = {
        "PeopleInQuality": MEMBERS,
        "ItemsAbout": ABOUT,
        "Instruments": INSTRUMENT_LINES,
        "QualityDuties": (),
        "ActingNow": Acting(LEAD, False),
    }
    desk = Desk(OversightNow=found, **{**given, **answers})
    made = OversightPage(window, desk)  # type: ignore[arg-type]
    window.show_pages([made], "oversight")
    return made, desk


def answering(**typed: Any) -> Callable[[Any], bool]:
    """Fill a form in and save it."""

    def fill(form: Any) -> bool:
        for name, said in typed.items():
            control = form.control(name)
            if isinstance(control, QPlainTextEdit):
                control.setPlainText(said)
            elif isinstance(control, Ticks):
                control._choices.ticked = set(said)
            elif hasattr(control, "findData"):
                control.setCurrentIndex(control.findData(said))
            else:
                control.setText(said)
        form.accept()
        return bool(form.result())

    return fill


def names_of(done: Sequence[Any]) -> list[str]:
    return [type(one).__name__ for one in done]


def test_the_line_above_tells_what_is_late_and_waits(window: Window) -> None:
    made, _desk = page(window, view_of())
    assert made.summary == (
        "1 case review is late. 2 new cases wait for advice. Oversight of 1 high-risk case is late."
    )
    made, _desk = page(window, view_of(reviews=(), new_cases=(), high_risk=()))
    assert made.summary == "No case review is late and no case waits for advice or oversight."


def test_a_supervisor_opens_and_esc_comes_back(window: Window) -> None:
    made, desk = page(window, view_of())
    made.view.supervisor_opened.emit("S2")
    assert made.view.supervisors.panel.heading.text() == "Bethan Price"
    assert any(getattr(one, "supervisor", "") == "S2" for one in desk.asked)
    assert made.step_back()
    assert not made.step_back()


@pytest.mark.parametrize(
    ("window_of", "first", "halves", "wanted"),
    [
        ("2026-H2", date(2026, 10, 1), -1, "2026-H1"),
        ("2026-H2", date(2026, 10, 1), 1, "2027-H1"),
        ("2026-H1", date(2026, 4, 1), -1, "2025-H2"),
        ("2027-H2", date(2027, 3, 1), -1, "2026-H1"),
    ],
)
def test_half_years_are_turned_by_their_names(
    window: Window, window_of: str, first: date, halves: int, wanted: str
) -> None:
    made, desk = page(window, view_of(window=window_of, window_from=first))
    made.view.window_asked.emit(halves)
    asked = [one.window for one in desk.asked if type(one).__name__ == "OversightNow"]
    assert asked[-1] == wanted


def test_support_is_written_down_about_somebody(window: Window) -> None:
    made, desk = page(window, view_of())
    dialogs.answer_next(answering(text="Agreed on two files a month."))
    made.view.supervisor_opened.emit("S2")
    made.view.supervisors.panel.writing[ItemKind.ONE_TO_ONE].click()
    (command,) = desk.done
    said = command.item
    assert (said.kind, said.supervisor, said.day) == (ItemKind.ONE_TO_ONE, "S2", TODAY)
    assert window.messages.words == "One-to-one: written down."


def test_a_need_of_one_person_names_them_by_itself(window: Window) -> None:
    nothing: dict[str, Any] = dict.fromkeys(
        ("needs", "suggested", "activities", "practice", "issues"), ()
    )
    keys = ("effects", "evidence", "themes", "questions", "names")
    maps: dict[str, Any] = {key: {} for key in keys}
    learning = LearningView(Acting(LEAD, False), **nothing, **maps)
    made, desk = page(window, view_of(), LearningNow=learning)
    dialogs.answer_next(answering(title="Parole reports"))
    made.view.supervisor_opened.emit("S2")
    made.view.supervisors.panel.writing[ItemKind.NEED].click()
    (command,) = desk.done
    assert (command.item.level, command.item.supervisor) == ("individual", "S2")


def test_a_review_is_put_off_with_a_reason_only(window: Window) -> None:
    made, desk = page(window, view_of())
    dialogs.answer_next(answering())
    made.view.asked.emit("defer", REVIEWS[0])
    assert desk.done == []
    dialogs.answer_next(answering(outcome="On sick leave"))
    made.view.asked.emit("defer", REVIEWS[0])
    (command,) = desk.done
    assert (command.item_id, command.stage, command.outcome) == (1, "deferred", "On sick leave")


def test_a_review_is_given_another_day_not_in_the_past(window: Window) -> None:
    made, desk = page(window, view_of())
    dialogs.answer_next(answering(due="1 Oct 2026"))
    made.view.asked.emit("day", REVIEWS[0])
    assert desk.done == []
    dialogs.answer_next(answering(due="14 Dec 2026"))
    made.view.asked.emit("day", REVIEWS[0])
    assert [(one.item_id, one.due) for one in desk.done] == [(1, date(2026, 12, 14))]


def test_giving_a_review_out_changes_neither_case_nor_supervisor(window: Window) -> None:
    made, desk = page(window, view_of())

    def fill(form: Any) -> bool:
        assert set(form.rows) == {"owner", "people", "text"}
        return answering(owner="L1")(form)

    dialogs.answer_next(fill)
    made.view.asked.emit("give", REVIEWS[0])
    assert [one.item for one in desk.done] == [replace(REVIEWS[0], owner="L1")]


def test_enter_on_a_review_tells_what_came_of_it(window: Window) -> None:
    made, desk = page(window, view_of())
    dialogs.answer_next(answering(outcome="Sound."))
    made.view.asked.emit("enter", REVIEWS[4])
    made.view.asked.emit("enter", REVIEWS[1])  # done: nothing is asked
    assert [(one.item_id, one.stage, one.day) for one in desk.done] == [(5, "done", TODAY)]


def test_the_half_year_is_drawn_as_the_form_says(window: Window) -> None:
    made, desk = page(window, view_of(reviews=()), PlanCaseReviews=6)
    dialogs.answer_next(
        answering(owner="A1", source="dice", seed="4 2 6 1 1 3", witness="Tom Ellery")
    )
    made.view.reviews.plan.click()
    (plan,) = desk.done
    assert (plan.window, plan.owner, plan.seed_source) == ("2026-H2", "A1", "dice")
    assert (plan.seed, plan.witness) == ("4 2 6 1 1 3", "Tom Ellery")
    assert window.messages.words == "6 case reviews were put into the half year."


def test_a_person_is_named_changed_and_let_go(window: Window) -> None:
    made, desk = page(window, view_of())
    dialogs.answer_next(answering(name="Ada Finch", code="A9", roles={1}))
    made.view.people.list.buttons["name"].click()
    dialogs.answer_next(answering(name="Tom Ellery-Shaw"))
    tom = next(one for one in MEMBERS if one.code == "A1")
    made.view.person_asked.emit("change", tom)
    dialogs.answer_next(lambda _box: False)
    made.view.person_asked.emit("let_go", tom)
    dialogs.answer_next(lambda _box: True)
    made.view.person_asked.emit("let_go", tom)
    assert names_of(desk.done) == ["NamePerson", "NamePerson", "DropPerson"]
    assert desk.done[0].member == Member("A9", "Ada Finch", roles=frozenset({Role.ASSESSOR}))
    assert desk.done[1].member == replace(tom, name="Tom Ellery-Shaw")
    assert desk.done[2].code == "A1"


@pytest.mark.parametrize(
    ("number", "tab"), [(3, "reviews"), (12, "support"), (21, "supervisors"), (0, "supervisors")]
)
def test_a_number_opens_its_record(window: Window, number: int, tab: str) -> None:
    duty = QualityDuty(
        "action:21", QualityDutyKind.ACTION, ago(2), "S2", "S2", "A2007CD", "item", 21
    )
    made, _desk = page(window, view_of(), QualityDuties=[duty])
    made.open(number)
    made.refresh()
    assert made.view.tab == tab
    if number == 21:
        assert made.view.supervisors.panel.heading.text() == "Bethan Price"
        chosen = made.view.supervisors.panel.items.chosen()
        assert chosen is not None
        assert chosen.id == 21


@pytest.mark.parametrize(
    ("acting", "said"),
    [
        (Acting(None, True), "Nobody leads quality assurance here yet."),
        (Acting(None, False), "Grace Holloway takes no part in quality assurance here."),
        (Acting(MANAGER, False), "Oversight is for the quality lead"),
    ],
)
def test_who_may_see_nothing_is_told_why(window: Window, acting: Acting, said: str) -> None:
    made, _desk = page(window, REFUSED, ActingNow=acting, ItemsAbout=REFUSED)
    assert made.view.own.words.text().startswith(said)
    assert made.view.own.isVisibleTo(made.view)


def test_a_supervisor_sees_what_concerns_them_and_moves_what_is_theirs(window: Window) -> None:
    me = next(one for one in MEMBERS if one.code == "S2")
    made, desk = page(window, REFUSED, ActingNow=Acting(me, False))
    own = made.view.own.items
    assert own.model.rowCount() == 2
    own.choose(lambda one: one.id == 21)
    assert deeds(own) == {"move", "change", "drop"} - {"change", "drop"}
    dialogs.answer_next(answering(stage="closed", outcome="Named."))
    own.buttons["move"].click()
    assert [(one.item_id, one.stage, one.outcome) for one in desk.done] == [
        (21, "closed", "Named.")
    ]
    own.choose(lambda one: one.id == 12)
    assert deeds(own) == set()
    assert made.summary == "1 thing is yours to do."


def test_whoever_owns_a_concern_about_another_finds_it(window: Window) -> None:
    assessor = next(one for one in MEMBERS if one.code == "A1")
    concern = item(50, ItemKind.CONCERN, "open", supervisor="S3", owner="A1", what="data")
    duty = QualityDuty("concern:50", QualityDutyKind.CONCERN, None, "A1", "S3", "", "item", 50)

    def about(query: Any) -> list[Item]:
        return [concern] if query.supervisor == "S3" else []

    made, _desk = page(
        window, REFUSED, ActingNow=Acting(assessor, False), ItemsAbout=about, QualityDuties=[duty]
    )
    made.open(50)
    made.refresh()
    chosen = made.view.own.items.chosen()
    assert chosen == concern
