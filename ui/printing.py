"""A paper on its way to a printer, a page at a time."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from ui.widgets.sheet import PageImage, picture

PRINT_DPI = 300

Order = list[int | None]

_BOTH_SIDES = {
    QPrinter.DuplexMode.DuplexAuto,
    QPrinter.DuplexMode.DuplexLongSide,
    QPrinter.DuplexMode.DuplexShortSide,
}


def a_printer(name: str) -> QPrinter:
    """A printer set up for our papers: A4, 300 dpi, both sides, sets in order."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setResolution(PRINT_DPI)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    printer.setDuplex(QPrinter.DuplexMode.DuplexLongSide)
    printer.setCollateCopies(True)
    printer.setDocName(name)
    return printer


def order_of(numbers: Sequence[int], copies: int, *, sets: bool, both_sides: bool) -> Order:
    """The sides to print, None for a blank one, where the printer makes no copies itself.

    A copy never begins on the back of the one before.

    Args:
        numbers: of the pages.
        copies: how many.
        sets: whole sets one after the other, and not every sheet so many times.
        both_sides: whether a sheet has two sides.

    """
    length = len(numbers) if sets else 2 if both_sides else 1
    parts = [list(numbers[at : at + length]) for at in range(0, len(numbers), max(length, 1))]
    made: Order = []
    for part in parts:
        for _copy in range(copies):
            if both_sides and len(made) % 2:
                made.append(None)
            made.extend(part)
    return made


class PrintJob:
    """Printer and painter together, because Qt ends the program when the printer goes first.

    Whoever holds a job that has begun must ``end`` or ``stop`` it before letting it go.

    Attributes:
        pdf: the paper.
        order: numbers of the pages to print, from 0; None: a blank side.
        printed: how many of them the printer has taken.
    """

    def __init__(self, printer: QPrinter, pdf: bytes, pages: int) -> None:
        first, last = printer.fromPage() or 1, printer.toPage() or pages
        self.pdf = pdf
        numbers = range(first - 1, min(last, pages))
        copies = 1 if printer.supportsMultipleCopies() else max(printer.copyCount(), 1)
        both = printer.duplex() in _BOTH_SIDES
        self.order = order_of(numbers, copies, sets=printer.collateCopies(), both_sides=both)
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
    def pages(self) -> int:
        """How many pages there are to print, without blank sides."""
        return sum(number is not None for number in self.order)

    @property
    def wanted(self) -> int | None:
        """The number of the page to put next; None when all are printed."""
        while self.printed < len(self.order):
            number = self.order[self.printed]
            if number is not None:
                return number
            self._printer.newPage()
            self.printed += 1
        return None

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
