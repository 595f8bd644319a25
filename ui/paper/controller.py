"""The paper page: renders a paper in the worker, shows it, writes or prints it when asked."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QPageLayout, QPageSize

from pomdesk.domain.errors import PomdeskError
from pomdesk.domain.names import HIDDEN, listed
from pomdesk.services.desk import Desk
from reports.kinds import KINDS
from ui import dialogs
from ui.export import file_name
from ui.page import Page, Shell
from ui.paper.pages import SCREEN_DPI, PageImage, page_image, page_images
from ui.paper.view import PaperPanel
from ui.papers import CasePaper, case_paper, note_paper

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from ui.paper.printing import PrintJob

FIRST_KIND = "handover-report"
PRINT_DPI = 300


@dataclass(frozen=True, slots=True)
class Rendered:
    """A paper: its kind, the case it was made from, its bytes, its pages at one size."""

    kind: str
    paper: CasePaper
    pdf: bytes
    pages: list[PageImage]
    zoom: int


class PaperPage(Page):
    """A paper of one person. Nothing is written unless somebody asks."""

    name = "paper"
    in_rail = False
    view: PaperPanel

    def __init__(self, shell: Shell, desk: Desk) -> None:
        super().__init__(shell, desk)
        self._person_id: int | None = None
        self._rendered: Rendered | None = None
        self._kind = FIRST_KIND
        self._blank = False
        self._job: PrintJob | None = None
        self._printing: Rendered | None = None
        self.view = PaperPanel(shell.text, shell.theme, tuple(KINDS))
        self.view.kind_chosen.connect(self._choose)
        self.view.zoom_chosen.connect(self._zoom)
        self.view.save_asked.connect(self._save)
        self.view.print_asked.connect(self._print)

    def title(self) -> str:
        """What paper, and whose."""
        title = self.shell.text(f"paper.{self._kind}")
        if self._rendered is None:
            return title
        who = self._rendered.paper.view.case.person
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
        paper = case_paper(self.desk, self._person_id)
        kind, text = self._kind, self.shell.text
        zoom, scale = self.view.zoom, self.view.devicePixelRatioF()

        def job() -> Rendered:
            pdf = paper.render(kind, text)
            pages = page_images(pdf, SCREEN_DPI * zoom / 100, scale)
            return Rendered(kind, paper, pdf, pages, zoom)

        self.say(text("paperpage.nothing_written"))
        self.shell.worker.run(job, self._made, owner=self)

    def _choose(self, kind: str) -> None:
        if kind != self._kind:
            self._kind = kind
            self._rendered = None
            self.view.wait()
            self.refresh()

    def _made(self, rendered: Rendered) -> None:
        whose, zoom = rendered.paper.view.person_id, rendered.zoom
        if (whose, rendered.kind, zoom) != (self._person_id, self._kind, self.view.zoom):
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
            return Rendered(rendered.kind, rendered.paper, rendered.pdf, pages, zoom)

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
        suggested = file_name(rendered.kind, rendered.paper.view.today, "pdf")
        target = dialogs.choose_target(
            self.view.window(), text("paperpage.save_title"), suggested, text("paperpage.pdf")
        )
        if target is None:
            return

        def job() -> Path:
            from reports.write import write

            write(target, rendered.pdf)
            return target

        self.shell.worker.run(job, lambda path: self._saved(rendered, path), owner=self)

    def _saved(self, rendered: Rendered, path: Path) -> None:
        self._note(rendered)
        self.shell.message(self.shell.text("paperpage.saved", file=path.name))

    def _note(self, rendered: Rendered) -> None:
        """Write into the record that the paper was made."""
        try:
            note_paper(self.desk, rendered.paper.view.person_id, rendered.kind, self.shell.text)
        except PomdeskError as error:
            self.shell.refused(error)

    def _print(self) -> None:
        rendered = self._rendered
        if rendered is None:
            return
        # Made only now: with a network printer that is away it can take long.
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setResolution(PRINT_DPI)
        printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        printer.setFullPage(True)
        printer.setPageOrientation(QPageLayout.Orientation.Portrait)
        printer.setDocName(self.shell.text(f"paper.{rendered.kind}"))
        dialog = QPrintDialog(printer, self.view.window())
        dialog.setMinMax(1, len(rendered.pages))
        try:
            if dialogs.show(dialog):
                self._send(rendered, printer)
        finally:
            dialog.deleteLater()

    def _send(self, rendered: Rendered, printer: "QPrinter") -> None:
        from ui.paper.printing import PrintJob

        self.stop()
        job = PrintJob(printer, rendered.pdf, len(rendered.pages))
        if not job.begin():
            self.shell.message(self.shell.text("paperpage.no_printer"), kind="trouble")
            return
        self._job = job
        self._printing = rendered
        self._next_page(job)

    def _next_page(self, job: "PrintJob") -> None:
        """One page at a time: all of them at once would fill the memory."""
        pdf, number = job.pdf, job.wanted
        if number is None:
            job.end()
            self._job = None
            if self._printing is not None:
                self._note(self._printing)
            self.shell.message(self.shell.text.count("paperpage.printed", job.printed))
            return

        def failed(error: PomdeskError) -> None:
            job.stop()
            self.shell.refused(error)

        self.shell.worker.run(
            lambda: page_image(pdf, number, PRINT_DPI),
            lambda image: self._put(job, image),
            owner=self,
            failed=failed,
        )

    def _put(self, job: "PrintJob", image: PageImage) -> None:
        if not job.active:  # stopped meanwhile
            return
        if job.put(image):
            self._next_page(job)
            return
        job.stop()
        words = self.shell.text("paperpage.print_stopped", n=job.printed, of=len(job.numbers))
        self.shell.message(words, kind="trouble")

    def stop(self) -> None:
        """Print no more."""
        if self._job is not None:
            self._job.stop()
            self._job = None
