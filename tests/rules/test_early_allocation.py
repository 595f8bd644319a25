"""Early allocation (Manage POM Cases: early allocation)."""

from typing import Any

import pytest

from pomdesk.domain.facts import EarlyAllocation
from pomdesk.domain.results import EarlyAllocationResult
from pomdesk.domain.terms import EarlyAllocationStatus as Status
from pomdesk.rules.early_allocation import assess_early_allocation
from tests.builders import assessed, day, person, policy

POLICY = policy().early_allocation
FAR = {"release_date": None, "conditional_release_date": day("2030-01-01")}


def assess(
    *made: EarlyAllocation, today: str = "2026-08-21", hearing: str | None = None, **changes: Any
) -> EarlyAllocationResult:
    return assess_early_allocation(
        person=person(**(FAR | changes)),
        assessments=made,
        target_hearing=day(hearing) if hearing else None,
        policy=POLICY,
        today=day(today),
    )


@pytest.mark.parametrize(
    ("today", "on", "expected"),
    [
        ("2024-01-31", "2025-07-31", True),
        ("2024-01-31", "2025-08-01", False),
        ("2024-08-27", "2026-02-27", True),
        ("2024-08-27", "2026-02-28", False),
        ("2024-08-28", "2026-02-28", True),
        ("2024-08-31", "2026-02-28", True),
        ("2024-02-29", "2025-08-29", True),
        ("2024-02-29", "2025-08-30", False),
        ("2024-02-29", "2020-01-01", True),  # gone by
    ],
)
@pytest.mark.parametrize(
    "name",
    [
        "tariff_date",
        "parole_eligibility_date",
        "automatic_release_date",
        "conditional_release_override_date",
        "hearing",
    ],
)
def test_the_referral_window(name: str, today: str, on: str, expected: bool) -> None:
    if name == "hearing":
        assert assess(today=today, hearing=on).inside_window is expected
    else:
        changes: dict[str, Any] = {name: day(on)}
        assert assess(today=today, **changes).inside_window is expected


def test_without_dates_the_window_is_not_open() -> None:
    assert not assess(conditional_release_date=None).inside_window


EARLY: dict[str, Any] = {"created_within_referral_window": False}
NEAR = {"conditional_release_date": day("2027-06-01")}


@pytest.mark.parametrize(
    ("made", "changes", "expected"),
    [
        ([], {}, Status.NOT_ASSESSED),
        ([assessed("2026-01-01", **EARLY)], {}, Status.ASSESSMENT_SAVED),
        ([assessed("2026-01-01")], {}, Status.ELIGIBLE),
        ([assessed("2026-01-01", "discretionary")], {}, Status.DECISION_PENDING),
        (
            [assessed("2026-01-01", "discretionary", community_decision=True)],
            {},
            Status.ELIGIBLE,
        ),
        (
            [assessed("2026-01-01", "discretionary", community_decision=False)],
            {},
            Status.ASSESSMENT_SAVED,
        ),
        ([assessed("2026-01-01", "ineligible")], {}, Status.ASSESSMENT_SAVED),
        ([assessed("2026-01-01", **EARLY)], NEAR, Status.REASSESS),
        ([assessed("2026-01-01", "discretionary", **EARLY)], NEAR, Status.REASSESS),
        (
            [assessed("2025-01-01", **EARLY)]
            + [assessed(f"2026-01-0{n}", "ineligible", **EARLY) for n in range(1, 6)],
            NEAR,
            Status.REASSESS,
        ),
        ([assessed("2026-01-01", "ineligible", **EARLY)], NEAR, Status.ASSESSMENT_SAVED),
        ([assessed("2023-12-31")], NEAR, Status.NOT_ASSESSED),  # before the sentence
        ([assessed("2024-01-01")], NEAR, Status.ELIGIBLE),  # on its first day
        # the latest counts, in whatever order the file has them
        (
            [assessed("2026-02-01", "ineligible"), assessed("2026-01-01")],
            {},
            Status.ASSESSMENT_SAVED,
        ),
        ([assessed("2026-02-01"), assessed("2026-01-01", "ineligible")], {}, Status.ELIGIBLE),
        ([assessed("2026-01-01")], {"licence_expiry_date": day("2026-08-21")}, Status.ELIGIBLE),
        (
            [assessed("2026-01-01")],
            {"licence_expiry_date": day("2026-08-20")},
            Status.NOT_ASSESSED,
        ),
        ([assessed("2026-01-01")], {"sentence_start_date": None}, Status.NOT_ASSESSED),
        (
            [assessed("2026-01-01", created_within_referral_window=None)],
            {},
            Status.ASSESSMENT_SAVED,
        ),
    ],
)
def test_status(made: list[EarlyAllocation], changes: dict[str, Any], expected: Status) -> None:
    found = assess(*made, **changes)
    assert found.status is expected
    assert found.active is (expected is Status.ELIGIBLE)
    assert found.because
