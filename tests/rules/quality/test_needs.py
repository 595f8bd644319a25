"""Learning needs: borders of reviews, supervisors and rounds; critical; level; priority."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomdesk.domain.quality.terms import RootCause
from pomdesk.rules.quality.needs import Level, Need, Priority, ReviewFinding, suggest
from tests.builders import policy

QUALITY = policy().quality  # three reviews, two supervisors, two rounds
HALF = Fraction(1, 2)


def finding(review: int, supervisor: str, of_round: str = "R1", **changes: Any) -> ReviewFinding:
    ordinary: dict[str, Any] = {"question": "OA.1", "theme": "risk", "points": Fraction(0)}
    return ReviewFinding(review, of_round, supervisor, **(ordinary | changes))


def good(*supervisors: str) -> list[ReviewFinding]:
    """A file read of each of them with nothing amiss."""
    return [
        finding(1000 + n, who, theme="other", points=Fraction(1))
        for n, who in enumerate(supervisors)
    ]


SHARED = [finding(1, "P1"), finding(2, "P2"), finding(3, "P2", "R2")]


def shared(findings: Iterable[ReviewFinding]) -> list[Need]:
    return [need for need in suggest(findings, QUALITY) if need.level is not Level.INDIVIDUAL]


def test_a_theme_short_in_enough_reviews_supervisors_and_rounds_is_a_need() -> None:
    (need,) = suggest(SHARED + good("P3", "P4", "P5"), QUALITY)
    assert need.level is Level.TEAM
    assert need.theme == "risk"
    assert need.evidence == (1, 2, 3)
    assert need.rounds == ("R1", "R2")
    assert need.cases == {"P1": 1, "P2": 2}
    assert need.supervisor == ""
    assert not need.critical


@pytest.mark.parametrize(
    "findings",
    [
        SHARED[:2],  # two reviews
        [finding(1, "P1"), finding(2, "P2"), finding(3, "P2")],  # one round
        [*SHARED[:2], finding(2, "P2", "R2")],  # the same review again
        [replace(one, points=Fraction(1)) for one in SHARED],
        [replace(one, points=None) for one in SHARED],  # did not apply
        [replace(one, theme="") for one in SHARED],
        [],
    ],
)
def test_less_is_no_need(findings: list[ReviewFinding]) -> None:
    assert not suggest(findings + good("P3", "P4"), QUALITY)


def test_partly_counts_as_short() -> None:
    partly = [replace(one, points=HALF) for one in SHARED]
    (need,) = suggest(partly + good("P3", "P4"), QUALITY)
    assert need.priority.risk == 1


def test_one_supervisor_alone_has_a_need_of_their_own() -> None:
    findings = [finding(1, "P1"), finding(2, "P1", "R2"), finding(3, "P1", "R2")]
    (need,) = suggest(findings + good("P2"), QUALITY)
    assert (need.level, need.supervisor) == (Level.INDIVIDUAL, "P1")


def test_a_failed_critical_question_is_a_need_at_once() -> None:
    once = finding(1, "P1", critical_failed=True)
    (need,) = suggest([once, *good("P2", "P3")], QUALITY)
    assert (need.level, need.supervisor, need.critical) == (Level.INDIVIDUAL, "P1", True)
    assert need.priority.risk == 3
    two = [once, finding(2, "P2", critical_failed=True)]
    levels = [one.level for one in suggest(two + good("P3", "P4", "P5"), QUALITY)]
    assert sorted(levels) == [Level.INDIVIDUAL, Level.INDIVIDUAL, Level.TEAM]


def test_a_critical_answer_that_fails_with_all_its_points_is_short() -> None:
    odd = finding(1, "P1", critical_failed=True, points=Fraction(1))
    assert [need.supervisor for need in suggest([odd], QUALITY)] == ["P1"]


@pytest.mark.parametrize(
    ("others", "level", "spread"),
    [
        (["P3"], Level.ESTABLISHMENT, 3),  # two of three
        (["P3", "P4"], Level.TEAM, 2),  # exactly half
        ([f"P{n}" for n in range(3, 9)], Level.TEAM, 2),  # exactly a quarter
        ([f"P{n}" for n in range(3, 10)], Level.TEAM, 1),
    ],
)
def test_level_and_spread_are_shares_of_those_read(
    others: list[str], level: Level, spread: int
) -> None:
    (need,) = shared(SHARED + good(*others))
    assert (need.level, need.priority.spread) == (level, spread)


@pytest.mark.parametrize(
    ("cause", "ease"),
    [
        (RootCause.KNOWLEDGE, 3),
        (RootCause.NOT_RECORDED, 3),
        (RootCause.SKILL, 2),
        (RootCause.UNCLEAR_POLICY, 2),
        (RootCause.TIME, 1),
        (RootCause.SYSTEM, 1),
        (None, 2),
    ],
)
def test_ease_is_told_by_the_commonest_root_cause(cause: RootCause | None, ease: int) -> None:
    causes = (cause,) if cause else ()
    findings = [replace(one, root_causes=causes) for one in SHARED]
    (need,) = shared(findings + good("P3", "P4"))
    assert need.root_causes == causes
    assert need.priority.ease == ease


def test_causes_and_questions_stand_in_order_of_how_common_they_are() -> None:
    findings = [
        finding(1, "P1", root_causes=(RootCause.TIME,), question="B"),
        finding(2, "P2", root_causes=(RootCause.SKILL,), question="A"),
        finding(3, "P2", "R2", root_causes=(RootCause.SKILL, RootCause.TIME), question="B"),
    ]
    (need,) = shared(findings + good("P3", "P4"))
    assert need.root_causes == (RootCause.SKILL, RootCause.TIME)  # a tie goes by the code
    assert need.questions == ("B", "A")


@pytest.mark.parametrize(
    ("parts", "product", "band"),
    [
        ((3, 3, 3), 27, "high"),
        ((3, 2, 2), 12, "high"),
        ((3, 3, 1), 9, "medium"),
        ((1, 2, 3), 6, "medium"),
        ((2, 2, 1), 4, "low"),
        ((1, 1, 1), 1, "low"),
    ],
)
def test_priority_is_a_product_with_bands(
    parts: tuple[int, int, int], product: int, band: str
) -> None:
    assert (Priority(*parts).product, Priority(*parts).band) == (product, band)


FINDINGS = st.lists(
    st.builds(
        ReviewFinding,
        review=st.integers(1, 12),
        round=st.sampled_from(["R1", "R2", "R3"]),
        supervisor=st.sampled_from(["P1", "P2", "P3", "P4"]),
        question=st.sampled_from(["A", "B"]),
        theme=st.sampled_from(["risk", "plan"]),
        points=st.sampled_from([None, Fraction(0), HALF, Fraction(1)]),
        critical_failed=st.booleans(),
        root_causes=st.sets(st.sampled_from(list(RootCause))).map(tuple),
    ),
    max_size=30,
)


@given(FINDINGS, st.randoms())
def test_the_order_of_findings_changes_nothing_and_all_evidence_is_short(
    findings: list[ReviewFinding], chance: Any
) -> None:
    owners = {one.review: one.supervisor for one in findings}
    findings = [replace(one, supervisor=owners[one.review]) for one in findings]
    needs = suggest(findings, QUALITY)
    turned = list(findings)
    chance.shuffle(turned)
    assert suggest(turned, QUALITY) == needs
    products = [need.priority.product for need in needs]
    assert products == sorted(products, reverse=True)
    for need in needs:
        short = {one.review for one in findings if one.falls_short and one.theme == need.theme}
        assert set(need.evidence) <= short
        assert sum(need.cases.values()) == len(need.evidence)
        assert bool(need.supervisor) == (need.level is Level.INDIVIDUAL)
