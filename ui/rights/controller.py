"""The page about records: asks, shows, and has done what two people and the law let it do."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, cast

from pomdesk.domain.errors import PomdeskError
from pomdesk.domain.rights import Decision, Ground, RequestKind, RequestStage
from pomdesk.readmodels.rights import HoldLine, RecordsNow, RequestLine, ReviewLine
from pomdesk.services.commands.rights_disposal import (
    ConfirmDisposal,
    KeepRecord,
    ProposeDisposal,
    WithdrawDisposal,
)
from pomdesk.services.commands.rights_holds import HoldRecord, ReleaseHold
from pomdesk.services.commands.rights_requests import CloseRequest, DecideItem, OpenRequest
from pomdesk.services.desk import Desk
from pomdesk.services.queries.rights_now import PersonNumbered, RecordsOn, SubjectPack
from ui import dialogs
from ui.export import clipboard_lines
from ui.page import Page, Shell
from ui.rights import asks
from ui.rights.view import TABS, RecordsView
from ui.rights_commands import FILE_NAME, erasure_words
from ui.subject_access import give_out
from ui.widgets.clipboard import copy_plain
from ui.widgets.fields_form import ask


class RightsPage(Page):
    """Records due for review, holds, and what people asked for."""

    name: ClassVar[str] = "rights"
    in_rail: ClassVar[bool] = False
    view: RecordsView

    def __init__(self, shell: Shell, desk: Desk) -> None:
        super().__init__(shell, desk)
        self.view = RecordsView(shell.text, shell.theme)
        self._do: Mapping[str, Callable[[Any], None]] = {
            "decide": self._decide,
            "hold": self._hold,
            "end": self._end,
            "note": self._note,
            "go_on": self._go_on,
            "close": self._close,
        }
        self.view.asked.connect(self._asked)
        self.view.rows_copied.connect(self._copy)
        self._wanted = ""

    def refresh(self) -> None:
        """Ask again, in the background."""
        desk = self.desk
        self.shell.worker.run(lambda: desk.ask(RecordsOn()), self._show, owner=self)

    def _show(self, now: RecordsNow) -> None:
        self.view.display(now)
        if self._wanted in TABS:
            self.view.turn_to(self._wanted)
            self._wanted = ""
        text = self.shell.text
        parts = [
            text.count(f"records_page.matters.{name}", len(rows))
            for name, rows in (
                ("reviews", now.reviews),
                ("holds", now.holds),
                ("requests", now.requests),
            )
            if rows
        ]
        self.say(" ".join(parts))

    def set_blank(self, blank: bool) -> None:
        """Hide names and numbers, or show them again."""
        self.view.set_blank(blank)

    def person(self) -> int | None:
        """Who is chosen."""
        return getattr(self.view.chosen(), "person_id", None)

    def place(self) -> object:
        """The list that is shown."""
        return self.view.tab

    def return_to(self, place: object) -> None:
        """Show that list again."""
        self._wanted = str(place)

    def _asked(self, code: str, row: object) -> None:
        if row is None and code not in {"hold", "note"}:
            return
        try:
            self._do[code](row)
        except PomdeskError as error:
            self.shell.refused(error)

    def _copy(self, rows: Sequence[Sequence[str]]) -> None:
        copy_plain(clipboard_lines(rows))
        self.shell.message(self.shell.text.count("today.copied", len(rows)), kind="note")

    # Reviews and holds.

    def _decide(self, line: ReviewLine) -> None:
        text, desk, today = self.shell.text, self.desk, self.desk.today
        done: list[tuple[Any, list[str]]] = []

        def save(values: Mapping[str, object]) -> None:
            why, until = str(values["why"] or ""), values["until"]
            outcome = values["outcome"]
            if outcome == "confirm":
                receipt = desk.do(ConfirmDisposal(line.person_id))
                done.append((receipt, erasure_words(text, receipt.result)))
                return
            command: Any = KeepRecord(line.person_id, cast(date, until or today), why)
            if outcome == "propose":
                command = ProposeDisposal(line.person_id, why)
            elif outcome == "withdraw":
                command = WithdrawDisposal(line.person_id, why)
            done.append((desk.do(command), []))

        form = asks.decide_form(self.view.window(), text, line, desk.who, today, save)
        if ask(form):
            receipt, words = done[0]
            self.shell.done(receipt)
            if words:
                asks.tell(self.view.window(), text, text("records_page.erased"), words)

    def _saved(self, run: Callable[[Mapping[str, object]], Any]) -> tuple[Any, list[Any]]:
        """What a form calls to save, and where the receipt is then."""
        done: list[Any] = []
        return (lambda values: done.append(run(values))), done

    def _hold(self, _row: object) -> None:
        desk = self.desk

        def run(values: Mapping[str, object]) -> Any:
            number = str(values["number"] or "").strip()
            whom = desk.ask(PersonNumbered(number)) if number else None
            return desk.do(HoldRecord(whom, str(values["why"]), cast(Any, values["review"])))

        save, done = self._saved(run)
        if ask(asks.hold_form(self.view.window(), self.shell.text, desk.today, save)):
            self.shell.done(done[0])

    def _end(self, line: HoldLine) -> None:
        save, done = self._saved(
            lambda values: self.desk.do(ReleaseHold(line.person_id, str(values["why"])))
        )
        if ask(asks.end_form(self.view.window(), self.shell.text, save)):
            self.shell.done(done[0])

    # Requests.

    def _note(self, _row: object) -> None:
        desk = self.desk

        def run(values: Mapping[str, object]) -> Any:
            whom = desk.ask(PersonNumbered(str(values["number"])))
            kind, received = RequestKind(str(values["kind"])), cast(date, values["received"])
            return desk.do(OpenRequest(whom, kind, received, str(values["note"] or "")))

        save, done = self._saved(run)
        if ask(asks.note_form(self.view.window(), self.shell.text, desk.today, save)):
            self.shell.done(done[0])

    def _close(self, line: RequestLine) -> None:
        def run(values: Mapping[str, object]) -> Any:
            stage, why = RequestStage(str(values["stage"])), str(values["why"])
            statement = str(values.get("statement") or "")
            return self.desk.do(CloseRequest(line.ref, stage, why, statement))

        save, done = self._saved(run)
        if ask(asks.close_form(self.view.window(), self.shell.text, line, save)):
            self.shell.done(done[0])

    def _go_on(self, line: RequestLine) -> None:
        """The next part that waits for a decision; when none does, the draft."""
        if line.kind is not RequestKind.ACCESS:
            self._close(line)
            return
        waiting = self.desk.ask(SubjectPack(line.person_id, line.ref)).open_items
        for place, item in enumerate(waiting):

            def run(values: Mapping[str, object], key: str = item.key) -> Any:
                ground = Ground(str(values["ground"])) if values["ground"] else None
                decision, words = Decision(str(values["decision"])), str(values["text"] or "")
                return self.desk.do(DecideItem(line.ref, key, decision, ground, words))

            save, done = self._saved(run)
            left = len(waiting) - place
            if not ask(asks.part_form(self.view.window(), self.shell.text, item, left, save)):
                return
            self.shell.done(done[0])
        self._give_out(line)

    def _give_out(self, line: RequestLine) -> None:
        text, window = self.shell.text, self.view.window()
        pack = self.desk.ask(SubjectPack(line.person_id, line.ref))
        box = asks.DraftBox(window, text)
        try:
            if not dialogs.show(box):
                return
            why, password = box.why, box.password
        finally:
            box.deleteLater()
        title, kinds = text("records_page.draft_title"), text("records_page.draft_kinds")
        path = dialogs.choose_target(window, title, FILE_NAME, kinds)
        if path is None:
            return
        counts = give_out(self.desk, pack, text, path, lambda: password, why=why)
        self.shell.message(text("rights.exported", path=path.name, **counts))
