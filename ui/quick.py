"""A contact from anywhere: one key, one line. Who is chosen by typing a name."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QWidget

from pomdesk.domain.names import HIDDEN, listed
from pomdesk.readmodels.record import Found
from pomdesk.services.commands.entries import AddEntry
from pomdesk.services.desk import Desk
from pomdesk.services.queries.search import Search
from resources.text import Text
from ui import dialogs
from ui.widgets.form import Form, named
from ui.widgets.label import Label
from ui.widgets.measure import characters, lines
from ui.widgets.quick_line import ContactSaid, QuickLine

_MOST = 8
_WIDE = 130


class QuickContact(dialogs.Box):
    """Who, and the line.

    Attributes:
        who: where a name is typed; None where the person is given.
        line: the contact.
        person_id: who was chosen.
        said: the contact, once it was accepted.
    """

    def __init__(
        self,
        parent: QWidget | None,
        text: Text,
        desk: Desk,
        person_id: int | None,
        *,
        blank: bool = False,
    ) -> None:
        super().__init__(parent, text("case.quick.title"))
        self._text, self._desk, self._blank = text, desk, blank
        self.person_id = person_id
        self.said: ContactSaid | None = None
        self.who: QLineEdit | None = None
        self._found: Sequence[Found] = ()
        if person_id is None:
            self._make_who()
        self.line = QuickLine(text, lambda: desk.today, button=False)
        self.line.contact_said.connect(self._take)
        self.body.addWidget(self.line)
        self.set_buttons(text("case.quick.save"), text("caseload.cancel"))
        self.setMinimumWidth(min(characters(_WIDE), self.screen().availableGeometry().width() - 80))
        (self.who or self.line).setFocus()

    def _make_who(self) -> None:
        text = self._text
        self.who = QLineEdit()
        form = Form()
        self._row = form.row(text("case.quick.who"), self.who, help=text("case.quick.who_help"))
        self.body.addWidget(form)
        self._list = named(QListWidget(), text("case.quick.people"))
        self._list.setMaximumHeight(lines(_MOST + 1))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.itemClicked.connect(lambda _item: self._choose())
        self._list.hide()
        self.body.addWidget(self._list)
        self._chosen = Label("", "strong", wrap=True)
        self._chosen.hide()
        self.body.addWidget(self._chosen)
        self.who.textEdited.connect(self._search)
        self.who.installEventFilter(self)

    def _search(self, typed: str) -> None:
        """Find people by what was typed; the first is taken unless another is chosen."""
        self.person_id = None
        self._chosen.hide()
        found = self._desk.ask(Search(typed, limit=4 * _MOST)) if typed.strip() else ()
        people = [one for one in found if one.kind == "person"]
        self._found = people[:_MOST]
        self._list.clear()
        self._list.addItems([self._words(one) for one in self._found])
        self._list.setVisible(bool(self._found))
        if self._found:
            self._list.setCurrentRow(0)
        none = typed.strip() and not self._found
        self._row.set_error(self._text("case.quick.nobody") if none else "")

    def _words(self, one: Found) -> str:
        if self._blank:
            return HIDDEN
        return f"{listed(one.last_name, one.first_name)} {one.prisoner_number}"

    def set_blank(self, blank: bool) -> None:
        """Hide who was found and chosen, or show it again."""
        self._blank = blank
        for row, one in enumerate(self._found):
            self._list.item(row).setText(self._words(one))
        chosen = next((one for one in self._found if one.person_id == self.person_id), None)
        if self.who is not None:
            normal, hidden = QLineEdit.EchoMode.Normal, QLineEdit.EchoMode.Password
            self.who.setEchoMode(hidden if blank else normal)
            if chosen is not None:
                self._chosen.setText(self._text("case.quick.chosen", who=self._words(chosen)))

    def _choose(self) -> bool:
        """Take the person the list is on; whether there is one."""
        row = self._list.currentRow()
        if not 0 <= row < len(self._found):
            return False
        one = self._found[row]
        self.person_id = one.person_id
        self._list.hide()
        self._chosen.setText(self._text("case.quick.chosen", who=self._words(one)))
        self._chosen.show()
        self.line.setFocus()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows walk the list while the name keeps the keyboard; Enter and Tab choose."""
        if watched is self.who and isinstance(event, QKeyEvent):
            press = event.type() == QEvent.Type.KeyPress
            key = Qt.Key(event.key())
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(key, 0)
            if press and step and self._found:
                last = len(self._found) - 1
                self._list.setCurrentRow(max(0, min(self._list.currentRow() + step, last)))
                return True
            wanted = key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab}
            if press and wanted and self.person_id is None and self._choose():
                return True
        return super().eventFilter(watched, event)

    def _take(self, said: ContactSaid) -> None:
        self.said = said
        self.accept()

    def accept(self) -> None:
        """Check who and what; then close."""
        if self.person_id is None:
            if not self._choose():
                self._row.set_error(self._text("case.quick.nobody"))
                if self.who is not None:
                    self.who.setFocus()
                return
            return  # so that whose record it goes into is seen before it does
        self.said = self.line.read()
        if self.said is not None:
            super().accept()


def ask_contact(
    parent: QWidget | None,
    text: Text,
    desk: Desk,
    person_id: int | None = None,
    *,
    blank: bool = False,
) -> AddEntry | None:
    """Ask for a contact in one line; nothing is written yet.

    Args:
        parent: window the dialog belongs to.
        text: the language.
        desk: asked for people by what is typed.
        person_id: whose contact; None: a name is asked.
        blank: whether names are hidden just now.

    Returns:
        The command that writes it down; None where it was put away.

    """
    box = QuickContact(parent, text, desk, person_id, blank=blank)
    try:
        if not dialogs.show(box) or box.said is None or box.person_id is None:
            return None
        said = box.said
        return AddEntry(
            box.person_id,
            said.kind,
            said.day,
            what=said.what,
            due=said.due,
            text=said.text,
            next_step=said.next_step,
        )
    finally:
        box.deleteLater()
