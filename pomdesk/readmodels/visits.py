"""Visits: whom to see, one visit, what came of it, packs that are out, and what must be decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pomdesk.domain.visits import (
    Ask,
    Captured,
    Card,
    ClashKind,
    Flag,
    PackState,
    Place,
    PlaceFix,
    VisitState,
)


@dataclass(frozen=True, slots=True)
class Proposed:
    """One person of the desk, and whether and why to see them.

    Attributes:
        card: as it would be if the visit were planned now; without asks: nothing to see them for.
        minutes: how long the stop would take; 0 where there is nothing to see them for.
        flags: what to know before walking there; ``was`` is the former cell of MOVED.

    """

    person_id: int
    card: Card
    place: Place
    minutes: int
    flags: tuple[Flag, ...] = ()
    was: str = ""
    pom_name: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """Everybody one may see, in walking order: by prison, wing, landing, cell.

    Attributes:
        prisons: code and name of each prison where anybody is, by name.
        walking: minutes from one stop to the next, by policy.
        as_at: day of the newest file; None: nothing was brought in yet.

    """

    today: date
    lines: Sequence[Proposed]
    prisons: Sequence[tuple[str, str]]
    walking: int
    as_at: date | None


@dataclass(frozen=True, slots=True)
class StopLine:
    """One stop of a visit, in walking order.

    Attributes:
        number: from 1, as it stands on the sheet.
        person_id: None on a visit machine.
        place, flags, was: where the person is now; on a visit machine as on the card.
        captured: what this desk noted; None: nothing yet.
        brought: what visit machines noted.
        entries: numbers of the entries it became in the record.

    """

    stop_id: int
    number: int
    person_id: int | None
    card: Card
    place: Place
    flags: tuple[Flag, ...] = ()
    was: str = ""
    captured: Captured | None = None
    brought: tuple[Captured, ...] = ()
    entries: tuple[int, ...] = ()

    @property
    def all_captured(self) -> tuple[Captured, ...]:
        """What was noted, wherever."""
        own = () if self.captured is None or self.captured.blank else (self.captured,)
        return own + self.brought

    @property
    def seen(self) -> bool:
        """Whether anybody noted that the person was met."""
        return any(one.seen for one in self.all_captured)


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """A file that was brought back; ``told`` counts what came in, by code."""

    number: int
    made_at: datetime
    at: datetime
    by: str
    told: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PackLine:
    """A visit pack; times in UTC.

    Attributes:
        opens_with: the code that opens the file; "" for who may not see it.
        people: whom it holds, as "A1234BC Surname"; of a lost one they must be told about.
        expired: it opens no more.
        clashes: how many things are still to be decided.
        why: why it was written off.

    """

    id: int
    uid: str
    visit_id: int
    state: PackState
    opens_with: str
    holder: str
    device: str
    made_at: datetime
    expires_at: datetime
    expired: bool
    people: Sequence[str] = ()
    returns: Sequence[ReturnLine] = ()
    clashes: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class VisitLine:
    """One visit in the list of visits.

    Attributes:
        people, noted, seen: how many stops it has, of how many anything is noted, how many were
            met.
        unwritten: captures that are in no record yet.
        pack: the newest one that is not written off.
        from_pack: it was opened from a pack: this is the visit machine.
        shut: its pack has expired: nobody's card is shown, and what was noted can be brought back.

    """

    id: int
    code: str
    day: date
    title: str
    state: VisitState
    prison_id: str | None
    prison_name: str
    by: str
    people: int
    noted: int
    seen: int
    unwritten: int
    from_pack: bool = False
    shut: bool = False
    pack: PackLine | None = None
    clashes: int = 0


@dataclass(frozen=True, slots=True)
class VisitsNow:
    """The visits page.

    Attributes:
        visits: under way first, then planned by day, then ended, newest first.
        lost: packs that were written off.
        fixes: what this unit's prisons say of their cells.

    """

    today: date
    visits: Sequence[VisitLine]
    lost: Sequence[PackLine]
    fixes: Sequence[PlaceFix]


@dataclass(frozen=True, slots=True)
class VisitView:
    """One visit whole: what visit mode, the sheet and the list are made from.

    Attributes:
        stops: none where it is shut.
        minutes: stops and walking together, by policy.
        walking: minutes from one stop to the next.
        ending: the operation that ended it, which may be taken back; None: it is not ended.

    """

    line: VisitLine
    today: date
    stops: Sequence[StopLine]
    note: str
    minutes: int
    walking: int
    packs: Sequence[PackLine] = ()
    as_at: date | None = None
    begun_at: datetime | None = None
    ended_at: datetime | None = None
    ending: int | None = None


@dataclass(frozen=True, slots=True)
class VisitAfter:
    """What was seen against what was planned.

    Attributes:
        still_due: by stop, what there is to see the person for now; of somebody who was not seen
            all that put them on the visit.
        next_contact: by person, by when they are to be seen next under the contact policy.

    """

    visit: VisitView
    still_due: Mapping[int, tuple[Ask, ...]]
    next_contact: Mapping[int, date | None]


@dataclass(frozen=True, slots=True)
class ClashLine:
    """Something both sides changed, side by side.

    Attributes:
        row_key, field: what it is of; field "": the row as a whole (kinds GONE and WITHDRAWN).
        entry_kind: code of the entry's kind, where it is one.
        base: as it was when it was taken out.
        ours, theirs: as the desk has it now, and as the visit machine has it; None: nothing.
            Of a whole row the text of it.
        may_join: both can be kept.

    """

    id: int
    visit_id: int
    visit_code: str
    person_id: int
    prisoner_number: str
    last_name: str
    first_name: str
    kind: ClashKind
    row_key: str
    field: str
    entry_kind: str
    base: str | None
    ours: str | None
    theirs: str | None
    may_join: bool
    at: datetime
    made_by: str = ""
