"""How many files each supervisor gives: largest remainders between a floor and what there is.

Whole numbers throughout, so there are no ties that only rounding makes; ties that remain go to
the stratum that comes first.
"""

from collections.abc import Mapping
from fractions import Fraction
from math import isqrt

from pomdesk.domain.errors import RequestRefused
from pomdesk.domain.quality.draws import Allocation, Method, Plan, Share
from pomdesk.rules.quality.frames import BAR

_LEAST_RESERVES = 2
_SCALE = 10**12  # roots are taken to 12 places, in whole numbers


def allocate(sizes: Mapping[str, int], plan: Plan) -> Allocation:
    """Share files out among supervisors, and within each by the second key if there is one.

    Args:
        sizes: units that can be drawn, by stratum (``POM03`` or ``POM03|HIGH``).
        plan: how many and how.

    Raises:
        RequestRefused: as for ``shares`` and ``neyman``.

    """
    inside: dict[str, dict[str, int]] = {}
    for stratum, size in sizes.items():
        inside.setdefault(stratum.partition(BAR)[0], {})[stratum] = size
    whole = {supervisor: sum(parts.values()) for supervisor, parts in inside.items()}
    if plan.method is Method.NEYMAN:
        weak = {one: shrunk(*plan.before.get(one, (0, 0))) for one in whole}
        given = neyman(whole, weak, plan.n, floor=plan.floor)
    else:
        given = shares(whole, plan.n, floor=plan.floor)
    made = []
    for supervisor, parts in inside.items():
        split = list(parts) != [supervisor]
        taken = shares(parts, given[supervisor]) if split else given
        for stratum, size in parts.items():
            floor = 0 if split else min(plan.floor, size)
            n = taken[stratum]
            made.append(Share(stratum, size, floor, n, reserves_for(n, size)))
    return Allocation(plan, tuple(sorted(made, key=lambda share: share.stratum)))


def reserves_for(n: int, size: int) -> int:
    """Half as many reserves as files, two at least, as far as there are; none for none."""
    return min(size - n, max(_LEAST_RESERVES, -(-n // 2))) if n else 0


def shares(sizes: Mapping[str, int], n: int, *, floor: int = 0) -> dict[str, int]:
    """Share ``n`` files out in proportion to size, each stratum at least ``floor``.

    A stratum with fewer than ``floor`` gives all it has; where there are fewer than ``n``
    altogether, all are taken.

    Raises:
        RequestRefused: ``REQ-QA-TOO-FEW``: ``n`` is less than the floors come to;
            ``REQ-QA-NUMBER``: a number below 0.

    """
    return _boxed(sizes, dict(sizes), n, floor)


def neyman(
    sizes: Mapping[str, int], good: Mapping[str, Fraction], n: int, *, floor: int = 0
) -> dict[str, int]:
    """Share ``n`` files out by size times spread; for targeted work only.

    It sends more checks to weaker supervisors, which in routine work is read as unfair.

    Args:
        sizes: units that can be drawn, by stratum.
        good: share of sufficient files expected in each, above 0 and below 1 (``shrunk``).
        n: files to share out.
        floor: least number of each.

    Raises:
        RequestRefused: as for ``shares``; ``REQ-QA-NUMBER`` too where a share is 0, 1 or beyond.

    """
    weights = {}
    for stratum, size in sizes.items():
        p = good[stratum]
        if size < 0 or not 0 < p < 1:
            raise RequestRefused("REQ-QA-NUMBER")
        spread = p.numerator * (p.denominator - p.numerator)
        weights[stratum] = isqrt(size * size * spread * _SCALE * _SCALE) // p.denominator
    return _boxed(sizes, weights, n, floor)


def shrunk(good: int, read: int) -> Fraction:
    """A share of sufficient files that is never 0 or 1: (good + 1) / (read + 2).

    Raises:
        RequestRefused: ``REQ-QA-NUMBER``: more good than read, or a number below 0.

    """
    if not 0 <= good <= read:
        raise RequestRefused("REQ-QA-NUMBER")
    return Fraction(good + 1, read + 2)


def pps(sizes: Mapping[str, int], n: int) -> dict[str, Fraction]:
    """Inclusion probabilities in proportion to size: n x / sum of x, never above 1.

    Whatever would come to 1 or more is certain; the rest is shared out anew.

    Raises:
        RequestRefused: ``REQ-QA-NUMBER``: a number below 0.

    """
    if n < 0 or any(size < 0 for size in sizes.values()):
        raise RequestRefused("REQ-QA-NUMBER")
    certain: set[str] = set()
    while True:
        rest = {one: size for one, size in sizes.items() if size and one not in certain}
        left, total = n - len(certain), sum(rest.values())
        more = {one for one, size in rest.items() if left * size >= total}
        if not more:
            break
        certain |= more
    likely = {one: Fraction(left * size, total) for one, size in rest.items()}
    return {one: Fraction(1) if one in certain else likely.get(one, Fraction(0)) for one in sizes}


def _boxed(
    sizes: Mapping[str, int], weights: Mapping[str, int], n: int, floor: int
) -> dict[str, int]:
    """Largest remainders within bounds.

    Strata whose quota lies beyond a bound are fixed at it and the rest is shared out anew. Where
    quotas lie beyond both, the side that is further out is fixed first: fixing the other side
    could leave files that no stratum may take. By size alone no quota lies above what there is.
    """
    if n < 0 or floor < 0 or any(size < 0 for size in sizes.values()):
        raise RequestRefused("REQ-QA-NUMBER")
    floors = {one: min(floor, size) for one, size in sizes.items()}
    least = sum(floors.values())
    if n < least:
        raise RequestRefused("REQ-QA-TOO-FEW", n=n, floors=least)
    if n >= sum(sizes.values()):
        return dict(sizes)
    fixed: dict[str, int] = {}
    while True:
        rest = sorted(one for one in sizes if one not in fixed)
        left, total = n - sum(fixed.values()), sum(weights[one] for one in rest)
        quotas = {one: left * weights[one] for one in rest}  # in parts of ``total``
        below = {one: short for one in rest if (short := floors[one] * total - quotas[one]) > 0}
        above = {one: over for one in rest if (over := quotas[one] - sizes[one] * total) > 0}
        if not below and not above:
            break
        if sum(below.values()) >= sum(above.values()):
            fixed |= {one: floors[one] for one in below}
        else:
            fixed |= {one: sizes[one] for one in above}
    if not total:
        return fixed | dict.fromkeys(rest, 0)
    taken = {one: quotas[one] // total for one in rest}
    extra = left - sum(taken.values())
    for one in sorted(rest, key=lambda one: (-(quotas[one] % total), one))[:extra]:
        taken[one] += 1
    return {one: (fixed | taken)[one] for one in sizes}
