"""The audit log as its reader shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pomdesk.domain.audit import Head, Kind, Logged, Wrong


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which events are wanted; what is left empty does not narrow.

    Attributes:
        who: name of a key slot.
        what: code of the event.
        first, last: days where the desk stands, both among them.

    """

    person_id: int | None = None
    who: str = ""
    kind: Kind | None = None
    what: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class LogLine:
    """One event, and whom it is about; of nobody or one who is gone the names are blank."""

    event: Logged
    person_id: int | None = None
    prisoner_number: str = ""
    last_name: str = ""
    first_name: str = ""


@dataclass(frozen=True, slots=True)
class LogPage:
    """Some events, newest first, and whether there are older ones.

    How many there are is told nowhere: events of one officer counted would measure their work,
    which the log may not be used for (DPA 2018 s.62(4)).
    """

    lines: Sequence[LogLine]
    more: bool


@dataclass(frozen=True, slots=True)
class LogPerson:
    """Somebody on the desk of whom the log tells."""

    person_id: int
    prisoner_number: str
    last_name: str
    first_name: str


@dataclass(frozen=True, slots=True)
class LastProof:
    """What came of going through the whole log the last time."""

    at: datetime
    events: int
    wrong: Wrong | None = None
    seq: int = 0


@dataclass(frozen=True, slots=True)
class LogState:
    """How the log stands.

    Attributes:
        events: how many stand in it; ``sealed`` more were taken out after their time.
        oldest: when the oldest was written.
        names: of everybody who wrote any, for choosing.
        whats: codes of what they are.
        proved: the last time it was gone through; None: never.
        anchored: when an anchor to be kept outside was last made; ``anchor_due``: a week ago, or
            never.
        keep_months: how long events are kept; ``old`` are older.
        held: a hold on everything keeps them all.

    """

    head: Head
    events: int
    sealed: int
    oldest: datetime | None
    names: Sequence[str]
    whats: Sequence[str]
    proved: LastProof | None
    anchored: datetime | None
    anchor_due: bool
    keep_months: int
    old: int
    held: bool
