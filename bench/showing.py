"""One process: an empty table and the caseload page, each made and painted, then used."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QTableView, QVBoxLayout, QWidget

from bench.asking import opened
from bench.harness import Figures, answer, joined, seconds
from pomdesk.services.desk import Desk
from resources.text import Text
from ui.app import make_application
from ui.caseload.controller import CaseloadPage
from ui.theme import Theme
from ui.window import Window
from ui.work import Worker

SIZE = (1180, 760)
PATIENCE = 120.0


class Painted(QObject):
    """Whether a widget has been painted since it was last asked to be."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self.yet = False
        watched.installEventFilter(self)

    def eventFilter(self, _seen: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """See the paint event go by."""
        if event.type() == QEvent.Type.Paint:
            self.yet = True
        return False


class Bench:
    """The application with an open desk."""

    def __init__(self, desk: Desk) -> None:
        self.app = make_application()
        self.text = Text("en")
        self.theme = Theme(self.app, "light", 100)
        self.desk = desk
        self.worker = Worker()

    def until(self, done: Callable[[], bool]) -> None:
        """Let the window work until something is so."""
        last = time.perf_counter() + PATIENCE
        while not done():
            self.app.processEvents()
            if time.perf_counter() > last:
                raise SystemExit("the window did not come so far")

    def empty(self) -> None:
        """The floor."""
        window = QWidget()
        window.resize(*SIZE)
        table = QTableView()
        table.setModel(QStandardItemModel(0, 11, table))
        QVBoxLayout(window).addWidget(table)
        painted = Painted(table.viewport())
        window.show()
        self.until(lambda: painted.yet)
        window.close()

    def page(self) -> tuple[Window, CaseloadPage]:
        """The page in the window, painted with its first rows."""
        window = Window(self.text, self.theme, self.worker)
        window.resize(*SIZE)
        page = CaseloadPage(window, self.desk)
        painted = Painted(page.view.table.viewport())
        window.show_pages([page], "caseload")
        window.show()
        self.until(lambda: painted.yet and page.view.model.rowCount() > 0)
        return window, page


def figures(store: str) -> Figures:
    """Every way once, after each has been done once to warm up."""
    desk = opened(store)
    bench = Bench(desk)
    bench.empty()
    bench.page()[0].close()
    bench.until(lambda: not bench.worker.busy)
    took = {"empty": seconds(bench.empty)}
    made: list[tuple[Window, CaseloadPage]] = []
    took["page"] = seconds(lambda: made.append(bench.page()))
    bench.until(lambda: not bench.worker.busy)
    window, page = made[0]
    took |= _used(bench, page)
    window.close()
    bench.worker.finish()
    desk.close()
    return joined(took)


def _used(bench: Bench, page: CaseloadPage) -> dict[str, Figures]:
    view = page.view
    viewport = view.table.viewport()
    for _ in range(5):
        bench.app.processEvents()
    lines = list(view.model.rows)

    def painted_after(do: Callable[[], object]) -> Figures:
        def job() -> None:
            do()
            viewport.repaint()

        return seconds(job)

    return {
        "still": painted_after(lambda: None),
        "ready": painted_after(lambda: view.model.set_rows(lines)),
        "key": painted_after(lambda: view.search.setText("a")),
        "sort": painted_after(lambda: view.table.sort_by("handover")),
    }


if __name__ == "__main__":
    answer({"figures": figures})
