"""Parole reviews (Manage POM Cases: parole cases)."""

from dataclasses import replace
from typing import Any

import pytest

from pomdesk.domain.facts import ParoleReview
from pomdesk.domain.results import Parole
from pomdesk.rules.parole import is_completed, is_release, read_parole
from tests.builders import day, lifer, policy, review

POLICY = policy().parole


def read(today: str, *reviews: ParoleReview, **person: Any) -> Parole:
    return read_parole(person=lifer(**person), reviews=reviews, policy=POLICY, today=day(today))


def ids(reviews: tuple[ParoleReview, ...]) -> list[str]:
    return [review.review_id for review in reviews]


@pytest.mark.parametrize(
    ("today", "tariff", "eligible", "hearing", "expected"),
    [
        ("2026-08-21", "2027-01-21", None, "2027-05-21", "TED 2027-01-21"),
        ("2026-08-21", None, "2027-06-21", None, "PED 2027-06-21"),  # ten months exactly
        ("2026-08-21", None, "2027-06-20", None, "PED 2027-06-20"),  # less a day
        ("2026-08-21", None, "2027-06-22", None, None),  # plus one
        ("2026-08-21", None, "2026-08-21", None, None),  # today is over
        ("2026-08-21", None, "2026-08-22", None, "PED 2026-08-22"),
        ("2026-08-21", "2026-08-20", None, "2027-02-01", "THD 2027-02-01"),
        ("2026-04-30", None, "2027-02-28", None, "PED 2027-02-28"),
        ("2026-04-30", None, "2027-03-01", None, None),
        ("2027-04-30", None, "2028-02-29", None, "PED 2028-02-29"),
        ("2026-08-21", "2026-12-01", "2026-12-01", "2026-12-01", "TED 2026-12-01"),
        ("2026-08-21", None, "2026-12-01", "2026-12-01", "PED 2026-12-01"),
        ("2026-08-21", "2008-08-21", None, None, None),
        ("2026-08-21", "2030-01-01", "2027-05-01", "2026-11-01", "THD 2026-11-01"),
    ],
)
def test_next_parole_date(
    today: str, tariff: str | None, eligible: str | None, hearing: str | None, expected: str | None
) -> None:
    found = read(
        today,
        *([review(hearing)] if hearing else []),
        tariff_date=day(tariff) if tariff else None,
        parole_eligibility_date=day(eligible) if eligible else None,
    )
    assert (f"{found.next_on.kind} {found.next_on.on}" if found.next_on else None) == expected
    assert found.because


@pytest.mark.parametrize("hearing", [None, "2027-01-01", "2020-01-01"])
@pytest.mark.parametrize("eligible", [None, "2027-01-01"])
@pytest.mark.parametrize("reviews", [0, 1])
def test_the_reasons_say_what_was_found(
    hearing: str | None, eligible: str | None, reviews: int
) -> None:
    found = read(
        "2026-08-21",
        *[review(hearing, custody_report_due=day("2026-01-01"))] * reviews,
        parole_eligibility_date=day(eligible) if eligible else None,
    )
    assert [reason.rule for reason in found.because] == [
        "target_hearing" if found.target_hearing else "no_target_hearing",
        "next_parole" if found.next_on else "no_next_parole",
    ]


def test_the_hearing_is_that_of_the_latest_review_since_the_sentence_began() -> None:
    found = read(
        "2026-08-21",
        review("2027-02-01", review_id="2"),
        review("2020-02-01", review_id="1"),
        review(None, review_id="3", custody_report_due=day("2028-01-01")),
    )
    assert found.target_hearing == day("2027-02-01")


@pytest.mark.parametrize(
    ("hearing", "counts"),
    [("2019-02-04", False), ("2019-02-05", True), ("2019-02-06", True)],
)
def test_hearings_before_the_sentence_do_not_count(hearing: str, counts: bool) -> None:
    found = read("2026-08-21", review(hearing, "Stay In Closed [*]"))
    assert (found.target_hearing is not None) is counts
    assert (found.last_completed is not None) is counts


def test_without_a_sentence_start_no_hearing_counts() -> None:
    found = read("2026-08-21", review("2027-01-01", "Release [*]"), sentence_start_date=None)
    assert (found.target_hearing, found.last_completed) == (None, None)


def test_the_latest_completed_review_decides_even_when_a_later_one_is_open() -> None:
    found = read(
        "2026-08-21",
        review("2023-01-01", "Stay In Closed [*]", review_id="1"),
        review("2025-01-01", "Release [*]", review_id="2"),
        review("2027-01-01", "Not Applicable", review_id="3"),
    )
    assert found.last_completed is not None
    assert found.last_completed.review_id == "2"


def test_of_two_decisions_on_one_hearing_the_later_counts() -> None:
    early = review("2025-01-01", "A", review_id="1", hearing_outcome_received_on=day("2025-01-05"))
    late = review("2025-01-01", "B", review_id="2", hearing_outcome_received_on=day("2025-02-05"))
    for order in ((early, late), (late, early)):
        assert read("2026-08-21", *order).last_completed is late


@pytest.mark.parametrize(
    ("outcome", "received", "expected"),
    [
        ("Stay In Closed [*]", None, True),
        ("Not Applicable", None, False),
        ("Not Specified", None, False),
        (None, None, False),
        ("", None, False),  # Manage POM Cases takes an empty text for an outcome; it is none
        ("  ", None, False),
        ("Not Applicable", "2026-01-01", True),
        (None, "2026-01-01", True),
    ],
)
def test_completed(outcome: str | None, received: str | None, expected: bool) -> None:
    on = day(received) if received else None
    found = review("2025-01-01", outcome, hearing_outcome_received_on=on)
    assert is_completed(review=found, policy=POLICY) is expected


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        ("Release [*]", True),
        # Manage POM Cases asks for exactly "Release [*]"; the desk for how it begins.
        ("release", True),
        ("RELEASE ON LICENCE", True),
        (" Release [*]", True),
        ("Stay In Closed [*]", False),
        ("No release", False),
        ("Open Conditions - Accepted [*]", False),
        ("No Parole Decision - ISP Paper Review", False),
        (None, False),
    ],
)
def test_release(outcome: str | None, expected: bool) -> None:
    assert is_release(review=review("2025-01-01", outcome), policy=POLICY) is expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"hearing_outcome_received_on": day("2026-08-08")}, True),  # 13 days ago
        ({"hearing_outcome_received_on": day("2026-08-07")}, False),  # 14
        ({"hearing_outcome_received_on": day("2026-08-06")}, False),
        ({"hearing_outcome_received_on": day("2026-09-01")}, True),  # dated ahead
        ({"hearing_outcome": "Not Applicable", "review_status": "Active - Future"}, True),
        ({"hearing_outcome": None, "review_status": "Active"}, True),
        ({"hearing_outcome": "", "review_status": "Active"}, True),  # blank is no outcome
        ({"hearing_outcome": None, "review_status": " active - rereferred "}, True),
        ({"hearing_outcome": "Not Applicable", "review_status": "Inactive"}, False),
        ({"hearing_outcome": None, "review_status": "Cancelled - x"}, False),
        ({"hearing_outcome": None, "review_status": None}, False),
        ({"hearing_outcome": "Stay In Closed [*]", "review_status": "Active"}, False),
    ],
)
def test_current_or_previous(changes: dict[str, Any], expected: bool) -> None:
    found = read("2026-08-21", replace(review("2026-07-01", "Stay In Closed [*]"), **changes))
    assert (len(found.current), len(found.previous)) == ((1, 0) if expected else (0, 1))


def test_current_reviews_come_earliest_first_and_previous_newest_first() -> None:
    found = read(
        "2026-08-21",
        review("2027-06-01", review_id="4"),
        review("2022-01-01", "X", review_id="1"),
        review("2027-01-01", review_id="3"),
        review("2024-01-01", "X", review_id="2"),
        review(None, review_id="5"),  # nothing to place it by
    )
    assert ids(found.current) == ["3", "4"]
    assert ids(found.previous) == ["2", "1"]
