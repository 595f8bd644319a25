"""What bringing a file in did, or would do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Refusal:
    """One value that stopped its row from coming in.

    Attributes:
        row: row number (first data row of a sheet is 2) or JSON pointer (``/prisoners/3``).
        field: the published field name, or the file's own heading where none is known.
        value: what stood there, as text, at most 200 characters.
        reason: code of the reason in words (``refusal.<code>`` in the locale).

    """

    file: str
    row: str
    field: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Warned:
    """A value that came in although something about it looks wrong (PNC, CRO, cell)."""

    file: str
    row: str
    field: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Moved:
    """One field of one person that an import changed; values as ISO dates or text."""

    prisoner_number: str
    name: str
    section: str
    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class HandoverMoved:
    """The handover date of one person, before and after an import."""

    prisoner_number: str
    name: str
    before: date | None
    after: date | None


@dataclass(frozen=True, slots=True)
class Kept:
    """A value typed by hand that the file contradicts; the typed value stands."""

    prisoner_number: str
    name: str
    section: str
    field: str
    typed: str | None
    file_value: str | None


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What one import did (or, with ``dry_run``, would do).

    Counts are people. ``unknown_fields`` counts how often each field that the desk does
    not keep was met. ``refused_file`` is the file with the refused rows, to mend and bring
    in again, or None. ``sha256`` is of the files that were read. ``came_back``: who came in
    (again), though they were erased on that day; by prison number.
    """

    files: Sequence[str]
    dry_run: bool
    as_at: date | None
    added: int
    changed: int
    unchanged: int
    refused: Sequence[Refusal]
    warned: Sequence[Warned]
    moved: Sequence[Moved]
    handovers_moved: Sequence[HandoverMoved]
    kept: Sequence[Kept]
    unknown_fields: Mapping[str, int]
    refused_file: str | None = None
    sha256: Sequence[str] = ()
    came_back: Mapping[str, date] = field(default_factory=dict)

    def told(self) -> dict[str, str | int | list[str]]:
        """What the audit log keeps of it: which files, by SHA-256, and counts."""
        return {
            "sha256": list(self.sha256),
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "refused": len({(one.file, one.row) for one in self.refused}),
        }
