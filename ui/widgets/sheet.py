"""Pages of a paper under each other. Only those in view have pictures, however many there are."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from resources.text import Text
from resources.tokens import tokens
from ui.theme import Theme

PIXELS_PER_POINT = 96 / 72
"""At full size, in the screen's own measure."""

_AHEAD = 1.0
"""How far above and below what is seen pages keep their pictures, in heights of the view."""


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page: blue, green and red in a byte each, and its words for screen readers.

    Attributes:
        stride: bytes a line of the picture takes.
        scale: pixels of the picture for each pixel of the screen's own measure.
    """

    width: int
    height: int
    stride: int
    pixels: bytes
    words: str
    scale: float = 1.0


def picture(page: PageImage) -> QImage:
    """The picture of a page; it keeps its own pixels."""
    image = QImage(
        page.pixels, page.width, page.height, page.stride, QImage.Format.Format_BGR888
    ).copy()
    image.setDevicePixelRatio(page.scale)
    return image


class Sheet(QWidget):
    """One page: blank paper until its picture is there.

    Attributes:
        picture: what is painted, or None.
        stale: whether that is how the page was before.
    """

    def __init__(self, size: QSize, name: str, theme: Theme) -> None:
        super().__init__()
        self.picture: QImage | None = None
        self.stale = False
        self._theme = theme
        self._paper = size
        self.setAccessibleName(name)
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """The page and its border."""
        return QSize(self._paper.width() + 2, self._paper.height() + 2)

    def put(self, page: PageImage) -> None:
        """Show the page; screen readers hear its words."""
        self.picture, self.stale = picture(page), False
        self.setAccessibleDescription(page.words)
        self.update()

    def take_over(self, before: "Sheet") -> None:
        """Show what was there before until the page is drawn anew."""
        self.picture, self.stale = before.picture, True

    def forget(self) -> None:
        """Let go of the picture: nobody sees it."""
        self.picture = None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the page; paper is white in every theme."""
        painter = QPainter(self)
        if self.picture is None:
            painter.fillRect(self.rect(), Qt.GlobalColor.white)
        else:
            painter.drawImage(1, 1, self.picture)
        painter.setPen(QPen(self._theme.colour("control_line")))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


class Sheets(QScrollArea):
    """All pages of a paper.

    Signals:
        page_wanted: number of a page, from 0, whose picture is needed now. One is asked for at
            a time: answer with ``put`` or ``skip`` and the next follows.
        page_turned: the number of the page in the middle of the view, from 1; 0: there is none.
    """

    page_wanted = Signal(int)
    page_turned = Signal(int)

    def __init__(self, text: Text, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._theme = text, theme
        self._sheets: list[Sheet] = []
        self._pending: int | None = None
        self._failed: set[int] = set()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.look)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setAccessibleName(name)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    @property
    def sheets(self) -> Sequence[Sheet]:
        """The pages."""
        return tuple(self._sheets)

    @property
    def page(self) -> int:
        """The number of the page in the middle of the view, from 1; 0: there is none."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        above = sum(sheet.y() <= middle for sheet in self._sheets)
        return max(above, 1) if self._sheets else 0

    def display(
        self, sizes: Sequence[tuple[float, float]], zoom: int, *, keep: bool = False
    ) -> None:
        """Show blank pages, at about the same place as before, and ask for what is seen.

        Args:
            sizes: width and height of each page, in points.
            zoom: in per cent.
            keep: the same paper as it is now: at the very same place, and each page as it was
                until it is drawn anew.

        """
        bar, kept = self.verticalScrollBar(), list(self._sheets) if keep else []
        at, before = bar.value(), bar.value() / max(bar.maximum(), 1)
        ratio = PIXELS_PER_POINT * zoom / 100
        inside = QWidget()
        layout = QVBoxLayout(inside)
        space = tokens().space
        layout.setContentsMargins(space["s"], space["s"], space["s"], space["s"])
        layout.setSpacing(space["m"])
        self._sheets, self._pending, self._failed = [], None, set()
        for number, (width, height) in enumerate(sizes, start=1):
            name = self._text("paperpage.page", n=number, of=len(sizes))
            sheet = Sheet(QSize(round(width * ratio), round(height * ratio)), name, self._theme)
            if number <= len(kept) and kept[number - 1].size() == sheet.size():
                sheet.take_over(kept[number - 1])
            self._sheets.append(sheet)
            layout.addWidget(sheet, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        self.setWidget(inside)
        inside.adjustSize()
        bar = self.verticalScrollBar()  # the one from before is dead to PySide by now
        bar = self.verticalScrollBar()  # asked for again: Qt for Python may have lost the first
        bar.setValue(at if kept else round(before * bar.maximum()))
        self.page_turned.emit(self.page)
        self.look()

    def turn_to(self, number: int) -> None:
        """Bring a page, counted from 0, to the top of the view."""
        if number < len(self._sheets):
            self.verticalScrollBar().setValue(self._sheets[number].y())

    def clear(self) -> None:
        """Show nothing."""
        self.display((), 100)

    def put(self, number: int, image: PageImage) -> None:
        """Show the picture of the page that was asked for."""
        if number < len(self._sheets):
            self._sheets[number].put(image)
        self._pending = None
        self.look()

    def skip(self, number: int) -> None:
        """Leave a page blank: it could not be drawn."""
        self._failed.add(number)
        self._pending = None
        self.look()

    def look(self) -> None:
        """Ask for the page nearest the middle that has no picture; let go of those far away."""
        view = self.viewport().height()
        top = self.verticalScrollBar().value()
        near, far = [], round(view * _AHEAD)
        for number, sheet in enumerate(self._sheets):
            if sheet.y() > top + view + far or sheet.y() + sheet.height() < top - far:
                sheet.forget()
            elif (sheet.picture is None or sheet.stale) and number not in self._failed:
                near.append((abs(sheet.geometry().center().y() - top - view // 2), number))
        if near and self._pending is None and self.isVisible():
            self._pending = min(near)[1]
            self.page_wanted.emit(self._pending)

    def _scrolled(self) -> None:
        self.page_turned.emit(self.page)
        self._soon.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what is seen now."""
        super().showEvent(event)
        self._soon.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More may be seen now."""
        super().resizeEvent(event)
        self._soon.start()
