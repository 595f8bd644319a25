"""What everybody is on this desk, and what a supervisor looks over once a month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pomdesk.domain.access import DeskRole


@dataclass(frozen=True, slots=True)
class RoleLine:
    """Somebody who opens the store, or did when they were given a role.

    Attributes:
        name: of the key slot.
        role: None: none was given.
        staff: number and name of each of the staff under whom they hold cases.
        cases: how many people they hold or co-work under these.
        opens: False: they no longer open the store.

    """

    name: str
    role: DeskRole | None
    staff: Sequence[tuple[str, str]]
    cases: int
    opens: bool


@dataclass(frozen=True, slots=True)
class Roles:
    """Everybody, in the order of the key file.

    Attributes:
        in_force: whether roles hold.
        may_change: whether whoever asks may change any of it.

    """

    in_force: bool
    may_change: bool
    lines: Sequence[RoleLine]


@dataclass(frozen=True, slots=True)
class GlassLine:
    """One case that was opened by breaking the glass.

    Attributes:
        at: UTC.
        by: who did it.
        person_id: whose case; None: they are no longer in the store.
        reason: as typed.

    """

    at: datetime
    by: str
    person_id: int | None
    prisoner_number: str
    last_name: str
    first_name: str
    reason: str


@dataclass(frozen=True, slots=True)
class GivenLine:
    """What one person gave out of the desk on one day: how often, and of how many people."""

    day: date
    by: str
    times: int
    people: int


@dataclass(frozen=True, slots=True)
class Watch:
    """What a supervisor looks over once a month, newest first.

    Attributes:
        since: the first day of it.

    """

    since: date
    glass: Sequence[GlassLine]
    given: Sequence[GivenLine]
