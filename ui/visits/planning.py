"""Planning a visit: whom the desk proposes to see and why, narrowed, ticked, added up, saved."""

from collections.abc import Collection, Mapping
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from pomdesk.domain.names import HIDDEN
from pomdesk.readmodels.visits import Proposed
from resources.text import Text
from ui.days import parse_day
from ui.theme import Theme
from ui.visits.filters import Filters
from ui.visits.narrowed import Plan
from ui.visits.ticking import TickTable, columns
from ui.widgets.form import Button, across, named
from ui.widgets.label import Label
from ui.widgets.measure import characters
from ui.widgets.quality_flow import flowing
from ui.widgets.table_model import TableModel
from ui.widgets.tall import Tall, give_room
from ui.widgets.visit_words import CardWords, alerts_words, minutes_words
from ui.widgets.whole_cells import WholeCells

_TITLE = 80
"""Most characters of a title; it stands in one line of a sheet."""
_TICKS = ("late", "shown", "none")


class Planning(QWidget):
    """Whom to see, and when. What was ticked and typed stays until it is saved.

    Attributes:
        table: the people, in walking order.
        ticked: ids of who is to be seen.
        adding: the visit people are added to; None: a new one is planned.

    Signals:
        save_asked: the day (None where people are added), ids in walking order, and the title.
        place_asked: the person whose cell is read wrongly.
        places_asked: the corrections made so far are to be shown.
        case_opened: id of a person.
        back_asked: not now.
        rows_copied: rows of cells for the clipboard.
    """

    save_asked = Signal(object, object, str)
    place_asked = Signal(object)
    places_asked = Signal()
    case_opened = Signal(int)
    back_asked = Signal()
    rows_copied = Signal(object)

    def __init__(self, text: Text, theme: Theme, words: CardWords) -> None:
        super().__init__()
        self._text, self._words = text, words
        self._today, self._blank = date.min, False
        self._plan = Plan((), (), (), 0)
        self._order: Mapping[int, int] = {}
        self.ticked: set[int] = set()
        self.adding: int | None = None
        self._missed = ""
        known = columns(
            text,
            words,
            lambda: self._today,
            lambda person: person in self.ticked,
            lambda one: self._order.get(one.person_id, 0),
            lambda: self._blank,
        )
        self.model: TableModel[Proposed] = TableModel(known, text, self)
        self.table = TickTable(self.model, theme, text("visits_page.people"), self.ticked)
        self.table.sort_by("place")
        give_room(self.table, theme)
        WholeCells(self.table, theme, ("why",))
        self.filters = Filters(text)
        self.correct = Button(text("visits_page.correct"), self._ask_place, kind="link")
        self.places = Button("", self.places_asked.emit, kind="link")
        self._make_foot()
        self._build()
        self._connect()

    def _make_foot(self) -> None:
        text = self._text
        self.ticks = {
            key: Button(text(f"visits_page.tick.{key}"), partial(self._tick, key), kind="link")
            for key in _TICKS
        }
        self.sum = Label("", "strong", wrap=True)
        self.day = named(QLineEdit(), text("visits_page.day"), text("visits_page.day_help"))
        self.day.setFixedWidth(characters(18))
        self.title = named(QLineEdit(), text("visits_page.title"), text("visits_page.title_help"))
        self.title.setMaxLength(_TITLE)
        self.title.setMinimumWidth(characters(26))
        self.fault = Label("", "error", wrap=True)
        self.fault.hide()
        self.save = Button(text("visits_page.save"), self._save, kind="main")
        self.cancel = Button(text("visits_page.back"), self.back_asked.emit)

    def _build(self) -> None:
        text = self._text
        layout = Tall(text("visits_page.people")).fill(self)
        self.about = Label("", "quiet", wrap=True)
        layout.addWidget(self.about)
        layout.addWidget(self.filters)
        layout.addWidget(self.table, 1)
        self.nobody = Label("", "lead", wrap=True)
        self.nobody.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.nobody, 1)
        layout.addWidget(flowing(*self.ticks.values(), self.correct, self.places))
        layout.addWidget(self.sum)
        layout.addWidget(self.fault)
        self.when = [self._labelled("day", self.day), self._labelled("title", self.title)]
        layout.addWidget(flowing(*self.when, self.save, self.cancel))
        self.setFocusProxy(self.table)

    def _labelled(self, name: str, line: QLineEdit) -> QWidget:
        together, words = QWidget(), Label(self._text(f"visits_page.{name}"))
        words.setBuddy(line)
        together.setLayout(across(words, line))
        return together

    def _connect(self) -> None:
        self.filters.changed.connect(self._narrow)
        self.filters.left.connect(self.table.setFocus)
        self.table.ticks_changed.connect(self._tell_sum)
        self.table.row_opened.connect(lambda one: self.case_opened.emit(one.person_id))
        self.table.rows_copied.connect(self.rows_copied)
        for line in (self.day, self.title):
            line.returnPressed.connect(self._save)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.filters.begin_search)

    # Being fed.

    def display(self, plan: Plan, today: date, fixes: int, adding: str = "") -> None:
        """Show whom one may see.

        Args:
            plan: the proposal.
            today: the day.
            fixes: how many corrections of places there are.
            adding: what the visit is called that people are added to; blank: a new one.

        """
        text = self._text
        self._plan, self._today = plan, today
        self._order = {one.person_id: at for at, one in enumerate(plan.lines)}
        self.ticked.intersection_update(self._order)
        if not self.day.text():
            self.day.setText(text.day(today))
        if adding:
            self.about.setText(text("visits_page.about_adding", visit=adding))
        else:
            self.about.setText(self._missed or text("visits_page.about"))
        for part in self.when:
            part.setVisible(not adding)
        self.save.setText(text("visits_page.add" if adding else "visits_page.save"))
        self.save.setAccessibleName(text("visits_page.add_name") if adding else "")
        self.places.setText(text.count("visits_page.fixes", fixes))
        self.places.setVisible(fixes > 0)
        self.model.set_rows(plan.lines)
        self.filters.offer(plan)

    def set_blank(self, blank: bool) -> None:
        """Hide names, numbers and alerts, or show them again."""
        self._blank = blank
        self.model.hidden = HIDDEN if blank else None
        self.table.viewport().update()
        self._tell_sum()

    def tick_missed(self, visit: str, people: Collection[int], prison: str | None) -> None:
        """Tick those who were not seen on another visit; the proposal is shown already.

        Args:
            visit: what that visit is called.
            people: ids of who was not seen.
            prison: where it went.

        """
        self.clear()
        self.ticked |= self._order.keys() & set(people)
        count = self._text.count("count.people", len(self.ticked))
        self._missed = self._text("visits_page.about_missed", visit=visit, people=count)
        self.about.setText(self._missed)
        self.day.setText(self._text.day(self._today))
        self.filters.turn_to(prison)
        if not all(one.card.asks for one in self._plan.among(self.ticked)):
            self.filters.only.setChecked(False)
        self.table.tell_ticks()
        self.table.choose(lambda one: one.person_id in self.ticked)

    # Narrowing.

    def _narrow(self) -> None:
        self.model.set_filter(self._plan.keeping(self.filters.wanted))
        shown = bool(self.model.shown)
        self.table.setVisible(shown)
        self.nobody.setVisible(not shown)
        self.nobody.setText(self._text(f"visits_page.nobody.{self._why_nobody()}"))
        self.correct.setEnabled(shown)
        self._tell_sum()

    def _why_nobody(self) -> str:
        if not self._plan.lines:
            return "adding" if self.adding is not None else "desk"
        wanted = self.filters.wanted
        return "needs" if wanted.only and not wanted.words else "fits"

    def step_back(self) -> bool:
        """Esc: show again whom the filter hides. False when nothing is narrowed."""
        if not self.filters.narrowed:
            return False
        self.filters.clear()
        self.table.setFocus()
        return True

    # Ticking and saving.

    def _shown(self) -> list[Proposed]:
        return [self.model.rows[i] for i in self.model.shown]

    def _tick(self, which: str) -> None:
        if which == "none":
            self.ticked.clear()
        else:
            chosen = [one for one in self._shown() if which == "shown" or one.card.late]
            self.ticked |= {one.person_id for one in chosen}
        self.table.tell_ticks()

    def _tell_sum(self) -> None:
        text, total = self._text, self._plan.total(self.ticked)
        hidden = len(self.ticked - {one.person_id for one in self._shown()})
        span = minutes_words(text, total.minutes, total.walking)
        parts = [text.count("count.people", total.people), span]
        if total.late:
            parts.append(text.count("visits_page.sum_late", total.late))
        words = ", ".join(part for part in parts if part)
        more = [text.count("visits_page.sum_hidden", hidden)] if hidden else []
        if not self._blank:
            more.append(alerts_words(text, (one.card for one in self._plan.among(self.ticked))))
        if any(more):
            words = f"{words}. {' '.join(part for part in more if part)}"
        self.sum.setText(words if total.people else text("visits_page.sum_none"))
        self.save.setEnabled(total.people > 0)
        self.ticks["late"].setEnabled(any(one.card.late for one in self._shown()))
        self.ticks["shown"].setEnabled(bool(self.model.shown))
        self.ticks["none"].setEnabled(bool(self.ticked))
        if not self.title.isModified():
            self.title.setText(self._plan.title(text, self.ticked))

    def _ask_place(self) -> None:
        chosen = self.table.chosen()
        if chosen is not None:
            self.place_asked.emit(chosen)

    def _save(self) -> None:
        people = [one.person_id for one in self._plan.among(self.ticked)]
        if not people:
            return
        day = None if self.adding is not None else parse_day(self.day.text())
        fault = "" if self.adding is not None else self._fault(day)
        self.fault.setText(fault)
        self.fault.setVisible(bool(fault))
        if fault:
            self.day.setFocus()
            self.day.selectAll()
            return
        self.save_asked.emit(day, people, self.title.text().strip())

    def _fault(self, day: date | None) -> str:
        """What is wrong with the day, or nothing."""
        if day is None:
            return self._text("case.change.no_date", typed=self.day.text())
        if day < self._today:
            return self._text("case.form.too_early", day=self._text.day(self._today))
        return ""

    def prison_of(self, people: Collection[int]) -> str | None:
        """Where a visit to these people goes."""
        return self._plan.prison_of(people, self.filters.wanted.prison)

    # What is ticked and typed, while the desk is locked.

    def clear(self) -> None:
        """It was saved: begin with nobody."""
        self._missed = ""
        self.ticked.clear()
        for line in (self.day, self.title):
            line.clear()
            line.setModified(False)
        self.table.tell_ticks()

    def draft(self) -> Mapping[str, str] | None:
        """Who is ticked, the day and the title, if there is anything to lose."""
        if not self.ticked and not self.day.isModified() and not self.title.isModified():
            return None
        title = self.title.text() if self.title.isModified() else ""
        ticked = " ".join(map(str, sorted(self.ticked)))
        return {"ticked": ticked, "day": self.day.text(), "title": title}

    def take_draft(self, said: Mapping[str, str]) -> None:
        """Tick them again, and put back what was typed."""
        self.ticked |= {int(one) for one in said.get("ticked", "").split() if one.isdigit()}
        self.day.setText(said.get("day", ""))
        if said.get("title"):
            self.title.setText(said["title"])
            self.title.setModified(True)
        self.table.tell_ticks()
