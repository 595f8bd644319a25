import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pomdesk.domain.quality.results import Interval
from pomdesk.rules.quality.intervals import (
    clopper_pearson,
    hypergeometric,
    hypergeometric_range,
    newcombe,
    student_t,
    wilson,
    wilson_finite,
    z,
)


def ends(found: Interval | None) -> tuple[float, float]:
    assert found is not None
    return found.low, found.high


def near(*values: float) -> object:
    return pytest.approx(values, abs=1e-6)


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (0.80, 1.2815515655446004),
        (0.90, 1.6448536269514722),
        (0.95, 1.959963984540054),
        (0.99, 2.5758293035489),
    ],
)
def test_z(level: float, expected: float) -> None:
    assert z(level) == pytest.approx(expected, abs=1e-9)


def test_z_and_t_are_those_of_scipy() -> None:
    from scipy import stats

    for thousandth in (1, 500, 683, 800, 900, 950, 990, 999):
        level = thousandth / 1000
        assert z(level) == pytest.approx(stats.norm.ppf((1 + level) / 2), abs=1e-9)
    assert student_t(0.95, 9) == pytest.approx(stats.t.ppf(0.975, 9), abs=1e-9)


@pytest.mark.parametrize(
    ("k", "n", "at_95", "exact_95", "at_80"),
    [
        (7, 50, (0.069508, 0.261862), (0.058192, 0.267396), (0.088519, 0.214379)),
        (0, 5, (0, 0.434482), (0, 0.521824), (0, 0.247257)),
        (1, 5, (0.036224, 0.624465), (0.005051, 0.716418), (0.061896, 0.486459)),
        (3, 5, (0.230724, 0.882379), (0.146633, 0.947255), (0.330421, 0.820127)),
        (5, 5, (0.565518, 1), (0.478176, 1), (0.752743, 1)),
        (0, 10, (0, 0.277533), (0, 0.308497), (0, 0.141069)),
        (4, 10, (0.168180, 0.687326), (0.121552, 0.737622), (0.229566, 0.598648)),
        (7, 10, (0.396778, 0.892209), (0.347547, 0.933260), (0.497372, 0.846201)),
        (10, 10, (0.722467, 1), (0.691503, 1), (0.858931, 1)),
        (0, 20, (0, 0.161125), (0, 0.168433), (0, 0.075887)),
        (12, 20, (0.386582, 0.781193), (0.360543, 0.808810), (0.457243, 0.727580)),
        (18, 20, (0.698966, 0.972134), (0.683017, 0.987651), (0.781604, 0.957686)),
        (15, 30, (0.331541, 0.668459), (0.312970, 0.687030), (0.386087, 0.613913)),
        (27, 30, (0.743789, 0.965400), (0.734712, 0.978883), (0.807807, 0.950670)),
        (29, 30, (0.833296, 0.994091), (0.827831, 0.999156), (0.894914, 0.989975)),
        (23, 60, (0.270883, 0.509824), (0.260707, 0.517885), (0.307019, 0.465864)),
        (45, 60, (0.627679, 0.842235), (0.621404, 0.852814), (0.672346, 0.814332)),
        (64, 80, (0.699538, 0.872972), (0.695631, 0.881141), (0.736912, 0.851018)),
    ],
)
def test_wilson_and_clopper_pearson(
    k: int,
    n: int,
    at_95: tuple[float, float],
    exact_95: tuple[float, float],
    at_80: tuple[float, float],
) -> None:
    assert ends(wilson(k, n, 0.95)) == near(*at_95)
    assert ends(clopper_pearson(k, n, 0.95)) == near(*exact_95)
    assert ends(wilson(k, n, 0.8)) == near(*at_80)


def test_published_figures() -> None:
    # SciPy's documentation of binomtest; Newcombe (1998), table I.
    found = clopper_pearson(7, 50, 0.95)
    assert ends(found) == pytest.approx((0.05819170033997342, 0.26739600249700846), abs=1e-12)
    assert ends(wilson(1, 29, 0.95)) == near(0.006113, 0.171755)
    assert ends(wilson(15, 148, 0.95)) == near(0.062386, 0.160487)
    assert ends(wilson(81, 263, 0.95)) == near(0.255289, 0.366210)
    assert ends(clopper_pearson(81, 263, 0.95)) == near(0.252737, 0.367622)


@pytest.mark.parametrize(
    ("population", "n", "k", "marked", "finite"),
    [
        (50, 10, 3, (5, 31), None),
        (30, 10, 7, (13, 27), (0.444249, 0.871975)),
        (30, 18, 14, (19, 26), (0.634685, 0.875790)),
        (40, 3, 2, (5, 39), (0.214356, 0.936145)),
        (40, 8, 5, (12, 35), (0.329879, 0.849461)),
        (40, 12, 9, (19, 36), None),
        (40, 4, 4, (17, 40), (0.530085, 1.0)),
        (60, 25, 20, (39, 54), (0.656641, 0.893236)),
        (120, 31, 22, (66, 100), (0.558508, 0.825279)),
        (120, 70, 56, (88, 103), (0.732808, 0.853669)),
        (320, 24, 19, (188, 295), None),
        (320, 96, 76, (228, 274), None),
        (400, 58, 46, (271, 352), (0.682158, 0.872557)),
        (12, 12, 9, (9, 9), (0.75, 0.75)),
        (1, 1, 0, (0, 0), (0.0, 0.0)),
    ],
)
def test_finite_populations(
    population: int,
    n: int,
    k: int,
    marked: tuple[int, int],
    finite: tuple[float, float] | None,
) -> None:
    assert hypergeometric_range(k, n, population, 0.95) == marked
    found = hypergeometric(k, n, population, 0.95)
    assert ends(found) == near(marked[0] / population, marked[1] / population)
    assert found is not None
    assert found.method == "hypergeometric"
    if finite:
        assert ends(wilson_finite(k, n, population, 0.95)) == near(*finite)


def test_the_finite_range_is_that_of_a_scan_with_scipy() -> None:
    from scipy.stats import hypergeom

    for population, n in ((17, 5), (29, 21)):
        marked = range(population + 1)
        for k in range(n + 1):
            low = min(m for m in marked if hypergeom.sf(k - 1, population, m, n) > 0.025)
            high = max(m for m in marked if hypergeom.cdf(k, population, m, n) > 0.025)
            assert hypergeometric_range(k, n, population, 0.95) == (low, high)


def test_a_chance_that_equals_the_tail_is_too_rare() -> None:
    # One of ten marked, one drawn: the chance to draw it is exactly what 80 % leaves on a side.
    assert hypergeometric_range(1, 1, 10, 0.8) == (2, 10)


def test_nothing_read_says_nothing() -> None:
    assert wilson(0, 0, 0.95) is None
    assert wilson_finite(0, 0, 40, 0.95) is None
    assert clopper_pearson(0, 0, 0.95) is None
    assert hypergeometric(0, 0, 40, 0.95) is None
    assert newcombe((0, 0), (3, 5), 0.95) is None
    assert newcombe((3, 5), (0, 0), 0.95) is None


@pytest.mark.parametrize(
    ("k", "n"), [(3, 2), (-1, 5), (1, 0), (1, -2), (math.nan, 5), (1, math.inf)]
)
def test_counts_that_cannot_be_are_refused(k: float, n: float) -> None:
    with pytest.raises(ValueError, match="of"):
        wilson(k, n, 0.95)
    with pytest.raises(ValueError, match="of"):
        newcombe((k, n), (1, 2), 0.95)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="of"):
        clopper_pearson(k, n, 0.95)  # type: ignore[arg-type]


def test_more_drawn_than_there_are_is_refused() -> None:
    with pytest.raises(ValueError, match="drawn"):
        hypergeometric(3, 5, 4, 0.95)
    with pytest.raises(ValueError, match="drawn"):
        wilson_finite(3, 5, 4, 0.95)


@pytest.mark.parametrize("level", [0, 1, 95, -0.5, math.nan])
def test_levels_that_cannot_be_are_refused(level: float) -> None:
    for call in (z, lambda one: wilson(1, 2, one), lambda one: hypergeometric(1, 2, 3, one)):
        with pytest.raises(ValueError, match="level"):
            call(level)


def test_an_effective_number_need_not_be_whole() -> None:
    # A stratified estimate: .735694444 of 38.939156 files.
    n = 38.939156
    assert ends(wilson(0.735694444 * n, n, 0.95)) == near(0.580709, 0.848352)


@pytest.mark.parametrize(
    ("after", "before", "interval"),
    [
        # Newcombe (1998), Statistics in Medicine 17: 873-890, table II, method 10.
        ((56, 70), (48, 80), (0.0524, 0.3339)),
        ((9, 10), (3, 10), (0.1705, 0.8090)),
        ((10, 10), (0, 20), (0.6791, 1.0)),
        ((10, 10), (0, 10), (0.6075, 1.0)),
        ((5, 56), (0, 29), (-0.0381, 0.1926)),
    ],
)
def test_newcombe(
    after: tuple[int, int], before: tuple[int, int], interval: tuple[float, float]
) -> None:
    assert newcombe(before, after, 0.95) == pytest.approx(interval, abs=5e-5)
    turned = newcombe(after, before, 0.95)
    assert turned == pytest.approx((-interval[1], -interval[0]), abs=5e-5)


SIZES = st.integers(1, 120)


@settings(max_examples=60, deadline=None)
@given(SIZES, SIZES, st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_an_interval_holds_its_share_and_mirrors(k: int, n: int, level: float) -> None:
    assume(k <= n)
    for of in (wilson, clopper_pearson):
        low, high = ends(of(k, n, level))
        assert 0 <= low <= k / n <= high <= 1
        assert ends(of(n - k, n, level)) == pytest.approx((1 - high, 1 - low), abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 40), st.integers(1, 60), st.data())
def test_the_finite_range_is_possible_and_mirrors(n: int, more: int, data: st.DataObject) -> None:
    population = n + more
    k = data.draw(st.integers(0, n))
    found = hypergeometric_range(k, n, population, 0.95)
    assert found is not None
    low, high = found
    assert k <= low <= high <= population - (n - k)
    mirrored = hypergeometric_range(n - k, n, population, 0.95)
    assert mirrored == (population - high, population - low)
