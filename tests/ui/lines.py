"""Invented lines of a caseload for the tests of pages."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from pomdesk.domain.duties import DutyKind, DutyState
from pomdesk.domain.names import name_key
from pomdesk.domain.terms import (
    HandoverReason,
    HandoverWindow,
    PomType,
    ReleaseType,
    Responsibility,
    ScopeReason,
)
from pomdesk.readmodels.caseload import Caseload, CaseloadLine, NextDuty

TODAY = date(2026, 11, 22)

_NAMES = [
    ("O'BRIEN", "SEAN"), ("EVANS", "GARETH"), ("ŁUKASZEWSKI", "ADAM"), ("SMITH-JONES", "TARIQ"),
    ("McDonald", "Ewan"), ("OKORO", "MARC"), ("LLŶR", "DAFYDD"), ("SHAH", "OMAR"),
    ("VAN DER BERG", "PIETER"), ("D'ARCY", "COLIN"), ("ABBOTT", "JOEL"),
    ("WALLACE-THORNTON", "CHRISTOPHER"),
]  # fmt: skip
_COMS = ["Priya Nair", None, "Sian Rees", "Tom Ashworth", None]
_NEXT = [DutyKind.CONTACT, DutyKind.OASYS_REVIEW, DutyKind.KEY_WORK, DutyKind.MAPPA_F]


def coming(days: int, kind: DutyKind = DutyKind.CONTACT, subject: str = "") -> NextDuty:
    """A duty that is due in so many days; late where that is before today."""
    state = (
        DutyState.OVERDUE if days < 0 else DutyState.DUE if days < 7 else DutyState.UPCOMING
    )  # fmt: skip
    return NextDuty(TODAY + timedelta(days=days), kind, subject, state)


def with_next(*duties: NextDuty) -> dict[str, Any]:
    """What a line says where these duties come first."""
    first = next((one for one in duties if one.due), None)
    return {
        "next_due": first and first.due,
        "next_duty": first and first.kind,
        "next_state": first and first.state,
        "next_duties": duties,
    }


def line(number: int = 0, **changes: object) -> CaseloadLine:
    """One invented line; neighbours differ in everything that is shown."""
    last, first = _NAMES[number % len(_NAMES)]
    on = TODAY + timedelta(days=(number * 37) % 900 - 120)
    window = (
        HandoverWindow.PASSED if on <= TODAY
        else HandoverWindow.DUE_SOON if on <= TODAY + timedelta(weeks=4)
        else HandoverWindow.UPCOMING if on <= TODAY + timedelta(weeks=8)
        else HandoverWindow.LATER
    )  # fmt: skip
    com = _COMS[number % len(_COMS)]
    passed = window is HandoverWindow.PASSED
    made = CaseloadLine(
        person_id=number + 1,
        prisoner_number=f"A{1000 + number:04}BC",
        first_name=first,
        last_name=last,
        name_key=name_key(last, first),
        prison_id="LEI",
        location=f"{'ABCD'[number % 4]}-{number % 4 + 1}-{number % 40:03}",
        restricted_patient=False,
        temporary_absence_since=None,
        inside=True,
        scope_reason=ScopeReason.INSIDE,
        responsibility=Responsibility.COMMUNITY if passed else Responsibility.CUSTODY_ONLY,
        handover_starts=on,
        handover_on=on,
        handover_reason=HandoverReason.DETERMINATE,
        handover_window=window,
        handover_release_on=on + timedelta(days=259),
        handover_release_type=ReleaseType.CRD,
        earliest_release_on=on + timedelta(days=200),
        earliest_release_type=ReleaseType.HDCED if number % 3 else ReleaseType.CRD,
        recommended_pom_type=PomType.PROBATION if number % 2 else PomType.PRISON,
        tier="ABCD"[number % 4] + str(number % 4),
        mappa_level=(None, 0, 1, 2, 3)[number % 5],
        rosh_level=("HIGH", "MEDIUM", "LOW", "VERY_HIGH", None)[number % 5],
        com_name=com,
        com_needed=passed and com is None,
        com_overdue_days=(TODAY - on).days if passed and com is None else 0,
        parole_next_on=on + timedelta(days=300) if number % 4 == 0 else None,
        parole_next_type=ReleaseType.PED if number % 4 == 0 else None,
        indeterminate=number % 7 == 0,
        recall=number % 6 == 0,
        vlo=number % 5 == 0,
        pom_name="Amira Khan",
        pom_role="supporting" if passed else "responsible",
        prison_name="Leeds",
        last_contact=TODAY - timedelta(days=number * 5 % 90) if number % 11 else None,
        handover_open=number % 3 != 2,
        **with_next(
            *(coming(number * 9 % 60 - 8 + 20 * n, _NEXT[(number + n) % 4]) for n in range(3))
        ),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def caseload(count: int, *more: CaseloadLine) -> Caseload:
    """So many invented lines and the given ones, sorted by name as the desk gives them."""
    lines = sorted(
        [*(line(n) for n in range(count)), *more], key=lambda one: (one.name_key, one.person_id)
    )
    return Caseload(TODAY, lines, len(lines), TODAY)


def outside(number: int = 5000, **changes: object) -> CaseloadLine:
    """One person the policy does not cover."""
    return line(
        number,
        **{
            "inside": False,
            "scope_reason": ScopeReason.CIVIL_SENTENCE,
            "responsibility": None,
            "handover_starts": None,
            "handover_on": None,
            "handover_reason": None,
            "handover_window": None,
            "handover_release_on": None,
            "handover_release_type": None,
            "recommended_pom_type": None,
            "com_needed": False,
            "com_overdue_days": 0,
            "pom_role": None,
            "last_contact": None,
            "handover_open": False,
            **with_next(),
            **changes,
        },
    )
