"""Figures of quality assurance in words."""

from pomdesk.readmodels.quality import Figure
from resources.text import Text

SUPPRESSED = "~"
"""Stands for every figure that is not told."""


def figure_words(text: Text, figure: Figure) -> str:
    """``22 of 31 (71%)``; without a percentage where there are too few; ``~`` where not told."""
    if figure.k is None or figure.n is None:
        return SUPPRESSED
    counted = text("quality_paper.count", k=figure.k, n=figure.n)
    if figure.percent is None:
        return counted
    share = text(f"quality_paper.percent.{figure.edge}", percent=figure.percent)
    return f"{counted} ({share})"
