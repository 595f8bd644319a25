"""Every duty of the case: what, by when, where it stands; said done, put off, not needed."""

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from pomdesk.domain.duties import Duty, DutyOwner, DutyState
from resources.text import Text
from ui.case.asks import DutyAsked, RowsAsked
from ui.case.shown import Shown
from ui.case.tabs.duty_feed import KEYS, duty_keys, may, waits_words
from ui.case.tabs.parts import Tab
from ui.theme import Theme
from ui.widgets.chips import Chips
from ui.widgets.duty_words import duty_away, duty_mark, mark_words
from ui.widgets.form import Button, across
from ui.widgets.label import Label
from ui.widgets.measure import lines
from ui.widgets.table import Table
from ui.widgets.table_model import Column, TableModel

_LEAST = 8
"""Lines the table is high at least."""


def _put_off(duty: Duty, today: date) -> bool:
    return duty.open and duty.snoozed_until is not None and duty.snoozed_until > today


FILTERS: dict[str, Callable[[Duty, date], bool]] = {
    "open": lambda duty, today: duty.open and not _put_off(duty, today),
    "overdue": lambda duty, today: duty.state is DutyState.OVERDUE and not _put_off(duty, today),
    "blocked": lambda duty, today: duty.state is DutyState.BLOCKED,
    "put_off": _put_off,
    "done": lambda duty, today: duty.state is DutyState.DONE,
    "not_needed": lambda duty, today: duty.state is DutyState.NOT_NEEDED,
    "all": lambda duty, today: True,
}
"""What each chip keeps."""


class DutiesTab(Tab):
    """The table of duties with its keys.

    Attributes:
        model: the duties.
        table: the table.
        chips: which are shown.
    """

    key = "duties"

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text, theme)
        self._shown: Shown | None = None
        self._order: dict[str, int] = {}  # most urgent first, as the desk gave them
        self.chips = Chips(list(FILTERS), "case.duties.chip", text, counted="case.duties.count")
        self.model: TableModel[Duty] = TableModel(self._columns(), text, self)
        self.table: Table[Duty] = Table(self.model, theme, text("case.tab.duties"), _same)
        self.none = Label("", "quiet", wrap=True)
        self.words = Label("", "quiet", wrap=True, select=True)
        self.buttons = {
            action: Button(
                text(f"case.duties.do.{action}"),
                partial(self._do, action),
                help=text(f"case.duties.help.{action}"),
            )
            for action in ("why", *KEYS.values())
        }
        self.inside.addWidget(self.chips)
        self.inside.addWidget(self.none)
        self.inside.addWidget(self.table, 1)
        self.inside.addWidget(self.words)
        below = QWidget()
        below.setLayout(across(*self.buttons.values(), None))
        self.inside.addWidget(below)
        self._connect()

    def _connect(self) -> None:
        self.chips.chip_chosen.connect(lambda _key: self._narrow())
        self.table.row_opened.connect(lambda _duty: self._do("why"))
        self.table.row_chosen.connect(self._tell)
        self.table.rows_copied.connect(lambda rows: self.asked.emit(RowsAsked(rows)))
        duty_keys(self.table, self._do)
        self._theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.table.setMinimumHeight(lines(_LEAST))

    def _columns(self) -> list[Column[Duty]]:
        text = self._text
        return [
            Column("state", "case.duties.column.state", lambda duty: "",
                   lambda duty: self._order[duty.key], 13,
                   marks=lambda duty: [duty_mark(text, duty, self._today)]),
            Column("duty", "case.duties.column.duty", self._title, self._title, 44,
                   under=self._because),
            Column("due", "case.duties.column.due",
                   lambda duty: text.short_day(duty.due or duty.done_on), _due, 14,
                   under=self._away),
            Column("opens", "case.duties.column.opens",
                   lambda duty: text.short_day(duty.opens) or "–", _opens, 14),
            Column("owner", "case.duties.column.owner",
                   lambda duty: text.code("duty_owner", duty.owner),
                   lambda duty: text.code("duty_owner", duty.owner), 14),
            Column("said", "case.duties.column.said", lambda duty: mark_words(text, duty),
                   lambda duty: duty.mark.day.toordinal() if duty.mark else None, 30),
        ]  # fmt: skip

    @property
    def _today(self) -> date:
        return self._shown.today if self._shown is not None else date.min

    def _title(self, duty: Duty) -> str:
        return self._shown.title(self._text, duty) if self._shown is not None else ""

    def _because(self, duty: Duty) -> str:
        waits = waits_words(self._text, self._shown, duty) if self._shown is not None else ""
        rule = self._text.code("rule", duty.because[0].rule) if duty.because else ""
        return waits or rule

    def _away(self, duty: Duty) -> str:
        return duty_away(self._text, duty, self._today)

    def display(self, shown: Shown) -> None:
        """Show the duties of one case."""
        self._shown = shown
        today = shown.today
        duties = list(shown.record.duties)
        self._order = {duty.key: place for place, duty in enumerate(duties)}
        counts = {
            key: sum(1 for duty in duties if keeps(duty, today)) for key, keeps in FILTERS.items()
        }
        self.chips.set_counts(counts)
        self.model.set_rows(duties, self._keeping())
        self._say_none()

    def go_to(self, key: str) -> None:
        """Put the keyboard on one duty, whatever was filtered."""
        if not self.table.choose(lambda duty: duty.key == key):
            self.chips.set_chosen("all")
            self._narrow()
            self.table.choose(lambda duty: duty.key == key)
        self.table.setFocus()

    def count(self, shown: Shown) -> int:
        """What is to be done and late."""
        return sum(1 for duty in shown.record.duties if FILTERS["overdue"](duty, shown.today))

    def _keeping(self) -> Callable[[list[int]], list[int]]:
        keeps, today = FILTERS[self.chips.chosen], self._today
        return lambda order: [n for n in order if keeps(self.model.rows[n], today)]

    def _narrow(self) -> None:
        self.model.set_filter(self._keeping())
        self._say_none()

    def _say_none(self) -> None:
        some = bool(self.model.shown)
        key = "none_here" if self.model.rows else "nothing"
        self.none.setText(self._text(f"case.duties.{key}"))
        self.none.setVisible(not some)
        self.table.setVisible(some)
        self._tell(self.table.chosen() if some else None)

    def _tell(self, duty: Duty | None) -> None:
        """Say what completes the duty, and what was said of it, in full."""
        text = self._text
        for button in self.buttons.values():
            button.setEnabled(duty is not None)
        self.words.setVisible(duty is not None)
        if duty is None:
            return
        self.table.setProperty("why", f"duty:{duty.key}")
        completes = text("why.completes", what=text.code("duty_completes", duty.kind))
        who = (
            ""
            if duty.owner is DutyOwner.POM
            else text("case.duties.not_yours", who=text.code("duty_owner", duty.owner))
        )
        self.words.setText(" ".join(p for p in (completes, who, mark_words(text, duty)) if p))
        for action, button in self.buttons.items():
            button.setEnabled(may(action, duty))

    def _do(self, action: str) -> None:
        duty = self.table.chosen()
        if duty is None or not self.buttons[action].isEnabled():
            return
        if action == "why":
            self.why_asked.emit(f"duty:{duty.key}")
        else:
            self.asked.emit(DutyAsked(action, duty))


def _same(duty: Duty) -> str:
    return duty.key


def _due(duty: Duty) -> int | None:
    day = duty.due or duty.done_on
    return day.toordinal() if day else None


def _opens(duty: Duty) -> int | None:
    return duty.opens.toordinal() if duty.opens else None
