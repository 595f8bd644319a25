"""Who can open this store and what they are: added, changed, taken away; what seniors look over."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from pomdesk.domain.access import DeskRole
from pomdesk.domain.errors import PomdeskError
from pomdesk.readmodels.roles import RoleLine, Roles, Watch
from resources.text import Text
from ui import dialogs
from ui.role_words import given_words, glass_words
from ui.widgets.form import Button, Choice, Form, across, spaced
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
        change_asked: name of whose role is to be another one.
        drop_asked: name of whose role is to be taken away.
        left_asked: somebody has left.
        recovery_asked: a new recovery key is to be made.
        renew_asked: the key of the store is to be renewed.
    """

    add_asked = Signal()
    removal_asked = Signal(str)
    change_asked = Signal(str)
    drop_asked = Signal(str)
    left_asked = Signal()
    recovery_asked = Signal()
    renew_asked = Signal()

    def __init__(self, text: Text) -> None:
        super().__init__()
        self._text = text
        layout = QVBoxLayout(self)
        spaced(layout)
        layout.addWidget(Label(text("sign_in.words"), "quiet", wrap=True))
        self._standing = Label("", "quiet", wrap=True)
        layout.addWidget(self._standing)
        self._lines = self._column(layout)
        self.add = Button(text("sign_in.add"), self.add_asked.emit)
        self.left = Button(
            text("keys_page.left"), self.left_asked.emit, help=text("keys_page.left_help")
        )
        layout.addLayout(across(self.add, self.left, None))
        self.key_words = Label(text("keys_page.words"), "quiet", wrap=True)
        layout.addWidget(self.key_words)
        self.recovery = Button(text("keys_page.recovery"), self.recovery_asked.emit)
        self.renew = Button(text("keys_page.renew"), self.renew_asked.emit)
        self.state = Label("", "quiet", wrap=True)
        layout.addLayout(across(self.recovery, self.renew, self.state, None))
        self._heading = Label(text("watch.heading"), "heading", wrap=True)
        layout.addWidget(self._heading)
        self._watched = self._column(layout)
        self.display_watch(None)

    def _column(self, layout: QVBoxLayout) -> QVBoxLayout:
        column = QVBoxLayout()
        spaced(column, "xs")
        layout.addLayout(column)
        return column

    def display(self, roles: Roles, me: str) -> None:
        """Show who opens the store and what they are; nobody takes themselves away."""
        text = self._text
        standing = text("roles.in_force" if roles.in_force else "roles.open_to_all")
        if not roles.may_change and roles.in_force:
            standing = f"{standing} {text('roles.only_head')}"
        self._standing.setText(standing)
        for part in (self.add, self.key_words, self.recovery, self.renew):
            part.setVisible(roles.may_change)
        others = any(line.name != me for line in roles.lines)
        self.left.setVisible(roles.may_change and others)
        clear(self._lines)
        for line in roles.lines:
            put(self._lines, self._line(line, roles, line.name == me))

    def wait(self, words: str) -> None:
        """Take no orders about the key and say why; no words: take them again."""
        for button in (self.add, self.left, self.recovery, self.renew):
            button.setEnabled(not words)
        self.state.setText(words)

    def _line(self, line: RoleLine, roles: Roles, mine: bool) -> QWidget:
        shown = QWidget()
        named = self._text("sign_in.you") if mine else ""
        parts: list[QWidget | None] = [Label(line.name), Label(named, "quiet")]
        if roles.in_force:
            parts.append(Label(self._held(line), "quiet"))
        if roles.may_change:
            parts += self._buttons(line, roles, mine)
        shown.setLayout(across(*parts, None))
        return shown

    def _held(self, line: RoleLine) -> str:
        """What somebody is, and whose cases they hold."""
        text = self._text
        told = [text(f"role.{line.role or 'none'}")]
        if line.staff:
            staff = ", ".join(name for _number, name in line.staff)
            told.append(
                text("roles.holds", staff=staff, cases=text.count("roles.cases", line.cases))
            )
        elif line.role is DeskRole.POM:
            told.append(text("roles.holds_none"))
        if not line.opens:
            told.append(text("roles.gone"))
        return " · ".join(told)

    def _buttons(self, line: RoleLine, roles: Roles, mine: bool) -> list[QWidget | None]:
        name = line.name
        wanted = {
            "roles.change": (self.change_asked, line.opens),
            "sign_in.remove": (self.removal_asked, line.opens and not mine),
            "roles.drop": (self.drop_asked, roles.in_force and line.role is not None and not mine),
        }
        return [
            Button(
                self._text(key),
                partial(signal.emit, name),
                kind="link",
                name=self._text(f"{key}_name", name=name),
            )
            for key, (signal, offered) in wanted.items()
            if offered
        ]

    def display_watch(self, watch: Watch | None, *, blank: bool = False) -> None:
        """Show what is looked over each month; None: it is not for whoever is signed in."""
        clear(self._watched)
        self._heading.setVisible(watch is not None)
        if watch is None:
            return
        text = self._text
        put(
            self._watched, Label(text("watch.words", day=text.day(watch.since)), "quiet", wrap=True)
        )
        glass = [glass_words(text, one, blank=blank) for one in watch.glass] or [text("watch.none")]
        given = [given_words(text, one) for one in watch.given] or [text("watch.given_none")]
        for words in (*glass, *given):
            put(self._watched, Label(words, wrap=True, select=True))


class NewPerson(dialogs.Box):
    """Asks the name and the passphrase of somebody who is to open the store.

    Args:
        save: lets them in; takes the name, the passphrase, the role and the staff numbers.
        staff: number and name of everybody of the staff; None: no roles hold, and none is asked.
    """

    def __init__(
        self,
        parent: QWidget | None,
        text: Text,
        save: Callable[[str, str, DeskRole | None, Sequence[str]], None],
        staff: Sequence[tuple[str, str]] | None = None,
    ) -> None:
        super().__init__(parent, text("sign_in.title"))
        self._text, self._save = text, save
        self.body.addWidget(Label(text("sign_in.note"), "quiet", wrap=True))
        form = Form()
        self.person = QLineEdit()
        self.person.setMaxLength(100)
        self.name_row = form.row(text("sign_in.name"), self.person)
        self.role: Choice | None = None
        self.staff: Choice | None = None
        if staff is not None:
            self._ask_role(form, staff)
        self.new = NewPassphrase(text, form, text("renew.new"))
        form.setMinimumWidth(characters(_WIDE))
        self.body.addWidget(form)
        self.set_buttons(text("sign_in.save"), text("caseload.cancel"))
        self.person.setFocus()

    def _ask_role(self, form: Form, staff: Sequence[tuple[str, str]]) -> None:
        text = self._text
        self.role, self.staff = Choice(), Choice()
        for role in DeskRole:
            self.role.addItem(text(f"role.{role}"), role.value)
        form.row(text("roles.role"), self.role)
        self.staff.addItem(text("roles.staff_none"), "")
        for number, name in staff:
            self.staff.addItem(f"{name} ({number})", number)
        form.row(text("roles.staff"), self.staff, help=text("roles.staff_help"))

    def accept(self) -> None:
        """Check what was typed, then save; what is refused is said beside its field."""
        name = self.person.text().strip()
        needed = "" if name else self._text("sign_in.needed")
        if tell_faults({self.name_row: needed, **self.new.faults()}):
            return
        role = None if self.role is None else DeskRole(self.role.currentData())
        number = "" if self.staff is None else str(self.staff.currentData())
        try:
            self._save(name, self.new.first.text(), role, [number] if number else [])
        except PomdeskError as error:
            words = error_words(self._text, error)
            about_name = error.details.get("reason") == "name" or error.code == "KEY-NAME"
            tell_faults({self.name_row if about_name else self.new.first_row: words})
            return
        super().accept()
