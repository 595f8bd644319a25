"""Learning needs that findings suggest. A person agrees them; nothing is decided here.

A theme whose answers fall short in several reviews, by several supervisors, in several rounds is a
need of the team, or of the establishment where more than half of the supervisors share it. One
supervisor who falls short as often has an individual need, which stays in their own file. A failed
critical question suggests a need at once.

What the Governor is told of a need goes through ``disclosure`` like any figure: ``Need.cases`` is
there for that, ``headcount_band`` for where it fails.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from pomdesk.domain.quality.terms import RootCause
from pomdesk.rules.policy import QualityPolicy

_EASE = {
    RootCause.NOT_RECORDED: 3,
    RootCause.KNOWLEDGE: 3,
    RootCause.UNCLEAR_POLICY: 2,
    RootCause.SKILL: 2,
    RootCause.TIME: 1,
    RootCause.SYSTEM: 1,
}
_EASE_UNKNOWN = 2
_HIGH, _MEDIUM = 12, 6


class Level(StrEnum):
    """Whose need it is."""

    INDIVIDUAL = "individual"
    TEAM = "team"
    ESTABLISHMENT = "establishment"


@dataclass(frozen=True, slots=True)
class ReviewFinding:
    """One answer of one locked review; the good ones too, for they tell how many were read.

    Attributes:
        review: id of the review.
        points: 0 to 1; None where the question did not apply.
        critical_failed: a critical question at its failing answer.

    """

    review: int
    round: str
    supervisor: str
    question: str
    theme: str
    points: Fraction | None
    critical_failed: bool = False
    root_causes: Collection[RootCause] = ()

    @property
    def falls_short(self) -> bool:
        """Whether it was answered with anything but the best."""
        return self.points is not None and (self.points < 1 or self.critical_failed)


@dataclass(frozen=True, slots=True)
class Priority:
    """Risk times spread times ease, each from 1 to 3, so that a reader sees what made it.

    Attributes:
        risk: 3 a critical question failed; 2 more was missing than there; 1 otherwise.
        spread: 3 more than half of those who could be concerned; 2 from a quarter; 1 fewer.
        ease: 3 a word or a note mends it (knowledge, not recorded); 1 it needs time or a system.

    """

    risk: int
    spread: int
    ease: int

    @property
    def product(self) -> int:
        """1 to 27."""
        return self.risk * self.spread * self.ease

    @property
    def band(self) -> str:
        """``high``, ``medium`` or ``low``."""
        if self.product >= _HIGH:
            return "high"
        return "medium" if self.product >= _MEDIUM else "low"


@dataclass(frozen=True, slots=True)
class Need:
    """A need that is suggested.

    Attributes:
        supervisor: whose, where it is individual; "".
        critical: a failed critical question alone would have suggested it.
        evidence: ids of the reviews that fell short, sorted.
        questions: keys of the questions, the commonest first.
        root_causes: the commonest first.
        rounds: in which they fell short, sorted.
        cases: reviews that fell short, by supervisor.

    """

    theme: str
    level: Level
    supervisor: str
    critical: bool
    evidence: Sequence[int]
    questions: Sequence[str]
    root_causes: Sequence[RootCause]
    rounds: Sequence[str]
    cases: Mapping[str, int]
    priority: Priority


def suggest(findings: Iterable[ReviewFinding], policy: QualityPolicy) -> list[Need]:
    """The needs that findings suggest, the weightiest first.

    Args:
        findings: of the rounds that are looked at together, good answers included.
        policy: from how many reviews, supervisors and rounds on.

    """
    every = [one for one in findings if one.points is not None and one.theme]
    themes = sorted({one.theme for one in every if one.falls_short})
    found = []
    for theme in themes:
        of_theme = [one for one in every if one.theme == theme]
        shared = _shared(of_theme, {one.supervisor for one in every}, policy)
        found += [shared] if shared else []
        for who in sorted({one.supervisor for one in of_theme if one.falls_short}):
            own = _individual([one for one in of_theme if one.supervisor == who], policy)
            found += [own] if own else []
    return sorted(found, key=_order)


def _order(need: Need) -> tuple[int, bool, str, str]:
    return -need.priority.product, need.level is Level.INDIVIDUAL, need.theme, need.supervisor


def _shared(
    of_theme: Sequence[ReviewFinding], supervisors: Collection[str], policy: QualityPolicy
) -> Need | None:
    short = [one for one in of_theme if one.falls_short]
    people = {one.supervisor for one in short}
    often = _reviews(short) >= policy.need_reviews and _rounds(short) >= policy.need_rounds
    critical = {one.supervisor for one in short if one.critical_failed}
    at_once = len(critical) >= policy.need_supervisors
    if len(people) < policy.need_supervisors or not (often or at_once):
        return None
    share = Fraction(len(people), len(supervisors))
    level = Level.ESTABLISHMENT if share * 2 > 1 else Level.TEAM
    return _need(short, level, "", share)


def _individual(of_one: Sequence[ReviewFinding], policy: QualityPolicy) -> Need | None:
    short = [one for one in of_one if one.falls_short]
    often = _reviews(short) >= policy.need_reviews and _rounds(short) >= policy.need_rounds
    if not often and not any(one.critical_failed for one in short):
        return None
    share = Fraction(_reviews(short), _reviews(of_one))
    return _need(short, Level.INDIVIDUAL, of_one[0].supervisor, share)


def _need(short: Sequence[ReviewFinding], level: Level, supervisor: str, share: Fraction) -> Need:
    causes = Counter(cause for one in short for cause in set(one.root_causes))
    questions = Counter(one.question for one in short)
    reviews = {one.review: one.supervisor for one in short}
    critical = any(one.critical_failed for one in short)
    ranked = sorted(causes, key=lambda cause: (-causes[cause], cause))
    return Need(
        theme=short[0].theme,
        level=level,
        supervisor=supervisor,
        critical=critical,
        evidence=tuple(sorted(reviews)),
        questions=tuple(sorted(questions, key=lambda key: (-questions[key], key))),
        root_causes=tuple(ranked),
        rounds=tuple(sorted({one.round for one in short})),
        cases=dict(sorted(Counter(reviews.values()).items())),
        priority=Priority(_risk(short, critical), _spread(share), _ease(ranked)),
    )


def _risk(short: Sequence[ReviewFinding], critical: bool) -> int:
    if critical:
        return 3
    points = [one.points for one in short if one.points is not None]
    return 2 if sum(points, Fraction(0)) * 2 < len(points) else 1


def _spread(share: Fraction) -> int:
    if share * 2 > 1:
        return 3
    return 2 if share * 4 >= 1 else 1


def _ease(causes: Sequence[RootCause]) -> int:
    return _EASE[causes[0]] if causes else _EASE_UNKNOWN


def _reviews(findings: Iterable[ReviewFinding]) -> int:
    return len({one.review for one in findings})


def _rounds(findings: Iterable[ReviewFinding]) -> int:
    return len({one.round for one in findings})
