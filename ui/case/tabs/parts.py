"""What the tabs are made of: a tab that scrolls, blocks under headings, lists of entries."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from pomdesk.domain.record import SPECS, Entry, EntryKind
from resources.text import Text
from resources.tokens import tokens
from ui.case.asks import (
    AddAsked,
    ChangeAsked,
    FactAsked,
    NotesAsked,
    RemoveAsked,
    RowsAsked,
)
from ui.case.entries import entry_items, mid_sentence, not_disclosable
from ui.case.shown import Shown
from ui.theme import Theme
from ui.widgets.chips import make_tag
from ui.widgets.facts import Facts, Rule
from ui.widgets.feed import Feed, FeedItem
from ui.widgets.fitted import FittedTable
from ui.widgets.form import Button, across, spaced
from ui.widgets.label import Label
from ui.widgets.measure import characters
from ui.widgets.scrolled import Scrolled
from ui.widgets.table_model import Mark

_TWO_COLUMNS = 116
"""Characters a tab must be wide for two columns."""

_W = TypeVar("_W", bound=QWidget)


class Tab(Scrolled):
    """One tab.

    Attributes:
        key: its words are ``case.tab.<key>``.

    Signals:
        asked: one of ``ui/case/asks.py``.
        why_asked: name of a result, or ``duty:`` and a duty's key.
    """

    key: ClassVar[str]
    asked = Signal(object)
    why_asked = Signal(str)

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__(text(f"case.tab.{self.key}"))
        self._text, self._theme = text, theme
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

        self._besides: list[Beside] = []

    def display(self, shown: Shown) -> None:
        """Show one case."""

    def beside(self, *columns: Sequence[QWidget]) -> None:
        """Put columns into the page: side by side, or under each other."""
        part = Beside(*columns)
        self._besides.append(part)
        self.inside.addWidget(part)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns side by side where there is room, else under each other."""
        super().resizeEvent(event)
        wide = self.viewport().width() >= characters(_TWO_COLUMNS)
        for part in self._besides:
            part.fold(wide)

    def count(self, shown: Shown) -> int:
        """The number beside the tab's name; 0: none."""
        return 0

    def facts(self, block: "Block") -> Facts:
        """Put a list of facts into a block; its questions go where every tab's go."""
        facts = block.add(Facts(self._text))
        facts.why_asked.connect(self.why_asked)
        facts.change_asked.connect(lambda fact: self.asked.emit(FactAsked(fact)))
        facts.notes_asked.connect(lambda fact: self.asked.emit(NotesAsked(fact)))
        return facts

    def put_table(self, block: "Block", table: FittedTable[Any]) -> None:
        """Put a table into a block; what is copied goes to the clipboard."""
        block.add(table)
        table.rows_copied.connect(lambda rows: self.asked.emit(RowsAsked(rows)))

    def entries(self, block: "EntryBlock") -> "EntryBlock":
        """Put a list of entries into the page."""
        self.inside.addWidget(block)
        block.asked.connect(self.asked)
        return block


class Block(QWidget):
    """A heading with buttons at its right, and parts under it.

    Attributes:
        title: the heading.
        inside: layout under it.
    """

    def __init__(
        self, words: str, buttons: Sequence[QWidget] = (), mark: Mark | None = None
    ) -> None:
        super().__init__()
        self.inside = QVBoxLayout(self)
        spaced(self.inside)
        self.title = Label(words, "lead")
        tag = [make_tag(mark, self)] if mark else []
        self.inside.addLayout(across(self.title, *tag, None, *buttons))
        self.inside.addWidget(Rule())

    def add(self, part: _W) -> _W:
        """Put a part at the end."""
        self.inside.addWidget(part)
        return part


class EntryBlock(Block):
    """Entries of one kind or of a few: listed, added, changed, taken out.

    Signals:
        asked: ``AddAsked``, ``ChangeAsked``, ``RemoveAsked``.
    """

    asked = Signal(object)

    def __init__(
        self,
        text: Text,
        theme: Theme,
        page: Scrolled | None,
        *kinds: EntryKind,
        title: str = "",
    ) -> None:
        self._text, self._kinds = text, kinds
        self.preset: Mapping[str, object] = {}
        words = title or text(f"entry_kinds.{kinds[0]}")
        disclosable = any(SPECS[kind].disclosable for kind in kinds)
        adders = [self._adder(kind, alone=len(kinds) == 1) for kind in kinds]
        super().__init__(words, adders, None if disclosable else not_disclosable(text))
        self.adders = dict(zip(kinds, adders, strict=True))
        self.feed = Feed(theme, words, page)
        self.empty = Label("", "quiet", wrap=True)
        self.change = Button(
            text("case.entry.change"), self._change, kind="link", name=self._named("change", words)
        )
        self.remove = Button(
            text("case.entry.remove"), self._remove, kind="link", name=self._named("remove", words)
        )
        self.add(self.empty)
        self.inside.addWidget(self.feed, 0 if page is not None else 1)
        self._below = QWidget()
        self._below.setLayout(across(self.change, self.remove, None))
        self.add(self._below)
        self.empty.setText(text("case.entry.none", name=mid_sentence(words)))
        self.feed.item_opened.connect(lambda entry: self.asked.emit(ChangeAsked(entry)))
        self.feed.item_removed.connect(lambda entry: self.asked.emit(RemoveAsked(entry)))
        self.feed.rows_copied.connect(lambda rows: self.asked.emit(RowsAsked(rows)))
        self.feed.installEventFilter(self)

    def _named(self, key: str, words: str) -> str:
        return self._text(f"case.entry.{key}_of", name=words)

    def _adder(self, kind: EntryKind, *, alone: bool) -> Button:
        name = self._text(f"entry_kind.{kind}")
        words = self._text("case.entry.add" if alone else "case.entry.add_kind", name=name)
        spoken = self._text("case.entry.add_kind", name=name)
        return Button(words, lambda: self._ask(kind), kind="link", name=spoken)

    def _ask(self, kind: EntryKind) -> None:
        self.asked.emit(AddAsked(kind, dict(self.preset)))

    def display(self, entries: Sequence[Entry], shown: Shown) -> None:
        """Show these entries."""
        self.show_items(entry_items(self._text, entries, shown.today))

    def show_items(self, items: Sequence[FeedItem]) -> None:
        """Show entries that were put into words already."""
        self.feed.display(items)
        self.feed.setVisible(bool(items))
        self._below.setVisible(bool(items))
        self.empty.setVisible(not items)

    def _chosen(self) -> Entry | None:
        row = self.feed.chosen()
        return row if isinstance(row, Entry) else None

    def _change(self) -> None:
        entry = self._chosen()
        if entry is not None:
            self.asked.emit(ChangeAsked(entry))

    def _remove(self) -> None:
        entry = self._chosen()
        if entry is not None:
            self.asked.emit(RemoveAsked(entry))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Insert in the list adds another one."""
        if (
            watched is self.feed
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Insert
        ):
            self._ask(self._kinds[0])
            return True
        return super().eventFilter(watched, event)


class Beside(QWidget):
    """Columns of parts side by side, or under each other where there is no room."""

    def __init__(self, *columns: Sequence[QWidget]) -> None:
        super().__init__()
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(tokens().space["xl"])
        for parts in columns:
            side = QVBoxLayout()
            spaced(side, "l")
            for part in parts:
                side.addWidget(part)
            side.addStretch(1)
            self._box.addLayout(side, 1)

    def fold(self, wide: bool) -> None:
        """Side by side or not."""
        directions = QBoxLayout.Direction
        self._box.setDirection(directions.LeftToRight if wide else directions.TopToBottom)
