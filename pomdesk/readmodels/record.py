"""The record of one case: entries by kind, the timeline, stays in prisons, and search."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pomdesk.domain.duties import Duty
from pomdesk.domain.facts import Assessment, Movement
from pomdesk.domain.record import Entry, EntryKind


@dataclass(frozen=True, slots=True)
class EntryPage:
    """Some entries of one kind (or of all), newest first, and how many there are in all."""

    entries: Sequence[Entry]
    total: int
    offset: int


@dataclass(frozen=True, slots=True)
class AssessmentLine:
    """One OASys assessment.

    Attributes:
        row_id: number of its row, for changing it.
        typed_by: who typed it in; None: it came with a file.
        countersign_because: codes of why it needs a countersignature (``countersign.<code>`` in
            the locale); none: it needs none.

    """

    row_id: int
    assessment: Assessment
    typed_by: str | None
    typed_on: date | None
    countersign_because: Sequence[str]


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay in one prison; ``left`` is None for the present one."""

    prison_id: str
    prison_name: str
    arrived: date
    left: date | None
    arrived_by: Movement


@dataclass(frozen=True, slots=True)
class StaffTerm:
    """Who held the case in which role (``primary``, ``coworking``), and from when to when."""

    role: str
    name: str
    starts: date | None
    ends: date | None


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One thing that happened, newest first.

    Attributes:
        kind: ``entry``, ``assessment``, ``movement``, ``parole``, ``allocation``, ``fact``
            or ``duty``.
        code: code of the thing inside its kind (an ``EntryKind``, a movement type, a field).
        entry: the entry itself, for ``entry``.
        before, after: for a changed fact.

    """

    day: date
    kind: str
    code: str
    words: str = ""
    entry: Entry | None = None
    before: str | None = None
    after: str | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """What the case page shows besides ``CaseView``.

    Attributes:
        duties: every duty, done ones too, most urgent first.
        entries: every entry except of the kinds that grow (contact, key work, note, document),
            of which only the newest few are here; page through them with ``EntriesOf``.
        counts: how many entries there are of each kind.

    """

    person_id: int
    today: date
    duties: Sequence[Duty]
    entries: Mapping[EntryKind, Sequence[Entry]]
    counts: Mapping[EntryKind, int]
    assessments: Sequence[AssessmentLine]
    stays: Sequence[Stay]
    staff: Sequence[StaffTerm]


@dataclass(frozen=True, slots=True)
class Found:
    """One hit of a search.

    Attributes:
        kind: ``person`` or ``entry``; ``hidden`` for somebody else's case, which has no name here.
        exact: False: a name that only resembles what was typed.
        excerpt: words around the hit, for an entry.

    """

    kind: str
    person_id: int
    prisoner_number: str
    last_name: str
    first_name: str
    exact: bool = True
    entry: Entry | None = None
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class FactNote:
    """Who typed a fact, when, why, and what it replaced."""

    section: str
    field: str
    at: datetime
    by: str
    why: str
    before: str | None
    after: str | None
