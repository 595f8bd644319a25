"""The caseload page: asks the desk, feeds the view, keeps saved filters."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal

from pomdesk.services.commands.settings import SaveSetting
from pomdesk.services.desk import Desk
from pomdesk.services.queries.caseload import CaseloadOn
from pomdesk.services.queries.settings import Settings
from ui import dialogs
from ui.caseload.columns import USUAL
from ui.caseload.filters import (
    COLUMNS,
    SAVED,
    Listing,
    SavedFilter,
    prepare,
    saved_filters,
    with_filter,
)
from ui.caseload.view import CaseloadView
from ui.export import clipboard_lines, csv_bytes, file_name, replaced, xlsx_bytes
from ui.out import give_out
from ui.page import Page, Shell
from ui.widgets.clipboard import copy_plain

FIRST = 200
"""People that are read before the first paint; the rest is read by the worker."""

_MATTERS = ("late", "handover_soon", "com_missing", "parole")
_MOST = 3
"""What matters now, in this order; more than so many are no longer one line."""


def first_lines(desk: Desk) -> Listing:
    """The first part of the caseload, ready to be shown."""
    return prepare(desk.ask(CaseloadOn(limit=FIRST)))


class CaseloadPage(Page):
    """Everybody on the desk.

    Signals:
        paper_asked: id of the person whose handover report is to be shown.
    """

    name = "caseload"
    view: CaseloadView
    paper_asked = Signal(int)

    def __init__(self, shell: Shell, desk: Desk, first: Listing | None = None) -> None:
        """Make the page; ``first`` is what ``first_lines`` has read of this desk just now."""
        super().__init__(shell, desk)
        self._first = first
        self.view = CaseloadView(shell.text, shell.theme)
        self._seen: Listing | None = None
        view = self.view
        view.case_opened.connect(shell.open_case)
        view.paper_asked.connect(self.paper_asked)
        view.import_asked.connect(lambda: shell.show_page("imports"))
        view.rows_copied.connect(self._copy)
        view.export_asked.connect(self._export)
        view.filter_saved.connect(self._save)
        view.filter_forgotten.connect(self._forget)
        view.columns_chosen.connect(self._keep_columns)

    def refresh(self) -> None:
        """Read a first part and show it, then the whole."""
        self._read_settings()
        if self._seen is None:
            first, self._first = self._first or first_lines(self.desk), None
            if first.caseload.total <= FIRST:
                self._show(first)
                return
            self.view.display(first, whole=False)
        desk = self.desk
        self.shell.worker.run(lambda: prepare(desk.ask(CaseloadOn())), self._show, owner=self)

    def _show(self, listing: Listing) -> None:
        self._seen = listing
        self.view.display(listing)
        self.say(self._matters(listing))

    def _matters(self, listing: Listing) -> str:
        """What matters now, in one line."""
        text, counts = self.shell.text, listing.counts
        if not listing.caseload.lines:
            return ""
        parts = [text.count(f"caseload.matters.{k}", counts[k]) for k in _MATTERS if counts[k]]
        return " ".join(parts[:_MOST]) or text("caseload.matters.nothing")

    def set_blank(self, blank: bool) -> None:
        """Hide names and numbers, or show them again."""
        self.view.set_blank(blank)

    def step_back(self) -> bool:
        """Esc shows everybody again."""
        return self.view.step_back()

    def place(self) -> object:
        """The id of the chosen person."""
        line = self.view.table.chosen()
        return line.person_id if line else None

    def return_to(self, place: object) -> None:
        """Choose the person again."""
        self.view.table.choose(lambda line: line.person_id == place)

    # Saved filters and columns.

    def _read_settings(self) -> None:
        kept = self.desk.ask(Settings("caseload."))
        columns = [column.key for column in self.view.model.columns]
        self._saved = saved_filters(kept.get(SAVED), columns)
        self.view.display_saved(self._saved)
        wanted = kept.get(COLUMNS)
        if self._seen is None and isinstance(wanted, list):
            self.view.table.show_columns([key for key in wanted if key in columns] or USUAL)

    def _save(self, new: SavedFilter) -> None:
        self._keep(with_filter(self._saved, new), "caseload.filter_saved", new.name)

    def _forget(self, name: str) -> None:
        kept = [saved for saved in self._saved if saved.name != name]
        self._keep(kept, "caseload.filter_forgotten", name)

    def _keep(self, filters: Sequence[SavedFilter], words: str, name: str) -> None:
        receipt = self.desk.do(SaveSetting(SAVED, [saved.stored() for saved in filters]))
        self.shell.done(receipt, self.shell.text(words, name=name))

    def _keep_columns(self, keys: Sequence[str]) -> None:
        self.desk.do(SaveSetting(COLUMNS, list(keys)))

    # Out of the desk.

    def _copy(self, rows: Sequence[Sequence[str]]) -> None:
        copy_plain(clipboard_lines(rows))
        words = self.shell.text.count("caseload.copied", len(rows) - 1)
        self.shell.message(words, kind="note")

    def _export(self, kind: str) -> None:
        text = self.shell.text
        suggested = file_name("caseload", self.desk.today, kind)
        title, kinds = text("caseload.export_title"), text(f"caseload.export_kind_{kind}")
        target = dialogs.choose_target(self.view.window(), title, suggested, kinds)
        if target is None:
            return
        titles, cells = self.view.sheet()
        sheet, desk = text("page.caseload.title"), self.desk

        def job() -> tuple[Path, int, int]:
            rows = cells()
            made = csv_bytes(titles, rows) if kind == "csv" else xlsx_bytes(titles, rows, sheet)
            give_out(desk, target, made, "EXPORT_LIST", size=len(rows), how="caseload")
            return target, len(rows), replaced(titles, rows)

        self.shell.worker.run(job, self._exported, owner=self)

    def _exported(self, done: tuple[Path, int, int]) -> None:
        path, count, lost = done
        text = self.shell.text
        people = text.count("count.people", count)
        words = text("caseload.exported", people=people, file=path.name)
        self.shell.message(f"{words} {text.count('export.replaced', lost)}" if lost else words)
