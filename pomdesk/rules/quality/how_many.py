"""How many files: three questions that are asked apart, and what a number of files buys.

The establishment's share is estimated over a cycle and spread over its rounds; whether a serious
failure would be seen, and whether every supervisor is, is asked of each round. Likelihoods that
can be counted are counted, not approximated.

Source: Cochran, Sampling Techniques, chapter 4 (with N - 1); hypergeometric distribution.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, comb, sqrt

from pomdesk.domain.errors import RequestRefused
from pomdesk.rules.policy import QualityPolicy
from pomdesk.rules.quality.allocation import shares
from pomdesk.rules.quality.intervals import z

_HALF = Fraction(1, 2)
_MINUTES = 60


@dataclass(frozen=True, slots=True)
class Buys:
    """What a number of files buys in one round.

    Attributes:
        files: read in the round.
        cycle_files: read in all rounds of the cycle, at most each file once.
        half_width: the establishment's share over the cycle is known to so much either way,
            where half of the files are sufficient (the widest case); 0 to 1; None without a file.
        chance: of seeing at least one serious failure in the round, where as many files have one
            as the policy says; 0 to 1.
        each: files of each supervisor, as they would be shared out.
        floor: least number of each supervisor they are shared out with: the policy's, or the
            highest that so many files allow.
        seconds: files marked a second time.
        hours: of assessors, for both markings.

    """

    files: int
    cycle_files: int
    half_width: float | None
    chance: float
    each: Mapping[str, int]
    floor: int
    seconds: int
    hours: Fraction


@dataclass(frozen=True, slots=True)
class HowMany:
    """The three answers, and the number of files of a round.

    Attributes:
        size: files that can be drawn.
        estimate_cycle: files in the cycle to estimate the establishment's share.
        estimate: that, for each round.
        find: files of a round to find a serious failure.
        coverage: files of a round that see every supervisor.
        wanted: the largest of the three, and what it buys.
        affordable: what the assessors' hours buy; None where no limit was given, or where they
            are enough.
        below_floor: the hours do not reach the least number of files of each supervisor.

    """

    size: int
    estimate_cycle: int
    estimate: int
    find: int
    coverage: int
    wanted: Buys
    affordable: Buys | None
    below_floor: bool

    @property
    def files(self) -> int:
        """Files of the round: what is wanted, cut to what the hours allow."""
        return (self.affordable or self.wanted).files


def how_many(
    sizes: Mapping[str, int], policy: QualityPolicy, *, rounds: int = 1, hours: int | None = None
) -> HowMany:
    """How many files a round should have.

    Args:
        sizes: files that can be drawn, by supervisor.
        policy: confidence, margin, floor, minutes of a file.
        rounds: in the cycle the establishment's share is estimated over.
        hours: assessors have for the round; None: as many as it takes.

    Raises:
        RequestRefused: ``REQ-QA-NUMBER``: no round, a number below 0, or a setting at which
            nothing can be asked (such as 100 per cent confidence).

    """
    if rounds < 1 or (hours is not None and hours < 0) or any(n < 0 for n in sizes.values()):
        raise RequestRefused("REQ-QA-NUMBER")
    size = sum(sizes.values())
    cycle = to_estimate(size, policy.confidence_percent, policy.margin_percent)
    one_round = -(-cycle // rounds)
    find = to_find(size, bad_files(size, policy.find_percent), policy.find_confidence_percent)
    coverage = _covered(sizes, policy.floor_files)
    wanted = buys(sizes, policy, max(one_round, find, coverage), rounds=rounds)
    affordable = None
    if hours is not None and wanted.hours > hours:
        files = _within(wanted.files, hours, policy)
        affordable = buys(sizes, policy, files, rounds=rounds)
    short = affordable is not None and affordable.files < coverage
    return HowMany(size, cycle, one_round, find, coverage, wanted, affordable, short)


def buys(sizes: Mapping[str, int], policy: QualityPolicy, files: int, *, rounds: int = 1) -> Buys:
    """What so many files buy in each round.

    Raises:
        RequestRefused: ``REQ-QA-NUMBER``, as for ``how_many``.

    """
    size = sum(sizes.values())
    if not 0 <= files <= size or rounds < 1:
        raise RequestRefused("REQ-QA-NUMBER")
    cycle = min(size, files * rounds)
    bad = bad_files(size, policy.find_percent)
    floor = _floor_for(sizes, files, policy.floor_files)
    return Buys(
        files=files,
        cycle_files=cycle,
        half_width=half_width(size, cycle, policy.confidence_percent),
        chance=float(chance_of_finding(size, bad, files)),
        each=shares(sizes, files, floor=floor),
        floor=floor,
        seconds=_seconds(files, policy),
        hours=_hours(files, policy),
    )


def cochran(
    size: int, confidence_percent: int, margin_percent: int, share: Fraction = _HALF
) -> float:
    """Files that estimate a share to a margin, before rounding up: n0 / (1 + (n0 - 1) / N).

    ``share`` is what is expected; a half asks for most files.

    Raises:
        RequestRefused: ``REQ-QA-NUMBER``: no files, a share, confidence or margin of 0, or of 1.

    """
    if size < 1 or not (0 < share < 1 and 0 < margin_percent < 100):
        raise RequestRefused("REQ-QA-NUMBER")
    first = (_z(confidence_percent) * 100 / margin_percent) ** 2 * float(share * (1 - share))
    return first / (1 + (first - 1) / size)


def to_estimate(
    size: int, confidence_percent: int, margin_percent: int, share: Fraction = _HALF
) -> int:
    """Files that estimate a share to a margin: ``cochran`` rounded up, at most all.

    Raises:
        RequestRefused: ``REQ-QA-NUMBER``, as for ``cochran``; without files it is 0.

    """
    if size == 0:
        return 0
    return min(size, ceil(cochran(size, confidence_percent, margin_percent, share)))


def half_width(
    size: int, files: int, confidence_percent: int, share: Fraction = _HALF
) -> float | None:
    """How far either way a share is known from so many files: ``cochran`` turned round.

    Returns:
        0 to 1; None without a file.

    Raises:
        RequestRefused: ``REQ-QA-NUMBER``: more files than there are, or such a confidence.

    """
    if not 0 <= files <= size:
        raise RequestRefused("REQ-QA-NUMBER")
    width = _z(confidence_percent)
    if not files or files == size:
        return 0.0 if files else None
    spread = float(share * (1 - share) / files * Fraction(size - files, size - 1))
    return min(1.0, width * sqrt(spread))


def bad_files(size: int, percent: int) -> int:
    """So many per cent of the files, rounded up.

    Raises:
        RequestRefused: ``REQ-QA-NUMBER``: not from 0 to 100.

    """
    if not 0 <= percent <= 100 or size < 0:
        raise RequestRefused("REQ-QA-NUMBER")
    return -(-size * percent // 100)


def chance_of_finding(size: int, bad: int, files: int) -> Fraction:
    """Likelihood that at least one of ``bad`` files is among so many drawn of ``size``.

    Raises:
        RequestRefused: ``REQ-QA-NUMBER``: more bad ones or more drawn than there are.

    """
    if not (0 <= bad <= size and 0 <= files <= size):
        raise RequestRefused("REQ-QA-NUMBER")
    return 1 - Fraction(comb(size - bad, files), comb(size, files))


def to_find(size: int, bad: int, confidence_percent: int) -> int:
    """The fewest files of which at least one is bad with such a likelihood.

    Returns:
        0 where no file is bad: then no number of files finds one.

    Raises:
        RequestRefused: ``REQ-QA-NUMBER``, as for ``chance_of_finding``.

    """
    _z(confidence_percent)
    if not 0 <= bad <= size:
        raise RequestRefused("REQ-QA-NUMBER")
    if not bad:
        return 0
    wanted = Fraction(confidence_percent, 100)
    low, high = 1, size - bad + 1  # so many are certain to hold one
    while low < high:
        middle = (low + high) // 2
        if chance_of_finding(size, bad, middle) >= wanted:
            high = middle
        else:
            low = middle + 1
    return low


def to_find_of_many(percent: int, confidence_percent: int) -> int:
    """``to_find`` where so many per cent are bad of more files than can be counted.

    Raises:
        RequestRefused: ``REQ-QA-NUMBER``: not between 0 and 100 per cent.

    """
    _z(confidence_percent)
    if not 0 < percent < 100:
        raise RequestRefused("REQ-QA-NUMBER")
    none, most, files = Fraction(1), 1 - Fraction(confidence_percent, 100), 0
    while none > most:
        none *= 1 - Fraction(percent, 100)
        files += 1
    return files


@dataclass(frozen=True, slots=True)
class Accepting:
    """How often a round would pass under a rule "at most so many critical failures".

    An alarm, not a judgement: a caseload is not a lot to be shipped.

    Attributes:
        percent: files that really have a critical failure.
        bad: as many of the files that there are.
        of_many: likelihood of passing, of more files than can be counted (binomial).
        of_size: the same of the files that there are (hypergeometric).

    """

    percent: Fraction
    bad: int
    of_many: Fraction
    of_size: Fraction


def operating_characteristic(
    size: int, files: int, accept: int, percents: Sequence[Fraction | int]
) -> list[Accepting]:
    """The rule "pass with at most ``accept`` critical failures in ``files``" at several rates.

    Raises:
        RequestRefused: ``REQ-QA-NUMBER``: more files than there are, or such rates.

    """
    if not 0 <= files <= size or accept < 0 or any(not 0 <= one <= 100 for one in percents):
        raise RequestRefused("REQ-QA-NUMBER")
    rows = []
    for percent in map(Fraction, percents):
        rate, bad = percent / 100, ceil(size * percent / 100)
        up_to = range(min(accept, files) + 1)
        many = sum(comb(files, k) * rate**k * (1 - rate) ** (files - k) for k in up_to)
        ways = sum(comb(bad, k) * comb(size - bad, files - k) for k in up_to)
        rows.append(Accepting(percent, bad, Fraction(many), Fraction(ways, comb(size, files))))
    return rows


def rounds_to_see_all(size: int, files: int) -> int | None:
    """Rounds until every file was seen, none twice; None where none is drawn.

    Raises:
        RequestRefused: ``REQ-QA-NUMBER``: a number below 0.

    """
    if size < 0 or files < 0:
        raise RequestRefused("REQ-QA-NUMBER")
    return -(-size // files) if files else (None if size else 0)


def unseen_without_rotation(size: int, files: int, rounds: int) -> Fraction:
    """Likelihood that a file is never seen where each round draws from all of them anew.

    Raises:
        RequestRefused: ``REQ-QA-NUMBER``: more files than there are, or a number below 0.

    """
    if not 0 <= files <= size or rounds < 0 or not size:
        raise RequestRefused("REQ-QA-NUMBER")
    return (1 - Fraction(files, size)) ** rounds


def _z(confidence_percent: int) -> float:
    if not 0 < confidence_percent < 100:
        raise RequestRefused("REQ-QA-NUMBER")
    return z(confidence_percent / 100)


def _covered(sizes: Mapping[str, int], floor: int) -> int:
    return sum(min(floor, size) for size in sizes.values())


def _floor_for(sizes: Mapping[str, int], files: int, floor: int) -> int:
    while floor and _covered(sizes, floor) > files:
        floor -= 1
    return floor


def _seconds(files: int, policy: QualityPolicy) -> int:
    return -(-files * policy.double_percent // 100)


def _hours(files: int, policy: QualityPolicy) -> Fraction:
    return Fraction((files + _seconds(files, policy)) * policy.file_minutes, _MINUTES)


def _within(files: int, hours: int, policy: QualityPolicy) -> int:
    """The most files, up to so many, that are read in so many hours."""
    while files and _hours(files, policy) > hours:
        files -= 1
    return files
