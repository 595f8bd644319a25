"""The window's part of a whole run: every page, tab, list and question, without a screen."""

import argparse
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QTextEdit

from pomdesk.services.queries.caseload import CaseloadOn
from pomdesk.services.queries.papers import PapersInHand
from tests.faults.whole_run import Run, raised, text_of
from ui import dialogs
from ui.app import Desktop, make_application
from ui.case.view import KEYS
from ui.session import Session
from ui.widgets.clipboard import copy_plain
from ui.widgets.label import tip
from ui.work import Worker

_FOLLOWS = 300
"""Milliseconds until what is drawn beside a draft is there."""


def by_window(run: Run) -> None:
    """Everything the window does."""
    app = make_application()
    session = Session(argparse.Namespace(store=run.store))
    desktop = Desktop(app, session, Worker(inline=True), secret=session.passphrase())
    desktop.start()
    shown = Shown(run, desktop)
    shown.pages()
    for name, kind in (("csv", "csv"), ("xlsx", "xlsx")):
        run.step(f"export {name}", partial(shown.export, kind))
    for step in (shown.search, shown.help, shown.question, shown.message, shown.crash, shown.lock):
        run.step(step.__name__, step)
    run.steps["clipboard after locking"] = QApplication.clipboard().text()
    desktop.close()


class Shown:
    """The window as it is walked through; the type of a page is nobody's business here."""

    def __init__(self, run: Run, desktop: Desktop) -> None:
        self._run, self._desktop = run, desktop
        self._window: Any = desktop.window
        self.look()
        self._desk: Any = desktop.desk

    def look(self) -> int:
        """Let it settle, and paint it."""
        for _ in range(3):
            QApplication.processEvents()
        self._window.grab()
        return 0

    def pages(self) -> None:
        """Every page of the rail, somebody's case tab by tab, a draft."""
        for name, page in self._window.pages.items():
            if page.in_rail:
                self._run.step(f"page {name}", partial(self._page, name))
        self._run.step("tabs", self._tabs)
        self._run.step("writing", self._writing)

    def _page(self, name: str) -> int:
        self._window.show_page(name)
        return self.look()

    def _tabs(self) -> int:
        self._window.open_case(self._desk.ask(CaseloadOn(limit=1)).lines[0].person_id)
        for key in KEYS:
            self._window.page.view.turn_to(key)
            self.look()
        return len(KEYS)

    def _writing(self) -> int:
        self._window.open_at("writing", self._desk.ask(PapersInHand())[0].id)
        QTest.qWait(_FOLLOWS)
        return self.look()

    def export(self, kind: str) -> int:
        """The caseload as a file."""
        self._window.show_page("caseload")
        dialogs.answer_next(lambda _: self._run.place / f"list.{kind}")
        self._window.page._export(kind)
        return self.look()

    def search(self) -> int:
        """Look for the text in the box for everything."""

        def answer(box: Any) -> bool:
            box.show()
            box.typed.setText(self._run.words[:13])
            box._look()
            self.look()
            box.grab()
            return False

        dialogs.answer_next(answer)
        self._window._find()
        return 0

    def help(self) -> int:
        """A tip over a control."""
        tip(self._window, self._run.words)
        at = QPoint(5, 5)
        asked = QHelpEvent(QEvent.Type.ToolTip, at, self._window.mapToGlobal(at))
        QApplication.sendEvent(self._window, asked)
        QTest.qWait(50)
        for shown in QApplication.topLevelWidgets():
            shown.grab()
        return 0

    def question(self) -> int:
        """A question before something that cannot be undone."""

        def answer(box: Any) -> bool:
            box.show()
            box.grab()
            return False

        words = self._run.words
        dialogs.answer_next(answer)
        dialogs.confirm(self._window, words, words, yes=words, no=words)
        return 0

    def message(self) -> int:
        """The bar that tells what was done."""
        self._window.message(self._run.words)
        return self.look()

    def crash(self) -> int:
        """A bug with the text in it; what its report shows goes into a file of the test's."""

        def answer(box: Any) -> bool:
            report = box.findChild(QPlainTextEdit).toPlainText()
            (self._run.place.parent / "crash-report.txt").write_text(report, encoding="utf-8")
            return False

        dialogs.answer_next(answer)
        try:
            raised(self._run.words)
        except RuntimeError as bug:
            self._desktop.tell(type(bug), bug, bug.__traceback__)
        return 0

    def lock(self) -> int:
        """Copy the text, then lock."""
        copy_plain(self._run.words)
        QTest.keyClick(self._window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        self._desktop.lock()
        return self.look()


def control(watched: Path) -> None:
    """What must be seen: a raw widget that is given markup."""
    raw = QTextEdit()
    raw.setHtml(text_of(watched))
    raw.grab()
