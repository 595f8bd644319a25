"""Locking, quitting and turning to another language while something is under way."""

import gc
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from pomdesk.domain.errors import PaperRefused
from pomdesk.services.demo import PASSPHRASE
from pomdesk.services.queries.caseload import CaseloadOn
from tests.ui.test_app import start
from ui import doors, printing
from ui.app import Desktop
from ui.paper import controller
from ui.paper.controller import PaperPage
from ui.printing import PrintJob
from ui.unlock.view import UnlockScreen
from ui.widgets.clipboard import copy_plain
from ui.work import Worker

LONG = 60_000  # milliseconds until what hangs is given up


@pytest.fixture
def desktop(qapp: QApplication, demo_store: Path, qtbot: QtBot) -> Iterator[Desktop]:
    """The invented caseload in a window with a real background thread."""
    made = start(qapp, Worker(), demo_store, PASSPHRASE)
    qtbot.waitUntil(lambda: made.desk is not None and not made.worker.busy, timeout=LONG)
    yield made
    made.close()


@pytest.fixture
def paper(desktop: Desktop, qtbot: QtBot) -> PaperPage:
    """The paper of somebody, drawn."""
    assert desktop.desk is not None
    person_id = desktop.desk.ask(CaseloadOn(limit=1)).lines[0].person_id
    desktop.window.open_at("paper", person_id)
    page = cast(PaperPage, desktop.window.page)
    qtbot.waitUntil(lambda: bool(page.view.sheets), timeout=LONG)
    return page


def printer_to(file: Path) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(file))
    return printer


def bury() -> None:
    """Let go what was put away."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()


def begin_printing(paper: PaperPage, file: Path) -> PrintJob:
    assert paper.shown is not None
    paper._send(paper.shown, printer_to(file))
    assert paper._job is not None
    assert paper._job.active
    return paper._job


# Printing.


def test_locking_while_a_paper_prints_ends_the_printing(
    desktop: Desktop, paper: PaperPage, tmp_path: Path
) -> None:
    job = begin_printing(paper, tmp_path / "printed.pdf")
    desktop.lock()
    assert not job.active
    assert desktop.window.locked
    del paper, job
    bury()


def test_quitting_while_a_paper_prints_ends_the_printing(
    desktop: Desktop, paper: PaperPage, tmp_path: Path
) -> None:
    job = begin_printing(paper, tmp_path / "printed.pdf")
    desktop.close()
    assert not job.active


def test_another_language_while_a_paper_prints_ends_the_printing(
    desktop: Desktop, paper: PaperPage, tmp_path: Path, qtbot: QtBot
) -> None:
    old = desktop.window
    job = begin_printing(paper, tmp_path / "printed.pdf")
    desktop.change("language", "cy")
    qtbot.waitUntil(lambda: desktop.window is not old, timeout=LONG)
    assert not job.active


def test_a_page_that_cannot_be_drawn_ends_the_printing_and_is_told(
    desktop: Desktop,
    paper: PaperPage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    def broken(*_: object) -> None:
        raise PaperRefused("REP-PAGE", n=1)

    monkeypatch.setattr(controller, "page_image", broken)
    job = begin_printing(paper, tmp_path / "printed.pdf")
    qtbot.waitUntil(lambda: not job.active, timeout=LONG)
    assert desktop.window.messages.words == desktop.text("error.REP-PAGE", n=1)


def test_a_printer_that_takes_no_more_pages_ends_the_printing_and_is_told(
    desktop: Desktop,
    paper: PaperPage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    monkeypatch.setattr(QPrinter, "newPage", lambda _self: False)
    job = begin_printing(paper, tmp_path / "printed.pdf")
    qtbot.waitUntil(lambda: not job.active, timeout=LONG)
    words = desktop.text("paperpage.print_stopped", n=1, of=job.pages)
    assert desktop.window.messages.words == words


def test_what_draws_pages_is_never_called_in_the_windows_thread(
    desktop: Desktop,
    paper: PaperPage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    import pypdfium2

    from ui import dialogs

    threads: list[threading.Thread] = []
    document = pypdfium2.PdfDocument

    def spied(pdf: bytes) -> pypdfium2.PdfDocument:
        threads.append(threading.current_thread())
        return document(pdf)

    def answer(dialog: Any) -> bool:
        dialog.printer().setOutputFileName(str(tmp_path / "printed.pdf"))
        return True

    monkeypatch.setattr(pypdfium2, "PdfDocument", spied)
    monkeypatch.setattr(printing, "PRINT_DPI", 30)
    dialogs.answer_next(answer)
    paper.view.to_printer.click()
    qtbot.waitUntil(lambda: "sent to the printer" in desktop.window.messages.words, timeout=LONG)
    assert threads
    assert threading.main_thread() not in threads


# Choosers.


def test_locking_closes_a_chooser_and_nothing_is_written(
    desktop: Desktop, paper: PaperPage, tmp_path: Path, qtbot: QtBot
) -> None:
    left: list[str] = []

    def sweep() -> None:
        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, QDialog) and dialog.isVisible():
                left.append(type(dialog).__name__)
                dialog.reject()

    def lock() -> None:
        desktop.lock()
        QTimer.singleShot(0, sweep)

    QTimer.singleShot(0, lock)
    paper.view.to_file.click()
    qtbot.waitUntil(lambda: desktop.window.locked, timeout=LONG)
    assert left == []
    assert not list(tmp_path.rglob("*.pdf"))


# Jobs under way.


def before_waiting(worker: Worker, note: Callable[[], None]) -> None:
    """Note something at the moment the window begins to wait for its jobs."""
    finish = worker.finish

    def noted() -> None:
        note()
        finish()

    worker.finish = noted  # type: ignore[method-assign]


def test_nothing_is_to_be_read_while_locking_waits_and_every_job_runs(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold = threading.Event()
    ran: list[str] = []
    told: list[str] = []
    painted: list[bool] = []
    locked: list[bool] = []

    def first() -> None:
        hold.wait(30)
        ran.append("first")

    desktop.worker.run(first, lambda _none: told.append("first"), owner=desktop)
    desktop.worker.run(lambda: ran.append("second"), lambda _none: told.append(""), owner=desktop)
    monkeypatch.setattr(type(desktop.window), "repaint", lambda w: painted.append(w.locked))

    def note() -> None:
        locked.append(desktop.window.locked)
        hold.set()

    before_waiting(desktop.worker, note)
    desktop.lock()
    assert locked == [True]
    assert painted[-1]
    assert ran == ["first", "second"]
    QApplication.processEvents()
    assert told == []


def test_quitting_while_the_store_opens_closes_it(
    qapp: QApplication, demo_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, hold = threading.Event(), threading.Event()
    really = doors.open_store

    def slow(*args: Any) -> Any:
        begun.set()
        hold.wait(30)
        return really(*args)

    monkeypatch.setattr(doors, "open_store", slow)
    desktop = start(qapp, Worker(), demo_store, PASSPHRASE)
    assert begun.wait(30)
    hold.set()
    desktop.close()
    again = start(qapp, Worker(inline=True), demo_store, PASSPHRASE)
    assert again.desk is not None
    again.close()


def test_the_invented_caseload_cannot_be_left_while_it_opens(desktop: Desktop) -> None:
    desktop.lock()
    assert desktop.gate is not None
    screen = cast(UnlockScreen, desktop.gate.screen)
    assert screen.leave.isEnabled()
    desktop.gate.unlock(PASSPHRASE)
    assert not screen.leave.isEnabled()


# What lasts and what does not.


def test_hidden_names_stay_hidden_in_another_language(desktop: Desktop, qtbot: QtBot) -> None:
    old = desktop.window
    old.set_blank(True)
    desktop.change("language", "cy")
    qtbot.waitUntil(lambda: desktop.window is not old, timeout=LONG)
    assert desktop.window.blank
    assert desktop.window.hide_names.text() == desktop.text("window.bar.show")


def test_quitting_forgets_what_was_copied(desktop: Desktop) -> None:
    copy_plain("A1234BC")
    desktop.close()
    assert QApplication.clipboard().text() == ""
