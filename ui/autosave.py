"""Keeps what is typed: saved soon after the last letter, and loudly not if it cannot be."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from pomdesk.domain.errors import PomdeskError

T = TypeVar("T")

SOON = 2_000
"""Milliseconds after the last change until it is saved."""
AGAIN = 10_000
"""Milliseconds until a save that failed is tried again."""


class Autosave(QObject, Generic[T]):
    """Saves what stands in some controls whenever it differs from what the store has.

    What could not be saved stays in the controls: ``save`` says so, and whoever wants to show
    something else in them must not until it says yes.

    Args:
        written: what stands in the controls now.
        write: saves it; raises a ``PomdeskError`` where it cannot, and gives False where it is
            not whole enough yet to be saved and nothing would be lost.
        view: the widget with the controls; saving ends with it.
        tidy: what the store makes of it, so that it is not taken for something else when it
            comes back.

    Attributes:
        key: what the controls are about; None: about nothing.
        failed: why the last save failed; None: it did not.

    Signals:
        saved: something was saved.
        failing: ``failed`` is another one now.
    """

    saved = Signal()
    failing = Signal()

    def __init__(
        self,
        written: Callable[[], T],
        write: Callable[[T], object],
        view: QWidget,
        *,
        tidy: Callable[[T], T] = lambda value: value,
    ) -> None:
        super().__init__(view)
        self._written, self._write, self._tidy = written, write, tidy
        self.key: object = None
        self._kept: T | None = None
        self.failed: PomdeskError | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.save)

    def holds(self, key: object, value: T) -> bool:
        """Whether the controls are about this, and what the store has is what they were saved with.

        Also while the last save failed: what was typed must not be overwritten.
        """
        if key != self.key or self._kept is None:
            return False
        return self.failed is not None or self._tidy(self._kept) == self._tidy(value)

    def hold(self, key: object, value: T) -> None:
        """From now on the controls are about this, as it was loaded."""
        self._timer.stop()
        self.key, self._kept = key, value
        self._set_failed(None)

    def let_go(self) -> None:
        """The controls are about nothing any more."""
        self._timer.stop()
        self.key, self._kept = None, None
        self._set_failed(None)

    def touched(self) -> None:
        """Something was typed: save it soon."""
        if self.key is not None:
            self._timer.start(SOON if self.failed is None else AGAIN)

    def save(self) -> bool:
        """Save what differs from what the store has. False: it could not be."""
        self._timer.stop()
        if self.key is None:
            return True
        written = self._written()
        if written == self._kept and self.failed is None:
            return True
        try:
            done = self._write(written)
        except PomdeskError as error:
            self._set_failed(error)
            self._timer.start(AGAIN)
            return False
        self._set_failed(None)
        if done is False:
            return True
        self._kept = written
        self.saved.emit()
        return True

    def _set_failed(self, error: PomdeskError | None) -> None:
        before, self.failed = self.failed, error
        if before is not error:
            self.failing.emit()
