"""A table with what can be done about the chosen line above it, and its facts below."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pomdesk.domain.names import HIDDEN
from resources.text import Text
from ui.theme import Theme
from ui.widgets.facts import FactLine, Facts
from ui.widgets.fitted import FittedTable
from ui.widgets.form import Button, spaced
from ui.widgets.label import Label
from ui.widgets.quality_flow import flowing
from ui.widgets.table_model import Column, TableModel

Row = TypeVar("Row")


@dataclass(frozen=True)
class Deed(Generic[Row]):
    """Something that can be done.

    Attributes:
        code: what ``asked`` tells.
        may: whether it can be done with a row; of None where it needs none.
        alone: it needs no row: it stays where the list is empty.
        key: a key that does it, e.g. ``Ins`` or ``Del``; "" for none.

    """

    code: str
    may: Callable[[Row | None], bool]
    alone: bool = False
    main: bool = False
    key: str = ""


class RowList(QWidget, Generic[Row]):
    """Rows, what can be done with them, and the facts of the chosen one.

    Args:
        words: prefix of its words: ``<words>.name``, ``.none``, ``.do.<code>``.
        facts: the chosen row in full, names hidden where told to; None: the table says all.
        heading: whether ``<words>.name`` stands above it.

    Signals:
        asked: code of a deed, and the chosen row or None.
        opened: the row that Enter was pressed on.
        rows_copied: rows of cells for the clipboard.
    """

    asked = Signal(str, object)
    opened = Signal(object)
    rows_copied = Signal(object)

    def __init__(
        self,
        text: Text,
        theme: Theme,
        words: str,
        columns: Sequence[Column[Row]],
        same: Callable[[Row], object],
        *,
        deeds: Sequence[Deed[Row]] = (),
        facts: Callable[[Row, bool], Sequence[FactLine]] | None = None,
        heading: bool = True,
    ) -> None:
        super().__init__()
        self._text, self._words, self._tell = text, words, facts
        self._deeds, self._blank = list(deeds), False
        self.model: TableModel[Row] = TableModel(columns, text, self)
        layout = QVBoxLayout(self)
        spaced(layout)
        self.heading = Label(text(f"{words}.name"), "heading", wrap=True)
        self.heading.setVisible(heading)
        layout.addWidget(self.heading)
        self.buttons = {
            deed.code: Button(
                text(f"{words}.do.{deed.code}"),
                partial(self._ask, deed.code),
                kind="main" if deed.main else "quiet",
                help=text("quality_item.key", key=deed.key) if deed.key else "",
            )
            for deed in self._deeds
        }
        self._bar = flowing(*self.buttons.values())
        layout.addWidget(self._bar)
        self.none = Label(text(f"{words}.none"), "quiet", wrap=True)
        layout.addWidget(self.none)
        self.table: FittedTable[Row] = FittedTable(
            self.model, theme, text(f"{words}.name"), same, picks=True
        )
        layout.addWidget(self.table)
        self.facts = Facts(text)
        layout.addWidget(self.facts)
        self.setFocusProxy(self.table)
        self._connect()
        self.display(())

    def _connect(self) -> None:
        self.table.row_chosen.connect(lambda _row: self._follow())
        self.table.row_opened.connect(self.opened)
        self.table.rows_copied.connect(self.rows_copied)
        for deed in self._deeds:
            if deed.key:
                keys = QShortcut(QKeySequence(deed.key), self.table)
                keys.setContext(Qt.ShortcutContext.WidgetShortcut)
                keys.activated.connect(self.buttons[deed.code].click)

    def _ask(self, code: str) -> None:
        self.asked.emit(code, self.chosen())

    def chosen(self) -> Row | None:
        """The row the keyboard is on."""
        return self.table.chosen() if self.model.shown else None

    def display(self, rows: Sequence[Row]) -> None:
        """Show these rows; the chosen one stays chosen."""
        self.model.set_rows(rows)
        self.table.setVisible(bool(rows))
        self.none.setVisible(not rows)
        self._follow()

    def choose(self, wanted: Callable[[Row], bool]) -> bool:
        """Go to the first row that answers."""
        return self.table.choose(wanted)

    def _follow(self) -> None:
        row = self.chosen()
        shown = 0
        for deed in self._deeds:
            button = self.buttons[deed.code]
            there = deed.may(row) if row is not None or deed.alone else False
            button.setVisible(there)
            shown += there
        self._bar.setVisible(bool(shown))
        able = [self.buttons[d.code] for d in self._deeds if not self.buttons[d.code].isHidden()]
        self.setFocusProxy(self.table if row is not None or not able else able[0])
        if self._tell is not None and row is not None:
            self.facts.display(self._tell(row, self._blank))
        self.facts.setVisible(self._tell is not None and row is not None)

    def set_blank(self, blank: bool) -> None:
        """Hide names and numbers of people, or show them again."""
        self._blank = blank
        self.model.hidden = HIDDEN if blank else None
        self.table.viewport().update()
        self._follow()
