"""The path of a round: five steps, which are done, where it stands, and which one is shown."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from resources.text import Text
from resources.tokens import tokens
from ui.theme import Theme
from ui.widgets.form import spaced
from ui.widgets.label import role_font
from ui.widgets.quality_words import STEPS, term

_CUT = Qt.TextElideMode.ElideRight
_LEVEL = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_BAR = 4
_LEAST = 14
"""Characters a step is wide at least."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a round stands.

    Attributes:
        step: one of ``STEPS``; "" where it was given up.
        done: nothing is left to do: the last step is behind it too.
        told: quiet words of a step: "12 of 24 read".

    """

    step: str
    done: bool = False
    told: Mapping[str, str] | None = None

    def state(self, step: str) -> str:
        """``done``, ``now``, ``later`` or, of a round that was given up, ``ended``."""
        if not self.step:
            return "ended"
        here, at = STEPS.index(step), STEPS.index(self.step)
        if here < at or self.done:
            return "done"
        return "now" if here == at else "later"


class _Step(QAbstractButton):
    """One step: a circle with its number or a tick, its name, and its state in words."""

    def __init__(self, number: int, name: str, theme: Theme) -> None:
        super().__init__()
        self._number, self._theme = number, theme
        self.state, self.told = "later", ""
        self.setText(name)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Two lines and the bar below."""
        strong, small = QFontMetrics(role_font("strong")), QFontMetrics(role_font("small"))
        tall = strong.height() + small.height() + tokens().space["s"] + _BAR
        return QSize(strong.averageCharWidth() * _LEAST, tall)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it in the colours of the theme."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        strong, small = role_font("strong"), role_font("small")
        high = QFontMetrics(strong).height()
        wide, pad = high + 6, tokens().space["s"]
        circle = QRect(2, (self.height() - _BAR - wide) // 2, wide, wide)
        self._paint_circle(painter, circle)
        left = circle.right() + pad
        room = QRect(left, pad // 2, self.width() - left - pad, high)
        below = room.translated(0, high)
        for where, font, colour, words in (
            (room, strong, "text", self.text()),
            (below, small, "text_quiet", self.told),
        ):
            painter.setFont(font)
            painter.setPen(self._theme.colour(colour))
            cut = QFontMetrics(font).elidedText(words, _CUT, where.width())
            painter.drawText(where, _LEVEL, cut)
        bar = QRect(0, self.height() - _BAR, self.width() - pad, _BAR)
        colour = "brand" if self.isChecked() else "line"
        thin = bar if self.isChecked() else bar.adjusted(0, _BAR - 1, 0, 0)
        painter.fillRect(thin, self._theme.colour(colour))
        painter.end()

    def _paint_circle(self, painter: QPainter, circle: QRect) -> None:
        filled = self.state == "now"
        painter.setPen(QPen(self._theme.colour("selection" if filled else "control_line"), 2))
        painter.setBrush(self._theme.colour("selection" if filled else "ground"))
        painter.drawEllipse(circle)
        painter.setPen(QPen(self._theme.colour("selection_text" if filled else "text"), 2))
        if self.state == "done":
            corner, wide = circle.topLeft(), circle.width()
            tick = ((0.28, 0.54), (0.44, 0.7), (0.74, 0.32))
            painter.drawPolyline([QPointF(corner) + QPointF(wide * x, wide * y) for x, y in tick])
            return
        painter.setFont(role_font("strong"))
        painter.drawText(circle, int(Qt.AlignmentFlag.AlignCenter), str(self._number))


class StepPath(QWidget):
    """Five steps side by side; the arrow keys turn from one to the next.

    Signals:
        step_chosen: one of ``STEPS`` is to be shown.
    """

    step_chosen = Signal(str)

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self._text = text
        self._group = QButtonGroup(self)
        self._steps: dict[str, _Step] = {}
        row = QHBoxLayout(self)
        spaced(row, "xs")
        for number, step in enumerate(STEPS, start=1):
            made = _Step(number, term(text, "step", step), theme)
            made.clicked.connect(lambda _on=False, step=step: self.step_chosen.emit(step))
            self._group.addButton(made)
            self._steps[step] = made
            row.addWidget(made, 1)
        theme.changed.connect(self.update)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def shown(self) -> str:
        """The step that is shown."""
        return next((step for step, made in self._steps.items() if made.isChecked()), STEPS[0])

    def display(self, standing: Standing) -> None:
        """Show where the round stands."""
        for number, (step, made) in enumerate(self._steps.items(), start=1):
            made.state = standing.state(step)
            state = self._text(f"quality_common.step.{made.state}")
            told = (standing.told or {}).get(step, "")
            made.told = self._told(made.state, state, told)
            words = [f"{number}. {made.text()}", state, *([told] if told else ())]
            made.setAccessibleName(", ".join(words))
            made.update()

    @staticmethod
    def _told(state: str, words: str, told: str) -> str:
        if not told or state == "later":
            return words
        return f"{words}: {told}" if state == "now" else told

    def turn_to(self, step: str) -> None:
        """Mark the step that is shown, without telling."""
        self._steps[step].setChecked(True)
        self.setFocusProxy(self._steps[step])
