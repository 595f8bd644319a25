"""Putting case data on the clipboard: plain text, marked as nothing to keep a history of."""

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QApplication

# What Windows and KDE ask programs to set on what their clipboard history should not keep.
_NOT_KEPT = {
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"1",
    "x-kde-passwordManagerHint": b"secret",
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
