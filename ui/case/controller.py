"""The case page: one person asked for, shown, corrected, written about."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Signal

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.names import HIDDEN, listed
from pomdesk.domain.record import Entry, EntryKind
from pomdesk.services.desk import Desk
from pomdesk.services.queries.case import CaseOf
from pomdesk.services.queries.duties import WhyDuty
from pomdesk.services.queries.papers import PapersOf
from pomdesk.services.queries.record import EntriesOf, FactHistory, RecordOf, TimelineOf
from pomdesk.services.queries.rules_of_case import HangsOn, TimetablesOf
from ui.case import asks
from ui.case.doing import Doing
from ui.case.facts import matters
from ui.case.recipes import asked_by
from ui.case.shown import Shown
from ui.case.view import KEYS, CasePanel
from ui.export import clipboard_lines
from ui.page import Page, Shell
from ui.papers import template_of
from ui.widgets.clipboard import copy_plain
from ui.widgets.typed import Part

_ALL = 100_000
"""More entries than a case has of one kind."""


class CasePage(Page):
    """One case.

    Signals:
        paper_asked: id of the person whose handover report is to be shown.
        form_asked: id of the person whose papers from the record are to be shown.
        paper_opened: id of a paper that is to be written in.
    """

    name = "case"
    in_rail = False
    view: CasePanel
    paper_asked = Signal(int)
    form_asked = Signal(int)
    paper_opened = Signal(int)

    def __init__(self, shell: Shell, desk: Desk) -> None:
        super().__init__(shell, desk)
        self._person_id: int | None = None
        self._blank = False
        self.view = CasePanel(shell.text, shell.theme)
        self._doing = Doing(shell, desk, self.view)
        self.view.asked.connect(self._answer)
        self.view.tabs.currentChanged.connect(lambda _tab: self.summary_changed.emit())
        self._answers: dict[type, Callable[[Any], object]] = {
            asks.WhyAsked: self._why,
            asks.WhyDutyAsked: self._why_duty,
            asks.NotesAsked: self._notes,
            asks.EntriesAsked: self._entries,
            asks.TimelineAsked: self._timeline,
            asks.PaperAsked: self._paper,
            asks.PapersAsked: self._papers,
            asks.OpenAsked: lambda asked: self.paper_opened.emit(asked.paper_id),
            asks.BeginAsked: self._begin,
            asks.RowsAsked: self._copy,
        }

    def title(self) -> str:
        """The person's name; the kind of page while it is hidden or not known."""
        case = self.view.case
        if case is None:
            return super().title()
        if self._blank:
            return HIDDEN
        return listed(case.case.person.last_name, case.case.person.first_name)

    def open(self, number: int) -> None:
        """Turn to one person."""
        self._person_id = number

    def refresh(self) -> None:
        """Ask for the person again; the tab that is shown asks for what it shows."""
        if self._person_id is None:
            return
        record = self.desk.ask(RecordOf(self._person_id))
        shown = self.view.shown
        if shown is not None and self._doing.facts_stand and record.today == shown.today:
            # Only the record was written in: facts, and what the rules say of them, stand.
            self.view.display(replace(shown, record=record, blank=self._blank))
            return
        case = self.desk.ask(CaseOf(person_id=self._person_id))
        live = case.result.parole.current
        timetables = self.desk.ask(TimetablesOf(live)) if live else {}
        self.view.display(Shown(case, record, timetables, self._blank))
        self.say(matters(self.shell.text, case))

    def person(self) -> int | None:
        """Whose case it is."""
        return self._person_id

    def offers(self) -> Sequence[tuple[str, Callable[[], object]]]:
        """What can be recorded, and the tabs."""
        tabs = [
            (self.shell.text("case.offer", tab=self.shell.text(f"case.tab.{key}")), key)
            for key in KEYS
        ]
        turns = [(words, partial(self.view.turn_to, key)) for words, key in tabs]
        return [*super().offers(), *turns]

    def show_duty(self, key: str) -> None:
        """Turn to one duty, with the keyboard on it."""
        self.view.turn_to("duties")
        self.view.duties.go_to(key)

    def set_blank(self, blank: bool) -> None:
        """Hide who it is, or show it again."""
        self._blank = blank
        self.view.set_blank(blank)

    def step_back(self) -> bool:
        """Esc closes the why panel."""
        return self.view.step_back()

    def place(self) -> object:
        """The person and the tab."""
        return (self._person_id, self.view.tabs.currentIndex())

    def return_to(self, place: object) -> None:
        """Go back to the person and the tab."""
        if isinstance(place, tuple) and place[0] is not None:
            self._person_id = place[0]
            self.refresh()
            self.view.turn_to(KEYS[int(place[1])])

    def parts(self) -> Sequence[Part]:
        """The line for a contact, once it is there for the person shown."""
        contacts = self.view.contacts
        about = contacts.about
        return () if about is None else (Part(f"contact {about}", contacts.quick, about),)

    def reopen(self, recipe: str) -> bool:
        """Ask again what opened a form."""
        shown = self.view.shown
        asked = None if shown is None else asked_by(recipe, shown, self._entry)
        if asked is not None:
            self._doing.answer(asked)
        return asked is not None

    def _entry(self, kind: EntryKind, number: int) -> Entry | None:
        if self._person_id is None:
            return None
        page = self.desk.ask(EntriesOf(self._person_id, (kind,), limit=_ALL))
        return next((one for one in page.entries if one.id == number), None)

    # What the view asks for.

    def _answer(self, asked: object) -> None:
        if self.view.shown is None:
            return
        answer = self._answers.get(type(asked))
        if answer is not None:
            answer(asked)
        else:
            self._doing.answer(asked)

    def _why(self, asked: asks.WhyAsked) -> None:
        case = self.view.case
        if case is not None:
            hangs_on = self.desk.ask(HangsOn(asked.result, case.case))
            self.view.show_proof(asked.result, hangs_on)

    def _why_duty(self, asked: asks.WhyDutyAsked) -> None:
        if self._person_id is None:
            return
        try:
            self.view.show_why_duty(self.desk.ask(WhyDuty(self._person_id, asked.key)))
        except RequestRefused:
            self.view.why.close_panel()  # what was just done took the duty away

    def _notes(self, asked: asks.NotesAsked) -> None:
        if self._person_id is not None:
            section, _dot, field = asked.fact.partition(".")
            found = self.desk.ask(FactHistory(self._person_id, section, field))
            self.view.show_notes(asked.fact, found)

    def _entries(self, asked: asks.EntriesAsked) -> None:
        if self._person_id is not None:
            wanted = EntriesOf(self._person_id, asked.kinds, limit=asked.limit)
            self.view.show_entries(self.desk.ask(wanted))

    def _timeline(self, asked: asks.TimelineAsked) -> None:
        if self._person_id is not None:
            found, total = self.desk.ask(TimelineOf(self._person_id, limit=asked.limit))
            self.view.history.show_timeline(found, total)

    def _paper(self, asked: asks.PaperAsked) -> None:
        if self._person_id is not None:
            (self.form_asked if asked.blank else self.paper_asked).emit(self._person_id)

    def _papers(self, _asked: asks.PapersAsked) -> None:
        if self._person_id is not None:
            self.view.papers.show_papers(self.desk.ask(PapersOf(self._person_id)))

    def _begin(self, asked: asks.BeginAsked) -> None:
        begun = self._doing.begin(asked, template_of(self.desk, asked.kind).version)
        if begun is not None:
            self.paper_opened.emit(begun)

    def _copy(self, asked: asks.RowsAsked) -> None:
        copy_plain(clipboard_lines(asked.rows))
        rows = len(asked.rows)
        words = self.shell.text.count("caseload.copied", max(rows - 1, 1))
        self.shell.message(words, kind="note")
