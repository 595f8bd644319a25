"""Controls for a thumb: large buttons and rows to tick."""

import re
from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QLineEdit,
    QSizePolicy,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from resources.tokens import tokens
from ui.widgets.form import Button, named, spaced
from ui.widgets.label import role_font
from ui.widgets.measure import lines

TARGET, LARGE = 48, 56
"""Pixels that a target is high at least, and that those of how it went are."""

_BOX, _PAD = 26, 11
BEFORE = _BOX + 2 * _PAD
"""Pixels before the words of a row to tick."""
_TICKED = "✓ "
_RUN = re.compile(r"[^\s\u200b-]{17,}")
_BREAK = 12
WRAP = Qt.TextFlag.TextWordWrap.value
"""Words stay whole; only what ``breaking`` broke may go on in the next line."""


def breaking(words: str) -> str:
    """Words that may be broken where one of them is too long for a line."""
    return _RUN.sub(lambda run: "\u200b".join(_pieces(run.group())), words)


def _pieces(run: str) -> list[str]:
    return [run[at : at + _BREAK] for at in range(0, len(run), _BREAK)]


class Large(Button):
    """A button for a thumb: high, in larger letters, as wide as there is room.

    Args:
        turns: it stays on until it is pressed again; then a tick stands before its words.
        high: pixels it is high at least.
    """

    def __init__(
        self,
        words: str,
        on: Callable[[], object] | None = None,
        *,
        turns: bool = False,
        kind: str = "quiet",
        name: str = "",
        help: str = "",  # noqa: A002 - the word people know
        high: int = LARGE,
    ) -> None:
        super().__init__(words, on, kind="chip" if turns else kind, name=name, help=help)
        self._words, self._high = words, high
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.measure()
        self.toggled.connect(lambda _on: self._tell())

    def say(self, words: str, name: str = "") -> None:
        """Say something else."""
        self._words = words
        named(self, name or words)
        self._tell()

    def _tell(self) -> None:
        self.setText((_TICKED if self.isChecked() else "") + self._words.replace("&", "&&"))

    def measure(self) -> None:
        """Follow the application's font."""
        self.setFont(role_font("lead"))
        self.setMinimumHeight(max(self._high, lines(2)))


class Tick(QCheckBox):
    """A row to tick, with words that go over several lines."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        named(self, words)
        self.measure()

    def measure(self) -> None:
        """Follow the application's font."""
        self.setFont(role_font("lead"))
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as its words, and high enough for a thumb."""
        return high_for(self, breaking(self.text()), width - BEFORE - _PAD)

    def sizeHint(self) -> QSize:
        """On one line, if there is room."""
        return QSize(BEFORE + self.fontMetrics().horizontalAdvance(self.text()), TARGET)

    def minimumSizeHint(self) -> QSize:
        """Narrow: its words go over several lines."""
        return QSize(BEFORE + 3 * TARGET, TARGET)

    def hitButton(self, pos: QPoint) -> bool:
        """The whole row is the button."""
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw box, tick and words in the palette's colours."""
        painter = QStylePainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, side = self.palette(), _BOX
        spare = self.fontMetrics().height() - side  # box and first line are level
        box = QRect(_PAD, _PAD + max(0, spare // 2), side, side)
        painter.setPen(QPen(colours.color(QPalette.ColorRole.Dark), 2))
        painter.setBrush(colours.color(QPalette.ColorRole.Base))
        painter.drawRect(box)
        painter.setPen(QPen(colours.color(QPalette.ColorRole.Text), 3))
        if self.isChecked():
            tick = ((0.2, 0.55), (0.42, 0.77), (0.82, 0.25))
            points = [QPointF(box.left() + side * x, box.top() + side * y) for x, y in tick]
            painter.drawPolyline(points)
        room = self.rect().adjusted(BEFORE, _PAD + max(0, -spare // 2), -_PAD, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignTop.value | WRAP, breaking(self.text()))
        painter.end()


class BreakingRow(QWidget):
    """Parts side by side, sharing the width; under each other where there is no room.

    It lays them out itself: Qt asks a layout, and not the widget, how high it is at a width.
    """

    def __init__(self, parts: Sequence[QWidget]) -> None:
        super().__init__()
        self._parts = parts
        self._gap = tokens().space["s"]
        for part in parts:
            part.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _need(self) -> int:
        # A little more, for the tick that comes before the words of one that is on.
        return lines(1) + sum(part.sizeHint().width() + self._gap for part in self._parts)

    def _high(self) -> int:
        return max(max(one.sizeHint().height(), one.minimumHeight()) for one in self._parts)

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """One row, or as many as there are parts."""
        rows = 1 if self._need() <= width else len(self._parts)
        return rows * (self._high() + self._gap) - self._gap

    def sizeHint(self) -> QSize:
        """Side by side."""
        return QSize(self._need(), self._high())

    def minimumSizeHint(self) -> QSize:
        """As narrow as its widest part: the others go under it."""
        return QSize(max(one.minimumSizeHint().width() for one in self._parts), self._high())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the parts in their places."""
        super().resizeEvent(event)
        self._place()

    def measure(self) -> None:
        """Follow the application's font."""
        self.updateGeometry()
        self._place()

    def _place(self) -> None:
        high, count = self._high(), len(self._parts)
        if self._need() > self.width():
            for row, part in enumerate(self._parts):
                part.setGeometry(0, row * (high + self._gap), self.width(), high)
            return
        spare = self.width() - self._need() + lines(1) + self._gap
        left = 0
        for part in self._parts:
            wide = part.sizeHint().width() + spare // count
            part.setGeometry(left, 0, wide, high)
            left += wide + self._gap


def large_line(name: str, help: str = "") -> QLineEdit:  # noqa: A002 - the word people know
    """A line to type in that a thumb finds."""
    line = named(QLineEdit(), name, help)
    line.setMinimumHeight(TARGET)
    return line


def column(*parts: QWidget, space: str = "s") -> QWidget:
    """Parts under each other."""
    whole = QWidget()
    layout = QVBoxLayout(whole)
    spaced(layout, space)
    for part in parts:
        layout.addWidget(part)
    return whole


class Wrapped(Button):
    """A button whose words go over several lines, from the left."""

    def __init__(self, words: str, on: Callable[[], object]) -> None:
        super().__init__("", on, name=words)
        self._words = words
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        """On one line, if there is room."""
        return QSize(self.fontMetrics().horizontalAdvance(self._words) + 2 * _PAD, TARGET)

    def minimumSizeHint(self) -> QSize:
        """Narrow: its words go over several lines."""
        return QSize(3 * TARGET, TARGET)

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as its words, and high enough for a thumb."""
        return high_for(self, breaking(self._words), width - 2 * _PAD)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the button, then its words."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.ButtonText))
        room = self.rect().adjusted(_PAD, 0, -_PAD, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter.value | WRAP, breaking(self._words))
        painter.end()


def high_for(widget: QWidget, words: str, width: int) -> int:
    """Pixels that words are high at a width, with room for a thumb."""
    room = QRect(0, 0, max(1, width), 1 << 20)
    return max(TARGET, widget.fontMetrics().boundingRect(room, WRAP, words).height() + 2 * _PAD)
