"""OASys: every trigger that asks for one, and the countersignature it may wait for.

A trigger is done by the first OASys that was completed on or after the day it counts from and that
is closed: countersigned where a countersignature is needed. One that waits for its countersignature
blocks the trigger, so that everybody sees whose turn it is. OASys belongs to whoever is responsible
for the case; the review before handover stays the POM's until it is done.

Source: Manage POM Cases; Assess Risks and Needs (55 weeks); HMI Prisons Expectations. What is not
published is a local setting with its own switch.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from pomdesk.domain.duties import Duty, DutyKind, DutyOwner
from pomdesk.domain.record import Entry, EntryKind
from pomdesk.domain.results import Reason
from pomdesk.rules.dates import add_days
from pomdesk.rules.duties import parole
from pomdesk.rules.duties.anchor import (
    NOT_CONFIRMED,
    FactReader,
    FactReaders,
    Given,
    Interval,
    Noted,
    next_time,
    read_release,
)
from pomdesk.rules.duties.countersignature import countersignature_reasons
from pomdesk.rules.duties.ground import Draft, Ground
from pomdesk.rules.duties.oasys_ahead import before_what_comes
from pomdesk.rules.duties.oasys_asked import asked, by_owner, waiting
from pomdesk.rules.prison import prison_of

__all__ = ["FACTS", "countersignature_reasons", "oasys_duties"]


_INITIAL = by_owner(
    Reason(
        "oasys_initial",
        facts=("person.sentence_start_date", "duty.reception"),
        settings=("oasys.initial_weeks",),
        source=NOT_CONFIRMED,
    )
)
_REVIEW = by_owner(
    Reason(
        "oasys_review",
        facts=("duty.last_oasys",),
        settings=("oasys.review_months", "oasys.review_lead_weeks"),
        source="HMI Prisons Expectations: risk reviewed at least every 12 months",
    )
)
_STALE = by_owner(
    Reason(
        "oasys_stale",
        facts=("duty.last_oasys",),
        settings=("oasys.stale_weeks",),
        source="Assess Risks and Needs: risk information older than 55 weeks is not used",
    )
)
_TRANSFER = by_owner(
    Reason(
        "oasys_transfer_in",
        facts=("duty.arrived", "duty.arrived_from"),
        settings=("oasys.transfer_weeks",),
        source=NOT_CONFIRMED,
    )
)
_CHANGE = by_owner(
    Reason(
        "oasys_significant_change",
        facts=("duty.event", "duty.event_day"),
        settings=("oasys.change_working_days",),
        source="HMI Prisons Expectations: risk reviewed after a significant event",
    )
)
_REPORTED = by_owner(
    Reason(
        "oasys_programme_reported",
        facts=("duty.programme", "duty.programme_day"),
        settings=("oasys.programme_weeks",),
        source=NOT_CONFIRMED,
    )
)
_COMPLETED = by_owner(
    Reason(
        "oasys_programme_completed",
        facts=("duty.programme", "duty.programme_day"),
        settings=("oasys.programme_weeks",),
        source=NOT_CONFIRMED,
    )
)
_UNSIGNED = (
    Reason(
        "oasys_countersignature",
        facts=("duty.oasys_completed", "duty.countersign", "duty.oasys_status"),
        settings=(
            "oasys.countersign_working_days",
            "oasys.countersign_other",
            "oasys.countersign_grade_2",
            "oasys.countersign_grade_3",
            "oasys.countersign_mappa",
        ),
        source="OASys: countersigning framework",
    ),
)

# Progress is good news: it belongs into the next review and asks for none of its own.
_NO_CHANGE_OF_RISK = "progress"
_PROGRAMMES = frozenset({None, "programme"})
_ASIDE_FROM_REVIEW = (DutyKind.OASYS_INITIAL.value, DutyKind.OASYS_STALE.value)
_ASIDE_FROM_STALE = (DutyKind.OASYS_INITIAL.value, DutyKind.OASYS_REVIEW.value)


def oasys_duties(ground: Ground) -> Iterator[Draft]:
    """What asks for an OASys today, and the countersignature that is waited for."""
    on = ground.policy.oasys
    if on.initial_on and ground.case.person.sentence_start_date:
        yield _initial(ground, ground.case.person.sentence_start_date)
    if on.review_on:
        yield from _review(ground)
    if on.stale_on:
        yield from _stale(ground)
    if on.transfer_on and (arrived := arrived_from_prison(ground)):
        yield _transfer_in(ground, arrived[0])
    if ground.case.entries:
        if on.change_on:
            yield from _significant_changes(ground)
        if on.programme_on:
            yield from _programmes(ground)
    yield from before_what_comes(ground)
    if ground.oasys.unsigned:
        yield _countersignature(ground, ground.oasys.unsigned.completed_on or date.min)


def _initial(ground: Ground, start: date) -> Draft:
    received = reception(ground, start)
    return asked(
        ground,
        DutyKind.OASYS_INITIAL,
        _INITIAL[ground.com_responsible],
        due=add_days(received, 7 * ground.policy.oasys.initial_weeks),
        opens=received,
        counts_from=start,
    )


def reception(ground: Ground, start: date) -> date:
    """When the first OASys is counted from: the sentence, or the reception after it.

    A person who was in custody when the sentence began was not received later, and a move between
    prisons is no reception.
    """
    inside_since = received = None
    prisons = ground.policy.prisons.names
    for move in ground.case.movements:
        if (
            move.movement_type == "ADM"
            and move.direction_code != "OUT"
            and move.from_agency not in prisons
        ):
            day = move.movement_date
            if day > start:
                received = day if received is None or day < received else received
            elif inside_since is None or day > inside_since:
                inside_since = day
    if inside_since is not None and not any(
        move.movement_type == "REL" and inside_since < move.movement_date < start
        for move in ground.case.movements
    ):
        return start
    return received or start


def _last(ground: Ground, *keys: str) -> date | None:
    """When the last OASys was closed; one that the record lacks but somebody called done counts."""
    mark, last = ground.called_done(*keys), ground.oasys.last
    return mark.day if mark and (last is None or mark.day > last) else last


def _review(ground: Ground) -> Iterator[Draft]:
    last = _last(ground, *_ASIDE_FROM_REVIEW)
    if last is None:
        return
    policy = ground.policy.oasys
    every = Interval(policy.review_months)
    due, opens, counts_from, _ = next_time(
        ground, DutyKind.OASYS_REVIEW.value, last, every, 7 * policy.review_lead_weeks
    )
    yield Draft(
        DutyKind.OASYS_REVIEW,
        _REVIEW[ground.com_responsible],
        due=due,
        opens=opens,
        counts_from=counts_from,
        owner=ground.responsible,
        waits_on=waiting(ground, last),
    )


def _stale(ground: Ground) -> Iterator[Draft]:
    last = _last(ground, *_ASIDE_FROM_STALE)
    if last is None:
        return
    age = Interval(0, 7 * ground.policy.oasys.stale_weeks)
    due, opens, counts_from, _ = next_time(ground, DutyKind.OASYS_STALE.value, last, age, 0)
    yield Draft(
        DutyKind.OASYS_STALE,
        _STALE[ground.com_responsible],
        due=due,
        opens=opens,
        counts_from=counts_from,
        owner=ground.responsible,
        waits_on=waiting(ground, last),
        given=True,  # how old an assessment is does not hang on working days
    )


def arrived_from_prison(ground: Ground) -> tuple[date, str] | None:
    """When and from which prison the person came to the present one; None: from elsewhere.

    A first reception is no transfer, and neither is a move from before the sentence.
    """
    here, outside = prison_of(person=ground.case.person), ground.policy.prisons.outside
    if here is None or not ground.case.movements:
        return None
    latest = None
    for move in ground.case.movements:
        if (
            move.to_agency == here
            and move.movement_type in {"ADM", "TRN"}
            and move.direction_code != "OUT"
            and (latest is None or move.movement_date >= latest.movement_date)
        ):
            latest = move
    if latest is None:
        return None
    origin, start = latest.from_agency, ground.case.person.sentence_start_date
    if not origin or origin == here or origin in outside:
        return None
    if latest.movement_type != "TRN" and origin not in ground.policy.prisons.names:
        return None
    if start is not None and latest.movement_date < start:
        return None
    return latest.movement_date, origin


def _transfer_in(ground: Ground, arrived: date) -> Draft:
    return asked(
        ground,
        DutyKind.OASYS_TRANSFER_IN,
        _TRANSFER[ground.com_responsible],
        due=add_days(arrived, 7 * ground.policy.oasys.transfer_weeks),
        opens=arrived,
        counts_from=arrived,
        subject=arrived.isoformat(),
    )


def _significant_changes(ground: Ground) -> Iterator[Draft]:
    for event in ground.entries.get(EntryKind.SIGNIFICANT_EVENT, ()):
        if event.what != _NO_CHANGE_OF_RISK and _in_sentence(ground, event.day):
            yield asked(
                ground,
                DutyKind.OASYS_SIGNIFICANT_CHANGE,
                _CHANGE[ground.com_responsible],
                due=ground.calendar.add(event.day, ground.policy.oasys.change_working_days),
                opens=event.day,
                counts_from=event.day,
                subject=str(event.id),
                entry_id=event.id,
            )


def _programmes(ground: Ground) -> Iterator[Draft]:
    for programme in ground.entries.get(EntryKind.INTERVENTION, ()):
        if programme.what not in _PROGRAMMES:
            continue
        if programme.stage not in {"completed", "report_received"}:
            continue
        day = programme.stage_day or programme.day
        because = _COMPLETED if programme.stage == "completed" else _REPORTED
        if _in_sentence(ground, day):
            yield asked(
                ground,
                DutyKind.OASYS_PROGRAMME,
                because[ground.com_responsible],
                due=add_days(day, 7 * ground.policy.oasys.programme_weeks),
                opens=day,
                counts_from=day,
                subject=str(programme.id),
                entry_id=programme.id,
            )


def _in_sentence(ground: Ground, day: date) -> bool:
    start = ground.case.person.sentence_start_date
    return start is None or day >= start


def _countersignature(ground: Ground, completed: date) -> Draft:
    return Draft(
        DutyKind.OASYS_COUNTERSIGNATURE,
        _UNSIGNED,
        due=ground.calendar.add(completed, ground.policy.oasys.countersign_working_days),
        opens=completed,
        subject=completed.isoformat(),
        counts_from=completed,
        owner=DutyOwner.COUNTERSIGNER,
    )


def _entry(ground: Ground, duty: Duty) -> Entry | None:
    return next((entry for entry in ground.case.entries if entry.id == duty.entry_id), None)


def _of_entry(name: str) -> FactReader:
    def reader(ground: Ground, duty: Duty) -> object:
        entry = _entry(ground, duty)
        return getattr(entry, name) if entry else None

    return reader


def _noted(ground: Ground, duty: Duty) -> object:
    entry = _entry(ground, duty)
    if entry is None:
        return None
    if entry.kind is EntryKind.INTERVENTION and entry.stage_day:
        entry = replace(entry, day=entry.stage_day)
    return Noted(entry)


def _last_oasys(ground: Ground, duty: Duty) -> object:
    keys = (key for key in (*_ASIDE_FROM_REVIEW, *_ASIDE_FROM_STALE) if key != duty.kind)
    mark, last = ground.called_done(*keys), ground.oasys.last
    if mark is not None and (last is None or mark.day > last):
        return mark
    return Given(last, "assessments", "completed_on") if last else None


def _reception(ground: Ground) -> object:
    start = ground.case.person.sentence_start_date
    received = reception(ground, start) if start else None
    if received is None or received == start:
        return None
    return Given(received, "movements", "movement_date")


def _arrived(ground: Ground, part: int, name: str) -> object:
    found = arrived_from_prison(ground)
    return Given(found[part], "movements", name) if found else None


def _unsigned(ground: Ground, name: str) -> object:
    unsigned = ground.oasys.unsigned
    value = getattr(unsigned, name) if unsigned else None
    return None if value is None else Given(value, "assessments", name)


FACTS: FactReaders = {
    **parole.FACTS,
    "duty.last_oasys": _last_oasys,
    "duty.reception": lambda ground, duty: _reception(ground),
    "duty.arrived": lambda ground, duty: _arrived(ground, 0, "movement_date"),
    "duty.arrived_from": lambda ground, duty: _arrived(ground, 1, "from_agency"),
    "duty.event": _of_entry("what"),
    "duty.event_day": _noted,
    "duty.programme": _of_entry("title"),
    "duty.programme_day": _noted,
    "duty.release": read_release,
    "duty.oasys_completed": lambda ground, duty: _unsigned(ground, "completed_on"),
    "duty.oasys_status": lambda ground, duty: _unsigned(ground, "status"),
    "duty.countersign": lambda ground, duty: ground.oasys.why,
}
"""How the facts ``duty.<name>`` of these reasons are read."""
