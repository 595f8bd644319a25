"""The lists of the day: late, this week, coming; side by side, or under each other in one."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pomdesk.readmodels.duties import DutyLine, Today
from resources.text import Text
from ui.theme import Theme
from ui.today import rows as made
from ui.today.rows import Row, Wanted
from ui.today.words import DayWords, count_words
from ui.widgets.form import across, spaced
from ui.widgets.label import Label
from ui.widgets.lines import LineList
from ui.widgets.measure import characters

KEYS = "dsncu? +-"
_SECTIONS = ("late", "week", "coming")
_THREE = 96
"""Characters from which the lists stand side by side."""


class _Column(QWidget):
    """One list under its heading, or words where there is nothing in it."""

    def __init__(self, text: Text, theme: Theme, section: str, words: DayWords) -> None:
        super().__init__()
        self.heading = Label("", "strong", wrap=True)
        self.list: LineList[Row] = LineList(
            theme, text(f"today.list_{section}"), words.tell, lambda row: row.key, KEYS
        )
        self.none = Label("", "quiet", wrap=True)
        layout = QVBoxLayout(self)
        spaced(layout, "xs")
        for part in (self.heading, self.none):
            layout.addWidget(part)
        layout.addWidget(self.list, 1)
        layout.addStretch(0)

    def display(self, heading: str, rows: Sequence[Row], none: str) -> None:
        """Show rows, or that there are none."""
        self.heading.setText(heading)
        self.heading.setVisible(bool(heading))
        self.none.setText(none)
        self.none.setVisible(bool(none))
        self.list.setVisible(bool(rows))
        self.list.set_rows(rows, made.heads(rows))


class Columns(QWidget):
    """Three lists, or one; one row in one of them is chosen.

    Attributes:
        shown: the rows of all lists, in reading order.

    Signals:
        row_chosen: a :class:`Row`, or None.
        row_opened: a row, by Enter or a double click.
        key_typed: one of ``KEYS``.
        rows_copied: rows of cells for the clipboard.
    """

    row_chosen = Signal(object)
    row_opened = Signal(object)
    key_typed = Signal(str)
    rows_copied = Signal(object)

    def __init__(
        self, text: Text, theme: Theme, words: DayWords, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._text, self._words = text, words
        self._today: Today | None = None
        self._further: Sequence[DutyLine] = ()
        self._three = True
        self._active = 0
        self.shown: list[Row] = []
        self._columns = [_Column(text, theme, section, words) for section in _SECTIONS]
        self.lists = [column.list for column in self._columns]
        layout = across(*self._columns, space="l")
        for place, part in enumerate(self._columns):
            layout.setStretch(place, 1)
            self._connect(part.list, place)
        self.setLayout(layout)
        theme.changed.connect(self._fold_or_spread)

    def _connect(self, part: LineList[Row], place: int) -> None:
        part.row_chosen.connect(lambda row: self._chose(place, row))
        part.row_opened.connect(self.row_opened)
        part.key_typed.connect(self.key_typed)
        part.side_asked.connect(lambda step: self._step(place, step))
        part.rows_copied.connect(self.rows_copied)

    # Being fed.

    def display(self, today: Today, further: Sequence[DutyLine]) -> None:
        """Show a day in the way ``words.wanted`` says; ``further`` reaches twelve weeks."""
        self._today, self._further = today, further
        self._fill()

    def _fill(self) -> None:
        today, wanted = self._today, self._words.wanted
        if today is None:
            return
        parts = self._parts(today, wanted)
        self.shown = [row for _section, rows in parts for row in rows]
        if wanted.week is not None or not self._three:
            self._fill_one(parts, wanted)
        else:
            for column, (section, rows) in zip(self._columns, parts, strict=True):
                column.show()
                none = "" if any(row.lines for row in rows) else self._none(section, wanted)
                column.display(self._title(section, rows), rows, none)
        self._settle()

    def _parts(self, today: Today, wanted: Wanted) -> list[tuple[str, list[Row]]]:
        if wanted.week is not None:
            lines = self._further or [*today.this_week, *today.coming]
            rows = made.one_week(lines, wanted, today.today, made.begins(today))
            return [("one_week", rows)]
        coming = made.coming(today, wanted) + made.aside(today, wanted)
        return [
            ("late", made.late(today, wanted)),
            ("week", made.this_week(today, wanted)),
            ("coming", coming),
        ]

    def _fill_one(self, parts: Sequence[tuple[str, list[Row]]], wanted: Wanted) -> None:
        rows: list[Row] = []
        for section, part in parts:
            own = [row for row in part if row.section == section]
            lines = [line for row in own if row.kind in {"duty", "fold"} for line in row.lines]
            if lines and wanted.week is None:
                rows.append(Row("section", ("section", section), section, lines))
            rows += part
        title = self._title("one_week", rows) if wanted.week is not None else ""
        section = "one_week" if wanted.week is not None else "all"
        self._columns[0].display(title, rows, "" if rows else self._none(section, wanted))
        for column in self._columns[1:]:
            column.hide()

    def _title(self, section: str, rows: Sequence[Row]) -> str:
        text, week = self._text, self._words.wanted.week
        own = [r for r in rows if r.kind in {"duty", "fold"} and r.section not in _ASIDE]
        count = count_words(text, [line for row in own for line in row.lines])
        if section == "one_week":
            return f"{text('today.section.one_week', day=text.short_day(week))}  {count}"
        return f"{text(f'today.section.{section}')}  {count}"

    def _none(self, section: str, wanted: Wanted) -> str:
        kept = Wanted(by=wanted.by, opened=wanted.opened)
        if wanted != kept or section not in _SECTIONS:
            return self._text("today.nothing_kept" if wanted != kept else "today.nothing_late")
        return self._text(f"today.nothing_{section}")

    # One column or three.

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold into one list where there is no room for three."""
        super().resizeEvent(event)
        self._fold_or_spread()

    def _fold_or_spread(self) -> None:
        three = self.width() >= characters(_THREE)
        if three != self._three:
            row = self.chosen()
            self._three = three
            self._fill()
            if row is not None:
                self.choose(row.key)

    # What is chosen.

    def chosen(self) -> Row | None:
        """The row the keyboard is on."""
        return self.lists[self._active].chosen() if self._active in self._there() else None

    def choose(self, key: object) -> bool:
        """Go to a row; False where it is not shown."""
        for place, part in enumerate(self.lists):
            if not self._columns[place].isHidden() and part.choose(lambda row: row.key == key):
                self._active = place
                self._settle()
                return True
        return False

    @property
    def active(self) -> QWidget:
        """The list the keyboard is or was in."""
        return self.lists[self._active]

    def _there(self) -> list[int]:
        return [
            place
            for place, column in enumerate(self._columns)
            if not column.isHidden() and column.list.chosen() is not None
        ]

    def _settle(self) -> None:
        """One row is marked, in a list that has any; the keyboard goes with it."""
        there = self._there()
        had = any(part.hasFocus() for part in self.lists)
        if there and self._active not in there:
            self._active = next((n for n in there if n > self._active), there[0])
            if had:
                self.lists[self._active].setFocus()
        for place, part in enumerate(self.lists):
            if place != self._active:
                part.unchoose()
        row = self.chosen()
        if row is not None:
            part = self.lists[self._active]
            part.selectRow(part.currentIndex().row())
        self.row_chosen.emit(row)

    def _chose(self, place: int, row: Row | None) -> None:
        if self.lists[place].hasFocus() and place != self._active:
            self._active = place
            for other, part in enumerate(self.lists):
                if other != place:
                    part.unchoose()
        if place == self._active:
            self.row_chosen.emit(row)

    def _step(self, place: int, step: int) -> None:
        there = self._there()
        beside = [n for n in there if (n - place) * step > 0]
        if beside:
            towards = min(beside, key=lambda n: abs(n - place))
            self.lists[towards].setFocus(Qt.FocusReason.TabFocusReason)

    def tell_again(self) -> None:
        """Names are hidden now, or shown."""
        for part in self.lists:
            part.tell_again()


_ASIDE = frozenset({"blocked", "snoozed"})
