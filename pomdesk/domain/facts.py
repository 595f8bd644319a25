"""Facts the rules read: frozen, as they were given, never calculated.

Field names are the published ones (Prisoner Search, Prison API, Manage POM Cases) in
snake_case, so that ``conditionalReleaseDate`` is ``conditional_release_date`` everywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from pomdesk.domain.record import DutyMark, Entry


class SourceKind(StrEnum):
    """How a fact came to the desk."""

    FILE = "file"
    TYPED = "typed"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact came from.

    Attributes:
        kind: a file, or typed by hand.
        on: the day the file speaks for (``asAt``), or the day it was typed.
        name: the file's name, or who typed it.
        file_value: for a typed fact, what the latest file says instead, as text.

    """

    kind: SourceKind
    on: date | None
    name: str = ""
    file_value: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """One prisoner, as Prisoner Search describes them. Dates are calendar days."""

    prisoner_number: str
    booking_id: int | None = None
    first_name: str = ""
    last_name: str = ""
    date_of_birth: date | None = None
    prison_id: str | None = None
    supporting_prison_id: str | None = None
    restricted_patient: bool | None = None
    discharged_hospital_description: str | None = None
    cell_location: str | None = None
    in_out_status: str | None = None
    last_movement_type_code: str | None = None
    category: str | None = None
    category_active_since: date | None = None
    legal_status: str | None = None
    imprisonment_status: str | None = None
    imprisonment_status_description: str | None = None
    most_serious_offence: str | None = None
    recall: bool | None = None
    indeterminate_sentence: bool | None = None
    sentence_start_date: date | None = None
    sentence_expiry_date: date | None = None
    release_date: date | None = None
    conditional_release_date: date | None = None
    conditional_release_override_date: date | None = None
    automatic_release_date: date | None = None
    automatic_release_override_date: date | None = None
    post_recall_release_date: date | None = None
    post_recall_release_override_date: date | None = None
    parole_eligibility_date: date | None = None
    actual_parole_date: date | None = None
    tariff_date: date | None = None
    home_detention_curfew_eligibility_date: date | None = None
    home_detention_curfew_actual_date: date | None = None
    licence_expiry_date: date | None = None
    pnc_number: str | None = None
    cro_number: str | None = None
    current_incentive: str | None = None
    alerts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Probation:
    """What nDelius holds for the case."""

    crn: str | None = None
    tier: str | None = None
    mappa_level: int | None = None
    mappa_category: int | None = None
    rosh_level: str | None = None
    com_name: str | None = None
    com_email: str | None = None
    team_name: str | None = None
    ldu_code: str | None = None
    ldu_name: str | None = None
    ldu_email: str | None = None
    probation_service: str | None = None
    enhanced_resourcing: bool | None = None
    vlo_assigned: bool | None = None


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement of Prison API (ADM, TRN, REL or TAP; IN or OUT)."""

    from_agency: str | None
    to_agency: str | None
    movement_type: str
    direction_code: str | None
    movement_date: date
    movement_time: str | None = None


@dataclass(frozen=True, slots=True)
class SentenceTerm:
    """One term of one sentence; terms of one court case share ``case_id``."""

    booking_id: int | None
    case_id: int | None
    sentence_sequence: int | None
    line_seq: int | None
    term_sequence: int | None
    sentence_type: str | None
    life_sentence: bool | None
    sentence_term_code: str | None
    sentence_start_date: date | None
    start_date: date | None
    years: int | None
    months: int | None
    days: int | None


@dataclass(frozen=True, slots=True)
class ParoleReview:
    """One parole review as PPUD tells it; ``custody_report_due`` is the MS13 target date."""

    review_id: str
    review_type: str | None = None
    review_status: str | None = None
    custody_report_due: date | None = None
    target_hearing_date: date | None = None
    hearing_outcome: str | None = None
    hearing_outcome_received_on: date | None = None


@dataclass(frozen=True, slots=True)
class EarlyAllocation:
    """One early allocation assessment (outcome: eligible, discretionary, ineligible)."""

    created_on: date
    outcome: str
    community_decision: bool | None = None
    created_within_referral_window: bool | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """One OASys assessment (LAYER1 or LAYER3). ``rosh`` maps custody/community to group: level."""

    assessment_type: str
    purpose: str | None = None
    status: str | None = None
    initiated_on: date | None = None
    completed_on: date | None = None
    assessor: str | None = None
    countersigned_on: date | None = None
    rosh_overall: str | None = None
    rosh: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    predictors: tuple[Mapping[str, str | float | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """All the facts of one case: what every rule is given.

    Attributes:
        probation: None where nDelius has no record of the person.
        entries: what was written down at the desk, earliest first. Where only duties are
            worked out: without texts, of contacts and key work those that the duties need.
        marks: what was said about duties, earliest first.
        allocated_on: when the POM was allocated.
        disputed: ``section.field`` of facts typed by hand that the latest file contradicts.

    """

    person: Person
    probation: Probation | None = None
    movements: tuple[Movement, ...] = ()
    sentence_terms: tuple[SentenceTerm, ...] = ()
    parole_reviews: tuple[ParoleReview, ...] = ()
    early_allocations: tuple[EarlyAllocation, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    entries: tuple[Entry, ...] = ()
    marks: tuple[DutyMark, ...] = ()
    allocated_on: date | None = None
    disputed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseSources:
    """Where the facts of one case came from.

    Attributes:
        section: section name (``person``, ``probation``, ``movements`` ...) to its source.
        field: ``(section, field)`` to its source, only where it differs from the section's.

    """

    section: Mapping[str, Source] = field(default_factory=dict)
    field: Mapping[tuple[str, str], Source] = field(default_factory=dict)

    def of(self, section: str, name: str) -> Source | None:
        """The source of one fact, or None where the desk does not know it."""
        return self.field.get((section, name)) or self.section.get(section)
