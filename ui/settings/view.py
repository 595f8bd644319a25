"""The settings of the window, and a few facts about the desk."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from resources.text import Text
from resources.tokens import tokens
from ui import contact
from ui.prefs import IDLE_MINUTES, Prefs
from ui.screen_guard import ALLOWED_MINUTES
from ui.settings.backups_view import BackupsView
from ui.settings.people_view import PeopleView
from ui.settings.templates_view import TemplatesView
from ui.theme import CHOICES, ZOOMS, Theme
from ui.widgets.form import Button, Check, Choice, Form, across, spaced
from ui.widgets.label import Label
from ui.widgets.measure import characters
from ui.widgets.order import put_in_order
from ui.widgets.passphrase import NewPassphrase, Passphrase, tell_faults

_THEMES = {"system": "settings.as_system", "light": "settings.light", "dark": "settings.dark"}


_WIDE = 66
"""Width of the lines for a passphrase, in characters."""

_LINE = 48
"""Width of the line of whom to ring, in characters."""


class SettingsView(QScrollArea):
    """Choices that hold at once; there is nothing to save.

    Attributes:
        backups: of the store.
        people: who can open the store.
        templates: the paper templates.

    Signals:
        chosen: name of the setting and its new value.
        passphrase_asked: the current passphrase and the new one.
        contact_typed: whom to ring.
        allow_asked: pictures of the window may be taken for some minutes.
        journal_asked: the audit log is to be shown.
    """

    chosen = Signal(str, object)
    passphrase_asked = Signal(str, str)
    contact_typed = Signal(str)
    allow_asked = Signal()
    journal_asked = Signal()
    records_asked = Signal()

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self._text = text
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page = QWidget()
        layout = QVBoxLayout(page)
        space = tokens().space
        layout.setContentsMargins(0, space["s"], space["s"], space["s"])
        layout.setSpacing(space["m"])
        layout.addWidget(Label(text("settings.screen"), "heading"))
        form = Form()
        layout.addWidget(form)
        self.language = self._choice(
            "language", {"en": text("settings.english"), "cy": text("settings.welsh")}
        )
        form.row(text("settings.language"), self.language, help=text("settings.language_help"))
        self.theme = self._choice("theme", {name: text(_THEMES[name]) for name in CHOICES})
        form.row(text("settings.theme"), self.theme)
        self.zoom = self._choice("zoom", {n: text("settings.percent", n=n) for n in ZOOMS})
        form.row(text("settings.zoom"), self.zoom, help=text("settings.zoom_help"))
        layout.addWidget(Label(text("settings.lock"), "heading"))
        locking = Form()
        layout.addWidget(locking)
        self.idle = self._choice(
            "idle_minutes", {n: text.count("settings.minutes", n) for n in IDLE_MINUTES}
        )
        locking.row(text("settings.idle"), self.idle, help=text("settings.idle_help"))
        self.contact = QLineEdit()
        self.contact.setMaxLength(contact.LONGEST)
        self.contact.setMinimumWidth(characters(_LINE))
        self.contact.editingFinished.connect(self._contact_typed)
        locking.row(text("contact_line.label"), self.contact, help=text("contact_line.help"))
        layout.addWidget(Label(text("screen_guard.heading"), "heading"))
        layout.addWidget(self._make_guard())
        layout.addWidget(Label(text("backups.heading"), "heading"))
        self.backups = BackupsView(text, theme)
        layout.addWidget(self.backups)
        layout.addWidget(Label(text("settings.passphrase"), "heading"))
        passphrase = across(self._make_passphrase(), None)
        passphrase.setStretch(0, 1000)
        layout.addLayout(passphrase)
        layout.addWidget(Label(text("sign_in.heading"), "heading"))
        self.people = PeopleView(text)
        layout.addWidget(self.people)
        self.journal = Button(
            text("journal_page.open"), self.journal_asked.emit, help=text("page.journal.help")
        )
        self.records = Button(
            text("records_page.open"), self.records_asked.emit, help=text("page.rights.help")
        )
        layout.addLayout(across(self.journal, self.records, None))
        layout.addWidget(Label(text("templates.title"), "heading"))
        self.templates = TemplatesView(text, theme)
        layout.addWidget(self.templates)
        layout.addWidget(Label(text("settings.about"), "heading"))
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(space["l"])
        self._facts.setVerticalSpacing(space["xs"])
        self._facts.setColumnStretch(1, 1)
        layout.addLayout(self._facts)
        layout.addStretch(1)
        self.setWidget(page)
        self.setFocusProxy(self.language)

    def _contact_typed(self) -> None:
        if self.contact.isModified():
            self.contact.setModified(False)
            self.contact_typed.emit(self.contact.text())

    def display_contact(self, line: str) -> None:
        """Show whom to ring, unless somebody is typing there."""
        if not self.contact.isModified():
            self.contact.setText(line)

    def _choice(self, name: str, choices: dict[str, str] | dict[int, str]) -> Choice:
        box = Choice()
        for value, words in choices.items():
            box.addItem(words, value)
        box.activated.connect(lambda _row: self.chosen.emit(name, box.currentData()))
        return box

    def _make_guard(self) -> QWidget:
        text, part = self._text, QWidget()
        column = QVBoxLayout(part)
        spaced(column)
        self.guard = Check(text("screen_guard.on"), text("screen_guard.help"))
        self.guard.clicked.connect(lambda on: self.chosen.emit("screen_guard", on))
        self.allow = Button(
            text("screen_guard.allow", minutes=ALLOWED_MINUTES),
            self.allow_asked.emit,
            help=text("screen_guard.allow_help"),
        )
        self.guard_words = Label(text("screen_guard.help"), "quiet", wrap=True)
        column.addLayout(across(self.guard, None))
        column.addWidget(self.guard_words)
        column.addLayout(across(self.allow, None))
        return part

    def display_guard(self, *, supported: bool, wanted: bool, allowed: bool) -> None:
        """Show whether pictures of the window are kept from being taken."""
        self.guard.setVisible(supported)
        self.guard.setChecked(wanted)
        self.allow.setVisible(supported and wanted)
        self.allow.setEnabled(not allowed)
        key = "screen_guard.help" if supported else "screen_guard.not_here"
        self.guard_words.setText(self._text(key))

    def put_in_order(self) -> None:
        """Have Tab go through the page as it is read: some of its parts are made anew."""
        page = self.widget()
        if page is not None:
            put_in_order(self, page)

    def _make_passphrase(self) -> Form:
        text, form = self._text, Form()
        form.setMaximumWidth(characters(_WIDE))
        self.current = Passphrase()
        self.current_row = form.row(text("settings.current"), self.current)
        self.new = NewPassphrase(text, form, text("renew.new"))
        self.new.show_typed.toggled.connect(self.current.set_shown)
        self.change = Button(text("settings.change"), self._ask)
        form.add(self.change)
        for entered in (self.current.returnPressed, self.new.entered):
            entered.connect(self._ask)
        return form

    def _ask(self) -> None:
        if not self.change.isEnabled():
            return
        nothing = "" if self.current.text() else self._text("unlock.empty")
        if not tell_faults({self.current_row: nothing, **self.new.faults()}):
            self.change.setEnabled(False)
            self.passphrase_asked.emit(self.current.text(), self.new.first.text())

    def passphrase_changed(self) -> None:
        """Forget what was typed: the passphrase is another one now."""
        self.current.clear()
        self.new.clear()
        self.change.setEnabled(True)

    def passphrase_refused(self, words: str, *, current: bool) -> None:
        """Say beside the current passphrase, or beside the new one, why it was not taken."""
        self.change.setEnabled(True)
        tell_faults({self.current_row if current else self.new.first_row: words})

    def display(self, prefs: Prefs, facts: Sequence[tuple[str, str]]) -> None:
        """Show the settings as they are, and the facts as name and value."""
        for box, value in (
            (self.language, prefs.language),
            (self.theme, prefs.theme),
            (self.zoom, prefs.zoom),
            (self.idle, prefs.idle_minutes),
        ):
            box.setCurrentIndex(box.findData(value))
        while (item := self._facts.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for row, (name, value) in enumerate(facts):
            self._facts.addWidget(Label(name, "key"), row, 0)
            self._facts.addWidget(Label(value, wrap=True, select=True), row, 1)
