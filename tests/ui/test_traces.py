"""What the window would leave on the computer: no list of places, no picture of the memory."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from ui import dialogs
from ui.widgets.chooser import new_chooser


@pytest.fixture
def settings(tmp_path: Path, qapp: QApplication) -> Iterator[Path]:
    """A folder of this test's own for the settings that Qt shares between programs."""
    native, user = QSettings.Format.NativeFormat, QSettings.Scope.UserScope
    QSettings.setPath(native, user, str(tmp_path / "settings"))
    yield tmp_path / "settings"
    QSettings.setPath(native, user, str(tmp_path))


def put_away(chooser: QFileDialog) -> None:
    """Use it as somebody does, and let it go."""
    chooser.show()
    chooser.accept()
    chooser.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QSettings(QSettings.Scope.UserScope, "QtProject").sync()


def kept(folder: Path) -> str:
    return "".join(path.read_text("utf-8") for path in folder.rglob("*") if path.is_file())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has a registry in place of the file")
def test_where_files_were_chosen_is_not_kept(settings: Path, tmp_path: Path, qtbot: QtBot) -> None:
    folder = tmp_path / "Morgan A1111AA"
    folder.mkdir()
    chooser = new_chooser(None, "x")
    chooser.setFileMode(QFileDialog.FileMode.Directory)
    chooser.setDirectory(str(folder))
    put_away(chooser)
    assert "A1111AA" not in kept(settings)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has a registry in place of the file")
def test_the_control_without_it_qt_keeps_the_folder(
    settings: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "Morgan A1111AA"
    folder.mkdir()
    chooser = QFileDialog(None, "x", str(folder))
    chooser.setOption(QFileDialog.Option.DontUseNativeDialog)
    chooser.setFileMode(QFileDialog.FileMode.Directory)
    put_away(chooser)
    assert "A1111AA" in kept(settings)


def test_both_doors_use_the_chooser_that_forgets(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []

    def noted(parent: None, title: str, kinds: str = "") -> QFileDialog:
        made.append(title)
        return new_chooser(parent, title, kinds)

    monkeypatch.setattr("ui.widgets.chooser.new_chooser", noted)
    monkeypatch.setattr(dialogs, "show", lambda _: False)
    assert dialogs.choose_files(None, "files", "x (*.x)") == []
    assert dialogs.choose_target(None, "target", "a.csv", "x (*.csv)") is None
    assert dialogs.choose_folder(None, "folder") is None
    assert made == ["files", "target", "folder"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows leaves no core file")
def test_a_killed_program_leaves_no_core_file(tmp_path: Path) -> None:
    """The limit is lifted first, so that it is the program that sets it."""
    code = (
        "import os, resource, signal\n"
        "hard = resource.getrlimit(resource.RLIMIT_CORE)[1]\n"
        "resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))\n"
        "from ui.traces import leave_no_dump\n"
        "leave_no_dump()\n"
        "assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)\n"
        "os.kill(os.getpid(), signal.SIGSEGV)\n"
    )
    root = str(Path(__file__).parents[2])
    env = os.environ | {"PYTHONPATH": root}
    ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=env, check=False)
    assert ran.returncode < 0
    assert list(tmp_path.iterdir()) == []
