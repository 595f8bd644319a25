"""Invented cases worked out by the rules, for the tests of the case page and the paper."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from pomdesk.domain.duties import Duty, DutyKind, DutyState
from pomdesk.domain.facts import (
    Assessment,
    Case,
    CaseSources,
    ParoleReview,
    Person,
    Probation,
    Source,
    SourceKind,
)
from pomdesk.domain.record import Entry, EntryKind
from pomdesk.domain.results import Reason
from pomdesk.readmodels.case import CaseView, ChangeLine, DisputedFact
from pomdesk.readmodels.record import AssessmentLine, CaseRecord, StaffTerm, Stay
from pomdesk.rules.case import work_out
from pomdesk.rules.policy import load
from pomdesk.rules.proof import prove
from resources import policy_packs
from ui.case.shown import Shown

TODAY = date(2026, 11, 22)
FILE = Source(SourceKind.FILE, date(2026, 11, 20), "caseload.json")

DETERMINATE = Person(
    "A1234BC",
    booking_id=1,
    first_name="GARETH",
    last_name="EVANS",
    date_of_birth=date(1985, 5, 12),
    prison_id="LEI",
    cell_location="B-2-013",
    category="C",
    legal_status="SENTENCED",
    imprisonment_status="SENT03",
    most_serious_offence="Robbery",
    sentence_start_date=date(2022, 3, 4),
    conditional_release_date=date(2027, 9, 3),
    home_detention_curfew_eligibility_date=date(2027, 3, 7),
    sentence_expiry_date=date(2031, 3, 3),
    licence_expiry_date=date(2031, 3, 3),
    release_date=date(2027, 9, 3),
    alerts=("Risk to females", "ACCT open"),
)
LIFER = replace(
    DETERMINATE,
    prisoner_number="B4321CD",
    first_name="PIETER",
    last_name="VAN DER BERG",
    indeterminate_sentence=True,
    legal_status="INDETERMINATE_SENTENCE",
    imprisonment_status="LIFE",
    tariff_date=date(2028, 2, 1),
    conditional_release_date=None,
    home_detention_curfew_eligibility_date=None,
    sentence_expiry_date=None,
    licence_expiry_date=None,
    release_date=None,
)
PROBATION = Probation(
    crn="X123456",
    tier="B2",
    mappa_level=2,
    mappa_category=1,
    rosh_level="HIGH",
    com_name="Priya Nair",
    com_email="priya.nair@example.org",
    team_name="Leeds East",
    ldu_name="Leeds",
    enhanced_resourcing=True,
    vlo_assigned=True,
)
REVIEWS = (
    ParoleReview("R-1", "GPP ISP", "Active", date(2027, 3, 1), date(2027, 6, 1)),
    ParoleReview("R-0", "GPP ISP", "Inactive", None, date(2025, 6, 1), "Stay In Closed [*]"),
)


def case_view(
    person: Person = DETERMINATE,
    probation: Probation | None = PROBATION,
    *,
    person_id: int = 1,
    today: date = TODAY,
    disputed: tuple[DisputedFact, ...] = (),
    changes: tuple[ChangeLine, ...] = (),
    reviews: tuple[ParoleReview, ...] = (),
) -> CaseView:
    """A case with everything the rules say of it, as the desk gives it."""
    policy = load(policy_packs()).on(today)
    case = Case(
        person,
        probation,
        parole_reviews=reviews,
        assessments=(Assessment("LAYER3", status="COMPLETE", completed_on=date(2026, 4, 2)),),
    )
    result = work_out(case, policy, today)
    sources = CaseSources({"person": FILE, "probation": FILE, "parole_reviews": FILE}, {})
    return CaseView(
        person_id=person_id,
        today=today,
        case=case,
        result=result,
        sources=sources,
        proofs=prove(result, case, sources, policy, today),
        location=person.cell_location,
        temporary_absence_since=None,
        pom_name="Amira Khan",
        coworking_name=None,
        disputed=disputed,
        changes=changes,
        prison_name="Leeds",
    )


DISPUTE = DisputedFact(
    "person",
    "conditional_release_date",
    "2027-09-03",
    date(2026, 11, 3),
    "Amira Khan",
    "2027-09-17",
    date(2026, 11, 20),
)
CHANGE = ChangeLine(
    date(2026, 11, 3),
    "Amira Khan",
    "correct_fact",
    "person",
    "conditional_release_date",
    "2027-08-30",
    "2027-09-03",
)


def entry(number: int, kind: EntryKind, day: date, **fields: Any) -> Entry:
    """An invented entry, written by Amira Khan."""
    return Entry(number, kind, day, written_by="Amira Khan", **fields)


def duty(kind: DutyKind, due: date | None, state: DutyState, **fields: Any) -> Duty:
    """An invented duty."""
    because = (Reason("follow_up"),)
    values: dict[str, Any] = {"subject": "", "opens": None, "because": because} | fields
    return Duty(kind, due=due, state=state, **values)


def record(
    entries: Sequence[Entry] = (),
    duties: Sequence[Duty] = (),
    *,
    person_id: int = 1,
    today: date = TODAY,
    assessments: Sequence[AssessmentLine] = (),
    stays: Sequence[Stay] = (),
    staff: Sequence[StaffTerm] = (),
) -> CaseRecord:
    """The record of a case as the desk gives it."""
    kinds: dict[EntryKind, list[Entry]] = {}
    for one in sorted(entries, key=lambda one: (one.day, one.id), reverse=True):
        kinds.setdefault(one.kind, []).append(one)
    return CaseRecord(
        person_id=person_id,
        today=today,
        duties=duties,
        entries=kinds,
        counts={kind: len(found) for kind, found in kinds.items()},
        assessments=assessments,
        stays=stays,
        staff=staff,
    )


def shown(view: CaseView | None = None, written: CaseRecord | None = None, **more: Any) -> Shown:
    """What the case page is fed with."""
    view = view or case_view()
    return Shown(view, written or record(person_id=view.person_id), **more)
