"""The visit page: asks for one visit and, once it has ended, what came of it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from pomdesk.domain.errors import PomdeskError
from pomdesk.domain.visits import VisitState
from pomdesk.readmodels.visits import StopLine
from pomdesk.services.desk import Desk
from pomdesk.services.queries.visits import VisitAfterwards, VisitOf
from reports.visit.words import ask_words, cell_words, flag_words
from ui.export import clipboard_lines
from ui.page import Page, Shell
from ui.visit.doing import Doing
from ui.visit.standing import ACTIONS, MORE, NOTES, PACKS, Shown, matters, offered
from ui.visit.view import VisitPanel
from ui.widgets.clipboard import copy_plain
from ui.widgets.form import bare
from ui.widgets.typed import Part
from ui.widgets.visit_words import CardWords, where_words


class VisitPage(Page):
    """One visit."""

    name: ClassVar[str] = "visit"
    in_rail: ClassVar[bool] = False
    view: VisitPanel

    def __init__(self, shell: Shell, desk: Desk) -> None:
        super().__init__(shell, desk)
        self._visit_id: int | None = None
        words = CardWords(ask_words, flag_words, cell_words)
        self.view = VisitPanel(shell.text, shell.theme, words)
        self._doing = Doing(shell, desk, self.view, words)
        self.view.asked.connect(self._doing.do)
        self.view.pack_asked.connect(self._doing.do_pack)
        self.view.outcome.note_written.connect(self._doing.write_note)
        self.view.person_opened.connect(self._open_case)
        self.view.rows_copied.connect(self._copy)

    def title(self) -> str:
        """What the visit is called."""
        shown = self.view.shown
        if shown is None:
            return super().title()
        text = self.shell.text
        return text("visit_page.heading", where=where_words(text, shown.view.line))

    def open(self, number: int) -> None:
        """Turn to another visit."""
        self._visit_id = number

    def refresh(self) -> None:
        """Ask again, in the background."""
        desk, number = self.desk, self._visit_id
        if number is None:
            return

        def read() -> Shown:
            view = desk.ask(VisitOf(number))
            ended = view.line.state is VisitState.ENDED and not view.line.from_pack
            return Shown(view, desk.ask(VisitAfterwards(number)) if ended else None)

        self.shell.worker.run(read, self._show, owner=self, failed=self._failed)

    def _show(self, shown: Shown) -> None:
        if shown.view.line.id == self._visit_id:
            self.view.display(shown)
            self._tell(shown)

    def _tell(self, shown: Shown) -> None:
        self.say(matters(self.shell.text, shown, hidden=self.view.blank))

    def _failed(self, error: PomdeskError) -> None:
        """It was dropped or cleared meanwhile: the list shows what there is."""
        self._visit_id = None
        self.shell.show_page("visits")
        self.shell.refused(error)

    def _open_case(self, one: StopLine) -> None:
        if one.person_id is not None:
            self.shell.open_case(one.person_id)

    def _copy(self, rows: Sequence[Sequence[str]]) -> None:
        copy_plain(clipboard_lines(rows))
        words = self.shell.text.count("today.copied", max(len(rows) - 1, 1))
        self.shell.message(words, kind="note")

    # What every page answers.

    def offers(self) -> Sequence[tuple[str, Callable[[], object]]]:
        """What can be done with the visit as it stands."""
        shown, text = self.view.shown, self.shell.text
        if shown is None:
            return ()
        allowed = offered(shown)
        return [
            (bare(text(f"visit_page.do.{code}").partition("\t")[0]), partial(self._doing.do, code))
            for code in (*ACTIONS, *PACKS, *NOTES, *MORE)
            if code in allowed
        ]

    def person(self) -> int | None:
        """Who is chosen."""
        return next((one.person_id for one in self.view.chosen()), None)

    def parts(self) -> Sequence[Part]:
        """The note of the visit that is shown."""
        about = self.view.outcome.about
        return () if about is None else (Part(f"note {about}", self.view.outcome),)

    def set_blank(self, blank: bool) -> None:
        """Hide names, numbers and alerts, or show them again."""
        self.view.set_blank(blank)
        if self.view.shown is not None:
            self._tell(self.view.shown)

    def place(self) -> object:
        """The visit."""
        return self._visit_id

    def return_to(self, place: object) -> None:
        """Go back to it."""
        if isinstance(place, int):
            self._visit_id = place
            self.refresh()
