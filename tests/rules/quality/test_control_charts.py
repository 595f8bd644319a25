from fractions import Fraction
from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pomdesk.domain.quality.terms import RootCause
from pomdesk.rules.quality.control_charts import (
    LEAST_POINTS,
    Point,
    Signal,
    binomial_quantiles,
    crossings_by_chance,
    ewma,
    funnel,
    limits,
    longest_by_chance,
    low_tail,
    p_chart,
    pareto,
    run_rules,
)

SERIES = [(22, 31), (25, 30), (19, 28), (27, 33), (24, 30), (18, 29), (26, 31), (21, 30)]
POINTS = [Point(f"r{n}", *counts) for n, counts in enumerate(SERIES, 1)]
CENTRE = Fraction(182, 242)


def three_sigma(centre: float, n: int) -> tuple[float, float]:
    """The limits of the textbooks, which these charts do not use; to compare."""
    half = 3 * sqrt(centre * (1 - centre) / n)
    return centre - half, centre + half


def test_the_usual_limits_agree_with_the_textbook() -> None:
    defects = [40, 44, 22, 34, 24, 32, 28, 32, 34, 30]
    (stretch,) = p_chart([Point("", k, 200) for k in defects])
    assert stretch.centre == Fraction(16, 100)
    assert three_sigma(0.16, 200) == pytest.approx((0.082231, 0.237769), abs=1e-6)
    assert three_sigma(0.0945, 200) == pytest.approx((0.032446, 0.156554), abs=1e-6)
    assert three_sigma(float(CENTRE), 31) == pytest.approx((0.519398, 0.984734), abs=1e-6)
    assert three_sigma(float(CENTRE), 28) == pytest.approx((0.507251, 0.996881), abs=1e-6)


def test_exact_limits() -> None:
    found = limits(CENTRE, 30)
    assert found.low == Fraction(15, 30)
    assert float(found.high) == pytest.approx(0.966667, abs=1e-6)
    assert (found.low_warning, found.high_warning) == (Fraction(18, 30), Fraction(27, 30))


def test_a_quiet_series() -> None:
    (stretch,) = p_chart(POINTS)
    assert stretch.centre == CENTRE
    assert float(stretch.centre) == pytest.approx(0.752066, abs=1e-6)
    assert {one.signal for one in stretch.points} == {Signal.NONE}
    assert stretch.runs is None  # eight points are too few for rules of runs


def test_limits_that_three_sigma_would_pass() -> None:
    assert three_sigma(0.95, 20)[1] > 1
    assert limits(Fraction(95, 100), 20).high == 1


@pytest.mark.parametrize(
    ("k", "signal"),
    [
        (14, Signal.LOW),
        (15, Signal.LOW_WARNING),
        (17, Signal.LOW_WARNING),
        (18, Signal.NONE),
        (27, Signal.NONE),
        (28, Signal.HIGH_WARNING),
        (29, Signal.HIGH_WARNING),
        (30, Signal.HIGH),
    ],
)
def test_a_point_on_a_limit_is_inside(k: int, signal: Signal) -> None:
    (found,) = funnel([Point("x", k, 30)], CENTRE)
    assert found.signal is signal


def test_a_change_of_the_instrument_breaks_the_chart() -> None:
    mixed = [
        Point("r1", 9, 10, 1), Point("r2", 8, 10, 1),
        Point("r3", 2, 10, 2), Point("r4", 3, 10, 2),
        Point("r5", 9, 10, 1),
    ]  # fmt: skip
    found = p_chart(mixed)
    assert [(one.version, one.centre) for one in found] == [
        (1, Fraction(17, 20)),
        (2, Fraction(1, 4)),
        (1, Fraction(9, 10)),
    ]
    assert [[point.label for point in one.points] for one in found] == [
        ["r1", "r2"],
        ["r3", "r4"],
        ["r5"],
    ]
    with pytest.raises(ValueError, match="change of the instrument"):
        ewma(mixed, Fraction(4, 5))


def test_a_round_without_a_file_is_a_gap() -> None:
    (stretch,) = p_chart([Point("a", 0, 0), Point("b", 4, 5)])
    gap, point = stretch.points
    assert (gap.share, gap.limits, gap.signal) == (None, None, Signal.NONE)
    assert point.share == stretch.centre == Fraction(4, 5)
    (empty,) = p_chart([Point("a", 0, 0)])
    assert empty.centre is None
    assert p_chart([]) == []


def test_counts_and_chances_that_cannot_be() -> None:
    with pytest.raises(ValueError, match="6 of 5"):
        p_chart([Point("a", 6, 5)])
    with pytest.raises(ValueError, match="files"):
        limits(CENTRE, 0)
    with pytest.raises(ValueError, match="chance"):
        limits(Fraction(6, 5), 10)
    for weight, target in ((0.0, Fraction(1, 2)), (1.5, Fraction(1, 2)), (0.2, Fraction(3, 2))):
        with pytest.raises(ValueError, match="weight"):
            ewma(POINTS, target, weight)


# ---- runs ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("useful", "longest", "crossings"),
    [(8, 6, 1), (10, 6, 2), (12, 7, 3), (16, 7, 4), (20, 7, 6), (24, 8, 8), (30, 8, 10), (0, 0, 0)],
)
def test_what_chance_allows(useful: int, longest: int, crossings: int) -> None:
    assert longest_by_chance(useful) == longest
    assert crossings_by_chance(useful) == crossings


def shares(signs: str) -> list[Fraction]:
    return [Fraction(" -.+".index(sign), 4) for sign in signs]


@pytest.mark.parametrize(
    ("signs", "useful", "longest", "crossings", "signal"),
    [
        ("+-+-+-+-+-+-", 12, 1, 11, False),
        ("------++++++", 12, 6, 1, True),
        ("--++--++--++", 12, 2, 5, False),
        ("---+++---+++", 12, 3, 3, False),
        ("--.+.++.--+-", 9, 3, 4, False),
        ("............", 0, 0, 0, False),
        ("-+" * 6 + "-" * 8 + "+" * 8, 28, 8, 13, False),
        ("+-" * 5 + "+" * 9 + "-" * 9, 28, 9, 11, True),
    ],
)
def test_runs(signs: str, useful: int, longest: int, crossings: int, signal: bool) -> None:
    found = run_rules(shares(signs))
    assert (found.useful, found.longest, found.crossings) == (useful, longest, crossings)
    assert found.signal is signal


def test_rules_of_runs_need_twelve_points_with_files() -> None:
    drift = [Point(str(n), 3 if n < 6 else 8, 10) for n in range(LEAST_POINTS)]
    assert p_chart(drift[1:])[0].runs is None
    assert p_chart([*drift[1:], Point("gap", 0, 0)])[0].runs is None
    found = p_chart(drift)[0].runs
    assert found is not None
    assert found.signal
    with pytest.raises(ValueError, match="no point"):
        run_rules([])


# ---- ewma ----------------------------------------------------------------------------------


def test_smoothed_from_the_target() -> None:
    found = ewma(POINTS, CENTRE)
    assert [one.value for one in found] == pytest.approx(
        [0.743588, 0.761537, 0.744944, 0.759592, 0.767673, 0.738277, 0.758363, 0.746691], abs=1e-6
    )
    assert {one.signal for one in found} == {Signal.NONE}


def test_limits_of_ewma_with_equal_rounds_are_the_closed_form() -> None:
    target, weight = 0.8, 0.2
    for t, one in enumerate(ewma([Point("", 20, 25)] * 10, Fraction(4, 5)), 1):
        sigma = sqrt(target * (1 - target) / 25)
        spread = sqrt(weight / (2 - weight) * (1 - (1 - weight) ** (2 * t)))
        assert one.low == pytest.approx(target - 3 * sigma * spread)
        assert one.high == pytest.approx(min(1, target + 3 * sigma * spread))


def test_a_slow_drift_is_seen_and_a_gap_left_out() -> None:
    low = ewma([Point("", 20, 30), Point("gap", 0, 0)] + [Point("", 20, 30)] * 8, Fraction(4, 5))
    assert len(low) == 9
    assert low[-1].signal is Signal.LOW
    assert low[0].signal is Signal.NONE
    high = ewma([Point("", 29, 30)] * 8, Fraction(1, 2))
    assert high[-1].signal is Signal.HIGH


# ---- funnel --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "k", "chance"),
    [
        (5, 1, 0.0067),
        (8, 3, 0.0104),
        (10, 4, 0.0064),
        (12, 6, 0.0194),
        (20, 11, 0.0100),
        (30, 18, 0.0095),
        (60, 41, 0.0221),
    ],
)
def test_chance_of_so_few(n: int, k: int, chance: float) -> None:
    assert low_tail(k, n, Fraction(4, 5)) == pytest.approx(chance, abs=5e-5)


def test_the_tail_at_its_ends() -> None:
    assert low_tail(-1, 5, Fraction(1, 2)) == 0
    assert low_tail(5, 5, Fraction(1, 2)) == low_tail(9, 5, Fraction(1, 2)) == 1


def test_with_five_files_nobody_is_an_outlier() -> None:
    few, more = funnel([Point("a", 0, 5), Point("b", 0, 6)], Fraction(4, 5))
    assert few.signal is Signal.NONE
    assert few.limits is not None
    assert more.signal is Signal.LOW


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 40), st.integers(0, 20))
def test_quantiles_are_the_least_that_reach_the_chance(n: int, twentieths: int) -> None:
    p = Fraction(twentieths, 20)
    chances = [Fraction(1, 1000), Fraction(1, 40), Fraction(39, 40), Fraction(999, 1000)]
    found = binomial_quantiles(chances, n, p)
    assert found == sorted(found)
    for chance, k in zip(chances, found, strict=True):
        assert low_tail(k, n, p) >= float(chance) - 1e-12
        assert k == 0 or low_tail(k - 1, n, p) < float(chance) + 1e-12


def test_quantiles_are_those_of_scipy() -> None:
    from scipy.stats import binom

    for n in (7, 20, 33, 250):
        for p in (0.13, 0.5, 0.77):
            found = binomial_quantiles([Fraction(1, 1000), Fraction(39, 40)], n, Fraction(str(p)))
            assert found == [binom.ppf(0.001, n, p), binom.ppf(0.975, n, p)]


# ---- pareto --------------------------------------------------------------------------------


def test_root_causes_from_the_commonest() -> None:
    counts = {RootCause.SKILL: 3, RootCause.TIME: 5, RootCause.KNOWLEDGE: 3, RootCause.SYSTEM: 0}
    found = pareto(counts)
    assert [(one.cause, one.count, one.share, one.together) for one in found] == [
        (RootCause.TIME, 5, Fraction(5, 11), Fraction(5, 11)),
        (RootCause.KNOWLEDGE, 3, Fraction(3, 11), Fraction(8, 11)),
        (RootCause.SKILL, 3, Fraction(3, 11), Fraction(1)),
    ]
    assert pareto({}) == []
    with pytest.raises(ValueError, match="below"):
        pareto({RootCause.SKILL: -1})
