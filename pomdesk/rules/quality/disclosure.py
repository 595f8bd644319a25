"""What the Governor may be told: figures that protect the supervisor as well as the prisoner.

A figure counts cases of several supervisors. It is told only where no reader, the supervisors
themselves included, learns one supervisor's work from it. ``suppression.protect`` decides over
whole reports; here are its terms and the rules of a single figure:

* a count: enough cases, enough supervisors, none of them holding nearly all of it, and something
  left beside the two largest (else the second largest works out the largest);
* an answer, "k of n": the n passes that; in a small group neither nobody nor everybody;
* a group (a grade, a wing): the group and everybody else both pass.

Sources: statistical disclosure control for small counts (threshold, dominance and p per cent
rules; zeros and full cells of small groups disclose); ICO, anonymisation: motivated intruder,
who in one unit is a colleague.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from pomdesk.domain.errors import RequestRefused
from pomdesk.rules.policy import QualityPolicy

SUPPRESSED = "~"

ASIDE = "aside"
"""Ends the path of a figure that no report has: it only says how others hang together."""

LEAST_CASES = 5
LEAST_SUPERVISORS = 3
HIGHEST_SHARE_PERCENT = 80
LEAST_SMALL_UNIT = 5
REST_PERCENT = 10
"""Beside the two largest, this much of the largest must be left (the p per cent rule)."""

TOLERANCE = 2
"""No figure that is not told may be worked out to within so many cases either way."""

Path = tuple[str, ...]
Key = tuple[Path, tuple[str, ...]]
"""What is counted, and the rounds it is counted in."""


class TableKind(StrEnum):
    """How the parts of a table belong to its total, and which rule they are under.

    ``COUNTS``: counts that add up to the total (themes, root causes); those too small are merged.
    ``ANSWERS``: answers to one question that add up to its n; told as "k of n".
    ``GROUPS``: groups of supervisors that add up (grade, wing); each and its complement must pass.
    ``WITHIN``: counts that may overlap, each no more than the total.
    ``ASKED``: the n of one question within all that was read; that it is all of it tells nothing.
    ``UNION``: says only that a file counted in the total is in one or more of the parts (a theme,
    and its questions that fell short); the parts are under the rules of their own tables.
    ``SUMS``: says only that parts add up; they are under the rules of the table they are told in.
    """

    COUNTS = "counts"
    ANSWERS = "answers"
    GROUPS = "groups"
    WITHIN = "within"
    ASKED = "asked"
    UNION = "union"
    SUMS = "sums"


class Rule(StrEnum):
    """Why a figure is told or is not."""

    PASSED = "passed"
    CASES = "cases"
    SUPERVISORS = "supervisors"
    SHARE = "share"
    REST = "rest"
    NOBODY_OR_EVERYBODY = "nobody_or_everybody"
    COLLEAGUE = "colleague"
    COMPLEMENT = "complement"
    SMALL_UNIT = "small_unit"
    NO_TOTAL = "no_total"
    SUM_OF_HIDDEN = "sum_of_hidden"
    PINNED = "pinned"
    PINNED_BY_COLLEAGUE = "pinned_by_colleague"
    DIFFERENCE = "difference"
    KNOWN_BEFORE = "known_before"


class Action(StrEnum):
    """What was done about a figure."""

    PUBLISHED = "published"
    SUPPRESSED = "suppressed"
    MERGED = "merged"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits in force; never looser than the program's own floors.

    Attributes:
        share_percent: a supervisor holding this much or more is dominant.
        small_unit: fewer supervisors than this are a small group.

    """

    cases: int = LEAST_CASES
    supervisors: int = LEAST_SUPERVISORS
    share_percent: int = 75
    small_unit: int = LEAST_SMALL_UNIT


def limits_of(policy: QualityPolicy) -> Limits:
    """The policy's limits; settings looser than the floors are taken as the floors."""
    return Limits(
        max(policy.cell_cases, LEAST_CASES),
        max(policy.cell_supervisors, LEAST_SUPERVISORS),
        min(policy.cell_share_percent, HIGHEST_SHARE_PERCENT),
        max(policy.small_unit_supervisors, LEAST_SMALL_UNIT),
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of a report before it is known whether it is told.

    Attributes:
        path: what is counted, such as ``("theme", "risk")``; the same path means the same thing
            in every table and every report.
        cases: by round, by code of supervisor. A round without cases stands there empty.
        least: readers know it to be no less, such as by a line that stands there for it.

    """

    path: Path
    cases: Mapping[str, Mapping[str, int]]
    least: int = 0

    @classmethod
    def of(cls, path: Path, rounds: Iterable[str], found: Iterable[tuple[str, str]]) -> "Cell":
        """Counted from one (round, supervisor) for each case."""
        cases: dict[str, Counter[str]] = {one: Counter() for one in rounds}
        for of_round, supervisor in found:
            cases[of_round][supervisor] += 1
        return cls(path, cases)

    @property
    def rounds(self) -> tuple[str, ...]:
        """The rounds it is counted in, sorted."""
        return tuple(sorted(self.cases))

    @property
    def key(self) -> Key:
        """What names the figure in a report."""
        return self.path, self.rounds

    @property
    def by_supervisor(self) -> Counter[str]:
        """All its rounds together; supervisors without a case are left out."""
        return together(self.cases.values())

    @property
    def value(self) -> int:
        """The figure itself."""
        return self.by_supervisor.total()

    @property
    def aside(self) -> bool:
        """Whether no report has it: it is neither told nor kept back."""
        return self.path[-1] == ASIDE

    def in_rounds(self, rounds: Iterable[str]) -> "Cell":
        """The same figure for some of its rounds."""
        return Cell(self.path, {one: self.cases[one] for one in rounds})


def together(parts: Iterable[Mapping[str, int]]) -> Counter[str]:
    """Several contributions added up, without those of nothing."""
    whole: Counter[str] = Counter()
    for part in parts:
        whole.update(part)
    return +whole


@dataclass(frozen=True, slots=True)
class Table:
    """Figures that belong together.

    Raises:
        RequestRefused: ``REQ-QA-CELLS``, with ``cell``: the rounds of the cells differ, a count
            is below nothing, a part stands there twice, parts do not add up to the total
            supervisor by supervisor, or a part is more than its total. A table that does not add
            up cannot be protected.

    """

    total: Cell
    parts: Sequence[Cell]
    kind: TableKind = TableKind.COUNTS

    def __post_init__(self) -> None:
        for cell in (self.total, *self.parts):
            below = any(n < 0 for by in cell.cases.values() for n in by.values())
            if below or cell.rounds != self.total.rounds or not cell.rounds:
                raise RequestRefused("REQ-QA-CELLS", cell="/".join(cell.path))
        if len({part.path for part in self.parts}) < len(self.parts):
            raise RequestRefused("REQ-QA-CELLS", cell="/".join(self.total.path))
        for of_round, by in self.total.cases.items():
            each = [Counter(part.cases[of_round]) for part in self.parts]
            adds_up = together(each) == +Counter(by)
            within = all(part <= Counter(by) for part in each)
            covered = self.kind is not TableKind.UNION or Counter(by) <= together(each)
            if not (adds_up or not self.parts if self.adds_up else within and covered):
                raise RequestRefused("REQ-QA-CELLS", cell="/".join(self.total.path))

    @property
    def adds_up(self) -> bool:
        """Whether the parts come to the total; else each is only some of it."""
        return self.kind not in (TableKind.WITHIN, TableKind.ASKED, TableKind.UNION)

    @property
    def judges(self) -> bool:
        """Whether its parts are under its rule; else it only says how they hang together."""
        return self.kind not in (TableKind.SUMS, TableKind.UNION)

    def in_rounds(self, rounds: Sequence[str]) -> "Table":
        """The same table for some of its rounds."""
        parts = tuple(part.in_rounds(rounds) for part in self.parts)
        return Table(self.total.in_rounds(rounds), parts, self.kind)


def k_of_n(path: Path, k: Cell, n: Cell) -> Table:
    """A table of one "k of n" figure: ``path + ("yes",)`` and ``path + ("no",)`` of ``path``."""
    rest = {one: Counter(by) for one, by in n.cases.items()}
    for one, by in k.cases.items():
        rest.setdefault(one, Counter()).subtract(by)
    yes, no = Cell((*path, "yes"), k.cases), Cell((*path, "no"), rest)
    return Table(Cell(path, n.cases), (yes, no), TableKind.ANSWERS)


# ---- the rules of one figure ----------------------------------------------------------------


def count_rule(cases: Mapping[str, int], limits: Limits) -> Rule:
    """The rule a count breaks, or ``PASSED``. Nothing at all passes: ``judge`` looks at zeros."""
    shares = sorted((n for n in cases.values() if n), reverse=True)
    whole = sum(shares)
    if not whole:
        return Rule.PASSED
    if whole < limits.cases:
        return Rule.CASES
    if len(shares) < limits.supervisors:
        return Rule.SUPERVISORS
    if shares[0] * 100 >= limits.share_percent * whole:
        return Rule.SHARE
    if sum(shares[2:]) * 100 < REST_PERCENT * shares[0]:
        return Rule.REST
    return Rule.PASSED


def nobody_or_everybody(k: Mapping[str, int], n: Mapping[str, int], limits: Limits) -> Rule:
    """Whether "k of n" says nobody or everybody of a small group, or does so to a colleague.

    A colleague takes their own cases out of both: what is left must not be nothing or all of a
    group that is small without them too.
    """
    of_group = [one for one, cases in n.items() if cases]
    if len(of_group) >= limits.small_unit or not of_group:
        return Rule.PASSED
    some, every = sum(k.values()), sum(n.values())
    if some in (0, every):
        return Rule.NOBODY_OR_EVERYBODY
    for own in of_group:
        if some - k.get(own, 0) in (0, every - n[own]):
            return Rule.COLLEAGUE
    return Rule.PASSED


def judge(kind: TableKind, part: Cell, total: Cell, limits: Limits) -> Rule:
    """The rule a part of a table breaks by itself, or ``PASSED``."""
    mine, all_of_it = part.by_supervisor, total.by_supervisor
    if kind is TableKind.ANSWERS:
        broken = count_rule(all_of_it, limits)
        return broken if broken is not Rule.PASSED else nobody_or_everybody(mine, all_of_it, limits)
    if kind in (TableKind.SUMS, TableKind.UNION):
        return Rule.PASSED
    broken = count_rule(mine, limits)
    if broken is not Rule.PASSED or kind is TableKind.ASKED:
        return broken
    if kind is TableKind.GROUPS:
        failed = count_rule(all_of_it - mine, limits) is not Rule.PASSED
        return Rule.COMPLEMENT if failed else Rule.PASSED
    few = 0 < len(all_of_it) < limits.small_unit
    whole_or_none = mine.total() in (0, all_of_it.total())
    return Rule.NOBODY_OR_EVERYBODY if few and whole_or_none else Rule.PASSED


def headcount_band(k: int, n: int) -> str:
    """How many of the supervisors, in a word's code, where no figure may be told.

    ``some`` for every number in a small group, where a band would be a headcount; nobody and
    everybody have no band of their own, for they disclose.

    Raises:
        RequestRefused: ``REQ-QA-HEADCOUNT`` where k is not from 0 to n.

    """
    if not 0 <= k <= n:
        raise RequestRefused("REQ-QA-HEADCOUNT", k=k, n=n)
    if n < LEAST_SMALL_UNIT:
        return "some"
    if k * 2 > n:
        return "most"
    return "several" if k >= LEAST_SUPERVISORS else "few"


def heads_of_band(band: str, n: int) -> int:
    """How many of n supervisors a band says there are at least."""
    return {"": 0, "several": LEAST_SUPERVISORS, "most": n // 2 + 1}.get(band, 1)


# ---- what comes of it -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Decision:
    """A line of the disclosure log; for those who make the report, never for its readers."""

    path: Path
    rounds: tuple[str, ...]
    rule: Rule
    action: Action


@dataclass(frozen=True, slots=True)
class Protected:
    """A report's figures after disclosure control: the one door for figures, charts and exports.

    Attributes:
        tables: what went in; kept so that later reports can be compared with this one.
        published: figures that are told.
        others: by key of a table's total, the merged figure of the parts that are not told.

    """

    tables: Sequence[Table]
    published: Mapping[Key, int]
    others: Mapping[Key, int] = field(default_factory=dict)
    log: Sequence[Decision] = ()

    def value_of(self, cell: Cell | Key) -> int | None:
        """The figure; None where it is not told, or never was asked for."""
        return self.published.get(cell.key if isinstance(cell, Cell) else cell)

    def shown(self, cell: Cell | Key) -> str:
        """The figure or the mark for "not told"."""
        value = self.value_of(cell)
        return SUPPRESSED if value is None else str(value)

    def other_of(self, total: Cell | Key) -> int | None:
        """The merged figure "other" of a table, by its total; None where there is none."""
        return self.others.get(total.key if isinstance(total, Cell) else total)

    def share_of(self, part: Cell | Key, total: Cell | Key) -> Fraction | None:
        """The share; None where either figure is not told: no n, no per cent."""
        k, n = self.value_of(part), self.value_of(total)
        return Fraction(k, n) if k is not None and n else None
