"""The gate: from what was typed to an open desk, off the window's thread."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from pomdesk.domain.errors import KeyRefused, PomdeskError
from resources.text import Text
from ui import contact
from ui.doors import last_saved
from ui.messages import in_words
from ui.unlock.faults import (
    AGAIN,
    DEMO,
    NEW,
    AcceptScreen,
    AskingScreen,
    FaultScreen,
    has_screen,
)
from ui.unlock.mending import Mender
from ui.unlock.view import (
    FirstRunScreen,
    RecoveryScreen,
    RenewScreen,
    Screen,
    UnlockScreen,
)
from ui.unlock.ways import Doors, Mending
from ui.work import Worker

if TYPE_CHECKING:
    from pomdesk.services.desk import Desk

__all__ = ["Doors", "Gate", "Mending"]

WAIT_SECONDS = 30
"""How long is waited after the last free try; the store says so itself to whoever tries earlier."""


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
        contact.use(Path(doors.where))
        self._text = text
        self._worker = worker
        self._left = 0
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self.count_down)
        self._mender = Mender(self, doors, text, worker)
        self.pending: Desk | None = None
        self.screen: Screen

    @property
    def shows_key(self) -> bool:
        """Whether a recovery key is on the screen, which is shown only once."""
        return isinstance(self.screen, RecoveryScreen)

    def show(self) -> None:
        """Show unlock, what is wrong with the store, or the first run where there is none."""
        fault = self._doors.fault
        if fault is not None:
            self.tell_fault(fault)
        elif self._doors.exists:
            self.show_unlock()
        else:
            self.show_first_run()

    def show_unlock(self) -> None:
        """Ask for the passphrase."""
        doors = self._doors
        unlock = UnlockScreen(
            self._text, doors.where, doors.demo_passphrase, can_leave=doors.can_leave
        )
        unlock.unlock_asked.connect(self.unlock)
        unlock.leave_asked.connect(self.leave_asked)
        self.show_screen(unlock)

    def show_first_run(self) -> None:
        """Offer to make a store, or the invented caseload."""
        first = FirstRunScreen(self._text, self._doors.where)
        first.make_asked.connect(self._make)
        first.demo_asked.connect(self._demo)
        first.restore_asked.connect(lambda: self._mender.put_back_first(self.show_first_run))
        self.show_screen(first)

    # Opening.

    def unlock(self, secret: str, recovery: bool = False) -> None:
        """Open the store with what was typed."""
        self.open(secret)

    def open(self, secret: str, why: str = "") -> None:
        """Open the store; ``why`` is given where one that lost saves is opened all the same."""
        self.wait(self._text("gate.opening"))
        self._worker.run(
            lambda: self._doors.open(secret, why),
            self._unlocked,
            owner=self,
            failed=self.refused,
            lost=lambda desk: desk.close(),
        )

    def _unlocked(self, desk: "Desk") -> None:
        if not desk.by_recovery:
            self.opened.emit(desk, False)
            return
        renew = RenewScreen(self._text)
        renew.later.connect(lambda: self.opened.emit(desk, False))
        renew.renew_asked.connect(lambda new: self._renew(desk, new))
        self.pending = desk
        self.show_screen(renew)

    def _renew(self, desk: "Desk", new: str) -> None:
        self.wait(self._text("renew.saving"))
        self._worker.run(
            lambda: desk.recover(new),
            lambda key: self._show_key(desk, key, anew=True),
            owner=self,
            failed=self._renew_failed,
        )

    def _renew_failed(self, error: PomdeskError) -> None:
        self._make_failed(error)
        if isinstance(self.screen, RenewScreen) and not isinstance(error, KeyRefused):
            # The disk is full, say: nobody is kept out of their desk by that.
            self.screen.not_now.show()

    def _show_key(self, desk: "Desk", key: str, *, anew: bool) -> None:
        screen = RecoveryScreen(self._text, key, anew=anew)
        screen.written.connect(lambda: self.opened.emit(desk, not anew))
        screen.print_asked.connect(lambda: self._print(key))
        self.pending = desk
        self.show_screen(screen)

    def _print(self, key: str) -> None:
        from ui.key_paper import print_key

        try:
            print_key(self.screen.window(), self._text, self._doors.where, key)
        except PomdeskError as error:
            self.screen.set_trouble(in_words(self._text, error))

    # What is refused.

    def refused(self, error: PomdeskError) -> None:
        """Tell why the store did not open: beside what was typed, or on a screen of its own."""
        screen = self.screen
        self.wait("")
        if has_screen(error):
            self.tell_fault(error)
        elif error.code == "KEY-WAIT":
            self._count_from(int(error.details.get("seconds", WAIT_SECONDS)))
        elif isinstance(error, KeyRefused) and isinstance(screen, UnlockScreen | AcceptScreen):
            screen.set_error(in_words(self._text, error))
            if error.details.get("left") == 0:
                self._count_from(WAIT_SECONDS)
        else:
            screen.set_trouble(in_words(self._text, error))

    def _count_from(self, seconds: int) -> None:
        self._left = seconds
        self.wait(self._text.count("unlock.wait", self._left), trouble=True)
        self._tick.start()

    def count_down(self) -> None:
        """One second less to wait; then what was disabled can be used again."""
        if not self._tick.isActive():
            return
        self._left -= 1
        if self._left > 0:
            self.wait(self._text.count("unlock.wait", self._left), trouble=True)
        else:
            self._tick.stop()
            self.wait("")

    def tell_fault(self, error: PomdeskError) -> None:
        """Show what is wrong with the store, and what can be done about it."""
        doors = self._doors
        screen = FaultScreen(
            self._text,
            error,
            doors.where,
            newest=next(iter(doors.mending.backups()), None),
            saved=last_saved(Path(doors.where)),
            own=not doors.demo_passphrase,
        )
        screen.chosen.connect(lambda way: self.go(way, error))
        self.show_screen(screen)

    def go(self, way: str, error: PomdeskError) -> None:
        """Go one of the ways there are about a fault; from some it leads back to it."""
        if way == AGAIN:
            self.show_unlock()
        elif way == NEW:
            self.show_first_run()
        elif way == DEMO:
            self._demo()
        else:
            self._mender.go(way, back=lambda: self.tell_fault(error))

    # Making one.

    def _make(self, name: str, passphrase: str) -> None:
        self.wait(self._text("gate.making"))
        self._worker.run(
            lambda: self._doors.create(name, passphrase),
            lambda made: self._show_key(*made, anew=False),
            owner=self,
            failed=self._make_failed,
            lost=lambda answer: answer[0].close(),
        )

    def _demo(self) -> None:
        self.wait(self._text("gate.demo_making"))
        self._worker.run(
            self._doors.demo,
            lambda desk: self.opened.emit(desk, False),
            owner=self,
            failed=self._make_failed,
            lost=lambda desk: desk.close(),
        )

    def _make_failed(self, error: PomdeskError) -> None:
        self.wait("")
        self.screen.set_trouble(in_words(self._text, error))

    # The screen.

    def wait(self, words: str, *, trouble: bool = False) -> None:
        """Take no more answers on the screen and say why; no words: take them again."""
        asking = UnlockScreen | FirstRunScreen | RenewScreen | AskingScreen
        if isinstance(self.screen, asking):
            self.screen.set_waiting(words, trouble=trouble)

    def show_screen(self, screen: Screen) -> None:
        """Show another screen."""
        self._tick.stop()
        ring = contact.words(self._text)
        if ring:
            screen.add_words(ring)
        self.screen = screen
        self.screen_changed.emit(screen)
