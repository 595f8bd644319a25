"""What moved: changed dates, each traced through to the handover and the duties it moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class MoveCause(StrEnum):
    """Why dates of a person moved; the first that fits."""

    RECALL = "recall"
    TRANSFER = "transfer"
    RELEASE_DATE = "release_date"
    PAROLE = "parole"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class DateMoved:
    """One date before and after.

    ``name`` is a fact (``person.conditional_release_date``), a result (``worked.handover_on``)
    or a duty (``duty.<key>``). ``after_state`` is the state of a duty now, else "".
    """

    name: str
    before: date | None
    after: date | None
    after_state: str = ""


@dataclass(frozen=True, slots=True)
class PersonMoved:
    """One person: the facts that changed, and what they moved.

    ``facts`` also holds changed facts that are no dates, as texts, in ``others``.
    """

    person_id: int
    prisoner_number: str
    last_name: str
    first_name: str
    cause: MoveCause
    facts: Sequence[DateMoved]
    others: Mapping[str, tuple[str | None, str | None]]
    results: Sequence[DateMoved]
    duties: Sequence[DateMoved]


@dataclass(frozen=True, slots=True)
class Moves:
    """What moved since it was last looked at (or since an operation).

    Attributes:
        since: when it was last looked at (UTC); None: never.
        upto: number of the newest operation that is told of here; what ``MarkMovesSeen`` takes.
        files: names of the files that were brought in meanwhile.
        people: by cause, then by the soonest date that moved.

    """

    today: date
    since: datetime | None
    upto: int
    files: Sequence[str]
    people: Sequence[PersonMoved]
