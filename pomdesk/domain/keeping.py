"""What came of making a backup, putting one back, trying one out, and recovering."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

SECOND_FOLDER = "backup.second_folder"
"""Setting: the folder that takes a second copy of each backup (text); forgotten, there is none."""

DRILLED = "backup.drilled"
"""Setting: the day (ISO) on which a backup was last tried out."""


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup as it lies in its folder.

    Attributes:
        at: when it was made, UTC without a zone; from its name.
        size: bytes.
        saves: how many saves the store had had; from its name.

    """

    path: Path
    at: datetime
    size: int
    saves: int


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup was made and proved.

    Attributes:
        second: where the second copy is; None where none was wanted or none could be made.
        removed: how many old backups were removed by the rule of rotation.
        notice: "" or the code of why there is no second copy (BAK-GONE, BAK-SPACE, BAK-DAMAGED,
            BAK-PATH), or of what is odd about the other backups (BAK-FUTURE); ``notice.<code>``
            puts it in words, with ``details``. The backup itself is fine.

    """

    backup: Backup
    second: Path | None = None
    removed: int = 0
    notice: str = ""
    details: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drilled:
    """A backup was opened as if it were needed, and removed again.

    Attributes:
        counts: rows of each table that has any.
        people: how many people are in it.
        newest: day of its newest entry; None without entries.

    """

    backup: Backup
    counts: Mapping[str, int]
    people: int
    newest: date | None


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup stands in the place of the store.

    Attributes:
        path: the store.
        backup: where it was put back from.
        kept: the store that was there before, kept aside; None where there was none.
        lost: saves that are in the store kept aside and no longer in the store; None where that
            could not be told.
        since: when the backup was made (UTC).
        erased: how many people were erased again.
        unmatched: lines of the erasure list that nobody can be found by any more.
        list_damaged: the list of erasures is gone or could not be read; whoever is only on that
            is back.
        upgraded: whether it came from an older version of the program.
        counts: rows of each table that has any.

    """

    path: Path
    backup: Path
    kept: Path | None
    lost: int | None
    since: datetime
    erased: int
    unmatched: int
    list_damaged: bool
    upgraded: bool
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Gap:
    """Rows of one table that could not be read: numbers ``first`` to ``last``.

    Attributes:
        about: how many rows that is.
        exact: an index told which numbers there were; else ``about`` counts numbers, of which
            not every one need have been in use.

    """

    first: int
    last: int
    about: int
    exact: bool


@dataclass(frozen=True, slots=True)
class TableRead:
    """What became of one table of a damaged store.

    Attributes:
        read: rows brought over.
        gaps: what could not be read.
        open_end: nothing tells how many rows came after the last one that was read.
        dropped: rows that were read and left out again, because the row they hang on is missing.
        unlinked: rows that were kept but lost a link to a missing row.

    """

    name: str
    read: int
    gaps: tuple[Gap, ...] = ()
    open_end: bool = False
    dropped: int = 0
    unlinked: int = 0

    @property
    def missing(self) -> int:
        """About how many rows could not be read."""
        return sum(gap.about for gap in self.gaps)

    @property
    def complete(self) -> bool:
        """Whether nothing of it is missing."""
        return not (self.gaps or self.open_end or self.dropped or self.unlinked)


@dataclass(frozen=True, slots=True)
class Recovered:
    """What could be read of a damaged store stands in a new one.

    Attributes:
        path: the new store; the same passphrases open it.
        tables: those that have rows or should have.
        pages: how many pages of the damaged file do not hold.
        wrong: what ``check`` still says of the new store; empty where it is whole.

    """

    path: Path
    tables: tuple[TableRead, ...]
    pages: int
    wrong: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return all(table.complete for table in self.tables)
