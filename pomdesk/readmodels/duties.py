"""What falls due: the Today page, the lists that go out, and one duty explained."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pomdesk.domain.duties import Duty, DutyFamily
from pomdesk.domain.results import Proof


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One duty with its person; names as they were given, ``location`` as of a caseload line."""

    person_id: int
    prisoner_number: str
    last_name: str
    first_name: str
    pom_name: str | None
    duty: Duty
    location: str | None = None


@dataclass(frozen=True, slots=True)
class WeekLoad:
    """How many open duties fall due in one week, by family.

    ``starts`` is the Monday; the first week is the current one (on a Saturday or Sunday the one
    that comes, with what is left of the weekend) and holds nothing overdue. What waits on
    something else and what was put off is in none.
    """

    starts: date
    counts: Mapping[DutyFamily, int]


@dataclass(frozen=True, slots=True)
class Today:
    """The morning.

    Attributes:
        late: overdue, oldest due first.
        this_week: due from today to the end of the current week (on a Saturday or Sunday, of the
            one that comes), and what has no day and is open.
        coming: due in the eight weeks after this week.
        blocked: waiting on something else and due by then.
        snoozed: put off by somebody, whatever their day.
        weeks: twelve weeks from the current one.
        people: people in the store; ``as_at`` is the newest file's day.
        moved: people whose dates moved and were not yet looked at (``Moves`` has them).

    """

    today: date
    late: Sequence[DutyLine]
    this_week: Sequence[DutyLine]
    coming: Sequence[DutyLine]
    blocked: Sequence[DutyLine]
    snoozed: Sequence[DutyLine]
    weeks: Sequence[WeekLoad]
    people: int
    as_at: date | None
    moved: int


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What one other fact would make of a duty.

    ``fact`` is ``section.field``; ``then`` the other value; ``due`` what the due day would be
    (None: there would be no such duty).
    """

    fact: str
    now: date | None
    then: date
    due: date | None


@dataclass(frozen=True, slots=True)
class DutyWhy:
    """One duty explained.

    Attributes:
        proofs: the filled-in reasons, in reading order.
        changes: what would change the day it is due.
        hangs_on: duties of the same person that wait on this one (keys).

    """

    line: DutyLine
    proofs: Sequence[Proof]
    changes: Sequence[WhatIf]
    hangs_on: Sequence[Duty]
