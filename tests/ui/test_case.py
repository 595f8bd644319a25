"""The case page: who, the sentence line, facts with sources, why, corrections."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from pomdesk.domain.names import HIDDEN, listed
from pomdesk.domain.results import Proof, SettingUsed
from pomdesk.domain.terms import ScopeReason
from pomdesk.readmodels.case import CaseView
from pomdesk.readmodels.record import EntryPage
from pomdesk.services.desk import Desk
from pomdesk.services.queries.case import CaseOf
from pomdesk.services.queries.caseload import CaseloadOn
from resources.text import Text
from resources.wording import source_words
from tests.ui.cases import (
    CHANGE,
    DETERMINATE,
    DISPUTE,
    FILE,
    LIFER,
    PROBATION,
    REVIEWS,
    case_view,
    shown,
)
from ui import dialogs
from ui.case import facts, sources
from ui.case.asks import EntriesAsked, FactAsked, SettleAsked, TimelineAsked, WhyAsked
from ui.case.change import ChangeForm, kind_of
from ui.case.controller import CasePage
from ui.case.sources import written
from ui.case.view import KEYS, CasePanel
from ui.days import parse_day
from ui.theme import Theme
from ui.widgets.facts import FactLine
from ui.widgets.label import Label
from ui.widgets.why_panel import WhyPanel
from ui.window import Window


@pytest.fixture
def panel(text: Text, theme: Theme, qtbot: QtBot) -> CasePanel:
    made = CasePanel(text, theme)
    qtbot.addWidget(made)
    made.resize(1150, 780)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.asked.connect(lambda asked: answer(made, asked))
    return made


def answer(panel: CasePanel, asked: object) -> None:
    """What the controller would give, from a record that is empty."""
    if isinstance(asked, WhyAsked):
        panel.show_proof(asked.result, ())
    elif isinstance(asked, EntriesAsked):
        panel.show_entries(EntryPage((), 0, 0))
    elif isinstance(asked, TimelineAsked):
        panel.history.show_timeline((), 0)


def words(part: QWidget) -> str:
    """Everything a widget says, without what was put away."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return "\n".join(label.text() for label in part.findChildren(Label) if not label.isHidden())


def by_name(lines: list[FactLine]) -> dict[str, FactLine]:
    return {line.name: line for line in lines}


# What is said of a case.


def test_age_counts_birthdays() -> None:
    born = date(2000, 11, 22)
    assert facts.age(born, date(2026, 11, 21)) == 25
    assert facts.age(born, date(2026, 11, 22)) == 26


@pytest.mark.parametrize(
    ("release", "said", "tag"),
    [
        (date(2027, 8, 10), "Handover on 26 November 2026, in 4 days.", "Due soon"),
        (date(2027, 8, 6), "Handover date is today.", "Today"),
        (date(2027, 7, 24), "Handover date was 10 November 2026, 12 days ago.", "Overdue"),
    ],
)
def test_a_date_that_came_is_not_said_to_be_a_handover(
    text: Text, release: date, said: str, tag: str
) -> None:
    view = case_view(
        replace(
            DETERMINATE,
            conditional_release_date=release,
            home_detention_curfew_eligibility_date=None,
        )
    )
    assert said in facts.matters(text, view)
    mark = facts.handover_tag(text, view)
    assert mark is not None
    assert (mark.words, mark.colour) == (tag, "red" if tag == "Overdue" else "yellow")
    done = facts.handover_tag(text, replace(view, handover_open=False))
    assert (done is None) == (tag == "Overdue"), "with all of it done a passed date is quiet"


def test_a_fact_behind_an_answer_can_be_put_right_from_the_overview(
    panel: CasePanel, text: Text, qtbot: QtBot
) -> None:
    changed = replace(DETERMINATE, conditional_release_override_date=date(2027, 9, 1))
    panel.display(shown(case_view(changed, replace(PROBATION, tier=None))))
    counted = by_name(list(panel.overview.sections["handover"].lines))["Counted from"]
    assert counted.change == "person.conditional_release_override_date"
    button = panel.overview.sections["risk"]._buttons["change", "probation.rosh_level"]
    with qtbot.waitSignal(panel.asked) as asked:
        button.click()
    assert asked.args == [FactAsked("probation.rosh_level")]
    panel.overview.put_right.click()
    assert panel.tabs.currentWidget() is panel.dates


def test_the_checklist_is_a_list(text: Text) -> None:
    lines = by_name(facts.handover_lines(text, case_view()))
    tasks = lines["Handover checklist"].value.splitlines()
    assert len(tasks) >= 3
    assert all(task.startswith("• ") for task in tasks)


def test_a_hold_is_said_in_words_before_all_else(text: Text) -> None:
    view = case_view(LIFER, reviews=REVIEWS)
    plain = facts.tags(text, view)
    marks = facts.tags(text, replace(view, held_since=date(2026, 11, 3)))
    assert (marks[0].words, marks[0].colour) == ("On hold since 3 Nov 2026", "red")
    assert marks[1:] == plain


def test_tags_say_the_kind_of_case_first(text: Text) -> None:
    marks = [mark.words for mark in facts.tags(text, case_view(LIFER, reviews=REVIEWS))]
    assert marks[:2] == ["Indeterminate", "VLO"]
    assert "Parole eligible" in marks


def test_outside_the_policy_only_says_why(text: Text) -> None:
    view = case_view(replace(DETERMINATE, imprisonment_status="CIVIL"))
    assert view.result.scope.reason is ScopeReason.CIVIL_SENTENCE
    assert [line.why for line in facts.handover_lines(text, view)] == ["scope"]
    assert facts.matters(text, view) == "Outside the OMiC policy: Civil sentence."
    assert facts.tags(text, view)[0].words == "Outside policy"


def test_every_result_can_be_asked_why(text: Text) -> None:
    view = case_view()
    lines = [
        *facts.handover_lines(text, view),
        *facts.release_lines(text, view),
        *facts.people_lines(text, view),
    ]
    asked = {line.why for line in lines if line.why}
    assert asked == set(view.proofs)


def test_the_sentence_line_has_every_date(text: Text) -> None:
    labels = {moment.label for moment in facts.moments(text, case_view())}
    assert labels == {"Start", "Handover", "CRD", "HDCED", "SED", "LED"}
    labels = {m.label for m in facts.moments(text, case_view(LIFER, reviews=REVIEWS))}
    assert labels == {"Start", "Handover", "TED", "THD"}


def test_an_override_is_the_date_on_the_line(text: Text) -> None:
    changed = replace(DETERMINATE, conditional_release_override_date=date(2027, 10, 1))
    crd = [m for m in facts.moments(text, case_view(changed)) if m.label == "CRD"]
    assert [m.on for m in crd] == [date(2027, 10, 1)]


def test_what_is_next_is_soonest_first(text: Text) -> None:
    lines = facts.next_lines(text, case_view())
    said = [line.value for line in lines[:2]]
    assert said == ["Handover", "Home detention curfew eligibility (HDCED)"]
    assert all("in " in line.more for line in lines)


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"com_name": None, "com_email": None}, "com"),
        ({"rosh_level": None}, "rosh"),
        ({"tier": None}, "tier"),
        ({"mappa_level": None}, "mappa"),
        ({"enhanced_resourcing": None}, "resourcing"),
    ],
)
def test_what_is_missing_is_said(text: Text, changes: dict[str, Any], key: str) -> None:
    handed_over = replace(DETERMINATE, conditional_release_date=date(2027, 1, 5))
    before = facts.missing(text, case_view(handed_over))
    after = facts.missing(text, case_view(handed_over, replace(PROBATION, **changes)))
    assert before == []
    assert after == [text(f"case.missing.{key}")]


def test_each_date_says_where_it_came_from(text: Text) -> None:
    lines = by_name(sources.date_lines(text, case_view()))
    crd = lines["Conditional release (CRD)"]
    assert crd.value == "3 September 2027, in 9 months"
    assert crd.more == source_words(text, FILE)
    assert crd.change == "person.conditional_release_date"
    assert lines["Tariff expiry (TED)"].unknown
    assert lines["Tariff expiry (TED)"].more == ""


@pytest.mark.parametrize(
    ("section", "field", "value", "shown"),
    [
        ("person", "tariff_date", "2028-02-01", "1 February 2028"),
        ("person", "recall", "true", "yes"),
        ("person", "recall", "false", "no"),
        ("probation", "rosh_level", "VERY_HIGH", "Very high"),
        ("probation", "com_name", None, "not known"),
        ("parole_reviews", "target_hearing_date", "2027-06-01", "1 June 2027"),
        ("person", "most_serious_offence", "2027-xx-01", "2027-xx-01"),
    ],
)
def test_journal_values_in_words(
    text: Text, section: str, field: str, value: str | None, shown: str
) -> None:
    assert written(text, section, field, value) == shown


# The view.


def test_the_strip_says_who_it_is(panel: CasePanel) -> None:
    panel.display(shown(case_view()))
    said = {key: label.text() for key, label in panel.strip.values.items()}
    assert said["number"] == "A1234BC"
    assert said["born"] == "12 May 1985 (age 41)"
    assert said["location"] == "B-2-013 · Leeds"
    assert said["release"] == "7 Mar 2027 (HDCED)"
    assert said["end"] == "3 Mar 2031"


def test_the_overview_says_responsibility_and_what_is_missing(panel: CasePanel) -> None:
    panel.display(shown(case_view(probation=None)))
    said = words(panel.overview)
    assert "Responsibility and handover" in said
    assert "Probation record: there is none" in said


def test_markup_is_shown_as_it_was_written(panel: CasePanel) -> None:
    evil = replace(DETERMINATE, most_serious_offence="<img src=x.png>", alerts=("<b>a</b>",))
    panel.display(shown(case_view(evil)))
    said = words(panel.overview)
    assert "<img src=x.png>" in said
    assert "<b>a</b>" in said


def test_why_shows_the_proof_from_the_top(panel: CasePanel) -> None:
    panel.display(shown(case_view()))
    panel.show_why("handover")
    said = words(panel.why)
    assert said.startswith("Why? Handover")
    assert "1. Not a short sentence, no parole eligibility" in said
    assert "Handover before release, months: 8" in said
    assert "Source: Manage POM Cases: handover calculation" in said
    assert panel.step_back(), "Esc closes it"
    assert panel.why.isHidden()
    assert not panel.step_back()


def test_every_why_opens(panel: CasePanel) -> None:
    view = case_view(LIFER, reviews=REVIEWS)
    panel.display(shown(view))
    for result in view.proofs:
        panel.show_why(result)
        assert panel.why.isVisible()
        assert panel.why.result == result


def test_a_setting_that_is_not_confirmed_is_marked(text: Text, qtbot: QtBot) -> None:
    panel = WhyPanel(text)
    qtbot.addWidget(panel)
    settings = (
        SettingUsed("handover.determinate_months", 8, "A circular", "check_local_policy", True),
    )
    panel.display("handover", "x", [Proof("determinate", (), settings, "")])
    said = words(panel)
    assert "not confirmed: check local policy" in said
    assert "Local setting" in said
    assert "A circular" in said


def test_the_question_mark_asks_of_the_line_the_keyboard_is_in(
    panel: CasePanel, qtbot: QtBot
) -> None:
    panel.display(shown(case_view()))
    button = panel.overview.sections["release"]._buttons["why", "earliest_release"]
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Question)
    assert panel.why.result == "earliest_release"
    panel.step_back()
    assert button.hasFocus(), "the keyboard goes back to where it was asked"
    panel.tabs.tabBar().setFocus()
    QTest.keyClick(panel.tabs.tabBar(), Qt.Key.Key_Question)
    assert panel.why.result == "handover"


def test_disputes_can_be_settled_both_ways(panel: CasePanel, qtbot: QtBot) -> None:
    panel.display(shown(case_view(disputed=(DISPUTE,))))
    panel.turn_to("dates")
    assert panel.tabs.tabText(KEYS.index("dates")) == "Sentence and dates (1)"
    said = words(panel.dates)
    assert "Typed by Amira Khan on 3 November 2026: 3 September 2027" in said
    assert "Caseload file of 20 November 2026: 17 September 2027" in said
    buttons = [b for b in panel.dates.findChildren(QWidget) if "Conditional" in b.accessibleName()]
    names = {button.accessibleName(): button for button in buttons}
    for name, take in (
        ("Keep what was typed: Conditional release (CRD)", "typed"),
        ("Take the file’s value: Conditional release (CRD)", "file"),
    ):
        with qtbot.waitSignal(panel.asked) as asked:
            QTest.mouseClick(names[name], Qt.MouseButton.LeftButton)
        assert asked.args == [SettleAsked("person", "conditional_release_date", take)]


def test_reviews_and_changes_are_listed(panel: CasePanel) -> None:
    panel.display(shown(case_view(LIFER, reviews=REVIEWS, changes=(CHANGE,))))
    panel.turn_to("parole")
    assert "GPP ISP (R-1)" in words(panel.parole)
    assert panel.parole.previous.spoken(0, 4) == "Outcome: Stay In Closed [*]"
    panel.turn_to("history")
    panel.history.chips._chips["changes"].click()
    assert panel.history.changes.spoken(0, 2) == "Before: 30 August 2027"
    assert panel.history.changes.spoken(0, 4) == "By: Amira Khan, typed by hand"


def test_hidden_names_hide_every_number_of_the_person(panel: CasePanel) -> None:
    panel.display(shown(case_view(replace(DETERMINATE, pnc_number="2001/1234567X"))))
    panel.turn_to("dates")
    panel.set_blank(True)
    said = words(panel)
    for number in ("A1234BC", "X123456", "2001/1234567X"):
        assert number not in said
    panel.set_blank(False)
    assert "X123456" in words(panel)


def test_empty_tabs_say_what_will_be_there(panel: CasePanel) -> None:
    panel.display(shown(case_view()))
    for key in KEYS:
        panel.turn_to(key)
        part = panel.parts[key]
        if key in {"plan", "parole", "papers", "contacts", "release", "history"}:
            assert "will be" in words(part) or "Nothing here yet" in words(part), key


def test_another_case_begins_at_the_overview(panel: CasePanel) -> None:
    panel.display(shown(case_view()))
    panel.turn_to("duties")
    panel.show_why("com")
    panel.display(shown(case_view()))
    assert panel.tabs.currentIndex() == 1, "the same case stays where it was"
    assert panel.why.isVisible()
    panel.display(shown(case_view(LIFER, person_id=2)))
    assert panel.tabs.currentIndex() == 0
    assert panel.why.isHidden()


def test_every_control_has_a_name(panel: CasePanel) -> None:
    panel.display(shown(case_view(LIFER, disputed=(DISPUTE,), reviews=REVIEWS, changes=(CHANGE,))))
    panel.show_why("handover")
    for key in KEYS:
        panel.turn_to(key)
        for part in panel.findChildren(QWidget):
            if part.isVisibleTo(panel) and part.focusPolicy() != Qt.FocusPolicy.NoFocus:
                found = QAccessible.queryAccessibleInterface(part)
                assert found.text(QAccessible.Text.Name), part


def test_buttons_of_the_same_words_are_told_apart(panel: CasePanel) -> None:
    panel.display(shown(case_view()))
    panel.turn_to("dates")
    names = [b.accessibleName() for b in panel.dates.sections["dates"]._buttons.values()]
    assert len(names) == len(set(names)) == len(sources.DATES)
    assert "Change: Tariff expiry (TED)" in names


@pytest.mark.parametrize(("width", "height", "zoom"), [(1150, 780, 100), (893, 380, 200)])
def test_lines_are_never_squeezed(
    panel: CasePanel, theme: Theme, qtbot: QtBot, width: int, height: int, zoom: int
) -> None:
    """Qt measured the page before its words had a font; rows lay on each other."""
    theme.set_zoom(zoom)
    try:
        panel.resize(width, height)
        panel.display(shown(case_view(LIFER, reviews=REVIEWS)))
        inside = panel.overview.inside

        def whole() -> bool:
            size = inside.geometry()
            return 0 < inside.heightForWidth(size.width()) <= size.height()

        qtbot.waitUntil(whole)
        assert (panel._outer.indexOf(panel.line) >= 0) is (zoom == 100)
    finally:
        theme.set_zoom(100)


# Typed dates and the form.


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("12/5/2027", date(2027, 5, 12)),
        ("12.05.27", date(2027, 5, 12)),
        ("12 5 2027", date(2027, 5, 12)),
        ("12-5-85", date(1985, 5, 12)),
        ("12052027", date(2027, 5, 12)),
        ("2027-05-12", date(2027, 5, 12)),
        ("12 May 2027", date(2027, 5, 12)),
        ("12 may 27", date(2027, 5, 12)),
        ("1 sept 2027", date(2027, 9, 1)),
        ("12 Mai 2027", date(2027, 5, 12)),
        ("1 Tachwedd 2027", date(2027, 11, 1)),
        ("29/2/2028", date(2028, 2, 29)),
    ],
)
def test_dates_as_people_type_them(typed: str, day: date) -> None:
    assert parse_day(typed) == day


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "5/13/2027",
        "29/2/2027",
        "12/5",
        "may 2027",
        "12 ma 2027",
        "12/5/227",
        "tomorrow",
        "0/1/27",
    ],
)
def test_what_is_no_date_is_never_guessed(typed: str) -> None:
    assert parse_day(typed) is None


@pytest.mark.parametrize(
    ("section", "field", "kind"),
    [
        ("person", "tariff_date", date),
        ("person", "recall", bool),
        ("probation", "mappa_level", int),
        ("probation", "com_name", str),
        ("person", "first_name", str),
    ],
)
def test_kinds_of_facts(section: str, field: str, kind: type) -> None:
    assert kind_of(section, field) is kind


def form(text: Text, qtbot: QtBot, field: str, now: object, section: str = "person") -> ChangeForm:
    made = ChangeForm(None, text, section, field, now, "caseload file")
    qtbot.addWidget(made)
    return made


def test_a_date_is_checked_before_it_is_taken(text: Text, qtbot: QtBot) -> None:
    made = form(text, qtbot, "tariff_date", date(2028, 2, 1))
    assert isinstance(made.control, QLineEdit)
    assert made.control.text() == "1 February 2028"
    made.control.setText("31/2/2028")
    made.accept()
    assert "31/2/2028" in made.row.error
    assert made.result() == 0
    made.control.setText("1/3/28")
    made.accept()
    assert made.value == "2028-03-01"


@pytest.mark.parametrize(
    ("section", "field", "now", "choices"),
    [
        ("person", "recall", True, ["Not known", "Yes", "No"]),
        (
            "probation",
            "mappa_level",
            2,
            ["Not known", "Not MAPPA", "Level 1", "Level 2", "Level 3"],
        ),
        ("probation", "rosh_level", "HIGH", ["Not known", "Very high", "High", "Medium", "Low"]),
    ],
)
def test_codes_are_chosen_not_typed(
    text: Text, qtbot: QtBot, section: str, field: str, now: object, choices: list[str]
) -> None:
    made = form(text, qtbot, field, now, section)
    assert isinstance(made.control, QComboBox)
    assert [made.control.itemText(n) for n in range(made.control.count())] == choices
    assert made.control.currentIndex() > 0
    made.accept()
    assert made.value == str(now).lower() if isinstance(now, bool) else str(now)
    made.control.setCurrentIndex(0)
    made.accept()
    assert made.value is None


# The page with a desk behind it.


@pytest.fixture
def page(window: Window, demo_desk: Desk, qtbot: QtBot) -> CasePage:
    qtbot.addWidget(window)
    made = CasePage(window, demo_desk)
    window.resize(1280, 800)
    window.show()
    inside = next(line for line in demo_desk.ask(CaseloadOn()).lines if line.inside)
    made.open(inside.person_id)
    window.show_pages([made], "case")
    return made


def the_case(page: CasePage) -> CaseView:
    assert page.view.case is not None
    return page.view.case


def test_the_page_is_named_after_the_person_unless_names_are_hidden(
    page: CasePage, window: Window
) -> None:
    who = the_case(page).case.person
    assert page.title() == listed(who.last_name, who.first_name)
    window.set_blank(True)
    assert page.title() == HIDDEN
    assert page.view.strip.values["number"].text() == HIDDEN
    window.set_blank(False)
    assert page.view.strip.values["number"].text() == who.prisoner_number


def test_a_fact_is_corrected_with_its_reason_and_taken_back(
    page: CasePage, window: Window, demo_desk: Desk
) -> None:
    before = the_case(page)

    def answer(asked: Any) -> bool:
        asked.control.setText("12 May 2029")
        asked.reason.setText("Sentence calculation sheet")
        asked.accept()
        return bool(asked.result())

    dialogs.answer_next(answer)
    page.view.asked.emit(FactAsked("person.tariff_date"))
    assert the_case(page).case.person.tariff_date == date(2029, 5, 12)
    lines = by_name(sources.date_lines(window.text, the_case(page)))
    assert lines["Tariff expiry (TED)"].more.startswith("typed by ")
    assert "Tariff expiry (TED) changed" in window.messages.words
    assert [line.field for line in the_case(page).changes][:1] == ["tariff_date"]
    window.undo_asked.connect(demo_desk.undo)
    window.messages.undo.click()
    page.refresh()
    assert the_case(page).case.person.tariff_date == before.case.person.tariff_date


def test_a_form_that_was_left_changes_nothing(page: CasePage, demo_desk: Desk) -> None:
    before = the_case(page)
    dialogs.answer_next(lambda _form: False)
    page.view.asked.emit(FactAsked("person.tariff_date"))
    after = demo_desk.ask(CaseOf(person_id=before.person_id))
    assert after.case == before.case


def test_the_place_is_plain_and_leads_back(page: CasePage) -> None:
    page.view.turn_to("risk")
    place = page.place()
    page.view.turn_to("overview")
    page.return_to(place)
    assert page.view.tabs.currentIndex() == 2
    assert page.place() == place
