"""What moved as a person sees it: everybody in one list by cause, the trace of one beside it."""

from datetime import UTC

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from pomdesk.domain.names import HIDDEN, listed
from pomdesk.readmodels.moves import MoveCause, Moves, PersonMoved
from resources.text import Text
from resources.tokens import tokens
from ui.theme import Theme
from ui.today import moved_words as words
from ui.widgets.facts import Facts
from ui.widgets.form import Button, across, spaced
from ui.widgets.label import Label
from ui.widgets.lines import Line, LineList
from ui.widgets.measure import characters, lines
from ui.widgets.scrolled import Scrolled

_BESIDE = 110
"""Characters from which the trace stands beside the list."""
_TRACE = 50
_WAITS = 60
"""Milliseconds until the trace follows, so that walking down the list never waits for it."""

_ANY = 16_777_215
"""As large as Qt lets a widget be."""

Entry = MoveCause | PersonMoved


class Trace(Scrolled):
    """One person: the facts that changed, what was worked out from them, the duties."""

    def __init__(self, text: Text, parent: QWidget | None = None) -> None:
        super().__init__(text("moves.trace"), parent)
        self._text = text
        self._moved: PersonMoved | None = None
        self._blank = False
        self.name = Label("", "heading", wrap=True)
        self.number = Label("", "quiet")
        self.empty = Label(text("moves.choose"), "quiet", wrap=True)
        for part in (self.name, self.number, self.empty):
            self.inside.addWidget(part)
        self.parts: dict[str, tuple[Label, Facts]] = {}
        for key in ("facts", "results", "duties"):
            self.parts[key] = (Label(text(f"moves.{key}"), "strong"), Facts(text))
            for shown in self.parts[key]:
                self.inside.addWidget(shown)
        self.inside.setSpacing(tokens().space["s"])
        self.inside.setContentsMargins(0, 0, tokens().space["s"], 0)
        self.inside.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.display(None)

    def display(self, moved: PersonMoved | None) -> None:
        """Show one person, or that nobody is chosen."""
        self._moved = moved
        self.empty.setVisible(moved is None)
        for part in (self.name, self.number):
            part.setVisible(moved is not None)
        self._name_it()
        text = self._text
        told = {
            "facts": words.fact_lines(text, moved) if moved else [],
            "results": words.result_lines(text, moved) if moved else [],
            "duties": words.duty_lines(text, moved.duties) if moved else [],
        }
        for key, (heading, facts) in self.parts.items():
            facts.display(told[key])
            heading.setVisible(bool(told[key]))
            facts.setVisible(bool(told[key]))
        spoken = [f"{line.name}: {line.value}" for each in told.values() for line in each]
        self.setAccessibleDescription(". ".join(spoken))

    def set_blank(self, blank: bool) -> None:
        """Hide who it is, or show it again."""
        self._blank = blank
        self._name_it()

    def _name_it(self) -> None:
        moved = self._moved
        if moved is not None:
            name = listed(moved.last_name, moved.first_name)
            self.name.setText(HIDDEN if self._blank else name)
            self.number.setText(HIDDEN if self._blank else moved.prisoner_number)


class MovesView(QWidget):
    """Whose dates moved.

    Signals:
        case_opened: id of the person.
        seen_asked: somebody has looked.
        print_asked: the paper about it is wanted.
        rows_copied: rows of cells for the clipboard.
    """

    case_opened = Signal(int)
    seen_asked = Signal()
    print_asked = Signal()
    rows_copied = Signal(object)

    def __init__(self, text: Text, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._blank = False
        self._counts: dict[MoveCause, int] = {}
        self.moves: Moves | None = None
        self._since = Label("", "quiet", wrap=True)
        self.seen = Button(text("moves.seen"), self.seen_asked.emit, kind="main")
        self.seen.setAccessibleDescription(text("moves.seen_help"))
        self.print = Button(text("moves.print"), self.print_asked.emit)
        self.open = Button(text("moves.open"), self._open_chosen)
        self.list: LineList[Entry] = LineList(theme, text("moves.list"), self._tell, _same)
        self.trace = Trace(text)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_WAITS)
        self._build()
        self._later.timeout.connect(self._follow)
        self.list.row_chosen.connect(lambda _row: self._later.start())
        self.list.row_opened.connect(lambda _row: self._open_chosen())
        self.list.rows_copied.connect(self.rows_copied)
        theme.changed.connect(self._make_room)

    def _build(self) -> None:
        text = self._text
        full = QWidget()
        outer = QVBoxLayout(full)
        spaced(outer)
        outer.addWidget(self._since)
        outer.addLayout(across(self.seen, self.print, self.open, None))
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._sides.setContentsMargins(0, 0, 0, 0)
        self._sides.setSpacing(tokens().space["l"])
        self._sides.addWidget(self.list, 1)
        self._sides.addWidget(self.trace)
        outer.addLayout(self._sides, 1)
        empty = QWidget()
        none = QVBoxLayout(empty)
        spaced(none, "m")
        none.setContentsMargins(0, tokens().space["l"], 0, 0)
        none.addWidget(Label(text("moves.none"), "lead", wrap=True))
        none.addWidget(Label(text("moves.none_more"), "quiet", wrap=True))
        none.addStretch(1)
        self._full, self._empty = full, empty
        self._stack = QStackedLayout(self)
        self._stack.addWidget(empty)
        self._stack.addWidget(full)

    def display(self, moves: Moves) -> None:
        """Show what moved."""
        self.moves = moves
        groups: dict[MoveCause, list[PersonMoved]] = {}
        for moved in moves.people:
            groups.setdefault(moved.cause, []).append(moved)
        self._counts = {cause: len(people) for cause, people in groups.items()}
        rows: list[Entry] = []
        for cause, people in groups.items():
            rows += [cause, *people]
        self._since.setText(self._told_since(moves))
        self._stack.setCurrentWidget(self._full if rows else self._empty)
        self.setFocusProxy(self.list if rows else self._empty)
        heads = [number for number, row in enumerate(rows) if isinstance(row, MoveCause)]
        self.list.set_rows(rows, heads)
        self._follow()

    def _told_since(self, moves: Moves) -> str:
        text = self._text
        told = [text("moves.since_never")]
        if moves.since is not None:
            since = moves.since.replace(tzinfo=moves.since.tzinfo or UTC).astimezone()
            told = [text("moves.since", when=f"{text.day(since.date())}, {since:%H:%M}")]
        if moves.files:
            files = ", ".join(dict.fromkeys(moves.files))
            told.append(text(f"moves.files.{_plural(len(moves.files))}",
                             n=len(moves.files), files=files))  # fmt: skip
        return " · ".join(told)

    def _tell(self, row: Entry) -> Line:
        if isinstance(row, MoveCause):
            people = self._text.count("count.people", self._counts[row])
            return Line(self._text(f"moves.cause.{row.value}"), people)
        assert self.moves is not None  # noqa: S101 - rows come with the moves
        return words.summary(self._text, row, self.moves.today, blank=self._blank)

    def set_blank(self, blank: bool) -> None:
        """Hide names and numbers, or show them again."""
        self._blank = blank
        self.list.tell_again()
        self.trace.set_blank(blank)

    def chosen(self) -> PersonMoved | None:
        """The person the keyboard is on."""
        row = self.list.chosen()
        return row if isinstance(row, PersonMoved) else None

    def _follow(self) -> None:
        self._later.stop()
        self.trace.display(self.chosen())

    def _open_chosen(self) -> None:
        moved = self.chosen()
        if moved is not None:
            self.case_opened.emit(moved.person_id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the trace below the list where there is no room beside it."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        beside = self.width() >= characters(_BESIDE)
        way = QBoxLayout.Direction
        self._sides.setDirection(way.LeftToRight if beside else way.TopToBottom)
        self.trace.setMinimumWidth(characters(_TRACE) if beside else 0)
        self.trace.setMaximumWidth(characters(_TRACE) if beside else _ANY)
        tall = max(self.height() * 2 // 5, lines(6))
        self.trace.setMinimumHeight(0 if beside else tall)
        self.trace.setMaximumHeight(_ANY if beside else tall)


def _same(row: Entry) -> object:
    return row if isinstance(row, MoveCause) else row.person_id


def _plural(count: int) -> str:
    return "one" if count == 1 else "other"
