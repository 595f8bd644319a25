"""Public protection: MAPPA level, the prison's contribution, risk meetings, contact restrictions.

A MAPPA level of 1 to 3 that probation holds is a level that was set, unless an alert says that it
is still to be confirmed before release; level 0 beside a category is one that is not set yet.
A person at levels 2 and 3 is prompted again by the contribution, anyone under MAPPA by the risk
management meeting, so a level that was set long ago does not go unseen.
"""

import re
from collections.abc import Iterator
from datetime import date

from pomdesk.domain.duties import Duty, DutyKind
from pomdesk.domain.record import Entry, EntryKind
from pomdesk.domain.results import Reason
from pomdesk.rules.dates import add_months
from pomdesk.rules.duties.anchor import (
    NOT_CONFIRMED,
    FactReaders,
    Given,
    Interval,
    Noted,
    Occurrence,
    Release,
    early_enough,
    next_time,
    read_release,
    release_ahead,
)
from pomdesk.rules.duties.ground import Draft, Ground, first_on_or_after

_ALERTS = "NOMIS alerts: MAPPA level to be confirmed 6 months before release"
_EXPECTATIONS = "HMI Prisons Expectations: restrictions are reviewed"
_WHO = ("probation.mappa_category", "probation.mappa_level", "duty.mappa_alert")
_LEVEL = Reason(
    "mappa_level",
    facts=(*_WHO, "duty.release"),
    settings=("public_protection.mappa_months", "public_protection.mappa_lead_months"),
    source=_ALERTS,
)
_MAPPA_F = Reason(
    "mappa_f",
    facts=("probation.mappa_level", "duty.release"),
    settings=(
        "public_protection.mappa_f_levels",
        "public_protection.mappa_f_months",
        "public_protection.mappa_lead_months",
    ),
    source=NOT_CONFIRMED,
)
_MAPPA_F_MEETING = Reason(
    "mappa_f_meeting",
    facts=("duty.mappa_meeting", "probation.mappa_level"),
    settings=("public_protection.mappa_f_working_days", "public_protection.mappa_lead_months"),
    source=NOT_CONFIRMED,
)
_IRMM_SETTINGS = ("public_protection.irmm_months", "public_protection.irmm_lead_months")
_IRMM_ROSH = Reason(
    "irmm_rosh",
    facts=("duty.rosh_level", "duty.release"),
    settings=("public_protection.rosh_levels", *_IRMM_SETTINGS),
    source=NOT_CONFIRMED,
)
_IRMM_MAPPA = Reason(
    "irmm_mappa",
    facts=(*_WHO, "duty.release"),
    settings=_IRMM_SETTINGS,
    source=NOT_CONFIRMED,
)
_AGAIN = ("public_protection.restriction_months", "duties.early_days")
_REVIEWED = Reason(
    "restriction_reviewed",
    facts=("duty.restrictions_reviewed",),
    settings=_AGAIN,
    source=_EXPECTATIONS,
)
_RESTRICTED = Reason(
    "restriction_in_force", facts=("duty.restriction",), settings=_AGAIN, source=_EXPECTATIONS
)
_ALERTED = Reason(
    "restriction_alert",
    facts=("duty.restriction_alert", "worked.arrival"),
    settings=("public_protection.restriction_alerts", *_AGAIN),
    source=_EXPECTATIONS,
)

# Prisoner Search gives alerts as NOMIS codes where a file has no words for them.
_TO_BE_CONFIRMED = frozenset({"p11", "p55", "p100"})
_CONFIRMED = frozenset(
    {"p22", "p33", "p44", "p66", "p77", "p88", "p99", "pa1", "p101", "p102", "p103"}
)
_MAPPA_CODES = _TO_BE_CONFIRMED | _CONFIRMED | {"p0"}
_RESTRICTION_CODES = frozenset({"c1", "c2", "c3", "c4", "cc1", "cc2", "cc3", "cc4", "oncr"})
_A_LEVEL = re.compile(r"\blevel ?[123]\b")
_LEVELS = frozenset({1, 2, 3})
_CATEGORIES = frozenset({1, 2, 3, 4})


def public_protection_duties(ground: Ground) -> Iterator[Draft]:
    """MAPPA level and contribution, risk management meeting, review of restrictions."""
    policy = ground.policy.public_protection
    alerts = [alert for alert in ground.case.person.alerts if _is_mappa(alert)]
    under_mappa = _under_mappa(ground, alerts)
    release = release_ahead(ground)
    if policy.mappa_f_on:
        yield from _contribution(ground, release)
    if release is not None:
        if policy.mappa_on and under_mappa and not _level_set(ground, alerts):
            yield _level(ground, release)
        if policy.irmm_on and (under_mappa or ground.rosh in policy.rosh_levels):
            yield _meeting(ground, release)
    if policy.restriction_on:
        yield from _restrictions(ground)


def _is_mappa(alert: str) -> bool:
    folded = alert.casefold()
    return "mappa" in folded or folded in _MAPPA_CODES


def _under_mappa(ground: Ground, alerts: list[str]) -> bool:
    probation = ground.case.probation
    if probation is not None and (
        probation.mappa_category in _CATEGORIES or probation.mappa_level in _LEVELS
    ):
        return True
    return bool(alerts)


def _level_set(ground: Ground, alerts: list[str]) -> bool:
    """Whether probation or an alert names the level, and no alert says it is to be confirmed."""
    folded = [alert.casefold() for alert in alerts]
    if any(alert in _TO_BE_CONFIRMED or "tbc" in alert for alert in folded):
        return False
    named = any(alert in _CONFIRMED or _A_LEVEL.search(alert) for alert in folded)
    return named or ground.mappa_level in _LEVELS


def _days(ground: Ground, what: str) -> list[date]:
    held = ground.entries.get(EntryKind.PUBLIC_PROTECTION, ())
    return [entry.day for entry in held if entry.what == what]


def _level(ground: Ground, release: Release) -> Draft:
    policy = ground.policy.public_protection
    due = add_months(release.on, -policy.mappa_months)
    return early_enough(
        ground,
        DutyKind.MAPPA_LEVEL,
        (_LEVEL, *release.why),
        due,
        add_months(due, -policy.mappa_lead_months),
        _days(ground, "mappa_level_set"),
        owner=ground.responsible,
    )


def next_meeting(ground: Ground) -> Entry | None:
    """The entry that names the next MAPPA meeting, today's included."""
    ahead = [
        entry
        for entry in ground.entries.get(EntryKind.PUBLIC_PROTECTION, ())
        if entry.what == "mappa_meeting" and entry.due is not None and entry.due >= ground.today
    ]
    return min(ahead, key=lambda entry: (entry.due, entry.id), default=None)


def _contribution(ground: Ground, release: Release | None) -> Iterator[Draft]:
    """Before the next meeting that is noted; else before release, at the levels that ask."""
    policy = ground.policy.public_protection
    meeting = next_meeting(ground)
    if meeting is not None and meeting.due is not None:
        due = ground.calendar.add(meeting.due, -policy.mappa_f_working_days)
        yield Draft(
            DutyKind.MAPPA_F,
            (_MAPPA_F_MEETING,),
            due,
            add_months(due, -policy.mappa_lead_months),
            subject=str(meeting.id),
            counts_from=meeting.day,
            done_on=first_on_or_after(_days(ground, "mappa_f"), meeting.day),
        )
    elif release is not None and ground.mappa_level in policy.mappa_f_levels:
        due = add_months(release.on, -policy.mappa_f_months)
        opens = add_months(due, -policy.mappa_lead_months)
        because = (_MAPPA_F, *release.why)
        yield early_enough(ground, DutyKind.MAPPA_F, because, due, opens, _days(ground, "mappa_f"))


def _meeting(ground: Ground, release: Release) -> Draft:
    policy = ground.policy.public_protection
    due = add_months(release.on, -policy.irmm_months)
    opens = add_months(due, -policy.irmm_lead_months)
    reason = _IRMM_ROSH if ground.rosh in policy.rosh_levels else _IRMM_MAPPA
    because = (reason, *release.why)
    return early_enough(ground, DutyKind.IRMM, because, due, opens, _days(ground, "irmm"))


def _restriction_alerts(ground: Ground) -> list[str]:
    known = ground.policy.public_protection.restriction_alerts
    return [
        alert
        for alert in ground.case.person.alerts
        if (folded := alert.casefold()) in _RESTRICTION_CODES
        or any(words in folded for words in known)
    ]


def _oldest_in_force(ground: Ground) -> Entry | None:
    held = ground.entries.get(EntryKind.RESTRICTION, ())
    return next((entry for entry in held if not entry.closed), None)


def _restrictions(ground: Ground) -> Iterator[Draft]:
    """Counted from the last review, else from the oldest restriction, else from arrival."""
    found = _review(ground)
    if found is None:
        return
    reason, time, _ = found
    if time is None:
        yield Draft(DutyKind.RESTRICTION_REVIEW, (reason,))
    else:
        yield Draft(
            DutyKind.RESTRICTION_REVIEW,
            (reason,),
            time.due,
            time.opens,
            counts_from=time.counts_from,
        )


def _review(ground: Ground) -> tuple[Reason, Occurrence | None, Entry | None] | None:
    """Why restrictions are reviewed, when next, and the review that is counted from."""
    restriction = _oldest_in_force(ground)
    if restriction is None and not _restriction_alerts(ground):
        return None
    reviewed = ground.last(EntryKind.PUBLIC_PROTECTION, "restrictions_reviewed")
    if reviewed is not None:
        reason, last = _REVIEWED, reviewed.day
    elif restriction is not None:
        reason, last = _RESTRICTED, restriction.day
    elif ground.result.arrival is not None:
        reason, last = _ALERTED, ground.result.arrival
    else:
        return _ALERTED, None, None
    time = next_time(
        ground,
        DutyKind.RESTRICTION_REVIEW.value,
        last,
        Interval(ground.policy.public_protection.restriction_months),
        ground.policy.duties.early_days,
    )
    return (_REVIEWED if time.mark else reason), time, reviewed


def _read_reviewed(ground: Ground, _: Duty) -> object:
    found = _review(ground)
    if found is None:
        return None
    time, reviewed = found[1:]
    if time is not None and time.mark is not None:
        return time.mark
    return reviewed and Noted(reviewed)


def _read_meeting(ground: Ground, _: Duty) -> object:
    meeting = next_meeting(ground)
    return meeting and Noted(meeting, "due")


def _read_restriction(ground: Ground, _: Duty) -> object:
    restriction = _oldest_in_force(ground)
    return restriction and Noted(restriction)


def read_rosh(ground: Ground, _: Duty) -> object:
    """RoSH as the desk takes it: probation's, else that of the last OASys."""
    probation = ground.case.probation
    if probation is not None and probation.rosh_level:
        return Given(probation.rosh_level, "probation", "rosh_level")
    return Given(ground.rosh, "assessments", "rosh_overall") if ground.rosh else None


def _read_mappa_alert(ground: Ground, _: Duty) -> object:
    alerts = tuple(alert for alert in ground.case.person.alerts if _is_mappa(alert))
    return Given(alerts, "person", "alerts") if alerts else None


def _read_restriction_alert(ground: Ground, _: Duty) -> object:
    return Given(tuple(_restriction_alerts(ground)), "person", "alerts")


FACTS: FactReaders = {
    "duty.release": read_release,
    "duty.rosh_level": read_rosh,
    "duty.mappa_alert": _read_mappa_alert,
    "duty.mappa_meeting": _read_meeting,
    "duty.restrictions_reviewed": _read_reviewed,
    "duty.restriction": _read_restriction,
    "duty.restriction_alert": _read_restriction_alert,
}
"""The facts of a duty that its reasons name."""
