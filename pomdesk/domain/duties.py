"""Duties: what must be done for a person by a day.

A duty is worked out from facts and policy; it is never stored. What a person said about one
(done, not needed, later) is a ``record.DutyMark`` and is a fact like any other.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pomdesk.domain.record import DutyMark
from pomdesk.domain.results import Reason


class DutyFamily(StrEnum):
    """What duties are grouped, coloured and filtered by."""

    OASYS = "oasys"
    PAROLE = "parole"
    HANDOVER = "handover"
    PUBLIC_PROTECTION = "public_protection"
    RESETTLEMENT = "resettlement"
    CONTACT = "contact"
    VICTIMS = "victims"
    EARLY_ALLOCATION = "early_allocation"
    DATA = "data"


class DutyState(StrEnum):
    """Where a duty stands on a day."""

    OVERDUE = "overdue"
    DUE = "due"
    UPCOMING = "upcoming"
    BLOCKED = "blocked"
    DONE = "done"
    NOT_NEEDED = "not_needed"


class DutyOwner(StrEnum):
    """Who does it; the POM sees to it in any case."""

    POM = "pom"
    COM = "com"
    KEY_WORKER = "key_worker"
    COUNTERSIGNER = "countersigner"


class DutyKind(StrEnum):
    """Kinds of duties."""

    OASYS_INITIAL = "oasys_initial"
    OASYS_REVIEW = "oasys_review"
    OASYS_STALE = "oasys_stale"
    OASYS_TRANSFER_IN = "oasys_transfer_in"
    OASYS_SIGNIFICANT_CHANGE = "oasys_significant_change"
    OASYS_PROGRAMME = "oasys_programme"
    OASYS_PAROLE = "oasys_parole"
    OASYS_HANDOVER = "oasys_handover"
    OASYS_RELEASE = "oasys_release"
    OASYS_EARLY_ALLOCATION = "oasys_early_allocation"
    OASYS_COUNTERSIGNATURE = "oasys_countersignature"
    CUSTODY_REPORT = "custody_report"
    DISCLOSURE_CHECK = "disclosure_check"
    HEARING = "hearing"
    PAROLE_OUTCOME = "parole_outcome"
    PAROLE_OUTCOME_DATE = "parole_outcome_date"
    NEXT_REVIEW = "next_review"
    RECALL_REPORT = "recall_report"
    HANDOVER_TASK = "handover_task"
    HANDOVER_MEETING = "handover_meeting"
    COM_NEEDED = "com_needed"
    COM_OVERDUE = "com_overdue"
    COM_UNKNOWN = "com_unknown"
    HANDOVER_NO_DATE = "handover_no_date"
    MAPPA_LEVEL = "mappa_level"
    MAPPA_F = "mappa_f"
    IRMM = "irmm"
    RESTRICTION_REVIEW = "restriction_review"
    DUTY_TO_REFER = "duty_to_refer"
    CRS_REFERRAL = "crs_referral"
    APPROVED_PREMISES = "approved_premises"
    CAS3_REFERRAL = "cas3_referral"
    LICENCE_CONDITIONS = "licence_conditions"
    NEEDS_ASSESSMENT = "needs_assessment"
    PRE_RELEASE_REVIEW = "pre_release_review"
    COMPLEXITY = "complexity"
    HDC = "hdc"
    CONTACT = "contact"
    KEY_WORK = "key_work"
    FOLLOW_UP = "follow_up"
    VLO_DETAILS = "vlo_details"
    VLO_HEARING = "vlo_hearing"
    VLO_RELEASE = "vlo_release"
    EARLY_ALLOCATION_ASSESSMENT = "early_allocation_assessment"
    EARLY_ALLOCATION_REASSESS = "early_allocation_reassess"
    EARLY_ALLOCATION_DECISION = "early_allocation_decision"
    DATA_RELEASE_MISSING = "data_release_missing"
    DATA_RELEASE_PASSED = "data_release_passed"
    DATA_TIER = "data_tier"
    DATA_ROSH = "data_rosh"
    DATA_PROBATION_RECORD = "data_probation_record"
    DATA_CONFLICT = "data_conflict"


_PREFIXES = {
    DutyFamily.OASYS: ("oasys_",),
    DutyFamily.PAROLE: (
        "custody_report",
        "disclosure_check",
        "hearing",
        "parole_",
        "next_review",
        "recall_report",
    ),
    DutyFamily.HANDOVER: ("handover_", "com_"),
    DutyFamily.PUBLIC_PROTECTION: ("mappa_", "irmm", "restriction_"),
    DutyFamily.CONTACT: ("contact", "key_work", "follow_up"),
    DutyFamily.VICTIMS: ("vlo_",),
    DutyFamily.EARLY_ALLOCATION: ("early_allocation_",),
    DutyFamily.DATA: ("data_",),
}

FAMILY: dict[DutyKind, DutyFamily] = {
    kind: next(
        (family for family, starts in _PREFIXES.items() if kind.value.startswith(starts)),
        DutyFamily.RESETTLEMENT,
    )
    for kind in DutyKind
}
"""The family of each kind."""


@dataclass(slots=True, eq=False)
class Duty:
    """One duty of one person on one day. Treat it as frozen; it is made by the thousand.

    Attributes:
        kind: what is to be done.
        subject: which one of its kind (number of a parole review, checklist item, number of
            an entry, day of an event); "" where there can be only one.
        opens: first day it makes sense to do it; None: at once.
        due: last day; None where the policy gives none (data checks).
        state: where it stands.
        because: the reasons, constants of the rule's module.
        owner: who does it.
        waits_on: for a blocked duty, the duties (keys) that must be done first.
        done_on: when it was done; ``mark`` is None where the record itself shows it.
        mark: what somebody said about it and still counts.
        snoozed_until: hidden from the day's lists until then.
        given_due: the due day before it was moved off a non-working day; None: not moved.
        entry_id: the entry it is about, where it is about one.

    """

    kind: DutyKind
    subject: str
    opens: date | None
    due: date | None
    state: DutyState
    because: tuple[Reason, ...]
    owner: DutyOwner = DutyOwner.POM
    waits_on: tuple[str, ...] = ()
    done_on: date | None = None
    mark: DutyMark | None = None
    snoozed_until: date | None = None
    given_due: date | None = None
    entry_id: int | None = None

    @property
    def key(self) -> str:
        """Names the duty among those of its person, across days and moving dates."""
        return f"{self.kind}:{self.subject}" if self.subject else str(self.kind)

    @property
    def family(self) -> DutyFamily:
        """The family of its kind."""
        return FAMILY[self.kind]

    @property
    def open(self) -> bool:
        """Whether it is still to be done."""
        return self.state not in {DutyState.DONE, DutyState.NOT_NEEDED}
