"""A page that scrolls down and never sideways."""

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from resources.tokens import tokens


class _Page(QWidget):
    """Tells the area around it when its words need another height.

    Qt measures the page before labels know their font and does not come back to it: lines
    would be squeezed into the height of the window instead of scrolling.
    """

    def __init__(self, area: QScrollArea) -> None:
        super().__init__()
        self._area = area

    def event(self, event: QEvent) -> bool:
        """Have the area measure again after the layout changed."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            QCoreApplication.postEvent(self._area, QEvent(QEvent.Type.LayoutRequest))
        return done


class Scrolled(QScrollArea):
    """A page that scrolls down and never sideways.

    Attributes:
        inside: the layout to fill.
        page: what the layout is of.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)
        self.page = _Page(self)
        self.inside = QVBoxLayout(self.page)
        space = tokens().space
        self.inside.setContentsMargins(0, space["m"], space["s"], space["s"])
        self.inside.setSpacing(space["m"])
        self.setWidget(self.page)

    def showEvent(self, event: QShowEvent) -> None:
        """Measure what was filled while it could not be seen."""
        super().showEvent(event)
        QCoreApplication.postEvent(self, QEvent(QEvent.Type.LayoutRequest))


def put(layout: QVBoxLayout, part: QWidget) -> None:
    """Put a part at the end of a layout and show it at once.

    Left to itself Qt shows it only after it has measured the page around it.
    """
    layout.addWidget(part)
    part.show()


def clear(layout: QVBoxLayout) -> None:
    """Take every widget out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
