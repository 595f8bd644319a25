"""Bringing caseload files in, and the mappings that sheets with odd headings need."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from sqlalchemy import select

from pomdesk.domain.audit import Event, Kind
from pomdesk.domain.errors import RequestRefused
from pomdesk.intake.faults import Fault
from pomdesk.intake.headings import check_mapping
from pomdesk.intake.mending import code_and_field, write_refused
from pomdesk.intake.reading import collector_frozen, read_files
from pomdesk.intake.rows import ReadFile
from pomdesk.readmodels.intake import ImportSummary, Refusal, Warned
from pomdesk.services.commands.settings import keep_setting
from pomdesk.services.desk import Day
from pomdesk.services.merge import FileMerge, Outcome
from pomdesk.services.merge_step import merge_file
from pomdesk.services.rights.erasure import erased_before
from pomdesk.store.tables import setting
from pomdesk.store.unit_of_work import UnitOfWork

MAPPING_PREFIX = "mapping:"
"""Settings with this prefix are saved mappings; ``Settings(MAPPING_PREFIX)`` lists them."""


@dataclass(frozen=True, slots=True)
class ImportCaseload:
    """Bring files in, all in one transaction.

    Attributes:
        files: the files. Not needed where ``read`` is given.
        mapping: for sheets, heading to ``list.field``, or the name of a saved mapping.
        dry_run: do everything and take it back; the summary is what would have been.
        older: let a file of an earlier day overwrite newer facts.
        read: files already read and checked (``intake.reading.read_files``), off the thread
            that owns the store.
        say: the words for a refusal in the file of refused rows; without, its code.

    Raises:
        ImportRefused: a file cannot be brought in; nothing was changed.
        RequestRefused: REQ-MAPPING, no mapping of that name.

    """

    name: ClassVar[str] = "import_caseload"
    files: Sequence[Path] = ()
    mapping: Mapping[str, str] | str | None = None
    dry_run: bool = False
    older: bool = False
    read: Sequence[ReadFile] | None = None
    say: Callable[[Fault], str] = field(default=code_and_field)

    def run(self, uow: UnitOfWork, day: Day) -> ImportSummary:
        """Read where that is still to do, merge, and write the refused rows out."""
        read = self.read
        if read is None:
            mapping = self.mapping
            if isinstance(mapping, str):
                mapping = saved_mapping(uow, mapping)
            read = read_files(self.files, today=day.today, mapping=mapping)
        with collector_frozen():
            merges = self._rehearse(uow, day, read) if self.dry_run else self._merge(uow, day, read)
        return self._summary(uow, merges, day)

    def _merge(self, uow: UnitOfWork, day: Day, read: Sequence[ReadFile]) -> list[FileMerge]:
        merges = []
        for file in read:
            merge = FileMerge(uow, file, day.policy, older=self.older)
            merge_file(merge)
            merges.append(merge)
        return merges

    def _rehearse(self, uow: UnitOfWork, day: Day, read: Sequence[ReadFile]) -> list[FileMerge]:
        """Merge inside a savepoint and roll back to it, so that both ways are one way."""
        with uow.connection.begin_nested() as savepoint:
            with UnitOfWork(uow.connection, uow.by, uow.now, uow.today, self.name) as rehearsal:
                merges = self._merge(rehearsal, day, read)
            savepoint.rollback()
        return merges

    def _summary(self, uow: UnitOfWork, merges: Sequence[FileMerge], day: Day) -> ImportSummary:
        reports = [report for m in merges for report in (m.read.report, m.late)]
        unknown: dict[str, int] = {}
        for report in reports:
            for name, count in report.unknown.items():
                unknown[name] = unknown.get(name, 0) + count
        out = _together(merge.out for merge in merges)
        return ImportSummary(
            files=[merge.read.name for merge in merges],
            dry_run=self.dry_run,
            as_at=max((merge.as_at for merge in merges), default=None),
            added=len(out.added),
            changed=len(out.changed - out.added),
            unchanged=len(out.seen - out.added - out.changed),
            refused=[Refusal(*fault) for report in reports for fault in report.faults],
            warned=[Warned(*fault) for report in reports for fault in report.warned],
            moved=out.moved,
            handovers_moved=out.handovers,
            kept=out.kept,
            unknown_fields=unknown,
            refused_file=None if self.dry_run else self._write_refused(uow, merges, day),
            sha256=[merge.read.sha256 for merge in merges],
            came_back=erased_before(uow, sorted(out.added)),
        )

    def _write_refused(self, uow: UnitOfWork, merges: Sequence[FileMerge], day: Day) -> str | None:
        """Write them beside their files; the audit log has it first."""
        written = []
        for merge in merges:
            refused = merge.read.report.refused | merge.late.refused
            if refused:
                uow.note_now(Event("EXPORT_REFUSED", Kind.DISCLOSE, size=len(refused)))
                path = write_refused(merge.read, refused, day.today, self.say)
                written += [str(path)] if path else []
        return "\n".join(written) or None


def _together(outcomes: Iterable[Outcome]) -> Outcome:
    whole = Outcome()
    for out in outcomes:
        whole.seen |= out.seen
        whole.added |= out.added
        whole.changed |= out.changed
        whole.moved += out.moved
        whole.handovers += out.handovers
        whole.kept += out.kept
    return whole


def saved_mapping(uow: UnitOfWork, name: str) -> dict[str, str]:
    """A mapping that was saved under a name.

    Raises:
        RequestRefused: REQ-MAPPING.

    """
    import json

    rows = uow.rows(select(setting.c.value).where(setting.c.name == MAPPING_PREFIX + name))
    if not rows:
        raise RequestRefused("REQ-MAPPING", name=name)
    return dict(json.loads(rows[0].value))


@dataclass(frozen=True, slots=True)
class SaveMapping:
    """Keep a mapping of headings under a name; None forgets it.

    Raises:
        ImportRefused: IMP-MAPPING, for a target that is no field, or given twice.
        RequestRefused: REQ-NAME.

    """

    name: ClassVar[str] = "save_mapping"
    mapping: str
    headings: Mapping[str, str] | None

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Check and keep it."""
        value = None if self.headings is None else check_mapping(self.headings)
        if value is not None and not self.mapping.strip():
            raise RequestRefused("REQ-NAME", longest=100 - len(MAPPING_PREFIX))
        keep_setting(uow, MAPPING_PREFIX + self.mapping.strip(), value)
