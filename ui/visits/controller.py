"""The visits page: asks for visits and proposals, and has visits planned and begun."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, cast

from pomdesk.domain.errors import PomdeskError
from pomdesk.domain.visits import PlaceFix, VisitState
from pomdesk.readmodels.visits import Proposal, Proposed, VisitsNow, VisitView
from pomdesk.rules.visits.places import without_prison
from pomdesk.services.commands.visit_planning import (
    ChangeVisit,
    CorrectPlace,
    DropPlace,
    PlanVisit,
)
from pomdesk.services.commands.visits import BeginVisit
from pomdesk.services.desk import Desk, Receipt
from pomdesk.services.queries.visit_planning import VisitProposal
from pomdesk.services.queries.visits import VisitOf
from pomdesk.services.queries.visits import VisitsNow as AskVisits
from reports.visit.words import ask_words, cell_words, flag_words
from ui import packs
from ui.export import clipboard_lines
from ui.page import Page, Shell
from ui.visits import asks
from ui.visits.listing import DO, may_go
from ui.visits.matters import summary
from ui.visits.narrowed import plan_of
from ui.visits.view import PARTS, VisitsView
from ui.widgets.clipboard import copy_plain
from ui.widgets.fields_form import ask
from ui.widgets.form import bare
from ui.widgets.typed import Part
from ui.widgets.visit_words import CardWords, where_words


class VisitsPage(Page):
    """Visits to the wings, and planning one."""

    name = "visits"
    view: VisitsView

    def __init__(self, shell: Shell, desk: Desk) -> None:
        super().__init__(shell, desk)
        words = CardWords(ask_words, flag_words, cell_words)
        self.view = VisitsView(shell.text, shell.theme, words)
        self._now: VisitsNow | None = None
        view, plan, window = self.view, self.view.plan, self.view.window
        view.turned.connect(self._turned)
        view.rows_copied.connect(self._copy)
        view.list.asked.connect(self._asked)
        view.list.matter_asked.connect(self._answer)
        view.list.visit_opened.connect(partial(shell.open_at, "visit"))
        plan.case_opened.connect(shell.open_case)
        plan.save_asked.connect(self._save)
        plan.place_asked.connect(self._correct)
        view.places.dropped.connect(self._drop_place)
        view.lost.people_asked.connect(
            lambda number: packs.show_lost(shell, window(), desk, number)
        )

    def title(self) -> str:
        """What is being done: the visits, or planning one."""
        part = self.view.part
        text = self.shell.text
        if part == "plan" and self.view.plan.adding is not None:
            return text("visits_page.heading.add")
        return super().title() if part == "list" else text(f"visits_page.heading.{part}")

    def open(self, number: int) -> None:
        """Turn to planning, to add people to the visit of this number.

        Of one that has ended: to plan another visit to those who were not seen.
        """
        self._begin(number)

    def refresh(self) -> None:
        """Ask again, in the background: the visits, and the proposal while one plans."""
        desk = self.desk
        self.shell.worker.run(lambda: desk.ask(AskVisits()), self._show, owner=self)
        if self.view.part in ("plan", "places"):
            self._ask_proposal()

    def _show(self, now: VisitsNow) -> None:
        self._now = now
        self.view.display(now)
        self._tell()

    def _tell(self) -> None:
        listed = self.view.part == "list" and self._now is not None
        self.say(summary(self.shell.text, self._now) if listed and self._now else "")

    def _turned(self) -> None:
        self._tell()

    # Planning.

    def _begin(self, adding: int | None) -> None:
        plan = self.view.plan
        if plan.adding != adding:
            plan.adding = adding
            plan.clear()
        self.view.turn_to("plan")

    def _ask_proposal(self) -> None:
        desk, adding = self.desk, self.view.plan.adding

        def read() -> tuple[Proposal, VisitView | None]:
            view = None if adding is None else desk.ask(VisitOf(adding))
            return desk.ask(VisitProposal()), view

        self.shell.worker.run(read, self._show_proposal, owner=self)

    def _show_proposal(self, found: tuple[Proposal, VisitView | None]) -> None:
        (proposal, view), plan = found, self.view.plan
        if (view.line.id if view else None) != plan.adding:
            return  # somebody has turned to another visit meanwhile
        over = view if view is not None and view.line.state is VisitState.ENDED else None
        if over is not None:
            view = plan.adding = None
        on_it = {stop.person_id for stop in view.stops if stop.person_id} if view else set()
        fixes = len(self._now.fixes) if self._now else 0
        adding = where_words(self.shell.text, view.line) if view else ""
        plan.display(plan_of(self.shell.text, proposal, on_it), proposal.today, fixes, adding)
        if over is not None:
            self._plan_missed(over)

    def _plan_missed(self, over: VisitView) -> None:
        """Plan another visit to those who were not seen on one that has ended."""
        missed = {one.person_id for one in over.stops if one.person_id and not one.seen}
        where = where_words(self.shell.text, over.line)
        self.view.plan.tick_missed(where, missed, over.line.prison_id)
        self._tell()  # the heading changes too

    def _save(self, day: date | None, people: Sequence[int], title: str) -> None:
        plan, adding = self.view.plan, self.view.plan.adding
        try:
            receipt: Receipt[Any] = self.desk.do(
                PlanVisit(cast(date, day), tuple(people), title, plan.prison_of(people))
                if adding is None
                else ChangeVisit(adding, add=tuple(people))
            )
        except PomdeskError as error:
            self.shell.refused(error)
            return
        plan.clear()
        plan.adding = None
        self.view.turn_to("list")
        self.shell.done(receipt)
        self.shell.open_at("visit", receipt.result if adding is None else adding)

    def _correct(self, one: Proposed) -> None:
        prison = one.card.prison_id
        cell = without_prison(prison, one.card.location)
        if not cell or not prison:
            self.shell.message(self.shell.text("visits_page.no_cell"), kind="note")
            return

        def save(said: Mapping[str, object]) -> None:
            walk = said["walk"] if isinstance(said["walk"], int) else 0
            begins, wing = str(said["begins"]), str(said["wing"])
            made = CorrectPlace(prison, begins, wing, str(said["landing"] or ""), walk)
            self.shell.done(self.desk.do(made))

        ask(asks.place_form(self.view.window(), self.shell.text, one, cell, save))

    def _drop_place(self, fix: PlaceFix) -> None:
        try:
            self.shell.done(self.desk.do(DropPlace(fix.id)))
        except PomdeskError as error:
            self.shell.refused(error)

    # What the list asks for.

    def _asked(self, code: str) -> None:
        window = self.view.window()
        if code == "plan":
            self._begin(None)
            self._ask_proposal()
        elif code == "lost":
            self.view.turn_to("lost")
        elif code == "sheet":
            self._type_up()
        elif code == "out":
            self._take_out()
        elif code == "pack":
            packs.open_pack(self.shell, window, self.desk)
        else:
            packs.bring_back(self.shell, window, self.desk)

    def _take_out(self) -> None:
        """Take out the visit that is chosen in the list, where it can be."""
        line = self.view.list.chosen() if self.view.part == "list" else None
        if line is None or not may_go(line):
            self.shell.message(self.shell.text("visits_page.no_take_out"), kind="note")
        else:
            packs.take_out(self.shell, self.view.window(), self.desk, line.id)

    def _answer(self, do: str, number: int) -> None:
        if do == "bring":
            packs.bring_back(self.shell, self.view.window(), self.desk)
        elif do == "decide":
            self.shell.open_at("clashes", number)
        elif do == "open":
            self.shell.open_at("visit", number)
        else:
            self._walk(number)

    def _walk(self, number: int) -> None:
        """Go on with a visit; one that is planned begins."""
        try:
            self.desk.do(BeginVisit(number))
        except PomdeskError as error:
            self.shell.refused(error)
            return
        self.shell.open_at("walk", number)

    def _type_up(self) -> None:
        found: list[VisitView] = []

        def save(said: Mapping[str, object]) -> None:
            found.append(self.desk.ask(VisitOf(code=str(said["code"]))))

        if not ask(asks.code_form(self.view.window(), self.shell.text, save)):
            return
        line = found[-1].line
        if line.state is VisitState.ENDED or line.shut:
            key = "shut_already" if line.shut else "ended_already"
            self.shell.open_at("visit", line.id)
            self.shell.message(self.shell.text(f"visits_page.{key}"), kind="note")
        else:
            self.shell.open_at("walk", -line.id)  # a minus: typed up from the sheet

    def _copy(self, rows: Sequence[Sequence[str]]) -> None:
        copy_plain(clipboard_lines(rows))
        words = self.shell.text.count("today.copied", max(len(rows) - 1, 1))
        self.shell.message(words, kind="note")

    # What every page answers.

    def offers(self) -> Sequence[tuple[str, Callable[[], object]]]:
        """What can be begun, whichever part is shown."""
        text = self.shell.text
        return [(bare(text(f"visits_page.do.{code}")), partial(self._asked, code)) for code in DO]

    def person(self) -> int | None:
        """Who is chosen while one plans."""
        chosen = self.view.plan.table.chosen() if self.view.part == "plan" else None
        return chosen.person_id if chosen else None

    def parts(self) -> Sequence[Part]:
        """Who is ticked, and the title that is typed."""
        return (Part(f"plan {self.view.plan.adding or 0}", self.view.plan),)

    def set_blank(self, blank: bool) -> None:
        """Hide names and numbers, or show them again."""
        self.view.set_blank(blank)

    def step_back(self) -> bool:
        """Esc goes back to the list."""
        return self.view.step_back()

    def place(self) -> object:
        """The part that is shown, and the visit people are added to."""
        return (self.view.part, self.view.plan.adding)

    def return_to(self, place: object) -> None:
        """Go back there."""
        if not isinstance(place, tuple) or len(place) != 2 or place[0] not in PARTS:
            return
        part, adding = place
        self.view.plan.adding = adding if isinstance(adding, int) else None
        self.view.turn_to(part)
        if part in ("plan", "places"):
            self._ask_proposal()
