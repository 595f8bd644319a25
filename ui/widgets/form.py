"""Rows of a form and named controls: names for screen readers happen here.

One call makes a row: label, buddy, accessible name, help, unit and the place for an error.
Controls outside a form get their name from ``named`` or from ``Button``.
"""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from resources.tokens import tokens
from ui.widgets.label import Label, tip

W = TypeVar("W", bound=QWidget)

# A box to tick, in pixels: its side, the room around it, the gap to its words.
_BOX, _PAD, _GAP = 18, 5, 8
_ANY_WIDTH = (1 << 24) - 1  # Qt's widest: nobody said how wide


def bare(words: str) -> str:
    """Words without the mark of their access key."""
    return words.replace("&&", "\0").replace("&", "").replace("\0", "&")


def named(control: W, name: str, help: str = "") -> W:  # noqa: A002 - the word people know
    """Give a control its accessible name and, if there is one, its description and tip."""
    control.setAccessibleName(bare(name))
    if help:
        control.setAccessibleDescription(help)
        tip(control, help)
    return control


def spaced(layout: QHBoxLayout | QVBoxLayout, space: str = "s") -> None:
    """No margins, and one of the token spaces between parts."""
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(tokens().space[space])


def across(*parts: QWidget | None, space: str = "s") -> QHBoxLayout:
    """Parts side by side from the left; None takes what room is over."""
    layout = QHBoxLayout()
    spaced(layout, space)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        else:
            layout.addWidget(part)
    return layout


class Button(QPushButton):
    """A button with words.

    Args:
        kind: ``main`` (one a page), ``quiet``, ``warning``, ``link``, ``chip`` or ``bar``.
        name: accessible name where the words alone do not say what it is about
            ("Change" of what).
    """

    def __init__(
        self,
        words: str,
        on: Callable[[], object] | None = None,
        *,
        kind: str = "quiet",
        name: str = "",
        help: str = "",  # noqa: A002 - the word people know
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(words, parent)
        self.setProperty("kind", kind)
        self.setAutoDefault(kind == "main")
        named(self, name or words, help)
        if kind in {"link", "chip"}:
            self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        if kind == "chip":
            self.setCheckable(True)
        if on is not None:
            self.clicked.connect(lambda: on())


class Check(QCheckBox):
    """A box to tick; its words are its name."""

    def __init__(self, words: str, help: str = "", parent: QWidget | None = None) -> None:  # noqa: A002
        super().__init__(words, parent)
        named(self, words, help)

    def sizeHint(self) -> QSize:
        """Room for the box, the words, and the ring of the focus around both."""
        words = self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, self.text())
        height = max(words.height(), _BOX) + 2 * _PAD
        return QSize(_PAD + _BOX + _GAP + words.width() + 2 * _PAD, height)

    def minimumSizeHint(self) -> QSize:
        """As wide as it likes to be: words are not cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box in the palette's colours: Fusion's own is lost on a dark ground."""
        painter = QStylePainter(self)
        colours = self.palette()
        box = QRect(_PAD, (self.height() - _BOX) // 2, _BOX, _BOX)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colours.color(QPalette.ColorRole.Dark), 1.5))
        painter.setBrush(colours.color(QPalette.ColorRole.Base))
        painter.drawRect(box)
        if self.isChecked():
            painter.setPen(QPen(colours.color(QPalette.ColorRole.Text), 2.2))
            tick = ((0.2, 0.55), (0.42, 0.77), (0.82, 0.25))
            painter.drawPolyline(
                [QPointF(box.left() + _BOX * x, box.top() + _BOX * y) for x, y in tick]
            )
        words = self.rect().adjusted(_PAD + _BOX + _GAP, 0, 0, 0)
        flags = Qt.AlignmentFlag.AlignVCenter.value | Qt.TextFlag.TextShowMnemonic.value
        painter.drawItemText(
            words, flags, colours, self.isEnabled(), self.text(), QPalette.ColorRole.WindowText
        )
        painter.end()


class Choice(QComboBox):
    """One of a few; the arrow is drawn in the colour of the words, on any ground."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box, then the arrow."""
        super().paintEvent(event)
        painter = QStylePainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        role = QPalette.ColorRole.Text
        group = QPalette.ColorGroup.Normal if self.isEnabled() else QPalette.ColorGroup.Disabled
        painter.setPen(QPen(self.palette().color(group, role), 1.8))
        right, down = self.width() - 15.0, self.height() / 2.0
        painter.drawPolyline(
            [
                QPointF(right - 4, down - 2),
                QPointF(right, down + 2),
                QPointF(right + 4, down - 2),
            ]
        )
        painter.end()


class Row(QWidget):
    """One row: label above, help, error, then the control and its unit.

    Attributes:
        control: what the person fills in.
    """

    def __init__(self, label: str, control: QWidget, help: str, unit: str) -> None:  # noqa: A002
        super().__init__()
        self.control = control
        self._help = help
        layout = QVBoxLayout(self)
        spaced(layout, "xs")
        words = Label(label, "strong")
        words.setBuddy(control)
        layout.addWidget(words)
        if help:
            layout.addWidget(Label(help, "quiet", wrap=True))
        self._error = Label("", "error", wrap=True)
        self._error.hide()
        layout.addWidget(self._error)
        own_width = control.maximumWidth() < _ANY_WIDTH
        narrow = unit or own_width or isinstance(control, QComboBox | QSpinBox)
        layout.addLayout(across(control, Label(unit, "quiet"), None) if narrow else across(control))
        spoken = " ".join(part for part in (help, unit) if part)
        control.setAccessibleName(bare(label))
        control.setAccessibleDescription(spoken)

    def set_error(self, words: str) -> None:
        """Say what is wrong beside the control; no words take it away."""
        self._error.setText(words)
        self._error.setVisible(bool(words))
        self.control.setAccessibleDescription(words or self._help)
        self.control.setProperty("wrong", bool(words))
        self.control.style().unpolish(self.control)
        self.control.style().polish(self.control)

    @property
    def error(self) -> str:
        """What is said to be wrong, or nothing."""
        return self._error.text()


class Form(QWidget):
    """Rows under each other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        spaced(self._layout, "m")

    def row(self, label: str, control: QWidget, *, help: str = "", unit: str = "") -> Row:  # noqa: A002
        """Add a row; ``label`` may mark an access key with ``&``."""
        row = Row(label, control, help, unit)
        self._layout.addWidget(row)
        return row

    def add(self, part: QWidget) -> None:
        """Add a part that is its own label, such as a ``Check``."""
        self._layout.addWidget(part, 0, Qt.AlignmentFlag.AlignLeft)

    def add_words(self, words: str) -> Label:
        """Add words about the row above."""
        label = Label(words, wrap=True)
        self._layout.addWidget(label)
        return label


class Band(QFrame):
    """A band of words with a bar at its left: ``note``, ``done``, ``trouble``; or a ``card``.

    Attributes:
        inside: the layout to fill.
    """

    def __init__(self, kind: str = "note", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.inside = QVBoxLayout(self)
        space = tokens().space
        self.inside.setContentsMargins(space["m"], space["s"], space["m"], space["s"])
        self.inside.setSpacing(space["s"])
        self.setProperty("band", kind)

    def set_kind(self, kind: str) -> None:
        """Turn to another kind."""
        if self.property("band") == kind:
            return
        self.setProperty("band", kind)
        self.style().unpolish(self)
        self.style().polish(self)
