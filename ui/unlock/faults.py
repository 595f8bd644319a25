"""The screens for a store that does not open: what happened, and buttons for what to do."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListWidget, QSizePolicy, QWidget

from pomdesk.domain.errors import PomdeskError
from pomdesk.domain.keeping import Backup
from resources.text import Text
from ui.messages import in_words
from ui.unlock.view import Screen
from ui.widgets.form import Button, named
from ui.widgets.label import Label
from ui.widgets.measure import lines
from ui.widgets.passphrase import Passphrase, tell_faults

AGAIN, RESTORE, RECOVER, ACCEPT, ELSEWHERE, NEW, DEMO = (
    "again", "restore", "recover", "accept", "elsewhere", "new", "demo",
)  # fmt: skip

WAYS: Mapping[str, Sequence[str]] = {
    "STO-MISSING": (RESTORE, ELSEWHERE, NEW, DEMO),
    "STO-EMPTY": (RESTORE, ELSEWHERE, DEMO),
    "STO-PLAIN": (RESTORE, ELSEWHERE, DEMO),
    "STO-FOREIGN": (RESTORE, ELSEWHERE, DEMO),
    "STO-DAMAGED": (RESTORE, RECOVER, ELSEWHERE, DEMO),
    "STO-SCHEMA": (RESTORE, RECOVER, ELSEWHERE, DEMO),
    "STO-BEHIND": (RESTORE, ACCEPT, ELSEWHERE, DEMO),
    "STO-NEWER": (AGAIN, RESTORE, ELSEWHERE, DEMO),
    "STO-UPGRADE": (AGAIN, RESTORE, ELSEWHERE, DEMO),
    "STO-INUSE": (AGAIN, ELSEWHERE, DEMO),
    "STO-BUSY": (AGAIN, ELSEWHERE, DEMO),
    "STO-FULL": (AGAIN, ELSEWHERE),
    "STO-DISK": (AGAIN, RESTORE, ELSEWHERE),
    "STO-READONLY": (AGAIN, ELSEWHERE, DEMO),
    "STO-NETWORK": (ELSEWHERE, DEMO),
    "STO-PATH": (AGAIN, ELSEWHERE, DEMO),
    "KEY-NOFILE": (RESTORE, ELSEWHERE, DEMO),
    "KEY-DAMAGED": (RESTORE, ELSEWHERE, DEMO),
    "KEY-TAMPERED": (RESTORE, ELSEWHERE, DEMO),
    "KEY-MISMATCH": (RESTORE, ELSEWHERE, DEMO),
    "KEY-NEWER": (AGAIN, ELSEWHERE, DEMO),
}
"""What can be done about each fault, the best first."""


_CLOSING = timedelta(minutes=2)


def has_screen(error: PomdeskError) -> bool:
    """Whether a fault is told on a screen of its own; else beside what was typed."""
    return error.code in WAYS


class FaultScreen(Screen):
    """One fault, and what can be done about it.

    Signals:
        chosen: one of the ways of ``WAYS``.
    """

    chosen = Signal(str)

    def __init__(
        self,
        text: Text,
        error: PomdeskError,
        where: str,
        *,
        newest: Backup | None,
        saved: datetime | None,
        own: bool,
    ) -> None:
        """Show it.

        Args:
            text: the language.
            error: what is wrong.
            where: path of the store.
            newest: the newest backup beside the store.
            saved: when the store was last saved, UTC, as far as is known.
            own: whether it is one's own store, and not the invented caseload.

        """
        key = f"fault.title.{error.code}"
        super().__init__(text, text(key if text.has(key) else "fault.title.other"))
        self.set_trouble(in_words(text, error))
        ways = [way for way in WAYS[error.code] if own or way != DEMO]
        if newest is None and RESTORE in ways and ACCEPT not in ways:
            # Still offered: a backup may lie in a second folder or on a stick.
            ways = [*(way for way in ways if way != RESTORE), RESTORE]
        self.buttons: dict[str, Button] = {}
        self.form.add(Label(text("fault.next"), "heading"))
        for place, way in enumerate(ways):
            words, told = text(f"fault.way.{way}"), text(f"fault.told.{way}")
            if way == RESTORE and newest is not None:
                words = text("fault.way.newest")
                told = compared(text, newest, saved)
            elif way == RESTORE:
                told = text("fault.told.no_backup")
            button = Button(
                words,
                partial(self.chosen.emit, way),
                kind="quiet" if place else "main",
            )
            self.buttons[way] = button
            self.add(button, Label(told, "quiet", wrap=True))
        self.add_words(text("unlock.where", path=where))
        self.add_words(text("fault.code", code=error.code))
        self._even()
        self.setFocusProxy(self.buttons[ways[0]])

    def _even(self) -> None:
        wide = max(button.sizeHint().width() for button in self.buttons.values())
        for button in self.buttons.values():
            button.setMinimumWidth(wide)
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)


class AskingScreen(Screen):
    """A screen that asks something before it does what it is for.

    Signals:
        back: not now.
    """

    back = Signal()
    _entered = Signal()
    """Enter, or the button: whoever asks checks what was typed."""

    def _finish(self, words: str) -> None:
        text = self.text
        self.button = Button(words, self._entered.emit, kind="main")
        self.leave = Button(text("fault.back"), self.back.emit)
        self._state = Label("", "quiet", wrap=True)
        self.add(self.button, self.leave, self._state, None)

    def _make_passphrase(self, help: str) -> None:  # noqa: A002 - the word people know
        self.typed = Passphrase()
        self.typed.returnPressed.connect(self._entered)
        self.row = self.form.row(self.text("unlock.passphrase"), self.typed, help=help)

    def set_error(self, words: str) -> None:
        """Say what is wrong with the passphrase, beside it."""
        self.row.set_error(words)
        self.typed.setFocus()
        self.typed.selectAll()

    def _make_reason(self, help: str) -> None:  # noqa: A002 - the word people know
        self.reason = QLineEdit()
        self.reason.setMaxLength(300)
        self.reason.returnPressed.connect(self._entered)
        self.reason_row = self.form.row(self.text("fault.reason"), self.reason, help=help)

    def set_waiting(self, words: str, *, trouble: bool = False) -> None:
        """Take no more answers and say why; no words: take them again."""
        for part in self.findChildren(QWidget):
            if isinstance(part, QLineEdit | Button | QListWidget):
                part.setEnabled(not words)
        self._state.setText("" if trouble else words)
        self.set_trouble(words if trouble else "")


class RestoreScreen(AskingScreen):
    """Choose a backup and put it back.

    Signals:
        restore_asked: path of the backup, the passphrase, why, and the passphrase of that time.
        other_asked: a backup from another folder is to be chosen.
    """

    restore_asked = Signal(object, str, str, str)
    other_asked = Signal()

    def __init__(self, text: Text, backups: Sequence[Backup], *, first: bool = False) -> None:
        """Ask for what is needed.

        Args:
            text: the language.
            backups: those beside the store, newest first.
            first: there is no store yet, so that nothing can be lost by it.

        """
        words = text("fault.restore.first_words" if first else "fault.restore.words")
        super().__init__(text, text("fault.restore.title"), words)
        self._entered.connect(self._ask)
        self._none = self.form.add_words(text("fault.restore.none"))
        self.list = named(QListWidget(), text("fault.restore.list"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setFixedHeight(lines(7))
        self._paths: list[Path] = []
        self.list_row = self.form.row(text("fault.restore.list"), self.list)
        other = Button(text("fault.restore.other"), self.other_asked.emit, kind="link")
        self.form.add(other)
        self._make_passphrase(text("fault.restore.passphrase_help"))
        self.then = Passphrase()
        self.then.returnPressed.connect(self._entered)
        self.then_row = self.form.row(text("fault.restore.then"), self.then)
        self.then_row.hide()
        self._make_reason(text("fault.restore.reason_help"))
        self.reason_row.setHidden(first)
        self._finish(text("fault.restore.button"))
        self.list_row.hide()
        for backup in backups:
            self.add_backup(backup)
        if self._paths:
            self.list.setCurrentRow(0)
        self.setFocusProxy(self.list if self._paths else other)

    def add_backup(self, backup: Backup) -> None:
        """Offer a backup by its day and time."""
        self.offer(backup.path, backup_words(self.text, backup))

    def offer(self, path: Path, words: str) -> None:
        """Offer a backup under some words, and choose it."""
        self._none.hide()
        self.list_row.show()
        self._paths.append(path)
        self.list.addItem(words)
        self.list.setCurrentRow(len(self._paths) - 1)

    def _ask(self) -> None:
        text, row = self.text, self.list.currentRow()
        said = self.reason.text().strip() or self.reason_row.isHidden()
        chosen = 0 <= row < len(self._paths)
        self.set_trouble("" if chosen else text("fault.restore.needed"))
        faults = {
            self.list_row: "" if chosen else text("fault.restore.needed"),
            self.row: "" if self.typed.text().strip() else text("unlock.empty"),
            self.reason_row: "" if said else text("fault.reason_needed"),
        }
        if self.button.isEnabled() and not tell_faults(faults):
            secret, why = self.typed.text(), self.reason.text().strip()
            self.restore_asked.emit(self._paths[row], secret, why, self.then.text())

    def ask_why(self) -> None:
        """Ask for a reason after all."""
        self.reason_row.show()
        self.reason.setFocus()

    def ask_then(self) -> None:
        """Ask for the passphrase of when the backup was made too."""
        self.then_row.show()
        self.then.setFocus()


class AcceptScreen(AskingScreen):
    """Open a store that lost saves as it is, with a reason.

    Signals:
        accept_asked: the passphrase, why.
    """

    accept_asked = Signal(str, str)

    def __init__(self, text: Text) -> None:
        super().__init__(text, text("fault.accept.title"), text("fault.accept.words"))
        self._entered.connect(self._ask)
        self._make_reason(text("fault.accept.reason_help"))
        self._make_passphrase("")
        self._finish(text("fault.accept.button"))
        self.setFocusProxy(self.reason)

    def _ask(self) -> None:
        text = self.text
        faults = {
            self.reason_row: "" if self.reason.text().strip() else text("fault.reason_needed"),
            self.row: "" if self.typed.text().strip() else text("unlock.empty"),
        }
        if self.button.isEnabled() and not tell_faults(faults):
            self.accept_asked.emit(self.typed.text(), self.reason.text().strip())


class RecoverScreen(AskingScreen):
    """Bring what can be read of a damaged store into a new one.

    Signals:
        recover_asked: the passphrase.
    """

    recover_asked = Signal(str)

    def __init__(self, text: Text, target: Path) -> None:
        super().__init__(text, text("fault.recover.title"), text("fault.recover.words"))
        self._entered.connect(self._ask)
        self._make_passphrase("")
        self._finish(text("fault.recover.button"))
        self.add_words(text("fault.recover.target", path=str(target)))
        self.setFocusProxy(self.typed)

    def _ask(self) -> None:
        nothing = "" if self.typed.text().strip() else self.text("unlock.empty")
        if self.button.isEnabled() and not tell_faults({self.row: nothing}):
            self.recover_asked.emit(self.typed.text())


class ToldScreen(Screen):
    """What came of it, line by line, and on.

    Signals:
        read: the person goes on.
    """

    read = Signal()

    def __init__(self, text: Text, title: str, told: Sequence[str], button: str) -> None:
        super().__init__(text, title)
        for words in told:
            self.form.add_words(words)
        self.button = Button(button, self.read.emit, kind="main")
        self.add(self.button, None)
        self.setFocusProxy(self.button)


def compared(text: Text, backup: Backup, saved: datetime | None) -> str:
    """How a backup stands to the last save that the desk remembers; both in UTC."""
    at = _moment(text, backup.at)
    if saved is None:
        return text("fault.newest.unknown", at=at)
    here = _moment(text, saved)
    if backup.at >= saved:
        return text("fault.newest.newer", at=at, saved=here)
    # Closing makes a backup first, and then saves that it was closed.
    near = saved - backup.at <= _CLOSING
    return text("fault.newest.near" if near else "fault.newest.older", at=at, saved=here)


def _moment(text: Text, at: datetime) -> str:
    """A time in UTC as the clock here says it."""
    here = at.replace(tzinfo=UTC).astimezone()
    return f"{text.day(here.date())}, {here:%H:%M}"


def backup_words(text: Text, backup: Backup) -> str:
    """A backup by its day and time here, and its size."""
    here = backup.at.replace(tzinfo=UTC).astimezone()
    size = max(round(backup.size / 1_000_000, 1), 0.1)
    return text("backup.line", day=text.day(here.date()), time=f"{here:%H:%M}", size=f"{size:,.1f}")
