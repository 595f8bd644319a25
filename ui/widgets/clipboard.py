"""Putting case data on the clipboard: plain text, in no history, and not for long."""

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard
from PySide6.QtWidgets import QApplication

OUR_MARK = "x-kde-passwordManagerHint"
"""On all that the desk puts on the clipboard; KDE keeps no history of what bears it."""

FORGOTTEN_AFTER = 30_000
"""Milliseconds until what was put on the clipboard is taken off again, if it is still there."""

# What Windows and KDE ask programs to set on what their clipboard history should not keep.
_NOT_KEPT = {
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"1",
    'application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"': b"\0\0\0\0",
    'application/x-qt-windows-mime;value="CanUploadToCloudClipboard"': b"\0\0\0\0",
    OUR_MARK: b"secret",
}


def content_of(words: str) -> QMimeData:
    """Plain text as it may go to the clipboard."""
    content = QMimeData()
    content.setText(words)
    for kind, value in _NOT_KEPT.items():
        content.setData(kind, value)
    return content


def copy_plain(words: str) -> None:
    """Put plain text on the clipboard."""
    QApplication.clipboard().setMimeData(content_of(words))


def forget() -> None:
    """Take off the clipboard what the desk put there; what others put there stays."""
    clipboard = QApplication.clipboard()
    if _is_ours(clipboard):
        clipboard.clear()
    if clipboard.supportsSelection() and clipboard.ownsSelection():
        clipboard.clear(QClipboard.Mode.Selection)


def _is_ours(clipboard: QClipboard) -> bool:
    # Not every platform knows whose the clipboard is; ours is marked.
    content = clipboard.mimeData()
    return content is not None and (clipboard.ownsClipboard() or content.hasFormat(OUR_MARK))


class ClipboardGuard(QObject):
    """Whatever part of the window copies: plain, marked, and forgotten after half a minute."""

    def __init__(self) -> None:
        super().__init__()
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(FORGOTTEN_AFTER)
        self.timer.timeout.connect(forget)
        QApplication.clipboard().dataChanged.connect(self._changed)

    def _changed(self) -> None:
        clipboard = QApplication.clipboard()
        content = clipboard.mimeData()
        if content is None or not _is_ours(clipboard) or not content.hasText():
            self.timer.stop()
        elif content.hasFormat(OUR_MARK):
            self.timer.start()
        else:
            # A line or a label that Qt itself copied from: with its looks, and in any history.
            copy_plain(content.text())
