"""Whether learning moved anything: the same questions before and after it.

Told question by question and in files: answers of one file hang together, so that adding up
questions would claim more than was read. Interval of the difference: Newcombe (1998).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pomdesk.rules.policy import QualityPolicy
from pomdesk.rules.quality.intervals import newcombe

LEVEL = 0.95

Counts = tuple[int, int]
"""Files in which a question was sufficient, and files to which it applied."""


class Outcome(StrEnum):
    """What can be said."""

    BETTER = "better"
    WORSE = "worse"
    NO_CLEAR_CHANGE = "no_clear_change"
    TOO_EARLY = "too_early"
    NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True, slots=True)
class Effect:
    """What became of one question.

    Attributes:
        difference: share after less share before, -1 to 1; None where it is not told.
        interval: of the difference; None likewise.
        needed: files on each side from which on it is told.

    """

    question: str
    before: Counts
    after: Counts
    outcome: Outcome
    difference: float | None
    interval: tuple[float, float] | None
    needed: int


def effects(
    before: Mapping[str, Counts],
    after: Mapping[str, Counts],
    questions: Collection[str],
    comparable: Collection[str],
    policy: QualityPolicy,
    level: float = LEVEL,
) -> list[Effect]:
    """What became of the questions that an activity was to move.

    Args:
        before: counts by question before the activity; a question without a file may be left out.
        after: likewise after it.
        questions: keys of the questions it was to move, in the order they are told.
        comparable: keys that mean the same on both sides (``instruments.comparable_keys``).
        policy: ``effect_files`` on each side are needed, or it is too early to say.
        level: of the intervals.

    Raises:
        ValueError: counts that cannot be.

    """
    return [
        _effect(
            key,
            before.get(key, (0, 0)),
            after.get(key, (0, 0)),
            key in comparable,
            max(policy.effect_files, 1),
            level,
        )
        for key in questions
    ]


def _effect(
    question: str, before: Counts, after: Counts, comparable: bool, needed: int, level: float
) -> Effect:
    interval = newcombe(before, after, level)
    if not comparable:
        return Effect(question, before, after, Outcome.NOT_COMPARABLE, None, None, needed)
    if interval is None or min(before[1], after[1]) < needed:
        return Effect(question, before, after, Outcome.TOO_EARLY, None, None, needed)
    difference = after[0] / after[1] - before[0] / before[1]
    low, high = interval
    outcome = Outcome.NO_CLEAR_CHANGE
    if low > 0:
        outcome = Outcome.BETTER
    elif high < 0:
        outcome = Outcome.WORSE
    return Effect(question, before, after, outcome, difference, interval, needed)
