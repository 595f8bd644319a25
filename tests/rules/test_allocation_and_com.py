"""Recommended POM and the three questions about the COM."""

from typing import Any

import pytest

from pomdesk.domain.results import ComIndicators, Handover
from pomdesk.domain.terms import HandoverReason, PomType
from pomdesk.domain.terms import Responsibility as Who
from pomdesk.rules.allocation import recommend_pom
from pomdesk.rules.com import com_indicators
from tests.builders import day, person, policy, probation

ROSH, TIER = policy(), policy(pom_strategy='"tier"')
PROBATION, PRISON = PomType.PROBATION, PomType.PRISON


def recommended(under: Any, who: Who = Who.CUSTODY_ONLY, **held: Any) -> PomType | None:
    found = recommend_pom(
        person=person(), probation=probation(**held), responsibility=who, policy=under
    )
    assert found.because
    return found.pom_type


@pytest.mark.parametrize(
    ("tier", "rosh", "expected"),
    [
        ("A", "LOW", PROBATION),
        ("A", None, PROBATION),
        ("A", "", PROBATION),
        ("A_2", "LOW", PROBATION),
        *[(tier, "HIGH", PROBATION) for tier in "BCDEFG"],
        *[(tier, "VERY_HIGH", PROBATION) for tier in "BCDEFG"],
        *[(tier, "MEDIUM", PRISON) for tier in "BCDEFG"],
        *[(tier, "LOW", PRISON) for tier in "BCDEFG"],
        *[(tier, None, None) for tier in "BCDEFG"],
        (None, "HIGH", PROBATION),
        (None, "LOW", PRISON),
        (None, None, None),
    ],
)
def test_by_risk_of_serious_harm_and_tier(
    tier: str | None, rosh: str | None, expected: PomType | None
) -> None:
    assert recommended(ROSH, tier=tier, rosh_level=rosh) is expected
    assert recommended(ROSH, Who.CUSTODY_WITH_COM, tier=tier, rosh_level=rosh) is expected


@pytest.mark.parametrize(
    ("tier", "expected"),
    [("A", PROBATION), ("B", PROBATION), ("B1", PROBATION), ("C", PRISON), ("D", PRISON),
     (None, None), ("", None)],
)  # fmt: skip
def test_by_tier_alone(tier: str | None, expected: PomType | None) -> None:
    assert recommended(TIER, tier=tier, rosh_level="HIGH") is expected


@pytest.mark.parametrize("under", [ROSH, TIER], ids=["rosh", "tier"])
def test_supporting_and_immigration_need_a_prison_pom(under: Any) -> None:
    assert recommended(under, Who.COMMUNITY, tier="A", rosh_level="VERY_HIGH") is PRISON
    assert recommended(under, Who.COMMUNITY, tier=None, rosh_level=None) is PRISON
    detained = recommend_pom(
        person=person(imprisonment_status="DET"),
        probation=probation(tier="A"),
        responsibility=Who.CUSTODY_ONLY,
        policy=under,
    )
    assert detained.pom_type is PRISON


@pytest.mark.parametrize("who", list(Who))
def test_without_a_probation_record_nothing_is_recommended(who: Who) -> None:
    for status in ("ADIMP", "DET"):
        found = recommend_pom(
            person=person(imprisonment_status=status),
            probation=None,
            responsibility=who,
            policy=ROSH,
        )
        assert found.pom_type is None


def asked(
    who: Who, on: str | None = None, today: str = "2022-11-21", record: bool = True, **held: Any
) -> ComIndicators:
    found = com_indicators(
        probation=probation(**held) if record else None,
        handover=Handover(who, HandoverReason.DETERMINATE, None, day(on) if on else None, None),
        policy=ROSH.com,
        today=day(today),
    )
    assert found.because
    return found


@pytest.mark.parametrize(
    ("who", "name", "email", "needed", "known"),
    [
        (Who.COMMUNITY, None, None, True, False),
        (Who.CUSTODY_WITH_COM, None, None, True, False),
        (Who.CUSTODY_ONLY, None, None, False, False),
        (Who.COMMUNITY, "Jones, Ray", None, False, True),
        (Who.COMMUNITY, None, "ray@example.com", True, True),  # an address is no name
        (Who.COMMUNITY, "  ", "", True, False),
    ],
)
def test_whether_a_com_is_needed_and_known(
    who: Who, name: str | None, email: str | None, needed: bool, known: bool
) -> None:
    found = asked(who, com_name=name, com_email=email)
    assert (found.needed, found.known, found.allocation_overdue) == (needed, known, False)


@pytest.mark.parametrize(
    ("who", "on", "name", "email", "days"),
    [
        (Who.COMMUNITY, "2022-11-19", None, None, 2),
        (Who.COMMUNITY, "2022-11-20", None, None, 0),
        (Who.COMMUNITY, "2022-11-21", None, None, 0),
        (Who.COMMUNITY, "2021-11-21", None, None, 365),
        (Who.COMMUNITY, "2022-11-19", "Jones, Ray", None, 0),
        (Who.COMMUNITY, "2022-11-19", None, "ray@example.com", 0),
        (Who.COMMUNITY, None, None, None, 0),  # recall, short: no date, no grace to count
        (Who.CUSTODY_ONLY, "2022-11-19", None, None, 0),
        (Who.CUSTODY_WITH_COM, "2022-11-19", None, None, 0),
    ],
)
def test_whether_allocation_of_a_com_is_overdue(
    who: Who, on: str | None, name: str | None, email: str | None, days: int
) -> None:
    found = asked(who, on, com_name=name, com_email=email)
    assert (found.days_overdue, found.allocation_overdue) == (days, days > 0)


def test_the_reasons_say_why_a_com_is_or_is_not_needed() -> None:
    def rules(*args: Any, **held: Any) -> list[str]:
        return [reason.rule for reason in asked(*args, **held).because]

    assert rules(Who.CUSTODY_ONLY) == ["com_not_yet"]
    assert rules(Who.CUSTODY_ONLY, record=False) == ["com_not_yet"]
    assert rules(Who.COMMUNITY, record=False) == ["com_no_record"]
    assert rules(Who.COMMUNITY) == ["com_needed"]
    assert rules(Who.COMMUNITY, com_name="Jones, Ray") == ["com_named"]
    assert rules(Who.COMMUNITY, "2022-11-19") == ["com_needed", "com_overdue"]


def test_without_a_probation_record_a_com_is_not_needed_but_overdue() -> None:
    found = asked(Who.COMMUNITY, "2022-11-19", record=False)
    assert (found.needed, found.known, found.days_overdue) == (False, False, 2)
