"""What watches over the store while it is open: backups on time, and what was noticed about it."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from pomdesk.domain.errors import PomdeskError
from ui.messages import in_words
from ui.widgets.standing import Line
from ui.window import Window

if TYPE_CHECKING:
    from pomdesk.domain.keeping import BackedUp
    from pomdesk.services.desk import Desk

EVERY = 5 * 60_000
"""Milliseconds between one look at whether a backup is due and the next; it is each half hour."""
SOON = 60_000
"""Milliseconds from unlocking to the first look: who locks often is not left without."""

SETTLED = "TIM-JUMP"
"""The notice that somebody settles: the clock is doubted until they say that the day is right."""

_CONFIRM = "confirm_clock"


class Keeping(QObject):
    """Looks after one open desk.

    Args:
        window: where it is told.

    Signals:
        backed_up: a backup was made; whoever tells of backups may look again.
    """

    backed_up = Signal()

    def __init__(self, window: Callable[[], Window]) -> None:
        super().__init__()
        self._window = window
        self._desk: Desk | None = None
        self._away: set[str] = set()
        self._trouble: PomdeskError | None = None
        self._odd: BackedUp | None = None
        self.timer = QTimer(self)
        self.timer.timeout.connect(self.look)

    def begin(self, desk: "Desk") -> None:
        """Look after a desk that was opened."""
        self._desk, self._away, self._trouble, self._odd = desk, set(), None, None
        self.timer.start(SOON)

    def end(self) -> None:
        """The desk is about to be closed."""
        self.timer.stop()
        self._desk = None

    # Backups.

    def look(self) -> None:
        """Make a backup in the background if one is due."""
        desk = self._desk
        if desk is None:
            return
        self.timer.setInterval(EVERY)
        self._window().worker.run(
            desk.back_up_if_due, self._told, owner=self, failed=self._backup_failed
        )

    def last(self) -> None:
        """Make the last backup before the program ends, if one is due; nobody waits for long."""
        if self._desk is None:
            return
        try:
            self._desk.back_up_if_due(closing=True)
        except PomdeskError:
            return  # the next start says how old the newest backup is

    def _told(self, done: "BackedUp | None") -> None:
        if done is not None:
            self._trouble, self._odd = None, done
            self.backed_up.emit()
        self.tell()

    def _backup_failed(self, error: PomdeskError) -> None:
        self._trouble = error
        self.tell()

    # What stands above the pages.

    def tell(self) -> None:
        """Say above the pages what was noticed and is not settled."""
        desk, window = self._desk, self._window()
        if desk is None or window.locked:
            return
        text, lines = window.text, list[Line]()
        for code in desk.notices:
            if code in self._away:
                continue
            key = f"notice.{code}"
            words = text(key) if text.has(key) else text("notice.other", code=code)
            settle = (text("notice.day_right"), self._confirm_day)
            settles = code == SETTLED and desk.may(_CONFIRM)
            away = (text("notice.away"), partial(self.put_away, code))
            lines.append(Line("note", words, (settle if settles else away,)))
        if self._odd is not None and self._odd.notice and self._odd.notice not in self._away:
            words = text(f"notice.{self._odd.notice}", **self._odd.details)
            away = (text("notice.away"), partial(self.put_away, self._odd.notice))
            lines.append(Line("note", words, (away,)))
        if self._trouble is not None:
            again = ((text("notice.again"), self.look),)
            lines.append(Line("trouble", in_words(text, self._trouble), again))
        window.standing.display("notices", lines)

    def put_away(self, code: str) -> None:
        """Say it no more until the desk is opened again."""
        self._away.add(code)
        self.tell()

    def _confirm_day(self) -> None:
        from pomdesk.services.commands.clock import ConfirmClock

        desk, window = self._desk, self._window()
        if desk is None:
            return
        try:
            receipt = desk.do(ConfirmClock())
        except PomdeskError as error:
            window.refused(error)
            return
        desk.settle(SETTLED)
        window.done(receipt)
        self.tell()
