"""Prison of the case, arrival, open conditions (Manage POM Cases: open prison policy)."""

from typing import Any

import pytest

from pomdesk.domain.facts import Movement
from pomdesk.rules.prison import arrival, open_conditions, open_rules, prison_of
from tests.builders import day, movement, person, policy, probation

POLICY = policy()


def test_a_restricted_patient_belongs_to_the_supporting_prison() -> None:
    who = person(prison_id="OUT", restricted_patient=True, supporting_prison_id="LEI")
    assert prison_of(person=who) == "LEI"
    assert prison_of(person=person(supporting_prison_id="MDI")) == "LEI"


@pytest.mark.parametrize(
    ("started", "movements", "expected"),
    [
        ("2024-01-01", [], "2024-01-01"),
        (None, [], None),
        (None, [movement("LEI", "2023-05-01")], "2023-05-01"),
        ("2024-01-01", [movement("LEI", "2023-05-01")], "2024-01-01"),  # on remand before
        ("2024-01-01", [movement("LEI", "2025-05-01")], "2025-05-01"),
        (
            "2024-01-01",
            [movement("LEI", "2026-01-01"), movement("LEI", "2025-05-01")],  # in any order
            "2026-01-01",
        ),
        ("2024-01-01", [movement("MDI", "2025-05-01")], "2024-01-01"),  # another prison
        ("2024-01-01", [movement("LEI", "2025-05-01", movement_type="ADM")], "2025-05-01"),
        ("2024-01-01", [movement("LEI", "2025-05-01", movement_type="TAP")], "2024-01-01"),
        ("2024-01-01", [movement("LEI", "2025-05-01", movement_type="REL")], "2024-01-01"),
    ],
)
def test_arrival(started: str | None, movements: list[Movement], expected: str | None) -> None:
    who = person(sentence_start_date=day(started) if started else None)
    found = arrival(person=who, movements=movements)
    assert found == (day(expected) if expected else None)


def test_a_restricted_patient_arrived_at_the_supporting_prison() -> None:
    who = person(prison_id="OUT", restricted_patient=True, supporting_prison_id="LEI")
    moves = [movement("LEI", "2025-05-01"), movement("OUT", "2025-09-01")]
    assert arrival(person=who, movements=moves) == day("2025-05-01")


@pytest.mark.parametrize(
    ("prison", "category", "expected"),
    [
        ("LYI", "D", True),
        ("LYI", "C", True),
        ("LEI", "D", False),  # category D in a closed prison
        ("LEI", "T", False),
        ("DHI", "T", True),
        ("DHI", "R", False),
        ("DHI", None, False),
        (None, "T", False),
    ],
)
def test_open_conditions(prison: str | None, category: str | None, expected: bool) -> None:
    who = person(prison_id=prison, category=category)
    assert open_conditions(person=who, policy=POLICY) is expected


@pytest.mark.parametrize(
    ("prison", "category", "service", "arrived", "expected"),
    [
        ("LYI", "D", "England", "2021-03-31", True),
        ("LYI", "D", "England", "2021-03-30", False),
        ("LYI", "D", "England", None, False),
        ("UPI", "D", "Wales", "2020-10-19", True),
        ("UPI", "D", "Wales", "2020-10-18", False),
        ("UPI", "D", "England", "2020-10-19", False),
        ("UPI", "D", None, "2020-10-19", False),
        ("UPI", "D", "England", "2021-03-31", True),
        ("LYI", "D", "Wales", "2020-10-19", False),  # the pilot was in Prescoed alone
        ("DHI", "T", "England", None, True),
        ("DHI", "T", "England", "2015-01-01", True),
        ("DHI", "R", "England", "2022-01-01", False),
        ("LEI", "D", "Wales", "2022-01-01", False),
    ],
)
def test_open_prison_rules(
    prison: str, category: str, service: str | None, arrived: str | None, expected: bool
) -> None:
    found = open_rules(
        person=person(prison_id=prison, category=category),
        probation=probation(probation_service=service),
        arrived=day(arrived) if arrived else None,
        policy=POLICY,
    )
    assert found is expected


def test_without_a_probation_record_the_pilot_does_not_apply() -> None:
    who: dict[str, Any] = {"person": person(prison_id="UPI"), "policy": POLICY}
    assert not open_rules(probation=None, arrived=day("2020-12-01"), **who)
    assert open_rules(probation=None, arrived=day("2021-12-01"), **who)
