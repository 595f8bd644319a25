"""A state in a word on a tinted ground. The word carries the meaning, never the colour.

Colours are the names of ``[tag]`` in ``resources/tokens.toml``: ``blue green teal purple
magenta red orange yellow grey``. Use red for late, yellow for due soon, blue for coming, green
for done, grey for not begun or not known.
"""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from resources.tokens import tokens
from ui.widgets.label import Label

_ACROSS, _DOWN = 8, 2


class Tag(Label):
    """A tag as a widget; style by the property ``tag``."""

    def __init__(
        self, words: str = "", colour: str = "grey", parent: QWidget | None = None
    ) -> None:
        super().__init__(words, "body", parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        self.display(words, colour)

    def display(self, words: str, colour: str = "grey") -> None:
        """Show other words; no words hide the tag."""
        if colour not in tokens().tags:
            raise KeyError(f"no tag colour {colour!r}")
        self.setText(words)
        self.setHidden(not words)
        if self.property("tag") != colour:
            self.setProperty("tag", colour)
            self.style().unpolish(self)
            self.style().polish(self)


def tag_size(words: str, font: QFont) -> QSize:
    """Room a painted tag needs."""
    metrics = QFontMetrics(font)
    # One more: widths are rounded, and a hair too little would cut the last letters off.
    return QSize(metrics.horizontalAdvance(words) + 1 + 2 * _ACROSS, metrics.height() + 2 * _DOWN)


def paint_tag(painter: QPainter, cell: QRect, words: str, colours: tuple[QColor, QColor]) -> QRect:
    """Paint a tag at the left of ``cell``, centred down, in the painter's font.

    Args:
        painter: open, with the font of the tag.
        cell: room there is.
        words: cut where the room ends.
        colours: text and ground, from ``Theme.tag``.

    Returns:
        The rectangle that was filled.

    """
    size = tag_size(words, painter.font())
    room = QRect(cell.left(), cell.center().y() - size.height() // 2, size.width(), size.height())
    room = room.intersected(cell)
    text, ground = colours
    painter.save()
    painter.fillRect(room, ground)
    painter.setPen(text)
    inside = room.adjusted(_ACROSS, 0, -_ACROSS, 0)
    shown = QFontMetrics(painter.font()).elidedText(
        words, Qt.TextElideMode.ElideRight, inside.width()
    )
    painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
    painter.restore()
    return room
