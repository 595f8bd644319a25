"""Slow work off the window's thread: a pure function in, one result back.

A job runs in the one background thread, in the order given; its result comes back in the
window's thread to an owner that still exists; of one that is gone, to ``lost`` or nobody. A
known error goes to ``failed`` or, without one, is emitted as ``refused``; a bug is raised in
the window's thread and reaches the crash hook with its traceback.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from shiboken6 import isValid

from pomdesk.domain.errors import PomdeskError

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Ticket:
    run: int
    owner: QObject
    done: Callable[[Any], None]
    failed: Callable[[PomdeskError], None] | None
    lost: Callable[[Any], object] | None


class Worker(QObject):
    """Runs jobs one after the other.

    With ``inline`` they run at once in the caller's thread: for tests and for pictures.

    Signals:
        refused: a known error of a job that named no ``failed``.
        busy_changed: whether any job is waiting or running.
    """

    refused = Signal(object)
    busy_changed = Signal(bool)
    _arrived = Signal(object, object)

    def __init__(self, *, inline: bool = False) -> None:
        super().__init__()
        self._inline = inline
        self._executor: Executor | None = None
        self._waiting = 0
        self._run = 0
        self._arrived.connect(self._arrive, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether any job is waiting or running."""
        return self._waiting > 0

    def run(
        self,
        job: Callable[[], T],
        done: Callable[[T], None],
        *,
        owner: QObject,
        failed: Callable[[PomdeskError], None] | None = None,
        lost: Callable[[T], object] | None = None,
    ) -> None:
        """Run ``job``, then ``done(result)`` in this thread if ``owner`` still lives.

        Args:
            job: what takes long; it touches no part of the window.
            done: takes its result.
            owner: whose result it is.
            failed: takes a known error.
            lost: takes a result whose owner is gone, e.g. to close what was opened.

        """
        ticket = _Ticket(self._run, owner, done, failed, lost)
        self._count(1)
        if self._inline:
            from concurrent.futures import Future

            future: Future[T] = Future()
            try:
                future.set_result(job())
            except PomdeskError as error:
                future.set_exception(error)
            finally:
                if not future.done():  # a bug: it is on its way to the caller
                    self._count(-1)
            self._arrive(ticket, future)
            return
        started = self._threads().submit(job)
        started.add_done_callback(lambda future: self._arrived.emit(ticket, future))

    def finish(self) -> None:
        """Wait until every job has run to its end; their results reach nobody any more."""
        self._run += 1
        if self._executor is not None:
            self._executor.shutdown(wait=True)
            self._executor = None
            # All have arrived by now; not left to a loop that may never run again.
            QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall.value)

    def _threads(self) -> "Executor":
        if self._executor is None:
            from concurrent.futures import ThreadPoolExecutor

            self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="worker")
        return self._executor

    def _count(self, change: int) -> None:
        before, self._waiting = self.busy, self._waiting + change
        if self.busy != before:
            self.busy_changed.emit(self.busy)

    def _arrive(self, ticket: _Ticket, future: "Future[Any]") -> None:
        self._count(-1)
        error = future.exception()
        if ticket.run != self._run or not isValid(ticket.owner):
            if error is None and ticket.lost is not None:
                ticket.lost(future.result())
            return
        if isinstance(error, PomdeskError):
            (ticket.failed or self.refused.emit)(error)
        elif error is not None:
            raise error
        else:
            ticket.done(future.result())
