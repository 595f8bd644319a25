"""File choosers: ours to close, because a locked desk must not leave one open."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from ui import dialogs
from ui.window import Window


def chooser() -> QFileDialog:
    """The chooser that is open, as locking knows it."""
    (found,) = dialogs._open
    assert isinstance(found, QFileDialog)
    return found


def once_open(do: Callable[[], object]) -> list[str]:
    """Do something as soon as a dialog is open; whatever stays open is named and closed."""
    left: list[str] = []

    def sweep() -> None:
        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, QDialog) and dialog.isVisible():
                left.append(type(dialog).__name__)
                dialog.reject()

    def now() -> None:
        try:
            do()
        finally:
            QTimer.singleShot(0, sweep)

    QTimer.singleShot(0, now)
    return left


@pytest.fixture
def shown(window: Window, qtbot: QtBot) -> Window:
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.mark.parametrize("save", [False, True], ids=["to read", "to write"])
def test_nothing_is_chosen_by_closing_all(shown: Window, save: bool) -> None:
    closed: list[bool] = []
    left = once_open(lambda: closed.append(dialogs.close_all()))
    if save:
        assert dialogs.choose_target(shown, "Save", "paper.pdf", "PDF (*.pdf)") is None
    else:
        assert dialogs.choose_files(shown, "Files", "All files (*)") == []
    QApplication.processEvents()
    assert closed == [True]
    assert left == []
    assert not dialogs.close_all()


def test_the_question_about_an_old_file_is_closed_with_its_chooser(
    shown: Window, tmp_path: Path
) -> None:
    old = tmp_path / "paper.pdf"
    old.write_bytes(b"old")
    asked: list[str] = []
    left: list[list[str]] = []

    def locked_while_asking() -> None:
        asked.extend(type(box).__name__ for box in chooser().findChildren(QDialog))
        dialogs.close_all()

    def save() -> None:
        chooser().selectFile(str(old))
        left.append(once_open(locked_while_asking))
        chooser().accept()

    once_open(save)
    assert dialogs.choose_target(shown, "Save", "paper.pdf", "PDF (*.pdf)") is None
    QApplication.processEvents()
    assert asked == ["QMessageBox"]
    assert left == [[]]


def test_what_is_chosen_comes_back(shown: Window, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{}", encoding="utf-8")

    def read() -> None:
        chooser().selectFile(str(tmp_path / "a.json"))
        chooser().accept()

    once_open(read)
    files = dialogs.choose_files(shown, "Files", "All files (*)")
    assert files == [tmp_path / "a.json"]

    def write() -> None:
        assert [Path(name).name for name in chooser().selectedFiles()] == ["paper.pdf"]
        chooser().selectFile(str(tmp_path / "mine"))
        chooser().accept()

    once_open(write)
    target = dialogs.choose_target(shown, "Save", "paper.pdf", "PDF (*.pdf)")
    assert target == tmp_path / "mine.pdf"
