"""A paper on the screen: its pages under each other, at a size one can read."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from resources.text import Text
from resources.tokens import tokens
from ui.paper.pages import PageImage
from ui.theme import Theme
from ui.widgets.form import Button, Choice, across, named, spaced
from ui.widgets.label import Label

ZOOMS = (50, 75, 100, 125, 150, 200, 300)


def picture(page: PageImage) -> QImage:
    """The picture of a page; it keeps its own pixels."""
    image = QImage(
        page.pixels, page.width, page.height, page.stride, QImage.Format.Format_BGR888
    ).copy()
    image.setDevicePixelRatio(page.scale)
    return image


class Sheet(QWidget):
    """One page."""

    def __init__(self, page: PageImage, name: str, theme: Theme) -> None:
        super().__init__()
        self._picture = picture(page)
        self._theme = theme
        self.setAccessibleName(name)
        self.setAccessibleDescription(page.words)
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """The page and its border."""
        size = self._picture.deviceIndependentSize().toSize()
        return QSize(size.width() + 2, size.height() + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the page; paper is white in every theme."""
        painter = QPainter(self)
        painter.drawImage(1, 1, self._picture)
        painter.setPen(QPen(self._theme.colour("control_line")))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


class PaperPanel(QWidget):
    """The pages of one paper and what can be done with it.

    Signals:
        save_asked: to be written as PDF.
        print_asked: to be printed.
        zoom_chosen: another size is wanted, in per cent.
        kind_chosen: another kind of paper is wanted.
    """

    save_asked = Signal()
    print_asked = Signal()
    zoom_chosen = Signal(int)
    kind_chosen = Signal(str)

    def __init__(
        self,
        text: Text,
        theme: Theme,
        kinds: Sequence[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text, self._theme = text, theme
        self.zoom = min(ZOOMS, key=lambda zoom: abs(zoom - theme.zoom))
        self._sheets: list[Sheet] = []
        self.kind = named(Choice(), text("out.page.kind"))
        for kind in kinds:
            self.kind.addItem(text(f"paper.{kind}"), kind)
        self.kind.activated.connect(lambda place: self.kind_chosen.emit(kinds[place]))
        self.to_file = Button(text("paperpage.save"), self.save_asked.emit, kind="main")
        self.to_printer = Button(text("paperpage.print"), self.print_asked.emit)
        self.smaller = Button(
            "−",
            lambda: self._step(-1),
            name=text("paperpage.smaller"),
            help=text("paperpage.smaller"),
        )
        self.larger = Button(
            "+", lambda: self._step(1), name=text("paperpage.larger"), help=text("paperpage.larger")
        )
        self._size = Label("")
        self._place = Label("", "quiet")
        self.words = Label("", "quiet", wrap=True)
        self._build()
        self._keys()
        self.wait()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        spaced(layout)
        bar = across(
            self.kind,
            self.to_file,
            self.to_printer,
            self.smaller,
            self._size,
            self.larger,
            self._place,
            None,
        )
        layout.addLayout(bar)
        layout.addWidget(self.words)
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setAccessibleName(self._text("paperpage.pages"))
        self.area.verticalScrollBar().valueChanged.connect(self._tell_place)
        layout.addWidget(self.area, 1)
        self.setFocusProxy(self.area)

    def _keys(self) -> None:
        for keys, do in (
            ("Ctrl+S", self.save_asked.emit),
            ("Ctrl+P", self.print_asked.emit),
            ("+", lambda: self._step(1)),
            ("-", lambda: self._step(-1)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(do)

    def wait(self) -> None:
        """Say that the paper is being made."""
        self._fill([])
        self.words.setText(self._text("paperpage.making"))
        self.words.show()

    def hide_pages(self) -> None:
        """Show no page while names are hidden."""
        self._fill([])
        self.words.setText(self._text("paperpage.hidden"))
        self.words.show()

    def display(self, pages: Sequence[PageImage]) -> None:
        """Show the pages, at about the same place as before."""
        bar = self.area.verticalScrollBar()
        before = bar.value() / max(bar.maximum(), 1)
        self.words.hide()
        self._fill(pages).adjustSize()
        bar.setValue(round(before * bar.maximum()))
        self._tell_place()

    def _fill(self, pages: Sequence[PageImage]) -> QWidget:
        inside = QWidget()
        layout = QVBoxLayout(inside)
        space = tokens().space
        layout.setContentsMargins(space["s"], space["s"], space["s"], space["s"])
        layout.setSpacing(space["m"])
        self._sheets = []
        for number, page in enumerate(pages, start=1):
            name = self._text("paperpage.page", n=number, of=len(pages))
            sheet = Sheet(page, name, self._theme)
            self._sheets.append(sheet)
            layout.addWidget(sheet, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        self.area.setWidget(inside)
        for button in (self.to_file, self.to_printer, self.smaller, self.larger):
            button.setEnabled(bool(pages))
        self._size.setText(self._text("paperpage.percent", n=self.zoom))
        self._tell_place()
        return inside

    @property
    def sheets(self) -> Sequence[Sheet]:
        """The pages that are shown."""
        return tuple(self._sheets)

    def _tell_place(self) -> None:
        middle = self.area.verticalScrollBar().value() + self.area.viewport().height() // 2
        above = [sheet for sheet in self._sheets if sheet.y() <= middle]
        number, of = max(len(above), 1), len(self._sheets)
        self._place.setText(self._text("paperpage.page", n=number, of=of) if of else "")

    def _step(self, step: int) -> None:
        place = max(0, min(ZOOMS.index(self.zoom) + step, len(ZOOMS) - 1))
        if self._sheets and ZOOMS[place] != self.zoom:
            self.zoom = ZOOMS[place]
            self.zoom_chosen.emit(self.zoom)
