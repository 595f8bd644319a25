"""Asks for the password of a file, twice."""

from PySide6.QtWidgets import QWidget

from resources.text import Text
from ui import dialogs
from ui.widgets.form import Form
from ui.widgets.label import Label
from ui.widgets.measure import characters
from ui.widgets.passphrase import NewPassphrase, tell_faults

_WIDE = 66
_MOST_BYTES = 127
"""What AES-256 in a PDF (revision 6) takes; readers would cut the rest off."""


class PasswordBox(dialogs.Box):
    """A password for one file, which nobody can recover.

    Attributes:
        lines: what is typed.
        password: what was chosen, once it was accepted.
    """

    def __init__(self, parent: QWidget | None, text: Text) -> None:
        super().__init__(parent, text("paperpage.password.title"))
        self._text = text
        self.password = ""
        self.body.addWidget(Label(text("paperpage.password.words"), wrap=True))
        form = Form()
        form.setMinimumWidth(characters(_WIDE))
        self.lines = NewPassphrase(text, form, text("paperpage.password.label"))
        self.lines.entered.connect(self.accept)
        self.body.addWidget(form)
        self.set_buttons(text("paperpage.password.go"), text("caseload.cancel"))
        self.lines.first.setFocus()

    def accept(self) -> None:
        """Check it, say beside it what is wrong, else close."""
        faults = self.lines.faults()
        typed = self.lines.first.text()
        if len(typed.encode()) > _MOST_BYTES:
            faults[self.lines.first_row] = self._text("paperpage.password.long", most=_MOST_BYTES)
        if tell_faults(faults):
            return
        self.password = typed
        self.lines.clear()
        super().accept()


def ask_password(parent: QWidget | None, text: Text) -> str:
    """A password for one file; blank where somebody changed their mind."""
    box = PasswordBox(parent, text)
    try:
        return box.password if dialogs.show(box) else ""
    finally:
        box.password = ""
        box.lines.clear()
        box.deleteLater()
