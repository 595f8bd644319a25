"""When somebody must look at whether a person's record is still needed.

PSI 04/2018 leaves years to the establishment; DPA 2018 s.39 asks that it is looked at again and
again. The desk holds a working copy, so its own periods are short. It says who is due and why; it
never deletes anything.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pomdesk.domain.facts import Movement, Person
from pomdesk.domain.rights import Trigger
from pomdesk.rules.dates import add_months
from pomdesk.rules.policy import Policy

EVERY_PRISON = "*"
"""In ``retention.prisons``: every prison is this unit's own."""

_OUT = "OUT"
_RELEASED = "REL"
_TRANSFERRED = "TRN"
_COME_BACK = frozenset({"ADM", _TRANSFERRED})


@dataclass(frozen=True, slots=True)
class Keeping:
    """What the period of a person's record is counted from; None: it did not happen.

    Attributes:
        released: the day of the last release, while the person is out.
        moved_away: the day of the last move to another unit, while the person is there.
        sentence_ended: the later of the ends of sentence and licence, for somebody who is out.
        last_contact: the last contact or key work, or the day of the last file that named the
            person, whichever is later.

    """

    released: date | None = None
    moved_away: date | None = None
    sentence_ended: date | None = None
    last_contact: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A record that is due for review.

    Attributes:
        trigger: what the period is counted from.
        since: the day of that.
        due: the day on which the period was over.

    """

    trigger: Trigger
    since: date
    due: date


def keeping(
    person: Person, movements: tuple[Movement, ...], last_contact: date | None, policy: Policy
) -> Keeping:
    """What the period of a person's record is counted from."""
    released = _released(person, movements, policy)
    away = None if released else _moved_away(person, movements, policy)
    ends = [day for day in (person.sentence_expiry_date, person.licence_expiry_date) if day]
    return Keeping(
        released,
        away,
        max(ends) if ends and (released or away) else None,
        last_contact,
    )


def review_due(kept: Keeping, policy: Policy, today: date) -> Due | None:
    """The review that is due first; None: none is due yet."""
    due = [one for one in _periods(kept, policy) if one.due <= today]
    return min(due, key=lambda one: one.due, default=None)


def _periods(kept: Keeping, policy: Policy) -> Iterator[Due]:
    periods = policy.retention
    for trigger, since, months in (
        (Trigger.RELEASE, kept.released, periods.release_months),
        (Trigger.TRANSFER, kept.moved_away, periods.transfer_months),
        (Trigger.SENTENCE_END, kept.sentence_ended, periods.sentence_end_months),
        (Trigger.LAST_CONTACT, kept.last_contact, periods.last_contact_months),
    ):
        if since is not None:
            yield Due(trigger, since, add_months(since, months))


def _released(person: Person, movements: tuple[Movement, ...], policy: Policy) -> date | None:
    """Since when somebody is out; a restricted patient is in hospital and not out."""
    if person.restricted_patient:
        return None
    last = _last(movements)
    if last is not None and (last.movement_type, last.direction_code) == (_RELEASED, _OUT):
        return last.movement_date
    if person.prison_id == _OUT and person.prison_id in policy.prisons.outside:
        return last.movement_date if last else None
    return None


def _moved_away(person: Person, movements: tuple[Movement, ...], policy: Policy) -> date | None:
    ours = policy.retention.prisons
    here = person.supporting_prison_id if person.restricted_patient else person.prison_id
    if EVERY_PRISON in ours or here is None or here in ours | policy.prisons.outside:
        return None
    moves = [
        move.movement_date
        for move in movements
        if move.movement_type in _COME_BACK and move.to_agency == here
    ]
    return max(moves, default=None)


def _last(movements: tuple[Movement, ...]) -> Movement | None:
    """The last move in or out; going out for a day is none. Of one day the later in the list."""
    moves = [move for move in movements if move.movement_type in _COME_BACK | {_RELEASED}]
    last: Movement | None = None
    for move in moves:
        if last is None or (move.movement_date, move.movement_time or "") >= (
            last.movement_date,
            last.movement_time or "",
        ):
            last = move
    return last
