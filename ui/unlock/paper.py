"""The recovery key on paper, straight to a printer and to no file of ours."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from pomdesk.domain.errors import PaperRefused
from resources.text import Text
from ui import dialogs
from ui.printing import a_printer

_MARGIN_MM = 25


def print_key(parent: QWidget, text: Text, where: str, key: str) -> bool:
    """Print the recovery key, with what it is for. Whether it went to a printer.

    Raises:
        PaperRefused: REP-PRINTER, where the printer takes nothing.

    """
    printer = a_printer(text("recovery.key"))
    dialog = QPrintDialog(printer, parent)
    try:
        if not dialogs.show(dialog):
            return False
    finally:
        dialog.deleteLater()
    draw_key(printer, text, where, key)
    return True


def draw_key(printer: QPrinter, text: Text, where: str, key: str) -> None:
    """Draw the one page.

    Raises:
        PaperRefused: REP-PRINTER, where the printer takes nothing.

    """
    painter = QPainter()
    if not painter.begin(printer):
        raise PaperRefused("REP-PRINTER")
    try:
        margin = _MARGIN_MM / 25.4 * printer.resolution()
        room = QRectF(printer.pageLayout().fullRectPixels(printer.resolution()))
        room.adjust(margin, margin, -margin, -margin)
        told = [
            (text("recovery.paper_title"), 18, True),
            (text("recovery.paper_words"), 11, False),
            ("\n".join(_groups(key)), 18, True),
            (text("recovery.paper_where", path=where), 9, False),
        ]
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


def _groups(key: str) -> list[str]:
    """Some groups a line, so that nobody loses their place."""
    groups = key.split("-")
    return ["-".join(groups[at : at + 4]) for at in range(0, len(groups), 4)]
