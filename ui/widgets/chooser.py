"""Qt's chooser of files, without the list of places that it keeps for every program."""

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QFileDialog, QWidget

_KEPT_BY, _GROUP = "QtProject", "FileDialog"
_PLACES = ("history", "lastVisited")


def new_chooser(parent: QWidget | None, title: str, kinds: str = "") -> QFileDialog:
    """A chooser that keeps to itself where somebody went: folders may be named after people.

    It is Qt's own, not the system's, which runs a loop of its own, could stay open over a locked
    desk, and keeps lists of its own.
    """
    held = QSettings(QSettings.Scope.UserScope, _KEPT_BY)
    before = {place: held.value(f"{_GROUP}/{place}") for place in _PLACES}
    chooser = QFileDialog(parent, title, "", kinds)
    chooser.setOption(QFileDialog.Option.DontUseNativeDialog)

    def put_back() -> None:
        kept = QSettings(QSettings.Scope.UserScope, _KEPT_BY)
        for place, value in before.items():
            if value is None:
                kept.remove(f"{_GROUP}/{place}")
            else:
                kept.setValue(f"{_GROUP}/{place}", value)
        kept.sync()

    chooser.destroyed.connect(put_back)  # it writes its list down as it goes
    return chooser
