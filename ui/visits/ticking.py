"""Proposed people in walking order, each with a box to tick."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from pomdesk.readmodels.visits import Proposed
from resources.text import Text
from ui.theme import Theme
from ui.widgets.table import RowDelegate, Table
from ui.widgets.table_model import Column, Mark, Part, TableModel
from ui.widgets.visit_words import (
    NOTHING,
    CardWords,
    alert_marks,
    flag_marks,
    key_of,
    knowing,
    name_of,
    place_words,
)

_BOX = 18
_TICK = ((0.2, 0.55), (0.42, 0.77), (0.82, 0.25))
_SELECTED = QStyle.StateFlag.State_Selected.value
_FOCUSED = QStyle.StateFlag.State_HasFocus.value


class TickDelegate(RowDelegate):
    """Paints a box where other cells have words, ticked where the cell says anything."""

    def __init__(
        self, model: TableModel[Proposed], theme: Theme, parent: QWidget, on: Callable[[int], bool]
    ) -> None:
        super().__init__(model, theme, parent)
        self._on, self._look = on, theme

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the ground of the row, then the box."""
        rect, state, theme = option.rect, option.state.value, self._look
        painter.save()
        if state & _SELECTED:
            painter.fillRect(rect, theme.colour("selection"))
        else:
            painter.setPen(QPen(theme.colour("line")))
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        box = QRect(0, 0, _BOX, _BOX)
        box.moveCenter(rect.center())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("control_line"), 1.5))
        painter.setBrush(theme.colour("ground"))
        painter.drawRect(box)
        if self._on(index.row()):
            painter.setPen(QPen(theme.colour("text"), 2.2))
            painter.drawPolyline(
                [QPointF(box.left() + _BOX * x, box.top() + _BOX * y) for x, y in _TICK]
            )
        if state & _FOCUSED:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("focus"), 2))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        painter.restore()


class TickTable(Table[Proposed]):
    """People to choose from: Space ticks the chosen rows, a click on the box ticks one.

    Attributes:
        ticked: ids of those who are ticked, shown or not.

    Signals:
        ticks_changed: somebody was ticked or is no more.
    """

    ticks_changed = Signal()

    def __init__(
        self, model: TableModel[Proposed], theme: Theme, name: str, ticked: set[int]
    ) -> None:
        self.ticked = ticked
        self._boxes: TickDelegate | None = None
        super().__init__(model, theme, name, lambda one: one.person_id)
        self._boxes = TickDelegate(model, theme, self, self._is_ticked)
        self.setItemDelegateForColumn(0, self._boxes)
        self.clicked.connect(self._clicked)

    def dress(self) -> None:
        """Take sizes and colours from the theme as it is now."""
        super().dress()
        if self._boxes is not None:
            self._boxes.dress()

    def _is_ticked(self, line: int) -> bool:
        return self._rows.row_at(line).person_id in self.ticked

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == 0:
            self.turn([index.row()])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick the chosen rows, or what every table does."""
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            self.turn(self.chosen_lines())
        else:
            super().keyPressEvent(event)

    def turn(self, lines: list[int]) -> None:
        """Tick these lines; where all of them are, take the ticks away."""
        people = {self._rows.row_at(line).person_id for line in lines}
        if people <= self.ticked:
            self.ticked -= people
        else:
            self.ticked |= people
        self.tell_ticks()

    def tell_ticks(self) -> None:
        """Draw the boxes again, and tell that they changed."""
        shown = self._rows.rowCount()
        if shown:
            self._rows.dataChanged.emit(self._rows.index(0, 0), self._rows.index(shown - 1, 0))
        self.viewport().update()
        self.ticks_changed.emit()


def columns(
    text: Text,
    words: CardWords,
    today: Callable[[], date],
    ticked: Callable[[int], bool],
    place: Callable[[Proposed], int],
    blank: Callable[[], bool],
) -> list[Column[Proposed]]:
    """What is known of each person.

    Args:
        text: the words.
        words: what a card says.
        today: the day.
        ticked: whether somebody is to be seen.
        place: theirs in walking order.
        blank: whether names and alerts are hidden.

    """

    def why(one: Proposed) -> list[str]:
        return words.asks(text, one.card, today())

    def seen(one: Proposed) -> str:
        return text.short_day(one.card.last_seen) or text("visits_page.never")

    def away(one: Proposed) -> str:
        return text.away(one.card.last_seen, today()) if one.card.last_seen else ""

    def know(one: Proposed) -> tuple[Sequence[Mark], str]:
        alerts = () if blank() else alert_marks(one.card)
        return knowing(alerts, flag_marks(text, one.flags, one.was, words))

    return [
        Column(
            "tick",
            "visits_page.column.tick",
            lambda one: text(f"visits_page.{'ticked' if ticked(one.person_id) else 'not_ticked'}"),
            place,
            4,
        ),
        Column(
            "place",
            "visits_page.column.place",
            lambda one: words.cell(one.place, one.card) or NOTHING,
            place,
            13,
            under=lambda one: place_words(text, one.place),
        ),
        Column(
            "person",
            "caseload.column.person",
            lambda one: name_of(one.card),
            lambda one: key_of(one.card),
            18,
            under=lambda one: one.card.prisoner_number,
            parts=(
                Part("caseload.column.name", lambda one: name_of(one.card)),
                Part("field.prisoner_number", lambda one: one.card.prisoner_number),
            ),
            private=True,
        ),
        Column(
            "late",
            "visits_page.column.late",
            lambda one: "",
            lambda one: (0 if one.card.late else 1) if one.card.asks else 2,
            7,
            marks=lambda one: (Mark(text("visits_page.late"), "red"),) if one.card.late else (),
        ),
        Column(
            "why",
            "visits_page.column.why",
            lambda one: next(iter(why(one)), NOTHING),
            lambda one: next(iter(why(one)), None),
            33,
            under=lambda one: "; ".join(why(one)[1:]),
        ),
        Column(
            "know",
            "visits_page.column.know",
            lambda one: "",
            lambda one: 2 * (not one.card.alerts) + (not one.flags),
            22,
            under=lambda one: know(one)[1],
            marks=lambda one: know(one)[0],
        ),
        Column(
            "minutes",
            "visits_page.column.minutes",
            lambda one: f"{one.minutes}" if one.minutes else NOTHING,
            lambda one: one.minutes or None,
            8,
        ),
        Column("seen", "visits_page.column.seen", seen, _ordinal, 11, under=away),
    ]


def _ordinal(one: Proposed) -> int:
    """Never seen comes before long ago."""
    return one.card.last_seen.toordinal() if one.card.last_seen else 0
