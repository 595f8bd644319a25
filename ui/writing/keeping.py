"""Keeps what is typed: saved soon after the last letter, and loudly not if it cannot be."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from pomdesk.domain.errors import PomdeskError
from pomdesk.domain.papers import SectionState
from pomdesk.domain.writing import Passage
from pomdesk.services.commands.papers import WriteSection
from pomdesk.services.desk import Desk

SOON = 2_000
"""Milliseconds after the last change until it is saved."""
AGAIN = 10_000
"""Milliseconds until a save that failed is tried again."""


class Keeping(QObject):
    """Writes the section in the editor into the store.

    What could not be saved stays in the editor: ``save`` says so, and whoever wants to show
    another section must not until it says yes.

    Args:
        written: what stands in the editor now.
        view: the editor; saving ends with it.

    Attributes:
        failed: why the last save failed; None: it did not.

    Signals:
        saved: something was written into the store.
        failing: ``failed`` is another one now.
    """

    saved = Signal()
    failing = Signal()

    def __init__(self, desk: Desk, written: Callable[[], Passage], view: QWidget) -> None:
        super().__init__(view)
        self._desk, self._written = desk, written
        self._paper_id, self._section = 0, ""
        self._kept: Passage = ()
        self.failed: PomdeskError | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.save)

    @property
    def unsaved(self) -> bool:
        """Whether there is something in the editor that the store does not have."""
        return bool(self._section) and (
            self.failed is not None or (self._timer.isActive() and self._written() != self._kept)
        )

    def holds(self, paper_id: int, section: str, written: Passage) -> bool:
        """Whether the editor has this section, and the store what the editor was saved with."""
        return (paper_id, section, written) == (self._paper_id, self._section, self._kept)

    def is_of(self, paper_id: int, section: str) -> bool:
        """Whether the editor has this section."""
        return (paper_id, section) == (self._paper_id, self._section)

    def hold(self, paper_id: int, section: str, written: Passage) -> None:
        """From now on the editor has this section, as it was loaded."""
        self._timer.stop()
        self._paper_id, self._section, self._kept = paper_id, section, written
        self._set_failed(None)

    def touched(self) -> None:
        """Something was typed: save it soon."""
        if self._section:
            self._timer.start(SOON if self.failed is None else AGAIN)

    def save(self) -> bool:
        """Save what differs from what the store has. False: it could not be."""
        if not self._section:
            return True
        self._timer.stop()
        written = self._written()
        if written == self._kept and self.failed is None:
            return True
        return self._write(written, None)

    def say(self, state: SectionState) -> bool:
        """Save the section as being in a state. False: it could not be."""
        self._timer.stop()
        return self._write(self._written(), state)

    def let_go(self) -> None:
        """Hold nothing any more."""
        self.hold(0, "", ())

    def _write(self, written: Passage, state: SectionState | None) -> bool:
        command: Any = WriteSection(self._paper_id, self._section, written, state)
        try:
            self._desk.do(command)
        except PomdeskError as error:
            self._set_failed(error)
            self._timer.start(AGAIN)
            return False
        self._kept = written
        self._set_failed(None)
        self.saved.emit()
        return True

    def _set_failed(self, error: PomdeskError | None) -> None:
        before, self.failed = self.failed, error
        if before is not error:
            self.failing.emit()
