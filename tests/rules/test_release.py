"""The two earliest release dates (Manage POM Cases: release dates)."""

import pytest

from pomdesk.domain.facts import Person
from pomdesk.domain.results import ReleasePoint
from pomdesk.rules.release import earliest_release, handover_release, post_recall_release
from tests.builders import day, person

TODAY = day("2026-08-21")
FIELDS = {
    "CRD": "conditional_release_date",
    "CRDO": "conditional_release_override_date",
    "ARD": "automatic_release_date",
    "ARDO": "automatic_release_override_date",
    "HDCED": "home_detention_curfew_eligibility_date",
    "HDCEA": "home_detention_curfew_actual_date",
    "PED": "parole_eligibility_date",
    "TED": "tariff_date",
    "SED": "sentence_expiry_date",
    "LED": "licence_expiry_date",
    "PRRD": "post_recall_release_date",
    "PRRDO": "post_recall_release_override_date",
    "APD": "actual_parole_date",
}


def dated(dates: str, *, indeterminate: bool = False) -> Person:
    """A person with the dates of a text such as ``CRD 2027-01-01, PED 2026-08-10``."""
    given = dict(pair.split() for pair in dates.split(",")) if dates else {}
    known = {FIELDS[kind]: day(on) for kind, on in given.items() if kind != "THD"}
    nothing = {"release_date": None, "conditional_release_date": None}
    return person(**(nothing | known), indeterminate_sentence=indeterminate)


def words(point: ReleasePoint | None) -> str | None:
    return f"{point.kind} {point.on}" if point else None


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ("HDCED 2026-10-01, CRD 2027-01-01", "HDCED 2026-10-01"),
        ("HDCED 2026-08-01, CRD 2027-01-01", "CRD 2027-01-01"),
        ("CRD 2026-08-21", "CRD 2026-08-21"),  # today is not past
        ("CRD 2026-08-21, PED 2026-08-20", "CRD 2026-08-21"),
        ("CRD 2026-08-21, PED 2028-01-01", "CRD 2026-08-21"),
        ("CRD 2027-01-01, PED 2026-08-21", "PED 2026-08-21"),
        ("CRD 2026-08-20, PED 2026-08-10", "CRD 2026-08-20"),
        ("CRD 2026-08-10, PED 2026-08-20", "PED 2026-08-20"),
        ("TED 2026-08-20, PED 2028-01-01", "PED 2028-01-01"),
        ("CRD 2026-08-01, LED 2027-01-01", "CRD 2026-08-01"),  # expiry only where all is missing
        ("SED 2026-08-22", "SED 2026-08-22"),
        ("LED 2028-01-01, SED 2029-01-01, PRRD 2027-05-01, APD 2027-09-01", "PRRD 2027-05-01"),
        ("LED 2028-01-01, PRRD 2027-05-01, APD 2027-02-01", "PRRD 2027-02-01"),
        ("LED 2028-01-01, APD 2027-02-01", "PRRD 2027-02-01"),  # PRRD stands for an earlier APD
        ("SED 2020-01-01, LED 2021-01-01, PRRD 2019-01-01", "LED 2021-01-01"),
        ("HDCEA 2026-12-01, HDCED 2026-11-01", "HDCED 2026-11-01"),
        ("CRDO 2027-03-01, CRD 2026-12-01, ARD 2027-02-01", "ARD 2027-02-01"),
        ("ARDO 2027-03-01, ARD 2026-12-01, CRD 2027-04-01", "ARD 2027-03-01"),
        ("CRD 2027-01-01, ARD 2027-01-01", "CRD 2027-01-01"),
        ("ARD 2025-01-01, CRD 2025-01-01", "CRD 2025-01-01"),
        ("", None),
    ],
)
def test_the_earliest_release_shown(dates: str, expected: str | None) -> None:
    point, because = earliest_release(person=dated(dates), today=TODAY)
    assert words(point) == expected
    assert because


@pytest.mark.parametrize(
    ("dates", "rule"),
    [
        ("CRD 2026-08-22", "earliest_ahead"),
        ("CRD 2026-08-21", "earliest_ahead"),
        ("CRD 2026-08-20", "earliest_past"),
        ("SED 2026-08-21", "expiry_ahead"),
        ("SED 2026-08-20", "expiry_past"),
        ("", "no_dates"),
    ],
)
def test_the_reason_says_whether_the_date_has_passed(dates: str, rule: str) -> None:
    _, because = earliest_release(person=dated(dates), today=TODAY)
    assert [reason.rule for reason in because] == [rule]


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ("PRRD 2019-05-04, APD 2019-01-02", "2019-01-02"),
        ("PRRD 2019-01-02, APD 2019-05-04", "2019-01-02"),
        ("APD 2019-05-04", "2019-05-04"),
        ("PRRD 2019-05-04", "2019-05-04"),
        ("PRRD 2019-05-04, PRRDO 2019-06-04", "2019-06-04"),
        ("", None),
    ],
)
def test_post_recall_release(dates: str, expected: str | None) -> None:
    assert post_recall_release(person=dated(dates)) == (day(expected) if expected else None)


LATE, LATER = "2026-09-04", "2026-09-11"
PAST, LONG_PAST = "2026-08-20", "2026-08-07"
NOW = "2026-08-21"


@pytest.mark.parametrize(
    ("tariff", "hearing", "expected"),
    [
        (LATE, LATE, "TED"),
        (LATE, LATER, "TED"),
        (LATER, LATE, "TED"),
        (LATE, None, "TED"),
        (LATE, LONG_PAST, "TED"),
        (None, LATE, "THD"),
        (LONG_PAST, LATE, "THD"),
        (None, LONG_PAST, "THD"),
        (LONG_PAST, None, "TED"),
        (LONG_PAST, LONG_PAST, "TED"),
        (LONG_PAST, PAST, "THD"),
        (PAST, LONG_PAST, "TED"),
        (None, None, None),
        (NOW, LATE, "THD"),  # tariff of today is not to come
        (NOW, None, "TED"),
        (NOW, NOW, "TED"),
        (NOW, PAST, "TED"),
        (PAST, NOW, "THD"),
        ("2026-08-22", LATE, "TED"),  # tariff tomorrow
    ],
)
def test_release_for_handover_of_an_indeterminate_sentence(
    tariff: str | None, hearing: str | None, expected: str | None
) -> None:
    dates = "PED 2026-01-01, CRD 2026-01-01" + (f", TED {tariff}" if tariff else "")
    point, because = handover_release(
        person=dated(dates, indeterminate=True),
        target_hearing=day(hearing) if hearing else None,
        today=TODAY,
    )
    on = tariff if expected == "TED" else hearing
    assert words(point) == (f"{expected} {on}" if expected else None)
    assert because


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ("", None),
        ("PED 2027-06-01, CRD 2027-01-01, ARD 2027-02-01", "PED 2027-06-01"),
        ("PED 2030-01-01, CRD 2027-01-01", "PED 2030-01-01"),
        ("PED 2020-01-01, CRD 2027-01-01", "PED 2020-01-01"),
        ("CRD 2027-01-01, ARD 2027-01-01", "ARD 2027-01-01"),
        ("CRD 2027-01-01, ARD 2027-01-02", "CRD 2027-01-01"),
        ("CRD 2027-01-02, ARD 2027-01-01", "ARD 2027-01-01"),
        ("CRD 2020-01-02", "CRD 2020-01-02"),
        ("CRD 2027-01-01, CRDO 2027-05-01, ARD 2027-03-01", "ARD 2027-03-01"),
        ("CRD 2027-01-01, ARD 2027-03-01, ARDO 2026-12-01", "ARD 2026-12-01"),
        ("HDCED 2027-01-01, TED 2027-01-01, SED 2028-01-01", None),
    ],
)
def test_release_for_handover_of_a_determinate_sentence(dates: str, expected: str | None) -> None:
    point, because = handover_release(
        person=dated(dates), target_hearing=day("2026-10-01"), today=TODAY
    )
    assert words(point) == expected
    assert because
