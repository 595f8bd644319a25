"""Records as a person sees them: three short lists, and one thing to do with each line."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from pomdesk.domain.names import HIDDEN, listed
from pomdesk.readmodels.rights import HoldLine, RecordsNow, RequestLine, ReviewLine
from resources.text import Text
from resources.tokens import tokens
from ui.theme import Theme
from ui.widgets.form import Button, across, spaced
from ui.widgets.label import Label
from ui.widgets.lines import Line, LineList
from ui.widgets.table_model import Mark

TABS = ("reviews", "holds", "requests")
BUTTONS = {
    "reviews": ("decide",),
    "holds": ("hold", "end"),
    "requests": ("note", "go_on", "close"),
}
"""What can be done under each list; the first of a row also without one."""

_OF_ROW = {"reviews": "decide", "holds": "end", "requests": "go_on"}
"""What Enter does with a row."""

_ALWAYS = frozenset({"hold", "note"})


class RecordsView(QWidget):
    """Three lists under tabs.

    Signals:
        asked: code of what is to be done, and the row or None.
        case_opened: number of a person.
        rows_copied: rows of cells for the clipboard.
    """

    asked = Signal(str, object)
    case_opened = Signal(int)
    rows_copied = Signal(object)

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self._text, self._blank = text, False
        self.now: RecordsNow | None = None
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(text("records_page.tabs"))
        self.tabs.setDocumentMode(True)
        self.lists: dict[str, LineList[Any]] = {}
        self.buttons: dict[str, Button] = {}
        self._stacks: dict[str, QStackedWidget] = {}
        tells: dict[str, Callable[[Any], Line]] = {
            "reviews": self._review,
            "holds": self._hold,
            "requests": self._request,
        }
        for place, (name, tell) in enumerate(tells.items(), start=1):
            self.lists[name] = LineList(theme, text(f"records_page.tab.{name}"), tell, _same)
            self.tabs.addTab(self._tab(name), text(f"records_page.tab.{name}"))
            shortcut = QShortcut(QKeySequence(f"Alt+{place}"), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda name=name: self.turn_to(name))
        layout = QVBoxLayout(self)
        spaced(layout)
        layout.addWidget(self.tabs, 1)
        self.quality = Label("", "quiet", wrap=True)
        layout.addWidget(self.quality)
        self.tabs.currentChanged.connect(lambda _tab: self._follow())
        self._follow()

    def _tab(self, name: str) -> QWidget:
        tab = QWidget()
        layout = QVBoxLayout(tab)
        spaced(layout)
        layout.setContentsMargins(0, tokens().space["s"], 0, 0)
        rows = self.lists[name]
        made = [
            Button(
                self._text(f"records_page.do.{code}"),
                partial(self._ask, code, name),
                kind="main" if number == 0 else "quiet",
            )
            for number, code in enumerate(BUTTONS[name])
        ]
        self.buttons |= dict(zip(BUTTONS[name], made, strict=True))
        layout.addLayout(across(*made, None))
        stack = self._stacks[name] = QStackedWidget()
        empty = QWidget()
        none = QVBoxLayout(empty)
        spaced(none, "m")
        none.addWidget(Label(self._text(f"records_page.none.{name}"), "lead", wrap=True))
        none.addWidget(Label(self._text(f"records_page.more.{name}"), "quiet", wrap=True))
        none.addStretch(1)
        stack.addWidget(empty)
        stack.addWidget(rows)
        layout.addWidget(stack, 1)
        rows.row_opened.connect(lambda row: self.asked.emit(_OF_ROW[name], row))
        rows.rows_copied.connect(self.rows_copied)
        return tab

    def _ask(self, code: str, name: str) -> None:
        self.asked.emit(code, self.lists[name].chosen())

    def turn_to(self, name: str) -> None:
        """Show one of the lists, the keyboard in it."""
        self.tabs.setCurrentIndex(TABS.index(name))
        self.setFocus()

    @property
    def tab(self) -> str:
        """The list that is shown."""
        return TABS[self.tabs.currentIndex()]

    def _follow(self) -> None:
        rows = self.lists[self.tab]
        first = self.buttons[BUTTONS[self.tab][0]]
        self.setFocusProxy(rows if rows.lines.rows else first)

    def display(self, now: RecordsNow) -> None:
        """Show what is due, held and asked for."""
        self.now = now
        text = self._text
        given: dict[str, Sequence[Any]] = {
            "reviews": now.reviews,
            "holds": now.holds,
            "requests": now.requests,
        }
        for place, (name, rows) in enumerate(given.items()):
            self.lists[name].set_rows(rows)
            self._stacks[name].setCurrentIndex(1 if rows else 0)
            count = f" ({len(rows):,})" if rows else ""
            self.tabs.setTabText(place, text(f"records_page.tab.{name}") + count)
            for code in BUTTONS[name]:
                self.buttons[code].setEnabled(bool(rows) or code in _ALWAYS)
        self.quality.setText(text.count("records_page.quality", now.quality) if now.quality else "")
        self.quality.setVisible(bool(now.quality))
        self._follow()

    def set_blank(self, blank: bool) -> None:
        """Hide names and numbers, or show them again."""
        self._blank = blank
        for rows in self.lists.values():
            rows.tell_again()

    def chosen(self) -> Any:
        """The row the keyboard is on, in the list that is shown."""
        return self.lists[self.tab].chosen()

    # Rows in words.

    def _who(self, row: Any) -> tuple[str, str]:
        if self._blank:
            return HIDDEN, ""
        return listed(row.last_name, row.first_name), row.prisoner_number

    def _review(self, row: ReviewLine) -> Line:
        text = self._text
        name, number = self._who(row)
        if row.trigger is not None and row.since is not None:
            what = f"{text.code('trigger', row.trigger)} {text.short_day(row.since)}"
        else:
            what = text("records_page.not_due")
        marks = [Mark(text("rights.state.held"), "red")] if row.held else []
        more = ""
        if row.proposed_by:
            marks.append(Mark(text("records_page.proposed"), "yellow"))
            more = text("records_page.proposed_by", who=row.proposed_by, why=row.reason)
        elif row.due is not None:
            more = text("records_page.due", day=self._away(row.due))
        return Line(name, what, more, number, marks)

    def _hold(self, row: HoldLine) -> Line:
        text = self._text
        name, number = (text("rights.everybody"), "") if row.person_id is None else self._who(row)
        more = text("records_page.held_by", who=row.by, day=text.short_day(row.at.date()))
        marks = [Mark(text("rights.state.held"), "red")]
        if row.review is not None:
            more += " " + text("records_page.look_again", day=self._away(row.review))
            if self.now is not None and row.review <= self.now.today:
                marks.append(Mark(text("records_page.look_now"), "yellow"))
        return Line(name, row.reason, more, number, marks)

    def _request(self, row: RequestLine) -> Line:
        text = self._text
        name, number = self._who(row)
        what = f"{text.code('request_kind', row.kind)}, {row.ref}"
        late = self.now is not None and row.due < self.now.today
        marks = [Mark(text("records_page.late"), "red")] if late else []
        more = text("records_page.answer_by", day=self._away(row.due))
        return Line(name, what, more, number, marks)

    def _away(self, day: date) -> str:
        told = self._text.short_day(day)
        return f"{told} ({self._text.away(day, self.now.today)})" if self.now else told


def _same(row: Any) -> object:
    return row.person_id if isinstance(row, ReviewLine) else row.id
