"""Confidence intervals of shares: how far a few files speak for all.

``level`` is from 0 to 1 (0.95). Without a file there is no interval: None, never "anything".
"""

from bisect import bisect_left
from fractions import Fraction
from math import comb, isfinite, sqrt
from statistics import NormalDist

from pomdesk.domain.quality.results import Interval


def z(level: float) -> float:
    """Quantile of the normal distribution for a two-sided interval: 1.96 for 0.95.

    Raises:
        ValueError: a level that is not between 0 and 1.

    """
    _check_level(level)
    return NormalDist().inv_cdf((1 + level) / 2)


def student_t(level: float, freedom: int) -> float:
    """Quantile of the t distribution for a two-sided interval.

    Raises:
        ValueError: a level that is not between 0 and 1.

    """
    from scipy.special import stdtrit

    _check_level(level)
    return float(stdtrit(freedom, (1 + level) / 2))


def wilson(k: float, n: float, level: float) -> Interval | None:
    """Wilson's score interval, without correction for continuity.

    ``k`` and ``n`` need not be whole: an effective number of files is taken as it is.

    Raises:
        ValueError: counts that cannot be, or such a level.

    """
    _check_counts(k, n)
    width = z(level)
    if not n:
        return None
    share, square = k / n, width * width
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = width / (1 + square / n) * sqrt(share * (1 - share) / n + square / (4 * n * n))
    low = 0.0 if k == 0 else max(0.0, middle - half)
    high = 1.0 if k == n else min(1.0, middle + half)
    return Interval(low, high, level, "wilson")


def wilson_finite(k: int, n: int, population: int, level: float) -> Interval | None:
    """Wilson's interval for files drawn from a population that is not much larger.

    Counted as ``n (N - 1) / (N - n)`` files; where all were read the share itself is both ends.

    Raises:
        ValueError: counts that cannot be, or such a level.

    """
    _check_population(n, population)
    _check_counts(k, n)
    _check_level(level)
    if n and n == population:
        return Interval(k / n, k / n, level, "wilson")
    effective = n * (population - 1) / (population - n) if n else 0.0
    return wilson(k / n * effective if n else 0.0, effective, level)


def clopper_pearson(k: int, n: int, level: float) -> Interval | None:
    """The exact binomial interval of Clopper and Pearson.

    Raises:
        ValueError: counts that cannot be, or such a level.

    """
    from scipy.special import betaincinv

    _check_counts(k, n)
    _check_level(level)
    if not n:
        return None
    tail = (1 - level) / 2
    low = float(betaincinv(k, n - k + 1, tail)) if k else 0.0
    high = float(betaincinv(k + 1, n - k, 1 - tail)) if k < n else 1.0
    return Interval(low, high, level, "exact")


def hypergeometric_range(k: int, n: int, population: int, level: float) -> tuple[int, int] | None:
    """How many of a population may be sufficient where ``k`` of ``n`` drawn files are.

    The lowest number under which so many or more would not be too rare, and the highest under
    which so many or fewer would not be; too rare is a chance of no more than half of what the
    level leaves. In whole numbers throughout.

    Raises:
        ValueError: counts that cannot be, or such a level.

    """
    _check_population(n, population)
    _check_counts(k, n)
    _check_level(level)
    if not n:
        return None
    tail = (1 - Fraction(str(level))) / 2
    # With more sufficient ones "k or more" grows likelier and "k or fewer" rarer.
    possible = range(k, population - (n - k) + 1)
    low = bisect_left(possible, True, key=lambda m: _chance(k, n, m, n, population) > tail)
    beyond = bisect_left(possible, True, key=lambda m: _chance(0, k, m, n, population) <= tail)
    return possible[low], possible[beyond - 1]


def hypergeometric(k: int, n: int, population: int, level: float) -> Interval | None:
    """``hypergeometric_range`` as shares of the population.

    Raises:
        ValueError: counts that cannot be, or such a level.

    """
    found = hypergeometric_range(k, n, population, level)
    if found is None:
        return None
    low, high = found
    return Interval(low / population, high / population, level, "hypergeometric")


def newcombe(
    before: tuple[int, int], after: tuple[int, int], level: float
) -> tuple[float, float] | None:
    """Newcombe's interval of a difference of two shares, after less before, from -1 to 1.

    His method 10: from Wilson's intervals of both. Each side is ``k`` of ``n`` files, and the
    sides are independent.

    Returns:
        None where a side has no file.

    Raises:
        ValueError: counts that cannot be, or such a level.

    """
    first, then = wilson(*before, level), wilson(*after, level)
    if first is None or then is None:
        return None
    was, now = before[0] / before[1], after[0] / after[1]
    below = sqrt((now - then.low) ** 2 + (first.high - was) ** 2)
    above = sqrt((then.high - now) ** 2 + (was - first.low) ** 2)
    return max(-1.0, now - was - below), min(1.0, now - was + above)


def _chance(least: int, most: int, marked: int, n: int, population: int) -> Fraction:
    """Chance that from ``least`` to ``most`` of ``n`` drawn are among the ``marked``, exactly."""
    most = min(most, marked, n)
    least = max(least, n - (population - marked), 0)
    if least > most:
        return Fraction(0)
    rest = population - marked
    ways = comb(marked, least) * comb(rest, n - least)
    total = ways
    for drawn in range(least, most):
        ways = ways * (marked - drawn) * (n - drawn) // ((drawn + 1) * (rest - n + drawn + 1))
        total += ways
    return Fraction(total, comb(population, n))


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise ValueError(f"level {level}")


def _check_counts(k: float, n: float) -> None:
    if not (isfinite(k) and isfinite(n) and 0 <= k <= n):
        raise ValueError(f"{k} of {n}")


def _check_population(n: int, population: int) -> None:
    if n > population:
        raise ValueError(f"{n} drawn of {population}")
