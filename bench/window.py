"""Windows, each in a process of its own: ``python -m bench.window <which> ...``.

This module imports next to nothing, because its own imports would be timed with the window.
Times are in seconds since the process was started by the benchmark.
"""

import os
import sys
import time
from collections.abc import Callable

PATIENCE = 120.0
"""Seconds after which a window that has not come so far is given up."""

BEGAN = float(os.environ.get("BENCH_BEGAN", "0"))


def since() -> float:
    """Seconds since this process was started."""
    return time.perf_counter() - BEGAN


class Timeline:
    """What happened when, and the longest time the window did not answer."""

    def __init__(self) -> None:
        self.figures: dict[str, float] = {}
        self._last = 0.0
        self.gap = 0.0

    def note(self, name: str) -> None:
        """Keep the first time something happened."""
        self.figures.setdefault(name, since())
        self.figures.setdefault(f"{name}.cpu", time.process_time())

    def tick(self) -> None:
        """Called every few milliseconds while the window answers."""
        now = since()
        if self._last:
            self.gap = max(self.gap, now - self._last)
        self._last = now

    def tell(self) -> None:
        """Print the figures and end the program as its user would."""
        import json

        from PySide6.QtWidgets import QApplication

        from bench.machine import now_mb, peak_mb

        told = self.figures | {"gap": self.gap, "peak_mb": peak_mb(), "now_mb": now_mb()}
        print(json.dumps(told), flush=True)
        QApplication.closeAllWindows()
        QApplication.quit()


def watch(line: Timeline, finished: str, settle: float = 0.0) -> None:
    """Note ``painted`` and ``rows``; when ``finished`` has happened, tell (``settle`` later).

    ``rows`` is the first painting of a table that has any. An event is seen before the widget
    draws; what is noted is the first turn of the event loop after it, with the picture done.
    """
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication, QTableView, QWidget

    paint = QEvent.Type.Paint
    app = QApplication.instance()
    assert app is not None

    def shows_rows(seen: QWidget) -> bool:
        table = seen.parent()
        if not isinstance(table, QTableView) or seen is not table.viewport():
            return False
        model = table.model()
        return model is not None and model.rowCount() > 0

    class Watcher(QObject):
        def __init__(self) -> None:
            super().__init__(app)
            self.met: set[str] = set()

        def eventFilter(self, seen: QObject, event: QEvent) -> bool:  # noqa: N802
            if event.type() == paint and isinstance(seen, QWidget):
                name = "rows" if shows_rows(seen) else "painted"
                if name not in self.met:
                    self.met.add(name)
                    QTimer.singleShot(0, lambda: self.happened(name))
            return False

        def happened(self, name: str) -> None:
            line.note(name)
            if name == finished:
                QTimer.singleShot(int(settle * 1000), line.tell)

    app.installEventFilter(Watcher())
    QTimer.singleShot(int(PATIENCE * 1000), lambda: os._exit(1))


def bare() -> None:
    """The floor: an empty window."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication(["bare"])
    line = Timeline()
    watch(line, "painted")
    window = QMainWindow()
    window.resize(1180, 760)
    window.show()
    app.exec()


def _run(store: str, prepare: Callable[[], None]) -> None:
    """Run the program on a store, with ``prepare`` just before the event loop."""
    from PySide6.QtWidgets import QApplication

    enter = QApplication.exec

    def prepared(*_self: object) -> int:
        prepare()
        return enter()

    setattr(QApplication, "exec", prepared)  # noqa: B010 - mypy minds the plain form
    from ui.commandline import main

    sys.exit(main(["--store", store]))


def unlock(store: str) -> None:
    """The program, until its first window is painted."""
    line = Timeline()
    _run(store, lambda: watch(line, "painted"))


def caseload(store: str, settle: str = "0") -> None:
    """The program, its passphrase given at once, until the caseload is painted."""
    from bench.keys import PASSPHRASE

    os.environ["POMDESK_PASSPHRASE"] = PASSPHRASE
    line = Timeline()
    _run(store, lambda: _watch_answering(line, float(settle)))


def _watch_answering(line: Timeline, settle: float) -> None:
    from PySide6.QtCore import QCoreApplication, QTimer

    watch(line, "rows", settle)
    timer = QTimer(QCoreApplication.instance())
    timer.timeout.connect(line.tick)
    timer.start(4)


def enter(store: str, wait: str = "2") -> None:
    """The program: the passphrase is typed for two seconds, then Enter."""
    line = Timeline()

    def press() -> None:
        from PySide6.QtWidgets import QApplication

        from bench.keys import PASSPHRASE
        from ui.unlock.view import UnlockScreen

        for widget in QApplication.allWidgets():
            if isinstance(widget, UnlockScreen):
                widget.typed.setText(PASSPHRASE)
                line.note("enter")
                widget.button.click()
                return

    def prepare() -> None:
        from PySide6.QtCore import QTimer

        _watch_answering(line, 0.0)
        QTimer.singleShot(int(float(wait) * 1000), press)

    _run(store, prepare)


if __name__ == "__main__":
    ways: dict[str, Callable[..., None]] = {
        "bare": bare,
        "unlock": unlock,
        "caseload": caseload,
        "enter": enter,
    }
    ways[sys.argv[1]](*sys.argv[2:])
