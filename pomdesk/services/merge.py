"""One read file into the store: people two thousand at a time, all in one transaction.

Reading, comparing and writing go in steps of whole people, so that memory stays flat and
statements stay few however large the file is.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Final, TypeAlias

from sqlalchemy import func, literal, select, update

from pomdesk.domain.errors import ImportRefused
from pomdesk.domain.facts import SourceKind
from pomdesk.intake.faults import Why
from pomdesk.intake.fields import STAFF
from pomdesk.intake.rows import ReadFile, Report, Row
from pomdesk.readmodels.intake import HandoverMoved, Kept, Moved
from pomdesk.rules.policy import Policy
from pomdesk.store.journal import Action, Entry
from pomdesk.store.tables import SECTIONS, field_source, import_file, journal, person, setting
from pomdesk.store.unit_of_work import UnitOfWork

PEOPLE_AT_ONCE: Final = 2_000

Rows: TypeAlias = tuple[int, list[Row]]
"""Some rows of a list, and the index of the first of them in it."""


@dataclass
class Outcome:
    """What merging did: people by number, and what is told of each change."""

    seen: set[str] = field(default_factory=set)
    added: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    moved: list[Moved] = field(default_factory=list)
    handovers: list[HandoverMoved] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)


class FileMerge:
    """One read file on its way into the store.

    Attributes:
        uow, read, policy: what it works with.
        as_at: the day the file speaks for. One that does not name its day speaks for the
            day it first came in, so that bringing it in again tomorrow changes nothing.
        store_is_empty: nobody was stored when it began, so nobody need be looked for.
        out: what this file did.
        late: refusals and warnings that only the store could tell (nobody to hang a row on).

    """

    def __init__(self, uow: UnitOfWork, read: ReadFile, policy: Policy, *, older: bool) -> None:
        self.uow = uow
        self.read = read
        self.policy = policy
        self.out = Outcome()
        self.late = Report(read.name)
        self._older = older
        self._source_id: int | None = None
        self.store_is_empty = not uow.rows(select(person.c.id).limit(1))
        self._files = uow.rows(select(import_file).order_by(import_file.c.id))
        self._days: dict[int | None, date | None] = {row.id: row.as_at for row in self._files}
        met = [row for row in self._files if row.sha256 == read.sha256]
        same = [row.as_at for row in met if row.as_at]
        self.as_at = read.as_at or (same[-1] if same else uow.today)
        if met:
            self.late.warn("", "", met[-1].imported_at.date(), Why.SAME)

    def is_known(self) -> bool:
        """Whether this very file was the last that came in and nothing was done since.

        Then it can change nothing, and nobody need compare. Not so where values were typed by
        hand, for what the file says against those is told each time.
        """
        newest = max(self._files, key=lambda row: row.id, default=None)
        if newest is None or newest.sha256 != self.read.sha256 or newest.as_at != self.as_at:
            return False
        noted = select(func.max(journal.c.operation_id)).where(
            journal.c.table_name == import_file.name, journal.c.row_id == newest.id
        )
        since = (
            select(journal.c.id)
            .where(journal.c.operation_id > noted.scalar_subquery())
            .where(journal.c.table_name != setting.name)
        )
        typed = [field_source.c.kind == SourceKind.TYPED.value]
        typed += [t.c.typed.is_not(None) for t in SECTIONS.values() if "typed" in t.c]
        return newest.refused == len(self.read.report.refused) and not (
            self.uow.rows(since.limit(1))
            or any(self.uow.rows(select(literal(1)).where(found).limit(1)) for found in typed)
        )

    def steps(self) -> Iterator[dict[str, Rows]]:
        """The rows of each list that belong to the next people."""
        lists = {name: found for name, found in self.read.lists.items() if name != STAFF.name}
        owners = sorted(self.people())
        reached = dict.fromkeys(lists, 0)
        for start in range(0, len(owners), PEOPLE_AT_ONCE):
            last = owners[start : start + PEOPLE_AT_ONCE][-1]
            step: dict[str, Rows] = {}
            for name, found in lists.items():
                begin = reached[name]
                end = bisect_right(found.rows, last, lo=begin, key=itemgetter(0))
                step[name] = (begin, found.rows[begin:end])
                reached[name] = end
            yield step

    def people(self) -> set[str]:
        """Everybody the file has a row of."""
        lists = (found for name, found in self.read.lists.items() if name != STAFF.name)
        return {row[0] for found in lists for row in found.rows}

    # What a step asks

    def source_id(self) -> int:
        """The number this file goes by in the store; it is noted on the first change."""
        if self._source_id is None:
            uow, read = self.uow, self.read
            row = {
                "name": read.name[-255:],
                "sha256": read.sha256,
                "format": read.format,
                "as_at": self.as_at,
                "imported_at": uow.now,
                "imported_by": uow.by,
                **dict.fromkeys(("added", "changed", "unchanged", "refused"), 0),
            }
            (self._source_id,) = uow.bulk_insert(import_file, [row])
            uow.journal([Entry(import_file.name, self._source_id, None, Action.INSERT, None, None)])
            self._days[self._source_id] = self.as_at
        return self._source_id

    def is_newer_than(self, source_id: int | None) -> bool:
        """Whether this file speaks for a later day than another one, or than nobody knows."""
        day = self._days.get(source_id)
        return day is None or self.as_at > day

    def is_older_than(self, source_id: int | None) -> bool:
        """Whether this file speaks for an earlier day than another one."""
        day = self._days.get(source_id)
        return day is not None and self.as_at < day

    def may_overwrite(self, source_id: int | None) -> None:
        """Refuse the file when a fact it would change is of a later day."""
        if self.is_older_than(source_id) and not self._older:
            raise ImportRefused(
                "IMP-OLDER",
                file=self.read.name,
                as_at=self.as_at.isoformat(),
                newest=str(self._days[source_id]),
            )

    def nobody(self, list_name: str, index: int) -> None:
        """Refuse a row whose person neither came in with the file nor is stored."""
        found = self.read.lists[list_name]
        place, row = found.at[index], found.rows[index]
        self.late.refuse(
            found.place(place), found.label(place), found.spec.owner, row[0], Why.PERSON
        )

    def note_counts(self) -> None:
        """Write what came of the file beside its name, if anything came of it."""
        if self._source_id is None:
            return
        out = self.out
        refused = len(self.read.report.refused | self.late.refused)
        self.uow.connection.execute(
            update(import_file)
            .where(import_file.c.id == self._source_id)
            .values(
                added=len(out.added),
                changed=len(out.changed),
                unchanged=len(out.seen) - len(out.added) - len(out.changed),
                refused=refused,
            )
        )
