"""The 60 invented people of the sample, through every rule."""

from datetime import date
from typing import Any

import pytest

from pomdesk.domain.facts import Case
from pomdesk.rules.case import work_out
from tests.builders import TODAY, policy, sample_cases, sample_expected

POLICY = policy()
EXPECTED = {line["prisonerNumber"]: line for line in sample_expected()}


def told(case: Case) -> dict[str, Any]:
    """The result in the words of the expected file."""

    def iso(day: date | None) -> str | None:
        return day.isoformat() if day else None

    result = work_out(case, POLICY, TODAY)
    line: dict[str, Any] = {
        "prisonerNumber": case.person.prisoner_number,
        "insideOmicPolicy": result.scope.inside,
    }
    if result.handover is None or result.recommendation is None:
        return line
    release = result.handover_release
    return line | {
        "responsibility": result.handover.responsibility,
        "handoverDate": iso(result.handover.on),
        "handoverStartDate": iso(result.handover.starts),
        "handoverReason": result.handover.reason,
        "handoverReleaseDate": iso(release.on) if release else None,
        "handoverReleaseType": release.kind if release else None,
        "recommendedPomType": result.recommendation.pom_type,
    }


@pytest.mark.parametrize("case", sample_cases(), ids=lambda case: case.person.prisoner_number)
def test_each_person_of_the_sample_is_as_expected(case: Case) -> None:
    assert told(case) == EXPECTED[case.person.prisoner_number]


def test_the_sample_is_whole() -> None:
    assert len(EXPECTED) == len(sample_cases()) == 60
