"""The import page: look first, then bring in, then undo; headings nobody knows."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication

from pomdesk.domain.names import HIDDEN
from pomdesk.services.queries.caseload import CaseloadOn
from resources.text import Text
from ui import dialogs
from ui.app import Desktop
from ui.imports.columns import field_words, value_words
from ui.imports.controller import ImportPage
from ui.imports.mapping import NUMBER, MappingBox
from ui.work import Worker


@pytest.fixture
def desktop(qapp: QApplication, worker: Worker, session: Any, demo_desk: Any) -> Iterator[Desktop]:
    made = Desktop(qapp, session, worker)
    made.window.show()
    made.opened(demo_desk)
    made.window.show_page("imports")
    yield made
    made.close()


@pytest.fixture
def page(desktop: Desktop) -> ImportPage:
    return cast(ImportPage, desktop.window.pages["imports"])


def people(desktop: Desktop) -> set[str]:
    assert desktop.desk is not None
    return {line.prisoner_number for line in desktop.desk.ask(CaseloadOn()).lines}


@pytest.fixture
def newcomers(tmp_path: Path) -> Path:
    file = tmp_path / "newcomers.json"
    caseload = {
        "format": "pomdesk-caseload",
        "version": 1,
        "asAt": "2026-11-22",
        "prisoners": [
            {"prisonerNumber": "A1234ZZ", "firstName": "AP", "lastName": "RHYS"},
            {"prisonerNumber": "wrong", "firstName": "X", "lastName": "Y"},
        ],
    }
    file.write_text(json.dumps(caseload), encoding="utf-8")
    return file


def test_looking_changes_nothing(desktop: Desktop, page: ImportPage, newcomers: Path) -> None:
    before = people(desktop)
    dialogs.answer_next(lambda _none: [newcomers])
    page.choose()
    assert page.view.summary.counts.text() == "1 person new, 1 row refused."
    assert people(desktop) == before
    assert not page.view.accept.isHidden()


def test_bringing_in_and_taking_it_back(
    desktop: Desktop, page: ImportPage, newcomers: Path
) -> None:
    before = people(desktop)
    page.look_at([newcomers])
    page.view.accept.click()
    assert people(desktop) == before | {"A1234ZZ"}
    assert "1 person new" in desktop.window.messages.words
    assert page.view.accept.isHidden()
    assert list(newcomers.parent.glob("*.*")) != [newcomers]  # the refused row, to mend
    assert not page.view.choosing
    desktop.window.messages.undo.click()
    assert people(desktop) == before
    assert page.view.choosing  # what it said is not so any more


def test_what_was_shown_comes_in_whatever_the_file_says_by_now(
    desktop: Desktop, page: ImportPage, newcomers: Path
) -> None:
    before = people(desktop)
    page.look_at([newcomers])
    caseload = json.loads(newcomers.read_text(encoding="utf-8"))
    caseload["prisoners"][0]["prisonerNumber"] = "A9999ZZ"
    newcomers.write_text(json.dumps(caseload), encoding="utf-8")
    page.bring_in()
    assert people(desktop) == before | {"A1234ZZ"}
    page.bring_in()  # nothing is shown any more that could be brought in
    assert people(desktop) == before | {"A1234ZZ"}


def test_what_was_put_away_does_not_come_in(
    desktop: Desktop, page: ImportPage, newcomers: Path
) -> None:
    before = people(desktop)
    page.look_at([newcomers])
    page.put_away()
    page.bring_in()
    assert people(desktop) == before


def test_the_same_file_again_says_that_nothing_is_new(
    desktop: Desktop, page: ImportPage, newcomers: Path, text: Text
) -> None:
    page.look_at([newcomers])
    page.bring_in()
    page.look_at([newcomers])
    assert page.view.summary.counts.text() == "1 person as before, 1 row refused."
    assert page.view.heading.text() == text("imports.nothing_new", files="newcomers.json")
    assert page.view.accept.isHidden()
    assert page.view.decline.text() == text("imports.close")
    page.view.decline.click()
    assert page.view.choosing


def test_each_refusal_is_told_by_row_field_value_and_reason(
    page: ImportPage, newcomers: Path, text: Text
) -> None:
    page.look_at([newcomers])
    model = page.view.summary._models[0]
    row = [model.cell(0, place)[0] for place in range(model.columnCount())]
    assert row[0] == "/prisoners/1"
    assert row[1] == text("field.prisoner_number")
    assert row[2] == "wrong"
    assert row[3] == text("refusal.IMP-NOMS")
    assert row[4] == "newcomers.json"


def test_hidden_names_stay_hidden_in_lists_made_later(
    desktop: Desktop, page: ImportPage, newcomers: Path
) -> None:
    desktop.window.set_blank(True)
    page.look_at([newcomers])
    assert page.view.summary._models[0].cell(0, 2)[0] == HIDDEN


def test_a_file_that_is_no_caseload_is_told_and_changes_nothing(
    desktop: Desktop, page: ImportPage, tmp_path: Path
) -> None:
    file = tmp_path / "broken.json"
    file.write_text("{", encoding="utf-8")
    before = people(desktop)
    page.look_at([file])
    assert page.view.choosing
    assert "broken.json" in desktop.window.messages.words
    assert people(desktop) == before
    assert page.view.drop.button.isEnabled()


def test_escape_puts_the_summary_away_first(
    desktop: Desktop, page: ImportPage, newcomers: Path
) -> None:
    page.look_at([newcomers])
    desktop.window.go_back()
    assert page.view.choosing
    assert desktop.window.page is page


def test_files_can_be_dropped(page: ImportPage, newcomers: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(newcomers)), QUrl("ftp://elsewhere/x.json")])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    page.view.dropEvent(event)
    assert not page.view.choosing


@pytest.fixture
def odd_sheet(tmp_path: Path) -> Path:
    file = tmp_path / "odd.csv"
    lines = ["Ref;Who;Out on", "A1234ZZ;RHYS, AP;12/05/2027", "A1235ZY;EVANS, SIÔN;1/6/2027"]
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def _answer(box: MappingBox) -> bool:
    for choice, field in zip(
        box.choices, (NUMBER, "prisoners.name", "prisoners.conditionalReleaseDate"), strict=True
    ):
        choice.setCurrentIndex(choice.findData(field))
    box.name.setText("Wing list")
    box.accept()
    return box.result() == 1


def test_unknown_headings_are_asked_once_and_kept(
    desktop: Desktop, page: ImportPage, odd_sheet: Path
) -> None:
    dialogs.answer_next(_answer)
    page.look_at([odd_sheet])
    assert page.view.summary.counts.text() == "2 people new."
    page.put_away()
    page.look_at([odd_sheet])  # nobody is asked
    assert page.view.summary.counts.text() == "2 people new."


def test_changing_ones_mind_about_headings_brings_nothing_in(
    desktop: Desktop, page: ImportPage, odd_sheet: Path
) -> None:
    dialogs.answer_next(lambda _box: False)
    page.look_at([odd_sheet])
    assert page.view.choosing


def test_a_mapping_needs_the_prison_number_and_each_field_once(
    desktop: Desktop, page: ImportPage, odd_sheet: Path, text: Text
) -> None:
    told: list[str] = []

    def answer(box: MappingBox) -> bool:
        told.append(box.faults())
        box.choices[0].setCurrentIndex(box.choices[0].findData(NUMBER))
        box.choices[1].setCurrentIndex(box.choices[1].findData(NUMBER))
        told.append(box.faults())
        box.accept()
        return box.result() == 1

    dialogs.answer_next(answer)
    page.look_at([odd_sheet])
    number = text("field.prisoner_number")
    assert told == [text("mapping.needed_number"), text("mapping.twice", field=number)]
    assert page.view.choosing


def test_values_and_fields_in_words(text: Text) -> None:
    assert value_words(text, "2027-05-12") == "12 May 2027"
    assert value_words(text, None) == text("value.none")
    assert value_words(text, "2027-99-99") == "2027-99-99"
    assert field_words(text, "conditionalReleaseDate") == text("field.conditional_release_date")
    assert field_words(text, "Shoe size") == "Shoe size"
