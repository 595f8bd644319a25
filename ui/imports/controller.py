"""The import page: a dry run first, then the same files for good, then Undo."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from pomdesk.domain.errors import PomdeskError
from pomdesk.intake.headings import targets
from pomdesk.intake.reading import inspect, read_files
from pomdesk.intake.rows import ReadFile
from pomdesk.intake.sheet import SheetOutline
from pomdesk.readmodels.intake import ImportSummary
from pomdesk.services.commands.import_caseload import (
    MAPPING_PREFIX,
    ImportCaseload,
    SaveMapping,
)
from pomdesk.services.desk import Desk, Receipt
from pomdesk.services.queries.settings import Settings
from pomdesk.services.queries.status import StatusOfDesk
from resources.text import Text
from ui import dialogs
from ui.export import clipboard_lines
from ui.imports.columns import field_words
from ui.imports.mapping import FileColumn, MappingBox
from ui.imports.summary import counts
from ui.imports.view import ImportView
from ui.page import Page, Shell
from ui.widgets.clipboard import copy_plain

_SHEETS = {".csv", ".tsv", ".txt", ".xlsx", ".xlsm"}
_OF_PEOPLE = ("prisoners.", "probation.", "allocations.")
_SAMPLES = 3


class ImportPage(Page):
    """Bring caseload files in."""

    name: ClassVar[str] = "imports"

    def __init__(self, shell: Shell, desk: Desk) -> None:
        super().__init__(shell, desk)
        self._files: tuple[Path, ...] = ()
        self._mapping: str | None = None
        self._read: Sequence[ReadFile] = ()
        self._brought_in = False
        self.view: ImportView = ImportView(shell.text, shell.theme)
        self.view.choose_asked.connect(self.choose)
        self.view.files_dropped.connect(self.look_at)
        self.view.mapping_asked.connect(self._ask_mapping)
        self.view.accepted.connect(self.bring_in)
        self.view.declined.connect(self.put_away)
        self.view.rows_copied.connect(self._copy)

    def refresh(self) -> None:
        """Show what was brought in before; what was just brought in may have been undone."""
        if self._brought_in:
            self.put_away()
        status = self.desk.ask(StatusOfDesk())
        self.view.display_past(status.imports)
        text = self.shell.text
        if status.as_at is not None:
            self.say(text("imports.summary_latest", day=text.day(status.as_at)))
        else:
            self.say("" if status.imports else text("imports.summary_empty"))

    def set_blank(self, blank: bool) -> None:
        """Hide names and values of people in the lists."""
        self.view.summary.set_blank(blank)

    def step_back(self) -> bool:
        """Put the summary away before leaving the page."""
        if self.view.choosing:
            return False
        self.put_away()
        return True

    def choose(self) -> None:
        """Let the person choose files, then look at them."""
        text = self.shell.text
        files = dialogs.choose_files(
            self.view.window(), text("imports.choosing"), text("imports.file_kinds")
        )
        if files:
            self.look_at(files)

    def look_at(self, files: Sequence[Path], mapping: str | None = None) -> None:
        """Say what the files would do; nothing is changed."""
        desk, asked = self.desk, tuple(files)
        self._files, self._mapping, self._read = asked, mapping, ()

        def job() -> tuple[Sequence[ReadFile], ImportSummary]:
            read = read_files(asked, today=desk.today, mapping=kept_mapping(desk, mapping))
            return read, desk.do(ImportCaseload(read=read, dry_run=True)).result

        self._busy("imports.reading")
        self.shell.worker.run(
            job, lambda answer: self._looked(asked, *answer), owner=self, failed=self._failed
        )

    def _looked(
        self, asked: Sequence[Path], read: Sequence[ReadFile], summary: ImportSummary
    ) -> None:
        self._busy()
        if asked is self._files:  # not put away meanwhile
            self._read, self._brought_in = read, False
            self._display(summary)

    def bring_in(self) -> None:
        """Do what was shown, with what was read then: the files may not be the same now."""
        read, self._read = self._read, ()
        if not read:
            return
        desk, text, asked = self.desk, self.shell.text, self._files
        command = ImportCaseload(read=read, say=lambda fault: text.code("refusal", fault.reason))
        self._busy("imports.bringing")
        self.shell.worker.run(
            lambda: desk.do(command),
            lambda receipt: self._brought(asked, receipt),
            owner=self,
            failed=self._failed,
        )

    def _brought(self, asked: Sequence[Path], receipt: Receipt[ImportSummary]) -> None:
        self._busy()
        self.shell.done(receipt, counts(self.shell.text, receipt.result))
        if asked is self._files:
            self._display(receipt.result)
            self._brought_in = True

    def _display(self, summary: ImportSummary) -> None:
        self.view.display(summary, sheet=self._sheet() is not None)

    def put_away(self) -> None:
        """Leave the files alone and show the beginning again."""
        self._files, self._mapping, self._read, self._brought_in = (), None, (), False
        self.view.display_choosing()

    def _busy(self, words: str = "") -> None:
        self.view.set_busy(self.shell.text(words) if words else "")

    def _failed(self, error: PomdeskError) -> None:
        self._busy()
        if error.code == "IMP-COLUMNS" and self._mapping is None and self._sheet(error):
            self._ask_mapping(str(error.details.get("file", "")))
            return
        self.put_away()
        self.shell.refused(error)

    # Headings the desk does not know.

    def _sheet(self, error: PomdeskError | None = None) -> Path | None:
        """The file to map: the one the error names, else the first sheet there is."""
        named = str(error.details.get("file", "")) if error else ""
        sheets = [file for file in self._files if file.suffix.lower() in _SHEETS]
        return next((file for file in sheets if named in ("", file.name)), None)

    def _ask_mapping(self, name: str = "") -> None:
        sheet = next((file for file in self._files if file.name == name), self._sheet())
        if sheet is None:
            return
        kept = self.desk.ask(Settings(MAPPING_PREFIX)) if self._mapping is None else {}
        self._busy("imports.reading")
        self.shell.worker.run(
            lambda: inspect(sheet),
            lambda outline: self._map(sheet, outline, kept),
            owner=self,
            failed=self._failed,
        )

    def _map(self, sheet: Path, outline: SheetOutline, kept: Mapping[str, object]) -> None:
        """Use a mapping that was kept for these headings, or ask."""
        self._busy()
        known = fitting(outline, kept) if not outline.complete else None
        if known is not None:
            self.look_at(self._files, known)
            return
        text = self.shell.text
        box = MappingBox(
            self.view.window(), text, file_columns(outline), field_choices(text), sheet.stem
        )
        try:
            if dialogs.show(box):
                name = box.name.text().strip()
                self.desk.do(SaveMapping(name, box.mapping()))
                self.look_at(self._files, name)
            elif self.view.choosing:
                self.put_away()
        finally:
            box.deleteLater()

    def _copy(self, rows: Sequence[Sequence[str]]) -> None:
        copy_plain(clipboard_lines(rows))
        words = self.shell.text.count("caseload.copied", len(rows) - 1)
        self.shell.message(words, kind="note")


def kept_mapping(desk: Desk, name: str | None) -> Mapping[str, str] | None:
    """The mapping that was kept under a name."""
    if name is None:
        return None
    key = MAPPING_PREFIX + name
    return {str(heading): str(field) for heading, field in desk.ask(Settings(key))[key].items()}


def fitting(outline: SheetOutline, kept: Mapping[str, object]) -> str | None:
    """The name of a kept mapping whose headings all stand in the sheet, or None."""
    headings = {heading.strip() for heading in outline.headings}
    for name, mapping in kept.items():
        if isinstance(mapping, dict) and mapping and headings >= {h.strip() for h in mapping}:
            return name.removeprefix(MAPPING_PREFIX)
    return None


def file_columns(outline: SheetOutline) -> list[FileColumn]:
    """The columns of a sheet with a few of their values."""
    columns = []
    for place, heading in enumerate(outline.headings):
        if not heading.strip():
            continue
        values = [row[place].strip() for row in outline.rows if place < len(row)]
        seen = list(dict.fromkeys(value for value in values if value))[:_SAMPLES]
        field = next(iter(outline.matched.get(heading, ())), None)
        columns.append(FileColumn(heading, ", ".join(seen), field))
    return columns


def field_choices(text: Text) -> dict[str, str]:
    """What a column can hold, in words; whose row it is comes first."""
    fields = [t for t in targets() if t.startswith(_OF_PEOPLE) and not t.endswith(".offenderNo")]
    return {field: field_words(text, field.partition(".")[2]) for field in fields}
