"""The round page: the path, the plan, the draw, reading, settling, closing."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from pomdesk.domain.names import HIDDEN
from pomdesk.domain.quality.results import Agreement, Finding
from pomdesk.domain.quality.terms import (
    Purpose,
    RoundStage,
    SampleRole,
    SampleStatus,
    Substitution,
    Trigger,
    Unit,
)
from pomdesk.readmodels.quality import Acting, RoundPlan, RoundView
from pomdesk.rules.policy import load
from pomdesk.services.demo import make_demo
from pomdesk.services.desk import Desk as RealDesk
from pomdesk.services.desk import Receipt
from pomdesk.services.queries.quality_rounds import Rounds
from resources import DEMO_CASELOAD, policy_packs
from resources.text import Text
from tests.ui import quality_rounds as made
from tests.ui.given import Given, head_asked
from tests.ui.quality_rounds import CERTIFICATE, CHOICES, MANY, MEMBERS, TODAY
from tests.ui.walking import clashing, nameless, out_of_order, settle
from ui import dialogs
from ui.commands import DEMO_DAY
from ui.quality.controller import QualityPage
from ui.round import asks
from ui.round.closing import ConfirmVoidAsked
from ui.round.controller import RoundPage
from ui.round.draw import in_rank_order
from ui.round.plan import references
from ui.round.planned import planned_of
from ui.round.read import steps_in
from ui.round.view import RoundPanel, Shown, standing
from ui.theme import Theme
from ui.widgets.quality_path import Standing
from ui.widgets.quality_words import STEPS, one_in, step_of, times_in
from ui.window import Window

WHOLE = Agreement("", 48, 41, 0.4, (0.2, 0.6), None, 0.79, (0.66, 0.92), 1, 0.9)
VICTIMS = Agreement("victims", 24, 19, None, None, None, 0.65, (0.4, 0.9), 1, 0.8)


@pytest.fixture
def view(text: Text, theme: Theme, qtbot: QtBot) -> RoundPanel:
    panel = RoundPanel(text, theme)
    qtbot.addWidget(panel)
    panel.resize(1100, 760)
    panel.show()
    return panel


@pytest.fixture
def told(view: RoundPanel) -> list[Any]:
    """What was asked of the page."""
    found: list[Any] = []
    view.asked.connect(found.append)
    return found


def show(view: RoundPanel, found: RoundView | None, **known: Any) -> None:
    drawn = (CERTIFICATE,) if found is not None and found.draws else ()
    given: dict[str, Any] = {"many": MANY, "certificates": drawn}
    view.display(Shown(found, CHOICES, **{**given, **known}))
    settle()


def words(view: RoundPanel) -> str:
    labels = [label.text() for label in view.findChildren(QLabel) if label.isVisible()]
    buttons = [one.text() for one in view.findChildren(QAbstractButton) if one.isVisible()]
    return "\n".join([*labels, *buttons])


# The path.


@pytest.mark.parametrize(
    ("stage", "step"),
    [
        (RoundStage.PREPARING, "frame"),
        (RoundStage.FRAME_FROZEN, "draw"),
        (RoundStage.DRAWN, "read"),
        (RoundStage.ALLOCATED, "read"),
        (RoundStage.IN_REVIEW, "read"),
        (RoundStage.MODERATION, "settle"),
        (RoundStage.CLOSED, "report"),
        (RoundStage.VOID, ""),
    ],
)
def test_every_stage_stands_at_a_step(stage: RoundStage, step: str) -> None:
    assert step_of(stage) == step


@pytest.mark.parametrize(
    ("where", "states"),
    [
        (Standing("frame"), ["now", "later", "later", "later", "later"]),
        (Standing("read"), ["done", "done", "now", "later", "later"]),
        (Standing("report"), ["done", "done", "done", "done", "now"]),
        (Standing("report", done=True), ["done"] * 5),
        (Standing(""), ["ended"] * 5),
    ],
)
def test_the_path_says_what_is_done(where: Standing, states: list[str]) -> None:
    assert [where.state(step) for step in STEPS] == states


def test_a_step_is_spoken_with_its_state_and_its_numbers(view: RoundPanel) -> None:
    show(view, made.read())
    names = [one.accessibleName() for one in view.path.findChildren(QAbstractButton)]
    assert names == [
        "1. Frame, Done, 243 can be drawn",
        "2. Draw, Done, 18 drawn",
        "3. Read, Now, 8 of 18 read",
        "4. Settle, To come, 0 to settle",
        "5. Report, To come",
    ]


def test_what_was_substituted_is_neither_read_nor_waited_for(text: Text) -> None:
    gone = made.sample(1, status=SampleStatus.SUBSTITUTED)
    came = made.reserve(24, status=SampleStatus.DONE)
    waits = made.reserve(30)
    found = standing(text, made.read(samples=[gone, came, waits, made.sample(2)]))
    assert found.told is not None
    assert found.told["read"] == "1 of 2 read"


def test_a_round_opens_where_it_stands_and_stays_where_one_looks(view: RoundPanel) -> None:
    show(view, made.read())
    assert view.step == "read"
    view.turn_to("frame")
    show(view, made.read(title="Other"))
    assert view.step == "frame"
    show(view, made.settling())
    assert view.step == "settle"
    show(view, replace(made.settling(), stage=RoundStage.VOID, step=""))
    assert view.step == "report"


def test_alt_and_a_number_and_the_arrows_turn_to_a_step(view: RoundPanel) -> None:
    show(view, made.read())
    view.read.table.setFocus()
    QTest.keyClick(view.read.table, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert view.step == "draw"
    button = view.path.findChildren(QAbstractButton)[1]
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Right)
    assert view.step == "read"


# The plan.


def test_a_new_round_needs_a_title(view: RoundPanel, told: list[Any]) -> None:
    show(view, None)
    form = view.frame.form
    assert form.ref.text() == "2026-R3"
    view.frame.begin.click()
    assert told == []
    assert form.rows["title"].error == "Please fill this in."
    assert form.title.hasFocus()
    form.title.setText("Winter files")
    form.instrument.setCurrentIndex(form.instrument.findData(4))
    view.frame.begin.click()
    [asked] = told
    planned = asked.planned
    assert (planned.title, planned.ref, planned.as_of) == ("Winter files", "2026-R3", TODAY)
    assert (type(planned.purpose), type(planned.unit)) == (Purpose, Unit)
    assert planned.instrument_id == 4
    assert planned.plan == RoundPlan(floor=2)  # as the policy has it


def test_only_question_sets_that_fit_are_offered(view: RoundPanel) -> None:
    show(view, None)
    box = view.frame.form.instrument
    assert [box.itemData(n) for n in range(box.count())] == [None, 4]  # 5 is a draft
    unit = view.frame.form.unit
    unit.setCurrentIndex(unit.findData(Unit.OASYS))
    unit.activated.emit(unit.currentIndex())
    assert [box.itemData(n) for n in range(box.count())] == [None]


def test_a_round_that_is_there_shows_its_plan_and_tells_only_changes(
    view: RoundPanel, told: list[Any]
) -> None:
    found = made.a_round()
    show(view, found)
    assert view.frame.planned() == planned_of(found)
    view.frame.form.title.editingFinished.emit()
    assert told == []
    view.frame.form.title.setText("Late autumn")
    view.frame.form.title.editingFinished.emit()
    view.frame.form.title.editingFinished.emit()
    assert [one.planned.title for one in told] == ["Late autumn"]


def test_what_is_being_typed_is_not_lost_when_the_page_is_fed_again(view: RoundPanel) -> None:
    show(view, made.a_round())
    title = view.frame.form.title
    title.setFocus()
    QTest.keyClicks(title, " again")
    show(view, made.a_round(title="Autumn files", reason="x"))
    assert title.text() == "Autumn files again"
    view.frame.freeze.setFocus()
    show(view, made.a_round(title="Spring"))
    assert title.text() == "Spring"


def test_a_targeted_round_needs_words_and_a_routine_one_takes_everybody(
    view: RoundPanel, told: list[Any]
) -> None:
    show(view, made.a_round())
    form = view.frame.form
    form.checks["S1"].click()
    assert told == []  # a routine round has everybody
    form.purpose.setCurrentIndex(form.purpose.findData(Purpose.TARGETED))
    form.purpose.activated.emit(0)
    assert told == []
    assert form.rows["filter_words"].error
    form.filter_words.setText("High RoSH with parole near")
    form.filter.setCurrentIndex(form.filter.findData("parole_near"))
    form.filter_words.editingFinished.emit()
    plan = told[-1].planned.plan
    assert (plan.filter, plan.filter_words) == ("parole_near", "High RoSH with parole near")
    assert plan.supervisors == ("S1",)


def test_assessments_need_a_span_of_days(view: RoundPanel) -> None:
    show(view, made.a_round(unit=Unit.OASYS, instrument_id=None))
    form = view.frame.form
    assert view.frame.planned() is None
    assert form.rows["period_from"].error
    form.period_from.setText("1/7/2026")
    form.period_to.setText("30 Sep 2026")
    planned = view.frame.planned()
    assert planned is not None
    assert (planned.period_from, planned.period_to) == (date(2026, 7, 1), date(2026, 9, 30))
    form.as_of.setText("32/1/2026")
    assert view.frame.planned() is None


def test_numbers_are_taken_apart_and_kept_once() -> None:
    assert references(" a1234bc, A1235BC;a1234BC\tA1 ") == ("A1234BC", "A1235BC", "A1")


def test_must_see_cases_are_added_and_taken_out(view: RoundPanel, told: list[Any]) -> None:
    show(view, made.a_round())
    certain = view.frame.form.certain
    certain.ref.setText("b9999aa")
    QTest.keyClick(certain.ref, Qt.Key.Key_Return)
    assert told[-1].planned.plan.certain == {
        "A1234BC": "serious_incident",
        "B9999AA": "new_supervisor",
    }
    out = [one for one in certain.findChildren(QAbstractButton) if "A1234BC" in one.text()]
    out[0].click()
    assert told[-1].planned.plan.certain == {"B9999AA": "new_supervisor"}


# How many.


@pytest.mark.parametrize(
    ("percent", "chance", "share"),
    [
        (80, "8 times in 10", "8 files in 10"),
        (95, "19 times in 20", "19 files in 20"),
        (10, "1 times in 10", "1 file in 10"),
        (33, "33 times in 100", "33 files in 100"),
    ],
)
def test_chances_are_said_as_people_say_them(
    text: Text, percent: int, chance: str, share: str
) -> None:
    assert (times_in(text, percent), one_in(text, percent)) == (chance, share)


def test_three_questions_have_a_number_and_a_sentence_each(view: RoundPanel) -> None:
    show(view, made.a_round())
    many = view.frame.many
    assert {key: label.text() for key, label in many.numbers.items()} == {
        "estimate": "35",
        "discovery": "21",
        "coverage": "12",
    }
    assert many.sentences["estimate"].text() == (
        "To say within 10 points, 8 times in 10, how the unit does over the year: 35 files."
    )
    assert many.sentences["discovery"].text() == (
        "To see at least one serious failure, 9 times in 10, if 1 file in 10 has one: 21 files."
    )
    assert many.sentences["coverage"].text() == (
        "To read at least 2 files of each of 6 supervisors in this round: 12 files."
    )
    assert many.buys.text().startswith("24 files picked at random from 243: 4 to 6 of each")
    assert "Within 13 points, 8 times in 10" in many.buys.text()
    assert (
        many.lost.text()
        == "A cut to 24 files costs something. The year's result will be less sure."
    )
    show(view, made.a_round(), many=replace(MANY, lost=()))
    assert many.lost.isHidden()


def test_a_chosen_number_is_told_after_a_moment(
    view: RoundPanel, told: list[Any], qtbot: QtBot
) -> None:
    show(view, made.a_round())
    with qtbot.waitSignal(view.frame.many.chosen):
        view.frame.many.files.setValue(30)
    assert told[-1].planned.plan.files == 30


def test_no_number_means_as_proposed(view: RoundPanel) -> None:
    show(view, made.a_round(plan=RoundPlan()))
    assert view.frame.many.files.text() == "As proposed: 35"


# The frame.


def test_a_frame_with_faults_cannot_be_frozen(view: RoundPanel, told: list[Any]) -> None:
    show(view, made.a_round(frame=made.frame(duplicates=["A1BC"], unattributed=["B2", "B3"])))
    assert not view.frame.freeze.isEnabled()
    said = view.frame.mend.text()
    assert said.startswith("1 case stands in the frame twice.")
    assert "A1BC" in said
    assert "2 cases have neither a supervisor" in said
    show(view, made.a_round())
    assert view.frame.trouble.isHidden()
    view.frame.freeze.click()
    assert told == [asks.FreezeAsked()]


def test_what_is_left_out_is_counted_and_listed_with_its_reason(view: RoundPanel) -> None:
    show(view, made.a_round())
    assert view.frame.line.text() == "243 of 264 can be drawn."
    assert [(one.name, one.value) for one in view.frame.excluded.lines] == [
        ("Too new with the supervisor", "7"),
        ("Read already in this cycle", "7"),
        ("Released or transferred", "7"),
    ]
    model = view.frame.left_model
    assert len(model.rows) == 21
    assert all(row.excluded for row in model.rows)


def test_a_frozen_plan_is_only_read(view: RoundPanel) -> None:
    show(view, made.frozen())
    view.turn_to("frame")
    assert not view.frame.left.isVisible()
    assert view.frame.many.isHidden()
    said = {one.name: one.value for one in view.frame.facts.lines}
    assert said["What it is for"] == "Routine round"
    assert said["Fingerprint of the frame"].split() == ["0b4c6e5e"] * 8
    assert "Grace Holloway" in said["Frozen"]


def test_who_may_do_nothing_sees_no_buttons(view: RoundPanel) -> None:
    show(view, made.a_round(may=frozenset()))
    assert not view.frame.left.isVisible()
    assert not view.frame.freeze.isVisible()
    show(view, made.frozen(may=frozenset()))
    assert not view.draw.before.draw.isEnabled()
    show(view, made.read(may=frozenset()))
    assert not view.read.chosen.give.isVisible()
    assert not view.read.chosen.swap.isVisible()
    assert not view.read.assessors.isVisible()
    view.turn_to("report")
    assert not view.closing.close_it.isVisible()
    assert not view.closing.giving_up.isVisible()


# The draw.


def test_a_seed_made_by_the_program_needs_nothing_else(view: RoundPanel, told: list[Any]) -> None:
    show(view, made.frozen())
    assert not view.draw.before.witness.isVisible()
    view.draw.before.draw.click()
    assert told == [asks.DrawAsked("generated")]


def test_dice_need_what_fell_and_who_saw_it(view: RoundPanel, told: list[Any]) -> None:
    show(view, made.frozen())
    before = view.draw.before
    before.source.setCurrentIndex(before.source.findData("dice"))
    before.source.activated.emit(0)
    before.seed.setText("40718 26351 99024 11387")
    before.draw.click()
    assert told == []
    assert before.witness.hasFocus()
    before.witness.setText("Ada Finch")
    before.draw.click()
    assert told == [asks.DrawAsked("dice", "40718 26351 99024 11387", "Ada Finch")]


def test_a_certificate_says_that_the_draw_holds(view: RoundPanel, told: list[Any]) -> None:
    show(view, made.read())
    view.turn_to("draw")
    step = view.draw
    assert not step.before.isVisible()
    assert step.holds.text().startswith("This draw holds:")
    said = {one.name: one.value for one in step.facts.lines}
    assert said["Seed"] == CERTIFICATE.draw.seed
    assert said["Fingerprint of the record"].replace(" ", "") == CERTIFICATE.draw.sha256
    step.verify.click()
    step.paper.click()
    step.record.click()
    assert told == [asks.VerifyAsked(), asks.PaperAsked(CERTIFICATE), asks.RecordAsked(CERTIFICATE)]


def test_a_draw_that_does_not_hold_says_why(view: RoundPanel) -> None:
    broken = replace(CERTIFICATE, findings=[Finding("frame_other", "sha256"), Finding("new")])
    show(view, made.read(), certificates=[broken])
    said = view.draw.holds.text().splitlines()
    assert said[0].startswith("This draw does not hold.")
    assert "sha256" in said[1]
    assert said[2] == "new"  # a finding without words is shown by its code


def test_what_was_drawn_stands_in_the_order_it_was_drawn() -> None:
    ordered = in_rank_order([made.reserve(24), made.sample(6), made.sample(1), made.sample(0)])
    assert [one.id for one in ordered] == [0, 6, 24, 1]


# Reading.


def test_the_next_reserve_of_the_same_supervisor_steps_in() -> None:
    line = made.sample(1)
    waits = [made.reserve(31), made.reserve(25), made.reserve(24), made.reserve(26)]
    used = made.reserve(19, status=SampleStatus.ASSIGNED)
    found = steps_in([*waits, used, line], line)
    assert found is not None
    assert found.id == 25
    assert steps_in([used, line], line) is None
    must = replace(line, role=SampleRole.CERTAINTY)
    assert steps_in([*waits, must], must) is None


def choose(view: RoundPanel, number: int) -> None:
    assert view.read.table.choose(lambda line: line.id == number)
    settle()


def test_a_file_is_given_to_somebody_until_a_day(view: RoundPanel, told: list[Any]) -> None:
    show(view, made.read())
    choose(view, 14)
    chosen = view.read.chosen
    chosen.give.click()
    assert told == []
    assert chosen.wrong.text() == "Choose who reads it."
    chosen.assessor.setCurrentIndex(chosen.assessor.findData("A2"))
    chosen.due.setText("40 December")
    chosen.give.click()
    assert told == []
    chosen.due.setText("14/12/2026")
    chosen.give.click()
    assert told == [asks.AssignAsked(14, "A2", date(2026, 12, 14))]
    assert not chosen.second.isVisible()
    choose(view, 9)
    assert chosen.second.isVisible()
    chosen.due.clear()
    chosen.second.click()
    assert told[-1] == asks.AssignAsked(9, "A2", None, second=True)


def test_substituting_needs_a_reason_and_tells_who_steps_in(
    view: RoundPanel, told: list[Any]
) -> None:
    show(view, made.read())
    choose(view, 14)
    chosen = view.read.chosen
    assert "A1182BC (number 5)" in chosen.next.text()
    chosen.swap.click()
    assert told == []
    assert chosen.reason.hasFocus()
    chosen.reason.setCurrentIndex(chosen.reason.findData(Substitution.TRANSFERRED))
    chosen.swap.click()
    [asked] = told
    assert asked == asks.SubstituteAsked(14, Substitution.TRANSFERRED, "")
    assert type(asked.reason) is Substitution
    chosen.out.click()
    assert told == [asked]
    chosen.note.setText("File is at court")
    chosen.out.click()
    assert told[-1] == asks.WithdrawAsked(14, "File is at court")


def test_a_file_that_is_read_can_no_longer_be_given_or_swapped(view: RoundPanel) -> None:
    show(view, made.read())
    choose(view, 2)
    assert not view.read.chosen.give.isVisible()
    assert not view.read.chosen.swap.isVisible()


def test_reserves_are_shown_when_they_are_wanted(view: RoundPanel) -> None:
    show(view, made.read())
    assert len(view.read.model.rows) == 18
    view.read.reserves.setChecked(True)
    assert len(view.read.model.rows) == 30


def test_enter_opens_the_marking_or_goes_to_who_reads(view: RoundPanel, told: list[Any]) -> None:
    show(view, made.read())
    table = view.read.table
    table.setFocus()
    choose(view, 9)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert told == [asks.MarkingAsked(109)]
    choose(view, 14)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert told == [asks.MarkingAsked(109)]
    assert view.read.chosen.assessor.hasFocus()


def test_files_are_shared_out_among_those_who_are_ticked(view: RoundPanel, told: list[Any]) -> None:
    show(view, made.read())
    assert list(view.read.checks) == ["A1", "A2"]
    view.read.checks["A1"].click()
    view.read.share.click()
    assert told == [asks.ShareAsked(("A2",))]
    view.read.checks["A2"].click()
    view.read.share.click()
    assert len(told) == 1
    view.read.double.click()
    assert told[-1] == asks.DoubleAsked()


# Settling.


def test_differences_come_one_at_a_time_what_waits_first(view: RoundPanel) -> None:
    show(view, made.settling())
    step = view.settle
    assert step.where.text() == "1 of 3 (2 wait)"
    assert (step.first.answer.text(), step.second.answer.text()) == ("Met", "Partly met")
    assert step.second.who.text() == "Second marker: Nia Rowlands"
    assert step.second.comment.text() == "Named, but what she asked for is not in the plan."
    step.after.click()
    assert step.question.text() == "What the whole file comes to"
    assert (step.first.answer.text(), step.second.answer.text()) == ("Sufficient", "Insufficient")
    step.after.click()
    assert step.settled.text() == (
        "Settled on Partly met by Grace Holloway: Her wishes must be in the plan."
    )
    assert not step.form.isVisible()
    step.after.click()
    assert step.where.text().startswith("1 of 3")


def test_settling_needs_an_answer_and_why(view: RoundPanel, told: list[Any]) -> None:
    show(view, made.settling())
    step = view.settle
    codes = [step.settle_on.itemData(n) for n in range(step.settle_on.count())]
    assert codes == ["", "met", "partly", "not"]  # nobody settles on being unsure
    step.settle.click()
    step.settle_on.setCurrentIndex(2)
    step.settle.click()
    assert told == []
    assert step.rationale.hasFocus()
    step.rationale.setPlainText(" Her wishes are not in it. ")
    step.together.setCurrentIndex(step.together.findData("A1"))
    step.settle.click()
    [asked] = told
    assert asked.dispute.review_id == 101
    assert (asked.after, asked.rationale, asked.together_with) == (
        "partly",
        "Her wishes are not in it.",
        "A1",
    )


def test_what_is_being_written_stays_when_the_page_is_fed_again(view: RoundPanel) -> None:
    show(view, made.settling())
    view.settle.settle_on.setCurrentIndex(2)
    view.settle.rationale.setPlainText("Because")
    show(view, made.settling())
    assert view.settle.rationale.toPlainText() == "Because"
    assert view.settle.settle_on.currentIndex() == 2


def test_after_settling_the_next_one_comes_with_a_blank_form(view: RoundPanel) -> None:
    show(view, made.settling())
    view.settle.settle_on.setCurrentIndex(2)
    view.settle.rationale.setPlainText("Because")
    rest = made.settling().disputes[1:]
    show(view, made.settling(disputes=rest))
    assert view.settle.rationale.toPlainText() == ""
    codes = [view.settle.settle_on.itemData(n) for n in range(view.settle.settle_on.count())]
    assert codes == ["", "sufficient", "insufficient"]


def test_who_may_not_settle_sees_why(view: RoundPanel) -> None:
    one = made.dispute(1, may_settle=False, trigger=Trigger.QUERY)
    show(view, made.settling(disputes=[one]))
    assert not view.settle.form.isVisible()
    assert view.settle.settled.text().startswith("A moderator settles this.")


def test_agreement_is_told_in_words_and_question_by_question(view: RoundPanel) -> None:
    show(view, made.settling(), agreement=[WHOLE, VICTIMS])
    assert view.settle.agree_line.text() == (
        "Two markers gave the same answer 41 of 48 times. Beyond chance: 0.79 of 1 (AC1)."
    )
    model = view.settle.agree_model
    assert [model.spoken(0, place) for place in range(4)] == [
        "Question: Are victims' safety and wishes taken into account?",
        "Agreed: 19 of 24",
        "AC1 (from, to): 0.65 (0.40, 0.90)",
        "Kappa (from, to): cannot be told",
    ]


# Closing.


def test_what_blocks_closing_is_said_in_words(view: RoundPanel, told: list[Any]) -> None:
    show(view, made.settling(blocks=("unread", "unsettled")))
    view.turn_to("report")
    assert view.closing.told.text().splitlines() == [
        "Some files are not read yet, or their markings are not locked.",
        "Some differences are not settled yet.",
    ]
    assert not view.closing.close_it.isEnabled()
    show(view, made.settling(blocks=()))
    view.closing.close_it.click()
    assert told == [asks.CloseAsked()]


def test_giving_up_needs_a_reason_and_a_second_person(view: RoundPanel, told: list[Any]) -> None:
    show(view, made.read())
    view.turn_to("report")
    step = view.closing
    step.void.click()
    assert step.reason.hasFocus()
    step.reason.setText("The wrong wing was taken")
    step.void.click()
    assert told == []
    assert step.second.hasFocus()
    step.second.setCurrentIndex(step.second.findData("A2"))
    step.void.click()
    assert told == [asks.VoidAsked("The wrong wing was taken", "A2")]


def test_who_is_asked_to_agree_sees_why_and_agrees(view: RoundPanel, told: list[Any]) -> None:
    show(view, made.read(may=frozenset(), ended_why="Wrong wing"))
    view.turn_to("report")
    assert not view.closing.confirm.isVisible()
    asked = made.read(may={"confirm_void"}, ended_why="Wrong wing", warnings=("void_asked",))
    show(view, asked)
    assert view.closing.agreed_to.text().endswith("because: Wrong wing")
    assert view.warned.text().startswith("The quality lead asked a second person")
    view.closing.confirm.click()
    assert told == [ConfirmVoidAsked()]


def test_a_void_round_can_only_be_begun_anew(view: RoundPanel, told: list[Any]) -> None:
    void = replace(made.read(), stage=RoundStage.VOID, step="", ended_why="Wrong wing")
    show(view, replace(void, may=frozenset()))
    assert not view.closing.anew.isVisible()
    show(view, replace(void, may=frozenset({"redraw"})))
    step = view.closing
    assert step.line.text() == "The round was given up: Wrong wing"
    assert not step.void.isVisible()
    step.reason.setText("Right wing")
    step.anew.click()
    assert told == [asks.RedrawAsked("Right wing")]


# All of it.

SECRETS = re.compile("|".join(("NAME", r"A1[0-2]\d\dBC", *(one.name for one in MEMBERS))))


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("found", [made.a_round(), made.settling(may=made.ALL)])
def test_hidden_names_are_nowhere(view: RoundPanel, found: RoundView, step: str) -> None:
    faulty = replace(made.frame(), duplicates=["A1007BC"], unattributed=["A1014BC"])
    show(view, replace(found, frame=faulty))
    view.turn_to(step)
    view.set_blank(True)
    settle()
    said = words(view) if step != "read" else view.read.chosen.what.text()
    assert not SECRETS.findall(said)
    for model in (view.frame.left_model, view.frame.strata_model, view.draw.drawn_model,
                  view.draw.strata_model, view.read.model):  # fmt: skip
        assert model.hidden == HIDDEN
    view.set_blank(False)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("found", [None, made.a_round(), made.frozen(), made.settling()])
def test_every_control_has_a_name_in_order(
    view: RoundPanel, found: RoundView | None, step: str
) -> None:
    show(view, found, agreement=[WHOLE, VICTIMS])
    if found is not None:
        view.turn_to(step)
    settle()
    assert [*nameless(view), *clashing(view), *out_of_order(view)] == []


# The page with a desk.


class Desk(Given):
    """Answers what it was given, and keeps what is done."""

    def __init__(self, found: RoundView | None = None, **answers: Any) -> None:
        given = {
            "ActingNow": Acting(MEMBERS[0], can_begin=False),
            "PeopleInQuality": MEMBERS,
            "Instruments": made.INSTRUMENT_LINES,
            "Rounds": (),
            "PolicySettings": (),
            "RoundOf": found,
            "HowManyFor": MANY,
            "CertificatesOf": (CERTIFICATE,),
            "ChainOf": (),
            "AgreementFor": (),
        }
        self.answers: dict[str, Any] = {**given, **answers}
        self.done: list[Any] = []
        self.today, self.who = TODAY, "Grace Holloway"

    def ask(self, query: Any) -> Any:
        if (head := head_asked(query)) is not None:
            return head
        return self.answers[type(query).__name__]

    def do(self, command: Any) -> Receipt[Any]:
        self.done.append(command)
        return Receipt(command.name, None, self.answers.get(type(command).__name__))


@pytest.fixture
def opened(window: Window, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Pages that were asked for."""
    found: list[Any] = []
    monkeypatch.setattr(window, "open_at", lambda name, number: found.append((name, number)))
    monkeypatch.setattr(window, "show_page", found.append)
    return found


def page(window: Window, desk: Desk, number: int = 7) -> RoundPage:
    made_page = RoundPage(window, desk)  # type: ignore[arg-type]
    made_page.open(number)
    window.show_pages([made_page], "round")
    return made_page


def test_a_new_round_is_begun_and_then_shown(window: Window) -> None:
    desk = Desk(made.a_round(), PlanRound=7)
    shown = page(window, desk, 0)
    assert shown.title() == "Plan a round"
    shown.view.frame.form.title.setText("Autumn files")
    shown.view.frame.begin.click()
    [planned] = desk.done
    assert (planned.title, planned.rows, planned.parent_id) == ("Autumn files", None, None)
    assert shown.title() == "2026-R2: Autumn files"


def test_a_change_is_kept_at_once_and_without_a_word(window: Window) -> None:
    desk = Desk(made.a_round())
    shown = page(window, desk)
    shown.view.frame.form.leave_out.click()
    [changed] = desk.done
    assert (changed.round_id, changed.plan.leave_out_seen) == (7, False)
    assert window.messages.words == ""


def test_the_next_free_short_name_is_proposed(window: Window) -> None:
    class Line:
        ref = "2026-R1"

    shown = page(window, Desk(Rounds=[Line()]), 0)
    assert shown.view.frame.form.ref.text() == "2026-R2"


@pytest.mark.parametrize("yes", [True, False])
def test_freezing_is_asked_about_first(window: Window, yes: bool) -> None:
    desk = Desk(made.a_round())
    shown = page(window, desk)
    dialogs.answer_next(lambda _dialog: yes)
    shown.view.frame.freeze.click()
    assert [one.round_id for one in desk.done] == ([7] if yes else [])


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        (asks.AssignAsked(14, "A1", None), {"sample_id": 14, "assessor": "A1"}),
        (asks.AssignAsked(14, "A1", None, second=True), {"sample_id": 14, "assessor": "A1"}),
        (asks.ShareAsked(("A1",)), {"round_id": 7, "assessors": ("A1",)}),
        (asks.SubstituteAsked(14, Substitution.TRANSFERRED, "n"), {"sample_id": 14, "note": "n"}),
        (asks.WithdrawAsked(14, "n"), {"sample_id": 14, "note": "n"}),
        (
            asks.SettleAsked(made.dispute(1), "met", "w", "A2"),
            {"review_id": 101, "question": "victims", "after": "met", "together_with": "A2"},
        ),
    ],
)
def test_what_is_asked_becomes_its_command(
    window: Window, asked: object, fields: dict[str, Any]
) -> None:
    desk = Desk(made.settling())
    shown = page(window, desk)
    shown.view.asked.emit(asked)
    [command] = desk.done
    assert {name: getattr(command, name) for name in fields} == fields


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        (asks.DrawAsked("dice", "4 2", "Ada"), {"seed_source": "dice", "seed": "4 2"}),
        (asks.DoubleAsked(), {}),
        (asks.CloseAsked(), {}),
        (asks.VoidAsked("why", "A2"), {"reason": "why", "second_person": "A2"}),
        (ConfirmVoidAsked(), {}),
    ],
)
def test_what_is_for_good_is_asked_about_first(
    window: Window, asked: object, fields: dict[str, Any]
) -> None:
    desk = Desk(made.read())
    shown = page(window, desk)
    dialogs.answer_next(lambda _dialog: True)
    shown.view.asked.emit(asked)
    [command] = desk.done
    assert command.round_id == 7
    assert {name: getattr(command, name) for name in fields} == fields


def test_record_and_frame_are_written_as_they_were_hashed(window: Window, tmp_path: Path) -> None:
    shown = page(window, Desk(made.read()))
    dialogs.answer_next(lambda _dialog: tmp_path)
    shown.view.draw.record.click()
    written = {path.name.rpartition("-")[2]: path.read_bytes() for path in tmp_path.iterdir()}
    assert written == {
        "record.json": CERTIFICATE.record.encode(),
        "frame.json": CERTIFICATE.frame.encode(),
    }


def test_verifying_says_what_was_found(window: Window) -> None:
    desk = Desk(made.read())
    shown = page(window, desk)
    shown.view.draw.verify.click()
    assert window.messages.words.startswith("This draw holds")
    desk.answers["CertificatesOf"] = (replace(CERTIFICATE, findings=[Finding("frame_other")]),)
    shown.view.draw.verify.click()
    assert window.messages.words.startswith("This draw does not hold")
    desk.answers["CertificatesOf"] = (CERTIFICATE,)
    desk.answers["ChainOf"] = (Finding("chain_broken", "2026-R1/1"),)
    shown.view.draw.verify.click()
    assert window.messages.words.startswith("The chain of all draws does not hold: The record 2026")


def test_a_list_from_a_file_goes_along_with_the_plan(window: Window, tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("Prison number,Supervisor\nA1234BC,S1\nA1235BC,S2\n", encoding="utf-8")
    desk = Desk(made.a_round())
    shown = page(window, desk)
    dialogs.answer_next(lambda _dialog: [path])
    shown.view.frame.form.from_file.click()
    [changed] = desk.done
    assert changed.plan.from_file == "cases.csv"
    assert [row.case_ref for row in changed.rows] == ["A1234BC", "A1235BC"]


def test_a_list_with_lines_that_cannot_be_read_is_not_taken(window: Window, tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("Prison number,Supervisor\nA1234BC,S1\nnot a number!,S2\n", encoding="utf-8")
    desk = Desk(made.a_round())
    shown = page(window, desk)
    dialogs.answer_next(lambda _dialog: [path])
    shown.view.frame.form.from_file.click()
    assert desk.done == []
    assert window.messages.words.startswith("1 line of the list cannot be read")
    assert "Line 3, Prison number: " in window.messages.words


def test_a_list_that_is_no_longer_open_is_asked_for_again(window: Window) -> None:
    desk = Desk(made.a_round(plan=RoundPlan(from_file="cases.csv")))
    shown = page(window, desk)
    shown.view.frame.form.leave_out.click()
    assert desk.done == []
    assert window.messages.words.startswith("Take the list again from its file")


def test_a_dropped_round_leads_back(window: Window, opened: list[Any]) -> None:
    desk = Desk(made.a_round())
    shown = page(window, desk)
    shown.view.frame.drop.click()
    assert [one.round_id for one in desk.done] == [7]
    assert opened == ["quality"]


def test_markings_and_reports_are_opened_on_their_pages(window: Window, opened: list[Any]) -> None:
    shown = page(window, Desk(made.read()))
    shown.view.asked.emit(asks.MarkingAsked(109))
    shown.view.asked.emit(asks.ReportAsked())
    assert opened == [("marking", 109), ("governor", 0)]


def test_after_unlocking_the_same_step_is_shown(window: Window) -> None:
    shown = page(window, Desk(made.read()))
    shown.view.turn_to("draw")
    place = shown.place()
    again = page(window, Desk(made.read()), 0)
    again.return_to(place)
    assert again.view.step == "draw"
    assert again.round is not None


@pytest.fixture
def new_desk(tmp_path: Path) -> Iterator[RealDesk]:
    """The invented caseload, in which nobody has begun quality assurance."""
    policies = load(policy_packs())
    desk = make_demo(tmp_path / "store.db", DEMO_CASELOAD, DEMO_DAY, policies=policies)
    yield desk
    desk.close()


def test_a_round_from_its_beginning_until_its_files_are_given_out(
    window: Window, new_desk: RealDesk, tmp_path: Path
) -> None:
    """With the real services: begun, planned, frozen, drawn, verified, given out."""
    first = QualityPage(window, new_desk)
    shown = RoundPage(window, new_desk)
    window.show_pages([first, shown], "quality")
    steps = first.view.first
    for missing in ("lead", "supervisors", "instrument", "round"):
        assert steps.missing == missing
        steps.go.click()
    assert window.page is shown
    frame = shown.view.frame
    frame.form.title.setText("First files")
    frame.form.instrument.setCurrentIndex(1)
    frame.begin.click()
    assert shown.round is not None
    frame.many.files.setValue(14)
    frame.many.chosen.emit()
    assert shown.round.plan.files == 14
    assert frame.many.buys.text().startswith("14 files picked at random")
    for button in (frame.freeze, shown.view.draw.before.draw):
        dialogs.answer_next(lambda _dialog: True)
        button.click()
    assert shown.view.step == "read"
    drawn = [one for one in shown.round.samples if one.role is SampleRole.PRIMARY]
    assert len(drawn) == 14
    shown.view.draw.verify.click()
    assert window.messages.words.startswith("This draw holds")
    dialogs.answer_next(lambda _chooser: tmp_path / "certificate.pdf")
    shown.view.draw.paper.click()
    assert (tmp_path / "certificate.pdf").read_bytes().startswith(b"%PDF")
    shown.view.read.share.click()
    assert all(one.assessor for one in shown.round.samples if one in shown.view.read.model.rows)
    window.show_page("quality")
    assert [line.drawn for line in first.desk.ask(Rounds())] == [
        sum(one.role is not SampleRole.RESERVE for one in shown.round.samples)
    ]
