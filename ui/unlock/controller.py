"""The gate: from what was typed to an open desk, off the window's thread."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from pomdesk.domain.errors import KeyRefused, PomdeskError
from resources.text import Text
from ui.messages import in_words
from ui.unlock.view import (
    FirstRunScreen,
    NoticeScreen,
    RecoveryScreen,
    RenewScreen,
    Screen,
    UnlockScreen,
)
from ui.work import Worker

if TYPE_CHECKING:
    from pomdesk.services.desk import Desk

TRIES, WAIT_SECONDS = 5, 30


@dataclass(frozen=True, slots=True)
class Doors:
    """The ways to a desk, given by ``ui/app.py``.

    Attributes:
        where: path of the store, for people.
        exists: whether there is a store yet.
        demo_passphrase: of the invented caseload's store, when that is the one; else empty.
        can_leave: whether it can be left for a store of one's own.
        open: passphrase or recovery key to desk.
        create: name and passphrase to desk and its recovery key.
        demo: the desk of the invented caseload.
    """

    where: str
    exists: bool
    demo_passphrase: str
    can_leave: bool
    open: Callable[[str], "Desk"]
    create: Callable[[str, str], tuple["Desk", str]]
    demo: Callable[[], "Desk"]


class Gate(QObject):
    """Shows the screen that is needed and opens the desk.

    Attributes:
        screen: what is shown.
        pending: an open desk that waits for something to be settled on the way in.

    Signals:
        screen_changed: the screen to show.
        opened: the desk, and whether it is a new one with nobody in it.
        leave_asked: leave the invented caseload.
    """

    screen_changed = Signal(QWidget)
    opened = Signal(object, bool)
    leave_asked = Signal()

    def __init__(self, doors: Doors, text: Text, worker: Worker) -> None:
        super().__init__()
        self._doors = doors
        self._text = text
        self._worker = worker
        self._wrong = 0
        self._left = 0
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self.count_down)
        self.pending: Desk | None = None
        self.screen: Screen

    def show(self) -> None:
        """Show unlock, or the first run where there is no store."""
        if self._doors.exists:
            unlock = UnlockScreen(
                self._text,
                self._doors.where,
                self._doors.demo_passphrase,
                can_leave=self._doors.can_leave,
            )
            unlock.unlock_asked.connect(self.unlock)
            unlock.leave_asked.connect(self.leave_asked)
            self._show(unlock)
        else:
            first = FirstRunScreen(self._text, self._doors.where)
            first.make_asked.connect(self._make)
            first.demo_asked.connect(self._demo)
            self._show(first)

    def unlock(self, secret: str, recovery: bool = False) -> None:
        """Open the store with what was typed."""
        self._wait(self._text("gate.opening"))
        self._worker.run(
            lambda: self._doors.open(secret),
            lambda desk: self._unlocked(desk, secret),
            owner=self,
            failed=self._unlock_failed,
            lost=lambda desk: desk.close(),
        )

    def _unlocked(self, desk: "Desk", secret: str) -> None:
        notices = "\n".join(self._text(f"notice.{code}") for code in desk.notices)

        def go_on() -> None:
            self.opened.emit(desk, False)

        if desk.by_recovery:
            renew = RenewScreen(self._text, notices)
            renew.later.connect(go_on)
            renew.renew_asked.connect(lambda new: self._renew(desk, secret, new))
            self.pending = desk
            self._show(renew)
        elif notices:
            notice = NoticeScreen(self._text, notices)
            notice.read.connect(go_on)
            self.pending = desk
            self._show(notice)
        else:
            go_on()

    def _renew(self, desk: "Desk", secret: str, new: str) -> None:
        self._wait(self._text("renew.saving"))
        self._worker.run(
            lambda: desk.change_passphrase(secret, new),
            lambda _nothing: self.opened.emit(desk, False),
            owner=self,
            failed=self._make_failed,
        )

    def count_down(self) -> None:
        """One second less to wait."""
        self._left -= 1
        if self._left > 0:
            self._wait(self._text("unlock.wait", n=self._left), trouble=True)
        else:
            self._tick.stop()
            self._wrong = 0
            self._wait("")

    def _unlock_failed(self, error: PomdeskError) -> None:
        if not isinstance(self.screen, UnlockScreen):
            return
        self._wait("")
        words = in_words(self._text, error)
        if not isinstance(error, KeyRefused):
            self.screen.set_trouble(words)
            return
        self._wrong += 1
        self.screen.set_error(words)
        if self._wrong >= TRIES:
            self._left = WAIT_SECONDS
            self._wait(self._text("unlock.wait", n=self._left), trouble=True)
            self._tick.start()

    def _make(self, name: str, passphrase: str) -> None:
        self._wait(self._text("gate.making"))
        self._worker.run(
            lambda: self._doors.create(name, passphrase),
            self._made,
            owner=self,
            failed=self._make_failed,
            lost=lambda answer: answer[0].close(),
        )

    def _made(self, answer: "tuple[Desk, str]") -> None:
        desk, key = answer
        screen = RecoveryScreen(self._text, key)
        screen.written.connect(lambda: self.opened.emit(desk, True))
        self.pending = desk
        self._show(screen)

    def _demo(self) -> None:
        self._wait(self._text("gate.demo_making"))
        self._worker.run(
            self._doors.demo,
            lambda desk: self.opened.emit(desk, False),
            owner=self,
            failed=self._make_failed,
            lost=lambda desk: desk.close(),
        )

    def _make_failed(self, error: PomdeskError) -> None:
        self._wait("")
        self.screen.set_trouble(in_words(self._text, error))

    def _wait(self, words: str, *, trouble: bool = False) -> None:
        if isinstance(self.screen, UnlockScreen | FirstRunScreen | RenewScreen):
            self.screen.set_waiting(words, trouble=trouble)

    def _show(self, screen: Screen) -> None:
        self.screen = screen
        self.screen_changed.emit(screen)
