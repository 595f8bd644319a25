"""OASys before something that is to come: custody report, handover, release, early allocation."""

from collections.abc import Iterator
from datetime import date

from pomdesk.domain.duties import DutyKind
from pomdesk.domain.results import Handover, Reason
from pomdesk.domain.terms import EarlyAllocationStatus
from pomdesk.rules.dates import add_days, add_months
from pomdesk.rules.duties.anchor import NOT_CONFIRMED, Release, release_ahead
from pomdesk.rules.duties.early_allocation import early_allocation_duties
from pomdesk.rules.duties.ground import Draft, Ground
from pomdesk.rules.duties.oasys_asked import asked, by_owner, reviewed_for_handover, waiting
from pomdesk.rules.duties.parole import report_of
from pomdesk.rules.duties.parole_timetable import REPORT_GIVEN, REPORT_SKELETON
from pomdesk.rules.parole import is_completed

_BEFORE_REPORT = Reason(
    "oasys_parole",
    facts=("duty.report_due",),
    settings=("oasys.parole_weeks", "oasys.parole_lead_weeks"),
    source=NOT_CONFIRMED,
)
_PAROLE_GIVEN = by_owner(_BEFORE_REPORT, REPORT_GIVEN)
_PAROLE_SKELETON = by_owner(_BEFORE_REPORT, REPORT_SKELETON)
_HANDOVER = Reason(
    "oasys_handover",
    facts=("worked.handover_on",),
    settings=("oasys.handover_lead_weeks",),
    source="Manage POM Cases: handover checklist, review of the last OASys",
)
_RELEASE = by_owner(
    Reason(
        "oasys_release",
        facts=("duty.release",),
        settings=("oasys.release_weeks", "oasys.release_lead_weeks"),
        source=NOT_CONFIRMED,
    )
)
_EARLY = by_owner(
    Reason(
        "oasys_early_allocation",
        facts=("duty.last_oasys", "worked.today"),
        settings=("oasys.early_allocation_months", "early_allocation.window_months"),
        source="Manage POM Cases: early allocation, OASys date",
    )
)
_ASSESSING = frozenset({DutyKind.EARLY_ALLOCATION_ASSESSMENT, DutyKind.EARLY_ALLOCATION_REASSESS})
_TO_ASSESS = frozenset({EarlyAllocationStatus.NOT_ASSESSED, EarlyAllocationStatus.REASSESS})


def before_what_comes(ground: Ground) -> Iterator[Draft]:
    """What is to come and asks for an OASys first."""
    on, handover = ground.policy.oasys, ground.result.handover
    if on.parole_on and ground.result.parole.current:
        yield from _before_parole(ground)
    if on.handover_on and handover is not None and handover.on is not None:
        yield _before_handover(ground, handover, handover.on)
    if on.release_on and (release := release_ahead(ground)):
        yield _before_release(ground, release)
    if on.early_allocation_on:
        yield from _before_early_allocation(ground)


def _before_parole(ground: Ground) -> Iterator[Draft]:
    policy = ground.policy
    for review in ground.result.parole.current:
        report = report_of(ground, review)
        if report is None or is_completed(review=review, policy=policy.parole):
            continue
        day, given = report
        due = add_days(day, -7 * policy.oasys.parole_weeks)
        opens = add_days(due, -7 * policy.oasys.parole_lead_weeks)
        yield asked(
            ground,
            DutyKind.OASYS_PAROLE,
            (_PAROLE_GIVEN if given else _PAROLE_SKELETON)[ground.com_responsible],
            due=due,
            opens=opens,
            counts_from=add_days(opens, -policy.duties.early_days),
            subject=review.review_id,
        )


def _before_handover(ground: Ground, handover: Handover, on: date) -> Draft:
    opens = add_days(on, -7 * ground.policy.oasys.handover_lead_weeks)
    counts_from = add_days(opens, -ground.policy.duties.early_days)
    done = reviewed_for_handover(ground, counts_from)
    return Draft(
        DutyKind.OASYS_HANDOVER,
        (_HANDOVER, *handover.because),
        due=on,
        opens=opens,
        counts_from=counts_from,
        done_on=done,
        waits_on=waiting(ground, counts_from) if done is None else (),
        given=True,
    )


def _before_release(ground: Ground, release: Release) -> Draft:
    policy = ground.policy.oasys
    due = add_days(release.on, -7 * policy.release_weeks)
    opens = add_days(due, -7 * policy.release_lead_weeks)
    return asked(
        ground,
        DutyKind.OASYS_RELEASE,
        (*_RELEASE[ground.com_responsible], *release.why),
        due=due,
        opens=opens,
        counts_from=add_days(opens, -ground.policy.duties.early_days),
    )


def _before_early_allocation(ground: Ground) -> Iterator[Draft]:
    """A recent OASys while an assessment is asked for; due with that assessment.

    It opens so late that an OASys done then is not too old on the day it is needed.
    """
    early, last = ground.result.early_allocation, ground.oasys.last
    if early is None or not early.inside_window or early.status not in _TO_ASSESS:
        return
    months = ground.policy.oasys.early_allocation_months
    oldest = add_months(ground.today, -months)
    if last is not None and last > oldest:
        return
    for assess in early_allocation_duties(ground):
        if assess.kind in _ASSESSING and assess.done_on is None:
            opens = assess.opens
            if assess.due is not None:
                recent = add_days(add_months(assess.due, -months), 1)
                opens = recent if opens is None or recent > opens else opens
            yield Draft(
                DutyKind.OASYS_EARLY_ALLOCATION,
                _EARLY[ground.com_responsible],
                due=assess.due,
                opens=opens,
                subject=assess.subject,
                counts_from=add_days(oldest, 1),
                owner=ground.responsible,
                waits_on=waiting(ground, add_days(oldest, 1)),
                given=assess.given,
            )
