"""The Today page: asks what is due, feeds the view, keeps what somebody says about a duty."""

from collections.abc import Sequence

from PySide6.QtCore import Signal

from pomdesk.domain.errors import PomdeskError
from pomdesk.readmodels.duties import DutyLine, Today
from pomdesk.services.commands.marks import MarkDuty, UnmarkDuty
from pomdesk.services.desk import Desk
from pomdesk.services.queries.duties import DutiesDue, TodayOn, WhyDuty
from pomdesk.services.queries.status import StatusOfDesk
from resources.text import Text
from ui.export import clipboard_lines
from ui.page import Page, Shell
from ui.table_file import write_table
from ui.today.rows import WEEKS
from ui.today.view import TodayView
from ui.today.words import title
from ui.widgets.clipboard import copy_plain
from ui.widgets.mark_form import Said
from ui.widgets.typed import Part

AT_ONCE = 2_000
"""People up to whom the day is read before the page is shown: nothing jumps then."""


JUMPED = "TIM-JUMP"
"""The notice that the clock stands far from where it stood; gone once somebody confirms the day."""


def first_day(desk: Desk) -> Today | None:
    """The day, read before the page is there; None for a store so large that it would be late."""
    return desk.ask(TodayOn()) if desk.ask(StatusOfDesk()).people <= AT_ONCE else None


class TodayPage(Page):
    """The morning.

    Signals:
        duty_opened: id of the person, key of the duty the case is to be opened at.
        contact_asked: id of the person a contact is to be written down for.
    """

    name = "today"
    view: TodayView
    duty_opened = Signal(int, str)
    contact_asked = Signal(int)

    def __init__(self, shell: Shell, desk: Desk, first: Today | None = None) -> None:
        """Make the page; ``first`` is what ``first_day`` has read of this desk just now."""
        super().__init__(shell, desk)
        self._first = first
        self._wanted_place: object = None
        self.view = TodayView(shell.text, shell.theme)
        view = self.view
        view.case_opened.connect(self.duty_opened)
        view.contact_asked.connect(self.contact_asked)
        view.why_asked.connect(self._tell_why)
        view.said.connect(self._keep)
        view.taken_back.connect(self._take_back)
        view.moves_asked.connect(lambda: shell.show_page("moves"))
        view.further_asked.connect(self._ask_further)
        view.import_asked.connect(lambda: shell.show_page("imports"))
        view.rows_copied.connect(self._copy)
        view.export_asked.connect(self._export)

    def title(self) -> str:
        """The day."""
        text, day = self.shell.text, self.desk.today
        weekday = text(f"weekday.{day.weekday()}")
        return text("today.heading", weekday=weekday, day=text.day(day))

    def refresh(self) -> None:
        """Ask again, in the background."""
        first, self._first = self._first, None
        if first is not None:
            self._show(first)
            return
        desk = self.desk
        self.shell.worker.run(lambda: desk.ask(TodayOn()), self._show, owner=self)

    def _show(self, today: Today) -> None:
        doubted = JUMPED in self.desk.notices
        self.view.display(today, doubted=doubted)
        if self.view.needs_further:
            self._ask_further()
        if self._wanted_place is not None:
            self.view.columns.choose(self._wanted_place)
            self._wanted_place = None
        words = [self.shell.text("today.matters.doubted")] if doubted else []
        self.say(" ".join((*words, matters(self.shell.text, today))))

    def _ask_further(self) -> None:
        desk = self.desk
        self.shell.worker.run(
            lambda: desk.ask(DutiesDue(within_days=7 * WEEKS)), self._show_further, owner=self
        )

    def _show_further(self, lines: Sequence[DutyLine]) -> None:
        self.view.display_further(lines)

    def set_blank(self, blank: bool) -> None:
        """Hide names and numbers, or show them again."""
        self.view.set_blank(blank)

    def step_back(self) -> bool:
        """Esc puts away the form, the panel, the filters."""
        return self.view.step_back()

    def person(self) -> int | None:
        """Whose duty is chosen."""
        row = self.view.columns.chosen()
        return row.lead.person_id if row is not None and row.lead is not None else None

    def place(self) -> object:
        """The chosen row."""
        row = self.view.columns.chosen()
        return row.key if row is not None else None

    def return_to(self, place: object) -> None:
        """Choose the row again, at once or when the day has been read."""
        if not self.view.columns.choose(place):
            self._wanted_place = place

    def parts(self) -> Sequence[Part]:
        """The form about a duty."""
        return () if self.view.today is None else (Part("mark", self.view, self.view.form.about),)

    # What is said about a duty.

    def _tell_why(self, line: DutyLine) -> None:
        try:
            self.view.show_why(self.desk.ask(WhyDuty(line.person_id, line.duty.key)))
        except PomdeskError as error:
            self.shell.refused(error)

    def _keep(self, said: Said) -> None:
        command = MarkDuty(said.person_id, said.duty, said.mark, said.day, said.until, said.note)
        text = self.shell.text
        told = {"duty": said.words, "day": text.short_day(said.until)}
        self._do(command, text(f"mark.told_{said.mark.value}", **told))

    def _take_back(self, line: DutyLine) -> None:
        words = self.shell.text("mark.told_back", duty=title(self.shell.text, line.duty))
        self._do(UnmarkDuty(line.person_id, line.duty.key), words)

    def _do(self, command: MarkDuty | UnmarkDuty, words: str) -> None:
        try:
            receipt = self.desk.do(command)
        except PomdeskError as error:
            self.shell.refused(error)
            return
        self.shell.done(receipt, words)

    # Out of the desk.

    def _copy(self, rows: Sequence[Sequence[str]]) -> None:
        copy_plain(clipboard_lines(rows))
        self.shell.message(self.shell.text.count("today.copied", len(rows)), kind="note")

    def _export(self, kind: str) -> None:
        text = self.shell.text
        titles, cells = self.view.sheet()

        def told(count: int, file: str) -> str:
            return text("today.exported", duties=text.count("today.duties", count), file=file)

        write_table(self, self.view, "duties", kind, titles, cells, told)


def matters(text: Text, today: Today) -> str:
    """What matters now, in one line."""
    if not today.people:
        return ""
    dated = sum(line.duty.due is not None for line in today.this_week)
    parts = [
        text.count(f"today.matters.{key}", count)
        for key, count in (
            ("late", len(today.late)),
            ("week", dated),
            ("undated", len(today.this_week) - dated),
            ("moved", today.moved),
        )
        if count
    ]
    if not today.late and not today.this_week:
        parts.insert(0, text("today.matters.nothing"))
        coming = next((line.duty.due for line in today.coming if line.duty.due), None)
        if coming is not None:
            when = f"{text.short_day(coming)}, {text.away(coming, today.today)}"
            parts.append(text("today.matters.next", when=when))
    return " ".join(parts)
