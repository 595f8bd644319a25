"""What is looked at now and then: packs that were lost with whom they held, and corrections."""

from dataclasses import dataclass
from datetime import UTC

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pomdesk.domain.names import HIDDEN
from pomdesk.domain.visits import PlaceFix
from pomdesk.readmodels.visits import PackLine, VisitsNow
from resources.text import Text
from ui.theme import Theme
from ui.widgets.form import Button, across, spaced
from ui.widgets.label import Label
from ui.widgets.lines import Line, LineList
from ui.widgets.visit_words import holder_words


@dataclass(frozen=True, slots=True)
class _Lost:
    """A line about a lost pack: the pack itself, or somebody it held."""

    pack: PackLine
    who: str = ""


class LostPacks(QWidget):
    """Packs that were written off, each with everybody whose card it held.

    Signals:
        people_asked: number of a pack whose people are wanted as a list to keep.
        back_asked: not now.
        rows_copied: rows of cells for the clipboard.
    """

    people_asked = Signal(int)
    back_asked = Signal()
    rows_copied = Signal(object)

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self._text, self._blank = text, False
        self.rows: LineList[_Lost] = LineList(
            theme,
            text("visits_page.lost_table"),
            self._tell,
            lambda one: (one.pack.id, one.who),
        )
        self.rows.rows_copied.connect(self.rows_copied)
        self.rows.row_opened.connect(lambda one: self.people_asked.emit(one.pack.id))
        layout = QVBoxLayout(self)
        spaced(layout)
        layout.addWidget(Label(text("visits_page.lost_words"), "quiet", wrap=True))
        layout.addWidget(self.rows, 1)
        self.back = Button(text("visits_page.back"), self.back_asked.emit)
        self.people = Button(text("visits_page.lost_people"), self._ask)
        layout.addLayout(across(self.people, self.back, None))
        self.setFocusProxy(self.rows)

    def _ask(self) -> None:
        chosen = self.rows.chosen()
        if chosen is not None:
            self.people_asked.emit(chosen.pack.id)

    def display(self, now: VisitsNow) -> None:
        """Show the lost packs and whom they held."""
        rows: list[_Lost] = []
        heads: list[int] = []
        for pack in now.lost:
            heads.append(len(rows))
            rows.append(_Lost(pack))
            rows += [_Lost(pack, who) for who in pack.people]
        self.rows.set_rows(rows, heads)
        self.people.setEnabled(len(rows) > len(heads))

    def _tell(self, one: _Lost) -> Line:
        text, pack = self._text, one.pack
        if one.who:
            return Line(HIDDEN if self._blank else one.who)
        made = pack.made_at.replace(tzinfo=UTC).astimezone().date()
        said = text(
            "visits_page.lost_pack",
            holder=holder_words(text, pack),
            day=text.short_day(made),
            people=text.count("count.people", len(pack.people)),
            why=pack.why or text("visits_page.no_why"),
        )
        return Line(said)

    def set_blank(self, blank: bool) -> None:
        """Hide names and numbers, or show them again."""
        self._blank = blank
        self.rows.tell_again()


class Corrections(QWidget):
    """What this unit says of cells; Delete takes one away.

    Signals:
        dropped: a ``PlaceFix`` that is to be taken away.
        back_asked: not now.
        rows_copied: rows of cells for the clipboard.
    """

    dropped = Signal(object)
    back_asked = Signal()
    rows_copied = Signal(object)

    def __init__(self, text: Text, theme: Theme) -> None:
        super().__init__()
        self._text = text
        self.rows: LineList[PlaceFix] = LineList(
            theme, text("visits_page.places_table"), self._tell, lambda one: one.id
        )
        self.rows.rows_copied.connect(self.rows_copied)
        delete = QShortcut(QKeySequence(Qt.Key.Key_Delete), self)
        delete.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        delete.activated.connect(self._drop)
        self.drop = Button(text("visits_page.drop_place"), self._drop)
        self.back = Button(text("visits_page.back"), self.back_asked.emit)
        layout = QVBoxLayout(self)
        spaced(layout)
        layout.addWidget(Label(text("visits_page.places_words"), "quiet", wrap=True))
        layout.addWidget(self.rows, 1)
        layout.addLayout(across(self.drop, self.back, None))
        self.setFocusProxy(self.rows)

    def display(self, now: VisitsNow) -> None:
        """Show the corrections."""
        self.rows.set_rows(now.fixes)
        self.drop.setEnabled(bool(now.fixes))

    def _tell(self, one: PlaceFix) -> Line:
        text = self._text
        landing = text("visits_page.landing_n", landing=one.landing) if one.landing else ""
        wing = text("visits_page.wing_n", wing=one.wing)
        walk = text("visits_page.walked", n=one.walk) if one.walk else ""
        what = ", ".join(part for part in (wing, landing, walk) if part)
        return Line(text("visits_page.begins_with", begins=one.begins), what, aside=one.prison_id)

    def _drop(self) -> None:
        chosen = self.rows.chosen()
        if chosen is not None:
            self.dropped.emit(chosen)
