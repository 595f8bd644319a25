"""Versions of a paper: kept, listed, compared word by word on screen and on paper."""

from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from pomdesk.domain.papers import PaperKind
from pomdesk.services.desk import Desk
from tests.ui.finished import finished
from tests.ui.leaving_desk import Shown, fill, person_of, show
from ui import dialogs
from ui.window import Window
from ui.writing.versions import NOW


@pytest.fixture
def draft(window: Window, demo_desk: Desk, qtbot: QtBot) -> Shown:
    shown = show(window, demo_desk, qtbot, PaperKind.CASE_SUMMARY)
    shown.turn_to("versions")
    return shown


def first_section(shown: Shown) -> str:
    return next(iter(shown.paper.sections))


def compared(shown: Shown) -> str:
    shown.leaving.versions.compare.click()
    return shown.leaving.versions.result.toPlainText()


def look_of(shown: Shown, words: str) -> tuple[bool, bool]:
    """Whether words of the comparison are struck through, and whether underlined."""
    result = shown.leaving.versions.result
    cursor = QTextCursor(result.document())
    cursor.setPosition(result.toPlainText().index(words) + 1)
    look = cursor.charFormat()
    return look.fontStrikeOut(), look.fontUnderline()


def test_at_first_there_is_nothing_to_compare(draft: Shown) -> None:
    versions = draft.leaving.versions
    assert versions.none.isVisible()
    assert not versions.compare.isVisible()
    assert not versions.result.isVisible()


def test_a_version_is_kept_once(draft: Shown) -> None:
    versions = draft.leaving.versions
    versions.keep.click()
    assert [item.head for item in versions.list.items] == ["Version 1: Kept by the writer"]
    assert "kept" in draft.window.messages.words
    versions.keep.click()
    assert len(versions.list.items) == 1
    assert "already" in draft.window.messages.words


def test_word_by_word_with_signs_and_looks(draft: Shown) -> None:
    section = first_section(draft)
    draft.write(section, "He works in the laundry every day.\nSettled.")
    draft.leaving.versions.keep.click()
    draft.write(section, "He works in the kitchen every day.\nSettled.\nNo adjudications.")
    said = compared(draft)
    assert "He works in the [\u2212laundry\u2212][+kitchen+] every day." in said
    assert "[+No adjudications.+]" in said
    assert "\nSettled.\n" in said
    assert look_of(draft, "laundry") == (True, False)
    assert look_of(draft, "kitchen") == (False, True)
    assert look_of(draft, "every day") == (False, False)
    words = draft.leaving.versions.words.text()
    assert words.startswith("1 word taken out, 3 words put in.")


def test_sections_that_are_alike_are_only_named(
    window: Window, demo_desk: Desk, qtbot: QtBot
) -> None:
    draft = show(window, demo_desk, qtbot, PaperKind.PAROLE_REPORT)
    draft.leaving.versions.keep.click()
    section, *others = draft.paper.sections
    assert others
    draft.write(section, "Other words.")
    titles = draft.leaving.readiness.titles
    said = compared(draft)
    assert said.startswith(titles[section])
    assert said.splitlines()[-1].startswith("The same in both: ")
    assert all(titles[name] in said.splitlines()[-1] for name in others)


def test_the_same_text_says_so(draft: Shown) -> None:
    draft.leaving.versions.keep.click()
    said = compared(draft)
    assert draft.leaving.versions.words.text() == "The two say the same."
    assert "[" not in said


def test_markup_in_the_text_stays_words(draft: Shown) -> None:
    draft.leaving.versions.keep.click()
    draft.write(first_section(draft), "<img src='x.png'> & <b>bold</b>")
    assert "[+<img src='x.png'> & <b>bold</b>+]" in compared(draft)


def test_opening_a_version_compares_it_with_now(draft: Shown) -> None:
    section, versions = first_section(draft), draft.leaving.versions
    for words in ("One.", "One. Two.", "One. Two. Three."):
        draft.write(section, words)
        versions.keep.click()
    oldest = versions.list.items[-1].row
    versions.list.item_opened.emit(oldest)
    assert versions.shown is not None
    assert (versions.shown.before, versions.shown.after) == (oldest, NOW)
    assert "[+ Two. Three.+]" in versions.result.toPlainText()


def test_what_was_chosen_stays_chosen(draft: Shown) -> None:
    section, versions = first_section(draft), draft.leaving.versions
    for words in ("One.", "One. Two."):
        draft.write(section, words)
        versions.keep.click()
    first = versions.list.items[-1].row
    assert versions.before.currentData() != first
    place = versions.before.findData(first)
    versions.before.setCurrentIndex(place)
    versions.before.activated.emit(place)
    draft.write(section, "One. Two. Three.")
    versions.keep.click()
    assert versions.before.currentData() == first
    assert versions.after.currentData() == NOW


def test_the_comparison_on_paper(draft: Shown, tmp_path: Path) -> None:
    section = first_section(draft)
    draft.write(section, "He works in the laundry.")
    draft.leaving.versions.keep.click()
    draft.write(section, "He works in the kitchen.")
    compared(draft)
    target = tmp_path / "comparison.pdf"
    dialogs.answer_next(lambda _chooser: target)
    draft.leaving.versions.on_paper.click()
    said = "".join(page.extract_text() for page in PdfReader(target).pages)
    assert "laundry" in said
    assert "kitchen" in said
    assert "comparison.pdf" in draft.window.messages.words


def test_no_file_where_none_was_chosen(draft: Shown, tmp_path: Path) -> None:
    draft.leaving.versions.keep.click()
    compared(draft)
    dialogs.answer_next(lambda _chooser: None)
    draft.leaving.versions.on_paper.click()
    assert list(tmp_path.glob("*.pdf")) == []


def test_another_paper_shows_no_comparison(draft: Shown) -> None:
    draft.leaving.versions.keep.click()
    compared(draft)
    assert draft.leaving.versions.shown is not None
    draft.number = finished(draft.desk, person_of(draft.desk))
    draft.reload()
    versions = draft.leaving.versions
    assert versions.shown is None
    assert not versions.result.isVisible()
    assert versions.result.toPlainText() == ""
    assert not versions.keep.isVisible()
    assert NOW not in versions.names


def test_names_hidden_hide_the_comparison(draft: Shown) -> None:
    draft.leaving.versions.keep.click()
    compared(draft)
    draft.leaving.set_blank(True)
    assert draft.leaving.versions.result.toPlainText() == ""


def test_a_final_one_is_compared_with_the_version_before(draft: Shown) -> None:
    versions = draft.leaving.versions
    versions.keep.click()
    draft.write(first_section(draft), "Other words.")
    draft.press("check", fill(who="Ola Brown"))
    draft.press("finish", lambda _box: True)
    why = {item.row: item.head for item in versions.list.items}
    assert why[versions.after.currentData()] == "Version 2: Final"
    assert why[versions.before.currentData()] == "Version 1: Kept by the writer"
