"""The tabs of the case page: duties, risk, plan, contacts, parole, handover, release, history."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from pomdesk.domain.duties import DutyKind, DutyState
from pomdesk.domain.facts import Assessment, Movement
from pomdesk.domain.record import DutyMark, Entry, EntryKind, MarkKind
from pomdesk.domain.results import Proof, SettingUsed
from pomdesk.domain.terms import ChecklistItem
from pomdesk.readmodels.case import CaseView
from pomdesk.readmodels.duties import DutyLine, DutyWhy, WhatIf
from pomdesk.readmodels.record import AssessmentLine, EntryPage, FactNote, Stay, TimelineLine
from pomdesk.rules.duties.parole import Milestone
from resources.text import Text
from tests.ui.cases import (
    DETERMINATE,
    LIFER,
    PROBATION,
    REVIEWS,
    TODAY,
    case_view,
    duty,
    entry,
    record,
    shown,
)
from tests.ui.test_case import words
from tests.ui.walking import out_of_order
from ui.case import asks
from ui.case.entries import entry_item, last_seen
from ui.case.stays import summary
from ui.case.tabs.duty_feed import duty_items
from ui.case.tabs.overview import next_duties
from ui.case.tabs.plan import goal_order
from ui.case.tabs.risk import grid, is_new, mismatches, predictors
from ui.case.view import CasePanel
from ui.theme import Theme
from ui.widgets.duty_words import duty_away, late
from ui.widgets.feed import Feed

CONTACT, KEY_WORK = EntryKind.CONTACT, EntryKind.KEY_WORK


def day(days: int) -> date:
    return TODAY + timedelta(days=days)


@pytest.fixture
def asked() -> list[object]:
    """What the panel asked for."""
    return []


def last(asked: list[object]) -> object:
    return asked[-1]


@pytest.fixture
def panel(text: Text, theme: Theme, qtbot: QtBot, asked: list[object]) -> CasePanel:
    made = CasePanel(text, theme)
    qtbot.addWidget(made)
    made.asked.connect(asked.append)
    made.resize(1150, 780)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


OASYS = Assessment(
    "LAYER3",
    purpose="Review",
    status="COMPLETE",
    completed_on=date(2026, 4, 2),
    rosh_overall="HIGH",
    rosh={
        "custody": {"Children": "LOW", "knownAdult": "Very high", "prisoners": "MEDIUM"},
        "community": {"children": "LOW", "public": "MEDIUM"},
    },
    predictors=(
        {"name": "OGRS3", "score": 61, "band": "MEDIUM", "unit": "%"},
        {"name": "All Reoffending Predictor", "score": 74.5, "band": "HIGH", "unit": "%"},
    ),
)


def with_oasys(*assessments: Assessment, rosh: str = "MEDIUM") -> CaseView:
    view = case_view(probation=replace(PROBATION, rosh_level=rosh))
    return replace(view, case=replace(view.case, assessments=assessments))


LATE = duty(DutyKind.CONTACT, day(-9), DutyState.OVERDUE)
SOON = duty(DutyKind.OASYS_REVIEW, day(5), DutyState.DUE, opens=day(-20))
LATER = duty(DutyKind.MAPPA_LEVEL, day(60), DutyState.UPCOMING, opens=day(30))
DONE = duty(
    DutyKind.IRMM,
    day(-20),
    DutyState.DONE,
    done_on=day(-22),
    mark=DutyMark("irmm", MarkKind.DONE, day(-22), note="at the March meeting", by="Amira Khan"),
)
AWAY = duty(
    DutyKind.CRS_REFERRAL,
    day(-2),
    DutyState.OVERDUE,
    snoozed_until=day(7),
    mark=DutyMark("crs_referral", MarkKind.SNOOZED, day(-1), day(7), "form is down", "Amira Khan"),
)
BLOCKED = duty(DutyKind.CAS3_REFERRAL, day(20), DutyState.BLOCKED, waits_on=("crs_referral",))
ALL = (LATE, SOON, BLOCKED, LATER, AWAY, DONE)


# Duties.


@pytest.mark.parametrize(
    ("days", "said"),
    [(1, "1 day late"), (13, "13 days late"), (14, "2 weeks late"), (400, "13 months late")],
)
def test_how_late_is_said_as_people_say_it(text: Text, days: int, said: str) -> None:
    assert late(text, days) == said


def test_a_duty_says_how_far_away_it_is(text: Text) -> None:
    assert duty_away(text, LATE, TODAY) == "9 days late"
    assert duty_away(text, SOON, TODAY) == "in 5 days"
    assert duty_away(text, duty(DutyKind.DATA_TIER, None, DutyState.DUE), TODAY) == ""


def test_the_most_urgent_come_first_and_what_was_put_off_is_left_out() -> None:
    found = next_duties(shown(written=record(duties=(LATER, LATE, AWAY, SOON, DONE))))
    assert found == [LATE, SOON, LATER]


def test_the_chips_keep_what_they_say(panel: CasePanel) -> None:
    panel.display(shown(written=record(duties=ALL)))
    panel.turn_to("duties")
    kept: dict[str, list[str]] = {}
    for key, chip in panel.duties.chips._chips.items():
        if not chip.isHidden():
            chip.click()
            model = panel.duties.model
            kept[key] = [model.row_at(n).key for n in range(model.rowCount())]
    assert kept == {
        "open": ["contact", "oasys_review", "cas3_referral", "mappa_level"],
        "overdue": ["contact"],
        "blocked": ["cas3_referral"],
        "put_off": ["crs_referral"],
        "done": ["irmm"],
        "all": [one.key for one in ALL],
    }
    assert panel.tabs.tabText(1) == "Duties (1)"


def test_reasons_of_what_was_put_off_are_shown(panel: CasePanel, text: Text) -> None:
    panel.display(shown(written=record(duties=ALL)))
    panel.turn_to("duties")
    panel.duties.go_to("crs_referral")
    assert "form is down" in panel.duties.words.text()
    spoken = panel.duties.model.spoken(panel.duties.table.currentIndex().row(), 5)
    assert spoken == "What was said: Put off, 21 Nov 2026, Amira Khan: form is down"
    panel.duties.go_to("cas3_referral")
    spoken = panel.duties.model.spoken(panel.duties.table.currentIndex().row(), 1)
    assert "Waits on: Make the CRS accommodation referral" in spoken


@pytest.mark.parametrize(
    ("key", "action"),
    [("D", "done"), ("S", "snoozed"), ("N", "not_needed")],
)
def test_letters_say_something_of_a_duty(
    panel: CasePanel, asked: list[object], key: str, action: str
) -> None:
    panel.display(shown(written=record(duties=ALL)))
    panel.turn_to("duties")
    panel.duties.go_to("contact")
    QTest.keyClicks(panel.duties.table, key)
    assert last(asked) == asks.DutyAsked(action, LATE)


def test_only_what_was_said_can_be_taken_back(panel: CasePanel, asked: list[object]) -> None:
    panel.display(shown(written=record(duties=ALL)))
    panel.turn_to("duties")
    panel.duties.go_to("contact")
    QTest.keyClicks(panel.duties.table, "u")
    assert not panel.duties.buttons["back"].isEnabled()
    assert not any(isinstance(one, asks.DutyAsked) for one in asked)
    panel.duties.go_to("irmm")
    QTest.keyClicks(panel.duties.table, "u")
    assert last(asked) == asks.DutyAsked("back", DONE)
    QTest.keyClicks(panel.duties.table, "d")
    assert last(asked) == asks.DutyAsked("back", DONE), "what is done cannot be done again"


def test_enter_and_the_question_mark_ask_why_of_a_duty(
    panel: CasePanel, asked: list[object]
) -> None:
    panel.display(shown(written=record(duties=ALL)))
    panel.turn_to("duties")
    panel.duties.go_to("oasys_review")
    QTest.keyClick(panel.duties.table, Qt.Key.Key_Return)
    assert last(asked) == asks.WhyDutyAsked("oasys_review")
    panel.duties.go_to("contact")
    QTest.keyClick(panel.duties.table, Qt.Key.Key_Question)
    assert last(asked) == asks.WhyDutyAsked("contact")


def test_duties_of_the_overview_have_the_same_keys(panel: CasePanel, asked: list[object]) -> None:
    panel.display(shown(written=record(duties=ALL)))
    feed = panel.overview.duties
    feed.setFocus()
    QTest.keyClick(feed, Qt.Key.Key_Down)
    QTest.keyClick(feed, Qt.Key.Key_Question)
    assert last(asked) == asks.WhyDutyAsked("oasys_review")
    QTest.keyClicks(feed, "d")
    assert last(asked) == asks.DutyAsked("done", SOON)


def test_duties_are_ticks_of_the_sentence_line_and_read_out(panel: CasePanel) -> None:
    panel.display(shown(written=record(duties=ALL)))
    line = panel.line
    assert [(tick.on, tick.kind) for tick in line.ticks] == [
        (day(-9), "late"),
        (day(-2), "late"),
        (day(5), "duty"),
        (day(20), "duty"),
        (day(60), "duty"),
    ]
    assert "Contact" not in {moment.label for moment in line.moments}
    read: list[str] = []
    line.moment_read.connect(read.append)
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_Home)
    for _ in range(len(line.moments) + len(line.ticks)):
        QTest.keyClick(line, Qt.Key.Key_Right)
    assert "See the person: 13 November 2026, 9 days ago" in read
    assert not line.grab().isNull()


# Why.


def test_a_duty_is_explained_with_what_would_change_it(panel: CasePanel) -> None:
    panel.display(shown(written=record(duties=ALL)))
    setting = SettingUsed("oasys.review_months", 12, "A circular", "check_local_policy", True)
    line = DutyLine(1, "A1234BC", "EVANS", "GARETH", None, SOON)
    changes = (
        WhatIf("person.tariff_date", date(2028, 2, 1), date(2028, 3, 1), date(2027, 3, 1)),
        WhatIf("person.conditional_release_date", None, date(2028, 3, 1), None),
    )
    why = DutyWhy(line, (Proof("follow_up", (), (setting,), ""),), changes, (LATER,))
    panel.show_why_duty(why)
    said = words(panel.why)
    assert said.startswith("Why? Review the OASys\n")
    assert "Due: 27 Nov 2026, in 5 days" in said
    assert "Done when the record shows: A newer OASys" in said
    assert "Local setting" in said
    assert "If Tariff expiry (TED) were 1 March 2028, this would be due 1 March 2027." in said
    assert "were 1 March 2028, this would not fall due." in said
    assert "What waits on it\n• Have the MAPPA level set" in said
    assert panel.why.result == "duty:oasys_review"


def test_what_is_counted_from_a_result_is_said(panel: CasePanel) -> None:
    panel.display(shown(written=record(duties=ALL)))
    panel.show_proof("handover", (SOON,))
    assert "What is counted from it\n• Review the OASys: 27 Nov 2026" in words(panel.why)


def test_an_open_why_asks_again_when_the_case_is_fed_again(
    panel: CasePanel, asked: list[object]
) -> None:
    panel.display(shown(written=record(duties=ALL)))
    panel.show_why("duty:contact")
    line = DutyLine(1, "A1234BC", "EVANS", "GARETH", None, LATE)
    panel.show_why_duty(DutyWhy(line, (), (), ()))
    asked.clear()
    panel.display(shown(written=record(duties=ALL)))
    assert asked == [asks.WhyDutyAsked("contact")]


def test_who_typed_a_fact_and_what_it_replaced(panel: CasePanel) -> None:
    panel.display(shown())
    note = FactNote(
        "person",
        "tariff_date",
        datetime(2026, 11, 3, 9, 30, tzinfo=UTC),
        "Amira Khan",
        "warrant",
        "2028-02-01",
        "2028-03-01",
    )
    panel.show_notes("person.tariff_date", (note,))
    said = words(panel.why)
    assert "Typed by hand: Tariff expiry (TED)" in said
    assert "1 March 2028\nIt replaced: 1 February 2028\nWhy: warrant" in said
    assert "Amira Khan, 3 Nov 2026" in said


# Risk.


def test_levels_by_group_whatever_the_file_calls_them() -> None:
    rows = {row.group: (row.custody, row.community) for row in grid(OASYS)}
    assert rows["children"] == ("LOW", "LOW")
    assert rows["known_adult"] == ("VERY_HIGH", None)
    assert rows["prisoners"] == ("MEDIUM", None)
    assert rows["overall"] == ("VERY_HIGH", "MEDIUM"), "the highest of any group"
    assert [row.group for row in grid(OASYS)][-1] == "overall"


def test_contradicting_levels_are_warned_of(text: Text) -> None:
    warned = mismatches(text, shown(with_oasys(OASYS)))
    assert len(warned) == 2
    assert "Probation holds Medium" in warned[0]
    assert "2 April 2026 says High" in warned[0]
    assert "its highest level by group is Very high" in warned[1]
    agreed = replace(OASYS, rosh_overall="VERY_HIGH")
    assert mismatches(text, shown(with_oasys(agreed, rosh="VERY_HIGH"))) == []


def test_nothing_is_warned_of_where_one_side_is_missing(text: Text) -> None:
    assert mismatches(text, shown(case_view(probation=None))) == []
    assert mismatches(text, shown(with_oasys())) == []


def test_bands_of_predictors_are_never_worked_out(text: Text) -> None:
    odd = replace(OASYS, predictors=({"name": "RSR", "score": 3.5, "band": "Low", "unit": "%"},))
    rows = predictors(text, (odd, replace(OASYS, completed_on=date(2026, 5, 1))))
    told = {row.name: (row.score, row.band, row.old) for row in rows}
    assert told == {
        "All Reoffending Predictor": ("74.5", "HIGH", False),
        "RSR": ("3.5", "Low", True),
        "OGRS3": ("61", "MEDIUM", True),
    }
    assert is_new("csrp")
    assert not is_new("OSP/DC")


def test_what_must_not_be_disclosed_is_marked(panel: CasePanel) -> None:
    ban = entry(1, EntryKind.RESTRICTION, day(-9), what="no_contact", stage="in_force")
    panel.display(shown(written=record((ban,))))
    for key, kinds in (
        ("risk", (EntryKind.RESTRICTION, EntryKind.PUBLIC_PROTECTION)),
        ("release", (EntryKind.VICTIM_LIAISON, EntryKind.VICTIM_NOTE)),
    ):
        panel.turn_to(key)
        blocks = panel.risk.blocks if key == "risk" else panel.release.blocks
        for kind in kinds:
            assert "Not disclosable" in words(blocks[kind]), kind
    assert "Not disclosable" not in words(panel.release.blocks[EntryKind.REFERRAL])
    assert [item.head for item in panel.risk.blocks[EntryKind.RESTRICTION].feed.items] == [
        "No contact with a person"
    ]


# Entries.


def test_an_entry_says_everything_it_holds(text: Text) -> None:
    one = entry(
        7,
        EntryKind.REFERRAL,
        day(-30),
        what="duty_to_refer",
        stage="submitted",
        stage_day=day(-28),
        who="Leeds City Council",
        text="<b>With</b> consent.",
        due=day(-2),
    )
    item = entry_item(text, one, TODAY)
    assert [mark.words for mark in item.marks] == ["Submitted since 25 Oct 2026", "Day has passed"]
    assert item.body == "<b>With</b> consent.\nBy 20 Nov 2026, 2 days ago"
    assert "Leeds City Council" in item.more
    assert "Written by Amira Khan" in item.more
    closed = replace(one, stage="placed")
    marks = entry_item(text, closed, TODAY).marks
    assert [mark.colour for mark in marks] == ["green"], "nothing is to follow any more"


def test_an_attempt_is_not_seeing_somebody() -> None:
    seen = entry(1, CONTACT, day(-40), what="wing")
    tried = entry(2, CONTACT, day(-3), what="attempted")
    written = entry(3, CONTACT, day(-2), what="letter")
    assert last_seen((tried, written, seen)) is seen
    assert last_seen((tried,)) is None


def test_steps_stand_under_their_goals() -> None:
    done = entry(1, EntryKind.GOAL, day(-90), title="a", stage="achieved")
    goal = entry(2, EntryKind.GOAL, day(-80), title="b", stage="active")
    step = entry(3, EntryKind.STEP, day(-70), title="c", stage="in_progress", parent_id=2)
    stray = entry(4, EntryKind.STEP, day(-60), title="d", stage="in_progress")
    found = [one.title for one in goal_order([stray, step, goal, done])]
    assert found == ["b", "c", "a", "d"]


def test_lists_are_worked_by_the_keyboard(panel: CasePanel, asked: list[object]) -> None:
    one = entry(1, EntryKind.INTERVENTION, day(-9), title="TSP", stage="declined")
    two = entry(2, EntryKind.INTERVENTION, day(-5), title="BBR", stage="unsuitable")
    panel.display(shown(written=record((one, two))))
    panel.turn_to("plan")
    feed = panel.plan.blocks[EntryKind.INTERVENTION].feed
    feed.setFocus()
    assert [item.row for item in feed.items] == [two, one], "newest first, declined ones too"
    QTest.keyClick(feed, Qt.Key.Key_Down)
    QTest.keyClick(feed, Qt.Key.Key_Return)
    assert last(asked) == asks.ChangeAsked(one)
    QTest.keyClick(feed, Qt.Key.Key_Delete)
    assert last(asked) == asks.RemoveAsked(one)
    QTest.keyClick(feed, Qt.Key.Key_Insert)
    assert last(asked) == asks.AddAsked(EntryKind.INTERVENTION)
    QTest.keyClick(feed, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = asked[-1]
    assert isinstance(copied, asks.RowsAsked)
    assert "TSP. Declined" in copied.rows[0][0]


def test_a_step_that_is_added_belongs_to_the_goal_one_is_on(
    panel: CasePanel, asked: list[object]
) -> None:
    goal = entry(2, EntryKind.GOAL, day(-80), title="b", stage="active")
    panel.display(shown(written=record((goal,))))
    panel.turn_to("plan")
    panel.plan.goals.adders[EntryKind.STEP].click()
    assert last(asked) == asks.AddAsked(EntryKind.STEP, {"parent_id": 2})


def test_why_an_oasys_needs_a_countersignature(panel: CasePanel, asked: list[object]) -> None:
    lines = (
        AssessmentLine(11, OASYS, "Amira Khan", day(-1), ("rosh", "mappa")),
        AssessmentLine(12, replace(OASYS, completed_on=date(2024, 1, 5)), None, None, ()),
    )
    panel.display(shown(written=record(assessments=lines)))
    panel.turn_to("plan")
    assert "Needs a countersignature: the risk of serious harm is higher" in words(panel.plan)
    assert "Countersignature needed" in panel.plan.assessments.spoken(0, 4)
    assert panel.plan.assessments.spoken(0, 3) == "Author: –, typed by Amira Khan"
    panel.plan.sign.click()
    assert last(asked) == asks.EventAsked("countersignature", 11)
    panel.plan.table_of.selectRow(1)
    assert panel.plan.because.isHidden()
    panel.plan.add.click()
    assert last(asked) == asks.EventAsked("assessment")


# Contacts.


def contacts(count: int) -> list[Entry]:
    return [entry(n, CONTACT, day(-n), what="wing", text=f"said {n}") for n in range(1, count + 1)]


def test_contacts_come_a_page_at_a_time(panel: CasePanel, asked: list[object]) -> None:
    found = contacts(70)
    panel.display(shown(written=record(found[:10])))
    panel.turn_to("contacts")
    wanted = asked[-1]
    assert isinstance(wanted, asks.EntriesAsked)
    assert (wanted.kinds[:2], wanted.limit) == ((CONTACT, KEY_WORK), 50)
    panel.show_entries(EntryPage(found[:50], 70, 0))
    assert panel.contacts.more.text() == "Show more (20 older)"
    assert panel.contacts.block.feed.items[0].body == "said 1"
    panel.contacts.more.click()
    assert last(asked) == replace(wanted, limit=100)
    panel.show_entries(EntryPage(found, 70, 0))
    assert panel.contacts.more.isHidden()
    assert len(panel.contacts.block.feed.items) == 70


def test_last_seen_says_how_far_away(panel: CasePanel) -> None:
    panel.display(shown(written=record(contacts(3), (LATE,))))
    panel.turn_to("contacts")
    said = words(panel.contacts)
    assert "Last contact 21 November 2026, 1 day ago. Next contact due 13 November 2026." in said
    assert "Overdue" in said


def test_one_line_is_one_contact(panel: CasePanel, asked: list[object]) -> None:
    panel.display(shown())
    panel.turn_to("contacts")
    line = panel.contacts.quick
    line.kind.setCurrentIndex(line.kind.findData("phone"))
    line.said.setText("Rang his mother")
    line.next_step.setText("Ring the COM")
    line.due.setText("1/12/2026")
    QTest.keyClick(line.due, Qt.Key.Key_Return)
    said = asked[-1]
    assert (said.kind, said.what, said.day) == (CONTACT, "phone", TODAY)  # type: ignore[attr-defined]
    assert said.due == date(2026, 12, 1)  # type: ignore[attr-defined]
    panel.contacts.said()
    assert line.blank
    assert line.said.hasFocus()
    assert line.day.text() == "22 Nov 2026"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("day", "31/2/2026", "is not a date"),
        ("day", "23/11/2026", "still to come"),
        ("due", "soon", "is not a date"),
        ("due", "1/11/2026", "too early"),
    ],
)
def test_a_line_that_is_wrong_says_so_and_saves_nothing(
    panel: CasePanel, asked: list[object], field: str, typed: str, said: str
) -> None:
    panel.display(shown())
    panel.turn_to("contacts")
    line = panel.contacts.quick
    line.said.setText("x")
    before = list(asked)
    getattr(line, field).setText(typed)
    line.send()
    assert asked == before
    assert said in words(line)
    assert getattr(line, field).hasFocus()


def test_an_empty_line_is_no_contact_but_an_attempt_needs_no_words(
    panel: CasePanel, asked: list[object]
) -> None:
    panel.display(shown())
    panel.turn_to("contacts")
    line, before = panel.contacts.quick, len(asked)
    line.send()
    assert len(asked) == before
    line.kind.setCurrentIndex(line.kind.findData("attempted"))
    line.send()
    assert len(asked) == before + 1


def test_what_was_typed_for_one_person_is_not_saved_for_another(panel: CasePanel) -> None:
    panel.display(shown())
    panel.turn_to("contacts")
    panel.contacts.quick.said.setText("about Evans")
    panel.display(shown())
    assert panel.contacts.quick.said.text() == "about Evans", "the same person: it stays"
    panel.display(shown(case_view(LIFER, person_id=2)))
    panel.turn_to("contacts")
    assert panel.contacts.quick.blank


# Parole and handover.


def test_a_review_shows_its_timetable_with_what_was_done(
    panel: CasePanel, asked: list[object]
) -> None:
    steps = (
        Milestone("notify", day(-10), False),
        Milestone("custody_report", day(30), True),
        Milestone("hearing", day(200), True),
    )
    done = entry(
        5, EntryKind.PAROLE_STEP, day(-12), what="notified", subject="R-1", text="by e-mail"
    )
    view = case_view(LIFER, reviews=REVIEWS)
    panel.display(shown(view, record((done,)), milestones={"R-1": steps}))
    panel.turn_to("parole")
    feed = panel.parole._reviews["R-1"].feed
    assert [[mark.words for mark in item.marks] for item in feed.items] == [
        ["Done 10 Nov 2026"],
        [],
        [],
    ]
    assert feed.items[1].more == "day given by PPUD"
    feed.setFocus()
    QTest.keyClick(feed, Qt.Key.Key_Down)
    QTest.keyClick(feed, Qt.Key.Key_Return)
    known = {"subject": "R-1", "what": "custody_report"}
    assert last(asked) == asks.AddAsked(EntryKind.PAROLE_STEP, known)
    assert "GPP ISP" in panel.parole.steps.feed.items[0].more


def test_what_the_record_shows_done_stands_beside_its_box(panel: CasePanel) -> None:
    oasys = ChecklistItem.REVIEWED_OASYS.value
    done = duty(DutyKind.HANDOVER_TASK, day(9), DutyState.DONE, subject=oasys, done_on=day(-30))
    panel.display(shown(written=record(duties=(done,))))
    panel.turn_to("handover")
    ticks = {tick.item: tick for tick in panel.handover.ticks}
    assert not ticks[oasys].box.isChecked()
    assert "Done by what is on record on 23 Oct 2026" in words(ticks[oasys])
    assert "on record" not in words(ticks["contacted_com"])


def test_ticks_of_the_checklist(panel: CasePanel, asked: list[object]) -> None:
    done = entry(3, EntryKind.HANDOVER_TASK, day(-4), what="contacted_com", text="rang back")
    panel.display(shown(written=record((done,))))
    panel.turn_to("handover")
    ticks = {tick.item: tick for tick in panel.handover.ticks}
    assert ticks["contacted_com"].box.isChecked()
    assert "done 18 Nov 2026: rang back" in words(ticks["contacted_com"])
    other = ChecklistItem.REVIEWED_OASYS.value
    ticks[other].box.click()
    assert last(asked) == asks.TickAsked(other, None)
    assert not ticks[other].box.isChecked(), "not before the desk has taken it"
    ticks["contacted_com"].box.click()
    assert last(asked) == asks.TickAsked("contacted_com", done)
    ticks["contacted_com"].change.click()
    assert last(asked) == asks.ChangeAsked(done)


# History.


def test_a_stay_counts_what_was_open_on_arrival_and_done_there() -> None:
    came = Movement("LEI", "WHI", "TRN", "IN", day(-100))
    stay = Stay("WHI", "Woodhill", day(-100), day(-10), came)
    entries = [
        entry(1, EntryKind.GOAL, day(-300), title="a", stage="active"),
        entry(2, EntryKind.GOAL, day(-300), title="b", stage="achieved", stage_day=day(-200)),
        entry(3, EntryKind.GOAL, day(-300), title="c", stage="achieved", stage_day=day(-50)),
        entry(4, EntryKind.REFERRAL, day(-60), what="cas2", stage="refused", stage_day=day(-5)),
        entry(5, CONTACT, day(-100), what="wing"),
        entry(6, CONTACT, day(-10), what="wing"),
        entry(7, CONTACT, day(-9), what="wing"),
        entry(8, CONTACT, day(-101), what="wing"),
    ]
    told = summary(stay, entries, [day(-400), day(-90), day(-5)])
    assert told.open_then == {EntryKind.GOAL: 2}
    assert told.made == {CONTACT: 2, EntryKind.REFERRAL: 1}
    assert told.closed == {EntryKind.GOAL: 1}
    assert (told.oasys_then, told.oasys) == (day(-400), 1)


def test_the_history_asks_only_for_what_it_shows(panel: CasePanel, asked: list[object]) -> None:
    came = Movement("LEI", "WHI", "TRN", "IN", day(-100))
    stay = Stay("WHI", "Woodhill", day(-100), None, came)
    panel.display(shown(written=record(stays=(stay,))))
    asked.clear()
    panel.turn_to("history")
    assert asked == [asks.TimelineAsked(50)]
    lines = [
        TimelineLine(day(-1), "fact", "tariff_date", before=None, after="2028-03-01", by="A Khan"),
        TimelineLine(day(-2), "duty", "irmm", "at the meeting", after="done", by="A Khan"),
        TimelineLine(day(-3), "movement", "TRN", "Woodhill"),
        TimelineLine(day(-4), "entry", "contact", entry=entry(9, CONTACT, day(-4), what="wing")),
    ]
    panel.history.show_timeline(lines, 54)
    heads = [item.head for item in panel.history.timeline.items]
    assert heads[0] == "Tariff expiry (TED)"
    assert panel.history.timeline.items[0].body == "not known → 1 March 2028"
    assert heads[1] == "Take the case to the risk management meeting: called done"
    assert heads[2:] == ["Transfer", "POM contact: On the wing"]
    assert panel.history.more.text() == "Show more (50 older)"
    panel.history.chips._chips["moves"].click()
    assert isinstance(asked[-1], asks.EntriesAsked)
    panel.show_entries(EntryPage((), 0, 0))
    item = panel.history.stays.items[0]
    assert item.head == "Woodhill, still there"
    assert "Open on arrival: last OASys 2 Apr 2026." in item.body


def test_only_the_tab_that_is_shown_is_fed(
    panel: CasePanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    fed: list[str] = []

    def note(key: str, display: Callable[..., None]) -> Callable[..., None]:
        def told(case: object) -> None:
            fed.append(key)
            display(case)

        return told

    for key, part in panel.parts.items():
        monkeypatch.setattr(part, "display", note(key, part.display))
    panel.display(shown())
    panel.display(shown())
    panel.turn_to("risk")
    assert fed == ["overview", "overview", "risk"]


# The feed.


@pytest.fixture
def feed(theme: Theme, qtbot: QtBot) -> Feed:
    made = Feed(theme, "Items")
    qtbot.addWidget(made)
    made.resize(600, 300)
    made.show()
    return made


def test_an_item_is_as_high_as_its_words_need(feed: Feed, text: Text) -> None:
    short = entry_item(text, entry(1, CONTACT, day(-1), what="wing", text="word"), TODAY)
    long = entry_item(text, entry(2, CONTACT, day(-2), what="wing", text="word " * 200), TODAY)
    feed.display((short, long))
    model, width = feed.model(), feed.viewport().width()
    low, high = (feed.visualRect(model.index(n, 0)).height() for n in (0, 1))
    assert high > 4 * low
    feed.resize(300, 300)
    assert feed.viewport().width() < width
    assert feed.visualRect(model.index(1, 0)).height() > high, "narrower: more lines"
    assert not feed.grab().isNull()


def test_the_chosen_item_stays_chosen(feed: Feed, text: Text) -> None:
    items = [entry_item(text, entry(n, CONTACT, day(-n), what="wing"), TODAY) for n in range(1, 5)]
    feed.display(items)
    feed.choose(3)
    newer = entry_item(text, entry(9, CONTACT, day(0), what="wing"), TODAY)
    feed.display([newer, *items])
    row = feed.chosen()
    assert isinstance(row, Entry)
    assert row.id == 3
    feed.display([newer])
    assert feed.chosen() is newer.row


def test_a_screen_reader_is_told_the_whole_item(feed: Feed, text: Text) -> None:
    one = entry(1, CONTACT, day(-1), what="wing", text="Said he is well.")
    feed.display([entry_item(text, one, TODAY)])
    spoken = feed.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == (
        "21 Nov 2026. 1 day ago. On the wing. Said he is well.. Written by Amira Khan"
    )


def test_duties_on_a_tab_say_what_they_wait_on(text: Text) -> None:
    case = shown(written=record(duties=ALL))
    items = {item.key: item for item in duty_items(text, case, ALL)}
    assert items["cas3_referral"].more == "Waits on: Make the CRS accommodation referral"
    assert items["crs_referral"].marks[0].words == "Put off until 29 Nov 2026"
    assert items["irmm"].body.endswith("at the March meeting")


def test_every_empty_block_says_how_something_gets_there(panel: CasePanel) -> None:
    panel.display(shown(case_view(replace(DETERMINATE, alerts=()))))
    for key in ("risk", "plan", "release", "handover"):
        panel.turn_to(key)
        assert "Add puts it here" in words(panel.parts[key]), key


def test_tab_goes_in_reading_order_after_facts_were_shown_again(
    panel: CasePanel, qtbot: QtBot
) -> None:
    panel.display(shown(case_view(LIFER, reviews=REVIEWS)))
    for key in panel.parts:
        panel.turn_to(key)
        panel.display(shown(case_view(probation=None)))
        panel.display(shown(case_view(LIFER, reviews=REVIEWS)))
        qtbot.waitUntil(lambda: panel.isVisible() and not out_of_order(panel))
