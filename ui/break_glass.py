"""Somebody else's case: said to be that, and opened with a reason where the work needs it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from pomdesk.domain.errors import PomdeskError
from resources.text import Text
from ui import dialogs
from ui.widgets.form import Form
from ui.widgets.label import Label
from ui.widgets.measure import characters, lines
from ui.words import error_words

if TYPE_CHECKING:
    from pomdesk.services.desk import Desk
    from ui.window import Window

_WIDE = 62


class BreakGlass(dialogs.Box):
    """Asks why somebody else's case is needed, and opens it.

    Attributes:
        reason: where it is typed.
        row: the row it stands in.
    """

    def __init__(self, parent: QWidget | None, text: Text, desk: "Desk", person_id: int) -> None:
        super().__init__(parent, text("glass.title"))
        self._text, self._desk, self._person_id = text, desk, person_id
        self.body.addWidget(Label(text("glass.words"), wrap=True))
        form = Form()
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setMinimumHeight(lines(4))
        self.row = form.row(text("glass.reason"), self.reason)
        form.setMinimumWidth(characters(_WIDE))
        self.body.addWidget(form)
        self.set_buttons(text("glass.open"), text("glass.cancel"), kind="warning")
        self.reason.setFocus()

    def accept(self) -> None:
        """Open the case; what is wrong with the reason is said beside it."""
        try:
            self._desk.break_glass(self._person_id, self.reason.toPlainText())
        except PomdeskError as error:
            self.row.set_error(error_words(self._text, error))
            self.reason.setFocus()
            return
        super().accept()


def offer(window: "Window", desk: "Desk | None", error: PomdeskError) -> bool:
    """Answer the refusal of somebody else's case by asking for a reason; False for any other."""
    person_id = error.details.get("person")
    if error.code != "ROL-CASE" or not isinstance(person_id, int) or desk is None:
        return False
    # Once whoever was refused has come back from what they did.
    QTimer.singleShot(0, window, lambda: _ask(window, desk, person_id))
    return True


def _ask(window: "Window", desk: "Desk", person_id: int) -> None:
    if window.locked:
        return
    box = BreakGlass(window, window.text, desk, person_id)
    try:
        opened = dialogs.show(box)
    finally:
        box.deleteLater()
    if window.locked:
        return
    if opened:
        window.message(window.text("glass.opened"), kind="note")
        window.refresh()
    elif window.page is not None and window.page.person() == person_id:
        # Nothing of this case is to be shown, and nothing of another one under its name.
        window.go_back()
