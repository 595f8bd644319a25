"""Where single facts came from, where that is not the file that vouches for their row."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any, TypeAlias

from sqlalchemy import Row, select

from pomdesk.domain.facts import SourceKind
from pomdesk.intake.differences import Difference, as_text
from pomdesk.intake.faults import UNSAID
from pomdesk.intake.fields import ListSpec
from pomdesk.services.changes import TableChanges
from pomdesk.services.merge import FileMerge
from pomdesk.store.tables import field_source

Note: TypeAlias = Row[Any]
Notes: TypeAlias = Mapping[str, Note]

PASSING = frozenset(
    {"prison_id", "cell_location", "recall", "legal_status", "post_recall_release_date"}
)
"""Facts of a person that an event sets and the next event changes. Once a file has caught up with
what was typed of them, files lead again: else the next transfer would have to be argued about."""

_COLUMNS = tuple(column.name for column in field_source.columns if column.name != "id")


class FieldNotes:
    """The notes of some people: read once, changed by a merge, written with its step.

    A note of kind ``file`` is of a file with few columns; one of kind ``typed`` is of a
    value that somebody typed, and files do not overwrite it.
    """

    def __init__(self, merge: FileMerge) -> None:
        self._merge = merge
        self._notes: dict[tuple[int, str], dict[str, Note]] = defaultdict(dict)
        self._sections: set[str] = set()
        self._changes = TableChanges(field_source, _COLUMNS)

    def find(self, ids: Collection[int]) -> None:
        """Read the notes of these people."""
        statement = select(field_source).where(field_source.c.person_id.in_(ids))
        for note in self._merge.uow.rows(statement):
            self._notes[note.person_id, note.section][note.field] = note
            self._sections.add(note.section)

    def any_in(self, section: str) -> bool:
        """Whether there is any note of a section."""
        return section in self._sections

    def of(self, person_id: int, section: str) -> Notes:
        """The notes of one row, by field."""
        return self._notes.get((person_id, section), {})

    def is_disputed(self, note: Note, typed: object, said: object) -> bool:
        """Whether a file contradicts what was typed; what it says is noted beside it."""
        if said is UNSAID or self._merge.is_older_than(note.file_source_id):
            return False
        if said == typed:
            self._agree(note)
            return False
        if note.file_source_id is None or note.file_value != as_text(said):
            source = self._merge.source_id()
            self._change(note, file_value=as_text(said), file_source_id=source)
        return True

    def vouch(
        self, spec: ListSpec, person_id: int, row_source: int | None, diff: Difference
    ) -> None:
        """A file that speaks of some fields only vouches for those alone."""
        notes = self.of(person_id, spec.section)
        for place in diff.said:
            name = spec.columns[place + 1]
            note = notes.get(name)
            known = row_source if note is None else note.source_id
            blank = diff.values[place] in (None, "")
            if place not in diff.changed and (blank or not self._merge.is_newer_than(known)):
                continue
            source = self._merge.source_id()
            if note is not None:
                self._change(note, source_id=source)
                continue
            values: dict[str, object] = dict.fromkeys(_COLUMNS)
            values |= {"person_id": person_id, "section": spec.section, "field": name}
            values |= {"kind": SourceKind.FILE.value, "source_id": source}
            self._changes.insert(tuple(values.values()))

    def forget(self, person_id: int, notes: Notes) -> None:
        """A file that vouches for the whole row takes over from those before it."""
        for note in notes.values():
            of_file = note.kind == SourceKind.FILE.value
            if of_file and not self._merge.is_older_than(note.source_id):
                self._changes.delete(note.id, person_id, tuple(note[1:]), {})

    def _agree(self, note: Note) -> None:
        """End the dispute, and of a passing fact the typing too."""
        caught_up = note.typed_on is None or self._merge.as_at >= note.typed_on
        if note.section == "person" and note.field in PASSING and caught_up:
            self._change(
                note,
                kind=SourceKind.FILE.value,
                source_id=self._merge.source_id(),
                typed_on=None,
                typed_by=None,
                typed_why=None,
                file_value=None,
                file_source_id=None,
            )
        else:
            self._change(note, file_value=None, file_source_id=None)

    def _change(self, note: Note, **changes: object) -> None:
        before: dict[str, object] = dict(zip(_COLUMNS, note[1:], strict=True))
        after = tuple((before | changes).values())
        self._changes.update(note.id, note.person_id, tuple(before.values()), after)

    def write(self) -> None:
        """Write what changed."""
        self._changes.write(self._merge.uow)
