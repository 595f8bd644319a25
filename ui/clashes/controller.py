"""The page about clashes: asks what is to be decided, and has decided what a person chose."""

from collections.abc import Sequence
from typing import ClassVar

from pomdesk.domain.errors import PomdeskError
from pomdesk.domain.visits import Keep
from pomdesk.readmodels.visits import ClashLine
from pomdesk.services.commands.visit_packs import SettleClash
from pomdesk.services.desk import Desk
from pomdesk.services.queries.visit_packs import ClashesOpen
from ui.clashes.view import ClashesView
from ui.page import Page, Shell


class ClashesPage(Page):
    """What desk and visit machine both changed: of one visit, or of all of them."""

    name: ClassVar[str] = "clashes"
    in_rail: ClassVar[bool] = False
    view: ClashesView

    def __init__(self, shell: Shell, desk: Desk) -> None:
        super().__init__(shell, desk)
        self.view = ClashesView(shell.text, shell.theme)
        self.view.decided.connect(self._settle)
        self.view.case_opened.connect(shell.open_case)
        self.view.turned.connect(self.summary_changed)
        self._visit_id: int | None = None

    def open(self, number: int) -> None:
        """Remember of which visit; 0: of all."""
        self._visit_id = number or None

    def refresh(self) -> None:
        """Ask again, in the background."""
        desk, wanted = self.desk, self._visit_id
        self.shell.worker.run(lambda: desk.ask(ClashesOpen(wanted)), self._show, owner=self)

    def _show(self, clashes: Sequence[ClashLine]) -> None:
        self.view.display(clashes)
        text = self.shell.text
        self.say(text.count("clashes_page.matters", len(clashes)) if clashes else "")

    def _settle(self, clash_id: int, keep: Keep) -> None:
        try:
            receipt = self.desk.do(SettleClash(clash_id, keep))
        except PomdeskError as error:
            self.shell.refused(error)
            return
        self.shell.done(receipt, self.shell.text(f"clashes_page.kept.{keep}"))

    def person(self) -> int | None:
        """Whom the clash that is shown is about."""
        shown = self.view.shown
        return shown.person_id if shown is not None else None

    def set_blank(self, blank: bool) -> None:
        """Hide names and numbers, or show them again."""
        self.view.set_blank(blank)

    def place(self) -> object:
        """Of which visit."""
        return self._visit_id

    def return_to(self, place: object) -> None:
        """Show those of that visit again."""
        self._visit_id = place if isinstance(place, int) else None
