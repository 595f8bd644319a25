"""The caseload: one line a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from pomdesk.domain.duties import DutyKind, DutyState
from pomdesk.domain.terms import (
    HandoverReason,
    HandoverWindow,
    PomType,
    ReleaseType,
    Responsibility,
    ScopeReason,
)


class NextDuty(NamedTuple):
    """An open duty, as far as a line tells of it; ``subject`` as in ``Duty``."""

    due: date | None
    kind: DutyKind
    subject: str
    state: DutyState


@dataclass(frozen=True, slots=True)
class CaseloadLine:
    """One person on the caseload, on one day.

    ``location`` is the cell, the hospital of a restricted patient, or None.
    ``com_overdue_days`` is 0 unless COM allocation is overdue by the policy's rule.
    ``next_due`` is the day of the most urgent open duty that was not put off; its kind and
    state are ``next_duty`` and ``next_state``. ``last_contact`` leaves out attempts.
    ``next_duties`` are the first three that are open and were not put off: late ones first,
    then by day, those without a day last. ``handover_open``: something of the handover is
    still to be done, whatever its date.
    """

    person_id: int
    prisoner_number: str
    first_name: str
    last_name: str
    name_key: str
    prison_id: str | None
    location: str | None
    restricted_patient: bool
    temporary_absence_since: date | None
    inside: bool
    scope_reason: ScopeReason
    responsibility: Responsibility | None
    handover_starts: date | None
    handover_on: date | None
    handover_reason: HandoverReason | None
    handover_window: HandoverWindow | None
    handover_release_on: date | None
    handover_release_type: ReleaseType | None
    earliest_release_on: date | None
    earliest_release_type: ReleaseType | None
    recommended_pom_type: PomType | None
    tier: str | None
    mappa_level: int | None
    rosh_level: str | None
    com_name: str | None
    com_needed: bool
    com_overdue_days: int
    parole_next_on: date | None
    parole_next_type: ReleaseType | None
    indeterminate: bool
    recall: bool
    vlo: bool
    pom_name: str | None
    pom_role: str | None  # responsible, supporting
    prison_name: str | None = None
    next_due: date | None = None
    next_duty: DutyKind | None = None
    next_state: DutyState | None = None
    last_contact: date | None = None
    next_duties: tuple[NextDuty, ...] = ()
    handover_open: bool = False


@dataclass(frozen=True, slots=True)
class Caseload:
    """The lines, sorted by name, and what the status line says about them.

    ``total`` is the number of people in the store, which is more than ``len(lines)`` when
    only a first part was asked for. ``as_at`` is the newest file's day.
    """

    today: date
    lines: Sequence[CaseloadLine]
    total: int
    as_at: date | None
