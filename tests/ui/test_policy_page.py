"""The policy page: lines in words, finding, changing and withdrawing by keyboard."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from pomdesk.domain.errors import RequestRefused
from pomdesk.readmodels.policy import PolicyLine, Standing
from pomdesk.services.clock import FrozenClock
from pomdesk.services.commands.policy import OverrideSetting
from pomdesk.services.desk import Desk
from pomdesk.services.queries.settings import PolicySettings
from resources.text import LANGUAGES, Text
from tests import copies
from tests.ui.walking import clashing, nameless, out_of_order, settle
from ui import dialogs
from ui.page import Page
from ui.policy.columns import CHIPS
from ui.policy.controller import PolicyPage
from ui.policy.form import SettingForm
from ui.policy.view import PolicyView
from ui.policy.words import Values, setting_name
from ui.theme import Theme
from ui.widgets.form import Check, Choice
from ui.window import Window

TODAY = date(2026, 11, 22)
KEY = "contact.high_months"


def with_nobody(folder: Path) -> Desk:
    return copies.empty(folder, FrozenClock(TODAY))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = copies.copied(with_nobody, tmp_path, FrozenClock(TODAY))
    yield made
    made.close()


@pytest.fixture
def page(desk: Desk, window: Window, qtbot: QtBot) -> PolicyPage:
    made = PolicyPage(window, desk)
    pages: list[Page] = [made]
    window.show_pages(iter(pages), "policy", ("policy",))
    window.resize(1280, 800)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return made


def decide(desk: Desk, value: Any, starts: date, key: str = KEY) -> None:
    desk.do(OverrideSetting(key, value, starts, "agreed at the meeting"))


def line_of(desk: Desk, key: str) -> PolicyLine:
    return next(line for line in desk.ask(PolicySettings()) if line.key == key)


def go_to(page: PolicyPage, key: str, starts: date | None = None) -> None:
    assert page.view.table.choose(
        lambda line: line.key == key and (starts is None or line.starts == starts)
    )
    page.view.table.setFocus()


def shown(view: PolicyView) -> list[PolicyLine]:
    return [view.model.row_at(n) for n in range(view.model.rowCount())]


def cells(view: PolicyView, key: str) -> list[str]:
    """A line as a screen reader says it."""
    n = next(n for n, line in enumerate(shown(view)) if line.key == key)
    return [view.model.spoken(n, place) for place in range(len(view.model.columns))]


def fill(
    value: Callable[[SettingForm], None], *, reason: str = "our policy", starts: str = ""
) -> Any:
    """What answers a form: fills it in and saves it; whether it was taken."""

    def answer(form: SettingForm) -> bool:
        form.show()
        value(form)
        form.reason.setText(reason)
        if starts:
            form.start_line.setText(starts)
        taken: list[int] = []
        form.finished.connect(taken.append)
        form.accept()
        return bool(taken and taken[0])

    return answer


def typing(words: str) -> Callable[[SettingForm], None]:
    def into(form: SettingForm) -> None:
        control = form.control.widget
        assert isinstance(control, QLineEdit | QPlainTextEdit)
        control.clear()
        if isinstance(control, QPlainTextEdit):
            control.insertPlainText(words)
        else:
            QTest.keyClicks(control, words)

    return into


def choosing(value: object) -> Callable[[SettingForm], None]:
    def into(form: SettingForm) -> None:
        box = form.control.widget
        assert isinstance(box, Choice)
        box.setCurrentIndex(box.findData(value))

    return into


def ticking(*words: str) -> Callable[[SettingForm], None]:
    def into(form: SettingForm) -> None:
        for box in form.control.widget.findChildren(Check):
            box.setChecked(box.text() in words)

    return into


# ---- words -----------------------------------------------------------------------------------


def test_every_line_is_in_words(page: PolicyPage) -> None:
    lines = shown(page.view)
    assert len(lines) == 239
    for line in lines:
        name, value = setting_name(Text(), line), page.view.values.words(line, line.value)
        assert "." not in name
        assert "_" not in name, name
        assert value
        if line.kind not in {"texts", "text"}:  # texts are those of other systems
            assert not set("_{[('") & set(value.replace("(approved", "")), (line.key, value)


@pytest.mark.parametrize(
    ("key", "name", "value"),
    [
        (KEY, "Between contacts, high risk", "1 month"),
        ("contact.low_weeks", "Between contacts, low risk", "12 weeks"),
        ("oasys.change_working_days", "Review after a significant event", "10 working days"),
        ("scope.minimum_age", "Age at which the policy begins", "18 years"),
        ("resettlement.hdc_on", "Home detention curfew is asked for", "no"),
        (
            "duties.non_working_day",
            "A due date on a day without work moves",
            "to the working day before",
        ),
        ("duties.added_holidays", "Added days without work", "none"),
        (
            "public_protection.rosh_levels",
            "Risk levels for the risk management meeting",
            "High, Very high",
        ),
        ("handover.mappa_high_levels", "High MAPPA levels", "Level 2, Level 3"),
        ("open.rules_from", "Open prison rules for arrivals from", "31 Mar 2021"),
        ("open.pilot_prisons", "Pilot prisons", "Prescoed"),
        ("prisons.outside", "Codes that are no prison", "OUT, TRN"),
    ],
)
def test_a_setting_and_its_value_in_words(
    page: PolicyPage, key: str, name: str, value: str
) -> None:
    spoken = cells(page.view, key)
    assert spoken[0].startswith(f"Setting: {name}, ")
    assert spoken[1] == f"Value: {value}"


def test_a_long_list_is_cut_and_says_how_many_more(page: PolicyPage, desk: Desk) -> None:
    line = line_of(desk, "prisons.names")
    assert page.view.values.words(line, line.value).endswith(" and 117 more")


def test_marks_say_what_is_local_what_is_to_come_and_what_to_check(
    page: PolicyPage, desk: Desk
) -> None:
    decide(desk, 2, date(2026, 10, 1))
    decide(desk, 6, date(2027, 1, 4), "contact.medium_weeks")
    page.refresh()
    assert cells(page.view, KEY)[2] == "Mark: Local"
    assert cells(page.view, KEY)[1] == "Value: 2 months, policy pack: 1 month"
    assert cells(page.view, KEY)[3] == (
        "Where it comes from: agreed at the meeting, decided by A Jones, holds from 1 Oct 2026"
    )
    assert cells(page.view, "contact.medium_weeks")[2] == "Mark: Check local policy"
    coming = [line for line in shown(page.view) if line.standing is Standing.COMING]
    assert [line.key for line in coming] == ["contact.medium_weeks"]
    place = shown(page.view).index(coming[0])
    assert shown(page.view)[place - 1].key == "contact.medium_weeks"
    assert page.view.model.spoken(place, 2) == "Mark: Local, from 4 Jan 2027"
    assert cells(page.view, "handover.short_months")[2] == "Mark: "
    assert page.summary.startswith("1 setting is local. 1 more is to come. ")


def test_a_setting_of_a_later_pack_names_it(page: PolicyPage, desk: Desk) -> None:
    assert (
        line_of(desk, "resettlement.hdc_on").pack_title
        in cells(page.view, "resettlement.hdc_on")[3]
    )
    assert cells(page.view, KEY)[3] == f"Where it comes from: {line_of(desk, KEY).source}"


# ---- finding ---------------------------------------------------------------------------------


def test_typed_words_chips_and_areas_narrow_together(page: PolicyPage, desk: Desk) -> None:
    view = page.view
    decide(desk, 2, date(2026, 10, 1))
    page.refresh()
    QTest.keyClicks(view.search, "risk contacts")
    assert {line.section for line in shown(view)} == {"contact"}
    view.chips._chips["local"].click()
    assert [line.key for line in shown(view)] == [KEY]
    assert "1 of 239" in view.count.text()
    assert page.step_back()
    assert len(shown(view)) == 239
    view.area.setCurrentIndex(view.area.findData("victims"))
    view.area.activated.emit(view.area.currentIndex())
    assert {line.section for line in shown(view)} == {"victims"}
    view.chips._chips["check"].click()
    assert all(line.to_check for line in shown(view))
    assert page.step_back()
    assert not page.step_back()


def test_the_chips_count(page: PolicyPage, desk: Desk) -> None:
    lines = desk.ask(PolicySettings())
    check = sum(CHIPS["check"](line) for line in lines)
    assert check > 80
    assert page.view.chips._chips["check"].text() == f"To be checked  {check}"
    assert page.view.chips._chips["local"].isHidden()


def test_what_fits_nothing_says_so_and_can_not_be_changed(page: PolicyPage) -> None:
    QTest.keyClicks(page.view.search, "zzz")
    assert page.view.none.isVisible()
    assert not page.view.change.isEnabled()
    asked: list[object] = []
    page.view.change_asked.connect(asked.append)
    QTest.keyClick(page.view.search, Qt.Key.Key_Return)
    assert not asked


def test_down_from_the_line_to_find_in_goes_to_the_table(page: PolicyPage) -> None:
    page.view.search.setFocus()
    QTest.keyClick(page.view.search, Qt.Key.Key_Down)
    assert QApplication.focusWidget() is page.view.table


# ---- changing --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "into", "value"),
    [
        (KEY, typing("2"), 2),
        ("contact.on", choosing(False), False),
        ("duties.non_working_day", choosing("after"), "after"),
        ("public_protection.rosh_levels", ticking("Very high"), ("VERY_HIGH",)),
        ("handover.mappa_high_levels", ticking("Level 3"), (3,)),
        ("checklist.standard", ticking("Send the handover report"), ("sent_handover_report",)),
        ("open.rules_from", typing("1/4/2021"), date(2021, 4, 1)),
        ("parole.release_prefix", typing("freed"), "freed"),
        (
            "duties.added_holidays",
            typing("7 May 2027\n24/12/2026\n\n24 Dec 26"),
            (date(2026, 12, 24), date(2027, 5, 7)),
        ),
        ("prisons.outside", typing("OUT\n TRN \nZZZ\nOUT"), ("OUT", "TRN", "ZZZ")),
        ("prisons.names", typing("LEI Leeds\nWEI New Place"), {"LEI": "Leeds", "WEI": "New Place"}),
    ],
)
def test_a_value_of_every_kind_is_changed_from_the_keyboard(
    page: PolicyPage, desk: Desk, key: str, into: Callable[[SettingForm], None], value: object
) -> None:
    go_to(page, key)
    dialogs.answer_next(fill(into))
    QTest.keyClick(page.view.table, Qt.Key.Key_Return)
    line = line_of(desk, key)
    assert (line.value, line.local, line.starts) == (value, True, TODAY)
    assert (line.reason, line.by) == ("our policy", "A Jones")
    chosen = page.view.table.chosen()
    assert chosen is not None
    assert (chosen.key, chosen.local) == (key, True)


def test_what_was_done_is_said_and_can_be_undone(
    page: PolicyPage, desk: Desk, window: Window
) -> None:
    go_to(page, KEY)
    dialogs.answer_next(fill(typing("2"), starts="1 January 2027"))
    page.view.change.click()
    words = "Between contacts, high risk: 2 months from 1 January 2027, a local setting."
    assert window.messages.words == words
    chosen = page.view.table.chosen()
    assert chosen is not None
    assert chosen.standing is Standing.COMING
    undo: list[int] = []
    window.undo_asked.connect(undo.append)
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(undo) == 1
    desk.undo(undo[0])
    assert not [line for line in desk.ask(PolicySettings()) if line.local]


def test_a_form_that_is_put_away_changes_nothing(page: PolicyPage, desk: Desk) -> None:
    go_to(page, KEY)
    dialogs.answer_next(lambda form: False)
    QTest.keyClick(page.view.table, Qt.Key.Key_Return)
    assert not line_of(desk, KEY).local


@pytest.mark.parametrize(
    ("key", "into", "reason", "starts", "wrong"),
    [
        (KEY, typing("two"), "ours", "", "row"),
        (KEY, typing(""), "ours", "", "row"),
        (KEY, typing("-2"), "ours", "", "row"),
        (KEY, typing("2"), "  ", "", "reason_row"),
        (KEY, typing("2"), "ours", "soon", "starts_row"),
        (KEY, typing("2"), "ours", "31/11/2026", "starts_row"),
        ("open.rules_from", typing("soon"), "ours", "", "row"),
        ("parole.release_prefix", typing(""), "ours", "", "row"),
        ("handover.mappa_high_levels", ticking(), "ours", "", "row"),
        ("duties.added_holidays", typing("24/12/2026\nsoon"), "ours", "", "row"),
        ("prisons.outside", typing(""), "ours", "", "row"),
        ("prisons.names", typing("LEI"), "ours", "", "row"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_the_form_stays(
    page: PolicyPage,
    desk: Desk,
    key: str,
    into: Callable[[SettingForm], None],
    reason: str,
    starts: str,
    wrong: str,
) -> None:
    faults: dict[str, str] = {}

    def answer(form: SettingForm) -> bool:
        taken = bool(fill(into, reason=reason, starts=starts)(form))
        rows = {"row": form.row, "starts_row": form.starts_row, "reason_row": form.reason_row}
        faults.update({name: row.error for name, row in rows.items() if row.error})
        return taken

    go_to(page, key)
    dialogs.answer_next(answer)
    QTest.keyClick(page.view.table, Qt.Key.Key_Return)
    assert list(faults) == [wrong]
    assert not line_of(desk, key).local


def test_a_list_of_added_days_may_be_emptied(page: PolicyPage, desk: Desk) -> None:
    decide(desk, ["2026-12-24"], date(2026, 10, 1), "duties.added_holidays")
    page.refresh()
    go_to(page, "duties.added_holidays")
    dialogs.answer_next(fill(typing("")))
    QTest.keyClick(page.view.table, Qt.Key.Key_Return)
    assert line_of(desk, "duties.added_holidays").value == ()


def test_a_mistyped_year_is_refused_in_words(page: PolicyPage, desk: Desk, qtbot: QtBot) -> None:
    go_to(page, KEY)
    dialogs.answer_next(fill(typing("2"), starts="1/1/0227"))
    with qtbot.capture_exceptions() as caught:
        QTest.keyClick(page.view.table, Qt.Key.Key_Return)
    assert isinstance(caught[0][1], RequestRefused)
    assert not line_of(desk, KEY).local


def test_a_coming_decision_is_changed_with_its_day_and_reason(page: PolicyPage, desk: Desk) -> None:
    decide(desk, 2, date(2027, 1, 4))
    page.refresh()
    go_to(page, KEY, date(2027, 1, 4))
    seen: list[str] = []

    def answer(form: SettingForm) -> bool:
        seen.extend([form.start_line.text(), form.reason.text()])
        return bool(fill(typing("3"))(form))

    dialogs.answer_next(answer)
    QTest.keyClick(page.view.table, Qt.Key.Key_Return)
    assert seen == ["4 January 2027", "agreed at the meeting"]
    coming = [line for line in desk.ask(PolicySettings()) if line.standing is Standing.COMING]
    assert [(line.value, line.starts) for line in coming] == [(3, date(2027, 1, 4))]


# ---- withdrawing -----------------------------------------------------------------------------


def test_delete_withdraws_and_says_what_holds_now(
    page: PolicyPage, desk: Desk, window: Window
) -> None:
    decide(desk, 2, date(2026, 6, 1))
    decide(desk, 3, date(2026, 10, 1))
    page.refresh()
    go_to(page, KEY)
    assert page.view.withdraw.isEnabled()
    QTest.keyClick(page.view.table, Qt.Key.Key_Delete)
    assert window.messages.words == "Withdrawn. Between contacts, high risk: 2 months holds now."
    assert line_of(desk, KEY).value == 2
    QTest.keyClick(page.view.table, Qt.Key.Key_Delete)
    assert not line_of(desk, KEY).local
    assert not page.view.withdraw.isEnabled()


def test_a_value_of_the_pack_cannot_be_withdrawn(page: PolicyPage, window: Window) -> None:
    go_to(page, KEY)
    assert not page.view.withdraw.isEnabled()
    QTest.keyClick(page.view.table, Qt.Key.Key_Delete)
    assert window.messages.words == Text()("policy.done.cannot_withdraw")


def test_what_another_version_left_is_shown_and_cannot_be_changed(
    page: PolicyPage, desk: Desk, window: Window
) -> None:
    line = replace(
        line_of(desk, KEY),
        key="contact.gone",
        section="",
        value="<b>3</b>",
        reason="old",
        local=True,
        standing=Standing.UNUSED,
    )
    page.view.display([*desk.ask(PolicySettings()), line])
    spoken = cells(page.view, "contact.gone")
    assert spoken[1] == "Value: <b>3</b>"
    assert spoken[2] == "Mark: Not used"
    go_to(page, "contact.gone")
    QTest.keyClick(page.view.table, Qt.Key.Key_Return)
    assert window.messages.words == Text()("policy.done.cannot_change")


# ---- the page in the window ------------------------------------------------------------------


def test_the_chosen_setting_is_come_back_to(page: PolicyPage) -> None:
    go_to(page, "victims.hearing_weeks")
    place = page.place()
    page.view.table.selectRow(0)
    page.return_to(place)
    chosen = page.view.table.chosen()
    assert chosen is not None
    assert chosen.key == "victims.hearing_weeks"


def test_copied_rows_are_words(page: PolicyPage) -> None:
    go_to(page, KEY)
    QTest.keyClick(page.view.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    heading, row = QApplication.clipboard().text().split("\n")
    assert heading.split("\t")[0] == "Setting"
    assert row.split("\t")[1] == "1 month"
    QApplication.clipboard().clear()


def faults(part: QWidget) -> list[str]:
    settle()
    return [*nameless(part), *clashing(part), *out_of_order(part)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_walked_by_keyboard_and_screen_reader(
    desk: Desk, theme: Theme, qtbot: QtBot, language: str
) -> None:
    decide(desk, 2, date(2026, 10, 1))
    view = PolicyView(Text(language), theme)
    qtbot.addWidget(view)
    view.display(desk.ask(PolicySettings()))
    view.resize(1280, 700)
    view.show()
    assert faults(view) == []


@pytest.mark.parametrize(
    "key",
    [KEY, "contact.on", "handover.mappa_high_levels", "duties.added_holidays", "open.rules_from"],
)
def test_the_form_is_walked_by_keyboard_and_screen_reader(
    desk: Desk, theme: Theme, qtbot: QtBot, key: str
) -> None:
    form = SettingForm(None, Text(), line_of(desk, key), Values(Text(), {}), TODAY)
    qtbot.addWidget(form)
    form.show()
    assert faults(form) == []


def test_the_form_grows_with_what_is_wrong(desk: Desk, theme: Theme, qtbot: QtBot) -> None:
    form = SettingForm(None, Text(), line_of(desk, KEY), Values(Text(), {}), TODAY)
    qtbot.addWidget(form)
    form.show()
    settle()
    before = form.height()
    form.accept()
    settle()
    assert form.reason_row.error
    assert form.height() > before
    assert form.reason.height() == form.start_line.height()
