"""The visits: what matters now, what can be begun, and the list of them."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from pomdesk.domain.visits import VisitState
from pomdesk.readmodels.visits import VisitLine, VisitsNow
from resources.text import Text
from resources.tokens import tokens
from ui.theme import Theme
from ui.visits.matters import Matter, matters
from ui.widgets.form import Band, Button, spaced
from ui.widgets.label import Label
from ui.widgets.quality_flow import flowing
from ui.widgets.scrolled import clear, put
from ui.widgets.table import Table
from ui.widgets.table_model import Column, Mark, TableModel
from ui.widgets.tall import Tall, give_room
from ui.widgets.visit_words import (
    NOTHING,
    holder_words,
    pack_mark,
    state_mark,
    until_words,
    where_words,
)

_PACKS = ("out", "pack", "bring")
DO = ("plan", "sheet", *_PACKS)
"""What can be begun, in the order of the buttons; with another laptop in the order it is done."""


def may_go(line: VisitLine) -> bool:
    """Whether a visit can be taken out to another laptop."""
    return line.state is not VisitState.ENDED and not line.from_pack


class VisitList(QWidget):
    """Which walk now.

    Signals:
        asked: one of ``DO``, or ``lost``.
        matter_asked: what is to be done about a matter, and the number of the visit.
        visit_opened: number of a visit.
        rows_copied: rows of cells for the clipboard.
    """

    asked = Signal(str)
    matter_asked = Signal(str, int)
    visit_opened = Signal(int)
    rows_copied = Signal(object)

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self._text, self._today = text, date.min
        self.model: TableModel[VisitLine] = TableModel(self._columns(), text, self)
        self.table: Table[VisitLine] = Table(
            self.model, theme, text("visits_page.table"), lambda line: line.id
        )
        self.table.sort_by("state")
        self.table.row_opened.connect(lambda line: self.visit_opened.emit(line.id))
        self.table.row_chosen.connect(self._offer_out)
        self.table.rows_copied.connect(self.rows_copied)
        self.buttons = {
            code: Button(
                text(f"visits_page.do.{code}"),
                partial(self.asked.emit, code),
                kind="main" if code == "plan" else "quiet",
                help=self._help(code),
            )
            for code in DO
        }
        self._offer_out(None)
        self.lost = Button("", partial(self.asked.emit, "lost"), kind="link")
        self._bands = QVBoxLayout()
        spaced(self._bands)
        give_room(self.table, theme)
        layout = Tall(text("visits_page.table")).fill(self)
        layout.addLayout(self._bands)
        own = [button for code, button in self.buttons.items() if code not in _PACKS]
        laptop = Label(text("visits_page.with_laptop"), "strong")
        layout.addWidget(flowing(*own))
        layout.addWidget(flowing(laptop, *(self.buttons[code] for code in _PACKS)))
        layout.addLayout(self._below(), 1)
        layout.addWidget(self.lost)

    def _help(self, code: str) -> str:
        key = f"visits_page.do_help.{code}"
        return self._text(key) if self._text.has(key) else ""

    def _offer_out(self, line: VisitLine | None) -> None:
        self.buttons["out"].setEnabled(line is not None and may_go(line))

    def _below(self) -> QStackedLayout:
        text, empty = self._text, QWidget()
        words = QVBoxLayout(empty)
        spaced(words, "m")
        words.setContentsMargins(0, tokens().space["l"], 0, 0)
        words.addWidget(Label(text("visits_page.empty"), "lead", wrap=True))
        words.addWidget(Label(text("visits_page.empty_more"), "quiet", wrap=True))
        words.addStretch(1)
        self._empty = empty
        self._pages = QStackedLayout()
        self._pages.addWidget(self.table)
        self._pages.addWidget(empty)
        return self._pages

    def _columns(self) -> list[Column[VisitLine]]:
        text = self._text
        order = (VisitState.UNDER_WAY, VisitState.PLANNED, VisitState.ENDED)
        return [
            Column(
                "day",
                "visits_page.column.day",
                lambda line: text.short_day(line.day),
                lambda line: line.day.toordinal(),
                15,
                under=lambda line: text.away(line.day, self._today),
            ),
            Column(
                "where",
                "visits_page.column.where",
                lambda line: where_words(text, line),
                lambda line: where_words(text, line).casefold(),
                30,
                under=lambda line: ", ".join(p for p in (line.prison_name, line.by) if p),
            ),
            Column(
                "state",
                "visits_page.column.state",
                lambda line: "",
                lambda line: order.index(line.state),
                20,
                under=self._noted,
                marks=self._state,
            ),
            Column(
                "people",
                "visits_page.column.people",
                lambda line: f"{line.people:,}",
                lambda line: line.people,
                8,
            ),
            Column(
                "pack",
                "visits_page.column.pack",
                lambda line: "" if line.pack else NOTHING,
                lambda line: line.pack.state.value if line.pack else None,
                26,
                under=self._pack,
                marks=lambda line: (pack_mark(text, line.pack),) if line.pack else (),
            ),
            Column(
                "code",
                "visits_page.column.code",
                lambda line: line.code,
                lambda line: line.code,
                10,
            ),
        ]

    def _state(self, line: VisitLine) -> Sequence[Mark]:
        marks = [state_mark(self._text, line)]
        if line.clashes:
            marks.append(Mark(self._text.count("visits_page.to_decide", line.clashes), "red"))
        return marks

    def _noted(self, line: VisitLine) -> str:
        if line.state is VisitState.PLANNED and not line.noted:
            return ""
        key = "seen_of" if line.state is VisitState.ENDED else "noted_of"
        n = line.seen if line.state is VisitState.ENDED else line.noted
        return self._text(f"visits_page.{key}", n=n, of=line.people)

    def _pack(self, line: VisitLine) -> str:
        if line.pack is None:
            return ""
        told = until_words if line.from_pack else holder_words
        return told(self._text, line.pack)

    def display(self, now: VisitsNow) -> None:
        """Show the visits there are."""
        text = self._text
        self._today = now.today
        self._show_matters(matters(text, now))
        self.model.set_rows(now.visits)
        self._pages.setCurrentWidget(self.table if now.visits else self._empty)
        self.setFocusProxy(self.table if now.visits else self.buttons["plan"])
        self.lost.setVisible(bool(now.lost))
        self.lost.setText(text.count("visits_page.lost", len(now.lost)))
        self.lost.setAccessibleName(self.lost.text())

    def _show_matters(self, found: Sequence[Matter]) -> None:
        clear(self._bands)
        reached: list[QWidget] = []
        for number, one in enumerate(found):
            band = Band(one.kind)
            words = self._text(f"visits_page.matter.do.{one.do}")
            do = Button(
                words,
                partial(self.matter_asked.emit, one.do, one.number),
                kind="quiet" if number else "main",
                name=f"{words}: {one.words}",
            )
            told = QHBoxLayout()
            spaced(told, "m")
            told.addWidget(Label(one.words, wrap=True), 1)
            told.addWidget(do)
            band.inside.addLayout(told)
            put(self._bands, band)
            reached.append(do)
        # They are made last and stand first: the keyboard comes to them first as well.
        reached += [*self.buttons.values(), self.table, self.lost]
        for before, after in pairwise(reached):
            QWidget.setTabOrder(before, after)
        plan = self.buttons["plan"]
        plan.setProperty("kind", "quiet" if found else "main")
        plan.style().unpolish(plan)
        plan.style().polish(plan)

    def chosen(self) -> VisitLine | None:
        """The visit the keyboard is on."""
        return self.table.chosen()
