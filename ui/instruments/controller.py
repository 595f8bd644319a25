"""The instruments page: what is asked of files, in versions that never change once published."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pomdesk.domain.errors import PomdeskError, RequestRefused
from pomdesk.domain.quality.terms import InstrumentStage, Role
from pomdesk.readmodels.quality import InstrumentLine, InstrumentView
from pomdesk.rules.quality.instruments import next_version, reworded, to_data
from pomdesk.services.commands.quality_instruments import (
    DropInstrument,
    MoveInstrument,
    SaveInstrument,
)
from pomdesk.services.desk import Desk
from pomdesk.services.queries.quality_instruments import InstrumentOf, Instruments
from pomdesk.services.queries.quality_people import ActingNow
from ui import dialogs
from ui.autosave import Autosave
from ui.export import clipboard_lines
from ui.instruments import files
from ui.instruments.draft import Draft, Node
from ui.instruments.editor import may
from ui.instruments.view import InstrumentsView
from ui.out import anchor_of, give_out
from ui.page import Page, Shell
from ui.widgets.clipboard import copy_plain
from ui.words import error_words

_MOVES = {
    "publish": InstrumentStage.PUBLISHED,
    "pilot": InstrumentStage.PILOT,
    "retire": InstrumentStage.RETIRED,
}


class InstrumentsPage(Page):
    """All versions (number 0), or one of them."""

    name = "instruments"
    in_rail = False
    view: InstrumentsView

    def __init__(self, shell: Shell, desk: Desk) -> None:
        super().__init__(shell, desk)
        self._id = 0
        self._listed = False  # the one that is shown was opened from the list
        self._lead = False
        self._shown: InstrumentView | None = None
        self._draft: Draft | None = None
        self._before: InstrumentView | None = None
        self.view = InstrumentsView(shell.text, shell.theme)
        self._keeping: Autosave[dict[str, Any]] = Autosave(self._written, self._write, self.view)
        self._connect()

    def _connect(self) -> None:
        listed, editor = self.view.list, self.view.editor
        self.view.left.connect(self._keeping.save)
        listed.opened.connect(self._open_listed)
        listed.shipped_asked.connect(self._take_shipped)
        listed.import_asked.connect(self._import)
        listed.rows_copied.connect(self._copy)
        editor.edited.connect(self._edited)
        editor.left.connect(self._keeping.save)
        editor.action_asked.connect(self._act)
        editor.remove_asked.connect(self._remove)
        self._keeping.saved.connect(self._saved)
        self._keeping.failing.connect(self._tell_saved)

    # The page.

    def title(self) -> str:
        """Instruments, or what one is called."""
        return self._shown.line.title if self._id and self._shown else super().title()

    def open(self, number: int) -> None:
        """Turn to a version, or to the list; not while something is not saved."""
        if number == self._id:
            return
        if not self._keeping.save():
            self._stay()
            return
        self._forget()
        self._id, self._listed = number, False

    def refresh(self) -> None:
        """Ask again; what is being typed stays as it is."""
        acting = self.desk.ask(ActingNow())
        self._lead = acting.may(Role.LEAD)
        lines = self._lines()
        if self._id:
            self._show_one(lines)
        else:
            self.view.list.display(lines, lead=self._lead)
            self.view.show_list()
            if lines:
                self.say(self.shell.text("instruments.summary"))
        self.summary_changed.emit()

    def _lines(self) -> Sequence[InstrumentLine]:
        try:
            return self.desk.ask(Instruments())
        except RequestRefused as error:
            self.say(error_words(self.shell.text, error))
            return ()

    @property
    def unsaved(self) -> bool:
        """Whether leaving now would lose something: it was typed and cannot be saved."""
        return not self._keeping.save()

    def step_back(self) -> bool:
        """Esc goes back to the list where it was opened from there."""
        if not self._id or not self._listed:
            return False
        if not self._keeping.save():
            self._stay()
            return True
        self._forget()
        self._id, self._listed = 0, False
        self.refresh()
        self.view.list.setFocus()
        return True

    def stop(self) -> None:
        """Save what was typed."""
        self._keeping.save()
        self._keeping.let_go()

    def place(self) -> object:
        """Which version, and which part of it."""
        node = self.view.editor.node
        return (self._id, self._listed, node.kind, node.at, node.question)

    def return_to(self, place: object) -> None:
        """Go back there."""
        if not (isinstance(place, tuple) and len(place) == 5 and isinstance(place[0], int)):
            return
        self.open(place[0])
        self._listed = bool(place[1])
        self.refresh()
        if self._draft is not None:
            node = Node(str(place[2]), int(place[3]), int(place[4]))
            self.view.editor.load(self._draft, node, writable=self._writable)

    def offers(self) -> Sequence[tuple[str, Callable[[], object]]]:
        """What can be done with the version that is shown."""
        editor = self.view.editor
        here = [one for one in editor.buttons.values() if not one.isHidden()]
        shown = [(one.text(), one.click) for one in here if self.view.editing]
        return [*super().offers(), *shown]

    def _forget(self) -> None:
        self._keeping.let_go()
        self._shown = self._draft = self._before = None

    def _stay(self) -> None:
        self.shell.message(self.shell.text("instruments.stay"), kind="trouble")

    def _copy(self, rows: Sequence[Sequence[str]]) -> None:
        copy_plain(clipboard_lines(rows))
        words = self.shell.text.count("caseload.copied", len(rows) - 1)
        self.shell.message(words, kind="note")

    # One version.

    @property
    def _writable(self) -> bool:
        return self._shown is not None and self._shown.may_change

    def _open_listed(self, number: int) -> None:
        self.open(number)
        self._listed = True
        self.refresh()
        self.view.setFocus()

    def _show_one(self, lines: Sequence[InstrumentLine]) -> None:
        try:
            shown = self.desk.ask(InstrumentOf(self._id))
        except RequestRefused:
            self._forget()
            self._id = 0
            self.view.list.display(lines, lead=self._lead)
            self.view.show_list()
            raise
        self._shown = shown
        editor = self.view.editor
        if not self._keeping.holds(self._id, Draft(shown.instrument).data):
            self._draft = Draft(shown.instrument)
            self._keeping.hold(self._id, self._draft.snapshot())
            editor.load(self._draft, editor.node, writable=shown.may_change)
        self._before = self._version_before(lines, shown.line)
        editor.display(shown, may(shown, lead=self._lead))
        self._tell_reworded()
        self._tell_saved()
        self.view.show_editor()
        self.say("")

    def _version_before(
        self, lines: Sequence[InstrumentLine], line: InstrumentLine
    ) -> InstrumentView | None:
        wanted = (line.code, line.version - 1)
        found = next((one for one in lines if (one.code, one.version) == wanted), None)
        return self.desk.ask(InstrumentOf(found.id)) if found and self._writable else None

    # Editing.

    def _written(self) -> dict[str, Any]:
        return self._draft.snapshot() if self._draft else {}

    def _write(self, data: dict[str, Any]) -> bool:
        if self._draft is None or not self._writable:
            return False
        self._draft.instrument()  # refused with every fault before the desk is asked
        self.desk.do(SaveInstrument(data))
        return True

    def _edited(self) -> None:
        self._keeping.touched()
        self._tell_saved()
        self._tell_reworded()

    def _saved(self) -> None:
        if self._id and self._draft is not None:
            self._shown = self.desk.ask(InstrumentOf(self._id))
            self.view.editor.display(self._shown, may(self._shown, lead=self._lead))
            self.summary_changed.emit()
        self._tell_saved()

    def _tell_saved(self) -> None:
        text, editor, failed = self.shell.text, self.view.editor, self._keeping.failed
        wrong = len(editor.faults)
        if not self._writable:
            editor.saved.setText("")
        elif wrong:
            editor.saved.setText(text.count("instruments.not_saved", wrong))
        elif failed is not None:
            editor.saved.setText(text("instruments.trouble", why=error_words(text, failed)))
        else:
            editor.saved.setText(text("instruments.saved"))

    def _tell_reworded(self) -> None:
        keys: frozenset[str] = frozenset()
        if self._before is not None and self._draft is not None and not self.view.editor.faults:
            keys = frozenset(reworded(self._before.instrument, self._draft.instrument()))
        self.view.editor.tell_reworded(keys)

    def _remove(self, node: Node) -> None:
        text = self.shell.text
        if dialogs.confirm(
            self.view.window(),
            text(f"instruments.remove.{node.kind}"),
            text("instruments.remove_words"),
            yes=text("instruments.edit.remove"),
            no=text("instruments.not_yet"),
            kind="warning",
        ):
            self.view.editor.remove(node)

    # What is done to a version.

    def _act(self, action: str) -> None:
        shown = self._shown
        if shown is None:
            return
        if not self._keeping.save():
            self._stay()
            return
        if action in {"json", "xlsx", "pdf"}:
            self._save_file(shown, action)
        elif action == "next":
            self._begin_next(shown)
        elif action == "drop":
            self._drop(shown)
        elif self._sure(action):
            command = MoveInstrument(shown.line.id, _MOVES[action])
            self._do(lambda: self.shell.done(self.desk.do(command)))

    def _sure(self, action: str) -> bool:
        text = self.shell.text
        return dialogs.confirm(
            self.view.window(),
            text(f"instruments.ask.{action}"),
            text(f"instruments.ask_words.{action}"),
            yes=text(f"instruments.do.{action}"),
            no=text("instruments.not_yet"),
        )

    def _begin_next(self, shown: InstrumentView) -> None:
        data = to_data(next_version(shown.instrument))

        def do() -> None:
            receipt = self.desk.do(SaveInstrument(data))
            self.open(int(receipt.result))
            self._listed = True
            self.shell.done(receipt)

        self._do(do)

    def _drop(self, shown: InstrumentView) -> None:
        if not self._sure("drop"):
            return

        def do() -> None:
            receipt = self.desk.do(DropInstrument(shown.line.id))
            self._forget()
            self._id = 0
            self.shell.done(receipt)

        self._do(do)

    def _do(self, do: Callable[[], object]) -> None:
        try:
            do()
        except PomdeskError as error:
            self.shell.refused(error)

    # Files.

    def _take_shipped(self) -> None:
        """Take in those drafts of the program whose code is not here yet."""
        text = self.shell.text
        here = {line.code for line in self.desk.ask(Instruments())}
        wanted = [data for data in files.shipped() if data["code"] not in here]
        if not wanted:
            self.shell.message(text("instruments.shipped_none"), kind="note")
            return

        def do() -> None:
            for data in wanted[:-1]:
                self.desk.do(SaveInstrument(data))
            receipt = self.desk.do(SaveInstrument(wanted[-1]))
            self.shell.done(receipt, text.count("instruments.taken_in", len(wanted)))

        self._do(do)

    def _import(self) -> None:
        text = self.shell.text
        title, kinds = text("instruments.choose"), text("instruments.kinds")
        chosen = dialogs.choose_files(self.view.window(), title, kinds)
        if not chosen:
            return

        def take(data: dict[str, Any]) -> None:
            def do() -> None:
                receipt = self.desk.do(SaveInstrument(data))
                self.open(int(receipt.result))
                self._listed = True
                self.shell.done(receipt)

            self._do(do)

        self.shell.worker.run(
            lambda: files.read(chosen[0], text), take, owner=self, failed=self._tell_bad
        )

    def _tell_bad(self, error: PomdeskError) -> None:
        if isinstance(error, files.BadFile):
            told = error.told[: files.MOST_TOLD]
            rest = len(error.told) - len(told)
            text = self.shell.text
            more = [text("instruments.more_faults", n=rest)] if rest else []
            head = text.count("instruments.bad_file", len(error.told))
            self.shell.message("\n".join([head, *told, *more]), kind="trouble")
        else:
            self.shell.refused(error)

    def _save_file(self, shown: InstrumentView, form: str) -> None:
        text, desk = self.shell.text, self.desk
        suggested = files.file_name(shown, form)
        title, kinds = text("instruments.save_title"), text(f"instruments.save.{form}")
        target = dialogs.choose_target(self.view.window(), title, suggested, kinds)
        if target is None:
            return
        today, who = desk.today, desk.who

        def job() -> Path:
            from reports.quality import render

            if form == "pdf":
                anchor = anchor_of(desk)
                made = render(
                    "instrument", shown, text, marking_day=today, prepared_by=who, anchor=anchor
                )
            else:
                made = files.content_of(shown, form)
            give_out(desk, target, made, "EXPORT_TEMPLATE", how="instrument")
            return target

        def told(path: Path) -> None:
            self.shell.message(text("instruments.file_saved", file=path.name))

        self.shell.worker.run(job, told, owner=self)
