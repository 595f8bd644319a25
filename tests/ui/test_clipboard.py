"""What is copied: plain, in no history, gone after half a minute, gone on locking."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from ui.widgets import clipboard
from ui.widgets.clipboard import FORGOTTEN_AFTER, OUR_MARK, ClipboardGuard, copy_plain
from ui.widgets.label import Label

NAME = "A1234BC Holloway"


@pytest.fixture
def guard(qapp: QApplication) -> Iterator[ClipboardGuard]:
    made = ClipboardGuard()
    yield made
    made.deleteLater()
    QApplication.clipboard().clear()


def now() -> QMimeData:
    content = QApplication.clipboard().mimeData()
    assert content is not None
    return content


def test_what_is_copied_is_gone_after_half_a_minute(guard: ClipboardGuard) -> None:
    copy_plain(NAME)
    assert QApplication.clipboard().text() == NAME
    assert guard.timer.isActive()
    assert guard.timer.interval() == FORGOTTEN_AFTER == 30_000
    guard.timer.timeout.emit()
    assert QApplication.clipboard().text() == ""


def test_what_somebody_else_copied_since_stays(
    guard: ClipboardGuard, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_plain(NAME)
    monkeypatch.setattr(type(QApplication.clipboard()), "ownsClipboard", lambda _self: False)
    QApplication.clipboard().setText("theirs")
    assert not guard.timer.isActive()
    clipboard.forget()
    assert QApplication.clipboard().text() == "theirs"


@pytest.mark.parametrize("kind", ["line", "label"])
def test_what_qt_itself_copies_is_made_plain_and_marked(
    guard: ClipboardGuard, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    # Without a screen Qt does not know whose the clipboard is; on Windows it does.
    monkeypatch.setattr(type(QApplication.clipboard()), "ownsClipboard", lambda _self: True)
    if kind == "line":
        line = QLineEdit(NAME)
        qtbot.addWidget(line)
        line.selectAll()
        line.copy()
    else:
        label = Label(NAME, select=True)
        qtbot.addWidget(label)
        label.show()
        label.setSelection(0, len(NAME))
        content = QMimeData()
        content.setText(NAME)
        content.setHtml(f"<b>{NAME}</b>")
        QApplication.clipboard().setMimeData(content)
    assert now().text() == NAME
    assert now().hasFormat(OUR_MARK)
    assert not now().hasHtml()
    assert guard.timer.isActive()


def test_windows_and_kde_are_asked_to_keep_no_history() -> None:
    kinds = set(clipboard.content_of(NAME).formats())
    assert OUR_MARK in kinds
    windows = {'application/x-qt-windows-mime;value="' + name + '"' for name in (
        "ExcludeClipboardContentFromMonitorProcessing",
        "CanIncludeInClipboardHistory",
        "CanUploadToCloudClipboard",
    )}  # fmt: skip
    assert windows <= kinds
    assert kinds - windows == {OUR_MARK, "text/plain"}
