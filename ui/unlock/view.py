"""The screens of the gate: unlock, first run, the recovery key, a new passphrase."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from resources.text import Text
from resources.tokens import tokens
from ui.widgets.clipboard import copy_plain
from ui.widgets.form import Band, Button, Check, Form, across, named
from ui.widgets.label import Label, role_font
from ui.widgets.passphrase import NewPassphrase, Passphrase, tell_faults

_COLUMN = 66  # letters


class Screen(QScrollArea):
    """A heading and a column of parts in the middle of the window.

    Attributes:
        form: the rows.
    """

    def __init__(self, text: Text, title: str, words: str = "") -> None:
        super().__init__()
        self.text = text
        space = tokens().space
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page = QWidget()
        outer = QVBoxLayout(page)
        outer.setContentsMargins(space["l"], space["xl"], space["l"], space["l"])
        column = QWidget()
        self._width = column
        self._column = QVBoxLayout(column)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(space["m"])
        middle = across(None, column, None)
        middle.setStretch(1, 1000)
        outer.addLayout(middle)
        outer.addStretch(1)
        self._column.addWidget(Label(title, "title", wrap=True))
        if words:
            self._column.addWidget(Label(words, wrap=True))
        self.trouble = Band("trouble")
        self._trouble_words = Label("", wrap=True, select=True)
        self.trouble.inside.addWidget(self._trouble_words)
        self.trouble.hide()
        self._column.addWidget(self.trouble)
        self.form = Form()
        self._column.addWidget(self.form)
        self.setWidget(page)
        self.measure()

    def measure(self) -> None:
        """Keep the column as many letters wide when the window is zoomed."""
        self._width.setMaximumWidth(QFontMetrics(role_font("body")).averageCharWidth() * _COLUMN)

    def add(self, *parts: QWidget | None) -> None:
        """Add parts side by side under the form."""
        self._column.addLayout(across(*parts))

    def add_band(self, words: str, kind: str = "note") -> Band:
        """Add a band of words under the form."""
        band = Band(kind)
        band.inside.addWidget(Label(words, wrap=True))
        self._column.addWidget(band)
        return band

    def add_words(self, words: str) -> Label:
        """Add quiet words under the form."""
        label = Label(words, "quiet", wrap=True, select=True)
        self._column.addWidget(label)
        return label

    def set_trouble(self, words: str) -> None:
        """Say what went wrong; no words take it away."""
        self._trouble_words.setText(words)
        self.trouble.setAccessibleName(words)
        self.trouble.setVisible(bool(words))


class UnlockScreen(Screen):
    """Type the passphrase, or the recovery key.

    Signals:
        unlock_asked: what was typed, and whether it is the recovery key.
        leave_asked: leave the invented caseload.
    """

    unlock_asked = Signal(str, bool)
    leave_asked = Signal()

    def __init__(
        self, text: Text, where: str, demo_passphrase: str = "", *, can_leave: bool = False
    ) -> None:
        super().__init__(text, text("unlock.title"))
        self.recovery = False
        self.typed = Passphrase()
        self.typed.returnPressed.connect(self._ask)
        self.row = self.form.row(text("unlock.passphrase"), self.typed)
        self.key = QLineEdit()
        self.key.setMaxLength(200)
        self.key.returnPressed.connect(self._ask)
        self.key_row = self.form.row(
            text("unlock.recovery_label"), self.key, help=text("unlock.recovery_help")
        )
        self.key_row.hide()
        self._caps = Label(text("unlock.caps"), "strong")
        self._caps.hide()
        self.form.add(self._caps)
        self.typed.caps_changed.connect(self._caps.setVisible)
        self.show_typed = Check(text("unlock.show"))
        self.show_typed.toggled.connect(self.typed.set_shown)
        self.form.add(self.show_typed)
        self.button = Button(text("unlock.button"), self._ask, kind="main")
        self._other = Button(text("unlock.recovery"), self._turn, kind="link")
        self._state = Label("", "quiet")
        self.add(self.button, self._state, None)
        self.add(self._other, None)
        if demo_passphrase:
            self.add_band(text("unlock.demo", passphrase=demo_passphrase))
        self.leave = Button(text("unlock.demo_leave"), self.leave_asked.emit, kind="link")
        self.add(self.leave, None)
        self.leave.setVisible(can_leave)
        self.add_words(text("unlock.where", path=where))
        self.setFocusProxy(self.typed)

    def _turn(self) -> None:
        self.recovery = not self.recovery
        self.row.setHidden(self.recovery)
        self.show_typed.setHidden(self.recovery)
        self.key_row.setHidden(not self.recovery)
        other = "unlock.use_passphrase" if self.recovery else "unlock.recovery"
        self._other.setText(self.text(other))
        named(self._other, self.text(other))
        self.set_trouble("")
        self.line.setFocus()

    @property
    def line(self) -> QLineEdit:
        """The line that is typed in now."""
        return self.key if self.recovery else self.typed

    def _ask(self) -> None:
        if not self.button.isEnabled():
            return
        if not self.line.text().strip():
            self.set_error(self.text("unlock.empty"))
            return
        self.set_error("")
        self.unlock_asked.emit(self.line.text(), self.recovery)

    def set_error(self, words: str) -> None:
        """Say what is wrong with what was typed, beside it."""
        (self.key_row if self.recovery else self.row).set_error(words)
        if words:
            self.line.setFocus()
            self.line.selectAll()

    def set_waiting(self, words: str, *, trouble: bool = False) -> None:
        """Take no more answers and say why; no words: take them again."""
        for part in (self.button, self.typed, self.key, self.leave):
            part.setEnabled(not words)
        self._state.setText("" if trouble else words)
        self.set_trouble(words if trouble else "")
        if not words:
            self.line.setFocus()


class FirstRunScreen(Screen):
    """Make a store, or look around first.

    Signals:
        make_asked: name, passphrase.
        demo_asked: try the invented caseload.
        restore_asked: a backup is to become the store.
    """

    make_asked = Signal(str, str)
    demo_asked = Signal()
    restore_asked = Signal()

    def __init__(self, text: Text, where: str) -> None:
        super().__init__(text, text("first.title"), text("first.words"))
        self.name = QLineEdit()
        self.name.setMaxLength(100)
        self.name_row = self.form.row(text("first.name"), self.name, help=text("first.name_help"))
        label, under = text("first.passphrase"), text("first.loss")
        self.passphrase = NewPassphrase(text, self.form, label, under)
        self.passphrase.entered.connect(self._ask)
        self.button = Button(text("first.button"), self._ask, kind="main")
        self._state = Label("", "quiet")
        self.add(self.button, self._state, None)
        self.add_words(text("first.where", path=where))
        self.add_band(text("first.restore_words"))
        self.restore = Button(text("first.restore"), self.restore_asked.emit)
        self.add(self.restore, None)
        self.add_band(text("first.demo_words"))
        self.demo = Button(text("first.demo"), self.demo_asked.emit)
        self.add(self.demo, None)
        self.setFocusProxy(self.name)

    def _ask(self) -> None:
        if not self.button.isEnabled():
            return
        name = self.name.text().strip()
        faults = {self.name_row: "" if name else self.text("first.needed_name")}
        if not tell_faults({**faults, **self.passphrase.faults()}):
            self.make_asked.emit(name, self.passphrase.first.text())

    def set_waiting(self, words: str, *, trouble: bool = False) -> None:
        """Take no more answers and say why; no words: take them again."""
        self.set_trouble(words if trouble else "")
        typed = self.passphrase
        for part in (
            self.button, self.demo, self.restore, self.name, typed.first, typed.again,
        ):  # fmt: skip
            part.setEnabled(not words)
        self._state.setText("" if trouble else words)


class RecoveryScreen(Screen):
    """Show the recovery key, once.

    Args:
        anew: it takes the place of one that opens the store no more.

    Signals:
        written: the person says it is on paper.
        print_asked: it is to be put on paper by a printer.
    """

    written = Signal()
    print_asked = Signal()

    def __init__(self, text: Text, key: str, *, anew: bool = False) -> None:
        title = text("recovery.new_title" if anew else "recovery.title")
        super().__init__(text, title, text("recovery.new_words" if anew else "recovery.words"))
        self.key = QLineEdit(key)
        self.key.setReadOnly(True)
        self.key.setFont(role_font("lead"))
        self.key.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.form.row(text("recovery.key"), self.key)
        self.copy = Button(text("recovery.copy"), lambda: copy_plain(self.key.text()))
        self.print = Button(text("recovery.print"), self.print_asked.emit)
        self.add(self.print, self.copy, None)
        self.add_words(text("recovery.copy_words"))
        self.done = Check(text("recovery.written"))
        self.add(self.done, None)
        self.button = Button(text("recovery.button"), self.written.emit, kind="main")
        self.button.setEnabled(False)
        self.done.toggled.connect(self.button.setEnabled)
        self.add(self.button, None)
        self.setFocusProxy(self.done)


class RenewScreen(Screen):
    """Ask for a new passphrase from whoever came in with the recovery key.

    Signals:
        renew_asked: the new passphrase.
        later: not now.
    """

    renew_asked = Signal(str)
    later = Signal()

    def __init__(self, text: Text) -> None:
        super().__init__(text, text("renew.title"), text("renew.words"))
        self.passphrase = NewPassphrase(text, self.form, text("renew.new"))
        self.passphrase.entered.connect(self._ask)
        self.button = Button(text("renew.button"), self._ask, kind="main")
        self.not_now = Button(text("renew.later"), self.later.emit)
        self.not_now.hide()
        self.add(self.button, self.not_now, None)
        self.setFocusProxy(self.passphrase.first)

    def _ask(self) -> None:
        if self.button.isEnabled() and not tell_faults(self.passphrase.faults()):
            self.renew_asked.emit(self.passphrase.first.text())

    def set_waiting(self, words: str, *, trouble: bool = False) -> None:
        """Take no more answers and say why; no words: take them again."""
        self.set_trouble(words if trouble else "")
        typed = self.passphrase
        for part in (self.button, self.not_now, typed.first, typed.again):
            part.setEnabled(not words)
