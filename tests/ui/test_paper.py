"""The paper page: pages as pictures, nothing written unless asked, saving and printing."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pomdesk.domain.errors import PaperRefused
from pomdesk.domain.record import EntryKind
from pomdesk.services.desk import Desk
from pomdesk.services.queries.caseload import CaseloadOn
from pomdesk.services.queries.record import RecordOf
from reports.kinds import KINDS
from ui import dialogs
from ui.page_images import page_image
from ui.paper.controller import PaperPage
from ui.widgets.sheet import picture
from ui.window import Window


@pytest.fixture
def page(window: Window, demo_desk: Desk, qtbot: QtBot) -> PaperPage:
    qtbot.addWidget(window)
    made = PaperPage(window, demo_desk)
    window.resize(1280, 800)
    window.show()
    inside = next(line for line in demo_desk.ask(CaseloadOn()).lines if line.inside)
    made.open(inside.person_id)
    window.show_pages([made], "paper")
    return made


def page_count(paper: bytes) -> int:
    return len(PdfReader(BytesIO(paper)).pages)


def pdf(page: PaperPage) -> bytes:
    assert page.shown is not None
    return page.shown.pdf


def test_every_page_is_shown_and_can_be_heard(page: PaperPage, demo_desk: Desk) -> None:
    sheets = page.view.sheets
    assert len(sheets) == page_count(pdf(page)) > 1
    assert sheets[0].accessibleName() == f"Page 1 of {len(sheets)}"
    number = demo_desk.ask(CaseloadOn()).lines[0].prisoner_number
    assert "OFFICIAL-SENSITIVE" in sheets[0].accessibleDescription()
    assert number[:1].isalpha()


def test_pages_have_their_size(page: PaperPage) -> None:
    first = page_image(pdf(page), 0, 96)
    assert (first.width, first.height) == pytest.approx((794, 1123), abs=2)  # A4 at 96 dpi
    assert picture(first).size().toTuple() == (first.width, first.height)
    sharp = picture(page_image(pdf(page), 0, 96, 2.0))
    assert sharp.deviceIndependentSize().toSize().toTuple() == pytest.approx((794, 1123), abs=2)


def test_a_page_that_cannot_be_drawn_is_a_known_error(page: PaperPage) -> None:
    with pytest.raises(PaperRefused) as refused:
        page_image(pdf(page), 99, 96)
    assert refused.value.code == "REP-PAGE"
    assert refused.value.details == {"n": 100}


def test_paper_is_white_with_dark_words(page: PaperPage) -> None:
    image = picture(page_image(pdf(page), 0, 48))
    assert image.pixelColor(2, 2).lightness() == 255
    darkest = min(
        image.pixelColor(x, y).lightness()
        for x in range(0, image.width(), 2)
        for y in range(0, image.height(), 2)
    )
    assert darkest < 60


def test_the_size_follows_the_buttons_and_keys(page: PaperPage, window: Window) -> None:
    width = page.view.sheets[0].width()
    page.view.larger.click()
    assert page.view.zoom == 125
    assert page.view.sheets[0].width() == pytest.approx(width * 1.25, abs=3)
    QTest.keyClick(page.view.area, Qt.Key.Key_Minus)
    assert page.view.zoom in {100, 125}
    for _ in range(12):
        page.view.smaller.click()
    assert page.view.zoom == 50


def test_nothing_is_written_by_looking(page: PaperPage, tmp_path: Path) -> None:
    assert not list(tmp_path.rglob("*.pdf"))
    assert "Nothing is written" in page.summary


def test_saving_writes_the_same_bytes_under_a_name_that_names_nobody(
    page: PaperPage, tmp_path: Path, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    suggested: list[str] = []
    chooser = dialogs.choose_target

    def spy(parent: Any, title: str, name: str, kinds: str) -> Path | None:
        suggested.append(name)
        return chooser(parent, title, name, kinds)

    monkeypatch.setattr(dialogs, "choose_target", spy)
    target = tmp_path / "paper.pdf"
    dialogs.answer_next(lambda _chooser: target)
    page.view.to_file.click()
    assert target.read_bytes() == pdf(page)
    assert "Saved as paper.pdf" in window.messages.words
    assert suggested[0].startswith("handover-report-20261122-")


def papers_made(desk: Desk, page: PaperPage) -> list[str]:
    person_id = page.person()
    assert person_id is not None
    held = desk.ask(RecordOf(person_id)).entries.get(EntryKind.DOCUMENT, ())
    return [entry.title for entry in held]


def test_a_saved_or_printed_paper_is_noted_in_the_record(
    page: PaperPage, tmp_path: Path, demo_desk: Desk
) -> None:
    before = papers_made(demo_desk, page)
    dialogs.answer_next(lambda _chooser: tmp_path / "paper.pdf")
    page.view.to_file.click()
    title = "Handover report"
    assert papers_made(demo_desk, page) == [title, *before]

    def answer(dialog: Any) -> bool:
        dialog.printer().setOutputFileName(str(tmp_path / "printed.pdf"))
        return True

    dialogs.answer_next(answer)
    page.view.to_printer.click()
    assert papers_made(demo_desk, page) == [title, title, *before]


def test_looking_and_failing_note_nothing(page: PaperPage, tmp_path: Path, demo_desk: Desk) -> None:
    before = papers_made(demo_desk, page)
    dialogs.answer_next(lambda _chooser: tmp_path / "gone" / "paper.pdf")
    page.view.to_file.click()
    assert papers_made(demo_desk, page) == before


def test_another_kind_of_paper_can_be_chosen(
    page: PaperPage, tmp_path: Path, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = pdf(page)
    kinds = [page.view.kind.itemData(n) for n in range(page.view.kind.count())]
    assert kinds == list(KINDS)
    page.view.kind.setCurrentIndex(kinds.index("transfer-summary"))
    page.view.kind.activated.emit(kinds.index("transfer-summary"))
    assert pdf(page) != first
    assert "Transfer summary" in page.view.sheets[0].accessibleDescription()
    assert page.title().startswith("Transfer summary")


def test_not_saving_says_nothing(page: PaperPage, window: Window) -> None:
    dialogs.answer_next(lambda _chooser: None)
    page.view.to_file.click()
    assert window.messages.words == ""


def test_a_folder_that_is_gone_is_told(page: PaperPage, tmp_path: Path, window: Window) -> None:
    dialogs.answer_next(lambda _chooser: tmp_path / "gone" / "paper.pdf")
    page.view.to_file.click()
    assert "could not be saved" in window.messages.words


def test_printing_prints_every_page(page: PaperPage, tmp_path: Path, window: Window) -> None:
    target = tmp_path / "printed.pdf"

    def answer(dialog: Any) -> bool:
        dialog.printer().setOutputFileName(str(target))
        return True

    dialogs.answer_next(answer)
    page.view.to_printer.click()
    count = page_count(pdf(page))
    assert f"{count} pages sent to the printer" in window.messages.words
    assert page_count(target.read_bytes()) == count


def test_not_printing_prints_nothing(page: PaperPage, window: Window) -> None:
    dialogs.answer_next(lambda _dialog: False)
    page.view.to_printer.click()
    assert window.messages.words == ""


def test_hidden_names_hide_the_pages(page: PaperPage, window: Window) -> None:
    shown = len(page.view.sheets)
    window.set_blank(True)
    assert len(page.view.sheets) == 0
    assert "F12" in page.view.words.text()
    window.set_blank(False)
    assert len(page.view.sheets) == shown


def test_a_paper_of_somebody_left_is_not_shown(page: PaperPage, demo_desk: Desk) -> None:
    old = page.shown
    assert old is not None
    page.open(old.person_id + 1)
    page._made(old)
    assert len(page.view.sheets) == 0


def test_every_control_has_a_name(page: PaperPage) -> None:
    for part in page.view.findChildren(QWidget):
        if part.isVisibleTo(page.view) and part.focusPolicy() != Qt.FocusPolicy.NoFocus:
            found = QAccessible.queryAccessibleInterface(part)
            assert found.text(QAccessible.Text.Name), part
