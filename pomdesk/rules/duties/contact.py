"""Seeing people often enough, key work, and what somebody said would follow by a day."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from pomdesk.domain.duties import Duty, DutyKind, DutyOwner
from pomdesk.domain.record import Entry, EntryKind
from pomdesk.domain.results import Reason
from pomdesk.domain.terms import RoshLevel
from pomdesk.rules.dates import add_days
from pomdesk.rules.duties.anchor import (
    NOT_CONFIRMED,
    FactReaders,
    Given,
    Interval,
    Noted,
    Occurrence,
    next_time,
)
from pomdesk.rules.duties.ground import Draft, Ground
from pomdesk.rules.duties.public_protection import read_rosh
from pomdesk.rules.policy import ContactPolicy

_EXPECTATIONS = "HMI Prisons Expectations: contact matches risk and need"


def _every(level: str, setting: str) -> Reason:
    return Reason(
        f"contact_{level}",
        facts=("duty.rosh_level",),
        settings=(f"contact.{setting}", "contact.lead_days"),
        source=_EXPECTATIONS,
    )


_VERY_HIGH = _every("very_high", "very_high_months")
_HIGH = _every("high", "high_months")
_MEDIUM = _every("medium", "medium_weeks")
_LOW = _every("low", "low_weeks")
_UNKNOWN = _every("unknown", "unknown_weeks")
_SINCE_LAST = Reason(
    "contact_since_last",
    facts=("duty.last_contact",),
    settings=("contact.counting",),
    source=NOT_CONFIRMED,
)
_SINCE_ALLOCATED = Reason(
    "contact_since_allocated",
    facts=("duty.allocated_on",),
    settings=("contact.counting",),
    source=NOT_CONFIRMED,
)
_SINCE_ARRIVAL = Reason(
    "contact_since_arrival",
    facts=("worked.arrival",),
    settings=("contact.counting",),
    source=NOT_CONFIRMED,
)
_NEVER = Reason("contact_never", settings=("contact.counting",), source=NOT_CONFIRMED)
_KEY_WORK = Reason(
    "key_work",
    facts=("duty.last_key_work",),
    settings=("contact.key_work_weeks",),
    source="Allocate key workers: expected frequency per prison",
)
_FOLLOW_UP = Reason(
    "follow_up",
    facts=("duty.follow_up",),
    settings=("contact.lead_days",),
    source="Case record: the day that was set when it was written down",
)
_FOLLOWED = (
    EntryKind.CONTACT,
    EntryKind.KEY_WORK,
    EntryKind.NOTE,
    EntryKind.GOAL,
    EntryKind.STEP,
    EntryKind.PAROLE_STEP,
    EntryKind.VICTIM_NOTE,
    EntryKind.REFERRAL,
    EntryKind.PUBLIC_PROTECTION,
    EntryKind.QUALITY_ACTION,
)
_WEEK = 7


_BY_ROSH = {
    RoshLevel.VERY_HIGH.value: _VERY_HIGH,
    RoshLevel.HIGH.value: _HIGH,
    RoshLevel.MEDIUM.value: _MEDIUM,
    RoshLevel.LOW.value: _LOW,
}


class _When(NamedTuple):
    """When the next time is, why, and the entry that shows the last one."""

    because: tuple[Reason, ...]
    time: Occurrence | None
    last: Entry | None


def contact_duties(ground: Ground) -> Iterator[Draft]:
    """The next contact, the next key work session, and every follow-up."""
    policy = ground.policy.contact
    if policy.on:
        yield _next(DutyKind.CONTACT, _contact_when(ground))
    if not ground.entries:
        return
    if policy.key_work_on and (key_work := _key_work_when(ground)) is not None:
        yield _next(DutyKind.KEY_WORK, key_work, DutyOwner.KEY_WORKER)
    yield from _follow_ups(ground)


def _interval(policy: ContactPolicy, every: Reason) -> Interval:
    if every is _VERY_HIGH:
        return Interval(policy.very_high_months)
    if every is _HIGH:
        return Interval(policy.high_months)
    if every is _MEDIUM:
        return Interval(0, _WEEK * policy.medium_weeks)
    if every is _LOW:
        return Interval(0, _WEEK * policy.low_weeks)
    return Interval(0, _WEEK * policy.unknown_weeks)


def _contact_when(ground: Ground) -> _When:
    """Counted from the last contact that counts, else from allocation, else from arrival."""
    policy = ground.policy.contact
    every = _BY_ROSH.get(ground.rosh or "", _UNKNOWN)
    contacts = reversed(ground.entries.get(EntryKind.CONTACT, ()))
    last = next((entry for entry in contacts if entry.what in policy.counting), None)
    if last is not None:
        since, start = _SINCE_LAST, last.day
    elif ground.case.allocated_on is not None:
        since, start = _SINCE_ALLOCATED, ground.case.allocated_on
    elif ground.result.arrival is not None:
        since, start = _SINCE_ARRIVAL, ground.result.arrival
    else:
        return _When((every, _NEVER), None, None)
    interval = _interval(policy, every)
    time = next_time(ground, DutyKind.CONTACT.value, start, interval, policy.lead_days)
    return _When((every, _SINCE_LAST if time.mark else since), time, last)


def _key_work_when(ground: Ground) -> _When | None:
    """None where there is no key work on record: then it is kept elsewhere, or there is none."""
    held = ground.entries.get(EntryKind.KEY_WORK)
    if not held:
        return None
    days = _WEEK * ground.policy.contact.key_work_weeks
    time = next_time(ground, DutyKind.KEY_WORK.value, held[-1].day, Interval(0, days), days)
    return _When((_KEY_WORK,), time, held[-1])


def _next(kind: DutyKind, when: _When, owner: DutyOwner = DutyOwner.POM) -> Draft:
    time = when.time
    if time is None:
        return Draft(kind, when.because, owner=owner)
    return Draft(
        kind, when.because, time.due, time.opens, counts_from=time.counts_from, owner=owner
    )


def _follow_ups(ground: Ground) -> Iterator[Draft]:
    """Every day that was set, once: a goal only speaks where none of its steps has a day."""
    steps = ground.entries.get(EntryKind.STEP, ())
    closed_goals = {goal.id for goal in ground.entries.get(EntryKind.GOAL, ()) if goal.closed}
    stepped = {step.parent_id for step in steps if step.due is not None and not step.closed}
    for kind in _FOLLOWED:
        for entry in ground.entries.get(kind, ()):
            if entry.due is None:
                continue
            if kind is EntryKind.GOAL and not entry.closed and entry.id in stepped:
                continue
            if kind is EntryKind.STEP and entry.parent_id in closed_goals:
                continue
            yield _follow_up(entry, entry.due, ground.policy.contact.lead_days)


def _follow_up(entry: Entry, due: date, lead_days: int) -> Draft:
    return Draft(
        DutyKind.FOLLOW_UP,
        (_FOLLOW_UP,),
        due,
        add_days(due, -lead_days),
        subject=str(entry.id),
        counts_from=entry.day,
        done_on=(entry.stage_day or entry.day) if entry.closed else None,
        owner=DutyOwner.KEY_WORKER if entry.kind is EntryKind.KEY_WORK else DutyOwner.POM,
        given=True,
        entry_id=entry.id,
    )


def _read_last_contact(ground: Ground, _: Duty) -> object:
    return _last_of(_contact_when(ground))


def _read_last_key_work(ground: Ground, _: Duty) -> object:
    when = _key_work_when(ground)
    return when and _last_of(when)


def _last_of(when: _When) -> object:
    if when.time is not None and when.time.mark is not None:
        return when.time.mark
    return when.last and Noted(when.last)


def _read_follow_up(ground: Ground, duty: Duty) -> object:
    for entry in ground.case.entries:
        if entry.id == duty.entry_id:
            return Noted(entry, "due")
    return None


def _read_allocated(ground: Ground, _: Duty) -> object:
    return Given(ground.case.allocated_on, "allocations", "allocated_on")


FACTS: FactReaders = {
    "duty.rosh_level": read_rosh,
    "duty.last_contact": _read_last_contact,
    "duty.last_key_work": _read_last_key_work,
    "duty.follow_up": _read_follow_up,
    "duty.allocated_on": _read_allocated,
}
"""The facts of a duty that its reasons name."""
