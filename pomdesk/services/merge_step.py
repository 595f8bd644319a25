"""One step of a merge: some people of a file with all their rows, compared and written."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, cast

from sqlalchemy import Executable, null, select

from pomdesk.domain.facts import SourceKind
from pomdesk.domain.names import name_key
from pomdesk.intake.differences import (
    Difference,
    Values,
    as_text,
    difference,
    fresh,
    same_rows,
)
from pomdesk.intake.faults import UNSAID, Why
from pomdesk.intake.fields import LISTS, PRISONERS, STAFF, ListSpec, Merge
from pomdesk.intake.rows import Row
from pomdesk.readmodels.intake import HandoverMoved, Kept, Moved
from pomdesk.rules.case import work_out
from pomdesk.services.cases import load_cases
from pomdesk.services.changes import Stored, TableChanges
from pomdesk.services.field_notes import FieldNotes
from pomdesk.services.merge import PEOPLE_AT_ONCE, FileMerge, Rows
from pomdesk.services.typed_rows import TYPED, TypedRows
from pomdesk.store.tables import SECTIONS, person, staff
from pomdesk.store.unit_of_work import UnitOfWork

_CASES_AT_ONCE: Final = 500
_FIRST_NAME, _LAST_NAME = (
    PRISONERS.columns.index(name) - 1 for name in ("first_name", "last_name")
)


@dataclass(slots=True)
class _Person:
    """One person of a step; ``id`` is 0 until they are written."""

    number: str
    id: int
    name: str


def _tuples(uow: UnitOfWork, statement: Executable) -> Sequence[tuple[Any, ...]]:
    """Rows as what they are, tuples: the types of so many columns help nobody."""
    return cast("Sequence[tuple[Any, ...]]", uow.rows(statement))


def _names(values: Values) -> str:
    return f"{values[_LAST_NAME]}, {values[_FIRST_NAME]}"


def _key(values: Values) -> str:
    return name_key(values[_LAST_NAME], values[_FIRST_NAME])


def merge_file(merge: FileMerge) -> None:
    """Merge a whole file.

    Raises:
        ImportRefused: IMP-OLDER, when the file would put an older day's fact over a newer one
            and nobody said that it may; IMP-WRONG.

    """
    if merge.is_known():
        merge.out.seen |= merge.people()
        return
    if members := merge.read.lists.get(STAFF.name):
        for start in range(0, len(members.rows), PEOPLE_AT_ONCE):
            _merge_staff(merge, members.rows[start : start + PEOPLE_AT_ONCE])
    for rows in merge.steps():
        MergeStep(merge, rows).run()
    merge.note_counts()


def _merge_staff(merge: FileMerge, rows: Sequence[Row]) -> None:
    """Bring members of staff in; they are told of by no one but the store."""
    columns = STAFF.columns
    changes = TableChanges(staff, (*columns, "source_id"))
    statement = select(staff.c.id, staff.c.source_id, *(staff.c[name] for name in columns)).where(
        staff.c.staff_id.in_([row[0] for row in rows])
    )
    known = {
        row[2]: Stored(row[0], row[1], row[3:]) for row in map(tuple, merge.uow.rows(statement))
    }
    for number, *said in rows:
        stored = known.get(number)
        if stored is None:
            changes.insert((number, *fresh(STAFF, tuple(said)), merge.source_id()))
            continue
        diff = difference(STAFF, stored.values, tuple(said), ())
        source = stored.source_id
        if diff.changed:
            merge.may_overwrite(source)
        if diff.changed or (diff.whole and merge.is_newer_than(source)):
            source = merge.source_id()
        before = (number, *stored.values, stored.source_id)
        changes.update(stored.id, None, before, (number, *diff.values, source))
    changes.write(merge.uow)


class MergeStep:
    """Some people with all their rows: planned whole, then written."""

    def __init__(self, merge: FileMerge, rows: dict[str, Rows]) -> None:
        self._merge = merge
        self._uow = merge.uow
        self._out = merge.out
        self._rows = rows
        self._people: dict[str, _Person] = {}
        self._stored: dict[str, Stored] = {}
        self._new: list[str] = []
        self._touched: set[str] = set()
        self._notes = FieldNotes(merge)
        self._typed = TypedRows(merge)
        self._changes: dict[str, TableChanges] = {}
        self._children: dict[str, list[tuple[str, Values]]] = {}

    def run(self) -> None:
        """Compare, work out the handovers, write, work them out again."""
        self._find()
        self._plan_people()
        for name, (first, rows) in self._rows.items():
            if name != PRISONERS.name:
                self._plan(LISTS[name], first, rows)
        moved = [self._people[n] for n in sorted(self._touched) if self._people[n].id]
        before = self._handovers(moved)
        self._write()
        after = self._handovers(moved)
        for who in moved:
            if before.get(who.id) != after.get(who.id):
                was, now = before.get(who.id), after.get(who.id)
                self._out.handovers.append(HandoverMoved(who.number, who.name, was, now))
        self._out.seen |= self._people.keys()
        self._out.changed |= {who.number for who in moved} - self._out.added

    # Reading

    def _find(self) -> None:
        """The stored people of the step, and where their facts came from if not the row's file."""
        if self._merge.store_is_empty:
            return
        numbers = sorted({row[0] for _, rows in self._rows.values() for row in rows})
        columns = PRISONERS.columns
        statement = select(
            person.c.id, person.c.source_id, *(person.c[name] for name in columns)
        ).where(person.c.prisoner_number.in_(numbers))
        for row in _tuples(self._uow, statement):
            values = row[3:]
            self._stored[row[2]] = Stored(row[0], row[1], values)
            self._people[row[2]] = _Person(row[2], row[0], _names(values))
        ids = [who.id for who in self._people.values()]
        if ids:
            self._notes.find(ids)

    def _rows_of(self, spec: ListSpec) -> Sequence[tuple[Any, ...]]:
        """Stored rows of a list: person, number, file, the values, and what of it was typed."""
        ids = [who.id for who in self._people.values() if who.id]
        if not ids:
            return ()
        table = SECTIONS[spec.section]
        columns = [table.c[name] for name in spec.columns[1:]]
        typed = [table.c[name] if name in table.c else null().label(name) for name in TYPED]
        statement = select(table.c.person_id, table.c.id, table.c.source_id, *columns, *typed)
        statement = statement.where(table.c.person_id.in_(ids))
        return _tuples(self._uow, statement.order_by(table.c.person_id, table.c.id))

    # Planning

    def _plan_people(self) -> None:
        table_columns = ("prisoner_number", "name_key", *PRISONERS.columns[1:], "source_id")
        changes = self._changes[PRISONERS.name] = TableChanges(person, table_columns)
        first, rows = self._rows.get(PRISONERS.name, (0, []))
        for index, row in enumerate(rows, first):
            number, said = row[0], row[1:]
            stored = self._stored.get(number)
            if stored is None:
                self._add_person(changes, number, fresh(PRISONERS, said), index)
                continue
            who = self._people[number]
            if self._is_settled(PRISONERS, who, stored, said):
                continue
            diff, source = self._settle(PRISONERS, who, stored, said)
            before = (number, _key(stored.values), *stored.values, stored.source_id)
            after = (number, _key(diff.values), *diff.values, source)
            if before != after:
                changes.update(stored.id, stored.id, before, after)
                who.name = _names(diff.values)

    def _add_person(self, changes: TableChanges, number: str, values: Values, index: int) -> None:
        source = self._merge.source_id()
        changes.insert((number, _key(values), *values, source))
        self._people[number] = _Person(number, 0, _names(values))
        self._new.append(number)
        self._out.added.add(number)
        if not values[_FIRST_NAME] and not values[_LAST_NAME]:
            found = self._merge.read.lists[PRISONERS.name]
            label = found.label(found.at[index])
            self._merge.late.warn(label, "lastName", number, Why.NO_NAME)

    def _plan(self, spec: ListSpec, first: int, rows: Sequence[Row]) -> None:
        table = SECTIONS[spec.section]
        columns = ("person_id", *spec.columns[1:], "source_id")
        changes = self._changes[spec.name] = TableChanges(table, columns)
        self._children[spec.name] = []
        stored = self._rows_of(spec)
        if self._says_nothing_new(spec, rows, stored):
            return
        said: dict[str, list[Values]] = defaultdict(list)
        for index, row in enumerate(rows, first):
            if row[0] in self._people:
                said[row[0]].append(row[1:])
            else:
                self._merge.nobody(spec.name, index)
        known: dict[int, list[Stored]] = defaultdict(list)
        for row in stored:
            known[row[0]].append(Stored(row[1], row[2], row[3:-3], row[-3:]))
        plan = self._plan_set if spec.merge is Merge.WHOLE else self._plan_keyed
        for number, values in said.items():
            who = self._people[number]
            plan(spec, who, known[who.id] if who.id else [], values, changes)

    def _says_nothing_new(
        self, spec: ListSpec, rows: Sequence[Row], stored: Sequence[tuple[Any, ...]]
    ) -> bool:
        """Whether rows say what is stored and no more: what a second import of a file does."""
        if len(rows) != len(stored) or self._notes.any_in(spec.section):
            return False
        if any(map(self._merge.is_newer_than, {row[2] for row in stored})):
            return False
        if any(row[-3] for row in stored):
            return False
        people = self._people
        said = [(people[r[0]].id, fresh(spec, r[1:])) for r in rows if r[0] in people]
        return said == [(row[0], row[3:-3]) for row in stored]

    def _insert(self, spec: ListSpec, who: _Person, values: Values) -> None:
        row = (*values, self._merge.source_id())
        self._children[spec.name].append((who.number, row))

    def _plan_set(
        self,
        spec: ListSpec,
        who: _Person,
        stored: list[Stored],
        said: list[Values],
        changes: TableChanges,
    ) -> None:
        """Replace a person's list as a set, where it differs; what was typed stays beside it."""
        fresh_rows = [fresh(spec, values) for values in said]
        adopted = self._typed.overtaken(spec, stored, fresh_rows)
        mine = [row for row in stored if row.id in adopted or not row.typed[0]]
        have = [adopted.get(row.id, row.values) for row in mine]
        if mine and same_rows(have, fresh_rows, in_order=spec.in_order):
            for row, values in zip(mine, have, strict=True):
                source = row.source_id
                if self._merge.is_newer_than(source):
                    before = (who.id, *row.values, source)
                    after = (who.id, *values, self._merge.source_id())
                    changes.update(row.id, who.id, before, after)
                if row.id in adopted:
                    self._typed.forget(spec, who.id, row)
            return
        for row in mine:
            self._merge.may_overwrite(row.source_id)
            typed = dict(zip(TYPED, row.typed, strict=True)) if row.typed[0] else {}
            changes.delete(row.id, who.id, (who.id, *row.values, row.source_id), typed)
        for values in fresh_rows:
            self._insert(spec, who, values)
        if who.id:
            left = len(stored) - len(mine)
            counts = (str(len(stored)) if stored else None, str(len(said) + left))
            self._tell(spec, who, "", *counts)

    def _plan_keyed(
        self,
        spec: ListSpec,
        who: _Person,
        stored: list[Stored],
        said: list[Values],
        changes: TableChanges,
    ) -> None:
        """Update the rows the file names, put new ones in, leave the others."""
        places = spec.key_places
        known = {tuple([row.values[p] for p in places]): row for row in stored}
        keys = [tuple([None if v[p] is UNSAID else v[p] for p in places]) for v in said]
        sheet = self._merge.read.format != "json"
        typed = [row for key, row in known.items() if row.typed[0] and key not in keys]
        for key, values in zip(keys, said, strict=True):
            row = known.get(key)
            if row is None and typed:
                row = self._typed.twin(spec, typed, values)
            if row is None:
                if sheet and not any(value not in (None, UNSAID) for value in values):
                    continue  # blank cells do not make a record where there is none
                self._insert(spec, who, fresh(spec, values))
                if who.id:
                    self._tell(
                        spec,
                        who,
                        spec.columns[places[0] + 1] if places else "",
                        None,
                        as_text(key[0]) if key else "1",
                    )
                continue
            if self._is_settled(spec, who, row, values):
                continue
            diff, source = self._settle(spec, who, row, values)
            before = (who.id, *row.values, row.source_id)
            after = (who.id, *diff.values, source)
            if before != after:
                changes.update(row.id, who.id, before, after)

    def _is_settled(self, spec: ListSpec, who: _Person, stored: Stored, said: Values) -> bool:
        """Whether the file says nothing new: what most rows of a second import are."""
        same = said == stored.values or (
            UNSAID in said
            and all(
                new is UNSAID or new == old for old, new in zip(stored.values, said, strict=True)
            )
        )
        return (
            same
            and not stored.typed[0]
            and not self._merge.is_newer_than(stored.source_id)
            and not self._notes.of(who.id, spec.section)
        )

    def _settle(
        self, spec: ListSpec, who: _Person, stored: Stored, said: Values
    ) -> tuple[Difference, int | None]:
        """Compare one row; what it becomes, and the file that vouches for it then."""
        merge = self._merge
        notes = self._notes.of(who.id, spec.section)
        columns = spec.columns[1:]
        typed = [
            columns.index(name) for name, n in notes.items() if n.kind == SourceKind.TYPED.value
        ]
        by_row = self._typed.places(spec, stored)
        diff = difference(spec, stored.values, said, [*typed, *by_row])
        disputed = [
            place
            for place in typed
            if self._notes.is_disputed(notes[columns[place]], stored.values[place], said[place])
        ]
        for place in (*disputed, *self._typed.settle(spec, who.id, stored, said, by_row)):
            has, says = as_text(stored.values[place]), as_text(said[place])
            kept = Kept(who.number, who.name, spec.section, columns[place], has, says)
            self._out.kept.append(kept)
        for place in diff.changed:
            name = columns[place]
            merge.may_overwrite(notes[name].source_id if name in notes else stored.source_id)
            before, after = as_text(stored.values[place]), as_text(diff.values[place])
            self._tell(spec, who, name, before, after)
        source = stored.source_id
        if diff.changed or merge.is_newer_than(source):
            if diff.whole:
                source = merge.source_id()
                self._notes.forget(who.id, notes)
            elif spec.merge is Merge.ONE:  # notes are of a person's one row, not of each of many
                self._notes.vouch(spec, who.id, source, diff)
        return diff, source

    def _tell(
        self, spec: ListSpec, who: _Person, name: str, before: str | None, after: str | None
    ) -> None:
        self._touched.add(who.number)
        self._out.moved.append(Moved(who.number, who.name, spec.section, name, before, after))

    # Writing

    def _write(self) -> None:
        ids = self._changes[PRISONERS.name].write(self._uow)
        new = dict(zip(self._new, ids, strict=True))
        for name, changes in self._changes.items():
            if name == PRISONERS.name:
                continue
            for number, row in self._children[name]:
                if number in new:
                    changes.insert_with_person((new[number], *row))
                else:
                    changes.insert((self._people[number].id, *row))
            changes.write(self._uow)
        self._notes.write()
        self._typed.write()

    def _handovers(self, people: Sequence[_Person]) -> dict[int, date | None]:
        """The handover date of each, by person."""
        found: dict[int, date | None] = {}
        today, policy = self._uow.today, self._merge.policy
        for start in range(0, len(people), _CASES_AT_ONCE):
            ids = [who.id for who in people[start : start + _CASES_AT_ONCE]]
            cases = load_cases(self._uow, ids, assessments=False, entries="none")
            for person_id, case in cases.items():
                handover = work_out(case, policy, today).handover
                found[person_id] = handover.on if handover else None
        return found
