"""A whole number with its two arrows, drawn in the colour of the words on any ground."""

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSpinBox

_ARROWS = 22
"""Pixels at the right that the arrows take."""


class Number(QSpinBox):
    """A whole number; Up and Down change it."""

    def __init__(self, least: int, most: int) -> None:
        super().__init__()
        self.setRange(least, most)
        self.setKeyboardTracking(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box, and over the style's lines two arrows."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        group = QPalette.ColorGroup.Normal if self.isEnabled() else QPalette.ColorGroup.Disabled
        colours = self.palette()
        room = QRect(self.width() - _ARROWS, 2, _ARROWS - 2, self.height() - 4)
        painter.fillRect(room, colours.color(group, QPalette.ColorRole.Base))
        painter.setPen(QPen(colours.color(group, QPalette.ColorRole.Text), 1.8))
        across, middle = room.center().x(), self.height() / 2.0
        for up in (-1, 1):
            at = middle + up * 6
            points = [(across - 4, at - 2 * up), (across, at + 2 * up), (across + 4, at - 2 * up)]
            painter.drawPolyline([QPointF(x, y) for x, y in points])
        painter.end()
