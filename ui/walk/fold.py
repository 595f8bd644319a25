"""Words that one tap folds away to a sign, and one brings back."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy

from resources.text import Text
from ui.theme import Theme
from ui.walk.big import TARGET, WRAP, breaking, high_for
from ui.widgets.form import Button, named
from ui.widgets.label import role_font
from ui.widgets.measure import lines

_BAR, _PAD = 5, 11


class Folding(Button):
    """A strip that is a button: with its words, or without them after a tap.

    It stays as it is while other words are given to it, so that what somebody folded away
    because others can see the screen does not come back with the next person.

    Args:
        key: of its words: ``<key>`` with ``words``, ``<key>_folded`` for those it has when
            folded, which do not tell what is folded away.
        care: it warns: a triangle stands before the words, and alone where they are folded.
    """

    def __init__(self, text: Text, theme: Theme, key: str, *, care: bool) -> None:
        super().__init__("", self._turn)
        self._text, self._theme, self._key, self._care = text, theme, key, care
        self._words = ""
        self.folded = False
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.measure()

    def say(self, words: str) -> None:
        """Say something else; without words it is not to be seen."""
        self._words = words
        self._tell()
        self.setVisible(bool(words))

    def fold(self, *, folded: bool) -> None:
        """Fold the words away, or bring them back."""
        self.folded = folded
        self._tell()

    @property
    def told(self) -> str:
        """What it says now."""
        if not self._words:
            return ""
        if self.folded:
            return self._text(f"{self._key}_folded")
        return self._text(self._key, words=self._words)

    @property
    def _shown(self) -> str:
        return "" if self._care and self.folded else breaking(self.told)

    def _turn(self) -> None:
        self.fold(folded=not self.folded)

    def _tell(self) -> None:
        named(self, self.told, self._text("walk.unfold" if self.folded else "walk.fold"))
        self.updateGeometry()
        self.update()

    # How it looks.

    def measure(self) -> None:
        """Follow the application's font."""
        self.setFont(role_font("strong" if self._care else "body"))
        self.updateGeometry()

    @property
    def _side(self) -> int:
        """How wide and high a sign is."""
        return round(lines(1) * 1.4)

    @property
    def _before(self) -> int:
        return _BAR + _PAD + (self._side + _PAD if self._care else 0)

    @property
    def _after(self) -> int:
        return self._side + _PAD

    def sizeHint(self) -> QSize:
        """On one line, if there is room."""
        words = self.fontMetrics().horizontalAdvance(self._shown)
        return QSize(self._before + words + self._after, TARGET)

    def minimumSizeHint(self) -> QSize:
        """Narrow: its words go over several lines."""
        return QSize(self._before + 2 * TARGET + self._after, TARGET)

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as its words, and high enough for a thumb."""
        return high_for(self, self._shown, width - self._before - self._after)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the strip, its sign, the words and which way it folds."""
        painter, theme = QPainter(self), self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.colour("surface"))
        bar = theme.colour("error" if self._care else "control_line")
        painter.fillRect(0, 0, _BAR, self.height(), bar)
        if self._care:
            top = (self.height() - self._side) / 2
            _draw_warning(painter, theme, QRectF(_BAR + _PAD, top, self._side, self._side))
        painter.setPen(theme.colour("text"))
        painter.setFont(self.font())
        room = self.rect().adjusted(self._before, 0, -self._after, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter.value | WRAP, self._shown)
        self._draw_arrow(painter)
        painter.end()

    def _draw_arrow(self, painter: QPainter) -> None:
        wide = self._side / 5
        middle = QPointF(self.width() - _PAD - 2 * wide, self.height() / 2)
        down = wide / 2 if self.folded else -wide / 2
        painter.setPen(QPen(self._theme.colour("text"), 2))
        steps = (QPointF(-wide, -down), QPointF(0, down), QPointF(wide, -down))
        painter.drawPolyline([middle + step for step in steps])


def _draw_warning(painter: QPainter, theme: Theme, square: QRectF) -> None:
    """A triangle with an exclamation mark: says "take care" where colours cannot be seen."""
    room = square.adjusted(1, 1, -1, -1)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("error"))
    top = QPointF(room.center().x(), room.top())
    painter.drawPolygon(QPolygonF([top, room.bottomRight(), room.bottomLeft()]))
    painter.setPen(theme.colour("ground"))
    painter.setFont(role_font("strong"))
    low = room.adjusted(0, room.height() * 0.22, 0, 0)
    painter.drawText(low, Qt.AlignmentFlag.AlignCenter, "!")
