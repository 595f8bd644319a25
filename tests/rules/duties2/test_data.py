"""Facts that are missing, cannot be right, or do not agree."""

from typing import Any

import pytest

from pomdesk.domain.duties import DutyState
from pomdesk.domain.facts import Case
from tests.builders import case, day, lifer, person, policy, probation, review
from tests.rules.duties.working import duties, oasys, said


def missing(of: Case, on: str = "2026-11-22", **values: str) -> dict[str, str]:
    found = duties(of, on, policy(**values)) if values else duties(of, on)
    data = {key: d for key, d in found.items() if key.startswith("data_")}
    assert all(d.due is None for d in data.values())
    return {key: d.because[0].rule for key, d in data.items()}


def test_a_whole_case_asks_nothing() -> None:
    assert missing(case()) == {}


@pytest.mark.parametrize(
    ("who", "because"),
    [
        (lifer(), "data_tariff_missing"),
        (lifer(tariff_date=day("2020-01-01")), None),
        (person(conditional_release_date=None), "data_release_missing"),  # only a release date
        (person(conditional_release_date=None, automatic_release_date=day("2028-01-01")), None),
        (person(conditional_release_date=None, parole_eligibility_date=day("2028-01-01")), None),
        (person(conditional_release_date=None, imprisonment_status="DET"), None),
        (person(conditional_release_date=None, recall=True), "data_release_missing"),
        (
            person(
                conditional_release_date=None,
                recall=True,
                post_recall_release_date=day("2027-01-01"),
            ),
            None,
        ),
    ],
)
def test_a_date_to_count_from(who: Any, because: str | None) -> None:
    assert missing(case(who)).get("data_release_missing") == because


def test_a_hearing_gives_a_lifer_a_date() -> None:
    assert missing(case(lifer(), parole_reviews=[review("2027-05-01")])) == {}


PAST = {"conditional_release_date": day("2026-11-21"), "release_date": day("2026-11-21")}


@pytest.mark.parametrize(
    ("facts", "passed"),
    [
        ({}, True),
        ({"conditional_release_date": day("2026-11-22")}, False),
        ({"automatic_release_date": day("2027-01-01")}, False),
        ({"recall": True}, False),
        ({"post_recall_release_date": day("2027-01-01")}, False),
        ({"indeterminate_sentence": True, "tariff_date": day("2020-01-01")}, False),
        ({"imprisonment_status": "DET"}, False),
        ({"conditional_release_override_date": day("2027-02-01")}, False),
        ({"conditional_release_date": day("2027-02-01"),
          "conditional_release_override_date": day("2026-11-01")}, True),
    ],
)  # fmt: skip
def test_a_release_that_has_passed(facts: dict[str, Any], passed: bool) -> None:
    of = case(person(**(PAST | facts)))
    assert ("data_release_passed" in missing(of)) is passed


def test_what_was_said_of_one_passed_date_does_not_answer_for_a_later_one() -> None:
    marks = [said("data_release_passed", "not_needed", "2026-11-21")]
    found = duties(case(person(**PAST), marks=marks), "2026-11-22")["data_release_passed"]
    assert found.state is DutyState.NOT_NEEDED
    later = person(conditional_release_date=day("2027-05-01"))
    assert duties(case(later, marks=marks), "2027-05-02")["data_release_passed"].open


@pytest.mark.parametrize(
    ("record", "asked"),
    [
        (None, {"data_probation_record": "data_no_probation"}),
        (probation(tier=None), {"data_tier": "data_tier_missing"}),
        (probation(tier=""), {"data_tier": "data_tier_missing"}),
        (probation(rosh_level=None), {"data_rosh": "data_rosh_missing"}),
        (probation(rosh_level=""), {"data_rosh": "data_rosh_missing"}),
    ],
)
def test_what_probation_should_give(record: Any, asked: dict[str, str]) -> None:
    assert missing(case(probation=record)) == asked


def test_an_oasys_gives_the_risk_too() -> None:
    of = case(probation=probation(rosh_level=None), assessments=[oasys("2026-10-01")])
    assert missing(of) == {}


def test_each_disputed_fact_is_one_duty() -> None:
    of = case(disputed=("person.tariff_date", "probation.tier"))
    assert missing(of) == {
        "data_conflict:person.tariff_date": "data_conflict",
        "data_conflict:probation.tier": "data_conflict",
    }


def test_outside_the_policy_only_what_would_bring_the_person_in() -> None:
    nothing = {"conditional_release_date": None, "release_date": None}
    disputed = ("person.conditional_release_date", "probation.tier")
    of = case(person(**nothing), probation=None, disputed=disputed)
    assert set(duties(of, "2026-11-22")) == {
        "data_release_missing",
        "data_conflict:person.conditional_release_date",
    }
    civil = case(person(imprisonment_status="CIVIL", **nothing), probation=None)
    assert duties(civil, "2026-11-22") == {}
    unborn = case(person(date_of_birth=None), disputed=("person.date_of_birth",))
    assert set(duties(unborn, "2026-11-22")) == {"data_conflict:person.date_of_birth"}


def test_they_can_be_switched_off() -> None:
    assert missing(case(lifer(), probation=None), data_on="false") == {}
