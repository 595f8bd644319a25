"""Bands of a share, on exact fractions, and how a share is shown without saying too much.

A band is closed below and open above; its borders are settings. Rounding happens only where a
share is shown, half up, and never makes 0 % or 100 % of what is neither.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from fractions import Fraction

from pomdesk.domain.errors import RequestRefused
from pomdesk.rules.policy import QualityPolicy


class Band(IntEnum):
    """Where a share lies; what a band is called are words (``quality_term.band``)."""

    LOWEST = 0
    SECOND = 1
    THIRD = 2
    HIGHEST = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """The establishment's result: that of its lowest key question.

    Attributes:
        question: key of the lowest.
        k: files in which it was sufficient, of ``n`` to which it applied.
        near: the border, in per cent, that the share is so near to that moderation may look
            again; None where there is none.

    """

    question: str
    k: int
    n: int
    band: Band
    near: int | None

    @property
    def share(self) -> Fraction:
        """``k`` of ``n``."""
        return Fraction(self.k, self.n)


class Edge(StrEnum):
    """Which way a percentage that is shown is no more than a bound."""

    EXACT = "exact"
    UNDER = "under"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class ShownShare:
    """How a share is shown: ``k`` of ``n``, with a percentage where there are files enough.

    Attributes:
        percent: whole, half up; None where only the count may be shown (``n`` 0: nothing).
        edge: ``under`` (1 %) and ``over`` (99 %) where rounding would say none or all.

    """

    k: int
    n: int
    percent: int | None
    edge: Edge = Edge.EXACT


def band_of(share: Fraction, policy: QualityPolicy) -> Band:
    """The band of a share from 0 to 1.

    Raises:
        RequestRefused: REQ-QA-BORDERS, where the settings are not in order.

    """
    return Band(sum(100 * share >= border for border in _borders(policy)))


def near_border(share: Fraction, policy: QualityPolicy) -> int | None:
    """The nearest border at most ``band_near_percent`` points away, in per cent; 0 points: none.

    Raises:
        RequestRefused: REQ-QA-BORDERS, where the settings are not in order.

    """
    if not policy.band_near_percent:
        return None
    away, border = min((abs(100 * share - one), one) for one in _borders(policy))
    return border if away <= policy.band_near_percent else None


def standing(results: Mapping[str, tuple[int, int]], policy: QualityPolicy) -> Standing | None:
    """The result of the lowest key question; of equals, the first given.

    Args:
        results: sufficient files and files, by key of the question; those with no file are
            passed over.
        policy: the borders.

    Returns:
        None where no question has a file.

    Raises:
        RequestRefused: REQ-QA-BORDERS, where the settings are not in order.

    """
    told = {key: Fraction(k, n) for key, (k, n) in results.items() if n}
    if not told:
        return None
    key = min(told, key=lambda one: told[one])
    share = told[key]
    return Standing(key, *results[key], band_of(share, policy), near_border(share, policy))


def shown_share(k: int, n: int, policy: QualityPolicy) -> ShownShare:
    """How ``k`` of ``n`` is shown: with a percentage from ``whole_percent_files`` files on.

    Raises:
        ValueError: counts that cannot be.

    """
    if not 0 <= k <= n:
        raise ValueError(f"{k} of {n}")
    if n < max(policy.whole_percent_files, 1):
        return ShownShare(k, n, None)
    percent = (200 * k + n) // (2 * n)
    if percent == 0 and k:
        return ShownShare(k, n, 1, Edge.UNDER)
    if percent == 100 and k < n:
        return ShownShare(k, n, 99, Edge.OVER)
    return ShownShare(k, n, percent)


def _borders(policy: QualityPolicy) -> tuple[int, int, int]:
    borders = (policy.band_low_percent, policy.band_middle_percent, policy.band_high_percent)
    if not 0 < borders[0] < borders[1] < borders[2] <= 100:
        raise RequestRefused("REQ-QA-BORDERS")
    return borders
