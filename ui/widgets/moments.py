"""Dates of a sentence and where their labels stand: above or below, never on each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Moment:
    """One date on the line.

    Attributes:
        label: short words at the tick: "CRD".
        words: what is read out: "Conditional release (CRD)".
        kind: ``date``, ``today``, ``handover``, ``duty`` or ``late``: how the tick looks.
    """

    on: date
    label: str
    words: str
    kind: str = "date"


@dataclass(frozen=True, slots=True)
class Placed:
    """One label: where its tick is, where it begins, and on which level it stands.

    Level 0 is nearest above the line, 1 nearest below, 2 further above, and so on.
    """

    tick: int
    left: int
    width: int
    level: int

    def covers(self, x: int, gap: int) -> bool:
        """Whether the label lies across a place on the line."""
        return self.left - gap < x < self.left + self.width + gap

    def meets(self, left: int, width: int, gap: int) -> bool:
        """Whether the label would touch another one on its level."""
        return left < self.left + self.width + gap and self.left < left + width + gap


def arrange(ticks: Sequence[tuple[int, int]], width: int, gap: int) -> list[Placed]:
    """Give each (tick, label width), from left to right, a place without overlap.

    A label's leader is not drawn through another label where any place avoids it.
    """
    placed: list[Placed] = []
    for tick, wide in ticks:
        left = max(0, min(tick - wide // 2, width - wide))
        most = max((label.level for label in placed), default=-1) + 3
        free = [
            level
            for level in range(most)
            if not any(p.level == level and p.meets(left, wide, gap) for p in placed)
        ]
        clear = (level for level in free if not _crosses(placed, tick, left, wide, level))
        placed.append(Placed(tick, left, wide, next(clear, free[-1])))
    return placed


def _crosses(placed: Sequence[Placed], tick: int, left: int, wide: int, level: int) -> bool:
    """Whether its leader would run through a nearer label, or it would hide a leader."""
    for other in placed:
        if other.level % 2 != level % 2 or other.level == level:
            continue
        if other.level < level and other.covers(tick, 2):
            return True
        if other.level > level and left - 2 < other.tick < left + wide + 2:
            return True
    return False


def _strength(moment: Moment) -> bool:
    """What is late is seen before what is not."""
    return moment.kind != "late"


def merged(moments: Sequence[Moment]) -> list[Moment]:
    """Moments in order of time; those of one day share a tick: "CRD, SED"."""
    days: dict[date, list[Moment]] = {}
    for moment in sorted(moments, key=lambda moment: moment.on):
        days.setdefault(moment.on, []).append(moment)
    return [
        Moment(
            on,
            ", ".join(m.label for m in same),
            ", ".join(m.words for m in same),
            next((m.kind for m in sorted(same, key=_strength) if m.kind != "date"), "date"),
        )
        for on, same in days.items()
    ]
