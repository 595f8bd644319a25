"""What can be done whatever page is shown: a contact, a search, papers of the desk, a duty.

The command box finds these; ``Ctrl+N`` writes down a contact.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from pomdesk.domain.errors import PomdeskError
from ui.window import Window

if TYPE_CHECKING:
    from pomdesk.services.desk import Desk
    from ui.palette import Entry


class Anywhere:
    """Gives one window what its pages do not know of each other."""

    def __init__(self, window: Window, desk: "Callable[[], Desk | None]") -> None:
        self._window, self._desk = window, desk
        window.search = self._found
        window.find_more = self._offers
        window.answer = self._answer
        window.offer("contact", ["Ctrl+N"], self.ask_contact)

    def open_duty(self, person_id: int, key: str) -> None:
        """Show a case at one of its duties."""
        self._window.open_case(person_id)
        page = self._window.page
        if page is not None:
            page.show_duty(key)

    def ask_contact(self, person_id: int | None = None) -> None:
        """Write down a contact: with the person given, or who the page is about."""
        from ui.quick import ask_contact

        desk, window, page = self._desk(), self._window, self._window.page
        if desk is None or page is None:
            return
        about = page.person() if person_id is None else person_id
        command = ask_contact(window, window.text, desk, about, blank=window.blank)
        if command is not None and self._desk() is desk:
            window.done(desk.do(command))

    def save_paper(self, kind: str) -> None:
        """Make a paper of the whole desk, where somebody says."""
        from ui.desk_papers import save_paper

        desk = self._desk()
        if desk is not None:
            save_paper(self._window, self._window, desk, kind)

    def _answer(self, error: PomdeskError) -> bool:
        """Ask for a reason where somebody else's case was refused."""
        from ui.break_glass import offer

        return offer(self._window, self._desk(), error)

    def _found(self, typed: str) -> "Sequence[Entry]":
        """People and records for the command box; called in the background."""
        from ui.found import entries

        desk = self._desk()
        if desk is None:
            return ()
        return entries(desk, self._window.text, typed, self._window.open_case)

    def _offers(self) -> "Sequence[Entry]":
        """What the page offers, papers and, of who is chosen, what their case page offers."""
        from ui.palette import Entry

        page, case = self._window.page, self._window.pages.get("case")
        if page is None or case is None:
            return ()
        here = (*page.offers(), *self._papers(), *self._log(), *self._records())
        offered = [Entry(words, do) for words, do in here]
        about = page.person()
        if about is None or page is case:
            return offered

        def at_case(do: Callable[[], object]) -> None:
            self._window.open_case(about)
            do()

        return offered + [Entry(words, partial(at_case, do)) for words, do in case.offers()]

    def _log(self) -> Iterator[tuple[str, Callable[[], object]]]:
        """The audit log, to whoever may read it."""
        desk = self._desk()
        if desk is not None and desk.may("LogLines"):
            yield self._window.text("journal_page.open"), self.open_log

    def _records(self) -> Iterator[tuple[str, Callable[[], object]]]:
        """Records due for review, holds and requests, to whoever looks after them."""
        desk = self._desk()
        if desk is not None and desk.may("RecordsOn"):
            yield self._window.text("records_page.open"), self.open_records

    def open_records(self) -> None:
        """Show the page about records."""
        self._window.open_at("rights", 0)

    def open_log(self) -> None:
        """Show the audit log."""
        self._window.open_at("journal", 0)

    def _papers(self) -> Iterator[tuple[str, Callable[[], object]]]:
        from ui.desk_papers import KINDS

        text = self._window.text
        for kind in KINDS:
            words = text("find.paper", paper=text(f"paper.{kind}"))
            yield words, partial(self.save_paper, kind)
