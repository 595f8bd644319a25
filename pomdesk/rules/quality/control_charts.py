"""Charts over time and between supervisors: what is more than chance, and what is not.

Limits are exact binomial ones, because rounds are small: limits of three standard deviations
pass 100 % or miss that chance is lopsided. They are counted in whole numbers. A signal is an
invitation to look, never a finding. A trend is never drawn through a change of the instrument.
Run rules: Anhoej and Olesen (2014).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import groupby
from math import comb, log2, sqrt
from statistics import median

from pomdesk.domain.quality.terms import RootCause

ACTION = Fraction(1, 1000)
"""Chance left outside each action limit."""
WARNING = Fraction(1, 40)
"""Chance left outside each warning limit."""
LEAST_POINTS = 12
"""Run rules are asked from so many points on."""
LEAST_FUNNEL_FILES = 6
"""With fewer files no supervisor can be told from chance."""


class Signal(StrEnum):
    """Where a point lies."""

    NONE = "none"
    LOW_WARNING = "low_warning"
    HIGH_WARNING = "high_warning"
    LOW = "low"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Point:
    """One round: ``k`` sufficient of ``n``, marked with one version of the instrument."""

    label: str
    k: int
    n: int
    version: int = 1


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a share for one number of files, as exact shares.

    A point on a limit is inside.
    """

    low: Fraction
    low_warning: Fraction
    high_warning: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class Charted:
    """One point of a chart; without a file there is no share and there are no limits."""

    label: str
    k: int
    n: int
    share: Fraction | None
    limits: Limits | None
    signal: Signal


@dataclass(frozen=True, slots=True)
class Runs:
    """Runs on one side of the median.

    Attributes:
        useful: points that are not on the median.
        longest: the longest run of them on one side, ``longest_most`` by chance.
        crossings: times the line crosses the median, ``crossings_least`` by chance.

    """

    median: Fraction
    useful: int
    longest: int
    longest_most: int
    crossings: int
    crossings_least: int

    @property
    def signal(self) -> bool:
        """Whether the line is not chance alone: a run too long or too few crossings."""
        return self.longest > self.longest_most or self.crossings < self.crossings_least


@dataclass(frozen=True, slots=True)
class Stretch:
    """The points of one version of the instrument, with a centre of their own.

    Attributes:
        centre: all sufficient of all files; None where there is no file.
        runs: None under ``LEAST_POINTS`` points with files.

    """

    version: int
    centre: Fraction | None
    points: Sequence[Charted]
    runs: Runs | None


@dataclass(frozen=True, slots=True)
class Smoothed:
    """One point of an EWMA chart, all floats from 0 to 1."""

    label: str
    value: float
    low: float
    high: float

    @property
    def signal(self) -> Signal:
        """Whether it lies outside its limits."""
        if self.value < self.low:
            return Signal.LOW
        return Signal.HIGH if self.value > self.high else Signal.NONE


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a Pareto chart: its count, its share of all, and that of all up to it."""

    cause: RootCause
    count: int
    share: Fraction
    together: Fraction


def p_chart(points: Sequence[Point]) -> list[Stretch]:
    """Points in the order of time, in one stretch for each version of the instrument.

    Raises:
        ValueError: counts that cannot be.

    """
    stretches = []
    for version, grouped in groupby(points, key=lambda one: one.version):
        same = list(grouped)
        files = sum(one.n for one in same)
        centre = Fraction(sum(one.k for one in same), files) if files else None
        charted = tuple(_charted(one.label, one.k, one.n, centre) for one in same)
        shares = [one.share for one in charted if one.share is not None]
        runs = run_rules(shares) if len(shares) >= LEAST_POINTS else None
        stretches.append(Stretch(version, centre, charted, runs))
    return stretches


def funnel(points: Sequence[Point], centre: Fraction) -> list[Charted]:
    """Supervisors round the establishment's mean; ``label`` is whatever tells them apart.

    Under ``LEAST_FUNNEL_FILES`` files a point has limits and never a signal.

    Raises:
        ValueError: counts or a centre that cannot be.

    """
    return [
        _charted(one.label, one.k, one.n, centre, quiet=one.n < LEAST_FUNNEL_FILES)
        for one in points
    ]


def limits(centre: Fraction, n: int) -> Limits:
    """Exact binomial limits for ``n`` files: 0.1 and 99.9 %, 2.5 and 97.5 %.

    Raises:
        ValueError: no file, or a centre outside 0 to 1.

    """
    if n < 1:
        raise ValueError(f"{n} files")
    chances = (ACTION, WARNING, 1 - WARNING, 1 - ACTION)
    return Limits(*(Fraction(one, n) for one in binomial_quantiles(chances, n, centre)))


def binomial_quantiles(chances: Sequence[Fraction], n: int, p: Fraction) -> list[int]:
    """For each chance the least number that so much of a binomial distribution does not pass.

    In whole numbers: exact however small the chance.

    Raises:
        ValueError: ``p`` outside 0 to 1.

    """
    sums, whole = _binomial_sums(n, p)
    found = []
    for chance in chances:
        least = chance.numerator * whole
        found.append(next(k for k, total in enumerate(sums) if total * chance.denominator >= least))
    return found


def low_tail(k: int, n: int, p: Fraction) -> float:
    """Chance of ``k`` or fewer of ``n`` where each is sufficient with chance ``p``.

    Raises:
        ValueError: ``p`` outside 0 to 1.

    """
    sums, whole = _binomial_sums(n, p)
    return float(Fraction(sums[min(k, n)], whole)) if k >= 0 else 0.0


def run_rules(shares: Sequence[Fraction]) -> Runs:
    """Runs and crossings of the median, against what chance allows.

    Points on the median belong to neither side. The longest run by chance is
    ``round(log2 n) + 3`` points; the fewest crossings are the 5 % quantile of ``n - 1`` throws of
    a coin.

    Raises:
        ValueError: no point.

    """
    if not shares:
        raise ValueError("no point")
    middle = Fraction(median(shares))
    sides = [one > middle for one in shares if one != middle]
    lengths = [len(list(same)) for _, same in groupby(sides)]
    n = len(sides)
    return Runs(
        median=middle,
        useful=n,
        longest=max(lengths, default=0),
        longest_most=longest_by_chance(n),
        crossings=max(len(lengths) - 1, 0),
        crossings_least=crossings_by_chance(n),
    )


def longest_by_chance(useful: int) -> int:
    """The longest run that chance allows so many points off the median; 0 points: 0."""
    return round(log2(useful)) + 3 if useful else 0


def crossings_by_chance(useful: int) -> int:
    """The fewest crossings that chance allows so many points off the median; 0 points: 0."""
    return binomial_quantiles([Fraction(1, 20)], useful - 1, Fraction(1, 2))[0] if useful else 0


def ewma(
    points: Sequence[Point], target: Fraction, weight: float = 0.2, times: float = 3.0
) -> list[Smoothed]:
    """Shares smoothed from the target on, to show a slow drift; rounds without a file are left out.

    Args:
        points: in the order of time and of one version of the instrument.
        target: where it begins and what the limits are round, 0 to 1.
        weight: of the newest point.
        times: limits are so many standard deviations off, each round counted with its own files.

    Raises:
        ValueError: points of several versions; counts, a target or a weight that cannot be.

    """
    if len({one.version for one in points}) > 1:
        raise ValueError("a trend is not drawn through a change of the instrument")
    if not 0 < weight <= 1 or not 0 <= target <= 1:
        raise ValueError(f"weight {weight}, target {target}")
    centre = value = float(target)
    variance = 0.0
    smoothed = []
    for point in points:
        _check(point.k, point.n)
        if not point.n:
            continue
        value = weight * point.k / point.n + (1 - weight) * value
        variance = weight**2 * centre * (1 - centre) / point.n + (1 - weight) ** 2 * variance
        half = times * sqrt(variance)
        low, high = max(0.0, centre - half), min(1.0, centre + half)
        smoothed.append(Smoothed(point.label, value, low, high))
    return smoothed


def pareto(counts: Mapping[RootCause, int]) -> list[Bar]:
    """Root causes, the commonest first; of equals, in the order of the terms; none with nought.

    Raises:
        ValueError: a count below 0.

    """
    if any(one < 0 for one in counts.values()):
        raise ValueError("a count below 0")
    order = list(RootCause)
    named = sorted(
        ((cause, count) for cause, count in counts.items() if count),
        key=lambda one: (-one[1], order.index(one[0])),
    )
    total = sum(count for _, count in named)
    bars, so_far = [], 0
    for cause, count in named:
        so_far += count
        bars.append(Bar(cause, count, Fraction(count, total), Fraction(so_far, total)))
    return bars


def _charted(
    label: str, k: int, n: int, centre: Fraction | None, *, quiet: bool = False
) -> Charted:
    _check(k, n)
    if not n or centre is None:
        return Charted(label, k, n, None, None, Signal.NONE)
    share, found = Fraction(k, n), limits(centre, n)
    signal = Signal.NONE if quiet else _signal(share, found)
    return Charted(label, k, n, share, found, signal)


def _signal(share: Fraction, found: Limits) -> Signal:
    if share < found.low:
        return Signal.LOW
    if share > found.high:
        return Signal.HIGH
    if share < found.low_warning:
        return Signal.LOW_WARNING
    return Signal.HIGH_WARNING if share > found.high_warning else Signal.NONE


def _binomial_sums(n: int, p: Fraction) -> tuple[list[int], int]:
    """Sums of a binomial distribution as whole numbers, and the number that they are parts of."""
    if not 0 <= p <= 1:
        raise ValueError(f"a chance of {p}")
    hit, whole = p.numerator, p.denominator
    miss = whole - hit
    sums, total = [], 0
    for k in range(n + 1):
        total += comb(n, k) * hit**k * miss ** (n - k)
        sums.append(total)
    return sums, whole**n


def _check(k: int, n: int) -> None:
    if not 0 <= k <= n:
        raise ValueError(f"{k} of {n}")
