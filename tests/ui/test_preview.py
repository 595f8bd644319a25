"""The pages beside a draft: made while seen, at their place, as wide as there is room."""

from typing import Any

import pytest
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from pomdesk.domain.errors import PaperRefused
from pomdesk.domain.papers import PaperKind
from pomdesk.services.desk import Desk
from pomdesk.services.queries.papers import FinalPdf
from tests.ui.finished import finished
from tests.ui.leaving_desk import Shown, person_of, show
from ui.theme import Theme
from ui.widgets.sheet import PageImage, Sheet
from ui.window import Window
from ui.writing import drawing


@pytest.fixture
def draft(window: Window, demo_desk: Desk, qtbot: QtBot) -> Shown:
    return show(window, demo_desk, qtbot, PaperKind.PAROLE_REPORT)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Every file that is made for the preview."""
    files: list[bytes] = []
    file_of = drawing.file_of

    def kept(desk: Desk, paper: Any) -> bytes:
        files.append(file_of(desk, paper))
        return files[-1]

    monkeypatch.setattr(drawing, "file_of", kept)
    return files


def sheets(shown: Shown) -> Any:
    return shown.leaving.preview.pages.sheets


def seen(shown: Shown, qtbot: QtBot) -> None:
    """Turn to the pages and wait for the first picture."""
    shown.turn_to("preview")
    qtbot.waitUntil(lambda: bool(sheets(shown)) and sheets(shown)[0].picture is not None)


def test_nothing_is_made_while_nobody_looks(draft: Shown, made: list[bytes], qtbot: QtBot) -> None:
    draft.leaving.saved()
    qtbot.wait(drawing.SOON + 100)
    assert made == []
    seen(draft, qtbot)
    assert len(made) == 1


def test_pages_are_as_wide_as_the_panel(draft: Shown, qtbot: QtBot) -> None:
    seen(draft, qtbot)
    panel = draft.leaving.preview
    room = panel.pages.viewport().width()
    assert room * 0.9 < sheets(draft)[0].width() <= room
    assert sheets(draft)[0].accessibleName().startswith("Page 1 of ")
    assert "DRAFT" in sheets(draft)[0].accessibleDescription()
    before = sheets(draft)[0].width()
    draft.page.resize(900, 900)
    qtbot.waitUntil(lambda: sheets(draft)[0].width() > before * 1.4)


def test_only_pages_near_what_is_seen_have_pictures(draft: Shown, qtbot: QtBot) -> None:
    seen(draft, qtbot)
    qtbot.wait(100)
    assert len(sheets(draft)) > 3
    assert sheets(draft)[-1].picture is None
    bar = draft.leaving.preview.pages.verticalScrollBar()
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: sheets(draft)[-1].picture is not None)


def test_it_turns_to_the_section_that_is_chosen(draft: Shown, qtbot: QtBot) -> None:
    panel, sections = draft.leaving.preview, list(draft.paper.sections)
    draft.leaving.turn_to(sections[-1])  # before anybody looks
    draft.turn_to("preview")
    qtbot.waitUntil(lambda: bool(sheets(draft)))
    assert panel.pages.page > 1
    qtbot.wait(300)  # until the width is settled
    bar = panel.pages.verticalScrollBar()
    at = bar.value()
    bar.setValue(at - 20)
    draft.leaving.saved()
    qtbot.wait(drawing.SOON + 300)
    assert bar.value() == at - 20  # turned to once, then left where somebody reads
    draft.leaving.turn_to(sections[0])
    assert panel.pages.page == 1
    draft.leaving.turn_to("no such section")
    assert panel.pages.page == 1


def test_a_save_draws_the_same_place_anew(draft: Shown, made: list[bytes], qtbot: QtBot) -> None:
    seen(draft, qtbot)
    bar = draft.leaving.preview.pages.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    place = bar.value()
    draft.write("next", "Something quite new is to be done about it.")
    draft.leaving.saved()
    qtbot.waitUntil(lambda: len(made) == 2)
    assert bar.value() == place
    assert any(sheet.picture is not None for sheet in sheets(draft))


def test_saves_in_a_row_are_drawn_once(draft: Shown, made: list[bytes], qtbot: QtBot) -> None:
    seen(draft, qtbot)
    for _ in range(5):
        draft.leaving.saved()
    qtbot.waitUntil(lambda: len(made) == 2)
    qtbot.wait(drawing.SOON + 100)
    assert len(made) == 2


def test_the_panel_keeps_what_it_showed_until_the_new_page_is_there(
    theme: Theme, qtbot: QtBot
) -> None:
    page = PageImage(10, 20, 30, bytes(600), "words")
    old, new = Sheet(QSize(10, 20), "Page 1", theme), Sheet(QSize(10, 20), "Page 1", theme)
    qtbot.addWidget(old)
    qtbot.addWidget(new)
    old.put(page)
    new.take_over(old)
    assert new.picture is old.picture
    assert new.stale
    new.put(page)
    assert not new.stale


def test_names_hidden_hide_the_pages(draft: Shown, made: list[bytes], qtbot: QtBot) -> None:
    seen(draft, qtbot)
    draft.leaving.set_blank(True)
    assert not sheets(draft)
    assert "F12" in draft.leaving.preview.words.text()
    draft.leaving.saved()
    qtbot.wait(drawing.SOON + 100)
    assert not sheets(draft)
    assert len(made) == 1
    draft.leaving.set_blank(False)
    qtbot.waitUntil(lambda: bool(sheets(draft)))


def test_hidden_before_it_was_ever_made(draft: Shown, made: list[bytes], qtbot: QtBot) -> None:
    draft.leaving.set_blank(True)
    draft.turn_to("preview")
    qtbot.wait(50)
    assert made == []
    draft.leaving.set_blank(False)
    qtbot.waitUntil(lambda: bool(sheets(draft)))


def test_a_final_paper_is_shown_as_it_was_frozen(
    window: Window, demo_desk: Desk, qtbot: QtBot, made: list[bytes]
) -> None:
    number = finished(demo_desk, person_of(demo_desk))
    shown = show(window, demo_desk, qtbot, PaperKind.CASE_SUMMARY, number)
    seen(shown, qtbot)
    assert made == [demo_desk.ask(FinalPdf(number))]


def test_a_paper_that_cannot_be_made_says_why(
    draft: Shown, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_desk: Desk, _paper: Any) -> bytes:
        raise PaperRefused("REP-KIND", kind="x")

    monkeypatch.setattr(drawing, "file_of", refused)
    draft.turn_to("preview")
    qtbot.waitUntil(lambda: draft.leaving.preview.words.text().startswith("The pages cannot"))
    assert not sheets(draft)


def test_another_paper_is_not_taken_for_this_one(
    draft: Shown, made: list[bytes], qtbot: QtBot
) -> None:
    seen(draft, qtbot)
    draft.number = finished(draft.desk, person_of(draft.desk))
    draft.reload()
    qtbot.waitUntil(lambda: len(made) == 2)
    assert made[1] == draft.desk.ask(FinalPdf(draft.number))


def test_after_stop_nothing_is_made(draft: Shown, made: list[bytes], qtbot: QtBot) -> None:
    draft.leaving.stop()
    draft.turn_to("preview")
    draft.leaving.saved()
    qtbot.wait(drawing.SOON + 100)
    assert made == []
