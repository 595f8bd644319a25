"""A run of packs in a thread of its own, so that the window and its worker stay free.

The thread asks the desk for one person at a time and hands them to ``ui.pack_run``, whose
processes do the work.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from pomdesk.domain.errors import PomdeskError
from pomdesk.domain.papers import PaperKind
from pomdesk.services.desk import Desk
from resources.text import Text
from ui.out import logged
from ui.pack_run import PackRun, materials_of, run_packs
from ui.papers import note_paper

Run = Callable[..., PackRun]


class PackThread(QObject):
    """One run.

    Attributes:
        unnoted: packs that were written and could not be noted in the record.

    Signals:
        progressed: how many people were come to.
        finished: with a ``PackRun``.
        refused: with a known error; nothing was made.
    """

    progressed = Signal(int)
    finished = Signal(object)
    refused = Signal(object)
    _arrived = Signal(object)

    def __init__(self, desk: Desk, text: Text, *, run: Run = run_packs) -> None:
        super().__init__()
        self._desk, self._text, self._run = desk, text, run
        self.unnoted = 0
        self._cancelled = threading.Event()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="packs")
        self._arrived.connect(self._arrive, Qt.ConnectionType.QueuedConnection)

    def start(self, people: Sequence[int], language: str, folder: Path) -> None:
        """Begin: packs of these people, in a language, into a folder."""
        future = self._thread.submit(self._make, people, language, folder)
        future.add_done_callback(self._arrived.emit)
        self._thread.shutdown(wait=False)

    def _make(self, people: Sequence[int], language: str, folder: Path) -> PackRun:
        run = self._run(
            materials_of(self._desk, people),
            language,
            folder,
            on_progress=self.progressed.emit,
            cancelled=self._cancelled.is_set,
            prepared_by=self._desk.who,
            give=logged(self._desk),
        )
        for one in run.made:
            try:
                note_paper(self._desk, one.person_id, PaperKind.HANDOVER_PACK, self._text)
            except PomdeskError:  # the pack stands; that it is not noted is told at the end
                self.unnoted += 1
        return run

    def cancel(self) -> None:
        """End after what is under way, which is still written whole."""
        self._cancelled.set()

    def leave(self) -> None:
        """Cancel; nobody is told any more."""
        self.cancel()
        self.blockSignals(True)

    def wait(self) -> None:
        """Wait for the end; called in any thread."""
        self._thread.shutdown(wait=True)

    def _arrive(self, future: "Future[PackRun]") -> None:
        error = future.exception()
        if isinstance(error, PomdeskError):
            self.refused.emit(error)
        elif error is not None:
            raise error
        else:
            self.finished.emit(future.result())
