"""Handover: the checklist, the meeting, and the COM who should be known by then.

Ticks of the checklist count from so many days before the handover window opens (``early_days``),
as Manage POM Cases takes them back when a case leaves the window again.

Source: Manage POM Cases: handover checklist, upcoming handovers, COM allocation, reminders.
"""

from collections.abc import Iterator
from datetime import date

from pomdesk.domain.duties import Duty, DutyKind
from pomdesk.domain.record import EntryKind
from pomdesk.domain.results import Handover, Reason
from pomdesk.domain.terms import ChecklistItem, HandoverType, Responsibility
from pomdesk.rules.dates import add_days
from pomdesk.rules.duties.anchor import FactReaders, Noted
from pomdesk.rules.duties.ground import Draft, Ground, first_on_or_after
from pomdesk.rules.duties.oasys_asked import reviewed_for_handover

_TASK = Reason(
    "handover_task",
    facts=("worked.handover_on",),
    settings=("handover.upcoming_days",),
    source="Manage POM Cases: handover checklist",
)
_MEETING = (
    Reason(
        "handover_meeting",
        facts=("duty.meeting",),
        source="Manage POM Cases: handover checklist, the COM arranges the meeting",
    ),
)
_NAMED_BY = Reason(
    "com_named_by",
    facts=("worked.handover_starts",),
    settings=("community.supporting_days",),
    source="Manage POM Cases: local delivery unit reminded 7 days after the start",
)
_NAMED_AT_ONCE = Reason(
    "com_named_at_once",
    facts=("worked.responsibility", "worked.handover_reason"),
    source="Manage POM Cases: case needs a COM",
)
_OVERDUE = Reason(
    "com_overdue_by",
    facts=("worked.handover_on",),
    settings=("com.overdue_days",),
    source="Manage POM Cases: COM allocation overdue",
)
_UNKNOWN = (
    Reason(
        "com_unknown",
        facts=("worked.handover_on", "probation.com_name", "probation.com_email"),
        settings=("community.reminder_days",),
        source="Manage POM Cases: reminder 14 days after handover without a COM",
    ),
)
_NO_DATE = Reason(
    "handover_no_date",
    facts=("worked.responsibility", "worked.handover_reason"),
    source="Manage POM Cases: COM responsible without a handover date",
)


def handover_duties(ground: Ground) -> Iterator[Draft]:
    """The checklist and the meeting of a handover with a date; a COM where one is missing."""
    handover, on = ground.result.handover, ground.policy.community
    if handover is None:
        return
    if on.tasks_on:
        if handover.on is not None:
            yield from _tasks(ground, handover, handover.on)
        if ground.case.entries:
            yield from _meetings(ground)
    yield from _com(ground, handover)
    if on.no_date_on and handover.on is None and ground.com_responsible:
        yield _without_date(ground, handover)


def _tasks(ground: Ground, handover: Handover, on: date) -> Iterator[Draft]:
    plan = ground.result.plan
    if plan is None or plan.kind is HandoverType.NONE:
        return
    opens = add_days(on, -ground.policy.handover.upcoming_days)
    first = opens if handover.starts is None else min(opens, handover.starts)
    early = ground.policy.duties.early_days
    counts_from = add_days(first, -early)
    because = (_TASK, *handover.because, *plan.because)
    for item in plan.items:
        yield Draft(
            DutyKind.HANDOVER_TASK,
            because,
            due=on,
            opens=opens,
            subject=item.value,
            counts_from=counts_from,
            done_on=_task_done(ground, item, counts_from, add_days(opens, -early)),
            given=True,
        )


def _task_done(ground: Ground, item: ChecklistItem, since: date, oasys_since: date) -> date | None:
    """The tick, or what the record shows besides: an OASys, a meeting that was held.

    A COM may have begun years before (open conditions); an OASys of those days is none for the
    handover.
    """
    if item is ChecklistItem.REVIEWED_OASYS:
        return reviewed_for_handover(ground, oasys_since, ticked_since=since)
    if not ground.case.entries:
        return None
    days = [
        entry.day
        for entry in ground.entries.get(EntryKind.HANDOVER_TASK, ())
        if entry.what == item.value
    ]
    if item is ChecklistItem.ATTENDED_HANDOVER_MEETING:
        days += _held(ground)
    return first_on_or_after(days, since)


def _held(ground: Ground) -> list[date]:
    """The days on which handover meetings were held."""
    return [
        entry.day
        for entry in ground.entries.get(EntryKind.HANDOVER_MEETING, ())
        if entry.stage == "held"
    ]


def _meetings(ground: Ground) -> Iterator[Draft]:
    """Meetings that are booked, or were and have been held."""
    start = ground.case.person.sentence_start_date
    for meeting in ground.entries.get(EntryKind.HANDOVER_MEETING, ()):
        if start is not None and meeting.day < start:
            continue
        if meeting.stage == "held":
            done: date | None = meeting.day
        elif meeting.stage == "booked":
            ticks = (
                entry.day
                for entry in ground.entries.get(EntryKind.HANDOVER_TASK, ())
                if entry.what == ChecklistItem.ATTENDED_HANDOVER_MEETING
            )
            done = first_on_or_after((*_held(ground), *ticks), meeting.day)
        else:
            continue
        yield Draft(
            DutyKind.HANDOVER_MEETING,
            _MEETING,
            due=meeting.day,
            opens=meeting.day,
            subject=str(meeting.id),
            counts_from=meeting.day,
            done_on=done,
            given=True,
            entry_id=meeting.id,
        )


def _com(ground: Ground, handover: Handover) -> Iterator[Draft]:
    """The three questions about the COM, each with its own day."""
    com, on = ground.result.com, ground.policy.community
    if com is None:
        return
    if on.needed_on and com.needed:
        starts = handover.starts
        yield Draft(
            DutyKind.COM_NEEDED,
            (_NAMED_BY if starts else _NAMED_AT_ONCE, *com.because[:1]),
            due=add_days(starts, on.supporting_days) if starts else None,
            opens=starts,
            counts_from=None if starts else ground.case.person.sentence_start_date,
        )
    if handover.on is None or com.known or handover.responsibility is not Responsibility.COMMUNITY:
        return
    if on.overdue_on and com.allocation_overdue:
        yield Draft(
            DutyKind.COM_OVERDUE,
            (_OVERDUE, *com.because[1:]),
            due=add_days(handover.on, ground.policy.com.overdue_days),
            opens=handover.on,
        )
    if on.unknown_on:
        yield Draft(
            DutyKind.COM_UNKNOWN,
            _UNKNOWN,
            due=add_days(handover.on, on.reminder_days),
            opens=handover.on,
        )


def _without_date(ground: Ground, handover: Handover) -> Draft:
    """No handover list shows the case, so somebody must see that the COM has it."""
    since = ground.returned or ground.case.person.sentence_start_date
    days = [
        entry.day
        for entry in ground.entries.get(EntryKind.HANDOVER_TASK, ())
        if entry.what == ChecklistItem.CONTACTED_COM
    ]
    return Draft(
        DutyKind.HANDOVER_NO_DATE,
        (_NO_DATE, *handover.because),
        counts_from=since,
        done_on=first_on_or_after((*days, *_held(ground)), since),
    )


def _meeting(ground: Ground, duty: Duty) -> object:
    found = next((entry for entry in ground.case.entries if entry.id == duty.entry_id), None)
    return Noted(found) if found else None


FACTS: FactReaders = {"duty.meeting": _meeting}
"""How the facts ``duty.<name>`` of these reasons are read."""
