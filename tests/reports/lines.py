"""Invented lines of a caseload for the papers of the whole desk."""

from datetime import date, timedelta

from pomdesk.domain.duties import DutyKind, DutyState
from pomdesk.domain.terms import ReleaseType, ScopeReason
from pomdesk.readmodels.caseload import CaseloadLine, NextDuty
from tests.reports.desks import NAMES, TODAY


def line(person: int, **more: object) -> CaseloadLine:
    """The n-th invented person; the same person as ``desks.line`` has."""
    last, first = NAMES[person % len(NAMES)]
    plain = {
        "person_id": person,
        "prisoner_number": f"{chr(65 + person % 26)}{1000 + person:04}AB",
        "first_name": first,
        "last_name": last,
        "name_key": last.casefold(),
        "prison_id": "LEI",
        "location": f"{'ABC'[person % 3]}-{person % 12 + 1}-{person:03}",
        "restricted_patient": False,
        "temporary_absence_since": None,
        "inside": True,
        "scope_reason": ScopeReason.INSIDE,
        "responsibility": None,
        "handover_starts": None,
        "handover_on": TODAY + timedelta(40 + person),
        "handover_reason": None,
        "handover_window": None,
        "handover_release_on": None,
        "handover_release_type": None,
        "earliest_release_on": date(2027, 10, 12),
        "earliest_release_type": ReleaseType.CRD,
        "recommended_pom_type": None,
        "tier": "B",
        "mappa_level": 2,
        "rosh_level": "HIGH",
        "com_name": "Carys Bevan",
        "com_needed": False,
        "com_overdue_days": 0,
        "parole_next_on": None,
        "parole_next_type": None,
        "indeterminate": False,
        "recall": False,
        "vlo": False,
        "pom_name": "Gwen Ellis",
        "pom_role": "responsible",
        "prison_name": "Leeds",
        "next_due": TODAY - timedelta(9),
        "next_duty": DutyKind.OASYS_REVIEW,
        "next_state": DutyState.OVERDUE,
        "last_contact": TODAY - timedelta(20),
        "next_duties": (
            NextDuty(TODAY - timedelta(9), DutyKind.OASYS_REVIEW, "", DutyState.OVERDUE),
            NextDuty(TODAY + timedelta(4), DutyKind.CONTACT, "", DutyState.UPCOMING),
        ),
    }
    return CaseloadLine(**{**plain, **more})  # type: ignore[arg-type]
