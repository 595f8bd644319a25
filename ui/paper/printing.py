"""A paper on its way to a printer, a page at a time."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtPrintSupport import QPrinter

from ui.paper.pages import PageImage
from ui.paper.view import picture


class PrintJob:
    """Printer and painter together, because Qt ends the program when the printer goes first.

    Whoever holds a job that has begun must ``end`` or ``stop`` it before letting it go.

    Attributes:
        pdf: the paper.
        numbers: of the pages to print, from 0.
        printed: how many of them the printer has taken.
    """

    def __init__(self, printer: QPrinter, pdf: bytes, pages: int) -> None:
        first, last = printer.fromPage() or 1, printer.toPage() or pages
        self.pdf = pdf
        self.numbers = range(first - 1, min(last, pages))
        self.printed = 0
        self._printer = printer
        self._painter = QPainter()

    def begin(self) -> bool:
        """Whether the printer takes the paper."""
        return self._painter.begin(self._printer)

    @property
    def active(self) -> bool:
        """Whether it has begun and was not ended."""
        return self._painter.isActive()

    @property
    def wanted(self) -> int | None:
        """The number of the page to put next; None when all are printed."""
        return self.numbers[self.printed] if self.printed < len(self.numbers) else None

    def put(self, image: PageImage) -> bool:
        """Print the wanted page. Whether the printer took it."""
        if self.printed and not self._printer.newPage():
            return False
        room = QRectF(self._printer.pageLayout().fullRectPixels(self._printer.resolution()))
        self._painter.drawImage(room, picture(image))
        self.printed += 1
        return True

    def end(self) -> None:
        """Everything was put: let the printer have it."""
        self._painter.end()

    def stop(self) -> None:
        """Print no more; where the printer can still be held back, nothing at all."""
        if self.active:
            self._printer.abort()
            self._painter.end()
