"""Checked rows of one file, and the report of what was wrong with the others."""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeAlias

from pomdesk.domain.errors import ImportRefused
from pomdesk.intake.faults import (
    UNSAID,
    DoubtfulValueError,
    Fault,
    RefusedValueError,
    Why,
    file_name,
    shown,
)
from pomdesk.intake.fields import ListSpec, Merge
from pomdesk.intake.values import Check, Values

Row: TypeAlias = tuple[Any, ...]
"""A checked row: the owner (prisoner number or staff id), then the fields of its list in
order; ``UNSAID`` where the file does not speak of one."""

MOST_FAULTS = 20_000
MOST_UNKNOWN = 200
_MOST_MET = 20_000

WHY_REFUSED = "whyRefused"
"""Field (and, spelt apart, the column) in which a mendable file says why; read past."""


@dataclass
class Report:
    """What was wrong in one file.

    Attributes:
        refused: place of each refused row by list name: what a mendable file copies.
        unknown: how often each field was met that the desk does not keep.

    """

    file: str
    faults: list[Fault] = field(default_factory=list)
    warned: list[Fault] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    refused: dict[tuple[str, int], list[Fault]] = field(default_factory=dict)

    def refuse(self, place: tuple[str, int], row: str, name: str, value: object, why: Why) -> None:
        """Note a refusal.

        Raises:
            ImportRefused: IMP-WRONG, when so much is wrong that this is no caseload.

        """
        fault = Fault(self.file, row, name, shown(value), why)
        self.faults.append(fault)
        self.refused.setdefault(place, []).append(fault)
        if len(self.faults) > MOST_FAULTS:
            first = self.faults[0]
            raise ImportRefused(
                "IMP-WRONG",
                file=self.file,
                most=MOST_FAULTS,
                row=first.row,
                field=first.field,
                reason=first.reason.value,
            )

    def warn(self, row: str, name: str, value: object, why: Why) -> None:
        """Note a warning; they are capped like refusals, but never refuse the file."""
        if len(self.warned) < MOST_FAULTS:
            self.warned.append(Fault(self.file, row, name, shown(value), why))

    def unknown_field(self, name: str, times: int = 1) -> None:
        """Count a field that is not kept."""
        name = shown(name)
        room = name in self.unknown or len(self.unknown) < MOST_UNKNOWN
        self.unknown[name if room else "…"] += times


class _Met(dict[object, Any]):
    """What a field's values become, remembered: few differ, many come back.

    Truth values are not looked up where the field takes numbers, for True is 1 to a
    dictionary; and neither is what a dictionary cannot hold.
    """

    def __init__(self, check: Check, blank: str | None) -> None:
        super().__init__({None: blank, "": blank, UNSAID: UNSAID})
        self._check = check
        self._blank = blank
        self._numeric = _takes_numbers(check)

    def check(self, value: object) -> Any:
        """What a value that is not blank becomes."""
        found = self._check(value)
        return self._blank if found is None else found

    def __missing__(self, value: object) -> Any:
        found = self.check(value)
        if len(self) < _MOST_MET:
            self[value] = found
        return found

    def one(self, value: object) -> Any:
        """What one value becomes."""
        return self[value] if value.__class__ in _LOOKED_UP else self.check(value)

    def all(self, values: Sequence[object]) -> list[Any]:
        """What many values become."""
        if self._numeric and not _LOOKED_UP.issuperset(map(type, values)):
            return list(map(self.one, values))
        try:
            return list(map(self.__getitem__, values))
        except TypeError:
            return list(map(self.one, values))


_LOOKED_UP = frozenset({str, int, float, date, type(None), type(UNSAID)})


def _takes_numbers(check: Check) -> bool:
    try:
        check(1)
    except RefusedValueError:
        return False
    return True


class ReadList:
    """The checked rows of one list of a file.

    Attributes:
        rows: checked rows.
        at: the place of each in its file, in step with ``rows``.
        torn: owners of refused rows.

    """

    def __init__(self, spec: ListSpec, values: Values, report: Report, pointer: str | None) -> None:
        self.spec = spec
        self.rows: list[Row] = []
        self.at = array("L")
        self.torn: set[object] = set()
        self._report = report
        self._pointer = pointer
        self._fields = {
            name: _Met(kind(values), spec.blank.get(name)) for name, kind in spec.kinds.items()
        }
        self._needed = spec.places(tuple(dict.fromkeys((spec.owner, *spec.needed))))

    def label(self, place: int) -> str:
        """How people find a row: its number in a sheet, its pointer in JSON."""
        return str(place) if self._pointer is None else f"{self._pointer}/{place}"

    def take_all(self, first: int, records: Sequence[object]) -> None:
        """Check records that stand one after the other, and keep those that are not wrong."""
        rows = self.check_all(records)
        if rows is not None:
            self.keep_all(range(first, first + len(rows)), rows)
            return
        for place, record in enumerate(records, first):
            if not isinstance(record, Mapping):
                self.refuse(place, "", record, Why.SHAPE)
            elif (row := self.check(place, record)) is not None:
                self.keep(place, row)

    def keep_all(self, places: Iterable[int], rows: Iterable[Row]) -> None:
        """Keep checked rows."""
        self.rows.extend(rows)
        self.at.extend(places)

    def keep(self, place: int, row: Row) -> None:
        """Keep a checked row."""
        self.rows.append(row)
        self.at.append(place)

    def check_all(self, records: Sequence[Any]) -> list[Row] | None:
        """Records as checked rows, the quick way; None if any is odd."""
        if not {dict}.issuperset(map(type, records)):
            return None
        columns = {name: [r.get(name, UNSAID) for r in records] for name in self._fields}
        rows = self.check_columns(columns, len(records))
        if rows is not None:
            self._count_unknown(records)
        return rows

    def check_columns(
        self, columns: Mapping[str, Sequence[object]], count: int
    ) -> list[Row] | None:
        """Many rows, given a field at a time, as checked rows; None if any value is odd."""
        unsaid = [UNSAID] * count
        try:
            found = [met.all(columns.get(name, unsaid)) for name, met in self._fields.items()]
        except (RefusedValueError, DoubtfulValueError):
            return None
        if any(None in found[i] or UNSAID in found[i] for i in self._needed):
            return None
        return list(zip(*found, strict=True))

    def _count_unknown(self, records: Sequence[dict[str, object]]) -> None:
        known = self._fields.keys()
        met = Counter(name for r in records if not r.keys() <= known for name in r.keys() - known)
        for name, times in met.items():
            if name != WHY_REFUSED:
                self._report.unknown_field(name, times)

    def check(self, place: int, record: Mapping[str, object]) -> Row | None:
        """A record as a checked row; None, and faults in the report, where it is wrong."""
        row: dict[str, Any] = dict.fromkeys(self._fields, UNSAID)
        wrong = False
        for name, value in record.items():
            if name not in row:
                if name != WHY_REFUSED:
                    self._report.unknown_field(name)
                continue
            try:
                row[name] = self._fields[name].one(value)
            except DoubtfulValueError as doubt:
                row[name] = doubt.kept
                self._report.warn(self.label(place), name, value, doubt.why)
            except RefusedValueError as refused:
                wrong = True
                self.refuse(place, name, value, refused.why)
        values = tuple(row.values())
        for index in self._needed:
            if (values[index] is None or values[index] is UNSAID) and not wrong:
                wrong = True
                self.refuse(place, self.spec.names[index], None, Why.NEEDED)
        if wrong:
            self.torn.add(values[0])
        return None if wrong else values

    def refuse(self, place: int, name: str, value: object, why: Why) -> None:
        """Note a refusal of a row of this list."""
        self._report.refuse(self.place(place), self.label(place), name, value, why)

    def place(self, place: int) -> tuple[str, int]:
        """How a mendable file finds the row again; a row of a sheet is one for all its lists."""
        return ("" if self._pointer is None else self.spec.name, place)

    def drop(self, doomed: Iterable[int]) -> None:
        """Leave rows out, by their index."""
        gone = set(doomed)
        if gone:
            keep = [i for i in range(len(self.rows)) if i not in gone]
            self.rows = [self.rows[i] for i in keep]
            self.at = array("L", [self.at[i] for i in keep])

    def sort(self) -> None:
        """Put the rows in order of their owner; rows of one owner stay as they came."""
        rows = self.rows
        owner = itemgetter(0)
        if all(owner(a) <= owner(b) for a, b in pairwise(rows)):
            return
        order = sorted(range(len(rows)), key=lambda i: rows[i][0])
        self.rows = [rows[i] for i in order]
        self.at = array("L", [self.at[i] for i in order])

    def settle_twins(self) -> None:
        """Collapse rows that say the same twice; refuse rows of one key that differ, all named."""
        if self.spec.merge is Merge.WHOLE:
            return
        key_of = itemgetter(0, *self.spec.places(self.spec.key))
        keys = [key_of(row) for row in self.rows]
        if len(set(keys)) == len(keys):
            return
        found: dict[Any, list[int]] = {}
        for index, key in enumerate(keys):
            found.setdefault(key, []).append(index)
        doomed: list[int] = []
        for same in found.values():
            first = self.rows[same[0]]
            if all(self.rows[i] == first for i in same):
                doomed += same[1:]
                continue
            doomed += same
            for i in same:
                others = ", ".join(self.label(self.at[j]) for j in same[:10] if j != i)
                owner = self.spec.owner
                self.refuse(self.at[i], owner, f"{first[0]} ({others})", Why.TWICE)
        self.drop(doomed)


@dataclass
class ReadFile:
    """One file, read and checked; nothing of it is stored yet.

    Attributes:
        path: where it was; ``name`` is all that is kept.
        format: ``json``, ``csv`` or ``xlsx``.
        shape: for JSON ``caseload``, ``list`` or ``page``; else empty.
        as_at: the day the file speaks for, or None where it does not say.
        lists: checked rows by list name.
        heading_row: of a sheet, the row with its headings.
        size: in bytes.

    """

    path: Path
    format: str
    shape: str
    sha256: str
    as_at: date | None
    lists: dict[str, ReadList]
    report: Report
    heading_row: int = 1
    size: int = 0

    @property
    def name(self) -> str:
        """The file's name without its folder, as it can be shown and kept."""
        return file_name(self.path)

    def companions(self) -> set[tuple[str, int]]:
        """Places of good rows that a mendable file needs beside the refused ones.

        A list that is replaced as a set must come back whole, or what came in would be lost.
        """
        return {
            found.place(place)
            for found in self.lists.values()
            if found.spec.merge is Merge.WHOLE and found.torn
            for place, row in zip(found.at, found.rows, strict=True)
            if row[0] in found.torn
        }

    def settle(self) -> None:
        """Settle twins, then refuse what hangs on refused people; put all in order."""
        for found in self.lists.values():
            found.settle_twins()
        refused = self.report.refused
        for found in self.lists.values():
            found.drop(i for i, place in enumerate(found.at) if found.place(place) in refused)
            found.sort()
