"""What visit mode shows, in words, and what stands in its controls."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from ui.widgets.table_model import Mark


class StopState(StrEnum):
    """How far one person of the walk has come: met, not met, only noted about, or nothing yet."""

    SEEN = "seen"
    NOT_SEEN = "not_seen"
    NOTED = "noted"
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class AskShown:
    """One thing to do or ask.

    Attributes:
        ticks: somebody says when it is done; False: seeing the person settles it.
    """

    key: str
    words: str
    late: bool
    ticks: bool = True


@dataclass(frozen=True, slots=True)
class FollowShown:
    """An open follow-up: it can be done, or its day be moved.

    Attributes:
        ask: key under which it is ticked as done; "": the card does not ask for it yet.
    """

    key: str
    words: str
    due: date | None
    ask: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class StopShown:
    """One person in the strip and in the summary."""

    stop_id: int
    number: int
    cell: str
    name: str
    state: StopState
    told: str


@dataclass(frozen=True, slots=True)
class PersonShown:
    """One person of the walk.

    Attributes:
        flags: what to know before one walks there.
        dates: release, handover and who takes over, or "".
        last_said: the first words of the last contact, or "".
        cell_now: the cell on record as it can be changed here; None: it cannot.
        brought: what visit machines noted, a line each.
        follow_up_days: what is followed up in one tap is due so many days after ``today``.
    """

    stop_id: int
    cell: str
    name: str
    prison_number: str
    alerts: tuple[str, ...]
    flags: tuple[Mark, ...]
    last_seen: str
    dates: str
    last_said: str
    asks: tuple[AskShown, ...]
    follow_ups: tuple[FollowShown, ...]
    cell_now: str | None
    brought: tuple[str, ...]
    today: date
    follow_up_days: int
    writable: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What stands in the controls about one person.

    Attributes:
        what: how it went, or "".
        time: "14:05", or "".
        due: of the follow-up; None: there is none.
        ticked: keys of the asks that are done, in their order.
        cell: another cell than on record; "": the same.
        dues: open follow-ups that were moved, by key.
    """

    what: str = ""
    time: str = ""
    text: str = ""
    next_step: str = ""
    due: date | None = None
    ticked: tuple[str, ...] = ()
    cell: str = ""
    dues: Mapping[str, date] = field(default_factory=dict)
