"""The one door for modal dialogs.

Everything modal goes through ``show``, ``confirm`` and the file choosers, so that tests
can answer (``answer_next``) and locking can close what is open (``close_all``).
"""

from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from resources.text import Text
from resources.tokens import tokens
from ui.widgets.form import Button, across, named
from ui.widgets.label import Label

_answers: deque[Callable[[Any], Any]] = deque()
_open: list[QDialog] = []


def answer_next(answer: Callable[[Any], Any]) -> None:
    """Let a test answer the next dialog: called with the dialog (None: a file chooser)."""
    _answers.append(answer)


def unanswered() -> int:
    """How many answers nobody has asked for yet; forgets them."""
    count = len(_answers)
    _answers.clear()
    return count


def show(dialog: QDialog) -> bool:
    """Show a modal dialog; whether it was accepted."""
    if _answers:
        return bool(_answers.popleft()(dialog))
    _open.append(dialog)
    try:
        return dialog.exec() == QDialog.DialogCode.Accepted
    finally:
        _open.remove(dialog)


def close_all() -> bool:
    """Close every open dialog as if it had been cancelled. Whether there was any."""
    for dialog in reversed(_open):
        for question in dialog.findChildren(QDialog):  # a chooser asks before overwriting
            question.reject()
        dialog.reject()
    return bool(_open)


class Box(QDialog):
    """A plain dialog: a heading, a body to fill, and buttons at the left.

    Attributes:
        body: layout between heading and buttons.
    """

    def __init__(self, parent: QWidget | None, title: str, heading: str = "") -> None:
        super().__init__(parent)
        space = tokens().space
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(space["l"], space["l"], space["l"], space["l"])
        outer.setSpacing(space["m"])
        outer.addWidget(Label(heading or title, "heading", wrap=True))
        self.body = QVBoxLayout()
        self.body.setSpacing(space["s"])
        outer.addLayout(self.body, 1)
        self._outer = outer

    def set_buttons(self, yes: str, no: str = "", *, kind: str = "main") -> Button:
        """Put the buttons under the body; the first one accepts and is returned."""
        accept = Button(yes, self.accept, kind=kind)
        refuse = Button(no, self.reject) if no else None
        accept.setDefault(True)
        self._outer.addLayout(across(accept, refuse, None) if refuse else across(accept, None))
        return accept


def confirm(
    parent: QWidget | None, heading: str, words: str, *, yes: str, no: str, kind: str = "main"
) -> bool:
    """Ask before what cannot be undone. Whether the answer was yes."""
    box = Box(parent, heading)
    box.body.addWidget(Label(words, wrap=True))
    box.set_buttons(yes, no, kind=kind)
    try:
        return show(box)
    finally:
        box.deleteLater()


def choose_files(parent: QWidget | None, title: str, kinds: str) -> list[Path]:
    """Let a person choose files to read; an empty list when nothing was chosen.

    Args:
        parent: window the chooser belongs to.
        title: what is being chosen.
        kinds: as Qt writes them: ``Caseload files (*.json *.csv *.xlsx)``.

    """
    if _answers:
        return list(_answers.popleft()(None))
    return _choose(parent, title, kinds)


def choose_target(parent: QWidget | None, title: str, suggested: str, kinds: str) -> Path | None:
    """Let a person choose where to write a file; the chooser asks before overwriting.

    Returns:
        None when nothing was chosen: they changed their mind, or the desk was locked.

    """
    if _answers:
        chosen = _answers.popleft()(None)
        return Path(chosen) if chosen else None
    return next(iter(_choose(parent, title, kinds, suggested)), None)


def choose_folder(parent: QWidget | None, title: str) -> Path | None:
    """Let a person choose a folder that files are written into; None when none was chosen."""
    if _answers:
        chosen = _answers.popleft()(None)
        return Path(chosen) if chosen else None
    from PySide6.QtWidgets import QFileDialog

    chooser = QFileDialog(parent, title)
    chooser.setOption(QFileDialog.Option.DontUseNativeDialog)
    chooser.setFileMode(QFileDialog.FileMode.Directory)
    chooser.setOption(QFileDialog.Option.ShowDirsOnly)
    try:
        return Path(chooser.selectedFiles()[0]) if show(chooser) else None
    finally:
        chooser.deleteLater()


def _choose(parent: QWidget | None, title: str, kinds: str, suggested: str = "") -> list[Path]:
    """Files to read or, with a suggested name, the one to write."""
    from PySide6.QtWidgets import QFileDialog

    chooser = QFileDialog(parent, title, "", kinds)
    # The system's own chooser runs its own loop and could stay open over a locked desk.
    chooser.setOption(QFileDialog.Option.DontUseNativeDialog)
    chooser.setFileMode(QFileDialog.FileMode.ExistingFiles)
    if suggested:
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setFileMode(QFileDialog.FileMode.AnyFile)
        chooser.setDefaultSuffix(Path(suggested).suffix)
        chooser.selectFile(suggested)
    try:
        return [Path(name) for name in chooser.selectedFiles()] if show(chooser) else []
    finally:
        chooser.deleteLater()


def tell_crash(parent: QWidget | None, text: Text, report: str) -> None:
    """Say that the program met a bug, and offer the report, which names nobody."""
    from PySide6.QtWidgets import QPlainTextEdit

    box = Box(parent, text("crash.title"))
    box.body.addWidget(Label(text("crash.words"), wrap=True))
    shown = named(QPlainTextEdit(report), text("crash.report"))
    shown.setReadOnly(True)
    shown.setTabChangesFocus(True)
    shown.setMinimumSize(520, 180)
    box.body.addWidget(shown, 1)

    def copy() -> None:
        shown.selectAll()
        shown.copy()

    box.body.addLayout(across(Button(text("crash.copy"), copy), None))
    box.set_buttons(text("crash.close"))
    try:
        show(box)
    finally:
        box.deleteLater()
