"""The paper page: renders a paper in the worker, shows it, writes or prints it when asked."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter

from pomdesk.readmodels.case import CaseView
from pomdesk.services.desk import Desk
from pomdesk.services.queries.case import CaseOf
from ui import dialogs
from ui.export import file_name
from ui.names import HIDDEN, listed
from ui.page import Page, Shell
from ui.paper.pages import SCREEN_DPI, PageImage, page_count, page_image, page_images
from ui.paper.view import PaperPanel, picture

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

KIND = "handover-report"
PRINT_DPI = 300


@dataclass(frozen=True, slots=True)
class Rendered:
    """A paper: the case it was made from, its bytes, its pages as pictures at one size."""

    case: CaseView
    pdf: bytes
    pages: list[PageImage]
    zoom: int


class PaperPage(Page):
    """The handover report of one person. Nothing is written unless somebody asks."""

    name = "paper"
    in_rail = False
    view: PaperPanel

    def __init__(self, shell: Shell, desk: Desk) -> None:
        super().__init__(shell, desk)
        self._person_id: int | None = None
        self._rendered: Rendered | None = None
        self._blank = False
        self.view = PaperPanel(shell.text, shell.theme)
        self.view.zoom_chosen.connect(self._zoom)
        self.view.save_asked.connect(self._save)
        self.view.print_asked.connect(self._print)

    def title(self) -> str:
        """What paper, and whose."""
        title = super().title()
        if self._rendered is None:
            return title
        who = self._rendered.case.case.person
        name = HIDDEN if self._blank else listed(who.last_name, who.first_name)
        return self.shell.text("paperpage.title", paper=title, name=name)

    def open(self, person_id: int) -> None:
        """Turn to one person's paper."""
        self._person_id = person_id
        self._rendered = None
        self.view.wait()

    def refresh(self) -> None:
        """Make the paper anew from the record as it is now."""
        if self._person_id is None:
            return
        case = self.desk.ask(CaseOf(person_id=self._person_id))
        who, text = case.pom_name or self.desk.who, self.shell.text
        zoom, scale = self.view.zoom, self.view.devicePixelRatioF()

        def job() -> Rendered:
            from reports import kinds

            pdf = kinds.render(KIND, case, text, prepared_by=who)
            return Rendered(case, pdf, page_images(pdf, SCREEN_DPI * zoom / 100, scale), zoom)

        self.say(text("paperpage.nothing_written"))
        self.shell.worker.run(job, self._made, owner=self)

    def _made(self, rendered: Rendered) -> None:
        if rendered.case.person_id != self._person_id or rendered.zoom != self.view.zoom:
            return
        self._rendered = rendered
        if not self._blank:
            self.view.display(rendered.pages)
        self.summary_changed.emit()

    def _zoom(self, zoom: int) -> None:
        rendered, scale = self._rendered, self.view.devicePixelRatioF()
        if rendered is None:
            return

        def job() -> Rendered:
            pages = page_images(rendered.pdf, SCREEN_DPI * zoom / 100, scale)
            return Rendered(rendered.case, rendered.pdf, pages, zoom)

        self.shell.worker.run(job, self._made, owner=self)

    def set_blank(self, blank: bool) -> None:
        """A paper is full of names: while they are hidden no page is shown."""
        self._blank = blank
        if blank:
            self.view.hide_pages()
        elif self._rendered is not None:
            self.view.display(self._rendered.pages)

    def place(self) -> object:
        """The person."""
        return self._person_id

    def return_to(self, place: object) -> None:
        """Make the person's paper again."""
        if isinstance(place, int):
            self.open(place)
            self.refresh()

    def _save(self) -> None:
        rendered, text = self._rendered, self.shell.text
        if rendered is None:
            return
        suggested = file_name(KIND, rendered.case.today, "pdf")
        target = dialogs.choose_target(
            self.view.window(), text("paperpage.save_title"), suggested, text("paperpage.pdf")
        )
        if target is None:
            return

        def job() -> Path:
            from reports.write import write

            write(target, rendered.pdf)
            return target

        self.shell.worker.run(job, self._saved, owner=self)

    def _saved(self, path: Path) -> None:
        self.shell.message(self.shell.text("paperpage.saved", file=path.name))

    def _print(self) -> None:
        if self._rendered is None:
            return
        # Made only now: with a network printer that is away it can take long.
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setResolution(PRINT_DPI)
        printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        printer.setFullPage(True)
        printer.setPageOrientation(QPageLayout.Orientation.Portrait)
        printer.setDocName(self.shell.text(f"paper.{KIND}"))
        dialog = QPrintDialog(printer, self.view.window())
        pages = page_count(self._rendered.pdf)
        dialog.setMinMax(1, pages)
        try:
            if dialogs.show(dialog):
                self._send(self._rendered, printer, pages)
        finally:
            dialog.deleteLater()

    def _send(self, rendered: Rendered, printer: "QPrinter", pages: int) -> None:
        text = self.shell.text
        first, last = printer.fromPage() or 1, printer.toPage() or pages
        painter = QPainter()
        if not painter.begin(printer):
            self.shell.message(text("paperpage.no_printer"), kind="trouble")
            return
        numbers = list(range(first - 1, min(last, pages)))

        def page(place: int) -> None:
            """One page at a time: all of them at once would fill the memory."""
            if place == len(numbers):
                painter.end()
                self.shell.message(text.count("paperpage.printed", len(numbers)))
                return

            def put(image: PageImage) -> None:
                if place:
                    printer.newPage()
                room = QRectF(printer.pageLayout().fullRectPixels(printer.resolution()))
                painter.drawImage(room, picture(image))
                page(place + 1)

            self.shell.worker.run(
                lambda: page_image(rendered.pdf, numbers[place], PRINT_DPI), put, owner=self
            )

        page(0)
