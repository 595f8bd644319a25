"""Who can open this store: their names, and the ways to add somebody or take somebody away."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from pomdesk.domain.errors import PomdeskError
from resources.text import Text
from ui import dialogs
from ui.widgets.form import Button, Form, across, spaced
from ui.widgets.label import Label
from ui.widgets.measure import characters
from ui.widgets.passphrase import NewPassphrase, tell_faults
from ui.widgets.scrolled import clear, put
from ui.words import error_words

_WIDE = 56


class PeopleView(QWidget):
    """A line a person.

    Signals:
        add_asked: somebody else is to open the store.
        removal_asked: name of who is to open it no more.
    """

    add_asked = Signal()
    removal_asked = Signal(str)

    def __init__(self, text: Text) -> None:
        super().__init__()
        self._text = text
        layout = QVBoxLayout(self)
        spaced(layout)
        layout.addWidget(Label(text("sign_in.words"), "quiet", wrap=True))
        self._lines = QVBoxLayout()
        spaced(self._lines, "xs")
        layout.addLayout(self._lines)
        self.add = Button(text("sign_in.add"), self.add_asked.emit)
        layout.addLayout(across(self.add, None))

    def display(self, people: Sequence[str], me: str) -> None:
        """Show who opens the store; nobody takes themselves away."""
        clear(self._lines)
        for name in people:
            line = QWidget()
            remove = Button(
                self._text("sign_in.remove"),
                partial(self.removal_asked.emit, name),
                kind="link",
                name=self._text("sign_in.remove_name", name=name),
            )
            remove.setVisible(name != me)
            own = self._text("sign_in.you") if name == me else ""
            line.setLayout(across(Label(name), Label(own, "quiet"), remove, None))
            put(self._lines, line)


class NewPerson(dialogs.Box):
    """Asks the name and the passphrase of somebody who is to open the store."""

    def __init__(
        self, parent: QWidget | None, text: Text, save: Callable[[str, str], None]
    ) -> None:
        super().__init__(parent, text("sign_in.title"))
        self._text, self._save = text, save
        self.body.addWidget(Label(text("sign_in.note"), "quiet", wrap=True))
        form = Form()
        self.person = QLineEdit()
        self.person.setMaxLength(100)
        self.name_row = form.row(text("sign_in.name"), self.person)
        self.new = NewPassphrase(text, form, text("renew.new"))
        form.setMinimumWidth(characters(_WIDE))
        self.body.addWidget(form)
        self.set_buttons(text("sign_in.save"), text("caseload.cancel"))
        self.person.setFocus()

    def accept(self) -> None:
        """Check what was typed, then save; what is refused is said beside its field."""
        name = self.person.text().strip()
        needed = "" if name else self._text("sign_in.needed")
        if tell_faults({self.name_row: needed, **self.new.faults()}):
            return
        try:
            self._save(name, self.new.first.text())
        except PomdeskError as error:
            words = error_words(self._text, error)
            about_name = error.details.get("reason") == "name" or error.code == "KEY-NAME"
            tell_faults({self.name_row if about_name else self.new.first_row: words})
            return
        super().accept()
