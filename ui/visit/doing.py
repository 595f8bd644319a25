"""What is done with one visit: a form or a question, then a command."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, cast

from PySide6.QtWidgets import QWidget

from pomdesk.domain.errors import PomdeskError
from pomdesk.domain.visits import VisitState, Why
from pomdesk.readmodels.visits import PackLine, StopLine, VisitView
from pomdesk.services.commands.visit_ends import EndVisit
from pomdesk.services.commands.visit_planning import ChangeVisit, DropVisit
from pomdesk.services.commands.visits import BeginVisit, WriteVisitNote
from pomdesk.services.desk import Desk, Receipt
from ui import dialogs, packs, visit_printing
from ui.pack_words import written_lines
from ui.page import Shell
from ui.visit.case_note import case_notes
from ui.visit.end_box import EndBox
from ui.visit.view import VisitPanel
from ui.widgets.clipboard import copy_plain
from ui.widgets.fields_form import Field, FieldsForm, ask
from ui.widgets.visit_words import CardWords

_PAPERS = {"sheet": "visit-sheet", "list": "visit-list", "print_note": "visit-note"}


class Doing:
    """Carries out what the page of a visit asks for; what is refused is told."""

    def __init__(self, shell: Shell, desk: Desk, view: VisitPanel, words: CardWords) -> None:
        self._shell, self._desk, self._view, self._words = shell, desk, view, words
        self._do: Mapping[str, Callable[[VisitView], object]] = {
            "begin": self._begin,
            "go_on": self._begin,
            "end": self._end,
            "take_back": self._take_back,
            "plan_missed": lambda view: shell.open_at("visits", view.line.id),
            "copy_note": lambda _view: self._copy(self._view.chosen()),
            "copy_all": lambda view: self._copy([one for one in view.stops if one.seen]),
            "out": partial(self._pack, packs.take_out),
            "bring": lambda _view: packs.bring_back(shell, self._window, desk),
            "return": partial(self._pack, packs.make_return),
            "clear": partial(self._pack, packs.clear),
            "add": lambda view: shell.open_at("visits", view.line.id),
            "change": self._change,
            "remove": self._remove,
            "again": lambda view: self._done(ChangeVisit(view.line.id, again=True)),
            "drop": self._drop,
            "decide": lambda view: shell.open_at("clashes", view.line.id),
            **{code: partial(self._print, kind) for code, kind in _PAPERS.items()},
        }

    @property
    def _window(self) -> QWidget:
        return self._view.window()

    def do(self, code: str) -> None:
        """Do one thing with the visit that is shown."""
        shown = self._view.shown
        if shown is None:
            return
        try:
            self._do[code](shown.view)
        except PomdeskError as error:
            self._shell.refused(error)

    def do_pack(self, code: str, pack: PackLine) -> None:
        """Do something about one of its packs."""
        shown = self._view.shown
        if shown is None:
            return
        shell, window, desk = self._shell, self._window, self._desk
        if code == "code":
            packs.show_code(shell, window, shown.view.line.code, pack)
            return
        do = {"save": packs.save_again, "write_off": packs.write_off, "lost": packs.show_lost}
        do[code](shell, window, desk, pack.id)

    def write_note(self, note: str) -> None:
        """Save the note of the visit."""
        shown = self._view.shown
        if shown is None:
            return
        try:
            self._done(WriteVisitNote(shown.view.line.id, note))
        except PomdeskError as error:
            self._shell.refused(error)

    def _done(self, command: Any) -> None:
        self._shell.done(self._desk.do(command))

    def _pack(self, do: Callable[[Shell, QWidget, Desk, int], None], view: VisitView) -> None:
        do(self._shell, self._window, self._desk, view.line.id)

    def _print(self, kind: str, view: VisitView) -> None:
        visit_printing.save_visit_paper(self._shell, self._window, self._desk, view.line.id, kind)

    def _begin(self, view: VisitView) -> None:
        if view.line.state is VisitState.PLANNED:
            self._desk.do(BeginVisit(view.line.id))
        self._shell.open_at("walk", view.line.id)

    def _end(self, view: VisitView) -> None:
        text = self._shell.text
        box = EndBox(self._window, text, view.stops, blank=self._view.blank)
        try:
            if not dialogs.show(box):
                return
        finally:
            box.deleteLater()
        kinds = {one.code for s in view.stops for one in s.card.asks if one.why is Why.PAPER}
        titles = {kind: text.code("paper", kind) for kind in kinds}
        receipt = self._desk.do(EndVisit(view.line.id, titles))
        self._shell.done(receipt, " ".join(written_lines(text, receipt.result)))

    def _take_back(self, view: VisitView) -> None:
        if view.ending is not None:
            receipt = self._desk.undo(view.ending)
            self._shell.done(receipt, self._shell.text("visit_page.taken_back"))

    def _copy(self, stops: Sequence[StopLine]) -> None:
        """Put case notes on the clipboard; hidden ones are not."""
        text = self._shell.text
        if self._view.blank:
            self._shell.message(text("visit_page.copy_hidden"), kind="note")
            return
        noted = sum(bool(one.all_captured) for one in stops)
        if not noted:
            self._shell.message(text("visit_page.copy_nothing"), kind="note")
            return
        copy_plain(case_notes(text, self._words, stops))
        self._shell.message(text.count("visit_page.copied", noted), kind="note")

    def _change(self, view: VisitView) -> None:
        text, line = self._shell.text, view.line
        fields = (
            Field("day", text("visit_page.change.day"), "day", value=line.day, needed=True),
            Field("title", text("visit_page.change.called"), value=line.title),
        )
        done: list[Receipt[Any]] = []

        def save(said: Mapping[str, object]) -> None:
            day, title = cast(date, said["day"]), str(said["title"] or "")
            done.append(self._desk.do(ChangeVisit(line.id, day=day, title=title)))

        title = text("visit_page.change.title")
        if ask(FieldsForm(self._window, text, title, fields, save)):
            self._shell.done(done[0])

    def _remove(self, view: VisitView) -> None:
        chosen = tuple(one.stop_id for one in self._view.chosen())
        if chosen:
            self._done(ChangeVisit(view.line.id, remove=chosen))

    def _drop(self, view: VisitView) -> None:
        text = self._shell.text
        title, words, yes, no = (
            text(f"visit_page.drop.{key}") for key in ("title", "words", "yes", "no")
        )
        if dialogs.confirm(self._window, title, words, yes=yes, no=no, kind="warning"):
            receipt = self._desk.do(DropVisit(view.line.id))
            self._shell.show_page("visits")
            self._shell.done(receipt)
