"""One person's line of the caseload, out of the case and what the rules say of it."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from pomdesk.domain.duties import Duty, DutyKind, DutyState
from pomdesk.domain.facts import Case
from pomdesk.domain.names import name_key, spoken
from pomdesk.domain.record import ATTEMPTS, EntryKind
from pomdesk.domain.results import CaseResult
from pomdesk.domain.terms import Responsibility
from pomdesk.readmodels.caseload import CaseloadLine, NextDuty
from pomdesk.rules.policy import Policy
from pomdesk.rules.prison import prison_name
from pomdesk.rules.whereabouts import location, temporary_absence_since
from pomdesk.services.cases import some
from pomdesk.store.tables import allocation, staff
from pomdesk.store.unit_of_work import UnitOfWork

_NEXT = 3
"""Duties that a line tells of."""

_OPEN = (DutyState.OVERDUE, DutyState.DUE, DutyState.UPCOMING, DutyState.BLOCKED)
_HANDOVER = (
    DutyKind.HANDOVER_TASK,
    DutyKind.COM_OVERDUE,
    DutyKind.COM_UNKNOWN,
    DutyKind.HANDOVER_NO_DATE,
    DutyKind.OASYS_HANDOVER,
)
"""What must be done for a handover to be over: a date that has come does not say that."""


def pom_names(uow: UnitOfWork, person_ids: Collection[int] | None) -> dict[int, str]:
    """The allocated POM by person, where a file or somebody here said who it is."""
    names = {row.staff_id: full_name(row) for row in uow.rows(select(staff))}
    statement = select(allocation.c.person_id, allocation.c.primary_staff_id)
    return {
        row.person_id: names[row.primary_staff_id]
        for row in uow.rows(some(statement, allocation.c.person_id, person_ids))
        if row.primary_staff_id in names
    }


def full_name(row: Row[Any]) -> str:
    """Forename and surname of a staff row."""
    return spoken(row.first_name, row.last_name)


def next_duties(duties: Sequence[Duty]) -> list[Duty]:
    """The duties that come first: late ones, the oldest before others, then the soonest.

    What was put off is left out; what has no day comes last. What waits stands behind what can
    be done: late is only what somebody can do something about.
    """
    first = [duty for duty in duties if duty.snoozed_until is None and duty.state in _OPEN]
    first.sort(key=_urgency)
    return first[:_NEXT]


def _urgency(duty: Duty) -> tuple[bool, date, bool]:
    state = duty.state
    return state is not DutyState.OVERDUE, duty.due or date.max, state is DutyState.BLOCKED


def handover_open(duties: Sequence[Duty]) -> bool:
    """Whether something of the handover is still to be done."""
    return any(duty.kind in _HANDOVER and duty.state in _OPEN for duty in duties)


def last_contact(case: Case, today: date) -> date | None:
    """When the person was last seen or spoken to; an attempt does not count."""
    return max(
        (
            entry.day
            for entry in case.entries
            if entry.kind is EntryKind.CONTACT and entry.what not in ATTEMPTS and entry.day <= today
        ),
        default=None,
    )


def caseload_line(
    person_id: int,
    case: Case,
    result: CaseResult,
    duties: Sequence[Duty],
    pom: str | None,
    policy: Policy,
    today: date,
) -> CaseloadLine:
    """The line of one person on one day."""
    who, probation, handover = case.person, case.probation, result.handover
    release, earliest = result.handover_release, result.earliest_release
    parole, coming = result.parole.next_on, next_duties(duties)
    due = coming[0] if coming and coming[0].due else None
    role = None
    if handover is not None:
        community = handover.responsibility is Responsibility.COMMUNITY
        role = "supporting" if community else "responsible"
    return CaseloadLine(
        person_id=person_id,
        prisoner_number=who.prisoner_number,
        first_name=who.first_name,
        last_name=who.last_name,
        name_key=name_key(who.last_name, who.first_name),
        prison_id=who.supporting_prison_id if who.restricted_patient else who.prison_id,
        location=location(who),
        restricted_patient=bool(who.restricted_patient),
        temporary_absence_since=temporary_absence_since(who, case.movements),
        inside=result.scope.inside,
        scope_reason=result.scope.reason,
        responsibility=handover.responsibility if handover else None,
        handover_starts=handover.starts if handover else None,
        handover_on=handover.on if handover else None,
        handover_reason=handover.reason if handover else None,
        handover_window=handover.window if handover else None,
        handover_release_on=release.on if release else None,
        handover_release_type=release.kind if release else None,
        earliest_release_on=earliest.on if earliest else None,
        earliest_release_type=earliest.kind if earliest else None,
        recommended_pom_type=result.recommendation.pom_type if result.recommendation else None,
        tier=probation.tier if probation else None,
        mappa_level=probation.mappa_level if probation else None,
        rosh_level=probation.rosh_level if probation else None,
        com_name=probation.com_name if probation else None,
        com_needed=result.com.needed if result.com else False,
        com_overdue_days=result.com.days_overdue if result.com else 0,
        parole_next_on=parole.on if parole else None,
        parole_next_type=parole.kind if parole else None,
        indeterminate=bool(who.indeterminate_sentence),
        recall=bool(who.recall),
        vlo=bool(probation and probation.vlo_assigned),
        pom_name=pom,
        pom_role=role,
        prison_name=prison_name(person=who, policy=policy),
        next_due=due.due if due else None,
        next_duty=due.kind if due else None,
        next_state=due.state if due else None,
        last_contact=last_contact(case, today),
        next_duties=tuple(NextDuty(d.due, d.kind, d.subject, d.state) for d in coming),
        handover_open=handover_open(duties),
    )
