"""The caseload page: columns, chips, typed filter, saved filters, copying, export, keyboard."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from pomdesk.domain.duties import DutyKind, DutyState
from pomdesk.domain.errors import PaperRefused
from pomdesk.domain.names import listed, proper
from pomdesk.domain.terms import HandoverWindow, ReleaseType, Responsibility
from pomdesk.readmodels.caseload import CaseloadLine, NextDuty
from pomdesk.services.desk import Desk
from pomdesk.services.queries.settings import Settings
from resources.text import Text
from tests.ui.lines import TODAY, caseload, coming, line, outside, with_next
from ui import dialogs
from ui.case.controller import CasePage
from ui.caseload.columns import USUAL
from ui.caseload.controller import CaseloadPage
from ui.caseload.filters import ALL, CHIPS, SavedFilter, prepare, saved_filters, with_filter
from ui.caseload.preview import preview_of
from ui.caseload.view import CaseloadView
from ui.export import clipboard_lines, csv_bytes, file_name, safe, xlsx_bytes
from ui.page import Page
from ui.theme import Theme
from ui.widgets.tag import Tag
from ui.window import Window


@pytest.fixture
def view(text: Text, theme: Theme, qtbot: QtBot) -> CaseloadView:
    made = CaseloadView(text, theme)
    qtbot.addWidget(made)
    made.resize(1500, 700)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.fixture
def full(view: CaseloadView) -> CaseloadView:
    view.display(prepare(caseload(60, outside())))
    return view


def shown(view: CaseloadView) -> list[CaseloadLine]:
    return [view.model.row_at(n) for n in range(view.model.rowCount())]


def cell(view: CaseloadView, key: str, number: int = 0) -> str:
    """What a screen reader says of a cell; it names everything that is painted."""
    return view.model.spoken(number, view.model.place_of(key))


# Names.


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("O'BRIEN", "O'Brien"),
        ("O’BRIEN", "O’Brien"),
        ("MCDONALD", "McDonald"),
        ("McDonald", "McDonald"),
        ("MACKIE", "Mackie"),
        ("SMITH-JONES", "Smith-Jones"),
        ("van der Berg", "van der Berg"),
        ("SA'AD", "Sa'ad"),
        ("LLŶR", "Llŷr"),
        ("mc", "Mc"),
        ("  VAN   DYKE ", "Van Dyke"),
        ("", ""),
    ],
)
def test_names_are_readable(given: str, expected: str) -> None:
    assert proper(given) == expected


def test_a_missing_part_of_a_name_leaves_no_comma() -> None:
    assert listed("EVANS", "") == "Evans"


# Columns.


@pytest.mark.parametrize("key", [*USUAL, "role", "parole", "pom_type"])
@pytest.mark.parametrize("descending", [False, True])
def test_every_column_sorts(full: CaseloadView, key: str, descending: bool) -> None:
    full.table.sort_by(key, descending)
    column = full.model.columns[full.model.place_of(key)]
    keys = [column.sort(row) for row in shown(full)]
    known = [k for k in keys if k is not None]
    assert len(keys) == 61
    assert known == sorted(known, reverse=descending)
    assert keys[len(known) :] == [None] * (len(keys) - len(known))
    assert all(isinstance(k, int | float | str) for k in known)


def one(view: CaseloadView, **changes: Any) -> CaseloadView:
    view.display(prepare(replace(caseload(0), lines=[line(**changes)], total=1)))
    return view


def test_a_line_says_what_a_pom_scans_for(view: CaseloadView) -> None:
    one(
        view,
        handover_on=date(2026, 12, 20),
        earliest_release_on=date(2027, 5, 12),
        earliest_release_type=ReleaseType.CRD,
    )
    assert cell(view, "person") == "Person: O'Brien, Sean, A1000BC"
    assert cell(view, "handover").startswith("Handover: 20 Dec 2026, in 4 weeks")
    assert cell(view, "release") == "Earliest release: 12 May 2027, CRD, in 6 months"
    assert cell(view, "rosh") == "RoSH: High"


@pytest.mark.parametrize(
    ("changes", "said", "colour"),
    [
        ({"com_needed": True, "com_overdue_days": 12}, "12 days overdue, COM overdue", "red"),
        ({"com_needed": False, "com_overdue_days": 3}, "3 days overdue, COM overdue", "red"),
        ({"com_needed": True, "com_overdue_days": 0}, "None named", "orange"),
        ({"com_needed": False, "com_overdue_days": 0}, "–", None),
    ],
)
def test_a_missing_com_is_loud_only_where_one_is_due(
    view: CaseloadView, changes: dict[str, Any], said: str, colour: str | None
) -> None:
    one(view, com_name=None, **changes)
    assert cell(view, "com") == f"COM: {said}"
    marks = view.model.cell(0, view.model.place_of("com"))[2]
    assert [mark.colour for mark in marks] == ([colour] if colour else [])


@pytest.mark.parametrize(
    ("days", "still_open", "said", "state", "colour"),
    [
        (1, True, "23 Nov 2026, in 1 day, Due soon", "Due soon", "yellow"),
        (1, False, "23 Nov 2026, in 1 day, Due soon", "Due soon", "yellow"),
        (0, True, "22 Nov 2026, Today", "Today", "yellow"),
        (0, False, "22 Nov 2026, Today", "Today", "yellow"),
        (-1, True, "21 Nov 2026, 1 day ago, Overdue", "Overdue", "red"),
        (-1, False, "21 Nov 2026, 1 day ago", "Passed", None),
        (-12, True, "10 Nov 2026, 12 days ago, Overdue", "Overdue", "red"),
    ],
)
def test_a_handover_is_overdue_only_while_something_of_it_is_open(
    view: CaseloadView,
    text: Text,
    days: int,
    still_open: bool,
    said: str,
    state: str,
    colour: str | None,
) -> None:
    on = TODAY + timedelta(days=days)
    window = HandoverWindow.PASSED if days <= 0 else HandoverWindow.DUE_SOON
    given: dict[str, Any] = {
        "handover_on": on,
        "handover_window": window,
        "handover_open": still_open,
    }
    one(view, handover_starts=on, **given)
    assert cell(view, "handover") == f"Handover: {said}"
    mark = preview_of(text, line(**given), TODAY).facts[1].mark
    assert (mark.colour if mark else None) == colour
    titles, cells = view.sheet()
    assert cells()[0][titles.index("Handover state")] == state


@pytest.mark.parametrize(
    ("duties", "said"),
    [
        ([coming(-9)], "See the person, 13 Nov 2026, 9 days late, Overdue"),
        ([coming(0)], "See the person, 22 Nov 2026, today, Due"),
        ([coming(35, DutyKind.OASYS_REVIEW)], "OASys review, 27 Dec 2026, in 5 weeks, Upcoming"),
        (
            [NextDuty(None, DutyKind.COM_NEEDED, "", DutyState.DUE)],
            "COM to be named, No day set, Due",
        ),
        ([], "Nothing due"),
    ],
)
def test_a_line_says_what_is_next(view: CaseloadView, duties: list[NextDuty], said: str) -> None:
    one(view, **with_next(*duties))
    assert cell(view, "next_due") == f"Next due: {said}"
    titles, cells = view.sheet()
    on, state = titles.index("Next due date"), titles.index("Next due state")
    first = duties[0] if duties and duties[0].due else None
    assert cells()[0][on] == (first and first.due)
    assert bool(cells()[0][state]) is (first is not None)


def test_a_line_says_when_the_person_was_last_seen(view: CaseloadView) -> None:
    one(view, last_contact=date(2026, 10, 25))
    assert cell(view, "last_seen") == "Last seen: 25 Oct 2026, 4 weeks ago"
    one(view, last_contact=None)
    assert cell(view, "last_seen") == "Last seen: Never recorded"
    view.display(prepare(caseload(0, outside())))
    assert cell(view, "last_seen") == "Last seen: –"
    assert cell(view, "next_due") == "Next due: –"


def test_who_was_never_seen_comes_before_who_was_seen_long_ago(view: CaseloadView) -> None:
    people = [
        line(1, last_contact=TODAY),
        line(2, last_contact=None),
        line(3, last_contact=date(2026, 1, 1)),
        outside(4),
    ]
    view.display(prepare(replace(caseload(0), lines=people, total=4)))
    view.table.sort_by("last_seen")
    assert [row.person_id for row in shown(view)] == [3, 4, 2, 5]


def test_every_kind_of_duty_has_short_words(text: Text) -> None:
    words = [text(f"caseload.duty.{kind}") for kind in DutyKind]
    assert all(0 < len(one) <= 16 for one in words), "a tag must have room behind them"


def test_the_preview_says_what_is_next_and_when_the_person_was_seen(
    view: CaseloadView, text: Text
) -> None:
    waiting = NextDuty(None, DutyKind.HANDOVER_TASK, "sent_handover_report", DutyState.BLOCKED)
    duties = (coming(-3), coming(14, DutyKind.KEY_WORK), waiting)
    one(view, last_contact=date(2026, 11, 20), **with_next(*duties))
    view.preview.display(preview_of(text, view.model.row_at(0), TODAY))
    told = [(fact.name, fact.value) for fact in view.preview.coming.lines]
    assert told == [
        ("See the person", "19 Nov 2026, 3 days late"),
        ("Key work", "6 Dec 2026, in 2 weeks"),
        ("Handover task", "No day set"),
        ("Last seen", "20 Nov 2026, 2 days ago"),
    ]
    assert view.preview.coming.lines[2].more.endswith("Waiting")


def test_the_preview_says_that_nothing_is_due_and_nobody_was_seen(
    view: CaseloadView, text: Text
) -> None:
    quiet = line(last_contact=None, **with_next())
    told = [fact.value for fact in preview_of(text, quiet, TODAY).coming]
    assert told == ["Nothing due", "Never recorded"]
    view.preview.display(preview_of(text, outside(), TODAY))
    assert view.preview.coming.isHidden(), "nothing is asked for outside the policy"
    assert view.preview.next.isHidden()
    view.preview.display(preview_of(text, quiet, TODAY))
    assert not view.preview.next.isHidden()


def test_what_matters_is_in_sight_beside_the_preview(
    full: CaseloadView, window: Window, qtbot: QtBot
) -> None:
    page = Page(window, None)  # type: ignore[arg-type]
    page.name, page.view = "caseload", full  # type: ignore[misc]
    window.show_pages([page], "caseload")
    window.resize(1280, 800)
    window.show()
    full.table.selectRow(3)
    full._fill_preview()
    QApplication.processEvents()
    assert full.preview.isVisible()
    assert full.table.shown_columns()[:5] == [
        "person", "next_due", "last_seen", "handover", "release",
    ]  # fmt: skip
    last = full.model.place_of("release")
    end = full.table.columnViewportPosition(last) + full.table.columnWidth(last)
    assert end <= full.table.viewport().width()
    assert full.table.viewport().height() % full.table.rowHeight(0) == 0
    assert full.chips.height() <= 2 * full.chips._chips[ALL].height() + 8, "two rows of chips"
    button = full.preview.open
    assert button.mapTo(full.preview, button.rect().bottomLeft()).y() <= full.preview.height()
    for mark in full.preview.facts.findChildren(Tag):
        right = mark.mapTo(full.preview, mark.rect().topRight()).x()
        assert right <= full.preview.width()
    window.resize(1190, 800)
    QApplication.processEvents()
    assert full.preview.isHidden()


def test_com_overdue_without_a_probation_record_is_missing_too(view: CaseloadView) -> None:
    one(view, com_name=None, com_needed=False, com_overdue_days=3)
    assert "COM overdue" in cell(view, "com")
    view.chips.set_chosen("com_missing")
    view._narrow()
    assert view.model.rowCount() == 1


def test_no_handover_date_says_why(view: CaseloadView) -> None:
    one(view, handover_on=None, handover_starts=None, handover_window=None)
    assert cell(view, "handover").startswith("Handover: No date, Determinate sentence")


def test_outside_the_policy_says_why(view: CaseloadView) -> None:
    view.display(prepare(caseload(0, outside())))
    assert "Civil sentence" in cell(view, "responsibility")
    assert "Outside policy" in cell(view, "badges")


def test_who_is_out_comes_first_by_location_longest_first(view: CaseloadView) -> None:
    away = [
        line(1, location="A-1-001"),
        line(2, temporary_absence_since=date(2026, 11, 20)),
        line(3, temporary_absence_since=date(2026, 11, 1)),
        line(4, location=None),
    ]
    view.display(prepare(replace(caseload(0), lines=away, total=4)))
    view.table.sort_by("location")
    assert [row.person_id for row in shown(view)] == [4, 3, 2, 5]
    assert cell(view, "location") == "Location: Out, since 1 Nov 2026"


def test_markup_is_shown_as_it_was_written(view: CaseloadView) -> None:
    one(view, last_name="<img src=x.png>", com_name="<b>Bold</b>")
    assert "<img src=x.png>" in cell(view, "person").lower()
    assert "<b>Bold</b>" in cell(view, "com")
    view._fill_preview()
    assert "<img" in view.preview.name.text().lower()
    assert view.preview.name.textFormat() == Qt.TextFormat.PlainText


# Filter and chips.


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("obrien", "O'BRIEN"),
        ("O'BRI", "O'BRIEN"),
        ("lukasz", "ŁUKASZEWSKI"),
        ("llyr dafydd", "LLŶR"),
        ("dafydd LLYR", "LLŶR"),
        ("smithjones", "SMITH-JONES"),
        ("van der", "VAN DER BERG"),
    ],
)
def test_the_filter_finds_people_however_their_name_is_typed(
    full: CaseloadView, typed: str, found: str
) -> None:
    full.search.setText(typed)
    assert {row.last_name for row in shown(full)} == {found}


def test_the_filter_finds_number_location_and_com(view: CaseloadView) -> None:
    view.display(prepare(caseload(30)))
    for typed, name, value in (
        ("a1007bc", "prisoner_number", "A1007BC"),
        ("a-1-004", "location", "A-1-004"),
        ("nair", "com_name", "Priya Nair"),
    ):
        view.search.setText(typed)
        assert {getattr(row, name) for row in shown(view)} == {value}


def test_every_word_must_be_found(full: CaseloadView) -> None:
    full.search.setText("evans nobody")
    assert not shown(full)
    assert full.none.isVisible()
    assert full.sides.isHidden()


@pytest.mark.parametrize(
    ("chip", "days", "belongs"),
    [
        ("handover_soon", -1, False),
        ("handover_soon", 0, True),
        ("handover_soon", 56, True),
        ("handover_soon", 57, False),
        ("handover_passed", -1, True),
        ("handover_passed", 0, False),
    ],
)
def test_borders_of_handover_soon_and_overdue(chip: str, days: int, belongs: bool) -> None:
    on = TODAY + timedelta(days=days)
    assert CHIPS[chip](line(handover_on=on, handover_open=True), TODAY) is belongs


def test_a_handover_that_is_done_is_not_counted_as_overdue() -> None:
    over = line(handover_on=TODAY - timedelta(days=400), handover_open=False)
    assert not CHIPS["handover_passed"](over, TODAY)


@pytest.mark.parametrize(("days", "belongs"), [(None, True), (57, True), (56, False), (0, False)])
def test_borders_of_not_seen_in_8_weeks(days: int | None, belongs: bool) -> None:
    seen = None if days is None else TODAY - timedelta(days=days)
    assert CHIPS["not_seen"](line(last_contact=seen), TODAY) is belongs
    assert not CHIPS["not_seen"](outside(last_contact=seen), TODAY)


@pytest.mark.parametrize(("days", "belongs"), [(-1, True), (0, False), (9, False)])
def test_late_is_what_is_overdue(days: int, belongs: bool) -> None:
    assert CHIPS["late"](line(**with_next(coming(days))), TODAY) is belongs
    assert not CHIPS["late"](outside(), TODAY)


@pytest.mark.parametrize(("days", "belongs"), [(-1, False), (0, True), (28, True), (29, False)])
def test_borders_of_release_in_4_weeks(days: int, belongs: bool) -> None:
    soon = line(earliest_release_on=TODAY + timedelta(days=days))
    assert CHIPS["release_soon"](soon, TODAY) is belongs


def test_com_supporting_and_no_date_have_their_lists() -> None:
    supporting = line(responsibility=Responsibility.CUSTODY_WITH_COM)
    assert CHIPS["com_supporting"](supporting, TODAY)
    assert CHIPS["no_date"](line(handover_on=None), TODAY)
    assert not CHIPS["no_date"](outside(), TODAY)


def test_chips_count_and_keep(full: CaseloadView, qtbot: QtBot) -> None:
    chip = full.chips._chips["outside"]
    assert chip.text() == "Outside policy  1"
    assert chip.accessibleName() == "Outside policy: 1 person"
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert [row.inside for row in shown(full)] == [False]
    assert "1 of 61 people" in full.count.text()


def test_chips_nobody_belongs_to_are_hidden(view: CaseloadView) -> None:
    view.display(prepare(caseload(10)))
    assert view.chips._chips["outside"].isHidden()
    assert not view.chips._chips[ALL].isHidden()


def test_esc_shows_everybody_again(full: CaseloadView) -> None:
    full.search.setText("evans")
    full.chips.set_chosen("parole")
    full._narrow()
    assert full.step_back()
    assert len(shown(full)) == 61
    assert not full.step_back(), "then the window goes back"


@pytest.mark.parametrize("count", [1, 90, 1500])
def test_many_people(view: CaseloadView, count: int) -> None:
    view.display(prepare(caseload(count)))
    assert view.model.rowCount() == count
    view.search.setText("evans")
    assert {row.last_name for row in shown(view)} <= {"EVANS"}


def test_an_empty_desk_says_how_people_get_here(view: CaseloadView, qtbot: QtBot) -> None:
    view.display(prepare(caseload(0)))
    assert view.bring_in.isVisible()
    with qtbot.waitSignal(view.import_asked):
        view.bring_in.click()


def test_counts_wait_for_the_whole(view: CaseloadView) -> None:
    view.display(prepare(caseload(20)), whole=False)
    assert view.chips._chips["parole"].text() == "Parole in 10 months"


# Names hidden, zoom, screen readers.


def test_names_can_be_hidden(full: CaseloadView) -> None:
    full._fill_preview()
    full.set_blank(True)
    assert "Abbott" not in cell(full, "person")
    assert "A1" not in cell(full, "person")
    assert "Abbott" not in full.preview.name.text()
    assert "A1" not in full.preview.where.text()
    full.set_blank(False)
    assert "Abbott" in full.preview.name.text()


def test_it_works_at_200_per_cent(full: CaseloadView, theme: Theme) -> None:
    theme.set_zoom(200)
    try:
        full.resize(1093, 614)
        QApplication.processEvents()
        assert full.preview.isHidden(), "no room for it"
        assert full.table.rowHeight(0) < full.table.viewport().height() // 3
        assert not full.grab().isNull()
    finally:
        theme.set_zoom(100)


def focusable(view: QWidget) -> Iterator[QWidget]:
    for part in view.findChildren(QWidget):
        if part.isVisibleTo(view) and part.focusPolicy() != Qt.FocusPolicy.NoFocus:
            yield part


def test_every_control_has_a_name(full: CaseloadView) -> None:
    full._fill_preview()
    for part in focusable(full):
        name = QAccessible.queryAccessibleInterface(part).text(QAccessible.Text.Name)
        assert name or part.parent() is full.search, part


# Saved filters.


def test_a_saved_filter_brings_everything_back(full: CaseloadView) -> None:
    full.chips.set_chosen("parole")
    full.search.setText("e")
    full.table.sort_by("release", True)
    full.table.show_columns(["person", "parole"])
    saved = full.current_filter("My parole cases")
    again = saved_filters([saved.stored()], [c.key for c in full.model.columns])
    kept = [row.person_id for row in shown(full)]
    full.step_back()
    full.table.sort_by("person")
    full.table.show_columns(USUAL)
    full.apply(again[0])
    assert [row.person_id for row in shown(full)] == kept
    assert full.model.sorted_by == ("release", True)
    assert full.table.shown_columns() == ["person", "parole"]


def test_what_was_kept_by_another_version_does_no_harm() -> None:
    strange = [None, {}, {"name": " "}, {"name": "x", "chip": "gone", "sort": 7, "columns": "no"}]
    assert saved_filters(strange, ["person"]) == [SavedFilter("x", columns=())]
    assert saved_filters("strange", ["person"]) == []


def test_a_filter_of_the_same_name_is_replaced() -> None:
    kept = with_filter([SavedFilter("b"), SavedFilter("a")], SavedFilter("b", words="new"))
    assert [(one.name, one.words) for one in kept] == [("a", ""), ("b", "new")]


def test_saving_asks_for_a_name(full: CaseloadView, qtbot: QtBot) -> None:
    def answer(box: QWidget) -> bool:
        name = box.findChild(QLineEdit)
        assert name is not None
        name.setText("  Mine  ")
        return True

    dialogs.answer_next(answer)
    with qtbot.waitSignal(full.filter_saved) as saved:
        full._save()
    assert saved.args[0].name == "Mine"


# Out of the desk.


@pytest.mark.parametrize(
    "risky", ["=1+1", "+44", "-1", "@x", "|x", "%x", "\tx", "\rx", " =x", "＝x", "\u200b=x"]
)
def test_nothing_leaves_as_a_formula(risky: str) -> None:
    assert safe(risky).startswith("'")
    rows = list(csv.reader(io.StringIO(csv_bytes(["T"], [[risky]]).decode("utf-8-sig"))))
    assert rows[1][0].startswith("'")


@pytest.mark.parametrize("plain", ["Evans", "A-1-001", "", "O'Brien", "1"])
def test_plain_words_leave_as_they_are(plain: str) -> None:
    assert safe(plain) == plain


def test_the_clipboard_has_one_line_a_row() -> None:
    assert clipboard_lines([["a", "b"], ["x\ty", "=1\n2"]]) == "a\tb\nx y\t'=1 2"


def test_csv_has_iso_dates_and_numbers() -> None:
    made = csv_bytes(["Day", "N"], [[date(2027, 5, 12), -3], [None, 0]])
    assert made.decode("utf-8-sig") == "Day,N\r\n2027-05-12,-3\r\n,0\r\n"


def test_xlsx_has_real_dates_and_text_that_is_text() -> None:
    from openpyxl import load_workbook

    made = xlsx_bytes(["Day", "Name"], [[date(2027, 5, 12), "=HYPERLINK(1)\x07"]], "People")
    sheet = load_workbook(io.BytesIO(made))["People"]
    assert sheet["A2"].value.date() == date(2027, 5, 12)
    assert sheet["B2"].data_type == "s"
    assert sheet["B2"].value.startswith("'=HYPERLINK")
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.b


def test_another_reader_agrees_about_the_xlsx() -> None:
    from python_calamine import CalamineWorkbook

    rows: list[list[str | int | float | date | None]] = [
        [date(2027, 5, 12), "a & <b>", 3, None],
        [None, " x ", -1.5, "ŵ"],
    ]
    made = xlsx_bytes(["Day", "Text", "N", "T"], rows, "A/B: 'people' [1]" + "x" * 40)
    read = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(0).to_python()
    assert read == [
        ["Day", "Text", "N", "T"],
        [date(2027, 5, 12), "a & <b>", 3.0, ""],
        ["", " x ", -1.5, "ŵ"],
    ]


def test_xlsx_leaves_no_temporary_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    assert xlsx_bytes(["T"], [["EVANS"]], "S")


def test_xlsx_refuses_what_it_would_cut() -> None:
    with pytest.raises(PaperRefused) as refused:
        xlsx_bytes(["T"], [["x" * 40_000]], "S")
    assert refused.value.code == "REP-CELL"


def test_file_names_name_nobody() -> None:
    name = file_name("caseload", TODAY, "csv")
    assert name.startswith("caseload-20261122-")
    assert len(name) == len("caseload-20261122-123456.csv")


# The page with a desk behind it.


@pytest.fixture
def page(window: Window, demo_desk: Desk, qtbot: QtBot) -> CaseloadPage:
    qtbot.addWidget(window)
    made = CaseloadPage(window, demo_desk)
    window.resize(1400, 900)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.show_pages([made, CasePage(window, demo_desk)], "caseload")
    return made


def test_the_page_shows_the_desk_and_says_what_matters(
    page: CaseloadPage, demo_desk: Desk, window: Window
) -> None:
    assert page.view.model.rowCount() > 50
    late = sum(row.next_state is DutyState.OVERDUE for row in shown(page.view))
    assert page.summary.startswith(f"{late} people have something late. ")
    assert "handovers in the next 8 weeks" in page.summary


def test_with_the_keyboard_alone_a_case_is_found_opened_and_left(
    page: CaseloadPage, window: Window, qtbot: QtBot
) -> None:
    table, search = page.view.table, page.view.search
    qtbot.waitUntil(table.hasFocus)
    QTest.keyClick(table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(search.hasFocus)
    wanted = page.view.model.row_at(7)
    QTest.keyClicks(search, wanted.prisoner_number.lower())
    assert page.view.model.rowCount() == 1
    QTest.keyClick(search, Qt.Key.Key_Return)
    case = window.pages["case"]
    assert window.page is case
    assert case.title() == listed(wanted.last_name, wanted.first_name)
    window.go_back()
    assert window.page is page
    window.go_back()
    assert page.view.search.text() == "", "Esc first shows everybody again"


def test_enter_in_the_table_opens(page: CaseloadPage, window: Window, qtbot: QtBot) -> None:
    QTest.keyClick(page.view.table, Qt.Key.Key_Down)
    chosen = page.view.table.chosen()
    QTest.keyClick(page.view.table, Qt.Key.Key_Return)
    assert window.page is window.pages["case"]
    assert chosen is not None
    assert window.pages["case"].place() == (chosen.person_id, 0)


def test_saving_and_deleting_a_filter_can_be_undone(
    page: CaseloadPage, demo_desk: Desk, window: Window
) -> None:
    page.view.filter_saved.emit(page.view.current_filter("Mine"))
    assert [one["name"] for one in demo_desk.ask(Settings())["caseload.saved"]] == ["Mine"]
    page.view.filter_forgotten.emit("Mine")
    assert demo_desk.ask(Settings())["caseload.saved"] == []
    assert not window.messages.undo.isHidden()


def test_chosen_columns_are_there_the_next_time(
    page: CaseloadPage, demo_desk: Desk, window: Window
) -> None:
    page.view._choose_columns(["person", "parole"])
    again = CaseloadPage(window, demo_desk)
    again.refresh()
    assert again.view.table.shown_columns() == ["person", "parole"]
    again.view.deleteLater()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_export_writes_the_people_and_columns_shown(
    page: CaseloadPage, tmp_path: Path, window: Window, kind: str
) -> None:
    page.view.chips.set_chosen("parole")
    page.view._narrow()
    target = tmp_path / f"out.{kind}"
    dialogs.answer_next(lambda _chooser: target)
    page.view.export_asked.emit(kind)
    assert target.stat().st_size > 0
    count = page.view.model.rowCount()
    assert f"{count} people written to out.{kind}" in window.messages.words
    if kind == "csv":
        rows = list(csv.DictReader(io.StringIO(target.read_text("utf-8-sig"))))
        assert len(rows) == count
        assert rows[0]["Prison number"] == page.view.model.row_at(0).prisoner_number


def test_export_not_chosen_writes_nothing(page: CaseloadPage, window: Window) -> None:
    dialogs.answer_next(lambda _chooser: None)
    page.view.export_asked.emit("csv")
    assert window.messages.words == ""


def test_copying_puts_plain_text_on_the_clipboard(
    page: CaseloadPage, qtbot: QtBot, window: Window
) -> None:
    QTest.keyClick(page.view.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    words = QApplication.clipboard().text()
    assert words.startswith("Person\tNext due\t")
    assert len(words.split("\n")) == 2
    assert QApplication.clipboard().mimeData().data("x-kde-passwordManagerHint") == b"secret"
    assert "1 row copied" in window.messages.words


def test_f12_hides_names_on_the_page(page: CaseloadPage, window: Window) -> None:
    window.set_blank(True)
    assert page.view.model.row_at(0).prisoner_number not in cell(page.view, "person")


def test_after_unlocking_the_same_person_is_chosen(page: CaseloadPage) -> None:
    page.view.table.selectRow(9)
    place = page.place()
    page.view.table.selectRow(0)
    page.return_to(place)
    assert page.place() == place
