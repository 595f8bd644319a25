"""The oversight page: asks for supervisors, their reviews and support, and who takes part."""

from collections.abc import Sequence

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.items import Item
from pomdesk.domain.quality.terms import ItemKind, Role
from pomdesk.readmodels.quality import OversightView
from pomdesk.services.desk import Desk
from pomdesk.services.queries.quality_learning import ItemsAbout
from pomdesk.services.queries.quality_now import QualityDuties
from pomdesk.services.queries.quality_oversight import OversightNow
from pomdesk.services.queries.quality_people import ActingNow, PeopleInQuality
from ui.export import clipboard_lines
from ui.oversight.doing import Doing
from ui.oversight.shown import Shown
from ui.oversight.view import TABS, OversightPanel
from ui.page import Page, Shell
from ui.widgets.clipboard import copy_plain
from ui.widgets.quality_outside import outside_words

_HALF = 6
"""Months of a window of case reviews."""


class OversightPage(Page):
    """Supervisors for who leads or manages them; for others, what concerns themselves."""

    name = "oversight"
    in_rail = False
    view: OversightPanel

    def __init__(self, shell: Shell, desk: Desk) -> None:
        super().__init__(shell, desk)
        self._window, self._opened, self._wanted = "", "", 0
        self._shown: Shown | None = None
        self.view = OversightPanel(shell.text, shell.theme)
        self._doing = Doing(shell, desk, self.view)
        self.view.asked.connect(self._doing.do)
        self.view.person_asked.connect(self._doing.person)
        self.view.supervisor_opened.connect(self._open)
        self.view.window_asked.connect(self._step)
        self.view.case_opened.connect(shell.open_case)
        self.view.rows_copied.connect(self._copy)

    def open(self, number: int) -> None:
        """Turn to a record by its number; 0: the page as it was."""
        self._wanted = number

    def refresh(self) -> None:
        """Ask again."""
        try:
            found = self.desk.ask(OversightNow(self._window))
        except RequestRefused as error:
            if error.code != "REQ-QA-ROLE":
                raise
            self._shown = self._doing.shown = None
            self._show_own()
            return
        self._find(found)
        about = self.desk.ask(ItemsAbout(self._opened)) if self._opened else ()
        people = self.desk.ask(PeopleInQuality())
        shown = Shown(found, self.desk.today, people, self._opened, about)
        self._shown = self._doing.shown = shown
        self.view.display(shown)
        self._turn(shown)
        self.say(self._matters(shown))

    def _find(self, found: OversightView) -> None:
        """Open the supervisor whose record is wanted and not on one of the other tabs."""
        known = [one.id for one in (*found.reviews, *found.support)]
        if self._wanted and self._wanted not in known:
            self._opened = self._whose(self._wanted) or self._opened
        if self._opened not in {one.member.code for one in found.supervisors}:
            self._opened = ""

    def _whose(self, number: int) -> str:
        """Code of the supervisor a record that is due is about."""
        duties = self.desk.ask(QualityDuties())
        found = (one.about for one in duties if one.target == "item" and one.number == number)
        return next(found, "")

    def _turn(self, shown: Shown) -> None:
        wanted, self._wanted = self._wanted, 0
        if not wanted:
            return
        view = self.view
        if any(one.id == wanted for one in shown.view.reviews):
            view.turn_to("reviews")
            view.reviews.list.choose(lambda one: one.id == wanted)
        elif any(one.id == wanted for one in shown.support()):
            view.turn_to("support")
            view.support.given.choose(lambda one: one.id == wanted)
        elif self._opened:
            view.turn_to("supervisors")
            view.supervisors.panel.items.choose(lambda one: one.id == wanted)

    def _show_own(self) -> None:
        """What concerns whoever is signed in; words where that is nothing."""
        view, acting = self.view, self.desk.ask(ActingNow())
        me = acting.member
        view.show_own()
        self.say("")
        wanted, self._wanted = self._wanted, 0
        try:
            items = self._own(me.code, supervises=me.may(Role.SUPERVISOR)) if me else []
        except RequestRefused:  # the Governor and an auditor see no records at all
            items = []
        if me is None or not items:
            who = self.desk.who
            view.own.refuse(outside_words(self.shell.text, acting, who, "quality_oversight"))
            return
        people = self.desk.ask(PeopleInQuality())
        names = {one.code: one.name for one in people}
        view.own.display(items, me.code, names, self.desk.today)
        view.own.items.choose(lambda one: one.id == wanted)
        open_ones = [one for one in items if not one.is_closed and one.owner == me.code]
        if open_ones:
            self.say(self.shell.text.count("quality_oversight.matters_own", len(open_ones)))

    def _own(self, me: str, *, supervises: bool) -> list[Item]:
        duties = [one for one in self.desk.ask(QualityDuties()) if one.target == "item"]
        whose = {one.about for one in duties if one.about} | ({me} if supervises else set())
        found = {
            item.id: item
            for code in sorted(whose)
            for item in self.desk.ask(ItemsAbout(code))
            if me in (item.supervisor, item.owner)
        }
        return sorted(found.values(), key=lambda one: (one.is_closed, -one.id))

    def _matters(self, shown: Shown) -> str:
        text, today, view = self.shell.text, shown.today, shown.view
        late = [
            one
            for one in view.reviews
            if one.kind is ItemKind.CASE_REVIEW
            and not one.is_closed
            and one.due is not None
            and one.due < today
        ]
        counted = (
            ("reviews_late", len(late)),
            ("new_cases", len(view.new_cases)),
            ("oversight", sum(one.due is not None and one.due < today for one in view.high_risk)),
        )
        said = [text.count(f"quality_oversight.matters.{key}", n) for key, n in counted if n]
        return " ".join(said) or text("quality_oversight.matters.nothing")

    def _open(self, code: str) -> None:
        self._opened = code
        self.refresh()

    def _step(self, halves: int) -> None:
        """Show the half year before or after: they are named by the year they begin in."""
        if self._shown is None:
            return
        first = self._shown.view.window_from
        months = first.year * 12 + first.month - 1 + halves * _HALF
        number = 3 - int(self._shown.view.window[-1])
        self._window = f"{months // 12}-H{number}"
        self.refresh()

    def step_back(self) -> bool:
        """Esc goes from a supervisor back to the list."""
        if self.view.tab != "supervisors" or not self._opened:
            return False
        self._open("")
        return True

    def set_blank(self, blank: bool) -> None:
        """Hide names and numbers, or show them again."""
        self.view.set_blank(blank)

    def place(self) -> object:
        """The tab, and the half year that is shown."""
        return (self.view.tab, self._window)

    def return_to(self, place: object) -> None:
        """Go back there."""
        if isinstance(place, tuple) and len(place) == 2 and place[0] in TABS:
            self._window = str(place[1])
            self.refresh()
            self.view.turn_to(place[0])

    def _copy(self, rows: Sequence[Sequence[str]]) -> None:
        copy_plain(clipboard_lines(rows))
        words = self.shell.text.count("quality_page.copied", max(len(rows) - 1, 1))
        self.shell.message(words, kind="note")
