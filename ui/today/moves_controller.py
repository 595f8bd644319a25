"""The page about what moved: asks, shows, and keeps that somebody has looked."""

from collections.abc import Sequence

from PySide6.QtCore import Signal

from pomdesk.domain.errors import PomdeskError
from pomdesk.readmodels.moves import Moves
from pomdesk.services.commands.moves import MarkMovesSeen
from pomdesk.services.desk import Desk
from pomdesk.services.queries.moves import MovesSince
from resources.text import Text
from ui.export import clipboard_lines
from ui.page import Page, Shell
from ui.today.moved_words import late_now
from ui.today.moves_view import MovesView
from ui.widgets.clipboard import copy_plain


class MovesPage(Page):
    """Whose dates moved since somebody last looked.

    Signals:
        print_asked: the paper about it is wanted.
    """

    name = "moves"
    in_rail = False
    view: MovesView
    print_asked = Signal()

    def __init__(self, shell: Shell, desk: Desk) -> None:
        super().__init__(shell, desk)
        self.view = MovesView(shell.text, shell.theme)
        self._wanted: object = None
        self.view.case_opened.connect(shell.open_case)
        self.view.seen_asked.connect(self._seen)
        self.view.print_asked.connect(self.print_asked)
        self.view.rows_copied.connect(self._copy)

    def refresh(self) -> None:
        """Ask again, in the background."""
        desk = self.desk
        self.shell.worker.run(lambda: desk.ask(MovesSince()), self._show, owner=self)

    def _show(self, moves: Moves) -> None:
        self.view.display(moves)
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self.return_to(wanted)
        self.say(matters(self.shell.text, moves))

    def set_blank(self, blank: bool) -> None:
        """Hide names and numbers, or show them again."""
        self.view.set_blank(blank)

    def person(self) -> int | None:
        """Who is chosen."""
        moved = self.view.chosen()
        return moved.person_id if moved else None

    def place(self) -> object:
        """The chosen person."""
        return self.person()

    def return_to(self, place: object) -> None:
        """Choose the person again, at once or when they have been read."""
        if place is not None and not self.view.list.choose(
            lambda row: getattr(row, "person_id", None) == place
        ):
            self._wanted = place if self.view.moves is None else None

    def _seen(self) -> None:
        moves = self.view.moves
        if moves is None:
            return
        try:
            receipt = self.desk.do(MarkMovesSeen(moves.upto))
        except PomdeskError as error:
            self.shell.refused(error)
            return
        self.shell.done(receipt, self.shell.text("moves.seen_done"))

    def _copy(self, rows: Sequence[Sequence[str]]) -> None:
        copy_plain(clipboard_lines(rows))
        self.shell.message(self.shell.text.count("today.copied", len(rows)), kind="note")


def matters(text: Text, moves: Moves) -> str:
    """What matters now, in one line."""
    if not moves.people:
        return ""
    late = sum(late_now(moved) > 0 for moved in moves.people)
    parts = [text.count("moves.matters", len(moves.people))]
    if late:
        parts.append(text.count("moves.late", late))
    return " ".join(parts)
