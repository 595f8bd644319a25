"""Inside the OMiC policy or not (Manage POM Cases: eligibility)."""

from typing import Any

import pytest

from pomdesk.domain.facts import Person
from pomdesk.domain.terms import ScopeReason
from pomdesk.rules.scope import decide_scope
from tests.builders import day, lifer, person, policy

POLICY = policy()
NO_DATES: dict[str, Any] = {"release_date": None, "conditional_release_date": None}


def reason(who: Person, today: str = "2026-08-21") -> ScopeReason:
    scope = decide_scope(person=who, policy=POLICY, today=day(today))
    assert scope.inside is (scope.reason is ScopeReason.INSIDE)
    assert scope.because
    return scope.reason


@pytest.mark.parametrize(
    ("born", "today", "expected"),
    [
        ("2008-08-21", "2026-08-21", ScopeReason.INSIDE),  # 18 today
        ("2008-08-22", "2026-08-21", ScopeReason.UNDER_18),  # 18 tomorrow
        ("2008-08-20", "2026-08-21", ScopeReason.INSIDE),
        ("2008-02-29", "2026-02-28", ScopeReason.UNDER_18),  # no 29 February: of age on 1 March
        ("2008-02-29", "2026-03-01", ScopeReason.INSIDE),
        ("2008-02-28", "2026-02-28", ScopeReason.INSIDE),
        ("2010-02-28", "2028-02-29", ScopeReason.INSIDE),
        ("2010-03-01", "2028-02-29", ScopeReason.UNDER_18),
    ],
)
def test_the_eighteenth_birthday(born: str, today: str, expected: ScopeReason) -> None:
    assert reason(person(date_of_birth=day(born)), today) is expected


@pytest.mark.parametrize(
    "name",
    [
        "release_date",
        "parole_eligibility_date",
        "home_detention_curfew_eligibility_date",
        "tariff_date",
        # Manage POM Cases would hide these; the desk does not.
        "conditional_release_date",
        "automatic_release_date",
        "conditional_release_override_date",
        "automatic_release_override_date",
    ],
)
def test_any_one_release_date_makes_a_person_sentenced(name: str) -> None:
    assert reason(person(**(NO_DATES | {name: day("2027-01-01")}))) is ScopeReason.INSIDE


@pytest.mark.parametrize("name", ["sentence_expiry_date", "licence_expiry_date"])
def test_expiry_alone_does_not(name: str) -> None:
    who = person(**(NO_DATES | {name: day("2032-08-20")}))
    assert reason(who) is ScopeReason.NO_RELEASE_DATE


def test_an_indeterminate_sentence_needs_no_date() -> None:
    assert reason(lifer()) is ScopeReason.INSIDE
    assert reason(lifer(indeterminate_sentence=False)) is ScopeReason.NO_RELEASE_DATE


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"sentence_start_date": None}, ScopeReason.NO_SENTENCE_START),
        ({"imprisonment_status": "DET", "sentence_start_date": None}, ScopeReason.INSIDE),
        ({"imprisonment_status": "DET"}, ScopeReason.INSIDE),
        ({"imprisonment_status": "DET", **NO_DATES}, ScopeReason.INSIDE),
        (
            {"imprisonment_status": "DET", "date_of_birth": day("2010-01-01")},
            ScopeReason.UNDER_18,
        ),
        ({"imprisonment_status": "CIVIL"}, ScopeReason.CIVIL_SENTENCE),
        ({"imprisonment_status": "A_FINE"}, ScopeReason.CIVIL_SENTENCE),
        ({"imprisonment_status": "A/FINE"}, ScopeReason.CIVIL_SENTENCE),
        ({"imprisonment_status": None}, ScopeReason.INSIDE),  # criminal, as in the service
        ({"legal_status": "REMAND"}, ScopeReason.LEGAL_STATUS),
        ({"legal_status": "CIVIL_PRISONER"}, ScopeReason.LEGAL_STATUS),
        ({"legal_status": "CONVICTED_UNSENTENCED"}, ScopeReason.LEGAL_STATUS),
        ({"legal_status": "UNKNOWN"}, ScopeReason.LEGAL_STATUS),
        ({"legal_status": "RECALL"}, ScopeReason.INSIDE),
        ({"legal_status": "IMMIGRATION_DETAINEE"}, ScopeReason.INSIDE),
        ({"legal_status": None}, ScopeReason.INSIDE),  # a file without the column
        ({"date_of_birth": None}, ScopeReason.DATE_OF_BIRTH_UNKNOWN),
        ({"prison_id": "OUT"}, ScopeReason.NOT_IN_PRISON),
        ({"prison_id": "TRN"}, ScopeReason.NOT_IN_PRISON),
        # Manage POM Cases does not show people in places it does not know; the desk does,
        # because somebody put them on this caseload.
        ({"prison_id": "ZZI"}, ScopeReason.INSIDE),
        ({"prison_id": None}, ScopeReason.INSIDE),
        (
            {"prison_id": "OUT", "restricted_patient": True, "supporting_prison_id": "LEI"},
            ScopeReason.INSIDE,
        ),
        ({"prison_id": "OUT", "restricted_patient": True}, ScopeReason.INSIDE),
        (
            {"prison_id": "LEI", "restricted_patient": True, "supporting_prison_id": "OUT"},
            ScopeReason.NOT_IN_PRISON,
        ),
        (
            {"prison_id": "OUT", "restricted_patient": False, "supporting_prison_id": "LEI"},
            ScopeReason.NOT_IN_PRISON,
        ),
    ],
)
def test_who_is_inside(changes: dict[str, Any], expected: ScopeReason) -> None:
    assert reason(person(**changes)) is expected


def test_every_reason_that_stands_is_told() -> None:
    who = person(
        prison_id="OUT", imprisonment_status="CIVIL", legal_status="CIVIL_PRISONER", **NO_DATES
    )
    scope = decide_scope(person=who, policy=POLICY, today=day("2026-08-21"))
    assert scope.reason is ScopeReason.NOT_IN_PRISON
    rules = [found.rule for found in scope.because]
    assert rules == ["not_in_prison", "civil_sentence", "legal_status", "no_release_date"]


def test_the_date_that_made_a_person_sentenced_is_a_fact_of_the_reason() -> None:
    who = person(**(NO_DATES | {"automatic_release_date": day("2027-01-01")}))
    scope = decide_scope(person=who, policy=POLICY, today=day("2026-08-21"))
    assert "person.automatic_release_date" in scope.because[0].facts


def test_the_lists_and_the_age_are_the_policys() -> None:
    strict = policy(
        scope_minimum_age="21",
        scope_legal_statuses='["SENTENCED"]',
        scope_immigration_statuses='["OTHER_DET"]',
        prisons_outside='["LEI"]',
    )
    today = day("2026-08-21")
    young = person(date_of_birth=day("2006-08-21"), prison_id="OUT")
    assert decide_scope(person=young, policy=strict, today=today).reason is ScopeReason.UNDER_18
    moved = decide_scope(person=person(), policy=strict, today=today)
    assert moved.reason is ScopeReason.NOT_IN_PRISON
    detained = person(imprisonment_status="DET", prison_id="MDI", sentence_start_date=None)
    found = decide_scope(person=detained, policy=strict, today=today)
    assert found.reason is ScopeReason.NO_SENTENCE_START
