"""Paper templates in the settings: saved as a file, an edited one brought in, given up again."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from pomdesk.domain.papers import PaperKind
from pomdesk.services.commands.paper_templates import UseTemplate
from pomdesk.services.desk import Desk
from pomdesk.services.queries.paper_templates import OwnTemplates
from reports.kinds import KINDS
from resources import read_text
from tests.ui.walking import clashing, nameless
from ui import dialogs
from ui.papers import template_of
from ui.prefs import Prefs
from ui.settings.controller import SettingsPage, Setup
from ui.settings.templates_view import TemplateRow, TemplatesView
from ui.widgets.fields_form import FieldsForm
from ui.window import Window

KIND = "case-summary"


@pytest.fixture
def page(window: Window, demo_desk: Desk, qtbot: QtBot) -> SettingsPage:
    qtbot.addWidget(window)
    setup = Setup(Prefs, lambda _name, _value: None, list)
    made = SettingsPage(window, demo_desk, setup)
    window.resize(1280, 900)
    window.show()
    window.show_pages([made], "settings")
    return made


@pytest.fixture
def view(page: SettingsPage) -> TemplatesView:
    found = page.view.templates
    assert found.table.choose(lambda row: row.kind == KIND)
    return found


def row_of(view: TemplatesView, kind: str = KIND) -> TemplateRow:
    return next(row for row in view.model.rows if row.kind == kind)


def edited(change: str = "", to: str = "") -> str:
    toml = read_text("papers", f"{KIND}.toml")
    first = next(line for line in toml.splitlines() if line.startswith("version"))
    toml = toml.replace(first, 'version = "OMU 7"', 1)
    assert not change or change in toml
    return toml.replace(change, to, 1) if change else toml


def bring(view: TemplatesView, file: Path, why: str | None = None) -> None:
    def answer(form: FieldsForm) -> bool:
        line = form.control("reason")
        assert isinstance(line, QLineEdit)
        line.setText(why)
        form.accept()
        return bool(form.values.get("reason"))

    dialogs.answer_next(lambda _chooser: [file])
    if why is not None:
        dialogs.answer_next(answer)
    view.bring.click()


def test_every_kind_is_listed_as_it_came(view: TemplatesView) -> None:
    assert {row.kind for row in view.model.rows} == set(KINDS)
    assert not any(row.ours for row in view.model.rows)
    assert all(row.version for row in view.model.rows)
    assert not view.back.isEnabled()
    line = view.model.line_of(lambda row: row.kind == KIND)
    assert line is not None
    assert "As it came" in view.model.spoken(line, 1)


def test_a_copy_is_saved_as_it_came(view: TemplatesView, tmp_path: Path, window: Window) -> None:
    dialogs.answer_next(lambda _chooser: tmp_path / "t.toml")
    view.copy.click()
    assert (tmp_path / "t.toml").read_text("utf-8") == read_text("papers", f"{KIND}.toml")
    assert "Saved as t.toml" in window.messages.words


def test_an_edited_one_is_used_with_its_reason_and_given_up_again(
    view: TemplatesView, demo_desk: Desk, tmp_path: Path, window: Window
) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(edited(), encoding="utf-8")
    bring(view, file, "Agreed at the OMU meeting")
    row = row_of(view)
    assert (row.ours, row.version, row.reason) == (True, "OMU 7", "Agreed at the OMU meeting")
    assert row.since is not None
    assert row.by
    assert "your own template is used" in window.messages.words
    used = template_of(demo_desk, KIND)
    assert (used.version, used.changed) == ("OMU 7", True)
    dialogs.answer_next(lambda _chooser: tmp_path / "copy.toml")
    view.copy.click()
    assert (tmp_path / "copy.toml").read_text("utf-8") == edited()
    assert view.table.choose(lambda one: one.kind == KIND)
    view.back.click()
    assert not row_of(view).ours
    assert not template_of(demo_desk, KIND).changed


def test_a_reason_is_needed(view: TemplatesView, demo_desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(edited(), encoding="utf-8")
    bring(view, file, "  ")
    assert not demo_desk.ask(OwnTemplates())


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("this is no toml [", ("bad.toml", "line 1")),
        (edited("lines =", "linez ="), ("bad.toml", "linez")),
        ("id = 'case-summary'\n", ("bad.toml", "version")),
        (read_text("papers", "handover-report.toml"), ("bad.toml",)),
    ],
)
def test_one_that_does_not_hold_together_is_refused_with_file_and_place(
    view: TemplatesView,
    demo_desk: Desk,
    tmp_path: Path,
    window: Window,
    content: str,
    told: tuple[str, ...],
) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(content, encoding="utf-8")
    bring(view, file)
    assert all(words in window.messages.words for words in told), window.messages.words
    assert "Nothing was changed" in window.messages.words
    assert not demo_desk.ask(OwnTemplates())


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"#" * 300_000, None])
def test_a_file_that_is_no_text_is_refused(
    view: TemplatesView, tmp_path: Path, window: Window, content: bytes | None
) -> None:
    file = tmp_path / "bad.toml"
    if content is not None:
        file.write_bytes(content)
    bring(view, file)
    assert "bad.toml cannot be read as a template" in window.messages.words


def test_not_choosing_a_file_changes_nothing(view: TemplatesView, window: Window) -> None:
    dialogs.answer_next(lambda _chooser: [])
    view.bring.click()
    dialogs.answer_next(lambda _chooser: None)
    view.copy.click()
    assert window.messages.words == ""


def test_one_that_an_older_program_took_is_told_and_can_be_given_up(
    page: SettingsPage, view: TemplatesView, demo_desk: Desk, window: Window
) -> None:
    window.done(demo_desk.do(UseTemplate(PaperKind(KIND), "odd = 1\n", "From before")))
    row = row_of(view)
    assert row.fault
    assert view.table.choose(lambda one: one.kind == KIND)
    assert view.fault.text() == row.fault
    view.back.click()
    assert not row_of(view).fault
    assert view.fault.isHidden()


def test_enter_saves_a_copy(view: TemplatesView, tmp_path: Path) -> None:
    dialogs.answer_next(lambda _chooser: tmp_path / "t.toml")
    view.table.setFocus()
    QTest.keyClick(view.table, Qt.Key.Key_Return)
    assert (tmp_path / "t.toml").exists()


def test_every_stop_has_a_name(page: SettingsPage) -> None:
    assert nameless(page.view) == []
    assert clashing(page.view) == []
