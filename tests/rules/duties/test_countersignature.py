"""Who may sign an OASys alone: the matrix of grades, risk and MAPPA."""

from typing import Any

import pytest

from pomdesk.rules.duties.countersignature import wanting
from pomdesk.rules.duties.oasys import countersignature_reasons
from pomdesk.rules.pack import Grade
from tests.builders import case, day, policy, probation
from tests.rules.duties.working import POLICY, oasys

U, G2, G3, H = Grade.UNAPPROVED, Grade.GRADE_2, Grade.GRADE_3, Grade.HOMD


@pytest.mark.parametrize(
    ("grade", "rosh", "mappa", "codes"),
    [
        (U, "LOW", None, ["unapproved"]),
        (U, "VERY_HIGH", 3, ["unapproved"]),
        (G2, "LOW", None, []),
        (G2, "MEDIUM", 0, []),
        (G2, "MEDIUM", 1, ["mappa"]),
        (G2, "HIGH", None, ["rosh"]),
        (G2, "VERY_HIGH", 2, ["rosh", "mappa"]),
        (G2, None, None, []),
        (G3, "HIGH", 3, []),
        (G3, "VERY_HIGH", 0, ["rosh"]),
        (H, "VERY_HIGH", 3, []),
    ],
)
def test_the_matrix(grade: Grade, rosh: str | None, mappa: int | None, codes: list[str]) -> None:
    of = case(probation=probation(mappa_level=mappa))
    one = oasys("2026-11-13", rosh_overall=rosh)
    assert list(countersignature_reasons(one, of, POLICY, grade)) == codes


def test_without_a_grade_the_policy_gives_one() -> None:
    one, of = oasys("2026-11-13", rosh_overall="HIGH"), case()
    assert countersignature_reasons(one, of, POLICY) == ("rosh",)
    assert not countersignature_reasons(one, of, policy(oasys_countersign_other='"grade_3"'))


def test_without_an_overall_level_the_highest_of_the_grid_counts() -> None:
    grid = {"custody": {"Staff": "LOW"}, "community": {"Public": "HIGH", "Children": "MEDIUM"}}
    one = oasys("2026-11-13", rosh_overall=None, rosh=grid)
    assert countersignature_reasons(one, case(), POLICY, G2) == ("rosh",)


def test_the_matrix_can_be_set() -> None:
    one, of = oasys("2026-11-13", rosh_overall="MEDIUM"), case(probation=probation(mappa_level=1))
    other = policy(oasys_countersign_grade_2='["MEDIUM"]', oasys_countersign_mappa="false")
    assert countersignature_reasons(one, of, other, G2) == ("rosh",)


def test_no_probation_record_is_no_mappa() -> None:
    assert not countersignature_reasons(oasys("2026-11-13"), case(probation=None), POLICY, G2)


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"rosh_overall": "HIGH"}, ["rosh"]),
        ({"rosh_overall": "HIGH", "countersigned_on": day("2026-11-16")}, []),
        ({"status": "SIGNED"}, ["awaiting"]),
        ({"status": "SIGNED", "rosh_overall": "HIGH"}, ["rosh"]),
        ({"status": "SIGNED", "countersigned_on": day("2026-11-16")}, []),
        # The first countersigner's grade was not enough.
        (
            {"status": "AWAITING_DOUBLE_COUNTERSIGN", "countersigned_on": day("2026-11-16")},
            ["awaiting"],
        ),
        # From before the sentence: nobody here will sign it now.
        ({"rosh_overall": "HIGH", "completed_on": day("2023-11-13")}, []),
        ({"status": "SIGNED", "completed_on": day("2023-11-13")}, ["awaiting"]),
    ],
)
def test_what_still_wants_a_signature(changes: dict[str, Any], codes: list[str]) -> None:
    assert list(wanting(oasys("2026-11-13", **changes), case(), POLICY)) == codes
    off = policy(oasys_countersign_on="false")
    assert not wanting(oasys("2026-11-13", **changes), case(), off)
