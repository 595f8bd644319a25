"""The paper page: makes a paper in the worker, shows it, writes or prints it when asked."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pomdesk.domain.errors import PomdeskError
from pomdesk.domain.names import HIDDEN, listed
from pomdesk.domain.papers import PaperStage
from pomdesk.services.desk import Desk
from reports.kinds import KINDS
from ui import dialogs
from ui.export import file_name
from ui.out import give_out, sent_to
from ui.page import Page, Shell
from ui.page_images import SCREEN_DPI, page_image
from ui.paper.output import SUFFIXES, Output, Wanted, file_of, output
from ui.paper.view import PaperPanel
from ui.papers import note_paper
from ui.widgets.paper_words import local_day
from ui.widgets.sheet import PageImage

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from ui.printing import PrintJob

FIRST_KIND = "handover-report"


class PaperPage(Page):
    """A paper of one person. Nothing is written unless somebody asks."""

    name = "paper"
    in_rail = False
    view: PaperPanel

    def __init__(self, shell: Shell, desk: Desk) -> None:
        super().__init__(shell, desk)
        self._wanted = Wanted(FIRST_KIND, shell.text.language)
        self._shown: Output | None = None
        self._blank = False
        self._job: PrintJob | None = None
        self._printing: Output | None = None
        self.view = PaperPanel(shell.text, shell.theme, tuple(KINDS))
        self.view.kind_chosen.connect(lambda kind: self._choose(replace(self._wanted, kind=kind)))
        self.view.language_chosen.connect(
            lambda code: self._choose(replace(self._wanted, language=code))
        )
        self.view.page_wanted.connect(self._draw)
        self.view.save_asked.connect(self._save)
        self.view.print_asked.connect(self._print)

    @property
    def shown(self) -> Output | None:
        """The paper that is shown, once it was made."""
        return self._shown

    def title(self) -> str:
        """What paper, and whose."""
        shown = self._shown
        if shown is None:
            written = self._wanted.paper_id is not None
            return super().title() if written else self.shell.text(f"paper.{self._wanted.kind}")
        title = self.shell.text(f"paper.{shown.kind}")
        name = HIDDEN if self._blank else listed(shown.last_name, shown.first_name)
        return self.shell.text("paperpage.title", paper=title, name=name)

    def open(self, number: int) -> None:
        """Turn to the papers that can be made of one person from the record."""
        if self._wanted.paper_id is not None:
            self._wanted = Wanted(FIRST_KIND, self.shell.text.language)
        self._turn(replace(self._wanted, person_id=number))

    def open_paper(self, paper_id: int) -> None:
        """Turn to what was written in one paper; a final one is shown as it was frozen."""
        self._turn(Wanted(FIRST_KIND, self.shell.text.language, paper_id=paper_id))

    def _turn(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._shown = None
        self.view.choose(wanted.kind, wanted.language, written=wanted.paper_id is not None)
        self.view.wait()
        self.say("")

    def _choose(self, wanted: Wanted) -> None:
        if wanted != self._wanted:
            self._turn(wanted)
            self.refresh()

    def refresh(self) -> None:
        """Make the paper anew from the record as it is now; a final one is only read."""
        wanted, desk = self._wanted, self.desk
        if wanted.person_id is None and wanted.paper_id is None:
            return
        self.shell.worker.run(
            lambda: output(desk, wanted),
            self._made,
            owner=self,
            failed=lambda error: self._refused(wanted, error),
        )

    def _made(self, made: Output) -> None:
        if made.wanted != self._wanted:
            return
        self._shown = made
        if not self._blank:
            self.view.display(made.sizes)
        self.say(self._standing(made))

    def _refused(self, wanted: Wanted, error: PomdeskError) -> None:
        if wanted == self._wanted:
            self._shown = None
            self.view.fail()
        self.shell.refused(error)

    def _standing(self, shown: Output) -> str:
        """What may be done with the paper as it stands."""
        text, paper = self.shell.text, shown.paper
        if paper is None:
            return text("paperpage.nothing_written")
        values = {"n": paper.version, "day": text.day(local_day(paper.changed_at))}
        if shown.final:
            sent = paper.stage is PaperStage.SENT
            return text(f"paperpage.standing.{'sent' if sent else 'final'}", **values)
        said = [text("paperpage.standing.draft", **values)]
        if paper.spec.disclosable:
            said.append(text("paperpage.standing.not_served"))
        return " ".join(said)

    # Pages as pictures.

    def _draw(self, number: int) -> None:
        shown, zoom, scale = self._shown, self.view.zoom, self.view.devicePixelRatioF()
        if shown is None:
            return

        def still() -> bool:
            return shown is self._shown and zoom == self.view.zoom and not self._blank

        def put(image: PageImage) -> None:
            if still():
                self.view.put(number, image)

        def failed(error: PomdeskError) -> None:
            if still():
                self.view.area.skip(number)
            self.shell.refused(error)

        self.shell.worker.run(
            lambda: page_image(shown.pdf, number, SCREEN_DPI * zoom / 100, scale),
            put,
            owner=self,
            failed=failed,
        )

    def set_blank(self, blank: bool) -> None:
        """A paper is full of names: while they are hidden no page is shown."""
        self._blank = blank
        if blank:
            self.view.hide_pages()
        elif self._shown is not None:
            self.view.display(self._shown.sizes)

    def person(self) -> int | None:
        """Whose paper it is."""
        return self._shown.person_id if self._shown else self._wanted.person_id

    def place(self) -> object:
        """Which paper."""
        return self._wanted

    def return_to(self, place: object) -> None:
        """Make the same paper again."""
        if isinstance(place, Wanted):
            self._turn(place)
            self.refresh()

    # Files.

    def _save(self, form: str) -> None:
        shown, text = self._shown, self.shell.text
        if shown is None:
            return
        if form == "word" and shown.final:
            self.shell.message(text("paperpage.no_word"), kind="note")
            return
        window, password = self.view.window(), ""
        if form == "password":
            from ui.paper.password import ask_password

            password = ask_password(window, text)
            if not password:
                return
        suffix = SUFFIXES.get(form, "pdf")
        suggested = file_name(shown.kind, shown.day, suffix)
        title, kinds = text(f"paperpage.save_title_{suffix}"), text(f"paperpage.{suffix}")
        target = dialogs.choose_target(window, title, suggested, kinds)
        if target is None:
            return

        def job() -> Path:
            give_out(
                self.desk,
                target,
                file_of(shown, form, password),
                "EXPORT_WORD" if form == "word" else "EXPORT_PDF",
                people=[shown.person_id],
                how=shown.kind,
                recipient=sent_to(shown.paper),
                pages=len(shown.sizes),
            )
            return target

        self.shell.worker.run(job, lambda path: self._saved(shown, form, path), owner=self)

    def _saved(self, shown: Output, form: str, path: Path) -> None:
        self._note(shown)
        key = {"password": "saved_password", "word": "saved_word"}.get(form, "saved")
        self.shell.message(self.shell.text(f"paperpage.{key}", file=path.name))

    def _note(self, shown: Output) -> None:
        """Write into the record that the paper was made."""
        try:
            note_paper(self.desk, shown.person_id, shown.kind, self.shell.text)
        except PomdeskError as error:
            self.shell.refused(error)

    # Print.

    def _print(self) -> None:
        shown = self._shown
        if shown is None:
            return
        # Made only now: with a network printer that is away it can take long.
        from PySide6.QtPrintSupport import QPrintDialog

        from ui.printing import a_printer

        printer = a_printer(self.shell.text(f"paper.{shown.kind}"))
        dialog = QPrintDialog(printer, self.view.window())
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintCollateCopies)
        dialog.setMinMax(1, len(shown.sizes))
        try:
            if dialogs.show(dialog):
                self._send(shown, printer)
        finally:
            dialog.deleteLater()

    def _send(self, shown: Output, printer: "QPrinter") -> None:
        from ui.printing import PrintJob

        self.stop()
        try:
            self.desk.disclose(
                "PRINT",
                [shown.person_id],
                how=shown.kind,
                recipient=sent_to(shown.paper),
                pages=len(shown.sizes),
            )
        except PomdeskError as error:
            self.shell.refused(error)
            return
        job = PrintJob(printer, shown.pdf, len(shown.sizes))
        if not job.begin():
            self.shell.message(self.shell.text("paperpage.no_printer"), kind="trouble")
            return
        self._job, self._printing = job, shown
        self._next_page(job)

    def _next_page(self, job: "PrintJob") -> None:
        """One page at a time: all of them at once would fill the memory."""
        from ui.printing import PRINT_DPI

        pdf, number = job.pdf, job.wanted
        if number is None:
            job.end()
            self._job = None
            if self._printing is not None:
                self._note(self._printing)
            self.shell.message(self.shell.text.count("paperpage.printed", job.pages))
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
        words = self.shell.text("paperpage.print_stopped", n=job.printed, of=job.pages)
        self.shell.message(words, kind="trouble")

    def stop(self) -> None:
        """Print no more."""
        if self._job is not None:
            self._job.stop()
            self._job = None
