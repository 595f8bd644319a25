"""Keeping, holds, requests, and what is told to the person a record is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pomdesk.domain.rights import PackItem, RequestKind, RequestStage, Trigger


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A record that somebody must look at, whether it is still needed.

    Attributes:
        trigger, since, due: see ``rules.retention.Due``; None where only a disposal was proposed.
        held: a hold stands against disposing of it.
        proposed_by, proposed_on, reason: of a disposal that waits for a second person; "" and
            None while nobody proposed one.

    """

    person_id: int
    prisoner_number: str
    last_name: str
    first_name: str
    trigger: Trigger | None
    since: date | None
    due: date | None
    held: bool
    proposed_by: str = ""
    proposed_on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class HoldLine:
    """A hold that stands; ``person_id`` None: on everybody's record."""

    id: int
    person_id: int | None
    prisoner_number: str
    last_name: str
    first_name: str
    reason: str
    by: str
    at: datetime
    review: date | None


@dataclass(frozen=True, slots=True)
class RequestLine:
    """What a person asked for.

    Attributes:
        due: one month on, or the working day after (DPA 2018 s.54).
        why: of what was decided.
        statement: what the person says against a rectification that was refused.

    """

    id: int
    ref: str
    person_id: int
    prisoner_number: str
    last_name: str
    first_name: str
    kind: RequestKind
    stage: RequestStage
    received: date
    due: date
    note: str
    by: str
    decided_by: str
    why: str
    statement: str


@dataclass(frozen=True, slots=True)
class RecordsNow:
    """What the page about records shows.

    Attributes:
        who: who is signed in: nobody confirms their own proposal.
        quality: rounds of quality assurance that are older than the setting.

    """

    today: date
    who: str
    reviews: Sequence[ReviewLine]
    holds: Sequence[HoldLine]
    requests: Sequence[RequestLine]
    quality: int


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything held on one person.

    Attributes:
        request: the request it answers; None: there is none.
        left_out: what is held and not in it, by code, in counts.

    """

    person_id: int
    prisoner_number: str
    last_name: str
    first_name: str
    made_on: date
    request: RequestLine | None
    items: Sequence[PackItem]
    left_out: Mapping[str, int]

    @property
    def open_items(self) -> Sequence[PackItem]:
        """Those that somebody must still decide about."""
        return [item for item in self.items if item.open]
