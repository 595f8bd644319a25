"""Early allocation: assess, assess again, decide."""

from dataclasses import replace
from typing import Any

import pytest

from pomdesk.domain.duties import DutyState
from pomdesk.domain.facts import Case
from tests.builders import assessed, case, day, lifer, person, policy, review
from tests.rules.duties.working import duties, duty

ASSESS = "early_allocation_assessment"
STAY = policy(duties_non_working_day='"stay"')


def released(on: str, **parts: Any) -> Case:
    return case(person(conditional_release_date=day(on), release_date=day(on)), **parts)


@pytest.mark.parametrize(
    ("release", "opens"),
    [
        ("2028-05-22", "2026-11-22"),
        ("2025-07-31", "2024-01-31"),
        ("2026-02-28", "2024-08-28"),
        ("2025-08-29", "2024-02-29"),  # leap day
        ("2025-08-31", "2024-03-01"),  # 18 months after 29 February is 29 August
        ("2026-08-31", "2025-03-01"),
        ("2028-06-30", "2026-12-30"),
    ],
)
def test_the_window_opens_eighteen_months_before_the_earliest_date(
    release: str, opens: str
) -> None:
    first = day(opens)
    found = duty(released(release), ASSESS, first)
    assert (found.opens, found.state) == (first, DutyState.DUE)
    eve = duty(released(release), ASSESS, replace_day(first, -1))
    assert (eve.opens, eve.state) == (first, DutyState.UPCOMING)


def replace_day(first: Any, by: int) -> Any:
    return type(first).fromordinal(first.toordinal() + by)


@pytest.mark.parametrize(
    ("who", "state"),
    [
        (lifer(tariff_date=day("2028-05-22")), DutyState.DUE),
        (lifer(tariff_date=day("2028-05-23")), DutyState.UPCOMING),
        (person(parole_eligibility_date=day("2028-05-01")), DutyState.DUE),
        (person(automatic_release_date=day("2028-05-01")), DutyState.DUE),
    ],
)
def test_any_of_the_dates_opens_it(who: Any, state: DutyState) -> None:
    far = replace(who, conditional_release_date=who.conditional_release_date and day("2031-01-01"))
    assert duty(case(far), ASSESS, "2026-11-22").state is state
    hearing = case(lifer(tariff_date=day("2030-01-01")), parole_reviews=[review("2028-05-01")])
    assert duty(hearing, ASSESS, "2026-11-22").state is DutyState.DUE


def test_it_is_due_by_the_handover_as_it_stands_even_on_a_weekend() -> None:
    found = duty(released("2027-10-31"), ASSESS, "2026-11-22")
    assert found.due == day("2027-02-14")  # a Sunday: the handover date is given
    assert found.given_due is None


def test_after_handover_nobody_is_asked() -> None:
    assert ASSESS in duties(released("2027-08-06"), "2026-11-21")
    assert ASSESS not in duties(released("2027-08-06"), "2026-11-22")
    assert ASSESS not in duties(case(person(recall=True)), "2026-11-22")


@pytest.mark.parametrize("outcome", ["eligible", "discretionary", "ineligible"])
def test_an_assessment_made_in_the_window_is_the_end_of_it(outcome: str) -> None:
    of = released("2028-01-01", early_allocations=[assessed("2026-11-01", outcome)])
    assert ASSESS not in duties(of, "2026-11-22")


def test_one_from_before_the_sentence_does_not_count() -> None:
    of = released("2028-01-01", early_allocations=[assessed("2023-11-01")])
    assert ASSESS in duties(of, "2026-11-22")


def test_one_made_too_soon_is_made_again_within_four_weeks_of_the_window() -> None:
    early = assessed("2026-01-05", created_within_referral_window=False)
    of = released("2028-05-20", early_allocations=[early])
    found = duty(of, "early_allocation_reassess", "2026-11-22")
    assert (found.opens, found.due) == (day("2026-11-20"), day("2026-12-18"))
    again = released("2028-05-20", early_allocations=[early, assessed("2026-11-21")])
    assert "early_allocation_reassess" not in duties(again, "2026-11-22")
    assert "early_allocation_reassess" not in duties(of, "2026-11-19")


def test_a_decision_is_awaited_for_four_weeks_after_the_assessment() -> None:
    asked = assessed("2026-12-03", "discretionary")
    of = released("2028-01-01", early_allocations=[asked])
    found = duty(of, "early_allocation_decision:2026-12-03", "2026-12-10", STAY)
    assert (found.due, found.opens) == (day("2026-12-31"), None)
    decided = replace(asked, community_decision=False)
    of = released("2028-01-01", early_allocations=[decided])
    assert "early_allocation_decision:2026-12-03" not in duties(of, "2026-12-10")


def test_screening_can_be_switched_off_but_a_pending_decision_stays() -> None:
    off = policy(early_allocation_screen_on="false")
    assert ASSESS not in duties(released("2028-01-01"), "2026-11-22", off)
    of = released("2028-01-01", early_allocations=[assessed("2026-11-03", "discretionary")])
    assert "early_allocation_decision:2026-11-03" in duties(of, "2026-11-22", off)
