"""The case page: one person asked for, shown, corrected."""

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import Signal

from pomdesk.domain.names import HIDDEN, listed
from pomdesk.services.commands.correct_fact import CorrectFact, SettleFact
from pomdesk.services.desk import Desk
from pomdesk.services.queries.case import CaseOf
from resources.wording import source_words
from ui import dialogs
from ui.case.change import ChangeForm
from ui.case.facts import matters
from ui.case.sources import fact_value
from ui.case.view import CasePanel
from ui.export import clipboard_lines
from ui.page import Page, Shell
from ui.widgets.clipboard import copy_plain


class CasePage(Page):
    """One case.

    Signals:
        paper_asked: id of the person whose handover report is to be shown.
    """

    name = "case"
    in_rail = False
    view: CasePanel
    paper_asked = Signal(int)

    def __init__(self, shell: Shell, desk: Desk) -> None:
        super().__init__(shell, desk)
        self._person_id: int | None = None
        self._blank = False
        self.view = CasePanel(shell.text, shell.theme)
        self.view.change_asked.connect(self._change)
        self.view.settle_asked.connect(self._settle)
        self.view.paper_asked.connect(self._ask_paper)
        self.view.rows_copied.connect(self._copy)

    def title(self) -> str:
        """The person's name; the kind of page while it is hidden or not known."""
        case = self.view.case
        if case is None:
            return super().title()
        if self._blank:
            return HIDDEN
        return listed(case.case.person.last_name, case.case.person.first_name)

    def open(self, person_id: int) -> None:
        """Turn to one person."""
        self._person_id = person_id

    def refresh(self) -> None:
        """Ask for the person again."""
        if self._person_id is not None:
            case = self.desk.ask(CaseOf(person_id=self._person_id))
            self.view.display(case)
            self.say(matters(self.shell.text, case))

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
            self.view.go_to(int(place[1]))

    def _change(self, fact: str) -> None:
        case = self.view.case
        if case is None:
            return
        section, field = fact.split(".")
        now = fact_value(case, section, field)
        source = case.sources.of(section, field) if now is not None else None
        words = source_words(self.shell.text, source) if source else ""
        form = ChangeForm(self.view.window(), self.shell.text, section, field, now, words)
        try:
            if dialogs.show(form):
                command = CorrectFact(
                    case.person_id, section, field, form.value, form.reason.text().strip()
                )
                name = self.shell.text.code("field", field)
                told = self.shell.text("case.change.done", name=name)
                self.shell.done(self.desk.do(command), told)
        finally:
            form.deleteLater()

    def _settle(self, section: str, field: str, take: str) -> None:
        case = self.view.case
        if case is None:
            return
        chosen: Literal["typed", "file"] = "file" if take == "file" else "typed"
        receipt = self.desk.do(SettleFact(case.person_id, section, field, chosen))
        name = self.shell.text.code("field", field)
        self.shell.done(receipt, self.shell.text(f"case.dispute.done_{chosen}", name=name))

    def _ask_paper(self) -> None:
        if self._person_id is not None:
            self.paper_asked.emit(self._person_id)

    def _copy(self, rows: Sequence[Sequence[str]]) -> None:
        copy_plain(clipboard_lines(rows))
        words = self.shell.text.count("caseload.copied", len(rows) - 1)
        self.shell.message(words, kind="note")
