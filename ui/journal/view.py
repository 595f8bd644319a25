"""The audit log as its readers see it: whether it holds, filters, and the events in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from pomdesk.domain.audit import Kind
from pomdesk.domain.names import HIDDEN, listed
from pomdesk.readmodels.audit import LogLine, LogPerson, LogState
from resources.text import Text
from ui.log_words import last_words, moment, told_words, what_words, whom_words
from ui.theme import Theme
from ui.widgets.form import Band, Button, Choice, across, named, spaced
from ui.widgets.label import Label
from ui.widgets.table import Table
from ui.widgets.table_model import Column, TableModel

PERIODS = ("all", "today", "week", "month", "between")
"""Which days: keys of their words."""

ACTIONS = ("verify", "anchor", "export", "prune")
"""What can be done with the log, in the order of the buttons."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows.

    Attributes:
        lines: the events, newest first; ``more``: there are older ones.
        may: of ``ACTIONS``.
        told: what came of going through the log just now, in words; blank: tell the last time.
        broken: it does not hold.

    """

    state: LogState
    lines: Sequence[LogLine]
    more: bool
    may: frozenset[str]
    told: Sequence[str] = ()
    broken: bool = False


class JournalView(QWidget):
    """Events and what narrows them.

    Signals:
        narrowed: what is wanted has changed.
        person_typed: words of whom to look for.
        older_asked: read on.
        asked: one of ``ACTIONS``.
        rows_copied: rows of cells for the clipboard.
    """

    narrowed = Signal()
    person_typed = Signal(str)
    older_asked = Signal()
    asked = Signal(str)
    rows_copied = Signal(object)

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self._text = text
        self.band = Band("note")
        self.told = Label("", "strong", wrap=True, select=True)
        self.more_told = Label("", "quiet", wrap=True, select=True)
        self.band.inside.addWidget(self.told)
        self.band.inside.addWidget(self.more_told)
        self.anchor = named(
            QLineEdit(), text("journal_page.anchor"), text("journal_page.anchor_help")
        )
        self.anchor.setPlaceholderText(text("journal_page.anchor_hint"))
        self.anchor.returnPressed.connect(lambda: self.asked.emit("verify"))
        self.buttons = {name: self._action(name) for name in ACTIONS}
        self.search = named(QLineEdit(), text("journal_page.find"), text("journal_page.find_help"))
        self.search.setPlaceholderText(text("journal_page.find_hint"))
        self.search.setClearButtonEnabled(True)
        self.search.returnPressed.connect(lambda: self.person_typed.emit(self.search.text()))
        self.search.textChanged.connect(self._found_nobody)
        self.person = self._choice("person", [("", None)])
        self.who = self._choice("who", [("", "")])
        self.kind = self._choice("kind", [("", "")])
        for kind in Kind:
            self.kind.addItem(text(f"audit.kind.{kind}"), kind.value)
        self.what = self._choice("what", [("", "")])
        self.period = self._choice("period", [])
        for name in PERIODS:
            self.period.addItem(text(f"journal_page.span.{name}"), name)
        self.model: TableModel[LogLine] = TableModel(_columns(text), text, self)
        self.table: Table[LogLine] = Table(
            self.model, theme, text("journal_page.table"), lambda line: line.event.seq
        )
        self.table.sort_by("at", descending=True)
        self.table.rows_copied.connect(self.rows_copied)
        self.nothing = Label(text("journal_page.nothing"), "lead", wrap=True)
        self.older = Button(text("journal_page.older"), self.older_asked.emit, kind="link")
        self._build()

    def _action(self, name: str) -> Button:
        text = self._text
        return Button(
            text(f"journal_page.do.{name}"),
            lambda: self.asked.emit(name),
            help=text(f"journal_page.do.{name}_help"),
        )

    def _choice(self, name: str, first: Sequence[tuple[str, object]]) -> Choice:
        box = named(Choice(), self._text(f"journal_page.{name}"))
        for _words, value in first:
            box.addItem(self._text(f"journal_page.every_{name}"), value)
        box.activated.connect(lambda _row: self.narrowed.emit())
        return box

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        spaced(layout)
        layout.addWidget(self.band)
        actions = across(self.anchor, *self.buttons.values())
        actions.setStretch(0, 1)
        layout.addLayout(actions)
        layout.addWidget(Label(self._text("journal_page.law"), "quiet", wrap=True))
        filters = across(self.search, self.person, self.who, self.kind, self.what, self.period)
        for place, share in enumerate((2, 2, 1, 1, 2, 1)):
            filters.setStretch(place, share)
        layout.addLayout(filters)
        layout.addWidget(self.table, 1)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.nothing, 1)
        layout.addWidget(self.older)
        self.setFocusProxy(self.table)

    def display(self, shown: Shown) -> None:
        """Show events and how the log stands."""
        text, state = self._text, shown.state
        self.band.set_kind("trouble" if shown.broken else "note")
        said = list(shown.told) or [last_words(text, state.proved)]
        self.told.setText(said[0])
        rest = [*said[1:], *_standing(text, state)]
        self.more_told.setText(" ".join(rest))
        self.more_told.setVisible(bool(rest))
        for name, button in self.buttons.items():
            button.setVisible(name in shown.may)
        self._fill(self.who, state.names, lambda name: name)
        words = {what: _capital(text.code("audit.what", what)) for what in state.whats}
        self._fill(self.what, sorted(state.whats, key=words.__getitem__), words.__getitem__)
        self.model.set_rows(shown.lines)
        self.table.setVisible(bool(shown.lines))
        self.nothing.setVisible(not shown.lines)
        self.older.setVisible(shown.more)

    def _fill(self, box: Choice, values: Sequence[str], words: Callable[[str], str]) -> None:
        chosen = box.currentData()
        while box.count() > 1:
            box.removeItem(1)
        for value in values:
            box.addItem(words(value), value)
        box.setCurrentIndex(max(box.findData(chosen), 0))

    def display_people(self, people: Sequence[LogPerson]) -> None:
        """Offer people to narrow to; one alone is chosen at once."""
        while self.person.count() > 1:
            self.person.removeItem(1)
        for one in people:
            name = listed(one.last_name, one.first_name)
            self.person.addItem(f"{name} {one.prisoner_number}", one.person_id)
        self.person.setCurrentIndex(1 if len(people) == 1 else 0)
        self.narrowed.emit()

    def _found_nobody(self, typed: str) -> None:
        if not typed and self.person.count() > 1:
            self.display_people(())

    def set_blank(self, blank: bool) -> None:
        """Hide names of people, or show them again."""
        self.model.hidden = HIDDEN if blank else None
        self.table.viewport().update()
        self.person.setVisible(not blank)
        self.search.setVisible(not blank)

    def step_back(self) -> bool:
        """Esc: show every event again. False when all are shown already."""
        boxes = (self.person, self.who, self.kind, self.what, self.period)
        if not self.search.text() and not any(box.currentIndex() for box in boxes):
            return False
        for box in boxes:
            box.setCurrentIndex(0)
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        while self.person.count() > 1:
            self.person.removeItem(1)
        self.narrowed.emit()
        self.table.setFocus()
        return True


def _standing(text: Text, state: LogState) -> list[str]:
    """What is to be known of the log besides whether it holds."""
    key = "anchored" if not state.anchor_due else "anchor_due"
    key = key if state.anchored else "never_anchored"
    day = moment(text, state.anchored) if state.anchored else ""
    said = [text(f"journal_page.{key}", day=day)]
    if state.sealed:
        said.append(text("audit.proof.sealed", n=f"{state.sealed:,}"))
    if state.old:
        key = "old_held" if state.held else "old"
        said.append(text(f"journal_page.{key}", months=state.keep_months))
    return said


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _columns(text: Text) -> list[Column[LogLine]]:
    return [
        Column(
            "at",
            "audit.column.at",
            lambda line: moment(text, line.event.at),
            lambda line: line.event.seq,
            19,
            under=lambda line: text("journal_page.number", n=f"{line.event.seq:,}"),
        ),
        Column(
            "who",
            "audit.column.who",
            lambda line: line.event.name,
            lambda line: line.event.name.casefold(),
            20,
            under=lambda line: text.code("role", line.event.role or None),
        ),
        Column(
            "whom",
            "audit.column.whom",
            lambda line: whom_words(text, line),
            lambda line: whom_words(text, line) or None,
            30,
            private=True,
        ),
        Column(
            "what",
            "audit.column.what",
            lambda line: what_words(text, line.event),
            lambda line: what_words(text, line.event),
            60,
            under=lambda line: told_words(text, line.event),
        ),
    ]
