"""A frame, a seed, a plan, and the draw they lead to.

A frame is frozen before its seed exists; frame, seed and plan decide a draw alone, so anybody who
has them gets the same one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from pomdesk.domain.quality.results import FrameRow, Picked
from pomdesk.domain.quality.terms import Certainty, Purpose, Unit

SUPERVISOR = "supervisor"
"""The key by which frames are stratified first: the supervisor of each row."""

FIRST_RECORD = "0" * 64
"""What the first draw record of a desk names as the one before it."""


class SeedSource(StrEnum):
    """Where a seed comes from."""

    GENERATED = "generated"
    DICE = "dice"
    LOTTERY = "lottery"
    CYCLE = "cycle"  # one published master for all rounds of a cycle
    PARENT = "parent"  # double marks: the seed of the draw they are taken from


class Method(StrEnum):
    """How files are shared out among the strata."""

    PROPORTIONAL = "proportional"
    NEYMAN = "neyman"


@dataclass(frozen=True, slots=True)
class Criteria:
    """A rule in words, and the codes and settings the program went by."""

    words: str
    rules: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Frame:
    """All units of one day, frozen; ``rules.quality.frames.freeze`` makes it.

    Attributes:
        source: where the rows come from: imports, or the name and digest of a file.
        eligibility: which units can be drawn.
        keys: names of the one or two strata keys, the first ``supervisor`` (``assessor`` where
            double marks are drawn).
        rows: sorted by reference, which is in its normal form; excluded ones too.
        certainty: units seen for certain, by reference; they are not drawn at random.
        filter: what a targeted frame was narrowed by; None: the whole caseload.

    """

    as_of: date
    unit: Unit
    source: str
    frozen_at: datetime
    frozen_by: str
    eligibility: Criteria
    keys: Sequence[str]
    rows: Sequence[FrameRow]
    certainty: Mapping[str, Certainty]
    filter: Criteria | None = None


@dataclass(frozen=True, slots=True)
class Seed:
    """What the tickets are keyed with.

    Attributes:
        text: as it was generated or read off dice; of a cycle its master, of double marks the
            seed of their parent.
        witness: who saw dice or lottery.
        round: 1, 2, ... where ``text`` is the master of a cycle; else 0.

    """

    text: str
    source: SeedSource
    witness: str = ""
    round: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """How many files, and how they are shared out.

    Attributes:
        n: files to draw at random, in all.
        floor: least number of each supervisor; of one with fewer, all.
        before: Neyman only: files that were sufficient and files that were read, by supervisor.

    """

    n: int
    floor: int = 0
    method: Method = Method.PROPORTIONAL
    before: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Share:
    """What one stratum gives.

    Attributes:
        stratum: ``POM03``, or ``POM03|HIGH`` with a second key.
        size: units that can be drawn at random; the most that can be taken.
        floor: least number to be taken; 0 within a supervisor.
        n: units taken.
        reserves: units drawn to step in, in their order.

    """

    stratum: str
    size: int
    floor: int
    n: int
    reserves: int

    @property
    def inclusion(self) -> Fraction:
        """How likely each of its units is to be drawn."""
        return Fraction(self.n, self.size) if self.size else Fraction(0)


@dataclass(frozen=True, slots=True)
class Allocation:
    """How many files each stratum gives, sorted by stratum."""

    plan: Plan
    shares: Sequence[Share]

    @property
    def n(self) -> int:
        """Files drawn at random; fewer than planned where there are no more."""
        return sum(share.n for share in self.shares)

    @property
    def unseen(self) -> Sequence[str]:
        """Strata of which nothing is drawn: no figure of the draw speaks for them."""
        return tuple(share.stratum for share in self.shares if not share.n)


@dataclass(frozen=True, slots=True)
class Draw:
    """What a frame, a seed and a plan lead to.

    Attributes:
        picked: by stratum, in each of them certainty cases, primaries, reserves in their order.

    """

    seed: Seed
    allocation: Allocation
    picked: Sequence[Picked]


@dataclass(frozen=True, slots=True)
class Occasion:
    """What cannot be worked out again: who drew, when, what for.

    Attributes:
        draw_id: public number of the draw, never used twice.
        software: name and version of the program.
        trigger: the issue a targeted draw goes after, in words.
        requested_by: who asked for a targeted draw.
        parent_draw_id: the draw this one replaces, or whose files it marks a second time.
        reason: why a draw is replaced.
        previous: digest of the record before this one.

    """

    draw_id: str
    purpose: Purpose
    drawn_at: datetime
    drawn_by: str
    software: str
    trigger: str = ""
    requested_by: str = ""
    parent_draw_id: str = ""
    reason: str = ""
    previous: str = FIRST_RECORD
