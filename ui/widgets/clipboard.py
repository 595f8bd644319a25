"""Putting case data on the clipboard: plain text, marked as nothing to keep a history of."""

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QApplication

# What Windows and KDE ask programs to set on what their clipboard history should not keep.
_NOT_KEPT = {
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"1",
    "x-kde-passwordManagerHint": b"secret",
}


def copy_plain(words: str) -> None:
    """Put plain text on the clipboard."""
    content = QMimeData()
    content.setText(words)
    for kind, value in _NOT_KEPT.items():
        content.setData(kind, value)
    QApplication.clipboard().setMimeData(content)
