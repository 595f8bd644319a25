"""The one door for modal dialogs.

Everything modal goes through ``show``, ``confirm`` and the file choosers, so that tests
can answer (``answer_next``) and locking can close what is open (``close_all``).
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from resources.text import Text
from resources.tokens import tokens
from ui import contact
from ui.widgets.form import Button, across, named
from ui.widgets.label import Label
from ui.widgets.typed import Typed

_answers: deque[Callable[[Any], Any]] = deque()
_open: list[QDialog] = []
_recipes: list[str] = []
_held: list[bool] = [False]


class Keeper(Protocol):
    """Whoever keeps what is typed into dialogs while the desk is locked (``ui/drafts.py``)."""

    def shown(self, dialog: "Box") -> None:
        """A dialog is about to be shown."""

    def closed(self, dialog: "Box", *, by_locking: bool) -> None:
        """It was answered or put away by somebody, or closed because the desk locks."""


_keepers: list[Keeper] = []


def keep_with(keeper: Keeper | None) -> None:
    """Let somebody keep what is typed into dialogs from now on; None: nobody."""
    _keepers[:] = [] if keeper is None else [keeper]


@contextmanager
def reopened_by(recipe: str) -> Iterator[None]:
    """Dialogs shown in here are opened again by ``Page.reopen(recipe)``."""
    _recipes.append(recipe)
    try:
        yield
    finally:
        _recipes.pop()


def hold(on: bool) -> None:
    """While the desk is covered nothing is asked: what would be is cancelled at once."""
    _held[:] = [on]


def open_boxes() -> "Sequence[Box]":
    """The dialogs that are open now, the first one first."""
    return [dialog for dialog in _open if isinstance(dialog, Box)]


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
    if _held[0]:
        return False
    keeper = _keepers[0] if _keepers and isinstance(dialog, Box) else None
    if isinstance(dialog, Box) and keeper is not None:
        dialog.recipe = _recipes[-1] if _recipes else ""
        keeper.shown(dialog)
    dialog.addActions(_everywhere(dialog))
    _open.append(dialog)
    try:
        if _answers:
            return bool(_answers.popleft()(dialog))
        return dialog.exec() == QDialog.DialogCode.Accepted
    finally:
        _open.remove(dialog)
        if isinstance(dialog, Box) and keeper is not None:
            keeper.closed(dialog, by_locking=dialog.locked_away)


def _everywhere(dialog: QDialog) -> Sequence[QAction]:
    """What the window under a dialog offers by key in dialogs too."""
    parent = dialog.parentWidget()
    offered: Sequence[QAction] = getattr(parent.window(), "everywhere", ()) if parent else ()
    return list(offered)


def close_all() -> bool:
    """Close every open dialog as if it had been cancelled. Whether there was any."""
    for dialog in reversed(_open):
        for question in dialog.findChildren(QDialog):  # a chooser asks before overwriting
            question.reject()
        if isinstance(dialog, Box):
            dialog.locked_away = True
        dialog.reject()
    return bool(_open)


class Box(QDialog):
    """A plain dialog: a heading, a body to fill, and buttons at the left.

    Attributes:
        body: layout between heading and buttons.
        recipe: how its page opens it again; "": it does not.
        locked_away: closed because the desk locks, not by anybody.
    """

    def __init__(self, parent: QWidget | None, title: str, heading: str = "") -> None:
        super().__init__(parent)
        self.recipe = ""
        self.locked_away = False
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

    def draft(self) -> Mapping[str, str] | None:
        """What is typed and would be lost with the dialog; None: nothing."""
        return Typed(self).draft()

    def take_draft(self, said: Mapping[str, str]) -> None:
        """Put back what ``draft`` gave."""
        Typed(self).take_draft(said)

    def set_blank(self, blank: bool) -> None:
        """Hide names of people, or show them again (F12); a dialog with names in it answers."""

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

    from ui.widgets.chooser import new_chooser

    chooser = new_chooser(parent, title)
    chooser.setFileMode(QFileDialog.FileMode.Directory)
    chooser.setOption(QFileDialog.Option.ShowDirsOnly)
    try:
        return Path(chooser.selectedFiles()[0]) if show(chooser) else None
    finally:
        chooser.deleteLater()


def _choose(parent: QWidget | None, title: str, kinds: str, suggested: str = "") -> list[Path]:
    """Files to read or, with a suggested name, the one to write."""
    from PySide6.QtWidgets import QFileDialog

    from ui.widgets.chooser import new_chooser

    chooser = new_chooser(parent, title, kinds)
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
    ring = contact.words(text)
    if ring:
        box.body.addWidget(Label(ring, wrap=True, select=True))
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
