"""The page of the audit log: asks for events, has the log gone through, given out, anchored."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import ClassVar

from pomdesk.domain.audit import Kind, Proof
from pomdesk.domain.errors import PomdeskError
from pomdesk.readmodels.audit import LogFilter, LogLine
from pomdesk.services.desk import Desk
from pomdesk.services.pruning import prune_log
from pomdesk.services.queries.audit import LogLines, LogStands, PeopleInLog
from ui import dialogs
from ui.export import clipboard_lines, file_name
from ui.journal.view import JournalView, Shown
from ui.log_file import give_out_log, need_why, write_anchor
from ui.log_words import proof_words, remark_lines
from ui.page import Page, Shell
from ui.widgets.clipboard import copy_plain
from ui.widgets.fields_form import Field, FieldsForm, ask

_LINES = {"verify": "verify_log", "anchor": "anchor_log", "export": "export_log"}
"""The line of the table of access of each action."""
_SPANS = {"today": 0, "week": 6, "month": 30}
"""Days before the last one that a period takes in."""


class JournalPage(Page):
    """The audit log; who may not read it is told so by the desk."""

    name: ClassVar[str] = "journal"
    in_rail: ClassVar[bool] = False
    view: JournalView

    def __init__(self, shell: Shell, desk: Desk) -> None:
        super().__init__(shell, desk)
        self._lines: list[LogLine] = []
        self._proof: Proof | None = None
        self._between: tuple[date | None, date | None] = (None, None)
        self._do: Mapping[str, Callable[[], None]] = {
            "verify": self._verify,
            "anchor": self._anchor,
            "export": self._export,
            "prune": self._prune,
        }
        self.view = JournalView(shell.text, shell.theme)
        self.view.narrowed.connect(self._narrow)
        self.view.person_typed.connect(self._look_for)
        self.view.older_asked.connect(self._read_on)
        self.view.asked.connect(lambda name: self._do[name]())
        self.view.rows_copied.connect(self._copy)

    def refresh(self) -> None:
        """Read the newest events."""
        self._lines = []
        self._read_on()

    def step_back(self) -> bool:
        """Esc shows every event again."""
        return self.view.step_back()

    def set_blank(self, blank: bool) -> None:
        """Hide names of people, or show them again."""
        self.view.set_blank(blank)

    # Reading.

    def _read_on(self) -> None:
        before = self._lines[-1].event.seq if self._lines else None
        page = self.desk.ask(LogLines(self._wanted(), before))
        self._lines += page.lines
        self._display(more=page.more)

    def _display(self, *, more: bool) -> None:
        state, text, proof = self.desk.ask(LogStands()), self.shell.text, self._proof
        may = {name for name, line in _LINES.items() if self.desk.may(line)}
        if state.old and not state.held and self.desk.may("prune_log"):
            may.add("prune")
        told: Sequence[str] = ()
        if proof is not None:
            told = [proof_words(text, proof), *remark_lines(text, proof)]
        broken = state.proved is not None and state.proved.wrong is not None
        if proof is not None:
            broken = not proof.holds
        lines = list(self._lines)
        self.view.display(Shown(state, lines, more, frozenset(may), told, broken))

    def _wanted(self) -> LogFilter:
        view = self.view
        first, last = self._days()
        return LogFilter(
            person_id=view.person.currentData(),
            who=view.who.currentData() or "",
            kind=Kind(view.kind.currentData()) if view.kind.currentData() else None,
            what=view.what.currentData() or "",
            first=first,
            last=last,
        )

    def _days(self) -> tuple[date | None, date | None]:
        period = self.view.period.currentData()
        if period == "between":
            return self._between
        if period in _SPANS:
            # By the clock of the log, which goes on where the desk's day stands still.
            last = self.desk.log_day
            return last - timedelta(days=_SPANS[period]), last
        return None, None

    def _narrow(self) -> None:
        if self.view.period.currentData() == "between" and not self._ask_days():
            self.view.period.setCurrentIndex(0)
        self.refresh()

    def _ask_days(self) -> bool:
        text = self.shell.text

        def take(values: Mapping[str, object]) -> None:
            first, last = values["first"], values["last"]
            assert first is None or isinstance(first, date)  # noqa: S101 - fields of days
            assert last is None or isinstance(last, date)  # noqa: S101
            self._between = (first, last)

        first, last = self._between
        fields = (
            Field("first", text("journal_page.first"), "day", value=first),
            Field("last", text("journal_page.last"), "day", value=last),
        )
        title = text("journal_page.between")
        return ask(FieldsForm(self.view.window(), text, title, fields, take,
                              yes=text("journal_page.show")))  # fmt: skip

    def _look_for(self, typed: str) -> None:
        people = self.desk.ask(PeopleInLog(typed))
        if typed.strip() and not people:
            self.shell.message(self.shell.text("journal_page.nobody"), kind="note")
        self.view.display_people(people)

    def _copy(self, rows: Sequence[Sequence[str]]) -> None:
        copy_plain(clipboard_lines(rows))

    # Going through it.

    def _verify(self) -> None:
        desk, typed = self.desk, self.view.anchor.text().strip()

        def told(proof: Proof) -> None:
            self._proof = proof
            self.refresh()
            words = proof_words(self.shell.text, proof)
            self.shell.message(words, kind="done" if proof.holds else "trouble")

        anchors = (typed,) if typed else ()
        self.shell.worker.run(lambda: desk.verify_log(*anchors), told, owner=self)

    # Out of the desk.

    def _anchor(self) -> None:
        text, desk = self.shell.text, self.desk
        title, kinds = text("journal_page.anchor_title"), text("journal_page.anchor_kinds")
        suggested = file_name("log-anchor", desk.today, "json")
        target = dialogs.choose_target(self.view.window(), title, suggested, kinds)
        if target is None:
            return

        def told(slip: Path) -> None:
            words = text("journal_page.anchor_made", file=target.name, slip=slip.name)
            self.shell.message(words)
            self.refresh()

        self.shell.worker.run(lambda: write_anchor(desk, text, target)[1], told, owner=self)

    def _export(self) -> None:
        text, desk, wanted = self.shell.text, self.desk, self._wanted()
        said: dict[str, str] = {}

        def take(values: Mapping[str, object]) -> None:
            said["why"] = need_why(str(values["why"]))

        fields = (Field("why", text("journal_page.why"), needed=True),)
        title, note = text("journal_page.export_title"), text("journal_page.export_note")
        form = FieldsForm(self.view.window(), text, title, fields, take,
                          yes=text("journal_page.on"), note=note)  # fmt: skip
        if not ask(form):
            return
        suggested = file_name("audit-log", desk.today, "json")
        kinds = text("journal_page.export_kinds")
        target = dialogs.choose_target(self.view.window(), title, suggested, kinds)
        if target is None:
            return

        def told(words: str) -> None:
            done = text("journal_page.exported", file=target.name)
            self.shell.message(f"{done} {words}")
            self.refresh()

        def job() -> str:
            return give_out_log(desk, text, wanted, target, said["why"])

        self.shell.worker.run(job, told, owner=self)

    def _prune(self) -> None:
        text, desk = self.shell.text, self.desk
        sure = dialogs.confirm(
            self.view.window(),
            text("journal_page.prune_sure"),
            text("journal_page.prune_words"),
            yes=text("journal_page.do.prune"),
            no=text("caseload.cancel"),
            kind="warning",
        )
        if not sure:
            return

        def told(last: int) -> None:
            self._proof = None
            self.shell.message(text("journal_page.pruned", n=f"{last:,}"))
            self.refresh()

        def failed(error: PomdeskError) -> None:
            self.shell.refused(error)
            self.refresh()

        self.shell.worker.run(lambda: prune_log(desk).result, told, owner=self, failed=failed)
