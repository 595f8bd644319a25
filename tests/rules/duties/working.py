"""Duties of an invented case, by key; small builders of what they read."""

from datetime import date
from typing import Any

from pomdesk.domain.duties import Duty
from pomdesk.domain.facts import Assessment, Case
from pomdesk.domain.record import DutyMark, Entry, EntryKind, MarkKind
from pomdesk.rules.case import work_out
from pomdesk.rules.duties.case import work_out_duties
from pomdesk.rules.policy import Policy
from pomdesk.rules.working_days import Calendar
from tests.builders import day, policy

POLICY = policy()
CALENDAR = Calendar(
    frozenset(
        map(
            day,
            (
                "2026-12-25",
                "2026-12-28",
                "2027-01-01",
                "2027-03-26",
                "2027-03-29",
                "2027-12-27",
                "2027-12-28",
            ),
        )
    )
)


def duties(case: Case, on: str | date, under: Policy = POLICY) -> dict[str, Duty]:
    """Every duty of the case on a day, by key; no key may come twice."""
    today = day(on) if isinstance(on, str) else on
    found = work_out_duties(case, work_out(case, under, today), under, CALENDAR, today)
    by_key = {duty.key: duty for duty in found}
    assert len(by_key) == len(found), sorted(duty.key for duty in found)
    return by_key


def duty(case: Case, key: str, on: str | date, under: Policy = POLICY) -> Duty:
    """One of them; KeyError where there is none."""
    return duties(case, on, under)[key]


def oasys(completed: str | None, **changes: Any) -> Assessment:
    """A complete OASys of low risk, which nobody needs to countersign."""
    ordinary: dict[str, Any] = {
        "assessment_type": "LAYER3",
        "status": "COMPLETE",
        "completed_on": day(completed) if completed else None,
        "rosh_overall": "LOW",
    }
    return Assessment(**(ordinary | changes))


def entry(kind: EntryKind, on: str, what: str | None = None, number: int = 1, **more: Any) -> Entry:
    """Something written down; days may be given as text."""
    dates = {name: day(value) for name, value in more.items() if name in {"due", "stage_day"}}
    return Entry(number, kind, day(on), what, **(more | dates))


def said(key: str, what: str, on: str, until: str | None = None) -> DutyMark:
    """What somebody said about a duty."""
    return DutyMark(key, MarkKind(what), day(on), day(until) if until else None, "why", "A Jones")
