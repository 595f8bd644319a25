"""What is done from the case page, with a desk behind it: entries, duties, events, one line."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from pomdesk.domain.duties import Duty, DutyState
from pomdesk.domain.record import SPECS, Entry, EntryKind
from pomdesk.domain.terms import Responsibility
from pomdesk.services.commands.entries import AddEntry
from pomdesk.services.desk import Desk
from pomdesk.services.queries.case import CaseOf
from pomdesk.services.queries.caseload import CaseloadOn
from pomdesk.services.queries.record import EntriesOf, RecordOf
from pomdesk.services.queries.rules_of_case import HangsOn, StaffKnown, TimetablesOf
from resources.text import Text
from tests.ui.cases import TODAY
from ui import dialogs
from ui.case import asks
from ui.case.controller import CasePage
from ui.case.forms import assessment_of
from ui.case.shown import Shown
from ui.case.view import KEYS
from ui.quick import QuickContact, ask_contact
from ui.theme import Theme
from ui.widgets.entry_form import EntryForm, entry_fields
from ui.widgets.fields_form import FieldsForm
from ui.window import Window

Answer = Callable[[Any], bool]


def fill(form: FieldsForm, **answers: object) -> None:
    """Type answers into a form, choose in it."""
    for name, answer in answers.items():
        control = form.control(name)
        if isinstance(control, QComboBox):
            assert control.findData(answer) >= 0, f"{name}: no choice {answer}"
            control.setCurrentIndex(control.findData(answer))
        elif isinstance(control, QPlainTextEdit):
            control.setPlainText(str(answer))
        elif isinstance(control, QLineEdit):
            control.setText(str(answer))


def filled(**answers: object) -> Answer:
    """Answers the next form."""

    def answer(form: FieldsForm) -> bool:
        fill(form, **answers)
        form.accept()
        return bool(form.result())

    return answer


def typed(day: date) -> str:
    return day.strftime("%d/%m/%Y")


# The form of an entry.


@pytest.mark.parametrize("kind", list(EntryKind))
def test_every_kind_has_its_form(text: Text, theme: Theme, qtbot: QtBot, kind: EntryKind) -> None:
    form = EntryForm(None, text, kind, TODAY, lambda values: None)
    qtbot.addWidget(form)
    wanted = [name for name in SPECS[kind].fields if name != "subject"]
    assert list(form.rows) == ["day", *wanted]
    for row in form.rows.values():
        assert row.control.accessibleName()
    needed = {field.name for field in form._fields if field.needed}
    assert needed == {"day", *SPECS[kind].needs}
    form.accept()
    stages = SPECS[kind].stages
    blank = [name for name in SPECS[kind].needs if not (name == "stage" and stages)]
    assert {name for name, row in form.rows.items() if row.error} == set(blank)


def test_a_form_says_beside_the_field_what_is_wrong(text: Text, theme: Theme, qtbot: QtBot) -> None:
    saved: list[object] = []
    form = EntryForm(None, text, EntryKind.REFERRAL, TODAY, saved.append)
    qtbot.addWidget(form)
    fill(form, day="31/2/2026", due="soon")
    form.accept()
    assert "31/2/2026" in form.rows["day"].error
    assert "soon" in form.rows["due"].error
    assert form.rows["what"].error == "What is needed: fill it in."
    fill(form, day=typed(TODAY + timedelta(days=1)), due="", what="cas2")
    form.accept()
    assert "still to come" in form.rows["day"].error
    assert saved == []
    fill(form, day=typed(TODAY))
    form.accept()
    assert len(saved) == 1
    assert form.values["stage"] == "to_make"


def test_what_is_too_long_is_said_and_kept(text: Text, theme: Theme, qtbot: QtBot) -> None:
    form = EntryForm(None, text, EntryKind.NOTE, TODAY, lambda values: None)
    qtbot.addWidget(form)
    fill(form, text="x" * 4_010)
    form.accept()
    assert form.rows["text"].error.startswith("This is 10 characters too long")
    assert len(form.control("text").toPlainText()) == 4_010  # type: ignore[attr-defined]


def test_another_stage_holds_from_today(text: Text, theme: Theme, qtbot: QtBot) -> None:
    old = TODAY - timedelta(days=90)
    one = Entry(1, EntryKind.GOAL, old, title="a", stage="active", stage_day=old)
    form = EntryForm(None, text, EntryKind.GOAL, TODAY, lambda values: None, entry=one)
    qtbot.addWidget(form)
    fill(form, stage="achieved")
    form.accept()
    assert form.values["stage_day"] == TODAY


def test_only_a_meeting_may_lie_ahead(text: Text) -> None:
    meeting = entry_fields(text, EntryKind.HANDOVER_MEETING, TODAY, {})
    contact = entry_fields(text, EntryKind.CONTACT, TODAY, {})
    assert (meeting[0].latest, contact[0].latest) == (None, TODAY)


# The page with a desk behind it.


@pytest.fixture
def page(window: Window, demo_desk: Desk, qtbot: QtBot) -> CasePage:
    qtbot.addWidget(window)
    made = CasePage(window, demo_desk)
    window.resize(1280, 800)
    window.show()
    window.activateWindow()
    lines = demo_desk.ask(CaseloadOn()).lines
    inside = next(
        line
        for line in lines
        if line.inside and line.responsibility is Responsibility.CUSTODY_ONLY and line.handover_on
    )
    made.open(inside.person_id)
    window.show_pages([made], "case")
    window.undo_asked.connect(lambda number: window.done(demo_desk.undo(number)))
    return made


def case(page: CasePage) -> Shown:
    assert page.view.shown is not None
    return page.view.shown


def newest(page: CasePage, kind: EntryKind) -> Entry:
    return case(page).entries(kind)[0]


def test_an_entry_is_added_changed_and_taken_out_and_each_can_be_undone(
    page: CasePage, window: Window, demo_desk: Desk
) -> None:
    page.view.turn_to("release")
    before = len(case(page).entries(EntryKind.REFERRAL))
    dialogs.answer_next(filled(what="approved_premises", who="CAS1"))
    page.view.asked.emit(asks.AddAsked(EntryKind.REFERRAL))
    assert len(case(page).entries(EntryKind.REFERRAL)) == before + 1
    assert window.messages.words == "Referral: written down."
    one = newest(page, EntryKind.REFERRAL)
    feed = page.view.release.blocks[EntryKind.REFERRAL].feed
    assert one in [item.row for item in feed.items], "on the page at once"
    dialogs.answer_next(filled(stage="refused"))
    page.view.asked.emit(asks.ChangeAsked(one))
    changed = next(e for e in case(page).entries(EntryKind.REFERRAL) if e.id == one.id)
    assert (changed.stage, changed.stage_day) == ("refused", demo_desk.today)
    page.view.asked.emit(asks.RemoveAsked(changed))
    assert len(case(page).entries(EntryKind.REFERRAL)) == before
    window.messages.undo.click()
    assert len(case(page).entries(EntryKind.REFERRAL)) == before + 1


def test_what_the_desk_refuses_is_said_in_the_form_and_nothing_is_lost(
    page: CasePage, demo_desk: Desk
) -> None:
    early = typed(demo_desk.today - timedelta(days=9))

    def answer(form: FieldsForm) -> bool:
        fill(form, what="cas2", text="long and careful words", due=early)
        form.accept()
        assert not form.result()
        assert "must not lie before the entry" in form._refused.text()
        assert form.control("text").toPlainText() == "long and careful words"  # type: ignore[attr-defined]
        return False

    before = case(page).record.counts
    dialogs.answer_next(answer)
    page.view.asked.emit(asks.AddAsked(EntryKind.REFERRAL))
    assert demo_desk.ask(RecordOf(case(page).view.person_id)).counts == before


def test_twenty_contacts_from_the_keyboard(page: CasePage, qtbot: QtBot) -> None:
    page.view.turn_to("contacts")
    line = page.view.contacts.quick
    qtbot.waitUntil(lambda: line.said.isVisible())
    line.said.setFocus()
    for n in range(20):
        QTest.keyClicks(line.said, f"seen {n}")
        QTest.keyClick(line.said, Qt.Key.Key_Return)
        assert page.view.contacts.block.feed.items[0].body == f"seen {n}"
    assert line.said.hasFocus()
    assert "today" in page.view.contacts.seen.text()


def test_a_follow_up_day_becomes_a_duty(page: CasePage, demo_desk: Desk) -> None:
    page.view.turn_to("contacts")
    line = page.view.contacts.quick
    line.said.setText("asked about housing")
    line.next_step.setText("Ring the council")
    line.due.setText(typed(demo_desk.today + timedelta(days=9)))
    line.send()
    titles = [case(page).title(page.shell.text, duty) for duty in case(page).record.duties]
    assert "Follow up what was agreed: Ring the council" in titles


def open_duty(page: CasePage) -> Duty:
    return next(
        duty
        for duty in case(page).record.duties
        if duty.state in {DutyState.DUE, DutyState.OVERDUE, DutyState.UPCOMING} and duty.due
    )


def duty_now(page: CasePage, key: str) -> Duty:
    return next(duty for duty in case(page).record.duties if duty.key == key)


def test_a_duty_is_put_off_with_a_reason_and_taken_back(
    page: CasePage, window: Window, demo_desk: Desk
) -> None:
    key, until = open_duty(page).key, demo_desk.today + timedelta(days=21)
    page.view.turn_to("duties")

    def answer(form: FieldsForm) -> bool:
        form.accept()
        assert form.rows["note"].error, "the reason is always asked"
        return filled(until=typed(until), note="waiting for the form")(form)

    dialogs.answer_next(answer)
    page.view.asked.emit(asks.DutyAsked("snoozed", duty_now(page, key)))
    assert duty_now(page, key).snoozed_until == until
    page.view.duties.go_to(key)
    assert "waiting for the form" in page.view.duties.words.text()
    page.view.asked.emit(asks.DutyAsked("back", duty_now(page, key)))
    assert duty_now(page, key).snoozed_until is None


def test_putting_off_until_today_is_no_putting_off(page: CasePage, demo_desk: Desk) -> None:
    def answer(form: FieldsForm) -> bool:
        fill(form, until=typed(demo_desk.today), note="x")
        form.accept()
        assert "too early" in form.rows["until"].error
        return False

    dialogs.answer_next(answer)
    page.view.asked.emit(asks.DutyAsked("snoozed", open_duty(page)))


def test_a_duty_is_done_on_a_day_with_a_note(page: CasePage, demo_desk: Desk) -> None:
    duty = open_duty(page)
    dialogs.answer_next(filled(note="by e-mail"))
    page.view.asked.emit(asks.DutyAsked("done", duty))
    marks = [mark for mark in case(page).view.case.marks if mark.duty == duty.key]
    done = duty_now(page, duty.key)
    assert done.mark is not None or marks, "kept even where it no longer counts"


def test_an_open_why_of_a_duty_that_is_gone_closes(page: CasePage) -> None:
    page.view.show_why(f"duty:{open_duty(page).key}")
    assert page.view.why.isVisible()
    page.view.show_why("duty:follow_up:999999")
    assert page.view.why.isHidden()


def test_every_duty_of_every_tab_can_be_asked_why(page: CasePage) -> None:
    for duty in case(page).record.duties:
        page.view.show_why(f"duty:{duty.key}")
        assert page.view.why.result == f"duty:{duty.key}"
    page.view.show_why("handover")
    assert page.view.why.result == "handover"


def test_the_checklist_is_ticked_with_one_key(page: CasePage, window: Window) -> None:
    page.view.turn_to("handover")
    tick = next(tick for tick in page.view.handover.ticks if tick.entry is None)
    tick.box.setFocus()
    QTest.keyClick(tick.box, Qt.Key.Key_Space)
    assert tick.box.isChecked()
    assert newest(page, EntryKind.HANDOVER_TASK).what == tick.item
    QTest.keyClick(tick.box, Qt.Key.Key_Space)
    assert not tick.box.isChecked()
    window.messages.undo.click()
    assert tick.box.isChecked()


# Events.


def test_an_oasys_is_typed_in_and_countersigned(page: CasePage, demo_desk: Desk) -> None:
    today, before = demo_desk.today, len(case(page).record.assessments)
    dialogs.answer_next(
        filled(
            purpose="Review",
            initiated_on=typed(today - timedelta(days=9)),
            completed_on=typed(today),
            assessor="Amira Khan (Prison POM)",
            rosh_overall="HIGH",
            **{"custody.known_adult": "HIGH", "community.children": "LOW"},
        )
    )
    page.view.asked.emit(asks.EventAsked("assessment"))
    lines = case(page).record.assessments
    assert len(lines) == before + 1
    line = lines[0]
    assert line.assessment.rosh == {
        "custody": {"known_adult": "HIGH"},
        "community": {"children": "LOW"},
    }
    assert line.countersign_because
    dialogs.answer_next(filled(day=typed(today)))
    page.view.asked.emit(asks.EventAsked("countersignature", line.row_id))
    assert case(page).record.assessments[0].assessment.countersigned_on == today


def test_a_blank_assessment_holds_nothing() -> None:
    made = assessment_of({"assessment_type": "LAYER1", "purpose": "", "custody.staff": None})
    assert (made.assessment_type, made.purpose, made.rosh) == ("LAYER1", None, {})


def test_a_transfer_in_moves_the_person(page: CasePage, demo_desk: Desk, window: Window) -> None:
    was = case(page).view.case.person.prison_id
    to = "WHI" if was != "WHI" else "LEI"
    dialogs.answer_next(filled(to_agency=to, cell="A-1-001"))
    page.view.asked.emit(asks.EventAsked("transfer"))
    person = case(page).view.case.person
    assert (person.prison_id, person.cell_location) == (to, "A-1-001")
    assert case(page).record.stays[0].prison_id == to
    assert window.messages.words.startswith("Transfer in recorded")
    page.view.turn_to("history")
    page.view.history.chips._chips["moves"].click()
    assert page.view.history.stays.items[0].marks[0].words == "Here now"


def test_a_recall_changes_who_is_responsible(page: CasePage, demo_desk: Desk) -> None:
    dialogs.answer_next(filled(why="recall notice"))
    page.view.asked.emit(asks.EventAsked("recall"))
    assert case(page).view.case.person.recall is True
    fields = [note.field for note in case(page).view.changes]
    assert "recall" in fields
    page.view.turn_to("dates")
    notes = page.view.dates.sections["stands"]._buttons["notes", "person.recall"]
    notes.click()
    assert page.view.why.result == "notes:person.recall"


def test_a_parole_outcome_is_recorded(window: Window, demo_desk: Desk, qtbot: QtBot) -> None:
    qtbot.addWidget(window)
    page = CasePage(window, demo_desk)
    lines = demo_desk.ask(CaseloadOn()).lines
    live = next(
        line.person_id
        for line in lines
        if demo_desk.ask(CaseOf(person_id=line.person_id)).result.parole.current
    )
    page.open(live)
    window.show_pages([page], "case")
    review = case(page).view.result.parole.current[0]
    assert case(page).milestones.keys() == {
        one.review_id for one in case(page).view.result.parole.current
    }
    dialogs.answer_next(filled(outcome="Stay In Closed [*]"))
    page.view.asked.emit(asks.EventAsked("outcome", review.review_id))
    after = {one.review_id: one for one in case(page).view.case.parole_reviews}
    assert after[review.review_id].hearing_outcome == "Stay In Closed [*]"
    assert after[review.review_id].hearing_outcome_received_on == demo_desk.today


def test_an_allocation_needs_staff_the_desk_knows(
    page: CasePage, window: Window, demo_desk: Desk
) -> None:
    staff = demo_desk.ask(StaffKnown())
    if not staff:
        page.view.asked.emit(asks.EventAsked("allocation"))
        assert "knows no staff" in window.messages.words
        return
    number, name = staff[-1]
    dialogs.answer_next(filled(primary_staff_id=number, day=typed(demo_desk.today)))
    page.view.asked.emit(asks.EventAsked("allocation"))
    assert case(page).view.pom_name == name


def test_an_outcome_without_a_review_says_why_not(page: CasePage, window: Window) -> None:
    assert not case(page).view.case.parole_reviews
    page.view.asked.emit(asks.EventAsked("outcome"))
    assert "no parole review" in window.messages.words


def test_a_form_that_is_left_changes_nothing(page: CasePage, demo_desk: Desk) -> None:
    before = case(page)
    for name in ("transfer", "recall", "assessment"):
        dialogs.answer_next(lambda _form: False)
        page.view.asked.emit(asks.EventAsked(name))
    dialogs.answer_next(lambda _form: False)
    page.view.asked.emit(asks.AddAsked(EntryKind.NOTE))
    page.refresh()
    assert case(page).record == before.record
    assert case(page).view.case == before.view.case


# What is asked of the rules, and the page as a whole.


def test_what_hangs_on_a_handover_date(page: CasePage, demo_desk: Desk) -> None:
    facts = case(page).view.case
    found = demo_desk.ask(HangsOn("handover", facts))
    assert all(duty.open for duty in found)
    assert any(duty.kind.value.startswith(("handover_", "oasys_handover")) for duty in found)
    assert demo_desk.ask(HangsOn("scope", facts)) == ()


def test_timetables_are_by_review(demo_desk: Desk) -> None:
    assert demo_desk.ask(TimetablesOf(())) == {}


def test_every_tab_is_shown_for_everybody(window: Window, demo_desk: Desk, qtbot: QtBot) -> None:
    qtbot.addWidget(window)
    page = CasePage(window, demo_desk)
    lines = demo_desk.ask(CaseloadOn()).lines
    window.show_pages([page], "case")
    for line in lines[:: max(len(lines) // 6, 1)]:
        page.open(line.person_id)
        page.refresh()
        for key in KEYS:
            page.view.turn_to(key)
            assert page.view.tab == key


def test_a_written_entry_leaves_the_facts_unasked(
    page: CasePage, monkeypatch: pytest.MonkeyPatch, demo_desk: Desk
) -> None:
    asked: list[str] = []
    ask = demo_desk.ask

    def note(query: Any) -> Any:
        asked.append(type(query).__name__)
        return ask(query)

    monkeypatch.setattr(demo_desk, "ask", note)
    page.view.turn_to("contacts")
    asked.clear()
    page.view.contacts.quick.said.setText("x")
    page.view.contacts.quick.send()
    assert asked == ["RecordOf", "EntriesOf"]
    asked.clear()
    page.refresh()
    assert "CaseOf" in asked, "anything else asks for the facts too"


def test_the_command_box_is_offered_what_the_page_does(page: CasePage) -> None:
    offered = dict(page.offers())
    assert "Case: Risk" in offered
    assert any(words.endswith("Transfer in…") for words in offered)
    offered["Case: Risk"]()
    assert page.view.tab == "risk"


# A contact from anywhere.


@pytest.fixture
def person(demo_desk: Desk) -> Any:
    return demo_desk.ask(CaseloadOn()).lines[3]


def test_a_contact_is_made_from_a_name_and_a_line(
    text: Text, theme: Theme, demo_desk: Desk, person: Any, qtbot: QtBot
) -> None:
    def answer(box: QuickContact) -> bool:
        box.show()
        assert box.who is not None
        QTest.keyClicks(box.who, person.prisoner_number.lower())
        QTest.keyClick(box.who, Qt.Key.Key_Return)
        assert box.person_id == person.person_id
        QTest.keyClicks(box.line.said, "seen on the wing")
        QTest.keyClick(box.line.said, Qt.Key.Key_Return)
        assert box.said is not None
        return bool(box.result())

    dialogs.answer_next(answer)
    made = ask_contact(None, text, demo_desk)
    assert made == AddEntry(
        person.person_id,
        EntryKind.CONTACT,
        demo_desk.today,
        what="face_to_face",
        text="seen on the wing",
    )
    assert made is not None
    number = demo_desk.do(made).result
    page = demo_desk.ask(EntriesOf(person.person_id, (EntryKind.CONTACT,)))
    assert number in [one.id for one in page.entries]


def test_with_the_person_given_only_the_line_is_asked(
    text: Text, theme: Theme, demo_desk: Desk, person: Any
) -> None:
    def answer(box: QuickContact) -> bool:
        assert box.who is None
        box.line.said.setText("x")
        box.accept()
        return bool(box.result())

    dialogs.answer_next(answer)
    made = ask_contact(None, text, demo_desk, person.person_id)
    assert made is not None
    assert made.person_id == person.person_id


def test_nobody_chosen_is_said_and_a_closed_box_gives_nothing(
    text: Text, theme: Theme, demo_desk: Desk
) -> None:
    def answer(box: QuickContact) -> bool:
        assert box.who is not None
        QTest.keyClicks(box.who, "qqzzxx")
        box.line.said.setText("x")
        box.accept()
        assert "Nobody fits" in box._row.error
        assert not box.result()
        return False

    dialogs.answer_next(answer)
    assert ask_contact(None, text, demo_desk) is None


def test_names_stay_hidden_in_the_box(
    text: Text, theme: Theme, demo_desk: Desk, person: Any, qtbot: QtBot
) -> None:
    box = QuickContact(None, text, demo_desk, None, blank=True)
    qtbot.addWidget(box)
    assert box.who is not None
    QTest.keyClicks(box.who, person.prisoner_number)
    assert person.prisoner_number not in box._list.item(0).text()
