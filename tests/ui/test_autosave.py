"""What is typed is saved soon, and never after the controls are gone."""

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from ui.autosave import Autosave


def test_saving_ends_with_the_controls(qapp: QApplication) -> None:
    box = QPlainTextEdit()
    written: list[str] = []
    saving: Autosave[str] = Autosave(box.toPlainText, written.append, box)
    saving.hold(1, "")
    box.setPlainText("said")
    assert saving.save()
    box.setPlainText("said more")
    saving.touched()
    gone = []
    saving.destroyed.connect(lambda: gone.append(True))
    box.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert gone, "a timer that outlives its controls asks them what they say"
    assert written == ["said"]
