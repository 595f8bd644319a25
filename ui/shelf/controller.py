"""The papers page: asks for papers in hand and packs that are due, and has packs made."""

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import Signal

from pomdesk.domain.errors import PomdeskError
from pomdesk.domain.names import HIDDEN
from pomdesk.domain.papers import PaperStage
from pomdesk.readmodels.papers import PackLine, PaperLine
from pomdesk.readmodels.policy import Standing
from pomdesk.services.desk import Desk
from pomdesk.services.queries.papers import PacksDue, PapersInHand
from pomdesk.services.queries.settings import PolicySettings
from resources.text import Text
from ui import dialogs
from ui.export import clipboard_lines
from ui.pack_run import PackRun
from ui.page import Page, Shell
from ui.papers import template_of
from ui.shelf.filters import Shelf, Standards, shelf, written_kinds
from ui.shelf.packs import Period
from ui.shelf.run import PackThread
from ui.shelf.view import KEYS, ShelfView
from ui.widgets.clipboard import copy_plain
from ui.words import error_words

_WEEKS = 8
_MONTHS = range(-1, 12)
"""Months that are offered, counted from the current one."""
_SOON = timedelta(days=14)
_MOST_NAMED = 12
"""Failures that are told one by one."""


class ShelfPage(Page):
    """Papers across the caseload.

    Signals:
        paper_opened: id of a paper that is to be written in.
    """

    name = "papers"
    view: ShelfView
    paper_opened = Signal(int)

    def __init__(self, shell: Shell, desk: Desk) -> None:
        super().__init__(shell, desk)
        self.view = ShelfView(shell.text, shell.theme)
        self._run: PackThread | None = None
        self._folder = ""
        self._last: tuple[PackRun, int] | None = None
        self._wanted: object = None
        self._periods = periods(shell.text, desk.today)
        self._anew = True
        hand, packs = self.view.hand, self.view.packs
        packs.offer(self._periods, 0)
        hand.paper_opened.connect(self.paper_opened)
        hand.caseload_asked.connect(lambda: shell.show_page("caseload"))
        for part in (hand, packs):
            part.case_opened.connect(shell.open_case)
            part.rows_copied.connect(self._copy)
        packs.period_chosen.connect(self._choose)
        packs.start_asked.connect(self.start)
        packs.cancel_asked.connect(self._cancel)

    # Papers in hand.

    def refresh(self) -> None:
        """Ask for both parts, in the background."""
        desk, text = self.desk, self.shell.text
        self.shell.worker.run(
            lambda: shelf(text, desk.ask(PapersInHand()), standards(desk)), self._show, owner=self
        )
        self._ask_packs()

    def _show(self, found: Shelf) -> None:
        self.view.hand.display(found, self.desk.today)
        self.say(matters(self.shell.text, found.lines, self.desk.today))
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self.view.hand.table.choose(lambda line: line.id == wanted)

    def set_blank(self, blank: bool) -> None:
        """Hide names and numbers, or show them again."""
        self.view.set_blank(blank)
        self._tell_run(blank=blank)

    def step_back(self) -> bool:
        """Esc shows every paper again."""
        return self.view.tab == "hand" and self.view.hand.step_back()

    def person(self) -> int | None:
        """Who is chosen."""
        part = self.view.hand if self.view.tab == "hand" else self.view.packs
        line = part.chosen()
        return line.person_id if line else None

    def place(self) -> object:
        """The tab, the chosen paper and the span of days."""
        line = self.view.hand.chosen()
        return (self.view.tab, line.id if line else None, self.view.packs.period.currentIndex())

    def return_to(self, place: object) -> None:
        """Go back there."""
        if isinstance(place, tuple) and len(place) == 3 and place[0] in KEYS:
            self.view.turn_to(place[0])
            self._wanted = place[1]
            self.view.hand.table.choose(lambda line: line.id == place[1])
            self.view.packs.period.setCurrentIndex(int(place[2]))
            self._choose(int(place[2]))

    def _copy(self, rows: Sequence[Sequence[str]]) -> None:
        copy_plain(clipboard_lines(rows))
        words = self.shell.text.count("caseload.copied", len(rows) - 1)
        self.shell.message(words, kind="note")

    # Packs.

    def _choose(self, _place: int) -> None:
        self._anew = True
        self._ask_packs()

    def _ask_packs(self) -> None:
        desk, at = self.desk, self.view.packs.period.currentIndex()
        span = self._periods[max(at, 0)]

        def show(lines: Sequence[PackLine]) -> None:
            if self.view.packs.period.currentIndex() == at:
                anew, self._anew = self._anew, False
                self.view.packs.display(lines, desk.today, anew=anew)

        self.shell.worker.run(lambda: desk.ask(PacksDue(span.first, span.last)), show, owner=self)

    def start(self) -> None:
        """Ask where the packs go, then make them."""
        text, packs = self.shell.text, self.view.packs
        people = packs.people
        if self._run is not None or not people:
            return
        folder = dialogs.choose_folder(self.view.window(), text("packs.choose_folder"))
        if folder is None:
            return
        self._folder = str(folder)
        packs.begin(len(people))
        run = self._run = self.new_run()
        run.progressed.connect(packs.progress)
        run.finished.connect(self._finished)
        run.refused.connect(self._refused)
        run.start(people, str(packs.language.currentData()), folder)

    def new_run(self) -> PackThread:
        """What makes the packs; a test gives another one."""
        return PackThread(self.desk, self.shell.text)

    def _cancel(self) -> None:
        if self._run is not None:
            self._run.cancel()
            self.view.packs.ending()

    def _finished(self, run: PackRun) -> None:
        unnoted = self._run.unnoted if self._run else 0
        self._run, self._last = None, (run, unnoted)
        troubled = run.cancelled or run.index_problem is not None or run.refused or unnoted
        self.view.packs.finish("trouble" if troubled else "done")
        self._tell_run(blank=self.shell.blank)
        if not self.view.isVisible():
            self.shell.message(self.shell.text.count("packs.ended", len(run.made)), kind="note")

    def _tell_run(self, *, blank: bool) -> None:
        if self._last is not None:
            run, unnoted = self._last
            words = told(self.shell.text, run, self._folder, blank=blank, unnoted=unnoted)
            self.view.packs.told.setText(words)

    def _refused(self, error: PomdeskError) -> None:
        self._run = None
        self.view.packs.finish("")
        self.shell.refused(error)

    def stop(self) -> None:
        """End a run: the store is about to be closed, and packs under way ask no more of it."""
        run, self._run = self._run, None
        if run is not None:
            run.leave()
            # Waited for where locking waits for everything else, with nothing on the screen.
            self.shell.worker.run(run.wait, lambda _nothing: None, owner=self)


def standards(desk: Desk) -> Standards:
    """How many sections papers have, and which are countersigned."""
    sections = {}
    for kind in written_kinds():
        try:
            sections[kind] = sum(one.written for one in template_of(desk, kind).sections)
        except PomdeskError:  # told where the template is used or changed
            continue
    lines = desk.ask(PolicySettings())
    asked = (
        line.value
        for line in lines
        if line.key == "papers.countersigned" and line.standing is Standing.IN_FORCE
    )
    held = next(asked, ())
    return Standards(sections, frozenset(map(str, held if isinstance(held, list | tuple) else ())))


def periods(text: Text, today: date) -> list[Period]:
    """The spans of days that are offered: the next weeks, then month by month."""
    soon = today + timedelta(weeks=_WEEKS)
    found = [Period(text("packs.weeks", n=_WEEKS), today, soon)]
    for ahead in _MONTHS:
        number = today.year * 12 + today.month - 1 + ahead
        first = date(number // 12, number % 12 + 1, 1)
        last = date((number + 1) // 12, (number + 1) % 12 + 1, 1) - timedelta(days=1)
        month = text.day(first).partition(" ")[2]
        found.append(Period(month, first, last))
    return found


def matters(text: Text, lines: Sequence[PaperLine], today: date) -> str:
    """What matters now, in one line."""
    if not lines:
        return ""
    due = [line.due for line in lines if line.due is not None]
    late = sum(day < today for day in due)
    soon = sum(today <= day <= today + _SOON for day in due)
    waits = sum(line.stage is PaperStage.FINAL for line in lines)
    parts = [text.count("shelf.matters.hand", len(lines))]
    for key, n in (("late", late), ("soon", soon), ("not_sent", waits)):
        if n:
            parts.append(text.count(f"shelf.matters.{key}", n))
    return " ".join(parts)


def told(text: Text, run: PackRun, folder: str, *, blank: bool = False, unnoted: int = 0) -> str:
    """What came of a run, a line each: how many and where, the index, who has none and why.

    Args:
        text: the language.
        run: what came of it.
        folder: where the packs are.
        blank: whether numbers of people are hidden just now.
        unnoted: packs that could not be noted in the record.

    """
    lines = [text("packs.done", packs=text.count("packs.packs", len(run.made)), folder=folder)]
    if run.cancelled:
        lines.append(text("packs.cancelled"))
    if run.index is not None:
        lines.append(text("packs.index", file=run.index.name))
    if run.index_problem is not None:
        lines.append(text("packs.no_index", why=error_words(text, run.index_problem)))
    if run.refused:
        lines.append(text.count("packs.failed", len(run.refused)))
    for one in run.refused[:_MOST_NAMED]:
        who = HIDDEN if blank else one.prisoner_number or text("packs.gone")
        lines.append(f"{who}: {error_words(text, one.problem) if one.problem else ''}")
    if len(run.refused) > _MOST_NAMED:
        lines.append(text("packs.more_failed", n=len(run.refused) - _MOST_NAMED))
    if unnoted:
        lines.append(text.count("packs.unnoted", unnoted))
    lines.append(text("packs.not_encrypted"))
    return "\n".join(lines)
