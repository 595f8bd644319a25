"""The next twelve weeks as a picture: one bar a week, stacked by family.

Families differ by colour and pattern and are named in words beside the picture and in what
is read out, so that nothing hangs on a colour.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QBrush,
    QColor,
    QFontMetrics,
    QIcon,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from pomdesk.domain.duties import DutyFamily
from pomdesk.readmodels.duties import WeekLoad
from resources.text import Text
from ui.theme import Theme
from ui.today.rows import ALL
from ui.widgets.label import role_font

_COLOURS = {
    DutyFamily.OASYS: "blue",
    DutyFamily.PAROLE: "purple",
    DutyFamily.HANDOVER: "yellow",
    DutyFamily.PUBLIC_PROTECTION: "magenta",
    DutyFamily.RESETTLEMENT: "green",
    DutyFamily.CONTACT: "teal",
    DutyFamily.VICTIMS: "red",
    DutyFamily.EARLY_ALLOCATION: "orange",
    DutyFamily.DATA: "grey",
}
_PATTERNS = {
    DutyFamily.PAROLE: Qt.BrushStyle.BDiagPattern,
    DutyFamily.HANDOVER: Qt.BrushStyle.HorPattern,
    DutyFamily.PUBLIC_PROTECTION: Qt.BrushStyle.Dense4Pattern,
    DutyFamily.CONTACT: Qt.BrushStyle.FDiagPattern,
    DutyFamily.VICTIMS: Qt.BrushStyle.CrossPattern,
    DutyFamily.EARLY_ALLOCATION: Qt.BrushStyle.VerPattern,
    DutyFamily.DATA: Qt.BrushStyle.Dense5Pattern,
}
_SWATCH = 12
_BAR_LINES = 3.2
"""Height of the highest bar, in lines of small words."""
_WIDEST = 52


def paint_family(painter: QPainter, room: QRect, family: DutyFamily, theme: Theme) -> None:
    """Fill a piece with the colour and pattern of a family, framed."""
    ink, ground = theme.tag(_COLOURS[family])
    painter.setPen(Qt.PenStyle.NoPen)
    painter.fillRect(room, ground)
    painter.fillRect(room, QBrush(_between(ink, ground), _PATTERNS.get(family, _SOLID)))
    painter.setPen(QPen(_between(ink, ground)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(room.adjusted(0, 0, -1, -1))


_SOLID = Qt.BrushStyle.SolidPattern


def _between(one: QColor, other: QColor) -> QColor:
    """The colour half way."""
    return QColor(
        (one.red() + other.red()) // 2,
        (one.green() + other.green()) // 2,
        (one.blue() + other.blue()) // 2,
    )


def swatch(family: DutyFamily, theme: Theme, scale: float) -> QIcon:
    """A small piece of a family's colour and pattern, for beside its name."""
    picture = QPixmap(round(_SWATCH * scale), round(_SWATCH * scale))
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    paint_family(painter, QRect(0, 0, _SWATCH, _SWATCH), family, theme)
    painter.end()
    return QIcon(picture)


class WeekBars(QWidget):
    """Twelve bars. Left and right go from week to week, up and down from family to family.

    Signals:
        week_chosen: Monday of a week, or None: all of them.
        family_chosen: code of a family, or ``all``.
    """

    week_chosen = Signal(object)
    family_chosen = Signal(str)

    def __init__(self, text: Text, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._theme = text, theme
        self.weeks: Sequence[WeekLoad] = ()
        self._family, self._week = ALL, None
        self._at = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(text("weeks.name"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.measure)

    _week: date | None

    def display(self, weeks: Sequence[WeekLoad], family: str, week: date | None) -> None:
        """Show these weeks; ``family`` and ``week`` are what the lists are narrowed to."""
        self.weeks, self._family, self._week = weeks, family, week
        self._at = min(self._at, len(weeks) - 1)
        self._describe()
        self.update()

    def measure(self) -> None:
        """Sizes or colours are others now."""
        self.updateGeometry()
        self.update()

    @property
    def readout(self) -> str:
        """What is read out: the week the keyboard or the mouse is on, else all of them."""
        if not self.weeks or not any(sum(load.counts.values()) for load in self.weeks):
            return self._text("weeks.none")
        if not 0 <= self._at < len(self.weeks):
            total = sum(self._height_of(load) for load in self.weeks)
            return self._text("weeks.total", duties=self._text.count("today.duties", total))
        load = self.weeks[self._at]
        key = "weeks.chosen" if load.starts == self._week else "weeks.hint"
        return self._text(key, words=self.words_of(load))

    def words_of(self, load: WeekLoad) -> str:
        """One week in words: "Week of 7 Dec 2026: 14 duties (OASys 5, Parole 2)"."""
        text = self._text
        first = bool(self.weeks) and load is self.weeks[0]
        week = text(
            "weeks.this_week" if first else "weeks.week",
            day=text.short_day(load.starts),
            duties=text.count("today.duties", self._height_of(load)),
        )
        parts = [
            text("weeks.part", family=text.code("duty_family", family), n=load.counts[family])
            for family in self._shown()
            if load.counts.get(family)
        ]
        return text("weeks.parts", week=week, parts=", ".join(parts)) if parts else week

    def _shown(self) -> list[DutyFamily]:
        return [family for family in DutyFamily if self._family in (ALL, family.value)]

    def _height_of(self, load: WeekLoad) -> int:
        return sum(load.counts.get(family, 0) for family in self._shown())

    def _describe(self) -> None:
        self.setAccessibleDescription(self.readout)
        QAccessible.updateAccessibility(
            QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
        )

    # Sizes.

    def _line(self) -> int:
        return QFontMetrics(role_font("small")).height()

    def sizeHint(self) -> QSize:
        """The bars, a number above, a day below, and a line that reads one out."""
        return QSize(320, round(self._line() * (3.2 + _BAR_LINES)))

    def minimumSizeHint(self) -> QSize:
        """As high as it likes to be, and narrower."""
        return QSize(180, self.sizeHint().height())

    def _column(self, number: int) -> QRect:
        count = max(len(self.weeks), 1)
        left, right = (self.width() * n // count for n in (number, number + 1))
        return QRect(left, 0, right - left, self.height() - self._line() - 2)

    def _week_at(self, x: float) -> int:
        return next((n for n in range(len(self.weeks)) if x <= self._column(n).right()), -1)

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bars and what is read out."""
        painter = QPainter(self)
        painter.setFont(role_font("small"))
        most = max((self._height_of(load) for load in self.weeks), default=0)
        for number, load in enumerate(self.weeks):
            self._paint_week(painter, self._column(number), load, number, most)
        painter.setPen(self._theme.colour("text_quiet"))
        room = QRect(0, self.height() - self._line(), self.width(), self._line())
        shown = painter.fontMetrics().elidedText(
            self.readout, Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()

    def _paint_week(
        self, painter: QPainter, column: QRect, load: WeekLoad, number: int, most: int
    ) -> None:
        theme, line = self._theme, self._line()
        chosen = load.starts == self._week
        if chosen:
            painter.fillRect(column, theme.colour("surface"))
        day = QRect(column.left(), column.bottom() - line + 1, column.width(), line)
        painter.setPen(theme.colour("link" if chosen else "text_quiet"))
        painter.drawText(day, Qt.AlignmentFlag.AlignCenter, self._day(load.starts, day.width()))
        foot = day.top() - 1
        painter.setPen(QPen(theme.colour("control_line")))
        painter.drawLine(column.left(), foot, column.right(), foot)
        total = self._height_of(load)
        wide = min(column.width() * 7 // 10, _WIDEST)
        left = column.left() + (column.width() - wide) // 2
        tall = foot - column.top() - line - 2
        painter.setPen(theme.colour("text"))
        top = self._paint_bar(painter, QRect(left, foot - tall, wide, tall), load, most)
        painter.setPen(theme.colour("text" if total else "text_quiet"))
        room = QRect(column.left(), top - line, column.width(), line)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, f"{total:,}")
        if number == self._at or chosen:
            painter.setPen(QPen(theme.colour("link"), 2 if number == self._at else 1))
            painter.drawRect(column.adjusted(1, 1, -2, -1))

    def _paint_bar(self, painter: QPainter, room: QRect, load: WeekLoad, most: int) -> int:
        """Paint the pieces from the foot up; where the bar ends."""
        foot, reached = room.bottom() + 1, 0
        top = foot
        for family in self._shown():
            count = load.counts.get(family, 0)
            if count:
                reached += count
                end = foot - max(round(room.height() * reached / max(most, 1)), 3)
                end = min(end, top - 2)
                piece = QRect(room.left(), end, room.width(), top - end)
                paint_family(painter, piece, family, self._theme)
                top = end
        return max(top, room.top())

    def _day(self, day: date, room: int) -> str:
        words = self._text.short_day(day).rsplit(" ", 1)[0]
        if QFontMetrics(role_font("small")).horizontalAdvance(words) > room:
            return str(day.day)
        return words

    # Keyboard and mouse.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home and End move; Enter and Space choose."""
        last, key = len(self.weeks) - 1, Qt.Key(event.key())
        steps = {
            Qt.Key.Key_Left: max(self._at - 1, 0),
            Qt.Key.Key_Right: min(self._at + 1, last),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        if key in steps and self.weeks:
            self._read(steps[key])
        elif key in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self._step_family(1 if key == Qt.Key.Key_Down else -1)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space} and self._at >= 0:
            self._choose(self._at)
        else:
            super().keyPressEvent(event)

    def _read(self, number: int) -> None:
        if number != self._at:
            self._at = number
            self._describe()
            self.update()

    def _step_family(self, step: int) -> None:
        counts: Mapping[DutyFamily, int] = {
            family: sum(load.counts.get(family, 0) for load in self.weeks) for family in DutyFamily
        }
        there = [ALL, *(family.value for family in DutyFamily if counts[family])]
        at = there.index(self._family) if self._family in there else 0
        self.family_chosen.emit(there[(at + step) % len(there)])

    def _choose(self, number: int) -> None:
        starts = self.weeks[number].starts
        self.week_chosen.emit(None if starts == self._week else starts)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the week that was clicked on."""
        number = self._week_at(event.position().x())
        if event.button() == Qt.MouseButton.LeftButton and number >= 0:
            self._read(number)
            self._choose(number)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read out the week under the mouse."""
        self._read(self._week_at(event.position().x()))
