"""A slip: a few lines in large letters, straight to a printer and to no file of ours."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from pomdesk.domain.errors import PaperRefused
from ui import dialogs
from ui.printing import a_printer

Told = Sequence[tuple[str, int, bool]]
"""Paragraphs: words, size in points, whether they are bold."""

_MARGIN_MM = 25
_INCH_MM = 25.4


def print_slip(parent: QWidget, name: str, told: Told) -> bool:
    """Ask for a printer and print the page. Whether it went to one.

    Args:
        parent: window the question belongs to.
        name: of the job, which printers and their queues show: no personal data.
        told: what stands on the page.

    Raises:
        PaperRefused: REP-PRINTER, where the printer takes nothing.

    """
    printer = a_printer(name)
    dialog = QPrintDialog(printer, parent)
    try:
        if not dialogs.show(dialog):
            return False
    finally:
        dialog.deleteLater()
    draw_slip(printer, told)
    return True


def draw_slip(printer: QPrinter, told: Told) -> None:
    """Draw the one page.

    Raises:
        PaperRefused: REP-PRINTER, where the printer takes nothing.

    """
    painter = QPainter()
    if not painter.begin(printer):
        raise PaperRefused("REP-PRINTER")
    try:
        margin = _MARGIN_MM / _INCH_MM * printer.resolution()
        room = QRectF(printer.pageLayout().fullRectPixels(printer.resolution()))
        room.adjust(margin, margin, -margin, -margin)
        for words, size, bold in told:
            font = QFont(painter.font())
            font.setPointSize(size)
            font.setBold(bold)
            painter.setFont(font)
            flags = Qt.AlignmentFlag.AlignTop.value | Qt.TextFlag.TextWordWrap.value
            used = painter.boundingRect(room, flags, words)
            painter.drawText(room, flags, words)
            room.setTop(used.bottom() + margin / 2)
    finally:
        painter.end()
