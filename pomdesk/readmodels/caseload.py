"""The caseload: one line a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pomdesk.domain.terms import (
    HandoverReason,
    HandoverWindow,
    PomType,
    ReleaseType,
    Responsibility,
    ScopeReason,
)


@dataclass(frozen=True, slots=True)
class CaseloadLine:
    """One person on the caseload, on one day.

    ``location`` is the cell, the hospital of a restricted patient, or None.
    ``com_overdue_days`` is 0 unless COM allocation is overdue by the policy's rule.
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
