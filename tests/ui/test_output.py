"""The paper page as a way out: what was written, final papers, other files, copies, many pages."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from pomdesk.domain.errors import PaperRefused
from pomdesk.domain.papers import PaperKind
from pomdesk.services.commands.papers import DropPaper
from pomdesk.services.desk import Desk
from pomdesk.services.queries.caseload import CaseloadOn
from pomdesk.services.queries.papers import FinalPdf
from reports import kinds
from resources.text import Text
from tests.ui.finished import finished, written
from ui import dialogs
from ui.page_images import page_image, page_sizes
from ui.paper.controller import PaperPage
from ui.paper.output import file_of
from ui.paper.password import PasswordBox
from ui.printing import PrintJob, a_printer, order_of
from ui.theme import Theme
from ui.widgets.sheet import Sheets
from ui.window import Window

SECRET = "four odd words here"


@pytest.fixture
def person_id(demo_desk: Desk) -> int:
    return next(one.person_id for one in demo_desk.ask(CaseloadOn()).lines if one.inside)


@pytest.fixture
def page(window: Window, demo_desk: Desk, qtbot: QtBot) -> PaperPage:
    qtbot.addWidget(window)
    made = PaperPage(window, demo_desk)
    window.resize(1280, 800)
    window.show()
    window.show_pages([made], "paper")
    return made


def show(page: PaperPage, paper_id: int) -> None:
    page.open_paper(paper_id)
    page.refresh()


def pdf(page: PaperPage) -> bytes:
    assert page.shown is not None
    return page.shown.pdf


def said(page: PaperPage) -> str:
    return "\n".join(sheet.extract_text() for sheet in PdfReader(BytesIO(pdf(page))).pages)


# What was written.


def test_a_draft_is_shown_with_what_was_written_and_says_draft(
    page: PaperPage, demo_desk: Desk, person_id: int
) -> None:
    show(page, written(demo_desk, person_id))
    assert "working in the kitchen" in said(page)
    assert "DRAFT" in said(page)
    assert "every page says DRAFT" in page.summary
    assert "not before" not in page.summary
    assert page.view.kind.isHidden()
    assert page.view.language.isHidden()
    assert page.title().startswith("Case summary: ")
    assert page.person() == person_id


def test_a_draft_the_person_may_read_says_when_it_may_be_given(
    page: PaperPage, demo_desk: Desk, person_id: int, tmp_path: Path
) -> None:
    show(page, written(demo_desk, person_id, PaperKind.PLAN_REVIEW))
    assert "once it is final, not before" in page.summary
    dialogs.answer_next(lambda _chooser: tmp_path / "draft.pdf")
    page.view.to_file.click()
    assert (tmp_path / "draft.pdf").read_bytes() == pdf(page)


def test_a_paper_is_in_the_language_it_was_begun_in(
    page: PaperPage, demo_desk: Desk, person_id: int
) -> None:
    show(page, written(demo_desk, person_id, language="cy"))
    assert page.shown is not None
    assert page.shown.language == "cy"
    assert "DRAFFT" in said(page)


def test_from_the_record_a_language_can_be_chosen(page: PaperPage, person_id: int) -> None:
    page.open(person_id)
    page.refresh()
    english = said(page)
    page.view.language.setCurrentIndex(1)
    page.view.language.activated.emit(1)
    assert "DRAFFT" in said(page)
    assert "DRAFFT" not in english
    assert page.view.language.isVisible()


def test_from_a_written_paper_back_to_the_record(
    page: PaperPage, demo_desk: Desk, person_id: int
) -> None:
    show(page, written(demo_desk, person_id, language="cy"))
    page.open(person_id)
    page.refresh()
    assert page.shown is not None
    assert (page.shown.kind, page.shown.language) == ("handover-report", "en")
    assert page.view.kind.isVisible()
    assert "kitchen" not in said(page)


def test_a_paper_that_is_gone_is_told(
    page: PaperPage, demo_desk: Desk, person_id: int, window: Window
) -> None:
    number = written(demo_desk, person_id)
    show(page, number)
    demo_desk.do(DropPaper(number))
    page.refresh()
    assert page.shown is None
    assert not page.view.sheets
    assert not page.view.to_file.isEnabled()
    assert "no paper to show" in page.view.words.text()
    assert window.messages.words


# A final paper.


def test_a_final_paper_is_what_was_frozen_and_is_never_made_anew(
    page: PaperPage,
    demo_desk: Desk,
    person_id: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    number = finished(demo_desk, person_id)
    frozen = demo_desk.ask(FinalPdf(number))

    def made_anew(*_given: Any) -> bytes:
        raise AssertionError("rendered anew")

    monkeypatch.setattr(kinds, "render", made_anew)
    show(page, number)
    assert pdf(page) == frozen
    assert page.summary.startswith("Final: version 1")
    assert len(page.view.sheets) == len(page_sizes(frozen))
    dialogs.answer_next(lambda _chooser: tmp_path / "final.pdf")
    page.view.to_file.click()
    assert (tmp_path / "final.pdf").read_bytes() == frozen


def test_a_final_paper_has_no_word_document_and_says_why(
    page: PaperPage, demo_desk: Desk, person_id: int, window: Window
) -> None:
    show(page, finished(demo_desk, person_id))
    page.view.save_asked.emit("word")
    assert "could be changed" in window.messages.words
    assert page.shown is not None
    with pytest.raises(ValueError, match="no Word"):
        file_of(page.shown, "word")


def test_the_page_comes_back_to_the_same_paper(
    page: PaperPage, demo_desk: Desk, person_id: int
) -> None:
    number = finished(demo_desk, person_id)
    show(page, number)
    place, before = page.place(), pdf(page)
    page.open(person_id)
    page.refresh()
    page.return_to(place)
    assert pdf(page) == before
    page.return_to(None)


# Other files.


def save(page: PaperPage, form: str, target: Path) -> None:
    dialogs.answer_next(lambda _chooser: target)
    page.view.save_asked.emit(form)


def test_an_archive_file_names_itself_pdf_a(
    page: PaperPage, demo_desk: Desk, person_id: int, tmp_path: Path
) -> None:
    show(page, written(demo_desk, person_id))
    save(page, "archive", tmp_path / "a.pdf")
    reader = PdfReader(tmp_path / "a.pdf")
    assert b"pdfaid:part" in (tmp_path / "a.pdf").read_bytes()
    assert len(reader.pages) == len(page_sizes(pdf(page)))


def answer(box: PasswordBox, first: str = SECRET, again: str = SECRET) -> bool:
    box.lines.first.setText(first)
    box.lines.again.setText(again)
    box.accept()
    return bool(box.password)


def test_a_file_with_a_password_opens_only_with_it(
    page: PaperPage, demo_desk: Desk, person_id: int, tmp_path: Path, window: Window
) -> None:
    show(page, written(demo_desk, person_id))
    dialogs.answer_next(answer)
    save(page, "password", tmp_path / "p.pdf")
    reader = PdfReader(tmp_path / "p.pdf")
    assert reader.is_encrypted
    assert not reader.decrypt("four odd words")
    assert reader.decrypt(SECRET)
    assert len(reader.pages) == len(page_sizes(pdf(page)))
    assert "nobody can recover it" in window.messages.words
    assert SECRET not in window.messages.words


@pytest.mark.parametrize(
    ("first", "again", "told"),
    [
        ("short", "short", "four different words"),
        (SECRET, "another one of them", "not the same"),
        ("long words " * 20, "long words " * 20, "at most 127"),
        ("ŵŷ" * 40, "ŵŷ" * 40, "at most 127"),
    ],
)
def test_a_password_is_refused_beside_its_line(
    text: Text, theme: Theme, qtbot: QtBot, first: str, again: str, told: str
) -> None:
    box = PasswordBox(None, text)
    qtbot.addWidget(box)
    assert not answer(box, first, again)
    assert told in box.lines.first_row.error + box.lines.again_row.error


def test_no_password_no_file(
    page: PaperPage, demo_desk: Desk, person_id: int, window: Window
) -> None:
    show(page, written(demo_desk, person_id))
    dialogs.answer_next(lambda _box: False)
    page.view.save_asked.emit("password")
    assert window.messages.words == ""


def test_a_word_document_of_a_draft(
    page: PaperPage, demo_desk: Desk, person_id: int, tmp_path: Path, window: Window
) -> None:
    from docx import Document

    show(page, written(demo_desk, person_id))
    save(page, "word", tmp_path / "w.docx")
    words = "\n".join(one.text for one in Document(str(tmp_path / "w.docx")).paragraphs)
    assert "working in the kitchen" in words
    assert "does not come back" in window.messages.words


def test_a_save_that_fails_leaves_the_old_file(
    page: PaperPage,
    demo_desk: Desk,
    person_id: int,
    tmp_path: Path,
    window: Window,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from reports import finish

    def refuse(_pdf: bytes) -> bytes:
        raise PaperRefused("REP-FULL", path="here")

    monkeypatch.setattr(finish, "as_archive", refuse)
    show(page, written(demo_desk, person_id))
    target = tmp_path / "kept.pdf"
    target.write_bytes(b"as it was")
    save(page, "archive", target)
    assert target.read_bytes() == b"as it was"
    assert "disk is full" in window.messages.words
    assert [one.name for one in tmp_path.iterdir() if one.suffix == ".part"] == []


def test_every_way_to_save_is_in_the_command_box(page: PaperPage, person_id: int) -> None:
    page.open(person_id)
    page.refresh()
    offered = [words for words, _do in page.offers()]
    assert [words.partition(": ")[2] for words in offered] == [
        "PDF/A for archiving…",
        "PDF with a password…",
        "Word document…",
    ]


# Printing.


@pytest.mark.parametrize(
    ("pages", "copies", "sets", "both", "order"),
    [
        (3, 1, True, True, [0, 1, 2]),
        (3, 2, True, False, [0, 1, 2, 0, 1, 2]),
        (3, 2, True, True, [0, 1, 2, None, 0, 1, 2]),
        (4, 2, True, True, [0, 1, 2, 3, 0, 1, 2, 3]),
        (3, 2, False, False, [0, 0, 1, 1, 2, 2]),
        (3, 2, False, True, [0, 1, 0, 1, 2, None, 2]),
        (1, 3, True, True, [0, None, 0, None, 0]),
        (0, 3, True, True, []),
    ],
)
def test_copies_never_begin_on_the_back_of_another(
    pages: int, copies: int, sets: bool, both: bool, order: list[int | None]
) -> None:
    assert order_of(range(pages), copies, sets=sets, both_sides=both) == order


def test_copies_reach_the_printer(
    page: PaperPage, demo_desk: Desk, person_id: int, tmp_path: Path, window: Window
) -> None:
    show(page, written(demo_desk, person_id))
    count = len(page_sizes(pdf(page)))
    wanted: list[int] = []

    def choose(dialog: Any) -> bool:
        printer = dialog.printer()
        wanted.append(printer.resolution())
        printer.setOutputFileName(str(tmp_path / "printed.pdf"))
        printer.setCopyCount(2)
        return True

    dialogs.answer_next(choose)
    page.view.to_printer.click()
    assert wanted == [300]
    assert len(PdfReader(tmp_path / "printed.pdf").pages) == 2 * count  # a file has no backs
    assert f"{2 * count} pages sent" in window.messages.words


def test_a_blank_back_is_put_between_copies(theme: Theme, tmp_path: Path) -> None:
    paper, printer = long_paper(3), a_printer("x")
    printer.setOutputFileName(str(tmp_path / "x.pdf"))
    job = PrintJob(printer, paper, 3)
    job.order = order_of(range(3), 2, sets=True, both_sides=True)
    assert job.begin()
    while (number := job.wanted) is not None:
        assert job.put(page_image(paper, number, 36))
    job.end()
    assert job.pages == 6
    assert len(PdfReader(tmp_path / "x.pdf").pages) == 7


def test_only_the_pages_that_were_asked_for(theme: Theme, tmp_path: Path) -> None:
    printer = a_printer("x")
    printer.setOutputFileName(str(tmp_path / "x.pdf"))
    printer.setFromTo(2, 3)
    assert PrintJob(printer, b"", 9).order == [1, 2]
    printer.setFromTo(8, 40)
    assert PrintJob(printer, b"", 9).order == [7, 8]


# Many pages.


def long_paper(pages: int) -> bytes:
    made = BytesIO()
    canvas = Canvas(made, pagesize=(595, 842))
    for number in range(pages):
        canvas.drawString(100, 700, f"Page number {number + 1}")
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def test_of_many_pages_only_those_in_view_have_pictures(
    text: Text, theme: Theme, qtbot: QtBot
) -> None:
    paper, drawn = long_paper(200), list[int]()
    sheets = Sheets(text, theme, "Pages")
    qtbot.addWidget(sheets)

    def draw(number: int) -> None:
        drawn.append(number)
        sheets.put(number, page_image(paper, number, 96))

    sheets.page_wanted.connect(draw)
    sheets.resize(900, 700)
    sheets.show()
    sheets.display(page_sizes(paper), 100)
    qtbot.waitUntil(lambda: bool(drawn))
    held = [number for number, sheet in enumerate(sheets.sheets) if sheet.picture]
    assert held == [0, 1]
    assert len(sheets.sheets) == 200
    bar = sheets.verticalScrollBar()
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: sheets.sheets[199].picture is not None)
    held = [number for number, sheet in enumerate(sheets.sheets) if sheet.picture]
    assert held == [198, 199]
    assert sheets.page == 200
    assert len(drawn) < 10
    assert "Page number 200" in sheets.sheets[199].accessibleDescription()


def test_a_page_that_cannot_be_drawn_stays_blank_and_the_others_come(
    text: Text, theme: Theme, qtbot: QtBot
) -> None:
    paper = long_paper(3)
    sheets = Sheets(text, theme, "Pages")
    qtbot.addWidget(sheets)
    asked: list[int] = []

    def draw(number: int) -> None:
        asked.append(number)
        if number == 0:
            sheets.skip(number)
        else:
            sheets.put(number, page_image(paper, number, 48))

    sheets.page_wanted.connect(draw)
    sheets.resize(900, 2000)
    sheets.show()
    sheets.display(page_sizes(paper), 50)
    qtbot.waitUntil(lambda: sheets.sheets[2].picture is not None)
    assert sheets.sheets[0].picture is None
    assert sorted(asked) == [0, 1, 2]
