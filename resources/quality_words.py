"""Figures of quality assurance in words, the same on screen and paper."""

from typing import Protocol

from resources.text import Text

SUPPRESSED = "~"
"""Stands for every figure that is not told."""


class Share(Protocol):
    """So many of so many, as they may be told (``readmodels.quality.Figure``)."""

    @property
    def k(self) -> int | None:
        """So many; None: not told."""

    @property
    def n(self) -> int | None:
        """Of so many; None: not told."""

    @property
    def percent(self) -> int | None:
        """Whole, where there are enough for one."""

    @property
    def edge(self) -> str:
        """``exact``, ``under`` or ``over``."""


def figure_words(text: Text, figure: Share) -> str:
    """``22 of 31 (71%)``; without a percentage where there are too few; ``~`` where not told."""
    if figure.k is None or figure.n is None:
        return SUPPRESSED
    counted = text("quality_paper.count", k=figure.k, n=figure.n)
    if figure.percent is None:
        return counted
    share = text(f"quality_paper.percent.{figure.edge}", percent=figure.percent)
    return f"{counted} ({share})"


def count_words(n: int | None) -> str:
    """A count; ``~`` where it is not told."""
    return SUPPRESSED if n is None else f"{n:,}"
