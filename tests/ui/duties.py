"""Invented duties and moves for the tests of the Today page."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from pomdesk.domain.duties import Duty, DutyFamily, DutyKind, DutyOwner, DutyState
from pomdesk.domain.record import DutyMark, MarkKind
from pomdesk.domain.results import Reason
from pomdesk.readmodels.duties import DutyLine, Today, WeekLoad
from pomdesk.readmodels.moves import DateMoved, MoveCause, Moves, PersonMoved
from tests.ui.lines import TODAY, line

MONDAY = TODAY - timedelta(days=TODAY.weekday())
BECAUSE = (Reason("made_up"),)


def due(
    person: int,
    kind: DutyKind,
    days: int | None,
    *,
    subject: str = "",
    pom: str = "KHAN, AMIRA",
    **changes: Any,
) -> DutyLine:
    """A duty of an invented person, due so many days from today."""
    who = line(person)
    on = None if days is None else TODAY + timedelta(days=days)
    state = DutyState.DUE
    if days is not None and days < 0:
        state = DutyState.OVERDUE
    elif days is not None and days > 14:
        state = DutyState.UPCOMING
    duty = Duty(kind, subject, None, on, state, BECAUSE)
    for name, value in changes.items():
        setattr(duty, name, value)
    return DutyLine(who.person_id, who.prisoner_number, who.last_name, who.first_name, pom, duty)


def snoozed(person: int, kind: DutyKind, days: int, until: int) -> DutyLine:
    """A duty that was put off."""
    back = TODAY + timedelta(days=until)
    mark = DutyMark(kind.value, MarkKind.SNOOZED, TODAY, back, "on leave until then", "A Khan")
    return due(person, kind, days, snoozed_until=back, mark=mark)


def morning(lines: Sequence[DutyLine], *, people: int = 90, moved: int = 0) -> Today:
    """A day made of these duties, sorted as the desk sorts them."""
    sunday = MONDAY + timedelta(days=6)
    by_day = sorted(lines, key=lambda one: (one.duty.due or date.max, one.last_name))
    free = [one for one in by_day if one.duty.snoozed_until is None]
    ready = [one for one in free if one.duty.state is not DutyState.BLOCKED]
    open_now = [one for one in ready if one.duty.state is not DutyState.OVERDUE]
    weeks: list[dict[DutyFamily, int]] = [{} for _ in range(12)]
    for one in ready:
        week = (one.duty.due - MONDAY).days // 7 if one.duty.due else -1
        if one.duty.due and one.duty.due >= TODAY and week < 12:
            weeks[week][one.duty.family] = weeks[week].get(one.duty.family, 0) + 1
    last = sunday + timedelta(weeks=8)
    return Today(
        today=TODAY,
        late=[one for one in ready if one.duty.state is DutyState.OVERDUE],
        this_week=[one for one in open_now if one.duty.due is None or one.duty.due <= sunday],
        coming=[one for one in open_now if one.duty.due and sunday < one.duty.due <= last],
        blocked=[one for one in free if one.duty.state is DutyState.BLOCKED],
        snoozed=[one for one in by_day if one.duty.snoozed_until is not None],
        weeks=[WeekLoad(MONDAY + timedelta(weeks=n), counts) for n, counts in enumerate(weeks)],
        people=people,
        as_at=TODAY,
        moved=moved,
    )


def usual() -> list[DutyLine]:
    """What a caseload of ninety has: a few things late, two this week, more coming."""
    kinds = list(DutyKind)
    lines = [
        due(0, DutyKind.OASYS_REVIEW, -40),
        due(0, DutyKind.OASYS_STALE, -9),
        due(0, DutyKind.OASYS_PAROLE, -3),
        due(3, DutyKind.CUSTODY_REPORT, -2),
        due(1, DutyKind.CONTACT, 0),
        due(2, DutyKind.HANDOVER_TASK, 0, subject="contacted_com"),
        due(4, DutyKind.DATA_TIER, None),
        due(5, DutyKind.OASYS_COUNTERSIGNATURE, 20, owner=DutyOwner.COUNTERSIGNER),
        due(6, DutyKind.OASYS_REVIEW, 25, owner=DutyOwner.COM),
        due(7, DutyKind.DUTY_TO_REFER, 30, pom="ODUYA, BEN"),
        due(8, DutyKind.DUTY_TO_REFER, 30),
        due(9, DutyKind.HANDOVER_MEETING, 40, state=DutyState.BLOCKED,
            waits_on=("handover_task:contacted_com",)),
        snoozed(10, DutyKind.KEY_WORK, 3, 12),
        due(11, DutyKind.LICENCE_CONDITIONS, 75),
    ]  # fmt: skip
    lines += [due(20 + n, kinds[n % len(kinds)], 8 + n) for n in range(40)]
    return lines


def person_moved(number: int, **changes: Any) -> PersonMoved:
    """One person whose release date moved, with what it moved."""
    who = line(number)
    made = PersonMoved(
        person_id=who.person_id,
        prisoner_number=who.prisoner_number,
        last_name=who.last_name,
        first_name=who.first_name,
        cause=MoveCause.RELEASE_DATE,
        facts=[DateMoved("person.conditional_release_date", date(2027, 5, 12), date(2027, 2, 3))],
        others={"person.category": ("C", "D"), "person.recall": ("false", "true")},
        results=[DateMoved("worked.handover_on", date(2026, 8, 28), date(2026, 5, 20))],
        duties=[
            DateMoved("duty.oasys_release", date(2026, 12, 1), date(2026, 8, 25), "overdue"),
            DateMoved("duty.duty_to_refer", date(2027, 3, 17), date(2026, 12, 9), "upcoming"),
            DateMoved("duty.handover_task:contacted_com", None, date(2026, 5, 1), "overdue"),
        ],
    )
    return replace(made, **changes)


def moves(*people: PersonMoved) -> Moves:
    """What moved for these people."""
    return Moves(TODAY, None, 7, ["caseload.json"], people)
