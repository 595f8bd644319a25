"""The learning page: the board, one need, its effect, activities, who may do what."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.names import HIDDEN
from pomdesk.domain.quality.items import ITEM_SPECS, Item
from pomdesk.domain.quality.people import Member
from pomdesk.domain.quality.terms import ItemKind, Role
from pomdesk.readmodels.quality import Acting, Effect, LearningView
from pomdesk.services.commands.quality_items import NEED_MOVES
from pomdesk.services.desk import Receipt
from resources.text import Text
from tests.ui.quality_rounds import MEMBERS, TODAY
from tests.ui.walking import clashing, nameless, out_of_order, settle
from ui import dialogs
from ui.learning.board import STAGES
from ui.learning.controller import LearningPage, moves
from ui.learning.shown import Shown
from ui.learning.told import effect_words, interval_words
from ui.learning.view import LearningPanel
from ui.theme import Theme
from ui.widgets.quality_item_form import ItemForm, Offered, filled, item_fields
from ui.widgets.quality_ticks import Ticks
from ui.window import Window

LEAD = MEMBERS[0]
NAMES = {one.code: one.name for one in MEMBERS}
QUESTIONS = {
    "victims": "Are victims' safety and wishes taken into account?",
    "risk_current": "Is the risk assessment up to date and does it name what may trigger harm?",
    "handover": "Is the handover to the community planned with the COM?",
}
THEMES = {"victims": "Victims", "risk": "Risk of serious harm", "handover": "Handover"}


def item(number: int, kind: ItemKind, stage: str, **known: Any) -> Item:
    return Item(number, kind, stage, **known)


def need(number: int, stage: str, title: str, days: int | None, **known: Any) -> Item:
    due = None if days is None else TODAY + timedelta(days=days)
    given: dict[str, Any] = {"level": "team", "what": "knowledge", "theme": "risk"}
    return item(number, ItemKind.NEED, stage, title=title, due=due, **{**given, **known})


NEEDS = [
    need(1, "identified", "Handover notes name no COM", 40, theme="handover", priority="medium"),
    need(2, "identified", "Home visits are not asked about", None, what="time"),
    need(3, "agreed", "Victims: exclusion zones and wishes in every plan", 12, theme="victims",
         questions=("victims",), priority="high",
         text="Everybody can say where the victim's wishes stand and puts them into the plan."),
    need(4, "planned", "Triggers in the risk assessment", -6, what="skill", level="individual",
         supervisor="S2", questions=("risk_current",)),
    need(5, "delivered", "Recording decisions the same day", 70, what="not_recorded"),
    need(6, "effect_check", "Risk assessments after an incident", 3, level="establishment",
         questions=("risk_current", "handover"), stage_day=TODAY - timedelta(days=60)),
    need(7, "closed", "Keyworker contact in the file", None, outcome="6 of 15 before, 12 of 15.",
         stage_day=TODAY - timedelta(days=90)),
]  # fmt: skip
SUGGESTED = [
    need(0, "identified", "Victims", None, theme="victims", questions=("victims",),
         priority="high"),
    need(0, "identified", "Handover", None, theme="handover", what="time",
         questions=("handover",), priority="low"),
]  # fmt: skip
ACTIVITIES = [
    item(20, ItemKind.ACTIVITY, "planned", title="Reading two plans together", what="peer_reading",
         day=TODAY + timedelta(days=16), owner="A1", parent_id=3, questions=("victims",),
         text="See how others put a victim's wishes into a plan."),
    item(21, ItemKind.ACTIVITY, "held", title="Briefing: what changed in the risk tool",
         what="briefing", day=TODAY - timedelta(days=60), owner="L1", parent_id=6,
         people=("S1", "S2", "S3", "S4"), outcome="Two asked for a worked example."),
]  # fmt: skip
PRACTICE = [
    item(30, ItemKind.PRACTICE, "noted", title="A handover the COM could start from",
         theme="handover", text="It ends with three things the COM should do first, and why."),
]  # fmt: skip
ISSUES = [
    item(40, ItemKind.INSTRUMENT_ISSUE, "open", title="'Current' is read as three or six months",
         questions=("risk_current",), text="Say which."),
]  # fmt: skip
EFFECTS = {6: Effect((5, 14), (11, 15), (0.057, 0.613), "better")}


def view_of(member: Member | None = LEAD, **known: Any) -> LearningView:
    given: dict[str, Any] = {
        "needs": NEEDS,
        "suggested": SUGGESTED,
        "activities": ACTIVITIES,
        "effects": EFFECTS,
        "evidence": {3: (4, 3)},
        "practice": PRACTICE,
        "issues": ISSUES,
        "themes": THEMES,
        "questions": QUESTIONS,
        "names": NAMES,
    }
    return LearningView(Acting(member, False), **{**given, **known})


def shown(view: LearningView | None = None) -> Shown:
    return Shown(view or view_of(), TODAY, moves())


def member(*roles: Role, code: str = "X1") -> Member:
    return Member(code, "Ada Finch", roles=frozenset(roles))


@pytest.fixture
def panel(text: Text, theme: Theme, qtbot: QtBot) -> LearningPanel:
    made = LearningPanel(text, theme)
    qtbot.addWidget(made)
    made.resize(1300, 800)
    made.show()
    return made


def words(widget: Any) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


# Steps.


def test_every_step_the_desk_takes_is_offered_the_usual_one_first() -> None:
    found = moves()
    assert {stage: frozenset(after) for stage, after in found.items()} == dict(NEED_MOVES)
    assert [found[stage][0] for stage in STAGES] == [
        "agreed", "planned", "delivered", "effect_check", "closed", "reopened", "agreed",
    ]  # fmt: skip
    assert found["planned"] == ["delivered", "agreed", "closed"]


# The board.


def test_needs_stand_in_the_column_of_their_stage(panel: LearningPanel) -> None:
    panel.display(shown(), 0)
    board = panel.needs.board
    settle()
    assert not board.folded
    told = {
        stage: [card.number for card in column.cards] for stage, column in board.columns.items()
    }
    assert told == {
        "identified": [1, 2], "agreed": [3], "planned": [4], "delivered": [5],
        "effect_check": [6], "closed": [7], "reopened": [],
    }  # fmt: skip
    assert board.columns["planned"].cards[0].spoken == (
        "Triggers in the risk assessment. Bethan Price · Skill\nby 16 Nov 2026, 6 days ago. Late"
    )
    assert "Identified: 2" in words(panel)
    assert "Opened again" not in words(panel)


def test_what_is_due_first_stands_first(panel: LearningPanel) -> None:
    needs = [need(1, "agreed", "a", None), need(2, "agreed", "b", 9), need(3, "agreed", "c", 2)]
    panel.display(shown(view_of(needs=needs)), 0)
    assert [card.number for card in panel.needs.board.columns["agreed"].cards] == [3, 2, 1]


def test_the_board_has_the_last_closed_needs_and_the_list_all(panel: LearningPanel) -> None:
    needs = [
        need(n, "closed", f"n{n}", None, stage_day=TODAY - timedelta(days=n)) for n in range(1, 9)
    ]
    panel.display(shown(view_of(needs=needs)), 0)
    board = panel.needs.board
    assert [card.number for card in board.columns["closed"].cards] == [1, 2, 3, 4, 5]
    assert board.model.rowCount() == 8
    assert "Closed: 8" in words(panel)


def test_where_it_is_narrow_the_board_is_a_list(panel: LearningPanel) -> None:
    panel.display(shown(), 0)
    board = panel.needs.board
    panel.resize(760, 700)
    settle()
    assert board.folded
    assert board.list.isVisible()
    assert not board.columns["agreed"].isVisible()
    assert [board.model.row_at(n).id for n in range(7)] == [1, 2, 3, 4, 5, 6, 7]
    assert not board.as_list.isVisible()
    panel.resize(1300, 800)
    settle()
    assert not board.folded
    board.as_list.click()
    assert board.list.isVisible()


def test_arrows_go_from_card_to_card_and_enter_opens(panel: LearningPanel, qtbot: QtBot) -> None:
    panel.display(shown(), 0)
    settle()
    columns = panel.needs.board.columns
    columns["identified"].setFocus()
    QTest.keyClick(columns["identified"], Qt.Key.Key_Down)
    QTest.keyClick(columns["identified"], Qt.Key.Key_Right)
    assert columns["agreed"].hasFocus()
    with qtbot.waitSignal(panel.need_opened) as opened:
        QTest.keyClick(columns["agreed"], Qt.Key.Key_Return)
    assert opened.args == [3]
    QTest.keyClick(columns["agreed"], Qt.Key.Key_Left)
    with qtbot.waitSignal(panel.need_opened) as opened:
        QTest.keyClick(columns["identified"], Qt.Key.Key_Space)
    assert opened.args == [2]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_one_key_takes_up_what_the_results_suggest(
    panel: LearningPanel, qtbot: QtBot, key: Qt.Key
) -> None:
    panel.display(shown(), 0)
    panel.needs.suggested.setFocus()
    QTest.keyClick(panel.needs.suggested, Qt.Key.Key_Down)
    with qtbot.waitSignal(panel.asked) as asked:
        QTest.keyClick(panel.needs.suggested, key)
    assert asked.args == ["take", SUGGESTED[1]]


def test_nothing_suggested_shows_no_heading_for_it(panel: LearningPanel, text: Text) -> None:
    panel.display(shown(view_of(suggested=(), needs=())), 0)
    said = words(panel)
    assert text("quality_learning.suggested") not in said
    assert text("quality_learning.no_needs") in said


# One need.


def steps_of(panel: LearningPanel) -> set[str]:
    return {key for key, button in panel.needs.panel.steps.items() if button.isVisible()}


@pytest.mark.parametrize("one", NEEDS, ids=lambda one: one.stage)
def test_a_need_offers_the_steps_of_its_stage(panel: LearningPanel, one: Item) -> None:
    panel.display(shown(view_of(replace(LEAD, code="S2"))), one.id)
    assert steps_of(panel) == NEED_MOVES[one.stage]
    usual = panel.needs.panel.steps[moves()[one.stage][0]]
    assert usual.property("kind") == "main"
    main = [b for b in panel.needs.panel.steps.values() if b.property("kind") == "main"]
    assert main == [usual]


def test_a_need_tells_its_evidence_questions_and_activities(panel: LearningPanel) -> None:
    panel.display(shown(), 3)
    facts = {line.name: line.value for line in panel.needs.panel.facts.lines}
    assert facts["Evidence"] == "4 files of 3 supervisors"
    assert facts["Questions it should move"] == QUESTIONS["victims"]
    assert facts["Theme"] == "Victims"
    assert facts["Root cause"] == "Knowledge"
    assert "Supervisor" not in facts
    assert panel.needs.panel.model.rowCount() == 1
    assert not panel.needs.panel.effect.isVisible()


def test_a_need_tells_its_effect(panel: LearningPanel) -> None:
    panel.display(shown(), 6)
    said = words(panel.needs.panel.effect)
    assert "Better than before" in said
    assert "5 of 14 before, 11 of 15 after" in said
    assert "between 6 and 61 points better" in said


@pytest.mark.parametrize(
    ("interval", "said"),
    [
        ((0.057, 0.613), "likely between 6 and 61 points better"),
        ((-0.4, -0.02), "likely between 2 and 40 points worse"),
        ((-0.1, 0.3), "anything from 10 points worse to 30 points better"),
        ((0.0, 0.2), "likely between 0 and 20 points better"),
    ],
)
def test_a_change_in_words(text: Text, interval: tuple[float, float], said: str) -> None:
    assert said in interval_words(text, interval)


@pytest.mark.parametrize(
    ("verdict", "said"),
    [("too_early", "There are not files enough"), ("not_comparable", "The questions changed")],
)
def test_what_cannot_be_said_yet_says_why(text: Text, verdict: str, said: str) -> None:
    told = effect_words(text, Effect((3, 5), (1, 2), None, verdict))
    assert told.startswith("Files in which these questions were answered well: 3 of 5 before")
    assert said in told


def test_what_one_person_should_learn_is_not_the_leads_to_move(panel: LearningPanel) -> None:
    panel.display(shown(), 4)
    assert steps_of(panel) == set()
    assert not panel.needs.panel.change.isVisible()
    panel.display(shown(view_of(member(Role.SUPERVISOR, code="S2"))), 4)
    assert "delivered" in steps_of(panel)
    assert not panel.needs.panel.plan.isVisible()


# Lists.


def buttons(panel: LearningPanel, key: str) -> set[str]:
    return {code for code, one in panel.lists[key].buttons.items() if not one.isHidden()}


def test_what_can_be_done_with_an_activity_hangs_on_how_far_it_came(panel: LearningPanel) -> None:
    panel.display(shown(), 0)
    panel.turn_to("activities")
    panel.activities.choose(lambda one: one.id == 20)
    assert buttons(panel, "activities") == {"plan", "held", "cancel", "change", "drop"}
    panel.activities.choose(lambda one: one.id == 21)
    assert buttons(panel, "activities") == {"plan", "change", "drop"}
    facts = {line.name: line.value for line in panel.activities.facts.lines}
    assert facts["Who came"] == "Amara Okafor, Bethan Price, Colin Marsh, Deepa Nair"
    assert facts["For the need"] == "Risk assessments after an incident"


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.LEAD, {"add_need", "plan", "add_practice", "add_issue"}),
        (Role.ASSESSOR, {"add_practice", "add_issue"}),
        (Role.MODERATOR, {"add_practice", "add_issue"}),
        (Role.SUPERVISOR, {"add_need"}),
    ],
)
def test_people_are_offered_what_they_may_write(
    panel: LearningPanel, role: Role, may: set[str]
) -> None:
    panel.display(shown(view_of(member(role))), 0)
    found = {"add_need"} if not panel.needs.add.isHidden() else set()
    for key in panel.lists:
        found |= buttons(panel, key) & {"plan", "add_practice", "add_issue"}
    assert found == may


@pytest.mark.parametrize(
    ("key", "tab", "code", "number"),
    [
        (Qt.Key.Key_Return, "activities", "held", 20),
        (Qt.Key.Key_Return, "practice", "agree", 30),
        (Qt.Key.Key_Return, "issues", "close", 40),
        (Qt.Key.Key_Delete, "issues", "drop", 40),
        (Qt.Key.Key_Insert, "issues", "add_issue", 40),
    ],
)
def test_lists_are_worked_by_keys(
    panel: LearningPanel, qtbot: QtBot, key: Qt.Key, tab: str, code: str, number: int
) -> None:
    panel.display(shown(), 0)
    panel.turn_to(tab)
    table = panel.lists[tab].table
    panel.lists[tab].choose(lambda one: one.id == number)
    table.setFocus()
    with qtbot.waitSignal(panel.asked) as asked:
        QTest.keyClick(table, key)
    assert asked.args[0] == code
    assert asked.args[1].id == number


@pytest.mark.parametrize("tab", ["needs", "activities", "practice", "issues"])
@pytest.mark.parametrize("opened", [0, 3])
def test_every_control_has_a_name_in_order(panel: LearningPanel, tab: str, opened: int) -> None:
    panel.display(shown(), opened)
    panel.turn_to(tab)
    settle()
    assert [*nameless(panel), *clashing(panel), *out_of_order(panel)] == []


@pytest.mark.parametrize("opened", [0, 4, 6])
def test_hidden_names_are_nowhere_on_the_page(panel: LearningPanel, opened: int) -> None:
    panel.display(shown(), opened)
    panel.set_blank(True)
    for tab in ("activities", "practice", "needs"):
        panel.turn_to(tab)
        said = words(panel)
        said += " ".join(c.spoken for col in panel.needs.board.columns.values() for c in col.cards)
        said += " ".join(str(line) for line in panel.activities.facts.lines)
        for model in (panel.activities.model, panel.needs.board.model, panel.needs.panel.model):
            cells = range(model.rowCount())
            said += " ".join(model.spoken(n, c) for n in cells for c in range(len(model.columns)))
        for secret in ("Bethan", "Tom Ellery", "Triggers", "worked example"):
            assert secret not in said
    assert HIDDEN in said
    panel.set_blank(False)
    assert "Bethan" in panel.needs.board.columns["planned"].cards[0].spoken


# Forms.


OFFERED = Offered(TODAY, MEMBERS, THEMES, QUESTIONS)


@pytest.mark.parametrize("kind", list(ItemKind), ids=str)
def test_every_kind_has_a_form_of_its_spec(theme: Theme, text: Text, kind: ItemKind) -> None:
    spec = ITEM_SPECS[kind]
    fields = item_fields(text, OFFERED, item(1, kind, spec.stages[0]))
    assert {one.name for one in fields} == {*spec.fields} | ({"what"} if spec.whats else set())
    assert {one.name for one in fields if one.needed} == set(spec.needs)
    assert all(one.label for one in fields)
    new = {one.name for one in item_fields(text, OFFERED, item(0, kind, ""))}
    assert ("outcome" in new) is (kind is ItemKind.PRACTICE)


def test_without_closed_rounds_no_theme_is_asked(text: Text) -> None:
    fields = item_fields(text, Offered(TODAY, MEMBERS), item(0, ItemKind.NEED, ""))
    assert not {"theme", "questions"} & {one.name for one in fields}


def test_a_form_gives_back_the_item_with_what_was_answered() -> None:
    one = need(3, "agreed", "Old", 12, questions=("victims",))
    made = filled(one, {"title": "New", "due": None, "questions": (), "theme": None})
    assert made == replace(one, title="New", due=None, questions=(), theme="")


def test_ticks_are_worked_by_the_keyboard(theme: Theme, text: Text, qtbot: QtBot) -> None:
    ticks = Ticks(text, [("One", 1), ("Two", 2), ("Three", 3)], (3,))
    qtbot.addWidget(ticks)
    QTest.keyClick(ticks, Qt.Key.Key_Space)
    QTest.keyClick(ticks, Qt.Key.Key_Down)
    QTest.keyClick(ticks, Qt.Key.Key_Down)
    QTest.keyClick(ticks, Qt.Key.Key_Space)
    assert ticks.answers == (1,)
    model = ticks.model()
    spoken = [model.data(model.index(n, 0), Qt.ItemDataRole.AccessibleTextRole) for n in (0, 1)]
    assert spoken == ["One, ticked", "Two, not ticked"]


# The page.


class Desk:
    """Answers what it was given, and keeps what is done."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers
        self.done: list[Any] = []
        self.today, self.who = TODAY, "Grace Holloway"

    def ask(self, query: Any) -> Any:
        answer = self.answers[type(query).__name__]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def do(self, command: Any) -> Receipt[Any]:
        self.done.append(command)
        return Receipt(command.name, None, self.answers.get(type(command).__name__))


def page(window: Window, found: Any, **answers: Any) -> tuple[LearningPage, Desk]:
    desk = Desk(LearningNow=found, PeopleInQuality=MEMBERS, **answers)
    made = LearningPage(window, desk)  # type: ignore[arg-type]
    window.show_pages([made], "learning")
    return made, desk


def names_of(done: Sequence[Any]) -> list[str]:
    return [type(one).__name__ for one in done]


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


def test_the_line_above_tells_what_is_open_late_and_suggested(window: Window) -> None:
    made, _desk = page(window, view_of())
    assert made.summary == "6 learning needs are open. 1 is late. The results suggest 2 more."
    made, _desk = page(window, view_of(needs=(), suggested=()))
    assert made.summary == "No learning need is open."


@pytest.mark.parametrize(
    ("acting", "said"),
    [
        (Acting(None, True), "Nobody leads quality assurance here yet."),
        (Acting(None, False), "Grace Holloway takes no part in quality assurance here."),
        (Acting(member(Role.GOVERNOR), False), "Learning is for supervisors"),
    ],
)
def test_who_may_see_nothing_is_told_why(window: Window, acting: Acting, said: str) -> None:
    refusal = RequestRefused("REQ-QA-ROLE", role="any", reason="any")
    made, _desk = page(window, refusal, ActingNow=acting)
    assert made.view.outside.text().startswith(said)
    assert made.view.outside.isVisibleTo(made.view)
    assert made.summary == ""


def test_a_suggestion_is_taken_up(window: Window) -> None:
    made, desk = page(window, view_of())
    made.view.needs.suggested.item_opened.emit(SUGGESTED[0])
    assert [one.item for one in desk.done] == [SUGGESTED[0]]
    assert window.messages.words == "Taken up: Victims. It stands on the board as identified."


def test_a_need_goes_on_with_one_key_and_esc_comes_back(window: Window) -> None:
    made, desk = page(window, view_of())
    made.view.need_opened.emit(3)
    assert made.view.needs.opened == 3
    made.view.needs.panel.steps["planned"].click()
    assert [(one.item_id, one.stage) for one in desk.done] == [(3, "planned")]
    assert made.step_back()
    assert made.view.needs.opened == 0
    assert not made.step_back()


def test_closing_asks_for_evidence_unless_the_results_show_it(window: Window) -> None:
    made, desk = page(window, view_of())
    dialogs.answer_next(answering())
    made.view.asked.emit("to.closed", NEEDS[2])
    assert desk.done == []
    dialogs.answer_next(answering(outcome="The unit moved to another prison."))
    made.view.asked.emit("to.closed", NEEDS[2])
    dialogs.answer_next(answering())
    made.view.asked.emit("to.closed", NEEDS[5])
    assert [(one.item_id, one.day, one.outcome) for one in desk.done] == [
        (3, TODAY, "The unit moved to another prison."),
        (6, TODAY, ""),
    ]


def test_an_activity_is_planned_from_its_need(window: Window) -> None:
    made, desk = page(window, view_of())
    dialogs.answer_next(answering(what="workshop", day="12 Jan 2027", owner="A1"))
    made.view.asked.emit("plan", NEEDS[2])
    (command,) = desk.done
    planned = command.item
    assert (planned.kind, planned.parent_id, planned.questions) == (
        ItemKind.ACTIVITY, 3, ("victims",),
    )  # fmt: skip
    assert (planned.what, planned.day, planned.owner) == ("workshop", date(2027, 1, 12), "A1")


def test_who_came_is_ticked_and_the_activity_was_held(window: Window) -> None:
    made, desk = page(window, view_of())
    dialogs.answer_next(answering(people={0, 2}, outcome="It was clear."))
    made.view.asked.emit("held", ACTIVITIES[0])
    assert names_of(desk.done) == ["ChangeItem", "MoveItem"]
    here = [one.code for one in OFFERED.here()]
    assert desk.done[0].item.people == (here[0], here[2])
    move = desk.done[1]
    assert (move.item_id, move.stage, move.day, move.outcome) == (
        20,
        "held",
        TODAY,
        "It was clear.",
    )


def test_whoever_leads_an_activity_tells_what_came_of_it_only(window: Window) -> None:
    assessor = member(Role.ASSESSOR, code="A1")
    made, desk = page(window, view_of(assessor))
    dialogs.answer_next(answering(outcome="Good."))
    made.view.asked.emit("held", ACTIVITIES[0])
    assert names_of(desk.done) == ["MoveItem"]


def test_an_example_needs_the_word_of_whoever_did_it(window: Window) -> None:
    made, desk = page(window, view_of())
    dialogs.answer_next(answering())
    made.view.asked.emit("agree", PRACTICE[0])
    assert desk.done == []
    dialogs.answer_next(answering(outcome="By word of mouth, 20 November"))
    made.view.asked.emit("agree", PRACTICE[0])
    assert [(one.stage, one.outcome) for one in desk.done] == [
        ("agreed", "By word of mouth, 20 November")
    ]


def test_a_supervisor_writes_down_a_need_of_their_own(window: Window) -> None:
    made, desk = page(window, view_of(member(Role.SUPERVISOR, code="S2"), needs=()))
    dialogs.answer_next(answering(title="Parole reports"))
    made.view.needs.add.click()
    (command,) = desk.done
    assert (command.item.level, command.item.supervisor) == ("individual", "S2")


def test_what_the_desk_refuses_stays_in_the_form(window: Window) -> None:
    made, desk = page(window, view_of())
    refusal = RequestRefused("REQ-QA-ROLE", role="lead", reason="lead")

    def refuse(command: Any) -> Any:
        raise refusal

    desk.do = refuse  # type: ignore[method-assign]

    def fill(form: ItemForm) -> bool:
        form.control("title").setText("Kept")  # type: ignore[attr-defined]
        form.accept()
        assert "Only the quality lead does this" in words_of(form)
        assert form.control("title").text() == "Kept"  # type: ignore[attr-defined]
        return False

    dialogs.answer_next(fill)
    made.view.asked.emit("change", NEEDS[2])


def words_of(form: Any) -> str:
    return "\n".join(label.text() for label in form.findChildren(QLabel))


@pytest.mark.parametrize(("number", "tab"), [(3, "needs"), (20, "activities"), (0, "needs")])
def test_a_number_opens_a_need_or_an_activity(window: Window, number: int, tab: str) -> None:
    made, _desk = page(window, view_of())
    made.open(number)
    made.refresh()
    assert made.view.tab == tab
    assert made.view.needs.opened == (number if tab == "needs" else 0)


def test_coming_back_finds_the_need_that_was_open(window: Window) -> None:
    made, _desk = page(window, view_of())
    made.view.need_opened.emit(3)
    place = made.place()
    again, _desk = page(window, view_of())
    again.return_to(place)
    assert again.view.needs.opened == 3
