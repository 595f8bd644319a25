"""The pages of a paper beside the draft, as wide as there is room for them."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from resources.text import Text
from resources.tokens import tokens
from ui.theme import Theme
from ui.widgets.form import spaced
from ui.widgets.label import Label
from ui.widgets.sheet import PIXELS_PER_POINT, PageImage, Sheets

LEAST, MOST = 25, 200
"""Per cent that a page is made smaller or larger to, at most."""

_SETTLED = 200
"""Milliseconds after which a width that was changed is the new one."""


class PreviewPanel(QWidget):
    """The pages of a paper, at the width of the panel.

    Signals:
        wanted: it came into sight: the pages should be made, if they are not of the text as it
            is now.
        page_wanted: number of a page, from 0, and per cent it is to be drawn at.
    """

    wanted = Signal()
    page_wanted = Signal(int, int)

    def __init__(self, text: Text, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._sizes: Sequence[tuple[float, float]] = ()
        self.zoom = 100
        layout = QVBoxLayout(self)
        spaced(layout, "xs")
        self.words = Label("", "quiet", wrap=True)
        self.place = Label("", "quiet_small")
        self.pages = Sheets(text, theme, text("leaving.preview.name"))
        layout.addWidget(self.words)
        layout.addWidget(self.pages, 1)
        layout.addWidget(self.place)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLED)
        self._settle.timeout.connect(self._fit)
        self.pages.page_wanted.connect(lambda page: self.page_wanted.emit(page, self.zoom))
        self.pages.page_turned.connect(self._tell_place)
        self.setFocusProxy(self.pages)
        self.tell(text("leaving.preview.making"))

    def display(self, sizes: Sequence[tuple[float, float]], *, same: bool) -> None:
        """Show pages of these sizes in points; pictures follow.

        Args:
            sizes: of each page.
            same: it is the paper that is shown already, as it is now.

        """
        keep = same and bool(self._sizes)
        self._sizes = sizes
        self.words.hide()
        if not keep:
            self.zoom = self._zoom_wanted()
        self.pages.display(sizes, self.zoom, keep=keep)

    def put(self, page: int, zoom: int, image: PageImage) -> None:
        """Show the picture of a page that was asked for at a zoom."""
        if zoom == self.zoom and self._sizes:
            self.pages.put(page, image)

    def tell(self, words: str) -> None:
        """Say something in place of the pages."""
        self._sizes = ()
        self.pages.clear()
        self.words.setText(words)
        self.words.show()

    def _zoom_wanted(self) -> int:
        """Per cent at which the widest page is as wide as the panel."""
        widest = max((width for width, _height in self._sizes), default=595.0)
        bar = self.pages.verticalScrollBar().sizeHint().width()
        room = self.pages.width() - bar - 2 * tokens().space["s"] - 2
        return max(LEAST, min(int(100 * room / (widest * PIXELS_PER_POINT)), MOST))

    def _fit(self) -> None:
        zoom = self._zoom_wanted()
        if self._sizes and zoom != self.zoom:
            self.zoom = zoom
            self.pages.display(self._sizes, zoom)

    def _tell_place(self, number: int) -> None:
        of = len(self._sizes)
        self.place.setText(self._text("paperpage.page", n=number, of=of) if number else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the pages as wide as the panel is now, once it stays so."""
        super().resizeEvent(event)
        self._settle.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the pages."""
        super().showEvent(event)
        self.wanted.emit()
        self.pages.look()
