"""The sentence as a line drawn to scale: start, today, handover, release dates.

Labels never lie on each other (``ui/widgets/moments.py``). Duties are ticks without labels.
Arrow keys and the mouse read each date out in the line below.
"""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from resources.text import Text
from ui.theme import Theme
from ui.widgets.label import role_font
from ui.widgets.moments import Moment, Placed, arrange, merged

_AXIS, _TICK, _YEAR_TICK = 5, 15, 9
_DUTY, _NEAR = 4, 5
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class SentenceLine(QWidget):
    """The line.

    Args:
        small: without the line that reads out; for previews.

    Signals:
        moment_read: the words of the date that the keyboard or the mouse is on.
    """

    moment_read = Signal(str)

    def __init__(
        self, text: Text, theme: Theme, *, small: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._text, self._theme, self._small = text, theme, small
        self._moments: list[Moment] = []
        self._ticks: list[Moment] = []
        self._all: list[Moment] = []
        self._today = date.min
        self._band: tuple[date, date] | None = None
        self._current = -1
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(text("line.name"))
        theme.changed.connect(self._dress)

    def display(
        self,
        moments: Sequence[Moment],
        today: date,
        band: tuple[date, date] | None = None,
        ticks: Sequence[Moment] = (),
    ) -> None:
        """Show these dates and today.

        Args:
            moments: dates with a label each.
            today: the desk's day.
            band: from handover start to handover.
            ticks: dates without a label: duties (``kind`` is ``duty`` or ``late``).
        """
        now = Moment(today, self._text("line.today"), self._text("line.today"), "today")
        labelled = merged([*moments, now]) if moments else []
        found = merged(ticks) if moments else []
        shown = (labelled, found, today, band)
        if shown == (self._moments, self._ticks, self._today, self._band):
            return
        self._moments, self._ticks, self._today, self._band = shown
        self._all = sorted([*labelled, *found], key=lambda moment: moment.on)
        self._current = -1
        self.setAccessibleDescription("; ".join(self.words_of(m) for m in self._all))
        self.setVisible(bool(self._moments))
        self._dress()

    @property
    def moments(self) -> Sequence[Moment]:
        """What is on the line, in order of time; one a day."""
        return tuple(self._moments)

    @property
    def ticks(self) -> Sequence[Moment]:
        """Duties on the line, in order of time; one a day."""
        return tuple(self._ticks)

    def words_of(self, moment: Moment) -> str:
        """What is read out: "Conditional release (CRD): 12 May 2027, in 5 months"."""
        day = self._text.day(moment.on)
        if moment.kind == "today" and moment.label == self._text("line.today"):
            return f"{moment.words}: {day}"
        return f"{moment.words}: {day}, {self._text.away(moment.on, self._today)}"

    @property
    def readout(self) -> str:
        """The date being read out; else the next one that comes."""
        if 0 <= self._current < len(self._all):
            return self.words_of(self._all[self._current])
        today = self._today
        coming = next((m for m in self._all if m.on > today), None)
        return self._text("line.next", words=self.words_of(coming)) if coming else ""

    def sizeHint(self) -> QSize:
        """Wide, and as high as the labels need at that width."""
        width = max(self.width(), 280)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Room for one label."""
        return QSize(160, self.heightForWidth(max(self.width(), 160)))

    def hasHeightForWidth(self) -> bool:
        """The narrower, the more levels of labels."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of line, labels and readout at a width."""
        up, down = self._levels(self._places(width))
        tall = self._label_height()
        return (up + down) * tall + _TICK + 6 + (0 if self._small else tall + 4)

    def _dress(self) -> None:
        self.updateGeometry()
        self.update()

    def _label_height(self) -> int:
        return QFontMetrics(role_font("small")).height() + 2

    def _label(self, moment: Moment) -> tuple[str, str]:
        today_alone = moment.label == self._text("line.today")
        return moment.label, "" if today_alone else self._text.short_day(moment.on)

    def _label_width(self, moment: Moment) -> int:
        name, day = self._label(moment)
        bold, plain = QFontMetrics(self._bold()), QFontMetrics(role_font("small"))
        gap = plain.horizontalAdvance(" ") if day else 0
        return bold.horizontalAdvance(name) + gap + plain.horizontalAdvance(day) + 4

    @staticmethod
    def _bold() -> QFont:
        font = role_font("small")
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def _x(self, on: date, width: int) -> int:
        first, last = self._moments[0].on, self._moments[-1].on
        span = max((last - first).days, 1)
        within = min(max((on - first).days, 0), span)  # a duty outside lies at the end
        return 4 + round(within / span * (width - 9))

    def _places(self, width: int) -> list[Placed]:
        ticks = [(self._x(m.on, width), self._label_width(m)) for m in self._moments]
        return arrange(ticks, width, gap=8)

    @staticmethod
    def _levels(places: Sequence[Placed]) -> tuple[int, int]:
        up = max((p.level // 2 + 1 for p in places if p.level % 2 == 0), default=0)
        down = max((p.level // 2 + 1 for p in places if p.level % 2), default=0)
        return up, down

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw line, ticks, labels and what is read out."""
        if not self._moments:
            return
        places = self._places(self.width())
        up, _down = self._levels(places)
        tall = self._label_height()
        axis = up * tall + _TICK // 2 + 3
        painter = QPainter(self)
        self._paint_axis(painter, axis)
        for moment, place in zip(self._moments, places, strict=True):
            self._paint_leader(painter, axis, moment, place, tall)
        self._paint_ticks(painter, axis)
        for moment, place in zip(self._moments, places, strict=True):
            self._paint_label(painter, self._label_room(place, axis, tall), moment)
        if not self._small:
            painter.setFont(role_font("small"))
            painter.setPen(self._theme.colour("text_quiet"))
            room = QRect(0, self.height() - tall, self.width(), tall)
            shown = painter.fontMetrics().elidedText(
                self.readout, Qt.TextElideMode.ElideRight, room.width()
            )
            painter.drawText(room, _LEFT, shown)
        painter.end()

    def _paint_axis(self, painter: QPainter, axis: int) -> None:
        theme, width = self._theme, self.width()
        first, last = self._moments[0].on, self._moments[-1].on
        start, end = self._x(first, width), self._x(last, width)
        now = self._x(self._today, width)
        top = axis - _AXIS // 2
        painter.fillRect(QRect(start, top, end - start, _AXIS), theme.colour("line"))
        painter.fillRect(QRect(start, top, now - start, _AXIS), theme.colour("brand"))
        if self._band:
            left, right = (self._x(day, width) for day in self._band)
            text, ground = theme.tag("yellow")
            room = QRect(left, axis - _AXIS, max(right - left, 1), 2 * _AXIS)
            painter.fillRect(room, ground)
            painter.setPen(text)
            painter.drawRect(room)
        painter.setPen(QPen(theme.colour("control_line")))
        years = range(first.year + 1, last.year + 1)
        if len(years) * 6 < width:
            for year in years:
                x = self._x(date(year, 1, 1), width)
                painter.drawLine(x, axis - _YEAR_TICK // 2, x, axis + _YEAR_TICK // 2)

    def _paint_leader(
        self, painter: QPainter, axis: int, moment: Moment, place: Placed, tall: int
    ) -> None:
        theme = self._theme
        reach = _TICK // 2 + (place.level // 2) * tall
        painter.setPen(QPen(theme.colour("control_line")))
        towards = axis - reach if place.level % 2 == 0 else axis + reach
        painter.drawLine(place.tick, axis, place.tick, towards)
        role = {"today": "brand", "handover": "text"}.get(moment.kind, "text")
        wide = 5 if moment.kind == "handover" else 3
        tick = QRect(place.tick - wide // 2, axis - _TICK // 2, wide, _TICK)
        painter.fillRect(tick, theme.colour(role))

    def _paint_ticks(self, painter: QPainter, axis: int) -> None:
        """Duties: small diamonds on the line; what is late is filled with another colour."""
        theme, current = self._theme, self._now_read()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for tick in self._ticks:
            x, half = self._x(tick.on, self.width()), _DUTY + (2 if tick is current else 0)
            points = [(x, axis - half), (x + half, axis), (x, axis + half), (x - half, axis)]
            painter.setPen(QPen(theme.colour("ground"), 1))
            painter.setBrush(theme.colour("error" if tick.kind == "late" else "link"))
            painter.drawPolygon([QPoint(*point) for point in points])
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _now_read(self) -> Moment | None:
        return self._all[self._current] if 0 <= self._current < len(self._all) else None

    def _label_room(self, place: Placed, axis: int, tall: int) -> QRect:
        step = place.level // 2
        if place.level % 2 == 0:
            top = axis - _TICK // 2 - 3 - (step + 1) * tall
        else:
            top = axis + _TICK // 2 + 3 + step * tall
        return QRect(place.left, top, place.width, tall)

    def _paint_label(self, painter: QPainter, room: QRect, moment: Moment) -> None:
        theme = self._theme
        current = moment is self._now_read()
        if current:
            painter.fillRect(room, theme.colour("selection"))
        name, day = self._label(moment)
        chosen = theme.colour("selection_text")
        painter.setFont(self._bold())
        painter.setPen(chosen if current else theme.colour("text"))
        if moment.kind == "today" and not current:
            painter.setPen(theme.colour("link"))
        room = room.adjusted(2, 0, 0, 0)
        painter.drawText(room, _LEFT, name)
        used = painter.fontMetrics().horizontalAdvance(name)
        painter.setFont(role_font("small"))
        painter.setPen(chosen if current else theme.colour("text_quiet"))
        gap = painter.fontMetrics().horizontalAdvance(" ")
        painter.drawText(room.adjusted(used + gap, 0, 0, 0), _LEFT, day)

    def _read(self, number: int) -> None:
        if not self._all or number == self._current:
            return
        self._current = number
        self.setAccessibleDescription(self.readout)
        QAccessible.updateAccessibility(
            QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
        )
        self.moment_read.emit(self.readout)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left, right, Home and End go from date to date."""
        last = len(self._all) - 1
        steps = {
            Qt.Key.Key_Left: max(self._current - 1, 0),
            Qt.Key.Key_Right: min(self._current + 1, last),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        if event.key() in steps:
            self._read(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read out the date the mouse is nearest to, if it is near."""
        if not self._moments:
            return
        places = self._places(self.width())
        up, _down = self._levels(places)
        tall = self._label_height()
        axis = up * tall + _TICK // 2 + 3
        where = event.position().toPoint()
        if abs(where.y() - axis) < _TICK:
            away = [abs(where.x() - self._x(m.on, self.width())) for m in self._all]
            if min(away) <= _NEAR:
                self._read(away.index(min(away)))
                return
        for moment, place in zip(self._moments, places, strict=True):
            if self._label_room(place, axis, tall).contains(where):
                self._read(next(n for n, one in enumerate(self._all) if one is moment))
                return

    def leaveEvent(self, event: QEvent) -> None:
        """Back to what comes next when the mouse goes."""
        if not self.hasFocus():
            self._read(-1)
        super().leaveEvent(event)
