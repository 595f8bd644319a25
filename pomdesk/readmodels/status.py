"""What the status line and the import page say about the store."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One file that was brought in. Counts are people; ``at`` is UTC."""

    name: str
    as_at: date | None
    at: datetime
    by: str
    added: int
    changed: int
    unchanged: int
    refused: int


@dataclass(frozen=True, slots=True)
class DeskStatus:
    """The store in one line: people, newest file, last save (UTC), recent files."""

    people: int
    as_at: date | None
    saved_at: datetime | None
    imports: Sequence[ImportLine]
