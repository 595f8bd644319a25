"""What the files that were read say of all files: the establishment's share, with its interval.

Only files drawn at random by this program and certainty cases may come in: each stratum weighs as
many files as it stands for. Shares and variances are exact; intervals are floats.

Source: stratified sampling with correction for finite populations (Cochran, Sampling Techniques,
chapter 5); Wilson's interval on the effective number of files after Korn and Graubard.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.results import Interval, Picked
from pomdesk.domain.quality.terms import SampleRole
from pomdesk.rules.quality.intervals import hypergeometric, wilson

CERTAIN = "|certain"
"""The stratum of all certainty cases: it stands for nothing but itself."""


@dataclass(frozen=True, slots=True)
class StratumResult:
    """What was found in one stratum.

    Attributes:
        size: files it stands for.
        read: files of it that were read.
        good: sufficient ones of those.

    """

    stratum: str
    size: int
    read: int
    good: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """The share of sufficient files of the whole.

    Attributes:
        share: each stratum weighed by its size.
        naive: sufficient files of read ones, unweighed; shown beside it.
        size: files the estimate speaks for.
        read: files that were read.
        good: sufficient ones of those.
        variance: of ``share``; None where too little was read to tell.
        effective: files of a simple random sample that would tell as much; None likewise, and
            where the interval is exact.
        interval: of ``share``.
        merged: strata of which one file was read, taken together to tell the variance.
        unseen: strata of which none was read; the estimate does not speak for them.

    """

    share: Fraction
    naive: Fraction
    size: int
    read: int
    good: int
    variance: Fraction | None
    effective: float | None
    interval: Interval
    merged: Sequence[str]
    unseen: Sequence[str]


def strata_of(
    sizes: Mapping[str, int], picked: Sequence[Picked], outcomes: Mapping[str, bool]
) -> list[StratumResult]:
    """What was found, by stratum; certainty cases are a stratum of their own.

    Args:
        sizes: units that could be drawn at random, by stratum.
        picked: the draw.
        outcomes: by reference, whether a file that was read is sufficient. Reserves that stepped
            in count as the files they stand for.

    """
    certain = [one for one in picked if one.role is SampleRole.CERTAINTY]
    read: dict[str, list[bool]] = {stratum: [] for stratum in sizes}
    for one in picked:
        if one.case_ref in outcomes:
            stratum = CERTAIN if one.role is SampleRole.CERTAINTY else one.stratum
            read.setdefault(stratum, []).append(outcomes[one.case_ref])
    whole = {**sizes, CERTAIN: len(certain)} if certain else sizes
    found = ((stratum, size, read.get(stratum, [])) for stratum, size in whole.items())
    return [StratumResult(name, size, len(marks), sum(marks)) for name, size, marks in found]


def estimate(strata: Sequence[StratumResult], level: float) -> Estimate | None:
    """The share of sufficient files, each stratum weighed by its size.

    One stratum, or the same share read of each: the interval is exact for a finite population.
    Else it is Wilson's on as many files as the variance is worth. Where the strata show no
    variance although not every file was read (each of them all good or all bad), the files are
    taken as a simple random sample: no spread in a few files is no proof of none.

    Args:
        strata: what was found in each.
        level: of the interval, from 0 to 1.

    Returns:
        None where nothing was read.

    Raises:
        RequestRefused: ``REQ-QA-NUMBER``: more good than read, or more read than there are.

    """
    if any(not 0 <= one.good <= one.read <= one.size for one in strata):
        raise RequestRefused("REQ-QA-NUMBER")
    seen = [one for one in strata if one.read]
    if not seen:
        return None
    size, read, good = (
        sum(one.size for one in seen),
        sum(one.read for one in seen),
        sum(one.good for one in seen),
    )
    share = sum((Fraction(one.size * one.good, one.read) for one in seen), Fraction()) / size
    groups, merged = _merged(seen)
    variance = _variance(groups, size)
    effective: float | None = None
    if len({Fraction(one.read, one.size) for one in seen}) == 1:
        interval = hypergeometric(good, read, size, level)
    elif variance:
        effective = float(share * (1 - share) / variance)
        interval = wilson(float(share) * effective, effective, level)
    else:
        interval = _without_variance(share, read, size, level)
    if interval is None:
        raise ValueError(level)
    unseen = tuple(one.stratum for one in strata if one.size and not one.read)
    return Estimate(
        share, Fraction(good, read), size, read, good, variance, effective, interval,
        merged, unseen,
    )  # fmt: skip


def _merged(seen: Sequence[StratumResult]) -> tuple[list[StratumResult], tuple[str, ...]]:
    """Strata as the variance takes them: one file alone shows none, so such ones go together.

    A single one goes with the smallest of the others that were not read whole.
    """
    single = sorted((one for one in seen if one.read == 1 < one.size), key=lambda one: one.stratum)
    rest = [one for one in seen if one not in single]
    partly = [one for one in rest if one.read < one.size]
    if len(single) == 1 and partly:
        single.append(min(partly, key=lambda one: (one.size, one.stratum)))
        rest.remove(single[-1])
    if len(single) < 2:
        return [*rest, *single], ()
    together = StratumResult(
        "",
        sum(one.size for one in single),
        sum(one.read for one in single),
        sum(one.good for one in single),
    )
    return [*rest, together], tuple(one.stratum for one in single)


def _variance(groups: Sequence[StratumResult], size: int) -> Fraction | None:
    """Sum of (N_h/N)^2 (1 - n_h/N_h) p_h (1 - p_h) / (n_h - 1), exactly."""
    total = Fraction()
    for one in groups:
        if one.read == one.size:
            continue
        if one.read < 2:
            return None
        p = Fraction(one.good, one.read)
        left = 1 - Fraction(one.read, one.size)
        total += Fraction(one.size, size) ** 2 * left * p * (1 - p) / (one.read - 1)
    return total


def _without_variance(share: Fraction, read: int, size: int, level: float) -> Interval | None:
    """Wilson's interval as of a simple random sample of so many files."""
    if read == size:
        return Interval(float(share), float(share), level, "wilson")
    effective = read * (size - 1) / (size - read)
    return wilson(float(share) * effective, effective, level)
