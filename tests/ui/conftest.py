"""Qt without a screen, the same everywhere: Fusion, the bundled font, British dates."""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before Qt is imported

import argparse
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from resources.text import Text
from ui import dialogs
from ui.app import make_application
from ui.theme import Theme
from ui.window import Window
from ui.work import Worker

if TYPE_CHECKING:
    from pomdesk.services.desk import Desk
    from ui.session import Session

DEMO_DAY = date(2026, 11, 22)


def pytest_configure(config: pytest.Config) -> None:
    """Let through what Qt's screenless platform says of itself, by its words."""
    config.addinivalue_line("qt_log_ignore", "This plugin does not support propagateSizeHints")


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The application as the program makes it."""
    return make_application()


@pytest.fixture(autouse=True)
def nothing_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every window of a test is gone after it, and every answer to a dialog was asked for."""
    yield
    if "qapp" not in request.fixturenames:
        return
    # deleteLater is never delivered by itself once a test is over: without this call every
    # test leaves its windows alive.
    for window in QApplication.topLevelWidgets():
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QApplication.processEvents()
    assert dialogs.unanswered() == 0, "a dialog that was to be answered did not come"
    assert not QApplication.topLevelWidgets()


@pytest.fixture
def text() -> Text:
    """English words."""
    return Text()


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    """The light theme at usual size."""
    return Theme(qapp, "light")


@pytest.fixture
def worker(qapp: QApplication) -> Worker:
    """A worker that runs jobs at once."""
    return Worker(inline=True)


@pytest.fixture
def window(text: Text, theme: Theme, worker: Worker) -> Window:
    """An empty window; a page takes it as its ``Shell``."""
    return Window(text, theme, worker)


@pytest.fixture
def session(tmp_path: Path) -> "Session":
    """A run of the program whose store lies in the test's folder."""
    from ui.session import Session

    return Session(argparse.Namespace(store=tmp_path / "store.db"))


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the store of the invented caseload, made once."""
    from tests import copies

    return copies.demo_once(tmp_path_factory, DEMO_DAY)


@pytest.fixture
def demo_store(demo_folder: Path, tmp_path: Path) -> Path:
    """A copy of the invented caseload's store, to open and change."""
    folder = tmp_path / "demo"
    shutil.copytree(demo_folder, folder)
    return folder / "store.db"


@pytest.fixture
def demo_desk(demo_store: Path) -> "Iterator[Desk]":
    """The invented caseload, open."""
    from pomdesk.services.clock import Clock
    from pomdesk.services.demo import PASSPHRASE
    from pomdesk.services.desk import open_desk
    from tests.copies import policies

    desk = open_desk(demo_store, secret=PASSPHRASE, clock=Clock(), policies=policies())
    yield desk
    desk.close()
