"""Rows of lists that were typed by hand, and what a file does to them.

The ``typed`` column of a row names its columns that were typed, or says ``*``: all of it. Files
do not overwrite those; where a file comes to say the same, the mark goes.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

from pomdesk.intake.differences import Values
from pomdesk.intake.faults import UNSAID
from pomdesk.intake.fields import ASSESSMENTS, EARLY_ALLOCATIONS, MOVEMENTS, ListSpec
from pomdesk.services.changes import Stored, TableChanges
from pomdesk.services.merge import FileMerge
from pomdesk.store.tables import SECTIONS, TYPED_WHOLE
from pomdesk.store.unit_of_work import UnitOfWork

TYPED: Final = ("typed", "typed_on", "typed_by")

# What tells that a typed row of a list without keys and a row of a file are the same thing: a
# person knows neither the minute of a movement nor, always, where it came from.
_SAME: Final = {
    MOVEMENTS.name: ("movement_type", "direction_code", "to_agency", "movement_date"),
    EARLY_ALLOCATIONS.name: ("created_on", "outcome"),
}


def note_typed(record: Any, columns: Collection[str], uow: UnitOfWork) -> None:
    """Note on a record that these columns of it were typed, besides those that were before."""
    if record.typed != TYPED_WHOLE:
        names = {*(record.typed or "").split(), *columns}
        record.typed = TYPED_WHOLE if TYPED_WHOLE in names else " ".join(sorted(names))
    record.typed_on, record.typed_by = uow.today, uow.by


class TypedRows:
    """The typed marks of the rows of one step of a merge: settled, then written with it."""

    def __init__(self, merge: FileMerge) -> None:
        self._merge = merge
        self._changes: dict[str, TableChanges] = {}

    def places(self, spec: ListSpec, stored: Stored) -> list[int]:
        """Places of a stored row that were typed and so are not a file's to set.

        Not its key, by which the file knows it; and of a row that was typed whole, not what was
        left blank.
        """
        names = stored.typed[0]
        if not names:
            return []
        columns = spec.columns[1:]
        if names != TYPED_WHOLE:
            typed = names.split()
            return [place for place, name in enumerate(columns) if name in typed]
        blanks = (None, "", "{}", "[]")
        return [
            place
            for place, value in enumerate(stored.values)
            if value not in blanks and place not in spec.key_places
        ]

    def settle(
        self, spec: ListSpec, person_id: int, stored: Stored, said: Values, places: Sequence[int]
    ) -> Iterator[int]:
        """Let go of the marks with which the file agrees; the places where it says otherwise."""
        left = []
        for place in places:
            unsaid = said[place] is UNSAID
            if not unsaid and said[place] == stored.values[place]:
                continue
            left.append(spec.columns[place + 1])
            if not unsaid and not self._merge.is_older_than(stored.source_id):
                yield place
        if stored.typed[0]:
            self._mark(spec, person_id, stored, " ".join(sorted(left)))

    def forget(self, spec: ListSpec, person_id: int, stored: Stored) -> None:
        """A file's row has taken the place of a typed one."""
        self._mark(spec, person_id, stored, "")

    def overtaken(
        self, spec: ListSpec, stored: Sequence[Stored], said: Sequence[Values]
    ) -> dict[int, Values]:
        """Typed rows of a list without keys that the file has now too, with the file's values."""
        columns = spec.columns[1:]
        places = [columns.index(name) for name in _SAME.get(spec.name, ())]
        known = {tuple([row[place] for place in places]): row for row in said}
        found: dict[int, Values] = {}
        for row in stored:
            same = tuple([row.values[place] for place in places])
            if row.typed[0] and same in known:
                found[row.id] = known.pop(same)
        return found

    def twin(self, spec: ListSpec, stored: list[Stored], said: Values) -> Stored | None:
        """The assessment typed whole that a file tells under another key: its days tell it.

        It is taken out of the list, for it can be only one.
        """
        if spec is not ASSESSMENTS:
            return None
        columns = spec.columns[1:]
        kind = columns.index("assessment_type")
        days = [columns.index(name) for name in ("initiated_on", "completed_on")]
        for row in stored:
            if row.typed[0] != TYPED_WHOLE or row.values[kind] != said[kind]:
                continue
            if any(row.values[day] and row.values[day] == said[day] for day in days):
                stored.remove(row)
                return row
        return None

    def write(self) -> None:
        """Write what changed."""
        for changes in self._changes.values():
            changes.write(self._merge.uow)

    def _mark(self, spec: ListSpec, person_id: int, stored: Stored, names: str) -> None:
        after = (names, *stored.typed[1:]) if names else (None, None, None)
        if after == stored.typed:
            return
        changes = self._changes.setdefault(spec.name, TableChanges(SECTIONS[spec.section], TYPED))
        changes.update(stored.id, person_id, stored.typed, after)
