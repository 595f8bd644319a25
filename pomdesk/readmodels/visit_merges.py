"""What came into the record when a visit was ended or brought back, and what was taken out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Written:
    """What came into the record.

    Attributes:
        contacts, notes: entries that are new.
        done: asks that are done now: follow-ups, meetings held, papers served.
        changed: fields that were changed in what the desk had.
        clashes: how many things a person must decide.
        gone: people of the file who are no longer on the desk; nothing of theirs was kept.
        moved_days: contacts whose day lay ahead of the desk's today and that stand under today.

    """

    visit_id: int
    contacts: int = 0
    notes: int = 0
    done: int = 0
    changed: int = 0
    clashes: int = 0
    gone: int = 0
    moved_days: int = 0

    def counts(self) -> dict[str, int]:
        """By code what there is any of."""
        names = ("contacts", "notes", "done", "changed", "clashes", "gone", "moved_days")
        return {name: getattr(self, name) for name in names if getattr(self, name)}

    def told(self) -> Mapping[str, int]:
        """What the audit log keeps."""
        return self.counts()


@dataclass(frozen=True, slots=True)
class CameIn(Written):
    """What a file that was brought back came to.

    Attributes:
        same: this very file was brought back before; nothing was changed.
        older: a later file of the same visit machine was; nothing was changed.
        lost: the pack had been written off.
        clock_ahead_minutes: by how much the visit machine's clock was ahead of the desk's at
            least; 0: it was not, or nobody can know.
        clock_behind_minutes: by how much it was behind at least: it worked on the pack before
            the desk had made it.
        unasked: ticks of what nobody asked for on the desk's cards; they were left out.
        note_cut: characters of the visit machine's note for which the desk's has no room; they
            are in the file and on the visit machine only.

    """

    same: bool = False
    older: bool = False
    lost: bool = False
    clock_ahead_minutes: int = 0
    clock_behind_minutes: int = 0
    unasked: int = 0
    note_cut: int = 0


@dataclass(frozen=True, slots=True)
class TakenOut:
    """A visit pack that was made.

    Attributes:
        code: opens the file, and is told apart from it.
        content: the file.
        expires_at: UTC.
        people: how many it holds; ``left_out``: stops of people whose cases are others' now.

    """

    pack_id: int
    code: str
    content: bytes
    expires_at: datetime
    people: int
    left_out: int = 0

    def told(self) -> Mapping[str, int]:
        """What the audit log keeps."""
        return {"people": self.people}


@dataclass(frozen=True, slots=True)
class PackAgain:
    """The file of a pack that is out, once more, and the numbers of the people in it."""

    content: bytes
    people: Sequence[int]


@dataclass(frozen=True, slots=True)
class Returned:
    """A file to bring back: its content, which one it is, and how many captures it has."""

    content: bytes
    number: int
    captures: int

    def told(self) -> Mapping[str, int]:
        """What the audit log keeps."""
        return {"number": self.number, "captures": self.captures}
