"""Makes the pages beside a draft in the worker: a moment after a save, and only while seen."""

import re
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer

from pomdesk.domain.errors import PomdeskError
from pomdesk.domain.papers import Paper
from pomdesk.services.desk import Desk
from resources.text import Text
from ui.page import Shell
from ui.page_images import SCREEN_DPI, page_image, page_sizes
from ui.widgets.sheet import PageImage
from ui.words import error_words
from ui.writing.preview import PreviewPanel

SOON = 800
"""Milliseconds after the last save until the pages are made."""

_NUMBERED = re.compile(r"^\d+\. ")
"""The number before the heading of a section."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The pages of a paper.

    Attributes:
        sizes: width and height of each page, in points.
        headings: number of the page, from 0, on which each heading stands.
    """

    paper_id: int
    pdf: bytes
    sizes: list[tuple[float, float]]
    headings: Mapping[str, int]


class Drawing(QObject):
    """Feeds the preview of one paper.

    Nothing is made while nobody looks, and never two at a time: what changes meanwhile is made
    when the one before is done.
    """

    def __init__(self, shell: Shell, desk: Desk, panel: PreviewPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._shell, self._desk, self.panel = shell, desk, panel
        self._paper: Paper | None = None
        self._drawn: Drawn | None = None
        self._stale = self._busy = self._blank = False
        self._heading = ""
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(self._make)
        panel.wanted.connect(self._seen)
        panel.page_wanted.connect(self._draw)

    def open(self, paper: Paper) -> None:
        """Turn to a paper, or to the same one as it is now."""
        if self._paper is None or self._paper.id != paper.id:
            self._drawn = None
            if not self._blank:
                self.panel.tell(self._shell.text("leaving.preview.making"))
        self._paper = paper
        self.touch()

    def turn_to(self, heading: str) -> None:
        """Turn to the page of a heading, once somebody sees the pages."""
        self._heading = heading
        self._turn()

    def _turn(self) -> None:
        if self._drawn is None or self._blank or not self.panel.isVisible():
            return
        heading, self._heading = self._heading, ""
        if heading in self._drawn.headings:
            self.panel.pages.turn_to(self._drawn.headings[heading])

    def _seen(self) -> None:
        self._turn()
        self._make()

    def touch(self) -> None:
        """What it says is different now: make the pages in a moment."""
        self._stale = True
        if self.panel.isVisible():
            self._soon.start()

    def set_blank(self, blank: bool) -> None:
        """A paper is full of names: while they are hidden no page is shown."""
        self._blank = blank
        if blank:
            self.panel.tell(self._shell.text("leaving.preview.hidden"))
        elif self._drawn is not None:
            self.panel.display(self._drawn.sizes, same=False)
        else:
            self.panel.tell(self._shell.text("leaving.preview.making"))
            self._make()

    def stop(self) -> None:
        """Make nothing more."""
        self._soon.stop()
        self._paper = None

    def _make(self) -> None:
        paper, desk = self._paper, self._desk
        if paper is None or not self._stale or self._busy or self._blank:
            return
        if not self.panel.isVisible():
            return
        self._stale, self._busy = False, True
        self._soon.stop()

        def job() -> Drawn:
            pdf = file_of(desk, paper)
            return Drawn(paper.id, pdf, page_sizes(pdf), headings_of(pdf))

        self._shell.worker.run(job, self._made, owner=self, failed=self._failed)

    def _made(self, drawn: Drawn) -> None:
        self._busy = False
        if self._paper is not None and drawn.paper_id == self._paper.id:
            same = self._drawn is not None
            self._drawn = drawn
            if not self._blank:
                self.panel.display(drawn.sizes, same=same)
                self._turn()
        self._make()

    def _failed(self, error: PomdeskError) -> None:
        self._busy = False
        self._drawn = None
        if not self._blank:
            why = error_words(self._shell.text, error)
            self.panel.tell(self._shell.text("leaving.preview.failed", why=why))

    def _draw(self, number: int, zoom: int) -> None:
        drawn, scale = self._drawn, self.panel.devicePixelRatioF()
        if drawn is None:
            return

        def put(image: PageImage) -> None:
            if drawn is self._drawn and not self._blank:
                self.panel.put(number, zoom, image)

        def failed(error: PomdeskError) -> None:
            if drawn is self._drawn:
                self.panel.pages.skip(number)
            self._shell.refused(error)

        self._shell.worker.run(
            lambda: page_image(drawn.pdf, number, SCREEN_DPI * zoom / 100, scale),
            put,
            owner=self,
            failed=failed,
        )


def headings_of(pdf: bytes) -> dict[str, int]:
    """Page, from 0, on which each heading of the outline stands first; without its number."""
    from pypdfium2 import PdfDocument

    found: dict[str, int] = {}
    with closing(PdfDocument(pdf)) as document:
        for mark in document.get_toc():
            place = mark.get_dest()
            number = place.get_index() if place else None
            if number is not None:
                found.setdefault(_NUMBERED.sub("", mark.get_title()), number)
    return found


def file_of(desk: Desk, paper: Paper) -> bytes:
    """The pages of a paper as it is in the store now; of a final one the frozen file.

    Raises:
        PaperRefused: where it cannot be made.
        RequestRefused: where the paper is gone.

    """
    from pomdesk.services.queries.papers import FinalPdf
    from reports import kinds
    from ui.papers import material

    if paper.frozen:
        return desk.ask(FinalPdf(paper.id))
    made_from = material(desk, paper.kind, paper_id=paper.id)
    return kinds.render(paper.kind, made_from, Text(paper.language))
